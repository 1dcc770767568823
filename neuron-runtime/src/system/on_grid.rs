//! The rules of spikes on a grid, for whatever makes the steps.
//!
//! The grid has the points k·step. At each of them, before the next step, this happens in order:
//!
//! 1. The times end for which V is held or a threshold is mute.
//! 2. Neurons spike whose V is at its threshold or above it: V is reset, the states of channels change, and the spike departs.
//! 3. Sources spike that are nearer to this point than to the next one.
//! 4. Spikes arrive, in the order of [`Arrival`](super::Arrival).

use crate::number::{Real, Scalar};

/// Returns the number of steps of the grid that is nearest to a time (ms).
#[inline]
pub(crate) fn steps<T: Real>(time: T, step: T) -> T {
    (time / step + 0.5).floor()
}

/// Returns true if a grid cannot tell a delay (ms) from none, which it is not.
#[inline]
pub(crate) fn is_too_short<T: Scalar>(delay: T, step: T) -> bool {
    delay > T::zero() && delay < step * 0.5
}

/// Looks at a threshold at a point of the grid. `held` is 1 from a spike on, as long as V is at the threshold or above it at each
/// point. Returns true if the neuron spikes.
#[inline(always)]
pub(crate) fn passes(held: &mut f64, is_above: bool, is_mute: bool) -> bool {
    if *held == 0.0 {
        return is_above && !is_mute;
    }
    *held = if is_above { 1.0 } else { 0.0 };
    false
}
