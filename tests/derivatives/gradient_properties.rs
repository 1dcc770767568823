//! Gradients of random functionals of random models with respect to parameters and initial states: forward mode against
//! differences, reverse mode against forward mode.

use super::Pair;
use neuron_runtime::library::connor_stevens_1971::ConnorStevens;
use neuron_runtime::library::hodgkin_huxley_1952::{HodgkinHuxley, K, Leak, Na};
use neuron_runtime::library::prinz_2003::Stg;
use neuron_runtime::model::handle::{Parameter, State};
use neuron_runtime::prelude::*;
use neuron_tests::models::prinz_ab;
use proptest::prelude::*;

cell! {
    /// A soma that spikes, with a passive dendrite.
    pub struct Fork;

    capacitance: 1uF/cm2, v: -65mV,
    ions { Na: 50mV, K: -77mV },
    compartment soma { area: 0.1mm2, inject: 2.5nA, channels { Na, K, Leak } }
    compartment dendrite { area: 0.2mm2, channels { Leak { g: 0.1mS/cm2, e: -65mV } } }
    soma -- dendrite: 0.1mS/cm2;
}

/// The random numbers of a case.
#[derive(Clone, Debug)]
struct Case {
    /// Factors of all parameters, used in turn.
    factors: Vec<f64>,
    /// The parameter, as a fraction of their number.
    parameter: f64,
    functional: usize,
    /// The beginning of the measurement, as a fraction of the run.
    from: f64,
}

fn cases() -> impl Strategy<Value = Case> {
    (prop::collection::vec(0.9..1.1f64, 7), 0.0..1.0f64, 0..9usize, 0.0..0.4f64)
        .prop_map(|(factors, parameter, functional, from)| Case { factors, parameter, functional, from })
}

/// The length of a run (ms) and its functional.
struct Subject<N> {
    duration: f64,
    v: State<N>,
    other: State<N>,
}

impl<N> Subject<N> {
    fn measure(&self, case: &Case) -> Measure<N> {
        let Subject { duration, v, other } = *self;
        let samples: Vec<f64> = (1..=9).map(|k| duration * f64::from(k) / 10.0).collect();
        let values: Vec<f64> = samples.iter().map(|t| -50.0 + 10.0 * t.sin()).collect();
        match case.functional {
            0 => Measure::mean(v).from(case.from * duration),
            1 => Measure::integral(other).from(case.from * duration),
            2 => Measure::end(v),
            3 => Measure::spike_time(v, 0),
            4 => Measure::interval(v, 0),
            5 => Measure::distance(v, &samples, &values),
            6 => Measure::soft_spike_count(v, -20.0, 5.0).from(case.from * duration),
            7 => Measure::density(v, -45.0, 8.0).from(case.from * duration),
            _ => Measure::envelope_distance(v, &[0.2 * duration, 0.6 * duration, duration], &[-30.0, -20.0], 4.0),
        }
    }
}

/// Checks a case. Returns false if the functional has no value, as where a spike is missing.
fn check<N: Network<f64, Tag = N> + Clone>(
    model: &N,
    subject: &Subject<N>,
    case: &Case,
) -> Result<bool, TestCaseError> {
    let mut model = model.clone();
    let all: Vec<Parameter<N>> = model
        .parameters()
        .iter()
        .map(|parameter| parameter.place())
        .map(|(origin, index)| Parameter::new(origin, index))
        .collect();
    for (k, parameter) in all.iter().enumerate() {
        let value = model.get(*parameter);
        model.set(*parameter, value * (1.0 + (case.factors[k % 7] - 1.0) * if value < 0.0 { 0.2 } else { 1.0 }));
    }
    let chosen = all[(case.parameter * all.len() as f64) as usize];
    let measure = subject.measure(case);
    let method = Tsit5::tolerance(1e-10);
    let objective = Objective::new(measure.clone(), subject.duration).method(method).spikes(-20.0);
    let by = || model.differentiate().by(&[chosen]).by_start(&[subject.v, subject.other]);
    let forward = match by().forward().gradient_of(&objective) {
        Ok(gradient) => gradient,
        Err(Error::NoEvent { .. } | Error::NotDifferentiable { .. }) => return Ok(false),
        Err(error) => return Err(TestCaseError::fail(error.to_string())),
    };

    // Reverse mode, with the same step sizes.
    let backward = by().backward().gradient_of(&objective).map_err(|error| TestCaseError::fail(error.to_string()))?;
    let most = forward.relative().iter().fold(0.0f64, |most, d| most.max(d.abs()));
    for (a, b) in forward.relative().iter().zip(backward.relative()) {
        prop_assert!((a - b).abs() <= 1e-5 * (a.abs() + 1e-3 * most) + 1e-9, "{a} forwards, {b} backwards: {forward}");
    }

    // Richardson extrapolation cancels the error of second order. The distance between the results of two step sizes measures
    // their error.
    let names = model.state_names();
    for (k, variable) in forward.variables.iter().enumerate() {
        let size = if variable.value == 0.0 { 1.0 } else { variable.value.abs() };
        let start = variable.name.strip_suffix(" at the start");
        let index = start.map(|start| names.iter().position(|name| name == start).expect("a state of this name"));
        let at = |part: f64| -> Result<f64, Error> {
            let mut model = model.clone();
            if index.is_none() {
                model.set(chosen, variable.value + part * size);
            }
            let mut y = vec![0.0; model.dim()];
            model.start(&mut y);
            if let Some(index) = index {
                y[index] += part * size;
            }
            let run = model.simulate(subject.duration).method(Tsit5::tolerance(1e-12)).spikes(-20.0).start_at(&y);
            Ok(run.measure(std::slice::from_ref(&measure))?[0])
        };
        let slope = |part: f64| -> Result<f64, Error> { Ok((at(part)? - at(-part)?) / (2.0 * part)) };
        let Ok(slopes) = [2e-4, 1e-4, 5e-5].into_iter().map(slope).collect::<Result<Vec<f64>, Error>>() else {
            return Ok(false);
        };
        let (coarse, fine) = ((4.0 * slopes[1] - slopes[0]) / 3.0, (4.0 * slopes[2] - slopes[1]) / 3.0);
        let found = forward.derivatives[k] * size;
        let room = 2.0 * (coarse - fine).abs() + 1e-5 * fine.abs() + 1e-7 * (1.0 + forward.value.abs());
        prop_assert!((found - fine).abs() <= room, "{found} and not {fine} ± {room:.1e}, by {}", variable.name);
    }
    Ok(true)
}

fn squid() -> HodgkinHuxley {
    let mut axon = HodgkinHuxley::default();
    axon.set(HodgkinHuxley::inject, 12.0);
    axon
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn gradients_are_right_whatever_the_model_and_the_functional(case in cases(), model in 0..5usize) {
        let checked = match model {
            0 => check(&squid(), &Subject { duration: 30.0, v: HodgkinHuxley::v, other: HodgkinHuxley::K.n }, &case)?,
            1 => {
                let mut soma = ConnorStevens::default();
                soma.set(ConnorStevens::inject, 15.0);
                check(&soma, &Subject { duration: 40.0, v: ConnorStevens::v, other: ConnorStevens::A.a }, &case)?
            }
            2 => check(&prinz_ab(), &Subject { duration: 60.0, v: Stg::v, other: Stg::ca }, &case)?,
            3 => {
                // The activation is so gradual that the time constant of the synapse stays long enough for an explicit method.
                let mut pair = Pair::default();
                pair.set(Pair::A_B.Glutamatergic.delta, 12.0);
                check(&pair, &Subject { duration: 20.0, v: Pair::B.v, other: Pair::A.v }, &case)?
            }
            _ => {
                let (v, other) = (Fork::soma.v, Fork::dendrite.v);
                check(&Fork::default(), &Subject { duration: 40.0, v, other }, &case)?
            }
        };
        prop_assume!(checked);
    }
}

/// The runs above are too short for two bursts, so that period and duty cycle have a test of their own.
#[test]
fn period_and_duty_cycle_are_differentiated_by_initial_states() {
    let cell = prinz_ab();
    let measures = [Measure::period(Stg::v, 200.0), Measure::duty_cycle(Stg::v, 200.0)];
    let jacobian = cell
        .differentiate()
        .by_start(&[Stg::v, Stg::ca])
        .jacobian(|cell| cell.simulate(1800.0).method(Tsit5::tolerance(1e-9)).spikes(-10.0).measure(&measures))
        .unwrap();
    let mut start = vec![0.0; cell.dim()];
    cell.start(&mut start);
    for k in 0..2 {
        let at = |part: f64| {
            let mut start = start.clone();
            start[k] *= 1.0 + part;
            let run = cell.simulate(1800.0).method(Tsit5::tolerance(1e-10)).spikes(-10.0).start_at(&start);
            run.measure(&measures).unwrap()
        };
        let slopes = |part: f64| -> Vec<f64> {
            at(part).iter().zip(at(-part)).map(|(up, down)| (up - down) / (2.0 * part * start[k])).collect()
        };
        for (number, (half, whole)) in slopes(5e-4).iter().zip(slopes(1e-3)).enumerate() {
            let (found, expected) = (jacobian.rows[number][k], (4.0 * half - whole) / 3.0);
            let error = (found / expected - 1.0).abs();
            assert!(error < 1e-6, "{found} and not {expected}, {error:.1e}");
        }
    }
}
