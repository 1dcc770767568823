//! Costs as values: functions of a network over any number type.

use crate::error::Error;
use crate::measure::Objective;
use crate::model::network::Network;
use crate::number::Scalar;

/// A function of the network `N` that can be evaluated over several number types: for its value, its gradient, its Hessian.
/// [`cost!`](crate::cost) writes one in a line.
///
/// ```
/// use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
/// use neuron_runtime::prelude::*;
///
/// /// The squared distance of the third spike from a time (ms²).
/// struct ThirdSpike {
///     at: f64,
/// }
///
/// impl Cost<HodgkinHuxley> for ThirdSpike {
///     fn cost<T: Scalar>(&self, axon: &HodgkinHuxley<T>) -> Result<T, Error> {
///         let off = axon.simulate(50.0).spike_time(HodgkinHuxley::v, 2)? - self.at;
///         Ok(off * off)
///     }
/// }
///
/// let mut axon = HodgkinHuxley::default();
/// axon.set(HodgkinHuxley::inject, 10.0);
/// let hessian = axon.hessian_of(&[HodgkinHuxley::inject], &ThirdSpike { at: 30.0 })?;
/// assert!(hessian.gradient[0] < 0.0 && hessian.matrix[0][0] > 0.0);
/// # Ok::<(), Error>(())
/// ```
pub trait Cost<N: Network<f64>> {
    /// Returns the value of the cost.
    ///
    /// # Errors
    /// Those of the simulations it runs.
    fn cost<T: Scalar>(&self, network: &N::With<T>) -> Result<T, Error>;

    /// Returns the built-in objective that the cost is, if it is one. Only those have a reverse mode.
    fn objective(&self) -> Option<&Objective<N::Tag>> {
        None
    }
}

impl<N: Network<f64, Tag = N>> Cost<N> for Objective<N> {
    fn cost<T: Scalar>(&self, network: &N::With<T>) -> Result<T, Error> {
        self.value(network)
    }

    fn objective(&self) -> Option<&Objective<N>> {
        Some(self)
    }
}

/// Writes a [`Cost`](crate::derive::Cost) in one line: a function of a network, and the data that it uses by reference.
///
/// ```
/// use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
/// use neuron_runtime::prelude::*;
///
/// let wanted = -60.0; // mV
/// let off = cost!(|axon: HodgkinHuxley| {
///     let off = axon.simulate(100.0).mean(HodgkinHuxley::v)? - *mean;
///     Ok(off * off)
/// }; mean: f64 = wanted);
///
/// let axon = HodgkinHuxley::default();
/// let gradient = axon.gradient_of(&[HodgkinHuxley::Leak.g, HodgkinHuxley::K.g], &off)?;
/// // The tangents take part in the step-size control, so that the steps differ from those of the plain run.
/// assert!((gradient.value - off.cost(&axon)?).abs() < 1e-6);
/// # Ok::<(), Error>(())
/// ```
#[macro_export]
macro_rules! cost {
    (|$network:ident: $of:ty| $body:expr $(; $($name:ident: $type:ty = $value:expr),* $(,)?)?) => {{
        struct Written {
            $($($name: $type,)*)?
        }
        impl $crate::derive::Cost<$of> for Written {
            fn cost<T: $crate::number::Scalar>(
                &self,
                $network: &<$of as $crate::model::network::Network<f64>>::With<T>,
            ) -> ::core::result::Result<T, $crate::error::Error> {
                $($(let $name = &self.$name;)*)?
                $body
            }
        }
        Written { $($($name: $value,)*)? }
    }};
}
