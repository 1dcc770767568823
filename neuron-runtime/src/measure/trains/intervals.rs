//! Statistics of intervals and of counts.

use super::{check_ascent, check_order, check_positive, check_span, whole_bins};
use crate::error::Error;
use crate::run::spikes::mean;
use std::ops::Range;

/// Statistics of the intervals between successive spikes.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct IntervalStatistics {
    /// The number of intervals.
    pub count: usize,
    /// Mean, ms; `None` without intervals.
    pub mean: Option<f64>,
    /// Coefficient of variation: the population standard deviation over the mean, as [`Spikes::cv`] is; `None` with fewer than
    /// two intervals.
    ///
    /// [`Spikes::cv`]: crate::run::spikes::Spikes::cv
    pub cv: Option<f64>,
    /// The mean of 2|b − a|/(a + b) over successive intervals a, b: the variation from one interval to the next, which slow changes
    /// of the rate leave out (Holt, Softky, Koch & Douglas, J. Neurophysiol. 75 (1996) 1806–1814); `None` with fewer than two
    /// intervals. It is about 1 for a Poisson process.
    pub cv2: Option<f64>,
    /// The local variation, the mean of 3(a − b)²/(a + b)² over successive intervals (Shinomoto, Shima & Tanji, Neural Comput. 15
    /// (2003) 2823–2842); `None` with fewer than two intervals. It is about 1 for a Poisson process.
    pub lv: Option<f64>,
}

/// Returns the statistics of the intervals between successive spikes.
///
/// # Errors
/// [`Error::Setting`] for times that do not ascend.
pub fn interval_statistics(times: &[f64]) -> Result<IntervalStatistics, Error> {
    check_ascent(times)?;
    let intervals: Vec<f64> = times.windows(2).map(|pair| pair[1] - pair[0]).collect();
    let center = mean(intervals.iter().copied());
    let local =
        |of: fn(f64) -> f64| mean(intervals.windows(2).map(|pair| of((pair[1] - pair[0]) / (pair[1] + pair[0]))));
    let cv = center.filter(|_| intervals.len() > 1).and_then(|center| {
        let variance = mean(intervals.iter().map(|interval| (interval - center).powi(2)))?;
        Some(variance.sqrt() / center)
    });
    Ok(IntervalStatistics {
        count: intervals.len(),
        mean: center,
        cv,
        cv2: local(|change| 2.0 * change.abs()),
        lv: local(|change| 3.0 * change * change),
    })
}

/// Counts in bins of one width.
#[derive(Clone, Debug, PartialEq)]
pub struct Histogram {
    /// Where the first bin begins, ms.
    pub begin: f64,
    /// The width of a bin, ms.
    pub width: f64,
    /// The count in each bin, `begin` + k·`width` included and the end not.
    pub counts: Vec<u64>,
}

impl Histogram {
    pub(super) fn new(begin: f64, width: f64, bins: usize) -> Self {
        Histogram { begin, width, counts: vec![0; bins] }
    }

    /// Counts a value if it is in one of the bins.
    pub(super) fn count(&mut self, value: f64) {
        let bin = ((value - self.begin) / self.width).floor();
        if bin >= 0.0
            && let Some(count) = self.counts.get_mut(bin as usize)
        {
            *count += 1;
        }
    }

    /// Returns the middle of each bin, ms.
    pub fn centers(&self) -> Vec<f64> {
        (0..self.counts.len()).map(|bin| self.begin + (bin as f64 + 0.5) * self.width).collect()
    }
}

/// Returns the histogram of the intervals in bins of `width` (ms) from 0 on, up to the longest interval.
///
/// # Errors
/// [`Error::Setting`] for times that do not ascend, and for a width that is not positive or gives more than 10⁸ bins.
pub fn interval_histogram(times: &[f64], width: f64) -> Result<Histogram, Error> {
    check_ascent(times)?;
    check_positive("the width of a bin", width)?;
    let intervals = times.windows(2).map(|pair| pair[1] - pair[0]);
    let bins = match intervals.clone().reduce(f64::max) {
        Some(longest) => whole_bins("the width of a bin", width, longest)? + 1,
        None => 0,
    };
    let mut histogram = Histogram::new(0.0, width, bins);
    intervals.for_each(|interval| histogram.count(interval));
    Ok(histogram)
}

/// Returns the Fano factor: the variance (n − 1 in the denominator) of the counts in successive windows of a span of time (both ms)
/// over their mean. It is about 1 for a Poisson process and 0 for a clock (Fano, Phys. Rev. 72 (1947) 26–29).
///
/// Windows begin where the span does; a rest that is shorter than a window is left out. `None` with fewer than two windows, or
/// without spikes in them.
///
/// # Errors
/// [`Error::Setting`] for times that descend, an empty span, and a window whose length is not positive.
pub fn fano_factor(times: &[f64], window: f64, span: Range<f64>) -> Result<Option<f64>, Error> {
    check_order(times)?;
    check_span(&span)?;
    let windows = whole_bins("the length of a window", window, span.end - span.start)?;
    let mut counts = Histogram::new(span.start, window, windows);
    times.iter().for_each(|time| counts.count(*time));
    let counts = || counts.counts.iter().map(|count| *count as f64);
    let Some(center) = mean(counts()).filter(|center| windows > 1 && *center > 0.0) else { return Ok(None) };
    let squares: f64 = counts().map(|count| (count - center).powi(2)).sum();
    Ok(Some(squares / (windows - 1) as f64 / center))
}
