//! Writing a stimulus.
//!
//! A stimulus is the current of an electrode. [`library::stimuli`](crate::library::stimuli) has pulses, trains, ramps, sines,
//! chirps and alpha functions. A cell lists its stimuli beside its channels:
//!
//! ```
//! use neuron_runtime::library::hodgkin_huxley_1952::{K, Leak, Na};
//! use neuron_runtime::library::stimuli::{Pulse, Sine};
//! use neuron_runtime::prelude::*;
//!
//! cell! {
//!     pub struct Axon;
//!
//!     capacitance: 1uF/cm2, area: 0.01mm2, v: -65mV,
//!     ions { Na: 50mV, K: -77mV },
//!     channels { Na, K, Leak },
//!     stimuli { step: Pulse { start: 10ms, duration: 30ms, amplitude: 1.5nA }, Sine { amplitude: 0nA } },
//! }
//!
//! # fn main() -> Result<(), Error> {
//! let mut axon = Axon::default();
//! axon.set(Axon::step.amplitude, 1.8); // nA
//! let run = axon.simulate(50.0).spikes(0.0).record(&[Axon::step.current]).run()?;
//! assert!(run.trace(Axon::step.current)?.contains(&1.8));
//! assert!(!run.spikes.is_empty());
//!
//! let slope = axon.gradient(&[Axon::step.start], |axon| axon.simulate(20.0).spike_time(Axon::v, 0))?;
//! assert!((slope.derivatives[0] - 1.0).abs() < 1e-3); // ms/ms: the spike follows the pulse
//! # Ok(())
//! # }
//! ```
//!
//! - The current is absolute (nA), in a cell given per area too. It flows **into** the cell: a positive one depolarises. The
//!   currents of channels and synapses are positive outward. `Axon::step.current` is recorded as it is written, into the cell.
//! - A neuron of a network has the stimuli of its cell; `neuron E[3]: Axon { step.amplitude: [0nA, 1nA, 2nA] }` gives each its
//!   own strength. A network may have more, [below](#in-a-network).
//! - Every method ends a step at each edge, see [events](super::time), and derivatives with respect to the times of a pulse are
//!   exact. A sample at an edge is of the side before.
//!
//! # In a network
//!
//! A network names the neuron that a stimulus enters, so that the same cell can be used with and without one:
//!
//! ```
//! use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
//! use neuron_runtime::library::stimuli::{Pulse, Sine};
//! use neuron_runtime::prelude::*;
//!
//! network! {
//!     pub struct Circuit;
//!
//!     neuron A: HodgkinHuxley
//!     neuron E[5]: HodgkinHuxley
//!
//!     stimulus step: Pulse { start: 5ms, amplitude: 100nA } -> A;
//!     stimulus kick: Pulse { start: 5ms, duration: 1ms, amplitude: 150nA } -> E[0];
//!     stimulus hum: Sine { start: 0ms, amplitude: 5nA } -> E; // into each of the array
//! }
//!
//! # fn main() -> Result<(), Error> {
//! let mut net = Circuit::default();
//! net.set(Circuit::step.amplitude, 120.0); // nA
//! net.set_each(Circuit::hum.phase, |k| 0.1 * k as f64);
//! let run = net.simulate(5.0).record(&[Circuit::step.current, Circuit::hum.current]).run()?;
//! assert_eq!(run.columns().len(), 1 + 5);
//! # Ok(())
//! # }
//! ```
//!
//! `-> AB.dendrite` enters a compartment. A stimulus that depends on `area` or `celsius` stands in a cell, which has them.
//!
//! # One of your own
//!
//! A stimulus is written like a channel, without an ion and without concentrations. Its equations see `t`, `v`, `area`,
//! `celsius`, and parameters, gates, states and `let` definitions.
//!
//! ```
//! # use neuron_runtime::prelude::*;
//! /// A conductance that an amplifier imitates, fading in after `start`.
//! #[stimulus(
//!     let s = t - start,
//!     current = if s > 0ms { g * (1 - exp(-s / tau)) * (e - v) } else { 0nA },
//! )]
//! pub struct DynamicClamp {
//!     #[param(10ms)]
//!     start: Param,
//!     #[param(5ms, min = 0ms)]
//!     tau: Param,
//!     #[param(2nS, min = 0)]
//!     g: Param,
//!     #[param(0mV)]
//!     e: Param,
//! }
//! ```
