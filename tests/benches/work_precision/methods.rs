//! The three references, and every method with the settings at which it runs on each: another method is one more line in
//! [`Job::curves`].

use super::problem::{Curve, Outcome, Point, Problem, Setting, Target};
use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
use neuron_runtime::prelude::*;
use neuron_runtime::run::result::Interrupted;
use neuron_runtime::solve::Method;
use neuron_tests::hand_written::{self, HandWritten, simulate_exponential_euler};
use neuron_tests::models::{Pyloric, prinz_ab};
use neuron_tests::reference;
use std::rc::Rc;

/// The step of the baseline, ms.
pub const BASELINE_STEP: f64 = 0.05;

/// Settings from loose to tight, by the kind of the method.
struct Grid {
    /// Tolerances of methods for stiff problems.
    stiff: &'static [f64],
    /// Tolerances of explicit methods.
    explicit: &'static [f64],
    /// Steps of exponential methods, ms.
    steps: &'static [f64],
    /// Steps of explicit methods, ms.
    explicit_steps: &'static [f64],
    /// Tolerances of diffsol's methods for stiff problems, which need smaller ones for the same error.
    #[cfg(feature = "diffsol")]
    diffsol: &'static [f64],
    /// Tolerances of its explicit method.
    #[cfg(feature = "diffsol")]
    diffsol_explicit: &'static [f64],
}

/// Nothing is stiff.
const CELL: Grid = Grid {
    stiff: &[1e-2, 3e-3, 1e-3, 3e-4, 1e-4, 3e-5, 1e-5, 3e-6, 1e-6, 1e-7],
    explicit: &[1e-2, 3e-3, 1e-3, 3e-4, 1e-4, 3e-5, 1e-5, 3e-6, 1e-6, 1e-7],
    steps: &[0.2, 0.1, 0.05, 0.025, 0.0125, 0.006_25],
    explicit_steps: &[0.1, 0.05, 0.025, 0.0125, 0.006_25],
    #[cfg(feature = "diffsol")]
    diffsol: &[1e-4, 1e-5, 1e-6, 1e-7, 1e-8],
    #[cfg(feature = "diffsol")]
    diffsol_explicit: &[1e-4, 1e-5, 1e-6, 1e-7, 1e-8],
};

/// Time constants fall to 1e-5 ms, which costs an explicit method millions of steps whatever its tolerance.
const STIFF: Grid = Grid {
    explicit: &[1e-4],
    explicit_steps: &[0.005],
    #[cfg(feature = "diffsol")]
    diffsol_explicit: &[1e-5],
    ..CELL
};

/// A network to be solved.
struct Job<N> {
    network: N,
    duration: f64,
    threshold: f64,
}

impl<N: Network<f64> + 'static> Job<N> {
    /// Every method, one line each.
    fn curves(self, grid: &Grid) -> Vec<Curve> {
        use Setting::{Step, Tolerance};
        let job = Rc::new(self);
        let mut curves = vec![
            job.curve("Adaptive", grid.stiff, Tolerance, Adaptive::tolerance),
            job.curve("Tsit5", grid.explicit, Tolerance, Tsit5::tolerance),
            job.curve("Rodas3P", grid.stiff, Tolerance, Rodas3P::tolerance),
            job.curve("Rodas4", grid.stiff, Tolerance, Rodas4::tolerance),
            job.curve("Rodas5P", grid.stiff, Tolerance, Rodas5P::tolerance),
            job.curve("Ros34Pw2", grid.stiff, Tolerance, Ros34Pw2::tolerance),
            job.curve("ExponentialEuler", grid.steps, Step, ExponentialEuler::step),
            job.curve("Strang", grid.steps, Step, Strang::step),
            job.curve("Rk4", grid.explicit_steps, Step, Rk4::step),
        ];
        #[cfg(feature = "diffsol")]
        {
            use neuron_runtime::diffsol::Method::{Bdf, Esdirk34, TrBdf2, Tsit45};
            curves.push(job.diffsol("diffsol BDF", grid.diffsol, Bdf));
            curves.push(job.diffsol("diffsol ESDIRK34", grid.diffsol, Esdirk34));
            curves.push(job.diffsol("diffsol TR-BDF2", grid.diffsol, TrBdf2));
            curves.push(job.diffsol("diffsol Tsit45", grid.diffsol_explicit, Tsit45));
        }
        curves.retain(|curve| !curve.points.is_empty());
        curves
    }

    /// A method of ours: what makes it of a setting.
    fn curve<M: Method<f64> + 'static>(
        self: &Rc<Self>,
        method: &'static str,
        settings: &[f64],
        kind: fn(f64) -> Setting,
        make: fn(f64) -> M,
    ) -> Curve {
        let point = |&setting: &f64| {
            let job = Rc::clone(self);
            let work = move || {
                let simulation = job.network.simulate(job.duration).method(make(setting));
                outcome(simulation.record_nothing().spikes(job.threshold).run())
            };
            Point::new(kind(setting), Box::new(work))
        };
        Curve { method, ours: true, points: settings.iter().map(point).collect() }
    }

    /// A method of diffsol.
    #[cfg(feature = "diffsol")]
    fn diffsol(
        self: &Rc<Self>,
        method: &'static str,
        tolerances: &[f64],
        solver: neuron_runtime::diffsol::Method,
    ) -> Curve {
        use neuron_runtime::diffsol::Diffsol;
        use neuron_runtime::model::handle::State;
        let point = |&tolerance: &f64| {
            let job = Rc::clone(self);
            let nothing: [State<N::Tag>; 0] = [];
            let work = move || {
                let problem = job.network.diffsol().tolerance(tolerance).spikes(job.threshold).record(&nothing);
                outcome(problem.run(solver, job.duration))
            };
            Point::new(Setting::Tolerance(tolerance), Box::new(work))
        };
        Curve { method, ours: false, points: tolerances.iter().map(point).collect() }
    }
}

fn outcome<N: Network<f64>>(run: Result<Run<N>, Box<Interrupted<N>>>) -> Result<Outcome, String> {
    let run = run.map_err(|interrupted| interrupted.to_string())?;
    let spikes = run.each_neuron().iter().map(|neuron| neuron.spikes.times().to_vec()).collect();
    Ok(Outcome { spikes, evaluations: run.statistics.evaluations, steps: run.statistics.steps })
}

/// The hand-written model by exponential Euler, spikes included.
fn by_hand<M: HandWritten<N> + Copy + 'static, const N: usize>(model: M, duration: f64, threshold: f64) -> Point {
    let thresholds = vec![threshold; M::VOLTAGES.len()];
    let steps = (duration / BASELINE_STEP).round() as u64;
    let work = move || {
        let spikes = simulate_exponential_euler(model, BASELINE_STEP, duration, &thresholds);
        Ok(Outcome { spikes, evaluations: steps, steps })
    };
    Point::new(Setting::Step(BASELINE_STEP), Box::new(work))
}

/// The three references, nothing measured yet.
pub fn problems() -> Vec<Problem> {
    let axon = {
        let mut axon = HodgkinHuxley::default();
        axon.set(HodgkinHuxley::inject, 10.0);
        let (duration, threshold) = (1000.0, reference::threshold("hodgkin_huxley"));
        Problem {
            name: "hodgkin_huxley",
            duration,
            truth: vec![("", reference::spikes("hodgkin_huxley"))],
            baseline: by_hand(hand_written::hodgkin_huxley::Model, duration, threshold),
            curves: Job { network: axon, duration, threshold }.curves(&CELL),
            targets: Vec::new(),
        }
    };
    let burster = {
        let (duration, threshold) = (5000.0, reference::threshold("prinz_ab"));
        Problem {
            name: "prinz_ab",
            duration,
            truth: vec![("", reference::spikes("prinz_ab"))],
            baseline: by_hand(hand_written::prinz_ab::Model, duration, threshold),
            curves: Job { network: prinz_ab(), duration, threshold }.curves(&CELL),
            targets: vec![Target { error: 0.01, ratio: 0.7 }],
        }
    };
    let network = {
        let (duration, threshold) = (10_000.0, reference::threshold("pyloric"));
        Problem {
            name: "pyloric",
            duration,
            truth: reference::PYLORIC.map(|neuron| (neuron, reference::pyloric_spikes(neuron))).to_vec(),
            baseline: by_hand(hand_written::pyloric::Model, duration, threshold),
            curves: Job { network: Pyloric::default(), duration, threshold }.curves(&STIFF),
            targets: vec![Target { error: 1.0, ratio: 1.5 }, Target { error: 0.05, ratio: 2.5 }],
        }
    };
    vec![axon, burster, network]
}
