//! Equations over packs of numbers: every lane has the value, to the last bit, that a single number has.

use neuron_runtime::library::*;
use neuron_runtime::model::info::MechanismInfo;
use neuron_runtime::model::mechanism::{At, Context, Describe, Held, Mechanism, Slopes, Wiring};
use neuron_runtime::number::Mask;
use neuron_runtime::number::array::Array;
use neuron_runtime::number::math::{bernoulli, bernoulli_curvature, bernoulli_slope, exprel, log10, power};
use neuron_runtime::prelude::*;
use neuron_tests::lanes::Four;

/// Potentials at which rates have their removable singularities, near them, far on both sides, and where exponentials
/// saturate. Neighbours in a pack take different branches.
const POTENTIALS: [f64; 24] = [
    -40.0,
    -65.0,
    1e4,
    -40.0 + 1e-9,
    -55.0,
    -35.0,
    12.5,
    -1e4,
    -31.0,
    -54.9999,
    30.0,
    -29.7,
    -46.9,
    -46.8,
    -20.0,
    8.0,
    -60.0,
    -89.0,
    0.0,
    -24.0,
    53.1,
    -200.0,
    110.0,
    -50.0,
];

fn same(lane: f64, single: f64) -> bool {
    lane.to_bits() == single.to_bits() || lane.is_nan() && single.is_nan()
}

#[track_caller]
fn assert_lanes(what: &str, packs: &[Four], singles: [&[f64]; 4]) {
    for (k, pack) in packs.iter().enumerate() {
        for (lane, single) in singles.iter().enumerate() {
            assert!(same(pack.0[lane], single[k]), "{what}, {k}, lane {lane}: {:?} for {:?}", pack.0[lane], single[k]);
        }
    }
}

/// The functions of `math` at arguments that take every pair of branches.
#[test]
fn functions_are_right_in_every_lane() {
    let mut arguments = vec![0.0, -0.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY];
    for bound in [1.0 / 64.0, 0.25, 0.75, 1.0, 40.0, 345.0] {
        for x in [bound, f64::next_down(bound), f64::next_up(bound), bound * 0.5, bound * 1.5] {
            arguments.extend([x, -x]);
        }
    }
    fn all<T: Real>(u: T) -> [T; 7] {
        let e = u.exp();
        [
            bernoulli(u, e),
            bernoulli_slope(u, e),
            bernoulli_curvature(u, e),
            exprel(u),
            log10(u),
            power::<5, T>(u),
            u.tanh(),
        ]
    }
    let (mut compared, mut mixed) = (0, 0);
    for a in &arguments {
        for b in &arguments {
            let lanes = [*a, *b, -*a, *b * 0.1];
            let pack = all(Four(lanes));
            let singles = lanes.map(all);
            assert_lanes("math", &pack, singles.each_ref().map(|single| &single[..]));
            compared += pack.len();
            let near = Four(lanes).lt(Four([0.25; 4]));
            mixed += usize::from(near.any() && !near.all());
        }
    }
    assert!(compared > 20_000 && mixed > 500, "{compared}, {mixed}");
}

/// Everything that the equations of a mechanism give: targets, rates, derivatives, current, slopes, initial values.
fn evaluated<T: Real, M: Mechanism<T>>(mechanism: &M, v: T, y: &[T], scale: T) -> Vec<T> {
    let (reversal, concentrations) = ([T::from_f64(-70.0) + v * 0.01], [scale * 0.7 + 0.05, scale * 2.0, scale, scale]);
    let at = At {
        context: Context { t: scale * 3.0, celsius: T::from_f64(20.0) + scale, held: Held::NONE },
        v,
        v_pre: v * -0.5 - 40.0,
        area: T::from_f64(0.1),
        current: scale * 0.3 - 0.2,
        reversal: &reversal,
        concentrations: &concentrations,
        wiring: &Wiring { ion: 0, reads: [0, 1, 2, 3] },
    };
    let mut exps = M::Exps::zeros();
    mechanism.arguments(&at, exps.as_mut());
    T::exp_all(exps.as_mut());
    let (x, y) = (exps.as_ref(), &y[..M::STATES]);
    let [mut target, mut rate, mut dy, mut start] = [M::States::zeros(); 4];
    mechanism.kinetics(&at, x, y, target.as_mut(), rate.as_mut());
    mechanism.derivatives(&at, x, y, dy.as_mut());
    mechanism.start(&at, x, start.as_mut());
    let flow = mechanism.flow(&at, x, y);
    let mut slopes = M::Slopes::zeros();
    mechanism.partials(&at, x, y, &mut slopes);
    mechanism.current_partials(&at, x, y, &mut slopes);
    let mut all = vec![flow.current, flow.slope, flow.slope_pre];
    for numbers in [target, rate, dy, start] {
        all.extend_from_slice(numbers.as_ref());
    }
    for a in 0..M::STATES {
        all.push(slopes.current_by(a));
        all.extend((0..M::STATES).map(|b| slopes.own(a, b)));
    }
    all
}

/// Compares packs with single numbers over all potentials. Returns the number of comparisons.
fn compare<M>(mechanism: &M) -> usize
where
    M: Mechanism<f64>,
    M::Of<Four>: Mechanism<Four>,
{
    let info: MechanismInfo = M::INFO;
    let packed = mechanism.convert(|parameter| Four([*parameter; 4]));
    let mut compared = 0;
    for (k, v) in POTENTIALS.chunks_exact(4).enumerate() {
        let v: [f64; 4] = core::array::from_fn(|lane| v[lane]);
        let y: [[f64; 8]; 4] =
            core::array::from_fn(|lane| core::array::from_fn(|s| 0.1 + 0.11 * ((s + lane + k) % 8) as f64));
        let scale = [0.3, 1.0, 4.0, 0.0];
        let packs: [Four; 8] = core::array::from_fn(|s| Four(core::array::from_fn(|lane| y[lane][s])));
        let packs = evaluated(&packed, Four(v), &packs, Four(scale));
        let singles: [Vec<f64>; 4] = core::array::from_fn(|lane| evaluated(mechanism, v[lane], &y[lane], scale[lane]));
        assert_lanes(info.name, &packs, singles.each_ref().map(|single| &single[..]));
        compared += 4 * packs.len();
    }
    compared
}

macro_rules! mechanisms {
    ($($paper:ident: $($mechanism:ident)*;)*) => {
        [$($(($paper::$mechanism::<f64>::INFO, compare(&$paper::$mechanism::default()))),*),*]
    };
}

#[test]
fn every_curve_of_the_library_is_right_in_every_lane() {
    let compared = mechanisms! {
        connor_stevens_1971: Na Kd A Leak;
        destexhe_1994: Ampa Nmda GabaA;
        hodgkin_huxley_1952: Na K Leak;
        integrate_and_fire: PointLeak Upstroke Adaptation Parabola Recovery;
        liu_1998: NaV CaS CaT A KCa Kd H Leak;
        morris_lecar_1981: Ca K Leak;
        pinsky_rinzel_1994: Na Kdr CaHva KAhp KC Leak Calcium;
        prinz_2003: NaV CaS CaT A KCa Kd H Leak CalciumBuffer;
        prinz_2004: Cholinergic Glutamatergic;
        wang_buzsaki_1996: Na K Leak Gaba;
    };
    assert_eq!(compared.len(), 48);
    for (info, compared) in &compared {
        assert!(*compared >= 72, "{}", info.name);
    }
}

/// The right-hand side and a step of each exponential method, with another state in each lane.
fn solved<T: Real>(network: &impl Network<T>, nudge: T) -> [Vec<T>; 3] {
    let mut y = vec![T::zero(); network.dim()];
    network.start(&mut y);
    for (k, y) in y.iter_mut().enumerate() {
        *y *= nudge * (0.1 * (k % 7) as f64) + 1.0;
    }
    let (t, h) = (T::zero(), T::from_f64(0.05));
    let (mut dy, mut euler, mut strang) = (y.clone(), y.clone(), y.clone());
    network.rhs(t, &y, &mut dy);
    let mut work = network.workspace();
    network.exponential_euler(t, h, &Given::NONE, &mut euler, &mut work);
    network.strang(t, h, &Given::NONE, &mut strang, &mut work);
    [dy, euler, strang]
}

#[test]
fn networks_are_right_in_every_lane() {
    fn compare<N: Network<f64> + Default>() {
        let network = N::default();
        let nudges = [0.0, 1.0, -0.7, 0.3];
        let packs = solved(&network.with::<Four>(), Four(nudges));
        let singles = nudges.map(|nudge| solved(&network, nudge));
        for k in 0..3 {
            assert!(packs[k].iter().flat_map(|pack| pack.0).all(f64::is_finite));
            assert_lanes(N::NETWORK.name, &packs[k], singles.each_ref().map(|single| &single[k][..]));
        }
    }
    compare::<connor_stevens_1971::ConnorStevens>();
    compare::<hodgkin_huxley_1952::HodgkinHuxley>();
    compare::<liu_1998::Liu>();
    compare::<morris_lecar_1981::MorrisLecar>();
    compare::<pinsky_rinzel_1994::PinskyRinzel>();
    compare::<prinz_2004::Pyloric>();
    compare::<wang_buzsaki_1996::WangBuzsaki>();
    compare::<neuron_tests::models::Arrays>();
}
