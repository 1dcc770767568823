//! Formulas as sums of Laurent monomials, in which proportionality can be decided.
//!
//! The variables are *atoms*: names, and subformulas that are no polynomials. Two subformulas are the same atom if
//! their canonical forms are equal. `(25 - v) / k` becomes `25 k⁻¹ − v k⁻¹`.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::{Expr, Function, Kind};

/// Sums with more terms than this are atoms. No rate function has as many.
const MOST_TERMS: usize = 64;
/// Coefficients are equal if they differ by less than this, relative to those they were computed from.
const TOLERANCE: f64 = 32.0 * f64::EPSILON;

/// A product of powers of atoms, which are numbered. No exponent is 0.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Monomial(BTreeMap<usize, i32>);

impl Monomial {
    fn atom(atom: usize, exponent: i32) -> Self {
        Self(BTreeMap::from([(atom, exponent)]))
    }

    pub(super) fn exponent(&self, atom: usize) -> i32 {
        self.0.get(&atom).copied().unwrap_or(0)
    }

    pub(super) fn powers(&self) -> impl Iterator<Item = (usize, i32)> {
        self.0.iter().map(|(atom, exponent)| (*atom, *exponent))
    }

    fn times(&self, other: &Self, power: i32) -> Self {
        let mut product = self.0.clone();
        for (atom, exponent) in &other.0 {
            let sum = product.entry(*atom).or_insert(0);
            *sum += exponent * power;
            if *sum == 0 {
                product.remove(atom);
            }
        }
        Self(product)
    }
}

impl Ord for Monomial {
    /// Compares in an order that multiplication preserves, negative exponents included, as long division needs.
    fn cmp(&self, other: &Self) -> Ordering {
        let mut atoms: Vec<usize> = self.0.keys().chain(other.0.keys()).copied().collect();
        atoms.sort_unstable();
        atoms
            .into_iter()
            .map(|atom| self.exponent(atom).cmp(&other.exponent(atom)))
            .find(|order| order.is_ne())
            .unwrap_or(Ordering::Equal)
    }
}

impl PartialOrd for Monomial {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// A sum of monomials with coefficients that are not 0.
#[derive(Clone, Debug, Default)]
pub(super) struct Polynomial(BTreeMap<Monomial, f64>);

impl Polynomial {
    pub(super) fn constant(value: f64) -> Self {
        let mut sum = Self::default();
        sum.accumulate(Monomial::default(), value);
        sum
    }

    fn atom(atom: usize, exponent: i32) -> Self {
        Self(BTreeMap::from([(Monomial::atom(atom, exponent), 1.0)]))
    }

    pub(super) fn is_zero(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn terms(&self) -> impl DoubleEndedIterator<Item = (&Monomial, f64)> {
        self.0.iter().map(|(monomial, c)| (monomial, *c))
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns the only term, if there is exactly one.
    fn single(&self) -> Option<(&Monomial, f64)> {
        (self.len() == 1).then(|| self.terms().next()).flatten()
    }

    fn accumulate(&mut self, monomial: Monomial, value: f64) {
        let old = self.0.get(&monomial).copied().unwrap_or(0.0);
        let sum = old + value;
        if sum.abs() <= TOLERANCE * old.abs().max(value.abs()) {
            self.0.remove(&monomial);
        } else {
            self.0.insert(monomial, sum);
        }
    }

    pub(super) fn plus(mut self, other: &Self, factor: f64) -> Self {
        for (monomial, c) in other.terms() {
            self.accumulate(monomial.clone(), c * factor);
        }
        self
    }

    pub(super) fn times(&self, other: &Self) -> Self {
        let mut product = Self::default();
        for (a, c) in self.terms() {
            for (b, d) in other.terms() {
                product.accumulate(a.times(b, 1), c * d);
            }
        }
        product
    }

    fn times_monomial(&self, monomial: &Monomial, power: i32, factor: f64) -> Self {
        let mut product = Self::default();
        for (a, c) in self.terms() {
            product.accumulate(a.times(monomial, power), c * factor);
        }
        product
    }

    /// Returns the quotient, if the division by `divisor` leaves no remainder and cancels a factor that can vanish.
    /// `can_vanish` says which atoms can.
    pub(super) fn divide(&self, divisor: &Self, can_vanish: &dyn Fn(usize) -> bool) -> Option<Self> {
        if let Some((w, c)) = divisor.single() {
            // A monomial divides every term, but a zero of it need not cancel.
            let cancels = w.powers().any(|(atom, exponent)| {
                exponent > 0 && can_vanish(atom) && self.terms().all(|(term, _)| term.exponent(atom) >= exponent)
            });
            return (cancels && !self.is_zero()).then(|| self.times_monomial(w, -1, 1.0 / c));
        }
        let (lead, c) = divisor.terms().next_back()?;
        let mut rest = self.clone();
        let mut quotient = Self::default();
        for _ in 0..MOST_TERMS {
            let Some((top, d)) = rest.terms().next_back() else {
                return (!quotient.is_zero()).then_some(quotient);
            };
            let (top, factor) = (top.clone(), d / c);
            let step = top.times(lead, -1);
            rest = rest.plus(&divisor.times_monomial(&step, 1, 1.0), -factor);
            rest.0.remove(&top);
            quotient.accumulate(step, factor);
        }
        None
    }

    /// Returns the number of powers of atoms in denominators.
    pub(super) fn denominators(&self) -> usize {
        self.terms().map(|(term, _)| term.powers().filter(|(_, exponent)| *exponent < 0).count()).sum()
    }
}

struct Atom {
    key: String,
    expr: Expr,
    /// The argument, if the atom is an exponential.
    exponent: Option<Polynomial>,
}

/// The atoms of the formulas that are compared with each other.
#[derive(Default)]
pub(super) struct Atoms {
    list: Vec<Atom>,
}

impl Atoms {
    fn intern(&mut self, key: String, expr: &Expr, exponent: Option<Polynomial>) -> usize {
        if let Some(known) = self.list.iter().position(|atom| atom.key == key) {
            return known;
        }
        self.list.push(Atom { key, expr: expr.clone(), exponent });
        self.list.len() - 1
    }

    /// True if the atom can be 0, which an exponential cannot.
    pub(super) fn can_vanish(&self, atom: usize) -> bool {
        self.list.get(atom).is_some_and(|atom| atom.exponent.is_none())
    }

    /// Returns a text that is equal for equal polynomials.
    fn key(&self, polynomial: &Polynomial) -> String {
        let mut key = String::new();
        for (monomial, c) in polynomial.terms() {
            key += &format!("{c:+.12e}");
            for (atom, exponent) in monomial.powers() {
                key += &format!("*{atom}^{exponent}");
            }
        }
        key
    }

    /// Returns the canonical form of a formula.
    pub(super) fn polynomial(&mut self, expr: &Expr) -> Polynomial {
        let sum = match &expr.kind {
            Kind::Number(number) => Polynomial::constant(number.value),
            Kind::Name(name) => Polynomial::atom(self.intern(name.to_string(), expr, None), 1),
            Kind::Neg(a) => Polynomial::default().plus(&self.polynomial(a), -1.0),
            Kind::Add(a, b) => self.polynomial(a).plus(&self.polynomial(b), 1.0),
            Kind::Sub(a, b) => self.polynomial(a).plus(&self.polynomial(b), -1.0),
            Kind::Mul(a, b) => self.polynomial(a).times(&self.polynomial(b)),
            Kind::Div(a, b) => {
                if self.polynomial(b).is_zero() {
                    return self.opaque(expr);
                }
                let reciprocal = self.power(b, -1);
                self.polynomial(a).times(&reciprocal)
            }
            Kind::Pow(base, exponent) => match exponent.as_number() {
                Some(n) if n.fract() == 0.0 && n.abs() <= 8.0 => self.power(base, n as i32),
                _ => self.opaque(expr),
            },
            Kind::Call(Function::Exp, arguments) if arguments.len() == 1 => self.exponential(&arguments[0], expr),
            Kind::Call(Function::Expm1, arguments) if arguments.len() == 1 => {
                let exp = Expr::call(Function::Exp, arguments[0].clone());
                self.exponential(&arguments[0], &exp).plus(&Polynomial::constant(1.0), -1.0)
            }
            Kind::Call(function, arguments) => {
                let mut key = format!("{}(", function.name());
                for argument in arguments {
                    let argument = self.polynomial(argument);
                    key += &self.key(&argument);
                    key.push(',');
                }
                Polynomial::atom(self.intern(key, expr, None), 1)
            }
            Kind::If { .. } => self.opaque(expr),
        };
        let finite = sum.terms().all(|(_, c)| c.is_finite());
        if finite && sum.len() <= MOST_TERMS { sum } else { self.opaque(expr) }
    }

    fn opaque(&mut self, expr: &Expr) -> Polynomial {
        let atom = self.intern(expr.key(), expr, None);
        Polynomial::atom(atom, 1)
    }

    fn exponential(&mut self, argument: &Expr, expr: &Expr) -> Polynomial {
        let exponent = self.polynomial(argument);
        let key = format!("exp({})", self.key(&exponent));
        Polynomial::atom(self.intern(key, expr, Some(exponent)), 1)
    }

    /// Returns base ^ n. A sum in a denominator is an atom.
    fn power(&mut self, base: &Expr, n: i32) -> Polynomial {
        let sum = self.polynomial(base);
        if let Some((monomial, c)) = sum.single() {
            let mut power = Polynomial::default();
            power.accumulate(Monomial::default().times(monomial, n), c.powi(n));
            return power;
        }
        if (0..=4).contains(&n) {
            let mut power = Polynomial::constant(1.0);
            for _ in 0..n {
                power = power.times(&sum);
            }
            return power;
        }
        let key = format!("({})", self.key(&sum));
        Polynomial::atom(self.intern(key, base, None), n)
    }

    /// Splits a monomial into its exponentials, as e^p, and the rest; returns the rest and p.
    pub(super) fn split(&self, monomial: &Monomial) -> (Monomial, Exponent) {
        let mut rest = Monomial::default();
        let mut exponent = Exponent::default();
        for (atom, n) in monomial.powers() {
            match &self.list[atom].exponent {
                None => rest = rest.times(&Monomial::atom(atom, 1), n),
                Some(argument) => {
                    exponent.sum = exponent.sum.plus(argument, f64::from(n));
                    exponent.atoms.push((atom, n));
                }
            }
        }
        (rest, exponent)
    }

    /// Returns the exponent as a formula, with the arguments as the user wrote them.
    pub(super) fn exponent_expr(&self, exponent: &Exponent) -> Expr {
        let parts = exponent.atoms.iter().map(|(atom, n)| {
            let argument = match &self.list[*atom].expr.kind {
                Kind::Call(_, arguments) => arguments[0].clone(),
                _ => Expr::number(0.0),
            };
            Expr::mul(argument, Expr::number(f64::from(*n)))
        });
        parts.reduce(Expr::add).unwrap_or_else(|| Expr::number(0.0)).simplify()
    }

    /// Returns c times a monomial as a formula.
    pub(super) fn term_expr(&self, monomial: &Monomial, c: f64) -> Expr {
        let mut above = Expr::number(c);
        let mut below: Option<Expr> = None;
        for (atom, n) in monomial.powers() {
            let factor = Expr::pow(self.list[atom].expr.clone(), Expr::number(f64::from(n.abs())));
            if n > 0 {
                above = Expr::mul(above, factor);
            } else {
                below = Some(match below {
                    Some(below) => Expr::mul(below, factor),
                    None => factor,
                });
            }
        }
        match below {
            Some(below) => Expr::div(above, below),
            None => above,
        }
        .simplify()
    }

    /// Returns a polynomial as a formula.
    pub(super) fn expr(&self, polynomial: &Polynomial) -> Expr {
        polynomial
            .terms()
            .map(|(monomial, c)| self.term_expr(monomial, c))
            .reduce(Expr::add)
            .unwrap_or_else(|| Expr::number(0.0))
            .simplify()
    }
}

/// The exponent of a product of exponentials.
#[derive(Clone, Debug, Default)]
pub(super) struct Exponent {
    /// Its canonical form.
    pub(super) sum: Polynomial,
    /// The exponentials and their powers.
    atoms: Vec<(usize, i32)>,
}
