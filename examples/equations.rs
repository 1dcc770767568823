//! The equations of the whole library on one sheet: every channel, synapse, pool, cell and network as its paper prints it,
//! in Markdown with LaTeX, with its fingerprint.
//!
//! `cargo run --example equations`

use neuron_runtime::library::PAPERS;
use neuron_runtime::prelude::*;
use std::fs;
use std::path::PathBuf;

fn main() -> Result<(), Error> {
    let mut sheet = "# The library's equations\n\n".to_owned();
    println!("{:<38}{:>11}{:>11}{:>7}{:>10}", "paper", "mechanisms", "equations", "cells", "networks");
    let mut totals = [0; 4];
    for paper in PAPERS {
        sheet += &format!("# {}\n\nModule `neuron_runtime::library::{}`.\n\n", paper.title, paper.module);
        let mut equations = 0;
        for mechanism in paper.mechanisms {
            sheet += &format!("{}Fingerprint `{}`.\n\n", mechanism.sheet(), mechanism.fingerprint());
            equations += mechanism.lines().len();
        }
        for cell in paper.cells {
            sheet += &format!("{}Fingerprint `{}`.\n\n", cell.sheet(), cell.fingerprint());
            equations += cell.lines().len();
        }
        for network in paper.networks {
            sheet += &format!("{}Fingerprint `{}`.\n\n", network.sheet(), network.fingerprint());
        }
        let numbers = [paper.mechanisms.len(), equations, paper.cells.len(), paper.networks.len()];
        row(paper.title, numbers);
        for (total, number) in totals.iter_mut().zip(numbers) {
            *total += number;
        }
    }
    row("all", totals);
    let path = PathBuf::from("equations.md");
    fs::write(&path, sheet).map_err(|source| Error::File { path: path.clone(), source })?;
    println!("\nthe sheet is {}", path.display());
    Ok(())
}

fn row(title: &str, [mechanisms, equations, cells, networks]: [usize; 4]) {
    println!("{title:<38}{mechanisms:>11}{equations:>11}{cells:>7}{networks:>10}");
}
