//! Every number of num-dual as a [`Scalar`].
//!
//! A dual number is x = r + d with a real part r and a nilpotent d, so that f(x) is the Taylor polynomial of f at r in d,
//! exactly, and of no higher degree than the number has derivatives. Functions whose formulas in num-dual overflow, or
//! meet 0·∞, are taken that way or through others that do not.

use core::any::Any;

use num_dual::{Dual2_64, Dual3_64, Dual64, DualNum, DualStruct, HyperDual64, HyperHyperDual64};

use super::simd::pack;
use super::{Curvature, EXP_MAX, Scalar, Tangent, batch, scale, small_power};

/// Σ fₖ dᵏ/k! from the derivatives fₖ at the real part; `None` beyond the third.
#[inline(always)]
fn taylor<T: Scalar + DualNum<Primitive = f64>>(x: T, f: impl Fn(f64) -> [f64; 4]) -> Option<T> {
    let r = Scalar::re(x);
    let [f0, f1, f2, f3] = f(r);
    if T::NDERIV == 0 {
        return Some(T::from(f0));
    }
    let d = x - r;
    match T::NDERIV {
        1 => Some(d * f1 + f0),
        2 => Some((d * (f2 / 2.0) + f1) * d + f0),
        3 => Some(((d * (f3 / 6.0) + f2 / 2.0) * d + f1) * d + f0),
        _ => None,
    }
}

impl<T> Scalar for T
where
    T: DualNum<Primitive = f64> + Copy + PartialOrd + Send + Sync + 'static,
{
    type Mask = bool;

    #[inline(always)]
    fn from_f64(x: f64) -> Self {
        T::from(x)
    }
    #[inline(always)]
    fn re(self) -> f64 {
        DualStruct::re(&self)
    }
    #[inline(always)]
    fn zero() -> Self {
        T::from(0.0)
    }
    #[inline(always)]
    fn one() -> Self {
        T::from(1.0)
    }

    #[inline(always)]
    fn is_finite(self) -> bool {
        every_part_is_finite(self)
    }

    #[inline]
    fn exp(self) -> Self {
        if Scalar::re(self) > EXP_MAX { T::from(DualNum::exp(&EXP_MAX)) } else { DualNum::exp(&self) }
    }
    #[inline]
    fn exp_m1(self) -> Self {
        DualNum::exp_m1(&self)
    }
    #[inline]
    fn ln(self) -> Self {
        DualNum::ln(&self)
    }
    #[inline]
    fn ln_1p(self) -> Self {
        DualNum::ln_1p(&self)
    }
    #[inline]
    fn sqrt(self) -> Self {
        DualNum::sqrt(&self)
    }
    #[inline]
    fn sin(self) -> Self {
        DualNum::sin(&self)
    }
    #[inline]
    fn cos(self) -> Self {
        DualNum::cos(&self)
    }
    #[inline]
    fn sinh(self) -> Self {
        DualNum::sinh(&self)
    }
    #[inline]
    fn cosh(self) -> Self {
        DualNum::cosh(&self)
    }

    /// Not sinh/cosh, which is ∞/∞ far from 0.
    #[inline]
    fn tanh(self) -> Self {
        let derivatives = |r: f64| {
            let t = r.tanh();
            // sech² rather than 1 − tanh², which has no digits left where tanh is close to ±1.
            let sech = r.cosh().recip();
            let f1 = sech * sech;
            [t, f1, -2.0 * t * f1, f1 * (4.0 * t * t - 2.0 * f1)]
        };
        taylor(self, derivatives).unwrap_or_else(|| {
            let odd = |x: T| {
                let m = DualNum::exp_m1(&(x * -2.0));
                -m / (m + 2.0)
            };
            if Scalar::re(self) < 0.0 { -odd(-self) } else { odd(self) }
        })
    }

    #[inline(always)]
    fn abs(self) -> Self {
        if T::NDERIV == 0 {
            num_traits::Signed::abs(&self)
        } else if Scalar::re(self) < 0.0 {
            -self
        } else {
            self
        }
    }
    #[inline(always)]
    fn recip(self) -> Self {
        DualNum::recip(&self)
    }

    #[inline(always)]
    fn powi(self, n: i32) -> Self {
        let derivatives = |r: f64| {
            let c = f64::from(n);
            let falling = |c: f64, k: i32| if c == 0.0 { 0.0 } else { c * small_power(r, n - k) };
            let (c2, c3) = (c * (c - 1.0), c * (c - 1.0) * (c - 2.0));
            [small_power(r, n), falling(c, 1), falling(c2, 2), falling(c3, 3)]
        };
        taylor(self, derivatives).unwrap_or_else(|| DualNum::powi(&self, n))
    }

    /// Not through powers of n − 3, which make 0^2.5 NaN.
    #[inline]
    fn powf(self, n: f64) -> Self {
        let derivatives = |r: f64| {
            let falling = |c: f64, k: f64| if c == 0.0 { 0.0 } else { c * r.powf(n - k) };
            let order = |k: usize, c: f64| if T::NDERIV < k { 0.0 } else { falling(c, k as f64) };
            [r.powf(n), order(1, n), order(2, n * (n - 1.0)), order(3, n * (n - 1.0) * (n - 2.0))]
        };
        taylor(self, derivatives).unwrap_or_else(|| DualNum::powf(&self, n))
    }

    #[inline]
    fn pow(self, n: Self) -> Self {
        let exponent = Scalar::re(n);
        let power = Scalar::powf(self, exponent);
        if T::NDERIV == 0 || Scalar::re(self) <= 0.0 {
            return power;
        }
        // xⁿ = xˢ·exp((n − s)·ln x), with n − s nilpotent.
        power * DualNum::exp(&((n - exponent) * DualNum::ln(&self)))
    }

    #[inline(always)]
    fn max(self, other: Self) -> Self {
        if self > other || Scalar::re(self).is_nan() { self } else { other }
    }
    #[inline(always)]
    fn min(self, other: Self) -> Self {
        if self < other || Scalar::re(self).is_nan() { self } else { other }
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
    fn exp_padded(xs: &mut [Self], used: usize) {
        match pack::as_f64(xs) {
            Some(xs) => batch::exp_padded(xs, used),
            None => Self::exp_all(&mut xs[..used]),
        }
    }

    #[inline]
    fn exp_scaled(xs: &[Self], by: f64, to: &mut [Self], used: usize) {
        if let (Some(xs), Some(to)) = (pack::to_f64(xs), pack::as_f64(to)) {
            return batch::exp_scaled(xs, by, to, used);
        }
        scale(xs, by, to);
        Self::exp_padded(to, used);
    }

    #[inline]
    fn exp_all(xs: &mut [Self]) {
        if let Some(xs) = pack::as_f64(xs) {
            batch::exp_all(xs);
        } else {
            batch::exp_parts(xs, exp_from_real);
        }
    }
}

/// The exponential of `x` from its real part r and eʳ.
#[inline(always)]
fn exp_from_real<T: Scalar + DualNum<Primitive = f64>>(x: T, r: f64, e: f64) -> T {
    let d = x - r;
    // The Taylor polynomial of exp, by Horner's rule; without the first factor, which is 1.
    let mut sum = d / T::NDERIV.max(1) as f64 + 1.0;
    for k in (1..T::NDERIV).rev() {
        sum = sum * d / k as f64 + 1.0;
    }
    sum * e
}

/// Whether the real part and every derivative are finite.
///
/// No arithmetic on a dual number brings a derivative into the real part, so that the parts can be seen only where the
/// type is known. Of any other type the printed form is searched, which is slower.
#[inline(always)]
fn every_part_is_finite<T: Scalar>(x: T) -> bool {
    let any = &x as &dyn Any;
    macro_rules! known {
        ($($type:ty: $($part:ident)*;)*) => {$(
            if let Some(x) = any.downcast_ref::<$type>() {
                return true $(& f64::is_finite(x.$part))*;
            }
        )*};
    }
    macro_rules! tangents {
        ($($n:literal)*) => {$(
            if let Some(x) = any.downcast_ref::<Tangent<$n>>() {
                return finite_tangent(x);
            }
        )*};
    }
    if let Some(x) = any.downcast_ref::<f64>() {
        return f64::is_finite(*x);
    }
    tangents!(8 1 2 3 4 5 6 7 12 16);
    if let Some(x) = any.downcast_ref::<Curvature>() {
        return finite_tangent(&x.value()) & x.tangents().iter().fold(true, |all, t| all & finite_tangent(t));
    }
    known! {
        Dual64: re eps;
        Dual2_64: re v1 v2;
        Dual3_64: re v1 v2 v3;
        HyperDual64: re eps1 eps2 eps1eps2;
        HyperHyperDual64: re eps1 eps2 eps3 eps1eps2 eps1eps3 eps2eps3 eps1eps2eps3;
    }
    f64::is_finite(x.re()) && finite_print::prints_finite(&x)
}

#[inline(always)]
fn finite_tangent<const N: usize>(x: &Tangent<N>) -> bool {
    // 0·t is 0 of every finite t: a sum that vectorises.
    let mut zeros = x.value() * 0.0;
    for t in x.tangents() {
        zeros += t * 0.0;
    }
    zeros == 0.0
}

mod finite_print {
    use core::fmt::{Debug, Write};

    /// Looks for the words `NaN` and `inf` in what is written to it, and keeps nothing.
    #[derive(Default)]
    struct Search {
        word: [u8; 3],
        length: usize,
        found: bool,
    }

    impl Search {
        fn end_of_word(&mut self, next: u8) {
            let word = &self.word[..self.length.min(3)];
            // A field may be called `inf`.
            self.found |= self.length == 3 && (word == b"NaN" || word == b"inf") && next != b':';
            self.length = 0;
        }
    }

    impl Write for Search {
        fn write_str(&mut self, text: &str) -> core::fmt::Result {
            for byte in text.bytes() {
                if byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80 {
                    if let Some(place) = self.word.get_mut(self.length) {
                        *place = byte;
                    }
                    self.length += 1;
                } else {
                    self.end_of_word(byte);
                }
            }
            Ok(())
        }
    }

    /// Whether no number in the printed form of `x` is infinite or NaN.
    #[cold]
    pub(super) fn prints_finite(x: &dyn Debug) -> bool {
        let mut search = Search::default();
        let printed = write!(search, "{x:?}");
        search.end_of_word(b' ');
        printed.is_ok() && !search.found
    }
}
