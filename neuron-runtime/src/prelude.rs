//! Everything that a model file needs: `use neuron_runtime::prelude::*;`

#[cfg(feature = "std")]
pub use crate::cost;
#[cfg(feature = "std")]
pub use crate::derive::{Cost, Differentiate};
#[cfg(feature = "std")]
pub use crate::error::Error;
#[cfg(feature = "std")]
pub use crate::measure::{Measure, Objective};
pub use crate::model::access::Access;
pub use crate::model::equations::{Written, WrittenCell, WrittenNetwork};
#[cfg(feature = "std")]
pub use crate::model::names::ByName;
pub use crate::model::network::{Layout, Network};
pub use crate::model::sources::Listed;
#[cfg(feature = "random")]
pub use crate::model::sources::{Poisson, Regular};
pub use crate::number::{Real, Scalar};
#[cfg(all(feature = "std", feature = "random"))]
pub use crate::run::input::OrnsteinUhlenbeck;
#[cfg(feature = "std")]
pub use crate::run::input::{Steps, Waveform};
#[cfg(feature = "std")]
pub use crate::run::result::Run;
#[cfg(feature = "std")]
pub use crate::run::simulation::Simulate;
#[cfg(feature = "std")]
pub use crate::solve::{Adaptive, ExponentialEuler, Rk4, Rodas3P, Rodas4, Rodas5P, Ros34Pw2, Strang, Tsit5};
pub use crate::system::{Fixed, Given, System, Workspace};
#[cfg(feature = "macros")]
pub use neuron_macros::{cell, channel, network, pool, stimulus, synapse};
