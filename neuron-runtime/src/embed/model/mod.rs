//! One owned type, whatever the network.
//!
//! A layer for C, for Python or for a server cannot be generic: it needs one type for every cell and network, and names
//! where Rust has handles. That type is [`Model`]. All that it does is done by the other folders; here, names become places
//! and lengths are checked. Nothing that a caller passes makes a method panic: it is an [`Error`] that says what would fit.
//!
//! ```
//! use neuron_runtime::embed::{Model, Request};
//! use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
//! use neuron_runtime::library::prinz_2004::Pyloric;
//! use neuron_runtime::prelude::*;
//!
//! let mut models = vec![Model::new(HodgkinHuxley::default()), Model::new(Pyloric::default())];
//! models[0].set_by_name("inject", 10.0)?; // µA/cm², as declared
//!
//! for model in &models {
//!     let outcome = model.run(&Request::new(50.0).spikes(-10.0))?; // ms, mV
//!     for neuron in &outcome.neurons {
//!         println!("{} {}: {} spikes", model.name(), neuron.name, neuron.spikes.len());
//!     }
//! }
//! # Ok::<(), Error>(())
//! ```
//!
//! A program pays for what it uses. Behind [`Model::new`] there are the equations over `f64`; methods and runs over `f64` are
//! compiled with this crate. Behind [`Model::differentiable`] there is everything over numbers with tangents, too:
//!
//! ```
//! use neuron_runtime::embed::{Measure, Model, Request};
//! use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
//! use neuron_runtime::prelude::*;
//!
//! let axon = Model::differentiable(HodgkinHuxley::default());
//! let gradient = axon.differentiate()?.by(&["Na.g", "K.g"])?.gradient(&Request::new(20.0), &Measure::mean("v"))?;
//! println!("{gradient}"); // mV per mS/cm²
//! # Ok::<(), Error>(())
//! ```

mod derivatives;
mod erased;
mod jacobian;
mod measure;
mod parameters;
mod request;
mod run;

pub use derivatives::Derivatives;
pub use jacobian::Pattern;
pub use measure::Measure;
pub use parameters::Parameter;
pub use request::Request;
pub use run::{Failure, Outcome};

use crate::error::Error;
use crate::model::names;
use crate::model::network::Network;
use crate::system::{Drive, Given, System, Workspace};
use derivatives::{View, view};
use erased::Erased;
use jacobian::Columns;
use parameters::Table;
use std::fmt;
use std::sync::{Arc, OnceLock};

/// A network or a cell of any type, with its parameters.
///
/// A model is a value: it can be cloned, and sent to other threads. Times are in ms, states in their declared units, currents in nA,
/// parameters each number in its declared unit.
pub struct Model {
    network: Box<dyn Erased>,
    view: Option<View>,
    table: Arc<Table>,
    dim: usize,
    /// The number of compartments.
    compartments: usize,
    /// Made when the Jacobian is first asked for.
    columns: OnceLock<Box<Columns>>,
    /// Scratch space of the exponential steps.
    work: Option<Workspace<'static, f64>>,
}

/// The name and the unit of a state, a current or a conductance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quantity {
    /// Its full name, such as `AB.NaV.m`.
    pub name: String,
    /// Its unit; empty for a pure number.
    pub unit: &'static str,
}

impl Model {
    /// Returns a model of a network, without derivatives of its results.
    pub fn new<N: Network<f64> + Clone + Send + Sync + 'static>(network: N) -> Self {
        Self::erased(Box::new(network), None)
    }

    /// Returns a model of a network whose results can be [differentiated](Model::differentiate).
    pub fn differentiable<N: Network<f64, Tag = N> + Clone + Send + Sync + 'static>(network: N) -> Self {
        Self::erased(Box::new(network), Some(view::<N>))
    }

    fn erased(network: Box<dyn Erased>, view: Option<View>) -> Self {
        let (table, dim) = (Arc::new(Table::new(&*network)), network.dim());
        let mut compartments = 0;
        network.potentials(&mut |_| compartments += 1);
        let columns = OnceLock::new();
        Model { network, view, table, dim, compartments, columns, work: None }
    }

    /// Returns the name of the network's type.
    pub fn name(&self) -> &'static str {
        self.network.info().name
    }

    /// Returns the names of all neurons in the order of the state: `AB`, `E[3]`. That of a cell alone is empty.
    pub fn neurons(&self) -> Vec<String> {
        names::neuron_names(self.system())
    }

    /// Returns the number of states.
    pub fn dim(&self) -> usize {
        self.dim
    }

    /// Returns all states in their order.
    pub fn states(&self) -> Vec<Quantity> {
        let mut states = vec![Quantity { name: String::new(), unit: "" }; self.dim];
        names::each_state(self.system(), |index, name, unit| {
            states[index] = Quantity { name: name.to_string(), unit };
        });
        states
    }

    /// Returns all states, currents and conductances that can be recorded. Those of an array come once, under the name of the
    /// whole array, `E.v`; one element of it is `E[3].v`.
    pub fn recordable(&self) -> Vec<Quantity> {
        let mut quantities = Vec::new();
        names::each_quantity(self.network.info(), |name, unit, _| {
            quantities.push(Quantity { name: name.to_string(), unit });
        });
        quantities
    }

    /// Returns the index in the state of V of every compartment. Drives are in this order.
    pub fn potentials(&self) -> Vec<usize> {
        let mut potentials = Vec::with_capacity(self.compartments);
        self.network.potentials(&mut |index| potentials.push(index));
        potentials
    }

    /// Writes the initial state, see [`System::start`].
    ///
    /// # Errors
    /// [`Error::Length`] unless `y` has one number per [state](Model::states).
    pub fn start(&self, y: &mut [f64]) -> Result<(), Error> {
        self.check_state("the state", y)?;
        self.network.start(y);
        Ok(())
    }

    /// Writes dy/dt at the time `t` (ms) and the state `y`, while `drives` send currents through the membranes, see
    /// [`System::rhs_with`]. It allocates nothing. It does not [check](Model::check) the parameters.
    ///
    /// # Errors
    /// [`Error::Length`] unless `y` and `dy` have one number per [state](Model::states), and there are no drives or one for
    /// each of the [potentials](Model::potentials).
    pub fn rhs(&self, t: f64, y: &[f64], drives: &[Drive<f64>], dy: &mut [f64]) -> Result<(), Error> {
        self.check_slopes(y, drives, dy)?;
        self.network.rhs_with(t, y, &Given::drives(drives), dy);
        Ok(())
    }

    /// Advances `y` from `t` by `h` (both ms) by exponential Euler, see [`System::exponential_euler`]. It allocates nothing
    /// after the first call.
    ///
    /// # Errors
    /// [`Error::Length`] as [`rhs`](Model::rhs), [`Error::Setting`] if `h` is not positive.
    pub fn exponential_euler(&mut self, t: f64, h: f64, drives: &[Drive<f64>], y: &mut [f64]) -> Result<(), Error> {
        self.check_step(h, drives, y)?;
        let work = self.work.get_or_insert_with(|| self.network.workspace());
        self.network.exponential_euler(t, h, &Given::drives(drives), y, work);
        Ok(())
    }

    /// Advances `y` from `t` by `h` (both ms) by Strang splitting, see [`System::strang`]. It allocates nothing after the first
    /// call.
    ///
    /// # Errors
    /// Those of [`exponential_euler`](Model::exponential_euler).
    pub fn strang(&mut self, t: f64, h: f64, drives: &[Drive<f64>], y: &mut [f64]) -> Result<(), Error> {
        self.check_step(h, drives, y)?;
        let work = self.work.get_or_insert_with(|| self.network.workspace());
        self.network.strang(t, h, &Given::drives(drives), y, work);
        Ok(())
    }

    fn check_step(&self, h: f64, drives: &[Drive<f64>], y: &[f64]) -> Result<(), Error> {
        self.check_state("the state", y)?;
        self.check_drives(drives)?;
        if !(h > 0.0 && h.is_finite()) {
            let expected = "it has to be a positive number of milliseconds";
            return Err(Error::Setting { setting: "the step", value: h, expected });
        }
        Ok(())
    }

    fn system(&self) -> &dyn System<f64> {
        &*self.network
    }

    fn check_slopes(&self, y: &[f64], drives: &[Drive<f64>], dy: &[f64]) -> Result<(), Error> {
        self.check_state("the state", y)?;
        self.check_state("dy/dt", dy)?;
        self.check_drives(drives)
    }

    fn check_state(&self, list: &'static str, numbers: &[f64]) -> Result<(), Error> {
        check_length(list, numbers.len(), self.dim)
    }

    fn check_drives(&self, drives: &[Drive<f64>]) -> Result<(), Error> {
        if drives.is_empty() { Ok(()) } else { check_length("the drives", drives.len(), self.compartments) }
    }
}

impl Clone for Model {
    fn clone(&self) -> Self {
        Model {
            network: self.network.cloned(),
            view: self.view,
            table: self.table.clone(),
            dim: self.dim,
            compartments: self.compartments,
            columns: self.columns.clone(),
            work: self.work.clone(),
        }
    }
}

impl fmt::Debug for Model {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Model").field("name", &self.name()).field("dim", &self.dim).finish_non_exhaustive()
    }
}

fn check_length(list: &'static str, found: usize, wanted: usize) -> Result<(), Error> {
    if found == wanted { Ok(()) } else { Err(Error::Length { list, found, wanted }) }
}
