//! Names, the right-hand side, the exponential steps and the Jacobian.

use super::{Embedded, Visit, bits, each_network, state};
use neuron_runtime::embed::Model;
use neuron_runtime::number::Grad;
use neuron_runtime::prelude::*;
use neuron_runtime::system::Drive;
use neuron_tests::allocations::allocations;

const T: f64 = 3.0;

/// One drive per compartment, each with a current and a slope of its own.
fn drives(count: usize) -> Vec<Drive<f64>> {
    (0..count).map(|k| Drive { current: 0.3 * (k as f64 + 1.0).sin(), slope: -0.01 * (k + 1) as f64 }).collect()
}

struct Described;

impl Visit for Described {
    fn visit<N: Embedded>(&mut self, network: N) {
        let model = Model::new(network.clone());
        assert_eq!((model.name(), model.dim()), (N::NETWORK.name, network.dim()));
        let names: Vec<_> = model.states().into_iter().map(|state| state.name).collect();
        assert_eq!(names, network.state_names());
        let mut potentials = Vec::new();
        network.potentials(&mut |v| potentials.push(v));
        assert_eq!(model.potentials(), potentials);
        for (index, state) in model.states().iter().enumerate() {
            let is_v = state.name == "v" || state.name.ends_with(".v");
            assert_eq!(potentials.contains(&index), is_v, "{}", state.name);
            assert_eq!(state.unit == "mV", is_v, "{state:?}");
        }
        let (mut ours, mut theirs) = (vec![f64::NAN; model.dim()], vec![0.0; model.dim()]);
        model.start(&mut ours).unwrap();
        network.start(&mut theirs);
        assert_eq!(bits(&ours), bits(&theirs));
    }
}

#[test]
fn names_and_the_start_are_those_of_the_network() {
    each_network(&mut Described);
}

struct Evaluated;

impl Visit for Evaluated {
    fn visit<N: Embedded>(&mut self, network: N) {
        let (mut model, y) = (Model::new(network.clone()), state(&network));
        let driven = drives(model.potentials().len());
        for drives in [&[][..], &driven] {
            let (mut ours, mut theirs) = (vec![f64::NAN; y.len()], vec![0.0; y.len()]);
            model.rhs(T, &y, drives, &mut ours).unwrap();
            network.rhs_with(T, &y, &Given::drives(drives), &mut theirs);
            assert_eq!(bits(&ours), bits(&theirs));
            assert!(ours.iter().all(|dy| dy.is_finite()));

            let mut work = network.workspace();
            let (mut ours, mut theirs) = (y.clone(), y.clone());
            model.exponential_euler(T, 0.05, drives, &mut ours).unwrap();
            network.exponential_euler(T, 0.05, &Given::drives(drives), &mut theirs, &mut work);
            assert_eq!(bits(&ours), bits(&theirs));
            assert_ne!(ours, y);

            let (mut ours, mut theirs) = (y.clone(), y.clone());
            model.strang(T, 0.05, drives, &mut ours).unwrap();
            network.strang(T, 0.05, &Given::drives(drives), &mut theirs, &mut work);
            assert_eq!(bits(&ours), bits(&theirs));
        }
    }
}

#[test]
fn the_right_hand_side_and_the_steps_are_those_of_the_network() {
    each_network(&mut Evaluated);
}

/// Returns the Jacobian, one row after the other, by tangents of the right-hand side alone.
fn by_tangents<N: Embedded>(network: &N, y: &[f64], drives: &[Drive<f64>]) -> Vec<f64> {
    let (dim, network) = (y.len(), network.with::<Grad>());
    let mut potentials = Vec::new();
    network.potentials(&mut |v| potentials.push(v));
    let mut matrix = vec![0.0; dim * dim];
    for begin in (0..dim).step_by(8) {
        let variable = |(k, y): (usize, &f64)| {
            Grad::new(*y, std::array::from_fn(|tangent| f64::from(u8::from(begin + tangent == k))))
        };
        let state: Vec<_> = y.iter().enumerate().map(variable).collect();
        let drive =
            |(drive, v): (&Drive<f64>, &usize)| Drive::constant((state[*v] - y[*v]) * drive.slope + drive.current);
        let drives: Vec<_> = drives.iter().zip(&potentials).map(drive).collect();
        let mut dy = state.clone();
        network.rhs_with(Grad::from_f64(T), &state, &Given::drives(&drives), &mut dy);
        for (row, dy) in dy.iter().enumerate() {
            for column in begin..dim.min(begin + 8) {
                matrix[row * dim + column] = dy.tangents()[column - begin];
            }
        }
    }
    matrix
}

struct Linearised {
    entries: usize,
}

impl Visit for Linearised {
    fn visit<N: Embedded>(&mut self, mut network: N) {
        let mut model = Model::new(network.clone());
        let dim = model.dim();
        let pattern = model.jacobian_pattern().clone();
        let count = pattern.row_indices.len();
        assert_eq!(pattern.column_pointers.len(), dim + 1);
        assert_eq!((pattern.column_pointers[0], pattern.column_pointers[dim]), (0, count));
        for ends in pattern.column_pointers.windows(2) {
            assert!(pattern.row_indices[ends[0]..ends[1]].is_sorted_by(|a, b| a < b));
        }
        // Also after parameters have changed: the pattern stays.
        for scale in [1.0, 1.3] {
            for parameter in network.parameters() {
                if parameter.name.ends_with(".g") {
                    network.set_by_name(&parameter.name, parameter.value * scale).unwrap();
                    model.set_by_name(&parameter.name, parameter.value * scale).unwrap();
                }
            }
            let y: Vec<f64> = state(&network).iter().map(|y| y * scale).collect();
            let driven = drives(model.potentials().len());
            for drives in [&[][..], &driven] {
                let (mut slopes, mut dy) = (vec![0.0; dim], vec![0.0; dim]);
                network.rhs_with(T, &y, &Given::drives(drives), &mut dy);
                let mut values = vec![f64::NAN; count];
                model.jacobian(T, &y, drives, &mut slopes, &mut values).unwrap();
                assert!(slopes.iter().zip(&dy).all(|(a, b)| (a - b).abs() <= 1e-12 * (1.0 + b.abs())));

                let mut theirs = vec![0.0; dim * dim];
                let mut jacobian = network.jacobian();
                network.evaluate(&mut jacobian, T, &y, &Given::drives(drives), &mut dy);
                assert_eq!(bits(&slopes), bits(&dy));
                jacobian.entries(&network, |row, column, value| theirs[row * dim + column] += value);
                let mut ours = vec![0.0; dim * dim];
                for column in 0..dim {
                    for k in pattern.column_pointers[column]..pattern.column_pointers[column + 1] {
                        ours[pattern.row_indices[k] * dim + column] = values[k];
                    }
                }
                assert_eq!(bits(&ours), bits(&theirs));

                let dense = by_tangents(&network, &y, drives);
                for (k, (ours, dense)) in ours.iter().zip(&dense).enumerate() {
                    let (row, column) = (k / dim, k % dim);
                    let error = (ours - dense).abs();
                    assert!(error <= 1e-9 * (1.0 + dense.abs()), "{} {row} {column}: {ours} {dense}", model.name());
                }
                self.entries += dense.iter().filter(|entry| **entry != 0.0).count();
            }
        }
    }
}

#[test]
fn the_jacobian_is_that_of_the_network_and_of_tangents() {
    let mut linearised = Linearised { entries: 0 };
    each_network(&mut linearised);
    assert!(linearised.entries > 4 * 400, "{}", linearised.entries);
}

struct Counted;

impl Visit for Counted {
    fn visit<N: Embedded>(&mut self, network: N) {
        let (mut model, mut y) = (Model::new(network.clone()), state(&network));
        let (mut dy, mut values) = (y.clone(), vec![0.0; model.jacobian_pattern().row_indices.len()]);
        let drives = drives(model.potentials().len());
        let mut all = |model: &mut Model| {
            model.start(&mut y).unwrap();
            model.rhs(T, &y, &drives, &mut dy).unwrap();
            model.jacobian(T, &y, &drives, &mut dy, &mut values).unwrap();
            model.exponential_euler(T, 0.01, &drives, &mut y).unwrap();
            model.strang(T, 0.01, &drives, &mut y).unwrap();
        };
        all(&mut model);
        let ((), count) = allocations(|| (0..10).for_each(|_| all(&mut model)));
        assert_eq!(count, 0, "{}", model.name());
    }
}

#[test]
fn evaluations_allocate_nothing() {
    each_network(&mut Counted);
}

#[test]
fn a_model_that_is_only_evaluated_prepares_no_jacobian() {
    let network = neuron_tests::models::Arrays::default();
    let (model, y) = (Model::new(network.clone()), state(&network));
    let mut dy = y.clone();
    let (_, count) = allocations(|| model.rhs(T, &y, &[], &mut dy));
    assert_eq!(count, 0);
}
