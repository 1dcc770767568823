//! Averages of a signal around spikes.

use super::check_order;
use crate::error::Error;

/// The average of a signal around spikes, see [`spike_triggered_average`].
#[derive(Clone, Debug, PartialEq)]
pub struct TriggeredAverage {
    /// The mean at each lag, in the unit of the signal.
    pub mean: Vec<f64>,
    /// The number of spikes that were averaged over.
    pub spikes: usize,
}

/// Returns the spike-triggered average: the mean of a signal at each of the `lags` (ms) after the spikes, negative ones before
/// them (de Boer & Kuyper, IEEE Trans. Biomed. Eng. 15 (1968) 169–179). The signal has `values` at `at` (ms), which ascend, and is
/// straight in between.
///
/// Spikes around which the signal is not known at all lags are left out; `None` if these are all.
///
/// # Errors
/// [`Error::Setting`] for times that are not in order, and for a lag that is not finite; [`Error::Length`] if the signal has not as
/// many values as times.
pub fn spike_triggered_average(
    times: &[f64],
    (at, values): (&[f64], &[f64]),
    lags: &[f64],
) -> Result<Option<TriggeredAverage>, Error> {
    check_order(times)?;
    if at.len() != values.len() {
        return Err(Error::Length { list: "the values of the signal", found: values.len(), wanted: at.len() });
    }
    let disordered = at.windows(2).find(|pair| !PartialOrd::lt(&pair[0], &pair[1])).map(|pair| pair[1]);
    if let Some(value) = disordered.or(at.iter().copied().find(|time| !time.is_finite())) {
        let expected = "it has to be finite and after the one in front of it";
        return Err(Error::Setting { setting: "a time of the signal", value, expected });
    }
    if let Some(value) = values.iter().copied().find(|value| !value.is_finite()) {
        return Err(Error::Setting { setting: "a value of the signal", value, expected: "it has to be finite" });
    }
    if let Some(value) = lags.iter().copied().find(|lag| !lag.is_finite()) {
        return Err(Error::Setting { setting: "a lag", value, expected: "it has to be finite" });
    }
    let (mut sums, mut spikes) = (vec![0.0; lags.len()], 0);
    for time in times {
        let Some(around) = lags.iter().map(|lag| value_at(at, values, time + lag)).collect::<Option<Vec<f64>>>() else {
            continue;
        };
        sums.iter_mut().zip(around).for_each(|(sum, value)| *sum += value);
        spikes += 1;
    }
    sums.iter_mut().for_each(|sum| *sum /= f64::from(spikes));
    Ok((spikes > 0).then_some(TriggeredAverage { mean: sums, spikes: spikes as usize }))
}

/// Returns the value of a signal at a time; `None` outside.
fn value_at(at: &[f64], values: &[f64], time: f64) -> Option<f64> {
    let next = at.partition_point(|sample| *sample < time);
    let after = *values.get(next)?;
    if at[next] == time {
        return Some(after);
    }
    let before = next.checked_sub(1)?;
    let part = (time - at[before]) / (at[next] - at[before]);
    Some(values[before] + part * (after - values[before]))
}
