//! Short-term plasticity of a conductance: G. Fuhrmann, I. Segev, H. Markram & M. Tsodyks, "Coding of temporal information by
//! activity-dependent synapses", J. Neurophysiol. 87 (2002) 140–148: the mean of its probabilistic release.
//!
//! *Conductance-based*, and without the inactive state of [`tsodyks_1998`](super::tsodyks_1998): a resource begins to recover
//! when it is used, dx/dt = (1 − x)/τ_rec. So x and u depend on nothing that is integrated, and both move in closed form from
//! spike to spike.
//!
//! The defaults are the means between excitatory neurons in W. Maass, T. Natschläger & H. Markram, Neural Comput. 14 (2002)
//! 2531–2560; for facilitation, from excitatory to inhibitory ones, it has U = 0.05, τ_rec = 125 ms, τ_facil = 1200 ms.

use crate::prelude::*;

/// A conductance with facilitation and depression.
#[synapse(current = g * s * (v_post - e), on_pre(u += u_0 * (1 - u), s += u * x, x -= u * x))]
pub struct ShortTerm {
    /// Conductance if all resources are used at once.
    #[param(1nS, min = 0nS)]
    g: Param,
    /// Reversal potential.
    #[param(0mV)]
    e: Param,
    /// Time constant of the conductance.
    #[param(3ms, min = 0ms)]
    tau: Param,
    /// Rise U of the used fraction at a spike, relative to what is left to 1.
    #[param(0.5, min = 0, max = 1)]
    u_0: Param,
    /// Time constant of recovery.
    #[param(1100ms, min = 0ms)]
    tau_rec: Param,
    /// Time constant of facilitation.
    #[param(50ms, min = 0ms)]
    tau_facil: Param,
    /// Fraction of the resources that a spike uses.
    #[state(derivative = -u / tau_facil, init = 0)]
    u: State,
    /// Fraction of resources that are recovered.
    #[state(derivative = (1 - x) / tau_rec, init = 1)]
    x: State,
    /// Relative conductance.
    #[state(derivative = -s / tau, init = 0)]
    s: State,
}
