//! The equation language: one expression tree, shared by all macros.
//!
//! An equation is parsed ([`Expr::parse`]), dimension-checked ([`dimension`]), written in fewer functions
//! ([`Expr::lower`]), freed of removable singularities ([`Expr::remove_singularities`]), differentiated
//! ([`Expr::derivative`]), simplified ([`Expr::simplify`]) and emitted as Rust ([`emit`]).
//!
//! This folder knows names and units. It does not know what a name stands for: a gate, a parameter or an ion.

use proc_macro2::{Ident, Span};

use crate::unit::{Dimension, Quantity};

mod constant;
pub mod differentiate;
pub mod dimension;
pub mod display;
pub mod emit;
pub mod evaluate;
pub mod finite;
pub mod fraction;
mod function;
mod literal;
mod lower;
pub mod parse;
mod polynomial;
pub mod simplify;
pub mod singularity;
mod written;

pub use function::Function;

/// A formula, with the tokens it came from.
#[derive(Clone, Debug)]
pub struct Expr {
    /// Its form.
    pub kind: Kind,
    /// Its narrowest token: the name or number, the operator, the function's name.
    pub span: Span,
}

/// The forms of a formula.
#[derive(Clone, Debug)]
pub enum Kind {
    /// A constant.
    Number(Number),
    /// A declared name.
    Name(Ident),
    /// −a
    Neg(Box<Expr>),
    /// a + b
    Add(Box<Expr>, Box<Expr>),
    /// a − b
    Sub(Box<Expr>, Box<Expr>),
    /// a b
    Mul(Box<Expr>, Box<Expr>),
    /// a / b
    Div(Box<Expr>, Box<Expr>),
    /// base ^ exponent
    Pow(Box<Expr>, Box<Expr>),
    /// A function, with [`Function::arity`] arguments.
    Call(Function, Vec<Expr>),
    /// `if cond { then } else { otherwise }`
    If {
        /// The condition.
        cond: Box<Condition>,
        /// The value where the condition is true.
        then: Box<Expr>,
        /// The value where it is false.
        otherwise: Box<Expr>,
    },
}

/// A constant, in the internal system.
#[derive(Clone, Debug)]
pub struct Number {
    /// The value in the internal system.
    pub value: f64,
    /// The dimension of its unit; `None` for a bare number.
    pub dimension: Option<Dimension>,
    /// True if it is a point on the Celsius scale.
    pub absolute_temperature: bool,
    /// As written, with its unit and without spaces: `25.5mV`, `0.1/ms/mV`.
    pub text: String,
    /// Its unit as one declares it: `mV`, `1/ms/mV`; `None` for a bare number.
    pub unit: Option<String>,
    /// True if it stands in `unchecked(…)`, because it is out of plausible ranges on purpose.
    pub unchecked: bool,
}

/// The condition of an `if`.
#[derive(Clone, Debug)]
#[allow(clippy::large_enum_variant, reason = "comparisons are the usual case, and always boxed once")]
pub enum Condition {
    /// A comparison: left < right, or another relation.
    Compare {
        /// The order of the two numbers.
        relation: Relation,
        /// The number on the left.
        left: Expr,
        /// The number on the right.
        right: Expr,
        /// True within `smooth(…)`: the branches of the `if` meet where the comparison switches.
        smooth: bool,
        /// The operator.
        span: Span,
        /// Its number among the relations that are held between events; `None` if it is evaluated as written.
        held: Option<usize>,
    },
    /// Both hold.
    And(Box<Condition>, Box<Condition>),
    /// At least one holds.
    Or(Box<Condition>, Box<Condition>),
    /// The condition does not hold.
    Not(Box<Condition>),
}

/// The order of two numbers in a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
}

impl Relation {
    /// Returns the operator as written.
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::LessEqual => "<=",
            Self::Greater => ">",
            Self::GreaterEqual => ">=",
        }
    }
}

/// Constructors.
impl Expr {
    /// Creates a formula of `kind` about the token at `span`.
    pub fn new(kind: Kind, span: Span) -> Self {
        Self { kind, span }
    }

    /// Creates a constant that no token stands for.
    pub fn number(value: f64) -> Self {
        Self::new(
            Kind::Number(Number {
                value,
                dimension: None,
                absolute_temperature: false,
                text: value.to_string(),
                unit: None,
                unchecked: false,
            }),
            Span::call_site(),
        )
    }

    /// Creates a constant from that of a declaration.
    pub fn quantity(quantity: &Quantity) -> Self {
        let mut expr = Self::number(quantity.value).at(quantity.span);
        if let Kind::Number(number) = &mut expr.kind {
            number.dimension = (!quantity.dimension.is_pure()).then_some(quantity.dimension);
            number.absolute_temperature = quantity.absolute_temperature;
            number.unchecked = quantity.unchecked;
        }
        expr
    }

    /// Creates the formula that is a declared name.
    pub fn name(ident: Ident) -> Self {
        let span = ident.span();
        Self::new(Kind::Name(ident), span)
    }

    /// Creates −a.
    #[allow(clippy::should_implement_trait, reason = "builders are called by path, not as operators")]
    pub fn neg(a: Self) -> Self {
        let span = a.span;
        Self::new(Kind::Neg(Box::new(a)), span)
    }

    /// Creates a + b.
    #[allow(clippy::should_implement_trait, reason = "builders are called by path, not as operators")]
    pub fn add(a: Self, b: Self) -> Self {
        let span = a.span;
        Self::new(Kind::Add(Box::new(a), Box::new(b)), span)
    }

    /// Creates a − b.
    #[allow(clippy::should_implement_trait, reason = "builders are called by path, not as operators")]
    pub fn sub(a: Self, b: Self) -> Self {
        let span = a.span;
        Self::new(Kind::Sub(Box::new(a), Box::new(b)), span)
    }

    /// Creates a b.
    #[allow(clippy::should_implement_trait, reason = "builders are called by path, not as operators")]
    pub fn mul(a: Self, b: Self) -> Self {
        let span = a.span;
        Self::new(Kind::Mul(Box::new(a), Box::new(b)), span)
    }

    /// Creates a / b.
    #[allow(clippy::should_implement_trait, reason = "builders are called by path, not as operators")]
    pub fn div(a: Self, b: Self) -> Self {
        let span = a.span;
        Self::new(Kind::Div(Box::new(a), Box::new(b)), span)
    }

    /// Creates base ^ exponent.
    pub fn pow(base: Self, exponent: Self) -> Self {
        let span = base.span;
        Self::new(Kind::Pow(Box::new(base), Box::new(exponent)), span)
    }

    /// Creates a call of a function of one argument.
    pub fn call(function: Function, argument: Self) -> Self {
        let span = argument.span;
        Self::new(Kind::Call(function, vec![argument]), span)
    }

    /// Creates `if left relation right { then } else { otherwise }`.
    pub fn select(relation: Relation, left: Self, right: Self, then: Self, otherwise: Self) -> Self {
        let span = then.span;
        let cond = Condition::Compare { relation, left, right, smooth: false, span, held: None };
        Self::new(Kind::If { cond: Box::new(cond), then: Box::new(then), otherwise: Box::new(otherwise) }, span)
    }

    /// Returns the same formula about another token.
    #[must_use]
    pub fn at(mut self, span: Span) -> Self {
        self.span = span;
        self
    }
}

/// Questions and rewrites that need no algebra.
impl Expr {
    /// Returns the value of a constant.
    pub fn as_number(&self) -> Option<f64> {
        match &self.kind {
            Kind::Number(number) => Some(number.value),
            _ => None,
        }
    }

    /// Returns the formula without the signs in front of it.
    pub fn unsigned(&self) -> &Self {
        let mut inner = self;
        while let Kind::Neg(a) = &inner.kind {
            inner = a;
        }
        inner
    }

    /// Calls `visit` with the formula and every one inside it, outermost first.
    pub fn visit<'a>(&'a self, visit: &mut dyn FnMut(&'a Expr)) {
        visit(self);
        self.each_child(&mut |child| child.visit(visit));
    }

    /// Calls `visit` with every formula that the formula is made of, in the order written.
    pub fn each_child<'a>(&'a self, visit: &mut dyn FnMut(&'a Expr)) {
        match &self.kind {
            Kind::Number(_) | Kind::Name(_) => {}
            Kind::Neg(a) => visit(a),
            Kind::Add(a, b) | Kind::Sub(a, b) | Kind::Mul(a, b) | Kind::Div(a, b) | Kind::Pow(a, b) => {
                visit(a);
                visit(b);
            }
            Kind::Call(_, arguments) => arguments.iter().for_each(visit),
            Kind::If { cond, then, otherwise } => {
                cond.each_compared(visit);
                visit(then);
                visit(otherwise);
            }
        }
    }

    /// Returns every use of a name, in the order written.
    pub fn names(&self) -> Vec<&Ident> {
        let mut names = Vec::new();
        self.visit(&mut |expr| {
            if let Kind::Name(name) = &expr.kind {
                names.push(name);
            }
        });
        names
    }

    /// True if the name occurs.
    pub fn uses(&self, name: &str) -> bool {
        if let Kind::Name(ident) = &self.kind {
            return ident == name;
        }
        let mut found = false;
        self.each_child(&mut |child| found = found || child.uses(name));
        found
    }

    /// True if it has no functions and no conditions.
    pub fn is_algebraic(&self) -> bool {
        let mut algebraic = true;
        self.visit(&mut |part| algebraic &= !matches!(part.kind, Kind::Call(..) | Kind::If { .. }));
        algebraic
    }

    /// True if it contains a random number.
    pub fn draws(&self) -> bool {
        let mut draws = false;
        self.visit(&mut |part| draws |= matches!(part.kind, Kind::Call(Function::Random, _)));
        draws
    }

    /// Returns the formula with a number at each `random`, behind its seed: the one that `next` gives for the number it has. Two that
    /// differ in it are different numbers, whatever is made of the formula.
    #[must_use]
    pub fn number_draws(&self, next: &mut dyn FnMut(Option<usize>) -> usize) -> Expr {
        let numbered = self.map_children(&mut |child| child.number_draws(next));
        match &numbered.kind {
            Kind::Call(Function::Random, arguments) => {
                let (seed, number) = arguments.split_at(1.min(arguments.len()));
                let number = number.first().and_then(Expr::as_number).map(|number| number as usize);
                let number = Expr::number(next(number) as f64).at(self.span);
                Expr::new(Kind::Call(Function::Random, [seed, &[number]].concat()), self.span)
            }
            _ => numbered,
        }
    }

    /// Marks every number as meant. Returns false if there is none.
    pub(crate) fn set_unchecked(&mut self) -> bool {
        match &mut self.kind {
            Kind::Number(number) => {
                number.unchecked = true;
                true
            }
            Kind::Name(_) => false,
            Kind::Neg(a) => a.set_unchecked(),
            Kind::Add(a, b) | Kind::Sub(a, b) | Kind::Mul(a, b) | Kind::Div(a, b) | Kind::Pow(a, b) => {
                a.set_unchecked() | b.set_unchecked()
            }
            Kind::Call(_, arguments) => arguments.iter_mut().fold(false, |any, a| a.set_unchecked() | any),
            Kind::If { then, otherwise, .. } => then.set_unchecked() | otherwise.set_unchecked(),
        }
    }

    /// Returns the formula with `map` applied to every child.
    #[must_use]
    pub fn map_children(&self, map: &mut dyn FnMut(&Expr) -> Expr) -> Expr {
        let kind = match &self.kind {
            leaf @ (Kind::Number(_) | Kind::Name(_)) => leaf.clone(),
            Kind::Neg(a) => Kind::Neg(Box::new(map(a))),
            Kind::Add(a, b) => Kind::Add(Box::new(map(a)), Box::new(map(b))),
            Kind::Sub(a, b) => Kind::Sub(Box::new(map(a)), Box::new(map(b))),
            Kind::Mul(a, b) => Kind::Mul(Box::new(map(a)), Box::new(map(b))),
            Kind::Div(a, b) => Kind::Div(Box::new(map(a)), Box::new(map(b))),
            Kind::Pow(a, b) => Kind::Pow(Box::new(map(a)), Box::new(map(b))),
            Kind::Call(function, arguments) => Kind::Call(*function, arguments.iter().map(map).collect()),
            Kind::If { cond, then, otherwise } => Kind::If {
                cond: Box::new(cond.map(map)),
                then: Box::new(map(then)),
                otherwise: Box::new(map(otherwise)),
            },
        };
        Expr::new(kind, self.span)
    }

    /// Returns the formula with each name replaced by the formula that `replace` gives for it, if any.
    #[must_use]
    pub fn substitute(&self, replace: &dyn Fn(&str) -> Option<Expr>) -> Expr {
        if let Kind::Name(name) = &self.kind
            && let Some(expr) = replace(&name.to_string())
        {
            return expr;
        }
        self.map_children(&mut |child| child.substitute(replace))
    }

    /// Returns a text that is equal for formulas of the same structure and values, wherever they were written. Whether
    /// comparisons are smooth does not count.
    pub fn key(&self) -> String {
        let mut text = String::new();
        self.write_key(&mut text);
        text
    }

    fn write_key(&self, text: &mut String) {
        let list = |text: &mut String, head: &str, items: &[&Expr]| {
            text.push_str(head);
            text.push('(');
            for item in items {
                item.write_key(text);
                text.push(' ');
            }
            text.push(')');
        };
        match &self.kind {
            // Adding 0 turns −0 into 0.
            Kind::Number(number) => text.push_str(&format!("#{:x}", (number.value + 0.0).to_bits())),
            Kind::Name(name) => text.push_str(&name.to_string()),
            Kind::Neg(a) => list(text, "neg", &[a]),
            Kind::Add(a, b) => list(text, "+", &[a, b]),
            Kind::Sub(a, b) => list(text, "-", &[a, b]),
            Kind::Mul(a, b) => list(text, "*", &[a, b]),
            Kind::Div(a, b) => list(text, "/", &[a, b]),
            Kind::Pow(a, b) => list(text, "^", &[a, b]),
            Kind::Call(function, arguments) => {
                list(text, function.name(), &arguments.iter().collect::<Vec<_>>());
            }
            Kind::If { cond, then, otherwise } => {
                cond.write_key(text);
                list(text, "if", &[then, otherwise]);
            }
        }
    }
}

impl Condition {
    /// Calls `visit` with every formula in the condition.
    pub fn visit<'a>(&'a self, visit: &mut dyn FnMut(&'a Expr)) {
        self.each_compared(&mut |compared| compared.visit(visit));
    }

    /// Calls `visit` with both sides of every comparison, in the order written.
    pub fn each_compared<'a>(&'a self, visit: &mut dyn FnMut(&'a Expr)) {
        match self {
            Self::Compare { left, right, .. } => {
                visit(left);
                visit(right);
            }
            Self::And(a, b) | Self::Or(a, b) => {
                a.each_compared(visit);
                b.each_compared(visit);
            }
            Self::Not(a) => a.each_compared(visit),
        }
    }

    /// Returns the condition with every comparison marked as smooth.
    #[must_use]
    pub fn smoothed(self) -> Self {
        let inner = |cond: Box<Self>| Box::new(cond.smoothed());
        match self {
            Self::Compare { relation, left, right, span, held, .. } => {
                Self::Compare { relation, left, right, smooth: true, span, held }
            }
            Self::And(a, b) => Self::And(inner(a), inner(b)),
            Self::Or(a, b) => Self::Or(inner(a), inner(b)),
            Self::Not(a) => Self::Not(inner(a)),
        }
    }

    /// True if every comparison is smooth.
    pub fn is_smooth(&self) -> bool {
        match self {
            Self::Compare { smooth, .. } => *smooth,
            Self::And(a, b) | Self::Or(a, b) => a.is_smooth() && b.is_smooth(),
            Self::Not(a) => a.is_smooth(),
        }
    }

    /// Calls `visit` with every comparison in the condition.
    pub fn each<'a>(&'a self, visit: &mut dyn FnMut(&'a Condition)) {
        match self {
            Self::Compare { .. } => visit(self),
            Self::And(a, b) | Self::Or(a, b) => {
                a.each(visit);
                b.each(visit);
            }
            Self::Not(a) => a.each(visit),
        }
    }

    /// Returns the condition with `map` applied to the compared formulas.
    #[must_use]
    pub fn map(&self, map: &mut dyn FnMut(&Expr) -> Expr) -> Self {
        match self {
            Self::Compare { relation, left, right, smooth, span, held } => {
                let (left, right) = (map(left), map(right));
                Self::Compare { relation: *relation, left, right, smooth: *smooth, span: *span, held: *held }
            }
            Self::And(a, b) => Self::And(Box::new(a.map(map)), Box::new(b.map(map))),
            Self::Or(a, b) => Self::Or(Box::new(a.map(map)), Box::new(b.map(map))),
            Self::Not(a) => Self::Not(Box::new(a.map(map))),
        }
    }

    fn write_key(&self, text: &mut String) {
        match self {
            Self::Compare { relation, left, right, .. } => {
                left.write_key(text);
                text.push_str(relation.symbol());
                right.write_key(text);
            }
            Self::And(a, b) | Self::Or(a, b) => {
                let symbol = if matches!(self, Self::And(..)) { "&" } else { "|" };
                text.push('(');
                a.write_key(text);
                text.push_str(symbol);
                b.write_key(text);
                text.push(')');
            }
            Self::Not(a) => {
                text.push_str("!(");
                a.write_key(text);
                text.push(')');
            }
        }
    }
}
