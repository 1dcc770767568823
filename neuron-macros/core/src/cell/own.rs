//! Parameters of a cell or compartment itself, not of its channels and pools.

use super::model::{Compartment, Model, Nernst, Reversal, Spike};
use crate::tokens::{exponents, float, internal, option, path};
use crate::unit::{Dimension, Quantity};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

/// A parameter of the cell or compartment itself.
pub(super) struct Own {
    /// Its field in the struct.
    pub(super) field: Ident,
    /// Its name in paths.
    pub(super) name: String,
    /// The name of its handle.
    pub(super) handle: Ident,
    pub(super) value: f64,
    pub(super) unit: String,
    pub(super) factor: f64,
    pub(super) dimension: Dimension,
    pub(super) allowed: Allowed,
    pub(super) doc: String,
}

/// The values that a parameter may have, in its unit.
#[derive(Clone, Copy)]
pub(super) enum Allowed {
    Any,
    /// This value and those above it.
    From(f64),
    Positive,
}

impl Own {
    pub(super) fn new(field: &str, name: &str, quantity: &Quantity, allowed: Allowed, doc: &str) -> Self {
        let (value, factor, unit) = quantity.in_own_unit();
        Own {
            field: format_ident!("{field}"),
            name: name.to_owned(),
            handle: format_ident!("{}", if name == "v" { "v_start" } else { field }),
            value,
            unit,
            factor,
            dimension: quantity.dimension,
            allowed,
            doc: doc.to_owned(),
        }
    }

    /// Returns its value in internal units, read from `self`.
    pub(super) fn internal(&self) -> TokenStream {
        internal(&self.field, self.factor)
    }

    pub(super) fn info(&self) -> TokenStream {
        let info = path("ParameterInfo");
        let (name, unit, factor, value) = (&self.name, &self.unit, float(self.factor), float(self.value));
        let (dimension, default) = (exponents(self.dimension), option(Some(value)));
        let (minimum, nonzero) = match self.allowed {
            Allowed::Any => (None, false),
            Allowed::From(minimum) => (Some(minimum), false),
            Allowed::Positive => (Some(0.0), true),
        };
        let (minimum, maximum) = (option(minimum.map(float)), option(None::<TokenStream>));
        quote! {
            #info {
                name: #name,
                unit: #unit,
                factor: #factor,
                dimension: #dimension,
                default: #default,
                minimum: #minimum,
                maximum: #maximum,
                nonzero: #nonzero,
            }
        }
    }

    pub(super) fn field_declaration(&self) -> TokenStream {
        let field = &self.field;
        let doc = match self.unit.as_str() {
            "" => format!(" {}.", self.doc),
            unit => format!(" {}, {unit}.", self.doc),
        };
        quote!(#[doc = #doc] pub #field: T)
    }
}

/// Returns the parameters of a compartment itself.
pub(super) fn own_parameters(compartment: &Compartment) -> Vec<Own> {
    let mut own = Vec::new();
    let mut add = |field: &str, name: &str, value: &Option<Quantity>, allowed: Allowed, doc: &str| {
        if let Some(value) = value {
            own.push(Own::new(field, name, value, allowed, doc));
        }
    };
    add("capacitance", "capacitance", &compartment.capacitance, Allowed::Positive, "Capacitance");
    add("area", "area", &compartment.area, Allowed::Positive, "Area");
    add("v", "v", &compartment.v, Allowed::Any, "Membrane potential at the start");
    let inject = compartment.inject.clone().unwrap_or_else(|| Quantity::new(0.0, Dimension::CURRENT, "nA"));
    add("inject", "inject", &Some(inject), Allowed::Any, "Injected current");
    for ion in &compartment.ions {
        let name = &ion.ident;
        match &ion.reversal {
            Reversal::Constant(e) => add(
                &format!("{name}_e"),
                &format!("{name}.e"),
                &Some(e.clone()),
                Allowed::Any,
                &format!("Reversal potential of {name}"),
            ),
            Reversal::Nernst(Nernst { outside, inside, rt_f, .. }) => {
                let concentration = |side: &str| format!("Concentration of {name} {side}");
                let parts = [
                    ("outside", outside, Allowed::Positive, concentration("outside")),
                    ("inside", inside, Allowed::Positive, concentration("inside")),
                    ("rt_f", rt_f, Allowed::Any, format!("RT/F in the Nernst potential of {name}")),
                ];
                for (part, value, allowed, doc) in parts {
                    add(&format!("{name}_{part}"), &format!("{name}.{part}"), value, allowed, &doc);
                }
            }
        }
    }
    if let Some(Spike { threshold, reset, hold, refractory, .. }) = &compartment.spike {
        let threshold = threshold.clone().unwrap_or_else(|| Quantity::new(0.0, Dimension::VOLTAGE, "mV"));
        add("spike_threshold", "spike.threshold", &Some(threshold), Allowed::Any, "V at which a spike begins");
        add("spike_reset", "spike.reset", reset, Allowed::Any, "V after a spike");
        add("spike_hold", "spike.hold", hold, Allowed::From(0.0), "Time for which V is held after a spike");
        let doc = "Time for which no other spike begins";
        add("spike_refractory", "spike.refractory", refractory, Allowed::From(0.0), doc);
    }
    own
}

/// Returns the parameters of the cell as a whole: its temperature, then its couplings.
pub(super) fn cell_parameters(model: &Model) -> Vec<Own> {
    let mut own = Vec::new();
    if let Some(temperature) = &model.temperature {
        own.push(Own::new("temperature", "temperature", temperature, Allowed::From(-273.15), "Temperature"));
    }
    for join in &model.joins {
        let name = join.name();
        let doc = format!("Conductance between {} and {}", join.from, join.to);
        own.push(Own::new(&name, &name, &join.conductance, Allowed::From(0.0), &doc));
    }
    own
}
