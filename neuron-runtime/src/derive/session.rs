//! What all runs within a cost share while its derivatives are taken: their steps, and the starts that have derivatives.
//!
//! A cost is any function that runs simulations. It is called once for every block of parameters; what its first call did
//! is repeated by the later ones, run by run, on the thread that called it.

use super::plan::{Pace, Plan};
use super::seed::Seed;
use crate::model::handle::Quantity;
use crate::number::{Curvature, Grad, Scalar};
use crate::system::System;
use crate::{error::Error, model::access};
use std::any::Any;
use std::cell::RefCell;

thread_local! {
    static SESSION: RefCell<Option<Session>> = const { RefCell::new(None) };
}

/// An initial state that is differentiated by.
#[derive(Debug)]
pub(super) struct Start {
    pub(super) quantity: Quantity,
    /// Its place in the block.
    pub(super) place: usize,
    /// By how much it grows per unit of the tangent there.
    pub(super) by: f64,
    /// Its part in the direction of second derivatives.
    pub(super) direction: f64,
}

/// One evaluation of a cost.
#[derive(Debug, Default)]
pub(super) struct Session {
    /// The steps of its runs, in their order.
    pub(super) plans: Vec<Plan>,
    /// The plans are there, to be followed.
    follow: bool,
    /// Sizes of the parameters of this block, if derivatives count in the step control.
    pub(super) sizes: Option<[f64; 8]>,
    /// The initial states of this block.
    pub(super) starts: Vec<Start>,
    /// Which run is next.
    next: usize,
    /// The first run that was not there before.
    extra: bool,
    /// The first crossing without a derivative: neuron and time (ms).
    grazing: Option<(String, f64)>,
}

impl Session {
    /// On these plans, or where there are none on steps that are chosen and noted down.
    pub(super) fn new(plans: Vec<Plan>) -> Self {
        Session { follow: !plans.is_empty(), plans, ..Session::default() }
    }

    /// Evaluates `cost` under this session, and gives it back.
    pub(super) fn run<R>(self, cost: impl FnOnce() -> R) -> (R, Session) {
        /// What was there before comes back, whatever happens.
        struct Restore(Option<Session>);
        impl Drop for Restore {
            fn drop(&mut self) {
                SESSION.with_borrow_mut(|session| *session = self.0.take());
            }
        }
        let restore = Restore(SESSION.with_borrow_mut(|session| session.replace(self)));
        let result = cost();
        let session = SESSION.with_borrow_mut(Option::take).unwrap_or_default();
        drop(restore);
        (result, session)
    }

    /// That the cost did what it had done before.
    pub(super) fn check(&self) -> Result<(), Error> {
        if self.extra || self.follow && (self.next != self.plans.len() || self.plans.iter().any(Plan::differs)) {
            return Err(Error::NotRepeatable);
        }
        Ok(())
    }

    /// The steps of the one run that it was.
    pub(super) fn into_plan(self) -> Result<Plan, Error> {
        self.check()?;
        match <[Plan; 1]>::try_from(self.plans) {
            Ok([plan]) => Ok(plan),
            Err(_) => Err(Error::NotRepeatable),
        }
    }

    /// The crossing to blame for derivatives that are not there.
    pub(super) fn grazing(&self) -> Option<(String, f64)> {
        self.grazing.clone()
    }
}

/// A run begins: who chooses its steps, and the sizes of the parameters whose derivatives count.
pub(crate) fn begin() -> (Pace, Option<[f64; 8]>) {
    SESSION.with_borrow_mut(|session| match session {
        None => (Pace::Free, None),
        Some(session) if session.follow => match session.plans.get_mut(session.next) {
            Some(plan) => (Pace::Following { plan: std::mem::take(plan), next: 0 }, session.sizes),
            None => {
                session.extra = true;
                (Pace::Free, session.sizes)
            }
        },
        Some(session) => (Pace::Planning(Plan::default()), session.sizes),
    })
}

/// A run ended.
pub(crate) fn end(pace: Pace) {
    let Some(plan) = pace.into_plan() else { return };
    SESSION.with_borrow_mut(|session| {
        let Some(session) = session else { return };
        match session.plans.get_mut(session.next) {
            Some(place) => *place = plan,
            None => session.plans.push(plan),
        }
        session.next += 1;
    });
}

/// Marks the initial states whose derivatives are asked for.
pub(crate) fn mark_start<T: Scalar>(network: &dyn System<T>, y: &mut [T]) {
    SESSION.with_borrow(|session| {
        for Start { quantity, place, by, direction } in session.iter().flat_map(|session| &session.starts) {
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
    SESSION.with_borrow_mut(|session| {
        if let Some(session) = session {
            session.grazing.get_or_insert_with(|| (neuron.to_owned(), time));
        }
    });
}
