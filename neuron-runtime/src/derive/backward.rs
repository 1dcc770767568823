//! Gradients of objectives in reverse mode.

use super::Differentiation;
use super::derivatives::{Gradient, Variable};
use super::forward::seed_variable;
use crate::derive::adjoint::{self, MeasureAdjoint, ParameterJacobian, Segments, StepAdjoint};
use crate::error::Error;
use crate::measure::{Objective, Solver};
use crate::model::network::Layout;
use crate::model::network::Network;
use crate::number::seed::Seed;
use crate::number::{Grad, Real, Scalar};
use crate::run::cost_evaluation::{CostEvaluation, Plans, TangentSeed};
use crate::run::simulation::explain;
use crate::run::step_sequence::StepSequence;
use crate::solve::StepError;
use crate::system::System;
use std::sync::Arc;

impl<N: Network<f64>> Differentiation<'_, N> {
    /// Returns the gradient of an objective in reverse mode, converged if that was asked for.
    ///
    /// # Errors
    /// [`Error::NotReversible`] if there is no reverse mode for the objective, [`Error::NotConverged`], and those of the runs.
    pub(super) fn backward_gradient(&self, objective: &Objective<N::Tag>) -> Result<Gradient, Error> {
        if !matches!(objective.solver, Solver::Tsit5(_) | Solver::Adaptive(_)) {
            return Err(Error::NotReversible { reason: "its method is not the explicit pair" });
        }
        if has_events(self.network) {
            return Err(Error::NotReversible { reason: "relations in the equations change, or spikes arrive" });
        }
        self.check_variables()?;
        MeasureAdjoint::new(objective, self.network)?;
        let mut adjoint = StepAdjoint::new(self.network);
        let (plans, value) = self.choose_steps(objective)?;
        let gradient = self.backward_gradient_on(&plans, value, objective, &mut adjoint)?;
        let ((_, gradient), errors) = self.converge(
            (plans, gradient),
            |(_, gradient)| std::slice::from_ref(&gradient.derivatives),
            |(plans, _)| {
                let halved = CostEvaluation::first(plans.map(StepSequence::halved));
                let (plans, value) = self.value_by(halved, objective)?;
                let gradient = self.backward_gradient_on(&plans, value, objective, &mut adjoint)?;
                Ok((plans, gradient))
            },
        )?;
        Ok(Gradient { errors: errors.and_then(|errors| errors.into_iter().next()), ..gradient })
    }

    /// Returns the plan of the objective's run, and its value. If tangents take part in the step-size control, there are
    /// eight of them: each is the sum of the relative changes of every eighth variable.
    fn choose_steps(&self, objective: &Objective<N::Tag>) -> Result<(Plans, f64), Error> {
        let mut evaluation = CostEvaluation::first(Plans::default());
        if !self.tangent_control {
            return self.value_by(evaluation, objective);
        }
        let mut network = self.network.with::<Grad>();
        for (k, variable) in self.variables.iter().enumerate() {
            let seed = TangentSeed { tangent: k % Grad::BLOCK, scale: variable.size(), direction: 0.0 };
            seed_variable(&mut network, &mut evaluation, variable, seed);
        }
        evaluation.sizes = Some([1.0; 8]);
        let evaluation = Arc::new(evaluation);
        let value = objective.value_in(&network, Some(evaluation.clone()))?;
        Ok((evaluation.finish()?, value.re()))
    }

    /// Returns the plan of the objective's run without tangents as part of `evaluation`, and its value.
    fn value_by(&self, evaluation: CostEvaluation, objective: &Objective<N::Tag>) -> Result<(Plans, f64), Error> {
        let evaluation = Arc::new(evaluation);
        let value = objective.value_in(self.network as &dyn System<f64>, Some(evaluation.clone()))?;
        Ok((evaluation.finish()?, value))
    }

    /// Returns the gradient of an objective on the steps of its run in `plans`, on which its value is `value`.
    fn backward_gradient_on(
        &self,
        plans: &Plans,
        value: f64,
        objective: &Objective<N::Tag>,
        adjoint: &mut StepAdjoint,
    ) -> Result<Gradient, Error> {
        let network = self.network;
        let reason = "some of its steps are implicit, for the network is stiff";
        let ends = plans.only()?.explicit_ends().ok_or(Error::NotReversible { reason })?;
        let mut measure = MeasureAdjoint::new(objective, network)?;
        let mut start = vec![0.0; network.dim()];
        network.start(&mut start);
        let explain = |(failure, time): (StepError, f64)| explain(network, failure, time);
        let (segments, end) =
            Segments::solve(network, &ends, &start, self.memory, |stepper| measure.observe_step(stepper))
                .map_err(explain)?;
        let measure = measure.finish_forward()?;

        let (indices, places): (Vec<usize>, Vec<_>) =
            self.variables.iter().enumerate().filter_map(|(k, variable)| Some((k, variable.parameter()?))).unzip();
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
        let mut derivatives = self.pull_back_start(&cotangent)?;
        for (variable, derivative) in indices.into_iter().zip(parameter_cotangents) {
            derivatives[variable] += derivative;
        }
        if let Some(derivative) = derivatives.iter().find(|derivative| !derivative.is_finite()) {
            return Err(Error::NotDifferentiable { value: *derivative, crossing: None });
        }
        Ok(Gradient { value, derivatives, variables: self.variables.clone(), errors: None, steps: ends.len() })
    }

    /// Returns the products of the cotangent of the initial state with its derivatives with respect to each variable.
    fn pull_back_start(&self, cotangent: &[f64]) -> Result<Vec<f64>, Error> {
        let mut derivatives = Vec::with_capacity(self.variables.len());
        for begin in (0..self.variables.len()).step_by(8) {
            let mut cost = |network: &N::With<Grad>| {
                let mut y = vec![Grad::zero(); network.dim()];
                network.start(&mut y);
                if let Some(evaluation) = CostEvaluation::of(network as &dyn System<Grad>) {
                    evaluation.seed_start(network, &mut y);
                }
                let mut sum = Grad::zero();
                y.iter().zip(cotangent).for_each(|(y, weight)| sum += *y * *weight);
                Ok(vec![sum])
            };
            let (sums, _) = self.evaluate(CostEvaluation::default(), begin, None, &mut cost)?;
            let count = 8.min(self.variables.len() - begin);
            derivatives.extend_from_slice(&sums[0].tangents()[..count]);
        }
        Ok(derivatives)
    }
}

/// Returns true if reverse mode is likely to be faster than forward mode. The costs of both are in units of a forward run
/// with eight tangents, as the benchmark `gradients` measures them.
pub(super) fn is_faster<N: Network<f64>>(network: &N, variables: &[Variable]) -> bool {
    /// The cost of reverse mode without parameters, and that of one evaluation with eight tangents in each stage.
    const REVERSE: (f64, f64) = (1.75, 1.1);
    let forward = variables.len().div_ceil(8) as f64;
    if has_events(network) {
        return false;
    }
    // If reverse mode loses with a single evaluation, their number need not be computed.
    if forward <= REVERSE.0 + REVERSE.1 {
        return false;
    }
    let places = variables.iter().filter_map(Variable::parameter).collect::<Vec<_>>();
    forward > REVERSE.0 + REVERSE.1 * adjoint::evaluations(network, &places) as f64
}

/// Returns true if something happens in runs that reverse mode does not know: relations in the equations change, spikes arrive.
fn has_events<N: Network<f64>>(network: &N) -> bool {
    let mut any = network.has_arrivals() || network.sources() > 0;
    network.relations(&mut |_| any = true);
    any
}
