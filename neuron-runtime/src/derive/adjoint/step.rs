//! The adjoint of one step.

use super::Parameters;
use crate::model::network::Layout;
use crate::model::network::Network;
use crate::solve::tableau::{Pair, TSIT5};
use crate::system::System;
use crate::system::jacobian::Jacobian;

/// The cotangent of a state within a step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Impulse {
    /// The part of the step that has passed.
    pub(crate) theta: f64,
    /// Which state.
    pub(crate) index: usize,
    pub(crate) weight: f64,
}

/// Room for the adjoint of a step, and the stages of the last one.
pub(crate) struct StepAdjoint {
    jacobian: Jacobian<f64>,
    begin: Vec<f64>,
    h: f64,
    /// States and slopes of the stages.
    states: [Vec<f64>; 7],
    slopes: [Vec<f64>; 7],
    /// Cotangents of the slopes.
    cotangents: [Vec<f64>; 7],
    scratch: Vec<f64>,
    back: Vec<f64>,
}

impl StepAdjoint {
    const PAIR: &'static Pair = &TSIT5;

    /// Nothing if couplings of the network are left out of its [`Jacobian`].
    pub(crate) fn new<N: Network<f64>>(network: &N) -> Option<Self> {
        let room = || vec![0.0; network.dim()];
        let stages = || core::array::from_fn(|_| room());
        let jacobian = Jacobian::new(network);
        jacobian.is_complete().then(|| StepAdjoint {
            jacobian,
            begin: room(),
            h: 0.0,
            states: stages(),
            slopes: stages(),
            cotangents: stages(),
            scratch: room(),
            back: room(),
        })
    }

    /// Computes the stages of the step from `t0` to `t1` (ms) and the state `y` again.
    pub(crate) fn stages<N: Network<f64>>(&mut self, network: &N, t0: f64, t1: f64, y: &[f64]) {
        self.begin.copy_from_slice(y);
        self.h = t1 - t0;
        for stage in 0..7 {
            for (i, y) in self.begin.iter().enumerate() {
                let sum: f64 = (0..stage).map(|k| Self::PAIR.a[stage][k] * self.slopes[k][i]).sum();
                self.states[stage][i] = y + self.h * sum;
            }
            network.rhs(t0 + Self::PAIR.c[stage] * self.h, &self.states[stage], &mut self.slopes[stage]);
        }
    }

    fn weight(stage: usize, theta: f64) -> f64 {
        let d = &Self::PAIR.dense[stage];
        theta * (d[0] + theta * (d[1] + theta * (d[2] + theta * d[3])))
    }

    /// State `index` after the part θ of the step.
    pub(crate) fn interpolate(&self, theta: f64, index: usize) -> f64 {
        let sum: f64 = (0..7).map(|stage| Self::weight(stage, theta) * self.slopes[stage][index]).sum();
        self.begin[index] + self.h * sum
    }

    /// Its time derivative there, per ms.
    pub(crate) fn slope(&self, theta: f64, index: usize) -> f64 {
        let weight = |d: &[f64; 4]| d[0] + theta * (2.0 * d[1] + theta * (3.0 * d[2] + theta * 4.0 * d[3]));
        (0..7).map(|stage| weight(&Self::PAIR.dense[stage]) * self.slopes[stage][index]).sum()
    }

    /// Carries the cotangent of the state at the end of the step back to its beginning, with what `impulses` add within it; adds
    /// the derivatives by parameters to `by_parameters`.
    pub(crate) fn pull_back<N: Network<f64>>(
        &mut self,
        network: &N,
        parameters: &mut Parameters<N>,
        t0: f64,
        impulses: &[Impulse],
        cotangent: &mut [f64],
        by_parameters: &mut [f64],
    ) {
        let h = self.h;
        self.cotangents.iter_mut().for_each(|stage| stage.fill(0.0));
        self.back.fill(0.0);
        for impulse in impulses {
            self.back[impulse.index] += impulse.weight;
            for (stage, to) in self.cotangents.iter_mut().enumerate() {
                to[impulse.index] += impulse.weight * h * Self::weight(stage, impulse.theta);
            }
        }
        // The last stage is evaluated at the end of the step, and only the interpolation sees it.
        let end = 6;
        if self.cotangents[end].iter().any(|x| *x != 0.0) {
            self.through_stage(network, parameters, t0, end, by_parameters);
            cotangent.iter_mut().zip(&self.scratch).for_each(|(to, x)| *to += x);
        }
        for stage in 0..end {
            let weight = h * Self::PAIR.a[end][stage];
            self.cotangents[stage].iter_mut().zip(&*cotangent).for_each(|(to, x)| *to += weight * x);
        }
        cotangent.iter_mut().zip(&self.back).for_each(|(to, x)| *to += x);
        for stage in (0..end).rev() {
            self.through_stage(network, parameters, t0, stage, by_parameters);
            for earlier in 0..stage {
                let weight = h * Self::PAIR.a[stage][earlier];
                self.cotangents[earlier].iter_mut().zip(&self.scratch).for_each(|(to, x)| *to += weight * x);
            }
            cotangent.iter_mut().zip(&self.scratch).for_each(|(to, x)| *to += x);
        }
    }

    /// Carries the cotangent of a stage's slopes to its state, into `scratch`, and to the parameters.
    fn through_stage<N: Network<f64>>(
        &mut self,
        network: &N,
        parameters: &mut Parameters<N>,
        t0: f64,
        stage: usize,
        by_parameters: &mut [f64],
    ) {
        let t = t0 + Self::PAIR.c[stage] * self.h;
        let (state, cotangent) = (&self.states[stage], &self.cotangents[stage]);
        self.jacobian.evaluate(network, t, state, &mut self.scratch);
        let scratch = &mut self.scratch;
        scratch.fill(0.0);
        self.jacobian.entries(network, |row, column, slope| scratch[column] += slope * cotangent[row]);
        parameters.pull_back(t, state, cotangent, by_parameters);
    }
}
