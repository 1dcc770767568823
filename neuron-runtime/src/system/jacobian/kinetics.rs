//! The states x of one mechanism, a channel or a synapse: their derivatives and their elimination.
//!
//! The states depend on each other and on inputs n: the nodes of a compartment, or the two potentials of a synapse.
//! Their rows of (β − J) u = b, and the solution once that of the inputs is known, are
//!
//! ```text
//! D = ∂(dx/dt)/∂x          G = ∂(dx/dt)/∂n
//! (β − D) u_x − G u_n = b_x          u_x = (β − D)⁻¹ b_x + (β − D)⁻¹ G u_n
//! ```

use super::block::{self, Scratch};
use super::record::{Kinetics, Shape};
use crate::model::mechanism::Slopes;
use crate::number::Scalar;

impl<T: Scalar> Kinetics<&mut [T]> {
    /// Writes D from a mechanism's slopes, and G from its rows, which `by_inputs` returns.
    #[inline(always)]
    pub(super) fn write<U: AsRef<[T]>>(&mut self, slopes: &impl Slopes<T>, by_inputs: impl Fn(usize) -> U) {
        let Shape { states, inputs, coupled } = self.shape;
        for a in 0..states {
            if coupled {
                (0..states).for_each(|b| self.by_states[a * states + b] = slopes.own(a, b));
            } else {
                self.by_states[a] = slopes.own(a, a);
            }
            self.by_inputs[a * inputs..][..inputs].copy_from_slice(&by_inputs(a).as_ref()[..inputs]);
        }
    }

    /// Calls `entry(b, ∂(dx_a/dt)/∂x_b)` for every entry in row `a` of D.
    #[inline(always)]
    pub(super) fn each_by_states(&self, a: usize, mut entry: impl FnMut(usize, T)) {
        let Shape { states, coupled, .. } = self.shape;
        if coupled {
            (0..states).for_each(|b| entry(b, self.by_states[a * states + b]));
        } else {
            entry(a, self.by_states[a]);
        }
    }

    /// Writes (β − D)⁻¹ and (β − D)⁻¹ G. Returns `false` if states that depend on each other have no inverse.
    #[inline(always)]
    pub(super) fn condense(
        &mut self,
        derivatives: &Kinetics<&mut [T]>,
        beta: f64,
        scratch: &mut Scratch<'_, T>,
    ) -> bool {
        let Shape { states, inputs, coupled } = self.shape;
        let mut exists = true;
        if coupled {
            for (inverse, slope) in self.by_states.iter_mut().zip(&*derivatives.by_states) {
                *inverse = -*slope;
            }
            (0..states).for_each(|a| self.by_states[a * (states + 1)] += beta);
            exists = block::invert(self.by_states, states, scratch.pivots);
            for a in 0..states {
                for n in 0..inputs {
                    let mut sum = T::zero();
                    (0..states)
                        .for_each(|b| sum += self.by_states[a * states + b] * derivatives.by_inputs[b * inputs + n]);
                    self.by_inputs[a * inputs + n] = sum;
                }
            }
        } else {
            for a in 0..states {
                let inverse = (-derivatives.by_states[a] + beta).recip();
                self.by_states[a] = inverse;
                for n in 0..inputs {
                    self.by_inputs[a * inputs + n] = derivatives.by_inputs[a * inputs + n] * inverse;
                }
            }
        }
        exists
    }

    /// Replaces b by (β − D)⁻¹ b, after the condensation.
    #[inline(always)]
    pub(super) fn eliminate(&self, b: &mut [T], work: &mut [T]) {
        if self.shape.coupled {
            block::multiply(self.by_states, b, work);
        } else {
            for a in 0..self.shape.states {
                b[a] *= self.by_states[a];
            }
        }
    }
}
