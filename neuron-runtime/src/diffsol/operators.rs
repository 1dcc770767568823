//! The operators of diffsol, F, what is recorded, the roots at spikes and the start, and which of them are the equations.

use crate::system::System;
use ::diffsol::op::OpStatistics;
use ::diffsol::{
    ConstantOp, ConstantOpSens, ConstantOpSensAdjoint, Context, Matrix, NonLinearOp, NonLinearOpAdjoint,
    NonLinearOpJacobian, NonLinearOpSens, NonLinearOpSensAdjoint, OdeEquations, OdeEquationsRef, Op, UnitCallable,
    Vector,
};

use super::equations::{Equations, Work, count, lift};
use super::pattern::LANES;
use crate::model::access::Access;
use crate::model::network::Network;
use crate::number::{Grad, Scalar};

/// The right-hand side F(t, y): mV/ms, µM/ms, 1/ms. Where a derivative is not finite it is 10²⁰⁰, so that no solver steps
/// there.
pub struct Rhs<'a, N: Network<f64>, M: Matrix<T = f64>>(pub(super) &'a Equations<N, M>);

/// What is recorded, as a function of time and state.
pub struct Output<'a, N: Network<f64>, M: Matrix<T = f64>>(pub(super) &'a Equations<N, M>);

/// V minus the spike threshold of every neuron, mV.
pub struct Roots<'a, N: Network<f64>, M: Matrix<T = f64>>(pub(super) &'a Equations<N, M>, pub(super) f64);

/// The state at the start.
pub struct Start<'a, N: Network<f64>, M: Matrix<T = f64>>(pub(super) &'a Equations<N, M>);

/// What stands for a derivative that is not finite.
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
            // diffsol's explicit pair takes an error of NaN for none, and goes on with it; a huge one it rejects.
            dy.iter_mut().filter(|dy| !dy.is_finite()).for_each(|dy| *dy = NOT_FINITE);
        });
    }
}

impl<N: Network<f64>, M: Matrix<T = f64>> NonLinearOpJacobian for Rhs<'_, N, M> {
    /// Up to eight lanes of `v` are the tangents of one evaluation; for more, the Jacobian is assembled.
    fn jac_mul_inplace(&self, x: &M::V, t: f64, v: &M::V, y: &mut M::V) {
        count(&self.0.counts.products);
        if v.context().nbatch() > LANES {
            return self.0.rhs_by_state(x, t).multiply(v, y);
        }
        let Work { y: lifted, results } = &mut *self.0.work.borrow_mut();
        y.for_each_batch_host([x, v], |_, [x, v], lane| {
            if lane == 0 {
                lift(x, lifted);
            }
            for (lifted, v) in lifted.iter_mut().zip(v) {
                lifted.tangents_mut()[lane] = *v;
            }
        });
        self.0.lifted.rhs(Grad::from_f64(t), lifted, &mut results[..self.0.dim]);
        y.for_each_batch_host([], |y, [], lane| {
            for (y, result) in y.iter_mut().zip(&*results) {
                *y = result.tangents()[lane];
            }
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

/// Products from the entries of both derivatives. What diffsol calls transposed is minus the transposed matrix.
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

impl<'a, N: Network<f64>, M: Matrix<T = f64>> OdeEquationsRef<'a> for Equations<N, M> {
    type Mass = UnitCallable<M>;
    type Rhs = Rhs<'a, N, M>;
    type Root = Roots<'a, N, M>;
    type Init = Start<'a, N, M>;
    type Out = Output<'a, N, M>;
    type Reset = UnitCallable<M>;
}

impl<N: Network<f64>, M: Matrix<T = f64>> OdeEquations for Equations<N, M> {
    fn rhs(&self) -> Rhs<'_, N, M> {
        Rhs(self)
    }
    fn mass(&self) -> Option<UnitCallable<M>> {
        None
    }
    fn root(&self) -> Option<Roots<'_, N, M>> {
        self.threshold.map(|threshold| Roots(self, threshold))
    }
    fn out(&self) -> Option<Output<'_, N, M>> {
        (!self.outputs.is_empty()).then_some(Output(self))
    }
    fn init(&self) -> Start<'_, N, M> {
        Start(self)
    }
    fn set_params(&mut self, p: &M::V) {
        self.set_values(&p.clone_as_vec());
    }
    fn get_params(&self, p: &mut M::V) {
        p.for_each_batch_host([], |p, [], _| {
            for (value, parameter) in p.iter_mut().zip(&self.parameters) {
                *value = self.network.get(*parameter);
            }
        });
    }
}
