//! The symbolic Jacobian against dual numbers, and the condensed solution against dense LU.

use nalgebra::{DMatrix, DVector};
use neuron_runtime::library::connor_stevens_1971::ConnorStevens;
use neuron_runtime::library::destexhe_1994::{Ampa, Nmda};
use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
use neuron_runtime::library::morris_lecar_1981::MorrisLecar;
use neuron_runtime::library::pinsky_rinzel_1994::PinskyRinzel;
use neuron_runtime::library::prinz_2003::{CaS, CalciumBuffer, KCa, Kd, NaV};
use neuron_runtime::library::prinz_2004::{Cholinergic, Glutamatergic};
use neuron_runtime::library::wang_buzsaki_1996::WangBuzsaki;
use neuron_runtime::number::{Dual, Grad};
use neuron_runtime::prelude::*;
use neuron_runtime::system::jacobian::Jacobian;
use neuron_tests::models::{Gap, Pyloric, prinz_ab};
use num_dual::Dual64;

/// A gap junction that rectifies and adapts to both sides.
#[synapse(electrical, current = g * s * (v_post - v_pre))]
pub struct Adapting {
    /// Conductance.
    #[param(unit = nS)]
    g: Param,
    /// Adaptation.
    #[gate(inf = 1 / (1 + exp((v_post - v_pre) / 20mV)), tau = 20ms)]
    s: Gate,
}

/// A gap junction that the time opens and closes.
#[synapse(electrical, current = g * (1 + sin(t / 11ms)) * (v_post - v_pre))]
pub struct Pulsating {
    /// Conductance.
    #[param(unit = nS)]
    g: Param,
}

/// A chemical synapse that fades, with a release that the time slows.
#[synapse(current = g * s * exp(-t / 40ms) * (v_post - e))]
pub struct Fading {
    /// Conductance.
    #[param(unit = nS)]
    g: Param,
    /// Reversal potential.
    #[param(-70mV)]
    e: Param,
    /// Release.
    #[gate(inf = 1 / (1 + exp(-(v_pre + 40mV) / 5mV)), tau = 10ms + t / 20)]
    s: Gate,
}

/// A chemical synapse whose three receptor states move each other.
#[synapse(current = g * o * (v_post - e))]
pub struct Markov {
    /// Conductance.
    #[param(unit = nS)]
    g: Param,
    /// Reversal potential.
    #[param(0mV)]
    e: Param,
    /// Bound.
    #[state(derivative = 1/ms / (1 + exp(-(v_pre + 20mV) / 5mV)) * (1 - b - o - d) - 0.5/ms * b + 0.1/ms * o, init = 0)]
    b: State,
    /// Open.
    #[state(derivative = 0.3/ms * b - (0.2/ms + 0.1/ms) * o, init = 0)]
    o: State,
    /// Desensitised.
    #[state(derivative = 0.1/ms * o - 0.02/ms * d * exp(v_post / 100mV), init = 0)]
    d: State,
}

/// A channel whose two states move each other, with a current that is not linear in V.
#[channel(ion = Ca, reads(Ca), current = p * a^2 * r * v * (ca - 1uM * exp(-v / 25mV)) / 1uM)]
pub struct Inactivating {
    /// Strength.
    #[param(unit = mS/cm2)]
    p: Param,
    /// Activation, slowed by its own inactivation.
    #[state(derivative = (1 / (1 + exp(-(v + 30mV) / 6mV)) - a) / (2ms + 3ms * r), init = 0.1)]
    a: State,
    /// Recovered from inactivation by calcium.
    #[state(derivative = 0.05/ms * (1 - r) - 0.01/ms * a * r * ca / 1uM, init = 0.8)]
    r: State,
}

/// A channel whose gates move the slower the further they are open.
#[channel(ion = K, let rise = 0.2/ms * (1 - w), current = g * n * w * (v - e))]
pub struct Lingering {
    /// Conductance.
    #[param(unit = mS/cm2)]
    g: Param,
    /// Slow to close.
    #[gate(inf = 1 / (1 + exp(-(v + 40mV) / 8mV)), tau = 2ms + 20ms * n)]
    n: Gate,
    /// Slow to open.
    #[gate(alpha = rise, beta = 0.1/ms * exp(-(v + 60mV) / 20mV))]
    w: Gate,
}

/// A stimulus that depends on the time.
#[channel(current = -i0 * sin(t / 7ms) * (1 + s))]
pub struct Wave {
    /// Amplitude.
    #[param(1uA/cm2)]
    i0: Param,
    /// Its slow companion.
    #[gate(inf = 1 / (1 + exp(-t / 50ms)), tau = 30ms)]
    s: Gate,
}

/// Calcium and a buffer.
#[pool]
pub struct Buffered {
    /// Rise.
    #[param(14.96uM/nA)]
    f: Param,
    /// Calcium inside.
    #[state(derivative = (0.05uM - c - f * i) / 200ms - 0.02/ms/uM * c * b + 0.01/ms * (5uM - b), init = 0.05uM)]
    c: Concentration,
    /// Free buffer.
    #[state(unit = uM, derivative = -0.02/ms/uM * c * b + 0.01/ms * (5uM - b), init = 4uM)]
    b: State,
}

cell! {
    /// Everything that couples inside one compartment.
    pub struct Rich;
    capacitance: 1uF/cm2, area: 0.0628mm2, v: -60mV, temperature: 15degC,
    ions { Na: 50mV, K: -80mV, Ca: nernst(outside = 3mM) },
    pool Ca: Buffered,
    channels {
        NaV { g: 100mS/cm2 }, CaS { g: 3mS/cm2 }, KCa { g: 5mS/cm2 }, Kd { g: 50mS/cm2 },
        Inactivating { p: 0.01mS/cm2 }, Wave,
    },
}

cell! {
    /// Gates that are not linear in themselves.
    pub struct Bent;
    capacitance: 1uF/cm2, area: 0.01mm2, v: -60mV,
    ions { Na: 50mV, K: -80mV },
    channels { NaV { g: 100mS/cm2 }, Kd { g: 50mS/cm2 }, Lingering { g: 5mS/cm2 } },
}

network! {
    /// Every kind of coupling between neurons.
    pub struct Circuit;

    /// Three compartments in a row.
    cell Tree {
        capacitance: 1uF/cm2, v: -60mV, temperature: 10degC,
        ions { Na: 50mV, K: -80mV },
        compartment soma {
            area: 0.02mm2, inject: 2nA,
            channels { NaV { g: 200mS/cm2 }, Kd { g: 100mS/cm2 } }
        }
        compartment neck { area: 0.01mm2, channels { Kd { g: 3mS/cm2 } } }
        compartment dendrite {
            area: 0.05mm2,
            ions { Ca: nernst(outside = 3mM) },
            pool Ca: CalciumBuffer,
            channels { CaS { g: 3mS/cm2 }, KCa { g: 4mS/cm2 } }
        }
        soma -- neck: 0.5mS/cm2,
        neck -- dendrite: 0.3mS/cm2,
    }

    neuron A: Rich
    neuron P: Tree
    neuron E[4]: Tree { soma_neck: [0.5mS/cm2, 0.4mS/cm2, 0.6mS/cm2, 0.7mS/cm2] }

    A -> P.dendrite: Cholinergic { g: 20nS }, Nmda { g: 10nS };
    P -> A: Markov { g: 15nS };
    A -- P.soma: Gap { g: 4nS };
    E.soma -> E.dendrite all_to_all: Glutamatergic { g: 20nS }, Ampa { g: 3nS };
    E.dendrite -- P.dendrite all_to_all: Adapting { g: 5nS };
    P -> E.dendrite all_to_all: Markov { g: 3nS };
    E.soma -> A all_to_all: Nmda { g: 2nS };
}

network! {
    /// Cells that do not depend on the time, synapses that do: of neurons with names and of arrays, per connection and per
    /// presynaptic neuron.
    pub struct Timed;
    neuron A: MorrisLecar
    neuron B: MorrisLecar
    neuron E[3]: MorrisLecar
    A -> B: Fading { g: 30nS };
    gap = A -- B: Pulsating { g: 20nS };
    E -> E all_to_all: Fading { g: 10nS };
    E -- B all_to_all: Pulsating { g: 4nS };
}

/// Returns numbers between 0 and 1, the same in every run.
fn uniform(seed: &mut u64) -> f64 {
    *seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
    (*seed >> 11) as f64 / (1u64 << 53) as f64
}

/// Returns a random state within the domain of each variable.
fn anywhere<N: Network<f64>>(network: &N, seed: &mut u64) -> Vec<f64> {
    let mut scales = vec![0.0; network.dim()];
    network.scales(&mut scales);
    let draw = |scale: &f64| match *scale {
        1.0 => -85.0 + 125.0 * uniform(seed),
        0.1 => 0.05 + 20.0 * uniform(seed),
        _ => 0.02 + 0.96 * uniform(seed),
    };
    scales.iter().map(draw).collect()
}

const T: f64 = 13.7;

/// The Jacobian and ∂f/∂t by dual numbers, one column at a time.
fn by_duals<N: Network<f64>>(network: &N, y: &[f64]) -> (DMatrix<f64>, Vec<f64>) {
    let dual = network.with::<Dual<Dual64>>();
    let column = |direction: usize| -> Vec<f64> {
        let y: Vec<Dual<Dual64>> =
            y.iter().enumerate().map(|(k, &y)| Dual(Dual64::new(y, f64::from(u8::from(k == direction))))).collect();
        let mut dy = vec![Dual::from_f64(0.0); y.len()];
        dual.rhs(Dual(Dual64::new(T, f64::from(u8::from(direction == y.len())))), &y, &mut dy);
        dy.iter().map(|dy| dy.0.eps).collect()
    };
    let matrix = DMatrix::from_fn(y.len(), y.len(), |_, _| 0.0);
    let matrix = (0..y.len()).fold(matrix, |mut matrix, k| {
        matrix.set_column(k, &DVector::from_vec(column(k)));
        matrix
    });
    (matrix, column(y.len()))
}

fn is_right<N: Network<f64>>(network: &N, name: &str) {
    let mut seed = 7;
    let mut jacobian = Jacobian::new(network);
    assert!(jacobian.is_complete());
    let names = network.state_names();
    for round in 0..20 {
        let y = anywhere(network, &mut seed);
        let dim = y.len();
        let (mut dy, mut same) = (vec![f64::NAN; dim], vec![0.0; dim]);
        jacobian.evaluate(network, T, &y, &Given::NONE, &mut dy);
        network.rhs(T, &y, &mut same);
        assert_eq!(dy, same, "{name}");
        let (expected, by_time) = by_duals(network, &y);
        let mut found = DMatrix::<f64>::zeros(dim, dim);
        jacobian.entries(network, |row, column, value| found[(row, column)] += value);
        for row in 0..dim {
            let size = expected.row(row).amax();
            for column in 0..dim {
                let (a, b) = (found[(row, column)], expected[(row, column)]);
                assert!(
                    (a - b).abs() <= 1e-10 * b.abs() + 1e-13 * size,
                    "{name}, round {round}: ∂{}/∂{} = {a:e}, not {b:e}",
                    names[row],
                    names[column]
                );
            }
        }
        for (a, b) in jacobian.by_time().iter().zip(&by_time) {
            assert!((a - b).abs() <= 1e-11 * (1e-6 + b.abs()), "{name}: ∂f/∂t = {a:e}, not {b:e}");
        }
        assert!(!jacobian.is_autonomous() || by_time.iter().all(|slope| *slope == 0.0));
        // Condensed against dense, for long and for short steps.
        for beta in [0.05, 1.0, 50.0, 1e4] {
            let x: Vec<f64> = (0..dim).map(|_| uniform(&mut seed) - 0.5).collect();
            let matrix = DMatrix::identity(dim, dim) * beta - &expected;
            let dense = matrix.clone().lu().solve(&DVector::from_vec(x.clone())).unwrap();
            let mut condensed = x.clone();
            jacobian.factorise(network, beta).unwrap();
            jacobian.solve_linear(network, &mut condensed);
            let condensed = DVector::from_vec(condensed);
            let error = (&condensed - &dense).amax() / dense.amax();
            let residual = (&matrix * &condensed - DVector::from_vec(x)).amax() / (matrix.amax() * condensed.amax());
            assert!(residual < 1e-12 && error < 1e-7, "{name}, β = {beta}: {residual:e}, {error:e}");
        }
    }
}

#[test]
fn cells_have_the_jacobian_that_dual_numbers_give() {
    is_right(&HodgkinHuxley::default(), "Hodgkin–Huxley");
    is_right(&ConnorStevens::default(), "Connor–Stevens");
    is_right(&MorrisLecar::default(), "Morris–Lecar");
    is_right(&WangBuzsaki::default(), "Wang–Buzsáki");
    is_right(&prinz_ab(), "prinz_ab");
    is_right(&PinskyRinzel::default(), "Pinsky–Rinzel");
    is_right(&Rich::default(), "rich");
    is_right(&Bent::default(), "bent");
}

#[test]
fn networks_have_the_jacobian_that_dual_numbers_give() {
    is_right(&Pyloric::default(), "pyloric");
    is_right(&Circuit::default(), "circuit");
    is_right(&Timed::default(), "timed");
}

/// Derivatives, the Jacobian and ∂f/∂t over numbers with tangents, along eight directions of all states and a parameter,
/// against differences of those over `f64`.
fn has_tangents<N: Network<f64> + Clone>(network: &N, name: &str, parameter: &str) {
    fn numbers<T: Scalar, N: Network<T>>(network: &N, y: &[T]) -> Vec<T> {
        let mut jacobian = Jacobian::new(network);
        let mut all = vec![T::zero(); y.len()];
        jacobian.evaluate(network, T::from_f64(self::T), y, &Given::NONE, &mut all);
        all.extend_from_slice(jacobian.by_time());
        jacobian.entries(network, |_, _, value| all.push(value));
        all
    }
    let mut seed = 11;
    let value = network.get_by_name(parameter).unwrap();
    let mut scales = vec![0.0; network.dim()];
    network.scales(&mut scales);
    for _ in 0..20 {
        let y = anywhere(network, &mut seed);
        let mut direction = |scale: f64| std::array::from_fn::<f64, 8, _>(|_| (uniform(&mut seed) - 0.5) * scale);
        let states: Vec<[f64; 8]> = scales.iter().map(|scale| direction(*scale)).collect();
        let of_parameter = direction(value.abs());
        let mut with_tangents = network.with::<Grad>();
        with_tangents.set_by_name(parameter, Grad::new(value, of_parameter)).unwrap();
        let start: Vec<Grad> = y.iter().zip(&states).map(|(y, tangents)| Grad::new(*y, *tangents)).collect();
        let found = numbers(&with_tangents, &start);
        let plain = numbers(network, &y);
        assert_eq!(found.len(), plain.len());
        for (found, plain) in found.iter().zip(&plain) {
            assert!((found.value() - plain).abs() <= 1e-13 * plain.abs(), "{name}: {found:?}, not {plain:e}");
        }
        for k in 0..8 {
            let moved = |h: f64| {
                let mut network = network.clone();
                network.set_by_name(parameter, value + h * of_parameter[k]).unwrap();
                let y: Vec<f64> = y.iter().zip(&states).map(|(y, tangents)| y + h * tangents[k]).collect();
                numbers(&network, &y)
            };
            // Of fourth order.
            let h = 1e-3;
            let [a, b, c, d] = [-2.0, -1.0, 1.0, 2.0].map(|times| moved(times * h));
            for i in 0..found.len() {
                let expected = (a[i] - 8.0 * b[i] + 8.0 * c[i] - d[i]) / (12.0 * h);
                let rounding = 1e-15 * plain[i].abs() / h;
                let got = found[i].tangents()[k];
                let bound = 1e-7 * expected.abs() + 10.0 * rounding + 1e-12;
                assert!((got - expected).abs() <= bound, "{name}, number {i}, {k}: {got:e}, not {expected:e}");
            }
        }
    }
}

#[test]
fn the_jacobian_has_the_tangents_that_differences_give() {
    has_tangents(&prinz_ab(), "prinz_ab", "CaS.g");
    has_tangents(&Rich::default(), "rich", "Inactivating.p");
    has_tangents(&Bent::default(), "bent", "Lingering.g");
}

/// Steps of exponential Euler include the dependence of a gate's steady state and rate on the gate.
#[test]
fn gates_that_move_themselves_are_differentiated() -> Result<(), Error> {
    let end = |conductance: f64| -> Result<f64, Error> {
        let mut cell = Bent::default();
        cell.set(Bent::Lingering.g, conductance);
        Ok(cell.simulate(6.0).method(ExponentialEuler::step(0.05)).record_nothing().run()?.end()[0])
    };
    let gradient = Bent::default().differentiate().by(&[Bent::Lingering.g]).values_only().gradient(|cell| {
        Ok(cell.simulate(6.0).method(ExponentialEuler::step(0.05)).record_nothing().run()?.end()[0])
    })?;
    let h = 1e-3;
    let expected = (end(5.0 - 2.0 * h)? - 8.0 * end(5.0 - h)? + 8.0 * end(5.0 + h)? - end(5.0 + 2.0 * h)?) / (12.0 * h);
    let error = gradient.derivatives[0] / expected - 1.0;
    assert!(
        expected.abs() > 1e-3 && error.abs() < 1e-7,
        "{} instead of {expected}: {error:e}",
        gradient.derivatives[0]
    );
    Ok(())
}

network! {
    /// A network with graded all-to-all connections.
    pub struct Twenty;
    neuron E[20]: MorrisLecar
    E -> E all_to_all: Glutamatergic { g: 1nS };
}

network! {
    /// A network with graded all-to-all connections.
    pub struct Fifty;
    neuron E[50]: MorrisLecar
    E -> E all_to_all: Glutamatergic { g: 1nS };
}

network! {
    /// A network with graded all-to-all connections.
    pub struct Hundred;
    neuron E[100]: MorrisLecar
    E -> E all_to_all: Glutamatergic { g: 1nS };
}

/// Against dense LU of the matrix of entries, which dual numbers have confirmed above.
fn is_solved<N: Network<f64>>(network: &N) {
    let mut seed = 3;
    let y = anywhere(network, &mut seed);
    let dim = y.len();
    let mut jacobian = Jacobian::new(network);
    assert!(jacobian.is_complete());
    jacobian.evaluate(network, T, &y, &Given::NONE, &mut vec![0.0; dim]);
    let mut matrix = DMatrix::identity(dim, dim) * 10.0;
    jacobian.entries(network, |row, column, value| matrix[(row, column)] -= value);
    let x: Vec<f64> = (0..dim).map(|_| uniform(&mut seed) - 0.5).collect();
    let dense = matrix.lu().solve(&DVector::from_vec(x.clone())).unwrap();
    let mut condensed = x;
    jacobian.factorise(network, 10.0).unwrap();
    jacobian.solve_linear(network, &mut condensed);
    let error = (DVector::from_vec(condensed) - &dense).amax() / dense.amax();
    assert!(error < 1e-10, "{dim}: {error:e}");
}

#[test]
fn all_to_all_networks_are_solved() {
    is_solved(&Twenty::default());
    is_solved(&Fifty::default());
    is_solved(&Hundred::default());
}

network! {
    /// A network with too many couplings for a complete matrix.
    pub struct Crowd;
    neuron E[300]: MorrisLecar
    E -> E all_to_all: Glutamatergic { g: 0.1nS };
    gaps = E -- E pairs [(0, 1), (1, 2)]: Gap { g: 1nS };
}

#[test]
fn a_crowd_stays_out_of_the_matrix() {
    let network = Crowd::default();
    let mut seed = 5;
    let y = anywhere(&network, &mut seed);
    let dim = y.len();
    let mut jacobian = Jacobian::new(&network);
    assert!(!jacobian.is_complete() && jacobian.couplings() == 0);
    jacobian.evaluate(&network, T, &y, &Given::NONE, &mut vec![0.0; dim]);
    // The derivatives of synapses with respect to the presynaptic potential are left out.
    let mut matrix = DMatrix::identity(dim, dim) * 10.0;
    let names = network.state_names();
    let is_v = |name: &str| name.ends_with(".v");
    let neuron = |name: &str| name.split('.').next().unwrap().to_owned();
    jacobian.entries(&network, |row, column, value| {
        let across = is_v(&names[column]) && neuron(&names[row]) != neuron(&names[column]);
        if !across {
            matrix[(row, column)] -= value;
        }
    });
    let x: Vec<f64> = (0..dim).map(|_| uniform(&mut seed) - 0.5).collect();
    let dense = matrix.lu().solve(&DVector::from_vec(x.clone())).unwrap();
    let mut condensed = x;
    jacobian.factorise(&network, 10.0).unwrap();
    jacobian.solve_linear(&network, &mut condensed);
    let error = (DVector::from_vec(condensed) - &dense).amax() / dense.amax();
    assert!(error < 1e-10, "{error:e}");
}

/// With couplings left out the default takes a method that keeps its order, and says so. A potential above that of a spike
/// makes synapses fast.
#[test]
fn a_crowd_is_solved_as_the_explicit_pair_solves_it() -> Result<(), Error> {
    let mut network = Crowd::default();
    network.set(Crowd::E.v_start, 20.0);
    let run = network.simulate(20.0).method(Adaptive::tolerance(1e-5)).record_nothing().run()?;
    let truth = network.simulate(20.0).method(Tsit5::tolerance(1e-8)).record_nothing().run()?;
    assert!(run.statistics.uncoupled && !truth.statistics.uncoupled);
    let inexact = network.simulate(20.0).method(Ros34Pw2::tolerance(1e-6)).record_nothing().run()?;
    for end in [run.end(), inexact.end()] {
        let worst = end.iter().zip(truth.end()).map(|(a, b)| (a - b).abs() / (1.0 + b.abs())).fold(0.0, f64::max);
        assert!(worst < 1e-3, "{worst:e}");
    }
    Ok(())
}

/// The condensed solution over dual numbers carries the derivative of the solution.
#[test]
fn solutions_over_duals_are_differentiated() {
    let network = Pyloric::default();
    let mut seed = 11;
    let y = anywhere(&network, &mut seed);
    let b: Vec<f64> = y.iter().map(|_| uniform(&mut seed) - 0.5).collect();
    let solution = |g: f64| {
        let mut network = network.clone();
        network.set(Pyloric::AB.NaV.g, g);
        let mut jacobian = Jacobian::new(&network);
        jacobian.evaluate(&network, 0.0, &y, &Given::NONE, &mut vec![0.0; y.len()]);
        jacobian.factorise(&network, 5.0).unwrap();
        let mut x = b.clone();
        jacobian.solve_linear(&network, &mut x);
        x
    };
    let (above, below) = (solution(100.01), solution(99.99));
    let mut dual = network.with::<Dual<Dual64>>();
    dual.set(Pyloric::AB.NaV.g, Dual(Dual64::new(100.0, 1.0)));
    let constant = |x: &Vec<f64>| -> Vec<Dual<Dual64>> { x.iter().map(|&x| Dual::from_f64(x)).collect() };
    let (y, mut x) = (constant(&y), constant(&b));
    let mut jacobian = Jacobian::new(&dual);
    jacobian.evaluate(&dual, Dual::from_f64(0.0), &y, &Given::NONE, &mut vec![Dual::from_f64(0.0); y.len()]);
    jacobian.factorise(&dual, 5.0).unwrap();
    jacobian.solve_linear(&dual, &mut x);
    let largest = x.iter().map(|x| x.0.eps.abs()).fold(0.0, f64::max);
    for ((x, above), below) in x.iter().zip(above).zip(below) {
        assert!((x.0.eps - (above - below) / 0.02).abs() < 1e-6 * largest, "{}", x.0.eps);
    }
    assert!(largest > 1e-6);
}
