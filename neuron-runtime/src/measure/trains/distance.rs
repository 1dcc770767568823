//! Distances of trains that are metrics: by the cost of changing one into the other, and of filtered trains.

use super::{check_order, check_positive};
use crate::error::Error;

/// Returns the distance of Victor and Purpura: the least cost of making one train into the other, where adding or removing a
/// spike costs 1, and moving one by Δt costs `q`·|Δt| (`q` per ms). It is a metric (Victor & Purpura, J. Neurophysiol. 76 (1996)
/// 1310–1326; Network 8 (1997) 127–164).
///
/// With `q` = 0 it is the difference of the numbers of spikes; with a large one it counts spikes that do not coincide.
///
/// # Errors
/// [`Error::Setting`] for times that descend, and for a cost that is negative or not finite.
pub fn victor_purpura(a: &[f64], b: &[f64], q: f64) -> Result<f64, Error> {
    check_order(a)?;
    check_order(b)?;
    if !(q >= 0.0 && q.is_finite()) {
        let expected = "it has to be finite and at least 0";
        return Err(Error::Setting { setting: "the cost of moving a spike by 1 ms", value: q, expected });
    }
    // The cost of making the first spikes of `a` into the first k of `b`, one spike of `a` after the other.
    let mut costs: Vec<f64> = (0..=b.len()).map(|k| k as f64).collect();
    for (i, from) in a.iter().enumerate() {
        let mut diagonal = std::mem::replace(&mut costs[0], (i + 1) as f64);
        for (k, to) in b.iter().enumerate() {
            let moved = diagonal + q * (from - to).abs();
            diagonal = costs[k + 1];
            costs[k + 1] = moved.min(costs[k] + 1.0).min(diagonal + 1.0);
        }
    }
    Ok(costs[b.len()])
}

/// Returns the distance of van Rossum: that of the trains filtered by exp(−t/τ), where `tau` is in ms. It is a metric (van Rossum,
/// Neural Comput. 13 (2001) 751–763).
///
/// Its square is the sum of ±exp(−|Δt|/τ) over all pairs of spikes, + within a train and − across, so that one spike against none
/// has the distance 1; it is twice the square of van Rossum's paper. The cost is linear in the number of spikes.
///
/// # Errors
/// [`Error::Setting`] for times that descend, and for a time scale that is not positive.
pub fn van_rossum(a: &[f64], b: &[f64], tau: f64) -> Result<f64, Error> {
    check_order(a)?;
    check_order(b)?;
    check_positive("the time scale τ", tau)?;
    // Coincident spikes of both trains cancel before anything is rounded.
    let (mut i, mut k, mut square) = (0, 0, 0.0);
    let (mut filtered, mut previous) = (0.0, f64::NEG_INFINITY);
    while let Some(time) = a.get(i).into_iter().chain(b.get(k)).copied().reduce(f64::min) {
        let mut height = 0.0;
        while a.get(i) == Some(&time) {
            height += 1.0;
            i += 1;
        }
        while b.get(k) == Some(&time) {
            height -= 1.0;
            k += 1;
        }
        filtered *= ((previous - time) / tau).exp();
        square += height * (height + 2.0 * filtered);
        filtered += height;
        previous = time;
    }
    Ok(square.max(0.0).sqrt())
}
