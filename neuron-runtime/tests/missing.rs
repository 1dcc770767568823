//! What does not exist is an error that names it, and no number.

use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
use neuron_runtime::library::prinz_2004::Cholinergic;
use neuron_runtime::measure::{Measure, Objective};
use neuron_runtime::model::handle::{Current, Group, Origin, State};
use neuron_runtime::prelude::*;
use neuron_runtime::run::result::Interrupted;

/// A synapse whose gate sees both sides, so that every connection has its own.
#[synapse(current = g * s * (v_post - e))]
pub struct Meeting {
    /// Maximal conductance.
    #[param(1nS)]
    g: Param,
    /// Reversal potential.
    #[param(0mV)]
    e: Param,
    /// Activation.
    #[gate(inf = 1 / (1 + exp(-(v_pre + v_post) / 10mV)), tau = 3ms)]
    s: Gate,
}

network! {
    /// Two arrays that might be connected, and are not.
    pub struct Apart;
    neuron E[2]: HodgkinHuxley
    neuron I[2]: HodgkinHuxley
    E -> I random { probability: 0, seed: 1 }: Cholinergic { g: 1nS }, Meeting;
    I -> E all_to_all: Cholinergic { g: 1nS }, Meeting;
}

fn unknown<T>(result: Result<T, Error>) -> String {
    match result {
        Err(Error::UnknownName { name, .. }) => name,
        Err(error) => panic!("{error}"),
        Ok(_) => panic!("there is nothing to return"),
    }
}

#[test]
fn a_connection_that_was_not_made_has_no_current() {
    let network = Apart::default();
    let (made, not_made) = (Apart::I_E.Cholinergic, Apart::E_I.Cholinergic);
    assert!(network.simulate(1.0).mean(made.current).is_ok());
    assert_eq!(unknown(network.simulate(1.0).mean(not_made.current)), "E_I.Cholinergic[0].current");
    assert_eq!(unknown(network.simulate(1.0).integral(not_made.conductance)), "E_I.Cholinergic[0].conductance");
    assert_eq!(unknown(network.simulate(1.0).end(not_made.current)), "E_I.Cholinergic[0].current");
    let objective = Objective::new(Measure::mean(not_made.current), 1.0);
    assert_eq!(unknown(objective.value(&network)), "E_I.Cholinergic[0].current");
    let both = [Measure::mean(made.current), Measure::mean(not_made.current)];
    assert_eq!(unknown(network.simulate(1.0).measure(&both)), "E_I.Cholinergic[0].current");
}

/// An array without connections records nothing, and asking for it is an error.
#[test]
fn an_array_without_connections_records_nothing() -> Result<(), Error> {
    let run = Apart::default().simulate(1.0).record(&[Apart::E_I.Cholinergic.current]).run()?;
    assert!(run.columns().is_empty());
    assert!(matches!(run.trace(Apart::E_I.Cholinergic.current), Err(Error::NotRecorded { .. })));
    Ok(())
}

#[test]
fn a_handle_made_by_hand_is_refused() {
    let network = Apart::default();
    let neuron = |k| Origin { group: Group::Cells(0), element: Some(k), len: 0 };
    let (channel, state) = (Current::<Apart>::new(neuron(0), 3), State::<Apart>::new(neuron(0), 4));
    let error = |run: Result<Run<Apart>, Box<Interrupted<Apart>>>| run.map_err(|interrupted| interrupted.error);
    // The axon has three channels and four states, the array two neurons.
    assert!(network.simulate(1.0).mean(Current::<Apart>::new(neuron(0), 2)).is_ok());
    assert!(network.simulate(1.0).mean(State::<Apart>::new(neuron(1), 3)).is_ok());
    unknown(network.simulate(1.0).mean(channel));
    unknown(network.simulate(1.0).mean(State::<Apart>::new(neuron(2), 0)));
    unknown(network.simulate(1.0).spike_time(State::<Apart>::new(neuron(2), 0), 0));
    unknown(network.simulate(1.0).distance(state, &[0.5], &[0.0]));
    unknown(error(network.simulate(1.0).record(&[channel]).run()));
    unknown(error(network.simulate(1.0).record(&[state]).run()));
}

#[test]
fn there_is_no_derivative_by_a_state_that_does_not_exist() {
    let network = Apart::default();
    let objective = Objective::new(Measure::mean(Apart::E.at(0).v), 1.0);
    let by = |state| network.differentiate().by_start(&[state]).gradient_of(&objective);
    assert!(by(Apart::I_E.Meeting.s).is_ok_and(|gradient| gradient.variables[0].value.is_finite()));
    assert_eq!(unknown(by(Apart::E_I.Meeting.s)), "E_I.Meeting.s");
}
