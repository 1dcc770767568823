//! Fast synapses as two-state kinetics: A. Destexhe, Z. F. Mainen & T. J. Sejnowski, "An efficient method for computing
//! synaptic conductances based on a kinetic model of receptor binding", Neural Comput. 6 (1994) 14–18, with the constants
//! and the transmitter of their chapter "Kinetic models of synaptic transmission" (1998).
//!
//! The transmitter follows the presynaptic potential: 1 mM / (1 + exp(−(v_pre − 2 mV)/5 mV)).

use crate::prelude::*;

/// AMPA receptors, Destexhe, Mainen & Sejnowski (1998).
#[synapse(
    let transmitter = 1mM / (1 + exp(-(v_pre - 2mV) / 5mV)),
    current = g * s * (v_post - e),
)]
pub struct Ampa {
    /// Maximal conductance.
    #[param(unit = nS, min = 0)]
    g: Param,
    /// Reversal potential.
    #[param(0mV)]
    e: Param,
    /// Binding rate per transmitter concentration.
    #[param(1.1/mM/ms, min = 0)]
    alpha: Param,
    /// Unbinding rate.
    #[param(0.19/ms, min = 0)]
    beta: Param,
    /// Fraction of open receptors.
    #[gate(alpha = alpha * transmitter, beta = beta, init = 0)]
    s: Gate,
}

/// NMDA receptors, Destexhe, Mainen & Sejnowski (1998), with the magnesium block of C. E. Jahr & C. F. Stevens, J. Neurosci. 10
/// (1990) 3178–3182.
#[synapse(
    let transmitter = 1mM / (1 + exp(-(v_pre - 2mV) / 5mV)),
    let open = 1 / (1 + exp(-0.062/mV * v_post) * mg / 3.57mM),
    current = g * s * open * (v_post - e),
)]
pub struct Nmda {
    /// Maximal conductance.
    #[param(unit = nS, min = 0)]
    g: Param,
    /// Reversal potential.
    #[param(0mV)]
    e: Param,
    /// Extracellular magnesium concentration.
    #[param(1mM, min = 0mM)]
    mg: Param,
    /// Binding rate per transmitter concentration.
    #[param(0.072/mM/ms, min = 0)]
    alpha: Param,
    /// Unbinding rate.
    #[param(0.0066/ms, min = 0)]
    beta: Param,
    /// Fraction of open receptors.
    #[gate(alpha = alpha * transmitter, beta = beta, init = 0)]
    s: Gate,
}

/// GABA_A receptors, Destexhe, Mainen & Sejnowski (1998).
#[synapse(
    let transmitter = 1mM / (1 + exp(-(v_pre - 2mV) / 5mV)),
    current = g * s * (v_post - e),
)]
pub struct GabaA {
    /// Maximal conductance.
    #[param(unit = nS, min = 0)]
    g: Param,
    /// Reversal potential.
    #[param(-80mV)]
    e: Param,
    /// Binding rate per transmitter concentration.
    #[param(5/mM/ms, min = 0)]
    alpha: Param,
    /// Unbinding rate.
    #[param(0.18/ms, min = 0)]
    beta: Param,
    /// Fraction of open receptors.
    #[gate(alpha = alpha * transmitter, beta = beta, init = 0)]
    s: Gate,
}
