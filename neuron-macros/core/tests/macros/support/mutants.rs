//! Models with everything that the macros know, and mutants of them as by typing errors, another language or chance.

#![allow(dead_code, missing_docs, reason = "each test uses a part of it")]

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use std::str::FromStr;

/// A macro and the sources of its mutants. The first source has everything that the macro knows.
pub struct Subject {
    /// `channel`, `cell`, …
    pub name: &'static str,
    /// Arguments (of an attribute) and item (or body).
    pub sources: &'static [(&'static str, &'static str)],
    /// The core function of the macro.
    pub expand: fn(TokenStream, TokenStream) -> TokenStream,
}

/// Every macro.
pub const SUBJECTS: &[Subject] = &[
    Subject { name: "channel", sources: &[CHANNEL, SMALL_CHANNEL, PUBLISHED], expand: neuron_macros_core::channel },
    Subject { name: "synapse", sources: &[SYNAPSE, PLASTIC, GAP], expand: neuron_macros_core::synapse },
    Subject { name: "pool", sources: &[POOL], expand: neuron_macros_core::pool },
    Subject {
        name: "cell",
        sources: &[("", CELL), ("", SMALL_CELL)],
        expand: |_, body| neuron_macros_core::cell(body),
    },
    Subject {
        name: "network",
        sources: &[("", NETWORK), ("", SMALL_NETWORK)],
        expand: |_, body| neuron_macros_core::network(body),
    },
    Subject { name: "stimulus", sources: &[STIMULUS], expand: neuron_macros_core::stimulus },
];

const CHANNEL: (&str, &str) = (
    "ion = K, reads(Ca), q10 = 3 at 6.3degC, current = g * m^3 * h * n * (v - e) + w * g * 1mV, \
     let k = 1 / (1 + exp(-v / delta)), let l = if v > -20mV { k } else { max(k, 0.1) }, \
     on_spike(w += 0.1, h = 0.5 * k, w *= if t >= 5ms && mod(t, 20ms) < 2ms { 0.5 } else { 1 })",
    r#"
    /// A channel with everything that a channel can have.
    pub struct K {
        /// Maximal conductance.
        #[param(unit = mS/cm2, min = 0, max = 1000mS/cm2)]
        g: Param,
        #[param(5.29mV, min = 0.1mV)]
        delta: Param,
        #[gate(inf = 1 / (1 + exp(-(v + 25.5mV) / delta)), tau = 2.64ms - 2.52ms / (1 + exp(-(v + 120mV) / 25mV)))]
        m: Gate,
        #[gate(alpha = 0.1/ms/mV * (v + 40mV) / (1 - exp(-(v + 40mV) / 10mV)), beta = 4/ms * exp(-v / 18mV), init = 0.5)]
        h: Gate,
        #[gate(inf = ca / (ca + 3uM), instantaneous)]
        n: Gate,
        #[state(derivative = (m_inf - w) / m_tau, init = k * l, unit = 1)]
        w: State,
    }
    "#,
);

const SYNAPSE: (&str, &str) = (
    "current = g * s * (v_post - e)",
    r#"
    pub struct Cholinergic {
        #[param(unit = nS)] g: Param,
        #[param(-80mV)] e: Param,
        #[param(-35mV)] v_half: Param,
        #[param(100ms, min = 0ms)] tau_max: Param,
        #[gate(inf = 1 / (1 + exp((v_half - v_pre) / 5mV)), tau = tau_max * (1 - s_inf), init = 0)]
        s: Gate,
    }
    "#,
);

const PLASTIC: (&str, &str) = (
    "let room = max(0, w_max - w), current = g * s * (v_post - e), \
     on_pre(s += w, x += 0.1, w -= 0.2 * y, v_post += kick * u), on_post(y += 1, w += room * x, u *= if t > 5ms { 0.5 } else { 1 })",
    r#"
    pub struct Plastic {
        #[param(1nS, min = 0nS)] g: Param,
        #[param(0mV)] e: Param,
        #[param(1)] w_max: Param,
        #[param(100uV)] kick: Param,
        #[param(20ms, min = 0ms)] tau: Param,
        #[state(derivative = -s / 5ms, init = 0)] s: State,
        #[state(init = 0.5 * w_max, min = 0)] w: State,
        #[state(derivative = -x / tau, init = 0)] x: State,
        #[gate(inf = 0, tau = tau, unchecked)] y: Gate,
        #[state(derivative = (1 - u) / tau, init = 1)] u: State,
    }
    "#,
);

const POOL: (&str, &str) = (
    "",
    r#"
    pub struct CalciumBuffer {
        #[param(200ms)] tau: Param,
        #[param(14.96uM/nA)] f: Param,
        #[param(0.05uM)] rest: Param,
        #[state(derivative = (rest - f * i - ca) / tau, init = rest)]
        ca: Concentration,
    }
    "#,
);

const STIMULUS: (&str, &str) = (
    "let on = if t >= start && t < start + 300ms { 1 } else { 0 }, q10 = 2 at 20degC, \
     current = amplitude * on + density * area + g * w * (e - v)",
    r#"
    pub struct Electrode {
        #[param(100ms)] start: Param,
        #[param(0.5nA)] amplitude: Param,
        #[param(1uA/cm2)] density: Param,
        #[param(5nS, min = 0)] g: Param,
        #[param(-60mV)] e: Param,
        #[gate(inf = 1 / (1 + exp(-(v + 40mV) / 5mV)), tau = 2ms)]
        w: Gate,
    }
    "#,
);

const CELL: &str = r#"
    /// Two compartments.
    pub struct Pyramidal;
    capacitance: 3uF/cm2, area: 0.06mm2, v: -60mV, temperature: 10degC,
    ions { Na: 55mV, K: -80mV, Mg: nernst(outside = 2mM, inside = 0.5mM, valence = 2, rt_f = 24.4mV) },
    compartment soma {
        stimuli { step: Pulse { amplitude: 0.5nA }, stimuli::Ramp }
        inject: 0.3uA/cm2, channels { NaV { g: 30mS/cm2 }, library::Kdr, Leak: passive::Leak { e: -60mV, g: 0.1mS/cm2 } }
        spike { threshold: -30mV, reset: -70.6mV, hold: 2ms, refractory: 3ms }
    }
    compartment dendrite {
        area: 0.1mm2, ions { Ca: nernst(outside = 3mM) }, pool Ca: CalciumBuffer { tau: 200ms }, channels { CaS, KCa { g: 15mS/cm2 } }
    }
    soma -- dendrite: 2.1mS/cm2
"#;

const NETWORK: &str = r#"
    /// A bit of everything.
    pub struct Circuit;
    cell Stg {
        capacitance: 1uF/cm2, area: 0.0628mm2, v: -60mV, temperature: 10degC,
        ions { Na: 50mV, K: -80mV, Ca: nernst(outside = 3mM) },
        pool Ca: CalciumBuffer { tau: 200ms },
        channels { NaV, CaS, Leak { e: -50mV } },
    }
    neuron AB: Stg { NaV.g: 100mS/cm2, v: -55mV }
    neuron LP: Stg;
    neuron E[4]: Stg { v: [-60mV, -61mV, -62mV, -63mV], NaV.g: 3mS/cm2 }
    neuron I[2]: library::Stg
    AB -> LP: Cholinergic { g: 30nS }, Other: Cholinergic { g: 10nS };
    second = AB -> LP: Cholinergic;
    AB.soma -- LP.dendrite: Gap { g: 1nS };
    E -> I all_to_all: Cholinergic { g: 1nS };
    E -> E random { probability: 0.1, seed: 7, autapses }: Cholinergic;
    I -> E random { inputs: 2, seed: 7 }: Cholinergic;
    same = E -> E one_to_one autapses: Cholinergic;
    gap = E -- E pairs [(0, 1), (2, 3)]: Gap;
    stimulus step: Pulse { amplitude: 0.5nA, start: 10ms } -> AB;
    stimulus stimuli::Ramp -> E[2].dendrite;
    stimulus all: Pulse -> E;
"#;

const SMALL_CHANNEL: (&str, &str) = (
    "ion = Na, current = g * m^3 * (v - e)",
    r#"
    pub struct NaP {
        #[param(1mS/cm2)] g: Param,
        #[gate(inf = 1 / (1 + exp(-(v + 25.5mV) / 5.29mV)), tau = 2ms)] m: Gate,
    }
    "#,
);

const PUBLISHED: (&str, &str) = (
    "let x = (v + 40) / 10, current = g * n * (v - e)",
    r#"
    pub struct Kd {
        #[param(20mS/cm2, min = 0)] g: Param,
        #[param(-80mV)] e: Param,
        #[gate(alpha = 0.1 * x / (1 - exp(-x)), beta = 0.125 * exp(-(v + 65) / 80), q10 = 3 at 6.3degC)] n: Gate,
    }
    "#,
);

const GAP: (&str, &str) =
    ("electrical, current = g * (v_post - v_pre)", "pub struct Gap { #[param(1nS, min = 0)] g: Param }");

const SMALL_CELL: &str = r#"
    pub struct Small;
    capacitance: 1nF, v: -60mV, ions { K: -80mV }, channels { Kd { g: 1uS }, Leak: library::Leak },
    spike { reset: -65mV }
"#;

const SMALL_NETWORK: &str = r#"
    pub struct Pair;
    neuron A: Small;
    neuron B: Small { v: -50mV }
    A -> B: Cholinergic { g: 30nS };
"#;

/// Tokens that a typing error, or another language, may bring in.
const POOL_OF_TOKENS: &[&str] = &[
    "g",
    "m",
    "v",
    "e",
    "mm",
    "Gate",
    "Param",
    "State",
    "Concentration",
    "self",
    "Self",
    "crate",
    "super",
    "in",
    "type",
    "r#type",
    "_",
    "let",
    "if",
    "else",
    "struct",
    "fn",
    "T",
    "N",
    "f64",
    "at",
    "inf",
    "tau",
    "alpha",
    "init",
    "unit",
    "instantaneous",
    "capacitance",
    "area",
    "neuron",
    "cell",
    "AB",
    "E",
    "soma",
    "nernst",
    "random",
    "pairs",
    "0",
    "1",
    "-1",
    "1e400",
    "1e-320",
    "1e308",
    "18446744073709551616",
    "25.5mV",
    "3uM",
    "10degC",
    "0x1f",
    "5mS/cm2",
    "1.5.2",
    "1_000",
    "\"text\"",
    "'c'",
    "'a",
    "b\"x\"",
    "+",
    "-",
    "*",
    "/",
    "^",
    "%",
    "=",
    "==",
    ":",
    "::",
    ",",
    ";",
    ".",
    "..",
    "->",
    "--",
    "=>",
    "<",
    ">",
    "!",
    "?",
    "#",
    "$",
    "&",
    "|",
    "@",
    "~",
    "()",
    "{}",
    "[]",
    "(0)",
    "{ g: 1nS }",
    "µM",
    "Ω",
    "größe",
    "#[doc = \"x\"]",
    "pub(crate)",
    "<T>",
    "mV",
    "ms",
    "exp",
    "exp()",
    "max(1)",
    "4.",
    "1e5mV",
    "0b1",
];

/// Numbers from a seed, always the same.
pub struct Dice(pub u64);

impl Dice {
    /// Returns a number below `sides`.
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % sides.max(1)
    }
}

fn size(tokens: &[TokenTree]) -> usize {
    let inner = |token: &TokenTree| match token {
        TokenTree::Group(group) => size(&group.stream().into_iter().collect::<Vec<_>>()),
        _ => 0,
    };
    tokens.iter().map(|token| 1 + inner(token)).sum()
}

/// Makes one mutation. Each token at any depth has the same chance.
pub fn mutate(tokens: TokenStream, pool: &[TokenStream], dice: &mut Dice) -> TokenStream {
    let mut tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let at = dice.roll(size(&tokens));
    change(&mut tokens, at, pool, dice);
    tokens.into_iter().collect()
}

fn change(tokens: &mut Vec<TokenTree>, mut at: usize, pool: &[TokenStream], dice: &mut Dice) {
    let mut k = 0;
    while k < tokens.len() {
        if at == 0 {
            break;
        }
        at -= 1;
        if let TokenTree::Group(group) = &tokens[k] {
            let mut inner: Vec<TokenTree> = group.stream().into_iter().collect();
            let inside = size(&inner);
            if at < inside {
                change(&mut inner, at, pool, dice);
                tokens[k] = Group::new(group.delimiter(), inner.into_iter().collect()).into();
                return;
            }
            at -= inside;
        }
        k += 1;
    }
    let other = dice.roll(tokens.len());
    let k = k.min(tokens.len().saturating_sub(1));
    let new = pool[dice.roll(pool.len())].clone();
    match dice.roll(7) {
        _ if tokens.is_empty() => tokens.extend(new),
        0 => drop(tokens.remove(k)),
        1 => tokens.insert(k, tokens[k].clone()),
        2 => tokens.swap(k, other),
        3 => tokens.insert(k, tokens[other].clone()),
        4 => drop(tokens.splice(k..k, new)),
        5 => {
            if let TokenTree::Group(group) = &tokens[k] {
                let delimiters = [Delimiter::Brace, Delimiter::Bracket, Delimiter::Parenthesis, Delimiter::None];
                tokens[k] = Group::new(delimiters[dice.roll(4)], group.stream()).into();
            } else {
                tokens.truncate(k);
            }
        }
        _ => drop(tokens.splice(k..=k, new)),
    }
}

/// Returns the tokens that mutations bring in.
pub fn foreign() -> Vec<TokenStream> {
    POOL_OF_TOKENS.iter().filter_map(|text| TokenStream::from_str(text).ok()).collect()
}

/// Returns the sources as tokens, to be cloned for each mutant.
pub fn parsed(subject: &Subject) -> Vec<(TokenStream, TokenStream)> {
    subject.sources.iter().map(|(arguments, item)| (tokens(arguments), tokens(item))).collect()
}

/// Returns the tokens of a text.
pub fn tokens(text: &str) -> TokenStream {
    TokenStream::from_str(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// Returns a source with one to three mutations. The largest source is chosen less often.
pub fn mutant(
    sources: &[(TokenStream, TokenStream)],
    pool: &[TokenStream],
    dice: &mut Dice,
) -> (TokenStream, TokenStream) {
    let small = sources.len() > 1 && dice.roll(4) > 0;
    let (mut arguments, mut item) = sources[if small { 1 + dice.roll(sources.len() - 1) } else { 0 }].clone();
    for _ in 0..=dice.roll(3) {
        if !arguments.is_empty() && dice.roll(3) == 0 {
            arguments = mutate(arguments, pool, dice);
        } else {
            item = mutate(item, pool, dice);
        }
    }
    (arguments, item)
}

/// Returns random tokens of the sources and of elsewhere, in random groups.
pub fn noise(
    sources: &[(TokenStream, TokenStream)],
    pool: &[TokenStream],
    depth: usize,
    dice: &mut Dice,
) -> TokenStream {
    let mut all = TokenStream::new();
    for _ in 0..dice.roll(20) {
        match dice.roll(6) {
            0 if depth > 0 => {
                let delimiters = [Delimiter::Brace, Delimiter::Bracket, Delimiter::Parenthesis, Delimiter::None];
                let inner = noise(sources, pool, depth - 1, dice);
                all.extend([TokenTree::from(Group::new(delimiters[dice.roll(4)], inner))]);
            }
            1..=3 => {
                let (arguments, item) = &sources[dice.roll(sources.len())];
                let source = if dice.roll(2) == 0 { arguments } else { item };
                let from: Vec<TokenTree> = source.clone().into_iter().collect();
                let at = dice.roll(from.len());
                all.extend(from.into_iter().skip(at).take(1 + dice.roll(4)));
            }
            _ => all.extend(pool[dice.roll(pool.len())].clone()),
        }
    }
    all
}
