//! Values of equations as data.

use super::{Condition, Equations, Expr, Function, Motion, Order, Q10, Quantity, State};
use crate::error::Error;
use crate::model::info::MechanismKind;
use crate::number::{Real, math};

/// Equations together with the values of the names that they see. [`Equations::at`] makes it.
///
/// Results are in internal units, mV, ms, 1/ms, µM, nA, and nA/mm² for a current per area; those of a state are in its unit.
#[derive(Clone, Copy, Debug)]
pub struct Point<'a> {
    equations: &'a Equations,
    inputs: &'a [(&'a str, f64)],
}

impl Equations {
    /// Returns the equations at a point: values of potentials (mV), time (ms), temperature (°C), concentrations (µM), states
    /// and parameters, by name. Parameters and states are in their declared units. A parameter that is not given has its
    /// default.
    ///
    /// A channel sees `v`, `t`, `celsius`, `area` (mm²), and `e` if it has an ion. A synapse sees `v_pre`, `v_post`, `t`. A pool sees the current `i`
    /// of its ion (nA), `area`, `t`, `celsius`. A stimulus sees what a channel
    /// without an ion does. Channels and pools see the concentrations they read. Only names that the
    /// wanted quantity depends on are needed.
    ///
    /// # Errors
    /// [`Error::UnknownName`] if the equations have no such name, or compute it themselves, or if it is given twice.
    pub fn at<'a>(&'a self, inputs: &'a [(&'a str, f64)]) -> Result<Point<'a>, Error> {
        let known = self.inputs();
        for (k, (name, _)) in inputs.iter().enumerate() {
            let twice = inputs[..k].iter().any(|(other, _)| other == name);
            if twice {
                let problem = format!("`{name}` has two values; give it one");
                return Err(Error::Format { problem });
            }
            if !known.contains(name) {
                let known = known.into_iter().map(str::to_owned).collect();
                return Err(Error::UnknownName { name: format!("{}.{name}", self.name()), known });
            }
        }
        Ok(Point { equations: self, inputs })
    }

    /// Returns the names whose values the equations do not compute: what the surroundings give, parameters, and states
    /// that are integrated.
    pub fn inputs(&self) -> Vec<&'static str> {
        let mut names: Vec<&str> = match self.info.kind {
            MechanismKind::Channel => vec!["v", "t", "celsius", "area"],
            MechanismKind::Synapse | MechanismKind::Electrical => vec!["v_pre", "v_post", "t"],
            MechanismKind::Pool => vec!["i", "area", "t", "celsius"],
            MechanismKind::Stimulus => vec!["t", "v", "area", "celsius"],
            MechanismKind::Cell | MechanismKind::Unknown => Vec::new(),
        };
        if self.info.ion.is_some() && !self.parameters.iter().any(|parameter| parameter.info.name == "e") {
            names.push("e");
        }
        names.extend(self.info.reads);
        names.extend(self.parameters.iter().map(|parameter| parameter.info.name));
        names.extend(self.states.iter().filter(|state| !state.instantaneous).map(|state| state.name));
        names
    }

    /// Returns a gate whose name, with one of the suffixes of curves, is `name`, and the suffix.
    pub(super) fn curve(&self, name: &str) -> Option<(&State, &'static str)> {
        self.states.iter().find_map(|state| {
            let suffix = name.strip_prefix(state.name)?;
            let suffixes: &[&str] = match &state.motion {
                Motion::Relax { tau: Some(_), .. } => &["_inf", "_tau"],
                Motion::Relax { tau: None, .. } => &["_inf"],
                Motion::Rates { .. } => &["_alpha", "_beta", "_inf", "_tau"],
                Motion::Derivative(_) => &[],
            };
            suffixes.iter().find(|own| **own == suffix).map(|own| (state, *own))
        })
    }
}

impl Point<'_> {
    /// Returns the value of a name: an input, a definition, or a curve such as `m_inf`, `m_tau`, `m_alpha`, `m_beta`.
    ///
    /// # Errors
    /// [`Error::UnknownName`] if the equations have no such name. [`Error::Parameter`] if it depends on one that has
    /// neither a value nor a default. [`Error::Format`] if it is not a number at this point.
    pub fn name(&self, name: &str) -> Result<f64, Error> {
        self.number(self.named(name, 0)?, name)
    }

    /// Returns the value of a formula of these equations.
    ///
    /// # Errors
    /// As [`Point::name`].
    pub fn expr(&self, expr: &Expr) -> Result<f64, Error> {
        self.number(self.formula(expr, 0)?, "a formula")
    }

    /// Returns the value of a quantity. Curves of gates include their Q10.
    ///
    /// # Errors
    /// As [`Point::name`]; [`Error::UnknownName`] if the equations have no such quantity.
    pub fn quantity(&self, quantity: Quantity) -> Result<f64, Error> {
        match quantity {
            Quantity::Current => self.current(),
            Quantity::Definition(name) => self.name(name),
            Quantity::Inf(gate) => self.name(&format!("{gate}_inf")),
            Quantity::Tau(gate) => self.name(&format!("{gate}_tau")),
            Quantity::Alpha(gate) => self.name(&format!("{gate}_alpha")),
            Quantity::Beta(gate) => self.name(&format!("{gate}_beta")),
            Quantity::Derivative(state) => self.derivative(state),
            Quantity::Start(state) => self.start(state),
            Quantity::Q10(state) => match &self.state(state)?.q10 {
                Some(q10) => self.expr(&q10.factor),
                None => Err(self.unknown(&format!("{state}_q10"))),
            },
        }
    }

    /// Returns the outward current: nA, or nA/mm² if it is per area.
    ///
    /// # Errors
    /// As [`Point::name`]; [`Error::UnknownName`] for a pool.
    pub fn current(&self) -> Result<f64, Error> {
        match &self.equations.current {
            Some(current) => self.number(self.formula(current, 0)?, "the current"),
            None => Err(self.unknown("current")),
        }
    }

    /// Returns the time derivative of a state that is integrated, in its unit per ms.
    ///
    /// # Errors
    /// As [`Point::name`]; [`Error::UnknownName`] if there is no such state.
    pub fn derivative(&self, state: &str) -> Result<f64, Error> {
        let state = self.state(state)?;
        if state.instantaneous {
            return Err(self.unknown(state.name));
        }
        let gate = |suffix| self.gate(state, suffix, 0);
        let value = match &state.motion {
            Motion::Relax { .. } => (gate("_inf")? - self.named(state.name, 0)?) / gate("_tau")?,
            Motion::Rates { .. } => {
                let x = self.named(state.name, 0)?;
                gate("_alpha")? * (1.0 - x) - gate("_beta")? * x
            }
            Motion::Derivative(derivative) => self.formula(derivative, 0)? / state.factor,
        };
        self.number(value, "a derivative")
    }

    /// Returns the value of a state at the start, in its unit.
    ///
    /// # Errors
    /// As [`Point::name`]; [`Error::UnknownName`] if there is no such state.
    pub fn start(&self, state: &str) -> Result<f64, Error> {
        let state = self.state(state)?;
        match (&state.init, &state.motion) {
            (Some(init), _) => self.number(self.formula(init, 0)? / state.factor, "a start"),
            (None, Motion::Relax { .. } | Motion::Rates { .. }) => self.name(&format!("{}_inf", state.name)),
            (None, Motion::Derivative(_)) => Err(self.unknown(state.name)),
        }
    }

    fn state(&self, name: &str) -> Result<&State, Error> {
        self.equations.states.iter().find(|state| state.name == name).ok_or_else(|| self.unknown(name))
    }

    /// Returns a value that is a number, or the error that `what` is none.
    fn number(&self, value: f64, what: &str) -> Result<f64, Error> {
        if value.is_nan() {
            let given: Vec<String> = self.inputs.iter().map(|(name, value)| format!("{name} = {value}")).collect();
            let problem = format!("{what} of {} is not a number at {}", self.equations.name(), given.join(", "));
            return Err(Error::Format { problem });
        }
        Ok(value)
    }

    fn unknown(&self, name: &str) -> Error {
        let mut known: Vec<String> = self.equations.inputs().into_iter().map(str::to_owned).collect();
        known.extend(self.equations.definitions.iter().map(|definition| definition.name.to_owned()));
        for state in self.equations.states {
            for suffix in ["_inf", "_tau", "_alpha", "_beta"] {
                let name = format!("{}{suffix}", state.name);
                known.extend(self.equations.curve(&name).is_some().then_some(name));
            }
        }
        Error::UnknownName { name: format!("{}.{name}", self.equations.name()), known }
    }

    /// Returns the value of a name within formulas of `depth` other names.
    fn named(&self, name: &str, depth: usize) -> Result<f64, Error> {
        let equations = self.equations;
        // More names than there are means that one depends on itself.
        if depth > equations.definitions.len() + 4 * equations.states.len() {
            let problem = format!("`{name}` of {} depends on itself", equations.name());
            return Err(Error::Format { problem });
        }
        let given = self.inputs.iter().find(|(own, _)| *own == name).map(|(_, value)| *value);
        if let Some(parameter) = equations.parameters.iter().find(|parameter| parameter.info.name == name) {
            let info = parameter.info;
            let value = given.or(info.default).unwrap_or(f64::NAN);
            if value.is_nan() {
                let (name, problem) = (format!("{}.{name}", equations.name()), "has no value; give it one".to_owned());
                return Err(Error::Parameter { name, value, unit: info.unit, problem });
            }
            return Ok(value * info.factor);
        }
        if let Some(value) = given {
            let state = equations.states.iter().find(|state| state.name == name);
            return Ok(state.map_or(value, |state| value * state.factor));
        }
        if let Some(definition) = equations.definitions.iter().find(|definition| definition.name == name) {
            return self.formula(&definition.value, depth + 1);
        }
        if let Some(state) = equations.states.iter().find(|state| state.instantaneous && state.name == name) {
            return self.gate(state, "_inf", depth + 1);
        }
        if let Some((state, suffix)) = equations.curve(name) {
            return self.gate(state, suffix, depth + 1);
        }
        if equations.inputs().contains(&name) {
            let (name, problem) = (format!("{}.{name}", equations.name()), "has no value; give it one".to_owned());
            return Err(Error::Parameter { name, value: f64::NAN, unit: "", problem });
        }
        Err(self.unknown(name))
    }

    /// Returns a curve of a gate, its Q10 included.
    fn gate(&self, state: &State, suffix: &str, depth: usize) -> Result<f64, Error> {
        match (&state.motion, suffix) {
            (Motion::Relax { inf, .. }, "_inf") => self.formula(inf, depth),
            (Motion::Relax { tau: Some(tau), .. }, "_tau") => Ok(self.formula(tau, depth)? / self.speed(state, depth)?),
            (Motion::Rates { alpha, .. }, "_alpha") => Ok(self.formula(alpha, depth)? * self.speed(state, depth)?),
            (Motion::Rates { beta, .. }, "_beta") => Ok(self.formula(beta, depth)? * self.speed(state, depth)?),
            (Motion::Rates { .. }, "_inf") => {
                let alpha = self.gate(state, "_alpha", depth)?;
                Ok(alpha / (alpha + self.gate(state, "_beta", depth)?))
            }
            (Motion::Rates { .. }, "_tau") => {
                Ok(1.0 / (self.gate(state, "_alpha", depth)? + self.gate(state, "_beta", depth)?))
            }
            _ => Err(self.unknown(&format!("{}{suffix}", state.name))),
        }
    }

    /// Returns the factor by which the temperature makes a gate faster.
    fn speed(&self, state: &State, depth: usize) -> Result<f64, Error> {
        let Some(Q10 { factor, reference }) = &state.q10 else { return Ok(1.0) };
        let tens = (self.named("celsius", depth)? - reference) / 10.0;
        Ok(Real::powf(self.formula(factor, depth)?, tens))
    }

    fn formula(&self, expr: &Expr, depth: usize) -> Result<f64, Error> {
        let at = |expr: &Expr| self.formula(expr, depth);
        Ok(match expr {
            Expr::Number(_, _, value) => *value,
            Expr::Name(name) => self.named(name, depth)?,
            Expr::Neg(a) => -at(a)?,
            Expr::Add(a, b) => at(a)? + at(b)?,
            Expr::Sub(a, b) => at(a)? - at(b)?,
            Expr::Mul(a, b) => at(a)? * at(b)?,
            Expr::Div(a, b) => at(a)? / at(b)?,
            Expr::Pow(base, exponent) => power(at(base)?, at(exponent)?),
            Expr::Call(function, arguments) => match (function, *arguments) {
                (Function::Min, [a, b]) => Real::min(at(a)?, at(b)?),
                (Function::Max, [a, b]) => Real::max(at(a)?, at(b)?),
                (Function::Mod, [a, b]) => {
                    let (a, b) = (at(a)?, at(b)?);
                    a - b * Real::floor(a / b)
                }
                (Function::Random, _) => {
                    let problem =
                        "`random` has no value as data: the number belongs to a link and an event of a run".to_owned();
                    return Err(Error::Format { problem });
                }
                (function, [x]) => of_one(*function, at(x)?),
                (function, arguments) => {
                    let problem = format!("`{}` has no value of {} arguments", function.name(), arguments.len());
                    return Err(Error::Format { problem });
                }
            },
            Expr::If { condition, then, otherwise } => {
                if self.holds(condition, depth)? {
                    at(then)?
                } else {
                    at(otherwise)?
                }
            }
            Expr::Removable { regular, .. } => at(regular)?,
        })
    }

    fn holds(&self, condition: &Condition, depth: usize) -> Result<bool, Error> {
        Ok(match condition {
            Condition::Compare(comparison) => {
                let (left, right) = (self.formula(&comparison.left, depth)?, self.formula(&comparison.right, depth)?);
                match comparison.order {
                    Order::Less => left < right,
                    Order::LessEqual => left <= right,
                    Order::Greater => left > right,
                    Order::GreaterEqual => left >= right,
                }
            }
            Condition::And(a, b) => self.holds(a, depth)? && self.holds(b, depth)?,
            Condition::Or(a, b) => self.holds(a, depth)? || self.holds(b, depth)?,
            Condition::Not(a) => !self.holds(a, depth)?,
        })
    }
}

/// Returns base^exponent, by multiplications if the exponent is a small whole number.
fn power(base: f64, exponent: f64) -> f64 {
    if exponent.fract() == 0.0 && exponent.abs() <= 64.0 {
        Real::powi(base, exponent as i32)
    } else {
        Real::powf(base, exponent)
    }
}

/// Returns the value of a function of one argument. Exponentials saturate as in compiled equations.
fn of_one(function: Function, x: f64) -> f64 {
    match function {
        Function::Exp => Real::exp(x),
        Function::Ln => Real::ln(x),
        Function::Log10 => math::log10(x),
        Function::Sqrt => Real::sqrt(x),
        Function::Sin => Real::sin(x),
        Function::Cos => Real::cos(x),
        Function::Sinh => Real::sinh(x),
        Function::Cosh => Real::cosh(x),
        Function::Tanh => Real::tanh(x),
        Function::Expm1 => Real::exp_m1(x),
        Function::Log1p => Real::ln_1p(x),
        Function::Abs => Real::abs(x),
        Function::Exprel => math::bernoulli(x, Real::exp(x)).recip(),
        Function::Bernoulli => math::bernoulli(x, Real::exp(x)),
        Function::Floor => Real::floor(x),
        Function::Heaviside => f64::from(x >= 0.0),
        Function::Min | Function::Max | Function::Mod | Function::Random => f64::NAN,
    }
}
