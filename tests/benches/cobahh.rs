//! The network COBAHH of Brette et al. 2007 (J. Comput. Neurosci. 23, benchmark 3) on a grid: 4000 cells with conductances that
//! spikes raise, one simulated second of exponential Euler at 0.1 ms, and its time by phase. The generated C++ of Brian2 takes 4.3 s
//! on one thread of a machine like that of the figures in CHANGELOG.
//!
//! `cargo bench -p neuron-tests --bench cobahh`

use neuron_runtime::model::mechanism::Held;
use neuron_runtime::prelude::*;
use neuron_tests::random::Random;
use std::time::{Duration, Instant};

/// Its sodium current.
#[channel(ion = Na, current = g * m^3 * h * (v - e))]
pub struct Sodium {
    #[param(100mS/cm2)]
    g: Param,
    #[gate(
        alpha = 0.32 * (-50 - v) / (exp((-50 - v) / 4) - 1),
        beta = 0.28 * (v + 23) / (exp((v + 23) / 5) - 1),
        init = 0,
    )]
    m: Gate,
    #[gate(alpha = 0.128 * exp((-46 - v) / 18), beta = 4 / (1 + exp((-23 - v) / 5)), init = 0)]
    h: Gate,
}

/// Its potassium current.
#[channel(ion = K, current = g * n^4 * (v - e))]
pub struct Potassium {
    #[param(30mS/cm2)]
    g: Param,
    #[gate(alpha = 0.032 * (-48 - v) / (exp((-48 - v) / 5) - 1), beta = 0.5 * exp((-53 - v) / 40), init = 0)]
    n: Gate,
}

/// Its leak.
#[channel(current = g * (v - e))]
pub struct Leak {
    #[param(0.05mS/cm2)]
    g: Param,
    #[param(-60mV)]
    e: Param,
}

/// Its conductances.
#[synapse(current = s * (v_post - e), on_pre(s += weight))]
pub struct Conductance {
    #[param(0mV)]
    e: Param,
    #[param(5ms)]
    tau: Param,
    #[param(6nS)]
    weight: Param,
    #[state(derivative = -s / tau, init = 0, unit = nS)]
    s: State,
}

cell! {
    /// A cell of the network.
    pub struct Cell;
    capacitance: 1uF/cm2, area: 20000um2, v: -60mV,
    ions { Na: 50mV, K: -90mV },
    channels { Sodium, Potassium, Leak },
    spike { threshold: -20mV, refractory: 3ms },
}

network! {
    /// The network.
    pub struct Cobahh;
    neuron E[3200]: Cell;
    neuron I[800]: Cell;
    E -> E random { probability: 0.02, seed: 1, autapses }: Conductance;
    E -> I random { probability: 0.02, seed: 2 }: Conductance;
    I -> E random { probability: 0.02, seed: 3 }: Conductance { tau: 10ms, e: -80mV, weight: 67nS };
    I -> I random { probability: 0.02, seed: 4, autapses }: Conductance { tau: 10ms, e: -80mV, weight: 67nS };
}

network! {
    /// Its cells alone.
    pub struct Alone;
    neuron E[4000]: Cell;
}

/// Pairs of spikes change a weight (Song, Miller & Abbott 2000).
#[synapse(
    current = s * (v_post - e),
    on_pre(s += w, x += a_plus, w = max(0, w - y)),
    on_post(y += a_minus, w = min(w_max, w + x)),
)]
pub struct Pairing {
    #[param(0mV)]
    e: Param,
    #[param(5ms)]
    tau: Param,
    #[param(0.01nS)]
    a_plus: Param,
    #[param(0.012nS)]
    a_minus: Param,
    #[param(20ms)]
    tau_plus: Param,
    #[param(20ms)]
    tau_minus: Param,
    #[param(1nS)]
    w_max: Param,
    #[state(derivative = -s / tau, init = 0, unit = nS)]
    s: State,
    #[state(derivative = -x / tau_plus, init = 0, unit = nS)]
    x: State,
    #[state(derivative = -y / tau_minus, init = 0, unit = nS)]
    y: State,
    #[state(init = 0.5nS, unit = nS)]
    w: State,
}

network! {
    /// Plastic connections.
    pub struct Plastic;
    neuron E[3200]: Cell;
    neuron I[800]: Cell;
    E -> I random { probability: 0.02, seed: 2 }: Pairing;
}

const DURATION: f64 = 1000.0;

/// Returns a start as that of the benchmark, in the order of the state: for each array V and three gates, then conductances,
/// excitatory ones first.
fn start(arrays: &[usize], dim: usize) -> Vec<f64> {
    let mut random = Random::new(1);
    let mut normal = || (-2.0 * random.unit().max(1e-300).ln()).sqrt() * (std::f64::consts::TAU * random.unit()).cos();
    let mut y = vec![0.0; dim];
    let mut begin = 0;
    for count in arrays {
        y[begin..begin + count].iter_mut().for_each(|v| *v = -65.0 + 5.0 * normal());
        begin += 4 * count;
    }
    if dim > begin {
        let (excitatory, inhibitory) = y[begin..].split_at_mut(4000);
        excitatory.iter_mut().for_each(|s| *s = 10.0 * (1.5 * normal() + 4.0));
        inhibitory.iter_mut().for_each(|s| *s = 10.0 * (12.0 * normal() + 20.0));
    }
    y
}

fn time<N: Network<f64>>(network: &N, y: &[f64]) -> (Duration, Run<N>) {
    let begin = Instant::now();
    let run =
        network.simulate(DURATION).method(ExponentialEuler::step(0.1)).on_grid(0.1).record_nothing().start_at(y).run();
    (begin.elapsed(), run.unwrap_or_else(|failure| panic!("{failure}")))
}

fn main() {
    let begin = Instant::now();
    let mut network = Cobahh::default();
    println!("built in {:.1?}, {} states", begin.elapsed(), network.dim());
    let y = start(&[3200, 800], network.dim());
    let (whole, run) = time(&network, &y);
    let spikes: usize = run.e.iter().chain(&run.i).map(|cell| cell.spikes.len()).sum();
    let mut links = 0;
    network.each_connection(&mut |_, _| links += 1);
    let delivered = spikes as f64 * f64::from(links) / 4000.0;
    // The same without spikes, and without conductances.
    network.set(Cobahh::E.spike.threshold, 500.0).set(Cobahh::I.spike.threshold, 500.0);
    let (silent, _) = time(&network, &y);
    let mut alone = Alone::default();
    alone.set(Alone::E.spike.threshold, 500.0);
    let (cells, _) = time(&alone, &start(&[4000], alone.dim()));
    println!("{:.1} Hz, {spikes} spikes, {delivered:.3e} delivered", spikes as f64 / 4000.0 / DURATION * 1e3);
    println!("a simulated second: {:.2} s; Brian2's C++ 4.3 s", whole.as_secs_f64() / DURATION * 1e3);
    println!("  cells {cells:.2?}, conductances {:.2?}", silent.saturating_sub(cells));
    println!("  spikes, and what they change in the cells, {:.2?}", whole.saturating_sub(silent));
    println!("a delivered spike: {:.1} ns with static weights", delivery(&network, 1e7));
    let mut own = Cobahh::default();
    for weight in [Cobahh::E_E.Conductance.weight, Cobahh::E_I.Conductance.weight] {
        own.set_each(weight, |k| 5.0 + 1e-4 * k as f64);
    }
    println!("  {:.1} ns where most connections have weights of their own", delivery(&own, 1e7));
    println!("  {:.1} ns with pair STDP", delivery(&Plastic::default(), 1e6));
}

/// Returns the time (ns) of a delivered spike, if every neuron spikes in turn until about `wanted` are delivered.
fn delivery<N: Network<f64>>(network: &N, wanted: f64) -> f64 {
    let mut y = vec![0.0; network.dim()];
    network.start(&mut y);
    let mut variables = network.variables(0.0);
    let mut potentials = Vec::new();
    network.potentials(&mut |v| potentials.push(v));
    let (begin, mut delivered, mut t) = (Instant::now(), 0, 0.0);
    while f64::from(delivered) < wanted {
        t += 1.0;
        for v in &potentials {
            network.departures(*v, t, Held::NONE, &mut |_, arrival| {
                delivered += (arrival.places.1 - arrival.places.0) as u32;
                network.arrive(&arrival, t, Held::NONE, &mut y, &mut variables);
            });
        }
    }
    begin.elapsed().as_nanos() as f64 / f64::from(delivered)
}
