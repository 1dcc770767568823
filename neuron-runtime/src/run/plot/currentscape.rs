//! Currentscapes: the shares of currents in all that flows.

use super::{Figure, Panel, labelled, reals};
use crate::error::Error;
use crate::model::handle::{Current, Group, Origin, Quantity, Recordable, State};
use crate::model::info::MechanismKind;
use crate::model::names;
use crate::model::network::Network;
use crate::number::Scalar;
use crate::run::result::Run;

/// Draws the currentscape of a neuron (L. M. Alonso & E. Marder, eLife 8 (2019) e42722): V, all that flows out and in (nA, on
/// a logarithmic axis), and the share (%) of each of `currents` in either.
///
/// The shares are those of the currents that are named: name all of the neuron, those of its synapses and stimuli, too. A
/// stimulus flows inward where it is positive.
///
/// ```
/// use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley as Axon;
/// use neuron_runtime::plot;
/// use neuron_runtime::prelude::*;
///
/// let currents = [Axon::Na.current, Axon::K.current, Axon::Leak.current];
/// let run = Axon::default().simulate(20.0).record(&[Axon::v]).record(&currents).run()?;
/// let svg = plot::currentscape(&run, Axon::v, &currents)?.to_svg()?;
/// assert!(svg.contains("outward (%)") && svg.contains("inward (%)"));
/// # Ok::<(), Error>(())
/// ```
///
/// # Errors
/// Those of [`Run::trace`], if V or a current was not recorded.
pub fn currentscape<N: Network<T>, T: Scalar>(
    run: &Run<N, T>,
    v: State<N::Tag>,
    currents: &[Current<N::Tag>],
) -> Result<Figure, Error> {
    let (name, unit) = names::name_of(&N::NETWORK, v.quantity());
    let (time, potential) = (run.time(), reals(run.trace(v)?));
    let mut flows = Vec::new();
    for current in currents {
        let sign = if is_stimulus::<N, T>(current.quantity()) { -1.0 } else { 1.0 };
        let flow: Vec<f64> = run.trace(*current)?.iter().map(|i| sign * i.re()).collect();
        flows.push((short(&names::name_of(&N::NETWORK, current.quantity()).0, &name), flow));
    }
    let (outward, inward) = (part(&flows, 1.0), part(&flows, -1.0));
    let (out, into) = (total(&outward, time.len()), total(&inward, time.len()));
    let totals = Panel::new("total (nA)").line("outward", time, &out).line("inward", time, &into).log_y();
    let scape = |label: &str, parts: &[(&str, Vec<f64>)], whole: &[f64]| {
        Panel::new(label).stacked(time, &shares(parts, whole)).y_range(0.0, 100.0)
    };
    Ok(Figure::new(format!("{}: {name}", N::NETWORK.name))
        .legend()
        .panel(Panel::new(labelled(&name, unit)).line("", time, &potential))
        .panel(totals.height(0.7))
        .panel(scape("outward (%)", &outward, &out))
        .panel(scape("inward (%)", &inward, &into).x_label("time (ms)")))
}

/// Returns what of each flow has this sign, as positive numbers.
fn part(flows: &[(String, Vec<f64>)], sign: f64) -> Vec<(&str, Vec<f64>)> {
    let of_sign = |i: &f64| if i.is_nan() { f64::NAN } else { (sign * i).max(0.0) };
    flows.iter().map(|(name, flow)| (name.as_str(), flow.iter().map(of_sign).collect())).collect()
}

fn total(parts: &[(&str, Vec<f64>)], count: usize) -> Vec<f64> {
    (0..count).map(|k| parts.iter().map(|(_, part)| part[k]).sum()).collect()
}

/// Returns the shares of the whole in percent, NaN where nothing flows.
fn shares<'a>(parts: &[(&'a str, Vec<f64>)], whole: &[f64]) -> Vec<(&'a str, Vec<f64>)> {
    let share = |(part, whole): (&f64, &f64)| 100.0 * part / whole;
    parts.iter().map(|(name, part)| (*name, part.iter().zip(whole).map(share).collect())).collect()
}

/// Returns the name of a current without what it has in common with that of V, and without `current`.
fn short(current: &str, v: &str) -> String {
    let owner = v.strip_suffix('v').unwrap_or_default();
    current.strip_prefix(owner).unwrap_or(current).trim_end_matches(".current").to_owned()
}

/// Returns true for the current of a stimulus, which is positive into the cell.
fn is_stimulus<N: Network<T>, T: Scalar>(quantity: Quantity) -> bool {
    let Quantity::Current(Origin { group, .. }, index) = quantity else { return false };
    let mechanism = match group {
        Group::Synapses(g) => N::NETWORK.synapses.get(g).map(|synapses| synapses.synapse),
        Group::Cells(g) => N::NETWORK.cells.get(g).and_then(|cells| {
            let parts = cells.cell.compartments.iter().flat_map(|compartment| compartment.channels);
            parts.map(|part| part.mechanism).nth(index)
        }),
    };
    mechanism.is_some_and(|mechanism| mechanism.kind == MechanismKind::Stimulus)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_of_what_flows_in_one_direction() {
        let flows =
            [("Na".to_owned(), vec![-3.0, 0.0]), ("K".to_owned(), vec![2.0, 0.0]), ("H".to_owned(), vec![-1.0, 0.0])];
        let (out, into) = (part(&flows, 1.0), part(&flows, -1.0));
        assert_eq!((total(&out, 2), total(&into, 2)), (vec![2.0, 0.0], vec![4.0, 0.0]));
        let shares = shares(&into, &total(&into, 2));
        assert_eq!(shares.iter().map(|(_, share)| share[0]).collect::<Vec<_>>(), [75.0, 0.0, 25.0]);
        assert!(shares.iter().all(|(_, share)| share[1].is_nan()));
    }

    #[test]
    fn names_are_short() {
        assert_eq!(short("AB.NaV.current", "AB.v"), "NaV");
        assert_eq!(short("NaV.current", "v"), "NaV");
        assert_eq!(short("LP_AB.Glutamatergic.current", "AB.v"), "LP_AB.Glutamatergic");
        assert_eq!(short("E[3].soma.Na.current", "E[3].soma.v"), "Na");
    }
}
