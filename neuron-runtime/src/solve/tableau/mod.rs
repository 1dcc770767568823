//! Tableaux of one-step methods as data, each with its source.
//!
//! | method | order of the solution (of the embedded one) | stages | use |
//! | --- | --- | --- | --- |
//! | [`RK4`] | 4 | 4 | not stiff, fixed steps |
//! | [`TSIT5`] | 5(4) | 7, the first of them from the step before | not stiff |
//! | [`ROS34PW2`] | 3(2) | 4 | stiff, parts of the Jacobian left out |
//! | [`RODAS3P`] | 3(2) | 5 | stiff, loose tolerances |
//! | [`RODAS4`] | 4(3) | 6 | stiff |
//! | [`RODAS5P`] | 5(4) | 8 | stiff, tight tolerances |

mod explicit;
mod rosenbrock;

pub use explicit::{Explicit, Pair, RK4, TSIT5};
pub use rosenbrock::{RODAS3P, RODAS4, RODAS5P, ROS34PW2, Rosenbrock};
