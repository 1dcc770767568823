//! What electrophysiologists read from a response: thresholds, widths, rates; and what spike trains are like.
//!
//! [`voltage_trace`](crate::run::simulation::Simulation::voltage_trace) carries a run out and keeps V as the solver has found it.
//! Features have the names and definitions of eFEL. Peaks and crossings are roots, so that they do not depend on any interval
//! between samples:
//!
//! ```
//! use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
//! use neuron_runtime::library::stimuli::Pulse;
//! use neuron_runtime::measure::features::Stimulus;
//! use neuron_runtime::prelude::*;
//!
//! # fn main() -> Result<(), Error> {
//! let axon = HodgkinHuxley::default(); // of 0.1 mm²
//! let pulse = Pulse { start: 20.0, duration: 100.0, amplitude: 12.0 }; // ms, ms, nA
//! let trace = axon.simulate(150.0).inject(HodgkinHuxley::v, pulse).voltage_trace(HodgkinHuxley::v)?;
//!
//! let features = trace.features(Stimulus { start: 20.0, end: 120.0, current: 12.0 })?;
//! let amplitudes = features.ap_amplitude(); // mV, one for each spike within the stimulus
//! let rate = features.mean_frequency(); // 1/s, `None` without spikes
//! let same = features.by_name("AP_amplitude")?;
//! println!("{features}"); // a table of all that there are
//!
//! // Everything about the second spike.
//! let second = features.action_potentials()[1];
//! println!("it begins at {:?} ms and {:?} mV", second.begin_time, second.begin_voltage);
//! # assert!(amplitudes == same && amplitudes.len() == 8 && rate.is_some_and(|rate| rate > 80.0));
//! # Ok(())
//! # }
//! ```
//!
//! - What a trace does not have is `None`, or missing in a list: never 0.
//! - Spikes are found at −20 mV, and begin where dV/dt rises to 10 mV/ms, as in eFEL; other
//!   [`Settings`](crate::measure::features::Settings) say so. If a strong stimulus makes V rise so fast at once, a spike begins at its
//!   edge.
//! - Intervals are between peaks. `Intervals::Crossings` takes upward crossings of the threshold, which are what a run calls spikes.
//! - Of a network, give the V of the neuron: `Net::AB.v`, `Net::E.at(3).v`.
//!
//! # Recordings
//!
//! Of samples, the rules are those of eFEL, and so are the numbers. eFEL first reads a trace anew every 0.1 ms, its `interp_step`, unless
//! it is told otherwise:
//!
//! ```
//! use neuron_runtime::measure::features::{Stimulus, VoltageTrace};
//! # use neuron_runtime::prelude::Error;
//!
//! # fn main() -> Result<(), Error> {
//! # let path = std::env::temp_dir().join(format!("neuron-features-{}.csv", std::process::id()));
//! # std::fs::write(&path, "t_ms,v_mV\n0,-65\n10,-65\n20,-75\n40,-75\n50,-66\n").expect("a file");
//! let recorded = VoltageTrace::from_csv(&path)?; // two columns, ms and mV
//! let features = recorded.resampled(0.1)?.features(Stimulus { start: 10.0, end: 40.0, current: -0.1 })?;
//! let resistance = features.ohmic_input_resistance_vb_ssse(); // MΩ
//! # assert!(resistance.is_some_and(|resistance| (resistance - 100.0).abs() < 1e-9));
//! # std::fs::remove_file(path).expect("a file");
//! # Ok(())
//! # }
//! ```
//!
//! # Spike trains
//!
//! [`trains`](crate::measure::trains) has what is computed of spike times alone, for any list of ascending times. The most frequent
//! are methods of the spikes of a run:
//!
//! ```
//! use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
//! use neuron_runtime::measure::trains::{self, Kernel};
//! use neuron_runtime::prelude::*;
//!
//! # fn main() -> Result<(), Error> {
//! let spikes = |current: f64| -> Result<_, Error> {
//!     let mut axon = HodgkinHuxley::default();
//!     axon.set(HodgkinHuxley::inject, current); // µA/cm²
//!     Ok(axon.simulate(200.0).record_nothing().run()?.spikes.clone())
//! };
//! let (a, b) = (spikes(10.0)?, spikes(12.0)?);
//! let statistics = a.interval_statistics()?; // mean, CV, CV2, local variation
//! let moved = a.victor_purpura(&b, 0.1)?; // at 0.1 per ms
//! let rate = a.smoothed_rate(Kernel::Gauss { sigma: 10.0 }, &[50.0, 100.0])?; // 1/s
//! let psth = trains::psth(&[&a, &b], 5.0, 0.0..200.0)?; // in bins of 5 ms
//! # assert!(statistics.cv.is_some() && moved > 0.0 && rate[1] > 20.0 && psth.rates().len() == 40);
//! # Ok(())
//! # }
//! ```
//!
//! | what | functions |
//! | --- | --- |
//! | intervals and counts | `interval_statistics`, `interval_histogram`, `fano_factor` |
//! | rates | `instantaneous_rate`, `smoothed_rate`, `psth` |
//! | how different two trains are | `victor_purpura`, `van_rossum`, `isi_distance`, `spike_distance` |
//! | correlations | `cross_correlogram`, `auto_correlogram`, `power_spectrum`, `spike_triggered_average` |
