//! Fixed-size arrays as associated types, so that generic code has room for a type's states without an allocator.

use crate::number::Scalar;

/// An array `[T; N]` whose length only its owner knows.
pub trait Array<T>: Copy + AsRef<[T]> + AsMut<[T]> {
    /// All zeros.
    fn zeros() -> Self;
    /// The elements of several arrays in a row.
    fn flat(block: &mut [Self]) -> &mut [T];
}

impl<T: Scalar, const N: usize> Array<T> for [T; N] {
    #[inline(always)]
    fn zeros() -> Self {
        [T::zero(); N]
    }

    #[inline(always)]
    fn flat(block: &mut [Self]) -> &mut [T] {
        block.as_flattened_mut()
    }
}
