//! Bad settings, full disks, steps that fail: a clear error, and nothing recorded before is lost.

use super::{Folder, failed, test_of};
use neuron_runtime::library::prinz_2003::{Leak, Stg};
use neuron_runtime::prelude::*;
use neuron_runtime::run::result::Interrupted;
use neuron_runtime::run::sink::CsvSink;
use neuron_tests::models::prinz_ab;
use std::fs;
use std::io::{self, Write};
use std::process::Command;

/// A writer with room for a number of bytes. If `partly` is true, it takes the beginning of a write that does not fit.
struct Full {
    room: usize,
    partly: bool,
    text: Vec<u8>,
}

impl Write for &mut Full {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let left = self.room - self.text.len();
        let fits = if bytes.len() <= left || self.partly { bytes.len().min(left) } else { 0 };
        if fits == 0 {
            return Err(io::Error::new(io::ErrorKind::StorageFull, "no room left"));
        }
        self.text.extend(&bytes[..fits]);
        Ok(fits)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Every line of `text` that is whole.
fn whole_lines(text: &[u8]) -> Vec<String> {
    let end = text.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
    std::str::from_utf8(&text[..end]).unwrap().lines().map(str::to_owned).collect()
}

/// The lines of `written` and those that the run still holds make the whole table, without a gap.
fn nothing_is_lost(written: &[String], run: &Run<Stg>, whole: &Run<Stg>) {
    let table = |run: &Run<Stg>| {
        let mut text = Vec::new();
        run.write_traces(&mut text).unwrap();
        whole_lines(&text)
    };
    let (left, whole) = (table(run), table(whole));
    assert_eq!(written, &whole[..written.len()]);
    let first = whole.iter().position(|line| Some(line) == left.get(1)).expect("a line that was not written");
    assert!(first <= written.len().max(1), "a gap after {} lines: {first}", written.len());
    assert_eq!(left[1..], whole[first..first + left.len() - 1]);
}

#[test]
fn a_full_disk_ends_the_run_and_nothing_is_lost() -> Result<(), Error> {
    let cell = prinz_ab();
    let simulation = || cell.simulate(2_000.0).method(ExponentialEuler::step(0.1)).record_every(1.0);
    let whole = simulation().run()?;
    for (room, partly) in [(7, false), (100, true), (100, false), (9_000, true), (9_000, false), (20_001, true)] {
        let mut full = Full { room, partly, text: Vec::new() };
        let Interrupted { error, run } = failed(simulation().stream(CsvSink::writer(&mut full)).run());
        let Error::Sink { name, time, source } = &error else { panic!("{error}") };
        assert_eq!((name.as_str(), source.kind()), ("the sink's writer", io::ErrorKind::StorageFull));
        assert!(error.to_string().contains("no room left") && *time < 2_000.0, "{error}");
        let written = whole_lines(&full.text);
        if *time > 0.0 {
            nothing_is_lost(&written, &run, &whole);
            // Spikes were to stay.
            begins_spikes(&whole, &run, *time);
        } else {
            assert!(written.is_empty() && room == 7);
        }
    }
    Ok(())
}

fn begins_spikes(whole: &Run<Stg>, run: &Run<Stg>, time: f64) {
    let until: Vec<f64> = whole.spikes.iter().filter(|t| *t <= time).collect();
    assert_eq!(run.spikes.times(), until);
}

/// Spikes that a sink does not take are given back.
#[test]
fn spikes_that_cannot_be_written_stay() -> Result<(), Error> {
    let cell = prinz_ab();
    let simulation = || cell.simulate(2_000.0).method(ExponentialEuler::step(0.1)).record_every(5.0);
    let whole = simulation().run()?;
    let mut full = Full { room: 100, partly: true, text: Vec::new() };
    let sink = CsvSink::writer(io::sink()).spikes_writer(&mut full);
    let Interrupted { error, run } = failed(simulation().stream(sink).run());
    let Error::Sink { time, .. } = error else { panic!("{error}") };
    let mut found: Vec<f64> =
        whole_lines(&full.text)[1..].iter().map(|line| line.trim_start_matches(',').parse().unwrap()).collect();
    assert!(!found.is_empty() && !run.spikes.is_empty());
    found.extend(run.spikes.iter().filter(|t| !found.contains(t)).collect::<Vec<_>>());
    let until: Vec<f64> = whole.spikes.iter().filter(|t| *t <= time).collect();
    assert_eq!(found, until);
    Ok(())
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_device_is_named_at_once() {
    let error = failed(prinz_ab().simulate(10.0).stream(CsvSink::path("/dev/full")).run()).error;
    let Error::Sink { name, time, source } = &error else { panic!("{error}") };
    assert_eq!((name.as_str(), *time, source.kind()), ("/dev/full", 0.0, io::ErrorKind::StorageFull));
    let sentence = error.to_string();
    assert!(sentence.starts_with("/dev/full: No space left on device"), "{sentence}");
    let spikes = CsvSink::writer(io::sink()).spikes_path("/dev/full");
    let error = failed(prinz_ab().simulate(10.0).stream(spikes).run()).error;
    assert!(matches!(&error, Error::Sink { name, .. } if name == "/dev/full"), "{error}");
}

/// The other half of the test below, in a process whose files may not grow beyond some size.
#[test]
fn child_that_fills_its_disk() {
    let Ok(path) = std::env::var("NEURON_RUNS_FULL") else { return };
    let cell = prinz_ab();
    let simulation = || cell.simulate(2_000.0).method(ExponentialEuler::step(0.1)).record_every(1.0);
    let Interrupted { error, run } = failed(simulation().stream(CsvSink::path(&path)).run());
    assert!(matches!(&error, Error::Sink { name, time, .. } if *name == path && *time > 100.0), "{error}");
    let written = fs::read(&path).unwrap();
    assert!(written.ends_with(b"\n") && written.len() > 15_000 && written.len() <= 16_384, "{}", written.len());
    nothing_is_lost(&whole_lines(&written), &run, &simulation().run().unwrap());
    println!("as it should be");
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_that_cannot_grow_holds_whole_lines() {
    let folder = Folder::new("full");
    let child = std::env::current_exe().unwrap();
    // `trap`: the signal is not to end the process, so that writing fails as on a full disk.
    let output = Command::new("bash")
        .args(["-c", "trap '' XFSZ; ulimit -f 16; exec \"$0\" --exact \"$1\" --nocapture"])
        .arg(child)
        .arg(test_of(module_path!(), "child_that_fills_its_disk"))
        .env("NEURON_RUNS_FULL", folder.path("traces.csv"))
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && text.contains("as it should be"), "{text}");
}

#[test]
fn a_file_that_cannot_be_created_is_named() {
    let folder = Folder::new("nowhere");
    let path = folder.path("nowhere").join("traces.csv");
    let error = failed(prinz_ab().simulate(10.0).stream(CsvSink::path(&path)).run()).error;
    assert!(matches!(&error, Error::Sink { name, .. } if *name == path.display().to_string()), "{error}");
    assert!(std::error::Error::source(&error).is_some());
}

#[test]
fn settings_that_make_no_sense_leave_files_as_they_are() {
    let folder = Folder::new("untouched");
    let path = folder.path("traces.csv");
    fs::write(&path, "of yesterday").unwrap();
    let cell = prinz_ab();
    let mut no_value = cell.clone();
    no_value.set(Stg::NaV.g, f64::NAN);
    let sink = || CsvSink::path(&path);
    for run in [
        cell.simulate(10.0).method(Tsit5::tolerance(-1e-6)).stream(sink()).run(),
        cell.simulate(10.0).method(Tsit5::tolerance(f64::NAN)).stream(sink()).run(),
        cell.simulate(0.0).stream(sink()).run(),
        cell.simulate(10.0).record_at(&[2.0, 1.0]).stream(sink()).run(),
        cell.simulate(10.0).start_at(&[f64::NAN; 13]).stream(sink()).run(),
        no_value.simulate(10.0).stream(sink()).run(),
    ] {
        let error = failed(run).error;
        assert!(!matches!(error, Error::Sink { .. }), "{error}");
        assert_eq!(fs::read_to_string(&path).unwrap(), "of yesterday");
    }
    for interval in [0.0, -1.0, f64::NAN] {
        let error = failed(cell.simulate(10.0).checkpoint_every(interval, &mut None).run()).error;
        assert!(matches!(&error, Error::Setting { setting: "the checkpoint interval", .. }), "{error}");
    }
}

/// A wall: an outward current that opens at once, as far as rounding sees, above −50 mV.
#[channel(current = g * (0.5mV + 0.5mV * tanh((v + 50mV) / unchecked(1e-15mV))))]
pub struct Wall {
    /// Strength.
    #[param(unit = mS/cm2)]
    g: Param,
}

cell! {
    /// A cell that rises by 1 mV/ms from −60 mV, to the wall at 10 ms.
    pub struct Rising;
    capacitance: 1uF/cm2, area: 0.1mm2, v: -60mV, inject: 1uA/cm2,
    channels { Wall, Leak { g: 0mS/cm2 } },
}

#[test]
fn a_step_that_underflows_leaves_all_before_it() -> Result<(), Error> {
    let mut cell = Rising::default();
    // However short a step, one across the wall is off by more than the tolerance.
    cell.set(Rising::Wall.g, 1e13);
    let (mut text, mut kept) = (Vec::new(), Vec::new());
    let simulation = || cell.simulate(60.0).method(Tsit5::default()).record_every(0.03125);
    let Interrupted { error, run } = failed(simulation().run());
    let Error::StepUnderflow { time, neuron, state, .. } = &error else { panic!("{error}") };
    assert!((time - 10.0).abs() < 1e-9 && neuron == "Rising" && state == "v", "{error}");
    assert!(run.time().len() >= 320, "{}", run.time().len());
    assert!(run.time().iter().zip(run.trace(Rising::v)?).all(|(t, v)| (v + 60.0 - t).abs() < 1e-9));
    run.write_traces(&mut kept).unwrap();
    let Interrupted { error, run } = failed(simulation().stream(CsvSink::writer(&mut text)).run());
    assert!(matches!(error, Error::StepUnderflow { .. }) && run.time().is_empty());
    assert_eq!(String::from_utf8(text).unwrap(), String::from_utf8(kept).unwrap());
    Ok(())
}
