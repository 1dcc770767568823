//! Parameters and states by handle and by name, in declared units, without an allocator.

#[cfg(feature = "std")]
use crate::error::Error;
use crate::model::bounds::{self, InvalidParameter};
use crate::model::handle::{AsParameter, Group, Origin, Parameter, State};
use crate::model::name;
#[cfg(feature = "alloc")]
use crate::model::network::links;
use crate::model::network::parameters::{elements, read, write};
use crate::model::network::{Layout, Network};
use crate::number::{Real, Scalar};

/// Reading and changing the parameters of a network, and states in a state vector.
///
/// ```
/// use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
/// use neuron_runtime::prelude::*;
///
/// let mut axon = HodgkinHuxley::default();
/// axon.set(HodgkinHuxley::Na.g, 100.0); // mS/cm²
/// let mut y = [0.0; 4];
/// axon.start(&mut y);
/// axon.set_state(&mut y, HodgkinHuxley::v, -50.0); // mV
///
/// // By names, such as a host on a serial line sends.
/// if let Some(parameter) = axon.find_parameter("K.g") {
///     axon.set(parameter, 30.0);
/// }
/// assert_eq!(axon.get(HodgkinHuxley::K.g), 30.0);
/// assert_eq!(axon.find_state("v").map(|v| axon.state(&y, v)), Some(-50.0));
/// ```
pub trait Access<T: Real>: Network<T> + Sized {
    /// Returns a parameter in its declared unit. For a whole array whose neurons differ in it, this is the first
    /// neuron's value.
    ///
    /// # Panics
    /// Panics if the handle was made by hand and there is no such parameter, as indexing a slice does.
    #[track_caller]
    fn get(&self, parameter: impl AsParameter<Self::Tag>) -> T {
        let parameter = parameter.parameter();
        match read(self, parameter.origin(), parameter.index()) {
            Some(value) => value,
            None => missing(),
        }
    }

    /// Sets a parameter in its declared unit. A handle of a whole array sets it for all neurons. Bounds are not looked at
    /// here, but by [`check`](Access::check) and where a run begins.
    ///
    /// # Panics
    /// Panics if the handle was made by hand and there is no such parameter, as indexing a slice does.
    #[track_caller]
    fn set(&mut self, parameter: impl AsParameter<Self::Tag>, value: T) -> &mut Self {
        let parameter = parameter.parameter();
        if !write(self, parameter.origin(), parameter.index(), value) {
            missing();
        }
        self
    }

    /// Sets a parameter of every neuron (or connection) of an array, in its declared unit. `value` receives the index.
    ///
    /// # Panics
    /// As [`set`](Access::set) does.
    #[track_caller]
    fn set_each(&mut self, parameter: impl AsParameter<Self::Tag>, mut value: impl FnMut(usize) -> T) -> &mut Self {
        let parameter = parameter.parameter();
        for element in 0..elements(self, parameter.origin().group) {
            let origin = Origin { element: Some(element), ..parameter.origin() };
            self.set(Parameter::new(origin, parameter.index()), value(element));
        }
        self
    }

    /// Returns the presynaptic and the postsynaptic neuron of each connection of a projection between arrays, counted in their
    /// arrays. The k-th is that of the k-th element of its parameters. `of` is any parameter of its synapse.
    #[cfg(feature = "alloc")]
    fn connections(&self, of: impl AsParameter<Self::Tag>) -> alloc::vec::Vec<(usize, usize)> {
        links::list(self, of.parameter().origin().group)
    }

    /// Replaces the connections of a projection between arrays by these pairs of a presynaptic and a postsynaptic neuron, counted in
    /// their arrays. `of` is any parameter of its synapse.
    ///
    /// Parameters that the declaration draws, `weight: normal { … }`, are drawn for the new connections. All others have one value
    /// then, which was that of the first connection; [`set_each`](Access::set_each) gives each its own.
    ///
    /// ```
    /// use neuron_runtime::library::integrate_and_fire::Lif;
    /// use neuron_runtime::prelude::*;
    ///
    /// #[synapse(on_pre(v_post += weight))]
    /// pub struct Kick {
    ///     #[param(1mV)]
    ///     weight: Param,
    /// }
    ///
    /// network! {
    ///     pub struct Chain;
    ///     neuron E[3]: Lif;
    ///     E -> E pairs []: Kick;
    /// }
    ///
    /// let mut chain = Chain::default();
    /// let weight = Chain::E_E.Kick.weight;
    /// chain.connect(weight, &[(0, 1), (1, 2)])?.set_each(weight, |k| [3.0, 4.0][k]);
    /// assert_eq!(chain.connections(weight), [(0, 1), (1, 2)]);
    /// assert!(chain.connect(weight, &[(0, 3)]).is_err());
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Connection`] if an array does not have such a neuron, or the synapse is one between named neurons.
    #[cfg(feature = "std")]
    fn connect(&mut self, of: impl AsParameter<Self::Tag>, pairs: &[(usize, usize)]) -> Result<&mut Self, Error> {
        let origin = of.parameter().origin();
        match links::replace(self, origin.group, pairs) {
            Ok(()) => Ok(self),
            Err(pair) => {
                let whole = Origin { element: origin.element.filter(|_| pair.is_none()), ..origin };
                let synapse = name::owner(self.info(), whole).map_or_else(String::new, |owner| owner.to_string());
                Err(Error::Connection { synapse, pair })
            }
        }
    }

    /// Finds the parameter of this full name: `AB.NaV.g`, `E.NaV.g` of a whole array, `E[3].NaV.g` of one neuron,
    /// `E_I.Cholinergic[3].g` of one connection. Allocates nothing.
    fn find_parameter(&self, name: &str) -> Option<Parameter<Self::Tag>> {
        let (origin, index) = name::find_parameter(self.info(), name)?;
        let len = elements(self, origin.group);
        let there = origin.element.is_none_or(|element| element < len);
        there.then(|| Parameter::new(Origin { len, ..origin }, index))
    }

    /// Finds the state of this full name: `AB.v`, `AB.ca`, `E[3].NaV.m`, `E.NaV.m` of a whole array,
    /// `E_I.Cholinergic[3].s`. In the last name 3 counts the presynaptic neurons if these own the states, and the
    /// connections otherwise. Allocates nothing.
    ///
    /// A state and a parameter may have the same name: `AB.v` is the potential, and the parameter that it starts from.
    fn find_state(&self, name: &str) -> Option<State<Self::Tag>> {
        let (origin, index) = name::find_state(self.info(), name)?;
        let len = state_owners(self, origin.group);
        let there = origin.element.is_none_or(|element| element < len);
        there.then(|| State::new(Origin { len, ..origin }, index))
    }

    /// Returns a state out of the state vector `y`, in mV, µM, 1 or the unit of its declaration. For a whole array, this is
    /// the first neuron's.
    ///
    /// # Panics
    /// Panics if `y` is shorter than [`dim`](Layout::dim), for an array of connections without any, and for a handle made by
    /// hand, as indexing a slice does.
    #[track_caller]
    fn state(&self, y: &[T], state: State<Self::Tag>) -> T {
        y[state_place(self, state.origin(), state.index(), 0)]
    }

    /// Writes a state into the state vector `y`, in mV, µM, 1 or the unit of its declaration. A handle of a whole array writes
    /// it for all neurons.
    ///
    /// # Panics
    /// As [`state`](Access::state) does.
    #[track_caller]
    fn set_state(&self, y: &mut [T], state: State<Self::Tag>, value: T) {
        let origin = state.origin();
        let count = if origin.element.is_none() { state_owners(self, origin.group) } else { 1 };
        for element in 0..count {
            y[state_place(self, origin, state.index(), element)] = value;
        }
    }

    /// Checks that every parameter has a value within its declared bounds. A run checks that where it begins, and so does
    /// [`Method::begin`]; a program that calls [`rhs`] or makes the steps itself has to do so after it has set something.
    ///
    /// ```
    /// use neuron_runtime::library::prinz_2003::Stg;
    /// use neuron_runtime::prelude::*;
    ///
    /// // A model of a cell type, whose conductances are still to be given.
    /// let mut cell = Stg::default();
    /// let invalid = cell.check().expect_err("no conductances");
    /// assert_eq!(invalid.to_string(), "NaV.g has no value: give it in the declaration, or `set` it (in mS/cm2)");
    /// ```
    ///
    /// # Errors
    /// The first parameter that has no value, or one out of its bounds. With `std` it converts to [`Error::Parameter`].
    ///
    /// [`Method::begin`]: crate::solve::Method::begin
    /// [`rhs`]: crate::system::System::rhs
    /// [`Error::Parameter`]: crate::error::Error::Parameter
    fn check(&self) -> Result<(), InvalidParameter>
    where
        T: Scalar,
    {
        bounds::check(self)
    }
}

impl<T: Real, N: Network<T>> Access<T> for N {}

/// Returns the number of neurons of a group, or of sets of states of a group of synapses.
pub(crate) fn state_owners<T: Real>(network: &dyn Layout<T>, group: Group) -> usize {
    match group {
        Group::Cells(_) => network.elements(group),
        Group::Synapses(g) => network.state_sets(g),
    }
}

/// Returns the place in the state vector of a state, of a whole array that of `element`.
#[track_caller]
fn state_place<T: Real>(network: &dyn Layout<T>, origin: Origin, index: usize, element: usize) -> usize {
    let one = Origin { element: origin.element.or(Some(element)), ..origin };
    match network.state_index(one, index) {
        Some(place) => place,
        None => missing(),
    }
}

/// Reports a handle that no macro made. The sentence is constant, since firmware has no room for formatting.
#[cold]
#[track_caller]
pub(crate) fn missing() -> ! {
    panic!("the network has nothing of this handle: its array is empty, or it was made by hand")
}
