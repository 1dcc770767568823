//! Protocols of a voltage clamp, against closed forms.

use crate::squid_axon::{E_NA, after, currents, g_na, largest, steady};
use neuron_runtime::library::hodgkin_huxley_1952::{HodgkinHuxley as Axon, Leak};
use neuron_runtime::library::integrate_and_fire::Lif;
use neuron_runtime::prelude::*;
use neuron_runtime::protocol::{Clamped, Report, Rigged, steps};

const HOLD: f64 = -80.0;

fn held(axon: &Axon) -> Clamped<'_, Axon> {
    axon.rig(Axon::v).method(Adaptive::tolerance(1e-10)).clamp(HOLD)
}

#[track_caller]
fn close(found: f64, expected: f64, scale: f64) {
    assert!((found - expected).abs() <= 1e-6 * scale.abs(), "{found} in the place of {expected}");
}

#[test]
fn the_i_v_curve_of_sodium_is_that_of_the_closed_form() {
    let axon = Axon::default();
    let commands = [-60.0, -45.0, -40.0, -12.5, 0.0, 30.0, 49.0, 70.0];
    let curve = held(&axon).of(Axon::Na.current).i_v(&commands).run().unwrap();
    for (k, v) in commands.into_iter().enumerate() {
        let i = |t: f64| currents(after(steady(HOLD), v, t), v)[0];
        let [time, _] = largest(20.0, |t| i(t).abs());
        close(curve.peak[k], i(time), i(time));
        close(curve.steady[k], i(20.0), i(time));
        // Around a maximum the time moves by the root of what the value does.
        assert!((curve.time_to_peak[k] - time).abs() < 1e-3 * time, "{} {time}", curve.time_to_peak[k]);
    }
    assert_eq!((curve.quantity.as_str(), curve.unit), ("Na.current", "nA"));
}

#[test]
fn the_i_v_curve_of_the_whole_axon_has_an_inward_and_an_outward_side() {
    let axon = Axon::default();
    let commands = steps(-70.0, 40.0, 5);
    let whole = |v: f64, t: f64| currents(after(steady(HOLD), v, t), v).iter().sum::<f64>();
    let [inward, outward, either] = [held(&axon).inward(), held(&axon).outward(), held(&axon)]
        .map(|clamp| clamp.i_v(&commands).duration(12.0).run().unwrap());
    for (k, v) in commands.iter().enumerate() {
        let lowest = -largest(12.0, |t| -whole(*v, t))[1];
        let highest = largest(12.0, |t| whole(*v, t))[1];
        close(inward.peak[k], lowest, lowest);
        close(outward.peak[k], highest, highest);
        let at_hold: f64 = currents(steady(HOLD), HOLD).iter().sum();
        let farther = if (lowest - at_hold).abs() > (highest - at_hold).abs() { lowest } else { highest };
        close(either.peak[k], farther, farther);
        close(inward.steady[k], whole(*v, 12.0), whole(*v, 12.0));
    }
}

/// By default the tolerance of a step is 1e-6, and the peak is as exact.
#[test]
fn the_default_tolerance_is_enough_for_five_digits() {
    let axon = Axon::default();
    let curve = axon.rig(Axon::v).clamp(HOLD).of(Axon::Na.current).i_v(&[0.0]).run().unwrap();
    let expected = -largest(20.0, |t| -currents(after(steady(HOLD), 0.0, t), 0.0)[0])[1];
    assert!((curve.peak[0] / expected - 1.0).abs() < 1e-5, "{} {expected}", curve.peak[0]);
}

#[test]
fn activation_is_the_largest_conductance_and_its_half() {
    let axon = Axon::default();
    let commands = steps(-70.0, 40.0, 12);
    let peak = |v: f64| largest(20.0, |t| g_na(after(steady(HOLD), v, t)))[1];
    let by_conductance = held(&axon).of_conductance(Axon::Na.conductance).activation(&commands).run().unwrap();
    let by_current = held(&axon).of(Axon::Na.current).activation(&commands).reversal(E_NA).run().unwrap();
    for curve in [by_conductance, by_current] {
        let most = peak(40.0);
        for (k, v) in commands.iter().enumerate() {
            close(curve.conductance[k], peak(*v), most);
            close(curve.relative[k], peak(*v) / most, 1.0);
        }
        let half = curve.half.unwrap();
        close(peak(half.potential) / most, 0.5, 1.0);
        let rise = (peak(half.potential + 0.01) - peak(half.potential - 0.01)) / 0.02 / most;
        assert!((half.slope * 4.0 * rise - 1.0).abs() < 1e-4, "{} {rise}", half.slope);
    }
}

#[test]
fn inactivation_by_two_pulses_is_that_of_the_closed_form() {
    let axon = Axon::default();
    let (prepulses, test) = (steps(-110.0, -30.0, 9), -10.0);
    let peak = |v: f64| {
        let before = after(steady(HOLD), v, 40.0);
        let i = |t: f64| currents(after(before, test, t), test)[0];
        -largest(15.0, |t| -i(t))[1]
    };
    let protocol = held(&axon).of(Axon::Na.current).inactivation(&prepulses, test);
    let curve = protocol.prepulse_duration(40.0).duration(15.0).run().unwrap();
    let most = peak(prepulses[0]);
    for (k, v) in prepulses.iter().enumerate() {
        close(curve.peak[k], peak(*v), most);
        close(curve.relative[k], peak(*v) / most, 1.0);
    }
    let half = curve.half.unwrap();
    close(peak(half.potential) / most, 0.5, 1.0);
    let rise = (peak(half.potential + 0.01) - peak(half.potential - 0.01)) / 0.02 / most;
    assert!(half.slope < 0.0 && (half.slope * 4.0 * rise - 1.0).abs() < 1e-4, "{} {rise}", half.slope);
}

#[test]
fn recovery_by_two_pulses_is_that_of_the_closed_form() {
    let axon = Axon::default();
    let (gaps, pulse) = ([0.5, 2.0, 5.0, 10.0, 20.0], 0.0);
    let ends = after(steady(HOLD), pulse, 10.0);
    let peak = |begin: [f64; 3]| -largest(10.0, |t| -currents(after(begin, pulse, t), pulse)[0])[1];
    let ratio = |gap: f64| peak(after(ends, HOLD, gap)) / peak(steady(HOLD));
    let found = held(&axon).of(Axon::Na.current).inward().recovery(pulse, &gaps).duration(10.0).run().unwrap();
    close(found.first, peak(steady(HOLD)), found.first);
    for (k, gap) in gaps.into_iter().enumerate() {
        close(found.ratio[k], ratio(gap), 1.0);
        close(found.second[k], ratio(gap) * found.first, found.first);
    }
    let tau = found.time_constant.unwrap();
    close((1.0 - ratio(0.5 + tau)) * std::f64::consts::E, 1.0 - ratio(0.5), 1.0);
    assert!((0.5..10.0).contains(&tau), "{tau}");
}

cell! {
    /// A membrane with nothing but a leak.
    pub struct Passive;
    capacitance: 1uF/cm2, area: 0.1mm2, v: -60mV,
    channels { Leak },
}

#[test]
fn nothing_remains_of_a_leak_that_is_subtracted() {
    let cell = Passive::default();
    let commands = [-100.0, -80.0, 0.0, 37.0];
    let clamp = cell.rig(Passive::v).clamp(HOLD);
    let raw = clamp.i_v(&commands).run().unwrap();
    for (i, v) in raw.peak.iter().zip(commands) {
        close(*i, 0.3 * (v + 54.387), 1.0);
    }
    for clamp in [clamp.leak_subtraction(4), clamp.leak_subtraction(1), clamp.subtract_from(-120.0)] {
        let rest = clamp.i_v(&commands).run().unwrap();
        assert!(rest.peak.iter().chain(&rest.steady).all(|i| i.abs() < 1e-12), "{rest}");
    }
}

#[test]
fn sodium_is_left_where_the_leak_is_subtracted() {
    let mut axon = Axon::default();
    axon.set(Axon::K.g, 0.0);
    // From −150 mV, steps of a quarter open nothing.
    let clamp = held(&axon).leak_subtraction(4).subtract_from(-150.0).inward();
    let curve = clamp.i_v(&[-20.0, 0.0]).run().unwrap();
    for (i, v) in curve.peak.iter().zip([-20.0, 0.0]) {
        let peak = -largest(20.0, |t| -currents(after(steady(HOLD), v, t), v)[0])[1];
        assert!((i / peak - 1.0).abs() < 1e-4, "{i} {peak}");
    }
}

#[test]
fn protocols_of_a_clamp_refuse_what_cannot_be_with_a_way_out() {
    let axon = Axon::default();
    let clamp = axon.rig(Axon::v).clamp(HOLD);
    let said = |error: Result<String, Error>| error.expect_err("refused").to_string();
    let i_v = |commands: &[f64]| said(clamp.i_v(commands).run().map(|x| x.to_string()));
    assert_eq!(i_v(&[]), "there are no commands: give at least one");
    assert_eq!(i_v(&[0.0, f64::NAN]), "one of the commands is NaN mV; all have to be finite");
    assert_eq!(i_v(&[0.0, -20.0]), "the commands have to ascend, but -20 mV follows 0: sort them");
    assert_eq!(
        said(clamp.i_v(&[0.0]).duration(0.0).run().map(|x| x.to_string())),
        "the duration of a step is 0; it has to be a time above 0 ms"
    );
    let of_current = clamp.of(Axon::Na.current);
    let missing = said(of_current.activation(&[0.0]).run().map(|x| x.to_string()));
    assert!(missing.contains("E is missing") && missing.contains("`reversal(…)`"), "{missing}");
    let at_reversal = said(of_current.activation(&[0.0, 50.0]).reversal(50.0).run().map(|x| x.to_string()));
    assert_eq!(
        at_reversal,
        "at the command 50 mV, which is the reversal potential 50 mV, no current flows: leave the command out"
    );
    let closed =
        said(clamp.of_conductance(Axon::Na.conductance).recovery(0.0, &[0.0, 1.0]).run().map(|x| x.to_string()));
    assert_eq!(closed, "one of the gaps is 0 ms; all have to be above 0");
    let nan = said(axon.rig(Axon::v).clamp(f64::NAN).i_v(&[0.0]).run().map(|x| x.to_string()));
    assert_eq!(nan, "a holding potential is NaN mV; it has to be finite");
    let none = said(clamp.leak_subtraction(0).i_v(&[0.0]).run().map(|x| x.to_string()));
    assert!(none.contains("at least one run"), "{none}");
    let gate = said(axon.rig(Axon::Na.m).clamp(HOLD).i_v(&[0.0]).run().map(|x| x.to_string()));
    assert!(gate.contains("Na.m is no V of a compartment"), "{gate}");
    // A cell that resets V cannot be held above its threshold; the command is named.
    let lif = Lif::default();
    let reset = said(lif.rig(Lif::v).clamp(-70.0).i_v(&[-60.0, -20.0]).run().map(|x| x.to_string()));
    assert!(reset.starts_with("with command = -20 mV: "), "{reset}");
}

#[test]
fn results_print_and_are_saved_with_units() {
    let axon = Axon::default();
    let curve = axon.rig(Axon::v).clamp(HOLD).of(Axon::Na.current).i_v(&[-40.0, 0.0]).run().unwrap();
    let mut csv = Vec::new();
    curve.table().write(&mut csv).unwrap();
    let csv = String::from_utf8(csv).unwrap();
    assert!(csv.starts_with("command (mV),peak (nA),time to peak (ms),steady (nA)\n-40,"), "{csv}");
    assert!(curve.to_string().lines().count() == 3, "{curve}");
    let recovery = axon.rig(Axon::v).clamp(HOLD).of(Axon::Na.current).recovery(0.0, &[0.1, 0.2]).run().unwrap();
    assert_eq!(recovery.time_constant, None);
    assert!(recovery.to_string().ends_with("after the longest gap more than 1/e is missing"), "{recovery}");
    for svg in [curve.figure(), recovery.figure()].map(|figure| figure.to_svg().unwrap()) {
        assert!(svg.contains("(mV)") || svg.contains("(ms)"));
    }
}
