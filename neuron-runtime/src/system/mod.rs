//! The equations of a network as a solver sees them: the right-hand side, the Jacobian, the exponential steps and the
//! initial state.
//!
//! This folder may import from `error`, `number` and `model`. It knows no methods, no runs and no measures.
//!
//! Methods, recordings and measures are the same for every network. They see a network as a [`System`], through one
//! indirect call per evaluation. They are therefore compiled once per number type instead of once per network, and the
//! equations behind the call stay monomorphised.

pub(crate) mod arrival;
pub(crate) mod cell;
mod compartment;
mod coupled_states;
mod drive;
mod exponential;
mod fixed;
mod flow;
#[cfg(feature = "std")]
mod held;
#[cfg(feature = "alloc")]
pub mod jacobian;
pub(crate) mod moment;
mod motion;
pub(crate) mod on_grid;
mod relations;
mod rhs;
#[doc(hidden)]
pub mod room;
pub(crate) mod spike;
mod start;
mod surroundings;
mod synapse;
mod tangent_rule;
#[cfg(feature = "std")]
mod view;

pub use arrival::Arrival;
#[cfg(feature = "alloc")]
pub use arrival::Variables;
#[cfg(feature = "std")]
pub(crate) use arrival::is_tied;
pub use drive::{Drive, Given};
pub use exponential::Workspace;
pub use fixed::Fixed;
#[cfg(feature = "std")]
pub(crate) use held::HeldSystem;
pub use relations::Relation;
pub use spike::Spike;
#[cfg(feature = "std")]
pub(crate) use surroundings::exponentials;
#[cfg(feature = "std")]
pub(crate) use view::View;
#[cfg(feature = "std")]
pub use view::{Needs, RightHandSide, WithExponentialSteps, WithJacobian};

use crate::model::handle::Origin;
use crate::model::mechanism::{Flow, Held};
use crate::model::network::{Layout, Network};
#[cfg(feature = "alloc")]
use crate::model::source::Progress;
use crate::number::Real;
#[cfg(feature = "alloc")]
use crate::number::Scalar;
#[cfg(feature = "alloc")]
use jacobian::{Jacobian, Singular};

/// The equations of a [`Network`] of any type. Every network is one.
pub trait System<T: Real>: Layout<T> {
    /// Writes the initial state: V and concentrations as given. A gate starts at its steady state there unless it
    /// declares another value.
    fn start(&self, y: &mut [T]);
    /// Writes dy/dt at the time `t` (ms): mV/ms, µM/ms, 1/ms. Both slices are [`dim`](Layout::dim) long.
    fn rhs(&self, t: T, y: &[T], dy: &mut [T]) {
        self.rhs_with(t, y, &Given::NONE, dy);
    }
    /// Writes the same while drives send currents through the membranes and relations are held. The other functions take
    /// them in the same form.
    ///
    /// # Panics
    /// If there are drives, but not as many as compartments.
    fn rhs_with(&self, t: T, y: &[T], given: &Given<'_, T>, dy: &mut [T]);
    /// Advances `y` from `t` by `h` (both ms) by exponential Euler, in two parts:
    ///
    /// 1. The states of all channels and synapses move, with the old voltages and concentrations.
    /// 2. Every voltage and concentration moves, with the new states and the old voltages and concentrations. Voltages between
    ///    which a current flows, inside a cell or through an electrical synapse, are solved together.
    ///
    /// `y` is [`dim`](Layout::dim) long. Spikes are the caller's: a reset, a hold or an arrival happens between steps, as
    /// [`Stepped`](crate::embed::Stepped) makes it.
    fn exponential_euler(&self, t: T, h: T, given: &Given<'_, T>, y: &mut [T], work: &mut Workspace<'_, T>);
    /// Advances `y` from `t` by `h` (both ms) by Strang splitting, which is of second order:
    ///
    /// 1. The states of all channels and synapses move by half a step, with the voltages and concentrations at its beginning.
    /// 2. Every voltage and concentration moves by a step, with these states, at the time of its middle. Where concentrations or
    ///    presynaptic voltages decide currents, these are evaluated in the middle of the step. Voltages between which a current
    ///    flows are solved together.
    /// 3. The states move by half a step, with the voltages and concentrations at its end.
    ///
    /// Drives are those in the middle of the step. `y` is [`dim`](Layout::dim) long.
    fn strang(&self, t: T, h: T, given: &Given<'_, T>, y: &mut [T], work: &mut Workspace<'_, T>);
    /// Makes the scratch space that the steps of an exponential method need.
    #[cfg(feature = "alloc")]
    fn workspace(&self) -> Workspace<'static, T>;
    /// Returns the outward current (nA) and conductance (µS) of a channel or synapse at the state `y`; of a stimulus the current
    /// into the cell. Returns `None` for a whole array, and for one that does not exist.
    fn flow(&self, origin: Origin, index: usize, t: T, y: &[T], held: Held<'_>) -> Option<Flow<T>>;
    /// Visits the relations in the equations, in the order in which [`Given::held`] has their values.
    fn relations(&self, visit: &mut dyn FnMut(Relation));
    /// Writes the margin of every relation at the time `t` (ms) and the state `y`: the difference of its two sides, positive
    /// where it holds; the argument of a `floor`. Relations within a margin are held, too. `to` has one number per
    /// [relation](System::relations).
    fn margins(&self, t: T, y: &[T], held: Held<'_>, to: &mut [T]);
    /// Writes the time derivative (per ms) of the margin of every relation that time alone decides.
    fn margin_slopes(&self, y: &[T], held: Held<'_>, to: &mut [T]);
    /// Changes the states that jump at the time `t` (ms) because the relations have changed to these values. Returns true if
    /// one has changed.
    fn jump(&self, _t: T, _held: Held<'_>, _y: &mut [T]) -> bool {
        false
    }
    /// Returns the current (nA) of an input of a run into its first compartment at the state `y`, and the part of it that
    /// does not charge the membrane. Returns `None` if there is no such input.
    fn input(&self, _input: usize, _t: T, _y: &[T], _held: Held<'_>) -> Option<[T; 2]> {
        None
    }
    /// Visits the names and the numbers of everything that makes the inputs of a run what they are.
    fn each_input(&self, _visit: &mut dyn FnMut(&str, f64)) {}
    /// Changes the state `y` at `t` (ms) as the spike does that relation `relation` begins: V is reset, then the states of the
    /// cell's channels change. Returns `None` if the relation is no threshold of spikes.
    fn apply_spike(&self, relation: usize, t: T, y: &mut [T], held: Held<'_>) -> Option<Spike<T>>;
    /// Returns true if spikes change something in a synapse.
    fn has_arrivals(&self) -> bool;
    /// Calls `visit` with the delay (ms) of every arrival that a spike of the neuron whose V has the index `v` brings about.
    /// The spike is at the time `t` (ms).
    ///
    /// Neither the right-hand side nor the steps deliver spikes. A program that calls them itself has to keep each arrival for its
    /// delay and then let it [`arrive`](System::arrive), after it has found the spike and
    /// [applied](System::apply_spike) what it does to its neuron. [`Stepped`](crate::embed::Stepped) does all that, and so does a run.
    #[cfg(feature = "alloc")]
    fn departures(&self, v: usize, t: T, held: Held<'_>, visit: &mut dyn FnMut(T, Arrival));
    /// Changes the state `y` and the variables of synapses as an arrival at the time `t` (ms) does. See
    /// [`departures`](System::departures) for who calls it.
    #[cfg(feature = "alloc")]
    fn arrive(&self, arrival: &Arrival, t: T, held: Held<'_>, y: &mut [T], variables: &mut Variables<T>)
    where
        T: Scalar;
    /// Returns a variable at the time `t` (ms), after its last event: of the link of a group. Returns `None` if there is none.
    #[cfg(feature = "alloc")]
    fn variable(&self, of: [usize; 3], t: T, held: Held<'_>, variables: &Variables<T>) -> Option<T>;
    /// Returns the number of sources of spikes.
    #[cfg(feature = "alloc")]
    fn sources(&self) -> usize;
    /// Returns the time (ms) of the next spike of a source, infinite if there is none. It is asked again at the time `now` (ms) if a
    /// parameter has changed.
    #[cfg(feature = "alloc")]
    fn next_spike(&self, source: usize, now: T, held: Held<'_>, progress: &mut Progress<T>) -> T
    where
        T: Scalar;
    /// Returns the variables of synapses where a solution begins at the time `t` (ms).
    #[cfg(feature = "alloc")]
    fn variables(&self, t: T) -> Variables<T>;
    /// See [`Jacobian::new`].
    #[cfg(feature = "alloc")]
    fn jacobian(&self) -> Jacobian<T>
    where
        T: Scalar;
    /// See [`Jacobian::evaluate`].
    #[cfg(feature = "alloc")]
    fn evaluate(&self, jacobian: &mut Jacobian<T>, t: T, y: &[T], given: &Given<'_, T>, dy: &mut [T])
    where
        T: Scalar;
    /// See [`Jacobian::factorise`].
    ///
    /// # Errors
    /// Names the state whose pivot is 0 or not finite.
    #[cfg(feature = "alloc")]
    fn factorise(&self, jacobian: &mut Jacobian<T>, beta: f64) -> Result<(), Singular>
    where
        T: Scalar;
    /// See [`Jacobian::solve_linear`].
    #[cfg(feature = "alloc")]
    fn solve_linear(&self, jacobian: &mut Jacobian<T>, b: &mut [T])
    where
        T: Scalar;
    /// See [`Jacobian::fastest`].
    #[cfg(feature = "alloc")]
    fn fastest(&self, jacobian: &mut Jacobian<T>) -> f64
    where
        T: Scalar;
}

impl<T: Real, N: Network<T>> System<T> for N {
    #[inline(never)]
    fn start(&self, y: &mut [T]) {
        start::start(self, y);
    }

    #[inline(never)]
    fn rhs_with(&self, t: T, y: &[T], given: &Given<'_, T>, dy: &mut [T]) {
        rhs::rhs(self, t, y, given, dy);
    }

    #[inline(never)]
    fn exponential_euler(&self, t: T, h: T, given: &Given<'_, T>, y: &mut [T], work: &mut Workspace<'_, T>) {
        if const { !N::HAS_EXPONENTIAL_STEPS } {
            not_needed("exponential step");
        }
        exponential::euler(self, t, h, given, y, work);
    }

    #[inline(never)]
    fn strang(&self, t: T, h: T, given: &Given<'_, T>, y: &mut [T], work: &mut Workspace<'_, T>) {
        if const { !N::HAS_EXPONENTIAL_STEPS } {
            not_needed("exponential step");
        }
        exponential::strang(self, t, h, given, y, work);
    }

    #[cfg(feature = "alloc")]
    fn workspace(&self) -> Workspace<'static, T> {
        if const { !N::HAS_EXPONENTIAL_STEPS } {
            not_needed("exponential step");
        }
        exponential::workspace(self)
    }

    fn flow(&self, origin: Origin, index: usize, t: T, y: &[T], held: Held<'_>) -> Option<Flow<T>> {
        flow::flow(self, origin, index, t, y, held)
    }

    fn relations(&self, visit: &mut dyn FnMut(Relation)) {
        relations::each(self, visit);
    }

    fn margins(&self, t: T, y: &[T], held: Held<'_>, to: &mut [T]) {
        relations::margins(self, t, y, held, to);
    }

    fn margin_slopes(&self, y: &[T], held: Held<'_>, to: &mut [T]) {
        relations::slopes(self, y, held, to);
    }

    fn apply_spike(&self, relation: usize, t: T, y: &mut [T], held: Held<'_>) -> Option<Spike<T>> {
        spike::spike(self, relation, t, y, held)
    }

    fn has_arrivals(&self) -> bool {
        const { arrival::has_any::<N>() }
    }

    #[cfg(feature = "alloc")]
    fn departures(&self, v: usize, _: T, _: Held<'_>, visit: &mut dyn FnMut(T, Arrival)) {
        arrival::departures(self, v, visit);
    }

    #[cfg(feature = "alloc")]
    fn arrive(&self, arrival: &Arrival, t: T, _: Held<'_>, y: &mut [T], variables: &mut Variables<T>)
    where
        T: Scalar,
    {
        arrival::arrive(self, arrival, t, y, variables);
    }

    #[cfg(feature = "alloc")]
    fn variable(&self, of: [usize; 3], t: T, _: Held<'_>, variables: &Variables<T>) -> Option<T> {
        let [values, since] = variables.parts();
        arrival::variable(self, of, values, &|link| t - since[link])
    }

    #[cfg(feature = "alloc")]
    fn sources(&self) -> usize {
        arrival::sources(self)
    }

    #[cfg(feature = "alloc")]
    fn next_spike(&self, source: usize, now: T, _: Held<'_>, progress: &mut Progress<T>) -> T
    where
        T: Scalar,
    {
        arrival::next_spike(self, source, now, progress)
    }

    #[cfg(feature = "alloc")]
    fn variables(&self, t: T) -> Variables<T> {
        arrival::variables(self, t)
    }

    #[cfg(feature = "alloc")]
    fn jacobian(&self) -> Jacobian<T>
    where
        T: Scalar,
    {
        if const { !N::HAS_JACOBIAN } {
            not_needed("Jacobian");
        }
        Jacobian::new(self)
    }

    #[cfg(feature = "alloc")]
    fn evaluate(&self, jacobian: &mut Jacobian<T>, t: T, y: &[T], given: &Given<'_, T>, dy: &mut [T])
    where
        T: Scalar,
    {
        if const { !N::HAS_JACOBIAN } {
            not_needed("Jacobian");
        }
        jacobian.evaluate(self, t, y, given, dy);
    }

    #[cfg(feature = "alloc")]
    fn factorise(&self, jacobian: &mut Jacobian<T>, beta: f64) -> Result<(), Singular>
    where
        T: Scalar,
    {
        if const { !N::HAS_JACOBIAN } {
            not_needed("Jacobian");
        }
        jacobian.factorise(self, beta)
    }

    #[cfg(feature = "alloc")]
    fn solve_linear(&self, jacobian: &mut Jacobian<T>, b: &mut [T])
    where
        T: Scalar,
    {
        if const { !N::HAS_JACOBIAN } {
            not_needed("Jacobian");
        }
        jacobian.solve_linear(self, b);
    }

    #[cfg(feature = "alloc")]
    fn fastest(&self, jacobian: &mut Jacobian<T>) -> f64
    where
        T: Scalar,
    {
        if const { !N::HAS_JACOBIAN } {
            not_needed("Jacobian");
        }
        jacobian.fastest(self)
    }
}

/// Refuses what a method has said it does not need.
#[cold]
#[inline(never)]
fn not_needed(what: &str) -> ! {
    panic!("the method says that it needs no {what}: see `Method::Needs`")
}
