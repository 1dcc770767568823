//! Parameters and states under their full names: lists, values by name, JSON.

#[cfg(feature = "json")]
mod json;
mod lookup;

pub(crate) use lookup::{each_quantity, find_parameter, find_quantity};

use crate::error::Error;
use crate::model::access::{self, Access};
use crate::model::bounds;
use crate::model::handle::{Group, Origin, Parameter, Quantity};
use crate::model::info::{CellInfo, CompartmentInfo, NetworkInfo, ParameterInfo};
use crate::model::name::{self, FullName, Owner};
use crate::model::network::parameters::{elements, read};
use crate::model::network::{Layout, Network};
use crate::number::Scalar;

/// The parameters of a network under their full names.
pub trait ByName<T: Scalar>: Access<T> {
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
        let parameter = find(self, name)?;
        self.set(parameter, value);
        Ok(())
    }

    /// Returns the value of the parameter of this full name, in its declared unit. For a whole array whose neurons
    /// differ in it, this is the first neuron's value.
    ///
    /// # Errors
    /// Fails as [`set_by_name`](ByName::set_by_name) does.
    fn get_by_name(&self, name: &str) -> Result<T, Error> {
        Ok(self.get(find(self, name)?))
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

impl<T: Scalar, N: Network<T>> ByName<T> for N {}

/// See [`ByName::parameters`].
pub(crate) fn named_parameters<T: Scalar>(network: &dyn Layout<T>) -> Vec<NamedParameter<T>> {
    let (info, mut found) = (network.info(), Vec::new());
    for group in name::groups(info) {
        let elements: Vec<(usize, Owner)> = name::elements(info, group, network.elements(group)).collect();
        let mut add = |owner, element: usize, whole: bool, index, local, info: &ParameterInfo| {
            let origin = Origin { group, element: Some(element), len: 0 };
            if let Some(value) = network.parameter(origin, index) {
                let origin = Origin { element: (!whole).then_some(element), ..origin };
                let name = FullName { owner, local }.to_string();
                found.push(NamedParameter { name, info: *info, value, origin, index });
            }
        };
        let Some(array) = elements.first().and_then(|(_, owner)| owner.array()) else {
            for (element, owner) in elements {
                for (index, (local, info)) in name::parameters(info, group).enumerate() {
                    add(owner, element, false, index, local, info);
                }
            }
            continue;
        };
        for (index, (local, info)) in name::parameters(info, group).enumerate() {
            if bounds::is_shared(network, group, index) {
                add(array, 0, true, index, local, info);
                continue;
            }
            elements.iter().for_each(|(element, owner)| add(*owner, *element, false, index, local, info));
        }
    }
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

/// Returns the parameter of this full name.
fn find<T: Scalar, N: Network<T>>(network: &N, name: &str) -> Result<Parameter<N::Tag>, Error> {
    let (origin, index) = find_parameter(network, name)?;
    Ok(Parameter::new(Origin { len: elements(network, origin.group), ..origin }, index))
}

/// See [`ByName::state_names`].
pub(crate) fn state_names<T: Scalar>(network: &dyn Layout<T>) -> Vec<String> {
    let mut names = vec![String::new(); network.dim()];
    each_state(network, |index, name, _| names[index] = name.to_string());
    names
}

/// Calls `visit` with the index, the name and the unit of every state.
pub(crate) fn each_state<T: Scalar>(network: &dyn Layout<T>, mut visit: impl FnMut(usize, FullName, &'static str)) {
    let info = network.info();
    for group in name::groups(info) {
        for (element, owner) in name::elements(info, group, access::state_owners(network, group)) {
            for (k, (local, unit)) in name::states(info, group).enumerate() {
                if let Some(index) = network.state_index(Origin { group, element: Some(element), len: 0 }, k) {
                    visit(index, FullName { owner, local }, unit);
                }
            }
        }
    }
}

/// Returns the neuron or synapse of the state `index` (for a cell alone the name of the network) and the name of the state
/// within that.
pub(crate) fn neuron_and_state<T: Scalar>(network: &dyn Layout<T>, index: usize) -> (String, String) {
    let (mut neuron, mut state) = (String::new(), String::new());
    each_state(network, |k, name, _| {
        if k == index {
            (neuron, state) = (name.owner.to_string(), name.local.to_string());
        }
    });
    if neuron.is_empty() {
        neuron = network.info().name.to_owned();
    }
    (neuron, state)
}

/// Returns the names of all neurons in the order of the state: `AB`, `E[3]`.
pub(crate) fn neuron_names<T: Scalar>(network: &dyn Layout<T>) -> Vec<String> {
    let mut names = Vec::new();
    for g in 0..network.info().cells.len() {
        let group = Group::Cells(g);
        names
            .extend(name::elements(network.info(), group, network.elements(group)).map(|(_, owner)| owner.to_string()));
    }
    names
}

/// Returns the place among all neurons, in the order of the state, of a neuron: of an array the first. `None` for a synapse.
#[cfg(feature = "protocols")]
pub(crate) fn neuron_place<T: Scalar>(network: &dyn Layout<T>, origin: Origin) -> Option<usize> {
    let Group::Cells(group) = origin.group else { return None };
    let before: usize = (0..group).map(|g| network.elements(Group::Cells(g))).sum();
    Some(before + origin.element.unwrap_or(0))
}

/// Returns V of every neuron's first compartment, with one quantity for a whole array.
pub(crate) fn voltages<T: Scalar>(network: &dyn Layout<T>) -> Vec<Quantity> {
    let mut found = Vec::new();
    for (g, cells) in network.info().cells.iter().enumerate() {
        let group = Group::Cells(g);
        if cells.cell.source {
            continue;
        }
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

/// Returns the compartment in which a cell spikes: the first that declares its spikes, or else the first.
fn spiking(cell: &CellInfo) -> usize {
    cell.compartments.iter().position(|compartment| compartment.spike).unwrap_or(0)
}

/// Returns the index into the state of the V whose spikes are those of the neuron, for every neuron in the order of the state.
/// Sources, which have none, come after them.
pub(crate) fn voltage_indices<T: Scalar>(network: &dyn Layout<T>) -> Vec<usize> {
    let mut found = Vec::new();
    for (g, cells) in network.info().cells.iter().enumerate() {
        let group = Group::Cells(g);
        let before = cells.cell.compartments.iter().take(spiking(cells.cell));
        let v = before.map(CompartmentInfo::states).sum();
        for element in 0..network.elements(group) {
            found.extend(network.state_index(Origin { group, element: Some(element), len: 0 }, v));
        }
    }
    found
}

/// Returns true if a state is the V whose spikes are those of a neuron, which its cell declares.
pub(crate) fn declares_spikes<T: Scalar>(network: &dyn Layout<T>, index: usize) -> bool {
    let neuron = voltage_indices(network).iter().position(|v| *v == index);
    neuron.is_some_and(|neuron| declared_spikes(network)[neuron])
}

/// Returns, for every neuron in the order of the state, true if its cell declares its spikes.
pub(crate) fn declared_spikes<T: Scalar>(network: &dyn Layout<T>) -> Vec<bool> {
    let mut found = Vec::new();
    for (g, cells) in network.info().cells.iter().enumerate() {
        let declares = cells.cell.source || cells.cell.compartments.iter().any(|compartment| compartment.spike);
        found.extend((0..network.elements(Group::Cells(g))).map(|_| declares));
    }
    found
}

/// Returns the listed spikes with the source of each list, counted among all sources.
pub(crate) fn listed_sources<T: Scalar>(
    network: &dyn Layout<T>,
    listed: &[(Origin, Vec<f64>)],
) -> Vec<(usize, Vec<f64>)> {
    let cells = network.info().cells;
    let count = |g: usize| if cells[g].cell.source { network.elements(Group::Cells(g)) } else { 0 };
    let of_list = |(origin, times): &(Origin, Vec<f64>)| {
        let Group::Cells(group) = origin.group else { return Vec::new() };
        let first: usize = (0..group.min(cells.len())).map(count).sum();
        let elements = origin.element.map_or(0..network.elements(origin.group), |element| element..element + 1);
        elements.map(|element| (first + element, times.clone())).collect()
    };
    listed.iter().flat_map(of_list).collect()
}

/// Returns the full name, the unit and the quantity of every element that a recorded handle stands for.
pub(crate) fn expand<T: Scalar>(network: &dyn Layout<T>, quantity: Quantity) -> Vec<(String, &'static str, Quantity)> {
    let origin = quantity.origin();
    let all = match origin.element {
        Some(element) => element..element + 1,
        None => match (origin.group, quantity) {
            (Group::Synapses(group), Quantity::State(_, index))
                if network.info().synapses.get(group).is_some_and(|s| index < s.synapse.states.len()) =>
            {
                0..network.state_sets(group)
            }
            _ => 0..network.elements(origin.group),
        },
    };
    all.map(|element| {
        let quantity = quantity.of(element);
        let (name, unit) = name_of(network.info(), quantity);
        (name, unit, quantity)
    })
    .collect()
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
    match name::parameter(info, origin, index) {
        Some((name, info)) => (name.to_string(), info.unit),
        None => (no_name("parameter", origin, index), ""),
    }
}

/// Returns the full name and unit of a quantity. The name of a whole array has no index.
pub(crate) fn name_of(info: &NetworkInfo, quantity: Quantity) -> (String, &'static str) {
    let origin = quantity.origin();
    let (found, index) = match quantity {
        Quantity::State(_, index) => (name::state(info, origin, index), index),
        Quantity::Current(_, index) => (name::flow(info, origin, index, "current").map(|name| (name, "nA")), index),
        Quantity::Conductance(_, index) => {
            (name::flow(info, origin, index, "conductance").map(|name| (name, "µS")), index)
        }
    };
    found.map_or_else(|| (no_name("quantity", origin, index), ""), |(name, unit)| (name.to_string(), unit))
}

/// Returns true if the neurons or synapses of a current or conductance have it.
pub(crate) fn flow_exists(info: &NetworkInfo, quantity: Quantity) -> bool {
    match quantity {
        Quantity::State(..) => false,
        Quantity::Current(origin, index) | Quantity::Conductance(origin, index) => {
            name::flow(info, origin, index, "").is_some()
        }
    }
}

/// Describes what a handle made by hand names in no network.
fn no_name(what: &str, origin: Origin, index: usize) -> String {
    format!("{what} {index} of element {:?} of {:?}", origin.element, origin.group)
}
