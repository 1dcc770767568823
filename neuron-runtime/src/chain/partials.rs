//! Partial derivatives of gates by the chain rule.
//!
//! What a gate's partial derivatives depend on is what the gate itself depends on, a few numbers. So they are evaluated with a
//! tangent for each of these, and their derivatives multiply the eight tangents of what they are by.

use super::{any, as_grad, as_grad_mut};
use crate::array::Array;
use crate::mechanism::{At, Input, Mechanism, Slopes, Wiring};
use crate::scalar::{EXP_MAX, Scalar, Tangent, may_be_grad};

/// The most numbers that a mechanism's states may depend on, themselves included.
const MOST: usize = 4;

type Small = Tangent<MOST>;

/// Whether [`partials`] serves for a mechanism: if numbers may have eight tangents, and its states depend on few numbers and
/// on no parameter of it.
pub(crate) const fn is_chained<T: Scalar, M: Mechanism<T>>() -> bool {
    may_be_grad::<T>() && M::STATES > 0 && !any(M::INFO.kinetic) && count::<T, M>() <= MOST
}

/// How many numbers a mechanism's states depend on.
const fn count<T: Scalar, M: Mechanism<T>>() -> usize {
    let seen = &M::INFO.dependence.states;
    let mut count = M::STATES;
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

/// Numbers with tangents of their own, and with those by the parameters.
struct Seeds<T> {
    by: [T; MOST],
    used: usize,
}

impl<T: Scalar> Seeds<T> {
    /// The number without its tangents by parameters, with one of its own if it is seen.
    #[inline(always)]
    fn seed(&mut self, x: T, seen: bool) -> Small {
        if !seen || self.used == MOST {
            return Small::constant(x.re());
        }
        self.by[self.used] = x;
        self.used += 1;
        Small::variable(x.re(), self.used - 1)
    }

    /// The number with its tangents by the parameters.
    #[inline(always)]
    fn chain(&self, x: Small) -> T {
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
    let seen = &M::INFO.dependence.states;
    let mut seeds = Seeds { by: [T::zero(); MOST], used: 0 };
    let (v, v_pre) = (seeds.seed(at.v, seen.v), seeds.seed(at.v_pre, seen.pre));
    let reversal = [if seen.reversal { seeds.seed(at.e(), true) } else { Small::constant(0.0) }];
    let (current, t) = (seeds.seed(at.current, seen.ion_current), seeds.seed(at.t, seen.time));
    let mut concentrations = [Small::constant(0.0); Wiring::READS];
    for (k, (concentration, seen)) in concentrations.iter_mut().zip(seen.reads).enumerate() {
        *concentration = seeds.seed(at.read(k), *seen);
    }
    let mut own = <M::Of<Small> as Mechanism<Small>>::States::zeros();
    for (own, y) in own.as_mut().iter_mut().zip(&y[..M::STATES]) {
        *own = seeds.seed(*y, true);
    }
    let small = At {
        t,
        v,
        v_pre,
        celsius: Small::constant(at.celsius.re()),
        area: Small::constant(at.area.re()),
        current,
        reversal: &reversal,
        concentrations: &concentrations,
        wiring: &Wiring { ion: 0, reads: [0, 1, 2, 3] },
    };
    let mechanism = mechanism.plain::<Small>();
    let mut x = <M::Of<Small> as Mechanism<Small>>::Exps::zeros();
    mechanism.arguments(&small, x.as_mut());
    for (x, exp) in x.as_mut().iter_mut().zip(&exps[..M::EXPS]) {
        // A saturated exponential is constant.
        *x = x.chain(*exp, if x.value() > EXP_MAX { 0.0 } else { *exp });
    }
    let mut slopes = <M::Of<Small> as Mechanism<Small>>::Slopes::zeros();
    mechanism.partials(&small, x.as_ref(), own.as_ref(), &mut slopes);

    for a in 0..M::STATES {
        for b in 0..M::STATES {
            if a == b || M::INFO.dependence.coupled {
                to.set_own(a, b, seeds.chain(slopes.own(a, b)));
            }
        }
        if seen.v {
            to.set_state(a, Input::V, seeds.chain(slopes.state(a, Input::V)));
        }
        if seen.reversal {
            to.set_state(a, Input::Reversal, seeds.chain(slopes.state(a, Input::Reversal)));
        }
        if seen.time {
            to.set_state(a, Input::Time, seeds.chain(slopes.state(a, Input::Time)));
        }
        for k in 0..seen.reads.len() {
            if seen.reads[k] {
                to.set_state(a, Input::Read(k), seeds.chain(slopes.state(a, Input::Read(k))));
            }
        }
    }
}
