//! Repair of a mechanism whose mistakes were reported. It is made to expand, so that its struct, its handles and the
//! curves of correct gates exist and nothing else fails.

use super::model::{Dynamics, Form, Kind, Model};
use super::scope::known;
use crate::expr::Expr;
use std::collections::HashSet;

/// Removes the formulas that cannot be evaluated.
pub fn repair(model: &mut Model) {
    model.complete = false;
    let mut seen = HashSet::new();
    model.parameters.retain(|parameter| seen.insert(parameter.ident.to_string()));
    model.states.retain(|state| seen.insert(state.ident.to_string()));
    let known: HashSet<String> = known(model).into_iter().collect();
    let sound = |expr: &Expr| !expr.draws() && expr.names().into_iter().all(|name| known.contains(&name.to_string()));
    // A definition or gate is kept if everything that it uses is kept.
    let mut lost: HashSet<String> = HashSet::new();
    let mut kept = Vec::new();
    let mut rest: Vec<_> = model.definitions.drain(..).collect();
    loop {
        let defined: HashSet<String> = rest.iter().map(|(ident, _)| ident.to_string()).collect();
        let ready = rest
            .iter()
            .position(|(_, expr)| sound(expr) && !expr.names().iter().any(|n| defined.contains(&n.to_string())));
        let Some(ready) = ready else { break };
        let (ident, expr) = rest.remove(ready);
        if seen.insert(ident.to_string()) {
            kept.push((ident, expr));
        }
    }
    lost.extend(rest.iter().map(|(ident, _)| ident.to_string()));
    model.definitions = kept;
    let gates: Vec<String> = model.states.iter().map(|state| state.ident.to_string()).collect();
    // A gate that uses another gate may use a lost one or depend on itself. Such a gate gets the derivative 0.
    let own = |name: &str| gates.iter().any(|gate| name == gate || name.starts_with(&format!("{gate}_")));
    let fine = |expr: &Expr| {
        sound(expr)
            && expr.names().into_iter().all(|name| {
                let name = name.to_string();
                !lost.contains(&name) && !own(&name)
            })
    };
    model.definitions.retain(|(_, expr)| fine(expr));
    for state in &mut model.states {
        let keep = match &state.dynamics {
            Dynamics::Relax { inf, tau } => fine(inf) && tau.as_ref().is_none_or(fine),
            Dynamics::Rates { alpha, beta } => fine(alpha) && fine(beta),
            Dynamics::Derivative(_) | Dynamics::Unknown => false,
        };
        let keep = keep && state.form == Form::Gate;
        if !keep {
            (state.dynamics, state.instantaneous) = (Dynamics::Derivative(Expr::number(0.0)), false);
        }
        state.init = Some(Expr::number(0.0));
        state.q10 = None;
    }
    for event in &mut model.events {
        event.jumps.clear();
    }
    if model.current.is_some() || model.kind != Kind::Pool {
        model.current = Some(Expr::number(0.0));
    }
}
