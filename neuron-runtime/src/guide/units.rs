//! Units: writing them, leaving them out, and the checks of dimensions and ranges.
//!
//! # Literals
//!
//! A unit follows its number without a space. `/` and `*` join further units: `25.5mV`, `0.1/ms/mV`, `100mS/cm2`,
//! `14.96uM/nA`, `200ohm*cm`, `1pA/pF`, `10degC`. A number and its units are one quantity, also where it divides:
//! `x / 96485C/mol` is x divided by 96485 C/mol.
//!
//! | kind | units |
//! | --- | --- |
//! | potential | `mV`, `V`, `uV` |
//! | time, rate | `ms`, `s`, `us`, `1/ms`, `Hz`, `kHz` |
//! | current, per area | `nA`, `pA`, `uA`, `uA/cm2` |
//! | conductance, per area | `nS`, `pS`, `uS`, `mS/cm2`, `S/cm2`, `pS/um2` |
//! | capacitance, per area | `nF`, `pF`, `uF/cm2` |
//! | length, area, volume | `um`, `mm`, `cm`, `um2`, `cm2`, `L`, `um3` |
//! | concentration, amount | `uM`, `mM`, `nM`, `M`, `mol/m3`, `mol` |
//! | resistance, charge, energy | `Mohm`, `ohm*cm`, `C`, `J`, `C/mol`, `J/K/mol` |
//! | temperature | `degC` (a point on the scale), `K` (a difference) |
//!
//! - `µM`, `MΩ` and `μS` mean the same as `uM`, `Mohm` and `uS`.
//! - A declared name wins over a unit of the same spelling. Where a unit may follow, as in `5mV/s` with a gate `s`,
//!   this is an error that asks for parentheses: `5mV / (s)`.
//! - A number needs digits on both sides of its point: `0.5mV`, not `.5mV`.
//!
//! # What is checked
//!
//! The dimensions of every equation are checked during compilation:
//!
//! - Both sides of a sum or a comparison have the same dimension, and so have both arms of an `if`.
//! - `exp`, `ln` and `tanh` take pure numbers.
//! - A steady state is a pure number, a time constant is a time, a rate is 1/time, and a current is a current.
//!
//! The error about a sum names both dimensions ("adds a voltage (mV) to a concentration (uM)"). The error about a
//! number without its unit proposes the unit.
//!
//! # Equations without units
//!
//! Papers print `1 / (1 + exp(-(v + 25.5) / 5.29))`. An equation in which no number has a unit is *numeric*: potentials count in
//! mV, times in ms and temperatures in °C, so that it means what the paper means. This holds where no number could carry the
//! unit, too: `tau = exp((v + 467) / 66.6)` is a time in ms, `alpha = exp(-(v + 40))` a rate per ms.
//!
//! Papers differ in the unit of a concentration (µM or mM), a current (µA or mA per cm²), a conductance and an area. A number
//! that meets one of these is asked for its unit. So is a number beside a parameter that was declared in V or s. If one number
//! of an equation has a unit, the others need theirs.
//!
//! Units convert themselves. A factor that converts them in another simulator, as in `1e-4 * gbar * (v - ek)`, is left out; a bare
//! power of ten that is at least 1000 or at most 0.001 is refused beside a conductance, a current, a concentration or an area, also
//! if a `let` or a parameter holds it. So is a bare Faraday constant, `96485`, in an equation without such a factor: it gives volts.
//! Write `96485C/mol`, and `8.314J/K/mol` for the gas constant.
//!
//! A parameter may be declared without a unit, `#[param(-40)] v_half: Param`. In a numeric equation it is a number like the
//! others.
//!
//! ```
//! # use neuron_runtime::prelude::*;
//! #[channel(ion = K, current = g * m^4 * (v - e))]
//! pub struct Kd {
//!     #[param(100mS/cm2, min = 0)]
//!     g: Param,
//!     // Each equation has its own style.
//!     #[gate(inf = 1 / (1 + exp(-(v + 12.3) / 11.8)), tau = 14.4ms - 12.8ms / (1 + exp(-(v + 28.3mV) / 19.2mV)))]
//!     m: Gate,
//! }
//! ```
//!
//! # Numbers outside equations
//!
//! Parameters are set, read, printed, fitted and differentiated in the unit of their declaration. If the declaration
//! says `mS/cm2`, `cell.set(Axon::Na.g, 120.0)` sets 120 mS/cm². Potentials are in mV, concentrations of pools in µM, gates are pure
//! numbers, and another state is in the unit of its declaration: with `#[state(derivative = …, unit = pA)] w: State` it is set,
//! recorded and printed in pA, and the state vector of a solver has it in pA. Time is in ms, recorded currents are in nA.
//!
//! # Plausible ranges
//!
//! Dimensions cannot tell 30 mS from 30 nS. Values are therefore compared with the range that neurons have: potentials
//! up to 500 mV, synapses up to 10 µS, membranes up to 5 S/cm², 1 mm² and 50 µF/cm², concentrations up to 800 mM, time
//! constants of gates up to 100 s, temperatures from −10 to 60 °C. Every range has a lower end too; 0 is allowed. The
//! message proposes the prefix that is probably meant. If a value out of range is meant, write `unchecked(…)` in its
//! place:
//!
//! ```
//! # use neuron_runtime::library::hodgkin_huxley_1952::{K, Leak, Na};
//! # use neuron_runtime::prelude::*;
//! cell! {
//!     /// Two centimetres of a squid's axon.
//!     pub struct Axon;
//!
//!     capacitance: 1uF/cm2, area: unchecked(30mm2), v: -65mV,
//!     ions { Na: 50mV, K: -77mV },
//!     channels { Na, K, Leak },
//! }
//! ```
//!
//! An equation without units is checked for the numbers of a paper that counts in V or s: `v + 0.0467` is no plausible potential
//! in mV. Parameters without a unit and constant definitions are numbers of the equations that use them.
//!
//! Curves are checked at the potentials that neurons have, if all their parameters have defaults, and at the temperature that the
//! channel names, in a `q10` or beside `celsius`; without one at 20 °C. It is an error if a steady state or a start is far outside
//! 0 to 1, if a time constant or a rate is negative, if a time constant is below 5 µs everywhere, or if a curve divides by 0 or
//! takes a logarithm of what is not positive. `unchecked` in the `#[gate(…)]` silences this error, and lets the gate leave 0 to 1
//! in a run.
