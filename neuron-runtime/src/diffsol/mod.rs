//! Networks as problems of the ODE library [`diffsol`]: its BDF, ESDIRK34, TR-BDF2 and Tsit45, its roots at spikes,
//! its forward sensitivities and its adjoint, with exact derivatives.
//!
//! One adaptor serves all models. The Jacobian is the one that the macros took of the equations, its structure what they
//! depend on; derivatives by parameters, and products, are made with dual numbers. Parameters are chosen by their
//! handles and stay in their declared units.
//!
//! A run is recorded like any other, and gives the same [`Run`](crate::run::result::Run):
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
//! Or it is a problem to go on with in diffsol's own words, which this module exports as [`diffsol`]. Here its
//! solver stops at each spike, and the spike's derivatives are those of V there over its slope:
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
//! The example `diffsol` shows the adjoint, too: `record` names what is integrated over time, `integrate` says so, and
//! `sg` of the state after the backward pass is the gradient of the integral.
//!
//! # What to know about diffsol 0.18
//!
//! - Loop over `step()`, with dense matrices it allocates nothing; `solve` keeps every step in a matrix that grows.
//! - Roots have no direction: a spike is one where V rises. A step in which several neurons spike names one of them;
//!   [`Problem::run`] looks for all.
//! - `step()` sees to the stop time only where it finds no root: call `set_stop_time` again after a root.
//! - `solve` and its kin end at the first root, so that a problem for an adjoint is built without
//!   [`spikes`](Problem::spikes). Its forward solution is kept in segments of 50 to 500 steps, which is
//!   `max_steps_between_checkpoints`.
//! - An adjoint solution interpolates between the steps of the forward one by cubics, and is as wrong as they are: of the
//!   mean of Ca over a burst of `prinz_ab` it has a gradient right to 6·10⁻³ with both at 10⁻⁶, to 2·10⁻⁵ with the forward
//!   one at 10⁻⁹. Build two problems, and give the checkpoints of the finer to the backward solver of the coarser.
//! - Products that diffsol calls transposed are *minus* the transposed matrix times a vector.
//! - `max_nonlinear_solver_failures` is counted over a whole run; [`build`](Problem::build) raises it from 50 to a million.
//! - The explicit pair goes on from a step to NaN. Derivatives that are not finite are therefore 10²⁰⁰ to a solver, which no
//!   step survives.
//! - A solver with sensitivities panics where there are no [`parameters`](Problem::parameters).
//! - Sensitivities take no part in the choice of the step unless
//!   [`sensitivity_tolerance`](Problem::sensitivity_tolerance) is given.
//! - Parameters change between solvers, with `problem.eqn.set_params`, not while one borrows the problem.
//! - The explicit pair is for single cells: where a synapse's time constant falls to 10⁻⁵ ms, as in the pyloric network, it
//!   takes 340 steps per millisecond.

pub use ::diffsol;

mod entries;
mod equations;
mod operators;
mod outputs;
mod pattern;
mod problem;
mod reach;
mod run;
mod step;
mod structure;
mod symbolic;

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
