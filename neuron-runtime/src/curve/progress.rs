//! Watching a curve while it is followed.

use std::fmt;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::run::progress::Answer;

/// Which of the two ways from the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "json", derive(serde::Serialize, serde::Deserialize))]
pub enum Way {
    /// Along the direction.
    Forward,
    /// Against it.
    Backward,
}

impl Way {
    /// 1 or −1.
    pub(super) fn sign(self) -> f64 {
        match self {
            Way::Forward => 1.0,
            Way::Backward => -1.0,
        }
    }
}

impl fmt::Display for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Way::Forward => "forward",
            Way::Backward => "backward",
        })
    }
}

/// Which ways a curve is followed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ways {
    /// Along the direction and against it.
    #[default]
    Both,
    /// Only along it.
    Forward,
    /// Only against it.
    Backward,
}

impl Ways {
    pub(super) fn include(self, way: Way) -> bool {
        match self {
            Ways::Both => true,
            Ways::Forward => way == Way::Forward,
            Ways::Backward => way == Way::Backward,
        }
    }
}

/// How far a curve is.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Progress {
    /// The way that is followed at present; the forward one comes first.
    pub way: Way,
    /// Arc length reached on it.
    pub arc_length: f64,
    /// Arc length that was asked for.
    pub length: f64,
    /// The cost there.
    pub cost: f64,
    /// Steps made on it.
    pub steps: u64,
    /// Evaluations of the cost and its gradient on it.
    pub evaluations: u64,
}

impl Progress {
    /// The part of this way that is done, from 0 to 1.
    pub fn fraction(&self) -> f64 {
        self.arc_length / self.length
    }
}

/// Who watches.
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
    pub(super) fn call<A: Answer>(&mut self, mut callback: impl FnMut(Progress) -> A + 'a) {
        self.callback = Some(Box::new(move |progress| callback(progress).flow()));
    }

    pub(super) fn heed(&mut self, flag: &'a AtomicBool) {
        self.flag = Some(flag);
    }

    /// Whether the flag says to stop.
    pub(super) fn is_cancelled(&self) -> bool {
        self.flag.is_some_and(|flag| flag.load(Ordering::Relaxed))
    }

    /// Calls the callback, if there is one: whether the curve is to be followed on.
    pub(super) fn show(&mut self, progress: Progress) -> ControlFlow<()> {
        self.callback.as_mut().map_or(ControlFlow::Continue(()), |callback| callback(progress))
    }
}
