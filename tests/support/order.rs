//! The order of convergence that a table of errors shows.

use std::fmt;

/// The order p of `error ≈ C·stepᵖ` by least squares of log error against log step.
///
/// Panics unless there are at least two different steps, all steps and errors positive and finite: an error of exactly
/// 0 says that the measurement, not the method, is at fault.
pub fn observed_order(steps: &[f64], errors: &[f64]) -> f64 {
    check(steps, errors);
    let n = steps.len() as f64;
    let mean = |xs: &[f64]| xs.iter().map(|x| x.ln()).sum::<f64>() / n;
    let (x_mean, y_mean) = (mean(steps), mean(errors));
    let mut covariance = 0.0;
    let mut variance = 0.0;
    for (x, y) in steps.iter().zip(errors) {
        covariance += (x.ln() - x_mean) * (y.ln() - y_mean);
        variance += (x.ln() - x_mean).powi(2);
    }
    assert!(variance > 0.0, "an order needs at least two different steps, not {steps:?}");
    covariance / variance
}

/// The orders between neighbouring rows of the table, one fewer than there are steps. Panics as [`observed_order`].
pub fn pairwise_orders(steps: &[f64], errors: &[f64]) -> Vec<f64> {
    check(steps, errors);
    (1..steps.len()).map(|i| (errors[i] / errors[i - 1]).ln() / (steps[i] / steps[i - 1]).ln()).collect()
}

fn check(steps: &[f64], errors: &[f64]) {
    assert_eq!(steps.len(), errors.len(), "one error for each step");
    assert!(steps.len() >= 2, "an order needs at least two steps, not {steps:?}");
    let good = |xs: &[f64]| xs.iter().all(|x| x.is_finite() && *x > 0.0);
    assert!(good(steps), "steps are positive and finite, not {steps:?}");
    assert!(good(errors), "errors are positive and finite, not {errors:?}");
}

/// Errors at several steps; printed as a table, for the message of a failing test.
#[derive(Clone, Debug, PartialEq)]
pub struct Convergence {
    /// The steps.
    pub steps: Vec<f64>,
    /// The error at each step.
    pub errors: Vec<f64>,
}

impl Convergence {
    /// The errors of `solve(step)` against a known solution, in the maximum norm.
    pub fn against(truth: &[f64], steps: &[f64], mut solve: impl FnMut(f64) -> Vec<f64>) -> Self {
        let errors = steps.iter().map(|&step| distance(&solve(step), truth)).collect();
        Self { steps: steps.to_vec(), errors }
    }

    /// The order of the whole table, [`observed_order`].
    pub fn order(&self) -> f64 {
        observed_order(&self.steps, &self.errors)
    }

    /// The orders between rows, [`pairwise_orders`].
    pub fn pairwise(&self) -> Vec<f64> {
        pairwise_orders(&self.steps, &self.errors)
    }
}

impl fmt::Display for Convergence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:>12} {:>12} {:>7}", "step", "error", "order")?;
        let orders = self.pairwise();
        for (row, (step, error)) in self.steps.iter().zip(&self.errors).enumerate() {
            match row.checked_sub(1) {
                None => writeln!(f, "{step:>12.4e} {error:>12.4e} {:>7}", "")?,
                Some(before) => writeln!(f, "{step:>12.4e} {error:>12.4e} {:>7.3}", orders[before])?,
            }
        }
        write!(f, "order {:.3}", self.order())
    }
}

/// Measures convergence without a known solution: the distances of `solve(h)` from `solve(h/2)` for the step sizes h, h/2, h/4, …
/// from `coarsest`, in `rows` rows. They shrink with the order p of the method, since their factor 1 − 2⁻ᵖ is the same in
/// every row.
pub fn self_convergence(coarsest: f64, rows: usize, mut solve: impl FnMut(f64) -> Vec<f64>) -> Convergence {
    let mut solution = solve(coarsest);
    let mut step = coarsest;
    let mut table = Convergence { steps: Vec::new(), errors: Vec::new() };
    for _ in 0..rows {
        let finer = solve(0.5 * step);
        table.steps.push(step);
        table.errors.push(distance(&solution, &finer));
        solution = finer;
        step *= 0.5;
    }
    table
}

/// Richardson's extrapolation from steps h and h/2 of a method of the given order: one order better than `fine`.
pub fn richardson(coarse: &[f64], fine: &[f64], order: i32) -> Vec<f64> {
    assert_eq!(coarse.len(), fine.len(), "two solutions of one system");
    let factor = 1.0 / (2f64.powi(order) - 1.0);
    coarse.iter().zip(fine).map(|(c, f)| f + (f - c) * factor).collect()
}

/// The distance of two solutions in the maximum norm; NaN if either has one.
pub fn distance(a: &[f64], b: &[f64]) -> f64 {
    assert_eq!(a.len(), b.len(), "two solutions of one system");
    // `f64::max` would drop a NaN, and with it the failure.
    a.iter().zip(b).map(|(x, y)| (x - y).abs()).fold(0.0, |worst, d| if d > worst || d.is_nan() { d } else { worst })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// y' = −y from 1 to t = 1, by Euler (order 1) or Heun (order 2).
    fn decay(h: f64, order: i32) -> Vec<f64> {
        let factor = if order == 1 { 1.0 - h } else { 1.0 - h + 0.5 * h * h };
        vec![factor.powi((1.0 / h).round() as i32)]
    }

    #[test]
    fn synthetic_powers_are_recovered() {
        let steps = [0.1, 0.04, 0.02, 0.007];
        for p in [0.5, 1.0, 2.0, 4.0] {
            let errors = steps.map(|h: f64| 3.0 * h.powf(p));
            assert!((observed_order(&steps, &errors) - p).abs() < 1e-12);
            assert!(pairwise_orders(&steps, &errors).iter().all(|q| (q - p).abs() < 1e-12));
        }
    }

    #[test]
    fn noise_averages_out() {
        let steps: Vec<f64> = (0..8).map(|k| 0.5f64.powi(k)).collect();
        let errors: Vec<f64> =
            steps.iter().enumerate().map(|(k, h)| h * h * if k % 2 == 0 { 1.1 } else { 0.9 }).collect();
        assert!((observed_order(&steps, &errors) - 2.0).abs() < 0.05);
    }

    #[test]
    fn orders_of_euler_and_heun_are_seen_with_and_without_the_solution() {
        let steps = [0.05, 0.025, 0.0125];
        for order in [1, 2] {
            let known = Convergence::against(&[(-1f64).exp()], &steps, |h| decay(h, order));
            let unknown = self_convergence(0.05, 3, |h| decay(h, order));
            assert!((known.order() - f64::from(order)).abs() < 0.05, "{known}");
            assert!((unknown.order() - f64::from(order)).abs() < 0.05, "{unknown}");
        }
    }

    #[test]
    fn richardson_gains_an_order() {
        let truth = [(-1f64).exp()];
        let gained =
            Convergence::against(&truth, &[0.05, 0.025, 0.0125], |h| richardson(&decay(h, 1), &decay(0.5 * h, 1), 1));
        assert!((gained.order() - 2.0).abs() < 0.1, "{gained}");
    }

    #[test]
    fn nan_is_not_lost() {
        assert!(distance(&[1.0, f64::NAN, 5.0], &[1.0, 1.0, 1.0]).is_nan());
        assert!(distance(&[f64::NAN, 5.0], &[1.0, 1.0]).is_nan());
    }

    #[test]
    #[should_panic(expected = "errors are positive and finite")]
    fn an_error_of_zero_is_refused() {
        observed_order(&[0.1, 0.05], &[1e-3, 0.0]);
    }
}
