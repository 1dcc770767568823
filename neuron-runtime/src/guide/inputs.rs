//! Injecting currents into a run, and clamping it.
//!
//! A [stimulus](super::stimulus) belongs to a model: it has handles and is saved with the parameters. An input belongs to one
//! run. The same model is then recorded without it, with recorded currents, with noise, or under a clamp.
//!
//! An input enters through the handle of a V: that of a cell, a neuron, a compartment, `Circuit::E.at(3).v`, or of a whole
//! array.
//!
//! | call | input | unit |
//! | --- | --- | --- |
//! | `.inject(v, Pulse { … })` | any stimulus without states | nA, into the cell |
//! | `.inject(v, Waveform::held(dt, &samples)?)` | samples, held or linear | nA |
//! | `.inject(v, OrnsteinUhlenbeck { … })` | noise with a correlation time | nA |
//! | `.dynamic_clamp(v, waveform, e)` | a conductance g(t), as g (e − V) | µS, mV |
//! | `.voltage_clamp(v, Steps::hold(-80.0).to(…))` | a command that V follows | mV |
//!
//! ```
//! use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
//! use neuron_runtime::library::stimuli::Pulse;
//! use neuron_runtime::prelude::*;
//!
//! # fn main() -> Result<(), Error> {
//! let axon = HodgkinHuxley::default();
//! let pulse = Pulse { start: 10.0, duration: 30.0, amplitude: 8.0 }; // ms, ms, nA
//! let run = axon
//!     .simulate(50.0)
//!     .inject(HodgkinHuxley::v, pulse)
//!     .inject(HodgkinHuxley::v, OrnsteinUhlenbeck { mean: 0.0, sigma: 1.0, tau: 2.0, interval: 0.2, seed: 1 })
//!     .run()?;
//! let (v, noise) = (run.trace(HodgkinHuxley::v)?, run.injected(1)?); // the second input
//! assert_eq!(v.len(), noise.len());
//! # Ok(())
//! # }
//! ```
//!
//! - Currents of inputs are recorded after everything else, and stand in tables and pictures, too. `record_nothing` leaves
//!   them out.
//! - Every method stops at the edges of pulses and at samples. Many samples make many steps: a waveform of 20 kHz costs at least
//!   20 steps a millisecond.
//! - A wrong input is an error before the run begins, which names it: `input 1: Pulse.duration = -1 ms is below its smallest
//!   value, 0`. Inputs count from 0.
//! - In a function given to `gradient` an input may be made of parameters, which have derivatives there.
//! - A run that [resumes](super::long_runs) needs the same inputs.
//!
//! # Samples from a file
//!
//! [`Waveform::from_csv`](crate::run::input::Waveform::from_csv) reads times and values,
//! [`from_csv_every`](crate::run::input::Waveform::from_csv_every) values at a stated interval. A file may have any length. The
//! first line that is wrong is the error, with its number:
//!
//! ```
//! use neuron_runtime::prelude::*;
//!
//! let text = "t_ms,i_nA\n0,0\n10,0.5\n12,oops\n";
//! let error = Waveform::from_reader(text.as_bytes()).expect_err("a word");
//! assert_eq!(error.to_string(), "line 4: `oops` is no number");
//! ```
//!
//! # Voltage clamp
//!
//! V follows the command exactly, whatever the method and its step. What the amplifier supplies is `clamp_current`, positive
//! into the cell:
//!
//! ```
//! use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
//! use neuron_runtime::prelude::*;
//!
//! # fn main() -> Result<(), Error> {
//! let mut axon = HodgkinHuxley::default();
//! axon.set(HodgkinHuxley::v_start, -80.0); // so that the gates begin at rest there
//! let mut peaks = Vec::new();
//! for level in [-40.0, -20.0, 0.0, 20.0, 40.0, 60.0] {
//!     let command = Steps::hold(-80.0).to(level, 5.0..15.0);
//!     let run = axon.simulate(20.0).voltage_clamp(HodgkinHuxley::v, command).record(&[HodgkinHuxley::Na.current]).run()?;
//!     let sodium = run.trace(HodgkinHuxley::Na.current)?; // nA
//!     peaks.push(sodium.iter().copied().fold(0.0, |peak: f64, i| if i.abs() > peak.abs() { i } else { peak }));
//!     assert_eq!(run.clamp_charges().len(), 2); // pC: C ΔV of the two jumps
//! }
//! // The current–voltage curve of the sodium channels, which turns round at 50 mV.
//! assert!(peaks[2] < -50.0 && peaks[4] < 0.0 && peaks[5] > 0.0, "{peaks:?}");
//! # Ok(())
//! # }
//! ```
//!
//! - A jump of the command takes the charge C ΔV at once. It is in `clamp_charges` and no part of the current. A sample at a
//!   jump is of the side before.
//! - Along a ramp the membrane takes C dV/dt. `clamp_current` has it, `clamp_current_ionic` has not.
//! - A command that jumps over the threshold, or goes through it, makes a spike.
//! - An ideal clamp has V for itself. A run is refused before it begins if a command reaches a threshold at which the cell resets
//!   V, or if V, its capacitance or its area is changed while it is held. After a release, and through a series resistance, all
//!   of that is possible.
//! - [`Command`](crate::run::input::Command) turns steps or a waveform into a clamp `until` a release, or through a
//!   `series_resistance`.
//!
//! # Changes while a run goes on
//!
//! `.set_at` gives a parameter or a state another value at a time, `.add_at` adds to it: a drug, a shock to V. `.ramp` moves a
//! parameter along a line. Only the run changes; the network keeps its values. No step crosses a change, and its time and value
//! have derivatives. A change at the time at which a run ends is not made; one at the time at which it begins is.
//!
//! ```
//! use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
//! use neuron_runtime::prelude::*;
//!
//! # fn main() -> Result<(), Error> {
//! let mut axon = HodgkinHuxley::default();
//! axon.set(HodgkinHuxley::inject, 10.0); // µA/cm²
//! let blocked = axon.simulate(200.0).set_at(100.0, HodgkinHuxley::Na.g, 0.0).run()?;
//! assert!(blocked.spikes.between(0.0, 100.0).len() > 5 && blocked.spikes.between(105.0, 200.0).is_empty());
//!
//! let washed = axon.simulate(200.0).ramp(50.0..150.0, HodgkinHuxley::Na.g, 40.0).run()?;
//! assert!(washed.spikes.between(0.0, 50.0).len() > 2 && washed.spikes.between(150.0, 200.0).is_empty());
//! # Ok(())
//! # }
//! ```
//!
//! # Runs that continue others
//!
//! `.continued(&run)` begins where another run has ended: at its time, in its state, and with what spikes have set, as a hold that
//! is not over. Parameters, method, inputs and recording may be others. Times go on to count from 0 ms, where the first run began,
//! so that `simulate(300.0)` after a run of 200 ms lasts 100 ms.
//!
//! ```
//! use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
//! use neuron_runtime::prelude::*;
//!
//! # fn main() -> Result<(), Error> {
//! let mut axon = HodgkinHuxley::default();
//! let settled = axon.simulate(200.0).record_nothing().run()?;
//! let mut rates = Vec::new();
//! for current in [0.0, 10.0, 20.0] {
//!     axon.set(HodgkinHuxley::inject, current);
//!     let run = axon.simulate(300.0).continued(&settled).run()?;
//!     rates.push(run.spikes.rate(220.0, 300.0));
//! }
//! assert!(rates[0] == 0.0 && rates[1] > 50.0 && rates[2] > rates[1]);
//! # Ok(())
//! # }
//! ```
