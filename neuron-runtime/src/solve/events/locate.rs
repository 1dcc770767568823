//! Where in a step a relation changes that states decide.

use super::relation::{SpikeEvent, Watched};
use super::state::{Due, Events, SAMPLES, SIMULTANEOUS};
use crate::model::info::{RelationKind, SpikeRelation};
use crate::model::mechanism::Held;
use crate::number::Scalar;
use crate::solve::{Bernstein, StepError, Stepper};
use crate::system::{HeldSystem, System};

/// A margin that turns at a distance from its level below this part of its variation in a step grazes it: a small change makes
/// or removes an event, so that nothing after it has derivatives.
const GRAZING: f64 = 1e-4;
/// The part of a step from its ends at which margins are sampled that have no value there.
const BESIDE: f64 = 1e-6;
/// The sample in the middle of a step.
const MIDDLE: usize = 2;
/// The largest number of steps that are made to find an event.
const TRIALS: usize = 6;

impl<T: Scalar> Events<T> {
    /// Finds the first relation that changes within the last step, and the time (ms) of the change by the dense output.
    ///
    /// # Errors
    /// If numbers have derivatives and a relation only just changes, or only just does not.
    pub(super) fn first_change(
        &mut self,
        stepper: &dyn Stepper<T>,
        network: &dyn System<T>,
    ) -> Result<Option<(usize, f64)>, StepError> {
        if !self.by_states || (!self.is_sampled && self.grid.is_some()) {
            return Ok(None);
        }
        let is_sampled = self.is_sampled && self.sample_step(stepper, network);
        let mut first: Option<(usize, f64)> = None;
        for index in 0..self.relations.len() {
            let (relation, held) = (self.relations[index], self.held[index]);
            let is_possible = match relation.kind {
                RelationKind::State => is_sampled,
                RelationKind::Spike => self.grid.is_none() && !self.is_impossible(index),
                RelationKind::Time | RelationKind::Timer => false,
            };
            if !relation.is_used || !is_possible {
                continue;
            }
            for upward in relation.directions(held) {
                let level = relation.bound(held, upward);
                // Positive where the relation has to change.
                let polynomial = match relation.v {
                    Some((v, threshold)) => stepper.interpolant(v).excess(threshold, upward),
                    None => Bernstein::through(self.samples[index]).excess(level, upward),
                };
                let grazing = GRAZING * polynomial.variation();
                if polynomial.is_below(if T::HAS_DERIVATIVES { -grazing } else { 0.0 }) {
                    continue;
                }
                if T::HAS_DERIVATIVES
                    && !relation.smooth
                    && polynomial.turns().into_iter().any(|theta| polynomial.at(theta).abs() < grazing)
                {
                    return Err(StepError::Grazing { relation: index });
                }
                if let Some(bracket) = first_rise(&polynomial)
                    && let Some(time) = self.locate(stepper, network, (index, level, upward), bracket)
                    && first.is_none_or(|(_, before)| time < before)
                    && self.moves(stepper, network, index, time)
                {
                    first = Some((index, time));
                }
            }
        }
        Ok(first)
    }

    /// Samples all margins in the last step. Returns false, with some samples left out, if none can come to its level.
    fn sample_step(&mut self, stepper: &dyn Stepper<T>, network: &dyn System<T>) -> bool {
        let (begin, end, last) = (stepper.previous_time(), stepper.time(), SAMPLES - 1);
        let theta = |sample: usize| sample as f64 / last as f64;
        let time = |sample: usize| begin + theta(sample) * (end - begin);
        if self.sampled_until == begin {
            self.samples.iter_mut().for_each(|samples| samples[0] = samples[last]);
        } else {
            self.sample(stepper, network, begin, Some(0));
        }
        self.sample(stepper, network, end, Some(last));
        // Equations may have no value beyond a relation that changes just here, as `sqrt(x)` has none beyond `x > 0`.
        for (sample, inside) in [(0, BESIDE), (last, 1.0 - BESIDE)] {
            if self.has_no_value(sample) {
                self.sample(stepper, network, begin + inside * (end - begin), Some(sample));
            }
        }
        self.sampled_until = end;
        if stepper.last_step().is_straight {
            for samples in &mut self.samples {
                let (from, to) = (samples[0], samples[last]);
                (1..last).for_each(|sample| samples[sample] = from + theta(sample) * (to - from));
            }
            return self.may_change([0, last, last]);
        }
        self.sample(stepper, network, time(MIDDLE), Some(MIDDLE));
        if !self.may_change([0, MIDDLE, last]) {
            return false;
        }
        for sample in (1..last).filter(|sample| *sample != MIDDLE) {
            self.sample(stepper, network, time(sample), Some(sample));
        }
        true
    }

    /// Returns true if a relation in use has a sample without a value.
    fn has_no_value(&self, sample: usize) -> bool {
        let in_use = |relation: &&Watched| relation.is_used && relation.kind == RelationKind::State;
        self.relations
            .iter()
            .zip(&self.samples)
            .any(|(relation, samples)| in_use(&relation) && samples[sample].is_nan())
    }

    /// Finds the first change in a step that was shortened to end with one, if equations had no value in a part of the longer
    /// step: others may be before it.
    pub(super) fn earlier_change(
        &mut self,
        stepper: &dyn Stepper<T>,
        network: &dyn System<T>,
    ) -> Result<Option<(usize, f64)>, StepError> {
        if !(0..SAMPLES).any(|sample| self.has_no_value(sample)) {
            return Ok(None);
        }
        let change = self.first_change(stepper, network)?;
        Ok(change.filter(|(_, time)| *time < stepper.time() - SIMULTANEOUS))
    }

    /// Returns true if a margin may come to its level, as far as three samples tell: one of them is no farther from it than
    /// they are from each other.
    fn may_change(&self, three: [usize; 3]) -> bool {
        let relations = self.relations.iter().zip(&self.held).zip(&self.samples);
        relations.filter(|((relation, _), _)| relation.is_used && relation.kind == RelationKind::State).any(
            |((relation, held), samples)| {
                let margins = three.map(|sample| samples[sample]);
                let most = margins.iter().fold(f64::NEG_INFINITY, |most, margin| most.max(*margin));
                let least = margins.iter().fold(f64::INFINITY, |least, margin| least.min(*margin));
                relation.directions(*held).any(|upward| {
                    let level = relation.bound(*held, upward);
                    let rest = if upward { level - most } else { least - level };
                    // A NaN is looked at.
                    rest.is_nan() || most.is_nan() || rest <= most - least
                })
            },
        )
    }

    /// Returns true if no spike is possible at a threshold: V is held, or the threshold is mute.
    pub(super) fn is_impossible(&self, threshold: usize) -> bool {
        [SpikeRelation::Holding, SpikeRelation::Mute].iter().any(|timer| self.held[threshold + *timer as usize] == 1.0)
    }

    /// Returns the time (ms) at which the margin of a relation comes to a level from below, or from above, in a bracket (in θ)
    /// of the last step; `None` if it does not.
    #[cold]
    fn locate(
        &mut self,
        stepper: &dyn Stepper<T>,
        network: &dyn System<T>,
        (index, level, upward): (usize, f64, bool),
        (from, to): (f64, f64),
    ) -> Option<f64> {
        let (begin, end) = (stepper.previous_time(), stepper.time());
        let time = |theta: f64| if theta < 1.0 { begin + theta * (end - begin) } else { end };
        let (mut low, mut high) = (time(from), time(to));
        let mut excess = |t: f64| {
            self.sample(stepper, network, t, None);
            let margin = self.margins[index].re();
            if upward { margin - level } else { level - margin }
        };
        let (mut at_low, mut at_high) = (excess(low), excess(high));
        // The polynomial may say so while the equations do not.
        if at_high <= 0.0 {
            return None;
        }
        if at_low > 0.0 {
            return Some(low);
        }
        // Illinois: a secant that keeps its bracket, and halves the value of an end that stays.
        for _ in 0..60 {
            let middle = high - at_high * (high - low) / (at_high - at_low);
            let middle = if middle > low && middle < high { middle } else { 0.5 * (low + high) };
            if middle <= low || middle >= high {
                break;
            }
            let value = excess(middle);
            if value >= 0.0 {
                (high, at_high, at_low) = (middle, value, 0.5 * at_low);
            } else {
                (low, at_low, at_high) = (middle, value, 0.5 * at_high);
            }
            if high - low <= 1e-13 * (end - begin) {
                break;
            }
        }
        Some(high)
    }

    /// Returns true if a margin moves at a time (ms) within the last step. What stands still crosses nothing: rounding of the
    /// dense output only makes it look so.
    fn moves(&mut self, stepper: &dyn Stepper<T>, network: &dyn System<T>, index: usize, time: f64) -> bool {
        self.sample(stepper, network, time, None);
        self.evaluate_rates(network, time);
        self.real[1][index] != 0.0
    }

    /// Evaluates all margins at a time (ms) within the last step. They become the samples of that index, if there is one.
    fn sample(&mut self, stepper: &dyn Stepper<T>, network: &dyn System<T>, t: f64, sample: Option<usize>) {
        if t <= stepper.previous_time() {
            self.y.copy_from_slice(stepper.previous_state());
        } else if t >= stepper.time() {
            self.y.copy_from_slice(stepper.state());
        } else {
            self.y.iter_mut().enumerate().for_each(|(index, y)| *y = stepper.interpolate(t, index));
        }
        network.margins(T::from_f64(t), &self.y, Held(&self.held), &mut self.margins);
        if let Some(sample) = sample {
            self.samples.iter_mut().zip(&self.margins).for_each(|(samples, margin)| samples[sample] = margin.re());
        }
    }

    /// Returns true if no spike is possible at a threshold at `t` (ms), where timers end.
    pub(super) fn is_impossible_at(&self, threshold: usize, t: f64) -> bool {
        [SpikeRelation::Holding, SpikeRelation::Mute].iter().any(|timer| {
            let timer = threshold + *timer as usize;
            self.held[timer] == 1.0 && self.instants[timer].re() > t
        })
    }

    /// Replaces the last step by one that ends where relation `index` changes, first estimated at `time` (ms). Returns false,
    /// with the last step undone, if it changes at the beginning of the step.
    #[cold]
    pub(super) fn end_at_change(
        &mut self,
        stepper: &mut dyn Stepper<T>,
        network: &dyn System<T>,
        index: usize,
        mut time: f64,
    ) -> Result<bool, StepError> {
        let (begin, end, implicit) = (stepper.previous_time(), stepper.time(), stepper.is_implicit());
        (self.due, self.kept) = (Due::Event(Some(index)), None);
        for _ in 0..TRIALS {
            stepper.retract();
            if time <= begin {
                return Ok(false);
            }
            stepper.repeat(&HeldSystem::new(network, Held(&self.held)), time, implicit, None)?;
            let better = self.better_time(stepper, network, index);
            if !(better > begin && better < end) || (better - time).abs() <= 4.0 * f64::EPSILON * time.abs() {
                break;
            }
            time = better;
        }
        self.keep_spike(stepper, network, index);
        Ok(true)
    }

    /// Returns a better time (ms) than the present one at which relation `index` changes.
    fn better_time(&mut self, stepper: &dyn Stepper<T>, network: &dyn System<T>, index: usize) -> f64 {
        let time = stepper.time();
        self.y.copy_from_slice(stepper.state());
        self.evaluate_rates(network, time);
        let [margins, rates] = &self.real;
        let level = self.level(index, margins[index]);
        time - (margins[index] - level) / rates[index]
    }

    /// Keeps the spike with which the last step ended, if relation `index` is a threshold.
    pub(super) fn keep_spike(&mut self, stepper: &dyn Stepper<T>, network: &dyn System<T>, index: usize) {
        self.kept = Some(index);
        if let Some((v, _)) = self.relations[index].v.filter(|_| self.held[index] == 0.0) {
            let (t, mut late) = (stepper.time(), T::zero());
            if T::HAS_DERIVATIVES {
                self.y.copy_from_slice(stepper.state());
                self.evaluate_rates(network, t);
                late = self.lateness(network, t, index);
            }
            self.spikes.push(SpikeEvent { v, time: late + t });
        }
    }

    /// Returns the value of a margin nearest to `margin` at which the relation changes.
    fn level(&self, index: usize, margin: f64) -> f64 {
        let held = self.held[index];
        match self.relations[index].floor {
            false => 0.0,
            true if margin - held < 0.5 => held,
            true => held + 1.0,
        }
    }

    /// Returns a time (ms) before which the next change is due that states decide, after a step to `reach` (ms) has failed; it
    /// may be that equations have no value beyond that change, as `sqrt(x)` has none where `if x > 0` does not hold. A change
    /// that is due at once is what happens next. Returns `None` if no change is due before `reach`.
    #[cold]
    pub(super) fn shorten_reach(
        &mut self,
        stepper: &dyn Stepper<T>,
        network: &dyn System<T>,
        reach: f64,
    ) -> Option<f64> {
        let t = stepper.time();
        self.y.copy_from_slice(stepper.state());
        self.evaluate_rates(network, t);
        let [margins, rates] = &self.real;
        let mut first: Option<(f64, usize)> = None;
        for (index, relation) in self.relations.iter().enumerate() {
            for upward in relation.directions(self.held[index]).filter(|_| relation.is_used && relation.by_states()) {
                let sign = if upward { 1.0 } else { -1.0 };
                let (rest, rate) =
                    (sign * (relation.bound(self.held[index], upward) - margins[index]), sign * rates[index]);
                let wait = rest / rate;
                if rate > 0.0 && wait >= 0.0 && first.is_none_or(|(before, _)| wait < before) {
                    first = Some((wait, index));
                }
            }
        }
        let (wait, index) = first?;
        if wait <= SIMULTANEOUS {
            (self.due, self.kept) = (Due::Event(Some(index)), None);
            return Some(f64::INFINITY);
        }
        // A step up to just before the change, as far as its present rate tells.
        let shorter = t + wait * (1.0 - 1e-3);
        (shorter > t && shorter < reach).then_some(shorter)
    }
}

/// Returns a bracket (both in θ) of the first rise of a polynomial above 0.
fn first_rise(polynomial: &Bernstein) -> Option<(f64, f64)> {
    let part = polynomial.monotone_parts().find(|part| part.to.1 > 0.0 && part.to.1 > part.from.1)?;
    if part.from.1 > 0.0 {
        return Some((part.from.0, part.from.0));
    }
    Some((part.from.0, part.to.0))
}
