//! Work against precision: worst error of a spike time against wall time and right-hand sides, of every integrator on the
//! three references, beside the hand-written exponential Euler of the same model at 0.05 ms.
//!
//! `cargo bench -p neuron-tests --bench work_precision [--features diffsol] [-- [runs] [model]]` prints a table per model,
//! says how the targets are met, and draws `target/work_precision.svg`. Ten runs of each point take some minutes.

use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
use neuron_runtime::plot::{Figure, Panel};
use neuron_runtime::prelude::*;
use neuron_runtime::solve::Method;
use neuron_tests::hand_written::{self, HandWritten};
use neuron_tests::models::{Pyloric, prinz_ab};
use neuron_tests::reference;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// What a run gave: spikes of every neuron, right-hand sides, steps.
struct Outcome {
    spikes: Vec<Vec<f64>>,
    evaluations: u64,
    steps: u64,
}

/// One setting of one method.
struct Point<'a> {
    method: &'static str,
    setting: f64,
    solve: Box<dyn Fn() -> Option<Outcome> + 'a>,
    best: Duration,
    outcome: Option<Outcome>,
}

struct Problem<'a> {
    name: &'static str,
    truth: Vec<Vec<f64>>,
    baseline: Box<dyn Fn() + 'a>,
    points: Vec<Point<'a>>,
    /// Largest error (ms) and the most time, in units of the baseline, in which some method has to reach it.
    targets: &'a [(f64, f64)],
}

fn outcome<N: Network<f64>>(run: Result<Run<N>, Box<neuron_runtime::record::Interrupted<N>>>) -> Option<Outcome> {
    let run = run.ok()?;
    let spikes = run.each_neuron().iter().map(|neuron| neuron.spikes.times().to_vec()).collect();
    Some(Outcome { spikes, evaluations: run.statistics.evaluations, steps: run.statistics.steps })
}

/// Every integrator at the settings given: adaptive ones, the explicit pair's own, fixed steps.
fn points<'a, N: Network<f64>>(
    network: &'a N,
    duration: f64,
    threshold: f64,
    tolerances: &[f64],
    explicit: &[f64],
    steps: &[f64],
) -> Vec<Point<'a>> {
    fn point<'a, N: Network<f64>, M: Method<f64> + Copy + 'a>(
        (network, duration, threshold): (&'a N, f64, f64),
        method: &'static str,
        setting: f64,
        make: impl Fn(f64) -> M,
    ) -> Point<'a> {
        let with = make(setting);
        let solve = move || outcome(network.simulate(duration).method(with).record_nothing().spikes(threshold).run());
        Point { method, setting, solve: Box::new(solve), best: Duration::MAX, outcome: None }
    }
    let of = (network, duration, threshold);
    let mut points = Vec::new();
    for &tolerance in tolerances {
        points.push(point(of, "Adaptive", tolerance, Adaptive::tolerance));
        points.push(point(of, "Rodas3P", tolerance, Rodas3P::tolerance));
        points.push(point(of, "Rodas4", tolerance, Rodas4::tolerance));
        points.push(point(of, "Rodas5P", tolerance, Rodas5P::tolerance));
        points.push(point(of, "Ros34Pw2", tolerance, Ros34Pw2::tolerance));
        #[cfg(feature = "diffsol")]
        for solver in [
            neuron_runtime::diffsol::Method::Bdf,
            neuron_runtime::diffsol::Method::Esdirk34,
            neuron_runtime::diffsol::Method::TrBdf2,
        ] {
            points.push(of_diffsol(of, solver, tolerance * 1e-2));
        }
    }
    for &tolerance in explicit {
        points.push(point(of, "Tsit5", tolerance, Tsit5::tolerance));
        #[cfg(feature = "diffsol")]
        if network.dim() < 40 {
            points.push(of_diffsol(of, neuron_runtime::diffsol::Method::Tsit45, tolerance));
        }
    }
    for &step in steps {
        points.push(point(of, "ExponentialEuler", step, ExponentialEuler::step));
        points.push(point(of, "ExponentialMidpoint", step, ExponentialMidpoint::step));
        if network.dim() < 40 {
            points.push(point(of, "Rk4", step, Rk4::step));
        }
    }
    points
}

#[cfg(feature = "diffsol")]
fn of_diffsol<'a, N: Network<f64>>(
    (network, duration, threshold): (&'a N, f64, f64),
    solver: neuron_runtime::diffsol::Method,
    tolerance: f64,
) -> Point<'a> {
    use neuron_runtime::diffsol::{Diffsol, Method};
    let method = match solver {
        Method::Bdf => "diffsol BDF",
        Method::Esdirk34 => "diffsol ESDIRK34",
        Method::TrBdf2 => "diffsol TR-BDF2",
        Method::Tsit45 => "diffsol Tsit45",
    };
    let solve = move || {
        outcome(network.diffsol().tolerance(tolerance).spikes(threshold).record_every(duration).run(solver, duration))
    };
    Point { method, setting: tolerance, solve: Box::new(solve), best: Duration::MAX, outcome: None }
}

fn by_hand<M: HandWritten<N>, const N: usize>(_: M, count: usize) -> impl Fn() {
    move || {
        let mut y = M::start();
        for _ in 0..count {
            M::exponential_euler(&mut y, 0.05);
        }
        black_box(y);
    }
}

/// The worst error (ms) over all neurons, if every spike is there and no other.
fn worst(outcome: &Outcome, truth: &[Vec<f64>]) -> Option<f64> {
    let errors = outcome.spikes.iter().zip(truth).map(|(found, truth)| reference::worst_spike_error(found, truth).ok());
    errors.sum::<Option<f64>>()?;
    let errors =
        outcome.spikes.iter().zip(truth).filter_map(|(found, truth)| reference::worst_spike_error(found, truth).ok());
    Some(errors.fold(0.0, f64::max))
}

impl Problem<'_> {
    /// Runs everything in turn; what takes long is run less often.
    fn measure(&mut self, runs: usize) -> Duration {
        let mut baseline = Duration::MAX;
        let timed = |best: &mut Duration, work: &mut dyn FnMut()| {
            let start = Instant::now();
            work();
            *best = start.elapsed().min(*best);
        };
        for round in 0..runs {
            timed(&mut baseline, &mut || (self.baseline)());
            for point in &mut self.points {
                if round == 0 || point.best < Duration::from_secs(1) {
                    let (best, solve, outcome) = (&mut point.best, &point.solve, &mut point.outcome);
                    timed(best, &mut || *outcome = solve());
                }
            }
        }
        baseline
    }

    fn print(&self, baseline: Duration) {
        println!("\n{}; by hand, 0.05 ms: {:.2} ms", self.name, baseline.as_secs_f64() * 1e3);
        println!(
            "{:20} {:>9} {:>10} {:>7} {:>10} {:>9}  worst error",
            "method", "setting", "time", "ratio", "rhs", "steps"
        );
        for point in &self.points {
            let (ms, ratio) = (point.best.as_secs_f64() * 1e3, point.best.as_secs_f64() / baseline.as_secs_f64());
            print!("{:20} {:>9} {ms:>7.2} ms {ratio:>7.2}", point.method, format!("{:e}", point.setting));
            match &point.outcome {
                None => println!("  failed"),
                Some(outcome) => {
                    print!(" {:>10} {:>9}", outcome.evaluations, outcome.steps);
                    match worst(outcome, &self.truth) {
                        Some(error) => println!("  {error:.2e} ms"),
                        None => {
                            let count = |all: &[Vec<f64>]| all.iter().map(Vec::len).sum::<usize>();
                            println!("  {} spikes of {}", count(&outcome.spikes), count(&self.truth));
                        }
                    }
                }
            }
        }
    }

    /// The shortest time, in units of the baseline, in which a method of these reaches an error.
    fn fastest(&self, baseline: Duration, error: f64, ours: impl Fn(&str) -> bool) -> Option<(&Point<'_>, f64)> {
        let reaches = |point: &&Point<'_>| {
            let found = point.outcome.as_ref().and_then(|outcome| worst(outcome, &self.truth));
            ours(point.method) && found.is_some_and(|found| found < error)
        };
        let point = self.points.iter().filter(reaches).min_by_key(|point| point.best)?;
        Some((point, point.best.as_secs_f64() / baseline.as_secs_f64()))
    }

    fn judge(&self, baseline: Duration) {
        for &(error, most) in self.targets {
            let Some((best, ratio)) = self.fastest(baseline, error, |name| !name.starts_with("diffsol")) else {
                println!("{}: no method reaches {error} ms", self.name);
                continue;
            };
            println!(
                "{}, error below {error} ms: {} {:.0e} in {ratio:.2} of the time by hand (at most {most})",
                self.name, best.method, best.setting
            );
            if let Some((default, own)) = self.fastest(baseline, error, |name| name == "Adaptive") {
                println!(
                    "    the default, {:.0e}: {own:.2}, {:.2} of the best (at most 1.5)",
                    default.setting,
                    own / ratio
                );
            }
        }
    }

    /// Errors by time or by right-hand sides, as powers of ten.
    fn panel(&self, baseline: Duration, by_time: bool) -> Panel {
        let mut panel = Panel::new("lg error (ms)").x_label(match by_time {
            true => format!("{}: lg time (ms); the lines are the targets", self.name),
            false => format!("{}: lg right-hand sides", self.name),
        });
        let mut names: Vec<&str> = Vec::new();
        self.points.iter().for_each(|point| {
            if !names.contains(&point.method) {
                names.push(point.method);
            }
        });
        for name in names {
            let mut curve: Vec<(f64, f64)> = Vec::new();
            for point in self.points.iter().filter(|point| point.method == name) {
                let Some(outcome) = &point.outcome else { continue };
                if let Some(error) = worst(outcome, &self.truth) {
                    let work = if by_time { point.best.as_secs_f64() * 1e3 } else { outcome.evaluations as f64 };
                    curve.push((work.log10(), error.max(1e-9).log10()));
                }
            }
            let (x, y): (Vec<f64>, Vec<f64>) = curve.into_iter().unzip();
            // Another library's methods are dots, so that colours need not tell all apart.
            if x.len() > 1 && !name.starts_with("diffsol") {
                panel = panel.line(name, &x, &y);
            } else if !x.is_empty() {
                panel = panel.points(name, &x, &y);
            }
        }
        if by_time {
            for (_, most) in self.targets {
                panel = panel.vertical((most * baseline.as_secs_f64() * 1e3).log10());
            }
        }
        panel
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let bench = std::env::args().any(|argument| argument == "--bench");
    // Run by `cargo test --all-targets`, once is enough, and of the shortest.
    let runs = arguments.iter().find_map(|argument| argument.parse().ok()).unwrap_or(if bench { 10 } else { 1 });
    let only = arguments.iter().find(|argument| argument.parse::<usize>().is_err()).map(String::as_str);
    let only = if bench { only } else { Some("hodgkin_huxley") };

    let (mut axon, burster, network) = (HodgkinHuxley::default(), prinz_ab(), Pyloric::default());
    axon.set(HodgkinHuxley::inject, 10.0);
    let tolerances = [1e-3, 3e-4, 1e-4, 3e-5, 1e-5, 1e-6];
    let steps = [0.1, 0.05, 0.025, 0.0125];
    let problems = [
        Problem {
            name: "hodgkin_huxley",
            truth: vec![reference::spikes("hodgkin_huxley")],
            baseline: Box::new(by_hand(hand_written::hodgkin_huxley::Model, 20_000)),
            points: points(&axon, 1000.0, reference::threshold("hodgkin_huxley"), &tolerances, &tolerances, &steps),
            targets: &[],
        },
        Problem {
            name: "prinz_ab",
            truth: vec![reference::spikes("prinz_ab")],
            baseline: Box::new(by_hand(hand_written::prinz_ab::Model, 100_000)),
            points: points(&burster, 5000.0, reference::threshold("prinz_ab"), &tolerances, &tolerances, &steps),
            targets: &[(0.01, 0.7)],
        },
        Problem {
            name: "pyloric",
            truth: ["AB", "LP", "PY"].map(reference::pyloric_spikes).to_vec(),
            baseline: Box::new(by_hand(hand_written::pyloric::Model, 200_000)),
            points: points(&network, 10_000.0, reference::threshold("pyloric"), &tolerances, &[1e-4], &steps),
            targets: &[(1.0, 1.5), (0.05, 2.5)],
        },
    ];
    let mut figure = Figure::new("Work against precision");
    let mut panels = 0;
    let mut measured = Vec::new();
    for mut problem in problems.into_iter().filter(|problem| only.is_none_or(|only| only == problem.name)) {
        let baseline = problem.measure(runs);
        problem.print(baseline);
        for by_time in [true, false] {
            figure = figure.panel(problem.panel(baseline, by_time));
            panels += 1;
        }
        measured.push((problem, baseline));
    }
    println!();
    measured.iter().for_each(|(problem, baseline)| problem.judge(*baseline));
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/work_precision.svg");
    match figure.size(1500, 420 * panels).save(path) {
        Ok(()) => println!("\ndrawn: target/work_precision.svg"),
        Err(error) => println!("\nnot drawn: {error}"),
    }
}
