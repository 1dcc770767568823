//! A network with its relations held.

use super::jacobian::{Jacobian, Singular};
use super::{Arrival, Given, Relation, Spike, System, Variables, Workspace};
use crate::model::handle::Origin;
use crate::model::mechanism::{Flow, Held};
use crate::model::network::layout_of_wrapped;
use crate::model::source::Progress;
use crate::number::Scalar;

/// A network whose relations are held at given values, unless its caller gives others.
pub(crate) struct HeldSystem<'a, T> {
    network: &'a dyn System<T>,
    held: Held<'a>,
}

impl<'a, T: Scalar> HeldSystem<'a, T> {
    pub(crate) fn new(network: &'a dyn System<T>, held: Held<'a>) -> Self {
        HeldSystem { network, held }
    }

    fn given<'b>(&'b self, given: &Given<'b, T>) -> Given<'b, T> {
        Given { held: self.or(given.held), ..*given }
    }

    /// Returns the values that a caller gives, or else those of this system.
    fn or<'b>(&'b self, held: Held<'b>) -> Held<'b> {
        if held.0.is_empty() { self.held } else { held }
    }
}

layout_of_wrapped!([T: Scalar] HeldSystem<'_, T>, network);

impl<T: Scalar> System<T> for HeldSystem<'_, T> {
    fn start(&self, y: &mut [T]) {
        self.network.start(y);
    }

    fn rhs_with(&self, t: T, y: &[T], given: &Given<'_, T>, dy: &mut [T]) {
        self.network.rhs_with(t, y, &self.given(given), dy);
    }

    fn exponential_euler(&self, t: T, h: T, given: &Given<'_, T>, y: &mut [T], work: &mut Workspace<'_, T>) {
        self.network.exponential_euler(t, h, &self.given(given), y, work);
    }

    fn strang(&self, t: T, h: T, given: &Given<'_, T>, y: &mut [T], work: &mut Workspace<'_, T>) {
        self.network.strang(t, h, &self.given(given), y, work);
    }

    fn workspace(&self) -> Workspace<'static, T> {
        self.network.workspace()
    }

    fn flow(&self, origin: Origin, index: usize, t: T, y: &[T], held: Held<'_>) -> Option<Flow<T>> {
        self.network.flow(origin, index, t, y, self.or(held))
    }

    fn relations(&self, visit: &mut dyn FnMut(Relation)) {
        self.network.relations(visit);
    }

    fn margins(&self, t: T, y: &[T], held: Held<'_>, to: &mut [T]) {
        self.network.margins(t, y, self.or(held), to);
    }

    fn margin_slopes(&self, y: &[T], held: Held<'_>, to: &mut [T]) {
        self.network.margin_slopes(y, self.or(held), to);
    }

    fn jump(&self, t: T, held: Held<'_>, y: &mut [T]) -> bool {
        self.network.jump(t, self.or(held), y)
    }

    fn input(&self, input: usize, t: T, y: &[T], held: Held<'_>) -> Option<[T; 2]> {
        self.network.input(input, t, y, self.or(held))
    }

    fn each_input(&self, visit: &mut dyn FnMut(&str, f64)) {
        self.network.each_input(visit);
    }

    fn apply_spike(&self, relation: usize, t: T, y: &mut [T], held: Held<'_>) -> Option<Spike<T>> {
        self.network.apply_spike(relation, t, y, self.or(held))
    }

    fn has_arrivals(&self) -> bool {
        self.network.has_arrivals()
    }

    fn departures(&self, v: usize, t: T, held: Held<'_>, visit: &mut dyn FnMut(T, Arrival)) {
        self.network.departures(v, t, self.or(held), visit);
    }

    fn arrive(&self, arrival: &Arrival, t: T, held: Held<'_>, y: &mut [T], variables: &mut Variables<T>) {
        self.network.arrive(arrival, t, self.or(held), y, variables);
    }

    fn sources(&self) -> usize {
        self.network.sources()
    }

    fn next_spike(&self, source: usize, now: T, held: Held<'_>, progress: &mut Progress<T>) -> T {
        self.network.next_spike(source, now, self.or(held), progress)
    }

    fn variable(&self, of: [usize; 3], t: T, held: Held<'_>, variables: &Variables<T>) -> Option<T> {
        self.network.variable(of, t, self.or(held), variables)
    }

    fn variables(&self, t: T) -> Variables<T> {
        self.network.variables(t)
    }

    fn jacobian(&self) -> Jacobian<T> {
        self.network.jacobian()
    }

    fn evaluate(&self, jacobian: &mut Jacobian<T>, t: T, y: &[T], given: &Given<'_, T>, dy: &mut [T]) {
        self.network.evaluate(jacobian, t, y, &self.given(given), dy);
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
