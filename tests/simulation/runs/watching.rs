//! Progress, and ending a run early.

use super::{failed, same};
use neuron_runtime::prelude::*;
use neuron_runtime::run::progress::Progress;
use neuron_runtime::run::result::Interrupted;
use neuron_tests::models::{Pyloric, prinz_ab};
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};

/// Asserts that `part` is the beginning of `whole`.
fn begins<N: Network<f64>>(whole: &Run<N>, part: &Run<N>) {
    assert_eq!(part.time(), &whole.time()[..part.time().len()]);
    for (whole, part) in whole.columns().iter().zip(part.columns()) {
        assert_eq!(part.values, whole.values[..part.values.len()]);
    }
    for (whole, part) in whole.each_neuron().into_iter().zip(part.each_neuron()) {
        assert_eq!(part.spikes.times(), &whole.spikes.times()[..part.spikes.len()]);
    }
}

#[test]
fn progress_is_shown_from_the_start_to_the_end() -> Result<(), Error> {
    let cell = prinz_ab();
    let mut seen: Vec<Progress> = Vec::new();
    let run = cell.simulate(50.0).progress(|progress| seen.push(progress)).run()?;
    assert!(seen.len() > 50 && seen.len() <= 202, "{}", seen.len());
    assert_eq!((seen[0].time, seen[0].steps, seen[0].fraction()), (0.0, 0, 0.0));
    assert!(seen.iter().all(|progress| progress.duration == 50.0));
    assert!(seen.windows(2).all(|pair| pair[0].time < pair[1].time && pair[0].steps < pair[1].steps));
    let last = seen[seen.len() - 1];
    assert_eq!((last.time, last.steps, last.fraction()), (50.0, run.statistics.steps, 1.0));

    let mut calls = 0;
    let method = ExponentialEuler::step(0.01);
    let watched = cell.simulate(300.0).method(method).progress(|_| calls += 1).run()?;
    assert!((200..=203).contains(&calls), "{calls}");
    same(&watched, &cell.simulate(300.0).method(method).run()?);
    Ok(())
}

#[test]
fn a_callback_ends_the_run_and_what_was_recorded_stays() -> Result<(), Error> {
    let network = Pyloric::default();
    let method = ExponentialEuler::step(0.05);
    let whole = network.simulate(400.0).method(method).run()?;
    let stopped = network.simulate(400.0).method(method).progress(|progress| match progress.time < 150.0 {
        true => ControlFlow::Continue(()),
        false => ControlFlow::Break(()),
    });
    let Interrupted { error, run } = failed(stopped.run());
    let Error::Cancelled { time } = error else { panic!("{error}") };
    assert!((150.0..153.0).contains(&time));
    assert!(error.to_string().starts_with("cancelled at 15"), "{error}");
    begins(&whole, &run);
    assert!(time - run.time()[run.time().len() - 1] < 0.1001);
    assert!(run.lp.spikes.len() + run.ab.spikes.len() > 0);
    assert_eq!(run.statistics.steps, (time / 0.05).round() as u64);
    Ok(())
}

#[test]
fn a_run_that_has_ended_is_not_cancelled() -> Result<(), Error> {
    let end = |progress: Progress| match progress.fraction() < 1.0 {
        true => ControlFlow::Continue(()),
        false => ControlFlow::Break(()),
    };
    prinz_ab().simulate(10.0).progress(end).run()?;
    Ok(())
}

#[test]
fn another_thread_ends_the_run() {
    let (cell, stop, reached) = (prinz_ab(), AtomicBool::new(false), AtomicBool::new(false));
    let interrupted = std::thread::scope(|scope| {
        scope.spawn(|| {
            while !reached.load(Ordering::Relaxed) {
                std::thread::yield_now();
            }
            stop.store(true, Ordering::Relaxed);
        });
        let simulation = cell.simulate(1e12).method(ExponentialEuler::step(0.1)).record_every(1e3);
        // The end is far, so that only the flag can end it: the other thread sets it once the run goes.
        reached.store(true, Ordering::Relaxed);
        failed(simulation.cancel(&stop).run())
    });
    assert!(matches!(interrupted.error, Error::Cancelled { .. }));
    assert!(!interrupted.run.time().is_empty());
}

#[test]
fn a_run_cancelled_before_it_begins_is_at_its_start() {
    let stop = AtomicBool::new(true);
    let Interrupted { error, run } = failed(prinz_ab().simulate(10.0).cancel(&stop).run());
    assert!(matches!(error, Error::Cancelled { time: 0.0 }));
    assert_eq!(run.time(), [0.0]);
    assert_eq!((run.statistics.steps, run.end()[0]), (0, -60.0));
}
