//! The exponentials in AVX2 with a fused multiply-add, and in AVX-512.

#![allow(clippy::eq_op, clippy::nonminimal_bool, reason = "without std, the features are constants")]

use core::arch::x86_64::*;

use super::{C, DROP, EXP_MAX, EXP_MIN, LN_2, LOG2_E, ROUND, portable, portable_scaled};

/// Returns true if the CPU has a feature. The standard library asks the CPU once and remembers the answer. Without the
/// standard library, the answer is true if the crate is compiled for the feature.
macro_rules! has {
    ($feature:tt) => {{
        #[cfg(feature = "std")]
        {
            is_x86_feature_detected!($feature)
        }
        #[cfg(not(feature = "std"))]
        {
            cfg!(target_feature = $feature)
        }
    }};
}

/// Replaces every number by its exponential.
#[inline]
pub(in crate::number) fn exp(xs: &mut [f64]) {
    if has!("avx512f") {
        // SAFETY: the CPU has the feature of the function.
        unsafe { avx512(xs) }
    } else if has!("avx2") && has!("fma") {
        // SAFETY: the CPU has the features of the function.
        unsafe { avx2(xs) }
    } else {
        portable(xs);
    }
}

/// Writes the exponentials of `by`·x. Both slices have the same length, a multiple of eight.
#[inline]
pub(in crate::number) fn exp_scaled(xs: &[f64], by: f64, to: &mut [f64]) {
    if has!("avx512f") {
        // SAFETY: the CPU has the feature of the function.
        unsafe { avx512_scaled(xs, by, to) }
    } else if has!("avx2") && has!("fma") {
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
