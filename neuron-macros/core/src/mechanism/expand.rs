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
use super::scope::known;
use super::structure::{implementation, structure};
use super::written::written;
use crate::tokens::sheltered;
use proc_macro2::TokenStream;
use quote::quote;

/// Returns the whole expansion.
pub fn expand(model: &Model, equations: &Equations, checked: &Checked, uses: &Uses) -> TokenStream {
    let partials = Partials::new(model, equations, checked);
    let implementation = implementation(model);
    let description = description(model, equations, checked, &partials);
    let mechanism = mechanism(model, equations, checked, &partials);
    let (handles, cursors) = handles(model, equations);
    let (names, curves) = curves(model, equations, checked);
    let accesses = accesses(model, Some(equations), &names, uses);
    let sheltered = sheltered(known(model), quote!(#implementation #mechanism #cursors #curves #accesses));
    let (structure, written) = (structure(model), written(model, equations));
    quote!(#structure #description #sheltered #handles #written)
}

/// Returns the expansion of a mechanism whose equations cannot be put in order.
pub fn without_equations(model: &Model, uses: &Uses) -> TokenStream {
    let (structure, implementation, accesses) =
        (structure(model), implementation(model), accesses(model, None, &[], uses));
    let sheltered = sheltered(known(model), quote!(#implementation #accesses));
    quote!(#structure #sheltered)
}
