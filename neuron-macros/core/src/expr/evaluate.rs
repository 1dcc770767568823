//! Values of formulas in plain `f64`, for folding constants, plausible ranges and tests of rewrites.

use super::{Condition, Expr, Function, Kind, Relation};

impl Expr {
    /// Returns the value where every name has the value that `names` gives it. Exponentials do not saturate as they do
    /// in generated code. A random number has the value NaN.
    pub fn evaluate(&self, names: &dyn Fn(&str) -> f64) -> f64 {
        let at = |expr: &Expr| expr.evaluate(names);
        match &self.kind {
            Kind::Number(number) => number.value,
            Kind::Name(name) => names(&name.to_string()),
            Kind::Neg(a) => -at(a),
            Kind::Add(a, b) => at(a) + at(b),
            Kind::Sub(a, b) => at(a) - at(b),
            Kind::Mul(a, b) => at(a) * at(b),
            Kind::Div(a, b) => at(a) / at(b),
            Kind::Pow(a, b) => match b.as_number() {
                Some(n) if n.fract() == 0.0 && n.abs() <= 64.0 => at(a).powi(n as i32),
                _ => at(a).powf(at(b)),
            },
            Kind::Call(function, arguments) => match arguments.as_slice() {
                [x] => function.of(at(x)),
                [x, y] => function.of_two(at(x), at(y)),
                _ => f64::NAN,
            },
            Kind::If { cond, then, otherwise } => at(if cond.holds(names) { then } else { otherwise }),
        }
    }
}

impl Condition {
    /// True if the condition holds where every name has the value that `names` gives it.
    pub fn holds(&self, names: &dyn Fn(&str) -> f64) -> bool {
        match self {
            Self::Compare { relation, left, right, .. } => relation.holds(left.evaluate(names), right.evaluate(names)),
            Self::And(a, b) => a.holds(names) && b.holds(names),
            Self::Or(a, b) => a.holds(names) || b.holds(names),
            Self::Not(a) => !a.holds(names),
        }
    }
}

impl Relation {
    /// True if two numbers stand in this order.
    pub fn holds(self, left: f64, right: f64) -> bool {
        match self {
            Self::Less => left < right,
            Self::LessEqual => left <= right,
            Self::Greater => left > right,
            Self::GreaterEqual => left >= right,
        }
    }
}

impl Function {
    /// Returns the value of a function of two arguments.
    pub(super) fn of_two(self, x: f64, y: f64) -> f64 {
        match self {
            Self::Min => x.min(y),
            Self::Max => x.max(y),
            Self::Mod => x - y * (x / y).floor(),
            _ => f64::NAN,
        }
    }

    /// Returns the value of a function of one argument.
    pub(super) fn of(self, x: f64) -> f64 {
        match self {
            Self::Exp => x.exp(),
            Self::Ln => x.ln(),
            Self::Log10 => x.log10(),
            Self::Sqrt => x.sqrt(),
            Self::Sin => x.sin(),
            Self::Cos => x.cos(),
            Self::Sinh => x.sinh(),
            Self::Cosh => x.cosh(),
            Self::Tanh => x.tanh(),
            Self::Expm1 => x.exp_m1(),
            Self::Log1p => x.ln_1p(),
            Self::Abs => x.abs(),
            Self::Exprel if x == 0.0 => 1.0,
            Self::Exprel => x.exp_m1() / x,
            Self::Bernoulli => bernoulli(x, 0),
            Self::BernoulliSlope => bernoulli(x, 1),
            Self::BernoulliCurvature => bernoulli(x, 2),
            Self::Floor => x.floor(),
            Self::Heaviside => f64::from(x >= 0.0),
            Self::Min | Self::Max | Self::Mod | Self::Random => f64::NAN,
        }
    }
}

/// Taylor coefficients of u/(exp(u) − 1) at u², u⁴, …: the Bernoulli numbers B₂ₖ over (2k)!
/// (Abramowitz & Stegun 1964, 23.1.1 and table 23.2).
pub(super) const BERNOULLI_SERIES: [f64; 9] = [
    1.0 / 12.0,
    -1.0 / 720.0,
    1.0 / 30_240.0,
    -1.0 / 1_209_600.0,
    1.0 / 47_900_160.0,
    -691.0 / 1_307_674_368_000.0,
    1.0 / 74_724_249_600.0,
    -3_617.0 / 10_670_622_842_880_000.0,
    43_867.0 / 5_109_094_217_170_944_000.0,
];

/// Returns u/(exp(u) − 1), or its first or second derivative with respect to u.
fn bernoulli(u: f64, order: u32) -> f64 {
    if u.abs() < 0.5 {
        let mut sum = match order {
            0 => 1.0 - u / 2.0,
            1 => -0.5,
            _ => 0.0,
        };
        for (k, coefficient) in BERNOULLI_SERIES.iter().enumerate() {
            let power = 2 * (k as i32 + 1);
            let falling: f64 = (0..order as i32).map(|i| f64::from(power - i)).product();
            sum += coefficient * falling * u.powi(power - order as i32);
        }
        return sum;
    }
    let value = u / u.exp_m1();
    if u > 700.0 {
        return 0.0;
    }
    // u B′ = B − B² − u B, and the second derivative follows from it.
    let slope = (value - value * value - u * value) / u;
    match order {
        0 => value,
        1 => slope,
        _ => (-2.0 * value * slope - value - u * slope) / u,
    }
}
