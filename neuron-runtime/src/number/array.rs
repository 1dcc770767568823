//! Fixed-size arrays as associated types: room for a type's states without an allocator.

use crate::number::Real;

/// An array `[T; N]` whose length is known only to its owner.
pub trait Array<T>: Copy + AsRef<[T]> + AsMut<[T]> {
    /// Returns an array of zeros.
    fn zeros() -> Self;
    /// Returns the elements of consecutive arrays as one slice.
    fn flat(block: &mut [Self]) -> &mut [T];
}

impl<T: Real, const N: usize> Array<T> for [T; N] {
    #[inline(always)]
    fn zeros() -> Self {
        [T::zero(); N]
    }

    #[inline(always)]
    fn flat(block: &mut [Self]) -> &mut [T] {
        block.as_flattened_mut()
    }
}
