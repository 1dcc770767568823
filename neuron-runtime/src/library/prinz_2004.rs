//! Graded synapses of the pyloric network: A. A. Prinz, D. Bucher & E. Marder, "Similar network activity from disparate
//! circuit parameters", Nature Neuroscience 7 (2004) 1345–1352.

use crate::prelude::*;

/// Graded cholinergic inhibition.
#[synapse(current = g * s * (v_post - e))]
pub struct Cholinergic {
    /// Maximal conductance.
    #[param(unit = nS, min = 0)]
    g: Param,
    /// Reversal potential.
    #[param(-80mV)]
    e: Param,
    /// Presynaptic potential of half activation.
    #[param(-35mV)]
    v_half: Param,
    /// Slope of the activation.
    #[param(5mV)]
    delta: Param,
    /// Longest time constant, the inverse of the rate k = 0.01/ms.
    #[param(100ms, min = 0ms)]
    tau_max: Param,
    /// Activation.
    #[gate(inf = 1 / (1 + exp((v_half - v_pre) / delta)), tau = tau_max * (1 - s_inf), init = 0)]
    s: Gate,
}

/// Graded glutamatergic inhibition.
#[synapse(current = g * s * (v_post - e))]
pub struct Glutamatergic {
    /// Maximal conductance.
    #[param(unit = nS, min = 0)]
    g: Param,
    /// Reversal potential.
    #[param(-70mV)]
    e: Param,
    /// Presynaptic potential of half activation.
    #[param(-35mV)]
    v_half: Param,
    /// Slope of the activation.
    #[param(5mV)]
    delta: Param,
    /// Longest time constant, the inverse of the rate k = 0.025/ms.
    #[param(40ms, min = 0ms)]
    tau_max: Param,
    /// Activation.
    #[gate(inf = 1 / (1 + exp((v_half - v_pre) / delta)), tau = tau_max * (1 - s_inf), init = 0)]
    s: Gate,
}
