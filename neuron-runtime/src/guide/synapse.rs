//! Writing a synapse.
//!
//! A synapse is written as a channel, but sees two potentials: `v_pre` and `v_post`. Its current is absolute (nS times a
//! voltage), outward, and flows through the postsynaptic membrane. It has no ion; its reversal potential is a parameter.
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
//! Where arrays are connected, gates that depend on `v_pre` alone exist once per presynaptic neuron, not per connection.
