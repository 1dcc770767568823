//! Changes of parameters and states while a run goes on.
//!
//! A `Changing` network owns a copy of the network and is solved in its place. Each change is a relation, `t >= time`, which
//! the solution meets as any other event: no step crosses it, its time and value have derivatives, checkpoints hold whether it
//! has happened.

use crate::error::Error;
use crate::model::bounds;
use crate::model::handle::{Group, Origin, Parameter, Quantity, Recordable, State};
use crate::model::info::{RelationInfo, RelationKind};
use crate::model::mechanism::{Flow, Held};
use crate::model::names;
use crate::model::network::parameters::write;
use crate::model::network::{Layout, Network, layout_of_wrapped};
use crate::number::Scalar;
use crate::system::jacobian::{Jacobian, Singular};
use crate::system::{Given, Needs, Relation, Spike, System, View};
use std::cell::RefCell;
use std::marker::PhantomData;

/// A handle of what can change in a run: a parameter, or a state.
pub trait Changeable<N> {
    #[doc(hidden)]
    fn target(&self) -> Target;
}

/// What changes.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub enum Target {
    Parameter(Origin, usize),
    State(Quantity),
}

impl<N> Changeable<N> for Parameter<N> {
    fn target(&self) -> Target {
        Target::Parameter(self.origin(), self.index())
    }
}

impl<N> Changeable<N> for State<N> {
    fn target(&self) -> Target {
        Target::State(self.quantity())
    }
}

/// How it changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operation {
    Set,
    Add,
}

/// A change at one time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Change<T> {
    /// Time, ms.
    pub(crate) time: T,
    pub(crate) target: Target,
    pub(crate) operation: Operation,
    /// The new value, or what is added to the old one: in the declared unit of a parameter; mV, µM or 1 for a state.
    pub(crate) value: T,
}

const RELATION: RelationInfo = RelationInfo {
    text: "the time of a change",
    kind: RelationKind::Time,
    floor: false,
    or_equal: true,
    smooth: false,
    of_states: true,
    of_current: true,
};

/// A network that changes while it is solved. `M` is what its method needs.
pub(crate) struct Changing<'a, N: Network<T>, T, M>
where
    T: Scalar,
{
    original: &'a N,
    /// The number of its relations; those of the changes follow.
    relations: usize,
    changes: Vec<Change<T>>,
    /// The places in the state of what each change changes; empty for parameters.
    places: Vec<Vec<usize>>,
    present: RefCell<Present<N::With<T>, T>>,
    needs: PhantomData<fn() -> M>,
}

/// The network as it is, and the changes that it has undergone.
struct Present<N, T> {
    network: N,
    /// For each change 1 if it has happened, as relations are held.
    happened: Vec<f64>,
    /// The first values of the parameters that change.
    first: Vec<(Origin, usize, T)>,
}

impl<'a, N: Network<T>, T: Scalar, M: Needs> Changing<'a, N, T, M> {
    /// Returns a copy of a network that will change.
    ///
    /// # Errors
    /// - [`Error::Setting`] for a time or a value that is not finite;
    /// - [`Error::UnknownName`] for a state or parameter that does not exist;
    /// - [`Error::Parameter`] for a value out of the bounds of its parameter.
    pub(crate) fn new(original: &'a N, mut changes: Vec<Change<T>>) -> Result<Self, Error> {
        let mut network = original.map(&mut |parameter| *parameter);
        network.carry(original.carried());
        // Changes of the same time happen in the order in which they were given.
        changes.sort_by(|a, b| a.time.re().total_cmp(&b.time.re()));
        let mut relations = 0;
        original.relations(&mut |_| relations += 1);
        let (mut first, mut places) = (Vec::new(), Vec::new());
        for change in &changes {
            let mut own = Vec::new();
            match change.target {
                Target::Parameter(origin, index) => first.extend(values(original, origin, index)),
                Target::State(quantity) => own = state_places(original, quantity)?,
            }
            places.push(own);
        }
        check(original, &changes)?;
        let present = RefCell::new(Present { network, happened: vec![0.0; changes.len()], first });
        Ok(Changing { original, relations, changes, places, present, needs: PhantomData })
    }

    /// Splits the values of relations into those of the network and those of the changes.
    fn split<'h>(&self, held: Held<'h>) -> (Held<'h>, &'h [f64]) {
        let (of_network, of_changes) = held.0.split_at_checked(self.relations).unwrap_or((held.0, &[]));
        (Held(of_network), of_changes)
    }

    /// Calls `then` with the network as it is where relations are `held`; where none is, with the network before any change.
    fn with<R>(&self, held: Held<'_>, then: impl FnOnce(&dyn System<T>, Held<'_>) -> R) -> R {
        let (held, happened) = self.split(held);
        if happened.is_empty() {
            return then(&View::<N, M>::new(self.original), held);
        }
        if self.present.borrow().happened != happened {
            self.change(happened);
        }
        then(&View::<N::With<T>, M>::new(&self.present.borrow().network), held)
    }

    /// Brings the parameters to where these changes have happened.
    #[cold]
    fn change(&self, happened: &[f64]) {
        let Present { network, happened: before, first } = &mut *self.present.borrow_mut();
        // A solution that goes back begins again.
        if before.iter().zip(happened).any(|(before, now)| before > now) {
            first.iter().for_each(|(origin, index, value)| _ = write(network, *origin, *index, *value));
            before.fill(0.0);
        }
        for (change, (before, now)) in self.changes.iter().zip(before.iter_mut().zip(happened)) {
            if *before < *now {
                apply(network, change);
            }
            *before = *now;
        }
    }
}

/// Makes a change of a parameter. Returns false if there is no such parameter.
fn apply<T: Scalar, N: Network<T>>(network: &mut N, change: &Change<T>) -> bool {
    let Target::Parameter(origin, index) = change.target else { return true };
    if change.operation == Operation::Set {
        return write(network, origin, index, change.value);
    }
    let old = values(network, origin, index);
    !old.is_empty() && old.into_iter().all(|(origin, index, value)| write(network, origin, index, value + change.value))
}

/// Returns the values of a parameter, one for each element that a handle stands for.
fn values<T: Scalar, N: Network<T>>(network: &N, origin: Origin, index: usize) -> Vec<(Origin, usize, T)> {
    let elements = match origin.element {
        Some(element) => element..element + 1,
        None => 0..network.elements(origin.group),
    };
    let value = |element| {
        let origin = Origin { element: Some(element), ..origin };
        Some((origin, index, network.parameter(origin, index)?))
    };
    elements.filter_map(value).collect()
}

/// Returns the places of a quantity in the state; several if it stands for a whole array.
fn state_places<T: Scalar, N: Network<T>>(network: &N, quantity: Quantity) -> Result<Vec<usize>, Error> {
    let all = names::expand(network, quantity).into_iter();
    let places: Vec<usize> = all
        .filter_map(|(_, _, quantity)| match quantity {
            Quantity::State(origin, index) => network.state_index(origin, index),
            _ => None,
        })
        .collect();
    if places.is_empty() {
        return Err(Error::UnknownName { name: names::name_of(network.info(), quantity).0, known: Vec::new() });
    }
    Ok(places)
}

/// Checks times and values, and the bounds of all parameters after each change.
fn check<T: Scalar, N: Network<T>>(original: &N, changes: &[Change<T>]) -> Result<(), Error> {
    let mut network = original.map(&mut |parameter| *parameter);
    for change in changes {
        for (setting, number) in [("the time of a change", change.time), ("the value of a change", change.value)] {
            if !number.is_finite() {
                let expected = "it has to be a finite number";
                return Err(Error::Setting { setting, value: number.re(), expected });
            }
        }
        if !apply(&mut network, change) {
            return Err(Error::UnknownName { name: "parameter of a change".to_owned(), known: Vec::new() });
        }
        bounds::check(&network)?;
    }
    Ok(())
}

layout_of_wrapped!([N: Network<T>, T: Scalar, M: Needs] Changing<'_, N, T, M>, original);

impl<N: Network<T>, T: Scalar, M: Needs> System<T> for Changing<'_, N, T, M> {
    fn start(&self, y: &mut [T]) {
        self.original.start(y);
    }

    fn rhs_with(&self, t: T, y: &[T], given: &Given<'_, T>, dy: &mut [T]) {
        self.with(given.held, |network, held| network.rhs_with(t, y, &Given { held, ..*given }, dy));
    }

    fn exponential_euler(&self, t: T, h: T, given: &Given<'_, T>, y: &mut [T], work: &mut [T]) {
        self.with(given.held, |network, held| network.exponential_euler(t, h, &Given { held, ..*given }, y, work));
    }

    fn exponential_midpoint(&self, t: T, h: T, given: &Given<'_, T>, y: &mut [T], middle: &mut [T], work: &mut [T]) {
        self.with(given.held, |network, held| {
            network.exponential_midpoint(t, h, &Given { held, ..*given }, y, middle, work);
        });
    }

    fn work(&self) -> usize {
        self.with(Held::NONE, |network, _| network.work())
    }

    fn flow(&self, origin: Origin, index: usize, t: T, y: &[T], held: Held<'_>) -> Option<Flow<T>> {
        self.with(held, |network, held| network.flow(origin, index, t, y, held))
    }

    fn relations(&self, visit: &mut dyn FnMut(Relation)) {
        self.original.relations(visit);
        for _ in &self.changes {
            visit(Relation {
                info: &RELATION,
                mechanism: "the run",
                group: Group::Cells(0),
                element: None,
                is_used: true,
            });
        }
    }

    fn margins(&self, t: T, y: &[T], held: Held<'_>, to: &mut [T]) {
        let (of_network, of_changes) = to.split_at_mut(self.relations);
        self.with(held, |network, held| network.margins(t, y, held, of_network));
        of_changes.iter_mut().zip(&self.changes).for_each(|(margin, change)| *margin = t - change.time);
    }

    fn margin_slopes(&self, y: &[T], held: Held<'_>, to: &mut [T]) {
        let (of_network, of_changes) = to.split_at_mut(self.relations);
        self.with(held, |network, held| network.margin_slopes(y, held, of_network));
        of_changes.fill(T::one());
    }

    fn jump(&self, t: T, held: Held<'_>, y: &mut [T]) -> bool {
        let (_, happened) = self.split(held);
        let mut jumped = false;
        for (k, (change, places)) in self.changes.iter().zip(&self.places).enumerate() {
            if self.present.borrow().happened[k] < happened.get(k).copied().unwrap_or(0.0) {
                jumped |= !places.is_empty();
                for place in places {
                    y[*place] = match change.operation {
                        Operation::Set => change.value,
                        Operation::Add => y[*place] + change.value,
                    };
                }
            }
        }
        self.with(held, |network, held| network.jump(t, held, y)) | jumped
    }

    fn input(&self, input: usize, t: T, y: &[T], held: Held<'_>) -> Option<[T; 2]> {
        self.with(held, |network, held| network.input(input, t, y, held))
    }

    fn each_input(&self, visit: &mut dyn FnMut(&str, f64)) {
        for (k, Change { time, target, operation, value }) in self.changes.iter().enumerate() {
            let (kind, origin, index) = match *target {
                Target::Parameter(origin, index) => (0.0, origin, index),
                Target::State(quantity) => {
                    let (Quantity::State(_, index) | Quantity::Current(_, index) | Quantity::Conductance(_, index)) =
                        quantity;
                    (1.0, quantity.origin(), index)
                }
            };
            let group = match origin.group {
                Group::Cells(group) => group as f64,
                Group::Synapses(group) => -1.0 - group as f64,
            };
            let element = origin.element.map_or(-1.0, |element| element as f64);
            let operation = f64::from(u8::from(*operation == Operation::Add));
            for number in [kind, group, element, index as f64, operation, time.re(), value.re()] {
                visit(&format!("change {k}"), number);
            }
        }
        self.with(Held::NONE, |network, _| network.each_input(visit));
    }

    fn apply_spike(&self, relation: usize, t: T, y: &mut [T], held: Held<'_>) -> Option<Spike<T>> {
        if relation >= self.relations {
            return None;
        }
        self.with(held, |network, held| network.apply_spike(relation, t, y, held))
    }

    fn jacobian(&self) -> Jacobian<T> {
        self.with(Held::NONE, |network, _| network.jacobian())
    }

    fn evaluate(&self, jacobian: &mut Jacobian<T>, t: T, y: &[T], given: &Given<'_, T>, dy: &mut [T]) {
        self.with(given.held, |network, held| network.evaluate(jacobian, t, y, &Given { held, ..*given }, dy));
    }

    fn factorise(&self, jacobian: &mut Jacobian<T>, beta: f64) -> Result<(), Singular> {
        self.with(Held::NONE, |network, _| network.factorise(jacobian, beta))
    }

    fn solve_linear(&self, jacobian: &mut Jacobian<T>, b: &mut [T]) {
        self.with(Held::NONE, |network, _| network.solve_linear(jacobian, b));
    }

    fn fastest(&self, jacobian: &mut Jacobian<T>) -> f64 {
        self.with(Held::NONE, |network, _| network.fastest(jacobian))
    }
}
