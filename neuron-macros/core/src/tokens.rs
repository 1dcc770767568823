//! Pieces of Rust that the expansions of several macros have in common.

use crate::items::{Distribution, Setting, Value};
use crate::unit::{Dimension, Quantity};
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use std::collections::BTreeSet;
use syn::spanned::Spanned;
use syn::{Attribute, Expr, ExprLit, Lit, Meta, MetaNameValue, Path};

/// Returns the path of an item of the runtime that only expansions use.
pub fn path(name: &str) -> TokenStream {
    let ident = Ident::new(name, Span::call_site());
    quote!(::neuron_runtime::private::#ident)
}

/// Returns a number with its sign.
pub fn float(value: f64) -> TokenStream {
    if !value.is_finite() {
        // A mistake that was reported: what has no literal is no number.
        return quote!(::core::primitive::f64::NAN);
    }
    let literal = Literal::f64_unsuffixed(value.abs());
    if value.is_sign_negative() { quote!(-#literal) } else { quote!(#literal) }
}

/// Returns the `Option` of a value that may be missing.
pub fn option(value: Option<impl ToTokens>) -> TokenStream {
    match value {
        Some(value) => quote!(::core::option::Option::Some(#value)),
        None => quote!(::core::option::Option::None),
    }
}

/// Returns the range of a state: that of its kind, or the declared one in the unit of the state. An end that is `None` is no bound.
pub fn state_range(declared: Option<[Option<f64>; 2]>) -> TokenStream {
    let range = path("StateRange");
    let Some(ends) = declared else { return quote!(#range::OfKind) };
    let [lowest, highest] = ends.map(|end| option(end.map(float)));
    quote!(#range::Declared { lowest: #lowest, highest: #highest })
}

/// Returns the exponents of a dimension as an array. Constants have whole exponents below 128, which
/// [`fold`](crate::expr::Expr::fold) checks. What else is written as a unit does not compile.
pub fn exponents(dimension: Dimension) -> TokenStream {
    let Some(exponents) = dimension.integer_exponents() else {
        let message = format!("a unit of {dimension} has powers that are too large");
        return quote!(::core::compile_error!(#message));
    };
    let exponents = exponents.iter().map(|e| Literal::i8_unsuffixed(*e));
    quote!([#(#exponents),*])
}

/// Returns the value of a field in internal units; `factor` is its declared unit in these.
pub fn internal(field: &Ident, factor: f64) -> TokenStream {
    if factor == 1.0 {
        return quote!(self.#field);
    }
    let factor = float(factor);
    quote!(self.#field * #factor)
}

/// Returns the documentation in these attributes, without the space that a comment begins with.
pub fn documentation(attributes: &[Attribute]) -> String {
    let lines = attributes.iter().filter_map(|attribute| match &attribute.meta {
        Meta::NameValue(MetaNameValue { path, value: Expr::Lit(ExprLit { lit: Lit::Str(text), .. }), .. })
            if path.is_ident("doc") =>
        {
            let text = text.value();
            Some(text.strip_prefix(' ').unwrap_or(&text).to_owned())
        }
        _ => None,
    });
    lines.collect::<Vec<_>>().join("\n").trim().to_owned()
}

/// Returns a value in the unit it was written in, as the runtime's type `Amount`. A constant formula is in internal units.
pub fn amount(quantity: &Quantity) -> TokenStream {
    let (value, unit) = match (&quantity.unit, quantity.dimension.is_pure()) {
        (Some(_), _) => {
            let (value, _, unit) = quantity.in_own_unit();
            (value, unit)
        }
        (None, true) => (quantity.value, String::new()),
        (None, false) => (quantity.value, quantity.dimension.internal_unit()),
    };
    let (amount, value) = (written("Amount"), float(value));
    quote!(#amount { value: #value, unit: #unit })
}

/// Returns settings as the runtime's type `Setting`.
pub fn settings(settings: &[Setting]) -> TokenStream {
    let settings = settings.iter().map(|setting| {
        let (path, name) = (written("Setting"), setting.name());
        let values = values(&setting.value);
        quote!(#path { name: #name, values: #values })
    });
    quote!(&[#(#settings),*])
}

/// Returns values as the runtime's type `Values`.
fn values(value: &Value) -> TokenStream {
    let ty = written("Values");
    let listed = match value {
        Value::One(value) => std::slice::from_ref(value),
        Value::Each(values, _) => values,
        Value::Drawn(Distribution { form, values, seed, .. }) => {
            let (name, parameters, values) = (form.name, form.parameters, values.iter().map(amount));
            return quote! {
                #ty::Drawn { distribution: #name, parameters: &[#((#parameters, #values)),*], seed: #seed }
            };
        }
    };
    let listed = listed.iter().map(amount);
    quote!(#ty::Listed(&[#(#listed),*]))
}

/// Returns the path of a type of equations as data.
pub fn written(name: &str) -> TokenStream {
    let ident = Ident::new(name, Span::call_site());
    quote!(::neuron_runtime::private::written::#ident)
}

/// Returns an identifier's text, empty for none.
pub fn text(ident: Option<&Ident>) -> String {
    ident.map(Ident::to_string).unwrap_or_default()
}

/// Returns the argument `<__T>` of the user's type. If that type takes none, the compiler's error stands at its path.
pub fn number_type(path: &Path) -> TokenStream {
    quote_spanned!(path.span().resolved_at(Span::call_site())=> <__T>)
}

/// Returns the description of a mechanism by its alias, with the span of the user's path.
pub fn mechanism_info(alias: &Ident) -> TokenStream {
    quote_spanned!(alias.span()=> &<#alias<f64> as ::neuron_runtime::private::Describe>::INFO)
}

/// Returns a constant that carries out a check while compiling.
pub fn constant(check: TokenStream) -> TokenStream {
    quote!(const _: () = #check;)
}

/// Names that the functions of an expansion give to their own variables.
const OWN: [&str; 16] = [
    "at", "x", "y", "dy", "z", "v", "h", "target", "rate", "to", "visit", "convert", "number", "cursor", "own",
    "handles",
];

/// Returns [`shelter`] for the functions of a cell or a network.
pub fn shelter_of_cells() -> TokenStream {
    shelter(OWN_OF_CELLS.map(str::to_owned))
}

/// Returns an import under the names of variables. If the user's module has a constant, a static or a unit struct of such a name,
/// `let` would compare with it and declare nothing. The import hides it within a constant, by an item that a variable may hide.
fn shelter(names: impl IntoIterator<Item = String>) -> TokenStream {
    let names: BTreeSet<String> = names.into_iter().collect();
    let names = names.iter().map(|name| Ident::new(name, Span::call_site()));
    quote! {
        #[allow(unused_imports, non_camel_case_types, non_snake_case, non_upper_case_globals)]
        use ::neuron_runtime::private::{#(variable as #names),*};
    }
}

/// Returns a constant that contains these items. Their functions may have variables of these names.
pub fn sheltered(names: impl IntoIterator<Item = String>, items: TokenStream) -> TokenStream {
    let shelter = shelter(names.into_iter().chain(OWN.map(str::to_owned)));
    quote! {
        #[doc(hidden)]
        #[allow(non_local_definitions)]
        const _: () = {
            #shelter
            #items
        };
    }
}

/// Names that functions of a cell or a network give to their own variables.
const OWN_OF_CELLS: [&str; 19] = [
    "area",
    "carried",
    "cell",
    "concentrations",
    "context",
    "convert",
    "cursor",
    "index",
    "join",
    "neurons",
    "next",
    "own",
    "population",
    "projection",
    "reversal",
    "slopes",
    "visit",
    "visitor",
    "y",
];

/// Implements `Copy` for handles: they are indices, and constants that one takes apart.
pub fn copy(handles: &Ident) -> TokenStream {
    quote! {
        #[automatically_derived]
        impl<N> ::core::clone::Clone for #handles<N> {
            fn clone(&self) -> Self { *self }
        }

        #[automatically_derived]
        impl<N> ::core::marker::Copy for #handles<N> {}
    }
}

/// Returns a local variable for a part of that name, which no name of the user's can meet.
pub fn local(name: &Ident) -> Ident {
    Ident::new(&format!("own_{name}"), Span::mixed_site())
}

/// Returns the statement that sets a parameter of the local variable `target` to what a constant says. The constant is
/// an item, because `cargo check` does not evaluate a `const` block within a function.
pub fn set_constant(target: &Ident, constant: &TokenStream) -> TokenStream {
    quote! {{
        const SETTING: ::neuron_runtime::private::check::Setting = #constant;
        ::neuron_runtime::private::Parameters::set_parameter(&mut #target, SETTING.index, SETTING.value);
    }}
}

/// Returns the constant that finds a parameter of a mechanism by its name and converts its value. An error about either
/// stands at its own token.
pub fn setting_constant(setting: &Setting, info: &TokenStream) -> TokenStream {
    let Value::One(value) = &setting.value else { return quote!(compile_error!("a single value")) };
    let name = setting.name();
    let found = quote_spanned!(setting.span()=> ::neuron_runtime::private::check::setting(#info, #name));
    given(found, value)
}

/// Returns a value for the parameter that was `found`.
pub fn given(found: TokenStream, value: &Quantity) -> TokenStream {
    let given = quantity(value);
    let convert = quote_spanned!(value.span.resolved_at(Span::call_site())=> .given(#given));
    quote!(#found #convert)
}

/// Returns a distribution for the parameter that was `found`, whose full name is `name`.
pub fn drawn(found: &TokenStream, name: &str, drawn: &Distribution) -> TokenStream {
    let Distribution { form, values, seed, span } = drawn;
    let [first, second] = form.parameters.map(|name| Ident::new(name, Span::call_site()));
    let kind = match form.name {
        "normal" => "Normal",
        "lognormal" => "Lognormal",
        _ => "Uniform",
    };
    let (ty, kind) = (path("Distribution"), Ident::new(kind, Span::call_site()));
    let measure = |value: &Quantity| {
        let given = quantity(value);
        let convert = quote_spanned!(value.span.resolved_at(Span::call_site())=> .measure(#given));
        quote!(#found #convert)
    };
    let value = |value: &Quantity| {
        let given = given(found.clone(), value);
        quote!(#given.value)
    };
    let [a, b] = values;
    let (a, b) = match (form.between, form.logarithmic) {
        (true, _) => (value(a), value(b)),
        (false, false) => (measure(a), measure(b)),
        (false, true) => (measure(a), float(b.value)),
    };
    let drawn = quote_spanned!(span.resolved_at(Span::call_site())=>
        .drawn(#ty::#kind { #first: #a, #second: #b }, #seed, #name)
    );
    quote!(#found #drawn)
}

/// Returns a value as the runtime's type `Given`.
fn quantity(value: &Quantity) -> TokenStream {
    let check = path("check");
    if value.refused {
        return quote!(#check::Given::REFUSED);
    }
    let (number, words) = (float(value.value), value.dimension.to_string());
    let exponents = exponents(value.dimension);
    quote!(#check::Given { value: #number, dimension: #exponents, words: #words })
}

/// Implements `Fixed` for a cell, or for a network without arrays. The sizes are those of the type over `f64`, since a constant in a
/// type may not depend on a parameter.
pub fn fixed(ident: &Ident) -> TokenStream {
    let sizes = ["dim", "work", "relations", "compartments", "variables", "links", "draws", "sources"];
    let sizes = sizes.map(|size| Ident::new(size, Span::call_site()));
    quote! {
        #[automatically_derived]
        impl<T: ::neuron_runtime::private::Real> ::neuron_runtime::private::Fixed for #ident<T> {
            type Number = T;
            type Room = ::neuron_runtime::private::Room<T, #({ ::neuron_runtime::private::sizes::<#ident<f64>>().#sizes }),*>;
        }
    }
}
