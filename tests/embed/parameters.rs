//! Parameters by index and by name.

use super::{Embedded, Visit, bits, each_network, state};
use neuron_runtime::embed::Model;
use neuron_runtime::prelude::*;
use neuron_tests::models::{Arrays, Pyloric};

struct Compared;

impl Visit for Compared {
    fn visit<N: Embedded>(&mut self, mut network: N) {
        let mut model = Model::new(network.clone());
        let (ours, theirs) = (model.parameters(), network.parameters());
        for (index, parameter) in ours.iter().enumerate() {
            assert_eq!(model.find(&parameter.name).unwrap(), index);
            assert_eq!(model.parameter(index).unwrap(), *parameter);
            assert_eq!(model.get(index).unwrap(), parameter.value);
            assert_eq!(network.get_by_name(&parameter.name).unwrap(), parameter.value);
        }
        // Those that are the same for all neurons of an array are the same list.
        for theirs in theirs.iter().filter(|theirs| !theirs.name.contains('[')) {
            let ours = ours.iter().find(|ours| ours.name == theirs.name).expect(&theirs.name);
            assert_eq!((ours.unit, ours.value), (theirs.info.unit, theirs.value));
            assert_eq!(
                (ours.default, ours.minimum, ours.maximum),
                (theirs.info.default, theirs.info.minimum, theirs.info.maximum)
            );
        }
        for (index, parameter) in ours.iter().enumerate() {
            let value = parameter.value * (1.0 + 1e-3 * (1.0 + index as f64).sin()) + 1e-6;
            if index % 2 == 0 {
                model.set(index, value).unwrap();
            } else {
                model.set_by_name(&parameter.name, value).unwrap();
            }
            network.set_by_name(&parameter.name, value).unwrap();
            assert_eq!(model.get_by_name(&parameter.name).unwrap(), network.get_by_name(&parameter.name).unwrap());
        }
        let y = state(&network);
        let (mut ours, mut theirs) = (y.clone(), y.clone());
        model.rhs(0.0, &y, &[], &mut ours).unwrap();
        network.rhs(0.0, &y, &mut theirs);
        assert_eq!(bits(&ours), bits(&theirs));
    }
}

#[test]
fn parameters_are_those_of_the_network() {
    each_network(&mut Compared);
}

#[test]
fn elements_of_arrays_have_indices() {
    let mut network = Arrays::default();
    let mut model = Model::new(network.clone());
    let all = model.find("E.NaV.g").unwrap();
    assert_eq!(model.parameter(all).unwrap().elements, Some(5));
    // Five neurons, and as many values in the declaration.
    let v = model.find("E.v").unwrap();
    assert_eq!(model.get_each(v).unwrap(), [-60.0, -50.0, -45.0, -55.0, -52.0]);

    let mut seen = std::collections::HashSet::new();
    let arrays: Vec<_> = model.parameters().into_iter().filter(|parameter| parameter.elements.is_some()).collect();
    assert!(arrays.len() > 30);
    for parameter in &arrays {
        for k in 0..parameter.elements.unwrap() {
            let name = match parameter.name.split_once('.').unwrap() {
                ("E", rest) => format!("E[{k}].{rest}"),
                _ => {
                    let (owner, last) = parameter.name.rsplit_once('.').unwrap();
                    format!("{owner}[{k}].{last}")
                }
            };
            let index = model.find(&name).expect(&name);
            assert!(seen.insert(index), "{name}");
            assert_eq!(model.parameter(index).unwrap().name, name);
            assert_eq!(model.get(index).unwrap(), network.get_by_name(&name).unwrap());
            let value = network.get_by_name(&name).unwrap() * (1.0 + 0.01 * k as f64) + 1e-9;
            model.set(index, value).unwrap();
            network.set_by_name(&name, value).unwrap();
        }
    }
    // The indices have no gaps.
    assert_eq!(seen.iter().max().unwrap() + 1, model.parameters().len() + seen.len());
    let y = state(&network);
    let (mut ours, mut theirs) = (y.clone(), y.clone());
    model.rhs(0.0, &y, &[], &mut ours).unwrap();
    network.rhs(0.0, &y, &mut theirs);
    assert_eq!(bits(&ours), bits(&theirs));

    model.set_each(all, &[1.0, 2.0, 3.0, 4.0, 5.0]).unwrap();
    assert_eq!(model.get_by_name("E[3].NaV.g").unwrap(), 4.0);
    assert_eq!(model.get_each(all).unwrap(), [1.0, 2.0, 3.0, 4.0, 5.0]);
    model.set(all, 7.0).unwrap();
    assert_eq!(model.get_each(all).unwrap(), [7.0; 5]);
    let one = model.find("E[3].NaV.g").unwrap();
    model.set_each(one, &[8.0]).unwrap();
    assert_eq!(model.get_each(all).unwrap(), [7.0, 7.0, 7.0, 8.0, 7.0]);
}

#[test]
fn a_copy_has_parameters_of_its_own() {
    let mut model = Model::new(Pyloric::default());
    let copy = model.clone();
    model.set_by_name("AB.NaV.g", 1.0).unwrap();
    assert_eq!(copy.get_by_name("AB.NaV.g").unwrap(), Pyloric::default().get(Pyloric::AB.NaV.g));
    assert_eq!(model.get_by_name("AB.NaV.g").unwrap(), 1.0);
}
