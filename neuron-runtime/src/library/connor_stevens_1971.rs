//! Repetitive firing with an A current: J. A. Connor & C. F. Stevens, "Prediction of repetitive firing behaviour from
//! voltage clamp data on an isolated neurone soma", J. Physiol. 213 (1971) 31–53, in the form of P. Dayan & L. F. Abbott,
//! "Theoretical Neuroscience" (2001), section 6.6.

use crate::prelude::*;

/// Sodium current, Connor & Stevens (1971).
#[channel(ion = Na, current = g * m^3 * h * (v - e))]
pub struct Na {
    /// Maximal conductance density.
    #[param(120mS/cm2, min = 0)]
    g: Param,
    /// Activation.
    #[gate(
        alpha = 0.38/ms/mV * (v + 29.7mV) / (1 - exp(-(v + 29.7mV) / 10mV)),
        beta = 15.2/ms * exp(-0.0556/mV * (v + 54.7mV)),
    )]
    m: Gate,
    /// Inactivation.
    #[gate(
        alpha = 0.266/ms * exp(-0.05/mV * (v + 48mV)),
        beta = 3.8/ms / (1 + exp(-0.1/mV * (v + 18mV))),
    )]
    h: Gate,
}

/// Delayed-rectifier potassium current, Connor & Stevens (1971).
#[channel(ion = K, current = g * n^4 * (v - e))]
pub struct Kd {
    /// Maximal conductance density.
    #[param(20mS/cm2, min = 0)]
    g: Param,
    /// Activation.
    #[gate(
        alpha = 0.02/ms/mV * (v + 45.7mV) / (1 - exp(-(v + 45.7mV) / 10mV)),
        beta = 0.25/ms * exp(-0.0125/mV * (v + 55.7mV)),
    )]
    n: Gate,
}

/// Transient potassium current (A current) with its own reversal potential, Connor & Stevens (1971).
#[channel(current = g * a^3 * b * (v - e))]
pub struct A {
    /// Maximal conductance density.
    #[param(47.7mS/cm2, min = 0)]
    g: Param,
    /// Reversal potential.
    #[param(-75mV)]
    e: Param,
    /// Activation.
    #[gate(
        inf = (0.0761 * exp(0.0314/mV * (v + 94.22mV)) / (1 + exp(0.0346/mV * (v + 1.17mV))))^(1/3),
        tau = 0.3632ms + 1.158ms / (1 + exp(0.0497/mV * (v + 55.96mV))),
    )]
    a: Gate,
    /// Inactivation.
    #[gate(
        inf = (1 / (1 + exp(0.0688/mV * (v + 53.3mV))))^4,
        tau = 1.24ms + 2.678ms / (1 + exp(0.0624/mV * (v + 50mV))),
    )]
    b: Gate,
}

/// Leak current, Connor & Stevens (1971).
#[channel(current = g * (v - e))]
pub struct Leak {
    /// Conductance density.
    #[param(0.3mS/cm2, min = 0)]
    g: Param,
    /// Reversal potential.
    #[param(-17mV)]
    e: Param,
}

cell! {
    /// The isolated neurone soma.
    pub struct ConnorStevens;

    capacitance: 1uF/cm2, area: 0.1mm2, v: -68mV, inject: 0uA/cm2,
    ions { Na: 55mV, K: -72mV },
    channels { Na, Kd, A, Leak },
}
