//! What can go wrong while a host steps a network.

#[cfg(feature = "std")]
use crate::error::Error;
use crate::error::Short;
use crate::model::bounds::InvalidParameter;
use crate::model::info::NetworkInfo;
use crate::model::name::{self, FullName};
use crate::number::Scalar;
use core::fmt;

/// Why a [`Stepped`](super::Stepped) was not made, refuses a value, or cannot go on. `Debug` writes the sentence of `Display`.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub enum Fault<T = f64> {
    /// A parameter has no value, or one out of its bounds.
    Parameter(InvalidParameter),
    /// The step is not between 1e-6 and 5 ms.
    Step {
        /// The step, ms.
        step: T,
    },
    /// Numbers have derivatives, and the network has spikes that change something: at the ends of steps they have none.
    Derivatives,
    /// A delay is below half a step, and is not 0.
    ShortDelay {
        /// The delay, ms.
        delay: T,
        /// The step, ms.
        step: T,
    },
    /// More spikes are on their way to synapses than there is room for.
    NoRoom {
        /// The number of spikes for which there is room.
        room: usize,
    },
    /// There is not one drive for each compartment.
    Drives {
        /// The number of drives.
        found: usize,
        /// The number of compartments.
        compartments: usize,
    },
    /// A state is NaN or infinite.
    NotFinite {
        /// The network.
        network: &'static NetworkInfo,
        /// The index of the state.
        index: usize,
        /// Its value.
        value: T,
        /// The time, ms.
        time: T,
    },
}

/// Returns the full name of the state of this index in a network without arrays.
fn state_name(network: &'static NetworkInfo, index: usize) -> Option<FullName> {
    name::groups(network)
        .flat_map(|group| {
            name::elements(network, group, 0).flat_map(move |(_, owner)| {
                name::states(network, group).map(move |(local, _)| FullName { owner, local })
            })
        })
        .nth(index)
}

impl<T: Scalar> fmt::Display for Fault<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Parameter(invalid) => write!(f, "{invalid}"),
            Fault::Step { step } => {
                write!(
                    f,
                    "a step of {} ms: it has to be between 1e-6 and 5 ms, usually 0.005 to 0.1 ms",
                    Short(step.re())
                )
            }
            Fault::Derivatives => f.write_str(
                "there are no derivatives through spikes at the ends of steps: differentiate a run, which finds them as roots",
            ),
            Fault::ShortDelay { delay, step } => {
                let (delay, step) = (Short(delay.re()), Short(step.re()));
                write!(
                    f,
                    "a synapse has a delay of {delay} ms, which steps of {step} ms cannot tell from 0: make it 0 or longer, or the step shorter"
                )
            }
            Fault::NoRoom { room } => {
                write!(
                    f,
                    "more than {room} spikes are on their way to synapses: make room for more, as \
                     `Stepped::<_, {}>::with_room(…)` does",
                    2 * room.max(&8)
                )
            }
            Fault::Drives { found, compartments } => {
                write!(
                    f,
                    "{found} drives were given: give one for each of the {compartments} compartments, in the order of `potentials()`, or none"
                )
            }
            Fault::NotFinite { network, index, value, time } => {
                match state_name(network, *index) {
                    Some(name) => write!(f, "{name}")?,
                    None => write!(f, "state {index}")?,
                }
                let time = Short(time.re());
                write!(
                    f,
                    " became {} at {time} ms: take a shorter step, look at what drives the network, or begin again with `start()`",
                    value.re()
                )
            }
        }
    }
}

impl<T: Scalar> fmt::Debug for Fault<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl<T: Scalar> core::error::Error for Fault<T> {}

#[cfg(feature = "std")]
impl<T: Scalar> From<Fault<T>> for Error {
    fn from(fault: Fault<T>) -> Self {
        match fault {
            Fault::Parameter(invalid) => invalid.into(),
            Fault::Step { step } => {
                let expected = "it has to be between 1e-6 and 5 ms, usually 0.005 to 0.1 ms";
                Error::Setting { setting: "the step", value: step.re(), expected }
            }
            Fault::Derivatives => Error::OnGrid { time: 0.0, place: "what a spike changes".to_owned() },
            Fault::ShortDelay { delay, step } => Error::ShortDelay { time: 0.0, delay: delay.re(), step: step.re() },
            Fault::NoRoom { room } => {
                let expected =
                    "it has to be larger, for more spikes are on their way: `Stepped::<_, 64>::with_room(…)`";
                Error::Setting { setting: "the room for spikes in flight", value: room as f64, expected }
            }
            Fault::Drives { found, compartments } => Error::Length { list: "the drives", found, wanted: compartments },
            Fault::NotFinite { network, index, value, time } => {
                let name = state_name(network, index);
                let (neuron, state) = name.map_or((String::new(), index.to_string()), |name| {
                    (name.owner.to_string(), name.local.to_string())
                });
                let neuron = if neuron.is_empty() { network.name.to_owned() } else { neuron };
                Error::NotFinite { time: time.re(), neuron, state, value: value.re() }
            }
        }
    }
}
