//! Watching a curve while it is followed.

use super::orientation::Orientation;
use crate::run::progress::Answer;
use std::fmt;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};

/// The progress of a curve.
///
/// ```
/// use neuron_runtime::curve::{End, MinimallyDisruptive, Scale};
/// use std::ops::ControlFlow;
///
/// let cost = |p: &[f64]| Ok((p[0] * p[0], vec![2.0 * p[0], 0.0]));
/// let curve = MinimallyDisruptive::from(&[0.0, 0.0])
///     .scale(Scale::Plain)
///     .direction(&[0.2, 1.0])
///     .momentum(0.1)
///     .length(10.0)
///     .progress(|p| {
///         eprint!("\r{} {:3.0} %, cost {}", p.orientation, 100.0 * p.fraction(), p.cost);
///         if p.evaluations < 100 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
///     })
///     .follow(cost)?;
/// assert_eq!(curve.forward().expect("both branches").end(), &End::Cancelled);
/// let curve = curve.continued().length(10.0).follow(cost)?;
/// assert_eq!(curve.range(), (-10.0, 10.0));
/// # Ok::<(), neuron_runtime::error::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Progress {
    /// The branch that is being followed; the forward one comes first.
    pub orientation: Orientation,
    /// The arc length reached on it.
    pub arc_length: f64,
    /// The arc length that was asked for.
    pub length: f64,
    /// The cost at the arc length reached.
    pub cost: f64,
    /// The number of steps made on this branch.
    pub steps: u64,
    /// The number of evaluations of the cost and its gradient on this branch.
    pub evaluations: u64,
}

impl Progress {
    /// Returns the part of this branch that is done, from 0 to 1.
    pub fn fraction(&self) -> f64 {
        self.arc_length / self.length
    }
}

/// The callback and the flag that may cancel a curve.
#[derive(Default)]
pub(super) struct Watch<'a> {
    callback: Option<Box<dyn FnMut(Progress) -> ControlFlow<()> + 'a>>,
    flag: Option<&'a AtomicBool>,
}

impl fmt::Debug for Watch<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch").field("callback", &self.callback.is_some()).field("flag", &self.flag).finish()
    }
}

impl<'a> Watch<'a> {
    pub(super) fn set_callback<A: Answer>(&mut self, mut callback: impl FnMut(Progress) -> A + 'a) {
        self.callback = Some(Box::new(move |progress| callback(progress).flow()));
    }

    pub(super) fn set_flag(&mut self, flag: &'a AtomicBool) {
        self.flag = Some(flag);
    }

    /// Returns true if the flag is set.
    pub(super) fn is_cancelled(&self) -> bool {
        self.flag.is_some_and(|flag| flag.load(Ordering::Relaxed))
    }

    /// Calls the callback, if there is one. Returns its answer.
    pub(super) fn report(&mut self, progress: Progress) -> ControlFlow<()> {
        self.callback.as_mut().map_or(ControlFlow::Continue(()), |callback| callback(progress))
    }
}
