//! The cost as a function of the scaled coordinates.

use super::coordinates::Coordinates;
use crate::error::Error;

#[cfg(feature = "json")]
use serde::{Deserialize, Serialize};

/// A cost and its gradient with respect to the coordinates.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "json", derive(Serialize, Deserialize))]
pub(super) struct Value {
    pub(super) cost: f64,
    #[cfg_attr(feature = "json", serde(with = "crate::run::file::exact::numbers"))]
    pub(super) gradient: Vec<f64>,
}

/// Why an evaluation gave no value.
#[derive(Debug)]
pub(super) enum Stop {
    /// It was cancelled.
    Cancelled,
    /// It failed at these parameters; at others it may succeed.
    Failed(Error),
    /// The cost is not below the momentum.
    AboveMomentum,
}

/// A cost and its gradient with respect to all parameters. It is a trait object so that following a curve is compiled once.
pub(super) type Cost<'c> = dyn FnMut(&[f64]) -> Result<(f64, Vec<f64>), Error> + 'c;

/// The cost as a function of the displacement d = θ − θ₀ in coordinates.
pub(super) struct Objective<'f> {
    coordinates: &'f Coordinates,
    pub(super) origin: Vec<f64>,
    cost: &'f mut Cost<'f>,
    /// The number of evaluations so far.
    pub(super) evaluations: u64,
}

impl<'f> Objective<'f> {
    pub(super) fn new(coordinates: &'f Coordinates, cost: &'f mut Cost<'f>) -> Self {
        Objective { coordinates, origin: coordinates.origin(), cost, evaluations: 0 }
    }

    /// Returns all parameters at the displacement `d`, or at the nearest coordinates within the bounds.
    pub(super) fn parameters(&self, d: &[f64]) -> Vec<f64> {
        self.coordinates.displaced(&self.origin, d)
    }

    /// Evaluates the cost at these parameters, in their units.
    pub(super) fn value(&mut self, parameters: &[f64]) -> Result<Value, Stop> {
        self.evaluations += 1;
        let (cost, gradient) = match (self.cost)(parameters) {
            Err(Error::Cancelled { .. }) => return Err(Stop::Cancelled),
            Err(error) => return Err(Stop::Failed(error)),
            Ok(value) => value,
        };
        match problem(self.coordinates, cost, &gradient) {
            Some(problem) => Err(Stop::Failed(Error::Cost { problem: problem + &at(self.coordinates, parameters) })),
            None => Ok(Value { cost, gradient: self.coordinates.scaled_gradient(parameters, &gradient) }),
        }
    }

    /// Evaluates the cost at the displacement `d`, or at the nearest coordinates within the bounds: the cost is never
    /// asked for outside of them.
    pub(super) fn value_at(&mut self, d: &[f64]) -> Result<Value, Stop> {
        // A stage of a step that is much too long may overflow.
        if let Some(d) = d.iter().find(|d| !d.is_finite()) {
            return Err(Stop::Failed(Error::Cost { problem: format!("would be asked for at a distance of {d}") }));
        }
        let parameters = self.parameters(d);
        self.value(&parameters)
    }

    /// Evaluates the cost at the start, without which there is no curve.
    pub(super) fn value_at_start(&mut self) -> Result<Value, Error> {
        let start = self.coordinates.start().to_vec();
        self.value(&start).map_err(|stop| match stop {
            Stop::Failed(error) => error,
            Stop::Cancelled | Stop::AboveMomentum => Error::Cancelled { time: 0.0 },
        })
    }
}

fn problem(coordinates: &Coordinates, cost: f64, gradient: &[f64]) -> Option<String> {
    let names = coordinates.parameter_names();
    if gradient.len() != names.len() {
        let (given, wanted) = (gradient.len(), names.len());
        return Some(format!(
            "has a gradient of {given} numbers for {wanted} parameters; give one each, 0 for those that are fixed"
        ));
    }
    if !cost.is_finite() {
        return Some(format!("is {cost}; where a model cannot be judged, return an error"));
    }
    let k = gradient.iter().position(|x| !x.is_finite())?;
    Some(format!("has the derivative {} by {}; where a model cannot be judged, return an error", gradient[k], names[k]))
}

fn at(coordinates: &Coordinates, parameters: &[f64]) -> String {
    let each = coordinates.parameter_names().iter().zip(parameters).map(|(name, value)| format!("{name} = {value}"));
    format!(" (at {})", each.collect::<Vec<_>>().join(", "))
}
