//! A minimally disruptive curve of a burster: its exact properties, and the behaviour that it preserves.

use neuron_runtime::curve::{MinimallyDisruptive, cost_of};
use neuron_runtime::library::liu_1998::Liu;
use neuron_runtime::model::handle::Parameter;
use neuron_runtime::prelude::*;

const DURATION: f64 = 500.0;

fn conductances() -> [Parameter<Liu>; 7] {
    [Liu::NaV.g, Liu::CaS.g, Liu::CaT.g, Liu::A.g, Liu::KCa.g, Liu::Kd.g, Liu::H.g]
}

#[test]
fn mean_calcium_of_a_burster_is_kept() {
    let cell = Liu::default();
    let mean = |cell: &Liu| cell.simulate(DURATION).method(Rodas5P::tolerance(1e-9)).mean(Liu::ca).unwrap();
    let wanted = mean(&cell);
    let changed = cost!(|cell: Liu| {
        let change = cell.simulate(DURATION).method(Tsit5::tolerance(1e-6)).mean(Liu::ca)? / *wanted - 1.0;
        Ok(change * change)
    }; wanted: f64 = wanted);
    let parameters = conductances();
    // Along the surface of equal calcium, where CaT makes up for KCa.
    let gradient = cell.gradient_of(&parameters, &Objective::new(Measure::mean(Liu::ca), DURATION)).unwrap().relative();
    let mut direction = [0.0; 7];
    (direction[2], direction[4]) = (-gradient[4], gradient[2]);
    let bound = 1e-3;
    let curve = || MinimallyDisruptive::of(&cell, &parameters).direction(&direction).bound(bound).tolerance(1e-4);

    let whole = curve().length(0.3).follow(cost_of(&cell, &parameters, &changed)).unwrap();
    let drift = whole.drift();
    assert!(drift.hamiltonian < 1e-3, "{drift:?}");
    assert!(drift.distance < 1e-9, "{drift:?}");
    let (first, last) = whole.range();
    assert_eq!((first, last), (-0.3, 0.3), "{whole}");
    for end in [first, last] {
        let mut cell = cell.clone();
        for (parameter, value) in parameters.into_iter().zip(whole.at(end).unwrap()) {
            cell.set(parameter, value);
        }
        let change = mean(&cell) / wanted - 1.0;
        assert!(change * change <= bound, "mean calcium changes by {change} at {end}");
        // A straight line of the same length disrupts the behaviour more.
        let mut straight = Liu::default();
        let step = 0.3f64.copysign(end);
        straight.set(Liu::KCa.g, straight.get(Liu::KCa.g) * step.exp());
        assert!((mean(&straight) / wanted - 1.0).abs() > 3.0 * change.abs());
    }

    let half = curve().length(0.15).follow(cost_of(&cell, &parameters, &changed)).unwrap();
    let resumed = half.continued().length(0.3).follow(cost_of(&cell, &parameters, &changed)).unwrap();
    assert_eq!(resumed.at(last), whole.at(last));
    assert_eq!(resumed.at(first), whole.at(first));
}
