//! Steps of the exponential methods for a whole network, in phases:
//!
//! 1. The arguments of all exponentials are written and evaluated in one batch.
//! 2. The target and rate of every gate and synapse are written. Their decays are a second batch.
//! 3. The states of synapses and channels move ([`states`]).
//! 4. The potentials and concentrations move ([`membranes`]). Where currents flow between membranes, all potentials are solved
//!    together ([`couplings`]).
//!
//! Within a phase no neuron waits for another.

mod couplings;
mod membranes;
mod states;
mod workspace;

use super::drive::{self, Drive, Given};
use super::moment::{Moment, moments};
use super::motion::{Motion, Step};
use super::tangent_rule;
use crate::model::cell::DescribeCell;
use crate::model::connect::SynapseGroup;
use crate::model::group::CellGroup;
use crate::model::info::NetworkInfo;
use crate::model::mechanism::Describe;
use crate::model::network::states::group_states;
use crate::model::network::{Network, VisitCells, VisitSynapses};
use crate::number::{Real, may_be_grad};
#[cfg(feature = "alloc")]
use alloc::vec;
use couplings::Nodes;
use membranes::{Clear, Completion, StepCellsByTangentRule, Sums, SynapseFlows};
use states::{ArgumentsOfCells, ArgumentsOfSynapses, KineticsOfCells, KineticsOfSynapses, MoveChannels, MoveSynapses};
pub use workspace::Workspace;
use workspace::{Kinetics, MatrixRoom, Parts, Sizes, couples, has_middle, kinetics_go_on};

impl<T: Real> VisitCells<T> for Sizes {
    #[inline(always)]
    fn cells<G: CellGroup<T> + ?Sized>(&mut self, group: &G) {
        self.dim += group_states(group);
        self.exps += group.len() * <G::Cell as DescribeCell>::EXPS;
        self.moving += group.len() * <G::Cell as DescribeCell>::CHANNEL_STATES;
        self.nodes += group.len() * <G::Cell as DescribeCell>::CELL.compartments.len();
    }
}

impl<T: Real> VisitSynapses<T> for Sizes {
    #[inline(always)]
    fn synapses<G: SynapseGroup<T> + ?Sized>(&mut self, group: &G) {
        self.dim += group.state_sets() * G::Synapse::STATES;
        self.exps += group.state_sets() * G::Synapse::EXPS;
        self.moving += group.state_sets() * G::Synapse::STATES;
    }
}

/// Returns the sizes of all cells, and of the whole network.
#[inline(always)]
fn sizes<T: Real, N: Network<T>>(network: &N) -> [Sizes; 2] {
    let mut sizes = Sizes::default();
    network.cells(&mut sizes);
    let cells = sizes;
    network.synapses(&mut sizes);
    [cells, sizes.of(const { has_middle(&N::NETWORK) }, const { couples(&N::NETWORK) })]
}

/// Returns the length of the scratch space of a network without arrays, as an array. The numbers are those of states,
/// exponentials, states of mechanisms and compartments.
pub(super) const fn work(network: &NetworkInfo, [dim, exps, moving, nodes]: [usize; 4]) -> usize {
    let sizes = Sizes { dim, exps, moving, nodes, middle: 0, coupled: 0 };
    sizes.of(has_middle(network), couples(network)).with_matrix()
}

/// Makes the scratch space of a network.
#[cfg(feature = "alloc")]
pub(super) fn workspace<T: Real, N: Network<T>>(network: &N) -> Workspace<'static, T> {
    let [_, sizes] = sizes(network);
    let couplings = if const { couples(&N::NETWORK) } { Some(couplings::Couplings::of(network)) } else { None };
    Workspace::owned(vec![T::zero(); sizes.without_matrix()], couplings)
}

/// Advances `y` from `t` by `h` (both ms) by exponential Euler.
#[inline]
pub(super) fn euler<T: Real, N: Network<T>>(
    network: &N,
    t: T,
    h: T,
    given: &Given<'_, T>,
    y: &mut [T],
    work: &mut Workspace<'_, T>,
) {
    let drives = given.drives;
    drive::check(network, drives);
    work.half_step = None;
    let sizes = sizes(network);
    let [cells, all] = sizes;
    let Parts { mut kinetics, mut at_v, matrix, .. } = work.parts(&all);
    let moments = moments(network, t, given.held);
    let [of_cells, of_synapses] = moments;

    // Cells that move by the tangent rule evaluate everything on their own.
    let by_tangent_rule = const { is_ruled::<T, N>() } && tangent_rule::serves_network(network, h);
    kinetics.evaluate(network, moments, sizes, y, !by_tangent_rule);
    kinetics.decay(h, if by_tangent_rule { cells.moving } else { 0 }, all.moving);
    let [current, slope, _] = &mut at_v;
    network.cells(&mut Clear { current, slope, begin: 0 });
    let node_of = |v| couplings::node_of(network, v);
    let mut nodes = nodes(network, matrix, &node_of);
    let (motion, synapse_motion) = kinetics.motion().split(cells.moving);
    network.synapses(&mut MoveSynapses {
        moment: of_synapses,
        h,
        x: &kinetics.exps[cells.exps..],
        motion: synapse_motion,
        y,
        sums: Some(Sums { current, slope, nodes: nodes.as_mut() }),
        begin: cells.dim,
    });
    // The constant condition repeats what `by_tangent_rule` implies, so that these steps are not compiled for other
    // number types.
    if const { is_ruled::<T, N>() } && by_tangent_rule {
        return network.cells(&mut StepCellsByTangentRule { moment: of_cells, h, drives, y, current, slope, begin: 0 });
    }
    let (step, exps) = (Step::<_, false> { h, begin: &[] }, &*kinetics.exps);
    let completion = Completion { step, moment: of_cells, exps, motion, drives };
    completion.run(network, &mut at_v, nodes.as_mut(), y);
}

/// Returns true if cells of the network may move by the tangent rule, which knows no currents between membranes.
const fn is_ruled<T: Real, N: Network<T>>() -> bool {
    may_be_grad::<T>() && !couples(&N::NETWORK)
}

/// Advances `y` from `t` by `h` (both ms) by Strang splitting: half a step of the states of channels and synapses, a step of
/// potentials and concentrations, half a step of the states again.
#[inline]
pub(super) fn strang<T: Real, N: Network<T>>(
    network: &N,
    t: T,
    h: T,
    given: &Given<'_, T>,
    y: &mut [T],
    work: &mut Workspace<'_, T>,
) {
    drive::check(network, given.drives);
    let (half, sizes) = (h * 0.5, sizes(network));
    let known = work.half_step.take();
    let Parts { mut kinetics, mut at_v, matrix, middle } = work.parts(&sizes[1]);
    let begin = moments(network, t, given.held);
    if known.is_none() {
        kinetics.evaluate(network, begin, sizes, y, true);
    }
    if known != Some(half) {
        kinetics.decay(half, 0, sizes[1].moving);
    }
    kinetics.advance(network, begin, sizes, half, y);

    let node_of = |v| couplings::node_of(network, v);
    let mut nodes = nodes(network, matrix, &node_of);
    let membranes =
        Membranes { moments: moments(network, t + half, given.held), drives: given.drives, synapses: sizes[0].dim };
    if const { has_middle(&N::NETWORK) } {
        middle.copy_from_slice(y);
        membranes.step(network, half, &mut at_v, nodes.as_mut(), &[], middle);
        membranes.step(network, h, &mut at_v, nodes.as_mut(), y, middle);
        y.copy_from_slice(middle);
    } else {
        membranes.step(network, h, &mut at_v, nodes.as_mut(), &[], y);
    }

    let end = moments(network, t + h, given.held);
    kinetics.evaluate(network, end, sizes, y, true);
    kinetics.decay(half, 0, sizes[1].moving);
    kinetics.advance(network, end, sizes, half, y);
    if const { kinetics_go_on(&N::NETWORK) } && work.keeps {
        work.half_step = Some(half);
    }
}

/// Takes the matrix of the potentials, if membranes are coupled.
#[inline(always)]
fn nodes<'a, T: Real, N: Network<T>>(
    network: &N,
    room: MatrixRoom<'a, T>,
    node_of: &'a dyn Fn(usize) -> usize,
) -> Option<Nodes<'a, T>> {
    if const { !couples(&N::NETWORK) } {
        return None;
    }
    #[cfg(feature = "alloc")]
    if let Some(couplings) = room.couplings {
        return Some(couplings.nodes());
    }
    Some(Nodes::dense(network, room.dense, node_of))
}

impl<T: Real> Kinetics<'_, T> {
    /// Evaluates exponentials, targets and rates at the state `y`; those of channels only `with_cells`.
    #[inline(always)]
    fn evaluate<N: Network<T>>(
        &mut self,
        network: &N,
        [of_cells, of_synapses]: [Moment<'_, T>; 2],
        [cells, all]: [Sizes; 2],
        y: &[T],
        with_cells: bool,
    ) {
        let Kinetics { exps, target, rate, .. } = self;
        network.synapses(&mut ArgumentsOfSynapses { moment: of_synapses, y, x: &mut exps[cells.exps..] });
        if with_cells {
            network.cells(&mut ArgumentsOfCells { moment: of_cells, y, x: exps, begin: 0 });
            T::exp_padded(exps, all.exps);
            network.cells(&mut KineticsOfCells { moment: of_cells, exps, y, target, rate, begin: 0 });
        } else {
            T::exp_all(&mut exps[cells.exps..all.exps]);
        }
        network.synapses(&mut KineticsOfSynapses {
            moment: of_synapses,
            x: &exps[cells.exps..],
            y,
            target: &mut target[cells.moving..],
            rate: &mut rate[cells.moving..],
            begin: cells.dim,
        });
    }

    /// Computes the decays of the states from `first` on, of `moving`, over a time `h` (ms).
    #[inline(always)]
    fn decay(&mut self, h: T, first: usize, moving: usize) {
        T::exp_scaled(&self.rate[first..], -h, &mut self.decay[first..], moving - first);
    }

    #[inline(always)]
    fn motion(&self) -> Motion<'_, T> {
        Motion { target: self.target, rate: self.rate, decay: self.decay }
    }

    /// Moves the states of channels and synapses by a step of length `h` (ms).
    #[inline(always)]
    fn advance<N: Network<T>>(
        &self,
        network: &N,
        [of_cells, of_synapses]: [Moment<'_, T>; 2],
        [cells, _]: [Sizes; 2],
        h: T,
        y: &mut [T],
    ) {
        let (motion, synapse_motion) = self.motion().split(cells.moving);
        let x = &self.exps[cells.exps..];
        network.synapses(&mut MoveSynapses {
            moment: of_synapses,
            h,
            x,
            motion: synapse_motion,
            y,
            sums: None,
            begin: cells.dim,
        });
        network.cells(&mut MoveChannels { moment: of_cells, h, exps: self.exps, motion, y, begin: 0 });
    }
}

/// What acts on the membranes while the states of channels and synapses stand still.
struct Membranes<'a, T> {
    moments: [Moment<'a, T>; 2],
    drives: &'a [Drive<T>],
    /// Index of the first state of a synapse.
    synapses: usize,
}

impl<T: Real> Membranes<'_, T> {
    /// Moves potentials and concentrations by a step of length `h` (ms). Currents are evaluated at `y`; the step begins at `from`,
    /// or at `y` if that is empty.
    #[inline(always)]
    fn step<N: Network<T>>(
        &self,
        network: &N,
        h: T,
        at_v: &mut [&mut [T]; 3],
        mut nodes: Option<&mut Nodes<'_, T>>,
        from: &[T],
        y: &mut [T],
    ) {
        let [of_cells, of_synapses] = self.moments;
        let [current, slope, _] = at_v;
        network.cells(&mut Clear { current, slope, begin: 0 });
        if let Some(nodes) = &mut nodes {
            nodes.clear();
        }
        let sums = Sums { current, slope, nodes: nodes.as_deref_mut() };
        network.synapses(&mut SynapseFlows { moment: of_synapses, y, sums, begin: self.synapses });
        let step = Step::<_, true> { h, begin: from };
        let completion = Completion { step, moment: of_cells, exps: &[], motion: Motion::NONE, drives: self.drives };
        completion.run(network, at_v, nodes, y);
    }
}
