//! GABA_B receptors driven by spikes: A. Destexhe, Z. F. Mainen & T. J. Sejnowski, "Kinetic models of synaptic transmission", in
//! C. Koch & I. Segev (eds.), *Methods in Neuronal Modeling*, 2nd edition, MIT Press (1998), chapter 1.
//!
//! A spike releases a rectangular pulse of transmitter; one that arrives during a pulse prolongs it. Receptors that bind it
//! activate a G-protein, and four of its molecules open a potassium channel. See [`destexhe_1994`](super::destexhe_1994) for fast receptors.

use crate::prelude::*;

/// GABA_B receptors, with a pulse of transmitter at each spike.
///
/// The pulse is a state, the time of its end: the comparison of `t` with it is an event that a run stops at.
#[synapse(
    let transmitter = if t < end { concentration } else { 0mM },
    let open = s^4 / (s^4 + k_d),
    current = g * open * (v_post - e),
    on_pre(end = t + duration),
)]
pub struct GabaB {
    /// Maximal conductance.
    #[param(1nS, min = 0nS)]
    g: Param,
    /// Reversal potential, that of potassium.
    #[param(-95mV)]
    e: Param,
    /// Concentration of the transmitter in a pulse.
    #[param(1mM, min = 0mM)]
    concentration: Param,
    /// Duration of a pulse.
    #[param(1ms, min = 0ms)]
    duration: Param,
    /// Rate K₁ of binding per transmitter concentration.
    #[param(0.09/mM/ms, min = 0)]
    k_1: Param,
    /// Rate K₂ of unbinding.
    #[param(0.0012/ms, min = 0)]
    k_2: Param,
    /// Rate K₃ at which bound receptors activate G-protein, in µM per time.
    #[param(0.18/ms, min = 0)]
    k_3: Param,
    /// Rate K₄ of its inactivation.
    #[param(0.034/ms, min = 0)]
    k_4: Param,
    /// Dissociation constant K_d of four G-proteins and the channel, in µM⁴.
    #[param(100, min = 0)]
    k_d: Param,
    /// Time at which the last pulse ends.
    #[state(init = 0, unit = ms)]
    end: State,
    /// Fraction of receptors that are bound.
    #[state(derivative = k_1 * transmitter * (1 - r) - k_2 * r, init = 0)]
    r: State,
    /// Active G-protein, in µM.
    #[state(derivative = k_3 * r - k_4 * s, init = 0)]
    s: State,
}
