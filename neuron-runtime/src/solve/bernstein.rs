//! Polynomials in Bernstein form. Within a step the dense output of every method is one.

/// The largest degree: that of the formulas of order 5.
const DEGREE: usize = 5;

/// A polynomial p(θ) = Σ b_i·C(n, i)·θⁱ·(1 − θ)ⁿ⁻ⁱ of degree n ≤ 5 on 0 ≤ θ ≤ 1.
///
/// It begins at the first of its control points b_i and ends at the last, and lies within their range. So a glance at them
/// shows that there is no root. It has no more roots than they have changes of sign (G. Farin, *Curves and Surfaces for
/// CAGD*, 5th ed. (2002), chapter 6).
#[derive(Clone, Copy, Debug)]
pub struct Bernstein {
    /// The control points; the last one is repeated to the end.
    points: [f64; DEGREE + 1],
    degree: usize,
}

/// A part of a polynomial in which it rises or falls throughout.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct MonotonePart {
    /// θ and the value at the beginning.
    pub(crate) from: (f64, f64),
    /// θ and the value at the end. The polynomial turns there unless θ is 1.
    pub(crate) to: (f64, f64),
}

/// Values of θ in ascending order.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Places {
    places: [f64; DEGREE],
    count: usize,
}

impl Places {
    fn push(&mut self, theta: f64) {
        self.places[self.count] = theta;
        self.count += 1;
    }
}

impl IntoIterator for Places {
    type Item = f64;
    type IntoIter = core::iter::Take<core::array::IntoIter<f64, DEGREE>>;

    fn into_iter(self) -> Self::IntoIter {
        self.places.into_iter().take(self.count)
    }
}

impl Bernstein {
    /// Returns the polynomial with these control points, one more than its degree.
    #[inline]
    pub fn new<const N: usize>(control: [f64; N]) -> Self {
        const { assert!(N >= 1 && N <= DEGREE + 1, "a polynomial has one to six control points") };
        Bernstein { points: core::array::from_fn(|i| control[i.min(N - 1)]), degree: N - 1 }
    }

    /// Returns the polynomial of degree 5 through values at θ = 0, 1/5, …, 1.
    pub fn through([a, b, c, d, e, f]: [f64; DEGREE + 1]) -> Self {
        Bernstein::new([
            a,
            -77.0 / 60.0 * a + 5.0 * b - 5.0 * c + 10.0 / 3.0 * d - 1.25 * e + 0.2 * f,
            (269.0 * a - 1450.0 * b + 2950.0 * c - 2300.0 * d + 925.0 * e - 154.0 * f) / 240.0,
            (-154.0 * a + 925.0 * b - 2300.0 * c + 2950.0 * d - 1450.0 * e + 269.0 * f) / 240.0,
            0.2 * a - 1.25 * b + 10.0 / 3.0 * c - 5.0 * d + 5.0 * e - 77.0 / 60.0 * f,
            f,
        ])
    }

    /// Returns how far the polynomial is above a level, or below it.
    pub(crate) fn excess(mut self, level: f64, above: bool) -> Self {
        self.points.iter_mut().for_each(|point| *point = if above { *point - level } else { level - *point });
        self
    }

    /// Returns the control points.
    #[inline]
    pub fn points(&self) -> &[f64] {
        &self.points[..=self.degree]
    }

    /// Returns the value at θ.
    pub fn at(&self, theta: f64) -> f64 {
        let (mut points, rest) = (self.points, 1.0 - theta);
        for last in (0..self.degree).rev() {
            for i in 0..=last {
                points[i] = rest * points[i] + theta * points[i + 1];
            }
        }
        points[0]
    }

    /// Returns the derivative with respect to θ.
    pub fn derivative(&self) -> Self {
        let (n, degree) = (self.degree as f64, self.degree.saturating_sub(1));
        let point = |i: usize| if n > 0.0 { n * (self.points[i + 1] - self.points[i]) } else { 0.0 };
        Bernstein { points: core::array::from_fn(|i| point(i.min(degree))), degree }
    }

    /// Returns the polynomial that runs from `from` to `to` (both in θ) as this one does.
    pub fn part(&self, from: f64, to: f64) -> Self {
        let (mut part, rest) = (*self, 1.0 - to);
        // De Casteljau's triangle: its left side leads to `to`, then its right side from `from` on.
        for last in 0..self.degree {
            for i in (last + 1..=self.degree).rev() {
                part.points[i] = rest * part.points[i - 1] + to * part.points[i];
            }
        }
        let from = if to > 0.0 { from / to } else { 0.0 };
        let rest = 1.0 - from;
        for last in (0..self.degree).rev() {
            for i in 0..=last {
                part.points[i] = rest * part.points[i] + from * part.points[i + 1];
            }
        }
        let end = part.points[self.degree];
        part.points[self.degree..].fill(end);
        part
    }

    /// Returns true if the polynomial is below a level throughout.
    #[inline]
    pub fn is_below(&self, level: f64) -> bool {
        self.points.iter().fold(true, |all, point| all & (*point < level))
    }

    /// Returns true if the polynomial is at a level or above it throughout.
    #[inline]
    pub fn is_above(&self, level: f64) -> bool {
        self.points.iter().fold(true, |all, point| all & (*point >= level))
    }

    /// Returns a bound on the sum of all rises and falls. It is exact if the control points only rise or only fall.
    pub fn variation(&self) -> f64 {
        self.points().windows(2).map(|pair| (pair[1] - pair[0]).abs()).sum()
    }

    /// Returns true if the polynomial rises from its beginning, false if it falls, `None` if it is constant.
    pub(crate) fn rises_at_begin(&self) -> Option<bool> {
        self.points().windows(2).find(|pair| pair[0] != pair[1]).map(|pair| pair[1] > pair[0])
    }

    /// Returns true if the polynomial rises to its end, false if it falls, `None` if it is constant.
    pub(crate) fn rises_at_end(&self) -> Option<bool> {
        self.points().windows(2).rfind(|pair| pair[0] != pair[1]).map(|pair| pair[1] > pair[0])
    }

    /// Returns every θ between 0 and 1 at which the polynomial turns from rising to falling or back.
    pub(crate) fn turns(&self) -> Places {
        if self.degree < 2 { Places::default() } else { self.derivative().sign_changes() }
    }

    /// Iterates over the parts between one turn and the next.
    pub(crate) fn monotone_parts(self) -> impl Iterator<Item = MonotonePart> {
        let mut from = (0.0, self.points[0]);
        let turns = self.turns().into_iter().map(move |theta| (theta, self.at(theta)));
        turns
            .chain([(1.0, self.points[self.degree])])
            .map(move |to| MonotonePart { from: core::mem::replace(&mut from, to), to })
    }

    /// Returns every θ between 0 and 1 at which the sign changes. A root that is touched is none.
    fn sign_changes(&self) -> Places {
        let mut found = Places::default();
        let points = self.points();
        if self.is_above(0.0) || points.iter().all(|point| *point <= 0.0) {
            return found;
        }
        // The signs next to both ends: there may be roots at the ends themselves.
        let not_zero = |point: &&f64| **point != 0.0;
        let Some((first, last)) = points.iter().find(not_zero).zip(points.iter().rfind(not_zero)) else { return found };
        // Between turns there is one root at most.
        let (mut from, mut sign) = (0.0, first.signum());
        let turns = self.turns().into_iter().map(|theta| (theta, self.at(theta)));
        for (to, value) in turns.chain([(1.0, *last)]) {
            if value * sign < 0.0 {
                found.push(self.crossing(0.0, (from, to), sign < 0.0));
                sign = -sign;
            }
            if value != 0.0 {
                from = to;
            }
        }
        found
    }

    /// Returns the coefficients of 1, θ, θ², …
    fn powers(&self) -> [f64; DEGREE + 1] {
        let (mut powers, n) = (self.points, self.degree);
        // Differences of the control points, times binomial coefficients.
        for order in 1..=n {
            for i in (order..=n).rev() {
                powers[i] -= powers[i - 1];
            }
        }
        let mut binomial = 1.0;
        for (k, power) in powers.iter_mut().enumerate().take(n + 1).skip(1) {
            binomial *= (n + 1 - k) as f64 / k as f64;
            *power *= binomial;
        }
        powers[n + 1..].fill(0.0);
        powers
    }

    /// Returns the θ in a part at which the polynomial, which begins there `below` a level or else above it, reaches the level
    /// or the other side. There is one root in the part.
    pub(crate) fn crossing(&self, level: f64, (from, to): (f64, f64), below: bool) -> f64 {
        // Many values are needed, and Horner's scheme is the fastest.
        let powers = self.powers();
        let (mut low, mut high) = (from, to);
        for _ in 0..64 {
            let middle = 0.5 * (low + high);
            if middle <= low || middle >= high {
                break;
            }
            let value = powers.iter().rev().fold(0.0, |sum, coefficient| sum * middle + coefficient);
            if if below { value < level } else { value > level } {
                low = middle;
            } else {
                high = middle;
            }
        }
        high
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_chacha::ChaCha8Rng;
    use rand_chacha::rand_core::{Rng, SeedableRng};

    /// Returns a number in −1 to 1.
    fn uniform(random: &mut ChaCha8Rng) -> f64 {
        (random.next_u64() >> 11) as f64 / (1u64 << 52) as f64 - 1.0
    }

    fn points(random: &mut ChaCha8Rng) -> [f64; 6] {
        core::array::from_fn(|_| uniform(random))
    }

    /// Σ b_i·C(n, i)·θⁱ·(1 − θ)ⁿ⁻ⁱ, as it is written.
    fn sum(points: &[f64], theta: f64) -> f64 {
        let n = points.len() as i32 - 1;
        let binomial = |i: i32| (0..i).fold(1.0, |c, k| c * f64::from(n - k) / f64::from(k + 1));
        (0..=n).map(|i| points[i as usize] * binomial(i) * theta.powi(i) * (1.0 - theta).powi(n - i)).sum()
    }

    fn all_degrees(points: [f64; 6]) -> [Bernstein; 6] {
        let [a, b, c, d, e, _] = points;
        [
            Bernstein::new([a]),
            Bernstein::new([a, b]),
            Bernstein::new([a, b, c]),
            Bernstein::new([a, b, c, d]),
            Bernstein::new([a, b, c, d, e]),
            Bernstein::new(points),
        ]
    }

    #[test]
    fn values_derivatives_and_parts_are_those_of_the_sum() {
        let mut random = ChaCha8Rng::seed_from_u64(7);
        for _ in 0..300 {
            let points = points(&mut random);
            for polynomial in all_degrees(points) {
                let value = |theta: f64| sum(polynomial.points(), theta);
                let (from, to) = (0.5 + 0.5 * uniform(&mut random), 0.5 + 0.5 * uniform(&mut random));
                let part = polynomial.part(from.min(to), from.max(to));
                for theta in [0.0, 0.1, 0.37, 0.5, 0.9, 1.0] {
                    assert!((polynomial.at(theta) - value(theta)).abs() < 1e-14);
                    let there = from.min(to) + theta * (from - to).abs();
                    assert!((part.at(theta) - value(there)).abs() < 1e-13, "{part:?}");
                    let slope = (value(theta + 1e-5) - value(theta - 1e-5)) / 2e-5;
                    assert!((polynomial.derivative().at(theta) - slope).abs() < 1e-7);
                }
                let whole = polynomial.part(0.0, 1.0);
                assert_eq!(whole.points(), polynomial.points());
                let powers = polynomial.powers();
                let horner = powers.iter().rev().fold(0.0, |sum, c| sum * 0.37 + c);
                assert!((horner - value(0.37)).abs() < 1e-13, "{powers:?}");
            }
            let quintic = Bernstein::new(points);
            let through = Bernstein::through(core::array::from_fn(|k| sum(&points, 0.2 * k as f64)));
            for (a, b) in quintic.points().iter().zip(through.points()) {
                assert!((a - b).abs() < 1e-12);
            }
        }
    }

    /// The θ at which samples rise to a level, to one sample.
    fn sampled_rises(polynomial: &Bernstein, level: f64) -> Vec<f64> {
        const SAMPLES: usize = 3000;
        let values: Vec<f64> = (0..=SAMPLES).map(|k| sum(polynomial.points(), k as f64 / SAMPLES as f64)).collect();
        let rises = values.windows(2).enumerate().filter(|(_, pair)| pair[0] < level && pair[1] >= level);
        rises.map(|(k, _)| (k as f64 + 0.5) / SAMPLES as f64).collect()
    }

    /// Every rise is one that a dense sampling sees, and the other way round, but where an extremum is so close to the level
    /// that samples step over it.
    #[test]
    fn all_rises_are_found() {
        let (mut random, mut counts, mut unseen) = (ChaCha8Rng::seed_from_u64(99), [0; 4], 0);
        for _ in 0..2500 {
            let points = points(&mut random);
            let level = 0.3 * uniform(&mut random);
            for polynomial in &all_degrees(points)[1..] {
                let parts: Vec<MonotonePart> = polynomial.monotone_parts().collect();
                let found: Vec<&MonotonePart> =
                    parts.iter().filter(|part| part.from.1 < level && part.to.1 >= level).collect();
                if polynomial.is_below(level) || polynomial.is_above(level) {
                    assert!(found.is_empty());
                }
                let seen = sampled_rises(polynomial, level);
                for theta in &seen {
                    let inside = |part: &&&MonotonePart| part.from.0 - 1e-3 < *theta && *theta < part.to.0 + 1e-3;
                    assert!(found.iter().any(|part| inside(&part)), "{polynomial:?} at {level}: {theta} is missing");
                }
                assert!(found.len() >= seen.len(), "{polynomial:?} at {level}");
                if found.len() > seen.len() {
                    let close = |value: f64| (value - level).abs() < 1e-5;
                    assert!(found.iter().any(|part| close(part.from.1) || close(part.to.1)), "{polynomial:?}, {level}");
                    unseen += 1;
                }
                counts[found.len()] += 1;
                // Each part runs one way.
                for part in parts {
                    let at = |k: i32| polynomial.at(part.from.0 + 0.1 * f64::from(k) * (part.to.0 - part.from.0));
                    let up = (part.to.1 - part.from.1).signum();
                    assert!((0..10).all(|k| (at(k + 1) - at(k)) * up > -1e-15), "{polynomial:?}: {part:?}");
                }
            }
        }
        assert!(counts[0] > 1000 && counts[1] > 1000 && counts[2] > 100 && unseen < 10, "{counts:?} {unseen}");
    }

    /// Roots at the ends and double roots have no sign beside them to change.
    #[test]
    fn turns_at_ends_and_level_places_are_none() {
        let turns = |polynomial: Bernstein| polynomial.turns().into_iter().collect::<Vec<_>>();
        // θ², then (1 − θ)²: level at an end.
        assert!(turns(Bernstein::new([0.0, 0.0, 1.0])).is_empty());
        assert!(turns(Bernstein::new([1.0, 0.0, 0.0])).is_empty());
        // (θ − 1/2)³ is level in the middle, (θ − 1/2)⁴ turns there.
        assert!(turns(Bernstein::new([-1.0, 1.0, -1.0, 1.0])).is_empty());
        // A triple root of the derivative is known to the cube root of rounding.
        let fourth = turns(Bernstein::new([1.0, -1.0, 1.0, -1.0, 1.0]));
        assert!(fourth.len() == 1 && (fourth[0] - 0.5).abs() < 1e-5, "{fourth:?}");
        assert!(turns(Bernstein::new([3.0; 6])).is_empty());
        assert_eq!(Bernstein::new([3.0; 6]).rises_at_begin(), None);
        assert_eq!(Bernstein::new([0.0, 0.0, -1.0, 0.0]).rises_at_begin(), Some(false));
        assert_eq!(Bernstein::new([0.0, 0.0, -1.0, 0.0]).rises_at_end(), Some(true));
    }

    /// V = (t − 2)(t − 6)(t − 10)/2 from 0 to 12 rises through 0 at 2 and 10.
    #[test]
    fn both_rises_of_a_cubic_are_found() {
        let v = |t: f64| (t - 2.0) * (t - 6.0) * (t - 10.0) / 2.0;
        let slope = |t: f64| ((t - 6.0) * (t - 10.0) + (t - 2.0) * (t - 10.0) + (t - 2.0) * (t - 6.0)) / 2.0;
        let cubic = Bernstein::new([v(0.0), v(0.0) + 4.0 * slope(0.0), v(12.0) - 4.0 * slope(12.0), v(12.0)]);
        let turns: Vec<f64> = cubic.turns().into_iter().map(|theta| 12.0 * theta).collect();
        let shift = (16.0f64 / 3.0).sqrt();
        assert!((turns[0] - (6.0 - shift)).abs() < 1e-14 && (turns[1] - (6.0 + shift)).abs() < 1e-14);
        let rises = cubic.monotone_parts().filter(|part| part.from.1 < 0.0 && part.to.1 >= 0.0).count();
        assert_eq!(rises, 2);
    }
}
