//! A second evaluation of equations as data, with the sizes of their terms.

use neuron_runtime::model::equations::{Comparison, Condition, Equations, Expr, Function, Motion, Order, State};
use std::collections::HashMap;

/// A value, and its size: the value if every difference were a sum.
///
/// |a ± b| has the size of a plus that of b; products and quotients have the product and quotient of sizes, where a divisor d of
/// size s has 1/d of size s/d²; a power has the power of the size; any other function has its value.
#[derive(Clone, Copy, Debug)]
pub struct Measured {
    pub value: f64,
    pub size: f64,
}

impl Measured {
    pub fn exact(value: f64) -> Self {
        Measured { value, size: value.abs() }
    }

    pub fn plus(self, other: Self, sign: f64) -> Self {
        Measured { value: self.value + sign * other.value, size: self.size + other.size }
    }

    pub fn times(self, other: Self) -> Self {
        Measured { value: self.value * other.value, size: self.size * other.size }
    }

    pub fn over(self, other: Self) -> Self {
        Measured { value: self.value / other.value, size: self.size * other.size / other.value.powi(2) }
    }
}

/// The forms of removable singularities that are evaluated.
#[derive(Clone, Copy, PartialEq)]
pub enum Form {
    Written,
    Regular,
}

/// Equations with the values (internal units) of the names they see.
pub struct Walk<'a> {
    pub equations: &'static Equations,
    pub inputs: &'a HashMap<&'static str, f64>,
    pub form: Form,
}

impl Walk<'_> {
    pub fn expr(&self, expr: &Expr) -> Measured {
        let at = |expr: &Expr| self.expr(expr);
        match expr {
            Expr::Number(_, _, value) => Measured::exact(*value),
            Expr::Name(name) => self.name(name),
            Expr::Neg(a) => Measured { value: -at(a).value, size: at(a).size },
            Expr::Add(a, b) => at(a).plus(at(b), 1.0),
            Expr::Sub(a, b) => at(a).plus(at(b), -1.0),
            Expr::Mul(a, b) => at(a).times(at(b)),
            Expr::Div(a, b) => at(a).over(at(b)),
            Expr::Pow(a, b) => {
                let (a, b) = (at(a), at(b).value);
                let amplified = a.size / a.value.abs().max(f64::MIN_POSITIVE);
                let value = a.value.powf(b);
                Measured { value, size: if b > 0.0 { a.size.powf(b) } else { value.abs() * amplified.powf(-b) } }
            }
            Expr::Call(function, arguments) => self.call(*function, arguments),
            Expr::If { condition, then, otherwise } => at(if self.holds(condition) { then } else { otherwise }),
            Expr::Removable { written, regular } => at(if self.form == Form::Written { written } else { regular }),
        }
    }

    fn call(&self, function: Function, arguments: &[Expr]) -> Measured {
        let arguments: Vec<Measured> = arguments.iter().map(|argument| self.expr(argument)).collect();
        let x = arguments[0].value;
        Measured::exact(match function {
            Function::Exp => x.exp(),
            Function::Ln => x.ln(),
            Function::Log10 => x.log10(),
            Function::Sqrt => x.sqrt(),
            Function::Sin => x.sin(),
            Function::Cos => x.cos(),
            Function::Sinh => x.sinh(),
            Function::Cosh => x.cosh(),
            Function::Tanh => x.tanh(),
            Function::Expm1 => x.exp_m1(),
            Function::Log1p => x.ln_1p(),
            Function::Abs => return Measured { value: x.abs(), size: arguments[0].size },
            Function::Floor => x.floor(),
            Function::Random => f64::NAN,
            Function::Heaviside => {
                if x < 0.0 {
                    0.0
                } else {
                    1.0
                }
            }
            Function::Mod => {
                let periods = (x / arguments[1].value).floor();
                return arguments[0].plus(arguments[1].times(Measured::exact(periods)), -1.0);
            }
            Function::Min | Function::Max => {
                let larger = x > arguments[1].value;
                return arguments[usize::from(larger == (function == Function::Min))];
            }
            Function::Exprel => {
                if x == 0.0 {
                    1.0
                } else {
                    x.exp_m1() / x
                }
            }
            Function::Bernoulli => {
                if x == 0.0 {
                    1.0
                } else {
                    x / x.exp_m1()
                }
            }
        })
    }

    fn holds(&self, condition: &Condition) -> bool {
        match condition {
            Condition::Compare(Comparison { order, left, right, .. }) => {
                let (left, right) = (self.expr(left).value, self.expr(right).value);
                match order {
                    Order::Less => left < right,
                    Order::LessEqual => left <= right,
                    Order::Greater => left > right,
                    Order::GreaterEqual => left >= right,
                }
            }
            Condition::And(a, b) => self.holds(a) && self.holds(b),
            Condition::Or(a, b) => self.holds(a) || self.holds(b),
            Condition::Not(a) => !self.holds(a),
        }
    }

    pub fn name(&self, name: &str) -> Measured {
        if let Some(value) = self.inputs.get(name) {
            return Measured::exact(*value);
        }
        if let Some(definition) = self.equations.definitions.iter().find(|definition| definition.name == name) {
            return self.expr(&definition.value);
        }
        let (gate, curve) = name.rsplit_once('_').unwrap_or((name, "inf"));
        let state = self.equations.states.iter().find(|state| state.name == gate).expect("a gate");
        self.curve(state, curve)
    }

    pub fn curve(&self, state: &State, curve: &str) -> Measured {
        let speed = state.q10.as_ref().map_or(Measured::exact(1.0), |q10| {
            let tens = (self.inputs["celsius"] - q10.reference) / 10.0;
            Measured::exact(self.expr(&q10.factor).value.powf(tens))
        });
        match (&state.motion, curve) {
            (Motion::Relax { inf, .. }, "inf") => self.expr(inf),
            (Motion::Relax { tau: Some(tau), .. }, "tau") => self.expr(tau).over(speed),
            (Motion::Rates { alpha, .. }, "alpha") => self.expr(alpha).times(speed),
            (Motion::Rates { beta, .. }, "beta") => self.expr(beta).times(speed),
            (Motion::Rates { .. }, "inf") => {
                let alpha = self.curve(state, "alpha");
                alpha.over(alpha.plus(self.curve(state, "beta"), 1.0))
            }
            (Motion::Rates { .. }, "tau") => {
                Measured::exact(1.0).over(self.curve(state, "alpha").plus(self.curve(state, "beta"), 1.0))
            }
            _ => panic!("no curve {curve} of {}", state.name),
        }
    }
}
