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

use neuron_runtime::prelude::*;
use neuron_runtime::run::checkpoint::Checkpoint;
use neuron_runtime::run::simulation::Simulation;
use neuron_runtime::solve::Method;
use neuron_tests::allocations::CountingAllocator;
use std::fmt::Debug;
use std::ops::ControlFlow;

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

/// Cancels a run at `stop` (ms). Returns the checkpoint from which it resumes.
fn cancelled<N: Network<f64>, M: Method<f64>>(simulation: Simulation<'_, N, f64, M>, stop: f64) -> Checkpoint {
    let mut checkpoint = None;
    let interrupted = simulation
        .progress(|p| if p.time >= stop { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
        .checkpoint_every(f64::INFINITY, &mut checkpoint)
        .run();
    assert!(interrupted.is_err());
    checkpoint.unwrap()
}

/// Asserts that a run of twice the duration, with twice as many steps, samples and events, makes not one allocation more.
/// `$count` returns the number of allocations of a run of a network, by a method, of a duration (ms).
macro_rules! assert_same_allocations {
    ($count:path, $net:expr, $method:expr) => {
        let counts = [20.0, 40.0].map(|duration| $count($net, $method, duration));
        assert_eq!(counts[0], counts[1], stringify!($method));
    };
}
use assert_same_allocations;

/// Returns the central difference of `f` with respect to the `k`th of `values`.
fn difference(f: impl Fn(&[f64]) -> f64, values: &[f64], k: usize) -> f64 {
    let d = 1e-4;
    let at = |by: f64| {
        let mut values = values.to_vec();
        values[k] += by;
        f(&values)
    };
    (at(d) - at(-d)) / (2.0 * d)
}

/// What is done with a method.
trait ByMethod {
    fn by<M>(&self, method: M)
    where
        M: Method<f64> + Method<neuron_runtime::number::Grad> + Copy + Debug;
}
