//! Continuing a curve that was followed before.

use super::end::End;
use super::extent::{Extent, extent_settings};
use super::objective::{Cost, Objective, Value};
use super::progress::Progress;
use super::result::Curve;
use super::step::Stepper;
use crate::error::Error;
use crate::run::model_id::ModelId;

impl Curve {
    /// Continues a curve that was cancelled, has failed, or has reached the length or the bound of the cost that were asked
    /// for. The result is the same to the last bit as that of a curve without the interruption, on the same machine and with
    /// the same program.
    ///
    /// ```
    /// use neuron_runtime::curve::{MinimallyDisruptive, Scale};
    ///
    /// let cost = |p: &[f64]| Ok((p[0].powi(2) + p[1].powi(4), vec![2.0 * p[0], 4.0 * p[1].powi(3)]));
    /// let start = || MinimallyDisruptive::from(&[0.0, 0.0]).scale(Scale::Plain).direction(&[0.1, 1.0]).momentum(1.0);
    ///
    /// let half = start().length(0.4).follow(cost)?;
    /// let whole = half.continued().length(0.8).follow(cost)?;
    /// assert_eq!(whole, start().length(0.8).follow(cost)?);
    /// # Ok::<(), neuron_runtime::error::Error>(())
    /// ```
    pub fn continued<'a>(self) -> Continuation<'a> {
        let length = self.branches().map(|branch| branch.arc_length()).fold(0.0, f64::max);
        Continuation { curve: self, model: None, extent: Extent::new(length) }
    }
}

/// A curve that is to be continued, made by [`Curve::continued`].
///
/// Each of its branches is followed further, unless it ended at the bound of a parameter. A [bound](Continuation::bound) of
/// the cost that was set before no longer counts.
#[derive(Debug)]
#[must_use = "a curve is not followed until `follow(…)`"]
pub struct Continuation<'a> {
    curve: Curve,
    /// The network that the cost is of, if it was given.
    pub(super) model: Option<ModelId>,
    extent: Extent<'a>,
}

impl<'a> Continuation<'a> {
    extent_settings! {
        /// Sets the arc length of each branch, from the start. By default it is that of the curve so far.
        length
    }

    /// Follows the curve. `cost` has to be the cost that it was followed with. To check that, it is evaluated once more at
    /// the start, which does not count as an evaluation.
    ///
    /// # Errors
    /// - [`Error::Cost`] if it is another cost or of another [network](Continuation::of), or the error of the cost itself at the
    ///   start
    /// - [`Error::Setting`] if the length is not a positive number
    /// - [`Error::CostLevel`] if the bound is not above the cost at the start
    pub fn follow(self, mut cost: impl FnMut(&[f64]) -> Result<(f64, Vec<f64>), Error>) -> Result<Curve, Error> {
        self.follow_dyn(&mut cost)
    }

    fn follow_dyn(self, cost: &mut Cost<'_>) -> Result<Curve, Error> {
        let Continuation { mut curve, model, mut extent } = self;
        if let Some(problem) = model.and_then(|model| other_model(&curve.model, &model)) {
            return Err(Error::Cost { problem });
        }
        extent.check(curve.setup.start.cost)?;
        let here = Objective::new(&curve.setup.coordinates, cost).value_at_start()?;
        if let Some(problem) = difference(&curve.setup.start, &here, curve.setup.momentum) {
            return Err(Error::Cost { problem });
        }
        curve.follow_branches(&mut extent, cost)?;
        Ok(curve)
    }
}

/// Returns the difference between the network of the curve and that of the cost, if there is one.
fn other_model(there: &ModelId, here: &ModelId) -> Option<String> {
    let out = "go on with the one that the curve began with";
    match (there.name(), here.name()) {
        _ if there == here => None,
        ("", here) => Some(format!("is of {here}, and the curve is of a function of numbers; {out}")),
        (there, here) if there == here => Some(format!(
            "is of another {here}: its names, units or numbers of neurons and connections are others; {out}"
        )),
        (there, here) => Some(format!("is of {here}, and the curve is of {there}; {out}")),
    }
}

/// Returns the difference between two costs at the start, if there is one. Machines round the exponential function differently,
/// so that small differences are allowed.
fn difference(there: &Value, here: &Value, momentum: f64) -> Option<String> {
    let scale = momentum - there.cost;
    let alike = |a: f64, b: f64| a == b || (a - b).abs() <= 1e-6 * scale.max(a.abs()).max(b.abs());
    if !alike(there.cost, here.cost) {
        let (here, there) = (here.cost, there.cost);
        return Some(format!(
            "is another one: {here} at the start, where it was {there}; go on with the one that the curve began with"
        ));
    }
    let same = there.gradient.iter().zip(&here.gradient).all(|(a, b)| alike(*a, *b));
    (!same).then(|| {
        "is another one: it has another gradient at the start; go on with the one that the curve began with".to_owned()
    })
}

impl Curve {
    /// Follows every branch to its end.
    pub(super) fn follow_branches(&mut self, extent: &mut Extent<'_>, cost: &mut Cost<'_>) -> Result<(), Error> {
        let setup = self.setup.clone();
        let mut objective = Objective::new(&setup.coordinates, cost);
        let mut cancelled = false;
        for branch in self.branches_mut() {
            // The bound of a parameter stays as it is, but a new bound of the cost may be reached before it.
            let over = matches!(branch.end, End::Bound { .. }) && extent.cost_bound.is_none();
            // A branch that was made here or loaded has the step-size control of its setup.
            let Some(stepper) = Stepper::new(branch, &setup, extent, &mut objective) else {
                return Err(Error::Format {
                    problem: "the step-size control of the curve had other settings".to_owned(),
                });
            };
            if !cancelled && !over {
                stepper.follow(branch);
                cancelled = branch.end == End::Cancelled;
            }
        }
        Ok(())
    }
}
