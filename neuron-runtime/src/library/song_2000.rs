//! Plasticity by the timing of pairs of spikes: S. Song, K. D. Miller & L. F. Abbott, "Competitive Hebbian learning through
//! spike-timing-dependent synaptic plasticity", Nat. Neurosci. 3 (2000) 919–926.
//!
//! Changes are *additive*, they do not depend on the weight, which has hard bounds 0 and 1. Each spike pairs with each of the
//! other side: traces p and m sum over all spikes before. A presynaptic spike that finds the trace of postsynaptic ones lowers
//! the weight; [`gutig_2003`](super::gutig_2003) and [`van_rossum_2000`](super::van_rossum_2000) have changes that depend on the
//! weight.

use crate::prelude::*;

/// An exponential conductance with additive pair plasticity.
///
/// A presynaptic spike raises the conductance by the weight before it changes the weight.
#[synapse(
    current = g * s * (v_post - e),
    on_pre(s += w, w = max(w - m, 0), p += a_plus),
    on_post(w = min(w + p, 1), m += a_minus),
)]
pub struct Stdp {
    /// Maximal conductance: 0.015 of the paper's leak, which is 10 nS.
    #[param(0.15nS, min = 0nS)]
    g: Param,
    /// Reversal potential.
    #[param(0mV)]
    e: Param,
    /// Time constant of the conductance.
    #[param(5ms, min = 0ms)]
    tau: Param,
    /// Rise A₊ of the weight by a postsynaptic spike just after a presynaptic one.
    #[param(0.005, min = 0)]
    a_plus: Param,
    /// Fall A₋ of the weight by a presynaptic spike just after a postsynaptic one: 1.05 A₊.
    #[param(0.00525, min = 0)]
    a_minus: Param,
    /// Time constant τ₊ of the trace of presynaptic spikes.
    #[param(20ms, min = 0ms)]
    tau_plus: Param,
    /// Time constant τ₋ of the trace of postsynaptic spikes.
    #[param(20ms, min = 0ms)]
    tau_minus: Param,
    /// Weight at the start. The default is not from the paper.
    #[param(0.5, min = 0, max = 1)]
    w_0: Param,
    /// Relative conductance.
    #[state(derivative = -s / tau, init = 0)]
    s: State,
    /// Weight, from 0 to 1.
    #[state(init = w_0)]
    w: State,
    /// Trace of presynaptic spikes.
    #[state(derivative = -p / tau_plus, init = 0)]
    p: State,
    /// Trace of postsynaptic spikes.
    #[state(derivative = -m / tau_minus, init = 0)]
    m: State,
}
