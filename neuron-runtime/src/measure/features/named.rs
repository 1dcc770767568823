//! Features by their names.

use super::action_potential::{ActionPotential, find};
use super::trace::VoltageTrace;
use super::{Intervals, Settings, Stimulus};
use crate::error::Error;
use crate::measure::spikes::Bursts;
use crate::run::spikes::{Spikes, mean};
use std::fmt;

/// The features of a response, see [`VoltageTrace::features`].
///
/// Each method is the feature that eFEL has under the same name, in upper and lower case; [`by_name`](Self::by_name) takes the names
/// as eFEL writes them. A feature that the trace does not have is `None`, or missing in the list. It prints as a table of names,
/// values and units.
#[derive(Clone, Debug)]
pub struct Features {
    trace: VoltageTrace,
    stimulus: Stimulus,
    settings: Settings,
    spikes: Vec<ActionPotential>,
}

impl VoltageTrace {
    /// Returns the features of the response to a stimulus.
    ///
    /// # Errors
    /// [`Error::Setting`] if the stimulus ends before it begins, or is not within the trace.
    pub fn features(&self, stimulus: Stimulus) -> Result<Features, Error> {
        self.features_with(stimulus, Settings::default())
    }

    /// Returns the same by other settings.
    ///
    /// # Errors
    /// Those of [`features`](Self::features); [`Error::Setting`] for a setting that is not finite, or a slope of the wrong sign.
    pub fn features_with(&self, stimulus: Stimulus, settings: Settings) -> Result<Features, Error> {
        stimulus.check(self.span())?;
        settings.check()?;
        Ok(Features::new(self.clone(), stimulus, settings))
    }
}

/// The name of a feature and its unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FeatureInfo {
    /// The name, as eFEL has it.
    pub name: &'static str,
    /// Its unit; empty for a pure number.
    pub unit: &'static str,
}

/// What a feature is: a number, or a list.
trait Values {
    fn values(self) -> Vec<f64>;
}

impl Values for Option<f64> {
    fn values(self) -> Vec<f64> {
        self.into_iter().collect()
    }
}

impl Values for usize {
    fn values(self) -> Vec<f64> {
        vec![self as f64]
    }
}

impl Values for Vec<f64> {
    fn values(self) -> Vec<f64> {
        self
    }
}

macro_rules! features {
    ($($(#[$doc:meta])* $name:literal, $unit:literal: fn $method:ident($self:ident) -> $kind:ty $body:block)*) => {
        impl Features {
            $($(#[$doc])* pub fn $method(&$self) -> $kind $body)*

            /// All features that have a name, in the order of the table.
            pub const NAMES: &'static [FeatureInfo] = &[$(FeatureInfo { name: $name, unit: $unit }),*];

            /// Returns the feature of a name that eFEL has, such as `AP_amplitude`: one number, or one for each action potential or
            /// interval. The list is empty if the trace does not have it.
            ///
            /// # Errors
            /// [`Error::UnknownName`] for any other name.
            pub fn by_name(&self, name: &str) -> Result<Vec<f64>, Error> {
                match name {
                    $($name => Ok(Values::values(self.$method())),)*
                    _ => Err(Error::unknown(name, Self::NAMES.iter().map(|info| info.name.to_owned()).collect())),
                }
            }
        }
    };
}

features! {
    /// The number of action potentials in the trace.
    "Spikecount", "": fn spikecount(self) -> usize { self.spikes.len() }

    /// The number of action potentials whose peaks are within the stimulus.
    "Spikecount_stimint", "": fn spikecount_stimint(self) -> usize { self.within_stimulus().count() }

    /// The times of peaks (ms).
    "peak_time", "ms": fn peak_time(self) -> Vec<f64> { self.each(|spike| Some(spike.peak_time)) }

    /// V at peaks (mV).
    "peak_voltage", "mV": fn peak_voltage(self) -> Vec<f64> { self.each(|spike| Some(spike.peak_voltage)) }

    /// V at peaks (mV): eFEL's name for the same.
    "AP_height", "mV": fn ap_height(self) -> Vec<f64> { self.peak_voltage() }

    /// The time (ms) from the beginning of the stimulus to the first peak after it.
    "time_to_first_spike", "ms": fn time_to_first_spike(self) -> Option<f64> {
        self.since_stimulus().next().map(|spike| spike.peak_time - self.stimulus.start)
    }

    /// The time (ms) from the beginning of the stimulus to the last peak after it.
    "time_to_last_spike", "ms": fn time_to_last_spike(self) -> Option<f64> {
        self.since_stimulus().last().map(|spike| spike.peak_time - self.stimulus.start)
    }

    /// The number of peaks within the stimulus over the time from its beginning to the last of them (1/s).
    "mean_frequency", "Hz": fn mean_frequency(self) -> Option<f64> {
        let last = self.within_stimulus().last()?;
        Some(1000.0 * self.within_stimulus().count() as f64 / (last.peak_time - self.stimulus.start))
    }

    /// All intervals (ms).
    "all_ISI_values", "ms": fn all_isi_values(self) -> Vec<f64> { intervals(&self.spike_times()) }

    /// The intervals (ms) without the first one, which a stimulus makes shorter or longer.
    "ISI_values", "ms": fn isi_values(self) -> Vec<f64> { self.all_isi_values().into_iter().skip(1).collect() }

    /// The first interval (ms).
    "doublet_ISI", "ms": fn doublet_isi(self) -> Option<f64> { self.all_isi_values().first().copied() }

    /// The coefficient of variation of the intervals without the first one, with n − 1 in the variance; `None` with fewer than two
    /// of them.
    "ISI_CV", "": fn isi_cv(self) -> Option<f64> {
        let intervals = self.isi_values();
        let center = mean(intervals.iter().copied()).filter(|_| intervals.len() > 1)?;
        let squares: f64 = intervals.iter().map(|interval| (interval - center).powi(2)).sum();
        Some((squares / (intervals.len() - 1) as f64).sqrt() / center)
    }

    /// The mean of (b − a)/(b + a) over successive intervals a, b within the stimulus, without the first interval: 0 for a constant
    /// rate, positive if the rate falls. `None` with fewer than four action potentials.
    "adaptation_index2", "": fn adaptation_index2(self) -> Option<f64> {
        let times: Vec<f64> = self.within_stimulus().map(|spike| self.time_of(spike)).collect();
        let intervals = intervals(times.get(1..)?);
        mean(intervals.windows(2).map(|pair| (pair[1] - pair[0]) / (pair[1] + pair[0])))
    }

    /// The reciprocal of the first interval (1/s).
    "inv_first_ISI", "Hz": fn inv_first_isi(self) -> Option<f64> { self.rate_of_interval(0) }

    /// The reciprocal of the second interval (1/s).
    "inv_second_ISI", "Hz": fn inv_second_isi(self) -> Option<f64> { self.rate_of_interval(1) }

    /// The reciprocal of the third interval (1/s).
    "inv_third_ISI", "Hz": fn inv_third_isi(self) -> Option<f64> { self.rate_of_interval(2) }

    /// The reciprocal of the fourth interval (1/s).
    "inv_fourth_ISI", "Hz": fn inv_fourth_isi(self) -> Option<f64> { self.rate_of_interval(3) }

    /// The reciprocal of the fifth interval (1/s).
    "inv_fifth_ISI", "Hz": fn inv_fifth_isi(self) -> Option<f64> { self.rate_of_interval(4) }

    /// The reciprocal of the last interval (1/s).
    "inv_last_ISI", "Hz": fn inv_last_isi(self) -> Option<f64> { self.all_isi_values().last().map(|last| 1000.0 / last) }

    /// The times of onsets (ms), of action potentials after the beginning of the stimulus.
    "AP_begin_time", "ms": fn ap_begin_time(self) -> Vec<f64> { self.each_since_stimulus(|spike| spike.begin_time) }

    /// V at onsets (mV), the threshold, of action potentials after the beginning of the stimulus.
    "AP_begin_voltage", "mV": fn ap_begin_voltage(self) -> Vec<f64> { self.each_since_stimulus(|spike| spike.begin_voltage) }

    /// The heights of peaks above onsets (mV), of action potentials within the stimulus.
    "AP_amplitude", "mV": fn ap_amplitude(self) -> Vec<f64> {
        self.within_stimulus().filter_map(ActionPotential::amplitude).collect()
    }

    /// The widths (ms) in the middle between onset and peak.
    "AP_duration_half_width", "ms": fn ap_duration_half_width(self) -> Vec<f64> {
        self.each_since_stimulus(ActionPotential::half_width)
    }

    /// The widths (ms) in the middle between the peak and the minimum after it.
    "spike_half_width", "ms": fn spike_half_width(self) -> Vec<f64> {
        self.each(|spike| spike.half_depth.map(|[rise, fall]| fall - rise))
    }

    /// The times (ms) from onset to peak.
    "AP_rise_time", "ms": fn ap_rise_time(self) -> Vec<f64> { self.each_since_stimulus(ActionPotential::rise_time) }

    /// The times (ms) from peak to offset, at which dV/dt is back above the threshold for falls.
    "AP_fall_time", "ms": fn ap_fall_time(self) -> Vec<f64> { self.each_since_stimulus(ActionPotential::fall_time) }

    /// The mean slopes (mV/ms) from onset to peak.
    "AP_rise_rate", "mV/ms": fn ap_rise_rate(self) -> Vec<f64> {
        self.each_since_stimulus(|spike| Some(spike.amplitude()? / spike.rise_time()?))
    }

    /// The mean slopes (mV/ms) from peak to offset.
    "AP_fall_rate", "mV/ms": fn ap_fall_rate(self) -> Vec<f64> {
        self.each_since_stimulus(|spike| Some((spike.end_voltage? - spike.peak_voltage) / spike.fall_time()?))
    }

    /// The largest slopes (mV/ms) between onset and peak.
    "AP_peak_upstroke", "mV/ms": fn ap_peak_upstroke(self) -> Vec<f64> { self.each_since_stimulus(|spike| spike.peak_upstroke) }

    /// The lowest slopes (mV/ms) between the peak and the minimum after it.
    "AP_peak_downstroke", "mV/ms": fn ap_peak_downstroke(self) -> Vec<f64> { self.each(|spike| spike.peak_downstroke) }

    /// V at the first minimum after each peak (mV).
    "min_AHP_values", "mV": fn min_ahp_values(self) -> Vec<f64> { self.each(|spike| spike.ahp_voltage) }

    /// V at the first minimum after each peak (mV): eFEL's name for the same.
    "AHP_depth_abs", "mV": fn ahp_depth_abs(self) -> Vec<f64> { self.min_ahp_values() }

    /// V at the first minimum after each peak, above `voltage_base` (mV). It is negative for a hyperpolarisation.
    "AHP_depth", "mV": fn ahp_depth(self) -> Vec<f64> {
        let Some(base) = self.voltage_base() else { return Vec::new() };
        self.each(|spike| spike.ahp_voltage.map(|v| v - base))
    }

    /// The times (ms) from each peak to the first minimum after it.
    "AHP_time_from_peak", "ms": fn ahp_time_from_peak(self) -> Vec<f64> {
        self.each(|spike| spike.ahp_time.map(|time| time - spike.peak_time))
    }

    /// The mean of V (mV) in the last tenth of the time before the stimulus, counted from 0 ms.
    "voltage_base", "mV": fn voltage_base(self) -> Option<f64> {
        let start = self.stimulus.start;
        let [from, to] = [0.9 * start, start];
        // A trace that begins later has not all of it.
        (from >= self.trace.span()[0]).then(|| self.trace.course().mean(from, to, true)).flatten()
    }

    /// The mean of V (mV) in the last tenth of the stimulus.
    "steady_state_voltage_stimend", "mV": fn steady_state_voltage_stimend(self) -> Option<f64> {
        let Stimulus { start, end, .. } = self.stimulus;
        self.trace.course().mean(end - 0.1 * (end - start), end, false)
    }

    /// The mean of V (mV) after the stimulus.
    "steady_state_voltage", "mV": fn steady_state_voltage(self) -> Option<f64> {
        self.trace.course().mean(self.stimulus.end, self.trace.span()[1], true)
    }

    /// The lowest V (mV) within the stimulus.
    "minimum_voltage", "mV": fn minimum_voltage(self) -> Option<f64> {
        Some(self.trace.course().lowest(self.stimulus.start, self.stimulus.end)?.v)
    }

    /// The highest V (mV) within the stimulus.
    "maximum_voltage", "mV": fn maximum_voltage(self) -> Option<f64> {
        Some(self.trace.course().highest(self.stimulus.start, self.stimulus.end)?.v)
    }

    /// The steady state at the end of the stimulus above `voltage_base` (mV).
    "voltage_deflection_vb_ssse", "mV": fn voltage_deflection_vb_ssse(self) -> Option<f64> {
        Some(self.steady_state_voltage_stimend()? - self.voltage_base()?)
    }

    /// How far V returns (mV) from its lowest to the steady state at the end of a stimulus that hyperpolarises; `None` for one that
    /// does not.
    "sag_amplitude", "mV": fn sag_amplitude(self) -> Option<f64> {
        self.voltage_deflection_vb_ssse().filter(|deflection| *deflection <= 0.0)?;
        Some(self.steady_state_voltage_stimend()? - self.minimum_voltage()?)
    }

    /// The sag over the largest hyperpolarisation.
    "sag_ratio1", "": fn sag_ratio1(self) -> Option<f64> {
        let depth = self.voltage_base()? - self.minimum_voltage()?;
        self.sag_amplitude().filter(|_| depth > 0.0).map(|sag| sag / depth)
    }

    /// The hyperpolarisation in the steady state over the largest one.
    "sag_ratio2", "": fn sag_ratio2(self) -> Option<f64> {
        let depth = self.voltage_base()? - self.minimum_voltage()?;
        self.sag_amplitude().filter(|_| depth > 0.0)?;
        Some(-self.voltage_deflection_vb_ssse()? / depth)
    }

    /// The input resistance (MΩ): `voltage_deflection_vb_ssse` over the current of the stimulus. `None` for a current of 0. It has no
    /// meaning if there are action potentials within the stimulus, and is `None` then, which it is not in eFEL.
    "ohmic_input_resistance_vb_ssse", "MΩ": fn ohmic_input_resistance_vb_ssse(self) -> Option<f64> {
        let current = Some(self.stimulus.current).filter(|current| *current != 0.0 && self.spikecount_stimint() == 0)?;
        Some(self.voltage_deflection_vb_ssse()? / current)
    }

    /// The time constant (ms) with which V returns after the stimulus, to what it was where the stimulus began: that of the straight
    /// line through ln|V(t) − V(start)| from 1 to 10 ms after the end. `None` if the trace ends before, V reaches or passes that
    /// level, or V does not return.
    "decay_time_constant_after_stim", "ms": fn decay_time_constant_after_stim(self) -> Option<f64> {
        let [from, to] = [1.0, 10.0].map(|time| self.stimulus.end + time);
        let course = self.trace.course();
        let rest = course.value(self.stimulus.start);
        let points = course.points(from, to);
        if to > course.span()[1] || points.len() < 3 {
            return None;
        }
        let side = points[0].v - rest;
        if points.iter().any(|point| (point.v - rest) * side <= 0.0) {
            return None;
        }
        let slope = slope_of(points.iter().map(|point| (point.time - from, (point.v - rest).abs().ln())));
        (slope < 0.0).then(|| -1.0 / slope)
    }
}

impl Features {
    fn new(trace: VoltageTrace, stimulus: Stimulus, settings: Settings) -> Self {
        let spikes = find(trace.course(), stimulus, &settings);
        Features { trace, stimulus, settings, spikes }
    }

    /// Returns everything that is known of each action potential, in their order.
    pub fn action_potentials(&self) -> &[ActionPotential] {
        &self.spikes
    }

    /// Returns the times of spikes (ms), from which intervals are: the peaks, or what the [settings](Settings::intervals) say.
    pub fn spike_times(&self) -> Vec<f64> {
        self.spikes.iter().map(|spike| self.time_of(spike)).collect()
    }

    /// Returns the spikes, upward crossings of the threshold as those of a run, for what can be computed of
    /// [trains](crate::measure::trains).
    pub fn spikes(&self) -> Spikes {
        Spikes::new(self.settings.threshold, self.each(|spike| Some(spike.crossing)))
    }

    /// Returns the bursts: at least two spikes with intervals below `gap` (ms). Their number is eFEL's `burst_number`; eFEL has
    /// other rules to find them, relative to the median interval.
    pub fn bursts(&self, gap: f64) -> Bursts {
        Spikes::new(self.settings.threshold, self.spike_times()).bursts(gap)
    }

    /// Returns the mean frequency (1/s) within each burst: its number of spikes over the time from its first to its last, as
    /// eFEL's `strict_burst_mean_freq`. The rate of regular spikes would be one spike fewer over that time.
    pub fn burst_mean_freq(&self, gap: f64) -> Vec<f64> {
        self.bursts(gap).iter().map(|burst| 1000.0 * burst.spikes as f64 / burst.duration()).collect()
    }

    fn time_of(&self, spike: &ActionPotential) -> f64 {
        match self.settings.intervals {
            Intervals::Peaks => spike.peak_time,
            Intervals::Crossings => spike.crossing,
        }
    }

    fn since_stimulus(&self) -> impl Iterator<Item = &ActionPotential> {
        self.spikes.iter().filter(|spike| spike.peak_time > self.stimulus.start)
    }

    fn within_stimulus(&self) -> impl Iterator<Item = &ActionPotential> {
        self.since_stimulus().filter(|spike| spike.peak_time <= self.stimulus.end)
    }

    fn each(&self, of: impl Fn(&ActionPotential) -> Option<f64>) -> Vec<f64> {
        self.spikes.iter().filter_map(of).collect()
    }

    fn each_since_stimulus(&self, of: impl Fn(&ActionPotential) -> Option<f64>) -> Vec<f64> {
        self.since_stimulus().filter_map(of).collect()
    }

    fn rate_of_interval(&self, index: usize) -> Option<f64> {
        self.all_isi_values().get(index).map(|interval| 1000.0 / interval)
    }
}

impl fmt::Display for Features {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (k, FeatureInfo { name, unit }) in Self::NAMES.iter().enumerate() {
            if k > 0 {
                writeln!(f)?;
            }
            let values = self.by_name(name).map_err(|_| fmt::Error)?;
            let shown: Vec<String> = values.iter().take(4).map(|value| short(*value)).collect();
            let rest =
                if values.len() > shown.len() { format!(" … ({} in all)", values.len()) } else { String::new() };
            let unit = if values.is_empty() { "" } else { unit };
            let shown = if values.is_empty() { "–".to_owned() } else { shown.join("  ") };
            write!(f, "{}", format!("{name:<32}{shown}{rest} {unit}").trim_end())?;
        }
        Ok(())
    }
}

/// Writes a number with five digits.
fn short(value: f64) -> String {
    let digits = if value == 0.0 { 0.0 } else { value.abs().log10().floor() };
    if digits < -4.0 { format!("{value:.4e}") } else { format!("{value:.*}", (4.0 - digits).clamp(0.0, 8.0) as usize) }
}

fn intervals(times: &[f64]) -> Vec<f64> {
    times.windows(2).map(|pair| pair[1] - pair[0]).collect()
}

/// Returns the slope of the straight line of least squares.
fn slope_of(points: impl Iterator<Item = (f64, f64)> + Clone) -> f64 {
    let count = points.clone().count() as f64;
    let [x, y] = points.clone().fold([0.0; 2], |[a, b], (x, y)| [a + x / count, b + y / count]);
    let [product, square] = points.fold([0.0; 2], |[a, b], (s, t)| [a + (s - x) * (t - y), b + (s - x) * (s - x)]);
    product / square
}
