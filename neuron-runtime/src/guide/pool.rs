//! Writing a pool: a concentration that follows the current of its ion.
//!
//! The equations of a pool see `i` and `area`. `i` is the total outward current of the ion through the compartment, in
//! nA. `area` is that of the compartment; a cell without an area refuses such a pool. A calcium current flows inward.
//! Therefore `i` is negative, and a minus before it raises the concentration.
//!
//! ```
//! use neuron_runtime::prelude::*;
//!
//! /// Calcium that currents raise and buffers take away.
//! #[pool]
//! pub struct CalciumBuffer {
//!     /// Time constant of the decay.
//!     #[param(200ms, min = 0ms)]
//!     tau: Param,
//!     /// Rise per current at equilibrium.
//!     #[param(14.96uM/nA)]
//!     f: Param,
//!     /// Concentration without current.
//!     #[param(0.05uM)]
//!     rest: Param,
//!     /// Concentration inside.
//!     #[state(derivative = (rest - c - f * i) / tau, init = rest)]
//!     c: Concentration,
//! }
//!
//! /// Calcium in a thin shell under the membrane, from the charge of its current.
//! #[pool(let volume = area * depth)]
//! pub struct Shell {
//!     #[param(0.1um, min = 0.001um)]
//!     depth: Param,
//!     #[param(80ms, min = 0ms)]
//!     tau: Param,
//!     #[param(0.05uM)]
//!     rest: Param,
//!     #[state(derivative = -i / (2 * 96485.33212C/mol * volume) + (rest - c) / tau, init = rest)]
//!     c: Concentration,
//! }
//! ```
//!
//! With `pool Ca: CalciumBuffer { tau: 200ms }` in a cell, every channel that `reads(Ca)` sees the concentration as
//! `ca`. The compartment also needs a channel that carries the ion, because the pool follows its current.
