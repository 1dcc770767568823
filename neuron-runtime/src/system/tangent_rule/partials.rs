//! Partial derivatives of gates by the chain rule.
//!
//! What a gate's partial derivatives depend on is what the gate itself depends on, a few numbers. So they are evaluated with a
//! tangent for each of these, and their derivatives multiply the eight tangents of what they are by.

use super::{any, as_grad, as_grad_mut, is_gates};
use crate::model::mechanism::{At, Input, Mechanism, Slopes, Wiring};
use crate::number::array::Array;
use crate::number::{EXP_MAX, Scalar, Tangent, may_be_grad};

/// The most numbers that a mechanism's states may depend on.
const MOST: usize = 4;

/// Whether [`partials`] serves for a mechanism: if numbers may have eight tangents, and its states depend on few numbers and
/// on no parameter of it.
pub(crate) const fn has_partials<T: Scalar, M: Mechanism<T>>() -> bool {
    may_be_grad::<T>() && M::STATES > 0 && !any(M::INFO.kinetic) && seeds::<T, M>() <= MOST
}

/// How many numbers have a tangent of their own: what the states see, and the states where these are not gates. How a gate
/// moves is linear in the gate, and its derivative by both gate and V is that by both V and gate.
const fn seeds<T: Scalar, M: Mechanism<T>>() -> usize {
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

/// Writes the partial derivatives of a mechanism's states, as [`Mechanism::partials`] has them; `exps` are its exponentials
/// without tangents.
#[inline(always)]
pub(crate) fn partials<T: Scalar, M: Mechanism<T>>(
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

/// Numbers with tangents of their own, and with those by the parameters.
struct Seeds<T, const N: usize> {
    by: [T; N],
    used: usize,
}

impl<T: Scalar, const N: usize> Seeds<T, N> {
    /// The number without its tangents by parameters, with one of its own if it is seen.
    #[inline(always)]
    fn seed(&mut self, x: T, seen: bool) -> Tangent<N> {
        if !seen || self.used == N {
            return Tangent::constant(x.re());
        }
        self.by[self.used] = x;
        self.used += 1;
        Tangent::variable(x.re(), self.used - 1)
    }

    /// The number with its tangents by the parameters.
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

    /// The derivative of a gate's by the k-th number, likewise; by the gate it has the k-th of the tangents that the
    /// derivative by the gate has.
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
fn with_tangents<T: Scalar, M: Mechanism<T>, const N: usize>(
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
    let (current, t) = (seeds.seed(at.current, seen.ion_current), seeds.seed(at.t, seen.time));
    let mut concentrations = [Tangent::constant(0.0); Wiring::READS];
    for (k, (concentration, seen)) in concentrations.iter_mut().zip(seen.reads).enumerate() {
        *concentration = seeds.seed(at.read(k), *seen);
    }
    let mut own = <M::Of<Tangent<N>> as Mechanism<Tangent<N>>>::States::zeros();
    for (own, y) in own.as_mut().iter_mut().zip(&y[..M::STATES]) {
        *own = seeds.seed(*y, !gates);
    }
    let small = At {
        t,
        v,
        v_pre,
        celsius: Tangent::constant(at.celsius.re()),
        area: Tangent::constant(at.area.re()),
        current,
        reversal: &reversal,
        concentrations: &concentrations,
        wiring: &Wiring { ion: 0, reads: [0, 1, 2, 3] },
    };
    let mechanism = mechanism.plain::<Tangent<N>>();
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
