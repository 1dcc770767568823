//! Spikes on their way to synapses, and the variables that they change on arrival.

use crate::model::connect::Spiking;
use crate::number::Scalar;
use crate::system::{Arrival, Variables};
use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

/// Times that differ by less than this part of themselves differ by rounding: the arrivals are simultaneous.
const ROUNDING: f64 = 4.0 * f64::EPSILON;
/// The number of values by which [`Flight::memory`] keeps an arrival.
const KEPT: usize = 5;

/// Spikes in flight, by the times of their arrivals.
#[derive(Clone, Debug)]
pub(super) struct Flight<T> {
    queue: BinaryHeap<Reverse<InFlight<T>>>,
    pub(super) variables: Variables<T>,
    /// The arrivals of the present instant, the next one last.
    now: Vec<InFlight<T>>,
}

/// An arrival to come.
#[derive(Clone, Debug)]
pub(super) struct InFlight<T> {
    /// Its time, ms.
    pub(super) time: T,
    pub(super) arrival: Arrival,
}

impl<T: Scalar> PartialEq for InFlight<T> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl<T: Scalar> Eq for InFlight<T> {}

impl<T: Scalar> PartialOrd for InFlight<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// By time, then by the order of declaration, presynaptic spikes first, then by element.
impl<T: Scalar> Ord for InFlight<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.time.re().total_cmp(&other.time.re()).then_with(|| self.arrival.cmp(&other.arrival))
    }
}

impl<T: Scalar> Flight<T> {
    pub(super) fn new(variables: Variables<T>) -> Self {
        Flight { queue: BinaryHeap::new(), variables, now: Vec::new() }
    }

    /// Makes room for this number of spikes. Returns false if there is no such memory.
    pub(super) fn reserve(&mut self, spikes: usize) -> bool {
        let more = spikes.saturating_sub(self.queue.len());
        self.queue.try_reserve(more).is_ok() && self.now.try_reserve(spikes).is_ok()
    }

    /// Sends a spike on its way.
    pub(super) fn send(&mut self, time: T, arrival: Arrival) {
        self.queue.push(Reverse(InFlight { time, arrival }));
    }

    /// Returns the time (ms) of the next arrival, infinite if there is none.
    pub(super) fn next(&self) -> f64 {
        match self.now.last() {
            Some(arrival) => arrival.time.re(),
            None => self.queue.peek().map_or(f64::INFINITY, |Reverse(next)| next.time.re()),
        }
    }

    /// Takes the next arrival that is due at `t` (ms). Those whose times differ by rounding come in the order of simultaneous ones.
    pub(super) fn take_due(&mut self, t: f64) -> Option<InFlight<T>> {
        if self.now.is_empty() {
            let latest = t + ROUNDING * t.abs();
            while let Some(Reverse(next)) = self.queue.peek()
                && next.time.re() <= latest
            {
                self.now.extend(self.queue.pop().map(|Reverse(next)| next));
            }
            self.now.sort_unstable_by(|a, b| b.arrival.cmp(&a.arrival));
        }
        self.now.pop()
    }

    /// Returns the spikes in flight in the order in which they arrive.
    fn in_order(&self) -> Vec<&InFlight<T>> {
        let mut in_flight: Vec<&InFlight<T>> = self.queue.iter().map(|Reverse(next)| next).chain(&self.now).collect();
        in_flight.sort();
        in_flight
    }

    /// Returns the flight as numbers: the time and the arrival of each spike, then the variables, then the numbers of events.
    pub(super) fn memory(&self) -> Vec<f64> {
        let in_flight = self.in_order();
        let mut memory = Vec::with_capacity(in_flight.len() * KEPT);
        for InFlight { time, arrival: Arrival { group, side, places } } in in_flight {
            let side = f64::from(u8::from(*side == Spiking::Post));
            memory.extend([time.re(), *group as f64, side, places.0 as f64, places.1 as f64]);
        }
        memory.extend(self.variables.parts().into_iter().flatten().map(|value| value.re()));
        memory.extend(self.variables.events().iter().map(|count| *count as f64));
        memory
    }

    /// Restores the memory of another flight of the same network. Returns false, and changes nothing, if it makes no sense.
    pub(super) fn remember(&mut self, memory: &[f64]) -> bool {
        let of_variables = self.variables.parts().map(<[T]>::len);
        let of_variables = of_variables[0] + of_variables[1];
        let of_events = self.variables.events().len();
        let Some(of_queue) = memory.len().checked_sub(of_variables + of_events) else { return false };
        let (of_queue, rest) = memory.split_at(of_queue);
        let (rest, events) = rest.split_at(of_variables);
        let whole = |x: f64| (x >= 0.0 && x.fract() == 0.0 && x < 2f64.powi(53)).then_some(x as usize);
        let arrival = |kept: &[f64]| {
            let &[time, group, side, first, end] = kept else { return None };
            let side = if whole(side)? == 0 { Spiking::Pre } else { Spiking::Post };
            let arrival = Arrival { group: whole(group)?, side, places: (whole(first)?, whole(end)?) };
            time.is_finite().then(|| Reverse(InFlight { time: T::from_f64(time), arrival }))
        };
        let Some(events) = events.iter().map(|count| whole(*count)).collect::<Option<Vec<usize>>>() else {
            return false;
        };
        if !of_queue.len().is_multiple_of(KEPT) || !rest.iter().all(|value| value.is_finite()) {
            return false;
        }
        let Some(queue) = of_queue.chunks_exact(KEPT).map(arrival).collect() else { return false };
        self.queue = queue;
        self.now.clear();
        let own = self.variables.parts_mut().into_iter().flatten();
        own.zip(rest).for_each(|(own, value)| *own = T::from_f64(*value));
        self.variables.events_mut().iter_mut().zip(events).for_each(|(own, count)| *own = count as u64);
        true
    }
}
