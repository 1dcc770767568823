//! The progress of a run, and its cancellation.

use std::fmt;
use std::ops::ControlFlow;
use std::sync::atomic::AtomicBool;

/// The progress of a run.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Progress {
    /// Time reached, ms.
    pub time: f64,
    /// Time at the end of the run, ms.
    pub duration: f64,
    /// The number of steps so far, those before a resumed checkpoint included.
    pub steps: u64,
}

impl Progress {
    /// Returns the fraction of the run that is done, from 0 to 1.
    pub fn fraction(&self) -> f64 {
        self.time / self.duration
    }
}

/// A result that the callback of [`Simulation::progress`](crate::run::simulation::Simulation::progress) may have: `()`, with
/// which the run goes on, or a [`ControlFlow`].
pub trait Answer {
    /// Returns [`ControlFlow::Break`] if the run shall end.
    fn flow(self) -> ControlFlow<()>;
}

impl Answer for () {
    fn flow(self) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}

impl Answer for ControlFlow<()> {
    fn flow(self) -> ControlFlow<()> {
        self
    }
}

type Callback<'a> = Box<dyn FnMut(Progress) -> ControlFlow<()> + 'a>;

/// Reports the progress of a run to a callback, and holds the flag that cancels it.
pub(crate) struct ProgressMonitor<'a> {
    callback: Option<Callback<'a>>,
    flag: Option<&'a AtomicBool>,
    /// The time at which the callback is called next, ms.
    next_due: f64,
}

impl Default for ProgressMonitor<'_> {
    fn default() -> Self {
        ProgressMonitor { callback: None, flag: None, next_due: f64::INFINITY }
    }
}

impl fmt::Debug for ProgressMonitor<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProgressMonitor").field("callback", &self.callback.is_some()).field("flag", &self.flag).finish()
    }
}

impl<'a> ProgressMonitor<'a> {
    /// The number of calls in a run, besides the one at its start.
    const CALLS: f64 = 200.0;

    pub(crate) fn set_callback<A: Answer>(&mut self, mut callback: impl FnMut(Progress) -> A + 'a) {
        self.callback = Some(Box::new(move |progress| callback(progress).flow()));
    }

    pub(crate) fn set_cancel_flag(&mut self, flag: &'a AtomicBool) {
        self.flag = Some(flag);
    }

    /// Returns the flag that ends the run.
    pub(crate) fn cancel_flag(&self) -> &'a AtomicBool {
        static NEVER: AtomicBool = AtomicBool::new(false);
        self.flag.unwrap_or(&NEVER)
    }

    /// Returns the time (ms) at which the next [`report`](Self::report) is due.
    pub(crate) fn next_due(&self) -> f64 {
        self.next_due
    }

    /// Calls the callback, if there is one, and schedules the next call. Returns whether the run goes on.
    pub(crate) fn report(&mut self, progress: Progress) -> ControlFlow<()> {
        let Some(callback) = &mut self.callback else { return ControlFlow::Continue(()) };
        let flow = callback(progress);
        let time_of = |call: f64| call / Self::CALLS * progress.duration;
        let done = (progress.fraction() * Self::CALLS).floor();
        let next = if time_of(done + 1.0) > progress.time { time_of(done + 1.0) } else { time_of(done + 2.0) };
        // Rounding must not move the last call past the end.
        self.next_due = next.min(progress.duration);
        flow
    }
}
