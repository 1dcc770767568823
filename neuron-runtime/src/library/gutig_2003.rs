//! Plasticity between additive and multiplicative: R. Gütig, R. Aharonov, S. Rotter & H. Sompolinsky, "Learning input
//! correlations through nonlinear temporally asymmetric Hebbian plasticity", J. Neurosci. 23 (2003) 3697–3714.
//!
//! A pair changes the weight by λ (1 − w)^μ or −λ α w^μ: μ = 0 is additive, as in [`song_2000`](super::song_2000), and μ = 1
//! multiplicative, with soft bounds 0 and 1. Each spike pairs with each of the other side.

use crate::prelude::*;

/// An exponential conductance with pair plasticity that depends on a power of the weight.
///
/// A presynaptic spike raises the conductance by the weight before it changes the weight. Hard bounds keep the weight in [0, 1],
/// which a sum of traces would leave if μ is small.
#[synapse(
    current = g * s * (v_post - e),
    on_pre(s += w, w = max(w - lambda * alpha * w^mu * y, 0), x += 1),
    on_post(w = min(w + lambda * (1 - w)^mu * x, 1), y += 1),
)]
pub struct Stdp {
    /// Maximal conductance. The default is not from the paper.
    #[param(1nS, min = 0nS)]
    g: Param,
    /// Reversal potential.
    #[param(0mV)]
    e: Param,
    /// Time constant of the conductance.
    #[param(5ms, min = 0ms)]
    tau: Param,
    /// Learning rate λ.
    #[param(0.005, min = 0)]
    lambda: Param,
    /// Ratio α of depression to potentiation.
    #[param(1.05, min = 0)]
    alpha: Param,
    /// Exponent μ of the weight, from 0 to 1.
    #[param(0.02, min = 0, max = 1)]
    mu: Param,
    /// Time constant of both traces.
    #[param(20ms, min = 0ms)]
    tau_stdp: Param,
    /// Weight at the start.
    #[param(0.5, min = 0, max = 1)]
    w_0: Param,
    /// Relative conductance.
    #[state(derivative = -s / tau, init = 0)]
    s: State,
    /// Weight, from 0 to 1.
    #[state(init = w_0)]
    w: State,
    /// Trace of presynaptic spikes.
    #[state(derivative = -x / tau_stdp, init = 0)]
    x: State,
    /// Trace of postsynaptic spikes.
    #[state(derivative = -y / tau_stdp, init = 0)]
    y: State,
}
