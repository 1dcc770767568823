//! Symbolic derivatives, in forms that stay finite where an exponential saturates.

use super::evaluate::BERNOULLI_SERIES;
use super::simplify::{add, call, choose, div, mul, neg, pow, sub};
use super::{Condition, Expr, Function, Kind, Relation};

impl Expr {
    /// Returns the simplified derivative with respect to `name`. All other names are constants. At a kink of `abs`,
    /// `min`, `max` or `if`, and at a jump, the derivative is that of one side.
    #[must_use]
    pub fn derivative(&self, name: &str) -> Expr {
        self.lower().simplify().slope(name)
    }

    /// Returns the derivative of a lowered and simplified formula.
    fn slope(&self, name: &str) -> Expr {
        let number = |value: f64| Expr::number(value).at(self.span);
        if !self.uses(name) {
            return number(0.0);
        }
        match &self.kind {
            Kind::Number(_) => number(0.0),
            Kind::Name(_) => number(1.0),
            Kind::Neg(a) => neg(a.slope(name)),
            Kind::Add(a, b) => add(a.slope(name), b.slope(name)),
            Kind::Sub(a, b) => sub(a.slope(name), b.slope(name)),
            Kind::Mul(a, b) => add(mul(a.slope(name), (**b).clone()), mul((**a).clone(), b.slope(name))),
            Kind::Div(a, b) => self.slope_of_quotient(a, b, name),
            Kind::Pow(base, exponent) => self.slope_of_power(base, exponent, name),
            Kind::Call(Function::Floor, _) => number(0.0),
            Kind::Call(function, arguments) => match arguments.as_slice() {
                [u] => self.slope_of_call(*function, u, name),
                [a, b] => {
                    let relation = match function {
                        Function::Min => Relation::Less,
                        _ => Relation::Greater,
                    };
                    let (left, right) = (a.clone(), b.clone());
                    let cond = Condition::Compare { relation, left, right, smooth: false, span: self.span, held: None };
                    choose(cond, a.slope(name), b.slope(name), self.span)
                }
                _ => number(0.0),
            },
            Kind::If { cond, then, otherwise } => {
                choose((**cond).clone(), then.slope(name), otherwise.slope(name), self.span)
            }
        }
    }

    /// Returns (a/b)′, computed from the quotient itself. The textbook's rule divides by b², and its derivative by b⁴,
    /// which overflows where b is a saturated exponential.
    fn slope_of_quotient(&self, a: &Expr, b: &Expr, name: &str) -> Expr {
        if !b.uses(name) {
            return div(a.slope(name), b.clone());
        }
        if let Some(c) = a.as_number() {
            let reciprocal = div(Expr::number(1.0).at(self.span), b.clone());
            let square = pow(reciprocal, Expr::number(2.0).at(self.span));
            return mul(mul(square, b.slope(name)), Expr::number(-c).at(self.span));
        }
        let across = mul(self.clone(), b.slope(name));
        div(sub(a.slope(name), across), b.clone())
    }

    fn slope_of_power(&self, base: &Expr, exponent: &Expr, name: &str) -> Expr {
        let number = |value: f64| Expr::number(value).at(self.span);
        if !exponent.uses(name) {
            let lower = match exponent.as_number() {
                Some(n) => pow(base.clone(), number(n - 1.0)),
                None => pow(base.clone(), sub(exponent.clone(), number(1.0))),
            };
            return mul(mul(lower, base.slope(name)), exponent.clone());
        }
        let logarithm = call(Function::Ln, vec![base.clone()], self.span);
        let by_exponent = mul(self.clone(), mul(exponent.slope(name), logarithm));
        if !base.uses(name) {
            return by_exponent;
        }
        let lower = pow(base.clone(), sub(exponent.clone(), number(1.0)));
        add(by_exponent, mul(mul(lower, base.slope(name)), exponent.clone()))
    }

    /// Returns f′(u) u′ for a function of one argument.
    fn slope_of_call(&self, function: Function, u: &Expr, name: &str) -> Expr {
        let number = |value: f64| Expr::number(value).at(self.span);
        let of = |function: Function| call(function, vec![u.clone()], self.span);
        let inner = u.slope(name);
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
            Function::Min | Function::Max | Function::Mod => number(0.0),
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
