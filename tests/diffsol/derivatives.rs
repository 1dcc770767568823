//! Jacobians and products against finite differences and dual numbers.

use super::{Arrays, Dense, Vector, conductances, hodgkin_huxley, somewhere};
use neuron_runtime::diffsol::diffsol::{
    ConstantOpSens, ConstantOpSensAdjoint, FaerSparseMat, FaerVec, Matrix, NalgebraContext, NalgebraMat, NonLinearOp,
    NonLinearOpAdjoint, NonLinearOpJacobian, NonLinearOpSens, NonLinearOpSensAdjoint, OdeEquations, OdeSolverProblem,
    Vector as _,
};
use neuron_runtime::diffsol::{Diffsol, Equations};
use neuron_runtime::library::hodgkin_huxley_1952::{K, Leak, Na};
use neuron_runtime::library::prinz_2003::Stg;
use neuron_runtime::model::handle::Parameter;
use neuron_runtime::model::mechanism::Held;
use neuron_runtime::number::Dual;
use neuron_runtime::prelude::*;
use neuron_tests::models::{Pyloric, prinz_ab};
use num_dual::Dual64;

/// Returns the columns of ∂F/∂y by dual numbers.
fn by_duals<N: Network<f64>>(network: &N, y: &[f64]) -> Vec<Vec<f64>> {
    let lifted = network.with::<Dual<Dual64>>();
    let columns = (0..y.len()).map(|j| {
        let seeded: Vec<Dual<Dual64>> =
            y.iter().enumerate().map(|(k, y)| Dual(Dual64::new(*y, f64::from(u8::from(k == j))))).collect();
        let mut dy = seeded.clone();
        lifted.rhs(Dual::from_f64(0.0), &seeded, &mut dy);
        dy.iter().map(|dy| dy.0.eps).collect()
    });
    columns.collect()
}

/// Returns the columns of ∂F/∂y by central differences.
fn by_differences<N: Network<f64>>(network: &N, y: &[f64]) -> Vec<Vec<f64>> {
    let at = |j: usize, h: f64| {
        let mut y = y.to_vec();
        y[j] += h;
        let mut dy = y.clone();
        network.rhs(0.0, &y, &mut dy);
        dy
    };
    let columns = (0..y.len()).map(|j| {
        let h = 1e-5 * (1e-2 + y[j].abs());
        at(j, h).iter().zip(at(j, -h)).map(|(plus, minus)| (plus - minus) / (2.0 * h)).collect()
    });
    columns.collect()
}

fn vector(values: &[f64]) -> Vector {
    Vector::from_vec(values.to_vec(), NalgebraContext::default())
}

/// Returns a vector with a lane for each column, as diffsol stores sensitivities.
fn lanes(columns: &[Vec<f64>]) -> Vector {
    Vector::from_vec(columns.concat(), NalgebraContext::with_nbatch(columns.len()))
}

fn dense<M: Matrix<T = f64>>(matrix: &M) -> Vec<Vec<f64>> {
    let mut columns = vec![vec![0.0; matrix.nrows()]; matrix.ncols()];
    let (places, values) = matrix.triplet_iter();
    places.zip(values).for_each(|((i, j), value)| columns[j][i] = value);
    columns
}

/// Asserts that columns agree, relative to the size of the largest entry of each column and row.
fn agree(what: &str, found: &[Vec<f64>], expected: &[Vec<f64>], tolerance: f64) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (j, (found, expected)) in found.iter().zip(expected).enumerate() {
        let size = expected.iter().fold(1e-9f64, |size, x| size.max(x.abs()));
        for (i, (a, b)) in found.iter().zip(expected).enumerate() {
            assert!((a - b).abs() <= tolerance * (size + b.abs()), "{what}: entry {i}, {j} is {a} and should be {b}");
        }
    }
}

/// Returns columns whose entries are all different.
fn columns(count: usize, length: usize) -> Vec<Vec<f64>> {
    (0..count).map(|c| (0..length).map(|k| ((1 + c + k * (c + 2)) as f64).sin()).collect()).collect()
}

fn times(matrix: &[Vec<f64>], v: &[f64]) -> Vec<f64> {
    let rows = matrix.first().map_or(0, Vec::len);
    (0..rows).map(|i| matrix.iter().zip(v).map(|(column, v)| column[i] * v).sum()).collect()
}

/// Returns −Aᵀ·v.
fn minus_transposed_times(matrix: &[Vec<f64>], v: &[f64]) -> Vec<f64> {
    matrix.iter().map(|column| -column.iter().zip(v).map(|(a, v)| a * v).sum::<f64>()).collect()
}

fn split(lanes: &Vector, count: usize) -> Vec<Vec<f64>> {
    lanes.clone_as_vec().chunks(lanes.len()).map(<[f64]>::to_vec).take(count).collect()
}

fn check_jacobian<N: Network<f64>>(what: &str, network: &N) -> Result<(), Error> {
    let problem = network.diffsol().build()?;
    let sparse = network.diffsol().build_sparse()?;
    for shift in 0..3 {
        let y = somewhere(network, shift);
        let (rhs, x) = (problem.eqn.rhs(), vector(&y));
        let truth = by_duals(network, &y);
        agree(what, &dense(&rhs.jacobian(&x, 0.0)), &truth, 1e-12);
        agree(what, &dense(&rhs.jacobian(&x, 0.0)), &by_differences(network, &y), 1e-5);
        // One lane and eight are tangents, nine the assembled matrix.
        for count in [1, 8, 9] {
            let v = columns(count, y.len());
            let mut product = lanes(&v);
            rhs.jac_mul_inplace(&x, 0.0, &lanes(&v), &mut product);
            let expected: Vec<_> = v.iter().map(|v| times(&truth, v)).collect();
            agree(what, &split(&product, count), &expected, 1e-12);
            let mut product = lanes(&v);
            rhs.jac_transpose_mul_inplace(&x, 0.0, &lanes(&v), &mut product);
            let expected: Vec<_> = v.iter().map(|v| minus_transposed_times(&truth, v)).collect();
            agree(what, &split(&product, count), &expected, 1e-12);
        }
        let transposed: Vec<Vec<f64>> = (0..y.len()).map(|i| truth.iter().map(|column| -column[i]).collect()).collect();
        agree(what, &dense(&rhs.adjoint(&x, 0.0)), &transposed, 1e-12);

        let x = FaerVec::from_vec(y.clone(), Default::default());
        agree(what, &dense(&sparse.eqn.rhs().jacobian(&x, 0.0)), &truth, 1e-12);
        agree(what, &dense(&sparse.eqn.rhs().adjoint(&x, 0.0)), &transposed, 1e-12);
    }
    Ok(())
}

#[test]
fn a_jacobian_is_exact() -> Result<(), Error> {
    check_jacobian("hodgkin_huxley", &hodgkin_huxley())?;
    check_jacobian("prinz_ab", &prinz_ab())?;
    check_jacobian("pyloric", &Pyloric::default())?;
    check_jacobian("two compartments", &Pair::default())?;
    check_jacobian("arrays", &Arrays::default())
}

#[test]
fn a_jacobian_has_no_entries_too_many() -> Result<(), Error> {
    // V depends on all four states, a gate on itself and V.
    assert_eq!(hodgkin_huxley().diffsol().build()?.eqn.jacobian_entries(), 4 + 3 * 2);
    // V depends on all 13 states; the pool on itself, V and four gates; a gate on itself and V, the gate of KCa also on the pool.
    let cell = 13 + 6 + 11 * 2 + 1;
    assert_eq!(prinz_ab().diffsol().build()?.eqn.jacobian_entries(), cell);
    // A synapse depends on itself and the presynaptic V, and the postsynaptic V depends on the synapse.
    assert_eq!(Pyloric::default().diffsol().build()?.eqn.jacobian_entries(), 3 * cell + 7 * 3);
    Ok(())
}

cell! {
    /// An axon and a passive part.
    pub struct Pair;

    capacitance: 1uF/cm2, v: -65mV,
    ions { Na: 50mV, K: -77mV },
    compartment axon { area: 0.1mm2, channels { Na, K, Leak } }
    compartment passive { area: 0.05mm2, channels { Leak } }
    axon -- passive: 200nS
}

/// Returns the derivatives of a function with respect to each parameter, by dual numbers.
fn by_parameters<N: Network<f64>>(
    network: &N,
    parameters: &[Parameter<N::Tag>],
    function: impl Fn(&N::With<Dual<Dual64>>) -> Vec<Dual<Dual64>>,
) -> Vec<Vec<f64>> {
    let columns = parameters.iter().map(|parameter| {
        let mut lifted = network.with::<Dual<Dual64>>();
        lifted.set(*parameter, Dual(Dual64::new(network.get(*parameter), 1.0)));
        function(&lifted).iter().map(|x| x.0.eps).collect()
    });
    columns.collect()
}

/// Parameters of a cell: the right-hand side, the start or both depend on them.
fn some_of_all_kinds() -> Vec<Parameter<Stg>> {
    let mut parameters = conductances().to_vec();
    parameters.extend([Stg::Ca.tau, Stg::capacitance, Stg::v_start]);
    parameters
}

#[test]
fn products_by_parameters_are_exact_and_transposed_ones_negative() -> Result<(), Error> {
    let (cell, chosen) = (prinz_ab(), some_of_all_kinds());
    let outputs = cell.diffsol().parameters(&chosen).record(&[Stg::ca]).record(&[Stg::CaS.current, Stg::NaV.current]);
    let problem: OdeSolverProblem<Equations<Stg, _>> = outputs.build()?;
    let sparse = outputs.build_sparse()?;
    let y = somewhere(&cell, 1);
    let (x, fx) = (vector(&y), FaerVec::from_vec(y.clone(), Default::default()));
    let constant = |y: &[f64]| y.iter().map(|y| Dual::from_f64(*y)).collect::<Vec<_>>();
    let rhs = by_parameters(&cell, &chosen, |network| {
        let mut dy = constant(&y);
        network.rhs(Dual::from_f64(0.0), &constant(&y), &mut dy);
        dy
    });
    let start = by_parameters(&cell, &chosen, |network| {
        let mut y = constant(&y);
        network.start(&mut y);
        y
    });
    let flow = |network: &<Stg as Network<f64>>::With<Dual<Dual64>>,
                y: &[Dual<Dual64>],
                of: neuron_runtime::model::handle::Current<Stg>| {
        network.flow(of.origin(), of.index(), Dual::from_f64(0.0), y, Held::NONE).unwrap().current
    };
    let recorded = |network: &<Stg as Network<f64>>::With<Dual<Dual64>>, y: &[Dual<Dual64>]| {
        vec![y[1], flow(network, y, Stg::CaS.current), flow(network, y, Stg::NaV.current)]
    };
    assert_eq!(problem.eqn.index(Stg::ca), Some(1));
    let out = by_parameters(&cell, &chosen, |network| recorded(network, &constant(&y)));
    let lifted = cell.with::<Dual<Dual64>>();
    let out_by_state: Vec<Vec<f64>> = (0..y.len())
        .map(|j| {
            let mut y = constant(&y);
            y[j].0.eps = 1.0;
            recorded(&lifted, &y).iter().map(|x| x.0.eps).collect()
        })
        .collect();

    agree("rhs", &dense(&problem.eqn.rhs().sens(&x, 0.0)), &rhs, 1e-12);
    agree("rhs, sparse", &dense(&sparse.eqn.rhs().sens(&fx, 0.0)), &rhs, 1e-12);
    agree("start", &dense(&problem.eqn.init().sens(0.0)), &start, 1e-12);
    agree("start, sparse", &dense(&sparse.eqn.init().sens(0.0)), &start, 1e-12);
    let (output, sparse_output) = (problem.eqn.out().unwrap(), sparse.eqn.out().unwrap());
    let mut matrix = NalgebraMat::zeros(3, chosen.len(), NalgebraContext::default());
    output.sens_inplace(&x, 0.0, &mut matrix);
    agree("out", &dense(&matrix), &out, 1e-12);
    let mut matrix = FaerSparseMat::new_from_sparsity(3, 13, sparse_output.jacobian_sparsity(), Default::default());
    sparse_output.jacobian_inplace(&fx, 0.0, &mut matrix);
    agree("out by state, sparse", &dense(&matrix), &out_by_state, 1e-12);

    // Products, of several lanes at a time.
    for count in [1, 3] {
        let (p, n, o) = (columns(count, chosen.len()), columns(count, 13), columns(count, 3));
        let product = |matrix: &[Vec<f64>], v: &[Vec<f64>]| v.iter().map(|v| times(matrix, v)).collect::<Vec<_>>();
        let minus = |matrix: &[Vec<f64>], v: &[Vec<f64>]| {
            v.iter().map(|v| minus_transposed_times(matrix, v)).collect::<Vec<_>>()
        };
        let (of_p, of_n, of_o) = (lanes(&p), lanes(&n), lanes(&o));
        let check = |what, lanes: &Vector, expected: Vec<Vec<f64>>| agree(what, &split(lanes, count), &expected, 1e-12);

        let (mut state, mut parameters, mut result) = (of_n.clone(), of_p.clone(), of_o.clone());
        problem.eqn.rhs().sens_mul_inplace(&x, 0.0, &of_p, &mut state);
        check("rhs, product", &state, product(&rhs, &p));
        problem.eqn.rhs().sens_transpose_mul_inplace(&x, 0.0, &of_n, &mut parameters);
        check("rhs, transposed", &parameters, minus(&rhs, &n));
        problem.eqn.init().sens_mul_inplace(0.0, &of_p, &mut state);
        check("start, product", &state, product(&start, &p));
        problem.eqn.init().sens_transpose_mul_inplace(0.0, &of_n, &mut parameters);
        check("start, transposed", &parameters, minus(&start, &n));
        output.sens_mul_inplace(&x, 0.0, &of_p, &mut result);
        check("out, product", &result, product(&out, &p));
        output.sens_transpose_mul_inplace(&x, 0.0, &of_o, &mut parameters);
        check("out, transposed", &parameters, minus(&out, &o));
        output.jac_mul_inplace(&x, 0.0, &of_n, &mut result);
        check("out by state, product", &result, product(&out_by_state, &n));
        output.jac_transpose_mul_inplace(&x, 0.0, &of_o, &mut state);
        check("out by state, transposed", &state, minus(&out_by_state, &o));
    }
    Ok(())
}

#[test]
fn roots_are_voltages_above_the_threshold() -> Result<(), Error> {
    let network = Pyloric::default();
    let problem = network.diffsol().spikes(-10.0).build()?;
    assert!(network.diffsol().build()?.eqn.root().is_none());
    let root = problem.eqn.root().unwrap();
    let y = somewhere(&network, 0);
    let value = root.call(&vector(&y), 0.0).clone_as_vec();
    assert_eq!(value, [0, 13, 26].map(|k| y[k] + 10.0));
    assert_eq!(problem.eqn.neuron_names(), ["AB", "LP", "PY"]);
    let v = columns(1, y.len());
    let mut product = vector(&[0.0; 3]);
    root.jac_mul_inplace(&vector(&y), 0.0, &lanes(&v), &mut product);
    assert_eq!(product.clone_as_vec(), [v[0][0], v[0][13], v[0][26]]);
    let mut product = vector(&y);
    root.jac_transpose_mul_inplace(&vector(&y), 0.0, &vector(&[1.0, 2.0, 3.0]), &mut product);
    let mut expected = vec![0.0; y.len()];
    (expected[0], expected[13], expected[26]) = (-1.0, -2.0, -3.0);
    assert_eq!(product.clone_as_vec(), expected);
    Ok(())
}

/// The shared parameter of an array, then the parameter of one of its neurons.
#[test]
fn a_parameter_of_an_array_and_one_of_its_neurons() -> Result<(), Error> {
    let network = Arrays::default();
    let parameters = [Arrays::E.NaV.g, Arrays::E.at(3).NaV.g, Arrays::E_E.Glutamatergic.g];
    let mut problem = network.diffsol().parameters(&parameters).build()?;
    let y = somewhere(&network, 0);
    let by = |problem: &OdeSolverProblem<Equations<Arrays, Dense>>| dense(&problem.eqn.rhs().sens(&vector(&y), 0.0));
    let voltage = |neuron: usize| problem.eqn.index(Arrays::E.at(neuron).v).unwrap();
    let (second, fourth) = (voltage(1), voltage(3));
    let found = by(&problem);
    assert!(found[0][second] != 0.0 && found[0][fourth] == 0.0, "the neuron has a value of its own");
    assert!(found[1][second] == 0.0 && found[1][fourth] != 0.0);
    // New values, as from an optimiser.
    problem.eqn.set_params(&vector(&[80.0, 120.0, 1.0]));
    let mut values = vector(&[0.0; 3]);
    problem.eqn.get_params(&mut values);
    assert_eq!(values.clone_as_vec(), [80.0, 120.0, 1.0]);
    let mut changed = Arrays::default();
    changed.set(Arrays::E.NaV.g, 80.0).set(Arrays::E.at(3).NaV.g, 120.0).set(Arrays::E_E.Glutamatergic.g, 1.0);
    let mut dy = y.clone();
    changed.rhs(0.0, &y, &mut dy);
    assert_eq!(problem.eqn.rhs().call(&vector(&y), 0.0).clone_as_vec(), dy);
    agree("arrays", &dense(&problem.eqn.rhs().jacobian(&vector(&y), 0.0)), &by_duals(&changed, &y), 1e-12);
    Ok(())
}

#[test]
fn relations_are_refused() {
    let refused = neuron_runtime::library::integrate_and_fire::Lif::default().diffsol().build();
    assert!(matches!(refused, Err(Error::NoEvents { .. })));
}
