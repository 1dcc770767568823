//! Runs of networks whose equations contain relations: resumed, recorded, differentiated, without allocation.

use super::cancelled;
use super::pulses::{Axon, Passive};
use super::spikes::Stepped;
use super::states::Switching;
use neuron_runtime::number::Grad;
use neuron_runtime::prelude::*;
use neuron_runtime::solve::{Method, Stepper};
use neuron_tests::allocations::allocations;
use std::fmt::Debug;

/// Returns the spikes of all neurons.
fn spikes<N: Network<f64>>(run: &Run<N>) -> Vec<Vec<f64>> {
    run.each_neuron().iter().map(|neuron| neuron.spikes.times().to_vec()).collect()
}

/// A run that is cancelled at any step, and resumed, ends bit-equal.
fn assert_resumes<N, M>(network: &N, duration: f64, method: M)
where
    N: Network<f64> + Simulate<f64> + Debug,
    M: Method<f64> + Copy + Debug,
{
    let whole = network.simulate(duration).method(method).run().unwrap();
    for k in 1..20 {
        let stop = duration * f64::from(k) / 20.0;
        let checkpoint = cancelled(network.simulate(duration).method(method), stop);
        let resumed = network.simulate(duration).method(method).resume(checkpoint).run().unwrap();
        assert_eq!(resumed.end(), whole.end(), "{method:?} from {stop}");
        assert_eq!(resumed.statistics, whole.statistics, "{method:?} from {stop}");
        assert_eq!(resumed.time(), whole.time());
        assert_eq!(spikes(&resumed), spikes(&whole), "{method:?} from {stop}");
    }
}

#[test]
fn a_run_resumes_within_a_pulse_and_beyond_a_threshold() {
    assert_resumes(&Axon::default(), 12.0, Tsit5::default());
    assert_resumes(&Axon::default(), 12.0, Adaptive::default());
    assert_resumes(&Axon::default(), 12.0, ExponentialEuler::step(0.04));
    assert_resumes(&Switching::default(), 12.0, Rodas5P { longest_step: 0.4, ..Rodas5P::default() });
    assert_resumes(&Switching::default(), 12.0, Adaptive { longest_step: 0.4, ..Adaptive::tolerance(1e-9) });
    assert_resumes(&Switching::default(), 12.0, Rk4::step(0.3));
}

/// The first spike is at 37.7 ms, and V is held for 2 ms.
#[test]
fn a_run_resumes_within_a_hold() {
    assert_resumes(&Stepped::default(), 44.0, Tsit5::default());
    assert_resumes(&Stepped::default(), 44.0, Adaptive { longest_step: 0.4, ..Adaptive::default() });
    assert_resumes(&Stepped::default(), 44.0, ExponentialEuler::step(0.1));
}

#[test]
fn a_current_is_recorded_as_it_acts() {
    let passive = Passive::default();
    let run = passive
        .simulate(8.0)
        .record(&[Passive::Step.current])
        .record_at(&[4.999_999, 5.000_001, 5.5, 5.999_999, 6.000_001])
        .run()
        .unwrap();
    let trace = run.trace(Passive::Step.current).unwrap();
    assert_eq!(trace, [0.0, -10.0, -10.0, -10.0, 0.0]); // nA through 0.1 mm²
}

#[test]
fn the_mean_of_a_current_is_differentiable() {
    let passive = Passive::default();
    let mean = Objective::new(Measure::mean(Passive::Step.current), 20.0).method(Tsit5::tolerance(1e-9));
    let step = Passive::Step;
    let gradient = passive.gradient_of(&[step.amplitude, step.on, step.off], &mean).unwrap();
    // −10 nA for 1 of 20 ms.
    assert!((gradient.value + 0.5).abs() < 1e-9, "{}", gradient.value);
    for (found, expected) in gradient.derivatives.iter().zip([-0.05, 0.5, -0.5]) {
        assert!((found - expected).abs() < 1e-9, "{gradient:?}");
    }
}

/// V rises in the pulse and falls after it, so that its largest value is that at the end of the pulse.
#[test]
fn measures_of_v_see_the_true_instants() {
    let passive = Passive::default();
    let step = Passive::Step;
    let (variables, at) = ([step.amplitude, step.on, step.off], [10.0, 5.0, 6.0]);
    // V − V₀ = 10 a (1 − e^{−(t − on)/10}) until off, then it decays with the same time constant. All from 0 to 20 ms.
    let peak = |[a, on, off]: [f64; 3]| 10.0 * a * (1.0 - (-(off - on) / 10.0f64).exp());
    let mean = |[a, on, off]: [f64; 3]| {
        let rising = 10.0 * a * ((off - on) - 10.0 * (1.0 - (-(off - on) / 10.0f64).exp()));
        -65.0 + (rising + peak([a, on, off]) * 10.0 * (1.0 - (-(20.0 - off) / 10.0f64).exp())) / 20.0
    };
    let soft = |values: [f64; 3]| {
        let sigma = |v: f64| 1.0 / (1.0 + (-(v + 55.0) / 5.0f64).exp());
        sigma(-65.0 + peak(values)) - sigma(-65.0)
    };
    type ClosedForm<'a> = &'a dyn Fn([f64; 3]) -> f64;
    let cases: [(_, ClosedForm<'_>); 2] =
        [(Measure::mean(Passive::v), &mean), (Measure::soft_spike_count(Passive::v, -55.0, 5.0), &soft)];
    for (measure, closed_form) in cases {
        let objective = Objective::new(measure, 20.0).method(Tsit5::tolerance(1e-11));
        let hessian = passive.hessian_of(&variables, &objective).unwrap();
        assert!((hessian.value - closed_form(at)).abs() < 1e-8, "{} for {}", hessian.value, closed_form(at));
        let shifted = |i: usize, x: f64, j: usize, y: f64| {
            let mut values = at;
            values[i] += x;
            values[j] += y;
            closed_form(values)
        };
        let d = 1e-3;
        for i in 0..3 {
            let first = (shifted(i, d, i, 0.0) - shifted(i, -d, i, 0.0)) / (2.0 * d);
            assert!((hessian.gradient[i] - first).abs() < 1e-6, "{i}: {} for {first}", hessian.gradient[i]);
            for j in 0..3 {
                let second =
                    (shifted(i, d, j, d) + shifted(i, -d, j, -d) - shifted(i, d, j, -d) - shifted(i, -d, j, d))
                        / (4.0 * d * d);
                let found = hessian.matrix[i][j];
                assert!((found - second).abs() < 1e-5, "{i} {j}: {found} for {second}");
            }
        }
    }
}

fn assert_no_allocation<T: Scalar, N: Network<T>>(network: &N, method: impl Method<T> + Debug) {
    let mut y = vec![T::zero(); network.dim()];
    network.start(&mut y);
    let mut stepper = method.stepper(network, 0.0, &y);
    stepper.step(network, 0.01).unwrap();
    let (steps, count) = allocations(|| {
        let mut steps = 0;
        while stepper.time() < 120.0 {
            stepper.step(network, 120.0).unwrap();
            steps += 1;
        }
        steps
    });
    assert!(steps > 3 && count == 0, "{method:?}: {count} allocations in {steps} steps");
}

#[test]
fn no_event_allocates() {
    for method in [Adaptive::default(), Adaptive::tolerance(1e-9)] {
        assert_no_allocation(&Axon::default(), method);
        assert_no_allocation(&Switching::default(), method);
        assert_no_allocation(&Axon::default().with::<Grad>(), method);
        assert_no_allocation(&Switching::default().with::<Grad>(), method);
        assert_no_allocation(&Stepped::default(), method);
        assert_no_allocation(&Stepped::default().with::<Grad>(), method);
    }
    assert_no_allocation(&Switching::default(), Rodas5P::default());
    assert_no_allocation(&Switching::default().with::<Grad>(), ExponentialEuler::step(0.1));
    assert_no_allocation(&Axon::default(), Rk4::step(0.02));
}
