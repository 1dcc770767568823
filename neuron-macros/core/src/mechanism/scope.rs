//! The names that the equations of a mechanism may use.

use super::model::{Dynamics, Form, Kind, Model};
use crate::expr::Function;
use crate::expr::parse::{SMOOTH, UNCHECKED};
use crate::names;
use crate::unit::lookup;
use proc_macro2::Ident;

/// Returns the names of the concentrations that the model may use: of each ion it reads, inside and outside.
pub fn concentrations(model: &Model) -> Vec<String> {
    let lower = model.reads.iter().map(|ion| ion.to_string().to_lowercase());
    lower.flat_map(|ion| [ion.clone(), format!("{ion}_out")]).collect()
}

/// Returns the names that equations of this kind use without declaring them.
pub fn given(model: &Model) -> Vec<&'static str> {
    let mut names = match model.kind {
        Kind::Channel => vec!["v", "t", "celsius", "area"],
        Kind::Synapse => vec!["v_pre", "v_post", "t"],
        Kind::Pool => vec!["i", "area", "t", "celsius"],
        Kind::Stimulus => vec!["t", "v", "area", "celsius"],
    };
    if model.kind == Kind::Channel && model.ion.is_some() {
        names.push("e");
    }
    names
}

/// Names with one meaning in all mechanisms, including those that do not see them.
const EVERYWHERE: [&str; 5] = ["v", "t", "celsius", "v_pre", "v_post"];

/// Returns the names that the user declared.
pub fn declared(model: &Model) -> impl Iterator<Item = &Ident> {
    let parameters = model.parameters.iter().map(|parameter| &parameter.ident);
    let states = model.states.iter().map(|state| &state.ident);
    parameters.chain(states).chain(model.definitions.iter().map(|(ident, _)| ident))
}

/// Returns the names made from gates: `m_inf`, `m_tau` and so on.
fn derived(model: &Model) -> Vec<String> {
    let gates = model.states.iter().filter(|state| state.form == Form::Gate);
    gates
        .flat_map(|gate| {
            let suffixes: &[&str] = match gate.dynamics {
                Dynamics::Relax { tau: Some(_), .. } => &["inf", "tau"],
                Dynamics::Relax { tau: None, .. } => &["inf"],
                Dynamics::Rates { .. } => &["alpha", "beta", "inf", "tau"],
                _ => &["inf", "tau", "alpha", "beta"],
            };
            suffixes.iter().map(move |suffix| format!("{}_{suffix}", gate.ident))
        })
        .collect()
}

/// Returns what a reserved name stands for.
pub fn reserved(model: &Model, name: &str) -> Option<&'static str> {
    if name == "e" {
        return model.ion.is_some().then_some("the reversal potential of its ion");
    }
    let state = || model.states.iter().any(|state| state.ident == name);
    let function = |name: &str| {
        Function::WRITTEN.iter().any(|(written, _)| *written == name) || [UNCHECKED, SMOOTH].contains(&name)
    };
    if given(model).contains(&name) {
        Some("given to every equation")
    } else if EVERYWHERE.contains(&name) {
        Some("given to equations of another kind")
    } else if derived(model).iter().any(|own| own == name) {
        Some("made from the gate of that name")
    } else if ["current", "conductance"].contains(&name) && state() {
        Some("how the current of the mechanism is recorded")
    } else if concentrations(model).iter().any(|own| own == name) {
        Some("a concentration that it reads")
    } else {
        function(name).then_some("a function")
    }
}

/// Returns every name that an equation may use.
pub fn known(model: &Model) -> Vec<String> {
    let mut known: Vec<String> = declared(model).map(Ident::to_string).collect();
    known.extend(given(model).into_iter().map(str::to_owned));
    known.extend(derived(model));
    known.extend(concentrations(model));
    known
}

/// Returns the sentence about an unknown name in an equation. If the name is a unit, it says where units stand.
pub fn unknown_in_equation<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let known: Vec<&str> = known.into_iter().collect();
    let case_alone = known.iter().any(|known| known.eq_ignore_ascii_case(name));
    if lookup(name).is_some() && !case_alone {
        let meant = names::nearest(name, known.iter().copied()).map(|meant| format!("; or did you mean `{meant}`?"));
        let unit = format!("`{name}` is a unit, and units follow a number directly: `25.5{name}`, `0.1/{name}`");
        return unit + &meant.unwrap_or_default();
    }
    names::unknown("unknown name", name, known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_is_told_from_an_unknown_name() {
        assert_eq!(unknown_in_equation("x", []), "unknown name `x`");
        assert!(unknown_in_equation("ms", ["m"]).starts_with("`ms` is a unit"));
        assert!(unknown_in_equation("mm", ["m"]).ends_with("or did you mean `m`?"));
        assert!(unknown_in_equation("V", ["v"]).contains("did you mean `v`?"));
    }
}
