//! What can be wrong with a figure.

use std::fmt;
use std::io;
use std::path::PathBuf;

/// Why a figure could not be drawn or written. `Debug` writes the sentence of `Display`.
#[non_exhaustive]
pub enum Error {
    /// The file could not be written.
    Write {
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        cause: io::Error,
    },
    /// A line or points with different numbers of x and y values.
    Lengths {
        /// The y label of the panel.
        panel: String,
        /// The label of the line or the points.
        label: String,
        /// The number of x values.
        x: usize,
        /// The number of y values.
        y: usize,
    },
    /// A line of steps that has not one edge more than it has values.
    Edges {
        /// The y label of the panel.
        panel: String,
        /// The label of the line.
        label: String,
        /// The number of edges.
        edges: usize,
        /// The number of values.
        values: usize,
    },
    /// A heat map that is no grid.
    Heat {
        /// The y label of the panel.
        panel: String,
        /// The label of the heat map.
        label: String,
        /// The problem.
        problem: String,
    },
    /// A range whose ends are not finite, not in ascending order, or not positive on a logarithmic axis; or a region whose
    /// ends are not in ascending order.
    Range {
        /// The y label of the panel.
        panel: String,
        /// The axis, `x` or `y`.
        axis: char,
        /// The lower end asked for.
        low: f64,
        /// The upper end asked for.
        high: f64,
    },
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Write { path, cause } => write!(f, "cannot write {}: {cause}", path.display()),
            Self::Lengths { panel, label, x, y } => {
                write!(f, "`{label}` in the panel `{panel}` has {x} x values and {y} y values")
            }
            Self::Edges { panel, label, edges, values } => {
                write!(f, "`{label}` in the panel `{panel}` has {edges} edges and {values} values")?;
                write!(f, "; there is one more edge than there are values")
            }
            Self::Heat { panel, label, problem } => {
                write!(f, "the heat map `{label}` in the panel `{panel}` {problem}")
            }
            Self::Range { panel, axis, low, high } => {
                write!(f, "the {axis} range {low} to {high} of the panel `{panel}` is empty, not finite")?;
                write!(f, " or, on a logarithmic axis, not positive")
            }
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Write { cause, .. } => Some(cause),
            _ => None,
        }
    }
}
