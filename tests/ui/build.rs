//! Tells the test which compiler it is built by.

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

fn main() {
    // A change of the compiler runs this again by itself.
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-check-cfg=cfg(judged_compiler)");
    if minor_version().as_deref() == Some(JUDGED) {
        println!("cargo::rustc-cfg=judged_compiler");
    }
}
