//! Steady states and their stability.

use super::table::Table;
use crate::error::Error;
use crate::model::handle::State;
use crate::model::names;
use crate::model::network::{Layout, Network};
use crate::run::simulation::check::relation_name;
use crate::solve::steady::{NoSteadyState, steady_state};
use crate::system::System;
use crate::system::jacobian::Jacobian;
use nalgebra::DMatrix;
use std::fmt;

/// A state that does not change, with its network.
///
/// ```
/// use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
/// use neuron_runtime::prelude::*;
/// use neuron_runtime::protocol::Rigged;
///
/// let mut axon = HodgkinHuxley::default();
/// assert!(axon.steady_state()?.is_stable());
///
/// // Under 20 µA/cm² there is a steady state as well, but the axon leaves it.
/// axon.set(HodgkinHuxley::inject, 20.0);
/// let steady = axon.steady_state()?;
/// assert!(!steady.is_stable() && (-60.0..-50.0).contains(&steady.get(HodgkinHuxley::v)));
/// let run = axon.simulate(500.0).start_at(steady.state()).add_at(0.0, HodgkinHuxley::v, 0.1).run()?;
/// assert!(run.spikes.len() > 10);
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct SteadyState<'a, N> {
    network: &'a N,
    state: Vec<f64>,
    /// Real and imaginary parts, per ms.
    eigenvalues: Vec<[f64; 2]>,
}

impl<'a, N: Network<f64, Tag = N>> SteadyState<'a, N> {
    /// Searches from the network's start.
    pub(super) fn from_start(network: &'a N) -> Result<Self, Error> {
        let mut start = vec![0.0; network.dim()];
        network.start(&mut start);
        Self::search(network, &start, false)
    }

    /// Searches from the state `from`, with the time at 0 ms.
    pub(super) fn search(network: &'a N, from: &[f64], is_near: bool) -> Result<Self, Error> {
        if from.len() != network.dim() {
            return Err(Error::Length { list: "the state", found: from.len(), wanted: network.dim() });
        }
        let mut state = from.to_vec();
        let jacobian =
            steady_state(network, 0.0, &mut state, is_near).map_err(|cause| no_steady_state(network, cause))?;
        let eigenvalues = eigenvalues(network, jacobian)?;
        Ok(SteadyState { network, state, eigenvalues })
    }

    /// Returns the state, each number in its declared unit: where a simulation can [start](crate::run::simulation::Simulation::start_at).
    pub fn state(&self) -> &[f64] {
        &self.state
    }

    /// Returns one state, in its declared unit; of an array that of the first neuron.
    pub fn get(&self, state: State<N>) -> f64 {
        let index = self.network.state_index(state.origin(), state.index());
        index.map_or(f64::NAN, |index| self.state[index])
    }

    /// Returns the real and the imaginary part (per ms) of each eigenvalue of the Jacobian, the largest real part first. A change grows or
    /// decays by the real part, and turns by the imaginary part.
    pub fn eigenvalues(&self) -> &[[f64; 2]] {
        &self.eigenvalues
    }

    /// Returns true if every small change decays.
    pub fn is_stable(&self) -> bool {
        self.eigenvalues.first().is_none_or(|[real, _]| *real < 0.0)
    }

    /// Returns the time constant (ms) of the change that decays or grows most slowly or fastest: −1 over the largest real part. It is
    /// negative if the state is not stable.
    pub fn time_constant(&self) -> f64 {
        self.eigenvalues.first().map_or(0.0, |[real, _]| -real.recip())
    }
}

fn no_steady_state<N: Network<f64>>(network: &N, cause: NoSteadyState) -> Error {
    let problem = match cause {
        NoSteadyState::Moving { index, rate } => {
            let (neuron, state) = names::neuron_and_state(network, index);
            format!(
                "no steady state was found from here: in the end {state} of {neuron} changes by {rate:.3} per ms; begin nearer to one by `steady_state_from`, or look whether the equations have one"
            )
        }
        NoSteadyState::Spiking { relation } => {
            let (relation, place) = relation_name(network, relation);
            format!(
                "there is no steady state here: where all rates are 0, `{relation}` holds in {place}, which spikes before"
            )
        }
    };
    Error::Protocol { problem }
}

/// Returns the eigenvalues of a Jacobian, the largest real part first.
fn eigenvalues<N: Network<f64>>(network: &N, mut jacobian: Jacobian<f64>) -> Result<Vec<[f64; 2]>, Error> {
    /// The number of rotations that the field allows itself for each eigenvalue.
    const ROTATIONS: usize = 1000;
    let dim = network.dim();
    let mut matrix = DMatrix::zeros(dim, dim);
    jacobian.entries(network, |row, column, value| matrix[(row, column)] += value);
    let schur = nalgebra::Schur::try_new(matrix, f64::EPSILON, ROTATIONS * dim.max(1)).ok_or_else(|| {
        let problem = "the eigenvalues of the Jacobian do not converge at the steady state: look whether its parameters are finite";
        Error::Protocol { problem: problem.to_owned() }
    })?;
    let mut found: Vec<[f64; 2]> = schur.complex_eigenvalues().iter().map(|x| [x.re, x.im]).collect();
    found.sort_by(|a, b| b[0].total_cmp(&a[0]).then(b[1].total_cmp(&a[1])));
    Ok(found)
}

impl<N: Network<f64, Tag = N>> fmt::Display for SteadyState<'_, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut names = vec![String::new(); self.state.len()];
        names::each_state(self.network, |index, name, unit| names[index] = format!("{name} {unit}").trim().to_owned());
        for (name, value) in names.iter().zip(&self.state) {
            writeln!(f, "{name:>24}  {value:.6}")?;
        }
        let (real, imaginary) = self.eigenvalues.iter().map(|[real, imaginary]| (*real, *imaginary)).unzip();
        let table = Table::new().column("eigenvalue", "1/ms", real).column("imaginary part", "1/ms", imaginary);
        write!(f, "{table}\n{}", if self.is_stable() { "stable" } else { "not stable" })
    }
}
