//! States that no neuron has end a run.

use neuron_runtime::library::hodgkin_huxley_1952::{HodgkinHuxley, K, Leak, Na};
use neuron_runtime::number::{F32, Grad};
use neuron_runtime::prelude::*;
use neuron_runtime::run::simulation::Simulation;
use neuron_runtime::solve::Method;

/// A gate that a spike opens by more than is left.
#[channel(ion = K, current = g * m * (v - e), on_spike(m += 0.7))]
pub struct Opened {
    #[param(0.1mS/cm2)]
    g: Param,
    #[gate(inf = 0, tau = 50ms)]
    m: Gate,
}

/// The same, on purpose.
#[channel(ion = K, current = g * m * (v - e), on_spike(m += 0.7))]
pub struct OpenedOnPurpose {
    #[param(0.1mS/cm2)]
    g: Param,
    #[gate(inf = 0, tau = 50ms, unchecked)]
    m: Gate,
}

/// A pool whose ion only leaves.
#[pool]
pub struct Emptied {
    #[state(derivative = -rate, init = 0.1uM)]
    ca: Concentration,
    #[param(0.01uM/ms)]
    rate: Param,
}

/// An occupancy that its equation carries beyond 1.
#[channel(current = g * o * (v - e))]
pub struct Occupied {
    #[param(0.1mS/cm2)]
    g: Param,
    #[param(-65mV)]
    e: Param,
    #[param(0.1/ms)]
    rate: Param,
    #[state(derivative = rate, init = 0, min = 0, max = 1)]
    o: State,
}

cell! {
    pub struct Spiking;
    capacitance: 1uF/cm2, area: 0.1mm2, v: -65mV, inject: 15nA,
    ions { Na: 50mV, K: -77mV },
    channels { Na, K, Leak, Opened },
    spike { threshold: 0mV },
}

cell! {
    pub struct SpikingOnPurpose;
    capacitance: 1uF/cm2, area: 0.1mm2, v: -65mV, inject: 15nA,
    ions { Na: 50mV, K: -77mV },
    channels { Na, K, Leak, OpenedOnPurpose },
    spike { threshold: 0mV },
}

#[channel(ion = Ca, current = g * (v - e))]
pub struct CaLeak {
    #[param(0mS/cm2)]
    g: Param,
}

cell! {
    pub struct Empty;
    capacitance: 1uF/cm2, area: 0.1mm2, v: -65mV,
    ions { Ca: 120mV },
    pool Ca: Emptied,
    channels { Leak, CaLeak },
}

cell! {
    pub struct Bound;
    capacitance: 1uF/cm2, area: 0.1mm2, v: -65mV,
    channels { Leak, Occupied },
}

// Cells without a leak, which integrate what is injected: 1 nA into 1 nF is 1 mV/ms.
cell! { pub struct Integrator; capacitance: 1nF, v: -65mV, inject: 1nA, channels {} }
cell! { pub struct FreeIntegrator; capacitance: 1nF, v: -65mV, inject: 1nA, range: unchecked, channels {} }
cell! { pub struct LowIntegrator; capacitance: 1nF, v: -65mV, inject: 1nA, range: -100mV..10mV, channels {} }

network! {
    pub struct Crowd;
    neuron Quiet[3]: Integrator { inject: 0nA };
    neuron Other[4]: Integrator { inject: 0nA };
}

#[synapse(electrical, current = g * (v_post - v_pre))]
pub struct Gap {
    #[param(1nS)]
    g: Param,
}

network! {
    pub struct Joined;
    neuron E[300]: Integrator { inject: 100nA };
    gaps = E -- E random { probability: 0.5, seed: 1 }: Gap { g: 1nS };
}

fn failure<N: Network<T>, T: Scalar, M: Method<T>>(simulation: Simulation<'_, N, T, M>) -> Error {
    match simulation.run() {
        Ok(_) => panic!("an impossible state was returned"),
        Err(interrupted) => interrupted.error,
    }
}

/// Asserts that a run ends by every method soon after `time`, with the state and its range.
macro_rules! assert_ends {
    ($cell:ty, $duration:expr, $time:expr, $state:expr, $range:expr) => {
        let cell = <$cell>::default();
        let single = cell.with::<F32>();
        let tangents = cell.with::<Grad>();
        for error in [
            failure(cell.simulate($duration)),
            failure(cell.simulate($duration).record_nothing()),
            failure(cell.simulate($duration).method(Tsit5::tolerance(1e-8))),
            failure(cell.simulate($duration).method(Rodas5P::default()).record_every(50.0)),
            failure(cell.simulate($duration).method(Rk4::step(0.01)).record_nothing()),
            failure(cell.simulate($duration).method(ExponentialEuler::step(0.025))),
            failure(cell.simulate($duration).method(ExponentialEuler::step(0.025)).record_nothing()),
            failure(cell.simulate($duration).method(Strang::step(0.025)).record_nothing()),
            failure(single.simulate($duration).method(ExponentialEuler::step(0.025)).record_nothing()),
            failure(tangents.simulate($duration).record_nothing()),
        ] {
            let Error::BeyondRange { time, state, range, .. } = &error else { panic!("{error}") };
            assert_eq!((state.as_str(), *range), ($state, $range), "{error}");
            // Adaptive steps may be long.
            assert!(*time > $time && *time <= $duration, "{error}");
        }
    };
}

#[test]
fn a_gate_that_leaves_0_to_1_ends_a_run() {
    assert_ends!(Spiking, 200.0, 10.0, "Opened.m", [0.0, 1.0]);
    let run = SpikingOnPurpose::default().simulate(200.0).record(&[SpikingOnPurpose::OpenedOnPurpose.m]).run().unwrap();
    assert!(run.trace(SpikingOnPurpose::OpenedOnPurpose.m).unwrap().iter().any(|m| *m > 1.0));
}

/// A long step behind the spike would end in a possible state.
#[test]
fn a_spike_that_adds_too_much_ends_the_run_at_the_spike() {
    let spiking = Spiking::default();
    let free = SpikingOnPurpose::default().simulate(30.0).record_nothing().run().unwrap();
    let second = free.spikes.times()[1];
    let of = |error: Error| match error {
        Error::BeyondRange { time, .. } => time,
        other => panic!("{other}"),
    };
    let run = || spiking.simulate(30.0).record_nothing();
    let times = [
        of(failure(run())),
        of(failure(run().method(Tsit5::tolerance(1e-6)))),
        of(failure(run().method(Rodas5P::tolerance(1e-8)))),
        of(failure(run().method(Strang::step(0.025)))),
    ];
    for time in times {
        assert!((time - second).abs() < 0.02, "{times:?}, {second}");
    }
}

#[test]
fn a_concentration_below_0_ends_a_run() {
    assert_ends!(Empty, 100.0, 9.9, "ca", [0.0, f64::INFINITY]);
    let error = failure(Empty::default().simulate(100.0)).to_string();
    assert!(error.contains(" uM, which is impossible: it is at least 0 uM; more flows out"), "{error}");
}

/// What is recorded does not decide which step of an adaptive method ends the run: the first that ends in an impossible state.
#[test]
fn an_empty_pool_ends_a_run_at_one_time_whatever_is_recorded() {
    let cell = Empty::default();
    let of = |error: Error| match error {
        Error::BeyondRange { time, .. } => time,
        other => panic!("{other}"),
    };
    let run = || cell.simulate(10_000.0).method(Adaptive { longest_step: 1.0, ..Adaptive::default() });
    let times = [
        of(failure(run())),
        of(failure(run().record_nothing())),
        of(failure(run().record_every(5000.0))),
        of(failure(run().record(&[Empty::ca]))),
    ];
    assert!(times.iter().all(|time| *time == times[0] && (10.0..=11.0).contains(time)), "{times:?}");
}

/// Random gap junctions among hundreds of neurons are left out of the matrix of a fixed step.
#[test]
fn couplings_that_a_step_leaves_out_are_named_among_the_causes() {
    let error = failure(Joined::default().simulate(50.0).method(Strang::step(0.1)).record_nothing()).to_string();
    assert!(error.contains("couplings of neurons were left out of the step"), "{error}");
    let error = failure(Integrator::default().simulate(2000.0).method(Strang::step(0.1))).to_string();
    assert!(!error.contains("couplings"), "{error}");
}

#[test]
fn an_occupancy_beyond_its_declared_range_ends_a_run() {
    assert_ends!(Bound, 100.0, 9.9, "Occupied.o", [0.0, 1.0]);
}

#[test]
fn a_potential_that_tears_membranes_ends_a_run_unless_a_cell_declares_its_range() {
    assert_ends!(Integrator, 2000.0, 1064.0, "v", [-1000.0, 1000.0]);
    assert_ends!(LowIntegrator, 200.0, 74.0, "v", [-100.0, 10.0]);
    let run = FreeIntegrator::default().simulate(2000.0).run().unwrap();
    assert!((run.end()[0] - 1935.0).abs() < 1e-6);
}

#[test]
fn the_neuron_of_an_impossible_state_is_named() {
    let mut crowd = Crowd::default();
    crowd.set(Crowd::Other.at(2).inject, -10.0);
    let error = failure(crowd.simulate(200.0).method(ExponentialEuler::step(0.1)));
    assert!(
        error
            .to_string()
            .starts_with("at 93.7 ms v of Other[2] is -1002 mV, which is impossible: it is between -1000 and 1000 mV"),
        "{error}"
    );
}

/// However little or far it is outside.
#[test]
fn the_value_of_an_impossible_state_is_seen_to_be_outside_its_range() {
    let sentence = |y: &[f64]| {
        failure(HodgkinHuxley::default().simulate(1.0).method(Tsit5::tolerance(1e-10)).start_at(y)).to_string()
    };
    for (h, written) in [(1.6, "1.6"), (1.6123456, "1.6123"), (1.0000012, "1.000001"), (-1.2e-6, "-1.2e-6")] {
        let start = format!("at 0 ms Na.h of HodgkinHuxley is {written}, which is impossible");
        assert!(sentence(&[-65.0, 0.05, h, 0.3]).starts_with(&start), "{h}");
    }
    let far = sentence(&[1e200, 0.05, 0.6, 0.3]);
    assert!(far.starts_with("at 0 ms v of HodgkinHuxley is 1e200 mV, which is impossible"), "{far}");
}

#[test]
fn a_state_to_begin_with_has_to_be_possible() {
    let error = failure(HodgkinHuxley::default().simulate(1.0).start_at(&[-65.0, 0.05, 1.6, 0.3]));
    let Error::BeyondRange { time, state, value, .. } = &error else { panic!("{error}") };
    assert_eq!((*time, state.as_str(), *value), (0.0, "Na.h", 1.6), "{error}");
}

/// Tolerances that let a gate be a little below 0 excuse that.
#[test]
fn the_error_that_a_tolerance_allows_is_excused() {
    let mut axon = HodgkinHuxley::default();
    axon.set(HodgkinHuxley::inject, 15.0);
    for tolerance in [0.1, 1e-2, 1e-3, 1e-4] {
        axon.simulate(100.0).method(Tsit5::tolerance(tolerance)).run().unwrap();
        axon.simulate(100.0).method(Rodas5P::tolerance(tolerance)).run().unwrap();
        axon.simulate(100.0).method(Ros34Pw2::tolerance(tolerance)).run().unwrap();
    }
    axon.simulate(100.0).method(ExponentialEuler::step(0.5)).run().unwrap();
}

/// A current that grows beyond its declared range, in pA.
#[channel(current = w)]
pub struct Pumped {
    #[param(1pA/ms)]
    rate: Param,
    #[state(derivative = rate, init = 0pA, unit = pA, min = 0pA, max = 0.005nA)]
    w: State,
}

cell! { pub struct Pump; capacitance: 1nF, v: -65mV, channels { Pumped } }

#[test]
fn a_declared_range_is_in_the_unit_of_its_state() {
    let error = failure(Pump::default().simulate(20.0).method(ExponentialEuler::step(0.1)).record(&[Pump::Pumped.w]));
    let Error::BeyondRange { time, unit, range, .. } = &error else { panic!("{error}") };
    assert!((5.0..5.2).contains(time), "{error}");
    assert_eq!((*unit, *range), ("pA", [0.0, 5.0]), "{error}");
}
