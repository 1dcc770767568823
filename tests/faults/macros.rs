//! Models that a `macro_rules!` writes: what is passed in is one value, and names are those of the model, wherever they
//! were written.

use neuron_runtime::library::hodgkin_huxley_1952::{self, K, Na};
use neuron_runtime::library::prinz_2003::{CaS, CalciumBuffer};
use neuron_runtime::library::prinz_2004::Cholinergic;
use neuron_runtime::library::stimuli::Pulse;
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
    assert_eq!(made.m_tau(-60.0), 3.0);
    assert_eq!(made.h_tau(-60.0), 3.0);
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
    // Handles that a model's user leaves alone are no dead code.
    assert_eq!(net.get(Net::A_E.Cholinergic.g), 2.0);
}

macro_rules! every_argument_of_a_channel {
    ($channel:ident, $ion:ident, $read:ident, $ca:ident, $q:expr, $at:literal, $unit:expr, $min:literal, $let:ident, $w:ident, $b:expr, $g:expr) => {
        #[channel(ion = $ion, reads($read), q10 = $q at $at, let $let = exp(-$b / $b), on_spike($w += $b), current = $g * $ca / ($ca + 1uM) * $let * (v - e) + $w * m * (v - e))]
        pub struct $channel {
            #[param(unit = $unit, min = $min)]
            g1: Param,
            #[param(default = $b, max = 2 * $b)]
            g2: Param,
            #[gate(inf = 0.5, tau = 1ms, init = $q / 4)]
            m: Gate,
            #[state(derivative = -$w / 1ms, init = $b * 2, unit = uS/mm2)]
            $w: State,
        }
    };
}

every_argument_of_a_channel!(Every, K, Ca, ca, 2 + 1, 6.3degC, mS / cm2, 0, share, w, 1nS / mm2 + 1nS / mm2, g1 + g2);

macro_rules! every_item_of_a_cell {
    ($cell:ident, $soma:ident, $dendrite:ident, $ion:ident, $e:expr, $outside:literal, $pool:ty, $channel:path, $g:expr, $threshold:literal, $reset:expr, $step:ident, $stimulus:ty) => {
        cell! {
            pub struct $cell;
            capacitance: 1uF/cm2, v: -$e, temperature: 6.3degC,
            ions { $ion: $e, K: -77mV, Ca: nernst(outside = $outside) },
            compartment $soma {
                area: 0.01mm2,
                pool Ca: $pool { tau: 100ms * 2 },
                channels { $channel, K, First: hodgkin_huxley_1952::Leak { g: $g, e: -$e }, CaS { g: 1mS/cm2 } },
                spike { threshold: $threshold, reset: $reset },
                stimuli { $step: $stimulus { amplitude: 0.1nA } }
            }
            compartment $dendrite { area: 0.01mm2, pool Ca: $pool, channels { CaS { g: $g } } }
            $soma -- $dendrite: $g * 2
        }
    };
}

every_item_of_a_cell!(
    Branched,
    soma,
    dendrite,
    Na,
    30mV + 20mV,
    3mM,
    CalciumBuffer,
    hodgkin_huxley_1952::Na,
    0.1mS / cm2 + 0.2mS / cm2,
    -20mV,
    -30mV - 40mV,
    step,
    Pulse
);

const PAIRS: &[(usize, usize)] = &[(0, 1), (1, 0)];

macro_rules! every_item_of_a_network {
    ($net:ident, $cell:ty, $length:expr, $index:literal, $inputs:expr, $seed:expr, $list:expr, $probability:literal, $each:expr, $name:ident, $soma:ident, $pairs:path, $synapse:path) => {
        network! {
            pub struct $net;
            neuron A: $cell;
            neuron E[$length]: $cell;
            neuron F[2]: $cell { $soma.First.g: [$each, 2 * $each] }
            E -> E random { inputs: $inputs, seed: $seed }: $synapse { g: 1nS };
            E -> F random { probability: $probability, seed: 3 }: $synapse { g: 1nS };
            F -> F pairs $list: $synapse { g: 1nS };
            $name = F -> F pairs $pairs: Slow: $synapse { g: 1nS * 3 };
            A -> E.$soma all_to_all: $synapse { g: 2nS };
            stimulus first: Pulse { amplitude: 1nA } -> E[$index];
            stimulus second: Pulse -> A.$soma;
        }
    };
}

every_item_of_a_network!(
    All,
    Branched,
    1 + 2,
    1,
    2,
    42,
    [(0, 1), (1, 0)],
    0.5,
    0.1mS / cm2 + 0.1mS / cm2,
    slow,
    soma,
    PAIRS,
    Cholinergic
);

#[test]
fn everything_that_is_written_may_be_passed_in() {
    // A sum is in internal units, uS/mm2.
    assert_eq!((Every::default().g2, Branched::default().get(Branched::soma.First.e)), (0.002, -50.0));
    let net = All::default();
    let conductances = [All::F.at(0).soma.First.g, All::F.at(1).soma.First.g, All::slow.Slow.g, All::F_F.Cholinergic.g];
    assert_eq!(conductances.map(|g| net.get(g)), [0.2, 0.4, 3.0, 1.0]);
    let synapses = [All::E_E.Cholinergic.g, All::E_F.Cholinergic.g, All::A_E_soma.Cholinergic.g];
    assert_eq!(synapses.map(|g| net.get(g)), [1.0, 1.0, 2.0]);
    assert_eq!([net.get(All::first.amplitude), net.get(All::second.amplitude)], [1.0, 0.1]);
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
