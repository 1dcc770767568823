//! Numbers with eight tangents, seeded block by block.

use crate::number::{Curvature, Grad, Scalar, Tangent};

/// A number with eight tangents.
pub(crate) trait Seed: Scalar {
    /// The number of tangents.
    const BLOCK: usize = 8;

    /// Adds a variable whose tangent at `place` in the block is `by`.
    ///
    /// `direction` is the variable's component of the direction of second derivatives. Past the block, only this component is
    /// added.
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
