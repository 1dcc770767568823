//! `f64` as a [`Scalar`].

use super::{EXP_MAX, Real, Scalar, batch, small_power};

/// Calls a function of the standard library, or of `libm` without it.
macro_rules! elementary {
    ($x:expr, $std:ident, $libm:ident) => {{
        #[cfg(feature = "std")]
        {
            f64::$std($x)
        }
        #[cfg(not(feature = "std"))]
        {
            libm::$libm($x)
        }
    }};
}

impl Real for f64 {
    type Carried = ();

    #[inline(always)]
    fn from_f64(x: f64) -> Self {
        x
    }
    #[inline(always)]
    fn zero() -> Self {
        0.0
    }
    #[inline(always)]
    fn one() -> Self {
        1.0
    }
    #[inline]
    fn exp(self) -> Self {
        let x = if self > EXP_MAX { EXP_MAX } else { self };
        elementary!(x, exp, exp)
    }
    #[inline]
    fn exp_m1(self) -> Self {
        elementary!(self, exp_m1, expm1)
    }
    #[inline]
    fn ln(self) -> Self {
        elementary!(self, ln, log)
    }
    #[inline]
    fn ln_1p(self) -> Self {
        elementary!(self, ln_1p, log1p)
    }
    #[inline]
    fn sqrt(self) -> Self {
        elementary!(self, sqrt, sqrt)
    }
    #[inline]
    fn sin(self) -> Self {
        elementary!(self, sin, sin)
    }
    #[inline]
    fn cos(self) -> Self {
        elementary!(self, cos, cos)
    }
    #[inline]
    fn sinh(self) -> Self {
        elementary!(self, sinh, sinh)
    }
    #[inline]
    fn cosh(self) -> Self {
        elementary!(self, cosh, cosh)
    }
    #[inline]
    fn tanh(self) -> Self {
        elementary!(self, tanh, tanh)
    }
    #[inline(always)]
    fn abs(self) -> Self {
        f64::abs(self)
    }
    #[inline]
    fn floor(self) -> Self {
        elementary!(self, floor, floor)
    }
    #[inline(always)]
    fn recip(self) -> Self {
        1.0 / self
    }
    #[inline(always)]
    fn powi(self, n: i32) -> Self {
        small_power(self, n)
    }
    #[inline]
    fn powf(self, n: f64) -> Self {
        #[cfg(feature = "std")]
        {
            f64::powf(self, n)
        }
        #[cfg(not(feature = "std"))]
        {
            libm::pow(self, n)
        }
    }
    #[inline]
    fn pow(self, n: Self) -> Self {
        Real::powf(self, n)
    }
    ordered!();
    #[inline]
    fn exp_all(xs: &mut [Self]) {
        batch::exp_all(xs);
    }
    #[inline]
    fn exp_padded(xs: &mut [Self], used: usize) {
        batch::exp_padded(xs, used);
    }
    #[inline]
    fn exp_scaled(xs: &[f64], by: f64, to: &mut [f64], used: usize) {
        batch::exp_scaled(xs, by, to, used);
    }
}

impl Scalar for f64 {
    const HAS_DERIVATIVES: bool = false;

    #[inline(always)]
    fn re(self) -> f64 {
        self
    }

    #[inline(always)]
    fn is_finite(self) -> bool {
        f64::is_finite(self)
    }
}
