//! The coordinates of a curve: the free parameters, scaled.

use super::limits::{Limit, Limits, Range};
use super::scale::Axis;
use crate::error::Error;

#[cfg(feature = "json")]
use serde::{Deserialize, Serialize};

/// The coordinates in which a curve is followed: the free parameters, scaled. A group of tied parameters is one coordinate.
/// Made by [`MinimallyDisruptive::coordinates`](super::MinimallyDisruptive::coordinates).
///
/// ```
/// use neuron_runtime::curve::{MinimallyDisruptive, Scale};
///
/// let problem = MinimallyDisruptive::from(&[100.0, 6.0, 2.5, -80.0])
///     .names(&["NaV.g", "CaS.g", "CaT.g", "K.e"])
///     .tied(["CaS.g", "CaT.g"])
///     .fixed(["K.e"]);
/// let coordinates = problem.coordinates()?;
/// assert_eq!(coordinates.names(), ["NaV.g", "CaS.g"]);
///
/// let x = coordinates.scaled(&[100.0, 6.0, 2.5, -80.0])?;
/// let doubled = coordinates.parameters(&[x[0], x[1] + 2f64.ln()])?;
/// assert!((doubled[1] - 12.0).abs() < 1e-12 && (doubled[2] - 5.0).abs() < 1e-12);
/// # Ok::<(), neuron_runtime::error::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "json", derive(Serialize, Deserialize))]
pub struct Coordinates {
    /// The names of all parameters.
    pub(super) parameters: Vec<String>,
    pub(super) start: Vec<f64>,
    pub(super) ranges: Vec<Range>,
    /// The names of the coordinates.
    pub(super) names: Vec<String>,
    pub(super) axes: Vec<Coordinate>,
}

/// A coordinate, and the parameters that it determines.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "json", derive(Serialize, Deserialize))]
pub(super) struct Coordinate {
    pub(super) axis: Axis,
    /// The index of each parameter of the coordinate, and its ratio to the first of them.
    pub(super) members: Vec<(usize, f64)>,
    pub(super) limits: Limits,
}

fn check_length(what: &'static str, given: usize, wanted: usize) -> Result<(), Error> {
    if given == wanted {
        return Ok(());
    }
    let expected = "it has to have one number for each parameter, or each coordinate where those are asked for";
    Err(Error::Setting { setting: what, value: given as f64, expected })
}

impl Coordinates {
    /// Returns the names of the coordinates: those of the free parameters. A group of tied parameters has the name of its
    /// first.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Returns the number of coordinates.
    #[allow(clippy::len_without_is_empty)] // There is at least one.
    pub fn len(&self) -> usize {
        self.axes.len()
    }

    /// Returns the names of all parameters.
    pub fn parameter_names(&self) -> &[String] {
        &self.parameters
    }

    /// Returns all parameters at the start, in their units.
    pub fn start(&self) -> &[f64] {
        &self.start
    }

    /// Returns the coordinates at these values of all parameters, in their units. Of tied parameters the first counts.
    ///
    /// # Errors
    /// [`Error::Setting`] if the number of values is not that of the parameters.
    pub fn scaled(&self, parameters: &[f64]) -> Result<Vec<f64>, Error> {
        check_length("the number of parameters", parameters.len(), self.start.len())?;
        Ok(self.axes.iter().map(|axis| axis.coordinate(parameters)).collect())
    }

    /// Returns all parameters, in their units, at these coordinates, or at the nearest ones within the bounds. Fixed parameters
    /// are as at the start.
    ///
    /// # Errors
    /// [`Error::Setting`] if `x` has not one number for each coordinate.
    pub fn parameters(&self, x: &[f64]) -> Result<Vec<f64>, Error> {
        check_length("the number of coordinates", x.len(), self.axes.len())?;
        Ok(self.bounded_parameters(x))
    }

    /// Returns the gradient with respect to the coordinates, Σᵢ ∂C/∂θᵢ · dθᵢ/dx. `gradient` is the gradient with respect to all
    /// parameters, in their units.
    ///
    /// # Errors
    /// [`Error::Setting`] if `parameters` or `gradient` has not one number for each parameter.
    pub fn gradient(&self, parameters: &[f64], gradient: &[f64]) -> Result<Vec<f64>, Error> {
        check_length("the number of parameters", parameters.len(), self.start.len())?;
        check_length("the length of the gradient", gradient.len(), self.start.len())?;
        Ok(self.scaled_gradient(parameters, gradient))
    }

    /// Returns the Hessian with respect to the coordinates:
    /// ∂²C/∂x∂y = Σᵢⱼ ∂²C/∂θᵢ∂θⱼ · dθᵢ/dx · dθⱼ/dy, to which the diagonal adds Σᵢ ∂C/∂θᵢ · d²θᵢ/dx².
    ///
    /// `gradient` and the rows of `hessian` are derivatives with respect to all parameters, in their order and units. A Fisher
    /// information or JᵀJ is no second derivative: transform it with a gradient of zeros.
    ///
    /// ```
    /// use neuron_runtime::curve::MinimallyDisruptive;
    ///
    /// // C = θ² with θ = eˣ is e²ˣ, whose second derivative with respect to x is 4e²ˣ.
    /// let coordinates = MinimallyDisruptive::from(&[3.0]).coordinates()?;
    /// let hessian = coordinates.hessian(&[3.0], &[6.0], &[vec![2.0]])?;
    /// assert_eq!(hessian, [[36.0]]);
    /// # Ok::<(), neuron_runtime::error::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Setting`] if a list has not one number for each parameter.
    pub fn hessian(&self, parameters: &[f64], gradient: &[f64], hessian: &[Vec<f64>]) -> Result<Vec<Vec<f64>>, Error> {
        let n = self.start.len();
        check_length("the number of parameters", parameters.len(), n)?;
        check_length("the length of the gradient", gradient.len(), n)?;
        check_length("the number of rows of the Hessian", hessian.len(), n)?;
        hessian.iter().try_for_each(|row| check_length("the length of a row of the Hessian", row.len(), n))?;
        let derivatives: Vec<Vec<_>> = self.axes.iter().map(|axis| axis.derivatives(parameters).collect()).collect();
        let entry = |k: usize, l: usize| {
            let pairs = derivatives[k].iter().flat_map(|a| derivatives[l].iter().map(move |b| (a, b)));
            let product: f64 = pairs.map(|((i, a, _), (j, b, _))| hessian[*i][*j] * a * b).sum();
            let second = || derivatives[k].iter().map(|(i, _, second)| gradient[*i] * second).sum();
            product + if k == l { second() } else { 0.0 }
        };
        Ok((0..self.len()).map(|k| (0..self.len()).map(|l| entry(k, l)).collect()).collect())
    }

    /// Returns the coordinates of the start.
    pub(super) fn origin(&self) -> Vec<f64> {
        self.axes.iter().map(|axis| axis.coordinate(&self.start)).collect()
    }

    /// Returns all parameters at the displacement `d` from `origin`, or at the nearest coordinates within the bounds.
    pub(super) fn displaced(&self, origin: &[f64], d: &[f64]) -> Vec<f64> {
        let x: Vec<f64> = origin.iter().zip(d).map(|(origin, d)| origin + d).collect();
        self.bounded_parameters(&x)
    }

    fn bounded_parameters(&self, x: &[f64]) -> Vec<f64> {
        let mut parameters = self.start.clone();
        for (axis, x) in self.axes.iter().zip(x) {
            let first = axis.axis.parameter(axis.limits.clamp(*x));
            for (k, ratio) in &axis.members {
                parameters[*k] = self.ranges[*k].clamp(first * ratio);
            }
        }
        parameters
    }

    /// Returns the gradient with respect to the coordinates, without checks.
    pub(super) fn scaled_gradient(&self, parameters: &[f64], gradient: &[f64]) -> Vec<f64> {
        let sum = |axis: &Coordinate| axis.derivatives(parameters).map(|(k, first, _)| gradient[k] * first).sum();
        self.axes.iter().map(sum).collect()
    }

    /// Returns the name of a parameter.
    pub(super) fn name(&self, parameter: usize) -> &str {
        &self.parameters[parameter]
    }

    /// Returns the limit that coordinate `k` is at or beyond, if it moves on outward at this rate.
    pub(super) fn reached(&self, k: usize, x: f64, rate: f64) -> Option<Limit> {
        self.axes[k].limits.reached(x, rate)
    }

    /// Returns the limit that coordinate `k` is beyond.
    pub(super) fn exceeded(&self, k: usize, x: f64) -> Option<Limit> {
        self.axes[k].limits.exceeded(x)
    }

    /// Returns true if the lengths of all lists agree and every index is valid; in a damaged file they may not be.
    #[cfg(feature = "json")]
    pub(super) fn is_consistent(&self) -> bool {
        let n = self.start.len();
        let members = |axis: &Coordinate| !axis.members.is_empty() && axis.members.iter().all(|(k, _)| *k < n);
        let limits = |axis: &Coordinate| {
            [axis.limits.low, axis.limits.high].into_iter().flatten().all(|limit| limit.parameter < n)
        };
        self.parameters.len() == n
            && self.ranges.len() == n
            && !self.axes.is_empty()
            && self.names.len() == self.axes.len()
            && self.axes.iter().all(|axis| members(axis) && limits(axis))
    }
}

impl Coordinate {
    /// Returns the value of the coordinate at these parameters.
    fn coordinate(&self, parameters: &[f64]) -> f64 {
        self.axis.coordinate(parameters[self.members[0].0])
    }

    /// Returns the parameters of the coordinate, each with its first two derivatives with respect to it.
    fn derivatives(&self, parameters: &[f64]) -> impl Iterator<Item = (usize, f64, f64)> {
        let (first, second) = self.axis.derivatives(parameters[self.members[0].0]);
        self.members.iter().map(move |(k, ratio)| (*k, first * ratio, second * ratio))
    }
}
