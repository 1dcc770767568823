//! The most common errors, with their causes and cures. Each error stands at the token that is wrong. All mistakes of a
//! model show at once.
//!
//! # Units and dimensions
//!
//! | message | cause | cure |
//! | --- | --- | --- |
//! | `` `25.5` has no unit and stands beside a voltage; write `25.5mV` `` | only some numbers of the equation have units | the proposed unit |
//! | `` `0.00043` has no unit and should be a concentration; write `0.00043uM` or `0.00043mM` `` | an equation without units that reads a concentration: papers count in either | the unit of the paper |
//! | `` `36` has no unit, write `36mS/cm2`, `36S/cm2`, … `` | a conductance or a current as a bare number | the unit of the paper |
//! | `` `g` has no unit, write `#[param(36mS/cm2)]` `` | `#[param(36)] g: Param` | a default with its unit, or `#[param(unit = mS/cm2)]` |
//! | `` `1e-4` beside `gbar` looks like a conversion of units `` | a factor of another simulator | leave it out |
//! | `` `exp` takes a pure number, not a voltage (mV); divide it by a slope `` | the slope is missing: `exp(-(v + 25mV))` | divide by it: `exp(-(v + 25mV) / 5mV)` |
//! | `adds a voltage (mV) to a concentration (uM)` | `v + ca`, or `mV` for `uM` | correct the name or the unit |
//! | `` the time constant of gate `m` is a time (ms), not a rate (1/ms) `` | `tau = …` where the paper gives a rate | `tau = 1 / (…)`, or `alpha` and `beta` |
//! | `the current of a synapse is a current (nA), not a current per area (uA/cm2)` | `unit = mS/cm2` in a synapse | `unit = nS` |
//! | `` the current of … is per area, but the cell … has no `area` `` | `mS/cm2` in a channel, a cell in nF | give the cell an `area` and a capacitance per area, or the channel a conductance in nS |
//! | `` `10degC` is a point on the Celsius scale and scales nothing `` | `(celsius - 20degC) / 10degC` | a difference in K: `(celsius - 20degC) / 10K` |
//! | `` `30mS` is no plausible conductance of a synapse …; did you mean `30nS`? `` | a wrong prefix | the proposed unit, or `unchecked(30mS)` |
//! | `` the steady state of gate `m` divides by 0 at v = … `` | a slope of 0, `1 / (v + 37mV)`, a `ln` of a negative number | correct the equation, or add `unchecked` to the gate |
//! | `` the steady state of gate `m` is 2 at v = 90mV `` | a factor too many, or a state that is not a gate | correct the equation, declare a `State`, or add `unchecked` to the gate |
//!
//! ```compile_fail
//! # use neuron_runtime::prelude::*;
//! #[channel(ion = Na, current = g * m * (v - e))]
//! pub struct NaP {
//!     #[param(1mS/cm2)]
//!     g: Param,
//!     #[gate(inf = 1 / (1 + exp(-(v + 48) / 5mV)), tau = 1ms)] // `48` has no unit and stands beside a voltage
//!     m: Gate,
//! }
//! ```
//!
//! # Names
//!
//! | message | cause | cure |
//! | --- | --- | --- |
//! | `` unknown name `gmax`; did you mean `g_max`? In scope: … `` | a misspelt name | the proposed name |
//! | `` unknown name `e`: name the ion, `ion = Na`, or declare the reversal potential `` | a channel without `ion` | `ion = Na`, or `#[param(-50mV)] e: Param` |
//! | `` unknown name `ca`: a concentration is read with `reads(Ca)` `` | a channel without `reads` | `#[channel(ion = K, reads(Ca), …)]` |
//! | `` unknown function `exprelr`: write the quotient as the paper prints it `` | functions that models define against 0/0 | the plain quotient |
//! | `` `celsius` is given to every equation; choose another name `` | a parameter or gate with a reserved name | another name, such as `degrees` |
//! | `` `e` is the reversal potential; the exponential function is written `exp(…)` `` | `e^(-v / 5mV)` | `exp(-v / 5mV)` |
//! | `` the gate `h` is used nowhere `` | the current leaves the gate out | use the gate, or remove it |
//! | `` unknown name `ek`: the reversal potential of K is `e` `` | a name of NMODL | the name here; more in [`porting`](super::porting) |
//! | `` a channel has no `kinetic`: a kinetic scheme is written as its states `` | a word of NMODL or Brian2 | what the message says |
//! | `` `g` is a pure number by this 0; give it its unit `` | `#[param(0)] g: Param` | `#[param(0mS/cm2)]` |
//! | `` `half` depends on itself, through … `` | definitions in a circle | break the circle |
//!
//! # Cells
//!
//! | message | cause | cure |
//! | --- | --- | --- |
//! | `` the ion Na, which `NaV` carries, has no reversal potential in the cell `` | no `Na` among the cell's `ions` | `ions { Na: 50mV }` |
//! | `` `KCa` reads the concentration `ca`, which the cell … does not have `` | no calcium pool | `pool Ca: CalciumBuffer`, or a constant `inside` |
//! | `` no channel of the cell … carries Ca, whose current the pool … would follow `` | no channel carries the ion of the pool | add a calcium channel, or remove the pool |
//! | `` the concentration of Ca inside needs a pool, or `inside = …` `` | `nernst(outside = 3mM)` alone | add a pool, or `inside = …` |
//! | `` `K` depends on the temperature, which the cell … does not give `` | the channel uses a Q10 or `celsius` | `temperature: 6.3degC` |
//! | `` `Leak` is a channel, not a synapse `` | a type in the wrong place | another type, or another place |
//! | `` a channel `Leak` is there already `` | the same channel twice | `Other: Leak { … }` |
//!
//! ```compile_fail
//! # use neuron_runtime::library::prinz_2003::{KCa, Leak};
//! # use neuron_runtime::prelude::*;
//! cell! {
//!     pub struct Quiet;
//!
//!     capacitance: 1uF/cm2, area: 0.01mm2, v: -60mV,
//!     ions { K: -80mV },
//!     channels { KCa { g: 5mS/cm2 }, Leak { g: 0.1mS/cm2 } }, // `KCa` reads the concentration `ca`
//! }
//! ```
//!
//! # Events and spikes
//!
//! | message | cause | cure |
//! | --- | --- | --- |
//! | `` the instants at which `…` changes have no closed form; compare `t` itself `` | a comparison with another function of time, such as `sin(t * 0.1/ms)` | compare `t`, or `mod(t - start, period)` |
//! | `` there is no state `trace`; declare it `` | `on_spike(trace += 1)` without such a state | `#[state(derivative = -trace / tau, init = 0)] trace: State` |
//! | `` V is reset by the cell `` | `on_spike(v = -70mV)` | `spike { threshold: -50mV, reset: -70mV }` in the cell |
//! | `` `Adaptation` changes at a spike, and the cell … declares no spikes `` | a channel with `on_spike` in a cell without `spike` | `spike { threshold: -20mV }` |
//! | `` the reset of a spike is below its threshold of … `` | a reset at the threshold or above it | a lower reset; without a threshold it is 0 mV |
//! | `` `spike { … }` belongs into the compartment whose V has the threshold `` | `spike` beside the compartments | move it into one |
//!
//! # Networks
//!
//! | message | cause | cure |
//! | --- | --- | --- |
//! | `` there is no neuron `LPP`; did you mean `LP`? `` | a misspelt name | the proposed name |
//! | `` say how the neurons are connected: `E -> I all_to_all: …` `` | an array without a rule | `all_to_all`, `random { … }`, … |
//! | `` `AB_LP` is there already; give this connection a name `` | two connections of the same two neurons | `second = AB -> LP: …` |
//! | `` `Gap` is an electrical synapse and has no direction: write `--` `` | `->` | `A -- B: Gap` |
//! | `` there is no neuron 9 in `E`; it has 4, counted from 0 `` | a pair past the end of an array | correct the pair |
//! | `` `g` is given in nS, and this is a voltage (mV) `` | a value of another kind | a value in nS |
//! | `` the number of random connections is not known where they are declared `` | `E -> E random { … }: Ampa { g: [1nS, 2nS] }` | `g: normal { mean: 1nS, sd: 0.2nS, seed: 1 }`, or `set_each` |
//! | `` there are 2 connections, and these are 3 values; give one for each `` | a list of another length | one value for each connection |
//! | `` less than 1% of this distribution is within the bounds of `delay` `` | `delay: normal { mean: -5ms, … }` | a distribution whose values the parameter can have |
//! | `` `tau` has one value for all connections: their states add up `` | a list or a distribution for a parameter of [shared states](super::synapse#connections-that-share-their-states) | one projection for each value |
//! | `` `Stg` has no parameter `NaV`; a parameter of `NaV` follows a dot `` | `NaV: 100mS/cm2` | `NaV.g: 100mS/cm2` |
//! | `` `Stg` has no `NaW`; did you mean `NaV`? `` | `NaW.g: …` | the proposed name |
//!
//! ```compile_fail
//! # use neuron_runtime::library::prinz_2003::Stg;
//! # use neuron_runtime::library::prinz_2004::Cholinergic;
//! # use neuron_runtime::prelude::*;
//! network! {
//!     pub struct Pair;
//!
//!     neuron AB: Stg;
//!     neuron LP: Stg;
//!     AB -> LP: Cholinergic { g: 30mS }; // no plausible conductance of a synapse; did you mean `30nS`?
//! }
//! ```
//!
//! # Values and recordings
//!
//! | message | cause | cure |
//! | --- | --- | --- |
//! | `this is no parameter of this network` | `axon.set(Axon::v, -70.0)`: V is a state, and begins at the parameter `v_start` | `axon.set(Axon::v_start, -70.0)`; for other states `simulate(…).start_at(&y)` |
//! | `` `tau` cannot be 0: an equation divides by it, or takes its logarithm `` | `NaP { tau: 0ms }` | another value; a gate that follows its steady state at once is `instantaneous` |
//!
//! States and currents are of different types: `record(&[Axon::v, Axon::Na.current])` is `mismatched types`, and
//! `record(&[Axon::v]).record(&[Axon::Na.current])` records both.
