//! Runs: recorded quantities and times, spikes as roots and their derivatives, files, cells of several compartments.

use neuron_runtime::library::hodgkin_huxley_1952::{HodgkinHuxley, K, Leak, Na};
use neuron_runtime::library::prinz_2003::Stg;
use neuron_runtime::number::Dual;
use neuron_runtime::prelude::*;
use neuron_runtime::solve::Method;
use neuron_tests::models::{Pyloric, prinz_ab};
use num_dual::{Dual2_64, Dual64};

/// The axon at a constant current, which fires every 15 ms.
fn axon() -> HodgkinHuxley {
    let mut cell = HodgkinHuxley::default();
    cell.set(HodgkinHuxley::inject, 10.0);
    cell
}

fn rhs<N: Network<f64>>(network: &N, y: &[f64]) -> Vec<f64> {
    let mut dy = vec![0.0; y.len()];
    network.rhs(0.0, y, &mut dy);
    dy
}

fn start<N: Network<f64>>(network: &N) -> Vec<f64> {
    let mut y = vec![0.0; network.dim()];
    network.start(&mut y);
    y
}

fn close(a: f64, b: f64, tolerance: f64) {
    assert!((a - b).abs() <= tolerance * a.abs().max(b.abs()).max(1e-300), "{a} and {b}");
}

#[test]
fn currents_balance_the_capacitor_at_every_sample() -> Result<(), Error> {
    let mut cell = prinz_ab();
    cell.set(Stg::inject, 0.3);
    let times = [0.0, 0.3, 1.7, 5.0, 5.1, 17.25, 40.0];
    for adaptive in [true, false] {
        let simulation = cell
            .simulate(40.0)
            .record_at(&times)
            .record(&[Stg::v, Stg::ca, Stg::NaV.m, Stg::NaV.h, Stg::CaS.m, Stg::CaS.h, Stg::CaT.m, Stg::CaT.h])
            .record(&[Stg::A.m, Stg::A.h, Stg::KCa.m, Stg::Kd.m, Stg::H.m])
            .record(&[Stg::NaV.current, Stg::CaS.current, Stg::CaT.current, Stg::A.current])
            .record(&[Stg::KCa.current, Stg::Kd.current, Stg::H.current, Stg::Leak.current]);
        let run = match adaptive {
            true => simulation.run()?,
            false => simulation.method(ExponentialEuler::step(0.04)).run()?,
        };
        assert_eq!(run.time(), times);
        assert_eq!(run.columns().len(), cell.dim() + 8);
        let names: Vec<&str> = run.columns().iter().map(|column| column.name.as_str()).collect();
        assert_eq!(names[..cell.dim()], cell.state_names());
        for k in 0..times.len() {
            let row: Vec<f64> = run.columns().iter().map(|column| column.values[k]).collect();
            let (y, currents) = row.split_at(cell.dim());
            // 0.0628 mm² at 10 nF/mm².
            let capacitor = 0.628 * rhs(&cell, y)[0];
            let outward: f64 = currents.iter().sum();
            let largest = currents.iter().fold(0.0f64, |a, b| a.max(b.abs()));
            assert!((0.3 - outward - capacitor).abs() < 1e-12 * largest.max(1.0), "{outward} {capacitor}");
        }
        assert!(run.columns().iter().filter(|column| column.unit == "nA").count() == 8);
        assert_eq!((run.columns()[0].unit, run.columns()[1].unit, run.columns()[2].unit), ("mV", "uM", ""));
    }
    Ok(())
}

#[test]
fn synaptic_currents_balance_too() -> Result<(), Error> {
    let network = Pyloric::default();
    let run = network
        .simulate(60.0)
        .record_at(&[60.0])
        .record(&[Pyloric::LP.NaV.current, Pyloric::LP.CaS.current, Pyloric::LP.CaT.current, Pyloric::LP.A.current])
        .record(&[Pyloric::LP.KCa.current, Pyloric::LP.Kd.current, Pyloric::LP.H.current, Pyloric::LP.Leak.current])
        .record(&[Pyloric::AB_LP.Cholinergic.current, Pyloric::AB_LP.Glutamatergic.current])
        .record(&[Pyloric::PY_LP.Glutamatergic.current])
        .run()?;
    let outward: f64 = run.columns().iter().map(|column| column.values[0]).sum();
    let v = network.state_index(Pyloric::LP.v.origin(), Pyloric::LP.v.index()).unwrap();
    let capacitor = 0.628 * rhs(&network, run.end())[v];
    assert!((outward + capacitor).abs() < 1e-12, "{outward} and {capacitor}");
    assert!(run.trace(Pyloric::PY_LP.Glutamatergic.current)?[0] != 0.0);
    Ok(())
}

#[test]
fn conductances_are_in_microsiemens() -> Result<(), Error> {
    let cell = axon();
    let run = cell
        .simulate(30.0)
        .record_every(0.5)
        .record(&[HodgkinHuxley::v, HodgkinHuxley::K.n, HodgkinHuxley::Na.m, HodgkinHuxley::Na.h])
        .record(&[HodgkinHuxley::K.conductance, HodgkinHuxley::Leak.conductance])
        .record(&[HodgkinHuxley::K.current, HodgkinHuxley::Na.current])
        .run()?;
    let of = |name: &str| run.trace_by_name(name);
    for k in 0..run.time().len() {
        let (v, n, m, h) = (of("v")?[k], of("K.n")?[k], of("Na.m")?[k], of("Na.h")?[k]);
        // 36 mS/cm² over 0.1 mm² are 36 µS.
        close(of("K.conductance")?[k], 36.0 * n.powi(4), 1e-13);
        close(of("K.current")?[k], 36.0 * n.powi(4) * (v + 77.0), 1e-13);
        close(of("Na.current")?[k], 120.0 * m.powi(3) * h * (v - 50.0), 1e-13);
        close(of("Leak.conductance")?[k], 0.3, 1e-13);
    }
    assert_eq!(run.trace(HodgkinHuxley::K.conductance)?, of("K.conductance")?);
    Ok(())
}

#[test]
fn samples_are_taken_when_asked_the_end_included() -> Result<(), Error> {
    let cell = axon();
    for (interval, duration, count) in [(0.1, 10.0, 101), (0.1, 0.3, 4), (0.3, 0.9, 4), (0.7, 2.0, 3), (5.0, 2.0, 1)] {
        let run = cell.simulate(duration).record_every(interval).run()?;
        assert_eq!(run.time().len(), count, "every {interval} of {duration}");
        assert_eq!(run.trace(HodgkinHuxley::v)?.len(), count);
        let euler = cell.simulate(duration).record_every(interval).method(ExponentialEuler::step(0.025)).run()?;
        assert_eq!(euler.time(), run.time());
        assert_eq!(run.duration(), duration);
    }
    let run = cell.simulate(7.3).record_every(0.1).run()?;
    // The last sample is the end itself, to the last bit, and the first the start.
    assert_eq!(run.trace(HodgkinHuxley::v)?.last(), run.end().first());
    assert_eq!(run.trace(HodgkinHuxley::v)?[0], -65.0);
    let listed = cell.simulate(7.3).record_at(&[0.05, 1.0 / 3.0, 7.3]).record(&[HodgkinHuxley::K.n]).run()?;
    assert_eq!(listed.time(), [0.05, 1.0 / 3.0, 7.3]);
    assert_eq!(listed.trace(HodgkinHuxley::K.n)?[2], listed.end()[3]);
    Ok(())
}

/// Samples do not disturb the solution: they are interpolated, to the order of the method.
#[test]
fn samples_between_steps_are_as_good_as_the_steps() -> Result<(), Error> {
    let cell = axon();
    let fine = cell.simulate(20.0).method(Tsit5::tolerance(1e-12)).record_every(0.05).run()?;
    let coarse = cell.simulate(20.0).method(Tsit5::tolerance(1e-6)).record_every(0.05).run()?;
    let rare = cell.simulate(20.0).method(Tsit5::tolerance(1e-6)).record_every(20.0).run()?;
    assert_eq!((coarse.end(), coarse.statistics), (rare.end(), rare.statistics));
    let pairs = fine.trace(HodgkinHuxley::v)?.iter().zip(coarse.trace(HodgkinHuxley::v)?);
    let worst = pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
    assert!(worst < 5e-3, "{worst}");
    Ok(())
}

#[test]
fn what_is_recorded_twice_is_one_column() -> Result<(), Error> {
    let network = Pyloric::default();
    let run = network.simulate(1.0).record(&[Pyloric::AB.v, Pyloric::AB.v]).record(&[Pyloric::AB.v]).run()?;
    assert_eq!(run.columns().len(), 1);
    // Without a word, V of every neuron.
    let run = network.simulate(1.0).run()?;
    let names: Vec<&str> = run.columns().iter().map(|column| column.name.as_str()).collect();
    assert_eq!(names, ["AB.v", "LP.v", "PY.v"]);
    let run = network.simulate(1.0).record_nothing().run()?;
    assert!(run.columns().is_empty() && run.time().is_empty());
    assert_eq!(run.end().len(), network.dim());
    Ok(())
}

#[test]
fn a_run_goes_on_from_the_end_of_another() -> Result<(), Error> {
    let network = Pyloric::default();
    let method = ExponentialEuler::step(0.03125);
    let whole = network.simulate(100.0).method(method).spikes(-10.0).run()?;
    let first = network.simulate(62.5).method(method).spikes(-10.0).run()?;
    let second = network.simulate(37.5).method(method).spikes(-10.0).start_at(first.end()).run()?;
    assert_eq!(whole.end(), second.end());
    assert_eq!(whole.lp.spikes.len(), first.lp.spikes.len() + second.lp.spikes.len());
    let shifted = first.lp.spikes.iter().chain(second.lp.spikes.iter().map(|t| t + 62.5));
    assert!(shifted.zip(&whole.lp.spikes).all(|(a, b)| (a - b).abs() < 1e-9));
    Ok(())
}

/// Upward crossings of a dense trace, by linear interpolation.
fn crossings(times: &[f64], v: &[f64], threshold: f64) -> Vec<f64> {
    let pairs = times.windows(2).zip(v.windows(2));
    pairs
        .filter(|(_, v)| v[0] < threshold && v[1] >= threshold)
        .map(|(t, v)| t[0] + (threshold - v[0]) / (v[1] - v[0]) * (t[1] - t[0]))
        .collect()
}

#[test]
fn spikes_are_the_crossings_of_a_dense_trace() -> Result<(), Error> {
    let cell = axon();
    for tolerance in [1e-3, 1e-6, 1e-9] {
        let at = |threshold: f64| {
            cell.simulate(60.0).method(Tsit5::tolerance(tolerance)).record_every(0.001).spikes(threshold).run()
        };
        let dense = at(0.0)?;
        let v = dense.trace(HodgkinHuxley::v)?;
        for threshold in [-70.0, -60.0, -45.0, -20.0, 0.0, 20.0, 35.0] {
            let (found, seen) = (at(threshold)?, crossings(dense.time(), v, threshold));
            assert_eq!(found.spikes.len(), seen.len(), "{threshold} mV at {tolerance}");
            assert_eq!(found.spikes.threshold(), threshold);
            for (found, seen) in found.spikes.iter().zip(&seen) {
                assert!((found - seen).abs() < 1e-3, "{found} and {seen} at {threshold} mV");
            }
        }
        let spikes = crossings(dense.time(), v, 0.0);
        assert!(spikes.len() == 4 || tolerance == 1e-3);
    }
    Ok(())
}

/// Thresholds close to the peaks, where V returns within one step of the method.
#[test]
fn no_spike_is_lost_within_a_step() -> Result<(), Error> {
    let cell = axon();
    let run =
        |threshold: f64| cell.simulate(60.0).method(Tsit5::tolerance(1e-3)).record_every(0.0005).spikes(threshold);
    let dense = run(0.0).run()?;
    let v = dense.trace(HodgkinHuxley::v)?;
    let peak = v.iter().copied().fold(f64::MIN, f64::max);
    let trough = v.iter().copied().fold(f64::MAX, f64::min);
    let mut within = 0;
    for k in 0..80 {
        for threshold in [peak - 0.003 - 0.05 * f64::from(k), trough + 0.003 + 0.05 * f64::from(k)] {
            let (found, seen) = (run(threshold).run()?.spikes.len(), crossings(dense.time(), v, threshold).len());
            assert_eq!(found, seen, "{threshold} mV");
            within += found;
        }
    }
    assert!(within > 80);
    Ok(())
}

/// A spike's time at the tolerance of a derivative's judge.
fn spike<T: Scalar>(cell: &HodgkinHuxley<T>, k: usize) -> T {
    let run = cell.simulate(50.0).method(Tsit5::tolerance(1e-11)).record_nothing().spikes(0.0).run();
    run.map_err(Error::from).unwrap().spikes.times()[k]
}

/// The central difference of fourth order of `f` around `x`.
fn difference(x: f64, h: f64, f: impl Fn(f64) -> f64) -> f64 {
    (8.0 * (f(x + h) - f(x - h)) - (f(x + 2.0 * h) - f(x - 2.0 * h))) / (12.0 * h)
}

#[test]
fn spike_times_have_derivatives() {
    let cases =
        [(HodgkinHuxley::inject, 10.0, 0.02), (HodgkinHuxley::Na.g, 120.0, 0.1), (HodgkinHuxley::K.g, 36.0, 0.03)];
    for (parameter, value, h) in cases {
        for k in [0, 2] {
            let at = |x: f64| {
                let mut cell = axon();
                cell.set(parameter, x);
                spike(&cell, k)
            };
            let mut dual = axon().with::<Dual<Dual64>>();
            dual.set(parameter, Dual(Dual64::new(value, 1.0)));
            let exact = spike(&dual, k);
            let numerical = difference(value, h, at);
            println!("spike {k}: {} and {numerical}", exact.0.eps);
            close(exact.0.re, at(value), 1e-9);
            close(exact.0.eps, numerical, 1e-5);
        }
    }
}

/// The time of an event is a function of the parameters to every order.
#[test]
fn spike_times_have_second_derivatives() {
    let slope = |x: f64| {
        let mut dual = axon().with::<Dual<Dual64>>();
        dual.set(HodgkinHuxley::inject, Dual(Dual64::new(x, 1.0)));
        spike(&dual, 1).0.eps
    };
    let mut second = axon().with::<Dual<Dual2_64>>();
    second.set(HodgkinHuxley::inject, Dual(Dual2_64::new(10.0, 1.0, 0.0)));
    let exact = spike(&second, 1);
    close(exact.0.v1, slope(10.0), 1e-6);
    close(exact.0.v2, difference(10.0, 0.02, slope), 1e-5);
}

/// The lowest peak only just reaches the threshold, or only just does not: spikes before it have derivatives, it and those
/// after it have none, whatever the numbers.
#[test]
fn spikes_after_a_grazing_peak_have_no_derivative_in_other_numbers() {
    let method = Tsit5::tolerance(1e-11);
    let run = axon().simulate(50.0).method(method).record_every(0.002).run().map_err(Error::from).unwrap();
    let (v, times) = (run.trace(HodgkinHuxley::v).unwrap(), run.spikes.times());
    let peak = |spike: &f64| {
        let begin = (spike / 0.002) as usize;
        v[begin..(begin + 1500).min(v.len())].iter().copied().fold(f64::MIN, f64::max)
    };
    let peaks: Vec<f64> = times.iter().map(peak).collect();
    let lowest = (1..peaks.len()).min_by(|a, b| peaks[*a].total_cmp(&peaks[*b])).expect("several spikes");
    for threshold in [peaks[lowest] - 0.003, peaks[lowest] + 0.003] {
        fn spikes<T: Scalar>(current: T, method: Tsit5, threshold: f64) -> Vec<T> {
            let mut cell = axon().with::<T>();
            cell.set(HodgkinHuxley::inject, current);
            let run = cell.simulate(50.0).method(method).spikes(threshold).record_nothing().run();
            run.map_err(Error::from).unwrap().spikes.times().to_vec()
        }
        let first = spikes(Dual(Dual64::new(10.0, 1.0)), method, threshold);
        let second = spikes(Dual(Dual2_64::new(10.0, 1.0, 0.0)), method, threshold);
        assert!(first.len() > lowest || threshold > peaks[lowest]);
        assert_eq!(first.len(), second.len());
        for (k, (first, second)) in first.iter().zip(&second).enumerate() {
            let derivatives = [first.0.eps, second.0.v1, second.0.v2];
            let right = if k < lowest { derivatives.map(f64::is_finite) } else { derivatives.map(f64::is_nan) };
            assert_eq!(right, [true; 3], "spike {k} at {threshold} mV: {derivatives:?}");
            assert!((first.0.re - second.0.re).abs() < 1e-9 && first.0.re > 0.0);
        }
    }
}

/// With exponential Euler, the derivative is the one of the piecewise linear solution.
#[test]
fn spike_times_by_exponential_euler_have_derivatives() {
    fn at<T: Scalar>(cell: &HodgkinHuxley<T>) -> T {
        let run = cell.simulate(30.0).method(ExponentialEuler::step(0.01)).record_nothing().run();
        run.map_err(Error::from).unwrap().spikes.times()[1]
    }
    let mut dual = axon().with::<Dual<Dual64>>();
    dual.set(HodgkinHuxley::inject, Dual(Dual64::new(10.0, 1.0)));
    // Small, for the crossing has to stay within its step.
    let numerical = difference(10.0, 1e-5, |x| {
        let mut cell = axon();
        cell.set(HodgkinHuxley::inject, x);
        at(&cell)
    });
    close(at(&dual).0.eps, numerical, 1e-5);
}

/// A table in text: names and columns.
fn read(text: &str) -> (Vec<String>, Vec<Vec<String>>) {
    let mut rows = text.lines().map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
    let names = rows.next().unwrap();
    (names, rows.collect())
}

#[test]
fn traces_and_spikes_are_saved_with_all_digits() -> Result<(), Error> {
    let network = Pyloric::default();
    let run = network.simulate(200.0).record_every(0.5).record(&[Pyloric::AB.v, Pyloric::LP.ca]).spikes(-20.0).run()?;
    let folder = std::env::temp_dir().join(format!("neuron-tests-simulation-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let (traces, spikes) = (folder.join("traces.csv"), folder.join("spikes.csv"));
    run.save_traces(&traces)?;
    run.save_spikes(&spikes)?;

    let (names, rows) = read(&std::fs::read_to_string(&traces).unwrap());
    assert_eq!(names, ["t_ms", "AB.v", "LP.ca"]);
    assert_eq!(rows.len(), 401);
    for (k, row) in rows.iter().enumerate() {
        let numbers: Vec<f64> = row.iter().map(|number| number.parse().unwrap()).collect();
        assert_eq!(numbers, [run.time()[k], run.trace(Pyloric::AB.v)?[k], run.trace(Pyloric::LP.ca)?[k]]);
    }
    let (names, rows) = read(&std::fs::read_to_string(&spikes).unwrap());
    assert_eq!(names, ["neuron", "t_ms"]);
    let of = |name: &str| -> Vec<f64> {
        rows.iter().filter(|row| row[0] == name).map(|row| row[1].parse().unwrap()).collect()
    };
    assert_eq!(of("LP"), run.lp.spikes.times());
    assert_eq!(of("AB"), run.ab.spikes.times());
    assert!(!of("LP").is_empty());

    let nowhere = folder.join("nowhere").join("traces.csv");
    let error = run.save_traces(&nowhere).unwrap_err();
    assert!(matches!(&error, Error::File { path, .. } if *path == nowhere));
    assert!(error.to_string().contains("nowhere") && std::error::Error::source(&error).is_some());
    std::fs::remove_dir_all(&folder).unwrap();
    Ok(())
}

#[test]
fn a_run_is_drawn_with_a_panel_for_each_trace() -> Result<(), Error> {
    let network = Pyloric::default();
    let run = network.simulate(20.0).record_every(0.5).record(&[Pyloric::AB.v, Pyloric::LP.NaV.m]).run()?;
    let folder = std::env::temp_dir().join(format!("neuron-tests-pictures-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let picture = folder.join("run.svg");
    run.plot(&picture)?;
    let svg = std::fs::read_to_string(&picture).unwrap();
    for text in ["Pyloric", "AB.v (mV)", "LP.NaV.m", "time (ms)"] {
        assert_eq!(svg.matches(&format!(">\n{text}\n<")).count(), 1, "{text}");
    }

    let nowhere = folder.join("nowhere").join("run.svg");
    let error = run.plot(&nowhere).unwrap_err();
    assert!(matches!(&error, Error::Plot(neuron_runtime::plot::Error::Write { path, .. }) if *path == nowhere));
    assert!(error.to_string().contains("nowhere") && std::error::Error::source(&error).is_some());
    std::fs::remove_dir_all(&folder).unwrap();
    Ok(())
}

cell! {
    /// An axon of two halves, the current injected into one.
    pub struct Halves;

    capacitance: 1uF/cm2, area: 0.05mm2, v: -65mV,
    ions { Na: 50mV, K: -77mV },
    compartment left { inject: 10nA, channels { Na, K, Leak } }
    compartment right { channels { Na, K, Leak } }
    left -- right: 2000mS/cm2,
}

#[test]
fn two_halves_strongly_coupled_are_one() -> Result<(), Error> {
    // 10 nA into 0.1 mm² are 10 µA/cm².
    let one = axon().simulate(40.0).method(Tsit5::tolerance(1e-8)).run()?;
    let halves = Halves::default();
    let run = halves.simulate(40.0).method(Tsit5::tolerance(1e-8)).record(&[Halves::left.v, Halves::right.v]).run()?;
    assert_eq!((one.spikes.len(), run.spikes.len()), (3, 3));
    for (a, b) in one.spikes.iter().zip(&run.spikes) {
        assert!((a - b).abs() < 2e-3, "{a} and {b}");
    }
    // Half of the injected current flows from one to the other: 5 nA through 2000 µS.
    let (left, right) = (run.trace(Halves::left.v)?, run.trace(Halves::right.v)?);
    let k = left.len() / 2;
    assert!((left[k] - right[k] - 5.0 / 2000.0).abs() < 5e-4, "{}", left[k] - right[k]);
    Ok(())
}

#[test]
fn two_equal_halves_are_one_exactly() -> Result<(), Error> {
    let mut halves = Halves::default();
    halves.set(Halves::left.inject, 5.0).set(Halves::right.inject, 5.0);
    /// Returns the largest difference of a spike, ms.
    fn difference<M: Method<f64> + Copy>(halves: &Halves, method: M) -> Result<f64, Error> {
        let (one, two) = (axon().simulate(40.0).method(method).run()?, halves.simulate(40.0).method(method).run()?);
        assert_eq!(two.end()[..4], two.end()[4..]);
        assert_eq!(one.spikes.len(), two.spikes.len());
        Ok(one.spikes.iter().zip(&two.spikes).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max))
    }
    // Both are steps of the same kind, with a product of zero more.
    assert!(difference(&halves, Rk4::step(0.0002))? < 1e-9);
    // V of one compartment moves by an exponential, that of several by a rational function of second order.
    let [coarse, fine] = [0.02, 0.01].map(Strang::step);
    let (coarse, fine) = (difference(&halves, coarse)?, difference(&halves, fine)?);
    assert!(fine < 1e-3 && fine < 0.27 * coarse, "{coarse} {fine}");
    Ok(())
}

cell! {
    /// Two passive compartments of different size, the coupling per area.
    pub struct PerArea;

    capacitance: 1uF/cm2, v: -60mV,
    compartment soma { area: 0.1mm2, v: -20mV, channels { Leak { g: 0mS/cm2 } } }
    compartment dendrite { area: 0.3mm2, channels { Leak { g: 0mS/cm2 } } }
    soma -- dendrite: 2mS/cm2,
}

/// A leak given absolutely.
#[channel(current = g * (v - e))]
pub struct Pore {
    /// Conductance.
    #[param(0nS)]
    g: Param,
    /// Reversal potential.
    #[param(-50mV)]
    e: Param,
}

cell! {
    /// The same, given absolutely.
    pub struct Absolute;

    v: -60mV,
    compartment soma { capacitance: 1nF, v: -20mV, channels { Pore } }
    compartment dendrite { capacitance: 3nF, channels { Pore } }
    soma -- dendrite: 8uS,
}

/// A coupling density counts for the cell's whole area: 2 mS/cm² on 0.4 mm² are 8 µS.
#[test]
fn a_coupling_density_is_per_total_area_of_the_cell() {
    let (density, absolute) = (PerArea::default(), Absolute::default());
    let y = start(&density);
    assert_eq!(y, [-20.0, -60.0]);
    let slopes = rhs(&density, &y);
    // 8 µS over 40 mV are 320 nA out of 1 nF and into 3 nF.
    close(slopes[0], -320.0, 1e-14);
    close(slopes[1], 320.0 / 3.0, 1e-14);
    assert_eq!(slopes, rhs(&absolute, &y));
    // And it follows when one of the areas changes.
    let mut wider = density.clone();
    wider.set(PerArea::dendrite.area, 0.9);
    close(rhs(&wider, &y)[0], -20.0 * 40.0, 1e-14);
}

#[test]
fn charge_stays_in_the_cell() -> Result<(), Error> {
    let cell = PerArea::default();
    let run = cell.simulate(20.0).method(Tsit5::tolerance(1e-9)).run()?;
    let end = run.end();
    close(end[0] + 3.0 * end[1], -20.0 - 180.0, 1e-9);
    close(end[0], -50.0, 1e-6);
    Ok(())
}
