//! Networks as problems of the ODE library [`diffsol`]: its solvers BDF, ESDIRK34, TR-BDF2 and Tsit45, its roots at spikes, its
//! forward sensitivities and its adjoint, with exact derivatives.
//!
//! One adaptor serves all models:
//!
//! - The Jacobian is the one that the macros derived symbolically.
//! - Sparsity patterns come from a number type that tracks dependencies.
//! - Derivatives with respect to parameters, and products, come from dual numbers.
//! - Parameters are chosen by their handles and stay in their declared units.
//!
//! The folder knows networks, their runs and recordings, but nothing of curves, fits or the library of models.
//!
//! [`Problem::run`] records like any other run, and returns the same [`Run`](crate::run::result::Run):
//!
//! ```
//! use neuron_runtime::diffsol::{Diffsol, Method};
//! use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
//! use neuron_runtime::prelude::*;
//!
//! let mut axon = HodgkinHuxley::default();
//! axon.set(HodgkinHuxley::inject, 10.0);
//! let run = axon.diffsol().tolerance(1e-6).spikes(0.0).record(&[HodgkinHuxley::v]).run(Method::Bdf, 100.0)?;
//! assert_eq!(run.spikes.len(), 7);
//! # Ok::<(), Error>(())
//! ```
//!
//! [`Problem::build`] returns a problem for the API of diffsol itself, which this module exports as [`diffsol`]. Here the solver
//! stops at each spike. The derivative of a spike time is minus that of V divided by the slope of V:
//!
//! ```
//! use neuron_runtime::diffsol::diffsol::{NalgebraLU, OdeSolverMethod, OdeSolverStopReason, Vector, VectorView};
//! use neuron_runtime::diffsol::Diffsol;
//! # use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
//! # use neuron_runtime::prelude::*;
//! # let mut axon = HodgkinHuxley::default();
//! # axon.set(HodgkinHuxley::inject, 10.0);
//!
//! let parameters = [HodgkinHuxley::inject, HodgkinHuxley::Na.g];
//! let problem = axon.diffsol().parameters(&parameters).spikes(0.0).build()?;
//! let v = problem.eqn.index(HodgkinHuxley::v).expect("a state");
//! let mut solver = problem.bdf_sens::<NalgebraLU<f64>>()?;
//! while solver.state().t < 40.0 {
//!     if let OdeSolverStopReason::RootFound(t, _neuron) = solver.step()? {
//!         let (slope, sensitivities) = (solver.interpolate_dy(t)?.get_index(v), solver.interpolate_sens(t)?);
//!         if slope > 0.0 {
//!             let by = |parameter| -sensitivities.get_batch(parameter).get_index(v) / slope;
//!             println!("a spike at {t:.3} ms moves by {:.3} ms per µA/cm², {:.3} ms per mS/cm²", by(0), by(1));
//!         }
//!     }
//! }
//! # Ok::<(), Error>(())
//! ```
//!
//! The example `diffsol` also shows the adjoint: `record` names the quantities, `integrate` makes their integral over time the
//! objective, and `sg` of the state after the backward pass is its gradient.
//!
//! # What to know about diffsol 0.18
//!
//! Steps and roots:
//!
//! - Loop over `step()`: with dense matrices it allocates nothing. `solve` keeps every step in a matrix that grows.
//! - A root has no direction. It is a spike if V rises there.
//! - If several neurons spike within a step, diffsol names only one. [`Problem::run`] finds all.
//! - `step()` heeds the stop time only if it finds no root. Call `set_stop_time` again after a root.
//! - The explicit pair accepts a step to NaN. Derivatives that are not finite are therefore replaced by 10²⁰⁰, with which every
//!   solver rejects the step.
//! - The explicit pair is for single cells. In the pyloric network, where the time constant of a synapse falls to 10⁻⁵ ms, it
//!   takes 340 steps per millisecond.
//! - `max_nonlinear_solver_failures` is counted over a whole run. [`build`](Problem::build) raises it from 50 to a million.
//!
//! Sensitivities:
//!
//! - A solver with sensitivities panics if the problem has no [`parameters`](Problem::parameters).
//! - Sensitivities have no influence on the step size unless [`sensitivity_tolerance`](Problem::sensitivity_tolerance) is set.
//! - Parameters change between solvers, with `problem.eqn.set_params`, but not while a solver borrows the problem.
//!
//! Adjoints:
//!
//! - The `solve…` methods end at the first root. Build the problem of an adjoint without [`spikes`](Problem::spikes).
//! - The forward solution is kept in segments of `max_steps_between_checkpoints` steps; 50 to 500 are good.
//! - The backward solver interpolates the forward solution by cubics, and has the error of that interpolation. The gradient of
//!   the mean of Ca over a burst of `prinz_ab` has an error of 6·10⁻³ with both tolerances at 10⁻⁶, and of 2·10⁻⁵ with the
//!   forward tolerance at 10⁻⁹. Build two problems, and give the checkpoints of the finer one to the backward solver of the
//!   coarser one.
//! - Where diffsol says transposed, a product is with *minus* the transpose.

pub use ::diffsol;

mod entries;
mod equations;
mod failure;
mod ode_equations;
mod operators;
mod outputs;
mod pattern;
mod problem;
mod run;
mod stepper;
mod structure;
mod symbolic;
mod tracer;

pub use equations::Equations;
pub use operators::{Output, Rhs, Roots, Start};
pub use problem::{Dense, Diffsol, Matrices, Problem, SPARSE_FROM, Sparse};
pub use run::Method;

use crate::error::Error;

impl From<::diffsol::DiffsolError> for Error {
    fn from(source: ::diffsol::DiffsolError) -> Self {
        Error::Diffsol { solver: "diffsol", at: None, source: Box::new(source) }
    }
}
