//! A network that a host steps, against a run on a grid: the same steps, to the last bit.

use super::bits;
use neuron_runtime::embed::{Fault, Stepped};
use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
use neuron_runtime::library::integrate_and_fire::{Adaptation, Lif, PointLeak};
use neuron_runtime::library::pinsky_rinzel_1994::PinskyRinzel;
use neuron_runtime::library::prinz_2004::Pyloric;
use neuron_runtime::library::roth_van_rossum_2009::Exponential;
use neuron_runtime::library::song_2000::Stdp;
use neuron_runtime::library::tsodyks_markram_1997::Depressing;
use neuron_runtime::number::{F32, Grad};
use neuron_runtime::prelude::*;
use neuron_runtime::system::Drive;
use neuron_tests::allocations::allocations;

cell! {
    /// A neuron whose spikes raise a current.
    pub struct Adapting;
    capacitance: 200pF, v: -70mV, inject: 0.5nA,
    channels { Leak: PointLeak, Adaptation },
    spike { threshold: -50mV, reset: -62mV }
}

cell! {
    /// A membrane whose threshold is mute for a while, and whose V goes on.
    pub struct Mute;
    capacitance: 100pF, v: -65mV, inject: 0.06nA,
    channels { Leak: PointLeak },
    spike { threshold: -55mV, refractory: 3.04ms }
}

/// A jump of V, and a trace that spikes of both sides change.
#[synapse(on_pre(v_post += weight, x += 0.5), on_post(x -= 0.25 * x))]
pub struct Kick {
    /// Size of the jump.
    #[param(4mV)]
    weight: Param,
    /// Time constant of the trace.
    #[param(20ms, min = 0ms)]
    tau: Param,
    /// The trace.
    #[state(derivative = -x / tau, init = 0)]
    x: State,
}

network! {
    /// Everything that happens at a moment: resets, holds, mute thresholds, delays from none to many steps, sources of every kind,
    /// plasticity.
    pub struct Circuit;
    source Noise: Poisson { rate: 300Hz, seed: 3 };
    source Clock: Regular { period: 7.3ms, start: 0.05ms, jitter: 1ms, seed: 2 };
    source Input: Listed;
    neuron A: Lif { inject: 0.5nA }
    neuron B: Adapting
    neuron C: Mute
    neuron D: Lif { v: -45mV }
    Noise -> A: Exponential { g: 3nS, delay: 0.25ms };
    Clock -> B: Exponential { g: 20nS, delay: 0.95ms };
    Input -> C: Kick { delay: 1.5ms };
    Input -> D: Exponential { g: 14nS };
    A -> B: Stdp { delay: 2.35ms };
    B -> C: Depressing;
    C -> A: Kick { weight: 2mV, delay: 12.3ms };
    C -> D: Kick;
    D -> A: Exponential { g: 5nS, delay: 0.05ms };
}

const STEPS: usize = 10_000;

/// Returns true if a host lets the input spike before a step (of `step` ms).
fn touches(k: usize, step: f64) -> bool {
    let every = |interval: f64| k % (interval / step) as usize;
    every(8.3) == 0 || every(21.1) == 5
}

/// Returns the times (ms) of these spikes within `count` steps.
fn touched(count: usize, step: f64) -> Vec<f64> {
    (0..count).filter(|k| touches(*k, step)).map(|k| k as f64 * step).collect()
}

/// Compares a host's steps with a run.
macro_rules! compare {
    ($network:ty, $step:expr, $method:ident, $by:ident) => {{
        let (network, step) = (<$network>::default(), $step);
        let run = network.simulate(STEPS as f64 * step).method($method::step(step)).on_grid(step).run().unwrap();
        let mut stepped = Stepped::<_, 64>::with_room(network, step).unwrap();
        for _ in 0..STEPS {
            stepped.$by().unwrap();
        }
        assert_eq!(bits(stepped.state()), bits(run.end()), "{} {step}", stringify!($network));
        assert!((stepped.time() - STEPS as f64 * step).abs() < 1e-9);
    }};
}

#[test]
fn steps_are_those_of_a_run() {
    for step in [0.025, 0.1, 0.0625] {
        compare!(HodgkinHuxley, step, ExponentialEuler, step);
        compare!(Pyloric, step, ExponentialEuler, step);
        compare!(Pyloric, step, Strang, strang);
        compare!(Lif, step, ExponentialEuler, step);
        compare!(Adapting, step, Strang, strang);
    }
}

/// Without an allocator the matrix of the potentials is dense, and rounds otherwise.
#[test]
fn coupled_compartments_are_those_of_a_run_but_for_rounding() {
    let cell = PinskyRinzel::default();
    let run = cell.simulate(5.0).method(ExponentialEuler::step(0.025)).run().unwrap();
    let mut stepped = Stepped::new(cell, 0.025).unwrap();
    (0..200).for_each(|_| stepped.step().unwrap());
    let close = |(a, b): (&f64, &f64)| (a - b).abs() <= 1e-9 * (1.0 + b.abs());
    assert!(stepped.state().iter().zip(run.end()).all(close), "{:?} {:?}", stepped.state(), run.end());
}

#[test]
fn spikes_are_those_of_a_run_on_a_grid() {
    for (step, strang) in [(0.1, false), (0.0625, false), (0.1, true), (0.013, false)] {
        let circuit = Circuit::default();
        let simulation =
            circuit.simulate(STEPS as f64 * step).on_grid(step).play(Circuit::Input.spikes, &touched(STEPS, step));
        let samples: Vec<f64> = (1..=STEPS).map(|k| k as f64 * step).collect();
        let simulation = simulation.record_at(&samples);
        let run = match strang {
            false => simulation.method(ExponentialEuler::step(step)).run().unwrap(),
            true => simulation.method(Strang::step(step)).run().unwrap(),
        };
        let potentials = [Circuit::A.v, Circuit::B.v, Circuit::C.v, Circuit::D.v];
        let expected = [&run.a.spikes, &run.b.spikes, &run.c.spikes, &run.d.spikes];
        assert!(expected.iter().all(|spikes| spikes.len() > 5), "{expected:?}");
        let traces = potentials.map(|v| run.trace(v).unwrap());

        let mut stepped = Stepped::<_, 64>::with_room(circuit, step).unwrap();
        let mut spikes = potentials.map(|_| Vec::new());
        for k in 0..STEPS {
            // The state at the start is a spike of D.
            for (spikes, v) in spikes.iter_mut().zip(potentials) {
                if stepped.spiked(v) {
                    spikes.push(k as f64 * step);
                }
            }
            if touches(k, step) {
                stepped.spike(Circuit::Input.spikes).unwrap();
            }
            if strang {
                stepped.strang().unwrap()
            } else {
                stepped.step().unwrap()
            }
            for (trace, v) in traces.iter().zip(potentials) {
                assert_eq!(trace[k].to_bits(), stepped.read(v).to_bits(), "step {k} of {step} ms");
            }
        }
        assert_eq!(bits(stepped.state()), bits(run.end()));
        for (spikes, expected) in spikes.iter().zip(expected) {
            let expected = expected.iter().filter(|time| *time < (STEPS as f64 - 0.5) * step);
            assert_eq!(*spikes, expected.collect::<Vec<_>>());
        }
    }
}

#[test]
fn everything_that_can_be_recorded_can_be_read() {
    let (circuit, step, count) = (Circuit::default(), 0.1, 1234usize);
    let run = circuit
        .simulate(count as f64 * step)
        .method(ExponentialEuler::step(step))
        .on_grid(step)
        .record(&[Circuit::A_B.Stdp.current])
        .record(&[Circuit::A_B.Stdp.conductance])
        .record(&[Circuit::A.Leak.current])
        .record(&[Circuit::C_A.Kick.x, Circuit::B.Adaptation.w])
        .record_at(&[count as f64 * step])
        .play(Circuit::Input.spikes, &touched(count, step))
        .run()
        .unwrap();
    let mut stepped = Stepped::<_, 64>::with_room(circuit, step).unwrap();
    for k in 0..count {
        if touches(k, step) {
            stepped.spike(Circuit::Input.spikes).unwrap();
        }
        stepped.step().unwrap();
    }
    let last = |trace: Result<&[f64], Error>| trace.unwrap()[0];
    assert_eq!(stepped.read(Circuit::A_B.Stdp.current), last(run.trace(Circuit::A_B.Stdp.current)));
    assert_eq!(stepped.read(Circuit::A_B.Stdp.conductance), last(run.trace(Circuit::A_B.Stdp.conductance)));
    assert_eq!(stepped.read(Circuit::A.Leak.current), last(run.trace(Circuit::A.Leak.current)));
    assert_eq!(stepped.read(Circuit::B.Adaptation.w), last(run.trace(Circuit::B.Adaptation.w)));
    let x = stepped.read(Circuit::C_A.Kick.x);
    assert!(x > 0.0);
    assert_eq!(x, last(run.trace(Circuit::C_A.Kick.x)));
}

/// A cell that declares no spikes.
#[test]
fn spikes_of_other_cells_are_passages_of_a_threshold() {
    for threshold in [0.0, -20.0] {
        let mut axon = HodgkinHuxley::default();
        axon.set(HodgkinHuxley::inject, 10.0);
        let run = axon.simulate(200.0).method(ExponentialEuler::step(0.025)).spikes(threshold).run().unwrap();
        let mut stepped = Stepped::new(axon, 0.025).unwrap();
        stepped.set_threshold(threshold);
        let mut spikes = Vec::new();
        for _ in 0..8000 {
            stepped.step().unwrap();
            if stepped.spiked(HodgkinHuxley::Na.m) {
                spikes.push(stepped.time());
            }
        }
        // The run's are on the straight line within the step.
        assert!(spikes.len() > 8 && spikes.len() == run.spikes.len());
        assert!(spikes.iter().zip(run.spikes.iter()).all(|(a, b)| (0.0..=0.025).contains(&(a - b))));
    }
}

#[test]
fn drives_are_those_of_the_step() {
    let (axon, drives) = (HodgkinHuxley::default(), [Drive::conductance(0.3, -10.0, -65.0)]);
    let (mut y, mut work) = ([0.0; <HodgkinHuxley>::DIM], axon.workspace());
    axon.start(&mut y);
    let mut stepped = Stepped::new(axon.clone(), 0.025).unwrap();
    for k in 0..1000 {
        stepped.step_with(&drives).unwrap();
        axon.exponential_euler(f64::from(k) * 0.025, 0.025, &Given::drives(&drives), &mut y, &mut work);
    }
    assert_eq!(bits(stepped.state()), bits(&y));
    let none = Stepped::new(axon, 0.025).map(|mut stepped| (0..1000).for_each(|_| stepped.step().unwrap()));
    assert!(none.is_ok());
}

/// What a host does between two steps is in the next.
#[test]
fn parameters_and_states_are_set_between_steps() {
    let mut stepped = Stepped::new(HodgkinHuxley::default(), 0.025).unwrap();
    stepped.set(HodgkinHuxley::inject, 10.0).unwrap();
    assert_eq!(stepped.get(HodgkinHuxley::inject), 10.0);
    stepped.set_state(HodgkinHuxley::v, -50.0).unwrap();
    assert_eq!((stepped.read(HodgkinHuxley::v), stepped.steps()), (-50.0, 0));
    (0..40).for_each(|_| stepped.step().unwrap());
    assert!(stepped.read(HodgkinHuxley::v) > -40.0);
    let fault = stepped.set(HodgkinHuxley::Na.g, -1.0).unwrap_err().to_string();
    assert!(fault.starts_with("Na.g = -1 mS/cm2 is below its smallest value, 0"), "{fault}");
    let fault = stepped.set_state(HodgkinHuxley::v, f64::NAN).unwrap_err().to_string();
    assert!(fault.starts_with("v became NaN at 1 ms"), "{fault}");
    stepped.start();
    assert_eq!(
        (stepped.read(HodgkinHuxley::v), stepped.time(), stepped.get(HodgkinHuxley::inject)),
        (-65.0, 0.0, 10.0)
    );
    // A rate that was set is that of the source's next spikes.
    let mut circuit = Stepped::<_, 64>::with_room(Circuit::default(), 0.1).unwrap();
    circuit.set(Circuit::Noise.rate, 0.0).unwrap();
    (0..1000).for_each(|_| circuit.step().unwrap());
    assert_eq!(circuit.read(Circuit::Noise_A.Exponential.s), 0.0);
}

#[test]
fn what_cannot_be_stepped_is_refused() {
    let sentence = |fault: Fault| fault.to_string();
    for step in [0.0, -0.1, 6.0, f64::NAN, f64::INFINITY] {
        let fault = Stepped::new(HodgkinHuxley::default(), step).unwrap_err();
        assert!(sentence(fault).ends_with("it has to be between 1e-6 and 5 ms, usually 0.005 to 0.1 ms"), "{fault}");
    }
    let fault = Stepped::new(neuron_runtime::library::prinz_2003::Stg::default(), 0.1).unwrap_err();
    assert!(sentence(fault).starts_with("NaV.g has no value"), "{fault}");
    let fault = Stepped::new(Circuit::default(), 0.2).unwrap_err();
    assert!(sentence(fault).starts_with("a synapse has a delay of 0.05 ms, which steps of 0.2 ms cannot"), "{fault}");
    let circuit = Circuit::default().with::<Grad>();
    let fault = Stepped::<_, 16>::with_room(circuit, Grad::from_f64(0.1)).unwrap_err();
    assert!(fault.to_string().starts_with("there are no derivatives through spikes"), "{fault}");
    let mut circuit = Stepped::new(Circuit::default(), 0.1).unwrap();
    let fault = circuit.set(Circuit::C_A.Kick.delay, 0.02).unwrap_err();
    assert!(matches!(fault, Fault::ShortDelay { .. }) && circuit.get(Circuit::C_A.Kick.delay) == 12.3, "{fault}");
    let fault = circuit.step_with(&[Drive::constant(0.1)]).unwrap_err();
    assert!(sentence(fault).starts_with("1 drives were given: give one for each of the 4 compartments"), "{fault}");
    assert_eq!(circuit.steps(), 0);

    let mut axon = Stepped::new(HodgkinHuxley::default(), 0.025).unwrap();
    let fault = (0..10).find_map(|_| axon.step_with(&[Drive::constant(f64::NAN)]).err()).unwrap();
    assert!(matches!(fault, Fault::NotFinite { index: 0, .. }), "{fault}");
    assert!(sentence(fault).starts_with("v became NaN at 0.025 ms"), "{fault}");
    assert!(axon.step().is_err());
    axon.start();
    axon.step().unwrap();
    let error = Error::from(fault).to_string();
    assert!(error.contains("HodgkinHuxley") && error.contains('v'), "{error}");
}

/// Two synapses of a source, each of whose spikes stays on its way for 15 steps.
#[test]
fn a_spike_without_room_is_an_error() {
    let mut circuit = Stepped::<_, 6>::with_room(Circuit::default(), 0.1).unwrap();
    circuit.spike(Circuit::Input.spikes).unwrap();
    circuit.spike(Circuit::Input.spikes).unwrap();
    circuit.spike(Circuit::Input.spikes).unwrap();
    let fault = circuit.spike(Circuit::Input.spikes).unwrap_err();
    assert!(fault.to_string().starts_with("more than 6 spikes are on their way to synapses: make room"), "{fault}");
    // Those of its own neurons cannot be sent again, so that it stops for good.
    let fault = (0..100).find_map(|_| circuit.step().err()).unwrap();
    assert!(matches!(fault, Fault::NoRoom { room: 6 }), "{fault}");
    let steps = circuit.steps();
    assert!(circuit.step().is_err() && circuit.steps() == steps);
    circuit.start();
    circuit.step().unwrap();
}

#[test]
fn steps_allocate_nothing() {
    let ((), count) = allocations(|| {
        let mut circuit = Stepped::<_, 64>::with_room(Circuit::default(), 0.1).unwrap();
        for k in 0..2000 {
            if touches(k, 0.1) {
                circuit.spike(Circuit::Input.spikes).unwrap();
            }
            circuit.step_with(&[Drive::constant(0.05); 4]).unwrap();
            circuit.strang().unwrap();
            circuit.set(Circuit::A.inject, 0.5).unwrap();
            assert!(circuit.read(Circuit::A_B.Stdp.current).is_finite() && circuit.read(Circuit::C_A.Kick.x) >= 0.0);
            circuit.spiked(Circuit::A.v);
        }
    });
    assert_eq!(count, 0);
}

/// Spikes of the network in single precision are those in double precision, but for the rounding of V.
#[test]
fn single_precision_spikes_as_often() {
    let (mut double, mut single) = (
        Stepped::<_, 64>::with_room(Circuit::default(), 0.1).unwrap(),
        Stepped::<_, 64>::with_room(Circuit::default().with::<F32>(), F32(0.1)).unwrap(),
    );
    let potentials = [Circuit::A.v, Circuit::B.v, Circuit::C.v, Circuit::D.v];
    let mut counts = [[0i32; 4]; 2];
    for k in 0..20_000 {
        if touches(k, 0.1) {
            double.spike(Circuit::Input.spikes).unwrap();
            single.spike(Circuit::Input.spikes).unwrap();
        }
        double.step().unwrap();
        single.step().unwrap();
        for (n, v) in potentials.into_iter().enumerate() {
            counts[0][n] += i32::from(double.spiked(v));
            counts[1][n] += i32::from(single.spiked(v));
        }
    }
    for n in 0..4 {
        let (a, b) = (counts[0][n], counts[1][n]);
        assert!(a > 10 && (a - b).abs() <= 1 + a / 20, "{counts:?}");
    }
}

/// The time in single precision does not stall: after 2²⁵ steps a sum of them would have.
#[test]
fn time_goes_on_in_single_precision() {
    let mut cell = Stepped::new(Lif::default().with::<F32>(), F32(0.001)).unwrap();
    cell.set(Lif::inject, F32(0.5)).unwrap();
    let mut spikes = [0; 2];
    for k in 0..34_000_000u32 {
        cell.step().unwrap();
        spikes[usize::from(k >= 17_000_000)] += i32::from(cell.spiked(Lif::v));
    }
    assert!((cell.time().0 - 34_000.0).abs() < 0.01, "{:?}", cell.time());
    assert!(spikes[0] > 300 && (spikes[0] - spikes[1]).abs() <= 1, "{spikes:?}");
}
