//! Noise: its statistics, its path, its derivatives.

use super::{Circuit, Passive, noise};
use neuron_runtime::prelude::*;
use neuron_runtime::solve::Method;

/// The current of noise at its samples.
fn path<M: Method<f64>>(method: M, duration: f64, noise: OrnsteinUhlenbeck) -> Vec<f64> {
    let run = Passive::default().simulate(duration).method(method).record_every(0.5).inject(Passive::v, noise).run();
    run.unwrap().injected(0).unwrap().to_vec()
}

#[test]
fn noise_has_its_variance_and_its_correlation() {
    let x = path(ExponentialEuler::step(0.5), 100_000.0, noise(7));
    let n = x.len() as f64;
    assert_eq!(x.len(), 200_001);
    let mean = x.iter().sum::<f64>() / n;
    // The effective number of samples is n·interval/(2τ) = 12500, and 25000 for squares.
    assert!((mean - 0.1).abs() < 3.0 * 0.05 / 12_500f64.sqrt(), "{mean}");
    let product = |lag: usize| {
        let pairs = x.iter().zip(&x[lag..]).map(|(a, b)| (a - 0.1) * (b - 0.1));
        pairs.sum::<f64>() / (n - lag as f64) / (0.05 * 0.05)
    };
    for lag in [0, 1, 4, 8, 16, 32] {
        let expected = (-0.5 * lag as f64 / 4.0).exp();
        assert!(
            (product(lag) - expected).abs() < 3.0 * (2.0 / 25_000f64).sqrt(),
            "{lag}: {} for {expected}",
            product(lag)
        );
    }
    // The numbers are normal: a fourth moment of 3.
    let fourth = x.iter().map(|x| ((x - 0.1) / 0.05).powi(4)).sum::<f64>() / n;
    assert!((fourth - 3.0).abs() < 0.15, "{fourth}");
}

#[test]
fn noise_has_one_path() {
    let expected = path(Tsit5::tolerance(1e-3), 60.0, noise(3));
    assert_eq!(expected.len(), 121);
    let same = |other: Vec<f64>| {
        let close = expected.iter().zip(&other).all(|(a, b)| (a - b).abs() < 1e-14);
        assert!(close && other.len() >= expected.len(), "{other:?}");
    };
    same(path(Tsit5::tolerance(1e-10), 60.0, noise(3)));
    same(path(Rodas5P::default(), 60.0, noise(3)));
    same(path(Strang::step(0.17), 60.0, noise(3)));
    same(path(Adaptive::default(), 120.0, noise(3)));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| same(path(Rk4::step(0.1), 60.0, noise(3))));
        }
    });
    assert!(path(Tsit5::default(), 60.0, noise(4))[1..] != expected[1..]);

    // Every neuron of an array has its own, which it keeps if it is alone.
    let net = Circuit::default();
    let array = net.simulate(30.0).inject(Circuit::E.v, noise(3)).run().unwrap();
    let alone = net.simulate(30.0).inject(Circuit::E.at(2).v, noise(3)).run().unwrap();
    let v = |run: &Run<Circuit>, k: usize| *run.trace(Circuit::E.at(k).v).unwrap().last().unwrap();
    assert!((v(&array, 2) - v(&alone, 2)).abs() < 1e-4, "{} {}", v(&array, 2), v(&alone, 2));
    let all: Vec<f64> = (0..4).map(|k| v(&array, k)).collect();
    assert!((0..4).all(|k| (0..k).all(|j| (all[k] - all[j]).abs() > 0.01)), "{all:?}");
}

neuron_runtime::prelude::network! {
    pub struct Arrays;
    neuron A: Passive;
    neuron B: Passive;
    neuron C[2]: Passive;
    neuron D[2]: Passive;
}

#[test]
fn noise_of_one_seed_differs_from_neuron_to_neuron_whatever_array_they_are_of() {
    let arrays = Arrays::default();
    let run = arrays.simulate(30.0);
    let run = run.inject(Arrays::A.v, noise(3)).inject(Arrays::B.v, noise(3));
    let run = run.inject(Arrays::C.v, noise(3)).inject(Arrays::D.v, noise(3)).run().unwrap();
    let ends = run.end();
    assert_eq!(ends.len(), 6);
    assert!((0..6).all(|k| (0..k).all(|j| (ends[k] - ends[j]).abs() > 1e-3)), "{ends:?}");
}

#[test]
fn noise_has_derivatives_along_its_path() {
    let cell = Passive::default();
    let end = |[mean, sigma, tau]: [f64; 3]| {
        let noise = OrnsteinUhlenbeck { mean, sigma, tau, interval: 0.5, seed: 11 };
        let run = cell.simulate(30.0).method(Tsit5::tolerance(1e-11)).inject(Passive::v, noise).record_nothing().run();
        run.unwrap().end()[0]
    };
    // The parameters of the cell stand for those of the noise: g/100, −e/1200 and 0.4 g.
    let gradient = cell
        .gradient(&[Passive::Shunt.g, Passive::Shunt.e], |cell| {
            let (g, e) = (cell.get(Passive::Shunt.g), cell.get(Passive::Shunt.e));
            let noise =
                OrnsteinUhlenbeck { mean: g / 100.0, sigma: -e / 1200.0, tau: g * 0.4, interval: 0.5, seed: 11 };
            let run =
                cell.simulate(30.0).method(Tsit5::tolerance(1e-9)).inject(Passive::v, noise).record_nothing().run()?;
            Ok(run.end()[0])
        })
        .unwrap();
    let at = |g: f64, e: f64| {
        let mut cell = Passive::default();
        cell.set(Passive::Shunt.g, g);
        cell.set(Passive::Shunt.e, e);
        let noise = OrnsteinUhlenbeck { mean: g / 100.0, sigma: -e / 1200.0, tau: g * 0.4, interval: 0.5, seed: 11 };
        let run = cell.simulate(30.0).method(Tsit5::tolerance(1e-11)).inject(Passive::v, noise).record_nothing().run();
        run.unwrap().end()[0]
    };
    assert!((gradient.value - end([0.1, 0.05, 4.0])).abs() < 1e-6);
    let by_g = (at(10.001, -60.0) - at(9.999, -60.0)) / 2e-3;
    let by_e = (at(10.0, -59.99) - at(10.0, -60.01)) / 2e-2;
    assert!((gradient[0] - by_g).abs() < 1e-5 * by_g.abs(), "{} for {by_g}", gradient[0]);
    assert!((gradient[1] - by_e).abs() < 1e-5 * by_e.abs(), "{} for {by_e}", gradient[1]);
}
