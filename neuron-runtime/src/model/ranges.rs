//! The ranges in which the states of a network are possible.

use crate::model::access;
use crate::model::handle::{Group, Origin};
use crate::model::info::{NetworkInfo, StateInfo, StateKind};
use crate::model::name;
use crate::model::network::Layout;
use crate::number::{Real, Scalar};
use std::ops::Range;

/// What is possible for a state.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Possible {
    /// The kind of the state.
    pub(crate) kind: StateKind,
    /// Its unit.
    pub(crate) unit: &'static str,
    /// Its smallest and its largest possible value.
    pub(crate) range: [f64; 2],
}

/// States beside each other for which the same is possible.
#[derive(Clone, Debug)]
struct Stretch {
    places: Range<usize>,
    /// The range, wider by what the errors of steps may add.
    lowest: f64,
    highest: f64,
    possible: Possible,
}

/// A state that is impossible.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Impossible {
    /// Its index.
    pub(crate) index: usize,
    /// What is possible for it.
    pub(crate) possible: Possible,
}

/// The ranges of all states.
#[derive(Clone, Debug)]
pub(crate) struct Ranges {
    stretches: Vec<Stretch>,
    /// The largest size of V that any range allows, mV.
    pub(crate) largest_v: f64,
}

impl Ranges {
    /// The ratio of the sum of many steps' errors to the largest of one.
    const STEPS: f64 = 100.0;
    /// The tolerance that counts for steps without one.
    const FIXED: f64 = 1e-5;
    /// The range of a state that may have any value.
    const ALL: [f64; 2] = [f64::NEG_INFINITY, f64::INFINITY];

    /// Returns the ranges of the states of a network, whose steps have the error `tolerance` relative to the size of a state plus
    /// the scale of its kind; 0 if it is not known.
    pub(crate) fn new<T: Real>(network: &dyn Layout<T>, tolerance: f64) -> Self {
        let slack = Self::STEPS * if tolerance > 0.0 { tolerance } else { Self::FIXED };
        let mut ranges = Ranges { stretches: Vec::new(), largest_v: 0.0 };
        for group in name::groups(network.info()) {
            let count = access::state_owners(network, group);
            let place = |element, k| network.state_index(Origin { group, element: Some(element), len: 0 }, k);
            // The states of an array lie in columns, those of any other neuron side by side.
            let ends = place(0, 0).zip(place(count.saturating_sub(1), 0));
            let (elements, height) = match ends {
                None => continue,
                Some((first, last)) if last + 1 == first + count => (1, count),
                Some(_) => (count, 1),
            };
            for element in 0..elements {
                for (k, possible) in states(network.info(), group).enumerate() {
                    if let Some(first) = place(element, k) {
                        ranges.add(first..first + height, possible, slack);
                    }
                }
            }
        }
        ranges
    }

    /// Adds states that lie behind all that were added, for which the same is possible.
    fn add(&mut self, places: Range<usize>, possible: Possible, slack: f64) {
        let Possible { kind, range: [lowest, highest], .. } = possible;
        if kind == StateKind::Voltage {
            self.largest_v = self.largest_v.max(highest.max(-lowest));
        }
        if lowest == f64::NEG_INFINITY && highest == f64::INFINITY {
            return;
        }
        if let Some(last) = self.stretches.last_mut()
            && last.places.end == places.start
            && last.possible == possible
        {
            last.places.end = places.end;
            return;
        }
        let error = |end: f64| slack * (kind.scale() + end.abs());
        let (lowest, highest) = (lowest - error(lowest), highest + error(highest));
        self.stretches.push(Stretch { places, lowest, highest, possible });
    }

    /// Returns true if all states are possible.
    #[inline]
    pub(crate) fn all_possible<T: Scalar>(&self, y: &[T]) -> bool {
        // Without a branch at each state, so that many are compared at once.
        self.stretches
            .iter()
            .all(|stretch| y[stretch.places.clone()].iter().fold(true, |all, x| all & stretch.holds(x.re())))
    }

    /// Finds an impossible state: of the first stretch that has one, the state farthest from 0.
    #[cold]
    pub(crate) fn find_impossible<T: Scalar>(&self, y: &[T]) -> Option<Impossible> {
        self.stretches.iter().find_map(|stretch| {
            let outside = stretch.places.clone().filter(|index| !stretch.holds(y[*index].re()));
            let farthest = outside.max_by(|a, b| y[*a].re().abs().total_cmp(&y[*b].re().abs()));
            farthest.map(|index| Impossible { index, possible: stretch.possible })
        })
    }

    /// Returns the range of a state, wider by what the errors of steps may add.
    pub(crate) fn bounds(&self, index: usize) -> [f64; 2] {
        self.stretch(index).map_or(Self::ALL, |stretch| [stretch.lowest, stretch.highest])
    }

    /// Returns the range of a state.
    #[cfg(feature = "protocols")]
    pub(crate) fn range(&self, index: usize) -> [f64; 2] {
        self.stretch(index).map_or(Self::ALL, |stretch| stretch.possible.range)
    }

    fn stretch(&self, index: usize) -> Option<&Stretch> {
        let next = self.stretches.partition_point(|stretch| stretch.places.end <= index);
        self.stretches.get(next).filter(|stretch| stretch.places.contains(&index))
    }
}

impl Stretch {
    #[inline(always)]
    fn holds(&self, x: f64) -> bool {
        (self.lowest <= x) & (x <= self.highest)
    }
}

/// Returns what is possible for every state of an element of a group, in their order.
fn states(info: &NetworkInfo, group: Group) -> impl Iterator<Item = Possible> + use<> {
    let (cell, synapse) = match group {
        Group::Cells(g) => (info.cells.get(g).map(|cells| cells.cell), None),
        Group::Synapses(g) => (None, info.synapses.get(g).map(|synapses| synapses.synapse)),
    };
    let possible = |state: &'static StateInfo| {
        let StateInfo { kind, unit, range, .. } = *state;
        Possible { kind, unit, range: range.of(kind) }
    };
    let of_cell = cell.into_iter().flat_map(|cell| cell.compartments).flat_map(move |compartment| {
        let parts = compartment.pools.iter().chain(compartment.channels);
        let kind = StateKind::Voltage;
        let v = Possible { kind, unit: "mV", range: compartment.range.of(kind) };
        std::iter::once(v).chain(parts.flat_map(|part| part.mechanism.states).map(possible))
    });
    of_cell.chain(synapse.into_iter().flat_map(|synapse| synapse.states).map(possible))
}
