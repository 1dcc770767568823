//! Writing and running a network.
//!
//! ```
//! use neuron_runtime::library::prinz_2003::Stg;
//! use neuron_runtime::library::prinz_2004::{Cholinergic, Glutamatergic};
//! use neuron_runtime::prelude::*;
//!
//! #[synapse(electrical, current = g * (v_post - v_pre))]
//! pub struct Gap {
//!     #[param(1nS, min = 0)]
//!     g: Param,
//! }
//!
//! network! {
//!     /// Two pacemakers, electrically coupled, and five followers.
//!     pub struct Rhythm;
//!
//!     neuron AB: Stg { NaV.g: 100mS/cm2, CaS.g: 6mS/cm2, CaT.g: 2.5mS/cm2, A.g: 50mS/cm2,
//!                      KCa.g: 5mS/cm2, Kd.g: 100mS/cm2, H.g: 0.01mS/cm2, Leak.g: 0mS/cm2 }
//!     neuron PD: Stg { NaV.g: 100mS/cm2, CaS.g: 6mS/cm2, CaT.g: 2.5mS/cm2, A.g: 50mS/cm2,
//!                      KCa.g: 5mS/cm2, Kd.g: 100mS/cm2, H.g: 0.01mS/cm2, Leak.g: 0mS/cm2, v: -55mV }
//!     neuron PY[5]: Stg { NaV.g: 100mS/cm2, CaS.g: 2mS/cm2, CaT.g: 2.4mS/cm2, A.g: 50mS/cm2,
//!                         KCa.g: 0mS/cm2, Kd.g: 125mS/cm2, H.g: 0.05mS/cm2, Leak.g: 0.01mS/cm2 }
//!
//!     gap = AB -- PD: Gap { g: 5nS };
//!     AB -> PY all_to_all: Cholinergic { g: 3nS }, Glutamatergic { g: 10nS };
//!     PY -> PY random { probability: 0.3, seed: 1 }: Glutamatergic { g: 0.5nS };
//! }
//!
//! # fn main() -> Result<(), Error> {
//! let mut net = Rhythm::default();
//! net.set(Rhythm::gap.Gap.g, 2.0).set(Rhythm::PY.at(3).Leak.g, 0.02); // nS, mS/cm²
//! let run = net.simulate(20.0).spikes(-10.0).run()?; // ms, mV
//! assert_eq!(run.py.len(), 5);
//! println!("{} spikes of AB, {} of the fourth PY", run.ab.spikes.len(), run.py[3].spikes.len());
//! # Ok(())
//! # }
//! ```
//!
//! - A neuron has a name and a cell. `PY[5]` declares an array of five neurons. Values in braces replace those of the
//!   cell. `v: [-60mV, -61mV, …]` gives each neuron of an array its own value.
//! - Connections:
//!   - `A -> B: Synapse { … }, Another { … };` connects A to B by two synapses.
//!   - `name = A -> B: …;` gives the connection a name.
//!   - `A -- B: Gap { … };` connects A and B electrically.
//!   - `A.soma -> B.dendrite: …;` chooses compartments; otherwise each neuron's first one is connected.
//! - `stimulus step: Pulse { amplitude: 0.5nA } -> A;` injects a current, see [stimuli](super::stimulus).
//! - Arrays need a rule: `all_to_all`, `one_to_one`, `random { probability: 0.1, seed: 1 }`,
//!   `random { inputs: 10, seed: 1 }`, `pairs [(0, 1), (2, 3)]` or `pairs A_CONSTANT`. `pairs` makes the listed
//!   connections. The other rules connect a neuron to itself only if `autapses` is added.
//! - Random connections follow from the seed and the name of the projection, `E_I` or the one it was given, so that `E -> E`
//!   and `E -> I` of one seed have partners of their own. Synapses of one projection, `E -> I …: A, B`, have the same. They
//!   are the same on every platform, and drawn in a time that is linear in their number. Further postsynaptic neurons do not
//!   change the connections of the others.
//! - `cell Own { … }` inside the network declares a cell for it.
//! - Handles are constants: `Rhythm::AB.NaV.g`, `Rhythm::AB.v`, `Rhythm::PY.at(3).ca`,
//!   `Rhythm::AB_PY.Cholinergic.g`. A misspelt handle does not compile.
