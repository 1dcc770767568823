//! A network as equations for diffsol, with their derivatives.

use super::entries::Entries;
use super::outputs::Outputs;
use super::pattern::{LANES, Pattern};
use super::structure::Structure;
use super::symbolic::SymbolicJacobian;
use crate::error::Error;
use crate::model::access::Access;
use crate::model::handle::{Parameter, State};
use crate::model::names;
use crate::model::network::{Layout, Network};
use crate::number::{Grad, Real};
use crate::system::System;
use ::diffsol::op::OpStatistics;
use ::diffsol::{Matrix, Op, Vector};
use std::cell::{Cell, RefCell, RefMut};

/// The network `N` as equations dy/dt = F(t, y, p), with the exact derivatives with respect to y and the chosen parameters p in
/// matrices of type `M`. Made by [`Problem`](super::Problem).
///
/// States are in their declared units, in the order of [`state_names`](crate::model::names::ByName::state_names). Time is in ms. Parameters are in their
/// declared units.
pub struct Equations<N: Network<f64>, M: Matrix<T = f64>> {
    pub(super) network: N::With<f64>,
    /// The network over dual numbers with eight tangents; its parameters are constants.
    pub(super) dual: N::With<Grad>,
    /// The same for every eight chosen parameters, which are variables.
    parametrised: Vec<N::With<Grad>>,
    pub(super) parameters: Vec<Parameter<N::Tag>>,
    pub(super) start: Option<Vec<f64>>,
    pub(super) outputs: Outputs,
    /// The index of V of each neuron.
    pub(super) voltages: Vec<usize>,
    /// The spike threshold (mV), if spikes are roots.
    pub(super) threshold: Option<f64>,
    pub(super) dim: usize,
    pub(super) context: M::C,
    pub(super) work: RefCell<Work>,
    symbolic: RefCell<SymbolicJacobian>,
    pub(super) derivatives: Derivatives<M>,
    pub(super) counts: Counts,
}

/// Work space of one evaluation over dual numbers.
pub(super) struct Work {
    pub(super) y: Vec<Grad>,
    pub(super) results: Vec<Grad>,
}

/// The derivatives, each at the point where it was evaluated last.
pub(super) struct Derivatives<M: Matrix<T = f64>> {
    pub(super) rhs_by_state: RefCell<Entries<M>>,
    pub(super) rhs_by_parameters: RefCell<Entries<M>>,
    pub(super) output_by_state: RefCell<Entries<M>>,
    pub(super) output_by_parameters: RefCell<Entries<M>>,
    pub(super) start_by_parameters: RefCell<Entries<M>>,
}

/// The number of evaluations of each kind.
#[derive(Default)]
pub(super) struct Counts {
    pub(super) calls: Cell<usize>,
    pub(super) products: Cell<usize>,
    pub(super) matrices: Cell<usize>,
    pub(super) transposed: Cell<usize>,
}

pub(super) fn count(counter: &Cell<usize>) {
    counter.set(counter.get() + 1);
}

impl<N: Network<f64>, M: Matrix<T = f64>> Equations<N, M> {
    pub(super) fn new(
        network: &N,
        parameters: &[Parameter<N::Tag>],
        outputs: Outputs,
        start: Option<Vec<f64>>,
        threshold: Option<f64>,
    ) -> Result<Self, Error> {
        let dim = network.dim();
        let context = M::C::default();
        let structure = Structure::find(network, parameters, &outputs, start.is_none());
        let entries = |pattern| Entries::new(pattern, &context).map(RefCell::new);
        let (states, chosen, results) = (dim, parameters.len(), outputs.len());
        let rhs_by_state = Pattern::ordered(dim, states, structure.rhs_by_state);
        let symbolic = RefCell::new(SymbolicJacobian::new(network, &rhs_by_state));
        let derivatives = Derivatives {
            rhs_by_state: entries(rhs_by_state)?,
            rhs_by_parameters: entries(Pattern::ordered(dim, chosen, structure.rhs_by_parameters))?,
            output_by_state: entries(Pattern::coloured(results, states, structure.output_by_state))?,
            output_by_parameters: entries(Pattern::ordered(results, chosen, structure.output_by_parameters))?,
            start_by_parameters: entries(Pattern::ordered(dim, chosen, structure.start_by_parameters))?,
        };
        let mut equations = Equations {
            network: network.with::<f64>(),
            dual: network.with::<Grad>(),
            parametrised: parameters.chunks(LANES).map(|_| network.with::<Grad>()).collect(),
            parameters: parameters.to_vec(),
            start,
            voltages: names::voltage_indices(network),
            threshold,
            dim,
            context,
            work: RefCell::new(Work { y: vec![Grad::zero(); dim], results: vec![Grad::zero(); dim.max(results)] }),
            symbolic,
            derivatives,
            outputs,
            counts: Counts::default(),
        };
        let values: Vec<f64> = parameters.iter().map(|parameter| network.get(*parameter)).collect();
        equations.set_values(&values);
        Ok(equations)
    }

    /// Returns the network with the present values of the parameters.
    pub fn network(&self) -> &N::With<f64> {
        &self.network
    }

    /// Returns the chosen parameters in the order of the parameter vector.
    pub fn parameters(&self) -> &[Parameter<N::Tag>] {
        &self.parameters
    }

    /// Returns the index of a state in the state vector; `None` for a whole array or a state that does not exist.
    pub fn index(&self, state: State<N::Tag>) -> Option<usize> {
        self.network.state_index(state.origin(), state.index())
    }

    /// Returns the full names of the recorded quantities in the order of the output vector.
    pub fn output_names(&self) -> Vec<&str> {
        self.outputs.iter().map(|output| output.name.as_str()).collect()
    }

    /// Returns the names of the neurons in the order of the roots.
    pub fn neuron_names(&self) -> Vec<String> {
        names::neuron_names(&self.network)
    }

    /// Returns the number of structurally nonzero entries of the Jacobian.
    pub fn jacobian_entries(&self) -> usize {
        self.derivatives.rhs_by_state.borrow().pattern.entries.len()
    }

    pub(super) fn set_values(&mut self, values: &[f64]) {
        // In order: one may be of a whole array, and a later one of a neuron in it.
        for (k, (&parameter, &value)) in self.parameters.iter().zip(values).enumerate() {
            self.network.set(parameter, value);
            self.dual.set(parameter, Grad::constant(value));
            for (block, network) in self.parametrised.iter_mut().enumerate() {
                let variable = if k / LANES == block { k % LANES } else { LANES };
                network.set(parameter, Grad::variable(value, variable));
            }
        }
        let Derivatives { rhs_by_state, rhs_by_parameters, output_by_state, output_by_parameters, start_by_parameters } =
            &mut self.derivatives;
        for entries in [rhs_by_state, rhs_by_parameters, output_by_state, output_by_parameters, start_by_parameters] {
            entries.get_mut().invalidate();
        }
    }

    pub(super) fn rhs_by_state(&self, y: &M::V, t: f64) -> RefMut<'_, Entries<M>> {
        let mut entries = self.derivatives.rhs_by_state.borrow_mut();
        entries.update(t, y, |_, y, values| {
            self.symbolic.borrow_mut().evaluate(&self.network, t, y, values);
        });
        entries
    }

    pub(super) fn rhs_by_parameters(&self, y: &M::V, t: f64) -> RefMut<'_, Entries<M>> {
        let mut entries = self.derivatives.rhs_by_parameters.borrow_mut();
        entries.update(t, y, |pattern, y, values| {
            self.by_parameters(y, pattern, values, |network, y, dy| network.rhs(Grad::from_f64(t), y, dy));
        });
        entries
    }

    pub(super) fn output_by_state(&self, y: &M::V, t: f64) -> RefMut<'_, Entries<M>> {
        let mut entries = self.derivatives.output_by_state.borrow_mut();
        entries.update(t, y, |pattern, y, values| {
            let Work { y: dual, results } = &mut *self.work.borrow_mut();
            set_constants(dual, y);
            for block in 0..pattern.blocks() {
                pattern.seed(block, dual, 1.0);
                self.outputs.evaluate(&self.dual, Grad::from_f64(t), dual, &mut results[..pattern.rows]);
                pattern.read(block, results, values);
                pattern.seed(block, dual, 0.0);
            }
        });
        entries
    }

    pub(super) fn output_by_parameters(&self, y: &M::V, t: f64) -> RefMut<'_, Entries<M>> {
        let mut entries = self.derivatives.output_by_parameters.borrow_mut();
        entries.update(t, y, |pattern, y, values| {
            self.by_parameters(y, pattern, values, |network, y, results| {
                self.outputs.evaluate(network, Grad::from_f64(t), y, results);
            });
        });
        entries
    }

    pub(super) fn start_by_parameters(&self) -> RefMut<'_, Entries<M>> {
        let mut entries = self.derivatives.start_by_parameters.borrow_mut();
        let no_state = M::V::zeros(0, self.context.clone());
        entries.update(0.0, &no_state, |pattern, _, values| {
            self.by_parameters(&[], pattern, values, |network, _, y| network.start(y));
        });
        entries
    }

    /// Writes the entries of the derivative of a function with respect to the chosen parameters.
    fn by_parameters(
        &self,
        y: &[f64],
        pattern: &Pattern,
        values: &mut [f64],
        evaluate: impl Fn(&N::With<Grad>, &[Grad], &mut [Grad]),
    ) {
        let Work { y: dual, results } = &mut *self.work.borrow_mut();
        set_constants(dual, y);
        for (block, network) in self.parametrised.iter().enumerate() {
            evaluate(network, dual, &mut results[..pattern.rows]);
            pattern.read(block, results, values);
        }
    }
}

/// Sets dual numbers to constants.
pub(super) fn set_constants(dual: &mut [Grad], y: &[f64]) {
    dual.iter_mut().zip(y).for_each(|(dual, y)| *dual = Grad::constant(*y));
}

impl<N: Network<f64>, M: Matrix<T = f64>> Op for Equations<N, M> {
    type T = f64;
    type V = M::V;
    type M = M;
    type C = M::C;

    fn context(&self) -> &M::C {
        &self.context
    }
    fn nstates(&self) -> usize {
        self.dim
    }
    fn nout(&self) -> usize {
        if self.outputs.is_empty() { self.dim } else { self.outputs.len() }
    }
    fn nparams(&self) -> usize {
        self.parameters.len()
    }
    fn statistics(&self) -> OpStatistics {
        let Counts { calls, products, matrices, transposed } = &self.counts;
        OpStatistics {
            number_of_calls: calls.get(),
            number_of_jac_muls: products.get(),
            number_of_matrix_evals: matrices.get(),
            number_of_jac_adj_muls: transposed.get(),
        }
    }
}
