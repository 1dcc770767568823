//! Numbers that derivatives are taken with.

use crate::number::{Curvature, Grad, Scalar, Tangent};

/// A number with eight tangents.
pub(crate) trait Seed: Scalar {
    /// How many tangents there are.
    const BLOCK: usize = 8;

    /// Adds a variable that grows by `by` per unit of the tangent at this place in the block; second derivatives are along a
    /// direction of which `direction` is its part. Past the block, only the part in the direction.
    fn seeded(self, place: usize, by: f64, direction: f64) -> Self;
}

impl Seed for Grad {
    fn seeded(mut self, place: usize, by: f64, _: f64) -> Self {
        if let Some(tangent) = self.tangents_mut().get_mut(place) {
            *tangent += by;
        }
        self
    }
}

impl Seed for Curvature {
    fn seeded(mut self, place: usize, by: f64, direction: f64) -> Self {
        let mut value = self.value();
        value.tangents_mut()[0] += direction;
        if let Some(tangent) = self.tangents_mut().get_mut(place) {
            *tangent += by;
        }
        Tangent::new(value, *self.tangents())
    }
}
