//! Stimuli as data: descriptions, equations, curves.

use super::{Amplifier, Passive, PassiveMembrane, Wired};
use neuron_runtime::library::stimuli::Pulse;
use neuron_runtime::model::info::MechanismKind;
use neuron_runtime::prelude::*;

#[test]
fn stimuli_of_a_network_are_data() {
    let network = Wired::NETWORK_EQUATIONS;
    let ends: Vec<_> = network
        .synapses
        .iter()
        .flat_map(|group| group.connections)
        .map(|c| (c.name, c.to.neuron, c.to.index))
        .collect();
    assert!(network.synapses.iter().flat_map(|group| group.connections).all(|c| c.from.neuron.is_empty()));
    assert_eq!(
        ends,
        [
            ("step", "B", None),
            ("Pulse", "A", None),
            ("distal", "C", None),
            ("one", "E", Some(1)),
            ("tip", "F", Some(1)),
            ("all", "E", None),
            ("tips", "F", None),
        ]
    );
    let sheet = network.sheet();
    for row in [
        "| stimulus | B | Pulse |  | `start` = 2 ms, `duration` = 8 ms, `amplitude` = 0.5 nA |",
        "| stimulus | F[1].dendrite | Pulse |  | `start` = 0 ms, `amplitude` = 0.1 nA |",
        "| stimulus | E | Pulse | every neuron |",
    ] {
        assert!(sheet.contains(row), "{sheet}");
    }
}

#[test]
fn a_stimulus_is_data_like_every_mechanism() {
    let equations = Pulse::EQUATIONS;
    assert_eq!(equations.info.kind, MechanismKind::Stimulus);
    assert!(!equations.info.density);
    let point = [("t", 3.0), ("start", 2.0), ("duration", 5.0), ("amplitude", 0.7)];
    let at = |t: f64| {
        let mut point = point;
        point[0].1 = t;
        equations
            .at(&point)
            .expect("a point")
            .quantity(neuron_runtime::model::equations::Quantity::Current)
            .expect("a number")
    };
    // As written: into the cell.
    assert_eq!([at(1.0), at(2.0), at(7.0)], [0.0, 0.7, 0.0]);
    assert_eq!(equations.relations.len(), 2);
    let sheet = equations.sheet();
    assert!(sheet.contains("flows into the cell"), "{sheet}");
    assert_eq!(Pulse::default(), Pulse::new(100.0, 300.0, 0.1));

    let lines = PassiveMembrane::CELL_EQUATIONS.lines();
    assert!(
        lines[0].ends_with(
            "= \\frac{I_{\\mathrm{inject}}}{A} - \\frac{I_{\\mathrm{Shunt}}}{A} + \\frac{I_{\\mathrm{step}}}{A} + \
         \\frac{I_{\\mathrm{Ramp}}}{A}"
        ),
        "{}",
        lines[0]
    );
    assert!(
        Passive::CELL_EQUATIONS.lines()[0].ends_with("- I_{\\mathrm{Shunt}} + I_{\\mathrm{step}} + I_{\\mathrm{Ramp}}")
    );
    let sheet = Passive::CELL_EQUATIONS.sheet();
    assert!(sheet.contains("| stimulus step | Pulse | `start` = 2 ms"), "{sheet}");
    assert!(sheet.contains("those of stimuli inward"), "{sheet}");
}

/// A stimulus with a gate has its curves as methods.
#[test]
fn curves_of_a_stimulus_are_methods() {
    let amplifier = Amplifier::default();
    assert!((amplifier.w_inf(-50.0, 20.0, 20.0) - 0.5).abs() < 1e-12);
    assert!((amplifier.w_tau(-50.0, 20.0, 20.0) - 5.0).abs() < 1e-12);
    assert!((amplifier.w_tau(-50.0, 30.0, 20.0) - 2.5).abs() < 1e-12);
}
