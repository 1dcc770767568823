//! The mass on a spring: m ÿ + c ẏ + k (y − 1) = 0 from rest at 0 depends on c/m and k/m alone.

use super::*;

/// Returns the mean squared distance between the step responses of (m, c, k) and (1, 0.5, 5) from 0 to 20 s.
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

pub(super) fn spring_cost(p: &[f64]) -> Valued {
    let cost = spring([0, 1, 2].map(|k| Tangent::<3>::variable(p[k], k)));
    Ok((cost.value(), cost.tangents().to_vec()))
}

pub(super) fn spring_start() -> MinimallyDisruptive<'static> {
    MinimallyDisruptive::from(&[1.0, 0.5, 5.0]).names(&["m", "c", "k"]).units(&["kg", "N s/m", "N/m"])
}

/// Returns the largest relative deviations of c/m and k/m.
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

/// Returns the Hessian at the minimum, from differences of the exact gradient.
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
/// A bend κ of a valley of curvature K moves the ray off its bottom by (H − C)·κ/K, in proportion to H.
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
