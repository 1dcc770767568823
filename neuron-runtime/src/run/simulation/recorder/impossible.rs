//! The error of a state that is impossible.

use crate::error::Error;
use crate::model::info::StateKind;
use crate::model::names;
use crate::model::ranges::{Impossible, Possible};
use crate::number::Scalar;
use crate::solve::Statistics;
use crate::system::System;

/// Returns the error of a state of `y` that is impossible at `time` (ms), in a run with these statistics.
#[cold]
pub(super) fn beyond_range<T: Scalar>(
    network: &dyn System<T>,
    statistics: Statistics,
    time: f64,
    found: Impossible,
    y: &[T],
) -> Error {
    let Impossible { index, possible: Possible { kind, range, unit } } = found;
    let (neuron, state) = names::neuron_and_state(network, index);
    let causes = match kind {
        StateKind::Voltage if statistics.uncoupled => {
            "couplings of neurons were left out of the step, since they would take too long (`statistics.uncoupled`), so that a fixed step has to be short against C/g of the gap junctions; else its equations grow without bound, or a current or a capacitance is in another unit: take a shorter step, look at the units, or declare the `range` of V in the cell"
        }
        StateKind::Voltage => {
            "a fixed step is too long, as for an upstroke, its equations grow without bound, or a current or a capacitance is in another unit: take a shorter step or an adaptive method, look at the units, or declare the `range` of V in the cell"
        }
        StateKind::Gate => {
            "its steady state or its start is out of that range, a spike adds too much, or a step is too long: correct that, or add `unchecked` to the gate"
        }
        StateKind::Concentration => {
            "more flows out than there is, or a step is too long: look at the units of the pool and its currents, or add `unchecked` to the state"
        }
        StateKind::Free => {
            "its equation leaves its `min` or `max`, or a step is too long: take a shorter step or an adaptive method, or declare another range"
        }
    };
    Error::BeyondRange { time, neuron, state, value: y[index].re(), unit, range, causes }
}
