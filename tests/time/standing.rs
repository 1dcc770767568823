//! Margins that stand on their level: what is written decides, `>=` or `>`.

use super::{ByMethod, each_adaptive};
use neuron_runtime::library::integrate_and_fire::PointLeak;
use neuron_runtime::number::Grad;
use neuron_runtime::prelude::*;
use neuron_runtime::solve::Method;
use std::fmt::Debug;

/// Counts spikes. The other states are times: with three spikes at least, fewer, and more than two; then half the spikes.
#[channel(current = 0pA * n, on_spike(n += 1))]
pub struct Counter {
    #[state(derivative = 0 * n / 1ms, init = 0)]
    n: State,
    #[state(derivative = if n >= 3 { 1 / 1ms } else { 0 / 1ms }, init = 0)]
    three: State,
    #[state(derivative = if n < 3 { 1 / 1ms } else { 0 / 1ms }, init = 0)]
    fewer: State,
    #[state(derivative = if n > 2 { 1 / 1ms } else { 0 / 1ms }, init = 0)]
    more: State,
    #[state(derivative = floor(n / 2) / 1ms, init = 0)]
    pairs: State,
}

/// The times for which V is at the reset or below, written in two ways.
#[channel(current = 0pA * low)]
pub struct AtReset {
    #[state(derivative = if v <= -65mV { 1 / 1ms } else { 0 / 1ms }, init = 0)]
    low: State,
    #[state(derivative = heaviside(-65mV - v) / 1ms, init = 0)]
    step: State,
}

/// A state that stops at 1, and the time since then.
#[channel(current = 0pA * x)]
pub struct Stopping {
    #[state(derivative = if x < 1 { 0.1 / 1ms } else { 0 / 1ms }, init = 0)]
    x: State,
    #[state(derivative = if x >= 1 { 1 / 1ms } else { 0 / 1ms }, init = 0)]
    since: State,
}

/// Integrals of relations between relations of time.
#[channel(current = 0pA * a)]
pub struct Nested {
    #[state(derivative = if floor(t / 5ms) >= 2 { 1 / 1ms } else { 0 / 1ms }, init = 0)]
    a: State,
    #[state(derivative = if 2 * heaviside(t - 10ms) >= 2 { 1 / 1ms } else { 0 / 1ms }, init = 0)]
    b: State,
    #[state(derivative = if mod(floor(t / 5ms), 2) < 0.5 { 1 / 1ms } else { 0 / 1ms }, init = 0)]
    c: State,
    #[state(derivative = floor(min(t, 20ms) / 5ms) / 1ms, init = 0)]
    d: State,
}

cell! {
    /// An integrator that spikes, and counts it.
    pub struct Counting;

    capacitance: 200pF, v: -70mV, inject: 0.3nA,
    channels { Leak: PointLeak, Counter, AtReset, Stopping, Nested },
    spike { threshold: -50mV, reset: -65mV, hold: 2ms },
}

struct Stand;

impl ByMethod for Stand {
    fn by<M: Method<f64> + Method<Grad> + Copy + Debug>(&self, method: M) {
        let counting = Counting::default();
        let end = |state| counting.simulate(100.0).method(method).end(state).unwrap();
        let spikes = counting.simulate(100.0).method(method).record_nothing().run().unwrap().spikes.times().to_vec();
        let last = spikes[spikes.len() - 1];
        assert!(spikes.len() > 3 && last < 98.0, "{method:?}: {spikes:?}");
        let pairs: f64 = spikes.iter().skip(1).step_by(2).map(|time| 100.0 - time).sum();
        let holds = 2.0 * spikes.len() as f64;
        // V rises from -70 mV to -65 mV, and never comes back below.
        let below = -20.0 * (25.0f64 / 30.0).ln();
        let expected = [
            (Counting::Counter.n, spikes.len() as f64),
            (Counting::Counter.three, 100.0 - spikes[2]),
            (Counting::Counter.fewer, spikes[2]),
            (Counting::Counter.more, 100.0 - spikes[2]),
            (Counting::Counter.pairs, pairs),
            (Counting::AtReset.low, holds + below),
            (Counting::AtReset.step, holds + below),
            (Counting::Stopping.x, 1.0),
            (Counting::Stopping.since, 90.0),
            (Counting::Nested.a, 90.0),
            (Counting::Nested.b, 90.0),
            (Counting::Nested.c, 50.0),
            (Counting::Nested.d, 5.0 + 10.0 + 15.0 + 4.0 * 80.0),
        ];
        for (k, (state, value)) in expected.into_iter().enumerate() {
            let found = end(state);
            assert!((found - value).abs() < 0.02, "{method:?}, state {k}: {found} for {value}");
        }
    }
}

#[test]
fn what_stands_on_its_level_counts_as_written() {
    for tolerance in [1e-3, 1e-6, 1e-9] {
        each_adaptive!(tolerance, Stand);
    }
    Stand.by(ExponentialEuler::step(0.05));
    Stand.by(ExponentialEuler::step(0.3));
    Stand.by(Rk4::step(0.05));
}
