//! The state that all runs within one evaluation of a cost share: their steps, and the seeds of initial states.
//!
//! A cost is any function that runs simulations. To differentiate it, it is called once for every block of parameters. The
//! first call records the steps of each run; later calls repeat them, run by run, on the thread that called the cost.

use super::step_sequence::{StepMode, StepSequence};
use crate::model::handle::Quantity;
use crate::number::seed::Seed;
use crate::number::{Curvature, Grad, Scalar};
use crate::system::System;
use crate::{error::Error, model::access};
use std::any::Any;
use std::cell::RefCell;

thread_local! {
    static EVALUATION: RefCell<Option<CostEvaluation>> = const { RefCell::new(None) };
}

/// The derivatives that a variable is given in a number with tangents, see [`Seed::seeded`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct TangentSeed {
    /// The index of the tangent in its block.
    pub(crate) tangent: usize,
    /// The derivative of the variable with respect to that tangent.
    pub(crate) scale: f64,
    /// The component of the variable in the direction of second derivatives.
    pub(crate) direction: f64,
}

/// One evaluation of a cost.
#[derive(Debug, Default)]
pub(crate) struct CostEvaluation {
    /// The steps of the runs, in the order of the runs.
    pub(crate) steps: Vec<StepSequence>,
    /// True if `steps` are repeated, false if they are recorded.
    repeats: bool,
    /// Sizes of the parameters of this block, if tangents take part in the step-size control.
    pub(crate) sizes: Option<[f64; 8]>,
    /// The initial states that have derivatives.
    pub(crate) seeded_states: Vec<(Quantity, TangentSeed)>,
    /// The index of the next run.
    next_run: usize,
    /// True if there was a run without recorded steps where steps are repeated.
    extra_run: bool,
    /// The first crossing without a derivative: neuron and time (ms).
    pub(crate) grazing: Option<(String, f64)>,
}

impl CostEvaluation {
    /// Returns an evaluation that repeats `steps`, or records them if there are none.
    pub(crate) fn new(steps: Vec<StepSequence>) -> Self {
        CostEvaluation { repeats: !steps.is_empty(), steps, ..CostEvaluation::default() }
    }

    /// Calls `cost`, whose runs belong to this evaluation. Returns its result and the evaluation.
    pub(crate) fn run<R>(self, cost: impl FnOnce() -> R) -> (R, CostEvaluation) {
        /// Restores the evaluation that this one is nested in, also when `cost` panics.
        struct Restore(Option<CostEvaluation>);
        impl Drop for Restore {
            fn drop(&mut self) {
                EVALUATION.with_borrow_mut(|evaluation| *evaluation = self.0.take());
            }
        }
        let restore = Restore(EVALUATION.with_borrow_mut(|evaluation| evaluation.replace(self)));
        let result = cost();
        let evaluation = EVALUATION.with_borrow_mut(Option::take).unwrap_or_default();
        drop(restore);
        (result, evaluation)
    }

    /// Checks that the runs repeated all recorded steps and no others.
    ///
    /// # Errors
    /// [`Error::NotRepeatable`].
    pub(crate) fn check(&self) -> Result<(), Error> {
        let incomplete = || self.next_run != self.steps.len() || self.steps.iter().any(StepSequence::differs);
        if self.extra_run || self.repeats && incomplete() {
            return Err(Error::NotRepeatable);
        }
        Ok(())
    }

    /// Returns the steps of the only run.
    ///
    /// # Errors
    /// [`Error::NotRepeatable`] if the steps were not repeated, or there was not exactly one run.
    pub(crate) fn into_steps(self) -> Result<StepSequence, Error> {
        self.check()?;
        match <[StepSequence; 1]>::try_from(self.steps) {
            Ok([steps]) => Ok(steps),
            Err(_) => Err(Error::NotRepeatable),
        }
    }
}

/// Returns how the steps of the next run are chosen, and the sizes of the parameters whose tangents take part in the
/// step-size control.
pub(crate) fn begin_run() -> (StepMode, Option<[f64; 8]>) {
    EVALUATION.with_borrow_mut(|evaluation| match evaluation {
        None => (StepMode::Free, None),
        Some(evaluation) if evaluation.repeats => match evaluation.steps.get_mut(evaluation.next_run) {
            Some(steps) => (StepMode::Repeat { steps: std::mem::take(steps), next: 0 }, evaluation.sizes),
            None => {
                evaluation.extra_run = true;
                (StepMode::Free, evaluation.sizes)
            }
        },
        Some(evaluation) => (StepMode::Record(StepSequence::default()), evaluation.sizes),
    })
}

/// Keeps the steps of the run that has ended.
pub(crate) fn end_run(mode: StepMode) {
    let Some(steps) = mode.into_steps() else { return };
    EVALUATION.with_borrow_mut(|evaluation| {
        let Some(evaluation) = evaluation else { return };
        match evaluation.steps.get_mut(evaluation.next_run) {
            Some(repeated) => *repeated = steps,
            None => evaluation.steps.push(steps),
        }
        evaluation.next_run += 1;
    });
}

/// Seeds the initial states `y` with respect to which the cost is differentiated.
pub(crate) fn seed_start<T: Scalar>(network: &dyn System<T>, y: &mut [T]) {
    EVALUATION.with_borrow(|evaluation| {
        for (quantity, seed) in evaluation.iter().flat_map(|evaluation| &evaluation.seeded_states) {
            let TangentSeed { tangent, scale, direction } = *seed;
            for (_, _, quantity) in access::expand(network, *quantity) {
                let Quantity::State(origin, index) = quantity else { continue };
                let Some(y) = network.state_index(origin, index).and_then(|index| y.get_mut(index)) else { continue };
                let y: &mut dyn Any = y;
                if let Some(y) = y.downcast_mut::<Grad>() {
                    *y = y.seeded(tangent, scale, direction);
                } else if let Some(y) = y.downcast_mut::<Curvature>() {
                    *y = y.seeded(tangent, scale, direction);
                }
            }
        }
    });
}

/// Reports that a neuron grazes its threshold at `time` (ms), where its spikes have no derivatives.
#[cold]
pub(crate) fn report_grazing(neuron: &str, time: f64) {
    EVALUATION.with_borrow_mut(|evaluation| {
        if let Some(evaluation) = evaluation {
            evaluation.grazing.get_or_insert_with(|| (neuron.to_owned(), time));
        }
    });
}
