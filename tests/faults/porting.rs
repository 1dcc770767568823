//! What the tables of the guide's page `porting` say in place of NMODL, Brian2, xolotl and Jaxley exists.

use neuron_runtime::library::prinz_2003::{CaS, CalciumBuffer, NaV};
use neuron_runtime::library::prinz_2004::Cholinergic;
use neuron_runtime::library::stimuli::Pulse;
use neuron_runtime::prelude::*;

/// A point process: its current is absolute.
#[channel(current = g * (v - e))]
pub struct Point {
    #[param(1nS)]
    g: Param,
    #[param(0mV)]
    e: Param,
}

/// A kinetic scheme of two states, one of which is conserved.
#[channel(
    ion = K,
    let c = 1 - o,
    let a = exp(v / 20mV) / 1ms,
    let b = exp(-v / 20mV) / 1ms,
    current = g * o * (v - e),
)]
pub struct Scheme {
    #[param(1mS/cm2)]
    g: Param,
    #[state(derivative = a * c - b * o, init = a / (a + b))]
    o: State,
}

/// Functions, cases and constants.
#[channel(
    ion = K,
    let clipped = min(max(n, 0.1), 0.9),
    current = g * k * clipped * heaviside(v + 20mV) * (v - e) / exprel(v / 10mV),
)]
pub struct Functions {
    #[param(1mS/cm2)]
    g: Param,
    #[param(96485.33212C/mol)]
    charge: Param,
    #[param(8.314462618J/K/mol)]
    gas: Param,
    #[gate(inf = 1 / (1 + exp(-v / 5mV)), tau = 1ms, q10 = 3 at 6.3degC)]
    n: Gate,
    #[gate(inf = if v < -40mV { 0.1 } else { 0.2 }, tau = (mod(5, 3) + abs(-1) + ln(3) * log(2) + 2^0.5) * 1ms)]
    k: Gate,
}

#[synapse(electrical, current = g * (v_post - v_pre))]
pub struct Gap {
    #[param(1nS)]
    g: Param,
}

/// A conductance that decays.
#[synapse(current = s * (v_post - e))]
pub struct Decaying {
    #[param(0mV)]
    e: Param,
    #[param(5ms)]
    tau: Param,
    #[state(derivative = -s / tau, init = 0uS, unit = uS)]
    s: State,
}

/// A conductance that follows calcium.
#[channel(ion = K, reads(Ca), current = x * (v - e))]
pub struct Regulated {
    #[param(1uM)]
    target: Param,
    #[param(1e6ms*uM/uS*mm2)]
    tau: Param,
    #[state(derivative = (target - ca) / tau, init = 1uS/mm2, unit = uS/mm2)]
    x: State,
}

cell! {
    pub struct Ported;
    capacitance: 10nF/mm2, area: 0.0628mm2, v: -60mV, temperature: 10degC,
    ions { Na: 50mV, K: -80mV, Ca: nernst(outside = 3mM) },
    pool Ca: CalciumBuffer,
    channels { NaV { g: 1000uS/mm2 }, CaS { g: 1mS/cm2 }, Scheme, Functions, Point, Regulated },
}

network! {
    pub struct Net;
    neuron AB: Ported;
    neuron LP: Ported;
    neuron cells[10]: Ported;
    AB -> LP: Cholinergic { g: 30nS };
    gap = AB -- LP: Gap;
    cells -> cells random { probability: 0.2, seed: 1 }: Cholinergic { g: 1nS }, Decaying;
}

#[test]
fn what_the_porting_tables_say_exists() -> Result<(), Error> {
    let mut net = Net::default();
    net.set(Net::AB.inject, 0.2);
    net.set(Net::AB.v_start, -65.0);
    net.set_by_name("AB.NaV.g", 100.0)?;
    net.set(Net::cells.at(3).Scheme.g, 1.9);
    assert!(net.parameters().iter().any(|parameter| parameter.name == "LP.NaV.g"));
    let noise = OrnsteinUhlenbeck { mean: 0.1, sigma: 0.1, tau: 5.0, interval: 0.5, seed: 1 };
    let run = net
        .simulate(10.0)
        .method(ExponentialEuler::step(0.05))
        .record_every(0.1)
        .add_at(5.0, Net::AB_LP.Cholinergic.s, 0.1)
        .add_at(5.0, Net::cells_cells.Decaying.s, 1e-4)
        .set_at(3.0, Net::cells.Scheme.g, 1.0)
        .ramp(3.0..4.0, Net::AB.Scheme.g, 2.0)
        .inject(Net::cells.v, noise)
        .inject(Net::AB.v, Pulse { start: 1.0, duration: 2.0, amplitude: 0.1 })
        .run()?;
    assert_eq!(run.trace(Net::AB.v)?.len(), run.time().len());
    assert!(run.cells[3].spikes.len() + run.ab.spikes.len() < 10);
    let clamped =
        net.simulate(20.0).continued(&run).voltage_clamp(Net::AB.v, Waveform::held(5.0, &[-60.0, -50.0])?).run()?;
    assert!(clamped.trace(Net::AB.v)?.iter().all(|v| *v < -40.0));
    let again = net.simulate(1.0).start_at(run.end()).run()?;
    assert_eq!(again.trace(Net::LP.v)?[0], *run.trace(Net::LP.v)?.last().expect("a sample"));
    let slope = net.gradient(&[Net::AB.Scheme.g], |net| net.simulate(1.0).mean(Net::AB.v))?;
    assert_eq!(slope.derivatives.len(), 1);
    Ok(())
}
