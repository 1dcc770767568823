//! Why the accuracy of a gradient matters: a cost that is nearly right at any tolerance, its derivative, which is not, and
//! where descents end that follow it.
//!
//! The cost is the squared distance of a burster's mean calcium to a target just out of reach along one conductance, so
//! that the best that can be had is where mean calcium is largest, and its derivative zero. The line was chosen for being
//! smooth: elsewhere mean calcium jumps as spikes come and go, which throws descents off whatever their accuracy.
//!
//! `cargo run --release --example gradient_accuracy`

use indicatif::{ProgressBar, ProgressStyle};
use neuron_examples::save;
use neuron_runtime::library::prinz_2003::Stg;
use neuron_runtime::measure::Solver;
use neuron_runtime::plot::{Figure, Panel};
use neuron_runtime::prelude::*;
use std::thread;

/// Length of a run, ms.
const DURATION: f64 = 1000.0;
/// Wanted mean calcium, µM.
const TARGET: f64 = 170.0;
/// The line: `Kd.g` from and to, mS/cm². No spike of the run appears or vanishes between them.
const LINE: (f64, f64) = (76.0, 94.0);
/// Intervals on the line.
const INTERVALS: u32 = 36;
/// Where descents begin, mS/cm².
const START: f64 = 93.0;
/// Steps of a descent.
const STEPS: i32 = 60;

/// How a derivative is computed: the tolerance 10⁻ᵏ, a stiff method or not, tangents in the step control or not.
#[derive(Clone, Copy, PartialEq)]
struct Way {
    k: i32,
    stiff: bool,
    tangents: bool,
}

/// The reference for all others.
const EXACT: Way = Way { k: 10, stiff: false, tangents: true };

impl Way {
    /// Returns the cost (µM²) at this `Kd.g` (mS/cm²), its derivative, and the number of steps of the run.
    fn cost(self, kd: f64) -> Result<(f64, f64, usize), Error> {
        let tolerance = 10_f64.powi(-self.k);
        let solver: Solver =
            if self.stiff { Rodas4::tolerance(tolerance).into() } else { Tsit5::tolerance(tolerance).into() };
        let mean = Objective::new(Measure::mean(Stg::ca), DURATION).method(solver);
        let cell = burster(kd);
        let derivative = cell.differentiate().by(&[Stg::Kd.g]).forward();
        let derivative = if self.tangents { derivative } else { derivative.values_only() };
        let mean = derivative.gradient_of(&mean)?;
        let off = mean.value - TARGET;
        Ok((off * off, 2.0 * off * mean[0], mean.steps))
    }

    /// Descends by Adam (D. P. Kingma & J. Ba 2015) at a rate of 1 mS/cm²: all places, the start first.
    fn descend(self) -> Result<Vec<f64>, Error> {
        // Their momentum of 0.9 would swing about the minimum for hundreds of steps.
        let (momentum, memory) = (0.7_f64, 0.999_f64);
        let (mut mean, mut square) = (0.0, 0.0);
        let mut path = vec![START];
        for step in 1..=STEPS {
            let kd = path[path.len() - 1];
            let (_, slope, _) = self.cost(kd)?;
            mean = momentum * mean + (1.0 - momentum) * slope;
            square = memory * square + (1.0 - memory) * slope * slope;
            let (mean, square) = (mean / (1.0 - momentum.powi(step)), square / (1.0 - memory.powi(step)));
            path.push(kd - mean / (square.sqrt() + 1e-8));
        }
        Ok(path)
    }

    fn is(self, stiff: bool, tangents: bool) -> bool {
        self.stiff == stiff && self.tangents == tangents
    }

    fn method(self) -> &'static str {
        if self.stiff { "Rodas4" } else { "Tsit5" }
    }

    fn name(self) -> String {
        format!("10{}", ["⁻³", "⁻⁴", "⁻⁵", "⁻⁶", "⁻⁷", "⁻⁸", "⁻⁹"][self.k as usize - 3])
    }
}

/// The burster AB/PD of the pyloric rhythm of Prinz, Bucher & Marder (2004).
fn burster(kd: f64) -> Stg {
    let mut cell = Stg::default();
    cell.set(Stg::NaV.g, 100.0).set(Stg::CaS.g, 6.0).set(Stg::CaT.g, 2.5).set(Stg::A.g, 50.0);
    cell.set(Stg::KCa.g, 5.0).set(Stg::Kd.g, kd).set(Stg::H.g, 0.01).set(Stg::Leak.g, 0.0);
    cell
}

/// The results of a setting: the costs along the line, and the descents.
struct Found {
    way: Way,
    costs: Vec<f64>,
    slopes: Vec<f64>,
    /// Of one run, on average.
    steps: usize,
    path: Vec<f64>,
}

fn line() -> Vec<f64> {
    (0..=INTERVALS).map(|k| LINE.0 + (LINE.1 - LINE.0) * f64::from(k) / f64::from(INTERVALS)).collect()
}

fn explore(way: Way) -> Result<Found, Error> {
    let mut found = Found { way, costs: Vec::new(), slopes: Vec::new(), steps: 0, path: Vec::new() };
    for kd in line() {
        let (cost, slope, steps) = way.cost(kd)?;
        found.costs.push(cost);
        found.slopes.push(slope);
        found.steps += steps;
    }
    found.steps /= found.costs.len();
    if way != EXACT {
        found.path = way.descend()?;
    }
    Ok(found)
}

fn main() -> Result<(), Error> {
    let both = |k: i32, stiff: bool| [false, true].map(|tangents| Way { k, stiff, tangents });
    let ways: Vec<Way> =
        (3..=9).flat_map(|k| both(k, false)).chain((3..=5).flat_map(|k| both(k, true))).chain([EXACT]).collect();
    let style = ProgressStyle::with_template("{bar:40} {pos} of {len}, {elapsed}");
    let bar = ProgressBar::new(ways.len() as u64).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    let one = |way: Way| explore(way).inspect(|_| bar.inc(1));
    let found: Result<Vec<Found>, Error> = thread::scope(|scope| {
        let workers: Vec<_> = ways.iter().map(|way| scope.spawn(|| one(*way))).collect();
        workers.into_iter().map(|worker| worker.join().expect("no worker panics")).collect()
    });
    bar.finish_and_clear();
    let mut found = found?;
    let exact = found.pop().expect("it is the last of them");
    let best = minimum(&exact)?;
    println!("the cost is least where Kd.g is {best:.4} mS/cm²");
    report(&found, &exact, best);
    draw_line(&found, &exact)?;
    draw_descents(&found, best)
}

/// Returns the zero of the exact derivative.
fn minimum(exact: &Found) -> Result<f64, Error> {
    let line = line();
    let k = (1..line.len()).find(|k| exact.slopes[*k] > 0.0).expect("the line goes across the minimum");
    let (mut a, mut b) = ((line[k - 1], exact.slopes[k - 1]), (line[k], exact.slopes[k]));
    // The secant method: the derivative is nearly straight there.
    while (b.0 - a.0).abs() > 1e-7 {
        let next = b.0 - b.1 * (b.0 - a.0) / (b.1 - a.1);
        (a, b) = (b, (next, EXACT.cost(next)?.1));
    }
    Ok(b.0)
}

fn largest(values: impl Iterator<Item = f64>) -> f64 {
    values.map(f64::abs).fold(0.0, f64::max)
}

/// Returns the largest difference between a curve and the exact one, relative to the largest exact value.
fn error(curve: &[f64], exact: &[f64]) -> f64 {
    largest(curve.iter().zip(exact).map(|(a, b)| a - b)) / largest(exact.iter().copied())
}

/// Returns the largest distance of the last quarter of a descent from the minimum, mS/cm².
fn missed(path: &[f64], best: f64) -> f64 {
    largest(path[path.len() * 3 / 4..].iter().map(|kd| kd - best))
}

fn report(found: &[Found], exact: &Found, best: f64) {
    println!("\n{:20}-------- steps for the values alone --------  ---- tangents in the step control, too ----", "");
    let columns = format!("{:>8}{:>13}{:>13}{:>9}", "cost", "derivative", "descent", "steps");
    println!("{:19}{columns}  {columns}", "");
    for pair in found.chunks(2) {
        print!("{:7}{:>11}", pair[0].way.method(), format!("1e-{}", pair[0].way.k));
        for found in pair {
            let (cost, slope) = (error(&found.costs, &exact.costs), error(&found.slopes, &exact.slopes));
            print!(" {cost:>8.0e}{slope:>13.1e}{:>13.1e}{:>9} ", missed(&found.path, best), found.steps);
        }
        println!();
    }
    println!("cost, derivative: largest error on the line, relative to the largest value there");
    println!("descent: how far from the minimum it is in its last quarter, at most, in mS/cm²");
}

fn draw_line(found: &[Found], exact: &Found) -> Result<(), Error> {
    let line = line();
    // The loosest tolerances; the curves of others cannot be told from the exact one.
    let panel = |name: &str, stiff: bool, tangents: bool, of: fn(&Found) -> &[f64]| {
        let these = found.iter().filter(|found| found.way.is(stiff, tangents) && found.way.k <= 5);
        let panel = Panel::new(name).line("", &line, of(exact));
        these.fold(panel, |panel, found| panel.line(found.way.name(), &line, of(found)))
    };
    let errors = |name: &str, tangents: bool| {
        let these = found.iter().filter(|found| found.way.is(false, tangents));
        these.fold(Panel::new(name).log_y().y_range(1e-9, 3.0), |panel, found| {
            let off: Vec<f64> = found.slopes.iter().zip(&exact.slopes).map(|(a, b)| (a - b).abs()).collect();
            panel.line(found.way.name(), &line, &off)
        })
    };
    let figure = Figure::new("A cost C (µM²) and its slope C′ (µM² per mS/cm²), by tolerance; grey: exact")
        .panel(panel("C, Rodas4", true, false, |found| &found.costs))
        .panel(panel("C′, Rodas4", true, false, |found| &found.slopes))
        .panel(panel("C′, Rodas4, tangents too", true, true, |found| &found.slopes))
        .panel(panel("C′, Tsit5", false, false, |found| &found.slopes))
        .panel(errors("error of C′, Tsit5", false))
        .panel(errors("the same, tangents too", true).x_label("Kd.g (mS/cm²)"));
    save(&figure, "gradient_accuracy.svg")
}

fn draw_descents(found: &[Found], best: f64) -> Result<(), Error> {
    let steps: Vec<f64> = (0..=STEPS).map(f64::from).collect();
    let panel = |name: &str, stiff: bool, tangents: bool| {
        let these = found.iter().filter(|found| found.way.is(stiff, tangents));
        these.fold(Panel::new(name).log_y().y_range(1e-5, 20.0), |panel, found| {
            let off: Vec<f64> = found.path.iter().map(|kd| (kd - best).abs()).collect();
            panel.line(found.way.name(), &steps, &off)
        })
    };
    let figure = Figure::new("Descents by Adam: distance from the minimum (mS/cm²), by tolerance")
        .panel(panel("Rodas4", true, false))
        .panel(panel("Tsit5", false, false))
        .panel(panel("Rodas4, tangents too", true, true))
        .panel(panel("Tsit5, tangents too", false, true).x_label("steps of the descent"));
    save(&figure, "gradient_accuracy_descents.svg")
}
