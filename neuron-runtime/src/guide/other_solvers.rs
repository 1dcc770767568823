//! The solvers and adjoints of diffsol.
//!
//! With the feature `diffsol` every network is a problem of the ODE library [`diffsol`](https://docs.rs/diffsol). Its methods BDF,
//! ESDIRK34, TR-BDF2 and Tsit45 get the exact Jacobian (sparse from some 40 states on), roots at spikes, forward
//! sensitivities and adjoint gradients with respect to parameters that handles choose.
//!
//! ```sh
//! cargo run --release -p neuron-examples --features diffsol --example diffsol  # each use, a table and a picture
//! cargo test -p neuron-tests --features diffsol --test diffsol                 # judged by the reference solutions
//! cargo test -p neuron-tests --features diffsol --test diffsol -- --ignored --nocapture  # errors and times by tolerance
//! ```
//!
//! `net.diffsol().tolerance(1e-7).spikes(-10.0).run(Method::Bdf, 10_000.0)` gives the same
//! [`Run`](crate::run::result::Run) as any other method. `net.diffsol().parameters(&[…]).build()` gives a problem to go on with
//! in diffsol's own words. The documentation of the module `diffsol`, which is there with the feature, has both as code
//! and a list of what to know about diffsol.
//!
//! These runs do not stop at [events](super::time). A network with relations in its equations, such as a pulse, or with a spike that
//! resets is refused by [`Error::NoEvents`](crate::error::Error::NoEvents).
//!
//! The library brings a hundred crates and two minutes of compilation, so nothing else here needs it.
