//! Room for all that a network without arrays has while it is stepped, without an allocator.

use super::exponential;
use crate::model::info::{CellsInfo, EventInfo, NetworkInfo, SynapsesInfo};
use crate::model::network::DescribeNetwork;
use crate::model::source::Progress;
use crate::number::Real;

/// The sizes of a network without arrays.
#[derive(Clone, Copy, Debug)]
pub struct Sizes {
    /// Number of states.
    pub dim: usize,
    /// Length of the scratch space of a step of an exponential method.
    pub work: usize,
    /// Number of relations.
    pub relations: usize,
    /// Number of compartments.
    pub compartments: usize,
    /// Number of variables of synapses.
    pub variables: usize,
    /// Number of synapses that have some.
    pub links: usize,
    /// Number of synapses whose events draw random numbers.
    pub draws: usize,
    /// Number of sources of spikes.
    pub sources: usize,
}

/// Returns the sizes of a network.
pub const fn sizes<N: DescribeNetwork>() -> Sizes {
    of(&N::NETWORK)
}

/// See [`sizes`].
pub(super) const fn of(network: &NetworkInfo) -> Sizes {
    let mut sizes =
        Sizes { dim: 0, work: 0, relations: 0, compartments: 0, variables: 0, links: 0, draws: 0, sources: 0 };
    let (mut exps, mut moving, mut g) = (0, 0, 0);
    while g < network.cells.len() {
        let CellsInfo { cell, names, array } = network.cells[g];
        assert!(!array, "the length of an array of neurons is no constant");
        sizes.dim += names.len() * cell.states();
        exps += names.len() * cell.exps();
        moving += names.len() * cell.channel_states();
        sizes.compartments += names.len() * cell.compartments.len();
        sizes.relations += names.len() * cell.relations();
        sizes.sources += if cell.source { names.len() } else { 0 };
        g += 1;
    }
    let mut g = 0;
    while g < network.synapses.len() {
        let SynapsesInfo { synapse, names, array } = network.synapses[g];
        assert!(!array, "the number of connections of an array is no constant");
        sizes.dim += names.len() * synapse.states.len();
        exps += names.len() * synapse.exps;
        moving += names.len() * synapse.states.len();
        sizes.relations += names.len() * synapse.relations.len();
        sizes.variables += names.len() * synapse.variables();
        sizes.links += if synapse.variables() > 0 { names.len() } else { 0 };
        sizes.draws += if matches!(synapse.events, Some(EventInfo { draws: true, .. })) { names.len() } else { 0 };
        g += 1;
    }
    sizes.work = exponential::work(network, [sizes.dim, exps, moving, sizes.compartments]);
    sizes
}

/// The spikes of a compartment.
#[derive(Clone, Copy, Debug, Default)]
pub struct Mark {
    /// True if V was at the threshold or above it at the end of the last step, in a compartment that declares no threshold.
    pub(crate) was_above: bool,
    /// True if it spiked at the end of the last step.
    pub(crate) spiked: bool,
}

/// The next spike of a source.
#[derive(Clone, Copy, Debug)]
pub struct NextSpike<T> {
    pub(crate) progress: Progress<T>,
    /// Its time, ms; infinite if there is none.
    pub(crate) time: T,
}

/// Room for a network of [`Sizes`]. Expansions of the macros name it as [`Fixed::Room`](super::Fixed::Room).
#[derive(Clone, Debug)]
pub struct Room<
    T,
    const DIM: usize,
    const WORK: usize,
    const RELATIONS: usize,
    const COMPARTMENTS: usize,
    const VARIABLES: usize,
    const LINKS: usize,
    const DRAWS: usize,
    const SOURCES: usize,
> {
    y: [T; DIM],
    work: [T; WORK],
    held: [f64; RELATIONS],
    ends: [u64; RELATIONS],
    marks: [Mark; COMPARTMENTS],
    variables: [T; VARIABLES],
    since: [u64; LINKS],
    events: [u64; DRAWS],
    sources: [NextSpike<T>; SOURCES],
}

/// The parts of a [`Room`].
#[derive(Debug)]
pub struct RoomParts<'a, T> {
    /// The state.
    pub(crate) y: &'a mut [T],
    pub(crate) work: &'a mut [T],
    /// The value at which each relation is held.
    pub(crate) held: &'a mut [f64],
    /// The number of the step at whose beginning a relation ends that spikes have set.
    pub(crate) ends: &'a mut [u64],
    pub(crate) marks: &'a mut [Mark],
    /// The variables of synapses.
    pub(crate) variables: &'a mut [T],
    /// The number of the step of the last event of each synapse with variables.
    pub(crate) since: &'a mut [u64],
    /// The number of events of each synapse that draws random numbers.
    pub(crate) events: &'a mut [u64],
    pub(crate) sources: &'a mut [NextSpike<T>],
}

/// The parts of a [`Room`] that are not 0 where it begins.
#[derive(Debug)]
pub struct Start<'a, T> {
    pub(crate) y: &'a mut [T],
    pub(crate) held: &'a mut [f64],
    pub(crate) marks: &'a mut [Mark],
    pub(crate) variables: &'a mut [T],
    pub(crate) sources: &'a mut [NextSpike<T>],
}

/// What has the parts of a [`Room`], whatever its sizes.
pub trait Rooms<T>: Clone {
    /// Returns room in which nothing has happened, with what `start` writes.
    fn new(start: impl FnOnce(Start<'_, T>)) -> Self;
    /// Returns its parts.
    fn parts(&mut self) -> RoomParts<'_, T>;
    /// Returns the state.
    fn state(&self) -> &[T];
    /// Returns the spikes of the compartments.
    fn marks(&self) -> &[Mark];
    /// Returns the values at which relations are held.
    fn held(&self) -> &[f64];
    /// Returns the variables of synapses, and the numbers of the steps since when.
    fn variables(&self) -> (&[T], &[u64]);
}

impl<
    T: Real,
    const DIM: usize,
    const WORK: usize,
    const RELATIONS: usize,
    const COMPARTMENTS: usize,
    const VARIABLES: usize,
    const LINKS: usize,
    const DRAWS: usize,
    const SOURCES: usize,
> Rooms<T> for Room<T, DIM, WORK, RELATIONS, COMPARTMENTS, VARIABLES, LINKS, DRAWS, SOURCES>
{
    #[inline(always)]
    fn new(start: impl FnOnce(Start<'_, T>)) -> Self {
        // Were the whole room written to after it is made, it would be copied to where it is kept.
        let (mut y, mut variables, mut held) = ([T::zero(); DIM], [T::zero(); VARIABLES], [f64::NAN; RELATIONS]);
        let mut marks = [Mark { was_above: false, spiked: false }; COMPARTMENTS];
        let mut sources = [NextSpike { progress: Progress::new(), time: T::zero() }; SOURCES];
        start(Start {
            y: &mut y,
            held: &mut held,
            marks: &mut marks,
            variables: &mut variables,
            sources: &mut sources,
        });
        let (work, ends, since, events) = ([T::zero(); WORK], [0; RELATIONS], [0; LINKS], [0; DRAWS]);
        Room { y, work, held, ends, marks, variables, since, events, sources }
    }

    #[inline(always)]
    fn parts(&mut self) -> RoomParts<'_, T> {
        let Room { y, work, held, ends, marks, variables, since, events, sources } = self;
        RoomParts { y, work, held, ends, marks, variables, since, events, sources }
    }

    #[inline(always)]
    fn state(&self) -> &[T] {
        &self.y
    }

    #[inline(always)]
    fn marks(&self) -> &[Mark] {
        &self.marks
    }

    #[inline(always)]
    fn held(&self) -> &[f64] {
        &self.held
    }

    #[inline(always)]
    fn variables(&self) -> (&[T], &[u64]) {
        (&self.variables, &self.since)
    }
}
