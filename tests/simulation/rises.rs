//! Every rise of V through the threshold is a spike, however many there are in one step: paths of V that are given
//! polynomials of the time, whose rises are known in closed form.

use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
use neuron_runtime::measure::Objective;
use neuron_runtime::prelude::*;
use neuron_runtime::solve::{EventStepper, Method, Stepper};
use neuron_tests::random::Random;
use std::fmt::Debug;

/// A current that moves V along a polynomial of the time.
#[channel(
    let s = t - t0,
    current = -(a + b * s + c * s^2 + d * s^3),
)]
pub struct Drive {
    /// Origin of the polynomial.
    #[param(0ms)]
    t0: Param,
    /// Slope there.
    #[param(0uA/cm2)]
    a: Param,
    /// Coefficient of s².
    #[param(0uA/cm2/ms)]
    b: Param,
    /// Coefficient of s³.
    #[param(0uA/cm2/ms/ms)]
    c: Param,
    /// Coefficient of s⁴.
    #[param(0uA/cm2/ms/ms/ms)]
    d: Param,
}

cell! {
    /// A membrane whose V is the integral of the current.
    pub struct Path;
    capacitance: 1uF/cm2, area: 0.1mm2, v: 0mV, range: unchecked,
    channels { Drive },
}

/// A polynomial of s = t − `T0` by its roots, and by a part that has none.
#[derive(Clone, Debug)]
struct Polynomial {
    /// Coefficients of 1, s, …, s⁴.
    coefficients: [f64; 5],
    /// Where it rises through 0 after s = 0, in ascending order.
    rises: Vec<f64>,
}

/// The origin of the polynomials, ms: far enough from the start that the steps have grown.
const T0: f64 = 20.0;
/// The end of the paths, ms after `T0`.
const END: f64 = 12.0;

impl Polynomial {
    fn of_roots(roots: &[f64], factor: f64) -> Self {
        let mut coefficients = [0.0; 5];
        coefficients[0] = factor;
        for root in roots {
            for k in (0..5).rev() {
                coefficients[k] = if k > 0 { coefficients[k - 1] } else { 0.0 } - root * coefficients[k];
            }
        }
        // The sign changes at every root; at s = 0 it is that of the first coefficient.
        let first = usize::from(coefficients[0] > 0.0);
        let mut roots = roots.to_vec();
        roots.sort_by(f64::total_cmp);
        let rises = roots.into_iter().skip(first).step_by(2).collect();
        Polynomial { coefficients, rises }
    }

    fn at(&self, s: f64) -> f64 {
        self.coefficients.iter().rev().fold(0.0, |sum, c| sum * s + c)
    }

    fn slope(&self, s: f64) -> f64 {
        (1..5).rev().fold(0.0, |sum, k| sum * s + k as f64 * self.coefficients[k])
    }

    /// Returns a membrane that follows the polynomial, with this added to V.
    fn path(&self, offset: f64) -> Path {
        let [_, a, b, c, d] = self.coefficients;
        let mut path = Path::default();
        path.set(Path::v_start, self.at(-T0) + offset).set(Path::Drive.t0, T0);
        path.set(Path::Drive.a, a).set(Path::Drive.b, 2.0 * b).set(Path::Drive.c, 3.0 * c).set(Path::Drive.d, 4.0 * d);
        path
    }
}

/// The polynomial of the fault: (s − 2)(s − 6)(s − 10)/2.
fn cubic() -> Polynomial {
    Polynomial::of_roots(&[2.0, 6.0, 10.0], 0.5)
}

/// Returns a polynomial of this degree with all its roots within the run, and apart.
fn polynomial(random: &mut Random, degree: usize) -> Polynomial {
    loop {
        let mut roots: Vec<f64> = (0..degree).map(|_| 0.3 + (END - 0.6) * random.unit()).collect();
        roots.sort_by(f64::total_cmp);
        if roots.windows(2).all(|pair| pair[1] - pair[0] > 0.1) {
            let factor = (0.02 + random.unit()) * if random.unit() < 0.5 { -1.0 } else { 1.0 };
            return Polynomial::of_roots(&roots, factor);
        }
    }
}

/// A method with settings that are out of all ranges, so that its steps have lengths which no run would take.
#[derive(Clone, Debug)]
struct Unchecked<M>(M);

impl<M: Method<f64>> Method<f64> for Unchecked<M> {
    type Stepper = M::Stepper;
    type Needs = M::Needs;

    fn check(&self) -> Result<(), (&'static str, f64, &'static str)> {
        Ok(())
    }

    fn stepper(&self, network: &dyn System<f64>, t: f64, y: &[f64]) -> EventStepper<f64, M::Stepper> {
        self.0.stepper(network, t, y)
    }

    fn plain_stepper(&self, network: &dyn System<f64>, t: f64, y: &[f64]) -> M::Stepper {
        self.0.plain_stepper(network, t, y)
    }
}

/// The ends of the steps of a run.
fn step_ends<M: Method<f64>>(path: &Path, method: &M) -> Vec<f64> {
    let mut y = vec![0.0; path.dim()];
    path.start(&mut y);
    let mut stepper = method.stepper(path, 0.0, &y);
    let mut ends = Vec::new();
    while stepper.time() < T0 + END {
        stepper.step(path, T0 + END).unwrap();
        ends.push(stepper.time());
    }
    ends
}

/// Asserts that a run finds all rises of a polynomial whose dense output is exact. Returns the largest number in one step.
fn finds_all<M: Method<f64> + Debug + Clone>(polynomial: &Polynomial, offset: f64, method: M) -> usize {
    let path = polynomial.path(offset);
    let ends = step_ends(&path, &method);
    let run = path.simulate(T0 + END).method(Unchecked(method.clone())).record_nothing().spikes(offset).run().unwrap();
    // A quartic may rise through 0 before s = 0, too, where its roots say nothing.
    let found: Vec<f64> = run.spikes.iter().map(|t| t - T0).filter(|s| *s > 0.0).collect();
    assert_eq!(found.len(), polynomial.rises.len(), "{method:?}: {polynomial:?} has {found:?}");
    for (found, rise) in found.iter().zip(&polynomial.rises) {
        let size = polynomial.at(-T0).abs() + offset.abs() + 1.0;
        let error = 1e-12 * size / polynomial.slope(*rise).abs() + 1e-11;
        assert!((found - rise).abs() < error, "{method:?}: {polynomial:?} at {found}, not {rise}, to {error:e}");
    }
    let mut begin = 0.0;
    let in_step = ends.iter().map(|end| {
        let here = polynomial.rises.iter().filter(|s| begin < **s + T0 && **s + T0 <= *end).count();
        begin = *end;
        here
    });
    in_step.max().unwrap_or(0)
}

#[test]
fn both_rises_of_a_cubic_are_spikes() -> Result<(), Error> {
    let cubic = cubic();
    for offset in [0.0, -37.5] {
        assert_eq!(finds_all(&cubic, offset, Tsit5::tolerance(1e9)), 2);
        assert_eq!(finds_all(&cubic, offset, Adaptive::tolerance(1e9)), 2);
        assert_eq!(finds_all(&cubic, offset, Rodas5P::tolerance(1e9)), 2);
        assert_eq!(finds_all(&cubic, offset, Rodas4::tolerance(1e9)), 2);
        assert_eq!(finds_all(&cubic, offset, Rodas3P::tolerance(1e9)), 2);
        assert_eq!(finds_all(&cubic, offset, Ros34Pw2::tolerance(1e9)), 2);
        assert_eq!(finds_all(&cubic, offset, Rk4::step(T0 + END)), 2);
        assert_eq!(finds_all(&cubic, offset, Rk4::step(12.0)), 1);
    }
    // The same in measures, and with derivatives: dt/da = −s/V′ for V = … + a·s, the start held.
    let path = cubic.path(0.0);
    let objective =
        |spike| Objective::new(Measure::spike_time(Path::v, spike), T0 + END).method(Tsit5::tolerance(1e-6));
    for (spike, s) in [(0, 2.0), (1, 10.0)] {
        assert!((objective(spike).value(&path)? - T0 - s).abs() < 1e-9);
        let expected = -(s + T0) / cubic.slope(s);
        let forward = path.differentiate().by(&[Path::Drive.a]).forward().gradient_of(&objective(spike))?;
        let backward = path.differentiate().by(&[Path::Drive.a]).backward().gradient_of(&objective(spike))?;
        for gradient in [forward, backward] {
            assert!((gradient[0] - expected).abs() < 1e-8 * expected.abs(), "{} {expected}", gradient[0]);
        }
    }
    Ok(())
}

/// 10⁴ cubics and quartics over steps of many lengths.
#[test]
fn all_rises_of_random_polynomials_are_spikes() {
    let (mut random, mut several) = (Random::new(2026), [0; 5]);
    for _ in 0..1250 {
        let (cubic, quartic) = (polynomial(&mut random, 3), polynomial(&mut random, 4));
        let mut count = |most: usize| several[most] += 1;
        count(finds_all(&cubic, 0.0, Rk4::step(0.3 + 40.0 * random.unit())));
        count(finds_all(
            &cubic,
            100.0 * random.unit(),
            Tsit5 { tolerance: 1e9, longest_step: 1.0 + 30.0 * random.unit() },
        ));
        count(finds_all(&cubic, 0.0, Rodas3P { tolerance: 1e9, longest_step: 1.0 + 30.0 * random.unit() }));
        count(finds_all(&cubic, 0.0, Ros34Pw2 { tolerance: 1e9, longest_step: 1.0 + 30.0 * random.unit() }));
        count(finds_all(&cubic, 0.0, Rodas4 { tolerance: 1e9, longest_step: 1.0 + 30.0 * random.unit() }));
        for _ in 0..2 {
            let longest_step = 1.0 + 30.0 * random.unit();
            count(finds_all(&quartic, 50.0 * random.unit(), Tsit5 { tolerance: 1e9, longest_step }));
        }
        count(finds_all(&quartic, 0.0, Rodas5P { tolerance: 1e9, longest_step: 1.0 + 30.0 * random.unit() }));
    }
    println!("cases with 0, 1, 2, … rises in one step: {several:?}");
    assert_eq!(several.iter().sum::<usize>(), 10_000);
    assert!(several[2] > 2000, "{several:?}");
}

/// The polynomial of a step is its dense output, and begins and ends at the very states.
#[test]
fn interpolants_are_the_dense_output() {
    fn check<M: Method<f64> + Debug>(method: M) {
        let mut axon = HodgkinHuxley::default();
        axon.set(HodgkinHuxley::inject, 10.0);
        let mut y = vec![0.0; axon.dim()];
        axon.start(&mut y);
        let mut stepper = method.stepper(&axon, 0.0, &y);
        assert!((0..y.len()).all(|k| stepper.interpolant(k).points().iter().all(|point| *point == y[k])), "{method:?}");
        while stepper.time() < 10.0 {
            stepper.step(&axon, 10.0).unwrap();
            let (begin, end) = (stepper.previous_time(), stepper.time());
            for k in 0..y.len() {
                let interpolant = stepper.interpolant(k);
                assert_eq!(interpolant.at(0.0), stepper.previous_state()[k]);
                assert_eq!(interpolant.at(1.0), stepper.state()[k]);
                let size = interpolant.points().iter().fold(1e-3f64, |size, point| size.max(point.abs()));
                for theta in [0.0, 0.2, 0.5, 0.77, 1.0] {
                    let t = begin + theta * (end - begin);
                    let error = interpolant.at(theta) - stepper.interpolate(t, k);
                    assert!(error.abs() < 1e-12 * size, "{method:?}: state {k} at {theta}: {error:e}");
                    let error = interpolant.derivative().at(theta) / (end - begin) - stepper.slope(t, k);
                    assert!(error.abs() < 1e-11 * size / (end - begin), "{method:?}: slope {k} at {theta}: {error:e}");
                }
            }
        }
    }
    check(Tsit5::tolerance(1e-4));
    check(Adaptive::tolerance(1e-4));
    check(Rodas3P::tolerance(1e-4));
    check(Rodas4::tolerance(1e-4));
    check(Rodas5P::tolerance(1e-4));
    check(Ros34Pw2::tolerance(1e-4));
    check(Rk4::step(0.03));
    check(ExponentialEuler::step(0.1));
    check(Strang::step(0.1));
}

/// The dense output of long steps of an axon against its own samples, at thresholds everywhere.
#[test]
fn all_rises_within_long_steps_are_spikes() {
    fn check<M: Method<f64> + Debug + Clone>(method: M) -> usize {
        const SAMPLES: usize = 500;
        let mut axon = HodgkinHuxley::default();
        axon.set(HodgkinHuxley::inject, 10.0);
        let mut y = vec![0.0; axon.dim()];
        axon.start(&mut y);
        let mut stepper = method.stepper(&axon, 0.0, &y);
        let mut samples = vec![y[0]];
        while stepper.time() < 40.0 {
            stepper.step(&axon, 40.0).unwrap();
            let (begin, end) = (stepper.previous_time(), stepper.time());
            samples.extend(
                (1..SAMPLES).map(|k| stepper.interpolate(begin + k as f64 / SAMPLES as f64 * (end - begin), 0)),
            );
            samples.push(stepper.state()[0]);
        }
        let mut total = 0;
        for k in 0..240 {
            let threshold = -78.0 + 0.5 * f64::from(k) + 1e-4;
            let run = axon.simulate(40.0).method(method.clone()).record_nothing().spikes(threshold).run().unwrap();
            let seen = samples.windows(2).filter(|pair| pair[0] < threshold && pair[1] >= threshold).count();
            // An extremum between two samples may be at the threshold.
            let near =
                samples.windows(3).filter(|v| (v[1] - v[0]) * (v[2] - v[1]) <= 0.0 && (v[1] - threshold).abs() < 1e-3);
            assert!(run.spikes.len().abs_diff(seen) <= near.count(), "{method:?} at {threshold} mV: {seen}");
            total += run.spikes.len();
        }
        total
    }
    let total = check(Tsit5::tolerance(1e-2))
        + check(Adaptive::tolerance(1e-1))
        + check(Rodas5P::tolerance(1e-2))
        + check(Rodas3P::tolerance(1e-1))
        + check(Rk4::step(0.04))
        + check(ExponentialEuler::step(0.5))
        + check(Strang::step(0.5));
    assert!(total > 3000, "{total}");
}

fn spikes<M: Method<f64>>(path: &Path, method: M, threshold: f64) -> Vec<f64> {
    let run = path.simulate(T0 + END).method(Unchecked(method)).record_nothing().spikes(threshold).run();
    run.unwrap().spikes.times().to_vec()
}

/// V at the threshold, to the last bit, where a step ends is one spike: not none, and not two.
#[test]
fn a_rise_at_the_end_of_a_step_is_one_spike() {
    fn check<M: Method<f64> + Debug + Clone>(method: M) {
        let path = Polynomial::of_roots(&[0.0], 1.0).path(0.0);
        let mut y = vec![0.0; path.dim()];
        path.start(&mut y);
        let mut stepper = method.stepper(&path, 0.0, &y);
        while stepper.time() < T0 + END {
            stepper.step(&path, T0 + END).unwrap();
            let (end, v) = (stepper.time(), stepper.state()[0]);
            let found = spikes(&path, method.clone(), v);
            assert!(found.len() == 1 && found[0] <= end && end - found[0] < 1e-12, "{method:?}: {found:?}, {end}");
            // A little more is in the next step, a little less in this one.
            assert_eq!(spikes(&path, method.clone(), v.next_down()).len(), 1, "{method:?}");
            assert_eq!(spikes(&path, method.clone(), v.next_up()).len(), usize::from(end < T0 + END), "{method:?}");
        }
        // Where a run begins at the threshold, V is not below it before.
        assert_eq!(spikes(&path, method.clone(), y[0]), [0.0; 0], "{method:?}");
    }
    check(Rk4::step(3.1));
    check(ExponentialEuler::step(3.1));
    check(Strang::step(3.1));
    check(Tsit5 { tolerance: 1.0, longest_step: 3.3 });
    check(Adaptive { tolerance: 1.0, longest_step: 3.3 });
    check(Rodas5P { tolerance: 1.0, longest_step: 3.3 });
    check(Rodas3P { tolerance: 1.0, longest_step: 3.3 });
}

/// A peak that just reaches the threshold is a spike, one that stays below is none.
#[test]
fn peaks_near_the_threshold_are_decided_by_their_height() {
    let peak = Polynomial::of_roots(&[4.0, 4.0], -1.0).path(0.0);
    let trough = Polynomial::of_roots(&[4.0, 4.0], 1.0).path(0.0);
    for step in [8.0, 10.0, 24.0, 32.0] {
        for below in [1e-9, 1e-6, 0.1] {
            let found = spikes(&peak, Rk4::step(step), -below);
            assert!(found.len() == 1 && (found[0] - T0 - 4.0 + below.sqrt()).abs() < 1e-4, "{found:?}");
            assert_eq!(spikes(&peak, Rk4::step(step), below), [0.0; 0]);
            // A trough that just reaches the threshold rises from it, one that stays above does not.
            let found = spikes(&trough, Rk4::step(step), below);
            assert!(found.len() == 1 && (found[0] - T0 - 4.0 - below.sqrt()).abs() < 1e-4, "{found:?}");
            assert_eq!(spikes(&trough, Rk4::step(step), -below), [0.0; 0]);
        }
    }
}

/// The soft count sums every rise of a step, forward and backward.
#[test]
fn a_soft_count_sees_every_turn() -> Result<(), Error> {
    let sigma = |v: f64, width: f64| 1.0 / (1.0 + (-v / width).exp());
    let mut random = Random::new(5);
    for k in 0..60 {
        let polynomial = if k == 0 { cubic() } else { polynomial(&mut random, 3 + k % 2) };
        let (path, width) = (polynomial.path(0.0), 0.5 + 20.0 * random.unit());
        let measure = Measure::soft_spike_count(Path::v, 0.0, width);
        // Rises between samples, to their square.
        let v: Vec<f64> = (0..=320_000).map(|k| sigma(polynomial.at(k as f64 * 1e-4 - T0), width)).collect();
        let expected: f64 = v.windows(2).map(|pair| (pair[1] - pair[0]).max(0.0)).sum();
        let long = Unchecked(Tsit5::tolerance(1e9));
        let found = path.simulate(T0 + END).method(long).measure(std::slice::from_ref(&measure))?[0];
        assert!((found - expected).abs() < 1e-5, "{polynomial:?}, {width}: {found} {expected}");
        let objective = Objective::new(measure, T0 + END).method(Tsit5::tolerance(1e-6));
        let by = || path.differentiate().by(&[Path::Drive.a, Path::v_start]).values_only();
        let (forward, backward) = (by().forward().gradient_of(&objective)?, by().backward().gradient_of(&objective)?);
        for k in 0..2 {
            let (a, b) = (forward[k], backward[k]);
            assert!((a - b).abs() < 1e-9 * (1.0 + a.abs()), "{polynomial:?}: {a} {b}");
        }
        if k == 0 {
            assert!((found - 2.0).abs() < 0.5, "{found}");
        }
    }
    Ok(())
}

/// Where V is the same at both ends and in the middle of a step, it may still vary in between.
#[test]
fn a_density_sees_what_happens_between_equal_values() -> Result<(), Error> {
    let cubic = cubic();
    let density = Measure::density(Path::v, 0.0, 0.5).from(T0 + 2.0);
    let found = cubic.path(0.0).simulate(T0 + 10.0).method(Unchecked(Tsit5::tolerance(1e9))).measure(&[density])?[0];
    let kernel = |v: f64| (-0.5 * (v / 0.5) * (v / 0.5)).exp() / (0.5 * (2.0 * std::f64::consts::PI).sqrt());
    let nodes = 80_000;
    let sum: f64 = (0..nodes).map(|k| kernel(cubic.at(2.0 + 8.0 * (k as f64 + 0.5) / nodes as f64))).sum();
    let expected = sum / nodes as f64;
    assert!((found - expected).abs() < 1e-3 * expected, "{found} {expected}");
    Ok(())
}
