//! Costs that run their simulations on other threads, in copies, and within one another: their derivatives are those of the
//! same cost on one thread, to the last bit.

use super::{Pair, of_the_axon};
use neuron_runtime::derive::Differentiation;
use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
use neuron_runtime::library::prinz_2003::Stg;
use neuron_runtime::model::handle::Parameter;
use neuron_runtime::number::Grad;
use neuron_runtime::prelude::*;
use rayon::prelude::*;
use std::sync::atomic::{AtomicUsize, Ordering};

fn axon() -> HodgkinHuxley {
    let mut axon = HodgkinHuxley::default();
    axon.set(HodgkinHuxley::inject, 10.0);
    axon
}

/// More parameters than one block of tangents has.
fn of_the_pair() -> [Parameter<Pair>; 18] {
    let [a, b] = [Pair::A, Pair::B];
    [
        a.NaV.g,
        a.CaS.g,
        a.CaT.g,
        a.A.g,
        a.KCa.g,
        a.Kd.g,
        a.H.g,
        a.capacitance,
        b.NaV.g,
        b.CaS.g,
        b.CaT.g,
        b.A.g,
        b.KCa.g,
        b.Kd.g,
        b.H.g,
        b.Leak.g,
        Pair::A_B.Glutamatergic.g,
        Pair::gaps.Gap.g,
    ]
}

/// The derivatives with respect to every parameter and some initial states, as bits.
fn bits<N, C>(of: Differentiation<'_, N>, cost: C) -> Vec<u64>
where
    N: Network<f64>,
    C: FnMut(&N::With<Grad>) -> Result<Grad, Error>,
{
    let gradient = of.gradient(cost).unwrap();
    assert!(gradient.derivatives.iter().any(|derivative| *derivative != 0.0), "{gradient}");
    gradient.derivatives.iter().chain([&gradient.value]).map(|x| x.to_bits()).collect()
}

fn of_pair(pair: &Pair) -> Differentiation<'_, Pair> {
    pair.differentiate().by(&of_the_pair()).by_start(&[Pair::A.v, Pair::B.v, Pair::B.NaV.m])
}

/// Calls `f` on another thread.
fn elsewhere<R: Send>(f: impl FnOnce() -> R + Send) -> R {
    std::thread::scope(|scope| scope.spawn(f).join().unwrap())
}

#[test]
fn a_cost_may_run_on_another_thread() {
    let pair = Pair::default();
    fn cost(pair: &Pair<Grad>) -> Result<Grad, Error> {
        pair.simulate(30.0).mean(Pair::B.v)
    }
    assert_eq!(bits(of_pair(&pair), cost), bits(of_pair(&pair), |pair| elsewhere(|| cost(pair))));
}

/// As of one cost on two threads: each with its own change of a copy.
#[test]
fn a_cost_may_run_changed_copies_on_two_threads() {
    let pair = Pair::default();
    fn changed(pair: &Pair<Grad>, current: f64) -> Result<Grad, Error> {
        let mut copy = pair.clone();
        let own = copy.get(Pair::A.inject);
        copy.set(Pair::A.inject, own + current);
        copy.simulate(20.0).method(Tsit5::tolerance(1e-5)).mean(Pair::A.v)
    }
    let one = bits(of_pair(&pair), |pair| Ok(changed(pair, 0.5)? * 2.0 + changed(pair, -0.5)?));
    let two = bits(of_pair(&pair), |pair| {
        std::thread::scope(|scope| {
            let (a, b) = (scope.spawn(|| changed(pair, 0.5)), scope.spawn(|| changed(pair, -0.5)));
            Ok(a.join().unwrap()? * 2.0 + b.join().unwrap()?)
        })
    });
    assert_eq!(one, two);
}

/// A dozen simulations, some of them the same, in whatever order their threads take them.
#[test]
fn a_cost_may_use_rayon() {
    let pair = Pair::default();
    fn one(pair: &Pair<Grad>, k: usize) -> Result<Grad, Error> {
        let mut copy = pair.clone();
        copy.set(Pair::B.inject, Grad::constant(0.1 * (k % 9) as f64));
        copy.simulate(10.0).method(Rodas5P::tolerance(1e-4)).end(Pair::B.v)
    }
    let sum = |all: Vec<Grad>| {
        all.into_iter().enumerate().fold(Grad::constant(0.0), |sum, (k, x)| sum + x * (1.0 + k as f64))
    };
    let serial = bits(of_pair(&pair), |pair| Ok(sum((0..12).map(|k| one(pair, k)).collect::<Result<_, _>>()?)));
    let pool = rayon::ThreadPoolBuilder::new().num_threads(4).build().unwrap();
    for _ in 0..2 {
        let parallel = pool.install(|| {
            bits(of_pair(&pair), |pair| {
                Ok(sum((0..12).into_par_iter().rev().map(|k| one(pair, k)).rev().collect::<Result<_, _>>()?))
            })
        });
        assert_eq!(serial, parallel);
    }
}

/// The second run begins where the first one ends, and goes on with other parameters. Its start moves a little whenever
/// the steps of the first are refined.
#[test]
fn runs_may_begin_at_the_results_of_others() {
    let pair = Pair::default();
    fn chained(pair: &Pair<Grad>) -> Result<Grad, Error> {
        let warm = pair.simulate(15.0).method(Tsit5::tolerance(1e-5)).record_nothing().run()?;
        let mut changed = pair.clone();
        let g = changed.get(Pair::A.Kd.g);
        changed.set(Pair::A.Kd.g, g * 1.1);
        changed.simulate(15.0).method(Tsit5::tolerance(1e-5)).start_at(warm.end()).mean(Pair::A.v)
    }
    assert_eq!(bits(of_pair(&pair), chained), bits(of_pair(&pair), |pair| elsewhere(|| chained(pair))));
    let converged = |threads: bool| {
        let cost = |axon: &HodgkinHuxley<Grad>| {
            let run = || {
                let warm = axon.simulate(8.0).record_nothing().run()?;
                axon.simulate(8.0).start_at(warm.end()).mean(HodgkinHuxley::v)
            };
            if threads { elsewhere(run) } else { run() }
        };
        let gradient =
            axon().differentiate().by(&of_the_axon()).by_start(&[HodgkinHuxley::v]).converged(1e-5).gradient(cost);
        gradient.unwrap()
    };
    let (here, there) = (converged(false), converged(true));
    assert_eq!(here, there);
    // Differences of the same, with steps that are far too short.
    let at = |inject: f64| {
        let mut axon = axon();
        axon.set(HodgkinHuxley::inject, inject);
        let warm = axon.simulate(8.0).method(Rk4::step(0.002)).record_nothing().run().unwrap();
        axon.simulate(8.0).method(Rk4::step(0.002)).start_at(warm.end()).mean(HodgkinHuxley::v).unwrap()
    };
    let difference = (at(10.001) - at(9.999)) / 0.002;
    let inject = here.derivatives[7];
    assert!((inject - difference).abs() < 1e-4 * difference.abs(), "{inject} for {difference}");
}

/// A cost that takes another gradient, of another network, on threads of its own.
#[test]
fn costs_may_be_nested() {
    let pair = Pair::default();
    fn nested(pair: &Pair<Grad>, threads: bool) -> Result<Grad, Error> {
        let inner = || {
            let cost = |axon: &HodgkinHuxley<Grad>| {
                let run = || axon.simulate(10.0).mean(HodgkinHuxley::v);
                if threads { elsewhere(run) } else { run() }
            };
            axon().gradient(&of_the_axon(), cost)
        };
        let weight = (if threads { elsewhere(inner) } else { inner() })?[7];
        let plain = pair.with::<f64>().simulate(10.0).mean(Pair::A.v)?;
        Ok(pair.simulate(10.0).mean(Pair::A.v)? * weight + plain)
    }
    assert_eq!(bits(of_pair(&pair), |pair| nested(pair, false)), bits(of_pair(&pair), |pair| nested(pair, true)));
}

/// A named neuron, taken out of its network and simulated alone.
#[test]
fn a_cell_carries_what_its_network_carries() {
    let cell = neuron_tests::models::prinz_ab();
    let parameters =
        [Stg::NaV.g, Stg::CaS.g, Stg::CaT.g, Stg::A.g, Stg::KCa.g, Stg::Kd.g, Stg::H.g, Stg::Na.e, Stg::K.e];
    fn cost(cell: &Stg<Grad>) -> Result<Grad, Error> {
        cell.simulate(20.0).mean(Stg::v)
    }
    let direct = cell.gradient(&parameters, cost).unwrap();
    let copied = cell.gradient(&parameters, |cell| cost(&Box::new(cell.clone()))).unwrap();
    assert_eq!(direct, copied);
}

#[test]
fn what_cannot_be_repeated_is_refused() {
    let pair = Pair::default();
    let refused = |cost: &mut dyn FnMut(&Pair<Grad>) -> Result<Grad, Error>| {
        let result = of_pair(&pair).gradient(cost);
        assert!(matches!(result, Err(Error::NotRepeatable)), "{result:?}");
    };
    // Each call runs something else.
    let calls = AtomicUsize::new(0);
    refused(&mut |pair| {
        let mut copy = pair.clone();
        copy.set(Pair::A.inject, Grad::constant(calls.fetch_add(1, Ordering::Relaxed) as f64));
        elsewhere(|| copy.simulate(5.0).mean(Pair::A.v))
    });
    // Later calls leave a run out.
    let calls = AtomicUsize::new(0);
    refused(&mut |pair| {
        let first = calls.fetch_add(1, Ordering::Relaxed) == 0;
        let mean = pair.simulate(5.0).mean(Pair::A.v)?;
        if first { Ok(mean + pair.simulate(6.0).mean(Pair::A.v)?) } else { Ok(mean) }
    });
    // No run is that of the network which the cost was given.
    refused(&mut |pair| {
        let mut other = Pair::default().with::<Grad>();
        other.set(Pair::A.NaV.g, pair.get(Pair::A.NaV.g));
        other.simulate(5.0).mean(Pair::A.v)
    });
}
