//! A fast-spiking hippocampal interneuron: X.-J. Wang & G. Buzsáki, "Gamma oscillation by synaptic inhibition in a
//! hippocampal interneuronal network model", J. Neurosci. 16 (1996) 6402–6413.

use crate::prelude::*;

/// Sodium current with instantaneous activation, Wang & Buzsáki (1996).
#[channel(ion = Na, current = g * m^3 * h * (v - e))]
pub struct Na {
    /// Maximal conductance density.
    #[param(35mS/cm2, min = 0)]
    g: Param,
    /// Speed of the inactivation.
    #[param(5, min = 0)]
    phi: Param,
    /// Activation.
    #[gate(
        alpha = 0.1/ms/mV * (v + 35mV) / (1 - exp(-(v + 35mV) / 10mV)),
        beta = 4/ms * exp(-(v + 60mV) / 18mV),
        instantaneous,
    )]
    m: Gate,
    /// Inactivation.
    #[gate(
        alpha = phi * 0.07/ms * exp(-(v + 58mV) / 20mV),
        beta = phi * 1/ms / (1 + exp(-0.1/mV * (v + 28mV))),
    )]
    h: Gate,
}

/// Delayed-rectifier potassium current, Wang & Buzsáki (1996).
#[channel(ion = K, current = g * n^4 * (v - e))]
pub struct K {
    /// Maximal conductance density.
    #[param(9mS/cm2, min = 0)]
    g: Param,
    /// Speed of the activation.
    #[param(5, min = 0)]
    phi: Param,
    /// Activation.
    #[gate(
        alpha = phi * 0.01/ms/mV * (v + 34mV) / (1 - exp(-(v + 34mV) / 10mV)),
        beta = phi * 0.125/ms * exp(-(v + 44mV) / 80mV),
    )]
    n: Gate,
}

/// Leak current, Wang & Buzsáki (1996).
#[channel(current = g * (v - e))]
pub struct Leak {
    /// Conductance density.
    #[param(0.1mS/cm2, min = 0)]
    g: Param,
    /// Reversal potential.
    #[param(-65mV)]
    e: Param,
}

/// GABA_A synapse of the interneuronal network, Wang & Buzsáki (1996).
#[synapse(current = g * s * (v_post - e))]
pub struct Gaba {
    /// Maximal conductance.
    #[param(unit = nS, min = 0)]
    g: Param,
    /// Reversal potential.
    #[param(-75mV)]
    e: Param,
    /// Fraction of open receptors.
    #[gate(alpha = 12/ms / (1 + exp(-v_pre / 2mV)), beta = 0.1/ms, init = 0)]
    s: Gate,
}

cell! {
    /// The interneuron.
    pub struct WangBuzsaki;

    capacitance: 1uF/cm2, area: 0.1mm2, v: -64mV, inject: 0uA/cm2,
    ions { Na: 55mV, K: -90mV },
    channels { Na, K, Leak },
}
