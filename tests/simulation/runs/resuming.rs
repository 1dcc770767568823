//! Runs that go on from a checkpoint are equal to the last bit to uninterrupted runs.

use super::{Folder, bits, failed, same};
use neuron_runtime::library::prinz_2003::Stg;
use neuron_runtime::prelude::*;
use neuron_runtime::run::checkpoint::Checkpoint;
use neuron_runtime::run::progress::Progress;
use neuron_runtime::run::simulation::Simulation;
use neuron_runtime::run::sink::CsvSink;
use neuron_runtime::solve::{Method, Stepper};
use neuron_tests::models::{Pyloric, prinz_ab};
use neuron_tests::saved::{opened, sealed, section};
use std::fs;
use std::ops::ControlFlow;

/// Stops a run at this part of it.
fn stop_at(fraction: f64) -> impl Fn(Progress) -> ControlFlow<()> {
    move |progress| if progress.fraction() < fraction { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
}

/// Interrupts a run of `duration` ms at many times, by a cancellation and as by a kill, and resumes it.
fn resumes<'a, N, M>(duration: f64, simulate: impl Fn(f64) -> Simulation<'a, N, f64, M>)
where
    N: Network<f64> + 'a,
    M: Method<f64>,
{
    let whole = simulate(duration).run().map_err(|interrupted| interrupted.error).unwrap();
    assert!(whole.each_neuron().iter().any(|neuron| !neuron.spikes.is_empty()));
    for k in 0..20 {
        let fraction = f64::from(k) / 20.0 + 0.013;
        // Cancelled: from the very step.
        let mut last: Option<Checkpoint> = None;
        let run = simulate(duration).checkpoint_every(f64::INFINITY, &mut last).progress(stop_at(fraction)).run();
        let (stopped, checkpoint) = (failed(run), last.take().expect("one at the cancellation"));
        let Error::Cancelled { time } = stopped.error else { panic!("{}", stopped.error) };
        assert_eq!((time, bits(stopped.run.end())), (checkpoint.time(), bits(checkpoint.state())));
        let resumed = simulate(duration).resume(&checkpoint).run().map_err(|interrupted| interrupted.error).unwrap();
        same(&resumed, &whole);
        // Killed: from the last checkpoint before; then once more.
        let mut first = None;
        let end = fraction * duration;
        simulate(end).checkpoint_every(end / 3.7, &mut first).run().map_err(|interrupted| interrupted.error).unwrap();
        let first = first.expect("three of them");
        assert!(first.time() > 0.0 && first.time() < end);
        let mut second = None;
        let run = simulate(duration).resume(first).checkpoint_every(duration / 50.0, &mut second);
        failed(run.progress(stop_at(fraction + 0.02)).run());
        let run = simulate(duration).resume(second.expect("one on the way")).run();
        same(&run.map_err(|interrupted| interrupted.error).unwrap(), &whole);
    }
}

/// Checks that a stepper with the memory of another goes on as that one, and refuses the memory of another method.
fn remembers<M: Method<f64, Stepper: Clone>>(method: &M, other: &M) {
    let cell = prinz_ab();
    let mut y = vec![0.0; cell.dim()];
    cell.start(&mut y);
    let mut first = method.stepper(&cell, 0.0, &y);
    for _ in 0..200 {
        first.step(&cell, 1e3).unwrap();
        let memory = first.memory();
        let mut second = method.stepper(&cell, first.time(), first.state());
        assert!(!second.remember(&memory[1..]) && !second.remember(&[]));
        assert!(!second.remember(&[&memory[..], &[0.0]].concat()));
        assert!(!second.remember(&other.stepper(&cell, 0.0, &y).memory()));
        assert!(second.remember(&memory));
        assert_eq!((bits(&second.memory()), second.statistics()), (bits(&memory), first.statistics()));
        let mut third = first.clone();
        for _ in 0..3 {
            third.step(&cell, 1e3).unwrap();
            second.step(&cell, 1e3).unwrap();
            assert_eq!((bits(second.state()), second.time()), (bits(third.state()), third.time()));
            assert_eq!((bits(&second.memory()), second.statistics()), (bits(&third.memory()), third.statistics()));
        }
    }
}

#[test]
fn steppers_remember() {
    remembers(&Tsit5::tolerance(1e-3), &Tsit5::tolerance(1e-4));
    remembers(&Tsit5 { tolerance: 1e-8, longest_step: 0.1 }, &Tsit5::tolerance(1e-8));
    remembers(&ExponentialEuler::step(0.07), &ExponentialEuler::step(0.1));
    remembers(&Rodas4::tolerance(1e-5), &Rodas4::tolerance(1e-4));
    remembers(&Rodas5P::tolerance(1e-6), &Rodas5P::tolerance(1e-4));
    remembers(&Rodas3P::tolerance(1e-3), &Rodas3P::tolerance(1e-4));
    remembers(&Ros34Pw2::tolerance(1e-4), &Ros34Pw2::tolerance(1e-3));
    remembers(&Adaptive::tolerance(1e-6), &Adaptive::tolerance(1e-5));
    remembers(&Rk4::step(0.02), &Rk4::step(0.01));
    remembers(&Strang::step(0.05), &Strang::step(0.1));
}

/// Numbers in a memory that no stepper could have: they are refused, so that no run hangs or ends early.
#[test]
fn impossible_memories_are_refused() {
    fn refuses<M: Method<f64, Stepper: Clone>>(method: &M, changes: &[(usize, f64)]) {
        let cell = prinz_ab();
        let mut y = vec![0.0; cell.dim()];
        cell.start(&mut y);
        let mut stepper = method.stepper(&cell, 0.0, &y);
        while stepper.time() < 15.0 {
            stepper.step(&cell, 1e3).unwrap();
        }
        let memory = stepper.memory();
        for (k, value) in changes {
            let mut other = memory.clone();
            other[*k] = *value;
            assert!(!stepper.remember(&other), "{k}: {value}");
            assert_eq!(bits(&stepper.memory()), bits(&memory));
        }
        assert!(stepper.remember(&memory));
    }
    let (nan, infinity) = (f64::NAN, f64::INFINITY);
    refuses(&Tsit5::default(), &[(2, nan), (2, 0.0), (2, -1.0), (3, nan), (3, 0.0), (4, 0.5), (5, -7.0), (6, 0.5)]);
    refuses(
        &ExponentialEuler::step(0.1),
        &[(1, nan), (1, infinity), (1, 20.0), (2, 1.0), (2, 1e9), (2, -1.0), (2, 150.5)],
    );
}

#[test]
fn a_cell_resumes_to_equal_bits() {
    let cell = prinz_ab();
    let both = [Stg::v, Stg::ca];
    let of = |duration: f64| cell.simulate(duration).record(&both).record(&[Stg::KCa.current]);
    resumes(400.0, |duration| of(duration).method(Tsit5::tolerance(1e-6)));
    resumes(400.0, |duration| of(duration).method(Tsit5 { tolerance: 1e-4, longest_step: 0.3 }).record_every(0.037));
    resumes(800.0, |duration| of(duration).method(ExponentialEuler::step(0.03)).spikes(-20.0));
    resumes(400.0, |duration| of(duration).method(ExponentialEuler::step(0.1)).record_nothing());
}

#[test]
fn a_network_resumes_to_equal_bits() {
    let network = Pyloric::default();
    resumes(60.0, |duration| network.simulate(duration).method(Tsit5::tolerance(1e-3)).spikes(-50.0));
    resumes(600.0, |duration| network.simulate(duration).method(ExponentialEuler::step(0.05)).spikes(-10.0));
    resumes(600.0, |duration| network.simulate(duration).method(Rodas5P::tolerance(1e-4)).spikes(-10.0));
    resumes(600.0, |duration| network.simulate(duration).method(Adaptive::tolerance(1e-5)).spikes(-10.0));
}

/// Recording times are listed, and the checkpoint lies before the next one.
#[test]
fn listed_times_go_on() -> Result<(), Error> {
    let cell = prinz_ab();
    let times = [0.5, 7.25, 19.0, 19.5, 30.0];
    let simulate = |duration: f64| cell.simulate(duration).method(Tsit5 { tolerance: 1e-6, longest_step: 0.03 });
    let whole = simulate(30.0).record_at(&times).run()?;
    for until in [0.4, 1.0, 15.0, 19.2, 29.0] {
        let mut last = None;
        let before: Vec<f64> = times.iter().copied().filter(|t| *t <= until).collect();
        simulate(until).record_at(&before).checkpoint_every(0.9 * until, &mut last).run()?;
        same(&simulate(30.0).record_at(&times).resume(last.unwrap()).run()?, &whole);
    }
    Ok(())
}

/// A file holds every bit of a checkpoint, and is readable.
#[test]
fn a_file_keeps_every_bit() -> Result<(), Error> {
    let folder = Folder::new("bits");
    let path = folder.path("run.checkpoint");
    let cell = prinz_ab();
    let whole = cell.simulate(500.0).spikes(-30.0).record(&[Stg::v, Stg::NaV.m]).record(&[Stg::Leak.current]).run()?;
    let simulation = |duration: f64| {
        cell.simulate(duration).spikes(-30.0).record(&[Stg::v, Stg::NaV.m]).record(&[Stg::Leak.current])
    };
    let mut last = None;
    simulation(400.0).checkpoint_every(123.0, &mut last).run()?;
    simulation(400.0).checkpoint_every(123.0, &path).run()?;
    let checkpoint = last.unwrap();
    let read = Checkpoint::load(&path)?;
    assert_eq!(read, checkpoint);
    assert_eq!(bits(read.state()), bits(checkpoint.state()));
    assert_eq!((read.model(), read.state_names()), ("Stg", &cell.state_names()[..]));
    assert!(read.parameters().contains(&("NaV.g".to_owned(), 100.0)));
    assert!((369.0..370.0).contains(&read.time()));
    same(&simulation(500.0).resume(&path).run()?, &whole);
    // It is text, as it is documented.
    let text = fs::read_to_string(&path).unwrap();
    let (first, lines) = opened(&text);
    assert_eq!(first, "neuron-runtime checkpoint, format 3");
    assert!(lines[0].starts_with("model Stg ") && section(&text, "method") == "Adaptive");
    assert_eq!(sealed(&first, &lines), text);
    // Nothing is left beside it.
    assert_eq!(folder.names(), ["run.checkpoint"]);
    Ok(())
}

/// Files are cut back to the checkpoint, and end as those of a run that was not interrupted.
#[test]
fn streamed_files_go_on_from_the_checkpoint() -> Result<(), Error> {
    let folder = Folder::new("cut");
    let network = Pyloric::default();
    let [traces, spikes, checkpoint] = ["traces.csv", "spikes.csv", "run.checkpoint"].map(|name| folder.path(name));
    let simulation = |duration: f64| {
        let simulation = network.simulate(duration).method(ExponentialEuler::step(0.05)).record_every(0.35);
        simulation.spikes(-15.0).stream(CsvSink::path(&traces).spikes_path(&spikes))
    };
    let files = || [&traces, &spikes].map(|path| fs::read_to_string(path).unwrap());
    let end = simulation(2_000.0).run()?;
    let whole = files();
    for until in [11.0, 100.0, 777.7, 1_990.0] {
        simulation(until).checkpoint_every(10.0, &checkpoint).run()?;
        // A killed run has written some more, and half a line at that.
        for path in [&traces, &spikes] {
            let longer = fs::read_to_string(path).unwrap() + "2000,-6";
            fs::write(path, longer).unwrap();
        }
        let resumed = simulation(2_000.0).resume(&checkpoint).run()?;
        assert!(files() == whole, "at {until} ms");
        same(&resumed, &end);
    }
    // Spikes that stay in the run are in the checkpoint.
    let simulation = |duration: f64| {
        let simulation = network.simulate(duration).method(ExponentialEuler::step(0.05));
        simulation.spikes(-15.0).stream(CsvSink::path(&traces))
    };
    let end = simulation(1_000.0).run()?;
    simulation(900.0).checkpoint_every(400.0, &checkpoint).run()?;
    let resumed = simulation(1_000.0).resume(&checkpoint).run()?;
    assert!(!resumed.lp.spikes.is_empty());
    same(&resumed, &end);
    Ok(())
}
