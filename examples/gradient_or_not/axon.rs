//! The squid axon with all its numbers as parameters, and a trace of it that is to be found again.

use nalgebra::{DMatrix, DVector};
use neuron_runtime::library::hodgkin_huxley_1952::Leak;
use neuron_runtime::model::handle::Parameter;
use neuron_runtime::prelude::*;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use std::time::Instant;

/// Sodium current.
#[channel(ion = Na, current = g * m^3 * h * (v - e))]
pub struct Na {
    /// Maximal conductance density.
    #[param(120mS/cm2, min = 0)]
    g: Param,
    /// Rates of opening and closing of the activation: size, voltage, and the range of voltages over which it changes.
    #[param(0.1/ms/mV)]
    m_a: Param,
    #[param(-40mV)]
    m_a_v: Param,
    #[param(10mV)]
    m_a_k: Param,
    #[param(4/ms)]
    m_b: Param,
    #[param(-65mV)]
    m_b_v: Param,
    #[param(18mV)]
    m_b_k: Param,
    /// The same for the inactivation.
    #[param(0.07/ms)]
    h_a: Param,
    #[param(-65mV)]
    h_a_v: Param,
    #[param(20mV)]
    h_a_k: Param,
    #[param(1/ms)]
    h_b: Param,
    #[param(-35mV)]
    h_b_v: Param,
    #[param(10mV)]
    h_b_k: Param,
    /// Activation.
    #[gate(
        alpha = m_a * (v - m_a_v) / (1 - exp(-(v - m_a_v) / m_a_k)),
        beta = m_b * exp(-(v - m_b_v) / m_b_k),
    )]
    m: Gate,
    /// Inactivation.
    #[gate(
        alpha = h_a * exp(-(v - h_a_v) / h_a_k),
        beta = h_b / (1 + exp(-(v - h_b_v) / h_b_k)),
    )]
    h: Gate,
}

/// Potassium current.
#[channel(ion = K, current = g * n^4 * (v - e))]
pub struct K {
    /// Maximal conductance density.
    #[param(36mS/cm2, min = 0)]
    g: Param,
    /// Rates of opening and closing, as of the sodium current.
    #[param(0.01/ms/mV)]
    n_a: Param,
    #[param(-55mV)]
    n_a_v: Param,
    #[param(10mV)]
    n_a_k: Param,
    #[param(0.125/ms)]
    n_b: Param,
    #[param(-65mV)]
    n_b_v: Param,
    #[param(80mV)]
    n_b_k: Param,
    /// Activation.
    #[gate(
        alpha = n_a * (v - n_a_v) / (1 - exp(-(v - n_a_v) / n_a_k)),
        beta = n_b * exp(-(v - n_b_v) / n_b_k),
    )]
    n: Gate,
}

cell! {
    /// The squid axon, under a current that makes it spike.
    pub struct Axon;

    capacitance: 1uF/cm2, area: 0.1mm2, v: -65mV, inject: 10uA/cm2,
    ions { Na: 50mV, K: -77mV },
    channels { Na, K, Leak },
}

/// Length of a run, ms.
const DURATION: f64 = 30.0;
/// Between samples of the trace, ms.
const INTERVAL: f64 = 0.1;
/// Tolerance of runs.
const TOLERANCE: f64 = 1e-5;
/// Parameters begin off by at most this part of them.
pub const OFF: f64 = 0.1;

/// All 24 numbers of the axon.
fn parameters() -> Vec<Parameter<Axon>> {
    let (na, k) = (&Axon::Na, &Axon::K);
    let conductances = [na.g, k.g, Axon::Leak.g];
    let potentials = [na.e, k.e, Axon::Leak.e];
    let m = [na.m_a, na.m_a_v, na.m_a_k, na.m_b, na.m_b_v, na.m_b_k];
    let h = [na.h_a, na.h_a_v, na.h_a_k, na.h_b, na.h_b_v, na.h_b_k];
    let n = [k.n_a, k.n_a_v, k.n_a_k, k.n_b, k.n_b_v, k.n_b_k];
    [&conductances[..], &potentials, &m, &h, &n].concat()
}

/// A trace that is to be found again, and where the search for it begins.
pub struct Fit {
    axon: Axon,
    distance: Objective<Axon>,
    /// The parameters to be found; all others are known.
    pub parameters: Vec<Parameter<Axon>>,
    trace: Vec<f64>,
    /// The costs of the gradient and of the derivatives of the trace, in the time of a run.
    pub prices: (f64, f64),
    /// By which parameters and their start were drawn.
    pub seed: u64,
}

impl Fit {
    /// `count` parameters, drawn at random, begin off.
    pub fn new(count: usize, seed: u64, prices: (f64, f64)) -> Result<Self, Error> {
        let mut axon = Axon::default();
        let run = axon.simulate(DURATION).method(Tsit5::tolerance(1e-7)).record_every(INTERVAL).run()?;
        let trace = run.trace(Axon::v)?.to_vec();
        let distance = Measure::distance(Axon::v, run.time(), &trace);
        let distance = Objective::new(distance, DURATION).method(Tsit5::tolerance(TOLERANCE));
        let mut random = StdRng::seed_from_u64(seed);
        let mut parameters = parameters();
        parameters.shuffle(&mut random);
        parameters.truncate(count);
        for parameter in &parameters {
            axon.set(*parameter, axon.get(*parameter) * (1.0 + random.random_range(-OFF..OFF)));
        }
        Ok(Fit { axon, distance, parameters, trace, prices, seed })
    }

    /// The axon with parameters that are off the start by these natural logarithms, but not by far: nobody wants to wait for
    /// the runs of an axon whose rates are a million times those of the squid.
    fn axon(&self, place: &[f64]) -> Result<Axon, Error> {
        if let Some(far) = place.iter().find(|x| !(-1.0..=1.0).contains(*x)) {
            let expected = "it has to be between −1 and 1";
            return Err(Error::Setting { setting: "a logarithm", value: *far, expected });
        }
        let mut axon = self.axon.clone();
        for (parameter, x) in self.parameters.iter().zip(place) {
            axon.set(*parameter, self.axon.get(*parameter) * x.exp());
        }
        Ok(axon)
    }

    /// Returns the mean squared distance to the trace, mV².
    pub fn cost(&self, place: &[f64]) -> Result<f64, Error> {
        self.distance.value(&self.axon(place)?)
    }

    /// Returns the cost and its derivatives with respect to the logarithms, on the steps of a run without derivatives. At this
    /// tolerance they are right to 1e-5 of the largest, as `converged` shows, which is enough for a fit. With tangents in the step
    /// control, a gradient with respect to 24 parameters takes three times as long.
    pub fn gradient(&self, place: &[f64]) -> Result<(f64, Vec<f64>), Error> {
        let axon = self.axon(place)?;
        let gradient = axon.differentiate().by(&self.parameters).values_only().gradient_of(&self.distance)?;
        let by_logarithm = |(slope, parameter): (&f64, &Parameter<Axon>)| slope * axon.get(*parameter);
        let slopes = gradient.derivatives.iter().zip(&self.parameters).map(by_logarithm).collect();
        Ok((gradient.value, slopes))
    }

    /// Returns the difference between V and the trace (mV) at each sample, and its derivatives with respect to the logarithms, a row
    /// for each sample.
    pub fn residuals(&self, place: &[f64]) -> Result<(DVector<f64>, DMatrix<f64>), Error> {
        let axon = self.axon(place)?;
        let curves = axon.differentiate().by(&self.parameters).values_only().curves(|axon| {
            Ok(axon.simulate(DURATION).method(Tsit5::tolerance(TOLERANCE)).record_every(INTERVAL).run()?)
        })?;
        let v = &curves.curves[0];
        let residuals = DVector::from_fn(self.trace.len(), |i, _| v.values[i] - self.trace[i]);
        let derivative = |i: usize, k: usize| v.by[k][i] * axon.get(self.parameters[k]);
        Ok((residuals, DMatrix::from_fn(self.trace.len(), self.parameters.len(), derivative)))
    }

    /// Measures the costs of the gradient and of the derivatives of the trace, in the time of a run.
    pub fn measure_prices(&self) -> Result<(f64, f64), Error> {
        let place = vec![0.0; self.parameters.len()];
        let best = |run: &dyn Fn() -> Result<(), Error>| -> Result<f64, Error> {
            let mut least = f64::INFINITY;
            for _ in 0..50 {
                let begun = Instant::now();
                run()?;
                least = least.min(begun.elapsed().as_secs_f64());
            }
            Ok(least)
        };
        let run = best(&|| self.cost(&place).map(drop))?;
        let gradient = best(&|| self.gradient(&place).map(drop))?;
        let derivatives = best(&|| self.residuals(&place).map(drop))?;
        Ok((gradient / run, derivatives / run))
    }
}
