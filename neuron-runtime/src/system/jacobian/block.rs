//! Inverses of the small matrices inside one mechanism or one compartment.

use crate::number::Scalar;

/// Room for the elimination of one mechanism's states, or of one compartment's pools.
pub(super) struct Scratch<'a, T> {
    pub(super) pivots: &'a mut [usize],
    pub(super) work: &'a mut [T],
}

/// Replaces the `k`×`k` matrix `a`, row by row, by its inverse. Returns `false` if a pivot is 0 or not finite.
///
/// The method is Gauss–Jordan elimination with partial pivoting. `pivots` has room for the `k` row exchanges.
pub(super) fn invert<T: Scalar>(a: &mut [T], k: usize, pivots: &mut [usize]) -> bool {
    for i in 0..k {
        let largest =
            |best: usize, r: usize| if a[r * k + i].re().abs() > a[best * k + i].re().abs() { r } else { best };
        let row = (i..k).fold(i, largest);
        pivots[i] = row;
        if row != i {
            (0..k).for_each(|j| a.swap(i * k + j, row * k + j));
        }
        let pivot = a[i * k + i];
        if pivot.re() == 0.0 || !pivot.is_finite() {
            return false;
        }
        let inverse = pivot.recip();
        a[i * k + i] = T::one();
        (0..k).for_each(|j| a[i * k + j] *= inverse);
        for r in (0..k).filter(|&r| r != i) {
            let factor = a[r * k + i];
            a[r * k + i] = T::zero();
            for j in 0..k {
                let above = a[i * k + j];
                a[r * k + j] -= factor * above;
            }
        }
    }
    for i in (0..k).rev() {
        let row = pivots[i];
        if row != i {
            (0..k).for_each(|j| a.swap(j * k + i, j * k + row));
        }
    }
    true
}

/// Replaces `x` by `a`·`x`. `work` is at least as long as `x`.
#[inline(always)]
pub(super) fn multiply<T: Scalar>(a: &[T], x: &mut [T], work: &mut [T]) {
    let k = x.len();
    for (i, sum) in work[..k].iter_mut().enumerate() {
        *sum = a[i * k] * x[0];
        for j in 1..k {
            *sum += a[i * k + j] * x[j];
        }
    }
    x.copy_from_slice(&work[..k]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_inverse_times_the_matrix_is_one() {
        let a = [0.0, 2.0, 1.0, -1.0, 1e-3, 4.0, 3.0, 1.0, 0.5];
        let mut inverse = a;
        assert!(invert(&mut inverse, 3, &mut [0; 3]));
        for j in 0..3 {
            let mut column: [f64; 3] = core::array::from_fn(|i| a[i * 3 + j]);
            multiply(&inverse, &mut column, &mut [0.0; 3]);
            for (i, x) in column.iter().enumerate() {
                assert!((x - if i == j { 1.0 } else { 0.0 }).abs() < 1e-14, "{column:?}");
            }
        }
        assert!(!invert(&mut [1.0, 2.0, 2.0, 4.0], 2, &mut [0; 2]));
    }
}
