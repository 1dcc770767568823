//! A bursting model neuron: Z. Liu, J. Golowasch, E. Marder & L. F. Abbott, "A model neuron with activity-dependent
//! conductances regulated by multiple calcium sensors", J. Neurosci. 18 (1998) 2309–2320, with the constants that later
//! simulators use: the time constants are half those of Prinz et al. (2003), except that of H.

use super::prinz_2003::CalciumBuffer;
use crate::prelude::*;

/// Fast sodium current, Liu et al. (1998).
#[channel(ion = Na, current = g * m^3 * h * (v - e))]
pub struct NaV {
    /// Maximal conductance density.
    #[param(183.1mS/cm2, min = 0)]
    g: Param,
    /// Activation.
    #[gate(
        inf = 1 / (1 + exp(-(v + 25.5mV) / 5.29mV)),
        tau = 1.32ms - 1.26ms / (1 + exp(-(v + 120mV) / 25mV)),
    )]
    m: Gate,
    /// Inactivation.
    #[gate(
        inf = 1 / (1 + exp((v + 48.9mV) / 5.18mV)),
        tau = 0.67ms / (1 + exp(-(v + 62.9mV) / 10mV)) * (1.5 + 1 / (1 + exp((v + 34.9mV) / 3.6mV))),
    )]
    h: Gate,
}

/// Slow transient calcium current, Liu et al. (1998).
#[channel(ion = Ca, current = g * m^3 * h * (v - e))]
pub struct CaS {
    /// Maximal conductance density.
    #[param(2.7mS/cm2, min = 0)]
    g: Param,
    /// Activation.
    #[gate(
        inf = 1 / (1 + exp(-(v + 33mV) / 8.1mV)),
        tau = 1.4ms + 7ms / (exp((v + 27mV) / 10mV) + exp(-(v + 70mV) / 13mV)),
    )]
    m: Gate,
    /// Inactivation.
    #[gate(
        inf = 1 / (1 + exp((v + 60mV) / 6.2mV)),
        tau = 60ms + 150ms / (exp((v + 55mV) / 9mV) + exp(-(v + 65mV) / 16mV)),
    )]
    h: Gate,
}

/// Fast transient calcium current, Liu et al. (1998).
#[channel(ion = Ca, current = g * m^3 * h * (v - e))]
pub struct CaT {
    /// Maximal conductance density.
    #[param(2.3mS/cm2, min = 0)]
    g: Param,
    /// Activation.
    #[gate(
        inf = 1 / (1 + exp(-(v + 27.1mV) / 7.2mV)),
        tau = 21.7ms - 21.3ms / (1 + exp(-(v + 68.1mV) / 20.5mV)),
    )]
    m: Gate,
    /// Inactivation.
    #[gate(
        inf = 1 / (1 + exp((v + 32.1mV) / 5.5mV)),
        tau = 105ms - 89.8ms / (1 + exp(-(v + 55mV) / 16.9mV)),
    )]
    h: Gate,
}

/// Transient potassium current, Liu et al. (1998).
#[channel(ion = K, current = g * m^3 * h * (v - e))]
pub struct A {
    /// Maximal conductance density.
    #[param(24.6mS/cm2, min = 0)]
    g: Param,
    /// Activation.
    #[gate(
        inf = 1 / (1 + exp(-(v + 27.2mV) / 8.7mV)),
        tau = 11.6ms - 10.4ms / (1 + exp(-(v + 32.9mV) / 15.2mV)),
    )]
    m: Gate,
    /// Inactivation.
    #[gate(
        inf = 1 / (1 + exp((v + 56.9mV) / 4.9mV)),
        tau = 38.6ms - 29.2ms / (1 + exp(-(v + 38.9mV) / 26.5mV)),
    )]
    h: Gate,
}

/// Calcium-activated potassium current, Liu et al. (1998).
#[channel(ion = K, reads(Ca), current = g * m^4 * (v - e))]
pub struct KCa {
    /// Maximal conductance density.
    #[param(98mS/cm2, min = 0)]
    g: Param,
    /// Activation by voltage and calcium.
    #[gate(
        inf = ca / (ca + 3uM) / (1 + exp(-(v + 28.3mV) / 12.6mV)),
        tau = 90.3ms - 75.1ms / (1 + exp(-(v + 46mV) / 22.7mV)),
    )]
    m: Gate,
}

/// Delayed-rectifier potassium current, Liu et al. (1998).
#[channel(ion = K, current = g * m^4 * (v - e))]
pub struct Kd {
    /// Maximal conductance density.
    #[param(61mS/cm2, min = 0)]
    g: Param,
    /// Activation.
    #[gate(
        inf = 1 / (1 + exp(-(v + 12.3mV) / 11.8mV)),
        tau = 7.2ms - 6.4ms / (1 + exp(-(v + 28.3mV) / 19.2mV)),
    )]
    m: Gate,
}

/// Hyperpolarisation-activated mixed inward current, Liu et al. (1998).
#[channel(ion = H, current = g * m * (v - e))]
pub struct H {
    /// Maximal conductance density.
    #[param(1.01mS/cm2, min = 0)]
    g: Param,
    /// Activation.
    #[gate(
        inf = 1 / (1 + exp((v + 70mV) / 6mV)),
        tau = 272ms + 1499ms / (1 + exp(-(v + 42.2mV) / 8.73mV)),
    )]
    m: Gate,
}

/// Voltage-independent leak current, Liu et al. (1998).
#[channel(current = g * (v - e))]
pub struct Leak {
    /// Conductance density.
    #[param(0.099mS/cm2, min = 0)]
    g: Param,
    /// Reversal potential.
    #[param(-50mV)]
    e: Param,
}

cell! {
    /// The bursting neuron with the published conductances.
    pub struct Liu;

    capacitance: 1uF/cm2, area: 0.0628mm2, v: -60mV,
    ions { Na: 50mV, K: -80mV, H: -20mV, Ca: nernst(outside = 3mM, rt_f = 24.4001681mV) },
    pool Ca: CalciumBuffer { tau: 200ms, f: 1.496uM/nA, rest: 0.05uM },
    channels { NaV, CaS, CaT, A, KCa, Kd, H, Leak },
}
