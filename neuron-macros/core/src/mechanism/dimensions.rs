//! The dimensions of a mechanism's equations.

use super::conversions::has_conversion;
use super::definition::order;
use super::model::{Dynamics, Form, Kind, Model, POTENTIAL, State};
use super::scope::{concentrations, given};
use super::structure::unit_of;
use crate::errors::Errors;
use crate::expr::Expr;
use crate::expr::dimension::{Counted, Handle, Solver, narrowest};
use crate::plausible::{Place, check_constant, check_counted, check_equation};
use crate::unit::{Dimension, Rational};
use proc_macro2::Ident;
use std::collections::HashSet;

/// Checks the dimensions of every equation, and the plausibility of its numbers if they are right. Names in `doubtful`
/// fit anything.
pub fn check(model: &Model, doubtful: &HashSet<String>, errors: &mut Errors) -> Dimensions {
    let mut equations = Equations {
        solver: Solver::new(),
        implausible: Errors::new(),
        wrong: HashSet::new(),
        suspected: HashSet::new(),
    };
    let place = model.place();
    declare(model, &mut equations.solver);
    doubtful.iter().for_each(|name| equations.solver.leave_open(name));
    for (ident, expr) in by_use(&model.definitions) {
        equations.check(ident, expr, place, |solver| solver.define(ident, expr));
    }
    let known = |state: &&State| state.form == Form::Gate || !doubtful.contains(&state.ident.to_string());
    for state in model.states.iter().filter(known) {
        require_state(state, place, &mut equations);
    }
    for (_, jump) in model.jumps() {
        let state = model.states.iter().find(|state| state.ident == jump.target).filter(known);
        let potential = (jump.target == POTENTIAL && model.is_driven_by_events()).then_some(Dimension::VOLTAGE);
        if let Some(dimension) = state.map(of_state).or(potential) {
            let what = format!("`{}` after a spike", jump.target);
            equations.require(&jump.target, &jump.value, place, dimension, &what);
        }
    }
    for q10 in model.q10s() {
        equations.require(&model.ident, &q10.factor, place, Dimension::PURE, "a Q10");
    }
    let current = model.current.as_ref().map(|current| {
        if model.kind == Kind::Stimulus {
            return equations.check_stimulus(&model.ident, current, errors);
        }
        let (allowed, what): (&[Dimension], _) = match model.kind {
            Kind::Channel => (&[Dimension::CURRENT_DENSITY, Dimension::CURRENT], "the current of a channel"),
            _ => (&[Dimension::CURRENT], "the current of a synapse"),
        };
        equations.check(&model.ident, current, place, |solver| solver.require_one_of(current, allowed, what))
    });
    let Equations { solver, mut implausible, wrong, suspected } = equations;
    let solved = solver.finish(errors);
    errors.append(&mut implausible);
    let density = current.and_then(|current| solved.dimension_of(current)) == Some(Dimension::CURRENT_DENSITY);
    Dimensions { density, wrong, suspected }
}

/// Results of the check of dimensions.
pub struct Dimensions {
    /// True if the current is per area.
    pub density: bool,
    /// Names whose equations are wrong.
    pub wrong: HashSet<String>,
    /// Names in equations of the wrong dimension: one of them may have the wrong unit.
    pub suspected: HashSet<String>,
}

/// The solver, and mistakes in numbers and equations so far.
struct Equations {
    solver: Solver,
    implausible: Errors,
    wrong: HashSet<String>,
    suspected: HashSet<String>,
}

impl Equations {
    /// Checks an equation that belongs to `name`.
    fn check(&mut self, name: &Ident, expr: &Expr, place: Place, check: impl FnOnce(&mut Solver) -> Handle) -> Handle {
        let (before, plausible) = (self.solver.error_count(), self.implausible.len());
        let handle = check(&mut self.solver);
        if self.solver.error_count() > before {
            self.wrong.insert(name.to_string());
            self.suspected.extend(expr.names().into_iter().map(Ident::to_string));
            return handle;
        }
        check_equation(expr, place, &mut self.implausible);
        let is_converted = has_conversion(expr);
        for counted in self.solver.take_counted() {
            self.check_counted(&counted, place, is_converted);
        }
        if self.implausible.len() > plausible {
            self.wrong.insert(name.to_string());
        }
        handle
    }

    /// Checks a bare number. One that has a name is reported once.
    fn check_counted(&mut self, counted: &Counted, place: Place, is_converted: bool) {
        let Counted { number, span, compared, name, .. } = counted;
        if name.as_ref().is_some_and(|name| self.wrong.contains(name)) {
            return;
        }
        let before = self.implausible.len();
        if !is_converted && name.is_none() {
            check_constant(number, *span, &mut self.implausible);
        }
        check_counted(number, *span, place, *compared, &mut self.implausible);
        if self.implausible.len() > before {
            self.wrong.extend(name.clone());
        }
    }

    /// Checks the current of a stimulus, which is absolute.
    fn check_stimulus(&mut self, name: &Ident, current: &Expr, errors: &mut Errors) -> Handle {
        let before = self.solver.error_count();
        let any = self.solver.require(current, None, "");
        if self.solver.error_count() > before {
            self.wrong.insert(name.to_string());
            return any;
        }
        if self.solver.dimension_of(any) == Some(Dimension::CURRENT_DENSITY) {
            let message = "the current of a stimulus is that of the whole compartment, such as nA, and this is per area; \
                           multiply it by the `area`";
            errors.push(narrowest(current), message);
            self.wrong.insert(name.to_string());
            return any;
        }
        self.check(name, current, Place::Membrane, |solver| {
            solver.require(current, Some(Dimension::CURRENT), "the current of a stimulus")
        })
    }

    fn require(&mut self, name: &Ident, expr: &Expr, place: Place, expected: Dimension, what: &str) {
        self.check(name, expr, place, |solver| solver.require_of(&name.to_string(), expr, expected, what));
    }
}

/// Returns definitions so that each uses earlier ones, unless they are in a circle.
fn by_use(definitions: &[(Ident, Expr)]) -> impl Iterator<Item = &(Ident, Expr)> {
    let (order, circles) = order(definitions.iter().map(|(ident, expr)| (ident, expr)));
    order.into_iter().chain(circles).map(|k| &definitions[k])
}

pub(super) fn of_state(state: &State) -> Dimension {
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
        let name = parameter.ident.to_string();
        if let Some(default) = parameter.bare_default() {
            solver.declare_bare(&name, Expr::quantity(default));
        } else {
            let unit = unit_of(parameter);
            solver.declare_in_unit(&name, parameter.dimension(), unit.factor, &unit.text);
        }
    }
    for state in &model.states {
        let name = &state.ident;
        match &state.unit {
            Some(unit) if state.form == Form::Free => {
                solver.declare_in_unit(&name.to_string(), unit.dimension, unit.factor, &unit.text);
            }
            _ => solver.declare(&name.to_string(), of_state(state)),
        }
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
            equations.require(name, inf, Place::Gate, Dimension::PURE, &format!("the steady state of gate `{name}`"));
            if let Some(tau) = tau {
                equations.require(
                    name,
                    tau,
                    Place::Gate,
                    Dimension::TIME,
                    &format!("the time constant of gate `{name}`"),
                );
            }
        }
        Dynamics::Rates { alpha, beta } => {
            equations.require(name, alpha, Place::Gate, Dimension::RATE, &format!("the opening rate of gate `{name}`"));
            equations.require(name, beta, Place::Gate, Dimension::RATE, &format!("the closing rate of gate `{name}`"));
        }
        Dynamics::Derivative(derivative) => {
            let per_time = of_state(state).mul(Dimension::TIME.pow(Rational::integer(-1)));
            equations.require(name, derivative, place, per_time, &format!("the change of `{name}` per time"));
        }
        Dynamics::Unknown => {}
    }
    if let Some(init) = &state.init {
        equations.require(name, init, place, of_state(state), &format!("the start of `{name}`"));
    }
}
