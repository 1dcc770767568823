//! Spike trains: statistics of intervals and counts, rates, distances, correlations, spectra.
//!
//! A train is a list of times (ms) that ascend. Functions take any such list; the most frequent ones are methods of
//! [`Spikes`] as well. What a train is too short for is `None`; a list that is no train, or a setting without sense, is an
//! [`Error::Setting`].
//!
//! ```
//! use neuron_runtime::measure::trains;
//! use neuron_runtime::run::spikes::Spikes;
//! # use neuron_runtime::prelude::Error;
//!
//! let a = Spikes::new(0.0, vec![10.0, 20.0, 40.0]);
//! let b = Spikes::new(0.0, vec![10.0, 21.0, 40.0, 90.0]);
//! // A spike moved by 1 ms at 0.5 per ms, and one more spike.
//! assert_eq!(a.victor_purpura(&b, 0.5)?, 1.5);
//! assert_eq!(trains::interval_statistics(a.times())?.mean, Some(15.0));
//! assert_eq!(trains::victor_purpura(&[5.0], &[], 0.5)?, 1.0);
//! # Ok::<(), Error>(())
//! ```

mod correlation;
mod distance;
mod intervals;
mod profile;
mod rate;
mod spectrum;
mod triggered;

pub use correlation::{Correlogram, auto_correlogram, cross_correlogram};
pub use distance::{van_rossum, victor_purpura};
pub use intervals::{Histogram, IntervalStatistics, fano_factor, interval_histogram, interval_statistics};
pub use profile::{isi_distance, spike_distance};
pub use rate::{Kernel, Psth, instantaneous_rate, psth, smoothed_rate};
pub use spectrum::power_spectrum;
pub use triggered::{TriggeredAverage, spike_triggered_average};

use crate::error::Error;
use crate::run::spikes::Spikes;
use std::ops::Range;

/// Methods of trains, see the [functions](crate::measure::trains) of the same names.
impl Spikes {
    /// Returns the statistics of the intervals, see [`interval_statistics`].
    ///
    /// # Errors
    /// Those of [`interval_statistics`].
    pub fn interval_statistics(&self) -> Result<IntervalStatistics, Error> {
        interval_statistics(self.times())
    }

    /// Returns the Fano factor of the counts in windows of this length (ms), see [`fano_factor`].
    ///
    /// # Errors
    /// Those of [`fano_factor`].
    pub fn fano_factor(&self, window: f64, span: Range<f64>) -> Result<Option<f64>, Error> {
        fano_factor(self.times(), window, span)
    }

    /// Returns the distance to another train at the cost `q` (per ms) of moving a spike, see [`victor_purpura`].
    ///
    /// # Errors
    /// Those of [`victor_purpura`].
    pub fn victor_purpura(&self, other: &Spikes, q: f64) -> Result<f64, Error> {
        victor_purpura(self.times(), other.times(), q)
    }

    /// Returns the distance to another train at the time scale `tau` (ms), see [`van_rossum`].
    ///
    /// # Errors
    /// Those of [`van_rossum`].
    pub fn van_rossum(&self, other: &Spikes, tau: f64) -> Result<f64, Error> {
        van_rossum(self.times(), other.times(), tau)
    }

    /// Returns the ISI distance to another train in a span of time (ms), see [`isi_distance`].
    ///
    /// # Errors
    /// Those of [`isi_distance`].
    pub fn isi_distance(&self, other: &Spikes, span: Range<f64>) -> Result<f64, Error> {
        isi_distance(self.times(), other.times(), span)
    }

    /// Returns the SPIKE distance to another train in a span of time (ms), see [`spike_distance`].
    ///
    /// # Errors
    /// Those of [`spike_distance`].
    pub fn spike_distance(&self, other: &Spikes, span: Range<f64>) -> Result<f64, Error> {
        spike_distance(self.times(), other.times(), span)
    }

    /// Returns the firing rate (1/s), smoothed by a kernel, at each of the times `at` (ms), see [`smoothed_rate`].
    ///
    /// # Errors
    /// Those of [`smoothed_rate`].
    pub fn smoothed_rate(&self, kernel: Kernel, at: &[f64]) -> Result<Vec<f64>, Error> {
        smoothed_rate(self.times(), kernel, at)
    }
}

/// Checks that times are finite and do not descend.
fn check_order(times: &[f64]) -> Result<(), Error> {
    check_times(times, |a, b| a <= b, "it has to be finite and not before the one in front of it; sort the times")
}

/// Checks that times are finite and ascend, so that no interval is 0.
fn check_ascent(times: &[f64]) -> Result<(), Error> {
    check_times(
        times,
        |a, b| a < b,
        "it has to be finite and after the one in front of it; sort the times, and drop doubles",
    )
}

fn check_times(times: &[f64], in_order: impl Fn(f64, f64) -> bool, expected: &'static str) -> Result<(), Error> {
    let refuse = |value| Err(Error::Setting { setting: "a spike time", value, expected });
    if let Some(time) = times.iter().find(|time| !time.is_finite()) {
        return refuse(*time);
    }
    match times.windows(2).find(|pair| !in_order(pair[0], pair[1])) {
        Some(pair) => refuse(pair[1]),
        None => Ok(()),
    }
}

/// Checks that a setting is a positive number.
fn check_positive(setting: &'static str, value: f64) -> Result<(), Error> {
    if value > 0.0 && value.is_finite() {
        return Ok(());
    }
    Err(Error::Setting { setting, value, expected: "it has to be a positive number" })
}

/// Checks that a span of time has a length.
fn check_span(span: &Range<f64>) -> Result<(), Error> {
    if span.start.is_finite() && span.end.is_finite() && span.end > span.start {
        return Ok(());
    }
    let expected = "it has to be finite and after the beginning of the span";
    Err(Error::Setting { setting: "the end of the span", value: span.end, expected })
}

/// The most bins or windows that are made.
const MOST_BINS: f64 = 1e8;

/// Returns the number of whole bins in a span.
fn whole_bins(setting: &'static str, width: f64, span: f64) -> Result<usize, Error> {
    check_positive(setting, width)?;
    // A quotient that rounding leaves just below a whole number is that number.
    let bins = (span / width * (1.0 + 4.0 * f64::EPSILON)).floor();
    if bins > MOST_BINS {
        let expected = "it has to be longer: there would be more than 100 million of this length";
        return Err(Error::Setting { setting, value: width, expected });
    }
    Ok(bins as usize)
}
