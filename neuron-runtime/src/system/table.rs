//! A network as a table of functions.
//!
//! What lies around the equations (methods, recordings, measures) is the same for every network. It sees a network as a
//! [`System`], through one indirect call per evaluation, so that it is compiled once per number type instead of once
//! per network; the equations behind the call stay monomorphised.

use super::jacobian::{Jacobian, Singular};
use crate::model::access::places;
use crate::model::handle::{Group, Origin};
use crate::model::info::NetworkInfo;
use crate::model::mechanism::Flow;
use crate::model::network::Network;
use crate::number::Scalar;

/// A [`Network`] of whatever type. Every network is one; its functions are those of the same names.
pub trait System<T: Scalar> {
    /// Names and groups.
    fn info(&self) -> &'static NetworkInfo;
    /// See [`Network::dim`].
    fn dim(&self) -> usize;
    /// See [`Network::start`].
    fn start(&self, y: &mut [T]);
    /// See [`Network::rhs`].
    fn rhs(&self, t: T, y: &[T], dy: &mut [T]);
    /// See [`Network::exponential_euler`].
    fn exponential_euler(&self, t: T, h: f64, y: &mut [T], work: &mut [T]);
    /// See [`Network::exponential_midpoint`].
    fn exponential_midpoint(&self, t: T, h: f64, y: &mut [T], middle: &mut [T], work: &mut [T]);
    /// See [`Network::work`].
    fn work(&self) -> usize;
    /// See [`Network::scales`].
    fn scales(&self, scale: &mut [f64]);
    /// See [`Network::state_index`].
    fn state_index(&self, origin: Origin, index: usize) -> Option<usize>;
    /// See [`Network::flow`].
    fn flow(&self, origin: Origin, index: usize, t: T, y: &[T]) -> Option<Flow<T>>;
    /// A parameter in its declared unit; of a whole array, its first element's.
    fn parameter(&self, origin: Origin, index: usize) -> Option<T>;
    /// How many neurons or connections a group has.
    fn elements(&self, group: Group) -> usize;
    /// How many sets of states the synapses of a group have.
    fn sources(&self, synapses: usize) -> usize;
    /// See [`Jacobian::new`].
    fn jacobian(&self) -> Jacobian<T>;
    /// See [`Jacobian::evaluate`].
    fn evaluate(&self, jacobian: &mut Jacobian<T>, t: T, y: &[T], dy: &mut [T]);
    /// See [`Jacobian::factorise`].
    ///
    /// # Errors
    /// The state whose pivot is 0 or not finite.
    fn factorise(&self, jacobian: &mut Jacobian<T>, beta: f64) -> Result<(), Singular>;
    /// See [`Jacobian::solve`].
    fn solve(&self, jacobian: &mut Jacobian<T>, b: &mut [T]);
    /// See [`Jacobian::fastest`].
    fn fastest(&self, jacobian: &mut Jacobian<T>) -> f64;
}

impl<T: Scalar, N: Network<T>> System<T> for N {
    fn info(&self) -> &'static NetworkInfo {
        const { &N::INFO }
    }

    fn dim(&self) -> usize {
        Network::dim(self)
    }

    fn start(&self, y: &mut [T]) {
        Network::start(self, y);
    }

    fn rhs(&self, t: T, y: &[T], dy: &mut [T]) {
        Network::rhs(self, t, y, dy);
    }

    fn exponential_euler(&self, t: T, h: f64, y: &mut [T], work: &mut [T]) {
        Network::exponential_euler(self, t, h, y, work);
    }

    fn exponential_midpoint(&self, t: T, h: f64, y: &mut [T], middle: &mut [T], work: &mut [T]) {
        Network::exponential_midpoint(self, t, h, y, middle, work);
    }

    fn work(&self) -> usize {
        Network::work(self)
    }

    fn scales(&self, scale: &mut [f64]) {
        Network::scales(self, scale);
    }

    fn state_index(&self, origin: Origin, index: usize) -> Option<usize> {
        Network::state_index(self, origin, index)
    }

    fn flow(&self, origin: Origin, index: usize, t: T, y: &[T]) -> Option<Flow<T>> {
        Network::flow(self, origin, index, t, y)
    }

    fn parameter(&self, origin: Origin, index: usize) -> Option<T> {
        places::read(self, origin, index)
    }

    fn elements(&self, group: Group) -> usize {
        places::elements(self, group)
    }

    fn sources(&self, synapses: usize) -> usize {
        places::sources(self, synapses)
    }

    fn jacobian(&self) -> Jacobian<T> {
        Jacobian::new(self)
    }

    fn evaluate(&self, jacobian: &mut Jacobian<T>, t: T, y: &[T], dy: &mut [T]) {
        jacobian.evaluate(self, t, y, dy);
    }

    fn factorise(&self, jacobian: &mut Jacobian<T>, beta: f64) -> Result<(), Singular> {
        jacobian.factorise(self, beta)
    }

    fn solve(&self, jacobian: &mut Jacobian<T>, b: &mut [T]) {
        jacobian.solve(self, b);
    }

    fn fastest(&self, jacobian: &mut Jacobian<T>) -> f64 {
        jacobian.fastest(self)
    }
}
