//! Cross-correlograms.

use super::{check_order, whole_bins};
use crate::error::Error;

/// Counts of pairs of spikes by their lag.
#[derive(Clone, Debug, PartialEq)]
pub struct Correlogram {
    /// The width of a bin, ms.
    pub width: f64,
    /// The number of pairs in each bin. The middle one is around a lag of 0; their number is odd.
    pub counts: Vec<u64>,
}

impl Correlogram {
    /// Returns the lag (ms) in the middle of each bin, which is a multiple of the width.
    pub fn lags(&self) -> Vec<f64> {
        let middle = (self.counts.len() / 2) as f64;
        (0..self.counts.len()).map(|bin| (bin as f64 - middle) * self.width).collect()
    }
}

/// Returns the cross-correlogram: the number of pairs of a spike of `a` and one of `b` for each lag, the time from the first to
/// the second, in bins of `width` around its multiples from −`longest` to `longest` (ms). A peak at a positive lag says that `b`
/// follows `a` (Perkel, Gerstein & Moore, Biophys. J. 7 (1967) 419–440).
///
/// # Errors
/// [`Error::Setting`] for times that descend, a width that is not positive, and a longest lag below 0.
pub fn cross_correlogram(a: &[f64], b: &[f64], width: f64, longest: f64) -> Result<Correlogram, Error> {
    check_order(a)?;
    check_order(b)?;
    if !(longest >= 0.0 && longest.is_finite()) {
        let expected = "it has to be finite and at least 0";
        return Err(Error::Setting { setting: "the longest lag", value: longest, expected });
    }
    let side = whole_bins("the width of a bin", width, longest)?;
    let mut counts = vec![0; 2 * side + 1];
    let reach = (side as f64 + 0.5) * width;
    let mut first = 0;
    for time in a {
        while b.get(first).is_some_and(|spike| spike - time < -reach) {
            first += 1;
        }
        for lag in b[first..].iter().map(|spike| spike - time).take_while(|lag| *lag < reach) {
            let bin = ((lag + reach) / width).floor();
            if let Some(count) = counts.get_mut(bin as usize) {
                *count += 1;
            }
        }
    }
    Ok(Correlogram { width, counts })
}

/// Returns the autocorrelogram: the same of a train with itself, without the pairs of a spike and itself.
///
/// # Errors
/// Those of [`cross_correlogram`].
pub fn auto_correlogram(times: &[f64], width: f64, longest: f64) -> Result<Correlogram, Error> {
    let mut correlogram = cross_correlogram(times, times, width, longest)?;
    let middle = correlogram.counts.len() / 2;
    correlogram.counts[middle] -= times.len() as u64;
    Ok(correlogram)
}
