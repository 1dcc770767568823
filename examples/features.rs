//! What is read from the response of a squid axon to a step of current: a table, and where its parts are in the picture.
//!
//! `cargo run --release --example features`

use neuron_examples::save;
use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
use neuron_runtime::library::stimuli::Pulse;
use neuron_runtime::measure::features::{ActionPotential, Features, Stimulus, VoltageTrace};
use neuron_runtime::plot::{Figure, Panel};
use neuron_runtime::prelude::*;

/// Current of the step, nA: into 0.1 mm², as many µA/cm².
const CURRENT: f64 = 12.0;

fn main() -> Result<(), Error> {
    let axon = HodgkinHuxley::default();
    let pulse = Pulse { start: 20.0, duration: 100.0, amplitude: CURRENT };
    let trace = axon.simulate(150.0).inject(HodgkinHuxley::v, pulse).voltage_trace(HodgkinHuxley::v)?;
    let features = trace.features(Stimulus { start: 20.0, end: 120.0, current: CURRENT })?;

    println!("{:<26}{:>10}{:>10}{:>10}", "feature", "spike 1", "spike 2", "spike 3");
    for name in [
        "peak_time",
        "AP_begin_voltage",
        "AP_amplitude",
        "AP_duration_half_width",
        "AP_rise_time",
        "AP_fall_time",
        "AP_peak_upstroke",
        "AHP_depth",
    ] {
        let unit = Features::NAMES.iter().find(|info| info.name == name).map_or("", |info| info.unit);
        let values: String = features.by_name(name)?.iter().take(3).map(|value| format!("{value:>10.3}")).collect();
        println!("{name:<26}{values} {unit}");
    }
    println!();
    for name in ["Spikecount", "time_to_first_spike", "mean_frequency", "ISI_CV", "adaptation_index2", "voltage_base"] {
        let unit = Features::NAMES.iter().find(|info| info.name == name).map_or("", |info| info.unit);
        let values: String = features.by_name(name)?.iter().map(|value| format!("{value:>12.6}")).collect();
        println!("{name:<26}{values} {unit}");
    }

    let whole = Panel::new("V (mV)").x_label("time (ms)");
    let second = Panel::new("V of the second spike (mV)").x_label("time (ms)");
    let figure = Figure::new(format!("A squid axon at {CURRENT} nA, and what is read from it"))
        .size(900, 760)
        .panel(marked(whole, &trace, &features, [0.0, 150.0]))
        .panel(marked(second, &trace, &features, [33.0, 41.0]));
    save(&figure, "features.svg")
}

/// Draws a trace between two times (ms), with the parts of its action potentials.
fn marked(panel: Panel, trace: &VoltageTrace, features: &Features, [from, to]: [f64; 2]) -> Panel {
    let time: Vec<f64> = (0..=3000).map(|k| from + (to - from) * f64::from(k) / 3000.0).collect();
    let v: Vec<f64> = time.iter().filter_map(|time| trace.value(*time)).collect();
    let spikes: Vec<&ActionPotential> =
        features.action_potentials().iter().filter(|spike| (from..to).contains(&spike.peak_time)).collect();
    let points = |of: &dyn Fn(&ActionPotential) -> Option<(f64, f64)>| -> (Vec<f64>, Vec<f64>) {
        spikes.iter().filter_map(|spike| of(spike)).unzip()
    };
    let mut panel = panel.line("V", &time, &v);
    let (x, y) = points(&|spike| spike.begin_time.zip(spike.begin_voltage));
    panel = panel.points("onset", &x, &y);
    let (x, y) = points(&|spike| Some((spike.peak_time, spike.peak_voltage)));
    panel = panel.points("peak", &x, &y);
    let (x, y) = points(&|spike| spike.ahp_time.zip(spike.ahp_voltage));
    panel = panel.points("afterhyperpolarisation", &x, &y);
    for spike in spikes {
        if let (Some(width), Some(begin)) = (spike.half_height, spike.begin_voltage) {
            panel = panel.line("half width", &width, &[0.5 * (begin + spike.peak_voltage); 2]);
        }
    }
    panel
}
