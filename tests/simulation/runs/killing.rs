//! Runs in a process that is killed, and resumed by another.

use super::{Folder, bits, same, test_of};
use neuron_runtime::prelude::*;
use neuron_runtime::run::checkpoint::Checkpoint;
use neuron_runtime::run::simulation::Simulation;
use neuron_runtime::run::sink::CsvSink;
use neuron_tests::models::Pyloric;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Where the files of a run are, and how long it is, ms.
struct Plan {
    folder: PathBuf,
    duration: f64,
    checkpoints: f64,
}

impl Plan {
    fn traces(&self) -> PathBuf {
        self.folder.join("traces.csv")
    }

    fn checkpoint(&self) -> PathBuf {
        self.folder.join("run.checkpoint")
    }

    /// The run, its trace streamed, its spikes kept.
    fn simulate<'a>(&self, network: &'a Pyloric) -> Simulation<'a, Pyloric, f64, ExponentialEuler> {
        let simulation = network.simulate(self.duration).method(ExponentialEuler::step(0.01)).record_every(0.5);
        simulation.spikes(-10.0).stream(CsvSink::path(self.traces()))
    }

    /// The same run with checkpoints, resumed from the last one if there is any.
    fn go_on<'a>(&self, network: &'a Pyloric) -> Simulation<'a, Pyloric, f64, ExponentialEuler> {
        let simulation = self.simulate(network).checkpoint_every(self.checkpoints, self.checkpoint());
        if self.checkpoint().exists() { simulation.resume(self.checkpoint()) } else { simulation }
    }

    /// Goes on in a process of its own.
    fn child(&self) -> Child {
        Command::new(std::env::current_exe().unwrap())
            .args(["--exact", &test_of(module_path!(), "child_that_is_killed"), "--nocapture"])
            .env("NEURON_RUNS_FOLDER", &self.folder)
            .env("NEURON_RUNS_DURATION", self.duration.to_string())
            .env("NEURON_RUNS_CHECKPOINTS", self.checkpoints.to_string())
            .stdout(Stdio::null())
            .spawn()
            .unwrap()
    }
}

/// The other half of the tests below: it goes on, if it is not killed to the end.
#[test]
fn child_that_is_killed() {
    let Ok(folder) = std::env::var("NEURON_RUNS_FOLDER") else { return };
    let number = |name: &str| std::env::var(name).unwrap().parse().unwrap();
    let (duration, checkpoints) = (number("NEURON_RUNS_DURATION"), number("NEURON_RUNS_CHECKPOINTS"));
    let plan = Plan { folder: folder.into(), duration, checkpoints };
    plan.go_on(&Pyloric::default()).run().unwrap();
}

/// Kills the run some times while it goes, then resumes it here and compares it to one that was never interrupted.
fn killed_and_resumed(name: &str, duration: f64, checkpoints: f64, pauses: &[u64]) {
    let folder = Folder::new(name);
    let plan = Plan { folder: folder.0.clone(), duration, checkpoints };
    let mut reached = 0.0;
    for pause in pauses {
        let mut child = plan.child();
        let begun = Instant::now();
        while time(&plan.checkpoint()) <= reached && child.try_wait().unwrap().is_none() {
            assert!(begun.elapsed() < Duration::from_secs(60), "no checkpoint");
            sleep(Duration::from_millis(1));
        }
        sleep(Duration::from_millis(*pause));
        child.kill().unwrap();
        child.wait().unwrap();
        reached = time(&plan.checkpoint());
        println!("killed after the checkpoint at {reached} ms");
    }
    assert!(reached > 0.0 && reached < duration);
    let network = Pyloric::default();
    let resumed = plan.go_on(&network).run().unwrap();
    let trace = fs::read(plan.traces()).unwrap();
    let whole = plan.simulate(&network).run().unwrap();
    same(&resumed, &whole);
    assert!(trace == fs::read(plan.traces()).unwrap());
    assert_eq!(trace.iter().filter(|byte| **byte == b'\n').count() as f64, duration / 0.5 + 2.0);
    assert!(whole.lp.spikes.len() as f64 > duration / 500.0 && bits(whole.end()) == bits(resumed.end()));
}

/// The time of the checkpoint in a file; 0 if there is none.
fn time(path: &Path) -> f64 {
    if path.exists() { Checkpoint::load(path).unwrap().time() } else { 0.0 }
}

#[test]
fn a_killed_run_ends_bit_equal() {
    killed_and_resumed("killed", 4_000.0, 20.0, &[0, 3, 10]);
}

/// 100 s of the pyloric rhythm, killed some times on the way.
#[test]
#[ignore = "half a minute"]
fn a_killed_run_of_100_s_ends_bit_equal() {
    killed_and_resumed("killed-100-s", 100_000.0, 500.0, &[1, 900, 37, 1200, 450]);
}
