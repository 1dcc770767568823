//! What an error says.

use super::{Error, Short, distance, near};
use std::fmt;

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::BeyondRange { time, neuron, state, value, unit, range: [lowest, highest], causes } => {
                let unit = if unit.is_empty() { String::new() } else { format!(" {unit}") };
                let (time, value) = (Short(*time), Short(shortest_outside(*value, *lowest, *highest)));
                write!(f, "at {time} ms {state} of {neuron} is {value}{unit}, which is impossible: ")?;
                match (lowest.is_finite(), highest.is_finite()) {
                    (true, false) => write!(f, "it is at least {}{unit}", Short(*lowest))?,
                    (false, _) => write!(f, "it is at most {}{unit}", Short(*highest))?,
                    (true, true) => write!(f, "it is between {} and {}{unit}", Short(*lowest), Short(*highest))?,
                }
                write!(f, "; {causes}")
            }
            Error::NotFinite { time, neuron, state, value } => {
                write!(
                    f,
                    "{state} of {neuron} became {value} after {time} ms; a smaller step or tolerance may help, else check its equations",
                    time = Short(*time), value = Short(*value)
                )
            }
            Error::NoRate { time, neuron, state, value, current } => {
                let (time, value) = (Short(*time), Short(*value));
                write!(f, "after {time} ms the rate of change of {state} of {neuron} is {value}")?;
                if let Some(current) = current {
                    write!(f, ", and {current} has no value")?;
                }
                f.write_str("; something is divided by 0 in its equation, or a logarithm, a root or a power has no value: look at the parameters there that are 0, and at what grows with V")
            }
            Error::Start { neuron, state, value } => {
                write!(f, "{state} of {neuron} is {value} at the start", value = Short(*value))?;
                f.write_str(if value.is_finite() { ", and its derivatives are not finite" } else { "" })?;
                f.write_str("; give another state, or check the equation of its initial value")
            }
            Error::StepTooLong { step, longest, neuron, state } => {
                // More digits would say more than the estimate knows.
                let longest = format!("{longest:.1e}").parse().unwrap_or(*longest);
                write!(
                    f,
                    "a step of {} ms is too long for {state} of {neuron}, which is stable up to about {} ms at the start; take a shorter step, an exponential method or an adaptive one",
                    Short(*step),
                    Short(longest)
                )
            }
            Error::StepUnderflow { time, step, neuron, state } => {
                write!(
                    f,
                    "at {time} ms the tolerance asks for steps of {step:.1e} ms or less; the largest error is in {state} of {neuron}: look at what moves so fast, and take a stiff method such as `Rodas5P` in the place of an explicit one",
                    time = Short(*time)
                )
            }
            Error::Grazing { time, relation, place } => write!(
                f,
                "there is no derivative: `{relation}` in {place} only just changes, or only just does not, after {time} ms, so that a small change makes or removes an event; move the threshold{}",
                or_smooth(relation),
                time = Short(*time)
            ),
            Error::Chattering { time, relation, place } => write!(
                f,
                "at {time} ms `{relation}` in {place} changes again and again, since each change is undone at once; let its two sides differ between the way up and the way down{}",
                or_smooth(relation),
                time = Short(*time)
            ),
            Error::Uncoupled { time } => write!(
                f,
                "at {} ms the stiff method needs a matrix with the couplings of all synapses, which would take too long to factorise in this network; take `Adaptive` or `Ros34Pw2`, which keep their order without them",
                Short(*time)
            ),
            Error::NoInstant { time, relation, place } => write!(
                f,
                "at {time} ms there is no next time at which `{relation}` in {place} changes: time is divided by 0 there, as in `mod(t, period)` with a period of 0; give the divisor another value, or ask for it first: `period > 0ms && …`",
                time = Short(*time)
            ),
            Error::NoEvents { relation, place } => write!(
                f,
                "the solvers of diffsol do not stop at events such as `{relation}` in {place}; run the network by `simulate`"
            ),
            Error::Parameter { name, value, unit, problem } if value.is_nan() => {
                write!(f, "{name} {problem}{}", if unit.is_empty() { String::new() } else { format!(" (in {unit})") })
            }
            Error::Parameter { name, value, unit: "", problem } => write!(f, "{name} = {value} {problem}", value = Short(*value)),
            Error::Parameter { name, value, unit, problem } => write!(f, "{name} = {value} {unit} {problem}", value = Short(*value)),
            Error::Input { input, problem } => write!(f, "{input} {problem}"),
            Error::Setting { setting, value, expected } => write!(f, "{setting} is {value}; {expected}", value = Short(*value)),
            Error::Length { list, found, wanted } => {
                write!(f, "the length of {list} is {found}; it has to be {wanted}")
            }
            Error::Quantity { name, problem } => write!(f, "{name} {problem}"),
            Error::UnknownName { name, known } => {
                write!(f, "there is no `{name}`")?;
                let meant = known.first().filter(|known| is_meant(name, known));
                if let Some(meant) = meant {
                    write!(f, "; did you mean `{meant}`?")?;
                }
                let there_are = if meant.is_some() { " There are" } else { "; there are" };
                match known.len() {
                    0 => Ok(()),
                    1 if meant.is_some() => Ok(()),
                    1..=12 => write!(f, "{there_are} {}", known.join(", ")),
                    n => write!(f, "{there_are} {} and {} more", known[..12].join(", "), n - 12),
                }
            }
            Error::NotRecorded { name } => write!(f, "{name} was not recorded; name it in `record(…)`"),
            Error::File { path, source } => write!(f, "{}: {source}", path.display()),
            Error::Cancelled { time } => {
                write!(f, "cancelled at {time} ms; what was recorded until then comes with this error", time = Short(*time))
            }
            Error::Sink { name, time, source } => {
                write!(f, "{name}: {source} (at {time} ms); what is missing there comes with this error", time = Short(*time))
            }
            Error::Streamed { name } => write!(f, "{name} went to the sink of `stream(…)` and was not kept"),
            Error::Checkpoint { path, problem } => {
                let name = path.as_ref().map_or("the checkpoint".into(), |path| path.to_string_lossy());
                write!(f, "{name} cannot be resumed: {problem}; restore that, or begin without `resume(…)`")
            }
            Error::SavedFile { path, kind, problem } => write!(f, "{}: {}", path.display(), problem.sentence(kind)),
            Error::Format { problem } => f.write_str(problem),
            Error::Connection { synapse, pair: Some((pre, post)) } => write!(
                f,
                "{synapse} cannot connect neuron {pre} to neuron {post}, counted from 0: an array is shorter than that"
            ),
            Error::Connection { synapse, pair: None } => {
                write!(f, "{synapse} connects named neurons, as it is declared; connections of arrays can be given")
            }
            Error::NoEvent { neuron, wanted, found } => {
                let whose = if neuron.is_empty() { "there".to_owned() } else { format!("of {neuron}") };
                write!(f, "{wanted} was asked for, but {found} spikes are {whose}; a longer run or another threshold may help")
            }
            Error::NotDifferentiable { crossing: Some((neuron, time)), .. } => {
                let v = if neuron.is_empty() { "V".to_owned() } else { format!("V of {neuron}") };
                write!(
                    f,
                    "there is no derivative: {v} only just reaches the spike threshold, or only just does not, at {time} ms, so that a spike appears or vanishes; move the threshold or when the run ends, or take a smooth measure such as `soft_spike_count`",
                    time = Short(*time)
                )
            }
            Error::NotDifferentiable { value, crossing: None } => {
                write!(f, "the derivatives of a cost of {value} are not finite; check the functions that it is made of at this value", value = Short(*value))
            }
            Error::OnGrid { time, place } => write!(
                f,
                "there is no derivative: {place} is found on a grid at {time} ms, and a small change moves it by nothing or by a step; leave `on_grid` out, or differentiate with respect to what moves no spike",
                time = Short(*time)
            ),
            Error::Tie { time, place } => write!(
                f,
                "there is no derivative: at {time} ms the two sides of a `min`, a `max`, an `abs` or an `if` are equal in what jumps at {place}, so that a small change of a parameter has another effect up than down; move the bound a little, or where the state begins",
                time = Short(*time)
            ),
            Error::ShortDelay { time, delay, step } => write!(
                f,
                "at {time} ms a spike is sent with a delay of {delay} ms, which the grid of {step} ms cannot tell from 0; take a finer grid, a delay of 0, which acts in the next step, or a longer one",
                time = Short(*time), delay = Short(*delay), step = Short(*step)
            ),
            Error::UndecidedBurst { neuron, time, gap } => {
                let spike = if neuron.is_empty() { "spike".to_owned() } else { format!("spike of {neuron}") };
                write!(
                    f,
                    "there is no derivative: the {spike} at {time} ms follows the one before it after just the gap of {gap} ms that ends a burst, so that a burst appears or vanishes; take another gap",
                    time = Short(*time), gap = Short(*gap)
                )
            }
            Error::Swept { run, cause } => write!(f, "with {run}: {cause}"),
            Error::Protocol { problem } => f.write_str(problem),
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
                write!(f, "{solver} gave up at {time} ms, where {state} of {neuron} moves fastest: {source}", time = Short(*time))
            }
            #[cfg(feature = "plot")]
            Error::Plot(error) => error.fmt(f),
            Error::Coordinate { name, value, problem } => write!(f, "{name} = {value} {problem}", value = Short(*value)),
            Error::Direction { problem } => write!(f, "the direction {problem}"),
            Error::CostLevel { level, value, cost } if value.is_nan() => write!(
                f,
                "the cost at the start, {cost}, gives no scale for {level}; say `momentum(…)` or `bound(…)`, above the largest cost that still counts as the same behaviour",
                cost = Short(*cost)
            ),
            Error::CostLevel { level, value, cost } => write!(
                f,
                "{level}, {value}, has to be above the cost at the start, {cost}; take the largest cost that still counts as the same behaviour, or a few times that",
                value = Short(*value), cost = Short(*cost)
            ),
            Error::Cost { problem } => write!(f, "the cost {problem}"),
            Error::CurveStuck { arc_length, step } => write!(
                f,
                "at the arc length {arc_length} the tolerance cannot be met even with a step of {step:e}; a cost that jumps or a gradient that is not its own makes that so, otherwise a larger `tolerance(…)` helps",
                arc_length = Short(*arc_length)
            ),
            Error::Hessian { problem } => write!(f, "the Hessian {problem}"),
        }
    }
}

/// Returns true if a name is probably a slip for a known one: a few letters differ, or a part of the last word, as in `NaV.gbar` for
/// `NaV.g`, or `Euler` for `ExponentialEuler`.
pub(super) fn is_meant(name: &str, known: &str) -> bool {
    let (place, last) = name.rsplit_once('.').unwrap_or(("", name));
    let (known_place, known_last) = known.rsplit_once('.').unwrap_or(("", known));
    let is_part = last.starts_with(known_last)
        || known_last.starts_with(last)
        || (last.len() > 3 && known_last.to_lowercase().contains(&last.to_lowercase()));
    (place == known_place && is_part) || near(name, known, distance(name, known))
}

/// Returns a value that is out of a range, rounded to five digits or to as many more as show that it is.
fn shortest_outside(value: f64, lowest: f64, highest: f64) -> f64 {
    let mut rounded = (4..17).filter_map(|digits| format!("{value:.digits$e}").parse().ok());
    let is_outside = |x: &f64| !(lowest..=highest).contains(x);
    rounded.find(is_outside).unwrap_or(value)
}

/// Returns the advice to call a relation smooth. A `floor` and the threshold of a spike jump in any case.
fn or_smooth(relation: &str) -> String {
    if relation.starts_with("floor(") || relation.contains("spike.threshold") {
        return String::new();
    }
    format!(", or write `if smooth({relation})` if both branches agree there")
}
