//! Sources of spikes while a network is solved: the next spike of each.

use crate::model::mechanism::Held;
use crate::model::source::{PARTS, Progress};
use crate::number::Scalar;
use crate::system::System;
use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

/// The next spike of every source.
#[derive(Clone, Debug)]
pub(super) struct Sources<T> {
    progress: Vec<Progress<T>>,
    /// The listed spikes (ms) of each source; empty if none are listed.
    lists: Vec<Vec<f64>>,
    /// The times (ms), infinite for a source without another spike.
    times: Vec<T>,
    /// The sources in the order of these.
    queue: BinaryHeap<Reverse<Next>>,
}

/// The next spike of a source: its time (ms), and the source.
#[derive(Clone, Copy, Debug)]
struct Next(f64, usize);

impl Ord for Next {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.total_cmp(&other.0).then(self.1.cmp(&other.1))
    }
}

impl PartialOrd for Next {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Next {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Next {}

impl<T: Scalar> Sources<T> {
    /// Returns the sources of a network at the time `t` (ms), from which on they spike; `None` if there are none.
    pub(super) fn new(network: &dyn System<T>, t: f64) -> Option<Self> {
        let count = network.sources();
        if count == 0 {
            return None;
        }
        let (progress, times) = (vec![Progress::new(); count], vec![T::zero(); count]);
        let mut sources = Sources { progress, times, lists: Vec::new(), queue: BinaryHeap::with_capacity(count) };
        for source in 0..count {
            sources.find(network, source, T::zero(), Held::NONE);
            while sources.times[source].re() < t {
                sources.pass(network, source, Held::NONE);
            }
        }
        sources.order();
        Some(sources)
    }

    /// Lets sources spike at listed times (ms) from `t` on: pairs of a source and its list. Lists of one source add up, and
    /// replace those of the run that this one continues.
    pub(super) fn play(&mut self, network: &dyn System<T>, lists: &[(usize, Vec<f64>)], t: f64) {
        let count = self.times.len();
        self.lists.resize(count, Vec::new());
        for (source, _) in lists.iter().filter(|(source, _)| *source < count) {
            self.lists[*source].clear();
        }
        for (source, list) in lists.iter().filter(|(source, _)| *source < count) {
            self.lists[*source].extend(list);
            self.lists[*source].sort_by(f64::total_cmp);
            self.progress[*source].count = self.lists[*source].partition_point(|time| *time < t) as u64;
            self.find(network, *source, T::from_f64(t), Held::NONE);
        }
        self.order();
    }

    /// Returns the listed spikes (ms) of each source; nothing if none are listed.
    pub(super) fn lists(&self) -> &[Vec<f64>] {
        &self.lists
    }

    /// Returns the number of sources.
    pub(super) fn count(&self) -> usize {
        self.times.len()
    }

    /// Returns the time (ms) of the next spike, infinite if there is none.
    pub(super) fn next(&self) -> f64 {
        self.queue.peek().map_or(f64::INFINITY, |Reverse(next)| next.0)
    }

    /// Finds the next spikes again: parameters may have changed at `t` (ms). None is moved to before that.
    pub(super) fn find_again(&mut self, network: &dyn System<T>, t: T, held: Held<'_>) {
        for source in 0..self.times.len() {
            // On a grid the spike of a source waits for the next grid point.
            let waits = self.times[source].re() < t.re();
            self.find(network, source, t, held);
            while !waits && self.times[source].re() < t.re() {
                self.pass(network, source, held);
            }
        }
        self.order();
    }

    /// Takes the next spike that is due before `end` (ms) or at it: its source and its time.
    pub(super) fn take_due(&mut self, network: &dyn System<T>, end: f64, held: Held<'_>) -> Option<(usize, T)> {
        if self.next() > end || self.next() == f64::INFINITY {
            return None;
        }
        let Reverse(Next(_, source)) = self.queue.pop()?;
        let time = self.times[source];
        self.pass(network, source, held);
        self.queue.push(Reverse(Next(self.times[source].re(), source)));
        Some((source, time))
    }

    fn find(&mut self, network: &dyn System<T>, source: usize, now: T, held: Held<'_>) {
        let progress = &mut self.progress[source];
        let listed = self.lists.get(source).and_then(|list| list.get(progress.count as usize));
        self.times[source] = match listed {
            Some(time) => T::from_f64(*time),
            None => network.next_spike(source, now, held, progress),
        };
    }

    fn pass(&mut self, network: &dyn System<T>, source: usize, held: Held<'_>) {
        self.progress[source].count += 1;
        self.find(network, source, self.times[source], held);
    }

    fn order(&mut self) {
        let each = self.times.iter().enumerate();
        self.queue.clear();
        self.queue.extend(each.map(|(source, time)| Reverse(Next(time.re(), source))));
    }

    /// Returns the length of `memory`.
    pub(super) fn memory_length(&self) -> usize {
        self.times.len() * (PARTS + 1)
    }

    /// Returns the progress of each source, and the time of its next spike.
    pub(super) fn memory(&self) -> Vec<f64> {
        let each = self.progress.iter().zip(&self.times);
        each.flat_map(|(progress, time)| progress.parts().into_iter().chain([*time])).map(|part: T| part.re()).collect()
    }

    /// Restores the memory of other sources of the same network. Returns false, and changes nothing, if it makes no sense.
    pub(super) fn remember(&mut self, memory: &[f64]) -> bool {
        let whole = |x: f64| x >= 0.0 && x.fract() == 0.0 && x < 2f64.powi(53);
        let kept = memory.chunks_exact(PARTS + 1);
        if memory.len() != self.memory_length() || !kept.clone().all(|kept| whole(kept[0]) && whole(kept[1])) {
            return false;
        }
        for ((progress, time), kept) in self.progress.iter_mut().zip(&mut self.times).zip(kept) {
            let part = |k: usize| T::from_f64(kept[k]);
            *progress = Progress {
                count: kept[0] as u64,
                drawn: kept[1] as u64,
                target: kept[2],
                passed: part(3),
                since: part(4),
                rate: part(5),
            };
            *time = part(6);
        }
        self.order();
        true
    }
}
