//! Equations as a reader writes them, for the documentation of generated types.

use std::fmt;

use super::{Condition, Expr, Function, Kind};

/// How tightly an operator binds its operands.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum Binding {
    Sum,
    Product,
    Sign,
    Power,
    Atom,
}

impl Expr {
    /// Returns the equation as a reader writes it: `1 / (1 + exp(-(v + 25.5mV) / 5.29mV))`.
    pub fn display(&self) -> String {
        self.to_string()
    }

    fn binding(&self) -> Binding {
        match &self.kind {
            Kind::Number(number) if number.text.contains(['/', '*']) => Binding::Product,
            Kind::Number(number) if number.value < 0.0 => Binding::Sign,
            Kind::Number(_) | Kind::Name(_) | Kind::Call(..) => Binding::Atom,
            Kind::Neg(_) => Binding::Sign,
            Kind::Sub(a, b) if divisor(a, b).is_some() => Binding::Atom,
            Kind::Add(..) | Kind::Sub(..) | Kind::If { .. } => Binding::Sum,
            Kind::Mul(..) | Kind::Div(..) => Binding::Product,
            Kind::Pow(..) => Binding::Power,
        }
    }

    /// Writes an operand, in parentheses if it binds less tightly than `needed`.
    fn operand(&self, needed: Binding, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.binding() < needed { write!(f, "({self})") } else { write!(f, "{self}") }
    }
}

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let infix = |f: &mut fmt::Formatter<'_>, a: &Expr, left, symbol, b: &Expr, right| {
            a.operand(left, f)?;
            f.write_str(symbol)?;
            b.operand(right, f)
        };
        match &self.kind {
            Kind::Number(number) => f.write_str(&number.text),
            Kind::Name(name) => write!(f, "{name}"),
            Kind::Neg(a) => {
                f.write_str("-")?;
                // Two signs in a row read badly.
                a.operand(Binding::Power, f)
            }
            Kind::Add(a, b) => infix(f, a, Binding::Sum, " + ", b, Binding::Sum),
            Kind::Sub(a, b) if let Some(y) = divisor(a, b) => write!(f, "mod({a}, {y})"),
            Kind::Sub(a, b) => infix(f, a, Binding::Sum, " - ", b, Binding::Product),
            Kind::Mul(a, b) => infix(f, a, Binding::Product, " * ", b, Binding::Sign),
            Kind::Div(a, b) => infix(f, a, Binding::Product, " / ", b, Binding::Sign),
            Kind::Pow(a, b) => infix(f, a, Binding::Atom, "^", b, Binding::Sign),
            Kind::Call(function, arguments) => {
                write!(f, "{}(", function.name())?;
                // Whatever else is there was not written.
                for (i, argument) in arguments.iter().take(function.arity()).enumerate() {
                    if i > 0 {
                        f.write_str(", ")?;
                    }
                    write!(f, "{argument}")?;
                }
                f.write_str(")")
            }
            Kind::If { cond, then, otherwise } => write!(f, "if {cond} {{ {then} }} else {{ {otherwise} }}"),
        }
    }
}

/// Returns y if `a - b` is x - y·floor(x/y), as which `mod(x, y)` is evaluated.
fn divisor<'e>(a: &Expr, b: &'e Expr) -> Option<&'e Expr> {
    let Kind::Mul(y, periods) = &b.kind else { return None };
    let Kind::Call(Function::Floor, arguments) = &periods.kind else { return None };
    let Kind::Div(x, z) = &arguments.first()?.kind else { return None };
    (x.to_string() == a.to_string() && z.to_string() == y.to_string()).then_some(y)
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Shown(self, false).fmt(f)
    }
}

/// A condition to print, and whether it stands within `smooth(…)`.
struct Shown<'a>(&'a Condition, bool);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let grouped = |f: &mut fmt::Formatter<'_>, inner: Shown<'_>| match inner.0 {
            Condition::Or(..) => write!(f, "({inner})"),
            _ => write!(f, "{inner}"),
        };
        if !self.1 && self.0.is_smooth() {
            return write!(f, "smooth({})", Shown(self.0, true));
        }
        let shown = |cond| Shown(cond, self.1);
        match self.0 {
            Condition::Compare { relation, left, right, .. } => write!(f, "{left} {} {right}", relation.symbol()),
            Condition::And(a, b) => {
                grouped(f, shown(a))?;
                f.write_str(" && ")?;
                grouped(f, shown(b))
            }
            Condition::Or(a, b) => write!(f, "{} || {}", shown(a), shown(b)),
            Condition::Not(a) => write!(f, "!({})", shown(a)),
        }
    }
}
