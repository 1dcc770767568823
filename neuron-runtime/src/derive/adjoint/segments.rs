//! The steps of a run in segments. Each segment begins at a kept state.

use crate::model::network::Network;
use crate::solve::{Method, StepError, Stepper, Tsit5};

/// The segments of a run.
pub(crate) struct Segments<'a> {
    /// The times (ms) at the ends of the steps.
    ends: &'a [f64],
    /// The number of steps of each segment but the last.
    length: usize,
    /// The state before the first step of each segment.
    starts: Vec<Vec<f64>>,
}

impl<'a> Segments<'a> {
    /// Makes the steps from 0 ms and `start`, and calls `observe` after each. Returns the segments and the state at the end.
    ///
    /// The states take at most `memory` bytes, if √n of them for n steps do.
    ///
    /// # Errors
    /// The failure of a step, and the time (ms) at which it began.
    pub(crate) fn solve<N: Network<f64>>(
        network: &N,
        ends: &'a [f64],
        start: &[f64],
        memory: usize,
        mut observe: impl FnMut(&<Tsit5 as Method<f64>>::Stepper),
    ) -> Result<(Self, Vec<f64>), (StepError, f64)> {
        let length = segment_length(ends.len(), (memory / (8 * start.len()).max(1)).max(1));
        let mut stepper = Tsit5::default().plain_stepper(network, 0.0, start);
        let mut starts = Vec::with_capacity(ends.len() / length + 1);
        for (k, end) in ends.iter().enumerate() {
            if k % length == 0 {
                starts.push(stepper.state().to_vec());
            }
            stepper.repeat(network, *end, false, None).map_err(|failure| (failure, stepper.time()))?;
            observe(&stepper);
        }
        Ok((Segments { ends, length, starts }, stepper.state().to_vec()))
    }

    /// Visits every step, the last one first, with the times (ms) at its ends and the state before it.
    ///
    /// # Errors
    /// The failure of a step that is made again, and the time (ms) at which it began.
    pub(crate) fn visit_backward<N: Network<f64>>(
        self,
        network: &N,
        mut visit: impl FnMut(f64, f64, &[f64]),
    ) -> Result<(), (StepError, f64)> {
        let begin = |step: usize| if step == 0 { 0.0 } else { self.ends[step - 1] };
        let mut states: Vec<Vec<f64>> = Vec::with_capacity(self.length);
        for (segment, start) in self.starts.iter().enumerate().rev() {
            let first = segment * self.length;
            let last = (first + self.length).min(self.ends.len());
            states.resize(last - first, start.clone());
            states[0].copy_from_slice(start);
            if last - first > 1 {
                let mut stepper = Tsit5::default().plain_stepper(network, begin(first), start);
                for step in first..last - 1 {
                    stepper
                        .repeat(network, self.ends[step], false, None)
                        .map_err(|failure| (failure, stepper.time()))?;
                    states[step + 1 - first].copy_from_slice(stepper.state());
                }
            }
            for step in (first..last).rev() {
                visit(begin(step), self.ends[step], &states[step - first]);
            }
        }
        Ok(())
    }
}

/// Returns the number of steps in a segment, where `steps` are made and room is for `states`.
///
/// Segments of k steps take n/k + k states. That is least for k = √n. With room for all n states, k is 1 and no step is made
/// twice; otherwise k is the smallest length that fits.
fn segment_length(steps: usize, states: usize) -> usize {
    if steps <= states {
        return 1;
    }
    let (n, half) = (steps as f64, states as f64 / 2.0);
    if half * half >= n { (half - (half * half - n).sqrt()).ceil() as usize } else { n.sqrt().ceil() as usize }
}
