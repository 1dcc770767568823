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
//!
//! The concentration of a pool is that inside. The one outside is a constant of the cell, `Ca: nernst(outside = 3mM)`, read as
//! `ca_out`.
//!
//! # Messengers
//!
//! A pool whose equations do not contain `i` needs no channel and no charge: a second messenger. Others read it under the name that
//! the cell gives it, here `Camp`:
//!
//! ```
//! # use neuron_runtime::prelude::*;
//! # use neuron_runtime::library::prinz_2003::{CalciumBuffer, CaT};
//! /// What calcium makes, and a decay removes.
//! #[pool(reads(Ca))]
//! pub struct CyclicAmp {
//!     #[state(derivative = 0.02/ms * ca - c / 50ms, init = 0uM)]
//!     c: Concentration,
//! }
//!
//! #[channel(reads(Camp), current = g * camp / (camp + 5uM) * (v - e))]
//! pub struct Modulated {
//!     #[param(0.1mS/cm2)]
//!     g: Param,
//!     #[param(-20mV)]
//!     e: Param,
//! }
//!
//! cell! {
//!     pub struct Cell;
//!
//!     capacitance: 1uF/cm2, area: 0.01mm2, v: -60mV,
//!     ions { Ca: 120mV },
//!     pool Ca: CalciumBuffer,
//!     pool Camp: CyclicAmp,
//!     channels { CaT { g: 1mS/cm2 }, Modulated },
//! }
//! ```
