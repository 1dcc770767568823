//! Gradients of objectives in reverse mode.

use super::Differentiation;
use super::derivatives::Gradient;
use super::forward::seed_variable;
use crate::derive::adjoint::{self, MeasureAdjoint, ParameterJacobian, Segments, StepAdjoint};
use crate::error::Error;
use crate::measure::{Objective, Solver};
use crate::model::network::Layout;
use crate::model::network::Network;
use crate::number::seed::Seed;
use crate::number::{Grad, Scalar};
use crate::run::cost_evaluation::{CostEvaluation, TangentSeed};
use crate::run::simulation::explain;
use crate::run::step_sequence::StepSequence;
use crate::solve::StepError;
use crate::system::System;

impl<N: Network<f64>> Differentiation<'_, N> {
    /// The gradient of an objective backwards, converged if that was asked for; `Err` with the reason if there is no such way
    /// to it.
    ///
    /// # Errors
    /// Outer: those of the runs, and [`Error::NotConverged`].
    pub(super) fn reverse(&self, objective: &Objective<N::Tag>) -> Result<Result<Gradient, &'static str>, Error> {
        if !matches!(objective.solver, Solver::Tsit5(_) | Solver::Adaptive(_)) {
            return Ok(Err("its method is not the explicit pair"));
        }
        if MeasureAdjoint::new(objective, self.network).is_none() {
            return Ok(Err("it measures no state"));
        }
        let Some(mut adjoint) = StepAdjoint::new(self.network) else {
            return Ok(Err("the network has too many couplings for a matrix"));
        };
        let (mut steps, value) = self.steps(objective)?;
        let mut gradient = match self.on(&steps, value, objective, &mut adjoint)? {
            Ok(gradient) => gradient,
            Err(reason) => return Ok(Err(reason)),
        };
        let Some(wanted) = self.wanted else { return Ok(Ok(gradient)) };
        let mut change = f64::INFINITY;
        for _ in 0..Self::HALVINGS {
            let evaluation = CostEvaluation::new(vec![steps.halved()]);
            let (value, evaluation) = evaluation.run(|| objective.value::<f64, N>(self.network));
            let value = value?;
            steps = evaluation.into_steps()?;
            let finer = match self.on(&steps, value, objective, &mut adjoint)? {
                Ok(finer) => finer,
                Err(reason) => return Ok(Err(reason)),
            };
            let row = std::slice::from_ref(&finer.derivatives);
            let errors = Self::changes(std::slice::from_ref(&gradient.derivatives), row);
            change = self.largest(&errors, row);
            gradient = Gradient { errors: errors.into_iter().next(), ..finer };
            if change <= wanted {
                return Ok(Ok(gradient));
            }
        }
        Err(Error::NotConverged { wanted, change })
    }

    /// The steps of the objective's run, and its value. With derivatives in the step control they are chosen by eight tangents,
    /// of relative changes of every eighth variable at once.
    fn steps(&self, objective: &Objective<N::Tag>) -> Result<(StepSequence, f64), Error> {
        let mut evaluation = CostEvaluation::new(Vec::new());
        let (value, evaluation) = if self.watch {
            let mut network = self.network.with::<Grad>();
            for (k, variable) in self.variables.iter().enumerate() {
                let seed = TangentSeed { tangent: k % Grad::BLOCK, scale: variable.size(), direction: 0.0 };
                seed_variable(&mut network, &mut evaluation, variable, seed);
            }
            evaluation.sizes = Some([1.0; 8]);
            let (value, evaluation) = evaluation.run(|| objective.value::<Grad, _>(&network));
            (value.map(|value| value.re()), evaluation)
        } else {
            evaluation.run(|| objective.value::<f64, N>(self.network))
        };
        let value = value?;
        Ok((evaluation.into_steps()?, value))
    }

    /// The gradient of an objective of this value on these steps.
    fn on(
        &self,
        steps: &StepSequence,
        value: f64,
        objective: &Objective<N::Tag>,
        adjoint: &mut StepAdjoint,
    ) -> Result<Result<Gradient, &'static str>, Error> {
        let network = self.network;
        let Some(ends) = steps.explicit_ends() else {
            return Ok(Err("some of its steps are implicit, for the network is stiff"));
        };
        let Some(mut measure) = MeasureAdjoint::new(objective, network) else {
            return Ok(Err("it measures no state"));
        };
        let mut start = vec![0.0; network.dim()];
        network.start(&mut start);
        let explain = |(failure, time): (StepError, f64)| explain(network, failure, time);
        let (segments, end) =
            Segments::solve(network, &ends, &start, self.memory, |stepper| measure.observe_step(stepper))
                .map_err(explain)?;
        let measure = measure.finish_forward()?;

        let (indices, places): (Vec<usize>, Vec<_>) =
            self.variables.iter().enumerate().filter_map(|(k, variable)| Some((k, variable.of.place()?))).unzip();
        let mut parameters = ParameterJacobian::new(network, &places);
        let mut parameter_cotangents = vec![0.0; places.len()];
        let mut cotangent = vec![0.0; end.len()];
        measure.end_cotangent(&mut cotangent);
        let mut interpolated = Vec::new();
        segments
            .visit_backward(network, |t0, t1, y| {
                adjoint.compute_stages(network, t0, t1, y);
                interpolated.clear();
                measure.step_cotangents(t0, t1, adjoint, &mut interpolated);
                adjoint.pull_back(network, &mut parameters, &interpolated, &mut cotangent, &mut parameter_cotangents);
            })
            .map_err(explain)?;

        // The start depends on parameters, too: gates are at their steady state there.
        let mut derivatives = self.through_start(&cotangent)?;
        for (variable, derivative) in indices.into_iter().zip(parameter_cotangents) {
            derivatives[variable] += derivative;
        }
        if let Some(derivative) = derivatives.iter().find(|derivative| !derivative.is_finite()) {
            return Err(Error::NotDifferentiable { value: *derivative, crossing: None });
        }
        Ok(Ok(Gradient { value, derivatives, variables: self.variables.clone(), errors: None, steps: ends.len() }))
    }

    /// What the cotangent of the start says about each variable.
    fn through_start(&self, cotangent: &[f64]) -> Result<Vec<f64>, Error> {
        let mut derivatives = Vec::with_capacity(self.variables.len());
        for begin in (0..self.variables.len()).step_by(8) {
            let mut cost = |network: &N::With<Grad>| {
                let mut y = vec![Grad::zero(); network.dim()];
                network.start(&mut y);
                crate::run::cost_evaluation::seed_start(network, &mut y);
                let mut sum = Grad::zero();
                y.iter().zip(cotangent).for_each(|(y, weight)| sum += *y * *weight);
                Ok(vec![sum])
            };
            let (sums, _): (Vec<Grad>, Vec<StepSequence>) = self.block(Vec::new(), begin, None, &mut cost)?;
            let count = 8.min(self.variables.len() - begin);
            derivatives.extend_from_slice(&sums[0].tangents()[..count]);
        }
        Ok(derivatives)
    }
}

/// Whether reverse mode is likely to be faster; both are counted in forward runs with eight tangents, as the benchmark
/// `gradients` measures them.
pub(super) fn is_faster<N: Network<f64>>(network: &N, variables: &[super::Variable]) -> bool {
    /// What reverse mode costs without parameters, and per evaluation with eight tangents in each stage.
    const REVERSE: (f64, f64) = (1.75, 1.1);
    let forward = variables.len().div_ceil(8) as f64;
    // Whoever loses with one evaluation need not be asked how many there are.
    if forward <= REVERSE.0 + REVERSE.1 {
        return false;
    }
    let places = variables.iter().filter_map(|variable| variable.of.place()).collect::<Vec<_>>();
    forward > REVERSE.0 + REVERSE.1 * adjoint::evaluations(network, &places) as f64
}
