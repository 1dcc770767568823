//! Relations as events: pulses, thresholds, and what repeats.

use neuron_runtime::library::hodgkin_huxley_1952::{K, Leak, Na};
use neuron_runtime::prelude::*;
use neuron_runtime::solve::Method;

/// A pulse as a user writes it first.
#[channel(current = if t >= on && t < off { -amplitude } else { 0uA/cm2 })]
pub struct Step {
    #[param(10uA/cm2)]
    amplitude: Param,
    #[param(5ms)]
    on: Param,
    #[param(6ms)]
    off: Param,
}

cell! {
    pub struct Passive;
    capacitance: 1uF/cm2, area: 0.1mm2, v: -65mV,
    channels { Leak { g: 0.0000001mS/cm2, e: -65mV }, Step }
}

cell! {
    pub struct Axon;
    capacitance: 1uF/cm2, area: 0.1mm2, v: -65mV,
    ions { Na: 50mV, K: -77mV },
    channels { Na, K, Leak, Step }
}

#[test]
fn first_try() {
    let mut cell = Passive::default();
    cell.set(Passive::Step.on, 5.013);
    cell.set(Passive::Step.off, 5.513);
    let end = cell.simulate(100.0).run().unwrap();
    println!("{:?}", end.end());
    println!("{:?} {:?}", end.statistics, Tsit5::default());
    let axon = Axon::default();
    let run = axon.simulate(50.0).run().unwrap();
    println!("{:?}", run.cell.spikes.times());
    let d = axon.gradient(&[Axon::Step.on, Axon::Step.off, Axon::Step.amplitude], |axon| axon.simulate(50.0).run().map_err(|e| e.error).map(|run| run.cell.spikes.times()[0])).unwrap();
    println!("{:?}", d);
}
