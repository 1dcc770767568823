//! Models that a `macro_rules!` writes: what is passed in is one value, and names are those of the model, wherever they
//! were written.

use neuron_runtime::library::hodgkin_huxley_1952::{K, Na};
use neuron_runtime::library::prinz_2004::Cholinergic;
use neuron_runtime::prelude::*;

macro_rules! leak {
    ($channel:ident, $cell:ident, $e:expr, $capacitance:expr, $v:literal) => {
        #[channel(current = g * (v - $e))]
        pub struct $channel {
            #[param(1mS/cm2)]
            g: Param,
        }

        cell! {
            pub struct $cell;
            capacitance: $capacitance, area: 0.01mm2, v: $v,
            channels { $channel },
        }
    };
}

leak!(Leak, OfLeak, -60mV + 5mV, 0.5uF / cm2 + 0.5uF / cm2, -70mV);

macro_rules! channel_with {
    ($channel:ident, $gate:ident, $power:literal, $g:literal, $half:literal, $curve:expr, $when:expr, $tau:expr) => {
        #[channel(ion = K, let rate = 1 / $tau, current = g * $gate^$power * h * n * (v - e))]
        pub struct $channel {
            #[param($g/cm2)]
            g: Param,
            #[gate(inf = $curve, tau = 1 / rate)]
            $gate: Gate,
            #[gate(inf = 1 / (1 + $half^2 / (v * v)), tau = -$tau + 2 * $tau)]
            h: Gate,
            #[gate(inf = if !$when { 0.1 } else { 0.2 }, instantaneous)]
            n: Gate,
            #[state(derivative = (1 - x) / $tau, init = 1 - $half / 10mV)]
            x: State,
        }
    };
}

channel_with!(Made, m, 4, 2mS, -40mV, 1 / (1 + exp(-(v + 40mV) / 5mV)), v < -20mV && v > -80mV, 1ms + 2ms);

cell! {
    pub struct Axon;
    capacitance: 1uF/cm2, area: 0.01mm2, v: -65mV,
    ions { Na: 50mV, K: -77mV },
    channels { Na, K },
}

macro_rules! network_of {
    ($net:ident, $cell:path, $one:ident, $many:ident, $length:literal, $twice:expr, $synapse:ident, $probability:expr, $v:expr) => {
        network! {
            pub struct $net;
            neuron $one: $cell { v: 2 * $v }
            neuron $many[$length]: $cell;
            neuron Pairs[$twice]: $cell;
            $one -> $many all_to_all: $synapse { g: 2nS };
            $many -> Pairs random { probability: $probability, seed: 1 }: $synapse { g: 1nS };
            Pairs -> Pairs pairs [($length, 0)]: $synapse { g: 1nS };
        }
    };
}

network_of!(Net, crate::macros::Axon, A, E, 3, 2 * 2, Cholinergic, 1.0, -30mV - 4mV);

#[test]
fn what_a_macro_passes_in_is_one_value() -> Result<(), Error> {
    let rest = OfLeak::default().simulate(100.0).end(OfLeak::v)?;
    assert!((rest + 55.0).abs() < 1e-6, "{rest}");
    let made = Made::default();
    assert_eq!(made.g, 2.0);
    assert_eq!(made.m_tau(), 3.0);
    assert_eq!(made.h_tau(), 3.0);
    assert_eq!(made.h_inf(-40.0), 0.5);
    assert_eq!([made.n_inf(-90.0), made.n_inf(-50.0), made.n_inf(0.0)], [0.1, 0.2, 0.1]);
    assert_eq!(Net::default().get(Net::A.v_start), -68.0);
    Ok(())
}

#[test]
fn names_and_equations_passed_into_a_macro_are_those_of_the_model() {
    assert_eq!(Made::default().m_inf(-40.0), 0.5);
    let net = Net::default();
    assert_eq!(net.get(Net::E.at(2).v_start), -65.0);
    assert_eq!(net.get(Net::Pairs.at(3).v_start), -65.0);
    let synapses = [Net::A_E.Cholinergic.g, Net::E_Pairs.Cholinergic.g, Net::Pairs_Pairs.Cholinergic.g];
    assert_eq!(synapses.map(|g| net.get(g)), [2.0, 1.0, 1.0]);
}

/// A crate that passes the runtime on, with a macro for models of its own.
mod lab {
    pub mod passed_on {
        pub use neuron_runtime;
    }

    macro_rules! ohmic {
        ($name:ident, $cell:ident, $net:ident, $e:expr) => {
            #[channel(crate = $crate::macros::lab::passed_on::neuron_runtime, current = g * (v - $e))]
            pub struct $name {
                #[param(1mS/cm2)]
                g: Param,
            }

            cell! {
                pub struct $cell;
                crate: $crate::macros::lab::passed_on::neuron_runtime;
                capacitance: 1uF/cm2, area: 0.01mm2, v: -70mV,
                channels { $name },
            }

            network! {
                crate: $crate::macros::lab::passed_on::neuron_runtime;
                pub struct $net;
                neuron A: $cell;
            }
        };
    }

    pub(crate) use ohmic;
}

lab::ohmic!(Ohmic, OfOhmic, NetOfOhmic, -40mV - 2mV);

#[test]
fn the_runtime_may_come_through_another_crate() -> Result<(), Error> {
    let rest = NetOfOhmic::default().simulate(100.0).end(NetOfOhmic::A.v)?;
    assert!((rest + 42.0).abs() < 1e-6, "{rest}");
    assert!((OfOhmic::default().simulate(100.0).end(OfOhmic::v)? + 42.0).abs() < 1e-6);
    Ok(())
}

/// A condition before or after the attribute decides about all of a declaration.
#[channel(current = g * (v + 65mV))]
#[cfg(any())]
pub struct Conditional {
    #[param(unit = uS)]
    missing: Param,
}

#[channel(crate = neuron_runtime, current = g * (v + 65mV))]
#[cfg(not(any()))]
pub struct Conditional {
    #[param(1mS/cm2)]
    g: Param,
}

#[test]
fn conditions_of_a_declaration_are_obeyed() {
    assert_eq!(Conditional::default().g, 1.0);
}
