//! Spikes that travel: synapses that they change, delays, sources, spikes on a grid.

mod checkpoints;
mod closed_forms;
mod grid;
mod library;
mod merged;
mod order;
mod pair;
mod ported;
mod random;
mod recursion;
mod sources;
mod ties;
mod values;

use neuron_runtime::library::hodgkin_huxley_1952::{K, Leak, Na};
use neuron_runtime::prelude::*;
use neuron_tests::allocations::CountingAllocator;

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

cell! {
    /// The squid axon of the references, 0.1 mm², whose spikes others follow.
    pub struct Axon;
    capacitance: 1uF/cm2, area: 0.1mm2, v: -65mV,
    ions { Na: 50mV, K: -77mV },
    channels { Na, K, Leak },
    spike { threshold: 0mV },
}

/// A leak.
#[channel(current = g * (v - e))]
pub struct Passive {
    #[param(10nS)]
    g: Param,
    #[param(-65mV)]
    e: Param,
}

cell! {
    /// A membrane that a kick makes spike.
    pub struct Membrane;
    capacitance: 100pF, v: -65mV,
    channels { Passive },
    spike { threshold: -50mV, reset: -65mV },
}

/// A conductance that rises at each spike.
#[synapse(current = g * s * (v_post - e), on_pre(s += weight))]
pub struct Exponential {
    #[param(1nS, min = 0nS)]
    g: Param,
    #[param(0mV)]
    e: Param,
    #[param(5ms, min = 0ms)]
    tau: Param,
    #[param(1)]
    weight: Param,
    #[state(derivative = -s / tau, init = 0)]
    s: State,
}

/// A jump of V.
#[synapse(on_pre(v_post += weight))]
pub struct Kick {
    #[param(20mV)]
    weight: Param,
}

/// Does the same by each method: `each_method!(|method, name| …)`.
macro_rules! each_method {
    (|$method:ident, $name:ident| $body:expr) => {{
        macro_rules! one {
            ($made:expr) => {{
                let ($method, $name) = ($made, stringify!($made));
                $body
            }};
        }
        one!(Adaptive::default());
        one!(Tsit5::tolerance(1e-6));
        one!(Rodas3P::tolerance(1e-5));
        one!(Rodas4::tolerance(1e-6));
        one!(Rodas5P::tolerance(1e-6));
        one!(Ros34Pw2::tolerance(1e-5));
        one!(Rk4::step(0.05));
        one!(ExponentialEuler::step(0.07));
        one!(Strang::step(0.05));
    }};
}
use each_method;
