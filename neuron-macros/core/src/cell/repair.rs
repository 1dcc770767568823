//! Repair of a cell whose mistakes were reported. It is made to expand, so that its struct and its handles exist and
//! nothing else fails.

use super::check::{OWN, OWN_OF_SEVERAL};
use super::model::{Compartment, Model, Nernst, Reversal, valence};
use crate::items::Value;
use crate::names::camel;
use crate::plausible::Place;
use crate::unit::{Dimension, Quantity};
use proc_macro2::Ident;
use std::collections::HashSet;

/// Fills in missing values and removes parts that cannot expand.
pub fn repair(model: &mut Model) {
    let before = parts(model);
    keep_first(&mut model.compartments, |compartment| compartment.ident.as_ref());
    let mut types = HashSet::new();
    model.compartments.retain(|compartment| {
        let Some(ident) = &compartment.ident else { return true };
        types.insert(camel(&ident.to_string())) && !OWN_OF_SEVERAL.contains(&ident.to_string().as_str())
    });
    let name = model.ident.clone();
    for compartment in &mut model.compartments {
        compartment.channels.retain(|part| !part.path.is_ident(&name));
        compartment.pools.retain(|part| !part.path.is_ident(&name));
        repair_compartment(compartment);
    }
    let known: Vec<Ident> = model.compartments.iter().filter_map(|compartment| compartment.ident.clone()).collect();
    model.joins.retain(|join| known.contains(&join.from) && known.contains(&join.to) && join.from != join.to);
    let mut seen: HashSet<String> = known.iter().map(Ident::to_string).collect();
    model.joins.retain(|join| seen.insert(join.name()));
    model.complete = model.readable && parts(model) == before;
}

/// Returns the number of compartments and their parts.
fn parts(model: &Model) -> usize {
    let of = |compartment: &Compartment| compartment.ions.len() + compartment.pools.len() + compartment.channels.len();
    model.compartments.len() + model.compartments.iter().map(of).sum::<usize>()
}

fn repair_compartment(compartment: &mut Compartment) {
    let dimension = compartment.capacitance.as_ref().map(|capacitance| capacitance.dimension);
    compartment.unclear = dimension != Some(compartment.capacitance_dimension());
    if dimension == Some(Dimension::CAPACITANCE_DENSITY) && compartment.area.is_none() {
        compartment.area = Some(stand_in(Dimension::AREA, "mm2"));
    }
    compartment.capacitance.get_or_insert_with(|| stand_in(Dimension::CAPACITANCE, "nF"));
    compartment.v.get_or_insert_with(|| stand_in(Dimension::VOLTAGE, "mV"));
    keep_first(&mut compartment.ions, |ion| Some(&ion.ident));
    keep_first(&mut compartment.pools, |pool| Some(&pool.name));
    let pools: Vec<Ident> = compartment.pools.iter().map(|pool| pool.name.clone()).collect();
    compartment.channels.retain(|channel| !pools.contains(&channel.name));
    keep_first(&mut compartment.channels, |channel| Some(&channel.name));
    let clashes = compartment.clashes();
    compartment.channels.retain(|channel| !clashes.contains(&channel.name));
    compartment.pools.retain(|pool| !clashes.contains(&pool.name));
    compartment.ions.retain(|ion| !OWN.contains(&ion.ident.to_string().as_str()));
    for parts in [&mut compartment.channels, &mut compartment.pools] {
        parts.retain(|part| !OWN.contains(&part.name.to_string().as_str()));
        for part in parts {
            part.settings.retain(|setting| setting.path.len() == 1 && matches!(setting.value, Value::One(_)));
            part.settings.iter_mut().for_each(|setting| setting.refuse_implausible(Place::Membrane));
        }
    }
    for ion in &mut compartment.ions {
        if let Reversal::Nernst(nernst) = &mut ion.reversal {
            let known = valence(&ion.ident.to_string());
            repair_nernst(nernst, known, pools.contains(&ion.ident));
        }
    }
}

fn repair_nernst(nernst: &mut Nernst, known: Option<f64>, pool: bool) {
    nernst.outside.get_or_insert_with(|| stand_in(Dimension::CONCENTRATION, "uM"));
    if pool {
        nernst.inside = None;
    } else {
        nernst.inside.get_or_insert_with(|| stand_in(Dimension::CONCENTRATION, "uM"));
    }
    nernst.valence = nernst.valence.or(known).or(Some(1.0));
}

/// Returns a value in place of a missing one.
fn stand_in(dimension: Dimension, unit: &str) -> Quantity {
    Quantity::new(1.0, dimension, unit)
}

/// Keeps only the first of items with the same name.
pub fn keep_first<T>(items: &mut Vec<T>, name: impl Fn(&T) -> Option<&Ident>) {
    let mut seen = HashSet::new();
    items.retain(|item| name(item).is_none_or(|name| seen.insert(name.to_string())));
}
