//! Kinetic schemes: states that depend on each other, all of them written out.
//!
//! Hodgkin & Huxley's sodium and potassium channels are such schemes too: three m and one h that move on their own make eight
//! states, four n make five. What they do is known from the gates.

use neuron_runtime::library::hodgkin_huxley_1952::{HodgkinHuxley, Leak};
use neuron_runtime::prelude::*;
use neuron_runtime::solve::Method;
use neuron_tests::timing::best_of;

/// Sodium channels by their number of open m, with h closed (c) or open (o).
#[channel(
    ion = Na,
    let m_alpha = 0.1/ms/mV * (v + 40mV) / (1 - exp(-(v + 40mV) / 10mV)),
    let m_beta = 4/ms * exp(-(v + 65mV) / 18mV),
    let h_alpha = 0.07/ms * exp(-(v + 65mV) / 20mV),
    let h_beta = 1/ms / (1 + exp(-(v + 35mV) / 10mV)),
    let m_start = m_alpha / (m_alpha + m_beta),
    let h_start = h_alpha / (h_alpha + h_beta),
    current = g * o3 * (v - e),
)]
pub struct Na {
    #[param(120mS/cm2, min = 0)]
    g: Param,
    #[state(
        derivative = m_beta * c1 + h_beta * o0 - (3 * m_alpha + h_alpha) * c0,
        init = (1 - m_start)^3 * (1 - h_start),
    )]
    c0: State,
    #[state(
        derivative = 3 * m_alpha * c0 + 2 * m_beta * c2 + h_beta * o1 - (2 * m_alpha + m_beta + h_alpha) * c1,
        init = 3 * m_start * (1 - m_start)^2 * (1 - h_start),
    )]
    c1: State,
    #[state(
        derivative = 2 * m_alpha * c1 + 3 * m_beta * c3 + h_beta * o2 - (m_alpha + 2 * m_beta + h_alpha) * c2,
        init = 3 * m_start^2 * (1 - m_start) * (1 - h_start),
    )]
    c2: State,
    #[state(
        derivative = m_alpha * c2 + h_beta * o3 - (3 * m_beta + h_alpha) * c3,
        init = m_start^3 * (1 - h_start),
    )]
    c3: State,
    #[state(
        derivative = m_beta * o1 + h_alpha * c0 - (3 * m_alpha + h_beta) * o0,
        init = (1 - m_start)^3 * h_start,
    )]
    o0: State,
    #[state(
        derivative = 3 * m_alpha * o0 + 2 * m_beta * o2 + h_alpha * c1 - (2 * m_alpha + m_beta + h_beta) * o1,
        init = 3 * m_start * (1 - m_start)^2 * h_start,
    )]
    o1: State,
    #[state(
        derivative = 2 * m_alpha * o1 + 3 * m_beta * o3 + h_alpha * c2 - (m_alpha + 2 * m_beta + h_beta) * o2,
        init = 3 * m_start^2 * (1 - m_start) * h_start,
    )]
    o2: State,
    #[state(
        derivative = m_alpha * o2 + h_alpha * c3 - (3 * m_beta + h_beta) * o3,
        init = m_start^3 * h_start,
    )]
    o3: State,
}

/// Potassium channels by their number of open n.
#[channel(
    ion = K,
    let alpha = 0.01/ms/mV * (v + 55mV) / (1 - exp(-(v + 55mV) / 10mV)),
    let beta = 0.125/ms * exp(-(v + 65mV) / 80mV),
    let start = alpha / (alpha + beta),
    current = g * s4 * (v - e),
)]
pub struct K {
    #[param(36mS/cm2, min = 0)]
    g: Param,
    #[state(
        derivative = beta * s1 - 4 * alpha * s0,
        init = (1 - start)^4,
    )]
    s0: State,
    #[state(
        derivative = 4 * alpha * s0 + 2 * beta * s2 - (3 * alpha + beta) * s1,
        init = 4 * start * (1 - start)^3,
    )]
    s1: State,
    #[state(
        derivative = 3 * alpha * s1 + 3 * beta * s3 - (2 * alpha + 2 * beta) * s2,
        init = 6 * start^2 * (1 - start)^2,
    )]
    s2: State,
    #[state(
        derivative = 2 * alpha * s2 + 4 * beta * s4 - (alpha + 3 * beta) * s3,
        init = 4 * start^3 * (1 - start),
    )]
    s3: State,
    #[state(
        derivative = alpha * s3 - 4 * beta * s4,
        init = start^4,
    )]
    s4: State,
}

cell! {
    /// The squid axon of the library, written in states.
    pub struct Axon;

    capacitance: 1uF/cm2, area: 0.1mm2, v: -65mV, inject: 10uA/cm2,
    ions { Na: 50mV, K: -77mV },
    channels { Na, K, Leak },
}

/// Returns the largest difference (ms) between the spikes of a second with kinetic schemes and those in `expected`. In every
/// sample no state is below 0, and the states of each channel sum to 1.
fn difference<M: Method<f64>>(method: M, expected: &[f64]) -> f64 {
    let states = [
        &[Axon::Na.c0, Axon::Na.c1, Axon::Na.c2, Axon::Na.c3, Axon::Na.o0, Axon::Na.o1, Axon::Na.o2, Axon::Na.o3][..],
        &[Axon::K.s0, Axon::K.s1, Axon::K.s2, Axon::K.s3, Axon::K.s4],
    ];
    let axon = Axon::default();
    let run =
        axon.simulate(1_000.0).method(method).spikes(0.0).record(&states.concat()).record_every(0.125).run().unwrap();
    for channel in states {
        let traces: Vec<&[f64]> = channel.iter().map(|state| run.trace(*state).unwrap()).collect();
        for k in 0..run.time().len() {
            let values = traces.iter().map(|trace| trace[k]);
            assert!(
                values.clone().all(|value| value >= -1e-12),
                "{:?} at {} ms",
                values.collect::<Vec<_>>(),
                run.time()[k]
            );
            let sum: f64 = values.sum();
            assert!((sum - 1.0).abs() < 1e-12, "{sum} at {} ms", run.time()[k]);
        }
    }
    let spikes = run.spikes.times();
    assert_eq!(spikes.len(), expected.len(), "{spikes:?}");
    spikes.iter().zip(expected).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
}

/// Returns the spikes of the axon of the library.
fn by_gates<M: Method<f64>>(method: M) -> Vec<f64> {
    let axon = HodgkinHuxley { inject: 10.0, ..HodgkinHuxley::default() };
    axon.simulate(1_000.0).method(method).spikes(0.0).record_nothing().run().unwrap().spikes.times().to_vec()
}

#[test]
fn a_kinetic_scheme_is_as_exact_as_gates_by_the_exponential_methods() {
    for step in [0.1, 0.025] {
        let euler = difference(ExponentialEuler::step(step), &by_gates(ExponentialEuler::step(step)));
        let strang = difference(Strang::step(step), &by_gates(Strang::step(step)));
        println!("{step}: {euler:e} {strang:e}");
        assert!(euler < 1e-6 && strang < 1e-6, "{euler:e} {strang:e}");
    }
}

/// A sodium channel with one state eliminated by 1 − Σ, whose other states have affine equations.
#[channel(
    ion = Na,
    let a = 0.1/ms/mV * (v + 40mV) / (1 - exp(-(v + 40mV) / 10mV)),
    let b = 4/ms * exp(-(v + 65mV) / 18mV),
    let start = a / (a + b),
    current = g * (1 - p0 - p1) * (v - e),
)]
pub struct Persistent {
    #[param(1mS/cm2, min = 0)]
    g: Param,
    #[state(derivative = b * p1 - 2 * a * p0, init = (1 - start)^2)]
    p0: State,
    #[state(derivative = 2 * a * p0 + 2 * b * (1 - p0 - p1) - (a + b) * p1, init = 2 * start * (1 - start))]
    p1: State,
}

cell! {
    pub struct Patch;

    capacitance: 1uF/cm2, area: 0.1mm2, v: -65mV, ions { Na: 50mV }, channels { Persistent, Leak },
}

/// A clamp to −10 mV: two gates, of which both or none are open or one is, have the occupancies of one that relaxes.
#[test]
fn an_affine_scheme_meets_its_closed_form_at_a_clamped_potential() {
    let patch = Patch::default();
    let states = [Patch::Persistent.p0, Patch::Persistent.p1];
    for step in [5.0, 0.3] {
        let clamped = patch.simulate(15.0).method(Strang::step(step)).record(&states).record_at(&[15.0]);
        let run = clamped.voltage_clamp(Patch::v, Steps::hold(-10.0)).run().unwrap();
        let rates = |v: f64| (0.1 * (v + 40.0) / (1.0 - (-(v + 40.0) / 10.0).exp()), 4.0 * (-(v + 65.0) / 18.0).exp());
        let ((a, b), (a0, b0)) = (rates(-10.0), rates(-65.0));
        let open = a / (a + b) + (a0 / (a0 + b0) - a / (a + b)) * (-15.0 * (a + b)).exp();
        let expected = [(1.0 - open) * (1.0 - open), 2.0 * open * (1.0 - open)];
        for (state, expected) in states.iter().zip(expected) {
            let found = run.trace(*state).unwrap()[0];
            assert!((found - expected).abs() < 1e-12, "{found} instead of {expected} by steps of {step} ms");
        }
    }
}

#[test]
#[ignore = "a ratio of times, which is measured alone"]
fn a_scheme_of_thirteen_states_costs_at_most_ten_times_as_much_as_its_four_gates() {
    fn least<N: Network<f64>, M: Method<f64> + Copy>(axon: &N, method: M) -> f64 {
        best_of(9, || assert!(axon.simulate(100.0).method(method).record_nothing().run().is_ok())).as_secs_f64()
    }
    let gates = HodgkinHuxley { inject: 10.0, ..HodgkinHuxley::default() };
    let euler = ExponentialEuler::step(0.025);
    let strang = Strang::step(0.025);
    let ratios = [
        least(&Axon::default(), euler) / least(&gates, euler),
        least(&Axon::default(), strang) / least(&gates, strang),
    ];
    println!("{ratios:?}");
    assert!(ratios.iter().all(|ratio| *ratio < 10.0), "{ratios:?}");
}
