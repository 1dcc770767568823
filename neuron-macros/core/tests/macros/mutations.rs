//! With any tokens, the macros neither panic nor hang, and their expansions are Rust.
//!
//! All 10⁵ streams take a minute: `cargo test --release -p neuron-macros-core --test macros mutations -- --ignored`

use crate::support::mutants::{self, Dice, SUBJECTS, Subject};
use proc_macro2::TokenStream;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// The number of rounds for each of the five macros: in the usual run, and in the complete one.
const ROUNDS: u64 = 1_000;
const ALL_ROUNDS: u64 = 20_000;

/// One expansion in this number is parsed as Rust, because parsing takes longer than expanding. The fuzz target parses
/// all.
const READ: u64 = 40;

/// An expansion that takes longer hangs.
const LONGEST: Duration = Duration::from_secs(20);

/// Returns the tokens of a round: mutants, and noise in every fifth round.
fn input(
    sources: &[(TokenStream, TokenStream)],
    pool: &[TokenStream],
    seed: u64,
    round: u64,
) -> (TokenStream, TokenStream) {
    let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ (round << 20));
    if round.is_multiple_of(5) {
        let arguments = mutants::noise(sources, pool, 1, &mut dice);
        return (arguments, mutants::noise(sources, pool, 3, &mut dice));
    }
    mutants::mutant(sources, pool, &mut dice)
}

/// Ends the process if a round takes too long, because nothing else ends an endless loop.
fn watch(name: &str, round: &AtomicU64, rounds: u64) {
    let (mut seen, mut since) = (0, Instant::now());
    loop {
        std::thread::sleep(Duration::from_millis(200));
        let now = round.load(Ordering::Relaxed);
        if now >= rounds {
            return;
        }
        if now != seen {
            (seen, since) = (now, Instant::now());
        } else if since.elapsed() > LONGEST {
            eprintln!("{name} hangs in round {now}");
            std::process::abort();
        }
    }
}

fn expand_all(subject: &Subject, seed: u64, rounds: u64) {
    let (sources, pool) = (mutants::parsed(subject), mutants::foreign());
    let mut failures = Vec::new();
    let (current, begin) = (AtomicU64::new(0), Instant::now());
    std::thread::scope(|scope| {
        scope.spawn(|| watch(subject.name, &current, rounds));
        for round in 0..rounds {
            current.store(round, Ordering::Relaxed);
            let (arguments, item) = input(&sources, &pool, seed, round);
            let source = || {
                let (arguments, item) = input(&sources, &pool, seed, round);
                format!("round {round}: ({arguments}) {item}")
            };
            match catch_unwind(AssertUnwindSafe(|| (subject.expand)(arguments, item))) {
                Err(panic) => {
                    let text = panic.downcast_ref::<String>().cloned();
                    let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
                    failures.push(format!("panic: {}\n  of {}", text.unwrap_or_default(), source()));
                }
                Ok(output) if round.is_multiple_of(READ) => {
                    if let Err(error) = syn::parse2::<syn::File>(output.clone()) {
                        let errors = output.to_string().contains("compile_error");
                        failures.push(format!("no Rust: {error} (errors reported: {errors})\n  of {}", source()));
                    }
                }
                Ok(_) => {}
            }
        }
        current.store(rounds, Ordering::Relaxed);
    });
    println!("{} expansions of {} in {:.1} s", rounds, subject.name, begin.elapsed().as_secs_f64());
    assert!(failures.is_empty(), "{} of {rounds} failed:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn mutated_channels_are_expanded_or_refused() {
    expand_all(&SUBJECTS[0], 1, ROUNDS);
}

#[test]
#[ignore = "one of six that take a minute together"]
fn twenty_thousand_mutated_channels_are_expanded_or_refused() {
    expand_all(&SUBJECTS[0], 1, ALL_ROUNDS);
}

#[test]
fn mutated_synapses_are_expanded_or_refused() {
    expand_all(&SUBJECTS[1], 2, ROUNDS);
}

#[test]
#[ignore = "one of six that take a minute together"]
fn twenty_thousand_mutated_synapses_are_expanded_or_refused() {
    expand_all(&SUBJECTS[1], 2, ALL_ROUNDS);
}

#[test]
fn mutated_pools_are_expanded_or_refused() {
    expand_all(&SUBJECTS[2], 3, ROUNDS);
}

#[test]
#[ignore = "one of six that take a minute together"]
fn twenty_thousand_mutated_pools_are_expanded_or_refused() {
    expand_all(&SUBJECTS[2], 3, ALL_ROUNDS);
}

#[test]
fn mutated_stimuli_are_expanded_or_refused() {
    expand_all(&SUBJECTS[5], 6, ROUNDS);
}

#[test]
#[ignore = "one of six that take a minute together"]
fn twenty_thousand_mutated_stimuli_are_expanded_or_refused() {
    expand_all(&SUBJECTS[5], 6, ALL_ROUNDS);
}

#[test]
fn mutated_cells_are_expanded_or_refused() {
    expand_all(&SUBJECTS[3], 4, ROUNDS);
}

#[test]
#[ignore = "one of six that take a minute together"]
fn twenty_thousand_mutated_cells_are_expanded_or_refused() {
    expand_all(&SUBJECTS[3], 4, ALL_ROUNDS);
}

#[test]
fn mutated_networks_are_expanded_or_refused() {
    expand_all(&SUBJECTS[4], 5, ROUNDS);
}

#[test]
#[ignore = "one of six that take a minute together"]
fn twenty_thousand_mutated_networks_are_expanded_or_refused() {
    expand_all(&SUBJECTS[4], 5, ALL_ROUNDS);
}

/// The sources of mutants are right.
#[test]
fn the_sources_have_no_mistakes() {
    for subject in SUBJECTS {
        for (arguments, item) in mutants::parsed(subject) {
            let text = (subject.expand)(arguments, item).to_string();
            let error = text.find("compile_error").map(|begin| &text[begin..]);
            assert_eq!(error, None, "{}", subject.name);
        }
    }
}

/// Each definition uses the one before twice, and all are differentiated.
#[test]
fn definitions_that_double_are_refused_before_they_grow() {
    let mut arguments = "ion = K, let x0 = v / 1mV".to_owned();
    for k in 1..=30 {
        arguments += &format!(", let x{k} = exp(x{} - 2 * x{})", k - 1, k - 1);
    }
    arguments += ", current = g * (v - e) * x30";
    let item = "pub struct X { #[param(unit = mS/cm2)] g: Param }";
    let text = neuron_macros_core::channel(mutants::tokens(&arguments), mutants::tokens(item)).to_string();
    assert!(text.contains("this equation is too long"));
}

/// Both arguments of a remainder occur twice once it is written out.
#[test]
fn functions_within_functions_are_refused_before_they_grow() {
    let nested =
        |open: &str, close: &str, depth: usize| format!("{}v / 1mV{}", open.repeat(depth), close.repeat(depth));
    let expanded = |derivative: &str, init: &str| {
        let item = format!(
            "pub struct X {{
                #[param(unit = mS/cm2)] g: Param,
                #[state(derivative = {derivative} / 1ms, init = {init})] x: State,
            }}"
        );
        let arguments = mutants::tokens("current = g * x * v");
        neuron_macros_core::channel(arguments, mutants::tokens(&item)).to_string()
    };
    for (open, close) in [("mod(", ", 3)"), ("max(", ", 3)"), ("min(3, ", ")"), ("abs(", ")")] {
        let nested = |depth| nested(open, close, depth);
        for (derivative, init) in [(nested(30), nested(2)), (nested(2), nested(30))] {
            assert!(expanded(&derivative, &init).contains("this equation is too long"), "{open}");
        }
        assert!(!expanded(&nested(3), &nested(3)).contains("compile_error"), "{open}");
    }
}
