//! Runs that go on from a checkpoint are equal to the last bit to uninterrupted runs. A checkpoint that does not fit is
//! refused.

use super::{Folder, bits, failed, same};
use neuron_runtime::library::prinz_2003::Stg;
use neuron_runtime::library::prinz_2004::Glutamatergic;
use neuron_runtime::prelude::*;
use neuron_runtime::run::checkpoint::Checkpoint;
use neuron_runtime::run::progress::Progress;
use neuron_runtime::run::simulation::Simulation;
use neuron_runtime::run::sink::CsvSink;
use neuron_runtime::solve::{Method, Stepper};
use neuron_tests::models::{Pyloric, prinz_ab};
use std::fs;
use std::io;
use std::ops::ControlFlow;
use std::path::Path;

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
    remembers(&ExponentialMidpoint::step(0.05), &ExponentialMidpoint::step(0.1));
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
    let json: serde_json::Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    assert_eq!((json["model"].as_str(), json["method"].as_str()), (Some("Stg"), Some("Adaptive")));
    // Nothing is left beside it.
    assert_eq!(fs::read_dir(&folder.0).unwrap().count(), 1);
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

/// The last checkpoint of a run of the burster, by the default method.
fn checkpoint(path: &Path) {
    prinz_ab().simulate(20.0).spikes(-10.0).checkpoint_every(15.0, path).run().map(|_| ()).unwrap();
}

/// Asserts that a run cannot go on from a checkpoint, and why.
fn refused<N: Network<f64>, M: Method<f64>>(simulation: Simulation<'_, N, f64, M>, why: &str) {
    let interrupted = failed(simulation.run());
    let sentence = interrupted.error.to_string();
    assert!(matches!(interrupted.error, Error::Checkpoint { .. }), "{sentence}");
    assert!(sentence.contains(why) && sentence.contains("resume(…)"), "{sentence}\n  should say: {why}");
    assert!(interrupted.run.time().is_empty() && interrupted.run.end().is_empty());
}

#[test]
fn what_does_not_fit_is_refused() -> Result<(), Error> {
    let folder = Folder::new("refused");
    let path = folder.path("run.checkpoint");
    checkpoint(&path);
    let cell = prinz_ab();
    let simulation = |cell| Stg::simulate(cell, 40.0).spikes(-10.0).resume(&path);
    assert!(simulation(&cell).run().is_ok());

    let mut other = cell.clone();
    other.set(Stg::CaS.g, 6.5);
    refused(simulation(&other), "run.checkpoint cannot be resumed: CaS.g was 6 and is 6.5 now");
    refused(Pyloric::default().simulate(40.0).spikes(-10.0).resume(&path), "it is of Stg, not of Pyloric");
    refused(simulation(&cell).method(ExponentialEuler::step(0.1)), "it was made by Adaptive, not by ExponentialEuler");
    refused(simulation(&cell).method(Adaptive::tolerance(1e-7)), "the method had other settings");
    refused(simulation(&cell).spikes(0.0), "spikes were found at -10 mV and are now at 0");
    refused(simulation(&cell).record(&[Stg::v, Stg::ca]), "[v] were recorded and now [v, ca] are");
    refused(simulation(&cell).record_every(0.2), "it was recorded at other times");
    refused(simulation(&cell).record_at(&[20.0]), "it was recorded at other times");
    refused(simulation(&cell).stream(CsvSink::writer(io::sink())), "leave `stream(…)` out");
    refused(cell.simulate(15.0).spikes(-10.0).resume(&path), "and the run ends at 15 ms");
    // What was refused has not harmed it.
    assert!(simulation(&cell).run().is_ok());

    cell.simulate(20.0).stream(CsvSink::path(folder.path("v.csv"))).checkpoint_every(15.0, &path).run()?;
    refused(cell.simulate(40.0).resume(&path), "do so again with `stream(…)`");
    Ok(())
}

/// The same names and parameters, and other connections.
mod chain {
    use super::*;
    network! {
        /// One neuron after another.
        pub struct Three;
        neuron E[3]: Stg { v: [-60mV, -50mV, -40mV] }
        E -> E pairs [(0, 1), (1, 2)]: Glutamatergic;
    }
}

mod fork {
    use super::*;
    network! {
        /// One neuron before the others.
        pub struct Three;
        neuron E[3]: Stg { v: [-60mV, -50mV, -40mV] }
        E -> E pairs [(0, 1), (0, 2)]: Glutamatergic;
    }
}

#[test]
fn other_connections_are_refused() -> Result<(), Error> {
    fn with_values<N: Network<f64> + Clone>(mut network: N) -> N {
        for parameter in network.parameters() {
            if parameter.value.is_nan() {
                network.set_by_name(&parameter.name, 1.0).unwrap();
            }
        }
        network
    }
    let mut last = None;
    with_values(chain::Three::default()).simulate(5.0).checkpoint_every(3.0, &mut last).run()?;
    let last = last.unwrap();
    with_values(chain::Three::default()).simulate(9.0).resume(&last).run()?;
    let other = with_values(fork::Three::default());
    refused(other.simulate(9.0).resume(&last), "equations or connections have changed: d/dt of E[2].v is ");
    Ok(())
}

#[test]
fn files_that_are_no_checkpoints_are_refused() {
    let folder = Folder::new("damaged");
    let (path, cell) = (folder.path("run.checkpoint"), prinz_ab());
    let resume = || cell.simulate(40.0).spikes(-10.0).resume(&path);
    let error = failed(resume().run()).error;
    assert!(matches!(&error, Error::File { path: named, .. } if *named == path), "{error}");

    checkpoint(&path);
    let text = fs::read_to_string(&path).unwrap();
    for broken in ["", "of yesterday", "{}", &text[..text.len() / 2], &text[..text.len() - 1]] {
        fs::write(&path, broken).unwrap();
        refused(resume(), "run.checkpoint cannot be resumed: it is not a whole checkpoint");
    }
    fs::write(&path, text.replace("\"version\":1", "\"version\":2")).unwrap();
    refused(resume(), "it is of form 2, and this program reads form 1");
    let mut json: serde_json::Value = serde_json::from_str(&text).unwrap();
    json["state"].as_array_mut().unwrap().pop();
    fs::write(&path, json.to_string()).unwrap();
    refused(resume(), "it is damaged");
}

/// Numbers in a memory that no stepper could have: the run is refused, and neither hangs nor ends early.
#[test]
fn damaged_memories_are_refused() {
    let folder = Folder::new("memories");
    let (path, cell) = (folder.path("run.checkpoint"), prinz_ab());
    let damage = |text: &str, k: usize, value: &str| {
        let mut json: serde_json::Value = serde_json::from_str(text).unwrap();
        json["memory"][k] = serde_json::from_str(value).unwrap();
        fs::write(&path, json.to_string()).unwrap();
    };
    let simulation = |duration: f64| cell.simulate(duration).method(Tsit5::default());
    simulation(20.0).checkpoint_every(15.0, &path).run().unwrap();
    let text = fs::read_to_string(&path).unwrap();
    for (k, value) in
        [(2, "\"NaN\""), (2, "0.0"), (2, "-1.0"), (3, "\"NaN\""), (3, "0.0"), (4, "0.5"), (5, "-7.0"), (6, "0.5")]
    {
        damage(&text, k, value);
        refused(simulation(40.0).resume(&path), "its memory is damaged");
    }
    let simulation = |duration: f64| cell.simulate(duration).method(ExponentialEuler::step(0.1));
    simulation(20.0).checkpoint_every(15.0, &path).run().unwrap();
    let text = fs::read_to_string(&path).unwrap();
    for (k, value) in [(1, "\"NaN\""), (1, "\"inf\""), (1, "20.0"), (2, "1.0"), (2, "1e9"), (2, "-1.0"), (2, "150.5")] {
        damage(&text, k, value);
        refused(simulation(40.0).resume(&path), "its memory is damaged");
    }
}

/// Sinks that cannot go back say so before the run begins; files that were changed are not cut.
#[test]
fn streams_that_cannot_go_on_are_refused() -> Result<(), Error> {
    let folder = Folder::new("streams");
    let cell = prinz_ab();
    let mut last = None;
    let run = cell.simulate(20.0).stream(CsvSink::writer(io::sink())).checkpoint_every(5.0, &mut last).run();
    let error = failed(run).error;
    assert!(matches!(&error, Error::Sink { time: 0.0, .. }), "{error}");
    assert!(error.to_string().contains("a writer cannot go back to a checkpoint; stream to a path"), "{error}");

    let [path, spikes] = ["traces.csv", "spikes.csv"].map(|name| folder.path(name));
    let simulation = |duration: f64| cell.simulate(duration).stream(CsvSink::path(&path));
    simulation(20.0).checkpoint_every(5.0, &mut last).run()?;
    let last = last.unwrap();
    let text = fs::read_to_string(&path).unwrap();
    let longer = text.clone() + "half of a li";
    for (there, why) in [
        (text.replace(",v", ",ca"), "its columns are not those of the run that is resumed"),
        (text[..text.len() / 2].to_owned(), "bytes at the checkpoint and has"),
        (String::new(), "bytes at the checkpoint and has"),
    ] {
        fs::write(&path, &there).unwrap();
        let error = failed(simulation(40.0).resume(&last).run()).error;
        assert!(error.to_string().contains(why), "{error}");
        assert_eq!(fs::read_to_string(&path).unwrap(), there);
    }
    fs::write(&path, &longer).unwrap();
    let sink = CsvSink::path(&path).spikes_path(&spikes);
    let error = failed(cell.simulate(40.0).stream(sink).resume(&last).run()).error;
    assert!(error.to_string().contains("spikes and traces have to be streamed as they were"), "{error}");
    assert!(fs::read_to_string(&path).unwrap() == longer && !spikes.exists());
    simulation(40.0).resume(&last).run()?;
    assert!(fs::read_to_string(&path).unwrap().ends_with('\n'));
    Ok(())
}

/// A checkpoint that cannot be written ends the run, and the one before stays.
#[test]
fn an_old_checkpoint_outlives_a_failure() -> Result<(), Error> {
    let folder = Folder::new("old");
    let (path, cell) = (folder.path("run.checkpoint"), prinz_ab());
    checkpoint(&path);
    let old = Checkpoint::load(&path)?;
    // A folder stands where the new checkpoint is written first.
    fs::create_dir(folder.path("run.checkpoint.new")).unwrap();
    let interrupted = failed(cell.simulate(20.0).checkpoint_every(5.0, &path).run());
    assert!(matches!(&interrupted.error, Error::File { path: named, .. } if *named == path), "{}", interrupted.error);
    assert!((5.0..8.0).contains(interrupted.run.time().last().unwrap()));
    assert_eq!(Checkpoint::load(&path)?, old);
    Ok(())
}
