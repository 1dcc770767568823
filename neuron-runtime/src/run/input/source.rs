//! What a run sees of an input.

use crate::error::Error;
use crate::model::info::RelationInfo;
use crate::model::mechanism::Held;
use crate::system::Drive;
use std::rc::Rc;

/// A current into a compartment as a function of the time and its V, with relations that are held between events.
pub(super) trait Source<T> {
    /// Returns the name of its type.
    fn name(&self) -> &'static str;
    /// Checks its settings. `label` names it in messages.
    ///
    /// # Errors
    /// [`Error::Input`] and [`Error::Parameter`].
    fn check(&self, label: &str) -> Result<(), Error>;
    /// Returns its relations.
    fn relations(&self) -> &'static [RelationInfo];
    /// Returns true if its current depends on the time while relations are held.
    fn depends_on_time(&self) -> bool;
    /// Returns true if its current depends on V.
    fn depends_on_v(&self) -> bool;
    /// Returns the current at the time `t` (ms) and the membrane potential `v` (mV).
    fn drive(&self, t: T, v: T, held: Held<'_>) -> Drive<T>;
    /// Returns the time derivative of the current, nA/ms.
    fn rate(&self, t: T, v: T, held: Held<'_>) -> T;
    /// Writes the margins of its relations.
    fn margins(&self, t: T, v: T, held: Held<'_>, to: &mut [T]);
    /// Writes the time derivatives (per ms) of the margins of those that time alone decides.
    fn margin_slopes(&self, v: T, held: Held<'_>, to: &mut [T]);
    /// Visits the numbers by which it is told apart from others, under their names.
    fn numbers(&self, visit: &mut dyn FnMut(&str, f64));

    /// Returns true if it is a voltage clamp.
    fn is_clamp(&self) -> bool {
        false
    }
    /// Returns true if it holds V at a command. Then it has no [`drive`](Source::drive).
    fn holds_v(&self) -> bool {
        false
    }
    /// Returns the command (mV) and its slope (mV/ms) while it holds V.
    fn command(&self, _t: T, _held: Held<'_>) -> Option<[T; 2]> {
        None
    }
    /// Returns the highest command (mV) until `end` (ms), while it holds V.
    fn highest_command(&self, _end: f64) -> f64 {
        f64::NEG_INFINITY
    }
    /// Returns the time (ms) until which it holds V.
    fn holds_until(&self) -> f64 {
        f64::INFINITY
    }
    /// Returns the jumps of the command: times (ms) and differences (mV).
    fn jumps(&self) -> Vec<[f64; 2]> {
        Vec::new()
    }
    /// Returns true if each compartment has its own path.
    fn has_paths(&self) -> bool {
        false
    }
    /// Returns its path into the compartment with V of that name in a run of `duration` (ms), if each has its own.
    fn path(&self, _duration: f64, _v: &str) -> Option<Rc<dyn Source<T>>> {
        None
    }
}
