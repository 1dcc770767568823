use neuron_runtime::prelude::*;

#[channel(ion = Na, let open = gbar * m^3 * h, current = (1e-4) * open * (v - e))]
pub struct Na {
    #[param(20pS/um2)]
    gbar: Param,
    #[gate(inf = 1 / (1 + exp(-(v + 38) / 7)), tau = 1)]
    m: Gate,
    #[gate(inf = 1 / (1 + exp((v + 65) / 6.2)), tau = 1000 / (3.3 * exp((v + 35) / 20)))]
    h: Gate,
}

fn main() {}
