//! Names and units as LaTeX writes them.

use super::{Equations, Motion};

/// The letters that are written by their names.
const GREEK: [&str; 24] = [
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "kappa", "lambda", "mu", "nu", "xi", "pi",
    "rho", "sigma", "tau", "phi", "chi", "psi", "omega", "Gamma", "Delta", "Omega",
];

/// Returns a word as one symbol: a letter, a Greek letter, or upright.
fn word(text: &str) -> String {
    let letters = text.trim_end_matches(|c: char| c.is_ascii_digit());
    if letters.len() < text.len() && !letters.is_empty() {
        return format!("{}_{{{}}}", word(letters), &text[letters.len()..]);
    }
    match text {
        "epsilon" | "phi" => format!("\\var{text}"),
        text if GREEK.contains(&text) => format!("\\{text}"),
        text if text.chars().count() == 1 => text.to_owned(),
        text => format!("\\mathrm{{{text}}}"),
    }
}

/// Returns a word as an index.
fn index(text: &str) -> String {
    match text {
        "inf" => "\\infty".to_owned(),
        "half" => "1/2".to_owned(),
        text if text.chars().all(|c| c.is_ascii_digit()) => text.to_owned(),
        text => word(text),
    }
}

/// Returns a symbol with one more index, which goes with those that it has.
fn with_index(symbol: &str, index: &str) -> String {
    match symbol.strip_suffix('}').filter(|symbol| symbol.contains("_{")) {
        Some(open) => format!("{open},{index}}}"),
        None => format!("{symbol}_{{{index}}}"),
    }
}

/// Returns the time derivative of a symbol: a dot over its letter.
pub(super) fn dotted(symbol: &str) -> String {
    let (letter, index) = symbol.split_at(symbol.find("_{").unwrap_or(symbol.len()));
    format!("\\dot{{{letter}}}{index}")
}

/// Returns a name by its parts: `v_half` is V with the index 1/2.
fn by_parts(name: &str) -> String {
    let mut parts = name.split('_').filter(|part| !part.is_empty());
    let base = match parts.next() {
        None => return format!("\\mathtt{{{}}}", name.replace('_', "\\_")),
        Some("v") => "V".to_owned(),
        Some(first) => word(first),
    };
    parts.fold(base, |symbol, part| with_index(&symbol, &index(part)))
}

impl Equations {
    /// Returns a name of these equations as LaTeX: `m_tau` is τ with the index m. Two names never look the same.
    pub fn symbol(&self, name: &str) -> String {
        let wanted = self.candidate(name);
        let taken = self.names().into_iter().any(|other| other != name && self.candidate(&other) == wanted);
        if taken { format!("\\mathtt{{{}}}", name.replace('_', "\\_")) } else { wanted }
    }

    /// Returns the symbol of the current, which is that of no name.
    pub(super) fn symbol_of_current(&self) -> String {
        let taken = self.names().into_iter().any(|name| self.candidate(&name) == "I");
        if taken { format!("I_{{\\mathrm{{{}}}}}", self.name()) } else { "I".to_owned() }
    }

    fn candidate(&self, name: &str) -> String {
        if let Some((state, suffix)) = self.curve(name) {
            let gate = by_parts(state.name);
            return match suffix {
                "_inf" => with_index(&gate, "\\infty"),
                suffix => format!("\\{}_{{{gate}}}", &suffix[1..]),
            };
        }
        let own = |name: &str| self.parameters.iter().any(|parameter| parameter.info.name == name);
        if self.info.reads.contains(&name) && !own(name) {
            let (ion, outside) = name.strip_suffix("_out").map_or((name, false), |ion| (ion, true));
            let mut letters = ion.chars();
            let ion: String = letters.next().iter().flat_map(|first| first.to_uppercase()).chain(letters).collect();
            let index = if outside { "_{\\mathrm{out}}" } else { "" };
            return format!("[\\mathrm{{{ion}}}]{index}");
        }
        match (name, self.info.ion) {
            ("e", Some(ion)) if !own("e") => format!("E_{{\\mathrm{{{ion}}}}}"),
            ("e", _) => "E".to_owned(),
            ("i", _) if !own("i") => "I".to_owned(),
            ("celsius", _) => "T".to_owned(),
            _ => by_parts(name),
        }
    }

    /// Returns every name that can stand in these equations.
    fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.inputs().into_iter().map(str::to_owned).collect();
        names.extend(self.definitions.iter().map(|definition| definition.name.to_owned()));
        for state in self.states {
            if state.instantaneous {
                names.push(state.name.to_owned());
            }
            let suffixes: &[&str] = match &state.motion {
                Motion::Relax { .. } => &["inf", "tau"],
                Motion::Rates { .. } => &["alpha", "beta", "inf", "tau"],
                Motion::Derivative(_) => &[],
            };
            names.extend(suffixes.iter().map(|suffix| format!("{}_{suffix}", state.name)));
        }
        names
    }
}

/// Returns a unit as LaTeX, upright: `0.1/ms/mV` has the unit ms⁻¹ mV⁻¹. The result is empty for a pure number.
pub(super) fn unit(text: &str) -> String {
    let mut factors = Vec::new();
    let mut rest = text;
    let mut sign = "";
    while !rest.is_empty() {
        let end = rest.find(['/', '*']).unwrap_or(rest.len());
        let (symbol, power) = rest[..end].split_at(rest[..end].trim_end_matches(|c: char| c.is_ascii_digit()).len());
        if !symbol.is_empty() {
            let symbol = unit_symbol(symbol);
            factors.push(match (sign, power) {
                ("", "") => symbol,
                (sign, power) => format!("{symbol}^{{{sign}{}}}", if power.is_empty() { "1" } else { power }),
            });
        }
        sign = if rest[end..].starts_with('/') { "-" } else { "" };
        rest = rest.get(end + 1..).unwrap_or_default();
    }
    if factors.is_empty() { String::new() } else { format!("\\mathrm{{{}}}", factors.join("\\,")) }
}

/// Returns one unit with its prefix.
fn unit_symbol(text: &str) -> String {
    let text = text.replace(['\u{b5}', '\u{3bc}'], "u").replace(['\u{3a9}', '\u{2126}'], "ohm");
    if text == "degC" {
        return "{}^{\\circ}C".to_owned();
    }
    let (prefix, ohm) = text.strip_suffix("ohm").map_or((text.as_str(), false), |prefix| (prefix, true));
    // No unit begins with u but by its prefix.
    let prefix = prefix.strip_prefix('u').map_or(prefix.to_owned(), |rest| format!("\\mu {rest}"));
    if ohm { format!("{prefix}\\Omega") } else { prefix.trim_end().to_owned() }
}

/// Returns a number as LaTeX: `2e-5` is 2 × 10⁻⁵.
pub(super) fn digits(text: &str) -> String {
    match text.split_once(['e', 'E']) {
        Some((mantissa, power)) => {
            let power = power.trim_start_matches('+');
            format!("{mantissa} \\times 10^{{{power}}}")
        }
        None => text.to_owned(),
    }
}

/// Returns a unit as Markdown shows it without LaTeX: mS/cm², µM/nA, 1/ms.
pub(super) fn plain_unit(text: &str) -> String {
    let mut plain = String::new();
    let mut start = true;
    for letter in text.chars() {
        plain.push(match letter {
            'u' if start => '\u{b5}',
            '2' if !start => '\u{b2}',
            '3' if !start => '\u{b3}',
            letter => letter,
        });
        start = matches!(letter, '/' | '*');
    }
    plain.replace("degC", "\u{b0}C").replace("ohm", "\u{3a9}").replace('*', "\u{b7}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_symbols() {
        for (name, symbol) in [
            ("g", "g"),
            ("v_half", "V_{1/2}"),
            ("v_pre", "V_{\\mathrm{pre}}"),
            ("tau_max", "\\tau_{\\mathrm{max}}"),
            ("phi", "\\varphi"),
            ("x1", "x_{1}"),
            ("x1_slow", "x_{1,\\mathrm{slow}}"),
            ("gain", "\\mathrm{gain}"),
            ("a_b_2", "a_{b,2}"),
        ] {
            assert_eq!(by_parts(name), symbol, "{name}");
        }
    }

    #[test]
    fn units_are_upright() {
        for (text, latex, plain) in [
            ("", "", ""),
            ("mV", "\\mathrm{mV}", "mV"),
            ("1/ms/mV", "\\mathrm{ms^{-1}\\,mV^{-1}}", "1/ms/mV"),
            ("mS/cm2", "\\mathrm{mS\\,cm^{-2}}", "mS/cm\u{b2}"),
            ("uM/nA", "\\mathrm{\\mu M\\,nA^{-1}}", "\u{b5}M/nA"),
            ("Mohm*mm", "\\mathrm{M\\Omega\\,mm}", "M\u{3a9}\u{b7}mm"),
            ("degC", "\\mathrm{{}^{\\circ}C}", "\u{b0}C"),
        ] {
            assert_eq!(unit(text), latex);
            assert_eq!(plain_unit(text), plain);
        }
        assert_eq!(digits("2e-5"), "2 \\times 10^{-5}");
    }
}
