//! Where a run begins: at 0 ms, or where another has ended.

use crate::solve::Pending;

/// The beginning of a run, besides the state. It is also where a run has ended.
#[derive(Clone, Debug)]
pub(crate) struct Begin<T> {
    /// The time, ms.
    pub(crate) time: f64,
    pub(crate) pending: Pending<T>,
}

impl<T> Default for Begin<T> {
    fn default() -> Self {
        Begin { time: 0.0, pending: Pending::none() }
    }
}
