use neuron_runtime::library::integrate_and_fire::Lif;
use neuron_runtime::prelude::*;

#[synapse(current = g * s * (v_post - e), on_pre(s += weight))]
pub struct Ampa {
    #[param(1nS, min = 0nS)]
    g: Param,
    #[param(0mV)]
    e: Param,
    #[param(5ms, min = 0ms)]
    tau: Param,
    #[param(1, min = 0, max = 10)]
    weight: Param,
    #[state(derivative = -s / tau, init = 0)]
    s: State,
}

const ONE: &[(usize, usize)] = &[(0, 1)];

network! {
    pub struct Circuit;
    neuron A: Lif;
    neuron B: Lif;
    neuron E[3]: Lif;
    E -> E pairs [(0, 1), (1, 2)]: Ampa { weight: [1, 2, 3], delay: [1ms, 2ms] };
    third = E -> E pairs ONE: Ampa { weight: [1, 2] };
    second = E -> E all_to_all: Ampa { weight: [1, 2, 3] };
}

fn main() {}
