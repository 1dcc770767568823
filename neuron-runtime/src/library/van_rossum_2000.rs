//! Plasticity whose depression is proportional to the weight: M. C. W. van Rossum, G. Q. Bi & G. G. Turrigiano, "Stable Hebbian
//! learning from spike timing-dependent plasticity", J. Neurosci. 20 (2000) 8812–8821.
//!
//! A pair potentiates by a constant c_p and depresses by a fraction c_d, so that weights are stable without bounds. The paper's
//! noise of the weight at each change is left out.

use crate::prelude::*;

/// An exponential conductance with potentiation by a constant and depression by a fraction.
///
/// A presynaptic spike raises the conductance by the weight before it changes the weight.
#[synapse(
    current = s * (v_post - e),
    on_pre(s += w, w -= c_d * w * y, x += 1),
    on_post(w += c_p * x, y += 1),
)]
pub struct Stdp {
    /// Reversal potential.
    #[param(0mV)]
    e: Param,
    /// Time constant of the conductance.
    #[param(5ms, min = 0ms)]
    tau: Param,
    /// Rise c_p of the weight by a postsynaptic spike just after a presynaptic one.
    #[param(7pS, min = 0pS)]
    c_p: Param,
    /// Fraction c_d of the weight that is lost at a presynaptic spike just after a postsynaptic one.
    #[param(0.003, min = 0)]
    c_d: Param,
    /// Time constant of both traces.
    #[param(20ms, min = 0ms)]
    tau_stdp: Param,
    /// Weight at the start. The default is not from the paper.
    #[param(200pS, min = 0pS)]
    w_0: Param,
    /// Conductance.
    #[state(derivative = -s / tau, init = 0nS, unit = nS)]
    s: State,
    /// Weight: the rise of the conductance at a spike.
    #[state(init = w_0, unit = nS)]
    w: State,
    /// Trace of presynaptic spikes.
    #[state(derivative = -x / tau_stdp, init = 0)]
    x: State,
    /// Trace of postsynaptic spikes.
    #[state(derivative = -y / tau_stdp, init = 0)]
    y: State,
}
