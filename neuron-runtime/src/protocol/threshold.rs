//! The smallest strength of a stimulus that does something.

use crate::error::Error;

/// Returns the smallest value at which `responds` answers with true, by bisection between one at which it does not and one at which
/// it does, to within `accuracy`.
///
/// # Errors
/// Those of `responds`.
pub(super) fn bisect(
    [mut below, mut above]: [f64; 2],
    accuracy: f64,
    mut responds: impl FnMut(f64) -> Result<bool, Error>,
) -> Result<f64, Error> {
    loop {
        let middle = 0.5 * (below + above);
        // At the end, there is no number between.
        if (above - below).abs() <= accuracy || middle == below || middle == above {
            return Ok(middle);
        }
        if responds(middle)? { above = middle } else { below = middle }
    }
}
