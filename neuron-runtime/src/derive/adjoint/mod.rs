//! Reverse mode: the discrete adjoint of a run by the explicit pair of Tsitouras.
//!
//! A run is made forwards, and its states are kept now and then; then its steps are gone through backwards, each with its
//! stages computed again, while the cotangent of the state (by how much the result changes per change of the state) is
//! carried along. What comes out is the derivative of the computed result by every parameter and initial state at once,
//! to rounding the same as forward mode gives on the same steps, at a cost that hardly depends on how many there are.
//!
//! Memory is bounded: the states that are kept, and those of one stretch of steps between two of them, take at most what
//! was asked for, or twice the root of the number of steps in states if that is more. Beside them, a step takes 32 to 64 bytes
//! for its ends, whatever the size of the network.

mod cotangents;
mod influence;
mod parameters;
mod step;

pub(crate) use cotangents::Cotangents;
pub(crate) use parameters::{Parameters, evaluations};
pub(crate) use step::{Impulse, StepAdjoint};

use crate::model::network::Network;
use crate::solve::{Method, StepError, Stepper, Tsit5};

/// The steps of a run, forwards with some of its states kept, then backwards.
pub(crate) struct Stretches<'a> {
    /// Ends of the steps, ms.
    ends: &'a [f64],
    /// A state is kept before every so many steps.
    every: usize,
    kept: Vec<Vec<f64>>,
}

impl<'a> Stretches<'a> {
    /// Makes the steps from 0 ms and `start` with at most `memory` bytes of states, if that can be; `look` sees each.
    pub(crate) fn forwards<N: Network<f64>, L: FnMut(&<Tsit5 as Method<f64>>::Stepper)>(
        network: &N,
        ends: &'a [f64],
        start: &[f64],
        memory: usize,
        mut look: L,
    ) -> Result<(Self, Vec<f64>), (StepError, f64)> {
        let states = (memory / (8 * start.len()).max(1)).max(1);
        // n/k states kept and k in a stretch are fewest for k = √n; where all fit, none is computed twice.
        let every = match ends.len() {
            n if n <= states => 1,
            n => {
                let half = states as f64 / 2.0;
                let n = n as f64;
                if half * half >= n {
                    (half - (half * half - n).sqrt()).ceil() as usize
                } else {
                    n.sqrt().ceil() as usize
                }
            }
        };
        let mut stepper = Tsit5::default().stepper(network, 0.0, start);
        let mut kept = Vec::with_capacity(ends.len() / every + 1);
        for (k, end) in ends.iter().enumerate() {
            if k % every == 0 {
                kept.push(stepper.state().to_vec());
            }
            stepper.repeat(network, *end, false).map_err(|failure| (failure, stepper.time()))?;
            look(&stepper);
        }
        Ok((Stretches { ends, every, kept }, stepper.state().to_vec()))
    }

    /// Shows every step, the last one first: its ends (ms), and the state before it.
    pub(crate) fn backwards<N: Network<f64>>(
        self,
        network: &N,
        mut visit: impl FnMut(f64, f64, &[f64]),
    ) -> Result<(), (StepError, f64)> {
        let time = |step: usize| if step == 0 { 0.0 } else { self.ends[step - 1] };
        let mut stretch: Vec<Vec<f64>> = Vec::with_capacity(self.every);
        for (number, kept) in self.kept.iter().enumerate().rev() {
            let first = number * self.every;
            let last = (first + self.every).min(self.ends.len());
            stretch.resize(last - first, kept.clone());
            if last - first > 1 {
                let mut stepper = Tsit5::default().stepper(network, time(first), kept);
                for step in first..last - 1 {
                    stepper.repeat(network, self.ends[step], false).map_err(|failure| (failure, stepper.time()))?;
                    stretch[step + 1 - first].copy_from_slice(stepper.state());
                }
            }
            stretch[0].copy_from_slice(kept);
            for step in (first..last).rev() {
                visit(time(step), self.ends[step], &stretch[step - first]);
            }
        }
        Ok(())
    }
}
