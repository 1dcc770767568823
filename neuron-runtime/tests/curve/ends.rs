//! Where a curve ends, and what its coordinates may be: bounds, fixed and tied parameters.

use super::*;

#[test]
fn the_bound_of_the_cost_is_a_root() {
    for tolerance in [1e-3, 1e-6] {
        let start = || {
            plain(&[0.0, 0.0])
                .direction(&[1.0, 0.3])
                .length(5.0)
                .tolerance(tolerance)
                .orientations(Orientations::Forward)
        };
        let cost = bowl(&[1.0, 3.0]);
        let curve = start().momentum(1.0).bound(0.3).follow(&cost).expect("a curve");
        let last = forward(&curve).last();
        assert_eq!(forward(&curve).end(), &End::Cost { bound: 0.3 });
        assert!(last.cost <= 0.3 && last.cost > 0.3 * (1.0 - 0.01 * tolerance), "{}", last.cost);
        assert!(forward(&curve).points().iter().all(|point| point.cost <= 0.3));
        // The end lies on the curve without the bound.
        let on = start().momentum(1.0).follow(&cost).expect("a curve").at(last.arc_length).expect("longer");
        let off: Vec<f64> = on.iter().zip(&last.parameters).map(|(a, b)| a - b).collect();
        assert!(norm(&off) < 1e-12, "{off:?}");
        // The default momentum is twice as far above the cost at the start.
        assert_eq!(start().bound(0.3).follow(&cost).expect("a curve").momentum(), 0.6);
    }
}

/// Rays in a lens rise and fall. A bound just below the maximum is found although steps are long.
#[test]
fn a_bound_of_the_cost_within_a_step_is_met() {
    let (momentum, angle) = (1.0, 0.8f64);
    let summit = momentum * (1.0 - angle.cos());
    let start = || plain(&[0.0, 0.0]).direction(&[angle.cos(), angle.sin()]).momentum(momentum).length(8.0);
    let free = start().follow(bowl(&[0.0, 2.0])).expect("a curve");
    let highest = free.points().iter().map(|(_, point)| point.cost).fold(0.0, f64::max);
    let bound = 0.5 * (highest + summit);
    assert!(highest < bound);
    let curve = start().bound(bound).follow(bowl(&[0.0, 2.0])).expect("a curve");
    assert!(curve.branches().all(|branch| branch.end() == &End::Cost { bound }), "{curve}");
    assert!(curve.branches().all(|branch| branch.last().cost <= bound && branch.last().cost > bound - 1e-6));
}

#[test]
fn bounds_end_a_curve_exactly_and_nothing_is_asked_outside() {
    let lowest = Cell::new(f64::INFINITY);
    let cost = |p: &[f64]| -> Valued {
        lowest.set(lowest.get().min(p[1]));
        assert!(p[0] <= 3.3 && p[1] >= -7.0, "{p:?}");
        let off = (p[0] / 2.0).ln() + (p[1] / -5.0).ln();
        Ok((off * off, vec![2.0 * off / p[0], 2.0 * off / p[1]]))
    };
    let curve = MinimallyDisruptive::from(&[2.0, -5.0])
        .names(&["g", "e"])
        .bounds("g", 0.0..=3.3)
        .bounds("e", -7.0..)
        .direction(&[1.0, -0.8])
        .momentum(0.1)
        .length(10.0)
        .follow(cost)
        .expect("a curve");
    let (forward, backward) = (forward(&curve), curve.backward().expect("both"));
    assert_eq!(forward.end(), &End::Bound { name: "g".to_owned(), value: 3.3 });
    assert_eq!(forward.last().parameters[0], 3.3);
    assert_eq!(backward.end(), &End::Bound { name: "e".to_owned(), value: -7.0 });
    assert_eq!(backward.last().parameters[1], -7.0);
    assert_eq!(curve.at(forward.arc_length()).expect("its end")[0], 3.3);
    assert_eq!(lowest.get(), -7.0);
    // A curve that begins at a bound ends there.
    let at = MinimallyDisruptive::from(&[3.3, -5.0]).bounds(0, ..=3.3).direction(&[1.0, 0.0]).momentum(5.0).length(0.1);
    let at = at.follow(cost).expect("a curve");
    assert_eq!(at.range(), (-0.1, 0.0));
    assert_eq!(forward.end().to_string(), "g reached 3.3");
}

#[test]
fn fixed_parameters_stay_and_tied_ones_keep_their_ratio() {
    let cost = |p: &[f64]| -> Valued {
        let off = p[0].ln() + p[1].ln() + p[2].ln() + 0.1 * p[3] * p[3];
        Ok((off * off, vec![2.0 * off / p[0], 2.0 * off / p[1], 2.0 * off / p[2], 0.4 * off * p[3]]))
    };
    for scale in [Scale::Log, Scale::Relative, Scale::Plain, Scale::RelativeTo(3.0)] {
        let curve = MinimallyDisruptive::from(&[2.0, 4.0, 0.125, 0.0])
            .names(&["a", "b", "c", "d"])
            .scale(scale)
            .tied(["a", "b"])
            .fixed(["d"])
            .direction(&[0.3, 0.1])
            .bounds("b", 3.0..=6.0)
            .bounds("c", 0.0..)
            .momentum(5.0)
            .length(9.0)
            .follow(cost)
            .expect("a curve");
        assert_eq!(curve.coordinates().names(), ["a", "c"]);
        for (_, point) in curve.points() {
            let p = &point.parameters;
            assert!((p[1] / p[0] - 2.0).abs() < 1e-14 && p[3] == 0.0, "{p:?}");
        }
        let end = forward(&curve);
        assert_eq!(end.end(), &End::Bound { name: "b".to_owned(), value: 6.0 }, "{scale:?} {curve}");
        assert_eq!(end.last().parameters[1], 6.0);
    }
}

#[test]
fn gradient_and_hessian_in_coordinates_are_the_derivatives_by_them() {
    let start = MinimallyDisruptive::from(&[2.0, -4.0, 0.5, 3.0, 0.0])
        .scale_of(2, Scale::Relative)
        .scale_of(4, Scale::RelativeTo(10.0))
        .tied([0, 3])
        .direction(&[1.0; 4]);
    let coordinates = start.coordinates().expect("four");
    assert_eq!((coordinates.len(), coordinates.names().join(" ")), (4, "p0 p1 p2 p4".to_owned()));
    // C = p0²p1 + p3p2 + sin(p4)·p1 and its derivatives.
    let cost = |p: &[f64]| p[0] * p[0] * p[1] + p[3] * p[2] + p[4].sin() * p[1];
    let at = coordinates.parameters(&[0.9, 1.2, 0.8, 0.05]).expect("four");
    let gradient = [2.0 * at[0] * at[1], at[0] * at[0] + at[4].sin(), at[3], at[2], at[4].cos() * at[1]];
    let mut hessian = vec![vec![0.0; 5]; 5];
    hessian[0][0] = 2.0 * at[1];
    (hessian[0][1], hessian[1][0]) = (2.0 * at[0], 2.0 * at[0]);
    (hessian[2][3], hessian[3][2]) = (1.0, 1.0);
    (hessian[1][4], hessian[4][1]) = (at[4].cos(), at[4].cos());
    hessian[4][4] = -at[4].sin() * at[1];
    let ours = coordinates.gradient(&at, &gradient).expect("five");
    let second = coordinates.hessian(&at, &gradient, &hessian).expect("5 × 5");
    let x = coordinates.scaled(&at).expect("five");
    assert!(x.iter().zip([0.9, 1.2, 0.8, 0.05]).all(|(a, b)| (a - b).abs() < 1e-15));
    let moved = |moves: &[(usize, f64)]| {
        let mut x = x.clone();
        moves.iter().for_each(|(k, h)| x[*k] += h);
        cost(&coordinates.parameters(&x).expect("four"))
    };
    let h = 1e-4;
    for k in 0..4 {
        let slope = (moved(&[(k, h)]) - moved(&[(k, -h)])) / (2.0 * h);
        assert!((slope - ours[k]).abs() < 1e-5, "{slope} {}", ours[k]);
        for (l, exact) in second[k].iter().enumerate() {
            let corners = [(h, h), (h, -h), (-h, h), (-h, -h)].map(|(a, b)| moved(&[(k, a), (l, b)]));
            let bend = (corners[0] - corners[1] - corners[2] + corners[3]) / (4.0 * h * h);
            assert!((bend - exact).abs() < 1e-5 * bend.abs().max(1.0), "{k} {l}: {bend} {exact}");
        }
    }
}
