//! The methods of search, and the count of their runs.

use crate::axon::{Fit, OFF};
use argmin::core::{CostFunction, Executor, Gradient};
use argmin::solver::linesearch::MoreThuenteLineSearch;
use argmin::solver::neldermead::NelderMead;
use argmin::solver::particleswarm::ParticleSwarm;
use argmin::solver::quasinewton::LBFGS;
use nalgebra::{DMatrix, DVector};
use rand::SeedableRng;
use rand::rngs::StdRng;
use std::cell::{Cell, RefCell};

/// The cost to be reached: the mean squared distance of V to the trace, mV².
pub const GOAL: f64 = 1.0;
/// Runs that a search may take.
const MOST: f64 = 5_000.0;

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

    /// Counts runs, and checks their cost against the goal. The cost is high where the axon cannot be run.
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
pub enum Method {
    /// Uses the derivatives of the whole trace.
    LevenbergMarquardt,
    /// Uses the gradient of the cost, by argmin.
    Lbfgs,
    /// A simplex, by argmin.
    NelderMead,
    /// By argmin, with the constants of SPSO 2007.
    ParticleSwarm,
}

impl Method {
    /// All methods.
    pub const ALL: &[Method] = &[Method::LevenbergMarquardt, Method::Lbfgs, Method::NelderMead, Method::ParticleSwarm];

    /// Returns the name for the table and the picture.
    pub fn name(self) -> &'static str {
        match self {
            Method::LevenbergMarquardt => "Levenberg–Marquardt",
            Method::Lbfgs => "L-BFGS",
            Method::NelderMead => "Nelder–Mead",
            Method::ParticleSwarm => "particle swarm",
        }
    }

    /// Returns the number of runs that the method needs to reach the goal, if it does.
    pub fn runs(self, fit: &Fit) -> Option<f64> {
        let count = fit.parameters.len();
        let start = vec![0.0; count];
        let search = Search::new(fit);
        // The results and errors of the methods are not needed: the search knows whether the goal was reached.
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
        }
        search.reached.get().then(|| search.runs.get())
    }
}
