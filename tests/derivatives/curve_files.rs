//! Curves in files: every bit is kept, and no damaged file is continued to another result.

use neuron_runtime::curve::{Curve, MinimallyDisruptive, Scale, cost_of};
use neuron_runtime::error::FileProblem;
use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
use neuron_runtime::library::prinz_2003::Stg;
use neuron_runtime::prelude::*;
use neuron_tests::damage::{KINDS, damaged};
use neuron_tests::folder::Folder;
use neuron_tests::models::prinz_ab;
use neuron_tests::random::Random;
use neuron_tests::saved::{change, opened, sealed, section};
use std::collections::BTreeMap;
use std::fs;

type Valued = Result<(f64, Vec<f64>), Error>;

/// A bent valley of changing width around (0, 1), with a slope at the start.
fn wavy(p: &[f64]) -> Valued {
    let (x, y) = (p[0], p[1] - 1.0);
    let off = y - 0.3 * (2.0 * x).sin();
    let wide = 2.0 + x.cos();
    let by_off = 2.0 * wide * off;
    Ok((wide * off * off + 0.05 * x * x, vec![-x.sin() * off * off - by_off * 0.6 * (2.0 * x).cos() + 0.1 * x, by_off]))
}

fn start<'a>() -> MinimallyDisruptive<'a> {
    let start = MinimallyDisruptive::from(&[0.1, 1.05]).scale(Scale::Plain).direction(&[1.0, 0.4]);
    start.momentum(1.0).tolerance(1e-5).bounds(1, 0.0..).longest_step(0.5)
}

#[test]
fn a_curve_in_a_file_is_the_same_and_goes_on() -> Result<(), Error> {
    let folder = Folder::new("curve");
    let path = folder.path("a.curve");
    let part = start().length(0.7).follow(wavy)?;
    part.save(&path)?;
    let loaded = Curve::load(&path)?;
    assert_eq!(loaded, part);
    assert_eq!(loaded.continued().length(3.0).follow(wavy)?, start().length(3.0).follow(wavy)?);
    // It is text, as it is documented.
    let text = fs::read_to_string(&path).unwrap();
    let (first, lines) = opened(&text);
    assert_eq!((first.as_str(), sealed(&first, &lines)), ("neuron-runtime curve, format 2", text));
    // The error of a failed branch is read as its message.
    let failing = |p: &[f64]| if p[0] > 1.0 { Err(Error::Format { problem: "silent".to_owned() }) } else { wavy(p) };
    let failed = start().length(3.0).follow(failing)?;
    assert!(failed.failure().is_some());
    failed.save(&path)?;
    assert_eq!(Curve::load(&path)?, failed);
    assert_eq!(folder.names(), ["a.curve"]);
    Ok(())
}

#[test]
fn no_damaged_curve_is_continued_to_another_result() -> Result<(), Error> {
    let folder = Folder::new("curve-mutations");
    let [path, second] = ["a.curve", "b.curve"].map(|name| folder.path(name));
    start().length(0.3).follow(wavy)?.save(&path)?;
    start().length(0.4).follow(wavy)?.save(&second)?;
    let whole = start().length(0.6).follow(wavy)?;
    let [file, other] = [&path, &second].map(|path| fs::read(path).unwrap());
    let (mut random, mut refused) = (Random::new(21), BTreeMap::new());
    for _ in 0..2_000 {
        let (kind, bytes) = damaged(&file, &other, &mut random);
        folder.put("a.curve", &bytes);
        match Curve::load(&path) {
            Ok(curve) => assert_eq!(curve.continued().length(0.6).follow(wavy)?, whole),
            Err(error) => {
                let sentence = error.to_string();
                assert!(
                    matches!(error, Error::SavedFile { path: named, kind: "curve", .. } if named == path),
                    "{sentence}"
                );
                assert!(sentence.contains("a.curve: ") && sentence.contains("begin anew"), "{sentence}");
                *refused.entry(kind).or_insert(0) += 1;
            }
        }
    }
    println!("{refused:#?}");
    assert_eq!((refused.values().sum::<i32>(), refused.len()), (2_000, KINDS.len()));
    Ok(())
}

#[test]
fn files_that_are_no_curves_are_refused() -> Result<(), Error> {
    let folder = Folder::new("no-curve");
    let path = folder.path("a.curve");
    start().length(0.3).follow(wavy)?.save(&path)?;
    let text = fs::read_to_string(&path).unwrap();
    let (first, lines) = opened(&text);
    let problem = |file: &str| {
        fs::write(&path, file).unwrap();
        match Curve::load(&path).unwrap_err() {
            Error::SavedFile { problem, .. } => problem,
            error => panic!("{error}"),
        }
    };
    assert_eq!(problem("x,y\n1,2\n"), FileProblem::Foreign);
    assert_eq!(problem(r#"{"version":1,"setup":{"coordinates":{"parameters":["p0"]}}}"#), FileProblem::Earlier);
    let newer = sealed(&first.replace("format 2", "format 3"), &lines);
    assert_eq!(problem(&newer), FileProblem::Format { found: 3, read: 2 });
    assert!(matches!(problem(&text[..text.len() / 2]), FileProblem::Damaged { .. }));
    prinz_ab().simulate(5.0).checkpoint_every(3.0, &path).run()?;
    let checkpoint = fs::read_to_string(&path).unwrap();
    assert_eq!(problem(&checkpoint), FileProblem::Kind { found: "checkpoint".to_owned() });
    Ok(())
}

/// Files with the right checksum that this program would not write.
#[test]
fn forged_curves_are_refused() -> Result<(), Error> {
    let folder = Folder::new("forged-curve");
    let path = folder.path("a.curve");
    start().length(0.3).follow(wavy)?.save(&path)?;
    let text = fs::read_to_string(&path).unwrap();
    for (name, part, k) in [
        ("setup", "/direction", None),
        ("setup", "/units", None),
        ("setup", "/coordinates/names", None),
        ("forward", "/points", None),
        ("backward", "/segments/0/begin", None),
        ("forward", "/restart/control", Some(2)),
    ] {
        fs::write(&path, &text).unwrap();
        change(&path, name, |value| {
            let list = value.pointer_mut(part).unwrap().as_array_mut().unwrap();
            match k {
                Some(k) => list[k] = (-1.0).into(),
                None => drop(list.pop()),
            }
        });
        let error = Curve::load(&path).unwrap_err();
        assert!(
            error.to_string().contains("its lists do not have the same length, or its step-size control is none"),
            "{error}"
        );
    }
    Ok(())
}

/// Files of this format have these names: if they change, the number of the format has to.
#[test]
fn the_names_in_a_file_stay() -> Result<(), Error> {
    let folder = Folder::new("names");
    let path = folder.path("a.curve");
    start().follow(wavy)?.save(&path)?;
    let text = fs::read_to_string(&path).unwrap();
    let (first, lines) = opened(&text);
    let words: Vec<&str> = lines.iter().map(|line| line.split(' ').next().unwrap()).collect();
    assert_eq!(
        (first.as_str(), words.join(" ")),
        ("neuron-runtime curve, format 2", "model setup forward backward".to_owned())
    );
    for (name, pointer, names) in [
        ("setup", "", "coordinates direction jumps longest_step momentum start tolerance units"),
        ("setup", "/coordinates", "axes names parameters ranges start"),
        ("setup", "/coordinates/axes/0", "axis limits members"),
        ("forward", "", "end orientation points restart restart_points segments work"),
        ("forward", "/restart", "arc_length constrained control costate d value"),
        ("forward", "/segments/0", "arc_length begin h higher linear"),
        ("forward", "/points/0", "arc_length cost costate distance hamiltonian parameters"),
        ("forward", "/work", "evaluations rejected steps"),
    ] {
        let section = section(&text, name);
        let mut keys: Vec<&str> =
            section.pointer(pointer).unwrap().as_object().unwrap().keys().map(String::as_str).collect();
        keys.sort_unstable();
        assert_eq!(keys.join(" "), names, "{name}{pointer}");
    }
    Ok(())
}

/// A curve of one network is not continued on another.
#[test]
fn another_network_is_refused() -> Result<(), Error> {
    let folder = Folder::new("curve-network");
    let path = folder.path("a.curve");
    let axon = HodgkinHuxley::default();
    let parameters = [HodgkinHuxley::Na.g, HodgkinHuxley::K.g];
    let rest = axon.simulate(5.0).mean(HodgkinHuxley::v)?;
    let moved = cost!(|axon: HodgkinHuxley| {
        let off = axon.simulate(5.0).mean(HodgkinHuxley::v)? - *rest;
        Ok(off * off)
    }; rest: f64 = rest);
    let curve = MinimallyDisruptive::of(&axon, &parameters).direction(&[1.0, 1.0]).momentum(0.5);
    curve.length(0.05).follow(cost_of(&axon, &parameters, &moved))?.save(&path)?;
    assert!(opened(&fs::read_to_string(&path).unwrap()).1[0].starts_with("model HodgkinHuxley "));
    let longer = || Ok::<_, Error>(Curve::load(&path)?.continued().length(0.1));
    longer()?.of(&axon).follow(cost_of(&axon, &parameters, &moved))?;
    let error = longer()?.of(&Stg::default()).follow(|_| panic!("it is not evaluated")).unwrap_err();
    assert!(error.to_string().contains("is of Stg, and the curve is of HodgkinHuxley"), "{error}");
    let error = start().follow(wavy)?.continued().of(&axon).follow(|_| panic!("it is not evaluated")).unwrap_err();
    assert!(error.to_string().contains("is of HodgkinHuxley, and the curve is of a function of numbers"), "{error}");
    Ok(())
}
