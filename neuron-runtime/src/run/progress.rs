//! Watching a run while it goes: how far it is, and whether it shall end.

use std::fmt;
use std::ops::ControlFlow;
use std::sync::atomic::AtomicBool;

/// How far a run is.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Progress {
    /// Time reached, ms.
    pub time: f64,
    /// Time at the end of the run, ms.
    pub duration: f64,
    /// Steps made so far; after resuming, those made before too.
    pub steps: u64,
}

impl Progress {
    /// The part of the run that is done, from 0 to 1.
    pub fn fraction(&self) -> f64 {
        self.time / self.duration
    }
}

/// What the callback of [`Simulation::progress`](crate::run::simulation::Simulation::progress) returns: nothing, or whether
/// the run goes on.
pub trait Answer {
    /// Whether the run goes on.
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

/// Who watches a run.
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
    /// So many calls in a run, besides the one at its start.
    const CALLS: f64 = 200.0;

    pub(crate) fn set_callback<A: Answer>(&mut self, mut callback: impl FnMut(Progress) -> A + 'a) {
        self.callback = Some(Box::new(move |progress| callback(progress).flow()));
    }

    pub(crate) fn set_cancel_flag(&mut self, flag: &'a AtomicBool) {
        self.flag = Some(flag);
    }

    /// The flag that ends the run.
    pub(crate) fn cancel_flag(&self) -> &'a AtomicBool {
        static NEVER: AtomicBool = AtomicBool::new(false);
        self.flag.unwrap_or(&NEVER)
    }

    /// When it is time to [`show`](Self::show) the progress, ms.
    pub(crate) fn next_due(&self) -> f64 {
        self.next_due
    }

    /// Calls the callback, if there is one: whether the run goes on.
    pub(crate) fn report(&mut self, progress: Progress) -> ControlFlow<()> {
        let Some(callback) = &mut self.callback else { return ControlFlow::Continue(()) };
        let flow = callback(progress);
        let after = |done: f64| done / Self::CALLS * progress.duration;
        let done = (progress.fraction() * Self::CALLS).floor();
        let next = if after(done + 1.0) > progress.time { after(done + 1.0) } else { after(done + 2.0) };
        // The last call is at the end itself, however that rounds.
        self.next_due = next.min(progress.duration);
        flow
    }
}
