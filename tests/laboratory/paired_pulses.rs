//! Paired pulses of a depressing synapse, against the closed form of its resources.

use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
use neuron_runtime::library::integrate_and_fire::Lif;
use neuron_runtime::library::tsodyks_markram_1997::Depressing;
use neuron_runtime::prelude::*;
use neuron_runtime::protocol::Rigged;

network! {
    /// An input onto one of two neurons.
    pub struct Bench;
    source Input: Listed;
    neuron Target: Lif;
    neuron Other: Lif;
    neuron Axon: HodgkinHuxley;
    Input -> Target: Depressing { delay: 1.5ms };
    Input -> Axon: Depressing { a: 100nA };
}

/// Returns the resources that are recovered at a time (ms) after the first spike.
fn recovered(time: f64) -> f64 {
    let (u, tau_in, tau_rec) = (0.67, 3.0, 800.0);
    let inactive = u * tau_in / (tau_rec - tau_in);
    1.0 - (u + inactive) * (-time / tau_rec).exp() + inactive * (-time / tau_in).exp()
}

#[test]
fn the_second_response_is_that_of_the_resources_that_have_recovered() {
    let bench = Bench::default();
    let intervals = [2.0, 10.0, 100.0, 1000.0];
    let rig = bench.rig(Bench::Target.v).method(Adaptive::tolerance(1e-10));
    let by_v = rig.paired_pulses(Bench::Input.spikes, &intervals).run().unwrap();
    let by_current = rig.clamp(-65.0).paired_pulses(Bench::Input.spikes, &intervals).run().unwrap();
    for (k, interval) in intervals.into_iter().enumerate() {
        for found in [by_v.ratio[k], by_current.ratio[k]] {
            assert!((found - recovered(interval)).abs() < 1e-6, "{interval}: {found} {}", recovered(interval));
        }
    }
    // The response of V to 0.25 nA · 0.67 e^{−t/3}: a difference of two exponentials, with its peak where its slope is 0.
    let (fast, slow) = (3.0, 20.0);
    let at = fast * slow / (slow - fast) * f64::ln(slow / fast);
    let expected = 0.25 * 0.67 / 0.2 * fast * slow / (slow - fast) * ((-at / slow).exp() - (-at / fast).exp());
    assert!((by_v.first / expected - 1.0).abs() < 1e-6, "{} {expected}", by_v.first);
    assert!((by_current.first + 0.25 * 0.67).abs() < 1e-6, "{}", by_current.first);
    assert_eq!((by_v.unit, by_current.unit), ("mV", "nA"));
}

#[test]
fn responses_that_say_nothing_about_a_synapse_are_refused() {
    let bench = Bench::default();
    let of = |v| bench.rig(v).paired_pulses(Bench::Input.spikes, &[10.0]);
    let unconnected = of(Bench::Other.v).run().expect_err("no connection").to_string();
    assert!(unconnected.starts_with("the source has no effect on what the electrode measures"), "{unconnected}");
    let early = of(Bench::Target.v).window(1.0).run().expect_err("a window within the delay").to_string();
    assert!(early.contains("the window longer than the delay"), "{early}");
    let spike = of(Bench::Axon.v).run().expect_err("a spike").to_string();
    assert!(spike.contains("spikes at") && spike.contains("hold V by `clamp(…)`"), "{spike}");
    let axon = bench.rig(Bench::Axon.v).clamp(-80.0).paired_pulses(Bench::Input.spikes, &[10.0]).run().unwrap();
    assert!((axon.ratio[0] - recovered(10.0)).abs() < 1e-5, "{axon}");
    let leak = bench.rig(Bench::Axon.v).clamp(-80.0).leak_subtraction(4);
    let leak = leak.paired_pulses(Bench::Input.spikes, &[10.0]).run().expect_err("no steps").to_string();
    assert!(leak.contains("leave the leak subtraction out"), "{leak}");
    let backwards = bench.rig(Bench::Target.v).paired_pulses(Bench::Input.spikes, &[10.0, 5.0]).run();
    assert_eq!(
        backwards.expect_err("a wrong order").to_string(),
        "the intervals have to ascend, but 5 ms follows 10: sort them"
    );
}
