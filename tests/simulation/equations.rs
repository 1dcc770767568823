//! The meaning of each form of an equation, judged by closed forms: Q10, currents that are not linear in V, `if`, definitions,
//! states with their own derivative, instantaneous gates, initial values, Nernst potentials.

use neuron_runtime::prelude::*;

/// A gate with the Q10 of its channel, and one with its own.
#[channel(ion = K, q10 = 2 at 10degC, current = g * m * n * (v - e))]
pub struct Warm {
    #[param(1mS/cm2, min = 0)]
    g: Param,
    #[gate(inf = 1 / (1 + exp(-(v + 40mV) / 5mV)), tau = 4ms)]
    m: Gate,
    #[gate(alpha = 0.3/ms * exp(v / 40mV), beta = 0.1/ms, q10 = 3 at 6.3degC)]
    n: Gate,
}

/// A current that rectifies: g·s·(exp((v − e)/s) − 1), of slope g·exp((v − e)/s).
#[channel(current = g * s * (exp((v - e) / s) - 1))]
pub struct Rectifier {
    #[param(0.2mS/cm2, min = 0)]
    g: Param,
    #[param(25mV, min = 1mV)]
    s: Param,
    #[param(-70mV)]
    e: Param,
}

/// Definitions, one from another, an `if` with two arms, an instantaneous gate, and a state with its own derivative.
#[channel(
    let x = (v + 50mV) / 10mV,
    let bent = if x < 0 { exp(x) } else { 1 + x },
    current = g * p * q * a * (v - e),
)]
pub struct Forms {
    #[param(0.1mS/cm2, min = 0)]
    g: Param,
    #[param(-90mV)]
    e: Param,
    #[param(30ms, min = 1ms)]
    tau: Param,
    #[gate(inf = bent / (1 + bent), instantaneous)]
    p: Gate,
    #[gate(inf = bent / (2 + bent), tau = tau, init = 0.25)]
    q: Gate,
    #[state(derivative = (q_inf - a) / (2 * tau), init = 0.125)]
    a: State,
}

/// The same channel without definitions.
#[channel(current = g * p * q * a * (v - e))]
pub struct Inline {
    #[param(0.1mS/cm2, min = 0)]
    g: Param,
    #[param(-90mV)]
    e: Param,
    #[param(30ms, min = 1ms)]
    tau: Param,
    #[gate(
        inf = if (v + 50mV) / 10mV < 0 { exp((v + 50mV) / 10mV) / (1 + exp((v + 50mV) / 10mV)) }
            else { (1 + (v + 50mV) / 10mV) / (2 + (v + 50mV) / 10mV) },
        instantaneous,
    )]
    p: Gate,
    #[gate(
        inf = if v < -50mV { 1 / (1 + 2 * exp(-(v + 50mV) / 10mV)) } else { (v + 60mV) / (v + 80mV) },
        tau = tau,
        init = 0.25,
    )]
    q: Gate,
    #[state(derivative = (q_inf - a) / (2 * tau), init = 0.125)]
    a: State,
}

/// An ohmic calcium current.
#[channel(ion = Ca, current = g * (v - e))]
pub struct CaLeak {
    #[param(0.01mS/cm2, min = 0)]
    g: Param,
}

/// Calcium that decays to rest, driven by the calcium current.
#[pool]
pub struct Buffer {
    #[param(50ms, min = 1ms)]
    tau: Param,
    #[param(1uM/nA)]
    f: Param,
    #[param(0.1uM)]
    rest: Param,
    #[state(derivative = (rest - c - f * i) / tau, init = rest)]
    c: Concentration,
}

/// A membrane so large that its potential is constant: 1 nA for 1000 ms changes it by 10⁻⁹ mV.
macro_rules! held {
    ($cell:ident, $channel:ident) => {
        cell! {
            /// A membrane with a constant potential.
            pub struct $cell;

            capacitance: unchecked(1e6uF/cm2), area: unchecked(1e9mm2), v: -55mV, temperature: 25degC,
            ions { K: -80mV },
            channels { $channel { g: 0mS/cm2 } },
        }
    };
}
held!(HeldWarm, Warm);
held!(HeldForms, Forms);
held!(HeldInline, Inline);

cell! {
    /// Two rectifiers under two names.
    pub struct Rectified;

    capacitance: 1uF/cm2, area: 0.1mm2, v: -60mV,
    channels { Weak: Rectifier { g: 0.05mS/cm2, e: -50mV }, Strong: Rectifier },
}

cell! {
    /// Calcium at its Nernst potential.
    pub struct Calcium;

    capacitance: 1uF/cm2, area: 0.1mm2, v: -60mV, temperature: 20degC,
    ions { Ca: nernst(outside = 2mM) },
    pool Ca: Buffer,
    channels { CaLeak },
}

fn close(what: &str, found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() <= tolerance * expected.abs(), "{what}: {found} instead of {expected}");
}

fn rhs<N: Network<f64>>(network: &N, y: &[f64]) -> Vec<f64> {
    let mut dy = vec![0.0; y.len()];
    network.rhs(0.0, y, &mut dy);
    dy
}

fn start<N: Network<f64>>(network: &N) -> Vec<f64> {
    let mut y = vec![0.0; network.dim()];
    network.start(&mut y);
    y
}

#[test]
fn gates_are_faster_by_their_q10_for_every_ten_degrees() {
    let mut cell = HeldWarm::default();
    for celsius in [0.0, 6.3, 10.0, 25.0, 37.0] {
        cell.set(HeldWarm::temperature, celsius);
        let y = [-30.0, 0.2, 0.3];
        let (m_inf, alpha, beta) = (1.0 / (1.0 + (-2.0f64).exp()), 0.3 * (-0.75f64).exp(), 0.1);
        let (of_all, own) = (2f64.powf((celsius - 10.0) / 10.0), 3f64.powf((celsius - 6.3) / 10.0));
        let dy = rhs(&cell, &y);
        close("m", dy[1], (m_inf - y[1]) / 4.0 * of_all, 1e-13);
        close("n", dy[2], (alpha * (1.0 - y[2]) - beta * y[2]) * own, 1e-13);
        // Steady states stay constant.
        let steady = rhs(&cell, &[-30.0, m_inf, alpha / (alpha + beta)]);
        assert!(steady[1].abs() < 1e-15 && steady[2].abs() < 1e-15, "{steady:?}");
    }
}

#[test]
fn gates_relax_exponentially_at_a_held_potential() -> Result<(), Error> {
    let mut cell = HeldWarm::default();
    cell.set(HeldWarm::v_start, -55.0);
    let run = cell
        .simulate(5.0)
        .record_at(&[0.0, 2.0, 5.0])
        .record(&[HeldWarm::Warm.m])
        .start_at(&[-55.0, 0.9, 0.0])
        .run()?;
    let (inf, rate) = (1.0 / (1.0 + 3f64.exp()), 2f64.powf(1.5) / 4.0);
    for (t, m) in run.time().iter().zip(run.trace(HeldWarm::Warm.m)?) {
        close("m", *m, inf + (0.9 - inf) * (-rate * t).exp(), 1e-6);
    }
    Ok(())
}

#[test]
fn currents_need_not_be_lines() -> Result<(), Error> {
    let cell = Rectified::default();
    let run = cell
        .simulate(10.0)
        .record_at(&[0.0, 1.0, 10.0])
        .record(&[Rectified::v])
        .record(&[Rectified::Weak.current, Rectified::Strong.current])
        .record(&[Rectified::Weak.conductance, Rectified::Strong.conductance])
        .run()?;
    for k in 0..3 {
        let row: Vec<f64> = run.columns().iter().map(|column| column.values[k]).collect();
        // µS: 0.1 mm² at 10 µS/mm² for each mS/cm².
        for (channel, g, e) in [(0, 0.05, -50.0), (1, 0.2, -70.0)] {
            let steep = ((row[0] - e) / 25.0f64).exp();
            close("current", row[1 + channel], g * 25.0 * (steep - 1.0), 1e-12);
            close("conductance", row[3 + channel], g * steep, 1e-12);
        }
    }
    Ok(())
}

#[test]
fn definitions_stand_for_what_they_define() {
    let (forms, inline) = (HeldForms::default(), HeldInline::default());
    assert_eq!(start(&forms)[1..], [0.25, 0.125]);
    for k in -150..60 {
        let y = [f64::from(k) * 0.7 + 0.123, 0.3, 0.6];
        let x = (y[0] + 50.0) / 10.0;
        let bent = if x < 0.0 { f64::exp(x) } else { 1.0 + x };
        let q_inf = bent / (2.0 + bent);
        for dy in [rhs(&forms, &y), rhs(&inline, &y)] {
            close("q", dy[1], (q_inf - 0.3) / 30.0, 1e-12);
            close("a", dy[2], (q_inf - 0.6) / 60.0, 1e-12);
        }
        close("p", Forms::default().p_inf(y[0]), bent / (1.0 + bent), 1e-13);
        close("p", Inline::default().p_inf(y[0]), bent / (1.0 + bent), 1e-13);
    }
}

#[test]
fn instantaneous_gates_and_states_carry_the_current() {
    let mut cell = HeldForms::default();
    cell.set(HeldForms::Forms.g, 0.1);
    let y = [-42.0, 0.3, 0.6];
    let (p, q, a) = (1.8 / 2.8, y[1], y[2]);
    // mS/cm² over µF/cm² is 1/ms.
    close("dv/dt", rhs(&cell, &y)[0], -0.1 * p * q * a * (y[0] + 90.0) / 1e6, 1e-13);
}

#[test]
fn nernst_potentials_have_the_constants_of_codata() {
    let cell = Calcium::default();
    // R and F: CODATA 2018, exact.
    let rt_2f = 8.31446261815324 * 293.15 / (2.0 * 96485.33212331) * 1e3;
    for ca in [0.05, 0.1, 3.0, 800.0] {
        let (v, y) = (-20.0, [-20.0, ca]);
        let e = rt_2f * (2000.0 / ca).ln();
        let current = 0.01 * (v - e);
        let dy = rhs(&cell, &y);
        close("dv/dt", dy[0], -current, 1e-12);
        // 0.1 mm² at 1 µA/cm² is 1 nA.
        close("dCa/dt", dy[1], (0.1 - ca - current) / 50.0, 1e-12);
    }
}
