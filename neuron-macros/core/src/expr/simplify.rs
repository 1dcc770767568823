//! Simplification of formulas. It changes no value beyond rounding, and gives formulas the form that is emitted:
//! constants are folded and stand on the right, and divisions by constants become products.

use proc_macro2::Span;

use super::{Condition, Expr, Function, Kind};

impl Expr {
    /// Returns a formula of the same value with fewer operations. Simplifying it again changes nothing.
    #[must_use]
    pub fn simplify(&self) -> Expr {
        let span = self.span;
        match &self.kind {
            Kind::Number(_) | Kind::Name(_) => self.clone(),
            Kind::Neg(a) => neg(a.simplify()).at(span),
            Kind::Add(a, b) => add(a.simplify(), b.simplify()).at(span),
            Kind::Sub(a, b) => sub(a.simplify(), b.simplify()).at(span),
            Kind::Mul(a, b) => mul(a.simplify(), b.simplify()).at(span),
            Kind::Div(a, b) => div(a.simplify(), b.simplify()).at(span),
            Kind::Pow(a, b) => pow(a.simplify(), b.simplify()).at(span),
            Kind::Call(Function::Floor, arguments) => floor(self, arguments),
            Kind::Call(function, arguments) => call(*function, arguments.iter().map(Expr::simplify).collect(), span),
            Kind::If { cond, then, otherwise } => {
                choose(cond.map(&mut |expr| expr.simplify()), then.simplify(), otherwise.simplify(), span)
            }
        }
    }
}

/// True if folding is safe: the constant neither underflows nor overflows.
fn usable(value: f64) -> bool {
    value == 0.0 || value.is_normal()
}

fn constant(value: f64, span: Span) -> Expr {
    Expr::number(value).at(span)
}

/// Returns the constant factor of a product, and the rest.
fn scaled(expr: &Expr) -> Option<(&Expr, f64)> {
    match &expr.kind {
        Kind::Mul(x, c) => c.as_number().map(|c| (&**x, c)),
        _ => None,
    }
}

/// Returns the base and whole exponent of a power. The exponent of any other formula is 1.
fn power(expr: &Expr) -> (&Expr, f64) {
    match &expr.kind {
        Kind::Pow(base, exponent) => match exponent.as_number() {
            Some(n) if n.fract() == 0.0 => (base, n),
            _ => (expr, 1.0),
        },
        _ => (expr, 1.0),
    }
}

/// Returns −a, simplified. The operands of this function, and of all below, are already simplified.
pub(super) fn neg(a: Expr) -> Expr {
    let span = a.span;
    match a.kind {
        Kind::Number(number) => constant(-number.value, span),
        Kind::Neg(x) => *x,
        Kind::Sub(x, y) => sub(*y, *x).at(span),
        Kind::Mul(x, c) if c.as_number().is_some() => mul(*x, neg(*c)).at(span),
        Kind::Div(c, x) if c.as_number().is_some() => div(neg(*c), *x).at(span),
        kind => Expr::neg(Expr::new(kind, span)),
    }
}

/// Returns a + b, simplified.
pub(super) fn add(a: Expr, b: Expr) -> Expr {
    let span = a.span;
    match (a.as_number(), b.as_number()) {
        (Some(x), Some(y)) if usable(x + y) => return constant(x + y, span),
        (Some(0.0), _) => return b,
        (_, Some(0.0)) => return a,
        (None, Some(y)) if y < 0.0 => return Expr::sub(a, constant(-y, b.span)),
        (Some(_), None) => return add(b, a),
        _ => {}
    }
    if let Some(positive) = negative_part(&b) {
        return sub(a, positive);
    }
    if let Some(positive) = negative_part(&a) {
        return sub(b, positive);
    }
    Expr::add(a, b)
}

/// Returns a − b, simplified.
pub(super) fn sub(a: Expr, b: Expr) -> Expr {
    let span = a.span;
    match (a.as_number(), b.as_number()) {
        (Some(x), Some(y)) if usable(x - y) => return constant(x - y, span),
        (Some(0.0), _) => return neg(b),
        (_, Some(0.0)) => return a,
        (None, Some(y)) if y < 0.0 => return add(a, constant(-y, b.span)),
        _ => {}
    }
    if a.key() == b.key() {
        return constant(0.0, span);
    }
    match negative_part(&b) {
        Some(positive) => add(a, positive),
        None => Expr::sub(a, b),
    }
}

/// Returns −x if x is written with a minus sign in front.
fn negative_part(x: &Expr) -> Option<Expr> {
    match &x.kind {
        Kind::Neg(inner) => Some((**inner).clone()),
        Kind::Mul(inner, c) if c.as_number().is_some_and(|c| c < 0.0) => {
            Some(mul((**inner).clone(), neg((**c).clone())))
        }
        Kind::Div(c, inner) if c.as_number().is_some_and(|c| c < 0.0) => {
            Some(div(neg((**c).clone()), (**inner).clone()))
        }
        _ => None,
    }
}

/// Returns a b, simplified.
pub(super) fn mul(a: Expr, b: Expr) -> Expr {
    let span = a.span;
    match (a.as_number(), b.as_number()) {
        (Some(x), Some(y)) if usable(x * y) => return constant(x * y, span),
        (Some(0.0), _) | (_, Some(0.0)) => return constant(0.0, span),
        (_, Some(1.0)) => return a,
        (Some(_), None) => return mul(b, a),
        (None, Some(-1.0)) => return neg(a),
        _ => {}
    }
    if let Kind::Neg(x) = a.kind {
        return neg(mul(*x, b));
    }
    if let Kind::Neg(y) = b.kind {
        return neg(mul(a, *y));
    }
    if let Some(c) = b.as_number() {
        if let Some((x, d)) = scaled(&a)
            && usable(c * d)
        {
            return mul(x.clone(), constant(c * d, b.span));
        }
        if let Kind::Div(d, x) = &a.kind
            && let Some(d) = d.as_number()
            && usable(c * d)
        {
            return div(constant(c * d, b.span), (**x).clone());
        }
        return Expr::mul(a, b);
    }
    if let Some((x, d)) = scaled(&a) {
        return mul(mul(x.clone(), b), constant(d, span));
    }
    if let Some((y, d)) = scaled(&b) {
        return mul(mul(a, y.clone()), constant(d, span));
    }
    if let Some(merged) = merged(&a, &b) {
        return merged;
    }
    if let Kind::Mul(p, q) = &a.kind
        && let Some(merged) = merged(q, &b)
    {
        return mul((**p).clone(), merged);
    }
    Expr::mul(a, b)
}

/// Returns the product of two powers of the same base.
fn merged(a: &Expr, b: &Expr) -> Option<Expr> {
    let ((x, n), (y, m)) = (power(a), power(b));
    // Merging exponents of opposite signs could remove a pole.
    (n * m > 0.0 && x.key() == y.key()).then(|| pow(x.clone(), constant(n + m, a.span)))
}

/// Returns a / b, simplified.
pub(super) fn div(a: Expr, b: Expr) -> Expr {
    let span = a.span;
    if let Some(c) = b.as_number() {
        match a.as_number() {
            Some(x) if (x / c).is_finite() && usable(x / c) => return constant(x / c, span),
            Some(_) => return Expr::div(a, b),
            None if c.recip().is_normal() => return mul(a, constant(c.recip(), b.span)),
            None => return Expr::div(a, b),
        }
    }
    if a.as_number() == Some(0.0) {
        return a;
    }
    if let Kind::Neg(y) = b.kind {
        return neg(div(a, *y));
    }
    if let Kind::Neg(x) = a.kind {
        return neg(div(*x, b));
    }
    if let Some((y, d)) = scaled(&b) {
        if let Some(c) = a.as_number() {
            if usable(c / d) && d != 0.0 {
                return div(constant(c / d, span), y.clone());
            }
        } else if d.recip().is_normal() {
            return mul(div(a, y.clone()), constant(d.recip(), b.span));
        }
    }
    if let Kind::Div(d, y) = &b.kind
        && let Some(d) = d.as_number()
        && d.recip().is_normal()
    {
        return mul(mul(a, (**y).clone()), constant(d.recip(), b.span));
    }
    if let Some((x, c)) = scaled(&a) {
        return mul(div(x.clone(), b), constant(c, span));
    }
    Expr::div(a, b)
}

/// Returns base ^ exponent, simplified.
pub(super) fn pow(base: Expr, exponent: Expr) -> Expr {
    let span = base.span;
    let Some(n) = exponent.as_number() else {
        return Expr::pow(base, exponent);
    };
    if let Some(x) = base.as_number() {
        let value = Expr::pow(constant(x, span), constant(n, span)).evaluate(&|_| f64::NAN);
        return if usable(value) { constant(value, span) } else { Expr::pow(base, exponent) };
    }
    match n {
        0.0 => return constant(1.0, span),
        1.0 => return base,
        -1.0 => return div(constant(1.0, exponent.span), base),
        0.5 => return call(Function::Sqrt, vec![base], span),
        _ => {}
    }
    if n.fract() == 0.0 {
        if let Kind::Neg(x) = base.kind {
            let power = pow(*x, exponent);
            return if n % 2.0 == 0.0 { power } else { neg(power) };
        }
        let (x, m) = power(&base);
        if m != 1.0 && n * m > 0.0 {
            return pow(x.clone(), constant(n * m, exponent.span));
        }
    }
    Expr::pow(base, exponent)
}

/// Returns a function's value, simplified: a function of constants is a constant.
pub(super) fn call(function: Function, mut arguments: Vec<Expr>, span: Span) -> Expr {
    if function == Function::Abs
        && let [Expr { kind: Kind::Neg(x), .. }] = arguments.as_slice()
    {
        arguments = vec![(**x).clone()];
    }
    let folds = arguments.iter().all(|a| a.as_number().is_some());
    let expr = Expr::new(Kind::Call(function, arguments), span);
    if folds {
        let value = expr.evaluate(&|_| f64::NAN);
        if usable(value) {
            return constant(value, span);
        }
    }
    expr
}

/// Returns a floor whose argument is as written, unless it is constant. A product with 1/49 in place of a division by 49
/// would give floor(49 / 49) = 0.
fn floor(expr: &Expr, arguments: &[Expr]) -> Expr {
    let simple: Vec<Expr> = arguments.iter().map(Expr::simplify).collect();
    if simple.iter().all(|argument| argument.as_number().is_some()) {
        return call(Function::Floor, simple, expr.span);
    }
    expr.clone()
}

/// Returns `if cond { then } else { otherwise }`, or the arm alone if both are the same.
pub(super) fn choose(cond: Condition, then: Expr, otherwise: Expr, span: Span) -> Expr {
    let mut constant = true;
    cond.visit(&mut |expr| constant &= !matches!(expr.kind, Kind::Name(_) | Kind::Call(Function::Random, _)));
    if constant {
        return if cond.holds(&|_| f64::NAN) { then } else { otherwise };
    }
    if then.key() == otherwise.key() {
        return then;
    }
    Expr::new(Kind::If { cond: Box::new(cond), then: Box::new(then), otherwise: Box::new(otherwise) }, span)
}
