//! The evaluation of one compartment: its derivatives, its exponential-Euler step, its start, the current of a channel.
//!
//! Every function makes the same passes over the compartment's mechanisms: the arguments of all exponentials, their
//! evaluation in one batch, then the equations. Each pass is a small visitor.

use super::relaxation::{AdvancePool, Motion, Step, relax, relax_free};
use super::surroundings::{Arguments, Place, Site, Source, Then, channels_begin};
use super::tangent_rule;
use crate::model::cell::{Compartment, Membrane, VisitMechanisms};
use crate::model::mechanism::{At, Flow, Mechanism, Wiring};
use crate::number::Scalar;
use crate::number::array::Array;

/// Derivatives of a compartment's states (per ms). `dy[0]` holds the external outward current (nA) on entry.
#[inline(always)]
pub fn derivatives<T: Scalar, C: Compartment<T>>(compartment: &C, celsius: T, t: T, y: &[T], dy: &mut [T]) {
    derivatives_and(compartment, celsius, t, y, dy, ());
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
    if tangent_rule::serves(compartment, celsius) {
        return tangent_rule::derivatives(compartment, celsius, t, y, dy, then);
    }
    let site = Site::new(compartment, celsius, t, y);
    let exps = site.exponentials(compartment);
    let exps = Source::Batch(exps.as_ref());
    let mut by_ion = C::Ions::zeros();
    let place = channels_begin::<T, C>(compartment);
    let sums = site.currents(compartment, place, exps, y, by_ion.as_mut());
    let Membrane { capacitance, injected, .. } = site.membrane;
    dy[0] = (injected - dy[0] - sums.current) / capacitance;
    let by_ion = by_ion.as_ref();
    compartment.pools(&mut Derivatives { at: site.at(), x: Source::Own(by_ion), place: Place::POOLS, y, dy });
    compartment.channels(&mut Derivatives { at: site.at(), x: exps, place, y, dy });
    then.run(&site, exps, by_ion);
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
    let sums = site.currents(compartment, place, Source::Batch(exps), y, by_ion.as_mut());
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
