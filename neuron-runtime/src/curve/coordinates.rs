//! The coordinates of a curve: scaled, free parameters.

use super::limits::{Limit, Limits, Range};
use super::scale::{Axis, Scale, Which};
use crate::error::Error;

#[cfg(feature = "json")]
use serde::{Deserialize, Serialize};

/// The coordinates in which a curve is followed: the parameters that are free, one for each group of tied ones, scaled.
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
    /// Of all parameters.
    parameters: Vec<String>,
    start: Vec<f64>,
    ranges: Vec<Range>,
    /// The names of the coordinates.
    names: Vec<String>,
    axes: Vec<Coordinate>,
}

/// A coordinate.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "json", derive(Serialize, Deserialize))]
struct Coordinate {
    axis: Axis,
    /// The parameters that it moves, and what they are times the first.
    moved: Vec<(usize, f64)>,
    limits: Limits,
}

/// What coordinates are made of.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    pub(super) start: Vec<f64>,
    pub(super) names: Option<Vec<String>>,
    pub(super) scale: Scale,
    pub(super) scales: Vec<(Which, Scale)>,
    pub(super) fixed: Vec<Which>,
    pub(super) tied: Vec<Vec<Which>>,
    pub(super) ranges: Vec<(Which, Range)>,
}

impl Plan {
    fn refuse(&self, names: &[String], index: usize, problem: impl Into<String>) -> Error {
        Error::Coordinate { name: names[index].clone(), value: self.start[index], problem: problem.into() }
    }

    pub(super) fn find(names: &[String], which: &Which) -> Result<usize, Error> {
        let found = match which {
            Which::Index(index) => Some(*index).filter(|index| *index < names.len()),
            Which::Name(name) => names.iter().position(|known| known == name),
        };
        found.ok_or_else(|| Error::UnknownName {
            name: match which {
                Which::Index(index) => index.to_string(),
                Which::Name(name) => name.clone(),
            },
            known: names.to_vec(),
        })
    }

    fn names(&self) -> Result<Vec<String>, Error> {
        let n = self.start.len();
        match &self.names {
            None => Ok((0..n).map(|k| format!("p{k}")).collect()),
            Some(names) if names.len() != n => Err(Error::Setting {
                setting: "the number of names",
                value: names.len() as f64,
                expected: "it has to be that of the parameters",
            }),
            Some(names) => match (1..n).find(|k| names[..*k].contains(&names[*k])) {
                Some(twice) => Err(self.refuse(names, twice, "has the name of another one; give each its own")),
                None => Ok(names.clone()),
            },
        }
    }

    /// The group of each parameter: itself, the first of those it is tied to, or none if it is fixed.
    fn groups(&self, names: &[String]) -> Result<Vec<Option<usize>>, Error> {
        let mut groups: Vec<Option<usize>> = (0..names.len()).map(Some).collect();
        let mut taken = vec![false; names.len()];
        for which in &self.fixed {
            let index = Self::find(names, which)?;
            (groups[index], taken[index]) = (None, true);
        }
        for group in &self.tied {
            let members = group.iter().map(|which| Self::find(names, which)).collect::<Result<Vec<_>, _>>()?;
            for &member in &members {
                if self.start[member] == 0.0 {
                    return Err(self.refuse(names, member, "has no ratio to those it is tied to; fix it (`fixed(…)`)"));
                }
                if std::mem::replace(&mut taken[member], true) {
                    let problem = "is tied, but also fixed or tied elsewhere; name each once, and all of a group in one `tied(…)`";
                    return Err(self.refuse(names, member, problem));
                }
                groups[member] = Some(members[0]);
            }
        }
        Ok(groups)
    }

    pub(super) fn coordinates(&self) -> Result<Coordinates, Error> {
        let names = self.names()?;
        if let Some(index) = self.start.iter().position(|x| !x.is_finite()) {
            return Err(self.refuse(&names, index, "is no place to start from; give it a number"));
        }
        let mut scales = vec![self.scale; names.len()];
        for (which, scale) in &self.scales {
            scales[Self::find(&names, which)?] = *scale;
        }
        let mut ranges = vec![Range::default(); names.len()];
        for (which, range) in &self.ranges {
            let index = Self::find(&names, which)?;
            range.check(&names[index], self.start[index])?;
            ranges[index] = *range;
        }
        let groups = self.groups(&names)?;
        let mut axes = Vec::new();
        for first in (0..names.len()).filter(|k| groups[*k] == Some(*k)) {
            let refuse = |index: usize, problem: &'static str| self.refuse(&names, index, problem);
            let axis = Axis::new(scales[first], self.start[first]).map_err(|problem| refuse(first, problem))?;
            let mut coordinate = Coordinate { axis, moved: Vec::new(), limits: Limits::default() };
            let rest = (0..names.len()).filter(|k| *k != first && groups[*k] == Some(first));
            for k in std::iter::once(first).chain(rest) {
                let ratio = if k == first { 1.0 } else { self.start[k] / self.start[first] };
                let narrowed = coordinate.limits.narrow(axis, ratio, k, ranges[k]);
                narrowed.map_err(|problem| refuse(k, problem))?;
                coordinate.moved.push((k, ratio));
            }
            axes.push(coordinate);
        }
        if axes.is_empty() {
            return Err(Error::Setting {
                setting: "the number of free parameters",
                value: 0.0,
                expected: "a curve needs one at least; fix fewer",
            });
        }
        Ok(Coordinates {
            names: axes.iter().map(|coordinate| names[coordinate.moved[0].0].clone()).collect(),
            parameters: names,
            start: self.start.clone(),
            ranges,
            axes,
        })
    }
}

fn length(what: &'static str, given: usize, wanted: usize) -> Result<(), Error> {
    if given == wanted {
        return Ok(());
    }
    let (value, expected) =
        (given as f64, "it has to have one number for each parameter, or each coordinate where those are asked for");
    Err(Error::Setting { setting: what, value, expected })
}

impl Coordinates {
    /// The coordinates' names: those of the free parameters, of tied ones the first.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The number of coordinates.
    #[allow(clippy::len_without_is_empty)] // There is one at least.
    pub fn len(&self) -> usize {
        self.axes.len()
    }

    /// The names of all parameters.
    pub fn parameter_names(&self) -> &[String] {
        &self.parameters
    }

    /// The start, all parameters in their units.
    pub fn start(&self) -> &[f64] {
        &self.start
    }

    /// The coordinates at these parameters (all of them, in their units). Of tied ones the first counts.
    ///
    /// # Errors
    /// [`Error::Setting`] if there are more or fewer of them.
    pub fn scaled(&self, parameters: &[f64]) -> Result<Vec<f64>, Error> {
        length("the number of parameters", parameters.len(), self.start.len())?;
        Ok(self.axes.iter().map(|axis| axis.axis.coordinate(parameters[axis.moved[0].0])).collect())
    }

    /// All parameters, in their units, at these coordinates; fixed ones as at the start.
    ///
    /// # Errors
    /// [`Error::Setting`] if there are more or fewer of them.
    pub fn parameters(&self, x: &[f64]) -> Result<Vec<f64>, Error> {
        length("the number of coordinates", x.len(), self.axes.len())?;
        Ok(self.place(x))
    }

    /// The gradient by the coordinates: Σ ∂C/∂θᵢ · dθᵢ/dx, of one by all parameters in their units.
    ///
    /// # Errors
    /// [`Error::Setting`] if there are more or fewer numbers.
    pub fn gradient(&self, parameters: &[f64], gradient: &[f64]) -> Result<Vec<f64>, Error> {
        length("the number of parameters", parameters.len(), self.start.len())?;
        length("the length of the gradient", gradient.len(), self.start.len())?;
        Ok(self.by_coordinates(parameters, gradient))
    }

    /// The Hessian by the coordinates, of one by all parameters in their units (rows, the order of the parameters):
    /// Σᵢⱼ ∂²C/∂θᵢ∂θⱼ · dθᵢ/dx · dθⱼ/dy, and on the diagonal Σᵢ ∂C/∂θᵢ · d²θᵢ/dx², which a logarithm has.
    ///
    /// A Fisher information or JᵀJ, which is no second derivative, is transformed with a gradient of zeros.
    ///
    /// ```
    /// use neuron_runtime::curve::MinimallyDisruptive;
    ///
    /// // C = θ², with θ = eˣ is e²ˣ, whose second derivative by x is 4e²ˣ.
    /// let coordinates = MinimallyDisruptive::from(&[3.0]).coordinates()?;
    /// let hessian = coordinates.hessian(&[3.0], &[6.0], &[vec![2.0]])?;
    /// assert_eq!(hessian, [[36.0]]);
    /// # Ok::<(), neuron_runtime::error::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Setting`] if there are more or fewer numbers.
    pub fn hessian(&self, parameters: &[f64], gradient: &[f64], hessian: &[Vec<f64>]) -> Result<Vec<Vec<f64>>, Error> {
        let n = self.start.len();
        length("the number of parameters", parameters.len(), n)?;
        length("the length of the gradient", gradient.len(), n)?;
        length("the number of rows of the Hessian", hessian.len(), n)?;
        hessian.iter().try_for_each(|row| length("the length of a row of the Hessian", row.len(), n))?;
        let slopes: Vec<Vec<(usize, f64, f64)>> =
            self.axes.iter().map(|axis| axis.slopes(parameters).collect()).collect();
        let entry = |k: usize, l: usize| {
            let pairs = slopes[k].iter().flat_map(|a| slopes[l].iter().map(move |b| (a, b)));
            let chain: f64 = pairs.map(|((i, a, _), (j, b, _))| hessian[*i][*j] * a * b).sum();
            let bent: f64 = if k == l { slopes[k].iter().map(|(i, _, bend)| gradient[*i] * bend).sum() } else { 0.0 };
            chain + bent
        };
        Ok((0..self.len()).map(|k| (0..self.len()).map(|l| entry(k, l)).collect()).collect())
    }

    /// The place of a parameter.
    pub(super) fn find(&self, which: &Which) -> Result<usize, Error> {
        Plan::find(&self.parameters, which)
    }

    /// The coordinates of the start.
    pub(super) fn origin(&self) -> Vec<f64> {
        self.axes.iter().map(|axis| axis.axis.coordinate(self.start[axis.moved[0].0])).collect()
    }

    /// All parameters at `x`, or at the nearest place inside of the bounds.
    pub(super) fn place(&self, x: &[f64]) -> Vec<f64> {
        let mut parameters = self.start.clone();
        for (axis, x) in self.axes.iter().zip(x) {
            let first = axis.axis.parameter(axis.limits.clamp(*x));
            for (k, ratio) in &axis.moved {
                parameters[*k] = self.ranges[*k].clamp(first * ratio);
            }
        }
        parameters
    }

    /// The gradient by the coordinates.
    pub(super) fn by_coordinates(&self, parameters: &[f64], gradient: &[f64]) -> Vec<f64> {
        let sum = |axis: &Coordinate| axis.slopes(parameters).map(|(k, slope, _)| gradient[k] * slope).sum();
        self.axes.iter().map(sum).collect()
    }

    /// The name of a parameter.
    pub(super) fn name(&self, parameter: usize) -> &str {
        &self.parameters[parameter]
    }

    /// The bound that coordinate `k` is at, going on at this rate.
    pub(super) fn met(&self, k: usize, x: f64, rate: f64) -> Option<Limit> {
        self.axes[k].limits.met(x, rate)
    }

    /// The bound that coordinate `k` is beyond.
    pub(super) fn passed(&self, k: usize, x: f64) -> Option<Limit> {
        self.axes[k].limits.passed(x)
    }

    /// Whether its lists belong together, as those of a file may not.
    #[cfg(feature = "json")]
    pub(super) fn is_whole(&self) -> bool {
        let n = self.start.len();
        let moved = |axis: &Coordinate| !axis.moved.is_empty() && axis.moved.iter().all(|(k, _)| *k < n);
        let limits = |axis: &Coordinate| {
            [axis.limits.low, axis.limits.high].into_iter().flatten().all(|limit| limit.parameter < n)
        };
        self.parameters.len() == n
            && self.ranges.len() == n
            && !self.axes.is_empty()
            && self.names.len() == self.axes.len()
            && self.axes.iter().all(|axis| moved(axis) && limits(axis))
    }
}

impl Coordinate {
    /// The parameters that it moves, and their first two derivatives by it.
    fn slopes(&self, parameters: &[f64]) -> impl Iterator<Item = (usize, f64, f64)> {
        let first = parameters[self.moved[0].0];
        let (slope, bend) = self.axis.slopes(first);
        self.moved.iter().map(move |(k, ratio)| (*k, slope * ratio, bend * ratio))
    }
}
