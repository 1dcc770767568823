//! The picture: for each model, errors by time and by right-hand sides, both logarithmic.

use super::methods::BASELINE_STEP;
use super::problem::{DEFAULT, Measured, Problem};
use neuron_runtime::plot::{Figure, Panel};

/// Errors beyond this (ms) say that a run has lost the rhythm, not how far it is off.
const LOST: f64 = 30.0;

/// The error that is drawn, ms.
fn drawn(measured: &Measured) -> Option<f64> {
    measured.error().filter(|error| *error < LOST)
}

/// The quantity on the horizontal axis.
#[derive(Clone, Copy, PartialEq)]
enum Cost {
    Time,
    RightHandSides,
}

impl Cost {
    fn of(self, measured: &Measured) -> f64 {
        match self {
            Cost::Time => measured.ms(),
            Cost::RightHandSides => measured.evaluations as f64,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Cost::Time => "time (ms)",
            Cost::RightHandSides => "right-hand sides",
        }
    }
}

/// Returns the picture of all that was measured.
pub fn draw(problems: &[Problem]) -> Figure {
    let height = 90 + 390 * u32::try_from(problems.len()).unwrap_or(u32::MAX / 400);
    let note = format!(
        "Lower and further left is better; green: targets, in units of the time by hand. Not drawn: runs with spikes missing \
         or too many, or {LOST} ms off. Jacobians are not among the right-hand sides."
    );
    let figure = Figure::new("Work against precision").size(1136, height).legend().note(note);
    [Cost::Time, Cost::RightHandSides].into_iter().fold(figure, |figure, cost| {
        problems.iter().fold(figure.column(), |figure, problem| figure.panel(panel(problem, cost)))
    })
}

fn panel(problem: &Problem, cost: Cost) -> Panel {
    let mut panel = Panel::new("worst spike error (ms)")
        .title(format!("{}, {} s", problem.name, problem.duration / 1e3))
        .x_label(cost.name())
        .log_x()
        .log_y();
    if cost == Cost::Time {
        for target in &problem.targets {
            let label = format!("{} ms, {}×", target.error, target.ratio);
            panel = panel.region(label, (0.0, target.ratio * problem.baseline_ms()), (0.0, target.error));
        }
    }
    for curve in &problem.curves {
        let name = if curve.method == DEFAULT { format!("{DEFAULT} (default)") } else { curve.method.to_owned() };
        let measured = curve.points.iter().filter_map(|point| point.measured.as_ref());
        let (costs, errors): (Vec<f64>, Vec<f64>) =
            measured.filter_map(|measured| Some((cost.of(measured), drawn(measured)?))).unzip();
        panel = panel.line(&name, &costs, &errors).points(name, &costs, &errors);
    }
    if let Some(measured) = &problem.baseline.measured {
        let costs = cost.of(measured);
        let name = format!("by hand, {BASELINE_STEP} ms (dashed)");
        panel = panel.vertical(costs).points(name, &[costs], &[drawn(measured).unwrap_or(f64::NAN)]);
    }
    panel
}
