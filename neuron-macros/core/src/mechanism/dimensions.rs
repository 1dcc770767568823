//! The dimensions of a mechanism's equations.

use super::check::{concentrations, given};
use super::model::{Dynamics, Form, Kind, Model, Parameter, State};
use crate::errors::Errors;
use crate::expr::dimension::Solver;
use crate::unit::{Dimension, Rational};

/// Checks every equation and says whether the current is per area.
pub fn check(model: &Model, errors: &mut Errors) -> bool {
    let mut solver = Solver::new();
    declare(model, &mut solver);
    for (ident, expr) in &model.definitions {
        solver.define(ident, expr);
    }
    for state in &model.states {
        require_state(state, &mut solver);
    }
    let current = model.current.as_ref().map(|current| {
        let (allowed, what): (&[Dimension], _) = match model.kind {
            Kind::Channel => (&[Dimension::CURRENT_DENSITY, Dimension::CURRENT], "the current of a channel"),
            Kind::Synapse | Kind::Pool => (&[Dimension::CURRENT], "the current of a synapse"),
        };
        solver.require_one_of(current, allowed, what)
    });
    let solved = solver.finish(errors);
    current.and_then(|current| solved.dimension_of(current)) == Some(Dimension::CURRENT_DENSITY)
}

/// The dimension of a parameter's declared unit.
fn of_parameter(parameter: &Parameter) -> Dimension {
    match (&parameter.unit, &parameter.default) {
        (Some(unit), _) => unit.dimension,
        (None, Some(default)) => default.dimension,
        (None, None) => Dimension::PURE,
    }
}

fn of_state(state: &State) -> Dimension {
    match state.form {
        Form::Gate => Dimension::PURE,
        Form::Concentration => Dimension::CONCENTRATION,
        Form::Free => state.unit.as_ref().map_or(Dimension::PURE, |unit| unit.dimension),
    }
}

fn declare(model: &Model, solver: &mut Solver) {
    for name in given(model) {
        solver.declare(
            name,
            match name {
                "t" => Dimension::TIME,
                "celsius" => Dimension::TEMPERATURE,
                "i" => Dimension::CURRENT,
                "area" => Dimension::AREA,
                _ => Dimension::VOLTAGE,
            },
        );
    }
    for name in concentrations(model) {
        solver.declare(&name, Dimension::CONCENTRATION);
    }
    for parameter in &model.parameters {
        solver.declare(&parameter.ident.to_string(), of_parameter(parameter));
    }
    for state in &model.states {
        let name = &state.ident;
        solver.declare(&name.to_string(), of_state(state));
        if state.form == Form::Gate {
            for (suffix, dimension) in [
                ("inf", Dimension::PURE),
                ("tau", Dimension::TIME),
                ("alpha", Dimension::RATE),
                ("beta", Dimension::RATE),
            ] {
                solver.declare(&format!("{name}_{suffix}"), dimension);
            }
        }
    }
}

fn require_state(state: &State, solver: &mut Solver) {
    let name = &state.ident;
    match &state.dynamics {
        Dynamics::Relax { inf, tau } => {
            solver.require(inf, Some(Dimension::PURE), &format!("the steady state of gate `{name}`"));
            if let Some(tau) = tau {
                solver.require(tau, Some(Dimension::TIME), &format!("the time constant of gate `{name}`"));
            }
        }
        Dynamics::Rates { alpha, beta } => {
            solver.require(alpha, Some(Dimension::RATE), &format!("the opening rate of gate `{name}`"));
            solver.require(beta, Some(Dimension::RATE), &format!("the closing rate of gate `{name}`"));
        }
        Dynamics::Derivative(derivative) => {
            let per_time = of_state(state).mul(Dimension::TIME.pow(Rational::integer(-1)));
            solver.require(derivative, Some(per_time), &format!("the change of `{name}` per time"));
        }
        Dynamics::Unknown => {}
    }
    if let Some(init) = &state.init {
        solver.require(init, Some(of_state(state)), &format!("the start of `{name}`"));
    }
    if let Some(q10) = &state.q10 {
        solver.require(&q10.factor, Some(Dimension::PURE), "a Q10");
    }
}
