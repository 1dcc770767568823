use neuron_runtime::library::hodgkin_huxley_1952::{K, Leak, Na};
use neuron_runtime::prelude::*;

cell! {
    #[cfg(all())]
    /// An axon.
    pub struct Axon;

    /// As published.
    capacitance: 1uF/cm2, area: 0.01mm2, v: -65mV,
    ions { Na: 50mV, #[cfg(all())] K: -77mV },
    channels {
        Na,
        /// Delayed rectifier.
        #[cfg(all())]
        K,
        Leak { #[cfg(all())] g: 0.3mS/cm2 },
    },
}

fn main() {}
