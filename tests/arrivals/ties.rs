//! Jumps that choose between numbers which are equal just then.

use super::Membrane;
use neuron_runtime::model::handle::Parameter;
use neuron_runtime::number::{Dual, Grad};
use neuron_runtime::prelude::*;

/// A weight with bounds, and what is made of it.
#[synapse(
    on_pre(
        w = min(w + a, w_max),
        x = max(x - b, x_min),
        u = abs(u - c),
        z = if z + d > z_max { z_max } else { z + d },
        v_post += 0.1mV * (w + x + u + z)
    )
)]
pub struct Bounded {
    #[param(0.25)]
    a: Param,
    #[param(0.25)]
    b: Param,
    #[param(0.1)]
    c: Param,
    #[param(0.25)]
    d: Param,
    #[param(1)]
    w_max: Param,
    #[param(0)]
    x_min: Param,
    #[param(1)]
    z_max: Param,
    #[state(init = 0)]
    w: State,
    #[state(init = 1)]
    x: State,
    #[state(init = 0.5)]
    u: State,
    #[state(init = 0)]
    z: State,
}

network! {
    pub struct Bound;
    source Input: Listed;
    neuron E: Membrane;
    synapse = Input -> E: Bounded;
}

network! {
    pub struct Bounds;
    source Input[2]: Listed;
    neuron E[2]: Membrane;
    Input -> E one_to_one: Bounded;
}

/// The sum of the weights over spikes at 1, 2, … ms, as V feels it at the end: each decays with 10 ms.
fn of<T: Scalar>(net: &Bound<T>, spikes: usize) -> Result<T, Error> {
    let times: Vec<f64> = (1..=spikes).map(|k| k as f64).collect();
    Ok(net.simulate(spikes as f64 + 0.5).play(Bound::Input.spikes, &times).run()?.end()[0])
}

macro_rules! gradient {
    ($net:expr, $parameter:expr, $spikes:expr) => {
        $net.gradient(&[$parameter], |net: &Bound<Grad>| of(net, $spikes)).map(|gradient| gradient[0])
    };
}

/// The fourth spike takes w to its bound, x to its own and z to its own: 4 · 0.25 is 1 to the last bit.
#[test]
fn a_jump_that_comes_to_its_bound_exactly_has_no_derivative() {
    let net = Bound::default();
    let cases: [(Parameter<Bound>, &str); 6] = [
        (Bound::synapse.Bounded.a, "min"),
        (Bound::synapse.Bounded.w_max, "min"),
        (Bound::synapse.Bounded.b, "max"),
        (Bound::synapse.Bounded.x_min, "max"),
        (Bound::synapse.Bounded.d, "if"),
        (Bound::synapse.Bounded.z_max, "if"),
    ];
    for (parameter, what) in cases {
        assert!(gradient!(net, parameter, 3).is_ok(), "{what}");
        for spikes in [4, 7] {
            let error = gradient!(net, parameter, spikes).unwrap_err();
            let sentence = error.to_string();
            let Error::Tie { time, place } = error else { panic!("{what}: {sentence}") };
            assert_eq!((time, &place[..]), (4.0, "synapse.Bounded"), "{what}");
            assert!(sentence.starts_with("there is no derivative: at 4 ms the two sides of a `min`"), "{sentence}");
        }
    }
    // The magnitude of 0.
    let mut net = Bound::default();
    net.set(Bound::synapse.Bounded.c, 0.5);
    assert!(matches!(gradient!(net, Bound::synapse.Bounded.c, 1), Err(Error::Tie { time: 1.0, .. })));
    // What reaches no side of a tie has derivatives, and so has a run without any.
    let gradient = gradient!(net, Bound::E.Passive.e, 7).unwrap();
    assert!((gradient - (1.0 - (-0.75f64).exp())).abs() < 1e-6, "{gradient}");
    assert!(of(&net, 7).is_ok());
}

/// Steps that overshoot are clipped, and the bound has the derivative.
#[test]
fn a_jump_that_is_clipped_has_the_derivatives_of_its_bound() {
    let mut net = Bound::default();
    let handles = Bound::synapse.Bounded;
    for (parameter, value) in [(handles.a, 0.3), (handles.b, 0.3), (handles.d, 0.3)] {
        net.set(parameter, value);
    }
    let spikes = 9;
    // Spike k, from 1 on, kicks V by its weights; the kick decays until 9.5 ms.
    let decay = |k: usize| (-(spikes as f64 + 0.5 - k as f64) / 10.0).exp();
    let sum = |of: &dyn Fn(usize) -> f64| 0.1 * (1..=spikes).map(|k| of(k) * decay(k)).sum::<f64>();
    let (free, clipped) = (|k: usize| if k <= 3 { k as f64 } else { 0.0 }, |k: usize| if k > 3 { 1.0 } else { 0.0 });
    for (parameter, expected) in [
        (handles.a, sum(&free)),
        (handles.w_max, sum(&clipped)),
        (handles.b, -sum(&free)),
        (handles.x_min, sum(&clipped)),
        (handles.d, sum(&free)),
        (handles.z_max, sum(&clipped)),
    ] {
        let found = gradient!(net, parameter, spikes).unwrap();
        assert!((found - expected).abs() < 1e-5 * expected.abs(), "{found} {expected}");
    }
    // A weight that begins at its bound and does not move, as where a trace is 0.
    net.set(handles.a, 0.0);
    net.set(handles.w_max, 0.0);
    let found = gradient!(net, handles.b, spikes).unwrap();
    assert!((found + sum(&free)).abs() < 1e-5 * found.abs());
}

#[test]
fn ties_are_found_by_all_number_types_and_in_arrays() {
    let mut net = Bounds::default();
    net.set(Bounds::Input_E.Bounded.a.at(0), 0.3);
    let run = |net: &Bounds<Grad>| {
        let run = net.simulate(5.0).play(Bounds::Input.spikes, &[1.0, 2.0, 3.0, 4.0]).run()?;
        Ok::<Grad, Error>(run.end()[0] + run.end()[1])
    };
    assert!(net.gradient(&[Bounds::Input_E.Bounded.a.at(0)], run).is_ok());
    let error = net.gradient(&[Bounds::Input_E.Bounded.a.at(1)], run).unwrap_err();
    assert!(error.to_string().contains("in what jumps at Input_E.Bounded[1]"), "{error}");

    let mut dual = Bound::default().with::<Dual<num_dual::Dual64>>();
    dual.set(Bound::synapse.Bounded.a, Dual(num_dual::Dual64::new(0.25, 1.0)));
    assert!(of(&dual, 3).is_ok());
    assert!(matches!(of(&dual, 4), Err(Error::Tie { .. })));
}

/// Adaptation that saturates at each spike of its own.
#[channel(current = g * (v - e), on_spike(g = min(g + step, g_max)))]
pub struct Saturating {
    #[param(1nS)]
    step: Param,
    #[param(3nS)]
    g_max: Param,
    #[param(-80mV)]
    e: Param,
    #[state(derivative = 0nS/ms, init = 0nS, unit = nS)]
    g: State,
}

cell! {
    pub struct Adapting;
    capacitance: 100pF, v: -65mV, inject: 0.5nA,
    channels { super::Passive, Saturating },
    spike { threshold: -50mV, reset: -65mV },
}

#[test]
fn ties_at_the_spikes_of_a_cell_are_refused() {
    let cell = Adapting::default();
    let of = |cell: &Adapting<Grad>| Ok(cell.simulate(60.0).run()?.end()[0]);
    let error = cell.gradient(&[Adapting::Saturating.step], of).unwrap_err();
    assert!(
        matches!(&error, Error::Tie { .. }) && error.to_string().contains("what jumps at the spike of Adapting"),
        "{error}"
    );
    let mut clipped = cell.clone();
    clipped.set(Adapting::Saturating.step, 1.1);
    assert!(clipped.gradient(&[Adapting::Saturating.step], of).is_ok());
    // It reaches the times of the spikes, and neither side.
    assert!(cell.gradient(&[Adapting::inject], of).is_ok());
}
