//! Compile time and size of large networks and channels: a release build after touching the network's file, dependencies built.
//!
//! `cargo bench -p neuron-tests --bench compile_time`

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

/// The conductances of the three cells of the reference README's `pyloric`.
const CONDUCTANCES: [(&str, &str); 3] = [
    (
        "AB",
        "NaV.g: 100mS/cm2, CaS.g: 6mS/cm2, CaT.g: 2.5mS/cm2, A.g: 50mS/cm2, KCa.g: 5mS/cm2, Kd.g: 100mS/cm2, H.g: 0.01mS/cm2, Leak.g: 0mS/cm2",
    ),
    (
        "LP",
        "NaV.g: 100mS/cm2, CaS.g: 4mS/cm2, CaT.g: 0mS/cm2, A.g: 20mS/cm2, KCa.g: 0mS/cm2, Kd.g: 25mS/cm2, H.g: 0.05mS/cm2, Leak.g: 0.03mS/cm2",
    ),
    (
        "PY",
        "NaV.g: 100mS/cm2, CaS.g: 2mS/cm2, CaT.g: 2.4mS/cm2, A.g: 50mS/cm2, KCa.g: 0mS/cm2, Kd.g: 125mS/cm2, H.g: 0.05mS/cm2, Leak.g: 0.01mS/cm2",
    ),
];

fn main() -> Result<(), Box<dyn Error>> {
    if !std::env::args().any(|argument| argument == "--bench") {
        return Ok(());
    }
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../target/compile_time");
    let networks = [
        ("triples_in_arrays", triples_in_arrays()),
        ("triples_by_name", triples_by_name()),
        ("cells_100", cells(100)),
        ("cells_1000", cells(1000)),
        ("default_method", two_cells("", false)),
        ("named_method", two_cells(NAMED, false)),
        ("default_gradient", two_cells("", true)),
        ("named_gradient", two_cells(NAMED, true)),
        ("gates_50", gates(50)),
        ("gates_200", gates(200)),
    ];
    println!("{:<20}{:>10}{:>14}", "network", "build", "binary");
    let mut rows = Vec::new();
    for (name, network) in &networks {
        let (seconds, bytes) = build(&root, name, network)?;
        println!("{name:<20}{seconds:>8.1} s{bytes:>12} B");
        rows.push((seconds, bytes as f64));
    }
    println!(
        "1000 cells against 100: {:.2} of the time (at most 1.2), {:.3} of the size (at most 1.05)",
        rows[3].0 / rows[2].0,
        rows[3].1 / rows[2].1
    );
    println!(
        "a named explicit method against the default, which needs everything: {:.2} of the time (at most 0.6), with a gradient {:.2} (at most 0.6)",
        rows[5].0 / rows[4].0,
        rows[7].0 / rows[6].0
    );
    println!("150 gates more in a channel: {:.1} s (at most 4)", rows[9].0 - rows[8].0);
    Ok(())
}

/// Builds a program that runs the network, three times after touching it; the fastest build counts.
fn build(root: &Path, name: &str, network: &str) -> Result<(f64, u64), Box<dyn Error>> {
    let folder = root.join(name);
    fs::create_dir_all(folder.join("src"))?;
    let runtime = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../neuron-runtime").canonicalize()?;
    fs::write(
        folder.join("Cargo.toml"),
        format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\nneuron-runtime = {{ path = {runtime:?} }}\n\n[workspace]\n"
        ),
    )?;
    let main = folder.join("src/main.rs");
    fs::write(&main, network)?;
    let target = root.join("target");
    let cargo = || {
        Command::new(env!("CARGO"))
            .args(["build", "--release", "--quiet", "--offline"])
            .current_dir(&folder)
            .env("CARGO_TARGET_DIR", &target)
            .status()
    };
    let mut best = f64::INFINITY;
    for attempt in 0..4 {
        fs::write(&main, format!("{network}\n// {attempt}\n"))?;
        let begin = Instant::now();
        if !cargo()?.success() {
            return Err(format!("{name} does not build").into());
        }
        // The first build also builds the dependencies.
        if attempt > 0 {
            best = best.min(begin.elapsed().as_secs_f64());
        }
    }
    Ok((best, fs::metadata(target.join("release").join(name))?.len()))
}

const HEAD: &str = "use neuron_runtime::library::prinz_2003::Stg;\nuse neuron_runtime::library::prinz_2004::{Cholinergic, Glutamatergic};\nuse neuron_runtime::prelude::*;\n\n";
const MAIN: &str = "\nfn main() -> Result<(), Error> {\n    let run = Net::default().simulate(100.0).method(ExponentialEuler::step(0.025)).record_nothing().spikes(-10.0).run()?;\n    println!(\"{}\", run.each_neuron().len());\n    Ok(())\n}\n";

const NAMED: &str = ".method(Tsit5::default())";

/// Two cells and two synapses, run with or without a gradient. `method` is part of each run.
fn two_cells(method: &str, gradient: bool) -> String {
    let run = format!(
        "    let run = Net::default().simulate(100.0){method}.spikes(-10.0).run()?;\n    println!(\"{{}}\", run.each_neuron().len());\n"
    );
    let gradient = match gradient {
        true => format!(
            "    println!(\"{{}}\", Net::default().gradient(&[Net::AB.NaV.g], |net| net.simulate(100.0){method}.mean(Net::AB.v))?);\n"
        ),
        false => String::new(),
    };
    let [(_, ab), (_, lp), _] = CONDUCTANCES;
    format!(
        "{HEAD}network! {{\n    pub struct Net;\n    neuron AB: Stg {{ {ab} }}\n    neuron LP: Stg {{ {lp} }}\n    AB -> LP: Cholinergic {{ g: 30nS }};\n    LP -> AB: Glutamatergic {{ g: 30nS }};\n}}\n\nfn main() -> Result<(), Error> {{\n{run}{gradient}    Ok(())\n}}\n"
    )
}

/// A cell with a channel of `count` gates.
fn gates(count: usize) -> String {
    let open: Vec<String> = (0..count).map(|k| format!("m{k}")).collect();
    let gates: String = (0..count)
        .map(|k| {
            format!(
                "    #[gate(inf = 1 / (1 + exp(-(v + {k}mV) / 5mV)), tau = 2ms - 1ms / (1 + exp(-(v + {k}mV) / 25mV)))]\n    m{k}: Gate,\n"
            )
        })
        .collect();
    format!(
        "use neuron_runtime::prelude::*;\n\n#[channel(ion = Na, current = g * ({}) * (v - e))]\npub struct Many {{\n    #[param(1mS/cm2)]\n    g: Param,\n{gates}}}\n\ncell! {{\n    pub struct Net;\n    capacitance: 1uF/cm2, area: 0.01mm2, v: -65mV,\n    ions {{ Na: 50mV }},\n    channels {{ Many }},\n}}\n{MAIN}",
        open.join(" + ")
    )
}

fn triples_in_arrays() -> String {
    let neurons: String =
        CONDUCTANCES.iter().map(|(name, g)| format!("    neuron {name}[33]: Stg {{ {g} }}\n")).collect();
    format!(
        "{HEAD}network! {{\n    pub struct Net;\n{neurons}    AB -> LP one_to_one: Cholinergic {{ g: 30nS }}, Glutamatergic {{ g: 30nS }};\n    AB -> PY one_to_one: Cholinergic {{ g: 3nS }}, Glutamatergic {{ g: 10nS }};\n    LP -> AB one_to_one: Glutamatergic {{ g: 30nS }};\n    LP -> PY one_to_one: Glutamatergic {{ g: 1nS }};\n    PY -> LP one_to_one: Glutamatergic {{ g: 30nS }};\n}}\n{MAIN}"
    )
}

fn triples_by_name() -> String {
    let mut body = String::new();
    for k in 0..33 {
        for (name, g) in CONDUCTANCES {
            body += &format!("    neuron {name}{k}: Stg {{ {g} }}\n");
        }
        body += &format!(
            "    AB{k} -> LP{k}: Cholinergic {{ g: 30nS }}, Glutamatergic {{ g: 30nS }};\n    AB{k} -> PY{k}: Cholinergic {{ g: 3nS }}, Glutamatergic {{ g: 10nS }};\n    LP{k} -> AB{k}: Glutamatergic {{ g: 30nS }};\n    LP{k} -> PY{k}: Glutamatergic {{ g: 1nS }};\n    PY{k} -> LP{k}: Glutamatergic {{ g: 30nS }};\n"
        );
    }
    format!("{HEAD}network! {{\n    pub struct Net;\n{body}}}\n{MAIN}")
}

fn cells(count: usize) -> String {
    let g = CONDUCTANCES[0].1;
    format!(
        "{HEAD}network! {{\n    pub struct Net;\n    neuron E[{count}]: Stg {{ {g} }}\n    E -> E random {{ inputs: 10, seed: 1 }}: Cholinergic {{ g: 1nS }}, Glutamatergic {{ g: 1nS }};\n}}\n{MAIN}"
    )
}
