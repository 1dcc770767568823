//! The steps of a run, recorded so that another run can repeat them with other derivatives.
//!
//! Finer steps are the recorded ones, each divided. Where states have decided the time of an event, that time moves with the
//! error of the steps before, and the steps that were chosen for it are in the wrong places. Then the method chooses all steps
//! anew, shorter ones.

use crate::number::Scalar;
use crate::solve::{StepError, Stepper};
use crate::system::System;

/// One step.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Step {
    /// The time at its end, ms.
    end: f64,
    /// True if the implicit method of a pair made it.
    implicit: bool,
    /// The relation that changes at its end, see [`Stepper::located`].
    located: Option<usize>,
    /// The largest error with which it was repeated, in units of the tolerance.
    error: f64,
}

impl Step {
    /// Keeps the larger error.
    fn keep_error(&mut self, error: f64) {
        // `f64::max` would drop a NaN, which has to count as the largest error.
        self.error = if error <= self.error { self.error } else { error };
    }
}

/// The steps of one run. If there are none yet, the method is to choose them.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct StepSequence {
    /// The time at the beginning of the first one, ms.
    begin: f64,
    steps: Vec<Step>,
    /// The number of times that all of them are halved.
    halvings: u32,
    /// True if a run that repeated them took different steps.
    differs: bool,
}

impl StepSequence {
    /// The largest number of steps that replace one step in a refinement.
    const MAX_PARTS: f64 = 16.0;

    /// Returns true if a repeated step had an error above the tolerance.
    pub(crate) fn misses_tolerance(&self) -> bool {
        self.steps.iter().any(|step| step.error > 1.0)
    }

    /// Returns true if a run that repeated the steps had an event in another place.
    pub(crate) fn misses_event(&self) -> bool {
        self.steps.iter().any(|step| step.error == f64::INFINITY)
    }

    /// Returns true if a run could not repeat the steps.
    pub(crate) fn differs(&self) -> bool {
        self.differs
    }

    /// Takes over what another run found that repeated the same steps.
    pub(crate) fn merge(&mut self, other: &StepSequence) {
        let same = |(own, other): (&Step, &Step)| {
            (own.end, own.implicit, own.located) == (other.end, other.implicit, other.located)
        };
        self.differs |= other.differs || self.steps.len() != other.steps.len();
        self.differs |= !self.steps.iter().zip(&other.steps).all(same);
        for (own, other) in self.steps.iter_mut().zip(&other.steps) {
            own.keep_error(other.error);
        }
    }

    /// Returns the number of steps.
    pub(crate) fn len(&self) -> usize {
        self.steps.len()
    }

    /// Returns the times (ms) at the ends of the steps, if no implicit method made any.
    pub(crate) fn explicit_ends(&self) -> Option<Vec<f64>> {
        self.steps.iter().map(|step| (!step.implicit).then_some(step.end)).collect()
    }

    /// Returns finer steps: each is divided whose error was above the tolerance, or all are chosen anew.
    pub(crate) fn refined(&self) -> StepSequence {
        // The error estimate of a step is at least of fourth order in its length: that of Rodas4 is, that of Tsit5 is of fifth.
        let parts =
            |error: f64| if error > 1.0 { (1.2 * error.powf(0.25)).ceil().clamp(2.0, Self::MAX_PARTS) } else { 1.0 };
        if self.can_be_divided() || !self.misses_tolerance() {
            return self.divided(|step| parts(step.error));
        }
        let errors = self.steps.iter().map(|step| step.error).filter(|error| error.is_finite());
        let most = parts(errors.fold(0.0, f64::max));
        self.anew(most.log2().ceil().max(1.0) as u32)
    }

    /// Returns the steps, each halved, or such as are half as long.
    pub(crate) fn halved(&self) -> StepSequence {
        if self.can_be_divided() {
            return StepSequence { halvings: self.halvings + 1, ..self.divided(|_| 2.0) };
        }
        self.anew(1)
    }

    /// Returns the steps for a run that begins a little beside that which took them.
    pub(crate) fn for_another_start(&self) -> StepSequence {
        if self.can_be_divided() { self.clone() } else { self.anew(0) }
    }

    /// Returns true if all events are where they were, whatever the steps.
    fn can_be_divided(&self) -> bool {
        self.steps.iter().all(|step| step.located.is_none()) && !self.misses_event()
    }

    /// Returns steps that the method is to choose, halved by a number of times more.
    fn anew(&self, times: u32) -> StepSequence {
        StepSequence { halvings: self.halvings + times, ..StepSequence::default() }
    }

    /// Returns the steps, each divided into `parts` equal ones.
    fn divided(&self, parts: impl Fn(&Step) -> f64) -> StepSequence {
        let (mut steps, mut begin) = (Vec::with_capacity(self.steps.len()), self.begin);
        for step in &self.steps {
            let parts = parts(step);
            let length = (step.end - begin) / parts;
            for k in 1..parts as usize {
                steps.push(Step { end: begin + k as f64 * length, error: 0.0, ..*step });
            }
            steps.push(Step { error: 0.0, ..*step });
            begin = step.end;
        }
        StepSequence { begin: self.begin, steps, differs: false, halvings: self.halvings }
    }
}

/// How the steps of a run are chosen.
#[derive(Debug)]
pub(crate) enum StepMode {
    /// The method chooses the steps.
    Free,
    /// The method chooses the steps, and they are recorded.
    Record(StepSequence),
    /// Recorded steps are repeated.
    Repeat {
        /// The recorded steps.
        steps: StepSequence,
        /// The index of the next step.
        next: usize,
    },
}

impl StepMode {
    /// Returns the mode of a run of `stepper` on these steps; `None` if it is to choose them and cannot choose such fine ones.
    pub(crate) fn on<T: Scalar>(steps: StepSequence, stepper: &mut dyn Stepper<T>) -> Option<Self> {
        if !steps.steps.is_empty() {
            return Some(StepMode::Repeat { steps, next: 0 });
        }
        let steps = StepSequence { begin: stepper.time(), ..steps };
        (steps.halvings == 0 || stepper.halve_steps(steps.halvings)).then_some(StepMode::Record(steps))
    }

    /// Makes one step that ends at `limit` (ms) at the latest.
    #[inline]
    pub(crate) fn advance<T: Scalar>(
        &mut self,
        network: &dyn System<T>,
        stepper: &mut dyn Stepper<T>,
        limit: f64,
    ) -> Result<(), StepError> {
        match self {
            StepMode::Free => stepper.step(network, limit),
            StepMode::Record(steps) => {
                stepper.step(network, limit)?;
                let (end, implicit, located) = (stepper.time(), stepper.is_implicit(), stepper.located());
                steps.steps.push(Step { end, implicit, located, error: 0.0 });
                Ok(())
            }
            StepMode::Repeat { steps, next } => match steps.steps.get_mut(*next).filter(|step| step.end <= limit) {
                Some(step) => {
                    *next += 1;
                    step.keep_error(stepper.repeat(network, step.end, step.implicit, step.located)?);
                    Ok(())
                }
                None => {
                    steps.differs = true;
                    stepper.step(network, limit)
                }
            },
        }
    }

    /// Returns the steps of the run, if they were recorded or repeated.
    pub(crate) fn into_steps(self) -> Option<StepSequence> {
        match self {
            StepMode::Free => None,
            StepMode::Record(steps) => Some(steps),
            StepMode::Repeat { mut steps, next } => {
                steps.differs |= next < steps.steps.len();
                Some(steps)
            }
        }
    }
}
