//! Whether a fixed step is short enough for the fastest state of a network.

use super::AnyMethod;
use super::events::Watched;
use crate::error::Error;
use crate::model::info::RelationKind;
use crate::model::mechanism::Held;
use crate::model::names;
use crate::number::Scalar;
use crate::system::{Given, System};

/// Checks that a method is stable at the time `t` (ms) and the state `y`, if its steps are fixed and its stability is bounded.
///
/// # Errors
/// [`Error::StepTooLong`].
pub(crate) fn check_step<T: Scalar>(
    network: &dyn System<T>,
    method: &dyn AnyMethod<T>,
    t: f64,
    y: &[T],
) -> Result<(), Error> {
    // The estimate of the rate may be off by some percent.
    const DOUBT: f64 = 1.05;
    let Some((step, bound)) = method.stability() else { return Ok(()) };
    match fastest(network, t, y) {
        Some((rate, index)) if step * rate > DOUBT * bound => {
            let (neuron, state) = names::neuron_and_state(network, index);
            Err(Error::StepTooLong { step, longest: bound / rate, neuron, state })
        }
        _ => Ok(()),
    }
}

/// Estimates the largest rate (per ms) at which small changes of the state grow or decay, with the state that changes most, by power
/// iteration on differences of the right-hand side. Returns `None` if nothing changes, or a number is not finite.
fn fastest<T: Scalar>(network: &dyn System<T>, t: f64, y: &[T]) -> Option<(f64, usize)> {
    const ITERATIONS: usize = 30;
    // A pair of complex rates makes single factors rise and fall.
    const AVERAGED: usize = 10;
    /// The size of a change, in units of the scales of states.
    const CHANGE: f64 = 1e-3;
    let held = relations_at(network, t, y);
    let given = Given { held: Held(&held), ..Given::NONE };
    let rates = |y: &[T], to: &mut [T]| network.rhs_with(T::from_f64(t), y, &given, to);
    let mut scales = vec![1.0; y.len()];
    network.scales(&mut scales);
    let (mut base, mut slopes, mut changed) = (vec![T::zero(); y.len()], vec![T::zero(); y.len()], y.to_vec());
    rates(y, &mut base);
    // Signs without a period, so that no pattern of states is missed.
    let mut direction: Vec<f64> = (0..y.len()).map(|k| if (k * k + k / 3) % 5 < 2 { -1.0 } else { 1.0 }).collect();
    normalise(&mut direction);
    let mut growth = [0.0; AVERAGED];
    for iteration in 0..ITERATIONS {
        for (k, changed) in changed.iter_mut().enumerate() {
            *changed = y[k] + direction[k] * CHANGE * scales[k];
        }
        rates(&changed, &mut slopes);
        for (k, direction) in direction.iter_mut().enumerate() {
            *direction = (slopes[k].re() - base[k].re()) / (CHANGE * scales[k]);
        }
        let factor = normalise(&mut direction);
        if !(factor > 0.0 && factor.is_finite()) {
            return None;
        }
        growth[iteration % AVERAGED] = factor;
    }
    let rate = (growth.iter().map(|factor| factor.ln()).sum::<f64>() / AVERAGED as f64).exp();
    let (index, _) = direction.iter().enumerate().max_by(|(_, a), (_, b)| a.abs().total_cmp(&b.abs()))?;
    Some((rate, index))
}

/// Divides a vector by its length, which is returned.
fn normalise(vector: &mut [f64]) -> f64 {
    let length = vector.iter().map(|x| x * x).sum::<f64>().sqrt();
    vector.iter_mut().for_each(|x| *x /= length);
    length
}

/// Returns the values of all relations, which small changes of the state must not change. Those of spikes are evaluated as written.
pub(super) fn relations_at<T: Scalar>(network: &dyn System<T>, t: f64, y: &[T]) -> Vec<f64> {
    let mut relations = Vec::new();
    network.relations(&mut |relation| relations.push(Watched::new(relation)));
    let mut margins = vec![T::zero(); relations.len()];
    network.margins(T::from_f64(t), y, Held::NONE, &mut margins);
    let value = |(relation, margin): (&Watched, &T)| match relation.kind {
        RelationKind::Spike | RelationKind::Timer => f64::NAN,
        RelationKind::Time | RelationKind::State => relation.as_written(margin.re()),
    };
    relations.iter().zip(&margins).map(value).collect()
}
