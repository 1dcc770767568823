//! Parses equations from tokens, with a precedence of its own: in Rust's, `^` is XOR and binds
//! loosely.
//!
//! Loosest first: `||`, `&&`, `!`, comparisons, `+ -`, `* /`, unary `-`, `^` (to the right).

use std::cell::Cell;

use proc_macro2::{Delimiter, Ident, Literal, Span};
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Token, braced, parenthesized};

use super::{Condition, Expr, Function, Kind, Number, Relation};
use crate::names;
use crate::unit::{self, DEGREES_SCALE, Dimension, Quantity, Rational, Unit};

/// Nesting and length that no equation of a paper reaches and every stack bears.
const DEEPEST: u32 = 100;
const LONGEST: u32 = 4000;

impl Expr {
    /// Parses an equation up to a comma, a semicolon or the end.
    ///
    /// `scope` says whether a name is declared: a declared name wins over a unit of the same
    /// spelling. Names that are not declared are parsed all the same and left to the caller.
    ///
    /// # Errors
    /// At the token that is wrong: a malformed or non-decimal literal, an unknown unit or function,
    /// `==`, an `if` without `else`, a quotient such as `5mV/s` where `s` is both a name and a unit.
    pub fn parse(input: ParseStream<'_>, scope: &dyn Fn(&str) -> bool) -> syn::Result<Self> {
        let parser = Parser::new(scope);
        let expr = parser.value(input)?;
        if input.is_empty() || input.peek(Token![,]) || input.peek(Token![;]) {
            return Ok(expr);
        }
        Err(parser.unexpected(input))
    }
}

/// Parses a constant of a declaration, such as `-60mV`, `0.0628mm2`, `3` or `2*50mV`, and leaves
/// what follows it.
///
/// # Errors
/// As [`Expr::parse`], and where the value is not constant or adds different dimensions.
pub fn parse_quantity(input: ParseStream<'_>) -> syn::Result<Quantity> {
    let span = input.span();
    let parser = Parser::new(&|_| false);
    let expr = parser.sum(input)?.number()?;
    if parser.after_literal.get()
        && let Some((name, _)) = input.cursor().ident()
        && unit::lookup(&name.to_string()).is_some()
    {
        return Err(parser.unexpected(input));
    }
    let mut quantity = expr.fold()?;
    quantity.span = span;
    Ok(quantity)
}

/// What an operand can be.
enum Item {
    Number(Expr),
    Truth(Condition, Span),
}

impl Item {
    fn number(self) -> syn::Result<Expr> {
        match self {
            Self::Number(expr) => Ok(expr),
            Self::Truth(_, span) => Err(syn::Error::new(
                span,
                "a condition is not a number; write `if condition { 1 } else { 0 }`",
            )),
        }
    }

    fn truth(self) -> syn::Result<Condition> {
        match self {
            Self::Truth(condition, _) => Ok(condition),
            Self::Number(expr) => Err(syn::Error::new(
                expr.span,
                "expected a condition, such as `v < -40mV`",
            )),
        }
    }
}

struct Parser<'s> {
    scope: &'s dyn Fn(&str) -> bool,
    /// Whether the token just taken is a literal, or a unit joined to one.
    after_literal: Cell<bool>,
    depth: Cell<u32>,
    nodes: Cell<u32>,
}

impl<'s> Parser<'s> {
    fn new(scope: &'s dyn Fn(&str) -> bool) -> Self {
        Self {
            scope,
            after_literal: Cell::new(false),
            depth: Cell::new(0),
            nodes: Cell::new(0),
        }
    }

    fn value(&self, input: ParseStream<'_>) -> syn::Result<Expr> {
        self.nested(input.span(), || self.or(input)?.number())
    }

    /// Runs a parser one level deeper.
    fn nested<R>(&self, span: Span, parse: impl FnOnce() -> syn::Result<R>) -> syn::Result<R> {
        if self.depth.get() >= DEEPEST {
            return Err(syn::Error::new(span, "this equation is nested too deeply"));
        }
        self.depth.set(self.depth.get() + 1);
        let result = parse();
        self.depth.set(self.depth.get() - 1);
        result
    }

    fn count(&self, span: Span) -> syn::Result<()> {
        self.nodes.set(self.nodes.get() + 1);
        if self.nodes.get() > LONGEST {
            return Err(syn::Error::new(span, "this equation is too long"));
        }
        Ok(())
    }

    fn or(&self, input: ParseStream<'_>) -> syn::Result<Item> {
        let mut left = self.and(input)?;
        while input.peek(Token![||]) {
            let span = input.parse::<Token![||]>()?.spans[0];
            self.count(span)?;
            let right = self.and(input)?.truth()?;
            left = Item::Truth(Condition::Or(Box::new(left.truth()?), Box::new(right)), span);
        }
        Ok(left)
    }

    fn and(&self, input: ParseStream<'_>) -> syn::Result<Item> {
        let mut left = self.not(input)?;
        while input.peek(Token![&&]) {
            let span = input.parse::<Token![&&]>()?.spans[0];
            self.count(span)?;
            let right = self.not(input)?.truth()?;
            left = Item::Truth(Condition::And(Box::new(left.truth()?), Box::new(right)), span);
        }
        Ok(left)
    }

    fn not(&self, input: ParseStream<'_>) -> syn::Result<Item> {
        if input.peek(Token![!]) && !input.peek(Token![!=]) {
            let span = input.parse::<Token![!]>()?.span;
            let inner = self.nested(span, || self.not(input)?.truth())?;
            return Ok(Item::Truth(Condition::Not(Box::new(inner)), span));
        }
        self.comparison(input)
    }

    fn comparison(&self, input: ParseStream<'_>) -> syn::Result<Item> {
        let left = self.sum(input)?;
        let Some((relation, span)) = relation(input)? else {
            return Ok(left);
        };
        let left = left.number()?;
        let right = self.sum(input)?.number()?;
        if let Some((_, span)) = relation_ahead(input) {
            return Err(syn::Error::new(
                span,
                "comparisons do not chain; write `a < b && b < c`",
            ));
        }
        Ok(Item::Truth(
            Condition::Compare {
                relation,
                left,
                right,
                span,
            },
            span,
        ))
    }

    fn sum(&self, input: ParseStream<'_>) -> syn::Result<Item> {
        let mut left = self.product(input)?;
        loop {
            let (make, span): (fn(Expr, Expr) -> Expr, Span) = if input.peek(Token![+]) {
                (Expr::add, input.parse::<Token![+]>()?.span)
            } else if input.peek(Token![-]) && !input.peek(Token![->]) {
                (Expr::sub, input.parse::<Token![-]>()?.span)
            } else {
                return Ok(left);
            };
            self.count(span)?;
            let right = self.product(input)?.number()?;
            left = Item::Number(make(left.number()?, right).at(span));
        }
    }

    fn product(&self, input: ParseStream<'_>) -> syn::Result<Item> {
        let mut left = self.sign(input)?;
        loop {
            let divide = input.peek(Token![/]);
            if !divide && !input.peek(Token![*]) {
                return Ok(left);
            }
            if let Some(unit) = self.unit_ahead(input, divide)? {
                left = Item::Number(join_unit(left.number()?, divide, &unit)?);
                continue;
            }
            let span = input.span();
            if divide {
                input.parse::<Token![/]>()?;
            } else {
                input.parse::<Token![*]>()?;
            }
            self.count(span)?;
            if input.peek(Token![*]) {
                return Err(syn::Error::new(input.span(), "powers are written `x^2`"));
            }
            let make = if divide { Expr::div } else { Expr::mul };
            let right = self.sign(input)?.number()?;
            left = Item::Number(make(left.number()?, right).at(span));
        }
    }

    /// Takes `/ unit` or `* unit` after a literal, if that is what follows.
    fn unit_ahead(&self, input: ParseStream<'_>, divide: bool) -> syn::Result<Option<JoinedUnit>> {
        if !self.after_literal.get() {
            return Ok(None);
        }
        let Some((_, rest)) = input.cursor().punct() else {
            return Ok(None);
        };
        let Some((name, after)) = rest.ident() else {
            return Ok(None);
        };
        let text = name.to_string();
        let Some(unit) = unit::lookup(&text) else {
            return Ok(None);
        };
        if after.group(Delimiter::Parenthesis).is_some() {
            return Ok(None);
        }
        let symbol = if divide { '/' } else { '*' };
        if (self.scope)(&text) {
            return Err(syn::Error::new(
                name.span(),
                format!(
                    "`{text}` is a declared name and a unit; write `{symbol} ({text})` for what is declared"
                ),
            ));
        }
        if after.punct().is_some_and(|(punct, _)| punct.as_char() == '^') {
            return Err(syn::Error::new(
                name.span(),
                format!("powers of units are written with a digit, as in `{text}2`"),
            ));
        }
        input.parse::<proc_macro2::Punct>()?;
        input.call(Ident::parse_any)?;
        Ok(Some(JoinedUnit {
            unit,
            text,
            span: name.span(),
        }))
    }

    fn sign(&self, input: ParseStream<'_>) -> syn::Result<Item> {
        if input.peek(Token![-]) {
            let span = input.parse::<Token![-]>()?.span;
            let inner = self.nested(span, || self.sign(input)?.number())?;
            return Ok(Item::Number(Expr::neg(inner).at(span)));
        }
        self.power(input)
    }

    fn power(&self, input: ParseStream<'_>) -> syn::Result<Item> {
        let base = self.primary(input)?;
        if !input.peek(Token![^]) {
            return Ok(base);
        }
        let span = input.parse::<Token![^]>()?.span;
        self.count(span)?;
        // An exponent takes a sign without parentheses: `x^-1`.
        let exponent = self.nested(span, || self.sign(input)?.number())?;
        Ok(Item::Number(Expr::pow(base.number()?, exponent).at(span)))
    }

    fn primary(&self, input: ParseStream<'_>) -> syn::Result<Item> {
        self.count(input.span())?;
        self.after_literal.set(false);
        if input.cursor().literal().is_some() {
            let literal: Literal = input.parse()?;
            let number = number(&literal)?;
            self.after_literal.set(true);
            return Ok(Item::Number(number));
        }
        if input.peek(Token![if]) {
            return self.nested(input.span(), || self.conditional(input)).map(Item::Number);
        }
        if input.peek(syn::token::Paren) {
            let content;
            parenthesized!(content in input);
            let item = self.nested(content.span(), || self.or(&content))?;
            if !content.is_empty() {
                return Err(self.unexpected(&content));
            }
            self.after_literal.set(false);
            return Ok(item);
        }
        if input.peek(syn::Ident) {
            let name: Ident = input.parse()?;
            if input.peek(syn::token::Paren) {
                return self.call(&name, input).map(Item::Number);
            }
            return Ok(Item::Number(Expr::name(name)));
        }
        Err(self.expected_operand(input))
    }

    fn call(&self, name: &Ident, input: ParseStream<'_>) -> syn::Result<Expr> {
        let text = name.to_string();
        let content;
        parenthesized!(content in input);
        let mut arguments = Vec::new();
        while !content.is_empty() {
            arguments.push(self.value(&content)?);
            if content.is_empty() {
                break;
            }
            if !content.peek(Token![,]) {
                return Err(self.unexpected(&content));
            }
            content.parse::<Token![,]>()?;
        }
        self.after_literal.set(false);
        let function = Function::WRITTEN
            .iter()
            .find(|(known, _)| *known == text)
            .map(|(_, function)| *function);
        let arity = match function {
            Some(function) => function.arity(),
            None if text == "pow" => 2,
            None if (self.scope)(&text) => {
                return Err(syn::Error::new(
                    name.span(),
                    format!("`{text}` is not a function; write `{text} * (…)` for a product"),
                ));
            }
            None => {
                let known = Function::WRITTEN.iter().map(|(name, _)| *name).chain(["pow"]);
                return Err(syn::Error::new(
                    name.span(),
                    names::unknown("unknown function", &text, known),
                ));
            }
        };
        if arguments.len() != arity {
            let takes = if arity == 1 { "1 argument" } else { "2 arguments" };
            return Err(syn::Error::new(
                name.span(),
                format!("`{text}` takes {takes}, not {}", arguments.len()),
            ));
        }
        let kind = match (function, arguments.len()) {
            (Some(function), _) => Kind::Call(function, arguments),
            (None, _) => {
                let mut both = arguments.into_iter();
                match (both.next(), both.next()) {
                    (Some(base), Some(exponent)) => Kind::Pow(Box::new(base), Box::new(exponent)),
                    _ => return Err(syn::Error::new(name.span(), "`pow` takes 2 arguments")),
                }
            }
        };
        Ok(Expr::new(kind, name.span()))
    }

    fn conditional(&self, input: ParseStream<'_>) -> syn::Result<Expr> {
        let span = input.parse::<Token![if]>()?.span;
        let cond = self.or(input)?.truth()?;
        let then = self.arm(input)?;
        if !input.peek(Token![else]) {
            return Err(syn::Error::new(span, "an `if` in an equation needs an `else`"));
        }
        input.parse::<Token![else]>()?;
        let otherwise = if input.peek(Token![if]) {
            self.nested(span, || self.conditional(input))?
        } else {
            self.arm(input)?
        };
        self.after_literal.set(false);
        Ok(Expr::new(
            Kind::If {
                cond: Box::new(cond),
                then: Box::new(then),
                otherwise: Box::new(otherwise),
            },
            span,
        ))
    }

    fn arm(&self, input: ParseStream<'_>) -> syn::Result<Expr> {
        if !input.peek(syn::token::Brace) {
            return Err(syn::Error::new(input.span(), "expected `{ value }`"));
        }
        let content;
        braced!(content in input);
        let value = self.value(&content)?;
        if !content.is_empty() {
            return Err(self.unexpected(&content));
        }
        Ok(value)
    }

    /// The error of a token that continues no equation.
    fn unexpected(&self, input: ParseStream<'_>) -> syn::Error {
        let cursor = input.cursor();
        let message = if let Some((name, _)) = cursor.ident() {
            if self.after_literal.get() && unit::lookup(&name.to_string()).is_some() {
                format!("a unit follows its number without a space: `25.5{name}`")
            } else {
                format!("expected an operator before `{name}`")
            }
        } else if let Some((punct, rest)) = cursor.punct() {
            match punct.as_char() {
                '.' if self.after_literal.get() && rest.ident().is_some() => {
                    "a number needs digits on both sides of the point: `1.0mV`, not `1.mV`".to_owned()
                }
                '.' => "expected an operator; an equation has no fields or methods".to_owned(),
                '=' | '!' => EQUALITY.to_owned(),
                '&' | '|' => "conditions are joined by `&&` and `||`".to_owned(),
                other => format!("unexpected `{other}` in an equation"),
            }
        } else if cursor.literal().is_some() || cursor.group(Delimiter::Parenthesis).is_some() {
            "expected an operator; products are written with `*`".to_owned()
        } else if relation_ahead(input).is_some() {
            "a condition belongs into `if … { } else { }`".to_owned()
        } else {
            "unexpected token in an equation".to_owned()
        };
        syn::Error::new(input.span(), message)
    }

    /// The error where a number, a name or a parenthesis should stand.
    fn expected_operand(&self, input: ParseStream<'_>) -> syn::Error {
        let cursor = input.cursor();
        let message = match cursor.punct() {
            Some((punct, rest)) if punct.as_char() == '.' && rest.literal().is_some() => {
                "a number needs digits on both sides of the point: `0.5mV`, not `.5mV`"
            }
            Some((punct, _)) if punct.as_char() == '=' => EQUALITY,
            _ if cursor.ident().is_some() => "this word of Rust cannot be a name in an equation",
            _ if input.is_empty() => "expected a number or a name here",
            _ => "expected a number, a name or `(`",
        };
        input.error(message)
    }
}

const EQUALITY: &str =
    "equations have no `==`, `!=` or `=`: computed numbers are rarely equal; use `<`, `<=`, `>` or `>=`";

/// A comparison operator and its first token, not yet taken.
fn relation_ahead(input: ParseStream<'_>) -> Option<(Relation, Span)> {
    let relation = if input.peek(Token![<=]) {
        Relation::LessEqual
    } else if input.peek(Token![>=]) {
        Relation::GreaterEqual
    } else if input.peek(Token![<]) {
        Relation::Less
    } else if input.peek(Token![>]) {
        Relation::Greater
    } else {
        return None;
    };
    Some((relation, input.span()))
}

/// Takes a comparison operator, if there is one.
fn relation(input: ParseStream<'_>) -> syn::Result<Option<(Relation, Span)>> {
    if input.peek(Token![==]) || input.peek(Token![!=]) {
        return Err(syn::Error::new(input.span(), EQUALITY));
    }
    let Some((relation, span)) = relation_ahead(input) else {
        return Ok(None);
    };
    match relation {
        Relation::LessEqual => drop(input.parse::<Token![<=]>()?),
        Relation::GreaterEqual => drop(input.parse::<Token![>=]>()?),
        Relation::Less => drop(input.parse::<Token![<]>()?),
        Relation::Greater => drop(input.parse::<Token![>]>()?),
    }
    Ok(Some((relation, span)))
}

struct JoinedUnit {
    unit: Unit,
    text: String,
    span: Span,
}

/// Multiplies or divides what ends in a literal by a unit, inside that literal where this is the
/// same.
fn join_unit(left: Expr, divide: bool, unit: &JoinedUnit) -> syn::Result<Expr> {
    let Expr { kind, span } = left;
    match kind {
        Kind::Number(mut number) => {
            if number.absolute_temperature || unit.unit.absolute_temperature {
                return Err(syn::Error::new(
                    if number.absolute_temperature { span } else { unit.span },
                    DEGREES_SCALE,
                ));
            }
            let exponent = if divide { -unit.unit.exponent } else { unit.unit.exponent };
            let power = Rational::integer(if divide { -1 } else { 1 });
            let symbol = if divide { '/' } else { '*' };
            number.value = shift(number.value, exponent);
            number.dimension = Some(
                number
                    .dimension
                    .unwrap_or(Dimension::PURE)
                    .mul(unit.unit.dimension.pow(power)),
            );
            number.text += &format!("{symbol}{}", unit.text);
            number.unit = Some(match number.unit {
                Some(before) => format!("{before}{symbol}{}", unit.text),
                None if divide => format!("1/{}", unit.text),
                None => unit.text.clone(),
            });
            Ok(Expr::new(Kind::Number(number), span))
        }
        Kind::Neg(inner) => Ok(Expr::neg(join_unit(*inner, divide, unit)?).at(span)),
        Kind::Mul(a, b) if matches!(b.kind, Kind::Number(_)) => {
            Ok(Expr::mul(*a, join_unit(*b, divide, unit)?).at(span))
        }
        kind => {
            let one = quantity_number("1", 0, Some((&unit.text, unit.unit)), unit.span)?;
            let make = if divide { Expr::div } else { Expr::mul };
            Ok(make(Expr::new(kind, span), one).at(unit.span))
        }
    }
}

/// A decimal literal with an optional unit as its suffix.
fn number(literal: &Literal) -> syn::Result<Expr> {
    let text = literal.to_string();
    let span = literal.span();
    let error = |message: String| Err(syn::Error::new(span, message));
    if !text.starts_with(|first: char| first.is_ascii_digit() || first == '-') {
        return error(format!("expected a number, not {text}"));
    }
    if ["0x", "0b", "0o"].iter().any(|prefix| text.starts_with(prefix)) {
        return error("numbers in equations are decimal".to_owned());
    }
    let clean: String = text.chars().filter(|c| *c != '_').collect();
    let end_of = |text: &str| {
        text.find(|c: char| !c.is_ascii_digit() && c != '.' && c != '-')
            .unwrap_or(text.len())
    };
    let (mantissa, rest) = clean.split_at(end_of(&clean));
    // `e` starts an exponent only before digits; no unit begins with it.
    let (exponent, suffix) = match rest.strip_prefix(['e', 'E']) {
        Some(after) => {
            let signed = after.strip_prefix(['+', '-']).unwrap_or(after);
            let digits = signed
                .find(|c: char| !c.is_ascii_digit())
                .unwrap_or(signed.len());
            let end = after.len() - signed.len() + digits;
            match after[..end].parse::<i32>() {
                Ok(exponent) => (exponent, &after[end..]),
                Err(_) if digits == 0 => (0, rest),
                Err(_) => return error(format!("the exponent of `{text}` is too large")),
            }
        }
        None => (0, rest),
    };
    let unit = match suffix {
        "" => None,
        "f64" | "f32" | "i32" | "u32" | "i64" | "u64" | "usize" | "isize" => {
            return error("numbers in equations have units, not types".to_owned());
        }
        suffix => match unit::lookup(suffix) {
            Some(unit) => Some((suffix, unit)),
            None => return error(unit::unknown_unit(suffix)),
        },
    };
    let number = quantity_number(mantissa, exponent, unit, span)?;
    Ok(match number.kind {
        Kind::Number(number) => Expr::new(Kind::Number(Number { text, ..number }), span),
        kind => Expr::new(kind, span),
    })
}

/// The number `mantissa` × 10^`exponent` in a unit, rounded once.
fn quantity_number(
    mantissa: &str,
    exponent: i32,
    unit: Option<(&str, Unit)>,
    span: Span,
) -> syn::Result<Expr> {
    let power = exponent.saturating_add(unit.map_or(0, |(_, unit)| unit.exponent));
    let value = format!("{mantissa}e{power}")
        .parse::<f64>()
        .ok()
        .filter(|value| value.is_finite())
        .ok_or_else(|| syn::Error::new(span, "this number is too large"))?;
    Ok(Expr::new(
        Kind::Number(Number {
            value,
            dimension: unit.map(|(_, unit)| unit.dimension),
            absolute_temperature: unit.is_some_and(|(_, unit)| unit.absolute_temperature),
            text: format!("{mantissa}{}", unit.map_or("", |(text, _)| text)),
            unit: unit.map(|(text, _)| text.to_owned()),
        }),
        span,
    ))
}

/// `value` × 10^`exponent`, as if it had been written so in decimal.
fn shift(value: f64, exponent: i32) -> f64 {
    let text = format!("{value:e}");
    let shifted = text.split_once('e').and_then(|(mantissa, power)| {
        let power = power.parse::<i32>().ok()? + exponent;
        format!("{mantissa}e{power}").parse().ok()
    });
    shifted.unwrap_or(value * unit::power_of_ten(exponent))
}

impl Expr {
    /// The value and dimension of a constant formula; numbers without a unit are pure.
    ///
    /// # Errors
    /// At a name, and where the arithmetic mixes dimensions or leaves the numbers.
    pub fn fold(&self) -> syn::Result<Quantity> {
        let (dimension, absolute_temperature) = self.constant_dimension()?;
        let value = self.evaluate(&|_| f64::NAN);
        if !value.is_finite() {
            return Err(syn::Error::new(self.span, "this constant is not a finite number"));
        }
        let mut literal = self;
        while let Kind::Neg(inner) = &literal.kind {
            literal = inner;
        }
        let unit = match &literal.kind {
            Kind::Number(number) => number.unit.clone(),
            _ => None,
        };
        Ok(Quantity {
            value,
            dimension,
            unit,
            absolute_temperature,
            span: self.span,
        })
    }

    /// The dimension of a constant formula, and whether it is a point on the Celsius scale.
    fn constant_dimension(&self) -> syn::Result<(Dimension, bool)> {
        let scaled = |expr: &Expr| match expr.constant_dimension()? {
            (_, true) => Err(syn::Error::new(expr.span, DEGREES_SCALE)),
            (dimension, false) => Ok(dimension),
        };
        let pure = |expr: &Expr, what: &str| match scaled(expr)? {
            dimension if dimension.is_pure() => Ok(dimension),
            dimension => Err(syn::Error::new(
                expr.span,
                format!("{what} takes a pure number, not {dimension}"),
            )),
        };
        let same = |a: &Expr, b: &Expr, does: &str, with: &str| {
            let (first, first_absolute) = a.constant_dimension()?;
            let (second, second_absolute) = b.constant_dimension()?;
            let zero = |expr: &Expr| expr.as_number() == Some(0.0);
            if first == second || zero(b) {
                Ok((first, first_absolute, second_absolute))
            } else if zero(a) {
                Ok((second, false, second_absolute))
            } else {
                let message = format!("{does} {first} {with} {second}");
                Err(syn::Error::new(self.span, message))
            }
        };
        match &self.kind {
            Kind::Number(number) => Ok((
                number.dimension.unwrap_or(Dimension::PURE),
                number.absolute_temperature,
            )),
            Kind::Name(name) => Err(syn::Error::new(
                name.span(),
                format!("expected a constant, such as `-60mV`; `{name}` is not a number"),
            )),
            Kind::Neg(a) => a.constant_dimension(),
            Kind::Add(a, b) => same(a, b, "adds", "to").map(|(d, x, y)| (d, x || y)),
            // The difference of two points on a scale is no point on it.
            Kind::Sub(a, b) => same(a, b, "takes", "minus").map(|(d, x, y)| (d, x && !y)),
            Kind::Mul(a, b) => Ok((scaled(a)?.mul(scaled(b)?), false)),
            Kind::Div(a, b) => Ok((scaled(a)?.div(scaled(b)?), false)),
            Kind::Pow(a, b) => {
                pure(b, "an exponent")?;
                let base = scaled(a)?;
                let exponent = Rational::approximate(b.evaluate(&|_| f64::NAN));
                match exponent {
                    _ if base.is_pure() => Ok((base, false)),
                    Some(exponent) => Ok((base.pow(exponent), false)),
                    None => Err(syn::Error::new(
                        b.span,
                        format!("{base} cannot be raised to this power"),
                    )),
                }
            }
            Kind::Call(Function::Sqrt, arguments) if arguments.len() == 1 => {
                let half = Rational::approximate(0.5).unwrap_or(Rational::ONE);
                Ok((scaled(&arguments[0])?.pow(half), false))
            }
            Kind::Call(Function::Abs, arguments) if arguments.len() == 1 => {
                Ok((scaled(&arguments[0])?, false))
            }
            Kind::Call(Function::Min | Function::Max, arguments) if arguments.len() == 2 => {
                same(&arguments[0], &arguments[1], "compares", "with").map(|(d, x, _)| (d, x))
            }
            Kind::Call(function, arguments) => {
                for argument in arguments {
                    pure(argument, &format!("`{}`", function.name()))?;
                }
                Ok((Dimension::PURE, false))
            }
            Kind::If { .. } => Err(syn::Error::new(self.span, "expected a constant, not an `if`")),
        }
    }
}
