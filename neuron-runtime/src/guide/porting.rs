//! Porting a model: a channel in NMODL and a network in Brian2, each beside its port; then words of xolotl and Jaxley. What does
//! not exist here yet is in the tables too, with what to do instead.
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
//! | `SUFFIX kdr` | the name of the struct |
//! | `RANGE gbar`, `GLOBAL` | not needed: each place where a mechanism is used has its own parameters |
//! | `USEION k READ ek WRITE ik` | `ion = K`, and `e` in equations |
//! | `USEION ca READ cai, cao` | `reads(Ca)`, and `ca`, `ca_out` |
//! | `READ ica` in a mechanism that is no pool | does not exist; the pool alone sees the current of its ion, others read the concentration |
//! | `NONSPECIFIC_CURRENT i` | no `ion`; `#[param(-65mV)] e: Param` |
//! | `WRITE ina, ik`, or several currents of one mechanism | a mechanism has one current; write one channel for each, with the gates that it needs |
//! | `POINT_PROCESS` with a pointer to another `v` | `#[synapse(…)]` with `v_pre`, `v_post` |
//! | `POINTER`, `BBCOREPOINTER` to anything else | does not exist |
//! | `POINT_PROCESS` with a current in nA | a channel may have an absolute current too, `unit = uS` |
//! | `PARAMETER { gbar = 0.036 (S/cm2) }` | `#[param(0.036S/cm2)] g: Param` |
//! | `STATE`, `n' = (ninf - n) / ntau`, `INITIAL { n = ninf }` | `#[gate(inf = …, tau = …)] n: Gate`; it starts at its steady state |
//! | `n' = …` of another form | `#[state(derivative = …, init = …)] x: State` |
//! | `m = minf` at every step | `#[gate(inf = …, instantaneous)] m: Gate` |
//! | `PROCEDURE`, `LOCAL`, `ASSIGNED` | `let x = …` in the arguments |
//! | `FUNCTION f(x)` with arguments | does not exist; write the formula where it is used, or let a `macro_rules!` write the mechanism |
//! | `linoid`, `vtrap`, `efun`, `exprelr` and their `if` | the plain quotient, which is finite at 0/0; `exprelr(x)` is `1 / exprel(x)` |
//! | `fabs(x)`, `pow(x, y)`, `log(x)`, `fmod(x, y)` | `abs(x)`, `x^y`, `ln(x)` (`log` is the same), `mod(x, y)` |
//! | `if (v < -40) { … } else { … }` | `if v < -40mV { … } else { … }`, a value and not a statement |
//! | `KINETIC scheme { ~ c <-> o (a, b) }` | the states, `#[state(derivative = a * c - b * o, init = …)] o: State` |
//! | `CONSERVE c + o = 1` | one state less: `let c = 1 - o` |
//! | `INITIAL { SOLVE scheme STEADYSTATE sparse }` | `init = …`, a formula: `init = a / (a + b)` for two states |
//! | `LINEAR`, `NONLINEAR` | does not exist; solve for the unknown on paper |
//! | `SOLVE … METHOD cnexp`, `derivimplicit`, `sparse` | the method of a run: `.method(ExponentialEuler::step(0.025))`; the default is adaptive |
//! | `q10^((celsius - 6.3) / 10)` | `q10 = 3 at 6.3degC` for all gates, or in one `#[gate(…)]` |
//! | `FARADAY`, `R` | the constant with its unit, `96485.33212C/mol`, `8.314462618J/K/mol` |
//! | `nernst(cao, cai, 2)` | `ions { Ca: nernst(outside = 3mM) }` in the cell, and `e` in the channel |
//! | `ghk(v, cai, cao)` | its formula; `x / (1 - exp(-x))` is finite at 0 |
//! | `diam`, `area` | `area`, in mm²; a diameter is a parameter |
//! | `dt` | does not exist: methods choose their steps |
//! | `STATE { x[10] }`, `FROM i = 0 TO 9` | does not exist; one field for each, which a `macro_rules!` may write |
//! | `RANDOM`, `scop_random`, `normrand` | not in equations; noise is an input, `.inject(Axon::v, OrnsteinUhlenbeck { … })` |
//! | `VERBATIM` | does not exist; what has no formula is computed before a run and set |
//! | `TABLE`, `FUNCTION_TABLE` | not needed: exponentials are evaluated in batches. Measured curves need a formula |
//! | `UNITSOFF` | an equation without any unit |
//! | `cai' = …` with `ica` | `#[pool]` with `i`, the current of the whole compartment in nA, not per area |
//! | `POINT_PROCESS ExpSyn` | `#[synapse(current = g * (v_post - e), on_pre(g += weight))]`, with `#[state(derivative = -g / tau, init = 0, unit = uS)] g: State`; see [`synapse`](super::synapse#synapses-that-follow-spikes) |
//! | `POINT_PROCESS Exp2Syn` | `current = (b - a) * (v_post - e)`, `on_pre(a += factor * weight, b += factor * weight)`, each with its own time constant; `factor`, which makes the peak 1, is a definition: `let factor = …` |
//! | `NET_RECEIVE (w) { g = g + w }` | `on_pre(g += weight)`, with a parameter `weight` |
//! | `NET_RECEIVE (w, r, t0)` with state of the stream, `exp(-(t - t0)/tau)` | a [variable](super::synapse#variables) with its equation: `#[state(derivative = (1 - r) / tau, init = 1)] r: State` |
//! | `net_send(delay, flag)`, `FOR_NETCONS` | does not exist; a state that decays, or `on_post(…)` for what the postsynaptic spike changes |
//! | `net_event(t)` | the cell has a V and `spike { threshold: … }` |
//! | `NetCon` with `delay`, `weight[0]` | `A -> B: ExpSyn { delay: 1.5ms, weight: 2nS }`; in arrays also [a list or a distribution](super::network#values-that-differ), `net.set(Net::A_B.ExpSyn.delay.at(3), 2.0)` or `set_each` |
//! | `NetCon.threshold` | `spike { threshold: 0mV }` in the presynaptic cell, one for all its connections |
//! | `NetStim` with `interval`, `start`, `noise = 0` | `source Clock: Regular { period: 10ms, start: 5ms }`; `number` does not exist: end it by a list |
//! | `NetStim` with `noise = 1` | `source Noise: Poisson { rate: 100Hz, seed: 1 }`, whose rate is 1 / `interval`; a `noise` between 0 and 1 does not exist |
//! | `VecStim.play(vec)` | `source Input: Listed`, and `.play(Net::Input.spikes, &times)`; of many, `.play_each(Net::Input.spikes, &read_spikes("spikes.csv")?)` |
//! | `ParallelContext.set_maxstep`, fixed steps for all events | `.on_grid(0.025)` |
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
//! | `APCount`, `NetCon.record` | `run.spikes`; of a source `run.noise[3].spikes` |
//! | `h.finitialize(-65)` | `v: -65mV` in the cell, or `net.set(Axon::v_start, -65.0)` |
//! | `create`, `connect`, `nseg`, `Ra` | `compartment soma { … }`, `soma -- dendrite: 2.1mS/cm2`, each written out; SWC files cannot be read yet |
//! | `gap junction` with `POINTER vgap` | `#[synapse(electrical, current = g * (v_post - v_pre))]`, `A -- B: Gap` |
//!
//! A conductance density in S/cm² keeps its number and its unit. An equation without any unit may stay as it is, in mV, ms and °C,
//! unless it has a number that meets a concentration, a current or a conductance: that number is asked for its unit.
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
//! | `Synapses(…)`, `(summed)` | `A -> B …: Graded`; the neuron adds the currents. To sum anything else does not exist |
//! | `connect(p=0.2)`, `connect(condition='i != j')` | `random { probability: 0.2, seed: 1 }`; `autapses` allows `i == j` |
//! | `connect(i=[0, 2], j=[1, 3])` | `pairs [(0, 1), (2, 3)]`; at run time `net.connect(Net::A_B.Exp.weight, &pairs)?` |
//! | `S.i`, `S.j` | `net.connections(Net::A_B.Exp.weight)`: pairs, in the order of the parameters |
//! | `exprel(x)` | `exprel(x)`, or the plain quotient |
//! | `int(v > -20*mV)` | `if v > -20mV { 1 } else { 0 }`, or `heaviside(v + 20mV)` |
//! | `clip(x, a, b)` | `min(max(x, a), b)` |
//! | `dg/dt = -g/tau : siemens` | `#[state(derivative = -g / tau, init = 0uS, unit = uS)] g: State` |
//! | `on_pre='g_post += w'`, with `dg/dt = -g/tau` in the neurons | the conductance is a state of the synapse: `#[synapse(current = g * (v_post - e), on_pre(g += weight))]`. Those of all connections into a neuron are one state |
//! | `on_pre='v_post += w'` | `#[synapse(on_pre(v_post += weight))]` |
//! | `on_post='…'` | `on_post(…)`; both in the order written |
//! | `on_pre='w = clip(w + apost, 0, wmax)'` | `on_pre(w = min(max(0, w + a_post), w_max))` |
//! | `S.w = '…'`, a number that does not change | a parameter, `#[param(1nS)] weight: Param`, and `net.set_each(Net::A_B.Exp.weight, \|k\| …)`; for `'randn() * …'` and `'rand() * …'` the declaration, `weight: normal { mean: 1nS, sd: 0.2nS, seed: 1 }`, see [`network`](super::network#values-that-differ) |
//! | `w : siemens`, changed by spikes | `#[state(init = 0.5nS, unit = nS)] w: State` |
//! | `dapre/dt = -apre/taupre : 1 (event-driven)` | a [variable](super::synapse#variables): `#[state(derivative = -apre / taupre, init = 0)] apre: State`; nothing is written, since no current depends on it |
//! | `(clock-driven)` | a state that a current depends on; nothing is written |
//! | `on_pre={'now': …, 'later': …}` with delays of their own | two synapses of one projection, `A -> B: Now, Later { delay: 2ms }`, if they share no state |
//! | `rand()` in `on_pre` | `random(seed)`, the same numbers under every method: [`synapse`](super::synapse#random-release) |
//! | `delay=1.5*ms`, `S.delay = '…'` | `A -> B: Exp { delay: 1.5ms }`, `delay: uniform { from: 0.5ms, to: 2ms, seed: 1 }`, `net.set_each(Net::A_B.Exp.delay, \|k\| …)` |
//! | `S.post.delay`, a delay of the postsynaptic spike | does not exist; `on_post` acts at the spike |
//! | `PoissonGroup(100, rates=20*Hz)` | `source Noise[100]: Poisson { rate: 20Hz, seed: 1 }`; `.set_at(50.0, Net::Noise.rate, 40.0)` for a rate in pieces |
//! | `PoissonInput(cells, 'g', N=1000, rate=5*Hz, weight=w)` | one source for each neuron with the sum of the rates, `source Noise[10]: Poisson { rate: 5kHz, seed: 1 }`, `Noise -> cells one_to_one: Exp` |
//! | `SpikeGeneratorGroup(3, indices, times)` | `source Input[3]: Listed`, and `.play_each(Net::Input.spikes, &[(0, 5.0), (2, 7.5)])` |
//! | `xi`, `randn()` in equations | not in equations; the same current of noise, or values drawn before: `net.set(Ten::cells.at(3).Kd.g, 1.9)` |
//! | `run_regularly`, `network_operation` | `.set_at(…)`, `.add_at(…)`, `.ramp(…)` at known times; in a loop of one's own, a `Stepper` |
//! | `StateMonitor`, `SpikeMonitor` | `run.trace(…)`, `run.spikes` of a cell, `run.cells[3].spikes` of an array |
//! | `SpatialNeuron`, `Morphology` | compartments and couplings, each written out |
//! | `method='exponential_euler'`, `defaultclock.dt` | `.method(ExponentialEuler::step(0.1))`, with spikes at steps as in Brian2 `.on_grid(0.1)` |
//! | `@implementation('cpp', …)` | does not exist; equations are formulas |
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
//! do not change with it. [`on_grid`](super::time#spikes-on-a-grid) resets at the ends of steps, too.
//!
//! # Words of xolotl
//!
//! | in xolotl | here |
//! | --- | --- |
//! | `x.add('compartment', 'AB', 'Cm', 10, 'A', 0.0628)` | `cell Stg { capacitance: 10nF/mm2, area: 0.0628mm2, … }`, `neuron AB: Stg` |
//! | `x.AB.add('prinz/NaV', 'gbar', 1000, 'E', 50)`, µS/mm² | `channels { NaV { g: 1000uS/mm2 } }`, `ions { Na: 50mV }` |
//! | `x.AB.add('prinz/CalciumMech')` | `pool Ca: CalciumBuffer` |
//! | `x.connect('AB', 'LP', 'prinz/Chol', 'gmax', 30)` | `AB -> LP: Cholinergic { g: 30nS }` |
//! | `x.I_ext` | `inject: 0.2nA`, `net.set(Net::AB.inject, 0.2)` or `.inject(…)` for one run |
//! | `x.V_clamp` | `.voltage_clamp(Net::AB.v, Waveform::held(dt, &v)?)` |
//! | `x.integrate`, `x.t_end`, `x.sim_dt`, `x.dt` | `net.simulate(1_000.0).method(ExponentialEuler::step(0.05)).record_every(0.1).run()?` |
//! | `x.get('*gbar')`, `x.set(…)` | `net.parameters()`, `net.get(Net::AB.NaV.g)`, `net.set(…)`, `net.set_by_name("AB.NaV.g", 100.0)` |
//! | `x.snapshot`, `x.reset` | `.start_at(run.end())` begins at the state at the end of `run`; `.continued(&run)` goes on with its time, too |
//! | `x.plot` | `run.plot("pyloric.svg")?`, feature `plot` |
//! | regulation, `prinz/IntegralController` | a state of the channel, `#[state(derivative = (target - ca) / tau, …)] g: State` |
//! | `xfit` | gradients of a cost, [`derivatives`](super::derivatives), with an optimiser of your choice |
//!
//! # Words of Jaxley
//!
//! | in Jaxley | here |
//! | --- | --- |
//! | `class Kv(Channel)` with `update_states`, `compute_current` | `#[channel(current = …)] pub struct Kv { … }`; the update of states follows from their equations |
//! | `cell.insert(HH())` | `channels { Na, K, Leak }` |
//! | `cell.set("HH_gNa", 0.12)`, S/cm² | `net.set(Axon::Na.g, 120.0)`, in the declared unit, mS/cm² |
//! | `cell.stimulate(jx.step_current(…))` | `.inject(Axon::v, Pulse { … })` |
//! | `cell.clamp("v", …)` | `.voltage_clamp(Axon::v, …)` |
//! | `cell.record("v")` | not needed; `.record(&[…])` to choose |
//! | `connect(pre, post, IonotropicSynapse())` | `A -> B: Cholinergic { g: 30nS }`; or a synapse that [follows spikes](super::synapse#synapses-that-follow-spikes) |
//! | `jx.integrate(cell, delta_t=0.025)` | `net.simulate(100.0).method(ExponentialEuler::step(0.025)).run()?` |
//! | `cell.make_trainable("HH_gNa")`, `jax.grad(loss)` | `net.gradient(&[Axon::Na.g], \|net\| net.simulate(100.0).mean(Axon::v))?` |
//! | `jax.vmap` over parameters | a loop over changed copies of the network, on threads if one likes |
//! | `jx.read_swc("cell.swc")` | cannot be read yet; compartments and couplings, each written out |
