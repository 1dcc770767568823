//! Typed handles: constants that name a parameter, a state, a current or a conductance of one network.
//!
//! The network and the kind of quantity are part of a handle's type, so that a handle of another network, or a state
//! where a parameter is asked for, does not compile.

use core::fmt;
use core::marker::PhantomData;

/// Kinds of quantities, as types.
pub mod kind {
    /// A parameter, in its declared unit.
    #[derive(Debug)]
    pub enum Parameter {}
    /// A state: mV, µM, a pure number, or the unit of its declaration.
    #[derive(Debug)]
    pub enum State {}
    /// An outward current, nA; that of a stimulus is into the cell.
    #[derive(Debug)]
    pub enum Current {}
    /// A conductance ∂i/∂v, µS.
    #[derive(Debug)]
    pub enum Conductance {}
    /// The spikes of a source that a run lists.
    #[derive(Debug)]
    pub enum Spikes {}
}

/// A group of a network, counted in the order of [`crate::model::info::NetworkInfo`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// A group of cells.
    Cells(usize),
    /// A group of synapses.
    Synapses(usize),
}

/// One neuron or synapse, or a whole array of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Its group.
    pub group: Group,
    /// Its index in the group; `None` for the whole array.
    pub element: Option<usize>,
    /// Number of elements in the group, 0 where it is only known at run time.
    pub len: usize,
}

impl Origin {
    /// Returns the element `index` of this array.
    ///
    /// # Panics
    /// Panics if `index` is past the end of the array, as indexing a slice does. The number of connections is known at run time alone.
    #[track_caller]
    pub const fn at(self, index: usize) -> Origin {
        assert!(index < self.len || self.len == 0, "there is no neuron of this index in the array");
        Origin { element: Some(index), ..self }
    }
}

/// The place at which the handles of a mechanism begin. The macros count from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The neuron or synapse.
    pub origin: Origin,
    /// Index of its first state within that.
    pub state: usize,
    /// Index of its first parameter within that.
    pub parameter: usize,
    /// Index of its current within that.
    pub channel: usize,
}

impl Cursor {
    /// Returns the beginning of a neuron or synapse.
    pub const fn of(origin: Origin) -> Cursor {
        Cursor { origin, state: 0, parameter: 0, channel: 0 }
    }

    /// Returns the place after the given numbers of states, parameters and channels.
    pub const fn after(self, states: usize, parameters: usize, channels: usize) -> Cursor {
        Cursor {
            origin: self.origin,
            state: self.state + states,
            parameter: self.parameter + parameters,
            channel: self.channel + channels,
        }
    }

    /// Returns the `k`-th state from here.
    pub const fn state<N>(self, k: usize) -> State<N> {
        Handle::new(self.origin, self.state + k)
    }

    /// Returns the `k`-th parameter from here.
    pub const fn parameter<N>(self, k: usize) -> Parameter<N> {
        Handle::new(self.origin, self.parameter + k)
    }

    /// Returns the current of the channel or synapse here.
    pub const fn current<N>(self) -> Current<N> {
        Handle::new(self.origin, self.channel)
    }

    /// Returns the conductance of the channel or synapse here.
    pub const fn conductance<N>(self) -> Conductance<N> {
        Handle::new(self.origin, self.channel)
    }
}

/// A handle of kind `K` in the network `N`.
pub struct Handle<N, K> {
    origin: Origin,
    index: usize,
    of: PhantomData<fn() -> (N, K)>,
}

/// A handle to a parameter.
pub type Parameter<N> = Handle<N, kind::Parameter>;
/// A handle to a state.
pub type State<N> = Handle<N, kind::State>;
/// A handle to a current.
pub type Current<N> = Handle<N, kind::Current>;
/// A handle to a conductance.
pub type Conductance<N> = Handle<N, kind::Conductance>;

/// A handle to the spikes of a source that a run lists.
pub type Spikes<N> = Handle<N, kind::Spikes>;

impl<N, K> Handle<N, K> {
    /// Returns the `index`-th quantity of its kind in `origin`.
    pub const fn new(origin: Origin, index: usize) -> Self {
        Handle { origin, index, of: PhantomData }
    }

    /// Returns the neuron or synapse to which it belongs.
    pub const fn origin(&self) -> Origin {
        self.origin
    }

    /// Returns that of one element of an array: a neuron, as `E.at(3)` does, or a connection, counted in their order.
    ///
    /// # Panics
    /// Past the end of an array of neurons.
    #[track_caller]
    pub const fn at(self, element: usize) -> Self {
        Handle::new(self.origin.at(element), self.index)
    }

    /// Returns its index among the quantities of its kind there.
    pub const fn index(&self) -> usize {
        self.index
    }
}

impl<N, K> Clone for Handle<N, K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<N, K> Copy for Handle<N, K> {}

impl<N, K> PartialEq for Handle<N, K> {
    fn eq(&self, other: &Self) -> bool {
        // The same place may be written with and without the length of its array.
        let place = |handle: &Self| (handle.origin.group, handle.origin.element, handle.index);
        place(self) == place(other)
    }
}

impl<N, K> Eq for Handle<N, K> {}

impl<N, K> fmt::Debug for Handle<N, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}[{:?}] {}", self.origin.group, self.origin.element, self.index)
    }
}

/// A parameter of the network `N`.
#[diagnostic::on_unimplemented(
    message = "this is no parameter of this network",
    label = "a state, a current, or a handle of another network",
    note = "V at the start is a parameter, `v_start`; other states begin at their `init`",
    note = "`simulate(…).start_at(&y)` begins at a whole state, and `.set_at(ms, state, value)` sets one in a run"
)]
pub trait AsParameter<N> {
    /// Returns its handle.
    fn parameter(self) -> Parameter<N>;
}

impl<N> AsParameter<N> for Parameter<N> {
    fn parameter(self) -> Parameter<N> {
        self
    }
}

/// Something that can be recorded: a state, a current or a conductance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantity {
    /// A state.
    State(Origin, usize),
    /// A current.
    Current(Origin, usize),
    /// A conductance.
    Conductance(Origin, usize),
}

#[cfg(feature = "std")]
impl Quantity {
    /// Returns the neuron or synapse to which it belongs.
    pub(crate) fn origin(self) -> Origin {
        match self {
            Quantity::State(origin, _) | Quantity::Current(origin, _) | Quantity::Conductance(origin, _) => origin,
        }
    }

    /// Returns the same quantity of one element of the array.
    pub(crate) fn of(self, element: usize) -> Self {
        let one = |origin: Origin| Origin { element: Some(element), ..origin };
        match self {
            Quantity::State(origin, index) => Quantity::State(one(origin), index),
            Quantity::Current(origin, index) => Quantity::Current(one(origin), index),
            Quantity::Conductance(origin, index) => Quantity::Conductance(one(origin), index),
        }
    }

    /// Returns true if `other` is this quantity, or that of an element of this array.
    pub(crate) fn covers(self, other: Quantity) -> bool {
        let alike = |a: Origin, b: Origin| a.group == b.group && (a.element.is_none() || a.element == b.element);
        match (self, other) {
            (Quantity::State(a, i), Quantity::State(b, j))
            | (Quantity::Current(a, i), Quantity::Current(b, j))
            | (Quantity::Conductance(a, i), Quantity::Conductance(b, j)) => i == j && alike(a, b),
            _ => false,
        }
    }
}

/// Handles that can be recorded in the network `N`.
pub trait Recordable<N>: Copy {
    /// Returns the quantity.
    fn quantity(self) -> Quantity;
}

impl<N> Recordable<N> for State<N> {
    fn quantity(self) -> Quantity {
        Quantity::State(self.origin, self.index)
    }
}

impl<N> Recordable<N> for Current<N> {
    fn quantity(self) -> Quantity {
        Quantity::Current(self.origin, self.index)
    }
}

impl<N> Recordable<N> for Conductance<N> {
    fn quantity(self) -> Quantity {
        Quantity::Conductance(self.origin, self.index)
    }
}
