//! [`Tangent`] as a [`Scalar`] without num-dual.

use super::tangent::chain_rules;
use super::{EXP_MAX, Scalar, Tangent};

impl<const N: usize, S: Scalar> Scalar for Tangent<N, S> {
    type Mask = bool;

    chain_rules!(Scalar, self, [self], []);

    #[inline(always)]
    fn from_f64(x: f64) -> Self {
        Tangent::constant(S::from_f64(x))
    }
    #[inline(always)]
    fn re(self) -> f64 {
        self.value.re()
    }
    #[inline(always)]
    fn zero() -> Self {
        Self::from_f64(0.0)
    }
    #[inline(always)]
    fn one() -> Self {
        Self::from_f64(1.0)
    }
    #[inline(always)]
    fn is_finite(self) -> bool {
        self.value.is_finite() & self.tangents.iter().fold(true, |all, t| all & t.is_finite())
    }
    #[inline]
    fn exp(self) -> Self {
        let f = self.value.exp();
        if self.re() > EXP_MAX { Tangent::constant(f) } else { self.chain(f, f) }
    }
    #[inline]
    fn tanh(self) -> Self {
        // sech² rather than 1 − tanh², which has no digits left where tanh is close to ±1. From exp(−2|x|), for cosh
        // overflows.
        let (t, e) = (self.value.tanh(), (self.value.abs() * -2.0).exp());
        let sum = e + 1.0;
        self.chain(t, e * 4.0 / (sum * sum))
    }
    #[inline(always)]
    fn abs(self) -> Self {
        if self.re() < 0.0 { -self } else { self }
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
        let (x, exponent) = (self.value, n.value);
        let power = x.pow(exponent);
        let by_x = if exponent.re() == 0.0 { S::zero() } else { x.pow(exponent - 1.0) * exponent };
        if x.re() <= 0.0 {
            return self.chain(power, by_x);
        }
        self.chain2(n, power, by_x, power * x.ln())
    }
    #[inline(always)]
    fn max(self, other: Self) -> Self {
        if self > other || self.re().is_nan() { self } else { other }
    }
    #[inline(always)]
    fn min(self, other: Self) -> Self {
        if self < other || self.re().is_nan() { self } else { other }
    }
    #[inline(always)]
    fn lt(self, other: Self) -> bool {
        self < other
    }
    #[inline(always)]
    fn le(self, other: Self) -> bool {
        self <= other
    }
    #[inline(always)]
    fn gt(self, other: Self) -> bool {
        self > other
    }
    #[inline(always)]
    fn ge(self, other: Self) -> bool {
        self >= other
    }
    #[inline(always)]
    fn select(mask: bool, a: Self, b: Self) -> Self {
        if mask { a } else { b }
    }
    #[inline]
    fn exp_all(xs: &mut [Self]) {
        // In blocks, by the exponentials of the values.
        for block in xs.chunks_mut(64) {
            let mut values = [S::zero(); 64];
            let values = &mut values[..block.len()];
            for (value, x) in values.iter_mut().zip(&*block) {
                *value = x.value();
            }
            S::exp_all(values);
            for (x, &f) in block.iter_mut().zip(&*values) {
                *x = if x.re() > EXP_MAX { Tangent::constant(f) } else { x.chain(f, f) };
            }
        }
    }
}
