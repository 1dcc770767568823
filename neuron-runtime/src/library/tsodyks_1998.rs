//! Facilitation and depression of a synapse: M. Tsodyks, K. Pawelzik & H. Markram, "Neural networks with dynamic synapses",
//! Neural Comput. 10 (1998) 821–835.
//!
//! The model of [`tsodyks_markram_1997`](super::tsodyks_markram_1997), *current-based* as there, with a used fraction u that
//! each spike raises. u rises before resources are used, so that a spike after a long silence uses U of them.

use crate::prelude::*;

/// A synaptic current with facilitation and depression.
///
/// u enters nothing between spikes: it moves in closed form. x and y are integrated.
#[synapse(current = -a * y, on_pre(u += u_0 * (1 - u), y += u * x, x -= u * x))]
pub struct Facilitating {
    /// Absolute synaptic efficacy A: the current if all resources are active. Positive excites.
    #[param(1540pA)]
    a: Param,
    /// Rise U of the used fraction at a spike, relative to what is left to 1.
    #[param(0.03, min = 0, max = 1)]
    u_0: Param,
    /// Time constant of inactivation, that of the current.
    #[param(1.5ms, min = 0ms)]
    tau_in: Param,
    /// Time constant of recovery.
    #[param(130ms, min = 0ms)]
    tau_rec: Param,
    /// Time constant of facilitation.
    #[param(530ms, min = 0ms)]
    tau_facil: Param,
    /// Fraction of the recovered resources that a spike uses.
    #[state(derivative = -u / tau_facil, init = 0)]
    u: State,
    /// Fraction of resources that are recovered.
    #[state(derivative = (1 - x - y) / tau_rec, init = 1)]
    x: State,
    /// Fraction of resources that are active.
    #[state(derivative = -y / tau_in, init = 0)]
    y: State,
}
