//! Synapses of one type whose states lie together: between named neurons, or a [`Projection`] between arrays.
//!
//! A *connection* is what carries a current: a set of states and two potentials. A *link* is what was declared: it has a weight and
//! a delay. They are the same, except where the states of all links into one target add up to one set: there the target has one
//! connection.

use crate::model::mechanism::{Mechanism, Parameters};
use crate::model::source::SOURCES;
use crate::number::Real;
use core::ops::Range;

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

/// The neuron of a synapse whose spike changes something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Spiking {
    /// The presynaptic one.
    Pre,
    /// The postsynaptic one.
    Post,
}

/// Synapses of one type and the layout of their states, counted from the beginning of the group.
pub trait SynapseGroup<T: Real> {
    /// The type.
    type Synapse: Mechanism<T> + Parameters<T>;

    /// Returns the number of links.
    #[inline(always)]
    fn links(&self) -> usize {
        self.connections()
    }
    /// Returns the `index`-th link.
    #[inline(always)]
    fn link(&self, index: usize) -> Connection {
        self.connection(index)
    }
    /// Calls `then` with the parameters of one link.
    #[inline(always)]
    fn with_link<R>(&self, link: usize, then: impl FnOnce(&Self::Synapse) -> R) -> R {
        self.with_synapse(link, then)
    }
    /// Returns the presynaptic and the postsynaptic neuron of each link, counted in their arrays.
    #[cfg(feature = "alloc")]
    fn pairs(&self) -> alloc::vec::Vec<(usize, usize)> {
        alloc::vec::Vec::new()
    }
    /// Replaces the links. Parameters that the declaration draws are drawn anew; all others are common then.
    ///
    /// # Errors
    /// The first pair that the arrays do not have; `None` for synapses between named neurons.
    #[cfg(feature = "alloc")]
    fn connect(&mut self, _pairs: &[(usize, usize)]) -> Result<(), Option<(usize, usize)>> {
        Err(None)
    }
    /// Returns the sets of states of the links at a range of places, if all of these links add the same to them.
    fn added_to(&self, _side: Spiking, _places: Range<usize>) -> Option<&[u32]> {
        None
    }
    /// Returns the factor by which a link changes the states of its set, if links of one set differ in factors of the current.
    fn gain(&self, _link: usize) -> Option<T> {
        None
    }
    /// Visits the links from the neuron with the presynaptic V of this index: ranges of their places, in which the delay (ms) is
    /// the same. See [`at_place`](SynapseGroup::at_place).
    fn departures(&self, pre: usize, visit: &mut dyn FnMut(T, Range<usize>));
    /// Visits the links to the neuron with the postsynaptic V of this index: ranges of their places.
    fn returns(&self, post: usize, visit: &mut dyn FnMut(Range<usize>));
    /// Returns the link at a place in the order of presynaptic neurons (`Spiking::Pre`) or of postsynaptic ones.
    fn at_place(&self, side: Spiking, place: usize) -> usize;
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
    /// Their ends.
    pub ends: &'static [LinkEnds; N],
}

/// The ends of a synapse between named neurons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LinkEnds {
    /// Index of V of the presynaptic neuron, or the number of the source after [`SOURCES`].
    pub from: usize,
    /// Index of the presynaptic V; of a source that of the postsynaptic one, since synapses of sources see no presynaptic V.
    pub pre: usize,
    /// Index of the postsynaptic V.
    pub post: usize,
}

impl LinkEnds {
    /// Returns the ends of a synapse between two neurons, or from a source.
    pub const fn new(from: usize, post: usize) -> Self {
        LinkEnds { from, pre: if from < SOURCES { from } else { post }, post }
    }
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
        let LinkEnds { pre, post, .. } = self.ends[index];
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

    fn departures(&self, pre: usize, visit: &mut dyn FnMut(T, Range<usize>)) {
        for (k, synapse) in self.synapses.iter().enumerate().filter(|(k, _)| self.ends[*k].from == pre) {
            visit(synapse.delay(), k..k + 1);
        }
    }

    fn returns(&self, post: usize, visit: &mut dyn FnMut(Range<usize>)) {
        (0..N).filter(|k| self.ends[*k].post == post).for_each(|k| visit(k..k + 1));
    }

    #[inline(always)]
    fn at_place(&self, _: Spiking, place: usize) -> usize {
        place
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
    /// Index of V of the first neuron; of sources that of the first source after [`SOURCES`].
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

    /// Returns the index of V of a neuron; `None` for a source, which has none.
    #[cfg(feature = "alloc")]
    #[inline(always)]
    fn potential(&self, neuron: usize) -> Option<usize> {
        (self.first < SOURCES).then(|| self.v(neuron))
    }

    /// Returns the neuron whose V has this index.
    #[cfg(feature = "alloc")]
    fn neuron(&self, v: usize) -> Option<usize> {
        let away = v.checked_sub(self.first)?;
        Some(away / self.stride).filter(|neuron| away.is_multiple_of(self.stride) && *neuron < self.len)
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

impl Rule {
    /// Returns the number of connections between so many presynaptic and postsynaptic neurons; `None` if chance decides it. Within
    /// one array an electrical connection joins each pair once.
    pub(crate) const fn count(self, (pre, post): (usize, usize), same: bool, electrical: bool) -> Option<usize> {
        match self {
            Rule::AllToAll { autapses } => {
                let (between, selves) = if same { (pre * pre - pre, pre) } else { (pre * post, 0) };
                let between = if same && electrical { between / 2 } else { between };
                Some(if autapses { between + selves } else { between })
            }
            Rule::OneToOne => Some(if pre < post { pre } else { post }),
            Rule::Pairs(pairs) => Some(pairs.len()),
            #[cfg(feature = "random")]
            Rule::Probability { .. } | Rule::Inputs { .. } => None,
        }
    }
}

#[cfg(feature = "alloc")]
pub use projection::Projection;

#[cfg(feature = "alloc")]
mod projection {
    use super::{Connection, Range, Rule, Side, Spiking, SynapseGroup};
    #[cfg(feature = "random")]
    use crate::model::distribution::Drawn;
    use crate::model::group::Varied;
    use crate::model::info::{EventInfo, MechanismKind};
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
        /// The parameters of the sets of states where links share those of their target: the common ones, with factors of 1 in which
        /// links differ.
        of_sets: S,
        varied: Varied<T>,
        from: Side,
        to: Side,
        /// The presynaptic and the postsynaptic neuron of each connection.
        pairs: Vec<[u32; 2]>,
        /// Index of V of each presynaptic neuron, if these own the states.
        sets: Option<Vec<usize>>,
        /// The order of the links by each end whose spikes change something.
        by_source: Order,
        by_target: Order,
        /// The parameters that are drawn, also for connections that replace these.
        #[cfg(feature = "random")]
        drawn: Vec<Drawn>,
    }

    /// An order of links by the neuron at one of their ends.
    #[derive(Clone, Debug, Default, PartialEq)]
    struct Order {
        /// The place of the first link of each neuron, and the number of links; empty without an order.
        first: Vec<u32>,
        /// The link at each place.
        links: Vec<u32>,
        /// The neuron at the other end of each link, in the same order.
        others: Vec<u32>,
    }

    impl Order {
        /// Orders links by their neurons at one end, out of `count` neurons. Those of one neuron keep their order.
        fn new(count: usize, pairs: &[[u32; 2]], end: usize) -> Self {
            let mut first = alloc::vec![0; count + 1];
            pairs.iter().for_each(|pair| first[pair[end] as usize + 1] += 1);
            for neuron in 0..count {
                first[neuron + 1] += first[neuron];
            }
            let mut next = first.clone();
            let (mut links, mut others) = (alloc::vec![0; pairs.len()], alloc::vec![0; pairs.len()]);
            for (link, pair) in pairs.iter().enumerate() {
                let place = &mut next[pair[end] as usize];
                (links[*place as usize], others[*place as usize]) = (link as u32, pair[1 - end]);
                *place += 1;
            }
            Order { first, links, others }
        }

        fn places(&self, neuron: usize) -> Range<usize> {
            match self.first.get(neuron..neuron + 2) {
                Some(&[first, end]) => first as usize..end as usize,
                _ => 0..0,
            }
        }
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
            let [by_source, by_target] = Self::orders(&pairs, from, to);
            let of_sets = synapse.clone();
            Projection {
                shared: synapse,
                of_sets,
                varied: Varied::none(),
                from,
                to,
                pairs,
                sets,
                by_source,
                by_target,
                #[cfg(feature = "random")]
                drawn: Vec::new(),
            }
        }

        /// Draws a parameter for each connection.
        #[cfg(feature = "random")]
        pub fn draw(&mut self, drawn: Drawn) {
            for connection in 0..self.pairs.len() {
                self.set_parameter(Some(connection), drawn.index, T::from_f64(drawn.value(connection)));
            }
            self.drawn.push(drawn);
        }

        /// True if each target has one set of states, which all its links change.
        const MERGES: bool = matches!(S::INFO.events, Some(EventInfo { merges: true, .. }));
        /// Returns the orders of links by each end whose spikes change something.
        fn orders(pairs: &[[u32; 2]], from: Side, to: Side) -> [Order; 2] {
            let order = |is_needed, side: Side, end: usize| match is_needed {
                true => Order::new(side.len, pairs, end),
                false => Order::default(),
            };
            let (on_pre, on_post) = S::INFO.events.map_or((false, false), |events| (events.on_pre, events.on_post));
            [order(on_pre, from, 0), order(on_post, to, 1)]
        }

        /// Returns the factors of the current in which links of one set differ.
        fn factors(varied: &Varied<T>) -> impl Iterator<Item = usize> + '_ {
            let factors = S::INFO.events.map_or(&[][..], |events| events.factors);
            factors
                .iter()
                .enumerate()
                .filter_map(|(index, is_factor)| (*is_factor && varied.has(index)).then_some(index))
        }

        /// True if links do nothing between events, so that there are no connections.
        const SILENT: bool = matches!(S::INFO.events, Some(EventInfo { silent: true, .. }));

        /// Converts the projection to another number type.
        pub fn map<U: Real>(&self, convert: &mut dyn FnMut(&T) -> U) -> Projection<U, S::With<U>> {
            // Each parameter is converted once.
            let mut converted = Vec::new();
            let shared = self.shared.map(&mut |parameter| {
                converted.push(convert(parameter));
                converted[converted.len() - 1]
            });
            Self::factors(&self.varied).for_each(|index| converted[index] = U::one());
            let mut converted = converted.into_iter();
            let of_sets = self.of_sets.map(&mut |_| converted.next().unwrap_or(U::one()));
            Projection {
                shared,
                of_sets,
                varied: self.varied.map(convert),
                from: self.from,
                to: self.to,
                pairs: self.pairs.clone(),
                sets: self.sets.clone(),
                by_source: self.by_source.clone(),
                by_target: self.by_target.clone(),
                #[cfg(feature = "random")]
                drawn: self.drawn.clone(),
            }
        }
    }

    impl<T: Real, S: Mechanism<T> + Parameters<T> + Clone> SynapseGroup<T> for Projection<T, S> {
        type Synapse = S;

        #[inline(always)]
        fn state_sets(&self) -> usize {
            if const { Self::MERGES || Self::SILENT } {
                return self.connections();
            }
            self.sets.as_ref().map_or(self.pairs.len(), Vec::len)
        }

        #[inline(always)]
        fn connections(&self) -> usize {
            if const { Self::SILENT } {
                return 0;
            }
            if const { Self::MERGES } { self.to.len } else { self.pairs.len() }
        }

        #[inline(always)]
        fn connection(&self, index: usize) -> Connection {
            if const { Self::MERGES } {
                // Equations of states that add up see no presynaptic V.
                let v = self.to.v(index);
                return Connection { pre: v, post: v, set: index };
            }
            self.link(index)
        }

        #[inline(always)]
        fn links(&self) -> usize {
            self.pairs.len()
        }

        #[inline(always)]
        fn link(&self, index: usize) -> Connection {
            let [pre, post] = self.pairs[index];
            let (pre, post) = (pre as usize, post as usize);
            let set = match self.sets {
                _ if const { Self::MERGES } => post,
                Some(_) => pre,
                None => index,
            };
            let post = self.to.v(post);
            Connection { pre: self.from.potential(pre).unwrap_or(post), post, set }
        }

        #[inline(always)]
        fn with_link<R>(&self, link: usize, then: impl FnOnce(&S) -> R) -> R {
            if self.varied.is_empty() {
                return then(&self.shared);
            }
            let mut synapse = self.shared.clone();
            self.varied.apply(link, &mut synapse);
            then(&synapse)
        }

        fn departures(&self, pre: usize, visit: &mut dyn FnMut(T, Range<usize>)) {
            let Some(neuron) = self.from.neuron(pre) else { return };
            let places = self.by_source.places(neuron);
            let Some(EventInfo { delay, .. }) = S::INFO.events else { return };
            if places.is_empty() || !self.varied.has(delay) {
                if !places.is_empty() {
                    visit(self.shared.delay(), places);
                }
                return;
            }
            let delay_at = |place: usize| self.with_link(self.by_source.links[place] as usize, Mechanism::delay);
            let mut first = places.start;
            while first < places.end {
                let delay: T = delay_at(first);
                let same = |place: &usize| delay_at(*place) == delay;
                let end = (first + 1..places.end).take_while(same).last().map_or(first + 1, |last| last + 1);
                visit(delay, first..end);
                first = end;
            }
        }

        fn returns(&self, post: usize, visit: &mut dyn FnMut(Range<usize>)) {
            let places = self.to.neuron(post).map_or(0..0, |neuron| self.by_target.places(neuron));
            if !places.is_empty() {
                visit(places);
            }
        }

        #[inline(always)]
        fn at_place(&self, side: Spiking, place: usize) -> usize {
            let order = match side {
                Spiking::Pre => &self.by_source,
                Spiking::Post => &self.by_target,
            };
            order.links[place] as usize
        }

        #[inline(always)]
        fn shared_sets(&self) -> Option<&[usize]> {
            self.sets.as_deref()
        }

        #[inline(always)]
        fn common(&self) -> Option<&S> {
            if const { Self::MERGES } {
                return Some(&self.of_sets);
            }
            self.varied.is_empty().then_some(&self.shared)
        }

        #[inline(always)]
        fn with_synapse<R>(&self, connection: usize, then: impl FnOnce(&S) -> R) -> R {
            if const { Self::MERGES } { then(&self.of_sets) } else { self.with_link(connection, then) }
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
                    #[cfg(feature = "random")]
                    self.drawn.retain(|drawn| drawn.index != index);
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
            if const { Self::MERGES } {
                self.of_sets = self.shared.clone();
                for index in Self::factors(&self.varied) {
                    self.of_sets.set_parameter(index, T::one());
                }
            }
        }

        fn pairs(&self) -> Vec<(usize, usize)> {
            self.pairs.iter().map(|[pre, post]| (*pre as usize, *post as usize)).collect()
        }

        fn connect(&mut self, pairs: &[(usize, usize)]) -> Result<(), Option<(usize, usize)>> {
            if let Some(wrong) = pairs.iter().find(|(pre, post)| *pre >= self.from.len || *post >= self.to.len) {
                return Err(Some(*wrong));
            }
            self.pairs = pairs.iter().map(|(pre, post)| [*pre as u32, *post as u32]).collect();
            self.varied = Varied::none();
            self.of_sets = self.shared.clone();
            [self.by_source, self.by_target] = Self::orders(&self.pairs, self.from, self.to);
            #[cfg(feature = "random")]
            core::mem::take(&mut self.drawn).into_iter().for_each(|drawn| self.draw(drawn));
            Ok(())
        }

        fn added_to(&self, side: Spiking, places: Range<usize>) -> Option<&[u32]> {
            let adds = const {
                Self::MERGES
                    && matches!(S::INFO.events, Some(EventInfo { kicks: false, draws: false, variables: [], .. }))
            };
            (adds && side == Spiking::Pre && self.varied.is_empty()).then(|| &self.by_source.others[places])
        }

        fn gain(&self, link: usize) -> Option<T> {
            if const { !Self::MERGES } || self.varied.is_empty() {
                return None;
            }
            let own = Self::factors(&self.varied).filter_map(|index| self.varied.get(index, link));
            own.fold(None, |gain, own| Some(gain.map_or(own, |gain| gain * own)))
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
