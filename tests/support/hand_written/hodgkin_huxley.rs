//! The squid axon at constant current (Hodgkin & Huxley 1952), area 0.1 mm², where 1 µA/cm² is 1 nA.

/// The number of states.
pub const STATES: usize = 4;

/// The states: voltage in mV and the gates.
pub const NAMES: [&str; STATES] = ["v", "m", "h", "n"];

/// The voltage's place.
pub const VOLTAGES: [usize; 1] = [0];

const C: f64 = 1.0;
const G_NA: f64 = 120.0;
const G_K: f64 = 36.0;
const G_L: f64 = 0.3;
const E_NA: f64 = 50.0;
const E_K: f64 = -77.0;
const E_L: f64 = -54.387;
const INJECTED: f64 = 10.0;

/// e^{0.5} and e^{−1.5}: the slope 1/10 occurs at three shifts.
const EXP_0_5: f64 = 1.648_721_270_700_128_2;
const EXP_M1_5: f64 = 0.223_130_160_148_429_82;

/// x/(1 − e^{−x}), given e^{−x}; at the removable singularity its expansion.
#[inline(always)]
fn rectified(x: f64, exp_minus_x: f64) -> f64 {
    if x.abs() < 1e-7 { 1.0 + 0.5 * x } else { x / (1.0 - exp_minus_x) }
}

/// Opening and closing rates of m, h and n (1/ms).
#[inline(always)]
fn rates(v: f64) -> ([f64; 3], [f64; 3]) {
    let tenth = (-(v + 40.0) * 0.1).exp();
    let opening = [
        rectified((v + 40.0) * 0.1, tenth),
        0.07 * (-(v + 65.0) * 0.05).exp(),
        0.1 * rectified((v + 55.0) * 0.1, tenth * EXP_M1_5),
    ];
    let closing = [
        4.0 * (-(v + 65.0) * (1.0 / 18.0)).exp(),
        1.0 / (1.0 + tenth * EXP_0_5),
        0.125 * (-(v + 65.0) * (1.0 / 80.0)).exp(),
    ];
    (opening, closing)
}

/// −65 mV and the steady state of the gates there.
pub fn start() -> [f64; STATES] {
    let v = -65.0;
    let (a, b) = rates(v);
    [v, a[0] / (a[0] + b[0]), a[1] / (a[1] + b[1]), a[2] / (a[2] + b[2])]
}

/// Writes dy/dt, per ms.
#[inline]
pub fn rhs(y: &[f64; STATES], dy: &mut [f64; STATES]) {
    let [v, m, h, n] = *y;
    let (a, b) = rates(v);
    let n2 = n * n;
    let outward = G_NA * m * m * m * h * (v - E_NA) + G_K * n2 * n2 * (v - E_K) + G_L * (v - E_L);
    dy[0] = (INJECTED - outward) * (1.0 / C);
    for i in 0..3 {
        dy[1 + i] = a[i] - (a[i] + b[i]) * y[1 + i];
    }
}

/// One step of `h` ms by exponential Euler, the gates first.
#[inline]
pub fn exponential_euler(y: &mut [f64; STATES], h: f64) {
    let v = y[0];
    let (a, b) = rates(v);
    for i in 0..3 {
        let rate = a[i] + b[i];
        let inf = a[i] / rate;
        y[1 + i] = inf + (y[1 + i] - inf) * (-h * rate).exp();
    }
    let [_, m, gate_h, n] = *y;
    let n2 = n * n;
    let g_na = G_NA * m * m * m * gate_h;
    let g_k = G_K * n2 * n2;
    let g = g_na + g_k + G_L;
    let v_inf = (g_na * E_NA + g_k * E_K + G_L * E_L + INJECTED) / g;
    y[0] = v_inf + (v - v_inf) * (-h * g * (1.0 / C)).exp();
}

super::model!("The squid axon.");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shared_exponentials_have_their_values() {
        assert_eq!(EXP_0_5, 0.5f64.exp());
        assert_eq!(EXP_M1_5, (-1.5f64).exp());
    }

    #[test]
    fn rates_are_smooth_through_their_removable_singularities() {
        for (v, gate, limit) in [(-40.0, 0, 1.0), (-55.0, 2, 0.1)] {
            for nearby in [0.0, 1e-13, -1e-9, 1e-7, -1e-6, 1.1e-6] {
                let alpha = rates(v + nearby).0[gate];
                let expected = limit * (1.0 + 0.05 * nearby);
                assert!((alpha - expected).abs() < 1e-8, "{gate} at {v} + {nearby}: {alpha}");
            }
        }
    }
}
