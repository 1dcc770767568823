//! The macros of `neuron-runtime`, which re-exports them in its prelude. Their work is done in `neuron-macros-core`.
//! The models in `neuron_runtime::library` use all of them.
//!
//! Equations are written as in a paper: `+ - * / ^`, unary minus,
//! `exp ln log log10 sqrt sin cos sinh cosh tanh expm1 log1p abs min max pow exprel floor mod heaviside`,
//! `random(seed)` at events of a synapse,
//! `if v <= 50mV && !(t < 2ms) { … } else { … }`, `if smooth(…)` where the branches meet, and literals with a unit,
//! `25.5mV`, `0.1/ms/mV`. In an equation where any literal carries a unit, bare numbers are pure. In one where none does,
//! they are in mV, ms and µM. Quotients such as `x / (1 - exp(-x))` can be written as they are: they are finite and
//! differentiable where they are 0/0.
//!
//! Values that no neuron has (30 mS of a synapse, a steady state of 2) are refused. If such a value is meant, write
//! `unchecked(30mS)` in its place, or `unchecked` in a `#[gate(…)]`. The guide, `neuron_runtime::guide`, shows how to
//! write each kind of model.
//!
//! Expansions name the crate `neuron_runtime`, under the name that it has among the dependencies. A crate that has it through
//! another crate says where, `#[channel(crate = my_lab::neuron_runtime, …)]`, `cell! { pub struct Stg; crate: my_lab::neuron_runtime; … }`;
//! a `macro_rules!` for other crates writes `crate = $crate::neuron_runtime`.
//!
//! `#[cfg(…)]` stands before a whole declaration. On a part of one it is refused.

use proc_macro::TokenStream;

/// Turns the gating equations of an ion channel into a struct, generic over its number type.
///
/// ```text
/// #[channel(ion = K, reads(Ca), let x = …, q10 = 3 at 6.3degC, current = g * m^4 * (v - e))]
/// pub struct KCa {
///     #[param(unit = mS/cm2, min = 0)]  g: Param,       // or #[param(5mS/cm2)], with a default
///     #[gate(inf = …, tau = …)]         m: Gate,        // or alpha = …, beta = …; init = …; q10 = …; instantaneous; unchecked
///     #[state(derivative = …, init = …, unit = uM)] x: State, // min = …; max = …; unchecked
/// }
/// ```
///
/// Everything in the first line but `current` may be left out. Equations see `v` (mV), `t` (ms), `celsius`, the `area` of
/// the compartment, `e` if there is an ion, the concentrations that are read (`ca`, `ca_out`), parameters, gates, states,
/// definitions, and the curves of each gate: `m_inf` and `m_tau`, or `m_alpha` and `m_beta`. The current is outward, per area
/// or absolute. It is differentiated symbolically.
///
/// The struct has its parameters as fields in their declared units, `new`, `Default`, `Clone`, `Debug`, `PartialEq`,
/// and a method for every curve: `m_inf(v, ca)`, `m_tau(v)`.
#[proc_macro_attribute]
pub fn channel(arguments: TokenStream, item: TokenStream) -> TokenStream {
    neuron_macros_core::channel(arguments.into(), item.into()).into()
}

/// Turns the equations of a synapse into a struct, by the rules of `#[channel]`.
///
/// ```text
/// #[synapse(current = g * s * (v_post - e))]              // chemical: A -> B
/// #[synapse(electrical, current = g * (v_post - v_pre))]  // electrical: A -- B
/// #[synapse(current = g * s * (v_post - e), on_pre(s += weight), on_post(…))]  // changed by spikes
/// #[synapse(on_pre(v_post += weight))]                    // a kick of V
/// ```
///
/// Equations see `v_pre` and `v_post` instead of `v`, and no concentrations. The current is absolute and flows out of
/// the postsynaptic neuron; that of an electrical synapse goes on into the presynaptic one. Between arrays, states that
/// depend on `v_pre` alone exist once per presynaptic neuron.
///
/// `on_pre(…)` lists what changes when a presynaptic spike arrives, `on_post(…)` what changes at a spike of the postsynaptic
/// neuron. Assignments, `=`, `+=`, `-=` and `*=`, run in the order written, and each sees those before it. What changes is a
/// state, or V of the postsynaptic neuron, `v_post`. They see parameters, states, definitions, `v_post` and `t`. A state without
/// a `derivative` stands still between spikes. A synapse with `on_pre` has one more parameter, the `delay` of a connection,
/// 0 ms unless it is set.
///
/// In these assignments, and in definitions that they alone use, `random(seed)` is a uniform number above 0 and up to 1:
/// `on_pre(s += if random(seed) <= p { weight } else { 0 })` releases with the probability p, from 0 to 1. Each `random` that is
/// written is one number of an event: a definition that two assignments use has the same in both, and two `random` of one seed
/// differ. The number follows from the seed (a parameter or a number, whole and below 2^53), the name of the synapse in its network,
/// the index of the connection, the number of events that the connection has had, and the place of the `random` among those of the
/// event. No method, step or thread changes it, and changes of other connections do not. Derivatives are those of the path: the
/// number is a constant, and a comparison with it has no derivative. A crate without the feature `random` of `neuron-runtime` has
/// no such synapses.
///
/// States on which no current and no integrated state depends, such as traces and weights, move from spike to spike in closed
/// form if their derivative is a + b x with a and b made of parameters and numbers. All others are integrated.
#[proc_macro_attribute]
pub fn synapse(arguments: TokenStream, item: TokenStream) -> TokenStream {
    neuron_macros_core::synapse(arguments.into(), item.into()).into()
}

/// Turns the concentration dynamics of an ion into a struct, by the rules of `#[channel]`.
///
/// ```text
/// #[pool]
/// pub struct CalciumBuffer {
///     #[param(200ms)] tau: Param,
///     #[param(14.96uM/nA)] f: Param,
///     #[param(0.05uM)] rest: Param,
///     #[state(derivative = (rest - c - f * i) / tau, init = rest)] c: Concentration,
/// }
/// ```
///
/// Equations see `i`, the total outward current of the ion through the compartment (nA), and `area`.
#[proc_macro_attribute]
pub fn pool(arguments: TokenStream, item: TokenStream) -> TokenStream {
    neuron_macros_core::pool(arguments.into(), item.into()).into()
}

/// Turns the equation of a current that an experimenter injects into a struct, by the rules of `#[channel]`.
///
/// ```text
/// #[stimulus(current = if t >= start && t < start + duration { amplitude } else { 0nA })]
/// pub struct Pulse {
///     #[param(100ms)] start: Param,
///     #[param(300ms, min = 0ms)] duration: Param,
///     #[param(0.1nA)] amplitude: Param,
/// }
/// ```
///
/// The current is absolute and flows into the cell: a positive one depolarises, and so it is recorded. Equations see `t`, `v`,
/// `celsius` and the `area` of the compartment, and neither ions nor concentrations.
#[proc_macro_attribute]
pub fn stimulus(arguments: TokenStream, item: TokenStream) -> TokenStream {
    neuron_macros_core::stimulus(arguments.into(), item.into()).into()
}

/// Declares a cell type: a struct that can be simulated alone and used by path in networks.
///
/// ```text
/// cell! {
///     /// What it is.
///     pub struct Stg;
///
///     capacitance: 1uF/cm2, area: 0.0628mm2, v: -60mV,    // or absolutely: capacitance: 1nF, no area
///     temperature: 10degC, inject: 0nA,                   // where needed
///     ions { Na: 50mV, Ca: nernst(outside = 3mM) },       // also inside, valence, rt_f
///     pool Ca: CalciumBuffer { tau: 200ms },
///     channels { NaV { g: 100mS/cm2 }, KLeak: Leak { e: -80mV } },
///     stimuli { step: Pulse { amplitude: 0.5nA } },
/// }
/// ```
///
/// Several compartments: `compartment soma { … } compartment dendrite { … } soma -- dendrite: 2.1mS/cm2`, each with the
/// items above. Capacitance, area, `v`, `inject` and ions outside of them are those of all compartments. A coupling per
/// area is per total area of the cell.
///
/// Its handles are constants: `Stg::v`, `Stg::ca`, `Stg::NaV.g`, `Stg::NaV.m`, `Stg::NaV.current`, `Stg::Na.e`,
/// `Stg::Ca.tau`, `Stg::v_start`, `Stg::step.amplitude`.
#[proc_macro]
pub fn cell(input: TokenStream) -> TokenStream {
    neuron_macros_core::cell(input.into()).into()
}

/// Declares a network of cells and synapses.
///
/// ```text
/// network! {
///     pub struct Net;
///
///     cell Own { … }                                      // as in `cell!`
///     neuron AB: Stg { NaV.g: 100mS/cm2, v: -55mV }
///     neuron E[80]: Own { inject: 0.1nA }                 // an array; `v: [-60mV, …]` gives each its own value
///
///     AB -> E all_to_all: Cholinergic { g: 3nS };
///     E -> E random { inputs: 10, seed: 1 }: Ampa { g: 1nS }, Slow: Nmda { g: 1nS };
///     few = E -> E pairs [(0, 1), (1, 2)]: Ampa { g: [1nS, 2nS], delay: uniform { from: 1ms, to: 2ms, seed: 1 } };
///     gap = AB -- AB2: GapJunction { g: 1nS };            // electrical, under a name
///     stimulus step: Pulse { amplitude: 0.5nA } -> E[0];  // also `-> AB`, `-> E`, `-> AB.dendrite`
/// }
/// ```
///
/// Rules for arrays: `all_to_all`, `one_to_one`, `random { probability: 0.1, seed: 1 }`,
/// `random { inputs: 10, seed: 1 }`, `pairs [(0, 1), (2, 3)]` or `pairs A_CONSTANT`. With `autapses`, a rule may
/// connect a neuron to itself. Random connections follow from the seed and the name of the projection. An end may be a
/// compartment, `AB -> E.dendrite`.
///
/// Values of neurons of an array, and of connections of arrays, may be lists, `[1nS, 2nS]`, or drawn: `normal { mean: 1nS, sd: 0.2nS,
/// seed: 1 }`, `lognormal { median: 1nS, sigma: 0.5, seed: 1 }`, `uniform { from: 0.5ms, to: 2ms, seed: 1 }`. They follow from the seed,
/// the full name of the parameter and the index of the neuron or connection.
///
/// Handles: `Net::AB.NaV.g`, `Net::E.NaV.g` (of the whole array), `Net::E.at(3).v`, `Net::E_E.Ampa.g`,
/// `Net::gap.GapJunction.current`, `Net::step.amplitude`.
#[proc_macro]
pub fn network(input: TokenStream) -> TokenStream {
    neuron_macros_core::network(input.into()).into()
}
