//! The tables, and how the targets are met.

use super::problem::{Curve, DEFAULT, Point, Problem, Quality};
use std::fmt::Write;

/// The default may take this much longer than the best.
const DEFAULT_RATIO: f64 = 1.5;

/// All points of a model, the baseline first.
pub fn of(problem: &Problem, runs: usize) -> String {
    let mut text = format!("{}, {} ms, best of {runs}, ratio to the time by hand\n", problem.name, problem.duration);
    let _ = write!(
        text,
        "{:19} {:>10} {:>12} {:>8} {:>16} {:>9}  worst spike error",
        "method", "setting", "time", "ratio", "right-hand sides", "steps"
    );
    row(&mut text, problem, "by hand", &problem.baseline);
    for curve in &problem.curves {
        // The name once, and a line between methods by that alone.
        let mut name = curve.method;
        for point in &curve.points {
            row(&mut text, problem, name, point);
            name = "";
        }
    }
    text
}

// Writing into a string cannot fail.
fn row(text: &mut String, problem: &Problem, name: &str, point: &Point) {
    let Some(measured) = &point.measured else { return };
    let ms = measured.ms();
    let _ = write!(text, "\n{name:19} {:>10} {ms:>9.3} ms {:>8.3}", point.setting, ms / problem.baseline_ms());
    if let Quality::Failed(why) = &measured.quality {
        let _ = write!(text, " {:>16} {:>9}  {why}", "", "");
        return;
    }
    let _ = write!(text, " {:>16} {:>9}", measured.evaluations, measured.steps);
    let _ = match &measured.quality {
        Quality::Error(error) => write!(text, "  {}", milliseconds(*error)),
        Quality::Spikes(what) | Quality::Failed(what) => write!(text, "  {what}"),
    };
}

/// Two digits, without an exponent where that is readable.
fn milliseconds(error: f64) -> String {
    if (1e-3..1e3).contains(&error) {
        let places = (1.0 - error.log10().floor()).max(0.0) as usize;
        format!("{error:.places$} ms")
    } else {
        format!("{error:.1e} ms")
    }
}

/// Whether each target is met, and by which method; the same of the default, and the fastest of diffsol's.
pub fn verdict(problems: &[Problem]) -> String {
    let mut text = String::new();
    for problem in problems {
        for target in &problem.targets {
            one(&mut text, problem, target.error, Some(target.ratio));
        }
        if problem.targets.is_empty() {
            one(&mut text, problem, 0.01, None);
        }
    }
    text
}

fn one(text: &mut String, problem: &Problem, error: f64, ratio: Option<f64>) {
    let baseline = problem.baseline_ms();
    let describe = |(curve, point, ms): (&Curve, &Point, f64)| {
        format!("{} at {} in {ms:.2} ms, {:.3} of the time by hand", curve.method, point.setting, ms / baseline)
    };
    let said = |met: bool| if met { "met" } else { "MISSED" };
    let _ = writeln!(text, "{}, worst spike error below {error} ms", problem.name);
    let best = problem.fastest(error, |curve| curve.ours);
    let line = match (best, ratio) {
        (None, _) => "none of the methods measured".to_owned(),
        (Some(best), None) => describe(best),
        (Some(best), Some(ratio)) => {
            format!("{} (target {ratio}: {})", describe(best), said(best.2 <= ratio * baseline))
        }
    };
    let _ = writeln!(text, "  fastest: {line}");
    let own = problem.fastest(error, |curve| curve.method == DEFAULT);
    if let (Some(own), Some(best)) = (own, best) {
        let distance = own.2 / best.2;
        let _ = writeln!(
            text,
            "  default: {}, {distance:.2} of the fastest (target {DEFAULT_RATIO}: {})",
            describe(own),
            said(distance <= DEFAULT_RATIO)
        );
    }
    if let Some(other) = problem.fastest(error, |curve| !curve.ours) {
        let _ = writeln!(text, "  diffsol: {}", describe(other));
    }
}
