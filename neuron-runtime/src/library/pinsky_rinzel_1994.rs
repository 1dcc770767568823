//! A CA3 pyramidal cell in two compartments: P. F. Pinsky & J. Rinzel, "Intrinsic and network rhythmogenesis in a reduced
//! Traub model for CA3 neurons", J. Comput. Neurosci. 1 (1994) 39–60. Potentials are relative to rest. The paper gives
//! calcium no unit; here it is in µM.

use crate::prelude::*;

/// Sodium current of the soma, with instantaneous activation, Pinsky & Rinzel (1994).
#[channel(ion = Na, current = g * m^2 * h * (v - e))]
pub struct Na {
    /// Maximal conductance density.
    #[param(30mS/cm2, min = 0)]
    g: Param,
    /// Activation.
    #[gate(
        alpha = 0.32/ms/mV * (13.1mV - v) / (exp((13.1mV - v) / 4mV) - 1),
        beta = 0.28/ms/mV * (v - 40.1mV) / (exp((v - 40.1mV) / 5mV) - 1),
        instantaneous,
    )]
    m: Gate,
    /// Inactivation.
    #[gate(alpha = 0.128/ms * exp((17mV - v) / 18mV), beta = 4/ms / (1 + exp((40mV - v) / 5mV)))]
    h: Gate,
}

/// Delayed-rectifier potassium current of the soma, Pinsky & Rinzel (1994).
#[channel(ion = K, current = g * n * (v - e))]
pub struct Kdr {
    /// Maximal conductance density.
    #[param(15mS/cm2, min = 0)]
    g: Param,
    /// Activation.
    #[gate(
        alpha = 0.016/ms/mV * (35.1mV - v) / (exp((35.1mV - v) / 5mV) - 1),
        beta = 0.25/ms * exp(0.5 - 0.025/mV * v),
    )]
    n: Gate,
}

/// Calcium current of the dendrite, Pinsky & Rinzel (1994).
#[channel(ion = Ca, current = g * s^2 * (v - e))]
pub struct CaHva {
    /// Maximal conductance density.
    #[param(10mS/cm2, min = 0)]
    g: Param,
    /// Activation.
    #[gate(
        alpha = 1.6/ms / (1 + exp(-0.072/mV * (v - 65mV))),
        beta = 0.02/ms/mV * (v - 51.1mV) / (exp((v - 51.1mV) / 5mV) - 1),
    )]
    s: Gate,
}

/// Slow calcium-activated potassium current of the dendrite (afterhyperpolarisation), Pinsky & Rinzel (1994).
#[channel(ion = K, reads(Ca), current = g * q * (v - e))]
pub struct KAhp {
    /// Maximal conductance density.
    #[param(0.8mS/cm2, min = 0)]
    g: Param,
    /// Activation by calcium.
    #[gate(alpha = min(2e-5/ms/uM * ca, 0.01/ms), beta = 0.001/ms)]
    q: Gate,
}

/// Fast calcium- and voltage-activated potassium current of the dendrite, Pinsky & Rinzel (1994).
#[channel(
    ion = K,
    reads(Ca),
    let saturation = min(ca / 250uM, 1),
    let closing = 2/ms * exp((6.5mV - v) / 27mV),
    current = g * c * saturation * (v - e),
)]
pub struct KC {
    /// Maximal conductance density.
    #[param(15mS/cm2, min = 0)]
    g: Param,
    /// Activation.
    #[gate(
        alpha = if v <= 50mV { exp((v - 10mV) / 11mV - (v - 6.5mV) / 27mV) / 18.975ms } else { closing },
        beta = if v <= 50mV { closing - exp((v - 10mV) / 11mV - (v - 6.5mV) / 27mV) / 18.975ms } else { 0/ms },
    )]
    c: Gate,
}

/// Leak current, Pinsky & Rinzel (1994).
#[channel(current = g * (v - e))]
pub struct Leak {
    /// Conductance density.
    #[param(0.1mS/cm2, min = 0)]
    g: Param,
    /// Reversal potential.
    #[param(0mV)]
    e: Param,
}

/// Calcium below the membrane of the dendrite, Pinsky & Rinzel (1994).
#[pool]
pub struct Calcium {
    /// Rise per current. The paper's 0.13 is per current density: 1 µA/cm² is 1 nA through 0.1 mm².
    #[param(0.13uM/nA/ms, min = 0)]
    gain: Param,
    /// Rate of removal.
    #[param(0.075/ms, min = 0)]
    removal: Param,
    /// Concentration.
    #[state(derivative = -gain * i - removal * ca_in, init = 0)]
    ca_in: Concentration,
}

cell! {
    /// The pyramidal cell: soma and dendrite, each with half of the membrane.
    pub struct PinskyRinzel;

    capacitance: 3uF/cm2, area: 0.1mm2, v: 0mV,
    ions { Na: 120mV, K: -15mV, Ca: 140mV },
    compartment soma {
        // 0.75 µA/cm² of the whole membrane.
        inject: 1.5nA,
        channels { Na, Kdr, Leak },
    }
    compartment dendrite {
        pool Ca: Calcium,
        channels { CaHva, KAhp, KC, Leak },
    }
    soma -- dendrite: 2.1mS/cm2;
}
