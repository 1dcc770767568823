//! Firing rates: of one train by its intervals or by a kernel, of repeats in bins.

use super::intervals::Histogram;
use super::{check_ascent, check_order, check_positive, check_span, whole_bins};
use crate::error::Error;
use std::f64::consts::PI;
use std::ops::Range;

/// A kernel that smooths a train into a rate. Its area is 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kernel {
    /// Gauss's curve with this standard deviation.
    Gauss {
        /// Standard deviation, ms.
        sigma: f64,
    },
    /// exp(−t/τ)/τ after a spike and 0 before it: the rate at a time depends on the past alone.
    Exponential {
        /// τ, ms.
        tau: f64,
    },
    /// A rectangle around the spike.
    Rectangle {
        /// Its width, ms.
        width: f64,
    },
}

impl Kernel {
    /// Returns the kernel at a time (ms) after a spike, 1/ms.
    fn at(self, time: f64) -> f64 {
        match self {
            Kernel::Gauss { sigma } => (-0.5 * (time / sigma).powi(2)).exp() / (sigma * (2.0 * PI).sqrt()),
            Kernel::Exponential { tau } if time >= 0.0 => (-time / tau).exp() / tau,
            Kernel::Rectangle { width } if -0.5 * width <= time && time < 0.5 * width => 1.0 / width,
            _ => 0.0,
        }
    }

    /// Returns how long (ms) before and after a spike the kernel is not below e⁻⁴⁰ of its height.
    fn reach(self) -> [f64; 2] {
        match self {
            Kernel::Gauss { sigma } => [9.0 * sigma; 2],
            Kernel::Exponential { tau } => [0.0, 40.0 * tau],
            Kernel::Rectangle { width } => [0.5 * width; 2],
        }
    }

    fn check(self) -> Result<(), Error> {
        match self {
            Kernel::Gauss { sigma } => check_positive("the standard deviation of the kernel", sigma),
            Kernel::Exponential { tau } => check_positive("the time constant of the kernel", tau),
            Kernel::Rectangle { width } => check_positive("the width of the kernel", width),
        }
    }
}

/// Returns the firing rate (1/s) at each of the times `at` (ms): the sum of a kernel around every spike (Dayan & Abbott, *Theoretical
/// Neuroscience* (2001), section 1.2). Near the ends of a recording it lacks the spikes outside.
///
/// # Errors
/// [`Error::Setting`] for times that descend or are not finite, and for a kernel that has no width.
pub fn smoothed_rate(times: &[f64], kernel: Kernel, at: &[f64]) -> Result<Vec<f64>, Error> {
    check_order(times)?;
    kernel.check()?;
    if let Some(time) = at.iter().find(|time| !time.is_finite()) {
        return Err(Error::Setting { setting: "a time of the rate", value: *time, expected: "it has to be finite" });
    }
    let [before, after] = kernel.reach();
    let rate = |time: &f64| {
        let near = times.partition_point(|spike| *spike < time - after)
            ..times.partition_point(|spike| *spike <= time + before);
        1000.0 * times[near].iter().map(|spike| kernel.at(time - spike)).sum::<f64>()
    };
    Ok(at.iter().map(rate).collect())
}

/// Returns the instantaneous rate (1/s) at a time (ms): the reciprocal of the interval in which it is; `None` before the first
/// spike and from the last one on.
///
/// # Errors
/// [`Error::Setting`] for times that do not ascend.
pub fn instantaneous_rate(times: &[f64], at: f64) -> Result<Option<f64>, Error> {
    check_ascent(times)?;
    let interval = times.windows(2).find(|pair| pair[0] <= at && at < pair[1]);
    Ok(interval.map(|pair| 1000.0 / (pair[1] - pair[0])))
}

/// A peristimulus time histogram, see [`psth`].
#[derive(Clone, Debug, PartialEq)]
pub struct Psth {
    /// The spikes of all repeats in each bin.
    pub histogram: Histogram,
    /// The number of repeats.
    pub repeats: usize,
}

impl Psth {
    /// Returns the firing rate (1/s) in each bin: the count over the width and the number of repeats.
    pub fn rates(&self) -> Vec<f64> {
        let scale = 1000.0 / (self.histogram.width * self.repeats as f64);
        self.histogram.counts.iter().map(|count| *count as f64 * scale).collect()
    }
}

/// Returns the peristimulus time histogram of repeats of one experiment: the spikes of all in bins of `width` (ms) of a span of
/// time (ms), counted from the same moment in each (Gerstein & Kiang, Biophys. J. 1 (1960) 15–28). A rest of the span that is shorter
/// than a bin is left out.
///
/// # Errors
/// [`Error::Setting`] for times that descend, an empty span, and a width that is not positive; [`Error::Length`] without repeats.
pub fn psth<R: AsRef<[f64]>>(repeats: &[R], width: f64, span: Range<f64>) -> Result<Psth, Error> {
    if repeats.is_empty() {
        return Err(Error::Length { list: "repeats", found: 0, wanted: 1 });
    }
    check_span(&span)?;
    let bins = whole_bins("the width of a bin", width, span.end - span.start)?;
    let mut histogram = Histogram::new(span.start, width, bins);
    for times in repeats {
        check_order(times.as_ref())?;
        times.as_ref().iter().for_each(|time| histogram.count(*time));
    }
    Ok(Psth { histogram, repeats: repeats.len() })
}
