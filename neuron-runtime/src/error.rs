//! The errors of runs and of everything made of them, with their time, neuron, state and value.
//!
//! This is the lowest floor: it may not know any other folder.

mod saved;

pub use saved::{FileProblem, Misfit};

use std::fmt;
use std::path::PathBuf;

/// The reason why a run, or a result made of runs, failed.
#[derive(Debug)]
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
    /// V reached a value that no membrane has.
    BeyondRange {
        /// Time at the end of the step, ms.
        time: f64,
        /// The neuron; empty for a cell alone.
        neuron: String,
        /// The name of V.
        state: String,
        /// Its value, mV.
        value: f64,
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
    /// The error of the shortest step is above the tolerance.
    StepUnderflow {
        /// Time, ms.
        time: f64,
        /// The step that was still too large, ms.
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
    /// A stiff method keeps its order with all couplings in its matrix only, and synapses couple too many neurons for that.
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
        /// The names that exist.
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

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::BeyondRange { time, neuron, state, value } => {
                let of = if neuron.is_empty() { String::new() } else { format!(" of {neuron}") };
                write!(
                    f,
                    "at {time} ms {state}{of} is {value:.3e} mV, which no membrane has: its equations grow without bound there, a fixed step is too long, as for an upstroke, or a current or a capacitance is in another unit; look at the units, and take a shorter step or an adaptive method"
                )
            }
            Error::NotFinite { time, neuron, state, value } => {
                write!(
                    f,
                    "{state} of {neuron} became {value} after {time} ms; a smaller step or tolerance may help, else check its equations"
                )
            }
            Error::Start { neuron, state, value } => {
                write!(f, "{state} of {neuron} is {value} at the start")?;
                f.write_str(if value.is_finite() { ", and its derivatives are not finite" } else { "" })?;
                f.write_str("; give another state, or check the equation of its initial value")
            }
            Error::StepUnderflow { time, step, neuron, state } => {
                write!(
                    f,
                    "at {time} ms the tolerance cannot be met even with a step of {step:e} ms; the largest error is in {state} of {neuron}"
                )
            }
            Error::Grazing { time, relation, place } => write!(
                f,
                "there is no derivative: `{relation}` in {place} only just changes, or only just does not, after {time} ms, so that a small change makes or removes an event; move the threshold{}",
                or_smooth(relation)
            ),
            Error::Chattering { time, relation, place } => write!(
                f,
                "at {time} ms `{relation}` in {place} changes again and again, since each change is undone at once; let its two sides differ between the way up and the way down{}",
                or_smooth(relation)
            ),
            Error::Uncoupled { time } => write!(
                f,
                "at {time} ms the stiff method needs a matrix with the couplings of all synapses, which would take too long to factorise in this network; take `Adaptive` or `Ros34Pw2`, which keep their order without them"
            ),
            Error::NoInstant { time, relation, place } => write!(
                f,
                "at {time} ms there is no next time at which `{relation}` in {place} changes: time is divided by 0 there, as in `mod(t, period)` with a period of 0; give the divisor another value, or ask for it first: `period > 0ms && …`"
            ),
            Error::NoEvents { relation, place } => write!(
                f,
                "the solvers of diffsol do not stop where `{relation}` in {place} changes; run the network by `simulate`"
            ),
            Error::Parameter { name, value, unit, problem } if value.is_nan() => {
                write!(f, "{name} {problem}{}", if unit.is_empty() { String::new() } else { format!(" (in {unit})") })
            }
            Error::Parameter { name, value, unit: "", problem } => write!(f, "{name} = {value} {problem}"),
            Error::Parameter { name, value, unit, problem } => write!(f, "{name} = {value} {unit} {problem}"),
            Error::Input { input, problem } => write!(f, "{input} {problem}"),
            Error::Setting { setting, value, expected } => write!(f, "{setting} is {value}; {expected}"),
            Error::Length { list, found, wanted } => {
                write!(f, "the length of {list} is {found}; it has to be {wanted}")
            }
            Error::Quantity { name, problem } => write!(f, "{name} {problem}"),
            Error::UnknownName { name, known } => {
                write!(f, "there is no `{name}`")?;
                match known.len() {
                    0 => Ok(()),
                    1..=12 => write!(f, "; there are {}", known.join(", ")),
                    n => write!(f, "; there are {} and {} more", known[..12].join(", "), n - 12),
                }
            }
            Error::NotRecorded { name } => write!(f, "{name} was not recorded; name it in `record(…)`"),
            Error::File { path, source } => write!(f, "{}: {source}", path.display()),
            Error::Cancelled { time } => {
                write!(f, "cancelled at {time} ms; what was recorded until then comes with this error")
            }
            Error::Sink { name, time, source } => {
                write!(f, "{name}: {source} (at {time} ms); what is missing there comes with this error")
            }
            Error::Streamed { name } => write!(f, "{name} went to the sink of `stream(…)` and was not kept"),
            Error::Checkpoint { path, problem } => {
                let name = path.as_ref().map_or("the checkpoint".into(), |path| path.to_string_lossy());
                write!(f, "{name} cannot be resumed: {problem}; restore that, or begin without `resume(…)`")
            }
            Error::SavedFile { path, kind, problem } => write!(f, "{}: {}", path.display(), problem.sentence(kind)),
            Error::Format { problem } => f.write_str(problem),
            Error::NoEvent { neuron, wanted, found } => {
                let whose = if neuron.is_empty() { "there".to_owned() } else { format!("of {neuron}") };
                write!(f, "{wanted} was asked for, but {found} spikes are {whose}; a longer run or another threshold may help")
            }
            Error::NotDifferentiable { crossing: Some((neuron, time)), .. } => {
                let v = if neuron.is_empty() { "V".to_owned() } else { format!("V of {neuron}") };
                write!(
                    f,
                    "there is no derivative: {v} only just reaches the spike threshold, or only just does not, at {time} ms, so that a spike appears or vanishes; move the threshold or when the run ends, or take a smooth measure such as `soft_spike_count`"
                )
            }
            Error::NotDifferentiable { value, crossing: None } => {
                write!(f, "the derivatives of a cost of {value} are not finite; check the functions that it is made of at this value")
            }
            Error::UndecidedBurst { neuron, time, gap } => {
                let spike = if neuron.is_empty() { "spike".to_owned() } else { format!("spike of {neuron}") };
                write!(
                    f,
                    "there is no derivative: the {spike} at {time} ms follows the one before it after just the gap of {gap} ms that ends a burst, so that a burst appears or vanishes; take another gap"
                )
            }
            Error::NotRepeatable => f.write_str(
                "the cost did not run the same simulations for all parameters, or none at all: they must be of the network that it is given, or of a copy, and depend on nothing else",
            ),
            Error::NotReversible { reason } => write!(f, "there is no reverse mode for this cost: {reason}; leave `backward()` out"),
            Error::NoDerivatives => f.write_str(
                "this model was made without derivatives; make it by `Model::differentiable` in the place of `Model::new`",
            ),
            Error::DerivativeTolerance => f.write_str(
                "derivatives do not meet the tolerance on ever finer steps; loosen it, take another method, or `values_only()`",
            ),
            Error::NotConverged { wanted, change } => write!(
                f,
                "derivatives change by {change:e} of themselves when all steps are halved, and not by {wanted:e}; take a tighter tolerance or a shorter step to begin with"
            ),
            #[cfg(feature = "diffsol")]
            Error::Diffsol { solver, at: None, source } => write!(f, "{solver}: {source}"),
            #[cfg(feature = "diffsol")]
            Error::Diffsol { solver, at: Some((time, neuron, state)), source } => {
                write!(f, "{solver} gave up at {time} ms, where {state} of {neuron} moves fastest: {source}")
            }
            #[cfg(feature = "plot")]
            Error::Plot(error) => error.fmt(f),
            Error::Coordinate { name, value, problem } => write!(f, "{name} = {value} {problem}"),
            Error::Direction { problem } => write!(f, "the direction {problem}"),
            Error::CostLevel { level, value, cost } if value.is_nan() => write!(
                f,
                "the cost at the start, {cost}, gives no scale for {level}; say `momentum(…)` or `bound(…)`, above the largest cost that still counts as the same behaviour"
            ),
            Error::CostLevel { level, value, cost } => write!(
                f,
                "{level}, {value}, has to be above the cost at the start, {cost}; take the largest cost that still counts as the same behaviour, or a few times that"
            ),
            Error::Cost { problem } => write!(f, "the cost {problem}"),
            Error::CurveStuck { arc_length, step } => write!(
                f,
                "at the arc length {arc_length} the tolerance cannot be met even with a step of {step:e}; a cost that jumps or a gradient that is not its own makes that so, otherwise a larger `tolerance(…)` helps"
            ),
            Error::Hessian { problem } => write!(f, "the Hessian {problem}"),
        }
    }
}

/// Returns the advice to call a relation smooth. A `floor` and the threshold of a spike jump in any case.
fn or_smooth(relation: &str) -> String {
    if relation.starts_with("floor(") || relation.contains("spike.threshold") {
        return String::new();
    }
    format!(", or write `if smooth({relation})` if both branches agree there")
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::File { source, .. } | Error::Sink { source, .. } => Some(source),
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
