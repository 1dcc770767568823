//! Number types and their allocations, forward and reverse mode, second order, curves.

mod adjoint;
mod alloc;
mod curve_files;
mod gradient_properties;
mod gradients;
mod minimally_disruptive;
mod number_types;
mod second_order;
mod sensitivity;
mod threads;

use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
use neuron_runtime::library::prinz_2003::Stg;
use neuron_runtime::library::prinz_2004::Glutamatergic;
use neuron_runtime::model::handle::Parameter;
use neuron_runtime::prelude::*;
use neuron_tests::models::Gap;

network! {
    /// A graded synapse and a gap junction between neurons with calcium.
    pub struct Pair;

    neuron A: Stg {
        NaV.g: 100mS/cm2, CaS.g: 6mS/cm2, CaT.g: 2.5mS/cm2, A.g: 50mS/cm2,
        KCa.g: 5mS/cm2, Kd.g: 100mS/cm2, H.g: 0.01mS/cm2, Leak.g: 0mS/cm2, v: -45mV,
    }
    neuron B: Stg {
        NaV.g: 100mS/cm2, CaS.g: 4mS/cm2, CaT.g: 1mS/cm2, A.g: 20mS/cm2,
        KCa.g: 2mS/cm2, Kd.g: 25mS/cm2, H.g: 0.05mS/cm2, Leak.g: 0.03mS/cm2, v: -45mV,
    }

    A -> B: Glutamatergic { g: 30nS };
    gaps = A -- B: Gap { g: 5nS };
}

/// Every conductance and reversal of the squid axon, its capacitance and its current.
fn of_the_axon() -> [Parameter<HodgkinHuxley>; 8] {
    [
        HodgkinHuxley::Na.g,
        HodgkinHuxley::K.g,
        HodgkinHuxley::Leak.g,
        HodgkinHuxley::Na.e,
        HodgkinHuxley::K.e,
        HodgkinHuxley::Leak.e,
        HodgkinHuxley::capacitance,
        HodgkinHuxley::inject,
    ]
}
