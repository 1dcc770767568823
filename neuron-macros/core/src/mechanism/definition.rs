//! Names with their formulas, and what they depend on.

use crate::expr::Expr;
use proc_macro2::Ident;
use std::collections::{BTreeSet, HashMap, HashSet};

/// A name with its formula: a local definition, or `m_inf`, `m_tau`, … of a gate, or an instantaneous gate itself.
#[derive(Clone)]
pub struct Definition {
    pub ident: Ident,
    pub expr: Expr,
}

/// Definitions in the order of their dependence: each uses only earlier ones.
///
/// Names are found by their text, and what a definition depends on is known, so that work grows with the number of
/// definitions and not with its square.
#[derive(Default)]
pub struct Definitions {
    list: Vec<Definition>,
    places: HashMap<String, usize>,
    /// The names that each definition depends on, directly or through others.
    dependences: Vec<HashSet<String>>,
}

impl Definitions {
    /// Adds a definition, which uses only earlier ones.
    pub fn push(&mut self, definition: Definition) {
        self.dependences.push(self.dependence(&definition.expr));
        self.places.insert(definition.ident.to_string(), self.list.len());
        self.list.push(definition);
    }

    /// Returns all of them in order.
    pub fn iter(&self) -> impl Iterator<Item = &Definition> {
        self.list.iter()
    }

    /// Returns the place of a name in the order.
    pub fn place(&self, name: &str) -> Option<usize> {
        self.places.get(name).copied()
    }

    /// Returns the definition at a place of the order.
    pub fn at(&self, place: usize) -> &Definition {
        &self.list[place]
    }

    /// Returns the formula of a name.
    pub fn formula(&self, name: &str) -> Option<&Expr> {
        self.place(name).map(|place| &self.list[place].expr)
    }

    /// Returns the names that the definition at a place depends on, directly or through others.
    pub fn dependence_at(&self, place: usize) -> &HashSet<String> {
        &self.dependences[place]
    }

    /// Returns the names that a formula depends on, directly or through definitions, these included.
    pub fn dependence(&self, expr: &Expr) -> HashSet<String> {
        let mut names = HashSet::new();
        for name in expr.names() {
            let name = name.to_string();
            if let Some(place) = self.place(&name)
                && !names.contains(&name)
            {
                names.extend(self.dependences[place].iter().cloned());
            }
            names.insert(name);
        }
        names
    }

    /// Returns the places of the definitions that a formula names itself, in order.
    pub fn places_in(&self, expr: &Expr) -> BTreeSet<usize> {
        expr.names().into_iter().filter_map(|name| self.place(&name.to_string())).collect()
    }

    /// Returns the definitions that `exprs` and the definitions `idents` need, directly or through others.
    pub fn needed(&self, exprs: &[&Expr], idents: &[&Ident]) -> Vec<&Definition> {
        let mut found: BTreeSet<usize> = exprs.iter().flat_map(|expr| self.places_in(expr)).collect();
        found.extend(idents.iter().filter_map(|ident| self.place(&ident.to_string())));
        let mut open: Vec<usize> = found.iter().copied().collect();
        while let Some(place) = open.pop() {
            open.extend(self.places_in(&self.list[place].expr).into_iter().filter(|inner| found.insert(*inner)));
        }
        found.into_iter().map(|place| &self.list[place]).collect()
    }

    /// Replaces every definition in a formula by its own formula.
    pub fn write_out(&self, expr: &Expr) -> Expr {
        expr.substitute(&|name| self.formula(name).map(|formula| self.write_out(formula)))
    }
}

/// Returns the names in a formula and in the definitions that it needs. Definitions may be in any order, or in a circle.
pub fn names_within(definitions: &[(Ident, Expr)], expr: &Expr) -> Vec<String> {
    let mut names: Vec<String> = expr.names().into_iter().map(Ident::to_string).collect();
    let mut k = 0;
    while k < names.len() {
        if let Some((_, inner)) = definitions.iter().find(|(ident, _)| *ident == names[k]) {
            let inner: Vec<String> = inner.names().into_iter().map(Ident::to_string).collect();
            names.extend(inner.into_iter().filter(|name| !names.contains(name)).collect::<Vec<_>>());
        }
        k += 1;
    }
    names
}

/// Sorts formulas so that each uses only earlier ones. Otherwise they keep their order. Returns their places, then the places of
/// those that are in a circle or use one.
pub fn order<'a>(formulas: impl Iterator<Item = (&'a Ident, &'a Expr)>) -> (Vec<usize>, Vec<usize>) {
    let (idents, exprs): (Vec<String>, Vec<&Expr>) = formulas.map(|(ident, expr)| (ident.to_string(), expr)).unzip();
    let declared: HashSet<&String> = idents.iter().collect();
    // The formulas that use a name, and the number of names that each waits for.
    let mut users: HashMap<String, Vec<usize>> = HashMap::new();
    let mut missing: Vec<usize> = Vec::new();
    for (k, expr) in exprs.into_iter().enumerate() {
        let mut uses: HashSet<String> = expr.names().into_iter().map(Ident::to_string).collect();
        uses.retain(|name| declared.contains(name));
        missing.push(uses.len());
        uses.into_iter().for_each(|name| users.entry(name).or_default().push(k));
    }
    let mut ready: BTreeSet<usize> = (0..idents.len()).filter(|k| missing[*k] == 0).collect();
    let mut order = Vec::new();
    while let Some(next) = ready.pop_first() {
        order.push(next);
        for user in users.remove(&idents[next]).unwrap_or_default() {
            missing[user] -= 1;
            if missing[user] == 0 {
                ready.insert(user);
            }
        }
    }
    (order, (0..idents.len()).filter(|k| missing[*k] > 0).collect())
}
