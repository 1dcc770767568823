//! Noise with a correlation time.

use super::pieces::{Course, Instants, NEXT_SAMPLE, Pieces};
use super::source::Source;
use crate::error::Error;
use crate::model::info::RelationInfo;
use crate::model::mechanism::Held;
use crate::model::random::Normal;
use crate::number::{Constant, Scalar};
use crate::system::Drive;
use std::rc::Rc;

/// An Ornstein–Uhlenbeck process as a current: noise with a correlation time.
///
/// ```text
/// x_{n+1} = mean + (x_n − mean) e^{−Δ/τ} + σ √(1 − e^{−2Δ/τ}) ξ_n          Δ = interval
/// ```
///
/// This recursion is exact at multiples of `interval`: the variance is σ² and the autocorrelation e^{−|Δt|/τ} from the
/// beginning on. In between the current is a straight line. The interval has to be short compared with τ; a run stops at each
/// multiple of it, and keeps one number for each.
///
/// The normal numbers ξ follow from the seed, the name of the neuron and n alone. Every method, tolerance and thread sees the
/// same path, and a longer run goes on along it. Each neuron has its own, whatever else has the same seed. Derivatives
/// with respect to `mean`, `sigma` and `tau` are those along the path, and not those of an expectation.
///
/// ```
/// use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
/// use neuron_runtime::prelude::*;
///
/// let noise = OrnsteinUhlenbeck { mean: 7.0, sigma: 3.0, tau: 5.0, interval: 0.5, seed: 1 };
/// let run = HodgkinHuxley::default().simulate(100.0).inject(HodgkinHuxley::v, noise).run()?;
/// assert!(!run.spikes.is_empty());
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OrnsteinUhlenbeck<T = f64> {
    /// The mean, nA.
    pub mean: T,
    /// The standard deviation σ, nA.
    pub sigma: T,
    /// The correlation time τ, ms.
    pub tau: T,
    /// The time between two samples, ms.
    pub interval: f64,
    /// The seed.
    pub seed: u64,
}

impl<U: Copy> OrnsteinUhlenbeck<U> {
    /// Returns the process over another type of number.
    pub(super) fn constant<T>(self) -> OrnsteinUhlenbeck<T>
    where
        U: Constant<T>,
    {
        let OrnsteinUhlenbeck { mean, sigma, tau, interval, seed } = self;
        OrnsteinUhlenbeck { mean: mean.constant(), sigma: sigma.constant(), tau: tau.constant(), interval, seed }
    }
}

/// A number of the run's own type.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Own<T>(T);

impl<T: Copy> Constant<T> for Own<T> {
    fn constant(self) -> T {
        self.0
    }
}

impl<T: Scalar> OrnsteinUhlenbeck<T> {
    /// Returns the path into the compartment with V of that name in a run of `duration` (ms).
    fn pieces(&self, duration: f64, v: &str) -> Pieces<Own<T>> {
        let mut normal = Normal::new(self.seed, v);
        let step = self.tau.recip() * -self.interval;
        let decay = step.exp();
        let spread = self.sigma * (-(step * 2.0).exp_m1()).sqrt();
        let samples = (duration / self.interval).ceil() as usize + 2;
        let mut deviation = self.sigma * normal.next();
        let values = (0..samples).map(|_| {
            let value = Own(self.mean + deviation);
            deviation = deviation * decay + spread * normal.next();
            value
        });
        let (instants, values) = (Instants::Every(self.interval), values.collect());
        Pieces { delay: 0.0, instants, values, course: Course::Linear }
    }
}

/// The process, along a path that is its mean at first.
pub(super) struct Noise<T> {
    process: OrnsteinUhlenbeck<T>,
    path: Pieces<Own<T>>,
}

impl<T: Scalar> Noise<T> {
    pub(super) fn new(process: OrnsteinUhlenbeck<T>) -> Self {
        let (instants, values) = (Instants::Every(process.interval), [Own(process.mean)].into());
        Noise { process, path: Pieces { delay: 0.0, instants, values, course: Course::Linear } }
    }
}

impl<T: Scalar> Source<T> for Noise<T> {
    fn name(&self) -> &'static str {
        "OrnsteinUhlenbeck"
    }

    fn check(&self, label: &str) -> Result<(), Error> {
        let OrnsteinUhlenbeck { mean, sigma, tau, interval, .. } = self.process;
        let (name, value, unit, problem) = if !mean.is_finite() {
            ("mean", mean.re(), "nA", "is not finite")
        } else if !(sigma.re() >= 0.0 && sigma.is_finite()) {
            ("sigma", sigma.re(), "nA", "is no standard deviation: it has to be 0 or positive")
        } else if !(tau.re() > 0.0 && tau.is_finite()) {
            ("tau", tau.re(), "ms", "is no correlation time: it has to be positive")
        } else if !(interval > 0.0 && interval.is_finite()) {
            ("interval", interval, "ms", "is no time between samples: it has to be positive")
        } else {
            return Ok(());
        };
        Err(Error::Parameter { name: format!("{label}.{name}"), value, unit, problem: problem.to_owned() })
    }

    fn relations(&self) -> &'static [RelationInfo] {
        const { &[NEXT_SAMPLE] }
    }

    fn depends_on_time(&self) -> bool {
        true
    }

    fn depends_on_v(&self) -> bool {
        false
    }

    fn drive(&self, t: T, _: T, held: Held<'_>) -> Drive<T> {
        Drive::constant(self.path.at(t, held, true)[0])
    }

    fn rate(&self, t: T, _: T, held: Held<'_>) -> T {
        self.path.at(t, held, true)[1]
    }

    fn margins(&self, t: T, _: T, held: Held<'_>, to: &mut [T]) {
        to[0] = self.path.margin(t, held);
    }

    fn margin_slopes(&self, _: T, held: Held<'_>, to: &mut [T]) {
        to[0] = T::from_f64(self.path.margin_slope(held));
    }

    fn numbers(&self, visit: &mut dyn FnMut(&str, f64)) {
        let OrnsteinUhlenbeck { mean, sigma, tau, interval, seed } = self.process;
        visit("mean", mean.re());
        visit("sigma", sigma.re());
        visit("tau", tau.re());
        visit("interval", interval);
        visit("seed", (seed >> 32) as f64);
        visit("seed", (seed & 0xffff_ffff) as f64);
    }

    fn has_paths(&self) -> bool {
        true
    }

    fn path(&self, duration: f64, v: &str) -> Option<Rc<dyn Source<T>>> {
        let path = self.process.pieces(duration, v);
        Some(Rc::new(Noise { process: self.process, path }))
    }
}
