//! Derivatives: blocks that repeat steps, second order, all methods, all measures, and where no derivative exists.

use super::of_the_axon;
use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
use neuron_runtime::library::liu_1998::Liu;
use neuron_runtime::library::pinsky_rinzel_1994::PinskyRinzel;
use neuron_runtime::library::prinz_2003::Stg;
use neuron_runtime::model::handle::Parameter;
use neuron_runtime::number::Grad;
use neuron_runtime::prelude::*;
use neuron_runtime::solve::Method;
use neuron_tests::models::{Pyloric, prinz_ab};

fn axon() -> HodgkinHuxley {
    let mut axon = HodgkinHuxley::default();
    axon.set(HodgkinHuxley::inject, 10.0);
    axon
}

/// Asserts that numbers agree, each relative to itself and a little of the largest.
fn agree(what: &str, found: &[f64], expected: &[f64], tolerance: f64) {
    assert_eq!(found.len(), expected.len(), "{what}");
    let most = expected.iter().fold(0.0f64, |most, x| most.max(x.abs()));
    for (k, (found, expected)) in found.iter().zip(expected).enumerate() {
        let bound = tolerance * (expected.abs() + 1e-3 * most);
        assert!((found - expected).abs() <= bound, "{what}, number {k}: {found} and not {expected} ± {bound:.1e}");
    }
}

/// Returns the derivative of a function of one parameter by differences in which the error of second order cancels.
fn difference<N: Network<f64> + Clone>(net: &N, p: Parameter<N::Tag>, part: f64, f: impl Fn(&N) -> f64) -> f64 {
    let value = net.get(p);
    let size = if value == 0.0 { 1.0 } else { value };
    let at = |part: f64| {
        let mut net = net.clone();
        net.set(p, value + part * size);
        f(&net)
    };
    let slope = |part: f64| (at(part) - at(-part)) / (2.0 * part * size);
    (4.0 * slope(0.5 * part) - slope(part)) / 3.0
}

/// A leak without parameters.
#[channel(current = 0.1mS/cm2 * (v + 60mV))]
pub struct Fixed {}

cell! {
    /// A cell with C dV/dt = −g (V + 60 mV).
    pub struct Passive;

    capacitance: 1uF/cm2, area: 0.1mm2, v: -70mV,
    channels { Fixed },
}

/// V = −60 − 10 exp(−t g/C), and ∂V/∂C = −10 exp(−t g/C)·t g/C².
#[test]
fn a_channel_without_parameters_has_tangents() {
    let gradient = Passive::default()
        .gradient(&[Passive::capacitance], |cell| cell.simulate(5.0).method(Tsit5::tolerance(1e-10)).end(Passive::v))
        .unwrap();
    let left = (-0.5f64).exp();
    agree("V", &[gradient.value], &[-60.0 - 10.0 * left], 1e-9);
    agree("dV/dC", &gradient.derivatives, &[-10.0 * left * 0.5], 1e-8);
}

/// The real parts of dual numbers equal plain numbers, to the last bit.
#[test]
fn tangents_do_not_change_values() {
    fn check<N: Network<f64>>(what: &str, net: &N, duration: f64)
    where
        N::With<Grad>: Network<Grad, Tag = N::Tag>,
    {
        let mut dual = net.with::<Grad>();
        for (k, parameter) in net.parameters().into_iter().enumerate() {
            let (origin, index) = parameter.place();
            let handle = Parameter::new(origin, index);
            let value = dual.get(handle);
            dual.set(handle, value + Grad::variable(0.0, k % 8));
        }
        for parts in 1..=6 {
            let run = net.simulate(duration * f64::from(parts) / 6.0).record_nothing().run();
            let y = run.map_err(Error::from).unwrap().end().to_vec();
            let mut dy = y.clone();
            net.rhs(0.0, &y, &mut dy);
            let marked: Vec<Grad> = y.iter().enumerate().map(|(k, y)| Grad::variable(*y, k % 8)).collect();
            let mut slopes = marked.clone();
            dual.rhs(Grad::constant(0.0), &marked, &mut slopes);
            let values: Vec<f64> = slopes.iter().map(|slope| slope.value()).collect();
            assert_eq!(values, dy, "{what}");
        }
    }
    check("hodgkin_huxley", &axon(), 60.0);
    check("prinz_ab", &prinz_ab(), 400.0);
    check("pinsky_rinzel", &PinskyRinzel::default(), 100.0);
    check("pyloric", &Pyloric::default(), 300.0);
}

#[test]
fn later_blocks_repeat_the_steps_of_the_first() {
    let cell = prinz_ab();
    let all = [
        Stg::NaV.g,
        Stg::CaS.g,
        Stg::CaT.g,
        Stg::A.g,
        Stg::KCa.g,
        Stg::Kd.g,
        Stg::H.g,
        Stg::Leak.g,
        Stg::Na.e,
        Stg::K.e,
        Stg::capacitance,
        Stg::area,
        Stg::v_start,
        Stg::Ca.tau,
    ];
    // Two runs of other lengths, and one without derivatives.
    let cost = |net: &Stg<Grad>| {
        let plain = net.with::<f64>().simulate(20.0).mean(Stg::v)?;
        Ok(net.simulate(250.0).mean(Stg::ca)? + net.simulate(50.0).mean(Stg::v)? * plain)
    };
    let whole = cell.differentiate().by(&all).values_only().gradient(cost).unwrap();
    let parts: Vec<f64> = all
        .chunks(5)
        .flat_map(|chunk| cell.differentiate().by(chunk).values_only().gradient(cost).unwrap().derivatives)
        .collect();
    agree("in blocks of eight and of five", &whole.derivatives, &parts, 1e-9);
    // With tangents in the control, every block meets the tolerance whichever comes first.
    let forth = cell.gradient(&all, cost).unwrap();
    let turned: Vec<_> = all.iter().rev().copied().collect();
    let mut back = cell.gradient(&turned, cost).unwrap().derivatives;
    back.reverse();
    agree("in either order", &forth.derivatives, &back, 1e-3);
    assert!(forth.steps > whole.steps);
}

network! {
    /// A cell at rest and a burster, without a connection.
    pub struct Beside;

    neuron Quiet: Stg {
        NaV.g: 0mS/cm2, CaS.g: 0mS/cm2, CaT.g: 0mS/cm2, A.g: 1mS/cm2,
        KCa.g: 1mS/cm2, Kd.g: 1mS/cm2, H.g: 0.01mS/cm2, Leak.g: 1mS/cm2,
    }
    neuron Burster: Stg {
        NaV.g: 100mS/cm2, CaS.g: 6mS/cm2, CaT.g: 2.5mS/cm2, A.g: 50mS/cm2,
        KCa.g: 5mS/cm2, Kd.g: 100mS/cm2, H.g: 0.01mS/cm2, Leak.g: 0mS/cm2,
    }
}

/// The first block has the tangents of the quiet cell. Its steps are too long for the second block, which has the tangents of the
/// burster.
#[test]
fn a_later_block_that_misses_the_tolerance_has_all_repeated_on_finer_steps() {
    let net = Beside::default();
    let (quiet, burster) = (Beside::Quiet, Beside::Burster);
    let by = [
        quiet.A.g,
        quiet.KCa.g,
        quiet.Kd.g,
        quiet.H.g,
        quiet.Leak.g,
        quiet.Leak.e,
        quiet.K.e,
        quiet.capacitance,
        burster.H.g,
        burster.CaS.g,
    ];
    let end = |tolerance: f64| {
        move |net: &Beside<Grad>| net.simulate(400.0).method(Tsit5::tolerance(tolerance)).end(Beside::Burster.ca)
    };
    let truth = net.gradient(&by[8..], end(1e-11)).unwrap();
    let off = |gradient: &neuron_runtime::derive::Gradient| {
        let part = |k: usize| (gradient[8 + k] / truth[k] - 1.0).abs();
        part(0).max(part(1))
    };
    let first = net.gradient(&by[..8], end(1e-5)).unwrap();
    let plain = net.differentiate().by(&by).values_only().gradient(end(1e-5)).unwrap();
    let all = net.gradient(&by, end(1e-5)).unwrap();
    assert!(all.steps > first.steps, "{} and {}", all.steps, first.steps);
    assert!(off(&all) < 0.3 * off(&plain), "{:e} and {:e}", off(&all), off(&plain));
    // The result is the same as with these parameters in the first block.
    let alone = net.gradient(&by[8..], end(1e-5)).unwrap();
    let own = (0..2).map(|k| (alone[k] / truth[k] - 1.0).abs()).fold(0.0, f64::max);
    assert!(off(&all) < 3.0 * own, "{:e} and {own:e}", off(&all));
}

#[test]
fn a_cost_that_does_something_else_each_time_is_refused() {
    let cell = prinz_ab();
    let all: Vec<_> = cell.parameters().iter().take(12).map(|parameter| parameter.place()).collect();
    let all: Vec<Parameter<Stg>> = all.into_iter().map(|(origin, index)| Parameter::new(origin, index)).collect();
    let mut calls = 0.0;
    let moody = cell.gradient(&all, |cell| {
        calls += 1.0;
        cell.simulate(10.0 + calls).mean(Stg::v)
    });
    assert!(matches!(moody, Err(Error::NotRepeatable)), "{moody:?}");
    // Nothing is left of it.
    let gradient = cell.gradient(&all, |cell| cell.simulate(10.0).mean(Stg::v)).unwrap();
    assert_eq!(gradient.derivatives.len(), 12);
}

#[test]
fn methods_of_fixed_steps_are_differentiated_as_they_are() {
    let cell = prinz_ab();
    macro_rules! check {
        ($method:expr) => {
            for (p, part) in [(Stg::CaS.g, 1e-3), (Stg::H.g, 1e-3), (Stg::Na.e, 1e-4), (Stg::capacitance, 1e-3)] {
                let end = |cell: &Stg| cell.simulate(150.0).method($method).mean(Stg::v).unwrap();
                let expected = difference(&cell, p, part, end);
                let found = cell.gradient(&[p], |cell| cell.simulate(150.0).method($method).mean(Stg::v)).unwrap();
                agree(&format!("{:?}", $method), &found.derivatives, &[expected], 5e-6);
            }
        };
    }
    check!(ExponentialEuler::step(0.05));
    check!(Strang::step(0.05));
    check!(Rk4::step(0.02));
}

#[test]
fn adaptive_methods_agree_on_derivatives() {
    let net = Pyloric::default();
    let by = [Pyloric::AB.CaS.g, Pyloric::LP.Kd.g, Pyloric::AB_LP.Cholinergic.g, Pyloric::PY.Leak.g];
    macro_rules! mean {
        ($method:expr) => {
            net.gradient(&by, |net| net.simulate(200.0).method($method).mean(Pyloric::LP.v)).unwrap().derivatives
        };
    }
    let truth = mean!(Tsit5::tolerance(1e-9));
    agree("Adaptive", &mean!(Adaptive::tolerance(1e-6)), &truth, 1e-3);
    agree("Rodas5P", &mean!(Rodas5P::tolerance(1e-6)), &truth, 1e-3);
    agree("Rodas4", &mean!(Rodas4::tolerance(1e-6)), &truth, 1e-3);
    agree("Ros34Pw2", &mean!(Ros34Pw2::tolerance(1e-6)), &truth, 1e-3);
    let lp = |net: &Pyloric| net.simulate(200.0).method(Tsit5::tolerance(1e-11)).mean(Pyloric::LP.v).unwrap();
    let expected = difference(&net, by[2], 1e-3, lp);
    agree("differences", &truth[2..3], &[expected], 1e-6);
}

#[test]
fn hessians_are_derivatives_of_gradients() {
    let axon = axon();
    let by = [HodgkinHuxley::Na.g, HodgkinHuxley::K.g, HodgkinHuxley::inject];
    let method = Tsit5::tolerance(1e-10);
    for measure in [
        Measure::spike_time(HodgkinHuxley::v, 1),
        Measure::mean(HodgkinHuxley::v),
        Measure::soft_spike_count(HodgkinHuxley::v, 20.0, 10.0),
    ] {
        let objective = Objective::new(measure, 30.0).method(method);
        let hessian = axon.hessian_of(&by, &objective).unwrap();
        for (k, row) in hessian.matrix.iter().enumerate() {
            let expected: Vec<f64> = (0..3)
                .map(|j| {
                    difference(&axon, by[k], 1e-3, |axon| {
                        axon.differentiate().by(&by).forward().gradient_of(&objective).unwrap()[j]
                    })
                })
                .collect();
            agree("a row of the Hessian", row, &expected, 5e-5);
            let column: Vec<f64> = hessian.matrix.iter().map(|row| row[k]).collect();
            agree("symmetry", row, &column, 1e-8);
        }
        let direction = [0.3, -1.0, 2.0];
        let product = axon.differentiate().by(&by).hessian_product_of(&objective, &direction).unwrap();
        let expected: Vec<f64> =
            hessian.matrix.iter().map(|row| row.iter().zip(direction).map(|(h, d)| h * d).sum()).collect();
        agree("a product", &product.product, &expected, 1e-9);
        agree("the gradient", &product.gradient, &hessian.gradient, 1e-12);
    }
}

#[test]
fn starts_are_variables_too() {
    let axon = axon();
    let cost = |axon: &HodgkinHuxley<Grad>| axon.simulate(30.0).method(Tsit5::tolerance(1e-9)).mean(HodgkinHuxley::v);
    let states = [HodgkinHuxley::v, HodgkinHuxley::Na.m, HodgkinHuxley::K.n];
    let gradient = axon.differentiate().by_start(&states).gradient(cost).unwrap();
    let mut start = vec![0.0; axon.dim()];
    axon.start(&mut start);
    let names = axon.state_names();
    for (k, name) in ["v", "Na.m", "K.n"].into_iter().enumerate() {
        let index = names.iter().position(|other| other == name).unwrap();
        let mean = |part: f64| {
            let mut start = start.clone();
            start[index] += part;
            axon.simulate(30.0).method(Tsit5::tolerance(1e-12)).start_at(&start).mean(HodgkinHuxley::v).unwrap()
        };
        let slope = |h: f64| (mean(h) - mean(-h)) / (2.0 * h);
        agree(name, &[gradient[k]], &[(4.0 * slope(5e-4) - slope(1e-3)) / 3.0], 1e-6);
    }
}

#[test]
fn converged_derivatives_are_within_their_errors() {
    let cell = prinz_ab();
    let by = [Stg::CaS.g, Stg::KCa.g, Stg::H.g];
    let truth = cell.gradient(&by, |cell| cell.simulate(400.0).method(Tsit5::tolerance(1e-10)).mean(Stg::ca)).unwrap();
    let gradient = cell
        .differentiate()
        .by(&by)
        .converged(1e-4)
        .gradient(|cell| cell.simulate(400.0).method(Tsit5::tolerance(1e-4)).mean(Stg::ca))
        .unwrap();
    let errors = gradient.errors.clone().unwrap();
    for k in 0..3 {
        let error = (gradient[k] - truth[k]).abs();
        assert!(error <= errors[k] && errors[k] <= 1e-4 * gradient[k].abs(), "{k}: {error:e} and {:e}", errors[k]);
    }
    let hopeless = cell
        .differentiate()
        .by(&by)
        .converged(1e-17)
        .gradient(|cell| cell.simulate(20.0).method(ExponentialEuler::step(0.1)).mean(Stg::ca));
    assert!(matches!(hopeless, Err(Error::NotConverged { .. })), "{hopeless:?}");
}

#[test]
fn where_a_spike_vanishes_there_is_no_derivative() {
    let axon = axon();
    let by = [HodgkinHuxley::Na.g];
    let method = Tsit5::tolerance(1e-8);
    // The peak of the third spike, which is not the highest.
    let run = axon.simulate(40.0).method(method).record_every(0.001).run().map_err(Error::from).unwrap();
    let v = run.trace(HodgkinHuxley::v).unwrap();
    let third = (run.spikes.times()[2] * 1000.0) as usize;
    let peak = v[third..third + 3000].iter().copied().fold(f64::MIN, f64::max);
    for threshold in [peak - 0.003, peak + 0.003] {
        let time = |spike: usize| {
            axon.gradient(&by, |axon| {
                axon.simulate(40.0).method(method).spikes(threshold).spike_time(HodgkinHuxley::v, spike)
            })
        };
        let first = time(0).unwrap();
        assert!(first[0].is_finite());
        let third = time(2);
        assert!(matches!(third, Err(Error::NotDifferentiable { crossing: Some(_), .. })), "{third:?}");
        // Without derivatives there is a value.
        let plain = axon.simulate(40.0).method(method).spikes(threshold).spike_time(HodgkinHuxley::v, 0).unwrap();
        assert!((plain - first.value).abs() < 1e-6);
    }
    // Backwards, too.
    for threshold in [peak - 0.003, peak + 0.003] {
        let measure = |spike: usize| Objective::new(Measure::spike_time(HodgkinHuxley::v, spike), 40.0);
        let backward = |spike: usize| {
            let objective = measure(spike).method(method).spikes(threshold);
            axon.differentiate().by(&by).backward().gradient_of(&objective)
        };
        assert!(backward(0).unwrap()[0].is_finite());
        let third = backward(2);
        assert!(matches!(third, Err(Error::NotDifferentiable { crossing: Some(_), .. })), "{third:?}");
    }
    // The spikes of a run have them as well.
    let raw = axon.gradient(&by, |axon| {
        let run = axon.simulate(40.0).method(method).spikes(peak - 0.003).record_nothing().run()?;
        Ok(run.spikes.times().iter().fold(Grad::constant(0.0), |sum, time| sum + *time))
    });
    assert!(matches!(raw, Err(Error::NotDifferentiable { crossing: Some(_), .. })), "{raw:?}");
    let missing = axon.gradient(&by, |axon| axon.simulate(40.0).spike_time(HodgkinHuxley::v, 30));
    assert!(matches!(missing, Err(Error::NoEvent { found: 3, .. })), "{missing:?}");
}

/// The threshold is just below or just above the lowest of the first spikes of a burst. The spikes before it have
/// derivatives; it and the spikes after it have none, in a measure and in a run. A method without dense output has its
/// peaks at the ends of steps.
#[test]
fn spikes_after_a_grazing_peak_have_no_derivative() {
    fn check(method: impl Method<f64> + Method<Grad> + Copy, every: f64) {
        let cell = Liu::default();
        let by = [Liu::NaV.g];
        let run = cell.simulate(700.0).method(method).record_every(every).run().map_err(Error::from).unwrap();
        let v = run.trace(Liu::v).unwrap();
        let times = run.spikes.times();
        let peak = |spike: usize| {
            let begin = (times[spike] / every) as usize;
            v[begin..(begin + (3.0 / every) as usize).min(v.len())].iter().copied().fold(f64::MIN, f64::max)
        };
        let peaks: Vec<f64> = (0..times.len()).map(peak).collect();
        // Lower than the first one, and than one that follows it.
        let low = |k: &usize| peaks[*k] < peaks[0] - 0.1 && peaks[*k..].iter().any(|later| *later > peaks[*k] + 0.1);
        let lowest = (1..peaks.len()).find(low).expect("a low peak before a higher one");
        let threshold = peaks[lowest];
        let before = peaks[..lowest].iter().filter(|peak| **peak > threshold).count();
        for threshold in [threshold - 0.003, threshold + 0.003] {
            let measured = |spike: usize| {
                cell.gradient(&by, |cell| {
                    cell.simulate(700.0).method(method).spikes(threshold).spike_time(Liu::v, spike)
                })
            };
            let found = |spike: usize| {
                cell.gradient(&by, |cell| {
                    let run = cell.simulate(700.0).method(method).spikes(threshold).record_nothing().run()?;
                    Ok(run.spikes.times()[spike])
                })
            };
            assert!(measured(before - 1).unwrap()[0].is_finite() && found(before - 1).unwrap()[0].is_finite());
            for refused in [measured(before), found(before)] {
                assert!(matches!(refused, Err(Error::NotDifferentiable { crossing: Some(_), .. })), "{refused:?}");
            }
        }
    }
    check(Tsit5::tolerance(1e-8), 0.002);
    check(Rodas5P::tolerance(1e-7), 0.002);
    check(ExponentialEuler::step(0.02), 0.02);
}

/// A run that ends, or a measure that begins, while a spike passes the threshold may have that spike or not.
#[test]
fn a_spike_at_the_edge_of_what_is_measured_has_no_derivative() {
    let axon = axon();
    let spikes = axon.simulate(60.0).record_nothing().run().map_err(Error::from).unwrap().spikes.times().to_vec();
    let by = [HodgkinHuxley::K.g];
    let period = |from: f64, duration: f64| {
        let measure = Measure::spike_time(HodgkinHuxley::v, 0).from(from);
        axon.gradient_of(&by, &Objective::new(measure, duration))
    };
    assert!(period(spikes[1] - 1.0, 60.0).unwrap()[0].is_finite());
    for (from, duration) in [(spikes[1] - 1e-6, 60.0), (spikes[1] + 1e-6, 60.0), (spikes[1] - 1.0, spikes[1] + 1e-6)] {
        let edge = period(from, duration);
        assert!(matches!(edge, Err(Error::NotDifferentiable { crossing: Some(_), .. })), "{edge:?}");
    }
}

/// Functions of the spikes report this as well.
#[test]
fn a_spike_at_the_end_of_a_run_has_no_derivative() {
    let axon = axon();
    let spikes = axon.simulate(60.0).record_nothing().run().map_err(Error::from).unwrap().spikes.times().to_vec();
    let last = spikes[spikes.len() - 1];
    let derivative = |duration: f64, first: bool| {
        axon.gradient(&[HodgkinHuxley::K.g], |axon| {
            let run = axon.simulate(duration).record_nothing().run()?;
            let times = run.spikes.times();
            Ok(if first { times[0] } else { times.iter().fold(Grad::constant(0.0), |sum, time| sum + *time) })
        })
    };
    assert!(derivative(last + 1.0, false).unwrap()[0].is_finite());
    assert!(derivative(last + 1e-6, true).unwrap()[0].is_finite());
    let edge = derivative(last + 1e-6, false);
    assert!(matches!(edge, Err(Error::NotDifferentiable { crossing: Some(_), .. })), "{edge:?}");
}

#[test]
fn bursts_that_are_about_to_be_split_have_no_derivative() {
    let cell = prinz_ab();
    let period = |gap: f64| {
        cell.gradient(&[Stg::KCa.g], |cell| {
            let run = cell.simulate(2500.0).method(ExponentialEuler::step(0.1)).record_nothing().spikes(-10.0).run()?;
            run.spikes.bursts(gap).mean_period().ok_or(Error::NotRepeatable)
        })
    };
    assert!(period(100.0).unwrap()[0].is_finite());
    let run = cell.simulate(2500.0).method(ExponentialEuler::step(0.1)).record_nothing().spikes(-10.0).run();
    let spikes = run.map_err(Error::from).unwrap().spikes.times().to_vec();
    let edge = period(spikes[4] - spikes[3] + 1e-6);
    assert!(matches!(edge, Err(Error::NotDifferentiable { .. })), "{edge:?}");
}

/// Windows and samples before the beginning of the measurement are refused.
#[test]
fn a_measure_that_begins_after_its_own_times_is_refused() {
    let axon = axon();
    for measure in [
        Measure::envelope_distance(HodgkinHuxley::v, &[5.0, 10.0], &[0.0], 2.0).from(6.0),
        Measure::distance(HodgkinHuxley::v, &[5.0, 10.0], &[0.0, 0.0]).from(6.0),
    ] {
        let refused = axon.simulate(20.0).measure(&[measure]);
        assert!(matches!(refused, Err(Error::Setting { value: 5.0, .. })), "{refused:?}");
    }
}

#[test]
fn measures_are_what_fine_sampling_shows() {
    let cell = prinz_ab();
    let (duration, every) = (400.0, 0.002);
    let run = cell
        .simulate(duration)
        .spikes(-10.0)
        .record_every(every)
        .record(&[Stg::v, Stg::ca])
        .record(&[Stg::Leak.current, Stg::KCa.current])
        .run()
        .map_err(Error::from)
        .unwrap();
    let (v, ca, kca) = (run.trace(Stg::v).unwrap(), run.trace(Stg::ca).unwrap(), run.trace(Stg::KCa.current).unwrap());
    // The trapezoidal rule.
    let integral = |values: &[f64]| {
        let inner: f64 = values.iter().sum();
        (inner - 0.5 * (values[0] + values[values.len() - 1])) * every
    };
    let levels: Vec<f64> = (-100..80).map(f64::from).collect();
    let mut measures = vec![
        Measure::mean(Stg::ca),
        Measure::integral(Stg::v),
        Measure::integral(Stg::KCa.current),
        Measure::mean(Stg::v).from(200.0),
        Measure::end(Stg::v),
        Measure::soft_spike_count(Stg::v, -10.0, 1.0),
        Measure::distance(Stg::v, &[100.0, 250.0], &[-50.0, 0.0]),
        Measure::envelope_distance(Stg::v, &[220.0, 300.0], &[0.0], 2.0),
    ];
    measures.extend(levels.iter().map(|level| Measure::density(Stg::v, *level, 2.0)));
    let found = cell.simulate(duration).spikes(-10.0).measure(&measures).unwrap();
    let at = |t: f64| v[(t / every).round() as usize];
    let soft = |from: f64, to: f64| {
        let part: Vec<f64> =
            v[(from / every) as usize..=(to / every) as usize].iter().map(|v| (v / 2.0).exp()).collect();
        2.0 * (integral(&part) / (to - from)).ln()
    };
    let expected = [
        integral(ca) / duration,
        integral(v),
        integral(kca),
        integral(&v[v.len() / 2..]) / 200.0,
        v[v.len() - 1],
        run.spikes.len() as f64,
        0.5 * ((at(100.0) + 50.0).powi(2) + at(250.0).powi(2)),
        soft(220.0, 300.0).powi(2),
    ];
    for (k, (found, expected)) in found.iter().zip(expected).enumerate() {
        let tolerance = if k == 5 { 0.02 } else { 2e-5 };
        assert!((found - expected).abs() <= tolerance * expected.abs(), "measure {k}: {found} and not {expected}");
    }
    let density: f64 = found[8..].iter().sum();
    assert!((density - 1.0).abs() < 1e-6, "{density}");
    let widest = found[8..].iter().zip(&levels).max_by(|a, b| a.0.total_cmp(b.0)).unwrap().1;
    let kernel = |v: f64| (-0.5 * ((v - widest) / 2.0).powi(2)).exp() / (2.0 * (2.0 * std::f64::consts::PI).sqrt());
    let sampled = integral(&v.iter().map(|v| kernel(*v)).collect::<Vec<_>>()) / duration;
    let level = found[8..].iter().copied().fold(0.0, f64::max);
    assert!((level - sampled).abs() < 1e-5 * sampled, "{level} and {sampled}");
}

/// A soft count changes smoothly while the peak of a spike sinks through the threshold, where the count itself jumps.
#[test]
fn a_soft_count_is_smooth_where_a_spike_vanishes() {
    let run = axon().simulate(40.0).record_every(0.001).run().map_err(Error::from).unwrap();
    let v = run.trace(HodgkinHuxley::v).unwrap();
    let third = (run.spikes.times()[2] * 1000.0) as usize;
    let threshold = v[third..third + 3000].iter().copied().fold(f64::MIN, f64::max);
    let count = |current: f64| {
        let mut axon = axon();
        axon.set(HodgkinHuxley::inject, current);
        let soft = Measure::soft_spike_count(HodgkinHuxley::v, threshold, 0.2);
        let objective = Objective::new(soft, 40.0).method(Tsit5::tolerance(1e-9));
        let gradient = axon.differentiate().by(&[HodgkinHuxley::inject]).gradient_of(&objective).unwrap();
        let run = axon.simulate(40.0).spikes(threshold).record_nothing().run().map_err(Error::from).unwrap();
        (gradient.value, gradient[0], run.spikes.len())
    };
    let (step, begin) = (0.02, 9.5);
    let points: Vec<_> = (0..=50).map(|k| count(begin + f64::from(k) * step)).collect();
    assert_ne!(points[0].2, points[50].2, "a spike comes or goes in between");
    assert!((points[0].0 - points[50].0).abs() > 0.3, "{} and {}", points[0].0, points[50].0);
    for pair in points.windows(2) {
        let (rise, slopes) = (pair[1].0 - pair[0].0, 0.5 * (pair[0].1 + pair[1].1) * step);
        assert!((rise - slopes).abs() < 1e-3, "{rise} and {slopes}");
    }
}

/// Tangents of whole traces against differences of traces. The Fisher information and its directions consist of them.
#[test]
fn tangents_of_traces_are_their_derivatives() {
    let axon = axon();
    let by = of_the_axon();
    let (duration, every, method) = (20.0, 0.1, Tsit5::tolerance(1e-9));
    let curves = axon
        .differentiate()
        .by(&by)
        .by_start(&[HodgkinHuxley::K.n])
        .curves(|axon| {
            let simulation = axon.simulate(duration).method(method).record_every(every);
            Ok(simulation.record(&[HodgkinHuxley::v]).record(&[HodgkinHuxley::Na.current]).run()?)
        })
        .unwrap();
    assert_eq!((curves.time.len(), curves.curves.len(), curves.variables.len()), (201, 2, 9));
    let (v, current) = (curves.curve(HodgkinHuxley::v).unwrap(), curves.curve(HodgkinHuxley::Na.current).unwrap());
    assert_eq!((v.unit, current.unit), ("mV", "nA"));
    let missing = curves.curve(HodgkinHuxley::K.current);
    assert!(matches!(missing, Err(Error::NotRecorded { .. })), "{missing:?}");
    let traces = |axon: &HodgkinHuxley| {
        let simulation = axon.simulate(duration).method(Tsit5::tolerance(1e-12)).record_every(every);
        let run = simulation.record(&[HodgkinHuxley::v]).record(&[HodgkinHuxley::Na.current]).run();
        let run = run.map_err(Error::from).unwrap();
        [run.trace(HodgkinHuxley::v).unwrap().to_vec(), run.trace(HodgkinHuxley::Na.current).unwrap().to_vec()]
    };
    for (k, parameter) in by.into_iter().enumerate() {
        let value = axon.get(parameter);
        let shifted = |part: f64| traces(axon.clone().set(parameter, value * (1.0 + part)));
        let (up, down, far_up, far_down) = (shifted(1e-4), shifted(-1e-4), shifted(2e-4), shifted(-2e-4));
        for (trace, curve) in [v, current].into_iter().enumerate() {
            let expected: Vec<f64> = (0..curves.time.len())
                .map(|i| {
                    let near = (up[trace][i] - down[trace][i]) / 2e-4;
                    let far = (far_up[trace][i] - far_down[trace][i]) / 4e-4;
                    (4.0 * near - far) / (3.0 * value)
                })
                .collect();
            agree(&format!("{} by {}", curve.name, curves.variables[k].name), &curve.by[k], &expected, 1e-4);
            let relative: Vec<f64> = curve.by[k].iter().map(|d| d * value.abs()).collect();
            assert_eq!(curves.relative(curve)[k], relative);
        }
    }

    // The sum of s sᵀ/σ² over all samples; the directions are its eigenvectors.
    let noise = [2.0, 0.5];
    let fisher = curves.fisher(&noise).unwrap();
    for (a, row) in fisher.matrix.iter().enumerate() {
        for (b, entry) in row.iter().enumerate() {
            let mut sum = 0.0;
            for (curve, noise) in [v, current].into_iter().zip(noise) {
                let s = curves.relative(curve);
                sum += s[a].iter().zip(&s[b]).map(|(x, y)| x * y / (noise * noise)).sum::<f64>();
            }
            assert!((entry - sum).abs() <= 1e-12 * sum.abs(), "{a}, {b}: {entry} and not {sum}");
        }
    }
    let directions = fisher.directions().unwrap().directions;
    let most = directions[0].information;
    assert!(directions.windows(2).all(|pair| pair[0].information >= pair[1].information));
    for direction in &directions {
        let length: f64 = direction.parts.iter().map(|x| x * x).sum();
        assert!((length - 1.0).abs() < 1e-12);
        for (row, part) in fisher.matrix.iter().zip(&direction.parts) {
            let product: f64 = row.iter().zip(&direction.parts).map(|(x, y)| x * y).sum();
            assert!((product - direction.information * part).abs() < 1e-11 * most);
        }
    }
    // Along the sloppiest direction the traces hardly change, along the stiffest they do, as much as it says.
    for direction in [&directions[0], &directions[7]] {
        let step = 1e-3;
        let mut moved = axon.clone();
        for (parameter, part) in by.into_iter().zip(&direction.parts) {
            moved.set(parameter, axon.get(parameter) + step * part * axon.get(parameter).abs());
        }
        // K.n at the start is a variable that cannot be set so; its part is left out on both sides.
        let without: Vec<f64> = direction.parts.iter().take(8).copied().chain([0.0]).collect();
        let expected: f64 = fisher
            .matrix
            .iter()
            .zip(&without)
            .map(|(row, a)| row.iter().zip(&without).map(|(x, b)| a * x * b).sum::<f64>())
            .sum();
        let (before, after) = (traces(&axon), traces(&moved));
        let mut found = 0.0;
        for k in 0..2 {
            found += before[k].iter().zip(&after[k]).map(|(a, b)| ((b - a) / (step * noise[k])).powi(2)).sum::<f64>();
        }
        assert!((found / expected - 1.0).abs() < 0.1, "{found} and not {expected}");
    }
    for wrong in [&[1.0][..], &[1.0, 0.0], &[1.0, f64::NAN]] {
        assert!(matches!(curves.fisher(wrong), Err(Error::Setting { .. })));
    }
}

/// The best K.g for each Leak.g, against the one that is found by halving intervals without derivatives.
#[test]
fn a_profile_finds_what_makes_up_for_a_parameter() {
    let axon = HodgkinHuxley::default();
    let mean =
        |axon: &HodgkinHuxley| axon.simulate(30.0).method(Tsit5::tolerance(1e-9)).mean(HodgkinHuxley::v).unwrap();
    let rest = mean(&axon);
    let off = cost!(|axon: HodgkinHuxley| {
        let off = axon.simulate(30.0).method(Tsit5::tolerance(1e-9)).mean(HodgkinHuxley::v)? - *rest;
        Ok(off * off)
    }; rest: f64 = rest);
    let parameters = [HodgkinHuxley::Leak.g, HodgkinHuxley::K.g];
    let profile = axon.differentiate().by(&parameters).profile_of(&off, &[0.2, 0.25, 0.35, 0.4]).unwrap();
    assert_eq!((profile.held.name.as_str(), profile.others[0].name.as_str()), ("Leak.g", "K.g"));
    for point in &profile.points {
        let mut axon = axon.clone();
        axon.set(HodgkinHuxley::Leak.g, point.held);
        let (mut low, mut high) = (10.0, 100.0);
        for _ in 0..40 {
            let middle = 0.5 * (low + high);
            // More potassium conductance, a lower V.
            if mean(axon.set(HodgkinHuxley::K.g, middle)) > rest { low = middle } else { high = middle }
        }
        assert!(point.cost < 1e-8, "{point:?}");
        assert!((point.others[0] / low - 1.0).abs() < 1e-3, "{point:?} and {low}");
    }
    // A mean determines one of them alone: with nothing else to move, the cost rises on both sides.
    let alone = axon.differentiate().by(&parameters[..1]).profile_of(&off, &[0.2, 0.3, 0.4]).unwrap();
    assert!(alone.points[0].cost > 1e-3 && alone.points[1].cost < 1e-12 && alone.points[2].cost > 1e-3, "{alone:?}");
    // The search has the errors of its gradients.
    let backward = axon.differentiate().by(&parameters).backward().profile_of(&off, &[0.2]);
    assert!(matches!(backward, Err(Error::NotReversible { .. })), "{backward:?}");
}
