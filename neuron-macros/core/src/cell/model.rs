//! A cell type as its author wrote it.

use crate::items::Setting;
use crate::unit::Quantity;
use proc_macro2::{Ident, Span};
use syn::{Attribute, Path, Visibility};

/// The whole declaration.
pub struct Model {
    pub docs: Vec<Attribute>,
    pub visibility: Visibility,
    pub ident: Ident,
    pub temperature: Option<Quantity>,
    /// One without a name, or several with.
    pub compartments: Vec<Compartment>,
    pub joins: Vec<Join>,
    /// Whether all of it could be read: what seems to be missing is not among what could not.
    pub readable: bool,
    /// Whether it is without mistakes.
    pub complete: bool,
}

/// One compartment.
#[derive(Default)]
pub struct Compartment {
    pub ident: Option<Ident>,
    pub capacitance: Option<Quantity>,
    pub area: Option<Quantity>,
    pub v: Option<Quantity>,
    pub inject: Option<Quantity>,
    pub ions: Vec<Ion>,
    pub pools: Vec<Part>,
    pub channels: Vec<Part>,
}

/// `soma -- dendrite: 2.1mS/cm2`
pub struct Join {
    pub from: Ident,
    pub to: Ident,
    pub conductance: Quantity,
}

/// An ion and where its reversal potential comes from.
#[derive(Clone)]
pub struct Ion {
    pub ident: Ident,
    pub reversal: Reversal,
}

/// Where a reversal potential comes from.
#[derive(Clone)]
#[allow(clippy::large_enum_variant, reason = "a cell has a handful of ions")]
pub enum Reversal {
    Constant(Quantity),
    Nernst(Nernst),
}

/// `nernst(outside = 3mM, inside = 0.05uM, valence = 2, rt_f = 24.4mV)`
#[derive(Clone)]
pub struct Nernst {
    pub span: Span,
    pub outside: Option<Quantity>,
    pub inside: Option<Quantity>,
    pub valence: Option<f64>,
    pub rt_f: Option<Quantity>,
}

/// A channel or pool under its name.
pub struct Part {
    pub name: Ident,
    pub path: Path,
    pub settings: Vec<Setting>,
}

impl Compartment {
    /// Whether the compartment is given per area.
    pub fn per_area(&self) -> bool {
        self.area.is_some()
    }

    /// Names of ions, those with a pool alone included.
    pub fn ion_names(&self) -> Vec<Ident> {
        let mut names: Vec<Ident> = self.ions.iter().map(|ion| ion.ident.clone()).collect();
        for pool in &self.pools {
            if !names.contains(&pool.name) {
                names.push(pool.name.clone());
            }
        }
        names
    }
}

/// Charge of the ions of that name.
pub fn valence(ion: &str) -> Option<f64> {
    match ion {
        "Na" | "K" => Some(1.0),
        "Ca" | "Mg" => Some(2.0),
        "Cl" => Some(-1.0),
        _ => None,
    }
}
