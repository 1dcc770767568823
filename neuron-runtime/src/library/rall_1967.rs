//! The alpha function as the course of a synaptic conductance: W. Rall, "Distinguishing theoretical synaptic potentials computed
//! for different soma-dendritic distributions of synaptic input", J. Neurophysiol. 30 (1967) 1138–1168.
//!
//! After one arrival at time 0, s(t) = weight · (t/τ) exp(1 − t/τ): it peaks at t = τ with the value `weight`. The paper
//! measures time in membrane time constants and gives no conductances; the defaults here are those of a fast excitatory synapse.

use crate::prelude::*;

/// A conductance with the course of an alpha function.
///
/// Two equations with one time constant: dx/dt = −x/τ, ds/dt = (x − s)/τ. A jump of x by 1 gives s = (t/τ) exp(−t/τ), with the
/// peak 1/e; the factor e of the jump makes it 1.
#[synapse(current = g * s * (v_post - e), on_pre(x += weight * exp(1)))]
pub struct Alpha {
    /// Conductance at the peak after one spike of weight 1.
    #[param(1nS, min = 0nS)]
    g: Param,
    /// Reversal potential.
    #[param(0mV)]
    e: Param,
    /// Time from the arrival to the peak.
    #[param(2ms, min = 0ms)]
    tau: Param,
    /// Weight of a connection.
    #[param(1)]
    weight: Param,
    /// What is still to open.
    #[state(derivative = -x / tau, init = 0)]
    x: State,
    /// Relative conductance.
    #[state(derivative = (x - s) / tau, init = 0)]
    s: State,
}
