//! The spikes of a step: all of them, and which of them have derivatives.

use super::Recorder;
use crate::model::source::SOURCES;
use crate::number::{Scalar, without_derivatives};
use crate::solve::crossing::{
    Event, EventDetector, Extremum, Rise, each_rise, is_rising_at_threshold, may_rise, rises_straight,
};
use crate::solve::{Bernstein, LastStep, SpikeEvent, Stepper};

/// The largest change (mV) of V in a step through which gates held at its beginning are close enough to V. Of the squid axon, the
/// cell of Connor & Stevens and that of Wang & Buzsáki, spikes are late by less than 2 ms of 200 below, and lost above 40 mV.
const FAR: f64 = 25.0;

/// Returns true if a step moves V farther than exponential methods can follow.
#[inline(always)]
fn moves_far<T: Scalar>(step: &LastStep<T>, index: usize) -> bool {
    (step.y[index].re() - step.previous[index].re()).abs() > FAR
}

/// Finds the spikes of one neuron that have no derivatives.
#[derive(Clone, Default)]
pub(super) struct GrazingDetector {
    events: EventDetector,
    /// True if V has grazed the threshold: a small change would add or remove a spike, and renumber all later ones.
    found: bool,
}

impl<T: Scalar> Recorder<'_, T> {
    /// Returns true if there may be a spike in the last step, an impossible V, or one that moves far.
    // Methods of straight lines are so fast that even a look at the polynomial takes a part of a step, and a call does.
    #[inline(always)]
    pub(super) fn may_have_events(&self, step: &LastStep<T>) -> bool {
        let notable = |index: usize| {
            rises_straight(step, index, self.threshold) || self.is_large(step, index) || moves_far(step, index)
        };
        T::HAS_DERIVATIVES || !step.is_straight || self.voltages.iter().any(|index| notable(*index))
    }

    /// Returns true if the V of a neuron is larger at the end of the last step than any may be.
    #[inline(always)]
    pub(super) fn is_v_large(&self, step: &LastStep<T>) -> bool {
        self.voltages.iter().any(|index| self.is_large(step, *index))
    }

    #[inline(always)]
    fn is_large(&self, step: &LastStep<T>, index: usize) -> bool {
        step.y[index].re().abs() > self.ranges.largest_v
    }

    /// Notes if the last step, one of an exponential method, moved a V too far that no clamp holds.
    pub(super) fn look_at_moves(&mut self, step: &LastStep<T>) {
        let is_held = |neuron: usize| self.jumping.iter().any(|(held, _)| *held == neuron);
        let moves_far = |(neuron, index): (usize, &usize)| moves_far(step, *index) && !is_held(neuron);
        self.is_coarse = self.voltages.iter().enumerate().any(moves_far);
    }

    /// Records the spikes in the last step. Returns their number.
    #[inline(always)]
    pub(super) fn find_spikes(&mut self, stepper: &dyn Stepper<T>, step: &LastStep<T>) -> usize {
        if T::HAS_DERIVATIVES {
            return self.find_spikes_or_grazing(stepper);
        }
        let threshold = self.threshold;
        if step.is_straight {
            self.find_spikes_among(stepper, |index| rises_straight(step, index, threshold))
        } else {
            self.find_spikes_among(stepper, |_| true)
        }
    }

    /// Records the spikes of the neurons the index of whose V is chosen.
    #[inline]
    fn find_spikes_among(&mut self, stepper: &dyn Stepper<T>, chosen: impl Fn(usize) -> bool) -> usize {
        let mut found = 0;
        for neuron in 0..self.voltages.len() {
            let index = self.voltages[neuron];
            if chosen(index)
                && let Some(polynomial) = may_rise(stepper, index, self.threshold)
                && !self.declared[neuron]
            {
                found += self.find_spikes_of(stepper, neuron, &polynomial, found);
            }
        }
        found
    }

    /// Records the spikes of a neuron, whose V in the last step is `polynomial`; `found` spikes of others were found there.
    /// Returns their number.
    #[inline(never)]
    fn find_spikes_of(
        &mut self,
        stepper: &dyn Stepper<T>,
        neuron: usize,
        polynomial: &Bernstein,
        found: usize,
    ) -> usize {
        let (index, threshold, mut count) = (self.voltages[neuron], self.threshold, 0);
        each_rise(stepper, index, threshold, polynomial, |rise| {
            self.keep_spike(neuron, rise.time, found + count);
            count += 1;
        });
        count
    }

    /// Records the spikes in the last step. Those that have no derivatives get none. Returns their number.
    fn find_spikes_or_grazing(&mut self, stepper: &dyn Stepper<T>) -> usize {
        let (threshold, mut found) = (self.threshold, 0);
        for neuron in 0..self.voltages.len() {
            if self.declared[neuron] {
                continue;
            }
            let index = self.voltages[neuron];
            let mut grazing = std::mem::take(&mut self.grazing[neuron]);
            grazing.events.observe_step(stepper, index, threshold, |event| match event {
                Event::Rise(Rise { time, grazes }) => {
                    grazing.found |= grazes;
                    let spike = if grazing.found {
                        note_grazing(&mut self.first_grazing, neuron, time.re());
                        without_derivatives(time)
                    } else {
                        time
                    };
                    self.keep_spike(neuron, spike, found);
                    found += 1;
                }
                Event::Extremum(Extremum { time, is_peak }) => {
                    grazing.found = true;
                    note_grazing(&mut self.first_grazing, neuron, time);
                    if let Some(spike) = self.spikes[neuron].last_mut().filter(|_| is_peak) {
                        *spike = without_derivatives(*spike);
                    }
                }
            });
            self.grazing[neuron] = grazing;
            // If V is at the threshold at the end of the run, a small change removes its last spike.
            if stepper.time() >= self.duration
                && stepper.state()[index].re() >= threshold
                && is_rising_at_threshold(stepper, index, threshold, stepper.time())
                && let Some(spike) = self.spikes[neuron].last_mut()
            {
                note_grazing(&mut self.first_grazing, neuron, spike.re());
                *spike = without_derivatives(*spike);
            }
        }
        found
    }

    /// Keeps spikes of neurons whose cells declare them.
    pub(super) fn keep_declared_spikes(&mut self, spikes: &[SpikeEvent<T>]) {
        for (k, spike) in spikes.iter().enumerate() {
            // Compartments beside the first have no spikes of a neuron. Sources follow the neurons.
            let source = spike.v.checked_sub(SOURCES).map(|source| self.voltages.len() + source);
            if let Some(neuron) = source.or_else(|| self.voltages.binary_search(&spike.v).ok()) {
                self.keep_spike(neuron, spike.time, k);
            }
        }
    }

    /// Keeps V of the neurons that may jump, at the end of a step.
    pub(super) fn keep_potentials(&mut self, y: &[T]) {
        for (neuron, v) in &mut self.jumping {
            *v = y[self.voltages[*neuron]].re();
        }
    }

    /// Records the spikes of neurons whose V has jumped over the threshold before the last step. Returns their number.
    #[cold]
    pub(super) fn find_jumps(&mut self, step: &LastStep<T>) -> usize {
        let mut found = 0;
        for k in 0..self.jumping.len() {
            let (neuron, before) = self.jumping[k];
            if before < self.threshold && step.previous[self.voltages[neuron]].re() >= self.threshold {
                self.keep_spike(neuron, T::from_f64(step.previous_t), found);
                found += 1;
            }
        }
        self.keep_potentials(&step.y);
        found
    }

    /// Returns the first crossing without a derivative: the name of the neuron, and the time (ms).
    pub(crate) fn take_grazing(&mut self) -> Option<(String, f64)> {
        let (neuron, time) = self.first_grazing.take()?;
        Some((self.neurons.get(neuron)?.clone(), time))
    }

    /// Keeps a spike, or passes it to the sink. In its step `found` spikes were found before.
    fn keep_spike(&mut self, neuron: usize, time: T, found: usize) {
        match &mut self.sink {
            Some(sink) if sink.takes_spikes() => sink.push_spike(neuron, time, found),
            _ => self.spikes[neuron].push(time),
        }
    }
}

/// Notes that a neuron grazes its threshold at `time` (ms), where its spikes have no derivatives.
#[cold]
fn note_grazing(first: &mut Option<(usize, f64)>, neuron: usize, time: f64) {
    first.get_or_insert((neuron, time));
}
