//! Stimuli: their currents against formulas, the potentials that follow against closed forms, their derivatives.

mod currents;
mod data;
mod derivatives;
mod places;

use neuron_runtime::library::stimuli::{Alpha, Chirp, Pulse, Ramp, Sine, Train};
use neuron_runtime::prelude::*;

/// A leak.
#[channel(current = g * (v - e))]
pub struct Shunt {
    /// Conductance of the whole compartment.
    #[param(10nS)]
    g: Param,
    /// Reversal potential.
    #[param(-60mV)]
    e: Param,
}

/// An amplifier that follows V with a delay, holds it, warms up, and is larger for larger compartments.
#[stimulus(
    let pull = g * w * (e - v),
    current = pull + density * area * sin(t / 5ms) * (celsius + 273.15K) / 293K,
    q10 = 2 at 20degC,
)]
pub struct Amplifier {
    /// Conductance.
    #[param(5nS)]
    g: Param,
    /// Potential at which it holds.
    #[param(-40mV)]
    e: Param,
    /// Current per area.
    #[param(2uA/cm2)]
    density: Param,
    /// Its readiness.
    #[gate(inf = 1 / (1 + exp(-(v + 50mV) / 10mV)), tau = 3ms + t / 10)]
    w: Gate,
}

cell! {
    /// C = 0.1 nF and g = 10 nS: a time constant of 10 ms, and 100 mV for 1 nA.
    pub struct Passive;
    capacitance: 0.1nF, v: -60mV,
    channels { Shunt },
    stimuli { step: Pulse { start: 2ms, duration: 8ms, amplitude: 0.5nA }, Ramp { amplitude: 0nA } },
}

cell! {
    /// The same cell, given per area.
    pub struct PassiveMembrane;
    capacitance: 1uF/cm2, area: 0.01mm2, v: -60mV,
    channels { Shunt },
    stimuli { step: Pulse { start: 2ms, duration: 8ms, amplitude: 0.5nA }, Ramp { amplitude: 0nA } },
}

cell! {
    /// The same cell with a train of pulses.
    pub struct Trains;
    capacitance: 0.1nF, v: -60mV,
    channels { Shunt },
    stimuli { Train { start: 3.1ms, period: 5ms, width: 2ms, number: 3, amplitude: 0.5nA } },
}

cell! {
    /// The same current, injected.
    pub struct Injected;
    capacitance: 1uF/cm2, area: 0.01mm2, v: -60mV, inject: 0.5nA,
    channels { Shunt },
}

cell! {
    /// The same current from the beginning.
    pub struct Stimulated;
    capacitance: 1uF/cm2, area: 0.01mm2, v: -60mV,
    channels { Shunt },
    stimuli { Pulse { start: 0ms, duration: 1000ms, amplitude: 0.5nA } },
}

cell! {
    /// Smooth stimuli from the beginning.
    pub struct Smooth;
    capacitance: 0.1nF, v: -60mV,
    stimuli {
        Ramp { start: 0ms, duration: 1000ms, amplitude: 0nA },
        Sine { start: 0ms, duration: 1000ms, amplitude: 0nA, frequency: 20Hz, phase: 0.3, offset: 0nA },
        Chirp { start: 0ms, duration: 200ms, amplitude: 0nA, f0: 5Hz, f1: 40Hz },
        Alpha { onset: 0ms, tau: 3ms, amplitude: 0nA },
    },
    channels { Shunt },
}

cell! {
    /// A stimulus with a state, a potential, a temperature and an area, beside a channel per area.
    pub struct Amplified;
    capacitance: 1uF/cm2, area: 0.03mm2, v: -60mV, temperature: 25degC, inject: 0.01nA,
    channels { Shunt, Other: neuron_runtime::library::prinz_2003::Leak { g: 0.05mS/cm2 } },
    stimuli { Amplifier },
}

cell! {
    /// A stimulus of one compartment.
    pub struct TwoParts;
    capacitance: 1uF/cm2, area: 0.01mm2, v: -60mV,
    compartment soma { channels { Shunt } }
    compartment dendrite {
        stimuli { step: Pulse { start: 0ms, duration: 1000ms, amplitude: 0.1nA } }
        channels { Shunt }
    }
    soma -- dendrite: 20nS
}

network! {
    /// An array whose neurons have stimuli of their own strength.
    pub struct Three;
    neuron E[3]: Stimulated { Pulse.amplitude: [0.1nA, 0.2nA, -0.3nA] }
    neuron A: Stimulated { Pulse.amplitude: 0.4nA }
}

/// The length of an array.
pub const MANY: usize = 3;

cell! {
    /// A passive cell of two compartments.
    pub struct Branched;
    capacitance: 1uF/cm2, area: 0.01mm2, v: -60mV,
    compartment soma { channels { Shunt } }
    compartment dendrite { channels { Shunt } }
    soma -- dendrite: 20nS
}

/// An amplifier that follows V with a delay and holds it, of a network.
#[stimulus(current = g * w * (e - v) + amplitude * sin(t / 5ms))]
pub struct Holding {
    /// Conductance.
    #[param(5nS)]
    g: Param,
    /// Potential at which it holds.
    #[param(-40mV)]
    e: Param,
    /// Current of its own.
    #[param(0.02nA)]
    amplitude: Param,
    /// Its readiness.
    #[gate(inf = 1 / (1 + exp(-(v + 50mV) / 10mV)), tau = 3ms + t / 10)]
    w: Gate,
}

/// A graded synapse.
#[synapse(current = g / (1 + exp(-(v_pre + 50mV) / 5mV)) * (v_post - e))]
pub struct Graded {
    /// Conductance.
    #[param(2nS)]
    g: Param,
    /// Reversal potential.
    #[param(-80mV)]
    e: Param,
}

network! {
    /// Stimuli of a network: into named neurons, a compartment, single neurons of arrays, and whole arrays.
    pub struct Wired;
    neuron A: Injected { inject: 0nA }
    neuron B: Injected { inject: 0nA }
    neuron C: Branched
    neuron E[MANY]: Injected { inject: 0nA }
    neuron F[2]: Branched

    stimulus step: Pulse { start: 2ms, duration: 8ms, amplitude: 0.5nA } -> B;
    stimulus Pulse -> A;
    stimulus distal: Pulse { start: 0ms, amplitude: 0.1nA } -> C.dendrite;
    stimulus one: Pulse { start: 2ms, duration: 8ms, amplitude: -0.2nA } -> E[1];
    stimulus all: Pulse { start: 2ms, duration: 8ms, amplitude: 0.3nA } -> E;
    stimulus tip: Pulse { start: 0ms, amplitude: 0.1nA } -> F[1].dendrite;
    stimulus tips: Pulse { start: 0ms, amplitude: 0.2nA } -> F.dendrite;
}

network! {
    /// Stimuli with states, beside synapses.
    pub struct Clamped;
    neuron A: Injected
    neuron B: Injected { v: -50mV }
    neuron E[2]: Injected { v: [-55mV, -45mV] }

    A -> B: Graded;
    B -> E all_to_all: Graded { g: 1nS };
    stimulus first: Holding -> A;
    stimulus second: Holding { g: 8nS } -> E[1];
    stimulus every: Holding { g: 3nS } -> E;
}

const STEP: f64 = 0.5;

/// The potential (mV) from rest that a step of 1 nA has caused after `s` ms.
fn response(s: f64) -> f64 {
    if s <= 0.0 { 0.0 } else { 100.0 * (1.0 - (-s / 10.0).exp()) }
}

/// True at the edges of the pulses here, where a sample is of the side before.
fn is_edge(t: f64) -> bool {
    t == 2.0 || t == 10.0
}
