//! The cost of the Jacobian and of solving with it: against a right-hand side, with many neurons, with many couplings.
//!
//! `cargo bench -p neuron-tests --bench jacobian`

use neuron_runtime::library::morris_lecar_1981::MorrisLecar;
use neuron_runtime::library::prinz_2003::Stg;
use neuron_runtime::library::prinz_2004::{Cholinergic, Glutamatergic};
use neuron_runtime::number::batch::{Mode, set_mode};
use neuron_runtime::prelude::*;
use neuron_runtime::system::jacobian::Jacobian;
use neuron_tests::models::{Pyloric, prinz_ab};
use neuron_tests::timing::{best_of, interleaved};
use std::hint::black_box;
use std::time::Duration;

macro_rules! triples {
    ($name:ident, $count:tt) => {
        network! {
            /// Pyloric networks beside each other.
            pub struct $name;

            neuron AB[$count]: Stg {
                NaV.g: 100mS/cm2, CaS.g: 6mS/cm2, CaT.g: 2.5mS/cm2, A.g: 50mS/cm2,
                KCa.g: 5mS/cm2, Kd.g: 100mS/cm2, H.g: 0.01mS/cm2, Leak.g: 0mS/cm2,
            }
            neuron LP[$count]: Stg {
                NaV.g: 100mS/cm2, CaS.g: 4mS/cm2, CaT.g: 0mS/cm2, A.g: 20mS/cm2,
                KCa.g: 0mS/cm2, Kd.g: 25mS/cm2, H.g: 0.05mS/cm2, Leak.g: 0.03mS/cm2,
            }
            neuron PY[$count]: Stg {
                NaV.g: 100mS/cm2, CaS.g: 2mS/cm2, CaT.g: 2.4mS/cm2, A.g: 50mS/cm2,
                KCa.g: 0mS/cm2, Kd.g: 125mS/cm2, H.g: 0.05mS/cm2, Leak.g: 0.01mS/cm2,
            }

            AB -> LP one_to_one: Cholinergic { g: 30nS }, Glutamatergic { g: 30nS };
            AB -> PY one_to_one: Cholinergic { g: 3nS }, Glutamatergic { g: 10nS };
            LP -> AB one_to_one: Glutamatergic { g: 30nS };
            LP -> PY one_to_one: Glutamatergic { g: 1nS };
            PY -> LP one_to_one: Glutamatergic { g: 30nS };
        }
    };
}

triples!(One, 1);
triples!(Three, 3);
triples!(Thirty, 30);
triples!(Hundred, 100);

macro_rules! all_to_all {
    ($name:ident, $count:tt) => {
        network! {
            /// Graded synapses from every neuron to every other.
            pub struct $name;
            neuron E[$count]: MorrisLecar
            E -> E all_to_all: Glutamatergic { g: 1nS };
        }
    };
}

all_to_all!(Graded20, 20);
all_to_all!(Graded50, 50);
all_to_all!(Graded100, 100);

fn main() {
    // Run by `cargo test --all-targets`, once is enough.
    let runs = if std::env::args().any(|argument| argument == "--bench") { 30 } else { 1 };

    set_mode(Mode::Scalar);
    let [rhs, evaluate, factorise, solve] = costs(&prinz_ab(), runs);
    println!("prinz_ab, f64::exp, best of {runs}");
    println!("right-hand side                {rhs:>8.3} µs");
    println!("evaluation                     {evaluate:>8.3} µs {:>7.3}", evaluate / rhs);
    println!("factorisation                  {factorise:>8.3} µs {:>7.3}", factorise / rhs);
    println!("solution                       {solve:>8.3} µs {:>7.3}", solve / rhs);
    println!("factorisation and solution (at most 2.5)   {:>7.3}\n", (factorise + solve) / rhs);
    set_mode(Mode::Auto);

    println!("pyloric triples, best of {runs}, per triple; ratios to the first row (at most 1.2)");
    println!(
        "{:>12} {:>10} {:>10} {:>10} {:>10} {:>10} {:>7} {:>12} {:>7} {:>8}",
        "", "rhs, µs", "evaluate", "factorise", "solve", "sum", "ratio", "Rodas4, ms", "ratio", "steps"
    );
    let mut first = None;
    row("1", &One::default(), 1, runs, &mut first);
    row("3", &Three::default(), 3, runs, &mut first);
    row("30", &Thirty::default(), 30, runs, &mut first);
    row("100", &Hundred::default(), 100, runs, &mut first);
    row("1, by name", &Pyloric::default(), 1, runs, &mut first);

    println!("\nall-to-all graded networks, best of {runs}; µs (per synapse, ns)");
    println!("{:>8} {:>18} {:>18} {:>18} {:>18}", "", "rhs", "evaluate", "factorise", "solve");
    graded(20, &Graded20::default(), runs);
    graded(50, &Graded50::default(), runs);
    graded(100, &Graded100::default(), runs);
}

/// One row of the table of triples: a run is 300 ms by Rodas4 at 1e-6.
fn row(name: &str, network: &impl Network<f64>, count: usize, runs: usize, first: &mut Option<(f64, f64)>) {
    let [rhs, evaluate, factorise, solve] = costs(network, runs).map(|cost| cost / count as f64);
    let sum = evaluate + factorise + solve;
    let mut steps = 0;
    let run = best_of(1 + runs / 8, || {
        let run = network.simulate(300.0).method(Rodas4::tolerance(1e-6)).record_nothing().run();
        steps = run.map_err(|interrupted| interrupted.error).unwrap().statistics.steps;
    });
    let run = 1e3 * run.as_secs_f64() / count as f64;
    let (sum_of_first, run_of_first) = *first.get_or_insert((sum, run));
    println!(
        "{name:>12} {rhs:>10.3} {evaluate:>10.3} {factorise:>10.3} {solve:>10.3} {sum:>10.3} {:>7.3} {run:>12.3} {:>7.3} \
         {steps:>8}",
        sum / sum_of_first,
        run / run_of_first
    );
}

fn graded(count: usize, network: &impl Network<f64>, runs: usize) {
    let synapses = (count * (count - 1)) as f64;
    let cell = |cost: f64| format!("{cost:.2} ({:.2})", 1e3 * cost / synapses);
    let [rhs, evaluate, factorise, solve] = costs(network, runs).map(cell);
    println!("{count:>8} {rhs:>18} {evaluate:>18} {factorise:>18} {solve:>18}");
}

/// The times of a right-hand side, an evaluation, a factorisation and a solution, µs.
fn costs(network: &impl Network<f64>, runs: usize) -> [f64; 4] {
    let dim = network.dim();
    let (mut y, mut work) = (vec![0.0; dim], network.workspace());
    network.start(&mut y);
    // Away from the start, where all neurons are alike and all synapses shut.
    for k in 0..1000 {
        network.exponential_euler(k as f64 * 0.05, 0.05, &Given::NONE, &mut y, &mut work);
    }
    let (mut dy, mut slopes) = (vec![0.0; dim], vec![0.0; dim]);
    let mut jacobian = Jacobian::new(network);
    assert!(jacobian.is_complete());
    jacobian.evaluate(network, 0.0, &y, &Given::NONE, &mut dy);
    let (mut factorised, mut solved) = (jacobian.clone(), jacobian.clone());
    solved.factorise(network, 10.0).unwrap();
    let b = dy.clone();
    let mut x = b.clone();
    // About a millisecond at a time.
    let once = best_of(5, || network.rhs(0.0, black_box(&y), &mut slopes));
    let repeat = (Duration::from_millis(1).as_nanos() / once.as_nanos().max(1)).clamp(1, 20_000);
    let table = interleaved(
        runs,
        &mut [
            ("rhs", &mut || (0..repeat).for_each(|_| network.rhs(0.0, black_box(&y), black_box(&mut slopes)))),
            ("evaluate", &mut || {
                (0..repeat)
                    .for_each(|_| jacobian.evaluate(network, 0.0, black_box(&y), &Given::NONE, black_box(&mut dy)))
            }),
            ("factorise", &mut || (0..repeat).for_each(|_| factorised.factorise(network, black_box(10.0)).unwrap())),
            ("solve", &mut || {
                (0..repeat).for_each(|_| {
                    x.copy_from_slice(black_box(&b));
                    solved.solve_linear(network, black_box(&mut x));
                });
            }),
        ],
    );
    ["rhs", "evaluate", "factorise", "solve"].map(|name| 1e6 * table.row(name).best.as_secs_f64() / repeat as f64)
}
