//! Functions with a removable singularity, finite and differentiable there.
//!
//! Rates of the form x/(1 − exp(−x)) are 0/0 at one voltage, and their derivatives lose all digits in its neighbourhood. Here
//! each function is a series near 0, its closed form elsewhere, and an asymptotic form where exp would lose its derivatives.
//! The value and two further derivatives, as dual numbers carry them, are right to 10⁻¹².

use crate::number::{Mask, Real, chained};

/// The bound of |u| for the series. The closed form of the n-th derivative loses about n + 1 digits per digit of u, its dual
/// parts two more: higher derivatives need the series further out.
const SERIES: f64 = 0.25;
const SERIES_SLOPE: f64 = 0.75;
const SERIES_CURVATURE: f64 = 1.0;
/// The bound of |z| up to which eight terms of φ₁ are enough for it and two derivatives.
pub(crate) const SHORT: f64 = 1.0 / 64.0;
/// The argument from which exp(u) − 1 is exp(u) to the last bit.
const LARGE: f64 = 40.0;

/// Bernoulli numbers B₂, B₄, …, B₂₆ (Abramowitz & Stegun 1964, table 23.2).
const BERNOULLI: [[f64; 2]; 13] = [
    [1.0, 6.0],
    [-1.0, 30.0],
    [1.0, 42.0],
    [-1.0, 30.0],
    [5.0, 66.0],
    [-691.0, 2730.0],
    [7.0, 6.0],
    [-3617.0, 510.0],
    [43867.0, 798.0],
    [-174611.0, 330.0],
    [854513.0, 138.0],
    [-236364091.0, 2730.0],
    [8553103.0, 6.0],
];

/// Returns the coefficients B₂ₖ/(2k − n)! of u²ᵏ⁻ⁿ, k = 1, 2, …, in the n-th derivative of u/(eᵘ − 1) (A&S 23.1.1).
const fn coefficients<const K: usize>(n: usize) -> [f64; K] {
    let mut c = [0.0; K];
    let mut k = 0;
    while k < K {
        let mut factorial = 1.0;
        let mut j = 2;
        while j <= 2 * (k + 1) - n {
            factorial *= j as f64;
            j += 1;
        }
        c[k] = BERNOULLI[k][0] / (BERNOULLI[k][1] * factorial);
        k += 1;
    }
    c
}

/// Returns the coefficients 1/(k + 1)! of zᵏ in (eᶻ − 1)/z.
const fn inverse_factorials<const K: usize>() -> [f64; K] {
    let mut c = [1.0; K];
    let mut k = 1;
    let mut factorial = 1.0;
    while k < K {
        factorial *= (k + 1) as f64;
        c[k] = 1.0 / factorial;
        k += 1;
    }
    c
}

/// Returns the first value where the mask is set, else the second. A number evaluates one of them. A pack evaluates both
/// if its lanes differ, and each lane then has the value that a single number has.
macro_rules! choose {
    ($mask:expr, $then:expr, $otherwise:expr) => {{
        let mask = $mask;
        if mask.all() {
            $then
        } else if !mask.any() {
            $otherwise
        } else {
            Real::select(mask, $then, $otherwise)
        }
    }};
}

/// Tests |x| < bound.
#[inline(always)]
fn within<T: Real>(x: T, bound: f64) -> T::Mask {
    x.lt(T::from_f64(bound)) & x.gt(T::from_f64(-bound))
}

/// Returns Σ cₖ xᵏ.
#[inline(always)]
fn polynomial<T: Real, const K: usize>(x: T, c: &[f64; K]) -> T {
    let mut sum = T::from_f64(c[K - 1]);
    // Written out: a loop would convert the coefficients to other number types again and again.
    macro_rules! add {
        ($($k:literal)*) => {$(
            if $k + 1 < K {
                sum = sum * x + c[$k];
            }
        )*};
    }
    const { assert!(K <= 13, "more coefficients than written out") };
    add!(11 10 9 8 7 6 5 4 3 2 1 0);
    sum
}

/// Returns Σ cₖ₊ᵢ xᵏ for k < 8, by Estrin's scheme: a step waits for this result, so that the latency counts.
#[inline(always)]
fn eighth<T: Real>(x: T, x2: T, x4: T, c: &[f64; 16], i: usize) -> T {
    let pair = |k: usize| x * c[i + k + 1] + c[i + k];
    (pair(0) + pair(2) * x2) + (pair(4) + pair(6) * x2) * x4
}

/// Returns xᴺ for N from 1 to 8 by multiplications, squares of squares first; another N does not compile.
#[inline(always)]
pub fn power<const N: u32, T: Real>(x: T) -> T {
    const { assert!(1 <= N && N <= 8, "a power by multiplications is from 1 to 8") };
    chained([&x], |[r]| Some((multiplied(r, N), [multiplied(r, N - 1) * f64::from(N)])))
        .unwrap_or_else(|| multiplied(x, N))
}

/// Returns xⁿ for n up to 8.
#[inline(always)]
fn multiplied<T: Real>(x: T, n: u32) -> T {
    let x2 = x * x;
    match n {
        0 => T::one(),
        1 => x,
        2 => x2,
        3 => x2 * x,
        4 => x2 * x2,
        5 => x2 * (x2 * x),
        6 => (x2 * x) * (x2 * x),
        7 => (x2 * x) * (x2 * x2),
        _ => (x2 * x2) * (x2 * x2),
    }
}

/// Returns B(u) = u/(eᵘ − 1), given `exp_u` = [`exp`](Real::exp)(u); B(0) = 1.
///
/// x/(1 − e⁻ˣ) is B(−x), x/(eˣ − 1) is B(x).
#[inline]
pub fn bernoulli<T: Real>(u: T, exp_u: T) -> T {
    const C: [f64; 7] = coefficients(0);
    let u2 = u * u;
    let far = || choose!(u.gt(T::from_f64(LARGE)), u * (-u).exp(), u / (exp_u - 1.0));
    choose!(within(u, SERIES), polynomial(u2, &C) * u2 - u * 0.5 + 1.0, far())
}

/// Returns B′(u), the derivative of u/(eᵘ − 1), given `exp_u` = [`exp`](Real::exp)(u); B′(0) = −1/2.
#[inline]
pub fn bernoulli_slope<T: Real>(u: T, exp_u: T) -> T {
    const C: [f64; 11] = coefficients(1);
    let closed = || {
        // With q = 1/(eᵘ − 1), B = u q and q′ = −eᵘ q².
        let q = (exp_u - 1.0).recip();
        (-(u * q * exp_u) + 1.0) * q
    };
    let far = || choose!(u.gt(T::from_f64(LARGE)), (-u + 1.0) * (-u).exp(), closed());
    choose!(within(u, SERIES_SLOPE), polynomial(u * u, &C) * u - 0.5, far())
}

/// Returns B″(u), the second derivative of u/(eᵘ − 1), given `exp_u` = [`exp`](Real::exp)(u); B″(0) = 1/6.
#[inline]
pub fn bernoulli_curvature<T: Real>(u: T, exp_u: T) -> T {
    const C: [f64; 13] = coefficients(2);
    let closed = || {
        // B″ = −eᵘ q (2B′ + B).
        let q = (exp_u - 1.0).recip();
        let b = u * q;
        let slope = (-(b * exp_u) + 1.0) * q;
        -(exp_u * q * (slope * 2.0 + b))
    };
    let far = || choose!(u.gt(T::from_f64(LARGE)), (u - 2.0) * (-u).exp(), closed());
    choose!(within(u, SERIES_CURVATURE), polynomial(u * u, &C), far())
}

/// Returns φ₁(z) = (eᶻ − 1)/z; φ₁(0) = 1.
///
/// The solution of dx/dt = (x∞ − x)/τ after a time h is x + (x∞ − x)·h/τ·φ₁(−h/τ). Above [`EXP_MAX`](crate::number::EXP_MAX)
/// eᶻ is constant, as in [`exp`](Real::exp).
#[inline]
pub fn exprel<T: Real>(z: T) -> T {
    chained([&z], |[z]| (z.abs() <= LARGE).then(|| exprel_with_slope(z))).unwrap_or_else(|| exprel_of(z))
}

/// Returns φ₁(z) by arithmetic with the number itself.
#[inline]
fn exprel_of<T: Real>(z: T) -> T {
    const C: [f64; 16] = inverse_factorials();
    let z2 = z * z;
    let z4 = z2 * z2;
    let series = || eighth(z, z2, z4, &C, 0) + eighth(z, z2, z4, &C, 8) * (z4 * z4);
    let long = || choose!(within(z, SERIES), series(), exprel_far(z));
    choose!(within(z, SHORT), eighth(z, z2, z4, &C, 0), long())
}

/// Returns φ₁ and φ₁′ for |z| up to [`LARGE`]. As eᶻ = 1 + z φ₁, φ₁′ = (1 + (z − 1) φ₁)/z.
#[inline]
fn exprel_with_slope(z: f64) -> (f64, [f64; 1]) {
    /// Coefficients (k + 1)/(k + 2)! of zᵏ in φ₁′.
    const C: [f64; 16] = {
        let (all, mut c) = (inverse_factorials::<17>(), [0.0; 16]);
        let mut k = 0;
        while k < 16 {
            c[k] = (k + 1) as f64 * all[k + 1];
            k += 1;
        }
        c
    };
    let f = exprel_of(z);
    if z.abs() < SERIES {
        let z2 = z * z;
        let z4 = z2 * z2;
        let first = eighth(z, z2, z4, &C, 0);
        (f, [if z.abs() < SHORT { first } else { first + eighth(z, z2, z4, &C, 8) * (z4 * z4) }])
    } else {
        (f, [(1.0 + (z - 1.0) * f) / z])
    }
}

/// Returns eˣ for |x| below [`SHORT`], to the last bit.
#[inline(always)]
pub(crate) fn short_exp(x: f64) -> f64 {
    const C: [f64; 16] = inverse_factorials();
    let x2 = x * x;
    1.0 + x * ((x * C[1] + C[0]) + (x * C[3] + C[2]) * x2 + ((x * C[5] + C[4]) + x2 * C[6]) * (x2 * x2))
}

/// Returns φ₁(z) away from 0. Never inlined: compilers take an exponential for cheap, and evaluate it even where it is not
/// needed.
#[inline(never)]
fn exprel_far<T: Real>(z: T) -> T {
    let far = z.gt(T::from_f64(LARGE)) | z.lt(T::from_f64(-LARGE));
    choose!(far, (z.exp() - 1.0) / z, z.exp_m1() / z)
}

/// Returns the logarithm to base 10.
#[inline]
pub fn log10<T: Real>(x: T) -> T {
    x.ln() * core::f64::consts::LOG10_E
}
