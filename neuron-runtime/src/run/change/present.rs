//! The network of a run with changes as it is at a time.

use super::{Change, Operation, Target, each_value, elements};
use crate::model::handle::Origin;
use crate::model::network::parameters::write;
use crate::model::network::{Layout, Network};
use crate::number::Scalar;

/// The network as it is, and the changes that it has undergone.
pub(super) struct Present<N, T> {
    pub(super) network: N,
    /// For each change 1 if it has happened, as relations are held.
    happened: Vec<f64>,
    /// Scratch: which changes are before a time.
    before: Vec<f64>,
    /// The first values of the parameters that change.
    first: Vec<(Origin, usize, T)>,
    ramps: Vec<Ramp<T>>,
}

/// A parameter on its way to another value, in its declared unit. Times are in ms.
struct Ramp<T> {
    origin: Origin,
    index: usize,
    times: [T; 2],
    values: [T; 2],
}

impl<N: Network<T>, T: Scalar> Present<N, T> {
    /// Returns a network before any of `changes`, with the `first` values of the parameters that change.
    pub(super) fn new(network: N, first: Vec<(Origin, usize, T)>, changes: usize, has_ramps: bool) -> Self {
        let ramps = Vec::with_capacity(if has_ramps { first.len() } else { 0 });
        Present { network, happened: vec![0.0; changes], before: vec![0.0; changes], first, ramps }
    }

    /// Returns 1 if change `k` has happened, otherwise 0.
    pub(super) fn happened(&self, k: usize) -> f64 {
        self.happened[k]
    }

    /// Returns the length (ms) of the shortest ramp under way, if there is one.
    pub(super) fn shortest_ramp(&self) -> Option<f64> {
        let lengths = self.ramps.iter().map(|ramp| (ramp.times[1] - ramp.times[0]).re());
        lengths.min_by(f64::total_cmp)
    }

    /// Brings the parameters to where they are at `t` after all changes before, and those on ramps to where they are `later` (both
    /// ms).
    #[cold]
    pub(super) fn move_as_written(&mut self, t: T, later: f64, changes: &[Change<T>]) {
        let mut before = std::mem::take(&mut self.before);
        for (before, change) in before.iter_mut().zip(changes) {
            *before = f64::from(u8::from(change.time.re() < t.re()));
        }
        self.move_to(t, later, changes, &before);
        self.before = before;
    }

    /// Brings the parameters to where they are at `t` when these changes have happened, and those on ramps to where they are
    /// `later` (both ms).
    #[inline]
    pub(super) fn move_to(&mut self, t: T, later: f64, changes: &[Change<T>], happened: &[f64]) {
        if self.happened != happened {
            self.change(changes, happened);
        }
        for Ramp { origin, index, times: [begin, end], values: [from, to] } in &self.ramps {
            // `t + later` may have too few digits for the difference.
            let (passed, length) = (t - *begin, *end - *begin);
            let value = *from + (*to - *from) * ((passed + later) / length);
            write(&mut self.network, *origin, *index, value);
        }
    }

    #[cold]
    fn change(&mut self, changes: &[Change<T>], happened: &[f64]) {
        // A solution that goes back begins again.
        if self.happened.iter().zip(happened).any(|(before, now)| before > now) {
            for (origin, index, value) in &self.first {
                write(&mut self.network, *origin, *index, *value);
            }
            self.happened.fill(0.0);
            self.ramps.clear();
        }
        for (k, change) in changes.iter().enumerate() {
            if self.happened[k] < happened[k] {
                self.make(change);
            }
            self.happened[k] = happened[k];
        }
    }

    /// Makes a change, if it is one of a parameter.
    fn make(&mut self, change: &Change<T>) {
        let Target::Parameter(origin, index) = change.target else { return };
        let Operation::Ramp { end } = change.operation else {
            apply(&mut self.network, change);
            let is_over = |ramp: &Ramp<T>| {
                ramp.index == index
                    && ramp.origin.group == origin.group
                    && origin.element.is_none_or(|element| ramp.origin.element == Some(element))
            };
            self.ramps.retain(|ramp| !is_over(ramp));
            return;
        };
        let ramps = &mut self.ramps;
        each_value(&self.network, origin, index, |origin, from| {
            ramps.push(Ramp { origin, index, times: [change.time, end], values: [from, change.value] });
        });
    }
}

/// Makes a change of a parameter; that of a ramp is the one at its end. Returns false if there is no such parameter.
pub(super) fn apply<T: Scalar, N: Network<T>>(network: &mut N, change: &Change<T>) -> bool {
    let Target::Parameter(origin, index) = change.target else { return true };
    let mut any = false;
    for element in elements(network, origin) {
        let origin = Origin { element: Some(element), ..origin };
        let Some(before) = network.parameter(origin, index) else { return false };
        let value = if change.operation == Operation::Add { before + change.value } else { change.value };
        if !write(network, origin, index, value) {
            return false;
        }
        any = true;
    }
    any
}
