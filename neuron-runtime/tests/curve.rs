//! Minimally disruptive curves against what is known of them: closed forms, conserved quantities, symmetries.

use neuron_runtime::curve::{Curve, End, MinimallyDisruptive, Point, Scale, Way, Ways};
use neuron_runtime::error::Error;
use neuron_runtime::scalar::{Scalar, Tangent};
use proptest::prelude::*;
use std::cell::Cell;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};

type Valued = Result<(f64, Vec<f64>), Error>;

/// ½ Σ kᵢxᵢ².
fn bowl(k: &[f64]) -> impl Fn(&[f64]) -> Valued + use<'_> {
    move |x| {
        let cost = 0.5 * x.iter().zip(k).map(|(x, k)| k * x * x).sum::<f64>();
        Ok((cost, x.iter().zip(k).map(|(x, k)| k * x).collect()))
    }
}

fn plain(start: &[f64]) -> MinimallyDisruptive<'static> {
    MinimallyDisruptive::from(start).scale(Scale::Plain)
}

fn forward(curve: &Curve) -> &neuron_runtime::curve::Branch {
    curve.forward().expect("the forward way was followed")
}

fn norm(x: &[f64]) -> f64 {
    x.iter().map(|x| x * x).sum::<f64>().sqrt()
}

// ---- The mass on a spring: m ÿ + c ẏ + k (y − 1) = 0 from rest at 0 depends on c/m and k/m alone.

/// The mean squared distance between the step response of (m, c, k) and that of (1, 0.5, 5), 0 to 20 s.
fn spring<T: Scalar>(p: [T; 3]) -> T {
    fn response<T: Scalar>([m, c, k]: [T; 3], t: f64) -> T {
        let decay = c / m * 0.5;
        let pulse = (k / m - decay * decay).sqrt();
        let (angle, slow) = (pulse * t, (decay * -t).exp());
        T::one() - slow * (angle.cos() + decay / pulse * angle.sin())
    }
    let nominal = [1.0, 0.5, 5.0];
    let mut sum = T::zero();
    for i in 0..400 {
        let t = 0.05 * f64::from(i);
        let miss = response(p, t) - response(nominal, t);
        sum += miss * miss;
    }
    sum / 400.0
}

fn spring_cost(p: &[f64]) -> Valued {
    let cost = spring([0, 1, 2].map(|k| Tangent::<3>::variable(p[k], k)));
    Ok((cost.value(), cost.tangents().to_vec()))
}

fn spring_start() -> MinimallyDisruptive<'static> {
    MinimallyDisruptive::from(&[1.0, 0.5, 5.0]).names(&["m", "c", "k"]).units(&["kg", "N s/m", "N/m"])
}

/// The largest relative deviations of c/m and k/m.
fn ratios(curve: &Curve) -> (f64, f64) {
    curve.points().iter().fold((0.0, 0.0), |(damping, stiffness), (_, point)| {
        let [m, c, k] = [0, 1, 2].map(|i| point.parameters[i]);
        (f64::max(damping, (c / m / 0.5 - 1.0).abs()), f64::max(stiffness, (k / m / 5.0 - 1.0).abs()))
    })
}

#[test]
fn the_spring_has_an_exact_gradient() {
    let p = [1.3, 0.4, 4.0];
    let (_, gradient) = spring_cost(&p).expect("a number");
    for k in 0..3 {
        let at = |h: f64| {
            let mut p = p;
            p[k] += h;
            spring(p)
        };
        let h = 1e-4;
        let difference = (8.0 * (at(h) - at(-h)) - (at(2.0 * h) - at(-2.0 * h))) / (12.0 * h);
        assert!((gradient[k] - difference).abs() < 1e-10, "{} {difference}", gradient[k]);
    }
}

/// The spring's Hessian at its minimum, from differences of the exact gradient.
#[cfg(feature = "statistics")]
fn spring_hessian(start: [f64; 3]) -> Vec<Vec<f64>> {
    let row = |k: usize| -> Vec<f64> {
        let at = |h: f64| {
            let mut p = start;
            p[k] += h;
            spring_cost(&p).expect("a number").1
        };
        at(1e-4).iter().zip(at(-1e-4)).map(|(a, b)| (a - b) / 2e-4).collect()
    };
    (0..3).map(row).collect()
}

#[test]
fn a_straight_valley_of_the_spring_keeps_its_ratios() {
    for (scale, direction) in
        [(Scale::Log, [1.0, 1.0, 1.0]), (Scale::Plain, [1.0, 0.5, 5.0]), (Scale::Relative, [1.0; 3])]
    {
        let curve = spring_start()
            .scale(scale)
            .direction(&direction)
            .bounds("m", 0.2..)
            .momentum(0.1)
            .length(3.0)
            .tolerance(1e-6)
            .follow(spring_cost)
            .expect("a curve");
        let (damping, stiffness) = ratios(&curve);
        println!("{scale:?}: c/m kept to {damping:.1e}, k/m to {stiffness:.1e}, {} evaluations", curve.evaluations());
        assert!(damping < 1e-5 && stiffness < 1e-5, "{damping} {stiffness}");
        assert!(forward(&curve).last().parameters[0] > 1.5);
    }
}

/// With m logarithmic and c and k not, the valley is bent; the smaller the momentum, the closer the curve stays to it.
/// A ray in a valley of curvature K leaves it by as much as turns it round the bend, (H − C)·κ/K: in proportion to H.
#[test]
fn a_bent_valley_of_the_spring_keeps_its_ratios_the_closer_the_smaller_the_momentum() {
    let off = |momentum: f64| {
        let curve = spring_start()
            .scale_of("m", Scale::Log)
            .scale_of("c", Scale::Plain)
            .scale_of("k", Scale::RelativeTo(5.0))
            .direction(&[1.0, 0.5, 1.0])
            .bounds("m", 0.2..)
            .momentum(momentum)
            .tolerance(1e-6)
            .length(2.5)
            .follow(spring_cost)
            .expect("a curve");
        let forward = forward(&curve);
        assert_eq!(forward.end(), &End::Length);
        assert!(forward.last().parameters[0] > 2.5, "{curve}");
        let (damping, stiffness) = ratios(&curve);
        println!(
            "H = {momentum:e}: c/m kept to {damping:.2e}, k/m to {stiffness:.2e}; {} evaluations",
            curve.evaluations()
        );
        damping.max(stiffness)
    };
    let [loose, middle, tight] = [1e-3, 1e-4, 1e-5].map(off);
    assert!(tight < 1e-3, "{tight}");
    for ratio in [loose / middle, middle / tight] {
        assert!((5.0..20.0).contains(&ratio), "{loose:e} {middle:e} {tight:e}");
    }
}

#[test]
#[cfg(feature = "statistics")]
fn the_softest_direction_of_the_spring_is_that_of_its_ratios() {
    use neuron_runtime::curve::Curvatures;
    let start = spring_start();
    let coordinates = start.coordinates().expect("three");
    let hessian = spring_hessian([1.0, 0.5, 5.0]);
    let hessian = coordinates.hessian(coordinates.start(), &[0.0; 3], &hessian).expect("3 × 3");
    let curvatures = Curvatures::of(&hessian).expect("symmetric");
    let soft = curvatures.direction(0).expect("three");
    assert!(soft.iter().all(|x| (x - 3f64.sqrt().recip()).abs() < 1e-6), "{soft:?}");
    let curve = start.direction(soft).momentum(0.1).length(3.0).follow(spring_cost).expect("a curve");
    let (damping, stiffness) = ratios(&curve);
    println!("c/m kept to {damping:.1e}, k/m to {stiffness:.1e}; {} evaluations\n{curve}", curve.evaluations());
    assert!(damping < 1e-4 && stiffness < 1e-4, "{damping} {stiffness}");
}

#[test]
fn a_curve_of_the_spring_that_begins_beside_the_valley_stays_below_the_momentum() {
    let curve =
        spring_start().direction(&[1.0, 0.2, 0.8]).momentum(0.02).length(4.0).follow(spring_cost).expect("a curve");
    assert!(curve.points().iter().all(|(_, point)| point.cost < 0.02));
    assert_eq!(curve.range(), (-4.0, 4.0));
    let end = &forward(&curve).last().parameters;
    assert!(end[0] > 3.0 && (end[2] / end[0] / 5.0 - 1.0).abs() < 0.3, "{curve}");
    let drift = curve.drift();
    println!("{drift:?}, {} evaluations", curve.evaluations());
    assert!(drift.hamiltonian < 1e-3 && drift.distance < 1e-3, "{drift:?}");
}

// ---- Quadratic costs.

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
    // Nothing bends it, so that steps soon are as long as they may.
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

/// y ↦ the same in other variables: q″ = −n∇C with n = H − C, of which arc length is ∫n. Here C = ½ky², whose rays are
/// those of a gradient-index lens.
fn lens(momentum: f64, k: f64, angle: f64, length: f64) -> [f64; 2] {
    // x, y, their momenta, arc length.
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
            .ways(Ways::Forward)
            .follow(bowl(&[0.0, k]))
            .expect("a curve");
        let last = forward(&curve).last();
        // Snell: what the index is times the cosine of the angle.
        for point in forward(&curve).points() {
            assert!((point.costate[0] - angle.cos()).abs() < 20.0 * tolerance, "{}", point.costate[0]);
        }
        let error = norm(&[last.parameters[0] - truth[0], last.parameters[1] - truth[1]]);
        // Between the points too.
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

/// A steep wall turns the ray back to the start; then it goes round the start on a circle until it may leave it.
#[test]
fn what_would_lead_back_goes_round_the_start() {
    let tolerance = 1e-6;
    let curve = plain(&[0.0, 0.0])
        .direction(&[1.0, 0.2])
        .momentum(1.0)
        .length(1.5)
        .tolerance(tolerance)
        .ways(Ways::Forward)
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
    assert_eq!((forward.way(), backward.way()), (Way::Forward, Way::Backward));
    let arcs: Vec<f64> = curve.points().iter().map(|(s, _)| *s).collect();
    assert!(arcs.windows(2).all(|pair| pair[0] < pair[1]) && arcs.contains(&0.0));
}

// ---- Ends.

#[test]
fn the_bound_of_the_cost_is_a_root() {
    for tolerance in [1e-3, 1e-6] {
        let start = || plain(&[0.0, 0.0]).direction(&[1.0, 0.3]).length(5.0).tolerance(tolerance).ways(Ways::Forward);
        let cost = bowl(&[1.0, 3.0]);
        let curve = start().momentum(1.0).bound(0.3).follow(&cost).expect("a curve");
        let last = forward(&curve).last();
        assert_eq!(forward(&curve).end(), &End::Cost { bound: 0.3 });
        assert!(last.cost <= 0.3 && last.cost > 0.3 * (1.0 - 0.01 * tolerance), "{}", last.cost);
        assert!(forward(&curve).points().iter().all(|point| point.cost <= 0.3));
        // It is on the curve that goes on.
        let on = start().momentum(1.0).follow(&cost).expect("a curve").at(last.arc_length).expect("longer");
        let off: Vec<f64> = on.iter().zip(&last.parameters).map(|(a, b)| a - b).collect();
        assert!(norm(&off) < 1e-12, "{off:?}");
        // Without a momentum, twice as far above.
        assert_eq!(start().bound(0.3).follow(&cost).expect("a curve").momentum(), 0.6);
    }
}

/// Rays in a lens rise and fall; a bound just below the summit is met although steps are long.
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
    // At its bound there is nothing to follow.
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
        // The gradient of what is tied: a curve of all its values is as long as its coordinate moves.
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

// ---- What is refused.

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
    // Fixed, a zero is no problem; plain and relative to a size neither.
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
    // It cannot be evaluated where x > 1.
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
    // Where the cost can be evaluated after all, it goes on.
    let whole = curve.further().length(3.0).follow(bowl(&[0.0, 1.0])).expect("a curve");
    assert_eq!(whole.range(), (-3.0, 3.0));

    // One that jumps to and fro leads nowhere.
    let jump = |p: &[f64]| -> Valued { Ok((0.1, vec![0.0, 1e12 * p[1].signum()])) };
    let curve = plain(&[0.0, 0.0]).direction(&[1.0, 0.1]).momentum(1.0).follow(jump).expect("a curve");
    assert!(matches!(curve.failure(), Some(Error::CurveStuck { .. })), "{curve}");
}

/// A valley along the first axis, whose cost has a step: what the equations do not see, the Hamiltonian shows.
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

// ---- Interruptions.

fn wavy(p: &[f64]) -> Valued {
    // A valley round (0, 1), bent and of changing width, with a slope at the start.
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
fn going_further_is_as_if_there_had_been_no_interruption() {
    let whole = wavy_start().length(4.0).follow(wavy).expect("a curve");
    assert!(whole.branches().all(|branch| branch.end() == &End::Length));
    for length in [1e-3, 0.02, 0.7, 1.0, 3.999] {
        let part = wavy_start().length(length).follow(wavy).expect("a curve");
        assert_eq!(part.range(), (-length, length));
        let further = part.further().length(2.0 * length).follow(wavy).expect("a curve");
        assert_eq!(further, wavy_start().length(2.0 * length).follow(wavy).expect("a curve"));
        if length < 2.0 {
            assert_eq!(further.further().length(4.0).follow(wavy).expect("a curve"), whole);
        }
    }
    // From the bound of the cost.
    let bounded = wavy_start().length(4.0).bound(0.4).follow(wavy).expect("a curve");
    assert!(bounded.branches().any(|branch| branch.end() == &End::Cost { bound: 0.4 }), "{bounded}");
    assert_eq!(bounded.further().length(4.0).follow(wavy).expect("a curve"), whole);
}

#[test]
fn a_cancelled_curve_goes_on_as_if_it_had_not_been() {
    let whole = wavy_start().length(4.0).follow(wavy).expect("a curve");
    for most in [0, 1, 5, 17, 40] {
        let mut calls = 0;
        let stop = |_| {
            calls += 1;
            if calls > most { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        let part = wavy_start().length(4.0).progress(stop).follow(wavy).expect("a curve");
        assert!(part.branches().any(|branch| branch.end() == &End::Cancelled));
        assert_eq!(part.further().length(4.0).follow(wavy).expect("a curve"), whole);
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
            assert_eq!(part.further().length(4.0).follow(wavy).expect("a curve"), whole);
        }
    }
}

#[test]
fn another_cost_is_refused() {
    let curve = wavy_start().follow(wavy).expect("a curve");
    let other = curve.clone().further().length(2.0).follow(bowl(&[1.0, 1.0])).expect_err("another one");
    assert!(other.to_string().starts_with("the cost is another one: "), "{other}");
    let slope = |p: &[f64]| wavy(p).map(|(cost, gradient)| (cost, gradient.iter().map(|x| 2.0 * x).collect()));
    let other = curve.further().length(2.0).follow(slope).expect_err("another one");
    assert!(other.to_string().contains("another gradient"), "{other}");
}

#[test]
fn progress_is_told_and_evaluations_are_counted() {
    let (calls, seen) = (Cell::new(0u64), std::cell::RefCell::new(Vec::new()));
    let curve = wavy_start()
        .length(2.0)
        .progress(|p| seen.borrow_mut().push((p.way, p.arc_length, p.fraction(), p.evaluations)))
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
    assert_eq!(seen[0], (Way::Forward, 0.0, 0.0, 0));
    assert_eq!(seen.last().map(|seen| (seen.0, seen.2)), Some((Way::Backward, 1.0)));
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
    let whole = loaded.further().length(3.0).follow(wavy).expect("a curve");
    assert_eq!(whole, bounded().length(3.0).follow(wavy).expect("a curve"));
    // Its error comes back in words.
    let failing = |p: &[f64]| if p[0] > 1.0 { Err(Error::Format { problem: "silent".to_owned() }) } else { wavy(p) };
    let failed = wavy_start().length(3.0).follow(failing).expect("a curve");
    failed.save(&path).expect("a file");
    assert_eq!(Curve::load(&path).expect("a curve"), failed);
    // Damage is told.
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
    let damaged = Curve::load(&path).expect("lists are whole").further().follow(wavy).expect_err("damaged");
    assert!(damaged.to_string().contains("step-size control"), "{damaged}");
    std::fs::remove_dir_all(&folder).expect("the folder");
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

// ---- Directions.

#[cfg(feature = "statistics")]
mod directions {
    use neuron_runtime::curve::Curvatures;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn eigenvectors_and_sparse_directions(n in 2usize..8, numbers in prop::collection::vec(-1.0f64..1.0, 64), slack in 0.0f64..0.3) {
            let factor = |i: usize, k: usize| numbers[8 * i + k] * 10f64.powi(k as i32 - 3);
            let hessian: Vec<Vec<f64>> =
                (0..n).map(|i| (0..n).map(|j| (0..n).map(|k| factor(i, k) * factor(j, k)).sum()).collect()).collect();
            let curvatures = Curvatures::of(&hessian).expect("symmetric");
            let (values, last) = (curvatures.values(), curvatures.values()[n - 1]);
            prop_assert!(values.windows(2).all(|pair| pair[0] <= pair[1]));
            for (k, value) in values.iter().enumerate() {
                let d = curvatures.direction(k).expect("as many");
                prop_assert!((d.iter().map(|x| x * x).sum::<f64>() - 1.0).abs() < 1e-12);
                for (row, x) in hessian.iter().zip(d) {
                    let product: f64 = row.iter().zip(d).map(|(h, x)| h * x).sum();
                    prop_assert!((product - value * x).abs() < 1e-11 * last);
                }
            }
            let most = values[0] + slack * (last - values[0]);
            let sparse = curvatures.sparse(most).expect("it exists");
            prop_assert!(curvatures.along(&sparse).expect("it has a length") <= most + 1e-12 * last);
            prop_assert!((sparse.iter().map(|x| x * x).sum::<f64>() - 1.0).abs() < 1e-12);
            // Nothing more can be left out: without any one of its entries, every direction has a larger curvature.
            let kept: Vec<usize> = (0..n).filter(|k| sparse[*k] != 0.0).collect();
            for left in kept.iter().filter(|_| kept.len() > 1) {
                let rest: Vec<usize> = kept.iter().copied().filter(|k| k != left).collect();
                let part: Vec<Vec<f64>> = rest.iter().map(|i| rest.iter().map(|j| hessian[*i][*j]).collect()).collect();
                prop_assert!(Curvatures::of(&part).expect("symmetric").values()[0] > most);
            }
            // All that is allowed leaves the one coordinate of the least curvature.
            let one = curvatures.sparse(last).expect("it exists");
            prop_assert_eq!(one.iter().filter(|x| **x != 0.0).count(), 1);
        }
    }

    #[test]
    fn a_sparse_direction_has_fewer_entries_and_nearly_the_smallest_curvature() {
        // Soft is (1, 1, 0, 0) but for a little of the rest.
        let soft: [f64; 4] = [0.7, 0.7, 0.02, -0.01];
        let square: f64 = soft.iter().map(|x| x * x).sum();
        let entry = |i: usize, j: usize| f64::from(u8::from(i == j)) - soft[i] * soft[j] / square;
        let hessian: Vec<Vec<f64>> = (0..4).map(|i| (0..4).map(|j| entry(i, j)).collect()).collect();
        let curvatures = Curvatures::of(&hessian).expect("symmetric");
        assert!(curvatures.values()[0].abs() < 1e-12);
        let sparse = curvatures.sparse(1e-3).expect("it exists");
        assert_eq!(sparse[2..], [0.0, 0.0]);
        assert!(curvatures.along(&sparse).expect("a length") <= 1e-3);
        assert!((sparse[0] - sparse[1]).abs() < 1e-6);
    }

    #[test]
    fn what_is_no_hessian_is_refused() {
        for (hessian, words) in [
            (vec![], "is empty"),
            (vec![vec![1.0, 0.0]], "has 1 rows and one of 2 numbers"),
            (vec![vec![1.0, 0.5], vec![0.2, 1.0]], "is not symmetric: 0.5 in row 0, column 1, and 0.2"),
            (vec![vec![f64::NAN]], "has NaN in row 0, column 0"),
        ] {
            let refusal = Curvatures::of(&hessian).expect_err("no Hessian").to_string();
            assert!(refusal.contains(words), "{refusal}");
        }
        let curvatures = Curvatures::of(&[vec![1.0, 0.0], vec![0.0, 2.0]]).expect("symmetric");
        let refusal = curvatures.sparse(0.5).expect_err("too small").to_string();
        assert!(refusal.contains("does not exist; the smallest is 1"), "{refusal}");
        assert!(curvatures.along(&[1.0]).is_err() && curvatures.along(&[0.0, 0.0]).is_err());
    }
}
