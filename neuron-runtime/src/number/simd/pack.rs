//! The exponential of several numbers at a time, for several instruction sets.
//!
//! The formula is written once, over the operations of a register. All instruction sets with a fused multiply-add give the
//! same bits. Two things are unsafe: calls of functions compiled for instructions that the CPU was found to have, and
//! their loads and stores.
//!
//! Loops of the scalar formula are no substitute: compilers vectorise some of them with gathers and scatters, and miss others.

use crate::number::EXP_MAX;

/// The argument below which every result is 0.
const EXP_MIN: f64 = -746.0;
/// log₂ e.
const LOG2_E: f64 = core::f64::consts::LOG2_E;
/// ln 2 in two parts; the first has 41 bits, so that its multiples by the exponents met here are exact.
const LN_2: [f64; 2] = [0.693147180559663, 2.8235290563031577e-13];
/// Added to a number below 2⁵¹, this leaves the nearest integer in the low bits of the mantissa. It includes the bias of an
/// exponent and [`LIFT`].
const ROUND: f64 = 6755399441055744.0 + 1023.0 + LIFT;
/// Results are computed 2¹⁰⁰ times too large, far from underflow, and scaled back by one exact or correctly rounded
/// multiplication.
const LIFT: f64 = 100.0;
/// 2⁻¹⁰⁰.
const DROP: f64 = f64::from_bits((1023 - 100) << 52);
/// eʳ ≈ 1 + r + r²/2 + r³ Σ cₖ rᵏ for |r| ≤ ln(2)/2: the polynomial of this form with the least relative error, 5.4·10⁻¹⁸,
/// found by Remez' exchange in 200 bits and rounded.
const C: [f64; 9] = [
    0.16666666666666433,
    0.041666666666603944,
    0.008333333333500047,
    0.0013888888926801104,
    0.0001984126946620682,
    2.4801508675668626e-05,
    2.7557640864606562e-06,
    2.7625189887931216e-07,
    2.4978384978529823e-08,
];

/// Computes eˣ without branches, from the operations on a register. `$scale` multiplies by a power of 2; its exponent is the
/// second argument, and stands in the low bits of the third.
macro_rules! exponential {
    ($x:expr; $set:expr, $min:expr, $max:expr, $fma:expr, $mul:expr, $add:expr, $sub:expr, $scale:expr) => {{
        // If one argument is NaN, min and max have to give their second argument.
        let x = $max($set(EXP_MIN), $min($set(EXP_MAX), $x));
        // x = n ln 2 + r + lost, with r rounded.
        let shifted = $fma(x, $set(LOG2_E), $set(ROUND));
        let n = $sub(shifted, $set(ROUND));
        let high = $fma(n, $set(-LN_2[0]), x);
        let r = $fma(n, $set(-LN_2[1]), high);
        let lost = $fma(n, $set(-LN_2[1]), $sub(high, r));
        // The rounding error of 1 + r is kept too, so that only the last addition rounds.
        let sum = $add($set(1.0), r);
        let lost = $add(lost, $sub(r, $sub(sum, $set(1.0))));
        // Estrin's scheme, for low latency.
        let r2 = $mul(r, r);
        let r4 = $mul(r2, r2);
        let p01 = $fma($set(C[0]), r, $set(0.5));
        let p23 = $fma($set(C[2]), r, $set(C[1]));
        let p45 = $fma($set(C[4]), r, $set(C[3]));
        let p67 = $fma($set(C[6]), r, $set(C[5]));
        let p89 = $fma($set(C[8]), r, $set(C[7]));
        let p03 = $fma(p23, r2, p01);
        let p47 = $fma(p67, r2, p45);
        let p49 = $fma(p89, r4, p47);
        let p = $fma(p49, r4, p03);
        let e = $add(sum, $fma(p, r2, lost));
        $scale(e, n, shifted)
    }};
}

/// Returns a·b + c, rounded once if `FMA`.
#[inline(always)]
fn fused<const FMA: bool>(a: f64, b: f64, c: f64) -> f64 {
    #[cfg(any(feature = "std", test))]
    if FMA {
        return a.mul_add(b, c);
    }
    a * b + c
}

/// Returns the exponential of one number by the same operations, fused if `FMA`.
#[inline(always)]
fn exp_lane<const FMA: bool>(x: f64) -> f64 {
    let fma = fused::<FMA>;
    exponential!(
        x;
        |c| c,
        |a: f64, b: f64| if a < b { a } else { b },
        |a: f64, b: f64| if a > b { a } else { b },
        fma,
        |a: f64, b: f64| a * b,
        |a: f64, b: f64| a + b,
        |a: f64, b: f64| a - b,
        |e: f64, _, shifted: f64| e * f64::from_bits(shifted.to_bits() << 52) * DROP
    )
}

/// True if this crate is compiled for instructions with a fused multiply-add.
const FMA: bool = cfg!(all(feature = "std", any(target_feature = "fma", target_arch = "aarch64")));

/// Replaces every number by its exponential, with the instructions that this crate is compiled for.
#[inline(never)]
pub(in crate::number) fn portable(xs: &mut [f64]) {
    for x in xs {
        *x = exp_lane::<FMA>(*x);
    }
}

/// Writes the exponentials of `by`·x, with the instructions that this crate is compiled for.
#[inline(never)]
pub(in crate::number) fn portable_scaled(xs: &[f64], by: f64, to: &mut [f64]) {
    for (to, x) in to.iter_mut().zip(xs) {
        *to = exp_lane::<FMA>(x * by);
    }
}

#[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
pub(in crate::number) use x86::{exp, exp_scaled};
/// Replaces every number by its exponential, in the widest registers. `exp_scaled` does so with `by`·x; its slices have the
/// same length, a multiple of eight.
#[cfg(not(all(target_arch = "x86_64", target_feature = "sse2")))]
pub(in crate::number) use {portable as exp, portable_scaled as exp_scaled};

// Targets without vector registers in their calling convention, such as `x86_64-unknown-none`, do not compile it.
#[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
#[allow(unsafe_code)]
mod x86;

#[cfg(all(test, target_arch = "x86_64"))]
#[allow(unsafe_code)]
mod tests {
    use super::{exp_lane, x86};
    use std::vec::Vec;

    /// Arguments over the whole range and beyond, and lengths that leave every tail.
    #[test]
    fn all_instruction_sets_with_fma_give_the_same_bits() {
        let special = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -745.1, -708.4, 345.0, 345.1, -746.1, 0.0, -0.0];
        let all: Vec<f64> = (0..200_000).map(|k| f64::from(k) * 5.6e-3 - 760.0).chain(special).collect();
        for length in [1, 2, 3, 4, 5, 6, 7, 8, 9, 26, 31, 4096] {
            for xs in all.chunks(length) {
                let expected: Vec<u64> = xs.iter().map(|&x| exp_lane::<true>(x).to_bits()).collect();
                let check = |exp: &dyn Fn(&mut [f64])| {
                    let mut got = xs.to_vec();
                    exp(&mut got);
                    for ((x, got), &expected) in xs.iter().zip(got).zip(&expected) {
                        assert!(got.to_bits() == expected || x.is_nan() && got.is_nan(), "{x}: {got}");
                    }
                };
                if is_x86_feature_detected!("avx512f") {
                    // SAFETY: the CPU has the feature.
                    check(&|xs| unsafe { x86::avx512(xs) });
                }
                if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
                    // SAFETY: the CPU has the features.
                    check(&|xs| unsafe { x86::avx2(xs) });
                }
            }
        }
    }

    /// `exp` takes the widest instructions that the CPU has, or without the standard library those that the crate is compiled
    /// for. All of them fuse multiply-adds; the baseline does not.
    #[test]
    fn the_widest_registers_are_taken() {
        let xs: Vec<f64> = (0..4000).map(|k| f64::from(k) * 0.25 - 700.0).collect();
        let known = cfg!(all(target_feature = "avx2", target_feature = "fma"));
        let fused = if cfg!(feature = "std") { is_x86_feature_detected!("avx2") } else { known };
        let lane = if fused { exp_lane::<true> } else { exp_lane::<false> };
        let (mut got, mut scaled) = (xs.clone(), xs.clone());
        super::exp(&mut got);
        super::exp_scaled(&xs, 1.0, &mut scaled);
        for ((x, got), scaled) in xs.iter().zip(got).zip(scaled) {
            assert_eq!((got.to_bits(), scaled.to_bits()), (lane(*x).to_bits(), lane(*x).to_bits()), "{x}");
        }
        // The two differ somewhere, or the comparison would say nothing.
        assert!(xs.iter().any(|x| exp_lane::<true>(*x) != exp_lane::<false>(*x)));
    }

    #[test]
    fn scaled_numbers_too() {
        let xs: [f64; 16] = std::array::from_fn(|k| [0.0, 0.3, -7000.0, 60.0, f64::NAN][k % 5] + k as f64);
        for by in [-0.1, 2.5] {
            let check = |exp: &dyn Fn(&mut [f64])| {
                let mut got = [0.0; 16];
                exp(&mut got);
                for (x, got) in xs.iter().zip(got) {
                    let expected = exp_lane::<true>(x * by);
                    assert!(got.to_bits() == expected.to_bits() || x.is_nan() && got.is_nan(), "{by}·{x}: {got}");
                }
            };
            if is_x86_feature_detected!("avx512f") {
                // SAFETY: the CPU has the feature.
                check(&|to| unsafe { x86::avx512_scaled(&xs, by, to) });
            }
            if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
                // SAFETY: the CPU has the features.
                check(&|to| unsafe { x86::avx2_scaled(&xs, by, to) });
            }
        }
    }

    #[test]
    fn without_fma_the_last_bit_may_differ() {
        for k in 0..200_000 {
            let x = f64::from(k) * 5.6e-3 - 760.0;
            let (fused, plain) = (exp_lane::<true>(x), exp_lane::<false>(x));
            assert!(fused.to_bits().abs_diff(plain.to_bits()) <= 1, "{x}: {fused:e} {plain:e}");
        }
    }
}
