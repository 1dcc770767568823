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
//!   cell. They may [differ](#values-that-differ) between the neurons of an array.
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
//!
//! # Values that differ
//!
//! Between the neurons of an array, and between the connections of arrays, a value may be a list or a distribution:
//!
//! ```
//! use neuron_runtime::library::integrate_and_fire::Lif;
//! use neuron_runtime::prelude::*;
//!
//! #[synapse(on_pre(v_post += weight))]
//! pub struct Kick {
//!     #[param(1mV, min = 0mV)]
//!     weight: Param,
//! }
//!
//! network! {
//!     pub struct Varied;
//!
//!     neuron E[100]: Lif {
//!         Leak.e: normal { mean: -65mV, sd: 2mV, seed: 1 },
//!         v: uniform { from: -70mV, to: -50mV, seed: 2 },
//!     }
//!     neuron I[3]: Lif { Leak.e: [-60mV, -65mV, -70mV] }
//!
//!     E -> E random { inputs: 10, seed: 3 }: Kick {
//!         weight: lognormal { median: 0.5mV, sigma: 0.8, seed: 4 },
//!         delay: uniform { from: 0.5ms, to: 2ms, seed: 4 },
//!     };
//!     I -> I pairs [(0, 1), (1, 2)]: Kick { weight: [1mV, 2mV], delay: [1ms, 2ms] };
//! }
//!
//! let mut net = Varied::default();
//! assert_eq!(net.get(Varied::I_I.Kick.weight.at(1)), 2.0); // mV
//! assert_ne!(net.get(Varied::E.Leak.e.at(0)), net.get(Varied::E.Leak.e.at(1)));
//! net.set(Varied::E_E.Kick.weight.at(7), 3.0); // one of them
//! net.set(Varied::E_E.Kick.delay, 1.0); // all of them, ms
//! ```
//!
//! | distribution | a value |
//! | --- | --- |
//! | `normal { mean: 1nS, sd: 0.2nS, seed: 1 }` | normal, with this mean and standard deviation |
//! | `lognormal { median: 1nS, sigma: 0.5, seed: 1 }` | the median times the exponential of a normal number of mean 0 and standard deviation `sigma`. A negative median makes all values negative |
//! | `uniform { from: 0.5ms, to: 2ms, seed: 1 }` | uniform between the two |
//!
//! - A list has one value for each neuron or connection. The order of connections is that of the pairs; `all_to_all` and `one_to_one`
//!   go through the postsynaptic neurons, and for each of them through the presynaptic ones. `random` connections take distributions,
//!   since their number is not known.
//! - A value that is drawn follows from the seed, the full name of the parameter (`E_E.Kick.weight`) and the index of its neuron or
//!   connection. Two parameters of one seed are independent. More neurons do not change the values of the others.
//! - A draw out of the bounds of the parameter, such as a negative delay, is drawn again: the distribution is truncated, which moves its
//!   mean. A distribution with less than 1% within the bounds does not compile, and neither does a uniform one that reaches beyond them.
//! - `connect` draws the values of the new connections.
//! - Connections that [share states](super::synapse#connections-that-share-their-states) have one value of the parameters of these states.
//! - The same holds for a `source` and for a `stimulus` into all of an array.
//! - [`set_each`](crate::model::access::Access::set_each) gives values by any other rule.
//!
//! # Sources and delays
//!
//! A source has spikes and no membrane. It stands before the arrow of a connection by a synapse that
//! [follows spikes](super::synapse#synapses-that-follow-spikes):
//!
//! ```
//! use neuron_runtime::library::integrate_and_fire::Lif;
//! use neuron_runtime::prelude::*;
//!
//! #[synapse(current = g * s * (v_post - e), on_pre(s += weight))]
//! pub struct Exponential {
//!     #[param(2nS, min = 0nS)]
//!     g: Param,
//!     #[param(0mV)]
//!     e: Param,
//!     #[param(5ms, min = 0ms)]
//!     tau: Param,
//!     #[param(1)]
//!     weight: Param,
//!     #[state(derivative = -s / tau, init = 0)]
//!     s: State,
//! }
//!
//! network! {
//!     pub struct Driven;
//!
//!     source Noise[100]: Poisson { rate: 20Hz, seed: 1 };
//!     source Clock: Regular { period: 25ms, start: 5ms, jitter: 2ms };
//!     source Input[10]: Listed;
//!     neuron E[20]: Lif;
//!
//!     Noise -> E random { probability: 0.5, seed: 2 }: Exponential { delay: 1.5ms };
//!     Clock -> E all_to_all: Exponential;
//!     Input -> E pairs []: Exponential { g: 5nS, delay: 1ms };
//!     E -> E random { inputs: 3, seed: 3 }: Exponential { g: 1nS, delay: 0.8ms };
//! }
//!
//! # fn main() -> Result<(), Error> {
//! let mut net = Driven::default();
//!
//! // Connections as a list, from the program or by `read_connections("edges.csv")?`.
//! let weight = Driven::Input_E.Exponential.weight;
//! net.connect(weight, &[(0, 3), (0, 7), (9, 3)])?.set_each(weight, |k| [1.0, 2.0, 0.5][k]);
//! assert_eq!(net.connections(weight), [(0, 3), (0, 7), (9, 3)]);
//!
//! // A delay for each connection, by a rule of one's own.
//! net.set_each(Driven::E_E.Exponential.delay, |k| 0.5 + 0.02 * k as f64);
//!
//! let run = net
//!     .simulate(100.0)
//!     .play(Driven::Input.at(0).spikes, &[10.0, 20.0])          // one source
//!     .play_each(Driven::Input.spikes, &[(9, 12.5), (4, 30.0)]) // or by `read_spikes("spikes.csv")?`
//!     .set_at(50.0, Driven::Noise.rate, 40.0)                   // Hz
//!     .run()?;
//! assert_eq!(run.input[0].spikes.times(), [10.0, 20.0]);
//! println!("{} spikes of a source, {} of a neuron", run.noise[3].spikes.len(), run.e[3].spikes.len());
//! # Ok(())
//! # }
//! ```
//!
//! | source | its spikes |
//! | --- | --- |
//! | `Poisson { rate, seed }` | a Poisson process for each source of the array |
//! | `Regular { period, start, jitter, seed }` | at `start` + k·`period`, each moved by at most half of `jitter` |
//! | `Listed` | those of `play` and `play_each` in a run; none otherwise |
//!
//! - Random spikes follow from the seed, the name of the source and its index. They are the same under every method and tolerance,
//!   and on every thread.
//! - A Poisson process runs in operational time, the integral of its rate. A rate that doubles halves the time to the spikes that follow,
//!   and keeps their sequence.
//! - The rate, the period and the start have handles and derivatives: `Driven::Noise.rate`, `Driven::Noise.at(3).rate`.
//! - `run.noise[3].spikes` are the spikes of a source.
//! - `connections` lists pairs of a presynaptic and a postsynaptic neuron, counted in their arrays. The k-th pair belongs to
//!   `weight.at(k)`. `connect` replaces the connections of a projection between arrays.
//! - [`read_connections`](crate::run::input::read_connections) and [`read_spikes`](crate::run::input::read_spikes) read files of two
//!   columns, with or without a head.
//!
//! The example `balanced_network` has 4000 neurons and is run [on a grid](super::time#spikes-on-a-grid).
