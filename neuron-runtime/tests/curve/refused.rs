//! Settings that are refused, and costs that fail or jump.

use super::*;

fn refusal(start: MinimallyDisruptive<'_>) -> String {
    start.follow(|p: &[f64]| Ok((0.3, vec![0.0; p.len()]))).expect_err("it makes no sense").to_string()
}

#[test]
fn mistakes_are_refused_with_the_way_out() {
    let two = || MinimallyDisruptive::from(&[1.0, 2.0]).names(&["g", "e"]).direction(&[1.0, 0.0]);
    let zero = || MinimallyDisruptive::from(&[1.0, 0.0]).names(&["g", "e"]).direction(&[1.0, 0.0]);
    for (start, words) in [
        (two().momentum(0.2), "the momentum, 0.2, has to be above the cost at the start, 0.3; take"),
        (two().momentum(f64::NAN), "gives no scale for the momentum"),
        (two().bound(0.3), "the bound of the cost, 0.3, has to be above the cost at the start, 0.3; take"),
        (zero(), "e = 0 has no logarithm; scale it relative to a size that matters (`Scale::RelativeTo(…)`)"),
        (zero().scale(Scale::Relative), "e = 0 cannot be scaled relative to itself; scale it"),
        (
            zero().scale_of("e", Scale::RelativeTo(-1.0)),
            "e = 0 is scaled relative to a size that is no positive number",
        ),
        (zero().tied(["g", "e"]), "e = 0 has no ratio to those it is tied to; fix it"),
        (two().bounds("e", -10.0..=10.0), "e = 2 may change its sign within its bounds, which its logarithm cannot"),
        (two().bounds("e", 3.0..), "e = 2 starts outside of its bounds, 3 to inf; begin inside"),
        (two().bounds("e", 2.0..=2.0), "e = 2 has no room between its bounds"),
        (two().tied(["g", "e"]).fixed(["e"]), "e = 2 is tied, but also fixed or tied elsewhere"),
        (two().fixed(["f"]), "there is no `f`; there are g, e"),
        (two().fixed([2]), "there is no `2`; there are g, e"),
        (two().fixed(["g", "e"]), "the number of free parameters is 0; a curve needs one"),
        (two().names(&["g"]), "the number of names is 1; it has to be that of the parameters"),
        (two().names(&["g", "g"]), "g = 2 has the name of another one"),
        (two().units(&["mV"]), "the number of units is 1"),
        (two().direction(&[]), "the direction is missing; say `direction(…)` with a number for each of g, e"),
        (two().direction(&[1.0]), "the direction has 1 numbers for 2 coordinates; give one for each of g, e"),
        (two().direction(&[0.0, 0.0]), "the direction is 0 in every coordinate"),
        (two().direction(&[0.0, f64::NAN]), "the direction is NaN in e"),
        (two().length(0.0), "the length of the curve is 0; it has to be a positive number"),
        (two().tolerance(0.0), "the tolerance is 0; it has to be between"),
        (two().longest_step(-1.0), "the longest step is -1; it has to be a positive number"),
        (MinimallyDisruptive::from(&[f64::NAN]).direction(&[1.0]), "p0 = NaN is no place to start from"),
    ] {
        let refusal = refusal(start);
        assert!(refusal.contains(words), "{refusal}\nis not\n{words}");
    }
    // A parameter of 0 is accepted if it is fixed, plain or relative to a size.
    for start in [
        zero().fixed(["e"]).direction(&[1.0]),
        zero().scale_of("e", Scale::Plain),
        zero().scale_of("e", Scale::RelativeTo(10.0)).bounds("e", -1.0..=1.0),
        two().scale_of("e", Scale::Plain).bounds("e", -10.0..=10.0),
    ] {
        assert!(start.follow(|p: &[f64]| Ok((0.3, vec![0.0; p.len()]))).is_ok());
    }
    let nothing = two().follow(|_| Ok((0.0, vec![0.0; 2]))).expect_err("no scale");
    assert!(nothing.to_string().starts_with("the cost at the start, 0, gives no scale for the momentum"), "{nothing}");
    let short = two().follow(|_| Ok((1.0, vec![0.0]))).expect_err("too short");
    assert!(short.to_string().contains("has a gradient of 1 numbers for 2 parameters"), "{short}");
    let nan = two().follow(|_| Ok((f64::NAN, vec![0.0; 2]))).expect_err("NaN");
    assert_eq!(nan.to_string(), "the cost is NaN; where a model cannot be judged, return an error (at g = 1, e = 2)");
}

#[test]
fn a_cost_that_fails_shortens_the_step_and_then_ends_the_curve() {
    // The cost cannot be evaluated where x > 1.
    let tries = Cell::new(0u64);
    let cost = |p: &[f64]| -> Valued {
        tries.set(tries.get() + 1);
        match p[0] > 1.0 {
            true => Err(Error::Format { problem: "nothing spikes here".to_owned() }),
            false => bowl(&[0.0, 1.0])(p),
        }
    };
    let curve = plain(&[0.0, 0.0]).direction(&[1.0, 0.0]).momentum(1.0).length(3.0).follow(cost).expect("a curve");
    let End::Failed(failure) = forward(&curve).end() else { panic!("{curve}") };
    assert_eq!(failure.to_string(), "nothing spikes here");
    assert!(matches!(curve.failure(), Some(Error::Format { .. })));
    let reached = forward(&curve).arc_length();
    assert!(reached > 0.99 && reached < 1.0 + 1e-12, "{reached}");
    assert_eq!(curve.backward().expect("both").end(), &End::Length);
    assert_eq!(tries.get(), curve.evaluations());
    println!("{} evaluations", curve.evaluations());
    // With a cost that can be evaluated there, the curve continues.
    let whole = curve.continued().length(3.0).follow(bowl(&[0.0, 1.0])).expect("a curve");
    assert_eq!(whole.range(), (-3.0, 3.0));

    // A gradient that jumps to and fro stops the curve.
    let jump = |p: &[f64]| -> Valued { Ok((0.1, vec![0.0, 1e12 * p[1].signum()])) };
    let curve = plain(&[0.0, 0.0]).direction(&[1.0, 0.1]).momentum(1.0).follow(jump).expect("a curve");
    assert!(matches!(curve.failure(), Some(Error::CurveStuck { .. })), "{curve}");
}

/// A valley along the first axis whose cost has a step. The step does not enter the equations, but the Hamiltonian shows it.
#[test]
fn a_jump_of_the_cost_shows_in_the_hamiltonian() {
    let (step, tolerance) = (0.7, 1e-4);
    let cost = |p: &[f64]| -> Valued {
        let (height, k) = if p[0] < step { (0.0, 1.0) } else { (0.1, 3.0) };
        Ok((height + 0.5 * k * p[1] * p[1], vec![0.0, k * p[1]]))
    };
    let start = || plain(&[0.0, 0.1]).direction(&[1.0, 0.0]).momentum(1.0).length(2.0).tolerance(tolerance);
    for curve in [start(), start().over_jumps()] {
        let curve = curve.follow(cost).expect("a curve");
        assert_eq!(curve.range(), (-2.0, 2.0), "{curve}");
        let points = forward(&curve).points();
        let off: Vec<f64> = points.iter().map(|point| (point.hamiltonian - 1.0).abs()).collect();
        let jumps: Vec<usize> = (0..off.len()).filter(|k| off[*k] > 100.0 * tolerance).collect();
        let [jump] = jumps[..] else { panic!("{off:?}") };
        assert!(points[jump - 1].parameters[0] < step && points[jump].parameters[0] >= step);
        assert!((off[jump] - 0.1).abs() < 0.02, "{}", off[jump]);
        assert!(points.iter().all(|point| point.cost < 1.0) && curve.drift().distance < 1e-9);
    }
}

/// The gradient grows towards a jump, as where a spike is about to vanish, so that no step over it meets the tolerance.
#[test]
fn a_jump_with_a_growing_gradient_is_crossed_where_it_may_be() {
    let step = 0.7;
    let cost = |p: &[f64]| -> Valued {
        let beside = step - p[0];
        let (height, slope) = if beside > 0.0 { (-1e-2 * beside.ln(), 1e-2 / beside) } else { (0.1, 0.0) };
        Ok((height + 0.5 * p[1] * p[1], vec![slope, p[1]]))
    };
    let start = || plain(&[0.0, 0.1]).direction(&[1.0, 0.0]).momentum(1.0).length(2.0);
    let short = start().follow(cost).expect("a curve");
    assert!(matches!(short.failure(), Some(Error::CurveStuck { .. })), "{short}");
    let end = forward(&short).points().last().expect("a point").parameters[0];
    assert!((step - 1e-6..step).contains(&end), "{end}");

    let whole = start().over_jumps().follow(cost).expect("a curve");
    assert_eq!(whole.range(), (-2.0, 2.0), "{whole}");
    let x: Vec<f64> = forward(&whole).points().iter().map(|point| point.parameters[0]).collect();
    let beyond = x.iter().position(|x| *x >= step).expect("it goes on");
    // The step over the jump is a millionth of the length of the curve.
    assert!(x[beyond] - x[beyond - 1] <= 2e-6, "from {} to {}", x[beyond - 1], x[beyond]);
}

/// Within a leap the cost is an artefact of the integration method, so that no curve ends there.
#[test]
fn a_curve_ends_before_a_leap_over_its_bound() {
    let (step, width) = (0.7, 1e-10);
    let cost = |p: &[f64]| -> Valued {
        let part = 1.0 / (1.0 + (-(p[0] - step) / width).exp());
        Ok((0.1 * part + 0.5 * p[1] * p[1], vec![0.1 * part * (1.0 - part) / width, p[1]]))
    };
    let curve = plain(&[0.0, 0.1]).direction(&[1.0, 0.0]).momentum(1.0).bound(0.05).length(2.0).over_jumps();
    let curve = curve.follow(cost).expect("a curve");
    assert_eq!(forward(&curve).end(), &End::Cost { bound: 0.05 }, "{curve}");
    let end = forward(&curve).points().last().expect("a point");
    let before = step - end.parameters[0];
    assert!(end.cost < 0.01 && before > 1e-7 && before < 1e-5, "{} at {before:e} before the leap", end.cost);
}
