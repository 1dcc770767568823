//! Pictures of runs, and the figures that they are made of.
//!
//! ```
//! use neuron_runtime::plot::{Figure, Panel};
//!
//! let time: Vec<f64> = (0..1000).map(f64::from).collect();
//! let v: Vec<f64> = time.iter().map(|t| -60.0 + 20.0 * (t / 50.0).sin()).collect();
//! let figure = Figure::new("A subthreshold oscillation")
//!     .panel(Panel::new("v (mV)").line("soma", &time, &v).x_label("time (ms)"));
//! let svg = figure.to_svg()?;
//! assert!(svg.starts_with("<svg") && svg.contains("v (mV)"));
//! # Ok::<(), neuron_runtime::plot::Error>(())
//! ```

use crate::error;
use crate::model::network::Network;
use crate::number::Scalar;
use crate::run::result::Run;
pub use neuron_plot::{Error, Figure, Panel};
use std::path::Path;

/// Makes a figure with a panel for each `(name, unit, values)`, above one axis of `time` (ms).
///
/// # Errors
///
/// None here; values and times of different lengths are an error of [`Figure::to_svg`] and [`Figure::save`].
pub fn traces<V: AsRef<[f64]>>(title: impl Into<String>, time: &[f64], traces: &[(&str, &str, V)]) -> Figure {
    let mut figure = Figure::new(title);
    for (index, (name, unit, values)) in traces.iter().enumerate() {
        let label = if unit.is_empty() { (*name).to_owned() } else { format!("{name} ({unit})") };
        let mut panel = Panel::new(label).line(*name, time, values.as_ref());
        if index + 1 == traces.len() {
            panel = panel.x_label("time (ms)");
        }
        figure = figure.panel(panel);
    }
    figure
}

impl<N: Network<T>, T: Scalar> Run<N, T> {
    /// Draws every recorded trace, one panel each, into an SVG file.
    ///
    /// # Errors
    /// [`Error::Plot`](error::Error::Plot) if the file cannot be written, [`Error::Streamed`](error::Error::Streamed) if the
    /// traces went to a sink.
    pub fn plot(&self, path: impl AsRef<Path>) -> Result<(), error::Error> {
        self.check_kept()?;
        let real = |values: &[T]| -> Vec<f64> { values.iter().map(|value| value.re()).collect() };
        let columns: Vec<(&str, &str, Vec<f64>)> =
            self.columns().iter().map(|column| (column.name.as_str(), column.unit, real(&column.values))).collect();
        Ok(traces(N::NETWORK.name, self.time(), &columns).save(path)?)
    }
}
