//! Every mistake a user can make is one error at the right token, in words of the field.
//!
//! Cases are `ui/<subject>/<rule as a sentence>.rs` with what the compiler says beside them; `ui/pass/` must compile.
//! The wording around our messages is the compiler's and moves with it, so it is judged on one version. After a change
//! of ours, `TRYBUILD=overwrite cargo test -p neuron-tests --test ui` writes the files anew; read every difference.

use std::process::Command;

/// The version of rustc whose wording the files hold.
const JUDGED: &str = "1.95";

fn minor_version() -> Option<String> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc).arg("--version").output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    // `rustc 1.95.0 (…)`
    let version = text.split_whitespace().nth(1)?;
    let (minor, _patch) = version.rsplit_once('.')?;
    Some(minor.to_owned())
}

#[test]
fn mistakes_are_explained() {
    let version = minor_version();
    if version.as_deref() != Some(JUDGED) {
        let version = version.as_deref().unwrap_or("unknown");
        eprintln!("skipped: messages are judged on rustc {JUDGED}, this is {version}");
        return;
    }
    let cases = trybuild::TestCases::new();
    for subject in ["channel", "synapse", "pool", "cell", "network", "types"] {
        cases.compile_fail(format!("ui/{subject}/*.rs"));
    }
}

#[test]
fn what_is_right_compiles() {
    trybuild::TestCases::new().pass("ui/pass/*.rs");
}
