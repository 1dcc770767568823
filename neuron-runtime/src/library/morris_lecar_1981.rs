//! The barnacle muscle fibre: C. Morris & H. Lecar, "Voltage oscillations in the barnacle giant muscle fiber", Biophys.
//! J. 35 (1981) 193–213, with the constants of J. Rinzel & G. B. Ermentrout, "Analysis of neural excitability and
//! oscillations" (1989), Hopf regime.

use crate::prelude::*;

/// Calcium current with instantaneous activation, Morris & Lecar (1981).
#[channel(ion = Ca, current = g * m * (v - e))]
pub struct Ca {
    /// Maximal conductance density.
    #[param(4.4mS/cm2, min = 0)]
    g: Param,
    /// Activation.
    #[gate(inf = 0.5 * (1 + tanh((v + 1.2mV) / 18mV)), instantaneous)]
    m: Gate,
}

/// Potassium current, Morris & Lecar (1981).
#[channel(ion = K, current = g * w * (v - e))]
pub struct K {
    /// Maximal conductance density.
    #[param(8mS/cm2, min = 0)]
    g: Param,
    /// Smallest rate of the activation.
    #[param(0.04/ms, min = 0)]
    phi: Param,
    /// Activation.
    #[gate(inf = 0.5 * (1 + tanh((v - 2mV) / 30mV)), tau = 1 / (phi * cosh((v - 2mV) / 60mV)))]
    w: Gate,
}

/// Leak current, Morris & Lecar (1981).
#[channel(current = g * (v - e))]
pub struct Leak {
    /// Conductance density.
    #[param(2mS/cm2, min = 0)]
    g: Param,
    /// Reversal potential.
    #[param(-60mV)]
    e: Param,
}

cell! {
    /// The muscle fibre.
    pub struct MorrisLecar;

    capacitance: 20uF/cm2, area: 0.1mm2, v: -60mV, inject: 0uA/cm2,
    ions { Ca: 120mV, K: -84mV },
    channels { Ca, K, Leak },
}
