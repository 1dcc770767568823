//! Stimuli: their currents against formulas, the potentials that follow against closed forms, their derivatives.

use neuron_runtime::library::stimuli::{Alpha, Chirp, Pulse, Ramp, Sine, Train};
use neuron_runtime::model::info::MechanismKind;
use neuron_runtime::model::mechanism::Held;
use neuron_runtime::prelude::*;
use neuron_runtime::system::jacobian::Jacobian;
use std::f64::consts::TAU;

/// A leak.
#[channel(current = g * (v - e))]
pub struct Shunt {
    /// Conductance of the whole compartment.
    #[param(10nS)]
    g: Param,
    /// Reversal potential.
    #[param(-60mV)]
    e: Param,
}

/// An amplifier that follows V with a delay, holds it, warms up, and is larger for larger compartments.
#[stimulus(
    let pull = g * w * (e - v),
    current = pull + density * area * sin(t / 5ms) * (celsius + 273.15K) / 293K,
    q10 = 2 at 20degC,
)]
pub struct Amplifier {
    /// Conductance.
    #[param(5nS)]
    g: Param,
    /// Potential at which it holds.
    #[param(-40mV)]
    e: Param,
    /// Current per area.
    #[param(2uA/cm2)]
    density: Param,
    /// Its readiness.
    #[gate(inf = 1 / (1 + exp(-(v + 50mV) / 10mV)), tau = 3ms + t / 10)]
    w: Gate,
}

cell! {
    /// C = 0.1 nF and g = 10 nS: a time constant of 10 ms, and 100 mV for 1 nA.
    pub struct Passive;
    capacitance: 0.1nF, v: -60mV,
    channels { Shunt },
    stimuli { step: Pulse { start: 2ms, duration: 8ms, amplitude: 0.5nA }, Ramp { amplitude: 0nA } },
}

cell! {
    /// The same cell, given per area.
    pub struct PassiveMembrane;
    capacitance: 1uF/cm2, area: 0.01mm2, v: -60mV,
    channels { Shunt },
    stimuli { step: Pulse { start: 2ms, duration: 8ms, amplitude: 0.5nA }, Ramp { amplitude: 0nA } },
}

cell! {
    /// The same cell with a train of pulses.
    pub struct Trains;
    capacitance: 0.1nF, v: -60mV,
    channels { Shunt },
    stimuli { Train { start: 3.1ms, period: 5ms, width: 2ms, number: 3, amplitude: 0.5nA } },
}

cell! {
    /// The same current, injected.
    pub struct Injected;
    capacitance: 1uF/cm2, area: 0.01mm2, v: -60mV, inject: 0.5nA,
    channels { Shunt },
}

cell! {
    /// The same current from the beginning.
    pub struct Stimulated;
    capacitance: 1uF/cm2, area: 0.01mm2, v: -60mV,
    channels { Shunt },
    stimuli { Pulse { start: 0ms, duration: 1000ms, amplitude: 0.5nA } },
}

cell! {
    /// Smooth stimuli from the beginning.
    pub struct Smooth;
    capacitance: 0.1nF, v: -60mV,
    stimuli {
        Ramp { start: 0ms, duration: 1000ms, amplitude: 0nA },
        Sine { start: 0ms, duration: 1000ms, amplitude: 0nA, frequency: 20Hz, phase: 0.3, offset: 0nA },
        Chirp { start: 0ms, duration: 200ms, amplitude: 0nA, f0: 5Hz, f1: 40Hz },
        Alpha { onset: 0ms, tau: 3ms, amplitude: 0nA },
    },
    channels { Shunt },
}

cell! {
    /// A stimulus with a state, a potential, a temperature and an area, beside a channel per area.
    pub struct Amplified;
    capacitance: 1uF/cm2, area: 0.03mm2, v: -60mV, temperature: 25degC, inject: 0.01nA,
    channels { Shunt, Other: neuron_runtime::library::prinz_2003::Leak { g: 0.05mS/cm2 } },
    stimuli { Amplifier },
}

cell! {
    /// A stimulus of one compartment.
    pub struct TwoParts;
    capacitance: 1uF/cm2, area: 0.01mm2, v: -60mV,
    compartment soma { channels { Shunt } }
    compartment dendrite {
        stimuli { step: Pulse { start: 0ms, duration: 1000ms, amplitude: 0.1nA } }
        channels { Shunt }
    }
    soma -- dendrite: 20nS
}

network! {
    /// An array whose neurons have stimuli of their own strength.
    pub struct Three;
    neuron E[3]: Stimulated { Pulse.amplitude: [0.1nA, 0.2nA, -0.3nA] }
    neuron A: Stimulated { Pulse.amplitude: 0.4nA }
}

/// The length of an array.
pub const MANY: usize = 3;

cell! {
    /// A passive cell of two compartments.
    pub struct Branched;
    capacitance: 1uF/cm2, area: 0.01mm2, v: -60mV,
    compartment soma { channels { Shunt } }
    compartment dendrite { channels { Shunt } }
    soma -- dendrite: 20nS
}

/// An amplifier that follows V with a delay and holds it, of a network.
#[stimulus(current = g * w * (e - v) + amplitude * sin(t / 5ms))]
pub struct Holding {
    /// Conductance.
    #[param(5nS)]
    g: Param,
    /// Potential at which it holds.
    #[param(-40mV)]
    e: Param,
    /// Current of its own.
    #[param(0.02nA)]
    amplitude: Param,
    /// Its readiness.
    #[gate(inf = 1 / (1 + exp(-(v + 50mV) / 10mV)), tau = 3ms + t / 10)]
    w: Gate,
}

/// A graded synapse.
#[synapse(current = g / (1 + exp(-(v_pre + 50mV) / 5mV)) * (v_post - e))]
pub struct Graded {
    /// Conductance.
    #[param(2nS)]
    g: Param,
    /// Reversal potential.
    #[param(-80mV)]
    e: Param,
}

network! {
    /// Stimuli of a network: into named neurons, a compartment, single neurons of arrays, and whole arrays.
    pub struct Wired;
    neuron A: Injected { inject: 0nA }
    neuron B: Injected { inject: 0nA }
    neuron C: Branched
    neuron E[MANY]: Injected { inject: 0nA }
    neuron F[2]: Branched

    stimulus step: Pulse { start: 2ms, duration: 8ms, amplitude: 0.5nA } -> B;
    stimulus Pulse -> A;
    stimulus distal: Pulse { start: 0ms, amplitude: 0.1nA } -> C.dendrite;
    stimulus one: Pulse { start: 2ms, duration: 8ms, amplitude: -0.2nA } -> E[1];
    stimulus all: Pulse { start: 2ms, duration: 8ms, amplitude: 0.3nA } -> E;
    stimulus tip: Pulse { start: 0ms, amplitude: 0.1nA } -> F[1].dendrite;
    stimulus tips: Pulse { start: 0ms, amplitude: 0.2nA } -> F.dendrite;
}

network! {
    /// Stimuli with states, beside synapses.
    pub struct Clamped;
    neuron A: Injected
    neuron B: Injected { v: -50mV }
    neuron E[2]: Injected { v: [-55mV, -45mV] }

    A -> B: Graded;
    B -> E all_to_all: Graded { g: 1nS };
    stimulus first: Holding -> A;
    stimulus second: Holding { g: 8nS } -> E[1];
    stimulus every: Holding { g: 3nS } -> E;
}

const STEP: f64 = 0.5;

/// The potential (mV) from rest that a step of 1 nA has caused after `s` ms.
fn response(s: f64) -> f64 {
    if s <= 0.0 { 0.0 } else { 100.0 * (1.0 - (-s / 10.0).exp()) }
}

/// Every method ends a step at an edge, wherever it is: no pulse is stepped over, and the derivatives with respect to its times
/// are those of the response.
#[test]
fn edges_are_met_wherever_they_are() -> Result<(), Error> {
    let (start, duration, end) = (7.3, 0.21, 12.0_f64);
    let mut cell = Passive::default();
    cell.set(Passive::step.start, start).set(Passive::step.duration, duration);
    let slope = |s: f64| 10.0 * (-s / 10.0).exp();
    let (from, to) = (end - start, end - start - duration);
    let expected = [
        0.5 * (response(from) - response(to)),
        response(from) - response(to),
        -0.5 * (slope(from) - slope(to)),
        0.5 * slope(to),
    ];
    let parameters = [Passive::step.amplitude, Passive::step.start, Passive::step.duration];
    let mut network = Wired::default();
    network.set(Wired::step.start, start).set(Wired::step.duration, duration);
    let of_network = [Wired::step.amplitude, Wired::step.start, Wired::step.duration];
    macro_rules! compare {
        ($($method:expr, $tolerance:expr;)*) => {$(
            let gradient = cell.gradient(&parameters, |cell| cell.simulate(end).method($method).end(Passive::v))?;
            let wired = network.gradient(&of_network, |net| net.simulate(end).method($method).end(Wired::B.v))?;
            for found in [gradient, wired] {
                let found = [&[found.value + 60.0], &found.derivatives[..]].concat();
                for (found, expected) in found.iter().zip(&expected) {
                    assert!((found - expected).abs() < $tolerance, "{}: {found} and not {expected}", stringify!($method));
                }
            }
        )*};
    }
    compare! {
        ExponentialEuler::step(STEP), 1e-10;
        Rk4::step(0.1), 1e-8;
        Tsit5::tolerance(1e-9), 1e-6;
        Rodas5P::tolerance(1e-9), 1e-6;
    }
    Ok(())
}

/// Three pulses of 2 ms, 5 ms apart.
#[test]
fn a_train_has_the_number_of_pulses_that_it_says() -> Result<(), Error> {
    let run = Trains::default()
        .simulate(30.0)
        .method(Tsit5::tolerance(1e-10))
        .record_every(0.25)
        .record(&[Trains::v])
        .record(&[Trains::Train.current])
        .run()?;
    let (v, current) = (run.trace(Trains::v)?, run.trace(Trains::Train.current)?);
    for ((t, v), current) in run.time().iter().zip(v).zip(current) {
        let pulse = |k: f64| 0.5 * (response(t - 3.1 - 5.0 * k) - response(t - 5.1 - 5.0 * k));
        let expected: f64 = [0.0, 1.0, 2.0].map(pulse).iter().sum();
        assert!((v + 60.0 - expected).abs() < 1e-6, "at {t} ms: {} and not {expected}", v + 60.0);
        let on = [3.1, 8.1, 13.1].iter().any(|start| (*start..start + 2.0).contains(t));
        assert_eq!(*current, if on { 0.5 } else { 0.0 }, "at {t} ms");
    }
    Ok(())
}

/// Exponential Euler is exact where the current is constant in every step, and the steps end at the edges.
#[test]
fn a_pulse_charges_a_passive_cell() -> Result<(), Error> {
    let run = Passive::default()
        .simulate(20.0)
        .method(ExponentialEuler::step(STEP))
        .record_every(STEP)
        .record(&[Passive::v])
        .run()?;
    let membrane = PassiveMembrane::default()
        .simulate(20.0)
        .method(ExponentialEuler::step(STEP))
        .record_every(STEP)
        .record(&[PassiveMembrane::v])
        .run()?;
    let (v, of_membrane) = (run.trace(Passive::v)?, membrane.trace(PassiveMembrane::v)?);
    assert_eq!(v.len(), 41);
    for ((t, v), of_membrane) in run.time().iter().zip(v).zip(of_membrane) {
        let expected = -60.0 + 0.5 * (response(t - 2.0) - response(t - 10.0));
        assert!((v - expected).abs() < 1e-11, "at {t} ms: {v} and not {expected}");
        assert!((of_membrane - expected).abs() < 1e-11, "at {t} ms: {of_membrane} and not {expected}");
    }
    Ok(())
}

/// True at the edges of the pulses here, where a sample is of the side before.
fn is_edge(t: f64) -> bool {
    t == 2.0 || t == 10.0
}

/// A recorded current is that into the cell, in nA, whether the cell is given per area or not.
#[test]
fn a_recorded_current_depolarises_if_positive() -> Result<(), Error> {
    macro_rules! check {
        ($cell:ident) => {
            let run = $cell::default()
                .simulate(12.0)
                .method(ExponentialEuler::step(STEP))
                .record_every(STEP)
                .record(&[$cell::step.current])
                .run()?;
            for (t, current) in run.time().iter().zip(run.trace($cell::step.current)?).filter(|(t, _)| !is_edge(**t)) {
                assert_eq!(*current, if (2.0..10.0).contains(t) { 0.5 } else { 0.0 }, "at {t} ms");
            }
            assert_eq!(run.trace_by_name("step.current")?, run.trace($cell::step.current)?);
        };
    }
    check!(Passive);
    check!(PassiveMembrane);
    Ok(())
}

#[test]
fn a_constant_stimulus_is_an_injected_current() -> Result<(), Error> {
    let injected = Injected::default().simulate(20.0).method(Rk4::step(0.1)).run()?;
    let stimulated = Stimulated::default().simulate(20.0).method(Rk4::step(0.1)).run()?;
    let (expected, found) = (injected.trace(Injected::v)?, stimulated.trace(Stimulated::v)?);
    assert!(expected[expected.len() - 1] > -20.0);
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() < 1e-12, "{found} and not {expected}");
    }
    Ok(())
}

/// Returns the state of a cell of C = 0.1 nF, g = 10 nS, E = −60 mV at the time `t`, by the integral of its response to the
/// current (Simpson's rule).
fn convolved(t: f64, current: impl Fn(f64) -> f64) -> f64 {
    let n = 20_000;
    let h = t / f64::from(n);
    let sum: f64 = (0..=n)
        .map(|k| {
            let s = h * f64::from(k);
            let weight = if k == 0 || k == n {
                1.0
            } else if k % 2 == 1 {
                4.0
            } else {
                2.0
            };
            weight * current(s) / 0.1 * (-(t - s) / 10.0).exp()
        })
        .sum();
    -60.0 + sum * h / 3.0
}

/// Closed forms of the responses to a ramp, a sine and an alpha function; the chirp against an integral.
#[test]
fn smooth_stimuli_move_a_passive_cell_as_their_formulas_say() -> Result<(), Error> {
    let (t, tau) = (40.0_f64, 10.0_f64);
    let decay = (-t / tau).exp();
    let omega = TAU * 0.02;
    let sine = {
        let part =
            |t: f64| ((omega * t + 0.3).sin() - omega * tau * (omega * t + 0.3).cos()) / (1.0 + (omega * tau).powi(2));
        100.0 * (part(t) - part(0.0) * decay)
    };
    let alpha = {
        // s/τ_s exp(1 − s/τ_s) filtered by exp(−s/τ): with k = 1/τ − 1/τ_s.
        let (own, k) = (3.0_f64, 1.0 / tau - 1.0 / 3.0);
        std::f64::consts::E / own / 0.1 * decay * ((k * t).exp() * (t / k - 1.0 / (k * k)) + 1.0 / (k * k))
    };
    let chirp = |s: f64| 0.2 * (TAU * (0.005 * s + 0.035 * s * s / 400.0)).sin();
    let cases: [(_, _, f64); 5] = [
        (Smooth::Ramp.amplitude, 0.2, 0.2 / 1000.0 * 100.0 * (t - tau * (1.0 - decay))),
        (Smooth::Sine.amplitude, 0.2, 0.2 * sine),
        (Smooth::Sine.offset, 0.2, 0.2 * response(t)),
        (Smooth::Chirp.amplitude, 0.2, convolved(t, chirp) + 60.0),
        (Smooth::Alpha.amplitude, 0.2, 0.2 * alpha),
    ];
    for (parameter, value, expected) in cases {
        let mut cell = Smooth::default();
        cell.set(parameter, value);
        for found in [
            cell.simulate(t).method(Tsit5::tolerance(1e-10)).end(Smooth::v)?,
            cell.simulate(t).method(Rodas5P::tolerance(1e-10)).end(Smooth::v)?,
        ] {
            assert!(expected.abs() > 1e-3, "{parameter:?} has no effect");
            assert!((found + 60.0 - expected).abs() < 1e-7, "{parameter:?}: {} and not {expected}", found + 60.0);
        }
    }
    Ok(())
}

/// Before they begin and after they end, stimuli are 0, however far.
#[test]
fn stimuli_are_silent_outside_of_their_time() {
    let mut passive = Passive::default();
    passive.set(Passive::Ramp.amplitude, 0.3);
    let currents = |cell: &Passive, t: f64| {
        let y = [-60.0];
        let of = |index| {
            let origin = Passive::v.origin();
            cell.flow(origin, index, t, &y, Held::NONE).expect("a stimulus").current
        };
        (of(1), of(2))
    };
    assert_eq!(currents(&passive, 9.5), (0.5, 0.0));
    assert_eq!(currents(&passive, 99.0), (0.0, 0.0));
    assert_eq!(currents(&passive, 100.0), (0.0, 0.0));
    assert_eq!(currents(&passive, 250.0), (0.0, 0.15));
    assert_eq!(currents(&passive, 400.0), (0.0, 0.0));

    let mut smooth = Smooth::default();
    smooth.set(Smooth::Alpha.amplitude, 0.3).set(Smooth::Alpha.onset, 1e6);
    let mut dy = [f64::NAN];
    smooth.rhs(0.0, &[-60.0], &mut dy);
    assert_eq!(dy, [0.0]);
    let gradient = smooth.gradient(&[Smooth::Alpha.onset, Smooth::Alpha.tau, Smooth::Alpha.amplitude], |cell| {
        cell.simulate(1.0).method(Rk4::step(0.1)).mean(Smooth::v)
    });
    assert_eq!(gradient.expect("a gradient").derivatives, [0.0; 3]);
}

/// Asserts that the Jacobian and the slopes by time at the state `y` agree with differences. Returns the slopes by time.
fn assert_jacobian<N: Network<f64>>(network: &N, t: f64, y: &[f64]) -> Vec<f64> {
    let n = y.len();
    let (mut jacobian, mut dy, mut matrix) = (Jacobian::new(network), vec![0.0; n], vec![0.0; n * n]);
    assert!(!jacobian.is_autonomous());
    jacobian.evaluate(network, t, y, &Given::NONE, &mut dy);
    jacobian.entries(network, |row, column, value| matrix[row * n + column] += value);
    let by_time = jacobian.by_time().to_vec();
    let rhs = |t: f64, y: &[f64]| {
        let mut dy = vec![0.0; n];
        network.rhs(t, y, &mut dy);
        dy
    };
    for (beside, alone) in dy.iter().zip(rhs(t, y)) {
        assert!((beside - alone).abs() <= 1e-14 * alone.abs(), "{beside} and not {alone}");
    }
    let close = |found: f64, expected: f64, what: String| {
        assert!((found - expected).abs() < 1e-7 * expected.abs() + 1e-8, "{what}: {found} and not {expected}");
    };
    for column in 0..n {
        let h = 1e-5 * y[column].abs();
        let at = |sign: f64| {
            let mut moved = y.to_vec();
            moved[column] += sign * h;
            rhs(t, &moved)
        };
        let (up, down) = (at(1.0), at(-1.0));
        for row in 0..n {
            close(matrix[row * n + column], (up[row] - down[row]) / (2.0 * h), format!("{row} by {column}"));
        }
    }
    let (up, down) = (rhs(t + 1e-4, y), rhs(t - 1e-4, y));
    (0..n).for_each(|row| close(by_time[row], (up[row] - down[row]) / 2e-4, format!("{row} by time")));

    // The condensed solution of (β − J) u = b.
    let beta = 2.0;
    jacobian.factorise(network, beta).expect("not singular");
    let mut u: Vec<f64> = (0..n).map(|k| 1.0 + 0.3 * k as f64).collect();
    let b = u.clone();
    jacobian.solve_linear(network, &mut u);
    for row in 0..n {
        let product: f64 = (0..n).map(|column| matrix[row * n + column] * u[column]).sum();
        assert!((beta * u[row] - product - b[row]).abs() < 1e-11, "row {row} of the solution");
    }
    by_time
}

#[test]
fn the_jacobian_of_a_stimulus_agrees_with_differences() {
    let cell = Amplified::default();
    let (mut y, t) = (vec![0.0; cell.dim()], 4.0);
    System::start(&cell, &mut y);
    y[0] += 12.0;
    assert!(assert_jacobian(&cell, t, &y).iter().all(|slope| *slope != 0.0));
    // dV/dt falls by g w/C in V: the conductance of a stimulus is that of its outward current.
    let conductance = cell.flow(Amplified::v.origin(), 2, t, &y, Held::NONE).expect("a stimulus").slope;
    assert!(conductance > 0.0);
    assert!((conductance - 0.005 * y[1]).abs() < 1e-15);
}

#[test]
fn the_jacobian_of_stimuli_of_a_network_agrees_with_differences() {
    let network = Clamped::default();
    let mut y = vec![0.0; network.dim()];
    System::start(&network, &mut y);
    assert_eq!(y.len(), 4 + 1 + 1 + 2);
    y.iter_mut().enumerate().for_each(|(k, y)| *y *= 1.0 - 0.02 * k as f64);
    let by_time = assert_jacobian(&network, 4.0, &y);
    assert!(by_time.iter().enumerate().all(|(k, slope)| (*slope != 0.0) == (k != 1)), "{by_time:?}");
}

/// In a network stimuli cause what they cause in a cell, whatever they enter.
#[test]
fn stimuli_of_a_network_enter_the_neurons_that_they_name() -> Result<(), Error> {
    let network = Wired::default();
    let run = network.simulate(20.0).method(ExponentialEuler::step(STEP)).record_every(STEP).run()?;
    let close = |what: &str, found: &[f64], expected: &dyn Fn(f64) -> f64| {
        for (v, t) in found.iter().zip(run.time()) {
            assert!((v + 60.0 - expected(*t)).abs() < 1e-11, "{what} at {t} ms: {}", v + 60.0);
        }
    };
    let pulse = |t: f64| response(t - 2.0) - response(t - 10.0);
    close("B", run.trace(Wired::B.v)?, &|t| 0.5 * pulse(t));
    close("A", run.trace(Wired::A.v)?, &|_| 0.0);
    for (k, amplitude) in [0.3, 0.1, 0.3].into_iter().enumerate() {
        close("E", run.trace(Wired::E.at(k).v)?, &|t| amplitude * pulse(t));
    }
    // At rest, as in a cell of two compartments.
    let end = network.simulate(290.0).method(Rodas5P::tolerance(1e-10)).run()?;
    let dendrite = 1.0 / (0.01 + 1.0 / (1.0 / 0.02 + 1.0 / 0.01));
    let rise = |state| network.state(end.end(), state) + 60.0;
    for (v, amplitude) in
        [(Wired::C.dendrite.v, 0.1), (Wired::F.at(0).dendrite.v, 0.2), (Wired::F.at(1).dendrite.v, 0.3)]
    {
        assert!((rise(v) - amplitude * dendrite).abs() < 1e-5, "{v:?}: {}", rise(v));
    }
    assert!((rise(Wired::C.soma.v) - 0.1 * dendrite * 2.0 / 3.0).abs() < 1e-5);
    Ok(())
}

#[test]
fn stimuli_of_a_network_have_names_and_handles() -> Result<(), Error> {
    let mut network = Wired::default();
    network.set(Wired::step.amplitude, 0.7).set_by_name("one.amplitude", 0.4)?;
    assert_eq!([network.get(Wired::one.amplitude), network.get_by_name("step.amplitude")?], [0.4, 0.7]);
    network.set_each(Wired::all.amplitude, |k| 0.1 * (k + 1) as f64);
    let run = network
        .simulate(12.0)
        .method(ExponentialEuler::step(STEP))
        .record_every(STEP)
        .record(&[Wired::step.current, Wired::Pulse.current, Wired::all.current, Wired::one.current])
        .run()?;
    let names: Vec<&str> = run.columns().iter().map(|column| column.name.as_str()).collect();
    assert_eq!(
        names,
        ["step.current", "Pulse.current", "all[0].current", "all[1].current", "all[2].current", "one.current"]
    );
    for (name, amplitude) in names.iter().zip([0.7, 0.0, 0.1, 0.2, 0.1 * 3.0, 0.4]) {
        for (t, current) in run.time().iter().zip(run.trace_by_name(name)?).filter(|(t, _)| !is_edge(**t)) {
            assert_eq!(*current, if (2.0..10.0).contains(t) { amplitude } else { 0.0 }, "{name} at {t} ms");
        }
    }
    let gradient = network
        .gradient(&[Wired::step.amplitude, Wired::all.amplitude, Wired::one.amplitude], |network| {
            network.simulate(15.0).method(ExponentialEuler::step(STEP)).end(Wired::E.at(1).v)
        })?;
    let slope = response(13.0) - response(5.0);
    for (found, expected) in gradient.derivatives.iter().zip([0.0, slope, slope]) {
        assert!((found - expected).abs() < 1e-10, "{found} and not {expected}");
    }
    Ok(())
}

#[test]
fn stimuli_of_a_network_are_data() {
    let network = Wired::NETWORK_EQUATIONS;
    let ends: Vec<_> = network
        .synapses
        .iter()
        .flat_map(|group| group.connections)
        .map(|c| (c.name, c.to.neuron, c.to.index))
        .collect();
    assert!(network.synapses.iter().flat_map(|group| group.connections).all(|c| c.from.neuron.is_empty()));
    assert_eq!(
        ends,
        [
            ("step", "B", None),
            ("Pulse", "A", None),
            ("distal", "C", None),
            ("one", "E", Some(1)),
            ("tip", "F", Some(1)),
            ("all", "E", None),
            ("tips", "F", None),
        ]
    );
    let sheet = network.sheet();
    for row in [
        "| stimulus | B | Pulse |  | `start` = 2 ms, `duration` = 8 ms, `amplitude` = 0.5 nA |",
        "| stimulus | F[1].dendrite | Pulse |  | `start` = 0 ms, `amplitude` = 0.1 nA |",
        "| stimulus | E | Pulse | every neuron |",
    ] {
        assert!(sheet.contains(row), "{sheet}");
    }
}

#[test]
fn a_stimulus_has_the_same_derivatives_as_differences() -> Result<(), Error> {
    let cell = Amplified::default();
    let parameters = [
        Amplified::Amplifier.g,
        Amplified::Amplifier.e,
        Amplified::Amplifier.density,
        Amplified::area,
        Amplified::temperature,
    ];
    macro_rules! compare {
        ($method:expr) => {
            for parameter in parameters {
                let found =
                    cell.gradient(&[parameter], |cell| cell.simulate(9.0).method($method).mean(Amplified::v))?;
                let value = cell.get(parameter);
                let at = |part: f64| {
                    let mut cell = cell.clone();
                    cell.set(parameter, value * (1.0 + part));
                    cell.simulate(9.0).method($method).mean(Amplified::v)
                };
                let expected = (at(1e-4)? - at(-1e-4)?) / (2e-4 * value);
                let found = found.derivatives[0];
                assert!((found / expected - 1.0).abs() < 1e-6, "{parameter:?}: {found} and not {expected}");
            }
        };
    }
    compare!(ExponentialEuler::step(0.1));
    compare!(Rk4::step(0.05));
    Ok(())
}

/// Reverse mode has the derivatives of forward mode, for stimuli of cells and of networks.
#[test]
fn derivatives_of_stimuli_are_the_same_backward() -> Result<(), Error> {
    macro_rules! compare {
        ($network:expr, $parameters:expr, $measured:expr) => {
            let (network, parameters) = ($network, $parameters);
            let objective = Objective::new(Measure::mean($measured), 12.0).method(Tsit5::tolerance(1e-8));
            let by = || network.differentiate().by(&parameters).values_only();
            let (forward, backward) =
                (by().forward().gradient_of(&objective)?, by().backward().gradient_of(&objective)?);
            for (k, parameter) in parameters.iter().enumerate() {
                let (forward, backward) = (forward[k], backward[k]);
                assert!(forward != 0.0, "{parameter:?}");
                assert!((backward / forward - 1.0).abs() < 1e-7, "{parameter:?}: {forward} and {backward}");
            }
        };
    }
    compare!(
        Amplified::default(),
        [Amplified::Amplifier.g, Amplified::Amplifier.density, Amplified::area],
        Amplified::v
    );
    let parameters = [Clamped::second.g, Clamped::every.amplitude, Clamped::first.e];
    compare!(Clamped::default(), parameters, Clamped::E.at(1).v);
    Ok(())
}

/// The potential is linear in the amplitude of a pulse.
#[test]
fn the_derivative_with_respect_to_an_amplitude_is_the_response() -> Result<(), Error> {
    let gradient = Passive::default().gradient(&[Passive::step.amplitude], |cell| {
        cell.simulate(15.0).method(ExponentialEuler::step(STEP)).end(Passive::v)
    })?;
    let expected = response(13.0) - response(5.0);
    assert!((gradient.derivatives[0] - expected).abs() < 1e-10, "{} and not {expected}", gradient.derivatives[0]);
    Ok(())
}

/// At rest, 0.1 nA into the dendrite flow out through both compartments: 10 nS there, and 20 nS in series with 10 nS.
#[test]
fn a_stimulus_of_a_compartment_enters_there() -> Result<(), Error> {
    let cell = TwoParts::default();
    let dendrite = 0.1 / (0.01 + 1.0 / (1.0 / 0.02 + 1.0 / 0.01));
    let soma = dendrite * 0.02 / 0.03;
    let run = cell.simulate(600.0).method(Rodas5P::tolerance(1e-9)).run()?;
    let end = run.end();
    assert!((cell.state(end, TwoParts::dendrite.v) + 60.0 - dendrite).abs() < 1e-5);
    assert!((cell.state(end, TwoParts::soma.v) + 60.0 - soma).abs() < 1e-5);
    assert_eq!(cell.get(TwoParts::dendrite.step.amplitude), 0.1);
    assert_eq!(cell.simulate(1.0).mean(TwoParts::dendrite.step.current)?, 0.1);
    Ok(())
}

#[test]
fn every_neuron_of_an_array_may_have_its_own() -> Result<(), Error> {
    let mut network = Three::default();
    network.set(Three::E.at(1).Pulse.amplitude, 0.25);
    let run = network
        .simulate(30.0)
        .method(ExponentialEuler::step(STEP))
        .record(&[Three::E.Pulse.current])
        .record(&[Three::A.Pulse.current])
        .run()?;
    for (name, expected) in [("E[0]", 0.1), ("E[1]", 0.25), ("E[2]", -0.3), ("A", 0.4)]
        .map(|(name, x)| (format!("{name}.Pulse.current"), x))
    {
        assert!(run.trace_by_name(&name)?.iter().all(|current| *current == expected), "{name}");
    }
    let v = |state| network.state(run.end(), state);
    assert!((v(Three::E.at(2).v) + 60.0 + 0.3 * response(30.0)).abs() < 1e-11);
    assert!((v(Three::A.v) + 60.0 - 0.4 * response(30.0)).abs() < 1e-11);
    Ok(())
}

#[test]
fn a_stimulus_is_data_like_every_mechanism() {
    let equations = Pulse::EQUATIONS;
    assert_eq!(equations.info.kind, MechanismKind::Stimulus);
    assert!(!equations.info.density);
    let point = [("t", 3.0), ("start", 2.0), ("duration", 5.0), ("amplitude", 0.7)];
    let at = |t: f64| {
        let mut point = point;
        point[0].1 = t;
        equations
            .at(&point)
            .expect("a point")
            .quantity(neuron_runtime::model::equations::Quantity::Current)
            .expect("a number")
    };
    // As written: into the cell.
    assert_eq!([at(1.0), at(2.0), at(7.0)], [0.0, 0.7, 0.0]);
    assert_eq!(equations.relations.len(), 2);
    let sheet = equations.sheet();
    assert!(sheet.contains("flows into the cell"), "{sheet}");
    assert_eq!(Pulse::default(), Pulse::new(100.0, 300.0, 0.1));

    let lines = PassiveMembrane::CELL_EQUATIONS.lines();
    assert!(
        lines[0].ends_with(
            "= \\frac{I_{\\mathrm{inject}}}{A} - \\frac{I_{\\mathrm{Shunt}}}{A} + \\frac{I_{\\mathrm{step}}}{A} + \
         \\frac{I_{\\mathrm{Ramp}}}{A}"
        ),
        "{}",
        lines[0]
    );
    assert!(
        Passive::CELL_EQUATIONS.lines()[0].ends_with("- I_{\\mathrm{Shunt}} + I_{\\mathrm{step}} + I_{\\mathrm{Ramp}}")
    );
    let sheet = Passive::CELL_EQUATIONS.sheet();
    assert!(sheet.contains("| stimulus step | Pulse | `start` = 2 ms"), "{sheet}");
    assert!(sheet.contains("those of stimuli inward"), "{sheet}");
}

/// A stimulus with a gate has its curves as methods.
#[test]
fn curves_of_a_stimulus_are_methods() {
    let amplifier = Amplifier::default();
    assert!((amplifier.w_inf(-50.0) - 0.5).abs() < 1e-12);
    assert!((amplifier.w_tau(20.0, 20.0) - 5.0).abs() < 1e-12);
    assert!((amplifier.w_tau(20.0, 30.0) - 2.5).abs() < 1e-12);
}
