//! Numbers that stand for a number of another type.

#[cfg(feature = "num-dual")]
use super::Dual;
use super::{F32, Scalar, Tangent};

/// A number that can be given where a `T` is needed: any `f64` as a constant, and a `T` itself.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot stand for a number of the type `{T}`",
    note = "a number of that type can, and an `f64`, whose derivatives are 0"
)]
pub trait Constant<T>: Copy {
    /// Returns the number as a `T`.
    fn constant(self) -> T;
}

impl<T: Scalar> Constant<T> for f64 {
    #[inline(always)]
    fn constant(self) -> T {
        T::from_f64(self)
    }
}

impl<const N: usize, S: Copy> Constant<Tangent<N, S>> for Tangent<N, S> {
    #[inline(always)]
    fn constant(self) -> Self {
        self
    }
}

impl Constant<F32> for F32 {
    #[inline(always)]
    fn constant(self) -> Self {
        self
    }
}

#[cfg(feature = "num-dual")]
impl<D: Copy> Constant<Dual<D>> for Dual<D> {
    #[inline(always)]
    fn constant(self) -> Self {
        self
    }
}
