//! The steps of a run, to be repeated with other derivatives.

use crate::number::Scalar;
use crate::solve::{StepError, Stepper};
use crate::system::System;

/// One step.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Planned {
    /// Its end, ms.
    end: f64,
    /// Whether the implicit one of a method's two makes it.
    implicit: bool,
    /// The largest error with which it was repeated, in units of the tolerance.
    error: f64,
}

/// The steps of one run.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Plan {
    steps: Vec<Planned>,
    /// The run that repeats them had another duration.
    differs: bool,
}

impl Plan {
    /// Whether a step had an error above the tolerance.
    pub(super) fn missed(&self) -> bool {
        self.steps.iter().any(|step| step.error > Self::MOST)
    }

    /// Errors up to this are let pass, in units of the tolerance: what is repeated is not worth another round for less.
    const MOST: f64 = 1.0;
    /// So many steps at most take the place of one.
    const PARTS: f64 = 16.0;

    /// Whether runs that repeated the steps were not the same.
    pub(super) fn differs(&self) -> bool {
        self.differs
    }

    pub(super) fn steps(&self) -> usize {
        self.steps.len()
    }

    /// The ends (ms) of its steps, if no implicit method made any.
    pub(super) fn explicit(&self) -> Option<Vec<f64>> {
        self.steps.iter().map(|step| (!step.implicit).then_some(step.end)).collect()
    }

    /// With shorter steps where the error was above the tolerance.
    pub(super) fn refined(&self) -> Plan {
        // An error of fourth order at least: Rodas4's, Tsitouras' has one more.
        let parts =
            |error: f64| if error > 1.0 { (1.2 * error.powf(0.25)).ceil().clamp(2.0, Self::PARTS) } else { 1.0 };
        self.divided(|step| parts(step.error))
    }

    /// With every step halved.
    pub(super) fn halved(&self) -> Plan {
        self.divided(|_| 2.0)
    }

    fn divided(&self, parts: impl Fn(&Planned) -> f64) -> Plan {
        let (mut steps, mut begin) = (Vec::with_capacity(self.steps.len()), 0.0);
        for step in &self.steps {
            let parts = parts(step);
            let part = (step.end - begin) / parts;
            for k in 1..parts as usize {
                steps.push(Planned { end: begin + k as f64 * part, error: 0.0, ..*step });
            }
            steps.push(Planned { error: 0.0, ..*step });
            begin = step.end;
        }
        Plan { steps, differs: false }
    }
}

/// Who chooses the steps of a run.
#[derive(Debug)]
pub(crate) enum Pace {
    /// The method.
    Free,
    /// The method, and they are noted down.
    Planning(Plan),
    /// A plan, at the step `next`.
    Following {
        /// The plan.
        plan: Plan,
        /// Which step comes next.
        next: usize,
    },
}

impl Pace {
    /// Makes a step that ends at `limit` (ms) at the latest.
    #[inline]
    pub(crate) fn advance<T: Scalar>(
        &mut self,
        network: &dyn System<T>,
        stepper: &mut dyn Stepper<T>,
        limit: f64,
    ) -> Result<(), StepError> {
        match self {
            Pace::Free => stepper.advance(network, limit),
            Pace::Planning(plan) => {
                stepper.advance(network, limit)?;
                plan.steps.push(Planned { end: stepper.time(), implicit: stepper.is_implicit(), error: 0.0 });
                Ok(())
            }
            Pace::Following { plan, next } => match plan.steps.get_mut(*next).filter(|step| step.end <= limit) {
                Some(step) => {
                    *next += 1;
                    let error = stepper.repeat(network, step.end, step.implicit)?;
                    // NaN is more than any number.
                    step.error = if error <= step.error { step.error } else { error };
                    Ok(())
                }
                None => {
                    plan.differs = true;
                    stepper.advance(network, limit)
                }
            },
        }
    }

    /// The plan after the run.
    pub(super) fn into_plan(self) -> Option<Plan> {
        match self {
            Pace::Free => None,
            Pace::Planning(plan) => Some(plan),
            Pace::Following { mut plan, next } => {
                plan.differs |= next < plan.steps.len();
                Some(plan)
            }
        }
    }
}
