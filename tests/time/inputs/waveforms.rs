//! Samples as currents.

use super::{Capacitor, Passive};
use crate::{ByMethod, each_adaptive};
use neuron_runtime::number::Grad;
use neuron_runtime::prelude::*;
use neuron_runtime::solve::Method;
use std::fmt::Debug;

/// V of the passive cell after a time with a current that goes linearly from `a` by `b` per ms. C dV/dt = −g (V − e) + a + b t.
fn linear_step(v: f64, a: f64, b: f64, t: f64) -> f64 {
    // In nA, µS and ms: τ = 10, R = 100.
    let (tau, r) = (10.0, 100.0);
    let particular = |t: f64| r * (a + b * (t - tau));
    -60.0 + particular(t) + (v + 60.0 - particular(0.0)) * (-t / tau).exp()
}

/// V of the passive cell at the end of a piecewise linear current.
fn closed_form(times: &[f64], values: &[f64], is_linear: bool, end: f64) -> f64 {
    let mut v = linear_step(-60.0, 0.0, 0.0, times[0].max(0.0));
    for k in 0..times.len() {
        let to = if k + 1 < times.len() { times[k + 1].min(end) } else { end };
        if to <= times[k] {
            break;
        }
        let slope = if is_linear && k + 1 < times.len() {
            (values[k + 1] - values[k]) / (times[k + 1] - times[k])
        } else {
            0.0
        };
        v = linear_step(v, values[k], slope, to - times[k]);
    }
    v
}

pub(super) fn samples() -> (Vec<f64>, Vec<f64>) {
    let times: Vec<f64> = (0..40).map(|k| 1.3 + f64::from(k) * 0.7 + 0.2 * f64::from(k).sin()).collect();
    let values = (0..40).map(|k| 0.2 * (1.7 * f64::from(k)).cos()).collect();
    (times, values)
}

struct ClosedForm(f64);

impl ByMethod for ClosedForm {
    fn by<M: Method<f64> + Method<Grad> + Copy + Debug>(&self, method: M) {
        let cell = Passive::default();
        let (times, values) = samples();
        for end in [13.37, 40.0] {
            for is_linear in [false, true] {
                let course = |waveform: Waveform| if is_linear { waveform.interpolated() } else { waveform };
                let check = |waveform: Waveform, times: &[f64], values: &[f64]| {
                    let run = cell.simulate(end).method(method).inject(Passive::v, waveform).record_nothing().run();
                    let (v, expected) = (run.unwrap().end()[0], closed_form(times, values, is_linear, end));
                    assert!((v - expected).abs() <= 10.0 * self.0 * 61.0, "{method:?} {is_linear}: {v} for {expected}");
                };
                check(course(Waveform::at(&times, &values).unwrap()), &times, &values);
                let regular: Vec<f64> = (0..40).map(|k| 2.0 + 0.7 * f64::from(k)).collect();
                let waveform = if is_linear { Waveform::linear(0.7, &values) } else { Waveform::held(0.7, &values) };
                check(waveform.unwrap().delayed(2.0), &regular, &values);
                // What comes before 0 ms is past.
                let past: Vec<f64> = times.iter().map(|time| time - 5.0).collect();
                let waveform = course(Waveform::at(&times, &values).unwrap().delayed(-5.0));
                let run =
                    cell.simulate(end).method(method).inject(Passive::v, waveform).record_nothing().run().unwrap();
                let first = past.iter().rposition(|time| *time < 0.0).unwrap();
                let value = if is_linear {
                    let part = -past[first] / (past[first + 1] - past[first]);
                    values[first] + part * (values[first + 1] - values[first])
                } else {
                    values[first]
                };
                let (mut times, mut values) = (past[first..].to_vec(), values[first..].to_vec());
                (times[0], values[0]) = (0.0, value);
                let expected = closed_form(&times, &values, is_linear, end);
                assert!((run.end()[0] - expected).abs() <= 10.0 * self.0 * 61.0, "{method:?} {is_linear} past");
            }
        }
    }
}

#[test]
fn waveforms_give_their_closed_forms() {
    each_adaptive!(1e-6, ClosedForm(1e-6));
    each_adaptive!(1e-10, ClosedForm(1e-10));
    // The exponential methods solve a passive membrane with a constant current exactly, and Strang splitting is of second order
    // along a line.
    let (times, values) = samples();
    let waveform = Waveform::at(&times, &values).unwrap();
    let end = |method: Strang, waveform: &Waveform| {
        let run = Passive::default().simulate(40.0).method(method).inject(Passive::v, waveform.clone()).run();
        run.unwrap().end()[0]
    };
    let held = end(Strang::step(0.5), &waveform);
    assert!((held - closed_form(&times, &values, false, 40.0)).abs() < 1e-10);
    let (linear, expected) = (waveform.interpolated(), closed_form(&times, &values, true, 40.0));
    let error = |h: f64| (end(Strang::step(h), &linear) - expected).abs();
    assert!(error(0.1) < 1e-4, "{}", error(0.1));
}

/// The k-th sample begins at k·dt to rounding, after two hundred thousand of them.
#[test]
fn samples_do_not_drift() {
    let values: Vec<f64> = (0..200_000).map(|k| f64::from(k % 2)).collect();
    let waveform = Waveform::held(0.01, &values).unwrap();
    let run = Capacitor::default()
        .simulate(2000.0)
        .method(Tsit5::default())
        .inject(Capacitor::v, waveform)
        .record_nothing()
        .run();
    // Half of 2000 ms at 1 nA and 1 nF.
    let v = run.unwrap().end()[0] + 65.0;
    assert!((v - 1000.0).abs() < 1e-7, "{v}");
}

#[test]
fn bad_samples_are_refused_where_they_are_given() {
    let text = |waveform: Result<Waveform, Error>| waveform.expect_err("bad samples").to_string();
    assert_eq!(text(Waveform::held(1.0, &[])), "a waveform has no samples");
    assert_eq!(text(Waveform::linear(1.0, &[0.0, f64::NAN])), "a waveform is NaN at sample 1; it has to be finite");
    assert!(text(Waveform::held(0.0, &[1.0])).contains("interval of 0 ms"));
    assert!(text(Waveform::at(&[0.0, 1.0], &[1.0])).contains("the length of the values of a waveform is 1"));
    assert!(text(Waveform::at(&[0.0, f64::INFINITY], &[1.0, 1.0])).contains("the time inf at sample 1"));
    assert!(text(Waveform::at(&[0.0, 1.0, 1.0], &[1.0; 3])).contains("the time 1 ms after 1 ms"));
    let two = |lines: &str| text(Waveform::from_reader(lines.as_bytes()));
    assert_eq!(two(""), "there are no samples");
    assert_eq!(two("t,i\n"), "there are no samples");
    assert_eq!(two("t,i\n0,1\n1,x\n"), "line 3: `x` is no number");
    assert_eq!(two("0 1\n1 NaN\n"), "line 2: `NaN` is not finite");
    assert_eq!(two("0,1\n\n2,1\n1,1\n"), "line 4: the time 1 ms comes after 2 ms; times have to ascend");
    assert_eq!(two("0,1\n1\n"), "line 2: there are 1 columns; there have to be two, times and values");
    assert_eq!(two("0.5x,1\n1,2\n"), "line 1: `0.5x` is no number");
    assert_eq!(two("t,i\nu,j\n0,1\n"), "line 2: `u` is no number");
    let one = |lines: &str| Waveform::from_reader_every(0.5, lines.as_bytes());
    assert_eq!(text(one("1\n2,3\n")), "line 2: there are 2 columns; there has to be one of values");
    assert_eq!(one("# pA\n\ni\n1\n2\r\n-3e-2\n").unwrap(), Waveform::held(0.5, &[1.0, 2.0, -0.03]).unwrap());
    let tabs = Waveform::from_reader("t\ti\n0\t1\n1.5; 2\n".as_bytes()).unwrap();
    assert_eq!(tabs, Waveform::at(&[0.0, 1.5], &[1.0, 2.0]).unwrap());
    assert!(matches!(Waveform::from_csv("/nowhere/i.csv"), Err(Error::File { .. })));
    let path = std::env::temp_dir().join(format!("neuron-waveform-{}.csv", std::process::id()));
    std::fs::write(&path, "t,i\n0,1\n1,2\n").unwrap();
    let read = Waveform::from_csv(&path).unwrap();
    std::fs::write(&path, "1\nb\n").unwrap();
    let refused = text(Waveform::from_csv_every(1.0, &path));
    std::fs::remove_file(&path).unwrap();
    assert_eq!(read, Waveform::at(&[0.0, 1.0], &[1.0, 2.0]).unwrap());
    assert_eq!(refused, format!("{}, line 2: `b` is no number", path.display()));
}
