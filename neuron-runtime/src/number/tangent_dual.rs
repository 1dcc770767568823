//! [`Tangent`] as a number of num-dual, and through it as a [`Scalar`].

use core::fmt;
use core::iter::{Product, Sum};
use core::ops::{Add, Div, Mul, Rem, RemAssign, Sub};

use num_dual::{DualNum, DualStruct, Mappable};
use num_traits::{FromPrimitive, Inv, Num, One, Signed, Zero};

use super::tangent::chain_rules;
use super::{Scalar, Tangent};

/// What the value and the tangents may be.
pub trait Inner: DualNum<Primitive = f64> + Copy + PartialOrd + Send + Sync + 'static {}
impl<S: DualNum<Primitive = f64> + Copy + PartialOrd + Send + Sync + 'static> Inner for S {}

impl<const N: usize, S: Inner> DualNum for Tangent<N, S> {
    type Primitive = f64;
    const NDERIV: usize = S::NDERIV + 1;
    type InnerDual = S;

    chain_rules!(DualNum, self, [&self], [&]);

    #[inline(always)]
    fn from_re(re: S) -> Self {
        Tangent::constant(re)
    }
    #[inline(always)]
    fn scale(self, factor: &S) -> Self {
        self.chain(self.value() * *factor, *factor)
    }
    #[inline]
    fn powi(&self, n: i32) -> Self {
        Scalar::powi(*self, n)
    }
    #[inline]
    fn powf(&self, n: f64) -> Self {
        Scalar::powf(*self, n)
    }
    #[inline]
    fn powd(&self, n: Self) -> Self {
        Scalar::pow(*self, n)
    }
    #[inline]
    fn cbrt(&self) -> Self {
        let f = self.value().cbrt();
        self.chain(f, DualNum::recip(&(f * f * 3.0)))
    }
    #[inline(always)]
    fn exp(&self) -> Self {
        let f = DualNum::exp(&self.value());
        self.chain(f, f)
    }
    #[inline]
    fn exp2(&self) -> Self {
        let f = self.value().exp2();
        self.chain(f, f * core::f64::consts::LN_2)
    }
    #[inline]
    fn log(&self, base: f64) -> Self {
        self.chain(self.value().log(base), DualNum::recip(&(self.value() * base.ln())))
    }
    #[inline]
    fn log2(&self) -> Self {
        self.chain(self.value().log2(), DualNum::recip(&(self.value() * core::f64::consts::LN_2)))
    }
    #[inline]
    fn log10(&self) -> Self {
        self.chain(self.value().log10(), DualNum::recip(&(self.value() * core::f64::consts::LN_10)))
    }
    #[inline]
    fn tan(&self) -> Self {
        let f = self.value().tan();
        self.chain(f, f * f + 1.0)
    }
    #[inline]
    fn sin_cos(&self) -> (Self, Self) {
        let (sin, cos) = self.value().sin_cos();
        (self.chain(sin, cos), self.chain(cos, -sin))
    }
    #[inline]
    fn asin(&self) -> Self {
        let x = self.value();
        self.chain(x.asin(), DualNum::recip(&DualNum::sqrt(&(-(x * x) + 1.0))))
    }
    #[inline]
    fn acos(&self) -> Self {
        let x = self.value();
        self.chain(x.acos(), -DualNum::recip(&DualNum::sqrt(&(-(x * x) + 1.0))))
    }
    #[inline]
    fn atan(&self) -> Self {
        let x = self.value();
        self.chain(x.atan(), DualNum::recip(&(x * x + 1.0)))
    }
    #[inline]
    fn atan2(&self, other: Self) -> Self {
        let (y, x) = (self.value(), other.value());
        let inverse = DualNum::recip(&(x * x + y * y));
        self.chain2(other, y.atan2(x), x * inverse, -(y * inverse))
    }
    #[inline]
    fn tanh(&self) -> Self {
        Scalar::tanh(*self)
    }
    #[inline]
    fn asinh(&self) -> Self {
        let x = self.value();
        self.chain(x.asinh(), DualNum::recip(&DualNum::sqrt(&(x * x + 1.0))))
    }
    #[inline]
    fn acosh(&self) -> Self {
        let x = self.value();
        self.chain(x.acosh(), DualNum::recip(&DualNum::sqrt(&(x * x - 1.0))))
    }
    #[inline]
    fn atanh(&self) -> Self {
        let x = self.value();
        self.chain(x.atanh(), DualNum::recip(&(-(x * x) + 1.0)))
    }
    // The slopes of the spherical Bessel functions near 0 are their first two terms (Abramowitz & Stegun 10.1.2).
    fn sph_j0(&self) -> Self {
        self.chain(self.value().sph_j0(), -self.value().sph_j1())
    }
    fn sph_j1(&self) -> Self {
        // 10.1.20: (2n + 1) jₙ′ = n jₙ₋₁ − (n + 1) jₙ₊₁.
        let x = self.value();
        self.chain(x.sph_j1(), (x.sph_j0() - x.sph_j2() * 2.0) / 3.0)
    }
    fn sph_j2(&self) -> Self {
        // 10.1.21: jₙ′ = jₙ₋₁ − (n + 1)/x jₙ, near 0 by its first term 2x/15.
        let x = self.value();
        let slope =
            if Scalar::re(x).abs() < f64::EPSILON { x * (2.0 / 15.0) } else { x.sph_j1() - x.sph_j2() * 3.0 / x };
        self.chain(x.sph_j2(), slope)
    }
}

impl<const N: usize, S: Inner> DualStruct for Tangent<N, S> {
    type Real = f64;
    type Inner = S;
    #[inline(always)]
    fn re(&self) -> f64 {
        DualStruct::re(&self.value())
    }
    #[inline(always)]
    fn from_inner(inner: &S) -> Self {
        Tangent::constant(*inner)
    }
}

impl<const N: usize, S: Inner> Mappable<Self> for Tangent<N, S> {
    type Output<O> = O;
    fn map_dual<M: Fn(Self) -> O, O>(self, f: M) -> O {
        f(self)
    }
}

/// Operators that take references, as generic code of num-dual may.
macro_rules! by_reference {
    ($($trait:ident $method:ident $op:tt;)*) => {$(
        impl<const N: usize, S: Inner> $trait<&Tangent<N, S>> for Tangent<N, S> {
            type Output = Tangent<N, S>;
            #[inline(always)]
            fn $method(self, other: &Tangent<N, S>) -> Tangent<N, S> {
                self $op *other
            }
        }
    )*};
}

by_reference! {
    Add add +;
    Sub sub -;
    Mul mul *;
    Div div /;
    Rem rem %;
}

impl<const N: usize, S: Inner> Rem for Tangent<N, S> {
    type Output = Self;
    /// x − ⌊x/y⌋ y with the quotient truncated; jumps have no derivative and are left out.
    #[inline]
    fn rem(self, other: Self) -> Self {
        self - other * (Scalar::re(self) / Scalar::re(other)).trunc()
    }
}

impl<const N: usize, S: Inner> Rem<f64> for Tangent<N, S> {
    type Output = Self;
    #[inline]
    fn rem(self, other: f64) -> Self {
        self - (Scalar::re(self) / other).trunc() * other
    }
}

impl<const N: usize, S: Inner> RemAssign for Tangent<N, S> {
    fn rem_assign(&mut self, other: Self) {
        *self = *self % other;
    }
}

impl<const N: usize, S: Inner> RemAssign<f64> for Tangent<N, S> {
    fn rem_assign(&mut self, other: f64) {
        *self = *self % other;
    }
}

impl<const N: usize, S: Inner> From<f64> for Tangent<N, S> {
    #[inline(always)]
    fn from(x: f64) -> Self {
        Tangent::constant(S::from(x))
    }
}

impl<const N: usize, S: Inner> Zero for Tangent<N, S> {
    #[inline(always)]
    fn zero() -> Self {
        Self::from(0.0)
    }
    #[inline(always)]
    fn is_zero(&self) -> bool {
        self.value().is_zero()
    }
}

impl<const N: usize, S: Inner> One for Tangent<N, S> {
    #[inline(always)]
    fn one() -> Self {
        Self::from(1.0)
    }
}

impl<const N: usize, S: Inner> Num for Tangent<N, S> {
    type FromStrRadixErr = <f64 as Num>::FromStrRadixErr;
    fn from_str_radix(text: &str, radix: u32) -> Result<Self, Self::FromStrRadixErr> {
        f64::from_str_radix(text, radix).map(Self::from)
    }
}

impl<const N: usize, S: Inner> Signed for Tangent<N, S> {
    #[inline(always)]
    fn abs(&self) -> Self {
        Scalar::abs(*self)
    }
    fn abs_sub(&self, other: &Self) -> Self {
        if self > other { *self - *other } else { Self::from(0.0) }
    }
    fn signum(&self) -> Self {
        Tangent::constant(self.value().signum())
    }
    fn is_positive(&self) -> bool {
        self.value().is_positive()
    }
    fn is_negative(&self) -> bool {
        self.value().is_negative()
    }
}

impl<const N: usize, S: Inner> Inv for Tangent<N, S> {
    type Output = Self;
    #[inline(always)]
    fn inv(self) -> Self {
        DualNum::recip(&self)
    }
}

impl<const N: usize, S: Inner> FromPrimitive for Tangent<N, S> {
    fn from_i64(n: i64) -> Option<Self> {
        f64::from_i64(n).map(Self::from)
    }
    fn from_u64(n: u64) -> Option<Self> {
        f64::from_u64(n).map(Self::from)
    }
    fn from_f64(x: f64) -> Option<Self> {
        Some(Self::from(x))
    }
}

impl<const N: usize, S: Inner> Sum for Tangent<N, S> {
    fn sum<I: Iterator<Item = Self>>(terms: I) -> Self {
        terms.fold(Self::from(0.0), |sum, x| sum + x)
    }
}

impl<const N: usize, S: Inner> Product for Tangent<N, S> {
    fn product<I: Iterator<Item = Self>>(factors: I) -> Self {
        factors.fold(Self::from(1.0), |product, x| product * x)
    }
}

impl<const N: usize, S: Inner> PartialEq<f64> for Tangent<N, S> {
    #[inline(always)]
    fn eq(&self, other: &f64) -> bool {
        Scalar::re(*self) == *other
    }
}

impl<const N: usize, S: Inner> PartialOrd<f64> for Tangent<N, S> {
    #[inline(always)]
    fn partial_cmp(&self, other: &f64) -> Option<core::cmp::Ordering> {
        Scalar::re(*self).partial_cmp(other)
    }
}

impl<const N: usize, S: Inner> fmt::Display for Tangent<N, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} + [", self.value())?;
        for (k, t) in self.tangents().iter().enumerate() {
            write!(f, "{}{t}", if k == 0 { "" } else { ", " })?;
        }
        write!(f, "]ε")
    }
}
