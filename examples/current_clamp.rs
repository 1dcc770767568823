//! The squid axon under current pulses: its responses to three amplitudes, and its rate within a pulse against the current.
//!
//! `cargo run --release --example current_clamp`

use neuron_examples::save;
use neuron_runtime::library::hodgkin_huxley_1952::{K, Leak, Na};
use neuron_runtime::library::stimuli::Train;
use neuron_runtime::plot::{Figure, Panel};
use neuron_runtime::prelude::*;

cell! {
    /// A squid axon with an electrode. 1 nA through 0.1 mm² is 1 µA/cm².
    pub struct Axon;

    capacitance: 1uF/cm2, area: 0.1mm2, v: -65mV,
    ions { Na: 50mV, K: -77mV },
    channels { Na, K, Leak },
    stimuli { pulses: Train { start: 20ms, period: 120ms, width: 80ms, number: 3 } },
}

fn main() -> Result<(), Error> {
    let mut train = Axon::default();
    let mut figure = Figure::new("A squid axon under three pulses of current").size(900, 900);
    let mut electrode = Panel::new("current (nA)").x_label("time (ms)");
    for amplitude in [4.0, 7.0, 12.0] {
        train.set(Axon::pulses.amplitude, amplitude);
        let run = train.simulate(380.0).record_every(0.05).record(&[Axon::v]).record(&[Axon::pulses.current]).run()?;
        figure = figure.panel(Panel::new(format!("V (mV), {amplitude} nA")).line("", run.time(), run.trace(Axon::v)?));
        electrode = electrode.line(format!("{amplitude} nA"), run.time(), run.trace(Axon::pulses.current)?);
    }

    // One long pulse: its first spike with the derivative, and the rate from 200 ms on.
    let mut long = Axon::default();
    long.set(Axon::pulses.number, 1.0).set(Axon::pulses.period, 1000.0).set(Axon::pulses.width, 1000.0);
    let begin = long.get(Axon::pulses.start);
    let (mut currents, mut rates) = (Vec::new(), Vec::new());
    println!("current (nA)  spikes of the train  first spike after (ms)  its slope (ms/nA)  rate (1/s)");
    for amplitude in (2..=16).map(f64::from) {
        train.set(Axon::pulses.amplitude, amplitude);
        long.set(Axon::pulses.amplitude, amplitude);
        let count = train.simulate(380.0).record_nothing().run()?.spikes.len();
        let spikes = long.simulate(begin + 1000.0).record_nothing().run()?.spikes.clone();
        let rate = spikes.between(begin + 200.0, begin + 1000.0).frequency().unwrap_or(0.0);
        let (mut latency, mut slope) = ("-".to_owned(), "-".to_owned());
        if let Some(first) = spikes.first() {
            let derivative = long.gradient(&[Axon::pulses.amplitude], |axon| {
                axon.simulate(first + 5.0).spike_time(Axon::v, 0) // 5 ms later the spike is over
            })?;
            (latency, slope) = (format!("{:.3}", first - begin), format!("{:.4}", derivative[0]));
        }
        println!("{amplitude:>12}  {count:>19}  {latency:>22}  {slope:>17}  {rate:>10.1}");
        currents.push(amplitude);
        rates.push(rate);
    }
    let figure = figure.panel(electrode.height(0.7)).panel(
        Panel::new("rate (1/s)").line("", &currents, &rates).points("", &currents, &rates).x_label("current (nA)"),
    );
    save(&figure, "current_clamp.svg")
}
