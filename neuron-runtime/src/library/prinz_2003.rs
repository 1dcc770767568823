//! Currents of the crab stomatogastric ganglion: A. A. Prinz, C. P. Billimoria & E. Marder, "Alternative to hand-tuning
//! conductance-based models: construction and analysis of databases of model neurons", J. Neurophysiol. 90 (2003)
//! 3998–4015, after Liu et al. (1998).

use crate::prelude::*;

/// Fast sodium current, Prinz, Billimoria & Marder (2003).
#[channel(ion = Na, current = g * m^3 * h * (v - e))]
pub struct NaV {
    /// Maximal conductance density.
    #[param(unit = mS/cm2, min = 0)]
    g: Param,
    /// Activation.
    #[gate(
        inf = 1 / (1 + exp(-(v + 25.5mV) / 5.29mV)),
        tau = 2.64ms - 2.52ms / (1 + exp(-(v + 120mV) / 25mV)),
    )]
    m: Gate,
    /// Inactivation.
    #[gate(
        inf = 1 / (1 + exp((v + 48.9mV) / 5.18mV)),
        tau = 1.34ms / (1 + exp(-(v + 62.9mV) / 10mV)) * (1.5 + 1 / (1 + exp((v + 34.9mV) / 3.6mV))),
    )]
    h: Gate,
}

/// Slow transient calcium current, Prinz, Billimoria & Marder (2003).
#[channel(ion = Ca, current = g * m^3 * h * (v - e))]
pub struct CaS {
    /// Maximal conductance density.
    #[param(unit = mS/cm2, min = 0)]
    g: Param,
    /// Activation.
    #[gate(
        inf = 1 / (1 + exp(-(v + 33mV) / 8.1mV)),
        tau = 2.8ms + 14ms / (exp((v + 27mV) / 10mV) + exp(-(v + 70mV) / 13mV)),
    )]
    m: Gate,
    /// Inactivation.
    #[gate(
        inf = 1 / (1 + exp((v + 60mV) / 6.2mV)),
        tau = 120ms + 300ms / (exp((v + 55mV) / 9mV) + exp(-(v + 65mV) / 16mV)),
    )]
    h: Gate,
}

/// Fast transient calcium current, Prinz, Billimoria & Marder (2003).
#[channel(ion = Ca, current = g * m^3 * h * (v - e))]
pub struct CaT {
    /// Maximal conductance density.
    #[param(unit = mS/cm2, min = 0)]
    g: Param,
    /// Activation.
    #[gate(
        inf = 1 / (1 + exp(-(v + 27.1mV) / 7.2mV)),
        tau = 43.4ms - 42.6ms / (1 + exp(-(v + 68.1mV) / 20.5mV)),
    )]
    m: Gate,
    /// Inactivation.
    #[gate(
        inf = 1 / (1 + exp((v + 32.1mV) / 5.5mV)),
        tau = 210ms - 179.6ms / (1 + exp(-(v + 55mV) / 16.9mV)),
    )]
    h: Gate,
}

/// Transient potassium current, Prinz, Billimoria & Marder (2003).
#[channel(ion = K, current = g * m^3 * h * (v - e))]
pub struct A {
    /// Maximal conductance density.
    #[param(unit = mS/cm2, min = 0)]
    g: Param,
    /// Activation.
    #[gate(
        inf = 1 / (1 + exp(-(v + 27.2mV) / 8.7mV)),
        tau = 23.2ms - 20.8ms / (1 + exp(-(v + 32.9mV) / 15.2mV)),
    )]
    m: Gate,
    /// Inactivation.
    #[gate(
        inf = 1 / (1 + exp((v + 56.9mV) / 4.9mV)),
        tau = 77.2ms - 58.4ms / (1 + exp(-(v + 38.9mV) / 26.5mV)),
    )]
    h: Gate,
}

/// Calcium-activated potassium current, Prinz, Billimoria & Marder (2003).
#[channel(ion = K, reads(Ca), current = g * m^4 * (v - e))]
pub struct KCa {
    /// Maximal conductance density.
    #[param(unit = mS/cm2, min = 0)]
    g: Param,
    /// Activation by voltage and calcium.
    #[gate(
        inf = ca / (ca + 3uM) / (1 + exp(-(v + 28.3mV) / 12.6mV)),
        tau = 180.6ms - 150.2ms / (1 + exp(-(v + 46mV) / 22.7mV)),
    )]
    m: Gate,
}

/// Delayed-rectifier potassium current, Prinz, Billimoria & Marder (2003).
#[channel(ion = K, current = g * m^4 * (v - e))]
pub struct Kd {
    /// Maximal conductance density.
    #[param(unit = mS/cm2, min = 0)]
    g: Param,
    /// Activation.
    #[gate(
        inf = 1 / (1 + exp(-(v + 12.3mV) / 11.8mV)),
        tau = 14.4ms - 12.8ms / (1 + exp(-(v + 28.3mV) / 19.2mV)),
    )]
    m: Gate,
}

/// Hyperpolarisation-activated mixed inward current, Prinz, Billimoria & Marder (2003).
#[channel(ion = H, current = g * m * (v - e))]
pub struct H {
    /// Maximal conductance density.
    #[param(unit = mS/cm2, min = 0)]
    g: Param,
    /// Activation.
    #[gate(
        inf = 1 / (1 + exp((v + 75mV) / 5.5mV)),
        tau = 2ms / (exp(-(v + 169.7mV) / 11.6mV) + exp((v - 26.7mV) / 14.3mV)),
    )]
    m: Gate,
}

/// Voltage-independent leak current, Prinz, Billimoria & Marder (2003).
#[channel(current = g * (v - e))]
pub struct Leak {
    /// Maximal conductance density.
    #[param(unit = mS/cm2, min = 0)]
    g: Param,
    /// Reversal potential.
    #[param(-50mV)]
    e: Param,
}

/// Intracellular calcium, Prinz, Billimoria & Marder (2003): first-order decay to a resting concentration, driven by the whole
/// calcium current.
#[pool]
pub struct CalciumBuffer {
    /// Time constant of the decay.
    #[param(200ms, min = 0ms)]
    tau: Param,
    /// Steady rise of the concentration per calcium current.
    #[param(14.96uM/nA)]
    f: Param,
    /// Concentration without calcium current, also the initial one.
    #[param(0.05uM)]
    rest: Param,
    /// Concentration inside.
    #[state(derivative = (rest - c - f * i) / tau, init = rest)]
    c: Concentration,
}

cell! {
    /// A neuron of the stomatogastric ganglion. Maximal conductances are given for each neuron.
    pub struct Stg;

    capacitance: 1uF/cm2, area: 0.0628mm2, v: -60mV,
    // RT/F of 500·8.6174e-5·283.15 mV for a divalent ion, the model's own constants.
    ions { Na: 50mV, K: -80mV, H: -20mV, Ca: nernst(outside = 3mM, rt_f = 24.4001681mV) },
    pool Ca: CalciumBuffer { tau: 200ms, f: 14.96uM/nA, rest: 0.05uM },
    channels { NaV, CaS, CaT, A, KCa, Kd, H, Leak { e: -50mV } },
}
