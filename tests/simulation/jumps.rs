//! Equations that jump, evaluated as written: `floor`, `mod`, `heaviside`, and branches that are said to meet. Their values are
//! closed forms, and their derivatives those of closed forms by differences, away from the jumps.

use neuron_runtime::model::mechanism::{At, Context, Flow, Held, Input, Mechanism, Slopes, Wiring};
use neuron_runtime::number::Grad;
use neuron_runtime::number::array::Array;
use neuron_runtime::prelude::*;
use neuron_tests::lanes::Four;
use std::cell::{Cell, RefCell};

/// A conductance in steps of V and time.
#[channel(current = g * (v - e) * floor(v / width + t / period))]
pub struct Staircase {
    #[param(3nS)]
    g: Param,
    #[param(-70mV)]
    e: Param,
    #[param(7mV)]
    width: Param,
    #[param(11ms)]
    period: Param,
}

/// Ramps in time and V. The state follows the ramp in V.
#[channel(let ramp = mod(t - start, period), current = g * ramp / period * (mod(v, width) + 2mV * x))]
pub struct Saw {
    #[param(3nS)]
    g: Param,
    #[param(2ms)]
    start: Param,
    #[param(9ms)]
    period: Param,
    #[param(13mV)]
    width: Param,
    #[state(derivative = (mod(v, width) / width - x) / 4ms, init = 0)]
    x: State,
}

/// Pulses whose size is that of V above a threshold.
#[channel(current = g * (v - half) * heaviside(v - half) * heaviside(mod(t, period) - delay))]
pub struct Pulses {
    #[param(3nS)]
    g: Param,
    #[param(-40mV)]
    half: Param,
    #[param(10ms)]
    period: Param,
    #[param(4ms)]
    delay: Param,
}

/// A rectifier: its branches meet.
#[channel(current = if smooth(v < half || g < 0nS) { 0nA } else { g * (v - half) })]
pub struct Rectifier {
    #[param(3nS)]
    g: Param,
    #[param(-40mV)]
    half: Param,
}

/// Returns the current and dx/dt of the only state, if there is one, with their partial derivatives with respect to V and time.
fn evaluated<T: Real, M: Mechanism<T>>(mechanism: &M, v: T, t: T, x: T) -> [[T; 3]; 2] {
    let at = At {
        context: Context { t, celsius: T::zero(), held: Held::NONE },
        v,
        v_pre: T::zero(),
        area: T::one(),
        current: T::zero(),
        reversal: &[],
        concentrations: &[],
        wiring: &Wiring { ion: 0, reads: [0; 4] },
    };
    let mut exps = M::Exps::zeros();
    mechanism.arguments(&at, exps.as_mut());
    T::exp_all(exps.as_mut());
    let (exps, mut y, mut dy) = (exps.as_ref(), M::States::zeros(), M::States::zeros());
    y.as_mut().fill(x);
    mechanism.derivatives(&at, exps, y.as_ref(), dy.as_mut());
    let Flow { current, slope, .. } = mechanism.flow(&at, exps, y.as_ref());
    let mut slopes = M::Slopes::zeros();
    mechanism.partials(&at, exps, y.as_ref(), &mut slopes);
    mechanism.current_partials(&at, exps, y.as_ref(), &mut slopes);
    assert_eq!(slopes.current(Input::V), slope);
    let state = match dy.as_ref() {
        [dx] => [*dx, slopes.state(0, Input::V), slopes.state(0, Input::Time)],
        _ => [T::zero(); 3],
    };
    [[current, slope, slopes.current(Input::Time)], state]
}

/// The current (nA) and dx/dt as functions of the parameters in their units, V and time.
type Truth = fn(&[f64], f64, f64) -> [f64; 2];

const X: f64 = 0.25;

/// Compares a mechanism with its closed form at many potentials and times. `gap` is the distance to the nearest jump or kink.
fn check<M>(mechanism: &M, truth: Truth, gap: Truth)
where
    M: Mechanism<f64>,
    M::Of<Grad>: Mechanism<Grad>,
    M::Of<Four>: Mechanism<Four>,
{
    let parameters = RefCell::new(Vec::new());
    let _ = mechanism.convert(|parameter| {
        parameters.borrow_mut().push(*parameter);
        *parameter
    });
    let parameters = parameters.into_inner();
    // V and time are the first two variables, the parameters are the others.
    let k = Cell::new(1);
    let graded = mechanism.convert(|parameter| {
        k.set(k.get() + 1);
        Grad::variable(*parameter, k.get())
    });
    let packed = mechanism.convert(|parameter| Four([*parameter; 4]));
    let at = |shifted: usize, h: f64, v: f64, t: f64| {
        let mut all = [&[v, t], &parameters[..]].concat();
        all[shifted] += h;
        truth(&all[2..], all[0], all[1])
    };
    let (mut compared, mut differenced) = (0, 0);
    for (v, t) in (-90..=60).flat_map(|v| (0..=60).map(move |t| (f64::from(v), 0.5 * f64::from(t)))) {
        let found = evaluated(mechanism, v, t, X);
        let expected = truth(&parameters, v, t);
        for (found, expected) in found.iter().zip(expected) {
            assert!((found[0] - expected).abs() <= 1e-14 * expected.abs(), "{} for {expected} at {v}, {t}", found[0]);
        }
        let graded = evaluated(&graded, Grad::variable(v, 0), Grad::variable(t, 1), Grad::constant(X));
        let packed = evaluated(&packed, Four([v, 0.0, v, -v]), Four([t, t, 0.0, t]), Four([X; 4]));
        for row in 0..2 {
            assert_eq!(graded[row].each_ref().map(Grad::value), found[row]);
            assert_eq!(packed[row].map(|pack| pack.0[0]), found[row]);
        }
        compared += 1;
        let [near_v, near_t] = gap(&parameters, v, t);
        let h = 1e-5;
        if near_v.min(near_t) < 4.0 * h {
            continue;
        }
        for by in 0..parameters.len() + 2 {
            for row in 0..2 {
                let slope = (at(by, h, v, t)[row] - at(by, -h, v, t)[row]) / (2.0 * h);
                let exact = graded[row][0].tangents()[by];
                assert!((exact - slope).abs() < 1e-7 * (1.0 + slope.abs()), "{exact} for {slope} by {by} at {v}, {t}");
                if by < 2 {
                    assert!(
                        (found[row][1 + by] - exact).abs() < 1e-12,
                        "{} for {exact} at {v}, {t}",
                        found[row][1 + by]
                    );
                }
            }
        }
        differenced += 1;
    }
    assert!(compared == 151 * 61 && differenced > compared / 2, "{differenced} of {compared}");
}

/// Returns the distance to the nearest multiple of a period.
fn to_multiple(x: f64, period: f64) -> f64 {
    (x / period - (x / period).round()).abs() * period
}

fn remainder(x: f64, period: f64) -> f64 {
    x - period * (x / period).floor()
}

#[test]
fn floors_are_steps() {
    check(
        &Staircase::default(),
        |p, v, t| [1e-3 * p[0] * (v - p[1]) * (v / p[2] + t / p[3]).floor(), 0.0],
        |p, v, t| [to_multiple(v / p[2] + t / p[3], 1.0); 2],
    );
}

#[test]
fn remainders_are_ramps() {
    check(
        &Saw::default(),
        |p, v, t| {
            let (ramp, in_v) = (remainder(t - p[1], p[2]) / p[2], remainder(v, p[3]));
            [1e-3 * p[0] * ramp * (in_v + 2.0 * X), (in_v / p[3] - X) / 4.0]
        },
        |p, v, t| [to_multiple(v, p[3]), to_multiple(t - p[1], p[2])],
    );
}

#[test]
fn heaviside_is_one_from_zero_on() {
    check(
        &Pulses::default(),
        |p, v, t| {
            let open = v >= p[1] && remainder(t, p[2]) >= p[3];
            [if open { 1e-3 * p[0] * (v - p[1]) } else { 0.0 }, 0.0]
        },
        |p, v, t| [(v - p[1]).abs(), to_multiple(t, p[2]).min(to_multiple(t - p[3], p[2]))],
    );
}

#[test]
fn branches_that_meet_are_branches() {
    check(&Rectifier::default(), |p, v, _| [1e-3 * p[0] * (v - p[1]).max(0.0), 0.0], |p, v, _| [(v - p[1]).abs(); 2]);
}
