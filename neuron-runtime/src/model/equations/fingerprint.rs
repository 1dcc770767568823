//! Fingerprints of equations.

use super::bytes::Writer;
use super::cell::{CellEquations, CompartmentEquations, Connection, End, NetworkEquations, Reversal};
use super::{Comparison, Condition, Equations, Expr, Motion, State, When};
use crate::model::connect::Rule;
use crate::model::info::{MechanismKind, ParameterInfo, StateKind};
use core::fmt;

/// A short text that tells models with different equations apart: `1-` and 32 hexadecimal digits.
///
/// Two models have the same fingerprint if they have the same names, units, equations, states, ions and connections in the same
/// order. The values of parameters are data of a run, so defaults, bounds, the values that a cell or network sets, and
/// documentation do not count; [`with_values`](Fingerprint::with_values) adds them. Spaces, comments, parentheses that
/// change nothing and the spelling of a number (`0.10` for `0.1`) do not count either. `25.5mV` and `0.0255V` are different.
///
/// The fingerprint is the same on every platform and for every compiler.
///
/// # Version 1
///
/// The fingerprint is the 128-bit FNV-1a hash of the model as bytes:
///
/// - A text is its length in bytes, then its UTF-8 bytes. A count is eight bytes, the least first.
/// - A number is the eight bytes of its IEEE 754 double, the least first; −0 is 0.
/// - A list is its count, then its items. A thing that may be missing is the byte 0, or the byte 1 and the thing.
/// - Everything else is a byte for its kind, then its parts in the order of the `write_…` functions of the source. A number in
///   an equation is its value in internal units and its unit as written. A removable singularity is what was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Fingerprint {
    version: u16,
    hash: u128,
}

impl Fingerprint {
    /// The version that this crate makes. It rises when the bytes or the meaning of a model change.
    pub const VERSION: u16 = 1;

    /// Returns the version of the algorithm.
    pub const fn version(self) -> u16 {
        self.version
    }

    /// Returns the hash.
    pub const fn hash(self) -> u128 {
        self.hash
    }

    /// Returns the fingerprint of a model with these values of its parameters.
    #[must_use]
    pub fn with_values(self, values: impl IntoIterator<Item = f64>) -> Self {
        let mut writer = Writer::after(self.hash);
        for value in values {
            writer.write_number(value);
        }
        Fingerprint { hash: writer.hash(), ..self }
    }

    fn of(write: impl FnOnce(&mut Writer)) -> Self {
        let mut writer = Writer::new();
        write(&mut writer);
        Fingerprint { version: Self::VERSION, hash: writer.hash() }
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{:032x}", self.version, self.hash)
    }
}

impl Equations {
    /// Returns the fingerprint of these equations.
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of(|writer| writer.write_mechanism(self))
    }
}

impl CellEquations {
    /// Returns the fingerprint of the cell and of the equations of its mechanisms.
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of(|writer| writer.write_cell(self))
    }
}

impl NetworkEquations {
    /// Returns the fingerprint of the network and of the equations of its mechanisms.
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of(|writer| writer.write_network(self))
    }
}

impl Writer {
    fn write_network(&mut self, network: &NetworkEquations) {
        self.write_byte(3);
        self.write_text(network.info.name);
        self.write_list(network.cells, |writer, cells| {
            writer.write_cell(cells.cell);
            writer.write_list(cells.neurons, |writer, neuron| writer.write_text(neuron.name));
            writer.write_option(cells.array.as_ref(), |writer, len| writer.write_count(*len as u64));
        });
        self.write_list(network.synapses, |writer, synapses| {
            writer.write_mechanism(synapses.synapse);
            writer.write_list(synapses.connections, Self::write_connection);
        });
    }

    fn write_connection(&mut self, connection: &Connection) {
        self.write_text(connection.name);
        for End { neuron, compartment, .. } in [connection.from, connection.to] {
            self.write_text(neuron);
            self.write_text(compartment);
        }
        // A stimulus has no presynaptic neuron, and may enter one neuron of an array.
        if connection.from.neuron.is_empty() {
            self.write_option(connection.to.index.as_ref(), |writer, index| writer.write_count(*index as u64));
        }
        self.write_option(connection.rule.as_ref(), |writer, rule| match rule {
            Rule::AllToAll { autapses } => writer.write_bytes(&[0, u8::from(*autapses)]),
            Rule::OneToOne => writer.write_byte(1),
            #[cfg(feature = "random")]
            Rule::Probability { probability, seed, autapses } => {
                // 2 and 3 were rules whose draws did not follow from the name.
                writer.write_byte(5);
                writer.write_number(*probability);
                writer.write_count(*seed);
                writer.write_byte(u8::from(*autapses));
            }
            #[cfg(feature = "random")]
            Rule::Inputs { inputs, seed, autapses } => {
                writer.write_byte(6);
                writer.write_count(*inputs as u64);
                writer.write_count(*seed);
                writer.write_byte(u8::from(*autapses));
            }
            Rule::Pairs(pairs) => {
                writer.write_byte(4);
                writer.write_list(pairs, |writer, (from, to)| {
                    writer.write_count(*from as u64);
                    writer.write_count(*to as u64);
                });
            }
        });
    }

    fn write_cell(&mut self, cell: &CellEquations) {
        self.write_byte(2);
        self.write_text(cell.info.name);
        self.write_list(cell.info.parameters, Self::write_parameter);
        self.write_list(cell.compartments, Self::write_compartment);
        self.write_list(cell.joins, |writer, [from, to]| {
            writer.write_text(from);
            writer.write_text(to);
        });
    }

    fn write_compartment(&mut self, compartment: &CompartmentEquations) {
        self.write_text(compartment.info.name);
        self.write_list(compartment.info.parameters, Self::write_parameter);
        self.write_list(compartment.ions, |writer, ion| {
            writer.write_text(ion.name);
            match ion.reversal {
                Reversal::None => writer.write_byte(0),
                Reversal::Constant => writer.write_byte(1),
                Reversal::Nernst { valence } => {
                    writer.write_byte(2);
                    writer.write_number(valence);
                }
            }
        });
        for parts in [compartment.pools, compartment.channels] {
            self.write_list(parts, |writer, part| {
                writer.write_text(part.name);
                writer.write_mechanism(part.mechanism);
            });
        }
    }

    fn write_parameter(&mut self, parameter: &ParameterInfo) {
        self.write_text(parameter.name);
        self.write_text(parameter.unit);
    }

    fn write_mechanism(&mut self, equations: &Equations) {
        self.write_byte(1);
        self.write_byte(match equations.info.kind {
            MechanismKind::Channel => 0,
            MechanismKind::Synapse => 1,
            MechanismKind::Electrical => 2,
            MechanismKind::Pool => 3,
            MechanismKind::Cell | MechanismKind::Unknown => 4,
            MechanismKind::Stimulus => 5,
        });
        self.write_text(equations.info.name);
        self.write_option(equations.info.ion.as_ref(), |writer, ion| writer.write_text(ion));
        self.write_list(equations.info.reads, |writer, name| writer.write_text(name));
        self.write_byte(u8::from(equations.info.density));
        self.write_list(equations.parameters, |writer, parameter| writer.write_parameter(parameter.info));
        self.write_list(equations.definitions, |writer, definition| {
            writer.write_text(definition.name);
            writer.write_expr(&definition.value);
        });
        self.write_list(equations.states, Self::write_state);
        self.write_option(equations.current.as_ref(), Self::write_expr);
        self.write_list(equations.jumps, |writer, jump| {
            match &jump.when {
                When::Spike => writer.write_byte(0),
                When::Pre => writer.write_byte(1),
                When::Post => writer.write_byte(2),
                When::Relation(comparison) => {
                    writer.write_byte(3);
                    writer.write_comparison(comparison);
                }
            }
            writer.write_text(jump.target);
            writer.write_expr(&jump.value);
        });
    }

    fn write_state(&mut self, state: &State) {
        self.write_text(state.name);
        self.write_text(state.unit);
        self.write_byte(match state.kind {
            StateKind::Voltage => 0,
            StateKind::Concentration => 1,
            StateKind::Gate => 2,
            StateKind::Free => 3,
        });
        match &state.motion {
            Motion::Relax { inf, tau } => {
                self.write_byte(0);
                self.write_expr(inf);
                self.write_option(tau.as_ref(), Self::write_expr);
            }
            Motion::Rates { alpha, beta } => {
                self.write_byte(1);
                self.write_expr(alpha);
                self.write_expr(beta);
            }
            Motion::Derivative(derivative) => {
                self.write_byte(2);
                self.write_expr(derivative);
            }
        }
        self.write_byte(u8::from(state.instantaneous));
        self.write_option(state.init.as_ref(), Self::write_expr);
        self.write_option(state.q10.as_ref(), |writer, q10| {
            writer.write_expr(&q10.factor);
            writer.write_number(q10.reference);
        });
    }

    fn write_expr(&mut self, expr: &Expr) {
        let two = |writer: &mut Self, kind: u8, a: &Expr, b: &Expr| {
            writer.write_byte(kind);
            writer.write_expr(a);
            writer.write_expr(b);
        };
        match expr {
            Expr::Number(_, unit, value) => {
                self.write_byte(0);
                self.write_number(*value);
                self.write_text(unit);
            }
            Expr::Name(name) => {
                self.write_byte(1);
                self.write_text(name);
            }
            Expr::Neg(a) => {
                self.write_byte(2);
                self.write_expr(a);
            }
            Expr::Add(a, b) => two(self, 3, a, b),
            Expr::Sub(a, b) => two(self, 4, a, b),
            Expr::Mul(a, b) => two(self, 5, a, b),
            Expr::Div(a, b) => two(self, 6, a, b),
            Expr::Pow(a, b) => two(self, 7, a, b),
            Expr::Call(function, arguments) => {
                self.write_byte(8);
                self.write_text(function.name());
                self.write_list(arguments, Self::write_expr);
            }
            Expr::If { condition, then, otherwise } => {
                self.write_byte(9);
                self.write_condition(condition);
                self.write_expr(then);
                self.write_expr(otherwise);
            }
            Expr::Removable { written, .. } => self.write_expr(written),
        }
    }

    fn write_condition(&mut self, condition: &Condition) {
        match condition {
            Condition::Compare(comparison) => {
                self.write_byte(0);
                self.write_comparison(comparison);
            }
            Condition::And(a, b) | Condition::Or(a, b) => {
                self.write_byte(if matches!(condition, Condition::And(..)) { 1 } else { 2 });
                self.write_condition(a);
                self.write_condition(b);
            }
            Condition::Not(a) => {
                self.write_byte(3);
                self.write_condition(a);
            }
        }
    }

    fn write_comparison(&mut self, comparison: &Comparison) {
        // No order is called so. Comparisons that are not smooth have the bytes of version 1 from its beginning.
        if comparison.smooth {
            self.write_text("smooth");
        }
        self.write_text(comparison.order.symbol());
        self.write_expr(&comparison.left);
        self.write_expr(&comparison.right);
    }
}
