//! The description of a mechanism, as constants.

use super::check::Checked;
use super::divisors::divisors;
use super::equations::Equations;
use super::model::{Form, Kind, Model, Parameter, State, When};
use super::partials::Partials;
use super::relations::infos;
use super::structure::{factor_of, in_unit, unit_of};
use crate::tokens::{exponents, float, option, path, state_range};
use crate::unit::{Dimension, Quantity, rounded};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens, quote};
use std::collections::BTreeSet;

fn parameter_info(parameter: &Parameter, divisors: &BTreeSet<String>) -> TokenStream {
    let unit = unit_of(parameter);
    let info = path("ParameterInfo");
    let (name, text, factor) = (parameter.ident.to_string(), &unit.text, float(unit.factor));
    let dimension = exponents(unit.dimension);
    let nonzero = divisors.contains(&parameter.ident.to_string());
    let value = |given: &Option<Quantity>| option(given.as_ref().map(|given| float(in_unit(given, &unit))));
    let (default, minimum, maximum) = (value(&parameter.default), value(&parameter.minimum), value(&parameter.maximum));
    quote! {
        #info {
            name: #name,
            unit: #text,
            factor: #factor,
            dimension: #dimension,
            default: #default,
            minimum: #minimum,
            maximum: #maximum,
            nonzero: #nonzero,
        }
    }
}

fn state_info(model: &Model, state: &State) -> TokenStream {
    let (info, kind) = (path("StateInfo"), path("StateKind"));
    let (name, variant, unit) = (state.ident.to_string(), kind_of_state(model, state), unit_of_state(state));
    let factor = factor_of(state);
    let bounds =
        [&state.minimum, &state.maximum].map(|bound| bound.as_ref().map(|bound| rounded(bound.value / factor)));
    let range = state_range((state.unchecked || bounds != [None; 2]).then_some(bounds));
    quote!(#info { name: #name, unit: #unit, kind: #kind::#variant, range: #range })
}

/// Returns the variant of `StateKind`. Potentials and concentrations of this kind are in mV and µM, and that of a pool is the
/// one declared as such.
pub(super) fn kind_of_state(model: &Model, state: &State) -> TokenStream {
    let unit = state.unit.as_ref().filter(|unit| unit.factor == 1.0).map(|unit| unit.dimension);
    match (state.form, unit) {
        (Form::Gate, _) => quote!(Gate),
        (Form::Concentration, _) => quote!(Concentration),
        (Form::Free, Some(Dimension::CONCENTRATION)) if model.kind != Kind::Pool => quote!(Concentration),
        (Form::Free, Some(Dimension::VOLTAGE)) => quote!(Voltage),
        (Form::Free, _) => quote!(Free),
    }
}

/// Returns the unit, empty for a pure number.
pub(super) fn unit_of_state(state: &State) -> String {
    match state.form {
        Form::Gate => String::new(),
        Form::Concentration => "uM".to_owned(),
        Form::Free => state.unit.as_ref().map(|unit| unit.text.clone()).unwrap_or_default(),
    }
}

/// Returns what spikes change in a synapse.
fn event_info(model: &Model, equations: &Equations, variables: &[TokenStream]) -> TokenStream {
    let info = path("EventInfo");
    let (on_pre, on_post, kicks) = (model.sees(When::Pre), model.sees(When::Post), model.kicks());
    let delay = match model.delay() {
        Some(k) => Literal::usize_unsuffixed(k).into_token_stream(),
        // Nothing arrives.
        None => quote!(::core::primitive::usize::MAX),
    };
    let Equations { merges, of_events, factors, .. } = equations;
    let draws = equations.draws();
    let silent = equations.current.is_none() && equations.states.is_empty();
    quote! {
        #info {
            on_pre: #on_pre,
            on_post: #on_post,
            kicks: #kicks,
            delay: #delay,
            variables: &[#(#variables),*],
            merges: #merges,
            draws: #draws,
            silent: #silent,
            of_events: &[#(#of_events),*],
            factors: &[#(#factors),*],
        }
    }
}

pub(super) fn description(
    model: &Model,
    equations: &Equations,
    checked: &Checked,
    partials: &Partials<'_>,
) -> TokenStream {
    let dependence = partials.dependence();
    let ident = &model.ident;
    let (info, kind, describe) = (path("MechanismInfo"), path("MechanismKind"), path("Describe"));
    let name = ident.to_string();
    let variant = match model.kind {
        _ if !model.complete => quote!(Unknown),
        Kind::Channel => quote!(Channel),
        Kind::Synapse if model.electrical => quote!(Electrical),
        Kind::Synapse => quote!(Synapse),
        Kind::Pool => quote!(Pool),
        Kind::Stimulus => quote!(Stimulus),
    };
    let ion = option(model.ion.as_ref().map(Ident::to_string));
    let (uses_reversal, density, reads) = (checked.uses_reversal, checked.density, &checked.reads);
    let (uses_temperature, uses_area) = (checked.uses_temperature, checked.uses_area);
    let presynaptic = equations.presynaptic;
    let on_spike = model.jumps().any(|(when, _)| when == When::Spike);
    let kinetic_names = equations.kinetic_names();
    let kinetic = model.parameters.iter().map(|parameter| kinetic_names.contains(&parameter.ident.to_string()));
    let divisors = divisors(model);
    let parameters = model.parameters.iter().map(|parameter| parameter_info(parameter, &divisors));
    let declared = |name: &Ident| model.states.iter().find(|state| state.ident == *name);
    let described = equations.with_values().filter_map(declared).map(|state| state_info(model, state));
    let mut states: Vec<TokenStream> = described.collect();
    let variables = states.split_off(equations.states.len());
    let margins_need_exps = equations.margins_need_exps();
    let relations = infos(&equations.relations, &equations.kinetic_expressions(), &equations.current_expressions());
    let events = option(model.is_driven_by_events().then(|| event_info(model, equations, &variables)));
    let exps = Literal::usize_unsuffixed(equations.slots.len());
    let current_exps = Literal::usize_unsuffixed(equations.current_slots);
    quote! {
        #[automatically_derived]
        impl<T> ::neuron_runtime::private::NoCell for #ident<T> {
            const NAME: &'static str = #name;
        }

        #[automatically_derived]
        impl<T> #describe for #ident<T> {
            const INFO: #info = #info {
                name: #name,
                kind: #kind::#variant,
                ion: #ion,
                uses_reversal: #uses_reversal,
                uses_temperature: #uses_temperature,
                uses_area: #uses_area,
                reads: &[#(#reads),*],
                density: #density,
                on_spike: #on_spike,
                presynaptic: #presynaptic,
                kinetic: &[#(#kinetic),*],
                exps: #exps,
                dependence: #dependence,
                parameters: &[#(#parameters),*],
                states: &[#(#states),*],
                relations: &[#(#relations),*],
                margins_need_exps: #margins_need_exps,
                events: #events,
            };
            const CURRENT_EXPS: usize = #current_exps;
        }
    }
}
