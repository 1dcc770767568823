//! A jump of the potential at each spike: R. B. Stein, "A theoretical analysis of neuronal variability", Biophys. J. 5 (1965)
//! 173–194.
//!
//! The limit of a synaptic current that is short compared with the membrane's time constant: a charge C · ΔV at one instant.

use crate::prelude::*;

/// A synapse whose spike moves V by `weight` at once (delta synapse).
#[synapse(on_pre(v_post += weight))]
pub struct Delta {
    /// Jump of V: positive excites, negative inhibits. The default is not from the paper.
    #[param(0.5mV)]
    weight: Param,
}
