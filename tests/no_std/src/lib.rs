//! A neuron and a network without the standard library and without an allocator: states on the stack, evaluated and
//! stepped by the caller.
#![no_std]

use neuron_runtime::embed::{Fault, Stepped};
use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
use neuron_runtime::model::bounds::InvalidParameter;
use neuron_runtime::number::Tangent;
use neuron_runtime::prelude::*;

/// Persistent sodium current.
#[channel(ion = Na, current = g * m * (v - e))]
pub struct NaP {
    /// Maximal conductance density.
    #[param(0.5mS/cm2, min = 0)]
    g: Param,
    /// Activation.
    #[gate(inf = 1 / (1 + exp(-(v + 50mV) / 6mV)), tau = 1ms + 5ms / cosh((v + 50mV) / 12mV))]
    m: Gate,
}

/// Calcium current.
#[channel(ion = Ca, reads(Ca), current = g * m^2 * 1uM / (1uM + ca) * (v - e))]
pub struct CaL {
    /// Maximal conductance density.
    #[param(0.1mS/cm2)]
    g: Param,
    /// Activation.
    #[gate(inf = 1 / (1 + exp(-(v + 40mV) / 5mV)), tau = 5ms)]
    m: Gate,
}

/// Leak current.
#[channel(current = g * (v - e))]
pub struct Leak {
    /// Conductance density.
    #[param(0.1mS/cm2)]
    g: Param,
    /// Reversal potential.
    #[param(-65mV)]
    e: Param,
}

/// First-order decay of calcium.
#[pool]
pub struct Buffer {
    /// Time constant.
    #[param(100ms)]
    tau: Param,
    /// Rise per current.
    #[param(0.01uM/nA/ms)]
    f: Param,
    /// Concentration inside.
    #[state(derivative = (0.1uM - c) / tau - f * i, init = 0.1uM)]
    c: Concentration,
}

/// Excitation.
#[synapse(current = g * s * (v_post - e))]
pub struct Excitation {
    /// Maximal conductance.
    #[param(1nS)]
    g: Param,
    /// Reversal potential.
    #[param(0mV)]
    e: Param,
    /// Activation.
    #[gate(inf = 1 / (1 + exp(-(v_pre + 20mV) / 2mV)), tau = 3ms)]
    s: Gate,
}

cell! {
    /// A small pacemaker.
    pub struct Pacemaker;

    capacitance: 1uF/cm2, area: 0.02mm2, v: -60mV, temperature: 37degC,
    ions { Na: 50mV, Ca: nernst(outside = 2mM) },
    pool Ca: Buffer,
    channels { NaP, CaL, Leak },
}

network! {
    /// Two pacemakers and an axon, all named.
    pub struct Trio;

    neuron A: Pacemaker
    neuron B: Pacemaker { v: -50mV }
    neuron C: HodgkinHuxley { inject: 5uA/cm2 }

    A -> B: Excitation;
    B -> C: Excitation { g: 2nS };
}

/// Excitation that follows spikes and tires.
#[synapse(current = g * s * (v_post - e), on_pre(s += 0.5 * x, x -= 0.5 * x))]
pub struct Tiring {
    /// Conductance.
    #[param(60nS)]
    g: Param,
    /// Reversal potential.
    #[param(0mV)]
    e: Param,
    /// Time constant.
    #[param(5ms, min = 0ms)]
    tau: Param,
    /// Time constant of recovery.
    #[param(500ms, min = 0ms)]
    recovery: Param,
    /// Open part.
    #[state(derivative = -s / tau, init = 0)]
    s: State,
    /// What is left of the resources.
    #[state(derivative = (1 - x) / recovery, init = 1)]
    x: State,
}

cell! {
    /// A leaky membrane that spikes.
    pub struct Spiking;

    capacitance: 200pF, v: -70mV,
    channels { Leak: PointLeak },
    spike { threshold: -50mV, reset: -65mV, hold: 2ms, refractory: 3ms }
}

/// Leak current of a point.
#[channel(current = g * (v - e))]
pub struct PointLeak {
    /// Conductance.
    #[param(10nS)]
    g: Param,
    /// Reversal potential.
    #[param(-70mV)]
    e: Param,
}

network! {
    /// A touch that two neurons pass on.
    pub struct Reflex;

    source Touch: Listed;
    neuron Inter: Spiking
    neuron Motor: Spiking

    Touch -> Inter: Tiring { delay: 1ms };
    Inter -> Motor: Tiring { delay: 2.5ms };
}

/// The steps of 0.1 ms after which the motor neuron answers each of three touches, in any number type.
pub fn answers<T: Scalar, N>(network: N) -> Result<[Option<u64>; 3], Fault<T>>
where
    N: Fixed<Number = T> + Network<T, Tag = Reflex>,
{
    let mut reflex = Stepped::<N, 4>::with_room(network, T::from_f64(0.1))?;
    let mut answers = [None; 3];
    for answer in &mut answers {
        let touched = reflex.steps();
        reflex.spike(Reflex::Touch.spikes)?;
        for _ in 0..400 {
            reflex.step()?;
            if reflex.spiked(Reflex::Motor.v) && answer.is_none() {
                *answer = Some(reflex.steps() - touched);
            }
        }
    }
    Ok(answers)
}

/// The number of states of [`Pacemaker`].
pub const PACEMAKER: usize = <Pacemaker>::DIM;

/// The number of states of [`Trio`].
pub const TRIO: usize = <Trio>::DIM;

/// The derivatives of a pacemaker at its start.
pub fn slopes(cell: &Pacemaker) -> [f64; PACEMAKER] {
    let (mut y, mut dy) = ([0.0; PACEMAKER], [0.0; PACEMAKER]);
    cell.start(&mut y);
    cell.rhs(0.0, &y, &mut dy);
    dy
}

/// Advances a network of any number type by `steps` steps of `h` (ms), its state and scratch in the caller's hands.
pub fn advance<T: Scalar, N: Network<T>>(network: &N, y: &mut [T], work: &mut [T], h: f64, steps: usize) {
    for step in 0..steps {
        let t = T::from_f64(step as f64 * h);
        network.exponential_euler(t, T::from_f64(h), &Given::NONE, y, &mut Workspace::on(work));
    }
}

/// The state of the three neurons after a second.
pub fn a_second() -> [f64; TRIO] {
    let network = Trio::default();
    let (mut y, mut work) = ([0.0; TRIO], [0.0; <Trio>::WORK]);
    network.start(&mut y);
    advance(&network, &mut y, &mut work, 0.025, 40_000);
    y
}

/// V of a pacemaker after 10 ms, with its derivative with respect to one parameter by the crate's own dual numbers.
pub fn with_a_derivative() -> Tangent<1> {
    let mut cell = Network::<f64>::with::<Tangent<1>>(&Pacemaker::default());
    cell.set(Pacemaker::Leak.g, Tangent::variable(0.1, 0));
    let zero = Tangent::constant(0.0);
    let (mut y, mut work) = ([zero; PACEMAKER], [zero; <Pacemaker>::WORK]);
    cell.start(&mut y);
    advance(&cell, &mut y, &mut work, 0.025, 400);
    cell.state(&y, Pacemaker::v)
}

/// What a host on a wire does: it sets a parameter by its name, if that exists and the network stays one that can run.
pub fn command(network: &mut Trio, name: &str, value: f64) -> Result<(), Refusal> {
    let parameter = network.find_parameter(name).ok_or(Refusal::Unknown)?;
    let before = network.get(parameter);
    network.set(parameter, value);
    network.check().map_err(|invalid| {
        network.set(parameter, before);
        Refusal::Invalid(invalid)
    })
}

/// Why a command is refused.
#[derive(Debug, PartialEq)]
pub enum Refusal {
    /// There is no such parameter.
    Unknown,
    /// It has no such value.
    Invalid(InvalidParameter),
}

#[cfg(test)]
mod tests {
    extern crate std;

    use super::*;
    use neuron_runtime::model::bounds::Problem;
    use neuron_runtime::model::handle::Parameter;

    /// Documentation is in a program with the equations as data alone, and this program names none of these.
    #[test]
    fn equations_as_data_are_not_linked() {
        let program = std::fs::read(std::env::current_exe().unwrap()).unwrap();
        let contains = |text: &[u8]| program.windows(text.len()).any(|part| part == text);
        // The text backwards, for a test contains what it looks for.
        let mut text = *b".tnerruc muidos tnetsisreP";
        text.reverse();
        assert!(!contains(&text));
        assert!(contains(b"equations_as_data_are_not_linked"));
    }

    /// The resources last for two touches, whose synapses answer ever later.
    #[test]
    fn spikes_pass_through_a_network() {
        use neuron_runtime::number::F32;

        let double = answers(Reflex::default()).unwrap();
        let [Some(first), second, None] = double else { panic!("{double:?}") };
        assert!(first > 35 && second.is_none_or(|second| second >= first), "{double:?}");
        assert_eq!(answers(Reflex::default().with::<F32>()).unwrap(), double);
    }

    #[test]
    fn sizes_are_those_of_the_networks() {
        assert_eq!([Pacemaker::default().dim(), Trio::default().dim()], [PACEMAKER, TRIO]);
        assert!(slopes(&Pacemaker::default()).iter().all(|x| x.is_finite()));
    }

    #[test]
    fn floors_need_no_std() {
        use neuron_runtime::number::F32;

        for (x, floor) in [(-2.5, -3.0), (2.5, 2.0), (-3.0, -3.0), (0.0, 0.0)] {
            assert_eq!(<f64 as Real>::floor(x), floor);
            assert_eq!(Real::floor(F32(x as f32)), F32(floor as f32));
            let tangent: Tangent<1> = Real::floor(Tangent::variable(x, 0));
            assert_eq!((tangent.value(), tangent.tangents()[0]), (floor, 0.0));
        }
    }

    #[test]
    fn neurons_run() {
        let y = a_second();
        assert!(y.iter().all(|x| x.is_finite()) && (-90.0..60.0).contains(&y[0]), "{y:?}");
    }

    #[test]
    fn derivatives_are_those_of_differences() {
        let at = |g: f64| {
            let mut cell = Pacemaker::default();
            cell.Leak.g = g;
            let (mut y, mut work) = ([0.0; PACEMAKER], [0.0; <Pacemaker>::WORK]);
            cell.start(&mut y);
            advance(&cell, &mut y, &mut work, 0.025, 400);
            y[0]
        };
        let exact = with_a_derivative().tangents()[0];
        let numerical = (at(0.1 + 1e-6) - at(0.1 - 1e-6)) / 2e-6;
        assert!((exact / numerical - 1.0).abs() < 1e-6, "{exact} and {numerical}");
    }

    #[test]
    fn a_host_changes_what_exists_to_what_is_possible() {
        let mut network = Trio::default();
        assert_eq!(command(&mut network, "A.NaP.g", 0.7), Ok(()));
        assert_eq!((network.get(Trio::A.NaP.g), network.get(Trio::B.NaP.g)), (0.7, 0.5));
        assert_eq!(command(&mut network, "B_C.Excitation.g", 3.0), Ok(()));
        assert_eq!(network.get(Trio::B_C.Excitation.g), 3.0);
        assert_eq!(command(&mut network, "A.NaP.gbar", 0.7), Err(Refusal::Unknown));
        let Err(Refusal::Invalid(invalid)) = command(&mut network, "A.NaP.g", -5.0) else { panic!("refused") };
        assert_eq!((invalid.value(), invalid.problem()), (-5.0, Problem::Below));
        let (origin, index) = invalid.place();
        assert_eq!(Parameter::new(origin, index), Trio::A.NaP.g);
        assert_eq!(network.get(Trio::A.NaP.g), 0.7);
        assert!(command(&mut network, "A.NaP.g", f64::NAN).is_err());
    }

    #[test]
    fn states_are_set_by_handle_and_by_name() {
        let network = Trio::default();
        let mut y = [0.0; TRIO];
        network.start(&mut y);
        network.set_state(&mut y, Trio::B.v, -41.0);
        let v = network.find_state("B.v").expect("V of B");
        assert_eq!((v, network.state(&y, v)), (Trio::B.v, -41.0));
        // A, of four states, comes first.
        assert_eq!(y[PACEMAKER], -41.0);
        assert_eq!(network.find_state("B.w"), None);
    }

    /// In whatever registers the crate is compiled for, and whatever is left over after whole ones.
    #[test]
    fn exponentials_are_those_of_the_standard_library() {
        extern crate std;
        for length in 1..40 {
            let mut xs = [0.0; 40];
            xs.iter_mut().enumerate().for_each(|(k, x)| *x = (k * 7919 + length * 104_729) as f64 % 1000.0 - 660.0);
            let before = xs;
            f64::exp_all(&mut xs[..length]);
            for (k, (x, exp)) in before.iter().zip(xs).enumerate() {
                let expected = if k < length { std::primitive::f64::exp(*x) } else { *x };
                assert!(exp.to_bits().abs_diff(expected.to_bits()) <= 1, "{x}: {exp:e}, not {expected:e}");
            }
        }
    }
}
