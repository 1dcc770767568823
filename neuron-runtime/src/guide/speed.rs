//! Features, builds and benchmarks.
//!
//! | feature of `neuron-runtime` | gives | default |
//! | --- | --- | --- |
//! | `std` | simulations, recording, measures, derivatives, SIMD chosen at run time | yes |
//! | `num-dual` | the number types of `num-dual` | yes |
//! | `macros` | the macros and the library | yes |
//! | `random` | seeded random connections | yes |
//! | `alloc` | arrays of neurons without `std` | with `std` |
//! | `plot` | SVG pictures without system fonts | no |
//! | `json` | parameters as JSON, checkpoints and curves in files | no |
//! | `statistics` | eigen-directions of Hessians and of Fisher information, profiles of costs | no |
//! | `protocols` | experiments of many runs on all cores, steady states, phase responses | no |
//! | `diffsol` | networks as problems of the ODE library `diffsol` | no |
//!
//! Without `std` a model is a plain value with a right-hand side and a step on slices.
//!
//! # Builds
//!
//! - Run models with `--release`. A debug build of a model is some 90 times slower, for its equations are compiled in your
//!   crate. `[profile.dev] opt-level = 2` in its `Cargo.toml` makes debug builds usable.
//! - `lto = true` in `[profile.release]` makes a right-hand side up to 1.5 times faster, at the cost of a longer build.
//!
//! # Benchmarks
//!
//! Each is run by `cargo bench -p neuron-tests --bench NAME`:
//!
//! | name | what it compares |
//! | --- | --- |
//! | `exponential_euler` | a cell and a network with hand-written functions |
//! | `jacobian` | the Jacobian and solving with it against a right-hand side, with many neurons and with many couplings |
//! | `gradients` | tangents and adjoints with plain runs, and with a hand-written baseline |
//! | `work_precision` | errors of spike times by time and by right-hand sides, for every method on three references; also as `target/work_precision.svg` (with `--features diffsol` those of diffsol too; `-- --runs 3 pyloric Rodas` measures a part) |
//! | `large_networks` | a network of 10⁵ neurons before its first step, and a graded synapse, each with its bound |
//! | `compile_time` | compile times of arrays and of named neurons |
//! | `runs` | watching, streaming and saving a run with a plain run |
//! | `baseline` | the hand-written models alone |
