//! The motion of states that depend on each other, as those of a kinetic scheme, in a step of an exponential method.
//!
//! While the surroundings of the mechanism stand still, its states follow their equations linearised at x₀. The exact solution
//! moves all of them as one block:
//!
//! ```text
//! dx/dt = f + D (x − x₀)          D = ∂(dx/dt)/∂x
//! x(h) = x₀ + h φ₁(h D) f          φ₁(z) = (exp(z) − 1)/z = 1 + z/2! + z²/3! + …
//! ```
//!
//! Equations of a kinetic scheme are linear, so that only the potential is held in such a step. Probabilities stay
//! probabilities: none is below 0, and their sum stays 1.
//!
//! The step is halved until the size of h D in each part is at most 1. Then every term of the series is smaller than the one before.
//! Up to [`MANY`] parts follow each other, by products of D with a vector (Al-Mohy & Higham 2011). More parts are made by
//! doubling, with products of matrices:
//!
//! ```text
//! φ₁(2 z) = (exp(z) + 1) φ₁(z)/2          exp(2 z) = exp(z)²
//! ```
//!
//! The number of parts is that of each lane; lanes that are done stand still.

use crate::model::mechanism::{At, Mechanism, Slopes};
use crate::number::array::Array;
use crate::number::{Mask, Real};

/// The number of terms after the first. The size of z is at most 1 in each part, so that the next term is below 2⁻⁵³.
const TERMS: usize = 17;
/// The number of parts above which a step is made by doubling: about as many cost as much by products with a vector.
const MANY: f64 = 32.0;
/// The most doublings: those of the largest number. A rate that is infinite ends them, and the result is NaN.
const DOUBLINGS: usize = 1_024;

/// Advances the states `y` of a mechanism by `h` (ms), by their equations linearised there. `x` holds the exponentials. The states
/// begin at `from`, or at `y` if that is `None`.
#[inline]
pub(super) fn advance<T: Real, M: Mechanism<T>>(
    mechanism: &M,
    at: &At<'_, T>,
    x: &[T],
    h: T,
    from: Option<&[T]>,
    y: &mut [T],
) {
    let mut slope = M::States::zeros();
    mechanism.derivatives(at, x, y, slope.as_mut());
    // By columns, so that the products below run along the memory.
    let (mut partials, mut columns) = (M::Slopes::zeros(), M::Slopes::zeros());
    mechanism.partials(at, x, y, &mut partials);
    let mut size = T::zero();
    for a in 0..M::STATES {
        let mut sum = T::zero();
        for b in 0..M::STATES {
            let entry = partials.own(a, b);
            sum += entry.abs();
            columns.set_own(b, a, entry);
        }
        size = size.max(sum);
    }
    let times = |vector: &M::States| {
        let mut product = M::States::zeros();
        for b in 0..M::STATES {
            let factor = vector.as_ref()[b];
            for a in 0..M::STATES {
                product.as_mut()[a] += columns.own(b, a) * factor;
            }
        }
        product
    };
    if let Some(from) = from {
        let mut shift = M::States::zeros();
        for a in 0..M::STATES {
            shift.as_mut()[a] = from[a] - y[a];
        }
        add(slope.as_mut(), times(&shift).as_ref());
        y.copy_from_slice(from);
    }

    let (mut part, mut parts) = (h, T::one());
    while (size * part).gt(T::one()).any() {
        let halve = (size * part).gt(T::one());
        part = T::select(halve, part * 0.5, part);
        parts = T::select(halve, parts * 2.0, parts);
    }
    let many = parts.gt(T::from_f64(MANY));
    if many.any() {
        advance_by_doubling::<T, M>(&columns, part, parts, T::select(many, h, T::zero()), slope, y);
        parts = T::select(many, T::zero(), parts);
    }
    while parts.gt(T::zero()).any() {
        let part = T::select(parts.gt(T::zero()), part, T::zero());
        let (mut term, mut sum) = (slope, slope);
        for k in 1..=TERMS {
            term = times(&term);
            let factor = part * (1.0 / (k + 1) as f64);
            term.as_mut().iter_mut().for_each(|x| *x *= factor);
            add(sum.as_mut(), term.as_ref());
        }
        sum.as_mut().iter_mut().for_each(|x| *x *= part);
        add(y, sum.as_ref());
        add(slope.as_mut(), times(&sum).as_ref());
        parts -= 1.0;
    }
}

/// Advances `y` with the slope f by a step of length `h` (ms) that has many parts. `matrix` holds D by columns.
#[cold]
fn advance_by_doubling<T: Real, M: Mechanism<T>>(
    matrix: &M::Slopes,
    part: T,
    mut parts: T,
    h: T,
    slope: M::States,
    y: &mut [T],
) {
    let identity = |a, b| if a == b { T::one() } else { T::zero() };
    let mut phi = filled::<T, M>(identity);
    for k in (1..=TERMS).rev() {
        let factor = part * (1.0 / (k + 1) as f64);
        let product = product::<T, M>(matrix, &phi);
        phi = filled::<T, M>(|a, b| identity(a, b) + product.own(a, b) * factor);
    }
    let of_one_part = product::<T, M>(matrix, &phi);
    let mut exp = filled::<T, M>(|a, b| identity(a, b) + of_one_part.own(a, b) * part);
    for _ in 0..DOUBLINGS {
        if !parts.gt(T::one()).any() {
            break;
        }
        let double = parts.gt(T::one());
        let (next, square) = (product::<T, M>(&exp, &phi), product::<T, M>(&exp, &exp));
        phi = filled::<T, M>(|a, b| {
            let doubled = (next.own(a, b) + phi.own(a, b)) * 0.5;
            T::select(double, doubled, phi.own(a, b))
        });
        exp = filled::<T, M>(|a, b| T::select(double, square.own(a, b), exp.own(a, b)));
        parts = T::select(double, parts * 0.5, parts);
    }
    for b in 0..M::STATES {
        let factor = slope.as_ref()[b] * h;
        y.iter_mut().enumerate().for_each(|(a, y)| *y += phi.own(b, a) * factor);
    }
}

/// Makes a matrix from its entries, by columns: `entry(column, row)`.
fn filled<T: Real, M: Mechanism<T>>(entry: impl Fn(usize, usize) -> T) -> M::Slopes {
    let mut matrix = M::Slopes::zeros();
    for column in 0..M::STATES {
        (0..M::STATES).for_each(|row| matrix.set_own(column, row, entry(column, row)));
    }
    matrix
}

/// Returns the product of two matrices. All are stored by columns.
fn product<T: Real, M: Mechanism<T>>(left: &M::Slopes, right: &M::Slopes) -> M::Slopes {
    filled::<T, M>(|column, row| {
        let mut sum = T::zero();
        (0..M::STATES).for_each(|k| sum += left.own(k, row) * right.own(column, k));
        sum
    })
}

#[inline(always)]
fn add<T: Real>(to: &mut [T], vector: &[T]) {
    to.iter_mut().zip(vector).for_each(|(to, x)| *to += *x);
}
