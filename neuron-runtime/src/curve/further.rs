//! Following a curve further.

use super::end::End;
use super::field::{Cost, Field, Stop, Value};
use super::follower::{Follower, Run};
use super::progress::{Progress, Watch};
use super::result::Curve;
use crate::error::Error;
use crate::run::progress::Answer;
use std::sync::atomic::AtomicBool;

impl Curve {
    /// To follow it further, after it was cancelled, has failed, or has reached the length or the bound of the cost
    /// that were asked for. It goes on as if it had not been interrupted, to the last bit, as long as program and
    /// machine are the same.
    ///
    /// ```
    /// use neuron_runtime::curve::{MinimallyDisruptive, Scale};
    ///
    /// let cost = |p: &[f64]| Ok((p[0].powi(2) + p[1].powi(4), vec![2.0 * p[0], 4.0 * p[1].powi(3)]));
    /// let start = || MinimallyDisruptive::from(&[0.0, 0.0]).scale(Scale::Plain).direction(&[0.1, 1.0]).momentum(1.0);
    ///
    /// let half = start().length(0.4).follow(cost)?;
    /// let whole = half.further().length(0.8).follow(cost)?;
    /// assert_eq!(whole, start().length(0.8).follow(cost)?);
    /// # Ok::<(), neuron_runtime::error::Error>(())
    /// ```
    pub fn further<'a>(self) -> Further<'a> {
        Further::new(self)
    }
}

/// A curve that is to be followed further, made by [`Curve::further`]. Both of its ways are, as far as they do not end
/// at the bound of a parameter.
#[derive(Debug)]
#[must_use = "a curve is not followed until `follow(…)`"]
pub struct Further<'a> {
    curve: Curve,
    run: Run<'a>,
}

impl<'a> Further<'a> {
    fn new(curve: Curve) -> Self {
        let length = curve.branches().map(|branch| branch.arc_length()).fold(0.0, f64::max);
        Further { curve, run: Run { length, bound: None, watch: Watch::default() } }
    }

    /// To this arc length from the start on each way; that of the curve so far if it is not said.
    pub fn length(mut self, length: f64) -> Self {
        self.run.length = length;
        self
    }

    /// Ends where the cost reaches `bound`. A bound that was set before does not count any more.
    pub fn bound(mut self, bound: f64) -> Self {
        self.run.bound = Some(bound);
        self
    }

    /// As [`MinimallyDisruptive::progress`](super::MinimallyDisruptive::progress).
    pub fn progress<A: Answer>(mut self, callback: impl FnMut(Progress) -> A + 'a) -> Self {
        self.run.watch.call(callback);
        self
    }

    /// As [`MinimallyDisruptive::cancel`](super::MinimallyDisruptive::cancel).
    pub fn cancel(mut self, flag: &'a AtomicBool) -> Self {
        self.run.watch.heed(flag);
        self
    }

    /// Follows the curve further. `cost` has to be the one that it was followed with: it is evaluated once more at the
    /// start to see that, which does not count as an evaluation.
    ///
    /// # Errors
    /// [`Error::Cost`] if it is another cost, or an error of the cost itself at the start; [`Error::Setting`] if the
    /// length is no positive number, [`Error::CostLevel`] if the bound is not above the cost at the start,
    /// [`Error::Checkpoint`] if the curve came from a file that is damaged.
    pub fn follow(self, mut cost: impl FnMut(&[f64]) -> Result<(f64, Vec<f64>), Error>) -> Result<Curve, Error> {
        self.along(&mut cost)
    }

    fn along(self, cost: &mut Cost<'_>) -> Result<Curve, Error> {
        let Further { mut curve, mut run } = self;
        run.check(curve.setup.start.cost)?;
        let mut field = Field::new(&curve.setup.coordinates, cost);
        let here = field.at_start()?;
        if let Some(problem) = differs(&curve.setup.start, &here, curve.setup.momentum) {
            return Err(Error::Cost { problem });
        }
        curve.go(&mut run, cost)?;
        Ok(curve)
    }
}

impl Run<'_> {
    pub(super) fn check(&self, cost: f64) -> Result<(), Error> {
        if !(self.length > 0.0 && self.length.is_finite()) {
            let expected = "it has to be a positive number, in the scaled coordinates";
            return Err(Error::Setting { setting: "the length of the curve", value: self.length, expected });
        }
        match self.bound {
            Some(bound) if bound.is_nan() || bound <= cost => {
                Err(Error::CostLevel { level: "the bound of the cost", value: bound, cost })
            }
            _ => Ok(()),
        }
    }
}

impl Field<'_> {
    /// The value at the start, without which there is no curve.
    pub(super) fn at_start(&mut self) -> Result<Value, Error> {
        let start = self.coordinates.start().to_vec();
        self.value(&start).map_err(|stop| match stop {
            Stop::Failed(error) => error,
            Stop::Cancelled | Stop::Beyond => Error::Cancelled { time: 0.0 },
        })
    }
}

/// How two costs differ at the start. There is some room, since machines round the exponential function differently.
fn differs(there: &Value, here: &Value, momentum: f64) -> Option<String> {
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
    pub(super) fn go(&mut self, run: &mut Run<'_>, cost: &mut Cost<'_>) -> Result<(), Error> {
        let setup = self.setup.clone();
        let mut field = Field::new(&setup.coordinates, cost);
        let mut cancelled = false;
        for branch in self.branches_mut() {
            let Some(follower) = Follower::new(branch, &setup, run, &mut field) else {
                return Err(Error::Checkpoint {
                    path: None,
                    problem: "its step-size control is damaged or had other settings".to_owned(),
                });
            };
            // The bound of a parameter stays what it is; before it, a new bound of the cost may be met.
            let over = matches!(branch.end, End::Bound { .. }) && follower.has_no_bound();
            if !cancelled && !over {
                follower.follow(branch);
                cancelled = branch.end == End::Cancelled;
            }
        }
        Ok(())
    }
}
