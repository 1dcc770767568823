//! A network without its type.

use crate::model::handle::Origin;
use crate::model::network::Network;
use crate::model::network::parameters::write;
use crate::system::System;
use crate::system::jacobian::Jacobian;
use std::any::Any;

/// What a [`Model`](super::Model) needs of its network besides the equations.
pub(super) trait Erased: System<f64> + Any + Send + Sync {
    /// Returns a copy of the network.
    fn cloned(&self) -> Box<dyn Erased>;
    /// Sets a parameter in its declared unit. For a whole array, it is set for all elements.
    fn set_parameter(&mut self, origin: Origin, index: usize, value: f64);
    /// See [`Jacobian::entries`].
    fn entries(&self, jacobian: &mut Jacobian<f64>, entry: &mut dyn FnMut(usize, usize, f64));
}

impl<N: Network<f64> + Clone + Send + Sync + 'static> Erased for N {
    fn cloned(&self) -> Box<dyn Erased> {
        Box::new(self.clone())
    }

    fn set_parameter(&mut self, origin: Origin, index: usize, value: f64) {
        write(self, origin, index, value);
    }

    fn entries(&self, jacobian: &mut Jacobian<f64>, entry: &mut dyn FnMut(usize, usize, f64)) {
        jacobian.entries(self, entry);
    }
}
