//! Models that the macros accept compile, or fail at the user's own token because of an unresolved path or a check of
//! ours. 200 mutants that expand without an error are compiled together in one crate, each in its module.
//!
//! It takes a minute: `cargo test --release -p neuron-macros-core --test macros accepted -- --ignored`

use crate::support::mutants::{self, Dice};
use proc_macro2::TokenStream;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::str::FromStr;

/// A model whose names all exist, and the number of its mutants to compile.
struct Source {
    name: &'static str,
    arguments: &'static str,
    item: &'static str,
    mutants: usize,
    expand: fn(TokenStream, TokenStream) -> TokenStream,
}

const SOURCES: &[Source] = &[
    Source {
        name: "channel",
        arguments: "ion = K, reads(Ca), q10 = 3 at 6.3degC, let k = 1 / (1 + exp(-v / delta)), \
            let l = if v > -20mV { k } else { max(k, 0.1) }, current = g * m^3 * h * n * (v - e) + w * l * g * 1mV",
        item: "pub struct Own {
            #[param(unit = mS/cm2, min = 0, max = 1000mS/cm2)] g: Param,
            #[param(5.29mV, min = 0.1mV)] delta: Param,
            #[gate(inf = 1 / (1 + exp(-(v + 25.5mV) / delta)), tau = 2.64ms - 2.52ms / (1 + exp(-(v + 120mV) / 25mV)))]
            m: Gate,
            #[gate(alpha = 0.1/ms/mV * (v + 40mV) / (1 - exp(-(v + 40mV) / 10mV)), beta = 4/ms * exp(-v / 18mV))]
            h: Gate,
            #[gate(inf = ca / (ca + 3uM), instantaneous)] n: Gate,
            #[state(derivative = (m_inf - w) / m_tau, init = k, unit = 1)] w: State,
        }",
        mutants: 50,
        expand: neuron_macros_core::channel,
    },
    Source {
        name: "synapse",
        arguments: "let open = 1 / (1 + exp(-0.062/mV * v_post)), current = g * s * open * (v_post - e)",
        item: "pub struct Own {
            #[param(unit = nS)] g: Param,
            #[param(-80mV)] e: Param,
            #[param(100ms, min = 0ms)] tau_max: Param,
            #[gate(inf = 1 / (1 + exp((-35mV - v_pre) / 5mV)), tau = tau_max * (1 - s_inf), init = 0)] s: Gate,
        }",
        mutants: 25,
        expand: neuron_macros_core::synapse,
    },
    Source {
        name: "pool",
        arguments: "",
        item: "pub struct Own {
            #[param(200ms)] tau: Param,
            #[param(14.96uM/nA)] f: Param,
            #[param(0.05uM)] rest: Param,
            #[state(derivative = (rest - f * i - c) / tau, init = rest)] c: Concentration,
        }",
        mutants: 25,
        expand: neuron_macros_core::pool,
    },
    Source {
        name: "cell",
        arguments: "",
        item: "pub struct Own;
            capacitance: 3uF/cm2, area: 0.06mm2, v: -60mV, temperature: 10degC,
            ions { Na: 55mV, K: -80mV, Ca: nernst(outside = 3mM) },
            compartment soma { inject: 0.3uA/cm2, channels { NaV { g: 30mS/cm2 }, prinz_2003::Kd, Other: Leak { g: 0.1mS/cm2 } },
                ions { Ca: 120mV } }
            compartment dendrite { area: 0.1mm2, pool Ca: CalciumBuffer { tau: 200ms }, channels { CaS, KCa { g: 15mS/cm2 } } }
            soma -- dendrite: 2.1mS/cm2",
        mutants: 50,
        expand: |_, body| neuron_macros_core::cell(body),
    },
    Source {
        name: "network",
        arguments: "",
        item: "pub struct Own;
            cell Small { capacitance: 1nF, v: -60mV, ions { K: -80mV }, channels { Absolute { g: 0.1uS } } }
            neuron AB: Stg { NaV.g: 100mS/cm2, v: -55mV }
            neuron LP: Small;
            neuron E[4]: Stg { v: [-60mV, -61mV, -62mV, -63mV], NaV.g: 3mS/cm2 }
            neuron I[2]: Small;
            AB -> LP: Cholinergic { g: 30nS }, Other: Cholinergic { g: 10nS };
            second = AB -> LP: Glutamatergic;
            gap = AB -- LP: GapJunction { g: 1nS };
            E -> I all_to_all: Cholinergic { g: 1nS };
            E -> E random { probability: 0.1, seed: 7, autapses }: Cholinergic;
            I -> E random { inputs: 2, seed: 7 }: Cholinergic;
            same = E -> E one_to_one autapses: Cholinergic;
            pairs = E -- E pairs [(0, 1), (2, 3)]: GapJunction;",
        mutants: 50,
        expand: |_, body| neuron_macros_core::network(body),
    },
    Source {
        name: "synapse",
        arguments: "let room = max(0, w_max - w), current = g * s * (v_post - e), \
            on_pre(s += w, x += 0.1, w -= 0.2 * y, v_post += kick * u), on_post(y += 1, w += room * x, u *= if t > 5ms { 0.5 } else { 1 })",
        item: "pub struct Own {
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
        }",
        mutants: 25,
        expand: neuron_macros_core::synapse,
    },
];

const PREAMBLE: &str = "#![allow(warnings)]
use crate::*;
use neuron_runtime::library::prinz_2003::{self, *};
use neuron_runtime::library::prinz_2004::*;
use neuron_runtime::prelude::*;
";

const ROOT: &str = "//! Mutants that were accepted.
#![allow(warnings)]
use neuron_runtime::prelude::*;

#[channel(ion = K, current = g * (v - e))]
pub struct Absolute {
    #[param(unit = nS)]
    g: Param,
}

#[synapse(electrical, current = g * (v_post - v_pre))]
pub struct GapJunction {
    #[param(1nS, min = 0)]
    g: Param,
}
";

/// Returns the text of a model in a module.
fn written(source: &Source, arguments: &TokenStream, item: &TokenStream) -> String {
    match source.name {
        "cell" | "network" => format!("{}! {{\n{item}\n}}\n", source.name),
        name => format!("#[{name}({arguments})]\n{item}\n"),
    }
}

/// The verdict of the macros on a mutant.
#[derive(Clone, Copy, PartialEq)]
enum Verdict {
    Accepted,
    Refused,
}

/// Returns the original and distinct mutants of one verdict.
fn mutants_of(source: &Source, verdict: Verdict, seed: u64) -> Vec<String> {
    let original = (mutants::tokens(source.arguments), mutants::tokens(source.item));
    let pool = mutants::foreign();
    let mut found = BTreeSet::from([written(source, &original.0, &original.1)]);
    let mut round = 0;
    while found.len() <= source.mutants && round < 100_000 {
        round += 1;
        let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ (round << 20));
        let (arguments, item) = mutants::mutant(std::slice::from_ref(&original), &pool, &mut dice);
        // As text, groups without delimiters vanish.
        let again = |tokens: TokenStream| TokenStream::from_str(&tokens.to_string());
        let (Ok(arguments), Ok(item)) = (again(arguments), again(item)) else { continue };
        let expansion = (source.expand)(arguments.clone(), item.clone()).to_string();
        let own = if expansion.contains("compile_error") { Verdict::Refused } else { Verdict::Accepted };
        if !expansion.is_empty() && own == verdict {
            found.insert(written(source, &arguments, &item));
        }
    }
    found.into_iter().collect()
}

fn write_crate(at: &Path, modules: &[(String, String)]) -> std::io::Result<()> {
    let runtime = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../neuron-runtime");
    let _ = fs::remove_dir_all(at.join("src"));
    fs::create_dir_all(at.join("src"))?;
    let manifest = format!(
        "[package]\nname = \"mutants\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n\
         [dependencies]\nneuron-runtime = {{ path = {:?} }}\n\n[workspace]\n",
        runtime.canonicalize()?
    );
    fs::write(at.join("Cargo.toml"), manifest)?;
    // The same versions of dependencies as in this workspace.
    let _ = fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../Cargo.lock"), at.join("Cargo.lock"));
    let mut root = ROOT.to_owned();
    for (name, text) in modules {
        root += &format!("mod {name};\n");
        fs::write(at.join(format!("src/{name}.rs")), format!("{PREAMBLE}{text}"))?;
    }
    fs::write(at.join("src/lib.rs"), root)
}

/// Returns the errors of the compiler in a crate.
fn check(at: &Path) -> Vec<serde_json::Value> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["check", "--offline", "--quiet", "--message-format=json", "--target-dir"])
        .arg(Path::new(env!("CARGO_TARGET_TMPDIR")).join("mutants"))
        .current_dir(at)
        .env_remove("RUSTFLAGS")
        .output()
        .expect("cargo runs");
    let lines = String::from_utf8_lossy(&output.stdout);
    let messages: Vec<serde_json::Value> = lines
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .filter(|line| line["reason"] == "compiler-message" && line["message"]["level"] == "error")
        .map(|line| line["message"].clone())
        .collect();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() || !messages.is_empty(), "cargo check did not get to the mutants: {stderr}");
    messages
}

/// Returns the file of an error, and whether it is about an unresolved path. Returns `Err` if a user cannot see its
/// cause, which must be a path of the user's, a check of ours or a message of a macro.
fn at_the_users_token(message: &serde_json::Value, at: &Path) -> Result<(String, bool), String> {
    let code = message["code"]["code"].as_str().unwrap_or_default();
    let text = message["message"].as_str().unwrap_or_default();
    let Some(span) = message["spans"].as_array().and_then(|spans| spans.iter().find(|span| span["is_primary"] == true))
    else {
        return if text.starts_with("aborting") || text.contains("could not compile") {
            Ok((String::new(), false))
        } else {
            Err("no span".to_owned())
        };
    };
    let file = span["file_name"].as_str().unwrap_or_default();
    let source = fs::read_to_string(at.join(file)).unwrap_or_default();
    let byte = |key: &str| span[key].as_u64().and_then(|byte| usize::try_from(byte).ok()).unwrap_or(0);
    let token = source.get(byte("byte_start")..byte("byte_end")).unwrap_or_default();
    let whole = token.starts_with("#[") || token.starts_with("cell!") || token.starts_with("network!");
    // Equations have no paths.
    let paths = file.starts_with("src/cell_") || file.starts_with("src/network_") || file == "src/lib.rs";
    let unresolved = paths && ["E0223", "E0412", "E0425", "E0432", "E0433", "E0573", "E0574"].contains(&code);
    let said = code.is_empty();
    if said || (!whole && !token.is_empty() && (unresolved || code == "E0080")) {
        return Ok((file.to_owned(), unresolved));
    }
    Err(format!("{file}: {code} at `{token}`"))
}

/// Compiles a crate of mutants of one verdict. Returns the number of mutants, and the number of those with errors.
fn compile(name: &str, verdict: Verdict, seed: u64) -> (usize, usize) {
    let at = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let mut modules = Vec::new();
    for (seed, source) in (seed..).zip(SOURCES) {
        let found = mutants_of(source, verdict, seed);
        assert!(found.len() > source.mutants, "{} mutants of {}", found.len(), source.name);
        modules.extend(
            (modules.len()..).zip(found).map(|(k, text)| (format!("{}_{k}", source.name), text)).collect::<Vec<_>>(),
        );
    }
    assert!(modules.len() > 200);
    let (count, mut wrong) = (modules.len(), BTreeSet::new());
    let (mut failures, mut rounds) = (String::new(), 0);
    loop {
        write_crate(&at, &modules).expect("the crate can be written");
        let mut unresolved = BTreeSet::new();
        for message in check(&at) {
            match at_the_users_token(&message, &at) {
                Ok((file, path)) => {
                    wrong.insert(file.clone());
                    if path {
                        unresolved.insert(file);
                    }
                }
                Err(why) => failures += &format!("{why}\n{}\n", message["rendered"].as_str().unwrap_or_default()),
            }
        }
        // The compiler reports other errors only once all paths are resolved.
        modules.retain(|(name, _)| !unresolved.contains(&format!("src/{name}.rs")));
        rounds += 1;
        if unresolved.is_empty() || !failures.is_empty() || rounds > 10 {
            break;
        }
    }
    wrong.remove("");
    println!("{count} mutants, of which {} have errors while compiling", wrong.len());
    assert!(failures.is_empty(), "{failures}");
    (count, wrong.len())
}

#[test]
#[ignore = "the runtime is compiled for it"]
fn two_hundred_accepted_mutants_compile_or_fail_at_the_users_token() {
    let (count, wrong) = compile("accepted-mutants", Verdict::Accepted, 11);
    assert!(wrong < count / 2, "{wrong} of {count}");
}

/// Refused models expand as far as they are understood, so that nothing else fails.
#[test]
#[ignore = "the runtime is compiled for it"]
fn two_hundred_refused_mutants_have_no_other_errors() {
    let (count, wrong) = compile("refused-mutants", Verdict::Refused, 31);
    assert_eq!(wrong, count - SOURCES.len(), "all but the originals");
}
