//! The summary of a run: as a table and as JSON.

use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
use neuron_runtime::library::integrate_and_fire::Lif;
use neuron_runtime::prelude::*;
use neuron_runtime::run::sink::CsvSink;

network! {
    pub struct Crowd;
    source Clock: Regular { period: 10ms, start: 5ms };
    neuron Lead: Lif { inject: 0.3nA };
    neuron Few[2]: Lif;
    neuron Many[20]: Lif { inject: 0.3nA };
}

#[test]
fn a_run_prints_as_a_short_table() {
    let run = Crowd::default().simulate(1000.0).record(&[Crowd::Lead.v]).record_every(10.0).run().unwrap();
    let period = 20.0 * 3f64.ln(); // ms
    let spikes = run.lead.spikes.len();
    assert!(spikes > 20, "{spikes} {period}");
    let text = run.to_string();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "Crowd, 1000 ms");
    assert_eq!(lines[1], "neuron              spikes  rate (1/s)      CV");
    assert!(lines[2].starts_with(&format!("Lead              {spikes:>8}  {spikes:>7}.00   0.0")), "{text}");
    assert_eq!(lines[3], "Few[0]                   0        0.00       –");
    assert!(lines[5].starts_with(&format!("Many, 20 neurons  {:>8}  {spikes:>7}.00", 20 * spikes)), "{text}");
    assert_eq!(lines[6], "Clock                  100      100.00   0.000");
    assert_eq!(lines[7], "101 samples of Lead.v (mV)");
    assert_eq!(lines[8], run.statistics.to_string());
    assert_eq!(lines.len(), 9, "{text}");
}

#[test]
fn a_summary_is_saved_as_json() {
    let mut axon = HodgkinHuxley::default();
    axon.set(HodgkinHuxley::inject, 10.0);
    let run = axon.simulate(100.0).method(ExponentialEuler::step(0.5)).run().unwrap();
    let read: serde_json::Value = serde_json::from_str(&run.summary().to_json()).unwrap();
    assert_eq!((&read["network"], &read["duration_ms"]), (&"HodgkinHuxley".into(), &100.0.into()));
    assert_eq!(read["neurons"][0]["spikes"], run.spikes.len());
    assert_eq!(read["neurons"][0]["last_ms"], *run.spikes.times().last().unwrap());
    assert_eq!((&read["statistics"]["steps"], &read["statistics"]["coarse"]), (&200.into(), &true.into()));
    assert_eq!(read["recorded"][0], "v (mV)");
    // What there is not enough of is no number.
    let silent = HodgkinHuxley::default().simulate(10.0).run().unwrap();
    let read: serde_json::Value = serde_json::from_str(&silent.summary().to_json()).unwrap();
    assert!(read["neurons"][0]["cv"].is_null() && read["neurons"][0]["name"] == "");
    assert!(silent.to_string().contains("HodgkinHuxley         0        0.00       –"), "{silent}");
    let error = run.summary().save_json("/nowhere/summary.json").unwrap_err().to_string();
    assert!(error.starts_with("/nowhere/summary.json"), "{error}");
}

#[test]
fn a_run_that_goes_on_counts_its_own_time_and_streamed_spikes_are_not_none() {
    let mut axon = HodgkinHuxley::default();
    axon.set(HodgkinHuxley::inject, 10.0);
    let first = axon.simulate(100.0).run().unwrap();
    let second = axon.simulate(300.0).continued(&first).run().unwrap().summary();
    assert_eq!(second.duration_ms, 200.0);
    assert!((second.neurons[0].rate_per_s - 5.0 * second.neurons[0].spikes as f64).abs() < 1e-9, "{second:?}");
    let (mut traces, mut spikes) = (Vec::new(), Vec::new());
    let sink = CsvSink::writer(&mut traces).spikes_writer(&mut spikes);
    let streamed = axon.simulate(100.0).stream(sink).run().unwrap();
    assert!(streamed.summary().neurons.is_empty());
    assert!(streamed.to_string().contains("the sink has the spikes"), "{streamed}");
}
