//! States as rows of `f64`, which also numbers with tangents are.

use core::any::TypeId;

use crate::number::{Grad, Scalar};

/// How many `f64` a number of this type consists of, if it consists of nothing else.
#[inline(always)]
fn parts<T: Scalar>() -> Option<usize> {
    if TypeId::of::<T>() == TypeId::of::<f64>() {
        Some(1)
    } else if TypeId::of::<T>() == TypeId::of::<Grad>() {
        const { assert!(size_of::<Grad>() == 9 * size_of::<f64>() && align_of::<Grad>() == align_of::<f64>()) };
        Some(9)
    } else {
        None
    }
}

#[cfg(feature = "std")]
#[inline(always)]
#[allow(unsafe_code)]
pub(super) fn of<T: Scalar>(xs: &[T]) -> Option<&[f64]> {
    // SAFETY: `T` is that many `f64` without padding; the slice stays borrowed.
    parts::<T>().map(|parts| unsafe { core::slice::from_raw_parts(xs.as_ptr().cast(), xs.len() * parts) })
}

#[inline(always)]
#[allow(unsafe_code)]
pub(super) fn of_mut<T: Scalar>(xs: &mut [T]) -> Option<&mut [f64]> {
    // SAFETY: as above, and of nine `f64` all values make a number.
    parts::<T>().map(|parts| unsafe { core::slice::from_raw_parts_mut(xs.as_mut_ptr().cast(), xs.len() * parts) })
}

/// Makes every number of a state 0. For numbers with tangents compilers write a loop of single parts otherwise.
#[inline]
pub(crate) fn clear<T: Scalar>(state: &mut [T]) {
    match of_mut(state) {
        Some(row) => row.fill(0.0),
        None => state.fill(T::zero()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_becomes_0() {
        let mut state = [Grad::new(1.0, [2.0; 8]); 3];
        clear(&mut state);
        assert!(state.iter().all(|x| x.value() == 0.0 && x.tangents() == &[0.0; 8]));
        let mut state = [f64::NAN; 5];
        clear(&mut state);
        assert_eq!(state, [0.0; 5]);
    }
}
