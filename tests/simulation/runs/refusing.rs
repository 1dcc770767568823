//! Checkpoints and files that a run cannot go on from: each is an error of its own.

use super::{Folder, failed};
use neuron_runtime::curve::MinimallyDisruptive;
use neuron_runtime::error::{FileProblem, Misfit};
use neuron_runtime::library::prinz_2003::{Leak, Stg};
use neuron_runtime::library::prinz_2004::Glutamatergic;
use neuron_runtime::prelude::*;
use neuron_runtime::run::checkpoint::Checkpoint;
use neuron_runtime::run::simulation::Simulation;
use neuron_runtime::run::sink::CsvSink;
use neuron_runtime::solve::Method;
use neuron_tests::models::{Pyloric, prinz_ab};
use neuron_tests::saved::{change, opened, sealed};
use std::fs;
use std::io;
use std::path::Path;

/// The last checkpoint of a run of the burster, by the default method.
fn checkpoint(path: &Path) {
    prinz_ab().simulate(20.0).spikes(-10.0).checkpoint_every(15.0, path).run().map(|_| ()).unwrap();
}

/// Asserts that a run cannot go on from a checkpoint, and why.
fn refused<N: Network<f64>, M: Method<f64>>(simulation: Simulation<'_, N, f64, M>, why: &str) -> Misfit {
    let interrupted = failed(simulation.run());
    let sentence = interrupted.error.to_string();
    assert!(sentence.contains(why) && sentence.contains("resume(…)"), "{sentence}\n  should say: {why}");
    assert!(interrupted.run.time().is_empty() && interrupted.run.end().is_empty());
    let Error::Checkpoint { problem, .. } = interrupted.error else { panic!("{sentence}") };
    problem
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
    let problem = refused(simulation(&other), "run.checkpoint cannot be resumed: CaS.g was 6 and is 6.5 now");
    assert!(matches!(problem, Misfit::Parameters(_)));
    let problem =
        refused(Pyloric::default().simulate(40.0).spikes(-10.0).resume(&path), "it is of Stg, not of Pyloric");
    assert!(matches!(problem, Misfit::Model(_)));
    let (euler, tolerance) = (ExponentialEuler::step(0.1), Adaptive::tolerance(1e-7));
    for problem in [
        refused(simulation(&cell).method(euler), "it was made by Adaptive, not by ExponentialEuler"),
        refused(simulation(&cell).method(tolerance), "the method had other settings"),
        refused(simulation(&cell).spikes(0.0), "spikes were found at -10 mV and are now at 0"),
        refused(simulation(&cell).record(&[Stg::v, Stg::ca]), "[v] were recorded and now [v, ca] are"),
        refused(simulation(&cell).record_every(0.2), "it was recorded at other times"),
        refused(simulation(&cell).record_at(&[20.0]), "it was recorded at other times"),
        refused(simulation(&cell).stream(CsvSink::writer(io::sink())), "leave `stream(…)` out"),
        refused(cell.simulate(15.0).spikes(-10.0).resume(&path), "and the run ends at 15 ms"),
    ] {
        assert!(matches!(problem, Misfit::Settings(_)));
    }
    // What was refused has not harmed it.
    assert!(simulation(&cell).run().is_ok());

    cell.simulate(20.0).stream(CsvSink::path(folder.path("v.csv"))).checkpoint_every(15.0, &path).run()?;
    refused(cell.simulate(40.0).resume(&path), "do so again with `stream(…)`");
    Ok(())
}

/// A cell and the same in other words, with the same states and numbers.
mod milli {
    use super::*;
    cell! {
        /// A membrane with a current.
        pub struct Membrane;
        capacitance: 1uF/cm2, area: 0.1mm2, v: -60mV, inject: 1nA,
        channels { Leak { g: 1mS/cm2 } },
    }
}

mod micro {
    use super::*;
    cell! {
        /// A membrane with a current, whose leak counts in another unit.
        pub struct Membrane;
        capacitance: 1uF/cm2, area: 0.1mm2, v: -60mV, inject: 1nA,
        channels { Leak },
    }

    /// Leak.
    #[channel(current = g * (v - e))]
    pub struct Leak {
        /// Conductance.
        #[param(1uS/cm2)]
        g: Param,
        /// Reversal potential.
        #[param(-50mV)]
        e: Param,
    }
}

#[test]
fn another_unit_is_another_model() -> Result<(), Error> {
    let mut last = None;
    let mut cell = milli::Membrane::default();
    cell.set(milli::Membrane::Leak.e, -50.0);
    cell.simulate(5.0).checkpoint_every(3.0, &mut last).run()?;
    let last = last.unwrap();
    cell.simulate(9.0).resume(&last).run()?;
    let other = micro::Membrane::default();
    assert_eq!((last.state_names(), last.model()), (&other.state_names()[..], "Membrane"));
    let problem = refused(other.simulate(9.0).resume(&last), "it is of another Membrane: the units, ");
    assert!(matches!(problem, Misfit::Model(_)));
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
    let why = "equations or connections have changed: d/dt of E[2].v is ";
    assert!(matches!(refused(other.simulate(9.0).resume(&last), why), Misfit::Model(_)));
    Ok(())
}

#[test]
fn files_that_are_no_checkpoints_are_refused() -> Result<(), Error> {
    let folder = Folder::new("damaged");
    let (path, cell) = (folder.path("run.checkpoint"), prinz_ab());
    let resume = || cell.simulate(40.0).spikes(-10.0).resume(&path);
    let error = failed(resume().run()).error;
    assert!(matches!(&error, Error::File { path: named, .. } if *named == path), "{error}");

    // Each is an error of its own.
    let refused = |file: &str, why: &str| {
        fs::write(&path, file).unwrap();
        let error = failed(resume().run()).error;
        let sentence = error.to_string();
        let Error::SavedFile { path: named, kind: "checkpoint", problem } = error else { panic!("{sentence}") };
        assert_eq!(named, path);
        assert!(sentence.contains(&format!("run.checkpoint: {why}")), "{sentence}\n  should say: {why}");
        problem
    };
    checkpoint(&path);
    let text = fs::read_to_string(&path).unwrap();
    let (first, lines) = opened(&text);
    let damaged = |file: &str, why: &str| {
        assert!(matches!(refused(file, &format!("this checkpoint is damaged: {why}")), FileProblem::Damaged { .. }));
    };
    damaged("", "it is empty");
    damaged(&text[..text.len() / 2], "its second line says that ");
    damaged(&text[..text.len() - 1], "its second line says that ");
    damaged(&format!("{text}\n"), "its second line says that ");
    damaged(&first, "its second line does not say its length");
    damaged(&text.replacen("checkpoint", "chockpoint", 1), "its first line is not as it was");
    damaged(&text.replacen("-0.", "-1.", 1), "its checksum is not that of what it holds");
    for foreign in ["of yesterday", "{}", "t_ms,v\n0,-65\n", "\n"] {
        let problem = refused(foreign, "it is no checkpoint that this program saved; give the path of one");
        assert_eq!(problem, FileProblem::Foreign);
    }
    let earlier = r#"{"version":1,"model":"Stg","method":"Adaptive","time":30.05,"parameters":[["NaV.g",100.0]]}"#;
    let problem = refused(
        earlier,
        "this checkpoint was saved by an earlier version of this program, whose files had no checksum",
    );
    assert_eq!(problem, FileProblem::Earlier);
    for format in [1, 2, 20] {
        let file = sealed(&first.replace("format 3", &format!("format {format}")), &lines);
        let problem = refused(&file, &format!("this checkpoint has format {format}, and this program reads format 3"));
        assert_eq!(problem, FileProblem::Format { found: format, read: 3 });
    }
    let curve = MinimallyDisruptive::from(&[1.0]).direction(&[1.0]).momentum(1.0).follow(|_| Ok((0.0, vec![0.0])))?;
    curve.save(&path)?;
    let curve = fs::read_to_string(&path).unwrap();
    let problem = refused(&curve, "it is a curve, and no checkpoint; give the path of a checkpoint");
    assert_eq!(problem, FileProblem::Kind { found: "curve".to_owned() });
    Ok(())
}

/// Files with the right checksum that this program would not write.
#[test]
fn forged_files_are_refused() {
    let folder = Folder::new("forged");
    let path = folder.path("run.checkpoint");
    checkpoint(&path);
    let text = fs::read_to_string(&path).unwrap();
    let (first, lines) = opened(&text);
    let refused = |why: &str| {
        let error = Checkpoint::load(&path).unwrap_err();
        assert!(matches!(&error, Error::SavedFile { problem: FileProblem::Damaged { .. }, .. }), "{error}");
        assert!(error.to_string().contains(why), "{error}\n  should say: {why}");
    };
    for name in ["state", "slopes", "states"] {
        fs::write(&path, &text).unwrap();
        change(&path, name, |list| drop(list.as_array_mut().unwrap().pop()));
        refused("its lists do not have the same length");
    }
    fs::write(&path, &text).unwrap();
    change(&path, "recorded", |recorded| drop(recorded["traces"][0]["values"].as_array_mut().unwrap().pop()));
    refused("its lists do not have the same length");
    fs::write(&path, &text).unwrap();
    change(&path, "time", |time| *time = "soon".into());
    refused("its `time` cannot be read: ");
    fs::write(&path, &text).unwrap();
    change(&path, "memory", |memory| memory[0] = "NaN".into());
    refused("its `memory` cannot be read: `NaN` is not a number and its bits");
    fs::write(&path, sealed(&first, &lines[1..])).unwrap();
    refused("it does not name its model");
    fs::write(&path, sealed(&first, &lines[..lines.len() - 1])).unwrap();
    refused("it has no `recorded` where that should be");
    fs::write(&path, sealed(&first, &[&lines[..], &["more 1".to_owned()]].concat())).unwrap();
    refused("it has more sections than it should have");
    fs::write(&path, sealed(&first, &[])).unwrap();
    refused("it does not name its model");
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
