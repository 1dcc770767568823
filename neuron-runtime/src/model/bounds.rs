//! Checks that every parameter has a value within its declared bounds.

#[cfg(feature = "std")]
use crate::error::Error;
use crate::error::Short;
use crate::model::handle::{Group, Origin};
use crate::model::info::ParameterInfo;
use crate::model::name::{self, FullName, LocalName, Owner};
use crate::model::network::Layout;
use crate::number::Scalar;
use core::fmt;

/// A parameter that has no value, or one out of its bounds. `Debug` writes the sentence of `Display`.
#[derive(Clone, Copy, PartialEq)]
pub struct InvalidParameter {
    owner: &'static str,
    array: bool,
    group: Group,
    element: Option<usize>,
    compartment: &'static str,
    part: &'static str,
    info: &'static ParameterInfo,
    index: usize,
    value: f64,
    problem: Problem,
}

impl InvalidParameter {
    /// Returns its full name, such as `AB.NaV.g`.
    pub fn name(&self) -> FullName {
        let owner = Owner { name: self.owner, index: self.element.filter(|_| self.array) };
        FullName { owner, local: LocalName([self.compartment, self.part, self.info.name]) }
    }

    /// Returns the neuron or synapse, and the index of the parameter there. If all elements of an array share the value, it
    /// is the whole array.
    pub fn place(&self) -> (Origin, usize) {
        (Origin { group: self.group, element: self.element, len: 0 }, self.index)
    }

    /// Returns its description: unit, bounds, default.
    pub fn info(&self) -> &'static ParameterInfo {
        self.info
    }

    /// Returns its value in its declared unit.
    pub fn value(&self) -> f64 {
        self.value
    }

    /// Returns the problem.
    pub fn problem(&self) -> Problem {
        self.problem
    }

    /// Writes the problem, and the way out.
    fn write_problem(&self, f: &mut impl fmt::Write) -> fmt::Result {
        self.problem.write(self.info, f)
    }
}

/// What is wrong with the value of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// It was never given.
    NoValue,
    /// It is NaN in the place of its default.
    NotANumber,
    /// It is infinite.
    NotFinite,
    /// It is below its smallest value.
    Below,
    /// It is above its largest value.
    Above,
    /// It is 0, and equations divide by it or take its logarithm.
    Zero,
    /// It is the reset of a spike, and not below the threshold.
    NotBelowThreshold,
    /// It is the jitter of a source, and above the period.
    AbovePeriod,
    /// It is the seed of a source, and no whole number below 2^53.
    NotWhole,
    /// It differs between connections whose states add up to one set.
    Differs,
}

impl Problem {
    /// Returns the problem with a value, if there is one.
    pub(crate) fn of(value: f64, info: &ParameterInfo) -> Option<Self> {
        if value.is_nan() {
            return Some(if info.default.is_none_or(f64::is_nan) { Problem::NoValue } else { Problem::NotANumber });
        }
        if value.is_infinite() {
            return Some(Problem::NotFinite);
        }
        let below = info.minimum.is_some_and(|minimum| value < minimum).then_some(Problem::Below);
        let above = || info.maximum.is_some_and(|maximum| value > maximum).then_some(Problem::Above);
        below.or_else(above).or_else(|| (info.nonzero && value == 0.0).then_some(Problem::Zero))
    }

    /// Writes the problem of a parameter, and the way out.
    pub(crate) fn write(self, info: &ParameterInfo, f: &mut impl fmt::Write) -> fmt::Result {
        let bound = match self {
            Problem::NoValue => return f.write_str("has no value: give it in the declaration, or `set` it"),
            Problem::NotANumber => {
                f.write_str("was set to NaN: set it to a number")?;
                return info.default.map_or(Ok(()), |default| write!(f, ", such as its default, {}", Short(default)));
            }
            Problem::NotFinite => return f.write_str("is not finite"),
            Problem::Zero => return f.write_str("divides, or has a logarithm, in an equation: give it another value"),
            Problem::Below => ("below its smallest", info.minimum),
            Problem::Above => ("above its largest", info.maximum),
            Problem::NotBelowThreshold => {
                return f.write_str("is not below the threshold of the spike: the next one would begin at once");
            }
            Problem::AbovePeriod => {
                return f.write_str(
                    "is above the period, so that spikes would come out of their order: give a jitter of at most the period",
                );
            }
            Problem::NotWhole => return f.write_str("is no whole number below 2^53: give one, such as 1"),
            Problem::Differs => {
                return f.write_str(
                    "differs between connections whose states add up: give each value a projection of its own, or let the states \
                     begin at a parameter, `init = start`, which keeps them apart",
                );
            }
        };
        match bound {
            (side, Some(bound)) => write!(f, "is {side} value, {}", Short(bound)),
            (side, None) => write!(f, "is {side} value"),
        }
    }
}

impl fmt::Debug for InvalidParameter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for InvalidParameter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, value, unit) = (self.name(), self.value, self.info.unit);
        if matches!(self.problem, Problem::NoValue | Problem::NotANumber) {
            write!(f, "{name} ")?;
            self.write_problem(f)?;
            return if unit.is_empty() { Ok(()) } else { write!(f, " (in {unit})") };
        }
        write!(f, "{name} = {} ", Short(value))?;
        if !unit.is_empty() {
            write!(f, "{unit} ")?;
        }
        self.write_problem(f)
    }
}

impl core::error::Error for InvalidParameter {}

#[cfg(feature = "std")]
impl From<InvalidParameter> for Error {
    fn from(invalid: InvalidParameter) -> Self {
        let mut problem = String::new();
        // Writing to a string does not fail.
        let _ = invalid.write_problem(&mut problem);
        Error::Parameter { name: invalid.name().to_string(), value: invalid.value, unit: invalid.info.unit, problem }
    }
}

/// Finds the first parameter that has no value, or one out of its bounds.
pub(crate) fn check<T: Scalar>(network: &dyn Layout<T>) -> Result<(), InvalidParameter> {
    let info = network.info();
    let mut places = name::groups(info).flat_map(|group| {
        name::elements(info, group, network.elements(group)).flat_map(move |(element, owner)| {
            let parameters = name::parameters(info, group).enumerate();
            parameters.map(move |(index, (local, info))| (group, element, owner, index, local, info))
        })
    });
    let of_source = |group| matches!(group, Group::Cells(g) if info.cells[g].cell.source);
    let (mut found, mut before) = (None, Before::NONE);
    network.each_parameter(&mut |value| {
        let (value, place) = (value.re(), places.next());
        if let Some((group, element, owner, index, LocalName([compartment, part, _]), info)) = place
            && found.is_none()
            && let Some(problem) =
                Problem::of(value, info).or_else(|| before.problem(info.name, index, value, of_source(group)))
        {
            let (owner, array, element) = (owner.name, owner.index.is_some(), Some(element));
            found =
                Some(InvalidParameter { owner, array, group, element, compartment, part, info, index, value, problem });
        }
    });
    let Some(mut invalid) = found.or_else(|| differing(network)) else { return Ok(()) };
    let of_all = |index| is_shared(network, invalid.group, index);
    let is_bound = matches!(invalid.problem, Problem::NotBelowThreshold | Problem::AbovePeriod);
    if invalid.array && of_all(invalid.index) && (!is_bound || of_all(before.index)) {
        invalid.element = None;
    }
    Err(invalid)
}

/// A parameter that bounds one after it in the same cell: the threshold of a spike its reset, the period of a source its jitter.
struct Before {
    index: usize,
    value: f64,
}

impl Before {
    const NONE: Self = Before { index: 0, value: f64::NAN };

    /// Returns the problem of the next parameter beside those before it, if there is one.
    fn problem(&mut self, name: &str, index: usize, value: f64, of_source: bool) -> Option<Problem> {
        const TOO_LARGE: f64 = (1u64 << 53) as f64;
        match (name, of_source) {
            ("spike.threshold", false) | ("period", true) => {
                *self = Before { index, value };
                None
            }
            ("spike.reset", false) => (value >= self.value).then_some(Problem::NotBelowThreshold),
            ("jitter", true) => (value > self.value).then_some(Problem::AbovePeriod),
            ("seed", true) => (value != libm::floor(value) || value >= TOO_LARGE).then_some(Problem::NotWhole),
            _ => None,
        }
    }
}

/// Finds a parameter that differs between connections whose states add up, though more than events and factors of the current
/// depends on it.
fn differing<T: Scalar>(network: &dyn Layout<T>) -> Option<InvalidParameter> {
    let info = network.info();
    for (g, synapses) in info.synapses.iter().enumerate() {
        let Some(events) = synapses.synapse.events.filter(|events| events.merges && synapses.array) else { continue };
        let group = Group::Synapses(g);
        for (index, (LocalName([compartment, part, _]), parameter)) in name::parameters(info, group).enumerate() {
            if events.of_events[index] || events.factors[index] || is_shared(network, group, index) {
                continue;
            }
            let value = |element| network.parameter(Origin { group, element: Some(element), len: 0 }, index);
            let first = value(0);
            let element = (1..network.elements(group)).find(|element| value(*element) != first);
            let value = element.and_then(value).map_or(f64::NAN, |value| value.re());
            let (owner, problem) = (synapses.names[0], Problem::Differs);
            return Some(InvalidParameter {
                owner,
                array: true,
                group,
                element,
                compartment,
                part,
                info: parameter,
                index,
                value,
                problem,
            });
        }
    }
    None
}

/// Returns true if all elements of a group have the same value of a parameter, or none has any.
pub(crate) fn is_shared<T: Scalar>(network: &dyn Layout<T>, group: Group, index: usize) -> bool {
    let value = |element| network.parameter(Origin { group, element: Some(element), len: 0 }, index);
    let alike = |a: Option<T>, b: Option<T>| match (a, b) {
        (Some(a), Some(b)) => a == b || (a.re().is_nan() && b.re().is_nan()),
        _ => false,
    };
    (1..network.elements(group)).all(|element| alike(value(0), value(element)))
}
