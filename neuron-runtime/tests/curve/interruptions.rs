//! Curves that are interrupted and continued, their progress, and curves in files and tables.

use super::spring::{spring_cost, spring_start};
use super::*;

fn wavy(p: &[f64]) -> Valued {
    // A bent valley of changing width around (0, 1), with a slope at the start.
    let (x, y) = (p[0], p[1] - 1.0);
    let off = y - 0.3 * (2.0 * x).sin();
    let wide = 2.0 + x.cos();
    let cost = wide * off * off + 0.05 * x * x;
    let by_off = 2.0 * wide * off;
    Ok((cost, vec![-x.sin() * off * off - by_off * 0.6 * (2.0 * x).cos() + 0.1 * x, by_off]))
}

fn wavy_start<'a>() -> MinimallyDisruptive<'a> {
    plain(&[0.1, 1.05]).direction(&[1.0, 0.4]).momentum(1.0).tolerance(1e-5)
}

#[test]
fn a_continued_curve_is_the_same_as_an_uninterrupted_one() {
    let whole = wavy_start().length(4.0).follow(wavy).expect("a curve");
    assert!(whole.branches().all(|branch| branch.end() == &End::Length));
    for length in [1e-3, 0.02, 0.7, 1.0, 3.999] {
        let part = wavy_start().length(length).follow(wavy).expect("a curve");
        assert_eq!(part.range(), (-length, length));
        let longer = part.continued().length(2.0 * length).follow(wavy).expect("a curve");
        assert_eq!(longer, wavy_start().length(2.0 * length).follow(wavy).expect("a curve"));
        if length < 2.0 {
            assert_eq!(longer.continued().length(4.0).follow(wavy).expect("a curve"), whole);
        }
    }
    // From the bound of the cost.
    let bounded = wavy_start().length(4.0).bound(0.4).follow(wavy).expect("a curve");
    assert!(bounded.branches().any(|branch| branch.end() == &End::Cost { bound: 0.4 }), "{bounded}");
    assert_eq!(bounded.continued().length(4.0).follow(wavy).expect("a curve"), whole);
}

#[test]
fn a_cancelled_curve_continues_as_an_uninterrupted_one() {
    let whole = wavy_start().length(4.0).follow(wavy).expect("a curve");
    for most in [0, 1, 5, 17, 40] {
        let mut calls = 0;
        let stop = |_| {
            calls += 1;
            if calls > most { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        let part = wavy_start().length(4.0).progress(stop).follow(wavy).expect("a curve");
        assert!(part.branches().any(|branch| branch.end() == &End::Cancelled));
        assert_eq!(part.continued().length(4.0).follow(wavy).expect("a curve"), whole);
    }
    // In the middle of a step: by a flag, and by the cost.
    for most in [1, 2, 8, 50, 99] {
        let (flag, calls) = (AtomicBool::new(false), Cell::new(0));
        let flagged = wavy_start().length(4.0).cancel(&flag).follow(|p| {
            calls.set(calls.get() + 1);
            if calls.get() == most {
                flag.store(true, Ordering::Relaxed);
            }
            wavy(p)
        });
        let calls = Cell::new(0);
        let refused = wavy_start().length(4.0).follow(|p| {
            calls.set(calls.get() + 1);
            if calls.get() > most { Err(Error::Cancelled { time: 3.0 }) } else { wavy(p) }
        });
        for part in [flagged.expect("a curve"), refused.expect("a curve")] {
            assert_eq!(forward(&part).end(), &End::Cancelled);
            assert_eq!(part.backward().expect("both").points().len(), 1);
            assert_eq!(part.continued().length(4.0).follow(wavy).expect("a curve"), whole);
        }
    }
}

#[test]
fn another_cost_is_refused() {
    let curve = wavy_start().follow(wavy).expect("a curve");
    let other = curve.clone().continued().length(2.0).follow(bowl(&[1.0, 1.0])).expect_err("another one");
    assert!(other.to_string().starts_with("the cost is another one: "), "{other}");
    let slope = |p: &[f64]| wavy(p).map(|(cost, gradient)| (cost, gradient.iter().map(|x| 2.0 * x).collect()));
    let other = curve.continued().length(2.0).follow(slope).expect_err("another one");
    assert!(other.to_string().contains("another gradient"), "{other}");
}

#[test]
fn progress_is_told_and_evaluations_are_counted() {
    let (calls, seen) = (Cell::new(0u64), std::cell::RefCell::new(Vec::new()));
    let curve = wavy_start()
        .length(2.0)
        .progress(|p| seen.borrow_mut().push((p.orientation, p.arc_length, p.fraction(), p.evaluations)))
        .follow(|p| {
            calls.set(calls.get() + 1);
            wavy(p)
        })
        .expect("a curve");
    assert_eq!(calls.get(), curve.evaluations());
    let steps: u64 = curve.branches().map(|branch| branch.steps() + branch.rejected()).sum();
    assert_eq!(curve.evaluations(), 1 + 6 * steps);
    let seen = seen.into_inner();
    let points: usize = curve.branches().map(|branch| branch.points().len()).sum();
    assert_eq!(seen.len(), points);
    assert_eq!(seen[0], (Orientation::Forward, 0.0, 0.0, 0));
    assert_eq!(seen.last().map(|seen| (seen.0, seen.2)), Some((Orientation::Backward, 1.0)));
}

#[cfg(feature = "json")]
#[test]
fn a_curve_in_a_file_is_the_same_and_goes_on() {
    let folder = std::env::temp_dir().join(format!("curve-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let path = folder.join("curve.json");
    let bounded = || wavy_start().bounds(1, 0.0..).longest_step(0.5);
    let part = bounded().length(0.7).follow(wavy).expect("a curve");
    part.save(&path).expect("a file");
    let loaded = Curve::load(&path).expect("a curve");
    assert_eq!(loaded, part);
    let whole = loaded.continued().length(3.0).follow(wavy).expect("a curve");
    assert_eq!(whole, bounded().length(3.0).follow(wavy).expect("a curve"));
    // The error of a failed branch is read as its message.
    let failing = |p: &[f64]| if p[0] > 1.0 { Err(Error::Format { problem: "silent".to_owned() }) } else { wavy(p) };
    let failed = wavy_start().length(3.0).follow(failing).expect("a curve");
    failed.save(&path).expect("a file");
    assert_eq!(Curve::load(&path).expect("a curve"), failed);
    // A damaged file is refused.
    let text = std::fs::read_to_string(&path).expect("a file");
    std::fs::write(&path, &text[..text.len() / 2]).expect("a file");
    assert!(Curve::load(&path).expect_err("half").to_string().contains("it is not a whole curve"));
    std::fs::write(&path, text.replacen("\"version\":1", "\"version\":2", 1)).expect("a file");
    assert!(Curve::load(&path).expect_err("newer").to_string().contains("it is of form 2"));
    let json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    for list in ["direction", "units"] {
        let mut json = json.clone();
        json["setup"][list].as_array_mut().expect("a list").pop();
        std::fs::write(&path, json.to_string()).expect("a file");
        assert!(Curve::load(&path).expect_err("damaged").to_string().contains("it is damaged"));
    }
    let mut json = json.clone();
    json["forward"]["head"]["control"][2] = "NaN".into();
    std::fs::write(&path, json.to_string()).expect("a file");
    let damaged = Curve::load(&path).expect("lists are whole").continued().follow(wavy).expect_err("damaged");
    assert!(damaged.to_string().contains("step-size control"), "{damaged}");
    std::fs::remove_dir_all(&folder).expect("the folder");
}

/// Curves that were saved before have these names.
#[cfg(feature = "json")]
#[test]
fn the_names_in_a_file_stay() {
    let json = serde_json::to_value(wavy_start().follow(wavy).expect("a curve")).expect("JSON");
    let keys = |pointer: &str| {
        let mut keys: Vec<&String> =
            json.pointer(pointer).and_then(|part| part.as_object()).expect("a part").keys().collect();
        keys.sort();
        keys.into_iter().cloned().collect::<Vec<_>>().join(" ")
    };
    for (pointer, names) in [
        ("", "backward forward setup version"),
        ("/setup", "coordinates direction jumps longest_step momentum start tolerance units"),
        ("/setup/coordinates", "axes names parameters ranges start"),
        ("/setup/coordinates/axes/0", "axis limits moved"),
        ("/forward", "end head pieces points settled way work"),
        ("/forward/head", "arc_length control costate d round value"),
        ("/forward/pieces/0", "begin bent from h linear"),
        ("/forward/points/0", "arc_length cost costate distance hamiltonian parameters"),
        ("/forward/work", "evaluations rejected steps"),
    ] {
        assert_eq!(keys(pointer), names, "{pointer}");
    }
}

#[test]
fn a_curve_is_a_table_and_a_csv_file() {
    let curve = spring_start().direction(&[1.0, 1.0, 1.0]).momentum(0.1).bounds("m", ..=2.0).length(3.0);
    let curve = curve.follow(spring_cost).expect("a curve");
    let table = curve.to_string();
    println!("{table}");
    assert!(table.contains("k (N/m)") && table.contains("forward: m reached 2"), "{table}");
    let mut csv = Vec::new();
    curve.write_csv(&mut csv).expect("memory");
    let csv = String::from_utf8(csv).expect("text");
    let rows: Vec<Vec<f64>> =
        csv.lines().skip(1).map(|row| row.split(',').map(|x| x.parse().expect("a number")).collect()).collect();
    assert_eq!(csv.lines().next(), Some("arc_length,cost,hamiltonian,distance,m,c,k,costate_m,costate_c,costate_k"));
    assert_eq!(rows.len(), curve.points().len());
    for (row, (s, point)) in rows.iter().zip(curve.points()) {
        assert_eq!((row[0], row[1], row[4]), (s, point.cost, point.parameters[0]));
    }
    assert_eq!(curve.parameter("m").expect("there is m"), rows.iter().map(|row| row[4]).collect::<Vec<_>>());
}
