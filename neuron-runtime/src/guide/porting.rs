//! Porting a model: a channel in NMODL and a network in Brian2, each beside its port.
//!
//! # A channel in NMODL
//!
//! <table>
//! <tr><th>NMODL</th><th>here</th></tr>
//! <tr><td>
//!
//! ```text
//! NEURON {
//!     SUFFIX kdr
//!     USEION k READ ek WRITE ik
//!     RANGE gbar
//! }
//! UNITS {
//!     (mV) = (millivolt)
//!     (mA) = (milliamp)
//!     (S)  = (siemens)
//! }
//! PARAMETER {
//!     gbar = 0.036 (S/cm2)
//! }
//! ASSIGNED {
//!     v (mV)
//!     ek (mV)
//!     ik (mA/cm2)
//!     celsius (degC)
//!     alpha (/ms)
//!     beta (/ms)
//! }
//! STATE { n }
//! BREAKPOINT {
//!     SOLVE gating METHOD cnexp
//!     ik = gbar * n^4 * (v - ek)
//! }
//! INITIAL {
//!     rates(v)
//!     n = alpha / (alpha + beta)
//! }
//! DERIVATIVE gating {
//!     rates(v)
//!     n' = alpha * (1 - n) - beta * n
//! }
//! PROCEDURE rates(v (mV)) {
//!     LOCAL q
//!     q = 3^((celsius - 6.3) / 10)
//!     alpha = q * 0.1 * linoid(-(v + 55) / 10)
//!     beta = q * 0.125 * exp(-(v + 65) / 80)
//! }
//! FUNCTION linoid(x) {
//!     if (fabs(x) < 1e-6) {
//!         linoid = 1 - x / 2
//!     } else {
//!         linoid = x / (exp(x) - 1)
//!     }
//! }
//! ```
//!
//! </td><td>
//!
//! ```
//! use neuron_runtime::prelude::*;
//!
//! #[channel(
//!     ion = K,
//!     q10 = 3 at 6.3degC,
//!     current = g * n^4 * (v - e),
//! )]
//! pub struct Kdr {
//!     /// Maximal conductance density.
//!     #[param(0.036S/cm2, min = 0)]
//!     g: Param,
//!     /// Activation.
//!     #[gate(
//!         alpha = 0.01/ms/mV * (v + 55mV)
//!             / (1 - exp(-(v + 55mV) / 10mV)),
//!         beta = 0.125/ms
//!             * exp(-(v + 65mV) / 80mV),
//!     )]
//!     n: Gate,
//! }
//!
//! // Each curve is a method.
//! let k = Kdr::default();
//! let rate = k.n_alpha(-55.0, 6.3); // mV, °C
//! assert!((rate - 0.1).abs() < 1e-12); // per ms
//! ```
//!
//! </td></tr>
//! </table>
//!
//! | in NMODL | here |
//! | --- | --- |
//! | `USEION k READ ek WRITE ik` | `ion = K`, and `e` in equations |
//! | `USEION ca READ cai, cao` | `reads(Ca)`, and `ca`, `ca_out` |
//! | `NONSPECIFIC_CURRENT i` | no `ion`; `#[param(-65mV)] e: Param` |
//! | `POINT_PROCESS` with a pointer to another `v` | `#[synapse(…)]` with `v_pre`, `v_post` |
//! | `PARAMETER { gbar = 0.036 (S/cm2) }` | `#[param(0.036S/cm2)] g: Param` |
//! | `STATE`, `n' = (ninf - n) / ntau`, `INITIAL { n = ninf }` | `#[gate(inf = …, tau = …)] n: Gate`; it starts at its steady state |
//! | `n' = …` of another form | `#[state(derivative = …, init = …)] x: State` |
//! | `m = minf` at every step | `#[gate(inf = …, instantaneous)] m: Gate` |
//! | `PROCEDURE`, `LOCAL`, `ASSIGNED` | `let x = …` in the arguments |
//! | `linoid`, `vtrap`, `efun` and their `if` | the plain quotient, which is finite at 0/0 |
//! | `TABLE` | not needed: exponentials are evaluated in batches |
//! | `cai' = …` with `ica` | `#[pool]` with `i`, the current of the whole compartment in nA, not per area |
//! | `IClamp` with `del`, `dur`, `amp` | `stimuli { Pulse { start: 100ms, duration: 300ms, amplitude: 0.1nA } }` |
//! | the same for one run | `.inject(Axon::v, Pulse { … })` |
//! | `Vector.play(&stim.amp, dt)` | `.inject(Axon::v, Waveform::held(dt, &samples)?)`; `.interpolated()` for `continuous` |
//! | `VClamp` with `dur[0]`, `amp[0]`, … | `.voltage_clamp(Axon::v, Steps::hold(-80.0).to(-10.0, 5.0..40.0))`: ideal |
//! | `SEClamp` with `rs` | the same with `.series_resistance(5.0)`, MΩ |
//! | `Vector.play` into `SEClamp.amp1` | `.voltage_clamp(Axon::v, Waveform::held(dt, &v)?)` |
//! | a second `h.continuerun` after an assignment | `.set_at(200.0, Axon::Na.g, 0.0)` in one run, or `.continued(&run)` |
//! | `Vector.play(&seg.hh.gnabar, t)` | `.ramp(100.0..200.0, Axon::Na.g, 40.0)`, one for each piece |
//! | `ELECTRODE_CURRENT i` | `#[stimulus(current = …)]`, positive into the cell |
//! | `at_time(del)`, with `if (t >= del)` | `if t >= start { … }` alone; every method stops there |
//! | `ARTIFICIAL_CELL`, threshold 1, reset 0, `refrac` | a cell with a V and `spike { threshold: -50mV, reset: -65mV, hold: 2ms }` |
//! | `WATCH (v > vpeak) 1`, then `v = vreset`, `w = w + b` | the same in the cell, and `on_spike(w += b)` in the channel that has `w` |
//! | `APCount`, `NetCon.record` | `run.spikes` |
//!
//! A conductance density in S/cm² keeps its number and its unit. An equation without any unit may stay as it is: it is
//! taken to be in mV, ms, nA and µM.
//!
//! # A network in Brian2
//!
//! <table>
//! <tr><th>Brian2</th><th>here</th></tr>
//! <tr><td>
//!
//! ```text
//! from brian2 import *
//!
//! C = 200*pF
//! gl = 10*nS
//! gk = 2*uS
//! El, Ek, Es = -65*mV, -90*mV, -75*mV
//!
//! neuron = '''
//! dv/dt = (gl*(El - v) + gk*n**4*(Ek - v)
//!          + I + Isyn) / C : volt
//! dn/dt = (ninf - n) / taun : 1
//! ninf = 1/(1 + exp(-(v + 30*mV)/(9*mV))) : 1
//! taun = 2*ms + 3*ms/(1 + exp((v + 20*mV)
//!                             /(12*mV))) : second
//! I : amp
//! Isyn : amp
//! '''
//! cells = NeuronGroup(10, neuron,
//!                     method='exponential_euler')
//! cells.v = -65*mV
//! cells.I = 0.3*nA
//!
//! synapse = '''
//! w : siemens
//! ds/dt = (sinf - s)/(20*ms) : 1 (clock-driven)
//! sinf = 1/(1 + exp(-(v_pre + 40*mV)
//!                   /(5*mV))) : 1
//! Isyn_post = w*s*(Es - v_post) : amp (summed)
//! '''
//! graded = Synapses(cells, cells, synapse)
//! graded.connect(condition='i != j', p=0.2)
//! graded.w = 1*nS
//!
//! trace = StateMonitor(cells, 'v', record=3)
//! run(100*ms)
//! plot(trace.t/ms, trace.v[0]/mV)
//! ```
//!
//! </td><td>
//!
//! ```
//! use neuron_runtime::prelude::*;
//!
//! #[channel(current = g * (v - e))]
//! pub struct Leak {
//!     #[param(10nS, min = 0)]
//!     g: Param,
//!     #[param(-65mV)]
//!     e: Param,
//! }
//!
//! #[channel(ion = K, current = g * n^4 * (v - e))]
//! pub struct Kd {
//!     #[param(2uS, min = 0)]
//!     g: Param,
//!     #[gate(
//!         inf = 1 / (1 + exp(-(v + 30mV) / 9mV)),
//!         tau = 2ms + 3ms
//!             / (1 + exp((v + 20mV) / 12mV)),
//!     )]
//!     n: Gate,
//! }
//!
//! #[synapse(current = g * s * (v_post - e))]
//! pub struct Graded {
//!     #[param(1nS, min = 0)]
//!     g: Param,
//!     #[param(-75mV)]
//!     e: Param,
//!     #[gate(
//!         inf = 1 / (1 + exp(-(v_pre + 40mV) / 5mV)),
//!         tau = 20ms,
//!         init = 0,
//!     )]
//!     s: Gate,
//! }
//!
//! network! {
//!     pub struct Ten;
//!
//!     cell Neuron {
//!         capacitance: 200pF, v: -65mV, inject: 0.3nA,
//!         ions { K: -90mV },
//!         channels { Leak, Kd },
//!     }
//!     neuron cells[10]: Neuron;
//!     cells -> cells
//!         random { probability: 0.2, seed: 1 }: Graded;
//! }
//!
//! # fn main() -> Result<(), Error> {
//! let net = Ten::default();
//! let run = net.simulate(100.0).run()?; // ms
//! let v = run.trace(Ten::cells.at(3).v)?; // mV
//! assert_eq!(run.time().len(), v.len());
//! # Ok(())
//! # }
//! ```
//!
//! </td></tr>
//! </table>
//!
//! | in Brian2 | here |
//! | --- | --- |
//! | `dv/dt = (…) / C` with inward currents | one channel for each current, outward positive; the cell adds them |
//! | `25*mV`, `10*nS` | `25mV`, `10nS` |
//! | `dn/dt = (ninf - n)/taun : 1` | `#[gate(inf = …, tau = …)] n: Gate` |
//! | `dn/dt = alpha*(1 - n) - beta*n : 1` | `#[gate(alpha = …, beta = …)] n: Gate` |
//! | `x = … : 1` (a subexpression) | `let x = …`, or a curve of a gate |
//! | `NeuronGroup(10, …)` | `neuron cells[10]: Neuron` |
//! | `cells.I = …`, one value for each neuron | `inject: [0.1nA, 0.2nA, …]`, or `net.set(Ten::cells.at(3).inject, 0.2)` |
//! | `Synapses(…)`, `(summed)` | `A -> B …: Graded`; the neuron adds the currents |
//! | `connect(p=0.2)`, `connect(condition='i != j')` | `random { probability: 0.2, seed: 1 }`; `autapses` allows `i == j` |
//! | `connect(i=[0, 2], j=[1, 3])` | `pairs [(0, 1), (2, 3)]` |
//! | `exprel(x)` | `exprel(x)`, or the plain quotient |
//! | `TimedArray(x, dt)`, `I = x(t)` | `.inject(Ten::cells.v, Waveform::held(dt, &x)?)`; `.interpolated()` for straight lines |
//! | `run(…)`, an assignment, `run(…)` | `.set_at(200.0, Ten::cells.Kd.g, 1.0)` in one run, or `.continued(&run)` |
//! | `store()`, `restore()` | `.continued(&run)`, as often as you like |
//! | `threshold='v > -10*mV'` for counting | `simulate(…).spikes(-10.0)`: upward crossings, found as roots |
//! | `threshold='v > -50*mV', reset='v = -65*mV'` | `spike { threshold: -50mV, reset: -65mV }` in the cell |
//! | `reset='w += b'` | `on_spike(w += b)` in the arguments of the channel that has `w` |
//! | `refractory=2*ms` and `(unless refractory)` in `dv/dt` | `hold: 2ms` in `spike { … }`: V is held, all else goes on |
//! | `refractory=2*ms` without `(unless refractory)` | `refractory: 2ms`: the threshold is mute, V goes on |
//! | `int(t >= 10*ms and t < 40*ms) * amp` | `stimuli { Pulse { start: 10ms, duration: 30ms, amplitude: 0.3nA } }` |
//!
//! Brian2 resets at the end of a time step. Here a spike is where V reaches its threshold: intervals differ by up to a step, and
//! do not change with it.
