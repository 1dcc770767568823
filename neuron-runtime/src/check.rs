//! Checks of a model that only its types can decide, carried out while compiling. Each is called in a constant at the
//! token it is about and, if it fails, says so in one sentence there.

use crate::info::{CellInfo, Dimension, MechanismInfo, MechanismKind, ParameterInfo, StateKind};
use crate::mechanism::Wiring;

/// What a compartment offers to its channels and pools.
#[derive(Clone, Copy, Debug)]
pub struct Site {
    /// Name of the cell.
    pub cell: &'static str,
    /// Whether it is given per area.
    pub per_area: bool,
    /// Whether it has a temperature.
    pub temperature: bool,
    /// Its ions.
    pub ions: &'static [&'static str],
    /// Whether each has a reversal potential.
    pub reversal: &'static [bool],
    /// Concentrations that can be read.
    pub concentrations: &'static [&'static str],
}

/// A sentence built while compiling.
struct Message {
    bytes: [u8; Message::ROOM],
    len: usize,
}

impl Message {
    const ROOM: usize = 1024;

    const fn new() -> Self {
        Message { bytes: [0; Message::ROOM], len: 0 }
    }

    const fn text(mut self, text: &str) -> Self {
        let text = text.as_bytes();
        let mut k = 0;
        while k < text.len() && self.len < Message::ROOM {
            self.bytes[self.len] = text[k];
            self.len += 1;
            k += 1;
        }
        self
    }

    const fn list(mut self, items: &[&str]) -> Self {
        let mut k = 0;
        while k < items.len() {
            if k > 0 {
                self = self.text(", ");
            }
            self = self.text(items[k]);
            k += 1;
        }
        if items.is_empty() { self.text("none") } else { self }
    }

    const fn parameters(mut self, parameters: &[ParameterInfo]) -> Self {
        let mut k = 0;
        while k < parameters.len() {
            if k > 0 {
                self = self.text(", ");
            }
            self = self.text(parameters[k].name);
            k += 1;
        }
        if parameters.is_empty() { self.text("none") } else { self }
    }

    const fn as_str(&self) -> &str {
        // A sentence cut within a letter is shown up to there.
        match core::str::from_utf8(self.bytes.split_at(self.len).0) {
            Ok(text) => text,
            Err(error) => match core::str::from_utf8(self.bytes.split_at(error.valid_up_to()).0) {
                Ok(text) => text,
                Err(_) => "this does not fit",
            },
        }
    }

    #[track_caller]
    const fn fail(&self) -> ! {
        panic!("{}", self.as_str())
    }
}

const fn equal(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut k = 0;
    while k < a.len() {
        if a[k] != b[k] {
            return false;
        }
        k += 1;
    }
    true
}

const fn position(names: &[&str], name: &str) -> Option<usize> {
    let mut k = 0;
    while k < names.len() {
        if equal(names[k], name) {
            return Some(k);
        }
        k += 1;
    }
    None
}

const fn word(kind: MechanismKind) -> &'static str {
    match kind {
        MechanismKind::Channel => "a channel",
        MechanismKind::Synapse => "a chemical synapse",
        MechanismKind::Electrical => "an electrical synapse",
        MechanismKind::Pool => "a pool",
    }
}

/// Where a channel finds its ion and what it reads.
#[track_caller]
pub const fn wire_channel(channel: &MechanismInfo, name: &str, site: &Site) -> Wiring {
    if !matches!(channel.kind, MechanismKind::Channel) {
        Message::new()
            .text("`")
            .text(channel.name)
            .text("` is ")
            .text(word(channel.kind))
            .text(", not a channel")
            .fail();
    }
    if channel.density != site.per_area {
        let message = Message::new().text("the current of `").text(name).text("` is ");
        let message = if channel.density {
            message.text("per area, but the cell `").text(site.cell).text("` has no area")
        } else {
            message.text("absolute, but the cell `").text(site.cell).text("` is given per area")
        };
        message.fail();
    }
    let mut wiring = wire_reads(channel, name, site);
    if let Some(ion) = channel.ion {
        match position(site.ions, ion) {
            Some(k) if site.reversal[k] || !channel.uses_reversal => wiring.ion = k,
            Some(_) => Message::new()
                .text("the ion ")
                .text(ion)
                .text(", which `")
                .text(name)
                .text("` carries, has a pool but no reversal potential; add it to `ions { … }` of the cell `")
                .text(site.cell)
                .text("`")
                .fail(),
            None if channel.uses_reversal => Message::new()
                .text("the ion ")
                .text(ion)
                .text(", which `")
                .text(name)
                .text("` carries, has no reversal potential in the cell `")
                .text(site.cell)
                .text("`; its ions are ")
                .list(site.ions)
                .fail(),
            None => {}
        }
    }
    wiring
}

/// Where a pool finds its ion's current and what it reads.
#[track_caller]
pub const fn wire_pool(pool: &MechanismInfo, ion: &str, site: &Site) -> Wiring {
    if !matches!(pool.kind, MechanismKind::Pool) {
        Message::new().text("`").text(pool.name).text("` is ").text(word(pool.kind)).text(", not a pool").fail();
    }
    let mut wiring = wire_reads(pool, ion, site);
    if let Some(k) = position(site.ions, ion) {
        wiring.ion = k;
    }
    wiring
}

#[track_caller]
const fn wire_reads(mechanism: &MechanismInfo, name: &str, site: &Site) -> Wiring {
    let mut wiring = Wiring::NONE;
    if mechanism.reads.len() > Wiring::READS {
        Message::new().text("`").text(name).text("` reads more than four concentrations").fail();
    }
    let mut k = 0;
    while k < mechanism.reads.len() {
        match position(site.concentrations, mechanism.reads[k]) {
            Some(found) => wiring.reads[k] = found,
            None => Message::new()
                .text("`")
                .text(name)
                .text("` reads the concentration `")
                .text(mechanism.reads[k])
                .text("`, for which the cell `")
                .text(site.cell)
                .text("` has neither a pool nor a constant; it has ")
                .list(site.concentrations)
                .fail(),
        }
        k += 1;
    }
    if mechanism.uses_temperature && !site.temperature {
        Message::new()
            .text("`")
            .text(name)
            .text("` depends on the temperature, which the cell `")
            .text(site.cell)
            .text("` does not give: `temperature: 10degC`")
            .fail();
    }
    wiring
}

/// A pool has a channel of its ion.
#[track_caller]
pub const fn pool_is_fed(pool: &MechanismInfo, ion: &str, channels: &[Option<&str>]) {
    let mut k = 0;
    while k < channels.len() {
        if let Some(own) = channels[k]
            && equal(own, ion)
        {
            return;
        }
        k += 1;
    }
    Message::new()
        .text("no channel carries ")
        .text(ion)
        .text(", whose concentration the pool `")
        .text(pool.name)
        .text("` would follow")
        .fail();
}

/// Index of the concentration among the states of a pool.
pub const fn concentration_state(pool: &MechanismInfo) -> usize {
    let mut k = 0;
    while k < pool.states.len() {
        if matches!(pool.states[k].kind, StateKind::Concentration) {
            return k;
        }
        k += 1;
    }
    0
}

/// A parameter by index, and a value for it in its declared unit.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// Index of the parameter.
    pub index: usize,
    /// Value in its declared unit.
    pub value: f64,
}

/// Finds a parameter of a mechanism and converts a value, given in internal units, to its declared unit.
#[track_caller]
pub const fn setting(mechanism: &MechanismInfo, name: &str, value: f64, dimension: Dimension) -> Setting {
    let mut index = 0;
    while index < mechanism.parameters.len() {
        let parameter = &mechanism.parameters[index];
        if equal(parameter.name, name) {
            return Setting { index, value: converted(parameter, value, dimension) };
        }
        index += 1;
    }
    Message::new()
        .text("`")
        .text(mechanism.name)
        .text("` has no parameter `")
        .text(name)
        .text("`; it has ")
        .parameters(mechanism.parameters)
        .fail()
}

/// A value in the declared unit of a parameter.
#[track_caller]
const fn converted(parameter: &ParameterInfo, value: f64, dimension: Dimension) -> f64 {
    let mut k = 0;
    while k < dimension.len() {
        if dimension[k] != parameter.dimension[k] && value != 0.0 {
            let message = Message::new().text("`").text(parameter.name).text("` is ");
            let message = if parameter.unit.is_empty() {
                message.text("a pure number")
            } else {
                message.text("given in ").text(parameter.unit)
            };
            message.text("; this value has another dimension").fail();
        }
        k += 1;
    }
    let value = shortest(value / parameter.factor);
    if let Some(minimum) = parameter.minimum
        && value < minimum
    {
        Message::new().text("this value of `").text(parameter.name).text("` is below its smallest").fail();
    }
    if let Some(maximum) = parameter.maximum
        && value > maximum
    {
        Message::new().text("this value of `").text(parameter.name).text("` is above its largest").fail();
    }
    value
}

/// A quotient without the last digit's rounding, so that 30 nS, converted twice, is 30 again: the nearest number of 14
/// digits if that differs in rounding alone.
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

/// Finds a parameter of a cell by its path and converts a value, given in internal units, to its declared unit.
#[track_caller]
pub const fn cell_setting(cell: &'static CellInfo, path: &[&str], value: f64, dimension: Dimension) -> Setting {
    if let Some((index, parameter)) = cell_parameter(cell, path) {
        return Setting { index, value: converted(parameter, value, dimension) };
    }
    let mut message = Message::new().text("`").text(cell.name).text("` has no parameter `");
    let mut k = 0;
    while k < path.len() {
        message = if k > 0 { message.text(".") } else { message };
        message = message.text(path[k]);
        k += 1;
    }
    message = message.text("`; ");
    // The channel meant, if it is there, says more than a list of everything.
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
                message.text(part.name).text(" has ").parameters(part.mechanism.parameters).fail();
            }
            p += 1;
        }
        c += 1;
    }
    message = message.text("it has ").parameters(cell.parameters);
    let mut c = 0;
    while c < cell.compartments.len() {
        let compartment = &cell.compartments[c];
        message = message.text(", ").parameters(compartment.parameters);
        let mut p = 0;
        while p < compartment.channels.len() {
            message = message.text(", ").text(compartment.channels[p].name).text(".…");
            p += 1;
        }
        c += 1;
    }
    message.fail()
}

/// Whether the segments of a path, joined by dots, are `name`.
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

/// Where the states of a compartment begin in its cell; the first compartment for an empty name.
#[track_caller]
pub const fn compartment_begin(cell: &CellInfo, name: &str) -> usize {
    let (mut begin, mut c) = (0, 0);
    while c < cell.compartments.len() {
        if name.is_empty() || equal(cell.compartments[c].name, name) {
            return begin;
        }
        begin += cell.compartments[c].states();
        c += 1;
    }
    Message::new().text("`").text(cell.name).text("` has no compartment `").text(name).text("`").fail()
}

/// A synapse is one, and of the kind that its arrow says.
#[track_caller]
pub const fn synapse(mechanism: &MechanismInfo, electrical: bool) {
    match mechanism.kind {
        MechanismKind::Synapse if electrical => Message::new()
            .text("`")
            .text(mechanism.name)
            .text("` is a chemical synapse and has a direction: write `->`")
            .fail(),
        MechanismKind::Electrical if !electrical => Message::new()
            .text("`")
            .text(mechanism.name)
            .text("` is an electrical synapse and has no direction: write `--`")
            .fail(),
        MechanismKind::Synapse | MechanismKind::Electrical => {}
        kind => {
            Message::new().text("`").text(mechanism.name).text("` is ").text(word(kind)).text(", not a synapse").fail()
        }
    }
    if mechanism.density {
        Message::new()
            .text("the current of the synapse `")
            .text(mechanism.name)
            .text("` is per area; a synapse has an absolute conductance, such as nS")
            .fail();
    }
}

/// Two arrays that are connected one to one are as long as each other.
#[track_caller]
pub const fn one_to_one(pre: usize, post: usize) {
    if pre != post {
        Message::new().text("`one_to_one` connects arrays of the same length; these differ").fail();
    }
}

/// Listed connections name neurons that are there.
#[track_caller]
pub const fn pairs(pairs: &[(usize, usize)], pre: usize, post: usize) {
    let mut k = 0;
    while k < pairs.len() {
        if pairs[k].0 >= pre {
            Message::new().text("a listed connection begins past the end of the presynaptic array").fail();
        }
        if pairs[k].1 >= post {
            Message::new().text("a listed connection ends past the end of the postsynaptic array").fail();
        }
        k += 1;
    }
}

/// As many different inputs as asked for exist.
#[track_caller]
pub const fn inputs(inputs: usize, pre: usize, same: bool, autapses: bool) {
    let available = if same && !autapses { pre.saturating_sub(1) } else { pre };
    if inputs > available {
        Message::new().text("there are not so many different presynaptic neurons").fail();
    }
}

/// One value for each neuron of an array.
#[track_caller]
pub const fn one_each(values: usize, neurons: usize) {
    if values != neurons {
        Message::new().text("give one value for each neuron of the array, or a single one for all").fail();
    }
}
