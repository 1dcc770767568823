//! Four numbers at once, as plainly as can be: the judge of everything that takes packs of numbers.

use core::ops::{Add, AddAssign, BitAnd, BitOr, Div, DivAssign, Mul, MulAssign, Neg, Not, Sub, SubAssign};
use neuron_runtime::number::{Mask, Real};

/// Four numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Four(pub [f64; 4]);

/// The result of comparing four pairs of numbers.
#[derive(Clone, Copy, Debug)]
pub struct FourMask([bool; 4]);

impl Four {
    fn map(self, f: impl Fn(f64) -> f64) -> Self {
        Four(self.0.map(f))
    }

    fn zip<R>(self, other: Self, f: impl Fn(f64, f64) -> R) -> [R; 4] {
        core::array::from_fn(|k| f(self.0[k], other.0[k]))
    }
}

impl FourMask {
    fn zip(self, other: Self, f: impl Fn(bool, bool) -> bool) -> Self {
        FourMask(core::array::from_fn(|k| f(self.0[k], other.0[k])))
    }
}

impl BitAnd for FourMask {
    type Output = Self;
    fn bitand(self, other: Self) -> Self {
        self.zip(other, |a, b| a & b)
    }
}

impl BitOr for FourMask {
    type Output = Self;
    fn bitor(self, other: Self) -> Self {
        self.zip(other, |a, b| a | b)
    }
}

impl Not for FourMask {
    type Output = Self;
    fn not(self) -> Self {
        FourMask(self.0.map(|set| !set))
    }
}

impl Mask for FourMask {
    fn all(self) -> bool {
        self.0 == [true; 4]
    }
    fn any(self) -> bool {
        self.0 != [false; 4]
    }
}

macro_rules! operators {
    ($($trait:ident $method:ident $assign:ident $assign_method:ident $op:tt;)*) => {$(
        impl $trait for Four {
            type Output = Self;
            fn $method(self, other: Self) -> Self {
                Four(self.zip(other, |a, b| a $op b))
            }
        }
        impl $trait<f64> for Four {
            type Output = Self;
            fn $method(self, other: f64) -> Self {
                self.map(|a| a $op other)
            }
        }
        impl $assign for Four {
            fn $assign_method(&mut self, other: Self) {
                *self = *self $op other;
            }
        }
        impl $assign<f64> for Four {
            fn $assign_method(&mut self, other: f64) {
                *self = *self $op other;
            }
        }
    )*};
}

operators! {
    Add add AddAssign add_assign +;
    Sub sub SubAssign sub_assign -;
    Mul mul MulAssign mul_assign *;
    Div div DivAssign div_assign /;
}

impl Neg for Four {
    type Output = Self;
    fn neg(self) -> Self {
        self.map(|a| -a)
    }
}

macro_rules! functions {
    ($($name:ident)*) => {$(
        fn $name(self) -> Self {
            self.map(|a| Real::$name(a))
        }
    )*};
}

macro_rules! comparisons {
    ($($name:ident)*) => {$(
        fn $name(self, other: Self) -> FourMask {
            FourMask(self.zip(other, |a, b| Real::$name(a, b)))
        }
    )*};
}

impl Real for Four {
    type Mask = FourMask;
    type Carried = ();

    functions! { exp exp_m1 ln ln_1p sqrt sin cos sinh cosh tanh abs floor recip }
    comparisons! { lt le gt ge }

    fn from_f64(x: f64) -> Self {
        Four([x; 4])
    }
    fn zero() -> Self {
        Four([0.0; 4])
    }
    fn one() -> Self {
        Four([1.0; 4])
    }
    fn powi(self, n: i32) -> Self {
        self.map(|a| Real::powi(a, n))
    }
    fn powf(self, n: f64) -> Self {
        self.map(|a| Real::powf(a, n))
    }
    fn pow(self, n: Self) -> Self {
        Four(self.zip(n, Real::pow))
    }
    fn max(self, other: Self) -> Self {
        Four(self.zip(other, Real::max))
    }
    fn min(self, other: Self) -> Self {
        Four(self.zip(other, Real::min))
    }
    fn select(mask: FourMask, a: Self, b: Self) -> Self {
        Four(core::array::from_fn(|k| if mask.0[k] { a.0[k] } else { b.0[k] }))
    }
    fn exp_all(xs: &mut [Self]) {
        xs.iter_mut().for_each(|x| Real::exp_all(&mut x.0));
    }
}
