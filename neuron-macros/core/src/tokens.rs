//! Pieces of Rust that the expansions of several macros write alike.

use crate::items::{Setting, Value};
use crate::unit::{Dimension, Quantity};
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::Path;
use syn::spanned::Spanned;

/// A name of the runtime that only expansions use.
pub fn path(name: &str) -> TokenStream {
    let ident = Ident::new(name, Span::call_site());
    quote!(::neuron_runtime::private::#ident)
}

/// A number with its sign.
pub fn float(value: f64) -> TokenStream {
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

/// Returns the exponents of a dimension as an array.
pub fn exponents(dimension: Dimension) -> TokenStream {
    let exponents = dimension.integer_exponents().unwrap_or_default();
    let exponents = exponents.iter().map(|e| Literal::i8_unsuffixed(*e));
    quote!([#(#exponents),*])
}

/// A field's value in internal units, of which its declared unit has `factor`.
pub fn internal(field: &Ident, factor: f64) -> TokenStream {
    if factor == 1.0 {
        return quote!(self.#field);
    }
    let factor = float(factor);
    quote!(self.#field * #factor)
}

/// An identifier's text, empty for none.
pub fn text(ident: Option<&Ident>) -> String {
    ident.map(Ident::to_string).unwrap_or_default()
}

/// The number type given to the user's type, at whose path it is an error if that takes none.
pub fn number_type(path: &Path) -> TokenStream {
    quote_spanned!(path.span().resolved_at(Span::call_site())=> <__T>)
}

/// What the mechanism of that alias says about itself, asked for at the user's path.
pub fn mechanism_info(alias: &Ident) -> TokenStream {
    quote_spanned!(alias.span()=> &<#alias<f64> as ::neuron_runtime::private::Describe>::INFO)
}

/// A check that is carried out while compiling.
pub fn constant(check: TokenStream) -> TokenStream {
    quote!(const _: () = #check;)
}

/// Handles are constants to take apart, so they are copied like the indices that they are.
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

/// A local variable of the expansion's own for a part of that name.
pub fn local(name: &Ident) -> Ident {
    Ident::new(&format!("own_{name}"), Span::mixed_site())
}

/// The statement that sets a parameter of the local variable `target` to what a constant says. The constant is an item,
/// for a constant block within a function is looked at only where the function is compiled, not by `cargo check`.
pub fn set_constant(target: &Ident, constant: &TokenStream) -> TokenStream {
    quote! {{
        const SETTING: ::neuron_runtime::private::check::Setting = #constant;
        ::neuron_runtime::private::Parameters::set_parameter(&mut #target, SETTING.index, SETTING.value);
    }}
}

/// The constant that finds a parameter of a mechanism by its name, at that name, and converts its value, at that value.
pub fn setting_constant(setting: &Setting, info: &TokenStream) -> TokenStream {
    let Value::One(value) = &setting.value else { return quote!(compile_error!("a single value")) };
    let name = setting.name();
    let found = quote_spanned!(setting.span()=> ::neuron_runtime::private::check::setting(#info, #name));
    given(found, value)
}

/// A value for the parameter that was `found`.
pub fn given(found: TokenStream, value: &Quantity) -> TokenStream {
    let check = path("check");
    if value.refused {
        return quote!(#found.given(#check::Given::REFUSED));
    }
    let (number, words) = (float(value.value), value.dimension.to_string());
    let exponents = exponents(value.dimension);
    let given = quote!(#check::Given { value: #number, dimension: #exponents, words: #words });
    let convert = quote_spanned!(value.span.resolved_at(Span::call_site())=> .given(#given));
    quote!(#found #convert)
}
