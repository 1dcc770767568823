//! A network with the inputs of a run.
//!
//! To a solver it is another system. Its relations are those of the network, then those of the inputs, so that whatever stops
//! at the ones stops at the others. Currents of inputs are drives of the compartments.
//!
//! An ideal voltage clamp is the limit of an infinite conductance. V is given, and so are dV/dt, the slope of the command, and
//! its row of the Jacobian, which is 0. What the clamp supplies follows from the rate that V would have without it:
//!
//! ```text
//! i = C (dV_command/dt − dV_free/dt)
//! ```

use super::source::Source;
use super::{Input, Placed, clamped};
use crate::error::Error;
use crate::model::handle::{Group, Origin, Quantity};
use crate::model::info::RelationKind;
use crate::model::mechanism::{Flow, Held};
use crate::model::names;
use crate::model::network::layout_of_wrapped;
use crate::model::source::Progress;
use crate::number::Scalar;
use crate::system::jacobian::{Jacobian, Singular};
use crate::system::{Arrival, Drive, Given, Relation, Spike, System, Variables, Workspace};
use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

/// A network and the inputs of a run.
pub(crate) struct Driven<'a, T> {
    network: &'a dyn System<T>,
    /// The inputs as they were given.
    inputs: Vec<Entered<T>>,
    /// What they consist of.
    parts: Vec<Part<T>>,
    /// The numbers of relations of the network and of all inputs.
    relations: [usize; 2],
    depends_on_time: bool,
    scratch: RefCell<Scratch<T>>,
}

/// An input as it was given.
struct Entered<T> {
    label: String,
    source: Rc<dyn Source<T>>,
    places: Vec<Place<T>>,
    /// The index of its first part.
    part: usize,
}

/// An input, or its path into one compartment.
struct Part<T> {
    source: Rc<dyn Source<T>>,
    places: Vec<Place<T>>,
    /// Its relations among those of all inputs.
    relations: Range<usize>,
}

/// A compartment.
#[derive(Clone, Copy, Debug)]
struct Place<T> {
    /// Its index in the order of drives.
    compartment: usize,
    /// The index of its V.
    v: usize,
    /// Its capacitance (nF) if V is held there.
    capacitance: T,
}

struct Scratch<T> {
    drives: Vec<Drive<T>>,
    rates: Vec<T>,
    /// Derivatives where a clamp's current is asked for.
    dy: Vec<T>,
}

/// A column that a run with inputs records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct InputColumn {
    /// The index of the input.
    pub(crate) input: usize,
    pub(crate) is_clamp: bool,
    /// True for the current without the part that charges the membrane.
    pub(crate) is_ionic: bool,
}

/// The slope (µS) of a drive that holds V within a step of an exponential method: so large that no current moves V, and so
/// small that no number overflows, in single precision too.
const HOLD: f64 = -1e30;
/// A current (nA) that is large beside all others.
const LARGE: f64 = 1e9;

impl<'a, T: Scalar> Driven<'a, T> {
    /// Returns the network with inputs, for a run of `duration` (ms).
    ///
    /// # Errors
    /// [`Error::Input`] and [`Error::Parameter`] for inputs that are wrong, and enter elsewhere than through a V;
    /// [`Error::UnknownName`] for a neuron that does not exist.
    pub(crate) fn new(network: &'a dyn System<T>, inputs: Vec<Placed<T>>, duration: f64) -> Result<Self, Error> {
        let mut potentials = Vec::new();
        network.potentials(&mut |v| potentials.push(v));
        let mut own = 0;
        network.relations(&mut |_| own += 1);
        let mut driven = Driven {
            network,
            inputs: Vec::new(),
            parts: Vec::new(),
            relations: [own, 0],
            depends_on_time: false,
            scratch: RefCell::new(Scratch {
                drives: vec![Drive::constant(T::zero()); potentials.len()],
                rates: vec![T::zero(); potentials.len()],
                dy: vec![T::zero(); network.dim()],
            }),
        };
        for (index, Placed { v, input: Input(source) }) in inputs.into_iter().enumerate() {
            let label = clamped::label(index, &*source);
            source.check(&label)?;
            let mut places = places(network, v, &potentials, &label)?;
            if source.holds_v() {
                driven.measure_capacitance(&mut places);
                driven.check_free(&label, &places)?;
                let held = places.iter().map(|place| place.v).collect::<Vec<usize>>();
                clamped::check_resets(network, &label, source.highest_command(duration), &held)?;
            }
            driven.depends_on_time |= source.depends_on_time();
            let part = driven.parts.len();
            driven.inputs.push(Entered { label, source: source.clone(), places: places.clone(), part });
            // Relations that see V, and paths of their own, are those of one compartment.
            let by_v = source.relations().iter().any(|relation| relation.kind == RelationKind::State);
            if by_v || source.has_paths() {
                for (k, place) in places.into_iter().enumerate() {
                    let path = source.path(duration, &names::name_of(network.info(), element(v, k)).0);
                    driven.add(path.unwrap_or_else(|| source.clone()), vec![place]);
                }
            } else {
                driven.add(source, places);
            }
        }
        Ok(driven)
    }

    fn add(&mut self, source: Rc<dyn Source<T>>, places: Vec<Place<T>>) {
        if places.is_empty() {
            return;
        }
        let begin = self.relations[1];
        let relations = begin..begin + source.relations().len();
        self.relations[1] = relations.end;
        self.parts.push(Part { source, places, relations });
    }

    /// Finds the capacitances of compartments from the effect of a current.
    fn measure_capacitance(&self, places: &mut [Place<T>]) {
        let mut y = vec![T::zero(); self.network.dim()];
        self.network.start(&mut y);
        let Scratch { drives, dy, .. } = &mut *self.scratch.borrow_mut();
        for place in places {
            let mut rate = |current: f64| {
                drives[place.compartment] = Drive::constant(T::from_f64(current));
                self.network.rhs_with(T::zero(), &y, &Given::drives(drives), dy);
                drives[place.compartment] = Drive::constant(T::zero());
                dy[place.v]
            };
            let (with, without) = (rate(LARGE), rate(-LARGE));
            place.capacitance = (with - without).recip() * (2.0 * LARGE);
        }
    }

    /// Checks that no other clamp holds V at the same places.
    fn check_free(&self, label: &str, places: &[Place<T>]) -> Result<(), Error> {
        let others = self.inputs.iter().filter(|input| input.source.holds_v());
        for other in others {
            if places.iter().any(|place| other.places.iter().any(|taken| taken.v == place.v)) {
                let problem = format!("holds the V that `{}` holds; one clamp has to do", other.label);
                return Err(Error::Input { input: label.to_owned(), problem });
            }
        }
        Ok(())
    }

    /// Returns the names and contents of the columns that a run records.
    pub(crate) fn columns(&self) -> Vec<(String, InputColumn)> {
        let mut columns = Vec::new();
        for (input, Entered { label, source, places, .. }) in self.inputs.iter().enumerate() {
            if places.is_empty() {
                continue;
            }
            let column = InputColumn { input, is_clamp: source.is_clamp(), is_ionic: false };
            columns.push((label.clone(), column));
            if source.is_clamp() {
                columns.push((format!("{label}, ionic"), InputColumn { is_ionic: true, ..column }));
            }
        }
        columns
    }

    /// Returns the indices of every V that a clamp holds.
    pub(crate) fn held(&self) -> Vec<usize> {
        let clamps = self.inputs.iter().filter(|input| input.source.holds_v());
        clamps.flat_map(|clamp| clamp.places.iter().map(|place| place.v)).collect()
    }

    /// Returns the charges (pC) by which the first voltage clamp made V jump within `times`, with their times (both ms).
    pub(crate) fn charges(&self, times: Range<f64>) -> Vec<(f64, T)> {
        let Some(clamp) = self.inputs.iter().find(|input| input.source.is_clamp()) else { return Vec::new() };
        let Some(place) = clamp.places.first().filter(|_| clamp.source.holds_v()) else { return Vec::new() };
        let jumps = clamp.source.jumps().into_iter().filter(|[time, _]| times.contains(time));
        jumps.map(|[time, difference]| (time, place.capacitance * difference)).collect()
    }

    /// Returns the held values of the network's relations, and those of the inputs.
    fn split<'b>(&self, held: Held<'b>) -> [Held<'b>; 2] {
        if held.0.is_empty() {
            return [Held::NONE; 2];
        }
        let (own, of_inputs) = held.0.split_at(self.relations[0]);
        [Held(own), Held(of_inputs)]
    }

    /// Writes the sum of `given` drives and those of all inputs.
    fn drive(&self, t: T, y: &[T], of_inputs: Held<'_>, given: &[Drive<T>], drives: &mut [Drive<T>]) {
        if given.is_empty() {
            drives.fill(Drive::constant(T::zero()));
        } else {
            drives.copy_from_slice(given);
        }
        for part in self.parts.iter().filter(|part| !part.source.holds_v()) {
            let of_v = |v| part.source.drive(t, v, part.held(of_inputs));
            part.each(y, of_v, |compartment, drive| {
                drives[compartment].current += drive.current;
                drives[compartment].slope += drive.slope;
            });
        }
    }

    /// Calls `visit` with each place where V is held, the command there and its slope.
    fn each_command(&self, t: T, of_inputs: Held<'_>, mut visit: impl FnMut(&Place<T>, [T; 2])) {
        for part in self.parts.iter().filter(|part| part.source.holds_v()) {
            if let Some(command) = part.source.command(t, part.held(of_inputs)) {
                part.places.iter().for_each(|place| visit(place, command));
            }
        }
    }

    /// Writes the derivatives of every V that is held.
    fn hold_rates(&self, t: T, of_inputs: Held<'_>, dy: &mut [T]) {
        self.each_command(t, of_inputs, |place, [_, slope]| dy[place.v] = slope);
    }

    /// Makes a step of an exponential method by `step`, with the drives at `t + lead`. Every V that is held stands during the
    /// step where the command is then, and at the end where it is at the end.
    fn exponential_step(
        &self,
        [t, h, lead]: [T; 3],
        given: &Given<'_, T>,
        y: &mut [T],
        step: impl FnOnce(&Given<'_, T>, &mut [T]),
    ) {
        let [own, of_inputs] = self.split(given.held);
        let Scratch { drives, .. } = &mut *self.scratch.borrow_mut();
        self.drive(t + lead, y, of_inputs, given.drives, drives);
        self.each_command(t + lead, of_inputs, |place, [command, _]| {
            drives[place.compartment] = Drive { current: T::zero(), slope: T::from_f64(HOLD) };
            y[place.v] = command;
        });
        step(&Given { drives, held: own }, y);
        // The relations are still those of this step, so that the command at its end is that before a jump.
        self.each_command(t + lead, of_inputs, |place, [command, slope]| {
            y[place.v] = command + slope * (h - lead);
        });
    }
}

impl<T: Scalar> Part<T> {
    /// Returns the held values of its relations.
    fn held<'b>(&self, of_inputs: Held<'b>) -> Held<'b> {
        if of_inputs.0.is_empty() { Held::NONE } else { Held(&of_inputs.0[self.relations.clone()]) }
    }

    /// Calls `add` for each compartment with the value there, a function of V.
    fn each<X: Copy>(&self, y: &[T], value: impl Fn(T) -> X, mut add: impl FnMut(usize, X)) {
        let shared = (!self.source.depends_on_v()).then(|| value(self.first_v(y)));
        for place in &self.places {
            add(place.compartment, shared.unwrap_or_else(|| value(y[place.v])));
        }
    }

    /// Returns the V that its relations see.
    fn first_v(&self, y: &[T]) -> T {
        self.places.first().map_or(T::zero(), |place| y[place.v])
    }
}

/// Returns the places of a V, or of the V of a whole array.
fn places<T: Scalar>(
    network: &dyn System<T>,
    quantity: Quantity,
    potentials: &[usize],
    label: &str,
) -> Result<Vec<Place<T>>, Error> {
    let origin = quantity.origin();
    let name = || names::name_of(network.info(), quantity).0;
    let refuse = || {
        let problem = format!("enters through {}, which is no membrane potential; give the handle of a V", name());
        Error::Input { input: label.to_owned(), problem }
    };
    let (Quantity::State(_, index), Group::Cells(_)) = (quantity, origin.group) else { return Err(refuse()) };
    let elements = match origin.element {
        Some(element) => element..element + 1,
        None => 0..network.elements(origin.group),
    };
    let place = |element| {
        let there = network.state_index(Origin { element: Some(element), ..origin }, index);
        let v = there.ok_or_else(|| Error::UnknownName { name: name(), known: Vec::new() })?;
        let compartment = potentials.iter().position(|potential| *potential == v).ok_or_else(refuse)?;
        Ok(Place { compartment, v, capacitance: T::zero() })
    };
    elements.map(place).collect()
}

/// Returns the `k`-th of the V that a handle stands for.
fn element(v: Quantity, k: usize) -> Quantity {
    match v {
        Quantity::State(origin @ Origin { element: None, .. }, index) => {
            Quantity::State(Origin { element: Some(k), ..origin }, index)
        }
        _ => v,
    }
}

layout_of_wrapped!([T: Scalar] Driven<'_, T>, network);

impl<T: Scalar> System<T> for Driven<'_, T> {
    fn start(&self, y: &mut [T]) {
        self.network.start(y);
    }

    fn rhs_with(&self, t: T, y: &[T], given: &Given<'_, T>, dy: &mut [T]) {
        let [own, of_inputs] = self.split(given.held);
        let Scratch { drives, .. } = &mut *self.scratch.borrow_mut();
        self.drive(t, y, of_inputs, given.drives, drives);
        self.network.rhs_with(t, y, &Given { drives, held: own }, dy);
        self.hold_rates(t, of_inputs, dy);
    }

    fn exponential_euler(&self, t: T, h: T, given: &Given<'_, T>, y: &mut [T], work: &mut Workspace<'_, T>) {
        self.exponential_step([t, h, T::zero()], given, y, |given, y| {
            self.network.exponential_euler(t, h, given, y, work);
        });
    }

    fn strang(&self, t: T, h: T, given: &Given<'_, T>, y: &mut [T], work: &mut Workspace<'_, T>) {
        if self.parts.iter().any(|part| part.source.holds_v()) {
            // Its V is set anew in every step.
            work.forget();
        }
        self.exponential_step([t, h, h * 0.5], given, y, |given, y| self.network.strang(t, h, given, y, work));
    }

    fn workspace(&self) -> Workspace<'static, T> {
        self.network.workspace()
    }

    fn flow(&self, origin: Origin, index: usize, t: T, y: &[T], held: Held<'_>) -> Option<Flow<T>> {
        self.network.flow(origin, index, t, y, self.split(held)[0])
    }

    fn relations(&self, visit: &mut dyn FnMut(Relation)) {
        self.network.relations(visit);
        for part in &self.parts {
            for info in part.source.relations() {
                // It belongs to no neuron.
                let (group, element) = (Group::Cells(0), None);
                visit(Relation { info, mechanism: part.source.name(), group, element, is_used: true });
            }
        }
    }

    fn margins(&self, t: T, y: &[T], held: Held<'_>, to: &mut [T]) {
        let ([own, of_inputs], (to, rest)) = (self.split(held), to.split_at_mut(self.relations[0]));
        self.network.margins(t, y, own, to);
        for part in &self.parts {
            part.source.margins(t, part.first_v(y), part.held(of_inputs), &mut rest[part.relations.clone()]);
        }
    }

    fn margin_slopes(&self, y: &[T], held: Held<'_>, to: &mut [T]) {
        let ([own, of_inputs], (to, rest)) = (self.split(held), to.split_at_mut(self.relations[0]));
        self.network.margin_slopes(y, own, to);
        for part in &self.parts {
            part.source.margin_slopes(part.first_v(y), part.held(of_inputs), &mut rest[part.relations.clone()]);
        }
    }

    fn jump(&self, t: T, held: Held<'_>, y: &mut [T]) -> bool {
        let mut jumped = self.network.jump(t, self.split(held)[0], y);
        self.each_command(t, self.split(held)[1], |place, [command, _]| {
            jumped |= y[place.v] != command;
            y[place.v] = command;
        });
        jumped
    }

    fn input(&self, input: usize, t: T, y: &[T], held: Held<'_>) -> Option<[T; 2]> {
        let (input, [own, of_inputs]) = (self.inputs.get(input)?, self.split(held));
        let (place, part) = (input.places.first()?, self.parts.get(input.part)?);
        if !part.source.holds_v() {
            return Some([part.source.drive(t, y[place.v], part.held(of_inputs)).current; 2]);
        }
        let Some([_, slope]) = part.source.command(t, part.held(of_inputs)) else { return Some([T::zero(); 2]) };
        let Scratch { drives, dy, .. } = &mut *self.scratch.borrow_mut();
        self.drive(t, y, of_inputs, &[], drives);
        self.network.rhs_with(t, y, &Given { drives, held: own }, dy);
        let ionic = -(place.capacitance * dy[place.v]);
        Some([ionic + place.capacitance * slope, ionic])
    }

    fn each_input(&self, visit: &mut dyn FnMut(&str, f64)) {
        for Entered { label, source, places, .. } in &self.inputs {
            for (k, place) in places.iter().enumerate() {
                visit(&format!("{label} into place {k}"), place.v as f64);
            }
            source.numbers(&mut |name, number| visit(&format!("{label}.{name}"), number));
        }
    }

    fn apply_spike(&self, relation: usize, t: T, y: &mut [T], held: Held<'_>) -> Option<Spike<T>> {
        if relation >= self.relations[0] {
            return None;
        }
        let spike = self.network.apply_spike(relation, t, y, self.split(held)[0]);
        // A clamp has the last word over V. A run whose resets it would undo is refused, up to rounding.
        self.each_command(t, self.split(held)[1], |place, [command, _]| y[place.v] = command);
        spike
    }

    fn has_arrivals(&self) -> bool {
        self.network.has_arrivals()
    }

    fn departures(&self, v: usize, t: T, held: Held<'_>, visit: &mut dyn FnMut(T, Arrival)) {
        self.network.departures(v, t, self.split(held)[0], visit);
    }

    fn arrive(&self, arrival: &Arrival, t: T, held: Held<'_>, y: &mut [T], variables: &mut Variables<T>) {
        self.network.arrive(arrival, t, self.split(held)[0], y, variables);
        self.each_command(t, self.split(held)[1], |place, [command, _]| y[place.v] = command);
    }

    fn sources(&self) -> usize {
        self.network.sources()
    }

    fn next_spike(&self, source: usize, now: T, held: Held<'_>, progress: &mut Progress<T>) -> T {
        self.network.next_spike(source, now, self.split(held)[0], progress)
    }

    fn variable(&self, of: [usize; 3], t: T, held: Held<'_>, variables: &Variables<T>) -> Option<T> {
        self.network.variable(of, t, self.split(held)[0], variables)
    }

    fn variables(&self, t: T) -> Variables<T> {
        self.network.variables(t)
    }

    fn jacobian(&self) -> Jacobian<T> {
        let mut jacobian = self.network.jacobian();
        if self.depends_on_time {
            jacobian.set_driven();
        }
        jacobian
    }

    fn evaluate(&self, jacobian: &mut Jacobian<T>, t: T, y: &[T], given: &Given<'_, T>, dy: &mut [T]) {
        let [own, of_inputs] = self.split(given.held);
        let Scratch { drives, rates, .. } = &mut *self.scratch.borrow_mut();
        self.drive(t, y, of_inputs, given.drives, drives);
        self.network.evaluate(jacobian, t, y, &Given { drives, held: own }, dy);
        if self.depends_on_time {
            rates.fill(T::zero());
            for part in self.parts.iter().filter(|part| part.source.depends_on_time()) {
                let of_v = |v| part.source.rate(t, v, part.held(of_inputs));
                part.each(y, of_v, |compartment, rate| rates[compartment] += rate);
            }
            jacobian.add_rates(rates);
        }
        self.each_command(t, of_inputs, |place, [_, slope]| {
            jacobian.hold(place.compartment);
            dy[place.v] = slope;
        });
    }

    fn factorise(&self, jacobian: &mut Jacobian<T>, beta: f64) -> Result<(), Singular> {
        self.network.factorise(jacobian, beta)
    }

    fn solve_linear(&self, jacobian: &mut Jacobian<T>, b: &mut [T]) {
        self.network.solve_linear(jacobian, b);
    }

    fn fastest(&self, jacobian: &mut Jacobian<T>) -> f64 {
        self.network.fastest(jacobian)
    }
}
