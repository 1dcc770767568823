//! Expansions, and the time that they take, grow with the size of a mechanism and not with its square.
//!
//! What a build of such channels takes is measured by `cargo bench -p neuron-tests --bench compile_time`.

use std::fmt::Write;
use std::str::FromStr;
use std::time::{Duration, Instant};

use proc_macro2::TokenStream;

/// Returns the arguments and the struct of a channel with this number of parts.
type Source = fn(usize) -> (String, String);

/// Returns a channel whose gates all carry its current.
fn gates(count: usize) -> (String, String) {
    let open: Vec<String> = (0..count).map(|k| format!("m{k}")).collect();
    let mut item = "pub struct Many { #[param(1mS/cm2)] g: Param, ".to_owned();
    for k in 0..count {
        let _ = write!(
            item,
            "#[gate(inf = 1 / (1 + exp(-(v + {k}mV) / 5mV)), tau = 2ms - 1ms / (1 + exp(-(v + {k}mV) / 25mV)))] m{k}: Gate, "
        );
    }
    (format!("ion = Na, current = g * ({}) * (v - e)", open.join(" + ")), item + "}")
}

/// Returns a channel whose states move each other, as those of a kinetic scheme in a row.
fn states(count: usize) -> (String, String) {
    let mut item = "pub struct Row { #[param(1mS/cm2)] g: Param, ".to_owned();
    for k in 0..count {
        let (before, after) = (k.saturating_sub(1), (k + 1).min(count - 1));
        let _ = write!(
            item,
            "#[state(derivative = (x{before} - x{k}) * exp(v / 20mV) / 1ms - (x{k} - x{after}) / 1ms, init = 0)] x{k}: State, "
        );
    }
    (format!("ion = Na, current = g * x{} * (v - e)", count - 1), item + "}")
}

/// Returns a channel whose current is the sum of its definitions.
fn definitions(count: usize) -> (String, String) {
    let definitions: String = (0..count).map(|k| format!("let x{k} = exp(v / {}mV), ", k + 1)).collect();
    let sum: Vec<String> = (0..count).map(|k| format!("x{k}")).collect();
    let item = "pub struct Sum { #[param(1mS/cm2)] g: Param }".to_owned();
    (format!("ion = Na, {definitions} current = g * ({}) * (v - e)", sum.join(" + ")), item)
}

/// Returns the length of an expansion, and the shorter of the times of two.
fn cost((arguments, item): (String, String)) -> (usize, Duration) {
    let tokens = |text: &str| TokenStream::from_str(text).expect("tokens");
    let expand = || {
        let (arguments, item) = (tokens(&arguments), tokens(&item));
        let begin = Instant::now();
        let expansion = neuron_macros_core::channel(arguments, item);
        let time = begin.elapsed();
        let text = expansion.to_string();
        assert!(!text.contains("compile_error"));
        (text.len(), time)
    };
    let ((length, first), (_, second)) = (expand(), expand());
    (length, first.min(second))
}

#[test]
fn expansions_grow_with_the_number_of_gates_states_and_definitions() {
    for (name, source) in [("gates", gates as Source), ("states", states), ("definitions", definitions)] {
        let ((length, time), (longer, later)) = (cost(source(25)), cost(source(100)));
        assert!(longer < 5 * length, "{name}: {length} bytes, {longer} for four times as many");
        // Four times as many gates took 30 times as long where each looked at all others.
        assert!(later < 12 * time, "{name}: {time:?}, {later:?} for four times as many");
    }
}
