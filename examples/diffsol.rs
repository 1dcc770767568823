//! The ODE library `diffsol` at work:
//!
//! - its stiff methods solve the pyloric rhythm
//! - its roots and forward sensitivities are spikes and their derivatives with respect to parameters
//! - its adjoint is the gradient of a mean
//!
//! `cargo run --release -p neuron-examples --features diffsol --example diffsol`

use neuron_examples::save;
use neuron_runtime::diffsol::diffsol::{
    AdjointOdeSolverMethod, MatrixCommon, NalgebraLU, OdeSolverMethod, OdeSolverState, OdeSolverStopReason,
    SensitivitiesOdeSolverMethod, Vector, VectorView,
};
use neuron_runtime::diffsol::{Diffsol, Method};
use neuron_runtime::library::prinz_2003::Stg;
use neuron_runtime::library::prinz_2004::Pyloric;
use neuron_runtime::model::handle::Parameter;
use neuron_runtime::plot::{Figure, Panel};
use neuron_runtime::prelude::*;
use std::time::Instant;

/// AB alone, and those of its maximal conductances that are varied.
const NAMES: [&str; 7] = ["NaV", "CaS", "CaT", "A", "KCa", "Kd", "H"];

fn burster() -> (Stg, [Parameter<Stg>; 7]) {
    let conductances = [Stg::NaV.g, Stg::CaS.g, Stg::CaT.g, Stg::A.g, Stg::KCa.g, Stg::Kd.g, Stg::H.g];
    let mut cell = Stg::default();
    cell.set(Stg::Leak.g, 0.0);
    for (g, value) in conductances.iter().zip([100.0, 6.0, 2.5, 50.0, 5.0, 100.0, 0.01]) {
        cell.set(*g, value);
    }
    (cell, conductances)
}

fn main() -> Result<(), Error> {
    let figure = stiff(Figure::new("A network and a neuron in diffsol").size(900, 900))?;
    spikes()?;
    save(&gradient(figure)?, "diffsol.svg")
}

/// Three seconds of the rhythm, by each stiff method: the synapses' time constants fall to 1e-5 ms.
fn stiff(mut figure: Figure) -> Result<Figure, Error> {
    let net = Pyloric::default();
    println!("method    steps  evaluations  seconds  spikes of AB  LP  PY");
    for method in [Method::Bdf, Method::Esdirk34, Method::TrBdf2] {
        let begin = Instant::now();
        let run = net.diffsol().tolerance(1e-7).spikes(-10.0).record_every(0.5).run(method, 3000.0)?;
        println!(
            "{:<8} {:>6}  {:>11}  {:>7.2}  {:>12}  {:>2}  {:>2}",
            format!("{method:?}"),
            run.statistics.steps,
            run.statistics.evaluations,
            begin.elapsed().as_secs_f64(),
            run.ab.spikes.len(),
            run.lp.spikes.len(),
            run.py.spikes.len(),
        );
        if method == Method::Bdf {
            for (name, v) in [("AB", Pyloric::AB.v), ("LP", Pyloric::LP.v), ("PY", Pyloric::PY.v)] {
                let panel = Panel::new(format!("{name} (mV)")).line("", run.time(), run.trace(v)?);
                figure = figure.panel(if name == "PY" { panel.x_label("time (ms)") } else { panel });
            }
        }
    }
    Ok(figure)
}

/// Prints the spikes of the first burst and their exact derivatives. The solver stops at the roots.
fn spikes() -> Result<(), Error> {
    let (cell, conductances) = burster();
    let problem = cell.diffsol().tolerance(1e-7).parameters(&conductances).spikes(-10.0).build()?;
    let v = problem.eqn.index(Stg::v).unwrap_or_default();
    let mut solver = problem.bdf_sens::<NalgebraLU<f64>>()?;
    let mut spikes = 0;
    println!("\nspike at (ms), and how it moves (ms) when a maximal conductance grows by one per cent");
    println!("          {}", NAMES.map(|name| format!("{name:>8}")).concat());
    while spikes < 6 {
        let OdeSolverStopReason::RootFound(t, _neuron) = solver.step()? else { continue };
        let (slope, sensitivities) = (solver.interpolate_dy(t)?.get_index(v), solver.interpolate_sens(t)?);
        // A root has no direction: where V falls through the threshold, it is no spike.
        if slope > 0.0 {
            let moves = conductances.iter().enumerate().map(|(k, g)| {
                let by_g = -sensitivities.get_batch(k).get_index(v) / slope;
                format!("{:>8.3}", 0.01 * cell.get(*g) * by_g)
            });
            println!("{t:>10.3}{}", moves.collect::<String>());
            spikes += 1;
        }
    }
    Ok(())
}

/// Prints the mean of Ca over a second and its gradient, by the adjoint and by forward sensitivities.
fn gradient(figure: Figure) -> Result<Figure, Error> {
    const DURATION: f64 = 1000.0;
    let (cell, conductances) = burster();

    // The adjoint costs hardly more for more parameters. Between the steps of the forward solution diffsol interpolates by cubics,
    // so that the forward solution has to be the finer one.
    let problem = cell.diffsol().parameters(&conductances).record(&[Stg::ca]).integrate();
    let (fine, coarse) = (problem.clone().tolerance(1e-9).build()?, problem.tolerance(1e-6).build()?);
    let mut solver = fine.tsit45()?;
    let (checkpoints, ..) = solver.solve_with_checkpointing(DURATION, Some(100))?;
    let mean = solver.state().g.get_index(0) / DURATION;
    let backwards = coarse.tsit45_solver_adjoint(checkpoints, Some(solver), None)?;
    let (state, _) = backwards.solve_adjoint_backwards_pass(&[], &[])?;
    let adjoint: Vec<f64> = state.as_ref().sg.clone_as_vec().iter().map(|sg| sg / DURATION).collect();

    // The sensitivities of Ca at every tenth of a millisecond, whose means are the same gradient.
    let output = cell.diffsol().tolerance(1e-7).parameters(&conductances).record(&[Stg::ca]).build()?;
    let times: Vec<f64> = (0..=10_000).map(|k| 0.1 * f64::from(k)).collect();
    let (_, sensitivities, _) = output.tsit45_sens()?.solve_dense_sensitivities(&times)?;

    println!("\nmean Ca over {DURATION} ms: {mean:.4} µM; its derivatives by maximal conductances, µM per mS/cm²");
    println!("       by the adjoint  by forward sensitivities");
    let mut panel = Panel::new("∂Ca/∂g · 1 % of g (µM)").height(1.8).x_label("time (ms)");
    for (k, (name, g)) in NAMES.iter().zip(&conductances).enumerate() {
        let by_g: Vec<f64> = sensitivities[k].inner().row(0).iter().copied().collect();
        let forward = by_g.windows(2).map(|pair| 0.5 * (pair[0] + pair[1])).sum::<f64>() / 10_000.0;
        println!("{name:<5}  {:>14.4}  {forward:>24.4}", adjoint[k]);
        let scaled: Vec<f64> = by_g.iter().map(|by_g| 0.01 * cell.get(*g) * by_g).collect();
        panel = panel.line(*name, &times, &scaled);
    }
    Ok(figure.panel(panel))
}
