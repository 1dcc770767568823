//! A cell of the crab's stomatogastric ganglion (Prinz, Billimoria & Marder 2003), shared by `prinz_ab` and `pyloric`.
//!
//! Everything is inlined into the models, where the conductances are constants.

/// The number of states of a cell.
pub const STATES: usize = 13;

/// Gates of a cell, in the order of the table: the states after v and ca.
pub const GATES: usize = 11;

/// Places of the two that are not gates.
const V: usize = 0;
const CA: usize = 1;
/// The first gate.
const FIRST: usize = 2;

/// Membrane area (mm²).
const AREA: f64 = 0.0628;
/// 1/C (1/nF), C = 10 nF/mm².
const PER_C: f64 = 1.0 / (10.0 * AREA);

const E_NA: f64 = 50.0;
const E_K: f64 = -80.0;
const E_H: f64 = -20.0;
const E_LEAK: f64 = -50.0;

/// RT/2F (mV) with the model's own constants.
const RT_2F: f64 = 500.0 * 8.6174e-5 * 283.15;
/// ln(3000), the calcium outside in µM.
const LN_CA_OUT: f64 = 8.006_367_567_650_246;
const PER_TAU_CA: f64 = 1.0 / 200.0;
/// µM/nA.
const F_CA: f64 = 14.96;
const CA_REST: f64 = 0.05;

/// e^{−3.59} and e^{7.8}: the slopes 1/10 and 1/5.5 occur at two shifts each.
const EXP_M3_59: f64 = 0.027_598_330_423_249_287;
const EXP_7_8: f64 = 2_440.601_977_624_498_4;

/// Slopes that are small multiples of a common one: 1/7.2 and 1/3.6 of 1/7.2, 1/11.6 and 1/8.7 of 1/34.8, 1/25 and 1/10 of
/// 1/50, 1/19.2 and 1/16 of 1/96. Here what is left of their shifts: e^{7.8/7.2}, e^{−142.5/11.6}, e^{−93/25} and
/// e^{−36.7/16}.
const EXP_7_8_PER_7_2: f64 = 2.954_511_527_092_106_5;
const EXP_M142_5_PER_11_6: f64 = 4.622_925_821_497_367e-6;
const EXP_M93_PER_25: f64 = 0.024_233_967_845_691_116;
const EXP_M36_7_PER_16: f64 = 0.100_887_423_762_537_77;

/// Maximal conductances of a cell in µS.
#[derive(Clone, Copy, Debug)]
pub struct Conductances {
    na: f64,
    ca_s: f64,
    ca_t: f64,
    a: f64,
    k_ca: f64,
    kd: f64,
    h: f64,
    leak: f64,
}

impl Conductances {
    /// From densities in mS/cm², in the order NaV, CaS, CaT, A, KCa, Kd, H, Leak.
    pub const fn from_densities([na, ca_s, ca_t, a, k_ca, kd, h, leak]: [f64; 8]) -> Self {
        // 1 mS/cm² is 10 µS/mm².
        const S: f64 = 10.0 * AREA;
        Self {
            na: na * S,
            ca_s: ca_s * S,
            ca_t: ca_t * S,
            a: a * S,
            k_ca: k_ca * S,
            kd: kd * S,
            h: h * S,
            leak: leak * S,
        }
    }
}

/// Steady state and rate 1/τ (1/ms) of every gate.
///
/// A sigmoid in a time constant, τ = a − b/(1 + E), is inverted as (1 + E)/((a − b) + a·E): one division.
#[inline(always)]
fn kinetics(v: f64, ca: f64) -> ([f64; GATES], [f64; GATES]) {
    let na_m = (-(v + 25.5) * (1.0 / 5.29)).exp();
    let per_50 = ((v + 27.0) * (1.0 / 50.0)).exp();
    let per_25 = per_50 * per_50;
    let na_h = ((v + 48.9) * (1.0 / 5.18)).exp();
    let per_7_2 = ((v + 34.9) * (1.0 / 7.2)).exp();
    let na_h_tau = per_7_2 * per_7_2;
    let cas_m = (-(v + 33.0) * (1.0 / 8.1)).exp();
    let cas_m_rise = per_25 * per_25 * per_50;
    let cas_m_fall = (-(v + 70.0) * (1.0 / 13.0)).exp();
    let cas_h = ((v + 60.0) * (1.0 / 6.2)).exp();
    let cas_h_rise = ((v + 55.0) * (1.0 / 9.0)).exp();
    let per_96 = (-(v + 28.3) * (1.0 / 96.0)).exp();
    let per_48 = per_96 * per_96;
    let per_32 = per_48 * per_96;
    let cas_h_fall = EXP_M36_7_PER_16 * (per_32 * per_32);
    let cat_m_tau = (-(v + 68.1) * (1.0 / 20.5)).exp();
    let cat_h = ((v + 32.1) * (1.0 / 5.5)).exp();
    let cat_h_tau = (-(v + 55.0) * (1.0 / 16.9)).exp();
    let per_34_8 = (-(v + 27.2) * (1.0 / 34.8)).exp();
    let per_17_4 = per_34_8 * per_34_8;
    let a_m = per_17_4 * per_17_4;
    let a_m_tau = (-(v + 32.9) * (1.0 / 15.2)).exp();
    let a_h = ((v + 56.9) * (1.0 / 4.9)).exp();
    let a_h_tau = (-(v + 38.9) * (1.0 / 26.5)).exp();
    let kca_m = (-(v + 28.3) * (1.0 / 12.6)).exp();
    let kca_m_tau = (-(v + 46.0) * (1.0 / 22.7)).exp();
    let kd_m = (-(v + 12.3) * (1.0 / 11.8)).exp();
    let kd_m_tau = per_32 * per_48;
    let h_m_fall = EXP_M142_5_PER_11_6 * (per_17_4 * per_34_8);
    let h_m_rise = ((v - 26.7) * (1.0 / 14.3)).exp();

    let cas_m_sum = cas_m_rise + cas_m_fall;
    let cas_h_sum = cas_h_rise + cas_h_fall;
    let inf = [
        1.0 / (1.0 + na_m),
        1.0 / (1.0 + na_h),
        1.0 / (1.0 + cas_m),
        1.0 / (1.0 + cas_h),
        per_7_2 / (per_7_2 + EXP_7_8_PER_7_2),
        1.0 / (1.0 + cat_h),
        1.0 / (1.0 + a_m),
        1.0 / (1.0 + a_h),
        ca / ((ca + 3.0) * (1.0 + kca_m)),
        1.0 / (1.0 + kd_m),
        // e^{(V+75)/5.5} = e^{7.8}·e^{(V+32.1)/5.5}
        1.0 / (1.0 + EXP_7_8 * cat_h),
    ];
    let rate = [
        (per_25 + EXP_M93_PER_25) / (0.12 * per_25 + 2.64 * EXP_M93_PER_25),
        // e^{−(V+62.9)/10} = e^{−3.59}/e^{(V+27)/10}
        (cas_m_rise + EXP_M3_59) * (1.0 + na_h_tau) / (cas_m_rise * (3.35 + 2.01 * na_h_tau)),
        cas_m_sum / (14.0 + 2.8 * cas_m_sum),
        cas_h_sum / (300.0 + 120.0 * cas_h_sum),
        (1.0 + cat_m_tau) / (0.8 + 43.4 * cat_m_tau),
        (1.0 + cat_h_tau) / (30.4 + 210.0 * cat_h_tau),
        (1.0 + a_m_tau) / (2.4 + 23.2 * a_m_tau),
        (1.0 + a_h_tau) / (18.8 + 77.2 * a_h_tau),
        (1.0 + kca_m_tau) / (30.4 + 180.6 * kca_m_tau),
        (1.0 + kd_m_tau) / (1.6 + 14.4 * kd_m_tau),
        0.5 * (h_m_fall + h_m_rise),
    ];
    (inf, rate)
}

/// The currents of the ion channels at a voltage.
struct Membrane {
    /// dI/dV (µS).
    g: f64,
    /// Σ g·E (nA): the outward current is g·V minus this.
    g_e: f64,
    /// Calcium current (nA).
    i_ca: f64,
}

/// Conductance and current of a cell from its states.
#[inline(always)]
fn membrane(cell: &[f64], c: &Conductances) -> Membrane {
    let v = cell[V];
    let gate = &cell[FIRST..STATES];
    let cube = |x: f64| x * x * x;
    let fourth = |x: f64| (x * x) * (x * x);
    let e_ca = RT_2F * (LN_CA_OUT - cell[CA].ln());
    let na = c.na * cube(gate[0]) * gate[1];
    let ca = c.ca_s * cube(gate[2]) * gate[3] + c.ca_t * cube(gate[4]) * gate[5];
    let k = c.a * cube(gate[6]) * gate[7] + c.k_ca * fourth(gate[8]) + c.kd * fourth(gate[9]);
    let h = c.h * gate[10];
    Membrane {
        g: na + ca + k + h + c.leak,
        g_e: na * E_NA + ca * e_ca + k * E_K + h * E_H + c.leak * E_LEAK,
        i_ca: ca * (v - e_ca),
    }
}

/// −60 mV, 0.05 µM and the steady state of the gates there.
pub fn start() -> [f64; STATES] {
    let mut cell = [0.0; STATES];
    cell[V] = -60.0;
    cell[CA] = CA_REST;
    let (inf, _) = kinetics(cell[V], cell[CA]);
    cell[FIRST..].copy_from_slice(&inf);
    cell
}

/// Writes a cell's derivatives; synapses add the conductance `g_syn` (µS) and `g_e_syn`, the sum of g·E (nA).
#[inline(always)]
pub fn rhs(cell: &[f64], dy: &mut [f64], c: &Conductances, g_syn: f64, g_e_syn: f64) {
    let (v, ca) = (cell[V], cell[CA]);
    let (inf, rate) = kinetics(v, ca);
    for i in 0..GATES {
        dy[FIRST + i] = (inf[i] - cell[FIRST + i]) * rate[i];
    }
    let membrane = membrane(cell, c);
    dy[V] = (membrane.g_e + g_e_syn - (membrane.g + g_syn) * v) * PER_C;
    dy[CA] = (CA_REST - ca - F_CA * membrane.i_ca) * PER_TAU_CA;
}

/// Moves a cell's gates by `h` ms at its present voltage and calcium.
#[inline(always)]
pub fn relax_gates(cell: &mut [f64], h: f64) {
    let (inf, rate) = kinetics(cell[V], cell[CA]);
    for i in 0..GATES {
        let x = &mut cell[FIRST + i];
        *x = inf[i] + (*x - inf[i]) * (-h * rate[i]).exp();
    }
}

/// Moves a cell's voltage and calcium by `h` ms with its gates as they stand; synapses as in [`rhs`].
#[inline(always)]
pub fn relax_nodes(cell: &mut [f64], h: f64, c: &Conductances, g_syn: f64, g_e_syn: f64) {
    let membrane = membrane(cell, c);
    let g = membrane.g + g_syn;
    let v_inf = (membrane.g_e + g_e_syn) / g;
    let ca_inf = CA_REST - F_CA * membrane.i_ca;
    cell[V] = v_inf + (cell[V] - v_inf) * (-h * PER_C * g).exp();
    cell[CA] = ca_inf + (cell[CA] - ca_inf) * (-h * PER_TAU_CA).exp();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shared_exponentials_have_their_values() {
        assert_eq!(LN_CA_OUT, 3000f64.ln());
        assert!((EXP_M3_59 / (-3.59f64).exp() - 1.0).abs() < 1e-15);
        assert!((EXP_7_8 / 7.8f64.exp() - 1.0).abs() < 1e-15);
        assert!((EXP_7_8_PER_7_2 / (7.8f64 / 7.2).exp() - 1.0).abs() < 1e-15);
        assert!((EXP_M142_5_PER_11_6 / (-142.5f64 / 11.6).exp() - 1.0).abs() < 2e-15);
        assert!((EXP_M93_PER_25 / (-93f64 / 25.0).exp() - 1.0).abs() < 1e-15);
        assert!((EXP_M36_7_PER_16 / (-36.7f64 / 16.0).exp() - 1.0).abs() < 1e-15);
    }

    /// The table of the reference, as printed.
    fn table(v: f64, ca: f64) -> ([f64; GATES], [f64; GATES]) {
        let s = |x: f64| 1.0 / (1.0 + (-x).exp());
        let e = f64::exp;
        let inf = [
            s((v + 25.5) / 5.29),
            s(-(v + 48.9) / 5.18),
            s((v + 33.0) / 8.1),
            s(-(v + 60.0) / 6.2),
            s((v + 27.1) / 7.2),
            s(-(v + 32.1) / 5.5),
            s((v + 27.2) / 8.7),
            s(-(v + 56.9) / 4.9),
            ca / (ca + 3.0) * s((v + 28.3) / 12.6),
            s((v + 12.3) / 11.8),
            s(-(v + 75.0) / 5.5),
        ];
        let tau = [
            2.64 - 2.52 * s((v + 120.0) / 25.0),
            1.34 * s((v + 62.9) / 10.0) * (1.5 + s(-(v + 34.9) / 3.6)),
            2.8 + 14.0 / (e((v + 27.0) / 10.0) + e(-(v + 70.0) / 13.0)),
            120.0 + 300.0 / (e((v + 55.0) / 9.0) + e(-(v + 65.0) / 16.0)),
            43.4 - 42.6 * s((v + 68.1) / 20.5),
            210.0 - 179.6 * s((v + 55.0) / 16.9),
            23.2 - 20.8 * s((v + 32.9) / 15.2),
            77.2 - 58.4 * s((v + 38.9) / 26.5),
            180.6 - 150.2 * s((v + 46.0) / 22.7),
            14.4 - 12.8 * s((v + 28.3) / 19.2),
            2.0 / (e(-(v + 169.7) / 11.6) + e((v - 26.7) / 14.3)),
        ];
        (inf, tau)
    }

    #[test]
    fn kinetics_are_those_of_the_table() {
        for v in (-120..=70).map(f64::from) {
            for ca in [0.05, 3.0, 300.0] {
                let (inf, rate) = kinetics(v, ca);
                let (inf_table, tau_table) = table(v, ca);
                for i in 0..GATES {
                    assert!((inf[i] / inf_table[i] - 1.0).abs() < 3e-14, "steady state {i} at {v}");
                    assert!((rate[i] * tau_table[i] - 1.0).abs() < 3e-14, "time constant {i} at {v}");
                }
            }
        }
    }
}
