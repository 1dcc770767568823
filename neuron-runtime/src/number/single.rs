//! Single precision, for hardware without double precision.

use super::{Real, Scalar, small_power};

/// A number of single precision.
///
/// Constants of equations are rounded to single precision while compiling: a step computes nothing in double precision,
/// except within sine and cosine where there is no standard library.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
#[repr(transparent)]
pub struct F32(pub f32);

/// The largest argument of the exponential; larger ones count as this one. Its square exp(44)² ≈ 1.6·10³⁸ is still a
/// number, see [`EXP_MAX`](super::EXP_MAX).
const SINGLE_EXP_MAX: f32 = 44.0;

/// Calls a function of the standard library, or of `libm` without it.
macro_rules! elementary {
    ($x:expr, $std:ident, $libm:ident) => {{
        #[cfg(feature = "std")]
        {
            f32::$std($x)
        }
        #[cfg(not(feature = "std"))]
        {
            libm::$libm($x)
        }
    }};
}

wrapped!([] F32, F32, single);

/// Rounds a constant. It is a function to inline, so that nothing is left to round when a step is computed.
#[inline(always)]
fn single(constant: f64) -> f32 {
    constant as f32
}

impl Real for F32 {
    type Carried = ();

    #[inline(always)]
    fn from_f64(x: f64) -> Self {
        F32(x as f32)
    }
    #[inline(always)]
    fn from_count(count: u64) -> Self {
        F32(count as f32)
    }
    #[inline(always)]
    fn zero() -> Self {
        F32(0.0)
    }
    #[inline(always)]
    fn one() -> Self {
        F32(1.0)
    }
    #[inline]
    fn exp(self) -> Self {
        let x = if self.0 > SINGLE_EXP_MAX { SINGLE_EXP_MAX } else { self.0 };
        F32(elementary!(x, exp, expf))
    }
    #[inline]
    fn exp_m1(self) -> Self {
        F32(elementary!(self.0, exp_m1, expm1f))
    }
    #[inline]
    fn ln(self) -> Self {
        F32(elementary!(self.0, ln, logf))
    }
    #[inline]
    fn ln_1p(self) -> Self {
        F32(elementary!(self.0, ln_1p, log1pf))
    }
    #[inline]
    fn sqrt(self) -> Self {
        F32(elementary!(self.0, sqrt, sqrtf))
    }
    #[inline]
    fn sin(self) -> Self {
        F32(elementary!(self.0, sin, sinf))
    }
    #[inline]
    fn cos(self) -> Self {
        F32(elementary!(self.0, cos, cosf))
    }
    #[inline]
    fn sinh(self) -> Self {
        F32(elementary!(self.0, sinh, sinhf))
    }
    #[inline]
    fn cosh(self) -> Self {
        F32(elementary!(self.0, cosh, coshf))
    }
    #[inline]
    fn tanh(self) -> Self {
        F32(elementary!(self.0, tanh, tanhf))
    }
    #[inline(always)]
    fn abs(self) -> Self {
        F32(self.0.abs())
    }
    #[inline]
    fn floor(self) -> Self {
        F32(elementary!(self.0, floor, floorf))
    }
    #[inline(always)]
    fn recip(self) -> Self {
        F32(1.0 / self.0)
    }
    #[inline]
    fn powi(self, n: i32) -> Self {
        small_power(self, n)
    }
    #[inline(always)]
    fn powf(self, n: f64) -> Self {
        self.pow(F32(n as f32))
    }
    #[inline]
    fn pow(self, n: Self) -> Self {
        #[cfg(feature = "std")]
        {
            F32(self.0.powf(n.0))
        }
        #[cfg(not(feature = "std"))]
        {
            F32(libm::powf(self.0, n.0))
        }
    }
    ordered!();
    #[inline]
    fn exp_all(xs: &mut [Self]) {
        xs.iter_mut().for_each(|x| *x = x.exp());
    }
}

impl Scalar for F32 {
    const HAS_DERIVATIVES: bool = false;

    #[inline(always)]
    fn re(self) -> f64 {
        f64::from(self.0)
    }
    #[inline(always)]
    fn is_finite(self) -> bool {
        self.0.is_finite()
    }
}
