//! Random numbers at events: their statistics, their paths, what runs keep of them.

use super::{Membrane, each_method};
use neuron_runtime::prelude::*;
use neuron_runtime::run::checkpoint::Checkpoint;
use neuron_runtime::run::simulation::Simulation;
use std::ops::ControlFlow;

/// Counts what is released, and sums of the numbers that are drawn.
#[synapse(
    let u = random(seed),
    let other = random(seed) - 0.5,
    current = g * (v_post - e),
    on_pre(
        released += if u < p { 1 } else { 0 },
        sum += u - 0.5,
        neighbours += (u - 0.5) * last,
        places += (u - 0.5) * other,
        last = u - 0.5,
    ),
)]
pub struct Counting {
    #[param(0nS)]
    g: Param,
    #[param(0mV)]
    e: Param,
    #[param(0.3)]
    p: Param,
    #[param(7)]
    seed: Param,
    #[state(init = 0)]
    released: State,
    #[state(init = 0)]
    sum: State,
    #[state(init = 0)]
    neighbours: State,
    #[state(init = 0)]
    places: State,
    #[state(init = 0)]
    last: State,
}

network! {
    pub struct Counted;
    source Clock: Regular { period: 0.1ms, start: 0.05ms };
    neuron Cell: Membrane;
    Clock -> Cell: Counting;
}

/// Tests of level 1e-3 each, two-sided.
#[test]
fn releases_have_their_probability_and_numbers_know_of_no_other() {
    let synapse = Counted::Clock_Cell.Counting;
    let net = Counted::default();
    let run = net.simulate(1000.0).method(Strang::step(0.1));
    let run = run.record(&[synapse.released, synapse.sum, synapse.neighbours, synapse.places]).record_at(&[1000.0]);
    let run = run.run().unwrap();
    let n = run.clock.spikes.len() as f64;
    assert_eq!(n, 1e4);
    let of = |handle| run.trace(handle).unwrap()[0];
    let released = of(synapse.released);
    assert!((released - 0.3 * n).abs() < 3.3 * (n * 0.3 * 0.7).sqrt(), "{released}");
    // A uniform number has variance 1/12.
    let sum = of(synapse.sum);
    assert!(sum.abs() < 3.3 * (n / 12.0).sqrt() && sum != 0.0, "{sum}");
    for product in [of(synapse.neighbours), of(synapse.places)] {
        assert!(product.abs() < 3.3 * n.sqrt() / 12.0 && product != 0.0, "{product}");
    }
}

/// Keeps the coins of its events as the digits of a binary number.
#[synapse(
    let coin = if random(seed) <= 0.5 { 1 } else { 0 },
    current = g * (v_post - e),
    on_pre(path = 2 * path + coin),
    on_post(back = 2 * back + coin, path = 2 * path + coin),
)]
pub struct Coins {
    #[param(0nS)]
    g: Param,
    #[param(0mV)]
    e: Param,
    #[param(1)]
    seed: Param,
    #[state(init = 0)]
    path: State,
    #[state(init = 0)]
    back: State,
}

network! {
    pub struct Thrown;
    source Input[3]: Listed;
    source Other: Listed;
    source Kicks: Listed;
    neuron E[2]: Membrane;
    neuron A: Membrane;
    neuron B: Membrane;
    Input -> E pairs [(0, 0), (1, 0), (2, 1)]: Coins, Again: Coins;
    Input -> A all_to_all: Coins;
    Other -> A: Coins;
    Other -> B: Coins;
    Kicks -> E all_to_all: super::Kick;
}

/// Returns the paths of all links.
fn paths(run: Run<Thrown>) -> Vec<f64> {
    run.columns().iter().map(|column| column.values[0]).collect()
}

/// Returns a run with forty presynaptic spikes, and seven postsynaptic ones of E.
fn thrown(net: &Thrown) -> Simulation<'_, Thrown, f64> {
    let pre: Vec<f64> = (0..40).map(|k| 2.0 * f64::from(k) + 1.0).collect();
    let post: Vec<f64> = (0..7).map(|k| 11.0 * f64::from(k) + 4.0).collect();
    let run = net.simulate(90.0).play(Thrown::Input.spikes, &pre).play(Thrown::Other.spikes, &pre);
    let run = run.play(Thrown::Kicks.spikes, &post);
    let groups = [Thrown::Input_E.Coins.path, Thrown::Input_E.Again.path, Thrown::Input_A.Coins.path];
    run.record(&groups).record(&[Thrown::Other_A.Coins.path, Thrown::Other_B.Coins.path]).record_at(&[90.0])
}

#[test]
fn each_link_has_one_path_under_every_method() {
    let net = Thrown::default();
    let expected = paths(thrown(&net).run().unwrap());
    assert_eq!(expected.len(), 3 + 3 + 3 + 2);
    each_method!(|method, name| {
        assert_eq!(paths(thrown(&net).method(method).run().unwrap()), expected, "{name}");
    });
    assert_eq!(paths(thrown(&net).on_grid(0.1).run().unwrap()), expected);
    assert_eq!(paths(thrown(&net).method(Strang::step(0.05)).on_grid(0.05).run().unwrap()), expected);
}

#[test]
fn another_seed_link_or_projection_has_another_path() {
    let mut net = Thrown::default();
    let mut all = paths(thrown(&net).run().unwrap());
    for seed in [2.0, 4_294_967_297.0, 9_007_199_254_740_991.0] {
        net.set(Thrown::Input_E.Coins.seed, seed).set(Thrown::Input_E.Again.seed, seed);
        let found = paths(thrown(&net).run().unwrap());
        assert_eq!(found[6..], all[6..11]);
        all.extend(&found[..6]);
    }
    // About half of the coins of two paths are the same.
    let digits = |path: f64| path as u64;
    for (k, a) in all.iter().enumerate() {
        for b in &all[k + 1..] {
            let same = 40 - ((digits(*a) ^ digits(*b)) & ((1 << 40) - 1)).count_ones();
            assert!((5..36).contains(&same), "{k}: {same} of {a} and {b}");
        }
    }
    // The seed of one link is its own.
    let mut net = Thrown::default();
    net.set(Thrown::Input_E.Coins.seed.at(1), 5.0);
    let found = paths(thrown(&net).run().unwrap());
    assert!((0..11).all(|k| (found[k] == all[k]) == (k != 1)));
}

/// A conductance of connections that release with a probability.
#[synapse(current = g * s * (v_post - e), on_pre(s += if random(seed) < p { weight } else { 0 }))]
pub struct Release {
    #[param(1nS, min = 0nS)]
    g: Param,
    #[param(0mV)]
    e: Param,
    #[param(5ms, min = 0ms)]
    tau: Param,
    #[param(1)]
    weight: Param,
    #[param(0.5, min = 0, max = 1)]
    p: Param,
    #[param(1)]
    seed: Param,
    #[state(derivative = -s / tau, init = 0)]
    s: State,
}

/// The same, with a beginning that a parameter sets: its states do not add up.
#[synapse(current = g * s * (v_post - e), on_pre(s += if random(seed) < p { weight } else { 0 }))]
pub struct Separate {
    #[param(1nS, min = 0nS)]
    g: Param,
    #[param(0mV)]
    e: Param,
    #[param(5ms, min = 0ms)]
    tau: Param,
    #[param(1)]
    weight: Param,
    #[param(0.5, min = 0, max = 1)]
    p: Param,
    #[param(1)]
    seed: Param,
    #[param(0)]
    start: Param,
    #[state(derivative = -s / tau, init = start)]
    s: State,
}

network! {
    pub struct Merged;
    source Noise[40]: Poisson { rate: 50Hz, seed: 3 };
    neuron E[10]: Membrane;
    Noise -> E random { probability: 0.5, seed: 1 }: Synapse: Release { g: 0.3nS, delay: 1.5ms };
}

network! {
    pub struct Apart;
    source Noise[40]: Poisson { rate: 50Hz, seed: 3 };
    neuron E[10]: Membrane;
    Noise -> E random { probability: 0.5, seed: 1 }: Synapse: Separate { g: 0.3nS, delay: 1.5ms };
}

#[test]
fn each_connection_of_a_merged_state_draws_for_itself() {
    let (mut merged, mut apart) = (Merged::default(), Apart::default());
    assert_eq!(merged.dim(), 20);
    let both = |merged: &Merged, apart: &Apart| {
        let of_merged = merged.simulate(50.0).method(Strang::step(0.05)).run().unwrap().end().to_vec();
        let of_apart = apart.simulate(50.0).method(Strang::step(0.05)).run().unwrap().end().to_vec();
        for k in 0..10 {
            assert!((of_merged[k] - of_apart[k]).abs() < 1e-12 * of_merged[k].abs(), "{k}");
        }
        of_merged
    };
    let half = both(&merged, &apart);
    // Connections that differ in their weights, in what is drawn, and in the factor of the current.
    merged.set(Merged::Noise_E.Synapse.p.at(3), 1.0).set(Merged::Noise_E.Synapse.seed.at(5), 9.0);
    apart.set(Apart::Noise_E.Synapse.p.at(3), 1.0).set(Apart::Noise_E.Synapse.seed.at(5), 9.0);
    merged.set_each(Merged::Noise_E.Synapse.g, |k| 0.1 + 0.01 * k as f64);
    apart.set_each(Apart::Noise_E.Synapse.g, |k| 0.1 + 0.01 * k as f64);
    assert_ne!(both(&merged, &apart), half);
    // Where all is released, it is what all arrivals add.
    let mut all = Merged::default();
    all.set(Merged::Noise_E.Synapse.p, 1.0);
    let of_all: f64 = all.simulate(50.0).run().unwrap().end()[10..].iter().sum();
    let of_half: f64 = half[10..].iter().sum();
    assert!(of_half > 0.3 * of_all && of_half < 0.7 * of_all, "{of_half} {of_all}");
}

#[test]
fn derivatives_are_those_of_the_path() {
    let merged = Merged::default();
    let synapse = Merged::Noise_E.Synapse;
    let gradient = merged.gradient(&[synapse.weight, synapse.p, synapse.seed], |merged| {
        let run = merged.simulate(50.0).method(Strang::step(0.05)).run()?;
        Ok(run.end()[10..].iter().fold(run.end()[10] * 0.0, |sum, s| sum + *s))
    });
    let gradient = gradient.unwrap();
    let sum: f64 = merged.simulate(50.0).method(Strang::step(0.05)).run().unwrap().end()[10..].iter().sum();
    assert!((gradient.value - sum).abs() < 1e-12 * sum && sum > 1.0);
    assert!((gradient[0] - sum).abs() < 1e-9 * sum, "{gradient:?}");
    assert_eq!((gradient[1], gradient[2]), (0.0, 0.0));
}

/// A site with one vesicle: at a spike it is there if it has come back, and it is released with a probability (Fuhrmann, Segev,
/// Markram & Tsodyks 2002, J. Neurophysiol. 87).
#[synapse(
    let full = if random(seed) <= empty { 0 } else { 1 },
    current = g * s * (v_post - e),
    on_pre(released = if random(seed) <= u { full } else { 0 }, s += released, empty = 1 - full + released),
)]
pub struct Site {
    #[param(0.01nS)]
    g: Param,
    #[param(0mV)]
    e: Param,
    #[param(5ms)]
    tau: Param,
    #[param(0.5)]
    u: Param,
    #[param(100ms)]
    tau_rec: Param,
    #[param(1)]
    seed: Param,
    /// The probability that there is no vesicle, as far as the last event tells.
    #[state(derivative = -empty / tau_rec, init = 0)]
    empty: State,
    #[state(init = 0)]
    released: State,
    #[state(derivative = -s / tau, init = 0)]
    s: State,
}

network! {
    pub struct Sites;
    source Input[2000]: Listed;
    neuron Cell[1]: Membrane;
    Input -> Cell all_to_all: Site;
}

/// The mean is that of the deterministic model (Tsodyks & Markram 1997), and releases are those of one vesicle.
#[test]
fn a_vesicle_is_released_with_the_mean_of_the_deterministic_model() {
    const TRAIN: [f64; 6] = [1.0, 11.0, 21.0, 31.0, 41.0, 241.0];
    let net = Sites::default();
    let times = TRAIN.map(|time| time + 0.5);
    let released = Sites::Input_Cell.Site.released;
    let run =
        net.simulate(250.0).play(Sites::Input.spikes, &TRAIN).record(&[released]).record_at(&times).run().unwrap();
    assert_eq!(run.columns().len(), 2000);
    let (mut x, mut last): (f64, f64) = (1.0, 0.0);
    for (k, time) in TRAIN.into_iter().enumerate() {
        x = 1.0 - (1.0 - x) * (-(time - last) / 100.0).exp();
        let expected = 0.5 * x;
        let count: f64 = run.columns().iter().map(|column| column.values[k]).sum();
        let deviation = (expected * (1.0 - expected) / 2000.0).sqrt();
        assert!((count / 2000.0 - expected).abs() < 3.3 * deviation, "{time}: {count} of 2000, {expected}");
        (x, last) = (x - expected, time);
    }
    // One that was released 10 ms before has come back with probability 1 − exp(−0.1).
    let twice = run.columns().iter().filter(|column| column.values[0] + column.values[1] == 2.0).count() as f64;
    let expected = 0.25 * (1.0 - (-0.1f64).exp());
    assert!((twice / 2000.0 - expected).abs() < 3.3 * (expected / 2000.0).sqrt(), "{twice}");
}

network! {
    pub struct Noisy;
    source Noise[30]: Poisson { rate: 100Hz, seed: 5 };
    neuron E[20]: Membrane;
    Noise -> E random { probability: 0.3, seed: 1 }: Release { g: 2nS, delay: 20.7ms }, Site { g: 1nS };
    E -> E random { probability: 0.3, seed: 2 }: Release { g: 2nS, delay: 5.2ms };
}

#[test]
fn a_run_goes_on_with_its_random_numbers_to_the_last_bit() {
    let net = Noisy::default();
    macro_rules! check {
        ($($setting:ident($value:expr)).*) => {{
            let simulation = || net.simulate(100.0)$(.$setting($value))*;
            let whole = simulation().run().unwrap();
            let spikes: usize = whole.e.iter().map(|cell| cell.spikes.len()).sum();
            assert!(spikes > 5, "{spikes}");
            let mut kept: Option<Checkpoint> = None;
            let interrupted = simulation()
                .progress(|p| if p.time >= 47.0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
                .checkpoint_every(f64::INFINITY, &mut kept)
                .run();
            assert!(interrupted.is_err());
            let resumed = simulation().resume(kept.unwrap()).run().unwrap();
            assert_eq!(whole.end(), resumed.end());
            for (a, b) in whole.e.iter().zip(&resumed.e) {
                assert_eq!(a.spikes.times(), b.spikes.times());
            }
        }};
    }
    check!(method(Adaptive::default()));
    check!(method(Tsit5::tolerance(1e-5)));
    check!(method(Strang::step(0.05)));
    check!(method(ExponentialEuler::step(0.1)).on_grid(0.1));
}

#[test]
fn a_run_that_goes_on_counts_the_events_before_it() {
    let net = Thrown::default();
    let pre: Vec<f64> = (0..40).map(|k| 2.0 * f64::from(k) + 1.0).collect();
    let path = Thrown::Input_E.Coins.path;
    let play = |run: Simulation<'_, Thrown, f64>| paths(run.record(&[path]).record_at(&[90.0]).run().unwrap());
    let whole = play(net.simulate(90.0).play(Thrown::Input.spikes, &pre));
    let first = net.simulate(40.0).play(Thrown::Input.spikes, &pre[..20]).run().unwrap();
    let second = play(net.simulate(90.0).continued(&first).play(Thrown::Input.spikes, &pre[20..]));
    assert_eq!(whole, second);
}
