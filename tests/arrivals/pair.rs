//! Two squid axons, exponential excitation and biexponential inhibition with delays, against `hh_pair`.

use super::Axon;
use neuron_runtime::number::Grad;
use neuron_runtime::prelude::*;
use neuron_runtime::solve::Method;
use neuron_tests::reference::{Hybrid, worst_spike_error};

#[synapse(current = g * s * (v_post - e), on_pre(s += 1))]
pub struct Excitation {
    #[param(0.08uS)]
    g: Param,
    #[param(0mV)]
    e: Param,
    #[param(4ms)]
    tau: Param,
    #[state(derivative = -s / tau, init = 0)]
    s: State,
}

#[synapse(current = g * (z - x) * (v_post - e), on_pre(x += 1, z += 1))]
pub struct Inhibition {
    #[param(0.05uS)]
    g: Param,
    #[param(-80mV)]
    e: Param,
    #[param(1ms)]
    rise: Param,
    #[param(8ms)]
    decay: Param,
    #[state(derivative = -x / rise, init = 0)]
    x: State,
    #[state(derivative = -z / decay, init = 0)]
    z: State,
}

network! {
    pub struct Pair;
    neuron A: Axon { inject: 10nA };
    neuron B: Axon;
    A -> B: Excitation { delay: 3ms };
    B -> A: Inhibition { delay: 1.5ms };
}

fn error<M: Method<f64>>(method: M) -> f64 {
    let expected = Hybrid::read("hh_pair");
    let run = Pair::default().simulate(150.0).method(method).record_nothing().run().unwrap();
    let a = worst_spike_error(run.a.spikes.times(), &expected.spikes(0)).unwrap();
    a.max(worst_spike_error(run.b.spikes.times(), &expected.spikes(1)).unwrap())
}

#[test]
fn two_axons_with_delays_give_the_spikes_of_the_reference() {
    let tight = [
        error(Adaptive::tolerance(1e-9)),
        error(Tsit5::tolerance(1e-9)),
        error(Rodas5P::tolerance(1e-9)),
        error(Rodas4::tolerance(1e-9)),
    ];
    assert!(tight.iter().all(|error| *error < 1e-6), "{tight:?}");
    let default = [
        error(Adaptive::default()),
        error(Tsit5::default()),
        error(Rodas5P::default()),
        error(Rodas4::default()),
        error(Rodas3P::default()),
        error(Ros34Pw2::default()),
    ];
    assert!(default.iter().all(|error| *error < 1e-3), "{default:?}");
}

/// Their steps need a minute at that tolerance.
#[test]
#[ignore = "takes a minute: cargo test --release -p neuron-arrivals -- --ignored"]
fn methods_of_third_order_give_them_too() {
    assert!(error(Rodas3P::tolerance(1e-9)) < 1e-6);
    assert!(error(Ros34Pw2::tolerance(1e-9)) < 1e-6);
}

#[test]
fn fixed_steps_give_them_with_their_order() {
    let orders = |errors: [f64; 2], least: f64| assert!(errors[0] / errors[1] > least, "{errors:?}");
    orders([error(Rk4::step(0.02)), error(Rk4::step(0.01))], 12.0);
    orders([error(Strang::step(0.025)), error(Strang::step(0.0125))], 3.5);
    orders([error(ExponentialEuler::step(0.01)), error(ExponentialEuler::step(0.005))], 1.8);
}

/// Checks the derivatives of the third spike of the second axon and the last of the first.
fn check_derivatives<M: Method<Grad> + Copy + std::fmt::Debug>(method: M) {
    let (excitation, inhibition) = (Pair::A_B.Excitation, Pair::B_A.Inhibition);
    let parameters = [
        ("ge", excitation.g),
        ("te", excitation.tau),
        ("d1", excitation.delay),
        ("gi", inhibition.g),
        ("d2", inhibition.delay),
        ("th", Pair::A.spike.threshold),
        ("th", Pair::B.spike.threshold),
    ];
    let derivatives = Hybrid::read("hh_pair").derivatives();
    assert_eq!(derivatives.len(), 10);
    for (neuron, spike) in [(1, 2), (0, -1)] {
        let gradient = Pair::default().gradient(&parameters.map(|(_, parameter)| parameter), |pair| {
            let run = pair.simulate(150.0).method(method).record_nothing().run()?;
            let times = if neuron == 0 { run.a.spikes.times() } else { run.b.spikes.times() };
            Ok(times[i64::rem_euclid(spike, times.len() as i64) as usize])
        });
        let gradient = gradient.unwrap();
        for derivative in derivatives.iter().filter(|derivative| derivative.spike == spike) {
            let by_name = parameters.iter().enumerate().filter(|(_, (name, _))| *name == derivative.by);
            let found: f64 = by_name.map(|(k, _)| gradient[k]).sum();
            let bound = (1e-5 * derivative.value.abs()).max(derivative.uncertainty);
            assert!((found - derivative.value).abs() <= bound, "{method:?}, {derivative:?}: {found}");
        }
    }
}

#[test]
fn two_axons_with_delays_have_the_derivatives_of_the_reference() {
    check_derivatives(Adaptive::tolerance(1e-9));
    check_derivatives(Tsit5::tolerance(1e-9));
    check_derivatives(Rodas5P::tolerance(1e-9));
    check_derivatives(Rodas4::tolerance(1e-9));
}

/// Their steps need a minute at that tolerance.
#[test]
#[ignore = "takes ten seconds: cargo test -p neuron-arrivals -- --ignored"]
fn methods_of_third_order_have_them_too() {
    check_derivatives(Rodas3P::tolerance(1e-9));
    check_derivatives(Ros34Pw2::tolerance(1e-9));
}

network! {
    /// Cells that kicks make spike at the instants at which they arrive, one after the other.
    pub struct Dominoes;
    source Input: Regular { period: 100ms, start: 5ms };
    neuron Cells[3]: super::Membrane;
    Input -> Cells pairs [(0, 0)]: First: super::Kick { weight: 30mV, delay: 0.25ms };
    Cells -> Cells pairs [(0, 1), (1, 2)]: Next: super::Kick { weight: 30mV, delay: 1.5ms };
}

#[test]
fn a_spike_that_a_kick_makes_has_the_derivatives_of_its_arrival() {
    let delays = [Dominoes::Input.start, Dominoes::Input_Cells.First.delay, Dominoes::Cells_Cells.Next.delay];
    let gradient =
        |method: fn(&Dominoes<neuron_runtime::number::Grad>) -> Result<neuron_runtime::number::Grad, Error>| {
            Dominoes::default().gradient(&delays, method).unwrap()
        };
    let spike = gradient(|net| Ok(net.simulate(20.0).run()?.cells[2].spikes.times()[0]));
    assert!((spike.value - 8.25).abs() < 1e-12, "{}", spike.value);
    for (found, expected) in spike.derivatives.iter().zip([1.0, 1.0, 2.0]) {
        assert!((found - expected).abs() < 1e-12, "{:?}", spike.derivatives);
    }
    // V after the reset of the last spike relaxes from −65 mV, where it rests; that of the first cell is kicked no more. A current
    // makes the time of the reset seen.
    let end = |start: f64| {
        let mut net = Dominoes::default();
        net.set(Dominoes::Input.start, start).set(Dominoes::Cells.inject, 0.1);
        net.simulate(12.0).method(Tsit5::tolerance(1e-11)).run().unwrap().end()[2]
    };
    let difference = (end(5.0 + 1e-4) - end(5.0 - 1e-4)) / 2e-4;
    let mut net = Dominoes::default();
    net.set(Dominoes::Cells.inject, 0.1);
    let gradient = net.gradient(&[Dominoes::Input.start], |net| {
        Ok(net.simulate(12.0).method(Tsit5::tolerance(1e-11)).run()?.end()[2])
    });
    let gradient = gradient.unwrap()[0];
    assert!(
        (gradient - difference).abs() < 1e-6 * difference.abs() && difference.abs() > 0.01,
        "{gradient} {difference}"
    );
}

/// A state that an arrival carries over a level switches an equation at once.
#[synapse(let on = if x > 0.5 { 1 } else { 0 }, current = g * r * (v_post - e), on_pre(x = 1))]
pub struct Switching {
    #[param(0nS)]
    g: Param,
    #[param(0mV)]
    e: Param,
    #[state(derivative = -x / 1e6ms, init = 0)]
    x: State,
    #[state(derivative = on / 1ms, init = 0)]
    r: State,
}

network! {
    pub struct Switched;
    source Input: Listed;
    neuron Cell: super::Membrane;
    Input -> Cell: Switching { delay: 0.3ms };
}

#[test]
fn what_an_arrival_switches_has_the_derivatives_of_its_time() {
    let net = Switched::default();
    let gradient = net.gradient(&[Switched::Input_Cell.Switching.delay], |net| {
        Ok(net.simulate(9.0).play(Switched::Input.spikes, &[3.0]).run()?.end()[2])
    });
    let gradient = gradient.unwrap();
    assert!((gradient.value - 5.7).abs() < 1e-9 && (gradient[0] + 1.0).abs() < 1e-9, "{gradient:?}");
}

#[test]
fn second_derivatives_go_through_arrivals() {
    let parameters = [Pair::A_B.Excitation.g, Pair::A_B.Excitation.delay, Pair::A.inject];
    let cost = cost!(|pair: Pair| {
        let run = pair.simulate(20.0).method(Tsit5::tolerance(1e-10)).record_nothing().run()?;
        Ok(run.b.spikes.times()[0])
    });
    let hessian = Pair::default().hessian_of(&parameters, &cost).unwrap();
    for (k, step) in [1e-4, 1e-3, 1e-3].into_iter().enumerate() {
        let gradient = |by: f64| {
            let mut pair = Pair::default();
            let value = pair.get(parameters[k]);
            pair.set(parameters[k], value + by);
            pair.gradient_of(&parameters, &cost).unwrap().derivatives
        };
        let (above, below) = (gradient(step), gradient(-step));
        for (j, found) in hessian.matrix[k].iter().enumerate() {
            let difference = (above[j] - below[j]) / (2.0 * step);
            assert!((found - difference).abs() < 1e-4 * difference.abs() + 1e-9, "{k} {j}: {found} {difference}");
        }
    }
}
