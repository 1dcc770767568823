//! Writing a synapse.
//!
//! A synapse is written like a channel, with these differences:
//!
//! - Its equations see two potentials, `v_pre` and `v_post`, instead of `v`.
//! - Its current is absolute (nS times a voltage). It flows through the postsynaptic membrane, and outward is positive.
//! - It has no ion. Its reversal potential is a parameter.
//!
//! A *graded* synapse follows the presynaptic potential. Others [follow spikes](#synapses-that-follow-spikes).
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
//! of them for one connection sets it for all, and a declaration that lists or draws them does not compile.
//!
//! # Synapses that follow spikes
//!
//! `on_pre(…)` lists what changes when a presynaptic spike arrives, `on_post(…)` what changes at a spike of the postsynaptic neuron:
//!
//! ```
//! use neuron_runtime::library::integrate_and_fire::Lif;
//! use neuron_runtime::prelude::*;
//!
//! /// A conductance that each spike raises.
//! #[synapse(current = g * s * (v_post - e), on_pre(s += weight))]
//! pub struct Exponential {
//!     #[param(1nS, min = 0nS)]
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
//! /// A jump of V at each spike.
//! #[synapse(on_pre(v_post += weight))]
//! pub struct Kick {
//!     #[param(20mV)]
//!     weight: Param,
//! }
//!
//! /// A weight that pairs of spikes change.
//! #[synapse(
//!     current = g * s * (v_post - e),
//!     on_pre(s += w, x += a_plus, w = max(0, w - y)),
//!     on_post(y += a_minus, w = min(1, w + x)),
//! )]
//! pub struct Stdp {
//!     #[param(1nS, min = 0nS)]
//!     g: Param,
//!     #[param(0mV)]
//!     e: Param,
//!     #[param(5ms, min = 0ms)]
//!     tau: Param,
//!     #[param(20ms, min = 0ms)]
//!     tau_trace: Param,
//!     #[param(0.01)]
//!     a_plus: Param,
//!     #[param(0.012)]
//!     a_minus: Param,
//!     #[state(derivative = -s / tau, init = 0)]
//!     s: State,
//!     #[state(derivative = -x / tau_trace, init = 0)]
//!     x: State,
//!     #[state(derivative = -y / tau_trace, init = 0)]
//!     y: State,
//!     #[state(init = 0.5)]
//!     w: State,
//! }
//!
//! network! {
//!     pub struct Net;
//!
//!     source Input[5]: Listed;
//!     source Teacher: Listed;
//!     neuron A[2]: Lif;
//!
//!     Input -> A all_to_all: Exponential { g: 0.5nS, delay: 1.5ms }, Stdp { delay: 1.5ms };
//!     Teacher -> A pairs [(0, 0)]: Kick { weight: 30mV };
//! }
//!
//! # fn main() -> Result<(), Error> {
//! let mut net = Net::default();
//! assert_eq!(net.dim(), 2 + 2 + 2); // V, and one conductance of each kind, of each neuron
//! net.set_each(Net::Input_A.Exponential.weight, |k| 1.0 + 0.1 * k as f64);
//! net.set(Net::Input_A.Exponential.delay.at(3), 2.0); // ms
//!
//! // The fourth connection is that from Input[3] to A[0], and the eighth that from Input[2] to A[1].
//! let connections = net.connections(Net::Input_A.Stdp.g);
//! assert_eq!((connections[3], connections[7]), ((3, 0), (2, 1)));
//! let run = net
//!     .simulate(50.0)
//!     .play(Net::Input.spikes, &[10.0])
//!     .play(Net::Teacher.spikes, &[20.0])
//!     .record(&[Net::Input_A.Stdp.w])
//!     .run()?;
//! assert_eq!(run.a[0].spikes.times(), [20.0]);
//!
//! // A[0] spikes 8.5 ms after the arrivals, and A[1] does not.
//! let (strengthened, unchanged) = (run.trace(Net::Input_A.Stdp.w.at(3))?, run.trace(Net::Input_A.Stdp.w.at(7))?);
//! assert!((strengthened.last().unwrap() - 0.5 - 0.01 * f64::exp(-8.5 / 20.0)).abs() < 1e-12);
//! assert_eq!(*unchanged.last().unwrap(), 0.5);
//! # Ok(())
//! # }
//! ```
//!
//! - Assignments are `=`, `+=`, `-=` and `*=`. They run in the order written, and each sees the results of those before it.
//! - What changes is a state, or V of the postsynaptic neuron, `v_post`. A change of V alone needs no current.
//! - Events see parameters, states, definitions, `v_post` and `t`. They do not see `v_pre`, since a source of spikes has no potential.
//! - Every synapse with `on_pre` has the parameter `delay`, 0 ms if nothing is said. Do not declare it.
//! - A neuron whose spikes a synapse follows declares them, `spike { threshold: 0mV }`. Otherwise the program does not compile.
//! - The [order](super::time#spikes-that-arrive) of simultaneous events is fixed.
//!
//! # Variables
//!
//! A state is a *variable* if no current and no integrated state depends on it between events, and its derivative is a + b x, with a
//! and b made of parameters and numbers. `x`, `y` and `w` above are variables, and so are the resources of short-term plasticity.
//! A state without a `derivative` stands still between events.
//!
//! A variable is no part of the state vector. It is kept in closed form from event to event, and is exact under every method. It is
//! recorded as a state is, `record(&[Net::Input_A.Stdp.w])` of all connections and `record(&[Net::Input_A.Stdp.w.at(3)])` of one.
//!
//! A state that stands in a current is integrated: in `current = g * w * s * (v_post - e)`, `w` is no variable. Use it in the event
//! instead, `on_pre(s += w)`.
//!
//! # Connections that share their states
//!
//! The states of all connections of a projection into one compartment are one set of states, if
//!
//! - the equations are linear in them,
//! - events add to them what does not depend on them, and
//! - they begin at 0.
//!
//! Exponential and biexponential conductances are such, also with the block of an NMDA receptor by `v_post`. A gate (which stays
//! between 0 and 1), a jump `s += weight * (1 - s)` and a state with `init = 0.1` keep a state for each connection.
//!
//! | in connections that share their states | |
//! | --- | --- |
//! | delay, variables, parameters that events alone use, such as `weight` | each its own |
//! | a factor of the current, such as `g` | each its own; events add the more to the state |
//! | any other parameter, such as `tau` or `e` | one value for all, set by the handle of the projection; otherwise a run is refused |
//!
//! Values of each connection are [listed or drawn](super::network#values-that-differ) in the declaration, or set by `set_each`.
//!
//! To give connections different values of `tau`, write one projection for each value, or let the states begin at a parameter,
//! `init = start`, which keeps them apart.
//!
//! The examples `short_term_plasticity` and `stdp` end with pictures of variables.
//!
//! # Random release
//!
//! At events `random(seed)` is a uniform number above 0 and up to 1. A definition that contains it is one number in all assignments
//! of an event:
//!
//! ```
//! use neuron_runtime::prelude::*;
//!
//! /// A site with one vesicle, which comes back after a time with an exponential distribution (Fuhrmann et al. 2002).
//! #[synapse(
//!     let full = if random(seed) <= empty { 0 } else { 1 },
//!     let released = if random(seed) <= u { full } else { 0 },
//!     current = g * s * (v_post - e),
//!     on_pre(s += released, empty = 1 - full + released),
//! )]
//! pub struct Site {
//!     #[param(1nS, min = 0)]
//!     g: Param,
//!     #[param(0mV)]
//!     e: Param,
//!     #[param(5ms)]
//!     tau: Param,
//!     /// Probability of release of a vesicle that is there.
//!     #[param(0.5, min = 0, max = 1)]
//!     u: Param,
//!     #[param(800ms)]
//!     tau_rec: Param,
//!     #[param(1)]
//!     seed: Param,
//!     #[state(derivative = -s / tau, init = 0)]
//!     s: State,
//!     /// Probability that there is no vesicle, as far as the last event tells.
//!     #[state(derivative = -empty / tau_rec, init = 0)]
//!     empty: State,
//! }
//! ```
//!
//! The numbers follow from the seed, the name of the synapse in the network, the connection and its number of events: they are the
//! same under every method and on any number of threads, and a run that goes on from another or from a checkpoint goes on with
//! them. `random(seed) <= p` is true with the probability p, also for 0 and 1. Derivatives are those of the path, in which drawn
//! numbers are constants; they are not those of an expectation.
