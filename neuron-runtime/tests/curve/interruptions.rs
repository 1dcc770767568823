//! Curves that are interrupted and continued, their progress, and curves in tables.

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
