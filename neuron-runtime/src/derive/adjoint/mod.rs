//! Reverse mode: the discrete adjoint of a run by the explicit pair of Tsitouras.
//!
//! A run is solved forward, with some of its states kept as checkpoints. Its steps are then visited backward: the stages of
//! each are computed again, and the cotangent of the state (the derivative of the result with respect to the state) is
//! carried through them. This gives the derivatives of the computed result with respect to all parameters and initial
//! states at once. To rounding, they equal those of forward mode on the same steps. Their cost hardly depends on the number
//! of parameters.
//!
//! Memory is bounded. The checkpoints and the states of one segment, the steps between two checkpoints, take at most the
//! memory that was set, or 2√n states for n steps if that is more. Beside them, each step takes 32 to 64 bytes for the time
//! at its end, whatever the size of the network.

mod measure;
mod parameter_jacobian;
mod parameter_sparsity;
mod segments;
mod step;

pub(crate) use measure::MeasureAdjoint;
pub(crate) use parameter_jacobian::{ParameterJacobian, evaluations};
pub(crate) use segments::Segments;
pub(crate) use step::StepAdjoint;
