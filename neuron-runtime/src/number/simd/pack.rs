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
    #[cfg(feature = "std")]
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
fn portable(xs: &mut [f64]) {
    for x in xs {
        *x = exp_lane::<FMA>(*x);
    }
}

/// Writes the exponentials of `by`·x, with the instructions that this crate is compiled for.
#[inline(never)]
fn portable_scaled(xs: &[f64], by: f64, to: &mut [f64]) {
    for (to, x) in to.iter_mut().zip(xs) {
        *to = exp_lane::<FMA>(x * by);
    }
}

/// Replaces every number by its exponential.
#[inline]
pub(in crate::number) fn exp(xs: &mut [f64]) {
    #[cfg(all(feature = "std", target_arch = "x86_64"))]
    x86::exp(xs);
    #[cfg(not(all(feature = "std", target_arch = "x86_64")))]
    portable(xs);
}

/// Writes the exponentials of `by`·x. Both slices have the same length, a multiple of eight.
#[inline]
pub(in crate::number) fn exp_scaled(xs: &[f64], by: f64, to: &mut [f64]) {
    #[cfg(all(feature = "std", target_arch = "x86_64"))]
    x86::exp_scaled(xs, by, to);
    #[cfg(not(all(feature = "std", target_arch = "x86_64")))]
    portable_scaled(xs, by, to);
}

#[cfg(all(feature = "std", target_arch = "x86_64"))]
#[allow(unsafe_code)]
mod x86 {
    use core::arch::x86_64::*;

    use super::{C, DROP, EXP_MAX, EXP_MIN, LN_2, LOG2_E, ROUND, portable, portable_scaled};

    #[inline]
    pub(in crate::number) fn exp(xs: &mut [f64]) {
        // The standard library remembers what it has detected.
        if is_x86_feature_detected!("avx512f") {
            // SAFETY: the CPU has the feature of the function.
            unsafe { avx512(xs) }
        } else if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
            // SAFETY: the CPU has the features of the function.
            unsafe { avx2(xs) }
        } else {
            portable(xs);
        }
    }

    #[inline]
    pub(in crate::number) fn exp_scaled(xs: &[f64], by: f64, to: &mut [f64]) {
        if is_x86_feature_detected!("avx512f") {
            // SAFETY: the CPU has the feature of the function.
            unsafe { avx512_scaled(xs, by, to) }
        } else if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
            // SAFETY: the CPU has the features of the function.
            unsafe { avx2_scaled(xs, by, to) }
        } else {
            portable_scaled(xs, by, to);
        }
    }

    #[inline]
    #[target_feature(enable = "avx512f")]
    fn exp8(x: __m512d) -> __m512d {
        exponential!(
            x;
            |c| _mm512_set1_pd(c),
            |a, b| _mm512_min_pd(a, b),
            |a, b| _mm512_max_pd(a, b),
            |a, b, c| _mm512_fmadd_pd(a, b, c),
            |a, b| _mm512_mul_pd(a, b),
            |a, b| _mm512_add_pd(a, b),
            |a, b| _mm512_sub_pd(a, b),
            |e, n, _| _mm512_scalef_pd(e, n)
        )
    }

    #[target_feature(enable = "avx512f")]
    pub(in crate::number) fn avx512_scaled(xs: &[f64], by: f64, to: &mut [f64]) {
        let by = _mm512_set1_pd(by);
        for (chunk, xs) in to.as_chunks_mut::<8>().0.iter_mut().zip(xs.as_chunks::<8>().0) {
            // SAFETY: chunks are eight `f64`; no alignment is needed.
            unsafe {
                let x = _mm512_mul_pd(gathered(xs), by);
                _mm512_storeu_pd(chunk.as_mut_ptr(), exp8(x));
            }
        }
    }

    #[target_feature(enable = "avx512f")]
    pub(in crate::number) fn avx512(xs: &mut [f64]) {
        let exp = |x: __m512d| exp8(x);
        if xs.len() < 8 {
            let mut padded = [0.0; 8];
            padded[..xs.len()].copy_from_slice(xs);
            // SAFETY: `padded` is eight `f64`; no alignment is needed.
            unsafe { _mm512_storeu_pd(padded.as_mut_ptr(), exp(_mm512_loadu_pd(padded.as_ptr()))) };
            xs.copy_from_slice(&padded[..xs.len()]);
            return;
        }
        // The remainder is computed in a chunk that ends with the slice. Its beginning is computed twice, to the same result:
        // loads that follow masked stores are slow.
        let end = match xs.last_chunk::<8>() {
            // SAFETY: a chunk is eight `f64`; no alignment is needed.
            Some(chunk) if !xs.len().is_multiple_of(8) => Some(exp(unsafe { _mm512_loadu_pd(chunk.as_ptr()) })),
            _ => None,
        };
        let (chunks, _) = xs.as_chunks_mut::<8>();
        for chunk in chunks {
            let x = gathered(chunk);
            // SAFETY: as above.
            unsafe { _mm512_storeu_pd(chunk.as_mut_ptr(), exp(x)) };
        }
        if let (Some(end), Some(chunk)) = (end, xs.last_chunk_mut::<8>()) {
            // SAFETY: as above.
            unsafe { _mm512_storeu_pd(chunk.as_mut_ptr(), end) };
        }
    }

    /// Loads eight numbers one by one. Arguments have just been stored one by one, and a wide load would wait until all
    /// those stores have reached the cache. Compilers merge loads that are not volatile.
    #[inline]
    #[target_feature(enable = "avx512f")]
    fn gathered(chunk: &[f64; 8]) -> __m512d {
        // SAFETY: a reference is valid for reads.
        let number = |k: usize| unsafe { core::ptr::read_volatile(&chunk[k]) };
        _mm512_set_pd(number(7), number(6), number(5), number(4), number(3), number(2), number(1), number(0))
    }

    #[inline]
    #[target_feature(enable = "avx2,fma")]
    fn exp4(x: __m256d) -> __m256d {
        exponential!(
            x;
            |c| _mm256_set1_pd(c),
            |a, b| _mm256_min_pd(a, b),
            |a, b| _mm256_max_pd(a, b),
            |a, b, c| _mm256_fmadd_pd(a, b, c),
            |a, b| _mm256_mul_pd(a, b),
            |a, b| _mm256_add_pd(a, b),
            |a, b| _mm256_sub_pd(a, b),
            |e, _, shifted| {
                let power = _mm256_castsi256_pd(_mm256_slli_epi64::<52>(_mm256_castpd_si256(shifted)));
                _mm256_mul_pd(_mm256_mul_pd(e, power), _mm256_set1_pd(DROP))
            }
        )
    }

    #[target_feature(enable = "avx2,fma")]
    pub(in crate::number) fn avx2_scaled(xs: &[f64], by: f64, to: &mut [f64]) {
        let by = _mm256_set1_pd(by);
        for (chunk, xs) in to.as_chunks_mut::<4>().0.iter_mut().zip(xs.as_chunks::<4>().0) {
            // SAFETY: chunks are four `f64`; no alignment is needed.
            unsafe {
                let x = _mm256_mul_pd(_mm256_loadu_pd(xs.as_ptr()), by);
                _mm256_storeu_pd(chunk.as_mut_ptr(), exp4(x));
            }
        }
    }

    #[target_feature(enable = "avx2,fma")]
    pub(in crate::number) fn avx2(xs: &mut [f64]) {
        let exp = |x: __m256d| exp4(x);
        if xs.len() < 4 {
            let mut padded = [0.0; 4];
            padded[..xs.len()].copy_from_slice(xs);
            // SAFETY: `padded` is four `f64`; no alignment is needed.
            unsafe { _mm256_storeu_pd(padded.as_mut_ptr(), exp(_mm256_loadu_pd(padded.as_ptr()))) };
            xs.copy_from_slice(&padded[..xs.len()]);
            return;
        }
        let end = match xs.last_chunk::<4>() {
            // SAFETY: a chunk is four `f64`; no alignment is needed.
            Some(chunk) if !xs.len().is_multiple_of(4) => Some(exp(unsafe { _mm256_loadu_pd(chunk.as_ptr()) })),
            _ => None,
        };
        let (chunks, _) = xs.as_chunks_mut::<4>();
        for chunk in chunks {
            // SAFETY: as above.
            unsafe { _mm256_storeu_pd(chunk.as_mut_ptr(), exp(_mm256_loadu_pd(chunk.as_ptr()))) };
        }
        if let (Some(end), Some(chunk)) = (end, xs.last_chunk_mut::<4>()) {
            // SAFETY: as above.
            unsafe { _mm256_storeu_pd(chunk.as_mut_ptr(), end) };
        }
    }
}

#[cfg(all(test, feature = "std", target_arch = "x86_64"))]
#[allow(unsafe_code)]
mod tests {
    use super::{exp_lane, x86};

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
