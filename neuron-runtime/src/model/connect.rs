//! Synapses of one type that lie together: between named neurons, or a [`Projection`] between arrays.

use crate::model::mechanism::{Mechanism, Parameters};
use crate::number::Scalar;

/// One connection: the two membrane potentials it joins and the set of states that drives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Connection {
    /// Index of the presynaptic V in the state of the network.
    pub pre: usize,
    /// Index of the postsynaptic V in the state of the network.
    pub post: usize,
    /// Index of the set of states that drives it, within the group.
    pub set: usize,
}

/// Synapses of one type and where their states lie, counted from the beginning of the group.
pub trait SynapseGroup<T: Scalar> {
    /// The type.
    type Synapse: Mechanism<T> + Parameters<T>;

    /// Number of sets of states.
    fn state_sets(&self) -> usize;
    /// Number of connections.
    fn connections(&self) -> usize;
    /// The `index`-th connection. Where each connection has its own states, `set` is `index`.
    fn connection(&self, index: usize) -> Connection;
    /// Whether several connections share the states of one presynaptic neuron; if so, index of its V by set.
    fn shared_sets(&self) -> Option<&[usize]>;
    /// Gives the parameters of one connection to `then`.
    fn with_synapse<R>(&self, connection: usize, then: impl FnOnce(&Self::Synapse) -> R) -> R;
    /// Distance between the states of one set, and between the same state of two sets.
    fn strides(&self) -> (usize, usize);
    /// Parameter `index` of a connection, or of the first where none is named, in its declared unit.
    fn parameter(&self, connection: Option<usize>, index: usize) -> Option<T>;
    /// Sets parameter `index` of a connection, or of all where none is named. Where kinetics are shared per presynaptic
    /// neuron, all connections change if the parameter belongs to the kinetics.
    fn set_parameter(&mut self, connection: Option<usize>, index: usize, value: T);
}

/// Synapses of one type between named neurons, each with its own parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct Synapses<S, const N: usize> {
    /// Their parameters.
    pub synapses: [S; N],
    /// Pre- and postsynaptic V of each, as indices into the state of the network.
    pub ends: &'static [(usize, usize); N],
}

impl<T: Scalar, S: Mechanism<T> + Parameters<T>, const N: usize> SynapseGroup<T> for Synapses<S, N> {
    type Synapse = S;

    #[inline(always)]
    fn state_sets(&self) -> usize {
        N
    }

    #[inline(always)]
    fn connections(&self) -> usize {
        N
    }

    #[inline(always)]
    fn connection(&self, index: usize) -> Connection {
        let (pre, post) = self.ends[index];
        Connection { pre, post, set: index }
    }

    #[inline(always)]
    fn shared_sets(&self) -> Option<&[usize]> {
        None
    }

    #[inline(always)]
    fn with_synapse<R>(&self, connection: usize, then: impl FnOnce(&S) -> R) -> R {
        then(&self.synapses[connection])
    }

    #[inline(always)]
    fn strides(&self) -> (usize, usize) {
        (1, S::STATES)
    }

    fn parameter(&self, connection: Option<usize>, index: usize) -> Option<T> {
        self.synapses.get(connection.unwrap_or(0))?.parameter(index)
    }

    fn set_parameter(&mut self, connection: Option<usize>, index: usize, value: T) {
        for (k, synapse) in self.synapses.iter_mut().enumerate() {
            if connection.is_none_or(|c| c == k) {
                synapse.set_parameter(index, value);
            }
        }
    }
}

/// Neurons at one side of a projection: index of the first one's V and the distance to the next one's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Side {
    /// Index of V of the first neuron.
    pub first: usize,
    /// Distance to the next neuron's.
    pub stride: usize,
    /// Number of neurons.
    pub len: usize,
}

impl Side {
    #[cfg(feature = "alloc")]
    fn v(&self, neuron: usize) -> usize {
        self.first + neuron * self.stride
    }
}

/// How the neurons of two arrays are connected.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Rule {
    /// Every neuron with every other; with itself only with `autapses`.
    AllToAll {
        /// Whether a neuron of an array connected to itself also excites or inhibits itself.
        autapses: bool,
    },
    /// The k-th with the k-th.
    OneToOne,
    /// Each possible connection exists with a probability, independently.
    #[cfg(feature = "random")]
    Probability {
        /// From 0 to 1.
        probability: f64,
        /// Seed of the generator (ChaCha8); the same seed gives the same connections on every platform.
        seed: u64,
        /// Whether a neuron may be connected to itself.
        autapses: bool,
    },
    /// Every postsynaptic neuron gets so many different presynaptic ones.
    #[cfg(feature = "random")]
    Inputs {
        /// Inputs of each neuron.
        inputs: usize,
        /// Seed of the generator (ChaCha8); the same seed gives the same connections on every platform.
        seed: u64,
        /// Whether a neuron may be connected to itself.
        autapses: bool,
    },
    /// Pairs of a presynaptic and a postsynaptic index.
    Pairs(&'static [(usize, usize)]),
}

#[cfg(feature = "alloc")]
pub use projection::Projection;

#[cfg(feature = "alloc")]
mod projection {
    use super::{Connection, Rule, Side, SynapseGroup};
    use crate::model::group::Varied;
    use crate::model::info::MechanismKind;
    use crate::model::mechanism::{Mechanism, Parameters};
    use crate::number::Scalar;
    use alloc::vec::Vec;

    /// Synapses of one type between arrays. A parameter is stored once unless connections differ in it. Where the
    /// states see the presynaptic side alone, there is one set of states per presynaptic neuron.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Projection<T, S> {
        shared: S,
        varied: Varied<T>,
        connections: Vec<Connection>,
        /// V of each presynaptic neuron, where these own the states.
        sets: Option<Vec<usize>>,
    }

    impl<T: Scalar, S: Mechanism<T> + Parameters<T> + Clone> Projection<T, S> {
        /// Connects `from` to `to`; `same` says that both sides are one array.
        pub fn new(synapse: S, from: Side, to: Side, same: bool, rule: Rule) -> Self {
            let presynaptic = S::INFO.presynaptic && S::STATES > 0;
            let mut connections = Vec::new();
            // Within one array an electrical connection joins each pair once.
            let once = same && matches!(S::INFO.kind, MechanismKind::Electrical) && !matches!(rule, Rule::Pairs(_));
            rule.each(from.len, to.len, same, |pre, post| {
                if once && pre > post {
                    return;
                }
                let set = if presynaptic { pre } else { connections.len() };
                connections.push(Connection { pre: from.v(pre), post: to.v(post), set });
            });
            let sets = presynaptic.then(|| (0..from.len).map(|k| from.v(k)).collect());
            Projection { shared: synapse, varied: Varied::none(), connections, sets }
        }

        /// The same projection over another number type.
        pub fn map<U: Scalar>(&self, convert: &mut dyn FnMut(&T) -> U) -> Projection<U, S::With<U>> {
            Projection {
                shared: self.shared.map(convert),
                varied: self.varied.map(convert),
                connections: self.connections.clone(),
                sets: self.sets.clone(),
            }
        }
    }

    impl<T: Scalar, S: Mechanism<T> + Parameters<T> + Clone> SynapseGroup<T> for Projection<T, S> {
        type Synapse = S;

        #[inline(always)]
        fn state_sets(&self) -> usize {
            self.sets.as_ref().map_or(self.connections.len(), Vec::len)
        }

        #[inline(always)]
        fn connections(&self) -> usize {
            self.connections.len()
        }

        #[inline(always)]
        fn connection(&self, index: usize) -> Connection {
            self.connections[index]
        }

        #[inline(always)]
        fn shared_sets(&self) -> Option<&[usize]> {
            self.sets.as_deref()
        }

        #[inline(always)]
        fn with_synapse<R>(&self, connection: usize, then: impl FnOnce(&S) -> R) -> R {
            if self.varied.is_empty() {
                return then(&self.shared);
            }
            let mut synapse = self.shared.clone();
            self.varied.apply(connection, &mut synapse);
            then(&synapse)
        }

        #[inline(always)]
        fn strides(&self) -> (usize, usize) {
            (self.state_sets(), 1)
        }

        fn parameter(&self, connection: Option<usize>, index: usize) -> Option<T> {
            let connection = connection.unwrap_or(0);
            self.varied.get(index, connection).or_else(|| self.shared.parameter(index))
        }

        fn set_parameter(&mut self, connection: Option<usize>, index: usize, value: T) {
            let common = self.sets.is_some() && S::INFO.kinetic.get(index) == Some(&true);
            match connection.filter(|_| !common) {
                None => {
                    self.varied.forget(index);
                    self.shared.set_parameter(index, value);
                }
                Some(connection) => {
                    if let Some(common) = self.shared.parameter(index) {
                        self.varied.set(index, self.connections.len(), connection, common, value);
                        // What no connection has any more is not to be seen in a comparison.
                        self.shared.set_parameter(index, self.varied.get(index, 0).unwrap_or(common));
                    }
                }
            }
        }
    }

    impl Rule {
        /// Calls `connect(pre, post)` for every connection, by postsynaptic neuron.
        fn each(self, pre: usize, post: usize, same: bool, mut connect: impl FnMut(usize, usize)) {
            match self {
                Rule::AllToAll { autapses } => {
                    for target in 0..post {
                        for source in 0..pre {
                            if autapses || !same || source != target {
                                connect(source, target);
                            }
                        }
                    }
                }
                Rule::OneToOne => (0..post.min(pre)).for_each(|k| connect(k, k)),
                Rule::Pairs(pairs) => pairs.iter().for_each(|&(source, target)| connect(source, target)),
                #[cfg(feature = "random")]
                Rule::Probability { probability, seed, autapses } => {
                    crate::model::random::by_probability(pre, post, probability, seed, autapses || !same, connect);
                }
                #[cfg(feature = "random")]
                Rule::Inputs { inputs, seed, autapses } => {
                    crate::model::random::by_inputs(pre, post, inputs, seed, autapses || !same, connect);
                }
            }
        }
    }
}
