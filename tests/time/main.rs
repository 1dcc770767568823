//! Tests of everything that happens at a moment: relations in equations, which change at events.
//!
//! `cargo test -p neuron-tests --test time`

mod changes;
mod clamps;
mod continued;
mod inputs;
mod intervals;
mod networks;
mod pulses;
mod ramps;
mod repeating;
mod runs;
mod spikes;
mod standing;
mod states;

use neuron_tests::allocations::CountingAllocator;

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

/// Calls `$then` with every adaptive method at a tolerance, and a text for messages.
macro_rules! each_adaptive {
    ($tolerance:expr, $then:expr) => {{
        let (tolerance, then) = ($tolerance, $then);
        then.by(Adaptive::tolerance(tolerance));
        then.by(Tsit5::tolerance(tolerance));
        then.by(Rodas3P::tolerance(tolerance));
        then.by(Rodas4::tolerance(tolerance));
        then.by(Rodas5P::tolerance(tolerance));
        then.by(Ros34Pw2::tolerance(tolerance));
    }};
}
use each_adaptive;

/// What is done with a method.
trait ByMethod {
    fn by<M>(&self, method: M)
    where
        M: neuron_runtime::solve::Method<f64> + neuron_runtime::solve::Method<neuron_runtime::number::Grad>,
        M: Copy + std::fmt::Debug;
}
