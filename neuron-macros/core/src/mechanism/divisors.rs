//! The names that cannot be 0: those by which equations divide, or whose logarithm they take.

use super::definition::Definition;
use super::equations::gather;
use super::model::{Dynamics, Model};
use crate::expr::{Expr, Function, Kind};
use quote::format_ident;
use std::collections::{BTreeMap, BTreeSet};

/// Returns the names that are factors of a divisor, or of the argument of a logarithm. An `if` is left out, because its condition
/// may keep 0 away. The terms of a sum are no factors: the sum is rarely 0 where one of them is.
pub fn divisors(model: &Model) -> BTreeSet<String> {
    let definitions = gather(model).unwrap_or_default();
    let named = |Definition { ident, expr }: &Definition| (ident.to_string(), expr.clone());
    let mut search =
        Search { definitions: definitions.iter().map(named).collect(), seen: BTreeSet::new(), found: BTreeSet::new() };
    for state in &model.states {
        if let Dynamics::Relax { tau: Some(_), .. } = &state.dynamics {
            search.name(&format_ident!("{}_tau", state.ident).to_string(), true);
        }
    }
    for expr in model.equations() {
        search.visit(expr, false);
    }
    search.found
}

struct Search {
    definitions: BTreeMap<String, Expr>,
    /// The definitions that were visited, each with whether it divides.
    seen: BTreeSet<(String, bool)>,
    found: BTreeSet<String>,
}

impl Search {
    fn name(&mut self, name: &str, divides: bool) {
        if divides {
            self.found.insert(name.to_owned());
        }
        if self.seen.insert((name.to_owned(), divides))
            && let Some(expr) = self.definitions.get(name).cloned()
        {
            self.visit(&expr, divides);
        }
    }

    /// Visits a formula, which is a factor of a divisor if `divides` is true.
    fn visit(&mut self, expr: &Expr, divides: bool) {
        match &expr.kind {
            Kind::Number(_) | Kind::If { .. } => {}
            Kind::Name(name) => self.name(&name.to_string(), divides),
            Kind::Neg(a) => self.visit(a, divides),
            Kind::Mul(a, b) => {
                self.visit(a, divides);
                self.visit(b, divides);
            }
            Kind::Div(a, b) => {
                self.visit(a, divides);
                self.visit(b, true);
            }
            Kind::Pow(base, exponent) => {
                let negative = exponent.as_number().or_else(|| Some(-exponent.unsigned().as_number()?));
                self.visit(base, divides || negative.is_some_and(|exponent| exponent < 0.0));
                self.visit(exponent, false);
            }
            Kind::Call(Function::Ln | Function::Log10, arguments) => {
                arguments.iter().for_each(|argument| self.visit(argument, true));
            }
            Kind::Call(Function::Sqrt | Function::Abs, arguments) => {
                arguments.iter().for_each(|argument| self.visit(argument, divides));
            }
            Kind::Add(..) | Kind::Sub(..) | Kind::Call(..) => {
                expr.each_child(&mut |child| self.visit(child, false));
            }
        }
    }
}
