//! Spikes in flight, without an allocator.

use crate::system::Arrival;

/// At most `ROOM` spikes in flight, the next arrival last.
#[derive(Clone, Debug)]
pub(super) struct Queue<const ROOM: usize> {
    spikes: [InFlight; ROOM],
    len: usize,
}

/// A spike on its way: the number of the step at whose beginning it arrives, and where.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct InFlight {
    step: u64,
    arrival: Arrival,
}

impl<const ROOM: usize> Queue<ROOM> {
    pub(super) fn new() -> Self {
        let none = || InFlight { step: 0, arrival: Arrival::NONE };
        Queue { spikes: core::array::from_fn(|_| none()), len: 0 }
    }

    /// Returns the number of spikes for which there still is room.
    pub(super) fn room(&self) -> usize {
        ROOM - self.len
    }

    /// Sends a spike, for which there has to be room.
    pub(super) fn send(&mut self, step: u64, arrival: Arrival) {
        let spike = InFlight { step, arrival };
        let place = self.spikes[..self.len].partition_point(|other| *other > spike);
        self.spikes[self.len] = spike;
        self.len += 1;
        self.spikes[place..self.len].rotate_right(1);
    }

    /// Takes the next spike that arrives at the beginning of step `step` or before.
    pub(super) fn take_due(&mut self, step: u64) -> Option<Arrival> {
        let last = self.spikes[..self.len].last().filter(|spike| spike.step <= step)?;
        let arrival = last.arrival.clone();
        self.len -= 1;
        Some(arrival)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::connect::Spiking;

    #[test]
    fn spikes_arrive_by_time_and_then_by_declaration() {
        let mut queue = Queue::<4>::new();
        let to = |group| Arrival { group, side: Spiking::Pre, places: (0, 1) };
        for (step, group) in [(7, 1), (5, 2), (7, 0), (9, 3)] {
            queue.send(step, to(group));
        }
        assert_eq!(queue.room(), 0);
        assert_eq!(queue.take_due(4), None);
        assert_eq!([queue.take_due(5), queue.take_due(5)], [Some(to(2)), None]);
        assert_eq!([queue.take_due(8), queue.take_due(8), queue.take_due(8)], [Some(to(0)), Some(to(1)), None]);
        assert_eq!((queue.take_due(9), queue.room()), (Some(to(3)), 4));
    }
}
