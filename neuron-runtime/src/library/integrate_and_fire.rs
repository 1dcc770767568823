//! Integrate-and-fire neurons: V jumps at a threshold, and what makes it rise is simple.
//!
//! | cell | equation of V | source |
//! | --- | --- | --- |
//! | [`Lif`] | C dV/dt = −g (V − E) + I | Lapicque 1907, J. Physiol. Pathol. Gen. 9:620; Stein 1965, Biophys. J. 5:173 |
//! | [`Qif`] | C dV/dt = k (V − V_r)(V − V_t) + I | Latham et al. 2000, J. Neurophysiol. 83:808 |
//! | [`Eif`] | C dV/dt = −g (V − E) + g Δ e^{(V − V_T)/Δ} + I | Fourcaud-Trocmé et al. 2003, J. Neurosci. 23:11628 |
//! | [`AdEx`] | the same − w | Brette & Gerstner 2005, J. Neurophysiol. 94:3637 |
//! | [`Izhikevich`] | C dV/dt = k (V − V_r)(V − V_t) − u + I | Izhikevich 2007, *Dynamical Systems in Neuroscience*, chapter 8 |
//!
//! The current I is injected: `inject`, or a stimulus.

use crate::prelude::*;

/// A leak of an absolute conductance.
#[channel(current = g * (v - e))]
pub struct PointLeak {
    /// Conductance.
    #[param(10nS, min = 0nS)]
    g: Param,
    /// Reversal potential.
    #[param(-70mV)]
    e: Param,
}

/// The upstroke of a spike as an exponential of V (Fourcaud-Trocmé et al. 2003).
#[channel(current = -g * delta * exp((v - v_t) / delta))]
pub struct Upstroke {
    /// Conductance, that of the leak.
    #[param(10nS, min = 0nS)]
    g: Param,
    /// V at which the upstroke begins.
    #[param(-50mV)]
    v_t: Param,
    /// Slope factor.
    #[param(2mV, min = 0mV)]
    delta: Param,
}

/// A current that V drives and each spike raises: τ dw/dt = a (V − E) − w, and w += b (Brette & Gerstner 2005).
#[channel(current = w, on_spike(w += b))]
pub struct Adaptation {
    /// Conductance of the subthreshold adaptation.
    #[param(4nS)]
    a: Param,
    /// Rise at a spike.
    #[param(80.5pA)]
    b: Param,
    /// V at which it vanishes.
    #[param(-70.6mV)]
    e: Param,
    /// Time constant.
    #[param(144ms, min = 0ms)]
    tau: Param,
    /// The current.
    #[state(derivative = (a * (v - e) - w) / tau, unit = nA, init = 0)]
    w: State,
}

/// A parabola of V: inward between the rest and the threshold below, outward above (Latham et al. 2000; Izhikevich 2007).
#[channel(current = -k * (v - v_r) * (v - v_t))]
pub struct Parabola {
    /// Curvature.
    #[param(0.7nS/mV, min = 0nS/mV)]
    k: Param,
    /// V at rest.
    #[param(-60mV)]
    v_r: Param,
    /// V above which it drives V up.
    #[param(-40mV)]
    v_t: Param,
}

/// The recovery of Izhikevich's neuron: du/dt = a (b (V − V_r) − u), and u += d at a spike (Izhikevich 2007).
#[channel(current = u, on_spike(u += d))]
pub struct Recovery {
    /// Rate.
    #[param(0.03/ms, min = 0/ms)]
    a: Param,
    /// Conductance.
    #[param(unchecked(-2nS))]
    b: Param,
    /// Rise at a spike.
    #[param(100pA)]
    d: Param,
    /// V at which it vanishes.
    #[param(-60mV)]
    v_r: Param,
    /// The current.
    #[state(derivative = a * (b * (v - v_r) - u), unit = nA, init = 0)]
    u: State,
}

cell! {
    /// A leaky integrate-and-fire neuron (Lapicque 1907; Stein 1965), with a time constant of 20 ms.
    pub struct Lif;
    capacitance: 200pF, v: -70mV,
    channels { Leak: PointLeak },
    spike { threshold: -50mV, reset: -65mV, hold: 2ms }
}

cell! {
    /// A quadratic integrate-and-fire neuron (Latham et al. 2000).
    pub struct Qif;
    capacitance: 100pF, v: -60mV,
    channels { Parabola },
    spike { threshold: 35mV, reset: -50mV }
}

cell! {
    /// An exponential integrate-and-fire neuron (Fourcaud-Trocmé et al. 2003).
    pub struct Eif;
    capacitance: 200pF, v: -70mV,
    channels { Leak: PointLeak, Upstroke },
    spike { threshold: -30mV, reset: -65mV, hold: 2ms }
}

cell! {
    /// The adaptive exponential integrate-and-fire neuron with the values of Brette & Gerstner 2005, table 1.
    pub struct AdEx;
    capacitance: 281pF, v: -70.6mV,
    channels {
        Leak: PointLeak { g: 30nS, e: -70.6mV },
        Upstroke { g: 30nS, v_t: -50.4mV, delta: 2mV },
        Adaptation,
    },
    spike { threshold: -30mV, reset: -70.6mV, hold: 2ms }
}

cell! {
    /// Izhikevich's neuron with the values of a regularly spiking cell of the neocortex (Izhikevich 2007, section 8.2.1).
    pub struct Izhikevich;
    capacitance: 100pF, v: -60mV,
    channels { Parabola, Recovery },
    spike { threshold: 35mV, reset: -50mV }
}
