//! The three-cell pyloric rhythm (Prinz, Bucher & Marder 2004, Fig. 2e).
//!
//! Every cell has all channels and every synapse its own state, also where conductances are 0 or kinetics shared; the
//! exponentials of a presynaptic cell's synapses are computed once for those with the same kinetics.

use super::prinz_ab::AB;
use super::stg::{self, Conductances};

/// The number of states: three cells and seven synapses.
pub const STATES: usize = 3 * stg::STATES + SYNAPSES;

const SYNAPSES: usize = 7;

/// The states: voltages in mV, calcium in µM, gates and synapses.
#[rustfmt::skip]
pub const NAMES: [&str; STATES] = [
    "AB.v", "AB.ca", "AB.NaV.m", "AB.NaV.h", "AB.CaS.m", "AB.CaS.h", "AB.CaT.m", "AB.CaT.h",
    "AB.A.m", "AB.A.h", "AB.KCa.m", "AB.Kd.m", "AB.H.m",
    "LP.v", "LP.ca", "LP.NaV.m", "LP.NaV.h", "LP.CaS.m", "LP.CaS.h", "LP.CaT.m", "LP.CaT.h",
    "LP.A.m", "LP.A.h", "LP.KCa.m", "LP.Kd.m", "LP.H.m",
    "PY.v", "PY.ca", "PY.NaV.m", "PY.NaV.h", "PY.CaS.m", "PY.CaS.h", "PY.CaT.m", "PY.CaT.h",
    "PY.A.m", "PY.A.h", "PY.KCa.m", "PY.Kd.m", "PY.H.m",
    "AB_LP.Cholinergic.s", "AB_PY.Cholinergic.s", "AB_LP.Glutamatergic.s", "AB_PY.Glutamatergic.s",
    "LP_AB.Glutamatergic.s", "LP_PY.Glutamatergic.s", "PY_LP.Glutamatergic.s",
];

/// The voltages' places, in the order AB, LP, PY.
pub const VOLTAGES: [usize; 3] = [0, stg::STATES, 2 * stg::STATES];

const LP: Conductances = Conductances::from_densities([100.0, 4.0, 0.0, 20.0, 0.0, 25.0, 0.05, 0.03]);
const PY: Conductances = Conductances::from_densities([100.0, 2.0, 2.4, 50.0, 0.0, 125.0, 0.05, 0.01]);

/// Reversal potentials (mV) and rates (1/ms) of the synapses.
const E_CHOL: f64 = -80.0;
const E_GLUT: f64 = -70.0;
const K_CHOL: f64 = 0.01;
const K_GLUT: f64 = 0.025;

/// Maximal conductances (µS) in the order of the states.
const G: [f64; SYNAPSES] = [0.030, 0.003, 0.030, 0.010, 0.030, 0.001, 0.030];

/// Where the second and third cell and the synapses begin.
const AT_LP: usize = stg::STATES;
const AT_PY: usize = 2 * stg::STATES;
const AT_SYNAPSES: usize = 3 * stg::STATES;

/// Steady state of a presynaptic cell's synapses, and 1/((1 − s∞)): times k, their rate.
#[inline(always)]
fn release(v_pre: f64) -> (f64, f64) {
    let e = (-(v_pre + 35.0) * (1.0 / 5.0)).exp();
    let inf = 1.0 / (1.0 + e);
    // 1 − s∞ = e/(1 + e), without cancellation during a spike.
    (inf, (1.0 + e) / e)
}

/// Synaptic conductance (µS) and Σ g·E (nA) onto AB, LP and PY.
#[inline(always)]
fn synaptic(s: &[f64]) -> [(f64, f64); 3] {
    let lp_chol = G[0] * s[0];
    let lp_glut = G[2] * s[2] + G[6] * s[6];
    let py_chol = G[1] * s[1];
    let py_glut = G[3] * s[3] + G[5] * s[5];
    let ab_glut = G[4] * s[4];
    [
        (ab_glut, ab_glut * E_GLUT),
        (lp_chol + lp_glut, lp_chol * E_CHOL + lp_glut * E_GLUT),
        (py_chol + py_glut, py_chol * E_CHOL + py_glut * E_GLUT),
    ]
}

/// Every cell as `prinz_ab`, every synapse at 0.
pub fn start() -> [f64; STATES] {
    let mut y = [0.0; STATES];
    for cell in 0..3 {
        y[cell * stg::STATES..][..stg::STATES].copy_from_slice(&stg::start());
    }
    y
}

/// Writes dy/dt, per ms.
#[inline]
pub fn rhs(y: &[f64; STATES], dy: &mut [f64; STATES]) {
    let s = &y[AT_SYNAPSES..];
    let [ab, lp, py] = synaptic(s);
    stg::rhs(&y[..AT_LP], &mut dy[..AT_LP], &AB, ab.0, ab.1);
    stg::rhs(&y[AT_LP..AT_PY], &mut dy[AT_LP..AT_PY], &LP, lp.0, lp.1);
    stg::rhs(&y[AT_PY..AT_SYNAPSES], &mut dy[AT_PY..AT_SYNAPSES], &PY, py.0, py.1);
    let [ab, lp, py] = VOLTAGES.map(|v| release(y[v]));
    let ds = &mut dy[AT_SYNAPSES..];
    ds[0] = (ab.0 - s[0]) * ab.1 * K_CHOL;
    ds[1] = (ab.0 - s[1]) * ab.1 * K_CHOL;
    ds[2] = (ab.0 - s[2]) * ab.1 * K_GLUT;
    ds[3] = (ab.0 - s[3]) * ab.1 * K_GLUT;
    ds[4] = (lp.0 - s[4]) * lp.1 * K_GLUT;
    ds[5] = (lp.0 - s[5]) * lp.1 * K_GLUT;
    ds[6] = (py.0 - s[6]) * py.1 * K_GLUT;
}

/// One step of `h` ms by exponential Euler, the gates and synapses first.
#[inline]
pub fn exponential_euler(y: &mut [f64; STATES], h: f64) {
    let [ab, lp, py] = VOLTAGES.map(|v| release(y[v]));
    stg::relax_gates(&mut y[..AT_LP], h);
    stg::relax_gates(&mut y[AT_LP..AT_PY], h);
    stg::relax_gates(&mut y[AT_PY..AT_SYNAPSES], h);
    let ab_chol = (-h * K_CHOL * ab.1).exp();
    let ab_glut = (-h * K_GLUT * ab.1).exp();
    let lp_glut = (-h * K_GLUT * lp.1).exp();
    let py_glut = (-h * K_GLUT * py.1).exp();
    let s = &mut y[AT_SYNAPSES..];
    s[0] = ab.0 + (s[0] - ab.0) * ab_chol;
    s[1] = ab.0 + (s[1] - ab.0) * ab_chol;
    s[2] = ab.0 + (s[2] - ab.0) * ab_glut;
    s[3] = ab.0 + (s[3] - ab.0) * ab_glut;
    s[4] = lp.0 + (s[4] - lp.0) * lp_glut;
    s[5] = lp.0 + (s[5] - lp.0) * lp_glut;
    s[6] = py.0 + (s[6] - py.0) * py_glut;
    let [ab, lp, py] = synaptic(s);
    stg::relax_nodes(&mut y[..AT_LP], h, &AB, ab.0, ab.1);
    stg::relax_nodes(&mut y[AT_LP..AT_PY], h, &LP, lp.0, lp.1);
    stg::relax_nodes(&mut y[AT_PY..AT_SYNAPSES], h, &PY, py.0, py.1);
}

super::model!("The pyloric network.");
