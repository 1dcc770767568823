//! What is compiled with this crate, so that not every program compiles it again.
//!
//! The loop of a run, its recorder, its inputs and its events know a network as a [`System`](crate::system::System) alone. For
//! a type of number they are the same in every program. A generic function that is never inlined is compiled where it is named
//! first: here.

use crate::number::Grad;
use crate::run::simulation::TimeLoop;

/// Names the loops of runs over plain numbers and over tangents. Nobody has to call it.
pub fn each(visit: &mut dyn FnMut(*const ())) {
    visit(TimeLoop::<f64>::run as *const ());
    visit(TimeLoop::<Grad>::run as *const ());
}
