//! The dimensions of a mechanism's equations.

use super::check::{concentrations, given};
use super::model::{Dynamics, Form, Kind, Model, Parameter, State};
use super::values;
use crate::errors::Errors;
use crate::expr::Expr;
use crate::expr::dimension::{Handle, Solver};
use crate::plausible::{Place, check_equation};
use crate::unit::{Dimension, Rational};

/// Checks every equation and says whether the current is per area. The numbers of those that are right are checked too.
pub fn check(model: &Model, errors: &mut Errors) -> bool {
    let mut equations = Equations { solver: Solver::new(), implausible: Errors::new() };
    let place = values::place(model);
    declare(model, &mut equations.solver);
    for (ident, expr) in &model.definitions {
        equations.check(expr, place, |solver| solver.define(ident, expr));
    }
    for state in &model.states {
        require_state(state, place, &mut equations);
    }
    let current = model.current.as_ref().map(|current| {
        let (allowed, what): (&[Dimension], _) = match model.kind {
            Kind::Channel => (&[Dimension::CURRENT_DENSITY, Dimension::CURRENT], "the current of a channel"),
            Kind::Synapse | Kind::Pool => (&[Dimension::CURRENT], "the current of a synapse"),
        };
        equations.check(current, place, |solver| solver.require_one_of(current, allowed, what))
    });
    let Equations { solver, mut implausible } = equations;
    let solved = solver.finish(errors);
    errors.append(&mut implausible);
    current.and_then(|current| solved.dimension_of(current)) == Some(Dimension::CURRENT_DENSITY)
}

/// The solver, and what was found about numbers.
struct Equations {
    solver: Solver,
    implausible: Errors,
}

impl Equations {
    fn check(&mut self, expr: &Expr, place: Place, check: impl FnOnce(&mut Solver) -> Handle) -> Handle {
        let before = self.solver.error_count();
        let handle = check(&mut self.solver);
        if self.solver.error_count() == before {
            check_equation(expr, place, &mut self.implausible);
        }
        handle
    }

    fn require(&mut self, expr: &Expr, place: Place, expected: Dimension, what: &str) {
        self.check(expr, place, |solver| solver.require(expr, Some(expected), what));
    }
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

fn require_state(state: &State, place: Place, equations: &mut Equations) {
    let name = &state.ident;
    match &state.dynamics {
        Dynamics::Relax { inf, tau } => {
            equations.require(inf, Place::Gate, Dimension::PURE, &format!("the steady state of gate `{name}`"));
            if let Some(tau) = tau {
                equations.require(tau, Place::Gate, Dimension::TIME, &format!("the time constant of gate `{name}`"));
            }
        }
        Dynamics::Rates { alpha, beta } => {
            equations.require(alpha, Place::Gate, Dimension::RATE, &format!("the opening rate of gate `{name}`"));
            equations.require(beta, Place::Gate, Dimension::RATE, &format!("the closing rate of gate `{name}`"));
        }
        Dynamics::Derivative(derivative) => {
            let per_time = of_state(state).mul(Dimension::TIME.pow(Rational::integer(-1)));
            equations.require(derivative, place, per_time, &format!("the change of `{name}` per time"));
        }
        Dynamics::Unknown => {}
    }
    if let Some(init) = &state.init {
        equations.require(init, place, of_state(state), &format!("the start of `{name}`"));
    }
    if let Some(q10) = &state.q10 {
        equations.require(&q10.factor, place, Dimension::PURE, "a Q10");
    }
}
