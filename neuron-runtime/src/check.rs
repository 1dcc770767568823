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
    /// Whether the cell was declared without mistakes; otherwise what seems to be missing may be among them.
    pub complete: bool,
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

    const fn number(mut self, mut number: usize) -> Self {
        let mut digits = [0; 20];
        let mut k = digits.len();
        loop {
            k -= 1;
            digits[k] = b'0' + (number % 10) as u8;
            number /= 10;
            if number == 0 {
                break;
            }
        }
        while k < digits.len() && self.len < Message::ROOM {
            self.bytes[self.len] = digits[k];
            self.len += 1;
            k += 1;
        }
        self
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

    /// The ion of a concentration as a cell names it: Ca of `ca` or `ca_out`.
    const fn ion(mut self, concentration: &str) -> Self {
        let bytes = concentration.as_bytes();
        let end = if outside(concentration) { bytes.len() - 4 } else { bytes.len() };
        let mut k = 0;
        while k < end && self.len < Message::ROOM {
            self.bytes[self.len] = if k == 0 { bytes[k].to_ascii_uppercase() } else { bytes[k] };
            self.len += 1;
            k += 1;
        }
        self
    }

    /// "; did you mean …?" if there is a name near enough, and what there is.
    const fn meant(self, name: &str, parameters: &[ParameterInfo]) -> Self {
        let (mut guess, mut best) = ("", usize::MAX);
        let mut k = 0;
        while k < parameters.len() {
            (guess, best) = nearer(name, parameters[k].name, guess, best);
            k += 1;
        }
        let message = if near(guess, best) {
            self.text("; did you mean `").text(guess).text("`? It has ")
        } else {
            self.text("; it has ")
        };
        message.parameters(parameters)
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

/// Whether a concentration is one outside, `ca_out`.
const fn outside(concentration: &str) -> bool {
    match concentration.as_bytes() {
        [_, .., b'_', b'o', b'u', b't'] => true,
        _ => false,
    }
}

/// Number of edits between two names; the case of letters does not count.
const fn distance(a: &str, b: &str) -> usize {
    const LONGEST: usize = 32;
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() > LONGEST || b.len() > LONGEST {
        return usize::MAX;
    }
    let mut row = [0; LONGEST + 1];
    let mut j = 0;
    while j <= b.len() {
        row[j] = j;
        j += 1;
    }
    let mut i = 0;
    while i < a.len() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        let mut j = 0;
        while j < b.len() {
            let same = a[i].eq_ignore_ascii_case(&b[j]);
            let mut best = if same { diagonal } else { diagonal + 1 };
            if row[j] + 1 < best {
                best = row[j] + 1;
            }
            if row[j + 1] + 1 < best {
                best = row[j + 1] + 1;
            }
            diagonal = row[j + 1];
            row[j + 1] = best;
            j += 1;
        }
        i += 1;
    }
    row[b.len()]
}

const fn is_unknown(mechanism: &MechanismInfo) -> bool {
    matches!(mechanism.kind, MechanismKind::Unknown)
}

const fn word(kind: MechanismKind) -> &'static str {
    match kind {
        MechanismKind::Channel => "a channel",
        MechanismKind::Synapse => "a chemical synapse",
        MechanismKind::Electrical => "an electrical synapse",
        MechanismKind::Pool => "a pool",
        MechanismKind::Unknown => "a mistake",
    }
}

/// Where a channel finds its ion and what it reads.
#[track_caller]
pub const fn wire_channel(channel: &MechanismInfo, name: &str, site: &Site) -> Wiring {
    if is_unknown(channel) {
        return Wiring::NONE;
    }
    if !matches!(channel.kind, MechanismKind::Channel) {
        Message::new()
            .text("`")
            .text(channel.name)
            .text("` is ")
            .text(word(channel.kind))
            .text(", not a channel")
            .fail();
    }
    if channel.density != site.per_area && site.complete {
        let message = Message::new().text("the current of `").text(name).text("` is ");
        let message = if channel.density {
            message.text("per area, but the cell `").text(site.cell).text("` has no `area`")
        } else {
            message.text("absolute, but the cell `").text(site.cell).text("` is given per area")
        };
        message.fail();
    }
    let mut wiring = wire_reads(channel, name, site);
    if let Some(ion) = channel.ion {
        match position(site.ions, ion) {
            Some(k) if site.reversal[k] || !channel.uses_reversal || !site.complete => wiring.ion = k,
            Some(_) => Message::new()
                .text("the ion ")
                .text(ion)
                .text(", which `")
                .text(name)
                .text("` carries, has a pool but no reversal potential in the cell `")
                .text(site.cell)
                .text("`: `ions { ")
                .text(ion)
                .text(": … }`")
                .fail(),
            None if channel.uses_reversal && site.complete => Message::new()
                .text("the ion ")
                .text(ion)
                .text(", which `")
                .text(name)
                .text("` carries, has no reversal potential in the cell `")
                .text(site.cell)
                .text("`: `ions { ")
                .text(ion)
                .text(": … }`; its ions so far: ")
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
    if is_unknown(pool) {
        return Wiring::NONE;
    }
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
            None if !site.complete => {}
            None => {
                let message = Message::new()
                    .text("`")
                    .text(name)
                    .text("` reads the concentration `")
                    .text(mechanism.reads[k])
                    .text("`, which the cell `")
                    .text(site.cell)
                    .text("` does not have: ");
                let message = if outside(mechanism.reads[k]) {
                    message.text("`ions { ").ion(mechanism.reads[k]).text(": nernst(outside = …) }`")
                } else {
                    message.text("add `pool ").ion(mechanism.reads[k]).text(": …`")
                };
                message.fail();
            }
        }
        k += 1;
    }
    if mechanism.uses_temperature && !site.temperature && site.complete {
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
pub const fn pool_is_fed(pool: &MechanismInfo, ion: &str, channels: &[&MechanismInfo], site: &Site) {
    if !matches!(pool.kind, MechanismKind::Pool) || !site.complete {
        return;
    }
    let mut k = 0;
    while k < channels.len() {
        if is_unknown(channels[k]) {
            return;
        }
        if let Some(own) = channels[k].ion
            && equal(own, ion)
        {
            return;
        }
        k += 1;
    }
    Message::new()
        .text("no channel of the cell `")
        .text(site.cell)
        .text("` carries ")
        .text(ion)
        .text(", whose current the pool `")
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

/// A value as written: in internal units, with its dimension in numbers and in words.
#[derive(Clone, Copy, Debug)]
pub struct Given {
    /// The number in internal units.
    pub value: f64,
    /// Its dimension.
    pub dimension: Dimension,
    /// "a voltage", "a conductance per area".
    pub words: &'static str,
}

/// What is set where nothing can be: no parameter has this index.
const NOTHING: Setting = Setting { index: usize::MAX, value: 0.0 };

/// Finds a parameter of a mechanism and converts a value to its declared unit.
#[track_caller]
pub const fn setting(mechanism: &MechanismInfo, name: &str, given: Given) -> Setting {
    if is_unknown(mechanism) {
        return NOTHING;
    }
    let mut index = 0;
    while index < mechanism.parameters.len() {
        let parameter = &mechanism.parameters[index];
        if equal(parameter.name, name) {
            return Setting { index, value: converted(parameter, given) };
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

/// A value in the declared unit of a parameter.
#[track_caller]
const fn converted(parameter: &ParameterInfo, given: Given) -> f64 {
    let Given { value, dimension, words } = given;
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

/// Finds a parameter of a cell by its path and converts a value to its declared unit.
#[track_caller]
pub const fn cell_setting(cell: &'static CellInfo, path: &[&str], given: Given) -> Setting {
    if let Some((index, parameter)) = cell_parameter(cell, path) {
        return Setting { index, value: converted(parameter, given) };
    }
    if !cell.complete || path.is_empty() {
        return NOTHING;
    }
    let mut k = 1;
    while k < path.len() {
        // `cell_part` says so at its token.
        if !search(cell, path.split_at(k).0).found {
            return NOTHING;
        }
        k += 1;
    }
    let mut message = Message::new().text("`").text(cell.name).text("` has no parameter `");
    let mut k = 0;
    while k < path.len() {
        message = if k > 0 { message.text(".") } else { message };
        message = message.text(path[k]);
        k += 1;
    }
    message = message.text("`");
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
                if is_unknown(part.mechanism) {
                    return NOTHING;
                }
                message.meant(path[path.len() - 1], part.mechanism.parameters).fail();
            }
            p += 1;
        }
        c += 1;
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

/// What a path into a cell begins with, a compartment, a channel, a pool or an ion, is there.
#[track_caller]
pub const fn cell_part(cell: &'static CellInfo, path: &[&str]) {
    let Search { found, parts, guess, distance } = search(cell, path);
    if found || !cell.complete {
        return;
    }
    let message = Message::new().text("`").text(cell.name).text("` has no `").text(path[path.len() - 1]).text("`");
    let message = if near(guess, distance) {
        message.text("; did you mean `").text(guess).text("`? It has ")
    } else {
        message.text("; it has ")
    };
    message.text(parts.as_str()).fail()
}

/// What was found for a beginning of a path, or might have been meant.
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

/// The nearer of two guesses at `name`.
const fn nearer<'a>(name: &str, new: &'a str, guess: &'a str, best: usize) -> (&'a str, usize) {
    let distance = distance(name, new);
    if distance < best { (new, distance) } else { (guess, best) }
}

/// Whether so many edits can be a slip: one, or one for each three letters, as in equations.
const fn near(guess: &str, edits: usize) -> bool {
    !guess.is_empty() && (edits <= 1 || edits <= guess.len() / 3)
}

/// Whether `name` is `first`, a dot and something.
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
    if !cell.complete {
        return 0;
    }
    let message = Message::new().text("`").text(cell.name).text("` has no compartment `").text(name).text("`");
    if cell.compartments.len() < 2 {
        message.text("; it has no compartments but itself").fail()
    }
    let mut message = message.text("; it has ");
    let mut c = 0;
    while c < cell.compartments.len() {
        message = if c > 0 { message.text(", ") } else { message };
        message = message.text(cell.compartments[c].name);
        c += 1;
    }
    message.fail()
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
        MechanismKind::Unknown => return,
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
        Message::new()
            .text("`one_to_one` connects arrays of the same length, and these have ")
            .number(pre)
            .text(" and ")
            .number(post)
            .text(" neurons")
            .fail();
    }
}

/// Listed connections name neurons that are there.
#[track_caller]
pub const fn pairs(pairs: &[(usize, usize)], pre: usize, post: usize) {
    let mut k = 0;
    while k < pairs.len() {
        if pairs[k].0 >= pre {
            let pair = Message::new().text("there is no neuron ").number(pairs[k].0);
            pair.text(" in the presynaptic array; it has ").number(pre).text(", counted from 0").fail();
        }
        if pairs[k].1 >= post {
            let pair = Message::new().text("there is no neuron ").number(pairs[k].1);
            pair.text(" in the postsynaptic array; it has ").number(post).text(", counted from 0").fail();
        }
        k += 1;
    }
}

/// As many different inputs as asked for exist.
#[track_caller]
pub const fn inputs(inputs: usize, pre: usize, same: bool, autapses: bool) {
    let available = if same && !autapses { pre.saturating_sub(1) } else { pre };
    if inputs > available {
        let message = Message::new().text("each neuron has ").number(available);
        let message = message.text(" different neurons to be connected from, fewer than ").number(inputs);
        if same && !autapses {
            message.text("; itself is not among them without `autapses`").fail()
        } else {
            message.fail()
        }
    }
}

/// One value for each neuron of an array.
#[track_caller]
pub const fn one_each(values: usize, neurons: usize) {
    if values != neurons {
        let message = Message::new().text("the array has ").number(neurons).text(" neurons, and these are ");
        message.number(values).text(" values; give one for each, or a single one for all").fail();
    }
}
