//! The dimension check: unification of dimensions whose exponents are rational numbers.
//!
//! In an equation where any literal carries a unit, bare numbers are pure. In an equation where none does, as papers
//! print them, each bare number has an unknown dimension and is in the internal unit. 0 fits anything in both.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, Span};

use super::{Condition, Expr, Function, Kind, Number};
use crate::errors::Errors;
use crate::unit::{Dimension, Rational};

/// A dimension that is partly unknown: a known one times powers of unknown ones.
#[derive(Clone, Debug)]
struct Term {
    known: Dimension,
    unknown: BTreeMap<usize, Rational>,
}

impl Term {
    fn known(known: Dimension) -> Self {
        Self { known, unknown: BTreeMap::new() }
    }

    fn pow(&self, exponent: Rational) -> Self {
        let mut unknown = BTreeMap::new();
        if !exponent.is_zero() {
            for (id, power) in &self.unknown {
                unknown.insert(*id, power.times(exponent));
            }
        }
        Self { known: self.known.pow(exponent), unknown }
    }

    fn times(mut self, other: &Self) -> Self {
        self.known = self.known.mul(other.known);
        for (id, power) in &other.unknown {
            let sum = self.unknown.get(id).map_or(*power, |mine| mine.plus(*power));
            if sum.is_zero() {
                self.unknown.remove(id);
            } else {
                self.unknown.insert(*id, sum);
            }
        }
        self
    }

    fn over(self, other: &Self) -> Self {
        self.times(&other.pow(Rational::integer(-1)))
    }
}

/// A formula whose dimension can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Handle(usize);

/// Checks the equations of one item, which share their names.
#[derive(Debug, Default)]
pub struct Solver {
    names: BTreeMap<String, Term>,
    /// Names about which nothing is known: each use of them fits anything.
    open: BTreeSet<String>,
    /// The solution for each unknown.
    unknowns: Vec<Option<Term>>,
    formulas: Vec<Term>,
    errors: Vec<(Span, String)>,
}

/// Whether the literals of an equation carry units.
#[derive(Clone, Copy, PartialEq)]
enum Style {
    Units,
    Published,
}

impl Style {
    fn of(expr: &Expr) -> Self {
        let mut units = false;
        expr.visit(&mut |part| {
            units |= matches!(&part.kind, Kind::Number(number) if number.dimension.is_some());
        });
        if units { Self::Units } else { Self::Published }
    }
}

impl Solver {
    /// Creates a solver that knows no names.
    pub fn new() -> Self {
        Self::default()
    }

    /// Declares the dimension of a name.
    pub fn declare(&mut self, name: &str, dimension: Dimension) {
        self.names.insert(name.to_owned(), Term::known(dimension));
    }

    /// Lets a name fit anything, because a mistake in its declaration was reported.
    pub fn leave_open(&mut self, name: &str) {
        self.open.insert(name.to_owned());
    }

    /// Defines a name by an equation, and infers its dimension. A name may be used before it is defined. One that is
    /// never declared or defined fits anything.
    pub fn define(&mut self, name: &Ident, expr: &Expr) -> Handle {
        let term = self.infer(expr, Style::of(expr));
        let text = name.to_string();
        match self.names.get(&text).cloned() {
            None => {
                self.names.insert(text, term.clone());
            }
            Some(used) => {
                if let Err((used, defined)) = self.unify(&used, &term) {
                    self.error(name.span(), format!("`{text}` is {defined}, but is used as {used}"));
                }
            }
        }
        self.handle(term)
    }

    /// Checks an equation, and that it has the dimension `expected`; `what` is, for example, "the time constant of gate
    /// `m`".
    pub fn require(&mut self, expr: &Expr, expected: Option<Dimension>, what: &str) -> Handle {
        let expected: Vec<Dimension> = expected.into_iter().collect();
        self.require_one_of(expr, &expected, what)
    }

    /// Checks an equation, and that it has one of the dimensions that `what` can have. An empty list allows every
    /// dimension. With several allowed ones, an equation may leave its dimension open.
    pub fn require_one_of(&mut self, expr: &Expr, allowed: &[Dimension], what: &str) -> Handle {
        let style = Style::of(expr);
        let term = self.infer(expr, style);
        let mismatch = match allowed {
            [] => None,
            [one] => self.unify(&term, &Term::known(*one)).err().map(|(actual, _)| actual),
            several => self.solved(&term).filter(|actual| !several.contains(actual)),
        };
        if let Some(actual) = mismatch {
            let words: Vec<String> = allowed.iter().map(|dimension| dimension.to_string()).collect();
            let message = format!("{what} is {}, not {actual}", words.join(" or "));
            self.blame(expr, style, actual, allowed[0], message);
        }
        self.handle(term)
    }

    /// Returns the number of errors so far.
    pub fn error_count(&self) -> usize {
        self.errors.len()
    }

    /// Returns the dimension of a formula that was checked, if it is known by now.
    pub fn dimension_of(&self, handle: Handle) -> Option<Dimension> {
        self.formulas.get(handle.0).and_then(|term| self.solved(term))
    }

    /// Returns the dimension of a name, if it is known by now.
    pub fn dimension_of_name(&self, name: &str) -> Option<Dimension> {
        self.names.get(name).and_then(|term| self.solved(term))
    }

    /// Moves the errors into `errors`, and returns what the equations determine.
    pub fn finish(mut self, errors: &mut Errors) -> Solved {
        for (span, message) in std::mem::take(&mut self.errors) {
            errors.push(span, message);
        }
        Solved { solver: self }
    }

    fn handle(&mut self, term: Term) -> Handle {
        self.formulas.push(term);
        Handle(self.formulas.len() - 1)
    }

    fn error(&mut self, span: Span, message: String) {
        self.errors.push((span, message));
    }

    fn fresh(&mut self) -> Term {
        self.unknowns.push(None);
        Term { known: Dimension::PURE, unknown: BTreeMap::from([(self.unknowns.len() - 1, Rational::ONE)]) }
    }

    /// Returns the term with every unknown that is solved replaced by its solution.
    fn resolve(&self, term: &Term) -> Term {
        let mut resolved = Term::known(term.known);
        for (id, power) in &term.unknown {
            let factor = match &self.unknowns[*id] {
                Some(bound) => self.resolve(bound).pow(*power),
                None => Term { known: Dimension::PURE, unknown: BTreeMap::from([(*id, *power)]) },
            };
            resolved = resolved.times(&factor);
        }
        resolved
    }

    /// Returns the dimension, if nothing in it is unknown.
    fn solved(&self, term: &Term) -> Option<Dimension> {
        let resolved = self.resolve(term);
        resolved.unknown.is_empty().then_some(resolved.known)
    }

    /// Makes two dimensions the same by solving for an unknown, or returns the two that differ.
    fn unify(&mut self, a: &Term, b: &Term) -> Result<(), (Dimension, Dimension)> {
        let (a, b) = (self.resolve(a), self.resolve(b));
        let quotient = a.clone().over(&b);
        let newest = quotient.unknown.iter().next_back().map(|(id, power)| (*id, *power));
        let Some((id, power)) = newest else {
            // Unknowns that cancel are on both sides, so the known parts must agree.
            return if quotient.known.is_pure() { Ok(()) } else { Err((a.known, b.known)) };
        };
        let mut rest = quotient;
        rest.unknown.remove(&id);
        if let Some(inverse) = power.reciprocal() {
            self.unknowns[id] = Some(rest.pow(inverse.negative()));
        }
        Ok(())
    }

    fn infer(&mut self, expr: &Expr, style: Style) -> Term {
        match &expr.kind {
            Kind::Number(number) => self.number(number, style),
            Kind::Name(name) => {
                let text = name.to_string();
                if self.open.contains(&text) {
                    return self.fresh();
                }
                if let Some(term) = self.names.get(&text) {
                    return term.clone();
                }
                let term = self.fresh();
                self.names.insert(text, term.clone());
                term
            }
            Kind::Neg(a) => self.infer(a, style),
            Kind::Add(a, b) => self.same(a, b, style, expr.span, |a, b| format!("adds {a} to {b}")),
            Kind::Sub(a, b) => self.same(a, b, style, expr.span, |a, b| format!("subtracts {b} from {a}")),
            Kind::Mul(a, b) => {
                let a = self.scaled(a, style);
                a.times(&self.scaled(b, style))
            }
            Kind::Div(a, b) => {
                let a = self.scaled(a, style);
                a.over(&self.scaled(b, style))
            }
            Kind::Pow(base, exponent) => self.power(base, exponent, style),
            Kind::Call(function, arguments) => self.call(expr, *function, arguments, style),
            Kind::If { cond, then, otherwise } => {
                self.condition(cond, style);
                self.same(then, otherwise, style, expr.span, |a, b| {
                    format!("one arm of this `if` is {a}, the other {b}")
                })
            }
        }
    }

    fn number(&mut self, number: &Number, style: Style) -> Term {
        match number.dimension {
            Some(dimension) => Term::known(dimension),
            None if number.value == 0.0 || style == Style::Published => self.fresh(),
            None => Term::known(Dimension::PURE),
        }
    }

    /// Infers the dimension of two formulas that must have the same.
    fn same(
        &mut self,
        a: &Expr,
        b: &Expr,
        style: Style,
        span: Span,
        message: impl Fn(Dimension, Dimension) -> String,
    ) -> Term {
        let first = self.infer(a, style);
        let second = self.infer(b, style);
        let Err((left, right)) = self.unify(&first, &second) else {
            return first;
        };
        // A bare number lacks its unit, unless the dimension beside it has no name.
        let (bare, dimension, kept) = match (bare(a), bare(b)) {
            (None, Some(number)) if left.is_named() => (number, left, first),
            (Some(number), None) if right.is_named() => (number, right, second),
            _ => {
                self.error(span, message(left, right));
                return self.fresh();
            }
        };
        let (number, at) = bare;
        // A number beside a temperature is a point on the scale, not a difference.
        let literal = if dimension == Dimension::TEMPERATURE {
            format!("{}degC", number.text)
        } else {
            dimension.literal(&number.text)
        };
        self.error(
            at,
            format!("`{}` has no unit and stands beside {}; write `{literal}`", number.text, dimension.words()),
        );
        kept
    }

    /// Infers the dimension of a factor, which cannot be in °C.
    fn scaled(&mut self, expr: &Expr, style: Style) -> Term {
        let factor = expr.unsigned();
        if let Kind::Number(number) = &factor.kind
            && number.absolute_temperature
        {
            let difference = number.text.replace("degC", "K");
            self.error(
                factor.span,
                format!(
                    "`{}` is a point on the Celsius scale and scales nothing; write `{difference}` for a difference",
                    number.text
                ),
            );
            // No other error follows from this one.
            return self.fresh();
        }
        self.infer(expr, style)
    }

    fn power(&mut self, base: &Expr, exponent: &Expr, style: Style) -> Term {
        let base_term = self.scaled(base, style);
        if exponent.names().is_empty() {
            // Bare numbers in a constant exponent are pure in every style.
            let exponent_term = self.infer(exponent, Style::Units);
            self.pure(exponent, &exponent_term, Style::Units, "an exponent is");
            if let Some(power) = Rational::approximate(exponent.evaluate(&|_| f64::NAN)) {
                return base_term.pow(power);
            }
        } else {
            let exponent_term = self.scaled(exponent, style);
            self.pure(exponent, &exponent_term, style, "an exponent is");
        }
        if matches!(&base.kind, Kind::Name(name) if name == "e") {
            let e = "`e` is the reversal potential; the exponential function is written `exp(…)`";
            if self.unify(&base_term, &Term::known(Dimension::PURE)).is_err() {
                self.error(base.span, e.to_owned());
            }
            return Term::known(Dimension::PURE);
        }
        self.pure(base, &base_term, style, "the base of a power with such an exponent is");
        Term::known(Dimension::PURE)
    }

    fn call(&mut self, expr: &Expr, function: Function, arguments: &[Expr], style: Style) -> Term {
        let half = Rational::approximate(0.5).unwrap_or(Rational::ONE);
        match (function, arguments) {
            (Function::Sqrt, [a]) => self.scaled(a, style).pow(half),
            (Function::Abs, [a]) => self.scaled(a, style),
            (Function::Heaviside, [a]) => {
                self.infer(a, style);
                Term::known(Dimension::PURE)
            }
            (Function::Mod, [a, b]) => {
                if b.unsigned().as_number() == Some(0.0) {
                    let message = "there is no remainder of a division by 0; give `mod` another divisor";
                    self.error(b.span, message.to_owned());
                }
                self.same(a, b, style, expr.span, |a, b| {
                    format!("`mod` takes two quantities of one dimension, not {a} and {b}")
                })
            }
            (Function::Min | Function::Max, [a, b]) => {
                self.same(a, b, style, expr.span, |a, b| format!("`{}` compares {a} with {b}", function.name()))
            }
            _ => {
                for argument in arguments {
                    let term = self.scaled(argument, style);
                    let what = format!("`{}` takes", function.name());
                    self.pure(argument, &term, style, &what);
                }
                Term::known(Dimension::PURE)
            }
        }
    }

    /// Checks that a formula is a pure number.
    fn pure(&mut self, expr: &Expr, term: &Term, style: Style, what: &str) {
        if let Err((actual, _)) = self.unify(term, &Term::known(Dimension::PURE)) {
            let mut message = format!("{what} a pure number, not {actual}");
            let factors =
                !unit_factors(expr, false).is_empty() || (style == Style::Units && bare_factor(expr).is_some());
            if actual == Dimension::VOLTAGE && what.ends_with("takes") && !factors {
                message += "; divide it by a slope, such as `5mV`";
            }
            self.blame(expr, style, actual, Dimension::PURE, message);
        }
    }

    fn condition(&mut self, cond: &Condition, style: Style) {
        match cond {
            Condition::Compare { left, right, span, .. } => {
                self.same(left, right, style, *span, |a, b| format!("compares {a} with {b}"));
            }
            Condition::And(a, b) | Condition::Or(a, b) => {
                self.condition(a, style);
                self.condition(b, style);
            }
            Condition::Not(a) => self.condition(a, style),
        }
    }

    /// Reports a formula of the wrong dimension: at a factor that may lack its unit if there is one, else at its
    /// narrowest token.
    fn blame(&mut self, expr: &Expr, style: Style, actual: Dimension, expected: Dimension, message: String) {
        if style == Style::Units
            && let Some((number, span, inverse)) = bare_factor(expr)
        {
            let missing = if inverse { actual.div(expected) } else { expected.div(actual) };
            let literal = missing.literal(&number.text);
            let text = &number.text;
            self.error(span, format!("{message}; `{text}` has no unit, write `{literal}`"));
            return;
        }
        match unit_factors(expr, false).as_slice() {
            // If one factor alone carries a unit, it gives the product its dimension.
            [(number, span, inverse)] => {
                let own = number.dimension.unwrap_or(Dimension::PURE);
                let missing = if *inverse { actual.div(expected) } else { expected.div(actual) };
                let fits = own.mul(missing);
                let text = &number.text;
                let hint = if own == actual {
                    String::new()
                } else if fits.is_named() {
                    format!("; `{text}` is {own}, and {fits} would fit here")
                } else {
                    format!("; `{text}` would fit in {}", fits.internal_unit())
                };
                self.error(*span, format!("{message}{hint}"));
            }
            _ => self.error(narrowest(expr), message),
        }
    }
}

/// Returns the literals with a unit among the factors of a formula, and whether they divide.
fn unit_factors(expr: &Expr, inverse: bool) -> Vec<(&Number, Span, bool)> {
    match &expr.kind {
        Kind::Number(number) if number.dimension.is_some() => vec![(number, expr.span, inverse)],
        Kind::Neg(a) => unit_factors(a, inverse),
        Kind::Mul(a, b) => [unit_factors(a, inverse), unit_factors(b, inverse)].concat(),
        Kind::Div(a, b) => [unit_factors(a, inverse), unit_factors(b, !inverse)].concat(),
        _ => Vec::new(),
    }
}

/// Returns the number that a formula is, with a sign or without, if it has no unit.
fn bare(expr: &Expr) -> Option<(&Number, Span)> {
    match &expr.kind {
        Kind::Number(number) if number.dimension.is_none() => Some((number, expr.span)),
        Kind::Neg(a) => bare(a),
        _ => None,
    }
}

/// Returns a bare number that scales a formula, and whether it divides. A 1, as in a reciprocal, does not count.
fn bare_factor(expr: &Expr) -> Option<(&Number, Span, bool)> {
    match &expr.kind {
        Kind::Number(_) | Kind::Neg(_) if bare(expr).is_some() => {
            bare(expr).map(|(number, span)| (number, span, false))
        }
        Kind::Neg(a) => bare_factor(a),
        Kind::Mul(a, b) => bare_factor(a).or_else(|| bare_factor(b)).filter(scales),
        Kind::Div(a, b) => bare(b).map(|(number, span)| (number, span, true)).or_else(|| bare_factor(a)).filter(scales),
        _ => None,
    }
}

fn scales(factor: &(&Number, Span, bool)) -> bool {
    factor.0.value != 1.0
}

/// Returns the token that gives a formula its dimension; for a sum, that of its first term.
pub(crate) fn narrowest(expr: &Expr) -> Span {
    match &expr.kind {
        Kind::Neg(a) | Kind::Add(a, _) | Kind::Sub(a, _) => narrowest(a),
        _ => expr.span,
    }
}

/// The dimensions that a finished [`Solver`] found.
#[derive(Debug)]
pub struct Solved {
    solver: Solver,
}

impl Solved {
    /// Returns the dimension of a formula, or `None` if the equations leave it open.
    pub fn dimension_of(&self, handle: Handle) -> Option<Dimension> {
        self.solver.dimension_of(handle)
    }
}
