//! Rules of a network that its own tokens decide, one function for each. Rules that depend on the types of its cells
//! and synapses are checked by constants in the expansion.

use super::model::{Connection, Model, Neuron, Rule, RuleKind};
use crate::errors::Errors;
use crate::items::{self, Value};
use crate::names;
use crate::plausible::Place;
use proc_macro2::Ident;
use std::collections::{HashMap, HashSet};
use syn::spanned::Spanned;

/// The function that makes the network, whose name no neuron or connection can have.
pub const OWN: &str = "default";

/// Checks everything.
pub fn check(model: &Model, errors: &mut Errors) {
    check_there_is_a_neuron(model, errors);
    items::unique(model.neurons.iter().map(|neuron| &neuron.ident), "a neuron", "give it another name", errors);
    items::unique(model.cells.iter().map(|cell| &cell.ident), "a cell", "give it another name", errors);
    check_parts_are_not_the_network(model, errors);
    check_fields_differ(model, errors);
    check_ends_exist(model, errors);
    check_names_are_not_those_of_the_network(model, errors);
    check_nothing_enters_sources(model, errors);
    check_rules_fit_arrays(model, errors);
    check_pairs_are_within_arrays(model, errors);
    check_stimuli_enter_neurons(model, errors);
    check_connections_have_names_of_their_own(model, errors);
    check_several_values_belong_to_arrays(model, errors);
    check_values_are_plausible(model, errors);
    for connection in &model.connections {
        let way_out = "give this one a name of its own: `Other: …`";
        items::unique(connection.synapses.iter().map(|synapse| &synapse.name), "a synapse", way_out, errors);
    }
}

fn check_there_is_a_neuron(model: &Model, errors: &mut Errors) {
    if model.neurons.is_empty() && model.readable {
        errors.push(model.ident.span(), "a network has at least one neuron: `neuron AB: Stg`");
    }
}

/// Checks that no part has the name of the network, which would then contain itself.
fn check_parts_are_not_the_network(model: &Model, errors: &mut Errors) {
    let name = &model.ident;
    let cells = model.cells.iter().map(|cell| (&cell.ident == name, cell.ident.span()));
    let neurons = model.neurons.iter().map(|neuron| (neuron.path.is_ident(name), neuron.path.span()));
    let synapses = model.connections.iter().flat_map(|connection| &connection.synapses);
    let synapses = synapses.map(|synapse| (synapse.path.is_ident(name), synapse.path.span()));
    let parts: Vec<_> = cells.chain(neurons).chain(synapses).collect();
    if let Some((_, span)) = parts.into_iter().find(|(same, _)| *same) {
        errors.push(span, format!("`{name}` is this network itself; call the network otherwise"));
    }
}

/// Checks that names of neurons differ in more than case: in a run, the neuron AB is `run.ab`.
fn check_fields_differ(model: &Model, errors: &mut Errors) {
    let mut seen: HashMap<String, &Ident> = HashMap::new();
    for neuron in &model.neurons {
        let ident = &neuron.ident;
        if let Some(other) = seen.insert(ident.to_string().to_lowercase(), ident)
            && other != ident
        {
            errors.push(ident.span(), format!("`{ident}` and `{other}` differ in case alone; a run names both alike"));
        }
    }
}

fn check_ends_exist(model: &Model, errors: &mut Errors) {
    let known: Vec<String> = model.neurons.iter().map(|neuron| neuron.ident.to_string()).collect();
    for connection in &model.connections {
        // Both ends of a stimulus are one.
        for end in [&connection.from, &connection.to].into_iter().skip(usize::from(connection.stimulus)) {
            // If there is no neuron at all, that was reported once.
            let unclear = model.neurons.is_empty() || model.unreadable.contains(&end.neuron);
            if model.neuron(&end.neuron).is_none() && !unclear {
                let name = end.neuron.to_string();
                let misspelt = names::nearest(&name, known.iter().map(String::as_str)).is_some();
                if !misspelt && !model.readable {
                    continue;
                }
                let message = names::unknown("there is no neuron", &name, known.iter().map(String::as_str));
                errors.push(end.neuron.span(), message);
            }
        }
    }
}

/// Checks that nothing enters a source, which has no membrane.
fn check_nothing_enters_sources(model: &Model, errors: &mut Errors) {
    let is_source = |end: &super::model::End| model.neuron(&end.neuron).is_some_and(|neuron| neuron.source);
    for connection in &model.connections {
        let ends = [&connection.to, &connection.from];
        for end in ends.into_iter().take(if connection.electrical { 2 } else { 1 }).filter(|end| is_source(end)) {
            let message =
                format!("`{}` is a source of spikes, which has no membrane that a current could enter", end.neuron);
            errors.push(end.neuron.span(), message);
        }
        if is_source(&connection.from)
            && let Some(compartment) = &connection.from.compartment
        {
            errors.push(
                compartment.span(),
                format!("`{}` is a source of spikes and has no compartments", connection.from.neuron),
            );
        }
    }
}

fn both(model: &Model, connection: &Connection) -> bool {
    model.neuron(&connection.from.neuron).is_some() && model.neuron(&connection.to.neuron).is_some()
}

fn arrays(model: &Model, connection: &Connection) -> bool {
    let array = |ident| model.neuron(ident).is_some_and(|neuron| neuron.len.is_some());
    array(&connection.from.neuron) || array(&connection.to.neuron)
}

fn check_rules_fit_arrays(model: &Model, errors: &mut Errors) {
    for connection in model.connections.iter().filter(|connection| !connection.stimulus) {
        match (&connection.rule, arrays(model, connection)) {
            (Some(rule), false) if both(model, connection) => errors.push(rule.span, "a rule connects arrays of neurons; two single ones are connected without: `AB -> LP: …`"),
            (None, true) if connection.unclear => {}
            (None, true) => errors.push(
                connection.to.neuron.span(),
                "say how the neurons are connected: `E -> I all_to_all: …`, `one_to_one`, `random { … }` or `pairs [ … ]`",
            ),
            _ => {}
        }
        if let Some(rule) = &connection.rule
            && matches!(rule.kind, RuleKind::Inputs { .. })
            && connection.electrical
            && connection.from.neuron == connection.to.neuron
        {
            errors.push(rule.span, "an electrical connection has no direction and so no inputs; give a `probability`");
        }
        if let Some(Rule { span, kind: RuleKind::OneToOne { autapses: false } }) = &connection.rule
            && arrays(model, connection)
            && connection.from.neuron == connection.to.neuron
        {
            let array = &connection.from.neuron;
            errors.push(
                *span,
                format!("this connects every neuron of `{array}` to itself and to no other; if that is meant, write `one_to_one autapses`"),
            );
        }
    }
}

/// Checks that a stimulus enters a neuron that its array has. Lengths that are no numbers are checked in the expansion.
fn check_stimuli_enter_neurons(model: &Model, errors: &mut Errors) {
    for end in model.connections.iter().filter(|connection| connection.stimulus).map(|connection| &connection.to) {
        let (Some(index), Some(neuron)) = (&end.index, model.neuron(&end.neuron)) else { continue };
        let name = &neuron.ident;
        if neuron.len.is_none() {
            errors.push(index.span, format!("`{name}` is one neuron and no array: `-> {name}`"));
        } else if let Some(count) = neuron.count().filter(|count| index.index >= *count) {
            let index_of = index.index;
            let message = format!("there is no neuron {index_of} in `{name}`; it has {count}, counted from 0");
            errors.push(index.span, message);
        }
    }
}

/// Checks that no neuron or connection is called as the function that makes the network, `Pyloric::default()`.
fn check_names_are_not_those_of_the_network(model: &Model, errors: &mut Errors) {
    let connections = model.connections.iter().filter_map(|connection| connection.name.as_ref());
    for name in model.neurons.iter().map(|neuron| &neuron.ident).chain(connections) {
        if name == OWN {
            errors.push(name.span(), format!("`{name}` is a name of the network's own; choose another"));
        }
    }
}

/// Checks pairs against lengths that are written as numbers. Other lengths are checked in the expansion.
fn check_pairs_are_within_arrays(model: &Model, errors: &mut Errors) {
    for connection in &model.connections {
        let Some(Rule { kind: RuleKind::Pairs(pairs), .. }) = &connection.rule else { continue };
        for [from, to] in pairs {
            for (index, end) in [(from, &connection.from), (to, &connection.to)] {
                let Some(count) = model.neuron(&end.neuron).and_then(Neuron::count) else { continue };
                if index.index >= count {
                    let (index, array, span) = (index.index, &end.neuron, index.span);
                    errors
                        .push(span, format!("there is no neuron {index} in `{array}`; it has {count}, counted from 0"));
                }
            }
        }
    }
}

fn check_connections_have_names_of_their_own(model: &Model, errors: &mut Errors) {
    let mut seen: HashSet<String> = model.neurons.iter().map(|neuron| neuron.ident.to_string()).collect();
    for connection in &model.connections {
        let name = connection.name();
        // After a mistake in reading, a name may have been lost.
        if !seen.insert(name.to_string()) && model.readable {
            if connection.stimulus {
                errors.push(name.span(), format!("`{name}` is there already; give this stimulus another name"));
                continue;
            }
            let (from, to) = (&connection.from.neuron, &connection.to.neuron);
            let arrow = if connection.electrical { "--" } else { "->" };
            errors.push(
                name.span(),
                format!("`{name}` is there already; give this connection a name: `second = {from} {arrow} {to}: …`"),
            );
        }
    }
}

/// Checks that lists and distributions belong to arrays, and lists to connections whose number is known. Lengths are checked in the
/// expansion.
fn check_several_values_belong_to_arrays(model: &Model, errors: &mut Errors) {
    for neuron in model.neurons.iter().filter(|neuron| neuron.len.is_none()) {
        for span in neuron.settings.iter().filter_map(|setting| setting.value.several()) {
            errors.push(span, format!("`{}` is one neuron and takes one value", neuron.ident));
        }
    }
    for connection in model.connections.iter().filter(|connection| both(model, connection)) {
        let name = connection.name();
        for setting in connection.synapses.iter().flat_map(|synapse| &synapse.settings) {
            let Some(span) = setting.value.several() else { continue };
            if !connection.is_projection(|neuron| model.neuron(neuron).is_some_and(|neuron| neuron.len.is_some())) {
                let what = if connection.stimulus { "stimulus of one neuron" } else { "connection" };
                errors.push(span, format!("`{name}` is one {what} and takes one value"));
            } else if let (true, Value::Each(..)) = (connection.is_random(), &setting.value) {
                errors.push(
                    span,
                    "the number of random connections is not known where they are declared: draw a value for each, \
                     `normal { mean: …, sd: …, seed: 1 }`, or give it one by `set_each`",
                );
            }
        }
    }
}

fn check_values_are_plausible(model: &Model, errors: &mut Errors) {
    for setting in model.neurons.iter().flat_map(|neuron| &neuron.settings) {
        setting.check_is_plausible(Place::Membrane, errors);
    }
    for connection in &model.connections {
        for setting in connection.synapses.iter().flat_map(|synapse| &synapse.settings) {
            setting.check_is_plausible(connection.place(), errors);
        }
    }
}
