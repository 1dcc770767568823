//! Methods that solve a network in time.
//!
//! A [`Method`] holds the settings. It makes a [`Stepper`], which owns all the memory it needs: a step allocates nothing.
//! Methods see a network as a [`System`] and know nothing of runs, recordings, measures or derivatives. This folder imports
//! from `error`, `number`, `model` and `system` only.
//!
//! - `tableau`: coefficients of methods, as data.
//! - `embedded`: the loop of all methods with an error estimate; `controller` chooses the length of their steps, `explicit`
//!   and `rosenbrock` compute their stages, `adaptive` switches between the two.
//! - `rk4`, `exponential`: methods of fixed steps; `fixed` has their common parts.
//! - `events`: relations are held within a step, and no step crosses an instant at which one changes.
//! - `last_step`: times and states at both ends of a step; `bernstein`: the dense output within it as a polynomial;
//!   `crossing`: where that rises through a threshold.
//! - `begin`: checks before the first step; `stability`: that of a fixed step.

mod adaptive;
pub(crate) mod begin;
mod bernstein;
pub(crate) mod controller;
pub(crate) mod crossing;
mod embedded;
mod events;
mod explicit;
mod exponential;
mod fixed;
mod last_step;
mod rk4;
mod rosenbrock;
pub(crate) mod stability;
#[cfg(feature = "protocols")]
pub(crate) mod steady;
pub mod tableau;

pub use adaptive::{Adaptive, AdaptiveStepper};
pub use bernstein::Bernstein;
#[doc(hidden)]
pub use events::Pending;
pub use events::{Change, EventStepper, Side, SpikeEvent};
pub use explicit::{ExplicitStepper, Tsit5};
pub use exponential::{ExponentialEuler, ExponentialStepper, Strang};
pub use last_step::LastStep;
pub use rk4::{Rk4, Rk4Stepper};
pub use rosenbrock::{Rodas3P, Rodas4, Rodas5P, Ros34Pw2, RosenbrockStepper};

use crate::error::Error;
use crate::model::mechanism::Held;
use crate::number::Scalar;
use crate::system::{Needs, System, Variables};
use std::fmt;

/// Settings of a method.
pub trait Method<T: Scalar> {
    /// The stepper of the method.
    type Stepper: Stepper<T> + 'static;
    /// What it needs of a network beside the right-hand side. A run by the method compiles nothing else, and asking for what
    /// is not among it panics: [`RightHandSide`](crate::system::RightHandSide),
    /// [`WithJacobian`](crate::system::WithJacobian), [`WithExponentialSteps`](crate::system::WithExponentialSteps).
    type Needs: Needs;

    /// Checks the settings. If one is wrong, returns its name, its value and the requirement.
    fn check(&self) -> Result<(), (&'static str, f64, &'static str)>;
    /// Returns the largest error of a step in each state, relative to the state's size plus the scale of its kind; 0 if the
    /// method estimates none. A run excuses impossible states by as much.
    fn error_tolerance(&self) -> f64 {
        0.0
    }
    /// Returns the length of the fixed step (ms), and the largest product of it and the rate of a state at which the method is
    /// stable; `None` if it chooses its steps, or is stable at any rate.
    fn stability(&self) -> Option<(f64, f64)> {
        None
    }
    /// Checks everything, and returns a stepper for `network` at the time `t` (ms) and the state `y`, each number in its declared unit.
    ///
    /// # Errors
    /// - [`Error::Setting`] for a setting of the method, and for a time that is not finite;
    /// - [`Error::Parameter`] for a parameter without a value, or out of its bounds;
    /// - [`Error::Length`] and [`Error::Start`] for a state of another length, or one that is not finite;
    /// - [`Error::StepTooLong`] for a fixed step that is not stable at this state.
    fn begin(&self, network: &dyn System<T>, t: f64, y: &[T]) -> Result<EventStepper<T, Self::Stepper>, Error>
    where
        Self: Sized,
    {
        begin::begin(self, network, t, y)
    }
    /// Returns the same without any check: a parameter without a value makes every state NaN.
    fn stepper(&self, network: &dyn System<T>, t: f64, y: &[T]) -> EventStepper<T, Self::Stepper> {
        EventStepper::new(network, self.plain_stepper(network, t, y))
    }
    /// Returns the stepper of the method itself, which knows of no events and evaluates all relations as the network given to
    /// it does.
    fn plain_stepper(&self, network: &dyn System<T>, t: f64, y: &[T]) -> Self::Stepper;
}

/// A [`Method`] whose type is erased.
pub(crate) trait AnyMethod<T: Scalar> {
    /// Returns the name of the method's type.
    fn name(&self) -> &'static str;
    /// See [`Method::check`].
    fn check(&self) -> Result<(), (&'static str, f64, &'static str)>;
    /// See [`Method::error_tolerance`].
    fn error_tolerance(&self) -> f64;
    /// See [`Method::stability`].
    fn stability(&self) -> Option<(f64, f64)>;
    /// See [`Method::stepper`].
    fn boxed_stepper(&self, network: &dyn System<T>, t: f64, y: &[T]) -> Box<dyn Stepper<T>>;
}

impl<T: Scalar, M: Method<T>> AnyMethod<T> for M {
    fn name(&self) -> &'static str {
        let name = std::any::type_name::<M>();
        let plain = name.split('<').next().unwrap_or(name);
        plain.rsplit("::").next().unwrap_or(plain)
    }

    fn check(&self) -> Result<(), (&'static str, f64, &'static str)> {
        Method::check(self)
    }

    fn error_tolerance(&self) -> f64 {
        Method::error_tolerance(self)
    }

    fn stability(&self) -> Option<(f64, f64)> {
        Method::stability(self)
    }

    // Never inlined: see `run::compiled`.
    #[inline(never)]
    fn boxed_stepper(&self, network: &dyn System<T>, t: f64, y: &[T]) -> Box<dyn Stepper<T>> {
        EventStepper::boxed(network, self.plain_stepper(network, t, y))
    }
}

/// A solution in progress: the last step and the states at both of its ends.
///
/// # In a loop of one's own
///
/// A program that makes the steps itself passes the network to each one, and may change parameters in between. Many methods
/// carry the derivative at the end of a step over to the next, where it is out of date after such a change. The result would
/// be wrong, and no error would say so. Therefore:
///
/// - After a change of the network, call [`equations_changed`](Stepper::equations_changed). Its parameters were checked by
///   [`begin`](Method::begin); [`check`](crate::model::access::Access::check) does that again.
/// - To go on from another state or time, call [`restart`](Stepper::restart).
///
/// Both keep the length of the next step, which the step-size controller has found.
///
/// ```
/// use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
/// use neuron_runtime::prelude::*;
/// use neuron_runtime::solve::{Method, Stepper};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let mut axon = HodgkinHuxley::default();
/// let mut y = vec![0.0; axon.dim()];
/// axon.start(&mut y);
/// let mut stepper = Tsit5::tolerance(1e-6).begin(&axon, 0.0, &y)?;
/// for ms in 1..=20 {
///     // A current from another program, which jumps every millisecond.
///     axon.set(HodgkinHuxley::inject, 10.0 * (0.5 * f64::from(ms)).sin()); // µA/cm²
///     stepper.equations_changed();
///     while stepper.time() < f64::from(ms) {
///         stepper.step(&axon, f64::from(ms))?;
///     }
/// }
/// assert_eq!(stepper.time(), 20.0);
///
/// // A shock of 15 mV, from which the solution goes on.
/// y.copy_from_slice(stepper.state());
/// y[0] += 15.0;
/// stepper.restart(20.0, &y)?;
/// # assert!(stepper.step(&axon, 30.0).is_ok());
/// # Ok(())
/// # }
/// ```
pub trait Stepper<T: Scalar> {
    /// Makes one step that ends at `limit` (ms) at the latest; none if `limit` is not after the present time. A step that
    /// reaches the limit ends at it exactly.
    ///
    /// A step-size controller looks ahead: if little more than a step is left to the limit, the step is stretched to it, so
    /// that no tiny step follows. A step that the limit cuts short does not make the next one short. `network` is the one of
    /// the step before, unless [`equations_changed`](Stepper::equations_changed) or [`restart`](Stepper::restart) was called
    /// in between.
    ///
    /// # Errors
    /// If the step fails. The state is then that before the step.
    fn step(&mut self, network: &dyn System<T>, limit: f64) -> Result<(), StepError>;
    /// Makes the step that ends at `end` (ms), whatever its error. Returns the error in units of the tolerance; 0 if the
    /// method estimates none. A step that [`step`](Stepper::step) made is repeated to the last bit. `implicit` chooses
    /// between the explicit and the implicit method where there are both, see [`is_implicit`](Stepper::is_implicit).
    /// `located` is what [`located`](Stepper::located) returned after that step. The error is infinite if an event is where the
    /// repeated step had none.
    ///
    /// # Errors
    /// If the step fails. The state is then that before the step.
    fn repeat(
        &mut self,
        network: &dyn System<T>,
        end: f64,
        implicit: bool,
        located: Option<usize>,
    ) -> Result<f64, StepError>;
    /// Takes the last step back: the state and the time are those at its beginning. It counts as rejected, and the step-size
    /// controller keeps what it proposes for the next one.
    fn retract(&mut self);
    /// Goes on from another state at the same time: something has happened that changes the state at once.
    fn jump(&mut self, y: &[T]) {
        self.last_step_mut().y.copy_from_slice(y);
        self.equations_changed();
    }
    /// Returns the index of the relation that changes at the end of the last step because of states, if there is one.
    fn located(&self) -> Option<usize> {
        None
    }
    /// Returns the changes of relations at the beginning of the last step; none unless numbers have derivatives.
    fn changes(&self) -> &[Change<T>] {
        &[]
    }
    /// Returns true if the state jumped where the last step began, so that the step before ended in another state.
    fn jumped(&self) -> bool {
        false
    }
    /// Returns the spikes with which the last step began and ended, of compartments that declare their spikes.
    fn spikes(&self) -> &[SpikeEvent<T>] {
        &[]
    }
    /// Returns the variables of synapses after the events at the beginning of the last step; `None` if there are none.
    fn variables(&self) -> Option<&Variables<T>> {
        None
    }
    /// Returns the values at which relations were held within the last step.
    fn held(&self) -> Held<'_> {
        Held::NONE
    }
    /// Returns true if something can happen at the ends of steps: there are relations, spikes in flight, or sources.
    fn has_events(&self) -> bool {
        false
    }
    /// Returns what spikes have set and is still to end.
    #[doc(hidden)]
    fn pending(&self) -> Pending<T> {
        Pending::none()
    }
    /// Takes up what was pending where another solution ended and this one begins.
    #[doc(hidden)]
    fn take_up(&mut self, _pending: &Pending<T>) {}
    /// Lets sources spike at listed times (ms), in their order: pairs of a source and its list.
    #[doc(hidden)]
    fn play(&mut self, _network: &dyn System<T>, _lists: &[(usize, Vec<f64>)]) {}
    /// Finds spikes of cells that declare them at the times `begin` + k·`step` (ms) alone.
    #[doc(hidden)]
    fn put_spikes_on_grid(&mut self, _begin: f64, _step: f64) {}
    /// Makes room for this number of spikes in flight to synapses, so that no step allocates until there are more. Returns false
    /// if there is no such memory.
    #[doc(hidden)]
    fn reserve_flight(&mut self, _spikes: usize) -> bool {
        true
    }
    /// Returns the listed spikes (ms) of each source; nothing if none are listed.
    #[doc(hidden)]
    fn listed_spikes(&self) -> &[Vec<f64>] {
        &[]
    }
    /// Returns the first point of the grid of spikes and its step (ms), if they are on one.
    #[doc(hidden)]
    fn spike_grid(&self) -> Option<[f64; 2]> {
        None
    }
    /// Goes on from the state `y` at the time `t` (ms), which may be any: nothing of the solution before is used. The
    /// network may have changed. The step-size controller keeps the length that it chose for the next step, and methods of
    /// fixed steps count their steps from `t` on. There is no last step until the next one is made: its dense output is NaN.
    ///
    /// # Errors
    /// If `y` has another length than the state, or a number is infinite or NaN. Nothing has changed then.
    fn restart(&mut self, t: f64, y: &[T]) -> Result<(), RestartError>;
    /// Says that the right-hand side has changed since the last step, and the state has not: a parameter was set. What the
    /// last step computed for the next is computed again. The last step and its dense output stay.
    fn equations_changed(&mut self);
    /// Returns true if the method has both an explicit and an implicit one, and the implicit one made the last step.
    fn is_implicit(&self) -> bool {
        false
    }
    /// Counts the tangents of a [`Grad`](crate::number::Grad) into the error of a step from now on. Each is multiplied by
    /// the entry of `sizes`, a typical change of its parameter in the parameter's unit.
    fn watch_derivatives(&mut self, _sizes: [f64; 8]) {}
    /// Makes all further steps shorter by the factor 2^`times`: fixed ones exactly, and those of a step-size controller by a
    /// tolerance that is tighter by the factor 2^(`times` · k), for an error estimate of order k. Returns false, and changes
    /// nothing, if the errors of such steps would be lost in rounding.
    fn halve_steps(&mut self, times: u32) -> bool;
    /// Returns the last step.
    fn last_step(&self) -> &LastStep<T>;
    /// Returns the last step, to change the state at its end.
    #[doc(hidden)]
    fn last_step_mut(&mut self) -> &mut LastStep<T>;
    /// Returns the time at the end of the last step, ms.
    fn time(&self) -> f64 {
        self.last_step().t
    }
    /// Returns the time at the beginning of the last step, ms.
    fn previous_time(&self) -> f64 {
        self.last_step().previous_t
    }
    /// Returns the state at the end of the last step.
    fn state(&self) -> &[T] {
        &self.last_step().y
    }
    /// Returns the state at the beginning of the last step.
    fn previous_state(&self) -> &[T] {
        &self.last_step().previous
    }
    /// Returns the dense output of state `index` at a time within the last step.
    fn interpolate(&self, t: f64, index: usize) -> T;
    /// Returns the same at a time that has tangents itself, as that of an event does.
    fn interpolate_at(&self, t: T, index: usize) -> T;
    /// Returns the time derivative (per ms) of the real part of state `index` at a time within the last step.
    fn slope(&self, t: f64, index: usize) -> f64;
    /// Returns the time derivative with its tangents, at a time that may have some.
    fn slope_at(&self, t: T, index: usize) -> T;
    /// Returns the real part of the dense output of state `index` as a polynomial of the part θ of the last step that has
    /// passed. It begins and ends exactly at the states at both ends of the step.
    fn interpolant(&self, index: usize) -> Bernstein;
    /// Returns the work done so far.
    fn statistics(&self) -> Statistics;
    /// Returns what the next steps depend on besides the time and the state at the end of the last step: settings of the
    /// method, its step-size controller, its counters (exact below 2⁵³, as times are). What [`Method::stepper`] computes
    /// from time and state is not among them, nor is the dense output of the last step. Values need not be finite.
    fn memory(&self) -> Vec<f64>;
    /// Restores the [`memory`](Stepper::memory) of another stepper. If this one is fresh from [`Method::stepper`], made of
    /// the other's network, time and state, then both make the same steps to the last bit from now on. Returns false, and
    /// changes nothing, if the memory is of another method or of other settings, or is none that a stepper could have.
    fn remember(&mut self, memory: &[f64]) -> bool;
}

/// Work done by a method.
#[cfg_attr(feature = "json", derive(serde::Serialize))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Statistics {
    /// Steps taken.
    pub steps: u64,
    /// Steps rejected for their error.
    pub rejected: u64,
    /// Evaluations of the right-hand side; a step of exponential Euler counts as one.
    pub evaluations: u64,
    /// True if the matrix of the method lacks couplings, since its factorisation would have taken too long: that of an implicit
    /// method those of synapses, that of an exponential method electrical ones. See
    /// [`Jacobian::is_complete`](crate::system::jacobian::Jacobian::is_complete).
    pub uncoupled: bool,
    /// Instants at which steps ended because something happened: a relation changed, a neuron or a source spiked, a spike arrived.
    pub stops: u64,
    /// True if that was more than 20 times a millisecond among more than 100 neurons.
    /// [`on_grid`](crate::run::simulation::Simulation::on_grid) makes such a run many times faster.
    pub crowded: bool,
    /// True if a step of an exponential method moved the membrane potential of a neuron by more than 25 mV. Channels move with the
    /// potential held, and are late then: spikes come at other times, or are lost. A shorter step or an adaptive method mends it.
    pub coarse: bool,
}

impl fmt::Display for Statistics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Statistics { steps, rejected, evaluations, uncoupled, stops, crowded, coarse } = self;
        write!(f, "{steps} steps, {rejected} rejected, {evaluations} evaluations")?;
        if *uncoupled {
            write!(f, ", without the couplings of synapses in its matrix")?;
        }
        if *crowded {
            write!(f, ", stopped {stops} times by spikes: `on_grid(0.1)` is many times faster")?;
        }
        if *coarse {
            write!(f, ", with more than 25 mV in a step: spikes move or are lost, take a shorter one")?;
        }
        Ok(())
    }
}

/// What jumps with a `min`, a `max`, an `abs` or an `if` that chooses between equal numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tie {
    /// The cell of a neuron that spikes.
    Spike {
        /// The index of the threshold in the order of [`System::relations`].
        relation: usize,
    },
    /// A synapse that a spike reaches.
    Synapse {
        /// Its group.
        group: usize,
        /// Its place there.
        link: usize,
    },
}

/// What has a place on a grid of spikes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnGrid {
    /// The spike of a neuron.
    Threshold {
        /// The index of the threshold in the order of [`System::relations`].
        relation: usize,
    },
    /// The spike of a source.
    Source,
    /// The arrival of a spike at a synapse.
    Arrival,
    /// The end of what a spike holds or mutes.
    Timer,
}

impl OnGrid {
    /// Returns what it is in words.
    pub(crate) fn text(self) -> &'static str {
        match self {
            OnGrid::Threshold { .. } => "the spike of a neuron",
            OnGrid::Source => "the spike of a source",
            OnGrid::Arrival => "the arrival of a spike",
            OnGrid::Timer => "the end of a hold or of a refractory time",
        }
    }
}

/// Why a step failed. `Debug` writes the sentence of `Display`. A run says the names of the state or relation, too.
#[derive(Clone, Copy, PartialEq)]
pub enum StepError {
    /// A state became NaN or infinite.
    NotFinite {
        /// Index of the state.
        index: usize,
        /// Its value.
        value: f64,
    },
    /// The tolerance cannot be met, or by an explicit method only with steps so short that they never end.
    Underflow {
        /// Index of the state with the largest error.
        index: usize,
        /// Length of the last trial step, ms.
        step: f64,
    },
    /// A relation only just changes, or only just does not, and numbers have derivatives, which do not exist from there on.
    Grazing {
        /// Its index in the order of [`System::relations`].
        relation: usize,
    },
    /// A relation changes again and again without any progress of time.
    Chattering {
        /// Its index in the order of [`System::relations`].
        relation: usize,
    },
    /// Time alone decides a relation, and its next instant is no number.
    NoInstant {
        /// Its index in the order of [`System::relations`].
        relation: usize,
    },
    /// What has a place on a grid has a time with derivatives, which the grid has none of.
    OnGrid(OnGrid),
    /// Two numbers are equal, between which a jump chooses, and numbers have derivatives, which do not exist from there on.
    Tie(Tie),
    /// A delay is too short for the grid of spikes, and is not 0.
    ShortDelay {
        /// The delay, ms.
        delay: f64,
        /// The step of the grid, ms.
        step: f64,
    },
    /// The method needs the couplings of all synapses in its matrix, and these are too many; see
    /// [`Jacobian::is_complete`](crate::system::jacobian::Jacobian::is_complete).
    Uncoupled,
}

impl fmt::Debug for StepError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for StepError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StepError::NotFinite { index, value } => write!(f, "state {index} became {value}"),
            StepError::Underflow { index, step } => {
                write!(
                    f,
                    "the tolerance asks for steps of {step:.1e} ms or less; the largest error is in state {index}"
                )
            }
            StepError::Grazing { relation } => {
                write!(f, "there is no derivative: relation {relation} only just changes, or only just does not")
            }
            StepError::Chattering { relation } => {
                write!(f, "relation {relation} changes again and again, since each change is undone at once")
            }
            StepError::OnGrid(OnGrid::Threshold { relation }) => {
                write!(f, "there is no derivative: the spike of relation {relation} is on a grid")
            }
            StepError::OnGrid(what) => write!(f, "there is no derivative: {} is on a grid", what.text()),
            StepError::Tie(Tie::Spike { relation }) => {
                write!(f, "there is no derivative: the jump at relation {relation} chooses between equal numbers")
            }
            StepError::Tie(Tie::Synapse { group, link }) => {
                write!(
                    f,
                    "there is no derivative: synapse {link} of group {group} chooses between equal numbers in a jump"
                )
            }
            StepError::ShortDelay { delay, step } => {
                write!(f, "a delay of {delay} ms is below half a step of the grid of {step} ms")
            }
            StepError::NoInstant { relation } => {
                write!(f, "there is no next time at which relation {relation} changes: time is divided by 0 there")
            }
            StepError::Uncoupled => f.write_str(
                "the method needs a matrix with the couplings of all synapses, which would take too long to factorise",
            ),
        }
    }
}

impl std::error::Error for StepError {}

/// Why a stepper cannot be restarted. `Debug` writes the sentence of `Display`.
#[derive(Clone, Copy, PartialEq)]
pub enum RestartError {
    /// The state has another length.
    Length {
        /// The number of states of the stepper.
        expected: usize,
        /// The number of states that were given.
        found: usize,
    },
    /// The time is infinite or NaN.
    Time {
        /// The time.
        time: f64,
    },
    /// A state, or one of its tangents, is infinite or NaN.
    NotFinite {
        /// Index of the state.
        index: usize,
        /// Its value.
        value: f64,
    },
}

impl fmt::Debug for RestartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for RestartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RestartError::Length { expected, found } => {
                write!(f, "a state of {found} numbers was given, and the network has {expected} states")
            }
            RestartError::Time { time } => {
                write!(f, "the time is {time}; it has to be a finite number of milliseconds")
            }
            RestartError::NotFinite { index, value } if value.is_finite() => {
                write!(f, "state {index} is {value}, and one of its tangents is infinite or NaN")
            }
            RestartError::NotFinite { index, value } => write!(f, "state {index} is {value}; it has to be finite"),
        }
    }
}

impl std::error::Error for RestartError {}

/// Finds the first number that is infinite or NaN.
fn first_not_finite<T: Scalar>(numbers: &[T]) -> Option<usize> {
    numbers.iter().position(|x| !x.is_finite())
}

/// Names the state that a step to `y` made infinite or NaN, if there is one. Where several are, `origin` finds the one that
/// the others followed; if it finds none, the first is named.
#[inline]
fn not_finite<T: Scalar>(y: &[T], origin: impl FnOnce() -> Option<usize>) -> Option<StepError> {
    let first = first_not_finite(y)?;
    let index = origin().unwrap_or(first);
    Some(StepError::NotFinite { index, value: y[index].re() })
}

/// Reads a counter from a memory. Returns `None` if it is not a whole number that is exact.
fn count(number: f64) -> Option<u64> {
    let exact = (0.0..9_007_199_254_740_992.0).contains(&number) && number.fract() == 0.0;
    exact.then_some(number as u64)
}
