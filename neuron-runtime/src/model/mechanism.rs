//! Channels, synapses and pools as the runtime sees them. They share one trait because they follow the same rules.
//!
//! A mechanism has gates `dx/dt = (x∞ − x)/τ` and free states `dx/dt = f(x, …)`, and a current, outward positive.
//! Evaluation has two phases: the arguments of all exponentials come first, and everything else follows from the
//! results. The owner of several mechanisms computes the exponentials of all of them at once.

use crate::model::info::MechanismInfo;
use crate::number::Real;
use crate::number::array::Array;
use core::ops::Range;

/// The description of a mechanism's type, whatever its number type.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no channel, synapse, pool or stimulus",
    label = "not declared with `#[channel]`, `#[synapse]`, `#[pool]` or `#[stimulus]`"
)]
pub trait Describe {
    /// Names, units, ion and so on.
    const INFO: MechanismInfo;
    /// Number of states.
    const STATES: usize = Self::INFO.states.len();
    /// Number of parameters.
    const PARAMETERS: usize = Self::INFO.parameters.len();
    /// Number of exponentials that are evaluated in a batch.
    const EXPS: usize = Self::INFO.exps;
    /// Number of relations.
    const RELATIONS: usize = Self::INFO.relations.len();
    /// Number of variables that move from event to event.
    const VARIABLES: usize = Self::INFO.variables();
    /// The index of the first exponential that the current needs. It needs all later ones too.
    const CURRENT_EXPS: usize;
}

/// The places in its compartment from which a mechanism reads, computed during compilation.
#[derive(Clone, Copy, Debug)]
pub struct Wiring {
    /// Index of its ion, `usize::MAX` for none.
    pub ion: usize,
    /// Indices of the concentrations it reads.
    pub reads: [usize; Wiring::READS],
}

impl Wiring {
    /// The most concentrations a mechanism can read.
    pub const READS: usize = 4;
    /// No ion, no concentrations.
    pub const NONE: Wiring = Wiring { ion: usize::MAX, reads: [usize::MAX; Wiring::READS] };
}

/// What the equations of a whole cell read besides its states, in internal units.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a, T> {
    /// Time, ms.
    pub t: T,
    /// Temperature, °C.
    pub celsius: T,
    /// The values at which relations are held, in their order; none if all are evaluated as written. See [`Held`].
    pub held: Held<'a>,
}

/// The values at which relations are held between events: 1 for true and 0 for false, the whole number of a `floor`. A
/// relation whose value is NaN, and one past the end, is not held: it is evaluated as written.
#[derive(Clone, Copy, Debug, Default)]
pub struct Held<'a>(pub &'a [f64]);

impl<'a> Held<'a> {
    /// No relation is held.
    pub const NONE: Held<'static> = Held(&[]);

    /// Takes the values of the first `relations` relations off the front.
    #[inline(always)]
    pub fn take(&mut self, relations: usize) -> Held<'a> {
        // Where there are no relations, nothing is left of this after compilation.
        if relations == 0 || self.0.is_empty() {
            return Held::NONE;
        }
        let (first, rest) = self.0.split_at(relations);
        self.0 = rest;
        Held(first)
    }

    /// Returns the values of a range of relations.
    #[inline(always)]
    pub(crate) fn of(self, relations: Range<usize>) -> Held<'a> {
        if relations.is_empty() || self.0.is_empty() { Held::NONE } else { Held(&self.0[relations]) }
    }

    /// Returns the value at which relation `k` is held.
    #[inline(always)]
    pub(crate) fn value(self, k: usize) -> Option<f64> {
        self.0.get(k).copied().filter(|value| !value.is_nan())
    }
}

/// The surroundings that a mechanism sees, in internal units.
#[derive(Clone, Copy, Debug)]
pub struct At<'a, T> {
    /// Time, temperature, and the values of the mechanism's relations.
    pub context: Context<'a, T>,
    /// Membrane potential, mV; for a synapse, the postsynaptic one.
    pub v: T,
    /// Presynaptic potential, mV; the same as `v` outside synapses.
    pub v_pre: T,
    /// Area of the compartment, mm²; 1 if quantities are absolute.
    pub area: T,
    /// Total outward current of the pool's ion, nA.
    pub current: T,
    /// Reversal potentials of the compartment's ions, mV.
    pub reversal: &'a [T],
    /// Concentrations of the compartment, µM.
    pub concentrations: &'a [T],
    /// The places of the mechanism's own ion and concentrations among these.
    pub wiring: &'a Wiring,
}

impl<'a, T: Real> At<'a, T> {
    /// Returns surroundings with nothing but a membrane potential (mV) and a temperature (°C).
    #[inline(always)]
    pub fn voltage(v: T, celsius: T) -> Self {
        let context = Context { t: T::zero(), celsius, held: Held::NONE };
        At {
            context,
            v,
            v_pre: v,
            area: T::one(),
            current: T::zero(),
            reversal: &[],
            concentrations: &[],
            wiring: &Wiring::NONE,
        }
    }

    /// Returns the reversal potential of the mechanism's ion, mV.
    #[inline(always)]
    pub fn e(&self) -> T {
        self.reversal[self.wiring.ion]
    }

    /// Returns the `k`-th concentration that the mechanism reads, µM.
    #[inline(always)]
    pub fn read(&self, k: usize) -> T {
        self.concentrations[self.wiring.reads[k]]
    }

    /// Returns the same surroundings with the wiring and the range of the relations of one mechanism.
    #[inline(always)]
    pub fn wired(self, wiring: &'a Wiring, relations: Range<usize>) -> Self {
        let held = self.context.held.of(relations);
        At { wiring, context: Context { held, ..self.context }, ..self }
    }

    /// Returns relation `k` of the mechanism: the value at which it is held, or as it is written.
    #[inline(always)]
    pub fn relation(&self, k: usize, as_written: T::Mask) -> T::Mask {
        match self.context.held.value(k) {
            Some(value) => T::ge(T::from_f64(value), T::one()),
            None => as_written,
        }
    }

    /// Returns ⌊x⌋, which is relation `k` of the mechanism: the value at which it is held, or as it is written.
    #[inline(always)]
    pub fn floor(&self, k: usize, x: T) -> T {
        match self.context.held.value(k) {
            Some(value) => T::from_f64(value),
            None => x.floor(),
        }
    }
}

/// The random numbers of one event at a synapse: what `random(seed)` is there.
#[derive(Clone, Copy)]
pub struct Chance<'a, T> {
    #[cfg_attr(not(feature = "random"), allow(dead_code))]
    uniform: &'a dyn Fn(usize, T) -> T,
}

impl<'a, T: Real> Chance<'a, T> {
    /// No random numbers, for synapses that draw none.
    pub const NONE: Chance<'static, T> = Chance { uniform: &|_, _| T::zero() };

    /// Takes the number above 0 and up to 1 that each `random` has, by its place among those of the event and its seed.
    #[inline(always)]
    pub fn new(uniform: &'a dyn Fn(usize, T) -> T) -> Self {
        Chance { uniform }
    }

    /// Returns the number of the `random` at a place. Its derivatives are 0.
    #[cfg(feature = "random")]
    pub fn random(&self, place: usize, seed: T) -> T {
        (self.uniform)(place, seed)
    }
}

/// A current and its slopes with respect to the potentials it sees.
#[derive(Clone, Copy, Debug)]
pub struct Flow<T> {
    /// Outward current: nA, or nA/mm² for a mechanism per area.
    pub current: T,
    /// ∂i/∂v (∂i/∂v_post for a synapse): µS, or µS/mm².
    pub slope: T,
    /// ∂i/∂v_pre for a synapse, µS.
    pub slope_pre: T,
}

impl<T: Real> Flow<T> {
    /// Returns no current.
    #[inline(always)]
    pub fn zero() -> Self {
        Flow { current: T::zero(), slope: T::zero(), slope_pre: T::zero() }
    }

    /// Returns the current through an area of `area` (mm²) if `self` is a current per area.
    #[inline(always)]
    pub fn scaled(self, area: T) -> Self {
        Flow { current: self.current * area, slope: self.slope * area, slope_pre: self.slope_pre * area }
    }
}

/// An input of the equations of a mechanism, by its place in [`Partials`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// The membrane potential; for a synapse, the postsynaptic one.
    V,
    /// The presynaptic potential.
    Pre,
    /// The reversal potential of the ion.
    Reversal,
    /// The total current of the ion, in a pool.
    IonCurrent,
    /// The time.
    Time,
    /// The k-th concentration that is read.
    Read(usize),
}

impl Input {
    const COUNT: usize = 5 + Wiring::READS;

    #[inline(always)]
    const fn place(self) -> usize {
        match self {
            Input::V => 0,
            Input::Pre => 1,
            Input::Reversal => 2,
            Input::IonCurrent => 3,
            Input::Time => 4,
            Input::Read(k) => 5 + k,
        }
    }
}

/// Partial derivatives of the equations of a mechanism with `K` states.
#[derive(Clone, Copy, Debug)]
pub struct Partials<T, const K: usize> {
    /// ∂(dx_a/dt)/∂x_b, in row a and column b.
    pub own: [[T; K]; K],
    /// ∂(dx_a/dt)/∂input, with one row for each [`Input`].
    pub states: [[T; K]; Input::COUNT],
    /// ∂i/∂x_a for each state.
    pub current_by_states: [T; K],
    /// ∂i/∂input for each [`Input`].
    pub current: [T; Input::COUNT],
}

/// [`Partials`] of any number of states.
pub trait Slopes<T> {
    /// Returns partial derivatives that are all zero.
    fn zeros() -> Self;
    /// Returns ∂(dx_a/dt)/∂x_b.
    fn own(&self, a: usize, b: usize) -> T;
    /// Returns ∂(dx_a/dt)/∂input.
    fn state(&self, a: usize, input: Input) -> T;
    /// Returns ∂i/∂x_a.
    fn current_by(&self, a: usize) -> T;
    /// Returns ∂i/∂input.
    fn current(&self, input: Input) -> T;
    /// Sets ∂(dx_a/dt)/∂x_b.
    fn set_own(&mut self, a: usize, b: usize, slope: T);
    /// Sets ∂(dx_a/dt)/∂input.
    fn set_state(&mut self, a: usize, input: Input, slope: T);
}

impl<T: Real, const K: usize> Slopes<T> for Partials<T, K> {
    #[inline(always)]
    fn zeros() -> Self {
        Partials {
            own: [[T::zero(); K]; K],
            states: [[T::zero(); K]; Input::COUNT],
            current_by_states: [T::zero(); K],
            current: [T::zero(); Input::COUNT],
        }
    }

    #[inline(always)]
    fn own(&self, a: usize, b: usize) -> T {
        self.own[a][b]
    }

    #[inline(always)]
    fn state(&self, a: usize, input: Input) -> T {
        self.states[input.place()][a]
    }

    #[inline(always)]
    fn current_by(&self, a: usize) -> T {
        self.current_by_states[a]
    }

    #[inline(always)]
    fn current(&self, input: Input) -> T {
        self.current[input.place()]
    }

    #[inline(always)]
    fn set_own(&mut self, a: usize, b: usize, slope: T) {
        self.own[a][b] = slope;
    }

    #[inline(always)]
    fn set_state(&mut self, a: usize, input: Input, slope: T) {
        self.states[input.place()][a] = slope;
    }
}

/// The equations of a mechanism at the number type `T`. Slices are as long as [`Describe`] says.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no equations of a channel, synapse, pool or stimulus",
    label = "not declared with `#[channel]`, `#[synapse]`, `#[pool]` or `#[stimulus]`"
)]
pub trait Mechanism<T: Real>: Describe {
    /// Room for its states.
    type States: Array<T>;
    /// Room for its batched exponentials.
    type Exps: Array<T>;
    /// Room for the partial derivatives of its equations.
    type Slopes: Slopes<T>;
    /// The same mechanism over another type of number.
    type Of<U: Real>: Mechanism<U>;

    /// Returns the mechanism with each parameter converted by `number`, which is a function to inline.
    fn convert<U: Real>(&self, number: impl Fn(&T) -> U) -> Self::Of<U>;

    /// Writes the arguments of all its exponentials.
    fn arguments(&self, at: &At<'_, T>, x: &mut [T]);
    /// Writes the arguments from `CURRENT_EXPS` on, which the current needs.
    fn current_arguments(&self, at: &At<'_, T>, x: &mut [T]);
    /// Writes the target and rate of each state while its surroundings stand still. `x` holds the exponentials.
    ///
    /// - For a gate, these are its steady state and 1/τ (per ms).
    /// - For a free state, these are dx/dt and −∂(dx/dt)/∂x (per ms).
    fn kinetics(&self, at: &At<'_, T>, x: &[T], y: &[T], target: &mut [T], rate: &mut [T]);
    /// Writes dy/dt, per ms.
    fn derivatives(&self, at: &At<'_, T>, x: &[T], y: &[T], dy: &mut [T]);
    /// Returns its outward current.
    fn flow(&self, at: &At<'_, T>, x: &[T], y: &[T]) -> Flow<T>;
    /// Writes the nonzero partial derivatives of its states' derivatives. `x` holds the exponentials.
    fn partials(&self, at: &At<'_, T>, x: &[T], y: &[T], to: &mut Self::Slopes);
    /// Writes the nonzero partial derivatives of its current.
    fn current_partials(&self, at: &At<'_, T>, x: &[T], y: &[T], to: &mut Self::Slopes);
    /// Writes the initial values of its states. A gate starts at its steady state unless it declares another value.
    fn start(&self, at: &At<'_, T>, x: &[T], y: &mut [T]);
    /// Changes its states at a spike of its neuron, `y` being those before it.
    fn on_spike(&self, _at: &At<'_, T>, _y: &mut [T]) {}
    /// Changes states `y`, variables `z` and the postsynaptic V (mV) at the arrival of a presynaptic spike. Each change sees those
    /// before it. `chance` has the random numbers of the event.
    fn on_pre(&self, _at: &At<'_, T>, _y: &mut [T], _z: &mut [T], _v: &mut T, _chance: &Chance<'_, T>) {}
    /// Does the same at a spike of the postsynaptic neuron.
    fn on_post(&self, _at: &At<'_, T>, _y: &mut [T], _z: &mut [T], _v: &mut T, _chance: &Chance<'_, T>) {}
    /// Writes the initial values of its variables.
    fn start_variables(&self, _z: &mut [T]) {}
    /// Moves its variables by the time `h` (ms), which is exact.
    fn pass(&self, _h: T, _z: &mut [T]) {}
    /// Returns the delay of a connection, ms.
    fn delay(&self) -> T {
        T::zero()
    }
    /// Writes the margin of each [relation](crate::model::info::RelationInfo).
    fn margins(&self, _at: &At<'_, T>, _x: &[T], _y: &[T], _to: &mut [T]) {}
    /// Writes the time derivative (per ms) of the margin of each relation that time alone decides. It is constant while
    /// relations are held.
    fn margin_slopes(&self, _at: &At<'_, T>, _x: &[T], _to: &mut [T]) {}
}

/// A struct of parameters of type `T` in declared units, which converts to other number types.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no channel, synapse, pool, stimulus or cell",
    label = "not declared by a macro of this crate"
)]
pub trait Parameters<T> {
    /// The same struct over `U`.
    type With<U: Real>;
    /// Visits every parameter in its order.
    fn each(&self, visit: &mut dyn FnMut(&T));
    /// Visits every parameter in its order, to change it.
    fn each_mut(&mut self, visit: &mut dyn FnMut(&mut T));
    /// Converts every parameter in its order.
    fn map<U: Real>(&self, convert: &mut dyn FnMut(&T) -> U) -> Self::With<U>;

    /// Returns the `index`-th parameter in its declared unit; `None` past the last.
    fn parameter(&self, index: usize) -> Option<T>
    where
        T: Copy,
    {
        let (mut found, mut k) = (None, 0);
        self.each(&mut |p| {
            if k == index {
                found = Some(*p);
            }
            k += 1;
        });
        found
    }

    /// Sets the `index`-th parameter in its declared unit.
    fn set_parameter(&mut self, index: usize, value: T)
    where
        T: Copy,
    {
        let mut k = 0;
        self.each_mut(&mut |p| {
            if k == index {
                *p = value;
            }
            k += 1;
        });
    }
}

/// The type of a mechanism's or cell's handles in the network `N`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no channel, synapse, pool, stimulus or cell",
    label = "not declared by a macro of this crate"
)]
pub trait Handled {
    /// A struct with one handle per parameter, state and current.
    type Handles<N>;
}
