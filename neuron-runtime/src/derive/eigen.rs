//! Eigenvalues and eigenvectors of symmetric matrices.

use nalgebra::{DMatrix, SymmetricEigen};

/// Returns the eigenvalues in ascending order, and their eigenvectors, which have unit length and a positive largest entry.
/// `None` if an entry of the matrix is not finite, or the iteration does not converge.
pub(crate) fn symmetric(matrix: DMatrix<f64>) -> Option<Vec<(f64, Vec<f64>)>> {
    const MAX_ITERATIONS: usize = 10_000;
    if !matrix.iter().all(|x| x.is_finite()) {
        return None;
    }
    let eigen = SymmetricEigen::try_new(matrix, f64::EPSILON, MAX_ITERATIONS)?;
    let direction = |k: usize| {
        let column: Vec<f64> = eigen.eigenvectors.column(k).iter().copied().collect();
        let largest = column.iter().fold(0.0, |largest: f64, x| if x.abs() > largest.abs() { *x } else { largest });
        column.into_iter().map(|x| x * largest.signum()).collect()
    };
    let mut pairs: Vec<(f64, Vec<f64>)> =
        eigen.eigenvalues.iter().enumerate().map(|(k, x)| (*x, direction(k))).collect();
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
    Some(pairs)
}
