//! Sizes of a network without arrays, as constants.

use super::room::{self, Rooms};
use crate::model::network::DescribeNetwork;
use crate::number::Real;

/// The sizes of the state and of the scratch space, as constants. Every cell has them, and every network whose groups are
/// named neurons and synapses. In a network with an array, they depend on its length: ask [`dim`], and take a [`workspace`].
///
/// With them a program without an allocator keeps everything in arrays. [`Stepped`](crate::embed::Stepped) does so, and delivers
/// spikes. By hand:
///
/// ```
/// use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
/// use neuron_runtime::prelude::*;
///
/// const DIM: usize = <HodgkinHuxley>::DIM;
///
/// let axon = HodgkinHuxley::default();
/// let (mut y, mut work) = ([0.0; DIM], [0.0; <HodgkinHuxley>::WORK]);
/// axon.start(&mut y);
/// axon.exponential_euler(0.0, 0.025, &Given::NONE, &mut y, &mut Workspace::on(&mut work));
/// ```
///
/// The type stands in angle brackets, since `HodgkinHuxley` is generic over its number. A network with arrays has no such
/// constants:
///
/// ```compile_fail,E0277
/// use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
/// use neuron_runtime::prelude::*;
///
/// network! {
///     /// A hundred axons.
///     pub struct Nerve;
///     neuron E[100]: HodgkinHuxley
/// }
///
/// const DIM: usize = <Nerve as Fixed>::DIM;
/// ```
///
/// [`dim`]: crate::model::network::Layout::dim
/// [`workspace`]: super::System::workspace
#[diagnostic::on_unimplemented(
    message = "the sizes of `{Self}` are not constants",
    label = "has an array of neurons, or is no cell and no network",
    note = "`dim()` and `workspace()` serve any network"
)]
pub trait Fixed: DescribeNetwork {
    /// Number of states, as [`dim`](crate::model::network::Layout::dim) returns it.
    const DIM: usize = room::of(&Self::NETWORK).dim;
    /// Length of the scratch space of a step of an exponential method, for [`Workspace::on`](super::Workspace::on).
    const WORK: usize = room::of(&Self::NETWORK).work;
    /// The number type.
    type Number: Real;
    /// Room for all that it has while it is stepped.
    #[doc(hidden)]
    type Room: Rooms<Self::Number>;
}
