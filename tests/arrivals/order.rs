//! What happens at one instant has an order, and delays are exact.

use super::{Exponential, Kick, Membrane, each_method};
use neuron_runtime::prelude::*;

/// Writes the number of its arrivals into the digits of a state.
#[synapse(current = g * (v_post - e), on_pre(seen = 10 * seen + digit), on_post(seen = 10 * seen + post))]
pub struct Digits {
    #[param(0nS)]
    g: Param,
    #[param(0mV)]
    e: Param,
    #[param(1)]
    digit: Param,
    #[param(9)]
    post: Param,
    #[state(init = 0)]
    seen: State,
}

network! {
    pub struct Simultaneous;
    source Input[2]: Listed;
    neuron Cell[1]: Membrane;
    Input -> Cell pairs [(0, 0), (1, 0), (0, 0)]: Digits;
}

#[test]
fn arrivals_of_one_instant_come_in_the_order_of_declaration_and_element() {
    let mut net = Simultaneous::default();
    let synapse = Simultaneous::Input_Cell.Digits;
    net.set(synapse.delay.at(1), 5.0);
    let run = net
        .simulate(20.0)
        .play(Simultaneous::Input.at(0).spikes, &[10.0])
        .play(Simultaneous::Input.at(1).spikes, &[5.0]);
    let run = run.record(&[synapse.seen]).record_at(&[20.0]).run().unwrap();
    let seen: Vec<f64> = run.columns().iter().map(|column| column.values[0]).collect();
    assert_eq!(seen, [1.0, 1.0, 1.0]);
}

network! {
    pub struct Delays;
    source Input: Listed;
    neuron Cells[3]: Membrane;
    Input -> Cells all_to_all: Kick { weight: 30mV };
}

#[test]
fn delays_reach_from_none_to_beyond_the_run() {
    let mut net = Delays::default();
    for (k, delay) in [0.0, 0.05, 200.0].into_iter().enumerate() {
        net.set(Delays::Input_Cells.Kick.delay.at(k), delay);
    }
    each_method!(|method, name| {
        let run = net.simulate(100.0).method(method).play(Delays::Input.spikes, &[10.0, 99.96]).run().unwrap();
        let times: Vec<&[f64]> = run.cells.iter().map(|cell| cell.spikes.times()).collect();
        assert_eq!(times[0], [10.0, 99.96], "{name}");
        assert_eq!(times[1], [10.05], "{name}");
        assert!(times[2].is_empty(), "{name}");
    });
    // A run that goes on has what was in flight.
    let first = net.simulate(100.0).play(Delays::Input.spikes, &[10.0, 99.96]).run().unwrap();
    let second = net.simulate(250.0).continued(&first).run().unwrap();
    let times: Vec<&[f64]> = second.cells.iter().map(|cell| cell.spikes.times()).collect();
    assert!((times[1][0] - 100.01).abs() < 1e-12 && (times[2][0] - 210.0).abs() < 1e-12, "{times:?}");
}

cell! {
    /// A membrane whose spike does not reset it below its threshold for long.
    pub struct Restless;
    capacitance: 100pF, v: -65mV,
    channels { super::Passive },
    spike { threshold: -50mV, reset: -55mV },
}

network! {
    pub struct Loop;
    source Input: Listed;
    neuron A: Restless;
    neuron B: Restless;
    Input -> A: Kick;
    A -> B: Kick;
    B -> A: Kick;
}

#[test]
fn a_loop_without_delay_is_an_error_that_names_it() {
    let error = Loop::default().simulate(20.0).play(Loop::Input.spikes, &[10.0]).run().unwrap_err();
    let sentence = error.to_string();
    assert!(sentence.contains("spike") && sentence.contains(" of A") | sentence.contains(" of B"), "{sentence}");
    let mut late = Loop::default();
    late.set(Loop::A_B.Kick.delay, 1.0);
    let run = late.simulate(20.5).play(Loop::Input.spikes, &[10.0]).run().unwrap();
    assert_eq!((run.a.spikes.len(), run.b.spikes.len()), (11, 10));
}

network! {
    pub struct Crowd;
    source Input[1000]: Listed;
    neuron Cell[2]: Membrane;
    Input -> Cell all_to_all: Exponential { g: 0nS, weight: 1 };
}

/// 2000 arrivals at one instant; the same bits however often it is done.
#[test]
fn two_thousand_simultaneous_arrivals_add_up() {
    let crowd = Crowd::default();
    let run = || crowd.simulate(12.0).play(Crowd::Input.spikes, &[10.0]).run().unwrap();
    let first = run();
    for s in &first.end()[2..] {
        assert!((s - 1000.0 * (-2.0f64 / 5.0).exp()).abs() < 1e-3, "{s}");
    }
    assert_eq!(first.end(), run().end());
}

network! {
    pub struct Wired;
    source Input[2]: Listed;
    neuron E[3]: Membrane;
    Input -> E pairs []: Kick { weight: 30mV };
    E -> E random { inputs: 1, seed: 1 }: Kick { weight: 0mV };
}

#[test]
fn connections_and_spikes_can_be_listed_and_read() {
    let folder = neuron_tests::folder::Folder::new("lists");
    let (edges, spikes) = (folder.path("edges.csv"), folder.path("spikes.csv"));
    std::fs::write(&edges, "pre,post\n0,2\n1,0\n").unwrap();
    std::fs::write(&spikes, "source;t\n1;12.5\n0;3\n1;4.25\n").unwrap();
    let mut wired = Wired::default();
    let weight = Wired::Input_E.Kick.weight;
    assert_eq!(wired.connections(weight), []);
    wired.connect(weight, &neuron_runtime::run::input::read_connections(&edges).unwrap()).unwrap();
    assert_eq!(wired.connections(weight), [(0, 2), (1, 0)]);
    let drawn = wired.connections(Wired::E_E.Kick.weight);
    assert!(drawn.len() == 3 && drawn.iter().enumerate().all(|(k, (pre, post))| *post == k && *pre != k), "{drawn:?}");
    let listed = neuron_runtime::run::input::read_spikes(&spikes).unwrap();
    let run = wired.simulate(20.0).play_each(Wired::Input.spikes, &listed).run().unwrap();
    let of = |k: usize| run.e[k].spikes.times();
    assert_eq!((of(0), of(1), of(2)), (&[4.25, 12.5][..], &[][..], &[3.0][..]));
    let error = wired.connect(weight, &[(0, 3)]).err().unwrap().to_string();
    assert_eq!(
        error,
        "Input_E.Kick cannot connect neuron 0 to neuron 3, counted from 0: an array is shorter than that"
    );
    std::fs::write(&edges, "0,1.5\n").unwrap();
    let error = neuron_runtime::run::input::read_connections(&edges).unwrap_err().to_string();
    assert!(error.ends_with("`1.5` is no neuron, which are counted 0, 1, …"), "{error}");
}
