//! Second order through every method, judged by differences of first derivatives and by another method's truth; and
//! Jacobians of vector costs.

use super::{Pair, of_the_axon};
use neuron_runtime::derive::Hessian;
use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
use neuron_runtime::library::prinz_2003::Stg;
use neuron_runtime::measure::Solver;
use neuron_runtime::model::handle::{Parameter, State};
use neuron_runtime::number::Grad;
use neuron_runtime::prelude::*;
use neuron_runtime::solve::Method;
use neuron_tests::models::prinz_ab;

const DURATION: f64 = 25.0;

fn axon() -> HodgkinHuxley {
    let mut axon = HodgkinHuxley::default();
    axon.set(HodgkinHuxley::inject, 10.0);
    axon
}

fn three() -> [Parameter<HodgkinHuxley>; 3] {
    [HodgkinHuxley::Na.g, HodgkinHuxley::K.g, HodgkinHuxley::inject]
}

/// A cost that is no single objective: the product of the results of two runs.
fn product() -> impl Cost<HodgkinHuxley> {
    cost!(|axon: HodgkinHuxley| {
        let mean = axon.simulate(DURATION).method(Tsit5::tolerance(1e-11)).mean(HodgkinHuxley::v)?;
        let spike = axon.simulate(DURATION).method(Tsit5::tolerance(1e-11)).spike_time(HodgkinHuxley::v, 1)?;
        Ok(mean * spike)
    })
}

fn agree(what: &str, found: &[f64], expected: &[f64], tolerance: f64) {
    assert_eq!(found.len(), expected.len(), "{what}");
    let most = expected.iter().fold(0.0f64, |most, x| most.max(x.abs()));
    assert!(most > 0.0, "{what}");
    for (k, (found, expected)) in found.iter().zip(expected).enumerate() {
        let bound = tolerance * (expected.abs() + 1e-2 * most);
        assert!((found - expected).abs() <= bound, "{what}, number {k}: {found} and not {expected} ± {bound:.1e}");
    }
}

/// Returns row `k` of the Hessian of a cost by differences of its gradient over `part` of the parameter. The error of second order
/// cancels.
fn row<C: Cost<HodgkinHuxley>>(by: &[Parameter<HodgkinHuxley>], k: usize, cost: &C, part: f64) -> Vec<f64> {
    let axon = axon();
    let size = axon.get(by[k]);
    let slopes = |part: f64| -> Vec<f64> {
        let at = |part: f64| {
            let mut axon = axon.clone();
            axon.set(by[k], size * (1.0 + part));
            axon.differentiate().by(by).forward().gradient_of(cost).unwrap().derivatives
        };
        at(part).iter().zip(at(-part)).map(|(up, down)| (up - down) / (2.0 * part * size)).collect()
    };
    slopes(0.5 * part).iter().zip(slopes(part)).map(|(half, whole)| (4.0 * half - whole) / 3.0).collect()
}

/// The product with a direction, and symmetry, belong to every Hessian.
fn consistent<C: Cost<HodgkinHuxley>>(what: &str, cost: &C) -> Hessian {
    let axon = axon();
    let hessian = axon.hessian_of(&three(), cost).unwrap();
    let direction = [0.4, -1.5, 2.0];
    let product = axon.differentiate().by(&three()).hessian_product_of(cost, &direction).unwrap();
    let expected: Vec<f64> =
        hessian.matrix.iter().map(|row| row.iter().zip(direction).map(|(h, d)| h * d).sum()).collect();
    agree(&format!("{what}, product"), &product.product, &expected, 1e-8);
    let gradient = axon.differentiate().by(&three()).forward().gradient_of(cost).unwrap();
    agree(&format!("{what}, gradient"), &product.gradient, &gradient.derivatives, 1e-10);
    for (k, row) in hessian.matrix.iter().enumerate() {
        let column: Vec<f64> = hessian.matrix.iter().map(|row| row[k]).collect();
        agree(&format!("{what}, symmetry"), row, &column, 1e-7);
    }
    hessian
}

fn measures() -> [Measure<HodgkinHuxley>; 3] {
    let v = HodgkinHuxley::v;
    [Measure::mean(v), Measure::spike_time(v, 1), Measure::end(HodgkinHuxley::K.n)]
}

/// The result of a fixed-step method is a smooth function of the parameters, and has exactly these second derivatives.
#[test]
fn methods_of_fixed_steps_are_differentiated_twice_as_they_are() {
    fn check(what: &str, method: impl Into<Solver> + Copy) {
        for (number, measure) in measures().into_iter().enumerate() {
            let what = &format!("{what}, measure {number}");
            let objective = Objective::new(measure, DURATION).method(method);
            let hessian = consistent(what, &objective);
            for (k, found) in hessian.matrix.iter().enumerate() {
                // Small enough that no spike moves across the end of a step, where its time has a kink.
                agree(what, found, &row(&three(), k, &objective, 1e-5), 2e-5);
            }
        }
    }
    check("exponential Euler", ExponentialEuler::step(0.05));
    check("Strang splitting", Strang::step(0.05));
    check("Rk4", Rk4::step(0.02));
}

/// Adaptive methods have the second derivatives of the equations, to their tolerance.
#[test]
fn adaptive_methods_agree_on_second_derivatives() {
    for (number, measure) in measures().into_iter().enumerate() {
        let with = |method: Solver| Objective::new(measure.clone(), DURATION).method(method);
        let truth = with(Tsit5::tolerance(1e-10).into());
        let matrix = consistent("Tsit5", &truth).matrix;
        for (k, found) in matrix.iter().enumerate() {
            agree("Tsit5", found, &row(&three(), k, &truth, 1e-3), 2e-5);
        }
        let others: [(&str, Solver); 6] = [
            ("Tsit5", Tsit5::tolerance(1e-8).into()),
            ("Adaptive", Adaptive::tolerance(1e-8).into()),
            ("Rodas3P", Rodas3P::tolerance(1e-8).into()),
            ("Rodas4", Rodas4::tolerance(1e-8).into()),
            ("Rodas5P", Rodas5P::tolerance(1e-8).into()),
            ("Ros34Pw2", Ros34Pw2::tolerance(1e-8).into()),
        ];
        for (what, method) in others {
            let what = format!("{what}, measure {number}");
            let hessian = consistent(&what, &with(method));
            for (found, expected) in hessian.matrix.iter().zip(&matrix) {
                agree(&what, found, expected, 2e-3);
            }
        }
    }
}

/// Parameters and initial states of a network, and a functional of its run.
struct Subject<'a, N> {
    network: &'a N,
    by: &'a [Parameter<N>],
    starts: &'a [State<N>],
    /// The relative change of each variable.
    parts: &'a [f64],
    measure: Measure<N>,
    duration: f64,
}

impl<N: Network<f64, Tag = N>> Subject<'_, N> {
    /// Returns the first derivatives with variable `k` changed by `change`. Nothing is shared with the variables of a Hessian:
    /// tangents are put into the network and its start by hand.
    fn slopes<M: Method<Grad>>(&self, method: M, indices: &[usize], k: usize, change: f64) -> Vec<f64> {
        let moved = |place: usize| if place == k { change } else { 0.0 };
        let mut network = self.network.with::<Grad>();
        for (place, parameter) in self.by.iter().enumerate() {
            network.set(*parameter, Grad::variable(self.network.get(*parameter) + moved(place), place));
        }
        let mut y = vec![Grad::zero(); network.dim()];
        network.start(&mut y);
        for (place, index) in (self.by.len()..).zip(indices) {
            y[*index] += Grad::variable(moved(place), place);
        }
        let measured =
            network.simulate(self.duration).method(method).start_at(&y).measure(std::slice::from_ref(&self.measure));
        measured.unwrap()[0].tangents()[..self.by.len() + indices.len()].to_vec()
    }

    /// Compares the Hessian with differences of first derivatives, each entry relative to itself. In the differences the errors of
    /// second and fourth order cancel.
    fn check<M: Method<Grad> + Into<Solver> + Copy>(&self, what: &str, method: M, tolerance: f64) {
        let objective = Objective::new(self.measure.clone(), self.duration).method(method);
        let hessian =
            self.network.differentiate().by(self.by).by_start(self.starts).values_only().hessian_of(&objective);
        let hessian = hessian.unwrap();
        let names = self.network.state_names();
        let place = |name: &str| names.iter().position(|other| other == name).unwrap();
        let indices: Vec<usize> =
            hessian.variables.iter().filter_map(|of| of.name.strip_suffix(" at the start")).map(place).collect();
        assert_eq!(indices.len(), self.starts.len());
        let mut worst = 0.0f64;
        for (k, row) in hessian.matrix.iter().enumerate() {
            let size = hessian.variables[k].value.abs() * self.parts[k];
            let difference = |h: f64| -> Vec<f64> {
                let (up, down) = (self.slopes(method, &indices, k, h), self.slopes(method, &indices, k, -h));
                up.iter().zip(down).map(|(up, down)| (up - down) / (2.0 * h)).collect()
            };
            let [whole, half, quarter] = [size, 0.5 * size, 0.25 * size].map(difference);
            for j in 0..row.len() {
                let [coarse, fine] = [(whole[j], half[j]), (half[j], quarter[j])].map(|(a, b)| (4.0 * b - a) / 3.0);
                let expected = (16.0 * fine - coarse) / 15.0;
                let error = (row[j] / expected - 1.0).abs();
                let (by, and) = (&hessian.variables[k].name, &hessian.variables[j].name);
                assert!(error <= tolerance, "{what} by {by} and {and}: {} and not {expected}, {error:.1e}", row[j]);
                worst = worst.max(error);
            }
        }
        println!("{what}: worst error {worst:.1e} of a second derivative");
    }
}

/// Through two spikes, which the pool sees, on fixed steps, and through three of an accurate solution. The conductance that
/// opens with calcium matters so little that it has to be moved far, and allows that.
#[test]
fn second_derivatives_of_a_cell_with_calcium_are_differences_of_first_ones() {
    let mut cell = prinz_ab();
    cell.set(Stg::v_start, -45.0);
    let (by, starts) = ([Stg::CaS.g, Stg::KCa.g, Stg::A.g, Stg::Ca.tau], [Stg::v, Stg::ca]);
    let near = [3e-5, 3e-2, 3e-5, 1e-3, 3e-5, 3e-5];
    for (name, measure) in [("mean Ca", Measure::mean(Stg::ca)), ("mean V", Measure::mean(Stg::v))] {
        let subject = Subject { network: &cell, by: &by, starts: &starts, parts: &near, measure, duration: 40.0 };
        subject.check(&format!("{name}, Strang splitting"), Strang::step(0.05), 5e-6);
        subject.check(&format!("{name}, exponential Euler"), ExponentialEuler::step(0.05), 5e-6);
    }
    let (measure, parts) = (Measure::mean(Stg::ca), &[5e-3; 6]);
    let subject = Subject { network: &cell, by: &by, starts: &starts, parts, measure, duration: 60.0 };
    subject.check("mean Ca, Tsit5", Tsit5::tolerance(1e-10), 2e-7);
}

/// With respect to parameters and initial states, while one neuron spikes.
#[test]
fn second_derivatives_across_synapses_are_differences_of_first_ones() {
    let pair = Pair::default();
    let by = [Pair::A.CaS.g, Pair::B.Kd.g, Pair::A_B.Glutamatergic.g, Pair::A_B.Glutamatergic.v_half, Pair::gaps.Gap.g];
    let starts = [Pair::A.v, Pair::B.v];
    for (name, measure) in [("mean V", Measure::mean(Pair::B.v)), ("mean Ca", Measure::mean(Pair::B.ca))] {
        // Far enough that differences are above rounding, near enough that they are differences.
        let parts = &[1e-4, 3e-4, 1e-4, 1e-4, 1e-4, 3e-5, 3e-5];
        let subject = Subject { network: &pair, by: &by, starts: &starts, parts, measure, duration: 30.0 };
        subject.check(&format!("{name} behind synapses"), Strang::step(0.05), 5e-7);
    }
}

/// More than eight variables, parameters and initial states, of a cost that is any function.
#[test]
fn blocks_of_second_derivatives_belong_together() {
    let axon = axon();
    let parameters = [&of_the_axon()[..], &[HodgkinHuxley::v_start]].concat();
    let starts = [HodgkinHuxley::Na.h, HodgkinHuxley::K.n];
    let by = axon.differentiate().by(&parameters).by_start(&starts).values_only();
    let cost = product();
    let hessian = by.hessian_of(&cost).unwrap();
    let sizes: Vec<f64> = hessian.variables.iter().map(|variable| variable.value.abs()).collect();
    assert_eq!(sizes.len(), 11);
    let scaled =
        |row: &[f64], k: usize| -> Vec<f64> { row.iter().zip(&sizes).map(|(x, size)| x * size * sizes[k]).collect() };
    for (k, row) in hessian.matrix.iter().enumerate() {
        let column: Vec<f64> = hessian.matrix.iter().map(|row| row[k]).collect();
        agree("symmetry", &scaled(row, k), &scaled(&column, k), 1e-6);
    }
    for k in [0, 6, 8] {
        let expected = row(&parameters, k, &cost, 1e-3);
        agree("a row", &scaled(&hessian.matrix[k][..9], k), &scaled(&expected, k), 1e-4);
    }
}

/// Each row of a Jacobian is the gradient of its number, through every method.
#[test]
fn rows_of_a_jacobian_are_gradients() {
    macro_rules! check {
        ($($method:expr),*) => {$(
            let jacobian = axon()
                .differentiate()
                .by(&three())
                .values_only()
                .jacobian(|axon| {
                    let all = measures();
                    axon.simulate(DURATION).method($method).measure(&all)
                })
                .unwrap();
            for (measure, row) in measures().into_iter().zip(&jacobian.rows) {
                let objective = Objective::new(measure, DURATION).method($method);
                let gradient =
                    axon().differentiate().by(&three()).values_only().forward().gradient_of(&objective).unwrap();
                agree(stringify!($method), row, &gradient.derivatives, 1e-12);
            }
        )*};
    }
    check!(
        Tsit5::tolerance(1e-6),
        Adaptive::tolerance(1e-6),
        Rodas3P::tolerance(1e-5),
        Rodas4::tolerance(1e-5),
        Rodas5P::tolerance(1e-5),
        Ros34Pw2::tolerance(1e-5),
        ExponentialEuler::step(0.05),
        Strang::step(0.05),
        Rk4::step(0.02)
    );
}
