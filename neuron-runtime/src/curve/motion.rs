//! The direction of a curve: u as a function of d and λ.

/// The direction of a curve at a point, with the multiplier and the length of the costate that belong to it.
#[derive(Clone, Debug)]
pub(super) struct Motion {
    /// The multiplier μ₁: negative where the costate points back to the start, 0 elsewhere.
    multiplier: f64,
    /// |λ − μ₁d|, which is H − C as long as ℋ = H.
    pub(super) momentum: f64,
    /// The direction u, of unit length.
    pub(super) u: Vec<f64>,
}

pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

pub(super) fn norm(a: &[f64]) -> f64 {
    dot(a, a).sqrt()
}

impl Motion {
    /// Solves for u and μ₁ at the displacement d with the costate λ. `constrained` says whether the constraint d·u ≥ 0 is
    /// active, as it is while λ·d < 0.
    ///
    /// Where it is active, d·u = 0 and the curve stays at its distance from the start. Then |λ − μ₁d| = H − C makes
    /// (λ·λ − (H − C)²)/(λ·d) equal to λ·d/d², which is the form used here because it is no 0/0 where the constraint is
    /// inactive. With u normalised instead of divided by H − C, ℋ is constant whatever the length of λ.
    pub(super) fn new(d: &[f64], costate: &[f64], constrained: bool) -> Self {
        let multiplier = if constrained { dot(costate, d) / dot(d, d) } else { 0.0 };
        let mut u: Vec<f64> = costate.iter().zip(d).map(|(costate, d)| costate - multiplier * d).collect();
        let momentum = norm(&u);
        // Where the cost has reached the momentum, there is no direction left.
        if momentum > 0.0 {
            u.iter_mut().for_each(|u| *u /= momentum);
        }
        Motion { multiplier, momentum, u }
    }

    /// Returns u and λ′ where the gradient of the cost is `gradient`.
    pub(super) fn slopes<'s>(&'s self, gradient: &'s [f64]) -> impl Iterator<Item = f64> + 's {
        let costate_slopes = gradient.iter().zip(&self.u).map(|(gradient, u)| self.multiplier * u - gradient);
        self.u.iter().copied().chain(costate_slopes)
    }

    /// Returns the costate of the same direction for which |λ − μ₁d| is `momentum`. It has the same u, μ₁ and λ′.
    pub(super) fn renormalised(&self, d: &[f64], momentum: f64) -> Vec<f64> {
        self.u.iter().zip(d).map(|(u, d)| self.multiplier * d + momentum * u).collect()
    }
}
