//! The errors of runs and of everything made of them, with their time, neuron, state and value.
//!
//! This is the lowest floor: it may not know any other folder.

mod saved;
mod sentence;
mod words;

pub use saved::{FileProblem, Misfit};
pub(crate) use words::{Short, distance, near};

use std::fmt;
use std::path::PathBuf;

/// The reason why a run, or a result made of runs, failed.
///
/// `Debug` writes the sentence of `Display`, so that `fn main() -> Result<(), Error>` and `unwrap()` show it.
#[non_exhaustive]
pub enum Error {
    /// A state became NaN or infinite.
    NotFinite {
        /// Time at the end of the last good step, ms.
        time: f64,
        /// The neuron or synapse.
        neuron: String,
        /// The state.
        state: String,
        /// Its value.
        value: f64,
    },
    /// A state reached a value that it cannot have: a V that tears membranes, a gate below 0 or above 1, a concentration below 0,
    /// or what its declaration excludes.
    BeyondRange {
        /// Time at the end of the step, ms.
        time: f64,
        /// The neuron or synapse.
        neuron: String,
        /// The state.
        state: String,
        /// Its value.
        value: f64,
        /// Its unit; empty for a pure number.
        unit: &'static str,
        /// The smallest and the largest possible value.
        range: [f64; 2],
        /// The likely causes, and the ways out.
        causes: &'static str,
    },
    /// The equation of a state has no finite value.
    NoRate {
        /// Time at the end of the last good step, ms.
        time: f64,
        /// The neuron or synapse.
        neuron: String,
        /// The state.
        state: String,
        /// Its rate of change, in its unit per ms.
        value: f64,
        /// The full name of the first current that has no finite value.
        current: Option<String>,
    },
    /// A state is NaN or infinite where a run or a stepper begins.
    Start {
        /// The neuron or synapse.
        neuron: String,
        /// The state.
        state: String,
        /// Its value. If that is finite, one of its derivatives is not.
        value: f64,
    },
    /// A fixed step is too long for the fastest state, so that errors would grow.
    StepTooLong {
        /// The step, ms.
        step: f64,
        /// The longest step that is stable at the start, ms.
        longest: f64,
        /// The neuron or synapse.
        neuron: String,
        /// The fastest state.
        state: String,
    },
    /// The error of the shortest step is above the tolerance, or the steps of an explicit method are so short that they never end.
    StepUnderflow {
        /// Time, ms.
        time: f64,
        /// The last step that was tried, ms.
        step: f64,
        /// The neuron or synapse with the largest error.
        neuron: String,
        /// Its state with the largest error.
        state: String,
    },
    /// There is no derivative: a relation in the equations only just changes, or only just does not, so that a small change of
    /// a parameter makes or removes an event.
    Grazing {
        /// Time at the beginning of the step, ms.
        time: f64,
        /// The relation as written.
        relation: String,
        /// The mechanism and the neuron or synapse in whose equations it stands.
        place: String,
    },
    /// A relation changes again and again without any progress of time.
    Chattering {
        /// Time, ms.
        time: f64,
        /// The relation as written.
        relation: String,
        /// The mechanism and the neuron or synapse in whose equations it stands.
        place: String,
    },
    /// A stiff method needs the couplings of all synapses in its matrix, and these are too many.
    Uncoupled {
        /// Time, ms.
        time: f64,
    },
    /// The instant at which a relation in the equations changes next is no number.
    NoInstant {
        /// Time, ms.
        time: f64,
        /// The relation as written.
        relation: String,
        /// The mechanism and the neuron or synapse in whose equations it stands.
        place: String,
    },
    /// A solver that stops at no event was to solve equations with relations.
    NoEvents {
        /// The first relation as written.
        relation: String,
        /// The mechanism and the neuron or synapse in whose equations it stands.
        place: String,
    },
    /// A parameter has no value, or one outside its bounds.
    Parameter {
        /// Its full name, such as `AB.NaV.g`.
        name: String,
        /// Its value in its declared unit.
        value: f64,
        /// Its declared unit.
        unit: &'static str,
        /// The problem, and the way out.
        problem: String,
    },
    /// An [input](crate::run::input) of a run is wrong.
    Input {
        /// The input: its number in the run, from 0, and its name.
        input: String,
        /// The problem, and the way out.
        problem: String,
    },
    /// A connection cannot be made.
    Connection {
        /// The synapse.
        synapse: String,
        /// The presynaptic and the postsynaptic neuron, if one of them does not exist; `None` if the synapse connects named neurons.
        pair: Option<(usize, usize)>,
    },
    /// A setting has an invalid value.
    Setting {
        /// The setting.
        setting: &'static str,
        /// Its value.
        value: f64,
        /// The values that it can have.
        expected: &'static str,
    },
    /// A list of numbers has a wrong length.
    Length {
        /// The list.
        list: &'static str,
        /// The number of its entries.
        found: usize,
        /// The number that it has to have.
        wanted: usize,
    },
    /// A state, a current or a conductance cannot be what was asked of it.
    Quantity {
        /// Its full name.
        name: String,
        /// The problem, and the way out.
        problem: &'static str,
    },
    /// The network does not have a name.
    UnknownName {
        /// The name.
        name: String,
        /// The names that exist, the nearest first.
        known: Vec<String>,
    },
    /// The run did not record a quantity.
    NotRecorded {
        /// Its full name.
        name: String,
    },
    /// A file could not be written or read.
    File {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: std::io::Error,
    },
    /// The run was cancelled, see [`Simulation::cancel`](crate::run::simulation::Simulation::cancel). What was recorded until then
    /// is in [`Interrupted::run`](crate::run::result::Interrupted::run), or in
    /// [`Failure::outcome`](crate::embed::Failure::outcome).
    Cancelled {
        /// Time at the end of the last step, ms.
        time: f64,
    },
    /// A sink could not be written.
    Sink {
        /// The sink or its file.
        name: String,
        /// Time at the end of the last step, ms.
        time: f64,
        /// The cause.
        source: std::io::Error,
    },
    /// A quantity went to a sink and was not kept.
    Streamed {
        /// Its full name.
        name: String,
    },
    /// A run cannot go on from a checkpoint.
    Checkpoint {
        /// Its file, if it is in one.
        path: Option<PathBuf>,
        /// The reason.
        problem: Misfit,
    },
    /// A file does not hold the checkpoint or curve that it should hold.
    SavedFile {
        /// The file.
        path: PathBuf,
        /// What it should hold: `checkpoint`, `curve`.
        kind: &'static str,
        /// The problem.
        problem: FileProblem,
    },
    /// Text has a wrong format.
    Format {
        /// The problem.
        problem: String,
    },
    /// There is no such spike or burst.
    NoEvent {
        /// The neuron; empty for a cell alone.
        neuron: String,
        /// The spike or burst.
        wanted: String,
        /// The number of spikes.
        found: usize,
    },
    /// There is no derivative: a spike is about to appear or to vanish, or a derivative is infinite.
    NotDifferentiable {
        /// The value that has no derivative.
        value: f64,
        /// The neuron whose V grazes the spike threshold, and the time (ms), if that is the cause.
        crossing: Option<(String, f64)>,
    },
    /// There is no derivative: a parameter decides when a spike is, arrives or ends to hold V, and that was found on a grid.
    OnGrid {
        /// Time (ms) of the spike.
        time: f64,
        /// What is found there: the spike of a neuron or of a source, an arrival, the end of a hold.
        place: String,
    },
    /// There is no derivative: what jumps at a spike is a `min`, a `max`, an `abs` or an `if` whose two sides are equal just there,
    /// and a parameter moves them apart.
    Tie {
        /// Time of the jump, ms.
        time: f64,
        /// The synapse, or the spike of a neuron.
        place: String,
    },
    /// A delay is below half a step of the grid of spikes, and is not 0.
    ShortDelay {
        /// Time (ms) of the spike.
        time: f64,
        /// The delay, ms.
        delay: f64,
        /// The step of the grid, ms.
        step: f64,
    },
    /// A measure of bursts has no derivative: the interval between two spikes is, to 1e-3 ms, the gap that ends a burst. A
    /// small change makes or removes a burst.
    UndecidedBurst {
        /// The neuron; empty for a cell alone.
        neuron: String,
        /// Time (ms) of the later spike.
        time: f64,
        /// The gap (ms) that ends a burst.
        gap: f64,
    },
    /// A run of a family failed.
    Swept {
        /// The values with which it ran.
        run: String,
        /// Its error.
        cause: Box<Error>,
    },
    /// A [`protocol`](crate::protocol) cannot find what it looks for.
    Protocol {
        /// The problem, and the way out.
        problem: String,
    },
    /// A cost did not run the same simulations for all blocks of parameters, or none of the network that it was given.
    NotRepeatable,
    /// There is no reverse mode for a cost.
    NotReversible {
        /// The reason: a property of the objective or its run.
        reason: &'static str,
    },
    /// A [`Model`](crate::embed::Model) was made without derivatives.
    NoDerivatives,
    /// The errors of derivatives stay above the tolerance on ever finer steps.
    DerivativeTolerance,
    /// Derivatives do not converge when all steps are halved.
    NotConverged {
        /// The relative change that counts as convergence.
        wanted: f64,
        /// The last relative change.
        change: f64,
    },
    /// A solver of diffsol gave up, or could not be made.
    #[cfg(feature = "diffsol")]
    Diffsol {
        /// The name of the solver.
        solver: &'static str,
        /// Time at the end of the last good step (ms), and the neuron or synapse and its state that change fastest there;
        /// `None` for a solver of the user, or before any solver was made.
        at: Option<(f64, String, String)>,
        /// The cause.
        source: Box<::diffsol::DiffsolError>,
    },
    /// A picture could not be drawn.
    #[cfg(feature = "plot")]
    Plot(neuron_plot::Error),
    /// A parameter cannot be a coordinate of a [`curve`](crate::curve).
    Coordinate {
        /// The parameter.
        name: String,
        /// Its value at the start, in its declared unit.
        value: f64,
        /// The problem, and the way out.
        problem: String,
    },
    /// A [`curve`](crate::curve) cannot begin in a direction.
    Direction {
        /// The problem, and the way out.
        problem: String,
    },
    /// A [`curve`](crate::curve) begins at or above a level of the cost.
    CostLevel {
        /// The level: the momentum, or the bound of the cost.
        level: &'static str,
        /// Its value; NaN if none was given and none follows from other settings.
        value: f64,
        /// The cost at the start.
        cost: f64,
    },
    /// The value or the gradient of a cost is wrong.
    Cost {
        /// The problem, and the way out.
        problem: String,
    },
    /// The error of the shortest step of a [`curve`](crate::curve) is above the tolerance.
    CurveStuck {
        /// Arc length at the end of the last good step.
        arc_length: f64,
        /// The step that was still too long.
        step: f64,
    },
    /// A matrix is not a Hessian.
    Hessian {
        /// The problem, and the way out.
        problem: String,
    },
}

impl Error {
    /// Returns the error for an unknown name, with the nearest of the known names first. The intended name most often differs in
    /// case or in a few letters, else in the neuron.
    pub(crate) fn unknown(name: impl Into<String>, mut known: Vec<String>) -> Self {
        let name = name.into();
        let wanted = name.to_lowercase();
        let tail = |k: &str| wanted.bytes().rev().zip(k.bytes().rev()).take_while(|(a, b)| a == b).count();
        known.sort_by_cached_key(|k| {
            (!sentence::is_meant(&name, k), distance(&name, k), std::cmp::Reverse(tail(&k.to_lowercase())))
        });
        Error::UnknownName { name, known }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::File { source, .. } | Error::Sink { source, .. } => Some(source),
            Error::Swept { cause, .. } => Some(cause),
            #[cfg(feature = "diffsol")]
            Error::Diffsol { source, .. } => Some(source),
            #[cfg(feature = "plot")]
            Error::Plot(error) => Some(error),
            _ => None,
        }
    }
}

#[cfg(feature = "plot")]
impl From<neuron_plot::Error> for Error {
    fn from(error: neuron_plot::Error) -> Self {
        Error::Plot(error)
    }
}
