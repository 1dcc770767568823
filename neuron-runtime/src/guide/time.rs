//! Time, events and spikes: what happens at a moment.
//!
//! # Events
//!
//! A comparison in an equation is a *relation*: `t >= start`, `v > -40mV`. It keeps its value within a step. An *event* is the
//! instant at which it changes. A step ends there, the relation is set, and the next step begins. Every step sees smooth
//! equations, so that methods keep their order, and no pulse is too short to be noticed:
//!
//! ```
//! use neuron_runtime::library::stimuli::Pulse;
//! use neuron_runtime::prelude::*;
//!
//! cell! {
//!     /// A membrane that keeps its charge.
//!     pub struct Capacitor;
//!
//!     capacitance: 1nF, v: -70mV,
//!     stimuli { Pulse { start: 100.3ms, duration: 0.02ms, amplitude: 5nA } },
//! }
//!
//! # fn main() -> Result<(), Error> {
//! let cell = Capacitor::default();
//! let run = cell.simulate(1000.0).method(Tsit5::tolerance(1e-3)).run()?;
//! assert!((run.end()[0] + 69.9).abs() < 1e-9); // 5 nA for 0.02 ms are 0.1 mV at 1 nF
//!
//! // Samples at both edges, and between them. One at an edge is of the side before.
//! let samples = [100.3, 100.31, 100.3 + 0.02, 100.33];
//! let run = cell.simulate(1000.0).record(&[Capacitor::Pulse.current]).record_at(&samples).run()?;
//! assert_eq!(run.trace(Capacitor::Pulse.current)?, [0.0, 5.0, 5.0, 0.0]);
//! # Ok(())
//! # }
//! ```
//!
//! | event | decided by | its instant |
//! | --- | --- | --- |
//! | time event | time and parameters | has a closed form: linear in `t`, or periodic through `mod` and `floor`; the k-th is start + k·period and never a sum |
//! | state event | a state: V, a gate, a concentration | is located on the dense output; then the step is repeated to end on it |
//! | spike | V and `spike { threshold: … }`, [below](#spikes) | as that of a state event |
//! | arrival | a spike and the delay of a connection, [below](#spikes-that-arrive) | is the sum of both |
//!
//! A relation that parameters alone decide never changes. `floor`, `mod`, `heaviside`, `min`, `max` and `abs` contain relations, too. Another
//! function of time is refused, since its instants have no closed form:
//!
//! ```compile_fail
//! # use neuron_runtime::prelude::*;
//! #[stimulus(current = if sin(t * 0.1/ms) > 0.5 { amplitude } else { 0nA })] // compare `t` itself
//! pub struct Wave {
//!     #[param(0.1nA)]
//!     amplitude: Param,
//! }
//! ```
//!
//! Pulses that repeat are written through `mod`:
//!
//! ```
//! # use neuron_runtime::prelude::*;
//! #[stimulus(current = if t >= start && mod(t - start, period) < width { amplitude } else { 0nA })]
//! pub struct Pulses {
//!     #[param(3ms)]
//!     start: Param,
//!     #[param(7.3ms, min = 0.01ms)]
//!     period: Param,
//!     #[param(0.1ms, min = 0ms)]
//!     width: Param,
//!     #[param(1nA)]
//!     amplitude: Param,
//! }
//!
//! cell! {
//!     pub struct Counter;
//!
//!     capacitance: 1nF, v: -70mV,
//!     stimuli { Pulses },
//! }
//!
//! # fn main() -> Result<(), Error> {
//! let end = Counter::default().simulate(995.0).run()?.end()[0];
//! assert!((end - (-70.0 + 136.0 * 0.1)).abs() < 1e-9); // 136 pulses of 0.1 mV each
//! # Ok(())
//! # }
//! ```
//!
//! # What holds at an event
//!
//! - **At the start** every relation has the value of the equation as written: `t >= start` holds at `t = start`.
//! - **At equality** `v > x` is false and `v >= x` is true. Where the equations are about to change that, the relation changes
//!   at the same instant.
//! - **After an event** the relation is set and not evaluated again, since rounding would decide. Others that change within
//!   10⁻⁹ ms of it, or as its consequence, follow at the same instant.
//! - **A sample at an edge** is of the side before: the current of a pulse at its very beginning is 0, and V at a spike is the
//!   threshold and not the reset. A sample at the start of a run has the values
//!   that hold there.
//! - **Adaptive methods** end a step at the event. The next step has the length that the step-size controller last proposed.
//! - **Fixed steps** are split at the event. The step after it ends where the whole one would have ended, so that all later
//!   steps are on the grid. The order of the method stays.
//!
//! A membrane whose leak switches at a threshold shows it. Exponential methods solve both pieces exactly, and the event, too:
//!
//! ```
//! # use neuron_runtime::prelude::*;
//! #[channel(current = if v < threshold { g * (v - e) } else { 2 * g * (v - e_high) })]
//! pub struct Switch {
//!     #[param(0.1mS/cm2)]
//!     g: Param,
//!     #[param(-40mV)]
//!     e: Param,
//!     #[param(-55mV)]
//!     threshold: Param,
//!     #[param(-20mV)]
//!     e_high: Param,
//! }
//!
//! cell! {
//!     /// A time constant of 10 ms below the threshold, and of 5 ms above it.
//!     pub struct Switching;
//!
//!     capacitance: 1uF/cm2, area: 0.1mm2, v: -65mV,
//!     channels { Switch },
//! }
//!
//! # fn main() -> Result<(), Error> {
//! let crossing = 10.0 * f64::ln(25.0 / 15.0); // ms, from −65 to −55 mV on the way to −40 mV
//! let expected = -20.0 - 35.0 * f64::exp(-(20.0 - crossing) / 5.0); // mV, at 20 ms
//! let cell = Switching::default();
//! for end in [
//!     cell.simulate(20.0).method(ExponentialEuler::step(0.7)).run()?.end()[0],
//!     cell.simulate(20.0).method(Rodas5P::tolerance(1e-10)).run()?.end()[0],
//! ] {
//!     assert!((end - expected).abs() < 1e-7);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Branches that meet
//!
//! `if smooth(v > x) { … } else { … }` says that both branches agree where the relation changes. The instant is an event all the
//! same. Nothing jumps there, so derivatives exist even where the relation is only just touched, see [below](#derivatives). `min`,
//! `max` and `abs` are smooth in this sense.
//!
//! # Relations that chatter
//!
//! If each change of a relation is undone at once, no step can be made. After a thousand changes of one relation within 0.01 ms
//! the run ends with an error that names the relation:
//!
//! ```
//! # use neuron_runtime::prelude::*;
//! #[channel(current = if v > -60mV { g * 10mV } else { -g * 10mV })]
//! pub struct Relay {
//!     #[param(0.1mS/cm2)]
//!     g: Param,
//! }
//!
//! cell! {
//!     /// A cell that a relay holds at −60 mV.
//!     pub struct Held;
//!
//!     capacitance: 1uF/cm2, area: 0.1mm2, v: -65mV,
//!     channels { Relay },
//! }
//!
//! let interrupted = Held::default().simulate(20.0).run().expect_err("each change is undone");
//! let Error::Chattering { time, relation, .. } = interrupted.error else { panic!() };
//! assert!((time - 5.0).abs() < 1e-6 && relation == "v > -60mV");
//! ```
//!
//! Give the relation two thresholds, one for the way up and one for the way down, or make the change continuous.
//!
//! # Derivatives
//!
//! The instant of an event is a number with derivatives. Those with respect to times of pulses, thresholds, resets and holding
//! times are exact, as are those with respect to any other parameter through an event. Second derivatives are exact, too.
//!
//! ```
//! # use neuron_runtime::library::hodgkin_huxley_1952::{K, Leak, Na};
//! # use neuron_runtime::library::stimuli::Pulse;
//! # use neuron_runtime::prelude::*;
//! cell! {
//!     pub struct Axon;
//!
//!     capacitance: 1uF/cm2, area: 0.1mm2, v: -65mV, ions { Na: 50mV, K: -77mV },
//!     channels { Na, K, Leak },
//!     stimuli { Pulse { start: 50ms, duration: 1ms, amplitude: 20nA } },
//! }
//!
//! # fn main() -> Result<(), Error> {
//! let axon = Axon::default();
//! let parameters = [Axon::Pulse.start, Axon::Pulse.amplitude];
//! let first = axon.gradient(&parameters, |axon| {
//!     axon.simulate(80.0).method(Tsit5::tolerance(1e-9)).spike_time(Axon::v, 0)
//! })?;
//! assert!((first[0] - 1.0).abs() < 1e-4); // ms/ms: the axon is at rest, and the spike follows the pulse
//! assert!(first[1] < 0.0); // ms/nA: a stronger pulse makes an earlier spike
//! # Ok(())
//! # }
//! ```
//!
//! Where a threshold is only just reached, or only just missed, a small change makes or removes an event, and there is no
//! derivative. That is [`Error::Grazing`](crate::error::Error::Grazing), with the relation and the time, and never a number. Without
//! derivatives such a run is as good as any. Relations that are `smooth` cause no such error.
//!
//! Reverse mode knows no events: a network with relations is differentiated forward.
//!
//! # Steps of a program's own, and other solvers
//!
//! A stepper that [`begin`](crate::solve::Method::begin) or [`stepper`](crate::solve::Method::stepper) returns stops at events by
//! itself, whatever limit the program gives. After [`equations_changed`](crate::solve::Stepper::equations_changed) and
//! [`restart`](crate::solve::Stepper::restart) relations have the values of the equations as written. A V that is held after a
//! spike is held on after the first, and free after the second, which is a beginning: a V above its threshold spikes.
//! [`spikes`](crate::solve::Stepper::spikes) has the spikes of the last step, if cells declare theirs.
//!
//! ```
//! use neuron_runtime::library::integrate_and_fire::Lif;
//! use neuron_runtime::prelude::*;
//! use neuron_runtime::solve::{Method, Stepper};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let mut cell = Lif::default();
//! cell.set(Lif::inject, 0.3); // nA
//! let mut stepper = Tsit5::tolerance(1e-9).begin(&cell, 0.0, &[-70.0])?;
//! let mut times = Vec::new();
//! while stepper.time() < 100.0 {
//!     stepper.step(&cell, 100.0)?;
//!     times.extend(stepper.spikes().iter().map(|spike| spike.time));
//! }
//! let run = cell.simulate(100.0).method(Tsit5::tolerance(1e-9)).run()?;
//! assert_eq!(times, run.spikes.times());
//! # Ok(())
//! # }
//! ```
//!
//! A solver from elsewhere calls [`rhs`](crate::system::System::rhs), which evaluates every relation as written and knows no
//! spikes. It may step over a short pulse. [`relations`](crate::system::System::relations) lists the relations, and
//! [`margins`](crate::system::System::margins) computes the differences of their sides, whose roots are the events. Runs by the
//! methods of [`diffsol`](super::other_solvers) refuse networks with relations.
//!
//! # Spikes
//!
//! Every neuron has spikes: the upward crossings of 0 mV, or of what `simulate(…).spikes(θ)` names. A jump of V by `add_at` or
//! `set_at` over this level is none, since V was never at it; it is one over a declared threshold. A cell may declare its
//! spikes and their effect:
//!
//! ```
//! # use neuron_runtime::prelude::*;
//! #[channel(current = g * (v - e))]
//! pub struct Leak {
//!     #[param(10nS, min = 0nS)]
//!     g: Param,
//!     #[param(-70mV)]
//!     e: Param,
//! }
//!
//! cell! {
//!     /// A leaky integrate-and-fire neuron.
//!     pub struct Leaky;
//!
//!     capacitance: 200pF, v: -70mV, inject: 300pA,
//!     channels { Leak },
//!     spike { threshold: -50mV, reset: -65mV, hold: 2ms },
//! }
//!
//! # fn main() -> Result<(), Error> {
//! let cell = Leaky::default();
//! let run = cell.simulate(200.0).method(Tsit5::tolerance(1e-9)).run()?;
//! let expected = 20.0 * f64::ln((-40.0 + 65.0) / (-40.0 + 50.0)) + 2.0; // ms; V goes from −65 mV towards −40 mV
//! for interval in run.spikes.intervals() {
//!     assert!((interval - expected).abs() < 1e-6);
//! }
//!
//! // V at a spike, within the hold and after it.
//! let first = run.spikes.times()[0];
//! let run = cell.simulate(200.0).method(Tsit5::tolerance(1e-9)).record_at(&[first, first + 1.0, first + 3.0]).run()?;
//! let v = run.trace(Leaky::v)?;
//! assert!((v[0] + 50.0).abs() < 1e-6 && v[1] == -65.0 && v[2] > -65.0);
//!
//! // A longer hold makes the interval longer by as much.
//! let gradient = cell.gradient(&[Leaky::spike.hold, Leaky::spike.threshold], |cell| {
//!     let run = cell.simulate(100.0).method(Tsit5::tolerance(1e-9)).record_nothing().run()?;
//!     Ok(run.spikes.times()[2] - run.spikes.times()[1])
//! })?;
//! assert!((gradient[0] - 1.0).abs() < 1e-6); // ms/ms
//! assert!((gradient[1] - 20.0 / 10.0).abs() < 1e-5); // ms/mV
//! # Ok(())
//! # }
//! ```
//!
//! | in `spike { … }` | meaning | if left out |
//! | --- | --- | --- |
//! | `threshold` | V at which a spike begins, from below | 0 mV |
//! | `reset` | V after the spike, below the threshold | V goes on |
//! | `hold` | time for which V stays at its value after the spike, whatever the currents | V goes on at once |
//! | `refractory` | time for which the threshold is mute; V goes on | the next spike may follow at once |
//!
//! - All four are parameters: `Leaky::spike.threshold`, set, fitted and differentiated as others are.
//! - No spike begins while V is held. Gates and other states go on.
//! - If V is above the threshold when the refractory time ends, the next spike begins then.
//! - A neuron that starts above its threshold spikes at the start.
//! - `run.spikes` then has these spikes. `spikes(θ)` has no effect on such a cell. A bump of V above another level is no spike.
//! - In a cell with compartments, `spike { … }` stands in the compartment whose V has the threshold. Its spikes are those of
//!   the neuron; if several have one, those of the first of these are.
//!
//! # What a spike changes
//!
//! `on_spike(w += b)` in the arguments of a channel changes a state of the channel at each spike of its cell. Assignments are `=`,
//! `+=`, `-=` and `*=`. V is reset first. Then the channels follow in the order of the cell, and each assignment sees the
//! results of those before it.
//!
//! ```
//! use neuron_runtime::library::integrate_and_fire::{PointLeak, Upstroke};
//! use neuron_runtime::prelude::*;
//!
//! /// A current that each spike raises.
//! #[channel(current = w, on_spike(w += b))]
//! pub struct Tiring {
//!     #[param(60pA)]
//!     b: Param,
//!     #[param(100ms, min = 0ms)]
//!     tau: Param,
//!     #[state(derivative = -w / tau, unit = nA, init = 0)]
//!     w: State,
//! }
//!
//! cell! {
//!     pub struct Adapting;
//!
//!     capacitance: 200pF, v: -70mV, inject: 500pA,
//!     channels { PointLeak, Upstroke, Tiring },
//!     spike { threshold: -30mV, reset: -65mV, hold: 2ms },
//! }
//!
//! # fn main() -> Result<(), Error> {
//! let run = Adapting::default().simulate(300.0).record(&[Adapting::Tiring.w]).run()?;
//! let intervals: Vec<f64> = run.spikes.intervals().collect();
//! assert!(intervals.len() > 3 && intervals.windows(2).all(|pair| pair[1] > pair[0])); // ever longer
//!
//! // Just before the first spike w is 0, and just after it 60 pA, here in nA.
//! let first = run.spikes.times()[0];
//! let run = Adapting::default().simulate(300.0).record(&[Adapting::Tiring.w]).record_at(&[first - 1e-6, first + 1e-6]).run()?;
//! let w = run.trace(Adapting::Tiring.w)?;
//! assert!(w[0].abs() < 1e-9 && (w[1] - 0.06).abs() < 1e-6);
//! # Ok(())
//! # }
//! ```
//!
//! [`library::integrate_and_fire`](crate::library::integrate_and_fire) has neurons with such spikes: leaky, quadratic
//! and exponential ones, the adaptive one of Brette & Gerstner, and Izhikevich's. Their channels can be used in other cells.
//!
//! # Spikes that arrive
//!
//! A spike of a neuron or a source arrives at a [synapse](super::synapse#synapses-that-follow-spikes) at the time of the spike plus the
//! `delay` of the connection, and changes the synapse there. An arrival is an event: every method ends a step on it. A delay may be 0,
//! differ between connections, and be longer than the run.
//!
//! ```
//! use neuron_runtime::library::integrate_and_fire::Lif;
//! use neuron_runtime::prelude::*;
//!
//! #[synapse(on_pre(v_post += weight))]
//! pub struct Kick {
//!     #[param(30mV)]
//!     weight: Param,
//! }
//!
//! network! {
//!     pub struct Chain;
//!
//!     source Input: Listed;
//!     neuron E[4]: Lif;
//!
//!     Input -> E pairs [(0, 0)]: Kick { delay: 0.25ms };
//!     E -> E pairs [(0, 1), (1, 2), (2, 3)]: Kick { delay: 1.3ms };
//! }
//!
//! # fn main() -> Result<(), Error> {
//! let chain = Chain::default();
//! let last = |run: &Run<Chain>| run.e[3].spikes.times()[0];
//! let run = chain.simulate(20.0).play(Chain::Input.spikes, &[5.0]).run()?;
//! assert!((last(&run) - (5.0 + 0.25 + 3.0 * 1.3)).abs() < 1e-12);
//!
//! // On a grid of 0.1 ms the first kick arrives at a grid point. Each spike is seen a step after its kick.
//! let run = chain.simulate(20.0).method(ExponentialEuler::step(0.1)).on_grid(0.1).play(Chain::Input.spikes, &[5.0]).run()?;
//! assert!((last(&run) - (5.3 + 3.0 * 1.3 + 4.0 * 0.1)).abs() < 1e-9);
//! # Ok(())
//! # }
//! ```
//!
//! What happens at one instant has an order:
//!
//! 1. Relations in equations, and thresholds that V reaches.
//! 2. Spikes of sources.
//! 3. Arrivals: by the order in which projections are declared; within a projection presynaptic spikes before postsynaptic
//!    ones; then by the index of the connection.
//!
//! A kick that lifts V over the threshold makes a spike at the same instant. A loop of neurons that kick each other over their
//! thresholds without a delay never ends: that is an error which names a neuron. Give one of its connections a delay.
//!
//! Checkpoints hold the spikes in flight, and so does a run that is [`continued`](crate::run::simulation::Simulation::continued).
//! The room for them grows with their number; `.spikes_in_flight(10_000)` makes it before the run begins, so that no step allocates
//! memory for them.
//!
//! Runs by the methods of [`diffsol`](super::other_solvers) refuse networks with such synapses.
//!
//! # Spikes on a grid
//!
//! A large network has an event every few microseconds, and a step for each is slow. `on_grid(0.1)` puts spikes on a grid of
//! 0.1 ms, as simulators with fixed steps do:
//!
//! - A spike is V at its threshold or above it at the end of a grid step. V is reset there.
//! - A spike arrives at the grid point nearest to the end of its delay. A delay of 0 acts in the next step. A positive delay below half a
//!   step is an error.
//! - Stimuli and other relations stay where they are.
//! - Spike times are late by half a step on average, and errors are of first order in the step.
//! - Where something is on the grid has no derivative. A gradient is refused if its parameters reach V of a neuron that spikes, a
//!   delay, when a source spikes, or when a hold ends. Others are exact: weights and time constants of listed spikes onto neurons
//!   that do not spike, or of what neurons send that the parameters do not reach.
//!
//! Every method can have a grid. `.method(ExponentialEuler::step(0.1)).on_grid(0.1)` is the fast combination: the network COBAHH of
//! 4000 cells takes 3.1 s for a simulated second, on a machine on which the C++ code of Brian2 takes 4.3 s
//! (`cargo bench -p neuron-tests --bench cobahh`). A delivered spike takes 0.8 ns, or 15 ns with plasticity of pairs.
