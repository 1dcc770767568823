//! The voltage of one neuron in time, from which features are computed.

use super::course::Course;
use super::samples::Samples;
use super::solution::Solution;
use crate::error::Error;
use crate::model::handle::{Recordable, State};
use crate::model::names;
use crate::model::network::Network;
use crate::number::Scalar;
use crate::run::input::read;
use crate::run::probe::Probe;
use crate::run::simulation::{Outcome, Simulation, TimeLoop, with_changes};
use crate::solve::Method;
use std::io::BufRead;
use std::path::Path;
use std::sync::Arc;

/// V of one neuron in time: a solution, or samples of it.
///
/// - A solution is what the method has found between its steps, a polynomial for each. Peaks, crossings and slopes of it are
///   roots, and no interval between samples enters.
/// - Samples are looked at by the rules of eFEL: a peak is at the time of a sample, slopes are central differences.
///
/// Copies share their content.
#[derive(Clone, Debug)]
pub struct VoltageTrace {
    course: Arc<Kind>,
}

#[derive(Clone, Debug)]
enum Kind {
    Solution(Solution),
    Samples(Samples),
}

impl VoltageTrace {
    fn new(course: Kind) -> Self {
        VoltageTrace { course: Arc::new(course) }
    }

    /// Returns samples of V (mV) at times (ms) that ascend. They may be of a recording, or of a run.
    ///
    /// eFEL first reads a trace anew, every 0.1 ms unless it is told otherwise: [`resampled`](Self::resampled) does that.
    ///
    /// # Errors
    /// [`Error::Length`] if there are not as many potentials as times, or fewer than two; [`Error::Setting`] for a time or a
    /// potential that is not finite, and for times that do not ascend.
    pub fn from_samples(time: &[f64], v: &[f64]) -> Result<Self, Error> {
        if time.len() != v.len() {
            return Err(Error::Length { list: "the potentials of a trace", found: v.len(), wanted: time.len() });
        }
        if time.len() < 2 {
            return Err(Error::Length { list: "the samples of a trace", found: time.len(), wanted: 2 });
        }
        let refuse = |setting, value, expected| Err(Error::Setting { setting, value, expected });
        if let Some(value) = time.iter().find(|time| !time.is_finite()) {
            return refuse("the time of a sample", *value, "it has to be finite");
        }
        if let Some(pair) = time.windows(2).find(|pair| pair[1] <= pair[0]) {
            return refuse("the time of a sample", pair[1], "it has to be after that of the one before");
        }
        if let Some(value) = v.iter().find(|v| !v.is_finite()) {
            return refuse("the potential of a sample", *value, "it has to be finite");
        }
        Ok(VoltageTrace::new(Kind::Samples(Samples::new(time.to_vec(), v.to_vec()))))
    }

    /// Reads a file of two columns, times (ms) and V (mV), as [`Waveform::from_csv`](crate::run::input::Waveform::from_csv) does.
    ///
    /// # Errors
    /// [`Error::File`] if it cannot be read; [`Error::Format`] with the number of the first line that is wrong; those of
    /// [`from_samples`](Self::from_samples).
    pub fn from_csv(path: impl AsRef<Path>) -> Result<Self, Error> {
        let samples = read::file(path.as_ref(), read::Columns::TimeAndValue)?;
        Self::from_samples(&samples.times, &samples.values)
    }

    /// Reads two columns as [`from_csv`](Self::from_csv) does.
    ///
    /// # Errors
    /// [`Error::Format`] with the number of the first line that is wrong; those of [`from_samples`](Self::from_samples).
    pub fn from_reader(reader: impl BufRead) -> Result<Self, Error> {
        let samples = read::lines(reader, "", read::Columns::TimeAndValue)?;
        Self::from_samples(&samples.times, &samples.values)
    }

    /// Returns samples of the trace every `interval` (ms) from its beginning on. Samples are interpolated by straight lines.
    ///
    /// # Errors
    /// [`Error::Setting`] for an interval that is not positive, or leaves fewer than two samples or more than 10⁸.
    pub fn resampled(&self, interval: f64) -> Result<Self, Error> {
        let [begin, end] = self.span();
        // Rounding must not lose a last sample at the end.
        let count = ((end - begin) / interval * (1.0 + 4.0 * f64::EPSILON)).floor();
        if !(interval > 0.0 && (1.0..=1e8).contains(&count)) {
            let expected = "it has to be positive, shorter than the trace, and no shorter than a part in 10⁸ of it";
            return Err(Error::Setting { setting: "the interval between samples", value: interval, expected });
        }
        let time: Vec<f64> = (0..=count as u64).map(|k| (begin + k as f64 * interval).min(end)).collect();
        let v = time.iter().map(|time| self.course().value(*time)).collect();
        Ok(VoltageTrace::new(Kind::Samples(Samples::new(time, v))))
    }

    /// Returns the times (ms) at which the trace begins and ends.
    pub fn span(&self) -> [f64; 2] {
        self.course().span()
    }

    /// Returns V (mV) at a time (ms); `None` outside of the trace.
    pub fn value(&self, time: f64) -> Option<f64> {
        let [begin, end] = self.span();
        (begin <= time && time <= end).then(|| self.course().value(time))
    }

    /// Returns the times (ms) of the samples, or at which the steps of the solution begin and end.
    pub fn knots(&self) -> Vec<f64> {
        match &*self.course {
            Kind::Solution(solution) => solution.knots().collect(),
            Kind::Samples(samples) => samples.times().to_vec(),
        }
    }

    pub(super) fn course(&self) -> &dyn Course {
        match &*self.course {
            Kind::Solution(solution) => solution,
            Kind::Samples(samples) => samples,
        }
    }
}

impl<N: Network<T>, T: Scalar, M: Method<T>> Simulation<'_, N, T, M> {
    /// Carries the run out and returns V of a neuron or compartment between all steps; of an array, that of the first neuron.
    /// Some 100 bytes are kept for each step. Nothing else is recorded.
    ///
    /// # Errors
    /// Those of [`run`](Simulation::run); [`Error::Quantity`] if the state is no V.
    pub fn voltage_trace(self, v: State<N::Tag>) -> Result<VoltageTrace, Error> {
        let Simulation { network, method, mut settings } = self;
        with_changes::<N, T, M::Needs, _>(network, &mut settings, |network, settings| {
            let mut time_loop = TimeLoop { network, method: &method, settings };
            let name = names::name_of(network.info(), v.quantity()).0;
            let problem = "is no membrane potential, of which features could be; give the handle of a `v`";
            let index = match Probe::new(network, v.quantity())? {
                Probe::State(index) if name == "v" || name.ends_with(".v") => index,
                _ => return Err(Error::Quantity { name, problem }),
            };
            time_loop.settings.record = Some(Vec::new());
            let mut solution = Solution::default();
            let Outcome { result, .. } = time_loop.run(&mut |stepper| {
                solution.push(stepper.previous_time(), stepper.time(), stepper.interpolant(index));
            });
            result.map(|()| VoltageTrace::new(Kind::Solution(solution)))
        })
    }
}
