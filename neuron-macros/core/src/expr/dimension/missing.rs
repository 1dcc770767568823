//! The number to blame for an equation of the wrong dimension: the one that lacks its unit, or has another one.

use proc_macro2::Span;

use super::{Counted, Solver, Style};
use crate::expr::{Expr, Function, Kind, Number};
use crate::unit::{Dimension, Rational};

/// A number without a unit that scales a formula, or is it.
#[derive(Clone)]
struct Lacking {
    /// The number as written.
    text: String,
    span: Span,
    /// The parameter whose declaration it is; `None` for a literal.
    parameter: Option<String>,
    /// The power with which it scales the formula.
    power: Rational,
}

/// A number without a unit in one of two formulas that should have the same dimension.
pub(super) struct Beside {
    lacking: Lacking,
    /// The dimension that would fit.
    needed: Dimension,
    /// True if the number is all of its side, and stands beside the other.
    alone: bool,
    /// True if it belongs to the formula on the left.
    pub(super) on_the_left: bool,
}

impl Lacking {
    fn literal(number: &Number, span: Span) -> Self {
        Self { text: number.text.clone(), span, parameter: None, power: Rational::ONE }
    }

    fn raised(mut self, power: Rational) -> Self {
        self.power = self.power.times(power);
        self
    }

    /// A 1, as in a reciprocal, lacks no unit.
    fn scales(&self) -> bool {
        self.parameter.is_some() || self.text.parse() != Ok(1.0)
    }

    /// Returns the dimension with which a formula of dimension `actual` becomes one of dimension `expected`.
    fn needed(&self, actual: Dimension, expected: Dimension) -> Option<Dimension> {
        Some(expected.div(actual).pow(self.power.reciprocal()?))
    }

    /// Returns its name in a message.
    fn name(&self) -> String {
        format!("`{}`", self.parameter.as_ref().unwrap_or(&self.text))
    }

    /// Returns the way out: the number in the units that papers use for these dimensions.
    fn way_out(&self, needed: &[Dimension]) -> String {
        let mut written: Vec<String> = Vec::new();
        for literal in needed.iter().flat_map(|dimension| dimension.literals(&self.text)) {
            if !written.contains(&literal) {
                written.push(literal);
            }
        }
        let of_parameter = |literal: String| match self.parameter {
            Some(_) => format!("`#[param({literal})]`"),
            None => format!("`{literal}`"),
        };
        let mut written: Vec<String> = written.into_iter().map(of_parameter).collect();
        let last = written.pop().unwrap_or_default();
        match written.as_slice() {
            [] => last,
            others => format!("{} or {last}", others.join(", ")),
        }
    }
}

impl Solver {
    /// Reports a number that lacks its unit beside another formula.
    pub(super) fn report_beside(&mut self, beside: &Beside, style: Style) {
        let Beside { lacking, needed, alone, .. } = beside;
        let place = if *alone { "stands beside" } else { "should be" };
        // A number beside a temperature is a point on the Celsius scale, but 273.15 converts to kelvin.
        let is_below_100 = lacking.text.parse().is_ok_and(|degrees: f64| degrees.abs() < 100.0);
        let is_celsius = *alone && *needed == Dimension::TEMPERATURE && is_below_100;
        let way_out = if is_celsius { format!("`{}degC`", lacking.text) } else { lacking.way_out(&[*needed]) };
        let rest = self.rest_of_the_way(lacking, style);
        let message = format!("{} has no unit and {place} {}; write {way_out}{rest}", lacking.name(), needed.words());
        self.error(lacking.span, message);
    }

    /// Returns the end of a message about a number. If one number of a numeric equation gets a unit, the others need theirs.
    fn rest_of_the_way(&self, lacking: &Lacking, style: Style) -> String {
        if style == Style::Units {
            return String::new();
        }
        let mut rest = String::new();
        for Counted { number, term, name, .. } in &self.equation.literals {
            let Some(name) = name.as_ref().filter(|name| self.bare.contains_key(*name)) else { continue };
            let dimension = self.resolve(term).known;
            let other = format!(", and `#[param({})]` for `{name}`", dimension.literal(&number.text));
            if lacking.parameter.as_ref() != Some(name) && dimension == Dimension::VOLTAGE && !rest.contains(&other) {
                rest += &other;
            }
        }
        if self.equation.bare > 1 {
            rest += ", and the other numbers with their units";
        }
        rest
    }

    /// Finds the number that lacks its unit in two formulas of the dimensions `left` and `right`.
    pub(super) fn beside(
        &self,
        (a, left): (&Expr, Dimension),
        (b, right): (&Expr, Dimension),
        style: Style,
    ) -> Option<Beside> {
        let alone = |expr: &Expr, other: Dimension, on_the_left: bool| {
            let lacking = self.alone(expr).filter(|_| other.is_named() && !other.is_pure())?;
            Some(Beside { lacking, needed: other, alone: true, on_the_left })
        };
        // A factor is to blame where currents, lengths or amounts remain, such as that of a concentration.
        let factor = |expr: &Expr, own: Dimension, other: Dimension, on_the_left: bool| {
            let (lacking, needed) = self.factor(expr, own, other)?;
            (!needed.is_counted()).then_some(Beside { lacking, needed, alone: false, on_the_left })
        };
        let scales = |side: &Beside| side.lacking.scales();
        if style == Style::Units || left.is_counted() == right.is_counted() {
            return match (alone(a, right, true), alone(b, left, false)) {
                (Some(one), None) | (None, Some(one)) => Some(one),
                _ => None,
            };
        }
        // Of the side that counts and of the other: the number beside, and that in a quotient.
        let (lone, over, under) = if left.is_counted() {
            (alone(a, right, true), factor(b, right, left, false), factor(a, left, right, true))
        } else {
            (alone(b, left, false), factor(a, left, right, true), factor(b, right, left, false))
        };
        // `1 + (0.3 / ca)^2`: the number in a quotient with the concentration. `ca + 3`: the number beside it.
        let in_quotient = over.as_ref().is_some_and(|over| over.needed.is_named() && scales(over));
        if in_quotient {
            return over;
        }
        let candidates = [lone.filter(scales), over, under];
        let (scaling, others): (Vec<Beside>, Vec<Beside>) = candidates.into_iter().flatten().partition(scales);
        scaling.into_iter().chain(others).next()
    }

    /// Returns the number without a unit that a formula is, with a sign or without.
    fn alone(&self, expr: &Expr) -> Option<Lacking> {
        match &expr.kind {
            Kind::Neg(a) => self.alone(a),
            Kind::Name(name) => self.named(&name.to_string()),
            _ => bare(expr).map(|(number, span)| Lacking::literal(number, span)),
        }
    }

    /// Looks for the number in the declaration or the definition of a name.
    fn named(&self, name: &str) -> Option<Lacking> {
        if let Some((number, span)) = self.bare.get(name).and_then(bare) {
            return Some(Lacking { parameter: Some(name.to_owned()), ..Lacking::literal(number, span) });
        }
        self.alone(self.numeric.get(name)?)
    }

    /// Returns the numbers without a unit that scale a formula.
    fn factors(&self, expr: &Expr) -> Vec<Lacking> {
        let raised = |of: Vec<Lacking>, power| of.into_iter().map(|own| own.raised(power)).collect::<Vec<_>>();
        match &expr.kind {
            Kind::Name(name) => match self.numeric.get(&name.to_string()) {
                // A definition was checked before it is kept, so it uses others that were kept before it.
                Some(definition) => self.factors(definition),
                None => self.alone(expr).into_iter().collect(),
            },
            Kind::Neg(a) => self.factors(a),
            Kind::Mul(a, b) => [self.factors(a), self.factors(b)].concat(),
            Kind::Div(a, b) => [raised(self.factors(b), Rational::integer(-1)), self.factors(a)].concat(),
            Kind::Pow(base, exponent) if exponent.names().is_empty() => {
                let power = Rational::approximate(exponent.evaluate(&|_| f64::NAN));
                power.map_or_else(Vec::new, |power| raised(self.factors(base), power))
            }
            Kind::Call(Function::Sqrt, arguments) => {
                let half = Rational::new(1, 2).unwrap_or(Rational::ONE);
                raised(arguments.iter().flat_map(|a| self.factors(a)).collect(), half)
            }
            Kind::Call(Function::Abs, arguments) => arguments.iter().flat_map(|a| self.factors(a)).collect(),
            _ => self.alone(expr).into_iter().collect(),
        }
    }

    /// Returns the number that lacks its unit among the factors of a formula of dimension `actual` that should have the
    /// dimension `expected`, and the dimension that would fit.
    fn factor(&self, expr: &Expr, actual: Dimension, expected: Dimension) -> Option<(Lacking, Dimension)> {
        let mut candidates: Vec<(Lacking, Dimension)> = self
            .factors(expr)
            .into_iter()
            .filter_map(|lacking| lacking.needed(actual, expected).map(|needed| (lacking, needed)))
            .collect();
        // Best is one of a kind that has a name, also if another number of a numeric equation carries the times in it.
        let named = |(lacking, needed): &(Lacking, Dimension)| lacking.scales() && needed.is_named();
        let in_part = |(lacking, needed): &(Lacking, Dimension)| {
            let part = needed.uncounted();
            lacking.scales() && part.is_named() && !part.is_pure()
        };
        if let Some(best) = candidates.iter().position(named) {
            return Some(candidates.swap_remove(best));
        }
        if let Some(best) = candidates.iter().position(in_part).filter(|_| candidates.len() > 1) {
            let (lacking, needed) = candidates.swap_remove(best);
            return Some((lacking, needed.uncounted()));
        }
        let best = candidates.iter().position(|(lacking, _)| lacking.scales()).unwrap_or(0);
        (best < candidates.len()).then(|| candidates.swap_remove(best))
    }

    /// True if a number without a unit scales an equation.
    pub(super) fn is_scaled(&self, expr: &Expr) -> bool {
        self.factors(expr).iter().any(Lacking::scales)
    }

    /// Returns the number without a unit that scales an equation. In a numeric one it may be in a term of a sum or in an
    /// arm of an `if`, which have the dimension of the whole.
    fn lacking(
        &self,
        expr: &Expr,
        style: Style,
        actual: Dimension,
        expected: Dimension,
    ) -> Option<(Lacking, Dimension)> {
        match &expr.kind {
            Kind::Add(a, b) | Kind::Sub(a, b) | Kind::If { then: a, otherwise: b, .. } if style == Style::Numeric => {
                let side = |expr: &Expr| {
                    let found = self.lacking(expr, style, actual, expected);
                    found.filter(|(own, _)| own.text.parse() != Ok(0.0))
                };
                side(a).or_else(|| side(b))
            }
            Kind::Neg(a) => self.lacking(a, style, actual, expected),
            // The 1 of a reciprocal lacks no unit.
            _ => self
                .factor(expr, actual, expected)
                .filter(|(own, _)| own.scales() || !matches!(expr.kind, Kind::Div(..))),
        }
    }

    /// Reports a formula of the wrong dimension: at a factor that may lack its unit if there is one, else at its
    /// narrowest token.
    pub(super) fn blame(
        &mut self,
        expr: &Expr,
        style: Style,
        actual: Dimension,
        allowed: &[Dimension],
        message: String,
    ) {
        let found = allowed.first().and_then(|expected| self.lacking(expr, style, actual, *expected));
        if let Some((lacking, needed)) = found {
            let others = allowed.iter().skip(1).filter_map(|expected| lacking.needed(actual, *expected));
            let needed: Vec<Dimension> = std::iter::once(needed).chain(others).collect();
            let (name, way_out, rest) =
                (lacking.name(), lacking.way_out(&needed), self.rest_of_the_way(&lacking, style));
            self.error(lacking.span, format!("{message}; {name} has no unit, write {way_out}{rest}"));
            return;
        }
        let expected = allowed.first().copied().unwrap_or(Dimension::PURE);
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
pub(super) fn unit_factors(expr: &Expr, inverse: bool) -> Vec<(&Number, Span, bool)> {
    match &expr.kind {
        Kind::Number(number) if number.dimension.is_some() => vec![(number, expr.span, inverse)],
        Kind::Neg(a) => unit_factors(a, inverse),
        Kind::Mul(a, b) => [unit_factors(a, inverse), unit_factors(b, inverse)].concat(),
        Kind::Div(a, b) => [unit_factors(a, inverse), unit_factors(b, !inverse)].concat(),
        _ => Vec::new(),
    }
}

/// Returns the number that a formula is, if it has no unit.
pub(super) fn bare(expr: &Expr) -> Option<(&Number, Span)> {
    match &expr.kind {
        Kind::Number(number) if number.dimension.is_none() => Some((number, expr.span)),
        _ => None,
    }
}

/// Returns the token that gives a formula its dimension; for a sum, that of its first term.
pub(crate) fn narrowest(expr: &Expr) -> Span {
    match &expr.kind {
        Kind::Neg(a) | Kind::Add(a, _) | Kind::Sub(a, _) => narrowest(a),
        _ => expr.span,
    }
}
