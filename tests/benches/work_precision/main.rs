//! Work against precision: the worst error of a spike time by wall time and by right-hand sides, of every integrator on the
//! three references, beside the hand-written exponential Euler of the same model at 0.05 ms.
//!
//! ```sh
//! cargo bench -p neuron-tests --bench work_precision                      # best of 20: some minutes
//! cargo bench -p neuron-tests --bench work_precision --features diffsol   # and the methods of diffsol
//! cargo bench -p neuron-tests --bench work_precision -- --runs 3 pyloric Adaptive Rodas
//! ```
//!
//! Words choose models and methods by a part of their names. It prints a table per model and how the targets are met, and
//! draws `work_precision.svg` in the target directory.

mod methods;
mod picture;
mod problem;
mod table;

use std::path::Path;
use std::process::ExitCode;

/// The wanted measurements, their number of runs, and whether to draw them.
struct Wanted {
    runs: usize,
    words: Vec<String>,
    picture: bool,
}

impl Wanted {
    fn parse(arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut arguments: Vec<String> = arguments.collect();
        // Cargo says so.
        let Some(bench) = arguments.iter().position(|argument| argument == "--bench") else {
            // Run by `cargo test --all-targets`, once is enough, and of the shortest.
            return Ok(Wanted { runs: 1, words: vec!["hodgkin_huxley".to_owned()], picture: false });
        };
        arguments.remove(bench);
        let mut wanted = Wanted { runs: 20, words: Vec::new(), picture: true };
        let mut arguments = arguments.into_iter();
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--runs" => {
                    let number = arguments.next().and_then(|text| text.parse().ok());
                    wanted.runs = number.filter(|runs| *runs > 0).ok_or("--runs needs a number, 1 or more")?;
                }
                flag if flag.starts_with('-') => return Err(format!("unknown option `{flag}`; there is `--runs N`")),
                word => wanted.words.push(word.to_lowercase()),
            }
        }
        Ok(wanted)
    }

    /// Leaves the models and methods that the words name; each word has to name one.
    fn choose(&self, problems: &mut Vec<problem::Problem>) -> Result<(), String> {
        let names = |name: &str, word: &String| name.to_lowercase().contains(word);
        let models: Vec<&'static str> = problems.iter().map(|problem| problem.name).collect();
        let methods: Vec<&'static str> =
            problems.iter().flat_map(|problem| &problem.curves).map(|curve| curve.method).collect();
        let of = |all: &[&'static str]| -> Vec<&String> {
            self.words.iter().filter(|word| all.iter().any(|name| names(name, word))).collect()
        };
        let (of_models, of_methods) = (of(&models), of(&methods));
        if let Some(word) = self.words.iter().find(|word| !of_models.contains(word) && !of_methods.contains(word)) {
            let mut known = [models.as_slice(), methods.as_slice()].concat();
            let mut seen = std::collections::HashSet::new();
            known.retain(|name| seen.insert(*name));
            return Err(format!("nothing is called `{word}`; there is {}", known.join(", ")));
        }
        problems.retain(|problem| of_models.is_empty() || of_models.iter().any(|word| names(problem.name, word)));
        for problem in problems {
            problem
                .curves
                .retain(|curve| of_methods.is_empty() || of_methods.iter().any(|word| names(curve.method, word)));
        }
        Ok(())
    }
}

fn main() -> ExitCode {
    let mut problems = methods::problems();
    let wanted = Wanted::parse(std::env::args().skip(1)).and_then(|wanted| {
        wanted.choose(&mut problems)?;
        Ok(wanted)
    });
    let wanted = match wanted {
        Ok(wanted) => wanted,
        Err(message) => {
            eprintln!("{message}");
            return ExitCode::FAILURE;
        }
    };
    for problem in &mut problems {
        problem.measure(wanted.runs);
        println!("{}\n", table::of(problem, wanted.runs));
    }
    println!("{}", table::verdict(&problems));
    if !wanted.picture {
        return ExitCode::SUCCESS;
    }
    // The one directory in there that a benchmark is told about.
    let target = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let path = target.parent().unwrap_or(target).join("work_precision.svg");
    if let Err(error) = picture::draw(&problems).save(&path) {
        eprintln!("{error}");
        return ExitCode::FAILURE;
    }
    println!("drawn: {}", path.display());
    ExitCode::SUCCESS
}
