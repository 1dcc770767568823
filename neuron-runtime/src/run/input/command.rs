//! Voltage clamps and their commands.

use super::Waveform;
use super::pieces::{Course, Instants, NEXT_SAMPLE, Pieces};
use super::source::Source;
use crate::error::Error;
use crate::model::info::{RelationInfo, RelationKind};
use crate::model::mechanism::Held;
use crate::number::Scalar;
use crate::system::Drive;
use std::ops::Range;

/// The command of a voltage clamp: a holding potential, and steps and ramps from it. All in mV and ms.
///
/// Each step lasts from the beginning of its range to its end, which is excluded. Between ranges V is held.
///
/// ```
/// use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
/// use neuron_runtime::prelude::*;
///
/// let command = Steps::hold(-80.0).to(-10.0, 5.0..20.0).ramp(-80.0, 20.0, 25.0..45.0);
/// let run = HodgkinHuxley::default().simulate(50.0).voltage_clamp(HodgkinHuxley::v, command).run()?;
/// let inward = run.clamp_current()?.iter().copied().fold(0.0, f64::min);
/// assert!(inward < -50.0); // nA: the sodium current of 0.1 mm²
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Steps {
    hold: f64,
    steps: Vec<Step>,
}

/// A part of a command.
#[derive(Clone, Debug, PartialEq)]
struct Step {
    from: f64,
    to: f64,
    range: Range<f64>,
}

impl Steps {
    /// Holds V at a potential (mV).
    pub const fn hold(v: f64) -> Self {
        Steps { hold: v, steps: Vec::new() }
    }

    /// Steps to `v` (mV) during `range` (ms). Ranges may come in any order, and may not overlap; a run checks that.
    pub fn to(self, v: f64, range: Range<f64>) -> Self {
        self.ramp(v, v, range)
    }

    /// Goes in a straight line from `from` to `to` (both mV) during `range` (ms).
    pub fn ramp(mut self, from: f64, to: f64, range: Range<f64>) -> Self {
        self.steps.push(Step { from, to, range });
        self
    }

    /// Clamps through a series resistance (MΩ), see [`Command::series_resistance`].
    pub fn series_resistance(self, resistance: f64) -> Command {
        Command::from(self).series_resistance(resistance)
    }

    /// Releases V at `time` (ms), see [`Command::until`].
    pub fn until(self, time: f64) -> Command {
        Command::from(self).until(time)
    }

    /// Returns the command as a function of time, or the first problem with it.
    fn pieces(mut self) -> Result<Pieces<f64>, String> {
        let not_finite = |v: f64| format!("has a command of {v} mV; it has to be finite");
        if !self.hold.is_finite() {
            return Err(not_finite(self.hold));
        }
        for Step { from, to, range } in &self.steps {
            if let Some(v) = [*from, *to].into_iter().find(|v| !v.is_finite()) {
                return Err(not_finite(v));
            }
            if !(range.start >= 0.0 && range.start < range.end && range.end.is_finite()) {
                return Err(format!(
                    "has a step from {} to {} ms; it has to end after it begins, and not to begin before 0 ms",
                    range.start, range.end
                ));
            }
        }
        self.steps.sort_by(|a, b| a.range.start.total_cmp(&b.range.start));
        if let Some(pair) = self.steps.windows(2).find(|pair| pair[1].range.start < pair[0].range.end) {
            let [before, after] = [&pair[0].range, &pair[1].range];
            return Err(format!(
                "has steps that overlap: one from {} to {} ms, and one from {} ms on",
                before.start, before.end, after.start
            ));
        }
        let (mut times, mut values, mut slopes) = (vec![0.0], vec![self.hold], vec![0.0]);
        let mut begin = |time: f64, value: f64, slope: f64| {
            // What begins at the end of the step before takes the place of holding.
            if times.last() == Some(&time) {
                values.pop();
                slopes.pop();
            } else {
                times.push(time);
            }
            values.push(value);
            slopes.push(slope);
        };
        for Step { from, to, range } in &self.steps {
            begin(range.start, *from, (to - from) / (range.end - range.start));
            begin(range.end, self.hold, 0.0);
        }
        let (instants, course) = (Instants::At(times.into()), Course::Slopes(slopes.into()));
        Ok(Pieces { delay: 0.0, instants, values: values.into(), course })
    }
}

/// The command of a voltage clamp, made of [`Steps`] or of a [`Waveform`] in mV, and how it is applied.
///
/// An ideal clamp is that of an amplifier without any resistance: V follows the command exactly. Where the command jumps, V
/// jumps.
///
/// ```
/// use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
/// use neuron_runtime::prelude::*;
/// use neuron_runtime::run::input::Command;
///
/// # fn main() -> Result<(), Error> {
/// let mut axon = HodgkinHuxley::default();
/// axon.set(HodgkinHuxley::inject, 10.0); // µA/cm²
/// let spikes = axon.simulate(50.0).record_every(0.002).run()?;
///
/// // An action-potential clamp: V of the first run as the command of the second, from which it is released after 30 ms.
/// let command = Command::from(Waveform::linear(0.002, spikes.trace(HodgkinHuxley::v)?)?).until(30.0);
/// let run = axon.simulate(50.0).voltage_clamp(HodgkinHuxley::v, command).run()?;
/// let largest = |trace: &[f64]| trace.iter().fold(0.0f64, |largest, i| largest.max(i.abs()));
/// // Almost nothing is left to do for the clamp.
/// assert!(largest(run.clamp_current()?) < 0.05 * largest(run.clamp_current_ionic()?));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Command {
    pieces: Result<Pieces<f64>, String>,
    /// In MΩ; `None` for an ideal clamp.
    resistance: Option<f64>,
    /// The time of the release, ms.
    until: Option<f64>,
}

impl From<Steps> for Command {
    fn from(steps: Steps) -> Self {
        Command { pieces: steps.pieces(), resistance: None, until: None }
    }
}

impl From<Waveform> for Command {
    fn from(waveform: Waveform) -> Self {
        Command { pieces: Ok(waveform.pieces), resistance: None, until: None }
    }
}

impl Command {
    /// Clamps through a series resistance R (MΩ): V follows the command with a delay, by the current (V_command − V)/R.
    pub fn series_resistance(self, resistance: f64) -> Self {
        Command { resistance: Some(resistance), ..self }
    }

    /// Releases V at `time` (ms). It goes on from the command, and the clamp's current is 0.
    pub fn until(self, time: f64) -> Self {
        Command { until: Some(time), ..self }
    }
}

/// The end of a clamp, as a relation.
const NOT_RELEASED: RelationInfo = RelationInfo { text: "t < until", floor: false, or_equal: false, ..NEXT_SAMPLE };
const _: () = assert!(matches!(NOT_RELEASED.kind, RelationKind::Time));

/// A voltage clamp.
pub(super) struct Clamp {
    /// A constant 0 if the command is wrong, which `problem` says.
    pieces: Pieces<f64>,
    problem: Option<String>,
    resistance: Option<f64>,
    until: Option<f64>,
}

/// A difference of potentials (mV) below which a command does not jump: rounding makes it.
const ROUNDING: f64 = 1e-9;

impl Clamp {
    pub(super) fn new(command: Command) -> Self {
        let Command { pieces, resistance, until } = command;
        let zero = || Pieces { delay: 0.0, instants: Instants::Every(1.0), values: [0.0].into(), course: Course::Held };
        let (pieces, problem) = pieces.map_or_else(|problem| (zero(), Some(problem)), |pieces| (pieces, None));
        Clamp { pieces, problem, resistance, until }
    }

    /// Returns the command (mV) and its slope (mV/ms) until the release.
    fn at<T: Scalar>(&self, t: T, held: Held<'_>) -> Option<[T; 2]> {
        let active = match held.0.get(1) {
            Some(value) if !value.is_nan() => *value >= 1.0,
            _ => self.until.is_none_or(|until| t.re() < until),
        };
        active.then(|| self.pieces.at(t, held, true))
    }
}

impl<T: Scalar> Source<T> for Clamp {
    fn name(&self) -> &'static str {
        "voltage clamp"
    }

    fn check(&self, label: &str) -> Result<(), Error> {
        let problem = if let Some(problem) = &self.problem {
            problem.clone()
        } else if !self.pieces.delay.is_finite() {
            format!("has a command that is delayed by {} ms; it has to be a finite time", self.pieces.delay)
        } else if let Some(resistance) = self.resistance.filter(|r| !(*r > 0.0 && r.is_finite())) {
            format!(
                "has a series resistance of {resistance} MΩ; it has to be a positive number, and an ideal clamp has none"
            )
        } else if let Some(until) = self.until.filter(|until| !(*until > 0.0 && until.is_finite())) {
            format!("releases V at {until} ms; that has to be after the beginning")
        } else {
            return Ok(());
        };
        Err(Error::Input { input: label.to_owned(), problem })
    }

    fn relations(&self) -> &'static [RelationInfo] {
        const { &[NEXT_SAMPLE, NOT_RELEASED] }
    }

    fn depends_on_time(&self) -> bool {
        self.resistance.is_some() && self.pieces.course != Course::Held
    }

    fn depends_on_v(&self) -> bool {
        true
    }

    fn drive(&self, t: T, v: T, held: Held<'_>) -> Drive<T> {
        match (self.resistance, self.at(t, held)) {
            (Some(resistance), Some([command, _])) => Drive::conductance(T::from_f64(resistance.recip()), command, v),
            _ => Drive::constant(T::zero()),
        }
    }

    fn rate(&self, t: T, _: T, held: Held<'_>) -> T {
        match (self.resistance, self.at(t, held)) {
            (Some(resistance), Some([_, slope])) => slope / resistance,
            _ => T::zero(),
        }
    }

    fn margins(&self, t: T, _: T, held: Held<'_>, to: &mut [T]) {
        to[0] = self.pieces.margin(t, held);
        to[1] = self.until.map_or(T::one(), |until| -t + until);
    }

    fn margin_slopes(&self, _: T, held: Held<'_>, to: &mut [T]) {
        to[0] = T::from_f64(self.pieces.margin_slope(held));
        to[1] = T::from_f64(if self.until.is_some() { -1.0 } else { 0.0 });
    }

    fn numbers(&self, visit: &mut dyn FnMut(&str, f64)) {
        self.pieces.numbers(visit);
        visit("series resistance", self.resistance.unwrap_or(0.0));
        // Every number is finite, so that a file can hold it.
        visit("until", self.until.unwrap_or(0.0));
    }

    fn is_clamp(&self) -> bool {
        true
    }

    fn holds_v(&self) -> bool {
        self.resistance.is_none()
    }

    fn command(&self, t: T, held: Held<'_>) -> Option<[T; 2]> {
        self.at(t, held)
    }

    fn highest_command(&self, end: f64) -> f64 {
        self.pieces.highest(self.until.map_or(end, |until| until.min(end)))
    }

    fn holds_until(&self) -> f64 {
        self.until.unwrap_or(f64::INFINITY)
    }

    fn jumps(&self) -> Vec<[f64; 2]> {
        let instants: Vec<f64> = self.pieces.each_instant().collect();
        let end = self.until.unwrap_or(f64::INFINITY);
        let mut jumps = Vec::new();
        for (k, time) in instants.iter().copied().enumerate().skip(1).filter(|(_, time)| *time > 0.0 && *time < end) {
            let side = |piece: usize| -> f64 { self.pieces.at(time, Held(&[piece as f64]), true)[0] };
            let (before, after) = (side(k - 1), side(k));
            if (after - before).abs() > ROUNDING * after.abs().max(1.0) {
                jumps.push([time, after - before]);
            }
        }
        jumps
    }
}
