//! The state that a failed step is blamed on.

use crate::solve::{LastStep, StepError};
use crate::system::System;

/// Returns the first state whose derivative is not finite, at ten points along an explicit Euler step of length `h` (ms)
/// from the end of the last step.
#[cold]
pub(super) fn first_not_finite(network: &dyn System<f64>, last_step: &LastStep<f64>, h: f64) -> Option<StepError> {
    let (mut y, mut slopes) = (last_step.y.clone(), last_step.y.clone());
    network.rhs(last_step.t, &last_step.y, &mut slopes);
    let start_slopes = slopes.clone();
    (1..=10).find_map(|tenth| {
        let h = 0.1 * f64::from(tenth) * h;
        y.iter_mut().zip(&last_step.y).zip(&start_slopes).for_each(|((y, from), slope)| *y = from + h * slope);
        network.rhs(last_step.t + h, &y, &mut slopes);
        let index = slopes.iter().position(|slope| !slope.is_finite())?;
        Some(StepError::NotFinite { index, value: slopes[index] })
    })
}

/// Returns the underflow of `step` (ms), blamed on the state that changes fastest in proportion to its scale at the end of the
/// last step.
#[cold]
pub(super) fn underflow(network: &dyn System<f64>, last_step: &LastStep<f64>, step: f64) -> StepError {
    let (mut slopes, mut scale) = (last_step.y.clone(), last_step.y.clone());
    network.rhs(last_step.t, &last_step.y, &mut slopes);
    network.scales(&mut scale);
    let speed = |k: usize| slopes[k].abs() / (scale[k] + last_step.y[k].abs());
    let index = (0..slopes.len()).max_by(|a, b| speed(*a).total_cmp(&speed(*b))).unwrap_or(0);
    StepError::Underflow { index, step }
}
