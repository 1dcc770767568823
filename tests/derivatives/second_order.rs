//! Second order through every method, judged by differences of first derivatives and by another method's truth; and
//! Jacobians of vector costs.

use super::of_the_axon;
use neuron_runtime::handle::Parameter;
use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
use neuron_runtime::measure::Solver;
use neuron_runtime::prelude::*;
use neuron_runtime::sensitivity::Hessian;

const DURATION: f64 = 25.0;

fn axon() -> HodgkinHuxley {
    let mut axon = HodgkinHuxley::default();
    axon.set(HodgkinHuxley::inject, 10.0);
    axon
}

fn three() -> [Parameter<HodgkinHuxley>; 3] {
    [HodgkinHuxley::Na.g, HodgkinHuxley::K.g, HodgkinHuxley::inject]
}

/// A cost that is no objective: it multiplies what two runs give.
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

/// Row `k` of the Hessian of a cost, by differences of its gradient over this part of the parameter, of which the error of
/// second order cancels.
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
    let hessian = axon.hessian(&three(), cost).unwrap();
    let direction = [0.4, -1.5, 2.0];
    let product = axon.differentiate().by(&three()).hessian_product(cost, &direction).unwrap();
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

/// What a method of fixed step computes is a smooth function of the parameters, whose own second derivatives these are.
#[test]
fn methods_of_fixed_steps_are_differentiated_twice_as_they_are() {
    fn check(what: &str, method: impl Into<Solver> + Copy) {
        for (number, measure) in measures().into_iter().enumerate() {
            let what = &format!("{what}, measure {number}");
            let objective = Objective::new(measure, DURATION).method(method);
            let hessian = consistent(what, &objective);
            for (k, found) in hessian.matrix.iter().enumerate() {
                // So near that a spike does not move over the end of a step, where its time has a kink.
                agree(what, found, &row(&three(), k, &objective, 1e-5), 2e-5);
            }
        }
    }
    check("exponential Euler", ExponentialEuler::step(0.05));
    check("exponential midpoint", ExponentialMidpoint::step(0.05));
    check("Rk4", Rk4::step(0.02));
}

/// Adaptive methods give those of the equations, to their tolerance.
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

/// More than eight variables, parameters and initial states, of a cost that is any function.
#[test]
fn blocks_of_second_derivatives_belong_together() {
    let axon = axon();
    let parameters = [&of_the_axon()[..], &[HodgkinHuxley::v_start]].concat();
    let starts = [HodgkinHuxley::Na.h, HodgkinHuxley::K.n];
    let by = axon.differentiate().by(&parameters).by_start(&starts).values_only();
    let cost = product();
    let hessian = by.hessian(&cost).unwrap();
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
        ExponentialMidpoint::step(0.05),
        Rk4::step(0.02)
    );
}
