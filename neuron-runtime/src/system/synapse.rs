//! The evaluation of a group of synapses: the sets of states that drive them, and single connections.

use super::moment::Moment;
use crate::model::connect::{Connection, SynapseGroup};
use crate::model::info::MechanismKind;
use crate::model::mechanism::{At, Context, Describe, Flow, Mechanism};
use crate::model::network::states::{SynapseExps, SynapseStates, set_states};
use crate::number::Real;
use crate::number::array::Array;

/// The number of sets of states whose exponentials are evaluated together.
const BLOCK: usize = 8;

/// A block of consecutive sets of states with their exponentials.
pub(crate) struct Block<E> {
    first: usize,
    count: usize,
    exps: [E; BLOCK],
}

impl<E> Block<E> {
    /// Returns the index and the exponentials of each set.
    #[inline(always)]
    pub(crate) fn each<'a, T: 'a>(&'a self) -> impl Iterator<Item = (usize, &'a [T])>
    where
        E: Array<T>,
    {
        self.exps[..self.count].iter().enumerate().map(|(k, exps)| (self.first + k, exps.as_ref()))
    }
}

/// Returns the indices of the presynaptic and the postsynaptic V of a set of states. If presynaptic neurons own the
/// states, these do not depend on the postsynaptic potential, and the presynaptic one stands in for it.
#[inline(always)]
pub(crate) fn set_ends<T: Real, G: SynapseGroup<T> + ?Sized>(group: &G, set: usize) -> (usize, usize) {
    match group.shared_sets() {
        Some(sets) => (sets[set], sets[set]),
        None => {
            let connection = group.connection(set);
            (connection.pre, connection.post)
        }
    }
}

/// Returns the surroundings that a synapse sees. It has no temperature of its own. `place` is its index among those of its
/// group that have relations.
#[inline(always)]
fn surroundings<'a, T: Real, S: Describe>(moment: Moment<'a, T>, place: usize, v_pre: T, v_post: T) -> At<'a, T> {
    let Moment { t, held } = moment;
    let relations = place * S::RELATIONS..(place + 1) * S::RELATIONS;
    At { v_pre, context: Context { t, celsius: T::zero(), held: held.of(relations) }, ..At::voltage(v_post, T::zero()) }
}

/// Returns the surroundings that the states of a set see.
#[inline(always)]
pub(crate) fn set_surroundings<'a, T: Real, G: SynapseGroup<T> + ?Sized>(
    group: &G,
    set: usize,
    moment: Moment<'a, T>,
    y: &[T],
) -> At<'a, T> {
    let (pre, post) = set_ends(group, set);
    surroundings::<T, G::Synapse>(moment, set, y[pre], y[post])
}

/// Calls `then` with the parameters that the states of a set follow. If presynaptic neurons own the states, all sets
/// share the kinetics of the first connection.
#[inline(always)]
pub(crate) fn with_set<T: Real, G: SynapseGroup<T> + ?Sized, R>(
    group: &G,
    set: usize,
    then: impl FnOnce(&G::Synapse) -> R,
) -> R {
    group.with_synapse(if group.shared_sets().is_some() { 0 } else { set }, then)
}

/// Calls `then` with one set's parameters, surroundings and evaluated exponentials.
pub(super) fn one_set<T: Real, G: SynapseGroup<T> + ?Sized>(
    group: &G,
    set: usize,
    moment: Moment<'_, T>,
    y: &[T],
    then: impl FnOnce(&G::Synapse, &At<'_, T>, &[T]),
) {
    let at = set_surroundings(group, set, moment, y);
    let mut exps = SynapseExps::<T, G>::zeros();
    with_set(group, set, |synapse| {
        synapse.arguments(&at, exps.as_mut());
        T::exp_all(exps.as_mut());
        then(synapse, &at, exps.as_ref());
    });
}

/// Evaluates the exponentials of all sets of states, a block at a time, and calls `then` with each block.
#[inline(always)]
pub(crate) fn each_block<T: Real, G: SynapseGroup<T> + ?Sized>(
    group: &G,
    moment: Moment<'_, T>,
    y: &[T],
    mut then: impl FnMut(&Block<SynapseExps<T, G>>),
) {
    let sets = group.state_sets();
    let mut first = 0;
    while first < sets {
        let count = BLOCK.min(sets - first);
        let mut block = Block { first, count, exps: [SynapseExps::<T, G>::zeros(); BLOCK] };
        for k in 0..count {
            let at = set_surroundings(group, first + k, moment, y);
            let exps = block.exps[k].as_mut();
            with_set(group, first + k, |synapse| synapse.arguments(&at, exps));
        }
        let used = count * G::Synapse::EXPS;
        T::exp_padded(SynapseExps::<T, G>::flat(&mut block.exps), used);
        then(&block);
        first += count;
    }
}

/// Calls `then` with one connection's parameters, its surroundings, the exponentials of its current, and its states.
#[inline(always)]
pub(crate) fn with_connection<T: Real, G: SynapseGroup<T> + ?Sized, R>(
    group: &G,
    index: usize,
    moment: Moment<'_, T>,
    begin: usize,
    y: &[T],
    then: impl FnOnce(&G::Synapse, &At<'_, T>, &[T], &[T]) -> R,
) -> R {
    let connection = group.connection(index);
    let place = if group.shared_sets().is_some() { group.state_sets() + index } else { index };
    let at = surroundings::<T, G::Synapse>(moment, place, y[connection.pre], y[connection.post]);
    let mut own = SynapseStates::<T, G>::zeros();
    set_states(group, begin, connection.set).gather(y, own.as_mut());
    let mut exps = SynapseExps::<T, G>::zeros();
    group.with_synapse(index, |synapse| {
        current_exps(synapse, &at, exps.as_mut());
        then(synapse, &at, exps.as_ref(), own.as_ref())
    })
}

/// Returns the current of one connection.
#[inline(always)]
pub(super) fn connection_flow<T: Real, G: SynapseGroup<T> + ?Sized>(
    group: &G,
    index: usize,
    moment: Moment<'_, T>,
    begin: usize,
    y: &[T],
) -> Flow<T> {
    with_connection(group, index, moment, begin, y, |synapse, at, exps, own| synapse.flow(at, exps, own))
}

/// Calls `add` with the indices of the presynaptic and the postsynaptic V, and the current, of every connection if presynaptic
/// neurons own the states; otherwise does nothing. If the connections of a target differ in their states alone, the target comes
/// once, in both places, with the sum of their currents.
#[inline(always)]
pub(crate) fn each_shared_flow<T: Real, G: SynapseGroup<T> + ?Sized>(
    group: &G,
    moment: Moment<'_, T>,
    begin: usize,
    y: &[T],
    mut add: impl FnMut(usize, usize, Flow<T>),
) {
    if group.shared_sets().is_none() {
        return;
    }
    let connections = group.connections();
    if let Some(synapse) = group.common()
        && const { sees_states_alone::<G::Synapse>() }
    {
        let mut index = 0;
        while index < connections {
            let post = group.connection(index).post;
            let at = surroundings::<T, G::Synapse>(moment, 0, y[post], y[post]);
            let mut exps = SynapseExps::<T, G>::zeros();
            current_exps(synapse, &at, exps.as_mut());
            let mut sum = Flow::zero();
            while index < connections {
                let connection = group.connection(index);
                if connection.post != post {
                    break;
                }
                let mut own = SynapseStates::<T, G>::zeros();
                set_states(group, begin, connection.set).gather(y, own.as_mut());
                let flow = synapse.flow(&at, exps.as_ref(), own.as_ref());
                (sum.current, sum.slope) = (sum.current + flow.current, sum.slope + flow.slope);
                index += 1;
            }
            add(post, post, sum);
        }
        return;
    }
    for index in 0..connections {
        let Connection { pre, post, .. } = group.connection(index);
        add(pre, post, connection_flow(group, index, moment, begin, y));
    }
}

/// Returns true if the current of a synapse depends on nothing of the presynaptic side but the states, and enters the
/// postsynaptic neuron alone.
const fn sees_states_alone<S: Describe>() -> bool {
    !matches!(S::INFO.kind, MechanismKind::Electrical) && S::RELATIONS == 0 && !S::INFO.dependence.current.pre
}

/// Evaluates the exponentials that the current of a synapse needs.
#[inline(always)]
fn current_exps<T: Real, S: Mechanism<T>>(synapse: &S, at: &At<'_, T>, exps: &mut [T]) {
    if const { S::CURRENT_EXPS < S::EXPS } {
        synapse.current_arguments(at, exps);
        T::exp_all(&mut exps[S::CURRENT_EXPS..]);
    }
}

/// Adds the current that a synapse draws from its postsynaptic neuron. If the synapse is electrical, the same current
/// enters the presynaptic neuron.
#[inline(always)]
pub(crate) fn draw<T: Real, S: Describe>(pre: usize, post: usize, flow: Flow<T>, current: &mut [T]) {
    current[post] += flow.current;
    if matches!(S::INFO.kind, MechanismKind::Electrical) {
        current[pre] -= flow.current;
    }
}

#[cfg(all(test, feature = "macros"))]
mod tests {
    use super::*;
    use crate::library::prinz_2004::Glutamatergic;
    use crate::model::connect::{Projection, Rule, Side};
    use crate::model::mechanism::Held;

    #[test]
    fn a_target_comes_once_with_the_sum_of_its_currents() {
        let [from, to] = [0, 20].map(|first| Side { first, stride: 1, len: if first == 0 { 20 } else { 10 } });
        let rule = Rule::AllToAll { autapses: false };
        let mut synapses = Projection::new(Glutamatergic::<f64>::default(), "E_I", from, to, false, rule);
        synapses.set_parameter(None, 0, 2.0);
        let y: Vec<f64> = (0..50).map(|k| if k < 30 { -60.0 + f64::from(k) } else { 0.01 * f64::from(k) }).collect();
        let moment = Moment { t: 0.0, held: Held::NONE };
        let currents = |synapses: &Projection<f64, Glutamatergic<f64>>| {
            let (mut count, mut currents, mut slopes) = (0, [0.0; 10], [0.0; 10]);
            each_shared_flow(synapses, moment, 30, &y, |_, post, flow| {
                count += 1;
                currents[post - 20] += flow.current;
                slopes[post - 20] += flow.slope;
            });
            (count, [currents, slopes].concat())
        };
        let (count, sums) = currents(&synapses);
        assert_eq!(count, 10);
        // A connection with a parameter of its own is evaluated on its own, and so are the others.
        synapses.set_parameter(Some(7), 0, 2.0);
        let (count, each) = currents(&synapses);
        assert_eq!(count, 200);
        assert!(sums.iter().zip(&each).all(|(a, b)| (a - b).abs() < 1e-12 * b.abs() && *b != 0.0), "{sums:?} {each:?}");
    }
}
