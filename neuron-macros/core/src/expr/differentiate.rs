//! Symbolic derivatives, in forms that stay finite where an exponential saturates.

use super::evaluate::BERNOULLI_SERIES;
use super::simplify::{add, call, choose, div, mul, neg, pow, sub};
use super::{Condition, Expr, Function, Kind, Relation};

impl Expr {
    /// Returns the simplified derivative with respect to `name`. All other names are constants. At a kink of `abs`,
    /// `min`, `max` or `if`, and at a jump, the derivative is that of one side.
    #[must_use]
    pub fn derivative(&self, name: &str) -> Expr {
        self.lower().simplify().slope(name).unwrap_or_else(|| Expr::number(0.0).at(self.span))
    }

    /// Returns the derivative of a lowered and simplified formula, and `None` if it does not depend on the name.
    fn slope(&self, name: &str) -> Option<Expr> {
        let number = |value: f64| Expr::number(value).at(self.span);
        let both = |a: &Expr, b: &Expr| match (a.slope(name), b.slope(name)) {
            (None, None) => None,
            (a, b) => Some((a.unwrap_or_else(|| number(0.0)), b.unwrap_or_else(|| number(0.0)))),
        };
        Some(match &self.kind {
            Kind::Number(_) => return None,
            Kind::Name(own) if own == name => number(1.0),
            Kind::Name(_) => return None,
            Kind::Neg(a) => neg(a.slope(name)?),
            Kind::Add(a, b) => {
                let (a, b) = both(a, b)?;
                add(a, b)
            }
            Kind::Sub(a, b) => {
                let (a, b) = both(a, b)?;
                sub(a, b)
            }
            Kind::Mul(a, b) => {
                let (a_slope, b_slope) = both(a, b)?;
                add(mul(a_slope, (**b).clone()), mul((**a).clone(), b_slope))
            }
            Kind::Div(a, b) => self.slope_of_quotient(a, b, name)?,
            Kind::Pow(base, exponent) => self.slope_of_power(base, exponent, name)?,
            Kind::Call(function, arguments) => match arguments.as_slice() {
                _ if matches!(function, Function::Floor | Function::Random) => return None,
                [u] => self.slope_of_call(*function, u, u.slope(name)?),
                [a, b] => {
                    let (a_slope, b_slope) = both(a, b)?;
                    let relation = match function {
                        Function::Min => Relation::Less,
                        _ => Relation::Greater,
                    };
                    let (left, right) = (a.clone(), b.clone());
                    let cond = Condition::Compare { relation, left, right, smooth: false, span: self.span, held: None };
                    choose(cond, a_slope, b_slope, self.span)
                }
                _ => return None,
            },
            Kind::If { cond, then, otherwise } => {
                let (then, otherwise) = both(then, otherwise)?;
                choose((**cond).clone(), then, otherwise, self.span)
            }
        })
    }

    /// Returns (a/b)′, computed from the quotient itself. The textbook's rule divides by b², and its derivative by b⁴,
    /// which overflows where b is a saturated exponential.
    fn slope_of_quotient(&self, a: &Expr, b: &Expr, name: &str) -> Option<Expr> {
        let a_slope = a.slope(name);
        let Some(b_slope) = b.slope(name) else { return Some(div(a_slope?, b.clone())) };
        if let Some(c) = a.as_number() {
            let reciprocal = div(Expr::number(1.0).at(self.span), b.clone());
            let square = pow(reciprocal, Expr::number(2.0).at(self.span));
            return Some(mul(mul(square, b_slope), Expr::number(-c).at(self.span)));
        }
        let across = mul(self.clone(), b_slope);
        Some(div(sub(a_slope.unwrap_or_else(|| Expr::number(0.0).at(self.span)), across), b.clone()))
    }

    fn slope_of_power(&self, base: &Expr, exponent: &Expr, name: &str) -> Option<Expr> {
        let number = |value: f64| Expr::number(value).at(self.span);
        let base_slope = base.slope(name);
        let Some(exponent_slope) = exponent.slope(name) else {
            let lower = match exponent.as_number() {
                Some(n) => pow(base.clone(), number(n - 1.0)),
                None => pow(base.clone(), sub(exponent.clone(), number(1.0))),
            };
            return Some(mul(mul(lower, base_slope?), exponent.clone()));
        };
        let logarithm = call(Function::Ln, vec![base.clone()], self.span);
        let by_exponent = mul(self.clone(), mul(exponent_slope, logarithm));
        let Some(base_slope) = base_slope else { return Some(by_exponent) };
        let lower = pow(base.clone(), sub(exponent.clone(), number(1.0)));
        Some(add(by_exponent, mul(mul(lower, base_slope), exponent.clone())))
    }

    /// Returns f′(u) u′ for a function of one argument, whose derivative is `inner`.
    fn slope_of_call(&self, function: Function, u: &Expr, inner: Expr) -> Expr {
        let number = |value: f64| Expr::number(value).at(self.span);
        let of = |function: Function| call(function, vec![u.clone()], self.span);
        let outer = match function {
            Function::Exp => self.clone(),
            Function::Ln => return div(inner, u.clone()),
            Function::Log10 => return div(mul(inner, number(std::f64::consts::LOG10_E)), u.clone()),
            Function::Sqrt => return mul(div(inner, self.clone()), number(0.5)),
            Function::Sin => of(Function::Cos),
            Function::Cos => neg(of(Function::Sin)),
            Function::Sinh => of(Function::Cosh),
            Function::Cosh => of(Function::Sinh),
            Function::Tanh => sub(number(1.0), pow(self.clone(), number(2.0))),
            Function::Expm1 => of(Function::Exp),
            Function::Log1p => return div(inner, add(u.clone(), number(1.0))),
            Function::Abs => {
                let (relation, left, right) = (Relation::Less, u.clone(), number(0.0));
                let cond = Condition::Compare { relation, left, right, smooth: false, span: self.span, held: None };
                return choose(cond, neg(inner.clone()), inner, self.span);
            }
            // exprel(u) is 1/B(u), and the derivatives of B are finite at 0.
            Function::Exprel => {
                let square = pow(self.clone(), number(2.0));
                neg(mul(square, of(Function::BernoulliSlope)))
            }
            Function::Bernoulli => of(Function::BernoulliSlope),
            Function::BernoulliSlope => of(Function::BernoulliCurvature),
            Function::BernoulliCurvature => third_derivative_of_bernoulli(u),
            Function::Floor | Function::Heaviside => return number(0.0),
            Function::Min | Function::Max | Function::Mod | Function::Random => number(0.0),
        };
        mul(outer, inner)
    }
}

/// Returns the third derivative of B(u) = u/(exp(u) − 1).
///
/// Away from 0 it solves u B‴ = −B″ (1 + 2B + u) − 2B′ (B′ + 1), which follows from u B′ = B − B² − u B. Near 0 it is
/// the series.
fn third_derivative_of_bernoulli(u: &Expr) -> Expr {
    let number = |value: f64| Expr::number(value).at(u.span);
    let of = |function: Function| Expr::call(function, u.clone());
    let (value, slope, curvature) =
        (of(Function::Bernoulli), of(Function::BernoulliSlope), of(Function::BernoulliCurvature));
    let first = Expr::mul(curvature, Expr::add(Expr::add(Expr::mul(value, number(2.0)), u.clone()), number(1.0)));
    let second = Expr::mul(Expr::mul(slope.clone(), Expr::add(slope, number(1.0))), number(2.0));
    let away = Expr::neg(Expr::div(Expr::add(first, second), u.clone()));
    // Horner's scheme in u², for the terms of the series that the third derivative leaves.
    let square = Expr::pow(u.clone(), number(2.0));
    let mut near = number(0.0);
    for (k, coefficient) in BERNOULLI_SERIES.iter().enumerate().skip(1).rev() {
        let n = 2.0 * (k as f64 + 1.0);
        let term = coefficient * n * (n - 1.0) * (n - 2.0);
        near = Expr::add(Expr::mul(near, square.clone()), number(term));
    }
    let near = Expr::mul(near, u.clone());
    Expr::select(Relation::Less, Expr::new(Kind::Call(Function::Abs, vec![u.clone()]), u.span), number(0.5), near, away)
        .simplify()
}
