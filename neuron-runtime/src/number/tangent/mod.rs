//! First derivatives with respect to several parameters at once.

mod scalar;

use core::cmp::Ordering;
use core::fmt;
use core::ops::{Add, AddAssign, Div, DivAssign, Mul, MulAssign, Neg, Sub, SubAssign};

use super::Scalar;

/// A value and its derivatives with respect to `N` parameters, the tangents.
///
/// The tangents are a plain array, so that the compiler computes with several at a time. Over `f64` they are first derivatives.
/// Over another scalar, such as `Dual<Dual64>`, the tangents have derivatives of their own, and one run gives a column
/// of the Hessian.
///
/// Equality and order are those of the values.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct Tangent<const N: usize, S = f64> {
    tangents: [S; N],
    value: S,
}

/// A value and eight tangents: the number type of gradients.
pub type Grad = Tangent<8>;

/// A value, eight tangents, and the derivatives of them all along one direction: the number type of second derivatives.
/// One run gives eight entries of the Hessian's product with that direction.
pub type Curvature = Tangent<8, Tangent<1>>;

impl<const N: usize, S: Scalar> Tangent<N, S> {
    /// Creates a number from its value and its tangents.
    #[inline]
    pub fn new(value: S, tangents: [S; N]) -> Self {
        Tangent { value, tangents }
    }

    /// Creates a number that depends on no parameter.
    #[inline]
    pub fn constant(value: S) -> Self {
        // Written out as in `each`: an array of a computed number is a loop, too.
        let z = S::zero();
        let eight = [z, z, z, z, z, z, z, z];
        let tangents = match <[S; N]>::try_from(if N < 8 { &eight[..N] } else { &eight[..] }) {
            Ok(tangents) => tangents,
            Err(_) => [z; N],
        };
        Tangent { value, tangents }
    }

    /// Creates the `k`-th parameter: its own tangent is 1, the others are 0. If `k` ≥ `N`, it is a constant.
    #[inline]
    pub fn variable(value: S, k: usize) -> Self {
        let mut x = Self::constant(value);
        if let Some(tangent) = x.tangents.get_mut(k) {
            *tangent = S::one();
        }
        x
    }

    /// Returns the value.
    #[inline]
    pub fn value(&self) -> S {
        self.value
    }

    /// Returns the derivatives with respect to the parameters, in their order.
    #[inline]
    pub fn tangents(&self) -> &[S; N] {
        &self.tangents
    }

    /// Returns the derivatives with respect to the parameters, to write to.
    #[inline]
    pub fn tangents_mut(&mut self) -> &mut [S; N] {
        &mut self.tangents
    }

    /// Returns f(x) from f and f′ at the value.
    #[inline]
    pub(crate) fn chain(self, f: S, slope: S) -> Self {
        Tangent { value: f, tangents: each(self.tangents, |k| self.tangents[k] * slope) }
    }

    /// Adds the tangents of `by`, times the partial derivative `slope` of this number with respect to it.
    #[inline]
    pub(crate) fn add_tangents(&mut self, slope: S, by: &Self) {
        self.tangents = each(self.tangents, |k| self.tangents[k] + by.tangents[k] * slope);
    }

    /// Returns f(x, y) from f and its partial derivatives.
    #[inline]
    fn chain2(self, other: Self, f: S, by_self: S, by_other: S) -> Self {
        Tangent {
            value: f,
            tangents: each(self.tangents, |k| self.tangents[k] * by_self + other.tangents[k] * by_other),
        }
    }
}

/// Returns an array like `like` from a function of the index.
///
/// Arrays of one, four and eight elements are written out: otherwise compilers spend most of their time unrolling loops.
#[inline]
fn each<const N: usize, S: Scalar>(mut like: [S; N], f: impl Fn(usize) -> S) -> [S; N] {
    if N == 8 {
        like[0] = f(0);
        like[1] = f(1);
        like[2] = f(2);
        like[3] = f(3);
        like[4] = f(4);
        like[5] = f(5);
        like[6] = f(6);
        like[7] = f(7);
    } else if N == 4 {
        like[0] = f(0);
        like[1] = f(1);
        like[2] = f(2);
        like[3] = f(3);
    } else if N == 1 {
        like[0] = f(0);
    } else {
        for (k, x) in like.iter_mut().enumerate() {
            *x = f(k);
        }
    }
    like
}

impl<const N: usize, S: Scalar> Add for Tangent<N, S> {
    type Output = Self;
    #[inline]
    fn add(self, other: Self) -> Self {
        Tangent {
            value: self.value + other.value,
            tangents: each(self.tangents, |k| self.tangents[k] + other.tangents[k]),
        }
    }
}

impl<const N: usize, S: Scalar> Sub for Tangent<N, S> {
    type Output = Self;
    #[inline]
    fn sub(self, other: Self) -> Self {
        Tangent {
            value: self.value - other.value,
            tangents: each(self.tangents, |k| self.tangents[k] - other.tangents[k]),
        }
    }
}

impl<const N: usize, S: Scalar> Mul for Tangent<N, S> {
    type Output = Self;
    #[inline]
    fn mul(self, other: Self) -> Self {
        if size_of::<S>() > size_of::<f64>() {
            return product(&self, &other);
        }
        self.chain2(other, self.value * other.value, other.value, self.value)
    }
}

/// Multiplies numbers whose tangents have derivatives of their own. These are some hundred instructions, which compilers
/// would copy to every use otherwise.
#[inline(never)]
fn product<const N: usize, S: Scalar>(a: &Tangent<N, S>, b: &Tangent<N, S>) -> Tangent<N, S> {
    a.chain2(*b, a.value * b.value, b.value, a.value)
}

impl<const N: usize, S: Scalar> Div for Tangent<N, S> {
    type Output = Self;
    #[inline]
    #[expect(clippy::suspicious_arithmetic_impl, reason = "the quotient rule")]
    fn div(self, other: Self) -> Self {
        // Divided, not multiplied by the inverse, so that the value has the bits of `f64`.
        let quotient = self.value / other.value;
        let inverse = other.value.recip();
        Tangent {
            value: quotient,
            tangents: each(self.tangents, |k| (self.tangents[k] - other.tangents[k] * quotient) * inverse),
        }
    }
}

impl<const N: usize, S: Scalar> Neg for Tangent<N, S> {
    type Output = Self;
    #[inline]
    fn neg(self) -> Self {
        Tangent { value: -self.value, tangents: each(self.tangents, |k| -self.tangents[k]) }
    }
}

impl<const N: usize, S: Scalar> Add<f64> for Tangent<N, S> {
    type Output = Self;
    #[inline]
    fn add(self, other: f64) -> Self {
        Tangent { value: self.value + other, ..self }
    }
}

impl<const N: usize, S: Scalar> Sub<f64> for Tangent<N, S> {
    type Output = Self;
    #[inline]
    fn sub(self, other: f64) -> Self {
        Tangent { value: self.value - other, ..self }
    }
}

impl<const N: usize, S: Scalar> Mul<f64> for Tangent<N, S> {
    type Output = Self;
    #[inline]
    fn mul(self, other: f64) -> Self {
        Tangent { value: self.value * other, tangents: each(self.tangents, |k| self.tangents[k] * other) }
    }
}

impl<const N: usize, S: Scalar> Div<f64> for Tangent<N, S> {
    type Output = Self;
    #[inline]
    fn div(self, other: f64) -> Self {
        let inverse = 1.0 / other;
        Tangent { value: self.value / other, tangents: each(self.tangents, |k| self.tangents[k] * inverse) }
    }
}

/// Implements `a op= b` as `a = a op b`.
macro_rules! assign {
    ($($trait:ident $method:ident $op:tt;)*) => {$(
        impl<const N: usize, S: Scalar> $trait for Tangent<N, S> {
            #[inline]
            fn $method(&mut self, other: Self) {
                *self = *self $op other;
            }
        }
        impl<const N: usize, S: Scalar> $trait<f64> for Tangent<N, S> {
            #[inline]
            fn $method(&mut self, other: f64) {
                *self = *self $op other;
            }
        }
    )*};
}

assign! {
    AddAssign add_assign +;
    SubAssign sub_assign -;
    MulAssign mul_assign *;
    DivAssign div_assign /;
}

impl<const N: usize, S: Scalar> PartialEq for Tangent<N, S> {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<const N: usize, S: Scalar> PartialOrd for Tangent<N, S> {
    #[inline]
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        self.value.partial_cmp(&other.value)
    }
    // The comparison of `f64` is one instruction, that of an `Option<Ordering>` is not.
    #[inline]
    fn lt(&self, other: &Self) -> bool {
        self.value < other.value
    }
    #[inline]
    fn le(&self, other: &Self) -> bool {
        self.value <= other.value
    }
    #[inline]
    fn gt(&self, other: &Self) -> bool {
        self.value > other.value
    }
    #[inline]
    fn ge(&self, other: &Self) -> bool {
        self.value >= other.value
    }
}

impl<const N: usize, S: Scalar> fmt::Debug for Tangent<N, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} + {:?}ε", self.value, self.tangents)
    }
}
