//! Units: how to write them, what is checked, and what is not asked for.
//!
//! # Literals
//!
//! A unit follows its number without a space, and further units are joined by `/` and `*`: `25.5mV`, `0.1/ms/mV`, `100mS/cm2`,
//! `14.96uM/nA`, `200ohm*cm`, `1pA/pF`, `10degC`.
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
//! `µM`, `MΩ` and `μS` are as good as `uM`, `Mohm` and `uS`. A declared name wins over a unit of the same spelling; `5mV/s` where `s` is a gate
//! is an error that asks for parentheses. A number needs digits on both sides of its point: `0.5mV`, not `.5mV`.
//!
//! # What is checked
//!
//! Every equation, while compiling: only like is added to like, `exp`, `ln`, `tanh` take pure numbers, both arms of an `if` agree, a
//! steady state is a pure number, a time constant a time, a rate 1/time, a current a current. A sum tells which two things it
//! adds ("adds a voltage to a concentration"), and a number that lacks its unit is told which it needs.
//!
//! # Equations without units
//!
//! Papers print `1 / (1 + exp(-(v + 25.5) / 5.29))`. Such an equation, in which no literal has a unit, is taken to be in mV, ms, nA
//! and µM, and checked all the same, as far as one can: each number is given the dimension it must have.
//!
//! ```
//! # use neuron_runtime::prelude::*;
//! #[channel(ion = K, current = g * m^4 * (v - e))]
//! pub struct Kd {
//!     #[param(100mS/cm2, min = 0)]
//!     g: Param,
//!     // The published style, equation by equation; within one, units stand at all numbers or at none.
//!     #[gate(inf = 1 / (1 + exp(-(v + 12.3) / 11.8)), tau = 14.4ms - 12.8ms / (1 + exp(-(v + 28.3mV) / 19.2mV)))]
//!     m: Gate,
//! }
//! ```
//!
//! # Numbers outside of equations
//!
//! Parameters are set, read, printed, fitted and differentiated in the unit of their declaration: if it says `mS/cm2`,
//! `cell.set(Axon::Na.g, 120.0)` is 120 mS/cm². States are in mV, µM or 1, time in ms, currents in nA.
//!
//! # Plausible ranges
//!
//! Dimensions cannot tell 30 mS from 30 nS, so values are compared with what neurons have: potentials up to 500 mV, synapses up to
//! 10 µS, membranes up to 5 S/cm², 1 mm² and 50 µF/cm², concentrations up to 800 mM, gates up to 100 s, temperatures from −10 to 60 °C, each
//! with a lower end too. The message proposes the prefix that is probably meant. What is meant nevertheless goes into
//! `unchecked(…)`, in any place where a value stands:
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
//! Curves are judged as well, where their parameters have defaults: a steady state or a start far outside of 0 to 1, or a negative time
//! constant or rate at a potential that neurons have, is an error, which `unchecked` in the `#[gate(…)]` silences.
