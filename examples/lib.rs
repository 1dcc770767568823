//! Shared by the examples: a progress bar, and saving pictures.

pub mod animation;

use indicatif::{ProgressBar, ProgressStyle};
use neuron_runtime::plot::Figure;
use neuron_runtime::prelude::*;
use neuron_runtime::run::progress::Progress;

/// Returns a callback for [`progress`](neuron_runtime::run::simulation::Simulation::progress). It shows the progress of a run as a
/// bar if the error output is a terminal, and nothing otherwise.
pub fn bar() -> impl FnMut(Progress) {
    let mut bar = None;
    move |progress| {
        let bar = bar.get_or_insert_with(|| begun(progress));
        if progress.fraction() < 1.0 { bar.set_position(progress.time as u64) } else { bar.finish_and_clear() }
    }
}

/// A bar in milliseconds of model time; a run that is resumed begins in its middle.
fn begun(progress: Progress) -> ProgressBar {
    let template = format!("{{bar:40}} {{percent:>3}} % of {} s, {{eta}} left", progress.duration / 1000.0);
    let style = ProgressStyle::with_template(&template).unwrap_or_else(|_| ProgressStyle::default_bar());
    let bar = ProgressBar::new(progress.duration as u64).with_style(style).with_position(progress.time as u64);
    bar.reset_eta();
    bar
}

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
