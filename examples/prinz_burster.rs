//! One bursting neuron of the stomatogastric ganglion: voltage, calcium and the current that ends each burst.
//!
//! `cargo run --release --example prinz_burster`

use neuron_examples::save;
use neuron_runtime::library::prinz_2003::Stg;
use neuron_runtime::plot::{Figure, Panel};
use neuron_runtime::prelude::*;

fn main() -> Result<(), Error> {
    let mut cell = Stg::default();
    cell.set(Stg::NaV.g, 100.0)
        .set(Stg::CaS.g, 6.0)
        .set(Stg::CaT.g, 2.5)
        .set(Stg::A.g, 50.0)
        .set(Stg::KCa.g, 5.0)
        .set(Stg::Kd.g, 100.0)
        .set(Stg::H.g, 0.01)
        .set(Stg::Leak.g, 0.0);

    let run = cell
        .simulate(5000.0)
        .record_every(0.25)
        .record(&[Stg::v, Stg::ca])
        .record(&[Stg::KCa.current, Stg::CaS.current])
        .spikes(-10.0)
        .run()?;

    println!("burst  begins (ms)  spikes  period (ms)  duty cycle");
    for (k, burst) in run.spikes.bursts(200.0).iter().enumerate() {
        let or_dash = |value: Option<f64>, digits| value.map_or("-".to_owned(), |v| format!("{v:.digits$}"));
        println!(
            "{:>5}  {:>11.1}  {:>6}  {:>11}  {:>10}",
            k + 1,
            burst.first,
            burst.spikes,
            or_dash(burst.period, 1),
            or_dash(burst.duty_cycle(), 3)
        );
    }

    let time = run.time();
    let figure = Figure::new("A burster of Prinz, Billimoria & Marder (2003)")
        .panel(Panel::new("V (mV)").line("", time, run.trace(Stg::v)?).height(1.6))
        .panel(Panel::new("Ca (µM)").line("", time, run.trace(Stg::ca)?))
        .panel(
            Panel::new("current (nA)")
                .line("KCa", time, run.trace(Stg::KCa.current)?)
                .line("CaS", time, run.trace(Stg::CaS.current)?)
                .x_label("time (ms)"),
        );
    save(&figure, "prinz_burster.svg")
}
