//! A network that a host steps against a hand-written loop around the same step, in one run. Both look for spikes, and for states that
//! are not finite.
//!
//! `cargo bench -p neuron-tests --bench stepped`
//!
//! With the arguments `hand`, `stepped`, `pyloric-hand` or `pyloric-stepped`, and a number of steps, it makes these steps and nothing else, for callgrind to count.

use neuron_runtime::embed::Stepped;
use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
use neuron_runtime::prelude::*;
use neuron_runtime::system::Drive;
use neuron_tests::models::Pyloric;
use neuron_tests::timing::interleaved;
use std::hint::black_box;

const STEP: f64 = 0.025;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [way, count] = &arguments[..]
        && let Ok(count) = count.parse()
    {
        match way.as_str() {
            "hand" => axon_by_hand(count),
            "stepped" => axon(count),
            "pyloric-hand" => pyloric_by_hand(count),
            _ => pyloric(count),
        }
        return;
    }
    // Run by `cargo test --all-targets`, once is enough.
    let runs = if arguments.iter().any(|argument| argument == "--bench") { 60 } else { 1 };
    let (mut hand, mut stepped) = (|| axon_by_hand(100_000), || axon(100_000));
    println!("squid axon with a drive, 100,000 steps, best and median of {runs}");
    println!("{}\n", interleaved(runs, &mut [("by hand", &mut hand), ("Stepped (at most 1.02)", &mut stepped)]));
    let (mut hand, mut stepped) = (|| pyloric_by_hand(20_000), || pyloric(20_000));
    println!("pyloric rhythm, 20,000 steps");
    println!("{}", interleaved(runs, &mut [("by hand", &mut hand), ("Stepped (at most 1.02)", &mut stepped)]));
}

#[inline(never)]
fn axon_by_hand(count: u64) {
    let network = HodgkinHuxley::default();
    let (mut y, mut work) = ([0.0; <HodgkinHuxley>::DIM], [0.0; <HodgkinHuxley>::WORK]);
    network.start(&mut y);
    let (mut spikes, mut steps) = (0, 0u64);
    for _ in 0..count {
        let drives = [Drive::constant(black_box(10.0))];
        let (before, t) = (y[0], steps as f64 * STEP);
        network.exponential_euler(t, STEP, &Given::drives(&drives), &mut y, &mut Workspace::on(&mut work));
        steps += 1;
        assert!(y.iter().all(|x| x.is_finite()));
        spikes += u64::from(before < 0.0 && y[0] >= 0.0);
    }
    black_box((spikes, y));
}

#[inline(never)]
fn axon(count: u64) {
    let Ok(mut axon) = Stepped::new(HodgkinHuxley::default(), STEP) else { return };
    let mut spikes = 0;
    for _ in 0..count {
        assert!(axon.step_with(&[Drive::constant(black_box(10.0))]).is_ok());
        spikes += u64::from(axon.spiked(HodgkinHuxley::v));
    }
    black_box((spikes, axon.state()));
}

#[inline(never)]
fn pyloric_by_hand(count: u64) {
    let network = Pyloric::default();
    let (mut y, mut work) = ([0.0; <Pyloric>::DIM], [0.0; <Pyloric>::WORK]);
    network.start(&mut y);
    let mut potentials = Vec::new();
    network.potentials(&mut |v| potentials.push(v));
    let mut above = vec![false; potentials.len()];
    let (mut spikes, mut steps) = (0, 0u64);
    for _ in 0..count {
        network.exponential_euler(steps as f64 * STEP, STEP, &Given::NONE, &mut y, &mut Workspace::on(&mut work));
        steps += 1;
        assert!(y.iter().all(|x| x.is_finite()));
        for (above, v) in above.iter_mut().zip(&potentials) {
            let now = y[*v] >= 0.0;
            spikes += u64::from(now && !*above);
            *above = now;
        }
    }
    black_box((spikes, y));
}

#[inline(never)]
fn pyloric(count: u64) {
    let Ok(mut network) = Stepped::new(Pyloric::default(), STEP) else { return };
    let mut spikes = 0;
    for _ in 0..count {
        assert!(network.step().is_ok());
        for v in [Pyloric::AB.v, Pyloric::LP.v, Pyloric::PY.v] {
            spikes += u64::from(network.spiked(v));
        }
    }
    black_box((spikes, network.state()));
}
