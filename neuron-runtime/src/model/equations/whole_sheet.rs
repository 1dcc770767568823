//! Cells and networks as pages of Markdown with LaTeX.

use super::cell::{CellEquations, CompartmentEquations, Connection, End, NetworkEquations, Part, Reversal};
use super::sheet::{cell, page, quantity, settings, write_formulas};
use super::symbol::dotted;
use crate::model::connect::Rule;
use crate::model::info::MechanismKind;
use std::fmt::{Result, Write};

/// The dimension of a current per area.
const CURRENT_DENSITY: [i8; 6] = [0, 0, 1, -2, 0, 0];
/// The dimension of a conductance.
const CONDUCTANCE: [i8; 6] = [-1, 0, 1, 0, 0, 0];

impl CellEquations {
    /// Returns the cell as Markdown with LaTeX: the values that its declaration gives, its parts and the equations of its
    /// membrane. Its mechanisms have their own sheets.
    pub fn sheet(&self) -> String {
        page(self.info.name, self.doc, |text| self.write_sheet(text))
    }

    fn write_sheet(&self, text: &mut String) -> Result {
        let own = self.info.parameters.iter().map(|parameter| (parameter, ""));
        let of = |compartment: &'static CompartmentEquations| {
            compartment.info.parameters.iter().map(move |parameter| (parameter, compartment.info.name))
        };
        let parameters: Vec<_> = own.chain(self.compartments.iter().flat_map(of)).collect();
        if !parameters.is_empty() {
            writeln!(text, "| compartment | parameter | value |\n| --- | --- | --- |")?;
            for (parameter, compartment) in parameters {
                let value = parameter.default.map_or("–".to_owned(), |value| quantity(value, parameter.unit));
                writeln!(text, "| {compartment} | `{}` | {value} |", parameter.name)?;
            }
            writeln!(text)?;
        }
        writeln!(
            text,
            "| compartment | part | mechanism | values other than its defaults |\n| --- | --- | --- | --- |"
        )?;
        for compartment in self.compartments {
            for Part { name, mechanism, settings: own } in compartment.pools.iter().chain(compartment.channels) {
                let kind = match mechanism.info.kind {
                    MechanismKind::Pool => "pool ",
                    MechanismKind::Stimulus => "stimulus ",
                    _ => "",
                };
                let (compartment, mechanism) = (compartment.info.name, mechanism.name());
                writeln!(text, "| {compartment} | {kind}{name} | {mechanism} | {} |", settings(own))?;
            }
        }
        let mut parts = self.compartments.iter().flat_map(|compartment| compartment.channels);
        let stimuli = if parts.any(is_stimulus) { ", those of stimuli inward" } else { "" };
        writeln!(
            text,
            "\nCurrents flow outward{stimuli}; $I$ with the name of a part is its current. Synapses add theirs.\n"
        )?;
        write_formulas(text, &self.lines())
    }

    /// Returns the equations of the membrane as LaTeX: the potential of every compartment, and reversal potentials that are
    /// computed.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for compartment in self.compartments {
            lines.push(self.membrane(compartment));
            lines.extend(compartment.ions.iter().filter_map(|ion| match ion.reversal {
                Reversal::Nernst { valence } => Some(nernst(compartment, ion.name, valence)),
                Reversal::None | Reversal::Constant => None,
            }));
        }
        lines
    }

    fn membrane(&self, compartment: &CompartmentEquations) -> String {
        let own = compartment.info.name;
        let per_area = compartment.per_area();
        let injected = compartment.info.parameters.iter().find(|parameter| parameter.name == "inject");
        let inject = indexed("I", &["inject", own]);
        let mut right = match injected {
            Some(parameter) if per_area && parameter.dimension != CURRENT_DENSITY => {
                format!("\\frac{{{inject}}}{{{}}}", indexed("A", &[own]))
            }
            _ => inject,
        };
        for channel in compartment.channels {
            let (sign, current) = (if is_stimulus(channel) { "+" } else { "-" }, indexed("I", &[channel.name, own]));
            right += &match per_area && !channel.mechanism.info.density {
                true => format!(" {sign} \\frac{{{current}}}{{{}}}", indexed("A", &[own])),
                false => format!(" {sign} {current}"),
            };
        }
        for [from, to] in self.joins {
            let other = match () {
                () if *from == own => to,
                () if *to == own => from,
                () => continue,
            };
            let name = format!("{from}_{to}");
            let absolute = self.info.parameters.iter().any(|p| p.name == name && p.dimension == CONDUCTANCE);
            let (v, v_other, g) = (indexed("V", &[own]), indexed("V", &[other]), indexed("g", &[from, to]));
            // A conductance per area is that of the whole cell.
            let factor = match (absolute, per_area) {
                (true, true) => format!("\\frac{{{g}}}{{{}}}", indexed("A", &[own])),
                (true, false) => g,
                (false, _) => {
                    let areas: Vec<String> = self.compartments.iter().map(|c| indexed("A", &[c.info.name])).collect();
                    format!("\\frac{{{}}}{{{}}}\\,{g}", areas.join(" + "), indexed("A", &[own]))
                }
            };
            right += &format!(" - {factor}\\,({v} - {v_other})");
        }
        format!("{}\\,{} = {right}", indexed("C", &[own]), dotted(&indexed("V", &[own])))
    }
}

/// Returns true if the current of a part flows into the cell.
fn is_stimulus(part: &Part) -> bool {
    matches!(part.mechanism.info.kind, MechanismKind::Stimulus)
}

impl CompartmentEquations {
    /// Returns true if its capacitance and conductances are per area.
    pub fn per_area(&self) -> bool {
        self.info.parameters.iter().any(|parameter| parameter.name == "area")
    }
}

/// Prints the Nernst potential of an ion.
fn nernst(compartment: &CompartmentEquations, ion: &str, valence: f64) -> String {
    let own = compartment.info.name;
    let given = compartment.info.parameters.iter().any(|parameter| parameter.name == format!("{ion}.rt_f"));
    let rt_f = if given { format!("(RT/F)_{{\\mathrm{{{ion}}}}}") } else { "R\\,T".to_owned() };
    let below = match (given, valence) {
        (true, 1.0) => String::new(),
        (true, z) => z.to_string(),
        (false, 1.0) => "F".to_owned(),
        (false, -1.0) => "-F".to_owned(),
        (false, z) => format!("{z}\\,F"),
    };
    let factor = if below.is_empty() { rt_f } else { format!("\\frac{{{rt_f}}}{{{below}}}") };
    let concentration = format!("[\\mathrm{{{ion}}}]");
    let outside = format!("{concentration}_{{\\mathrm{{out}}}}");
    format!("{} = {factor}\\,\\ln\\left(\\frac{{{outside}}}{{{concentration}}}\\right)", indexed("E", &[ion, own]))
}

/// Returns a letter with upright indices; empty ones are left out.
fn indexed(letter: &str, indices: &[&str]) -> String {
    let indices: Vec<String> = indices
        .iter()
        .filter(|index| !index.is_empty())
        .map(|index| format!("\\mathrm{{{}}}", index.replace('_', "\\_")))
        .collect();
    if indices.is_empty() { letter.to_owned() } else { format!("{letter}_{{{}}}", indices.join(",\\,")) }
}

impl NetworkEquations {
    /// Returns the network as Markdown: its neurons and connections, with the values that its declaration gives. Its cells and
    /// synapses have their own sheets.
    pub fn sheet(&self) -> String {
        page(self.info.name, self.doc, |text| self.write_sheet(text))
    }

    fn write_sheet(&self, text: &mut String) -> Result {
        writeln!(text, "| neuron | cell | values other than those of its type | meaning |\n| --- | --- | --- | --- |")?;
        for group in self.cells {
            for neuron in group.neurons {
                let len = group.array.map_or(String::new(), |len| format!("[{len}]"));
                let (name, of, values) = (neuron.name, group.cell.info.name, settings(neuron.settings));
                writeln!(text, "| {name}{len} | {of} | {values} | {} |", cell(neuron.doc))?;
            }
        }
        writeln!(text)?;
        if self.synapses.is_empty() {
            return Ok(());
        }
        writeln!(
            text,
            "| from | to | synapse | rule | values other than its defaults |\n| --- | --- | --- | --- | --- |"
        )?;
        for group in self.synapses {
            for Connection { from, to, rule, settings: own, .. } in group.connections {
                let rule = match rule {
                    Some(_) if from.neuron.is_empty() => "every neuron".to_owned(),
                    rule => rule.as_ref().map(self::rule).unwrap_or_default(),
                };
                let (from, to) = (if from.neuron.is_empty() { "stimulus".to_owned() } else { end(from) }, end(to));
                writeln!(text, "| {from} | {to} | {} | {rule} | {} |", group.synapse.name(), settings(own))?;
            }
        }
        writeln!(text)
    }
}

fn end(end: &End) -> String {
    let neuron = end.index.map_or(end.neuron.to_owned(), |index| format!("{}[{index}]", end.neuron));
    if end.compartment.is_empty() { neuron } else { format!("{neuron}.{}", end.compartment) }
}

fn rule(rule: &Rule) -> String {
    match rule {
        Rule::AllToAll { autapses } => format!("all to all{}", with(*autapses)),
        Rule::OneToOne => "one to one".to_owned(),
        #[cfg(feature = "random")]
        Rule::Probability { probability, seed, autapses } => {
            format!("with probability {probability}, seed {seed}{}", with(*autapses))
        }
        #[cfg(feature = "random")]
        Rule::Inputs { inputs, seed, autapses } => format!("{inputs} inputs each, seed {seed}{}", with(*autapses)),
        Rule::Pairs(pairs) => format!("{} listed pairs", pairs.len()),
    }
}

fn with(autapses: bool) -> &'static str {
    if autapses { ", with autapses" } else { "" }
}
