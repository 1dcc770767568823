//! Seeded random connections, the same on every platform: ChaCha8 and integer arithmetic alone.

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
