//! A program that names equations as data contains them. Documentation is in a program with these alone.

use neuron_no_std::{NaP, Pacemaker, Trio};
use neuron_runtime::prelude::*;

#[test]
fn equations_as_data_are_linked_where_they_are_named() {
    assert_eq!(core::hint::black_box(NaP::EQUATIONS).states.len(), 1);
    let program = std::fs::read(std::env::current_exe().unwrap()).unwrap();
    // The text backwards, for a test contains what it looks for.
    let mut text = *b".tnerruc muidos tnetsisreP";
    text.reverse();
    assert!(program.windows(text.len()).any(|part| part == text));
}

#[test]
fn fingerprints_need_no_std() {
    let fingerprints = [NaP::EQUATIONS.fingerprint(), Pacemaker::fingerprint(), Trio::fingerprint()];
    assert!(fingerprints[0] != fingerprints[1] && fingerprints[1] != fingerprints[2]);
}
