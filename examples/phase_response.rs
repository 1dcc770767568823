//! How a small kick of V shifts the phase of two rhythms: the squid axon, which a kick delays or advances, and a fast-spiking
//! interneuron, which it advances at nearly every phase. The lines are derivatives of spike times, the dots kicks.
//!
//! `cargo run --release --example phase_response`

use neuron_examples::save;
use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
use neuron_runtime::library::wang_buzsaki_1996::WangBuzsaki;
use neuron_runtime::plot::{Figure, Panel};
use neuron_runtime::prelude::*;
use neuron_runtime::protocol::{PhaseResponse, Rigged};

fn main() -> Result<(), Error> {
    let method = Tsit5::tolerance(1e-9);
    let mut axon = HodgkinHuxley::default();
    axon.set(HodgkinHuxley::inject, 10.0); // µA/cm²
    let of_axon = axon.rig(HodgkinHuxley::v).method(method).phase_response().kick(0.5).run()?;

    let mut interneuron = WangBuzsaki::default();
    interneuron.set(WangBuzsaki::inject, 0.5);
    let of_interneuron = interneuron.rig(WangBuzsaki::v).method(method).phase_response().kick(0.5).run()?;

    println!("squid axon at 10 µA/cm²\n{of_axon}\n");
    println!("interneuron at 0.5 µA/cm²\n{of_interneuron}");
    let figure = Figure::new("How a kick of V shifts the phase")
        .panel(panel("squid axon", &of_axon))
        .panel(panel("interneuron", &of_interneuron));
    save(&figure, "phase_response.svg")
}

fn panel(of: &str, response: &PhaseResponse) -> Panel {
    let panel = Panel::new(format!("{of}: advance (1/mV)")).x_label("phase (periods after a spike)");
    let panel = panel.line("infinitesimal", &response.phases, &response.infinitesimal);
    match &response.direct {
        Some(direct) => panel.points("kick of 0.5 mV", &response.phases, direct),
        None => panel,
    }
}
