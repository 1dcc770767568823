//! Pictures of runs and models, and the figures that they are made of.
//!
//! | picture | of what |
//! | --- | --- |
//! | [`traces`], [`Run::plot`] | recorded quantities, one panel each |
//! | [`raster`], [`Run::raster`] | the spikes of every neuron |
//! | [`rate`] | the mean rate of every population |
//! | [`spike_triggered`] | a trace around each spike, with the mean |
//! | [`currentscape`] | the shares of currents in what flows in and out of a neuron |
//! | [`PhasePlane`] | nullclines and fixed points of a cell of two states |
//! | [`gates`] | steady states and time constants of gates over V |
//!
//! Each is a [`Figure`], which saves itself as SVG, and to which panels can be added:
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

mod contour;
mod currentscape;
mod gates;
mod phase_plane;
mod spikes;

pub use currentscape::currentscape;
pub use gates::gates;
pub use neuron_plot::{Error, Figure, Panel};
pub use phase_plane::{FixedPoint, PhasePlane};
pub use spikes::{raster, rate, spike_triggered};

use crate::error;
use crate::model::network::Network;
use crate::number::Scalar;
use crate::run::result::Run;
use std::path::Path;

/// Makes a figure with a panel for each `(name, unit, values)`, above one axis of `time` (ms).
///
/// # Errors
///
/// None here; values and times of different lengths are an error of [`Figure::to_svg`] and [`Figure::save`].
pub fn traces<V: AsRef<[f64]>>(title: impl Into<String>, time: &[f64], traces: &[(&str, &str, V)]) -> Figure {
    let mut figure = Figure::new(title);
    for (index, (name, unit, values)) in traces.iter().enumerate() {
        let mut panel = Panel::new(labelled(name, unit)).line(*name, time, values.as_ref());
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
        let columns: Vec<(&str, &str, Vec<f64>)> =
            self.columns().iter().map(|column| (column.name.as_str(), column.unit, reals(&column.values))).collect();
        Ok(traces(N::NETWORK.name, self.time(), &columns).save(path)?)
    }

    /// Draws the spikes of every neuron into an SVG file, see [`raster`].
    ///
    /// # Errors
    /// [`Error::Plot`](error::Error::Plot) if the file cannot be written, [`Error::Streamed`](error::Error::Streamed) if the
    /// spikes went to a sink.
    pub fn raster(&self, path: impl AsRef<Path>) -> Result<(), error::Error> {
        Ok(raster(self)?.save(path)?)
    }
}

/// Returns a name with its unit.
fn labelled(name: &str, unit: &str) -> String {
    if unit.is_empty() { name.to_owned() } else { format!("{name} ({unit})") }
}

fn reals<T: Scalar>(values: &[T]) -> Vec<f64> {
    values.iter().map(|value| value.re()).collect()
}
