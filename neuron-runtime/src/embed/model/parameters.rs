//! Parameters by index and by name.

use super::{Model, check_length};
use crate::error::Error;
use crate::model::handle::Origin;
use crate::model::info::ParameterInfo;
use crate::model::name::{self, FullName};
use crate::model::network::Layout;
use crate::model::{access, bounds, names};

/// A parameter of a [`Model`].
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// Full name: `AB.NaV.g`, `E.NaV.g` for a whole array, `E[3].NaV.g` for one element.
    pub name: String,
    /// Its declared unit; empty for a pure number. All values are in it.
    pub unit: &'static str,
    /// Its value; NaN if it has none yet. For a whole array, it is that of the first element.
    pub value: f64,
    /// Its default, if its declaration gives one.
    pub default: Option<f64>,
    /// Its smallest allowed value.
    pub minimum: Option<f64>,
    /// Its largest allowed value.
    pub maximum: Option<f64>,
    /// For a whole array, the number of its elements.
    pub elements: Option<usize>,
}

/// The places of all parameters under fixed indices. Parameters of named neurons and of whole arrays come first, then those
/// of the elements of arrays, which are counted and not stored.
#[derive(Debug)]
pub(super) struct Table {
    entries: Vec<Entry>,
    /// The number of all indices.
    count: usize,
}

#[derive(Debug)]
struct Entry {
    name: String,
    info: &'static ParameterInfo,
    origin: Origin,
    index: usize,
    /// For a whole array, the number of its elements.
    elements: Option<usize>,
    /// The index of its first element, or of that of the next array.
    first: usize,
}

impl Table {
    pub(super) fn new(network: &dyn Layout<f64>) -> Self {
        let mut entries = Vec::new();
        for group in name::groups(network.info()) {
            for (element, owner) in name::owners(network.info(), group) {
                let elements = element.is_none().then(|| network.elements(group));
                // Random connections may have turned out to be none.
                if elements == Some(0) {
                    continue;
                }
                let origin = Origin { group, element, len: 0 };
                for (index, (local, info)) in name::parameters(network.info(), group).enumerate() {
                    let name = FullName { owner, local }.to_string();
                    entries.push(Entry { name, info, origin, index, elements, first: 0 });
                }
            }
        }
        let mut count = entries.len();
        for entry in &mut entries {
            entry.first = count;
            count += entry.elements.unwrap_or(0);
        }
        Table { entries, count }
    }

    /// Returns the entry under an index, and if the index is that of one element of an array, this element.
    fn entry(&self, index: usize) -> Result<(&Entry, Option<usize>), Error> {
        let element = || {
            let entry = self.entries.partition_point(|entry| entry.first <= index).checked_sub(1)?;
            let entry = &self.entries[entry];
            Some((entry, Some(index - entry.first)))
        };
        let found = match self.entries.get(index) {
            Some(entry) => Some((entry, None)),
            None if index < self.count => element(),
            None => None,
        };
        let expected = "indices are below the number of parameters, and those of single elements come from `find`";
        found.ok_or(Error::Setting { setting: "the index of a parameter", value: index as f64, expected })
    }

    /// Returns the neuron, synapse or array of the parameter under an index, and the index there.
    pub(super) fn place(&self, index: usize) -> Result<(Origin, usize), Error> {
        let (entry, element) = self.entry(index)?;
        Ok((Origin { element: element.or(entry.origin.element), ..entry.origin }, entry.index))
    }

    /// Returns the index of the parameter at a place.
    fn index(&self, (origin, index): (Origin, usize)) -> Option<usize> {
        let is_here = |entry: &Entry| {
            let element = entry.origin.element;
            entry.origin.group == origin.group
                && entry.index == index
                && (element.is_none() || element == origin.element)
        };
        let position = self.entries.iter().position(is_here)?;
        let entry = &self.entries[position];
        match (entry.origin.element, origin.element) {
            (None, Some(element)) => Some(entry.first + element),
            _ => Some(position),
        }
    }
}

impl Model {
    /// Returns all parameters under their indices, which count from 0 and never change. Those of an array come once, for the
    /// whole array.
    pub fn parameters(&self) -> Vec<Parameter> {
        self.table.entries.iter().map(|entry| self.described(entry, None)).collect()
    }

    /// Returns the parameter under an index.
    ///
    /// # Errors
    /// [`Error::Setting`] if there is no such index.
    pub fn parameter(&self, index: usize) -> Result<Parameter, Error> {
        let (entry, element) = self.table.entry(index)?;
        Ok(self.described(entry, element))
    }

    fn described(&self, entry: &Entry, element: Option<usize>) -> Parameter {
        let Entry { info, elements, .. } = entry;
        let origin = Origin { element: element.or(entry.origin.element), ..entry.origin };
        Parameter {
            name: match element {
                None => entry.name.clone(),
                Some(_) => names::parameter_name(self.network.info(), origin, entry.index).0,
            },
            unit: info.unit,
            value: self.value((origin, entry.index)),
            default: info.default,
            minimum: info.minimum,
            maximum: info.maximum,
            elements: elements.filter(|_| element.is_none()),
        }
    }

    /// Returns the value of a parameter of the table.
    fn value(&self, (origin, index): (Origin, usize)) -> f64 {
        match self.network.parameter(origin, index) {
            Some(value) => value,
            // The table holds parameters of this network alone.
            None => access::missing(),
        }
    }

    /// Returns the index of the parameter of this full name. `E[3].NaV.g` is that of one element of an array.
    ///
    /// # Errors
    /// [`Error::UnknownName`] with the most similar names first, [`Error::Format`] if the name has brackets that hold no index.
    pub fn find(&self, name: &str) -> Result<usize, Error> {
        let place = names::find_parameter(self.system(), name)?;
        // Only the parameters of connections that turned out to be none have no index.
        self.table.index(place).ok_or_else(|| Error::UnknownName { name: name.to_owned(), known: Vec::new() })
    }

    /// Returns the value of the parameter under an index; for a whole array, that of the first element.
    ///
    /// # Errors
    /// [`Error::Setting`] if there is no such index.
    pub fn get(&self, index: usize) -> Result<f64, Error> {
        Ok(self.value(self.table.place(index)?))
    }

    /// Sets the parameter under an index; for a whole array, that of all elements. Bounds are checked when a run begins, and
    /// by [`check`](Model::check).
    ///
    /// # Errors
    /// [`Error::Setting`] if there is no such index.
    pub fn set(&mut self, index: usize, value: f64) -> Result<(), Error> {
        let (origin, index) = self.table.place(index)?;
        self.network.set_parameter(origin, index, value);
        Ok(())
    }

    /// Returns the value of the parameter of this full name; for a whole array, that of the first element.
    ///
    /// # Errors
    /// Those of [`find`](Model::find).
    pub fn get_by_name(&self, name: &str) -> Result<f64, Error> {
        self.get(self.find(name)?)
    }

    /// Sets the parameter of this full name; for a whole array, that of all elements.
    ///
    /// # Errors
    /// Those of [`find`](Model::find).
    pub fn set_by_name(&mut self, name: &str, value: f64) -> Result<(), Error> {
        self.set(self.find(name)?, value)
    }

    /// Returns the values of all elements of a whole array, or the one value of another parameter.
    ///
    /// # Errors
    /// [`Error::Setting`] if there is no such index.
    pub fn get_each(&self, index: usize) -> Result<Vec<f64>, Error> {
        Ok(self.elements(index)?.into_iter().map(|place| self.value(place)).collect())
    }

    /// Sets the parameter of every element of a whole array, or the one value of another parameter.
    ///
    /// # Errors
    /// [`Error::Setting`] if there is no such index, [`Error::Length`] unless there is one value per element.
    pub fn set_each(&mut self, index: usize, values: &[f64]) -> Result<(), Error> {
        let places = self.elements(index)?;
        check_length("the values", values.len(), places.len())?;
        for ((origin, index), value) in places.into_iter().zip(values) {
            self.network.set_parameter(origin, index, *value);
        }
        Ok(())
    }

    /// Returns the places of all elements of a parameter.
    fn elements(&self, index: usize) -> Result<Vec<(Origin, usize)>, Error> {
        let (entry, element) = self.table.entry(index)?;
        let (origin, index) = self.table.place(index)?;
        Ok(match entry.elements.filter(|_| element.is_none()) {
            None => vec![(origin, index)],
            Some(count) => (0..count).map(|k| (Origin { element: Some(k), ..origin }, index)).collect(),
        })
    }

    /// Checks that every parameter has a value within its bounds, as every run does. The equations do not check them.
    ///
    /// # Errors
    /// [`Error::Parameter`].
    pub fn check(&self) -> Result<(), Error> {
        Ok(bounds::check(self.system())?)
    }
}
