//! Forward mode: blocks of eight tangents, all on the steps of the first one.

use super::Differentiation;
use super::derivatives::{Variable, VariableKind};
use crate::error::Error;
use crate::model::handle::Parameter;
use crate::model::names::seed;
use crate::model::network::Network;
use crate::number::seed::Seed;
use crate::number::{Carry, Curvature, Grad, Scalar};
use crate::run::cost_evaluation::{CostEvaluation, Plans, TangentSeed};
use crate::run::step_sequence::StepSequence;
use std::sync::Arc;

/// For each cost, one number per variable.
pub(super) type Rows = Vec<Vec<f64>>;

/// The values of costs, their first derivatives, and the plans of their runs.
pub(super) struct FirstOrder {
    /// One value per cost.
    pub(super) values: Vec<f64>,
    /// The derivatives.
    pub(super) rows: Rows,
    pub(super) plans: Plans,
}

/// A cost, its gradient, the product of its Hessian with a direction, and the plans of its runs.
pub(super) struct SecondOrder {
    pub(super) value: f64,
    pub(super) gradient: Vec<f64>,
    pub(super) product: Vec<f64>,
    pub(super) plans: Plans,
}

/// A function of a network that returns numbers with tangents.
pub(super) type Costs<'c, N, T> = &'c mut dyn FnMut(&<N as Network<f64>>::With<T>) -> Result<Vec<T>, Error>;

/// Seeds a variable: a parameter in the network, an initial state in the evaluation, whose runs begin with it.
pub(super) fn seed_variable<T: Seed, N: Network<T>>(
    network: &mut N,
    evaluation: &mut CostEvaluation,
    variable: &Variable,
    tangent_seed: TangentSeed,
) {
    let TangentSeed { tangent, scale, direction } = tangent_seed;
    match variable.kind {
        VariableKind::Parameter(origin, index) => {
            seed(network, Parameter::new(origin, index), |x: T| x.seeded(tangent, scale, direction));
        }
        VariableKind::InitialState(quantity) => evaluation.seeded_states.push((quantity, tangent_seed)),
    }
}

impl FirstOrder {
    /// Returns the number of steps of all runs.
    pub(super) fn step_count(&self) -> usize {
        self.plans.steps().map(StepSequence::len).sum()
    }
}

impl<N: Network<f64>> Differentiation<'_, N> {
    /// The largest number of times that steps are refined for the tolerance.
    const REFINEMENTS: usize = 12;
    /// The largest number of times that steps are halved for convergence.
    const HALVINGS: usize = 8;

    /// Returns first derivatives on steps that the methods choose. If convergence was asked for, the steps are halved until
    /// it is reached, and the last changes of the derivatives are returned, too.
    pub(super) fn first_order(&self, costs: Costs<'_, N, Grad>) -> Result<(FirstOrder, Option<Rows>), Error> {
        let first = self.first_order_on(Plans::default(), costs)?;
        self.converge(
            first,
            |result| &result.rows,
            |result| self.first_order_on(result.plans.map(StepSequence::halved), costs),
        )
    }

    /// Replaces `result` by that of `halve` until its `rows` of derivatives converge, if that was asked for. Returns it, and
    /// the last changes of the derivatives.
    ///
    /// # Errors
    /// Those of `halve`, and [`Error::NotConverged`].
    pub(super) fn converge<R>(
        &self,
        mut result: R,
        rows: impl Fn(&R) -> &[Vec<f64>],
        mut halve: impl FnMut(&R) -> Result<R, Error>,
    ) -> Result<(R, Option<Rows>), Error> {
        let Some(wanted) = self.convergence else { return Ok((result, None)) };
        let mut change = f64::INFINITY;
        for _ in 0..Self::HALVINGS {
            let finer = match halve(&result) {
                // The method cannot choose finer steps.
                Err(Error::DerivativeTolerance) if change.is_finite() => break,
                finer => finer?,
            };
            let changes = changes(rows(&result), rows(&finer));
            change = self.largest_relative_change(&changes, rows(&finer));
            result = finer;
            if change <= wanted {
                return Ok((result, Some(changes)));
            }
        }
        Err(Error::NotConverged { wanted, change })
    }

    /// Returns the largest change relative to its derivative, or to a thousandth of the largest derivative of the same cost if
    /// that is more. Derivatives are compared per relative change of their variables.
    fn largest_relative_change(&self, changes: &[Vec<f64>], rows: &[Vec<f64>]) -> f64 {
        let mut largest = 0.0f64;
        for (changes, row) in changes.iter().zip(rows) {
            let relative = |k: usize| row[k].abs() * self.variables[k].size();
            let most = (0..row.len()).map(relative).fold(0.0, f64::max);
            for (k, change) in changes.iter().enumerate().filter(|(_, change)| **change > 0.0) {
                largest = largest.max(change * self.variables[k].size() / relative(k).max(1e-3 * most));
            }
        }
        largest
    }

    /// Returns first derivatives on the steps of `plans`, or if there are none on steps that the methods choose. The steps
    /// are refined until tangents meet the tolerance, too, unless only values control the steps.
    fn first_order_on(&self, mut plans: Plans, costs: Costs<'_, N, Grad>) -> Result<FirstOrder, Error> {
        for _ in 0..Self::REFINEMENTS {
            let result = self.all_blocks(plans, costs)?;
            let misses = if self.tangent_control { StepSequence::misses_tolerance } else { StepSequence::misses_event };
            if !result.plans.steps().any(misses) {
                return Ok(result);
            }
            plans = result.plans.map(StepSequence::refined);
        }
        Err(Error::DerivativeTolerance)
    }

    fn all_blocks(&self, plans: Plans, costs: Costs<'_, N, Grad>) -> Result<FirstOrder, Error> {
        let mut result = FirstOrder { values: Vec::new(), rows: Vec::new(), plans };
        for begin in (0..self.variables.len().max(1)).step_by(Grad::BLOCK) {
            let (numbers, plans) = self.block(result.plans, begin, None, costs)?;
            result.plans = plans;
            if begin == 0 {
                result.values = numbers.iter().map(|number| number.re()).collect();
                result.rows = vec![Vec::new(); numbers.len()];
            } else if numbers.len() != result.rows.len() {
                return Err(Error::NotRepeatable);
            }
            let count = Grad::BLOCK.min(self.variables.len() - begin);
            for (row, number) in result.rows.iter_mut().zip(numbers) {
                row.extend_from_slice(&number.tangents()[..count]);
            }
        }
        Ok(result)
    }

    /// Returns the value of a cost, its gradient, and the product of its Hessian with `direction`, on the steps of `plans`.
    pub(super) fn second_order(
        &self,
        mut plans: Plans,
        direction: &[f64],
        costs: Costs<'_, N, Curvature>,
    ) -> Result<SecondOrder, Error> {
        let (mut value, mut gradient, mut product) = (0.0, Vec::new(), Vec::new());
        for begin in (0..self.variables.len()).step_by(Curvature::BLOCK) {
            let (numbers, repeated) = self.block(plans, begin, Some(direction), costs)?;
            plans = repeated;
            let [number] = numbers[..] else { return Err(Error::NotRepeatable) };
            value = number.re();
            let count = Curvature::BLOCK.min(self.variables.len() - begin);
            gradient.extend(number.tangents()[..count].iter().map(|tangent| tangent.re()));
            product.extend(number.tangents()[..count].iter().map(|tangent| tangent.tangents()[0]));
        }
        if plans.steps().any(StepSequence::misses_event) {
            return Err(Error::NotRepeatable);
        }
        Ok(SecondOrder { value, gradient, product, plans })
    }

    /// Evaluates `costs` on the steps of `plans`, with the block of tangents seeded by the variables from `begin` on. Returns the
    /// numbers and the plans.
    fn block<T: Seed>(
        &self,
        plans: Plans,
        begin: usize,
        direction: Option<&[f64]>,
        costs: Costs<'_, N, T>,
    ) -> Result<(Vec<T>, Plans), Error> {
        let evaluation = if begin == 0 { CostEvaluation::first(plans) } else { CostEvaluation::repeated(plans) };
        let (numbers, evaluation) = self.evaluate(evaluation, begin, direction, costs)?;
        let plans = evaluation.finish()?;
        if let Some(number) = numbers.iter().find(|number| !number.is_finite()) {
            return Err(Error::NotDifferentiable { value: number.re(), crossing: evaluation.grazing() });
        }
        Ok((numbers, plans))
    }

    /// Calls `costs` with a network that carries `evaluation`, with the block of tangents seeded by the variables from `begin`
    /// on. Returns the numbers and the evaluation.
    pub(super) fn evaluate<T: Seed>(
        &self,
        mut evaluation: CostEvaluation,
        begin: usize,
        direction: Option<&[f64]>,
        costs: Costs<'_, N, T>,
    ) -> Result<(Vec<T>, Arc<CostEvaluation>), Error> {
        self.check_variables()?;
        let mut network = self.network.with::<T>();
        let mut sizes = [0.0; 8];
        for (k, variable) in self.variables.iter().enumerate() {
            // Variables before the block wrap round to tangents that no block has.
            let tangent = k.wrapping_sub(begin);
            let direction = direction.map_or(0.0, |direction| direction[k]);
            if tangent >= T::BLOCK && direction == 0.0 {
                continue;
            }
            if let Some(size) = sizes.get_mut(tangent) {
                *size = variable.size();
            }
            seed_variable(&mut network, &mut evaluation, variable, TangentSeed { tangent, scale: 1.0, direction });
        }
        evaluation.sizes = self.tangent_control.then_some(sizes);
        let evaluation = Arc::new(evaluation);
        network.carry(&Carry::of(evaluation.clone()));
        Ok((costs(&network)?, evaluation))
    }
}

/// Returns the absolute change of every entry.
fn changes(before: &[Vec<f64>], after: &[Vec<f64>]) -> Rows {
    let row = |(before, after): (&Vec<f64>, &Vec<f64>)| {
        before.iter().zip(after).map(|(before, after)| (before - after).abs()).collect()
    };
    before.iter().zip(after).map(row).collect()
}
