//! Eigenvalues and eigenvectors of symmetric matrices.

use nalgebra::{DMatrix, SymmetricEigen};

/// Eigenvalues in rising order, and their eigenvectors, of unit length and with the largest entry positive. Nothing of a matrix
/// with entries that are not finite, or where the iteration does not converge.
pub(crate) fn symmetric(matrix: DMatrix<f64>) -> Option<Vec<(f64, Vec<f64>)>> {
    const MOST: usize = 10_000;
    if !matrix.iter().all(|x| x.is_finite()) {
        return None;
    }
    let eigen = SymmetricEigen::try_new(matrix, f64::EPSILON, MOST)?;
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
