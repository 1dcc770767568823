//! Networks as problems of `diffsol`: spikes of the references, exact derivatives, sensitivities, no allocation.

mod derivatives;
mod failures;
mod gradients;
mod spikes;
mod steps;

use neuron_runtime::diffsol::Dense;
use neuron_runtime::diffsol::diffsol::NalgebraVec;
use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
use neuron_runtime::library::prinz_2003::Stg;
use neuron_runtime::model::handle::Parameter;
use neuron_runtime::prelude::*;
use neuron_tests::allocations::CountingAllocator;
use neuron_tests::models::Arrays;

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

/// A vector of dense problems.
type Vector = NalgebraVec<f64>;

/// Returns the squid axon of the reference.
fn hodgkin_huxley() -> HodgkinHuxley {
    let mut axon = HodgkinHuxley::default();
    axon.set(HodgkinHuxley::inject, 10.0);
    axon
}

/// Returns the maximal conductances of a cell.
fn conductances() -> [Parameter<Stg>; 8] {
    [Stg::NaV.g, Stg::CaS.g, Stg::CaT.g, Stg::A.g, Stg::KCa.g, Stg::Kd.g, Stg::H.g, Stg::Leak.g]
}

/// Returns a state off the start of a network, a different one for every `shift`.
fn somewhere<N: Network<f64>>(network: &N, shift: usize) -> Vec<f64> {
    let mut y = vec![0.0; network.dim()];
    network.start(&mut y);
    y.iter_mut().enumerate().for_each(|(k, y)| *y *= 1.0 + 0.03 * ((3 * k + 5 * shift) % 7) as f64);
    y
}
