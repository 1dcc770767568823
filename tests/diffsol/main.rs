//! Networks as problems of `diffsol`: spikes of the references, exact derivatives, sensitivities, no allocation.

mod derivatives;
mod failures;
mod gradients;
mod spikes;
mod steps;

use neuron_runtime::diffsol::Dense;
use neuron_runtime::diffsol::diffsol::NalgebraVec;
use neuron_runtime::handle::Parameter;
use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
use neuron_runtime::library::prinz_2003::Stg;
use neuron_runtime::library::prinz_2004::{Cholinergic, Glutamatergic};
use neuron_runtime::prelude::*;
use neuron_tests::allocations::CountingAllocator;

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

/// A vector of dense problems.
type Vector = NalgebraVec<f64>;

/// The reference's squid axon.
fn hodgkin_huxley() -> HodgkinHuxley {
    let mut axon = HodgkinHuxley::default();
    axon.set(HodgkinHuxley::inject, 10.0);
    axon
}

/// The maximal conductances of a cell.
fn conductances() -> [Parameter<Stg>; 8] {
    [Stg::NaV.g, Stg::CaS.g, Stg::CaT.g, Stg::A.g, Stg::KCa.g, Stg::Kd.g, Stg::H.g, Stg::Leak.g]
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

/// A state of a network somewhere off its start, another one for every `shift`.
fn somewhere<N: Network<f64>>(network: &N, shift: usize) -> Vec<f64> {
    let mut y = vec![0.0; network.dim()];
    network.start(&mut y);
    y.iter_mut().enumerate().for_each(|(k, y)| *y *= 1.0 + 0.03 * ((3 * k + 5 * shift) % 7) as f64);
    y
}
