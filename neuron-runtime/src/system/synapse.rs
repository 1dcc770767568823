//! The evaluation of a group of synapses: of the sets of states that drive them, and of single connections.

use crate::model::connect::{Connection, SynapseGroup};
use crate::model::info::MechanismKind;
use crate::model::mechanism::{At, Describe, Flow, Mechanism};
use crate::model::network::states::{SynapseExps, SynapseStates, set_states};
use crate::number::Scalar;
use crate::number::array::Array;

/// How many synapses evaluate their exponentials together.
const BLOCK: usize = 8;

/// Some sets of states with their exponentials.
pub(crate) struct Block<E> {
    first: usize,
    count: usize,
    exps: [E; BLOCK],
}

impl<E> Block<E> {
    /// Index and exponentials of each set.
    #[inline(always)]
    pub(crate) fn each<'a, T: 'a>(&'a self) -> impl Iterator<Item = (usize, &'a [T])>
    where
        E: Array<T>,
    {
        self.exps[..self.count].iter().enumerate().map(|(k, exps)| (self.first + k, exps.as_ref()))
    }
}

/// The V before and after the states of a set. Where presynaptic neurons own them they do not use the postsynaptic
/// potential, and the presynaptic one stands in.
#[inline(always)]
pub(crate) fn set_ends<T: Scalar, G: SynapseGroup<T> + ?Sized>(group: &G, set: usize) -> (usize, usize) {
    match group.shared_sets() {
        Some(sets) => (sets[set], sets[set]),
        None => {
            let connection = group.connection(set);
            (connection.pre, connection.post)
        }
    }
}

/// What the states of a set see.
#[inline(always)]
pub(crate) fn set_surroundings<T: Scalar, G: SynapseGroup<T> + ?Sized>(
    group: &G,
    set: usize,
    t: T,
    y: &[T],
) -> At<'static, T> {
    let (pre, post) = set_ends(group, set);
    At { t, v_pre: y[pre], ..At::voltage(y[post], T::zero()) }
}

/// The parameters that the states of a set follow; kinetics that presynaptic neurons own are the same for all.
#[inline(always)]
pub(crate) fn with_set<T: Scalar, G: SynapseGroup<T> + ?Sized, R>(
    group: &G,
    set: usize,
    then: impl FnOnce(&G::Synapse) -> R,
) -> R {
    group.with_synapse(if group.shared_sets().is_some() { 0 } else { set }, then)
}

/// Gives one set of states to `then`, with its exponentials evaluated.
pub(super) fn one_set<T: Scalar, G: SynapseGroup<T> + ?Sized>(
    group: &G,
    set: usize,
    t: T,
    y: &[T],
    then: impl FnOnce(&G::Synapse, &At<'_, T>, &[T]),
) {
    let at = set_surroundings(group, set, t, y);
    let mut exps = SynapseExps::<T, G>::zeros();
    with_set(group, set, |synapse| {
        synapse.arguments(&at, exps.as_mut());
        T::exp_all(exps.as_mut());
        then(synapse, &at, exps.as_ref());
    });
}

/// Evaluates the exponentials of all sets of states, a block at a time, and gives each block to `then`.
#[inline(always)]
pub(crate) fn each_block<T: Scalar, G: SynapseGroup<T> + ?Sized>(
    group: &G,
    t: T,
    y: &[T],
    mut then: impl FnMut(&Block<SynapseExps<T, G>>),
) {
    let sets = group.state_sets();
    let mut first = 0;
    while first < sets {
        let count = BLOCK.min(sets - first);
        let mut block = Block { first, count, exps: [SynapseExps::<T, G>::zeros(); BLOCK] };
        for k in 0..count {
            let at = set_surroundings(group, first + k, t, y);
            let exps = block.exps[k].as_mut();
            with_set(group, first + k, |synapse| synapse.arguments(&at, exps));
        }
        let used = count * G::Synapse::EXPS;
        T::exp_padded(SynapseExps::<T, G>::flat(&mut block.exps), used);
        then(&block);
        first += count;
    }
}

/// Gives one connection to `then`: its parameters, what it sees, the exponentials of its current, its states.
#[inline(always)]
pub(crate) fn with_connection<T: Scalar, G: SynapseGroup<T> + ?Sized, R>(
    group: &G,
    index: usize,
    t: T,
    begin: usize,
    y: &[T],
    then: impl FnOnce(&G::Synapse, &At<'_, T>, &[T], &[T]) -> R,
) -> R {
    let connection = group.connection(index);
    let at = At { t, v_pre: y[connection.pre], ..At::voltage(y[connection.post], T::zero()) };
    let mut own = SynapseStates::<T, G>::zeros();
    set_states(group, begin, connection.set).gather(y, own.as_mut());
    let mut exps = SynapseExps::<T, G>::zeros();
    group.with_synapse(index, |synapse| {
        let exps = exps.as_mut();
        synapse.current_arguments(&at, exps);
        T::exp_all(&mut exps[G::Synapse::CURRENT_EXPS..]);
        then(synapse, &at, exps, own.as_ref())
    })
}

/// The current of one connection.
#[inline(always)]
pub(super) fn connection_flow<T: Scalar, G: SynapseGroup<T> + ?Sized>(
    group: &G,
    index: usize,
    t: T,
    begin: usize,
    y: &[T],
) -> Flow<T> {
    with_connection(group, index, t, begin, y, |synapse, at, exps, own| synapse.flow(at, exps, own))
}

/// Gives the current of every connection to `add`, where presynaptic neurons own the states.
#[inline(always)]
pub(crate) fn each_shared_flow<T: Scalar, G: SynapseGroup<T> + ?Sized>(
    group: &G,
    t: T,
    begin: usize,
    y: &[T],
    mut add: impl FnMut(usize, usize, Flow<T>),
) {
    if group.shared_sets().is_none() {
        return;
    }
    for index in 0..group.connections() {
        let Connection { pre, post, .. } = group.connection(index);
        add(pre, post, connection_flow(group, index, t, begin, y));
    }
}

/// Adds what a synapse draws from its postsynaptic neuron; what leaves that through a gap junction enters the other.
#[inline(always)]
pub(crate) fn draw<T: Scalar, S: Describe>(pre: usize, post: usize, flow: Flow<T>, current: &mut [T]) {
    current[post] += flow.current;
    if matches!(S::INFO.kind, MechanismKind::Electrical) {
        current[pre] -= flow.current;
    }
}
