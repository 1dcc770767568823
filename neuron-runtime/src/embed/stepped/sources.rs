//! Sources of spikes, each with its next spike.

use crate::model::cell::DescribeCell;
use crate::model::group::CellGroup;
use crate::model::handle::{Group, Origin};
use crate::model::network::{Network, VisitCells};
use crate::model::source::Progress;
use crate::number::{Real, Scalar};
use crate::system::arrival::next_spike;
use crate::system::room::NextSpike;

/// Finds the first spike of each source from 0 ms on: a jitter may move one before that.
pub(super) fn start<T: Scalar, N: Network<T>>(network: &N, sources: &mut [NextSpike<T>]) {
    for (source, next) in sources.iter_mut().enumerate() {
        next.progress = Progress::new();
        next.time = next_spike(network, source, T::zero(), &mut next.progress);
        while next.time < T::zero() {
            pass(network, source, next);
        }
    }
}

/// Finds the next spike of each source again: a parameter has changed at `now` (ms).
pub(super) fn find_again<T: Scalar, N: Network<T>>(network: &N, sources: &mut [NextSpike<T>], now: T) {
    for (source, next) in sources.iter_mut().enumerate() {
        next.time = next_spike(network, source, now, &mut next.progress);
    }
}

/// Takes the first spike up to `end` (ms): its source and its time (ms).
pub(super) fn take_due<T: Scalar, N: Network<T>>(
    network: &N,
    sources: &mut [NextSpike<T>],
    end: T,
) -> Option<(usize, T)> {
    let due = sources.iter().enumerate().filter(|(_, next)| next.time <= end && next.time.is_finite());
    // Of simultaneous spikes, the first source's comes first.
    let (source, time) = due.fold(None, |first: Option<(usize, T)>, (source, next)| match first {
        Some((_, time)) if time <= next.time => first,
        _ => Some((source, next.time)),
    })?;
    pass(network, source, &mut sources[source]);
    Some((source, time))
}

fn pass<T: Scalar, N: Network<T>>(network: &N, source: usize, next: &mut NextSpike<T>) {
    next.progress.count += 1;
    next.time = next_spike(network, source, next.time, &mut next.progress);
}

/// Returns the number of a source among all sources.
pub(super) fn number<T: Real, N: Network<T>>(network: &N, origin: Origin) -> usize {
    struct Before {
        group: usize,
        of: Group,
        count: usize,
    }
    impl<T: Real> VisitCells<T> for Before {
        fn cells<G: CellGroup<T> + ?Sized>(&mut self, group: &G) {
            if <G::Cell as DescribeCell>::CELL.source && matches!(self.of, Group::Cells(of) if self.group < of) {
                self.count += group.len();
            }
            self.group += 1;
        }
    }
    let mut before = Before { group: 0, of: origin.group, count: 0 };
    network.cells(&mut before);
    before.count + origin.element.unwrap_or(0)
}
