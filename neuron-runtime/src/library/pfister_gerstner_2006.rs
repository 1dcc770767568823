//! Plasticity by the timing of triplets of spikes: J.-P. Pfister & W. Gerstner, "Triplets of spikes in a model of spike
//! timing-dependent plasticity", J. Neurosci. 26 (2006) 9673–9682.
//!
//! Each spike interacts with all others. A presynaptic spike lowers the weight by o₁ (A₂⁻ + A₃⁻ r₂), a postsynaptic one raises
//! it by r₁ (A₂⁺ + A₃⁺ o₂); r₂ and o₂ are read before the spike adds to them. The constants are those of the full model for the
//! visual cortex, all-to-all, of the paper's tables.

use crate::prelude::*;

/// An exponential conductance with triplet plasticity.
///
/// A presynaptic spike raises the conductance by the weight before it changes the weight. The bounds of the weight, 0 and
/// `w_max`, are not part of the paper's rule, which leaves them open.
#[synapse(
    current = g * s * (v_post - e),
    on_pre(s += w, w = max(w - o_1 * (a2_minus + a3_minus * r_2), 0), r_1 += 1, r_2 += 1),
    on_post(w = min(w + r_1 * (a2_plus + a3_plus * o_2), w_max), o_1 += 1, o_2 += 1),
)]
pub struct TripletStdp {
    /// Conductance of a weight of 1. The default is not from the paper.
    #[param(1nS, min = 0nS)]
    g: Param,
    /// Reversal potential.
    #[param(0mV)]
    e: Param,
    /// Time constant of the conductance. The default is not from the paper.
    #[param(5ms, min = 0ms)]
    tau: Param,
    /// Potentiation A₂⁺ by a pair.
    #[param(5e-10, min = 0)]
    a2_plus: Param,
    /// Potentiation A₃⁺ by a triplet.
    #[param(0.0062, min = 0)]
    a3_plus: Param,
    /// Depression A₂⁻ by a pair.
    #[param(0.007, min = 0)]
    a2_minus: Param,
    /// Depression A₃⁻ by a triplet.
    #[param(0.00023, min = 0)]
    a3_minus: Param,
    /// Time constant τ₊ of the fast trace of presynaptic spikes.
    #[param(16.8ms, min = 0ms)]
    tau_plus: Param,
    /// Time constant τ_x of the slow trace of presynaptic spikes.
    #[param(101ms, min = 0ms)]
    tau_x: Param,
    /// Time constant τ₋ of the fast trace of postsynaptic spikes.
    #[param(33.7ms, min = 0ms)]
    tau_minus: Param,
    /// Time constant τ_y of the slow trace of postsynaptic spikes.
    #[param(125ms, min = 0ms)]
    tau_y: Param,
    /// Weight at the start.
    #[param(1, min = 0)]
    w_0: Param,
    /// Largest weight.
    #[param(2, min = 0)]
    w_max: Param,
    /// Relative conductance.
    #[state(derivative = -s / tau, init = 0)]
    s: State,
    /// Weight.
    #[state(init = w_0)]
    w: State,
    /// Fast trace of presynaptic spikes.
    #[state(derivative = -r_1 / tau_plus, init = 0)]
    r_1: State,
    /// Slow trace of presynaptic spikes.
    #[state(derivative = -r_2 / tau_x, init = 0)]
    r_2: State,
    /// Fast trace of postsynaptic spikes.
    #[state(derivative = -o_1 / tau_minus, init = 0)]
    o_1: State,
    /// Slow trace of postsynaptic spikes.
    #[state(derivative = -o_2 / tau_y, init = 0)]
    o_2: State,
}
