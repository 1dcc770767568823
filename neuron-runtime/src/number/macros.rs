//! Implementations that several number types share.

/// Writes what follows from the order of single numbers in an implementation of [`Real`].
macro_rules! ordered {
    () => {
        type Mask = bool;

        #[inline(always)]
        fn max(self, other: Self) -> Self {
            if self > other || self.partial_cmp(&self).is_none() { self } else { other }
        }
        #[inline(always)]
        fn min(self, other: Self) -> Self {
            if self < other || self.partial_cmp(&self).is_none() { self } else { other }
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
    };
}

/// Implements the operators of a number that wraps another: between two of them, and with a constant, which `$constant`
/// converts to the wrapped type.
macro_rules! wrapped {
    ([$($generics:tt)*] $type:ty, $wrap:ident, $constant:expr) => {
        wrapped!(@ [$($generics)*] $type, $wrap, $constant, Add add AddAssign add_assign +);
        wrapped!(@ [$($generics)*] $type, $wrap, $constant, Sub sub SubAssign sub_assign -);
        wrapped!(@ [$($generics)*] $type, $wrap, $constant, Mul mul MulAssign mul_assign *);
        wrapped!(@ [$($generics)*] $type, $wrap, $constant, Div div DivAssign div_assign /);

        impl<$($generics)*> core::ops::Neg for $type {
            type Output = Self;
            #[inline(always)]
            fn neg(self) -> Self {
                $wrap(-self.0)
            }
        }
    };
    (
        @ [$($generics:tt)*] $type:ty, $wrap:ident, $constant:expr,
        $trait:ident $method:ident $assign:ident $assign_method:ident $op:tt
    ) => {
        impl<$($generics)*> core::ops::$trait for $type {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                $wrap(self.0 $op other.0)
            }
        }
        impl<$($generics)*> core::ops::$trait<f64> for $type {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: f64) -> Self {
                $wrap(self.0 $op $constant(other))
            }
        }
        impl<$($generics)*> core::ops::$assign for $type {
            #[inline(always)]
            fn $assign_method(&mut self, other: Self) {
                core::ops::$assign::$assign_method(&mut self.0, other.0);
            }
        }
        impl<$($generics)*> core::ops::$assign<f64> for $type {
            #[inline(always)]
            fn $assign_method(&mut self, other: f64) {
                core::ops::$assign::$assign_method(&mut self.0, $constant(other));
            }
        }
    };
}
