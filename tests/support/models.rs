//! The reference models as a user of the macros declares them, and a network of arrays.

use neuron_runtime::library::prinz_2003::Stg;
pub use neuron_runtime::library::prinz_2004::Pyloric;
use neuron_runtime::library::prinz_2004::{Cholinergic, Glutamatergic};
use neuron_runtime::prelude::*;

/// `prinz_ab`: one bursting cell.
pub fn prinz_ab() -> Stg {
    let mut cell = Stg::default();
    cell.set(Stg::NaV.g, 100.0)
        .set(Stg::CaS.g, 6.0)
        .set(Stg::CaT.g, 2.5)
        .set(Stg::A.g, 50.0)
        .set(Stg::KCa.g, 5.0)
        .set(Stg::Kd.g, 100.0)
        .set(Stg::H.g, 0.01)
        .set(Stg::Leak.g, 0.0);
    cell
}

/// A gap junction.
#[synapse(electrical, current = g * (v_post - v_pre))]
pub struct Gap {
    /// Conductance.
    #[param(unit = nS)]
    g: Param,
}

network! {
    /// Arrays, neurons that differ, every kind of connection.
    pub struct Arrays;
    neuron P: Stg {
        NaV.g: 100mS/cm2, CaS.g: 6mS/cm2, CaT.g: 2.5mS/cm2, A.g: 50mS/cm2,
        KCa.g: 5mS/cm2, Kd.g: 100mS/cm2, H.g: 0.01mS/cm2, Leak.g: 0mS/cm2,
    }
    neuron E[5]: Stg {
        NaV.g: 100mS/cm2, CaS.g: 6mS/cm2, CaT.g: 2.5mS/cm2, A.g: 50mS/cm2,
        KCa.g: 5mS/cm2, Kd.g: 100mS/cm2, H.g: 0.01mS/cm2, Leak.g: 0mS/cm2,
        v: [-60mV, -50mV, -45mV, -55mV, -52mV],
    }
    E -> E all_to_all: Glutamatergic { g: 3nS };
    E -> P random { probability: 0.7, seed: 3 }: Cholinergic { g: 2nS };
    gaps = E -- E pairs [(0, 1), (1, 2)]: Gap { g: 2nS };
}

/// Declares a network of squid axons, each with random inputs through weak graded synapses: its name, the number of axons and that
/// of the inputs of each.
#[macro_export]
macro_rules! axons {
    ($name:ident, $count:tt, $inputs:tt) => {
        ::neuron_runtime::prelude::network! {
            /// Squid axons with random inputs.
            pub struct $name;
            neuron E[$count]: HodgkinHuxley { inject: 10uA/cm2, area: 0.01mm2 }
            E -> E random { inputs: $inputs, seed: 1 }: Glutamatergic { g: 0.1nS };
        }
    };
}
