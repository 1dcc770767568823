//! A mechanism as a page of Markdown with LaTeX.

use super::cell::{Setting, Values};
use super::symbol::{dotted, plain_unit, unit};
use super::{Equations, Expr, Motion, Q10, State, When};
use crate::model::info::MechanismKind;
use std::fmt::Write;

impl Equations {
    /// Returns the mechanism as Markdown with LaTeX: its documentation, its parameters and its equations as written.
    ///
    /// Formulas stand between `$$`, which GitHub, Jupyter and pandoc understand.
    pub fn sheet(&self) -> String {
        page(self.name(), self.doc, |text| self.write_sheet(text))
    }

    fn write_sheet(&self, text: &mut String) -> std::fmt::Result {
        writeln!(text, "{}\n", self.kind())?;
        if !self.parameters.is_empty() {
            writeln!(text, "| symbol | name | default | unit | meaning |")?;
            writeln!(text, "| --- | --- | ---: | --- | --- |")?;
            for parameter in self.parameters {
                let info = parameter.info;
                let default = info.default.map_or("–".to_owned(), |default| default.to_string());
                let (symbol, unit) = (self.symbol(info.name), plain_unit(info.unit));
                writeln!(text, "| ${symbol}$ | `{}` | {default} | {unit} | {} |", info.name, cell(parameter.doc))?;
            }
            writeln!(text)?;
        }
        if !self.states.is_empty() {
            writeln!(text, "| symbol | name | unit | meaning |")?;
            writeln!(text, "| --- | --- | --- | --- |")?;
            for state in self.states {
                let (symbol, unit) = (self.symbol(state.name), plain_unit(state.unit));
                writeln!(text, "| ${symbol}$ | `{}` | {unit} | {} |", state.name, cell(state.doc))?;
            }
            writeln!(text)?;
        }
        write_formulas(text, &self.lines())
    }

    /// Returns a sentence about the kind of mechanism, its ion and what it reads.
    fn kind(&self) -> String {
        let per = if self.info.density { "per area" } else { "of the whole compartment" };
        let of = self.info.ion.map_or(String::new(), |ion| format!(" of {ion}"));
        let mut text = match self.info.kind {
            MechanismKind::Channel => format!("A channel; its outward current{of} is {per}."),
            MechanismKind::Synapse => "A synapse; its current flows out of the postsynaptic neuron.".to_owned(),
            MechanismKind::Electrical => "An electrical synapse; what leaves one neuron enters the other.".to_owned(),
            MechanismKind::Pool => "The concentration of an ion; $I$ is the outward current of that ion.".to_owned(),
            MechanismKind::Stimulus => {
                "A stimulus; its current flows into the cell, and depolarises if it is positive.".to_owned()
            }
            MechanismKind::Cell | MechanismKind::Unknown => String::new(),
        };
        if !self.info.reads.is_empty() {
            let reads: Vec<String> = self.info.reads.iter().map(|name| format!("${}$", self.symbol(name))).collect();
            text += &format!(" It reads {}.", reads.join(", "));
        }
        text
    }

    /// Returns every equation as LaTeX, `left = right`, and what jumps at an event, `left \leftarrow right`.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if let Some(current) = &self.current {
            lines.push(format!("{} = {}", self.symbol_of_current(), self.latex(current)));
        }
        for definition in self.definitions {
            lines.push(format!("{} = {}", self.symbol(definition.name), self.latex(&definition.value)));
        }
        for state in self.states {
            self.state_lines(state, &mut lines);
        }
        for jump in self.jumps {
            let when = match jump.when {
                When::Spike => "at a spike",
                When::Pre => "at a presynaptic spike",
                When::Post => "at a postsynaptic spike",
                When::Relation(_) => "at an event",
            };
            lines.push(format!(
                "{} \\leftarrow {} \\quad \\text{{{when}}}",
                self.symbol(jump.target),
                self.latex(&jump.value)
            ));
        }
        lines
    }

    fn state_lines(&self, state: &State, lines: &mut Vec<String>) {
        let x = self.symbol(state.name);
        let dot = dotted(&x);
        let curve = |suffix: &str| self.symbol(&format!("{}_{suffix}", state.name));
        match &state.motion {
            Motion::Relax { inf, tau } => {
                lines.push(format!("{} = {}", curve("inf"), self.latex(inf)));
                if let Some(tau) = tau {
                    let faster = state.q10.as_ref().map(|q10| self.faster(q10));
                    let value = match faster {
                        Some(faster) => format!("\\frac{{{}}}{{{faster}}}", self.latex(tau)),
                        None => self.latex(tau),
                    };
                    lines.push(format!("{} = {value}", curve("tau")));
                }
                if !state.instantaneous {
                    lines.push(format!("{dot} = \\frac{{{} - {x}}}{{{}}}", curve("inf"), curve("tau")));
                }
            }
            Motion::Rates { alpha, beta } => {
                for (rate, suffix) in [(alpha, "alpha"), (beta, "beta")] {
                    let value = match &state.q10 {
                        Some(q10) => self.times(&self.faster(q10), rate),
                        None => self.latex(rate),
                    };
                    lines.push(format!("{} = {value}", curve(suffix)));
                }
                let (alpha, beta) = (curve("alpha"), curve("beta"));
                if !state.instantaneous {
                    lines.push(format!("{dot} = {alpha}\\,(1 - {x}) - {beta}\\,{x}"));
                }
                if state.instantaneous {
                    lines.push(format!("{} = \\frac{{{alpha}}}{{{alpha} + {beta}}}", curve("inf")));
                }
            }
            Motion::Derivative(derivative) => lines.push(format!("{dot} = {}", self.latex(derivative))),
        }
        if state.instantaneous {
            lines.push(format!("{x} = {}", curve("inf")));
        }
        if let Some(init) = &state.init {
            lines.push(format!("{x}(0) = {}", self.latex(init)));
        }
    }

    /// Prints the factor of a Q10.
    fn faster(&self, q10: &Q10) -> String {
        let (t, degrees) = (self.symbol("celsius"), unit("degC"));
        let base = match q10.factor {
            Expr::Number(_, "", _) | Expr::Name(_) => self.latex(&q10.factor),
            _ => format!("\\left({}\\right)", self.latex(&q10.factor)),
        };
        let difference = if q10.reference < 0.0 {
            format!("{t} + {}\\,{degrees}", -q10.reference)
        } else {
            format!("{t} - {}\\,{degrees}", q10.reference)
        };
        format!("{base}^{{({difference}) / 10\\,\\mathrm{{K}}}}")
    }
}

/// Returns a page of Markdown: a heading, the documentation, and what `write` adds.
pub(super) fn page(name: &str, doc: &str, write: impl FnOnce(&mut String) -> std::fmt::Result) -> String {
    let mut text = format!("## {name}\n\n");
    if !doc.is_empty() {
        text += &format!("{doc}\n\n");
    }
    // Writing to a string cannot fail.
    let _ = write(&mut text);
    text
}

/// Writes formulas in LaTeX, each as a paragraph.
pub(super) fn write_formulas(text: &mut String, lines: &[String]) -> std::fmt::Result {
    lines.iter().try_for_each(|line| writeln!(text, "$$\n{line}\n$$\n"))
}

/// Returns a text as a cell of a table.
pub(super) fn cell(text: &str) -> String {
    text.replace('|', "\\|").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns settings as they were written: `g = 100 mS/cm²`.
pub(super) fn settings(settings: &[Setting]) -> String {
    let one = |setting: &Setting| {
        let value = match setting.values {
            Values::Listed([amount]) => quantity(amount.value, amount.unit),
            Values::Listed(amounts) => {
                let values: Vec<String> = amounts.iter().map(|amount| quantity(amount.value, amount.unit)).collect();
                format!("[{}]", values.join(", "))
            }
            Values::Drawn { distribution, parameters, seed } => {
                let parameters = parameters.iter().map(|(name, amount)| (*name, quantity(amount.value, amount.unit)));
                let parts =
                    parameters.chain([("seed", seed.to_string())]).map(|(name, value)| format!("{name} {value}"));
                format!("{distribution}({})", parts.collect::<Vec<_>>().join(", "))
            }
        };
        format!("`{}` = {value}", setting.name)
    };
    settings.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// Returns a value with its unit.
pub(super) fn quantity(value: f64, unit: &str) -> String {
    if unit.is_empty() { value.to_string() } else { format!("{value} {}", plain_unit(unit)) }
}
