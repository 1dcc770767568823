//! Tangents of the partial derivatives of mechanisms' states, by the chain rule.
//!
//! The partial derivatives of a gate depend on the same few inputs as the gate. They are therefore evaluated with one
//! tangent per input. These second derivatives then multiply the eight tangents of the inputs.

use super::{any, as_grad, as_grad_mut, is_gates};
use crate::model::mechanism::{At, Context, Input, Mechanism, Slopes, Wiring};
use crate::number::array::Array;
use crate::number::{EXP_MAX, Real, Tangent, may_be_grad, value_of_grad};

/// The largest number of inputs and states that a mechanism's states may depend on.
const MOST: usize = 4;

/// Returns true if [`partials`] applies to a mechanism: numbers may have eight tangents, and its states depend on at
/// most [`MOST`] inputs and on none of its parameters.
pub(crate) const fn has_partials<T: Real, M: Mechanism<T>>() -> bool {
    may_be_grad::<T>() && M::STATES > 0 && !any(M::INFO.kinetic) && seeds::<T, M>() <= MOST
}

/// Returns the number of seeds, which are the numbers with a tangent of their own: the inputs of the states and, unless
/// all states are gates, the states themselves. Gates need none: the motion of a gate is linear in the gate, and the
/// mixed derivative with respect to gate and V is symmetric.
const fn seeds<T: Real, M: Mechanism<T>>() -> usize {
    let seen = &M::INFO.dependence.states;
    let mut count = if is_gates::<T, M>() { 0 } else { M::STATES };
    let inputs = [seen.v, seen.pre, seen.reversal, seen.ion_current, seen.time];
    let mut k = 0;
    while k < inputs.len() {
        count += inputs[k] as usize;
        k += 1;
    }
    k = 0;
    while k < seen.reads.len() {
        count += seen.reads[k] as usize;
        k += 1;
    }
    count
}

/// Writes the partial derivatives of a mechanism's states, as [`Mechanism::partials`] does. `exps` holds its
/// exponentials without tangents.
#[inline(always)]
pub(crate) fn partials<T: Real, M: Mechanism<T>>(
    mechanism: &M,
    at: &At<'_, T>,
    exps: &[f64],
    y: &[T],
    to: &mut M::Slopes,
) {
    // Most gates depend on V alone.
    if const { seeds::<T, M>() <= 1 } {
        with_tangents::<T, M, 1>(mechanism, at, exps, y, to);
    } else {
        with_tangents::<T, M, MOST>(mechanism, at, exps, y, to);
    }
}

/// Returns the number without its tangents.
#[inline(always)]
fn constant<T: Real, const N: usize>(x: &T) -> Tangent<N> {
    Tangent::constant(value_of_grad(x))
}

/// The numbers that have a tangent of their own, each with its tangents with respect to the parameters.
struct Seeds<T, const N: usize> {
    by: [T; N],
    used: usize,
}

impl<T: Real, const N: usize> Seeds<T, N> {
    /// Returns the number without its tangents with respect to the parameters. If it is `seen`, it has one tangent of
    /// its own.
    #[inline(always)]
    fn seed(&mut self, x: T, seen: bool) -> Tangent<N> {
        if !seen || self.used == N {
            return constant(&x);
        }
        self.by[self.used] = x;
        self.used += 1;
        Tangent::variable(value_of_grad(&x), self.used - 1)
    }

    /// Returns the number with its tangents with respect to the parameters, by the chain rule.
    #[inline(always)]
    fn chain(&self, x: Tangent<N>) -> T {
        let mut result = T::zero();
        if let (Some(sum), Some(by)) = (as_grad_mut(&mut result), as_grad(&self.by[0])) {
            *sum = by.chain(x.value(), x.tangents()[0]);
            for k in 1..self.used {
                if let Some(by) = as_grad(&self.by[k]) {
                    sum.add_tangents(x.tangents()[k], by);
                }
            }
        }
        result
    }

    /// Returns the partial derivative with respect to the k-th seed, with its tangents as in [`chain`](Seeds::chain).
    /// If the state is a gate, the gate's own tangents are added: their factor is the k-th tangent of the partial
    /// derivative with respect to the gate, by symmetry.
    #[inline(always)]
    fn chain_by(&self, x: Tangent<N>, k: usize, of_gate: Option<([f64; N], &T)>) -> T {
        let mut result = self.chain(x);
        if let (Some((slopes, gate)), Some(sum)) = (of_gate, as_grad_mut(&mut result))
            && let Some(gate) = as_grad(gate)
        {
            sum.add_tangents(slopes[k], gate);
        }
        result
    }
}

#[inline(always)]
fn with_tangents<T: Real, M: Mechanism<T>, const N: usize>(
    mechanism: &M,
    at: &At<'_, T>,
    exps: &[f64],
    y: &[T],
    to: &mut M::Slopes,
) {
    let seen = &M::INFO.dependence.states;
    let gates = const { is_gates::<T, M>() };
    let mut seeds = Seeds { by: [T::zero(); N], used: 0 };
    let (v, v_pre) = (seeds.seed(at.v, seen.v), seeds.seed(at.v_pre, seen.pre));
    let reversal = [if seen.reversal { seeds.seed(at.e(), true) } else { Tangent::constant(0.0) }];
    let (current, t) = (seeds.seed(at.current, seen.ion_current), seeds.seed(at.context.t, seen.time));
    let mut concentrations = [Tangent::constant(0.0); Wiring::READS];
    for (k, (concentration, seen)) in concentrations.iter_mut().zip(seen.reads).enumerate() {
        *concentration = seeds.seed(at.read(k), *seen);
    }
    let mut own = <M::Of<Tangent<N>> as Mechanism<Tangent<N>>>::States::zeros();
    for (own, y) in own.as_mut().iter_mut().zip(&y[..M::STATES]) {
        *own = seeds.seed(*y, !gates);
    }
    let celsius = constant(&at.context.celsius);
    let small = At {
        context: Context { t, celsius, held: at.context.held },
        v,
        v_pre,
        area: constant(&at.area),
        current,
        reversal: &reversal,
        concentrations: &concentrations,
        wiring: &Wiring { ion: 0, reads: [0, 1, 2, 3] },
    };
    let mechanism = mechanism.convert(constant::<T, N>);
    let mut x = <M::Of<Tangent<N>> as Mechanism<Tangent<N>>>::Exps::zeros();
    mechanism.arguments(&small, x.as_mut());
    for (x, exp) in x.as_mut().iter_mut().zip(&exps[..M::EXPS]) {
        // A saturated exponential is constant.
        *x = x.chain(*exp, if x.value() > EXP_MAX { 0.0 } else { *exp });
    }
    let mut slopes = <M::Of<Tangent<N>> as Mechanism<Tangent<N>>>::Slopes::zeros();
    mechanism.partials(&small, x.as_ref(), own.as_ref(), &mut slopes);

    for (a, y) in y[..M::STATES].iter().enumerate() {
        for b in 0..M::STATES {
            if a == b || M::INFO.dependence.coupled {
                to.set_own(a, b, seeds.chain(slopes.own(a, b)));
            }
        }
        let of_gate = if gates { Some((*slopes.own(a, a).tangents(), y)) } else { None };
        let mut k = 0;
        if seen.v {
            to.set_state(a, Input::V, seeds.chain_by(slopes.state(a, Input::V), k, of_gate));
            k += 1;
        }
        k += usize::from(seen.pre);
        if seen.reversal {
            to.set_state(a, Input::Reversal, seeds.chain_by(slopes.state(a, Input::Reversal), k, of_gate));
            k += 1;
        }
        k += usize::from(seen.ion_current);
        if seen.time {
            to.set_state(a, Input::Time, seeds.chain_by(slopes.state(a, Input::Time), k, of_gate));
            k += 1;
        }
        for read in 0..seen.reads.len() {
            if seen.reads[read] {
                to.set_state(a, Input::Read(read), seeds.chain_by(slopes.state(a, Input::Read(read)), k, of_gate));
                k += 1;
            }
        }
    }
}
