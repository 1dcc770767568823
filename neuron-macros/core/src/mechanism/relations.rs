//! The relations in the equations of a mechanism: comparisons whose value is held between events.
//!
//! Each comparison gets a number where equations are prepared. Derivatives and simplifications keep it, so that all that is
//! made of an equation reads the same held value.

use super::definition::Definitions;
use super::model::Model;
use crate::errors::Errors;
use crate::expr::{Condition, Expr, Function, Kind, Relation};
use crate::tokens::path;
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use std::cell::RefCell;

/// A relation.
pub struct Found {
    /// The relation as written.
    text: String,
    /// The difference of its sides, positive where it holds.
    pub margin: Expr,
    /// The time derivative of the margin, if time and parameters alone decide the relation.
    pub slope: Option<Expr>,
    or_equal: bool,
    smooth: bool,
    floor: bool,
    key: String,
}

/// A relation that may be known already.
struct Margin {
    margin: Expr,
    text: String,
    span: Span,
    or_equal: bool,
    smooth: bool,
    floor: bool,
}

/// Numbers the relations of a mechanism.
pub struct Relations<'a> {
    model: &'a Model,
    found: RefCell<Vec<Found>>,
    /// Why relations are refused, with their places.
    refused: RefCell<Vec<(Span, String)>>,
}

/// A comparison of two formulas.
struct Comparison<'a> {
    relation: Relation,
    left: &'a Expr,
    right: &'a Expr,
    span: Span,
    /// True if equations are continuous where it changes.
    smooth: bool,
}

impl<'a> Relations<'a> {
    pub fn new(model: &'a Model) -> Self {
        Relations { model, found: RefCell::default(), refused: RefCell::default() }
    }

    /// Returns the formula with a number at each relation. Those in `definitions` have theirs already.
    pub fn number(&self, expr: &Expr, definitions: &Definitions) -> Expr {
        let numbered = expr.map_children(&mut |child| self.number(child, definitions));
        let Expr { kind, span } = numbered;
        let kind = match kind {
            Kind::If { cond, then, otherwise } => {
                let cond = Box::new(self.condition(*cond, definitions));
                Kind::If { cond, then, otherwise }
            }
            Kind::Call(function, arguments) => return self.call(function, arguments, span, definitions),
            kind => kind,
        };
        Expr { kind, span }
    }

    /// Returns the relations, unless one is refused, which is reported.
    pub fn finish(self, errors: &mut Errors) -> Option<Vec<Found>> {
        let refused = self.refused.into_inner();
        refused.iter().for_each(|(span, message)| errors.push(*span, message.clone()));
        refused.is_empty().then(|| self.found.into_inner())
    }

    fn condition(&self, cond: Condition, definitions: &Definitions) -> Condition {
        match cond {
            Condition::Compare { relation, left, right, smooth, span, .. } => {
                let comparison = Comparison { relation, left: &left, right: &right, span, smooth };
                let held = self.compare(comparison, None, definitions);
                Condition::Compare { relation, left, right, smooth, span, held }
            }
            Condition::And(a, b) => {
                Condition::And(Box::new(self.condition(*a, definitions)), Box::new(self.condition(*b, definitions)))
            }
            Condition::Or(a, b) => {
                Condition::Or(Box::new(self.condition(*a, definitions)), Box::new(self.condition(*b, definitions)))
            }
            Condition::Not(a) => Condition::Not(Box::new(self.condition(*a, definitions))),
        }
    }

    /// Gives `floor` its number, and writes `min`, `max` and `abs` as a choice by a relation, if one decides them.
    fn call(&self, function: Function, arguments: Vec<Expr>, span: Span, definitions: &Definitions) -> Expr {
        let whole = Expr::new(Kind::Call(function, arguments.clone()), span);
        if let (Function::Floor, [x]) = (function, arguments.as_slice()) {
            let relation =
                Margin { margin: x.clone(), text: whole.display(), span, or_equal: true, smooth: false, floor: true };
            return match self.find(relation, definitions) {
                None => whole,
                Some(index) => {
                    let number = Expr::number(index as f64).at(span);
                    Expr::new(Kind::Call(function, vec![x.clone(), number]), span)
                }
            };
        }
        let zero = Expr::number(0.0).at(span);
        // A NaN in the first argument of `min` and `max` reaches the result.
        let (relation, left, right, then, otherwise) = match (function, arguments.as_slice()) {
            (Function::Min, [a, b]) => (Relation::GreaterEqual, a, b, b, a.clone()),
            (Function::Max, [a, b]) => (Relation::LessEqual, a, b, b, a.clone()),
            (Function::Abs, [a]) => (Relation::GreaterEqual, a, &zero, a, Expr::neg(a.clone())),
            _ => return whole,
        };
        let comparison = Comparison { relation, left, right, span, smooth: true };
        match self.compare(comparison, Some(whole.display()), definitions) {
            None => whole,
            held => {
                let (left, right) = (left.clone(), right.clone());
                let cond = Condition::Compare { relation, left, right, smooth: true, span, held };
                let (then, otherwise) = (Box::new(then.clone()), Box::new(otherwise));
                Expr::new(Kind::If { cond: Box::new(cond), then, otherwise }, span)
            }
        }
    }

    /// Returns the number of a comparison; `None` if parameters alone decide it.
    fn compare(&self, comparison: Comparison<'_>, text: Option<String>, definitions: &Definitions) -> Option<usize> {
        let Comparison { relation, left, right, span, smooth } = comparison;
        let text = text.unwrap_or_else(|| format!("{left} {} {right}", relation.symbol()));
        let (greater, less) = match relation {
            Relation::Less | Relation::LessEqual => (right, left),
            Relation::Greater | Relation::GreaterEqual => (left, right),
        };
        let margin = Expr::sub(greater.clone(), less.clone());
        let or_equal = matches!(relation, Relation::LessEqual | Relation::GreaterEqual);
        self.find(Margin { margin, text, span, or_equal, smooth, floor: false }, definitions)
    }

    /// Returns the number of a relation; `None` if parameters alone decide it.
    fn find(&self, relation: Margin, definitions: &Definitions) -> Option<usize> {
        let Margin { margin, text, span, or_equal, smooth, floor } = relation;
        let margin = margin.remove_singularities().simplify();
        let whole = definitions.write_out(&margin);
        let is_constant = |name: &str| matches!(name, "celsius" | "area") || self.model.has_parameter(name);
        let deciding: Vec<String> =
            whole.names().into_iter().map(Ident::to_string).filter(|name| !is_constant(name)).collect();
        if deciding.is_empty() {
            return None;
        }
        let by_time = deciding.iter().all(|name| name == "t");
        let slope = whole.uses("t").then(|| whole.derivative("t").simplify());
        if slope.as_ref().is_some_and(reads_time) {
            let message = if by_time {
                format!(
                    "the instants at which `{text}` changes have no closed form; compare `t` itself with a time, or write \
                     what repeats through `mod(t - start, period)`"
                )
            } else {
                format!(
                    "`{text}` compares a state with a curve of time, which may pass it and come back within one step; make \
                     the curve a state with a derivative, or compare with a straight line in `t`"
                )
            };
            self.refused.borrow_mut().push((span, message));
            return None;
        }
        let slope = slope.filter(|_| by_time);
        let key = format!("{} {or_equal} {floor}", margin.key());
        let mut found = self.found.borrow_mut();
        let known = found.iter().position(|other| other.key == key);
        let index = known.unwrap_or_else(|| {
            found.push(Found { text, margin, slope, or_equal, smooth, floor, key });
            found.len() - 1
        });
        found[index].smooth &= smooth;
        Some(index)
    }
}

/// True if a formula depends on the time while its relations are held.
fn reads_time(expr: &Expr) -> bool {
    match &expr.kind {
        Kind::Name(name) => name == "t",
        Kind::If { cond, then, otherwise } => {
            let mut all_held = true;
            cond.each(&mut |comparison| {
                all_held &= matches!(comparison, Condition::Compare { held: Some(_), .. });
            });
            !all_held && expr.uses("t") || reads_time(then) || reads_time(otherwise)
        }
        Kind::Call(Function::Floor, arguments) if arguments.len() == 2 => false,
        _ => {
            let mut reads = false;
            expr.each_child(&mut |child| reads |= reads_time(child));
            reads
        }
    }
}

/// True if a relation decides one of the formulas.
fn decides(index: usize, exprs: &[&Expr]) -> bool {
    let mut found = false;
    for expr in exprs {
        expr.visit(&mut |part| match &part.kind {
            Kind::If { cond, .. } => cond.each(&mut |comparison| {
                found |= matches!(comparison, Condition::Compare { held: Some(k), .. } if *k == index);
            }),
            Kind::Call(Function::Floor, arguments) => {
                found |= arguments.get(1).and_then(Expr::as_number) == Some(index as f64);
            }
            _ => {}
        });
    }
    found
}

/// Returns the descriptions of relations, given the formulas of the states and of the current.
pub fn infos(relations: &[Found], of_states: &[&Expr], of_current: &[&Expr]) -> Vec<TokenStream> {
    let (info, kind) = (path("RelationInfo"), path("RelationKind"));
    let describe = |(index, relation): (usize, &Found)| {
        let Found { text, slope, or_equal, smooth, floor, .. } = relation;
        let variant = if slope.is_some() { quote!(Time) } else { quote!(State) };
        let (of_states, of_current) = (decides(index, of_states), decides(index, of_current));
        quote! {
            #info {
                text: #text,
                kind: #kind::#variant,
                floor: #floor,
                or_equal: #or_equal,
                smooth: #smooth,
                of_states: #of_states,
                of_current: #of_current,
            }
        }
    };
    relations.iter().enumerate().map(describe).collect()
}
