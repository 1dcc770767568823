//! Fingerprints: the same for what is the same, different for what is not.

use neuron_runtime::library::{PAPERS, hodgkin_huxley_1952, prinz_2003, prinz_2004};
use neuron_runtime::model::equations::*;
use neuron_runtime::model::info::{MechanismInfo, MechanismKind, ParameterInfo, StateKind};
use std::collections::BTreeSet;

/// Changes only with the version of the algorithm. A second implementation, in Python, gave the same.
#[test]
fn a_fingerprint_is_the_same_for_ever() {
    let fingerprint = hodgkin_huxley_1952::Na::EQUATIONS.fingerprint();
    assert_eq!(fingerprint.to_string(), PINNED);
    assert_eq!((fingerprint.version(), Fingerprint::VERSION), (1, 1));
    assert_eq!(format!("1-{:032x}", fingerprint.hash()), PINNED);
}

const PINNED: &str = "1-6ebf8984d3adcf18c7256f8f2dc8342a";

#[test]
fn the_library_has_different_fingerprints() {
    let (mut found, mut count) = (BTreeSet::new(), 0);
    for paper in PAPERS {
        count += paper.mechanisms.len() + paper.cells.len() + paper.networks.len();
        found.extend(paper.mechanisms.iter().map(|mechanism| mechanism.fingerprint()));
        found.extend(paper.cells.iter().map(|cell| cell.fingerprint()));
        found.extend(paper.networks.iter().map(|network| network.fingerprint()));
    }
    // Seven papers have a leak of the name `Leak` and the current g (v − e).
    assert_eq!((found.len(), count), (69, 75));
}

mod plain {
    use neuron_runtime::prelude::*;

    /// A channel.
    #[channel(ion = Na, let x = (v + 40mV) / 10mV, current = g * m * (v - e))]
    pub struct Channel {
        /// Conductance.
        #[param(1mS/cm2, min = 0)]
        g: Param,
        #[gate(inf = 1 / (1 + exp(-x)), tau = 0.1ms + 2ms * exp(-x^2), init = 0.5)]
        m: Gate,
    }
}

mod formatted {
    use neuron_runtime::prelude::*;

    #[channel(
        current = (g * m) * (v - e),
        ion = Na,
        let x = ((v + 40.0mV)) / 1e1mV,
    )]
    pub struct Channel {
        // Another default, other bounds, other words.
        /// The conductance of it all.
        #[param(2mS/cm2, max = 7mS/cm2)]
        g: Param,
        /// Activation.
        #[gate(
            init = 0.50,
            tau = 0.10ms
                + 2ms * exp(-pow(x, 2)), /* the slow one */
            inf = 1 / (1 + exp(-(x))),
        )]
        m: Gate,
    }
}

#[test]
fn format_words_and_values_do_not_count() {
    let (plain, formatted) = (plain::Channel::EQUATIONS, formatted::Channel::EQUATIONS);
    assert_eq!(plain.fingerprint(), formatted.fingerprint());
    let with = |value: f64| plain.fingerprint().with_values([value]);
    assert_eq!(with(1.0), with(1.0));
    assert_ne!(with(1.0), with(2.0));
    assert_ne!(with(1.0), plain.fingerprint());
}

fn kept<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

fn list<T>(values: Vec<T>) -> &'static [T] {
    Box::leak(values.into_boxed_slice())
}

/// The channel with its description changed.
fn with_info(change: impl FnOnce(&mut MechanismInfo)) -> Equations {
    let equations = *plain::Channel::EQUATIONS;
    let mut info = *equations.info;
    change(&mut info);
    Equations { info: kept(info), ..equations }
}

fn with_parameter(change: impl FnOnce(&mut ParameterInfo)) -> Equations {
    let equations = *plain::Channel::EQUATIONS;
    let mut info = *equations.parameters[0].info;
    change(&mut info);
    Equations { parameters: list(vec![Parameter { info: kept(info), ..equations.parameters[0] }]), ..equations }
}

fn with_state(change: impl FnOnce(&mut State)) -> Equations {
    let equations = *plain::Channel::EQUATIONS;
    let mut state = equations.states[0];
    change(&mut state);
    Equations { states: list(vec![state]), ..equations }
}

fn with_current(current: Expr) -> Equations {
    Equations { current: Some(current), ..*plain::Channel::EQUATIONS }
}

const G: &Expr = &Expr::Name("g");
const E: &Expr = &Expr::Name("e");
const ONE: Expr = Expr::Number("1", "mV", 1.0);

fn choice(condition: Condition) -> Expr {
    Expr::If { condition: kept(condition), then: G, otherwise: E }
}

fn smooth(order: Order) -> Condition {
    Condition::Compare(Comparison { order, left: *G, right: ONE, smooth: true })
}

fn compare(order: Order) -> Condition {
    Condition::Compare(Comparison { order, left: *G, right: ONE, smooth: false })
}

#[test]
fn every_change_of_an_equation_changes_the_fingerprint() {
    let plain = *plain::Channel::EQUATIONS;
    let (tau, inf) = match plain.states[0].motion {
        Motion::Relax { inf, tau: Some(tau) } => (tau, inf),
        _ => panic!("a steady state and a time constant"),
    };
    let jump = Jump { when: When::Spike, target: "m", value: ONE };
    let jumps = |jump: Jump| Equations { jumps: list(vec![jump]), ..plain };
    let definition = |definition: Definition| Equations { definitions: list(vec![definition]), ..plain };
    let x = plain.definitions[0];
    let changed: Vec<(&str, Equations)> = vec![
        ("the channel", plain),
        ("its name", with_info(|info| info.name = "Other")),
        ("its kind", with_info(|info| info.kind = MechanismKind::Synapse)),
        ("its ion", with_info(|info| info.ion = Some("K"))),
        ("no ion", with_info(|info| info.ion = None)),
        ("a concentration it reads", with_info(|info| info.reads = &["ca"])),
        ("an absolute current", with_info(|info| info.density = false)),
        ("a parameter's name", with_parameter(|info| info.name = "gmax")),
        ("a parameter's unit", with_parameter(|info| info.unit = "S/cm2")),
        ("a parameter less", Equations { parameters: &[], ..plain }),
        ("a definition's name", definition(Definition { name: "y", ..x })),
        ("a definition's value", definition(Definition { value: ONE, ..x })),
        ("a state's name", with_state(|state| state.name = "n")),
        ("a state's unit", with_state(|state| state.unit = "mV")),
        ("a state's kind", with_state(|state| state.kind = StateKind::Free)),
        ("a time constant", with_state(|state| state.motion = Motion::Relax { inf, tau: Some(inf) })),
        ("no time constant", with_state(|state| state.motion = Motion::Relax { inf, tau: None })),
        ("rates", with_state(|state| state.motion = Motion::Rates { alpha: inf, beta: tau })),
        ("rates exchanged", with_state(|state| state.motion = Motion::Rates { alpha: tau, beta: inf })),
        ("a derivative", with_state(|state| state.motion = Motion::Derivative(inf))),
        ("an instantaneous gate", with_state(|state| state.instantaneous = true)),
        ("a start", with_state(|state| state.init = Some(Expr::Number("0.6", "", 0.6)))),
        ("no start", with_state(|state| state.init = None)),
        ("a Q10", with_state(|state| state.q10 = Some(Q10 { factor: ONE, reference: 20.0 }))),
        ("a Q10's temperature", with_state(|state| state.q10 = Some(Q10 { factor: ONE, reference: 21.0 }))),
        ("no current", Equations { current: None, ..plain }),
        ("a name", with_current(*G)),
        ("another name", with_current(*E)),
        ("a number", with_current(ONE)),
        ("its value", with_current(Expr::Number("1", "mV", 1.0 + f64::EPSILON))),
        ("its unit", with_current(Expr::Number("1", "ms", 1.0))),
        ("the same in another unit", with_current(Expr::Number("0.001", "V", 1.0))),
        ("no unit", with_current(Expr::Number("1", "", 1.0))),
        ("a sign", with_current(Expr::Neg(G))),
        ("a sum", with_current(Expr::Add(G, E))),
        ("its order", with_current(Expr::Add(E, G))),
        ("a difference", with_current(Expr::Sub(G, E))),
        ("a product", with_current(Expr::Mul(G, E))),
        ("a quotient", with_current(Expr::Div(G, E))),
        ("a power", with_current(Expr::Pow(G, E))),
        ("a function", with_current(Expr::Call(Function::Exp, &[Expr::Name("g")]))),
        ("another function", with_current(Expr::Call(Function::Expm1, &[Expr::Name("g")]))),
        ("less", with_current(choice(compare(Order::Less)))),
        ("less or equal", with_current(choice(compare(Order::LessEqual)))),
        ("greater", with_current(choice(compare(Order::Greater)))),
        ("greater or equal", with_current(choice(compare(Order::GreaterEqual)))),
        ("floor", with_current(Expr::Call(Function::Floor, &[Expr::Name("g")]))),
        ("heaviside", with_current(Expr::Call(Function::Heaviside, &[Expr::Name("g")]))),
        ("mod", with_current(Expr::Call(Function::Mod, &[Expr::Name("g"), Expr::Name("e")]))),
        ("smooth", with_current(choice(smooth(Order::Less)))),
        ("smooth, in another order", with_current(choice(smooth(Order::Greater)))),
        ("not", with_current(choice(Condition::Not(kept(compare(Order::Less)))))),
        ("and", with_current(choice(Condition::And(kept(compare(Order::Less)), kept(compare(Order::Greater)))))),
        ("or", with_current(choice(Condition::Or(kept(compare(Order::Less)), kept(compare(Order::Greater)))))),
        ("a jump", jumps(jump)),
        ("a jump's event", jumps(Jump { when: When::Pre, ..jump })),
        ("a jump's other event", jumps(Jump { when: When::Post, ..jump })),
        (
            "a jump's condition",
            jumps(Jump {
                when: When::Relation(Comparison { order: Order::Less, left: *G, right: ONE, smooth: false }),
                ..jump
            }),
        ),
        ("a jump's target", jumps(Jump { target: "h", ..jump })),
        ("a jump's value", jumps(Jump { value: *G, ..jump })),
    ];
    for (k, (what, equations)) in changed.iter().enumerate() {
        for (other, before) in &changed[..k] {
            assert_ne!(equations.fingerprint(), before.fingerprint(), "{what} and {other}");
        }
    }
}

#[test]
fn what_follows_from_the_equations_does_not_count() {
    let plain = *plain::Channel::EQUATIONS;
    let same: Vec<(&str, Equations)> = vec![
        ("documentation", Equations { doc: "Other words.", ..plain }),
        ("a parameter's default", with_parameter(|info| info.default = Some(7.0))),
        ("a parameter's bounds", with_parameter(|info| (info.minimum, info.maximum) = (None, Some(1.0)))),
        ("documentation of a state", with_state(|state| state.doc = "Other words.")),
        ("the number of exponentials", with_info(|info| info.exps = 17)),
        (
            "the list of comparisons",
            Equations {
                relations: list(vec![Comparison { order: Order::Less, left: ONE, right: ONE, smooth: false }]),
                ..plain
            },
        ),
    ];
    for (what, equations) in same {
        assert_eq!(equations.fingerprint(), plain.fingerprint(), "{what}");
    }
    let current = plain.current.expect("a current");
    let removable = Expr::Removable { written: kept(current), regular: G };
    assert_eq!(with_current(removable).fingerprint(), plain.fingerprint());
    let digits =
        [Expr::Number("1.0", "mV", 1.0), Expr::Number("1", "mV", 1.0)].map(|one| with_current(one).fingerprint());
    assert_eq!(digits[0], digits[1]);
}

#[allow(dead_code)]
mod small {
    use super::plain::Channel;
    use neuron_runtime::prelude::*;

    #[synapse(current = g * (v_post - e))]
    pub struct Synapse {
        #[param(1nS)]
        g: Param,
        #[param(0mV)]
        e: Param,
    }

    macro_rules! networks {
        ($($module:ident { $($cell:tt)* } { $($network:tt)* })*) => {$(
            pub mod $module {
                use super::{Channel, Synapse};
                use neuron_runtime::prelude::*;

                network! {
                    pub struct Net;
                    cell Cell { $($cell)* }
                    $($network)*
                }
            }
        )*};
    }

    networks! {
        plain { capacitance: 1uF/cm2, area: 0.1mm2, v: -60mV, ions { Na: 50mV }, channels { Channel } }
            { neuron A: Cell neuron B: Cell A -> B: Synapse; }
        values { capacitance: 2uF/cm2, area: 0.2mm2, v: -70mV, ions { Na: 55mV }, channels { Channel { g: 3mS/cm2 } } }
            { neuron A: Cell { Channel.g: 2mS/cm2 } neuron B: Cell A -> B: Synapse { g: 2nS }; }
        unit { capacitance: 1000nF/cm2, area: 0.1mm2, v: -60mV, ions { Na: 50mV }, channels { Channel } }
            { neuron A: Cell neuron B: Cell A -> B: Synapse; }
        nernst { capacitance: 1uF/cm2, area: 0.1mm2, v: -60mV, temperature: 20degC, ions { Na: nernst(outside = 100mM, inside = 10mM) },
            channels { Channel } } { neuron A: Cell neuron B: Cell A -> B: Synapse; }
        valence { capacitance: 1uF/cm2, area: 0.1mm2, v: -60mV, temperature: 20degC,
            ions { Na: nernst(outside = 100mM, inside = 10mM, valence = 2) }, channels { Channel } }
            { neuron A: Cell neuron B: Cell A -> B: Synapse; }
        twice { capacitance: 1uF/cm2, area: 0.1mm2, v: -60mV, ions { Na: 50mV }, channels { Channel, Other: Channel } }
            { neuron A: Cell neuron B: Cell A -> B: Synapse; }
        back { capacitance: 1uF/cm2, area: 0.1mm2, v: -60mV, ions { Na: 50mV }, channels { Channel } }
            { neuron A: Cell neuron B: Cell A_B = B -> A: Synapse; }
        named { capacitance: 1uF/cm2, area: 0.1mm2, v: -60mV, ions { Na: 50mV }, channels { Channel } }
            { neuron A: Cell neuron C: Cell A -> C: Synapse; }
        more { capacitance: 1uF/cm2, area: 0.1mm2, v: -60mV, ions { Na: 50mV }, channels { Channel } }
            { neuron A: Cell neuron B: Cell A -> B: Synapse; B -> A: Synapse; }
        array { capacitance: 1uF/cm2, area: 0.1mm2, v: -60mV, ions { Na: 50mV }, channels { Channel } }
            { neuron A[3]: Cell neuron B[3]: Cell A -> B all_to_all: Synapse; }
        longer { capacitance: 1uF/cm2, area: 0.1mm2, v: -60mV, ions { Na: 50mV }, channels { Channel } }
            { neuron A[4]: Cell neuron B[3]: Cell A -> B all_to_all: Synapse; }
        one_to_one { capacitance: 1uF/cm2, area: 0.1mm2, v: -60mV, ions { Na: 50mV }, channels { Channel } }
            { neuron A[3]: Cell neuron B[3]: Cell A -> B one_to_one: Synapse; }
        pairs { capacitance: 1uF/cm2, area: 0.1mm2, v: -60mV, ions { Na: 50mV }, channels { Channel } }
            { neuron A[3]: Cell neuron B[3]: Cell A -> B pairs [(0, 1), (2, 0)]: Synapse; }
        other_pairs { capacitance: 1uF/cm2, area: 0.1mm2, v: -60mV, ions { Na: 50mV }, channels { Channel } }
            { neuron A[3]: Cell neuron B[3]: Cell A -> B pairs [(0, 1), (2, 1)]: Synapse; }
        random { capacitance: 1uF/cm2, area: 0.1mm2, v: -60mV, ions { Na: 50mV }, channels { Channel } }
            { neuron A[3]: Cell neuron B[3]: Cell A -> B random { probability: 0.5, seed: 1 }: Synapse; }
        seed { capacitance: 1uF/cm2, area: 0.1mm2, v: -60mV, ions { Na: 50mV }, channels { Channel } }
            { neuron A[3]: Cell neuron B[3]: Cell A -> B random { probability: 0.5, seed: 2 }: Synapse; }
        inputs { capacitance: 1uF/cm2, area: 0.1mm2, v: -60mV, ions { Na: 50mV }, channels { Channel } }
            { neuron A[3]: Cell neuron B[3]: Cell A -> B random { inputs: 2, seed: 1 }: Synapse; }
        compartments { capacitance: 1uF/cm2, area: 0.1mm2, v: -60mV, ions { Na: 50mV },
            compartment soma { channels { Channel } } compartment dendrite { channels { Channel } } soma -- dendrite: 1mS/cm2; }
            { neuron A: Cell neuron B: Cell A.soma -> B.soma: Synapse; }
        end { capacitance: 1uF/cm2, area: 0.1mm2, v: -60mV, ions { Na: 50mV },
            compartment soma { channels { Channel } } compartment dendrite { channels { Channel } } soma -- dendrite: 1mS/cm2; }
            { neuron A: Cell neuron B: Cell A_soma_B_soma = A.soma -> B.dendrite: Synapse; }
    }
}

#[test]
fn networks_differ_in_all_but_their_values() {
    use small::*;
    assert_eq!(plain::Net::fingerprint(), values::Net::fingerprint());
    let all = [
        plain::Net::fingerprint(),
        unit::Net::fingerprint(),
        nernst::Net::fingerprint(),
        valence::Net::fingerprint(),
        twice::Net::fingerprint(),
        back::Net::fingerprint(),
        named::Net::fingerprint(),
        more::Net::fingerprint(),
        array::Net::fingerprint(),
        longer::Net::fingerprint(),
        one_to_one::Net::fingerprint(),
        pairs::Net::fingerprint(),
        other_pairs::Net::fingerprint(),
        random::Net::fingerprint(),
        seed::Net::fingerprint(),
        inputs::Net::fingerprint(),
        compartments::Net::fingerprint(),
        end::Net::fingerprint(),
    ];
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
    // A cell alone is a network, and another thing than its type.
    let (cell, alone) = (prinz_2003::Stg::CELL_EQUATIONS.fingerprint(), prinz_2003::Stg::fingerprint());
    assert_ne!(cell, alone);
    assert_ne!(alone, prinz_2004::Pyloric::fingerprint());
}
