//! Names with their formulas.

use crate::expr::Expr;
use proc_macro2::Ident;

/// A name with its formula: a local definition, or `m_inf`, `m_tau`, … of a gate, or an instantaneous gate itself.
pub struct Definition {
    pub ident: Ident,
    pub expr: Expr,
}

/// Replaces every definition by its formula.
pub fn expand_definitions(expr: &Expr, definitions: &[Definition]) -> Expr {
    let mut whole = expr.clone();
    for definition in definitions.iter().rev() {
        whole = whole.substitute(&|name| (definition.ident == name).then(|| definition.expr.clone()));
    }
    whole
}
