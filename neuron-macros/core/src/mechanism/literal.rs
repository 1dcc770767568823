//! Pieces of Rust that every expansion writes.

use crate::unit::{Quantity, UnitExpr};
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;
use syn::parse::Parser;

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

/// The value of a quantity in the unit it was written in, and that unit's factor and text.
pub fn in_own_unit(quantity: &Quantity) -> (f64, f64, String) {
    let unit = quantity.unit.as_deref().and_then(|text| Parser::parse_str(UnitExpr::parse, text).ok());
    match unit {
        Some(unit) => (rounded(quantity.value / unit.factor), unit.factor, unit.text),
        None => (quantity.value, 1.0, String::new()),
    }
}

/// Without the last digit's rounding, so that 30 nS stays 30.
pub fn rounded(value: f64) -> f64 {
    format!("{value:.14e}").parse().unwrap_or(value)
}
