//! Synapses that spikes change: which of their states are integrated, whether connections share one set of states, and what is
//! said of mistakes.

use crate::support::errors::errors;
use neuron_macros_core::{channel, synapse};
use proc_macro2::TokenStream;
use std::str::FromStr;

const PARAMETERS: &str = "#[param(1nS, min = 0nS)] g: Param, #[param(0mV)] e: Param, #[param(5ms, min = 0ms)] tau: Param, \
    #[param(2ms, min = 0ms)] tau_rise: Param, #[param(1)] weight: Param,";
const DECAY: &str = "#[state(derivative = -s / tau, init = 0)] s: State,";

fn tokens(text: &str) -> TokenStream {
    TokenStream::from_str(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn expand(arguments: &str, states: &str) -> TokenStream {
    synapse(tokens(arguments), tokens(&format!("pub struct Own {{ {PARAMETERS} {states} }}")))
}

/// Returns the messages about a synapse, which has the usual parameters.
fn messages(arguments: &str, states: &str) -> Vec<String> {
    errors(expand(arguments, states)).into_iter().map(|(_, message)| message).collect()
}

/// Returns the expansion as text without spaces. It has no errors.
fn accepted(arguments: &str, states: &str) -> String {
    let expansion = expand(arguments, states);
    let found = errors(expansion.clone());
    assert!(found.is_empty(), "{arguments}: {found:?}");
    expansion.to_string().replace([' ', '\n'], "")
}

/// Returns what stands between two texts.
fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    let (_, rest) = text.split_once(from).unwrap_or_else(|| panic!("no {from} in {text}"));
    rest.split_once(to).unwrap_or_else(|| panic!("no {to} after {from}")).0
}

/// Returns the names in a list of descriptions.
fn names(list: &str) -> Vec<&str> {
    list.split("name:\"").skip(1).filter_map(|item| item.split('"').next()).collect()
}

/// Returns the integrated states, the variables, and whether connections merge.
fn divided(expansion: &str) -> (Vec<&str>, Vec<&str>, bool) {
    let states = between(expansion, "states:&[::neuron_runtime", "],relations:");
    let variables = between(expansion, "variables:&[", "],merges:");
    (names(states), names(variables), between(expansion, "merges:", ",") == "true")
}

struct Case {
    what: &'static str,
    arguments: &'static str,
    states: &'static str,
    integrated: &'static [&'static str],
    variables: &'static [&'static str],
    merges: bool,
}

/// Published forms of synapses, and forms that differ from one in a point that decides.
const CASES: &[Case] = &[
    Case {
        what: "exponential",
        arguments: "current = g * s * (v_post - e), on_pre(s += weight)",
        states: DECAY,
        integrated: &["s"],
        variables: &[],
        merges: true,
    },
    Case {
        what: "alpha, as two coupled states",
        arguments: "current = g * s * (v_post - e), on_pre(r += weight)",
        states: "#[state(derivative = -r / tau, init = 0)] r: State, #[state(derivative = (r - s) / tau, init = 0)] s: State,",
        integrated: &["r", "s"],
        variables: &[],
        merges: true,
    },
    Case {
        what: "biexponential",
        arguments: "let open = a - b, current = g * open * (v_post - e), on_pre(a += weight, b += weight)",
        states: "#[state(derivative = -a / tau, init = 0)] a: State, #[state(derivative = -b / tau_rise, init = 0)] b: State,",
        integrated: &["a", "b"],
        variables: &[],
        merges: true,
    },
    Case {
        what: "NMDA",
        arguments: "let open = 1 / (1 + 0.28 * exp(-0.062/mV * v_post)), current = g * open * s * (v_post - e), on_pre(s += weight)",
        states: DECAY,
        integrated: &["s"],
        variables: &[],
        merges: true,
    },
    Case {
        what: "saturating",
        arguments: "current = g * s * (v_post - e), on_pre(s += weight * (1 - s))",
        states: DECAY,
        integrated: &["s"],
        variables: &[],
        merges: false,
    },
    Case {
        what: "pair STDP",
        arguments: "current = g * s * (v_post - e), on_pre(s += w, x += 0.1, w = max(0, w - y)), \
                    on_post(y += 0.1, w = min(weight, w + x))",
        states: "#[state(derivative = -s / tau, init = 0)] s: State, #[state(derivative = -x / 20ms, init = 0)] x: State, \
                 #[state(derivative = -y / tau, init = 0)] y: State, #[state(init = 0.5)] w: State,",
        integrated: &["s"],
        variables: &["x", "y", "w"],
        merges: true,
    },
    Case {
        what: "Tsodyks and Markram",
        arguments: "current = g * s * (v_post - e), on_pre(u += 0.5 * (1 - u), s += u * x, x -= u * x)",
        states: "#[state(derivative = -s / tau, init = 0)] s: State, #[state(derivative = -u / 1s, init = 0)] u: State, \
                 #[state(derivative = (1 - x) / 800ms, init = 1)] x: State,",
        integrated: &["s"],
        variables: &["u", "x"],
        merges: true,
    },
    Case {
        what: "a weight in the current",
        arguments: "current = g * w * s * (v_post - e), on_pre(s += 1), on_post(w += 0.1)",
        states: "#[state(derivative = -s / tau, init = 0)] s: State, #[state(init = 0.5)] w: State,",
        integrated: &["s", "w"],
        variables: &[],
        merges: false,
    },
    Case {
        what: "a gate that follows the potential",
        arguments: "current = g * s * m * (v_post - e), on_pre(s += weight)",
        states: "#[state(derivative = -s / tau, init = 0)] s: State, \
                 #[gate(inf = 1 / (1 + exp(-(v_post + 20mV) / 5mV)), tau = 2ms)] m: Gate,",
        integrated: &["s", "m"],
        variables: &[],
        merges: false,
    },
    Case {
        what: "an open fraction, which is a gate and does not exceed 1",
        arguments: "current = g * s * (v_post - e), on_pre(s += weight)",
        states: "#[gate(inf = 0, tau = tau, init = 0)] s: Gate,",
        integrated: &["s"],
        variables: &[],
        merges: false,
    },
    Case {
        what: "a trace in the derivative of a state that is integrated",
        arguments: "current = g * s * (v_post - e), on_pre(r += weight)",
        states: "#[state(derivative = r - s * s / tau, init = 0, unit = 1)] s: State, \
                 #[state(derivative = -r / tau, init = 0/ms, unit = 1/ms)] r: State,",
        integrated: &["s", "r"],
        variables: &[],
        merges: false,
    },
    Case {
        what: "a trace that moves with the potential",
        arguments: "current = g * s * (v_post - e), on_pre(s += weight * c)",
        states: "#[state(derivative = -s / tau, init = 0)] s: State, \
                 #[state(derivative = (v_post / 1mV - c) / tau, init = 0)] c: State,",
        integrated: &["s", "c"],
        variables: &[],
        merges: false,
    },
    Case {
        what: "a trace that is not linear",
        arguments: "current = g * s * (v_post - e), on_pre(s += weight * c, c += 1)",
        states: "#[state(derivative = -s / tau, init = 0)] s: State, #[state(derivative = -c * abs(c) / tau, init = 0)] c: State,",
        integrated: &["s", "c"],
        variables: &[],
        merges: false,
    },
    Case {
        what: "a trace that keeps the sum of a set",
        arguments: "current = g * s * (v_post - e), on_pre(s += weight, w += s)",
        states: "#[state(derivative = -s / tau, init = 0)] s: State, #[state(init = 0)] w: State,",
        integrated: &["s"],
        variables: &["w"],
        merges: false,
    },
    Case {
        what: "a jump by the potential",
        arguments: "current = g * s * (v_post - e), on_pre(s += if v_post > e { 0 } else { weight })",
        states: DECAY,
        integrated: &["s"],
        variables: &[],
        merges: false,
    },
    Case {
        what: "a jump at a time",
        arguments: "current = g * s * (v_post - e), on_pre(s += if t > 100ms { 0 } else { weight })",
        states: DECAY,
        integrated: &["s"],
        variables: &[],
        merges: true,
    },
    Case {
        what: "a state that is set",
        arguments: "current = g * s * (v_post - e), on_pre(s = weight)",
        states: DECAY,
        integrated: &["s"],
        variables: &[],
        merges: false,
    },
    Case {
        what: "a rest that is not 0",
        arguments: "current = g * s * (v_post - e), on_pre(s += weight)",
        states: "#[state(derivative = (0.1 - s) / tau, init = 0)] s: State,",
        integrated: &["s"],
        variables: &[],
        merges: false,
    },
    Case {
        what: "a start that is not 0",
        arguments: "current = g * s * (v_post - e), on_pre(s += weight)",
        states: "#[state(derivative = -s / tau, init = 0.1)] s: State,",
        integrated: &["s"],
        variables: &[],
        merges: false,
    },
    Case {
        what: "a largest value, which a sum may exceed",
        arguments: "current = g * s * (v_post - e), on_pre(s += weight)",
        states: "#[state(derivative = -s / tau, init = 0, min = 0, max = 1)] s: State,",
        integrated: &["s"],
        variables: &[],
        merges: false,
    },
    Case {
        what: "a current besides",
        arguments: "current = g * (s + 0.1) * (v_post - e), on_pre(s += weight)",
        states: DECAY,
        integrated: &["s"],
        variables: &[],
        merges: false,
    },
    Case {
        what: "a current of both potentials",
        arguments: "current = g * s * (v_post - v_pre), on_pre(s += weight)",
        states: DECAY,
        integrated: &["s"],
        variables: &[],
        merges: false,
    },
    Case {
        what: "a gate as a trace",
        arguments: "current = g * s * (v_post - e), on_pre(s += weight * c), on_post(c *= 0.5)",
        states: "#[state(derivative = -s / tau, init = 0)] s: State, #[gate(alpha = 1 / tau, beta = 0/ms)] c: Gate,",
        integrated: &["s"],
        variables: &["c"],
        merges: true,
    },
    Case {
        what: "a kick that depresses",
        arguments: "on_pre(v_post += 1mV * x, x *= 0.5)",
        states: "#[state(derivative = (1 - x) / tau, init = 1)] x: State,",
        integrated: &[],
        variables: &["x"],
        merges: false,
    },
];

#[test]
fn states_move_from_event_to_event_where_nothing_depends_on_them_in_between() {
    for Case { what, arguments, states, integrated, variables, merges } in CASES {
        let expansion = accepted(arguments, states).replace("states:&[]", "states:&[::neuron_runtime]");
        assert_eq!(divided(&expansion), (integrated.to_vec(), variables.to_vec(), *merges), "{what}");
    }
}

#[test]
fn parameters_of_events_are_those_that_no_current_and_no_integrated_state_depends_on() {
    let arguments = "let peak = weight * 2, current = g * s * (v_post - e), on_pre(s += w, w -= peak)";
    let states = "#[state(derivative = -s / tau, init = 0)] s: State, #[state(derivative = -w / tau_rise, init = weight)] w: State,";
    // g, e, tau, tau_rise, weight, delay
    let expansion = accepted(arguments, states);
    assert_eq!(between(&expansion, "of_events:&[", "]"), "false,false,false,true,true,true");
}

#[test]
fn a_synapse_with_arrivals_has_a_delay() {
    let arguments = "current = g * s * (v_post - e), on_pre(s += weight)";
    let expansion = accepted(arguments, DECAY);
    for part in ["delay:5,", "fndelay(&self)->T{self.delay}", "delay:cursor.parameter(5)", "Delayoftheconnection."] {
        assert!(expansion.contains(part), "{part}");
    }
    assert!(expansion.contains("presynaptic:false"));
    // It is a parameter like any other, so that equations may name it.
    accepted("current = g * s * (v_post - e), on_pre(s += weight * exp(-delay / 1ms))", DECAY);
    // Without arrivals, there is none, and its name is free.
    let states = format!("{DECAY} #[param(1ms)] delay: Param,");
    let expansion = accepted("current = g * s * (v_post - e), on_post(s += weight * (delay / 1ms))", &states);
    assert!(expansion.contains("delay:::core::primitive::usize::MAX") && !expansion.contains("fndelay"));
}

#[test]
fn variables_move_exactly() {
    let states = "#[state(derivative = -s / tau, init = 0)] s: State, #[state(derivative = -x / tau, init = 0)] x: State, \
         #[state(derivative = (e - p) / tau, init = e, unit = mV)] p: State, #[state(derivative = weight / tau, init = 0)] c: State, \
         #[state(init = 0.5)] w: State,";
    let arguments = "current = g * s * (v_post - e), on_pre(s += w * x, c = 0, v_post = p)";
    let pass = accepted(arguments, states);
    let pass = between(&pass, "fnpass(&self,h:T,z:&mut[T]){", "}");
    for line in [
        "z[0]=z[0]*(-tau.recip()*h).exp();",
        "z[1]=z[1]+((e-p)/tau)*h*::neuron_runtime::private::math::exprel(-tau.recip()*h);",
        "z[2]=z[2]+(weight/tau)*h;",
    ] {
        assert!(pass.contains(line), "no {line} in {pass}");
    }
    assert!(!pass.contains("z[3]"), "{pass}");
}

#[test]
fn relations_at_events_are_not_watched() {
    let arguments = "let room = max(0, 1 - w), let high = if v_post > e { 1 } else { 0 }, current = g * s * (v_post - e), \
                     on_pre(s += room * high, w += 0.1)";
    let states = "#[state(derivative = -s / tau, init = 0)] s: State, #[state(init = 0.5)] w: State,";
    assert!(accepted(arguments, states).contains("relations:&[]"));
}

#[test]
fn events_are_data_and_documentation() {
    let expansion = accepted(
        "current = g * s * (v_post - e), on_pre(s += weight, v_post = e), on_post(w *= 0.5)",
        &format!("{DECAY} #[state(init = 0.5)] w: State,"),
    );
    for part in [
        "onpre:s=s+weight",
        "onpre:v_post=e",
        "onpost:w=w*0.5",
        "Jump{when:When::Pre,target:\"s\",",
        "Jump{when:When::Pre,target:\"v_post\",",
        "Jump{when:When::Post,target:\"w\",",
    ] {
        assert!(expansion.contains(part), "{part}");
    }
}

#[test]
fn mistakes_at_events_are_explained() {
    const CURRENT: &str = "current = g * s * (v_post - e)";
    let cases: &[(&str, &str, &str)] = &[
        (
            "on_spike(s += weight)",
            "",
            "a synapse has no `on_spike`: what a presynaptic spike changes is `on_pre(s += weight)`",
        ),
        (
            "net_receive(weight)",
            "",
            "a synapse has no `net_receive`: what a presynaptic spike changes is `on_pre(s += weight)`",
        ),
        (
            "on_pre(s += weight), delay = 1.5ms",
            "",
            "a synapse has no `delay`: the delay is a parameter of every synapse with `on_pre`",
        ),
        ("on_pre = s", "", "what changes at a spike is listed: `on_pre(s += weight)`"),
        ("on_pre()", "", "`on_pre` lists what changes: `on_pre(s += weight)`"),
        ("on_pre(s + weight)", "", "a change at a spike is an assignment, such as `s += …` or `s = …`"),
        ("on_pre(s += wieght)", "", "unknown name `wieght`; did you mean `weight`?"),
        (
            "on_pre(weight += 1)",
            "",
            "`weight` is a parameter, which no spike changes; declare what changes as a state, `#[state(init = …)]`",
        ),
        ("let w = 2 * weight, on_pre(w += 1)", "", "`w` is defined by `let` and has no value of its own"),
        (
            "on_pre(m = 1)",
            "#[gate(inf = s, instantaneous, unchecked)] m: Gate,",
            "the gate `m` is `instantaneous`: it has no value of its own that a spike could change",
        ),
        ("on_pre(x += 1)", "", "there is no state `x`; declare it, `#[state(init = …)] x: State`"),
        ("on_pre(v_psot += 1mV)", "", "there is no state `v_psot`; did you mean `v_post`?"),
        (
            "on_pre(v_pre += 1mV)",
            "",
            "a synapse changes the potential of the postsynaptic neuron, `v_post`, and no other",
        ),
        ("on_pre(v += 1mV)", "", "a synapse changes the potential of the postsynaptic neuron, `v_post`, and no other"),
        ("on_pre(v_post += g)", "", "adds a voltage (mV) to a conductance (nS)"),
        ("on_pre(v_post += 5V)", "", "5V"),
        ("on_pre(s += weight / 0)", "", "this equation divides by 0"),
        ("on_pre(s += weight * v_pre / 1mV)", "", "this is the presynaptic potential, which no event sees"),
        ("let open = v_pre / 1mV, on_post(s += open)", "", "`open` depends on `v_pre`, which no event sees"),
        ("electrical, on_pre(s += weight)", "", "an electrical synapse has no `on_pre`"),
        ("on_pre(s += weight)", "#[param(1ms)] delay: Param,", "every synapse with `on_pre` has a parameter `delay`"),
        ("let delay = 1ms, on_pre(s += weight)", "", "every synapse with `on_pre` has a parameter `delay`"),
        (
            "on_pre(s += weight)",
            "#[state(init = 0)] delay: State,",
            "every synapse with `on_pre` has a parameter `delay`",
        ),
        (
            "on_pre(s += weight)",
            "#[state(derivative = -w / tau)] w: State,",
            "`w` needs a value to start from: `init = …`",
        ),
        ("on_pre(s += weight)", "#[gate(init = 0)] m: Gate,", "gate `m` needs `inf = …, tau = …`"),
        ("let x = 1", "#[state(init = 0)] w: State,", "`w` needs `derivative = …`, its change per time"),
    ];
    for (arguments, states, begin) in cases {
        let found = messages(&format!("{CURRENT}, {arguments}"), &format!("{DECAY} {states}"));
        let [message] = found.as_slice() else { panic!("{arguments} {states}: {found:#?}") };
        assert!(message.contains(begin), "{arguments} {states}: {message}");
    }
    let [message] = messages("on_pre(s += weight)", DECAY).try_into().expect("one message");
    assert!(message.ends_with("or a kick of V, `on_pre(v_post += weight)`"), "{message}");
}

#[test]
fn a_delay_is_there_whatever_else_is_wrong() {
    for event in ["on_pre", "on_pre()", "on_pre(s + 1)", "on_pre(s += wieght)", "on_pre(s += v_pre / 1mV)"] {
        let expansion = expand(&format!("current = g * s * (v_post - e), {event}"), DECAY);
        assert_eq!(errors(expansion.clone()).len(), 1, "{event}");
        let expansion = expansion.to_string().replace([' ', '\n'], "");
        assert!(expansion.contains("pubdelay:T") && expansion.contains("delay:5,"), "{event}: {expansion}");
    }
}

#[test]
fn a_channel_has_no_connections() {
    let item = tokens("pub struct Own { #[param(1nS)] g: Param, #[state(derivative = -w / 5ms, init = 0)] w: State }");
    let found = errors(channel(tokens("current = g * w * v, on_pre(w += 1)"), item));
    let [(_, message)] = found.as_slice() else { panic!("{found:?}") };
    assert!(message.contains("what another neuron does is seen by a synapse"), "{message}");
}

const RELEASE: &str = "#[param(1)] seed: Param, #[param(0.5)] p: Param, #[state(derivative = -s / tau, init = 0)] s: State, \
    #[state(derivative = (1 - x) / 800ms, init = 1)] x: State,";

#[test]
fn random_numbers_are_told_apart_by_their_places_in_an_event() {
    let release = "current = g * s * (v_post - e), on_pre(s += if random(seed) < p { weight } else { 0 })";
    let expansion = accepted(release, RELEASE);
    for part in ["chance:&::neuron_runtime::private::Chance<'_,T>", "Real::lt(chance.random(0,seed),p)", "draws:true,"]
    {
        assert!(expansion.contains(part), "{part} in {expansion}");
    }
    // As data it has the argument that was written.
    assert!(expansion.contains("Call(Function::Random,&[Name(\"seed\")])"));
    // Every connection draws for itself, and what is drawn adds up.
    assert!(divided(&expansion).2);
    // What a definition draws is one number of the event. Equal numbers do not cancel, and a literal is no constant.
    let expansion = accepted(
        "let r = random(seed), let free = if r < p { 1 } else { 0 }, current = g * s * (v_post - e), \
         on_pre(s += free * x, x -= free * x, x += random(seed) - random(seed)), \
         on_post(x = if random(2) < 0.5 { r } else { random(2) * random(2) })",
        RELEASE,
    );
    let [pre, post] = ["fnon_pre(", "fnon_post("].map(|from| between(&expansion, from, "fnstart_variables").to_owned());
    let pre = pre.split_once("fnon_post(").unwrap().0;
    assert_eq!(pre.matches("letr=chance.random(0,seed);").count(), 2, "{pre}");
    assert!(pre.contains("chance.random(1,seed)-chance.random(2,seed)"), "{pre}");
    for part in ["letr=chance.random(0,seed);", "chance.random(1,<Tas", "chance.random(2,<Tas", "chance.random(3,<Tas"]
    {
        assert!(post.contains(part), "{part} in {post}");
    }
    assert!(accepted("current = g * s * (v_post - e), on_pre(s += weight)", DECAY).contains("draws:false,"));
}

#[test]
fn random_numbers_elsewhere_are_refused_with_the_way_out() {
    const WAY_OUT: &str = ", which is there at events of a synapse alone, `on_pre(s += if random(seed) < p { weight } else { 0 })`; \
                           what flows at all times has noise as an input of a run, `OrnsteinUhlenbeck`";
    let cases = [
        ("current = g * s * random(seed) * (v_post - e), on_pre(s += weight)", RELEASE, "this is a random number"),
        (
            "let r = random(seed), let twice = 2 * r, current = g * s * twice * (v_post - e), on_pre(s += weight)",
            RELEASE,
            "`twice` contains a random number",
        ),
        (
            "current = g * s * (v_post - e), on_pre(s += weight)",
            "#[state(derivative = -s * random(1) / tau, init = 0)] s: State,",
            "this is a random number",
        ),
        (
            "current = g * s * (v_post - e), on_pre(s += weight)",
            "#[state(derivative = -s / tau, init = random(1))] s: State,",
            "this is a random number",
        ),
        (
            "let r = random(1), current = g * m * (v_post - e)",
            "#[gate(alpha = r / tau, beta = 1 / tau)] m: Gate,",
            "`r` contains a random number",
        ),
    ];
    for (arguments, states, message) in cases {
        assert_eq!(messages(arguments, states), [format!("{message}{WAY_OUT}")], "{arguments}");
    }
    let own = "pub struct Own { #[param(1nS)] g: Param, #[param(-65mV)] e: Param, #[state(derivative = -w / 10ms, init = 0)] w: State, }";
    let found = errors(channel(tokens("current = g * w * (v - e), on_spike(w += random(1))"), tokens(own)));
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].1, format!("this is a random number{WAY_OUT}"));
    let at_event = |change: &str| {
        let arguments = format!("let kept = x, current = g * s * (v_post - e), on_pre(s += {change})");
        messages(&arguments, RELEASE)
    };
    let drawn = |name: &str| {
        format!(
            "the seed of `random` is a parameter or a number, and `{name}` changes; declare a seed, `#[param(1)] seed: Param`"
        )
    };
    for (change, message) in [
        ("random(x)", drawn("x")),
        ("random(kept + 1)", drawn("kept")),
        ("random(t / 1ms)", drawn("t")),
        ("random(random(seed))", "the seed of `random` is a parameter or a number, and not drawn itself".to_owned()),
        ("random(0.5)", "a seed is a whole number from 0 to 2^53, and not 0.5".to_owned()),
        ("random()", "`random` takes 1 argument, not 0".to_owned()),
        ("random(tau)", "`random` takes a pure number, not a time (ms)".to_owned()),
        (
            "randn(seed)",
            "unknown function `randn`: an event of a synapse draws a uniform number by `random(seed)`; noise is an \
                         input of a run, `OrnsteinUhlenbeck`, or a `source`"
                .to_owned(),
        ),
    ] {
        assert_eq!(at_event(change), [message], "{change}");
    }
    assert_eq!(at_event("random(seed + 1)"), Vec::<String>::new());
}
