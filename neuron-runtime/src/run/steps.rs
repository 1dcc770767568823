//! The steps of a run, to be repeated with other derivatives.

use crate::number::Scalar;
use crate::solve::{StepError, Stepper};
use crate::system::System;

/// One step.
#[derive(Clone, Copy, Debug, PartialEq)]
struct RecordedStep {
    /// Its end, ms.
    end: f64,
    /// Whether the implicit one of a method's two makes it.
    implicit: bool,
    /// The largest error with which it was repeated, in units of the tolerance.
    error: f64,
}

/// The steps of one run.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Steps {
    steps: Vec<RecordedStep>,
    /// True if a run that repeated them took different steps.
    differs: bool,
}

impl Steps {
    /// Returns true if a step had an error above the tolerance.
    pub(crate) fn missed(&self) -> bool {
        self.steps.iter().any(|step| step.error > Self::MOST)
    }

    /// The largest error, in units of the tolerance, for which the steps are not refined and repeated once more.
    const MOST: f64 = 1.0;
    /// The largest number of steps that take the place of one.
    const PARTS: f64 = 16.0;

    /// Returns true if a run could not repeat the steps.
    pub(crate) fn differs(&self) -> bool {
        self.differs
    }

    /// Returns the number of steps.
    pub(crate) fn len(&self) -> usize {
        self.steps.len()
    }

    /// Returns the ends of the steps (ms), if no implicit method made any.
    pub(crate) fn explicit(&self) -> Option<Vec<f64>> {
        self.steps.iter().map(|step| (!step.implicit).then_some(step.end)).collect()
    }

    /// Returns the steps, shorter where the error was above the tolerance.
    pub(crate) fn refined(&self) -> Steps {
        // An error of fourth order at least: Rodas4's, Tsitouras' has one more.
        let parts =
            |error: f64| if error > 1.0 { (1.2 * error.powf(0.25)).ceil().clamp(2.0, Self::PARTS) } else { 1.0 };
        self.divided(|step| parts(step.error))
    }

    /// Returns the steps, each halved.
    pub(crate) fn halved(&self) -> Steps {
        self.divided(|_| 2.0)
    }

    fn divided(&self, parts: impl Fn(&RecordedStep) -> f64) -> Steps {
        let (mut steps, mut begin) = (Vec::with_capacity(self.steps.len()), 0.0);
        for step in &self.steps {
            let parts = parts(step);
            let part = (step.end - begin) / parts;
            for k in 1..parts as usize {
                steps.push(RecordedStep { end: begin + k as f64 * part, error: 0.0, ..*step });
            }
            steps.push(RecordedStep { error: 0.0, ..*step });
            begin = step.end;
        }
        Steps { steps, differs: false }
    }
}

/// Who chooses the steps of a run.
#[derive(Debug)]
pub(crate) enum StepChoice {
    /// The method.
    Free,
    /// The method, and they are recorded.
    Recording(Steps),
    /// Recorded steps are repeated, from the step `next` on.
    Repeating {
        /// The recorded steps.
        steps: Steps,
        /// Which step comes next.
        next: usize,
    },
}

impl StepChoice {
    /// Makes a step that ends at `limit` (ms) at the latest.
    #[inline]
    pub(crate) fn advance<T: Scalar>(
        &mut self,
        network: &dyn System<T>,
        stepper: &mut dyn Stepper<T>,
        limit: f64,
    ) -> Result<(), StepError> {
        match self {
            StepChoice::Free => stepper.step(network, limit),
            StepChoice::Recording(steps) => {
                stepper.step(network, limit)?;
                steps.steps.push(RecordedStep { end: stepper.time(), implicit: stepper.is_implicit(), error: 0.0 });
                Ok(())
            }
            StepChoice::Repeating { steps, next } => {
                match steps.steps.get_mut(*next).filter(|step| step.end <= limit) {
                    Some(step) => {
                        *next += 1;
                        let error = stepper.repeat(network, step.end, step.implicit)?;
                        // NaN is more than any number.
                        step.error = if error <= step.error { step.error } else { error };
                        Ok(())
                    }
                    None => {
                        steps.differs = true;
                        stepper.step(network, limit)
                    }
                }
            }
        }
    }

    /// Returns the steps of the run, where they were recorded or repeated.
    pub(crate) fn into_steps(self) -> Option<Steps> {
        match self {
            StepChoice::Free => None,
            StepChoice::Recording(steps) => Some(steps),
            StepChoice::Repeating { mut steps, next } => {
                steps.differs |= next < steps.steps.len();
                Some(steps)
            }
        }
    }
}
