//! Compartments that are joined so closely that neighbours change much within a step.
//!
//! `tests/reference/events/cable.json`: the soma of a squid axon, 20 µm long and wide, and 20 passive segments of 20 µm by
//! 2 µm, joined by 100 Ω·cm, with 0.3 nA into the soma.

use neuron_runtime::library::hodgkin_huxley_1952::{K, Leak, Na};
use neuron_runtime::prelude::*;
use neuron_runtime::solve::Method;
use neuron_tests::reference::Hybrid;

cell! {
    pub struct Cable;

    capacitance: 1uF/cm2, v: -65mV,
    compartment soma {
        area: 0.0012566370614359172mm2, inject: 0.3nA,
        ions { Na: 50mV, K: -77mV },
        channels { Na, K, Leak },
    }
    compartment d0 { area: 0.0001256637061435917mm2, channels { Passive: Leak { g: 0.1mS/cm2, e: -65mV } } }
    compartment d1 { area: 0.0001256637061435917mm2, channels { Passive: Leak { g: 0.1mS/cm2, e: -65mV } } }
    compartment d2 { area: 0.0001256637061435917mm2, channels { Passive: Leak { g: 0.1mS/cm2, e: -65mV } } }
    compartment d3 { area: 0.0001256637061435917mm2, channels { Passive: Leak { g: 0.1mS/cm2, e: -65mV } } }
    compartment d4 { area: 0.0001256637061435917mm2, channels { Passive: Leak { g: 0.1mS/cm2, e: -65mV } } }
    compartment d5 { area: 0.0001256637061435917mm2, channels { Passive: Leak { g: 0.1mS/cm2, e: -65mV } } }
    compartment d6 { area: 0.0001256637061435917mm2, channels { Passive: Leak { g: 0.1mS/cm2, e: -65mV } } }
    compartment d7 { area: 0.0001256637061435917mm2, channels { Passive: Leak { g: 0.1mS/cm2, e: -65mV } } }
    compartment d8 { area: 0.0001256637061435917mm2, channels { Passive: Leak { g: 0.1mS/cm2, e: -65mV } } }
    compartment d9 { area: 0.0001256637061435917mm2, channels { Passive: Leak { g: 0.1mS/cm2, e: -65mV } } }
    compartment d10 { area: 0.0001256637061435917mm2, channels { Passive: Leak { g: 0.1mS/cm2, e: -65mV } } }
    compartment d11 { area: 0.0001256637061435917mm2, channels { Passive: Leak { g: 0.1mS/cm2, e: -65mV } } }
    compartment d12 { area: 0.0001256637061435917mm2, channels { Passive: Leak { g: 0.1mS/cm2, e: -65mV } } }
    compartment d13 { area: 0.0001256637061435917mm2, channels { Passive: Leak { g: 0.1mS/cm2, e: -65mV } } }
    compartment d14 { area: 0.0001256637061435917mm2, channels { Passive: Leak { g: 0.1mS/cm2, e: -65mV } } }
    compartment d15 { area: 0.0001256637061435917mm2, channels { Passive: Leak { g: 0.1mS/cm2, e: -65mV } } }
    compartment d16 { area: 0.0001256637061435917mm2, channels { Passive: Leak { g: 0.1mS/cm2, e: -65mV } } }
    compartment d17 { area: 0.0001256637061435917mm2, channels { Passive: Leak { g: 0.1mS/cm2, e: -65mV } } }
    compartment d18 { area: 0.0001256637061435917mm2, channels { Passive: Leak { g: 0.1mS/cm2, e: -65mV } } }
    compartment d19 { area: 0.0001256637061435917mm2, channels { Passive: Leak { g: 0.1mS/cm2, e: -65mV } } }
    soma -- d0: 0.3110487775831478uS,
    d0 -- d1: 0.15707963267948966uS,
    d1 -- d2: 0.15707963267948966uS,
    d2 -- d3: 0.15707963267948966uS,
    d3 -- d4: 0.15707963267948966uS,
    d4 -- d5: 0.15707963267948966uS,
    d5 -- d6: 0.15707963267948966uS,
    d6 -- d7: 0.15707963267948966uS,
    d7 -- d8: 0.15707963267948966uS,
    d8 -- d9: 0.15707963267948966uS,
    d9 -- d10: 0.15707963267948966uS,
    d10 -- d11: 0.15707963267948966uS,
    d11 -- d12: 0.15707963267948966uS,
    d12 -- d13: 0.15707963267948966uS,
    d13 -- d14: 0.15707963267948966uS,
    d14 -- d15: 0.15707963267948966uS,
    d15 -- d16: 0.15707963267948966uS,
    d16 -- d17: 0.15707963267948966uS,
    d17 -- d18: 0.15707963267948966uS,
    d18 -- d19: 0.15707963267948966uS,
}

/// Returns the largest error of a spike of the soma, ms.
fn error<M: Method<f64>>(method: M) -> f64 {
    let reference = Hybrid::read("cable").list("spikes_ms");
    let run = Cable::default().simulate(200.0).method(method).spikes(0.0).record_nothing().run().unwrap();
    let spikes = run.spikes.times();
    assert_eq!(spikes.len(), reference.len(), "{spikes:?}");
    spikes.iter().zip(&reference).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
}

#[test]
#[ignore = "neighbours are held within a step"]
fn a_cable_fires_at_its_times_by_the_recommended_fixed_step() {
    let errors = [0.1, 0.05, 0.025, 0.0125].map(|step| error(ExponentialMidpoint::step(step)));
    println!("{errors:?}");
    assert!(errors[2] < 0.03, "{errors:?}");
    assert!(errors.windows(2).all(|pair| pair[1] < pair[0] / 3.0), "{errors:?}");
}
