//! An explicit Runge–Kutta pair independent of the product, to judge right-hand sides by.
//!
//! Dormand & Prince 1980, order 5 with an embedded 4, local extrapolation. Steps end exactly at the wanted times.

/// Nodes of the stages.
const C: [f64; 7] = [0.0, 1.0 / 5.0, 3.0 / 10.0, 4.0 / 5.0, 8.0 / 9.0, 1.0, 1.0];

/// Weights of the earlier slopes in each stage; the last row is also the solution of order 5.
const A: [[f64; 6]; 7] = [
    [0.0; 6],
    [1.0 / 5.0, 0.0, 0.0, 0.0, 0.0, 0.0],
    [3.0 / 40.0, 9.0 / 40.0, 0.0, 0.0, 0.0, 0.0],
    [44.0 / 45.0, -56.0 / 15.0, 32.0 / 9.0, 0.0, 0.0, 0.0],
    [19372.0 / 6561.0, -25360.0 / 2187.0, 64448.0 / 6561.0, -212.0 / 729.0, 0.0, 0.0],
    [9017.0 / 3168.0, -355.0 / 33.0, 46732.0 / 5247.0, 49.0 / 176.0, -5103.0 / 18656.0, 0.0],
    [35.0 / 384.0, 0.0, 500.0 / 1113.0, 125.0 / 192.0, -2187.0 / 6784.0, 11.0 / 84.0],
];

/// Solution of order 5 minus solution of order 4.
const ERROR: [f64; 7] =
    [71.0 / 57600.0, 0.0, -71.0 / 16695.0, 71.0 / 1920.0, -17253.0 / 339200.0, 22.0 / 525.0, -1.0 / 40.0];

/// The solution of `dy/dt = rhs(t, y)` from `y0` at time 0, at each of `times` (ascending, none negative).
///
/// `rhs(t, y, dy)` writes the derivative. The local error of each component stays below
/// `tolerance · (absolute[i] + |y[i]|)`. Panics when the step underflows, which is also where a NaN ends.
pub fn integrate(
    mut rhs: impl FnMut(f64, &[f64], &mut [f64]),
    y0: &[f64],
    times: &[f64],
    tolerance: f64,
    absolute: &[f64],
) -> Vec<Vec<f64>> {
    let n = y0.len();
    assert_eq!(absolute.len(), n, "one absolute scale for each state");
    let mut slopes = vec![vec![0.0; n]; 7];
    let mut y = y0.to_vec();
    let mut stage = y0.to_vec();
    let (mut t, mut step) = (0.0, 1e-4);
    rhs(t, &y, &mut slopes[0]);
    times
        .iter()
        .map(|&end| {
            assert!(end >= t, "the times ascend from 0");
            while t < end {
                // Stretching a little avoids a last step of rounding size.
                let last = t + 1.01 * step >= end;
                let h = if last { end - t } else { step };
                for s in 1..7 {
                    let (earlier, rest) = slopes.split_at_mut(s);
                    for i in 0..n {
                        let slope: f64 = earlier.iter().zip(&A[s]).map(|(k, a)| a * k[i]).sum();
                        stage[i] = y[i] + h * slope;
                    }
                    rhs(t + C[s] * h, &stage, &mut rest[0]);
                }
                let error = (0..n)
                    .map(|i| {
                        let difference: f64 = slopes.iter().zip(&ERROR).map(|(k, e)| e * k[i]).sum();
                        let scale = absolute[i] + y[i].abs().max(stage[i].abs());
                        (h * difference / (tolerance * scale)).powi(2)
                    })
                    .sum::<f64>();
                let error = (error / n as f64).sqrt();
                if error <= 1.0 {
                    t = if last { end } else { t + h };
                    y.copy_from_slice(&stage);
                    // The last stage is the first of the next step.
                    slopes.swap(0, 6);
                }
                let factor = if error.is_nan() { 0.2 } else { (0.9 * error.powf(-0.2)).clamp(0.2, 5.0) };
                // A step cut short by an output time says little about the next.
                step = if last && error <= 1.0 { step.max(h * factor) } else { h * factor };
                assert!(step > 1e-14 * (1.0 + t), "the step underflows at t = {t}, y = {y:?}");
            }
            y.clone()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::order::Convergence;

    #[test]
    fn the_tableau_is_consistent() {
        for (row, node) in A.iter().zip(C) {
            assert!((row.iter().sum::<f64>() - node).abs() < 1e-14);
        }
        assert!(ERROR.iter().sum::<f64>().abs() < 1e-15);
        // Σ b·c^(q−1) = 1/q to order 5, and to order 4 without the error estimate.
        for q in 1..=5 {
            let power = |s: usize| C[s].powi(q - 1);
            let sum: f64 = (0..6).map(|s| A[6][s] * power(s)).sum();
            assert!((sum - 1.0 / f64::from(q)).abs() < 1e-14, "order {q}");
            let difference: f64 = (0..7).map(|s| ERROR[s] * power(s)).sum();
            assert!(q == 5 || difference.abs() < 1e-15, "order {q} of the estimate");
        }
    }

    #[test]
    fn errors_follow_the_tolerance() {
        // y' = −2ty, y = exp(−t²); and an oscillator.
        let rhs = |t: f64, y: &[f64], dy: &mut [f64]| {
            dy[0] = -2.0 * t * y[0];
            dy[1] = 3.0 * y[2];
            dy[2] = -3.0 * y[1];
        };
        let times = [0.5, 2.0];
        let truth = times.map(|t: f64| [(-t * t).exp(), (3.0 * t).cos(), -(3.0 * t).sin()]).concat();
        let table = Convergence::against(&truth, &[1e-6, 1e-8, 1e-10], |tolerance| {
            integrate(rhs, &[1.0, 1.0, 0.0], &times, tolerance, &[1.0; 3]).concat()
        });
        assert!(table.errors[2] < 1e-9, "{table}");
        assert!(table.order() > 0.8, "{table}");
    }

    #[test]
    #[should_panic(expected = "the step underflows at t = 0")]
    fn a_nan_ends() {
        integrate(|_, _, dy| dy[0] = f64::NAN, &[1.0], &[1.0], 1e-6, &[1.0]);
    }
}
