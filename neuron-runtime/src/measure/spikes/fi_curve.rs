//! Firing rate against injected current.

use std::fmt;
use std::ops::Range;

use crate::number::Scalar;

use crate::run::spikes::Spikes;

/// The steady firing rate at one current.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FiPoint {
    /// Injected current (nA).
    pub current: f64,
    /// Steady firing rate (1/s), 0 for a silent neuron.
    pub rate: f64,
}

/// The steady firing rate against the injected current, in ascending order of the current.
///
/// Prints as a table with the rheobase below it.
#[derive(Clone, Debug, PartialEq)]
pub struct FiCurve {
    points: Vec<FiPoint>,
}

/// Returns the f–I curve of a neuron. `run` simulates it at each of the `currents` (nA) and returns its spikes.
///
/// The steady rate is the reciprocal of the mean interval between the spikes in `window` (ms), which should begin after the
/// transient. A neuron with fewer than two spikes in the window counts as silent. The window should therefore hold several
/// intervals of the slowest firing that matters.
///
/// ```
/// use neuron_runtime::measure::spikes::fi_curve;
/// use neuron_runtime::run::spikes::Spikes;
///
/// // Fires at 20/s per nA above 1 nA.
/// let run = |current: f64| -> Result<Spikes, std::convert::Infallible> {
///     let interval = 50.0 / (current - 1.0);
///     let spikes = if current > 1.0 { (2000.0 / interval) as usize } else { 0 };
///     Ok(Spikes::new(0.0, (0..spikes).map(|k| k as f64 * interval).collect()))
/// };
/// let curve = fi_curve(&[0.5, 0.75, 1.25, 2.0], 1000.0..2000.0, run)?;
/// assert!((curve.points()[3].rate - 20.0).abs() < 1e-9);
/// assert_eq!(curve.rheobase(), Some(1.0));
/// # Ok::<(), std::convert::Infallible>(())
/// ```
///
/// # Errors
/// The first error of `run`.
pub fn fi_curve<T: Scalar, E>(
    currents: &[f64],
    window: Range<f64>,
    mut run: impl FnMut(f64) -> Result<Spikes<T>, E>,
) -> Result<FiCurve, E> {
    let mut points = Vec::with_capacity(currents.len());
    for &current in currents {
        let steady = run(current)?.between(window.start, window.end);
        points.push(FiPoint { current, rate: steady.frequency().map_or(0.0, T::re) });
    }
    points.sort_by(|a, b| a.current.total_cmp(&b.current));
    Ok(FiCurve { points })
}

impl FiCurve {
    /// Returns the points, in ascending order of the current.
    pub fn points(&self) -> &[FiPoint] {
        &self.points
    }

    /// Returns the currents (nA), ascending.
    pub fn currents(&self) -> Vec<f64> {
        self.points.iter().map(|point| point.current).collect()
    }

    /// Returns the steady rates (1/s), in the order of the currents.
    pub fn rates(&self) -> Vec<f64> {
        self.points.iter().map(|point| point.rate).collect()
    }

    /// Returns two neighbouring currents (nA) between which the rheobase lies: the smallest with firing, and the one below it.
    ///
    /// `None` if the neuron is silent at every current, or fires at the smallest.
    pub fn rheobase_between(&self) -> Option<(f64, f64)> {
        let firing = self.points.iter().position(|point| point.rate > 0.0)?;
        let silent = firing.checked_sub(1)?;
        Some((self.points[silent].current, self.points[firing].current))
    }

    /// Estimates the rheobase (nA), the smallest current at which the neuron fires steadily, as the middle between the two
    /// currents of [`rheobase_between`](Self::rheobase_between).
    pub fn rheobase(&self) -> Option<f64> {
        self.rheobase_between().map(|(silent, firing)| 0.5 * (silent + firing))
    }
}

impl fmt::Display for FiCurve {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:>12}  {:>10}", "current (nA)", "rate (1/s)")?;
        for point in &self.points {
            writeln!(f, "{:>12.4}  {:>10.2}", point.current, point.rate)?;
        }
        match self.rheobase_between() {
            Some((silent, firing)) => write!(f, "rheobase between {silent} and {firing} nA"),
            None if self.points.iter().any(|point| point.rate > 0.0) => f.write_str("fires at every current"),
            None => f.write_str("silent at every current"),
        }
    }
}
