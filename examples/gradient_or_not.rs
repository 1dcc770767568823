//! With or without a gradient: how many runs of a model a fit takes, by the number of parameters.
//!
//! The model is the squid axon of Hodgkin & Huxley (1952) with all of its 24 numbers as parameters. Some of them, drawn
//! at random, begin up to 10 % off; a fit has to find a voltage trace again, to 1 mV. A gradient, or the derivatives of the
//! whole trace, count as many runs as they take the time of.
//!
//! `cargo run --release --example gradient_or_not`, and with CMA-ES by the crate `cmaes`
//! `cargo run --release -p neuron-examples --features cmaes --example gradient_or_not`

use argmin::core::{CostFunction, Executor, Gradient};
use argmin::solver::linesearch::MoreThuenteLineSearch;
use argmin::solver::neldermead::NelderMead;
use argmin::solver::particleswarm::ParticleSwarm;
use argmin::solver::quasinewton::LBFGS;
use indicatif::{ProgressBar, ProgressStyle};
use nalgebra::{DMatrix, DVector};
use neuron_examples::save;
use neuron_runtime::handle::Parameter;
use neuron_runtime::plot::{Figure, Panel};
use neuron_runtime::prelude::*;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use std::cell::{Cell, RefCell};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

/// Sodium current.
#[channel(ion = Na, current = g * m^3 * h * (v - e))]
pub struct Na {
    /// Maximal conductance density.
    #[param(120mS/cm2, min = 0)]
    g: Param,
    /// Rates of opening and closing of the activation: size, voltage, and the range of voltages over which it changes.
    #[param(0.1/ms/mV)]
    m_a: Param,
    #[param(-40mV)]
    m_a_v: Param,
    #[param(10mV)]
    m_a_k: Param,
    #[param(4/ms)]
    m_b: Param,
    #[param(-65mV)]
    m_b_v: Param,
    #[param(18mV)]
    m_b_k: Param,
    /// The same of the inactivation.
    #[param(0.07/ms)]
    h_a: Param,
    #[param(-65mV)]
    h_a_v: Param,
    #[param(20mV)]
    h_a_k: Param,
    #[param(1/ms)]
    h_b: Param,
    #[param(-35mV)]
    h_b_v: Param,
    #[param(10mV)]
    h_b_k: Param,
    /// Activation.
    #[gate(
        alpha = m_a * (v - m_a_v) / (1 - exp(-(v - m_a_v) / m_a_k)),
        beta = m_b * exp(-(v - m_b_v) / m_b_k),
    )]
    m: Gate,
    /// Inactivation.
    #[gate(
        alpha = h_a * exp(-(v - h_a_v) / h_a_k),
        beta = h_b / (1 + exp(-(v - h_b_v) / h_b_k)),
    )]
    h: Gate,
}

/// Potassium current.
#[channel(ion = K, current = g * n^4 * (v - e))]
pub struct K {
    /// Maximal conductance density.
    #[param(36mS/cm2, min = 0)]
    g: Param,
    /// Rates of opening and closing, as of the sodium current.
    #[param(0.01/ms/mV)]
    n_a: Param,
    #[param(-55mV)]
    n_a_v: Param,
    #[param(10mV)]
    n_a_k: Param,
    #[param(0.125/ms)]
    n_b: Param,
    #[param(-65mV)]
    n_b_v: Param,
    #[param(80mV)]
    n_b_k: Param,
    /// Activation.
    #[gate(
        alpha = n_a * (v - n_a_v) / (1 - exp(-(v - n_a_v) / n_a_k)),
        beta = n_b * exp(-(v - n_b_v) / n_b_k),
    )]
    n: Gate,
}

/// Leak current.
#[channel(current = g * (v - e))]
pub struct Leak {
    /// Conductance density.
    #[param(0.3mS/cm2, min = 0)]
    g: Param,
    /// Reversal potential.
    #[param(-54.387mV)]
    e: Param,
}

cell! {
    /// The squid axon, under a current that makes it spike.
    pub struct Axon;

    capacitance: 1uF/cm2, area: 0.1mm2, v: -65mV, inject: 10uA/cm2,
    ions { Na: 50mV, K: -77mV },
    channels { Na, K, Leak },
}

/// Length of a run, ms.
const DURATION: f64 = 30.0;
/// Parameters begin off by at most this part of them.
const OFF: f64 = 0.1;
/// The cost to be reached: the mean squared distance of V to the trace, mV².
const GOAL: f64 = 1.0;
/// Tolerance of runs.
const TOLERANCE: f64 = 1e-5;
/// Runs that a search may take.
const MOST: f64 = 5_000.0;
/// Numbers of parameters.
const COUNTS: [usize; 7] = [1, 2, 4, 8, 12, 16, 24];
/// Fits of each method to each number of parameters.
const SEEDS: u64 = 9;

fn parameters() -> [Parameter<Axon>; 24] {
    let (na, k) = (&Axon::Na, &Axon::K);
    let conductances = [na.g, k.g, Axon::Leak.g];
    let potentials = [na.e, k.e, Axon::Leak.e];
    let m = [na.m_a, na.m_a_v, na.m_a_k, na.m_b, na.m_b_v, na.m_b_k];
    let h = [na.h_a, na.h_a_v, na.h_a_k, na.h_b, na.h_b_v, na.h_b_k];
    let n = [k.n_a, k.n_a_v, k.n_a_k, k.n_b, k.n_b_v, k.n_b_k];
    let all = [&conductances[..], &potentials, &m, &h, &n].concat();
    std::array::from_fn(|index| all[index])
}

/// A trace that is to be found again, and where the search for it begins.
struct Fit {
    axon: Axon,
    distance: Objective<Axon>,
    parameters: Vec<Parameter<Axon>>,
    trace: Vec<f64>,
    /// How many runs the gradient takes the time of, and the derivatives of the trace.
    prices: (f64, f64),
    seed: u64,
}

/// Between samples of the trace, ms.
const INTERVAL: f64 = 0.1;

impl Fit {
    fn new(count: usize, seed: u64, prices: (f64, f64)) -> Result<Self, Error> {
        let mut axon = Axon::default();
        let run = axon.simulate(DURATION).method(Tsit5::tolerance(1e-7)).record_every(INTERVAL).run()?;
        let trace = run.trace(Axon::v)?.to_vec();
        let distance = Measure::distance(Axon::v, run.time(), &trace);
        let distance = Objective::new(distance, DURATION).method(Tsit5::tolerance(TOLERANCE));
        let mut random = StdRng::seed_from_u64(seed);
        let mut parameters = parameters().to_vec();
        parameters.shuffle(&mut random);
        parameters.truncate(count);
        for parameter in &parameters {
            axon.set(*parameter, axon.get(*parameter) * (1.0 + random.random_range(-OFF..OFF)));
        }
        Ok(Fit { axon, distance, parameters, trace, prices, seed })
    }

    /// The axon with parameters that are off the start by these natural logarithms, but not by far: nobody wants to wait for
    /// the runs of an axon whose rates are a million times those of the squid.
    fn axon(&self, place: &[f64]) -> Result<Axon, Error> {
        if let Some(far) = place.iter().find(|x| !(-1.0..=1.0).contains(*x)) {
            let expected = "it has to be between −1 and 1";
            return Err(Error::Setting { setting: "a logarithm", value: *far, expected });
        }
        let mut axon = self.axon.clone();
        for (parameter, x) in self.parameters.iter().zip(place) {
            axon.set(*parameter, self.axon.get(*parameter) * x.exp());
        }
        Ok(axon)
    }

    fn cost(&self, place: &[f64]) -> Result<f64, Error> {
        self.distance.value(&self.axon(place)?)
    }

    /// The cost, and its derivatives by the logarithms. They are those of the steps that a run without derivatives makes:
    /// at this tolerance good to a thousandth, which a fit can do with.
    fn gradient(&self, place: &[f64]) -> Result<(f64, Vec<f64>), Error> {
        let axon = self.axon(place)?;
        let gradient = axon.differentiate().by(&self.parameters).values_only().gradient_of(&self.distance)?;
        let by_logarithm = |(slope, parameter): (&f64, &Parameter<Axon>)| slope * axon.get(*parameter);
        let slopes = gradient.derivatives.iter().zip(&self.parameters).map(by_logarithm).collect();
        Ok((gradient.value, slopes))
    }

    /// How far V is off the trace (mV), and the derivatives of that by the logarithms: a row per sample.
    fn residuals(&self, place: &[f64]) -> Result<(DVector<f64>, DMatrix<f64>), Error> {
        let axon = self.axon(place)?;
        let curves = axon.differentiate().by(&self.parameters).values_only().curves(|axon| {
            Ok(axon.simulate(DURATION).method(Tsit5::tolerance(TOLERANCE)).record_every(INTERVAL).run()?)
        })?;
        let v = &curves.curves[0];
        let residuals = DVector::from_fn(self.trace.len(), |i, _| v.values[i] - self.trace[i]);
        let derivative = |i: usize, k: usize| v.by[k][i] * axon.get(self.parameters[k]);
        Ok((residuals, DMatrix::from_fn(self.trace.len(), self.parameters.len(), derivative)))
    }

    /// Measures how many runs the gradient takes the time of, and the derivatives of the trace.
    fn measure_prices(&self) -> Result<(f64, f64), Error> {
        let place = vec![0.0; self.parameters.len()];
        let best = |run: &dyn Fn() -> Result<(), Error>| -> Result<f64, Error> {
            let mut least = f64::INFINITY;
            for _ in 0..50 {
                let begun = Instant::now();
                run()?;
                least = least.min(begun.elapsed().as_secs_f64());
            }
            Ok(least)
        };
        let run = best(&|| self.cost(&place).map(drop))?;
        let gradient = best(&|| self.gradient(&place).map(drop))?;
        let derivatives = best(&|| self.residuals(&place).map(drop))?;
        Ok((gradient / run, derivatives / run))
    }
}

/// A search, as the methods see it. Where the goal is reached, or all runs are used up, the cost is 0 from then on, which
/// ends methods without gradients.
struct Search<'a> {
    fit: &'a Fit,
    /// Costs are multiplied by this.
    scale: f64,
    runs: Cell<f64>,
    reached: Cell<bool>,
    /// The last place with its gradient, which is asked for after the cost.
    last: RefCell<(Vec<f64>, Vec<f64>)>,
}

impl<'a> Search<'a> {
    fn new(fit: &'a Fit) -> Self {
        Search { fit, scale: 1.0, runs: Cell::new(0.0), reached: Cell::new(false), last: RefCell::default() }
    }

    fn is_over(&self) -> bool {
        self.reached.get() || self.runs.get() > MOST
    }

    /// Counts so many runs, and looks at the cost that they gave: high where the axon cannot be run.
    fn count(&self, runs: f64, cost: Option<f64>) -> f64 {
        self.runs.set(self.runs.get() + runs);
        let cost = cost.unwrap_or(1e6);
        self.reached.set(cost <= GOAL);
        if self.is_over() { 0.0 } else { self.scale * cost }
    }

    /// For methods without gradients.
    fn cost(&self, place: &[f64]) -> f64 {
        if self.is_over() { 0.0 } else { self.count(1.0, self.fit.cost(place).ok()) }
    }
}

/// For methods with gradients, whose costs come with them.
struct WithGradient<'a>(Search<'a>);

impl<'a> WithGradient<'a> {
    /// The first step of quasi-Newton methods is as long as the gradient: costs are scaled to make that a sensible one.
    fn new(fit: &'a Fit) -> Self {
        let mut search = Search::new(fit);
        let (_, gradient) = fit.gradient(&vec![0.0; fit.parameters.len()]).unwrap_or_default();
        search.runs.set(fit.prices.0);
        search.scale = OFF / gradient.iter().map(|slope| slope * slope).sum::<f64>().sqrt();
        WithGradient(search)
    }

    /// An error ends the search: line searches do not believe in a cost that is suddenly 0.
    fn evaluate(&self, place: &[f64]) -> Result<f64, argmin::core::Error> {
        let search = &self.0;
        let found = search.fit.gradient(place).ok();
        let cost = search.count(search.fit.prices.0, found.as_ref().map(|found| found.0));
        if search.is_over() {
            return Err(argmin::core::Error::msg("the search is over"));
        }
        let slopes = found.map_or(vec![0.0; place.len()], |found| found.1);
        *search.last.borrow_mut() = (place.to_vec(), slopes.iter().map(|slope| search.scale * slope).collect());
        Ok(cost)
    }
}

impl CostFunction for &Search<'_> {
    type Param = Vec<f64>;
    type Output = f64;

    fn cost(&self, place: &Vec<f64>) -> Result<f64, argmin::core::Error> {
        Ok(Search::cost(self, place))
    }
}

impl CostFunction for &WithGradient<'_> {
    type Param = Vec<f64>;
    type Output = f64;

    fn cost(&self, place: &Vec<f64>) -> Result<f64, argmin::core::Error> {
        self.evaluate(place)
    }
}

impl Gradient for &WithGradient<'_> {
    type Param = Vec<f64>;
    type Gradient = Vec<f64>;

    fn gradient(&self, place: &Vec<f64>) -> Result<Vec<f64>, argmin::core::Error> {
        if self.0.last.borrow().0 != *place {
            self.evaluate(place)?;
        }
        Ok(self.0.last.borrow().1.clone())
    }
}

/// Levenberg–Marquardt: Gauss–Newton steps, damped where they do not lower the cost (D. W. Marquardt, "An algorithm for
/// least-squares estimation of nonlinear parameters", J. SIAM 11 (1963) 431–441).
fn levenberg_marquardt(search: &Search<'_>) -> Option<()> {
    let fit = search.fit;
    let (mut place, mut damping) = (DVector::zeros(fit.parameters.len()), 1e-2);
    while !search.is_over() {
        let (residuals, derivatives) = fit.residuals(place.as_slice()).ok()?;
        let cost = search.count(fit.prices.1, Some(residuals.norm_squared() / residuals.len() as f64));
        let (curvature, slope) = (derivatives.tr_mul(&derivatives), derivatives.tr_mul(&residuals));
        while !search.is_over() {
            let damped = &curvature + DMatrix::from_diagonal(&(damping * curvature.diagonal()));
            let further = &place - damped.cholesky()?.solve(&slope);
            if search.cost(further.as_slice()) < cost {
                (place, damping) = (further, damping / 10.0);
                break;
            }
            damping *= 10.0;
        }
    }
    Some(())
}

/// A method of search.
#[derive(Clone, Copy, PartialEq)]
enum Method {
    LevenbergMarquardt,
    Lbfgs,
    NelderMead,
    ParticleSwarm,
    #[cfg(feature = "cmaes")]
    CmaEs,
}

impl Method {
    const ALL: &[Method] = &[
        Method::LevenbergMarquardt,
        Method::Lbfgs,
        Method::NelderMead,
        Method::ParticleSwarm,
        #[cfg(feature = "cmaes")]
        Method::CmaEs,
    ];

    fn name(self) -> &'static str {
        match self {
            Method::LevenbergMarquardt => "Levenberg–Marquardt",
            Method::Lbfgs => "L-BFGS",
            Method::NelderMead => "Nelder–Mead",
            Method::ParticleSwarm => "particle swarm",
            #[cfg(feature = "cmaes")]
            Method::CmaEs => "CMA-ES",
        }
    }

    /// How many runs the method needs to reach the goal, if it does.
    fn runs(self, fit: &Fit) -> Option<f64> {
        let count = fit.parameters.len();
        let start = vec![0.0; count];
        let search = Search::new(fit);
        // What the methods return says nothing new, their errors neither: the search knows whether the goal was reached.
        match self {
            Method::LevenbergMarquardt => {
                levenberg_marquardt(&search);
            }
            Method::Lbfgs => {
                let search = WithGradient::new(fit);
                let executor = Executor::new(&search, LBFGS::new(MoreThuenteLineSearch::new(), 7));
                executor.configure(|state| state.param(start)).run().ok();
                return search.0.reached.get().then(|| search.0.runs.get());
            }
            Method::NelderMead => {
                let corner = |k: usize| (0..count).map(|j| if j + 1 == k { OFF } else { 0.0 }).collect();
                let executor = Executor::new(&search, NelderMead::new((0..=count).map(corner).collect()));
                executor.configure(|state| state.target_cost(0.0)).run().ok();
            }
            Method::ParticleSwarm => {
                let bounds = (vec![-2.0 * OFF; count], vec![2.0 * OFF; count]);
                let particles = 10 + (2.0 * (count as f64).sqrt()) as usize;
                let random = StdRng::seed_from_u64(fit.seed);
                let solver = ParticleSwarm::new(bounds, particles).with_rng_generator(random);
                Executor::new(&search, solver).configure(|state| state.target_cost(0.0)).run().ok();
            }
            #[cfg(feature = "cmaes")]
            Method::CmaEs => {
                let cost = |place: &cmaes::DVector<f64>| search.cost(place.as_slice());
                let options = cmaes::CMAESOptions::new(start, OFF).seed(fit.seed).fun_target(0.0);
                options.build(cost).ok()?.run();
            }
        }
        search.reached.get().then(|| search.runs.get())
    }
}

/// What all methods need for fits of a number of parameters.
struct Row {
    count: usize,
    prices: (f64, f64),
    /// Of each method, in rising order; fits that did not reach the goal are infinite and last.
    runs: Vec<Vec<f64>>,
}

fn main() -> Result<(), Error> {
    let style = ProgressStyle::with_template("{bar:40} {msg} parameters, {elapsed}");
    let bar = ProgressBar::new(COUNTS.len() as u64).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    let mut rows = Vec::new();
    for count in COUNTS {
        bar.set_message(count.to_string());
        let prices = Fit::new(count, 0, (f64::NAN, f64::NAN))?.measure_prices()?;
        let fits: Result<Vec<Fit>, Error> = (0..SEEDS).map(|seed| Fit::new(count, seed, prices)).collect();
        rows.push(Row { count, prices, runs: all(&fits?) });
        bar.inc(1);
    }
    bar.finish_and_clear();
    report(&rows);
    draw(&rows)
}

/// The runs of each method for each fit, computed on all processors.
fn all(fits: &[Fit]) -> Vec<Vec<f64>> {
    let tasks: Vec<(Method, &Fit)> =
        Method::ALL.iter().flat_map(|method| fits.iter().map(|fit| (*method, fit))).collect();
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some((method, fit)) = tasks.get(index) else { return done };
            done.push((index, method.runs(fit).unwrap_or(f64::INFINITY)));
        }
    };
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let mut done: Vec<(usize, f64)> = thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("no worker panics")).collect()
    });
    done.sort_by_key(|(index, _)| *index);
    let runs: Vec<f64> = done.into_iter().map(|(_, runs)| runs).collect();
    runs.chunks(fits.len())
        .map(|runs| {
            let mut runs = runs.to_vec();
            runs.sort_by(f64::total_cmp);
            runs
        })
        .collect()
}

/// The median; infinite where half of the fits or more did not reach the goal.
fn median(runs: &[f64]) -> f64 {
    runs[runs.len() / 2]
}

fn reached(runs: &[f64]) -> usize {
    runs.iter().filter(|runs| runs.is_finite()).count()
}

fn report(rows: &[Row]) {
    print!("parameters  gradient  of trace");
    Method::ALL.iter().for_each(|method| print!("{:>21}", method.name()));
    println!();
    for Row { count, prices, runs } in rows {
        print!("{count:>10}{:>10.1}{:>10.1}", prices.0, prices.1);
        for runs in runs {
            let median = median(runs);
            let median = if median.is_finite() { format!("{median:.0}") } else { "–".to_owned() };
            print!("{:>21}", format!("{median} ({}/{})", reached(runs), runs.len()));
        }
        println!();
    }
    println!("gradient, of trace: runs that the gradient, or the derivatives of the trace, take the time of");
    println!("methods: runs to a distance of {} mV, median of {SEEDS} fits (how many reach it)", GOAL.sqrt());
}

fn draw(rows: &[Row]) -> Result<(), Error> {
    let counts: Vec<f64> = rows.iter().map(|row| row.count as f64).collect();
    let mut runs = Panel::new("runs of the model").log_y().height(2.4);
    let mut share = Panel::new("fits that succeed (%)").y_range(-5.0, 105.0);
    for (k, method) in Method::ALL.iter().enumerate() {
        let medians: Vec<f64> = rows.iter().map(|row| median(&row.runs[k])).collect();
        let percent = |row: &Row| 100.0 * reached(&row.runs[k]) as f64 / row.runs[k].len() as f64;
        let shares: Vec<f64> = rows.iter().map(percent).collect();
        // Each fit a little beside its number of parameters, so that methods do not hide each other.
        let beside = |count: usize| count as f64 + 0.16 * (k as f64 - 0.5 * (Method::ALL.len() - 1) as f64);
        let (x, y): (Vec<f64>, Vec<f64>) =
            rows.iter().flat_map(|row| row.runs[k].iter().map(|runs| (beside(row.count), *runs))).unzip();
        runs = runs.line(method.name(), &counts, &medians).points(method.name(), &x, &y);
        share = share.line(method.name(), &counts, &shares).points(method.name(), &counts, &shares);
    }
    let title = format!("Runs to find a trace again to {} mV: each fit, and the median", GOAL.sqrt());
    let figure = Figure::new(title).panel(runs).panel(share.x_label("number of parameters"));
    save(&figure, "gradient_or_not.svg")
}
