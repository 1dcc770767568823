//! Intervals of integrate-and-fire neurons under a constant current, and their derivatives, against closed forms.

use super::{ByMethod, each_adaptive};
use neuron_runtime::library::integrate_and_fire::{Lif, Parabola};
use neuron_runtime::number::Grad;
use neuron_runtime::prelude::*;
use neuron_runtime::solve::Method;
use num_dual::{Dual64, DualNum};
use std::fmt::Debug;

cell! {
    /// A quadratic integrate-and-fire neuron that is held after a spike, and mute a while longer.
    pub struct Quadratic;
    capacitance: 100pF, v: -60mV, inject: 0.15nA,
    channels { Parabola },
    spike { threshold: 35mV, reset: -50mV, hold: 2ms, refractory: 5ms }
}

/// The interval of a leaky neuron: τ ln((RI + E − V_r)/(RI + E − θ)) + hold.
fn leaky([i, g, e, c, threshold, reset, hold]: [Dual64; 7]) -> Dual64 {
    let drive = i / g * 1e3 + e; // nA / nS = V
    c / g * ((drive - reset) / (drive - threshold)).ln() + hold // pF / nS = ms
}

/// The interval of a quadratic neuron, C dV/dt = k (V − m)² + q with m = (V_r + V_t)/2 and q = I − k (V_t − V_r)²/4: hold, and
/// then the time in which arctan(√(k/q) (V − m)) goes from the reset to the threshold at the rate √(kq)/C.
fn quadratic([i, k, v_r, v_t, c, threshold, reset, hold, refractory]: [Dual64; 9]) -> Dual64 {
    let (m, half) = ((v_r + v_t) * 0.5, (v_t - v_r) * 0.5);
    let q = i * 1e3 - k * half * half; // pA
    let angle = |v: Dual64| ((k / q).sqrt() * (v - m)).atan();
    // V comes to the threshold long after that is mute.
    (angle(threshold) - angle(reset)) * c / (k * q).sqrt() + hold + refractory * 0.0
}

/// Returns a closed form and its derivatives with respect to all values.
fn exact<const N: usize>(values: [f64; N], closed_form: impl Fn([Dual64; N]) -> Dual64) -> (f64, [f64; N]) {
    let by = |k: usize| closed_form(std::array::from_fn(|j| Dual64::new(values[j], f64::from(u8::from(j == k)))));
    (by(0).re, std::array::from_fn(|k| by(k).eps))
}

/// Compares an interval and its derivatives with respect to every parameter with the closed form. The numbers are the
/// largest errors, as parts of the exact values, of the interval and of a derivative.
#[derive(Clone, Copy)]
struct Leaky([f64; 2]);

/// The same of the quadratic neuron.
#[derive(Clone, Copy)]
struct Parabolic([f64; 2]);

macro_rules! compares {
    ($judge:ident: $cell:expr, [$($parameter:expr),+ $(,)?], $closed_form:expr) => {
        impl ByMethod for $judge {
            fn by<M: Method<f64> + Method<Grad> + Copy + Debug>(&self, method: M) {
                let (cell, parameters) = ($cell, [$($parameter),+]);
                let (interval, derivatives) = exact(parameters.map(|parameter| cell.get(parameter)), $closed_form);
                let found = cell.gradient(&parameters, |cell| {
                    let run = cell.simulate(250.0).method(method).record_nothing().run()?;
                    let times = run.spikes.times();
                    Ok(times[3] - times[2])
                });
                let (found, [of_value, of_derivative]) = (found.unwrap(), self.0);
                let error = (found.value - interval).abs();
                assert!(error <= of_value * interval, "{method:?}: {} for {interval}", found.value);
                for (k, expected) in derivatives.into_iter().enumerate() {
                    // One that is 0 is measured in ms per unit.
                    let size = if expected == 0.0 { 1.0 } else { expected.abs() };
                    let error = (found[k] - expected).abs();
                    assert!(error <= of_derivative * size, "{method:?} by {k}: {} for {expected}", found[k]);
                }
            }
        }
    };
}

fn driven_lif() -> Lif {
    let mut cell = Lif::default();
    cell.set(Lif::inject, 0.3);
    cell
}

compares!(
    Leaky: driven_lif(),
    [
        Lif::inject,
        Lif::Leak.g,
        Lif::Leak.e,
        Lif::capacitance,
        Lif::spike.threshold,
        Lif::spike.reset,
        Lif::spike.hold,
    ],
    leaky
);

compares!(
    Parabolic: Quadratic::default(),
    [
        Quadratic::inject,
        Quadratic::Parabola.k,
        Quadratic::Parabola.v_r,
        Quadratic::Parabola.v_t,
        Quadratic::capacitance,
        Quadratic::spike.threshold,
        Quadratic::spike.reset,
        Quadratic::spike.hold,
        Quadratic::spike.refractory,
    ],
    quadratic
);

#[test]
fn a_leaky_neuron_fires_by_its_closed_form() {
    for tolerance in [1e-6, 1e-9] {
        each_adaptive!(tolerance, Leaky([10.0 * tolerance, 100.0 * tolerance]));
    }
    each_adaptive!(1e-10, Leaky([1e-8; 2]));
}

/// Exponential methods solve a linear membrane exactly, and a step that ends with a spike is one of them.
#[test]
fn exponential_methods_make_the_intervals_of_a_leaky_neuron_exactly() {
    for h in [0.01, 0.1, 0.7, 3.3] {
        Leaky([1e-12; 2]).by(ExponentialEuler::step(h));
        Leaky([1e-12; 2]).by(Strang::step(h));
    }
    for k in 0..50 {
        let mut cell = Lif::default();
        cell.set(Lif::inject, 0.205 + 0.013 * f64::from(k));
        let i = cell.get(Lif::inject);
        let (expected, _) = exact([i, 10.0, -70.0, 200.0, -50.0, -65.0, 2.0], leaky);
        for h in [0.05, 0.1, 1.0] {
            let run = cell.simulate(400.0).method(ExponentialEuler::step(h)).record_nothing().run().unwrap();
            assert!(run.spikes.len() > 3, "{i}");
            for found in run.spikes.intervals() {
                assert!((found - expected).abs() <= 1e-12 * expected, "{i} nA, {h} ms: {found} for {expected}");
            }
        }
    }
}

#[test]
fn a_quadratic_neuron_fires_by_its_closed_form() {
    // The rise from the parabola's vertex is exponential at first, and with it every error; derivatives say by how much.
    for tolerance in [1e-6, 1e-9] {
        each_adaptive!(tolerance, Parabolic([10.0 * tolerance, 100.0 * tolerance]));
    }
    each_adaptive!(1e-10, Parabolic([1e-8; 2]));
}
