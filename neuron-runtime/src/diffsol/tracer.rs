//! A number type that tracks the variables it depends on.

use core::cmp::Ordering;
use core::ops::{Add, AddAssign, Div, DivAssign, Mul, MulAssign, Neg, Sub, SubAssign};

use crate::number::{Real, Scalar};

/// A value, and the set of up to 64 variables that it depends on. A selection depends on all its choices, so that the set is the
/// same whatever a comparison says: one evaluation finds the sparsity of 64 columns of a Jacobian, and for every state.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tracer {
    value: f64,
    /// One bit for each variable.
    variables: u64,
}

impl Tracer {
    /// The number of variables that are tracked.
    pub(super) const VARIABLES: usize = 64;

    /// Returns variable `k`, or a constant if `k` ≥ 64.
    pub(super) fn variable(value: f64, k: usize) -> Self {
        Tracer { value, variables: if k < Self::VARIABLES { 1 << k } else { 0 } }
    }

    /// Returns the variables that it depends on.
    pub(super) fn variables(self) -> impl Iterator<Item = usize> {
        let mut rest = self.variables;
        std::iter::from_fn(move || {
            let next = (rest != 0).then(|| rest.trailing_zeros() as usize)?;
            rest &= rest - 1;
            Some(next)
        })
    }

    fn map(self, f: impl FnOnce(f64) -> f64) -> Self {
        Tracer { value: f(self.value), variables: self.variables }
    }

    fn combine(self, other: Self, f: impl FnOnce(f64, f64) -> f64) -> Self {
        Tracer { value: f(self.value, other.value), variables: self.variables | other.variables }
    }
}

macro_rules! operators {
    ($($trait:ident $method:ident, $assign:ident $assign_method:ident, $op:tt;)*) => {$(
        impl $trait for Tracer {
            type Output = Self;
            fn $method(self, other: Self) -> Self {
                self.combine(other, |a, b| a $op b)
            }
        }
        impl $trait<f64> for Tracer {
            type Output = Self;
            fn $method(self, other: f64) -> Self {
                self.map(|a| a $op other)
            }
        }
        impl $assign for Tracer {
            fn $assign_method(&mut self, other: Self) {
                *self = *self $op other;
            }
        }
        impl $assign<f64> for Tracer {
            fn $assign_method(&mut self, other: f64) {
                *self = *self $op other;
            }
        }
    )*};
}

operators! {
    Add add, AddAssign add_assign, +;
    Sub sub, SubAssign sub_assign, -;
    Mul mul, MulAssign mul_assign, *;
    Div div, DivAssign div_assign, /;
}

impl Neg for Tracer {
    type Output = Self;
    fn neg(self) -> Self {
        self.map(|a| -a)
    }
}

impl PartialEq for Tracer {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl PartialOrd for Tracer {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        self.value.partial_cmp(&other.value)
    }
}

macro_rules! functions {
    ($($name:ident)*) => {$(
        fn $name(self) -> Self {
            self.map(|x| Real::$name(x))
        }
    )*};
}

macro_rules! comparisons {
    ($($name:ident)*) => {$(
        fn $name(self, other: Self) -> bool {
            Real::$name(self.value, other.value)
        }
    )*};
}

impl Real for Tracer {
    type Mask = bool;
    type Carried = ();

    functions! { exp exp_m1 ln ln_1p sqrt sin cos sinh cosh tanh abs floor recip }
    comparisons! { lt le gt ge }

    fn from_f64(x: f64) -> Self {
        Tracer { value: x, variables: 0 }
    }
    fn zero() -> Self {
        Self::from_f64(0.0)
    }
    fn one() -> Self {
        Self::from_f64(1.0)
    }
    fn powi(self, n: i32) -> Self {
        self.map(|x| Real::powi(x, n))
    }
    fn powf(self, n: f64) -> Self {
        self.map(|x| Real::powf(x, n))
    }
    fn pow(self, n: Self) -> Self {
        self.combine(n, Real::pow)
    }
    fn max(self, other: Self) -> Self {
        self.combine(other, Real::max)
    }
    fn min(self, other: Self) -> Self {
        self.combine(other, Real::min)
    }
    fn select(mask: bool, a: Self, b: Self) -> Self {
        a.combine(b, |a, b| if mask { a } else { b })
    }
    fn exp_all(xs: &mut [Self]) {
        xs.iter_mut().for_each(|x| *x = x.exp());
    }
}

impl Scalar for Tracer {
    const HAS_DERIVATIVES: bool = false;

    fn re(self) -> f64 {
        self.value
    }
    fn is_finite(self) -> bool {
        self.value.is_finite()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_keeps_what_it_depends_on() {
        let (a, b) = (Tracer::variable(2.0, 0), Tracer::variable(3.0, 63));
        let c = Tracer::from_f64(5.0);
        for x in [a + b, a - b, a * b, a / b, a.pow(b), a.max(b), a.min(b), Real::select(a.lt(b), a, b)] {
            assert!(x.variables().eq([0, 63]), "{x:?}");
        }
        for x in [a * 0.0, -a, a.exp(), a.powi(0), a + c, c * a, a.tanh()] {
            assert!(x.variables().eq([0]), "{x:?}");
        }
        assert_eq!((a * b).re(), 6.0);
        assert_eq!(Tracer::variable(1.0, 64).variables().count(), 0);
    }
}
