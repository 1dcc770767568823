//! The squid giant axon: A. L. Hodgkin & A. F. Huxley, "A quantitative description of membrane current and its application
//! to conduction and excitation in nerve", J. Physiol. 117 (1952) 500–544, in today's sign and with rest at −65 mV.

use crate::prelude::*;

/// Sodium current, Hodgkin & Huxley (1952).
#[channel(ion = Na, current = g * m^3 * h * (v - e))]
pub struct Na {
    /// Maximal conductance density.
    #[param(120mS/cm2, min = 0)]
    g: Param,
    /// Activation.
    #[gate(
        alpha = 0.1/ms/mV * (v + 40mV) / (1 - exp(-(v + 40mV) / 10mV)),
        beta = 4/ms * exp(-(v + 65mV) / 18mV),
    )]
    m: Gate,
    /// Inactivation.
    #[gate(
        alpha = 0.07/ms * exp(-(v + 65mV) / 20mV),
        beta = 1/ms / (1 + exp(-(v + 35mV) / 10mV)),
    )]
    h: Gate,
}

/// Potassium current, Hodgkin & Huxley (1952).
#[channel(ion = K, current = g * n^4 * (v - e))]
pub struct K {
    /// Maximal conductance density.
    #[param(36mS/cm2, min = 0)]
    g: Param,
    /// Activation.
    #[gate(
        alpha = 0.01/ms/mV * (v + 55mV) / (1 - exp(-(v + 55mV) / 10mV)),
        beta = 0.125/ms * exp(-(v + 65mV) / 80mV),
    )]
    n: Gate,
}

/// Leak current, Hodgkin & Huxley (1952).
#[channel(current = g * (v - e))]
pub struct Leak {
    /// Conductance density.
    #[param(0.3mS/cm2, min = 0)]
    g: Param,
    /// Reversal potential.
    #[param(-54.387mV)]
    e: Param,
}

cell! {
    /// A space-clamped patch of squid axon.
    pub struct HodgkinHuxley;

    capacitance: 1uF/cm2, area: 0.1mm2, v: -65mV, inject: 0uA/cm2,
    ions { Na: 50mV, K: -77mV },
    channels { Na, K, Leak },
}
