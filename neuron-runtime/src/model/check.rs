//! Checks of a model that only its types can decide, carried out during compilation. Each check is called in a constant
//! at the user's token. If it fails, its sentence appears there.

mod sentence;
mod settings;

use crate::model::connect::Rule;
use crate::model::info::{CellInfo, MechanismInfo, MechanismKind, StateKind};
use crate::model::mechanism::Wiring;
use sentence::{Message, equal, outside, position};

pub use settings::{Found, Given, Setting, cell_part, cell_setting, setting, setting_of_each};

/// The ions and quantities that a compartment offers to its channels and pools.
#[derive(Clone, Copy, Debug)]
pub struct Site {
    /// Name of the cell.
    pub cell: &'static str,
    /// True if it is given per area; `None` if a mistake leaves that open.
    pub per_area: Option<bool>,
    /// True if it has a temperature.
    pub temperature: bool,
    /// Its ions.
    pub ions: &'static [&'static str],
    /// For each ion, true if it has a reversal potential.
    pub reversal: &'static [bool],
    /// Concentrations that can be read.
    pub concentrations: &'static [&'static str],
    /// True if the cell was declared without mistakes. Otherwise a part that seems missing may be among the mistakes.
    pub complete: bool,
    /// True if a compartment of the cell declares its spikes.
    pub spikes: bool,
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
        MechanismKind::Stimulus => "a stimulus",
        MechanismKind::Cell => "a cell",
        MechanismKind::Unknown => "a mistake",
    }
}

/// Returns the places of a channel's ion and of the concentrations it reads. Fails if the compartment lacks one.
#[track_caller]
pub const fn wire_channel(channel: &MechanismInfo, name: &str, site: &Site) -> Wiring {
    if is_unknown(channel) {
        return Wiring::NONE;
    }
    if !matches!(channel.kind, MechanismKind::Channel) {
        let message = Message::new().text("`").text(channel.name).text("` is ").text(word(channel.kind));
        let message = message.text(", not a channel");
        if matches!(channel.kind, MechanismKind::Stimulus) {
            message.text(": it belongs into `stimuli { … }`").fail()
        }
        message.fail();
    }
    if let Some(false) = site.per_area
        && channel.density
    {
        Message::new()
            .text("the current of `")
            .text(name)
            .text("` is per area, but the cell `")
            .text(site.cell)
            .text(
                "` has no `area`: give it one and a `capacitance: 1uF/cm2`, or give the channel an absolute \
                 conductance, such as nS",
            )
            .fail();
    }
    area_is_given(channel, name, site);
    if channel.on_spike && !site.spikes && site.complete {
        Message::new()
            .text("`")
            .text(name)
            .text("` changes at a spike, and the cell `")
            .text(site.cell)
            .text("` declares no spikes: write `spike { threshold: -20mV }`, with a `reset` if V jumps")
            .fail();
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

/// Returns the places from which a stimulus reads, which has neither an ion nor concentrations. Fails if the compartment lacks
/// what it uses.
#[track_caller]
pub const fn wire_stimulus(stimulus: &MechanismInfo, name: &str, site: &Site) -> Wiring {
    match stimulus.kind {
        MechanismKind::Stimulus => {}
        MechanismKind::Unknown => return Wiring::NONE,
        kind => {
            let message = Message::new().text("`").text(stimulus.name).text("` is ").text(word(kind));
            let message = message.text(", not a stimulus");
            if matches!(kind, MechanismKind::Channel) {
                message.text(": it belongs into `channels { … }`").fail()
            }
            message.fail()
        }
    }
    area_is_given(stimulus, name, site);
    wire_reads(stimulus, name, site)
}

/// Returns the places of a pool's ion and of the concentrations it reads. Fails if the compartment lacks one.
#[track_caller]
pub const fn wire_pool(pool: &MechanismInfo, ion: &str, site: &Site) -> Wiring {
    if is_unknown(pool) {
        return Wiring::NONE;
    }
    if !matches!(pool.kind, MechanismKind::Pool) {
        Message::new().text("`").text(pool.name).text("` is ").text(word(pool.kind)).text(", not a pool").fail();
    }
    area_is_given(pool, pool.name, site);
    let mut wiring = wire_reads(pool, ion, site);
    if let Some(k) = position(site.ions, ion) {
        wiring.ion = k;
    }
    wiring
}

/// Checks that a cell has the area that a mechanism uses.
#[track_caller]
const fn area_is_given(mechanism: &MechanismInfo, name: &str, site: &Site) {
    if let Some(false) = site.per_area
        && mechanism.uses_area
    {
        Message::new()
            .text("`")
            .text(name)
            .text("` depends on the area, which the cell `")
            .text(site.cell)
            .text(
                "` does not give: it is given absolutely; give it per area, with `area: …` and `capacitance: 1uF/cm2`",
            )
            .fail();
    }
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
                    let message =
                        message.text("add `pool ").ion(mechanism.reads[k]).text(": …`, or a constant one: `ions { ");
                    message.ion(mechanism.reads[k]).text(": nernst(outside = …, inside = …) }`")
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

/// Checks that a pool has a channel of its ion. A pool that does not depend on a current, such as a second messenger,
/// needs none.
#[track_caller]
pub const fn pool_is_fed(pool: &MechanismInfo, ion: &str, channels: &[&MechanismInfo], site: &Site) {
    if !matches!(pool.kind, MechanismKind::Pool) || !site.complete || !pool.dependence.states.ion_current {
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

/// Returns the index of the concentration among the states of a pool.
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

/// Returns the index at which the states of a compartment begin in its cell. An empty name means the first compartment.
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

/// Checks that the type of a neuron is a cell.
#[track_caller]
pub const fn cell(cell: &CellInfo) {
    if cell.source {
        Message::new()
            .text("`")
            .text(cell.name)
            .text("` is a source of spikes and no cell: write `source …: ")
            .text(cell.name)
            .text("`")
            .fail();
    }
    if cell.compartments.is_empty() {
        Message::new()
            .text("`")
            .text(cell.name)
            .text("` is no cell: a neuron is one of a type declared with `cell!`, or as a `cell` of the network")
            .fail();
    }
}

/// Checks that the type of a source is a source of spikes.
#[track_caller]
pub const fn source(cell: &CellInfo) {
    if !cell.source && (cell.complete || cell.compartments.is_empty()) {
        let message = Message::new().text("`").text(cell.name).text("` is no source of spikes");
        if !cell.compartments.is_empty() {
            message.text(": write `neuron …: ").text(cell.name).text("`").fail()
        }
        message.text(", such as `Poisson` or `Regular`").fail();
    }
}

/// Checks that a synapse from a source follows its spikes alone.
#[track_caller]
pub const fn follows(mechanism: &MechanismInfo) {
    let Some(events) = mechanism.events else {
        if matches!(mechanism.kind, MechanismKind::Synapse) {
            let message =
                Message::new().text("`").text(mechanism.name).text("` follows the presynaptic V, and a source has ");
            message.text("none: a synapse that follows spikes has an `on_pre(…)`").fail()
        }
        return;
    };
    if !events.on_pre || mechanism.dependence.states.pre || mechanism.dependence.current.pre {
        let message =
            Message::new().text("`").text(mechanism.name).text("` sees the presynaptic V, and a source has none");
        message.fail()
    }
}

/// Checks that the type of a synapse is a synapse, of the kind that its arrow says.
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
            let message = Message::new().text("`").text(mechanism.name).text("` is ").text(word(kind));
            let message = message.text(", not a synapse");
            if matches!(kind, MechanismKind::Stimulus) {
                message.text(": write `stimulus step: ").text(mechanism.name).text(" { … } -> …`").fail()
            }
            message.fail()
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

/// Checks that the neurons at both ends of a synapse have the spikes that it follows. An empty compartment means the first.
#[track_caller]
pub const fn spiking(mechanism: &MechanismInfo, pre: (&CellInfo, &str, &str), post: (&CellInfo, &str, &str)) {
    if let Some(events) = mechanism.events {
        if events.on_pre {
            spikes_at(mechanism, pre);
        }
        if events.on_post {
            spikes_at(mechanism, post);
        }
    }
}

#[track_caller]
const fn spikes_at(mechanism: &MechanismInfo, (cell, neuron, compartment): (&CellInfo, &str, &str)) {
    let mut c = 0;
    while c < cell.compartments.len() {
        let own = &cell.compartments[c];
        if compartment.is_empty() || equal(own.name, compartment) {
            if own.spike || !cell.complete {
                return;
            }
            let message = Message::new().text("`").text(mechanism.name).text("` follows the spikes of `").text(neuron);
            let message = message.text("`, whose cell `").text(cell.name).text("` has no threshold");
            let message = if own.name.is_empty() { message } else { message.text(" in `").text(own.name).text("`") };
            message.text(": add `spike { threshold: 0mV }` to the declaration of that cell").fail();
        }
        c += 1;
    }
}

/// Checks that a type is a stimulus that needs nothing of the cell it enters but its potential.
#[track_caller]
pub const fn stimulus(mechanism: &MechanismInfo, name: &str) {
    let what = match mechanism.kind {
        MechanismKind::Stimulus if mechanism.uses_area => "area",
        MechanismKind::Stimulus if mechanism.uses_temperature => "temperature",
        MechanismKind::Stimulus | MechanismKind::Unknown => return,
        kind => {
            Message::new().text("`").text(mechanism.name).text("` is ").text(word(kind)).text(", not a stimulus").fail()
        }
    };
    Message::new()
        .text("`")
        .text(name)
        .text("` depends on the ")
        .text(what)
        .text(", which a network does not give to its stimuli: list it in the cell, `stimuli { ")
        .text(mechanism.name)
        .text(" }`")
        .fail();
}

/// Checks that an array has the neuron that a stimulus enters.
#[track_caller]
pub const fn element(index: usize, array: &str, neurons: usize) {
    if index >= neurons {
        let message = Message::new().text("there is no neuron ").number(index).text(" in `").text(array);
        message.text("`; it has ").number(neurons).text(", counted from 0").fail();
    }
}

/// Checks that two arrays that are connected one to one have the same length.
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

/// Checks that listed connections name existing neurons.
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

/// Checks that the requested number of different inputs exists.
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

/// Checks that an array has neurons.
#[track_caller]
pub const fn array(neurons: usize) {
    if neurons == 0 {
        Message::new().text("an array has at least one neuron").fail();
    }
}

/// Checks that there is one value for each connection that a rule makes between `pre` and `post` neurons. The two arrays are the
/// `same` or not.
#[track_caller]
pub const fn one_per_connection(values: usize, rule: Rule, (pre, post): (usize, usize), same: bool, electrical: bool) {
    if let Some(connections) = rule.count((pre, post), same, electrical)
        && values != connections
    {
        let message = match connections {
            1 => Message::new().text("there is 1 connection, and these are "),
            _ => Message::new().text("there are ").number(connections).text(" connections, and these are "),
        };
        message.number(values).text(" values; give one for each, or a single one for all").fail();
    }
}

/// Checks that there is one value for each neuron of an array.
#[track_caller]
pub const fn one_each(values: usize, neurons: usize) {
    if values != neurons {
        let message = Message::new().text("the array has ").number(neurons).text(" neurons, and these are ");
        message.number(values).text(" values; give one for each, or a single one for all").fail();
    }
}
