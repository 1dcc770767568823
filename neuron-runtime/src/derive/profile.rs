//! Profiles: the least cost for each value of one parameter.

use super::derivatives::Variable;
use super::{Cost, Differentiation};
use crate::error::Error;
use crate::model::access::Access;
use crate::model::handle::Parameter;
use crate::model::network::Network;
use argmin::core::{CostFunction, Executor, Gradient, State};
use argmin::solver::linesearch::MoreThuenteLineSearch;
use argmin::solver::quasinewton::LBFGS;
use std::cell::RefCell;

/// The profile of a cost along one parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    /// The parameter that was held.
    pub held: Variable,
    /// The other parameters, over which the cost was minimised.
    pub others: Vec<Variable>,
    /// One point per value of the held parameter.
    pub points: Vec<ProfilePoint>,
}

/// The least cost with the parameter held at one value.
#[derive(Clone, Debug, PartialEq)]
pub struct ProfilePoint {
    /// The value, in its declared unit.
    pub held: f64,
    /// The least cost that was found.
    pub cost: f64,
    /// The other parameters there, in their declared units.
    pub others: Vec<f64>,
    /// True if the search ended at a minimum; false if an error or the limit of its steps ended it.
    pub converged: bool,
    /// The number of evaluations of the cost and its gradient.
    pub evaluations: usize,
}

impl<N: Network<f64> + Clone> Differentiation<'_, N> {
    /// Returns the profile of a cost along the first of the parameters: for each of `values`, in its declared unit, the minimum
    /// of the cost over the other parameters.
    ///
    /// The minimum is found by quasi-Newton steps (L-BFGS) with exact gradients. Each search begins at the optimum before it, the
    /// first at the network's own values. Settings of gradients, such as [`values_only`](Differentiation::values_only), apply.
    /// Parameters change on a logarithmic scale, or on a linear one if they are 0.
    ///
    /// If the profile rises on both sides, the cost determines the parameter; if it is flat, other parameters compensate
    /// (A. Raue et al., "Structural and practical identifiability analysis", Bioinformatics 25 (2009) 1923–1929).
    ///
    /// ```
    /// use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
    /// use neuron_runtime::prelude::*;
    ///
    /// let axon = HodgkinHuxley::default();
    /// let rest = axon.simulate(20.0).mean(HodgkinHuxley::v)?;
    /// let off = cost!(|axon: HodgkinHuxley| {
    ///     let off = axon.simulate(20.0).mean(HodgkinHuxley::v)? - *rest;
    ///     Ok(off * off)
    /// }; rest: f64 = rest);
    /// // More potassium compensates for more leak.
    /// let profile = axon.differentiate().by(&[HodgkinHuxley::Leak.g, HodgkinHuxley::K.g]).profile_of(&off, &[0.3, 0.33])?;
    /// assert!(profile.points[1].cost < 1e-6 && profile.points[1].others[0] > 36.0);
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    /// Those of the gradient at the beginning of a search, and [`Error::Setting`] without a parameter. If the cost has an error
    /// later, or after 1000 gradients, a search ends with the best point so far, which is not
    /// [converged](ProfilePoint::converged).
    pub fn profile_of<C: Cost<N>>(&self, cost: &C, values: &[f64]) -> Result<Profile, Error> {
        let parameters: Vec<_> = self.variables.iter().filter_map(Variable::parameter).collect();
        let ([held, others @ ..], true) = (&self.variables[..], parameters.len() == self.variables.len()) else {
            let expected = "there has to be one at least, and no initial state";
            return Err(Error::Setting {
                setting: "the number of parameters",
                value: parameters.len() as f64,
                expected,
            });
        };
        let handles: Vec<Parameter<N::Tag>> =
            parameters.iter().map(|(origin, index)| Parameter::new(*origin, *index)).collect();
        let mut best: Vec<f64> = others.iter().map(|variable| variable.value).collect();
        let mut points = Vec::with_capacity(values.len());
        for value in values {
            let search =
                Search { settings: self, cost, handles: &handles, held: *value, from: best, log: RefCell::default() };
            let point = search.run()?;
            best = point.others.clone();
            points.push(point);
        }
        Ok(Profile { held: held.clone(), others: others.to_vec(), points })
    }
}

/// A search for the values of the other parameters with the least cost.
struct Search<'a, N: Network<f64>, C> {
    /// The network, and the settings of gradients.
    settings: &'a Differentiation<'a, N>,
    cost: &'a C,
    handles: &'a [Parameter<N::Tag>],
    held: f64,
    /// The values at the beginning.
    from: Vec<f64>,
    log: RefCell<SearchLog>,
}

/// The evaluations of a search.
#[derive(Default)]
struct SearchLog {
    evaluations: usize,
    /// The last point, its cost and its gradient, which the optimiser asks for one after the other.
    last: Option<(Vec<f64>, f64, Vec<f64>)>,
    /// The best point and its cost.
    best: Option<(Vec<f64>, f64)>,
    error: Option<Error>,
}

impl<N: Network<f64> + Clone, C: Cost<N>> Search<'_, N, C> {
    /// The largest number of quasi-Newton steps.
    const MAX_STEPS: u64 = 200;
    /// The largest number of gradients. A line search over a cost that jumps might never end.
    const MAX_EVALUATIONS: usize = 1000;
    /// The derivative of the cost per relative change of a parameter, as a fraction of the cost, below which the search ends.
    const GRADIENT_TOLERANCE: f64 = 1e-7;

    /// Carries the search out.
    fn run(self) -> Result<ProfilePoint, Error> {
        let start = vec![0.0; self.from.len()];
        let Some((cost, _)) = self.evaluate(&start) else { return Err(self.into_error()) };
        let mut converged = self.from.is_empty() || cost == 0.0;
        if !converged {
            let solver =
                LBFGS::new(MoreThuenteLineSearch::new(), 7).with_tolerance_grad(Self::GRADIENT_TOLERANCE * cost);
            // The solver refuses a negative tolerance: a negative cost is not searched, and does not converge.
            if let Ok(solver) = solver {
                let found =
                    Executor::new(&self, solver).configure(|state| state.param(start).max_iters(Self::MAX_STEPS)).run();
                converged = found.is_ok_and(|found| found.state().get_iter() < Self::MAX_STEPS);
            }
        }
        let log = self.log.borrow();
        let Some((point, cost)) = &log.best else { return Err(Error::NotRepeatable) };
        let (others, evaluations) = (self.others(point), log.evaluations);
        Ok(ProfilePoint { held: self.held, cost: *cost, others, converged, evaluations })
    }

    fn into_error(self) -> Error {
        self.log.into_inner().error.unwrap_or(Error::NotRepeatable)
    }

    /// Returns the values of the other parameters at a point of the search.
    fn others(&self, point: &[f64]) -> Vec<f64> {
        let value = |(from, x): (&f64, &f64)| if *from == 0.0 { *x } else { from * x.exp() };
        self.from.iter().zip(point).map(value).collect()
    }

    fn evaluate(&self, point: &[f64]) -> Option<(f64, Vec<f64>)> {
        let mut log = self.log.borrow_mut();
        if let Some((_, cost, gradient)) = log.last.as_ref().filter(|(last, ..)| last == point) {
            return Some((*cost, gradient.clone()));
        }
        if log.evaluations == Self::MAX_EVALUATIONS {
            return None;
        }
        let mut network = self.settings.network.clone();
        let others = self.others(point);
        network.set(self.handles[0], self.held);
        for (parameter, value) in self.handles[1..].iter().zip(&others) {
            network.set(*parameter, *value);
        }
        log.evaluations += 1;
        match self.settings.for_network(&network).by(&self.handles[1..]).gradient_of(self.cost) {
            Ok(gradient) => {
                let slope = |k: usize| if self.from[k] == 0.0 { gradient[k] } else { gradient[k] * others[k] };
                let slopes: Vec<f64> = (0..others.len()).map(slope).collect();
                if log.best.as_ref().is_none_or(|(_, best)| gradient.value < *best) {
                    log.best = Some((point.to_vec(), gradient.value));
                }
                log.last = Some((point.to_vec(), gradient.value, slopes.clone()));
                Some((gradient.value, slopes))
            }
            Err(error) => {
                log.error.get_or_insert(error);
                None
            }
        }
    }
}

fn failed() -> argmin::core::Error {
    argmin::core::Error::msg("the cost failed")
}

impl<N: Network<f64> + Clone, C: Cost<N>> CostFunction for &Search<'_, N, C> {
    type Param = Vec<f64>;
    type Output = f64;

    fn cost(&self, point: &Vec<f64>) -> Result<f64, argmin::core::Error> {
        self.evaluate(point).map(|(cost, _)| cost).ok_or_else(failed)
    }
}

impl<N: Network<f64> + Clone, C: Cost<N>> Gradient for &Search<'_, N, C> {
    type Param = Vec<f64>;
    type Gradient = Vec<f64>;

    fn gradient(&self, point: &Vec<f64>) -> Result<Vec<f64>, argmin::core::Error> {
        self.evaluate(point).map(|(_, gradient)| gradient).ok_or_else(failed)
    }
}
