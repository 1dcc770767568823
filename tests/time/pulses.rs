//! Pulses that are written with `if t`: a step never crosses an edge.

use super::{ByMethod, each_adaptive};
use neuron_runtime::library::hodgkin_huxley_1952::{HodgkinHuxley, K, Leak, Na};
use neuron_runtime::model::handle::Parameter;
use neuron_runtime::number::Grad;
use neuron_runtime::prelude::*;
use neuron_runtime::solve::{Method, Stepper};
use neuron_tests::reference::Hybrid;
use std::fmt::Debug;

/// A pulse as one writes it first.
#[channel(current = if t >= on && t < off { -amplitude } else { 0uA/cm2 })]
pub struct Step {
    #[param(10uA/cm2)]
    amplitude: Param,
    #[param(5ms)]
    on: Param,
    #[param(6ms)]
    off: Param,
}

cell! {
    /// A membrane that keeps its charge.
    pub struct Capacitor;
    capacitance: 1uF/cm2, area: 0.1mm2, v: -65mV,
    channels { Step }
}

cell! {
    /// A membrane with a time constant of 10 ms.
    pub struct Passive;
    capacitance: 1uF/cm2, area: 0.1mm2, v: -65mV,
    channels { Leak { g: 0.1mS/cm2, e: -65mV }, Step }
}

cell! {
    /// A squid axon with one pulse.
    pub struct Axon;
    capacitance: 1uF/cm2, area: 0.1mm2, v: -65mV,
    ions { Na: 50mV, K: -77mV },
    channels { Na, K, Leak, Step }
}

cell! {
    /// A squid axon with the nine pulses of `hh_train`.
    pub struct Train;
    capacitance: 1uF/cm2, area: 0.1mm2, v: -65mV,
    ions { Na: 50mV, K: -77mV },
    channels {
        Na, K, Leak,
        P0: Step { amplitude: 12uA/cm2, on: 5ms, off: 6ms },
        P1: Step { amplitude: 12uA/cm2, on: 25ms, off: 26ms },
        P2: Step { amplitude: 12uA/cm2, on: 45ms, off: 46ms },
        P3: Step { amplitude: 12uA/cm2, on: 52ms, off: 53ms },
        P4: Step { amplitude: 12uA/cm2, on: 59ms, off: 60ms },
        P5: Step { amplitude: 12uA/cm2, on: 90ms, off: 91ms },
        P6: Step { amplitude: 12uA/cm2, on: 93ms, off: 94ms },
        P7: Step { amplitude: 12uA/cm2, on: 96ms, off: 97ms },
        P8: Step { amplitude: 12uA/cm2, on: 99ms, off: 100ms },
    }
}

const TOLERANCES: [f64; 7] = [1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9];

/// 200 onsets (ms) that no grid of steps shares.
fn onsets() -> impl Iterator<Item = f64> {
    (0..200).map(|k| 20.0 + 0.37 * f64::from(k) + 0.013 * f64::from(k % 7))
}

/// V after a pulse in the passive membrane, by its closed form.
fn after_pulse(amplitude: f64, width: f64, rest: f64) -> f64 {
    let (tau, resistance) = (10.0, 10.0); // ms, kΩ cm²
    -65.0 + amplitude * resistance * (1.0 - (-width / tau).exp()) * (-rest / tau).exp()
}

struct Charge {
    tolerance: f64,
    width: f64,
    onset: f64,
}

impl ByMethod for Charge {
    fn by<M: Method<f64> + Method<Grad> + Copy + Debug>(&self, method: M) {
        let Charge { tolerance, width, onset } = *self;
        let mut capacitor = Capacitor::default();
        capacitor.set(Capacitor::Step.on, onset);
        capacitor.set(Capacitor::Step.off, onset + width);
        let run = capacitor.simulate(150.0).method(method).record_nothing().run().unwrap();
        // 10 µA/cm² for 1 ms are 10 mV at 1 µF/cm².
        let charge = (run.end()[0] + 65.0) / 10.0;
        assert!((charge - width).abs() <= 10.0 * tolerance * width, "{width} ms at {onset} by {method:?}: {charge}");

        let mut passive = Passive::default();
        passive.set(Passive::Step.on, onset);
        passive.set(Passive::Step.off, onset + width);
        let run = passive.simulate(onset + width + 5.0).method(method).record_nothing().run().unwrap();
        let (v, expected) = (run.end()[0], after_pulse(10.0, width, 5.0));
        // The error of a step is relative to 1 mV and the size of V.
        assert!(
            (v - expected).abs() <= 10.0 * tolerance * 66.0,
            "{width} ms at {onset} by {method:?}: {v} for {expected}"
        );
    }
}

#[test]
fn no_pulse_is_missed() {
    for tolerance in TOLERANCES {
        for width in [0.02, 0.1, 1.0, 5.0, 20.0] {
            onsets().for_each(|onset| each_adaptive!(tolerance, Charge { tolerance, width, onset }));
        }
    }
}

/// A step of a fixed length is shortened to an edge, or lengthened, by however little.
#[test]
fn fixed_steps_meet_an_edge_beside_their_grid() {
    for beside in [-1e-6, -8e-8, -4e-8, -1e-10, 0.0, 1e-10, 4e-8, 8e-8, 1e-6] {
        let (on, off) = (10.0 + beside, 20.0 - beside);
        let mut passive = Passive::default();
        passive.set(Passive::Step.on, on);
        passive.set(Passive::Step.off, off);
        let expected = after_pulse(10.0, off - on, 30.0 - off);
        // Exponential methods solve the membrane exactly, and Rk4 does so nearly by steps as short as these.
        let by = [
            passive.simulate(30.0).method(ExponentialEuler::step(0.1)).end(Passive::v),
            passive.simulate(30.0).method(Strang::step(0.1)).end(Passive::v),
            passive.simulate(30.0).method(Rk4::step(0.01)).end(Passive::v),
        ];
        for (method, v) in by.into_iter().enumerate() {
            let v = v.unwrap();
            assert!((v - expected).abs() <= 1e-12 * 65.0, "method {method}, {beside} ms: {v} for {expected}");
        }
    }
}

/// The rest of the squid axon, from a long run.
fn at_rest() -> Vec<f64> {
    let run = HodgkinHuxley::default().simulate(2000.0).method(Rodas5P::tolerance(1e-12)).record_nothing().run();
    run.unwrap().end().to_vec()
}

struct Shift(f64, Vec<f64>);

impl ByMethod for Shift {
    fn by<M: Method<f64> + Method<Grad> + Copy + Debug>(&self, method: M) {
        let Shift(tolerance, rest) = self;
        let mut axon = Axon::default();
        for amplitude in [10.0, 20.0, 40.0] {
            axon.set(Axon::Step.amplitude, amplitude);
            let gradient = axon.gradient(&[Axon::Step.on, Axon::Step.off], |axon| {
                let start: Vec<Grad> = rest.iter().map(|y| Grad::from_f64(*y)).collect();
                let run = axon.simulate(30.0).start_at(&start).method(method).record_nothing().run()?;
                Ok(run.spikes.times()[0])
            });
            let gradient = gradient.unwrap();
            let shift = gradient[0] + gradient[1];
            assert!((shift - 1.0).abs() <= 10.0 * tolerance, "{amplitude} µA/cm² by {method:?}: {shift}");
        }
    }
}

#[test]
fn a_later_pulse_makes_a_later_spike() {
    let rest = at_rest();
    for tolerance in TOLERANCES {
        each_adaptive!(tolerance, Shift(tolerance, rest.clone()));
    }
}

struct Spikes<'a>(f64, &'a [f64]);

impl ByMethod for Spikes<'_> {
    fn by<M: Method<f64> + Method<Grad> + Copy + Debug>(&self, method: M) {
        let Spikes(bound, expected) = *self;
        let run = Train::default().simulate(120.0).method(method).record_nothing().run().unwrap();
        let found = run.spikes.times();
        assert_eq!(found.len(), expected.len(), "{method:?}: {found:?}");
        for (found, expected) in found.iter().zip(expected) {
            assert!((found - expected).abs() <= bound, "{method:?}: {found} for {expected}");
        }
    }
}

#[test]
fn a_train_gives_the_spikes_of_the_reference() {
    let expected = Hybrid::read("hh_train").spikes(0);
    each_adaptive!(1e-9, Spikes(1e-6, &expected));
    each_adaptive!(1e-6, Spikes(1e-3, &expected));
}

/// Compares the derivatives of the second spike and of the last with those of the reference.
struct Derivatives;

impl ByMethod for Derivatives {
    fn by<M: Method<f64> + Method<Grad> + Copy + Debug>(&self, method: M) {
        let pulses =
            [Train::P0, Train::P1, Train::P2, Train::P3, Train::P4, Train::P5, Train::P6, Train::P7, Train::P8];
        let mut parameters: Vec<Parameter<Train>> = vec![Train::Na.g];
        parameters.extend(pulses.iter().flat_map(|pulse| [pulse.amplitude, pulse.on, pulse.off]));
        let derivatives = Hybrid::read("hh_train").derivatives();
        let mut spikes: Vec<i64> = derivatives.iter().map(|derivative| derivative.spike).collect();
        spikes.dedup();
        assert_eq!(spikes, [1, -1]);
        for spike in spikes {
            let gradient = Train::default().gradient(&parameters, |train| {
                let run = train.simulate(120.0).method(method).record_nothing().run()?;
                let times = run.spikes.times();
                Ok(times[spike.rem_euclid(times.len() as i64) as usize])
            });
            let gradient = gradient.unwrap();
            let sum = |place: usize| -> f64 { (0..9).map(|pulse| gradient[1 + 3 * pulse + place]).sum() };
            for derivative in derivatives.iter().filter(|derivative| derivative.spike == spike) {
                let found = match derivative.by.as_str() {
                    "g_na" => gradient[0],
                    "amplitude" => sum(0),
                    "width" => sum(2),
                    "shift" => sum(1) + sum(2),
                    other => panic!("{other}"),
                };
                let bound = (1e-5 * derivative.value.abs()).max(derivative.uncertainty);
                assert!((found - derivative.value).abs() <= bound, "{method:?}, {derivative:?}: {found}");
            }
        }
    }
}

/// All of them at the default tolerance already: each spike is made by its pulse, so that errors of the one before fade.
#[test]
fn a_train_gives_the_derivatives_of_the_reference() {
    each_adaptive!(1e-6, Derivatives);
    Derivatives.by(Adaptive::tolerance(1e-9));
    Derivatives.by(Tsit5::tolerance(1e-9));
    // Methods of third order take ten times as long there.
    Derivatives.by(Rodas4::tolerance(1e-9));
    Derivatives.by(Rodas5P::tolerance(1e-9));
}

/// What passes before a host begins again does not count as chattering.
#[test]
fn a_host_may_begin_again_as_often_as_it_likes() {
    let passive = Passive::default();
    for begin in [0.0, 5.0] {
        let mut stepper = Tsit5::default().begin(&passive, begin, &[-65.0]).unwrap();
        for _ in 0..1100 {
            while stepper.time() < 6.5 {
                stepper.step(&passive, 6.5).unwrap();
            }
            stepper.restart(begin, &[-65.0]).unwrap();
        }
    }
}
