//! The squid axon under voltage clamp, as at a rig: currents against the potential of a step, activation, inactivation and recovery of
//! sodium by two pulses.
//!
//! `cargo run --release --example i_v_curve`

use neuron_examples::save;
use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley as Axon;
use neuron_runtime::plot::{Figure, Panel};
use neuron_runtime::prelude::*;
use neuron_runtime::protocol::{Rigged, steps};

fn main() -> Result<(), Error> {
    let axon = Axon::default();
    let clamp = axon.rig(Axon::v).clamp(-80.0);
    let commands = steps(-70.0, 70.0, 29);

    // The whole current first, whose leak is found from −120 mV, where every channel is closed.
    let whole = clamp.inward().leak_subtraction(4).subtract_from(-120.0).i_v(&commands).run()?;
    println!("the axon without its leak\n{whole}\n");

    // Then sodium alone, as under a blocker of potassium channels.
    let sodium = clamp.of(Axon::Na.current);
    let peaks = sodium.i_v(&commands).run()?;
    println!("sodium\n{peaks}\n");

    let open = clamp.of_conductance(Axon::Na.conductance).activation(&steps(-70.0, 40.0, 23)).run()?;
    let left = sodium.inactivation(&steps(-110.0, -30.0, 17), -10.0).prepulse_duration(50.0).run()?;
    let back = sodium.recovery(-10.0, &[1.0, 2.0, 3.0, 5.0, 7.0, 10.0, 15.0, 20.0, 30.0]).run()?;
    println!("{open}\n\n{left}\n\n{back}");

    let currents = Panel::new("current (nA)")
        .line("without the leak, inward", &commands, &whole.peak)
        .line("without the leak, after 20 ms", &commands, &whole.steady)
        .line("sodium, peak", &commands, &peaks.peak)
        .x_label("potential of the step (mV)");
    let curves = Panel::new("part of the largest")
        .line("activation", &open.commands, &open.relative)
        .points("activation", &open.commands, &open.relative)
        .line("inactivation", &left.prepulses, &left.relative)
        .points("inactivation", &left.prepulses, &left.relative)
        .x_label("potential (mV)");
    let recovery = Panel::new("second peak over first")
        .line("", &back.gaps, &back.ratio)
        .points("", &back.gaps, &back.ratio)
        .x_label("time between the pulses (ms)");
    let figure = Figure::new("A squid axon under voltage clamp").size(900, 1000);
    save(&figure.panel(currents.height(1.5)).panel(curves).panel(recovery), "i_v_curve.svg")
}
