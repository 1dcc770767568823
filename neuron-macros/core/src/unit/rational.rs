//! Small fractions, which are the exponents of dimensions.

use std::fmt;

/// A small fraction, in lowest terms and with a positive denominator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rational {
    numerator: i32,
    denominator: i32,
}

impl Rational {
    /// 0
    pub const ZERO: Self = Self::integer(0);
    /// 1
    pub const ONE: Self = Self::integer(1);

    /// Returns the whole number `value`.
    pub const fn integer(value: i32) -> Self {
        Self { numerator: value, denominator: 1 }
    }

    /// Returns `numerator / denominator`, or `None` if the denominator is 0 or a part does not fit.
    pub fn new(numerator: i64, denominator: i64) -> Option<Self> {
        let divisor = i64::try_from(gcd(numerator.unsigned_abs(), denominator.unsigned_abs()))
            .ok()
            .filter(|_| denominator != 0)?
            * denominator.signum();
        Some(Self {
            numerator: i32::try_from(numerator / divisor).ok()?,
            denominator: i32::try_from(denominator / divisor).ok()?,
        })
    }

    /// Returns the fraction with a denominator up to 12 that equals `value` up to rounding, if there is one.
    pub fn approximate(value: f64) -> Option<Self> {
        (1..=12).find_map(|denominator| {
            let numerator = value * f64::from(denominator);
            let nearest = numerator.round();
            ((numerator - nearest).abs() <= 1e-12 * nearest.abs() && nearest.abs() <= 1000.0)
                .then(|| Self::new(nearest as i64, i64::from(denominator)))
                .flatten()
        })
    }

    /// True if this is 0.
    pub fn is_zero(self) -> bool {
        self.numerator == 0
    }

    /// True if this is above 0.
    pub fn is_positive(self) -> bool {
        self.numerator > 0
    }

    /// Returns the whole number that this is, if it is one.
    pub fn whole(self) -> Option<i32> {
        (self.denominator == 1).then_some(self.numerator)
    }

    fn parts(self) -> (i64, i64) {
        (i64::from(self.numerator), i64::from(self.denominator))
    }

    /// Returns the sum. One that is too large to hold becomes 0; no exponent of a model is that large.
    pub fn plus(self, other: Self) -> Self {
        let ((a, b), (c, d)) = (self.parts(), other.parts());
        Self::new(a * d + c * b, b * d).unwrap_or(Self::ZERO)
    }

    /// Returns the product, with the same limit as [`plus`](Self::plus).
    pub fn times(self, other: Self) -> Self {
        let ((a, b), (c, d)) = (self.parts(), other.parts());
        Self::new(a * c, b * d).unwrap_or(Self::ZERO)
    }

    /// Returns the fraction times −1.
    pub const fn negative(self) -> Self {
        Self { numerator: -self.numerator, denominator: self.denominator }
    }

    /// Returns 1 over the fraction, or `None` for 0.
    pub fn reciprocal(self) -> Option<Self> {
        let (numerator, denominator) = self.parts();
        Self::new(denominator, numerator)
    }
}

fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a.max(1) } else { gcd(b, a % b) }
}

impl fmt::Display for Rational {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.denominator {
            1 => write!(f, "{}", self.numerator),
            _ => write!(f, "({}/{})", self.numerator, self.denominator),
        }
    }
}
