//! Facilitation that holds a working memory: G. Mongillo, O. Barak & M. Tsodyks, "Synaptic theory of working memory", Science
//! 319 (2008) 1543–1546.
//!
//! A spike moves V by J u x: it is a *kick*, a current without duration, so that nothing is integrated. u rests at U and is used
//! before it rises; x and the jumps are those of [`fuhrmann_2002`](super::fuhrmann_2002), where u rests at 0 and is used after
//! it rises.

use crate::prelude::*;

/// A jump of V with facilitation and depression.
#[synapse(on_pre(v_post += j * u * x, x -= u * x, u += u_0 * (1 - u)))]
pub struct Facilitating {
    /// Absolute efficacy J: the jump of V if all resources are used. The default is not from the paper.
    #[param(1mV)]
    j: Param,
    /// Fraction U that a spike uses after a long silence.
    #[param(0.2, min = 0, max = 1)]
    u_0: Param,
    /// Time constant τ_F of facilitation.
    #[param(1500ms, min = 0ms)]
    tau_f: Param,
    /// Time constant τ_D of recovery.
    #[param(200ms, min = 0ms)]
    tau_d: Param,
    /// Fraction of the resources that a spike uses.
    #[state(derivative = (u_0 - u) / tau_f, init = u_0)]
    u: State,
    /// Fraction of resources that are recovered.
    #[state(derivative = (1 - x) / tau_d, init = 1)]
    x: State,
}
