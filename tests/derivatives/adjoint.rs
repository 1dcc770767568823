//! Reverse mode: on the same steps it has the derivatives of forward mode, in bounded memory.

use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
use neuron_runtime::library::pinsky_rinzel_1994::PinskyRinzel;
use neuron_runtime::library::prinz_2003::Stg;
use neuron_runtime::library::prinz_2004::Glutamatergic;
use neuron_runtime::prelude::*;
use neuron_tests::models::prinz_ab;

network! {
    /// Neurons that differ, with synapses that own their states and synapses that share them.
    pub struct Ring;

    neuron A: Stg {
        NaV.g: 100mS/cm2, CaS.g: 6mS/cm2, CaT.g: 2.5mS/cm2, A.g: 50mS/cm2,
        KCa.g: 5mS/cm2, Kd.g: 100mS/cm2, H.g: 0.01mS/cm2, Leak.g: 0.01mS/cm2, v: -45mV,
    }
    neuron E[4]: Stg {
        NaV.g: 100mS/cm2, CaS.g: 6mS/cm2, CaT.g: 2.5mS/cm2, A.g: 50mS/cm2,
        KCa.g: 5mS/cm2, Kd.g: 100mS/cm2, H.g: 0.01mS/cm2, Leak.g: 0.02mS/cm2,
        v: [-60mV, -50mV, -45mV, -55mV],
    }

    A -> E all_to_all: Glutamatergic { g: 3nS };
    E -> E random { inputs: 2, seed: 3 }: Glutamatergic { g: 2nS };
}

/// Derivatives that agree to `tolerance` of each, or of a millionth of the largest.
fn assert_same<N: Network<f64, Tag = N>>(
    network: &N,
    parameters: &[neuron_runtime::model::handle::Parameter<N>],
    starts: &[neuron_runtime::model::handle::State<N>],
    objective: &Objective<N>,
    tolerance: f64,
) {
    let by = || network.differentiate().by(parameters).by_start(starts);
    let forward = by().values_only().forward().gradient_of(objective).unwrap();
    let backward = by().values_only().backward().gradient_of(objective).unwrap();
    let thrifty = by().values_only().backward().memory(1).gradient_of(objective).unwrap();
    assert_eq!(backward, thrifty, "with states that are computed twice");
    assert_eq!((forward.steps, forward.value), (backward.steps, backward.value));
    let most = forward.relative().iter().fold(0.0f64, |most, d| most.max(d.abs()));
    assert!(most > 0.0);
    for (k, variable) in forward.variables.iter().enumerate() {
        let (forward, backward) = (forward[k], backward[k]);
        let floor = 1e-6 * most / if variable.value == 0.0 { 1.0 } else { variable.value.abs() };
        let error = (forward - backward).abs() / (forward.abs() + floor);
        assert!(error < tolerance, "{objective:?} by {}: {forward} and {backward}, {error:.1e}", variable.name);
    }
}

#[test]
fn the_squid_axon_backwards() {
    let mut axon = HodgkinHuxley::default();
    axon.set(HodgkinHuxley::inject, 10.0);
    let parameters = [
        HodgkinHuxley::Na.g,
        HodgkinHuxley::K.g,
        HodgkinHuxley::Leak.e,
        HodgkinHuxley::capacitance,
        HodgkinHuxley::inject,
        HodgkinHuxley::v_start,
    ];
    let starts = [HodgkinHuxley::v, HodgkinHuxley::Na.h];
    let times: Vec<f64> = (0..=60).map(f64::from).collect();
    let trace: Vec<f64> = times.iter().map(|t| -60.0 + 20.0 * (t / 5.0).sin()).collect();
    let v = HodgkinHuxley::v;
    for measure in [
        Measure::mean(v),
        Measure::integral(HodgkinHuxley::Na.m).from(3.3),
        Measure::end(HodgkinHuxley::K.n),
        Measure::spike_time(v, 2),
        Measure::interval(v, 1),
        Measure::distance(v, &times, &trace),
        Measure::soft_spike_count(v, -20.0, 10.0).from(2.2),
        Measure::density(v, -60.0, 5.0).from(1.7),
        Measure::envelope_distance(v, &[5.0, 20.0, 41.0], &[10.0, 30.0], 4.0),
    ] {
        let objective = Objective::new(measure, 60.0).method(Tsit5::tolerance(1e-7));
        assert_same(&axon, &parameters, &starts, &objective, 1e-7);
    }
}

/// The default method goes backwards as well, as long as nothing is stiff.
#[test]
fn the_default_method_backwards() {
    let mut axon = HodgkinHuxley::default();
    axon.set(HodgkinHuxley::inject, 10.0);
    let objective = Objective::new(Measure::mean(HodgkinHuxley::v), 60.0);
    assert_same(&axon, &[HodgkinHuxley::Na.g, HodgkinHuxley::capacitance], &[HodgkinHuxley::v], &objective, 1e-7);
}

#[test]
fn converged_gradients_backwards_are_within_their_errors() {
    let cell = prinz_ab();
    let by = [Stg::CaS.g, Stg::KCa.g, Stg::H.g];
    let over = |duration: f64, tolerance: f64| {
        Objective::new(Measure::mean(Stg::ca), duration).method(Tsit5::tolerance(tolerance))
    };
    let objective = |tolerance: f64| over(400.0, tolerance);
    let truth = cell.differentiate().by(&by).forward().gradient_of(&objective(1e-10)).unwrap();
    let backward = || cell.differentiate().by(&by).backward();
    let gradient = backward().converged(1e-4).gradient_of(&objective(1e-4)).unwrap();
    let errors = gradient.errors.clone().unwrap();
    for k in 0..3 {
        let error = (gradient[k] - truth[k]).abs();
        assert!(error <= errors[k] && errors[k] <= 1e-4 * gradient[k].abs(), "{k}: {error:e} and {:e}", errors[k]);
    }
    let hopeless = backward().converged(1e-17).gradient_of(&over(100.0, 1e-3));
    assert!(matches!(hopeless, Err(Error::NotConverged { .. })), "{hopeless:?}");
}

/// With derivatives in the step control, the gradient of a burster meets the tolerance backwards, too.
#[test]
fn tangents_choose_the_steps_of_reverse_mode() {
    let cell = prinz_ab();
    let by = [Stg::NaV.g, Stg::CaS.g, Stg::CaT.g, Stg::A.g, Stg::KCa.g, Stg::Kd.g, Stg::H.g, Stg::Leak.g];
    let objective = |tolerance: f64| Objective::new(Measure::mean(Stg::ca), 1000.0).method(Tsit5::tolerance(tolerance));
    let truth = cell.differentiate().by(&by).forward().gradient_of(&objective(1e-10)).unwrap();
    let off = |gradient: &neuron_runtime::derive::Gradient| {
        (0..8).map(|k| (gradient[k] / truth[k] - 1.0).abs()).fold(0.0, f64::max)
    };
    let backward = || cell.differentiate().by(&by).backward();
    let controlled = backward().gradient_of(&objective(1e-6)).unwrap();
    let plain = backward().values_only().gradient_of(&objective(1e-6)).unwrap();
    println!("off by {:.1e} with tangents in the step control, by {:.1e} without", off(&controlled), off(&plain));
    assert!(controlled.steps > plain.steps);
    assert!(off(&controlled) < 1e-4 && off(&controlled) < 0.1 * off(&plain), "{:e}", off(&controlled));
}

#[test]
fn bursts_backwards() {
    let cell = prinz_ab();
    let parameters =
        [Stg::NaV.g, Stg::CaS.g, Stg::KCa.g, Stg::Leak.g, Stg::Ca.tau, Stg::Na.e, Stg::area, Stg::capacitance];
    for (measure, duration) in [(Measure::mean(Stg::ca), 500.0), (Measure::duty_cycle(Stg::v, 200.0), 4500.0)] {
        let objective = Objective::new(measure, duration).spikes(-10.0).method(Tsit5::tolerance(1e-6));
        // Rounding is carried through thousands of steps, and grows where trajectories part.
        assert_same(&cell, &parameters, &[Stg::ca], &objective, 1e-6);
    }
}

#[test]
fn compartments_and_arrays_backwards() {
    let cell = PinskyRinzel::default();
    let names: Vec<String> = cell.parameters().iter().map(|parameter| parameter.name.clone()).collect();
    assert!(names.iter().any(|name| name.starts_with("dendrite")), "{names:?}");
    // Its rates change at 50 mV. Reverse mode says so, and where the mode is free, forward mode is taken.
    let objective = Objective::new(Measure::mean(PinskyRinzel::dendrite.v), 100.0).method(Tsit5::tolerance(1e-7));
    let by = || cell.differentiate().by(&[PinskyRinzel::soma.Na.e, PinskyRinzel::dendrite.Ca.e]);
    assert!(matches!(by().backward().gradient_of(&objective), Err(Error::NotReversible { .. })));
    assert_eq!(by().gradient_of(&objective).unwrap(), by().forward().gradient_of(&objective).unwrap());

    let net = Ring::default();
    let parameters = [
        Ring::E.at(1).NaV.g,
        Ring::E.at(2).KCa.g,
        Ring::E.Leak.g,
        Ring::A.CaS.g,
        Ring::A_E.Glutamatergic.g,
        Ring::A_E.Glutamatergic.tau_max,
        Ring::E_E.Glutamatergic.g,
        Ring::E_E.Glutamatergic.v_half,
        Ring::E.at(0).v_start,
        Ring::E.at(3).v_start,
    ];
    let objective = Objective::new(Measure::mean(Ring::E.at(2).v), 20.0).method(Tsit5::tolerance(1e-7));
    assert_same(&net, &parameters, &[Ring::E.at(2).ca], &objective, 1e-8);
}

#[test]
fn many_parameters_go_backwards_by_themselves() {
    let net = Ring::default();
    let all: Vec<_> = (0..4)
        .flat_map(|k| {
            let e = Ring::E.at(k);
            [e.NaV.g, e.CaS.g, e.CaT.g, e.A.g, e.KCa.g, e.Kd.g, e.H.g, e.Leak.g]
        })
        .collect();
    let objective = Objective::new(Measure::mean(Ring::E.at(2).v), 5.0).method(Tsit5::tolerance(1e-6));
    let chosen = net.gradient_of(&all, &objective).unwrap();
    let backward = net.differentiate().by(&all).backward().gradient_of(&objective).unwrap();
    assert_eq!(chosen, backward);
    // Forward mode may take other steps, with tangents in its step control.
    let forward = net.differentiate().by(&all).forward().gradient_of(&objective).unwrap();
    for (forward, backward) in forward.relative().iter().zip(backward.relative()) {
        assert!((forward - backward).abs() < 1e-3 * forward.abs() + 1e-4, "{forward} and {backward}");
    }
}

#[test]
fn what_has_no_reverse_mode_is_refused() {
    let axon = HodgkinHuxley::default();
    let by = [HodgkinHuxley::Na.g];
    let refuse = |objective: &Objective<HodgkinHuxley>| {
        let refused = axon.differentiate().by(&by).backward().gradient_of(objective);
        assert!(matches!(refused, Err(Error::NotReversible { .. })), "{refused:?}");
        // Forward mode has it.
        axon.differentiate().by(&by).gradient_of(objective).unwrap();
    };
    refuse(&Objective::new(Measure::mean(HodgkinHuxley::Na.current), 10.0));
    refuse(&Objective::new(Measure::mean(HodgkinHuxley::v), 10.0).method(Rodas5P::tolerance(1e-6)));
    let closure = axon.differentiate().by(&by).backward().gradient(|axon| axon.simulate(10.0).mean(HodgkinHuxley::v));
    assert!(matches!(closure, Err(Error::NotReversible { .. })));
    let silent = Objective::new(Measure::spike_time(HodgkinHuxley::v, 3), 10.0);
    let missing = axon.differentiate().by(&by).backward().gradient_of(&silent);
    assert!(matches!(missing, Err(Error::NoEvent { .. })), "{missing:?}");
}
