//! Derivatives as values: gradients, Jacobians, Hessians, and their variables.

use crate::error::Error;
use crate::model::access::Access;
use crate::model::handle::{Origin, Parameter, Quantity, Recordable, State};
use crate::model::names;
use crate::model::network::{Layout, Network};
use crate::run::probe::Probe;
use crate::system::System;
use std::fmt;
use std::ops::Index;

/// A variable with respect to which a derivative is taken: a parameter, or the initial value of a state.
#[derive(Clone, Debug, PartialEq)]
pub struct Variable {
    /// Its full name, such as `AB.NaV.g`, or `AB.v at the start`.
    pub name: String,
    /// Its unit.
    pub unit: &'static str,
    /// Its value.
    pub value: f64,
    pub(super) kind: VariableKind,
}

/// The place of a variable in the network.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum VariableKind {
    /// A neuron, synapse or array, and the index of its parameter.
    Parameter(Origin, usize),
    InitialState(Quantity),
}

impl Variable {
    /// Returns a parameter of `network`.
    pub(super) fn of_parameter<N: Network<f64>>(network: &N, handle: Parameter<N::Tag>) -> Self {
        let (origin, index) = (handle.origin(), handle.index());
        let (name, unit) = names::parameter_name(&N::NETWORK, origin, index);
        let value = network.get(Parameter::new(origin, index));
        Variable { name, unit, value, kind: VariableKind::Parameter(origin, index) }
    }

    /// Returns the initial value of a state of `network`, of a whole array that of its first element.
    ///
    /// # Errors
    /// [`Error::UnknownName`] if there is no such state: an array of connections may have none.
    pub(super) fn of_initial_state<N: Network<f64>>(network: &N, handle: State<N::Tag>) -> Result<Self, Error> {
        let quantity = handle.quantity();
        let (name, unit) = names::name_of(&N::NETWORK, quantity);
        let mut y = vec![0.0; network.dim()];
        network.start(&mut y);
        let value = Probe::new::<f64>(network, quantity)?.value(network, 0.0, &y);
        Ok(Variable { name: format!("{name} at the start"), unit, value, kind: VariableKind::InitialState(quantity) })
    }

    /// Returns the neuron, synapse or array of a parameter, and the index there; `None` for an initial state.
    pub(super) fn parameter(&self) -> Option<(Origin, usize)> {
        match self.kind {
            VariableKind::Parameter(origin, index) => Some((origin, index)),
            VariableKind::InitialState(_) => None,
        }
    }

    /// Returns the unit of relative changes: the magnitude of the value, or 1 if that is 0.
    pub(super) fn size(&self) -> f64 {
        if self.value == 0.0 { 1.0 } else { self.value.abs() }
    }
}

/// A cost and its derivatives, each per declared unit of its variable.
#[derive(Clone, Debug, PartialEq)]
pub struct Gradient {
    /// The value of the cost.
    pub value: f64,
    /// One derivative per variable.
    pub derivatives: Vec<f64>,
    /// The variables.
    pub variables: Vec<Variable>,
    /// The change of each derivative when all steps were halved the last time, if the gradient is
    /// [converged](super::Differentiation::converged). It is about the remaining error for a method of first order, and more
    /// than the error for others.
    pub errors: Option<Vec<f64>>,
    /// The number of steps of all runs within the cost, each counted once.
    pub steps: usize,
}

impl Gradient {
    /// Returns the derivatives per relative change of each variable, ∂/∂ln p. For a variable that is 0, they are per unit.
    pub fn relative(&self) -> Vec<f64> {
        self.derivatives.iter().zip(&self.variables).map(|(d, variable)| d * variable.size()).collect()
    }
}

impl Index<usize> for Gradient {
    type Output = f64;

    fn index(&self, variable: usize) -> &f64 {
        &self.derivatives[variable]
    }
}

impl fmt::Display for Gradient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self.variables.iter().map(|variable| variable.name.chars().count()).max().unwrap_or(0);
        write!(f, "{:width$}  {:>14}", "value", number(self.value))?;
        for (k, variable) in self.variables.iter().enumerate() {
            write!(f, "\n{:width$}  {:>14}", variable.name, number(self.derivatives[k]))?;
            if let Some(errors) = &self.errors {
                write!(f, " ± {:.1e}", errors[k])?;
            }
            if !variable.unit.is_empty() {
                write!(f, "  per {}", variable.unit)?;
            }
        }
        Ok(())
    }
}

/// Formats a number with seven digits.
fn number(x: f64) -> String {
    if x == 0.0 || (1e-3..1e6).contains(&x.abs()) {
        let digits = 6 - x.abs().max(1.0).log10().floor() as usize;
        format!("{x:.digits$}")
    } else {
        format!("{x:.6e}")
    }
}

/// Several costs and their derivatives.
#[derive(Clone, Debug, PartialEq)]
pub struct Jacobian {
    /// One value per cost.
    pub values: Vec<f64>,
    /// For each cost, one derivative per variable.
    pub rows: Vec<Vec<f64>>,
    /// The variables.
    pub variables: Vec<Variable>,
    /// The changes of [converged](super::Differentiation::converged) derivatives, see [`Gradient::errors`].
    pub errors: Option<Vec<Vec<f64>>>,
    /// The number of steps of all runs within the cost, each counted once.
    pub steps: usize,
}

impl Jacobian {
    /// Returns the derivatives per relative change of each variable, see [`Gradient::relative`].
    pub fn relative(&self) -> Vec<Vec<f64>> {
        let row = |row: &Vec<f64>| row.iter().zip(&self.variables).map(|(d, variable)| d * variable.size()).collect();
        self.rows.iter().map(row).collect()
    }
}

/// A cost, its gradient and its second derivatives, per declared units of the variables.
#[derive(Clone, Debug, PartialEq)]
pub struct Hessian {
    /// The value of the cost.
    pub value: f64,
    /// One derivative per variable.
    pub gradient: Vec<f64>,
    /// A row per variable.
    pub matrix: Vec<Vec<f64>>,
    /// The variables.
    pub variables: Vec<Variable>,
}

/// The product of a Hessian with a direction.
#[derive(Clone, Debug, PartialEq)]
pub struct HessianProduct {
    /// The value of the cost.
    pub value: f64,
    /// One derivative per variable.
    pub gradient: Vec<f64>,
    /// The derivative of the gradient along the direction.
    pub product: Vec<f64>,
    /// The variables.
    pub variables: Vec<Variable>,
}
