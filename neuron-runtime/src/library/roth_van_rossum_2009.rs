//! Conductances with one and two exponentials: A. Roth & M. C. W. van Rossum, "Modeling synapses", in E. De Schutter (ed.),
//! *Computational Modeling Methods for Neuroscientists*, MIT Press (2009), chapter 6.
//!
//! Both peak at `weight` after one arrival, so that g is the peak conductance. The chapter's constants are those of one synapse
//! or another; the defaults here are in the range that it gives for AMPA receptors.

use crate::prelude::*;

/// A conductance that jumps and decays: s(t) = weight · exp(−t/τ) after an arrival at time 0.
#[synapse(current = g * s * (v_post - e), on_pre(s += weight))]
pub struct Exponential {
    /// Conductance at the peak after one spike of weight 1.
    #[param(1nS, min = 0nS)]
    g: Param,
    /// Reversal potential.
    #[param(0mV)]
    e: Param,
    /// Time constant of the decay.
    #[param(2ms, min = 0ms)]
    tau: Param,
    /// Weight of a connection.
    #[param(1)]
    weight: Param,
    /// Relative conductance.
    #[state(derivative = -s / tau, init = 0)]
    s: State,
}

/// A conductance that rises and decays: s(t) = weight · f · (exp(−t/τ_decay) − exp(−t/τ_rise)) after an arrival at time 0.
///
/// It peaks at t_peak = τ_decay τ_rise / (τ_decay − τ_rise) · ln(τ_decay/τ_rise). The factor f = 1 / (exp(−t_peak/τ_decay) −
/// exp(−t_peak/τ_rise)) makes the peak `weight`. The two time constants have to differ; for equal ones see
/// [`Alpha`](super::rall_1967::Alpha).
#[synapse(
    let t_peak = tau_decay * tau_rise / (tau_decay - tau_rise) * ln(tau_decay / tau_rise),
    let factor = 1 / (exp(-t_peak / tau_decay) - exp(-t_peak / tau_rise)),
    current = g * (b - a) * (v_post - e),
    on_pre(a += weight * factor, b += weight * factor),
)]
pub struct Biexponential {
    /// Conductance at the peak after one spike of weight 1.
    #[param(1nS, min = 0nS)]
    g: Param,
    /// Reversal potential.
    #[param(0mV)]
    e: Param,
    /// Time constant of the rise.
    #[param(0.2ms, min = 0ms)]
    tau_rise: Param,
    /// Time constant of the decay.
    #[param(2ms, min = 0ms)]
    tau_decay: Param,
    /// Weight of a connection.
    #[param(1)]
    weight: Param,
    /// The exponential of the rise.
    #[state(derivative = -a / tau_rise, init = 0)]
    a: State,
    /// The exponential of the decay.
    #[state(derivative = -b / tau_decay, init = 0)]
    b: State,
}
