//! What can go wrong in a run, with its time, neuron, state and value.

use std::fmt;
use std::path::PathBuf;

/// Why a run ended early, or could not begin.
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
    /// The error stays above the tolerance however small the step.
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
    /// A parameter has no value, or one outside its bounds.
    Parameter {
        /// Its full name, such as `AB.NaV.g`.
        name: String,
        /// Its value in its declared unit.
        value: f64,
        /// Its declared unit.
        unit: &'static str,
        /// What is wrong with it, and the way out.
        problem: String,
    },
    /// A setting of a run that makes no sense.
    Setting {
        /// The setting.
        setting: &'static str,
        /// Its value.
        value: f64,
        /// What it has to be.
        expected: &'static str,
    },
    /// A name that the network does not have.
    UnknownName {
        /// The name.
        name: String,
        /// Names that exist.
        known: Vec<String>,
    },
    /// Something was asked for that the run did not record.
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
    /// The run was cancelled, see [`Simulation::cancel`](crate::run::simulation::Simulation::cancel).
    Cancelled {
        /// Time at the end of the last step, ms.
        time: f64,
    },
    /// What a run records could not be streamed.
    Sink {
        /// What was written to.
        name: String,
        /// Time at the end of the last step, ms.
        time: f64,
        /// The cause.
        source: std::io::Error,
    },
    /// What was asked for went to a sink.
    Streamed {
        /// Its full name.
        name: String,
    },
    /// A run cannot go on from a checkpoint.
    Checkpoint {
        /// Its file, if it is in one.
        path: Option<PathBuf>,
        /// What is wrong.
        problem: String,
    },
    /// Text that is not what it should be.
    Format {
        /// What is wrong.
        problem: String,
    },
    /// A spike or burst was asked for that is not there.
    NoEvent {
        /// The neuron; empty for a cell alone.
        neuron: String,
        /// What was asked for.
        wanted: String,
        /// How many spikes there were.
        found: usize,
    },
    /// Something has no derivative: a spike is about to appear or to vanish, or a derivative is infinite.
    NotDifferentiable {
        /// Its value.
        value: f64,
        /// The neuron whose V only just reaches the spike threshold, or only just misses it, and when (ms), if that is
        /// the cause.
        crossing: Option<(String, f64)>,
    },
    /// A measure of bursts has no derivative: two spikes are, to 1e-3 ms, as far from each other as ends a burst, so that a
    /// burst appears or vanishes.
    UndecidedBurst {
        /// The neuron; empty for a cell alone.
        neuron: String,
        /// Time (ms) of the later spike.
        time: f64,
        /// The gap (ms) that ends a burst.
        gap: f64,
    },
    /// A cost whose derivatives are taken did not do the same for all parameters.
    NotRepeatable,
    /// Reverse mode was asked for, and there is none.
    NotReversible {
        /// Why not: what is wrong with the objective or its run.
        reason: &'static str,
    },
    /// Derivatives stay above the tolerance on ever finer steps.
    DerivativeTolerance,
    /// Derivatives still change when all steps are halved.
    NotConverged {
        /// The relative change that was to be reached.
        wanted: f64,
        /// The last one.
        change: f64,
    },
    /// A solver of diffsol gave up, or could not be made.
    #[cfg(feature = "diffsol")]
    Diffsol {
        /// Which one.
        solver: &'static str,
        /// Time at the end of the last good step (ms), and the neuron or synapse and its state that move fastest there;
        /// `None` where a solver of one's own was at work, or none.
        at: Option<(f64, String, String)>,
        /// The cause.
        source: Box<::diffsol::DiffsolError>,
    },
    /// A picture could not be drawn.
    #[cfg(feature = "plot")]
    Plot(neuron_plot::Error),
    /// A parameter that cannot be a coordinate of a [`curve`](crate::curve) as it was asked for.
    Coordinate {
        /// The parameter.
        name: String,
        /// Its value at the start, in its declared unit.
        value: f64,
        /// What is wrong with it, and the way out.
        problem: String,
    },
    /// A direction in which no [`curve`](crate::curve) can begin.
    Direction {
        /// What is wrong with it, and the way out.
        problem: String,
    },
    /// A level of the cost that a [`curve`](crate::curve) begins at or above.
    CostLevel {
        /// Which level: the momentum, or the bound of the cost.
        level: &'static str,
        /// Its value; NaN if none was given and none follows from the rest.
        value: f64,
        /// The cost at the start.
        cost: f64,
    },
    /// A cost whose value or gradient is not what it should be.
    Cost {
        /// What is wrong with it, and the way out.
        problem: String,
    },
    /// The error of a [`curve`](crate::curve) stays above the tolerance however short the step.
    CurveStuck {
        /// Arc length at the end of the last good step.
        arc_length: f64,
        /// The step that was still too long.
        step: f64,
    },
    /// A matrix that is not a Hessian.
    Hessian {
        /// What is wrong with it, and the way out.
        problem: String,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::NotFinite { time, neuron, state, value } => {
                write!(
                    f,
                    "{state} of {neuron} became {value} after {time} ms; a smaller step or tolerance may help, else check its equations"
                )
            }
            Error::StepUnderflow { time, step, neuron, state } => {
                write!(
                    f,
                    "at {time} ms the tolerance cannot be met even with a step of {step:e} ms; the largest error is in {state} of {neuron}"
                )
            }
            Error::Parameter { name, value, unit, problem } if value.is_nan() => {
                write!(f, "{name} {problem}{}", if unit.is_empty() { String::new() } else { format!(" (in {unit})") })
            }
            Error::Parameter { name, value, unit, problem } => write!(f, "{name} = {value} {unit} {problem}"),
            Error::Setting { setting, value, expected } => write!(f, "{setting} is {value}; {expected}"),
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
                write!(f, "cancelled at {time} ms; what was recorded until then is in `Interrupted::run`")
            }
            Error::Sink { name, time, source } => {
                write!(f, "{name}: {source} (at {time} ms); what is missing there is in `Interrupted::run`")
            }
            Error::Streamed { name } => write!(f, "{name} went to the sink of `stream(…)` and was not kept"),
            Error::Checkpoint { path, problem } => {
                let name = path.as_ref().map_or("the checkpoint".into(), |path| path.to_string_lossy());
                write!(f, "{name} cannot be resumed: {problem}; restore that, or begin without `resume(…)`")
            }
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
                "the cost did not do the same for all parameters: its simulations must run on the thread that calls it and depend on nothing but the network",
            ),
            Error::NotReversible { reason } => write!(f, "there is no reverse mode for this cost: {reason}; leave `backward()` out"),
            Error::DerivativeTolerance => f.write_str(
                "derivatives do not meet the tolerance on ever finer steps; loosen it, take another method, or `values_only()`",
            ),
            Error::NotConverged { wanted, change } => write!(
                f,
                "derivatives change by {change:e} of themselves when all steps are halved, and not by {wanted:e}; take a tighter tolerance to begin with"
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
