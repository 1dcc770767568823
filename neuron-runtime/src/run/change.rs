//! Changes of parameters and states while a run goes on.
//!
//! A `Changing` network owns a copy of the network and is solved in its place. Each change is a relation, `t >= time`, which
//! the solution meets as any other event: no step crosses it, its time and value have derivatives, checkpoints hold whether it
//! has happened. A ramp is two changes, its beginning and its end. In between the parameter is a function of time.

mod check;
mod present;

use crate::error::Error;
use crate::model::handle::{Group, Origin, Parameter, Quantity, Recordable, State};
use crate::model::info::{RelationInfo, RelationKind};
use crate::model::mechanism::{Flow, Held};
use crate::model::names;
use crate::model::network::{Layout, Network, layout_of_wrapped};
use crate::model::source::Progress;
use crate::number::Scalar;
use crate::system::jacobian::{Jacobian, Singular};
use crate::system::{Arrival, Given, Needs, Relation, Spike, System, Variables, View, Workspace};
use present::Present;
use std::cell::RefCell;
use std::marker::PhantomData;
use std::ops::Range;

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
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Operation<T> {
    Set,
    Add,
    /// From now on it moves along a line, until another change at `end` (ms) sets the value there.
    Ramp {
        end: T,
    },
}

/// A change at one time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Change<T> {
    /// Time, ms.
    pub(crate) time: T,
    pub(crate) target: Target,
    pub(crate) operation: Operation<T>,
    /// The new value, or what is added to the old one, or the value at the end of a ramp: in the declared unit of a parameter;
    /// mV, µM or 1 for a state.
    pub(crate) value: T,
}

const RELATION: RelationInfo = RelationInfo {
    text: "the time of a change",
    kind: RelationKind::Time,
    floor: false,
    // A change at the start is none that has been made.
    or_equal: false,
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
    has_ramps: bool,
    /// Scratch: slopes a little later and a little earlier; empty without ramps.
    sides: RefCell<[Vec<T>; 2]>,
    needs: PhantomData<fn() -> M>,
}

impl<'a, N: Network<T>, T: Scalar, M: Needs> Changing<'a, N, T, M> {
    /// Returns a copy of a network that will change.
    ///
    /// # Errors
    /// - [`Error::Setting`] for a time or a value that is not finite, a time before the start at 0 ms, and ramps that cannot be;
    /// - [`Error::UnknownName`] for a state or parameter that does not exist;
    /// - [`Error::Parameter`] for a value out of the bounds of its parameter.
    pub(crate) fn new(original: &'a N, mut changes: Vec<Change<T>>) -> Result<Self, Error> {
        let mut network = original.map(&mut |parameter| *parameter);
        network.carry(original.carried());
        // Changes of the same time happen in the order in which they were given; ramps begin then.
        changes.sort_by(|a, b| a.time.re().total_cmp(&b.time.re()).then(is_ramp(a).cmp(&is_ramp(b))));
        let mut relations = 0;
        original.relations(&mut |_| relations += 1);
        let (mut first, mut places) = (Vec::new(), Vec::new());
        for change in &changes {
            let mut own = Vec::new();
            match change.target {
                Target::Parameter(origin, index) => each_value(original, origin, index, |origin, value| {
                    first.push((origin, index, value));
                }),
                Target::State(quantity) => own = state_places(original, quantity)?,
            }
            places.push(own);
        }
        check::check(original, &changes, relations)?;
        let has_ramps = changes.iter().any(is_ramp);
        let room = if has_ramps { original.dim() } else { 0 };
        Ok(Changing {
            original,
            relations,
            places,
            present: RefCell::new(Present::new(network, first, changes.len(), has_ramps)),
            sides: RefCell::new([0, 1].map(|_| vec![T::zero(); room])),
            has_ramps,
            changes,
            needs: PhantomData,
        })
    }

    /// Splits the values of relations into those of the network and those of the changes.
    fn split<'h>(&self, held: Held<'h>) -> (Held<'h>, &'h [f64]) {
        let (of_network, of_changes) = held.0.split_at_checked(self.relations).unwrap_or((held.0, &[]));
        (Held(of_network), of_changes)
    }

    /// Calls `then` with the network as it is at `t` (ms) where relations are `held`; where none is, with the network after all
    /// changes before `t`.
    fn with<R>(&self, t: T, held: Held<'_>, then: impl FnOnce(&dyn System<T>, Held<'_>) -> R) -> R {
        self.with_ramps(t, 0.0, held, then)
    }

    /// Calls `then` with the network at `t`, but with ramps where they are later by a time (both ms).
    fn with_ramps<R>(&self, t: T, later: f64, held: Held<'_>, then: impl FnOnce(&dyn System<T>, Held<'_>) -> R) -> R {
        let (held, happened) = self.split(held);
        if happened.is_empty() {
            self.present.borrow_mut().move_as_written(t, later, &self.changes);
        } else {
            self.present.borrow_mut().move_to(t, later, &self.changes, happened);
        }
        then(&View::<N::With<T>, M>::new(&self.present.borrow().network), held)
    }

    /// Calls `then` with the network before any change, for what depends on its structure alone.
    fn original<R>(&self, then: impl FnOnce(&dyn System<T>) -> R) -> R {
        then(&View::<N, M>::new(self.original))
    }

    /// Adds to ∂f/∂t what ramps change in the slopes.
    fn add_time_slopes(&self, jacobian: &mut Jacobian<T>, t: T, y: &[T], given: &Given<'_, T>) {
        let Some(shortest) = self.present.borrow().shortest_ramp() else { return };
        let [later, earlier] = &mut *self.sides.borrow_mut();
        // Of second order: what is left is 1e-8 of the change in a slope, and less where the parameter is a factor.
        let side = 1e-4 * shortest;
        for (by, slopes) in [(side, &mut *later), (-side, &mut *earlier)] {
            self.with_ramps(t, by, given.held, |network, held| {
                network.rhs_with(t, y, &Given { held, ..*given }, slopes);
            });
        }
        for (later, earlier) in later.iter_mut().zip(earlier) {
            *later = (*later - *earlier) / (2.0 * side);
        }
        jacobian.add_time_slopes(later);
    }
}

/// Returns true for the beginning of a ramp.
fn is_ramp<T>(change: &Change<T>) -> bool {
    matches!(change.operation, Operation::Ramp { .. })
}

/// Calls `visit` with the values of a parameter, one for each element that a handle stands for.
fn each_value<T: Scalar, N: Network<T>>(network: &N, origin: Origin, index: usize, mut visit: impl FnMut(Origin, T)) {
    for element in elements(network, origin) {
        let origin = Origin { element: Some(element), ..origin };
        if let Some(value) = network.parameter(origin, index) {
            visit(origin, value);
        }
    }
}

/// Returns the elements for which a handle stands.
fn elements<T: Scalar, N: Network<T>>(network: &N, origin: Origin) -> Range<usize> {
    match origin.element {
        Some(element) => element..element + 1,
        None => 0..network.elements(origin.group),
    }
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

layout_of_wrapped!([N: Network<T>, T: Scalar, M: Needs] Changing<'_, N, T, M>, original);

impl<N: Network<T>, T: Scalar, M: Needs> System<T> for Changing<'_, N, T, M> {
    fn start(&self, y: &mut [T]) {
        self.original.start(y);
    }

    fn rhs_with(&self, t: T, y: &[T], given: &Given<'_, T>, dy: &mut [T]) {
        self.with(t, given.held, |network, held| network.rhs_with(t, y, &Given { held, ..*given }, dy));
    }

    fn exponential_euler(&self, t: T, h: T, given: &Given<'_, T>, y: &mut [T], work: &mut Workspace<'_, T>) {
        self.with(t, given.held, |network, held| network.exponential_euler(t, h, &Given { held, ..*given }, y, work));
    }

    fn strang(&self, t: T, h: T, given: &Given<'_, T>, y: &mut [T], work: &mut Workspace<'_, T>) {
        if self.has_ramps {
            work.forget();
        }
        // Parameters on a ramp are those in the middle of the step, as everything is that the time decides.
        self.with(t + h * 0.5, given.held, |network, held| network.strang(t, h, &Given { held, ..*given }, y, work));
    }

    fn workspace(&self) -> Workspace<'static, T> {
        self.original(|network| network.workspace())
    }

    fn flow(&self, origin: Origin, index: usize, t: T, y: &[T], held: Held<'_>) -> Option<Flow<T>> {
        self.with(t, held, |network, held| network.flow(origin, index, t, y, held))
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
        self.with(t, held, |network, held| network.margins(t, y, held, of_network));
        of_changes.iter_mut().zip(&self.changes).for_each(|(margin, change)| *margin = t - change.time);
    }

    fn margin_slopes(&self, y: &[T], held: Held<'_>, to: &mut [T]) {
        let (of_network, of_changes) = to.split_at_mut(self.relations);
        // No ramp moves them.
        self.with(T::zero(), held, |network, held| network.margin_slopes(y, held, of_network));
        of_changes.fill(T::one());
    }

    fn jump(&self, t: T, held: Held<'_>, y: &mut [T]) -> bool {
        let (_, happened) = self.split(held);
        let mut jumped = false;
        for (k, (change, places)) in self.changes.iter().zip(&self.places).enumerate() {
            if self.present.borrow().happened(k) < happened.get(k).copied().unwrap_or(0.0) {
                jumped |= !places.is_empty();
                for place in places {
                    y[*place] = match change.operation {
                        Operation::Add => y[*place] + change.value,
                        Operation::Set | Operation::Ramp { .. } => change.value,
                    };
                }
            }
        }
        self.with(t, held, |network, held| network.jump(t, held, y)) | jumped
    }

    fn input(&self, input: usize, t: T, y: &[T], held: Held<'_>) -> Option<[T; 2]> {
        self.with(t, held, |network, held| network.input(input, t, y, held))
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
            // The end of a ramp is a change of its own.
            let operation = match operation {
                Operation::Set => 0.0,
                Operation::Add => 1.0,
                Operation::Ramp { .. } => 2.0,
            };
            for number in [kind, group, element, index as f64, operation, time.re(), value.re()] {
                visit(&format!("change {k}"), number);
            }
        }
        self.original(|network| network.each_input(visit));
    }

    fn apply_spike(&self, relation: usize, t: T, y: &mut [T], held: Held<'_>) -> Option<Spike<T>> {
        if relation >= self.relations {
            return None;
        }
        self.with(t, held, |network, held| network.apply_spike(relation, t, y, held))
    }

    fn has_arrivals(&self) -> bool {
        self.original(|network| network.has_arrivals())
    }

    fn departures(&self, v: usize, t: T, held: Held<'_>, visit: &mut dyn FnMut(T, Arrival)) {
        self.with(t, held, |network, held| network.departures(v, t, held, visit));
    }

    fn arrive(&self, arrival: &Arrival, t: T, held: Held<'_>, y: &mut [T], variables: &mut Variables<T>) {
        self.with(t, held, |network, held| network.arrive(arrival, t, held, y, variables));
    }

    fn sources(&self) -> usize {
        self.original(|network| network.sources())
    }

    fn next_spike(&self, source: usize, now: T, held: Held<'_>, progress: &mut Progress<T>) -> T {
        self.with(now, held, |network, held| network.next_spike(source, now, held, progress))
    }

    fn variable(&self, of: [usize; 3], t: T, held: Held<'_>, variables: &Variables<T>) -> Option<T> {
        self.with(t, held, |network, held| network.variable(of, t, held, variables))
    }

    fn variables(&self, t: T) -> Variables<T> {
        self.with(t, Held::NONE, |network, _| network.variables(t))
    }

    fn jacobian(&self) -> Jacobian<T> {
        let mut jacobian = self.original(|network| network.jacobian());
        if self.has_ramps {
            jacobian.set_driven();
        }
        jacobian
    }

    fn evaluate(&self, jacobian: &mut Jacobian<T>, t: T, y: &[T], given: &Given<'_, T>, dy: &mut [T]) {
        self.with(t, given.held, |network, held| network.evaluate(jacobian, t, y, &Given { held, ..*given }, dy));
        self.add_time_slopes(jacobian, t, y, given);
    }

    fn factorise(&self, jacobian: &mut Jacobian<T>, beta: f64) -> Result<(), Singular> {
        self.original(|network| network.factorise(jacobian, beta))
    }

    fn solve_linear(&self, jacobian: &mut Jacobian<T>, b: &mut [T]) {
        self.original(|network| network.solve_linear(jacobian, b));
    }

    fn fastest(&self, jacobian: &mut Jacobian<T>) -> f64 {
        self.original(|network| network.fastest(jacobian))
    }
}
