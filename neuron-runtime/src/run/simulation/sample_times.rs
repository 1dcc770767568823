//! The times at which samples are taken.

use crate::error::Error;

/// The times of samples.
#[derive(Clone, Debug)]
pub(crate) enum SampleTimes {
    /// At multiples of this interval (ms), 0 included.
    Every(f64),
    /// At these times, ms.
    At(Vec<f64>),
}

impl SampleTimes {
    /// Returns the time (ms) of sample `k`.
    #[inline]
    pub(super) fn time(&self, k: usize) -> Option<f64> {
        match self {
            SampleTimes::Every(interval) => Some(k as f64 * interval),
            SampleTimes::At(times) => times.get(k).copied(),
        }
    }

    /// Returns the index of the first sample that is not before `begin` (ms).
    pub(super) fn first_from(&self, begin: f64) -> usize {
        match self {
            SampleTimes::Every(interval) => {
                let near = (begin / interval) as usize;
                let first = near.saturating_sub(1);
                (first..first + 3).find(|k| *k as f64 * interval >= begin).unwrap_or(near)
            }
            SampleTimes::At(times) => times.partition_point(|t| *t < begin),
        }
    }

    /// Checks that the times are in order and within a run from `begin` to `duration` (ms).
    pub(super) fn check(&self, begin: f64, duration: f64) -> Result<(), Error> {
        let setting = |setting, value, expected| Err(Error::Setting { setting, value, expected });
        match self {
            SampleTimes::Every(interval) if !(*interval > 0.0 && interval.is_finite()) => {
                setting("the recording interval", *interval, "it has to be a positive number of milliseconds")
            }
            SampleTimes::Every(_) => Ok(()),
            SampleTimes::At(times) => {
                if let Some(first) = times.first().filter(|t| t.is_nan() || **t < begin) {
                    let expected = match begin {
                        0.0 => "it cannot lie before the start at 0 ms",
                        _ => "it cannot lie before the end of the run that is continued",
                    };
                    return setting("the first recording time", *first, expected);
                }
                // NaN compares as neither greater nor less.
                if let Some(pair) = times.windows(2).find(|pair| pair[1].is_nan() || pair[0] >= pair[1]) {
                    return setting("a recording time", pair[1], "it has to be later than the one before it");
                }
                match times.last().filter(|t| **t > duration) {
                    Some(last) => setting("the last recording time", *last, "it cannot lie after the end of the run"),
                    None => Ok(()),
                }
            }
        }
    }
}
