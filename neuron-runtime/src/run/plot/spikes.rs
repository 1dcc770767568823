//! Pictures of spikes: rasters, rates, traces around them.

use super::{Figure, Panel, labelled, reals};
use crate::error::Error;
use crate::model::handle::Recordable;
use crate::model::names;
use crate::model::network::Network;
use crate::number::Scalar;
use crate::run::result::Run;
use crate::run::spikes::Spikes;
use std::ops::Range;

/// Draws a row of ticks for each neuron, the first on top.
///
/// # Errors
/// [`Error::Streamed`] if the spikes went to a sink.
pub fn raster<N: Network<T>, T: Scalar>(run: &Run<N, T>) -> Result<Figure, Error> {
    run.check_spikes_kept()?;
    let neurons = run.each_neuron();
    // Up to some forty rows are as high as names are; more share the same height.
    let height = (0.1 * neurons.len() as f64).clamp(0.3, 1.6);
    let mut panel = over_the_run(Panel::new(""), run).x_label("time (ms)").height(height);
    for neuron in neurons {
        let name = if neuron.name.is_empty() { N::NETWORK.name } else { &neuron.name };
        panel = panel.spikes(name, &reals(neuron.spikes.times()));
    }
    Ok(Figure::new(N::NETWORK.name).panel(panel))
}

/// Draws the mean rate (1/s) of the neurons of every population in bins of `bin` (ms). An array is a population, and so is
/// each named neuron.
///
/// # Errors
/// [`Error::Setting`] for a bin that is not positive or so small that there are more than 10⁶; [`Error::Streamed`] if the
/// spikes went to a sink.
pub fn rate<N: Network<T>, T: Scalar>(run: &Run<N, T>, bin: f64) -> Result<Figure, Error> {
    run.check_spikes_kept()?;
    let (begin, end) = run.span();
    let count = ((end - begin) / bin * (1.0 - 1e-12)).ceil();
    if !(bin > 0.0 && bin.is_finite() && count <= 1e6) {
        let expected = "it is a number of ms above 0, and at least a millionth of the run";
        return Err(Error::Setting { setting: "the bin of a rate", value: bin, expected });
    }
    // The last bin is as long as what is left of the run.
    let edges: Vec<f64> = (0..=count as usize).map(|k| (begin + k as f64 * bin).min(end)).collect();
    let neurons = run.each_neuron();
    let population = |name: &str| name.split('[').next().unwrap_or_default().to_owned();
    let mut panel = over_the_run(Panel::new("rate (1/s)"), run).x_label("time (ms)");
    for members in neurons.chunk_by(|a, b| population(&a.name) == population(&b.name)) {
        let mut counts = vec![0_u32; count as usize];
        for time in members.iter().flat_map(|neuron| neuron.spikes.times()) {
            // What ends a run is in its last bin.
            let k = (((time.re() - begin) / bin) as usize).min(counts.len().saturating_sub(1));
            if let Some(count) = counts.get_mut(k) {
                *count += 1;
            }
        }
        let seconds = |k: usize| (edges[k + 1] - edges[k]) / 1000.0 * members.len() as f64;
        let rates: Vec<f64> = counts.iter().enumerate().map(|(k, count)| f64::from(*count) / seconds(k)).collect();
        panel = panel.steps(population(&members[0].name), &edges, &rates);
    }
    Ok(Figure::new(N::NETWORK.name).panel(panel))
}

/// Draws a recorded quantity around each of `spikes`, over the times `window` (ms) from the spike, and the mean of all. The
/// spikes may be those of another neuron. Between samples the trace is a line: record often.
///
/// ```
/// use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
/// use neuron_runtime::plot;
/// use neuron_runtime::prelude::*;
///
/// let mut axon = HodgkinHuxley::default();
/// axon.set(HodgkinHuxley::inject, 10.0);
/// let run = axon.simulate(200.0).record_every(0.02).run()?;
/// let figure = plot::spike_triggered(&run, &run.spikes, HodgkinHuxley::v, -5.0..10.0)?;
/// assert!(figure.to_svg()?.contains("time from the spike (ms)"));
/// # Ok::<(), Error>(())
/// ```
///
/// # Errors
/// [`Error::NoEvent`] if the window around no spike is within what was recorded, [`Error::Setting`] for a window that is empty;
/// those of [`Run::trace`].
pub fn spike_triggered<N: Network<T>, T: Scalar, H: Recordable<N::Tag>>(
    run: &Run<N, T>,
    spikes: &Spikes<T>,
    trace: H,
    window: Range<f64>,
) -> Result<Figure, Error> {
    if !(window.start < window.end && window.start.is_finite() && window.end.is_finite()) {
        let expected = "it ends after it begins, as `-5.0..10.0`";
        return Err(Error::Setting { setting: "the length of the window", value: window.end - window.start, expected });
    }
    let (name, unit) = names::name_of(&N::NETWORK, trace.quantity());
    let (time, values) = (run.time(), reals(run.trace(trace)?));
    let recorded =
        |t: &f64| time.first().is_some_and(|first| *first <= *t) && time.last().is_some_and(|last| *t <= *last);
    let within = |spike: &f64| recorded(&(spike + window.start)) && recorded(&(spike + window.end));
    let spikes: Vec<f64> = reals(spikes.times()).into_iter().filter(within).collect();
    if spikes.is_empty() {
        let wanted = "a spike with its window within what was recorded".to_owned();
        return Err(Error::NoEvent { neuron: String::new(), wanted, found: 0 });
    }
    const MOST: f64 = 2000.0;
    let interval = time.windows(2).map(|pair| pair[1] - pair[0]).filter(|dt| *dt > 0.0).fold(f64::INFINITY, f64::min);
    let count = ((window.end - window.start) / interval).ceil().clamp(1.0, MOST);
    let offsets: Vec<f64> =
        (0..=count as usize).map(|k| window.start + (window.end - window.start) * k as f64 / count).collect();
    let around = |spike: &f64| offsets.iter().map(|offset| interpolate(time, &values, spike + offset)).collect();
    let curves: Vec<Vec<f64>> = spikes.iter().map(around).collect();
    let panel = Panel::new(labelled(&name, unit)).overlay("", &offsets, &curves).vertical(0.0);
    let panel = panel.x_range(window.start, window.end).x_label("time from the spike (ms)");
    Ok(Figure::new(N::NETWORK.name).panel(panel).note(format!("{} spikes and their mean", spikes.len())))
}

/// Returns the value at `t` on the lines between samples; `t` is within them.
fn interpolate(time: &[f64], values: &[f64], t: f64) -> f64 {
    let after = time.partition_point(|sample| *sample < t).min(time.len() - 1);
    let before = after.saturating_sub(1);
    let width = time[after] - time[before];
    if width > 0.0 {
        values[before] + (values[after] - values[before]) * (t - time[before]) / width
    } else {
        values[after]
    }
}

/// Shows all of a run, silence included.
fn over_the_run<N: Network<T>, T: Scalar>(panel: Panel, run: &Run<N, T>) -> Panel {
    let (begin, end) = run.span();
    if begin < end { panel.x_range(begin, end) } else { panel }
}

#[cfg(test)]
mod tests {
    use super::interpolate;

    #[test]
    fn between_samples_is_a_line() {
        let (time, values) = ([0.0, 1.0, 3.0], [5.0, 7.0, 3.0]);
        assert_eq!([0.0, 0.5, 1.0, 2.0, 3.0].map(|t| interpolate(&time, &values, t)), [5.0, 6.0, 7.0, 5.0, 3.0]);
    }
}
