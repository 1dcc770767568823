//! What data can say about parameters.

use super::derivatives::Variable;

/// The Fisher information about relative changes of variables: its inverse bounds the covariance of any unbiased estimate
/// (Cramér and Rao).
#[derive(Clone, Debug, PartialEq)]
pub struct Fisher {
    /// A row per variable.
    pub matrix: Vec<Vec<f64>>,
    /// The variables.
    pub variables: Vec<Variable>,
}

#[cfg(feature = "statistics")]
mod directions {
    use super::{Fisher, Variable};
    use nalgebra::{DMatrix, SymmetricEigen};
    use std::fmt;

    /// A direction in parameter space, and how much the data say about it.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Direction {
        /// The eigenvalue: information about a relative change of unit length along the direction. The best estimate has a
        /// standard deviation of one over its root.
        pub information: f64,
        /// The relative change of each variable, of length 1.
        pub parts: Vec<f64>,
    }

    /// The eigen-directions of a [`Fisher`] information, the best determined one first.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Directions {
        /// The directions.
        pub directions: Vec<Direction>,
        /// The variables.
        pub variables: Vec<Variable>,
    }

    impl Fisher {
        /// Its eigen-directions: stiff ones, which data determine, first, and sloppy ones, along which parameters can
        /// change almost unseen, last. Each points to where its largest part grows.
        pub fn directions(&self) -> Directions {
            let count = self.variables.len();
            let eigen = SymmetricEigen::new(DMatrix::from_fn(count, count, |row, column| self.matrix[row][column]));
            let mut directions: Vec<Direction> = (0..count)
                .map(|k| {
                    let parts: Vec<f64> = eigen.eigenvectors.column(k).iter().copied().collect();
                    let largest = parts
                        .iter()
                        .copied()
                        .fold(0.0, |most: f64, part| if part.abs() > most.abs() { part } else { most });
                    let sign = if largest < 0.0 { -1.0 } else { 1.0 };
                    Direction {
                        information: eigen.eigenvalues[k],
                        parts: parts.iter().map(|part| sign * part).collect(),
                    }
                })
                .collect();
            directions.sort_by(|a, b| b.information.total_cmp(&a.information));
            Directions { directions, variables: self.variables.clone() }
        }
    }

    impl fmt::Display for Directions {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            let width = self.variables.iter().map(|variable| variable.name.chars().count()).max().unwrap_or(0).max(9);
            write!(f, "{:>13}", "information")?;
            for variable in &self.variables {
                write!(f, "  {:>width$}", variable.name)?;
            }
            for direction in &self.directions {
                write!(f, "\n{:>13.3e}", direction.information)?;
                for part in &direction.parts {
                    write!(f, "  {part:>width$.4}")?;
                }
            }
            Ok(())
        }
    }
}

#[cfg(feature = "statistics")]
pub use directions::{Direction, Directions};
