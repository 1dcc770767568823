//! Directions along which a cost has little curvature.

use crate::derive::eigen;
use crate::error::Error;
use nalgebra::DMatrix;

/// The curvatures of a cost: the eigenvalues of its Hessian in rising order, with their eigenvectors. An eigenvector of a small
/// eigenvalue is a good [direction](super::MinimallyDisruptive::direction) to begin a curve.
///
/// ```
/// use neuron_runtime::curve::{Curvatures, MinimallyDisruptive};
///
/// // C = (ln a − 2 ln b)² at (1, 1), where the gradient vanishes.
/// let problem = MinimallyDisruptive::from(&[1.0, 1.0]).names(&["a", "b"]);
/// let coordinates = problem.coordinates()?;
/// let hessian = coordinates.hessian(&[1.0, 1.0], &[0.0, 0.0], &[vec![2.0, -4.0], vec![-4.0, 8.0]])?;
/// let curvatures = Curvatures::of(&hessian)?;
/// assert!(curvatures.values()[0].abs() < 1e-12 && (curvatures.values()[1] - 10.0).abs() < 1e-12);
/// let soft = curvatures.direction(0).expect("there are two");
/// assert!((soft[0] / soft[1] - 2.0).abs() < 1e-12);
///
/// let cost = |p: &[f64]| {
///     let off = p[0].ln() - 2.0 * p[1].ln();
///     Ok((off * off, vec![2.0 * off / p[0], -4.0 * off / p[1]]))
/// };
/// let curve = problem.direction(soft).momentum(1.0).follow(cost)?;
/// assert!(curve.points().iter().all(|(_, point)| point.cost < 1e-20));
/// # Ok::<(), neuron_runtime::error::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Curvatures {
    matrix: DMatrix<f64>,
    values: Vec<f64>,
    directions: Vec<Vec<f64>>,
}

impl Curvatures {
    /// The asymmetry that rounding and finite differences may leave, relative to the largest entry.
    const ASYMMETRY: f64 = 1e-3;

    /// Decomposes a Hessian in scaled coordinates, as [`Coordinates::hessian`](super::Coordinates::hessian) returns it. If it is
    /// slightly asymmetric, by up to a thousandth of its largest entry, its symmetric part is taken.
    ///
    /// # Errors
    /// [`Error::Hessian`] if the matrix is not square, not symmetric or not finite, or if the decomposition does not converge.
    pub fn of(hessian: &[Vec<f64>]) -> Result<Self, Error> {
        let n = hessian.len();
        let refuse = |problem: String| Err(Error::Hessian { problem });
        if let Some(row) = hessian.iter().find(|row| row.len() != n) {
            return refuse(format!("has {n} rows and one of {} numbers; it has to be square", row.len()));
        }
        if n == 0 {
            return refuse("is empty; it needs a row for each coordinate".to_owned());
        }
        let mut largest = 0.0f64;
        for (i, j) in pairs(n) {
            if !hessian[i][j].is_finite() {
                return refuse(format!("has {} in row {i}, column {j}; there has to be a number", hessian[i][j]));
            }
            largest = largest.max(hessian[i][j].abs());
        }
        let off = |&(i, j): &(usize, usize)| (hessian[i][j] - hessian[j][i]).abs() > Self::ASYMMETRY * largest;
        if let Some((i, j)) = pairs(n).find(off) {
            let (a, b) = (hessian[i][j], hessian[j][i]);
            return refuse(format!(
                "is not symmetric: {a} in row {i}, column {j}, and {b} the other way round; check the derivatives"
            ));
        }
        let matrix = DMatrix::from_fn(n, n, |i, j| 0.5 * (hessian[i][j] + hessian[j][i]));
        let (values, directions) = decompose(matrix.clone())?;
        Ok(Curvatures { matrix, values, directions })
    }

    /// Returns the curvatures in rising order, in units of the cost.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// Returns the direction of the curvature `k`, counted from 0 for the smallest. It has unit length, and its largest entry is
    /// positive.
    pub fn direction(&self, k: usize) -> Option<&[f64]> {
        self.directions.get(k).map(Vec::as_slice)
    }

    /// Returns the curvature dᵀ·Hessian·d/d² along a direction d of any length.
    ///
    /// # Errors
    /// [`Error::Direction`] if the direction is 0, or if the number of its entries is not that of the rows of the Hessian.
    pub fn along(&self, direction: &[f64]) -> Result<f64, Error> {
        let n = self.values.len();
        let square: f64 = direction.iter().map(|x| x * x).sum();
        if direction.len() != n || square == 0.0 || !square.is_finite() {
            let given = direction.len();
            let problem = format!("has {given} numbers or is none at all; it needs {n} of them, and a length");
            return Err(Error::Direction { problem });
        }
        Ok(pairs(n).map(|(i, j)| direction[i] * self.matrix[(i, j)] * direction[j]).sum::<f64>() / square)
    }

    /// Returns a direction of unit length that moves few coordinates and has a curvature of at most `largest`.
    ///
    /// The search is greedy. It starts with the direction of the smallest curvature and leaves out one coordinate after the
    /// other, each time the one without which the smallest curvature is the least. The direction is optimal for the coordinates
    /// that remain, but another choice of as few coordinates may be better.
    ///
    /// ```
    /// use neuron_runtime::curve::Curvatures;
    ///
    /// // The softest direction is nearly (1, 1, 0.1); its last entry is hardly needed.
    /// let curvatures = Curvatures::of(&[
    ///     vec![1.0, -1.0, 0.0],
    ///     vec![-1.0, 1.01, -0.1],
    ///     vec![0.0, -0.1, 1.0],
    /// ])?;
    /// let sparse = curvatures.sparse(0.01)?;
    /// assert_eq!(sparse[2], 0.0);
    /// assert!(curvatures.along(&sparse)? <= 0.01);
    /// # Ok::<(), neuron_runtime::error::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Direction`] if even the smallest curvature is larger than `largest`.
    pub fn sparse(&self, largest: f64) -> Result<Vec<f64>, Error> {
        let n = self.values.len();
        if largest.is_nan() || largest < self.values[0] {
            let least = self.values[0];
            let problem =
                format!("with a curvature of at most {largest} does not exist; the smallest is {least}, ask for more");
            return Err(Error::Direction { problem });
        }
        let mut kept: Vec<usize> = (0..n).collect();
        let mut best = self.directions[0].clone();
        while kept.len() > 1 {
            let mut next: Option<(f64, usize, Vec<f64>)> = None;
            for leave in 0..kept.len() {
                let rest: Vec<usize> = kept.iter().copied().filter(|k| *k != kept[leave]).collect();
                let (values, directions) = decompose(self.matrix.select_rows(&rest).select_columns(&rest))?;
                if next.as_ref().is_none_or(|(value, ..)| values[0] < *value) {
                    let mut direction = vec![0.0; n];
                    rest.iter().zip(&directions[0]).for_each(|(k, x)| direction[*k] = *x);
                    next = Some((values[0], leave, direction));
                }
            }
            match next {
                Some((value, leave, direction)) if value <= largest => {
                    kept.remove(leave);
                    best = direction;
                }
                _ => break,
            }
        }
        Ok(best)
    }
}

/// Returns the row and column of every entry of a matrix.
fn pairs(n: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..n).flat_map(move |i| (0..n).map(move |j| (i, j)))
}

/// Returns the eigenvalues in rising order, and their eigenvectors.
fn decompose(matrix: DMatrix<f64>) -> Result<(Vec<f64>, Vec<Vec<f64>>), Error> {
    let pairs = eigen::symmetric(matrix).ok_or_else(|| {
        let problem = "has eigenvalues that were not found; check it for numbers of very different size".to_owned();
        Error::Hessian { problem }
    })?;
    Ok(pairs.into_iter().unzip())
}
