//! The adjoint of one step.

use super::ParameterJacobian;
use crate::model::network::Layout;
use crate::model::network::Network;
use crate::solve::Bernstein;
use crate::solve::tableau::{Pair, TSIT5};
use crate::system::jacobian::Jacobian;
use crate::system::{Given, System};

/// The cotangent of one interpolated state within a step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct InterpolantCotangent {
    /// The fraction θ of the step at which the state is interpolated.
    pub(crate) theta: f64,
    /// The index of the state.
    pub(crate) index: usize,
    /// The derivative of the result with respect to the interpolated state.
    pub(crate) value: f64,
}

/// The adjoint of a step: the stages of the step, and workspace for their cotangents.
pub(crate) struct StepAdjoint {
    jacobian: Jacobian<f64>,
    /// The time at the beginning of the step, ms.
    t: f64,
    /// The length of the step, ms.
    h: f64,
    /// The state at the beginning of the step.
    start: Vec<f64>,
    /// The states of the stages.
    states: [Vec<f64>; 7],
    /// The slopes of the stages.
    slopes: [Vec<f64>; 7],
    /// The cotangents of the slopes.
    slope_cotangents: [Vec<f64>; 7],
    /// The cotangent of the state of one stage.
    state_cotangent: Vec<f64>,
    /// The cotangent that interpolated states give the state at the beginning of the step directly.
    start_cotangent: Vec<f64>,
}

impl StepAdjoint {
    const PAIR: &'static Pair = &TSIT5;

    /// Returns the workspace for a network.
    pub(crate) fn new<N: Network<f64>>(network: &N) -> Self {
        let zeros = || vec![0.0; network.dim()];
        let stages = || core::array::from_fn(|_| zeros());
        StepAdjoint {
            jacobian: Jacobian::new(network),
            t: 0.0,
            h: 0.0,
            start: zeros(),
            states: stages(),
            slopes: stages(),
            slope_cotangents: stages(),
            state_cotangent: zeros(),
            start_cotangent: zeros(),
        }
    }

    /// Computes the stages of the step from `t0` to `t1` (ms) and the state `y`.
    pub(crate) fn compute_stages<N: Network<f64>>(&mut self, network: &N, t0: f64, t1: f64, y: &[f64]) {
        self.start.copy_from_slice(y);
        (self.t, self.h) = (t0, t1 - t0);
        for stage in 0..7 {
            for (i, y) in self.start.iter().enumerate() {
                let sum: f64 = (0..stage).map(|k| Self::PAIR.a[stage][k] * self.slopes[k][i]).sum();
                self.states[stage][i] = y + self.h * sum;
            }
            network.rhs(t0 + Self::PAIR.c[stage] * self.h, &self.states[stage], &mut self.slopes[stage]);
        }
    }

    /// Returns the weight of the slope of a stage in the interpolation at the fraction θ of the step.
    fn weight(stage: usize, theta: f64) -> f64 {
        let d = &Self::PAIR.dense[stage];
        theta * (d[0] + theta * (d[1] + theta * (d[2] + theta * d[3])))
    }

    /// Returns state `index` at the fraction θ of the step.
    pub(crate) fn interpolate(&self, theta: f64, index: usize) -> f64 {
        let sum: f64 = (0..7).map(|stage| Self::weight(stage, theta) * self.slopes[stage][index]).sum();
        self.start[index] + self.h * sum
    }

    /// Returns state `index` as a polynomial of θ.
    pub(crate) fn interpolant(&self, index: usize) -> Bernstein {
        let slopes = core::array::from_fn(|stage| self.slopes[stage][index]);
        Self::PAIR.interpolant(self.start[index], self.states[6][index], self.h, &slopes)
    }

    /// Returns the time derivative (per ms) of state `index` at the fraction θ of the step.
    pub(crate) fn slope(&self, theta: f64, index: usize) -> f64 {
        let weight = |d: &[f64; 4]| d[0] + theta * (2.0 * d[1] + theta * (3.0 * d[2] + theta * 4.0 * d[3]));
        (0..7).map(|stage| weight(&Self::PAIR.dense[stage]) * self.slopes[stage][index]).sum()
    }

    /// Carries the cotangent of the state at the end of the step back to its beginning, together with the cotangents of
    /// `interpolated` states. Adds the derivatives with respect to parameters to `parameter_cotangents`.
    pub(crate) fn pull_back<N: Network<f64>>(
        &mut self,
        network: &N,
        parameters: &mut ParameterJacobian<N>,
        interpolated: &[InterpolantCotangent],
        cotangent: &mut [f64],
        parameter_cotangents: &mut [f64],
    ) {
        let h = self.h;
        self.slope_cotangents.iter_mut().for_each(|stage| stage.fill(0.0));
        self.start_cotangent.fill(0.0);
        for InterpolantCotangent { theta, index, value } in interpolated {
            self.start_cotangent[*index] += value;
            for (stage, slope_cotangent) in self.slope_cotangents.iter_mut().enumerate() {
                slope_cotangent[*index] += value * h * Self::weight(stage, *theta);
            }
        }
        // The last stage is evaluated at the end of the step, and only the interpolation uses it.
        let end = 6;
        if self.slope_cotangents[end].iter().any(|x| *x != 0.0) {
            self.pull_back_stage(network, parameters, end, parameter_cotangents);
            add(cotangent, &self.state_cotangent);
        }
        for stage in 0..end {
            add_scaled(&mut self.slope_cotangents[stage], h * Self::PAIR.a[end][stage], cotangent);
        }
        add(cotangent, &self.start_cotangent);
        for stage in (0..end).rev() {
            self.pull_back_stage(network, parameters, stage, parameter_cotangents);
            for earlier in 0..stage {
                let weight = h * Self::PAIR.a[stage][earlier];
                add_scaled(&mut self.slope_cotangents[earlier], weight, &self.state_cotangent);
            }
            add(cotangent, &self.state_cotangent);
        }
    }

    /// Carries the cotangent of the slopes of a stage to its state, into `state_cotangent`, and to the parameters.
    fn pull_back_stage<N: Network<f64>>(
        &mut self,
        network: &N,
        parameters: &mut ParameterJacobian<N>,
        stage: usize,
        parameter_cotangents: &mut [f64],
    ) {
        let t = self.t + Self::PAIR.c[stage] * self.h;
        let (state, cotangent) = (&self.states[stage], &self.slope_cotangents[stage]);
        self.jacobian.evaluate(network, t, state, &Given::NONE, &mut self.state_cotangent);
        let state_cotangent = &mut self.state_cotangent;
        state_cotangent.fill(0.0);
        self.jacobian.entries(network, |row, column, slope| state_cotangent[column] += slope * cotangent[row]);
        parameters.add_products(t, state, cotangent, parameter_cotangents);
    }
}

fn add(sum: &mut [f64], x: &[f64]) {
    sum.iter_mut().zip(x).for_each(|(sum, x)| *sum += x);
}

fn add_scaled(sum: &mut [f64], weight: f64, x: &[f64]) {
    sum.iter_mut().zip(x).for_each(|(sum, x)| *sum += weight * x);
}
