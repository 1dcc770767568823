//! The floors of the runtime and of the macros' core: imports run one way.
//!
//! A room is a file together with what lies beneath it. In the runtime, a folder at the top imports only from those
//! before it in [`FLOORS`]. Everywhere, rooms side by side may not import each other in a circle. A room may use what
//! its parent defines and the other way round; a name that a parent only hands on counts as its origin.

mod paths;
mod tree;

use std::fs;
use std::path::{Path, PathBuf};
use tree::Tree;

/// Folders and files at the top of the runtime, the lowest first. Each may import from those before it.
const FLOORS: [&str; 16] = [
    "error", "number", "model", "system", "solve", "run", "measure", "derive", "diffsol", "curve", "protocol", "embed",
    "prelude", "library", "guide", "private",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Every Rust file below a folder, with its path from there.
fn sources(folder: &Path) -> Vec<(PathBuf, String)> {
    let (mut found, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).expect("a text");
                found.push((path.strip_prefix(folder).expect("below the folder").to_owned(), text));
            }
        }
    }
    found.sort();
    found
}

fn runtime() -> PathBuf {
    root().join("neuron-runtime/src")
}

#[test]
fn the_runtime_imports_downwards() {
    let tree = Tree::new(&sources(&runtime()));
    let upward = tree.upward(&FLOORS);
    assert!(upward.is_empty(), "{}", upward.join("\n"));
}

#[test]
fn no_rooms_import_each_other_in_a_circle() {
    for folder in ["neuron-runtime/src", "neuron-runtime/plot/src", "neuron-macros/core/src"] {
        let circles = Tree::new(&sources(&root().join(folder))).circles();
        assert!(circles.is_empty(), "{folder}:\n{}", circles.join("\n"));
    }
}

#[test]
fn the_top_of_the_runtime_can_be_taken_in_at_a_glance() {
    let names: Vec<_> = fs::read_dir(runtime()).expect("a folder").map(|e| e.expect("an entry").file_name()).collect();
    assert!(names.len() <= 20, "{names:?}");
}

#[test]
fn unsafe_code_is_in_one_folder_and_assembly_nowhere() {
    let (mut unsafe_code, mut assembly) = (Vec::new(), Vec::new());
    for folder in ["neuron-runtime/src", "neuron-runtime/plot/src", "neuron-macros/core/src", "neuron-macros/src"] {
        for (path, text) in sources(&root().join(folder)) {
            let words = paths::words(&text);
            let has = |name: &str| words.iter().any(|word| word == name);
            let path = Path::new(folder).join(path);
            if has("unsafe") && !path.starts_with("neuron-runtime/src/number/simd") {
                unsafe_code.push(path.clone());
            }
            if ["asm", "global_asm", "naked_asm"].into_iter().any(has) {
                assembly.push(path);
            }
        }
    }
    assert!(unsafe_code.is_empty(), "{unsafe_code:?}");
    assert!(assembly.is_empty(), "{assembly:?}");
}

/// A small crate, with one more line somewhere.
fn seeded(file: &str, line: &str) -> Tree {
    let files = [
        ("lib.rs", "mod error; mod number; mod model; mod solve;"),
        ("error.rs", "pub struct Error;"),
        ("number/mod.rs", "pub mod math; mod pack; pub use pack::Pack;"),
        ("number/math.rs", "pub fn exp(x: f64) -> f64 { x }"),
        ("number/pack.rs", "pub struct Pack;"),
        ("model/mod.rs", "pub mod cell;"),
        ("model/cell.rs", "use crate::number::{math::exp, Pack}; pub fn f(x: f64) -> f64 { exp(x) }"),
        ("solve/mod.rs", "pub use crate::model::cell::f;"),
    ];
    Tree::new(&files.map(|(path, text)| {
        let more = if path == file { line } else { "" };
        (PathBuf::from(path), format!("{text}\n{more}"))
    }))
}

#[test]
fn what_is_in_order_is_let_pass() {
    let tree = seeded("", "");
    assert_eq!((tree.upward(&FLOORS), tree.circles()), (vec![], vec![]));
}

#[test]
fn an_upward_import_is_found_wherever_it_stands() {
    for line in [
        "use crate::model::cell::f;",
        "use crate::{error::Error, model::cell};",
        "use super::super::model::cell::f;",
        "fn g() -> f64 { crate::model::cell::f(1.0) }",
        "fn g(cell: crate::model::cell::Cell) {}",
        "fn g() { use crate::{error, model::{cell}}; }",
        "mod inner { fn g() -> f64 { super::super::super::model::cell::f(1.0) } }",
        "macro_rules! g { () => { $crate::model::cell::f(1.0) } }",
        "fn g() { assert!(matches!(1.0, x if crate::model::cell::f(x) > 0.0)); }",
        "fn g() -> f64 { neuron_runtime::model::cell::f(1.0) }",
    ] {
        let upward = seeded("number/math.rs", line).upward(&FLOORS);
        assert_eq!(upward, ["number/math.rs imports from model, above number"], "{line}");
    }
    let tests = "#[cfg(test)] mod tests { use crate::model::cell::f; }";
    assert_eq!(seeded("number/math.rs", tests).upward(&FLOORS), [""; 0]);
    // A module that is on no floor is a mistake, too.
    assert_eq!(
        seeded("model/cell.rs", "use crate::solver::Step;").upward(&FLOORS),
        ["model/cell.rs imports from solver, which is no floor"]
    );
}

#[test]
fn a_circle_is_found_also_where_a_parent_hands_a_name_on() {
    for line in ["use super::math::exp;", "use crate::number::math;", "fn g() { super::math::exp(1.0); }"] {
        assert_eq!(seeded("number/pack.rs", line).circles(), [""; 0], "{line}");
        for back in ["use super::pack::Pack;", "use super::Pack;", "use crate::number::Pack;"] {
            let files = [("lib.rs", "mod number;"), ("number/mod.rs", "pub mod math; mod pack; pub use pack::Pack;")];
            let rooms = [("number/math.rs", back), ("number/pack.rs", line)];
            let files: Vec<_> =
                files.into_iter().chain(rooms).map(|(path, text)| (PathBuf::from(path), text.to_owned())).collect();
            assert_eq!(Tree::new(&files).circles(), ["number: math -> pack -> math"], "{line} {back}");
        }
    }
}
