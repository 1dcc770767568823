//! The expansions of typical models, compared with reviewed files: `tests/macros/snapshots/*.rs`. The equations of
//! a mechanism or a cell as data are in a file of their own. After a change of the expansion, `SNAPSHOTS=write cargo test -p neuron-macros-core --test macros snapshots` writes them anew.
//! Review every difference.

use neuron_macros_core::{cell, channel, network, stimulus, synapse};
use proc_macro2::TokenStream;
use std::path::Path;
use std::str::FromStr;

fn tokens(text: &str) -> TokenStream {
    TokenStream::from_str(text).expect("tokens")
}

/// Returns true if an item holds equations as data.
fn is_data(item: &syn::Item) -> bool {
    let syn::Item::Impl(item) = item else { return false };
    let name = item.trait_.as_ref().and_then(|(path, _)| Some(path.segments.last()?.ident.to_string()));
    name.is_some_and(|name| ["Written", "WrittenCell", "WrittenNetwork", "MechanismData", "CellData"].contains(&&*name))
}

fn assert_is_kept(name: &str, source: &str, expansion: TokenStream) {
    let mut file = syn::parse2::<syn::File>(expansion).expect("an expansion is Rust");
    let (data, code) = file.items.drain(..).partition::<Vec<_>, _>(is_data);
    for (name, items) in [(format!("{name}.rs"), code), (format!("{name}_equations.rs"), data)] {
        if !items.is_empty() {
            file.items = items;
            assert_file_is_kept(&name, source, &file);
        }
    }
}

fn assert_file_is_kept(name: &str, source: &str, file: &syn::File) {
    let source: String = source.trim().lines().map(|line| format!("// {line}\n").replace(" \n", "\n")).collect();
    let text = format!("{source}\n{}", prettyplease::unparse(file));
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/macros/snapshots").join(name);
    if std::env::var_os("SNAPSHOTS").is_some_and(|value| value == "write") {
        std::fs::write(&path, text).expect("the snapshot can be written");
        return;
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    let different = text.lines().zip(kept.lines()).enumerate().find(|(_, (new, old))| new != old);
    assert!(
        text == kept,
        "the expansion differs from {}{}\nif it should, write it anew with `SNAPSHOTS=write cargo test -p \
         neuron-macros-core --test macros snapshots`, and read the difference",
        path.display(),
        match different {
            Some((line, (new, old))) => format!(", first in line {}:\n  kept {old}\n  new  {new}", line + 1),
            None => " in length".to_owned(),
        }
    );
}

#[test]
fn a_channel() {
    let source = "#[channel(ion = K, reads(Ca), current = g * m^4 * n * (v - e))]
/// Calcium-activated potassium current.
pub struct KCa {
    /// Maximal conductance density.
    #[param(5mS/cm2, min = 0)]
    g: Param,
    /// Activation by voltage and calcium.
    #[gate(
        inf = ca / (ca + 3uM) / (1 + exp(-(v + 28.3mV) / 12.6mV)),
        tau = 180.6ms - 150.2ms / (1 + exp(-(v + 46mV) / 22.7mV)),
    )]
    m: Gate,
    /// Rates of Hodgkin and Huxley.
    #[gate(alpha = 0.01/ms/mV * (v + 55mV) / (1 - exp(-(v + 55mV) / 10mV)), beta = 0.125/ms * exp(-(v + 65mV) / 80mV))]
    n: Gate,
}";
    let (arguments, item) = source.split_once(")]\n").expect("an attribute");
    let arguments = arguments.strip_prefix("#[channel(").expect("an attribute");
    assert_is_kept("channel", source, channel(tokens(arguments), tokens(item)));
}

#[test]
fn a_channel_that_changes_at_events() {
    let source = "#[channel(current = if v > v_t { w + b } else { w }, on_spike(w += b, w = min(w, 1nA)))]
/// A current that each spike raises.
pub struct Tiring {
    /// Rise at a spike.
    #[param(80.5pA)]
    b: Param,
    /// V above which it is stronger.
    #[param(-50mV)]
    v_t: Param,
    /// The current.
    #[state(derivative = -w / 144ms, unit = nA, init = 0)]
    w: State,
}";
    let (arguments, item) = source.split_once(")]\n").expect("an attribute");
    let arguments = arguments.strip_prefix("#[channel(").expect("an attribute");
    assert_is_kept("events", source, channel(tokens(arguments), tokens(item)));
}

#[test]
fn a_synapse_that_changes_at_events() {
    let source = "#[synapse(current = g * s * (v_post - e), let room = max(0, w_max - w),
    on_pre(s += w, x += 0.1, w -= 0.2 * y, v_post += kick), on_post(y += 1, w += room * x))]
/// A conductance with a weight that pairs of spikes change.
pub struct Plastic {
    /// Conductance.
    #[param(1nS, min = 0nS)]
    g: Param,
    /// Reversal potential.
    #[param(0mV)]
    e: Param,
    /// Largest weight.
    #[param(1)]
    w_max: Param,
    /// Potential that each spike adds.
    #[param(unit = uV)]
    kick: Param,
    /// Open fraction.
    #[state(derivative = -s / 5ms, init = 0)]
    s: State,
    /// Weight.
    #[state(init = 0.5 * w_max, min = 0)]
    w: State,
    /// Presynaptic trace, which recovers to its rest.
    #[state(derivative = (0.1 - x) / 20ms, init = 0.1)]
    x: State,
    /// Postsynaptic trace.
    #[gate(inf = 0, tau = 20ms, unchecked)]
    y: Gate,
}";
    let (arguments, item) = source.split_once(")]\n").expect("an attribute");
    let arguments = arguments.strip_prefix("#[synapse(").expect("an attribute");
    assert_is_kept("plasticity", source, synapse(tokens(arguments), tokens(item)));
}

#[test]
fn a_stimulus() {
    let source = "#[stimulus(current = if t >= start && t < start + duration { amplitude } else { 0nA })]
/// Rectangular pulse.
pub struct Pulse {
    /// Time at which it begins.
    #[param(100ms)]
    start: Param,
    /// Duration.
    #[param(300ms, min = 0ms)]
    duration: Param,
    /// Current.
    #[param(0.1nA)]
    amplitude: Param,
}";
    let (arguments, item) = source.split_once(")]\n").expect("an attribute");
    let arguments = arguments.strip_prefix("#[stimulus(").expect("an attribute");
    assert_is_kept("stimulus", source, stimulus(tokens(arguments), tokens(item)));
}

#[test]
fn a_cell() {
    let source = "/// A neuron of the stomatogastric ganglion.
pub struct Stg;

capacitance: 1uF/cm2, area: 0.0628mm2, v: -60mV, temperature: 10degC,
ions { Na: 50mV, Ca: nernst(outside = 3mM) },
pool Ca: CalciumBuffer { tau: 200ms },
channels { NaV { g: 100mS/cm2 }, CaS, NaLeak: Leak { e: 50mV } },";
    assert_is_kept("cell", source, cell(tokens(source)));
}

#[test]
fn a_cell_with_spikes() {
    let source = "/// An adaptive neuron.
pub struct Adaptive;

capacitance: 281pF, v: -70.6mV,
channels { Leak, Tiring },
spike { threshold: -30mV, reset: -70.6mV, hold: 2ms },";
    assert_is_kept("spikes", source, cell(tokens(source)));
}

#[test]
fn a_network() {
    let source = "/// One neuron that drives a population.
pub struct Motor;

/// The pacemaker.
neuron AB: Stg { NaV.g: 100mS/cm2, v: -55mV }
neuron PY[5]: Stg { Leak.g: 0.01mS/cm2, v: uniform { from: -60mV, to: -50mV, seed: 1 } }

AB -> PY all_to_all: Cholinergic { g: 3nS };
slow = AB -> PY pairs [(0, 1), (0, 3)]: Cholinergic { g: [3nS, 4nS] };
PY -> PY random { probability: 0.3, seed: 1 }: Glutamatergic { g: normal { mean: 0.5nS, sd: 0.1nS, seed: 2 } };";
    assert_is_kept("network", source, network(tokens(source)));
}
