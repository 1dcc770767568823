//! The dimension check: unification of dimensions whose exponents are rational numbers.
//!
//! In an equation where any literal carries a unit, bare numbers are pure. An equation where none does, as papers print
//! them, is numeric: potentials count in mV, times in ms and temperatures in degrees. Each of its bare numbers has an
//! unknown dimension made of these three. It has no part of a current, a length or an amount of substance, for which
//! papers use several units: a bare number that meets one is asked for its unit. 0 fits anything in both.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, Span};

use super::{Condition, Expr, Function, Kind, Number};
use crate::errors::Errors;
use crate::unit::{Dimension, Rational};

mod missing;

pub(crate) use missing::narrowest;
use missing::{bare, unit_factors};

/// A dimension that is partly unknown: a known one times powers of unknown ones.
#[derive(Clone, Debug)]
struct Term {
    known: Dimension,
    unknown: BTreeMap<usize, Rational>,
    /// True if a bare number of a numeric equation is in it.
    numeric: bool,
}

impl Term {
    fn known(known: Dimension) -> Self {
        Self { known, unknown: BTreeMap::new(), numeric: false }
    }

    fn pow(&self, exponent: Rational) -> Self {
        let mut unknown = BTreeMap::new();
        if !exponent.is_zero() {
            for (id, power) in &self.unknown {
                unknown.insert(*id, power.times(exponent));
            }
        }
        Self { known: self.known.pow(exponent), unknown, numeric: self.numeric }
    }

    fn times(mut self, other: &Self) -> Self {
        self.known = self.known.mul(other.known);
        self.numeric |= other.numeric;
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

/// A dimension to be found.
#[derive(Debug)]
struct Unknown {
    solution: Option<Term>,
    /// True for that of a bare number, which is made of potentials, times and temperatures.
    counted: bool,
}

/// Two dimensions that should be the same and are not.
struct Differ(Dimension, Dimension);

/// Checks the equations of one item, which share their names.
#[derive(Debug, Default)]
pub struct Solver {
    names: BTreeMap<String, Term>,
    /// Names about which nothing is known: each use of them fits anything.
    open: BTreeSet<String>,
    /// Parameters that were declared as a number without a unit, with that number.
    bare: BTreeMap<String, Expr>,
    /// Definitions that are numeric.
    numeric: BTreeMap<String, Expr>,
    /// Names declared in a unit of potential or time other than mV and ms.
    foreign: BTreeMap<String, Foreign>,
    unknowns: Vec<Unknown>,
    formulas: Vec<Term>,
    equation: Equation,
    /// The bare numbers of right numeric equations, with what is known of their dimensions.
    counted: Vec<(Counted, Dimension)>,
    errors: Vec<(Span, String)>,
}

/// A name in another unit of potential or time than mV and ms.
#[derive(Clone, Debug)]
struct Foreign {
    name: String,
    unit: String,
    dimension: Dimension,
}

/// A number without a unit in a numeric equation.
#[derive(Clone, Debug)]
pub struct Counted {
    /// The number as a literal.
    pub number: Number,
    /// Its token.
    pub span: Span,
    /// True if it stands in a comparison, where it may be small.
    pub compared: bool,
    /// The parameter or the definition that it is; `None` for a literal.
    pub name: Option<String>,
    term: Term,
}

/// The equation that is checked.
#[derive(Debug, Default)]
struct Equation {
    /// The number of its bare numbers, without 0, 1 and exponents.
    bare: usize,
    /// Names in it, and the name that it is about, in other units of potential or time than mV and ms.
    foreign: Vec<Foreign>,
    /// Its bare numbers so far, if it is numeric.
    literals: Vec<Counted>,
    /// True within a comparison.
    compared: bool,
    /// The number of errors before it.
    errors: usize,
}

/// Whether the literals of an equation carry units.
#[derive(Clone, Copy, PartialEq)]
enum Style {
    Units,
    Numeric,
}

impl Style {
    fn of(expr: &Expr) -> Self {
        let mut units = false;
        expr.visit(&mut |part| {
            units |= matches!(&part.kind, Kind::Number(number) if number.dimension.is_some());
        });
        if units { Self::Units } else { Self::Numeric }
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

    /// Declares a name with the unit that it was declared in. `factor` is the unit's value in the internal system.
    pub fn declare_in_unit(&mut self, name: &str, dimension: Dimension, factor: f64, unit: &str) {
        self.declare(name, dimension);
        if dimension.is_counted() && !dimension.is_pure() && factor != 1.0 {
            let foreign = Foreign { name: name.to_owned(), unit: unit.to_owned(), dimension };
            self.foreign.insert(name.to_owned(), foreign);
        }
    }

    /// Declares a parameter whose value is a `number` without a unit.
    pub fn declare_bare(&mut self, name: &str, number: Expr) {
        self.declare(name, Dimension::PURE);
        self.bare.insert(name.to_owned(), number);
    }

    /// Lets a name fit anything, because a mistake in its declaration was reported.
    pub fn leave_open(&mut self, name: &str) {
        self.open.insert(name.to_owned());
    }

    /// Defines a name by an equation, and infers its dimension. A name may be used before it is defined. One that is
    /// never declared or defined fits anything.
    pub fn define(&mut self, name: &Ident, expr: &Expr) -> Handle {
        let style = self.begin(expr, "");
        let term = self.infer(expr, style);
        self.end();
        let text = name.to_string();
        if term.numeric {
            self.numeric.insert(text.clone(), expr.clone());
        }
        match self.names.get(&text).cloned() {
            None => {
                self.names.insert(text, term.clone());
            }
            Some(used) => {
                if let Err(Differ(used, defined)) = self.unify(&used, &term) {
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

    /// Checks an equation of the name `owner`, as [`require`](Self::require) does. Its numbers are in the unit of that
    /// name, if it has one.
    pub fn require_of(&mut self, owner: &str, expr: &Expr, expected: Dimension, what: &str) -> Handle {
        self.check(owner, expr, &[expected], what)
    }

    /// Checks an equation, and that it has one of the dimensions that `what` can have. An empty list allows every
    /// dimension.
    pub fn require_one_of(&mut self, expr: &Expr, allowed: &[Dimension], what: &str) -> Handle {
        self.check("", expr, allowed, what)
    }

    fn check(&mut self, owner: &str, expr: &Expr, allowed: &[Dimension], what: &str) -> Handle {
        let style = self.begin(expr, owner);
        let term = self.infer(expr, style);
        let found = self.resolve(&term);
        let expected = match allowed {
            [one] => Some(*one),
            // Which of several it is may be open, where a part of the equation fits anything.
            _ if self.is_open(&found) => None,
            several => {
                let fits = |one: &&Dimension| found.known.div(**one).is_counted();
                several.iter().find(fits).or(several.first()).copied()
            }
        };
        let Some(expected) = expected else {
            self.end();
            return self.handle(term);
        };
        if let Err(Differ(actual, _)) = self.unify(&term, &Term::known(expected)) {
            // The dimension of a time constant or of a rate may be in no number of a numeric equation, as in
            // `tau = exp((v + 467) / 66.6)`. A pure number or a current that is none lacks a factor.
            let counts = expected.is_counted() && !expected.is_pure();
            if !(counts && self.forgives(style, &[&term], actual, expected)) {
                let words: Vec<String> = allowed.iter().map(|dimension| dimension.to_string()).collect();
                let message = format!("{what} is {}, not {actual}", words.join(" or "));
                self.blame(expr, style, actual, allowed, message);
            }
        }
        self.end();
        self.handle(Term::known(expected))
    }

    /// Begins an equation, of the name `owner` if it has one.
    fn begin(&mut self, expr: &Expr, owner: &str) -> Style {
        let names = expr.names().into_iter().map(Ident::to_string).chain([owner.to_owned()]);
        self.equation = Equation {
            bare: count_bare(expr),
            foreign: names.filter_map(|name| self.foreign.get(&name).cloned()).collect(),
            literals: Vec::new(),
            compared: false,
            errors: self.errors.len(),
        };
        Style::of(expr)
    }

    /// Ends an equation. In a numeric one, numbers count in mV and ms. Beside a name in another unit of these kinds they
    /// may be meant in that one.
    fn end(&mut self) {
        let Equation { foreign, literals, errors, .. } = std::mem::take(&mut self.equation);
        if errors < self.errors.len() {
            return;
        }
        for literal in literals {
            let (dimension, text) = (self.resolve(&literal.term).known, &literal.number.text);
            let Some(Foreign { name, unit, .. }) = foreign.iter().find(|foreign| shares(dimension, foreign.dimension))
            else {
                self.counted.push((literal, dimension));
                continue;
            };
            let message = format!(
                "`{text}` has no unit, and `{name}` is in {unit}: write `{}`, or the number in another unit",
                dimension.literal(text)
            );
            self.error(literal.span, message);
        }
    }

    /// True if a difference of two dimensions does not count: in a numeric equation, potentials, times and temperatures
    /// are numbers where they meet one.
    fn forgives(&self, style: Style, terms: &[&Term], a: Dimension, b: Dimension) -> bool {
        style == Style::Numeric
            && !self.equation.foreign.iter().any(|foreign| shares(a.div(b), foreign.dimension))
            && terms.iter().any(|term| term.numeric)
            && a.div(b).is_counted()
    }

    /// Returns the bare numbers of numeric equations since the last call, with the unit in which they count.
    pub fn take_counted(&mut self) -> Vec<Counted> {
        let counted = std::mem::take(&mut self.counted);
        let with_unit = |(counted, dimension): (Counted, Dimension)| {
            let dimension = (!dimension.is_pure()).then_some(dimension);
            let unit = dimension.map(Dimension::internal_unit);
            Counted { number: Number { dimension, unit, ..counted.number }, ..counted }
        };
        counted.into_iter().map(with_unit).collect()
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

    fn fresh(&mut self, counted: bool) -> Term {
        self.unknowns.push(Unknown { solution: None, counted });
        let unknown = BTreeMap::from([(self.unknowns.len() - 1, Rational::ONE)]);
        Term { known: Dimension::PURE, unknown, numeric: false }
    }

    /// Returns the term with every unknown that is solved replaced by its solution.
    fn resolve(&self, term: &Term) -> Term {
        let mut resolved = Term { known: term.known, unknown: BTreeMap::new(), numeric: term.numeric };
        for (id, power) in &term.unknown {
            let factor = match &self.unknowns[*id].solution {
                Some(bound) => self.resolve(bound).pow(*power),
                None => Term { unknown: BTreeMap::from([(*id, *power)]), ..Term::known(Dimension::PURE) },
            };
            resolved = resolved.times(&factor);
        }
        resolved
    }

    /// True if a resolved term fits anything.
    fn is_open(&self, term: &Term) -> bool {
        term.unknown.keys().any(|id| !self.unknowns[*id].counted)
    }

    /// Returns the dimension, if nothing in it is unknown.
    fn solved(&self, term: &Term) -> Option<Dimension> {
        let resolved = self.resolve(term);
        resolved.unknown.is_empty().then_some(resolved.known)
    }

    /// Makes two dimensions the same by solving for an unknown, or returns the two that differ.
    fn unify(&mut self, a: &Term, b: &Term) -> Result<(), Differ> {
        let (a, b) = (self.resolve(a), self.resolve(b));
        let quotient = a.clone().over(&b);
        // What fits anything is solved for first; then the newest.
        let newest = quotient.unknown.iter().max_by_key(|(id, _)| (!self.unknowns[**id].counted, **id));
        let Some((id, power)) = newest.map(|(id, power)| (*id, *power)) else {
            // Unknowns that cancel are on both sides, so the known parts must agree.
            return if quotient.known.is_pure() { Ok(()) } else { Err(Differ(a.known, b.known)) };
        };
        if self.unknowns[id].counted && !quotient.known.is_counted() {
            return Err(Differ(a.known, b.known));
        }
        let mut rest = quotient;
        rest.unknown.remove(&id);
        if let Some(inverse) = power.reciprocal() {
            self.unknowns[id].solution = Some(rest.pow(inverse.negative()));
        }
        Ok(())
    }

    fn infer(&mut self, expr: &Expr, style: Style) -> Term {
        match &expr.kind {
            Kind::Number(number) => self.number(number, expr.span, style),
            Kind::Name(name) => self.name(&name.to_string(), style),
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

    fn number(&mut self, number: &Number, span: Span, style: Style) -> Term {
        match number.dimension {
            Some(dimension) => Term::known(dimension),
            None if number.value == 0.0 => self.fresh(false),
            None if style == Style::Units => Term::known(Dimension::PURE),
            None => self.counted(number.clone(), span, None),
        }
    }

    /// Returns the term of a bare number of a numeric equation.
    fn counted(&mut self, number: Number, span: Span, name: Option<String>) -> Term {
        let term = Term { numeric: true, ..self.fresh(true) };
        let compared = self.equation.compared;
        self.equation.literals.push(Counted { number, span, compared, name, term: term.clone() });
        term
    }

    fn name(&mut self, name: &str, style: Style) -> Term {
        if self.open.contains(name) {
            return self.fresh(false);
        }
        // A parameter without a unit is a bare number that one can set, and a definition may be one.
        let value = self.bare.get(name).or_else(|| self.numeric.get(name));
        if style == Style::Numeric
            && let Some((number, span)) = value.and_then(|value| bare(value.unsigned()))
        {
            return self.counted(number.clone(), span, Some(name.to_owned()));
        }
        if let Some(term) = self.names.get(name) {
            return term.clone();
        }
        let term = self.fresh(false);
        self.names.insert(name.to_owned(), term.clone());
        term
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
        let numeric = first.numeric || second.numeric;
        let Err(Differ(left, right)) = self.unify(&first, &second) else {
            return Term { numeric, ..first };
        };
        if self.forgives(style, &[&first, &second], left, right) {
            return Term { known: left.uncounted(), numeric, ..self.fresh(true) };
        }
        match self.beside((a, left), (b, right), style) {
            Some(beside) => {
                self.report_beside(&beside, style);
                // The other side has the dimension that was meant, if all other numbers have their units.
                match style {
                    Style::Numeric => self.fresh(false),
                    Style::Units if beside.on_the_left => second,
                    Style::Units => first,
                }
            }
            None => {
                self.error(span, message(left, right));
                self.fresh(false)
            }
        }
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
            return self.fresh(false);
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
        Term { numeric: base_term.numeric, ..Term::known(Dimension::PURE) }
    }

    fn call(&mut self, expr: &Expr, function: Function, arguments: &[Expr], style: Style) -> Term {
        let half = Rational::approximate(0.5).unwrap_or(Rational::ONE);
        match (function, arguments) {
            (Function::Sqrt, [a]) => self.scaled(a, style).pow(half),
            (Function::Abs, [a]) => self.scaled(a, style),
            (Function::Heaviside, [a]) => {
                let numeric = self.infer(a, style).numeric;
                Term { numeric, ..Term::known(Dimension::PURE) }
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
                let mut numeric = false;
                for argument in arguments {
                    let term = self.scaled(argument, style);
                    numeric |= term.numeric;
                    let what = format!("`{}` takes", function.name());
                    self.pure(argument, &term, style, &what);
                }
                Term { numeric, ..Term::known(Dimension::PURE) }
            }
        }
    }

    /// Checks that a formula is a pure number.
    fn pure(&mut self, expr: &Expr, term: &Term, style: Style, what: &str) {
        let Err(Differ(actual, _)) = self.unify(term, &Term::known(Dimension::PURE)) else { return };
        if self.forgives(style, &[term], actual, Dimension::PURE) {
            return;
        }
        let mut message = format!("{what} a pure number, not {actual}");
        let factors = !unit_factors(expr, false).is_empty() || self.is_scaled(expr);
        if actual == Dimension::VOLTAGE && what.ends_with("takes") && !factors {
            message += "; divide it by a slope, such as `5mV`";
        }
        self.blame(expr, style, actual, &[Dimension::PURE], message);
    }

    fn condition(&mut self, cond: &Condition, style: Style) {
        match cond {
            Condition::Compare { left, right, span, .. } => {
                let outer = std::mem::replace(&mut self.equation.compared, true);
                self.same(left, right, style, *span, |a, b| format!("compares {a} with {b}"));
                self.equation.compared = outer;
            }
            Condition::And(a, b) | Condition::Or(a, b) => {
                self.condition(a, style);
                self.condition(b, style);
            }
            Condition::Not(a) => self.condition(a, style),
        }
    }
}

/// True if both dimensions have a part of a potential, or both of a time.
fn shares(a: Dimension, b: Dimension) -> bool {
    let both = a.exponents().into_iter().zip(b.exponents());
    both.take(2).any(|(a, b)| !a.is_zero() && !b.is_zero())
}

fn count_bare(expr: &Expr) -> usize {
    if let Kind::Pow(base, _) = &expr.kind {
        return count_bare(base);
    }
    let mut count = usize::from(bare(expr).is_some_and(|(number, _)| ![0.0, 1.0].contains(&number.value)));
    expr.each_child(&mut |child| count += count_bare(child));
    count
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
