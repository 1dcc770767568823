//! Parses equations from tokens. Precedence is not that of Rust, where `^` is XOR and binds loosely.
//!
//! Operators from loosest to tightest: `||`, `&&`, `!`, comparisons, `+ -`, `* /`, unary `-`, `^` (right-associative).

use std::cell::Cell;

use proc_macro2::{Delimiter, Ident, Literal, Span};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser as _};
use syn::{Token, braced, parenthesized};

use super::literal::{JoinedUnit, join_unit, number};
use super::{Condition, Expr, Function, Kind, Relation};
use crate::names;
use crate::unit::{self, Quantity};

/// The deepest nesting and the largest length of an equation: no paper reaches them, and no stack overflows.
const DEEPEST: u32 = 40;
const LONGEST: u32 = 1000;

/// The word around a value that is out of plausible ranges on purpose.
pub const UNCHECKED: &str = "unchecked";

/// The word around a condition at whose switch the branches of an `if` meet.
pub const SMOOTH: &str = "smooth";

impl Expr {
    /// Parses an equation up to a comma, a semicolon or the end.
    ///
    /// `scope` says whether a name is declared, because a declared name wins over a unit of the same spelling. Names
    /// that are not declared are also parsed, and left to the caller.
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

/// Parses a constant of a declaration, such as `-60mV`, `0.0628mm2`, `3`, `2*50mV` or `unchecked(5cm2)`. Tokens after
/// it are left.
///
/// # Errors
/// As [`Expr::parse`], and where the value is not constant or adds different dimensions.
pub fn parse_quantity(input: ParseStream<'_>) -> syn::Result<Quantity> {
    let span = input.span();
    let parser = Parser::new(&|_| false);
    let expr = parser.sum(input)?.number()?;
    if parser.after_literal.get() {
        let unit = input.cursor().ident().is_some_and(|(name, _)| unit::lookup(&name.to_string()).is_some());
        if unit || (input.peek(Token![.]) && !input.peek(Token![..])) {
            return Err(parser.unexpected(input));
        }
    }
    let mut quantity = expr.fold()?;
    // The span of a literal is its own. That of a formula is its first token.
    if expr.unsigned().as_number().is_none() {
        quantity.span = span;
    }
    Ok(quantity)
}

/// An operand: a number or a condition.
enum Item {
    Number(Expr),
    Truth(Box<Condition>, Span),
    /// `smooth(condition)`, with the span of the word.
    Smooth(Box<Condition>, Span),
}

impl Item {
    fn number(self) -> syn::Result<Expr> {
        match self {
            Self::Number(expr) => Ok(expr),
            Self::Truth(_, span) => {
                Err(syn::Error::new(span, "a condition is not a number; write `if condition { 1 } else { 0 }`"))
            }
            Self::Smooth(_, span) => Err(syn::Error::new(span, NOT_SMOOTH)),
        }
    }

    fn truth(self) -> syn::Result<Box<Condition>> {
        match self {
            Self::Truth(condition, _) | Self::Smooth(condition, _) => Ok(condition),
            Self::Number(expr) => Err(syn::Error::new(expr.span, "expected a condition, such as `v < -40mV`")),
        }
    }
}

struct Parser<'s> {
    scope: &'s dyn Fn(&str) -> bool,
    /// True if the token just taken is a literal, or a unit joined to one.
    after_literal: Cell<bool>,
    /// True if the last literal has a unit.
    with_unit: Cell<bool>,
    depth: Cell<u32>,
    nodes: Cell<u32>,
}

impl<'s> Parser<'s> {
    fn new(scope: &'s dyn Fn(&str) -> bool) -> Self {
        Self {
            scope,
            after_literal: Cell::new(false),
            with_unit: Cell::new(false),
            depth: Cell::new(0),
            nodes: Cell::new(0),
        }
    }

    fn value(&self, input: ParseStream<'_>) -> syn::Result<Expr> {
        self.nested(input.span(), || match self.or(input)? {
            Item::Truth(..) if input.peek(Token![?]) => Err(syn::Error::new(input.span(), CASES)),
            item => item.number(),
        })
    }

    /// Runs a parser one level of nesting deeper.
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
            left = Item::Truth(Box::new(Condition::Or(left.truth()?, right)), span);
        }
        Ok(left)
    }

    fn and(&self, input: ParseStream<'_>) -> syn::Result<Item> {
        let mut left = self.not(input)?;
        while input.peek(Token![&&]) {
            let span = input.parse::<Token![&&]>()?.spans[0];
            self.count(span)?;
            let right = self.not(input)?.truth()?;
            left = Item::Truth(Box::new(Condition::And(left.truth()?, right)), span);
        }
        Ok(left)
    }

    fn not(&self, input: ParseStream<'_>) -> syn::Result<Item> {
        if !invisible(input) && input.peek(Token![!]) && !input.peek(Token![!=]) {
            let span = input.parse::<Token![!]>()?.span;
            let inner = self.nested(span, || self.not(input)?.truth())?;
            return Ok(Item::Truth(Box::new(Condition::Not(inner)), span));
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
            return Err(syn::Error::new(span, "comparisons do not chain; write `a < b && b < c`"));
        }
        let compare = Condition::Compare { relation, left, right, smooth: false, span, held: None };
        Ok(Item::Truth(Box::new(compare), span))
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
            let right = self.quantity(self.sign(input)?.number()?, input)?;
            left = Item::Number(make(left.number()?, right).at(span));
        }
    }

    /// Joins the units that follow an operand which is a literal: it and its units are one quantity, also where it
    /// divides.
    fn quantity(&self, mut operand: Expr, input: ParseStream<'_>) -> syn::Result<Expr> {
        while matches!(operand.unsigned().kind, Kind::Number(_)) {
            let divide = input.peek(Token![/]);
            if !divide && !input.peek(Token![*]) {
                break;
            }
            let Some(unit) = self.unit_ahead(input, divide)? else { break };
            operand = join_unit(operand, divide, &unit)?;
        }
        Ok(operand)
    }

    /// Takes `/ unit` or `* unit` after a literal, if that follows.
    fn unit_ahead(&self, input: ParseStream<'_>, divide: bool) -> syn::Result<Option<JoinedUnit>> {
        if !self.after_literal.get() {
            return Ok(None);
        }
        let Some((_, rest)) = input.cursor().punct() else {
            return Ok(None);
        };
        let Some((name, after)) = rest.ident().filter(|_| rest.group(Delimiter::None).is_none()) else {
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
                format!("`{text}` is a declared name and a unit; write `{symbol} ({text})` for what is declared"),
            ));
        }
        if after.punct().is_some_and(|(punct, _)| punct.as_char() == '^') {
            return Err(syn::Error::new(name.span(), unit::power_of_unit(&text)));
        }
        input.parse::<proc_macro2::Punct>()?;
        input.call(Ident::parse_any)?;
        self.with_unit.set(true);
        Ok(Some(JoinedUnit { unit, text, span: name.span() }))
    }

    fn sign(&self, input: ParseStream<'_>) -> syn::Result<Item> {
        if !invisible(input) && input.peek(Token![-]) {
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
        if invisible(input) {
            return self.operand_of_macro(input);
        }
        if input.cursor().literal().is_some() {
            let literal: Literal = input.parse()?;
            let number = number(&literal)?;
            self.after_literal.set(true);
            self.with_unit.set(matches!(&number.kind, Kind::Number(number) if number.unit.is_some()));
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
        // `mod` is a word of Rust.
        if input.peek(syn::Ident) || input.peek(Token![mod]) && input.peek2(syn::token::Paren) {
            let name = input.call(Ident::parse_any)?;
            if input.peek(syn::token::Paren) && name == UNCHECKED {
                return self.unchecked(&name, input).map(Item::Number);
            }
            if input.peek(syn::token::Paren) && name == SMOOTH {
                return self.smooth(&name, input);
            }
            if input.peek(syn::token::Paren) {
                return self.call(&name, input).map(Item::Number);
            }
            return Ok(Item::Number(Expr::name(name)));
        }
        Err(self.expected_operand(input))
    }

    /// Parses what a `macro_rules!` has put in for `$x:expr`. It is one operand, as in parentheses.
    fn operand_of_macro(&self, input: ParseStream<'_>) -> syn::Result<Item> {
        let (inside, span) = input.step(|cursor| match cursor.group(Delimiter::None) {
            Some((inside, _, rest)) => Ok(((inside.token_stream(), inside.span()), rest)),
            None => Err(cursor.error("expected a number or a name here")),
        })?;
        let single = inside.clone().into_iter().count() == 1;
        let whole = |content: ParseStream<'_>| {
            let item = self.nested(span, || self.or(content))?;
            if content.is_empty() { Ok(item) } else { Err(self.unexpected(content)) }
        };
        let item = whole.parse2(inside)?;
        // A unit may be joined to a literal that was put in.
        self.after_literal.set(self.after_literal.get() && single);
        Ok(item)
    }

    /// Parses `unchecked(5V)` after its name.
    fn unchecked(&self, name: &Ident, input: ParseStream<'_>) -> syn::Result<Expr> {
        let content;
        parenthesized!(content in input);
        let mut value = self.nested(name.span(), || self.or(&content)?.number())?;
        if !content.is_empty() {
            return Err(self.unexpected(&content));
        }
        if !value.set_unchecked() {
            return Err(syn::Error::new(name.span(), "`unchecked(…)` holds a value, such as `unchecked(1mS)`"));
        }
        self.after_literal.set(false);
        Ok(value)
    }

    /// Parses `smooth(v < x)` after its name.
    fn smooth(&self, name: &Ident, input: ParseStream<'_>) -> syn::Result<Item> {
        let content;
        parenthesized!(content in input);
        let item = self.nested(name.span(), || self.or(&content))?;
        if !content.is_empty() {
            return Err(self.unexpected(&content));
        }
        self.after_literal.set(false);
        match item {
            Item::Number(_) => Err(syn::Error::new(name.span(), NOT_SMOOTH)),
            Item::Truth(condition, _) | Item::Smooth(condition, _) => {
                Ok(Item::Smooth(Box::new(condition.smoothed()), name.span()))
            }
        }
    }

    fn call(&self, name: &Ident, input: ParseStream<'_>) -> syn::Result<Expr> {
        let text = name.to_string();
        let function = Function::WRITTEN.iter().find(|(known, _)| *known == text).map(|(_, function)| *function);
        if function.is_none() && text != "pow" && !(self.scope)(&text) {
            let known = Function::WRITTEN.iter().map(|(name, _)| *name).chain(["pow", SMOOTH]);
            let message = match function_of_another_language(&text) {
                Some(hint) => format!("unknown function `{text}`: {hint}"),
                None => names::unknown("unknown function", &text, known),
            };
            return Err(syn::Error::new(name.span(), message));
        }
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
        let arity = match function {
            Some(function) => function.arity(),
            None if text == "pow" => 2,
            None => {
                return Err(syn::Error::new(
                    name.span(),
                    format!("`{text}` is not a function; write `{text} * (…)` for a product"),
                ));
            }
        };
        if arguments.len() != arity {
            let takes = if arity == 1 { "1 argument" } else { "2 arguments" };
            return Err(syn::Error::new(name.span(), format!("`{text}` takes {takes}, not {}", arguments.len())));
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
        let cond = self.or(input)?;
        if matches!(cond, Item::Number(_)) && !input.peek(syn::token::Brace) && !input.is_empty() {
            return Err(self.unexpected(input));
        }
        let cond = cond.truth()?;
        let then = self.arm(input)?;
        if !input.peek(Token![else]) {
            return Err(syn::Error::new(span, "an `if` in an equation needs an `else`"));
        }
        input.parse::<Token![else]>()?;
        let otherwise =
            if input.peek(Token![if]) { self.nested(span, || self.conditional(input))? } else { self.arm(input)? };
        self.after_literal.set(false);
        Ok(Expr::new(Kind::If { cond, then: Box::new(then), otherwise: Box::new(otherwise) }, span))
    }

    fn arm(&self, input: ParseStream<'_>) -> syn::Result<Expr> {
        if !input.peek(syn::token::Brace) {
            let cursor = input.cursor();
            let goes_on = cursor.ident().is_some_and(|(word, _)| word == "and" || word == "or")
                || cursor.punct().is_some_and(|(mark, _)| matches!(mark.as_char(), '&' | '|' | '=' | '!'));
            return Err(if goes_on { self.unexpected(input) } else { syn::Error::new(input.span(), BRACES) });
        }
        let content;
        braced!(content in input);
        let value = self.value(&content)?;
        if !content.is_empty() {
            return Err(self.unexpected(&content));
        }
        Ok(value)
    }

    /// Returns the error about a token that continues no equation.
    fn unexpected(&self, input: ParseStream<'_>) -> syn::Error {
        let cursor = input.cursor();
        let message = if let Some((name, _)) = cursor.ident() {
            if self.after_literal.get() && unit::lookup(&name.to_string()).is_some() {
                format!("a unit follows its number without a space: `25.5{name}`")
            } else if name == "and" || name == "or" {
                JOINTS.to_owned()
            } else if input.peek2(Token![=]) && !input.peek2(Token![==]) {
                format!("a comma is missing before `{name}`")
            } else {
                format!("expected an operator before `{name}`; products are written with `*`")
            }
        } else if let Some((punct, rest)) = cursor.punct() {
            match punct.as_char() {
                '.' if self.after_literal.get() && self.with_unit.get() => unit::JOINED.to_owned(),
                '.' if self.after_literal.get() && rest.ident().is_some() => {
                    "a number needs digits on both sides of the point: `1.0mV`, not `1.mV`".to_owned()
                }
                '.' => "expected an operator; an equation has no fields or methods".to_owned(),
                '!' if rest.group(Delimiter::Parenthesis).is_some() => {
                    "an equation calls no macros; its functions are written without `!`, as in `exp(x)`".to_owned()
                }
                '=' | '!' => EQUALITY.to_owned(),
                '&' | '|' => JOINTS.to_owned(),
                '%' => "the remainder of x by y is `mod(x, y)`".to_owned(),
                '?' => CASES.to_owned(),
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

    /// Returns the error about a missing number, name or parenthesis.
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

/// Returns how a function of another language is written here.
fn function_of_another_language(name: &str) -> Option<&'static str> {
    Some(match name {
        "exprelr" | "vtrap" | "linoid" | "efun" | "x_over_expm1" => {
            "write the quotient as the paper prints it, `x / (exp(x) - 1)`; it is finite at 0"
        }
        "fabs" => "the magnitude is `abs(x)`",
        "int" | "trunc" | "round" => "whole numbers are made by `floor(x)`; `floor(x + 0.5)` rounds",
        "ceil" => "write `-floor(-x)`",
        "fmod" => "the remainder of x by y is `mod(x, y)`",
        "sigmoid" | "boltzmann" | "boltz" => "write it out, `1 / (1 + exp(-(v + 40) / 5))`",
        "where" | "ifelse" | "select" => "write `if condition { … } else { … }`",
        "clip" | "clamp" => "write `min(max(x, low), high)`",
        "sign" | "sgn" => "write `if x < 0 { -1 } else { 1 }`",
        "step" | "theta" | "H" => "the unit step is `heaviside(x)`",
        "rand" | "randn" | "rand_normal" | "urand" | "uniform" => {
            "an event of a synapse draws a uniform number by `random(seed)`; noise is an input of a run, \
             `OrnsteinUhlenbeck`, or a `source`"
        }
        "tan" => "write `sin(x) / cos(x)`",
        _ => return None,
    })
}

const EQUALITY: &str =
    "equations have no `==`, `!=` or `=`: computed numbers are rarely equal; use `<`, `<=`, `>` or `>=`";

const JOINTS: &str = "conditions are joined by `&&` and `||`";

const CASES: &str = "cases are written `if condition { … } else { … }`";

const BRACES: &str = "the values of an `if` stand in braces: `if t > 5ms { 1 } else { 0 }`";

const NOT_SMOOTH: &str = "`smooth(…)` holds the condition of an `if`: `if smooth(v < -40mV) { … } else { … }`";

/// True if what follows was put in by a `macro_rules!`, in a group without delimiters. All else of `syn` looks through it.
fn invisible(input: ParseStream<'_>) -> bool {
    input.cursor().group(Delimiter::None).is_some()
}

/// Returns the comparison operator that follows and its first token, without taking it.
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
