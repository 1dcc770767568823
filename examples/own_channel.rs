//! A channel of one's own, from nothing: the M-current, a slow potassium current that makes a neuron tire.
//!
//! `cargo run --release --example own_channel`

use neuron_examples::save;
use neuron_runtime::library::wang_buzsaki_1996::{K, Leak, Na};
use neuron_runtime::plot::{Figure, Panel};
use neuron_runtime::prelude::*;

/// Slow, non-inactivating potassium current, in the form of Yamada, Koch & Adams (1989) but faster than theirs.
#[channel(ion = K, current = g * p * (v - e))]
pub struct M {
    /// Maximal conductance density.
    #[param(unit = mS/cm2, min = 0)]
    g: Param,
    /// Longest time constant.
    #[param(100ms, min = 0ms)]
    tau_max: Param,
    /// Activation.
    #[gate(
        inf = 1 / (1 + exp(-(v + 35mV) / 10mV)),
        tau = tau_max / (3.3 * exp((v + 35mV) / 20mV) + exp(-(v + 35mV) / 20mV)),
    )]
    p: Gate,
}

cell! {
    /// The interneuron of Wang & Buzsáki with an M-current.
    pub struct Tiring;

    capacitance: 1uF/cm2, area: 0.1mm2, v: -64mV, inject: 1uA/cm2,
    ions { Na: 55mV, K: -90mV },
    channels { Na, K, Leak, M { g: 0mS/cm2 } },
}

fn main() -> Result<(), Error> {
    let volts: Vec<f64> = (-100..=20).map(f64::from).collect();
    let m = M::new(1.0, 100.0);
    let inf: Vec<f64> = volts.iter().map(|&v| m.p_inf(v)).collect();
    let tau: Vec<f64> = volts.iter().map(|&v| m.p_tau(v)).collect();

    let mut cell = Tiring::default();
    let mut figure = Figure::new("An M-current makes a neuron tire").size(900, 900);
    println!("g of M (mS/cm2)  spikes  first interval (ms)  last interval (ms)");
    for g in [0.0, 0.1, 0.2] {
        cell.set(Tiring::M.g, g);
        let run = cell.simulate(300.0).record_every(0.05).run()?;
        let intervals: Vec<f64> = run.spikes.intervals().collect();
        let shown = |interval: Option<&f64>| interval.map_or("-".to_owned(), |t| format!("{t:.2}"));
        println!("{g:>15}  {:>6}  {:>19}  {:>18}", run.spikes.len(), shown(intervals.first()), shown(intervals.last()));
        let mut panel = Panel::new(format!("V (mV), g = {g}")).line("", run.time(), run.trace(Tiring::v)?);
        if g == 0.2 {
            panel = panel.x_label("time (ms)");
        }
        figure = figure.panel(panel);
    }
    let figure = figure
        .panel(Panel::new("steady state").line("", &volts, &inf))
        .panel(Panel::new("τ (ms)").line("", &volts, &tau).x_label("V (mV)"));
    save(&figure, "own_channel.svg")
}
