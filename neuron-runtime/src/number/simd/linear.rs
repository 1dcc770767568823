//! Linear combinations of states.

use super::wide::{Work, widely};
use crate::number::Scalar;

/// Adds `factor` times the weighted sum of the terms to a state. All terms have its length.
#[inline]
pub(crate) fn add<T: Scalar>(to: &mut [T], terms: &[Vec<T>], weights: &[f64], factor: f64) {
    widely(Sum { to, terms, weights, factor });
}

struct Sum<'a, T> {
    to: &'a mut [T],
    terms: &'a [Vec<T>],
    weights: &'a [f64],
    factor: f64,
}

impl<T: Scalar> Work for Sum<'_, T> {
    type Number = T;
    type Output = ();

    #[inline(always)]
    fn run(self) {
        for (i, to) in self.to.iter_mut().enumerate() {
            let mut sum = T::zero();
            for (term, weight) in self.terms.iter().zip(self.weights) {
                sum += term[i] * *weight;
            }
            *to += sum * self.factor;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::Grad;

    fn numbers(length: usize, seed: f64) -> Vec<f64> {
        (0..length).map(|k| (seed + k as f64 * 0.731).sin()).collect()
    }

    #[test]
    fn sums_are_those_of_a_plain_loop_to_the_last_bit() {
        let weights = [0.3, -1.7, 0.0, 1e-3, 5.5];
        for length in 0..70 {
            let terms: Vec<Vec<f64>> = (0..5).map(|k| numbers(length, k as f64)).collect();
            let start = numbers(length, 9.0);
            let mut expected = start.clone();
            for i in 0..length {
                let mut sum = 0.0;
                for (term, weight) in terms.iter().zip(&weights) {
                    sum += term[i] * weight;
                }
                expected[i] += sum * 0.7;
            }
            let mut to = start;
            add(&mut to, &terms, &weights, 0.7);
            assert_eq!(to, expected);
        }
    }

    #[test]
    fn tangents_are_summed_as_numbers_are() {
        let states: Vec<Vec<Grad>> = (0..4)
            .map(|k| {
                (0..7)
                    .map(|i| {
                        Grad::new(
                            numbers(1, f64::from(k + i))[0],
                            core::array::from_fn(|j| numbers(9, f64::from(k))[j] + f64::from(i)),
                        )
                    })
                    .collect()
            })
            .collect();
        let weights = [0.5, 2.0, -0.25];
        let mut to = states[3].clone();
        add(&mut to, &states[..3], &weights, 0.3);
        for i in 0..7 {
            let mut sum = Grad::constant(0.0);
            for (state, weight) in states.iter().zip(weights) {
                sum += state[i] * weight;
            }
            let expected = states[3][i] + sum * 0.3;
            assert_eq!((to[i].value(), to[i].tangents()), (expected.value(), expected.tangents()));
        }
    }
}
