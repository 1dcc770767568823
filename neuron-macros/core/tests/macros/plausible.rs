//! Values that neurons have are accepted; others are refused, except in `unchecked(…)`.

use crate::support::errors::errors;
use neuron_macros_core::{cell, channel, network, synapse};
use proc_macro2::TokenStream;
use std::str::FromStr;

fn messages(expansion: TokenStream) -> Vec<String> {
    errors(expansion).into_iter().map(|(_, message)| message).collect()
}

fn tokens(text: &str) -> TokenStream {
    TokenStream::from_str(text).expect("tokens")
}

fn of_cell(items: &str) -> Vec<String> {
    messages(cell(tokens(&format!("pub struct Cell; {items}"))))
}

fn of_gate(description: &str) -> Vec<String> {
    let item = format!("pub struct X {{ #[param(unit = mS/cm2)] g: Param, #[gate({description})] m: Gate }}");
    messages(channel(tokens("ion = K, reads(Ca), current = g * m * (v - e)"), tokens(&item)))
}

#[test]
fn what_neurons_have_passes() {
    let cells = [
        // Squid axon, barnacle muscle, a patch, a spine head, a soma given absolutely, an interneuron at body
        // temperature.
        "capacitance: 0.9uF/cm2, area: 1mm2, v: -65mV, temperature: 6.3degC, channels { Na { g: 120mS/cm2 } },
         ions { Na: nernst(outside = 440mM, inside = 50mM), K: nernst(outside = 20mM, inside = 400mM), Cl: -60mV }",
        "capacitance: 20uF/cm2, area: 0.5mm2, v: -60mV, temperature: 22degC",
        "capacitance: 1uF/cm2, area: 1um2, v: 0mV, inject: -0.05pA, temperature: 0degC",
        "capacitance: 0.01pF/um2, area: 0.5um2, v: -70mV, channels { Ca { g: 0.5pS/um2 } }",
        "capacitance: 20pF, v: -0.06V, inject: 5pA, channels { Leak { g: 1nS, e: -75mV }, Big { g: 8uS } }",
        "capacitance: 1nF, v: -70mV, inject: 1.5nA, temperature: 37degC, channels { Single { g: 10pS } }",
        // A node of Ranvier, a leak of 100 kΩ cm², calcium at rest and outside.
        "capacitance: 2uF/cm2, area: 20um2, v: -80mV, channels { Nav { g: 3S/cm2 }, Leak { g: 0.01mS/cm2 } }",
        "capacitance: 1uF/cm2, area: 0.0628mm2, v: -60mV, temperature: 10degC,
         ions { Ca: nernst(outside = 2mM, inside = 50nM, rt_f = 12.2mV) }, channels { Weak { g: 0.0001mS/cm2 } }",
        "area: 1e-4mm2, capacitance: 3uF/cm2, v: -60mV, inject: 40uA/cm2,
         compartment soma { channels { A } } compartment dendrite { channels { B } } soma -- dendrite: 2.1mS/cm2",
    ];
    for items in cells {
        assert_eq!(of_cell(items), [""; 0], "{items}");
    }
    let gates = [
        "inf = 1 / (1 + exp(-(v + 169.7mV) / 0.8mV)), tau = 0.01ms + 30s / (1 + exp(v / 25mV))",
        "inf = ca^4 / (ca^4 + (0.4uM)^4), tau = 5us + 1ms",
        "inf = ca / (ca + 20nM), tau = 272ms + 1499ms / (1 + exp(-(v + 42.2mV) / 8.73mV))",
        "alpha = if abs(v + 40mV) < 1e-6mV { 1/ms } else { 0.1/ms/mV * (v + 40mV) / (1 - exp(-(v + 40mV) / 10mV)) }, beta = 4/ms",
        "inf = min(ca / 250uM, 1), tau = 1 / (0.001/ms + 0.1/mM/ms * ca)",
        "inf = 1 / (1 + exp(-(v + 0.05V) / 5mV)), tau = 2ms * exp((celsius - 20degC) / 10K)",
        "inf = 1 / (1 + exp(-v / 5mV)), tau = 1ms * (celsius + 273.15K) / 293K",
    ];
    for gate in gates {
        assert_eq!(of_gate(gate), [""; 0], "{gate}");
    }
    let net = "pub struct Net; neuron A: Stg { v: -50mV, Na.g: 1000mS/cm2 } neuron B: Stg { Leak.g: 0.5pS/um2 }
               A -> B: Ampa { g: 0.35nS }, Mini { g: 10pS }, Large { g: 0.3uS }; gap = A -- B: Gap { g: 250pS };";
    assert_eq!(messages(network(tokens(net))), [""; 0]);
}

#[test]
fn what_no_neuron_has_is_refused_once() {
    let cells = [
        ("capacitance: 1uF/cm2, area: 1cm2, v: -60mV", "area of a membrane"),
        ("capacitance: 1mF/cm2, area: 1um2, v: -60mV", "capacitance per area"),
        ("capacitance: 1F, v: -60mV", "capacitance"),
        ("capacitance: 1nF, v: -60V", "potential"),
        ("capacitance: 1nF, v: -60mV, temperature: 310degC", "temperature"),
        ("capacitance: 1nF, v: -60mV, inject: 5mA", "current"),
        ("capacitance: 1nF, v: -60mV, ions { K: -80uV }", "potential"),
        ("capacitance: 1nF, v: -60mV, channels { Leak { g: 1S } }", "conductance"),
        ("capacitance: 1nF, v: -60mV, channels { Leak { g: -1nS } }", "not negative"),
        (
            "capacitance: 1nF, v: -60mV, temperature: 6degC, ions { K: nernst(outside = 3M, inside = 140mM) }",
            "concentration",
        ),
        ("capacitance: 1nF, v: -60mV, compartment a { } compartment b { } a -- b: 1mS", "conductance"),
        // It is reported once, though both compartments have it.
        (
            "capacitance: 1uF/cm2, area: 5cm2, v: -60mV, compartment a { } compartment b { } a -- b: 1nS",
            "area of a membrane",
        ),
    ];
    for (items, what) in cells {
        let found = of_cell(items);
        assert_eq!(found.len(), 1, "{items}: {found:?}");
        assert!(found[0].contains(what) && found[0].contains("unchecked("), "{items}: {found:?}");
        let marked = items.replace(written(&found[0]), &format!("unchecked({})", written(&found[0])));
        assert_eq!(of_cell(&marked), [""; 0], "{marked}");
    }
    let gates = [
        ("inf = 1 / (1 + exp(-(v + 25.5V) / 5mV)), tau = 1ms", "potential"),
        ("inf = 1 / (1 + exp(-(v + 25.5mV) / 5mV)), tau = 200s", "time of a gate"),
        ("inf = 1 / (1 + exp(-(v + 25.5mV) / 5mV)), tau = 2ns", "time of a gate"),
        ("inf = ca / (ca + 3M), tau = 1ms", "concentration"),
        ("inf = 0.5, tau = 1ms * celsius / 1000K", "temperature"),
    ];
    for (gate, what) in gates {
        let found = of_gate(gate);
        assert_eq!(found.len(), 1, "{gate}: {found:?}");
        assert!(found[0].contains(what) && found[0].contains("unchecked("), "{gate}: {found:?}");
        let marked = gate.replace(written(&found[0]), &format!("unchecked({})", written(&found[0])));
        assert_eq!(of_gate(&marked), [""; 0], "{marked}");
    }
    let item = "pub struct S { #[param(1mS)] g: Param, #[param(0mV)] e: Param }";
    let found = messages(synapse(tokens("current = g * (v_post - e)"), tokens(item)));
    assert!(matches!(found.as_slice(), [one] if one.contains("did you mean `1nS`?")), "{found:?}");
}

/// Returns the value that a message proposes to put into `unchecked(…)`.
fn written(message: &str) -> &str {
    let after = message.split("`unchecked(").nth(1).expect("the way out");
    after.split(")`").next().expect("its end")
}

#[test]
fn a_temperature_in_kelvin_is_recognised() {
    let found = of_cell("capacitance: 1nF, v: -60mV, temperature: 283.15degC");
    assert!(matches!(found.as_slice(), [one] if one.contains("did you mean `10degC`?")), "{found:?}");
}

#[test]
fn curves_that_no_gate_has_are_refused() {
    let cases = [
        ("inf = 2 / (1 + exp(-v / 5mV)), tau = 1ms", "the steady state of gate `m` is 2 at v = 90mV"),
        ("inf = 1 / (1 + exp(-v / 5mV)) - 0.5, tau = 1ms", "the steady state of gate `m` is -0.5"),
        ("inf = 1.5, tau = 1ms", "the steady state of gate `m` is 1.5; an open fraction"),
        ("inf = ca / 3uM, tau = 1ms", "the steady state of gate `m` is 16.67 at ca = 50uM"),
        ("inf = 0.5, tau = 20ms - 25ms / (1 + exp(-v / 5mV))", "the time constant of gate `m` is -5ms at v = 90mV"),
        (
            "inf = 0.5, tau = 1e-3 * (1 + 2 * exp(-(v + 40)^2 / 900))",
            "the time constant of gate `m` is at most 0.003ms at v = -40mV",
        ),
        ("inf = 0.5, tau = 0ms", "the time constant of gate `m` is 0"),
        ("alpha = 0.1/ms/mV * (v + 40mV), beta = 1/ms", "the opening rate of gate `m` is -6/ms at v = -100mV"),
        ("alpha = 1/ms, beta = -1/ms", "the closing rate of gate `m` is -1/ms"),
    ];
    for (gate, says) in cases {
        let found = of_gate(gate);
        assert!(matches!(found.as_slice(), [one] if one.starts_with(says)), "{gate}: {found:?}");
        assert_eq!(of_gate(&format!("{gate}, unchecked")), [""; 0], "{gate}");
    }
}

#[test]
fn a_paper_that_counts_in_volts_or_seconds_is_recognised() {
    let refused = [
        // Hill et al. 2001.
        ("inf = 1 / (1 + exp(-600 * (v + 0.0467))), tau = 1", "`600` has no unit and counts per mV"),
        ("inf = 1 / (1 + exp(-(v + 0.0467) / 5)), tau = 1", "if the paper counts in V, write `0.0467V`"),
        ("inf = 1 / (1 + exp(-(v + 0.05) / 0.005)), tau = 1", "if the paper counts in V, write `0.005V`"),
        ("inf = 0.5, tau = 0.002 + 0.003 / (1 + exp(v / 5))", "if the paper counts in s, write `0.002s`"),
    ];
    for (gate, message) in refused {
        let found = of_gate(gate);
        assert!(found.iter().any(|found| found.contains(message)), "{gate}: {found:?}");
    }
    let accepted = [
        "inf = 1 / (1 + exp(-600/V * (v + 0.0467V))), tau = 1",
        "inf = if abs(v + 40) < 1e-6 { 0.5 } else { 1 / (1 + exp(-0.0005 * (v + 1329))) }, tau = 0.05 + exp(-v / 50)",
        "inf = 1 / (1 + exp(-(v + 40 + unchecked(1e-5)) / 5)), tau = 1",
    ];
    for gate in accepted {
        assert_eq!(of_gate(gate), [""; 0], "{gate}");
    }
}

#[test]
fn curves_without_a_value_are_refused_where_they_have_none() {
    let refused = [
        ("inf = 1 / (1 + exp(-(v + 40mV) / 0mV)), tau = 1ms", "divides by 0"),
        ("inf = 0.5, tau = 10 / (v + 37)", "the time constant of gate `m` divides by 0 at v = -37mV"),
        ("inf = 0.5, tau = ln(-5) * v", "takes `ln` of -5"),
        ("alpha = 1/ms / sqrt(-ca / 1uM), beta = 1/ms", "takes `sqrt` of -0.05 at ca = 0.05uM"),
        ("inf = if v > 0 { 1 / (v - v) } else { 0 }, tau = 1", "divides by 0 at v = 10mV"),
        // Judged at 20 °C, it would be 5.8.
        ("inf = 2 / (1 + exp(-v / 5)) * 3^((celsius - 36) / 10), tau = 1", "is 2 at v = 90mV and celsius = 36degC"),
    ];
    for (gate, message) in refused {
        let found = of_gate(gate);
        assert!(found.len() == 1 && found[0].contains(message), "{gate}: {found:?}");
    }
    let accepted = [
        "alpha = 0.1 * (v + 40) / (1 - exp(-(v + 40) / 10)), beta = 4 * exp(-(v + 65) / 18)",
        "inf = exp(v * 8) / (1 + exp(v * 8)), tau = unchecked(10 / (v + 37)), unchecked",
        "inf = 0.99 / (1 + exp(-v / 5)) * 3^((36 - celsius) / 10), tau = 1, q10 = 3 at 36degC",
    ];
    for gate in accepted {
        assert_eq!(of_gate(gate), [""; 0], "{gate}");
    }
    let circle = messages(channel(
        tokens("ion = K, let a = b * b + 1, let b = a * a - a, current = g * m * (v - e)"),
        tokens("pub struct X { #[param(1mS/cm2)] g: Param, #[gate(inf = 1 / (1 + exp(a + b)), tau = 1)] m: Gate }"),
    ));
    assert!(circle.iter().any(|message| message.contains("depends on itself")), "{circle:?}");
}

#[test]
fn units_that_are_converted_by_hand_are_refused() {
    let of = |current: &str| {
        messages(channel(
            tokens(&format!("ion = K, reads(Ca), let open = g * m, current = {current}")),
            tokens(
                "pub struct X { #[param(1pS/um2)] g: Param, #[gate(inf = 1 / (1 + exp(-v / 5)), tau = 1000 / 3)] m: Gate }",
            ),
        ))
    };
    for current in ["1e-4 * g * m * (v - e)", "(v - e) * open / 1000", "(1e-3) * (open * (v - e))"] {
        let found = of(current);
        assert!(found.len() == 1 && found[0].contains("looks like a conversion of units"), "{current}: {found:?}");
    }
    for current in
        ["unchecked(1e-4) * open * (v - e)", "0.1 * open * (v - e)", "open * (v - e) * (1 + 0.001 * (v + 40))"]
    {
        assert_eq!(of(current), [""; 0], "{current}");
    }
}

#[test]
fn conversions_behind_names_and_in_computed_numbers_are_refused() {
    let of = |definitions: &str, current: &str, conv: &str| {
        messages(channel(
            tokens(&format!("ion = K, {definitions} current = {current}")),
            tokens(&format!("pub struct X {{ #[param(1mS/cm2)] g: Param, #[param({conv})] conv: Param }}")),
        ))
    };
    let refused = [
        ("let k = 1e-3,", "k * g * (v - e)", "1"),
        ("let k = 1e-3, let all = k * g,", "all * (v - e)", "1"),
        ("let dv = (v - e) * 1e-3,", "g * dv", "1"),
        ("", "g * conv * (v - e)", "0.001"),
        ("", "g * 10^-3 * (v - e)", "1"),
        ("", "g * (v - e) * (0.1 / 100)", "1"),
        ("", "g * (v - e) / (10 * 100)", "1"),
    ];
    for (definitions, current, conv) in refused {
        let found = of(definitions, current, conv);
        let says = |message: &String| message.contains("beside `g` looks like a conversion of units");
        assert!(found.len() == 1 && found.iter().all(says), "{definitions} {current} {conv}: {found:?}");
    }
    let accepted = [
        ("let k = unchecked(1e-3),", "k * g * (v - e)", "1"),
        ("", "g * conv * (v - e)", "unchecked(0.001)"),
        ("", "g * conv * (v - e)", "0.01"),
        ("let k = 0.002,", "k * g * (v - e)", "1"),
        ("let a = 1e-3 * exp(-v / 25),", "g * a / (a + 1) * (v - e)", "1"),
    ];
    for (definitions, current, conv) in accepted {
        assert_eq!(of(definitions, current, conv), [""; 0], "{definitions} {current} {conv}");
    }
}

/// Volts are 1000 times larger numbers than millivolts. Here both are potentials, and a factor of 1000 is one too many.
#[test]
fn a_factor_of_1000_is_refused_where_units_are_written() {
    let of = |definition: &str, inf: &str| {
        messages(channel(
            tokens(&format!("ion = K, let x = {definition}, current = g * m * (v - e)")),
            tokens(&format!("pub struct X {{ #[param(1mS/cm2)] g: Param, #[gate(inf = {inf}, tau = 1)] m: Gate }}")),
        ))
    };
    let refused = [
        ("v / 1000", "1 / (1 + exp(-(x + 0.04V) / 0.005V))"),
        ("1e-3 * (v + 40mV)", "1 / (1 + exp(-x / 5mV))"),
        ("v", "1 / (1 + exp(-1e-3 * x / 0.005V))"),
        ("1e-3 * 2 * 96485C/mol * v / (8.314J/K/mol * (celsius + 273.15K))", "1 / (1 + exp(-x))"),
    ];
    for (definition, inf) in refused {
        let found = of(definition, inf);
        assert!(found.len() == 1 && found[0].contains("looks like a conversion of units"), "{definition}: {found:?}");
    }
    let accepted = [
        ("v / 1000", "1 / (1 + exp(-(1000 * x + 40) / 5))"),
        ("unchecked(1e-3) * (v + 40mV)", "1 / (1 + exp(-x / 5mV))"),
        ("1000 * exp(-v / 5mV)", "1 / (1 + x)"),
    ];
    for (definition, inf) in accepted {
        assert_eq!(of(definition, inf), [""; 0], "{definition}");
    }
}

/// Returns the messages about a channel with these definitions, this steady state and these parameters.
fn of_channel(definitions: &str, inf: &str, parameters: &str) -> Vec<String> {
    messages(channel(
        tokens(&format!("ion = K, {definitions} current = g * m * (v - e)")),
        tokens(&format!(
            "pub struct X {{ #[param(1mS/cm2)] g: Param, {parameters} #[gate(inf = {inf}, tau = 1)] m: Gate }}"
        )),
    ))
}

/// zFV/RT with the constants of a physics book is a thousand times too large where V counts in mV.
#[test]
fn a_bare_faraday_constant_is_refused() {
    let refused = [
        ("let z = 2 * 96485 * v / (8.314 * (celsius + 273.15)),", "1 / (1 + exp(-z))", ""),
        ("let rtf = 8.314 * (celsius + 273.15) / 96485,", "1 / (1 + exp(-v / rtf))", ""),
        ("let F = 9.65e4,", "1 / (1 + exp(-F * v / (8.314 * (celsius + 273.15))))", ""),
        ("", "1 / (1 + exp(-f * v / (r * (celsius + 273.15))))", "#[param(96485)] f: Param, #[param(8.314)] r: Param,"),
    ];
    for (definitions, inf, parameters) in refused {
        let found = of_channel(definitions, inf, parameters);
        let is_asked_for = |message: &String| message.contains("C/mol`, and `8.314J/K/mol`");
        assert!(found.len() == 1 && found.iter().all(is_asked_for), "{definitions} {inf}: {found:?}");
    }
    let accepted = [
        ("let z = 1e-3 * 96485 * v / (8.314 * (celsius + 273.15)),", "1 / (1 + exp(-z))", ""),
        ("let z = 96485 * v / (8.314 * 10^3 * (celsius + 273.15)),", "1 / (1 + exp(-z))", ""),
        ("let z = 96.485 * v / (8.314 * (celsius + 273.15)),", "1 / (1 + exp(-z))", ""),
        ("let z = unchecked(96485) * v / (8314 * (celsius + 273.15)),", "1 / (1 + exp(-z))", ""),
        ("let z = 96485C/mol * v / (8.314J/K/mol * (celsius + 273.15K)),", "1 / (1 + exp(-z))", ""),
        (
            "",
            "1 / (1 + exp(-f * v / (r * (celsius + 273.15))))",
            "#[param(96.485)] f: Param, #[param(8.314)] r: Param,",
        ),
    ];
    for (definitions, inf, parameters) in accepted {
        assert_eq!(of_channel(definitions, inf, parameters), [""; 0], "{definitions} {inf}");
    }
}

/// Bare parameters and constant definitions count in mV and ms as literals do.
#[test]
fn a_paper_that_counts_in_volts_is_recognised_by_its_parameters() {
    let refused = [
        ("", "1 / (1 + exp(-(v + vh) / 5))", "#[param(0.025)] vh: Param,", "write `0.025V`"),
        ("", "1 / (1 + exp(-(v - vh) / 5))", "#[param(-0.025)] vh: Param,", "write `-0.025V`"),
        ("", "1 / (1 + exp(-(v + 25) / k))", "#[param(0.005)] k: Param,", "write `0.005V`"),
        ("let vh = 0.025,", "1 / (1 + exp(-(v + vh) / 5))", "", "write `0.025V`"),
        ("let vh = -0.025, let x = v - vh,", "1 / (1 + exp(-(x - vh) / 5))", "", "write `0.025V`"),
        ("let k = 0.005,", "1 / (1 + exp(-(v + 25) / k))", "", "write `0.005V`"),
    ];
    for (definitions, inf, parameters, says) in refused {
        let found = of_channel(definitions, inf, parameters);
        assert!(found.len() == 1 && found[0].contains(says), "{definitions} {inf} {parameters}: {found:?}");
    }
    let accepted = [
        ("", "1 / (1 + exp(-(v + vh) / k))", "#[param(25)] vh: Param, #[param(5)] k: Param,"),
        ("", "1 / (1 + exp(-(v + vh) / 5))", "#[param(unchecked(0.025))] vh: Param,"),
        ("", "1 / (1 + exp(-slope * (v + shift)))", "#[param(0.02)] slope: Param, #[param(0)] shift: Param,"),
        ("let eps = 1e-6,", "if abs(v + 40) < eps { 0.5 } else { 1 / (1 + exp(-(v + 40) / 5)) }", ""),
        ("let least = 0.001,", "least + (1 - least) / (1 + exp(-(v + 40) / 5))", ""),
    ];
    for (definitions, inf, parameters) in accepted {
        assert_eq!(of_channel(definitions, inf, parameters), [""; 0], "{definitions} {inf} {parameters}");
    }
    let reversal = "pub struct X { #[param(0.3mS/cm2)] g: Param, #[param(-0.054)] e: Param }";
    let found = messages(channel(tokens("current = g * (v - e)"), tokens(reversal)));
    assert!(matches!(found.as_slice(), [one] if one.contains("write `-0.054V`")), "{found:?}");
    let time =
        "pub struct X { #[param(1mS/cm2)] g: Param, #[param(0.001)] t0: Param, #[gate(inf = 0.5, tau = t0)] m: Gate }";
    let found = messages(channel(tokens("ion = K, current = g * m * (v - e)"), tokens(time)));
    assert!(matches!(found.as_slice(), [one] if one.contains("write `0.001s`")), "{found:?}");
    let meant = time.replace("0.001", "unchecked(0.001)");
    assert_eq!(messages(channel(tokens("ion = K, current = g * m * (v - e)"), tokens(&meant))), [""; 0]);
}

/// The unit of a conductance follows from that of a potential, also if both are missing.
#[test]
fn a_bare_conductance_beside_a_bare_reversal_potential_is_asked_for_both() {
    let gate = "#[gate(inf = 1 / (1 + exp(-(v_pre + 20) / 2)), tau = 5)] s: Gate";
    for (g, e) in [("0.1", "0"), ("0.1", "-80")] {
        let item = format!("pub struct S {{ #[param({g})] g: Param, #[param({e})] e: Param, {gate} }}");
        let found = messages(synapse(tokens("current = g * s * (v_post - e)"), tokens(&item)));
        let way_out = format!("write `#[param(0.1nS)]` or `#[param(0.1uS)]`, and `#[param({e}mV)]` for `e`");
        assert!(found.len() == 1 && found[0].contains(&way_out), "{found:?}");
    }
    let leak = "pub struct Leak { #[param(0.3)] g: Param, #[param(-54)] e: Param }";
    let found = messages(channel(tokens("current = g * (v - e)"), tokens(leak)));
    let way_out = "write `#[param(0.3mS/cm2)]`, `#[param(0.3S/cm2)]`, `#[param(0.3nS)]` or `#[param(0.3uS)]`, and `#[param(-54mV)]` for `e`";
    assert!(found.len() == 1 && found[0].contains(way_out), "{found:?}");
}
