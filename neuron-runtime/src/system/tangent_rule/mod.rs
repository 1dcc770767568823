//! Tangents of a compartment's derivatives, and of its exponential Euler steps, by the chain rule.
//!
//! The motion of a gate depends on few inputs, mostly on V alone, and on the eight parameters only through these
//! inputs. Its equations are therefore evaluated in `f64` together with their partial derivatives with respect to the
//! inputs. The partial derivatives then multiply the tangents of the inputs. This takes a few products instead of
//! arithmetic with nine numbers throughout.
//!
//! Two things are evaluated with tangents:
//!
//! - currents, which hold most of the parameters that derivatives are taken with respect to;
//! - mechanisms whose states depend on parameters of their own.

#[cfg(feature = "alloc")]
mod partials;
mod step;

use super::drive::Drive;
use super::surroundings::{
    Exponentials, Offsets, Surroundings, Values, WithIntermediates, channels_begin, exponentials,
};
use crate::model::cell::{Compartment, VisitMechanisms};
use crate::model::mechanism::{At, Context, Input, Mechanism, Slopes, Wiring};
use crate::number::array::Array;
use crate::number::{Real, as_grad, as_grad_mut, may_be_grad, value_of_grad};
#[cfg(feature = "alloc")]
pub(crate) use partials::{has_partials, partials};
pub(crate) use step::{serves_network, step_compartment};

type PlainOf<T, C> = <C as Compartment<T>>::Of<f64>;
type Ions<T, C> = <PlainOf<T, C> as Compartment<f64>>::Ions;
type Concentrations<T, C> = <PlainOf<T, C> as Compartment<f64>>::Concentrations;
type Exps<T, C> = <PlainOf<T, C> as Compartment<f64>>::Exps;

/// Returns true if [`derivatives`] applies: numbers have eight tangents, and neither area nor temperature depends on a
/// parameter.
#[inline(always)]
pub(crate) fn serves<T: Real, C: Compartment<T>>(compartment: &C, context: Context<'_, T>) -> bool {
    if const { !may_be_grad::<T>() } || !is_constant(&context.celsius) {
        return false;
    }
    is_constant(&compartment.membrane().area)
}

/// Writes the derivatives of a compartment's states by the tangent rule, where it [`serves`]. The arguments are those
/// of [`derivatives_and`](super::compartment::derivatives_and).
#[inline(always)]
pub(crate) fn derivatives<T: Real, C: Compartment<T>>(
    compartment: &C,
    context: Context<'_, T>,
    drive: Drive<T>,
    y: &[T],
    dy: &mut [T],
    then: impl WithIntermediates<T, C>,
) {
    if const { !may_be_grad::<T>() } {
        return;
    }
    let surroundings = Surroundings::<'_, T, C>::new(compartment, context, y).driven(drive.current);
    let membrane = &surroundings.membrane;
    let plain = Plain::new(&surroundings);
    let exps = plain.exponentials(compartment);
    let (plain, exps) = (plain.at(), exps.as_ref());
    let mut by_ion = C::Ions::zeros();
    let offsets = channels_begin::<T, C>(compartment);
    let sum = surroundings.currents(compartment, offsets, Values(exps), y, by_ion.as_mut());
    dy[0] = (membrane.injected - dy[0] - sum.current) / membrane.capacitance;

    let (at, by_ion) = (surroundings.at(), by_ion.as_ref());
    compartment.pools(&mut Chain { at, plain, exps: &[], by_ion, offsets: Offsets::POOLS, y, dy });
    compartment.channels(&mut Chain { at, plain, exps, by_ion: &[], offsets, y, dy });
    then.run(&surroundings, Exponentials::Values(exps), by_ion);
}

/// A compartment's surroundings without tangents.
struct Plain<'a, T: Real, C: Compartment<T>> {
    context: Context<'a, f64>,
    v: f64,
    area: f64,
    reversal: Ions<T, C>,
    concentrations: Concentrations<T, C>,
}

impl<'a, T: Real, C: Compartment<T>> Plain<'a, T, C> {
    #[inline(always)]
    fn new(surroundings: &Surroundings<'a, T, C>) -> Self {
        let (mut reversal, mut concentrations) = (Ions::<T, C>::zeros(), Concentrations::<T, C>::zeros());
        real_parts(surroundings.reversal.as_ref(), reversal.as_mut());
        real_parts(surroundings.concentrations.as_ref(), concentrations.as_mut());
        let Surroundings { context, v, membrane, .. } = surroundings;
        let Context { t, celsius, held } = context;
        let context = Context { t: value_of_grad(t), celsius: value_of_grad(celsius), held: *held };
        Plain { context, v: value_of_grad(v), area: value_of_grad(&membrane.area), reversal, concentrations }
    }

    /// Returns the exponentials of the channels.
    #[inline(always)]
    fn exponentials(&self, compartment: &C) -> Exps<T, C> {
        let mut exps = Exps::<T, C>::zeros();
        let offsets = channels_begin::<T, C>(compartment);
        let mut arguments = Arguments { at: self.at(), x: exps.as_mut(), offsets };
        compartment.channels(&mut arguments);
        let used = arguments.offsets.exps;
        f64::exp_padded(exps.as_mut(), used);
        exps
    }

    #[inline(always)]
    fn at(&self) -> At<'_, f64> {
        At {
            context: self.context,
            v: self.v,
            v_pre: self.v,
            area: self.area,
            current: 0.0,
            reversal: self.reversal.as_ref(),
            concentrations: self.concentrations.as_ref(),
            wiring: &Wiring::NONE,
        }
    }
}

/// Returns true if `x` is a number with eight tangents and depends on no parameter.
#[inline(always)]
fn is_constant<T: Real>(x: &T) -> bool {
    as_grad(x).is_some_and(|x| x.tangents().iter().fold(true, |all, tangent| all & (*tangent == 0.0)))
}

/// Returns true if the states of a mechanism are independent gates.
const fn is_gates<T: Real, M: Mechanism<T>>() -> bool {
    M::INFO.has_only_gates()
}

const fn any(flags: &[bool]) -> bool {
    let mut k = 0;
    while k < flags.len() {
        if flags[k] {
            return true;
        }
        k += 1;
    }
    false
}

#[inline(always)]
fn real_parts<T: Real>(from: &[T], to: &mut [f64]) {
    to.iter_mut().zip(from).for_each(|(to, from)| *to = value_of_grad(from));
}

struct Arguments<'a> {
    at: At<'a, f64>,
    x: &'a mut [f64],
    offsets: Offsets,
}

impl<T: Real> VisitMechanisms<T> for Arguments<'_> {
    #[inline(always)]
    fn mechanism<M: Mechanism<T>>(&mut self, mechanism: &M, wiring: &'static Wiring) {
        let (x, _, relations) = self.offsets.take::<M>();
        mechanism.convert(value_of_grad).arguments(&self.at.wired(wiring, relations), &mut self.x[x]);
    }
}

struct Chain<'a, T> {
    at: At<'a, T>,
    plain: At<'a, f64>,
    exps: &'a [f64],
    /// The ion currents that pools see; empty for channels.
    by_ion: &'a [T],
    offsets: Offsets,
    y: &'a [T],
    dy: &'a mut [T],
}

impl<T: Real> VisitMechanisms<T> for Chain<'_, T> {
    #[inline(always)]
    fn mechanism<M: Mechanism<T>>(&mut self, mechanism: &M, wiring: &'static Wiring) {
        let (x, states, relations) = self.offsets.take::<M>();
        if M::STATES == 0 {
            return;
        }
        let mut at = self.at.wired(wiring, relations.clone());
        if let Some(current) = self.by_ion.get(wiring.ion) {
            at.current = *current;
        }
        let (y, dy) = (&self.y[states.clone()], &mut self.dy[states]);
        if const { any(M::INFO.kinetic) } {
            let exps = exponentials(mechanism, &at, self.exps.get(x));
            return mechanism.derivatives(&at, exps.as_ref(), y, dy);
        }

        let (mechanism, mut plain) = (mechanism.convert(value_of_grad), self.plain.wired(wiring, relations));
        plain.current = value_of_grad(&at.current);
        let mut own = <M::Of<f64> as Mechanism<f64>>::Exps::zeros();
        let x = match self.exps.get(x) {
            Some(x) => x,
            None => {
                mechanism.arguments(&plain, own.as_mut());
                f64::exp_all(own.as_mut());
                own.as_ref()
            }
        };
        let mut real = <M::Of<f64> as Mechanism<f64>>::States::zeros();
        let mut slope = <M::Of<f64> as Mechanism<f64>>::States::zeros();
        real_parts(y, real.as_mut());
        mechanism.derivatives(&plain, x, real.as_ref(), slope.as_mut());
        let mut slopes = <M::Of<f64> as Mechanism<f64>>::Slopes::zeros();
        mechanism.partials(&plain, x, real.as_ref(), &mut slopes);
        for a in 0..M::STATES {
            let Some(own) = as_grad(&y[a]) else { return };
            let mut sum = own.chain(slope.as_ref()[a], slopes.own(a, a));
            let mut add = |slope: f64, by: &T| {
                if let Some(by) = as_grad(by) {
                    sum.add_tangents(slope, by);
                }
            };
            if M::INFO.dependence.coupled {
                (0..M::STATES).filter(|b| *b != a).for_each(|b| add(slopes.own(a, b), &y[b]));
            }
            each_input::<T, M>(&at, |input, by| add(slopes.state(a, input), by));
            if let Some(dy) = as_grad_mut(&mut dy[a]) {
                *dy = sum;
            }
        }
    }
}

/// Calls `visit` with every input that the states of a mechanism see, and its value.
#[inline(always)]
fn each_input<T: Real, M: Mechanism<T>>(at: &At<'_, T>, mut visit: impl FnMut(Input, &T)) {
    let seen = &M::INFO.dependence.states;
    if seen.v {
        visit(Input::V, &at.v);
    }
    if seen.pre {
        visit(Input::Pre, &at.v_pre);
    }
    if seen.reversal {
        visit(Input::Reversal, &at.e());
    }
    if seen.ion_current {
        visit(Input::IonCurrent, &at.current);
    }
    if seen.time {
        visit(Input::Time, &at.context.t);
    }
    for k in 0..seen.reads.len() {
        if seen.reads[k] {
            visit(Input::Read(k), &at.read(k));
        }
    }
}
