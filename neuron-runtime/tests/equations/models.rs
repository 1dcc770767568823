//! Mechanisms in which every form of an equation occurs.

use neuron_runtime::prelude::*;

/// Every function of the language, with definitions that use each other against their order.
#[channel(
    ion = Ca,
    reads(Ca),
    q10 = 2.5 at 22degC,
    let late = early^2 / (1 + early),
    let early = log1p(abs(v) / 10mV) + min(ca / 1uM, 3) * max(celsius / 10K, 1),
    current = g * a * b * x / 1mV * sqrt(1 + late) * (v - e) * pow(1 + early, -0.7)
        * (1 - 2e-3 * sin(t / 3ms) * cos(t / 5ms)),
)]
pub struct Everything {
    /// Conductance.
    #[param(0.3mS/cm2, min = 0)]
    g: Param,
    #[param(0.02V)]
    width: Param,
    #[gate(
        inf = if v < -50mV && !(ca > 2uM) || t >= 40ms { 0.25 } else { 0.5 * (1 + tanh((v + 0.03V) / width)) },
        tau = 3ms + 1ms * log10(10 + ca / 1uM) / exprel((v + 40mV) / width) + 1ms / cosh((v + 5mV) / width),
    )]
    a: Gate,
    #[gate(
        alpha = 0.3/ms * (v + 47.3mV) / sinh((v + 47.3mV) / 9mV) / 1mV,
        beta = 0.1/ms * exp(-v / 25mV) + 0.02/ms/mV * (v - 13mV) / expm1((v - 13mV) / 7mV),
        q10 = 3 at 6.3degC,
    )]
    b: Gate,
    #[state(derivative = (ln(2 + late) * 1mV - x) / 7ms, init = a_inf * 3mV, unit = mV)]
    x: State,
}

/// Everything that jumps: a current in steps of V, a train of pulses, and branches of which one pair meets.
#[channel(
    let phase = mod(t - start, period),
    let steps = floor(v / 7mV) - 2 * floor(t / 11ms),
    current = g * (v - e) * (1 + 0.1 * steps^2) * (heaviside(phase - 2ms) + 0.1 * q + 1e-3 * mod(3 * v, 13mV) / 1mV),
)]
pub struct Stepped {
    #[param(0.3mS/cm2, min = 0)]
    g: Param,
    #[param(-70mV)]
    e: Param,
    #[param(1ms)]
    start: Param,
    #[param(9ms, min = 1ms)]
    period: Param,
    #[gate(
        inf = if smooth(v < -40mV && v > -200mV) { 0.5 } else { 0.5 + 0.4 * heaviside(v + 40mV) * tanh((v + 40mV) / 30mV) },
        tau = if phase < 3ms || smooth(!(v < 0mV)) { 2ms } else { 1ms + heaviside(v) * 3ms },
    )]
    q: Gate,
}

/// Equations without units, as papers print them, singular in the forms in which people write them.
#[channel(let shifted = v + 40, current = g * (a + b + c + d + f + k + l + o + p + q + r) * (v - e))]
pub struct Numeric {
    #[param(1mS/cm2)]
    g: Param,
    #[param(0mV)]
    e: Param,
    #[param(-40mV)]
    half: Param,
    #[param(10mV)]
    slope: Param,
    #[gate(alpha = 0.1*(v+40)/(1-exp(-(v+40)/10)), beta = 1)]
    a: Gate,
    #[gate(alpha = -0.1*(v+40)/(exp(-(v+40)/10)-1), beta = 1)]
    b: Gate,
    #[gate(alpha = (-40-v)/10/(exp((-40-v)/10)-1), beta = 1)]
    c: Gate,
    /// Through a definition.
    #[gate(alpha = 0.1*shifted/(1-exp(-(v+40)/10)), beta = 1)]
    d: Gate,
    #[gate(alpha = 1/ms*((v - half)/slope)/(1 - exp((half - v)/slope)), beta = 1/ms)]
    f: Gate,
    #[gate(alpha = 2*(0.5*(v+40))*0.1/(1-exp(-0.1*v-4)), beta = 1)]
    k: Gate,
    #[gate(alpha = 0.1*(v+40)/expm1((v+40)/10), beta = 1)]
    l: Gate,
    #[gate(alpha = -(v+40)/10/expm1(-(v+40)/10), beta = 1)]
    o: Gate,
    #[gate(alpha = 0.1*(v+40)/tanh((v+40)/10), beta = 1)]
    p: Gate,
    #[gate(alpha = 0.1*(v+40)/sinh((v+40)/10), beta = 1)]
    q: Gate,
    #[gate(alpha = 0.2*(v+40)/(exp((v+40)/10)-exp(-(v+40)/10)), beta = 1)]
    r: Gate,
}

/// States that depend on each other, and a gate without a time constant in between.
#[channel(ion = K, let rise = 0.2/ms * (1 - 0.5 * n), current = g * n * w * fast * (v - e))]
pub struct Coupled {
    #[param(2mS/cm2)]
    g: Param,
    #[gate(inf = 1 / (1 + exp(-(v + 40mV) / 8mV)) * (1 - 0.5 * w), tau = 2ms + 3ms * fast)]
    n: Gate,
    #[gate(alpha = rise * fast, beta = 0.1/ms * n)]
    w: Gate,
    #[gate(inf = 1 / (1 + exp(-(v + 20mV) / 4mV)), instantaneous)]
    fast: Gate,
}

/// A gap junction that changes with time.
#[synapse(electrical, current = g * s * (1 + sin(t / 11ms)) * (v_post - v_pre))]
pub struct Junction {
    #[param(2nS)]
    g: Param,
    #[gate(inf = 1 / (1 + ((v_post - v_pre) / 20mV)^2), tau = 100ms, init = 1)]
    s: Gate,
}

/// Calcium with a buffer and a pump: two states, a gate, the area and the temperature.
#[pool(reads(Ca), let pump = 0.3uM/ms * c / (c + 0.4uM) * open)]
pub struct Pumped {
    #[param(0.5uM/nA/ms * 1)]
    gain: Param,
    #[gate(inf = ca_out / (ca_out + 1mM), tau = 50ms / (1 + celsius / 30K), init = 0.5)]
    open: Gate,
    #[state(derivative = 0.01/uM/ms * c * (50uM - bound) - 0.02/ms * bound, init = 2uM, unit = uM)]
    bound: State,
    #[state(derivative = -gain * i * (0.01mm2 / area) - pump - 0.01/ms * (c - 0.05uM), init = 0.05uM)]
    c: Concentration,
}

/// Names that one may confuse.
#[channel(current = G * (v - E) * a_b + g_x * V)]
pub struct Alike {
    #[param(1nS)]
    G: Param,
    #[param(1mV)]
    E: Param,
    #[param(1mV)]
    V: Param,
    #[param(1nS)]
    g_x: Param,
    #[param(1)]
    a_b: Param,
}
