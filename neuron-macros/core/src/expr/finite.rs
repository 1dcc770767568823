//! Where a formula has no value: a division by 0, a logarithm of a negative number, a number that is too large.

use proc_macro2::Span;

use super::{Condition, Expr, Function, Kind};

/// The exponent from which exponentials of generated code grow no more, as `EXP_MAX` of the runtime.
const EXP_MAX: f64 = 345.0;

/// The innermost formula without a value.
pub struct NoValue {
    /// Its token.
    pub span: Span,
    /// What it does, as in "the steady state *divides by 0*".
    pub what: String,
}

impl Expr {
    /// Returns the value where every name has the value that `names` gives it, or `None` if it depends on a name without
    /// one. Removable singularities, such as the 0/0 of `x / (exp(x) - 1)`, must have been removed before.
    ///
    /// # Errors
    /// The innermost part that has no value, whatever the names without one are.
    pub fn value(&self, names: &dyn Fn(&str) -> Option<f64>) -> Result<Option<f64>, NoValue> {
        let of = |expr: &Expr| expr.value(names);
        let value = match &self.kind {
            Kind::Number(number) => Some(number.value),
            Kind::Name(name) => return Ok(names(&name.to_string())),
            Kind::Neg(a) => of(a)?.map(|a| -a),
            Kind::Add(a, b) => both(of(a)?, of(b)?, |a, b| a + b),
            Kind::Sub(a, b) => both(of(a)?, of(b)?, |a, b| a - b),
            Kind::Mul(a, b) => both(of(a)?, of(b)?, |a, b| a * b),
            Kind::Div(a, b) => {
                let (above, below) = (of(a)?, of(b)?);
                if below == Some(0.0) {
                    let span = if b.unsigned().as_number().is_some() { b.unsigned().span } else { self.span };
                    return Err(NoValue { span, what: "divides by 0".to_owned() });
                }
                both(above, below, |a, b| a / b)
            }
            Kind::Pow(a, b) => both(of(a)?, of(b)?, f64::powf),
            Kind::Call(Function::Random, arguments) => {
                arguments.iter().try_for_each(|seed| of(seed).map(drop))?;
                None
            }
            Kind::Call(function, arguments) => match arguments.as_slice() {
                [x] => {
                    let x = of(x)?;
                    let found = x.map(|x| function.of(if *function == Function::Exp { x.min(EXP_MAX) } else { x }));
                    if let (Some(x), Some(found)) = (x, found)
                        && !found.is_finite()
                    {
                        let what = format!("takes `{}` of {}", function.name(), short(x));
                        return Err(NoValue { span: self.span, what });
                    }
                    found
                }
                [x, y] => both(of(x)?, of(y)?, |x, y| function.of_two(x, y)),
                _ => None,
            },
            Kind::If { cond, then, otherwise } => {
                return match cond.truth(names)? {
                    Some(holds) => if holds { then } else { otherwise }.value(names),
                    None => Ok(None),
                };
            }
        };
        match value {
            Some(value) if value.is_infinite() => {
                Err(NoValue { span: self.span, what: "is larger than any number".to_owned() })
            }
            Some(value) if value.is_nan() => Err(NoValue { span: self.span, what: "is not a number".to_owned() }),
            value => Ok(value),
        }
    }
}

fn both(a: Option<f64>, b: Option<f64>, of: impl FnOnce(f64, f64) -> f64) -> Option<f64> {
    Some(of(a?, b?))
}

impl Condition {
    /// Returns whether the condition holds, or `None` if that depends on a name without a value.
    fn truth(&self, names: &dyn Fn(&str) -> Option<f64>) -> Result<Option<bool>, NoValue> {
        Ok(match self {
            Self::Compare { relation, left, right, .. } => {
                let (left, right) = (left.value(names)?, right.value(names)?);
                left.zip(right).map(|(left, right)| relation.holds(left, right))
            }
            Self::And(a, b) => a.truth(names)?.zip(b.truth(names)?).map(|(a, b)| a && b),
            Self::Or(a, b) => a.truth(names)?.zip(b.truth(names)?).map(|(a, b)| a || b),
            Self::Not(a) => a.truth(names)?.map(|a| !a),
        })
    }
}

/// Rounds a number to four digits.
pub(crate) fn short(value: f64) -> f64 {
    format!("{value:.3e}").parse().unwrap_or(value)
}
