//! The squid axon under voltage clamp in closed form: at a constant V every gate is an exponential of time.

/// The area, mm²; times a density in mS/cm² it is a conductance in 10 µS.
const AREA: f64 = 0.1;
pub const E_NA: f64 = 50.0;
const E_K: f64 = -77.0;
const E_LEAK: f64 = -54.387;

/// Returns x/(1 − e^{−x/10}).
fn linoid(x: f64) -> f64 {
    if x == 0.0 { 10.0 } else { x / -(-x / 10.0).exp_m1() }
}

/// Returns the opening and the closing rate (1/ms) of m, h and n (Hodgkin & Huxley 1952).
fn rates(v: f64) -> [[f64; 2]; 3] {
    let u = v + 65.0;
    [
        [0.1 * linoid(v + 40.0), 4.0 * (-u / 18.0).exp()],
        [0.07 * (-u / 20.0).exp(), 1.0 / (1.0 + (-(v + 35.0) / 10.0).exp())],
        [0.01 * linoid(v + 55.0), 0.125 * (-u / 80.0).exp()],
    ]
}

/// m, h and n.
pub type Gates = [f64; 3];

/// Returns the gates in their steady state.
pub fn steady(v: f64) -> Gates {
    rates(v).map(|[alpha, beta]| alpha / (alpha + beta))
}

/// Returns the gates after a time (ms) at a constant V.
pub fn after(gates: Gates, v: f64, time: f64) -> Gates {
    let (rates, steady) = (rates(v), steady(v));
    std::array::from_fn(|k| steady[k] + (gates[k] - steady[k]) * (-(rates[k][0] + rates[k][1]) * time).exp())
}

/// Returns the conductance of sodium, µS.
pub fn g_na([m, h, _]: Gates) -> f64 {
    10.0 * AREA * 120.0 * m.powi(3) * h
}

/// Returns the currents of sodium, potassium and the leak, nA.
pub fn currents(gates: Gates, v: f64) -> [f64; 3] {
    let k = 10.0 * AREA * 36.0 * gates[2].powi(4) * (v - E_K);
    [g_na(gates) * (v - E_NA), k, 10.0 * AREA * 0.3 * (v - E_LEAK)]
}

/// Returns the time and the value of the largest value of `f` between 0 and `end`: by a dense grid, then by the golden section.
pub fn largest(end: f64, f: impl Fn(f64) -> f64) -> [f64; 2] {
    let grid = |k: usize| end * (k as f64 / 20_000.0).powi(2);
    let best = (0..=20_000).max_by(|a, b| f(grid(*a)).total_cmp(&f(grid(*b)))).unwrap();
    let (mut from, mut to) = (grid(best.saturating_sub(1)), grid((best + 1).min(20_000)));
    let golden = 0.5 * (5f64.sqrt() - 1.0);
    for _ in 0..60 {
        let (left, right) = (to - golden * (to - from), from + golden * (to - from));
        if f(left) > f(right) { to = right } else { from = left }
    }
    [0.5 * (from + to), f(0.5 * (from + to))]
}
