use neuron_runtime::prelude::*;

macro_rules! leak {
    ($name:ident, $e:expr) => {
        #[channel(current = g * (v - $e))]
        pub struct $name {
            #[param(unit = mS/cm2)]
            g: Param,
        }
    };
}

leak!(Volts, 2 * 5mS);
leak!(Unknown, ek + 5mV);

fn main() {}
