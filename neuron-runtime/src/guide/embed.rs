//! In another program: a game, a robot, a microcontroller, a program in C, a solver that is not ours.
//!
//! | the host | what it takes | what it needs |
//! | --- | --- | --- |
//! | makes steps of a fixed length | [`Stepped`](crate::embed::Stepped) | nothing: no `std`, no allocator |
//! | has a solver of its own | [`rhs_with`](crate::system::System::rhs_with), the Jacobian of [`Model`](crate::embed::Model) | an allocator for the Jacobian |
//! | does not know the network's type | [`Model`](crate::embed::Model): names in place of handles | `std` |
//!
//! # A game
//!
//! A frame takes as long as it takes; the neuron makes the steps that fit in, and the rest of the time is kept for the next frame.
//!
//! ```
//! use neuron_runtime::embed::Stepped;
//! use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
//! use neuron_runtime::prelude::*;
//! use neuron_runtime::system::Drive;
//!
//! const STEP: f64 = 0.025; // ms
//!
//! struct Creature {
//!     neuron: Stepped<HodgkinHuxley>,
//!     unspent: f64, // ms
//! }
//!
//! impl Creature {
//!     fn new() -> Result<Self, Error> {
//!         Ok(Creature { neuron: Stepped::new(HodgkinHuxley::default(), STEP)?, unspent: 0.0 })
//!     }
//!
//!     /// Returns the number of spikes in a frame (of `frame` ms) under a light.
//!     fn frame(&mut self, frame: f64, light: f64) -> Result<u32, Error> {
//!         let mut spikes = 0;
//!         self.unspent += frame;
//!         while self.unspent >= STEP {
//!             self.unspent -= STEP;
//!             self.neuron.step_with(&[Drive::constant(10.0 * light)])?; // nA
//!             spikes += u32::from(self.neuron.spiked(HodgkinHuxley::v));
//!         }
//!         Ok(spikes)
//!     }
//! }
//!
//! let mut creature = Creature::new()?;
//! let dark: u32 = (0..60).map(|_| creature.frame(1000.0 / 60.0, 0.0)).sum::<Result<_, _>>()?;
//! let light: u32 = (0..60).map(|_| creature.frame(1000.0 / 60.0, 1.0)).sum::<Result<_, _>>()?;
//! assert_eq!(dark, 0);
//! assert!((60..80).contains(&light)); // spikes in a second
//! # Ok::<(), Error>(())
//! ```
//!
//! - A fault says what is wrong and how to go on. It converts to [`Error`](crate::error::Error) where there is `std`.
//! - A current is [`Drive::constant`](crate::system::Drive::constant), what a conductance carries
//!   [`Drive::conductance`](crate::system::Drive::conductance): its slope is part of the step, which stays stable for large ones.
//! - [`read`](crate::embed::Stepped::read) takes any handle: a state, a current, a conductance.
//!   [`set`](crate::embed::Stepped::set) sets parameters between steps, and refuses impossible values.
//!
//! # A robot at 0.1 ms
//!
//! Spikes come from outside through a source of the type [`Listed`](crate::model::sources::Listed), and go out by
//! [`spiked`](crate::embed::Stepped::spiked). The example `robot` has the whole loop, with a joint and its picture.
//!
//! ```
//! use neuron_runtime::embed::Stepped;
//! use neuron_runtime::library::integrate_and_fire::Lif;
//! use neuron_runtime::library::roth_van_rossum_2009::Exponential;
//! use neuron_runtime::prelude::*;
//!
//! network! {
//!     /// A whisker stops the motor.
//!     pub struct Reflex;
//!     source Whisker: Listed;
//!     neuron Inter: Lif;
//!     neuron Motor: Lif { inject: 0.3nA }
//!     Whisker -> Inter: Exponential { g: 60nS, delay: 1ms };
//!     Inter -> Motor: Exponential { g: 40nS, e: -80mV, tau: 50ms, delay: 2ms };
//! }
//!
//! let mut reflex = Stepped::new(Reflex::default(), 0.1)?; // ms
//! let mut twitches = [0; 2];
//! for step in 0..10_000 {
//!     let touched = step > 5000 && step % 200 == 0;
//!     if touched {
//!         reflex.spike(Reflex::Whisker.spikes)?;
//!     }
//!     reflex.step()?;
//!     twitches[step / 5000] += u32::from(reflex.spiked(Reflex::Motor.v));
//! }
//! assert!(twitches[0] > 10 && twitches[1] < 3);
//! # Ok::<(), Error>(())
//! ```
//!
//! - 16 spikes can be on their way to synapses. `Stepped::<_, 100>::with_room(…)` makes room for 100. One too many is a fault, and
//!   never a lost spike.
//! - Spikes are found at the ends of steps, and delays are the nearest number of steps. A run
//!   `simulate(…).method(ExponentialEuler::step(0.1)).on_grid(0.1)` makes the same steps to the last bit, so that it can be looked at
//!   with everything that a run has. Where currents flow between compartments, the last digits differ.
//! - Relations of time and state in equations, `if t >= start`, change at steps.
//! - A network of arrays needs an allocator, and is no `Stepped`.
//!
//! # A microcontroller
//!
//! Without its default features the crate needs neither `std` nor an allocator, and [`F32`](crate::number::F32) no hardware for double
//! precision:
//!
//! ```toml
//! [dependencies]
//! neuron-runtime = { path = "…", default-features = false, features = ["macros"] }
//!
//! [profile.release]
//! opt-level = "s"
//! lto = true
//! codegen-units = 1
//! panic = "abort"
//! ```
//!
//! ```
//! use neuron_runtime::embed::Stepped;
//! use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
//! use neuron_runtime::number::F32;
//! use neuron_runtime::prelude::*;
//!
//! // A test of the firmware checks the same: `Stepped::new(axon, F32(0.025)).is_ok()`.
//! let axon: HodgkinHuxley<F32> = HodgkinHuxley::default().with();
//! let mut axon = Stepped::<_, 0>::without_check(axon, F32(0.025));
//! assert!(axon.step().is_ok());
//! ```
//!
//! This axon is below 4 kB of code and constants on a Cortex-M4. [`new`](crate::embed::Stepped::new) has the names and bounds of all
//! parameters, which are more.
//!
//! # C, by hand
//!
//! A few functions make a library for C. References and boxes that may be null are pointers there, so that no line is unsafe.
//!
//! ```
//! use neuron_runtime::embed::Stepped;
//! use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
//! use neuron_runtime::system::Drive;
//!
//! pub struct Axon(Stepped<HodgkinHuxley>);
//!
//! /// `struct axon *axon_new(double step);` — NULL if the step (ms) is impossible.
//! #[unsafe(no_mangle)]
//! pub extern "C" fn axon_new(step: f64) -> Option<Box<Axon>> {
//!     Stepped::new(HodgkinHuxley::default(), step).ok().map(|axon| Box::new(Axon(axon)))
//! }
//!
//! /// `int axon_step(struct axon *, double current, double *v);` — 1 for a spike, 0 for none, -1 for a fault. nA, mV.
//! #[unsafe(no_mangle)]
//! pub extern "C" fn axon_step(axon: Option<&mut Axon>, current: f64, v: Option<&mut f64>) -> i32 {
//!     let (Some(Axon(axon)), Some(v)) = (axon, v) else { return -1 };
//!     if axon.step_with(&[Drive::constant(current)]).is_err() {
//!         return -1;
//!     }
//!     *v = axon.read(HodgkinHuxley::v);
//!     i32::from(axon.spiked(HodgkinHuxley::v))
//! }
//!
//! /// `void axon_free(struct axon *);`
//! #[unsafe(no_mangle)]
//! pub extern "C" fn axon_free(_: Option<Box<Axon>>) {}
//!
//! // As C calls them:
//! let (mut axon, mut v) = (axon_new(0.025), 0.0);
//! let spikes: i32 = (0..4000).map(|_| axon_step(axon.as_deref_mut(), 10.0, Some(&mut v))).sum();
//! assert_eq!((spikes, axon_step(None, 0.0, None), axon_new(-1.0).is_none()), (7, -1, true));
//! axon_free(axon);
//! ```
//!
//! `crate-type = ["staticlib"]` makes the library. The header is the three lines above the functions.
//!
//! # Builds
//!
//! - `lto = true` in `[profile.release]` makes a right-hand side up to 1.5 times faster.
//! - `RUSTFLAGS="-C target-feature=+simd128"` lets a browser compute two numbers at once. On other machines with `std` the registers
//!   are chosen when the program runs; without `std`, by `-C target-feature=+avx2,+fma`.
//!
//! # A solver of another program
//!
//! [`rhs_with`](crate::system::System::rhs_with) writes dy/dt of any cell or network into a slice, under the drives of the host. What
//! spikes and delays do is not in it: [`Stepped`](crate::embed::Stepped) does that. Where the solver needs a Jacobian, a
//! [`Model`](crate::embed::Model) has the exact one in compressed columns, of a network as well:
//!
//! ```
//! use neuron_runtime::embed::Model;
//! use neuron_runtime::library::prinz_2004::Pyloric;
//! use neuron_runtime::prelude::*;
//! use neuron_runtime::system::Drive;
//!
//! let (network, drives) = (Pyloric::default(), [Drive::constant(0.1); 3]); // nA, one for each compartment
//! let (mut y, mut dy) = (vec![0.0; network.dim()], vec![0.0; network.dim()]);
//! network.start(&mut y);
//! network.rhs_with(0.0, &y, &Given::drives(&drives), &mut dy);
//!
//! let model = &mut Model::new(network);
//! let pattern = model.jacobian_pattern().clone();
//! let mut values = vec![0.0; pattern.row_indices.len()];
//! model.jacobian(0.0, &y, &drives, &mut dy, &mut values)?;
//! assert!(values.len() < y.len() * y.len() / 4);
//! # Ok::<(), Error>(())
//! ```
//!
//! The methods of diffsol, a library of solvers, [take networks as they are](crate::guide::other_solvers).
//!
//! # Any network as one type
//!
//! A layer for C or Python that serves every network is written once, over [`embed::Model`](crate::embed::Model): one owned type,
//! whatever the network. It knows names, units and numbers. Here the solver of the other program is the implicit Euler method with a
//! sparse Jacobian; it sees no type of a cell.
//!
//! ```
//! use neuron_runtime::embed::{Model, Request};
//! use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
//! use neuron_runtime::measure::Solver;
//! use neuron_runtime::prelude::*;
//! use neuron_runtime::system::Drive;
//!
//! # fn main() -> Result<(), Error> {
//! let mut model = Model::new(HodgkinHuxley::default()); // or any other cell or network
//!
//! // Parameters by name, or by an index that never changes, in their declared units.
//! let g = model.find("Na.g")?;
//! model.set(g, 110.0)?; // mS/cm²
//! for parameter in model.parameters() {
//!     println!("{} = {} {}", parameter.name, parameter.value, parameter.unit);
//! }
//! model.check()?; // Once, for the equations below do not check bounds.
//!
//! // The equations on slices of the caller, with 0.5 nA from an electrode.
//! let (mut y, mut dy) = (vec![0.0; model.dim()], vec![0.0; model.dim()]);
//! model.start(&mut y)?;
//! let electrode = [Drive::constant(0.5)]; // one per compartment, in the order of `potentials()`
//! model.rhs(0.0, &y, &electrode, &mut dy)?;
//!
//! // The Jacobian in compressed columns, as scipy, SuiteSparse and SUNDIALS take it.
//! let pattern = model.jacobian_pattern().clone();
//! let mut values = vec![0.0; pattern.row_indices.len()];
//! model.jacobian(0.0, &y, &electrode, &mut dy, &mut values)?;
//! let diagonal = (pattern.column_pointers[0]..pattern.column_pointers[1])
//!     .find(|k| pattern.row_indices[*k] == 0)
//!     .map(|k| values[k]);
//! assert!(diagonal < Some(0.0)); // ∂(dV/dt)/∂V, per ms
//!
//! // Or runs of ours, with a method by name, from a state that may be the end of another run.
//! let method = Solver::by_name("Rodas5P", &[("tolerance", 1e-7)])?;
//! let request = Request::new(20.0).method(method).start_at(&y).record(&["v", "Na.m", "K.current"]);
//! let outcome = model.run(&request)?;
//! assert_eq!(outcome.trace("K.current")?.len(), outcome.time.len());
//! let next = Request::new(20.0).method(method).start_at(&outcome.end);
//! assert_eq!(model.run(&next)?.neurons[0].name, ""); // a cell alone
//! # Ok(())
//! # }
//! ```
//!
//! - Names are those of [`parameters`](crate::embed::Model::parameters), [`states`](crate::embed::Model::states) and
//!   [`recordable`](crate::embed::Model::recordable). One element of an array is `E[3].NaV.g`; `E.NaV.g` is all of it.
//! - The right-hand side, the Jacobian and the steps allocate nothing after their first call, and start no threads.
//! - Lists of wrong lengths, unknown names, indices and methods, and parameters out of their bounds are an
//!   [`Error`](crate::error::Error), whose text is a sentence for the user. Nothing panics, so that no panic reaches the other
//!   language.
//! - A run that fails or is cancelled has the samples and spikes until then in [`Failure`](crate::embed::Failure). A run is
//!   cancelled by a flag from another thread ([`cancel`](crate::embed::Request::cancel)), or by the function that watches it
//!   ([`run_watched`](crate::embed::Model::run_watched)).
//! - A model can be cloned and sent to another thread. Several threads may read one model.
//!
//! [`Model::differentiable`](crate::embed::Model::differentiable) is the same with derivatives: gradients of measures, and
//! traces with their sensitivities, by names. It is compiled over numbers with tangents, too. For two cells with two synapses,
//! a program with [`Model::new`](crate::embed::Model::new) compiles far faster:
//!
//! ```
//! use neuron_runtime::embed::{Measure, Model, Request};
//! use neuron_runtime::library::prinz_2004::Pyloric;
//! use neuron_runtime::prelude::*;
//!
//! # fn main() -> Result<(), Error> {
//! let model = Model::differentiable(Pyloric::default());
//! let derivatives = model.differentiate()?.by(&["AB.NaV.g", "AB_LP.Cholinergic.g"])?;
//!
//! let gradient = derivatives.gradient(&Request::new(50.0), &Measure::mean("LP.ca"))?;
//! println!("{gradient}"); // µM per mS/cm², and per nS
//! let curves = derivatives.curves(&Request::new(50.0).record(&["LP.v"]).record_every(1.0))?;
//! assert_eq!(curves.curves[0].by[1].len(), curves.time.len());
//! # Ok(())
//! # }
//! ```
