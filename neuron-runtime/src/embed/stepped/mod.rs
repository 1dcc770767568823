//! A network that a host steps.

mod fault;
mod queue;
mod sources;
mod synapses;

pub use fault::Fault;

use crate::model::access::{self, Access};
use crate::model::bounds;
use crate::model::handle::{AsParameter, Group, Origin, Quantity, Recordable, Spikes, State};
use crate::model::info::SpikeRelation;
use crate::model::mechanism::Held;
use crate::model::network::{Layout, Network};
use crate::model::source::SOURCES;
use crate::number::Scalar;
use crate::system::arrival::{self, has_any};
use crate::system::on_grid;
use crate::system::room::{Rooms, Sizes, Start, sizes};
use crate::system::spike::{Threshold, thresholds};
use crate::system::{Drive, Fixed, Given, System, Workspace};
use core::fmt;
use queue::Queue;
use synapses::Remembered;

/// A cell, or a network without arrays, that a host program advances step by step: a game, a robot, a microcontroller.
///
/// It owns the network, the state, and all scratch space. It allocates nothing, and needs no standard library.
///
/// ```
/// use neuron_runtime::embed::Stepped;
/// use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
/// use neuron_runtime::prelude::*;
/// use neuron_runtime::system::Drive;
///
/// let mut axon = Stepped::new(HodgkinHuxley::default(), 0.025)?; // ms
/// let mut spikes = 0;
/// for _ in 0..4000 {
///     axon.step_with(&[Drive::constant(10.0)])?; // nA
///     spikes += usize::from(axon.spiked(HodgkinHuxley::v));
/// }
/// assert_eq!(spikes, 7);
/// println!("V is {} mV, m is {}", axon.read(HodgkinHuxley::v), axon.read(HodgkinHuxley::Na.m));
/// println!("the sodium current is {} nA", axon.read(HodgkinHuxley::Na.current));
/// # Ok::<(), Error>(())
/// ```
///
/// # Steps
///
/// A step is one of exponential Euler ([`step`](Stepped::step)), or one of Strang splitting ([`strang`](Stepped::strang)). Both can be
/// mixed. The time is the number of steps, so that it goes on in single precision, too, where the sum of many short steps would not.
///
/// # Spikes
///
/// Spikes are found at the ends of steps. What a spike does, it does at the beginning of the next step: V is reset and held,
/// thresholds are mute, and spikes reach synapses after their delays, each the nearest number of steps. A run
/// `simulate(…).method(ExponentialEuler::step(h)).on_grid(h)` makes the same steps, to the last bit; up to rounding, where currents
/// flow between membranes.
///
/// A cell that declares no `spike` spikes where V comes to 0 mV from below, or to the level of
/// [`set_threshold`](Stepped::set_threshold). Such spikes are only reported.
///
/// `IN_FLIGHT` is the number of spikes for which there is room on their way to synapses: one for each synapse that a spike
/// is still to reach. [`new`](Stepped::new) makes room for 16.
///
/// # Relations
///
/// Here a run and a host differ: relations in equations, such as `t >= start`, are looked at as written in each step. They change at
/// steps, while a run stops where they change. A host has no allocator for what a run keeps of them. A run also refuses states beyond
/// their ranges and says where a step is too long. Run a model before a host steps it.
#[derive(Clone)]
pub struct Stepped<N: Fixed, const IN_FLIGHT: usize = 16> {
    network: N,
    step: N::Number,
    steps: u64,
    room: N::Room,
    queue: Queue<IN_FLIGHT>,
    /// Threshold (mV) of compartments that declare none.
    threshold: N::Number,
    /// A spike was lost: nothing after it would be right.
    failed: Option<Fault<N::Number>>,
}

/// A step of a network: the time, the step, what is given, the state, and scratch space.
type Rule<N, T> = fn(&N, T, T, &Given<'_, T>, &mut [T], &mut Workspace<'_, T>);

impl<T: Scalar, N: Fixed<Number = T> + Network<T>> Stepped<N> {
    /// Makes a network ready for steps of a fixed length (ms), from its start on. There is room for 16 spikes on their way to synapses.
    ///
    /// # Errors
    /// [`Fault::Parameter`], [`Fault::Step`], [`Fault::ShortDelay`], and [`Fault::Derivatives`] for numbers that have some in a network
    /// with spikes that change something.
    #[inline]
    pub fn new(network: N, step: T) -> Result<Self, Fault<T>> {
        Self::with_room(network, step)
    }
}

impl<T: Scalar, N: Fixed<Number = T> + Network<T>, const IN_FLIGHT: usize> Stepped<N, IN_FLIGHT> {
    const SIZES: Sizes = sizes::<N>();
    /// True if spikes change anything.
    const HAS_SPIKES: bool = Self::SIZES.sources > 0 || Self::SIZES.relations > 0 || has_any::<N>();

    /// Makes a network ready with room for `IN_FLIGHT` spikes on their way to synapses: `Stepped::<_, 100>::with_room(network, 0.1)`.
    ///
    /// # Errors
    /// Those of [`new`](Stepped::new).
    #[inline]
    pub fn with_room(network: N, step: T) -> Result<Self, Fault<T>> {
        if !(step >= T::from_f64(1e-6) && step <= T::from_f64(5.0)) {
            return Err(Fault::Step { step });
        }
        if const { T::HAS_DERIVATIVES && Self::HAS_SPIKES } {
            return Err(Fault::Derivatives);
        }
        check(&network, step)?;
        Ok(Self::without_check(network, step))
    }

    /// Makes a network ready whose parameters and step (ms) are known to be possible: constants of firmware that
    /// [`with_room`](Stepped::with_room) has checked in a test. A check needs the names and bounds of all parameters, more room than
    /// all else, and double precision.
    ///
    /// Impossible values are not unsafe: the first state that becomes infinite or NaN is a fault.
    #[inline(always)]
    pub fn without_check(network: N, step: T) -> Self {
        Stepped {
            room: Self::room(&network, T::zero()),
            network,
            step,
            steps: 0,
            queue: Queue::new(),
            threshold: T::zero(),
            failed: None,
        }
    }

    /// Begins again: the time is 0, the state that of the network's start, and no spike is on its way. Parameters stay as they were
    /// set.
    pub fn start(&mut self) {
        self.room = Self::room(&self.network, self.threshold);
        (self.steps, self.queue, self.failed) = (0, Queue::new(), None);
    }

    /// Returns the room of a network at its start. `threshold` (mV) is that of compartments that declare none.
    // A call writes it where it is kept. Inlined, it would be copied there, by code as long as half a step's.
    #[inline(never)]
    fn room(network: &N, threshold: T) -> N::Room {
        N::Room::new(|Start { y, held, marks, variables, sources }| {
            network.start(y);
            if const { Self::SIZES.variables > 0 } {
                arrival::start_variables(network, variables);
            }
            if const { Self::SIZES.sources > 0 } {
                sources::start(network, sources);
            }
            let mut marks = marks.iter_mut();
            thresholds(network, |Threshold { v, declared }| {
                let Some(mark) = marks.next() else { return };
                match declared {
                    None => mark.was_above = y[v] >= threshold,
                    Some((relation, level)) => {
                        held[relation..relation + SpikeRelation::COUNT].fill(0.0);
                        mark.spiked = y[v] >= level;
                    }
                }
            });
        })
    }

    /// Makes a step of exponential Euler, see [`System::exponential_euler`].
    ///
    /// # Errors
    /// - [`Fault::NotFinite`] for a state that became infinite or NaN. Every step fails from then on, until the state is set or the
    ///   network [starts](Stepped::start) again.
    /// - [`Fault::NoRoom`] for more spikes on their way than there is room for. As the spike is not lost in silence, every step
    ///   fails from then on, until the network starts again.
    /// - [`Fault::ShortDelay`] for a delay that was set below half a step.
    #[inline]
    pub fn step(&mut self) -> Result<(), Fault<T>> {
        self.advance(&[], N::exponential_euler)
    }

    /// Makes the same step while drives send currents through the membranes, one for each compartment in the order of
    /// [`potentials`](Layout::potentials).
    ///
    /// # Errors
    /// [`Fault::Drives`], and those of [`step`](Stepped::step).
    #[inline]
    pub fn step_with(&mut self, drives: &[Drive<T>]) -> Result<(), Fault<T>> {
        self.advance(drives, N::exponential_euler)
    }

    /// Makes a step of Strang splitting, of second order, see [`System::strang`].
    ///
    /// # Errors
    /// Those of [`step`](Stepped::step).
    #[inline]
    pub fn strang(&mut self) -> Result<(), Fault<T>> {
        self.advance(&[], N::strang)
    }

    /// Makes the same step with [drives](Stepped::step_with), which are those in its middle.
    ///
    /// # Errors
    /// Those of [`step_with`](Stepped::step_with).
    #[inline]
    pub fn strang_with(&mut self, drives: &[Drive<T>]) -> Result<(), Fault<T>> {
        self.advance(drives, N::strang)
    }

    #[inline(always)]
    fn advance(&mut self, drives: &[Drive<T>], rule: Rule<N, T>) -> Result<(), Fault<T>> {
        let compartments = const { Self::SIZES.compartments };
        if !drives.is_empty() && drives.len() != compartments {
            return Err(Fault::Drives { found: drives.len(), compartments });
        }
        if const { Self::HAS_SPIKES } {
            self.happen()?;
        }
        let (t, parts) = (self.time(), self.room.parts());
        let held = if const { Self::SIZES.relations > 0 } { Held(parts.held) } else { Held::NONE };
        rule(&self.network, t, self.step, &Given { drives, held }, parts.y, &mut Workspace::on(parts.work));
        self.steps += 1;
        self.find_spikes();
        match self.state().iter().position(|x| !x.is_finite()) {
            None => Ok(()),
            Some(index) => Err(self.not_finite(index)),
        }
    }

    #[cold]
    fn not_finite(&self, index: usize) -> Fault<T> {
        let (value, time) = (self.state()[index], self.time());
        Fault::NotFinite { network: const { &N::NETWORK }, index, value, time }
    }

    /// Finds the spikes at the end of a step.
    #[inline(always)]
    fn find_spikes(&mut self) {
        let (parts, now, threshold) = (self.room.parts(), self.steps, self.threshold);
        let mut marks = parts.marks.iter_mut();
        thresholds(&self.network, |Threshold { v, declared }| {
            let Some(mark) = marks.next() else { return };
            match declared {
                None => {
                    let is_above = parts.y[v] >= threshold;
                    mark.spiked = is_above && !mark.was_above;
                    mark.was_above = is_above;
                }
                Some((relation, level)) => {
                    let is_mute = [SpikeRelation::Holding, SpikeRelation::Mute].into_iter().any(|timer| {
                        let timer = relation + timer as usize;
                        parts.held[timer] == 1.0 && parts.ends[timer] > now
                    });
                    mark.spiked = on_grid::passes(&mut parts.held[relation], parts.y[v] >= level, is_mute);
                }
            }
        });
    }

    /// Does what is due at the beginning of a step, in the order of [`on_grid`].
    fn happen(&mut self) -> Result<(), Fault<T>> {
        match self.failed {
            Some(fault) => return Err(fault),
            None => self.failed = self.try_happen().err(),
        }
        self.failed.map_or(Ok(()), Err)
    }

    fn try_happen(&mut self) -> Result<(), Fault<T>> {
        let (now, t) = (self.steps, self.time());
        let (mut relations, mut compartment) = (0..const { Self::SIZES.relations }, 0);
        let parts = self.room.parts();
        // Only spikes set ends.
        relations.by_ref().for_each(|timer| {
            if parts.ends[timer] > 0 && parts.ends[timer] <= now {
                (parts.held[timer], parts.ends[timer]) = (0.0, 0);
            }
        });
        let Stepped { network, room, queue, step, .. } = self;
        let mut result = Ok(());
        thresholds(network, |Threshold { declared, .. }| {
            compartment += 1;
            let parts = room.parts();
            let Some((relation, _)) = declared.filter(|_| parts.marks[compartment - 1].spiked) else { return };
            parts.held[relation] = 1.0;
            let Some(spike) = network.apply_spike(relation, t, parts.y, Held(parts.held)) else { return };
            for (timer, duration) in spike.timers(relation) {
                // A time of less than half a step ends with the step.
                let steps = count(on_grid::steps(duration, *step)).max(1);
                (parts.held[timer], parts.ends[timer]) = (1.0, now + steps);
            }
            let sent = send(network, queue, spike.v, (now, T::zero()), *step);
            result = core::mem::replace(&mut result, Ok(())).and(sent);
        });
        result?;
        if const { Self::SIZES.sources > 0 } {
            let parts = room.parts();
            let end = t + *step * 0.5;
            while let Some((source, time)) = sources::take_due(network, parts.sources, end) {
                let nearest = on_grid::steps(time, *step);
                send(network, queue, SOURCES + source, (count(nearest), time - nearest * *step), *step)?;
            }
        }
        if const { has_any::<N>() } {
            let parts = room.parts();
            let (values, since, events) = (parts.variables, parts.since, parts.events);
            let mut memory = Remembered { values, since, events, now, step: *step };
            while let Some(arrival) = queue.take_due(now) {
                arrival::arrive(network, &arrival, t, parts.y, &mut memory);
            }
        }
        Ok(())
    }

    /// Lets a source of the type [`Listed`](crate::model::sources::Listed) spike now: spikes from outside, as from a sensor, come into
    /// the network through its synapses. `Net::Input.spikes` is its handle.
    ///
    /// ```
    /// use neuron_runtime::embed::Stepped;
    /// use neuron_runtime::library::integrate_and_fire::Lif;
    /// use neuron_runtime::library::roth_van_rossum_2009::Exponential;
    /// use neuron_runtime::prelude::*;
    ///
    /// network! {
    ///     pub struct Touch;
    ///     source Skin: Listed;
    ///     neuron Motor: Lif;
    ///     Skin -> Motor: Exponential { g: 60nS, delay: 1ms };
    /// }
    ///
    /// let mut touch = Stepped::new(Touch::default(), 0.1)?;
    /// touch.spike(Touch::Skin.spikes)?;
    /// let answer = (1..200).find(|_| touch.step().is_ok() && touch.spiked(Touch::Motor.v));
    /// assert!(answer > Some(10)); // steps
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Fault::NoRoom`] and [`Fault::ShortDelay`]. Then the source did not spike.
    pub fn spike(&mut self, source: Spikes<N::Tag>) -> Result<(), Fault<T>> {
        let source = SOURCES + sources::number(&self.network, source.origin());
        send(&self.network, &mut self.queue, source, (self.steps, T::zero()), self.step)
    }

    /// Returns true if the neuron of this V spiked at the end of the last step, or at the start. Any state of a compartment stands for
    /// it.
    ///
    /// # Panics
    /// For the state of a synapse, as indexing a slice past its end does.
    #[inline]
    #[track_caller]
    pub fn spiked(&self, v: State<N::Tag>) -> bool {
        let Some(place) = self.network.state_index(v.origin(), v.index()) else { access::missing() };
        let (mut compartment, mut found) = (0, None);
        thresholds(&self.network, |Threshold { v, .. }| {
            if v <= place {
                found = Some(compartment);
            }
            compartment += 1;
        });
        match found {
            Some(compartment) if matches!(v.origin().group, Group::Cells(_)) => self.room.marks()[compartment].spiked,
            _ => access::missing(),
        }
    }

    /// Sets the threshold (mV) of spikes of all compartments that declare none. It is 0 mV if nothing is said.
    pub fn set_threshold(&mut self, threshold: T) {
        self.threshold = threshold;
        let (parts, mut compartment) = (self.room.parts(), 0);
        thresholds(&self.network, |Threshold { v, .. }| {
            parts.marks[compartment].was_above = parts.y[v] >= threshold;
            compartment += 1;
        });
    }

    /// Returns the present value of a state, a current (nA, outward) or a conductance (µS).
    ///
    /// # Panics
    /// For a handle made by hand that names nothing, as indexing a slice past its end does.
    #[inline]
    #[track_caller]
    pub fn read(&self, quantity: impl Recordable<N::Tag>) -> T {
        let flow = |origin, index| self.network.flow(origin, index, self.time(), self.state(), Held(self.room.held()));
        let value = match quantity.quantity() {
            Quantity::State(origin, index) => match self.network.state_index(origin, index) {
                Some(place) => Some(self.state()[place]),
                None => self.variable(origin, index),
            },
            Quantity::Current(origin, index) => flow(origin, index).map(|flow| flow.current),
            Quantity::Conductance(origin, index) => flow(origin, index).map(|flow| flow.slope),
        };
        match value {
            Some(value) => value,
            None => access::missing(),
        }
    }

    /// Returns the whole state, in the order of the network.
    #[inline(always)]
    pub fn state(&self) -> &[T] {
        self.room.state()
    }

    /// Sets a state, in mV, µM, 1 or the unit of its declaration.
    ///
    /// # Errors
    /// [`Fault::NotFinite`] for a value that is infinite or NaN. Nothing has changed then.
    ///
    /// # Panics
    /// For a variable of a synapse, which moves from event to event, and for a handle made by hand that names nothing.
    #[track_caller]
    pub fn set_state(&mut self, state: State<N::Tag>, value: T) -> Result<(), Fault<T>> {
        let Some(index) = self.network.state_index(state.origin(), state.index()) else { access::missing() };
        if !value.is_finite() {
            return Err(Fault::NotFinite { network: const { &N::NETWORK }, index, value, time: self.time() });
        }
        self.room.parts().y[index] = value;
        Ok(())
    }

    /// Returns a parameter in its declared unit.
    #[track_caller]
    pub fn get(&self, parameter: impl AsParameter<N::Tag>) -> T {
        Access::get(&self.network, parameter)
    }

    /// Sets a parameter in its declared unit, from the next step on.
    ///
    /// # Errors
    /// [`Fault::Parameter`] and [`Fault::ShortDelay`]. Nothing has changed then.
    #[track_caller]
    pub fn set(&mut self, parameter: impl AsParameter<N::Tag>, value: T) -> Result<(), Fault<T>> {
        let parameter = parameter.parameter();
        let before = Access::get(&self.network, parameter);
        Access::set(&mut self.network, parameter, value);
        if let Err(fault) = check(&self.network, self.step) {
            Access::set(&mut self.network, parameter, before);
            return Err(fault);
        }
        if const { Self::SIZES.sources > 0 } {
            let time = self.time();
            sources::find_again(&self.network, self.room.parts().sources, time);
        }
        Ok(())
    }

    /// Returns the network with its parameters.
    pub fn network(&self) -> &N {
        &self.network
    }

    /// Returns the time, ms: the number of steps times their length.
    #[inline(always)]
    pub fn time(&self) -> T {
        T::from_count(self.steps) * self.step
    }

    /// Returns the number of steps since the start.
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// Returns a variable of a synapse at the present time.
    fn variable(&self, origin: Origin, index: usize) -> Option<T> {
        let (Group::Synapses(group), Some(link)) = (origin.group, origin.element) else { return None };
        let variable = index.checked_sub(N::NETWORK.synapses.get(group)?.synapse.states.len())?;
        let (values, since) = self.room.variables();
        let passed = |link: usize| synapses::between(since[link], self.steps, self.step);
        arrival::variable(&self.network, [group, link, variable], values, &passed)
    }
}

impl<N: Fixed, const IN_FLIGHT: usize> fmt::Debug for Stepped<N, IN_FLIGHT> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Stepped { step, steps, .. } = self;
        f.debug_struct("Stepped")
            .field("network", &N::NETWORK.name)
            .field("step", step)
            .field("steps", steps)
            .field("state", &self.room.state())
            .finish_non_exhaustive()
    }
}

/// Checks the parameters of a network, and that steps can tell its delays from 0.
fn check<T: Scalar, N: Network<T>>(network: &N, step: T) -> Result<(), Fault<T>> {
    bounds::check(network).map_err(Fault::Parameter)?;
    match synapses::shortest_delay(network) {
        Some(delay) if on_grid::is_too_short(delay, step) => Err(Fault::ShortDelay { delay, step }),
        _ => Ok(()),
    }
}

/// Returns a number of steps.
fn count<T: Scalar>(steps: T) -> u64 {
    steps.re() as u64
}

/// Sends a spike to all synapses, by `late` (ms) after the beginning of step `now`: that of the neuron whose V has the index `v`, or of
/// a source. If there is no room for all, none is sent.
fn send<T: Scalar, N: Network<T>, const ROOM: usize>(
    network: &N,
    queue: &mut Queue<ROOM>,
    v: usize,
    (now, late): (u64, T),
    step: T,
) -> Result<(), Fault<T>> {
    let mut arrivals = 0;
    arrival::departures(network, v, &mut |_: T, _| arrivals += 1);
    if arrivals > queue.room() {
        return Err(Fault::NoRoom { room: ROOM });
    }
    arrival::departures(network, v, &mut |delay, arrival| {
        queue.send(now + count(on_grid::steps(late + delay, step)), arrival)
    });
    Ok(())
}
