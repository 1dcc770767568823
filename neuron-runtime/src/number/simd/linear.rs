//! Sums of whole states by weights, and whether a state is finite, in the widest registers that the CPU has.
//!
//! A number with tangents is a row of `f64`, on which a sum by constant weights acts part by part: a state of such numbers is
//! summed as one long row. Products and sums are those of plain loops to the last bit, for nothing is fused.

use super::row;
use crate::number::Scalar;

/// At most so many terms; no method has more stages.
const TERMS: usize = 8;

/// Adds the sum of the terms by their weights, times `factor`, to a state. All are of its length, and there are at most
/// eight.
#[inline]
pub(crate) fn add<T: Scalar>(to: &mut [T], terms: &[Vec<T>], weights: &[f64], factor: f64) {
    debug_assert!(terms.len() <= TERMS);
    if terms.len() <= TERMS
        && let Some(to) = row::of_mut(to)
    {
        let mut rows = [&[][..]; TERMS];
        for (row, term) in rows.iter_mut().zip(terms) {
            *row = row::of(term).unwrap_or_default();
        }
        return wide::add(to, &rows[..terms.len()], weights, factor);
    }
    for (i, to) in to.iter_mut().enumerate() {
        let mut sum = T::zero();
        for (term, weight) in terms.iter().zip(weights) {
            sum += term[i] * *weight;
        }
        *to += sum * factor;
    }
}

/// Whether no number of a state is infinite or NaN, nor any of its derivatives.
#[inline]
pub(crate) fn is_finite<T: Scalar>(state: &[T]) -> bool {
    match row::of(state) {
        Some(row) => wide::is_finite(row),
        None => state.iter().all(|x| x.is_finite()),
    }
}

#[allow(unsafe_code)]
mod wide {
    #[inline]
    pub(super) fn add(to: &mut [f64], rows: &[&[f64]], weights: &[f64], factor: f64) {
        #[cfg(target_arch = "x86_64")]
        {
            if is_x86_feature_detected!("avx512f") {
                // SAFETY: the CPU has the feature of the function.
                return unsafe { avx512(to, rows, weights, factor) };
            }
            if is_x86_feature_detected!("avx2") {
                // SAFETY: the CPU has the feature of the function.
                return unsafe { avx2(to, rows, weights, factor) };
            }
        }
        plain(to, rows, weights, factor);
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx512f")]
    fn avx512(to: &mut [f64], rows: &[&[f64]], weights: &[f64], factor: f64) {
        plain(to, rows, weights, factor);
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2")]
    fn avx2(to: &mut [f64], rows: &[&[f64]], weights: &[f64], factor: f64) {
        plain(to, rows, weights, factor);
    }

    #[inline]
    pub(super) fn is_finite(row: &[f64]) -> bool {
        #[cfg(target_arch = "x86_64")]
        if is_x86_feature_detected!("avx512f") {
            // SAFETY: the CPU has the feature of the function.
            return unsafe { is_finite_avx512(row) };
        }
        plainly_finite(row)
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx512f")]
    fn is_finite_avx512(row: &[f64]) -> bool {
        plainly_finite(row)
    }

    /// 0·x is 0 unless x is infinite or NaN, and so is any sum of such products.
    #[inline(always)]
    pub(super) fn plainly_finite(row: &[f64]) -> bool {
        let (blocks, rest) = row.as_chunks::<16>();
        let mut sums = [0.0; 16];
        for block in blocks {
            for (sum, x) in sums.iter_mut().zip(block) {
                *sum += x * 0.0;
            }
        }
        let rest: f64 = rest.iter().map(|x| x * 0.0).sum();
        sums.iter().sum::<f64>() + rest == 0.0
    }

    #[inline(always)]
    pub(super) fn plain(to: &mut [f64], rows: &[&[f64]], weights: &[f64], factor: f64) {
        // Wide blocks keep several sums going.
        match to.len() {
            32.. => blocks::<32>(to, rows, weights, factor),
            8.. => blocks::<8>(to, rows, weights, factor),
            _ => blocks::<1>(to, rows, weights, factor),
        }
    }

    /// Sums in blocks of `N`. A rest in narrow blocks would take as long as everything else: it is part of a block that
    /// reaches back, taken before the others change what it begins with.
    #[inline(always)]
    fn blocks<const N: usize>(to: &mut [f64], rows: &[&[f64]], weights: &[f64], factor: f64) {
        let length = to.len();
        let end = match length.checked_sub(N) {
            Some(begin) if !length.is_multiple_of(N) => block::<N>(to, begin, rows, weights, factor),
            _ => None,
        };
        for begin in (0..length - length % N).step_by(N) {
            if let (Some(sum), Some(to)) =
                (block::<N>(to, begin, rows, weights, factor), to[begin..].first_chunk_mut::<N>())
            {
                *to = sum;
            }
        }
        if let (Some(end), Some(to)) = (end, to.last_chunk_mut::<N>()) {
            *to = end;
        }
    }

    /// What `N` numbers from `begin` on become.
    #[inline(always)]
    fn block<const N: usize>(
        to: &[f64],
        begin: usize,
        rows: &[&[f64]],
        weights: &[f64],
        factor: f64,
    ) -> Option<[f64; N]> {
        let mut sum = [0.0; N];
        for (row, weight) in rows.iter().zip(weights) {
            let terms = row[begin..].first_chunk::<N>()?;
            for (sum, x) in sum.iter_mut().zip(terms) {
                *sum += x * weight;
            }
        }
        let to = to[begin..].first_chunk::<N>()?;
        for (sum, to) in sum.iter_mut().zip(to) {
            *sum = to + *sum * factor;
        }
        Some(sum)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::Grad;

    fn numbers(length: usize, seed: f64) -> Vec<f64> {
        (0..length).map(|k| (seed + k as f64 * 0.731).sin()).collect()
    }

    #[test]
    fn every_width_gives_the_sum_to_the_last_bit() {
        let weights = [0.3, -1.7, 0.0, 1e-3, 5.5];
        for length in 0..70 {
            let terms: Vec<Vec<f64>> = (0..5).map(|k| numbers(length, k as f64)).collect();
            let start = numbers(length, 9.0);
            let mut expected = start.clone();
            for i in 0..length {
                let mut sum = 0.0;
                for (term, weight) in terms.iter().zip(&weights) {
                    sum += term[i] * weight;
                }
                expected[i] += sum * 0.7;
            }
            let mut to = start.clone();
            add(&mut to, &terms, &weights, 0.7);
            assert_eq!(to, expected);
            let rows: Vec<&[f64]> = terms.iter().map(Vec::as_slice).collect();
            let mut to = start;
            wide::plain(&mut to, &rows, &weights, 0.7);
            assert_eq!(to, expected);
        }
    }

    #[test]
    fn what_is_not_finite_is_found_anywhere() {
        for length in 0..40 {
            let row = numbers(length, 1.0);
            assert!(is_finite(&row) && wide::plainly_finite(&row));
            for (k, bad) in (0..length).flat_map(|k| [f64::NAN, f64::INFINITY, f64::NEG_INFINITY].map(|bad| (k, bad))) {
                let mut row = row.clone();
                row[k] = bad;
                assert!(!is_finite(&row) && !wide::plainly_finite(&row), "{bad} at {k} of {length}");
            }
        }
        let mut state = [Grad::constant(1.0); 5];
        assert!(is_finite(&state));
        state[3].tangents_mut()[7] = f64::NAN;
        assert!(!is_finite(&state));
    }

    #[test]
    fn tangents_are_summed_as_numbers_are() {
        let states: Vec<Vec<Grad>> = (0..4)
            .map(|k| {
                (0..7)
                    .map(|i| {
                        Grad::new(
                            numbers(1, f64::from(k + i))[0],
                            core::array::from_fn(|j| numbers(9, f64::from(k))[j] + f64::from(i)),
                        )
                    })
                    .collect()
            })
            .collect();
        let weights = [0.5, 2.0, -0.25];
        let mut to = states[3].clone();
        add(&mut to, &states[..3], &weights, 0.3);
        for i in 0..7 {
            let mut sum = Grad::constant(0.0);
            for (state, weight) in states.iter().zip(weights) {
                sum += state[i] * weight;
            }
            let expected = states[3][i] + sum * 0.3;
            assert_eq!((to[i].value(), to[i].tangents()), (expected.value(), expected.tangents()));
        }
    }
}
