//! Runs judged by the reference solutions.

use neuron_runtime::library::prinz_2003::Stg;
use neuron_runtime::prelude::*;
use neuron_tests::reference;

fn prinz_ab() -> Stg {
    let mut cell = Stg::default();
    cell.set(Stg::NaV.g, 100.0)
        .set(Stg::CaS.g, 6.0)
        .set(Stg::CaT.g, 2.5)
        .set(Stg::A.g, 50.0)
        .set(Stg::KCa.g, 5.0)
        .set(Stg::Kd.g, 100.0)
        .set(Stg::H.g, 0.01)
        .set(Stg::Leak.g, 0.0);
    cell
}

#[test]
fn prinz_ab_adaptive_finds_every_spike() -> Result<(), Error> {
    let run = prinz_ab().simulate(5000.0).method(Tsit5::tolerance(1e-8)).record_nothing().spikes(-10.0).run()?;
    let error = reference::worst_spike_error(run.spikes.times(), &reference::spikes("prinz_ab")).unwrap();
    eprintln!("{error:e} {:?}", run.statistics);
    assert!(error < 0.01, "{error}");
    Ok(())
}

#[test]
fn prinz_ab_exponential_euler_within_two_milliseconds() -> Result<(), Error> {
    let run = prinz_ab().simulate(5000.0).method(ExponentialEuler::step(0.025)).record_nothing().spikes(-10.0).run()?;
    let error = reference::worst_spike_error(run.spikes.times(), &reference::spikes("prinz_ab")).unwrap();
    eprintln!("{error:e} {:?}", run.statistics);
    assert!(error < 2.0, "{error}");
    Ok(())
}
