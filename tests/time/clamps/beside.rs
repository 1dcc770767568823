//! What else acts on a V that is clamped: it is right, or refused before the run.

use super::{Branched, Pair, Passive};
use crate::inputs::Axon;
use crate::{ByMethod, each_adaptive};
use neuron_runtime::library::integrate_and_fire::{AdEx, Lif};
use neuron_runtime::number::Grad;
use neuron_runtime::prelude::*;
use neuron_runtime::run::input::Command;
use neuron_runtime::run::simulation::Simulation;
use neuron_runtime::solve::Method;
use std::fmt::Debug;

/// Holds V at −40 mV until 10 ms.
fn command() -> Command {
    Steps::hold(-40.0).until(10.0)
}

/// Returns the sentence with which a run is refused before it begins.
fn refused<N: Network<f64>, M: Method<f64>>(simulation: Simulation<'_, N, f64, M>) -> String {
    let Err(interrupted) = simulation.run() else { panic!("accepted") };
    assert!(interrupted.run.time().is_empty());
    assert!(matches!(interrupted.error, Error::Input { .. }), "{interrupted}");
    interrupted.to_string()
}

#[test]
fn what_a_clamp_holds_does_not_change_beneath_it() {
    let (passive, axon, branched) = (Passive::default(), Axon::default(), Branched::default());
    let clamped = || passive.simulate(20.0).voltage_clamp(Passive::v, command());
    assert_eq!(
        refused(clamped().set_at(3.0, Passive::capacitance, 0.2)),
        "input 0: voltage clamp holds v while `capacitance` changes at 3 ms, and with it all at once the charge on the \
         membrane; change it after the clamp has released V (`until`), or clamp through a series resistance"
    );
    assert_eq!(
        refused(clamped().set_at(12.0, Passive::v, -50.0).add_at(3.0, Passive::v, 5.0)),
        "input 0: voltage clamp holds v while it changes at 3 ms; change the command instead, or V after the clamp has \
         released it (`until`)"
    );
    assert!(refused(clamped().add_at(10.0, Passive::capacitance, 0.1)).contains("`capacitance` changes at 10 ms"));
    let clamp = axon.simulate(20.0).voltage_clamp(Axon::v, Steps::hold(-80.0));
    assert!(refused(clamp.set_at(3.0, Axon::area, 0.002)).contains("`area` changes at 3 ms"));
    let clamp = || branched.simulate(20.0).voltage_clamp(Branched::dendrite.v, Steps::hold(-80.0));
    let sentence = refused(clamp().set_at(3.0, Branched::dendrite.capacitance, 0.2));
    assert!(sentence.contains("holds dendrite.v while `dendrite.capacitance` changes at 3 ms"), "{sentence}");
    // Another compartment, another neuron, and after the end of the run.
    assert!(clamp().set_at(3.0, Branched::soma.capacitance, 0.2).add_at(4.0, Branched::soma.v, 5.0).run().is_ok());
    let pair = Pair::default();
    let clamp = || pair.simulate(20.0).voltage_clamp(Pair::A.v, Steps::hold(-40.0));
    assert!(clamp().set_at(3.0, Pair::B.capacitance, 0.2).set_at(30.0, Pair::A.capacitance, 0.2).run().is_ok());
    assert!(refused(clamp().set_at(3.0, Pair::A.capacitance, 0.2)).contains("holds A.v while `capacitance`"));
}

/// V of the passive cell (10 nS, −60 mV) with another conductance (nS) to `e` (mV), after a time (ms).
fn relaxed(v: f64, [capacitance, g, e]: [f64; 3], time: f64) -> f64 {
    let (rate, target) = ((10.0 + g) * 1e-3 / capacitance, (-600.0 + g * e) / (10.0 + g));
    target + (v - target) * (-rate * time).exp()
}

#[test]
fn capacitances_change_where_no_ideal_clamp_holds_v() {
    struct Changed;
    impl ByMethod for Changed {
        fn by<M: Method<f64> + Method<Grad> + Copy + Debug>(&self, method: M) {
            let passive = Passive::default();
            let released = passive.simulate(20.0).method(method).voltage_clamp(Passive::v, command());
            let v = released.set_at(12.0, Passive::capacitance, 0.2).end(Passive::v).unwrap();
            let expected = relaxed(relaxed(-40.0, [0.1, 0.0, 0.0], 2.0), [0.2, 0.0, 0.0], 8.0);
            assert!((v - expected).abs() < 1e-6, "{method:?}: {v} for {expected}");

            // Through 5 MΩ, 200 nS.
            let resisted = Steps::hold(-40.0).series_resistance(5.0);
            let run = passive.simulate(2.0).method(method).voltage_clamp(Passive::v, resisted);
            let run = run.set_at(0.5, Passive::capacitance, 0.2).run().unwrap();
            let expected = relaxed(relaxed(-60.0, [0.1, 200.0, -40.0], 0.5), [0.2, 200.0, -40.0], 1.5);
            let current = *run.clamp_current().unwrap().last().unwrap();
            assert!((run.end()[0] - expected).abs() < 1e-6, "{method:?}: {} for {expected}", run.end()[0]);
            assert!((current - (-40.0 - expected) / 5.0).abs() < 1e-6, "{method:?}: {current}");
        }
    }
    each_adaptive!(1e-9, Changed);
    Changed.by(ExponentialEuler::step(0.1));
}

#[test]
fn a_clamp_does_not_hold_v_against_a_reset() {
    let lif = Lif::default();
    let clamped = |command: Command| lif.simulate(40.0).voltage_clamp(Lif::v, command);
    assert_eq!(
        refused(clamped(Steps::hold(-60.0).to(-45.0, 5.0..6.0).into())),
        "input 0: voltage clamp holds v of Lif at up to -45 mV, but at its threshold, -50 mV, a spike moves it; keep the \
         command below `spike.threshold`, clamp through a series resistance, or leave `reset` and `hold` out of the cell"
    );
    assert!(refused(clamped(Steps::hold(-40.0).into())).contains("at up to -40 mV"));
    assert!(refused(clamped(Steps::hold(-60.0).ramp(-70.0, -49.0, 5.0..15.0).into())).contains("at up to -49 mV"));
    let samples = |values: &[f64]| Waveform::linear(5.0, values).unwrap();
    assert!(refused(clamped(samples(&[-60.0, -49.5, -60.0]).into())).contains("at up to -49.5 mV"));
    // The threshold may come down to the command.
    let lowered = |threshold| clamped(Steps::hold(-60.0).into()).set_at(9.0, Lif::spike.threshold, threshold);
    let sentence = refused(lowered(-62.0));
    assert!(sentence.contains("holds v while `spike.threshold` changes at 9 ms"), "{sentence}");
    assert!(sentence.contains("set it above -60 mV"), "{sentence}");
    assert!(lowered(-55.0).run().is_ok());
    // What comes after the release or after the run is no command.
    assert!(clamped(Steps::hold(-60.0).to(-45.0, 20.0..30.0).until(15.0)).run().is_ok());
    assert!(clamped(Steps::hold(-60.0).to(-45.0, 50.0..60.0).into()).run().is_ok());
    assert!(clamped(samples(&[-60.0, -55.0]).into()).run().is_ok());
    // Through a resistance V is reset, and charged again.
    let run = clamped(Steps::hold(-40.0).series_resistance(20.0)).run().unwrap();
    assert!(run.spikes.len() > 3, "{:?}", run.spikes.times());
}

/// After the step the current of the adaptation relaxes to a (V − E) with its time constant.
#[test]
fn an_adaptive_neuron_is_clamped_below_its_threshold() {
    let (run, [from, to]) = (AdEx::default(), [-70.6f64, -60.0]);
    let command = Steps::hold(from).to(to, 5.0..100.0);
    let run = run.simulate(50.0).method(Tsit5::tolerance(1e-10)).voltage_clamp(AdEx::v, command).run().unwrap();
    for (t, found) in run.time().iter().zip(run.clamp_current().unwrap()) {
        let v = if *t > 5.0 { to } else { from };
        let w = 4.0 * (to - from) * (1.0 - (-(t - 5.0).max(0.0) / 144.0).exp());
        let expected = 30.0 * (v + 70.6) - 60.0 * ((v + 50.4) / 2.0).exp() + w; // pA
        assert!((found * 1e3 - expected).abs() < 1e-6, "{found} nA for {expected} pA at {t}");
    }
    assert!(run.spikes.is_empty());
}

/// An ideal clamp makes up for what a dynamic clamp and a second amplifier, one with a resistance, send into the cell.
#[test]
fn an_ideal_clamp_makes_up_for_other_clamps() {
    struct Sum;
    impl ByMethod for Sum {
        fn by<M: Method<f64> + Method<Grad> + Copy + Debug>(&self, method: M) {
            let g = Waveform::at(&[0.0, 10.0], &[0.0, 0.05]).unwrap().interpolated(); // µS
            let run = Passive::default()
                .simulate(10.0)
                .method(method)
                .voltage_clamp(Passive::v, Steps::hold(-60.0).ramp(-60.0, -20.0, 2.0..6.0))
                .dynamic_clamp(Passive::v, g, -10.0)
                .voltage_clamp(Passive::v, Steps::hold(-80.0).series_resistance(100.0))
                .run()
                .unwrap();
            let (held, conductance) = (run.injected(0).unwrap(), run.injected(1).unwrap());
            let resisted = run.injected(2).unwrap();
            for (k, t) in run.time().iter().enumerate() {
                let is_ramp = *t > 2.0 && *t <= 6.0;
                let v = if is_ramp { -60.0 + 10.0 * (t - 2.0) } else { -60.0 };
                let others = [0.005 * t * (-10.0 - v), (-80.0 - v) / 100.0];
                let charging = if is_ramp { 1.0 } else { 0.0 }; // 0.1 nF times 10 mV/ms
                let expected = 0.01 * (v + 60.0) - others[0] - others[1] + charging;
                let found = [held[k], conductance[k], resisted[k]];
                for (found, expected) in found.into_iter().zip([expected, others[0], others[1]]) {
                    assert!((found - expected).abs() < 1e-12, "{method:?} at {t}: {found} for {expected}");
                }
            }
        }
    }
    each_adaptive!(1e-6, Sum);
    Sum.by(ExponentialEuler::step(0.1));
    Sum.by(Rk4::step(0.1));
}
