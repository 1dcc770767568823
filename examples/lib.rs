//! What the examples share: where their pictures go.

use neuron_runtime::plot::Figure;
use neuron_runtime::prelude::*;

/// Saves a picture in the current directory and says so.
///
/// # Errors
/// [`Error::Plot`] if it cannot be written.
pub fn save(figure: &Figure, name: &str) -> Result<(), Error> {
    figure.save(name)?;
    println!("\nthe picture is {name}");
    Ok(())
}

/// The part of a trace within a window of time (ms): times and values.
pub fn window(time: &[f64], values: &[f64], from: f64, to: f64) -> (Vec<f64>, Vec<f64>) {
    time.iter().zip(values).filter(|(t, _)| (from..=to).contains(*t)).map(|(t, v)| (*t, *v)).unzip()
}
