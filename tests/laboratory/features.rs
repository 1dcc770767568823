//! Features: of samples against eFEL, of solutions against true crossings and closed forms, and what is refused.

use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
use neuron_runtime::library::stimuli::Pulse;
use neuron_runtime::measure::features::{Features, Intervals, Settings, Stimulus, VoltageTrace};
use neuron_runtime::measure::trains::interval_statistics;
use neuron_runtime::prelude::*;
use neuron_tests::reference::{self, Hybrid};
use proptest::prelude::*;

const STEP: Stimulus = Stimulus { start: 20.0, end: 120.0, current: 12.0 };

/// The squid axon of `features_hh_step.json`.
fn step() -> Result<VoltageTrace, Error> {
    let pulse = Pulse { start: 20.0, duration: 100.0, amplitude: 12.0 };
    let axon = HodgkinHuxley::default();
    axon.simulate(150.0)
        .method(Rodas5P::tolerance(1e-9))
        .inject(HodgkinHuxley::v, pulse)
        .voltage_trace(HodgkinHuxley::v)
}

fn close(name: &str, found: &[f64], wanted: &[f64], tolerance: impl Fn(f64) -> f64) {
    assert_eq!(found.len(), wanted.len(), "{name}: {found:?} instead of {wanted:?}");
    for (found, wanted) in found.iter().zip(wanted) {
        assert!((found - wanted).abs() <= tolerance(*wanted), "{name}: {found} instead of {wanted}");
    }
}

/// Compares with what eFEL said of the same samples, of which it gave the first six values.
fn agrees(features: &Features, name: &str, wanted: &[f64]) -> Result<(), Error> {
    let mut found = features.by_name(name)?;
    if wanted.len() == 6 {
        found.truncate(6);
    }
    let unit = Features::NAMES.iter().find(|info| info.name == name).map_or("", |info| info.unit);
    close(name, &found, wanted, |wanted| match unit {
        "ms" => 0.02 + 1e-9,
        "mV" => 0.05,
        _ => 2e-3 * wanted.abs(),
    });
    Ok(())
}

#[test]
fn samples_have_the_features_of_efel() -> Result<(), Error> {
    let file = std::fs::read_to_string(reference::path("events/features_hh_step.json")).expect("a reference");
    let reference: serde_json::Value = serde_json::from_str(&file).expect("JSON");
    let list = |value: &serde_json::Value| -> Vec<f64> {
        value.as_array().expect("a list").iter().map(|x| x.as_f64().expect("a number")).collect()
    };
    let trace = step()?.resampled(0.02)?;
    assert_eq!(trace.knots().len(), 7501);
    let features = trace.features(STEP)?;
    let mut seen = 0;
    for (name, values) in reference["features"].as_object().expect("features") {
        let values = list(values);
        match name.as_str() {
            // Samples are counted from 0.
            "AP_begin_indices" => {
                let times: Vec<f64> = values.iter().map(|index| 0.02 * index).collect();
                agrees(&features, "AP_begin_time", &times)?;
            }
            // Even what rounding of peaks to samples makes of them.
            "ISI_CV" | "adaptation_index2" => {
                close(name, &features.by_name(name)?, &values, |wanted| 1e-6 * wanted.abs())
            }
            _ => agrees(&features, name, &values)?,
        }
        seen += 1;
    }
    assert_eq!(seen, 21);
    Ok(())
}

/// Spikes of V = −65 + Σ f(t − t_k), with sharp peaks at t_k: after them 110 e^(−t/0.8) − 10 e^(−t/10), before them 100 e^(t/0.4).
fn spiking() -> VoltageTrace {
    let time: Vec<f64> = (0..10_000).map(|k| f64::from(k) * 0.02).collect();
    let spike = |x: f64| {
        if x < 0.0 { 100.0 * (x / 0.4).exp() } else { 110.0 * (-x / 0.8).exp() - 10.0 * (-x / 10.0).exp() }
    };
    let v = |t: &f64| -65.0 + [30.0, 60.0, 80.0, 120.0, 170.0].iter().map(|at| spike(t - at)).sum::<f64>();
    VoltageTrace::from_samples(&time, &time.iter().map(v).collect::<Vec<_>>()).expect("samples")
}

/// A response of a passive membrane with a sag.
fn sagging() -> VoltageTrace {
    let v = |t: f64| match t {
        t if t < 50.0 => -65.0,
        t if t < 150.0 => -65.0 - 10.0 * (1.0 - (-(t - 50.0) / 7.0).exp()) + 4.0 * (1.0 - (-(t - 50.0) / 20.0).exp()),
        t => -65.0 - 6.0 * (-(t - 150.0) / 7.0).exp(),
    };
    let time: Vec<f64> = (0..10_000).map(|k| f64::from(k) * 0.02).collect();
    let v: Vec<f64> = time.iter().map(|t| v(*t)).collect();
    VoltageTrace::from_samples(&time, &v).expect("samples")
}

/// Every feature of two traces in closed form, as eFEL 5.7.34 has it with an `interp_step` of 0.02 ms.
#[test]
fn closed_forms_have_the_features_of_efel() -> Result<(), Error> {
    let trace = spiking();
    let features = trace.features(Stimulus { start: 20.0, end: 150.0, current: 0.1 })?;
    let spiking: &[(&str, &[f64])] = &[
        ("Spikecount", &[5.0]),
        ("Spikecount_stimint", &[4.0]),
        ("peak_time", &[30.0, 60.0, 80.0, 120.0, 170.0]),
        ("peak_voltage", &[35.0, 34.5021293, 33.5792677, 34.790822, 34.9312111]),
        ("AP_height", &[35.0, 34.5021293, 33.5792677, 34.790822, 34.9312111]),
        ("time_to_first_spike", &[10.0]),
        ("time_to_last_spike", &[150.0]),
        ("mean_frequency", &[40.0]),
        ("all_ISI_values", &[30.0, 20.0, 40.0, 50.0]),
        ("ISI_values", &[20.0, 40.0, 50.0]),
        ("doublet_ISI", &[30.0]),
        ("ISI_CV", &[0.41659779]),
        ("adaptation_index2", &[0.333333333]),
        ("inv_first_ISI", &[33.3333333]),
        ("inv_second_ISI", &[50.0]),
        ("inv_third_ISI", &[25.0]),
        ("inv_fourth_ISI", &[20.0]),
        ("inv_fifth_ISI", &[]),
        ("inv_last_ISI", &[20.0]),
        ("AP_begin_time", &[28.72, 58.72, 78.72, 118.72, 168.72]),
        ("AP_begin_voltage", &[-60.9237796, -61.489636, -62.5385172, -61.1615215, -61.0019618]),
        ("AP_amplitude", &[95.9237796, 95.9917653, 96.1177849, 95.9523435]),
        ("AP_duration_half_width", &[0.72, 0.72, 0.72, 0.72, 0.72]),
        ("spike_half_width", &[0.835327961, 0.8335806, 0.830403395, 0.834591892, 0.835085531]),
        ("AP_rise_time", &[1.28, 1.28, 1.28, 1.28, 1.28]),
        ("AP_fall_time", &[1.9, 1.9, 1.9, 1.9, 1.9]),
        ("AP_rise_rate", &[74.9404528, 74.9935667, 75.0920194, 74.9627683, 74.9477914]),
        ("AP_fall_rate", &[-51.5989461, -51.5536029, -51.4695541, -51.5798954, -51.5926812]),
        ("AP_peak_upstroke", &[237.906455, 237.956342, 238.048813, 237.927415, 237.913347]),
        ("AP_peak_downstroke", &[-133.12108, -133.071392, -132.97929, -133.100204, -133.114215]),
        ("min_AHP_values", &[-70.9958175, -71.320982, -71.9272097, -71.1322624, -71.0406549]),
        ("AHP_depth_abs", &[-70.9958175, -71.320982, -71.9272097, -71.1322624, -71.0406549]),
        ("AHP_depth", &[-5.99581754, -6.32098196, -6.92720969, -6.13226239, -6.04065493]),
        ("AHP_time_from_peak", &[4.28, 4.24, 4.16, 4.26, 4.28]),
        ("voltage_base", &[-65.0]),
        ("steady_state_voltage_stimend", &[-66.0434443]),
        ("steady_state_voltage", &[-64.4411417]),
        ("minimum_voltage", &[-71.9272097]),
        ("maximum_voltage", &[35.0]),
        ("voltage_deflection_vb_ssse", &[-1.04344429]),
    ];
    let trace = sagging();
    let passive = trace.features(Stimulus { start: 50.0, end: 150.0, current: -0.5 })?;
    let sagging: &[(&str, &[f64])] = &[
        ("voltage_base", &[-65.0]),
        ("steady_state_voltage_stimend", &[-71.0349531]),
        ("steady_state_voltage", &[-65.8405356]),
        ("minimum_voltage", &[-71.9019783]),
        ("maximum_voltage", &[-65.0]),
        ("voltage_deflection_vb_ssse", &[-6.03495307]),
        ("sag_amplitude", &[0.867025191]),
        ("sag_ratio1", &[0.125619809]),
        ("sag_ratio2", &[0.874380191]),
        ("ohmic_input_resistance_vb_ssse", &[12.0699061]),
        ("decay_time_constant_after_stim", &[7.0]),
    ];
    for (features, values) in [(&features, spiking), (&passive, sagging)] {
        for (name, wanted) in values {
            // eFEL's rounding of times leaves out the first of 650 samples.
            let tolerance =
                if ["ssse", "stimend", "sag"].iter().any(|part| name.contains(part)) { 1.5e-3 } else { 1e-7 };
            close(name, &features.by_name(name)?, wanted, |wanted| tolerance * (1.0 + wanted.abs()));
        }
    }
    // Together they are all there are.
    for info in Features::NAMES {
        assert!([spiking, sagging].iter().any(|list| list.iter().any(|(name, _)| *name == info.name)), "{}", info.name);
    }
    Ok(())
}

/// Of the solution, times are those of the true crossings, and not of samples.
#[test]
fn a_solution_has_the_times_of_the_true_crossings() -> Result<(), Error> {
    let truth = Hybrid::read("features_hh_step").list("crossings_of_minus_20");
    let trace = step()?;
    let features = trace.features_with(STEP, Settings { intervals: Intervals::Crossings, ..Settings::default() })?;
    close("crossings", features.spikes().times(), &truth, |_| 2e-5);
    let statistics = interval_statistics(&truth[1..])?;
    let sample = statistics.cv.expect("intervals") * (6.0f64 / 5.0).sqrt();
    close("ISI_CV", &features.by_name("ISI_CV")?, &[sample], |cv| 0.01 * cv);
    let intervals: Vec<f64> = truth[1..].windows(2).map(|pair| pair[1] - pair[0]).collect();
    let changes = intervals.windows(2).map(|pair| (pair[1] - pair[0]) / (pair[1] + pair[0]));
    let adaptation = changes.sum::<f64>() / (intervals.len() - 1) as f64;
    close("adaptation_index2", &features.by_name("adaptation_index2")?, &[adaptation], |index| 0.01 * index.abs());

    // Peaks are where V is highest, to far below the distance of samples.
    let features = trace.features(STEP)?;
    let fine = trace.resampled(1e-3)?;
    let fine = fine.features(STEP)?;
    for (name, tolerance) in [
        ("peak_time", 1.1e-3),
        ("peak_voltage", 1e-4),
        ("AP_begin_voltage", 0.02),
        ("AP_duration_half_width", 2.1e-3),
        ("spike_half_width", 1e-3),
        ("AP_rise_time", 2.1e-3),
        ("AP_fall_time", 2.1e-3),
        ("AP_peak_upstroke", 0.01),
        ("AP_peak_downstroke", 0.01),
        ("min_AHP_values", 1e-4),
        ("voltage_base", 1e-6),
        ("steady_state_voltage", 0.01),
    ] {
        let (mut found, mut wanted) = (features.by_name(name)?, fine.by_name(name)?);
        // The stimulus ends in the fall of the last spike, where central differences cross the kink.
        if found.len() == 8 {
            found.pop();
            wanted.pop();
        }
        close(name, &found, &wanted, |_| tolerance);
    }
    // dV/dt is 10 mV/ms at each onset and −12 mV/ms at each offset.
    for spike in &features.action_potentials()[1..] {
        let slope = |time: f64| {
            let v = |time: f64| trace.value(time).expect("within the trace");
            (v(time + 1e-4) - v(time - 1e-4)) / 2e-4
        };
        assert!((slope(spike.begin_time.expect("an onset")) - 10.0).abs() < 0.02);
        assert!((slope(spike.end_time.expect("an offset")) + 12.0).abs() < 0.02);
        assert!(slope(spike.peak_time).abs() < 0.2);
    }
    // 12 nA into 1 nF: V rises by more than 10 mV/ms as soon as the stimulus begins.
    let first = features.action_potentials()[0];
    assert_eq!(first.begin_time, Some(20.0));
    Ok(())
}

/// A leaky membrane of 100 pF and 10 nS: 100 MΩ and 10 ms.
mod passive {
    use neuron_runtime::prelude::*;

    #[channel(current = g * (v - e))]
    pub struct Leak {
        #[param(10nS)]
        g: Param,
        #[param(-65mV)]
        e: Param,
    }
    cell! {
        pub struct Membrane;
        capacitance: 100pF, v: -65mV,
        channels { Leak },
    }
    cell! {
        pub struct Lif;
        capacitance: 100pF, v: -65mV,
        channels { Leak },
        spike { threshold: -50mV, reset: -65mV },
    }
}

#[test]
fn a_passive_membrane_has_its_resistance_and_time_constant() -> Result<(), Error> {
    let pulse = Pulse { start: 20.0, duration: 200.0, amplitude: -0.05 };
    let cell = passive::Membrane::default();
    let run = || cell.simulate(300.0).method(Rodas5P::tolerance(1e-9)).inject(passive::Membrane::v, pulse);
    let trace = run().voltage_trace(passive::Membrane::v)?;
    let stimulus = Stimulus { start: 20.0, end: 220.0, current: -0.05 };
    for trace in [&trace, &trace.resampled(0.1)?] {
        let features = trace.features(stimulus)?;
        let near = |found: Option<f64>, wanted: f64, tolerance: f64| {
            assert!(found.is_some_and(|found| (found - wanted).abs() < tolerance), "{found:?} instead of {wanted}");
        };
        near(features.voltage_base(), -65.0, 1e-8);
        near(features.ohmic_input_resistance_vb_ssse(), 100.0, 1e-4);
        near(features.decay_time_constant_after_stim(), 10.0, 1e-4);
        near(features.sag_amplitude(), 0.0, 1e-3);
        near(features.minimum_voltage(), -70.0, 1e-6);
        // No spikes: nothing is 0 but their number.
        assert_eq!(features.spikecount(), 0);
        for name in
            ["time_to_first_spike", "mean_frequency", "inv_first_ISI", "ISI_CV", "adaptation_index2", "AP_amplitude"]
        {
            assert!(features.by_name(name)?.is_empty(), "{name}");
        }
    }
    Ok(())
}

/// V of an integrate-and-fire neuron jumps: a peak is where it resets.
#[test]
fn jumps_of_v_end_an_action_potential() -> Result<(), Error> {
    let pulse = Pulse { start: 10.0, duration: 200.0, amplitude: 0.2 };
    let lif = passive::Lif::default();
    let trace = lif.simulate(250.0).inject(passive::Lif::v, pulse).voltage_trace(passive::Lif::v)?;
    let settings = Settings { threshold: -55.0, upstroke: 0.1, ..Settings::default() };
    let features = trace.features_with(Stimulus { start: 10.0, end: 210.0, current: 0.2 }, settings)?;
    // τ ln(RI/(RI − 15 mV)) with RI = 20 mV.
    let interval = 10.0 * 4f64.ln();
    let wanted: Vec<f64> = (1..).map(|k| 10.0 + f64::from(k) * interval).take_while(|time| *time < 210.0).collect();
    close("peak_time", &features.peak_time(), &wanted, |_| 1e-3);
    close("peak_voltage", &features.peak_voltage(), &vec![-50.0; wanted.len()], |_| 1e-6);
    Ok(())
}

#[test]
fn bursts_are_those_of_spikes() -> Result<(), Error> {
    let trace = spiking();
    let features = trace.features(Stimulus { start: 20.0, end: 150.0, current: 0.1 })?;
    let bursts = features.bursts(35.0);
    assert_eq!((bursts.len(), bursts.as_slice()[0].spikes), (1, 3));
    close("burst_mean_freq", &features.burst_mean_freq(35.0), &[60.0], |_| 1e-9);
    Ok(())
}

/// A table for a reader: names as eFEL writes them, units, and a dash for what is not there.
#[test]
fn features_print_as_a_table() -> Result<(), Error> {
    let trace = step()?;
    let table = trace.features(STEP)?.to_string();
    for line in ["Spikecount                      8.0000", "sag_amplitude                   –"] {
        assert!(table.lines().any(|found| found == line), "{table}");
    }
    let amplitude = table.lines().find(|line| line.starts_with("AP_amplitude ")).expect("a line");
    assert!(amplitude.ends_with("(8 in all) mV"), "{amplitude}");
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
    /// A trace may be anything: nothing panics, and nothing is NaN.
    #[test]
    fn any_samples_have_finite_features(
        v in prop::collection::vec(prop_oneof![-90.0..40.0f64, Just(-20.0), Just(-65.0)], 2..80),
        start in 0.0..0.5f64,
        length in 0.01..0.5f64,
    ) {
        let time: Vec<f64> = (0..v.len()).map(|k| 0.5 * k as f64).collect();
        let end = time[time.len() - 1];
        let trace = VoltageTrace::from_samples(&time, &v).expect("samples");
        let stimulus = Stimulus { start: start * end, end: (start + length) * end, current: 1.0 };
        let features = trace.features(stimulus).expect("a stimulus");
        for info in Features::NAMES {
            let values = features.by_name(info.name).expect("a name");
            prop_assert!(values.iter().all(|value| value.is_finite()), "{}: {values:?}", info.name);
        }
        let _ = features.to_string();
    }
}

#[test]
fn mistakes_are_said() -> Result<(), Error> {
    let trace = step()?;
    let said = |stimulus: Stimulus| trace.features(stimulus).expect_err("a mistake").to_string();
    for (stimulus, wanted) in [
        (Stimulus { start: 120.0, end: 20.0, current: 0.0 }, "the end of the stimulus"),
        (Stimulus { start: 20.0, end: 151.0, current: 0.0 }, "not after the end of the trace"),
        (Stimulus { start: -1.0, end: 20.0, current: 0.0 }, "the beginning of the stimulus"),
        (Stimulus { start: f64::NAN, end: 20.0, current: 0.0 }, "the beginning of the stimulus"),
        (Stimulus { current: f64::NAN, ..STEP }, "the current of the stimulus"),
    ] {
        let error = said(stimulus);
        assert!(error.contains(wanted), "{error}");
    }
    let settings = Settings { downstroke: 12.0, ..Settings::default() };
    let error = trace.features_with(STEP, settings).expect_err("a positive fall").to_string();
    assert!(error.contains("negative"), "{error}");

    let features = trace.features(STEP)?;
    let error = features.by_name("AP_amplitud").expect_err("no name").to_string();
    assert!(error.contains("AP_amplitude"), "{error}");

    let axon = HodgkinHuxley::default();
    let error = axon.simulate(1.0).voltage_trace(HodgkinHuxley::Na.m).expect_err("a gate").to_string();
    assert_eq!(error, "Na.m is no membrane potential, of which features could be; give the handle of a `v`");

    for (samples, wanted) in [
        (VoltageTrace::from_samples(&[0.0, 1.0], &[0.0]), "the potentials of a trace"),
        (VoltageTrace::from_samples(&[0.0], &[0.0]), "the samples of a trace"),
        (VoltageTrace::from_samples(&[0.0, 0.0], &[0.0, 1.0]), "the time of a sample"),
        (VoltageTrace::from_samples(&[0.0, 1.0], &[0.0, f64::NAN]), "the potential of a sample"),
        (VoltageTrace::from_reader("0,-65\n1,high\n".as_bytes()), "line 2"),
        (trace.resampled(0.0), "the interval between samples"),
        (trace.resampled(1e-9), "the interval between samples"),
        (trace.resampled(1e3), "the interval between samples"),
    ] {
        let error = samples.expect_err("a mistake").to_string();
        assert!(error.contains(wanted), "{error}");
    }
    Ok(())
}
