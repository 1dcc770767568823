//! What all runs within a cost share while its derivatives are taken: their steps, and the starts that have derivatives.
//!
//! A cost is any function that runs simulations. It is called once for every block of parameters; what its first call did
//! is repeated by the later ones, run by run, on the thread that called it.

use super::steps::{StepChoice, Steps};
use crate::model::handle::Quantity;
use crate::number::seed::Seed;
use crate::number::{Curvature, Grad, Scalar};
use crate::system::System;
use crate::{error::Error, model::access};
use std::any::Any;
use std::cell::RefCell;

thread_local! {
    static EVALUATION: RefCell<Option<Evaluation>> = const { RefCell::new(None) };
}

/// An initial state that is differentiated by.
#[derive(Debug)]
pub(crate) struct Start {
    pub(crate) quantity: Quantity,
    /// Its place in the block.
    pub(crate) place: usize,
    /// By how much it grows per unit of the tangent there.
    pub(crate) by: f64,
    /// Its part in the direction of second derivatives.
    pub(crate) direction: f64,
}

/// One evaluation of a cost.
#[derive(Debug, Default)]
pub(crate) struct Evaluation {
    /// The steps of its runs, in their order.
    pub(crate) steps: Vec<Steps>,
    /// The steps are there, to be followed.
    follow: bool,
    /// Sizes of the parameters of this block, if derivatives count in the step control.
    pub(crate) sizes: Option<[f64; 8]>,
    /// The initial states of this block.
    pub(crate) starts: Vec<Start>,
    /// Which run is next.
    next: usize,
    /// The first run that was not there before.
    extra: bool,
    /// The first crossing without a derivative: neuron and time (ms).
    grazing: Option<(String, f64)>,
}

impl Evaluation {
    /// On these steps, or where there are none on steps that are chosen and noted down.
    pub(crate) fn new(steps: Vec<Steps>) -> Self {
        Evaluation { follow: !steps.is_empty(), steps, ..Evaluation::default() }
    }

    /// Evaluates `cost` under this evaluation, and gives it back.
    pub(crate) fn run<R>(self, cost: impl FnOnce() -> R) -> (R, Evaluation) {
        /// What was there before comes back, whatever happens.
        struct Restore(Option<Evaluation>);
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

    /// That the cost did what it had done before.
    pub(crate) fn check(&self) -> Result<(), Error> {
        if self.extra || self.follow && (self.next != self.steps.len() || self.steps.iter().any(Steps::differs)) {
            return Err(Error::NotRepeatable);
        }
        Ok(())
    }

    /// The steps of the one run that it was.
    pub(crate) fn into_steps(self) -> Result<Steps, Error> {
        self.check()?;
        match <[Steps; 1]>::try_from(self.steps) {
            Ok([steps]) => Ok(steps),
            Err(_) => Err(Error::NotRepeatable),
        }
    }

    /// The crossing to blame for derivatives that are not there.
    pub(crate) fn grazing(&self) -> Option<(String, f64)> {
        self.grazing.clone()
    }
}

/// A run begins: who chooses its steps, and the sizes of the parameters whose derivatives count.
pub(crate) fn begin() -> (StepChoice, Option<[f64; 8]>) {
    EVALUATION.with_borrow_mut(|evaluation| match evaluation {
        None => (StepChoice::Free, None),
        Some(evaluation) if evaluation.follow => match evaluation.steps.get_mut(evaluation.next) {
            Some(steps) => (StepChoice::Repeating { steps: std::mem::take(steps), next: 0 }, evaluation.sizes),
            None => {
                evaluation.extra = true;
                (StepChoice::Free, evaluation.sizes)
            }
        },
        Some(evaluation) => (StepChoice::Recording(Steps::default()), evaluation.sizes),
    })
}

/// A run ended.
pub(crate) fn end(choice: StepChoice) {
    let Some(steps) = choice.into_steps() else { return };
    EVALUATION.with_borrow_mut(|evaluation| {
        let Some(evaluation) = evaluation else { return };
        match evaluation.steps.get_mut(evaluation.next) {
            Some(place) => *place = steps,
            None => evaluation.steps.push(steps),
        }
        evaluation.next += 1;
    });
}

/// Marks the initial states whose derivatives are asked for.
pub(crate) fn mark_start<T: Scalar>(network: &dyn System<T>, y: &mut [T]) {
    EVALUATION.with_borrow(|evaluation| {
        for Start { quantity, place, by, direction } in evaluation.iter().flat_map(|evaluation| &evaluation.starts) {
            for (_, _, quantity) in access::expand(network, *quantity) {
                let Quantity::State(origin, index) = quantity else { continue };
                let Some(y) = network.state_index(origin, index).and_then(|index| y.get_mut(index)) else { continue };
                let y: &mut dyn Any = y;
                if let Some(y) = y.downcast_mut::<Grad>() {
                    *y = y.seeded(*place, *by, *direction);
                } else if let Some(y) = y.downcast_mut::<Curvature>() {
                    *y = y.seeded(*place, *by, *direction);
                }
            }
        }
    });
}

/// A crossing has no derivative.
#[cold]
pub(crate) fn graze(neuron: &str, time: f64) {
    EVALUATION.with_borrow_mut(|evaluation| {
        if let Some(evaluation) = evaluation {
            evaluation.grazing.get_or_insert_with(|| (neuron.to_owned(), time));
        }
    });
}
