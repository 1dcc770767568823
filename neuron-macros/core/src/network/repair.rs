//! Repair of a network whose mistakes were reported. It is made to expand, so that its struct and its handles exist and
//! nothing else fails.

use super::check::OWN;
use super::model::{End, Index, Model, Rule, RuleKind};
use crate::cell::keep_first;
use crate::items::Value;
use crate::names;
use crate::plausible::Place;
use proc_macro2::{Ident, Span};
use std::collections::HashSet;

/// Fills in missing values and removes parts that cannot expand.
pub fn repair(model: &mut Model) {
    let name = model.ident.clone();
    model.cells.retain(|cell| cell.ident != name);
    model.neurons.retain(|neuron| !neuron.path.is_ident(&name));
    for connection in &mut model.connections {
        connection.synapses.retain(|synapse| !synapse.path.is_ident(&name));
    }
    model.connections.retain(|connection| !connection.synapses.is_empty());
    keep_first(&mut model.cells, |cell| Some(&cell.ident));
    let mut seen = HashSet::from([OWN.to_owned()]);
    model.neurons.retain(|neuron| seen.insert(neuron.ident.to_string().to_lowercase()));
    for neuron in &mut model.neurons {
        let array = neuron.len.is_some();
        neuron.settings.retain(|setting| array || matches!(setting.value, Value::One(_)));
        neuron.settings.iter_mut().for_each(|setting| setting.refuse_implausible(Place::Membrane));
    }
    let known: Vec<Ident> = model.neurons.iter().map(|neuron| neuron.ident.clone()).collect();
    let Some(first) = known.first() else {
        model.connections.clear();
        return;
    };
    let counts: Vec<_> = model.neurons.iter().map(|neuron| (neuron.ident.clone(), neuron.count())).collect();
    let arrays: Vec<&Ident> = model.neurons.iter().filter(|n| n.len.is_some()).map(|neuron| &neuron.ident).collect();
    seen = known.iter().map(Ident::to_string).chain([OWN.to_owned()]).collect();
    model.connections.retain(|connection| seen.insert(connection.name().to_string()));
    for connection in &mut model.connections {
        // The connection and its handles keep the name made from the ends as written.
        connection.name = Some(connection.name());
        for end in [&mut connection.from, &mut connection.to] {
            if !known.contains(&end.neuron) {
                let names: Vec<String> = known.iter().map(Ident::to_string).collect();
                let meant = names::nearest(&end.neuron.to_string(), names.iter().map(String::as_str));
                let neuron = known.iter().find(|ident| meant.is_some_and(|meant| *ident == meant)).unwrap_or(first);
                (end.neuron, end.compartment) = (neuron.clone(), None);
            }
            // A neuron that is not there gives way to the whole array.
            let count = counts.iter().find(|(ident, _)| *ident == end.neuron).and_then(|(_, count)| *count);
            let array = arrays.contains(&&end.neuron);
            end.index = end.index.take().filter(|index| array && count.is_none_or(|count| index.index < count));
        }
        let array = arrays.contains(&&connection.from.neuron) || arrays.contains(&&connection.to.neuron);
        if !array || connection.stimulus {
            connection.rule = None;
        } else if connection.rule.is_none() {
            connection.rule = Some(Rule { span: Span::call_site(), kind: RuleKind::AllToAll { autapses: false } });
        }
        if let Some(Rule { kind: RuleKind::Pairs(pairs), .. }) = &mut connection.rule {
            let count = |end: &End| counts.iter().find(|(ident, _)| *ident == end.neuron).and_then(|(_, count)| *count);
            let within = |index: &Index, end: &End| count(end).is_none_or(|count| index.index < count);
            pairs.retain(|[from, to]| within(from, &connection.from) && within(to, &connection.to));
        }
        keep_first(&mut connection.synapses, |synapse| Some(&synapse.name));
        let place = connection.place();
        let projection = connection.is_projection(|neuron| arrays.contains(&neuron));
        for synapse in &mut connection.synapses {
            // The number of connections may not be what was meant.
            synapse.settings.retain(|setting| match setting.value {
                Value::One(_) => true,
                Value::Drawn(_) => projection,
                Value::Each(..) => false,
            });
            synapse.settings.iter_mut().for_each(|setting| setting.refuse_implausible(place));
        }
    }
}
