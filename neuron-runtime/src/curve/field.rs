//! The cost, in coordinates, counted.

use super::coordinates::Coordinates;
use crate::error::Error;

#[cfg(feature = "json")]
use serde::{Deserialize, Serialize};

/// A cost and its gradient by the coordinates.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "json", derive(Serialize, Deserialize))]
pub(super) struct Value {
    pub(super) cost: f64,
    #[cfg_attr(feature = "json", serde(with = "crate::run::checkpoint::file::exact"))]
    pub(super) gradient: Vec<f64>,
}

/// Why an evaluation gave nothing.
#[derive(Debug)]
pub(super) enum Stop {
    /// It was cancelled.
    Cancelled,
    /// It failed there; it may not elsewhere.
    Failed(Error),
    /// The cost is not below the momentum.
    Beyond,
}

/// A cost and its gradient by all parameters. Whatever cost is given, what follows a curve is compiled once.
pub(super) type Cost<'c> = dyn FnMut(&[f64]) -> Result<(f64, Vec<f64>), Error> + 'c;

/// Where a cost is evaluated.
pub(super) struct Field<'f> {
    pub(super) coordinates: &'f Coordinates,
    pub(super) origin: Vec<f64>,
    pub(super) cost: &'f mut Cost<'f>,
    /// Evaluations so far.
    pub(super) evaluations: u64,
}

impl<'f> Field<'f> {
    pub(super) fn new(coordinates: &'f Coordinates, cost: &'f mut Cost<'f>) -> Self {
        Field { coordinates, origin: coordinates.origin(), cost, evaluations: 0 }
    }

    /// All parameters at `d` from the start, or at the nearest place inside of their bounds.
    pub(super) fn parameters(&self, d: &[f64]) -> Vec<f64> {
        let x: Vec<f64> = self.origin.iter().zip(d).map(|(origin, d)| origin + d).collect();
        self.coordinates.place(&x)
    }

    /// At these parameters, in their units.
    pub(super) fn value(&mut self, parameters: &[f64]) -> Result<Value, Stop> {
        self.evaluations += 1;
        let (cost, gradient) = match (self.cost)(parameters) {
            Err(Error::Cancelled { .. }) => return Err(Stop::Cancelled),
            Err(error) => return Err(Stop::Failed(error)),
            Ok(value) => value,
        };
        match problem(self.coordinates, cost, &gradient) {
            Some(problem) => Err(Stop::Failed(Error::Cost { problem: problem + &at(self.coordinates, parameters) })),
            None => Ok(Value { cost, gradient: self.coordinates.by_coordinates(parameters, &gradient) }),
        }
    }

    /// At `d` from the start. Outside of the bounds the cost is that of the nearest place inside, so that it is never
    /// asked for there.
    pub(super) fn value_at(&mut self, d: &[f64]) -> Result<Value, Stop> {
        // An attempt that was much too long may lead beyond all numbers.
        if let Some(d) = d.iter().find(|d| !d.is_finite()) {
            return Err(Stop::Failed(Error::Cost { problem: format!("would be asked for at a distance of {d}") }));
        }
        let parameters = self.parameters(d);
        self.value(&parameters)
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
