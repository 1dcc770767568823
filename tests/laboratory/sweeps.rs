//! Grids of runs: their failures, and their speed on two cores.

use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley as Axon;
use neuron_runtime::library::prinz_2003::Stg;
use neuron_runtime::prelude::*;
use neuron_runtime::protocol::{Axis, Report, Sweep, steps};
use std::time::Instant;

#[test]
fn a_run_that_fails_names_its_values_and_the_others_are_kept() {
    let (na, k) = (Axon::Na.g, Axon::K.g);
    let grid = || Sweep::over([Axis::of(na, &[80.0, -1.0, 120.0]), Axis::of(k, &[36.0, 40.0])]);
    let run = |[g_na, g_k]: [f64; 2]| {
        let mut axon = Axon::default();
        axon.set(na, g_na).set(k, g_k).set(Axon::inject, 10.0);
        Ok(axon.simulate(100.0).record_nothing().run()?.spikes.len() as f64)
    };
    let swept = grid().run(run);
    let (kept, failed): (Vec<_>, Vec<_>) = swept.each().partition(|(_, result)| result.is_ok());
    assert_eq!(failed.iter().map(|(values, _)| *values).collect::<Vec<_>>(), [[-1.0, 36.0], [-1.0, 40.0]]);
    for ([g_na, g_k], result) in kept {
        assert_eq!(*result.as_ref().unwrap(), run([g_na, g_k]).unwrap(), "{g_na} {g_k}");
    }
    let table = swept.table().to_string();
    assert!(
        table.contains("\nNa.g = -1 mS/cm2, K.g = 40 mS/cm2: Na.g = -1 mS/cm2 is below its smallest value, 0"),
        "{table}"
    );
    let error = swept.all().expect_err("two runs have failed");
    assert!(matches!(&error, Error::Swept { run, .. } if run == "Na.g = -1 mS/cm2, K.g = 36 mS/cm2"), "{error}");
    // The results do not depend on the number of threads.
    let of = |threads: usize| grid().threads(threads).run(run).table().to_string();
    assert_eq!(of(1), of(3));
}

/// Counts the spikes of a burster in 2 s. A value of the parameters follows from the place in the grid.
fn burster([g_cas, g_kca]: [f64; 2]) -> Result<f64, Error> {
    let mut cell = Stg::default();
    cell.set(Stg::NaV.g, 100.0).set(Stg::CaS.g, g_cas).set(Stg::CaT.g, 2.5).set(Stg::A.g, 50.0);
    cell.set(Stg::KCa.g, g_kca).set(Stg::Kd.g, 100.0).set(Stg::H.g, 0.01).set(Stg::Leak.g, 0.01);
    Ok(cell.simulate(2000.0).record_nothing().run()?.spikes.len() as f64)
}

/// `cargo test --release -p neuron-laboratory --test laboratory -- --ignored --nocapture two_cores`, with nothing else running.
#[test]
#[ignore = "it measures time, on two free cores"]
fn a_grid_of_bursters_is_nearly_twice_as_fast_on_two_cores() {
    let axes = || [Axis::of(Stg::CaS.g, &steps(0.0, 10.0, 40)), Axis::of(Stg::KCa.g, &steps(0.0, 25.0, 40))];
    let timed = |threads: usize| {
        let begin = Instant::now();
        let spikes = Sweep::over(axes()).threads(threads).run(burster).all().unwrap();
        (begin.elapsed().as_secs_f64(), spikes)
    };
    let ((one, alone), (two, together)) = (timed(1), timed(2));
    println!("one thread: {one:.2} s, two: {two:.2} s, {:.2} times the speed", one / two);
    assert_eq!(alone, together);
    assert!(one / two >= 1.8, "{}", one / two);
}
