//! A network as its author wrote it.

use crate::cell;
use crate::items::Setting;
use crate::plausible::Place;
use proc_macro2::{Ident, Span, TokenStream};
use syn::{Attribute, Path, Visibility};

/// The whole declaration.
pub struct Model {
    pub docs: Vec<Attribute>,
    pub visibility: Visibility,
    pub ident: Ident,
    pub cells: Vec<cell::Model>,
    pub neurons: Vec<Neuron>,
    pub connections: Vec<Connection>,
    /// Names of neurons whose declaration could not be understood. That was reported.
    pub unreadable: Vec<Ident>,
    /// True if all of it could be read. Otherwise nothing counts as missing.
    pub readable: bool,
}

/// `neuron AB: Stg { … }`, `neuron E[80]: Pyramidal { … }`, or a source of spikes, `source Noise[80]: Poisson { … }`
pub struct Neuron {
    /// True for a source.
    pub source: bool,
    pub docs: Vec<Attribute>,
    pub ident: Ident,
    /// The length of an array.
    pub len: Option<TokenStream>,
    pub path: Path,
    pub settings: Vec<Setting>,
}

/// `AB -> LP: Cholinergic { … }, …;`, or `stimulus step: Pulse { … } -> AB;`
pub struct Connection {
    pub docs: Vec<Attribute>,
    pub name: Option<Ident>,
    pub from: End,
    pub to: End,
    pub electrical: bool,
    /// True for a stimulus. Both its ends are where it enters, it has one synapse of its own name, and no rule.
    pub stimulus: bool,
    pub rule: Option<Rule>,
    /// True if there was a rule that could not be understood, which was reported.
    pub unclear: bool,
    pub synapses: Vec<Synapse>,
}

/// A neuron, or one of its compartments.
#[derive(Clone)]
pub struct End {
    pub neuron: Ident,
    /// The neuron of an array, at the end of a stimulus.
    pub index: Option<Index>,
    pub compartment: Option<Ident>,
}

/// One synapse of a connection.
pub struct Synapse {
    pub name: Ident,
    pub path: Path,
    pub settings: Vec<Setting>,
}

/// The rule by which arrays are connected.
pub struct Rule {
    pub span: Span,
    pub kind: RuleKind,
}

/// The rules.
pub enum RuleKind {
    AllToAll {
        autapses: bool,
    },
    OneToOne {
        autapses: bool,
    },
    Probability {
        probability: f64,
        seed: u64,
        autapses: bool,
    },
    Inputs {
        inputs: usize,
        seed: u64,
        autapses: bool,
        /// The token of the number of inputs.
        span: Span,
    },
    /// Pairs written out.
    Pairs(Vec<[Index; 2]>),
    /// A path to a constant slice of pairs.
    Listed(Path),
}

/// A neuron of an array, counted from 0.
#[derive(Clone)]
pub struct Index {
    pub index: usize,
    pub span: Span,
}

impl Neuron {
    /// Returns the number of neurons, if it is written as a number.
    pub fn count(&self) -> Option<usize> {
        match &self.len {
            Some(len) => syn::parse2::<syn::LitInt>(len.clone()).ok()?.base10_parse().ok(),
            None => Some(1),
        }
    }
}

impl Connection {
    /// Returns the place of its values, which decides their plausible range.
    pub fn place(&self) -> Place {
        if self.stimulus { Place::Membrane } else { Place::Synapse }
    }

    /// True if it connects arrays, or is a stimulus into all of one. `is_array` tells arrays from neurons.
    pub fn is_projection(&self, is_array: impl Fn(&Ident) -> bool) -> bool {
        [&self.from, &self.to].into_iter().any(|end| end.index.is_none() && is_array(&end.neuron))
    }

    /// True if chance decides which neurons it connects.
    pub fn is_random(&self) -> bool {
        let kind = self.rule.as_ref().map(|rule| &rule.kind);
        matches!(kind, Some(RuleKind::Probability { .. } | RuleKind::Inputs { .. }))
    }

    /// Returns the name that it was given, or one made from its ends.
    pub fn name(&self) -> Ident {
        match &self.name {
            Some(name) => name.clone(),
            None => {
                let end = |end: &End| match &end.compartment {
                    Some(compartment) => format!("{}_{}", end.neuron, compartment),
                    None => end.neuron.to_string(),
                };
                Ident::new(&format!("{}_{}", end(&self.from), end(&self.to)), self.from.neuron.span())
            }
        }
    }
}

impl Model {
    /// Returns the neuron or array of this name.
    pub fn neuron(&self, ident: &Ident) -> Option<&Neuron> {
        self.neurons.iter().find(|neuron| neuron.ident == *ident)
    }
}
