//! Every mistake a user can make is one error at the right token, in words of the field.
//!
//! Cases are `<subject>/<rule as a sentence>.rs` with what the compiler says beside them; the modules of `pass/` compile.
//! The wording around our messages is the compiler's and moves with it, so it is judged on one version, which `build.rs`
//! names; on any other the test is skipped and says so. After a change of ours, `TRYBUILD=overwrite cargo test -p neuron-ui-tests` writes the files anew; read every difference.

mod pass;

use std::fs;
use std::path::Path;

/// Folders of what does not compile.
const SUBJECTS: [&str; 7] = ["channel", "synapse", "pool", "stimulus", "cell", "network", "types"];

// The test harness cannot skip a test that runs, so `build.rs` looks at the compiler.
#[test]
#[cfg_attr(not(judged_compiler), ignore = "skipped: the files hold the words of another compiler, see build.rs")]
fn mistakes_are_explained() {
    let cases = trybuild::TestCases::new();
    for subject in SUBJECTS {
        cases.compile_fail(format!("{subject}/*.rs"));
    }
}

/// The guide lists the commonest messages, with `…` for what is left out.
#[test]
fn messages_of_the_guide_are_those_of_the_compiler() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let guide = fs::read_to_string(root.join("../../neuron-runtime/src/guide/errors.rs")).expect("the guide");
    let folders = SUBJECTS.iter().flat_map(|subject| fs::read_dir(root.join(subject)).expect("a folder"));
    let files = folders
        .map(|entry| entry.expect("a file").path())
        .filter(|path| path.extension().is_some_and(|e| e == "stderr"));
    let said: Vec<String> = files.map(|path| fs::read_to_string(path).expect("a text")).collect();
    let rows = guide.lines().filter_map(|line| line.strip_prefix("//! | `")?.split(" | ").next());
    let mut count = 0;
    for row in rows {
        let message = row.trim_matches('`').trim();
        let parts: Vec<&str> = message.split('…').map(str::trim).collect();
        let is_said =
            said.iter().flat_map(|text| text.lines()).any(|line| parts.iter().all(|part| line.contains(part)));
        assert!(is_said, "the compiler does not say: {message}");
        count += 1;
    }
    assert!(count > 25, "{count}");
}
