//! Neurons of one type whose states lie together: named ones as a slice of cells, arrays as a [`Population`].

use crate::model::cell::{Cell, DescribeCell};
#[cfg(feature = "random")]
use crate::model::distribution::Drawn;
#[cfg(feature = "alloc")]
use crate::model::mechanism::Parameters;
use crate::number::Real;

/// Cells of one type and the layout of their states, counted from the beginning of the group.
pub trait CellGroup<T: Real> {
    /// The type.
    type Cell: Cell<T>;
    /// True if the states of one neuron lie together.
    const TOGETHER: bool;

    /// Returns the number of neurons.
    fn len(&self) -> usize;
    /// Returns true if there are no neurons.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// Calls `then` with the parameters of one neuron.
    fn with_cell<R>(&self, neuron: usize, then: impl FnOnce(&Self::Cell) -> R) -> R;
    /// Returns the distance between the states of one neuron, and between the same state of two neurons.
    fn strides(&self) -> (usize, usize);
    /// Returns parameter `index` of a neuron in its declared unit; `None` if there is no such neuron or parameter. If
    /// `neuron` is `None`, returns the first neuron's.
    fn parameter(&self, neuron: Option<usize>, index: usize) -> Option<T>;
    /// Sets parameter `index` of a neuron in its declared unit. If `neuron` is `None`, sets it for all neurons.
    fn set_parameter(&mut self, neuron: Option<usize>, index: usize, value: T);
}

/// Named neurons, one after the other.
impl<T: Real, C: Cell<T>> CellGroup<T> for [C] {
    type Cell = C;
    const TOGETHER: bool = true;

    #[inline(always)]
    fn len(&self) -> usize {
        <[C]>::len(self)
    }

    #[inline(always)]
    fn with_cell<R>(&self, neuron: usize, then: impl FnOnce(&C) -> R) -> R {
        then(&self[neuron])
    }

    #[inline(always)]
    fn strides(&self) -> (usize, usize) {
        (1, <C as DescribeCell>::STATES)
    }

    fn parameter(&self, neuron: Option<usize>, index: usize) -> Option<T> {
        self.get(neuron.unwrap_or(0))?.parameter(index)
    }

    fn set_parameter(&mut self, neuron: Option<usize>, index: usize, value: T) {
        for (k, cell) in self.iter_mut().enumerate() {
            if neuron.is_none_or(|n| n == k) {
                cell.set_parameter(index, value);
            }
        }
    }
}

/// An array of neurons of one type. A parameter is stored once until it is set for a single neuron; then every neuron
/// has its own. The same state of all neurons lies together.
#[cfg(feature = "alloc")]
#[derive(Clone, Debug, PartialEq)]
pub struct Population<T, C> {
    len: usize,
    shared: C,
    varied: Varied<T>,
}

/// Parameters that were set for single elements of an array, by index: one value per element, in declared units.
#[cfg(feature = "alloc")]
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Varied<T>(alloc::vec::Vec<(usize, alloc::vec::Vec<T>)>);

#[cfg(feature = "alloc")]
impl<T: Real> Varied<T> {
    pub(crate) fn none() -> Self {
        Varied(alloc::vec::Vec::new())
    }

    #[inline(always)]
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn get(&self, index: usize, element: usize) -> Option<T> {
        self.0.iter().find(|(k, _)| *k == index).map(|(_, values)| values[element])
    }

    /// Sets a parameter of one element. If all elements still share the value `common`, each first gets its own copy.
    pub(crate) fn set(&mut self, index: usize, len: usize, element: usize, common: T, value: T) {
        let place = match self.0.binary_search_by_key(&index, |(k, _)| *k) {
            Ok(place) => place,
            Err(place) => {
                self.0.insert(place, (index, alloc::vec![common; len]));
                place
            }
        };
        self.0[place].1[element] = value;
    }

    /// Returns true if the elements differ in a parameter.
    pub(crate) fn has(&self, index: usize) -> bool {
        self.0.iter().any(|(k, _)| *k == index)
    }

    pub(crate) fn forget(&mut self, index: usize) {
        self.0.retain(|(k, _)| *k != index);
    }

    /// Writes the varied parameters of one element.
    #[inline]
    pub(crate) fn apply<P: Parameters<T>>(&self, element: usize, to: &mut P) {
        for (index, values) in &self.0 {
            to.set_parameter(*index, values[element]);
        }
    }

    pub(crate) fn map<U: Real>(&self, convert: &mut dyn FnMut(&T) -> U) -> Varied<U> {
        Varied(self.0.iter().map(|(k, values)| (*k, values.iter().map(&mut *convert).collect())).collect())
    }
}

#[cfg(feature = "alloc")]
impl<T: Real, C: Cell<T> + Clone> Population<T, C> {
    /// Returns `len` neurons with the parameters of `cell`.
    pub fn new(len: usize, cell: C) -> Self {
        Population { len, shared: cell, varied: Varied::none() }
    }

    /// Draws a parameter for each neuron.
    #[cfg(feature = "random")]
    pub fn draw(&mut self, drawn: Drawn) {
        for neuron in 0..self.len {
            self.set_parameter(Some(neuron), drawn.index, T::from_f64(drawn.value(neuron)));
        }
    }

    /// Converts the population to another number type.
    pub fn map<U: Real>(&self, convert: &mut dyn FnMut(&T) -> U) -> Population<U, C::With<U>> {
        Population { len: self.len, shared: self.shared.map(convert), varied: self.varied.map(convert) }
    }
}

#[cfg(feature = "alloc")]
impl<T: Real, C: Cell<T> + Clone> CellGroup<T> for Population<T, C> {
    type Cell = C;
    const TOGETHER: bool = false;

    #[inline(always)]
    fn len(&self) -> usize {
        self.len
    }

    #[inline(always)]
    fn with_cell<R>(&self, neuron: usize, then: impl FnOnce(&C) -> R) -> R {
        if self.varied.is_empty() {
            return then(&self.shared);
        }
        let mut cell = self.shared.clone();
        self.varied.apply(neuron, &mut cell);
        then(&cell)
    }

    #[inline(always)]
    fn strides(&self) -> (usize, usize) {
        (self.len, 1)
    }

    fn parameter(&self, neuron: Option<usize>, index: usize) -> Option<T> {
        let neuron = neuron.unwrap_or(0);
        if neuron >= self.len {
            return None;
        }
        self.varied.get(index, neuron).or_else(|| self.shared.parameter(index))
    }

    fn set_parameter(&mut self, neuron: Option<usize>, index: usize, value: T) {
        match neuron {
            None => {
                self.varied.forget(index);
                self.shared.set_parameter(index, value);
            }
            Some(neuron) => {
                if let Some(common) = self.shared.parameter(index) {
                    self.varied.set(index, self.len, neuron, common, value);
                    // `==` compares `shared` too. It holds the first neuron's value, so that a former common value
                    // makes no difference.
                    self.shared.set_parameter(index, self.varied.get(index, 0).unwrap_or(common));
                }
            }
        }
    }
}
