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
    pub(crate) kind: Kind,
    /// Time (ms) from which on it is measured.
    pub(crate) from: f64,
    network: PhantomData<fn() -> N>,
}

/// What is measured.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Kind {
    Integral { quantity: Quantity, mean: bool },
    End { quantity: Quantity },
    SpikeTime { v: Quantity, spike: usize },
    Interval { v: Quantity, spike: usize },
    Period { v: Quantity, gap: f64 },
    DutyCycle { v: Quantity, gap: f64 },
    Distance { quantity: Quantity, times: Vec<f64>, values: Vec<f64> },
    SoftSpikeCount { v: Quantity, threshold: f64, width: f64 },
    Density { quantity: Quantity, level: f64, width: f64 },
    Envelope { quantity: Quantity, edges: Vec<f64>, heights: Vec<f64>, softness: f64 },
}

impl Kind {
    /// Returns the measured quantity, of an array that of its first neuron, and the index of its state; `None` for a current or
    /// a conductance.
    pub(crate) fn locate<T: Scalar>(&self, network: &dyn System<T>) -> (Quantity, Option<usize>) {
        let quantity = self.quantity();
        let quantity = if quantity.origin().element.is_none() { quantity.of(0) } else { quantity };
        let index = match quantity {
            Quantity::State(origin, index) => network.state_index(origin, index),
            _ => None,
        };
        (quantity, index)
    }

    /// What it is of.
    pub(crate) fn quantity(&self) -> Quantity {
        match self {
            Kind::SpikeTime { v, .. }
            | Kind::Interval { v, .. }
            | Kind::Period { v, .. }
            | Kind::DutyCycle { v, .. }
            | Kind::SoftSpikeCount { v, .. } => *v,
            Kind::Integral { quantity, .. }
            | Kind::End { quantity }
            | Kind::Distance { quantity, .. }
            | Kind::Density { quantity, .. }
            | Kind::Envelope { quantity, .. } => *quantity,
        }
    }
}

impl<N> Measure<N> {
    fn new(kind: Kind) -> Self {
        Measure { kind, from: 0.0, network: PhantomData }
    }

    /// The mean over time of a state (mV, µM, 1), a current (nA) or a conductance (µS).
    pub fn mean(of: impl Recordable<N>) -> Self {
        Measure::new(Kind::Integral { quantity: of.quantity(), mean: true })
    }

    /// The integral over time of a state (mV ms, µM ms, ms), a current (nA ms, which is pC) or a conductance (µS ms).
    pub fn integral(of: impl Recordable<N>) -> Self {
        Measure::new(Kind::Integral { quantity: of.quantity(), mean: false })
    }

    /// A state (mV, µM, 1), a current (nA) or a conductance (µS) at the end.
    pub fn end(of: impl Recordable<N>) -> Self {
        Measure::new(Kind::End { quantity: of.quantity() })
    }

    /// The time (ms) of a spike, 0 for the first: where V, given by its handle, rises through the run's
    /// [threshold](crate::run::simulation::Simulation::spikes).
    pub fn spike_time(v: State<N>, spike: usize) -> Self {
        Measure::new(Kind::SpikeTime { v: v.quantity(), spike })
    }

    /// The interval (ms) from one spike, 0 for the first, to the next.
    pub fn interval(v: State<N>, spike: usize) -> Self {
        Measure::new(Kind::Interval { v: v.quantity(), spike })
    }

    /// The mean period (ms) of bursts, which are runs of at least two spikes with gaps below `gap` (ms); from first spike to
    /// first spike.
    pub fn period(v: State<N>, gap: f64) -> Self {
        Measure::new(Kind::Period { v: v.quantity(), gap })
    }

    /// The mean duty cycle of bursts, between 0 and 1: from the first to the last spike of each over its period.
    pub fn duty_cycle(v: State<N>, gap: f64) -> Self {
        Measure::new(Kind::DutyCycle { v: v.quantity(), gap })
    }

    /// The mean squared distance (mV², µM², 1) of a state to a trace: as many `values` as `times` (ms), in rising order.
    pub fn distance(to: State<N>, times: &[f64], values: &[f64]) -> Self {
        let (times, values) = (times.to_vec(), values.to_vec());
        Measure::new(Kind::Distance { quantity: to.quantity(), times, values })
    }

    /// A number of spikes that has derivatives: by how much σ((V − threshold)/width) rises in all, with the logistic σ.
    /// A spike from far below the threshold (mV) to far above counts 1, one that just reaches it a half, and one
    /// that comes or goes changes it smoothly, over a range of a few widths (mV).
    pub fn soft_spike_count(v: State<N>, threshold: f64, width: f64) -> Self {
        Measure::new(Kind::SoftSpikeCount { v: v.quantity(), threshold, width })
    }

    /// The density of a state's values around a level: the mean over time of a Gauss kernel there, of this standard
    /// deviation (all mV, and 1/mV; likewise for other states). Taken at several levels it is the voltage histogram, with
    /// derivatives.
    pub fn density(of: State<N>, level: f64, width: f64) -> Self {
        Measure::new(Kind::Density { quantity: of.quantity(), level, width })
    }

    /// The mean squared distance of a state's upper envelope to given heights (mV², likewise for other states), smooth while
    /// spikes move or come and go: the envelope in a window of time is the soft maximum s·ln⟨exp(x/s)⟩ there, with the softness
    /// s (mV). Windows begin and end at `edges` (ms), in rising order, and have one height (mV) each.
    pub fn envelope_distance(of: State<N>, edges: &[f64], heights: &[f64], softness: f64) -> Self {
        let (edges, heights) = (edges.to_vec(), heights.to_vec());
        Measure::new(Kind::Envelope { quantity: of.quantity(), edges, heights, softness })
    }

    /// Measures from this time (ms) on, for what is a mean, an integral, a density, a count of spikes, or made of spikes. Windows
    /// and samples have their own times, of which none may lie before; a state at the end does not depend on it.
    pub fn from(mut self, time: f64) -> Self {
        self.from = time;
        self
    }
}

impl<N> Clone for Measure<N> {
    fn clone(&self) -> Self {
        Measure { kind: self.kind.clone(), from: self.from, network: PhantomData }
    }
}

impl<N> PartialEq for Measure<N> {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind && self.from == other.from
    }
}

impl<N> fmt::Debug for Measure<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Measure").field("kind", &self.kind).field("from", &self.from).finish()
    }
}
