//! Checkpoints of processes that share a path, and are killed.

use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
use neuron_runtime::prelude::*;
use neuron_runtime::run::checkpoint::Checkpoint;
use neuron_runtime::run::simulation::Simulation;
use neuron_tests::folder::Folder;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Returns the model of one of three processes: they differ in the current alone.
fn axon(process: usize) -> HodgkinHuxley {
    let mut axon = HodgkinHuxley::default();
    axon.set(HodgkinHuxley::inject, 8.0 + process as f64);
    axon
}

fn run(axon: &HodgkinHuxley, duration: f64) -> Simulation<'_, HodgkinHuxley, f64, ExponentialEuler> {
    axon.simulate(duration).method(ExponentialEuler::step(0.05)).record_nothing()
}

/// The other half of the test below: it saves as often as it can, until it is killed.
#[test]
fn child_that_saves_until_it_is_killed() {
    let Ok(process) = std::env::var("NEURON_FAULTS_PROCESS") else { return };
    let path = std::env::var("NEURON_FAULTS_PATH").unwrap();
    run(&axon(process.parse().unwrap()), 1e7).checkpoint_every(5.0, Path::new(&path)).run().unwrap();
}

fn child(process: usize, path: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "checkpoints::child_that_saves_until_it_is_killed", "--nocapture"])
        .env("NEURON_FAULTS_PROCESS", process.to_string())
        .env("NEURON_FAULTS_PATH", path)
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

/// Asserts that a checkpoint is that of one process, from which the run goes on to the bits of one that was never interrupted.
fn is_whole(checkpoint: &Checkpoint) {
    let duration = checkpoint.time() + 1.0;
    let fits = |process: &usize| {
        let axon = axon(*process);
        match run(&axon, duration).resume(checkpoint.clone()).run() {
            Ok(resumed) => {
                assert_eq!(resumed.end(), run(&axon, duration).run().unwrap().end());
                true
            }
            Err(interrupted) => {
                assert!(matches!(interrupted.error, Error::Checkpoint { .. }), "{}", interrupted.error);
                false
            }
        }
    };
    assert_eq!((0..3).filter(fits).count(), 1);
}

#[test]
fn twenty_kills_of_three_processes_on_one_path_lose_and_mix_nothing() {
    let folder = Folder::new("three-processes");
    let path = folder.path("run.checkpoint");
    let mut children: Vec<Child> = (0..3).map(|process| child(process, &path)).collect();
    let begun = Instant::now();
    while !path.exists() {
        assert!(begun.elapsed() < Duration::from_secs(60), "no checkpoint");
        sleep(Duration::from_millis(1));
    }
    for kill in 0..20 {
        // At another place of its work each time.
        sleep(Duration::from_millis(5 + 7 * (kill * kill % 11)));
        let process = kill as usize % 3;
        assert!(children[process].try_wait().unwrap().is_none(), "process {process} has ended by itself");
        children[process].kill().unwrap();
        children[process].wait().unwrap();
        is_whole(&Checkpoint::load(&path).expect("no checkpoint is lost or mixed"));
        children[process] = child(process, &path);
    }
    for child in &mut children {
        child.kill().unwrap();
        child.wait().unwrap();
    }
    let last = Checkpoint::load(&path).unwrap();
    assert!(last.time() > 0.0);
    is_whole(&last);
}
