//! Where stimuli enter: compartments, neurons, arrays.

use super::{STEP, Three, TwoParts, Wired, is_edge, response};
use neuron_runtime::prelude::*;

/// In a network stimuli cause what they cause in a cell, whatever they enter.
#[test]
fn stimuli_of_a_network_enter_the_neurons_that_they_name() -> Result<(), Error> {
    let network = Wired::default();
    let run = network.simulate(20.0).method(ExponentialEuler::step(STEP)).record_every(STEP).run()?;
    let close = |what: &str, found: &[f64], expected: &dyn Fn(f64) -> f64| {
        for (v, t) in found.iter().zip(run.time()) {
            assert!((v + 60.0 - expected(*t)).abs() < 1e-11, "{what} at {t} ms: {}", v + 60.0);
        }
    };
    let pulse = |t: f64| response(t - 2.0) - response(t - 10.0);
    close("B", run.trace(Wired::B.v)?, &|t| 0.5 * pulse(t));
    close("A", run.trace(Wired::A.v)?, &|_| 0.0);
    for (k, amplitude) in [0.3, 0.1, 0.3].into_iter().enumerate() {
        close("E", run.trace(Wired::E.at(k).v)?, &|t| amplitude * pulse(t));
    }
    // At rest, as in a cell of two compartments.
    let end = network.simulate(290.0).method(Rodas5P::tolerance(1e-10)).run()?;
    let dendrite = 1.0 / (0.01 + 1.0 / (1.0 / 0.02 + 1.0 / 0.01));
    let rise = |state| network.state(end.end(), state) + 60.0;
    for (v, amplitude) in
        [(Wired::C.dendrite.v, 0.1), (Wired::F.at(0).dendrite.v, 0.2), (Wired::F.at(1).dendrite.v, 0.3)]
    {
        assert!((rise(v) - amplitude * dendrite).abs() < 1e-5, "{v:?}: {}", rise(v));
    }
    assert!((rise(Wired::C.soma.v) - 0.1 * dendrite * 2.0 / 3.0).abs() < 1e-5);
    Ok(())
}

#[test]
fn stimuli_of_a_network_have_names_and_handles() -> Result<(), Error> {
    let mut network = Wired::default();
    network.set(Wired::step.amplitude, 0.7).set_by_name("one.amplitude", 0.4)?;
    assert_eq!([network.get(Wired::one.amplitude), network.get_by_name("step.amplitude")?], [0.4, 0.7]);
    network.set_each(Wired::all.amplitude, |k| 0.1 * (k + 1) as f64);
    let run = network
        .simulate(12.0)
        .method(ExponentialEuler::step(STEP))
        .record_every(STEP)
        .record(&[Wired::step.current, Wired::Pulse.current, Wired::all.current, Wired::one.current])
        .run()?;
    let names: Vec<&str> = run.columns().iter().map(|column| column.name.as_str()).collect();
    assert_eq!(
        names,
        ["step.current", "Pulse.current", "all[0].current", "all[1].current", "all[2].current", "one.current"]
    );
    for (name, amplitude) in names.iter().zip([0.7, 0.0, 0.1, 0.2, 0.1 * 3.0, 0.4]) {
        for (t, current) in run.time().iter().zip(run.trace_by_name(name)?).filter(|(t, _)| !is_edge(**t)) {
            assert_eq!(*current, if (2.0..10.0).contains(t) { amplitude } else { 0.0 }, "{name} at {t} ms");
        }
    }
    let gradient = network
        .gradient(&[Wired::step.amplitude, Wired::all.amplitude, Wired::one.amplitude], |network| {
            network.simulate(15.0).method(ExponentialEuler::step(STEP)).end(Wired::E.at(1).v)
        })?;
    let slope = response(13.0) - response(5.0);
    for (found, expected) in gradient.derivatives.iter().zip([0.0, slope, slope]) {
        assert!((found - expected).abs() < 1e-10, "{found} and not {expected}");
    }
    Ok(())
}

/// At rest, 0.1 nA into the dendrite flow out through both compartments: 10 nS there, and 20 nS in series with 10 nS.
#[test]
fn a_stimulus_of_a_compartment_enters_there() -> Result<(), Error> {
    let cell = TwoParts::default();
    let dendrite = 0.1 / (0.01 + 1.0 / (1.0 / 0.02 + 1.0 / 0.01));
    let soma = dendrite * 0.02 / 0.03;
    let run = cell.simulate(600.0).method(Rodas5P::tolerance(1e-9)).run()?;
    let end = run.end();
    assert!((cell.state(end, TwoParts::dendrite.v) + 60.0 - dendrite).abs() < 1e-5);
    assert!((cell.state(end, TwoParts::soma.v) + 60.0 - soma).abs() < 1e-5);
    assert_eq!(cell.get(TwoParts::dendrite.step.amplitude), 0.1);
    assert_eq!(cell.simulate(1.0).mean(TwoParts::dendrite.step.current)?, 0.1);
    Ok(())
}

#[test]
fn every_neuron_of_an_array_may_have_its_own() -> Result<(), Error> {
    let mut network = Three::default();
    network.set(Three::E.at(1).Pulse.amplitude, 0.25);
    let run = network
        .simulate(30.0)
        .method(ExponentialEuler::step(STEP))
        .record(&[Three::E.Pulse.current])
        .record(&[Three::A.Pulse.current])
        .run()?;
    for (name, expected) in [("E[0]", 0.1), ("E[1]", 0.25), ("E[2]", -0.3), ("A", 0.4)]
        .map(|(name, x)| (format!("{name}.Pulse.current"), x))
    {
        assert!(run.trace_by_name(&name)?.iter().all(|current| *current == expected), "{name}");
    }
    let v = |state| network.state(run.end(), state);
    assert!((v(Three::E.at(2).v) + 60.0 + 0.3 * response(30.0)).abs() < 1e-11);
    assert!((v(Three::A.v) + 60.0 - 0.4 * response(30.0)).abs() < 1e-11);
    Ok(())
}
