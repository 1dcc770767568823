//! The pyloric rhythm of the crab: three bursting neurons that inhibit each other, for ten seconds.
//!
//! `cargo run --release --example pyloric`
//!
//! The network is declared in `neuron-runtime/src/library/prinz_2004.rs`, as one's own would be. Beside LP and PY, it says
//!
//! ```text
//! network! {
//!     pub struct Pyloric;
//!
//!     /// The pacemaker: anterior burster and pyloric dilator.
//!     neuron AB: Stg {
//!         NaV.g: 100mS/cm2, CaS.g: 6mS/cm2, CaT.g: 2.5mS/cm2, A.g: 50mS/cm2,
//!         KCa.g: 5mS/cm2, Kd.g: 100mS/cm2, H.g: 0.01mS/cm2, Leak.g: 0mS/cm2,
//!     }
//!     …
//!     AB -> LP: Cholinergic { g: 30nS }, Glutamatergic { g: 30nS };
//!     LP -> AB: Glutamatergic { g: 30nS };
//!     …
//! }
//! ```

use neuron_examples::{bar, save, window};
use neuron_runtime::library::prinz_2004::Pyloric;
use neuron_runtime::measure::spikes::phases;
use neuron_runtime::plot::{Figure, Panel};
use neuron_runtime::prelude::*;

fn main() -> Result<(), Error> {
    let net = Pyloric::default();
    // Exponential Euler, since the synapses' time constants fall to 1e-5 ms while the presynaptic neuron spikes.
    let method = ExponentialEuler::step(0.01);
    let run = net.simulate(10_000.0).method(method).record_every(0.5).spikes(-10.0).progress(bar()).run()?;

    let pacemaker = run.ab.spikes.bursts(200.0).without_transient(1);
    println!("neuron  period (ms)  duty cycle  spikes per burst  phase of onset");
    for neuron in run.each_neuron() {
        let bursts = neuron.spikes.bursts(200.0).without_transient(1);
        let onset = if neuron.name == "AB" { Some(0.0) } else { phases(&pacemaker, &bursts).mean_onset() };
        println!(
            "{:<6}  {:>11.1}  {:>10.3}  {:>16.1}  {:>14.3}",
            neuron.name,
            bursts.mean_period().unwrap_or(f64::NAN),
            bursts.mean_duty_cycle().unwrap_or(f64::NAN),
            bursts.mean_spikes_per_burst().unwrap_or(f64::NAN),
            onset.unwrap_or(f64::NAN),
        );
    }

    let mut figure = Figure::new("Pyloric rhythm");
    for (name, v) in [("AB", Pyloric::AB.v), ("LP", Pyloric::LP.v), ("PY", Pyloric::PY.v)] {
        let (time, v) = window(run.time(), run.trace(v)?, 4000.0, 10_000.0);
        let panel = Panel::new(format!("{name} (mV)")).line(name, &time, &v);
        figure = figure.panel(if name == "PY" { panel.x_label("time (ms)") } else { panel });
    }
    save(&figure, "pyloric.svg")
}
