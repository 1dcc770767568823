//! Parameters and states by handle and by name without lists of names, and what is not there.

use neuron_runtime::library::hodgkin_huxley_1952::{HodgkinHuxley, Leak};
use neuron_runtime::library::prinz_2003::Stg;
use neuron_runtime::library::prinz_2004::{Cholinergic, Glutamatergic, Pyloric};
use neuron_runtime::model::handle::{Group, Handle, Origin, Parameter, State};
use neuron_runtime::number::F32;
use neuron_runtime::prelude::*;
use std::panic::{AssertUnwindSafe, catch_unwind};

network! {
    /// A named neuron, two populations, and connections whose states belong to presynaptic neurons.
    pub struct Crowd;
    neuron P: Stg
    neuron E[4]: Stg
    neuron I[2]: Stg
    E -> I all_to_all: Glutamatergic { g: 2nS };
    P -> E all_to_all: Cholinergic { g: 4nS };
}

cell! {
    /// Two compartments.
    pub struct Pair;
    capacitance: 1uF/cm2, area: 0.1mm2, v: -60mV,
    compartment soma { channels { Leak, Second: Leak { e: 10mV } } }
    compartment dendrite { channels { Leak { g: 0.5mS/cm2 } } }
    soma -- dendrite: 2mS/cm2,
}

/// Every name that a network lists is found, as the parameter that has its value.
fn parameters_are_found<N: Network<f64> + Clone>(network: &N) {
    let mut network = network.clone();
    let names: Vec<String> = network.parameters().into_iter().map(|parameter| parameter.name).collect();
    for (k, name) in names.iter().enumerate() {
        let parameter = network.find_parameter(name).unwrap_or_else(|| panic!("{name}"));
        network.set(parameter, 1.0 + k as f64);
    }
    let values: Vec<(String, f64)> = network.parameters().into_iter().map(|p| (p.name, p.value)).collect();
    let expected: Vec<(String, f64)> = names.into_iter().enumerate().map(|(k, name)| (name, 1.0 + k as f64)).collect();
    assert_eq!(values, expected);
}

/// The state of every listed name is the one at its place in the vector.
fn states_are_found<N: Network<f64>>(network: &N) {
    let mut y: Vec<f64> = (0..network.dim()).map(|k| k as f64).collect();
    for (k, name) in network.state_names().iter().enumerate() {
        let state = network.find_state(name).unwrap_or_else(|| panic!("{name}"));
        assert_eq!(network.state(&y, state), k as f64, "{name}");
        network.set_state(&mut y, state, -1.0);
        assert_eq!(y.iter().position(|x| *x == -1.0), Some(k), "{name}");
        y[k] = k as f64;
    }
}

#[test]
fn every_listed_name_is_found() {
    parameters_are_found(&HodgkinHuxley::default());
    parameters_are_found(&Pair::default());
    parameters_are_found(&Pyloric::default());
    parameters_are_found(&Crowd::default());
    states_are_found(&HodgkinHuxley::default());
    states_are_found(&Pair::default());
    states_are_found(&Pyloric::default());
    states_are_found(&Crowd::default());
}

#[test]
fn a_name_finds_the_handle_that_is_written_alike() {
    let (network, pair) = (Crowd::default(), Pair::default());
    assert_eq!(network.find_parameter("E.NaV.g"), Some(Crowd::E.NaV.g));
    assert_eq!(network.find_parameter("E[2].NaV.g"), Some(Crowd::E.at(2).NaV.g));
    assert_eq!(network.find_parameter("P.Na.e"), Some(Crowd::P.Na.e));
    assert_eq!(network.find_state("P.ca"), Some(Crowd::P.ca));
    assert_eq!(network.find_state("E[3].v"), Some(Crowd::E.at(3).v));
    assert_eq!(pair.find_parameter("soma.Second.e"), Some(Pair::soma.Second.e));
    assert_eq!(pair.find_parameter("soma_dendrite"), Some(Pair::soma_dendrite));
    assert_eq!(pair.find_state("dendrite.v"), Some(Pair::dendrite.v));
    // `v` is the potential, and the parameter that it starts from.
    assert_eq!(HodgkinHuxley::default().find_parameter("v"), Some(HodgkinHuxley::v_start));
    assert_eq!(HodgkinHuxley::default().find_state("v"), Some(HodgkinHuxley::v));
}

#[test]
fn what_is_not_there_is_not_found() {
    let network = Crowd::default();
    for name in [
        "",
        ".",
        "E",
        "E.",
        "E.NaV",
        "E.NaV.g.",
        ".E.NaV.g",
        "E.NaV.G",
        "E[4].NaV.g",
        "E[-1].NaV.g",
        "E[].NaV.g",
        "E[1]NaV.g",
        "E[1].",
        "P[0].NaV.g",
        "E_I[0].Glutamatergic.g",
        "E_I.Glutamatergic[8].g",
        "E.NaV.m",
        "NaV.g",
    ] {
        assert_eq!(network.find_parameter(name), None, "{name}");
    }
    // There is one set of states for each of the four presynaptic neurons, and one connection for each of eight.
    assert!(network.find_state("E_I.Glutamatergic[3].s").is_some());
    for name in ["E_I.Glutamatergic[4].s", "E[4].v", "E.NaV.g", "P.v.", "v"] {
        assert_eq!(network.find_state(name), None, "{name}");
    }
}

#[test]
fn a_state_of_an_array_is_written_for_all_its_neurons() {
    let network = Crowd::default();
    let mut y = vec![0.0; network.dim()];
    network.start(&mut y);
    network.set_state(&mut y, Crowd::E.v, -41.0);
    network.set_state(&mut y, Crowd::E.at(2).v, -42.0);
    network.set_state(&mut y, Crowd::E_I.Glutamatergic.s, 0.25);
    let names = network.state_names();
    for (name, y) in names.iter().zip(&y) {
        let expected = match name.as_str() {
            "E[2].v" => -42.0,
            name if name.starts_with("E[") && name.ends_with("].v") => -41.0,
            name if name.starts_with("E_I.") => 0.25,
            _ => {
                assert!(![-41.0, -42.0, 0.25].contains(y), "{name} = {y}");
                continue;
            }
        };
        assert_eq!(*y, expected, "{name}");
    }
    assert_eq!(network.state(&y, Crowd::E.v), -41.0);
    assert_eq!(network.state(&y, Crowd::E.at(2).v), -42.0);
}

#[test]
fn other_numbers_have_the_same_places() {
    let mut axon = HodgkinHuxley::default().with::<F32>();
    axon.set(HodgkinHuxley::K.g, F32(30.0));
    let mut y = [F32(0.0); 4];
    axon.set_state(&mut y, HodgkinHuxley::v, F32(-50.0));
    assert_eq!((axon.get(HodgkinHuxley::K.g), axon.state(&y, HodgkinHuxley::v)), (F32(30.0), F32(-50.0)));
}

/// A handle that no macro made names nothing. It stops the program as an index past the end of a slice does, and gives no
/// number.
#[test]
fn a_handle_made_by_hand_gives_no_number() {
    fn stops(then: impl FnOnce()) -> bool {
        catch_unwind(AssertUnwindSafe(then)).is_err()
    }
    // Everywhere a value, since NaN is not itself.
    let mut network = Crowd::default();
    for (k, parameter) in Crowd::default().parameters().iter().enumerate() {
        network.set_by_name(&parameter.name, k as f64).unwrap();
    }
    let before = network.clone();
    let y = vec![0.0; network.dim()];
    let cells = |group, element| Origin { group: Group::Cells(group), element, len: 0 };
    for origin in [cells(7, Some(0)), cells(1, Some(4)), Origin { group: Group::Synapses(0), element: Some(8), len: 0 }]
    {
        let (parameter, state) = (Parameter::<Crowd>::new(origin, 0), State::<Crowd>::new(origin, 0));
        assert!(
            stops(|| {
                let _ = network.get(parameter);
            }),
            "{origin:?}"
        );
        assert!(
            stops(|| {
                let _ = network.set(parameter, 1.0);
            }),
            "{origin:?}"
        );
        assert!(
            stops(|| {
                let _ = network.state(&y, state);
            }),
            "{origin:?}"
        );
    }
    let past = Handle::new(cells(0, Some(0)), 999);
    assert!(
        stops(|| {
            let _ = network.get(past);
        }) && stops(|| {
            let _ = network.set(past, 1.0);
        })
    );
    assert_eq!(network, before);
}

/// The sizes that are constants are those that a network of its type needs: steps on arrays are those in a workspace.
fn sizes_agree<N: Network<f64> + Fixed + Default>() {
    let network = N::default().map(&mut |parameter| if parameter.is_nan() { 0.1 } else { *parameter });
    let name = network.info().name;
    assert_eq!(N::DIM, network.dim(), "{name}");
    let mut y = vec![0.0; N::DIM];
    network.start(&mut y);
    let (mut own, mut numbers, mut work) = (y.clone(), vec![f64::NAN; N::WORK], network.workspace());
    for k in 0..100 {
        let t = f64::from(k) * 0.01;
        let mut array = Workspace::on(&mut numbers);
        network.exponential_euler(t, 0.01, &Given::NONE, &mut y, &mut work);
        network.exponential_euler(t, 0.01, &Given::NONE, &mut own, &mut array);
        network.strang(t, 0.01, &Given::NONE, &mut y, &mut work);
        network.strang(t, 0.01, &Given::NONE, &mut own, &mut array);
    }
    // Two matrices are eliminated in different orders where membranes are coupled.
    let close = |a: f64, b: f64| (a - b).abs() <= 1e-9 * a.abs().max(1.0);
    assert!(y.iter().zip(&own).all(|(a, b)| close(*a, *b)), "{name}: {y:?} {own:?}");
}

#[test]
fn sizes_of_networks_without_arrays_are_constants() {
    use neuron_runtime::library::connor_stevens_1971::ConnorStevens;
    use neuron_runtime::library::liu_1998::Liu;
    use neuron_runtime::library::morris_lecar_1981::MorrisLecar;
    use neuron_runtime::library::pinsky_rinzel_1994::PinskyRinzel;
    use neuron_runtime::library::wang_buzsaki_1996::WangBuzsaki;
    sizes_agree::<HodgkinHuxley>();
    sizes_agree::<ConnorStevens>();
    sizes_agree::<MorrisLecar>();
    sizes_agree::<WangBuzsaki>();
    sizes_agree::<PinskyRinzel>();
    sizes_agree::<Liu>();
    sizes_agree::<Stg>();
    sizes_agree::<Pair>();

    sizes_agree::<Pyloric>();
    // HH: V and three gates. Three STG cells of V, calcium and eleven gates, with seven synapses of one gate each.
    assert_eq!((<HodgkinHuxley>::DIM, <Pyloric>::DIM), (4, 46));
    assert_eq!(<HodgkinHuxley<F32>>::DIM, 4);
}
