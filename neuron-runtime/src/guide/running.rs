//! Running a model and reading the result.
//!
//! ```
//! use neuron_runtime::library::prinz_2004::Pyloric;
//! use neuron_runtime::prelude::*;
//!
//! # fn main() -> Result<(), Error> {
//! let mut net = Pyloric::default();
//! net.set(Pyloric::AB.NaV.g, 110.0); // mS/cm², as declared
//!
//! let run = net
//!     .simulate(50.0)                                                  // ms
//!     .method(ExponentialEuler::step(0.05))                            // ms
//!     .record(&[Pyloric::AB.v, Pyloric::AB.ca])                        // mV, µM
//!     .record(&[Pyloric::AB.KCa.current, Pyloric::AB_LP.Cholinergic.current]) // nA
//!     .record_every(0.5)                                               // ms
//!     .spikes(-10.0)                                                   // mV
//!     .run()?;
//!
//! let calcium = run.trace(Pyloric::AB.ca)?;
//! assert_eq!(calcium.len(), run.time().len());
//! println!("{run}"); // a short table: spikes, rates, the work done
//! println!("{}", run.ab.spikes.bursts(200.0).summary()); // period, duty cycle, spikes per burst
//! # Ok(())
//! # }
//! ```
//!
//! - Parameters are read and set with [`get` and `set`](crate::model::access::Access), in the unit of their declaration. A handle such
//!   as `Pyloric::AB.NaV.g` is a constant whose type says what it names. A misspelt handle, a state where a parameter
//!   belongs, or a handle of another network does not compile. Names work as well: `set_by_name("AB.NaV.g", 110.0)`.
//! - V of every neuron is recorded unless `record` says otherwise. A call of `record` takes handles of one kind; call it again for
//!   another kind. Asking a run for what it did not record is an error that names it.
//! - Spikes are upward crossings of the threshold that `spikes` names, 0 mV by default. They are found as roots while
//!   solving, and do not depend on what is recorded. A cell that [declares its spikes](super::time#spikes) has those.
//! - `run.ab`, `run.py[3]` are the neurons of a network. A cell that runs alone has `run.spikes`.
//! - `run.save_traces("traces.csv")` writes a table. `run.plot("traces.svg")` draws the traces (feature `plot`),
//!   and the guide's `pictures` has rasters, rates, currentscapes and phase planes.
//! - [`Simulation`](crate::run::simulation::Simulation) lists everything that can be asked of a run.
//!
//! What one wants is often a number and not a trace. A measure is taken while the run goes on, to the method's accuracy, and
//! nothing is recorded:
//!
//! ```
//! use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
//! use neuron_runtime::prelude::*;
//!
//! # fn main() -> Result<(), Error> {
//! let mut axon = HodgkinHuxley::default();
//! axon.set(HodgkinHuxley::inject, 10.0); // µA/cm²
//! let mean = axon.simulate(50.0).mean(HodgkinHuxley::v)?; // mV
//! let third = axon.simulate(50.0).spike_time(HodgkinHuxley::v, 2)?; // ms
//! # assert!(mean < -50.0 && third > 20.0);
//! # Ok(())
//! # }
//! ```
//!
//! A program that has to act between steps makes the steps itself, with a [`Stepper`](crate::solve::Stepper). It says where it
//! changes a parameter, and restarts where it changes the state; without that, what the last step computed for the next would
//! be out of date and the result wrong:
//!
//! ```
//! use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
//! use neuron_runtime::prelude::*;
//! use neuron_runtime::solve::{Method, Stepper};
//!
//! # fn sensor(_: f64) -> f64 { 10.0 }
//! let mut axon = HodgkinHuxley::default();
//! let mut y = vec![0.0; axon.dim()];
//! axon.start(&mut y);
//! let mut stepper = Adaptive::tolerance(1e-6).stepper(&axon, 0.0, &y);
//! for ms in 1..=20 {
//!     axon.set(HodgkinHuxley::inject, sensor(stepper.time())); // µA/cm²
//!     stepper.equations_changed();
//!     while stepper.time() < f64::from(ms) {
//!         stepper.step(&axon, f64::from(ms)).expect("the tolerance can be met"); // ends at the millisecond, exactly
//!     }
//! }
//! y.copy_from_slice(stepper.state());
//! y[0] += 15.0; // a shock, mV
//! stepper.restart(20.0, &y).expect("the state is finite");
//! ```
//!
//! A run returns nothing impossible. It ends with an error that names the time, the neuron, the state and likely causes where V leaves
//! −1000 to 1000 mV, a gate 0 to 1, or a concentration falls below 0; a cell declares another `range`, and `unchecked` allows any
//! value. See [`run`](crate::run::simulation::Simulation::run).
//!
//! [`measure`](crate::measure) has all measures, and what can be read from spike times: intervals, bursts, phases, f–I curves.
//!
//! # In a program's own loop
//!
//! A program that has a loop of its own makes the steps itself. [`begin`](crate::solve::Method::begin) checks what a run
//! checks: the settings, the parameters, and the state. Everything has a handle or a name there, too.
//!
//! ```
//! use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
//! use neuron_runtime::prelude::*;
//! use neuron_runtime::solve::{Method, Stepper};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let mut axon = HodgkinHuxley::default();
//! let mut y = vec![0.0; axon.dim()];
//! axon.start(&mut y);
//! axon.set_state(&mut y, HodgkinHuxley::v, -55.0); // mV
//!
//! let mut stepper = Tsit5::tolerance(1e-6).begin(&axon, 0.0, &y)?;
//! for ms in 1..=20 {
//!     axon.set(HodgkinHuxley::inject, if ms > 10 { 10.0 } else { 0.0 }); // µA/cm²
//!     axon.check()?;
//!     stepper.equations_changed();
//!     while stepper.time() < f64::from(ms) {
//!         stepper.step(&axon, f64::from(ms))?;
//!     }
//!     println!("{}", axon.state(stepper.state(), HodgkinHuxley::v)); // mV
//! }
//!
//! // What a run refuses, it refuses.
//! axon.set(HodgkinHuxley::Na.g, -5.0);
//! let error = Tsit5::tolerance(1e-6).begin(&axon, 0.0, &y).expect_err("a negative conductance");
//! assert_eq!(error.to_string(), "Na.g = -5 mS/cm2 is below its smallest value, 0");
//! # Ok(())
//! # }
//! ```
//!
//! [`Stepper`](crate::solve::Stepper) says what to call after a change. Without the standard library there are `check`, `get`,
//! `set`, `find_parameter`, `set_state` of [`Access`](crate::model::access::Access), and the equations and steps of
//! [`System`](crate::system::System).
