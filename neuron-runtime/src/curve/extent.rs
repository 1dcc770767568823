//! The lengths and bounds at which a curve ends, and the watch over its progress.

use super::progress::Watch;
use crate::error::Error;

/// The lengths and bounds at which a curve ends.
#[derive(Debug)]
pub(super) struct Extent<'a> {
    /// The arc length of each branch.
    pub(super) length: f64,
    /// The bound of the cost, if there is one besides the momentum.
    pub(super) cost_bound: Option<f64>,
    pub(super) watch: Watch<'a>,
}

impl Extent<'_> {
    pub(super) fn new(length: f64) -> Self {
        Extent { length, cost_bound: None, watch: Watch::default() }
    }

    /// Checks the settings against the cost at the start.
    pub(super) fn check(&self, cost: f64) -> Result<(), Error> {
        if !(self.length > 0.0 && self.length.is_finite()) {
            let expected = "it has to be a positive number, in the scaled coordinates";
            return Err(Error::Setting { setting: "the length of the curve", value: self.length, expected });
        }
        match self.cost_bound {
            Some(bound) if bound.is_nan() || bound <= cost => {
                Err(Error::CostLevel { level: "the bound of the cost", value: bound, cost })
            }
            _ => Ok(()),
        }
    }
}

/// The settings of an [`Extent`], as methods of a builder that has one.
macro_rules! extent_settings {
    ($(#[$length:meta])* length) => {
        $(#[$length])*
        pub fn length(mut self, length: f64) -> Self {
            self.extent.length = length;
            self
        }

        /// Ends the curve where the cost reaches `bound`, which is found as a root and never exceeded. A bound above the
        /// momentum has no effect.
        pub fn bound(mut self, bound: f64) -> Self {
            self.extent.cost_bound = Some(bound);
            self
        }

        /// Calls `callback` at the beginning and after every step. If it returns
        /// [`ControlFlow::Break`](std::ops::ControlFlow::Break), the curve ends there as
        /// [`End::Cancelled`](crate::curve::End::Cancelled); it may also return nothing. See [`Progress`].
        pub fn progress<A: $crate::run::progress::Answer>(mut self, callback: impl FnMut(Progress) -> A + 'a) -> Self {
            self.extent.watch.set_callback(callback);
            self
        }

        /// Ends the curve as [`End::Cancelled`](crate::curve::End::Cancelled) before the next evaluation once `flag` is
        /// true. A cost that returns [`Error::Cancelled`] does the same.
        pub fn cancel(mut self, flag: &'a std::sync::atomic::AtomicBool) -> Self {
            self.extent.watch.set_flag(flag);
            self
        }
    };
}
pub(super) use extent_settings;
