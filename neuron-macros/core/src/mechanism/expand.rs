//! The expansion of a mechanism: its struct, its description, its equations, its handles, its curves, its equations as
//! data.

use super::accesses::{Uses, accesses};
use super::check::Checked;
use super::curves::curves;
use super::describe::description;
use super::equations::Equations;
use super::functions::mechanism;
use super::handles::handles;
use super::model::Model;
use super::partials::Partials;
use super::structure::structure;
use super::written::written;
use proc_macro2::TokenStream;
use quote::quote;

/// Returns the whole expansion.
pub fn expand(model: &Model, equations: &Equations, checked: &Checked, uses: &Uses) -> TokenStream {
    let structure = structure(model);
    let partials = Partials::new(model, equations, checked);
    let description = description(model, equations, checked, &partials);
    let mechanism = mechanism(model, equations, checked, &partials);
    let handles = handles(model, equations);
    let (names, curves) = curves(model, equations, checked);
    let accesses = accesses(model, Some(equations), &names, uses);
    let written = written(model, equations);
    quote!(#structure #description #mechanism #handles #curves #written #accesses)
}

/// Returns the expansion of a mechanism whose equations cannot be put in order.
pub fn without_equations(model: &Model, uses: &Uses) -> TokenStream {
    let (structure, accesses) = (structure(model), accesses(model, None, &[], uses));
    quote!(#structure #accesses)
}
