//! Measures of a model by name.

use super::{Model, Request};
use crate::error::Error;
use crate::measure::{Kind, MeasureSpec, SpikeMeasure, accumulator};
use crate::model::handle::Quantity;
use crate::model::names;
use crate::number::Scalar;
use crate::run::simulation::TimeLoop;
use crate::system::System;

/// Something to measure in a run of a [`Model`]: the form by name of a [`measure::Measure`](crate::measure::Measure).
#[derive(Clone, Debug, PartialEq)]
pub struct Measure {
    name: String,
    kind: Kind,
    from: f64,
}

impl Measure {
    /// Measures `kind` of the state, current or conductance of this full name.
    pub fn new(kind: Kind, name: impl Into<String>) -> Self {
        Measure { name: name.into(), kind, from: 0.0 }
    }

    /// Measures the mean over time of a state (mV, µM, 1), a current (nA) or a conductance (µS).
    pub fn mean(name: impl Into<String>) -> Self {
        Measure::new(Kind::Integral { mean: true }, name)
    }

    /// Measures a state (mV, µM, 1), a current (nA) or a conductance (µS) at the end.
    pub fn end(name: impl Into<String>) -> Self {
        Measure::new(Kind::End, name)
    }

    /// Measures the time (ms) at which V rises through the threshold of the run. `spike` counts from 0.
    pub fn spike_time(v: impl Into<String>, spike: usize) -> Self {
        Measure::new(Kind::Spikes(SpikeMeasure::Time { spike }), v)
    }

    /// Measures from this time (ms) on. It has no effect on a state at the end.
    pub fn from(mut self, time: f64) -> Self {
        self.from = time;
        self
    }

    /// Returns the measure of `network`.
    ///
    /// # Errors
    /// [`Error::UnknownName`], [`Error::Format`], and [`Error::Quantity`] for a quantity that has no such measure.
    pub(super) fn spec<T: Scalar>(&self, network: &dyn System<T>) -> Result<MeasureSpec, Error> {
        let quantity = names::find_quantity(network, &self.name)?;
        let refuse = |problem| Err(Error::Quantity { name: self.name.clone(), problem });
        if quantity.origin().element.is_none() {
            return refuse("is that of a whole array; name one element, such as `E[0].v`");
        }
        match (&self.kind, quantity) {
            (Kind::Integral { .. } | Kind::End, _) | (_, Quantity::State(..)) => {
                Ok(MeasureSpec { kind: self.kind.clone(), quantity, from: self.from })
            }
            _ => refuse("is no state; of currents and conductances there are means, integrals and values at the end"),
        }
    }
}

/// Returns the measures of a run of `network`.
///
/// # Errors
/// Those of [`Model::measure`].
pub(super) fn measure<T: Scalar>(
    network: &dyn System<T>,
    request: &Request,
    measures: &[Measure],
) -> Result<Vec<T>, Error> {
    let mut settings = request.settings(network)?;
    let specs = measures.iter().map(|measure| measure.spec(network)).collect::<Result<Vec<_>, _>>()?;
    let time_loop = TimeLoop { network, method: request.solver.method(), settings: &mut settings };
    accumulator::measure(time_loop, &specs.iter().collect::<Vec<_>>())
}

/// Returns one measure of a run of `network`.
///
/// # Errors
/// Those of [`Model::measure`].
pub(super) fn measure_one<T: Scalar>(
    network: &dyn System<T>,
    request: &Request,
    measure: &Measure,
) -> Result<T, Error> {
    let (mut settings, spec) = (request.settings(network)?, measure.spec(network)?);
    let time_loop = TimeLoop { network, method: request.solver.method(), settings: &mut settings };
    accumulator::measure_one(time_loop, &spec)
}

impl Model {
    /// Carries a run out and returns its measures. Traces are not recorded.
    ///
    /// # Errors
    /// Those of [`run`](Model::run), [`Error::Quantity`] for a quantity that has no such measure, [`Error::NoEvent`] for spikes
    /// or bursts that are missing, and [`Error::Setting`] for an invalid measure.
    pub fn measure(&self, request: &Request, measures: &[Measure]) -> Result<Vec<f64>, Error> {
        measure(self.system(), request, measures)
    }
}
