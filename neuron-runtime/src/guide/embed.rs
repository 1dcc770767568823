//! A model in another program: in its solver, behind a C interface, in a Python module.
//!
//! Such a layer is written once, over [`embed::Model`](crate::embed::Model): one owned type, whatever the network. It knows
//! names, units and numbers. Here the solver of the other program is the implicit Euler method with a sparse Jacobian; it sees
//! no type of a cell.
//!
//! ```
//! use neuron_runtime::embed::{Model, Request};
//! use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
//! use neuron_runtime::measure::Solver;
//! use neuron_runtime::prelude::*;
//! use neuron_runtime::system::Drive;
//!
//! # fn main() -> Result<(), Error> {
//! let mut model = Model::new(HodgkinHuxley::default()); // or any other cell or network
//!
//! // Parameters by name, or by an index that never changes, in their declared units.
//! let g = model.find("Na.g")?;
//! model.set(g, 110.0)?; // mS/cm²
//! for parameter in model.parameters() {
//!     println!("{} = {} {}", parameter.name, parameter.value, parameter.unit);
//! }
//! model.check()?; // Once, for the equations below do not check bounds.
//!
//! // The equations on slices of the caller, with 0.5 nA from an electrode.
//! let (mut y, mut dy) = (vec![0.0; model.dim()], vec![0.0; model.dim()]);
//! model.start(&mut y)?;
//! let electrode = [Drive::constant(0.5)]; // one per compartment, in the order of `potentials()`
//! model.rhs(0.0, &y, &electrode, &mut dy)?;
//!
//! // The Jacobian in compressed columns, as scipy, SuiteSparse and SUNDIALS take it.
//! let pattern = model.jacobian_pattern().clone();
//! let mut values = vec![0.0; pattern.row_indices.len()];
//! model.jacobian(0.0, &y, &electrode, &mut dy, &mut values)?;
//! let diagonal = (pattern.column_pointers[0]..pattern.column_pointers[1])
//!     .find(|k| pattern.row_indices[*k] == 0)
//!     .map(|k| values[k]);
//! assert!(diagonal < Some(0.0)); // ∂(dV/dt)/∂V, per ms
//!
//! // Or runs of ours, with a method by name, from a state that may be the end of another run.
//! let method = Solver::by_name("Rodas5P", &[("tolerance", 1e-7)])?;
//! let request = Request::new(20.0).method(method).start_at(&y).record(&["v", "Na.m", "K.current"]);
//! let outcome = model.run(&request)?;
//! assert_eq!(outcome.trace("K.current")?.len(), outcome.time.len());
//! let next = Request::new(20.0).method(method).start_at(&outcome.end);
//! assert_eq!(model.run(&next)?.neurons[0].name, ""); // a cell alone
//! # Ok(())
//! # }
//! ```
//!
//! - Names are those of [`parameters`](crate::embed::Model::parameters), [`states`](crate::embed::Model::states) and
//!   [`recordable`](crate::embed::Model::recordable). One element of an array is `E[3].NaV.g`; `E.NaV.g` is all of it.
//! - The right-hand side, the Jacobian and the steps allocate nothing after their first call, and start no threads.
//! - Lists of wrong lengths, unknown names, indices and methods, and parameters out of their bounds are an
//!   [`Error`](crate::error::Error), whose text is a sentence for the user. Nothing panics, so that no panic reaches the other
//!   language.
//! - A run that fails or is cancelled has the samples and spikes until then in [`Failure`](crate::embed::Failure). A run is
//!   cancelled by a flag from another thread ([`cancel`](crate::embed::Request::cancel)), or by the function that watches it
//!   ([`run_watched`](crate::embed::Model::run_watched)).
//! - A model can be cloned and sent to another thread. Several threads may read one model.
//!
//! [`Model::differentiable`](crate::embed::Model::differentiable) is the same with derivatives: gradients of measures, and
//! traces with their sensitivities, by names. It is compiled over numbers with tangents, too. For two cells with two synapses,
//! a program with [`Model::new`](crate::embed::Model::new) compiles far faster:
//!
//! ```
//! use neuron_runtime::embed::{Measure, Model, Request};
//! use neuron_runtime::library::prinz_2004::Pyloric;
//! use neuron_runtime::prelude::*;
//!
//! # fn main() -> Result<(), Error> {
//! let model = Model::differentiable(Pyloric::default());
//! let derivatives = model.differentiate()?.by(&["AB.NaV.g", "AB_LP.Cholinergic.g"])?;
//!
//! let gradient = derivatives.gradient(&Request::new(50.0), &Measure::mean("LP.ca"))?;
//! println!("{gradient}"); // µM per mS/cm², and per nS
//! let curves = derivatives.curves(&Request::new(50.0).record(&["LP.v"]).record_every(1.0))?;
//! assert_eq!(curves.curves[0].by[1].len(), curves.time.len());
//! # Ok(())
//! # }
//! ```
