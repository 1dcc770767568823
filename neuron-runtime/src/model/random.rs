//! Seeded random connections, uniform and normal numbers, the same on every platform: ChaCha8, integer arithmetic, and functions that no
//! platform replaces by its own.

use alloc::vec::Vec;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// The random numbers of one owner, such as a projection. Those of a target follow from the seed, the name of the owner and the
/// index of the target, and from nothing else.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Draws([u8; 32]);

impl Draws {
    pub(crate) fn new(seed: u64, owner: &str) -> Self {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        key[8..16].copy_from_slice(&fnv1a(owner).to_le_bytes());
        Draws(key)
    }

    /// Returns the random numbers of the events of the same owner: those of a place in its equations. They have nothing in common
    /// with others of the owner, such as its random connections.
    pub(crate) fn at_event(mut self, place: usize) -> Self {
        self.0[16..24].copy_from_slice(&(place as u64 + 1).to_le_bytes());
        self
    }

    /// Returns the number above 0 and up to 1 that an element of the owner has with this index.
    #[cfg(feature = "alloc")]
    pub(crate) fn numbered(self, element: usize, index: u64) -> f64 {
        let mut random = self.of_target(element);
        // A number takes two words.
        random.set_word_pos(2 * u128::from(index));
        uniform(&mut random, 1)
    }

    /// Returns the random numbers by which the values of a parameter are drawn; its full name is that of the owner.
    pub(crate) fn of_parameter(mut self) -> Self {
        self.0[24..].copy_from_slice(&1u64.to_le_bytes());
        self
    }

    /// Returns the sequence of an element, such as a target.
    pub(crate) fn of_target(self, target: usize) -> ChaCha8Rng {
        let mut random = ChaCha8Rng::from_seed(self.0);
        random.set_stream(target as u64);
        random
    }
}

/// Returns a number by which names are told apart (G. Fowler, L. C. Noll & K.-P. Vo 1991).
fn fnv1a(name: &str) -> u64 {
    name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Connects each pair with a probability.
///
/// The number of sources from one connection to the next has a geometric distribution. It is drawn, so that the time is linear in
/// the connections. Autapses that are not allowed are drawn too, so that allowing them changes no other connection.
pub(crate) fn by_probability(
    (pre, post): (usize, usize),
    probability: f64,
    draws: Draws,
    autapses: bool,
    mut connect: impl FnMut(usize, usize),
) {
    // 1/ln(1 − p): 0 for a probability of 1, infinite for one of 0.
    let scale = libm::log1p(-probability).recip();
    for target in 0..post {
        let mut random = draws.of_target(target);
        let mut source = 0;
        loop {
            let passed = libm::floor(libm::log(uniform(&mut random, 1)) * scale);
            // For a probability of 0 it is infinite, or NaN.
            if passed >= (pre - source) as f64 || passed.is_nan() {
                break;
            }
            source += passed as usize;
            if autapses || source != target {
                connect(source, target);
            }
            source += 1;
        }
    }
}

/// Connects every target with `inputs` different sources, in rising order.
pub(crate) fn by_inputs(
    (pre, post): (usize, usize),
    inputs: usize,
    draws: Draws,
    autapses: bool,
    mut connect: impl FnMut(usize, usize),
) {
    // The place of each candidate, in order again before every target.
    let mut places: Vec<usize> = (0..pre).collect();
    let (mut swapped, mut chosen) = (Vec::with_capacity(inputs.min(pre)), Vec::with_capacity(inputs.min(pre)));
    for target in 0..post {
        let mut random = draws.of_target(target);
        let is_left_out = !autapses && target < pre;
        let candidates = pre - usize::from(is_left_out);
        let inputs = inputs.min(candidates);
        // The first `inputs` places of a Fisher–Yates shuffle.
        for k in 0..inputs {
            let other = k + below(&mut random, (candidates - k) as u64) as usize;
            places.swap(k, other);
            swapped.push(other);
        }
        chosen.extend(places[..inputs].iter().map(|place| place + usize::from(is_left_out && *place >= target)));
        chosen.sort_unstable();
        chosen.drain(..).for_each(|source| connect(source, target));
        while let Some(other) = swapped.pop() {
            places.swap(swapped.len(), other);
        }
    }
}

/// Returns a uniformly distributed number: in (0, 1] if `least` is 1, in [0, 1) if it is 0. 53 random bits make it, the same
/// on every platform.
pub(crate) fn uniform(random: &mut ChaCha8Rng, least: u64) -> f64 {
    ((random.next_u64() >> 11) + least) as f64 * (1.0 / (1u64 << 53) as f64)
}

/// Returns a number of mean 0 and variance 1 (Box & Muller 1958). It takes two draws.
pub(crate) fn normal(random: &mut ChaCha8Rng) -> f64 {
    let radius = libm::sqrt(-2.0 * libm::log(uniform(random, 1)));
    radius * libm::cos(core::f64::consts::TAU * uniform(random, 0))
}

/// Returns a uniformly distributed number below `bound`. Draws that would favour small numbers are repeated.
fn below(random: &mut ChaCha8Rng, bound: u64) -> u64 {
    let limit = u64::MAX - u64::MAX % bound;
    loop {
        let drawn = random.next_u64();
        if drawn < limit {
            return drawn % bound;
        }
    }
}

/// The normal numbers of one owner, by a seed: the n-th depends on nothing but the seed, the name of the owner and n.
#[cfg(feature = "std")]
pub(crate) struct Normal(ChaCha8Rng);

#[cfg(feature = "std")]
impl Normal {
    pub(crate) fn new(seed: u64, owner: &str) -> Self {
        Normal(Draws::new(seed, owner).of_target(0))
    }

    /// Returns the next number, of mean 0 and variance 1.
    pub(crate) fn next(&mut self) -> f64 {
        normal(&mut self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Connect = fn((usize, usize), Draws, bool) -> Vec<(usize, usize)>;

    /// 20 inputs each, and a probability of 0.1.
    const RULES: [Connect; 2] = [
        |sides, draws, autapses| {
            let mut made = Vec::new();
            by_inputs(sides, 20, draws, autapses, |source, target| made.push((source, target)));
            made
        },
        |sides, draws, autapses| {
            let mut made = Vec::new();
            by_probability(sides, 0.1, draws, autapses, |source, target| made.push((source, target)));
            made
        },
    ];

    /// Draws from a list of all candidates, made for every target.
    fn plainly((pre, post): (usize, usize), inputs: usize, draws: Draws, autapses: bool) -> Vec<(usize, usize)> {
        let mut made = Vec::new();
        for target in 0..post {
            let mut random = draws.of_target(target);
            let mut candidates: Vec<usize> = (0..pre).filter(|&source| autapses || source != target).collect();
            let mut sources = Vec::new();
            for _ in 0..inputs.min(candidates.len()) {
                let k = sources.len();
                let other = k + below(&mut random, (candidates.len() - k) as u64) as usize;
                candidates.swap(k, other);
                sources.push(candidates[k]);
            }
            sources.sort_unstable();
            made.extend(sources.into_iter().map(|source| (source, target)));
        }
        made
    }

    #[test]
    fn inputs_are_those_of_a_shuffle() {
        for (pre, post, inputs) in
            [(1, 1, 1), (7, 3, 3), (3, 9, 2), (40, 40, 39), (40, 40, 40), (25, 60, 90), (300, 200, 10)]
        {
            for (seed, autapses) in [(1, true), (2, false), (3, false)] {
                let (mut made, draws) = (Vec::new(), Draws::new(seed, "E_I"));
                by_inputs((pre, post), inputs, draws, autapses, |source, target| made.push((source, target)));
                assert_eq!(made, plainly((pre, post), inputs, draws, autapses), "{pre} {post} {inputs} {autapses}");
            }
        }
    }

    /// Returns Σ (count − mean)²/mean, and a bound that it exceeds with a probability of 10⁻⁴ if the counts are those of a uniform
    /// distribution (E. B. Wilson & M. M. Hilferty 1931).
    fn chi_squared(counts: &[f64]) -> (f64, f64) {
        let (cells, all) = (counts.len() as f64, counts.iter().sum::<f64>());
        let mean = all / cells;
        let degrees = cells - 1.0;
        let bound = degrees * (1.0 - 2.0 / (9.0 * degrees) + 3.719 * (2.0 / (9.0 * degrees)).sqrt()).powi(3);
        (counts.iter().map(|count| (count - mean).powi(2) / mean).sum(), bound)
    }

    /// The level of each test is 10⁻⁴ at most: inputs are drawn without replacement, which makes counts more even.
    #[test]
    fn sources_are_uniform() {
        for connect in RULES {
            for autapses in [false, true] {
                let (mut sources, mut distances) = ([0.0; 200], [0.0; 200]);
                for (source, target) in connect((200, 200), Draws::new(1, "E_E"), autapses) {
                    sources[source] += 1.0;
                    distances[(source + 200 - target) % 200] += 1.0;
                }
                let first = usize::from(!autapses);
                assert_eq!(distances[0] == 0.0, !autapses);
                for counts in [&sources[..], &distances[first..]] {
                    let (found, bound) = chi_squared(counts);
                    assert!(found < bound, "{found} of {bound}");
                }
            }
        }
    }

    /// The number of connections that two sets have in common, beyond that of chance: by seed, by name, and by neighbouring
    /// targets. Over all pairs of sets its mean is 0 within four standard errors (level 6·10⁻⁵), and its variance that of
    /// independent draws.
    #[test]
    fn projections_of_one_seed_and_seeds_of_one_projection_are_independent() {
        const SIDES: (usize, usize) = (200, 30);
        let all = (SIDES.0 * SIDES.1) as f64;
        for connect in RULES {
            let names = ["E_E", "E_I", "I_E", "gaps", ""];
            let draws = (0..20).flat_map(|seed| names.map(|name| Draws::new(seed, name)));
            let sets: Vec<Vec<(usize, usize)>> = draws.map(|draws| connect(SIDES, draws, true)).collect();
            let has = |set: &[(usize, usize)], source, target| {
                set.binary_search_by_key(&(target, source), |(source, target)| (*target, *source)).is_ok()
            };
            let (mut excesses, mut of_neighbours) = (Vec::new(), Vec::new());
            for (k, set) in sets.iter().enumerate() {
                for other in &sets[k + 1..] {
                    let common = set.iter().filter(|(source, target)| has(other, *source, *target)).count() as f64;
                    excesses.push(common - (set.len() * other.len()) as f64 / all);
                }
                let next = set.iter().filter(|(source, target)| has(set, *source, target + 1)).count() as f64;
                of_neighbours.push(next - (set.len() * set.len()) as f64 / all * 29.0 / 30.0);
            }
            // 0.1² · 0.9² for each pair of neurons.
            let expected = all * 0.0081;
            for excesses in [excesses, of_neighbours] {
                let count = excesses.len() as f64;
                let mean = excesses.iter().sum::<f64>() / count;
                let variance = excesses.iter().map(|x| x * x).sum::<f64>() / count;
                assert!(mean.abs() < 4.0 * (expected / count).sqrt(), "{mean}");
                assert!((variance / expected - 1.0).abs() < 4.0 * (2.0 / count).sqrt(), "{variance} of {expected}");
            }
        }
    }

    /// The number of pairs looked at is that of the connections, and not that of all pairs.
    #[test]
    fn few_connections_of_many_neurons_are_drawn_at_once() {
        let mut made = 0;
        by_probability((usize::MAX >> 12, 50), 1e-14, Draws::new(1, "E_E"), true, |_, _| made += 1);
        // 50 · 4.5·10¹⁵ · 10⁻¹⁴ = 2252 connections are expected.
        assert!((2062..2442).contains(&made), "{made}");
    }

    #[test]
    fn probabilities_of_0_and_1_make_none_and_all() {
        for (probability, expected) in [(0.0, 0), (1.0, 12)] {
            let mut made = 0;
            by_probability((4, 3), probability, Draws::new(1, "E_E"), true, |_, _| made += 1);
            assert_eq!(made, expected);
        }
    }

    #[test]
    fn allowing_autapses_moves_no_other_connection() {
        let [_, connect] = RULES;
        let draws = Draws::new(3, "E_E");
        let (own, with_autapses) = (connect((200, 200), draws, false), connect((200, 200), draws, true));
        assert!(with_autapses.iter().any(|(source, target)| source == target));
        assert!(with_autapses.into_iter().filter(|(source, target)| source != target).eq(own));
    }

    #[test]
    fn more_targets_leave_the_others_their_sources() {
        for connect in RULES {
            let (few, many) =
                (connect((50, 20), Draws::new(1, "E_I"), true), connect((50, 40), Draws::new(1, "E_I"), true));
            assert_eq!(few[..], many[..few.len()]);
        }
    }
}
