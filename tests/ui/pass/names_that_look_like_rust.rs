use neuron_runtime::prelude::*;

#[channel(current = x * T * (v - at) * y * self_)]
pub struct N {
    #[param(unit = mS/cm2)]
    x: Param,
    #[param(1)]
    T: Param,
    #[param(-50mV)]
    at: Param,
    #[param(1)]
    self_: Param,
    #[gate(inf = 1 / (1 + exp(-(v + 25.5mV) / 5mV)), tau = 2ms)]
    y: Gate,
}

cell! {
    struct T1;
    capacitance: 1uF/cm2, area: 0.1mm2, v: -60mV,
    channels { N { x: 0.1mS/cm2 }, own: N { x: 0.2mS/cm2 }, next: N { x: 0.2mS/cm2 }, place: N { x: 0.3mS/cm2 } },
}

network! {
    struct Circuit;
    neuron In: T1;
    neuron Type[2]: T1;
}

#[test]
fn has_the_values_given() {
    let net = Circuit::default();
    assert_eq!(net.get(Circuit::In.own.x), 0.2);
    assert_eq!(net.get(Circuit::In.place.x), 0.3);
    assert_eq!(net.get(Circuit::Type.at(1).N.x), 0.1);
}
