//! Derivatives of stimuli: their part of the Jacobian, and gradients by their parameters.

use super::{Amplified, Clamped, Passive, STEP, response};
use neuron_runtime::model::mechanism::Held;
use neuron_runtime::prelude::*;
use neuron_runtime::system::jacobian::Jacobian;

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
