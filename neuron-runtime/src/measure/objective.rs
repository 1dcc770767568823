//! Objectives: measures together with their runs.

use super::{Measure, Solver, accumulator};
use crate::error::Error;
use crate::model::network::Network;
use crate::number::Scalar;
use crate::run::cost_evaluation::CostEvaluation;
use crate::run::simulation::{Settings, TimeLoop};
use crate::system::System;
use std::fmt;
use std::sync::Arc;

/// A [`Measure`] of a run of given duration by a given method: a cost as data.
pub struct Objective<N> {
    pub(crate) measure: Measure<N>,
    pub(crate) duration: f64,
    pub(crate) solver: Solver,
    pub(crate) threshold: f64,
}

impl<N> Objective<N> {
    /// Returns the objective of a run of `duration` milliseconds by the default [`Solver`], with spikes at 0 mV.
    pub fn new(measure: Measure<N>, duration: f64) -> Self {
        Objective { measure, duration, solver: Solver::default(), threshold: 0.0 }
    }

    /// Solves with this method.
    pub fn method(mut self, method: impl Into<Solver>) -> Self {
        self.solver = method.into();
        self
    }

    /// Finds spikes at this threshold (mV).
    pub fn spikes(mut self, threshold: f64) -> Self {
        self.threshold = threshold;
        self
    }

    /// Returns the value of the objective for a network.
    ///
    /// # Errors
    /// Those of a run, and of [`Simulation::measure`](crate::run::simulation::Simulation::measure).
    pub fn value<T: Scalar, M: Network<T, Tag = N>>(&self, network: &M) -> Result<T, Error> {
        self.value_in(network, None)
    }

    /// Returns the value by a run that belongs to `evaluation`, or to the one that the network carries along.
    // Not generic over the network, so that it is compiled once per number type.
    pub(crate) fn value_in<T: Scalar>(
        &self,
        network: &dyn System<T>,
        evaluation: Option<Arc<CostEvaluation>>,
    ) -> Result<T, Error> {
        let mut settings = Settings::new(self.duration);
        settings.evaluation = evaluation;
        settings.threshold = self.threshold;
        let time_loop = TimeLoop { network, method: self.solver.method(), settings: &mut settings };
        accumulator::measure_one(time_loop, &self.measure.spec)
    }
}

impl<N> Clone for Objective<N> {
    fn clone(&self) -> Self {
        Objective { measure: self.measure.clone(), ..*self }
    }
}

impl<N> fmt::Debug for Objective<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Objective")
            .field("measure", &self.measure)
            .field("duration", &self.duration)
            .field("solver", &self.solver)
            .field("threshold", &self.threshold)
            .finish()
    }
}
