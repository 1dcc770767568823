//! Damaged checkpoints: none is resumed to another result.

use super::{Folder, same};
use neuron_runtime::error::FileProblem;
use neuron_runtime::library::prinz_2003::Stg;
use neuron_runtime::prelude::*;
use neuron_runtime::run::checkpoint::Checkpoint;
use neuron_runtime::run::simulation::Simulation;
use neuron_runtime::solve::Method;
use neuron_tests::damage::{KINDS, damaged};
use neuron_tests::models::{Pyloric, prinz_ab};
use neuron_tests::random::Random;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Damages a checkpoint of the run many times, and asserts that each is refused, or else resumed to the same result. Counts the
/// kinds of damage that were refused.
fn damage_many<'a, N, M>(
    count: usize,
    folder: &Folder,
    simulate: impl Fn(f64) -> Simulation<'a, N, f64, M>,
    refused: &mut BTreeMap<&'static str, usize>,
) where
    N: Network<f64> + 'a,
    M: Method<f64>,
{
    let [path, second] = ["run.checkpoint", "later.checkpoint"].map(|name| folder.path(name));
    finished(simulate(12.0).checkpoint_every(10.0, &path));
    finished(simulate(14.0).checkpoint_every(13.0, &second));
    let whole = finished(simulate(20.0).resume(&path));
    let [file, other] = [&path, &second].map(|path| fs::read(path).unwrap());
    let mut random = Random::new(file.len() as u64);
    for _ in 0..count {
        let (kind, bytes) = damaged(&file, &other, &mut random);
        folder.put("run.checkpoint", &bytes);
        match simulate(20.0).resume(&path).run() {
            Ok(run) => same(&run, &whole),
            Err(interrupted) => {
                is_refused(&interrupted.error, &path);
                *refused.entry(kind).or_default() += 1;
            }
        }
    }
}

fn finished<N: Network<f64>, M: Method<f64>>(simulation: Simulation<'_, N, f64, M>) -> Run<N> {
    simulation.run().map_err(|interrupted| interrupted.error).unwrap()
}

/// Asserts that the error names the file, what is wrong with it, and a way out.
fn is_refused(error: &Error, path: &Path) {
    let sentence = error.to_string();
    assert!(matches!(error, Error::SavedFile { path: named, kind: "checkpoint", .. } if named == path), "{sentence}");
    assert!(sentence.starts_with(&path.display().to_string()) && sentence.contains("begin anew"), "{sentence}");
}

#[test]
fn no_damaged_checkpoint_is_resumed_to_another_result() {
    let folder = Folder::new("mutations");
    let mut refused = BTreeMap::new();
    let (cell, network) = (prinz_ab(), Pyloric::default());
    let kept = |duration: f64| cell.simulate(duration).record_every(1.0);
    damage_many(2_000, &folder, |duration| kept(duration).record(&[Stg::v, Stg::ca]), &mut refused);
    damage_many(2_000, &folder, |duration| kept(duration).method(Tsit5::default()), &mut refused);
    let fixed = ExponentialEuler::step(0.05);
    damage_many(2_000, &folder, |duration| kept(duration).method(fixed).spikes(-30.0), &mut refused);
    damage_many(
        2_000,
        &folder,
        |duration| cell.simulate(duration).method(Rk4::step(0.02)).record_nothing(),
        &mut refused,
    );
    damage_many(2_000, &folder, |duration| network.simulate(duration).method(fixed).record_every(2.0), &mut refused);
    println!("{refused:#?}");
    // Each damage changed the file, so that none may pass.
    assert_eq!(refused.values().sum::<usize>(), 10_000);
    assert_eq!(refused.len(), KINDS.len());
}

/// Every digit of the time of a checkpoint, changed to every other.
#[test]
fn no_digit_of_the_time_can_be_changed() {
    let folder = Folder::new("digits");
    let (path, cell) = (folder.path("run.checkpoint"), prinz_ab());
    cell.simulate(40.0).checkpoint_every(30.0, &path).run().map(|_| ()).unwrap();
    let file = fs::read_to_string(&path).unwrap();
    let begin = file.find("\ntime 3").unwrap() + 6;
    let digits = file[begin..].lines().next().unwrap().len();
    assert!(digits > 10);
    for k in begin..begin + digits {
        for digit in "0123456789".chars().filter(|digit| !file[k..].starts_with(*digit)) {
            folder.put("run.checkpoint", format!("{}{digit}{}", &file[..k], &file[k + 1..]).as_bytes());
            let error = Checkpoint::load(&path).unwrap_err();
            is_refused(&error, &path);
            let Error::SavedFile { problem: FileProblem::Damaged { problem }, .. } = &error else { panic!("{error}") };
            assert_eq!(problem, "its checksum is not that of what it holds");
        }
    }
}
