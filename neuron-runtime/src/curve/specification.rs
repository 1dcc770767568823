//! The specification of coordinates, as a user gives it, and its checks.

use super::coordinates::{Coordinate, Coordinates};
use super::limits::{Limits, Range};
use super::scale::{Axis, ParameterId, Scale};
use crate::error::Error;

/// The user's settings of the coordinates.
#[derive(Clone, Debug, Default)]
pub(super) struct Specification {
    pub(super) start: Vec<f64>,
    pub(super) names: Option<Vec<String>>,
    pub(super) scale: Scale,
    pub(super) scales: Vec<(ParameterId, Scale)>,
    pub(super) fixed: Vec<ParameterId>,
    pub(super) tied: Vec<Vec<ParameterId>>,
    pub(super) ranges: Vec<(ParameterId, Range)>,
}

impl Specification {
    /// Returns the error that says what is wrong with a parameter.
    fn refuse(&self, names: &[String], index: usize, problem: impl Into<String>) -> Error {
        Error::Coordinate { name: names[index].clone(), value: self.start[index], problem: problem.into() }
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

    /// Returns the group of each parameter: the first parameter of those it is tied to, which may be itself, or `None` if it is
    /// fixed.
    fn groups(&self, names: &[String]) -> Result<Vec<Option<usize>>, Error> {
        let mut groups: Vec<Option<usize>> = (0..names.len()).map(Some).collect();
        let mut taken = vec![false; names.len()];
        for parameter in &self.fixed {
            let index = parameter.position(names)?;
            (groups[index], taken[index]) = (None, true);
        }
        for group in &self.tied {
            let members = group.iter().map(|parameter| parameter.position(names)).collect::<Result<Vec<_>, _>>()?;
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

    /// Checks the specification. Returns the coordinates that it describes.
    pub(super) fn coordinates(&self) -> Result<Coordinates, Error> {
        let names = self.names()?;
        if let Some(index) = self.start.iter().position(|x| !x.is_finite()) {
            return Err(self.refuse(&names, index, "is no place to start from; give it a number"));
        }
        let mut scales = vec![self.scale; names.len()];
        for (parameter, scale) in &self.scales {
            scales[parameter.position(&names)?] = *scale;
        }
        let mut ranges = vec![Range::default(); names.len()];
        for (parameter, range) in &self.ranges {
            let index = parameter.position(&names)?;
            range.check(&names[index], self.start[index])?;
            ranges[index] = *range;
        }
        let groups = self.groups(&names)?;
        let mut axes = Vec::new();
        for first in (0..names.len()).filter(|k| groups[*k] == Some(*k)) {
            let refuse = |index: usize, problem: &'static str| self.refuse(&names, index, problem);
            let axis = Axis::new(scales[first], self.start[first]).map_err(|problem| refuse(first, problem))?;
            let mut coordinate = Coordinate { axis, members: Vec::new(), limits: Limits::default() };
            let rest = (0..names.len()).filter(|k| *k != first && groups[*k] == Some(first));
            for k in std::iter::once(first).chain(rest) {
                let ratio = if k == first { 1.0 } else { self.start[k] / self.start[first] };
                let narrowed = coordinate.limits.narrow(axis, ratio, k, ranges[k]);
                narrowed.map_err(|problem| refuse(k, problem))?;
                coordinate.members.push((k, ratio));
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
            names: axes.iter().map(|coordinate| names[coordinate.members[0].0].clone()).collect(),
            parameters: names,
            start: self.start.clone(),
            ranges,
            axes,
        })
    }
}
