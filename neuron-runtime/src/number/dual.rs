//! Numbers of num-dual as [`Scalar`]s.
//!
//! A dual number is x = r + d with a real part r and a nilpotent d, so that f(x) is the Taylor polynomial of f at r in d,
//! exactly, and of no higher degree than the number has derivatives. Functions whose formulas in num-dual overflow, or
//! meet 0·∞, are taken that way or through others that do not.

use num_dual::{DualNum, DualStruct};

use super::{Carried, EXP_MAX, Real, Scalar, batch, small_power};

/// A number of num-dual over `f64` as a [`Scalar`], such as `Dual<num_dual::Dual64>`.
#[derive(Clone, Copy, Debug)]
#[repr(transparent)]
pub struct Dual<D>(pub D);

/// The parts of a number of num-dual, which its own traits do not reach.
pub trait Parts {
    /// Returns true if the real part and every derivative are finite.
    fn are_finite(&self) -> bool;
}

impl Parts for f64 {
    #[inline(always)]
    fn are_finite(&self) -> bool {
        f64::is_finite(*self)
    }
}

macro_rules! parts {
    ($($type:ident: $($part:ident)*;)*) => {$(
        impl<D: Parts> Parts for num_dual::$type<D> {
            #[inline(always)]
            fn are_finite(&self) -> bool {
                true $(& self.$part.are_finite())*
            }
        }
    )*};
}

parts! {
    Real: re;
    Dual: re eps;
    Dual2: re v1 v2;
    Dual3: re v1 v2 v3;
    HyperDual: re eps1 eps2 eps1eps2;
    HyperHyperDual: re eps1 eps2 eps3 eps1eps2 eps1eps3 eps2eps3 eps1eps2eps3;
}

wrapped!([D: DualNum<Primitive = f64>] Dual<D>, Dual, core::convert::identity::<f64>);

impl<D: DualNum<Primitive = f64>> PartialEq for Dual<D> {
    #[inline(always)]
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<D: DualNum<Primitive = f64>> PartialOrd for Dual<D> {
    #[inline(always)]
    fn partial_cmp(&self, other: &Self) -> Option<core::cmp::Ordering> {
        self.0.partial_cmp(&other.0)
    }
}

impl<D: DualNum<Primitive = f64> + Copy> Dual<D> {
    /// Returns Σ fₖ dᵏ/k! from the derivatives fₖ at the real part; `None` beyond the third.
    #[inline(always)]
    fn taylor(self, f: impl Fn(f64) -> [f64; 4]) -> Option<Self> {
        let r = DualStruct::re(&self.0);
        let [f0, f1, f2, f3] = f(r);
        if D::NDERIV == 0 {
            return Some(Dual(D::from(f0)));
        }
        let d = self - r;
        match D::NDERIV {
            1 => Some(d * f1 + f0),
            2 => Some((d * (f2 / 2.0) + f1) * d + f0),
            3 => Some(((d * (f3 / 6.0) + f2 / 2.0) * d + f1) * d + f0),
            _ => None,
        }
    }

    /// Returns the exponential from the one of the real part.
    #[inline(always)]
    fn exp_from_real(self, e: f64) -> Self {
        let d = self - DualStruct::re(&self.0);
        // The Taylor polynomial of exp, by Horner's rule; without the first factor, which is 1.
        let mut sum = d / D::NDERIV.max(1) as f64 + 1.0;
        for k in (1..D::NDERIV).rev() {
            sum = sum * d / k as f64 + 1.0;
        }
        sum * e
    }
}

impl<D> Real for Dual<D>
where
    D: DualNum<Primitive = f64> + Parts + Copy + Send + Sync,
{
    type Carried = Carried;

    #[inline(always)]
    fn from_f64(x: f64) -> Self {
        Dual(D::from(x))
    }
    #[inline(always)]
    fn zero() -> Self {
        Dual(D::from(0.0))
    }
    #[inline(always)]
    fn one() -> Self {
        Dual(D::from(1.0))
    }

    #[inline]
    fn exp(self) -> Self {
        if self.re() > EXP_MAX { Dual(D::from(EXP_MAX.exp())) } else { Dual(self.0.exp()) }
    }
    #[inline]
    fn exp_m1(self) -> Self {
        Dual(self.0.exp_m1())
    }
    #[inline]
    fn ln(self) -> Self {
        Dual(self.0.ln())
    }
    #[inline]
    fn ln_1p(self) -> Self {
        Dual(self.0.ln_1p())
    }
    #[inline]
    fn sqrt(self) -> Self {
        Dual(self.0.sqrt())
    }
    #[inline]
    fn sin(self) -> Self {
        Dual(self.0.sin())
    }
    #[inline]
    fn cos(self) -> Self {
        Dual(self.0.cos())
    }
    #[inline]
    fn sinh(self) -> Self {
        Dual(self.0.sinh())
    }
    #[inline]
    fn cosh(self) -> Self {
        Dual(self.0.cosh())
    }

    #[inline]
    fn tanh(self) -> Self {
        // Not sinh/cosh, which is ∞/∞ far from 0.
        let derivatives = |r: f64| {
            let t = r.tanh();
            // sech² rather than 1 − tanh², which loses all digits where tanh is close to ±1.
            let sech = r.cosh().recip();
            let f1 = sech * sech;
            [t, f1, -2.0 * t * f1, f1 * (4.0 * t * t - 2.0 * f1)]
        };
        self.taylor(derivatives).unwrap_or_else(|| {
            let odd = |x: Self| {
                let m = (x * -2.0).exp_m1();
                -m / (m + 2.0)
            };
            if self.re() < 0.0 { -odd(-self) } else { odd(self) }
        })
    }

    #[inline(always)]
    fn abs(self) -> Self {
        if self.re() < 0.0 { -self } else { self }
    }
    #[inline]
    fn floor(self) -> Self {
        Self::from_f64(self.re().floor())
    }
    #[inline(always)]
    fn recip(self) -> Self {
        Dual(self.0.recip())
    }

    #[inline(always)]
    fn powi(self, n: i32) -> Self {
        let derivatives = |r: f64| {
            let c = f64::from(n);
            let falling = |c: f64, k: i32| if c == 0.0 { 0.0 } else { c * small_power(r, n - k) };
            let (c2, c3) = (c * (c - 1.0), c * (c - 1.0) * (c - 2.0));
            [small_power(r, n), falling(c, 1), falling(c2, 2), falling(c3, 3)]
        };
        self.taylor(derivatives).unwrap_or_else(|| Dual(self.0.powi(n)))
    }

    #[inline]
    fn powf(self, n: f64) -> Self {
        // Not through powers of n − 3, which make 0^2.5 NaN.
        let derivatives = |r: f64| {
            let falling = |c: f64, k: f64| if c == 0.0 { 0.0 } else { c * r.powf(n - k) };
            let order = |k: usize, c: f64| if D::NDERIV < k { 0.0 } else { falling(c, k as f64) };
            [r.powf(n), order(1, n), order(2, n * (n - 1.0)), order(3, n * (n - 1.0) * (n - 2.0))]
        };
        self.taylor(derivatives).unwrap_or_else(|| Dual(self.0.powf(n)))
    }

    #[inline]
    fn pow(self, n: Self) -> Self {
        let exponent = n.re();
        let power = self.powf(exponent);
        if D::NDERIV == 0 || self.re() <= 0.0 {
            return power;
        }
        // xⁿ = xˢ·exp((n − s)·ln x), with n − s nilpotent.
        power * ((n - exponent) * self.ln()).exp()
    }

    ordered!();

    #[inline]
    fn exp_all(xs: &mut [Self]) {
        /// At least the number of exponentials in most cells.
        const BLOCK: usize = 32;
        for block in xs.chunks_mut(BLOCK) {
            let mut parts = [0.0; BLOCK];
            let parts = &mut parts[..block.len()];
            for (part, x) in parts.iter_mut().zip(&*block) {
                *part = x.re();
            }
            batch::exp_all(parts);
            for (x, &mut e) in block.iter_mut().zip(parts) {
                *x = if x.re() > EXP_MAX || e == 0.0 { Self::from_f64(e) } else { x.exp_from_real(e) };
            }
        }
    }
}

impl<D> Scalar for Dual<D>
where
    D: DualNum<Primitive = f64> + Parts + Copy + Send + Sync,
{
    const HAS_DERIVATIVES: bool = D::NDERIV > 0;

    #[inline(always)]
    fn re(self) -> f64 {
        DualStruct::re(&self.0)
    }

    #[inline(always)]
    fn is_finite(self) -> bool {
        self.0.are_finite()
    }
}
