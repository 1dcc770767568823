//! Coefficients of one-step methods as data, each with its source.
//!
//! | method | order of the solution (of the embedded one) | stages | for |
//! | --- | --- | --- | --- |
//! | [`RK4`] | 4 | 4 | fixed steps of what is not stiff |
//! | [`TSIT5`] | 5(4) | 7, 6 of them new in each step | what is not stiff |
//! | [`ROS34PW2`] | 3(2) | 4 | stiff, with parts of the Jacobian left out |
//! | [`RODAS3P`] | 3(2) | 5 | stiff, loose tolerances |
//! | [`RODAS4`] | 4(3) | 6 | stiff |
//! | [`RODAS5P`] | 5(4) | 8 | stiff, tight tolerances |

mod explicit;
mod rosenbrock;

pub use explicit::{Explicit, Pair, RK4, TSIT5};
pub use rosenbrock::{RODAS3P, RODAS4, RODAS5P, ROS34PW2, Rosenbrock};
