use neuron_runtime::model::mechanism::{At, Chance, Describe, Mechanism};
use neuron_runtime::prelude::*;

/// Names of the module do not meet those in expansions either.
#[allow(non_upper_case_globals, dead_code)]
mod names {
    pub const z: f64 = 1.0;
    pub const v: f64 = 1.0;
    pub const h: f64 = 1.0;
    pub static delay: f64 = 1.0;
}
#[allow(unused_imports)]
use names::*;

#[synapse(
    current = h * x * (v_post - e),
    on_pre(x += z * y, z += 0.1, y += 1, v_post += rate * if v_post < e { y } else { 0 }),
    on_post(z = 0)
)]
pub struct Odd {
    #[param(1nS)]
    h: Param,
    #[param(0mV)]
    e: Param,
    #[param(0.5mV)]
    rate: Param,
    #[param(10ms, min = 0ms)]
    to: Param,
    #[state(derivative = -x / to, init = 0)]
    x: State,
    #[state(derivative = (0.1 - z) / to, init = 0)]
    z: State,
    #[gate(inf = 0, tau = to, init = 0, unchecked)]
    y: Gate,
}

#[test]
fn changes_see_those_before_them_and_time_passes_exactly() {
    let (odd, at) = (Odd::<f64>::default(), At::voltage(-1.0, 20.0));
    let (mut states, mut variables, mut v_post) = ([0.0], [0.5, 3.0], -1.0);
    odd.on_pre(&at, &mut states, &mut variables, &mut v_post, &Chance::NONE);
    assert_eq!((states, variables, v_post), ([1.5], [0.6, 4.0], 1.0));
    odd.pass(20.0, &mut variables);
    let left = (-2.0_f64).exp();
    assert!((variables[0] - (0.1 + 0.5 * left)).abs() < 1e-15, "{variables:?}");
    assert!((variables[1] - 4.0 * left).abs() < 1e-15, "{variables:?}");
    odd.on_post(&at, &mut states, &mut variables, &mut v_post, &Chance::NONE);
    assert_eq!((states, variables[0], v_post), ([1.5], 0.0, 1.0));
    odd.start_variables(&mut variables);
    assert_eq!(variables, [0.0, 0.0]);
    assert_eq!((odd.delay(), Odd::<f64>::VARIABLES), (0.0, 2));
}
