//! What can be measured of a run, as values: means and integrals over time, states at its end, spike times, periods, duty
//! cycles, distances to data, and surrogates that stay smooth while spikes appear and vanish.
//!
//! Each is exact to the method's tolerance and carries the derivatives of the number type: integrals are taken over the
//! solution between the steps, not summed on a grid; spike times are roots.
//!
//! A [`Measure`] belongs to any run of its network, an [`Objective`] also says which run:
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
pub(crate) mod integral;
mod objective;
mod simulation;
pub(crate) mod smooth;
pub(crate) mod spike_detector;
pub mod spikes;

pub use objective::{Objective, Solver};

use crate::model::handle::{Quantity, Recordable, State};
use crate::number::Scalar;
use crate::system::System;
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
    /// The time (ms) from which on it is measured.
    pub(crate) from: f64,
}

/// The kind of a measure; times and intervals are in ms, the rest in the unit of the quantity.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Kind {
    Integral { mean: bool },
    End,
    SpikeTime { spike: usize },
    Interval { spike: usize },
    Period { gap: f64 },
    DutyCycle { gap: f64 },
    Distance { times: Vec<f64>, values: Vec<f64> },
    SoftSpikeCount { threshold: f64, width: f64 },
    Density { level: f64, width: f64 },
    Envelope { edges: Vec<f64>, heights: Vec<f64>, softness: f64 },
}

impl MeasureSpec {
    /// Returns the measured quantity, of an array that of its first neuron, and the index of its state; `None` for a current or
    /// a conductance.
    pub(crate) fn locate<T: Scalar>(&self, network: &dyn System<T>) -> (Quantity, Option<usize>) {
        let element = self.quantity.origin().element;
        let quantity = if element.is_none() { self.quantity.of(0) } else { self.quantity };
        let index = match quantity {
            Quantity::State(origin, index) => network.state_index(origin, index),
            _ => None,
        };
        (quantity, index)
    }
}

impl<N> Measure<N> {
    fn new(quantity: Quantity, kind: Kind) -> Self {
        Measure { spec: MeasureSpec { kind, quantity, from: 0.0 }, network: PhantomData }
    }

    /// The mean over time of a state (mV, µM, 1), a current (nA) or a conductance (µS).
    pub fn mean(of: impl Recordable<N>) -> Self {
        Measure::new(of.quantity(), Kind::Integral { mean: true })
    }

    /// The integral over time of a state (mV ms, µM ms, ms), a current (nA ms, which is pC) or a conductance (µS ms).
    pub fn integral(of: impl Recordable<N>) -> Self {
        Measure::new(of.quantity(), Kind::Integral { mean: false })
    }

    /// A state (mV, µM, 1), a current (nA) or a conductance (µS) at the end.
    pub fn end(of: impl Recordable<N>) -> Self {
        Measure::new(of.quantity(), Kind::End)
    }

    /// The time (ms) of a spike, 0 for the first: where V, given by its handle, rises through the run's
    /// [threshold](crate::run::simulation::Simulation::spikes).
    pub fn spike_time(v: State<N>, spike: usize) -> Self {
        Measure::new(v.quantity(), Kind::SpikeTime { spike })
    }

    /// The interval (ms) from one spike, 0 for the first, to the next.
    pub fn interval(v: State<N>, spike: usize) -> Self {
        Measure::new(v.quantity(), Kind::Interval { spike })
    }

    /// The mean period (ms) of bursts, which are runs of at least two spikes with gaps below `gap` (ms); from first spike to
    /// first spike.
    pub fn period(v: State<N>, gap: f64) -> Self {
        Measure::new(v.quantity(), Kind::Period { gap })
    }

    /// The mean duty cycle of bursts, between 0 and 1: from the first to the last spike of each over its period.
    pub fn duty_cycle(v: State<N>, gap: f64) -> Self {
        Measure::new(v.quantity(), Kind::DutyCycle { gap })
    }

    /// The mean squared distance (mV², µM², 1) of a state to a trace: as many `values` as `times` (ms), in rising order.
    pub fn distance(to: State<N>, times: &[f64], values: &[f64]) -> Self {
        let (times, values) = (times.to_vec(), values.to_vec());
        Measure::new(to.quantity(), Kind::Distance { times, values })
    }

    /// A number of spikes that has derivatives: by how much σ((V − threshold)/width) rises in all, with the logistic σ.
    /// A spike from far below the threshold (mV) to far above counts 1, one that just reaches it a half, and one
    /// that comes or goes changes it smoothly, over a range of a few widths (mV).
    pub fn soft_spike_count(v: State<N>, threshold: f64, width: f64) -> Self {
        Measure::new(v.quantity(), Kind::SoftSpikeCount { threshold, width })
    }

    /// The density of a state's values around a level: the mean over time of a Gauss kernel there, of this standard
    /// deviation (all mV, and 1/mV; likewise for other states). Taken at several levels it is the voltage histogram, with
    /// derivatives.
    pub fn density(of: State<N>, level: f64, width: f64) -> Self {
        Measure::new(of.quantity(), Kind::Density { level, width })
    }

    /// The mean squared distance of a state's upper envelope to given heights (mV², likewise for other states), smooth while
    /// spikes move or come and go: the envelope in a window of time is the soft maximum s·ln⟨exp(x/s)⟩ there, with the softness
    /// s (mV). Windows begin and end at `edges` (ms), in rising order, and have one height (mV) each.
    pub fn envelope_distance(of: State<N>, edges: &[f64], heights: &[f64], softness: f64) -> Self {
        let (edges, heights) = (edges.to_vec(), heights.to_vec());
        Measure::new(of.quantity(), Kind::Envelope { edges, heights, softness })
    }

    /// Measures from this time (ms) on, for what is a mean, an integral, a density, a count of spikes, or made of spikes. Windows
    /// and samples have their own times, of which none may lie before; a state at the end does not depend on it.
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
