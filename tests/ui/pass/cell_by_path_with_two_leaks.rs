use neuron_runtime::prelude::*;

/// Channels of a module of one's own.
mod passive {
    use neuron_runtime::prelude::*;

    #[channel(current = g * (v - e))]
    pub struct Leak {
        #[param(unit = nS)]
        g: Param,
        #[param(-50mV)]
        e: Param,
    }
}

cell! {
    struct Absolute;
    capacitance: 0.6nF, v: -60mV, inject: 0.1nA;
    channels { NaLeak: passive::Leak { e: 50mV, g: 1nS }, KLeak: self::passive::Leak { e: -80mV, g: 10nS } }
}

#[test]
fn has_the_values_given() {
    let cell = Absolute::default();
    assert_eq!(cell.get(Absolute::KLeak.g), 10.0);
}
