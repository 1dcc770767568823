//! Quadratic costs, for which the curves are known: null directions, eigenvectors, rays in a lens, symmetry.

use super::*;

#[test]
fn a_null_direction_is_a_straight_line_without_cost() {
    let curve = plain(&[3.0, -2.0, 1.0])
        .direction(&[0.0, 0.6, 0.8])
        .momentum(0.5)
        .length(10.0)
        .follow(|x| bowl(&[4.0, 0.0, 0.0])(&[x[0] - 3.0, 0.0, 0.0]))
        .expect("a curve");
    for k in -20..=20 {
        let s = 0.5 * f64::from(k);
        let x = curve.at(s).expect("so long");
        let line = [3.0, -2.0 + 0.6 * s, 1.0 + 0.8 * s];
        assert!(x.iter().zip(line).all(|(x, line)| (x - line).abs() < 1e-12), "{x:?} {line:?}");
    }
    assert!(curve.points().iter().all(|(_, point)| point.cost == 0.0));
    // On a straight line the steps soon have the largest length.
    assert!(curve.evaluations() < 120, "{}", curve.evaluations());
}

/// Along an eigenvector the curve is a straight line, C = ½ks², until the cost reaches the momentum at s = √(2H/k).
#[test]
fn an_eigenvector_is_followed_until_the_cost_is_the_momentum() {
    for tolerance in [1e-3, 1e-5, 1e-7] {
        let curve = plain(&[0.0, 0.0])
            .direction(&[0.0, 2.0])
            .momentum(0.5)
            .length(10.0)
            .tolerance(tolerance)
            .follow(bowl(&[50.0, 4.0]))
            .expect("a curve");
        for branch in curve.branches() {
            assert_eq!(branch.end(), &End::Cost { bound: 0.5 }, "{curve}");
            let last = branch.last();
            assert!(last.cost <= 0.5 && last.cost >= 0.5 - 0.01 * tolerance * 0.5, "{}", last.cost);
            assert!((last.arc_length - 0.5).abs() < 0.01 * tolerance, "{}", last.arc_length);
            println!("tolerance {tolerance:e}: {} evaluations", branch.evaluations());
            assert!(branch.evaluations() < 150);
        }
    }
}

/// Returns the end of a ray by an independent formulation: q″ = −n∇C with n = H − C, where the arc length is ∫n. With C = ½ky² the
/// medium is a gradient-index lens.
fn lens(momentum: f64, k: f64, angle: f64, length: f64) -> [f64; 2] {
    // x, y, their momenta, the arc length.
    let mut state = [0.0, 0.0, momentum * angle.cos(), momentum * angle.sin(), 0.0];
    let index = |y: f64| momentum - 0.5 * k * y * y;
    let rhs = |s: [f64; 5]| [s[2], s[3], 0.0, -index(s[1]) * k * s[1], index(s[1])];
    let step = |s: [f64; 5], h: f64| {
        let add = |a: [f64; 5], b: [f64; 5], f: f64| std::array::from_fn(|i| a[i] + f * b[i]);
        let a = rhs(s);
        let b = rhs(add(s, a, 0.5 * h));
        let c = rhs(add(s, b, 0.5 * h));
        let d = rhs(add(s, c, h));
        std::array::from_fn(|i| s[i] + h / 6.0 * (a[i] + 2.0 * (b[i] + c[i]) + d[i]))
    };
    let h = 1e-3;
    loop {
        let next: [f64; 5] = step(state, h);
        if next[4] >= length {
            let mut rest = 0.0;
            for _ in 0..20 {
                let there: [f64; 5] = step(state, rest);
                rest += (length - there[4]) / index(there[1]);
            }
            let there = step(state, rest);
            return [there[0], there[1]];
        }
        state = next;
    }
}

#[test]
fn a_ray_in_a_lens_is_that_of_optics_and_converges_with_the_tolerance() {
    let (momentum, k, angle, length) = (1.0, 2.0, 0.8, 8.0);
    let truth = lens(momentum, k, angle, length);
    let error = |tolerance: f64| {
        let curve = plain(&[0.0, 0.0])
            .direction(&[angle.cos(), angle.sin()])
            .momentum(momentum)
            .length(length)
            .tolerance(tolerance)
            .orientations(Orientations::Forward)
            .follow(bowl(&[0.0, k]))
            .expect("a curve");
        let last = forward(&curve).last();
        // Snell's law: the index times the cosine of the angle is constant.
        for point in forward(&curve).points() {
            assert!((point.costate[0] - angle.cos()).abs() < 20.0 * tolerance, "{}", point.costate[0]);
        }
        let error = norm(&[last.parameters[0] - truth[0], last.parameters[1] - truth[1]]);
        // The dense output has the same accuracy.
        let middle = lens(momentum, k, angle, 3.21);
        let at = curve.at(3.21).expect("so long");
        let inside = norm(&[at[0] - middle[0], at[1] - middle[1]]);
        println!(
            "tolerance {tolerance:e}: error {error:.2e}, at 3.21 {inside:.2e}, {} evaluations",
            curve.evaluations()
        );
        assert!(inside < 100.0 * tolerance, "{inside}");
        error
    };
    let errors = [1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8].map(error);
    for (tolerance, error) in [1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8].iter().zip(errors) {
        assert!(error < 100.0 * tolerance, "{error} at {tolerance}");
    }
    assert!(errors[5] < 1e-4 * errors[0]);
}

/// A steep wall turns the ray back to the start. There the curve follows a circle around the start until it can leave it.
#[test]
fn what_would_lead_back_goes_round_the_start() {
    let tolerance = 1e-6;
    let curve = plain(&[0.0, 0.0])
        .direction(&[1.0, 0.2])
        .momentum(1.0)
        .length(1.5)
        .tolerance(tolerance)
        .orientations(Orientations::Forward)
        .follow(bowl(&[100.0, 1.0]))
        .expect("a curve");
    let points = forward(&curve).points();
    let inward = |point: &Point| point.costate[0] * point.parameters[0] + point.costate[1] * point.parameters[1] < 0.0;
    let first = points.iter().position(inward).expect("it is turned back");
    let round: Vec<&Point> = points[first..].iter().take_while(|point| inward(point)).collect();
    assert!(round.len() > 3 && first + round.len() < points.len(), "it enters the circle and leaves it");
    let angle = |point: &Point| point.parameters[1].atan2(point.parameters[0]);
    for pair in round.windows(2) {
        let (a, b) = (pair[0], pair[1]);
        assert!((a.distance - b.distance).abs() < 20.0 * tolerance, "{} {}", a.distance, b.distance);
        let turned = (angle(b) - angle(a)).abs() * a.distance;
        assert!((turned - (b.arc_length - a.arc_length)).abs() < 20.0 * tolerance, "{turned}");
    }
    let drift = curve.drift();
    println!("{drift:?}, {} points, {} on the circle, {} evaluations", points.len(), round.len(), curve.evaluations());
    assert!(drift.hamiltonian < 100.0 * tolerance && drift.distance < 20.0 * tolerance, "{drift:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_hamiltonian_is_constant_and_the_distance_never_decreases(
        dim in 2usize..6,
        numbers in prop::collection::vec(-1.0f64..1.0, 60),
        quartic in 0.0f64..2.0,
        slope in 0.0f64..0.3,
        stretch in 0.0f64..2.0,
        momentum in 0.05f64..3.0,
    ) {
        let cost = |x: &[f64]| -> Valued {
            // Σ ½sᵢ(vᵢ·x)² + q(wᵢ·x)⁴ + g·x, with scales sᵢ over up to two decades.
            let (mut cost, mut gradient) = (0.0, vec![0.0; dim]);
            for i in 0..dim {
                let (v, w) = (&numbers[5 * i..5 * i + dim], &numbers[25 + 5 * i..25 + 5 * i + dim]);
                let a: f64 = v.iter().zip(x).map(|(v, x)| v * x).sum();
                let b: f64 = w.iter().zip(x).map(|(w, x)| w * x).sum();
                let s = 10f64.powf(stretch * (1.0 - 2.0 * i as f64 / dim as f64));
                cost += 0.5 * s * a * a + quartic * b.powi(4) + slope * numbers[50 + i] * x[i];
                for k in 0..dim {
                    gradient[k] += s * a * v[k] + 4.0 * quartic * b.powi(3) * w[k];
                }
                gradient[i] += slope * numbers[50 + i];
            }
            Ok((cost, gradient))
        };
        let tolerance = 1e-5;
        let direction: Vec<f64> = (0..dim).map(|i| numbers[55 + i] + 0.01).collect();
        let curve = plain(&vec![0.0; dim])
            .direction(&direction).momentum(momentum).length(2.0).tolerance(tolerance).follow(cost).expect("a curve");
        for branch in curve.branches() {
            prop_assert!(matches!(branch.end(), End::Length | End::Cost { .. }), "{}", curve);
            for pair in branch.points().windows(2) {
                let moved: Vec<f64> = pair[0].parameters.iter().zip(&pair[1].parameters).map(|(a, b)| a - b).collect();
                prop_assert!(norm(&moved) <= (pair[1].arc_length - pair[0].arc_length) * (1.0 + 1e-9) + 10.0 * tolerance);
                prop_assert!(pair[1].cost <= momentum);
            }
        }
        let drift = curve.drift();
        prop_assert!(drift.hamiltonian < 50.0 * tolerance, "{:?}", drift);
        prop_assert!(drift.distance < 2.0 * tolerance, "{:?}", drift);
    }
}

#[test]
fn both_ways_mirror_each_other_where_the_cost_is_symmetric() {
    let curve = plain(&[0.0; 3])
        .direction(&[1.0, -0.4, 0.3])
        .momentum(1.0)
        .length(3.0)
        .follow(bowl(&[9.0, 1.0, 0.1]))
        .expect("a curve");
    let (forward, backward) = (forward(&curve), curve.backward().expect("both"));
    assert_eq!(forward.points().len(), backward.points().len());
    for (a, b) in forward.points().iter().zip(backward.points()) {
        assert!(a.parameters.iter().zip(&b.parameters).all(|(a, b)| *a == -b));
        assert_eq!((a.cost, a.arc_length, a.distance), (b.cost, b.arc_length, b.distance));
    }
    assert_eq!((forward.orientation(), backward.orientation()), (Orientation::Forward, Orientation::Backward));
    let arcs: Vec<f64> = curve.points().iter().map(|(s, _)| *s).collect();
    assert!(arcs.windows(2).all(|pair| pair[0] < pair[1]) && arcs.contains(&0.0));
}
