//! Published synapses that have NMODL files, written from the equations of their papers, against their recursions.

use crate::recursion::{POST, after, arrivals, driven, follows, integrate, nothing};
use crate::{Kick, Membrane};
use neuron_runtime::prelude::*;

/// A pulse of transmitter that opens receptors (Destexhe, Mainen & Sejnowski 1994). Its end is a state.
#[synapse(
    let transmitter = if t < end { 1mM } else { 0mM },
    current = g * r * (v_post - e),
    on_pre(end = t + duration),
)]
pub struct AmpaPulse {
    #[param(0nS)]
    g: Param,
    #[param(0mV)]
    e: Param,
    #[param(1ms)]
    duration: Param,
    #[param(1.1/mM/ms)]
    alpha: Param,
    #[param(0.19/ms)]
    beta: Param,
    #[state(init = 0, unit = ms)]
    end: State,
    #[state(derivative = alpha * transmitter * (1 - r) - beta * r, init = 0)]
    r: State,
}

driven!(Ampa: AmpaPulse { });

/// Two arrivals are 0.75 ms apart, so that one pulse prolongs another.
#[test]
fn ampa_receptors_follow_pulses_of_transmitter() {
    let expected = |time: f64| {
        let pass = |h: f64, [left, r]: [f64; 2]| {
            let on = left.min(h);
            let (steady, rate) = (1.1 / 1.29, 1.29);
            let bound = steady + (r - steady) * (-rate * on).exp();
            [left - on, bound * (-0.19 * (h - on)).exp()]
        };
        let [_, r] = after([0.0, 0.0], time, pass, |[_, r]| [1.0, r], nothing);
        [r]
    };
    follows!(Ampa { r: 1e-9 1e-9 } expected);
}

/// NMDA receptors that saturate: dx/dt = −x/τ_x, ds/dt = α x (1 − s) − s/τ_s (Wang 1999; Brunel & Wang 2001).
#[synapse(
    current = g * s * (v_post - e) / (1 + mg * exp(-0.062/mV * v_post) / 3.57mM),
    on_pre(x += 1),
)]
pub struct Saturating {
    #[param(0nS)]
    g: Param,
    #[param(0mV)]
    e: Param,
    #[param(1mM)]
    mg: Param,
    #[param(2ms)]
    tau_x: Param,
    #[param(100ms)]
    tau_s: Param,
    #[param(0.5/ms)]
    alpha: Param,
    #[state(derivative = -x / tau_x, init = 0)]
    x: State,
    #[state(derivative = alpha * x * (1 - s) - s / tau_s, init = 0)]
    s: State,
}

driven!(SlowNmda: Saturating { });

#[test]
fn nmda_receptors_saturate() {
    let slope = |_, [x, s]: [f64; 2]| [-x / 2.0, 0.5 * x * (1.0 - s) - s / 100.0];
    let expected =
        |time| after([0.0, 0.0], time, |h, values| integrate(h, values, slope), |[x, s]| [x + 1.0, s], nothing);
    follows!(SlowNmda { x: 1e-9 1e-9, s: 1e-9 1e-6 } expected);
}

/// Depression as a factor (Abbott, Varela, Sen & Nelson 1997).
#[synapse(current = g * s * (v_post - e), on_pre(s += d, d *= f))]
pub struct Factor {
    #[param(0nS)]
    g: Param,
    #[param(0mV)]
    e: Param,
    #[param(2ms)]
    tau: Param,
    #[param(0.75)]
    f: Param,
    #[param(300ms)]
    tau_d: Param,
    #[state(derivative = (1 - d) / tau_d, init = 1)]
    d: State,
    #[state(derivative = -s / tau, init = 0)]
    s: State,
}

driven!(GainControl: Factor { });

#[test]
fn depression_is_a_factor() {
    let expected = |time| {
        let pass = |h: f64, [d, s]: [f64; 2]| [1.0 - (1.0 - d) * (-h / 300.0).exp(), s * (-h / 2.0).exp()];
        after([1.0, 0.0], time, pass, |[d, s]| [0.75 * d, s + d], nothing)
    };
    follows!(GainControl { d: 1e-12 1e-12, s: 1e-9 1e-9 } expected);
}

/// One facilitation and two depressions (Varela et al. 1997).
#[synapse(
    current = g * s * (v_post - e),
    on_pre(s += f * d_1 * d_2, f += f_step, d_1 *= d_1_factor, d_2 *= d_2_factor),
)]
pub struct Product {
    #[param(0nS)]
    g: Param,
    #[param(0mV)]
    e: Param,
    #[param(2ms)]
    tau: Param,
    #[param(0.917)]
    f_step: Param,
    #[param(94ms)]
    tau_f: Param,
    #[param(0.416)]
    d_1_factor: Param,
    #[param(380ms)]
    tau_1: Param,
    #[param(0.975)]
    d_2_factor: Param,
    #[param(9200ms)]
    tau_2: Param,
    #[state(derivative = (1 - f) / tau_f, init = 1)]
    f: State,
    #[state(derivative = (1 - d_1) / tau_1, init = 1)]
    d_1: State,
    #[state(derivative = (1 - d_2) / tau_2, init = 1)]
    d_2: State,
    #[state(derivative = -s / tau, init = 0)]
    s: State,
}

driven!(VisualCortex: Product { });

#[test]
fn three_factors_multiply() {
    let expected = |time| {
        let pass = |h: f64, [f, d_1, d_2, s]: [f64; 4]| {
            let to_one = |x: f64, tau: f64| 1.0 + (x - 1.0) * (-h / tau).exp();
            [to_one(f, 94.0), to_one(d_1, 380.0), to_one(d_2, 9200.0), s * (-h / 2.0).exp()]
        };
        let pre = |[f, d_1, d_2, s]: [f64; 4]| [f + 0.917, 0.416 * d_1, 0.975 * d_2, s + f * d_1 * d_2];
        after([1.0, 1.0, 1.0, 0.0], time, pass, pre, nothing)
    };
    follows!(VisualCortex { f: 1e-12 1e-12, d_1: 1e-12 1e-12, d_2: 1e-12 1e-12, s: 1e-9 1e-9 } expected);
}

/// Facilitation, depression and recovery that calcium speeds up (Dittman, Kreitzer & Regehr 2000). The rate at which sites
/// recover depends on c_d, so both are integrated.
#[synapse(
    let f = f_1 + (1 - f_1) * c_f / (c_f + k_f),
    let k_recovery = k_0 + (k_max - k_0) * c_d / (c_d + k_d),
    current = g * s * (v_post - e),
    on_pre(s += f * d, d -= f * d, c_f += 1, c_d += 1),
)]
pub struct ResidualCalcium {
    #[param(0nS)]
    g: Param,
    #[param(0mV)]
    e: Param,
    #[param(2ms)]
    tau: Param,
    #[param(0.24)]
    f_1: Param,
    #[param(1.5)]
    k_f: Param,
    #[param(2)]
    k_d: Param,
    #[param(100ms)]
    tau_f: Param,
    #[param(50ms)]
    tau_d: Param,
    #[param(2/s)]
    k_0: Param,
    #[param(30/s)]
    k_max: Param,
    #[state(derivative = -c_f / tau_f, init = 0)]
    c_f: State,
    #[state(derivative = -c_d / tau_d, init = 0)]
    c_d: State,
    #[state(derivative = (1 - d) * k_recovery, init = 1)]
    d: State,
    #[state(derivative = -s / tau, init = 0)]
    s: State,
}

driven!(Climbing: ResidualCalcium { });

/// The paper gives the recovery in closed form, which is written here.
#[test]
fn calcium_speeds_up_recovery() {
    let expected = |time| {
        let pass = |h: f64, [c_f, c_d, d, s]: [f64; 4]| {
            let decay = (-h / 50.0_f64).exp();
            // ∫ c/(c + K) dt = τ ln((c₀ + K)/(c₀ exp(−h/τ) + K)).
            let bound = 50.0 * ((c_d + 2.0) / (c_d * decay + 2.0)).ln();
            let recovered = (-0.002 * h - 0.028 * bound).exp();
            [c_f * (-h / 100.0).exp(), c_d * decay, 1.0 - (1.0 - d) * recovered, s * (-h / 2.0).exp()]
        };
        let pre = |[c_f, c_d, d, s]: [f64; 4]| {
            let f = 0.24 + 0.76 * c_f / (c_f + 1.5);
            [c_f + 1.0, c_d + 1.0, d - f * d, s + f * d]
        };
        after([0.0, 0.0, 1.0, 0.0], time, pass, pre, nothing)
    };
    follows!(Climbing { c_f: 1e-12 1e-12, c_d: 1e-12 1e-12, d: 1e-9 1e-8, s: 1e-9 1e-8 } expected);
}

/// Triplets in which each spike sees the nearest one only: traces are set, not raised (Pfister & Gerstner 2006).
#[synapse(
    current = g * s * (v_post - e),
    on_pre(s += w, w -= o_1 * (a2_minus + a3_minus * r_2), r_1 = 1, r_2 = 1),
    on_post(w += r_1 * (a2_plus + a3_plus * o_2), o_1 = 1, o_2 = 1),
)]
pub struct NearestTriplet {
    #[param(0nS)]
    g: Param,
    #[param(0mV)]
    e: Param,
    #[param(5ms)]
    tau: Param,
    #[param(0.0088)]
    a2_plus: Param,
    #[param(0.053)]
    a3_plus: Param,
    #[param(0.0066)]
    a2_minus: Param,
    #[param(0.0031)]
    a3_minus: Param,
    #[param(16.8ms)]
    tau_plus: Param,
    #[param(714ms)]
    tau_x: Param,
    #[param(33.7ms)]
    tau_minus: Param,
    #[param(40ms)]
    tau_y: Param,
    #[state(derivative = -s / tau, init = 0)]
    s: State,
    #[state(init = 0.5)]
    w: State,
    #[state(derivative = -r_1 / tau_plus, init = 0)]
    r_1: State,
    #[state(derivative = -r_2 / tau_x, init = 0)]
    r_2: State,
    #[state(derivative = -o_1 / tau_minus, init = 0)]
    o_1: State,
    #[state(derivative = -o_2 / tau_y, init = 0)]
    o_2: State,
}

driven!(Nearest: NearestTriplet { });

/// From the times of the nearest spikes, without traces.
#[test]
fn triplets_of_nearest_spikes() {
    let expected = |time: f64| {
        let pre = arrivals();
        // The decay since the nearest spike before.
        let since = |spikes: &[f64], at: f64, tau: f64| {
            let nearest = spikes.iter().rfind(|spike| **spike < at);
            nearest.map_or(0.0, |nearest| (-(at - nearest) / tau).exp())
        };
        let mut w = 0.5;
        for at in pre.into_iter().filter(|at| *at < time) {
            w -= since(&POST, at, 33.7) * (0.0066 + 0.0031 * since(&pre, at, 714.0));
        }
        for at in POST.into_iter().filter(|at| *at < time) {
            w += since(&pre, at, 16.8) * (0.0088 + 0.053 * since(&POST, at, 40.0));
        }
        [w]
    };
    follows!(Nearest { w: 1e-12 1e-12 } expected);
}

/// Spikes that suppress those after them (Froemke & Dan 2002): each has the efficacy ε = 1 − exp(−interval/τ_s), and a pair
/// multiplies the weight by 1 + ε_pre ε_post F(Δt). `q` is 1 − ε: 1 after a spike, and decays.
#[synapse(
    current = g * s * (v_post - e),
    on_pre(s += w, w *= 1 - a_minus * (1 - q_pre) * y, x += 1 - q_pre, q_pre = 1),
    on_post(w *= 1 + a_plus * (1 - q_post) * x, y += 1 - q_post, q_post = 1),
)]
pub struct Suppression {
    #[param(0nS)]
    g: Param,
    #[param(0mV)]
    e: Param,
    #[param(5ms)]
    tau: Param,
    #[param(1.03)]
    a_plus: Param,
    #[param(0.51)]
    a_minus: Param,
    #[param(13.3ms)]
    tau_plus: Param,
    #[param(34.5ms)]
    tau_minus: Param,
    #[param(34ms)]
    tau_pre: Param,
    #[param(75ms)]
    tau_post: Param,
    #[state(derivative = -s / tau, init = 0)]
    s: State,
    #[state(init = 1)]
    w: State,
    #[state(derivative = -x / tau_plus, init = 0)]
    x: State,
    #[state(derivative = -y / tau_minus, init = 0)]
    y: State,
    #[state(derivative = -q_pre / tau_pre, init = 0)]
    q_pre: State,
    #[state(derivative = -q_post / tau_post, init = 0)]
    q_post: State,
}

driven!(Natural: Suppression { });

/// From the intervals of both trains. A spike multiplies the weight once, by the sum over its pairs.
#[test]
fn spikes_suppress_those_after_them() {
    let efficacies = |spikes: &[f64], tau: f64| -> Vec<f64> {
        let interval = |k: usize| if k == 0 { f64::INFINITY } else { spikes[k] - spikes[k - 1] };
        (0..spikes.len()).map(|k| 1.0 - (-interval(k) / tau).exp()).collect()
    };
    let pre = arrivals();
    let (of_pre, of_post) = (efficacies(&pre, 34.0), efficacies(&POST, 75.0));
    let expected = |time: f64| {
        let mut changes = Vec::new();
        for (k, at) in pre.into_iter().enumerate() {
            let pairs = POST.into_iter().zip(&of_post).filter(|(post, _)| *post < at);
            let sum: f64 = pairs.map(|(post, efficacy)| efficacy * (-(at - post) / 34.5).exp()).sum();
            changes.push((at, 1.0 - 0.51 * of_pre[k] * sum));
        }
        for (k, at) in POST.into_iter().enumerate() {
            let pairs = pre.into_iter().zip(&of_pre).filter(|(pre, _)| *pre < at);
            let sum: f64 = pairs.map(|(pre, efficacy)| efficacy * (-(at - pre) / 13.3).exp()).sum();
            changes.push((at, 1.0 + 1.03 * of_post[k] * sum));
        }
        [changes.into_iter().filter(|(at, _)| *at < time).map(|(_, factor)| factor).product::<f64>()]
    };
    follows!(Natural { w: 1e-12 1e-12 } expected);
}

/// Plasticity of inhibition: pairs of either order strengthen, each presynaptic spike weakens (Vogels et al. 2011). Its constant
/// α is 2 ρ₀ τ, with the rate ρ₀ that it aims at.
#[synapse(
    current = g * s * (v_post - e),
    on_pre(s += w, w = max(w + eta * (y - 2 * target * tau_stdp), 0), x += 1),
    on_post(w += eta * x, y += 1),
)]
pub struct Inhibitory {
    #[param(0nS)]
    g: Param,
    #[param(-80mV)]
    e: Param,
    #[param(10ms)]
    tau: Param,
    #[param(0.03)]
    eta: Param,
    #[param(5Hz)]
    target: Param,
    #[param(20ms)]
    tau_stdp: Param,
    #[state(derivative = -s / tau, init = 0)]
    s: State,
    #[state(init = 0.02)]
    w: State,
    #[state(derivative = -x / tau_stdp, init = 0)]
    x: State,
    #[state(derivative = -y / tau_stdp, init = 0)]
    y: State,
}

driven!(Balanced: Inhibitory { });

#[test]
fn inhibition_learns_from_pairs_of_either_order() {
    let expected = |time| {
        let pass = |h: f64, [w, x, y]: [f64; 3]| [w, x * (-h / 20.0).exp(), y * (-h / 20.0).exp()];
        let pre = |[w, x, y]: [f64; 3]| [(w + 0.03 * (y - 0.2)).max(0.0), x + 1.0, y];
        let post = |[w, x, y]: [f64; 3]| [w + 0.03 * x, x, y + 1.0];
        let [w, ..] = after([0.02, 0.0, 0.0], time, pass, pre, post);
        [w]
    };
    follows!(Balanced { w: 1e-12 1e-12 } expected);
}

/// Calcium that both sides raise moves a bistable weight where it is above a threshold (Graupner & Brunel 2012). The thresholds
/// are events. τ is a hundredth of the paper's, so that the weight moves within the run.
#[synapse(
    let potentiation = if c > theta_p { gamma_p } else { 0 },
    let depression = if c > theta_d { gamma_d } else { 0 },
    current = g * s * (v_post - e),
    on_pre(s += rho, c += c_pre),
    on_post(c += c_post),
)]
pub struct Calcium {
    #[param(0nS)]
    g: Param,
    #[param(0mV)]
    e: Param,
    #[param(5ms)]
    tau_s: Param,
    #[param(1)]
    c_pre: Param,
    #[param(2)]
    c_post: Param,
    #[param(20ms)]
    tau_c: Param,
    #[param(1.3)]
    theta_p: Param,
    #[param(1)]
    theta_d: Param,
    #[param(321.808)]
    gamma_p: Param,
    #[param(200)]
    gamma_d: Param,
    #[param(1.5s)]
    tau: Param,
    #[state(derivative = -s / tau_s, init = 0)]
    s: State,
    #[state(derivative = -c / tau_c, init = 0)]
    c: State,
    #[state(
        derivative = (-rho * (1 - rho) * (0.5 - rho) + potentiation * (1 - rho) - depression * rho) / tau,
        init = 0.3
    )]
    rho: State,
}

driven!(Bistable: Calcium { });

/// Thresholds are crossed at known times, between which the right-hand side is smooth.
#[test]
fn calcium_moves_a_weight_while_it_is_above_thresholds() {
    let expected = |time| {
        let pass = |h: f64, [c, mut rho]: [f64; 2]| {
            let mut stops = vec![0.0, h];
            for threshold in [1.3, 1.0] {
                let crossing = if c > threshold { 20.0 * (c / threshold).ln() } else { h };
                stops.push(crossing.min(h));
            }
            stops.sort_by(f64::total_cmp);
            for pair in stops.windows(2).filter(|pair| pair[1] > pair[0]) {
                let middle = c * (-(pair[0] + pair[1]) / 40.0).exp();
                let up = if middle > 1.3 { 321.808 } else { 0.0 };
                let down = if middle > 1.0 { 200.0 } else { 0.0 };
                let slope =
                    |_, [rho]: [f64; 1]| [(-rho * (1.0 - rho) * (0.5 - rho) + up * (1.0 - rho) - down * rho) / 1500.0];
                [rho] = integrate(pair[1] - pair[0], [rho], slope);
            }
            [c * (-h / 20.0).exp(), rho]
        };
        after([0.0, 0.3], time, pass, |[c, rho]| [c + 1.0, rho], |[c, rho]| [c + 2.0, rho])
    };
    follows!(Bistable { c: 1e-12 1e-12, rho: 1e-9 1e-9 } expected);
}

/// Plasticity by the postsynaptic potential and its averages (Clopath et al. 2010), without homeostasis.
#[synapse(
    current = g * s * (v_post - e),
    on_pre(s += w, w -= a_ltd * max(u_minus - theta_minus, 0), x += 1),
)]
pub struct Voltage {
    #[param(0nS)]
    g: Param,
    #[param(0mV)]
    e: Param,
    #[param(5ms)]
    tau: Param,
    #[param(0.014/mV)]
    a_ltd: Param,
    #[param(0.0008/mV/mV/ms)]
    a_ltp: Param,
    #[param(-64mV)]
    theta_minus: Param,
    #[param(-61mV)]
    theta_plus: Param,
    #[param(10ms)]
    tau_minus: Param,
    #[param(7ms)]
    tau_plus: Param,
    #[param(15ms)]
    tau_x: Param,
    #[state(derivative = -s / tau, init = 0)]
    s: State,
    #[state(derivative = -x / tau_x, init = 0)]
    x: State,
    #[state(derivative = (v_post - u_minus) / tau_minus, init = -65mV, unit = mV)]
    u_minus: State,
    #[state(derivative = (v_post - u_plus) / tau_plus, init = -65mV, unit = mV)]
    u_plus: State,
    #[state(
        derivative = a_ltp * x * max(v_post - theta_plus, 0mV) * max(u_plus - theta_minus, 0mV),
        init = 0.5
    )]
    w: State,
}

network! {
    pub struct Depolarised;
    source Pre: Listed;
    source Post: Listed;
    neuron Cell: Membrane;
    Pre -> Cell: Voltage { delay: 1ms };
    Post -> Cell: Kick { weight: 7mV };
}

/// Short steps between the events; corners of `max` within a step cost them some 1e-8.
#[test]
fn a_weight_follows_the_potential_and_its_averages() {
    let (net, w) = (Depolarised::default(), Depolarised::Pre_Cell.Voltage.w);
    let slope = |_, [v, x, minus, plus, _]: [f64; 5]| {
        let ltp = 0.0008 * x * (v + 61.0).max(0.0) * (plus + 64.0).max(0.0);
        [(-65.0 - v) / 10.0, -x / 15.0, (v - minus) / 10.0, (v - plus) / 7.0, ltp]
    };
    let expected = crate::recursion::TIMES.map(|time| {
        let pre = |[v, x, minus, plus, w]: [f64; 5]| [v, x + 1.0, minus, plus, w - 0.014 * (minus + 64.0).max(0.0)];
        let post = |[v, x, minus, plus, w]: [f64; 5]| [v + 7.0, x, minus, plus, w];
        after([-65.0, 0.0, -65.0, -65.0, 0.5], time, |h, values| integrate(h, values, slope), pre, post)[4]
    });
    let each = |method: &str, run: Run<Depolarised>, tolerance: f64| {
        assert!(run.cell.spikes.times().is_empty(), "{method}");
        for (found, expected) in run.trace(w).unwrap().iter().zip(expected) {
            assert!((found - expected).abs() < tolerance, "{method}: {found} {expected}");
        }
    };
    let run = || {
        let run = net.simulate(101.0).play(Depolarised::Pre.spikes, &crate::recursion::PRE);
        run.play(Depolarised::Post.spikes, &POST).record(&[w]).record_at(&crate::recursion::TIMES)
    };
    each("Tsit5", run().method(Tsit5::tolerance(1e-10)).run().unwrap(), 1e-7);
    each("Strang", run().method(Strang::step(0.01)).run().unwrap(), 1e-5);
}

/// A bistable weight that each arrival moves up or down, by the potential and the recent spikes of its target (Brader, Senn &
/// Fusi 2007). Between arrivals it drifts to the nearer bound and stays there.
#[synapse(
    let drift = if x > theta_x { if x < 1 { up } else { 0 } } else { if x > 0 { -down } else { 0 } },
    current = g * s * (v_post - e),
    on_pre(
        s += if x > theta_x { 1 } else { 0 },
        x = if v_post > theta_v && c < 3 { min(x + step, 1) } else { max(x - step, 0) },
    ),
    on_post(c += 1),
)]
pub struct Drifting {
    #[param(0nS)]
    g: Param,
    #[param(0mV)]
    e: Param,
    #[param(5ms)]
    tau: Param,
    #[param(-60mV)]
    theta_v: Param,
    #[param(0.5)]
    theta_x: Param,
    #[param(0.3)]
    step: Param,
    #[param(0.02/ms)]
    up: Param,
    #[param(0.01/ms)]
    down: Param,
    #[param(60ms)]
    tau_c: Param,
    #[state(derivative = drift * 1, init = 0.4)]
    x: State,
    #[state(derivative = -c / tau_c, init = 0)]
    c: State,
    #[state(derivative = -s / tau, init = 0)]
    s: State,
}

network! {
    pub struct Learning;
    source Pre: Listed;
    source Post: Listed;
    neuron Cell: Membrane;
    Pre -> Cell: S: Drifting { delay: 1ms };
    Post -> Cell: Kick { weight: 6mV };
}

#[test]
fn a_weight_drifts_to_a_bound_and_stays() {
    let expected = |time| {
        let pass = |h: f64, [v, x]: [f64; 2]| {
            let x = if x > 0.5 { (x + 0.02 * h).min(1.0) } else { (x - 0.01 * h).max(0.0) };
            [v * (-h / 10.0).exp(), x]
        };
        let pre = |[v, x]: [f64; 2]| [v, if v > 5.0 { (x + 0.3).min(1.0) } else { (x - 0.3).max(0.0) }];
        after([0.0, 0.4], time, pass, pre, |[v, x]| [v + 6.0, x])
    };
    let (net, synapse) = (Learning::default(), Learning::Pre_Cell.S);
    let run = || {
        let run = net.simulate(101.0).play(Learning::Pre.spikes, &crate::recursion::PRE);
        run.play(Learning::Post.spikes, &POST).record(&[synapse.x]).record_at(&crate::recursion::TIMES)
    };
    for run in [run().method(Tsit5::tolerance(1e-10)).run(), run().method(Strang::step(0.01)).run()] {
        let run = run.unwrap();
        assert!(run.cell.spikes.times().is_empty());
        for (found, time) in run.trace(synapse.x).unwrap().iter().zip(crate::recursion::TIMES) {
            let [_, x] = expected(time);
            assert!((found - x).abs() < 1e-9, "{time}: {found} {x}");
        }
    }
}

/// Release of one vesicle, by chance. A state can be a generator: that of Park & Miller
/// (Commun. ACM 31 (1988) 1192–1201), whose products are exact in double precision. A failure consumes nothing; x is the
/// probability that the site is filled, after its last release (as in the mean of Fuhrmann et al. 2002).
#[synapse(
    current = g * s * (v_post - e),
    on_pre(
        drawn = mod(16807 * drawn, 2147483647),
        released = if drawn < p * (1 - exp(-(t - last) / tau_rec)) * 2147483647 { 1 } else { 0 },
        s += released,
        last = if released > 0.5 { t } else { last },
    ),
)]
pub struct Probabilistic {
    #[param(0nS)]
    g: Param,
    #[param(0mV)]
    e: Param,
    #[param(3ms)]
    tau: Param,
    #[param(0.6)]
    p: Param,
    #[param(20ms)]
    tau_rec: Param,
    /// Different for each connection: from 1 to 2147483646.
    #[param(1)]
    seed: Param,
    #[state(init = seed)]
    drawn: State,
    #[state(init = 0)]
    released: State,
    #[state(init = -1e6ms, unit = ms)]
    last: State,
    #[state(derivative = -s / tau, init = 0)]
    s: State,
}

driven!(Chance: Probabilistic { seed: 20261130 });

#[test]
fn a_state_can_be_a_generator_of_random_numbers() {
    let mut releases = 0;
    let mut expected = |time: f64| {
        let (mut drawn, mut last, mut s) = (20_261_130_u64, -1e6_f64, 0.0);
        releases = 0;
        for arrival in arrivals().into_iter().filter(|arrival| *arrival < time) {
            drawn = drawn * 16807 % 2_147_483_647;
            if (drawn as f64) < 0.6 * (1.0 - (-(arrival - last) / 20.0).exp()) * 2_147_483_647.0 {
                (last, releases) = (arrival, releases + 1);
                s += (-(time - arrival) / 3.0_f64).exp();
            }
        }
        [drawn as f64, last, s]
    };
    follows!(Chance { drawn: 0.0 0.0, last: 0.0 0.0, s: 1e-9 1e-9 } expected);
    assert!(releases > 1 && releases < 7, "{releases}");
}
