//! Removable singularities: `x / (1 - exp(-x))` and similar quotients, up to factors, shifts and signs.
//!
//! Let B(u) = u/(exp(u) − 1), which the runtime computes with all its derivatives at and around 0. Then
//!
//! ```text
//! q w / (e^w − 1)   = q B(w)
//! q w / (1 − e^w)   = −q B(w)
//! q w / tanh(w)     = q (w + B(2w))
//! q (a−b)/(e^a−e^b) = q B(−|a−b|) e^(−max(a, b))
//! ```
//!
//! and the same with numerator and denominator exchanged. `sinh(w)` is ½ (e^w − e^−w). All of these hold for every
//! value, so a rewrite is right even where a parameter makes the quotient regular.

use proc_macro2::Span;

use super::polynomial::{Atoms, Polynomial};
use super::{Expr, Function, Kind, Relation};

/// In products with more factors, only single factors are tried.
const MOST_FACTORS: usize = 8;

impl Expr {
    /// Returns the same formula without its removable singularities. Quotients that have none are left as they are.
    #[must_use]
    pub fn remove_singularities(&self) -> Expr {
        self.regular().unwrap_or_else(|| self.map_children(&mut Expr::remove_singularities))
    }

    /// Returns the same formula without removable singularities if it is a product that has one itself.
    pub fn regular(&self) -> Option<Expr> {
        match &self.kind {
            Kind::Mul(..) | Kind::Div(..) | Kind::Neg(_) => {
                let mut product = Product::default();
                product.flatten(self, false);
                product.rewrite().then(|| product.into_expr().at(self.span))
            }
            Kind::Call(Function::Exprel, arguments) if arguments.len() == 1 => {
                let u = arguments[0].remove_singularities();
                Some(Expr::div(Expr::number(1.0), Expr::call(Function::Bernoulli, u)).at(self.span))
            }
            _ => None,
        }
    }
}

/// A product of factors over a product of others.
#[derive(Default)]
struct Product {
    above: Vec<Expr>,
    below: Vec<Expr>,
}

/// A factor that vanishes with w, written as `scale` times a standard form.
struct Vanishing {
    scale: Expr,
    w: Polynomial,
    form: Form,
    span: Span,
}

enum Form {
    /// e^w − 1
    Exponential(Expr),
    /// e^a − e^b, with w = a − b
    Difference(Expr, Expr),
    /// tanh(w)
    Tanh(Expr),
}

impl Product {
    /// Adds the factors of a formula, each already freed of the singularities inside it.
    fn flatten(&mut self, expr: &Expr, inverse: bool) {
        match &expr.kind {
            Kind::Mul(a, b) => {
                self.flatten(a, inverse);
                self.flatten(b, inverse);
            }
            Kind::Div(a, b) => {
                self.flatten(a, inverse);
                self.flatten(b, !inverse);
            }
            Kind::Neg(a) => {
                self.above.push(Expr::number(-1.0));
                self.flatten(a, inverse);
            }
            Kind::Pow(base, exponent) if !matches!(base.kind, Kind::Mul(..) | Kind::Div(..) | Kind::Neg(_)) => {
                match exponent.as_number() {
                    Some(n) if n.fract() == 0.0 && (1.0..=4.0).contains(&n.abs()) => {
                        for _ in 0..n.abs() as u32 {
                            self.push(base.remove_singularities(), inverse != (n < 0.0));
                        }
                    }
                    _ => self.push(expr.remove_singularities(), inverse),
                }
            }
            _ => {
                let factor = expr.remove_singularities();
                match factor.kind {
                    // exprel has become a quotient.
                    Kind::Div(a, b) => {
                        self.push(*a, inverse);
                        self.push(*b, !inverse);
                    }
                    kind => self.push(Expr::new(kind, factor.span), inverse),
                }
            }
        }
    }

    fn push(&mut self, factor: Expr, inverse: bool) {
        if inverse {
            self.below.push(factor);
        } else {
            self.above.push(factor);
        }
    }

    /// Replaces the singular factors. Returns false if there are none.
    fn rewrite(&mut self) -> bool {
        let mut atoms = Atoms::default();
        let mut found = false;
        while let Some(form) = cancel(&mut atoms, &mut self.below, &mut self.above) {
            found = true;
            self.above.extend(form.factors);
            self.below.push(form.scale);
        }
        while let Some(form) = cancel(&mut atoms, &mut self.above, &mut self.below) {
            found = true;
            self.below.extend(form.factors);
            self.above.push(form.scale);
        }
        found
    }

    fn into_expr(self) -> Expr {
        // Constants come last, as one writes them.
        let join = |mut factors: Vec<Expr>| {
            factors.retain(|factor| factor.as_number() != Some(1.0));
            factors.into_iter().reduce(Expr::mul)
        };
        let above = join(self.above).unwrap_or_else(|| Expr::number(1.0));
        match join(self.below) {
            Some(below) => Expr::div(above, below),
            None => above,
        }
        .simplify()
    }
}

/// The replacement of factors that cancelled.
struct Cancelled {
    factors: Vec<Expr>,
    scale: Expr,
}

/// Finds a factor of `vanishing` whose zero is cancelled by factors of `others`, and removes both. The quotient of
/// these `others` over that factor is the product of `factors` over `scale`.
fn cancel(atoms: &mut Atoms, vanishing: &mut Vec<Expr>, others: &mut Vec<Expr>) -> Option<Cancelled> {
    for i in 0..vanishing.len() {
        let Some(zero) = Vanishing::recognise(atoms, &vanishing[i]) else {
            continue;
        };
        let Some((used, quotient)) = proportional(atoms, others, &zero.w) else {
            continue;
        };
        vanishing.remove(i);
        for k in used.into_iter().rev() {
            others.remove(k);
        }
        let mut factors = vec![match quotient {
            Quotient::Whole(q) => atoms.expr(&q),
            Quotient::Inverse(r) => Expr::div(Expr::number(1.0), atoms.expr(&r)),
        }];
        factors.extend(zero.form.regular(zero.span));
        return Some(Cancelled { factors, scale: zero.scale });
    }
    None
}

/// A product of factors in terms of w.
enum Quotient {
    /// q w
    Whole(Polynomial),
    /// w / r, where r is a sum, as in x = w / (1/a + 1/b) for w = x/a + x/b.
    Inverse(Polynomial),
}

/// Returns factors whose product is a multiple of w, and the quotient. Of all choices it is the one with the fewest
/// denominators in the quotient, then the one with the fewest factors.
fn proportional(atoms: &mut Atoms, factors: &[Expr], w: &Polynomial) -> Option<(Vec<usize>, Quotient)> {
    let variable: Vec<usize> = (0..factors.len()).filter(|i| factors[*i].as_number().is_none()).collect();
    let choices: Vec<Vec<usize>> = if variable.len() > MOST_FACTORS {
        variable.iter().map(|i| vec![*i]).collect()
    } else {
        (1_usize..1 << variable.len())
            .map(|bits| {
                let chosen = |k: &usize| bits >> k & 1 == 1;
                (0..variable.len()).filter(chosen).map(|k| variable[k]).collect()
            })
            .collect()
    };
    let polynomials: Vec<Polynomial> = factors.iter().map(|factor| atoms.polynomial(factor)).collect();
    let mut best: Option<(usize, Vec<usize>, Quotient)> = None;
    for choice in choices {
        let product = choice.iter().fold(Polynomial::constant(1.0), |product, i| product.times(&polynomials[*i]));
        let can_vanish = |atom| atoms.can_vanish(atom);
        let (quotient, denominators) = if let Some(q) = product.divide(w, &can_vanish) {
            let denominators = q.denominators();
            (Quotient::Whole(q), denominators)
        } else if let Some(r) = w.divide(&product, &can_vanish) {
            let denominators = r.len();
            (Quotient::Inverse(r), denominators)
        } else {
            continue;
        };
        let better =
            best.as_ref().is_none_or(|(least, chosen, _)| (denominators, choice.len()) < (*least, chosen.len()));
        if better {
            best = Some((denominators, choice, quotient));
        }
    }
    best.map(|(_, choice, quotient)| (choice, quotient))
}

impl Vanishing {
    /// Returns a factor in standard form, if it vanishes with some w.
    fn recognise(atoms: &mut Atoms, factor: &Expr) -> Option<Self> {
        let span = factor.span;
        match &factor.kind {
            Kind::Call(Function::Tanh, arguments) => {
                return Some(Self {
                    scale: Expr::number(1.0),
                    w: atoms.polynomial(arguments.first()?),
                    form: Form::Tanh(arguments.first()?.clone()),
                    span,
                });
            }
            Kind::Call(Function::Sinh, arguments) => {
                let argument = arguments.first()?;
                let w = atoms.polynomial(argument);
                return Some(Self {
                    scale: Expr::number(0.5),
                    w: w.clone().plus(&w, 1.0),
                    form: Form::Difference(argument.clone(), Expr::neg(argument.clone()).simplify()),
                    span,
                });
            }
            _ => {}
        }
        // c r e^a − c r e^b: two terms that differ by an exponential and a sign.
        let sum = atoms.polynomial(factor);
        if sum.len() != 2 {
            return None;
        }
        let mut terms = sum.terms();
        let ((first, c), (second, d)) = (terms.next()?, terms.next()?);
        let ((rest, a), (same, b)) = (atoms.split(first), atoms.split(second));
        if rest != same || (c + d).abs() > 4.0 * f64::EPSILON * c.abs() {
            return None;
        }
        let w = a.sum.clone().plus(&b.sum, -1.0);
        if w.is_zero() {
            return None;
        }
        let scale = |c: f64| atoms.term_expr(&rest, c);
        Some(if b.sum.is_zero() {
            Self { scale: scale(c), w: a.sum.clone(), form: Form::Exponential(atoms.exponent_expr(&a)), span }
        } else if a.sum.is_zero() {
            Self { scale: scale(d), w: b.sum.clone(), form: Form::Exponential(atoms.exponent_expr(&b)), span }
        } else {
            Self { scale: scale(c), w, form: Form::Difference(atoms.exponent_expr(&a), atoms.exponent_expr(&b)), span }
        })
    }
}

impl Form {
    /// Returns factors whose product is w over the form. They are finite everywhere.
    fn regular(self, span: Span) -> Vec<Expr> {
        let bernoulli = |u: Expr| Expr::call(Function::Bernoulli, u.simplify()).at(span);
        match self {
            Self::Exponential(w) => vec![bernoulli(w)],
            Self::Tanh(w) => {
                let twice = Expr::mul(w.clone(), Expr::number(2.0));
                vec![Expr::add(w, bernoulli(twice))]
            }
            // The larger exponential is factored out, so that the argument of B is never positive. Both choices are the
            // same function, and so are their derivatives where a = b.
            Self::Difference(a, b) => {
                let choose =
                    |then: Expr, otherwise: Expr| Expr::select(Relation::Less, a.clone(), b.clone(), then, otherwise);
                let gap = choose(Expr::sub(a.clone(), b.clone()), Expr::sub(b.clone(), a.clone()));
                let larger = choose(Expr::neg(b.clone()), Expr::neg(a.clone()));
                vec![bernoulli(gap), Expr::call(Function::Exp, larger.simplify()).at(span)]
            }
        }
    }
}
