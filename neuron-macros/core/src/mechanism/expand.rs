//! The Rust that a mechanism becomes: its struct, its description, its equations, its handles and its curves.

use super::check::Checked;
use super::equations::{Definition, Equations, Motion, Start, StateEquation};
use super::literal::{float, in_own_unit, path};
use super::model::{Dynamics, Form, Kind, Model, Parameter, State};
use crate::expr::Expr;
use crate::expr::emit::Emitter;
use crate::unit::Dimension;
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use std::collections::BTreeSet;

/// The whole expansion.
pub fn expand(model: &Model, equations: &Equations, checked: &Checked) -> TokenStream {
    let structure = structure(model);
    let description = description(model, equations, checked);
    let mechanism = mechanism(model, equations, checked);
    let handles = handles(model, equations);
    let curves = curves(model, equations, checked);
    quote!(#structure #description #mechanism #handles #curves)
}

struct Unit {
    text: String,
    factor: f64,
    dimension: Dimension,
}

fn unit_of(parameter: &Parameter) -> Unit {
    if let Some(unit) = &parameter.unit {
        return Unit { text: unit.text.clone(), factor: unit.factor, dimension: unit.dimension };
    }
    match &parameter.default {
        Some(default) => {
            let (_, factor, text) = in_own_unit(default);
            Unit { text, factor, dimension: default.dimension }
        }
        None => Unit { text: String::new(), factor: 1.0, dimension: Dimension::PURE },
    }
}

/// A value in a parameter's unit, whatever unit it was written in.
fn in_unit(quantity: &crate::unit::Quantity, unit: &Unit) -> f64 {
    super::literal::rounded(quantity.value / unit.factor)
}

/// The struct and its parameters.
pub fn structure(model: &Model) -> TokenStream {
    let Model { docs, visibility, ident, .. } = model;
    let equations_doc = documentation(model);
    let fields = model.parameters.iter().map(|parameter| {
        let (docs, name) = (&parameter.docs, &parameter.ident);
        let unit = unit_of(parameter);
        let mut line = if unit.text.is_empty() { "A pure number.".to_owned() } else { format!("In {}.", unit.text) };
        if let Some(default) = &parameter.default {
            line += &format!(" Default {}.", in_unit(default, &unit));
        }
        let line = format!(" {line}");
        quote!(#(#docs)* #[doc = ""] #[doc = #line] pub #name: T)
    });
    let names: Vec<&Ident> = model.parameters.iter().map(|parameter| &parameter.ident).collect();
    let units: Vec<Unit> = model.parameters.iter().map(unit_of).collect();
    let defaults = model.parameters.iter().zip(&units).map(|(parameter, unit)| match &parameter.default {
        Some(default) => {
            let value = Literal::f64_unsuffixed(in_unit(default, unit).abs());
            if in_unit(default, unit) < 0.0 { quote!(-#value) } else { quote!(#value) }
        }
        None => quote!(f64::NAN),
    });
    let new_doc = format!(
        " With these parameters, in their declared units{}.",
        if names.is_empty() { String::new() } else { format!(": {}", signature(model, &units)) }
    );
    let default_doc = " The declared defaults; a parameter without one is NaN until it is set, which no run accepts.";
    let phantom = names.is_empty().then(|| quote!(#[doc(hidden)] pub number: ::core::marker::PhantomData<T>));
    let phantom_value = names.is_empty().then(|| quote!(number: ::core::marker::PhantomData));
    let args = Literal::usize_unsuffixed(names.len());
    let too_many = (names.len() > 7).then(|| quote!(#[allow(clippy::too_many_arguments)]));
    let _ = args;
    quote! {
        #(#docs)*
        #[doc = ""]
        #(#[doc = #equations_doc])*
        #[derive(Clone, Debug, PartialEq)]
        #[allow(non_snake_case)]
        #visibility struct #ident<T = f64> {
            #(#fields,)*
            #phantom
        }

        #[automatically_derived]
        #[allow(non_snake_case)]
        impl #ident<f64> {
            #[doc = #new_doc]
            #too_many
            pub const fn new(#(#names: f64),*) -> Self {
                #ident { #(#names,)* #phantom_value }
            }
        }

        #[automatically_derived]
        impl ::core::default::Default for #ident<f64> {
            #[doc = #default_doc]
            fn default() -> Self {
                #ident::new(#(#defaults),*)
            }
        }

        #[automatically_derived]
        impl<T: ::neuron_runtime::private::Scalar> ::neuron_runtime::private::Parameters<T> for #ident<T> {
            type With<U: ::neuron_runtime::private::Scalar> = #ident<U>;

            fn each(&self, visit: &mut dyn FnMut(&T)) {
                let _ = &visit;
                #(visit(&self.#names);)*
            }

            fn each_mut(&mut self, visit: &mut dyn FnMut(&mut T)) {
                let _ = &visit;
                #(visit(&mut self.#names);)*
            }

            fn map<U: ::neuron_runtime::private::Scalar>(&self, convert: &mut dyn FnMut(&T) -> U) -> #ident<U> {
                let _ = &convert;
                #ident { #(#names: convert(&self.#names),)* #phantom_value }
            }
        }
    }
}

fn signature(model: &Model, units: &[Unit]) -> String {
    let parts: Vec<String> = model
        .parameters
        .iter()
        .zip(units)
        .map(|(parameter, unit)| match unit.text.as_str() {
            "" => format!("`{}`", parameter.ident),
            unit => format!("`{}` in {unit}", parameter.ident),
        })
        .collect();
    parts.join(", ")
}

/// The equations as rustdoc shows them.
fn documentation(model: &Model) -> Vec<String> {
    let mut lines = vec![" ```text".to_owned()];
    let mut line = |left: String, right: &Expr| lines.push(format!(" {left} = {}", right.display()));
    if let Some(current) = &model.current {
        line("i".to_owned(), current);
    }
    for (name, expr) in &model.definitions {
        line(name.to_string(), expr);
    }
    for state in &model.states {
        let name = &state.ident;
        match &state.dynamics {
            Dynamics::Relax { inf, tau } => {
                line(format!("{name}_inf"), inf);
                if let Some(tau) = tau {
                    line(format!("{name}_tau"), tau);
                }
            }
            Dynamics::Rates { alpha, beta } => {
                line(format!("{name}_alpha"), alpha);
                line(format!("{name}_beta"), beta);
            }
            Dynamics::Derivative(derivative) => line(format!("d{name}/dt"), derivative),
            Dynamics::Unknown => {}
        }
    }
    lines.push(" ```".to_owned());
    lines
}

fn option(value: Option<f64>) -> TokenStream {
    match value {
        Some(value) => {
            let literal = float(value);
            quote!(::core::option::Option::Some(#literal))
        }
        None => quote!(::core::option::Option::None),
    }
}

fn parameter_info(parameter: &Parameter) -> TokenStream {
    let unit = unit_of(parameter);
    let info = path("ParameterInfo");
    let (name, text, factor) = (parameter.ident.to_string(), &unit.text, float(unit.factor));
    let exponents = unit.dimension.integer_exponents().unwrap_or_default();
    let exponents = exponents.iter().map(|e| Literal::i8_unsuffixed(*e));
    let default = option(parameter.default.as_ref().map(|d| in_unit(d, &unit)));
    let minimum = option(parameter.minimum.as_ref().map(|d| in_unit(d, &unit)));
    let maximum = option(parameter.maximum.as_ref().map(|d| in_unit(d, &unit)));
    quote! {
        #info {
            name: #name,
            unit: #text,
            factor: #factor,
            dimension: [#(#exponents),*],
            default: #default,
            minimum: #minimum,
            maximum: #maximum,
        }
    }
}

fn integrated(model: &Model) -> impl Iterator<Item = &State> {
    model.states.iter().filter(|state| !state.instantaneous)
}

fn state_info(state: &State) -> TokenStream {
    let (info, kind) = (path("StateInfo"), path("StateKind"));
    let name = state.ident.to_string();
    let (variant, unit) = match state.form {
        Form::Gate => (quote!(Gate), String::new()),
        Form::Concentration => (quote!(Concentration), "uM".to_owned()),
        Form::Free => {
            let unit = state.unit.as_ref();
            let variant = match unit.map(|unit| unit.dimension) {
                Some(Dimension::CONCENTRATION) => quote!(Concentration),
                Some(Dimension::VOLTAGE) => quote!(Voltage),
                _ => quote!(Free),
            };
            (variant, unit.map(|unit| unit.text.clone()).unwrap_or_default())
        }
    };
    quote!(#info { name: #name, unit: #unit, kind: #kind::#variant })
}

fn description(model: &Model, equations: &Equations, checked: &Checked) -> TokenStream {
    let ident = &model.ident;
    let (info, kind, describe) = (path("MechanismInfo"), path("MechanismKind"), path("Describe"));
    let name = ident.to_string();
    let variant = match model.kind {
        _ if !model.complete => quote!(Unknown),
        Kind::Channel => quote!(Channel),
        Kind::Synapse if model.electrical => quote!(Electrical),
        Kind::Synapse => quote!(Synapse),
        Kind::Pool => quote!(Pool),
    };
    let ion = match &model.ion {
        Some(ion) => {
            let ion = ion.to_string();
            quote!(::core::option::Option::Some(#ion))
        }
        None => quote!(::core::option::Option::None),
    };
    let (uses_reversal, density, reads) = (checked.uses_reversal, checked.density, &checked.reads);
    let uses_temperature = checked.uses_temperature;
    let presynaptic = equations.presynaptic;
    let kinetic = model.parameters.iter().map(|parameter| equations.kinetics_use(&parameter.ident.to_string()));
    let parameters = model.parameters.iter().map(parameter_info);
    let states = integrated(model).map(state_info);
    let exps = Literal::usize_unsuffixed(equations.slots.len());
    let current_exps = Literal::usize_unsuffixed(equations.current_slots);
    quote! {
        #[automatically_derived]
        impl<T> #describe for #ident<T> {
            const INFO: #info = #info {
                name: #name,
                kind: #kind::#variant,
                ion: #ion,
                uses_reversal: #uses_reversal,
                uses_temperature: #uses_temperature,
                reads: &[#(#reads),*],
                density: #density,
                presynaptic: #presynaptic,
                kinetic: &[#(#kinetic),*],
                exps: #exps,
                parameters: &[#(#parameters),*],
                states: &[#(#states),*],
            };
            const CURRENT_EXPS: usize = #current_exps;
        }
    }
}

/// Identifiers of the expansion's own, which no name of the user's can meet.
struct Own {
    at: Ident,
    x: Ident,
    y: Ident,
    dy: Ident,
    target: Ident,
    rate: Ident,
    scalar: Ident,
}

impl Own {
    fn new() -> Self {
        let own = |name| Ident::new(name, Span::mixed_site());
        Own {
            at: own("at"),
            x: own("x"),
            y: own("y"),
            dy: own("dy"),
            target: own("target"),
            rate: own("rate"),
            scalar: own("T"),
        }
    }
}

struct Writer<'a> {
    model: &'a Model,
    equations: &'a Equations,
    checked: &'a Checked,
    own: Own,
}

impl Writer<'_> {
    fn emit(&self, expr: &Expr) -> TokenStream {
        Emitter { slots: &self.equations.slots, exps: &self.own.x, scalar: &self.own.scalar }.emit(expr)
    }

    /// Everything that `exprs` and the definitions `idents` need, as local variables.
    fn preamble(&self, exprs: &[&Expr], idents: &[&Ident]) -> TokenStream {
        let definitions = self.equations.needed(exprs, idents);
        let mut used: BTreeSet<String> = exprs.iter().flat_map(|expr| self.variables(expr)).collect();
        used.extend(definitions.iter().flat_map(|definition| self.variables(&definition.expr)));
        let variables = self.bindings(&used);
        let definitions = definitions.iter().map(|Definition { ident, expr }| {
            let value = self.emit(expr);
            quote!(let #ident = #value;)
        });
        quote!(#variables #(#definitions)*)
    }

    /// Names that are left when exponentials come from their slots.
    fn variables(&self, expr: &Expr) -> Vec<String> {
        let mut tokens = BTreeSet::new();
        collect_idents(self.emit(expr), &mut tokens);
        expr.names().into_iter().map(Ident::to_string).filter(|name| tokens.contains(name)).collect()
    }

    fn bindings(&self, used: &BTreeSet<String>) -> TokenStream {
        let Own { at, y, .. } = &self.own;
        let mut lines = TokenStream::new();
        let mut bind = |name: &str, value: TokenStream| {
            if used.contains(name) {
                let ident = Ident::new(name, Span::call_site());
                lines.extend(quote!(let #ident = #value;));
            }
        };
        let declared = |name: &str| self.model.parameters.iter().any(|parameter| parameter.ident == name);
        match self.model.kind {
            Kind::Channel => bind("v", quote!(#at.v)),
            Kind::Synapse => {
                bind("v_pre", quote!(#at.v_pre));
                bind("v_post", quote!(#at.v));
            }
            Kind::Pool => {
                bind("i", quote!(#at.current));
                bind("area", quote!(#at.area));
            }
        }
        bind("t", quote!(#at.t));
        if self.model.kind != Kind::Synapse {
            bind("celsius", quote!(#at.celsius));
        }
        if !declared("e") {
            bind("e", quote!(#at.e()));
        }
        for (k, name) in self.checked.reads.iter().enumerate() {
            let k = Literal::usize_unsuffixed(k);
            bind(name, quote!(#at.read(#k)));
        }
        for parameter in &self.model.parameters {
            let name = &parameter.ident;
            let factor = unit_of(parameter).factor;
            let value = if factor == 1.0 {
                quote!(self.#name)
            } else {
                let factor = float(factor);
                quote!(self.#name * #factor)
            };
            bind(&name.to_string(), value);
        }
        for (k, state) in self.equations.states.iter().enumerate() {
            let k = Literal::usize_unsuffixed(k);
            bind(&state.ident.to_string(), quote!(#y[#k]));
        }
        lines
    }

    fn arguments(&self, from: usize) -> TokenStream {
        let x = &self.own.x;
        let arguments = &self.equations.slots.arguments()[from..];
        let plain = Emitter { slots: &Default::default(), exps: x, scalar: &self.own.scalar };
        let mut used = BTreeSet::new();
        used.extend(arguments.iter().flat_map(|argument| argument.names()).map(Ident::to_string));
        let bindings = self.bindings(&used);
        let lines = arguments.iter().enumerate().map(|(k, argument)| {
            let (k, value) = (Literal::usize_unsuffixed(from + k), plain.emit(argument));
            quote!(#x[#k] = #value;)
        });
        quote!(#bindings #(#lines)*)
    }

    fn kinetics(&self) -> TokenStream {
        let Own { target, rate, .. } = &self.own;
        let (exprs, idents) = self.motion(true);
        let preamble = self.preamble(&exprs, &idents);
        let lines = self.equations.states.iter().enumerate().map(|(k, state)| {
            let k = Literal::usize_unsuffixed(k);
            match &state.motion {
                Motion::Relax { inf, rate: inverse } => {
                    let inverse = self.emit(inverse);
                    quote! {
                        #target[#k] = #inf;
                        #rate[#k] = #inverse;
                    }
                }
                Motion::Rates { alpha, beta } => quote! {
                    #rate[#k] = #alpha + #beta;
                    #target[#k] = #alpha / #rate[#k];
                },
                Motion::Derivative { derivative, rate: slope } => {
                    let (derivative, slope) = (self.emit(derivative), self.emit(slope));
                    quote! {
                        #target[#k] = #derivative;
                        #rate[#k] = #slope;
                    }
                }
            }
        });
        quote!(#preamble #(#lines)*)
    }

    fn derivatives(&self) -> TokenStream {
        let Own { dy, y, .. } = &self.own;
        let (exprs, idents) = self.motion(false);
        let preamble = self.preamble(&exprs, &idents);
        let lines = self.equations.states.iter().enumerate().map(|(k, state)| {
            let k = Literal::usize_unsuffixed(k);
            let value = match &state.motion {
                Motion::Relax { inf, rate } => {
                    let rate = self.emit(rate);
                    quote!((#inf - #y[#k]) * (#rate))
                }
                Motion::Rates { alpha, beta } => quote!(#alpha * (-#y[#k] + 1.0) - #beta * #y[#k]),
                Motion::Derivative { derivative, .. } => self.emit(derivative),
            };
            quote!(#dy[#k] = #value;)
        });
        quote!(#preamble #(#lines)*)
    }

    fn motion(&self, rates: bool) -> (Vec<&Expr>, Vec<&Ident>) {
        let (mut exprs, mut idents) = (Vec::new(), Vec::new());
        for state in &self.equations.states {
            match &state.motion {
                Motion::Relax { inf, rate } => {
                    idents.push(inf);
                    exprs.push(rate);
                }
                Motion::Rates { alpha, beta } => idents.extend([alpha, beta]),
                Motion::Derivative { derivative, rate } => {
                    exprs.push(derivative);
                    exprs.extend(rates.then_some(rate));
                }
            }
        }
        (exprs, idents)
    }

    fn flow(&self) -> TokenStream {
        let flow = path("Flow");
        let Some(current) = &self.equations.current else { return quote!(#flow::zero()) };
        let mut exprs = vec![&current.value, &current.slope];
        exprs.extend(&current.slope_pre);
        let preamble = self.preamble(&exprs, &[]);
        let (value, slope) = (self.emit(&current.value), self.emit(&current.slope));
        let slope_pre = match &current.slope_pre {
            Some(slope) => self.emit(slope),
            None => self.emit(&Expr::number(0.0)),
        };
        quote!(#preamble #flow { current: #value, slope: #slope, slope_pre: #slope_pre })
    }

    fn start(&self) -> TokenStream {
        let y = &self.own.y;
        let (mut exprs, mut idents) = (Vec::new(), Vec::new());
        for StateEquation { motion, start, .. } in &self.equations.states {
            match (start, motion) {
                (Start::Formula(expr), _) => exprs.push(expr),
                (Start::Steady, Motion::Relax { inf, .. }) => idents.push(inf),
                (Start::Steady, Motion::Rates { alpha, beta }) => idents.extend([alpha, beta]),
                (Start::Steady, Motion::Derivative { .. }) => {}
            }
        }
        let preamble = self.preamble(&exprs, &idents);
        let lines = self.equations.states.iter().enumerate().map(|(k, StateEquation { motion, start, .. })| {
            let k = Literal::usize_unsuffixed(k);
            let value = match (start, motion) {
                (Start::Formula(expr), _) => self.emit(expr),
                (Start::Steady, Motion::Relax { inf, .. }) => quote!(#inf),
                (Start::Steady, Motion::Rates { alpha, beta }) => quote!(#alpha / (#alpha + #beta)),
                (Start::Steady, Motion::Derivative { .. }) => self.emit(&Expr::number(0.0)),
            };
            quote!(#y[#k] = #value;)
        });
        quote!(#preamble #(#lines)*)
    }
}

fn collect_idents(tokens: TokenStream, into: &mut BTreeSet<String>) {
    for token in tokens {
        match token {
            proc_macro2::TokenTree::Ident(ident) => {
                into.insert(ident.to_string());
            }
            proc_macro2::TokenTree::Group(group) => collect_idents(group.stream(), into),
            _ => {}
        }
    }
}

fn mechanism(model: &Model, equations: &Equations, checked: &Checked) -> TokenStream {
    let writer = Writer { model, equations, checked, own: Own::new() };
    let (all, current) = (writer.arguments(0), writer.arguments(equations.current_slots));
    let (kinetics, derivatives, flow, start) = (writer.kinetics(), writer.derivatives(), writer.flow(), writer.start());
    let Own { at, x, y, dy, target, rate, scalar } = &writer.own;
    let ident = &model.ident;
    let states = Literal::usize_unsuffixed(equations.states.len());
    let exps = Literal::usize_unsuffixed(equations.slots.len());
    let (trait_path, scalar_path, at_path, flow_path) = (path("Mechanism"), path("Scalar"), path("At"), path("Flow"));
    quote! {
        #[automatically_derived]
        #[allow(unused_variables, non_snake_case, unused_parens, clippy::all, clippy::pedantic)]
        impl<#scalar: #scalar_path> #trait_path<#scalar> for #ident<#scalar> {
            type States = [#scalar; #states];
            type Exps = [#scalar; #exps];

            #[inline(always)]
            fn arguments(&self, #at: &#at_path<'_, #scalar>, #x: &mut [#scalar]) { #all }

            #[inline(always)]
            fn current_arguments(&self, #at: &#at_path<'_, #scalar>, #x: &mut [#scalar]) { #current }

            #[inline(always)]
            fn kinetics(
                &self,
                #at: &#at_path<'_, #scalar>,
                #x: &[#scalar],
                #y: &[#scalar],
                #target: &mut [#scalar],
                #rate: &mut [#scalar],
            ) {
                #kinetics
            }

            #[inline(always)]
            fn derivatives(&self, #at: &#at_path<'_, #scalar>, #x: &[#scalar], #y: &[#scalar], #dy: &mut [#scalar]) {
                #derivatives
            }

            #[inline(always)]
            fn flow(&self, #at: &#at_path<'_, #scalar>, #x: &[#scalar], #y: &[#scalar]) -> #flow_path<#scalar> {
                #flow
            }

            #[inline(always)]
            fn start(&self, #at: &#at_path<'_, #scalar>, #x: &[#scalar], #y: &mut [#scalar]) {
                #start
            }
        }
    }
}

fn handles(model: &Model, equations: &Equations) -> TokenStream {
    let Model { ident, visibility, .. } = model;
    let name = format_ident!("{}Handles", ident);
    let doc = format!(" Handles of [`{ident}`] in the network `N`.");
    let network = Ident::new("N", Span::mixed_site());
    let (place, handled) = (path("Place"), path("Handled"));
    let (parameter, state, current, conductance) =
        (path("Parameter"), path("State"), path("Current"), path("Conductance"));
    let mut fields = Vec::new();
    let mut values = Vec::new();
    for (k, item) in model.parameters.iter().enumerate() {
        let (field, docs, k) = (&item.ident, documented(&item.docs, &item.ident), Literal::usize_unsuffixed(k));
        fields.push(quote!(#docs pub #field: #parameter<#network>));
        values.push(quote!(#field: place.parameter(#k)));
    }
    for (k, item) in equations.states.iter().enumerate() {
        let source = model.states.iter().find(|state| state.ident == item.ident);
        let docs = source.map(|state| documented(&state.docs, &state.ident));
        let (field, k) = (&item.ident, Literal::usize_unsuffixed(k));
        fields.push(quote!(#docs pub #field: #state<#network>));
        values.push(quote!(#field: place.state(#k)));
    }
    if equations.current.is_some() {
        let taken = |name: &str| {
            let states = model.states.iter().map(|state| &state.ident);
            model.parameters.iter().map(|parameter| &parameter.ident).chain(states).any(|ident| ident == name)
        };
        if !taken("current") {
            fields.push(quote!(#[doc = " Its outward current, nA."] pub current: #current<#network>));
            values.push(quote!(current: place.current()));
        }
        if !taken("conductance") {
            fields.push(quote!(#[doc = " Its conductance ∂i/∂v, µS."] pub conductance: #conductance<#network>));
            values.push(quote!(conductance: place.conductance()));
        }
    }
    if fields.is_empty() {
        fields.push(quote!(#[doc(hidden)] pub none: ::core::marker::PhantomData<#network>));
        values.push(quote!(none: ::core::marker::PhantomData));
    }
    let copy = crate::cell::copy(&name);
    quote! {
        #copy

        #[doc = #doc]
        #[allow(non_snake_case)]
        #visibility struct #name<#network> { #(#fields),* }

        #[automatically_derived]
        impl<T> #handled for #ident<T> {
            type Handles<#network> = #name<#network>;
        }

        #[automatically_derived]
        impl #ident<f64> {
            #[doc(hidden)]
            pub const fn handles<#network>(place: #place) -> #name<#network> {
                #name { #(#values),* }
            }
        }
    }
}

fn documented(docs: &[syn::Attribute], ident: &Ident) -> TokenStream {
    if docs.is_empty() {
        let line = format!(" `{ident}`.");
        return quote!(#[doc = #line]);
    }
    docs.iter().map(ToTokens::to_token_stream).collect()
}

/// `m_inf(v)`, `m_tau(v)` and the like, as functions of what they depend on.
fn curves(model: &Model, equations: &Equations, checked: &Checked) -> TokenStream {
    let empty = crate::expr::emit::Slots::default();
    let writer = Writer { model, equations, checked, own: Own::new() };
    let plain = Emitter { slots: &empty, exps: &writer.own.x, scalar: &writer.own.scalar };
    let scalar = &writer.own.scalar;
    let mut functions = Vec::new();
    for definition in &equations.definitions {
        let name = definition.ident.to_string();
        let Some(gate) = model.states.iter().find(|state| name.strip_prefix(&format!("{}_", state.ident)).is_some())
        else {
            continue;
        };
        let whole = equations.needed(&[&definition.expr], &[]);
        let mut used: BTreeSet<String> = definition.expr.names().into_iter().map(Ident::to_string).collect();
        used.extend(whole.iter().flat_map(|d| d.expr.names()).map(Ident::to_string));
        // A curve of another state is no curve.
        if integrated(model).any(|state| used.contains(&state.ident.to_string())) {
            continue;
        }
        let mut inputs: Vec<(String, &str)> = Vec::new();
        for (input, unit) in
            [("v", "mV"), ("v_pre", "mV"), ("v_post", "mV"), ("e", "mV"), ("t", "ms"), ("celsius", "°C")]
        {
            if used.contains(input) && !model.parameters.iter().any(|p| p.ident == input) {
                inputs.push((input.to_owned(), unit));
            }
        }
        inputs.extend(checked.reads.iter().filter(|read| used.contains(*read)).map(|read| (read.clone(), "µM")));
        let idents: Vec<Ident> = inputs.iter().map(|(input, _)| Ident::new(input, Span::call_site())).collect();
        let parameters = model.parameters.iter().filter(|p| used.contains(&p.ident.to_string())).map(|parameter| {
            let (name, factor) = (&parameter.ident, unit_of(parameter).factor);
            let factor = float(factor);
            quote!(let #name = self.#name * #factor;)
        });
        let lets = whole.iter().map(|Definition { ident, expr }| {
            let value = plain.emit(expr);
            quote!(let #ident = #value;)
        });
        let value = plain.emit(&definition.expr);
        let what = match name.rsplit('_').next() {
            Some("inf") => "Steady state",
            Some("tau") => "Time constant (ms)",
            Some("alpha") => "Opening rate (1/ms)",
            _ => "Closing rate (1/ms)",
        };
        let of: Vec<String> = inputs.iter().map(|(input, unit)| format!("`{input}` ({unit})")).collect();
        let doc = match of.as_slice() {
            [] => format!(" {what} of `{}`.", gate.ident),
            of => format!(" {what} of `{}` at {}.", gate.ident, of.join(", ")),
        };
        let function = &definition.ident;
        functions.push(quote! {
            #[doc = #doc]
            pub fn #function(&self, #(#idents: #scalar),*) -> #scalar {
                #(#parameters)*
                #(#lets)*
                let #function = #value;
                #function
            }
        });
    }
    if functions.is_empty() {
        return TokenStream::new();
    }
    let (ident, scalar_path) = (&model.ident, path("Scalar"));
    quote! {
        #[automatically_derived]
        #[allow(unused_variables, non_snake_case, unused_parens, clippy::all, clippy::pedantic)]
        impl<#scalar: #scalar_path> #ident<#scalar> {
            #(#functions)*
        }
    }
}
