//! Tableaux against their definitions: the order conditions of rooted trees, stability, and the orders of a plain implementation of
//! their formulas.

use neuron_runtime::solve::tableau::{Explicit, Pair, RK4, RODAS3P, RODAS4, RODAS5P, ROS34PW2, Rosenbrock, TSIT5};

type Matrix = Vec<Vec<f64>>;

/// The largest residual of an order condition, due to coefficients of 16 digits.
const ROUNDING: f64 = 1e-13;
/// The smallest residual of an order condition that does not hold.
const VIOLATED: f64 = 1e-4;

// ---- Rooted trees: Hairer, Nørsett & Wanner (1993), II.2.

/// A rooted tree as the sorted trees that hang from its root.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Tree(Vec<Tree>);

impl Tree {
    fn order(&self) -> u32 {
        1 + self.0.iter().map(Tree::order).sum::<u32>()
    }

    fn density(&self) -> f64 {
        self.0.iter().map(Tree::density).product::<f64>() * f64::from(self.order())
    }

    /// Returns every tree with one more leaf.
    fn grown(&self) -> Vec<Tree> {
        let mut result = vec![self.with(Tree(Vec::new()))];
        for (i, child) in self.0.iter().enumerate() {
            let mut rest = self.clone();
            rest.0.remove(i);
            result.extend(child.grown().into_iter().map(|child| rest.with(child)));
        }
        result
    }

    fn with(&self, child: Tree) -> Tree {
        let mut children = self.0.clone();
        children.push(child);
        children.sort();
        Tree(children)
    }
}

/// Returns all rooted trees with this number of vertices.
fn trees(order: u32) -> Vec<Tree> {
    let mut trees = vec![Tree(Vec::new())];
    for _ in 1..order {
        trees = trees.iter().flat_map(Tree::grown).collect();
        trees.sort();
        trees.dedup();
    }
    trees
}

#[test]
fn trees_are_counted() {
    assert_eq!([1, 2, 3, 4, 5, 6].map(|order| trees(order).len()), [1, 1, 2, 4, 9, 20]);
}

// ---- Order conditions: Hairer & Wanner (1996), IV.7.

/// The stages of a method: k_i = h·f(y + Σ α_ij·k_j) + h·A·Σ γ_ij·k_j.
struct Stages {
    alpha: Matrix,
    gamma: Matrix,
}

/// The matrix that is used as the Jacobian.
#[derive(Clone, Copy, PartialEq)]
enum Jacobian {
    Exact,
    Any,
}

impl Stages {
    /// Of an explicit method.
    fn explicit<const C: usize>(a: &[[f64; C]]) -> Stages {
        let size = a.len();
        let alpha = a.iter().map(|row| (0..size).map(|j| row.get(j).copied().unwrap_or(0.0)).collect()).collect();
        Stages { alpha, gamma: vec![vec![0.0; size]; size] }
    }

    /// Back from the variables u = Γ·k, where a = α·Γ⁻¹ and c = diag(1/γ) − Γ⁻¹.
    fn rosenbrock<const S: usize>(method: &Rosenbrock<S>) -> Stages {
        let mut gamma: Matrix = Vec::new();
        for (i, couplings) in method.c.iter().enumerate() {
            let mut row: Vec<f64> =
                combine(&[0.0; S], couplings, &gamma).iter().map(|sum| method.gamma * sum).collect();
            row[i] += method.gamma;
            gamma.push(row);
        }
        let alpha = method.a.iter().map(|row| transposed_product(&gamma, row)).collect();
        Stages { alpha, gamma }
    }

    /// The elementary weights of a tree at each stage, and whether the exact solution has the tree, too. A vertex with
    /// one child is a product with a matrix: with the exact Jacobian α and γ add up, with any other they stand apart.
    fn weights(&self, tree: &Tree, jacobian: Jacobian) -> Vec<(Vec<f64>, bool)> {
        let mut result = vec![(vec![1.0; self.alpha.len()], true)];
        for child in &tree.0 {
            let mut next = Vec::new();
            for (below, present) in self.weights(child, jacobian) {
                let alpha = product(&self.alpha, &below);
                let gamma = product(&self.gamma, &below);
                let edges = match (tree.0.len(), jacobian) {
                    (1, Jacobian::Exact) => vec![(alpha.iter().zip(&gamma).map(|(a, g)| a + g).collect(), present)],
                    (1, Jacobian::Any) => vec![(alpha, present), (gamma, false)],
                    _ => vec![(alpha, present)],
                };
                for (edge, present) in edges {
                    next.extend(result.iter().map(|(weights, others): &(Vec<f64>, bool)| {
                        (weights.iter().zip(&edge).map(|(x, y)| x * y).collect(), present && *others)
                    }));
                }
            }
            result = next;
        }
        result
    }

    /// Returns the largest residual of the conditions of one order, for a solution at t + θ·h with the weights `b`.
    fn residual(&self, b: &[f64], theta: f64, order: u32, jacobian: Jacobian) -> f64 {
        let mut worst = 0.0f64;
        for tree in trees(order) {
            let exact = theta.powi(order as i32) / tree.density();
            for (weights, present) in self.weights(&tree, jacobian) {
                let sum: f64 = b.iter().zip(&weights).map(|(b, weight)| b * weight).sum();
                worst = worst.max((sum - if present { exact } else { 0.0 }).abs());
            }
        }
        worst
    }

    /// Asserts that the conditions up to `order` hold, and those of the next order do not.
    fn check(&self, what: &str, b: &[f64], theta: f64, order: u32, jacobian: Jacobian) {
        for n in 1..=order {
            let residual = self.residual(b, theta, n, jacobian);
            assert!(residual < ROUNDING, "{what}: order {n}: {residual:e}");
        }
        let next = self.residual(b, theta, order + 1, jacobian);
        assert!(next > VIOLATED, "{what}: order {} holds, too: {next:e}", order + 1);
    }
}

fn product(matrix: &Matrix, vector: &[f64]) -> Vec<f64> {
    matrix.iter().map(|row| row.iter().zip(vector).map(|(m, x)| m * x).sum()).collect()
}

fn transposed_product(matrix: &Matrix, vector: &[f64]) -> Vec<f64> {
    (0..matrix.len()).map(|j| matrix.iter().zip(vector).map(|(row, x)| row[j] * x).sum()).collect()
}

fn difference(x: &[f64], y: &[f64]) -> Vec<f64> {
    x.iter().zip(y).map(|(x, y)| x - y).collect()
}

const THETAS: [f64; 4] = [0.2, 0.5, 0.7, 0.9];

#[test]
fn runge_kutta_4_has_its_order() {
    let Explicit { c, a, b, solution_order } = RK4;
    let stages = Stages::explicit(&a);
    assert_eq!(product(&stages.alpha, &[1.0; 4]), c);
    stages.check("RK4", &b, 1.0, solution_order, Jacobian::Exact);
}

#[test]
fn tsitouras_has_its_orders() {
    let Pair { c, a, error, dense, error_order } = TSIT5;
    let stages = Stages::explicit(&a);
    for (sum, c) in product(&stages.alpha, &[1.0; 7]).iter().zip(c) {
        assert!((sum - c).abs() < ROUNDING, "{sum} is not {c}");
    }
    let b = &stages.alpha[6];
    stages.check("solution", b, 1.0, 5, Jacobian::Exact);
    stages.check("embedded", &difference(b, &error), 1.0, error_order as u32 - 1, Jacobian::Exact);
    let at = |theta: f64| dense.map(|d| theta * (d[0] + theta * (d[1] + theta * (d[2] + theta * d[3]))));
    for theta in THETAS {
        stages.check("dense", &at(theta), theta, 4, Jacobian::Exact);
    }
    for (dense, b) in at(1.0).iter().zip(b) {
        assert!((dense - b).abs() < ROUNDING, "dense output ends with {dense}, not {b}");
    }
    // Its slopes at the ends are the first and the last stage, which `Pair::interpolant` builds on.
    for (stage, d) in dense.iter().enumerate() {
        let (begin, end) = (d[0], d[0] + 2.0 * d[1] + 3.0 * d[2] + 4.0 * d[3]);
        assert!((begin - f64::from(u8::from(stage == 0))).abs() < ROUNDING, "stage {stage}: {begin}");
        assert!((end - f64::from(u8::from(stage == 6))).abs() < ROUNDING, "stage {stage}: {end}");
    }
}

fn check_rosenbrock<const S: usize>(name: &str, method: &Rosenbrock<S>) {
    let stages = Stages::rosenbrock(method);
    let sums = [(&stages.alpha, method.alpha, "alpha"), (&stages.gamma, method.gamma_sum, "gamma")];
    for (matrix, published, what) in sums {
        for (sum, published) in product(matrix, &[1.0; S]).iter().zip(published) {
            assert!((sum - published).abs() < ROUNDING, "{name}: {what} {sum} is not {published}");
        }
    }
    for i in 0..S {
        let filled = method.a[i][i..].iter().chain(&method.c[i][i..]).any(|x| *x != 0.0);
        assert!(!filled, "{name}: stage {i} uses itself or a later one");
    }
    let b = transposed_product(&stages.gamma, &method.m);
    let error = transposed_product(&stages.gamma, &method.error);
    let embedded = method.error_order as u32 - 1;
    assert_eq!(f64::from(embedded) + 1.0, method.error_order);
    stages.check(name, &b, 1.0, method.solution_order, Jacobian::Exact);
    stages.check(&format!("{name}, any matrix"), &b, 1.0, method.inexact_order, Jacobian::Any);
    stages.check(&format!("{name}, embedded"), &difference(&b, &error), 1.0, embedded, Jacobian::Exact);
    for theta in THETAS {
        let dense = transposed_product(&stages.gamma, &dense_weights(method, theta));
        stages.check(&format!("{name}, dense at {theta}"), &dense, theta, method.dense_order, Jacobian::Exact);
    }
}

/// Weights of the stages u in y(t + θ·h) − y.
fn dense_weights<const S: usize>(method: &Rosenbrock<S>, theta: f64) -> [f64; S] {
    core::array::from_fn(|i| {
        let inner = method.dense.iter().rev().fold(0.0, |sum, row| sum * theta + row[i]);
        theta * (method.m[i] + (1.0 - theta) * inner)
    })
}

#[test]
fn rosenbrock_methods_have_their_orders() {
    check_rosenbrock("ROS34PW2", &ROS34PW2);
    check_rosenbrock("RODAS3P", &RODAS3P);
    check_rosenbrock("RODAS4", &RODAS4);
    check_rosenbrock("RODAS5P", &RODAS5P);
}

#[test]
fn ros34pw2_estimates_errors_and_interpolates_with_any_matrix() {
    let stages = Stages::rosenbrock(&ROS34PW2);
    let embedded = difference(&ROS34PW2.m, &ROS34PW2.error);
    stages.check("embedded", &transposed_product(&stages.gamma, &embedded), 1.0, 2, Jacobian::Any);
    for theta in THETAS {
        let dense = transposed_product(&stages.gamma, &dense_weights(&ROS34PW2, theta));
        stages.check("dense", &dense, theta, 2, Jacobian::Any);
    }
}

// ---- The formulas themselves, on dense matrices.

/// y′ = f(t, y) with its derivatives.
struct Problem {
    f: fn(f64, &[f64]) -> Vec<f64>,
    /// The matrix that is used as ∂f/∂y.
    jacobian: fn(f64, &[f64]) -> Matrix,
    /// The vector that is used as ∂f/∂t.
    by_time: fn(f64, &[f64]) -> Vec<f64>,
}

struct Step {
    begin: Vec<f64>,
    end: Vec<f64>,
    error: Vec<f64>,
    stages: Matrix,
}

fn solve(mut matrix: Matrix, mut right: Vec<f64>) -> Vec<f64> {
    let n = right.len();
    for i in 0..n {
        let pivot = (i..n).max_by(|j, k| matrix[*j][i].abs().total_cmp(&matrix[*k][i].abs())).unwrap();
        matrix.swap(i, pivot);
        right.swap(i, pivot);
        for j in i + 1..n {
            let factor = matrix[j][i] / matrix[i][i];
            let eliminated = matrix[i].clone();
            matrix[j].iter_mut().zip(eliminated).for_each(|(x, y)| *x -= factor * y);
            right[j] -= factor * right[i];
        }
    }
    for i in (0..n).rev() {
        let sum: f64 = (i + 1..n).map(|k| matrix[i][k] * right[k]).sum();
        right[i] = (right[i] - sum) / matrix[i][i];
    }
    right
}

/// y + Σ weights·stages.
fn combine(y: &[f64], weights: &[f64], stages: &Matrix) -> Vec<f64> {
    (0..y.len()).map(|n| y[n] + weights.iter().zip(stages).map(|(w, u)| w * u[n]).sum::<f64>()).collect()
}

fn step<const S: usize>(method: &Rosenbrock<S>, problem: &Problem, t: f64, y: &[f64], h: f64) -> Step {
    let jacobian = (problem.jacobian)(t, y);
    let by_time = (problem.by_time)(t, y);
    step_with(method, &jacobian, &by_time, |alpha, y| (problem.f)(t + alpha * h, y), y, h)
}

fn step_with<const S: usize>(
    method: &Rosenbrock<S>,
    jacobian: &Matrix,
    by_time: &[f64],
    f: impl Fn(f64, &[f64]) -> Vec<f64>,
    y: &[f64],
    h: f64,
) -> Step {
    let mut matrix = jacobian.clone();
    for (i, row) in matrix.iter_mut().enumerate() {
        row.iter_mut().for_each(|x| *x = -*x);
        row[i] += 1.0 / (h * method.gamma);
    }
    let zero = vec![0.0; y.len()];
    let mut stages: Matrix = Vec::new();
    for i in 0..S {
        let slope = f(method.alpha[i], &combine(y, &method.a[i], &stages));
        let coupling = combine(&zero, &method.c[i], &stages);
        let right = (0..y.len()).map(|n| slope[n] + coupling[n] / h + method.gamma_sum[i] * h * by_time[n]).collect();
        stages.push(solve(matrix.clone(), right));
    }
    let end = combine(y, &method.m, &stages);
    Step { begin: y.to_vec(), end, error: combine(&zero, &method.error, &stages), stages }
}

impl Step {
    fn at<const S: usize>(&self, method: &Rosenbrock<S>, theta: f64) -> Vec<f64> {
        let zero = vec![0.0; self.begin.len()];
        let mut inner = zero.clone();
        for row in method.dense.iter().rev() {
            let k = combine(&zero, row, &self.stages);
            inner = k.iter().zip(&inner).map(|(k, inner)| k + theta * inner).collect();
        }
        (0..inner.len())
            .map(|n| (1.0 - theta) * self.begin[n] + theta * (self.end[n] + (1.0 - theta) * inner[n]))
            .collect()
    }
}

/// A step of an explicit method with the weights `b`.
fn explicit_step<const C: usize>(
    (a, c, b): (&[[f64; C]], &[f64], &[f64]),
    problem: &Problem,
    t: f64,
    y: &[f64],
    h: f64,
) -> Vec<f64> {
    let scaled = |weights: &[f64]| weights.iter().map(|weight| weight * h).collect::<Vec<f64>>();
    let mut stages: Matrix = Vec::new();
    for (row, c) in a.iter().zip(c) {
        stages.push((problem.f)(t + c * h, &combine(y, &scaled(row), &stages)));
    }
    combine(y, &scaled(b), &stages)
}

/// Solves from `t` over `span` in this number of steps.
fn integrate(steps: u32, t: f64, span: f64, y: &[f64], mut step: impl FnMut(f64, &[f64], f64) -> Vec<f64>) -> Vec<f64> {
    let h = span / f64::from(steps);
    (0..steps).fold(y.to_vec(), |y, n| step(t + h * f64::from(n), &y, h))
}

/// Solves by Tsit5, in steps so small that only rounding is left.
fn reference(problem: &Problem, t: f64, span: f64, y: &[f64]) -> Vec<f64> {
    let tsit5 = (&TSIT5.a[..], &TSIT5.c[..], &TSIT5.a[6][..]);
    integrate(4000, t, span, y, |t, y, h| explicit_step(tsit5, problem, t, y, h))
}

fn distance(x: &[f64], y: &[f64]) -> f64 {
    x.iter().zip(y).fold(0.0, |worst: f64, (x, y)| worst.max((x - y).abs()))
}

/// The oscillator of van der Pol with μ = 10, driven so that ∂f/∂t counts.
fn van_der_pol(t: f64, y: &[f64]) -> Vec<f64> {
    vec![y[1], 10.0 * (1.0 - y[0] * y[0]) * y[1] - y[0] + 20.0 * (3.0 * t).sin()]
}

const VAN_DER_POL: Problem = Problem {
    f: van_der_pol,
    jacobian: |_, y| vec![vec![0.0, 1.0], vec![-20.0 * y[0] * y[1] - 1.0, 10.0 * (1.0 - y[0] * y[0])]],
    by_time: |t, _| vec![0.0, 60.0 * (3.0 * t).cos()],
};

/// The same with an inexact Jacobian, without the coupling of the states and the drive.
const INEXACT: Problem = Problem {
    f: van_der_pol,
    jacobian: |_, y| vec![vec![0.0, 0.0], vec![0.0, 10.0 * (1.0 - y[0] * y[0])]],
    by_time: |_, _| vec![0.0, 0.0],
};

const START: [f64; 2] = [2.0, 0.5];
const SPAN: f64 = 1.0;

/// Checks the order that an error shows from `steps` to twice as many.
fn check_order(what: &str, order: f64, steps: u32, error: impl Fn(u32) -> f64) {
    let (coarse, fine) = (error(steps), error(2 * steps));
    let shown = (coarse / fine).log2();
    let near = shown > order - 0.35 && shown < order + 0.5;
    assert!(near, "{what}: order {shown} instead of {order}: {coarse:e}, then {fine:e}");
}

fn check_convergence<const S: usize>(name: &str, method: &Rosenbrock<S>, steps: u32) {
    let end = reference(&VAN_DER_POL, 0.0, SPAN, &START);
    for (problem, order) in [(&VAN_DER_POL, method.solution_order), (&INEXACT, method.inexact_order)] {
        check_order(name, f64::from(order), steps, |steps| {
            distance(&end, &integrate(steps, 0.0, SPAN, &START, |t, y, h| step(method, problem, t, y, h).end))
        });
    }
    // In one step, the error estimate and the error of the dense output.
    let one = |steps: u32| step(method, &VAN_DER_POL, 0.0, &START, SPAN / f64::from(steps));
    check_order(&format!("{name}, estimate"), method.error_order, steps, |steps| {
        distance(&one(steps).error, &[0.0; 2])
    });
    check_order(&format!("{name}, dense"), f64::from(method.dense_order + 1), steps, |steps| {
        let theta = 0.6;
        let exact = reference(&VAN_DER_POL, 0.0, theta * SPAN / f64::from(steps), &START);
        distance(&exact, &one(steps).at(method, theta))
    });
    let one = one(steps);
    assert_eq!(one.at(method, 0.0), one.begin);
    assert_eq!(one.at(method, 1.0), one.end);
}

#[test]
fn rosenbrock_methods_converge_with_their_orders() {
    check_convergence("ROS34PW2", &ROS34PW2, 400);
    check_convergence("RODAS3P", &RODAS3P, 400);
    check_convergence("RODAS4", &RODAS4, 400);
    check_convergence("RODAS5P", &RODAS5P, 200);
}

#[test]
fn explicit_methods_converge_with_their_orders() {
    let end = reference(&VAN_DER_POL, 0.0, SPAN, &START);
    let rk4 = (&RK4.a[..], &RK4.c[..], &RK4.b[..]);
    check_order("RK4", 4.0, 400, |steps| {
        distance(&end, &integrate(steps, 0.0, SPAN, &START, |t, y, h| explicit_step(rk4, &VAN_DER_POL, t, y, h)))
    });
    let tsit5 = (&TSIT5.a[..], &TSIT5.c[..], &TSIT5.a[6][..]);
    check_order("TSIT5", 5.0, 200, |steps| {
        distance(&end, &integrate(steps, 0.0, SPAN, &START, |t, y, h| explicit_step(tsit5, &VAN_DER_POL, t, y, h)))
    });
}

// ---- Stiffness.

/// y′ = λ·(y − φ(t)) + φ′(t) of Prothero & Robinson (1974) with φ = sin and λ = −10⁶: the solution through φ(0) is φ.
const PROTHERO_ROBINSON: Problem = Problem {
    f: |t, y| vec![-1e6 * (y[0] - t.sin()) + t.cos()],
    jacobian: |_, _| vec![vec![-1e6]],
    by_time: |t, _| vec![1e6 * t.cos() - t.sin()],
};

/// Checks a method at stiff equations. `order` is the order that is left where the step is far longer than 1/|λ|.
/// `embedded` is the part of an infinitely stiff state that the embedded solution leaves.
fn check_stiffness<const S: usize>(name: &str, method: &Rosenbrock<S>, order: f64, embedded: f64) {
    check_order(name, order, 20, |steps| {
        let end = integrate(steps, 0.0, 2.0, &[0.0], |t, y, h| step(method, &PROTHERO_ROBINSON, t, y, h).end);
        let error = distance(&end, &[2f64.sin()]);
        assert!(error < 1e-8, "{name}: {error:e}");
        error
    });
    let inside = step(method, &PROTHERO_ROBINSON, 1.0, &[1f64.sin()], 0.1).at(method, 0.5);
    let error = distance(&inside, &[1.05f64.sin()]);
    assert!(error < 1e-5, "{name}, dense: {error:e}");

    // For y′ = z·y/h and z → ∞ a stage is −(y + Σ a_ij·u_j), and nothing of y may be left.
    let mut stages: Matrix = Vec::new();
    for row in &method.a {
        stages.push(combine(&[0.0], &[-1.0], &vec![combine(&[1.0], row, &stages)]));
    }
    let left = combine(&[1.0], &method.m, &stages)[0];
    assert!(left.abs() < ROUNDING, "{name}: R(∞) = {left}");
    let left = left - combine(&[0.0], &method.error, &stages)[0];
    assert!((left - embedded).abs() < ROUNDING, "{name}: the embedded R(∞) = {left}");
    // Stiffly accurate: the solution is the state of the last stage and its increment; so is the embedded one that
    // leaves nothing, of the last but one.
    let state = |stage: usize| core::array::from_fn::<f64, S, _>(|j| method.a[stage][j] + f64::from(stage == j));
    assert!(distance(&state(S - 1), &method.m) < ROUNDING, "{name} is not stiffly accurate");
    let accurate = distance(&state(S - 2), &difference(&method.m, &method.error)) < ROUNDING;
    assert_eq!(accurate, embedded == 0.0, "{name}, embedded: stiffly accurate");

    // A turn by y′ = iω·y with h = 1 may not grow.
    for exponent in -300..=600 {
        let omega = 10f64.powf(f64::from(exponent) * 0.01);
        let turn = vec![vec![0.0, -omega], vec![omega, 0.0]];
        let step = step_with(method, &turn, &[0.0; 2], |_, y| product(&turn, y), &[1.0, 0.0], 1.0);
        for (what, end) in [("solution", &step.end), ("embedded", &difference(&step.end, &step.error))] {
            let size = end[0].hypot(end[1]);
            assert!(size <= 1.0 + ROUNDING, "{name}, {what}: |R({omega}i)| = {size}");
        }
    }
}

#[test]
fn rosenbrock_methods_are_l_stable() {
    check_stiffness("ROS34PW2", &ROS34PW2, 2.0, -0.478_349_767_388_508_7);
    check_stiffness("RODAS3P", &RODAS3P, 2.0, 0.0);
    check_stiffness("RODAS4", &RODAS4, 1.0, 0.0);
    check_stiffness("RODAS5P", &RODAS5P, 3.0, 0.0);
}
