//! Currents that an experimenter injects. A cell lists them in `stimuli { … }`. A positive current flows into the cell and
//! depolarises it; times are in ms, currents in nA, frequencies in Hz.

use crate::prelude::*;

/// A rectangular pulse: I for start ≤ t < start + duration, and 0 else.
#[stimulus(current = if t >= start && t < start + duration { amplitude } else { 0nA })]
pub struct Pulse {
    /// Time at which it begins.
    #[param(100ms)]
    start: Param,
    /// Duration.
    #[param(300ms, min = 0ms)]
    duration: Param,
    /// Current I.
    #[param(0.1nA)]
    amplitude: Param,
}

/// A train of pulses: I for 0 ≤ s mod period < width with s = t − start, from the start on for a number of periods, and 0 else.
#[stimulus(
    let s = t - start,
    current = if s >= 0ms && s < number * period && mod(s, period) < width { amplitude } else { 0nA },
)]
pub struct Train {
    /// Time at which the first pulse begins.
    #[param(100ms)]
    start: Param,
    /// Time from the beginning of a pulse to that of the next.
    #[param(50ms, min = 0.01ms)]
    period: Param,
    /// Duration of a pulse.
    #[param(5ms, min = 0ms)]
    width: Param,
    /// Number of pulses. A fraction may cut the last pulse short. Where it does not, as at whole numbers, the current does not
    /// depend on it, and the derivative with respect to it is 0.
    #[param(10, min = 0)]
    number: Param,
    /// Current I.
    #[param(0.1nA)]
    amplitude: Param,
}

/// A linear rise from 0 to the current I: I (t − start)/duration for start ≤ t < start + duration, and 0 else.
#[stimulus(current = if t >= start && t < start + duration { amplitude * (t - start) / duration } else { 0nA })]
pub struct Ramp {
    /// Time at which it begins.
    #[param(100ms)]
    start: Param,
    /// Duration.
    #[param(300ms, min = 0ms)]
    duration: Param,
    /// Current I at the end.
    #[param(0.1nA)]
    amplitude: Param,
}

/// A sine: offset + I sin(2π f (t − start) + phase) for start ≤ t < start + duration, and 0 else.
#[stimulus(
    let turns = frequency * (t - start),
    current = if t >= start && t < start + duration {
        offset + amplitude * sin(6.283185307179586 * turns + phase)
    } else {
        0nA
    },
)]
pub struct Sine {
    /// Time at which it begins.
    #[param(100ms)]
    start: Param,
    /// Duration.
    #[param(1000ms, min = 0ms)]
    duration: Param,
    /// Amplitude I.
    #[param(0.1nA)]
    amplitude: Param,
    /// Frequency f.
    #[param(10Hz, min = 0Hz)]
    frequency: Param,
    /// Phase at the beginning, in radians.
    #[param(0)]
    phase: Param,
    /// Mean current.
    #[param(0nA)]
    offset: Param,
}

/// A sine whose frequency goes linearly from f₀ to f₁: I sin(2π (f₀ s + (f₁ − f₀) s²/(2 duration))) with s = t − start, for
/// 0 ≤ s < duration, and 0 else.
#[stimulus(
    let s = t - start,
    let turns = (f0 + (f1 - f0) * s / (2 * duration)) * s,
    current = if t >= start && t < start + duration { amplitude * sin(6.283185307179586 * turns) } else { 0nA },
)]
pub struct Chirp {
    /// Time at which it begins.
    #[param(100ms)]
    start: Param,
    /// Duration.
    #[param(10s, min = 0s)]
    duration: Param,
    /// Amplitude I.
    #[param(0.1nA)]
    amplitude: Param,
    /// Frequency at the beginning.
    #[param(0Hz, min = 0Hz)]
    f0: Param,
    /// Frequency at the end.
    #[param(20Hz, min = 0Hz)]
    f1: Param,
}

/// An alpha function, the current of one synaptic input: I s/τ exp(1 − s/τ) with s = t − onset, for s > 0, and 0 else. Its
/// peak is I, at s = τ.
#[stimulus(
    let s = (t - onset) / tau,
    current = if t > onset { amplitude * s * exp(1 - s) } else { 0nA },
)]
pub struct Alpha {
    /// Time at which it begins.
    #[param(100ms)]
    onset: Param,
    /// Time from the beginning to the peak τ.
    #[param(2ms, min = 0.01ms)]
    tau: Param,
    /// Current I at the peak.
    #[param(0.1nA)]
    amplitude: Param,
}
