//! Models over dual numbers: their real parts equal `f64`, their derivatives equal finite differences.

use neuron_runtime::library::prinz_2003::Stg;
use neuron_runtime::number::{Dual, Grad};
use neuron_runtime::prelude::*;
use neuron_tests::models::{Arrays, Pyloric, prinz_ab};
use num_dual::{Dual2_64, Dual64, HyperDual64};

/// A computation with a model over any number type.
trait Task {
    fn of<T: Scalar, N: Network<T>>(&self, network: &N) -> Vec<T>;
}

/// The right-hand side at a state in motion.
struct Rhs;

impl Task for Rhs {
    fn of<T: Scalar, N: Network<T>>(&self, network: &N) -> Vec<T> {
        let mut y = vec![T::zero(); network.dim()];
        network.start(&mut y);
        // Somewhere off the steady state, alike for all types.
        y.iter_mut().enumerate().for_each(|(k, y)| *y *= 1.0 + 0.01 * (k % 7) as f64);
        let mut dy = y.clone();
        network.rhs(T::zero(), &y, &mut dy);
        dy
    }
}

/// The state after some steps.
struct Euler(f64);

impl Task for Euler {
    fn of<T: Scalar, N: Network<T>>(&self, network: &N) -> Vec<T> {
        let run = network.simulate(self.0).method(ExponentialEuler::step(0.025)).record_nothing().run();
        run.map_err(Error::from).unwrap().end().to_vec()
    }
}

/// The state after an adaptive run.
struct Adaptive(f64);

impl Task for Adaptive {
    fn of<T: Scalar, N: Network<T>>(&self, network: &N) -> Vec<T> {
        let run = network.simulate(self.0).method(Tsit5::tolerance(1e-10)).record_nothing().run();
        run.map_err(Error::from).unwrap().end().to_vec()
    }
}

/// Asserts that numbers agree to `tolerance`, each relative to its size, to a little of the largest one's, and to its
/// entry of `floors`.
fn agree(what: &str, a: &[f64], b: &[f64], floors: &[f64], tolerance: f64) {
    assert_eq!(a.len(), b.len());
    let scale = b.iter().fold(0.0f64, |m, b| m.max(b.abs()));
    for (k, ((a, b), floor)) in a.iter().zip(b).zip(floors).enumerate() {
        let bound = tolerance * (b.abs() + 1e-4 * scale + floor);
        assert!((a - b).abs() <= bound, "{what}: number {k} is {a} and should be {b} ± {bound:e}");
    }
}

/// The tolerances of the comparisons.
struct Bounds {
    /// Real parts and derivatives of one number type against another's, relative.
    exact: f64,
    /// Relative step of differences.
    h: f64,
    /// Derivatives against differences, relative.
    difference: f64,
}

/// Checks every number type on a model and a task, with the parameters of the names `p` and `q` as variables.
fn check<N>(what: &str, model: &N, task: &impl Task, [p, q]: [&str; 2], bounds: &Bounds)
where
    N: Network<f64> + Clone,
{
    let Bounds { exact, h, difference } = *bounds;
    let (p0, q0) = (model.get_by_name(p).unwrap(), model.get_by_name(q).unwrap());
    let (hp, hq) = ((h * p0).abs(), (h * q0).abs());
    let at = |x: f64, y: f64| {
        let mut model = model.clone();
        model.set_by_name(p, x).unwrap();
        model.set_by_name(q, y).unwrap();
        model
    };
    let plain = |x: f64, y: f64| task.of::<f64, _>(&at(x, y));
    let slope = |plus: Vec<f64>, minus: Vec<f64>, h: f64| -> Vec<f64> {
        plus.iter().zip(&minus).map(|(a, b)| (a - b) / (2.0 * h)).collect()
    };
    let truth = task.of::<f64, _>(model);
    let none = vec![0.0; truth.len()];
    // Rounding limits the accuracy of the differences.
    let floor = |h: f64| -> Vec<f64> { truth.iter().map(|y| 1e-15 * y.abs() / h / difference).collect() };
    let same = |kind: &str, found: Vec<f64>| agree(&format!("{what}, {kind}"), &found, &truth, &none, exact);
    let derivative = |kind: &str, found: &[f64], expected: &[f64], h: f64| {
        agree(&format!("{what}, {kind}"), found, expected, &floor(h), difference);
    };
    let by_p = slope(plain(p0 + hp, q0), plain(p0 - hp, q0), hp);
    let by_q = slope(plain(p0, q0 + hq), plain(p0, q0 - hq), hq);

    let dual = |x: f64, y: f64| -> Vec<Dual<Dual64>> {
        let mut model = at(x, y).with::<Dual<Dual64>>();
        model.set_by_name(p, Dual(Dual64::new(x, 1.0))).unwrap();
        task.of(&model)
    };
    let eps = |x: f64, y: f64| -> Vec<f64> { dual(x, y).iter().map(|x| x.0.eps).collect() };
    let first = eps(p0, q0);
    same("Dual64", dual(p0, q0).iter().map(|x| x.0.re).collect());
    derivative("Dual64", &first, &by_p, hp);
    // Other types have the same derivatives up to rounding.
    let alike =
        |kind: &str, found: Vec<f64>| agree(&format!("{what}, {kind} by {p}"), &found, &first, &none, 1e2 * exact);

    let mut gradient = model.with::<Grad>();
    gradient.set_by_name(p, Grad::variable(p0, 0)).unwrap();
    gradient.set_by_name(q, Grad::variable(q0, 7)).unwrap();
    let found: Vec<Grad> = task.of(&gradient);
    let tangent = |k: usize| -> Vec<f64> { found.iter().map(|x| x.tangents()[k]).collect() };
    same("Grad", found.iter().map(|x| x.value()).collect());
    alike("Grad", tangent(0));
    derivative("Grad", &tangent(7), &by_q, hq);
    assert!(tangent(3).iter().all(|x| *x == 0.0));

    let mut twice = model.with::<Dual<Dual2_64>>();
    twice.set_by_name(p, Dual(Dual2_64::new(p0, 1.0, 0.0))).unwrap();
    let found: Vec<Dual<Dual2_64>> = task.of(&twice);
    same("Dual2_64", found.iter().map(|x| x.0.re).collect());
    alike("Dual2_64", found.iter().map(|x| x.0.v1).collect());
    let second: Vec<f64> = found.iter().map(|x| x.0.v2).collect();
    derivative("Dual2_64 twice", &second, &slope(eps(p0 + hp, q0), eps(p0 - hp, q0), hp), hp);

    let mut mixed = model.with::<Dual<HyperDual64>>();
    mixed.set_by_name(p, Dual(HyperDual64::new(p0, 1.0, 0.0, 0.0))).unwrap();
    mixed.set_by_name(q, Dual(HyperDual64::new(q0, 0.0, 1.0, 0.0))).unwrap();
    let found: Vec<Dual<HyperDual64>> = task.of(&mixed);
    let part = |of: fn(&Dual<HyperDual64>) -> f64| -> Vec<f64> { found.iter().map(of).collect() };
    same("HyperDual64", part(|x| x.0.re));
    alike("HyperDual64", part(|x| x.0.eps1));
    derivative("HyperDual64", &part(|x| x.0.eps2), &by_q, hq);
    derivative("HyperDual64 by both", &part(|x| x.0.eps1eps2), &slope(eps(p0, q0 + hq), eps(p0, q0 - hq), hq), hq);
}

#[test]
fn a_right_hand_side_has_the_same_value_and_right_derivatives() {
    let bounds = Bounds { exact: 1e-12, h: 1e-5, difference: 1e-6 };
    check("cell", &prinz_ab(), &Rhs, ["NaV.g", "v"], &bounds);
    check("cell", &prinz_ab(), &Rhs, ["v", "Ca.rest"], &bounds);
    check("pyloric", &Pyloric::default(), &Rhs, ["AB.v", "LP.v"], &bounds);
    check("arrays", &Arrays::default(), &Rhs, ["E[1].v", "E.CaS.g"], &bounds);
}

#[test]
fn a_run_has_the_same_value_and_right_derivatives() {
    let bounds = Bounds { exact: 1e-12, h: 1e-4, difference: 1e-5 };
    check("cell", &prinz_ab(), &Euler(20.0), ["NaV.g", "CaS.g"], &bounds);
    check("pyloric", &Pyloric::default(), &Euler(20.0), ["LP.A.g", "AB_LP.Cholinergic.g"], &bounds);
    check("arrays", &Arrays::default(), &Euler(20.0), ["E[1].NaV.g", "E_E.Glutamatergic.tau_max"], &bounds);
}

/// The steps are chosen by real parts, which differ in the last bit at most.
#[test]
fn an_adaptive_run_has_the_same_value_and_right_derivatives() {
    let bounds = Bounds { exact: 1e-10, h: 1e-3, difference: 1e-4 };
    check("cell", &prinz_ab(), &Adaptive(10.0), ["NaV.g", "Kd.g"], &bounds);
}

#[test]
fn a_network_of_another_type_begins_with_constants() {
    let network = Arrays::default().with::<Dual<Dual64>>();
    assert!(network.parameters().iter().all(|parameter| parameter.value.0.eps == 0.0));
    let back = network.with::<f64>();
    assert_eq!(back, Arrays::default());
    assert_eq!(
        network.get_each(Arrays::E.v_start).iter().map(|v| v.0.re).collect::<Vec<_>>(),
        [-60.0, -50.0, -45.0, -55.0, -52.0]
    );
    assert_eq!(network.state_names(), Arrays::default().state_names());
}

/// Derivatives of spike times through the stiff methods and the switching default are those through the explicit pair.
#[test]
fn every_adaptive_method_differentiates_alike() -> Result<(), Error> {
    fn tangents<M: neuron_runtime::solve::Method<Grad>>(method: M) -> Result<Vec<[f64; 8]>, Error> {
        let mut cell = prinz_ab().with::<Grad>();
        cell.set(Stg::NaV.g, Grad::variable(100.0, 0));
        cell.set(Stg::CaS.g, Grad::variable(6.0, 1));
        cell.set(Stg::Ca.tau, Grad::variable(200.0, 2));
        cell.set(Stg::v_start, Grad::variable(-60.0, 3));
        let run = cell.simulate(400.0).method(method).record_nothing().spikes(-10.0).run()?;
        Ok(run.spikes.times().iter().map(|time| *time.tangents()).collect())
    }
    let truth = tangents(Tsit5::tolerance(1e-11))?;
    assert!(truth.len() > 5 && truth.iter().all(|spike| spike[..4].iter().all(|tangent| *tangent != 0.0)));
    let check = |name: &str, found: Vec<[f64; 8]>| {
        assert_eq!(found.len(), truth.len(), "{name}");
        for (found, truth) in found.iter().zip(&truth) {
            for (found, truth) in found[..4].iter().zip(truth) {
                assert!((found - truth).abs() < 2e-3 * truth.abs() + 1e-6, "{name}: {found} and {truth}");
            }
        }
    };
    check("Rodas4", tangents(Rodas4::tolerance(1e-8))?);
    check("Rodas5P", tangents(Rodas5P::tolerance(1e-8))?);
    check("Adaptive", tangents(neuron_runtime::solve::Adaptive::tolerance(1e-8))?);
    Ok(())
}
