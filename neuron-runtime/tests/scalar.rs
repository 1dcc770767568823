//! The number types: `f64`, tangents, the numbers of num-dual, and exponentials in batches.

use std::sync::{Mutex, MutexGuard};

use neuron_runtime::model::ion::nernst;
use neuron_runtime::number::batch::{self, Mode};
use neuron_runtime::number::math::{exprel, power};
use neuron_runtime::number::{EXP_MAX, F32, Grad, Real, Scalar, Tangent};

/// Uniform numbers in [0, 1): the linear congruential generator of Knuth's MMIX.
struct Random(u64);

impl Random {
    fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }
    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.uniform()
    }
    /// The variable of a point between two bounds, with all tangents set.
    fn grad(&mut self, low: f64, high: f64) -> Grad {
        Tangent::new(self.between(low, high), std::array::from_fn(|_| self.between(-2.0, 2.0)))
    }
}

/// A lock for tests that depend on the mode of the process.
static MODE: Mutex<()> = Mutex::new(());

fn with_mode(mode: Mode) -> MutexGuard<'static, ()> {
    let guard = MODE.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    batch::set_mode(mode);
    guard
}

fn exp_one(x: f64) -> f64 {
    let mut xs = [x];
    batch::exp_all(&mut xs);
    xs[0]
}

mod exact {
    //! eˣ in pairs of doubles (Dekker 1971), some 30 digits.

    #[derive(Clone, Copy)]
    pub struct Pair(pub f64, pub f64);

    fn fast_sum(a: f64, b: f64) -> Pair {
        let s = a + b;
        Pair(s, b - (s - a))
    }

    pub fn sum(a: Pair, b: Pair) -> Pair {
        let s = a.0 + b.0;
        let t = s - a.0;
        fast_sum(s, (a.0 - (s - t)) + (b.0 - t) + a.1 + b.1)
    }

    pub fn product(a: Pair, b: Pair) -> Pair {
        let p = a.0 * b.0;
        fast_sum(p, a.0.mul_add(b.0, -p) + a.0 * b.1 + a.1 * b.0)
    }

    /// 1/k, with the remainder of the division divided again.
    fn inverse(k: f64) -> Pair {
        let q = 1.0 / k;
        Pair(q, (-q).mul_add(k, 1.0) / k)
    }

    /// Returns m and n with eˣ = m·2ⁿ, 0.7 < m < 1.5.
    pub fn exp(x: f64) -> (Pair, i32) {
        // ln 2 to 107 bits: mpmath 1.3, `mp.prec = 300; float(ln(2)), float(ln(2) - float(ln(2)))`.
        const LN_2: Pair = Pair(std::f64::consts::LN_2, 2.3190468138462996e-17);
        let n = (x / LN_2.0).round();
        let r = sum(Pair(x, 0.0), product(Pair(-n, 0.0), LN_2));
        // Taylor's series of e^(r/256), then squared eight times.
        let r = Pair(r.0 / 256.0, r.1 / 256.0);
        let mut e = Pair(1.0, 0.0);
        for k in (1..=12).rev() {
            e = sum(Pair(1.0, 0.0), product(product(r, inverse(f64::from(k))), e));
        }
        for _ in 0..8 {
            e = product(e, e);
        }
        (e, n as i32)
    }

    /// 2ⁿ, also where it is subnormal.
    pub fn power_of_two(n: i32) -> f64 {
        if n < -1022 { f64::from_bits(1 << (n + 1074)) } else { f64::from_bits(((n + 1023) as u64) << 52) }
    }

    /// Returns the difference between `got` and eˣ, in units in the last place.
    pub fn ulps(x: f64, got: f64) -> f64 {
        let (m, n) = exp(x);
        // All scaled by 2⁻ⁿ, in two steps, each exact.
        let scaled = got * power_of_two(-n / 2) * power_of_two(-n - -n / 2);
        let error = (scaled - m.0) - m.1;
        let ulp = if m.0 + m.1 < 1.0 { -53 } else { -52 };
        error.abs() / power_of_two(ulp.max(-1074 - n))
    }
}

#[test]
fn the_exact_exponential_is_exact() {
    // mpmath 1.3: `mp.dps = 60; e = exp(x); float(e), float(e - float(e))`.
    for (x, high, low) in [
        (1.0, std::f64::consts::E, 1.4456468917292502e-16),
        (-0.3, 0.7408182206817179, -1.805530505953e-18),
        (0.3466, 1.4142509118505286, 2.727912318400902e-17),
    ] {
        let (m, n) = exact::exp(x);
        let scale = exact::power_of_two(n);
        assert_eq!(m.0 * scale, high);
        assert!((m.1 * scale - low).abs() < 1e-30, "{x}: {:e}", m.1 * scale);
    }
}

fn worst_ulps(low: f64, high: f64, count: usize) -> f64 {
    let mut random = Random(1);
    let mut worst: f64 = 0.0;
    let mut xs = [0.0; 40];
    for _ in 0..count / xs.len() {
        xs.fill_with(|| random.between(low, high));
        let arguments = xs;
        batch::exp_all(&mut xs);
        for (x, e) in arguments.into_iter().zip(xs) {
            worst = worst.max(exact::ulps(x, e));
        }
    }
    worst
}

#[test]
fn exponentials_are_within_an_ulp() {
    let _mode = with_mode(Mode::Auto);
    for (low, high) in
        [(-745.2, 345.0), (-40.0, 40.0), (-1.0, 1.0), (-0.35, 0.35), (-745.2, -708.0), (344.0, 345.0), (-1e-8, 1e-8)]
    {
        let worst = worst_ulps(low, high, 1_000_000);
        println!("[{low}, {high}]: {worst:.4} ulp");
        assert!(worst <= 1.0, "[{low}, {high}]: {worst} ulp");
    }
}

#[test]
fn edges_of_the_exponential() {
    let _mode = with_mode(Mode::Auto);
    let largest = exp_one(EXP_MAX);
    assert_eq!(largest, 6.785725020057171e149);
    for x in [345.0000001, 346.0, 709.0, 710.0, 1e4, 1e300, f64::MAX, f64::INFINITY] {
        assert_eq!(exp_one(x), largest, "{x}");
    }
    for x in [-745.2, -746.0, -800.0, -1e4, -1e300, f64::MIN, f64::NEG_INFINITY] {
        assert_eq!(exp_one(x), 0.0, "{x}");
    }
    for bits in [0x7ff8_0000_0000_0000, 0xfff8_0000_0000_0000, 0x7ff8_0000_0000_0fff, 0x7ff0_0000_0000_0001, u64::MAX] {
        assert!(exp_one(f64::from_bits(bits)).is_nan(), "{bits:x}");
    }
    for x in [0.0, -0.0, 5e-324, -5e-324, 1e-300, -1e-17] {
        assert_eq!(exp_one(x), 1.0, "{x}");
    }
    assert_eq!(exp_one(-745.13), 5e-324);
    assert_eq!(exp_one(1.0), core::f64::consts::E);
}

#[test]
fn results_do_not_depend_on_place_or_neighbours() {
    let _mode = with_mode(Mode::Auto);
    let mut random = Random(2);
    let xs: Vec<f64> = (0..90).map(|_| random.between(-750.0, 350.0)).collect();
    let alone: Vec<f64> = xs.iter().map(|&x| exp_one(x)).collect();
    for start in 0..9 {
        for end in start..=xs.len() {
            let mut part = xs[start..end].to_vec();
            <f64 as Real>::exp_all(&mut part);
            assert_eq!(part, alone[start..end]);
            let mut part: Vec<Grad> = xs[start..end].iter().map(|&x| Grad::variable(x, 1)).collect();
            Real::exp_all(&mut part);
            assert!(part.iter().zip(&alone[start..end]).all(|(x, &e)| x.value() == e));
        }
    }
}

#[test]
fn scaled_arguments_are_products() {
    let mut random = Random(5);
    // Near 0 and far from it, NaN among them, in whole registers and not.
    let mut xs: Vec<f64> = (0..48).map(|k| random.between(-1.0, 1.0) * [0.01, 1.0, 9000.0][k % 3]).collect();
    xs[17] = f64::NAN;
    for mode in [Mode::Auto, Mode::Scalar] {
        let _mode = with_mode(mode);
        for length in 0..=xs.len() {
            let xs = &xs[..length];
            for used in [length, length.saturating_sub(3)] {
                let mut expected: Vec<f64> = xs.iter().map(|x| x * -0.05).collect();
                let mut got = vec![0.0; length];
                <f64 as Real>::exp_all(&mut expected);
                <f64 as Real>::exp_scaled(xs, -0.05, &mut got, used);
                let bits = |xs: &[f64]| xs[..used].iter().map(|x| x.to_bits()).collect::<Vec<_>>();
                assert_eq!(bits(&got), bits(&expected), "{mode:?}, {used} of {length}");

                let xs: Vec<Grad> = xs.iter().map(|&x| Grad::variable(x, 2)).collect();
                let mut got = vec![Grad::constant(0.0); length];
                Real::exp_scaled(&xs, Grad::constant(-0.05), &mut got, used);
                let values: Vec<f64> = got.iter().map(|x| x.value()).collect();
                assert_eq!(bits(&values), bits(&expected), "{mode:?}, {used} of {length} with tangents");
            }
        }
    }
    batch::set_mode(Mode::Auto);
}

#[test]
fn scalar_mode_is_the_scalar_exponential() {
    let mut random = Random(3);
    let _mode = with_mode(Mode::Scalar);
    assert_eq!(batch::mode(), Mode::Scalar);
    let far = [-1.0 / 64.0, 1.0 / 64.0, 1e3, f64::INFINITY].map(Grad::constant);
    let arguments: Vec<Grad> = (0..70).map(|_| random.grad(-750.0, 350.0)).chain(far).collect();
    let mut xs: Vec<f64> = arguments.iter().map(|x| x.value()).collect();
    let mut ys = arguments.clone();
    <f64 as Real>::exp_all(&mut xs);
    Real::exp_all(&mut ys);
    for ((x, e), y) in arguments.iter().zip(xs).zip(ys) {
        assert_eq!(e, Real::exp(x.value()));
        assert_eq!(y.value(), e);
        assert_eq!(y.tangents(), x.exp().tangents());
    }
    assert!(exp_one(f64::NAN).is_nan());
    batch::set_mode(Mode::Auto);
}

#[test]
fn scalar_mode_is_a_series_near_0() {
    let _mode = with_mode(Mode::Scalar);
    for bound in [1.0 / 64.0, 1e-3, 1e-8] {
        let worst = worst_ulps(-bound, bound, 1_000_000);
        println!("below {bound}: {worst:.4} ulp");
        // Half a unit of the last addition, and two roundings of a term at most 1/64 as large.
        assert!(worst <= 0.5 + 2.0 / 64.0, "below {bound}: {worst} ulp");
    }
    let (x, direction) = (-0.01, [1.0, 0.5, 0.0, 2.0, 0.0, 0.0, -3.0, 1.0]);
    let mut y = [Grad::new(x, direction)];
    Real::exp_all(&mut y);
    assert_eq!(y[0].value(), exp_one(x));
    assert_eq!(*y[0].tangents(), direction.map(|tangent| tangent * exp_one(x)));
    batch::set_mode(Mode::Auto);
}

#[test]
fn batched_tangents_are_scaled_by_the_exponential() {
    let _mode = with_mode(Mode::Auto);
    let mut random = Random(4);
    let arguments: Vec<Grad> = (0..150).map(|_| random.grad(-30.0, 30.0)).collect();
    let mut xs = arguments.clone();
    Real::exp_all(&mut xs);
    for (x, y) in arguments.iter().zip(xs) {
        let e = exp_one(x.value());
        assert_eq!(y.value(), e);
        assert_eq!(*y.tangents(), x.tangents().map(|t| t * e));
    }
    let mut xs = [1e3, f64::INFINITY, f64::NEG_INFINITY, -800.0].map(|x| Grad::variable(x, 2));
    Real::exp_all(&mut xs);
    assert!(xs.iter().all(|x| x.is_finite() && x.tangents()[2] == 0.0), "{xs:?}");
}

/// A name, a function of two numbers, and bounds of its arguments.
type Case<T> = (&'static str, fn(T, T) -> T, [f64; 2]);

/// The functions of a scalar.
fn functions<T: Scalar>() -> Vec<Case<T>> {
    vec![
        ("+", |x, y| x + y, [-3.0, 3.0]),
        ("-", |x, y| x - y, [-3.0, 3.0]),
        ("*", |x, y| x * y, [-3.0, 3.0]),
        ("/", |x, y| x / y, [0.5, 3.0]),
        ("neg", |x, _| -x, [-3.0, 3.0]),
        ("+ c", |x, _| x + 0.3, [-3.0, 3.0]),
        ("- c", |x, _| x - 0.3, [-3.0, 3.0]),
        ("* c", |x, _| x * 0.3, [-3.0, 3.0]),
        ("/ c", |x, _| x / 0.3, [-3.0, 3.0]),
        (
            "op=",
            |mut x, y| {
                x += y;
                x *= y;
                x -= y;
                x /= y;
                x += 0.1;
                x *= 1.7;
                x -= 0.2;
                x /= 1.3;
                x
            },
            [0.5, 3.0],
        ),
        ("exp", |x, _| x.exp(), [-9.0, 9.0]),
        ("exp_m1", |x, _| x.exp_m1(), [-9.0, 9.0]),
        ("ln", |x, _| x.ln(), [0.1, 9.0]),
        ("ln_1p", |x, _| x.ln_1p(), [-0.9, 9.0]),
        ("sqrt", |x, _| x.sqrt(), [0.1, 9.0]),
        ("sin", |x, _| x.sin(), [-9.0, 9.0]),
        ("cos", |x, _| x.cos(), [-9.0, 9.0]),
        ("sinh", |x, _| x.sinh(), [-5.0, 5.0]),
        ("cosh", |x, _| x.cosh(), [-5.0, 5.0]),
        ("tanh", |x, _| x.tanh(), [-5.0, 5.0]),
        ("abs", |x, _| x.abs(), [-5.0, 5.0]),
        ("floor", |x, y| x.floor() * y, [-5.0, 5.0]),
        ("recip", |x, _| x.recip(), [0.2, 5.0]),
        ("powi -2", |x, _| x.powi(-2), [0.2, 5.0]),
        ("powi 0", |x, _| x.powi(0), [-5.0, 5.0]),
        ("powi 1", |x, _| x.powi(1), [-5.0, 5.0]),
        ("powi 3", |x, _| x.powi(3), [-5.0, 5.0]),
        ("powi 4", |x, _| x.powi(4), [-5.0, 5.0]),
        ("powi 11", |x, _| x.powi(11), [-2.0, 2.0]),
        ("powf 2.5", |x, _| x.powf(2.5), [0.1, 5.0]),
        ("powf -0.5", |x, _| x.powf(-0.5), [0.1, 5.0]),
        ("pow", |x, y| x.pow(y), [0.1, 3.0]),
        ("max", |x, y| x.max(y), [-3.0, 3.0]),
        ("min", |x, y| x.min(y), [-3.0, 3.0]),
        ("select", |x, y| T::select(x.lt(y) & !y.gt(T::one()) | x.ge(y * 2.0), x * y, x + y), [-3.0, 3.0]),
        ("power 2", |x, _| power::<2, T>(x), [-5.0, 5.0]),
        ("power 3", |x, _| power::<3, T>(x), [-5.0, 5.0]),
        ("power 4", |x, _| power::<4, T>(x), [-5.0, 5.0]),
        ("power 5", |x, _| power::<5, T>(x), [-2.0, 2.0]),
        ("power 6", |x, _| power::<6, T>(x), [-2.0, 2.0]),
        ("power 7", |x, _| power::<7, T>(x), [-2.0, 2.0]),
        ("power 8", |x, _| power::<8, T>(x), [-2.0, 2.0]),
        ("exprel, short", |x, _| exprel(x), [-0.02, 0.02]),
        ("exprel", |x, _| exprel(x), [-3.0, 3.0]),
        ("nernst", |x, y| nernst(x + y, 2.0, x * 3.0, y), [0.5, 3.0]),
        ("sigmoid", |x, y| (((x - y) / y).exp() + 1.0).recip(), [0.5, 3.0]),
    ]
}

#[test]
fn tangents_agree_with_differences_and_values_with_f64() {
    let mut random = Random(5);
    for ((name, f, [low, high]), (_, g, _)) in functions::<Grad>().into_iter().zip(functions::<f64>()) {
        for _ in 0..200 {
            let (x, y) = (random.grad(low, high), random.grad(low, high));
            let z = f(x, y);
            // To the last bit: a run with derivatives is on the same trajectory.
            assert_eq!(z.value().to_bits(), g(x.value(), y.value()).to_bits(), "{name} of {x:?}, {y:?}");
            for k in 0..8 {
                let along = |h: f64| g(x.value() + h * x.tangents()[k], y.value() + h * y.tangents()[k]);
                // Fourth-order central difference.
                let h = 1e-4 * (high - low).min(0.5);
                let slope = (8.0 * (along(h) - along(-h)) - (along(2.0 * h) - along(-2.0 * h))) / (12.0 * h);
                // A kink within the stencil has no slope.
                if ["abs", "max", "min", "select", "floor"].contains(&name) && (slope - z.tangents()[k]).abs() > 1e-3 {
                    continue;
                }
                let scale = 1.0 + slope.abs() + z.value().abs();
                assert!(
                    (z.tangents()[k] - slope).abs() < 1e-7 * scale,
                    "{name} of {x:?}, {y:?}: {} {slope}",
                    z.tangents()[k]
                );
            }
        }
    }
}

#[test]
fn saturated_sigmoids_have_no_derivatives() {
    for x in [346.0, 710.0, 1e4, 1e6, -346.0, -710.0, -1e4, -1e6] {
        let y = (Grad::variable(x, 0).exp() + 1.0).recip();
        assert!(y.is_finite(), "{x}: {y:?}");
        assert!(y.tangents()[0].abs() < 1e-140, "{x}: {y:?}");
    }
}

#[test]
fn tanh_far_from_zero() {
    for x in [-1e6, -800.0, -400.0, -20.0, 20.0, 400.0, 800.0, 1e6] {
        let t = Grad::variable(x, 0).tanh();
        assert_eq!(t.value(), x.signum());
        let truth = 4.0 * (-2.0 * x.abs()).exp();
        assert!((t.tangents()[0] - truth).abs() <= 1e-12 * truth, "{x}: {t:?}");
    }
}

#[test]
fn floors_are_whole_and_have_no_derivatives() {
    let cases = [(2.7, 2.0), (-2.7, -3.0), (3.0, 3.0), (-3.0, -3.0), (1e300, 1e300), (-1e-300, -1.0), (0.0, 0.0)];
    for (x, floor) in cases {
        assert_eq!(Real::floor(x), floor, "{x}");
        let got = Grad::variable(x, 3).floor();
        assert_eq!((got.value(), *got.tangents()), (floor, [0.0; 8]), "{x}");
        let second = Tangent::<8, Tangent<1>>::new(Tangent::variable(x, 0), [Tangent::variable(1.0, 0); 8]).floor();
        assert_eq!((second.value().value(), second.value().tangents()[0]), (floor, 0.0), "{x}");
        assert!(second.tangents().iter().all(|t| t.value() == 0.0 && t.tangents()[0] == 0.0), "{x}");
    }
    for (x, floor) in [(2.7, 2.0), (-2.7, -3.0), (-3.0, -3.0)] {
        assert_eq!(F32(x).floor(), F32(floor), "{x}");
    }
    assert_eq!(Real::floor(f64::NEG_INFINITY), f64::NEG_INFINITY);
    assert!(Real::floor(f64::NAN).is_nan() && Grad::variable(f64::NAN, 0).floor().value().is_nan());
}

#[cfg(feature = "num-dual")]
#[test]
fn floors_of_dual_numbers_have_no_derivatives() {
    use neuron_runtime::number::Dual;
    use num_dual::{Dual2_64, HyperDual64};

    let x = Dual(Dual2_64::new(-2.7, 1.0, 3.0)).floor().0;
    assert_eq!((x.re, x.v1, x.v2), (-3.0, 0.0, 0.0));
    let x = Dual(HyperDual64::new(2.7, 1.0, 3.0, 4.0)).floor().0;
    assert_eq!((x.re, x.eps1, x.eps2, x.eps1eps2), (2.0, 0.0, 0.0, 0.0));
}

#[test]
fn powers_of_zero_and_below() {
    let zero = Grad::variable(0.0, 0);
    assert_eq!((zero.powf(2.5).value(), zero.powf(2.5).tangents()[0]), (0.0, 0.0));
    assert_eq!((zero.powf(1.0).value(), zero.powf(1.0).tangents()[0]), (0.0, 1.0));
    assert_eq!((zero.powi(3).value(), zero.powi(3).tangents()[0]), (0.0, 0.0));
    assert_eq!((zero.powi(1).value(), zero.powi(1).tangents()[0]), (0.0, 1.0));
    assert_eq!((zero.powi(0).value(), zero.powi(0).tangents()[0]), (1.0, 0.0));
    let two = Grad::variable(2.0, 1);
    assert_eq!(zero.pow(two).tangents(), &[0.0; 8]);
    let cube = Grad::variable(-2.0, 0).pow(Grad::constant(3.0));
    assert_eq!((cube.value(), cube.tangents()[0]), (-8.0, 12.0));
    for n in -40..40 {
        let (got, truth) = (Real::powi(1.1, n), 1.1f64.powf(f64::from(n)));
        assert!((got - truth).abs() < 1e-14 * truth, "{n}: {got} {truth}");
    }
}

#[test]
fn nan_is_not_swallowed() {
    let (nan, one) = (f64::NAN, 1.0);
    for x in [Real::max(nan, one), Real::max(one, nan), Real::min(nan, one), Real::min(one, nan)] {
        assert!(x.is_nan());
    }
    // The value that is not chosen has no effect.
    let bad = Tangent::new(f64::NAN, [f64::INFINITY; 8]);
    let good = Grad::variable(1.0, 0);
    assert!(Grad::select(good.le(Grad::one()), good, bad).is_finite());
}

#[test]
fn is_finite_looks_at_every_part() {
    assert!(Scalar::is_finite(1e308) && !Scalar::is_finite(f64::NAN) && !Scalar::is_finite(f64::INFINITY));
    fn check<const N: usize>() {
        for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert!(!Tangent::<N>::constant(bad).is_finite());
            for k in 0..N {
                let mut x = Tangent::<N>::constant(1.0);
                x.tangents_mut()[k] = f64::MAX;
                assert!(x.is_finite());
                x.tangents_mut()[k] = bad;
                assert!(!x.is_finite(), "{x:?}");
            }
        }
    }
    check::<1>();
    check::<8>();
    check::<9>();
    check::<20>();
}

#[test]
fn a_variable_out_of_range_is_a_constant() {
    assert_eq!(Grad::variable(2.0, 8).tangents(), &[0.0; 8]);
}

#[cfg(feature = "num-dual")]
mod dual {
    use neuron_runtime::number::Dual;
    use num_dual::{Dual2_64, Dual3_64, Dual64, DualNum, HyperDual64, HyperHyperDual64};

    use super::*;

    fn close(name: &str, got: f64, truth: f64) {
        assert!((got - truth).abs() <= 2e-13 * (1.0 + truth.abs()), "{name}: {got} {truth}");
    }

    #[test]
    fn tangents_agree_with_dual_numbers() {
        let mut random = Random(6);
        for ((name, f, [low, high]), (_, g, _)) in functions::<Grad>().into_iter().zip(functions::<Dual<Dual64>>()) {
            for _ in 0..100 {
                let (x, y) = (random.grad(low, high), random.grad(low, high));
                let z = f(x, y);
                for k in 0..8 {
                    let part = |x: Grad| Dual(Dual64::new(x.value(), x.tangents()[k]));
                    let truth = g(part(x), part(y)).0;
                    close(name, z.value(), truth.re);
                    close(name, z.tangents()[k], truth.eps);
                }
            }
        }
    }

    #[test]
    fn columns_of_a_hessian() {
        // A tangent over a dual number has the second derivatives of a hyper-dual one.
        let mut random = Random(7);
        type Column = Tangent<2, Dual<Dual64>>;
        for ((name, f, [low, high]), (_, g, _)) in
            functions::<Column>().into_iter().zip(functions::<Dual<HyperDual64>>())
        {
            for _ in 0..50 {
                let (x, y) = (random.between(low, high), random.between(low, high));
                let z =
                    f(Column::variable(Dual(Dual64::new(x, 1.0)), 0), Column::variable(Dual(Dual64::new(y, 0.0)), 1));
                let xx = g(Dual(HyperDual64::new(x, 1.0, 1.0, 0.0)), Dual(HyperDual64::from_re(y))).0;
                let xy = g(Dual(HyperDual64::new(x, 1.0, 0.0, 0.0)), Dual(HyperDual64::new(y, 0.0, 1.0, 0.0))).0;
                close(name, z.tangents()[0].0.re, xx.eps1);
                close(name, z.tangents()[0].0.eps, xx.eps1eps2);
                close(name, z.tangents()[1].0.re, xy.eps2);
                close(name, z.tangents()[1].0.eps, xy.eps1eps2);
            }
        }
    }

    #[test]
    fn third_derivatives_agree() {
        let mut random = Random(8);
        type Nested = num_dual::Dual<num_dual::Dual<Dual64>>;
        for ((name, f, [low, high]), (_, g, _)) in
            functions::<Dual<Nested>>().into_iter().zip(functions::<Dual<Dual3_64>>())
        {
            for _ in 0..50 {
                let (x, y) = (random.between(low, high), random.between(low, high));
                let nested = |x: f64, t: f64| {
                    let inner = num_dual::Dual::new(Dual64::new(x, t), Dual64::new(t, 0.0));
                    Dual(Nested::new(inner, num_dual::Dual::new(Dual64::new(t, 0.0), Dual64::new(0.0, 0.0))))
                };
                let (got, truth) = (
                    f(nested(x, 1.0), nested(y, 0.5)).0,
                    g(Dual(Dual3_64::new(x, 1.0, 0.0, 0.0)), Dual(Dual3_64::new(y, 0.5, 0.0, 0.0))).0,
                );
                let tolerance = |a: f64, b: f64| assert!((a - b).abs() <= 1e-11 * (1.0 + b.abs()), "{name}: {a} {b}");
                tolerance(got.re.re.re, truth.re);
                tolerance(got.re.re.eps, truth.v1);
                tolerance(got.re.eps.eps, truth.v2);
                tolerance(got.eps.eps.eps, truth.v3);
            }
        }
    }

    #[test]
    fn batches_of_any_number() {
        let _mode = with_mode(Mode::Auto);
        let mut random = Random(10);
        let points: Vec<f64> = (0..70).map(|_| random.between(-20.0, 20.0)).collect();
        let mut xs: Vec<Dual<Dual3_64>> = points.iter().map(|&x| Dual(Dual3_64::new(x, 0.5, 0.25, -0.1))).collect();
        Real::exp_all(&mut xs);
        for (Dual(got), &x) in xs.iter().zip(&points) {
            let truth = DualNum::exp(&Dual3_64::new(x, 0.5, 0.25, -0.1));
            for (a, b) in [(got.re, truth.re), (got.v1, truth.v1), (got.v2, truth.v2), (got.v3, truth.v3)] {
                assert!((a - b).abs() <= 1e-14 * truth.re, "{x}: {a} {b}");
            }
        }
        let mut saturated = [1e6, -1e6, f64::INFINITY, f64::NEG_INFINITY].map(|x| Dual(Dual2_64::new(x, 1.0, 1.0)));
        Real::exp_all(&mut saturated);
        assert!(saturated.iter().all(|x| x.is_finite() && x.0.v1 == 0.0 && x.0.v2 == 0.0), "{saturated:?}");
    }

    #[test]
    fn second_derivatives_of_saturated_functions() {
        for x in [346.0, 800.0, 1e6, -346.0, -800.0, -1e6] {
            let x = Dual(Dual2_64::new(x, 1.0, 0.0));
            let sigmoid = (x.exp() + 1.0).recip();
            assert!(sigmoid.is_finite(), "{sigmoid:?}");
            let tanh = x.tanh();
            assert!(tanh.is_finite() && tanh.0.v1 == 0.0 || x.re().abs() < 400.0, "{tanh:?}");
            let inner = num_dual::Dual::new(x.0, x.0);
            let nested = Dual(num_dual::Dual::new(inner, inner)).tanh();
            assert!(nested.is_finite(), "{nested:?}");
        }
        // At 0, x^2.5 has two derivatives and x³ all.
        let zero = Dual(Dual2_64::new(0.0, 1.0, 0.0));
        assert!(zero.powf(2.5).is_finite());
        assert!(zero.powi(3).is_finite());
        assert_eq!(zero.powi(2).0.v2, 2.0);
        assert_eq!(zero.powf(2.0).0.v2, 2.0);
    }

    #[test]
    fn every_part_of_any_number_is_looked_at() {
        for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert!(!Dual(Dual64::new(1.0, bad)).is_finite());
            assert!(!Dual(Dual2_64::new(1.0, 1.0, bad)).is_finite());
            assert!(!Dual(Dual3_64::new(1.0, 1.0, 1.0, bad)).is_finite());
            assert!(!Dual(HyperDual64::new(1.0, bad, 1.0, 1.0)).is_finite());
            assert!(!Dual(HyperHyperDual64::new(1.0, 1.0, 1.0, 1.0, 1.0, 1.0, bad, 1.0)).is_finite());
            let good = Dual64::new(1.0, -1e300);
            assert!(Dual(num_dual::Dual::new(good, good)).is_finite());
            assert!(!Dual(num_dual::Dual::new(good, Dual64::new(0.0, bad))).is_finite());
            let column = Tangent::<8, Dual<Dual64>>::constant(Dual(good));
            assert!(column.is_finite());
            let mut column = column;
            column.tangents_mut()[7].0.eps = bad;
            assert!(!column.is_finite());
        }
    }
}
