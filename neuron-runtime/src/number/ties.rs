//! Choices between two numbers in what jumps at an event.
//!
//! Between events a choice is held, and changes at an instant that is known. In a jump it is made once. If the two numbers are equal
//! there and their derivatives differ, a small change of a parameter has one effect in one direction and another in the other:
//! there is no derivative. That of the result is NaN then, and who has made the jump refuses it.

use crate::number::Real;

/// Returns the smaller number.
#[inline(always)]
pub fn min<T: Real>(a: T, b: T) -> T {
    choice(a.min(b), a, b)
}

/// Returns the larger number.
#[inline(always)]
pub fn max<T: Real>(a: T, b: T) -> T {
    choice(a.max(b), a, b)
}

/// Returns the magnitude.
#[inline(always)]
pub fn abs<T: Real>(x: T) -> T {
    choice(x.abs(), x, T::zero())
}

/// Returns what was chosen because of how `a` compares with `b`.
#[inline(always)]
pub fn choice<T: Real>(chosen: T, a: T, b: T) -> T {
    // Numbers without derivatives carry nothing along.
    if const { size_of::<T::Carried>() == 0 } {
        return chosen;
    }
    // The difference is 0, and stays. A derivative that is not 0 becomes infinite, whatever its size, and then NaN.
    let apart = (a - b) * f64::MAX * f64::MAX * f64::MAX * 0.0;
    T::select(a.le(b) & a.ge(b), chosen + apart, chosen)
}
