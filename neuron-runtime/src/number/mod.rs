//! Numbers that a model can be evaluated with.
//!
//! Everything numerical in this crate is generic over [`Scalar`]: an `f64` gives a simulation, [`Tangent`] a simulation and
//! its derivatives by a few parameters. With the feature `num-dual`, so do the numbers of that crate as [`Dual<D>`](Dual), for
//! second derivatives and beyond.
//!
//! Numbers are compared by their real part alone, so that a run with derivatives takes the same branches as a plain one.
//! The real part of a [`Tangent`] is the same, to the last bit, as the `f64` that the same operations give.

pub mod array;
pub mod batch;
#[cfg(feature = "num-dual")]
mod dual;
mod float;
pub mod math;
#[cfg(feature = "std")]
pub(crate) mod seed;
pub(crate) mod simd;
mod tangent;

use core::any::Any;
use core::fmt::Debug;
use core::ops::{Add, AddAssign, BitAnd, BitOr, Div, DivAssign, Mul, MulAssign, Neg, Not, Sub, SubAssign};

#[cfg(feature = "num-dual")]
pub use dual::{Dual, Parts};
pub use tangent::{Curvature, Grad, Tangent};

/// The largest argument that [`Scalar::exp`] and [`Scalar::exp_all`] tell apart; larger ones count as this one.
///
/// The square of exp(345) ≈ 7·10¹⁴⁹ is still a number, so that the first two derivatives of a saturated sigmoid,
/// `1/(1 + exp(x))`, come out as 0 and not as 0·∞.
pub const EXP_MAX: f64 = 345.0;

/// A number type that a model can be evaluated with.
///
/// Constants stand on the right of an operator (`x + 1.0`, `x * 2.0`), for `f64` cannot know every scalar; `c / x` is
/// `x.recip() * c`. Comparisons see the real part only; choices are made by value with [`select`](Scalar::select), so
/// that what is not chosen cannot leak through as `0·NaN`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a number that a model can be evaluated with",
    label = "neither `f64`, `Tangent` nor, with the feature `num-dual`, a number of that crate as `Dual<…>`"
)]
pub trait Scalar:
    Copy
    + Debug
    + PartialEq
    + PartialOrd
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
    /// The result of a comparison, `bool` for a single number.
    type Mask: Copy + BitAnd<Output = Self::Mask> + BitOr<Output = Self::Mask> + Not<Output = Self::Mask>;

    /// The constant `x`; its derivatives are 0.
    fn from_f64(x: f64) -> Self;
    /// The value, without derivatives.
    fn re(self) -> f64;
    /// The constant 0.
    fn zero() -> Self;
    /// The constant 1.
    fn one() -> Self;
    /// Whether the value and every derivative are neither infinite nor NaN.
    fn is_finite(self) -> bool;

    /// eˣ; arguments above [`EXP_MAX`] count as `EXP_MAX`, with derivatives 0.
    ///
    /// May differ from [`exp_all`](Scalar::exp_all) in the last bit.
    fn exp(self) -> Self;
    /// eˣ − 1, accurate near 0. Does not saturate.
    fn exp_m1(self) -> Self;
    /// The natural logarithm.
    fn ln(self) -> Self;
    /// ln(1 + x), accurate near 0.
    fn ln_1p(self) -> Self;
    /// The square root.
    fn sqrt(self) -> Self;
    /// The sine.
    fn sin(self) -> Self;
    /// The cosine.
    fn cos(self) -> Self;
    /// The hyperbolic sine.
    fn sinh(self) -> Self;
    /// The hyperbolic cosine.
    fn cosh(self) -> Self;
    /// The hyperbolic tangent, with derivatives that fall to 0 far from 0.
    fn tanh(self) -> Self;
    /// The magnitude; at 0 its derivative is that of x.
    fn abs(self) -> Self;
    /// 1/x.
    fn recip(self) -> Self;
    /// xⁿ by multiplications.
    fn powi(self, n: i32) -> Self;
    /// xⁿ for a constant n.
    fn powf(self, n: f64) -> Self;
    /// xⁿ. A base that is 0 or negative has powers for some exponents only; there n counts as a constant.
    fn pow(self, n: Self) -> Self;
    /// The larger one; NaN if either is NaN.
    fn max(self, other: Self) -> Self;
    /// The smaller one; NaN if either is NaN.
    fn min(self, other: Self) -> Self;

    /// self < other.
    fn lt(self, other: Self) -> Self::Mask;
    /// self ≤ other.
    fn le(self, other: Self) -> Self::Mask;
    /// self > other.
    fn gt(self, other: Self) -> Self::Mask;
    /// self ≥ other.
    fn ge(self, other: Self) -> Self::Mask;
    /// `a` where the mask is set, else `b`.
    fn select(mask: Self::Mask, a: Self, b: Self) -> Self;

    /// Replaces every element by its [`exp`](Scalar::exp), several at a time where the CPU can.
    ///
    /// An element's result depends neither on its place nor on its neighbours. See [`batch`] for accuracy and for
    /// results that are the same on every machine.
    fn exp_all(xs: &mut [Self]);
    /// Replaces the first `used` elements by their [`exp`](Scalar::exp); what the others, there to fill whole registers,
    /// become is left open. Fastest where the slice is a multiple of eight long.
    #[inline]
    fn exp_padded(xs: &mut [Self], used: usize) {
        Self::exp_all(&mut xs[..used]);
    }
    /// Writes the [`exp`](Scalar::exp) of `by` times each of the first `used` elements, likewise; both slices are equally
    /// long.
    #[inline]
    fn exp_scaled(xs: &[Self], by: f64, to: &mut [Self], used: usize) {
        scale(xs, by, to);
        Self::exp_padded(to, used);
    }
}

/// The next multiple of eight, the widest registers' number of lanes. A batch of this length has no rest, whose numbers
/// would have to wait in line.
pub const fn padded(len: usize) -> usize {
    len.next_multiple_of(8)
}

#[inline(always)]
fn scale<T: Scalar>(xs: &[T], by: f64, to: &mut [T]) {
    for (to, x) in to.iter_mut().zip(xs) {
        *to = *x * by;
    }
}

/// A function of several numbers from its value and its slopes by them, which are asked for if numbers have eight tangents:
/// a few products instead of arithmetic with nine numbers all the way.
#[inline(always)]
pub(crate) fn chained<T: Scalar, const K: usize>(of: [&T; K], f: impl FnOnce() -> (f64, [f64; K])) -> Option<T> {
    let mut result = T::zero();
    let grad = as_grad_mut(&mut result)?;
    let (value, slopes) = f();
    *grad = as_grad(of[0])?.chain(value, slopes[0]);
    let mut k = 1;
    while k < K {
        grad.add_tangents(slopes[k], as_grad(of[k])?);
        k += 1;
    }
    Some(result)
}

/// Whether numbers of this type may have eight tangents, by their size. Asked while compiling, so that for others nothing is
/// compiled that only those reach.
pub(crate) const fn may_be_grad<T: Scalar>() -> bool {
    size_of::<T>() == size_of::<Grad>()
}

/// The number as one with eight tangents, if it is.
#[inline(always)]
pub(crate) fn as_grad<T: Scalar>(x: &T) -> Option<&Grad> {
    (x as &dyn Any).downcast_ref()
}

/// The number as one with eight tangents, if it is, to change it.
#[inline(always)]
pub(crate) fn as_grad_mut<T: Scalar>(x: &mut T) -> Option<&mut Grad> {
    (x as &mut dyn Any).downcast_mut()
}

/// Whether numbers of this type carry derivatives.
#[cfg(feature = "std")]
#[inline(always)]
pub(crate) fn has_derivatives<T: Scalar>() -> bool {
    core::any::TypeId::of::<T>() != core::any::TypeId::of::<f64>()
}

/// The number with derivatives that are NaN, for there are none.
#[cfg(feature = "std")]
#[cold]
pub(crate) fn without_derivatives<T: Scalar>(x: T) -> T {
    // The square root has no slope at 0, whatever the type of number.
    x + (x - T::from_f64(x.re())).sqrt() * 0.0
}

/// xⁿ by repeated multiplication: for a literal `n` nothing but the multiplications is left of it.
#[inline(always)]
pub(crate) fn small_power(x: f64, n: i32) -> f64 {
    let x2 = x * x;
    match n {
        0 => 1.0,
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

/// xⁿ by squaring.
fn power(x: f64, n: i32) -> f64 {
    let (mut square, mut rest, mut product) = (x, n.unsigned_abs(), 1.0);
    while rest > 0 {
        if rest & 1 == 1 {
            product *= square;
        }
        square *= square;
        rest >>= 1;
    }
    if n < 0 { 1.0 / product } else { product }
}
