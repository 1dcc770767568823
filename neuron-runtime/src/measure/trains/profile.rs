//! Distances of trains without a time scale: the mean over time of how different they are at each moment.
//!
//! Between two events of either train, intervals are constant and the dissimilarity is linear in time, so that integrals are
//! exact. Where a train has no spike before or after, its first or last interval is taken to go on, or the distance to the edge if
//! that is longer (Mulansky & Kreuz, SoftwareX 5 (2016) 183–189).

use super::{check_ascent, check_span};
use crate::error::Error;
use std::ops::Range;

/// A train in a span of time.
struct Train<'a> {
    times: &'a [f64],
    span: Range<f64>,
}

/// What a train is between two of its events.
#[derive(Clone, Copy)]
struct Gap {
    /// The indices of the spikes before and after.
    neighbours: [Option<usize>; 2],
    /// The interspike interval.
    interval: f64,
}

impl<'a> Train<'a> {
    /// Returns the part of a train in a span.
    fn new(times: &'a [f64], span: &Range<f64>) -> Result<Self, Error> {
        check_ascent(times)?;
        let begin = times.partition_point(|time| *time < span.start);
        let end = times.partition_point(|time| *time <= span.end);
        Ok(Train { times: &times[begin..end], span: span.clone() })
    }

    /// Returns the gap in which a time is.
    fn gap(&self, time: f64) -> Gap {
        let next = self.times.partition_point(|spike| *spike <= time);
        let (before, after) = (next.checked_sub(1), Some(next).filter(|next| *next < self.times.len()));
        let (begin, end) = (self.span.start, self.span.end);
        let at = |index: usize| self.times[index];
        let interval = match (before, after) {
            (Some(before), Some(after)) => at(after) - at(before),
            (None, Some(after)) => match self.times.get(after + 1) {
                Some(second) => (at(after) - begin).max(second - at(after)),
                None => at(after) - begin,
            },
            (Some(before), None) => match before.checked_sub(1) {
                Some(last_but_one) => (end - at(before)).max(at(before) - at(last_but_one)),
                None => end - at(before),
            },
            (None, None) => end - begin,
        };
        Gap { neighbours: [before, after], interval }
    }

    /// Returns the distance from a time to the nearest spike, or to where the first or the last interval would end if it went on.
    fn distance(&self, time: f64) -> f64 {
        let (begin, end) = (self.span.start, self.span.end);
        let first = match self.times {
            [first, second, ..] => begin.min(2.0 * first - second),
            _ => begin,
        };
        let last = match self.times {
            [.., last_but_one, last] => end.max(2.0 * last - last_but_one),
            _ => end,
        };
        let next = self.times.partition_point(|spike| *spike < time);
        let before = next.checked_sub(1).map_or(first, |before| self.times[before]);
        let after = self.times.get(next).copied().unwrap_or(last);
        (time - before).abs().min((after - time).abs())
    }
}

/// Returns the mean over a span of time of a dissimilarity that is linear between events of two trains. `at` returns it at both
/// ends of a piece, of which it gets the ends.
fn mean_of_pieces(a: &Train<'_>, b: &Train<'_>, at: impl Fn(f64, f64) -> [f64; 2]) -> f64 {
    let Range { start, end } = a.span;
    let mut events: Vec<f64> = a.times.iter().chain(b.times).copied().chain([start, end]).collect();
    events.sort_by(f64::total_cmp);
    events.dedup();
    let sum: f64 =
        events.windows(2).map(|pair| (pair[1] - pair[0]) * 0.5 * at(pair[0], pair[1]).iter().sum::<f64>()).sum();
    sum / (end - start)
}

/// Returns the ISI distance of two trains in a span of time (ms): the mean over time of |ν₁ − ν₂|/max(ν₁, ν₂), where ν are the
/// intervals between the spikes before and after. It is 0 for equal rates and below 1; no time scale enters (Kreuz, Haas,
/// Morelli, Abarbanel & Politi, J. Neurosci. Methods 165 (2007) 151–161).
///
/// # Errors
/// [`Error::Setting`] for times that do not ascend, and for an empty span.
pub fn isi_distance(a: &[f64], b: &[f64], span: Range<f64>) -> Result<f64, Error> {
    check_span(&span)?;
    let (a, b) = (Train::new(a, &span)?, Train::new(b, &span)?);
    Ok(mean_of_pieces(&a, &b, |begin, _| {
        let (first, second) = (a.gap(begin).interval, b.gap(begin).interval);
        [(first - second).abs() / first.max(second); 2]
    }))
}

/// Returns the SPIKE distance of two trains in a span of time (ms): the mean over time of how far the spikes before and after
/// are from the nearest ones of the other train, relative to the intervals. It is 0 for equal trains and below 1; no time scale
/// enters (Kreuz, Chicharro, Houghton, Andrzejak & Mormann, J. Neurophysiol. 109 (2013) 1457–1472).
///
/// # Errors
/// [`Error::Setting`] for times that do not ascend, and for an empty span.
pub fn spike_distance(a: &[f64], b: &[f64], span: Range<f64>) -> Result<f64, Error> {
    check_span(&span)?;
    let (a, b) = (Train::new(a, &span)?, Train::new(b, &span)?);
    // Without any spike there is no difference.
    if a.times.is_empty() && b.times.is_empty() {
        return Ok(0.0);
    }
    Ok(mean_of_pieces(&a, &b, |begin, end| {
        let gaps = [a.gap(begin), b.gap(begin)];
        let [first, second] =
            [local_distances(&a, &b, gaps[0], [begin, end]), local_distances(&b, &a, gaps[1], [begin, end])];
        let [nu, mu] = gaps.map(|gap| gap.interval);
        let scale = 2.0 / (nu + mu).powi(2);
        [0, 1].map(|side| scale * (first[side] * mu + second[side] * nu))
    }))
}

/// Returns how far the spikes of a train are from those of the other one at two times in one of its gaps, interpolated between
/// the spikes before and after.
fn local_distances(train: &Train<'_>, other: &Train<'_>, gap: Gap, at: [f64; 2]) -> [f64; 2] {
    match gap.neighbours.map(|spike| spike.map(|spike| train.times[spike])) {
        [Some(before), Some(after)] => {
            let [from, to] = [before, after].map(|spike| other.distance(spike));
            at.map(|time| (from * (after - time) + to * (time - before)) / (after - before))
        }
        [Some(spike), None] | [None, Some(spike)] => [other.distance(spike); 2],
        // The edges take the place of the spikes that are missing.
        [None, None] => {
            let Range { start, end } = train.span;
            let [from, to] = [start, end].map(|edge| other.distance(edge));
            at.map(|time| (from * (end - time) + to * (time - start)) / (end - start))
        }
    }
}
