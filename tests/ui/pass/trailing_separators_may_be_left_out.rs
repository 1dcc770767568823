use neuron_runtime::prelude::*;

#[channel(current = g * (v - e),)]
struct Leak {
    #[param(unit = mS/cm2,)]
    g: Param,
    #[param(-50mV)]
    e: Param,
}

#[synapse(current = g * (v_post - v_pre), electrical)]
struct Gap {
    #[param(unit = nS)]
    g: Param,
}

network! {
    struct Circuit;
    cell Soma { capacitance: 1uF/cm2; area: 0.1mm2; v: -60mV; channels { Leak { g: 0.1mS/cm2 } } }
    neuron A: Soma
    neuron B: Soma { Leak.g: 0.2mS/cm2 }
    neuron C[2]: Soma;
    A -- B: Gap { g: 1nS }
    A -- C all_to_all: Gap { g: 1nS },
}

#[test]
fn has_the_values_given() {
    let net = Circuit::default();
    assert_eq!(net.get(Circuit::A_B.Gap.g), 1.0);
    assert_eq!(net.get(Circuit::B.Leak.g), 0.2);
}
