//! The stages of an explicit Runge–Kutta pair, for any autonomous right-hand side that may fail.

use crate::solve::tableau::Pair;

/// The stages of a step of y′ = f(y).
#[derive(Clone, Debug)]
pub(super) struct Stages {
    pair: &'static Pair,
    slopes: [Vec<f64>; 7],
    end: Vec<f64>,
}

impl Stages {
    /// Allocates the stages of `dim` states.
    pub(super) fn new(pair: &'static Pair, dim: usize) -> Self {
        Stages { pair, slopes: std::array::from_fn(|_| vec![0.0; dim]), end: vec![0.0; dim] }
    }

    /// Sets the first stage of the next step: the pair is FSAL, so that the step before has computed it.
    pub(super) fn set_first(&mut self, slopes: Vec<f64>) {
        self.slopes[0] = slopes;
    }

    /// Computes a step `h` from `begin` with six evaluations of `rhs`. The last one is at the end of the step. An error
    /// of `rhs` ends it.
    pub(super) fn attempt<E>(
        &mut self,
        begin: &[f64],
        h: f64,
        mut rhs: impl FnMut(&[f64], &mut [f64]) -> Result<(), E>,
    ) -> Result<(), E> {
        for stage in 1..7 {
            let weights = &self.pair.a[stage];
            let (earlier, later) = self.slopes.split_at_mut(stage);
            for (i, y) in self.end.iter_mut().enumerate() {
                let sum: f64 = earlier.iter().zip(weights).map(|(slopes, weight)| slopes[i] * weight).sum();
                *y = begin[i] + sum * h;
            }
            rhs(&self.end, &mut later[0])?;
        }
        Ok(())
    }

    /// Returns the end of the step computed last.
    pub(super) fn end(&self) -> &[f64] {
        &self.end
    }

    /// Returns the error of state `index` over the step `h` computed last.
    pub(super) fn error(&self, index: usize, h: f64) -> f64 {
        let weighted = self.slopes.iter().zip(&self.pair.error).map(|(slopes, weight)| slopes[index] * weight);
        weighted.sum::<f64>() * h
    }

    /// Returns the coefficients of the dense output of the step `h`: y = begin + Σₖ `[k]`·fᵏ⁺¹ at the fraction f of the step.
    pub(super) fn dense(&self, h: f64) -> [Vec<f64>; 4] {
        std::array::from_fn(|power| {
            let coefficient = |i: usize| -> f64 {
                self.slopes.iter().zip(&self.pair.dense).map(|(slopes, dense)| slopes[i] * dense[power]).sum()
            };
            (0..self.end.len()).map(|i| h * coefficient(i)).collect()
        })
    }
}
