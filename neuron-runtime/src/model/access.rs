//! Parameters, states and currents by handle and by name, in declared units.

#[cfg(feature = "json")]
mod json;
mod lookup;

pub(crate) use lookup::{each_quantity, find_parameter, find_quantity};

use crate::error::Error;
use crate::model::handle::{Group, Origin, Parameter, Quantity};
use crate::model::info::{CellsInfo, NetworkInfo, ParameterInfo};
use crate::model::network::parameters::{elements, read, write};
use crate::model::network::{Layout, Network};
use crate::number::Scalar;

/// Reading and changing the parameters of a network.
pub trait Access<T: Scalar>: Network<T> + Sized {
    /// Returns a parameter in its declared unit. For a whole array whose neurons differ in it, this is the first
    /// neuron's value.
    fn get(&self, parameter: Parameter<Self::Tag>) -> T {
        // A handle of this network's type always finds its parameter.
        read(self, parameter.origin(), parameter.index()).unwrap_or(T::from_f64(f64::NAN))
    }

    /// Sets a parameter in its declared unit. A handle of a whole array sets it for all neurons. Bounds are checked
    /// when a run begins.
    fn set(&mut self, parameter: Parameter<Self::Tag>, value: T) -> &mut Self {
        write(self, parameter.origin(), parameter.index(), value);
        self
    }

    /// Sets a parameter of every neuron (or connection) of an array, in its declared unit. `value` receives the index.
    fn set_each(&mut self, parameter: Parameter<Self::Tag>, mut value: impl FnMut(usize) -> T) -> &mut Self {
        for element in 0..elements(self, parameter.origin().group) {
            let origin = Origin { element: Some(element), ..parameter.origin() };
            write(self, origin, parameter.index(), value(element));
        }
        self
    }

    /// Returns a parameter of every neuron (or connection) of an array, in its declared unit.
    fn get_each(&self, parameter: Parameter<Self::Tag>) -> Vec<T> {
        let origin = parameter.origin();
        (0..elements(self, origin.group))
            .filter_map(|element| read(self, Origin { element: Some(element), ..origin }, parameter.index()))
            .collect()
    }

    /// Returns the full names, descriptions and values of all parameters. The names are:
    ///
    /// - `AB.NaV.g` and `AB_LP.Cholinergic.g` for named neurons and synapses;
    /// - `E.NaV.g` for an array, or `E[3].NaV.g` if its neurons differ in the parameter;
    /// - `E_I.Cholinergic[3].g` for the connections of an array that differ in it.
    fn parameters(&self) -> Vec<NamedParameter<T>> {
        named_parameters(self)
    }

    /// Sets the parameter of this full name, in its declared unit. `E[3].NaV.g` sets it for one neuron of an array,
    /// `E.NaV.g` for all.
    ///
    /// # Errors
    /// Fails with [`Error::UnknownName`] if no parameter has this name, and with [`Error::Format`] if the name has
    /// brackets that hold no index.
    fn set_by_name(&mut self, name: &str, value: T) -> Result<(), Error> {
        let (origin, index) = find_parameter(self, name)?;
        write(self, origin, index, value);
        Ok(())
    }

    /// Returns the value of the parameter of this full name, in its declared unit. For a whole array whose neurons
    /// differ in it, this is the first neuron's value.
    ///
    /// # Errors
    /// Fails as [`set_by_name`](Access::set_by_name) does.
    fn get_by_name(&self, name: &str) -> Result<T, Error> {
        let (origin, index) = find_parameter(self, name)?;
        read(self, origin, index).ok_or_else(|| lookup::unknown_parameter(self, name))
    }

    /// Returns the full names of all states in the order of the state vector: `AB.v`, `AB.ca`, `E[3].NaV.m` and
    /// `E_I.Cholinergic[3].s`. In the last name 3 counts the presynaptic neurons if these own the states, and the
    /// connections otherwise.
    fn state_names(&self) -> Vec<String> {
        state_names(self)
    }

    /// Returns all parameters as a JSON object of full names and values in declared units. Parameters without a finite
    /// value are left out because JSON cannot express them.
    #[cfg(feature = "json")]
    fn to_json(&self) -> String {
        json::write(self.parameters().into_iter().map(|p| (p.name, p.value.re())).collect())
    }

    /// Sets the parameters that a JSON object of full names and values contains. The others stay as they are.
    ///
    /// # Errors
    /// Fails with [`Error::Format`] if the text is not such an object or has a name twice, and with [`Error::UnknownName`] if it names an
    /// unknown parameter. If it fails, nothing is changed.
    #[cfg(feature = "json")]
    fn set_json(&mut self, text: &str) -> Result<(), Error>
    where
        Self: Clone,
    {
        let mut changed = self.clone();
        for (name, value) in json::read(text)? {
            changed.set_by_name(&name, T::from_f64(value))?;
        }
        *self = changed;
        Ok(())
    }
}

impl<T: Scalar, N: Network<T>> Access<T> for N {}

/// See [`Access::parameters`].
pub(crate) fn named_parameters<T: Scalar>(network: &dyn Layout<T>) -> Vec<NamedParameter<T>> {
    let mut found = Vec::new();
    each_parameter(network.info(), |group, element, owner, name, index, info| {
        let origin = Origin { group, element, len: 0 };
        let path = join(owner, &name);
        if element.is_some() {
            found.extend(network.parameter(origin, index).map(|value| named(path, origin, index, info, value)));
            return;
        }
        let values: Vec<T> = (0..network.elements(group))
            .filter_map(|k| network.parameter(Origin { element: Some(k), ..origin }, index))
            .collect();
        let unset = values.iter().all(|value| value.re().is_nan());
        let shared = unset || values.windows(2).all(|pair| pair[0] == pair[1]);
        if let (true, Some(&value)) = (shared, values.first()) {
            found.push(named(path, origin, index, info, value));
            return;
        }
        for (k, value) in values.into_iter().enumerate() {
            let origin = Origin { element: Some(k), ..origin };
            found.push(named(format!("{owner}[{k}].{name}"), origin, index, info, value));
        }
    });
    found
}

/// A parameter under its full name.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedParameter<T> {
    /// Full name.
    pub name: String,
    /// Description: unit, bounds, default.
    pub info: ParameterInfo,
    /// Value in its declared unit.
    pub value: T,
    origin: Origin,
    index: usize,
}

impl<T> NamedParameter<T> {
    /// Returns its neuron or synapse, and its index there.
    pub fn place(&self) -> (Origin, usize) {
        (self.origin, self.index)
    }
}

fn named<T>(name: String, origin: Origin, index: usize, info: &ParameterInfo, value: T) -> NamedParameter<T> {
    NamedParameter { name, info: *info, value, origin, index }
}

pub(crate) fn join(owner: &str, name: &str) -> String {
    if owner.is_empty() { name.to_owned() } else { format!("{owner}.{name}") }
}

fn path(parts: &[&str]) -> String {
    let parts: Vec<&str> = parts.iter().copied().filter(|part| !part.is_empty()).collect();
    parts.join(".")
}

/// Calls `visit` with the group, element (if named), owner, name there, index and description of every parameter.
pub(crate) fn each_parameter(
    info: &NetworkInfo,
    mut visit: impl FnMut(Group, Option<usize>, &'static str, String, usize, &ParameterInfo),
) {
    for (g, cells) in info.cells.iter().enumerate() {
        for (k, name) in cells.names.iter().enumerate() {
            let element = (!cells.array).then_some(k);
            let mut index = 0;
            cells.cell.each_parameter(|compartment, part, parameter| {
                visit(Group::Cells(g), element, name, path(&[compartment, part, parameter.name]), index, parameter);
                index += 1;
            });
        }
    }
    for (g, synapses) in info.synapses.iter().enumerate() {
        for (k, name) in synapses.names.iter().enumerate() {
            let element = (!synapses.array).then_some(k);
            for (index, parameter) in synapses.synapse.parameters.iter().enumerate() {
                visit(Group::Synapses(g), element, name, parameter.name.to_owned(), index, parameter);
            }
        }
    }
}

/// See [`Access::state_names`].
pub(crate) fn state_names<T: Scalar>(network: &dyn Layout<T>) -> Vec<String> {
    let mut names = vec![String::new(); network.dim()];
    each_state(network, |index, neuron, state, _| names[index] = join(neuron, state));
    names
}

/// Calls `visit` with the index, owner, name and unit of every state.
pub(crate) fn each_state<T: Scalar>(network: &dyn Layout<T>, mut visit: impl FnMut(usize, &str, &str, &'static str)) {
    for (g, cells) in network.info().cells.iter().enumerate() {
        let group = Group::Cells(g);
        for element in 0..network.elements(group) {
            let neuron = element_name(cells.names, cells.array, element);
            let mut k = 0;
            cells.cell.each_state(|compartment, part, state| {
                let name = path(&[compartment, part, state.name]);
                if let Some(index) = network.state_index(Origin { group, element: Some(element), len: 0 }, k) {
                    visit(index, &neuron, &name, state.unit);
                }
                k += 1;
            });
        }
    }
    for (g, synapses) in network.info().synapses.iter().enumerate() {
        let group = Group::Synapses(g);
        for element in 0..network.state_sets(g) {
            let owner = element_name(synapses.names, synapses.array, element);
            for (k, state) in synapses.synapse.states.iter().enumerate() {
                if let Some(index) = network.state_index(Origin { group, element: Some(element), len: 0 }, k) {
                    visit(index, &owner, state.name, state.unit);
                }
            }
        }
    }
}

fn element_name(names: &[&str], array: bool, element: usize) -> String {
    if array { format!("{}[{element}]", names[0]) } else { names[element].to_owned() }
}

/// Returns the names of all neurons in the order of the state: `AB`, `E[3]`.
pub(crate) fn neuron_names<T: Scalar>(network: &dyn Layout<T>) -> Vec<String> {
    let mut names = Vec::new();
    for (g, cells) in network.info().cells.iter().enumerate() {
        for element in 0..network.elements(Group::Cells(g)) {
            names.push(element_name(cells.names, cells.array, element));
        }
    }
    names
}

/// Returns V of every neuron's first compartment, with one quantity for a whole array.
pub(crate) fn voltages<T: Scalar>(network: &dyn Layout<T>) -> Vec<Quantity> {
    let mut found = Vec::new();
    for (g, cells) in network.info().cells.iter().enumerate() {
        let group = Group::Cells(g);
        if cells.array {
            found.push(Quantity::State(Origin { group, element: None, len: 0 }, 0));
            continue;
        }
        for element in 0..network.elements(group) {
            found.push(Quantity::State(Origin { group, element: Some(element), len: 0 }, 0));
        }
    }
    found
}

/// Returns the index into the state of V of every neuron's first compartment, in the order of the state.
pub(crate) fn voltage_indices<T: Scalar>(network: &dyn Layout<T>) -> Vec<usize> {
    let mut found = Vec::new();
    for g in 0..network.info().cells.len() {
        let group = Group::Cells(g);
        for element in 0..network.elements(group) {
            found.extend(network.state_index(Origin { group, element: Some(element), len: 0 }, 0));
        }
    }
    found
}

/// Returns the full name, the unit and the quantity of every element that a recorded handle stands for.
pub(crate) fn expand<T: Scalar>(network: &dyn Layout<T>, quantity: Quantity) -> Vec<(String, &'static str, Quantity)> {
    let origin = quantity.origin();
    let all = match origin.element {
        Some(element) => element..element + 1,
        None => 0..element_count(network, quantity),
    };
    all.map(|element| {
        let quantity = quantity.of(element);
        let (name, unit) = name_of(network.info(), quantity);
        (name, unit, quantity)
    })
    .collect()
}

/// Returns the number of elements that have such a quantity. The states of synapses may be fewer than these.
fn element_count<T: Scalar>(network: &dyn Layout<T>, quantity: Quantity) -> usize {
    match (quantity.origin().group, quantity) {
        (Group::Synapses(group), Quantity::State(..)) => network.state_sets(group),
        (group, _) => network.elements(group),
    }
}

/// Makes a parameter a variable. For a whole array whose neurons differ in it, the variable is a common change of all.
pub(crate) fn seed<T: Scalar, N: Network<T>>(network: &mut N, parameter: Parameter<N::Tag>, vary: impl Fn(T) -> T) {
    let values = match parameter.origin().element {
        None => network.get_each(parameter),
        Some(_) => Vec::new(),
    };
    if values.windows(2).all(|pair| pair[0] == pair[1]) {
        let value = network.get(parameter);
        network.set(parameter, vary(value));
    } else {
        network.set_each(parameter, |k| vary(values[k]));
    }
}

/// Returns the full name and unit of a parameter. The name of a whole array has no index.
pub(crate) fn parameter_name(info: &NetworkInfo, origin: Origin, index: usize) -> (String, &'static str) {
    let mut found = (String::new(), "");
    each_parameter(info, |group, element, owner, name, k, parameter| {
        if group == origin.group && k == index && (element.is_none() || element == origin.element) {
            let owner = match (element, origin.element) {
                (None, Some(element)) => format!("{owner}[{element}]"),
                _ => owner.to_owned(),
            };
            found = (join(&owner, &name), parameter.unit);
        }
    });
    found
}

/// Returns the full name and unit of a quantity. The name of a whole array has no index.
pub(crate) fn name_of(info: &NetworkInfo, quantity: Quantity) -> (String, &'static str) {
    let origin = quantity.origin();
    let (owner, (name, unit)) = match origin.group {
        Group::Cells(g) => {
            let cells = &info.cells[g];
            (owner_name(cells.names, cells.array, origin.element), part_of(cells, quantity))
        }
        Group::Synapses(g) => {
            let synapses = &info.synapses[g];
            let part = match quantity {
                Quantity::State(_, index) => synapses
                    .synapse
                    .states
                    .get(index)
                    .map_or((String::new(), ""), |state| (state.name.to_owned(), state.unit)),
                Quantity::Current(..) => ("current".to_owned(), "nA"),
                Quantity::Conductance(..) => ("conductance".to_owned(), "µS"),
            };
            (owner_name(synapses.names, synapses.array, origin.element), part)
        }
    };
    (join(&owner, &name), unit)
}

fn owner_name(names: &[&str], array: bool, element: Option<usize>) -> String {
    match element {
        Some(element) => element_name(names, array, element),
        None => names.first().copied().unwrap_or_default().to_owned(),
    }
}

/// Returns the name within its neuron, and the unit, of a state or of a channel's current or conductance.
fn part_of(cells: &CellsInfo, quantity: Quantity) -> (String, &'static str) {
    let (index, what, unit) = match quantity {
        Quantity::State(_, index) => {
            let (mut found, mut k) = ((String::new(), ""), 0);
            cells.cell.each_state(|compartment, part, state| {
                if k == index {
                    found = (path(&[compartment, part, state.name]), state.unit);
                }
                k += 1;
            });
            return found;
        }
        Quantity::Current(_, index) => (index, "current", "nA"),
        Quantity::Conductance(_, index) => (index, "conductance", "µS"),
    };
    let mut channels =
        cells.cell.compartments.iter().flat_map(|c| c.channels.iter().map(move |part| (c.name, part.name)));
    let (compartment, part) = channels.nth(index).unwrap_or_default();
    (path(&[compartment, part, what]), unit)
}
