//! Checkpoints on the disk: links, devices, several processes, paths that cannot be written.

use super::{Folder, failed, same, test_of};
use neuron_runtime::prelude::*;
use neuron_runtime::run::checkpoint::Checkpoint;
use neuron_runtime::run::sink::CsvSink;
use neuron_tests::models::prinz_ab;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::process::{Command, Stdio};

/// Returns checkpoints of the burster before this time (ms).
fn checkpoint(until: f64) -> Checkpoint {
    let mut last = None;
    prinz_ab().simulate(until).checkpoint_every(0.9 * until, &mut last).run().map(|_| ()).unwrap();
    last.unwrap()
}

#[cfg(unix)]
#[test]
fn a_link_stays_and_its_file_is_replaced() -> Result<(), Error> {
    use std::os::unix::fs::symlink;
    let folder = Folder::new("links");
    fs::create_dir(folder.path("data")).unwrap();
    let [first, second] = [10.0, 20.0].map(checkpoint);
    let (link, chain, file) = (folder.path("latest"), folder.path("chain"), folder.path("data/run.checkpoint"));
    // To a file that is not there yet, and by a link to a link.
    symlink("data/run.checkpoint", &link).unwrap();
    symlink(&link, &chain).unwrap();
    for (path, checkpoint) in [(&link, &first), (&chain, &second)] {
        checkpoint.save(path)?;
        assert!(
            fs::symlink_metadata(&link).unwrap().is_symlink() && fs::symlink_metadata(&chain).unwrap().is_symlink()
        );
        assert!(fs::symlink_metadata(&file).unwrap().is_file());
        assert_eq!((&Checkpoint::load(&file)?, &Checkpoint::load(path)?), (checkpoint, checkpoint));
    }
    symlink("circle-b", folder.path("circle-a")).unwrap();
    symlink("circle-a", folder.path("circle-b")).unwrap();
    let error = first.save(folder.path("circle-a")).unwrap_err();
    assert!(error.to_string().contains("circle-a: its symbolic links lead in a circle"), "{error}");
    assert_eq!(folder.names(), ["chain", "circle-a", "circle-b", "data", "latest"]);
    Ok(())
}

/// A file that is replaced keeps who may read it.
#[cfg(unix)]
#[test]
fn permissions_stay() -> Result<(), Error> {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new("permissions");
    let path = folder.path("run.checkpoint");
    let checkpoint = checkpoint(10.0);
    checkpoint.save(&path)?;
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    checkpoint.save(&path)?;
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
    Ok(())
}

/// What is no regular file is never replaced. A socket stands for devices, which tests cannot make.
#[cfg(unix)]
#[test]
fn what_is_no_regular_file_stays() {
    use std::os::unix::fs::{FileTypeExt, symlink};
    use std::os::unix::net::UnixListener;
    let folder = Folder::new("devices");
    let (socket, link, inner) = (folder.path("socket"), folder.path("link"), folder.path("folder"));
    let _listener = UnixListener::bind(&socket).unwrap();
    symlink(&socket, &link).unwrap();
    fs::create_dir(&inner).unwrap();
    let cell = prinz_ab();
    let checkpoint = checkpoint(10.0);
    for (path, why) in [(&socket, "a device, a pipe or a socket"), (&link, "a device"), (&inner, "this is a folder")] {
        let saved = checkpoint.save(path).unwrap_err();
        let run = failed(cell.simulate(20.0).checkpoint_every(5.0, path).run());
        assert!(run.run.time().is_empty());
        for error in [saved, run.error] {
            let Error::File { path: named, source } = &error else { panic!("{error}") };
            assert_eq!((named, source.kind()), (path, ErrorKind::InvalidInput));
            assert!(error.to_string().contains(why), "{error}");
        }
    }
    assert!(fs::symlink_metadata(&socket).unwrap().file_type().is_socket() && inner.is_dir());
    assert_eq!(folder.names(), ["folder", "link", "socket"]);
}

/// A run says at its start that its checkpoints cannot be written, and leaves other files as they are.
#[test]
fn a_path_that_cannot_be_written_is_named_at_the_start() {
    let folder = Folder::new("unwritable");
    let [nowhere, beneath, locked] =
        ["nowhere/run.checkpoint", "file/run.checkpoint", "locked.checkpoint"].map(|name| folder.path(name));
    let traces = folder.path("traces.csv");
    fs::write(folder.path("file"), "a file").unwrap();
    fs::write(&traces, "of yesterday").unwrap();
    fs::write(&locked, "of yesterday").unwrap();
    let mut permissions = fs::metadata(&locked).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&locked, permissions).unwrap();
    let cell = prinz_ab();
    for (path, kind) in
        [(&nowhere, ErrorKind::NotFound), (&beneath, ErrorKind::NotADirectory), (&locked, ErrorKind::PermissionDenied)]
    {
        // An interval that no run reaches: what cannot be written matters at the start.
        let run = failed(cell.simulate(20.0).stream(CsvSink::path(&traces)).checkpoint_every(1e6, path).run());
        let Error::File { path: named, source } = &run.error else { panic!("{}", run.error) };
        assert_eq!((named, source.kind()), (path, kind));
        let missing = run.error.to_string().contains("its folder does not exist; create it, or give another path");
        assert_eq!(missing, kind == ErrorKind::NotFound, "{}", run.error);
        assert_eq!((run.run.time().len(), run.run.statistics.steps), (0, 0));
    }
    assert!([&traces, &locked].iter().all(|path| fs::read_to_string(path).unwrap() == "of yesterday"));
    assert_eq!(folder.names(), ["file", "locked.checkpoint", "traces.csv"]);
}

/// A run that saves no checkpoint because it is too short leaves nothing, and a file of before as it is.
#[test]
fn asking_whether_a_path_can_be_written_changes_nothing() -> Result<(), Error> {
    let folder = Folder::new("untouched-checkpoint");
    let path = folder.path("run.checkpoint");
    prinz_ab().simulate(2.0).checkpoint_every(1e6, &path).run()?;
    assert_eq!(folder.names(), [""; 0]);
    fs::write(&path, "of yesterday").unwrap();
    prinz_ab().simulate(2.0).checkpoint_every(1e6, &path).run()?;
    assert_eq!(
        (folder.names(), fs::read_to_string(&path).unwrap()),
        (vec!["run.checkpoint".to_owned()], "of yesterday".to_owned())
    );
    Ok(())
}

/// A checkpoint that cannot be written later ends the run, and the one before stays.
#[test]
fn an_old_checkpoint_outlives_a_failure() -> Result<(), Error> {
    let folder = Folder::new("old");
    let (path, moved, cell) = (folder.path("data/run.checkpoint"), folder.path("moved/run.checkpoint"), prinz_ab());
    fs::create_dir(folder.path("data")).unwrap();
    let old = checkpoint(10.0);
    old.save(&path)?;
    let mut gone = false;
    let simulation = cell.simulate(20.0).checkpoint_every(5.0, &path).progress(|progress| {
        if progress.time > 1.0 && !gone {
            fs::rename(folder.path("data"), folder.path("moved")).unwrap();
            gone = true;
        }
    });
    let interrupted = failed(simulation.run());
    assert!(matches!(&interrupted.error, Error::File { path: named, .. } if *named == path), "{}", interrupted.error);
    assert!((4.5..8.0).contains(interrupted.run.time().last().unwrap()));
    assert_eq!(Checkpoint::load(&moved)?, old);
    assert_eq!(fs::read_dir(folder.path("moved")).unwrap().count(), 1);
    Ok(())
}

/// Saves and loads a checkpoint many times under one path, as others do meanwhile.
fn save_often(path: &Path, checkpoint: &Checkpoint) {
    for _ in 0..40 {
        checkpoint.save(path).unwrap();
        Checkpoint::load(path).unwrap();
    }
}

/// The other half of the test below.
#[test]
fn child_that_saves_often() {
    let Ok(path) = std::env::var("NEURON_RUNS_SHARED") else { return };
    save_often(path.as_ref(), &checkpoint(10.0));
}

/// Threads and processes that save under one path: none fails, none reads half a file, and one of their files is left.
#[test]
fn several_may_save_under_one_path() -> Result<(), Error> {
    let folder = Folder::new("shared");
    let path = folder.path("run.checkpoint");
    let child = || {
        Command::new(std::env::current_exe().unwrap())
            .args(["--exact", &test_of(module_path!(), "child_that_saves_often")])
            .current_dir(&folder.0)
            .env("NEURON_RUNS_SHARED", "run.checkpoint")
            .stdout(Stdio::null())
            .spawn()
            .unwrap()
    };
    let children = [child(), child(), child()];
    let own = checkpoint(10.0);
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| save_often(&path, &own));
        }
    });
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    assert_eq!(Checkpoint::load(&path)?, own);
    assert_eq!(folder.names(), ["run.checkpoint"]);
    Ok(())
}

/// The other half of the test below, in a process that has saved nothing yet: its first names are taken.
#[test]
fn child_whose_names_are_taken() {
    let Ok(folder) = std::env::var("NEURON_RUNS_TAKEN") else { return };
    let (path, checkpoint) = (Path::new(&folder).join("run.checkpoint"), checkpoint(10.0));
    for count in 0..200 {
        let name = format!("run.checkpoint.{}-{count}.new", std::process::id());
        fs::write(Path::new(&folder).join(name), "another's").unwrap();
    }
    checkpoint.save(&path).unwrap();
    assert_eq!(Checkpoint::load(&path).unwrap(), checkpoint);
    println!("as it should be");
}

/// A file that was left by a process of the same number is not taken for one's own, nor removed.
#[test]
fn names_that_are_taken_are_passed_over() {
    let folder = Folder::new("taken");
    let child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", &test_of(module_path!(), "child_whose_names_are_taken"), "--nocapture"])
        .env("NEURON_RUNS_TAKEN", &folder.0)
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&child.stdout);
    assert!(child.status.success() && text.contains("as it should be"), "{text}");
    let names = folder.names();
    assert_eq!(names.len(), 201);
    assert!(names[1..].iter().all(|name| fs::read_to_string(folder.path(name)).unwrap() == "another's"));
}

/// A checkpoint is the whole result of a run that ends at its time.
#[test]
fn a_checkpoint_is_resumed_to_its_own_time() -> Result<(), Error> {
    let folder = Folder::new("own-time");
    let [path, traces] = ["run.checkpoint", "traces.csv"].map(|name| folder.path(name));
    let cell = prinz_ab();
    // The ends of some steps are samples, though rounding puts these after them.
    let simulate = |duration: f64| cell.simulate(duration).method(ExponentialEuler::step(0.03)).record_every(0.1);
    let mut rounded = 0;
    for until in [0.3, 0.6, 1.5, 1.8, 5.0, 33.3, 99.9] {
        simulate(1.5 * until).checkpoint_every(until, &path).run()?;
        let time = Checkpoint::load(&path)?.time();
        let resumed = simulate(time).resume(&path).run()?;
        same(&resumed, &simulate(time).run()?);
        rounded += usize::from(resumed.time().last().is_some_and(|last| *last > time));
    }
    assert!(rounded > 0);
    // By the default method, whose steps are where they are, with spikes and a stream.
    let mut last = None;
    let simulate = |duration: f64| cell.simulate(duration).spikes(-30.0).stream(CsvSink::path(&traces));
    simulate(500.0).checkpoint_every(400.0, &mut last).run()?;
    let last = last.unwrap();
    let resumed = simulate(last.time()).resume(&last).run()?;
    assert_eq!(resumed.end(), last.state());
    let whole = cell.simulate(500.0).spikes(-30.0).run()?;
    let spikes: Vec<f64> = whole.spikes.iter().filter(|t| *t <= last.time()).collect();
    assert!(!spikes.is_empty());
    assert_eq!(resumed.spikes.times(), spikes);
    let samples = whole.time().iter().filter(|t| **t <= last.time()).count();
    assert_eq!(fs::read_to_string(&traces).unwrap().lines().count(), samples + 1);
    // A run that ends before it has nothing to begin with.
    assert!(failed(simulate(last.time() - 1e-9).resume(&last).run()).error.to_string().contains("and the run ends at"));
    Ok(())
}
