//! Synapses whose course is known.

use super::{Kick, Membrane, each_method};
use neuron_runtime::prelude::*;

/// Depression and facilitation (Tsodyks, Pawelzik & Markram 1998).
#[synapse(current = g * s * (v_post - e), on_pre(u += u_0 * (1 - u), s += u * x, x -= u * x))]
pub struct ShortTerm {
    #[param(1nS)]
    g: Param,
    #[param(0mV)]
    e: Param,
    #[param(5ms)]
    tau: Param,
    #[param(0.3)]
    u_0: Param,
    #[param(50ms)]
    tau_f: Param,
    #[param(100ms)]
    tau_d: Param,
    #[state(derivative = -u / tau_f, init = 0)]
    u: State,
    #[state(derivative = (1 - x) / tau_d, init = 1)]
    x: State,
    #[state(derivative = -s / tau, init = 0)]
    s: State,
}

network! {
    pub struct Depressing;
    source Input: Listed;
    neuron Cell: Membrane;
    Input -> Cell: ShortTerm { delay: 2ms };
}

const TRAIN: [f64; 7] = [3.0, 13.0, 18.5, 30.25, 31.0, 70.0, 71.125];

#[test]
fn short_term_plasticity_follows_its_recursion_under_every_method() {
    let times = [4.0, 5.5, 16.0, 27.0, 32.75, 34.0, 60.0, 72.5, 74.0, 100.0];
    let (u, x) = (Depressing::Input_Cell.ShortTerm.u, Depressing::Input_Cell.ShortTerm.x);
    each_method!(|method, name| {
        let net = Depressing::default();
        let run = net.simulate(100.0).method(method).play(Depressing::Input.spikes, &TRAIN);
        let run = run.record(&[u, x]).record_at(&times).run().unwrap();
        let (found_u, found_x) = (run.trace(u).unwrap(), run.trace(x).unwrap());
        for (k, time) in times.iter().enumerate() {
            // u and x after the last arrival, and its time.
            let (mut u, mut x, mut last) = (0.0, 1.0, 0.0);
            for arrival in TRAIN.map(|time| time + 2.0).into_iter().filter(|arrival| arrival < time) {
                let gap: f64 = arrival - last;
                u = 0.3 + u * 0.7 * (-gap / 50.0).exp();
                x = 1.0 + (x - 1.0) * (-gap / 100.0).exp();
                x *= 1.0 - u;
                last = arrival;
            }
            let gap: f64 = time - last;
            let (u, x) = (u * (-gap / 50.0).exp(), 1.0 + (x - 1.0) * (-gap / 100.0).exp());
            assert!((found_u[k] - u).abs() < 1e-12 && (found_x[k] - x).abs() < 1e-12, "{name} at {time}: {u} {x}");
        }
    });
}

/// Pairs of spikes, each with each (Song, Miller & Abbott 2000).
#[synapse(
    current = g * s * (v_post - e),
    on_pre(s += w, x += a_plus, w += -y),
    on_post(y += a_minus, w += x),
)]
pub struct Pairing {
    #[param(0nS)]
    g: Param,
    #[param(0mV)]
    e: Param,
    #[param(5ms)]
    tau: Param,
    #[param(0.01)]
    a_plus: Param,
    #[param(0.012)]
    a_minus: Param,
    #[param(17ms)]
    tau_plus: Param,
    #[param(34ms)]
    tau_minus: Param,
    #[state(derivative = -s / tau, init = 0)]
    s: State,
    #[state(derivative = -x / tau_plus, init = 0)]
    x: State,
    #[state(derivative = -y / tau_minus, init = 0)]
    y: State,
    #[state(init = 0.5)]
    w: State,
}

network! {
    pub struct Plastic;
    source Pre: Listed;
    source Post: Listed;
    neuron Cell: Membrane;
    Pre -> Cell: Pairing { delay: 1ms };
    Post -> Cell: Kick;
}

#[test]
fn pairs_of_spikes_change_a_weight_by_their_sum_under_every_method() {
    let pre = [10.0, 40.0, 55.0, 90.0, 90.5];
    let post = [5.0, 14.0, 30.0, 56.5, 80.0, 120.0];
    let w = Plastic::Pre_Cell.Pairing.w;
    let mut expected = 0.5;
    for arrival in pre.map(|time| time + 1.0) {
        for post in post {
            let gap: f64 = post - arrival;
            expected += if gap > 0.0 { 0.01 * (-gap / 17.0).exp() } else { -0.012 * (gap / 34.0).exp() };
        }
    }
    each_method!(|method, name| {
        let net = Plastic::default();
        let run = net.simulate(130.0).method(method);
        let run = run.play(Plastic::Pre.spikes, &pre).play(Plastic::Post.spikes, &post);
        let run = run.record(&[w]).record_at(&[1.0, 130.0]).run().unwrap();
        assert_eq!(run.cell.spikes.times(), post, "{name}");
        let found = run.trace(w).unwrap();
        assert!(found[0] == 0.5 && (found[1] - expected).abs() < 1e-12, "{name}: {found:?}, {expected}");
    });
}

/// A conductance that nothing but spikes and its decay change.
#[test]
fn a_conductance_is_the_sum_of_what_spikes_left() {
    let s = Depressing::Input_Cell.ShortTerm.s;
    let net = Depressing::default();
    let run = net.simulate(100.0).method(Tsit5::tolerance(1e-11));
    let run = run.play(Depressing::Input.spikes, &[10.0, 20.0]).record(&[s]).record_at(&[50.0]).run().unwrap();
    let u = 0.3 + 0.3 * 0.7 * (-0.2f64).exp();
    let x = 1.0 - 0.3 * (-0.1f64).exp();
    let expected = 0.3 * (-38.0f64 / 5.0).exp() + u * x * (-28.0f64 / 5.0).exp();
    let found = run.trace(s).unwrap()[0];
    assert!((found - expected).abs() < 1e-11, "{found} {expected}");
}
