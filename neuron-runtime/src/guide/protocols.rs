//! Experiments of many runs: protocols of current clamp and of voltage clamp, sweeps, and their tables and pictures.
//!
//! They need the feature `protocols`. Runs go over all cores.
//!
//! # At a rig
//! A rig is a network with an electrode in one compartment. It has the protocols of current clamp. Each has usual settings, which
//! methods refine.
//! ```
//! use neuron_runtime::library::integrate_and_fire::Lif;
//! use neuron_runtime::prelude::*;
//! use neuron_runtime::protocol::{Report, Rigged, steps};
//!
//! let cell = Lif::default();
//! let rig = cell.rig(Lif::v);
//!
//! // Rates, and the smallest current of steady firing.
//! let rates = rig.f_i(&steps(0.0, 0.5, 11)).run()?; // nA
//! assert!((rates.rheobase.expect("between silence and firing") - 0.2).abs() < 1e-3);
//!
//! // The weakest pulse of each duration that makes a spike.
//! let strengths = rig.strength_duration(&[1.0, 5.0, 20.0]).run()?; // ms
//! assert!((strengths.chronaxie - 20.0 * f64::ln(2.0)).abs() < 1e-3);
//! println!("{rates}\n{strengths}");
//!
//! let mut csv = Vec::new();
//! strengths.table().write(&mut csv).expect("memory");
//! assert!(csv.starts_with(b"duration (ms),threshold (nA)\n1,"));
//! # Ok::<(), Error>(())
//! ```
//! A result is a struct of public fields. It prints as a table; `save("rates.csv")` keeps all digits, with units in the header; with the
//! feature `plot`, `plot("rates.svg")` draws it.
//!
//! A spike is an upward crossing of 0 mV, or of what `spikes(…)` of the rig says; cells with a `spike { … }` keep their threshold. A
//! strong current drives a passive membrane across it, too.
//!
//! # Under voltage clamp
//! `clamp(…)` holds V. Every run begins in the steady state of the gates at the holding potential. What is measured is the ionic current
//! of the clamp, outward positive, or one channel's, as if the others were blocked.
//! ```
//! use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley as Axon;
//! use neuron_runtime::prelude::*;
//! use neuron_runtime::protocol::{Rigged, steps};
//!
//! let axon = Axon::default();
//! let clamp = axon.rig(Axon::v).clamp(-80.0); // mV
//! let whole = clamp.inward().leak_subtraction(4).subtract_from(-120.0).i_v(&steps(-60.0, 60.0, 7)).run()?;
//! assert!(whole.peak[4] < -50.0 && whole.steady[4] > 50.0); // nA, at 20 mV
//!
//! let sodium = clamp.of(Axon::Na.current);
//! let left = sodium.inactivation(&steps(-110.0, -30.0, 9), -10.0).run()?;
//! let half = left.half.expect("one half is crossed");
//! assert!((-64.0..-60.0).contains(&half.potential) && half.slope < 0.0);
//! let back = sodium.recovery(-10.0, &[1.0, 5.0, 20.0]).run()?;
//! assert!(back.time_constant.is_some_and(|tau| tau < 10.0));
//! println!("{whole}\n{left}\n{back}");
//! # Ok::<(), Error>(())
//! ```
//!
//! - A peak is found on samples, then on finer ones around it, until a parabola fits: its error is that of the method's tolerance. It is
//!   what is farthest from the value at holding, or the most [`inward`](crate::protocol::Clamped::inward) or
//!   [`outward`](crate::protocol::Clamped::outward) one.
//! - `activation` needs a driving force: `.of_conductance(Axon::Na.conductance)`, or a current with `.reversal(50.0)`.
//! - A half is the potential at which a curve is one half of its largest value. The slope is that of the Boltzmann function which
//!   touches the curve there. Both are found by further runs, so they do not depend on the spacing of the commands; only what is
//!   largest does. They are no fit over the whole curve.
//! - The time constant of a recovery is the time in which what is missing after the shortest gap falls to 1/e.
//! - Concentrations, other compartments and other neurons have the time of `settle(…)` to come to rest.
//!
//! # A synapse
//! `paired_pulses` lets a listed source spike twice. It runs at a rig, for V, or at a clamp, for the current. The response to the first
//! spike alone is subtracted from the second.
//! ```
//! use neuron_runtime::library::integrate_and_fire::Lif;
//! use neuron_runtime::library::tsodyks_markram_1997::Depressing;
//! use neuron_runtime::prelude::*;
//! use neuron_runtime::protocol::Rigged;
//!
//! network! {
//!     pub struct Bench;
//!     source Input: Listed;
//!     neuron Target: Lif;
//!     Input -> Target: Depressing;
//! }
//!
//! let bench = Bench::default();
//! let pairs = bench.rig(Bench::Target.v).paired_pulses(Bench::Input.spikes, &[10.0, 100.0, 1000.0]).run()?; // ms
//! assert!(pairs.ratio[0] < 0.4 && pairs.ratio[2] > 0.8);
//! # Ok::<(), Error>(())
//! ```
//!
//! # Anything else, over values of parameters
//! A [`Sweep`](crate::protocol::Sweep) runs a closure for every combination of values. A run that fails keeps its error, and the others
//! their results; `all()` gives either every result or an error that names the values. The example `sweep` maps a burster over 1600 pairs
//! of conductances.
