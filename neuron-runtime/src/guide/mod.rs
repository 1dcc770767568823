//! One page for each task: writing a model, running it, differentiating its results.
//!
//! | page | what it shows |
//! | --- | --- |
//! | [`channel`] | gates, rates, definitions, calcium, temperature, curves as methods |
//! | [`synapse`] | graded and voltage-dependent synapses, gap junctions, synapses that follow spikes, plasticity |
//! | [`stimulus`] | currents that an experimenter injects: pulses, ramps, sines, your own |
//! | [`time`] | relations in equations as events, spikes with thresholds, resets and delays, derivatives through all of them |
//! | [`pool`] | a concentration that follows the current of its ion |
//! | [`cell`] | area and capacitance, ions, Nernst potentials, compartments |
//! | [`network`] | neurons by name and in arrays, connections, sources of spikes |
//! | [`units`] | literals, checks, plausible ranges, equations without units |
//! | [`errors`] | the most common messages, each with its cause and its cure |
//! | [`porting`] | a channel in NMODL and a network in Brian2, each beside its port |
//! | [`running`] | parameters, recording, spikes, measures |
//! | [`features`] | thresholds, widths and rates of a response or a recording; statistics and distances of spike trains |
//! | [`inputs`] | currents injected into a run: stimuli, samples, noise, clamps |
//! | `pictures`, with the feature `plot` | rasters, rates, currentscapes, phase planes, curves of gates |
//! | `protocols`, with this feature | f–I and I–V curves, activation and inactivation, thresholds, paired pulses, sweeps |
//! | [`methods`] | which method for which model, and its tolerance or step |
//! | [`long_runs`] | watching, cancelling, streaming, resuming |
//! | [`derivatives`] | gradients, Hessians, traces with derivatives, and what they cost |
//! | [`equations`] | equations as data: sheets in LaTeX, values, fingerprints, other languages |
//! | [`embed`] | in another program: a game, a robot, a microcontroller, C; any network as one type; equations in another solver |
//! | [`other_solvers`] | the methods of diffsol |
//! | [`speed`] | features, builds, benchmarks |
//!
//! The tests compile every example. [`crate::library`] has complete models, one file for each paper.

pub mod cell;
pub mod channel;
pub mod derivatives;
pub mod embed;
pub mod equations;
pub mod errors;
pub mod features;
pub mod inputs;
pub mod long_runs;
pub mod methods;
pub mod network;
pub mod other_solvers;
#[cfg(feature = "plot")]
pub mod pictures;
pub mod pool;
pub mod porting;
#[cfg(feature = "protocols")]
pub mod protocols;
pub mod running;
pub mod speed;
pub mod stimulus;
pub mod synapse;
pub mod time;
pub mod units;
