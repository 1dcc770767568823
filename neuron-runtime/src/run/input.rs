//! Inputs of a run: currents that are injected, noise, voltage clamps and dynamic clamps.
//!
//! An input belongs to a run and not to its network. It enters through the handle of a V, see
//! [`Simulation::inject`](crate::run::simulation::Simulation::inject),
//! [`voltage_clamp`](crate::run::simulation::Simulation::voltage_clamp) and
//! [`dynamic_clamp`](crate::run::simulation::Simulation::dynamic_clamp). Every method stops at the edges of pulses, at
//! samples and at steps of a command, as it does at those of the stimuli of a network.

pub(crate) mod clamped;
mod command;
pub(crate) mod driven;
mod lists;
#[cfg(feature = "random")]
mod noise;
mod pieces;
pub(crate) mod read;
mod source;
mod stimulus;
mod waveform;

pub use command::{Command, Steps};
pub use lists::{read_connections, read_spikes};
#[cfg(feature = "random")]
pub use noise::OrnsteinUhlenbeck;
pub use waveform::Waveform;

use crate::model::handle::Quantity;
use crate::model::mechanism::{Mechanism, Parameters};
use crate::number::{Constant, Real, Scalar};
use source::Source;
use std::fmt;
use std::marker::PhantomData;
use std::rc::Rc;
use stimulus::Stimulus;
use waveform::Conductance;

/// An input of a run over numbers of the type `T`.
pub struct Input<T>(Rc<dyn Source<T>>);

impl<T> fmt::Debug for Input<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Input").field(&self.0.name()).finish()
    }
}

impl<T: Scalar> Input<T> {
    pub(crate) fn voltage_clamp(command: Command) -> Self {
        Input(Rc::new(command::Clamp::new(command)))
    }

    pub(crate) fn dynamic_clamp(g: Waveform, e: impl Constant<T> + 'static) -> Self {
        Input(Rc::new(Conductance { g, e }))
    }
}

/// An input and the V through which it enters.
pub(crate) struct Placed<T> {
    pub(crate) v: Quantity,
    pub(crate) input: Input<T>,
}

/// What can be injected into a neuron of a run over numbers of the type `T`:
///
/// - a struct of `#[stimulus]` without states, whose parameters are of that type or `f64`;
/// - a [`Waveform`] in nA;
/// - noise, an `OrnsteinUhlenbeck`.
///
/// `Kind` follows from the type of the input.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be injected into a neuron of a run over `{T}`",
    label = "no stimulus, waveform or noise over that type of number or over `f64`"
)]
pub trait IntoInput<T: Scalar, Kind> {
    /// Returns the input.
    fn into_input(self) -> Input<T>;
}

/// The kind of an input that has parameters of the type `U`.
#[derive(Debug)]
pub struct OfParameters<U>(PhantomData<U>);

/// The kind of an input that has samples.
#[derive(Debug)]
pub enum OfSamples {}

/// The kind of noise whose parameters are of the type `U`.
#[derive(Debug)]
pub struct OfNoise<U>(PhantomData<U>);

impl<T: Scalar, U: Real + Constant<T>, M: Parameters<U>> IntoInput<T, OfParameters<U>> for M
where
    M::With<T>: Mechanism<T> + Parameters<T> + 'static,
{
    fn into_input(self) -> Input<T> {
        Input(Rc::new(Stimulus(self.map(&mut |parameter| parameter.constant()))))
    }
}

impl<T: Scalar> IntoInput<T, OfSamples> for Waveform {
    fn into_input(self) -> Input<T> {
        Input(Rc::new(self))
    }
}

#[cfg(feature = "random")]
impl<T: Scalar, U: Real + Constant<T>> IntoInput<T, OfNoise<U>> for OrnsteinUhlenbeck<U> {
    fn into_input(self) -> Input<T> {
        Input(Rc::new(noise::Noise::new(self.constant())))
    }
}
