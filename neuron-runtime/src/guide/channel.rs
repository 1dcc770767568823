//! Writing a channel.
//!
//! A channel is a struct. Its fields are the parameters and gates. Its equations stand in attributes, written as in the
//! paper:
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
//! // Every curve is a method, to be compared with the paper's figure.
//! let na = NaV::new(100.0); // mS/cm²
//! assert!((na.m_inf(-25.5) - 0.5).abs() < 1e-12);
//! assert!(na.m_tau(0.0) > 0.1); // ms
//! ```
//!
//! All curves of a channel take the same inputs: first `v` in mV, then what any of them depends on, in the order `e`, `celsius`,
//! `t`, `area`, concentrations. With a `q10`, they are `m_inf(v, celsius)` and `m_tau(v, celsius)`. Those of a synapse begin with
//! `v_pre`, those of a pool with `i`.
//!
//! An outward current is positive. The unit of `g` decides whether the current is per area (`mS/cm2` times a voltage)
//! or absolute (`nS` times a voltage). A channel per area needs a cell with an `area`. An absolute one fits every cell: it
//! is a point leak, an electrode, a channel whose conductance was measured as a whole. With `ion = Na`, `e` is the cell's
//! reversal potential for sodium.
//!
//! # What equations can use
//!
//! | name | meaning |
//! | --- | --- |
//! | `v` | membrane potential of the compartment |
//! | `t` | time |
//! | `celsius` | temperature of the cell |
//! | `area` | area of the compartment, in a cell that has one |
//! | `e` | reversal potential of the ion; without an ion, declare a parameter `e` |
//! | `ca`, `ca_out` | concentrations inside and outside, after `reads(Ca)` |
//! | parameters, gates, states, `let` definitions | under their names |
//! | `m_inf`, `m_tau` | steady state of the gate `m`, and its time constant if it has one |
//! | `m_alpha`, `m_beta` | rates of the gate `m`, if it is declared with them |
//!
//! Operators are `+ - * / ^`. Functions of a pure number are:
//!
//! | function | value |
//! | --- | --- |
//! | `exp(x)`, `expm1(x)`, `exprel(x)` | eˣ, eˣ − 1, (eˣ − 1)/x |
//! | `ln(x)` or `log(x)`, `log10(x)`, `log1p(x)` | natural logarithm, logarithm to the base 10, ln(1 + x) |
//! | `sin(x)`, `cos(x)`, `sinh(x)`, `cosh(x)`, `tanh(x)` | as in mathematics |
//! | `floor(x)` | largest whole number that is not above x |
//!
//! Random numbers, `random(seed)`, are drawn at events of a [synapse](super::synapse) alone.
//!
//! These take quantities with a unit, too:
//!
//! | function | value |
//! | --- | --- |
//! | `pow(x, n)` | `x^n` |
//! | `sqrt(x)`, `abs(x)` | square root, magnitude |
//! | `min(x, y)`, `max(x, y)` | smaller and larger of two |
//! | `mod(x, y)` | x − y·floor(x/y), the remainder of x by y: `mod(t, 20ms)` begins anew every 20 ms, and a period of 0 is an error |
//! | `heaviside(x)` | 1 where x ≥ 0, else 0 |
//!
//! Cases are written `if v < -40mV { … } else { … }`. Comparisons are `< <= > >=`. They are joined by `&&` (both hold) and
//! `||` (one holds at least), and negated by `!`. Where the two branches meet, one may say so:
//! `if smooth(v < -40mV) { 0nA } else { g * (v + 40mV) }`.
//!
//! No step crosses an instant at which a comparison changes, see [events](super::time).
//!
//! Quotients such as `x / (1 - exp(-x))` are finite at 0, and so are their derivatives.
//!
//! # Gates
//!
//! A gate has either a steady state `inf` and a time constant `tau`, or an opening rate `alpha` and a closing rate
//! `beta`. A gate that follows its steady state at once is `instantaneous` and has no `tau`:
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
//! A gate starts at its steady state. With `init = 0.5` it starts at 0.5. `q10 = 3 at 6.3degC` makes a gate three times
//! as fast for every 10 °C above 6.3 °C. A `q10` in the arguments of `#[channel]` holds for all gates without one of
//! their own.
//!
//! # Definitions, parameters, calcium
//!
//! - `let` names a part of an equation.
//! - `reads(Ca)` gives the equations the calcium concentration `ca`.
//! - A parameter has a default, a unit, or both; without them it is a pure number. Bounds, `min` and `max`, may follow.
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
//! A state that is not a gate is given by its derivative and its start, `init`. Unless it is a pure number, it has a `unit`, such
//! as `unit = pA` or `unit = mS/cm2`, in which it is set and recorded:
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
//!
//! An occupancy declares its range, `#[state(derivative = …, init = 0, min = 0, max = 1)]`: a run ends where it leaves that by more
//! than the tolerance. A gate has the range 0 to 1, and `unchecked` lifts it.
//!
//! A state may change at each spike of a cell that declares its spikes: `on_spike(a += 0.1)` in the arguments, see
//! [spikes](super::time#what-a-spike-changes).
//!
//! # Channels that differ in a number
//!
//! Where a parameter is not enough, write a `macro_rules!` that declares the channels. It may declare cells and networks, too.
//! Names, numbers and whole equations may be passed in. An equation that is passed in is one value, as in parentheses:
//!
//! ```
//! use neuron_runtime::prelude::*;
//!
//! macro_rules! delayed_rectifier {
//!     ($name:ident, $gate:ident, $inf:expr, $tau:expr) => {
//!         #[channel(ion = K, current = g * $gate^4 * (v - e))]
//!         pub struct $name {
//!             #[param(unit = mS/cm2, min = 0)]
//!             g: Param,
//!             #[gate(inf = $inf, tau = 2 * $tau)]
//!             $gate: Gate,
//!         }
//!     };
//! }
//!
//! delayed_rectifier!(Fast, n, 1 / (1 + exp(-(v + 30mV) / 9mV)), 1ms + 0.5ms);
//! delayed_rectifier!(Slow, s, 1 / (1 + exp(-(v + 40mV) / 9mV)), 20ms);
//!
//! assert_eq!((Fast::new(1.0).n_tau(-40.0), Slow::new(1.0).s_inf(-40.0)), (3.0, 0.5));
//! ```
//!
//! For other crates such a macro says where the runtime is, `#[channel(crate = $crate::neuron_runtime, …)]`, in a crate with
//! `pub use neuron_runtime;`.
