//! Emits equations as Rust that is generic over the number type, `T: Real`.
//!
//! Exponentials whose arguments are known early are batched. [`Slots`] numbers these arguments; generated code computes
//! all arguments, then all exponentials at once, then the rest.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::str::FromStr;

use proc_macro2::{Ident, Literal, Punct, Spacing, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};

use super::{Condition, Expr, Function, Kind, Relation};

/// The distinct arguments of the exponentials that can be computed together.
#[derive(Clone, Debug, Default)]
pub struct Slots {
    arguments: Vec<Expr>,
    /// The slots of arguments, by their keys.
    keys: HashMap<String, usize>,
}

impl Slots {
    /// Creates an empty list of slots.
    pub fn new() -> Self {
        Self::default()
    }

    /// Gives a slot to every exponential of `expr` whose argument contains nothing transcendental and only names that
    /// `batchable` accepts. Equal arguments share a slot.
    pub fn collect(&mut self, expr: &Expr, batchable: &dyn Fn(&str) -> bool) {
        expr.lower().simplify().visit(&mut |inner| {
            let Some(argument) = exponential_argument(inner) else {
                return;
            };
            let mut early = true;
            argument.visit(&mut |part| match &part.kind {
                Kind::Name(name) => early &= batchable(&name.to_string()),
                Kind::Call(function, _) => early &= !function.is_transcendental(),
                Kind::Pow(_, exponent) => early &= small_whole(exponent).is_some(),
                _ => {}
            });
            // The exponential of a constant is not batched.
            if !early || argument.names().is_empty() {
                return;
            }
            let argument = argument.simplify();
            let key = argument.key();
            if let Entry::Vacant(free) = self.keys.entry(key) {
                free.insert(self.arguments.len());
                self.arguments.push(argument);
            }
        });
    }

    /// Returns the number of slots.
    pub fn len(&self) -> usize {
        self.arguments.len()
    }

    /// True if there are no slots.
    pub fn is_empty(&self) -> bool {
        self.arguments.is_empty()
    }

    /// Returns the simplified arguments, in the order of their slots.
    pub fn arguments(&self) -> &[Expr] {
        &self.arguments
    }

    /// Returns the slot of an argument.
    pub fn index(&self, argument: &Expr) -> Option<usize> {
        self.keys.get(&argument.simplify().key()).copied()
    }
}

/// Returns u if computing the formula takes exp(u).
fn exponential_argument(expr: &Expr) -> Option<&Expr> {
    match &expr.kind {
        Kind::Call(
            Function::Exp
            | Function::Exprel
            | Function::Bernoulli
            | Function::BernoulliSlope
            | Function::BernoulliCurvature,
            arguments,
        ) => arguments.first(),
        _ => None,
    }
}

/// Returns a constant whole exponent that `powi` takes.
fn small_whole(exponent: &Expr) -> Option<i32> {
    exponent.as_number().filter(|n| n.fract() == 0.0 && n.abs() <= 64.0).map(|n| n as i32)
}

/// Writes formulas as Rust expressions of type `T`.
#[derive(Clone, Copy, Debug)]
pub struct Emitter<'a> {
    /// The slots that hold exponentials.
    pub slots: &'a Slots,
    /// The name of the slice with the exponentials of the slots.
    pub exps: &'a Ident,
    /// The name of the number type.
    pub scalar: &'a Ident,
    /// The name of the surroundings, where relations find the values at which they are held; `None` if all are evaluated as
    /// written.
    pub at: Option<&'a Ident>,
    /// The name of the random numbers of an event.
    pub chance: &'a Ident,
    /// True in what jumps at an event, where a choice between equal numbers has no derivative.
    pub at_event: bool,
}

/// How tightly an emitted expression binds, loosest first.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum Binding {
    Sum,
    Product,
    Sign,
    Atom,
}

/// An emitted expression: a constant (of type `f64`), or a value of type `T`.
enum Emitted {
    Constant(f64),
    Value(TokenStream, Binding),
}

impl Emitter<'_> {
    /// Returns the simplified formula as one Rust expression of type `T`. Names stand for variables of that type.
    pub fn emit(&self, expr: &Expr) -> TokenStream {
        let emitted = self.expr(&expr.lower().simplify());
        self.value(emitted)
    }

    fn expr(&self, expr: &Expr) -> Emitted {
        match &expr.kind {
            Kind::Number(number) => Emitted::Constant(number.value),
            Kind::Name(name) => Emitted::Value(name.to_token_stream(), Binding::Atom),
            Kind::Neg(a) => match self.expr(a) {
                Emitted::Constant(c) => Emitted::Constant(-c),
                a => {
                    let a = operand(a, Binding::Sign);
                    Emitted::Value(quote!(-#a), Binding::Sign)
                }
            },
            Kind::Add(a, b) => self.add(self.expr(a), self.expr(b)),
            Kind::Sub(a, b) => self.sub(self.expr(a), self.expr(b)),
            Kind::Mul(a, b) => match (self.expr(a), self.expr(b)) {
                (Emitted::Constant(a), Emitted::Constant(b)) => Emitted::Constant(a * b),
                (a @ Emitted::Constant(_), b) => infix(b, '*', a),
                (a, b) => infix(a, '*', b),
            },
            Kind::Div(a, b) => match (self.expr(a), self.expr(b)) {
                (Emitted::Constant(a), Emitted::Constant(b)) => Emitted::Constant(a / b),
                (Emitted::Constant(c), b) => self.constant_over(c, b),
                (a, b) => infix(a, '/', b),
            },
            Kind::Pow(base, exponent) => self.pow(base, exponent),
            Kind::Call(function, arguments) => self.call(expr, *function, arguments),
            Kind::If { cond, then, otherwise } => {
                let mask = self.mask(cond).0;
                let then = self.value(self.expr(then));
                let otherwise = self.value(self.expr(otherwise));
                self.choice(cond, scalar("select", &[mask, then, otherwise]))
            }
        }
    }

    /// Returns a value of type `T`.
    fn value(&self, emitted: Emitted) -> TokenStream {
        match emitted {
            Emitted::Constant(c) => {
                let (number, c) = (self.scalar, signed_literal(c));
                quote!(<#number as ::neuron_runtime::private::Real>::from_f64(#c))
            }
            Emitted::Value(tokens, _) => tokens,
        }
    }

    fn add(&self, a: Emitted, b: Emitted) -> Emitted {
        match (a, b) {
            (Emitted::Constant(a), Emitted::Constant(b)) => Emitted::Constant(a + b),
            (Emitted::Constant(c), x) | (x, Emitted::Constant(c)) => {
                let sign = if c < 0.0 { '-' } else { '+' };
                infix(x, sign, Emitted::Constant(c.abs()))
            }
            (a, b) => infix(a, '+', b),
        }
    }

    fn sub(&self, a: Emitted, b: Emitted) -> Emitted {
        match (a, b) {
            (Emitted::Constant(a), Emitted::Constant(b)) => Emitted::Constant(a - b),
            // Constants stand on the right: c − b is −b + c.
            (c @ Emitted::Constant(_), b) => {
                let b = operand(b, Binding::Sign);
                self.add(Emitted::Value(quote!(-#b), Binding::Sign), c)
            }
            (a, Emitted::Constant(c)) => self.add(a, Emitted::Constant(-c)),
            (a, b) => infix(a, '-', b),
        }
    }

    fn constant_over(&self, c: f64, x: Emitted) -> Emitted {
        let reciprocal = self.method("recip", x, &[]);
        match c {
            1.0 => reciprocal,
            -1.0 => {
                let reciprocal = operand(reciprocal, Binding::Sign);
                Emitted::Value(quote!(-#reciprocal), Binding::Sign)
            }
            c => infix(reciprocal, '*', Emitted::Constant(c)),
        }
    }

    fn pow(&self, base: &Expr, exponent: &Expr) -> Emitted {
        let emitted = self.expr(base);
        if let Some(n) = small_whole(exponent) {
            if (2..=8).contains(&n) {
                let (x, n) = (self.value(emitted), Literal::i32_unsuffixed(n));
                return Emitted::Value(quote!(::neuron_runtime::private::math::power::<#n, _>(#x)), Binding::Atom);
            }
            let n = signed(n < 0, Literal::i32_unsuffixed(n.abs()));
            return self.method("powi", emitted, &[n]);
        }
        match self.expr(exponent) {
            Emitted::Constant(0.5) => self.method("sqrt", emitted, &[]),
            Emitted::Constant(n) => self.method("powf", emitted, &[signed_literal(n)]),
            exponent => self.method("pow", emitted, &[self.value(exponent)]),
        }
    }

    fn call(&self, expr: &Expr, function: Function, arguments: &[Expr]) -> Emitted {
        if let Some(argument) = exponential_argument(expr) {
            return self.exponential(expr, function, argument);
        }
        let name = match function {
            Function::Log10 => "ln",
            Function::Expm1 => "exp_m1",
            Function::Log1p => "ln_1p",
            function => function.name(),
        };
        let Some((first, rest)) = arguments.split_first() else { return Emitted::Constant(f64::NAN) };
        if function == Function::Random {
            let (chance, seed) = (self.chance, self.value(self.expr(first)));
            let name = Ident::new("random", expr.span.resolved_at(Span::call_site()));
            let place = Literal::usize_unsuffixed(rest.first().and_then(Expr::as_number).unwrap_or(0.0) as usize);
            return Emitted::Value(quote!(#chance.#name(#place, #seed)), Binding::Atom);
        }
        if function == Function::Floor {
            return self.floor(expr.span, first, rest);
        }
        let rest: Vec<TokenStream> = rest.iter().map(|argument| self.value(self.expr(argument))).collect();
        if self.at_event && matches!(function, Function::Min | Function::Max | Function::Abs) {
            let (name, first) = (Ident::new(name, Span::call_site()), self.value(self.expr(first)));
            return Emitted::Value(quote!(::neuron_runtime::private::ties::#name(#first #(, #rest)*)), Binding::Atom);
        }
        let value = self.method_at(name, expr.span, self.expr(first), &rest);
        match function {
            Function::Log10 => {
                let ln = operand(value, Binding::Product);
                Emitted::Value(quote!(#ln * ::core::f64::consts::LOG10_E), Binding::Product)
            }
            _ => value,
        }
    }

    /// Returns what a condition has chosen, at an event with a word on each comparison of equal numbers.
    fn choice(&self, cond: &Condition, mut chosen: Emitted) -> Emitted {
        if !self.at_event {
            return chosen;
        }
        cond.each(&mut |comparison| {
            if let Condition::Compare { left, right, .. } = comparison {
                let sides = [left, right].map(|side| self.value(self.expr(side)));
                let [left, right] = sides;
                let before = std::mem::replace(&mut chosen, Emitted::Constant(f64::NAN));
                let before = self.value(before);
                let tokens = quote!(::neuron_runtime::private::ties::choice(#before, #left, #right));
                chosen = Emitted::Value(tokens, Binding::Atom);
            }
        });
        chosen
    }

    /// Returns ⌊x⌋, which is held if it has a number among the relations.
    fn floor(&self, span: Span, x: &Expr, number: &[Expr]) -> Emitted {
        let value = match &x.kind {
            // A constant over x is computed from 1/x elsewhere; the rounding could lower a floor by 1.
            Kind::Div(a, b) => match (self.expr(a), self.expr(b)) {
                (Emitted::Constant(a), b @ Emitted::Value(..)) => {
                    infix(Emitted::Value(self.value(Emitted::Constant(a)), Binding::Atom), '/', b)
                }
                _ => self.expr(x),
            },
            _ => self.expr(x),
        };
        match (self.at, number.first().and_then(Expr::as_number)) {
            (Some(at), Some(k)) => {
                let (k, value) = (Literal::usize_unsuffixed(k as usize), self.value(value));
                Emitted::Value(quote!(#at.floor(#k, #value)), Binding::Atom)
            }
            _ => self.method_at("floor", span, value, &[]),
        }
    }

    /// Calls a method of `Real`, which the number type has by its bound, whatever traits are in scope.
    fn method(&self, name: &str, receiver: Emitted, rest: &[TokenStream]) -> Emitted {
        self.method_at(name, Span::call_site(), receiver, rest)
    }

    /// Calls a method as [`Self::method`] does, with the span of the user's token.
    fn method_at(&self, name: &str, span: Span, receiver: Emitted, rest: &[TokenStream]) -> Emitted {
        let receiver = match receiver {
            constant @ Emitted::Constant(_) => self.value(constant),
            value => operand(value, Binding::Atom),
        };
        let name = Ident::new(name, span.resolved_at(Span::call_site()));
        Emitted::Value(quote!(#receiver.#name(#(#rest),*)), Binding::Atom)
    }

    /// Emits exp, or a function computed from it. The exponential comes from its slot, if it has one.
    fn exponential(&self, expr: &Expr, function: Function, argument: &Expr) -> Emitted {
        let slot = self.slots.index(argument).map(|k| {
            let (exps, k) = (self.exps, Literal::usize_unsuffixed(k));
            quote!(#exps[#k])
        });
        let u = self.value(self.expr(argument));
        let math = match function {
            Function::Exp => {
                return match slot {
                    Some(slot) => Emitted::Value(slot, Binding::Atom),
                    None => self.method_at("exp", expr.span, self.expr(argument), &[]),
                };
            }
            Function::BernoulliSlope => quote!(bernoulli_slope),
            Function::BernoulliCurvature => quote!(bernoulli_curvature),
            _ => quote!(bernoulli),
        };
        let math = quote!(::neuron_runtime::private::math::#math);
        let named = matches!(argument.kind, Kind::Name(_));
        let value = match slot {
            Some(exp) => quote!(#math(#u, #exp)),
            None if named => quote!(#math(#u, #u.exp())),
            None => quote!({
                let u = #u;
                #math(u, u.exp())
            }),
        };
        match function {
            Function::Exprel => self.method("recip", Emitted::Value(value, Binding::Atom), &[]),
            _ => Emitted::Value(value, Binding::Atom),
        }
    }

    /// Returns a mask, and whether it can be an operand of `&`, `|` and `!` without parentheses.
    fn mask(&self, cond: &Condition) -> (TokenStream, bool) {
        let operand = |cond: &Condition| match self.mask(cond) {
            (mask, true) => mask,
            (mask, false) => quote!((#mask)),
        };
        match cond {
            Condition::Compare { relation, left, right, held, .. } => {
                let name = match relation {
                    Relation::Less => "lt",
                    Relation::LessEqual => "le",
                    Relation::Greater => "gt",
                    Relation::GreaterEqual => "ge",
                };
                let left = self.value(self.expr(left));
                let right = self.value(self.expr(right));
                let mask = match scalar(name, &[left, right]) {
                    Emitted::Value(mask, _) => mask,
                    Emitted::Constant(_) => TokenStream::new(),
                };
                match (self.at, held) {
                    (Some(at), Some(k)) => {
                        let k = Literal::usize_unsuffixed(*k);
                        (quote!(#at.relation(#k, #mask)), true)
                    }
                    _ => (mask, true),
                }
            }
            Condition::And(a, b) => {
                let (a, b) = (operand(a), operand(b));
                (quote!(#a & #b), false)
            }
            Condition::Or(a, b) => {
                let (a, b) = (operand(a), operand(b));
                (quote!(#a | #b), false)
            }
            Condition::Not(a) => {
                let a = operand(a);
                (quote!(!#a), true)
            }
        }
    }
}

/// Calls a function of `Real` by its path, because `PartialOrd` too has methods such as `lt`.
fn scalar(method: &str, arguments: &[TokenStream]) -> Emitted {
    let method = Ident::new(method, Span::call_site());
    Emitted::Value(quote!(::neuron_runtime::private::Real::#method(#(#arguments),*)), Binding::Atom)
}

/// Returns an operand, in parentheses if it binds less tightly than `needed`.
fn operand(emitted: Emitted, needed: Binding) -> TokenStream {
    match emitted {
        Emitted::Constant(c) => signed_literal(c),
        Emitted::Value(tokens, binding) if binding < needed => quote!((#tokens)),
        Emitted::Value(tokens, _) => tokens,
    }
}

fn infix(a: Emitted, symbol: char, b: Emitted) -> Emitted {
    let (binding, right) = match symbol {
        '+' => (Binding::Sum, Binding::Sum),
        '-' => (Binding::Sum, Binding::Product),
        '*' | '/' => (Binding::Product, Binding::Sign),
        _ => (Binding::Atom, Binding::Atom),
    };
    // a + (b + c) keeps its parentheses: Rust adds from the left, and rounding differs.
    let right = if symbol == '+' { Binding::Product } else { right };
    let (a, b) = (operand(a, binding), operand(b, right));
    let symbol = Punct::new(symbol, Spacing::Alone);
    Emitted::Value(quote!(#a #symbol #b), binding)
}

/// Returns a constant as Rust writes it, with its sign.
pub(super) fn signed_literal(value: f64) -> TokenStream {
    if value.is_nan() {
        return quote!(::core::f64::NAN);
    }
    if value.is_infinite() {
        let sign = (value < 0.0).then(|| Punct::new('-', Spacing::Alone));
        return quote!(#sign ::core::f64::INFINITY);
    }
    // `Debug` gives the shortest text that reads back as the same number.
    let text = format!("{:?}", value.abs());
    let literal = Literal::from_str(&text).unwrap_or_else(|_| Literal::f64_unsuffixed(value.abs()));
    signed(value < 0.0, literal)
}

fn signed(negative: bool, literal: Literal) -> TokenStream {
    if negative { quote_spanned!(literal.span()=> -#literal) } else { literal.to_token_stream() }
}
