//! What can be wrong with a saved file, and why a run cannot go on from a checkpoint.

use std::fmt;

/// The problem of a file that was saved, or should have been.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FileProblem {
    /// This program did not save it.
    Foreign,
    /// An earlier version of this program saved it, whose files had no checksum.
    Earlier,
    /// It has another format than this program reads.
    Format {
        /// Its format.
        found: u32,
        /// The format that this program reads.
        read: u32,
    },
    /// It holds something else.
    Kind {
        /// What it holds: `checkpoint`, `curve`.
        found: String,
    },
    /// It is not as it was saved.
    Damaged {
        /// What shows that.
        problem: String,
    },
}

impl FileProblem {
    /// Returns the problem of a file that should hold a `kind`, and the way out.
    pub(super) fn sentence(&self, kind: &str) -> String {
        match self {
            FileProblem::Foreign => {
                format!("it is no {kind} that this program saved; give the path of one, or begin anew")
            }
            FileProblem::Earlier => format!(
                "this {kind} was saved by an earlier version of this program, whose files had no checksum; begin anew, or go on with that version"
            ),
            FileProblem::Format { found, read } => format!(
                "this {kind} has format {found}, and this program reads format {read}; go on with the version that saved it, or begin anew"
            ),
            FileProblem::Kind { found } => format!("it is a {found}, and no {kind}; give the path of a {kind}"),
            FileProblem::Damaged { problem } => {
                format!("this {kind} is damaged: {problem}; restore the file from a copy, or begin anew")
            }
        }
    }
}

/// The reason why a run cannot go on from a checkpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Misfit {
    /// It is of another model: names, units, numbers of neurons, connections or equations are others.
    Model(String),
    /// A parameter of the model had another value.
    Parameters(String),
    /// The run was another one: its method, its recording, its listed spikes, its grid or its end.
    Settings(String),
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Misfit::Model(problem) | Misfit::Parameters(problem) | Misfit::Settings(problem)) = self;
        f.write_str(problem)
    }
}
