//! Writing a cell.
//!
//! ```
//! use neuron_runtime::library::prinz_2003::{CaS, CalciumBuffer, KCa, Kd, Leak, NaV};
//! use neuron_runtime::prelude::*;
//!
//! cell! {
//!     /// A spiking neuron with calcium.
//!     pub struct Spiker;
//!
//!     capacitance: 1uF/cm2, area: 0.0628mm2, v: -60mV, temperature: 10degC, inject: 0nA,
//!     ions { Na: 50mV, K: -80mV, Ca: nernst(outside = 3mM) },
//!     pool Ca: CalciumBuffer { tau: 200ms },
//!     channels {
//!         NaV { g: 100mS/cm2 },
//!         CaS { g: 2mS/cm2 },
//!         KCa { g: 5mS/cm2 },
//!         Kd { g: 60mS/cm2 },
//!         // One type twice: the second has a name of its own.
//!         Leak { e: -50mV, g: 0.01mS/cm2 },
//!         Shunt: Leak { e: -60mV, g: 0.02mS/cm2 },
//!     },
//! }
//!
//! # fn main() -> Result<(), Error> {
//! let mut cell = Spiker::default();
//! cell.set(Spiker::NaV.g, 120.0).set(Spiker::inject, 0.5); // mS/cm², nA: the units of the declaration
//! let run = cell.simulate(50.0).record(&[Spiker::v, Spiker::ca, Spiker::NaV.h]).run()?; // ms
//! assert!(run.trace(Spiker::ca)?.iter().all(|ca| *ca > 0.0)); // µM
//! # Ok(())
//! # }
//! ```
//!
//! | item | meaning |
//! | --- | --- |
//! | `capacitance`, `area` | with an area (`0.0628mm2`), the capacitance is per area (`1uF/cm2`), and channels may be per area or absolute; without one, all are absolute (`1nF`) |
//! | `v` | membrane potential at the start |
//! | `range` | where V is possible, `range: -200mV..200mV`, or `unchecked`; −1000 to 1000 mV if left out. A run ends where V leaves it |
//! | `temperature` | needed if a Nernst potential without `rt_f`, a Q10 or `celsius` is used |
//! | `inject` | a constant current, depolarising if positive; absolute or, in a cell with an area, per area; 0 if left out |
//! | `ions` | reversal potentials: each a voltage, or `nernst(outside = …, inside = …, valence = …, rt_f = …)` |
//! | `pool Ca: Type` | the pool that gives the ion's concentration inside |
//! | `channels` | the channels of the membrane, each with values for its parameters |
//! | `stimuli` | currents from electrodes, see [stimuli](super::stimulus) |
//! | `spike` | threshold, reset, hold and refractory time, see [spikes](super::time#spikes) |
//!
//! # Compartments
//!
//! `capacitance`, `area`, `v`, `range`, `inject` and `ions` outside the compartments are defaults: each compartment without a
//! value of its own has this one. Channels, stimuli, pools and `spike { … }` stand inside a compartment. `soma -- dendrite` joins two
//! compartments by a conductance. If it is per area, it is multiplied by the total area of the cell.
//!
//! ```
//! # use neuron_runtime::library::hodgkin_huxley_1952::{K, Leak, Na};
//! # use neuron_runtime::prelude::*;
//! cell! {
//!     pub struct TwoParts;
//!
//!     capacitance: 1uF/cm2, area: 0.01mm2, v: -65mV, ions { Na: 50mV, K: -77mV },
//!     compartment soma { channels { Na, K, Leak } }
//!     compartment dendrite { area: 0.02mm2, inject: 0.2nA, channels { Leak } }
//!     soma -- dendrite: 2.1mS/cm2
//! }
//!
//! let cell = TwoParts::default();
//! assert_eq!(cell.get(TwoParts::dendrite.area), 0.02);
//! ```
