//! Parameters that are drawn, one value for each neuron of an array or for each connection of a projection.
//!
//! A value follows from the seed, the full name of the parameter and the index of its neuron or connection, and from nothing else.
//! A draw out of the bounds of the parameter is drawn again: the distribution is truncated. Distributions of which the bounds leave
//! less than [`LEAST`] do not compile.

use crate::model::info::ParameterInfo;
use crate::model::random::{self, Draws};

/// A distribution, in the declared unit of a parameter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Distribution {
    /// The normal distribution.
    Normal {
        /// Its mean.
        mean: f64,
        /// Its standard deviation.
        sd: f64,
    },
    /// The median times the exponential of a normal number of mean 0. All values have the sign of the median.
    Lognormal {
        /// Its median.
        median: f64,
        /// The standard deviation of the logarithm.
        sigma: f64,
    },
    /// The uniform distribution.
    Uniform {
        /// Its smallest value.
        from: f64,
        /// Its largest value.
        to: f64,
    },
}

/// A parameter that is drawn for each element of an array.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Drawn {
    /// The index of the parameter.
    pub index: usize,
    /// The full name of the parameter of all elements, such as `E_I.Ampa.weight`.
    pub name: &'static str,
    /// The seed of the random numbers.
    pub seed: u64,
    /// The distribution.
    pub distribution: Distribution,
    /// The smallest and the largest value that the parameter can have.
    pub bounds: [f64; 2],
    /// True if the parameter cannot be 0.
    pub nonzero: bool,
}

/// The smallest share of a distribution that lies within the bounds of its parameter. Below it, the bounds and not the declaration
/// say what is drawn.
pub const LEAST: f64 = 0.01;

/// The number of draws after which none is within the bounds with a probability below 10⁻⁴³ (0.99¹⁰⁰⁰⁰).
const DRAWS: usize = 10_000;

/// Returns the smallest and the largest value that a parameter can have.
pub(crate) const fn bounds(parameter: &ParameterInfo) -> [f64; 2] {
    let lowest = match parameter.minimum {
        Some(minimum) => minimum,
        None => f64::NEG_INFINITY,
    };
    let highest = match parameter.maximum {
        Some(maximum) => maximum,
        None => f64::INFINITY,
    };
    [lowest, highest]
}

impl Drawn {
    /// Returns the value of an element. It is NaN, which no run accepts, if no draw is within the bounds.
    pub(crate) fn value(&self, element: usize) -> f64 {
        let mut random = Draws::new(self.seed, self.name).of_parameter().of_target(element);
        let [lowest, highest] = self.bounds;
        let draw = |_| match self.distribution {
            Distribution::Normal { mean, sd } => mean + sd * random::normal(&mut random),
            Distribution::Lognormal { median, sigma } => median * libm::exp(sigma * random::normal(&mut random)),
            // Rounding may lead past the end.
            Distribution::Uniform { from, to } => (from + (to - from) * random::uniform(&mut random, 1)).min(to),
        };
        let is_allowed =
            |value: &f64| value.is_finite() && (lowest..=highest).contains(value) && !(self.nonzero && *value == 0.0);
        (0..DRAWS).map(draw).find(is_allowed).unwrap_or(f64::NAN)
    }
}

impl Distribution {
    /// Returns the share of the distribution that lies within bounds.
    pub(crate) const fn within(self, [lowest, highest]: [f64; 2]) -> f64 {
        match self {
            // Without a width it is a point.
            Distribution::Normal { mean: point, sd: 0.0 } | Distribution::Lognormal { median: point, sigma: 0.0 } => {
                if lowest <= point && point <= highest {
                    1.0
                } else {
                    0.0
                }
            }
            Distribution::Normal { mean, sd } => {
                normal_below((highest - mean) / sd) - normal_below((lowest - mean) / sd)
            }
            Distribution::Lognormal { median, sigma } => {
                let (low, high) = if median < 0.0 { (highest, lowest) } else { (lowest, highest) };
                normal_below(logarithm(high / median) / sigma) - normal_below(logarithm(low / median) / sigma)
            }
            // Both its ends are values of the parameter.
            Distribution::Uniform { .. } => 1.0,
        }
    }
}

/// Returns the probability that a normal number of mean 0 and variance 1 is below `z`, by the series of the error function. Beyond 5
/// the terms cancel, and the rest is below 10⁻⁶.
const fn normal_below(z: f64) -> f64 {
    if z >= 5.0 {
        return 1.0;
    }
    if z <= -5.0 {
        return 0.0;
    }
    // Σ (−1)^k z^(2k+1)/(2^k k! (2k+1))
    let (mut power, mut sum, mut k) = (z, 0.0, 0.0);
    while k < 80.0 {
        sum += power / (2.0 * k + 1.0);
        k += 1.0;
        power *= -z * z / (2.0 * k);
    }
    // 1/√(2π)
    0.5 + sum * 0.398_942_280_401_432_7
}

/// Returns ln x, to 10⁻⁶; −∞ of what is not positive.
const fn logarithm(x: f64) -> f64 {
    if x <= 0.0 {
        return f64::NEG_INFINITY;
    }
    if x > f64::MAX {
        return f64::INFINITY;
    }
    let (mut rest, mut twos) = (x, 0.0);
    while rest > 1.5 {
        rest /= 2.0;
        twos += 1.0;
    }
    while rest < 0.75 {
        rest *= 2.0;
        twos -= 1.0;
    }
    // ln x = 2 artanh((x − 1)/(x + 1))
    let y = (rest - 1.0) / (rest + 1.0);
    let (mut power, mut sum, mut k) = (y, 0.0, 1.0);
    while k < 20.0 {
        sum += power / k;
        power *= y * y;
        k += 2.0;
    }
    2.0 * sum + twos * core::f64::consts::LN_2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn probabilities_and_logarithms_are_those_of_tables() {
        // M. Abramowitz & I. A. Stegun 1964, table 26.1.
        for (z, below) in
            [(0.0, 0.5), (0.5, 0.691_462_461), (1.0, 0.841_344_746), (2.0, 0.977_249_868), (3.0, 0.998_650_102)]
        {
            assert!((normal_below(z) - below).abs() < 1e-8, "{z}");
            assert!((normal_below(-z) - (1.0 - below)).abs() < 1e-8, "{z}");
        }
        assert!((normal_below(4.9) - 1.0).abs() < 1e-6 && normal_below(-4.9).abs() < 1e-6);
        for x in [1e-300, 0.1, 0.74, 0.76, 1.0, 1.49, 1.51, 2.0, 1e10, 1e300] {
            let truth = f64::ln(x);
            assert!((logarithm(x) - truth).abs() < 1e-6, "{x}");
        }
        assert_eq!((logarithm(0.0), logarithm(f64::INFINITY)), (f64::NEG_INFINITY, f64::INFINITY));
    }

    const ALL: [f64; 2] = [f64::NEG_INFINITY, f64::INFINITY];

    #[test]
    fn shares_within_bounds_are_those_of_the_distribution() {
        let shares = [
            (Distribution::Normal { mean: 1.0, sd: 2.0 }, ALL, 1.0),
            (Distribution::Normal { mean: 1.0, sd: 2.0 }, [-1.0, 3.0], 0.682_689_492),
            (Distribution::Normal { mean: 0.0, sd: 1.0 }, [0.0, f64::INFINITY], 0.5),
            (Distribution::Normal { mean: -10.0, sd: 1.0 }, [0.0, f64::INFINITY], 0.0),
            (Distribution::Normal { mean: 3.0, sd: 0.0 }, [0.0, 3.0], 1.0),
            (Distribution::Normal { mean: 3.0, sd: 0.0 }, [0.0, 2.0], 0.0),
            (Distribution::Lognormal { median: 2.0, sigma: 0.5 }, [0.0, f64::INFINITY], 1.0),
            (Distribution::Lognormal { median: 2.0, sigma: 0.5 }, [2.0, 2.0 * f64::exp(0.5)], 0.341_344_746),
            (Distribution::Lognormal { median: -2.0, sigma: 0.5 }, [-2.0 * f64::exp(0.5), -2.0], 0.341_344_746),
            (Distribution::Lognormal { median: -2.0, sigma: 0.5 }, [0.0, f64::INFINITY], 0.0),
            (Distribution::Lognormal { median: -2.0, sigma: 0.5 }, [f64::NEG_INFINITY, 0.0], 1.0),
            (Distribution::Lognormal { median: -2.0, sigma: 0.0 }, ALL, 1.0),
        ];
        for (distribution, bounds, share) in shares {
            let found = distribution.within(bounds);
            assert!((found - share).abs() < 1e-6, "{distribution:?} {bounds:?}: {found}");
        }
    }

    fn drawn(distribution: Distribution, bounds: [f64; 2]) -> Drawn {
        Drawn { index: 0, name: "E_I.Kick.weight", seed: 4, distribution, bounds, nonzero: false }
    }

    fn draws(drawn: Drawn) -> Vec<f64> {
        (0..10_000).map(|element| drawn.value(element)).collect()
    }

    /// Checks draws against their distribution (Kolmogorov–Smirnov) at a level of 10⁻⁴.
    fn assert_distributed(mut draws: Vec<f64>, below: impl Fn(f64) -> f64) {
        draws.sort_by(f64::total_cmp);
        let n = draws.len() as f64;
        let distance = draws.iter().enumerate().fold(0.0f64, |distance, (k, x)| {
            let p = below(*x);
            distance.max((p - k as f64 / n).abs()).max(((k + 1) as f64 / n - p).abs())
        });
        // 2 exp(−2 x²) = 10⁻⁴
        assert!(distance * n.sqrt() < 2.225, "{distance}");
    }

    /// The distribution of a normal number of mean 0 and variance 1, by Simpson's rule.
    fn phi(z: f64) -> f64 {
        let (begin, steps) = (-9.0, 2000);
        if z <= begin {
            return 0.0;
        }
        let h = (z - begin) / f64::from(steps);
        let density = |k: i32| f64::exp(-0.5 * (begin + h * f64::from(k)).powi(2)) / f64::sqrt(std::f64::consts::TAU);
        let inner: f64 = (1..steps).map(|k| density(k) * if k % 2 == 1 { 4.0 } else { 2.0 }).sum();
        h / 3.0 * (density(0) + inner + density(steps))
    }

    #[test]
    fn draws_have_their_distribution() {
        assert_distributed(draws(drawn(Distribution::Normal { mean: -3.0, sd: 2.0 }, ALL)), |x| phi((x + 3.0) / 2.0));
        assert_distributed(draws(drawn(Distribution::Lognormal { median: 2.0, sigma: 0.5 }, ALL)), |x| {
            phi((x / 2.0).ln() / 0.5)
        });
        assert_distributed(draws(drawn(Distribution::Lognormal { median: -2.0, sigma: 0.5 }, ALL)), |x| {
            1.0 - phi((x / -2.0).ln() / 0.5)
        });
        assert_distributed(draws(drawn(Distribution::Uniform { from: -1.0, to: 3.0 }, ALL)), |x| (x + 1.0) / 4.0);
        // Truncated: what lies out of the bounds is drawn again.
        let truncated = draws(drawn(Distribution::Normal { mean: 1.0, sd: 2.0 }, [0.0, 4.0]));
        let (low, high) = (phi(-0.5), phi(1.5));
        assert!(truncated.iter().all(|x| (0.0..=4.0).contains(x)));
        assert_distributed(truncated, |x| (phi((x - 1.0) / 2.0) - low) / (high - low));
    }

    #[test]
    fn moments_are_those_of_the_distribution() {
        let values = draws(drawn(Distribution::Normal { mean: -3.0, sd: 2.0 }, ALL));
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        let central = |power| values.iter().map(|x| ((x + 3.0) / 2.0).powi(power)).sum::<f64>() / n;
        // Within four standard errors: those of z, z², z³ and z⁴ are 1, 2, 15 and 96 over n, each under a root.
        assert!((mean + 3.0).abs() < 4.0 * 2.0 / n.sqrt(), "{mean}");
        for (power, moment, variance) in [(1, 0.0, 1.0), (2, 1.0, 2.0), (3, 0.0, 15.0), (4, 3.0, 96.0)] {
            let found = central(power);
            assert!((found - moment).abs() < 4.0 * f64::sqrt(variance / n), "{power}: {found}");
        }
    }

    #[test]
    fn seeds_names_and_elements_are_independent() {
        let first = drawn(Distribution::Normal { mean: 0.0, sd: 1.0 }, ALL);
        let all = [
            draws(first),
            draws(Drawn { seed: 5, ..first }),
            draws(Drawn { seed: u64::MAX, ..first }),
            draws(Drawn { name: "E_I.Kick.delay", ..first }),
            draws(Drawn { name: "E_E.Kick.weight", ..first }),
        ];
        let n = 10_000f64;
        for (k, a) in all.iter().enumerate() {
            let neighbours: f64 = a.iter().zip(&a[1..]).map(|(x, y)| x * y).sum();
            assert!(neighbours.abs() < 4.0 * n.sqrt(), "{neighbours}");
            for b in &all[k + 1..] {
                let correlation: f64 = a.iter().zip(b).map(|(x, y)| x * y).sum();
                assert!(correlation.abs() < 4.0 * n.sqrt() && correlation != 0.0, "{correlation}");
            }
        }
        assert_eq!(all[0], draws(first));
    }

    /// A parameter named as a projection has draws of its own.
    #[test]
    fn parameters_and_owners_of_one_name_are_independent() {
        let first = drawn(Distribution::Uniform { from: 0.0, to: 1.0 }, ALL);
        let of_owner: Vec<f64> =
            (0..10_000).map(|k| random::uniform(&mut Draws::new(first.seed, first.name).of_target(k), 1)).collect();
        let covariance: f64 = draws(first).iter().zip(&of_owner).map(|(x, y)| (x - 0.5) * (y - 0.5)).sum();
        assert!(covariance.abs() < 4.0 * 100.0 / 12.0, "{covariance}");
    }

    #[test]
    fn what_cannot_be_drawn_is_no_number_and_ends() {
        assert!(drawn(Distribution::Normal { mean: -100.0, sd: 1.0 }, [0.0, 1.0]).value(0).is_nan());
        let point = drawn(Distribution::Uniform { from: 0.0, to: 0.0 }, ALL);
        assert_eq!(point.value(3), 0.0);
        assert!(Drawn { nonzero: true, ..point }.value(3).is_nan());
    }
}
