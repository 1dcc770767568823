//! Writing a channel.
//!
//! A channel is a struct whose fields are its parameters and gates, and whose equations stand in attributes as they stand
//! in the paper:
//!
//! ```
//! use neuron_runtime::prelude::*;
//!
//! /// Fast sodium current of the crab stomatogastric ganglion.
//! #[channel(ion = Na, current = g * m^3 * h * (v - e))]
//! pub struct NaV {
//!     /// Maximal conductance density.
//!     #[param(unit = mS/cm2, min = 0)]
//!     g: Param,
//!     /// Activation.
//!     #[gate(
//!         inf = 1 / (1 + exp(-(v + 25.5mV) / 5.29mV)),
//!         tau = 2.64ms - 2.52ms / (1 + exp(-(v + 120mV) / 25mV)),
//!     )]
//!     m: Gate,
//!     /// Inactivation.
//!     #[gate(
//!         inf = 1 / (1 + exp((v + 48.9mV) / 5.18mV)),
//!         tau = 1.34ms / (1 + exp(-(v + 62.9mV) / 10mV)) * (1.5 + 1 / (1 + exp((v + 34.9mV) / 3.6mV))),
//!     )]
//!     h: Gate,
//! }
//!
//! // Every curve is a method, so that it can be compared with the paper's figure.
//! let na = NaV::new(100.0); // mS/cm²
//! assert!((na.m_inf(-25.5) - 0.5).abs() < 1e-12);
//! assert!(na.m_tau(0.0) > 0.1); // ms
//! ```
//!
//! The current is outward and positive. Per area (`mS/cm2` times a voltage) or absolute (`nS` times one) is up to the unit
//! of `g`; the cell must be given alike. With `ion = Na`, `e` is the reversal potential that the cell has for sodium.
//!
//! # What equations can use
//!
//! | name | what it is |
//! | --- | --- |
//! | `v` | membrane potential of the compartment |
//! | `t` | time |
//! | `celsius` | temperature of the cell |
//! | `e` | reversal potential of the ion; without an ion, a parameter of yours |
//! | `ca`, `ca_out` | concentrations inside and outside, after `reads(Ca)` |
//! | parameters, gates, states, `let` definitions | by their names |
//! | `m_inf`, `m_tau`, `m_alpha`, `m_beta` | curves of the gate `m` |
//!
//! `+ - * / ^`, `exp ln log10 sqrt sin cos sinh cosh tanh expm1 log1p abs min max exprel`, and
//! `if v < -40mV { … } else { … }`. `x / (1 - exp(-x))` and its kin are finite at 0, as are their derivatives.
//!
//! # Gates
//!
//! A gate has a steady state and a time constant, or an opening and a closing rate, or follows its steady state at once:
//!
//! ```
//! # use neuron_runtime::prelude::*;
//! #[channel(ion = K, current = g * n^4 * p * (v - e))]
//! pub struct K {
//!     #[param(36mS/cm2, min = 0)]
//!     g: Param,
//!     #[gate(
//!         alpha = 0.01/ms/mV * (v + 55mV) / (1 - exp(-(v + 55mV) / 10mV)),
//!         beta = 0.125/ms * exp(-(v + 65mV) / 80mV),
//!         q10 = 3 at 6.3degC,
//!     )]
//!     n: Gate,
//!     #[gate(inf = 1 / (1 + exp(-(v + 40mV) / 5mV)), instantaneous)]
//!     p: Gate,
//! }
//! ```
//!
//! `init = 0.5` starts a gate elsewhere than at its steady state. `q10` makes it faster with the temperature of the cell; in the
//! arguments of `#[channel]` it holds for all gates.
//!
//! # Definitions, parameters, calcium
//!
//! `let` names a part of an equation, `reads(Ca)` makes the calcium concentration `ca` known, and a parameter has a default, a
//! unit, or both, and bounds:
//!
//! ```
//! # use neuron_runtime::prelude::*;
//! #[channel(
//!     ion = K,
//!     reads(Ca),
//!     let bound = ca / (ca + half),
//!     current = g * m * bound * (v - e),
//! )]
//! pub struct Sk {
//!     #[param(0.5mS/cm2, min = 0)]
//!     g: Param,
//!     /// Calcium at which half of the channels are bound.
//!     #[param(0.4uM, min = 0uM)]
//!     half: Param,
//!     #[gate(inf = 1 / (1 + exp(-(v + 40mV) / 10mV)), tau = 5ms)]
//!     m: Gate,
//! }
//! ```
//!
//! # States of another kind
//!
//! What is no gate has its own derivative, and a unit if it is no pure number:
//!
//! ```
//! # use neuron_runtime::prelude::*;
//! #[channel(current = g * a * (v - e))]
//! pub struct Adaptation {
//!     #[param(1mS/cm2, min = 0)]
//!     g: Param,
//!     #[param(-90mV)]
//!     e: Param,
//!     #[param(100ms, min = 1ms)]
//!     tau: Param,
//!     #[state(derivative = (max(v + 50mV, 0mV) / 10mV - a) / tau, init = 0)]
//!     a: State,
//! }
//! ```
