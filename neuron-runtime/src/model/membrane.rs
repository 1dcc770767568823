//! The evaluation of one compartment: its derivatives, its exponential-Euler step, its start, the current of a channel.
//!
//! Every function makes the same passes over the compartment's mechanisms: the arguments of all exponentials, their
//! evaluation in one batch, then the equations. Each pass is a small visitor.

use crate::model::cell::{Compartment, Membrane, VisitMechanisms};
use crate::model::info::StateKind;
use crate::model::mechanism::{At, Describe, Flow, Mechanism, Wiring};
use crate::number::Scalar;
use crate::number::array::Array;
use crate::number::math;
use crate::system::chain;
use core::ops::Range;

/// Derivatives of a compartment's states (per ms). `dy[0]` holds the external outward current (nA) on entry.
#[inline(always)]
pub fn derivatives<T: Scalar, C: Compartment<T>>(compartment: &C, celsius: T, t: T, y: &[T], dy: &mut [T]) {
    derivatives_and(compartment, celsius, t, y, dy, ());
}

/// What is done with what derivatives were evaluated from: the surroundings, the exponentials of the channels, and the
/// current of each ion (nA). Unlike a closure it can be sure to be inlined.
pub(crate) trait Then<T: Scalar, C: Compartment<T>> {
    fn run(self, site: &Site<T, C>, exps: Source<'_, T>, by_ion: &[T]);
}

impl<T: Scalar, C: Compartment<T>> Then<T, C> for () {
    #[inline(always)]
    fn run(self, _: &Site<T, C>, _: Source<'_, T>, _: &[T]) {}
}

/// [`derivatives`], and then something else of what they were evaluated from.
#[inline(always)]
pub(crate) fn derivatives_and<T: Scalar, C: Compartment<T>>(
    compartment: &C,
    celsius: T,
    t: T,
    y: &[T],
    dy: &mut [T],
    then: impl Then<T, C>,
) {
    if chain::serves(compartment, celsius) {
        return chain::derivatives(compartment, celsius, t, y, dy, then);
    }
    let site = Site::new(compartment, celsius, t, y);
    let exps = site.exponentials(compartment);
    let mut by_ion = C::Ions::zeros();
    let place = channels_begin::<T, C>(compartment);
    let sums = site.currents(compartment, place, exps.as_ref(), y, by_ion.as_mut());
    let Membrane { capacitance, injected, .. } = site.membrane;
    dy[0] = (injected - dy[0] - sums.current) / capacitance;
    let by_ion = by_ion.as_ref();
    compartment.pools(&mut Derivatives { at: site.at(), x: Source::Own(by_ion), place: Place::POOLS, y, dy });
    let exps = Source::Batch(exps.as_ref());
    compartment.channels(&mut Derivatives { at: site.at(), x: exps, place, y, dy });
    then.run(&site, exps, by_ion);
}

/// Exponentials of several compartments: those from tables of lines, and those of the batch.
#[derive(Clone, Copy, Debug)]
pub struct Exps<'a, T> {
    /// Of lines, in whole registers.
    pub lines: &'a [T],
    /// The others.
    pub batch: &'a [T],
}

impl<'a, T: Scalar> Exps<'a, T> {
    /// The first so many of each, and the others.
    #[inline(always)]
    pub fn split(self, (lines, batch): (usize, usize)) -> (Self, Self) {
        let (lines, other_lines) = self.lines.split_at(lines);
        let (batch, others) = self.batch.split_at(batch);
        (Exps { lines, batch }, Exps { lines: other_lines, batch: others })
    }

    /// Those of the next compartment, which are taken away.
    #[inline(always)]
    pub fn take<C: Compartment<T>>(&mut self) -> &'a [T] {
        let (from, count) =
            if !C::LINES.is_empty() { (&mut self.lines, C::LINES.room()) } else { (&mut self.batch, C::EXPS) };
        let (own, others) = from.split_at(count);
        *from = others;
        own
    }
}

/// How the states of channels move in one step of exponential Euler.
#[derive(Clone, Copy, Debug)]
pub struct Motion<'a, T> {
    /// Steady states of gates, derivatives of free states (per ms).
    pub target: &'a [T],
    /// 1/τ of gates, −∂f/∂x of free states (per ms).
    pub rate: &'a [T],
    /// exp(−h·rate).
    pub decay: &'a [T],
}

impl<'a, T> Motion<'a, T> {
    /// The motion of the first so many states, and of the others.
    #[inline(always)]
    pub fn split(self, states: usize) -> (Self, Self) {
        let (target, targets) = self.target.split_at(states);
        let (rate, rates) = self.rate.split_at(states);
        let (decay, decays) = self.decay.split_at(states);
        (Motion { target, rate, decay }, Motion { target: targets, rate: rates, decay: decays })
    }
}

/// Writes the arguments of all exponentials of the channels.
#[inline(always)]
pub fn arguments<T: Scalar, C: Compartment<T>>(compartment: &C, celsius: T, t: T, y: &[T], x: &mut [T]) {
    let site = Site::new(compartment, celsius, t, y);
    compartment.channels(&mut Arguments { at: site.at(), x, used: 0 });
}

/// Writes how the states of the channels move, given the exponentials.
#[inline(always)]
pub fn kinetics<T: Scalar, C: Compartment<T>>(
    compartment: &C,
    celsius: T,
    t: T,
    x: &[T],
    y: &[T],
    target: &mut [T],
    rate: &mut [T],
) {
    let site = Site::new(compartment, celsius, t, y);
    let place = channels_begin::<T, C>(compartment);
    compartment.channels(&mut Kinetics { at: site.at(), x, place, first: place.state, y, target, rate });
}

/// A step `h` (ms) of an exponential method from a state at which everything has been evaluated.
#[derive(Clone, Copy, Debug)]
pub struct Step<'a, T, const MOVED: bool> {
    /// Time of that state, ms.
    pub t: T,
    /// Length, ms.
    pub h: f64,
    /// If `MOVED`, the state that the step begins with, which is another one: all states move from there at once, as the
    /// equations linearised at the state of the evaluation say. Otherwise nothing; V and concentrations move after the
    /// gates, with the currents of their new values.
    pub begin: &'a [T],
}

impl<T: Scalar, const MOVED: bool> Step<'_, T, MOVED> {
    /// The step of some of the states.
    #[inline(always)]
    pub fn of(self, states: Range<usize>) -> Self {
        if MOVED { Step { begin: &self.begin[states], ..self } } else { self }
    }

    /// Where a state begins, if that is elsewhere.
    #[inline(always)]
    fn from(self, state: usize) -> Option<T> {
        if MOVED { Some(self.begin[state]) } else { None }
    }
}

/// Completes a step of an exponential method: the channels' states as `motion` says, V and concentrations by the currents.
/// `external` is the outward current from outside and its slope by V.
#[inline(always)]
pub fn advance<T: Scalar, C: Compartment<T>, const MOVED: bool>(
    compartment: &C,
    celsius: T,
    step: Step<'_, T, MOVED>,
    external: Flow<T>,
    exps: &[T],
    motion: Motion<'_, T>,
    y: &mut [T],
) {
    let mut site = Site::new(compartment, celsius, step.t, y);
    // Compilers move the logarithm of a Nernst potential to its use, where the step waits for it; from here it runs
    // beside the rest.
    site.reversal = core::hint::black_box(site.reversal);
    let place = channels_begin::<T, C>(compartment);
    let mut by_ion = C::Ions::zeros();
    if !MOVED {
        compartment.channels(&mut Advance { place, first: place.state, motion, step, y });
    }
    let sums = site.currents(compartment, place, exps, y, by_ion.as_mut());
    compartment.pools(&mut AdvancePool { at: site.at(), place: Place::POOLS, by_ion: by_ion.as_ref(), step, y });
    if MOVED {
        compartment.channels(&mut Advance { place, first: place.state, motion, step, y });
    }

    let Membrane { capacitance, injected, .. } = site.membrane;
    let per_capacitance = capacitance.recip();
    let slope = (injected - external.current - sums.current) * per_capacitance;
    let rate = (external.slope + sums.slope) * per_capacitance;
    relax_free(step.h, slope, rate, step.from(0), &mut y[0]);
}

/// Number of states of the channels.
#[inline(always)]
pub fn channel_states<T: Scalar, C: Compartment<T>>(compartment: &C) -> usize {
    C::STATES - channels_begin::<T, C>(compartment).state
}

/// Writes the start: V as given, pools, then channels at their steady state there.
#[inline(always)]
pub fn start<T: Scalar, C: Compartment<T>>(compartment: &C, celsius: T, y: &mut [T]) {
    y[0] = compartment.membrane(celsius).v;
    let nothing = C::Ions::zeros();
    let site = Site::new(compartment, celsius, T::zero(), y);
    compartment.pools(&mut Start { at: site.at(), x: Source::Own(nothing.as_ref()), place: Place::POOLS, y });
    // The concentrations that the pools have just set decide the reversal potentials and gates.
    let site = Site::new(compartment, celsius, T::zero(), y);
    let exps = site.exponentials(compartment);
    let place = channels_begin::<T, C>(compartment);
    compartment.channels(&mut Start { at: site.at(), x: Source::Batch(exps.as_ref()), place, y });
}

/// The outward current (nA) and slope (µS) of the compartment's `channel`-th channel; zero past the last.
#[inline]
pub fn channel_flow<T: Scalar, C: Compartment<T>>(
    compartment: &C,
    celsius: T,
    t: T,
    y: &[T],
    channel: usize,
) -> Flow<T> {
    let site = Site::new(compartment, celsius, t, y);
    let exps = site.exponentials(compartment);
    let place = channels_begin::<T, C>(compartment);
    let mut probe = Probe { at: site.at(), place, x: exps.as_ref(), y, channel, seen: 0, flow: Flow::zero() };
    compartment.channels(&mut probe);
    probe.flow.scaled(site.membrane.area)
}

/// What the mechanisms of a compartment see at one moment.
pub(crate) struct Site<T, C: Compartment<T>>
where
    T: Scalar,
{
    pub(crate) t: T,
    pub(crate) v: T,
    pub(crate) membrane: Membrane<T>,
    pub(crate) reversal: C::Ions,
    pub(crate) concentrations: C::Concentrations,
}

impl<T: Scalar, C: Compartment<T>> Site<T, C> {
    #[inline(always)]
    pub(crate) fn new(compartment: &C, celsius: T, t: T, y: &[T]) -> Self {
        let mut reversal = C::Ions::zeros();
        let mut concentrations = C::Concentrations::zeros();
        compartment.surroundings(celsius, y, reversal.as_mut(), concentrations.as_mut());
        Site { t, v: y[0], membrane: compartment.membrane(celsius), reversal, concentrations }
    }

    #[inline(always)]
    pub(crate) fn at(&self) -> At<'_, T> {
        At {
            t: self.t,
            v: self.v,
            v_pre: self.v,
            celsius: self.membrane.celsius,
            area: self.membrane.area,
            current: T::zero(),
            reversal: self.reversal.as_ref(),
            concentrations: self.concentrations.as_ref(),
            wiring: &Wiring::NONE,
        }
    }

    #[inline(always)]
    fn exponentials(&self, compartment: &C) -> C::Exps {
        let mut exps = C::Exps::zeros();
        if !C::LINES.is_empty() {
            self.v.exp_lines(&C::LINES, exps.as_mut());
            return exps;
        }
        let mut arguments = Arguments { at: self.at(), x: exps.as_mut(), used: 0 };
        compartment.channels(&mut arguments);
        let used = arguments.used;
        T::exp_padded(exps.as_mut(), used);
        exps
    }

    /// The sum over all channels (nA, µS) and, in `by_ion`, the current of each ion.
    #[inline(always)]
    fn currents(&self, compartment: &C, place: Place, x: &[T], y: &[T], by_ion: &mut [T]) -> Flow<T> {
        let mut currents = Currents { at: self.at(), place, x, y, sum: Flow::zero(), by_ion };
        compartment.channels(&mut currents);
        let sum = currents.sum.scaled(self.membrane.area);
        for current in by_ion {
            *current *= self.membrane.area;
        }
        sum
    }
}

/// Where a mechanism's exponentials and states begin.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    exps: usize,
    pub(crate) state: usize,
}

impl Place {
    /// Pools follow V.
    pub(crate) const POOLS: Place = Place { exps: 0, state: 1 };

    #[inline(always)]
    pub(crate) fn take<M: Describe>(&mut self) -> (Range<usize>, Range<usize>) {
        let (exps, state) = (self.exps, self.state);
        self.exps += M::EXPS;
        self.state += M::STATES;
        (exps..self.exps, state..self.state)
    }
}

#[inline(always)]
pub(crate) fn channels_begin<T: Scalar, C: Compartment<T>>(compartment: &C) -> Place {
    let mut end = Place::POOLS;
    compartment.pools(&mut Count(&mut end));
    Place { exps: 0, state: end.state }
}

struct Count<'a>(&'a mut Place);

impl<T: Scalar> VisitMechanisms<T> for Count<'_> {
    #[inline(always)]
    fn mechanism<M: Mechanism<T>>(&mut self, _: &M, _: &'static Wiring) {
        self.0.take::<M>();
    }
}

struct Arguments<'a, T> {
    at: At<'a, T>,
    x: &'a mut [T],
    used: usize,
}

impl<T: Scalar> VisitMechanisms<T> for Arguments<'_, T> {
    #[inline(always)]
    fn mechanism<M: Mechanism<T>>(&mut self, mechanism: &M, wiring: &'static Wiring) {
        let end = self.used + M::EXPS;
        mechanism.arguments(&self.at.wired(wiring), &mut self.x[self.used..end]);
        self.used = end;
    }
}

/// Where a mechanism's exponentials come from: channels find theirs in the compartment's batch; a pool sees its ion's
/// current, which is known only after the channels, and evaluates its own. The chain rule has those of channels without
/// tangents.
#[derive(Clone, Copy)]
pub(crate) enum Source<'a, T> {
    Batch(&'a [T]),
    Own(&'a [T]),
    Plain(&'a [f64]),
}

impl<T: Scalar> Source<'_, T> {
    #[inline(always)]
    pub(crate) fn with<M: Mechanism<T>>(
        self,
        mechanism: &M,
        at: At<'_, T>,
        exps: Range<usize>,
        then: impl FnOnce(&At<'_, T>, &[T]),
    ) {
        match self {
            Source::Batch(x) => then(&at, &x[exps]),
            Source::Own(by_ion) => {
                let (at, own) = fed(mechanism, at, by_ion);
                then(&at, own.as_ref());
            }
            Source::Plain(x) => then(&at, chain::exponentials(mechanism, &at, x.get(exps)).as_ref()),
        }
    }
}

/// A pool's surroundings with the current of its ion, and its exponentials there.
#[inline(always)]
fn fed<'a, T: Scalar, M: Mechanism<T>>(mechanism: &M, mut at: At<'a, T>, by_ion: &[T]) -> (At<'a, T>, M::Exps) {
    at.current = by_ion[at.wiring.ion];
    let mut own = M::Exps::zeros();
    if M::EXPS > 0 {
        mechanism.arguments(&at, own.as_mut());
        T::exp_all(own.as_mut());
    }
    (at, own)
}

struct Currents<'a, T> {
    at: At<'a, T>,
    place: Place,
    x: &'a [T],
    y: &'a [T],
    sum: Flow<T>,
    by_ion: &'a mut [T],
}

impl<T: Scalar> VisitMechanisms<T> for Currents<'_, T> {
    #[inline(always)]
    fn mechanism<M: Mechanism<T>>(&mut self, mechanism: &M, wiring: &'static Wiring) {
        let (x, y) = self.place.take::<M>();
        let flow = mechanism.flow(&self.at.wired(wiring), &self.x[x], &self.y[y]);
        self.sum.current += flow.current;
        self.sum.slope += flow.slope;
        if let Some(sum) = self.by_ion.get_mut(wiring.ion) {
            *sum += flow.current;
        }
    }
}

struct Probe<'a, T> {
    at: At<'a, T>,
    place: Place,
    x: &'a [T],
    y: &'a [T],
    channel: usize,
    seen: usize,
    flow: Flow<T>,
}

impl<T: Scalar> VisitMechanisms<T> for Probe<'_, T> {
    #[inline(always)]
    fn mechanism<M: Mechanism<T>>(&mut self, mechanism: &M, wiring: &'static Wiring) {
        let (x, y) = self.place.take::<M>();
        if self.seen == self.channel {
            self.flow = mechanism.flow(&self.at.wired(wiring), &self.x[x], &self.y[y]);
        }
        self.seen += 1;
    }
}

struct Derivatives<'a, T> {
    at: At<'a, T>,
    x: Source<'a, T>,
    place: Place,
    y: &'a [T],
    dy: &'a mut [T],
}

impl<T: Scalar> VisitMechanisms<T> for Derivatives<'_, T> {
    #[inline(always)]
    fn mechanism<M: Mechanism<T>>(&mut self, mechanism: &M, wiring: &'static Wiring) {
        let (x, y) = self.place.take::<M>();
        self.x.with(mechanism, self.at.wired(wiring), x, |at, x| {
            mechanism.derivatives(at, x, &self.y[y.clone()], &mut self.dy[y]);
        });
    }
}

struct Start<'a, T> {
    at: At<'a, T>,
    x: Source<'a, T>,
    place: Place,
    y: &'a mut [T],
}

impl<T: Scalar> VisitMechanisms<T> for Start<'_, T> {
    #[inline(always)]
    fn mechanism<M: Mechanism<T>>(&mut self, mechanism: &M, wiring: &'static Wiring) {
        let (x, y) = self.place.take::<M>();
        self.x.with(mechanism, self.at.wired(wiring), x, |at, x| mechanism.start(at, x, &mut self.y[y]));
    }
}

struct Kinetics<'a, T> {
    at: At<'a, T>,
    x: &'a [T],
    place: Place,
    /// The state whose motion comes first in `target` and `rate`.
    first: usize,
    y: &'a [T],
    target: &'a mut [T],
    rate: &'a mut [T],
}

impl<T: Scalar> VisitMechanisms<T> for Kinetics<'_, T> {
    #[inline(always)]
    fn mechanism<M: Mechanism<T>>(&mut self, mechanism: &M, wiring: &'static Wiring) {
        let (x, y) = self.place.take::<M>();
        let own = y.start - self.first..y.end - self.first;
        let (target, rate) = (&mut self.target[own.clone()], &mut self.rate[own]);
        mechanism.kinetics(&self.at.wired(wiring), &self.x[x], &self.y[y], target, rate);
    }
}

struct Advance<'a, T, const MOVED: bool> {
    place: Place,
    first: usize,
    motion: Motion<'a, T>,
    step: Step<'a, T, MOVED>,
    y: &'a mut [T],
}

impl<T: Scalar, const MOVED: bool> VisitMechanisms<T> for Advance<'_, T, MOVED> {
    #[inline(always)]
    fn mechanism<M: Mechanism<T>>(&mut self, _: &M, _: &'static Wiring) {
        let (_, y) = self.place.take::<M>();
        let own = y.start - self.first..y.end - self.first;
        let Motion { target, rate, decay } = self.motion;
        let step = self.step.of(y.clone());
        relax::<T, M, MOVED>(step, &target[own.clone()], &rate[own.clone()], Some(&decay[own]), &mut self.y[y]);
    }
}

pub(crate) struct AdvancePool<'a, T, const MOVED: bool> {
    pub(crate) at: At<'a, T>,
    pub(crate) place: Place,
    pub(crate) by_ion: &'a [T],
    pub(crate) step: Step<'a, T, MOVED>,
    pub(crate) y: &'a mut [T],
}

impl<T: Scalar, const MOVED: bool> VisitMechanisms<T> for AdvancePool<'_, T, MOVED> {
    #[inline(always)]
    fn mechanism<M: Mechanism<T>>(&mut self, mechanism: &M, wiring: &'static Wiring) {
        let (_, y) = self.place.take::<M>();
        let (mut target, mut rate) = (M::States::zeros(), M::States::zeros());
        let (target, rate, step) = (target.as_mut(), rate.as_mut(), self.step.of(y.clone()));
        let own = &mut self.y[y];
        let (at, x) = fed(mechanism, self.at.wired(wiring), self.by_ion);
        mechanism.kinetics(&at, x.as_ref(), own, target, rate);
        relax::<T, M, MOVED>(step, target, rate, None, own);
    }
}

/// Advances a mechanism's states as if their surroundings stood still: gates exactly, free states by φ₁. `decay` holds
/// exp(−h·rate) where it has been computed in a batch.
#[inline(always)]
pub fn relax<T: Scalar, M: Describe, const MOVED: bool>(
    step: Step<'_, T, MOVED>,
    target: &[T],
    rate: &[T],
    decay: Option<&[T]>,
    y: &mut [T],
) {
    for k in 0..M::STATES {
        let (h, from) = (step.h, step.from(k));
        if matches!(M::INFO.states[k].kind, StateKind::Gate) {
            let decay = decay.map_or_else(|| T::exp(rate[k] * -h), |decay| decay[k]);
            y[k] = target[k] + (from.unwrap_or(y[k]) - target[k]) * decay;
        } else {
            relax_free(h, target[k], rate[k], from, &mut y[k]);
        }
    }
}

/// Advances a state with this slope, which falls by `rate` with the state, by φ₁: from where it is, or from another value.
#[inline(always)]
pub(crate) fn relax_free<T: Scalar>(h: f64, slope: T, rate: T, from: Option<T>, y: &mut T) {
    let weight = math::relax(rate * -h) * h;
    *y = match from {
        None => *y + slope * weight,
        Some(from) => from + (slope + rate * (*y - from)) * weight,
    };
}
