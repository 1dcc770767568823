//! What a model file needs: `use neuron_runtime::prelude::*;`

#[cfg(feature = "std")]
pub use crate::access::Access;
#[cfg(feature = "std")]
pub use crate::cost;
#[cfg(feature = "std")]
pub use crate::error::Error;
#[cfg(feature = "std")]
pub use crate::measure::{Measure, Objective};
pub use crate::network::Network;
#[cfg(feature = "std")]
pub use crate::record::Run;
pub use crate::scalar::Scalar;
#[cfg(feature = "std")]
pub use crate::sensitivity::{Cost, Differentiate};
#[cfg(feature = "std")]
pub use crate::simulation::Simulate;
#[cfg(feature = "std")]
pub use crate::solve::{
    Adaptive, ExponentialEuler, ExponentialMidpoint, Rk4, Rodas3P, Rodas4, Rodas5P, Ros34Pw2, Tsit5,
};
#[cfg(feature = "macros")]
pub use neuron_macros::{cell, channel, network, pool, synapse};
