//! Synapses of the library against formulas and recursions written here.

use crate::recursion::{POST, PRE, TIMES, after, arrivals, driven, follows, nothing};
use crate::{Kick, Membrane};
use neuron_runtime::library::{
    destexhe_1998::GabaB, fuhrmann_2002::ShortTerm, gutig_2003::Stdp as Gutig, jahr_stevens_1990::Nmda, mongillo_2008,
    pfister_gerstner_2006::TripletStdp, rall_1967::Alpha, roth_van_rossum_2009::*, song_2000::Stdp as Song,
    stein_1965::Delta, tsodyks_1998::Facilitating, tsodyks_markram_1997::Depressing,
    van_rossum_2000::Stdp as VanRossum,
};
use neuron_runtime::prelude::*;

/// Returns the sum over the arrivals before `time` of what each leaves.
fn sum(time: f64, response: impl Fn(f64) -> f64) -> f64 {
    arrivals().into_iter().filter(|arrival| *arrival < time).map(|arrival| response(time - arrival)).sum()
}

driven!(OneExponential: Exponential { g: 0nS, weight: 0.7, tau: 3ms });

#[test]
fn an_exponential_conductance_is_a_sum_of_exponentials() {
    follows!(OneExponential { s: 1e-10 1e-12 } |time| [sum(time, |t| 0.7 * (-t / 3.0).exp())]);
}

driven!(OneAlpha: Alpha { g: 0nS, weight: 0.7, tau: 4ms });

#[test]
fn an_alpha_function_peaks_at_its_weight() {
    follows!(OneAlpha { s: 1e-10 1e-12 } |time| [sum(time, |t| 0.7 * t / 4.0 * (1.0 - t / 4.0).exp())]);
    let (net, s) = (OneAlpha::default(), OneAlpha::Pre_Cell.S.s);
    let run = net.simulate(20.0).method(Tsit5::tolerance(1e-10)).play(OneAlpha::Pre.spikes, &[1.0]);
    let run = run.record(&[s]).record_at(&[5.99, 6.0, 6.01]).run().unwrap();
    let s = run.trace(s).unwrap();
    assert!((s[1] - 0.7).abs() < 1e-8 && s[0] < s[1] && s[2] < s[1], "{s:?}");
}

driven!(TwoExponentials: Biexponential { g: 0nS, weight: 0.7, tau_rise: 1.5ms, tau_decay: 6ms });

/// The peak is found by a search.
#[test]
fn two_exponentials_peak_at_their_weight() {
    let course = |t: f64| (-t / 6.0_f64).exp() - (-t / 1.5_f64).exp();
    let peak = (0..200_000).map(|k| course(f64::from(k) * 1e-4)).fold(0.0, f64::max);
    let factor = 0.7 / peak;
    follows!(TwoExponentials { a: 1e-9 1e-9, b: 1e-9 1e-9 } |time| {
        [sum(time, |t| factor * (-t / 1.5).exp()), sum(time, |t| factor * (-t / 6.0).exp())]
    });
}

network! {
    pub struct Block;
    source Pre: Listed;
    neuron Cell: Membrane;
    Pre -> Cell: Nmda { g: 1nS, delay: 1ms };
}

#[test]
fn magnesium_blocks_nmda_receptors_by_the_formula() {
    let synapse = Block::Pre_Cell.Nmda;
    let (net, v) = (Block::default(), Block::Cell.v);
    let peak = (0..400_000)
        .map(|k| f64::from(k) * 1e-4)
        .map(|t| (-t / 100.0_f64).exp() - (-t / 2.0_f64).exp())
        .fold(0.0, f64::max);
    let run = net.simulate(101.0).method(Tsit5::tolerance(1e-10)).play(Block::Pre.spikes, &PRE);
    let run = run.record(&[v, synapse.a, synapse.b]).record(&[synapse.current]).record_at(&TIMES).run().unwrap();
    assert!(run.cell.spikes.times().is_empty());
    let trace = |handle| run.trace(handle).unwrap();
    let (v, a, b, current) = (trace(v), trace(synapse.a), trace(synapse.b), run.trace(synapse.current).unwrap());
    for (k, time) in TIMES.into_iter().enumerate() {
        let expected = [sum(time, |t| (-t / 2.0).exp()) / peak, sum(time, |t| (-t / 100.0).exp()) / peak];
        assert!((a[k] - expected[0]).abs() < 1e-8 && (b[k] - expected[1]).abs() < 1e-8, "{time}");
        // 1 nS is 1e-3 µS.
        let expected = 1e-3 * (b[k] - a[k]) * v[k] / (1.0 + (-0.062 * v[k]).exp() / 3.57);
        assert!((current[k] - expected).abs() < 1e-14, "{time}: {} {expected}", current[k]);
    }
    assert!(v.iter().any(|v| *v > -64.9));
}

driven!(Metabotropic: GabaB { g: 0nS });

/// Returns the time of the end of a pulse, r and s after `h`, with a constant concentration of the transmitter.
fn bound_for(h: f64, [end, r, s]: [f64; 3], transmitter: f64) -> [f64; 3] {
    let (k1, k2, k3, k4) = (0.09 * transmitter, 0.0012, 0.18, 0.034);
    let (steady, rate) = (k1 / (k1 + k2), k1 + k2);
    let apart = r - steady;
    let (fast, slow) = ((-rate * h).exp(), (-k4 * h).exp());
    let s = s * slow + k3 * steady / k4 * (1.0 - slow) + k3 * apart * (fast - slow) / (k4 - rate);
    [end, steady + apart * fast, s]
}

#[test]
fn a_pulse_of_transmitter_lasts_for_one_millisecond() {
    let expected = |time: f64| {
        let (mut values, mut last) = ([0.0; 3], 0.0);
        let mut pass = |values: [f64; 3], to: f64| {
            let on = values[0].clamp(last, to) - last;
            let off = to - last - on;
            last = to;
            bound_for(off, bound_for(on, values, 1.0), 0.0)
        };
        for arrival in arrivals().into_iter().filter(|arrival| *arrival < time) {
            values = pass(values, arrival);
            values[0] = arrival + 1.0;
        }
        pass(values, time)
    };
    follows!(Metabotropic { end: 1e-12 1e-12, r: 1e-9 1e-12, s: 1e-9 1e-12 } expected);
}

driven!(Resources: Depressing { a: 0pA, tau_rec: 80ms });

/// Returns x and y after `h`.
fn recovered(h: f64, [x, y]: [f64; 2], inactivation: f64, recovery: f64) -> [f64; 2] {
    let (slow, fast) = ((-h / recovery).exp(), (-h / inactivation).exp());
    let inactive = (1.0 - x - y) * slow + y * recovery / (inactivation - recovery) * (fast - slow);
    [1.0 - y * fast - inactive, y * fast]
}

#[test]
fn depression_moves_resources_through_three_states() {
    let expected = |time| {
        let pre = |[x, y]: [f64; 2]| [x - 0.67 * x, y + 0.67 * x];
        after([1.0, 0.0], time, |h, values| recovered(h, values, 3.0, 80.0), pre, nothing)
    };
    follows!(Resources { x: 1e-10 1e-12, y: 1e-10 1e-12 } expected);
}

driven!(Used: Facilitating { a: 0pA });

#[test]
fn facilitation_raises_what_is_used() {
    let expected = |time| {
        let pass = |h: f64, [u, x, y]: [f64; 3]| {
            let [x, y] = recovered(h, [x, y], 1.5, 130.0);
            [u * (-h / 530.0).exp(), x, y]
        };
        let pre = |[u, x, y]: [f64; 3]| {
            let u = u + 0.03 * (1.0 - u);
            [u, x * (1.0 - u), y + u * x]
        };
        after([0.0, 1.0, 0.0], time, pass, pre, nothing)
    };
    follows!(Used { u: 1e-12 1e-12, x: 1e-10 1e-12, y: 1e-10 1e-12 } expected);
}

driven!(Conductance: ShortTerm { g: 0nS, u_0: 0.25, tau_rec: 110ms, tau_facil: 60ms });

#[test]
fn a_conductance_with_short_term_plasticity_has_exact_variables() {
    let expected = |time| {
        let pass = |h: f64, [u, x, s]: [f64; 3]| {
            [u * (-h / 60.0).exp(), 1.0 - (1.0 - x) * (-h / 110.0).exp(), s * (-h / 3.0).exp()]
        };
        let pre = |[u, x, s]: [f64; 3]| {
            let u = u + 0.25 * (1.0 - u);
            [u, x * (1.0 - u), s + u * x]
        };
        after([0.0, 1.0, 0.0], time, pass, pre, nothing)
    };
    follows!(Conductance { u: 1e-12 1e-12, x: 1e-12 1e-12, s: 1e-10 1e-12 } expected);
}

network! {
    pub struct Kicked;
    source Pre: Listed;
    neuron Steady: Membrane;
    neuron Dynamic: Membrane;
    Pre -> Steady: Delta { weight: 1.5mV, delay: 1ms };
    Pre -> Dynamic: mongillo_2008::Facilitating { j: 8mV, delay: 1ms };
}

/// Of the same numbers, as those of `fuhrmann_2002`, in which u rests at 0 and rises before it is used.
#[test]
fn kicks_add_up_and_decay_with_the_membrane() {
    let (net, synapse) = (Kicked::default(), Kicked::Pre_Dynamic.Facilitating);
    let handles = [Kicked::Steady.v, Kicked::Dynamic.v, synapse.u, synapse.x];
    let each = |method: &str, run: Run<Kicked>, tolerance: f64| {
        let found = handles.map(|handle| run.trace(handle).unwrap());
        for (k, time) in TIMES.into_iter().enumerate() {
            let pass = |h: f64, [v, u, x]: [f64; 3]| {
                [v * (-h / 10.0).exp(), u * (-h / 1500.0).exp(), 1.0 - (1.0 - x) * (-h / 200.0).exp()]
            };
            let pre = |[v, u, x]: [f64; 3]| {
                let u = u + 0.2 * (1.0 - u);
                [v + 8.0 * u * x, u, x * (1.0 - u)]
            };
            let [v, u, x] = after([0.0, 0.0, 1.0], time, pass, pre, nothing);
            // What the next spike would use.
            let expected = [sum(time, |t| 1.5 * (-t / 10.0).exp()) - 65.0, v - 65.0, u + 0.2 * (1.0 - u), x];
            for j in 0..4 {
                let tolerance = if j < 2 { tolerance } else { 1e-12 };
                assert!(
                    (found[j][k] - expected[j]).abs() < tolerance,
                    "{method} {j} {time}: {} {}",
                    found[j][k],
                    expected[j]
                );
            }
        }
    };
    let run = || net.simulate(101.0).play(Kicked::Pre.spikes, &PRE).record(&handles).record_at(&TIMES);
    each("Tsit5", run().method(Tsit5::tolerance(1e-10)).run().unwrap(), 1e-7);
    each("Strang", run().method(Strang::step(0.01)).run().unwrap(), 1e-9);
}

/// Returns traces of the two sides after `h`.
fn decayed(h: f64, values: [f64; 2], taus: [f64; 2]) -> [f64; 2] {
    [values[0] * (-h / taus[0]).exp(), values[1] * (-h / taus[1]).exp()]
}

driven!(Additive: Song { g: 0nS, a_plus: 0.2, a_minus: 0.25, tau_plus: 15ms, tau_minus: 25ms, w_0: 0.6 });

/// Amplitudes are so large that the weight meets both bounds.
#[test]
fn additive_plasticity_stops_at_its_bounds() {
    let expected = |time| {
        let pass = |h: f64, [s, w, p, m]: [f64; 4]| {
            let [p, m] = decayed(h, [p, m], [15.0, 25.0]);
            [s * (-h / 5.0).exp(), w, p, m]
        };
        let pre = |[s, w, p, m]: [f64; 4]| [s + w, (w - m).max(0.0), p + 0.2, m];
        let post = |[s, w, p, m]: [f64; 4]| [s, (w + p).min(1.0), p, m + 0.25];
        after([0.0, 0.6, 0.0, 0.0], time, pass, pre, post)
    };
    let weights = TIMES.map(|time| expected(time)[1]);
    assert!(weights.contains(&0.0) || weights.contains(&1.0), "{weights:?}");
    follows!(Additive { s: 1e-10 1e-12, w: 1e-12 1e-12, p: 1e-12 1e-12, m: 1e-12 1e-12 } expected);
}

driven!(Proportional: VanRossum { c_p: 30pS, c_d: 0.2, tau_stdp: 17ms, w_0: 150pS });

/// Weights are compared in nS.
#[test]
fn depression_in_proportion_to_the_weight() {
    let expected = |time| {
        let pass = |h: f64, [w, x, y]: [f64; 3]| {
            let [x, y] = decayed(h, [x, y], [17.0, 17.0]);
            [w, x, y]
        };
        let pre = |[w, x, y]: [f64; 3]| [w * (1.0 - 0.2 * y), x + 1.0, y];
        let post = |[w, x, y]: [f64; 3]| [w + 0.03 * x, x, y + 1.0];
        after([0.15, 0.0, 0.0], time, pass, pre, post)
    };
    follows!(Proportional { w: 1e-12 1e-12, x: 1e-12 1e-12, y: 1e-12 1e-12 } expected);
}

driven!(Between: Gutig { g: 0nS, lambda: 0.1, mu: 0.3, w_0: 0.9 });

#[test]
fn plasticity_depends_on_a_power_of_the_weight() {
    let expected = |time| {
        let pass = |h: f64, [w, x, y]: [f64; 3]| {
            let [x, y] = decayed(h, [x, y], [20.0, 20.0]);
            [w, x, y]
        };
        let pre = |[w, x, y]: [f64; 3]| [(w - 0.105 * w.powf(0.3) * y).max(0.0), x + 1.0, y];
        let post = |[w, x, y]: [f64; 3]| [(w + 0.1 * (1.0 - w).powf(0.3) * x).min(1.0), x, y + 1.0];
        after([0.9, 0.0, 0.0], time, pass, pre, post)
    };
    follows!(Between { w: 1e-12 1e-12, x: 1e-12 1e-12, y: 1e-12 1e-12 } expected);
}

driven!(Triplets: TripletStdp { g: 0nS, a2_plus: 0.01, a3_plus: 0.06, a2_minus: 0.07, a3_minus: 0.02 });

/// The sum over all pairs and triplets; the bounds are not met.
#[test]
fn triplets_change_a_weight_by_their_sum() {
    let expected = |time: f64| {
        let (pre, post) = (arrivals(), POST);
        let trace = |spikes: &[f64], at: f64, tau: f64| -> f64 {
            spikes.iter().filter(|spike| **spike < at).map(|spike| (-(at - spike) / tau).exp()).sum()
        };
        let mut w = 1.0;
        for at in pre.into_iter().filter(|at| *at < time) {
            w -= trace(&post, at, 33.7) * (0.07 + 0.02 * trace(&pre, at, 101.0));
        }
        for at in post.into_iter().filter(|at| *at < time) {
            w += trace(&pre, at, 16.8) * (0.01 + 0.06 * trace(&post, at, 125.0));
        }
        [w]
    };
    follows!(Triplets { w: 1e-12 1e-12 } expected);
}

/// The derivative of a weight with respect to what moves it, against differences.
#[test]
fn plasticity_is_differentiated() {
    let (net, synapse) = (Between::default(), Between::Pre_Cell.S);
    let handles = [synapse.w_0, synapse.mu, synapse.lambda, synapse.alpha, synapse.tau_stdp, synapse.delay];
    macro_rules! weight {
        ($net:expr) => {{
            let run = $net.simulate(60.0).play(Between::Pre.spikes, &PRE).play(Between::Post.spikes, &POST);
            run.record(&[synapse.w]).record_at(&[59.0])
        }};
    }
    let gradient = net.gradient(&handles, |net| Ok(weight!(net).run()?.trace(synapse.w)?[0])).unwrap();
    for (handle, derivative) in handles.into_iter().zip(gradient.derivatives) {
        let at = |step: f64| {
            let mut moved = net.clone();
            moved.set(handle, net.get(handle) + step);
            weight!(moved).run().unwrap().trace(synapse.w).unwrap()[0]
        };
        let difference = (at(1e-5) - at(-1e-5)) / 2e-5;
        assert!((derivative - difference).abs() < 1e-8 * (1.0 + difference.abs()), "{derivative} {difference}");
    }
}

macro_rules! populations {
    ($($net:ident: $synapse:ident, $dim:expr;)*) => {
        $(network! {
            pub struct $net;
            source Input[40]: Regular { period: 20ms, jitter: 20ms };
            neuron Cells[10]: Membrane;
            Input -> Cells random { probability: 0.5, seed: 1 }: S: $synapse { delay: 1.5ms };
        })*

        /// V of each cell, and the integrated states of a connection. If conductances add up these exist once per cell.
        #[test]
        fn states_that_add_up_exist_once_per_cell() {
            $({
                let net = $net::default();
                let mut connections = 0;
                net.each_connection(&mut |_, _| connections += 1);
                assert!(connections > 150);
                let dim: fn(usize) -> usize = $dim;
                assert_eq!(net.dim(), 10 + dim(connections), stringify!($synapse));
                let run = net.simulate(30.0).run().unwrap();
                assert!(run.end().iter().all(|state| state.is_finite()), stringify!($synapse));
            })*
        }
    };
}

populations! {
    Exponentials: Exponential, |_| 10;
    Alphas: Alpha, |_| 20;
    Biexponentials: Biexponential, |_| 20;
    Nmdas: Nmda, |_| 20;
    ShortTerms: ShortTerm, |_| 10;
    Songs: Song, |_| 10;
    VanRossums: VanRossum, |_| 10;
    Gutigs: Gutig, |_| 10;
    Triples: TripletStdp, |_| 10;
    Deltas: Delta, |_| 0;
    // What is active bears on what recovers; the pulse is a switch.
    Depressions: Depressing, |connections| 2 * connections;
    Facilitations: Facilitating, |connections| 2 * connections;
    GabaBs: GabaB, |connections| 3 * connections;
}
