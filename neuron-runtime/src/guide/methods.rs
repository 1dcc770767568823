//! Choosing a method.
//!
//! `simulate(…).method(…)` takes any of these. All of them run over every number type, and none allocates once it has
//! begun. Without `method`, a run takes `Adaptive::default()`.
//!
//! | method | order | for |
//! | --- | --- | --- |
//! | `Adaptive::tolerance(1e-6)` | 5(4) and 4(3) | the default: `Tsit5` where nothing is stiff, `Rodas4` where something is; it switches by itself |
//! | `Tsit5` | 5(4) | models that are not stiff, such as most single cells |
//! | `Rodas4`, `Rodas5P` | 4(3), 5(4) | stiff models; L-stable, one factorisation per step |
//! | `Rodas3P`, `Ros34Pw2` | 3(2) | stiff models at loose tolerances; the second keeps its order where couplings are left out of its matrix |
//! | `ExponentialMidpoint::step(0.0125)` | 2 | equal short steps, of second order with a calcium pool too |
//! | `ExponentialEuler::step(0.025)` | 1; 2 in V of one compartment without pools | equal longer steps, each at half the cost of the midpoint rule's |
//! | `Rk4::step(0.01)` | 4 | equal steps shorter than every time constant |
//!
//! A tolerance bounds the error of one step, relative to each state and to the scale of its kind: 1 mV, 0.1 µM, 0.01 for a
//! gate.
//!
//! No step crosses an [event](super::time): the edge of a pulse, a threshold in an equation, a spike that resets. Adaptive methods
//! end a step there, and go on with the length that they last chose. Fixed steps are split there, and the next step is back on
//! the grid. All of them keep their order where equations are smooth up to the event. The upstroke of an exponential
//! integrate-and-fire neuron is not: V would be infinite a moment after the threshold. Take an adaptive method there, or
//! `ExponentialEuler`. The midpoint rule fails there, and a run whose V no membrane has ends with an error.
//!
//! The stiff methods solve with the network's exact Jacobian, which the macros derive from the equations. Every gate is
//! eliminated onto its compartment, and every synapse onto the membrane potentials that it sees. A sparse matrix between
//! membrane potentials is left, so that the cost stays linear in gates and synapses.
//! [`Jacobian`](crate::system::jacobian::Jacobian) is that structure for solvers of your own, and
//! [`System`](crate::system::System) has the right-hand side and the steps on slices.
//!
//! `cargo bench -p neuron-tests --bench work_precision` draws the error of spike times against run time for every method, on
//! three reference models.
