//! Writing a synapse.
//!
//! A synapse is written like a channel, with these differences:
//!
//! - Its equations see two potentials, `v_pre` and `v_post`, instead of `v`.
//! - Its current is absolute (nS times a voltage). It flows through the postsynaptic membrane, and outward is positive.
//! - It has no ion. Its reversal potential is a parameter.
//!
//! ```
//! use neuron_runtime::prelude::*;
//!
//! /// Graded inhibition.
//! #[synapse(current = g * s * (v_post - e))]
//! pub struct Cholinergic {
//!     /// Maximal conductance.
//!     #[param(unit = nS, min = 0)]
//!     g: Param,
//!     #[param(-80mV)]
//!     e: Param,
//!     #[param(100ms, min = 0ms)]
//!     tau_max: Param,
//!     /// Activation.
//!     #[gate(inf = 1 / (1 + exp((-35mV - v_pre) / 5mV)), tau = tau_max * (1 - s_inf), init = 0)]
//!     s: Gate,
//! }
//!
//! /// Excitation through receptors that magnesium blocks.
//! #[synapse(
//!     let transmitter = 1mM / (1 + exp(-(v_pre - 2mV) / 5mV)),
//!     let open = 1 / (1 + exp(-0.062/mV * v_post) * 1mM / 3.57mM),
//!     current = g * s * open * (v_post - e),
//! )]
//! pub struct Nmda {
//!     #[param(1nS, min = 0)]
//!     g: Param,
//!     #[param(0mV)]
//!     e: Param,
//!     #[gate(alpha = 0.072/mM/ms * transmitter, beta = 0.0066/ms, init = 0)]
//!     s: Gate,
//! }
//!
//! /// A gap junction: `A -- B` in a network.
//! #[synapse(electrical, current = g * (v_post - v_pre))]
//! pub struct Gap {
//!     #[param(1nS, min = 0)]
//!     g: Param,
//! }
//! ```
//!
//! If no state of a synapse depends on `v_post`, a connection of arrays has one set of states for each presynaptic
//! neuron, not for each connection. The parameters of these states then have one value for all connections: to set one
//! of them for one connection sets it for all.
