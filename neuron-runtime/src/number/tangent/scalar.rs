//! [`Tangent`] as a [`Scalar`].

use super::Tangent;
use crate::number::{Carried, EXP_MAX, Real, Scalar};

/// sech² underflows to 0 from here on.
const SATURATED: f64 = 375.0;

impl<const N: usize, S: Scalar> Real for Tangent<N, S> {
    type Carried = Carried;

    #[inline(always)]
    fn from_f64(x: f64) -> Self {
        Tangent::constant(S::from_f64(x))
    }
    #[inline(always)]
    fn zero() -> Self {
        Self::from_f64(0.0)
    }
    #[inline(always)]
    fn one() -> Self {
        Self::from_f64(1.0)
    }
    #[inline]
    fn exp(self) -> Self {
        let f = self.value.exp();
        if self.re() > EXP_MAX { Tangent::constant(f) } else { self.chain(f, f) }
    }
    #[inline]
    fn exp_m1(self) -> Self {
        let f = self.value.exp_m1();
        // `exp` saturates, `exp_m1` does not.
        self.chain(f, if self.re() > EXP_MAX { f } else { self.value.exp() })
    }
    #[inline]
    fn ln(self) -> Self {
        self.chain(self.value.ln(), self.value.recip())
    }
    #[inline]
    fn ln_1p(self) -> Self {
        self.chain(self.value.ln_1p(), (self.value + 1.0).recip())
    }
    #[inline]
    fn sqrt(self) -> Self {
        let f = self.value.sqrt();
        self.chain(f, f.recip() * 0.5)
    }
    #[inline]
    fn sin(self) -> Self {
        self.chain(self.value.sin(), self.value.cos())
    }
    #[inline]
    fn cos(self) -> Self {
        self.chain(self.value.cos(), -self.value.sin())
    }
    #[inline]
    fn sinh(self) -> Self {
        self.chain(self.value.sinh(), self.value.cosh())
    }
    #[inline]
    fn cosh(self) -> Self {
        self.chain(self.value.cosh(), self.value.sinh())
    }
    #[inline]
    fn tanh(self) -> Self {
        // sech² rather than 1 − tanh², which loses all digits where tanh is close to ±1. Where cosh overflows it is 0.
        let slope = if self.re().abs() > SATURATED {
            S::zero()
        } else {
            let sech = self.value.cosh().recip();
            sech * sech
        };
        self.chain(self.value.tanh(), slope)
    }
    #[inline(always)]
    fn abs(self) -> Self {
        if self.re() < 0.0 { -self } else { self }
    }
    #[inline]
    fn floor(self) -> Self {
        Tangent::constant(self.value.floor())
    }
    #[inline]
    fn recip(self) -> Self {
        let f = self.value.recip();
        self.chain(f, -(f * f))
    }
    #[inline(always)]
    fn powi(self, n: i32) -> Self {
        let slope = if n == 0 { S::zero() } else { self.value.powi(n - 1) * f64::from(n) };
        self.chain(self.value.powi(n), slope)
    }
    #[inline]
    fn powf(self, n: f64) -> Self {
        let slope = if n == 0.0 { S::zero() } else { self.value.powf(n - 1.0) * n };
        self.chain(self.value.powf(n), slope)
    }
    #[inline]
    fn pow(self, n: Self) -> Self {
        let exponent = n.re();
        let power = self.powf(exponent);
        if self.re() <= 0.0 {
            return power;
        }
        // xⁿ = xˢ·exp((n − s)·ln x) with s the real part of n.
        power * ((n - exponent) * self.ln()).exp()
    }
    ordered!();
    #[inline]
    fn exp_all(xs: &mut [Self]) {
        /// At least the number of exponentials in most cells.
        const BLOCK: usize = 32;
        for block in xs.chunks_mut(BLOCK) {
            let mut values = [S::zero(); BLOCK];
            let values = &mut values[..block.len()];
            for (value, x) in values.iter_mut().zip(&*block) {
                *value = x.value;
            }
            S::exp_all(values);
            for (x, &f) in block.iter_mut().zip(&*values) {
                *x = if x.re() > EXP_MAX || f.re() == 0.0 { Tangent::constant(f) } else { x.chain(f, f) };
            }
        }
    }
}

impl<const N: usize, S: Scalar> Scalar for Tangent<N, S> {
    const HAS_DERIVATIVES: bool = true;

    #[inline(always)]
    fn re(self) -> f64 {
        self.value.re()
    }

    #[inline(always)]
    fn is_finite(self) -> bool {
        self.value.is_finite() & self.tangents.iter().fold(true, |all, t| all & t.is_finite())
    }
}
