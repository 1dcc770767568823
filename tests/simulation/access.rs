//! Parameters and states by handle and by name, as JSON, in declared units; comparison and copies.

use neuron_runtime::library::hodgkin_huxley_1952::Leak;
use neuron_runtime::library::prinz_2003::{CalciumBuffer, NaV, Stg};
use neuron_runtime::library::prinz_2004::{Cholinergic, Glutamatergic};
use neuron_runtime::model::handle::{Recordable, State};
use neuron_runtime::model::info::StateKind;
use neuron_runtime::number::Dual;
use neuron_runtime::prelude::*;
use neuron_tests::models::{Pyloric, prinz_ab};
use num_dual::Dual64;

network! {
    /// Two populations and a named neuron.
    pub struct Mixed;
    neuron P: Stg
    neuron E[4]: Stg { NaV.g: [100mS/cm2, 90mS/cm2, 80mS/cm2, 70mS/cm2], Kd.g: 50mS/cm2 }
    neuron I[2]: Stg { inject: [0.1nA, 0.2nA] }
    E -> I all_to_all: Glutamatergic { g: 2nS }, Cholinergic { g: 1nS };
    back = I -> E all_to_all: Glutamatergic { g: 3nS };
    P -> E all_to_all: Cholinergic { g: 4nS };
}

cell! {
    /// A cell whose author prefers other units.
    pub struct Units;

    capacitance: 0.01pF/um2, area: 62800um2, v: -0.06V, inject: 500pA, temperature: 10degC,
    ions { Na: 0.05V, Ca: nernst(outside = 3000uM) },
    pool Ca: CalciumBuffer { tau: 0.2s, f: 0.01496mM/nA },
    channels { NaV { g: 0.1S/cm2 }, CaS: neuron_runtime::library::prinz_2003::CaS { g: 0S/cm2 } },
}

cell! {
    /// The same cell in the usual units.
    pub struct Usual;

    capacitance: 1uF/cm2, area: 0.0628mm2, v: -60mV, inject: 0.5nA, temperature: 10degC,
    ions { Na: 50mV, Ca: nernst(outside = 3mM) },
    pool Ca: CalciumBuffer { tau: 200ms, f: 14.96uM/nA },
    channels { NaV { g: 100mS/cm2 }, CaS: neuron_runtime::library::prinz_2003::CaS { g: 0mS/cm2 } },
}

cell! {
    /// Two compartments.
    pub struct Pair;

    capacitance: 1uF/cm2, area: 0.1mm2, v: -60mV,
    compartment soma { channels { Leak, Second: Leak { e: 10mV } } }
    compartment dendrite { channels { Leak { g: 0.5mS/cm2 } } }
    soma -- dendrite: 2mS/cm2,
}

fn names<T: Scalar>(network: &impl Network<T>) -> Vec<String> {
    network.parameters().into_iter().map(|parameter| parameter.name).collect()
}

#[test]
fn parameters_have_full_names() {
    let names_of_ab: Vec<String> =
        names(&Pyloric::default()).into_iter().filter(|name| name.starts_with("AB.")).collect();
    let expected = "capacitance area v inject Na.e K.e H.e Ca.outside Ca.rt_f Ca.tau Ca.f Ca.rest NaV.g CaS.g CaT.g A.g KCa.g Kd.g H.g Leak.g Leak.e";
    assert_eq!(names_of_ab, expected.split(' ').map(|name| format!("AB.{name}")).collect::<Vec<_>>());
    assert_eq!(names(&Stg::default()), expected.split(' ').collect::<Vec<_>>());
    let of_synapse: Vec<String> =
        names(&Pyloric::default()).into_iter().filter(|name| name.starts_with("AB_LP.Chol")).collect();
    assert_eq!(of_synapse, ["g", "e", "v_half", "delta", "tau_max"].map(|name| format!("AB_LP.Cholinergic.{name}")));
    assert_eq!(
        names(&Pair::default()),
        [
            "soma_dendrite",
            "soma.capacitance",
            "soma.area",
            "soma.v",
            "soma.inject",
            "soma.Leak.g",
            "soma.Leak.e",
            "soma.Second.g",
            "soma.Second.e",
            "dendrite.capacitance",
            "dendrite.area",
            "dendrite.v",
            "dendrite.inject",
            "dendrite.Leak.g",
            "dendrite.Leak.e",
        ]
    );
}

#[test]
fn parameters_of_arrays_are_listed_once_unless_they_differ() {
    let mut network = Mixed::default();
    let found = names(&network);
    for name in [
        "E[0].NaV.g",
        "E[3].NaV.g",
        "E.Kd.g",
        "I[1].inject",
        "I.NaV.g",
        "P.NaV.g",
        "E_I.Cholinergic.g",
        "back.Glutamatergic.g",
    ] {
        assert!(found.iter().any(|known| known == name), "{name} is not among {found:?}");
    }
    assert!(!found.iter().any(|name| name == "E.NaV.g" || name == "E[0].Kd.g"));
    let mut sorted = found.clone();
    sorted.sort();
    sorted.dedup();
    assert_eq!(sorted.len(), found.len());

    network.set_by_name("E_I.Glutamatergic[5].g", 7.0).unwrap();
    assert_eq!(network.get_each(Mixed::E_I.Glutamatergic.g), [2.0, 2.0, 2.0, 2.0, 2.0, 7.0, 2.0, 2.0]);
    assert!(names(&network).iter().any(|name| name == "E_I.Glutamatergic[5].g"));
    // Names of connections have the same form in parameters, states and recordings.
    assert!(network.state_names().iter().any(|name| name == "E_I.Glutamatergic[3].s"));
}

#[test]
fn every_listed_name_can_be_read_and_set() {
    let mut network = Mixed::default();
    network.set_each(Mixed::back.Glutamatergic.g, |k| k as f64);
    for (k, parameter) in network.parameters().into_iter().enumerate() {
        let value = 0.5 + k as f64;
        network.set_by_name(&parameter.name, value).unwrap();
        assert_eq!(network.get_by_name(&parameter.name).unwrap(), value, "{}", parameter.name);
    }
    for (k, parameter) in network.parameters().into_iter().enumerate() {
        assert_eq!(parameter.value, 0.5 + k as f64, "{}", parameter.name);
    }
}

#[test]
fn elements_of_arrays_have_names_whether_or_not_they_differ() {
    let mut network = Mixed::default();
    assert_eq!(network.get_by_name("E[3].NaV.g").unwrap(), 70.0);
    assert_eq!(network.get_by_name("E[3].Kd.g").unwrap(), 50.0);
    network.set_by_name("E[3].NaV.g", 33.0).unwrap();
    assert_eq!(network.get(Mixed::E.at(3).NaV.g), 33.0);
    assert_eq!(network.get_each(Mixed::E.NaV.g), [100.0, 90.0, 80.0, 33.0]);
    network.set_by_name("E.NaV.g", 44.0).unwrap();
    assert_eq!(network.get_each(Mixed::E.NaV.g), [44.0; 4]);
    network.set_by_name("P.v", -70.0).unwrap();
    assert_eq!(network.get(Mixed::P.v_start), -70.0);
    // The brackets belong to the array.
    for name in ["E.NaV[3].g", "P[0].NaV.g", "E_I[3].Glutamatergic.g", "E[4].NaV.g"] {
        assert!(network.set_by_name(name, 1.0).is_err(), "{name}");
        assert!(network.get_by_name(name).is_err(), "{name}");
    }
}

#[test]
fn handles_and_names_find_the_same() {
    let mut network = Pyloric::default();
    let pairs = [
        ("AB.NaV.g", Pyloric::AB.NaV.g),
        ("LP.Ca.tau", Pyloric::LP.Ca.tau),
        ("PY.Na.e", Pyloric::PY.Na.e),
        ("PY.H.e", Pyloric::PY.H.e),
        ("PY.H.g", Pyloric::PY.H.g),
        ("LP.v", Pyloric::LP.v_start),
        ("LP.Ca.outside", Pyloric::LP.Ca.outside),
        ("LP.capacitance", Pyloric::LP.capacitance),
        ("PY_LP.Glutamatergic.delta", Pyloric::PY_LP.Glutamatergic.delta),
    ];
    for (k, (name, handle)) in pairs.into_iter().enumerate() {
        assert_eq!(network.get(handle), network.get_by_name(name).unwrap(), "{name}");
        network.set(handle, 3.0 + k as f64);
        assert_eq!(network.get_by_name(name).unwrap(), 3.0 + k as f64, "{name}");
        let listed = network.parameters().into_iter().find(|parameter| parameter.name == name).unwrap();
        assert_eq!(listed.place(), (Origin { len: 0, ..handle.origin() }, handle.index()), "{name}");
    }
    let mut pair = Pair::default();
    pair.set(Pair::soma.Second.e, 20.0).set(Pair::soma_dendrite, 3.0);
    assert_eq!(pair.get_by_name("soma.Second.e").unwrap(), 20.0);
    assert_eq!(pair.get_by_name("soma_dendrite").unwrap(), 3.0);
}

use neuron_runtime::model::handle::Origin;

#[test]
fn numbers_have_the_unit_of_their_declaration() {
    let (units, usual) = (Units::default(), Usual::default());
    let expected = [
        ("temperature", 10.0, "degC"),
        ("capacitance", 0.01, "pF/um2"),
        ("area", 62800.0, "um2"),
        ("v", -0.06, "V"),
        ("inject", 500.0, "pA"),
        ("Na.e", 0.05, "V"),
        ("Ca.outside", 3000.0, "uM"),
        // Those of a channel or pool are its author's.
        ("Ca.tau", 200.0, "ms"),
        ("Ca.f", 14.96, "uM/nA"),
        ("NaV.g", 100.0, "mS/cm2"),
    ];
    let parameters = units.parameters();
    for (name, value, unit) in expected {
        let parameter = parameters.iter().find(|parameter| parameter.name == name).unwrap();
        assert!((parameter.value / value - 1.0).abs() < 1e-14, "{name}: {}", parameter.value);
        assert_eq!(parameter.info.unit, unit, "{name}");
    }
    assert_eq!(units.get(Units::v_start), -0.06);
    assert!((units.get(Units::NaV.g) - 100.0).abs() < 1e-12);
    // Whatever the units, the equations are the same.
    let slopes = |network: &dyn Fn(&mut [f64], &mut [f64])| {
        let (mut y, mut dy) = (vec![0.0; 6], vec![0.0; 6]);
        network(&mut y, &mut dy);
        (y, dy)
    };
    assert_eq!((units.dim(), usual.dim()), (6, 6));
    let (y, dy) = slopes(&|y, dy| {
        units.start(y);
        units.rhs(0.0, y, dy);
    });
    let (y2, dy2) = slopes(&|y, dy| {
        usual.start(y);
        usual.rhs(0.0, y, dy);
    });
    for (a, b) in y.iter().chain(&dy).zip(y2.iter().chain(&dy2)) {
        assert!((a - b).abs() <= 1e-13 * a.abs().max(b.abs()), "{a} and {b}");
    }
}

#[test]
fn state_names_are_those_of_the_handles() {
    let network = Mixed::default();
    let names = network.state_names();
    let name = |handle: State<Mixed>| names[network.state_index(handle.origin(), handle.index()).unwrap()].as_str();
    assert_eq!(name(Mixed::P.v), "P.v");
    assert_eq!(name(Mixed::P.ca), "P.ca");
    assert_eq!(name(Mixed::E.at(2).v), "E[2].v");
    assert_eq!(name(Mixed::E.at(2).ca), "E[2].ca");
    assert_eq!(name(Mixed::E.at(3).H.m), "E[3].H.m");
    assert_eq!(name(Mixed::I.at(1).KCa.m), "I[1].KCa.m");
    assert_eq!(network.state_index(Mixed::E.v.origin(), Mixed::E.v.index()), None);
    assert_eq!(names.len(), network.dim());
    let mut sorted = names.clone();
    sorted.sort();
    sorted.dedup();
    assert_eq!(sorted.len(), names.len());

    let pair = Pair::default();
    assert_eq!(pair.state_names(), ["soma.v", "dendrite.v"]);
    assert_eq!(pair.state_index(Pair::dendrite.v.origin(), Pair::dendrite.v.index()), Some(1));

    // The values of one state for all neurons are contiguous.
    let v = Mixed::E.at(0).v;
    let first = network.state_index(v.origin(), v.index()).unwrap();
    assert_eq!(names[first..first + 4], ["E[0].v", "E[1].v", "E[2].v", "E[3].v"]);
    // Scales follow the kind of each.
    let mut scales = vec![0.0; network.dim()];
    network.scales(&mut scales);
    for (name, scale) in names.iter().zip(scales) {
        let kind = match name.rsplit('.').next() {
            Some("v") => StateKind::Voltage,
            Some("ca") => StateKind::Concentration,
            _ => StateKind::Gate,
        };
        assert_eq!(scale, kind.scale(), "{name}");
    }
}

#[test]
fn json_keeps_every_parameter() {
    let mut network = Mixed::default();
    for parameter in network.parameters() {
        if parameter.value.is_nan() {
            network.set_by_name(&parameter.name, 1.0 / 3.0).unwrap();
        }
    }
    network.set(Mixed::E.at(2).Leak.e, -51.125).set_each(Mixed::E_I.Cholinergic.g, |k| 1.0 + 0.1 * k as f64);
    let text = network.to_json();
    let object: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(object["E[2].Leak.e"], -51.125);
    assert_eq!(object["P.NaV.g"], 1.0 / 3.0);
    assert_eq!(object.as_object().unwrap().len(), network.parameters().len());

    let mut other = Mixed::default();
    other.set_json(&text).unwrap();
    assert_eq!(other, network);
    assert_eq!(other.to_json(), text);

    let mut cell = Stg::default();
    cell.set_json(&prinz_ab().to_json()).unwrap();
    assert_eq!(cell, prinz_ab());
}

/// JSON has no NaN: a parameter without a value is left out, and has none after reading.
#[test]
fn json_leaves_out_what_has_no_value() {
    let cell = Stg::default();
    let text = cell.to_json();
    let mut other = prinz_ab();
    other.set_json(&text).unwrap();
    assert_eq!(other, prinz_ab());
    assert!(!text.contains("null") && !text.contains("NaV.g"), "{text}");
}

#[test]
fn json_changes_what_it_names_or_nothing() {
    let mut network = Pyloric::default();
    network.set_json(r#"{ "AB.NaV.g": 120, "AB_LP.Cholinergic.g": 12.5 }"#).unwrap();
    assert_eq!(network.get(Pyloric::AB.NaV.g), 120.0);
    assert_eq!(network.get(Pyloric::AB_LP.Cholinergic.g), 12.5);
    assert_eq!(network.get(Pyloric::LP.NaV.g), 100.0);
    let before = network.clone();
    for text in [
        r#"{ "AB.NaV.g": 1, "AB.NaW.g": 2 }"#,
        r#"{ "AB.NaV.g": 1, "LP.NaV.g": "2" }"#,
        r#"{ "AB.NaV.g": 1, "LP.NaV.g": null }"#,
        r#"[1, 2]"#,
        r#"{ "AB.NaV.g": 1"#,
    ] {
        assert!(network.set_json(text).is_err(), "{text}");
        assert_eq!(network, before, "{text}");
    }
    assert!(matches!(network.set_json(r#"{ "x": 1 }"#), Err(Error::UnknownName { name, .. }) if name == "x"));
    assert!(matches!(network.set_json("3"), Err(Error::Format { .. })));
}

/// Which of two values counts would be a guess.
#[test]
fn json_with_a_name_twice_is_refused() {
    let mut network = Pyloric::default();
    for text in [r#"{ "AB.NaV.g": 1, "LP.NaV.g": 2, "AB.NaV.g": 3 }"#, r#"{ "AB.NaV.g": 1, "AB.Na\u0056.g": 1 }"#] {
        let error = network.set_json(text).unwrap_err();
        assert!(matches!(error, Error::Format { .. }), "{error}");
        assert!(error.to_string().contains("AB.NaV.g stands in it twice; leave one out"), "{error}");
        assert_eq!(network, Pyloric::default());
    }
    // An array and one of its neurons are two names: the array comes first, wherever it stands.
    let mut network = Mixed::default();
    network.set_json(r#"{ "E[2].Leak.e": -51, "E.Leak.e": -50 }"#).unwrap();
    assert_eq!(network.get_each(Mixed::E.Leak.e)[1..3], [-50.0, -51.0]);
}

#[test]
fn cells_and_networks_are_values() {
    let cell = prinz_ab();
    let mut other = cell.clone();
    assert_eq!(cell, other);
    other.set(Stg::Leak.e, -51.0);
    assert_ne!(cell, other);
    assert!(format!("{cell:?}").contains("NaV"));

    let network = Pyloric::default();
    let mut other = network.clone();
    assert_eq!(network, other);
    other.set(Pyloric::PY_LP.Glutamatergic.g, 1.0);
    assert_ne!(network, other);
    assert!(format!("{network:?}").contains("Glutamatergic"));

    // Neither the order in which neurons were set nor their former values have an effect.
    let (mut a, mut b) = (Pair2::default(), Pair2::default());
    a.set(Pair2::E.at(0).Leak.g, 1.0).set(Pair2::E.at(1).Leak.g, 2.0).set(Pair2::E.at(1).Leak.e, 3.0);
    b.set(Pair2::E.Leak.g, 9.0).set(Pair2::E.at(1).Leak.e, 3.0);
    assert_ne!(a, b);
    b.set(Pair2::E.at(1).Leak.g, 2.0).set(Pair2::E.at(0).Leak.g, 1.0);
    assert_eq!(a, b);
    assert!(format!("{a:?}").contains("Leak"));

    // A channel by itself.
    let channel = NaV::new(100.0);
    assert_eq!((channel.g, channel.clone()), (100.0, channel));
    assert!(NaV::default().g.is_nan());
    assert_eq!(CalciumBuffer::default(), CalciumBuffer::new(200.0, 14.96, 0.05));
    assert_eq!(format!("{:?}", NaV::new(1.0)), "NaV { g: 1.0 }");
}

network! {
    /// Two neurons.
    pub struct Pair2;
    /// A leaky capacitor.
    cell Point {
        capacitance: 1uF/cm2, area: 0.1mm2, v: -60mV,
        channels { Leak },
    }
    neuron E[2]: Point
}

#[test]
fn other_number_types_come_from_the_plain_network() {
    let network = Pyloric::default();
    let mut dual: Pyloric<Dual<Dual64>> = network.with();
    dual.set(Pyloric::AB.NaV.g, Dual(Dual64::new(50.0, 1.0)));
    // Handles are those of the plain network.
    assert_eq!(dual.get(Pyloric::AB.NaV.g).0.eps, 1.0);
    assert_eq!(dual.get(Pyloric::LP.NaV.g).0.eps, 0.0);
    assert_eq!(dual.get_by_name("AB.NaV.g").unwrap().0.re, 50.0);
    assert_eq!(dual.with::<f64>().get(Pyloric::AB.NaV.g), 50.0);
    assert_eq!(names(&dual), names(&network));
    let dual: Stg<Dual<Dual64>> = prinz_ab().with();
    assert_eq!(dual.with::<f64>(), prinz_ab());
    let dual: Mixed<Dual<Dual64>> = Mixed::default().with();
    assert_eq!(dual.get_each(Mixed::E.NaV.g).iter().map(|g| g.0.re).collect::<Vec<_>>(), [100.0, 90.0, 80.0, 70.0]);
}

#[test]
fn handles_compare_and_print() {
    assert_eq!(Pyloric::AB.NaV.m, Pyloric::AB.NaV.m);
    assert_ne!(Pyloric::AB.NaV.m, Pyloric::AB.NaV.h);
    assert_ne!(Pyloric::AB.NaV.m, Pyloric::LP.NaV.m);
    assert_eq!(Mixed::E.at(1).v.quantity(), Mixed::E.at(1).v.quantity());
    assert!(!format!("{:?}", Mixed::E.at(1).v).is_empty());
}
