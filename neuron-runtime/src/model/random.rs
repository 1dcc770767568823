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
    for target in 0..post {
        let mut candidates: Vec<usize> = (0..pre).filter(|&source| autapses || source != target).collect();
        let inputs = inputs.min(candidates.len());
        // The first `inputs` places of a Fisher–Yates shuffle.
        for k in 0..inputs {
            let other = k + below(&mut random, (candidates.len() - k) as u64) as usize;
            candidates.swap(k, other);
        }
        let chosen = &mut candidates[..inputs];
        chosen.sort_unstable();
        chosen.iter().for_each(|&source| connect(source, target));
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
