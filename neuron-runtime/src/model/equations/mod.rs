//! Equations as data: what a declaration says, as it was written, with the units that were written.
//!
//! The macros write two things about every model. One is code, which runs: simplified, in internal units, without removable
//! singularities. The other is here: a tree for every formula, in the order and with the numbers of the paper. It is printed
//! ([`Equations::sheet`]), evaluated ([`Equations::at`]), turned into a [`Fingerprint`], and written in other languages.
//!
//! The data are constants of the traits [`Written`], [`WrittenCell`] and [`WrittenNetwork`]. A program that does not name them
//! does not contain them.
//!
//! ```
//! use neuron_runtime::library::hodgkin_huxley_1952::Na;
//! use neuron_runtime::prelude::*;
//!
//! let at = Na::EQUATIONS.at(&[("v", -40.0)])?; // mV
//! assert!((at.name("m_alpha")? - 1.0).abs() < 1e-13); // 0/0 as written
//! println!("{}", Na::EQUATIONS.sheet()); // Markdown with LaTeX
//! println!("{}", Na::EQUATIONS.fingerprint()); // 1-…
//! # Ok::<(), Error>(())
//! ```

mod bytes;
mod cell;
#[cfg(feature = "std")]
mod evaluate;
mod expr;
mod fingerprint;
#[cfg(feature = "std")]
mod latex;
#[cfg(feature = "std")]
mod sheet;
#[cfg(feature = "std")]
mod symbol;
#[cfg(feature = "std")]
mod whole_sheet;

pub use cell::{
    Amount, CellEquations, CompartmentEquations, Connection, End, Ion, NetworkEquations, Neuron, Neurons, Part,
    Reversal, Setting, Synapses, Values,
};
#[cfg(feature = "std")]
pub use evaluate::Point;
pub use expr::{Comparison, Condition, Expr, Function, Order};
pub use fingerprint::Fingerprint;

use crate::model::info::{MechanismInfo, ParameterInfo, StateKind};

/// A channel, synapse, pool or stimulus with its equations as data.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no channel, synapse, pool or stimulus",
    label = "not declared with `#[channel]`, `#[synapse]`, `#[pool]` or `#[stimulus]`"
)]
pub trait Written {
    /// Its equations, as written.
    const EQUATIONS: &'static Equations;
}

/// A cell type with its equations as data.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no cell",
    label = "not declared with `cell!`, or as a `cell` of a network"
)]
pub trait WrittenCell {
    /// Its compartments and their mechanisms, as written.
    const CELL_EQUATIONS: &'static CellEquations;
}

/// A network, or a cell alone, with its equations as data.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no network",
    label = "declared neither with `network!` nor with `cell!`"
)]
pub trait WrittenNetwork {
    /// Its neurons and connections, as written.
    const NETWORK_EQUATIONS: &'static NetworkEquations;

    /// Returns the fingerprint of all its equations.
    fn fingerprint() -> Fingerprint {
        Self::NETWORK_EQUATIONS.fingerprint()
    }
}

/// The equations of a channel, a synapse or a pool.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Equations {
    /// Its name, kind, ion, units, and what it reads.
    pub info: &'static MechanismInfo,
    /// Its documentation.
    pub doc: &'static str,
    /// Its parameters, in their order of declaration.
    pub parameters: &'static [Parameter],
    /// Local definitions, in the order written. One may use a later one.
    pub definitions: &'static [Definition],
    /// Gates and other states, in their order of declaration.
    pub states: &'static [State],
    /// Its outward current; a pool has none.
    pub current: Option<Expr>,
    /// The comparisons of all equations, each once, in the order in which they are first met. `heaviside(x)` counts as
    /// `x >= 0`.
    pub relations: &'static [Comparison],
    /// Assignments at events, in the order written. No declaration has any yet.
    pub jumps: &'static [Jump],
}

/// A parameter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parameter {
    /// Its name, unit, default and bounds.
    pub info: &'static ParameterInfo,
    /// Its documentation.
    pub doc: &'static str,
}

/// A name for a formula, `let name = value`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Definition {
    /// Its name.
    pub name: &'static str,
    /// The formula.
    pub value: Expr,
}

/// A gate or another state.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct State {
    /// Its name.
    pub name: &'static str,
    /// Its unit; empty for a pure number.
    pub unit: &'static str,
    /// The number of internal units in one of its unit.
    pub factor: f64,
    /// Its documentation.
    pub doc: &'static str,
    /// Its kind.
    pub kind: StateKind,
    /// Its equation.
    pub motion: Motion,
    /// True for a gate that is at its steady state at all times, and so is not integrated.
    pub instantaneous: bool,
    /// Its value at the start. A gate without one starts at its steady state.
    pub init: Option<Expr>,
    /// The dependence of its rates on the temperature.
    pub q10: Option<Q10>,
}

/// The equation of a state x.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Motion {
    /// dx/dt = (inf − x)/tau
    Relax {
        /// The steady state.
        inf: Expr,
        /// The time constant; `None` for an instantaneous gate.
        tau: Option<Expr>,
    },
    /// dx/dt = alpha (1 − x) − beta x
    Rates {
        /// The opening rate.
        alpha: Expr,
        /// The closing rate.
        beta: Expr,
    },
    /// dx/dt as written.
    Derivative(Expr),
}

/// A factor of all rates of a gate, `factor^((celsius − reference)/10)`. Time constants are divided by it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Q10 {
    /// The factor for every 10 degrees.
    pub factor: Expr,
    /// The temperature at which the rates were measured, °C.
    pub reference: f64,
}

/// An assignment at an event: `target = value`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Jump {
    /// The event.
    pub when: When,
    /// The state that changes.
    pub target: &'static str,
    /// Its value after the event.
    pub value: Expr,
}

/// An event at which states jump.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum When {
    /// A spike of the neuron of a channel or pool.
    Spike,
    /// The arrival of a presynaptic spike.
    Pre,
    /// A spike of the postsynaptic neuron.
    Post,
    /// A comparison that becomes true.
    Relation(Comparison),
}

/// A quantity for which [`Equations`] have a formula.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantity {
    /// The outward current.
    Current,
    /// A local definition.
    Definition(&'static str),
    /// The steady state of a gate.
    Inf(&'static str),
    /// The time constant of a gate, ms.
    Tau(&'static str),
    /// The opening rate of a gate, 1/ms.
    Alpha(&'static str),
    /// The closing rate of a gate, 1/ms.
    Beta(&'static str),
    /// The time derivative of a state that is given by it.
    Derivative(&'static str),
    /// The value of a state at the start.
    Start(&'static str),
    /// The factor of a gate's rates for every 10 degrees.
    Q10(&'static str),
}

impl Equations {
    /// Returns the name of its type.
    pub const fn name(&self) -> &'static str {
        self.info.name
    }

    /// Calls `visit` with every formula as written, and the quantity that it gives.
    pub fn each<'a>(&'a self, visit: &mut dyn FnMut(Quantity, &'a Expr)) {
        if let Some(current) = &self.current {
            visit(Quantity::Current, current);
        }
        for definition in self.definitions {
            visit(Quantity::Definition(definition.name), &definition.value);
        }
        for state in self.states {
            match &state.motion {
                Motion::Relax { inf, tau } => {
                    visit(Quantity::Inf(state.name), inf);
                    if let Some(tau) = tau {
                        visit(Quantity::Tau(state.name), tau);
                    }
                }
                Motion::Rates { alpha, beta } => {
                    visit(Quantity::Alpha(state.name), alpha);
                    visit(Quantity::Beta(state.name), beta);
                }
                Motion::Derivative(derivative) => visit(Quantity::Derivative(state.name), derivative),
            }
            if let Some(init) = &state.init {
                visit(Quantity::Start(state.name), init);
            }
            if let Some(q10) = &state.q10 {
                visit(Quantity::Q10(state.name), &q10.factor);
            }
        }
    }
}
