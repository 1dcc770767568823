//! A module in which constants, statics, unit structs, functions, macros and types are called as what equations name.

#![allow(dead_code, non_upper_case_globals, non_camel_case_types, non_snake_case, unused_macros, unused_imports)]

use neuron_runtime::prelude::*;

const R: f64 = 8.314;
const v: f64 = 3.0;
const celsius: f64 = 4.0;
const ca: f64 = 5.0;
const m_inf: f64 = 6.0;
const area: f64 = 7.0;
const x: i32 = 1;
const at: i32 = 2;
static g: f64 = 1.0;
static e: i32 = 3;
static number: i32 = 4;
struct m;
struct w;
struct N;
enum Kind {
    h,
    K1(i32),
}
use Kind::*;
type q = f64;
fn tau() {}
macro_rules! k {
    () => {};
}

#[channel(
    ion = K,
    reads(Ca),
    q10 = 3 at 6.3degC,
    let R = 1 + exp(v / 25mV),
    let N = Some * Ok * None * Err * f64 * T * k * q * K1 / Default,
    current = g * m^4 * h * R * N * w * (v - e),
)]
pub struct Shadowed {
    #[param(1mS/cm2)]
    g: Param,
    #[param(1)]
    Some: Param,
    #[param(1)]
    Ok: Param,
    #[param(1)]
    None: Param,
    #[param(1)]
    Err: Param,
    #[param(1)]
    f64: Param,
    #[param(1)]
    T: Param,
    #[param(1)]
    k: Param,
    #[param(1)]
    q: Param,
    #[param(1)]
    K1: Param,
    #[param(1)]
    Default: Param,
    #[param(1ms)]
    tau: Param,
    #[gate(inf = ca / (ca + 3uM) / (1 + exp(-(v + 28.3mV) / 12.6mV)), tau = tau)]
    m: Gate,
    #[gate(alpha = 0.1/ms * Err, beta = 0.1/ms)]
    h: Gate,
    #[state(derivative = (m_inf - w) / tau, init = 0)]
    w: State,
}

#[channel(ion = Ca, current = area * E)]
pub struct Pump {
    #[param(1uA/cm2)]
    E: Param,
}

const E: f64 = 2.0;

#[pool]
pub struct Buffer {
    #[param(100ms)]
    tau: Param,
    #[param(1uM/nA)]
    F: Param,
    #[state(derivative = (0.05uM - C - F * i) / tau, init = 0.05uM)]
    C: Concentration,
}

const F: f64 = 96485.0;
static C: f64 = 1.0;
const i: f64 = 1.0;

#[synapse(current = g * s * (v_post - E))]
pub struct Shadowing {
    #[param(1nS)]
    g: Param,
    #[param(0mV)]
    E: Param,
    #[gate(inf = 1 / (1 + exp(-v_pre / 5mV)), tau = 1ms)]
    s: Gate,
}

struct s;
const v_pre: f64 = 1.0;
const v_post: f64 = 1.0;
const soma: f64 = 1.0;
const D: f64 = 1.0;
const reversal: f64 = 1.0;

cell! {
    pub struct Two;
    capacitance: 1uF/cm2, v: -65mV, temperature: 6.3degC,
    ions { K: -77mV, Ca: nernst(outside = 3mM) },
    compartment soma { area: 0.01mm2, pool Ca: Buffer, channels { Shadowed, Pump } }
    compartment D { area: 0.01mm2, pool Ca: Buffer, channels { Shadowed, Pump } }
    soma -- D: 2mS/cm2
}

const A: f64 = 1.0;
static B: f64 = 1.0;
struct gap;

network! {
    pub struct Net;
    neuron A: Two;
    neuron B[2]: Two;
    gap = A -> B all_to_all: Shadowing;
}

#[test]
fn what_an_equation_names_is_its_own() {
    let (calcium, v_half) = (3.0, -28.3);
    assert_eq!(Shadowed::default().m_inf(v_half, 6.3, calcium), 0.25);
    assert_eq!(Buffer::new(1.0, 2.0).F, 2.0);
    assert_eq!(Net::default().get(Net::gap.Shadowing.g), 1.0);
}

/// Declarations within a function see its constants.
#[test]
fn what_an_equation_names_is_its_own_within_a_function() {
    const Q: f64 = 3.0;
    #[channel(current = Q * (v - e))]
    pub struct Inner {
        #[param(1mS/cm2)]
        Q: Param,
        #[param(0mV)]
        e: Param,
    }
    assert_eq!(Inner::new(2.0, 1.0).Q + Q, 5.0);
}

mod cells {
    use super::Pump;
    use neuron_runtime::library::hodgkin_huxley_1952::{K, Leak, Na};
    use neuron_runtime::prelude::*;

    const cursor: f64 = 1.0;
    const own: f64 = 1.0;
    static next: f64 = 1.0;
    struct context;
    struct index;

    cell! {
        pub struct Axon;
        capacitance: 1uF/cm2, v: -65mV,
        ions { Na: 50mV, K: -77mV },
        compartment soma { area: 0.01mm2, inject: 1nA, channels { Na, K, Leak } }
        compartment dendrite { area: 0.01mm2, channels { Leak } }
        soma -- dendrite: 10nS
    }

    cell! {
        pub struct Point;
        capacitance: 1uF/cm2, area: 0.01mm2, v: -65mV, inject: 1nA,
        ions { Na: 50mV, K: -77mV, Ca: nernst(outside = 3mM, inside = 0.1uM) },
        temperature: 20degC,
        channels { Na, K, Leak, Pump },
    }

    network! {
        pub struct Two;
        neuron A: Axon;
        neuron P[3]: Point;
    }

    #[test]
    fn constants_of_the_module_are_no_variables_of_a_cell() {
        let handles = [Two::A.soma.v, Two::A.dendrite.v, Two::P.at(2).v];
        let run = Two::default().simulate(1.0).record(&handles).run().unwrap();
        assert_eq!(run.columns().len(), 3);
    }
}
