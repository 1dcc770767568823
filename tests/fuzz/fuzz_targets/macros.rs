//! The core function of every macro, on text and on mutants of models: it does not panic, and its output is valid Rust.
//!
//! The first byte chooses the macro and how the rest is read: as text, arguments before a zero byte and the item after it,
//! or as the seeds of mutations of a model that has everything.
#![no_main]

#[path = "../../../neuron-macros/core/tests/macros/support/mutants.rs"]
mod mutants;

use libfuzzer_sys::fuzz_target;
use mutants::{Dice, SUBJECTS};
use proc_macro2::TokenStream;
use std::str::FromStr;

/// Returns the tokens of a text, or `None` if it has no valid tokens.
fn text(data: &[u8]) -> Option<TokenStream> {
    TokenStream::from_str(std::str::from_utf8(data).ok()?).ok()
}

fn input(data: &[u8], subject: &mutants::Subject, written: bool) -> Option<(TokenStream, TokenStream)> {
    if written {
        let mut parts = data.splitn(2, |byte| *byte == 0);
        let (first, second) = (text(parts.next()?)?, parts.next());
        return match second {
            Some(item) => Some((first, text(item)?)),
            None => Some((TokenStream::new(), first)),
        };
    }
    // Tokens belong to their thread.
    thread_local! {
        static POOL: Vec<TokenStream> = mutants::foreign();
        static MODELS: Vec<(TokenStream, TokenStream)> =
            SUBJECTS.iter().map(|subject| mutants::parsed(subject)[0].clone()).collect();
    }
    let at = SUBJECTS.iter().position(|other| other.name == subject.name)?;
    let (mut model, pool) = (MODELS.with(|models| models[at].clone()), POOL.with(Vec::clone));
    for seed in data.chunks(4).take(8) {
        let seed = seed.iter().fold(0, |seed, byte| seed << 8 | u64::from(*byte));
        let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let (arguments, item) = model;
        model = if dice.roll(3) == 0 && !arguments.is_empty() {
            (mutants::mutate(arguments, &pool, &mut dice), item)
        } else {
            (arguments, mutants::mutate(item, &pool, &mut dice))
        };
    }
    Some(model)
}

fuzz_target!(|data: &[u8]| {
    let Some((first, rest)) = data.split_first() else { return };
    let subject = &SUBJECTS[usize::from(*first) % SUBJECTS.len()];
    let Some((arguments, item)) = input(rest, subject, first & 0x80 == 0) else { return };
    let expansion = (subject.expand)(arguments, item);
    assert!(syn::parse2::<syn::File>(expansion).is_ok(), "an expansion is no Rust");
});
