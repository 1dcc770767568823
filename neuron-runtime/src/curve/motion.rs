//! Where a curve goes from here: u of d and λ.

/// The direction of a curve and what belongs to it.
#[derive(Clone, Debug)]
pub(super) struct Motion {
    /// The multiplier μ₁, negative where the costate points back to the start, else 0.
    pub(super) multiplier: f64,
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
    /// At the distance `d` from the start with the costate λ; `round` says whether μ₁ is active.
    ///
    /// That is while λ·d < 0: then d·u = 0, the curve goes round the start, and |λ − μ₁d| = H − C makes
    /// (λ·λ − (H − C)²)/(λ·d) the same as the multiplier here, λ·d/d², which is no 0/0 where that is inactive. With u
    /// normalised in place of divided by H − C, ℋ is constant whatever the length of λ.
    pub(super) fn new(d: &[f64], costate: &[f64], round: bool) -> Self {
        let multiplier = if round { dot(costate, d) / dot(d, d) } else { 0.0 };
        let mut u: Vec<f64> = costate.iter().zip(d).map(|(costate, d)| costate - multiplier * d).collect();
        let momentum = norm(&u);
        // Where the cost has reached the momentum itself, there is no direction left.
        if momentum > 0.0 {
            u.iter_mut().for_each(|u| *u /= momentum);
        }
        Motion { multiplier, momentum, u }
    }

    /// λ′ where the gradient of the cost is `gradient`.
    pub(super) fn costate_slope<'s>(&'s self, gradient: &'s [f64]) -> impl Iterator<Item = f64> + 's {
        gradient.iter().zip(&self.u).map(|(gradient, u)| self.multiplier * u - gradient)
    }

    /// The costate of the same direction for which |λ − μ₁d| is `momentum`. Neither u nor μ₁ nor λ′ change by that.
    pub(super) fn renormalised(&self, d: &[f64], momentum: f64) -> Vec<f64> {
        self.u.iter().zip(d).map(|(u, d)| self.multiplier * d + momentum * u).collect()
    }
}
