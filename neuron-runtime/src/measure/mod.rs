//! Measures of a run: means and integrals over time, states at the end, spike times, periods, duty cycles, distances to data,
//! and surrogates that stay smooth while spikes appear and vanish. [`spikes`] groups spikes of runs into bursts, [`trains`]
//! has statistics and distances of spike trains, and [`features`] has what electrophysiologists read from a response.
//!
//! Each measure is exact to the tolerance of the method and carries the derivatives of the number type. Integrals are taken
//! over the interpolated solution, not summed on a grid. Spike times are roots.
//!
//! This folder knows runs: it imports from `error`, `number`, `model`, `system`, `solve` and `run` only. It may not know how
//! measures are differentiated.
//!
//! A [`Measure`] can be taken of any run of its network. An [`Objective`] is a measure together with its run:
//!
//! ```
//! use neuron_runtime::library::prinz_2003::Stg;
//! use neuron_runtime::measure::{Measure, Objective};
//! use neuron_runtime::prelude::*;
//!
//! # let mut cell = Stg::default();
//! # for (g, value) in [(Stg::NaV.g, 100.0), (Stg::CaS.g, 6.0), (Stg::CaT.g, 2.5), (Stg::A.g, 50.0)] { cell.set(g, value); }
//! # for (g, value) in [(Stg::KCa.g, 5.0), (Stg::Kd.g, 100.0), (Stg::H.g, 0.01), (Stg::Leak.g, 0.0)] { cell.set(g, value); }
//! let calcium = cell.simulate(500.0).mean(Stg::ca)?; // µM
//! let both = cell.simulate(500.0).measure(&[Measure::mean(Stg::ca), Measure::soft_spike_count(Stg::v, -10.0, 5.0)])?;
//! assert_eq!(both[0], calcium);
//!
//! let objective = Objective::new(Measure::mean(Stg::ca), 500.0);
//! let gradient = cell.gradient_of(&[Stg::CaS.g, Stg::KCa.g], &objective)?;
//! assert!(gradient[0] > 0.0 && gradient[1] < 0.0);
//! # Ok::<(), Error>(())
//! ```

pub(crate) mod accumulator;
pub mod features;
pub(crate) mod integral;
mod objective;
mod simulation;
pub(crate) mod smooth;
mod solver;
pub(crate) mod spike_detector;
pub mod spikes;
pub mod trains;

pub use objective::Objective;
pub use solver::{MethodInfo, SettingInfo, Solver};

use crate::model::handle::{Quantity, Recordable, State};
use std::fmt;
use std::marker::PhantomData;

/// Something to measure in a run of the network `N`.
pub struct Measure<N> {
    pub(crate) spec: MeasureSpec,
    network: PhantomData<fn() -> N>,
}

/// A measure, whatever its network.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct MeasureSpec {
    pub(crate) kind: Kind,
    pub(crate) quantity: Quantity,
    /// The time (ms) from which on the run is measured.
    pub(crate) from: f64,
}

/// What a measure computes. Times and intervals are in ms, the rest in the unit of the measured quantity. [`Measure`] has a
/// function for each.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// See [`Measure::integral`], and [`Measure::mean`] if `mean` is true.
    Integral {
        /// True for the mean over time.
        mean: bool,
    },
    /// See [`Measure::end`].
    End,
    /// A measure of spikes.
    Spikes(SpikeMeasure),
    /// See [`Measure::distance`].
    Distance {
        /// Times, ms.
        times: Vec<f64>,
        /// One per time.
        values: Vec<f64>,
    },
    /// See [`Measure::soft_spike_count`].
    SoftSpikeCount {
        /// Threshold.
        threshold: f64,
        /// Width of its rise.
        width: f64,
    },
    /// See [`Measure::density`].
    Density {
        /// Level.
        level: f64,
        /// Standard deviation of the kernel.
        width: f64,
    },
    /// See [`Measure::envelope_distance`].
    Envelope {
        /// Edges of windows, ms.
        edges: Vec<f64>,
        /// One per window.
        heights: Vec<f64>,
        /// Softness of the maximum.
        softness: f64,
    },
}

/// A measure of spikes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum SpikeMeasure {
    /// See [`Measure::spike_time`].
    Time {
        /// Counts from 0.
        spike: usize,
    },
    /// See [`Measure::interval`].
    Interval {
        /// Counts from 0.
        spike: usize,
    },
    /// See [`Measure::period`].
    Period {
        /// The interval that ends a burst, ms.
        gap: f64,
    },
    /// See [`Measure::duty_cycle`].
    DutyCycle {
        /// The interval that ends a burst, ms.
        gap: f64,
    },
}

impl<N> Measure<N> {
    fn new(quantity: Quantity, kind: Kind) -> Self {
        Measure::of_spec(MeasureSpec { kind, quantity, from: 0.0 })
    }

    /// Returns a measure that is known to be of this network.
    pub(crate) fn of_spec(spec: MeasureSpec) -> Self {
        Measure { spec, network: PhantomData }
    }

    /// Measures the mean over time of a state (mV, µM, 1), a current (nA) or a conductance (µS).
    pub fn mean(quantity: impl Recordable<N>) -> Self {
        Measure::new(quantity.quantity(), Kind::Integral { mean: true })
    }

    /// Measures the integral over time of a state (mV ms, µM ms, ms), a current (nA ms, which is pC) or a conductance (µS ms).
    pub fn integral(quantity: impl Recordable<N>) -> Self {
        Measure::new(quantity.quantity(), Kind::Integral { mean: false })
    }

    /// Measures a state (mV, µM, 1), a current (nA) or a conductance (µS) at the end.
    pub fn end(quantity: impl Recordable<N>) -> Self {
        Measure::new(quantity.quantity(), Kind::End)
    }

    /// Measures the time (ms) at which V rises through the run's [threshold](crate::run::simulation::Simulation::spikes).
    /// `spike` counts from 0.
    pub fn spike_time(v: State<N>, spike: usize) -> Self {
        Measure::new(v.quantity(), Kind::Spikes(SpikeMeasure::Time { spike }))
    }

    /// Measures the interval (ms) from a spike to the next. `spike` counts from 0.
    pub fn interval(v: State<N>, spike: usize) -> Self {
        Measure::new(v.quantity(), Kind::Spikes(SpikeMeasure::Interval { spike }))
    }

    /// Measures the mean period (ms) of bursts, from first spike to first spike. A burst is at least two spikes with intervals
    /// below `gap` (ms).
    pub fn period(v: State<N>, gap: f64) -> Self {
        Measure::new(v.quantity(), Kind::Spikes(SpikeMeasure::Period { gap }))
    }

    /// Measures the mean duty cycle of bursts, between 0 and 1: the time from the first to the last spike over the period. A
    /// burst is at least two spikes with intervals below `gap` (ms).
    pub fn duty_cycle(v: State<N>, gap: f64) -> Self {
        Measure::new(v.quantity(), Kind::Spikes(SpikeMeasure::DutyCycle { gap }))
    }

    /// Measures the mean squared distance (mV², µM², 1) of a state to a trace: one of `values` for each of `times` (ms), which
    /// ascend.
    pub fn distance(state: State<N>, times: &[f64], values: &[f64]) -> Self {
        let (times, values) = (times.to_vec(), values.to_vec());
        Measure::new(state.quantity(), Kind::Distance { times, values })
    }

    /// Measures a number of spikes that has derivatives: the sum of all rises of σ((V − threshold)/width), with the logistic
    /// function σ. A spike from far below the threshold (mV) to far above it counts 1; one that just reaches the threshold
    /// counts a half. While a spike appears or vanishes, the count changes smoothly over a few widths (mV).
    pub fn soft_spike_count(v: State<N>, threshold: f64, width: f64) -> Self {
        Measure::new(v.quantity(), Kind::SoftSpikeCount { threshold, width })
    }

    /// Measures the density of the values of a state at a level: the mean over time of a Gauss kernel around the level, with
    /// the standard deviation `width`. For V, level and width are in mV and the density is in 1/mV. The densities at several
    /// levels make a histogram with derivatives.
    pub fn density(state: State<N>, level: f64, width: f64) -> Self {
        Measure::new(state.quantity(), Kind::Density { level, width })
    }

    /// Measures the mean squared distance of the upper envelope of a state to given heights (for V, mV²). It is smooth while
    /// spikes move, appear and vanish.
    ///
    /// The envelope in a window of time is the soft maximum s·ln⟨exp(x/s)⟩ with the softness s (for V, mV). Windows lie between
    /// successive `edges` (ms), which ascend, and have one height each.
    pub fn envelope_distance(state: State<N>, edges: &[f64], heights: &[f64], softness: f64) -> Self {
        let (edges, heights) = (edges.to_vec(), heights.to_vec());
        Measure::new(state.quantity(), Kind::Envelope { edges, heights, softness })
    }

    /// Measures from this time (ms) on. Edges of windows and times of samples must not lie before it. It has no effect on a
    /// state at the end.
    pub fn from(mut self, time: f64) -> Self {
        self.spec.from = time;
        self
    }
}

impl<N> Clone for Measure<N> {
    fn clone(&self) -> Self {
        Measure { spec: self.spec.clone(), network: PhantomData }
    }
}

impl<N> PartialEq for Measure<N> {
    fn eq(&self, other: &Self) -> bool {
        self.spec == other.spec
    }
}

impl<N> fmt::Debug for Measure<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let MeasureSpec { kind, quantity, from } = &self.spec;
        f.debug_struct("Measure").field("kind", kind).field("quantity", quantity).field("from", from).finish()
    }
}
