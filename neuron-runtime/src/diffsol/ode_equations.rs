//! The operators as the ODE equations of diffsol.

use super::equations::Equations;
use super::operators::{Output, Rhs, Roots, Start};
use crate::model::access::Access;
use crate::model::network::Network;
use ::diffsol::{Matrix, OdeEquations, OdeEquationsRef, UnitCallable, Vector};

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
