//! The power spectrum of a train.

use super::{check_order, check_span};
use crate::error::Error;
use std::f64::consts::TAU;
use std::ops::Range;

/// Returns the power spectrum (1/s) of the spikes in a span of time (ms) at each of the `frequencies` (1/s): |Σ exp(−2πi f t)|²/T,
/// where T is the length of the span (Bartlett, J. R. Stat. Soc. B 25 (1963) 264–296).
///
/// The sum over spikes is exact: there are no bins, and no frequency is too high. At multiples of 1/T the mean rate does not
/// enter; in between it leaks into low frequencies. A Poisson process has its rate at all of them, with the standard deviation of
/// its own size: average over trains, or over neighbouring frequencies.
///
/// # Errors
/// [`Error::Setting`] for times that descend, an empty span, and a frequency that is not finite.
pub fn power_spectrum(times: &[f64], span: Range<f64>, frequencies: &[f64]) -> Result<Vec<f64>, Error> {
    check_order(times)?;
    check_span(&span)?;
    if let Some(frequency) = frequencies.iter().find(|frequency| !frequency.is_finite()) {
        return Err(Error::Setting { setting: "a frequency", value: *frequency, expected: "it has to be finite" });
    }
    let begin = times.partition_point(|time| *time < span.start);
    let end = times.partition_point(|time| *time < span.end);
    let power = |frequency: &f64| {
        let (mut cosines, mut sines) = (0.0, 0.0);
        for time in &times[begin..end] {
            // In parts of a cycle, where the phase keeps its digits.
            let (sine, cosine) = (TAU * (frequency * (time - span.start) / 1000.0).fract()).sin_cos();
            cosines += cosine;
            sines += sine;
        }
        (cosines * cosines + sines * sines) / (span.end - span.start) * 1000.0
    };
    Ok(frequencies.iter().map(power).collect())
}
