//! A cell type as its author wrote it.

use crate::items::Setting;
use crate::names::lower;
use crate::unit::{Dimension, Quantity};
use proc_macro2::{Ident, Span};
use syn::{Attribute, Path, Visibility};

/// The whole declaration.
pub struct Model {
    pub docs: Vec<Attribute>,
    pub visibility: Visibility,
    pub ident: Ident,
    pub temperature: Option<Quantity>,
    /// One compartment without a name, or several with names.
    pub compartments: Vec<Compartment>,
    pub joins: Vec<Join>,
    /// True if all of it could be read. Otherwise nothing counts as missing.
    pub readable: bool,
    /// True if it has all declared parts: no mistake removed one.
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
    /// Channels, then stimuli.
    pub channels: Vec<Part>,
    pub spike: Option<Spike>,
    /// The range in which V is possible.
    pub range: Option<Range>,
    /// True if a mistake hides whether values are per area or absolute.
    pub unclear: bool,
}

/// `spike { threshold: -30mV, reset: -70.6mV, hold: 2ms, refractory: 3ms }`
pub struct Spike {
    pub key: Ident,
    pub threshold: Option<Quantity>,
    pub reset: Option<Quantity>,
    pub hold: Option<Quantity>,
    pub refractory: Option<Quantity>,
}

/// `range: -1V..2V`, or `range: unchecked`, which has no ends.
#[derive(Clone)]
pub struct Range {
    pub ends: Option<[Quantity; 2]>,
}

/// `soma -- dendrite: 2.1mS/cm2`
pub struct Join {
    pub from: Ident,
    pub to: Ident,
    pub conductance: Quantity,
}

impl Join {
    /// Returns the name of its conductance.
    pub fn name(&self) -> String {
        format!("{}_{}", self.from, self.to)
    }
}

/// An ion and its reversal potential.
#[derive(Clone)]
pub struct Ion {
    pub ident: Ident,
    pub reversal: Reversal,
}

/// A reversal potential.
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

impl Ion {
    /// Returns every value given for it.
    pub fn quantities(&mut self) -> impl Iterator<Item = &mut Quantity> {
        let values = match &mut self.reversal {
            Reversal::Constant(value) => [Some(value), None, None],
            Reversal::Nernst(Nernst { outside, inside, rt_f, .. }) => {
                [outside.as_mut(), inside.as_mut(), rt_f.as_mut()]
            }
        };
        values.into_iter().flatten()
    }
}

/// The list in which a part stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartKind {
    Channel,
    Stimulus,
    Pool,
}

impl PartKind {
    /// Returns the word for it in messages and documentation.
    pub fn word(self) -> &'static str {
        match self {
            PartKind::Channel => "channel",
            PartKind::Stimulus => "stimulus",
            PartKind::Pool => "pool",
        }
    }
}

/// A channel, a stimulus or a pool.
pub struct Part {
    pub kind: PartKind,
    pub name: Ident,
    pub path: Path,
    pub settings: Vec<Setting>,
}

impl Compartment {
    /// True if values are per area.
    pub fn per_area(&self) -> bool {
        self.area.is_some()
    }

    /// Returns the dimension that its capacitance should have.
    pub fn capacitance_dimension(&self) -> Dimension {
        if self.per_area() { Dimension::CAPACITANCE_DENSITY } else { Dimension::CAPACITANCE }
    }

    /// Returns the names of channels and pools that clash with a name made from an ion: its concentration `ca`, its
    /// field `Ca_e`.
    pub fn clashes(&self) -> Vec<Ident> {
        let ions = self.ion_names();
        let field = |name: &str| {
            ["e", "outside", "inside", "rt_f"].iter().any(|part| {
                name.strip_suffix(part)
                    .and_then(|ion| ion.strip_suffix('_'))
                    .is_some_and(|ion| ions.iter().any(|own| own == ion))
            })
        };
        let concentrations: Vec<String> = self.pools.iter().map(|pool| lower(&pool.name).to_string()).collect();
        let channels = self.channels.iter().map(|channel| &channel.name).filter(|channel| {
            let name = channel.to_string();
            concentrations.contains(&name) || field(&name)
        });
        // The ions H and h would share the concentration `h`, and that of V would be called `v` as the potential is.
        let pools = self.pools.iter().enumerate().map(|(at, pool)| (at, &pool.name)).filter(|(at, _)| {
            let name = &concentrations[*at];
            let other = |k: usize| concentrations[k] == *name && self.pools[k].name != self.pools[*at].name;
            name == "v" || (0..*at).any(other) || ions.iter().any(|ion| ion == name)
        });
        channels.chain(pools.map(|(_, name)| name)).cloned().collect()
    }

    /// Returns the place of an ion's pool among the pools.
    pub fn pool(&self, ion: &Ident) -> Option<usize> {
        self.pools.iter().position(|pool| pool.name == *ion)
    }

    /// Returns the reversal potential of an ion, if it has one.
    pub fn reversal(&self, ion: &Ident) -> Option<&Reversal> {
        self.ions.iter().find(|own| own.ident == *ion).map(|own| &own.reversal)
    }

    /// Returns the Nernst potential of an ion, if its reversal potential is one.
    pub fn nernst(&self, ion: &Ident) -> Option<&Nernst> {
        match self.reversal(ion)? {
            Reversal::Nernst(nernst) => Some(nernst),
            Reversal::Constant(_) => None,
        }
    }

    /// Returns the names of all ions, including those that have only a pool.
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

/// Returns the valence of a well-known ion.
pub fn valence(ion: &str) -> Option<f64> {
    match ion {
        "Na" | "K" => Some(1.0),
        "Ca" | "Mg" => Some(2.0),
        "Cl" => Some(-1.0),
        _ => None,
    }
}
