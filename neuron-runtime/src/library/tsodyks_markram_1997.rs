//! Depression of a synapse: M. V. Tsodyks & H. Markram, "The neural code between neocortical pyramidal neurons depends on
//! neurotransmitter release probability", Proc. Natl. Acad. Sci. USA 94 (1997) 719–723.
//!
//! The resources of a synapse are recovered (x), active (y) or inactive (1 − x − y). The current is A y: it is *current-based*.
//! What is active does not recover before it is inactive, so x depends on y, which is integrated, and x with it.
//! [`tsodyks_1998`](super::tsodyks_1998) adds facilitation to this; [`fuhrmann_2002`](super::fuhrmann_2002) and
//! [`mongillo_2008`](super::mongillo_2008) leave out the inactive state, which changes little if τ_in is short compared with
//! τ_rec.

use crate::prelude::*;

/// A synaptic current with depression, between pyramidal neurons of layer 5.
#[synapse(current = -a * y, on_pre(y += u * x, x -= u * x))]
pub struct Depressing {
    /// Absolute synaptic efficacy A: the current if all resources are active. Positive excites.
    #[param(250pA)]
    a: Param,
    /// Fraction U of the recovered resources that a spike uses.
    #[param(0.67, min = 0, max = 1)]
    u: Param,
    /// Time constant of inactivation, that of the current.
    #[param(3ms, min = 0ms)]
    tau_in: Param,
    /// Time constant of recovery.
    #[param(800ms, min = 0ms)]
    tau_rec: Param,
    /// Fraction of resources that are recovered.
    #[state(derivative = (1 - x - y) / tau_rec, init = 1)]
    x: State,
    /// Fraction of resources that are active.
    #[state(derivative = -y / tau_in, init = 0)]
    y: State,
}
