//! Simulations that return measures instead of a run.

use super::{Measure, accumulator};
use crate::error::Error;
use crate::model::handle::{Recordable, State};
use crate::model::network::Network;
use crate::number::Scalar;
use crate::run::simulation::{Simulation, TimeLoop, with_changes};
use crate::solve::Method;

impl<N: Network<T>, T: Scalar, M: Method<T>> Simulation<'_, N, T, M> {
    /// Carries the run out and returns its measures. Traces are not recorded.
    ///
    /// # Errors
    /// Those of [`run`](Simulation::run), and
    ///
    /// - [`Error::NoEvent`] for spikes or bursts that are missing;
    /// - [`Error::NotDifferentiable`] and [`Error::UndecidedBurst`] for spikes or bursts without derivatives, if the number type
    ///   carries any;
    /// - [`Error::Setting`] for an invalid measure;
    /// - [`Error::UnknownName`] for a quantity that does not exist, such as the current of an array without connections.
    pub fn measure(self, measures: &[Measure<N::Tag>]) -> Result<Vec<T>, Error> {
        let Simulation { network, method, mut settings } = self;
        let measures: Vec<_> = measures.iter().map(|measure| &measure.spec).collect();
        with_changes::<N, T, M::Needs, _>(network, &mut settings, |network, settings| {
            accumulator::measure(TimeLoop { network, method: &method, settings }, &measures)
        })
    }

    fn measure_one(self, measure: &Measure<N::Tag>) -> Result<T, Error> {
        let Simulation { network, method, mut settings } = self;
        with_changes::<N, T, M::Needs, _>(network, &mut settings, |network, settings| {
            accumulator::measure_one(TimeLoop { network, method: &method, settings }, &measure.spec)
        })
    }

    /// Returns the mean over time of a state (mV, µM, 1), a current (nA) or a conductance (µS), see [`Measure::mean`].
    ///
    /// # Errors
    /// Those of [`measure`](Simulation::measure).
    pub fn mean(self, quantity: impl Recordable<N::Tag>) -> Result<T, Error> {
        self.measure_one(&Measure::mean(quantity))
    }

    /// Returns the integral over time of a state, a current or a conductance, see [`Measure::integral`].
    ///
    /// # Errors
    /// Those of [`measure`](Simulation::measure).
    pub fn integral(self, quantity: impl Recordable<N::Tag>) -> Result<T, Error> {
        self.measure_one(&Measure::integral(quantity))
    }

    /// Returns a state (mV, µM, 1), a current (nA) or a conductance (µS) at the end.
    ///
    /// # Errors
    /// Those of [`measure`](Simulation::measure).
    pub fn end(self, quantity: impl Recordable<N::Tag>) -> Result<T, Error> {
        self.measure_one(&Measure::end(quantity))
    }

    /// Returns the time (ms) of a spike of the neuron with this V. `spike` counts from 0.
    ///
    /// # Errors
    /// Those of [`measure`](Simulation::measure).
    pub fn spike_time(self, v: State<N::Tag>, spike: usize) -> Result<T, Error> {
        self.measure_one(&Measure::spike_time(v, spike))
    }

    /// Returns the interval (ms) from a spike to the next. `spike` counts from 0.
    ///
    /// # Errors
    /// Those of [`measure`](Simulation::measure).
    pub fn interval(self, v: State<N::Tag>, spike: usize) -> Result<T, Error> {
        self.measure_one(&Measure::interval(v, spike))
    }

    /// Returns the mean period (ms) of bursts. A burst is at least two spikes with intervals below `gap` (ms).
    ///
    /// # Errors
    /// Those of [`measure`](Simulation::measure).
    pub fn period(self, v: State<N::Tag>, gap: f64) -> Result<T, Error> {
        self.measure_one(&Measure::period(v, gap))
    }

    /// Returns the mean duty cycle of bursts. A burst is at least two spikes with intervals below `gap` (ms).
    ///
    /// # Errors
    /// Those of [`measure`](Simulation::measure).
    pub fn duty_cycle(self, v: State<N::Tag>, gap: f64) -> Result<T, Error> {
        self.measure_one(&Measure::duty_cycle(v, gap))
    }

    /// Returns the mean squared distance of a state to a trace with `values` at `times` (ms).
    ///
    /// # Errors
    /// Those of [`measure`](Simulation::measure).
    pub fn distance(self, state: State<N::Tag>, times: &[f64], values: &[f64]) -> Result<T, Error> {
        self.measure_one(&Measure::distance(state, times, values))
    }
}
