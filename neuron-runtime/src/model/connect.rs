//! Synapses of one type whose states lie together: between named neurons, or a [`Projection`] between arrays.

use crate::model::mechanism::{Mechanism, Parameters};
use crate::number::Real;

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

/// Synapses of one type and the layout of their states, counted from the beginning of the group.
pub trait SynapseGroup<T: Real> {
    /// The type.
    type Synapse: Mechanism<T> + Parameters<T>;

    /// Returns the number of sets of states.
    fn state_sets(&self) -> usize;
    /// Returns the number of connections.
    fn connections(&self) -> usize;
    /// Returns the `index`-th connection. If each connection has its own states, `set` is `index`.
    fn connection(&self, index: usize) -> Connection;
    /// Returns the index of the presynaptic V of each set if connections share the states of one presynaptic neuron;
    /// otherwise `None`.
    fn shared_sets(&self) -> Option<&[usize]>;
    /// Returns the parameters of all connections, if these are the same.
    fn common(&self) -> Option<&Self::Synapse> {
        None
    }
    /// Calls `then` with the parameters of one connection.
    fn with_synapse<R>(&self, connection: usize, then: impl FnOnce(&Self::Synapse) -> R) -> R;
    /// Returns the distance between the states of one set, and between the same state of two sets.
    fn strides(&self) -> (usize, usize);
    /// Returns parameter `index` of a connection in its declared unit; `None` if there is no such connection or parameter.
    /// If `connection` is `None`, returns the first one's, which is there even if the rule made no connections.
    fn parameter(&self, connection: Option<usize>, index: usize) -> Option<T>;
    /// Sets parameter `index` of a connection in its declared unit. It is set for all connections in two cases:
    ///
    /// - `connection` is `None`.
    /// - Connections share [sets of states](SynapseGroup::shared_sets), and the states depend on the parameter.
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

impl<T: Real, S: Mechanism<T> + Parameters<T>, const N: usize> SynapseGroup<T> for Synapses<S, N> {
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

/// The neurons at one side of a projection: the index of the first V and the distance to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Side {
    /// Index of V of the first neuron.
    pub first: usize,
    /// Distance to V of the next neuron.
    pub stride: usize,
    /// Number of neurons.
    pub len: usize,
}

impl Side {
    #[cfg(feature = "alloc")]
    #[inline(always)]
    fn v(&self, neuron: usize) -> usize {
        self.first + neuron * self.stride
    }
}

/// The rule by which the neurons of two arrays are connected.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Rule {
    /// Connects every presynaptic neuron with every postsynaptic neuron.
    AllToAll {
        /// True if a neuron may be connected to itself.
        autapses: bool,
    },
    /// Connects the k-th presynaptic neuron with the k-th postsynaptic neuron.
    OneToOne,
    /// Makes each possible connection with a probability, independently of the others.
    #[cfg(feature = "random")]
    Probability {
        /// The probability, from 0 to 1.
        probability: f64,
        /// Seed of the generator (ChaCha8). The same seed and the same name of the projection give the same connections on every
        /// platform.
        seed: u64,
        /// True if a neuron may be connected to itself.
        autapses: bool,
    },
    /// Connects every postsynaptic neuron with a fixed number of different presynaptic ones.
    #[cfg(feature = "random")]
    Inputs {
        /// The number of inputs of each neuron.
        inputs: usize,
        /// Seed of the generator (ChaCha8). The same seed and the same name of the projection give the same connections on every
        /// platform.
        seed: u64,
        /// True if a neuron may be connected to itself.
        autapses: bool,
    },
    /// Makes the listed connections, each a pair of a presynaptic and a postsynaptic index.
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
    #[cfg(feature = "random")]
    use crate::model::random::{self, Draws};
    use crate::number::Real;
    use alloc::vec::Vec;

    /// Synapses of one type between arrays, by target. A parameter is stored once until it is set for a single connection; then
    /// every connection has its own. If the states see the presynaptic side alone, there is one set of states per
    /// presynaptic neuron.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Projection<T, S> {
        shared: S,
        varied: Varied<T>,
        from: Side,
        to: Side,
        /// The presynaptic and the postsynaptic neuron of each connection.
        pairs: Vec<[u32; 2]>,
        /// Index of V of each presynaptic neuron, if these own the states.
        sets: Option<Vec<usize>>,
    }

    impl<T: Real, S: Mechanism<T> + Parameters<T> + Clone> Projection<T, S> {
        /// Connects `from` to `to`. `same` is true if both sides are one array. Random connections follow from the seed of
        /// their rule and the `name` of the projection.
        pub fn new(synapse: S, name: &str, from: Side, to: Side, same: bool, rule: Rule) -> Self {
            let presynaptic = S::INFO.presynaptic && S::STATES > 0;
            let mut pairs = Vec::new();
            // Within one array an electrical connection joins each pair once.
            let once = same && matches!(S::INFO.kind, MechanismKind::Electrical) && !matches!(rule, Rule::Pairs(_));
            rule.each(name, (from.len, to.len), same, |pre, post| {
                if !once || pre <= post {
                    pairs.push([pre as u32, post as u32]);
                }
            });
            let sets = presynaptic.then(|| (0..from.len).map(|k| from.v(k)).collect());
            Projection { shared: synapse, varied: Varied::none(), from, to, pairs, sets }
        }

        /// Converts the projection to another number type.
        pub fn map<U: Real>(&self, convert: &mut dyn FnMut(&T) -> U) -> Projection<U, S::With<U>> {
            Projection {
                shared: self.shared.map(convert),
                varied: self.varied.map(convert),
                from: self.from,
                to: self.to,
                pairs: self.pairs.clone(),
                sets: self.sets.clone(),
            }
        }
    }

    impl<T: Real, S: Mechanism<T> + Parameters<T> + Clone> SynapseGroup<T> for Projection<T, S> {
        type Synapse = S;

        #[inline(always)]
        fn state_sets(&self) -> usize {
            self.sets.as_ref().map_or(self.pairs.len(), Vec::len)
        }

        #[inline(always)]
        fn connections(&self) -> usize {
            self.pairs.len()
        }

        #[inline(always)]
        fn connection(&self, index: usize) -> Connection {
            let [pre, post] = self.pairs[index];
            let (pre, post) = (pre as usize, post as usize);
            let set = if self.sets.is_some() { pre } else { index };
            Connection { pre: self.from.v(pre), post: self.to.v(post), set }
        }

        #[inline(always)]
        fn shared_sets(&self) -> Option<&[usize]> {
            self.sets.as_deref()
        }

        #[inline(always)]
        fn common(&self) -> Option<&S> {
            self.varied.is_empty().then_some(&self.shared)
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
            if connection.is_some_and(|connection| connection >= self.pairs.len()) {
                return None;
            }
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
                        self.varied.set(index, self.pairs.len(), connection, common, value);
                        // `==` compares `shared` too. It holds the first connection's value, so that a former common
                        // value makes no difference.
                        self.shared.set_parameter(index, self.varied.get(index, 0).unwrap_or(common));
                    }
                }
            }
        }
    }

    impl Rule {
        /// Calls `connect(pre, post)` for every connection: listed pairs in their order, others by postsynaptic neuron.
        /// Random ones follow from the `name` of the projection, too.
        #[cfg_attr(not(feature = "random"), allow(unused_variables))]
        fn each(self, name: &str, sides: (usize, usize), same: bool, mut connect: impl FnMut(usize, usize)) {
            let (pre, post) = sides;
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
                    random::by_probability(sides, probability, Draws::new(seed, name), autapses || !same, connect);
                }
                #[cfg(feature = "random")]
                Rule::Inputs { inputs, seed, autapses } => {
                    random::by_inputs(sides, inputs, Draws::new(seed, name), autapses || !same, connect);
                }
            }
        }
    }
}
