//! The owned, type-erased model against the typed interfaces, to the last bit, and against every misuse.

mod derivatives;
mod equations;
mod misuse;
mod other_programs;
mod parameters;
mod runs;
mod stepped;

use neuron_runtime::library::connor_stevens_1971::ConnorStevens;
use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
use neuron_runtime::library::morris_lecar_1981::MorrisLecar;
use neuron_runtime::library::pinsky_rinzel_1994::PinskyRinzel;
use neuron_runtime::library::wang_buzsaki_1996::WangBuzsaki;
use neuron_runtime::prelude::*;
use neuron_tests::allocations::CountingAllocator;
use neuron_tests::models::{Arrays, Pyloric, prinz_ab};
use std::fmt::Debug;

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

/// What a model can be made of.
pub trait Embedded: Network<f64, Tag = Self> + Clone + Debug + Send + Sync + 'static {}
impl<N: Network<f64, Tag = N> + Clone + Debug + Send + Sync + 'static> Embedded for N {}

/// Something to do with a network of any type.
pub trait Visit {
    /// Does it.
    fn visit<N: Embedded>(&mut self, network: N);
}

/// Visits cells of one and of two compartments, the pyloric network, and arrays with random connections.
pub fn each_network(visit: &mut impl Visit) {
    let mut spiking = HodgkinHuxley::default();
    spiking.set(HodgkinHuxley::inject, 15.0);
    visit.visit(spiking);
    visit.visit(ConnorStevens::default());
    visit.visit(MorrisLecar::default());
    visit.visit(PinskyRinzel::default());
    visit.visit(WangBuzsaki::default());
    visit.visit(prinz_ab());
    visit.visit(Pyloric::default());
    visit.visit(Arrays::default());
}

/// Returns a state in which nothing is at rest.
pub fn state<N: Embedded>(network: &N) -> Vec<f64> {
    let mut y = vec![0.0; network.dim()];
    network.start(&mut y);
    y.iter_mut().enumerate().for_each(|(k, y)| *y *= 1.0 + 0.1 * (k as f64 * 1.7).sin());
    y
}

/// The bits of numbers, which also compare NaN and the sign of 0.
pub fn bits(numbers: &[f64]) -> Vec<u64> {
    numbers.iter().map(|x| x.to_bits()).collect()
}
