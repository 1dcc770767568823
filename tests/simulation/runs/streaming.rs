//! Samples and spikes handed to a sink while the run goes on.

use super::{Folder, bits};
use neuron_runtime::library::prinz_2003::Stg;
use neuron_runtime::number::Dual;
use neuron_runtime::prelude::*;
use neuron_runtime::run::sink::{CsvSink, Header, Sink};
use neuron_runtime::solve::Method;
use neuron_tests::allocations::allocations;
use neuron_tests::models::{Pyloric, prinz_ab};
use num_dual::Dual64;
use std::fs;
use std::io;

/// A streamed file is the file that would be saved, byte for byte.
fn equals_saved<M: Method<f64> + Copy>(method: M, name: &str) -> Result<(), Error> {
    let folder = Folder::new(name);
    let network = Pyloric::default();
    let simulation = || {
        network
            .simulate(300.0)
            .method(method)
            .record_every(0.05)
            .spikes(-20.0)
            .record(&[Pyloric::AB.v, Pyloric::LP.ca, Pyloric::PY.Kd.m])
            .record(&[Pyloric::AB.NaV.current, Pyloric::AB_LP.Cholinergic.current])
    };
    let kept = simulation().run()?;
    let [saved, streamed, spikes] = ["saved.csv", "streamed.csv", "spikes.csv"].map(|name| folder.path(name));
    kept.save_traces(&saved)?;
    let run = simulation().stream(CsvSink::path(&streamed)).run()?;
    assert!(fs::read(&saved).unwrap() == fs::read(&streamed).unwrap());
    assert_eq!((bits(run.end()), run.statistics), (bits(kept.end()), kept.statistics));
    // Spikes stay unless the sink takes them.
    assert_eq!((&run.ab, &run.lp, &run.py), (&kept.ab, &kept.lp, &kept.py));

    let run = simulation().stream(CsvSink::path(&streamed).spikes_path(&spikes)).run()?;
    assert!(fs::read(&saved).unwrap() == fs::read(&streamed).unwrap());
    assert!(run.each_neuron().iter().all(|neuron| neuron.spikes.is_empty()));
    let mut expected: Vec<(f64, &str)> = kept
        .each_neuron()
        .into_iter()
        .flat_map(|neuron| neuron.spikes.iter().map(|t| (t, neuron.name.as_str())))
        .collect();
    expected.sort_by(|a, b| a.0.total_cmp(&b.0));
    let lines: Vec<String> = expected.iter().map(|(t, name)| format!("{name},{t}\n")).collect();
    assert_eq!(fs::read_to_string(&spikes).unwrap(), "neuron,t_ms\n".to_owned() + &lines.concat());
    assert!(lines.len() > 5);
    Ok(())
}

#[test]
fn a_streamed_file_equals_a_saved_one() -> Result<(), Error> {
    equals_saved(ExponentialEuler::step(0.02), "euler")?;
    equals_saved(Tsit5::tolerance(1e-4), "tsit5")
}

#[test]
fn one_long_step_may_pass_many_samples() -> Result<(), Error> {
    let mut cell = prinz_ab();
    let names: Vec<String> = cell.parameters().into_iter().map(|parameter| parameter.name).collect();
    for name in names.iter().filter(|name| name.ends_with(".g")) {
        cell.set_by_name(name, 0.0)?;
    }
    let (mut text, mut saved) = (Vec::new(), Vec::new());
    let simulation = || cell.simulate(10.0).method(Tsit5::tolerance(1e-2)).record_every(1e-3);
    let run = simulation().stream(CsvSink::writer(&mut text)).run()?;
    simulation().run()?.write_traces(&mut saved).unwrap();
    assert!(run.statistics.steps < 100 && text == saved);
    Ok(())
}

#[test]
fn derivatives_are_streamed_without_their_tangents() -> Result<(), Error> {
    let cell = prinz_ab();
    let (mut plain, mut real) = (Vec::new(), Vec::new());
    let method = ExponentialEuler::step(0.05);
    cell.simulate(20.0).method(method).stream(CsvSink::writer(&mut plain)).run()?;
    let dual = cell.with::<Dual<Dual64>>();
    let run = dual.simulate(20.0).method(method).stream(CsvSink::writer(&mut real)).run().map_err(Error::from)?;
    assert!(plain == real && run.end().len() == cell.dim());
    Ok(())
}

#[test]
fn what_was_streamed_is_not_found_in_the_run() -> Result<(), Error> {
    let folder = Folder::new("not-kept");
    let run = prinz_ab().simulate(5.0).stream(CsvSink::writer(io::sink())).run()?;
    assert!(run.time().is_empty() && run.columns()[0].name == "v");
    for error in [
        run.trace(Stg::v).unwrap_err(),
        run.trace_by_name("v").unwrap_err(),
        run.save_traces(folder.path("traces.csv")).unwrap_err(),
        run.plot(folder.path("traces.svg")).unwrap_err(),
    ] {
        assert_eq!(error.to_string(), "v went to the sink of `stream(…)` and was not kept");
    }
    assert!(matches!(run.trace(Stg::ca), Err(Error::NotRecorded { .. })));
    Ok(())
}

/// A sink that is used again begins its files again.
#[test]
fn a_sink_may_be_used_again() -> Result<(), Error> {
    let folder = Folder::new("again");
    let (path, cell) = (folder.path("traces.csv"), prinz_ab());
    let mut sink = CsvSink::path(&path);
    cell.simulate(30.0).stream(&mut sink).run()?;
    cell.simulate(10.0).stream(&mut sink).run()?;
    let mut expected = Vec::new();
    cell.simulate(10.0).run()?.write_traces(&mut expected).unwrap();
    assert!(fs::read(&path).unwrap() == expected);
    Ok(())
}

/// A sink of one's own: names and units beforehand, and all in the order of time.
#[derive(Default)]
struct Log {
    columns: Vec<String>,
    neurons: Vec<String>,
    samples: Vec<(f64, Vec<f64>)>,
    spikes: Vec<(usize, f64)>,
    flushed: usize,
}

impl Sink<f64> for Log {
    fn begin(&mut self, header: &Header<'_>) -> io::Result<()> {
        self.columns = header.columns.iter().map(|(name, unit)| format!("{name} ({unit})")).collect();
        self.neurons = header.neurons.to_vec();
        Ok(())
    }

    fn sample(&mut self, time: f64, values: &[f64]) -> io::Result<()> {
        self.samples.push((time, values.to_vec()));
        Ok(())
    }

    fn takes_spikes(&self) -> bool {
        true
    }

    fn spike(&mut self, neuron: usize, time: f64) -> io::Result<()> {
        self.spikes.push((neuron, time));
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.flushed = self.samples.len();
        Ok(())
    }
}

#[test]
fn a_sink_of_ones_own_sees_all() -> Result<(), Error> {
    let network = Pyloric::default();
    let simulation = || {
        let simulation = network.simulate(200.0).method(ExponentialEuler::step(0.05)).record_every(0.5);
        simulation.record(&[Pyloric::PY.ca, Pyloric::AB.v]).spikes(-15.0)
    };
    let mut log = Log::default();
    simulation().stream(&mut log).run()?;
    let run = simulation().run()?;
    assert_eq!(log.columns, ["PY.ca (uM)", "AB.v (mV)"]);
    assert_eq!(log.neurons, ["AB", "LP", "PY"]);
    assert_eq!((log.samples.len(), log.flushed), (401, 401));
    let (ca, v) = (run.trace(Pyloric::PY.ca)?, run.trace(Pyloric::AB.v)?);
    assert!(log.samples.iter().enumerate().all(|(k, (t, x))| *t == run.time()[k] && x[..] == [ca[k], v[k]]));
    assert!(log.spikes.windows(2).all(|pair| pair[0].1 <= pair[1].1));
    for (k, neuron) in run.each_neuron().into_iter().enumerate() {
        let own: Vec<f64> = log.spikes.iter().filter(|spike| spike.0 == k).map(|spike| spike.1).collect();
        assert_eq!(own, neuron.spikes.times());
    }
    Ok(())
}

/// Ten times as long, and not one allocation more.
#[test]
fn streaming_takes_constant_memory() {
    let folder = Folder::new("memory");
    let network = Pyloric::default();
    let (traces, spikes) = (folder.path("traces.csv"), folder.path("spikes.csv"));
    let count = |duration: f64| {
        let simulation = network.simulate(duration).method(ExponentialEuler::step(0.1)).record_every(0.5);
        let simulation = simulation.stream(CsvSink::path(&traces).spikes_path(&spikes)).progress(|_| ());
        let (run, count) = allocations(|| simulation.run());
        assert!(run.is_ok());
        count
    };
    let (short, long) = (count(2_000.0), count(20_000.0));
    assert_eq!(short, long);
    assert!(fs::metadata(&traces).unwrap().len() > 2_000_000 && fs::metadata(&spikes).unwrap().len() > 1_000);
}

/// An hour of model time, 3.6 million samples.
#[test]
#[ignore = "10 s and 100 MB in the folder for temporary files"]
fn an_hour_streams_in_constant_memory() {
    let folder = Folder::new("hour");
    let cell = prinz_ab();
    let (traces, spikes) = (folder.path("traces.csv"), folder.path("spikes.csv"));
    let count = |duration: f64| {
        let simulation = cell.simulate(duration).method(ExponentialEuler::step(0.1)).record_every(1.0);
        let simulation = simulation.stream(CsvSink::path(&traces).spikes_path(&spikes));
        let (run, count) = allocations(|| simulation.run());
        assert!(run.is_ok());
        count
    };
    assert_eq!(count(10_000.0), count(3_600_000.0));
    let text = fs::read_to_string(&traces).unwrap();
    assert_eq!(text.lines().count(), 3_600_002);
    assert!(text.lines().last().unwrap().starts_with("3600000,"));
}
