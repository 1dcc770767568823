//! Reversal potentials of ions.

use crate::number::{Real, chained};

/// R/F, mV/K: gas constant 8.31446261815324 J/(mol K) over Faraday's constant 96485.3321233100 C/mol (CODATA 2018,
/// exact since the SI of 2019).
pub const R_OVER_F: f64 = 8.314_462_618_153_24 / 96_485.332_123_310_0 * 1e3;

/// 0 °C in K.
pub const ZERO_CELSIUS: f64 = 273.15;

/// Returns RT/F (mV) at a temperature in °C.
#[inline(always)]
pub fn rt_over_f<T: Real>(celsius: T) -> T {
    (celsius + ZERO_CELSIUS) * R_OVER_F
}

/// Returns the Nernst potential (mV) of an ion of this valence: `rt_f`/z · ln(outside/inside), with both concentrations
/// in one unit. The result is NaN if a concentration is negative.
#[inline(always)]
pub fn nernst<T: Real>(rt_f: T, valence: f64, outside: T, inside: T) -> T {
    chained([&rt_f, &outside, &inside], |[rt_f, outside, inside]| {
        let log = Real::ln(outside / inside);
        let slope = rt_f * (1.0 / valence);
        Some((rt_f * log * (1.0 / valence), [log * (1.0 / valence), slope / outside, -slope / inside]))
    })
    .unwrap_or_else(|| rt_f * (outside / inside).ln() * (1.0 / valence))
}

/// Returns the slope (mV/µM) of the [`nernst`] potential with respect to the concentration inside (µM).
#[inline(always)]
pub fn nernst_slope<T: Real>(rt_f: T, valence: f64, inside: T) -> T {
    rt_f * (-1.0 / valence) / inside
}
