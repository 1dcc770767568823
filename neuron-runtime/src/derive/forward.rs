//! Forward derivatives: blocks of eight tangents, of which all repeat the steps of the first.

use super::Differentiation;
use super::derivatives::{Of, Variable};
use crate::error::Error;
use crate::model::access::{Access, seed};
use crate::model::handle::Parameter;
use crate::model::network::Layout;
use crate::model::network::Network;
use crate::number::seed::Seed;
use crate::number::{Curvature, Grad, Scalar};
use crate::run::cost_evaluation::{CostEvaluation, TangentSeed};
use crate::run::step_sequence::StepSequence;
use crate::system::System;

/// What a cost gave, and what its runs did.
pub(super) struct Outcome {
    /// One value per cost.
    pub(super) values: Vec<f64>,
    /// Of each cost one derivative per variable.
    pub(super) rows: Vec<Vec<f64>>,
    /// By how much these changed when all steps were halved, if that was asked for.
    pub(super) errors: Option<Vec<Vec<f64>>>,
    pub(super) steps: Vec<StepSequence>,
}

/// What a cost gave along a direction.
pub(super) struct Second {
    pub(super) value: f64,
    pub(super) gradient: Vec<f64>,
    /// The Hessian times the direction.
    pub(super) product: Vec<f64>,
    pub(super) steps: Vec<StepSequence>,
}

/// A function of a network that gives numbers with tangents.
pub(super) type Numbers<'c, N, T> = &'c mut dyn FnMut(&<N as Network<f64>>::With<T>) -> Result<Vec<T>, Error>;

/// Marks a variable in a network, or in the evaluation whose runs begin with it.
pub(super) fn seed_variable<T: Seed, N: Network<T>>(
    network: &mut N,
    evaluation: &mut CostEvaluation,
    variable: &Variable,
    TangentSeed { tangent, scale, direction }: TangentSeed,
) {
    match variable.of {
        Of::Parameter(origin, index) => {
            seed(network, Parameter::new(origin, index), |x: T| x.seeded(tangent, scale, direction));
        }
        Of::Start(quantity) => evaluation.seeded_states.push((quantity, TangentSeed { tangent, scale, direction })),
    }
}

impl Outcome {
    pub(super) fn steps(&self) -> usize {
        self.steps.iter().map(StepSequence::len).sum()
    }
}

impl<N: Network<f64>> Differentiation<'_, N> {
    /// So many times at most are steps refined for the tolerance.
    const ROUNDS: usize = 12;
    /// So many times at most are steps halved for convergence.
    pub(super) const HALVINGS: usize = 8;

    /// First derivatives of the numbers that `cost` gives, converged if that was asked for.
    pub(super) fn first(&self, cost: Numbers<'_, N, Grad>) -> Result<Outcome, Error> {
        let mut outcome = self.sweep(Vec::new(), cost)?;
        let Some(wanted) = self.wanted else { return Ok(outcome) };
        let mut change = f64::INFINITY;
        for _ in 0..Self::HALVINGS {
            let halved = outcome.steps.iter().map(StepSequence::halved).collect();
            let finer = self.sweep(halved, cost)?;
            let errors = Self::changes(&outcome.rows, &finer.rows);
            change = self.largest(&errors, &finer.rows);
            outcome = finer;
            if change <= wanted {
                outcome.errors = Some(errors);
                return Ok(outcome);
            }
        }
        Err(Error::NotConverged { wanted, change })
    }

    pub(super) fn changes(before: &[Vec<f64>], after: &[Vec<f64>]) -> Vec<Vec<f64>> {
        let row = |(before, after): (&Vec<f64>, &Vec<f64>)| {
            before.iter().zip(after).map(|(before, after)| (before - after).abs()).collect()
        };
        before.iter().zip(after).map(row).collect()
    }

    /// The largest change relative to each derivative, or to a thousandth of the largest one of that cost, relative
    /// changes of the variables compared.
    pub(super) fn largest(&self, changes: &[Vec<f64>], rows: &[Vec<f64>]) -> f64 {
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

    /// First derivatives on these steps, or where there are none on steps that the methods choose.
    fn sweep(&self, mut steps: Vec<StepSequence>, cost: Numbers<'_, N, Grad>) -> Result<Outcome, Error> {
        for _ in 0..Self::ROUNDS {
            let mut outcome = self.blocks(steps, cost)?;
            if !self.watch || !outcome.steps.iter().any(StepSequence::misses_tolerance) {
                return Ok(outcome);
            }
            steps = outcome.steps.iter_mut().map(|steps| steps.refined()).collect();
        }
        Err(Error::DerivativeTolerance)
    }

    fn blocks(&self, steps: Vec<StepSequence>, cost: Numbers<'_, N, Grad>) -> Result<Outcome, Error> {
        let mut outcome = Outcome { values: Vec::new(), rows: Vec::new(), errors: None, steps };
        for begin in (0..self.variables.len().max(1)).step_by(Grad::BLOCK) {
            let (numbers, steps) = self.block(outcome.steps, begin, None, cost)?;
            outcome.steps = steps;
            if begin == 0 {
                outcome.values = numbers.iter().map(|number| number.re()).collect();
                outcome.rows = vec![Vec::new(); numbers.len()];
            } else if numbers.len() != outcome.rows.len() {
                return Err(Error::NotRepeatable);
            }
            let count = Grad::BLOCK.min(self.variables.len() - begin);
            for (row, number) in outcome.rows.iter_mut().zip(numbers) {
                row.extend_from_slice(&number.tangents()[..count]);
            }
        }
        Ok(outcome)
    }

    /// Of a cost: value, gradient, and the product of the Hessian with a direction, on the steps of `steps`.
    pub(super) fn second(
        &self,
        mut steps: Vec<StepSequence>,
        direction: &[f64],
        cost: Numbers<'_, N, Curvature>,
    ) -> Result<Second, Error> {
        let (mut value, mut gradient, mut product) = (0.0, Vec::new(), Vec::new());
        for begin in (0..self.variables.len()).step_by(Curvature::BLOCK) {
            let (numbers, followed) = self.block(steps, begin, Some(direction), cost)?;
            steps = followed;
            let [number] = numbers[..] else { return Err(Error::NotRepeatable) };
            value = number.re();
            let count = Curvature::BLOCK.min(self.variables.len() - begin);
            gradient.extend(number.tangents()[..count].iter().map(|tangent| tangent.re()));
            product.extend(number.tangents()[..count].iter().map(|tangent| tangent.tangents()[0]));
        }
        Ok(Second { value, gradient, product, steps })
    }

    /// What `cost` gives with the variables from `begin` on as those of the block.
    pub(super) fn block<T: Seed>(
        &self,
        steps: Vec<StepSequence>,
        begin: usize,
        direction: Option<&[f64]>,
        cost: Numbers<'_, N, T>,
    ) -> Result<(Vec<T>, Vec<StepSequence>), Error> {
        let mut network = self.network.with::<T>();
        let mut evaluation = CostEvaluation::new(steps);
        let mut sizes = [0.0; 8];
        for (k, variable) in self.variables.iter().enumerate() {
            // Variables before the block wrap round to places that no block has.
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
        evaluation.sizes = self.watch.then_some(sizes);
        let (result, evaluation) = evaluation.run(|| cost(&network));
        let numbers = result?;
        evaluation.check()?;
        if let Some(number) = numbers.iter().find(|number| !number.is_finite()) {
            return Err(Error::NotDifferentiable { value: number.re(), crossing: evaluation.grazing() });
        }
        Ok((numbers, evaluation.steps))
    }

    /// A variable as it is named.
    pub(super) fn variable(network: &N, of: Of) -> Variable {
        match of {
            Of::Parameter(origin, index) => {
                let (name, unit) = crate::model::access::parameter_name(&N::INFO, origin, index);
                Variable { name, unit, value: network.get(Parameter::new(origin, index)), of }
            }
            Of::Start(quantity) => {
                let (name, unit) = crate::model::access::name_of(&N::INFO, quantity);
                let mut y = vec![0.0; network.dim()];
                network.start(&mut y);
                let value = match crate::model::access::expand(network, quantity).first() {
                    Some((_, _, crate::model::handle::Quantity::State(origin, index))) => {
                        network.state_index(*origin, *index).map_or(f64::NAN, |index| y[index])
                    }
                    _ => f64::NAN,
                };
                Variable { name: format!("{name} at the start"), unit, value, of }
            }
        }
    }
}
