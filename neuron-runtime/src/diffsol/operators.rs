//! The operators of diffsol: the right-hand side F, the recorded quantities, the roots at spikes and the start.

use super::equations::{Equations, Work, count, set_constants};
use super::pattern::LANES;
use crate::model::network::Network;
use crate::number::{Grad, Real};
use crate::system::System;
use ::diffsol::op::OpStatistics;
use ::diffsol::{
    ConstantOp, ConstantOpSens, ConstantOpSensAdjoint, Context, Matrix, NonLinearOp, NonLinearOpAdjoint,
    NonLinearOpJacobian, NonLinearOpSens, NonLinearOpSensAdjoint, Op, Vector,
};

/// The right-hand side F(t, y), in mV/ms, µM/ms and 1/ms. A derivative that is not finite is replaced by 10²⁰⁰, so that every
/// solver rejects the step.
pub struct Rhs<'a, N: Network<f64>, M: Matrix<T = f64>>(pub(super) &'a Equations<N, M>);

/// The recorded quantities, as functions of time and state.
pub struct Output<'a, N: Network<f64>, M: Matrix<T = f64>>(pub(super) &'a Equations<N, M>);

/// V minus the spike threshold of each neuron, in mV.
pub struct Roots<'a, N: Network<f64>, M: Matrix<T = f64>>(pub(super) &'a Equations<N, M>, pub(super) f64);

/// The state at the start.
pub struct Start<'a, N: Network<f64>, M: Matrix<T = f64>>(pub(super) &'a Equations<N, M>);

/// The replacement of a derivative that is not finite.
const NOT_FINITE: f64 = 1e200;

macro_rules! operators {
    ($($name:ident: $results:expr;)*) => {$(
        impl<N: Network<f64>, M: Matrix<T = f64>> Op for $name<'_, N, M> {
            type T = f64;
            type V = M::V;
            type M = M;
            type C = M::C;

            fn context(&self) -> &M::C {
                &self.0.context
            }
            fn nstates(&self) -> usize {
                self.0.dim
            }
            fn nout(&self) -> usize {
                let results: fn(&Equations<N, M>) -> usize = $results;
                results(self.0)
            }
            fn nparams(&self) -> usize {
                self.0.nparams()
            }
            fn statistics(&self) -> OpStatistics {
                self.0.statistics()
            }
        }
    )*};
}

operators! {
    Rhs: |equations| equations.dim;
    Output: |equations| equations.outputs.len();
    Roots: |equations| equations.voltages.len();
    Start: |equations| equations.dim;
}

impl<N: Network<f64>, M: Matrix<T = f64>> NonLinearOp for Rhs<'_, N, M> {
    fn call_inplace(&self, x: &M::V, t: f64, y: &mut M::V) {
        count(&self.0.counts.calls);
        y.for_each_batch_host([x], |dy, [y], _| {
            self.0.network.rhs(t, y, dy);
            // diffsol's explicit pair accepts a step with an error of NaN, but rejects one with a huge error.
            dy.iter_mut().filter(|dy| !dy.is_finite()).for_each(|dy| *dy = NOT_FINITE);
        });
    }
}

impl<N: Network<f64>, M: Matrix<T = f64>> NonLinearOpJacobian for Rhs<'_, N, M> {
    /// Takes up to eight lanes of `v` as the tangents of one evaluation. For more lanes, the Jacobian is assembled.
    fn jac_mul_inplace(&self, x: &M::V, t: f64, v: &M::V, y: &mut M::V) {
        count(&self.0.counts.products);
        if v.context().nbatch() > LANES {
            return self.0.rhs_by_state(x, t).multiply(v, y);
        }
        let Work { y: dual, results } = &mut *self.0.work.borrow_mut();
        y.for_each_batch_host([x, v], |_, [x, v], lane| {
            if lane == 0 {
                set_constants(dual, x);
            }
            dual.iter_mut().zip(v).for_each(|(dual, v)| dual.tangents_mut()[lane] = *v);
        });
        self.0.dual.rhs(Grad::from_f64(t), dual, &mut results[..self.0.dim]);
        y.for_each_batch_host([], |y, [], lane| {
            y.iter_mut().zip(&*results).for_each(|(y, result)| *y = result.tangents()[lane]);
        });
    }
    fn jacobian_inplace(&self, x: &M::V, t: f64, y: &mut M) {
        count(&self.0.counts.matrices);
        self.0.rhs_by_state(x, t).write(y);
    }
    fn jacobian_sparsity(&self) -> Option<M::Sparsity> {
        self.0.derivatives.rhs_by_state.borrow().sparsity()
    }
}

impl<N: Network<f64>, M: Matrix<T = f64>> NonLinearOp for Output<'_, N, M> {
    fn call_inplace(&self, x: &M::V, t: f64, y: &mut M::V) {
        y.for_each_batch_host([x], |values, [y], _| self.0.outputs.evaluate(&self.0.network, t, y, values));
    }
}

impl<N: Network<f64>, M: Matrix<T = f64>> NonLinearOpJacobian for Output<'_, N, M> {
    fn jac_mul_inplace(&self, x: &M::V, t: f64, v: &M::V, y: &mut M::V) {
        self.0.output_by_state(x, t).multiply(v, y);
    }
    fn jacobian_inplace(&self, x: &M::V, t: f64, y: &mut M) {
        self.0.output_by_state(x, t).write(y);
    }
    fn jacobian_sparsity(&self) -> Option<M::Sparsity> {
        self.0.derivatives.output_by_state.borrow().sparsity()
    }
}

/// Implements products with the derivatives, by their entries. Where diffsol says transposed, it means minus the transpose.
macro_rules! derivatives {
    ($($name:ident: $by_state:ident $by_parameters:ident;)*) => {$(
        impl<N: Network<f64>, M: Matrix<T = f64>> NonLinearOpAdjoint for $name<'_, N, M> {
            fn jac_transpose_mul_inplace(&self, x: &M::V, t: f64, v: &M::V, y: &mut M::V) {
                count(&self.0.counts.transposed);
                self.0.$by_state(x, t).multiply_minus_transposed(v, y);
            }
            fn adjoint_inplace(&self, x: &M::V, t: f64, y: &mut M) {
                self.0.$by_state(x, t).write_minus_transposed(y);
            }
            fn adjoint_sparsity(&self) -> Option<M::Sparsity> {
                self.0.derivatives.$by_state.borrow().transposed_sparsity()
            }
        }

        impl<N: Network<f64>, M: Matrix<T = f64>> NonLinearOpSens for $name<'_, N, M> {
            fn sens_mul_inplace(&self, x: &M::V, t: f64, v: &M::V, y: &mut M::V) {
                self.0.$by_parameters(x, t).multiply(v, y);
            }
            fn sens_inplace(&self, x: &M::V, t: f64, y: &mut M) {
                self.0.$by_parameters(x, t).write(y);
            }
            fn sens_sparsity(&self) -> Option<M::Sparsity> {
                self.0.derivatives.$by_parameters.borrow().sparsity()
            }
        }

        impl<N: Network<f64>, M: Matrix<T = f64>> NonLinearOpSensAdjoint for $name<'_, N, M> {
            fn sens_transpose_mul_inplace(&self, x: &M::V, t: f64, v: &M::V, y: &mut M::V) {
                self.0.$by_parameters(x, t).multiply_minus_transposed(v, y);
            }
            fn sens_adjoint_inplace(&self, x: &M::V, t: f64, y: &mut M) {
                self.0.$by_parameters(x, t).write_minus_transposed(y);
            }
            fn sens_adjoint_sparsity(&self) -> Option<M::Sparsity> {
                self.0.derivatives.$by_parameters.borrow().transposed_sparsity()
            }
        }
    )*};
}

derivatives! {
    Rhs: rhs_by_state rhs_by_parameters;
    Output: output_by_state output_by_parameters;
}

impl<N: Network<f64>, M: Matrix<T = f64>> NonLinearOp for Roots<'_, N, M> {
    fn call_inplace(&self, x: &M::V, _t: f64, y: &mut M::V) {
        y.for_each_batch_host([x], |roots, [y], _| {
            for (root, &k) in roots.iter_mut().zip(&self.0.voltages) {
                *root = y[k] - self.1;
            }
        });
    }
}

impl<N: Network<f64>, M: Matrix<T = f64>> NonLinearOpJacobian for Roots<'_, N, M> {
    fn jac_mul_inplace(&self, _x: &M::V, _t: f64, v: &M::V, y: &mut M::V) {
        y.for_each_batch_host([v], |roots, [v], _| {
            for (root, &k) in roots.iter_mut().zip(&self.0.voltages) {
                *root = v[k];
            }
        });
    }
}

impl<N: Network<f64>, M: Matrix<T = f64>> NonLinearOpAdjoint for Roots<'_, N, M> {
    fn jac_transpose_mul_inplace(&self, _x: &M::V, _t: f64, v: &M::V, y: &mut M::V) {
        y.for_each_batch_host([v], |y, [v], _| {
            y.fill(0.0);
            for (v, &k) in v.iter().zip(&self.0.voltages) {
                y[k] -= v;
            }
        });
    }
}

impl<N: Network<f64>, M: Matrix<T = f64>> NonLinearOpSens for Roots<'_, N, M> {
    fn sens_mul_inplace(&self, _x: &M::V, _t: f64, _v: &M::V, y: &mut M::V) {
        y.fill(0.0);
    }
}

impl<N: Network<f64>, M: Matrix<T = f64>> NonLinearOpSensAdjoint for Roots<'_, N, M> {
    fn sens_transpose_mul_inplace(&self, _x: &M::V, _t: f64, _v: &M::V, y: &mut M::V) {
        y.fill(0.0);
    }
}

impl<N: Network<f64>, M: Matrix<T = f64>> ConstantOp for Start<'_, N, M> {
    fn call_inplace(&self, _t: f64, y: &mut M::V) {
        y.for_each_batch_host([], |y, [], _| match &self.0.start {
            Some(start) => y.copy_from_slice(start),
            None => self.0.network.start(y),
        });
    }
}

impl<N: Network<f64>, M: Matrix<T = f64>> ConstantOpSens for Start<'_, N, M> {
    fn sens_mul_inplace(&self, _t: f64, v: &M::V, y: &mut M::V) {
        self.0.start_by_parameters().multiply(v, y);
    }
    fn sens_inplace(&self, _t: f64, y: &mut M) {
        self.0.start_by_parameters().write(y);
    }
    fn sens_sparsity(&self) -> Option<M::Sparsity> {
        self.0.derivatives.start_by_parameters.borrow().sparsity()
    }
}

impl<N: Network<f64>, M: Matrix<T = f64>> ConstantOpSensAdjoint for Start<'_, N, M> {
    fn sens_transpose_mul_inplace(&self, _t: f64, v: &M::V, y: &mut M::V) {
        self.0.start_by_parameters().multiply_minus_transposed(v, y);
    }
    fn sens_adjoint_inplace(&self, _t: f64, y: &mut M) {
        self.0.start_by_parameters().write_minus_transposed(y);
    }
    fn sens_adjoint_sparsity(&self) -> Option<M::Sparsity> {
        self.0.derivatives.start_by_parameters.borrow().transposed_sparsity()
    }
}
