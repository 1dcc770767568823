//! What a run says about spikes: those that it lists for sources, and the grid that they are on.

use super::checksum::checksum_of_numbers;
use crate::model::handle::Group;
use crate::model::name;
use crate::number::Scalar;
use crate::solve::Stepper;
use crate::system::System;
#[cfg(feature = "json")]
use serde::{Deserialize, Serialize};
use std::hash::{Hash, Hasher};

/// What a run says about spikes, as far as another one has to say the same to go on from it.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "json", derive(Serialize, Deserialize))]
pub(crate) struct SpikeSettings {
    /// The first point of the grid of spikes and its step (ms), if they are on one.
    grid: Option<[f64; 2]>,
    /// The lists that are not empty, in the order of sources.
    listed: Vec<ListedSpikes>,
}

/// The spikes that are listed for a source. A list may be long, so that its checksum stands for it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "json", derive(Serialize, Deserialize))]
struct ListedSpikes {
    source: String,
    count: usize,
    checksum: u64,
}

impl Hash for SpikeSettings {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.grid.map(|grid| grid.map(f64::to_bits)), &self.listed).hash(state);
    }
}

impl SpikeSettings {
    /// Returns those of a solution. What a run has taken over from the one that it continues is among them.
    pub(crate) fn of<T: Scalar>(network: &dyn System<T>, stepper: &dyn Stepper<T>) -> Self {
        let lists = stepper.listed_spikes();
        let listed = if lists.iter().all(Vec::is_empty) {
            Vec::new()
        } else {
            let named = source_names(network).into_iter().zip(lists).filter(|(_, list)| !list.is_empty());
            let listed = |(source, list): (String, &Vec<f64>)| ListedSpikes {
                source,
                count: list.len(),
                checksum: checksum_of_numbers(list.iter().copied()),
            };
            named.map(listed).collect()
        };
        SpikeSettings { grid: stepper.spike_grid(), listed }
    }

    /// Returns the first difference from what another run says `now`.
    pub(crate) fn mismatch(&self, now: &SpikeSettings) -> Option<String> {
        if self.grid != now.grid {
            let grid = |grid: Option<[f64; 2]>| match grid {
                None => "no grid".to_owned(),
                Some([0.0, step]) => format!("a grid of {step} ms"),
                Some([begin, step]) => format!("a grid of {step} ms from {begin} ms on"),
            };
            return Some(format!("spikes were on {} and are now on {}", grid(self.grid), grid(now.grid)));
        }
        let differs = |k: &usize| self.listed.get(*k) != now.listed.get(*k);
        let k = (0..self.listed.len().max(now.listed.len())).find(differs)?;
        let of = |spikes: &SpikeSettings, source: &str| {
            spikes.listed.iter().find(|listed| listed.source == source).map_or(0, |listed| listed.count)
        };
        // Both are in the order of sources, so that the other list lacks one of two different ones.
        let source = match (self.listed.get(k), now.listed.get(k)) {
            (Some(_), Some(added)) if of(self, &added.source) == 0 => &added.source,
            (Some(listed), _) | (None, Some(listed)) => &listed.source,
            (None, None) => return None,
        };
        let (before, now) = (of(self, source), of(now, source));
        if before == now {
            return Some(format!("the spikes listed for {source} were others"));
        }
        let were = match before {
            0 => "no spikes were".to_owned(),
            1 => "1 spike was".to_owned(),
            _ => format!("{before} spikes were"),
        };
        let are = match now {
            0 => "none are".to_owned(),
            1 => "1 is".to_owned(),
            _ => format!("{now} are"),
        };
        Some(format!("{were} listed for {source} and now {are}"))
    }
}

/// Returns the names of all sources, in their order.
fn source_names<T: Scalar>(network: &dyn System<T>) -> Vec<String> {
    let info = network.info();
    let of_group = |group: Group| name::elements(info, group, network.elements(group));
    let is_source = |group: &Group| matches!(group, Group::Cells(g) if info.cells[*g].cell.source);
    name::groups(info).filter(is_source).flat_map(of_group).map(|(_, owner)| owner.to_string()).collect()
}
