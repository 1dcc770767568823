//! The commonest errors, with their causes and cures. Each stands at the token that is wrong, and all mistakes of a model
//! show at once.
//!
//! # Units and dimensions
//!
//! | message | cause | cure |
//! | --- | --- | --- |
//! | `` `25.5` has no unit and stands beside a voltage; write `25.5mV` `` | units at some numbers of an equation only | the unit it proposes |
//! | `` `exp` takes a pure number, not a voltage (mV); divide it by a slope `` | the slope is missing: `exp(-(v + 25mV))` | divide by it: `exp(-(v + 25mV) / 5mV)` |
//! | `adds a voltage (mV) to a concentration (uM)` | `v + ca`, or `mV` for `uM` | the unit, or the name |
//! | `` the time constant of gate `m` is a time (ms), not a rate (1/ms) `` | `tau = …` where the paper gives a rate | `tau = 1 / (…)`, or `alpha` and `beta` |
//! | `the current of a synapse is a current (nA), not a current per area (uA/cm2)` | `unit = mS/cm2` in a synapse | `unit = nS` |
//! | `` the current of … is absolute, but the cell … is given per area `` | `nS` in a channel, `area` in the cell | one of both: per area, or absolutely |
//! | `` `10degC` is a point on the Celsius scale and scales nothing `` | `(celsius - 20degC) / 10degC` | `10K` is a difference |
//! | `` `30mS` is no plausible conductance of a synapse …; did you mean `30nS`? `` | a wrong prefix | the one proposed, or `unchecked(30mS)` |
//! | `` the steady state of gate `m` is 2 at v = 90mV `` | a factor too much, or no gate at all | the equation; a `State`; or `unchecked` in the gate |
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
//! | `` unknown name `gmax`; did you mean `g_max`? In scope: … `` | a slip | the name it proposes |
//! | `` unknown name `e`: name the ion, `ion = Na`, or declare the reversal potential `` | a channel without `ion` | `ion = Na`, or `#[param(-50mV)] e: Param` |
//! | `` unknown name `ca`: a concentration is read with `reads(Ca)` `` | what it says | `#[channel(ion = K, reads(Ca), …)]` |
//! | `` `celsius` is given to every equation; choose another name `` | a parameter or gate of a reserved name | `degrees` |
//! | `` `e` is the reversal potential; the exponential function is written `exp(…)` `` | `e^(-v / 5mV)` | `exp(-v / 5mV)` |
//! | `` the gate `h` is used nowhere `` | a gate left out of the current | put it in, or take it out |
//! | `` `half` depends on itself, through … `` | definitions in a circle | one of them must come first |
//!
//! # Cells
//!
//! | message | cause | cure |
//! | --- | --- | --- |
//! | `` the ion Na, which `NaV` carries, has no reversal potential in the cell `` | no `Na` among its `ions` | `ions { Na: 50mV }` |
//! | `` `KCa` reads the concentration `ca`, which the cell … does not have `` | no pool of calcium | `pool Ca: CalciumBuffer`, or a constant `inside` |
//! | `` no channel of the cell … carries Ca, whose current the pool … would follow `` | a pool that nothing feeds | a calcium channel, or no pool |
//! | `` the concentration of Ca inside needs a pool, or `inside = …` `` | `nernst(outside = 3mM)` alone | one of them |
//! | `` `K` depends on the temperature, which the cell … does not give `` | a Q10 | `temperature: 6.3degC` |
//! | `` `Leak` is a channel, not a synapse `` | a type in the place of another | the right type, or place |
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
//! # Networks
//!
//! | message | cause | cure |
//! | --- | --- | --- |
//! | `` there is no neuron `LPP`; did you mean `LP`? `` | a slip | the name it proposes |
//! | `` say how the neurons are connected: `E -> I all_to_all: …` `` | an array without a rule | `all_to_all`, `random { … }`, … |
//! | `` `AB_LP` is there already; give this connection a name `` | two connections of the same two neurons | `second = AB -> LP: …` |
//! | `` `Gap` is an electrical synapse and has no direction: write `--` `` | `->` | `A -- B: Gap` |
//! | `` there is no neuron 9 in `E`; it has 4, counted from 0 `` | a pair past the end | the pair |
//! | `` `g` is given in nS, and this is a voltage (mV) `` | a value of another kind | one in the unit it names |
//! | `` `Stg` has no parameter `NaV`; a parameter of `NaV` follows a dot `` | `NaV: 100mS/cm2` | `NaV.g: 100mS/cm2` |
//! | `` `Stg` has no `NaW`; did you mean `NaV`? `` | a slip in `NaW.g: …` | the name it proposes |
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
