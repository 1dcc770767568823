//! Seeded random connections and normal numbers, the same on every platform: ChaCha8, integer arithmetic, and functions that no
//! platform replaces by its own.

use alloc::vec::Vec;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// Connects each pair with a probability. One number is drawn for every pair, including autapses that are not allowed,
/// so that allowing them changes no other connection.
pub(crate) fn by_probability(
    pre: usize,
    post: usize,
    probability: f64,
    seed: u64,
    autapses: bool,
    mut connect: impl FnMut(usize, usize),
) {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    for target in 0..post {
        for source in 0..pre {
            // 53 random bits make a number in [0, 1), the same on every platform.
            let drawn = (random.next_u64() >> 11) as f64 * (1.0 / (1u64 << 53) as f64);
            if drawn < probability && (autapses || source != target) {
                connect(source, target);
            }
        }
    }
}

/// Connects every target with `inputs` different sources, in rising order.
pub(crate) fn by_inputs(
    pre: usize,
    post: usize,
    inputs: usize,
    seed: u64,
    autapses: bool,
    mut connect: impl FnMut(usize, usize),
) {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    // The place of each candidate, in order again before every target.
    let mut places: Vec<usize> = (0..pre).collect();
    let (mut swapped, mut chosen) = (Vec::with_capacity(inputs.min(pre)), Vec::with_capacity(inputs.min(pre)));
    for target in 0..post {
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

/// The normal numbers of one element, by a seed: the n-th depends on nothing but the seed, the element and n.
#[cfg(feature = "std")]
pub(crate) struct Normal(ChaCha8Rng);

#[cfg(feature = "std")]
impl Normal {
    pub(crate) fn new(seed: u64, element: u64) -> Self {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        // Connections of the same seed draw from stream 0.
        random.set_stream(!element);
        Normal(random)
    }

    /// Returns the next number, of mean 0 and variance 1 (Box & Muller 1958). It takes two draws.
    pub(crate) fn next(&mut self) -> f64 {
        let mut uniform = |least: u64| ((self.0.next_u64() >> 11) + least) as f64 * (1.0 / (1u64 << 53) as f64);
        // The logarithm is of a number in (0, 1].
        let radius = (-2.0 * libm::log(uniform(1))).sqrt();
        radius * libm::cos(core::f64::consts::TAU * uniform(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Draws from a list of all candidates, made for every target.
    fn plainly(pre: usize, post: usize, inputs: usize, seed: u64, autapses: bool) -> Vec<(usize, usize)> {
        let (mut random, mut made) = (ChaCha8Rng::seed_from_u64(seed), Vec::new());
        for target in 0..post {
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
                let mut made = Vec::new();
                by_inputs(pre, post, inputs, seed, autapses, |source, target| made.push((source, target)));
                assert_eq!(made, plainly(pre, post, inputs, seed, autapses), "{pre} {post} {inputs} {autapses}");
            }
        }
    }
}
