//! Measures that are made of spikes.

use crate::analysis::Spikes;
use crate::error::Error;
use crate::scalar::{Scalar, has_derivatives};
use crate::simulation::crossing::{GRAZING, crossing, rise};
use crate::solve::Stepper;

use super::What;

/// The spikes of one neuron, and where there nearly was one more or one less.
#[derive(Debug)]
pub(super) struct Events<T> {
    threshold: f64,
    times: Vec<T>,
    /// Times (ms) at which V turns round at the threshold.
    doubtful: Vec<f64>,
    rising: Option<bool>,
}

impl<T: Scalar> Events<T> {
    pub(super) fn new(threshold: f64) -> Self {
        Events { threshold, times: Vec::new(), doubtful: Vec::new(), rising: None }
    }

    /// Looks at the last step, of which state `index` is V.
    pub(super) fn step(&mut self, stepper: &impl Stepper<T>, index: usize, from: f64) {
        if let Some((below, above)) = rise(stepper, index, self.threshold) {
            let time = crossing(stepper, index, self.threshold, below, above);
            if time.re() >= from {
                self.times.push(time);
            }
        }
        let (before, after) = (stepper.previous_state()[index].re(), stepper.state()[index].re());
        let turn = stepper.turn(index).map(|t| (t, stepper.interpolate(t, index).re()));
        // A method that cannot look into its steps turns round between them.
        let turned = turn.or_else(|| {
            (self.rising.is_some_and(|rising| rising != (after > before))).then(|| (stepper.previous_time(), before))
        });
        if let Some((time, v)) = turned
            && (v - self.threshold).abs() < GRAZING
            && time >= from
        {
            self.doubtful.push(time);
        }
        self.rising = Some(if turn.is_some() { stepper.slope(stepper.time(), index) > 0.0 } else { after > before });
    }

    /// The measure that is made of them, of this neuron.
    pub(super) fn finish(self, what: &What, neuron: &str) -> Result<T, Error> {
        let times = if has_derivatives::<T>() { self.differentiable(what, neuron)? } else { self.times };
        value(what, times, neuron)
    }

    /// The spikes, if those that the measure is made of have derivatives.
    pub(super) fn differentiable(self, what: &What, neuron: &str) -> Result<Vec<T>, Error> {
        // Spikes after the one that is asked for do not matter.
        let last = match what {
            What::SpikeTime { spike, .. } => self.times.get(*spike),
            What::Interval { spike, .. } => self.times.get(*spike + 1),
            _ => None,
        };
        let until = last.map_or(f64::INFINITY, |time| time.re() + 1e-6);
        match self.doubtful.iter().find(|time| **time <= until) {
            Some(time) => {
                let crossing = Some((neuron.to_owned(), *time));
                Err(Error::NotDifferentiable { value: last.map_or(f64::NAN, |time| time.re()), crossing })
            }
            None => Ok(self.times),
        }
    }
}

/// The measure that is made of these spikes of this neuron.
pub(super) fn value<T: Scalar>(what: &What, times: Vec<T>, neuron: &str) -> Result<T, Error> {
    let found = times.len();
    let missing = |wanted: String| Error::NoEvent { neuron: neuron.to_owned(), wanted, found };
    let burst = || missing("a burst that another one follows".to_owned());
    match what {
        What::SpikeTime { spike, .. } => times.get(*spike).copied().ok_or_else(|| missing(format!("spike {spike}"))),
        What::Interval { spike, .. } => match times.get(*spike..*spike + 2) {
            Some(pair) => Ok(pair[1] - pair[0]),
            None => Err(missing(format!("the interval after spike {spike}"))),
        },
        What::DutyCycle { gap, .. } => Spikes::new(0.0, times).bursts(*gap).mean_duty_cycle().ok_or_else(burst),
        What::Period { gap, .. } => Spikes::new(0.0, times).bursts(*gap).mean_period().ok_or_else(burst),
        _ => Err(missing("something else".to_owned())),
    }
}
