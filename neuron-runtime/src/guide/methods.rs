//! Choosing a method.
//!
//! `simulate(…).method(…)` takes any of these. All of them run over every number type, and none allocates once it has
//! begun, but for `Adaptive` in a network of more than 256 states: it makes room for its Jacobian before the first step that
//! needs it. Without `method`, a run takes `Adaptive::default()`.
//!
//! | method | order | for |
//! | --- | --- | --- |
//! | `Adaptive::tolerance(1e-6)` | 5(4) and 4(3) | the default: `Tsit5` where nothing is stiff, `Rodas4` where something is; it switches by itself |
//! | `Tsit5` | 5(4) | models that are not stiff, such as most single cells |
//! | `Rodas4`, `Rodas5P` | 4(3), 5(4) | stiff models; L-stable, one factorisation per step |
//! | `Rodas3P`, `Ros34Pw2` | 3(2) | stiff models at loose tolerances; the second keeps its order where couplings are left out of its matrix, as in large networks |
//! | `Strang::step(0.025)` | 2 | equal steps, longer than time constants: cables, calcium pools, kinetic schemes, gap junctions |
//! | `ExponentialEuler::step(0.025)` | 1; 2 in V of one compartment without pools | the same by the simplest step, for hosts that make each step on its own |
//! | `Rk4::step(0.01)` | 4 | equal steps shorter than every time constant |
//!
//! Fixed steps are between 1e-6 and 5 ms, and tolerances between 1e-14 and 0.1. A step of `Rk4` that is not stable where a run
//! begins is refused. The exponential methods are stable at any step, and wrong at a long one: if a step moves V by more than 25 mV,
//! spikes come late or are lost, and `run.statistics.coarse` says so. Halve a step, and see whether the result stays the same.
//!
//! A tolerance bounds the error of one step, relative to each state and to the scale of its kind: 1 mV, 0.1 µM, 0.01 for a
//! gate.
//!
//! No step crosses an [event](super::time): the edge of a pulse, a threshold in an equation, a spike that resets, one that arrives. Adaptive methods
//! end a step there, and go on with the length that they last chose. Fixed steps are split there, and the next step is back on
//! the grid. All of them keep their order where equations are smooth up to the event. The upstroke of an exponential
//! integrate-and-fire neuron is not: V would be infinite a moment after the threshold. Take an adaptive method there; fixed
//! steps are of first order at most.
//!
//! Where hundreds of neurons spike, most steps end at an event. [`on_grid`](super::time#spikes-on-a-grid)
//! puts its spikes on a grid instead: `.method(ExponentialEuler::step(0.1)).on_grid(0.1)`. It is for every method.
//!
//! # Fixed steps
//!
//! `Strang` is the fixed step to take. A step moves the states of channels and synapses by half, then all potentials and
//! concentrations, then the states by half again, so that all stand at one time at its end. It costs about as much as a step of
//! `ExponentialEuler` in a cell of gates without pools, and up to twice as much in others. Both methods solve what is linear:
//!
//! - A gate follows its exact solution.
//! - States of a channel that depend on each other, as those of a kinetic scheme, move together by the exponential of their
//!   matrix. They stay between 0 and 1, and their sum stays what it is.
//! - The potentials of a cell's compartments are solved together, and so are those that gap junctions join, by a sparse matrix
//!   between compartments. The step may be far longer than the time in which neighbours become equal. A network of gap
//!   junctions whose matrix would fill, such as thousands of random ones, holds the neighbours' potentials within a step, and
//!   `run.statistics.uncoupled` is true; then the step has to be short against C/g of the junctions.
//!
//! `Strang` is of first order where a time constant is far below the step.
//!
//! A cable of a squid soma and 20 passive segments has its spikes within 0.03 ms over 200 ms by steps of 0.025 ms.
//!
//! Derivatives of spike times are those of the run on its grid: exact for that run, and a few per cent off the true ones
//! ([`derivatives`](super::derivatives)).
//!
//! # Stiff methods
//!
//! The stiff methods solve with the network's exact Jacobian, which the macros derive from the equations. Every gate is
//! eliminated onto its compartment, and every synapse onto the membrane potentials that it sees. A sparse matrix between
//! membrane potentials is left, so that the cost stays linear in gates and synapses. It is eliminated in an order with little
//! fill-in.
//!
//! A large network with random connections fills up in any order. Where the factorisation would take more than 10,000
//! multiplications per compartment ([`Jacobian::MOST_WORK`](crate::system::jacobian::Jacobian::MOST_WORK); from some 170 neurons
//! that are all coupled, or 500 with ten random inputs each), synapses stay out of the matrix. `Adaptive` then takes `Ros34Pw2`
//! in the place of `Rodas4`, which keeps its order without them, and the run's `statistics.uncoupled` says so. The other stiff
//! methods would lose their order, and end with
//! [`Error::Uncoupled`](crate::error::Error::Uncoupled).
//!
//! [`Jacobian`](crate::system::jacobian::Jacobian) is that structure for solvers of your own, and
//! [`System`](crate::system::System) has the right-hand side and the steps on slices.
//!
//! `cargo bench -p neuron-tests --bench work_precision` draws the error of spike times against run time for every method, on
//! three reference models.
