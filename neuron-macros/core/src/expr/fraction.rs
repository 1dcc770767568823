//! Formulas as one fraction. A division costs as much as a dozen other operations, and rates are full of divisions.

use super::{Expr, Function, Kind};

/// The largest number of exponentials that may be multiplied: they saturate at 1e150, and three would overflow.
const MOST_EXPONENTIALS: usize = 2;

/// A formula as numerator over denominator. No denominator means 1.
struct Fraction {
    above: Expr,
    below: Option<Expr>,
}

impl Expr {
    /// Returns the formula with a single division. If that saves none or could overflow, returns it as it is.
    #[must_use]
    pub fn one_division(&self) -> Expr {
        let fraction = self.fraction();
        let whole = match fraction.below {
            Some(below) => Expr::div(fraction.above, below),
            None => fraction.above,
        };
        self.cheaper(whole)
    }

    /// Returns 1 over the formula, with a single division where that is possible.
    #[must_use]
    pub fn reciprocal(&self) -> Expr {
        let plain = Expr::div(Expr::number(1.0), self.clone());
        let fraction = self.fraction();
        let whole = match fraction.below {
            Some(below) => Expr::div(below, fraction.above),
            None => return plain.simplify(),
        };
        plain.simplify().cheaper(whole)
    }

    fn cheaper(&self, whole: Expr) -> Expr {
        let whole = whole.simplify();
        if divisions(&whole) < divisions(self) && exponentials(&whole) <= MOST_EXPONENTIALS {
            whole
        } else {
            self.clone()
        }
    }

    fn fraction(&self) -> Fraction {
        let whole = |above: Expr| Fraction { above, below: None };
        match &self.kind {
            Kind::Neg(a) => {
                let a = a.fraction();
                Fraction { above: Expr::neg(a.above), below: a.below }
            }
            Kind::Add(a, b) => sum(a.fraction(), b.fraction(), Expr::add),
            Kind::Sub(a, b) => sum(a.fraction(), b.fraction(), Expr::sub),
            Kind::Mul(a, b) => {
                let (a, b) = (a.fraction(), b.fraction());
                Fraction { above: Expr::mul(a.above, b.above), below: product(a.below, b.below) }
            }
            Kind::Div(a, b) if b.as_number().is_none() => {
                let (a, b) = (a.fraction(), b.fraction());
                Fraction {
                    above: product(Some(a.above), b.below).unwrap_or_else(|| Expr::number(1.0)),
                    below: product(a.below, Some(b.above)),
                }
            }
            _ => whole(self.clone()),
        }
    }
}

fn product(a: Option<Expr>, b: Option<Expr>) -> Option<Expr> {
    match (a, b) {
        (Some(a), Some(b)) if a.as_number() == Some(1.0) => Some(b),
        (Some(a), Some(b)) => Some(Expr::mul(a, b)),
        (a, b) => a.or(b),
    }
}

fn sum(a: Fraction, b: Fraction, combine: fn(Expr, Expr) -> Expr) -> Fraction {
    let scaled = |above: Expr, by: &Option<Expr>| match by {
        Some(by) if above.as_number() == Some(1.0) => by.clone(),
        Some(by) => Expr::mul(above, by.clone()),
        None => above,
    };
    let above = combine(scaled(a.above, &b.below), scaled(b.above, &a.below));
    Fraction { above, below: product(a.below, b.below) }
}

fn divisions(expr: &Expr) -> usize {
    let mut count = 0;
    expr.visit(&mut |part| {
        if let Kind::Div(_, b) = &part.kind
            && b.as_number().is_none()
        {
            count += 1;
        }
    });
    count
}

/// Returns the largest number of exponentials that are multiplied with each other anywhere in the formula.
fn exponentials(expr: &Expr) -> usize {
    match &expr.kind {
        Kind::Mul(a, b) => exponentials(a) + exponentials(b),
        Kind::Div(a, b) => exponentials(a).max(exponentials(b)),
        Kind::Add(a, b) | Kind::Sub(a, b) => exponentials(a).max(exponentials(b)),
        Kind::Neg(a) => exponentials(a),
        Kind::Pow(a, n) => match n.as_number() {
            Some(n) => exponentials(a) * n.abs().ceil() as usize,
            None => exponentials(a) * (MOST_EXPONENTIALS + 1),
        },
        Kind::Call(Function::Exp | Function::Sinh | Function::Cosh | Function::Expm1, _) => 1,
        Kind::Call(_, arguments) => arguments.iter().map(exponentials).max().unwrap_or(0),
        Kind::If { then, otherwise, .. } => exponentials(then).max(exponentials(otherwise)),
        Kind::Number(_) | Kind::Name(_) => 0,
    }
}
