//! What equations as data say.

use crate::models::{Everything, Stepped};
use neuron_runtime::library::{PAPERS, pinsky_rinzel_1994, prinz_2003, prinz_2004};
use neuron_runtime::model::equations::Expr::{Add, Call, Div, Name, Neg, Number};
use neuron_runtime::model::equations::*;
use std::collections::BTreeSet;
use std::path::Path;

#[test]
fn a_formula_is_as_written_with_its_units() {
    let Motion::Relax { inf, tau: Some(tau) } = prinz_2003::NaV::EQUATIONS.states[0].motion else { panic!("a gate") };
    let exponential =
        Call(Function::Exp, &[Div(&Neg(&Add(&Name("v"), &Number("25.5", "mV", 25.5))), &Number("5.29", "mV", 5.29))]);
    let sum = Add(&Number("1", "", 1.0), Box::leak(Box::new(exponential)));
    assert_eq!(inf, Div(&Number("1", "", 1.0), Box::leak(Box::new(sum))));
    let mut numbers = Vec::new();
    tau.visit(&mut |part| {
        if let Number(digits, unit, value) = part {
            numbers.push((*digits, *unit, *value));
        }
    });
    assert_eq!(
        numbers,
        [("2.64", "ms", 2.64), ("2.52", "ms", 2.52), ("1", "", 1.0), ("120", "mV", 120.0), ("25", "mV", 25.0)]
    );
    // Joined units belong to their number; the value is in internal units.
    let mut all = Vec::new();
    pinsky_rinzel_1994::KAhp::EQUATIONS.each(&mut |_, expr| {
        expr.visit(&mut |part| {
            all.extend(match part {
                Number(digits, unit, value) => Some((*digits, *unit, *value)),
                _ => None,
            })
        })
    });
    assert_eq!(all, [("2e-5", "1/ms/uM", 2e-5), ("0.01", "1/ms", 0.01), ("0.001", "1/ms", 0.001)]);
    Everything::EQUATIONS.each(&mut |quantity, expr| {
        if quantity == Quantity::Inf("a") {
            let mut found = false;
            expr.visit(&mut |part| found |= *part == Number("0.03", "V", 30.0));
            assert!(found);
        }
    });
}

#[test]
fn everything_declared_is_there_in_its_order() {
    let equations = Everything::EQUATIONS;
    let parameters: Vec<_> =
        equations.parameters.iter().map(|p| (p.info.name, p.info.unit, p.info.default, p.doc)).collect();
    assert_eq!(parameters, [("g", "mS/cm2", Some(0.3), "Conductance."), ("width", "V", Some(0.02), "")]);
    assert_eq!(equations.definitions.iter().map(|d| d.name).collect::<Vec<_>>(), ["late", "early"]);
    let states: Vec<_> = equations.states.iter().map(|s| (s.name, s.unit, s.init.is_some())).collect();
    assert_eq!(states, [("a", "", false), ("b", "", false), ("x", "mV", true)]);
    let q10: Vec<_> = equations.states.iter().map(|s| s.q10.map(|q10| (q10.factor, q10.reference))).collect();
    assert_eq!(q10, [Some((Number("2.5", "", 2.5), 22.0)), Some((Number("3", "", 3.0), 6.3)), None]);
    let relations: Vec<_> = equations.relations.iter().map(|r| (r.order.symbol(), r.left)).collect();
    assert_eq!(relations, [("<", Name("v")), (">", Name("ca")), (">=", Name("t"))]);
    assert_eq!(equations.info.reads, ["ca"]);
    assert!(equations.doc.starts_with("Every function of the language, with"));
    assert!(equations.jumps.is_empty());
    // Two quotients: by sinh and by expm1; exprel is a function.
    let mut removable = 0;
    equations
        .each(&mut |_, expr| expr.visit(&mut |part| removable += usize::from(matches!(part, Expr::Removable { .. }))));
    assert_eq!(removable, 2);
    // One comparison for two gates.
    assert_eq!(pinsky_rinzel_1994::KC::EQUATIONS.relations.len(), 1);
    // Those of `heaviside` too, each where it is first met.
    let relations: BTreeSet<_> = Stepped::EQUATIONS
        .relations
        .iter()
        .map(|r| (Stepped::EQUATIONS.latex(&r.left), r.order.symbol(), r.smooth))
        .collect();
    let expected = [
        (r"V + 40\,\mathrm{mV}", ">=", false),
        ("V", "<", true),
        ("V", ">", true),
        ("V", ">=", false),
        (r"\mathrm{phase} - 2\,\mathrm{ms}", ">=", false),
        (r"\mathrm{phase}", "<", false),
    ];
    assert_eq!(relations, expected.map(|(left, order, smooth)| (left.to_owned(), order, smooth)).into());
    assert_eq!(Stepped::EQUATIONS.relations.len(), 7);
}

#[test]
fn cells_and_networks_have_their_parts_and_values() {
    let cell = prinz_2003::Stg::CELL_EQUATIONS;
    let [compartment] = cell.compartments else { panic!("one compartment") };
    assert_eq!(compartment.ions[3], Ion { name: "Ca", reversal: Reversal::Nernst { valence: 2.0 } });
    let [pool] = compartment.pools else { panic!("one pool") };
    assert_eq!(pool.mechanism, prinz_2003::CalciumBuffer::EQUATIONS);
    assert_eq!(
        pool.settings[1],
        Setting { name: "f", values: Values::Listed(&[Amount { value: 14.96, unit: "uM/nA" }]) }
    );
    assert_eq!(
        compartment.channels.iter().map(|part| part.name).collect::<Vec<_>>(),
        ["NaV", "CaS", "CaT", "A", "KCa", "Kd", "H", "Leak"]
    );
    assert_eq!(pinsky_rinzel_1994::PinskyRinzel::CELL_EQUATIONS.joins, [["soma", "dendrite"]]);

    let network = prinz_2004::Pyloric::NETWORK_EQUATIONS;
    let [neurons] = network.cells else { panic!("one group") };
    assert_eq!((neurons.array, neurons.neurons.len(), neurons.cell.info.name), (None, 3, "Stg"));
    assert_eq!(
        neurons.neurons[1].settings[7],
        Setting { name: "Leak.g", values: Values::Listed(&[Amount { value: 0.03, unit: "mS/cm2" }]) }
    );
    assert_eq!(neurons.neurons[0].doc, "The pacemaker: anterior burster and pyloric dilator.");
    let connections: Vec<_> = network
        .synapses
        .iter()
        .flat_map(|group| group.connections.iter().map(|c| (group.synapse.name(), c.from.neuron, c.to.neuron)))
        .collect();
    assert_eq!(connections.len(), 7);
    assert_eq!(connections[6], ("Glutamatergic", "PY", "LP"));
    // Names are those of the layout.
    for (group, info) in network.synapses.iter().zip(network.info.synapses) {
        assert_eq!(group.connections.iter().map(|c| c.name).collect::<Vec<_>>(), info.names);
    }
}

/// The list of the library against its source.
#[test]
fn papers_list_everything_in_the_library() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/library");
    let mut modules = 0;
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        // Stimuli are of no paper.
        if ["mod", "papers", "stimuli"].contains(&name.as_str()) {
            continue;
        }
        modules += 1;
        let text = std::fs::read_to_string(&path).expect("a text");
        let paper = PAPERS.iter().find(|paper| paper.module == name).unwrap_or_else(|| panic!("{name} is not listed"));
        let begins =
            |starts: &[&str]| text.lines().filter(|line| starts.iter().any(|start| line.starts_with(start))).count();
        assert_eq!(paper.mechanisms.len(), begins(&["#[channel", "#[synapse", "#[pool"]), "{name}");
        assert_eq!(
            (paper.cells.len(), paper.networks.len()),
            (begins(&["cell! {"]), begins(&["network! {"])),
            "{name}"
        );
    }
    assert_eq!(modules, PAPERS.len());
}
