//! Formulas as LaTeX, with the brackets that they need and no others.

use super::symbol::{digits, unit};
use super::{Comparison, Condition, Equations, Expr, Function, Order};

/// How tightly a formula binds where it is printed, loosest first.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum Binding {
    Sum,
    Sign,
    Product,
    /// A fraction or a function: no brackets as a factor, but as the base of a power.
    Call,
    Power,
    Atom,
}

struct Printed {
    text: String,
    binding: Binding,
}

impl Printed {
    fn new(text: impl Into<String>, binding: Binding) -> Self {
        Printed { text: text.into(), binding }
    }

    /// Returns the text, in brackets if it binds less tightly than `needed`.
    fn within(self, needed: Binding) -> String {
        if self.binding < needed { bracketed(&self.text) } else { self.text }
    }
}

/// Returns a text in round brackets as high as it is.
fn bracketed(text: &str) -> String {
    if ["\\frac", "\\begin", "\\sqrt"].iter().any(|high| text.contains(high)) {
        format!("\\left({text}\\right)")
    } else {
        format!("({text})")
    }
}

impl Equations {
    /// Returns a formula of these equations as LaTeX for mathematical mode.
    pub fn latex(&self, expr: &Expr) -> String {
        self.print(expr).text
    }

    /// Prints the product of a factor that is printed already and a formula.
    pub(super) fn times(&self, factor: &str, expr: &Expr) -> String {
        let mut text = factor.to_owned();
        join(&mut text, &self.print(expr).within(Binding::Product));
        text
    }

    fn print(&self, expr: &Expr) -> Printed {
        match expr {
            Expr::Number(text, of, _) => {
                let (text, of) = (digits(text), unit(of));
                match (text.contains(' '), of.is_empty()) {
                    (false, true) => Printed::new(text, Binding::Atom),
                    (true, true) => Printed::new(text, Binding::Product),
                    (_, false) => Printed::new(format!("{text}\\,{of}"), Binding::Product),
                }
            }
            Expr::Name(name) => Printed::new(self.symbol(name), Binding::Atom),
            Expr::Neg(_) | Expr::Mul(..) | Expr::Div(..) => self.product(expr),
            Expr::Add(a, b) => self.sum(a, "+", b, Binding::Sum),
            Expr::Sub(a, b) => self.sum(a, "-", b, Binding::Product),
            Expr::Pow(base, exponent) => {
                let base = self.print(base).within(Binding::Atom);
                Printed::new(format!("{base}^{{{}}}", self.exponent(exponent)), Binding::Power)
            }
            Expr::Call(function, arguments) => self.call(*function, arguments),
            Expr::If { .. } => Printed::new(self.cases(expr), Binding::Sum),
            Expr::Removable { written, .. } => self.print(written),
        }
    }

    fn sum(&self, a: &Expr, sign: &str, b: &Expr, right: Binding) -> Printed {
        let left = match bare(a) {
            Expr::If { .. } => bracketed(&self.print(a).text),
            _ => self.print(a).text,
        };
        // A sign or a choice of cases does not follow another sign.
        let right = match self.print(b) {
            printed if printed.binding == Binding::Sign || matches!(bare(b), Expr::If { .. }) => {
                bracketed(&printed.text)
            }
            printed if leads_with_sign(b) => bracketed(&printed.text),
            printed => printed.within(right),
        };
        Printed::new(format!("{left} {sign} {right}"), Binding::Sum)
    }

    /// Prints quotients within an exponent on one line.
    fn exponent(&self, expr: &Expr) -> String {
        match bare(expr) {
            Expr::Div(a, b) if [a, b].iter().all(|part| matches!(bare(part), Expr::Number(..) | Expr::Name(_))) => {
                format!("{}/{}", self.print(a).text, self.print(b).text)
            }
            _ => self.print(expr).text,
        }
    }

    /// Prints a chain of products and quotients: `a b / c d` is a fraction and the factor d.
    fn product(&self, expr: &Expr) -> Printed {
        let mut chain = Chain { negative: false, groups: vec![Group::default()] };
        chain.add(expr);
        let mut text = String::new();
        for Group { above, below } in &chain.groups {
            let part = match below.is_empty() {
                true => self.factors(above),
                false => format!("\\frac{{{}}}{{{}}}", self.side(above), self.side(below)),
            };
            join(&mut text, &part);
        }
        let binding = match &chain.groups[..] {
            [Group { below, .. }] if !below.is_empty() => Binding::Call,
            _ => Binding::Product,
        };
        if chain.negative {
            return Printed::new(format!("-{text}"), Binding::Sign);
        }
        Printed::new(text, binding)
    }

    /// Prints what stands above or below the line of a fraction, where a single factor needs no brackets.
    fn side(&self, factors: &[&Expr]) -> String {
        match factors {
            [factor] => self.print(factor).text,
            factors => self.factors(factors),
        }
    }

    fn factors(&self, factors: &[&Expr]) -> String {
        let mut text = String::new();
        for factor in factors {
            join(&mut text, &self.print(factor).within(Binding::Product));
        }
        text
    }

    fn call(&self, function: Function, arguments: &[Expr]) -> Printed {
        let text = |k: usize| arguments.get(k).map(|argument| self.print(argument).text).unwrap_or_default();
        let of = |name: &str| Printed::new(format!("{name}{}", bracketed(&text(0))), Binding::Call);
        match function {
            Function::Sqrt => Printed::new(format!("\\sqrt{{{}}}", text(0)), Binding::Atom),
            Function::Abs => Printed::new(format!("\\left|{}\\right|", text(0)), Binding::Atom),
            Function::Floor => Printed::new(format!("\\left\\lfloor {} \\right\\rfloor", text(0)), Binding::Atom),
            Function::Mod => {
                let both = bracketed(&format!("{}, {}", text(0), text(1)));
                Printed::new(format!("\\operatorname{{mod}}{both}"), Binding::Call)
            }
            Function::Heaviside => of("\\operatorname{H}"),
            Function::Random => of("\\mathrm{random}"),
            Function::Min | Function::Max => {
                let both = bracketed(&format!("{}, {}", text(0), text(1)));
                Printed::new(format!("\\{}{both}", function.name()), Binding::Call)
            }
            Function::Log10 => of("\\log_{10}"),
            Function::Expm1 => Printed::new(format!("\\exp{} - 1", bracketed(&text(0))), Binding::Sum),
            Function::Log1p => {
                let sum = arguments.first().map(|x| self.sum(&ONE, "+", x, Binding::Sum).text).unwrap_or_default();
                Printed::new(format!("\\ln{}", bracketed(&sum)), Binding::Call)
            }
            Function::Exprel => {
                Printed::new(format!("\\frac{{\\exp{} - 1}}{{{}}}", bracketed(&text(0)), text(0)), Binding::Call)
            }
            Function::Bernoulli => of("\\operatorname{B}"),
            Function::Exp
            | Function::Ln
            | Function::Sin
            | Function::Cos
            | Function::Sinh
            | Function::Cosh
            | Function::Tanh => of(&format!("\\{}", function.name())),
        }
    }

    fn cases(&self, expr: &Expr) -> String {
        let (mut rows, mut rest) = (Vec::new(), expr);
        while let Expr::If { condition, then, otherwise } = bare(rest) {
            rows.push(format!("{} & \\text{{if }} {}", self.print(then).text, self.condition(condition, false)));
            rest = otherwise;
        }
        rows.push(format!("{} & \\text{{otherwise}}", self.print(rest).text));
        format!("\\begin{{cases}} {} \\end{{cases}}", rows.join(" \\\\ "))
    }

    /// Prints a condition; a choice among those that all have to hold is in brackets.
    fn condition(&self, condition: &Condition, in_and: bool) -> String {
        match condition {
            Condition::Compare(comparison) => self.comparison(comparison),
            Condition::And(a, b) => {
                format!("{} \\text{{ and }} {}", self.condition(a, true), self.condition(b, true))
            }
            Condition::Or(a, b) => {
                let text = format!("{} \\text{{ or }} {}", self.condition(a, false), self.condition(b, false));
                if in_and { bracketed(&text) } else { text }
            }
            Condition::Not(a) => format!("\\text{{not }} {}", bracketed(&self.condition(a, false))),
        }
    }

    fn comparison(&self, comparison: &Comparison) -> String {
        let order = match comparison.order {
            Order::Less => "<",
            Order::LessEqual => "\\le",
            Order::Greater => ">",
            Order::GreaterEqual => "\\ge",
        };
        format!("{} {order} {}", self.print(&comparison.left).text, self.print(&comparison.right).text)
    }
}

const ONE: Expr = Expr::Number("1", "", 1.0);

/// Returns the formula as written.
fn bare(mut expr: &Expr) -> &Expr {
    while let Expr::Removable { written, .. } = expr {
        expr = written;
    }
    expr
}

/// True if the first thing printed is a sign.
fn leads_with_sign(expr: &Expr) -> bool {
    match bare(expr) {
        Expr::Neg(_) => true,
        Expr::Add(a, _) | Expr::Sub(a, _) | Expr::Mul(a, _) | Expr::Div(a, _) => leads_with_sign(a),
        _ => false,
    }
}

/// Appends a factor, with a dot before a digit.
fn join(text: &mut String, factor: &str) {
    if !text.is_empty() {
        let first = factor.strip_prefix("\\frac{").unwrap_or(factor);
        text.push_str(if first.starts_with(|c: char| c.is_ascii_digit()) { " \\cdot " } else { "\\," });
    }
    text.push_str(factor);
}

/// Factors over others.
#[derive(Default)]
struct Group<'a> {
    above: Vec<&'a Expr>,
    below: Vec<&'a Expr>,
}

/// A chain of products and quotients as one writes it, from left to right.
struct Chain<'a> {
    negative: bool,
    groups: Vec<Group<'a>>,
}

impl<'a> Chain<'a> {
    fn add(&mut self, expr: &'a Expr) {
        match bare(expr) {
            Expr::Neg(a) if !leads_with_sign(a) => {
                self.negative = true;
                self.add_factor(a);
            }
            Expr::Mul(a, b) => {
                self.add(a);
                match self.groups.last_mut() {
                    Some(group) if group.below.is_empty() => group.above.push(b),
                    _ => self.groups.push(Group { above: vec![b], below: Vec::new() }),
                }
            }
            Expr::Div(a, b) => {
                self.add(a);
                if let Some(group) = self.groups.last_mut() {
                    group.below.push(b);
                }
            }
            // A sign before a sign.
            Expr::Neg(a) => {
                self.negative = true;
                self.groups[0].above.push(a);
            }
            _ => self.add_factor(expr),
        }
    }

    /// Adds the first factor, which may be a product itself.
    fn add_factor(&mut self, expr: &'a Expr) {
        match bare(expr) {
            Expr::Mul(..) | Expr::Div(..) => self.add(expr),
            _ => self.groups[0].above.push(expr),
        }
    }
}
