//! Parameters found by their names and paths, and values in their declared units.

use super::is_unknown;
use super::sentence::{Message, equal, nearer};
use crate::error::near;
#[cfg(feature = "random")]
use crate::model::distribution::{self, Distribution, Drawn};
use crate::model::info::{CellInfo, CompartmentInfo, Dimension, MechanismInfo, MechanismKind, ParameterInfo};

/// A parameter by index, and a value for it in its declared unit.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// Index of the parameter.
    pub index: usize,
    /// Value in its declared unit.
    pub value: f64,
}

/// A value as written: in internal units, with its dimension as exponents and in words.
#[derive(Clone, Copy, Debug)]
pub struct Given {
    /// The number in internal units.
    pub value: f64,
    /// Its dimension.
    pub dimension: Dimension,
    /// "a voltage", "a conductance per area".
    pub words: &'static str,
}

impl Given {
    /// A value that has been reported as a mistake. Its parameter is still looked up.
    pub const REFUSED: Self = Given { value: 0.0, dimension: [0; 6], words: "" };
}

/// A parameter that was looked up by its name. There is none if its owner is a mistake that is reported elsewhere.
#[derive(Clone, Copy, Debug)]
pub struct Found {
    index: usize,
    parameter: Option<&'static ParameterInfo>,
}

impl Found {
    /// No parameter has this index.
    const NOTHING: Self = Found { index: usize::MAX, parameter: None };

    /// Returns a value for the parameter, converted to its declared unit.
    #[track_caller]
    pub const fn given(self, given: Given) -> Setting {
        let value = match self.parameter {
            Some(parameter) => converted(parameter, given),
            None => 0.0,
        };
        Setting { index: self.index, value }
    }

    /// Returns a number that describes a distribution of the parameter, such as its mean, in the declared unit. It may be out of the
    /// bounds.
    #[cfg(feature = "random")]
    #[track_caller]
    pub const fn measure(self, given: Given) -> f64 {
        match self.parameter {
            Some(parameter) => in_unit_of(parameter, given),
            None => 0.0,
        }
    }

    /// Returns the parameter as one that is drawn. Fails if its bounds leave next to nothing of the distribution.
    #[cfg(feature = "random")]
    #[track_caller]
    pub const fn drawn(self, distribution: Distribution, seed: u64, name: &'static str) -> Drawn {
        let (bounds, nonzero) = match self.parameter {
            Some(parameter) => (distribution::bounds(parameter), parameter.nonzero),
            None => ([f64::NEG_INFINITY, f64::INFINITY], false),
        };
        if let Some(parameter) = self.parameter
            && distribution.within(bounds) < distribution::LEAST
        {
            let message = Message::new().text("less than 1% of this distribution is within the bounds of `");
            let mut message = message.text(parameter.name).text("`,");
            if let Some(minimum) = parameter.minimum {
                message = message.text(" from ").decimal(minimum);
            }
            if let Some(maximum) = parameter.maximum {
                message = message.text(" to ").decimal(maximum);
            }
            if !parameter.unit.is_empty() {
                message = message.text(" ").text(parameter.unit);
            }
            message.text(": give one that lies there, since a draw out of the bounds is repeated").fail();
        }
        Drawn { index: self.index, name, seed, distribution, bounds, nonzero }
    }
}

/// Finds a parameter of a mechanism.
#[track_caller]
pub const fn setting(mechanism: &'static MechanismInfo, name: &str) -> Found {
    // Another check reports a cell in the place of a mechanism.
    if is_unknown(mechanism) || matches!(mechanism.kind, MechanismKind::Cell) {
        return Found::NOTHING;
    }
    let mut index = 0;
    while index < mechanism.parameters.len() {
        let parameter = &mechanism.parameters[index];
        if equal(parameter.name, name) {
            return Found { index, parameter: Some(parameter) };
        }
        index += 1;
    }
    Message::new()
        .text("`")
        .text(mechanism.name)
        .text("` has no parameter `")
        .text(name)
        .text("`")
        .meant(name, mechanism.parameters)
        .fail()
}

/// Finds a parameter of a synapse that may differ between the connections of a projection.
#[track_caller]
pub const fn setting_of_each(mechanism: &'static MechanismInfo, name: &str) -> Found {
    let found = setting(mechanism, name);
    let Some(parameter) = found.parameter else { return found };
    let message = Message::new().text("`").text(parameter.name).text("` has one value for all connections: ");
    if mechanism.presynaptic && !mechanism.states.is_empty() && mechanism.kinetic[found.index] {
        let message = message.text("the states that depend on it are those of the presynaptic neuron; for another ");
        message.text("value, write another projection").fail();
    }
    if let Some(events) = mechanism.events
        && events.merges
        && !events.of_events[found.index]
        && !events.factors[found.index]
    {
        let message = message.text("their states add up; for another value, write another projection, or let the ");
        message.text("states begin at a parameter, `init = start`, which keeps them apart").fail();
    }
    found
}

/// Returns a value in the declared unit of a parameter. Fails if the parameter cannot have it.
#[track_caller]
const fn converted(parameter: &ParameterInfo, given: Given) -> f64 {
    let value = in_unit_of(parameter, given);
    if given.words.is_empty() {
        return value;
    }
    if let Some(minimum) = parameter.minimum
        && value < minimum
    {
        let message = Message::new().text("this value of `").text(parameter.name).text("` is below its smallest, ");
        message.decimal(minimum).text(" ").text(parameter.unit).fail();
    }
    if let Some(maximum) = parameter.maximum
        && value > maximum
    {
        let message = Message::new().text("this value of `").text(parameter.name).text("` is above its largest, ");
        message.decimal(maximum).text(" ").text(parameter.unit).fail();
    }
    if parameter.nonzero && value == 0.0 {
        let message = Message::new().text("`").text(parameter.name).text("` cannot be 0: ");
        message.text("an equation divides by it, or takes its logarithm").fail();
    }
    value
}

/// Returns a quantity of the kind of a parameter in the declared unit of the parameter.
#[track_caller]
const fn in_unit_of(parameter: &ParameterInfo, given: Given) -> f64 {
    let Given { value, dimension, words } = given;
    if words.is_empty() {
        return value;
    }
    let mut k = 0;
    while k < dimension.len() {
        if dimension[k] != parameter.dimension[k] && value != 0.0 {
            let message = Message::new().text("`").text(parameter.name).text("` is ");
            let message = if parameter.unit.is_empty() {
                message.text("a pure number")
            } else {
                message.text("given in ").text(parameter.unit)
            };
            message.text(", and this is ").text(words).fail();
        }
        k += 1;
    }
    shortest(value / parameter.factor)
}

/// Returns a quotient without the rounding of its last digit, so that 30 nS, converted twice, is 30 again. The result
/// is the shortest decimal number that differs from `value` in rounding alone, or `value` if there is none.
const fn shortest(value: f64) -> f64 {
    let mut scale = 1.0;
    let mut k = 0;
    while k < 12 {
        let scaled = value * scale;
        let whole = round(scaled);
        let error = scaled - whole;
        let error = if error < 0.0 { -error } else { error };
        let size = if scaled < 0.0 { -scaled } else { scaled };
        if size < 1e15 && error <= 4.0 * f64::EPSILON * size {
            return whole / scale;
        }
        scale *= 10.0;
        k += 1;
    }
    value
}

const fn round(value: f64) -> f64 {
    if value < 0.0 { -((-value + 0.5) as u64 as f64) } else { (value + 0.5) as u64 as f64 }
}

/// Finds a parameter of a cell by its path.
#[track_caller]
pub const fn cell_setting(cell: &'static CellInfo, path: &[&str]) -> Found {
    if let Some((index, parameter)) = cell_parameter(cell, path) {
        return Found { index, parameter: Some(parameter) };
    }
    if !cell.complete || path.is_empty() {
        return Found::NOTHING;
    }
    let mut k = 1;
    while k < path.len() {
        // `cell_part` reports this at its token.
        if !search(cell, path.split_at(k).0).found {
            return Found::NOTHING;
        }
        k += 1;
    }
    let mut message = Message::new().text("`").text(cell.name).text("` has no parameter `");
    message = message.text(joined(path).as_str()).text("`");
    if search(cell, path).found {
        message = message.text("; a parameter of `").text(path[path.len() - 1]).text("` follows a dot, such as `");
        message.text(path[path.len() - 1]).text(".").text(first_inside(cell, path)).text("`").fail();
    }
    // If the intended channel exists, naming it says more than a list of everything.
    let mut c = 0;
    while c < cell.compartments.len() {
        let compartment = &cell.compartments[c];
        let mut p = 0;
        while p < compartment.channels.len() + compartment.pools.len() {
            let part = if p < compartment.channels.len() {
                &compartment.channels[p]
            } else {
                &compartment.pools[p - compartment.channels.len()]
            };
            if path.len() >= 2 && equal(path[path.len() - 2], part.name) {
                if is_unknown(part.mechanism) {
                    return Found::NOTHING;
                }
                message.meant(path[path.len() - 1], part.mechanism.parameters).fail();
            }
            p += 1;
        }
        c += 1;
    }
    let guess = own_parameter_meant(cell, path);
    if !guess.is_empty() {
        message.text("; did you mean `").text(guess).text("`?").fail();
    }
    message = message.text("; it has ");
    if !cell.parameters.is_empty() {
        message = message.parameters(cell.parameters);
    }
    let mut c = 0;
    while c < cell.compartments.len() {
        let compartment = &cell.compartments[c];
        if c > 0 || !cell.parameters.is_empty() {
            message = message.text(", ");
        }
        if !compartment.name.is_empty() {
            message = message.text("in ").text(compartment.name).text(": ");
        }
        message = message.parameters(compartment.parameters);
        let mut p = 0;
        while p < compartment.channels.len() {
            message = message.text(", ").text(compartment.channels[p].name).text(".…");
            p += 1;
        }
        c += 1;
    }
    message.fail()
}

/// Returns the first parameter of the part to which a path leads.
const fn first_inside(cell: &'static CellInfo, path: &[&str]) -> &'static str {
    let last = path[path.len() - 1];
    let mut c = 0;
    while c < cell.compartments.len() {
        let CompartmentInfo { pools, channels, parameters, .. } = &cell.compartments[c];
        let mut p = 0;
        while p < pools.len() + channels.len() {
            let part = if p < pools.len() { &pools[p] } else { &channels[p - pools.len()] };
            if equal(part.name, last) && !part.mechanism.parameters.is_empty() {
                return part.mechanism.parameters[0].name;
            }
            p += 1;
        }
        let mut k = 0;
        while k < parameters.len() {
            if begins(parameters[k].name, last) {
                return parameters[k].name.split_at(last.len() + 1).1;
            }
            k += 1;
        }
        c += 1;
    }
    "…"
}

/// Returns the cell's or compartment's own parameter that a path was probably meant to be; empty if none is near.
const fn own_parameter_meant(cell: &'static CellInfo, path: &[&str]) -> &'static str {
    let (mut guess, mut best) = ("", usize::MAX);
    let whole = joined(path);
    let mut k = 0;
    while k < cell.parameters.len() {
        (guess, best) = nearer(whole.as_str(), cell.parameters[k].name, guess, best);
        k += 1;
    }
    let mut c = 0;
    while c < cell.compartments.len() {
        let compartment = &cell.compartments[c];
        let named = !compartment.name.is_empty();
        if !named || (path.len() > 1 && equal(path[0], compartment.name)) {
            let rest = joined(if named { path.split_at(1).1 } else { path });
            let mut k = 0;
            while k < compartment.parameters.len() {
                (guess, best) = nearer(rest.as_str(), compartment.parameters[k].name, guess, best);
                k += 1;
            }
        }
        c += 1;
    }
    if near(whole.as_str(), guess, best) { guess } else { "" }
}

/// Returns the segments of a path with dots between them.
const fn joined(path: &[&str]) -> Message {
    let mut whole = Message::new();
    let mut k = 0;
    while k < path.len() {
        whole = if k > 0 { whole.text(".") } else { whole };
        whole = whole.text(path[k]);
        k += 1;
    }
    whole
}

/// Checks that the beginning of a path into a cell exists: a compartment, a channel, a pool or an ion.
#[track_caller]
pub const fn cell_part(cell: &'static CellInfo, path: &[&str]) {
    let Search { found, parts, guess, distance } = search(cell, path);
    if found || !cell.complete {
        return;
    }
    let message = Message::new().text("`").text(cell.name).text("` has no `").text(path[path.len() - 1]).text("`");
    let message = if near(path[path.len() - 1], guess, distance) {
        message.text("; did you mean `").text(guess).text("`? It has ")
    } else {
        message.text("; it has ")
    };
    message.text(parts.as_str()).fail()
}

/// The result of a search for the beginning of a path: a match, or the nearest name.
struct Search {
    found: bool,
    parts: Message,
    guess: &'static str,
    distance: usize,
}

impl Search {
    const fn compare(mut self, name: &'static str, wanted: &str) -> Self {
        self.found = self.found || equal(name, wanted);
        (self.guess, self.distance) = nearer(wanted, name, self.guess, self.distance);
        self.parts = if self.parts.len > 0 { self.parts.text(", ") } else { self.parts };
        self.parts = self.parts.text(name);
        self
    }
}

const fn search(cell: &'static CellInfo, path: &[&str]) -> Search {
    let last = path[path.len() - 1];
    let mut search = Search { found: false, parts: Message::new(), guess: "", distance: usize::MAX };
    let mut c = 0;
    while c < cell.compartments.len() {
        let compartment = &cell.compartments[c];
        let named = !compartment.name.is_empty();
        if named && path.len() == 1 {
            search = search.compare(compartment.name, last);
        }
        let inside = if named { path.len() == 2 && equal(compartment.name, path[0]) } else { path.len() == 1 };
        let mut p = 0;
        while inside && p < compartment.pools.len() {
            search = search.compare(compartment.pools[p].name, last);
            p += 1;
        }
        p = 0;
        while inside && p < compartment.channels.len() {
            search = search.compare(compartment.channels[p].name, last);
            p += 1;
        }
        let mut k = 0;
        while inside && k < compartment.parameters.len() {
            search.found = search.found || begins(compartment.parameters[k].name, last);
            k += 1;
        }
        c += 1;
    }
    search
}

/// Returns true if `name` is `first`, a dot and something.
const fn begins(name: &str, first: &str) -> bool {
    let (name, first) = (name.as_bytes(), first.as_bytes());
    if name.len() <= first.len() || name[first.len()] != b'.' {
        return false;
    }
    let mut k = 0;
    while k < first.len() {
        if name[k] != first[k] {
            return false;
        }
        k += 1;
    }
    true
}

/// Returns true if the segments of a path, joined by dots, are `name`.
const fn path_is(path: &[&str], name: &str) -> bool {
    let name = name.as_bytes();
    let (mut at, mut k) = (0, 0);
    while k < path.len() {
        if k > 0 {
            if at >= name.len() || name[at] != b'.' {
                return false;
            }
            at += 1;
        }
        let segment = path[k].as_bytes();
        let mut j = 0;
        while j < segment.len() {
            if at >= name.len() || name[at] != segment[j] {
                return false;
            }
            at += 1;
            j += 1;
        }
        k += 1;
    }
    at == name.len()
}

const fn cell_parameter(cell: &'static CellInfo, path: &[&str]) -> Option<(usize, &'static ParameterInfo)> {
    let mut index = 0;
    while index < cell.parameters.len() {
        if path_is(path, cell.parameters[index].name) {
            return Some((index, &cell.parameters[index]));
        }
        index += 1;
    }
    let mut c = 0;
    while c < cell.compartments.len() {
        let compartment = &cell.compartments[c];
        let named = !compartment.name.is_empty();
        let inside = !named || (!path.is_empty() && equal(path[0], compartment.name));
        let rest = if named && inside { path.split_at(1).1 } else { path };
        let mut k = 0;
        while k < compartment.parameters.len() {
            if inside && path_is(rest, compartment.parameters[k].name) {
                return Some((index, &compartment.parameters[k]));
            }
            index += 1;
            k += 1;
        }
        let mut p = 0;
        while p < compartment.pools.len() + compartment.channels.len() {
            let part = if p < compartment.pools.len() {
                &compartment.pools[p]
            } else {
                &compartment.channels[p - compartment.pools.len()]
            };
            let mut k = 0;
            while k < part.mechanism.parameters.len() {
                let parameter = &part.mechanism.parameters[k];
                if inside && rest.len() == 2 && equal(rest[0], part.name) && equal(rest[1], parameter.name) {
                    return Some((index, parameter));
                }
                index += 1;
                k += 1;
            }
            p += 1;
        }
        c += 1;
    }
    None
}
