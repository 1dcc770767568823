//! The pyloric network and its graded synapses: A. A. Prinz, D. Bucher & E. Marder, "Similar network activity from disparate
//! circuit parameters", Nature Neuroscience 7 (2004) 1345–1352.

use crate::library::prinz_2003::Stg;
use crate::prelude::*;

/// Graded cholinergic inhibition, Prinz, Bucher & Marder (2004).
#[synapse(current = g * s * (v_post - e))]
pub struct Cholinergic {
    /// Maximal conductance.
    #[param(unit = nS, min = 0)]
    g: Param,
    /// Reversal potential.
    #[param(-80mV)]
    e: Param,
    /// Presynaptic potential of half activation.
    #[param(-35mV)]
    v_half: Param,
    /// Slope of the activation.
    #[param(5mV)]
    delta: Param,
    /// Longest time constant, the inverse of the rate k = 0.01/ms.
    #[param(100ms, min = 0ms)]
    tau_max: Param,
    /// Activation.
    #[gate(inf = 1 / (1 + exp((v_half - v_pre) / delta)), tau = tau_max * (1 - s_inf), init = 0)]
    s: Gate,
}

/// Graded glutamatergic inhibition, Prinz, Bucher & Marder (2004).
#[synapse(current = g * s * (v_post - e))]
pub struct Glutamatergic {
    /// Maximal conductance.
    #[param(unit = nS, min = 0)]
    g: Param,
    /// Reversal potential.
    #[param(-70mV)]
    e: Param,
    /// Presynaptic potential of half activation.
    #[param(-35mV)]
    v_half: Param,
    /// Slope of the activation.
    #[param(5mV)]
    delta: Param,
    /// Longest time constant, the inverse of the rate k = 0.025/ms.
    #[param(40ms, min = 0ms)]
    tau_max: Param,
    /// Activation.
    #[gate(inf = 1 / (1 + exp((v_half - v_pre) / delta)), tau = tau_max * (1 - s_inf), init = 0)]
    s: Gate,
}

network! {
    /// The three-cell pyloric rhythm of Prinz, Bucher & Marder 2004, Fig. 2e.
    ///
    /// RT/F in the reversal potential of calcium is the model's own constant, that of [`Stg`]. With today's, spikes move by
    /// up to 0.073 ms in ten seconds. The network is stiff: the synapses' time constants fall to 1e-5 ms while the
    /// presynaptic neuron spikes.
    pub struct Pyloric;

    /// The pacemaker: anterior burster and pyloric dilator.
    neuron AB: Stg {
        NaV.g: 100mS/cm2, CaS.g: 6mS/cm2, CaT.g: 2.5mS/cm2, A.g: 50mS/cm2,
        KCa.g: 5mS/cm2, Kd.g: 100mS/cm2, H.g: 0.01mS/cm2, Leak.g: 0mS/cm2,
    }
    /// The lateral pyloric neuron.
    neuron LP: Stg {
        NaV.g: 100mS/cm2, CaS.g: 4mS/cm2, CaT.g: 0mS/cm2, A.g: 20mS/cm2,
        KCa.g: 0mS/cm2, Kd.g: 25mS/cm2, H.g: 0.05mS/cm2, Leak.g: 0.03mS/cm2,
    }
    /// The pyloric neurons.
    neuron PY: Stg {
        NaV.g: 100mS/cm2, CaS.g: 2mS/cm2, CaT.g: 2.4mS/cm2, A.g: 50mS/cm2,
        KCa.g: 0mS/cm2, Kd.g: 125mS/cm2, H.g: 0.05mS/cm2, Leak.g: 0.01mS/cm2,
    }

    AB -> LP: Cholinergic { g: 30nS }, Glutamatergic { g: 30nS };
    AB -> PY: Cholinergic { g: 3nS },  Glutamatergic { g: 10nS };
    LP -> AB: Glutamatergic { g: 30nS };
    LP -> PY: Glutamatergic { g: 1nS };
    PY -> LP: Glutamatergic { g: 30nS };
}
