//! Accesses to everything that the equations name, for editors: hover, definitions and renaming follow them.
//!
//! The equations that are evaluated are simplified and share exponentials, so they differ from the user's. Here every
//! use of a name occurs once more, with its own span. Nothing calls this code.

use super::equations::Equations;
use super::model::{Model, State};
use super::scope::{concentrations, given};
use crate::expr::{Expr, Function, Kind};
use crate::names::variable;
use crate::tokens::path;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};

/// Names and functions of all equations as written, in order.
pub struct Uses {
    names: Vec<Ident>,
    functions: Vec<(Function, Span)>,
}

impl Uses {
    /// Collects the uses in a model, before it is repaired.
    pub fn of(model: &Model) -> Self {
        let mut uses = Uses { names: Vec::new(), functions: Vec::new() };
        for expr in model.equations() {
            expr.visit(&mut |part: &Expr| match &part.kind {
                Kind::Name(name) => uses.names.push(name.clone()),
                Kind::Call(function, _) => uses.functions.push((*function, part.span)),
                _ => {}
            });
        }
        uses.names.extend(model.jumps().map(|(_, jump)| jump.target.clone()));
        uses
    }
}

/// Returns the accesses. `curves` are the names of the curves that are methods.
pub(super) fn accesses(model: &Model, equations: Option<&Equations>, curves: &[String], uses: &Uses) -> TokenStream {
    let own = |name: &str| Ident::new(name, Span::mixed_site());
    let (mechanism, handles, at, scalar, network) = (own("own"), own("handles"), own("at"), own("T"), own("__N"));
    let ident = &model.ident;
    let mut lines = TokenStream::new();
    let mut locals: Vec<String> = Vec::new();
    for name in &uses.names {
        let text = name.to_string();
        if model.has_parameter(&text) {
            lines.extend(quote!(let _ = &#mechanism.#name;));
            continue;
        }
        if equations.is_some_and(|equations| equations.with_values().any(|name| *name == text)) {
            lines.extend(quote!(let _ = &#handles.#name;));
            continue;
        }
        if curves.contains(&text) {
            lines.extend(quote!(let _ = #ident::<#scalar>::#name;));
            continue;
        }
        let Some((declared, value)) = local(model, &text, &at) else { continue };
        if !locals.contains(&text) {
            let declared = variable(&declared);
            lines.extend(quote!(let #declared = #value;));
            locals.push(text);
        }
        let name = variable(name);
        lines.extend(quote!(let _ = #name;));
    }
    for (function, span) in &uses.functions {
        if *function == Function::Random {
            let (name, chance) = (Ident::new("random", span.resolved_at(Span::call_site())), path("Chance"));
            lines.extend(quote!(let _ = #chance::<#scalar>::#name;));
            continue;
        }
        let (name, of_scalar) = match function {
            Function::Expm1 => ("exp_m1", true),
            Function::Log1p => ("ln_1p", true),
            Function::Log10 => ("ln", true),
            Function::Exprel => ("bernoulli", false),
            Function::Mod => ("floor", true),
            Function::Heaviside => ("ge", true),
            written => (written.name(), true),
        };
        let name = Ident::new(name, span.resolved_at(Span::call_site()));
        lines.extend(if of_scalar {
            let trait_path = path("Real");
            quote!(let _ = <#scalar as #trait_path>::#name;)
        } else {
            quote!(let _ = ::neuron_runtime::private::math::#name::<#scalar>;)
        });
    }
    let handles_type = format_ident!("{}Handles", ident);
    let (scalar_path, at_path) = (path("Real"), path("At"));
    let takes_handles = equations.map(|_| quote!(#handles: &#handles_type<#network>,));
    let generic = equations.map(|_| quote!(, #network));
    quote! {
        /// The names of the equations, for editors.
        #[allow(dead_code, unused_variables, non_snake_case, non_camel_case_types, clippy::all, clippy::pedantic)]
        fn names<#scalar: #scalar_path #generic>(
            #mechanism: &#ident<#scalar>,
            #takes_handles
            #at: &#at_path<'_, #scalar>,
        ) {
            #lines
        }
    }
}

/// Returns a variable for a name that is neither a field nor a method, declared where the user declared it, and its
/// value.
fn local(model: &Model, name: &str, at: &Ident) -> Option<(Ident, TokenStream)> {
    if let Some((declared, _)) = model.definitions.iter().find(|(declared, _)| declared == name) {
        return Some((declared.clone(), quote!(())));
    }
    let gate = |state: &&State| {
        let rest = name.strip_prefix(&state.ident.to_string());
        rest.is_some_and(|rest| rest.is_empty() || ["_inf", "_tau", "_alpha", "_beta"].contains(&rest))
    };
    if let Some(state) = model.states.iter().find(gate) {
        return Some((Ident::new(name, state.ident.span()), quote!(())));
    }
    if concentrations(model).iter().any(|own| own == name) {
        return Some((Ident::new(name, Span::call_site()), quote!(#at.concentrations)));
    }
    let value = match name {
        _ if !given(model).contains(&name) => return None,
        "v" | "v_post" => quote!(#at.v),
        "v_pre" => quote!(#at.v_pre),
        "t" => quote!(#at.context.t),
        "celsius" => quote!(#at.context.celsius),
        "e" => quote!(#at.reversal),
        "i" => quote!(#at.current),
        "area" => quote!(#at.area),
        _ => return None,
    };
    Some((Ident::new(name, Span::call_site()), value))
}
