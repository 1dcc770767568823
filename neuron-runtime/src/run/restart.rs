//! Where a run begins: at 0 ms, or where another has ended.

use crate::solve::Pending;

/// Where a run has ended or begins: the time, and what was going on. The state stands beside it.
#[derive(Clone, Debug)]
pub(crate) struct RestartPoint<T> {
    /// The time, ms.
    pub(crate) time: f64,
    /// What spikes have set and is still to end.
    pub(crate) pending: Pending<T>,
}

impl<T> Default for RestartPoint<T> {
    fn default() -> Self {
        RestartPoint { time: 0.0, pending: Pending::none() }
    }
}
