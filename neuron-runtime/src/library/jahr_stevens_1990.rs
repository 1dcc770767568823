//! NMDA receptors that magnesium blocks: C. E. Jahr & C. F. Stevens, "Voltage dependence of NMDA-activated macroscopic
//! conductances predicted by single-channel kinetics", J. Neurosci. 10 (1990) 3178–3182.
//!
//! The open fraction is 1 / (1 + exp(−0.062 V) Mg/3.57), with V in mV and Mg in mM. The paper has no synaptic course: here
//! it has two exponentials, with the time constants of X.-J. Wang, J. Neurosci. 19 (1999) 9587–9603, 2 ms and 100 ms.

use crate::prelude::*;

/// NMDA receptors: two exponentials with the peak `weight`, and the block by magnesium.
///
/// The factor of the jumps is that of [`Biexponential`](super::roth_van_rossum_2009::Biexponential). The time constants have to
/// differ.
#[synapse(
    let t_peak = tau_decay * tau_rise / (tau_decay - tau_rise) * ln(tau_decay / tau_rise),
    let factor = 1 / (exp(-t_peak / tau_decay) - exp(-t_peak / tau_rise)),
    let open = 1 / (1 + exp(-0.062/mV * v_post) * mg / 3.57mM),
    current = g * (b - a) * open * (v_post - e),
    on_pre(a += weight * factor, b += weight * factor),
)]
pub struct Nmda {
    /// Conductance at the peak after one spike of weight 1, without magnesium.
    #[param(1nS, min = 0nS)]
    g: Param,
    /// Reversal potential.
    #[param(0mV)]
    e: Param,
    /// Extracellular magnesium concentration.
    #[param(1mM, min = 0mM)]
    mg: Param,
    /// Time constant of the rise.
    #[param(2ms, min = 0ms)]
    tau_rise: Param,
    /// Time constant of the decay.
    #[param(100ms, min = 0ms)]
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
