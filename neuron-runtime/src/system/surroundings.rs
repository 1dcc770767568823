//! The surroundings of a compartment's mechanisms, the places of their exponentials and states, and the currents of all
//! channels.

use crate::model::cell::{Compartment, Membrane, VisitMechanisms};
use crate::model::info::MechanismKind;
use crate::model::info::SpikeRelation;
use crate::model::mechanism::{At, Context, Describe, Flow, Held, Mechanism, Wiring};
use crate::number::array::Array;
use crate::number::{EXP_MAX, Grad, Real, as_grad_mut, value_of_grad};
use core::ops::Range;

/// The surroundings that the mechanisms of a compartment see at one moment.
pub(crate) struct Surroundings<'a, T, C: Compartment<T>>
where
    T: Real,
{
    pub(crate) context: Context<'a, T>,
    pub(crate) v: T,
    pub(crate) membrane: Membrane<T>,
    pub(crate) reversal: C::Ions,
    pub(crate) concentrations: C::Concentrations,
}

impl<'a, T: Real, C: Compartment<T>> Surroundings<'a, T, C> {
    #[inline(always)]
    pub(crate) fn new(compartment: &C, context: Context<'a, T>, y: &[T]) -> Self {
        let mut reversal = C::Ions::zeros();
        let mut concentrations = C::Concentrations::zeros();
        compartment.surroundings(&context, y, reversal.as_mut(), concentrations.as_mut());
        let mut membrane = compartment.membrane();
        // While V is held, no current moves it.
        if C::SPIKES && is_holding::<T, C>(compartment, context.held) {
            membrane.capacitance = T::from_f64(f64::INFINITY);
        }
        Surroundings { context, v: y[0], membrane, reversal, concentrations }
    }

    /// Returns the same with a driven current beside the injected one.
    #[inline(always)]
    pub(crate) fn driven(mut self, current: T) -> Self {
        self.membrane.injected += current;
        self
    }

    #[inline(always)]
    pub(crate) fn at(&self) -> At<'_, T> {
        At {
            context: self.context,
            v: self.v,
            v_pre: self.v,
            area: self.membrane.area,
            current: T::zero(),
            reversal: self.reversal.as_ref(),
            concentrations: self.concentrations.as_ref(),
            wiring: &Wiring::NONE,
        }
    }

    #[inline(always)]
    pub(crate) fn exponentials(&self, compartment: &C) -> C::Exps {
        let mut exps = C::Exps::zeros();
        let offsets = channels_begin::<T, C>(compartment);
        let mut arguments = Arguments { at: self.at(), x: exps.as_mut(), offsets };
        compartment.channels(&mut arguments);
        let used = arguments.offsets.exps;
        T::exp_padded(exps.as_mut(), used);
        exps
    }

    /// Returns the sum of the currents and slopes of all channels (nA, µS) and writes the current of each ion (nA).
    ///
    /// Currents per area are summed and then multiplied by the area; absolute ones are summed on their own. Which of the
    /// two a compartment has is known during compilation: the code of one without absolute currents is as if there were none.
    #[inline(always)]
    pub(crate) fn currents<X: ChannelExponentials<T>>(
        &self,
        compartment: &C,
        offsets: Offsets,
        x: X,
        y: &[T],
        by_ion: &mut [T],
    ) -> Flow<T> {
        let mut absolute_by_ion = C::Ions::zeros();
        let mut currents = Currents {
            at: self.at(),
            offsets,
            x,
            y,
            per_area: Sum::new(by_ion),
            absolute: Sum::new(absolute_by_ion.as_mut()),
        };
        compartment.channels(&mut currents);
        let Currents { per_area, absolute, .. } = currents;
        if absolute.any && !per_area.any {
            per_area.by_ion.copy_from_slice(absolute.by_ion);
            return absolute.flow;
        }
        let (sum, area) = (per_area.flow, self.membrane.area);
        for current in per_area.by_ion.iter_mut() {
            *current = X::through(*current, area);
        }
        let mut total = Flow { current: X::through(sum.current, area), slope: X::through(sum.slope, area), ..sum };
        if absolute.any {
            per_area.by_ion.iter_mut().zip(absolute.by_ion).for_each(|(total, current)| *total += *current);
            total.current += absolute.flow.current;
            total.slope += absolute.flow.slope;
        }
        total
    }
}

/// The indices at which a mechanism's exponentials, states and relations begin.
#[derive(Clone, Copy)]
pub(crate) struct Offsets {
    pub(crate) exps: usize,
    pub(crate) state: usize,
    pub(crate) relation: usize,
}

impl Offsets {
    /// The pools' states begin after V.
    pub(crate) const POOLS: Offsets = Offsets { exps: 0, state: 1, relation: 0 };

    /// Returns the places of the next mechanism's exponentials, states and relations.
    #[inline(always)]
    pub(crate) fn take<M: Describe>(&mut self) -> (Range<usize>, Range<usize>, Range<usize>) {
        let Offsets { exps, state, relation } = *self;
        self.exps += M::EXPS;
        self.state += M::STATES;
        self.relation += M::RELATIONS;
        (exps..self.exps, state..self.state, relation..self.relation)
    }
}

#[inline(always)]
pub(crate) fn channels_begin<T: Real, C: Compartment<T>>(compartment: &C) -> Offsets {
    let mut end = Offsets::POOLS;
    compartment.pools(&mut Count(&mut end));
    Offsets { exps: 0, ..end }
}

struct Count<'a>(&'a mut Offsets);

impl<T: Real> VisitMechanisms<T> for Count<'_> {
    #[inline(always)]
    fn mechanism<M: Mechanism<T>>(&mut self, _: &M, _: &'static Wiring) {
        self.0.take::<M>();
    }
}

pub(crate) struct Arguments<'a, T> {
    pub(crate) at: At<'a, T>,
    pub(crate) x: &'a mut [T],
    pub(crate) offsets: Offsets,
}

impl<T: Real> VisitMechanisms<T> for Arguments<'_, T> {
    #[inline(always)]
    fn mechanism<M: Mechanism<T>>(&mut self, mechanism: &M, wiring: &'static Wiring) {
        let (x, _, relations) = self.offsets.take::<M>();
        mechanism.arguments(&self.at.wired(wiring, relations), &mut self.x[x]);
    }
}

/// The source of a mechanism's exponentials.
#[derive(Clone, Copy)]
pub(crate) enum Exponentials<'a, T> {
    /// The compartment's batch, in which channels find theirs.
    Batch(&'a [T]),
    /// The current of each ion. A pool sees its ion's current, which is known only after the channels, and therefore
    /// evaluates its own exponentials.
    OfPool(&'a [T]),
    /// The exponentials of channels without tangents, from the tangent rule.
    Values(&'a [f64]),
}

impl<T: Real> Exponentials<'_, T> {
    #[inline(always)]
    pub(crate) fn with<M: Mechanism<T>, R>(
        self,
        mechanism: &M,
        at: At<'_, T>,
        exps: Range<usize>,
        then: impl FnOnce(&At<'_, T>, &[T]) -> R,
    ) -> R {
        match self {
            Exponentials::Batch(x) => then(&at, &x[exps]),
            Exponentials::OfPool(by_ion) => {
                let (at, own) = pool_exponentials(mechanism, at, by_ion);
                then(&at, own.as_ref())
            }
            Exponentials::Values(x) => then(&at, exponentials(mechanism, &at, x.get(exps)).as_ref()),
        }
    }
}

/// The exponentials of the channels, from which their currents are evaluated. It is no closure because a closure cannot be
/// forced to be inlined.
pub(crate) trait ChannelExponentials<T: Real>: Copy {
    /// Returns the current of a channel whose exponentials lie in this range.
    fn flow<M: Mechanism<T>>(self, mechanism: &M, at: &At<'_, T>, exps: Range<usize>, y: &[T]) -> Flow<T>;
    /// Returns the current through an area (mm²).
    fn through(density: T, area: T) -> T;
}

impl<T: Real> ChannelExponentials<T> for &[T] {
    #[inline(always)]
    fn flow<M: Mechanism<T>>(self, mechanism: &M, at: &At<'_, T>, exps: Range<usize>, y: &[T]) -> Flow<T> {
        mechanism.flow(at, &self[exps], y)
    }

    #[inline(always)]
    fn through(density: T, area: T) -> T {
        density * area
    }
}

/// No exponentials: a current that needs some evaluates its own.
#[derive(Clone, Copy)]
pub(crate) struct Anew;

impl<T: Real> ChannelExponentials<T> for Anew {
    #[inline(always)]
    fn flow<M: Mechanism<T>>(self, mechanism: &M, at: &At<'_, T>, _: Range<usize>, y: &[T]) -> Flow<T> {
        let mut exps = M::Exps::zeros();
        if M::CURRENT_EXPS < M::EXPS {
            mechanism.current_arguments(at, exps.as_mut());
            T::exp_all(&mut exps.as_mut()[M::CURRENT_EXPS..M::EXPS]);
        }
        mechanism.flow(at, exps.as_ref(), y)
    }

    #[inline(always)]
    fn through(density: T, area: T) -> T {
        density * area
    }
}

/// The values of exponentials, without tangents.
#[derive(Clone, Copy)]
pub(crate) struct Values<'a>(pub(crate) &'a [f64]);

impl<T: Real> ChannelExponentials<T> for Values<'_> {
    #[inline(always)]
    fn flow<M: Mechanism<T>>(self, mechanism: &M, at: &At<'_, T>, exps: Range<usize>, y: &[T]) -> Flow<T> {
        // Most currents need no exponential of their own.
        let exps = match M::CURRENT_EXPS < M::EXPS {
            true => exponentials(mechanism, at, self.0.get(exps)),
            false => M::Exps::zeros(),
        };
        mechanism.flow(at, exps.as_ref(), y)
    }

    /// The tangent rule, which alone gives values, requires an area that depends on no parameter.
    #[inline(always)]
    fn through(density: T, area: T) -> T {
        density * value_of_grad(&area)
    }
}

/// Returns the exponentials of one mechanism with tangents. If `real` holds their values, these are used, so that the
/// results agree to the last bit with those of a compartment without tangents.
#[inline(always)]
pub(crate) fn exponentials<T: Real, M: Mechanism<T>>(mechanism: &M, at: &At<'_, T>, real: Option<&[f64]>) -> M::Exps {
    let mut exps = M::Exps::zeros();
    mechanism.arguments(at, exps.as_mut());
    let Some(real) = real else {
        T::exp_all(exps.as_mut());
        return exps;
    };
    for (x, real) in exps.as_mut().iter_mut().zip(real) {
        if let Some(x) = as_grad_mut(x) {
            // A saturated exponential is constant.
            let slope = if x.value() > EXP_MAX { 0.0 } else { *real };
            *x = Grad::new(*real, x.tangents().map(|tangent| tangent * slope));
        }
    }
    exps
}

/// Returns a pool's surroundings with the current of its ion, and its exponentials there.
#[inline(always)]
pub(crate) fn pool_exponentials<'a, T: Real, M: Mechanism<T>>(
    mechanism: &M,
    mut at: At<'a, T>,
    by_ion: &[T],
) -> (At<'a, T>, M::Exps) {
    at.current = by_ion[at.wiring.ion];
    let mut own = M::Exps::zeros();
    if M::EXPS > 0 {
        mechanism.arguments(&at, own.as_mut());
        T::exp_all(own.as_mut());
    }
    (at, own)
}

/// Returns a flow as it is recorded: the current of a stimulus is that into the cell.
#[inline(always)]
pub(crate) fn recorded<T: Real, M: Describe>(flow: Flow<T>) -> Flow<T> {
    match M::INFO.kind {
        MechanismKind::Stimulus => Flow { current: -flow.current, ..flow },
        _ => flow,
    }
}

/// The sum of some channels' currents and slopes, and of the currents of each ion.
struct Sum<'a, T> {
    /// True if there is a channel.
    any: bool,
    flow: Flow<T>,
    by_ion: &'a mut [T],
}

impl<'a, T: Real> Sum<'a, T> {
    #[inline(always)]
    fn new(by_ion: &'a mut [T]) -> Self {
        Sum { any: false, flow: Flow::zero(), by_ion }
    }

    #[inline(always)]
    fn add(&mut self, flow: Flow<T>, ion: usize) {
        self.any = true;
        self.flow.current += flow.current;
        self.flow.slope += flow.slope;
        if let Some(sum) = self.by_ion.get_mut(ion) {
            *sum += flow.current;
        }
    }
}

struct Currents<'a, T, X> {
    at: At<'a, T>,
    offsets: Offsets,
    x: X,
    y: &'a [T],
    per_area: Sum<'a, T>,
    absolute: Sum<'a, T>,
}

impl<T: Real, X: ChannelExponentials<T>> VisitMechanisms<T> for Currents<'_, T, X> {
    #[inline(always)]
    fn mechanism<M: Mechanism<T>>(&mut self, mechanism: &M, wiring: &'static Wiring) {
        let (x, y, relations) = self.offsets.take::<M>();
        let at = self.at.wired(wiring, relations);
        let flow = self.x.flow(mechanism, &at, x, &self.y[y]);
        let sum = if const { M::INFO.density } { &mut self.per_area } else { &mut self.absolute };
        sum.add(flow, wiring.ion);
    }
}

/// A continuation that receives the intermediate values of the derivatives: the surroundings, the exponentials of the
/// channels and the current of each ion (nA). It is no closure because a closure cannot be forced to be inlined.
pub(crate) trait WithIntermediates<T: Real, C: Compartment<T>> {
    fn run(self, surroundings: &Surroundings<'_, T, C>, exps: Exponentials<'_, T>, by_ion: &[T]);
}

impl<T: Real, C: Compartment<T>> WithIntermediates<T, C> for () {
    #[inline(always)]
    fn run(self, _: &Surroundings<'_, T, C>, _: Exponentials<'_, T>, _: &[T]) {}
}

/// Returns the number of relations of the pools, of the channels, and of spikes.
#[inline(always)]
pub(crate) fn relations<T: Real, C: Compartment<T>>(compartment: &C) -> usize {
    let mut end = channels_begin::<T, C>(compartment);
    compartment.channels(&mut Count(&mut end));
    end.relation + if C::SPIKES { SpikeRelation::COUNT } else { 0 }
}

/// Returns true if V is held after a spike.
#[inline(always)]
fn is_holding<T: Real, C: Compartment<T>>(compartment: &C, held: Held<'_>) -> bool {
    let first = relations::<T, C>(compartment) - SpikeRelation::COUNT;
    held.value(first + SpikeRelation::Holding as usize) == Some(1.0)
}

/// Returns the number of states of the channels.
#[inline(always)]
pub fn channel_states<T: Real, C: Compartment<T>>(compartment: &C) -> usize {
    C::STATES - channels_begin::<T, C>(compartment).state
}
