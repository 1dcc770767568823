//! Number types, elementary functions, exponentials in batches, and SIMD.
//!
//! This is the lowest floor of the crate but `error`. It knows numbers and nothing of neurons: it imports nothing from `model`,
//! `system`, `solve`, `run`, `measure`, `derive` and `curve`, except in tests.
//!
//! Everything numerical in this crate is generic over its numbers. Equations need [`Real`]: arithmetic, functions and the
//! choice between two values by a mask. Control needs [`Scalar`], which is one number: step sizes, recordings and the
//! elimination in a Jacobian compare it.
//!
//! - `f64` gives a simulation, and so does [`F32`] where there is no hardware for double precision.
//! - [`Tangent`] gives a simulation and its derivatives with respect to a few parameters.
//! - `Dual<D>`, with the feature `num-dual`, holds a number of that crate, for second derivatives and beyond.
//!
//! A pack of several numbers, such as one for each of four neurons, is `Real` and no `Scalar`.
//!
//! Numbers are compared by their real part alone, so that a run with derivatives takes the same branches as a plain one.
//! The real part of a [`Tangent`] is the same, to the last bit, as the `f64` that the same operations give.

#[macro_use]
mod macros;

pub mod array;
pub mod batch;
mod carried;
mod constant;
#[cfg(feature = "num-dual")]
mod dual;
mod float;
pub mod math;
#[cfg(feature = "std")]
pub(crate) mod seed;
pub(crate) mod simd;
mod single;
mod tangent;
#[doc(hidden)]
pub mod ties;

use core::any::Any;
use core::fmt::Debug;
use core::ops::{Add, AddAssign, BitAnd, BitOr, Div, DivAssign, Mul, MulAssign, Neg, Not, Sub, SubAssign};

pub use carried::{Carried, Carry};
pub use constant::Constant;
#[cfg(feature = "num-dual")]
pub use dual::{Dual, Parts};
pub use single::F32;
pub use tangent::{Curvature, Grad, Tangent};

/// The largest argument of [`Real::exp`] and [`Real::exp_all`]; larger arguments count as this one.
///
/// The square of exp(345) ≈ 7·10¹⁴⁹ is still a number, so that the first two derivatives of a saturated sigmoid,
/// `1/(1 + exp(x))`, come out as 0 and not as 0·∞.
pub const EXP_MAX: f64 = 345.0;

/// A number type that a model can be evaluated with.
///
/// Constants stand on the right of an operator (`x + 1.0`, `x * 2.0`), because `f64` cannot know every scalar; `c / x` is
/// `x.recip() * c`. Comparisons see the real part only. [`select`](Real::select) chooses by value, so that the other
/// value cannot leak through as `0·NaN`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a number that a model can be evaluated with",
    label = "neither `f64`, `F32`, `Tangent` nor, with the feature `num-dual`, a number of that crate as `Dual<…>`"
)]
pub trait Real:
    Copy
    + Debug
    + PartialEq
    + Send
    + Sync
    + 'static
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
    + Add<f64, Output = Self>
    + Sub<f64, Output = Self>
    + Mul<f64, Output = Self>
    + Div<f64, Output = Self>
    + AddAssign
    + SubAssign
    + MulAssign
    + DivAssign
    + AddAssign<f64>
    + SubAssign<f64>
    + MulAssign<f64>
    + DivAssign<f64>
{
    /// The result of a comparison: `bool` for a single number.
    type Mask: Mask;
    /// What a network over these numbers carries along: `()` unless they have derivatives, then [`Carried`].
    type Carried: Carry;

    /// Returns the constant `x`, whose derivatives are 0.
    fn from_f64(x: f64) -> Self;
    /// Returns a count as a number. Single precision rounds it by itself, for hardware without double precision.
    #[inline(always)]
    fn from_count(count: u64) -> Self {
        Self::from_f64(count as f64)
    }
    /// Returns the constant 0.
    fn zero() -> Self;
    /// Returns the constant 1.
    fn one() -> Self;

    /// Returns eˣ. Arguments above [`EXP_MAX`] count as `EXP_MAX`, with derivatives 0.
    ///
    /// The result may differ from [`exp_all`](Real::exp_all) in the last bit.
    fn exp(self) -> Self;
    /// Returns eˣ − 1, accurate near 0. It does not saturate.
    fn exp_m1(self) -> Self;
    /// Returns the natural logarithm.
    fn ln(self) -> Self;
    /// Returns ln(1 + x), accurate near 0.
    fn ln_1p(self) -> Self;
    /// Returns the square root.
    fn sqrt(self) -> Self;
    /// Returns the sine.
    fn sin(self) -> Self;
    /// Returns the cosine.
    fn cos(self) -> Self;
    /// Returns the hyperbolic sine.
    fn sinh(self) -> Self;
    /// Returns the hyperbolic cosine.
    fn cosh(self) -> Self;
    /// Returns the hyperbolic tangent, whose derivatives fall to 0 far from 0.
    fn tanh(self) -> Self;
    /// Returns the magnitude; at 0 its derivative is that of x.
    fn abs(self) -> Self;
    /// Returns the largest whole number that is not above x; its derivatives are 0.
    fn floor(self) -> Self;
    /// Returns 1/x.
    fn recip(self) -> Self;
    /// Returns xⁿ by multiplications.
    fn powi(self, n: i32) -> Self;
    /// Returns xⁿ for a constant n.
    fn powf(self, n: f64) -> Self;
    /// Returns xⁿ. If x is 0 or negative, n counts as a constant.
    fn pow(self, n: Self) -> Self;
    /// Returns the larger number; NaN if either is NaN.
    fn max(self, other: Self) -> Self;
    /// Returns the smaller number; NaN if either is NaN.
    fn min(self, other: Self) -> Self;

    /// Tests self < other.
    fn lt(self, other: Self) -> Self::Mask;
    /// Tests self ≤ other.
    fn le(self, other: Self) -> Self::Mask;
    /// Tests self > other.
    fn gt(self, other: Self) -> Self::Mask;
    /// Tests self ≥ other.
    fn ge(self, other: Self) -> Self::Mask;
    /// Returns `a` where the mask is set, else `b`.
    fn select(mask: Self::Mask, a: Self, b: Self) -> Self;

    /// Replaces every element by its [`exp`](Real::exp), several at a time where the CPU can.
    ///
    /// An element's result depends neither on its place nor on its neighbours. See [`batch`] for accuracy and for
    /// results that are the same on every machine.
    fn exp_all(xs: &mut [Self]);
    /// Replaces the first `used` elements by their [`exp`](Real::exp).
    ///
    /// The other elements fill whole registers; their values afterwards are unspecified. A slice whose length is a multiple of
    /// eight is the fastest.
    #[inline]
    fn exp_padded(xs: &mut [Self], used: usize) {
        Self::exp_all(&mut xs[..used]);
    }
    /// Writes the [`exp`](Real::exp) of `by` times each of the first `used` elements.
    ///
    /// The other elements are treated as by [`exp_padded`](Real::exp_padded). Both slices have the same length.
    #[inline]
    fn exp_scaled(xs: &[Self], by: Self, to: &mut [Self], used: usize) {
        scale(xs, by, to);
        Self::exp_padded(to, used);
    }
}

/// The result of comparing two numbers.
pub trait Mask: Copy + BitAnd<Output = Self> + BitOr<Output = Self> + Not<Output = Self> {
    /// Returns true if the comparison holds, in every lane.
    fn all(self) -> bool;
    /// Returns true if the comparison holds, in one lane at least.
    fn any(self) -> bool;
}

impl Mask for bool {
    #[inline(always)]
    fn all(self) -> bool {
        self
    }
    #[inline(always)]
    fn any(self) -> bool {
        self
    }
}

/// A [`Real`] that is one number.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a single number that a network can be solved with",
    label = "neither `f64`, `F32`, `Tangent` nor, with the feature `num-dual`, a number of that crate as `Dual<…>`"
)]
pub trait Scalar: Real<Mask = bool> + PartialOrd {
    /// True if numbers of this type carry derivatives.
    const HAS_DERIVATIVES: bool;
    /// Returns the value without derivatives.
    fn re(self) -> f64;
    /// Returns true if neither the value nor any derivative is infinite or NaN.
    fn is_finite(self) -> bool;
}

/// Returns the next multiple of eight, the number of lanes of the widest registers. A batch of this length has no remainder.
pub const fn padded(len: usize) -> usize {
    len.next_multiple_of(8)
}

/// Writes `by` times every element.
#[inline(always)]
fn scale<T: Real>(xs: &[T], by: T, to: &mut [T]) {
    for (to, x) in to.iter_mut().zip(xs) {
        *to = *x * by;
    }
}

/// Returns a function of several numbers from its value and its partial derivatives, if the numbers have eight tangents.
/// `f` computes both from the values; it may decline.
///
/// This takes a few products instead of arithmetic with nine numbers all the way.
#[inline(always)]
pub(crate) fn chained<T: Real, const K: usize>(
    of: [&T; K],
    f: impl FnOnce([f64; K]) -> Option<(f64, [f64; K])>,
) -> Option<T> {
    let mut result = T::zero();
    let grad = as_grad_mut(&mut result)?;
    let mut values = [0.0; K];
    let mut k = 0;
    while k < K {
        values[k] = as_grad(of[k])?.value();
        k += 1;
    }
    let (value, slopes) = f(values)?;
    *grad = as_grad(of[0])?.chain(value, slopes[0]);
    let mut k = 1;
    while k < K {
        grad.add_tangents(slopes[k], as_grad(of[k])?);
        k += 1;
    }
    Some(result)
}

/// Returns true if numbers of this type may have eight tangents, by their size.
///
/// It is evaluated at compile time, so that code for tangents is not compiled for other numbers.
pub(crate) const fn may_be_grad<T: Real>() -> bool {
    size_of::<T>() == size_of::<Grad>()
}

/// Returns the number as one with eight tangents, if it is one.
#[inline(always)]
pub(crate) fn as_grad<T: Real>(x: &T) -> Option<&Grad> {
    (x as &dyn Any).downcast_ref()
}

/// Returns the number as one with eight tangents to write to, if it is one.
#[inline(always)]
pub(crate) fn as_grad_mut<T: Real>(x: &mut T) -> Option<&mut Grad> {
    (x as &mut dyn Any).downcast_mut()
}

/// Returns the value of a number that has eight tangents; NaN for any other.
#[inline(always)]
pub(crate) fn value_of_grad<T: Real>(x: &T) -> f64 {
    as_grad(x).map_or(f64::NAN, Grad::value)
}

/// Returns the number with derivatives that are NaN, where the derivatives do not exist.
#[cfg(feature = "std")]
#[cold]
pub(crate) fn without_derivatives<T: Scalar>(x: T) -> T {
    // The square root has no derivative at 0, for any type of number.
    x + (x - T::from_f64(x.re())).sqrt() * 0.0
}

/// Returns xⁿ by repeated multiplication. If `n` is a literal, only the multiplications remain after compilation.
#[inline(always)]
pub(crate) fn small_power<T: Real>(x: T, n: i32) -> T {
    let x2 = x * x;
    match n {
        0 => T::one(),
        1 => x,
        2 => x2,
        3 => x2 * x,
        4 => x2 * x2,
        5 => x2 * x2 * x,
        6 => x2 * x2 * x2,
        7 => x2 * x2 * x2 * x,
        8 => (x2 * x2) * (x2 * x2),
        _ => power(x, n),
    }
}

/// Returns xⁿ by squaring.
fn power<T: Real>(x: T, n: i32) -> T {
    let (mut square, mut rest, mut product) = (x, n.unsigned_abs(), T::one());
    while rest > 0 {
        if rest & 1 == 1 {
            product *= square;
        }
        square *= square;
        rest >>= 1;
    }
    if n < 0 { T::one() / product } else { product }
}
