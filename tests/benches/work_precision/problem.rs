//! The measurements: curves of points, timed in alternation with the baseline, and the points that meet a target.

use neuron_tests::reference;
use std::fmt;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// The result of a run, and its work.
pub struct Outcome {
    /// Spike times (ms) of each neuron.
    pub spikes: Vec<Vec<f64>>,
    /// The number of evaluations of the right-hand side.
    pub evaluations: u64,
    /// The number of accepted steps.
    pub steps: u64,
}

/// A run to be timed; the error says why it ended early.
pub type Work = Box<dyn Fn() -> Result<Outcome, String>>;

/// The setting of a method.
#[derive(Clone, Copy, PartialEq)]
pub enum Setting {
    /// Its tolerance.
    Tolerance(f64),
    /// Its step, ms.
    Step(f64),
}

impl fmt::Display for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Setting::Tolerance(tolerance) => format!("{tolerance:.0e}"),
            Setting::Step(step) => format!("{step} ms"),
        };
        f.pad(&text)
    }
}

/// The quality of the spikes of a run.
pub enum Quality {
    /// All are there; the worst error, ms.
    Error(f64),
    /// Some are missing, or too many: what, in words.
    Spikes(String),
    /// The run ended early: why.
    Failed(String),
}

/// The measurement of a point.
pub struct Measured {
    /// The shortest run.
    pub best: Duration,
    /// The number of runs.
    pub runs: usize,
    /// Right-hand sides.
    pub evaluations: u64,
    /// Steps.
    pub steps: u64,
    /// The quality of its spikes.
    pub quality: Quality,
}

impl Measured {
    /// The shortest run, ms.
    pub fn ms(&self) -> f64 {
        1e3 * self.best.as_secs_f64()
    }

    /// The worst error (ms), if every spike is there.
    pub fn error(&self) -> Option<f64> {
        match self.quality {
            Quality::Error(error) => Some(error),
            Quality::Spikes(_) | Quality::Failed(_) => None,
        }
    }
}

/// One setting of a method.
pub struct Point {
    /// The setting.
    pub setting: Setting,
    /// The run.
    pub work: Work,
    /// Its measurement.
    pub measured: Option<Measured>,
}

impl Point {
    /// Not yet measured.
    pub fn new(setting: Setting, work: Work) -> Self {
        Self { setting, work, measured: None }
    }

    fn run(&mut self, truth: &[(&str, Vec<f64>)]) {
        let start = Instant::now();
        let outcome = black_box((self.work)());
        let time = start.elapsed();
        match &mut self.measured {
            Some(measured) => {
                measured.best = measured.best.min(time);
                measured.runs += 1;
            }
            none => {
                let (evaluations, steps) = outcome.as_ref().map_or((0, 0), |o| (o.evaluations, o.steps));
                let quality = match outcome {
                    Ok(outcome) => judge(&outcome.spikes, truth),
                    Err(why) => Quality::Failed(why),
                };
                *none = Some(Measured { best: time, runs: 1, evaluations, steps, quality });
            }
        }
    }
}

fn judge(found: &[Vec<f64>], truth: &[(&str, Vec<f64>)]) -> Quality {
    let mut worst = 0.0_f64;
    for (found, (name, truth)) in found.iter().zip(truth) {
        match reference::worst_spike_error(found, truth) {
            Ok(error) => worst = worst.max(error),
            Err(_) => {
                let of = if name.is_empty() { String::new() } else { format!(" of {name}") };
                return Quality::Spikes(format!("{} of {} spikes{of}", found.len(), truth.len()));
            }
        }
    }
    Quality::Error(worst)
}

/// A method at several settings.
pub struct Curve {
    /// Its name.
    pub method: &'static str,
    /// True if it is a method of this project.
    pub ours: bool,
    /// Its settings, from loose to tight.
    pub points: Vec<Point>,
}

/// An error that some method of ours has to stay below within some time.
pub struct Target {
    /// The largest worst error, ms.
    pub error: f64,
    /// The longest time in units of the baseline's.
    pub ratio: f64,
}

/// The method that a run takes without being told.
pub const DEFAULT: &str = "Adaptive";

/// A model with its truth, its baseline and the methods that solve it.
pub struct Problem {
    /// Name of the reference.
    pub name: &'static str,
    /// The length of the run, ms.
    pub duration: f64,
    /// True spikes (ms) of each neuron, under its name.
    pub truth: Vec<(&'static str, Vec<f64>)>,
    /// The hand-written exponential Euler.
    pub baseline: Point,
    /// The methods to compare with the baseline.
    pub curves: Vec<Curve>,
    /// The targets that it has to meet.
    pub targets: Vec<Target>,
}

impl Problem {
    /// Runs all points in turn, so that a slower or busy machine affects all of them. Each has `runs` runs, or
    /// as many as fit into 0.25 s times `runs`.
    pub fn measure(&mut self, runs: usize) {
        let budget = Duration::from_millis(250) * u32::try_from(runs).unwrap_or(u32::MAX);
        let all = self.curves.iter_mut().flat_map(|curve| &mut curve.points);
        let mut all: Vec<&mut Point> = std::iter::once(&mut self.baseline).chain(all).collect();
        for round in 0..u32::try_from(runs).unwrap_or(u32::MAX) {
            for point in &mut all {
                if point.measured.as_ref().is_none_or(|measured| measured.best * (round + 1) <= budget) {
                    point.run(&self.truth);
                }
            }
        }
    }

    /// The time of the baseline, ms; NaN before it is measured.
    pub fn baseline_ms(&self) -> f64 {
        self.baseline.measured.as_ref().map_or(f64::NAN, Measured::ms)
    }

    /// The fastest point below an error (ms), of the methods that `among` accepts.
    pub fn fastest(&self, error: f64, among: impl Fn(&Curve) -> bool) -> Option<(&Curve, &Point, f64)> {
        let points = self.curves.iter().filter(|curve| among(curve)).flat_map(|curve| {
            curve.points.iter().filter_map(move |point| Some((curve, point, point.measured.as_ref()?)))
        });
        let below = points.filter(|(_, _, measured)| measured.error().is_some_and(|found| found < error));
        below.min_by_key(|(_, _, measured)| measured.best).map(|(curve, point, measured)| (curve, point, measured.ms()))
    }
}
