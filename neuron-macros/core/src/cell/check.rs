//! Rules of a cell that its own tokens decide, one function for each. Rules that depend on the types of its channels
//! are checked by constants in the expansion.

use super::model::{Compartment, Model, Nernst, PartKind, Range, Reversal, Spike, valence};
use crate::errors::Errors;
use crate::items;
use crate::names;
use crate::names::camel;
use crate::plausible::{Place, check_quantity};
use crate::unit::{Dimension, Quantity, rounded};
use proc_macro2::{Ident, Span};
use std::collections::HashSet;
use syn::spanned::Spanned;

/// Names of the cell itself, in paths or as handles.
pub const OWN: [&str; 11] =
    ["capacitance", "area", "v", "v_start", "inject", "spike", "temperature", "at", "handles", "ALONE", "default"];

/// Names of the cell itself that its compartments cannot have.
pub const OWN_OF_SEVERAL: [&str; 5] = ["temperature", "at", "handles", "ALONE", "default"];

/// Checks everything.
pub fn check(model: &Model, errors: &mut Errors) {
    check_temperature(model, errors);
    check_compartments_have_names_of_their_own(model, errors);
    check_joins(model, errors);
    check_joins_have_names_of_their_own(model, errors);
    check_values_are_plausible(model, errors);
    for compartment in &model.compartments {
        let span = compartment.ident.as_ref().unwrap_or(&model.ident).span();
        check_parts_have_names_of_their_own(compartment, errors);
        check_parts_are_not_the_cell(compartment, model, errors);
        // After a mistake in reading, nothing counts as missing.
        let readable = model.readable;
        check_capacitance_and_area_fit(compartment, readable, span, errors);
        check_start(compartment, readable, span, errors);
        check_injection(compartment, readable, errors);
        check_spike(compartment, errors);
        check_range(compartment, errors);
        check_ions(compartment, model, errors);
        check_settings_are_one_value(compartment, errors);
    }
}

/// Returns the message about a value of the wrong dimension.
fn wrong(what: &str, example: &str, value: &Quantity) -> String {
    format!("{what} is one such as `{example}`, and this is {}", value.dimension)
}

fn is(value: &Quantity, expected: Dimension) -> bool {
    value.dimension == expected
}

/// Checks that values are plausible. Those of a wrong dimension, or not positive, are reported by other rules.
fn check_values_are_plausible(model: &Model, errors: &mut Errors) {
    let mut check = |value: Option<&Quantity>, dimensions: &[Dimension]| {
        if let Some(value) = value.filter(|value| dimensions.contains(&value.dimension)) {
            check_quantity(value, Place::Membrane, errors);
        }
    };
    let positive = |value: &Option<Quantity>| value.as_ref().filter(|value| value.value > 0.0).cloned();
    check(model.temperature.as_ref().filter(|value| value.absolute_temperature), &[Dimension::TEMPERATURE]);
    for compartment in &model.compartments {
        check(positive(&compartment.capacitance).as_ref(), &[compartment.capacitance_dimension()]);
        check(positive(&compartment.area).as_ref(), &[Dimension::AREA]);
        check(compartment.v.as_ref(), &[Dimension::VOLTAGE]);
        if let Some(Spike { threshold, reset, hold, refractory, .. }) = &compartment.spike {
            [threshold, reset].into_iter().for_each(|value| check(value.as_ref(), &[Dimension::VOLTAGE]));
            let not_negative = [hold, refractory].map(|value| value.as_ref().filter(|value| value.value >= 0.0));
            not_negative.into_iter().for_each(|value| check(value, &[Dimension::TIME]));
        }
        check(compartment.inject.as_ref(), &[Dimension::CURRENT, Dimension::CURRENT_DENSITY]);
        for ion in &compartment.ions {
            match &ion.reversal {
                Reversal::Constant(value) => check(Some(value), &[Dimension::VOLTAGE]),
                Reversal::Nernst(Nernst { outside, inside, rt_f, .. }) => {
                    for concentration in [positive(outside), positive(inside)] {
                        check(concentration.as_ref(), &[Dimension::CONCENTRATION]);
                    }
                    check(rt_f.as_ref(), &[Dimension::VOLTAGE]);
                }
            }
        }
    }
    for join in &model.joins {
        let g = Some(&join.conductance).filter(|g| g.value > 0.0);
        check(g, &[Dimension::CONDUCTANCE, Dimension::CONDUCTANCE_DENSITY]);
    }
    let parts = model.compartments.iter().flat_map(|compartment| compartment.channels.iter().chain(&compartment.pools));
    for setting in parts.flat_map(|part| &part.settings) {
        setting.check_is_plausible(Place::Membrane, errors);
    }
}

/// Checks that a spike's values have their dimensions, and that V is below the threshold after it.
fn check_spike(compartment: &Compartment, errors: &mut Errors) {
    let Some(Spike { threshold, reset, hold, refractory, .. }) = &compartment.spike else { return };
    for (value, what, example) in
        [(threshold, "the threshold of a spike", "-50mV"), (reset, "the reset of a spike", "-70mV")]
    {
        if let Some(value) = value.as_ref().filter(|value| !is(value, Dimension::VOLTAGE)) {
            errors.push(value.span, wrong(what, example, value));
        }
    }
    for (value, what) in [(hold, "the hold of a spike"), (refractory, "the refractory time of a spike")] {
        let Some(value) = value else { continue };
        if !is(value, Dimension::TIME) {
            errors.push(value.span, wrong(what, "2ms", value));
        } else if value.value < 0.0 {
            errors.push(value.span, format!("{what} is not negative; write one such as `2ms`, or leave it out"));
        }
    }
    // Without a threshold it is 0 mV.
    let level = threshold.as_ref().map_or(0.0, |threshold| threshold.value);
    if let Some(reset) = reset.as_ref().filter(|reset| is(reset, Dimension::VOLTAGE) && reset.value >= level)
        && threshold.as_ref().is_none_or(|threshold| is(threshold, Dimension::VOLTAGE))
    {
        let message = format!(
            "the reset of a spike is below its threshold of {}mV{}: above it the next spike would begin at once",
            rounded(level),
            if threshold.is_none() { ", which holds if none is given" } else { "" }
        );
        errors.push(reset.span, message);
    }
}

/// Checks that the range of V is one of voltages, and that V begins in it.
fn check_range(compartment: &Compartment, errors: &mut Errors) {
    let Some(Range { ends: Some([lowest, highest]) }) = &compartment.range else { return };
    for end in [lowest, highest] {
        if !is(end, Dimension::VOLTAGE) {
            errors.push(end.span, wrong("an end of the range of V", "-200mV", end));
            return;
        }
    }
    if lowest.value >= highest.value {
        errors.push(highest.span, "the upper end of the range of V is not above its lower end");
        return;
    }
    if let Some(v) = compartment.v.as_ref().filter(|v| is(v, Dimension::VOLTAGE))
        && !(lowest.value..=highest.value).contains(&v.value)
    {
        errors.push(v.span, "V begins out of its `range`");
    }
}

fn check_temperature(model: &Model, errors: &mut Errors) {
    if let Some(value) = &model.temperature
        && (!is(value, Dimension::TEMPERATURE) || !value.absolute_temperature)
    {
        let unit = if is(value, Dimension::TEMPERATURE) {
            "a difference in K".to_owned()
        } else {
            value.dimension.to_string()
        };
        errors.push(value.span, format!("the temperature is one such as `10degC`, and this is {unit}"));
    }
}

/// Checks that the names of compartments differ, as those of their types do: `soma` of the cell `Stg` is `StgSoma`.
fn check_compartments_have_names_of_their_own(model: &Model, errors: &mut Errors) {
    let names: Vec<&Ident> = model.compartments.iter().filter_map(|c| c.ident.as_ref()).collect();
    items::unique(names.iter().copied(), "a compartment", "give it another name", errors);
    for (k, name) in names.iter().enumerate() {
        let alike = |other: &&&Ident| **other != *name && camel(&other.to_string()) == camel(&name.to_string());
        if OWN_OF_SEVERAL.contains(&name.to_string().as_str()) {
            errors.push(name.span(), format!("`{name}` is a name of the cell's own; choose another"));
        } else if let Some(other) = names[..k].iter().find(alike) {
            errors.push(name.span(), format!("`{name}` and `{other}` are too alike for two compartments; rename one"));
        }
    }
}

/// Checks that no two conductances have the same name: that between `soma` and `dendrite` is called `soma_dendrite`.
fn check_joins_have_names_of_their_own(model: &Model, errors: &mut Errors) {
    let mut seen: HashSet<String> =
        model.compartments.iter().filter_map(|c| c.ident.as_ref()).map(Ident::to_string).collect();
    let mut pairs = HashSet::new();
    for join in &model.joins {
        let pair = (join.from.to_string(), join.to.to_string());
        let new = !pairs.contains(&pair) && pairs.insert((pair.1.clone(), pair.0.clone())) && pairs.insert(pair);
        if !new && join.from != join.to {
            errors.push(join.from.span(), format!("`{}` and `{}` are joined already", join.from, join.to));
        } else if !seen.insert(join.name()) {
            let message =
                format!("the conductance between them is called `{}`, which is there already; rename one", join.name());
            errors.push(join.from.span(), message);
        }
    }
}

/// Checks that no part has the name of the cell, which would then contain itself.
fn check_parts_are_not_the_cell(compartment: &Compartment, model: &Model, errors: &mut Errors) {
    for part in compartment.channels.iter().chain(&compartment.pools) {
        if part.path.is_ident(&model.ident) {
            let name = &model.ident;
            errors.push(part.path.span(), format!("`{name}` is this cell itself; call the cell otherwise"));
        }
    }
}

fn check_parts_have_names_of_their_own(compartment: &Compartment, errors: &mut Errors) {
    let way_out = "give this one a name of its own: `Other: …`";
    for (kind, what) in [(PartKind::Channel, "a channel"), (PartKind::Stimulus, "a stimulus")] {
        let parts = compartment.channels.iter().filter(|part| part.kind == kind);
        items::unique(parts.map(|part| &part.name), what, way_out, errors);
    }
    let channels = || compartment.channels.iter().filter(|part| part.kind == PartKind::Channel);
    for stimulus in compartment.channels.iter().filter(|part| part.kind == PartKind::Stimulus) {
        let name = &stimulus.name;
        if channels().any(|channel| channel.name == *name) {
            let message = format!("a channel and a stimulus are both called `{name}`; write `other: {name}`");
            errors.push(name.span(), message);
        }
    }
    items::unique(compartment.pools.iter().map(|part| &part.name), "a pool of", "an ion has one", errors);
    for channel in &compartment.channels {
        if compartment.pool(&channel.name).is_some() {
            let (name, kind) = (&channel.name, channel.kind.word());
            errors.push(name.span(), format!("a {kind} and a pool are both called `{name}`; write `Other: {name}`"));
        }
    }
    items::unique(compartment.ions.iter().map(|ion| &ion.ident), "the ion", "it has one reversal potential", errors);
    let parts = compartment.channels.iter().chain(&compartment.pools).map(|part| &part.name);
    for ident in parts.chain(compartment.ions.iter().map(|ion| &ion.ident)) {
        let name = ident.to_string();
        if OWN.contains(&name.as_str()) {
            errors.push(ident.span(), format!("`{name}` is a name of the cell's own; choose another"));
        }
    }
    for ident in compartment.clashes() {
        let name = ident.to_string();
        let message =
            format!("`{name}` is also how a concentration or a reversal potential is called; choose another name");
        errors.push(ident.span(), message);
    }
}

fn check_capacitance_and_area_fit(compartment: &Compartment, readable: bool, span: Span, errors: &mut Errors) {
    if let Some(area) = &compartment.area {
        if !is(area, Dimension::AREA) {
            errors.push(area.span, wrong("an area", "0.0628mm2", area));
        } else if area.value <= 0.0 {
            errors.push(area.span, "an area is positive, such as `0.0628mm2`");
        }
    }
    let Some(capacitance) = &compartment.capacitance else {
        if !readable {
            return;
        }
        errors.push(span, "the capacitance is missing: `capacitance: 1uF/cm2`, or in nF without an area");
        return;
    };
    if capacitance.value <= 0.0 {
        errors.push(capacitance.span, "a capacitance is positive");
    }
    match compartment.area {
        Some(_) if is(capacitance, Dimension::CAPACITANCE) => errors.push(
            capacitance.span,
            "with an `area` the capacitance is per area, such as `1uF/cm2`; without one, everything is absolute",
        ),
        None if is(capacitance, Dimension::CAPACITANCE_DENSITY) && !readable => {}
        None if is(capacitance, Dimension::CAPACITANCE_DENSITY) => {
            errors.push(capacitance.span, "a capacitance per area needs an `area`, such as `area: 0.0628mm2`");
        }
        Some(_) if !is(capacitance, Dimension::CAPACITANCE_DENSITY) => {
            errors.push(capacitance.span, wrong("a capacitance per area", "1uF/cm2", capacitance));
        }
        None if !is(capacitance, Dimension::CAPACITANCE) => {
            errors.push(capacitance.span, wrong("a capacitance", "1nF", capacitance));
        }
        _ => {}
    }
}

fn check_start(compartment: &Compartment, readable: bool, span: Span, errors: &mut Errors) {
    match &compartment.v {
        None if !readable => {}
        None => errors.push(span, "the membrane potential at the start is missing: `v: -60mV`"),
        Some(v) if !is(v, Dimension::VOLTAGE) => errors.push(v.span, wrong("the potential `v`", "-60mV", v)),
        Some(_) => {}
    }
}

fn check_injection(compartment: &Compartment, readable: bool, errors: &mut Errors) {
    let Some(inject) = &compartment.inject else { return };
    if is(inject, Dimension::CURRENT_DENSITY) && !compartment.per_area() {
        if !readable {
            return;
        }
        errors.push(inject.span, "a current per area needs an `area`; without one give it in nA");
    } else if !is(inject, Dimension::CURRENT_DENSITY) && !is(inject, Dimension::CURRENT) {
        errors.push(inject.span, wrong("an injected current", "1nA` or `10uA/cm2", inject));
    }
}

fn check_ions(compartment: &Compartment, model: &Model, errors: &mut Errors) {
    let (temperature, readable) = (model.temperature.is_some(), model.readable);
    for ion in &compartment.ions {
        let name = &ion.ident;
        match &ion.reversal {
            Reversal::Constant(value) if !is(value, Dimension::VOLTAGE) => {
                errors.push(value.span, wrong(&format!("the reversal potential of {name}"), "50mV", value));
            }
            Reversal::Constant(_) => {}
            Reversal::Nernst(nernst) => {
                let pool = compartment.pool(name).is_some();
                let Some(outside) = &nernst.outside else {
                    if readable {
                        errors.push(nernst.span, format!("the Nernst potential of {name} needs `outside = …`"));
                    }
                    continue;
                };
                for value in [Some(outside), nernst.inside.as_ref()].into_iter().flatten() {
                    if !is(value, Dimension::CONCENTRATION) {
                        errors.push(value.span, wrong("a concentration", "3mM", value));
                    } else if value.value <= 0.0 {
                        errors.push(value.span, "a concentration is positive, such as `3mM`");
                    }
                }
                if pool && nernst.inside.is_some() {
                    errors.push(nernst.span, format!("the concentration of {name} inside comes from its pool"));
                }
                if !pool && nernst.inside.is_none() && readable {
                    let message = format!("the concentration of {name} inside needs a pool, or `inside = …`");
                    errors.push(nernst.span, message);
                }
                if nernst.valence.or(valence(&name.to_string())).is_none() {
                    errors.push(nernst.span, format!("the charge of {name} is not known: `valence = …`"));
                }
                match &nernst.rt_f {
                    Some(rt_f) if !is(rt_f, Dimension::VOLTAGE) => {
                        errors.push(rt_f.span, wrong("RT/F", "24.4mV", rt_f));
                    }
                    None if !temperature && readable => errors.push(
                        nernst.span,
                        "a Nernst potential needs the cell's `temperature: 10degC`, or the model's own `rt_f = 24.4mV`",
                    ),
                    _ => {}
                }
            }
        }
    }
}

fn check_settings_are_one_value(compartment: &Compartment, errors: &mut Errors) {
    for part in compartment.channels.iter().chain(&compartment.pools) {
        for setting in &part.settings {
            if let Some(span) = setting.value.several() {
                errors.push(span, "a value for each neuron is given where an array of neurons is declared");
            }
            if setting.path.len() > 1 {
                errors.push(setting.span(), format!("a parameter of `{}` is named without a dot", part.name));
            }
        }
    }
}

fn check_joins(model: &Model, errors: &mut Errors) {
    let known: Vec<String> = model.compartments.iter().filter_map(|c| c.ident.as_ref()).map(Ident::to_string).collect();
    for join in &model.joins {
        for end in [&join.from, &join.to] {
            let name = end.to_string();
            if !known.contains(&name) && model.readable {
                let message = names::unknown("there is no compartment", &name, known.iter().map(String::as_str));
                errors.push(end.span(), message);
            }
        }
        if join.from == join.to {
            errors.push(join.to.span(), "a compartment is joined to another one");
        }
        let per_area = model.compartments.iter().all(Compartment::per_area);
        let g = &join.conductance;
        if is(g, Dimension::CONDUCTANCE_DENSITY) && !per_area && !model.readable {
            continue;
        }
        if is(g, Dimension::CONDUCTANCE_DENSITY) && !per_area {
            errors.push(g.span, "a coupling per area needs an `area` in every compartment; without, give it in nS");
        } else if !is(g, Dimension::CONDUCTANCE_DENSITY) && !is(g, Dimension::CONDUCTANCE) {
            errors.push(g.span, wrong("the conductance between compartments", "2.1mS/cm2` or `4nS", g));
        } else if g.value < 0.0 {
            errors.push(g.span, "a conductance is not negative");
        }
    }
    check_compartments_are_connected(model, errors);
}

/// Checks that every compartment is connected to the first one, directly or through others.
fn check_compartments_are_connected(model: &Model, errors: &mut Errors) {
    let names: Vec<&Ident> = model.compartments.iter().filter_map(|c| c.ident.as_ref()).collect();
    let Some(first) = names.first().copied() else { return };
    let mut reached = vec![first];
    let mut k = 0;
    while k < reached.len() {
        for join in &model.joins {
            for (from, to) in [(&join.from, &join.to), (&join.to, &join.from)] {
                if from == reached[k] && !reached.contains(&to) {
                    reached.push(to);
                }
            }
        }
        k += 1;
    }
    // A coupling with a mistake may be the one that seems to be missing.
    let unclear = !model.readable || model.joins.iter().any(|j| !names.contains(&&j.from) || !names.contains(&&j.to));
    for name in names {
        if !reached.contains(&name) && !unclear {
            let message = format!("`{name}` is not joined to `{first}`: `{first} -- {name}: 2.1mS/cm2`");
            errors.push(name.span(), message);
        }
    }
}
