//! The cost of derivatives: eight tangents against the run without, a whole gradient against the hand-written baseline, and
//! both directions against each other.
//!
//! `cargo bench -p neuron-tests --bench gradients`, of one method's tangents alone with `-- Rodas5P`

use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
use neuron_runtime::library::prinz_2003::Stg;
use neuron_runtime::model::handle::Parameter;
use neuron_runtime::prelude::*;
use neuron_tests::hand_written::{self, HandWritten};
use neuron_tests::models::prinz_ab;
use neuron_tests::reference;
use neuron_tests::timing::interleaved;
use std::hint::black_box;

network! {
    /// Bursting cells beside each other.
    pub struct Fifty;

    neuron E[50]: Stg {
        NaV.g: 100mS/cm2, CaS.g: 6mS/cm2, CaT.g: 2.5mS/cm2, A.g: 50mS/cm2,
        KCa.g: 5mS/cm2, Kd.g: 100mS/cm2, H.g: 0.01mS/cm2, Leak.g: 0mS/cm2,
    }
}

fn conductances() -> [Parameter<Stg>; 8] {
    [Stg::NaV.g, Stg::CaS.g, Stg::CaT.g, Stg::A.g, Stg::KCa.g, Stg::Kd.g, Stg::H.g, Stg::Leak.g]
}

fn main() {
    // Run by `cargo test --all-targets`, once is enough.
    let runs = if std::env::args().any(|argument| argument == "--bench") { 20 } else { 1 };
    let only = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    let cell = prinz_ab();

    println!("Mean calcium of prinz_ab over 1000 ms: the run, and with eight tangents on the same steps\n");
    let tangents = |what: &str, method: neuron_runtime::measure::Solver| {
        if only.as_ref().is_none_or(|only| what.contains(only)) {
            tangents(what, runs, &cell, method);
        }
    };
    tangents("Tsit5 1e-6 (at most 3)", Tsit5::tolerance(1e-6).into());
    tangents("Adaptive 1e-6 (at most 3)", Adaptive::tolerance(1e-6).into());
    tangents("Rodas5P 1e-5 (at most 3)", Rodas5P::tolerance(1e-5).into());
    tangents("ExponentialEuler 0.05 ms (at most 3)", ExponentialEuler::step(0.05).into());
    tangents("Rk4 0.01 ms (at most 3)", Rk4::step(0.01).into());
    if only.is_some() {
        return;
    }

    against_the_baseline(runs, &cell);
    blocks(runs, &cell);
    squid_axon(runs);
    directions(runs.min(5));
}

fn tangents(what: &str, runs: usize, cell: &Stg, method: neuron_runtime::measure::Solver) {
    let objective = Objective::new(Measure::mean(Stg::ca), 1000.0).method(method);
    let mut plain = || drop(black_box(objective.value::<f64, _>(cell)));
    let with = cell.differentiate().by(&conductances()).values_only().forward();
    let mut tangents = || drop(black_box(with.gradient_of(&objective)));
    println!("{what}\n{}\n", interleaved(runs, &mut [("the run", &mut plain), ("with tangents", &mut tangents)]));
}

fn against_the_baseline(runs: usize, cell: &Stg) {
    let tolerance = 1.5e-6;
    let objective = Objective::new(Measure::mean(Stg::ca), 1000.0).method(Tsit5::tolerance(tolerance));
    let gradient = cell.gradient_of(&conductances(), &objective).expect("a gradient");
    let truth = reference::mean_ca_derivatives();
    let error = |k: usize| (gradient[k] / truth[k].per_ms_per_cm2() - 1.0).abs();
    let worst = (0..8).map(error).fold(0.0, f64::max);
    assert!(worst < 1e-4, "the gradient is off by {worst:e}");
    let mut by_hand = || {
        let mut y = hand_written::prinz_ab::Model::start();
        for _ in 0..100_000 {
            hand_written::prinz_ab::Model::exponential_euler(&mut y, 0.05);
        }
        black_box(y);
    };
    let mut whole = || drop(black_box(cell.gradient_of(&conductances(), &objective)));
    let table = interleaved(
        runs,
        &mut [("prinz_ab by hand, 5000 ms at 0.05 ms", &mut by_hand), ("the gradient (at most 1.2)", &mut whole)],
    );
    println!(
        "Its gradient by eight conductances, Tsit5 {tolerance:e}, each within {worst:.1e} of the reference\n{table}\n"
    );
}

fn blocks(runs: usize, cell: &Stg) {
    let objective = Objective::new(Measure::mean(Stg::ca), 300.0).method(Tsit5::tolerance(1e-6));
    let all: Vec<Parameter<Stg>> = cell
        .parameters()
        .iter()
        .map(|parameter| parameter.place())
        .map(|(origin, k)| Parameter::new(origin, k))
        .collect();
    let by = |count: usize| cell.differentiate().by(&all[..count]).values_only().forward();
    let (eight, sixteen, all_of_them) = (by(8), by(16), by(24.min(all.len())));
    let mut first = || drop(black_box(eight.gradient_of(&objective)));
    let mut second = || drop(black_box(sixteen.gradient_of(&objective)));
    let mut third = || drop(black_box(all_of_them.gradient_of(&objective)));
    let rows: &mut [(&str, &mut dyn FnMut())] =
        &mut [("8 parameters", &mut first), ("16 parameters", &mut second), ("24 parameters", &mut third)];
    println!("In blocks of eight, 300 ms\n{}\n", interleaved(runs, rows));
}

fn squid_axon(runs: usize) {
    let mut axon = HodgkinHuxley::default();
    axon.set(HodgkinHuxley::inject, 10.0);
    let three = [HodgkinHuxley::Na.g, HodgkinHuxley::K.g, HodgkinHuxley::Leak.g];
    let objective = Objective::new(Measure::mean(HodgkinHuxley::v), 1000.0).method(Tsit5::tolerance(1e-5));
    let mut plain = || drop(black_box(objective.value::<f64, _>(&axon)));
    let mut gradient = || drop(black_box(axon.gradient_of(&three, &objective)));
    let table = interleaved(runs, &mut [("the run", &mut plain), ("gradient by three conductances", &mut gradient)]);
    println!(
        "hodgkin_huxley, mean V over 1000 ms, Tsit5 1e-5 (Jaxley, elsewhere, a four-state cell: 168 ms)\n{table}\n"
    );
}

/// Where going backwards begins to pay.
fn directions(runs: usize) {
    let net = Fifty::default();
    let objective = Objective::new(Measure::mean(Fifty::E.at(3).ca), 50.0).method(Tsit5::tolerance(1e-5));
    let all: Vec<Parameter<Fifty>> = (0..50)
        .flat_map(|k| {
            let e = Fifty::E.at(k);
            [e.NaV.g, e.CaS.g, e.CaT.g, e.A.g, e.KCa.g, e.Kd.g, e.H.g, e.Leak.g]
        })
        .collect();
    println!("Fifty bursting cells, 50 ms: forwards and backwards, with tangents in the step control and without");
    for count in [8, 16, 24, 32, 40, 64, 400] {
        let by = net.differentiate().by(&all[..count]);
        let (forwards, backwards) = (by.clone().forward(), by.clone().backward());
        let (bare_forwards, bare_backwards) = (by.clone().values_only().forward(), by.clone().values_only().backward());
        let mut plain = || drop(black_box(objective.value::<f64, _>(&net)));
        let mut forward = || drop(black_box(forwards.gradient_of(&objective)));
        let mut backward = || drop(black_box(backwards.gradient_of(&objective)));
        let mut bare_forward = || drop(black_box(bare_forwards.gradient_of(&objective)));
        let mut bare_backward = || drop(black_box(bare_backwards.gradient_of(&objective)));
        let mut chosen = || drop(black_box(by.gradient_of(&objective)));
        let rows: &mut [(&str, &mut dyn FnMut())] = &mut [
            ("the run", &mut plain),
            ("forwards", &mut forward),
            ("backwards", &mut backward),
            ("the one that is chosen", &mut chosen),
            ("forwards, values only", &mut bare_forward),
            ("backwards, values only", &mut bare_backward),
        ];
        println!("{count} parameters\n{}\n", interleaved(runs, rows));
    }
}
