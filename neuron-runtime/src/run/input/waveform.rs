//! Samples as a function of time.

use super::pieces::{Course, Instants, NEXT_SAMPLE, Pieces};
use super::read;
use super::source::Source;
use crate::error::{Error, Short};
use crate::model::info::RelationInfo;
use crate::model::mechanism::Held;
use crate::number::{Constant, Scalar};
use crate::system::Drive;
use std::io::BufRead;
use std::path::Path;

/// Samples as a function of time: a recorded or computed current (nA), conductance (µS) or potential (mV).
///
/// - A sample is held until the next one, unless the waveform is [linear](Waveform::linear) or
///   [interpolated](Waveform::interpolated).
/// - Before the first sample a current and a conductance are 0, and a command of a voltage clamp has the first value.
/// - After the last sample every waveform stays at the last value.
///
/// Every sample is a stop of the step control, so that a step sees a smooth current. Its cost does not depend on the number
/// of samples, which copies share.
///
/// ```
/// use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
/// use neuron_runtime::prelude::*;
///
/// let noise: Vec<f64> = (0..50).map(|k| 10.0 + 5.0 * (k as f64).sin()).collect(); // nA
/// let run = HodgkinHuxley::default()
///     .simulate(50.0)
///     .inject(HodgkinHuxley::v, Waveform::linear(1.0, &noise)?)
///     .run()?;
/// assert!(!run.spikes.is_empty());
/// assert_eq!(run.injected(0)?.len(), run.time().len());
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Waveform {
    pub(super) pieces: Pieces<f64>,
}

impl Waveform {
    /// Returns samples at multiples of `interval` (ms), each held until the next.
    ///
    /// # Errors
    /// [`Error::Input`] if there is no sample, if one is infinite or NaN, or if the interval is not a positive number.
    pub fn held(interval: f64, samples: &[f64]) -> Result<Self, Error> {
        Self::every(interval, samples.to_vec())
    }

    /// Returns samples at multiples of `interval` (ms), with straight lines between them.
    ///
    /// # Errors
    /// Those of [`held`](Waveform::held).
    pub fn linear(interval: f64, samples: &[f64]) -> Result<Self, Error> {
        Ok(Self::every(interval, samples.to_vec())?.interpolated())
    }

    /// Returns `values` at `times` (ms), which ascend. Each is held until the next; see
    /// [`interpolated`](Waveform::interpolated).
    ///
    /// ```
    /// use neuron_runtime::prelude::*;
    ///
    /// let triangle = Waveform::at(&[10.0, 20.0, 40.0], &[0.0, 1.5, 0.0])?.interpolated();
    /// let mistake = Waveform::at(&[10.0, 5.0], &[0.0, 1.5]).expect_err("a time that comes too early");
    /// assert_eq!(mistake.to_string(), "a waveform has the time 5 ms after 10 ms; times have to ascend");
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Input`] if there is no sample, if a number is infinite or NaN, or if a time is not after the one before it;
    /// [`Error::Length`] if there are not as many values as times.
    pub fn at(times: &[f64], values: &[f64]) -> Result<Self, Error> {
        if times.len() != values.len() {
            return Err(Error::Length { list: "the values of a waveform", found: values.len(), wanted: times.len() });
        }
        if let Some(k) = times.iter().position(|time| !time.is_finite()) {
            return refuse(format!("has the time {} at sample {k}; it has to be finite", times[k]));
        }
        if let Some(pair) = times.windows(2).find(|pair| pair[1] <= pair[0]) {
            return refuse(format!(
                "has the time {} ms after {} ms; times have to ascend",
                Short(pair[1]),
                Short(pair[0])
            ));
        }
        Self::new(Instants::At(times.into()), values.to_vec())
    }

    /// Reads a file of two columns: times (ms), which ascend, and values. Columns are separated by a comma, a semicolon or
    /// blanks. A first line of names is skipped, and so are empty lines and those that begin with `#`. The file is read line
    /// by line and may have any length.
    ///
    /// # Errors
    /// [`Error::File`] if it cannot be read; [`Error::Format`] with the number of the first line that is wrong.
    pub fn from_csv(path: impl AsRef<Path>) -> Result<Self, Error> {
        let samples = read::file(path.as_ref(), read::Columns::TimeAndValue)?;
        Self::new(Instants::At(samples.times.into()), samples.values)
    }

    /// Reads a file of one column, values at multiples of `interval` (ms), as [`from_csv`](Waveform::from_csv) does.
    ///
    /// # Errors
    /// Those of [`from_csv`](Waveform::from_csv), and [`Error::Input`] if the interval is not a positive number.
    pub fn from_csv_every(interval: f64, path: impl AsRef<Path>) -> Result<Self, Error> {
        Self::every(interval, read::file(path.as_ref(), read::Columns::Value)?.values)
    }

    /// Reads two columns as [`from_csv`](Waveform::from_csv) does.
    ///
    /// ```
    /// use neuron_runtime::prelude::*;
    ///
    /// let pulse = Waveform::from_reader("t_ms,i_nA\n0,0\n10,1.5\n40,0\n".as_bytes())?;
    /// assert_eq!(pulse, Waveform::at(&[0.0, 10.0, 40.0], &[0.0, 1.5, 0.0])?);
    ///
    /// let mistake = Waveform::from_reader("0,0\n10,high\n".as_bytes()).expect_err("a word");
    /// assert_eq!(mistake.to_string(), "line 2: `high` is no number");
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Format`] with the number of the first line that is wrong or cannot be read.
    pub fn from_reader(reader: impl BufRead) -> Result<Self, Error> {
        let samples = read::lines(reader, "", read::Columns::TimeAndValue)?;
        Self::new(Instants::At(samples.times.into()), samples.values)
    }

    /// Reads one column, values at multiples of `interval` (ms), as [`from_reader`](Waveform::from_reader) does.
    ///
    /// # Errors
    /// Those of [`from_reader`](Waveform::from_reader), and [`Error::Input`] if the interval is not a positive number.
    pub fn from_reader_every(interval: f64, reader: impl BufRead) -> Result<Self, Error> {
        Self::every(interval, read::lines(reader, "", read::Columns::Value)?.values)
    }

    fn every(interval: f64, values: Vec<f64>) -> Result<Self, Error> {
        if !(interval > 0.0 && interval.is_finite()) {
            return refuse(format!("has an interval of {interval} ms between samples; it has to be a positive number"));
        }
        Self::new(Instants::Every(interval), values)
    }

    fn new(instants: Instants, values: Vec<f64>) -> Result<Self, Error> {
        if values.is_empty() {
            return refuse("has no samples".to_owned());
        }
        if let Some(k) = values.iter().position(|value| !value.is_finite()) {
            return refuse(format!("is {} at sample {k}; it has to be finite", values[k]));
        }
        Ok(Waveform { pieces: Pieces { delay: 0.0, instants, values: values.into(), course: Course::Held } })
    }

    /// Returns the waveform with straight lines between its samples.
    pub fn interpolated(mut self) -> Self {
        self.pieces.course = Course::Linear;
        self
    }

    /// Returns the waveform with all its samples later by `time` (ms). Before 0 ms nothing happens: samples that come to lie
    /// there are past when a run begins.
    pub fn delayed(mut self, time: f64) -> Self {
        self.pieces.delay += time;
        self
    }

    /// Returns the number of samples.
    pub fn samples(&self) -> usize {
        self.pieces.values.len()
    }

    /// Checks the time by which it is delayed.
    pub(super) fn check(&self, label: &str) -> Result<(), Error> {
        if self.pieces.delay.is_finite() {
            return Ok(());
        }
        let problem = format!("is delayed by {} ms; it has to be a finite time", self.pieces.delay);
        Err(Error::Input { input: label.to_owned(), problem })
    }
}

fn refuse<R>(problem: String) -> Result<R, Error> {
    Err(Error::Input { input: "a waveform".to_owned(), problem })
}

impl<T: Scalar> Source<T> for Waveform {
    fn name(&self) -> &'static str {
        "Waveform"
    }

    fn check(&self, label: &str) -> Result<(), Error> {
        self.check(label)
    }

    fn relations(&self) -> &'static [RelationInfo] {
        const { &[NEXT_SAMPLE] }
    }

    fn depends_on_time(&self) -> bool {
        self.pieces.course != Course::Held
    }

    fn depends_on_v(&self) -> bool {
        false
    }

    fn drive(&self, t: T, _: T, held: Held<'_>) -> Drive<T> {
        Drive::constant(self.pieces.at(t, held, false)[0])
    }

    fn rate(&self, t: T, _: T, held: Held<'_>) -> T {
        self.pieces.at(t, held, false)[1]
    }

    fn margins(&self, t: T, _: T, held: Held<'_>, to: &mut [T]) {
        to[0] = self.pieces.margin(t, held);
    }

    fn margin_slopes(&self, _: T, held: Held<'_>, to: &mut [T]) {
        to[0] = T::from_f64(self.pieces.margin_slope(held));
    }

    fn numbers(&self, visit: &mut dyn FnMut(&str, f64)) {
        self.pieces.numbers(visit);
    }
}

/// A conductance in series with a reversal potential, see
/// [`Simulation::dynamic_clamp`](crate::run::simulation::Simulation::dynamic_clamp).
pub(super) struct Conductance<V> {
    pub(super) g: Waveform,
    pub(super) e: V,
}

impl<T: Scalar, V: Constant<T>> Source<T> for Conductance<V> {
    fn name(&self) -> &'static str {
        "dynamic clamp"
    }

    fn check(&self, label: &str) -> Result<(), Error> {
        self.g.check(label)?;
        let e = self.e.constant();
        if e.is_finite() {
            return Ok(());
        }
        let problem = format!("has the reversal potential {} mV; it has to be finite", e.re());
        Err(Error::Input { input: label.to_owned(), problem })
    }

    fn relations(&self) -> &'static [RelationInfo] {
        const { &[NEXT_SAMPLE] }
    }

    fn depends_on_time(&self) -> bool {
        self.g.pieces.course != Course::Held
    }

    fn depends_on_v(&self) -> bool {
        true
    }

    fn drive(&self, t: T, v: T, held: Held<'_>) -> Drive<T> {
        Drive::conductance(self.g.pieces.at(t, held, false)[0], self.e.constant(), v)
    }

    fn rate(&self, t: T, v: T, held: Held<'_>) -> T {
        let slope: T = self.g.pieces.at(t, held, false)[1];
        slope * (self.e.constant() - v)
    }

    fn margins(&self, t: T, _: T, held: Held<'_>, to: &mut [T]) {
        to[0] = self.g.pieces.margin(t, held);
    }

    fn margin_slopes(&self, _: T, held: Held<'_>, to: &mut [T]) {
        to[0] = T::from_f64(self.g.pieces.margin_slope(held));
    }

    fn numbers(&self, visit: &mut dyn FnMut(&str, f64)) {
        self.g.pieces.numbers(visit);
        visit("reversal potential", self.e.constant().re());
    }
}
