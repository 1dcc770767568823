//! Runs by every method, recording by name, spikes, ends that are starts.

use super::{Embedded, Visit, bits, each_network};
use neuron_runtime::embed::{Measure, Model, Outcome, Request};
use neuron_runtime::measure::{Kind, Measure as TypedMeasure, Solver};
use neuron_runtime::prelude::*;
use neuron_runtime::solve::Method;
use neuron_tests::models::{Arrays, Pyloric, prinz_ab};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Asserts that two runs are equal to the last bit.
fn assert_equal<N: Embedded>(ours: &Outcome, theirs: &Run<N>) {
    assert_eq!(bits(&ours.time), bits(theirs.time()));
    assert_eq!(ours.columns.len(), theirs.columns().len());
    for (ours, theirs) in ours.columns.iter().zip(theirs.columns()) {
        assert_eq!((&ours.name, ours.unit, bits(&ours.values)), (&theirs.name, theirs.unit, bits(&theirs.values)));
    }
    assert_eq!(ours.neurons.iter().collect::<Vec<_>>(), theirs.each_neuron());
    assert_eq!(bits(&ours.end), bits(theirs.end()));
    assert_eq!(ours.statistics, theirs.statistics);
}

#[derive(Default)]
struct EachMethod {
    spikes: usize,
}

impl EachMethod {
    fn method<N: Embedded, M: Method<f64> + Into<Solver> + Clone>(
        &mut self,
        (network, model): (&N, &Model),
        name: &str,
        settings: &[(&str, f64)],
        method: M,
    ) {
        assert_eq!(Solver::by_name(name, settings).unwrap(), method.clone().into());
        let request =
            Request::new(3.0).method(Solver::by_name(name, settings).unwrap()).record_every(0.3).spikes(-45.0);
        let ours = model.run(&request).unwrap();
        let theirs = network.simulate(3.0).method(method.clone()).record_every(0.3).spikes(-45.0).run().unwrap();
        assert_equal(&ours, &theirs);
        self.spikes += ours.neurons.iter().map(|neuron| neuron.spikes.len()).sum::<usize>();
        // The end is the start of the next run.
        let next = Request::new(1.0).method(method.clone()).start_at(&ours.end).record_at(&[0.0, 0.7]);
        let typed = network.simulate(1.0).method(method).start_at(theirs.end()).record_at(&[0.0, 0.7]);
        assert_equal(&model.run(&next).unwrap(), &typed.run().unwrap());
    }
}

impl Visit for EachMethod {
    fn visit<N: Embedded>(&mut self, network: N) {
        let model = &Model::new(network.clone());
        let both = (&network, model);
        let tolerance = [("tolerance", 1e-5)];
        let limited = [("longest_step", 0.2), ("tolerance", 1e-4)];
        self.method(both, "Adaptive", &[], Adaptive::default());
        self.method(both, "Adaptive", &limited, Adaptive { longest_step: 0.2, ..Adaptive::tolerance(1e-4) });
        self.method(both, "Tsit5", &tolerance, Tsit5::tolerance(1e-5));
        self.method(both, "Rodas3P", &tolerance, Rodas3P::tolerance(1e-5));
        self.method(both, "Rodas4", &tolerance, Rodas4::tolerance(1e-5));
        self.method(both, "Rodas5P", &tolerance, Rodas5P::tolerance(1e-5));
        self.method(both, "Ros34Pw2", &tolerance, Ros34Pw2::tolerance(1e-5));
        self.method(both, "ExponentialEuler", &[("step", 0.025)], ExponentialEuler::step(0.025));
        self.method(both, "Strang", &[("step", 0.05)], Strang::step(0.05));
        self.method(both, "Rk4", &[("step", 0.005)], Rk4::step(0.005));
        assert_eq!(Solver::METHODS.len(), 9);
    }
}

#[test]
fn runs_by_every_method_are_those_of_the_network() {
    let mut runs = EachMethod::default();
    each_network(&mut runs);
    assert!(runs.spikes >= 10, "{}", runs.spikes);
}

#[test]
fn what_is_recorded_by_name_is_what_handles_record() {
    let network = Pyloric::default();
    let names = [
        "AB.v",
        "LP.ca",
        "PY.NaV.m",
        "AB_LP.Cholinergic.s",
        "AB.KCa.current",
        "AB_LP.Cholinergic.current",
        "PY.H.conductance",
    ];
    let ours = Model::new(network.clone()).run(&Request::new(20.0).record(&names).spikes(-10.0)).unwrap();
    let theirs = network
        .simulate(20.0)
        .record(&[Pyloric::AB.v, Pyloric::LP.ca, Pyloric::PY.NaV.m, Pyloric::AB_LP.Cholinergic.s])
        .record(&[Pyloric::AB.KCa.current, Pyloric::AB_LP.Cholinergic.current])
        .record(&[Pyloric::PY.H.conductance])
        .spikes(-10.0);
    assert_equal(&ours, &theirs.run().unwrap());
    let columns: Vec<_> = ours.columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(columns, names);
    assert_eq!(ours.trace("LP.ca").unwrap().len(), ours.time.len());

    let network = Arrays::default();
    let names = ["E.v", "E[3].NaV.m", "E[2].Kd.current", "E_E.Glutamatergic[1].s", "gaps.Gap[1].current"];
    let ours = Model::new(network.clone()).run(&Request::new(5.0).record(&names[..1]).record(&names[1..])).unwrap();
    let theirs = network
        .simulate(5.0)
        .record(&[Arrays::E.v])
        .record(&[Arrays::E.at(3).NaV.m])
        .record(&[Arrays::E.at(2).Kd.current]);
    let theirs = theirs.run().unwrap();
    for (k, theirs) in theirs.columns().iter().enumerate() {
        assert_eq!((&ours.columns[k].name, bits(&ours.columns[k].values)), (&theirs.name, bits(&theirs.values)));
    }
    assert_eq!(ours.columns.len(), 5 + 4);
    assert!(ours.trace("gaps.Gap[1].current").unwrap().iter().any(|current| *current != 0.0));
}

struct Recorded;

impl Visit for Recorded {
    /// Every state by its own name is the state at the end; every current and conductance the network's own at this state.
    fn visit<N: Embedded>(&mut self, network: N) {
        let model = Model::new(network);
        let names: Vec<_> = model.recordable().into_iter().map(|quantity| quantity.name).collect();
        let outcome = model.run(&Request::new(2.0).record(&names).record_at(&[2.0])).unwrap();
        for (state, value) in model.states().iter().zip(&outcome.end) {
            let column = outcome.columns.iter().find(|column| column.name == state.name).expect(&state.name);
            assert_eq!((column.unit, bits(&column.values)), (state.unit, vec![value.to_bits()]));
        }
        let others = outcome.columns.len() - model.dim();
        assert!(others > 0 && others.is_multiple_of(2));
        // In the order of the state, so that each name alone gives the same.
        for column in &outcome.columns {
            let alone = model.run(&Request::new(2.0).record(&[&column.name]).record_at(&[2.0])).unwrap();
            assert_eq!(alone.columns, std::slice::from_ref(column));
        }
    }
}

#[test]
fn everything_that_can_be_recorded_has_a_name() {
    Recorded.visit(prinz_ab());
    Recorded.visit(Pyloric::default());
    Recorded.visit(Arrays::default());
    Recorded.visit(neuron_runtime::library::pinsky_rinzel_1994::PinskyRinzel::default());
}

#[test]
fn measures_are_those_of_handles() {
    let network = prinz_ab();
    type Stg = neuron_runtime::library::prinz_2003::Stg;
    let request = Request::new(400.0).spikes(-15.0).record_nothing();
    let ours = [
        Measure::mean("ca").from(100.0),
        Measure::new(Kind::Integral { mean: false }, "KCa.current"),
        Measure::end("NaV.m"),
        Measure::spike_time("v", 2),
        Measure::new(Kind::SoftSpikeCount { threshold: -10.0, width: 5.0 }, "v"),
    ];
    let theirs = [
        TypedMeasure::mean(Stg::ca).from(100.0),
        TypedMeasure::integral(Stg::KCa.current),
        TypedMeasure::end(Stg::NaV.m),
        TypedMeasure::spike_time(Stg::v, 2),
        TypedMeasure::soft_spike_count(Stg::v, -10.0, 5.0),
    ];
    let ours = Model::new(network.clone()).measure(&request, &ours).unwrap();
    assert_eq!(bits(&ours), bits(&network.simulate(400.0).spikes(-15.0).measure(&theirs).unwrap()));
}

#[test]
fn an_interrupted_run_has_what_it_has() {
    let model = Model::new(prinz_ab());
    let whole = model.run(&Request::new(100.0)).unwrap();
    let mut calls = 0;
    let mut watch = |progress: neuron_runtime::run::progress::Progress| {
        calls += 1;
        if progress.time > 50.0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let failure = model.run_watched(&Request::new(100.0), &mut watch).unwrap_err();
    assert!(calls > 40, "{calls}");
    let Error::Cancelled { time } = failure.error else { panic!("{failure}") };
    let count = failure.outcome.time.len();
    assert!(time > 50.0 && time < 60.0 && count > 500 && count < whole.time.len());
    assert_eq!(failure.outcome.columns[0].values, whole.columns[0].values[..count]);
    assert_eq!(failure.outcome.end.len(), model.dim());

    let flag = Arc::new(AtomicBool::new(true));
    let failure = model.run(&Request::new(100.0).cancel(flag)).unwrap_err();
    assert!(matches!(failure.error, Error::Cancelled { time: 0.0 }));
    assert_eq!(failure.outcome.time, [0.0]);
    // Watching changes nothing.
    let watched = model.run_watched(&Request::new(100.0), &mut |_| ControlFlow::Continue(())).unwrap();
    assert_eq!(watched, whole);
}
