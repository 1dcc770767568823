//! The Fisher information of data about parameters.

use super::derivatives::Variable;

/// The Fisher information about relative changes of variables. Its inverse is a lower bound of the covariance of any unbiased
/// estimate (Cramér and Rao).
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
    use crate::derive::eigen;
    use crate::error::Error;
    use nalgebra::DMatrix;
    use std::fmt;

    /// A direction in parameter space, and the information of the data about it.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Direction {
        /// The eigenvalue: the information about a relative change of unit length along the direction. The best estimate has
        /// the standard deviation 1/√information.
        pub information: f64,
        /// The relative change of each variable, of length 1.
        pub parts: Vec<f64>,
    }

    /// The eigenvectors of a [`Fisher`] information, the best determined direction first.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Directions {
        /// The directions.
        pub directions: Vec<Direction>,
        /// The variables.
        pub variables: Vec<Variable>,
    }

    impl Fisher {
        /// Returns the eigenvectors. Stiff directions, which data determine, come first; sloppy ones, along which parameters
        /// can change almost unseen, come last. The largest component of each is positive.
        ///
        /// # Errors
        /// [`Error::Hessian`] if an entry is not finite. The Fisher information is the expected Hessian of the negative
        /// log-likelihood.
        pub fn directions(&self) -> Result<Directions, Error> {
            let count = self.variables.len();
            let matrix = DMatrix::from_fn(count, count, |row, column| self.matrix[row][column]);
            let pairs = eigen::symmetric(matrix).ok_or_else(|| {
                let problem =
                    "of the data has entries that are not finite, or eigenvalues that were not found".to_owned();
                Error::Hessian { problem }
            })?;
            let direction = |(information, parts)| Direction { information, parts };
            let directions = pairs.into_iter().rev().map(direction).collect();
            Ok(Directions { directions, variables: self.variables.clone() })
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
