//! Absolute currents and the area in the equations of channels, in cells given per area.

use neuron_runtime::library::prinz_2003::{CaS, CalciumBuffer, KCa, Leak, NaV};
use neuron_runtime::number::Grad;
use neuron_runtime::prelude::*;
use neuron_runtime::system::jacobian::Jacobian;

/// `CaS` with an absolute conductance.
#[channel(ion = Ca, current = g * m^3 * h * (v - e))]
pub struct AllOfCaS {
    /// Maximal conductance of the whole compartment.
    #[param(unit = nS)]
    g: Param,
    /// Activation.
    #[gate(
        inf = 1 / (1 + exp(-(v + 33mV) / 8.1mV)),
        tau = 2.8ms + 14ms / (exp((v + 27mV) / 10mV) + exp(-(v + 70mV) / 13mV)),
    )]
    m: Gate,
    /// Inactivation.
    #[gate(
        inf = 1 / (1 + exp((v + 60mV) / 6.2mV)),
        tau = 120ms + 300ms / (exp((v + 55mV) / 9mV) + exp(-(v + 65mV) / 16mV)),
    )]
    h: Gate,
}

/// An electrode that leaks.
#[channel(current = g * (v - e))]
pub struct Shunt {
    /// Conductance of the whole compartment.
    #[param(unit = nS)]
    g: Param,
    /// Reversal potential.
    #[param(-50mV)]
    e: Param,
}

/// A leak per area whose current is that of the whole compartment, and which the time changes.
#[channel(current = g * area * (v - e) * (1 + sin(t / 9ms)))]
pub struct Everywhere {
    /// Conductance density.
    #[param(unit = mS/cm2)]
    g: Param,
    /// Reversal potential.
    #[param(-50mV)]
    e: Param,
}

/// The same leak, with a current per area.
#[channel(current = g * (v - e) * (1 + sin(t / 9ms)))]
pub struct PerArea {
    /// Conductance density.
    #[param(unit = mS/cm2)]
    g: Param,
    /// Reversal potential.
    #[param(-50mV)]
    e: Param,
}

/// A gate that opens the slower the larger the compartment is.
#[channel(current = g * s * (v - e))]
pub struct Slow {
    /// Conductance of the whole compartment.
    #[param(10nS)]
    g: Param,
    /// Reversal potential.
    #[param(-80mV)]
    e: Param,
    /// Activation.
    #[gate(inf = 1 / (1 + exp(-(v + 40mV) / 5mV)), tau = 20ms * area / 0.01mm2)]
    s: Gate,
}

cell! {
    /// All currents are per area.
    pub struct Densities;
    capacitance: 1uF/cm2, area: 0.0628mm2, v: -60mV, temperature: 10degC, inject: 0.3nA,
    ions { Na: 50mV, K: -80mV, Ca: nernst(outside = 3mM) },
    pool Ca: CalciumBuffer,
    channels {
        NaV { g: 100mS/cm2 }, CaS { g: 4mS/cm2 }, KCa { g: 5mS/cm2 }, Leak { g: 0.05mS/cm2 }, PerArea { g: 0.02mS/cm2 },
    },
}

cell! {
    /// The same cell. Some of its currents are absolute: 1 mS/cm² of 0.0628 mm² is 628 nS.
    pub struct Mixed;
    capacitance: 1uF/cm2, area: 0.0628mm2, v: -60mV, temperature: 10degC, inject: 0.3nA,
    ions { Na: 50mV, K: -80mV, Ca: nernst(outside = 3mM) },
    pool Ca: CalciumBuffer,
    channels {
        NaV { g: 100mS/cm2 }, CaS: AllOfCaS { g: 2512nS }, KCa { g: 5mS/cm2 }, Leak: Shunt { g: 31.4nS },
        PerArea: Everywhere { g: 0.02mS/cm2 },
    },
}

cell! {
    /// All currents are absolute, and one depends on the area.
    pub struct Point;
    capacitance: 1uF/cm2, area: 0.02mm2, v: -60mV,
    channels { Shunt { g: 5nS }, Slow },
}

/// Asserts that numbers agree, each relative to the largest.
#[track_caller]
fn assert_equal(what: &str, found: &[f64], expected: &[f64], tolerance: f64) {
    assert_eq!(found.len(), expected.len(), "{what}");
    let size = expected.iter().fold(0.0_f64, |size, x| size.max(x.abs()));
    assert!(size > 0.0, "{what}: all are zero");
    for (k, (found, expected)) in found.iter().zip(expected).enumerate() {
        assert!((found - expected).abs() <= tolerance * size, "{what}, number {k}: {found} and not {expected}");
    }
}

/// Returns a state in which every current flows.
fn depolarised<N: Network<f64> + System<f64>>(network: &N) -> Vec<f64> {
    let mut y = vec![0.0; network.dim()];
    network.start(&mut y);
    let mut work = network.workspace();
    for _ in 0..20 {
        network.exponential_euler(0.0, 0.05, &Given::NONE, &mut y, &mut work);
    }
    y[0] += 25.0;
    y
}

fn jacobian<N: Network<f64>>(network: &N, t: f64, y: &[f64]) -> (Vec<f64>, Vec<f64>, Vec<f64>) {
    let n = y.len();
    let (mut jacobian, mut dy, mut matrix) = (Jacobian::new(network), vec![0.0; n], vec![0.0; n * n]);
    jacobian.evaluate(network, t, y, &Given::NONE, &mut dy);
    jacobian.entries(network, |row, column, value| matrix[row * n + column] += value);
    let by_time = jacobian.by_time().to_vec();
    (dy, matrix, by_time)
}

#[test]
fn an_absolute_current_is_that_of_the_density_times_the_area() {
    let (densities, mixed) = (Densities::default(), Mixed::default());
    let (y, t) = (depolarised(&densities), 3.7);
    assert_equal("the state", &depolarised(&mixed), &y, 1e-12);
    let [expected, found] = {
        let mut dy = [vec![0.0; y.len()], vec![0.0; y.len()]];
        densities.rhs(t, &y, &mut dy[0]);
        mixed.rhs(t, &y, &mut dy[1]);
        dy
    };
    for (k, (found, expected)) in found.iter().zip(&expected).enumerate() {
        assert!((found / expected - 1.0).abs() < 1e-12, "derivative {k}: {found} and not {expected}");
    }
    let (expected, found) = (jacobian(&densities, t, &y), jacobian(&mixed, t, &y));
    assert_equal("dy/dt beside the Jacobian", &found.0, &expected.0, 1e-12);
    assert_equal("the Jacobian", &found.1, &expected.1, 1e-12);
    assert_equal("the slopes by time", &found.2, &expected.2, 1e-12);

    let (mut a, mut b) = (y.clone(), y.clone());
    let mut work = mixed.workspace();
    densities.strang(t, 0.1, &Given::NONE, &mut a, &mut work);
    mixed.strang(t, 0.1, &Given::NONE, &mut b, &mut work);
    assert_equal("Strang splitting", &b, &a, 1e-12);
}

#[test]
fn recorded_currents_are_those_of_the_compartment() -> Result<(), Error> {
    let densities = Densities::default()
        .simulate(2.0)
        .method(Rk4::step(0.01))
        .record_every(0.5)
        .record(&[Densities::Leak.current, Densities::CaS.current, Densities::PerArea.current])
        .run()?;
    let mixed = Mixed::default()
        .simulate(2.0)
        .method(Rk4::step(0.01))
        .record_every(0.5)
        .record(&[Mixed::Leak.current, Mixed::CaS.current, Mixed::PerArea.current])
        .run()?;
    assert_equal("leak", mixed.trace(Mixed::Leak.current)?, densities.trace(Densities::Leak.current)?, 1e-12);
    assert_equal("calcium", mixed.trace(Mixed::CaS.current)?, densities.trace(Densities::CaS.current)?, 1e-12);
    let (found, expected) = (mixed.trace(Mixed::PerArea.current)?, densities.trace(Densities::PerArea.current)?);
    assert_equal("the whole leak", found, expected, 1e-12);
    // 31.4 nS at 10 mV below the reversal potential.
    assert!((mixed.trace(Mixed::Leak.current)?[0] + 0.314).abs() < 1e-12);
    let conductance = Mixed::default().simulate(1.0).end(Mixed::Leak.conductance)?;
    assert!((conductance - 0.0314).abs() < 1e-15, "{conductance}");
    Ok(())
}

#[test]
fn the_jacobian_of_absolute_currents_agrees_with_differences() {
    let mixed = Mixed::default();
    let (y, t, n) = (depolarised(&mixed), 3.7, mixed.dim());
    let (_, matrix, by_time) = jacobian(&mixed, t, &y);
    let rhs = |t: f64, y: &[f64]| {
        let mut dy = vec![0.0; n];
        mixed.rhs(t, y, &mut dy);
        dy
    };
    let mut differences = vec![0.0; n * n];
    for column in 0..n {
        let h = 1e-5 * y[column].abs();
        let at = |sign: f64| {
            let mut moved = y.clone();
            moved[column] += sign * h;
            rhs(t, &moved)
        };
        for (row, (up, down)) in at(1.0).iter().zip(at(-1.0)).enumerate() {
            differences[row * n + column] = (up - down) / (2.0 * h);
        }
    }
    for row in 0..n {
        let own = row * n..(row + 1) * n;
        assert_equal(&format!("row {row}"), &matrix[own.clone()], &differences[own], 1e-8);
    }
    let slope = (rhs(t + 1e-4, &y)[0] - rhs(t - 1e-4, &y)[0]) / 2e-4;
    assert!((by_time[0] / slope - 1.0).abs() < 1e-6, "{} and not {slope}", by_time[0]);
}

/// Eight tangents take the rules of the tangents, and their Jacobian. A parameter of an absolute channel, of one per area, and
/// the area, on which the capacitance and all densities depend.
#[test]
fn derivatives_with_respect_to_absolute_conductances_and_to_the_area_agree_with_differences() -> Result<(), Error> {
    let mixed = Mixed::default();
    let parameters = [Mixed::CaS.g, Mixed::Leak.g, Mixed::Leak.e, Mixed::NaV.g, Mixed::PerArea.g, Mixed::area];
    macro_rules! compare {
        ($method:expr, $tolerance:expr) => {
            for parameter in parameters {
                let gradient =
                    mixed.gradient(&[parameter], |cell| cell.simulate(8.0).method($method).mean(Mixed::v))?;
                let value = mixed.get(parameter);
                let at = |part: f64| {
                    let mut cell = mixed.clone();
                    cell.set(parameter, value * (1.0 + part));
                    cell.simulate(8.0).method($method).mean(Mixed::v)
                };
                let slope = |part: f64| Ok::<_, Error>((at(part)? - at(-part)?) / (2.0 * part * value));
                let expected = (4.0 * slope(1e-4)? - slope(2e-4)?) / 3.0;
                let found = gradient.derivatives[0];
                assert!((found / expected - 1.0).abs() < $tolerance, "{parameter:?}: {found} and not {expected}");
            }
        };
    }
    compare!(ExponentialEuler::step(0.05), 1e-6);
    compare!(Rk4::step(0.02), 1e-6);
    compare!(Ros34Pw2::tolerance(1e-9), 1e-4);
    Ok(())
}

/// A step with tangents leads to the same state as one without, to the last bit.
#[test]
fn tangents_do_not_change_the_values_of_absolute_currents() {
    let mixed = Mixed::default();
    let mut y = depolarised(&mixed);
    let seeded = Network::map::<Grad>(&mixed, &mut |x| Grad::from_f64(*x));
    let mut tangents: Vec<Grad> = y.iter().map(|x| Grad::from_f64(*x)).collect();
    let (mut work, mut own_work) = (mixed.workspace(), seeded.workspace());
    mixed.exponential_euler(1.0, 0.1, &Given::NONE, &mut y, &mut work);
    seeded.exponential_euler(Grad::from_f64(1.0), Grad::from_f64(0.1), &Given::NONE, &mut tangents, &mut own_work);
    let found: Vec<f64> = tangents.iter().map(|x| x.value()).collect();
    assert_eq!(found, y);
}

#[test]
fn a_gate_sees_the_area_of_its_compartment() {
    let mut point = Point::default();
    let y = depolarised(&point);
    let mut rate = || {
        let mut dy = vec![0.0; y.len()];
        point.rhs(0.0, &y, &mut dy);
        point.set(Point::area, 0.06);
        dy[1]
    };
    let (small, large) = (rate(), rate());
    assert!(small != 0.0);
    assert!((small / large - 3.0).abs() < 1e-12, "{small} {large}");
    assert_eq!(Slow::default().s_tau(-60.0, 0.02), 40.0);
}
