//! Features of the response of a neuron to a step of current: thresholds, widths, rates, resistances.
//!
//! Names and definitions are those of eFEL, the Electrophys Feature Extraction Library (Blue Brain Project, doi:10.5281/zenodo.593869,
//! its page *eFeature descriptions*). A [`VoltageTrace`] is V of one neuron: a solution, of which features are roots of
//! polynomials, or samples, of which they are what eFEL says.
//!
//! ```
//! use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
//! use neuron_runtime::library::stimuli::Pulse;
//! use neuron_runtime::measure::features::{Stimulus, VoltageTrace};
//! use neuron_runtime::prelude::*;
//!
//! # fn main() -> Result<(), Error> {
//! let axon = HodgkinHuxley::default(); // of 0.1 mm²
//! let pulse = Pulse { start: 20.0, duration: 100.0, amplitude: 12.0 }; // ms, ms, nA
//! let trace = axon.simulate(150.0).inject(HodgkinHuxley::v, pulse).voltage_trace(HodgkinHuxley::v)?;
//!
//! let features = trace.features(Stimulus { start: 20.0, end: 120.0, current: 12.0 })?;
//! assert_eq!(features.spikecount(), 8);
//! assert!((features.ap_begin_voltage()[1] - -51.56).abs() < 0.01); // mV
//! assert_eq!(features.by_name("AP_begin_voltage")?, features.ap_begin_voltage());
//! println!("{features}"); // a table of all
//!
//! let recorded = VoltageTrace::from_reader("t_ms,v_mV\n0,-65\n1,-65\n2,-60\n3,-62\n".as_bytes())?;
//! assert!(recorded.features(Stimulus { start: 1.0, end: 2.0, current: 0.1 })?.peak_time().is_empty());
//! # Ok(())
//! # }
//! ```
//!
//! What differs from eFEL, and why:
//! - A feature that the trace does not have is `None` or missing in a list. eFEL has 0 for some.
//! - `time_to_first_spike` and `time_to_last_spike` are of the spikes after the beginning of the stimulus; eFEL also counts those before it.
//! - The minimum after the last spike is one only if V rises after it, and widths, offsets and slopes that a trace cuts off are
//!   missing.
//! - An input resistance is not computed if there are spikes within the stimulus.

mod action_potential;
mod course;
mod named;
mod samples;
mod solution;
mod trace;

pub use action_potential::ActionPotential;
pub use named::{FeatureInfo, Features};
pub use trace::VoltageTrace;

use crate::error::Error;

/// A step of current.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stimulus {
    /// The time at which it begins, ms.
    pub start: f64,
    /// The time at which it ends, ms.
    pub end: f64,
    /// Its current, nA: positive into the cell. It matters to the input resistance alone.
    pub current: f64,
}

impl Stimulus {
    /// Checks that it is within a trace, and has a length.
    fn check(&self, [begin, end]: [f64; 2]) -> Result<(), Error> {
        let refuse = |setting, value, expected| Err(Error::Setting { setting, value, expected });
        // Rounding of the times of samples is no matter.
        let rounding = 1e-9 * (end - begin);
        if !(self.start >= begin - rounding && self.start < end) {
            return refuse("the beginning of the stimulus", self.start, "it has to lie within the trace (ms)");
        }
        if !(self.end > self.start && self.end <= end + rounding) {
            let expected = "it has to be after the beginning, and not after the end of the trace (ms)";
            return refuse("the end of the stimulus", self.end, expected);
        }
        if !self.current.is_finite() {
            return refuse("the current of the stimulus", self.current, "it has to be finite (nA)");
        }
        Ok(())
    }
}

/// What is taken for an action potential and its parts. The defaults are eFEL's.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// An action potential is a rise of V through this threshold and a fall back (mV), −20 mV by default.
    pub threshold: f64,
    /// It begins where dV/dt rises to this (mV/ms), 10 mV/ms by default.
    pub upstroke: f64,
    /// It ends where dV/dt, after the steepest fall, is back at this (mV/ms), −12 mV/ms by default.
    pub downstroke: f64,
    /// The times that intervals are between; peaks by default.
    pub intervals: Intervals,
}

/// The times that intervals are between.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Intervals {
    /// Peaks, as in eFEL.
    #[default]
    Peaks,
    /// Upward crossings of the threshold, as spikes of a run are.
    Crossings,
}

impl Default for Settings {
    fn default() -> Self {
        Settings { threshold: -20.0, upstroke: 10.0, downstroke: -12.0, intervals: Intervals::Peaks }
    }
}

impl Settings {
    fn check(&self) -> Result<(), Error> {
        let refuse = |setting, value, expected| Err(Error::Setting { setting, value, expected });
        if !self.threshold.is_finite() {
            return refuse("the threshold of spikes", self.threshold, "it has to be finite (mV)");
        }
        if !(self.upstroke > 0.0 && self.upstroke.is_finite()) {
            return refuse("the slope of an onset", self.upstroke, "it has to be a positive number (mV/ms)");
        }
        if !(self.downstroke < 0.0 && self.downstroke.is_finite()) {
            return refuse("the slope of an offset", self.downstroke, "it has to be a negative number (mV/ms)");
        }
        Ok(())
    }
}
