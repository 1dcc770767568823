//! Action potentials, and what each of them is like.

use super::course::{Course, Excursion, Point};
use super::{Settings, Stimulus};

/// One action potential of a trace. Times are in ms, potentials in mV, slopes in mV/ms.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct ActionPotential {
    /// The time at which V rises through the threshold of detection.
    pub crossing: f64,
    /// The time at which V is highest.
    pub peak_time: f64,
    /// V there.
    pub peak_voltage: f64,
    /// The time of the onset: since then dV/dt has been at its threshold or above it, up to the steepest rise. If dV/dt was
    /// above it since the stimulus began, the onset is the beginning of the stimulus. `None` if dV/dt never reaches it.
    pub begin_time: Option<f64>,
    /// V at the onset, the threshold of the action potential.
    pub begin_voltage: Option<f64>,
    /// The largest dV/dt between onset and peak.
    pub peak_upstroke: Option<f64>,
    /// The lowest dV/dt between the peak and the afterhyperpolarisation.
    pub peak_downstroke: Option<f64>,
    /// The time of the offset: the first after the steepest fall at which dV/dt is back at its threshold for falls. `None` if
    /// the trace ends before, or V never falls so fast.
    pub end_time: Option<f64>,
    /// V at the offset.
    pub end_voltage: Option<f64>,
    /// The time of the first minimum after the peak, the afterhyperpolarisation. `None` if V falls to the end of the trace.
    pub ahp_time: Option<f64>,
    /// V there.
    pub ahp_voltage: Option<f64>,
    /// The times at which V passes the middle between the onset and the peak, before and after the peak.
    pub half_height: Option<[f64; 2]>,
    /// The times at which V passes the middle between the peak and the minimum after it.
    pub half_depth: Option<[f64; 2]>,
}

impl ActionPotential {
    /// Returns the height of the peak above the onset, mV.
    pub fn amplitude(&self) -> Option<f64> {
        self.begin_voltage.map(|begin| self.peak_voltage - begin)
    }

    /// Returns the time from the onset to the peak, ms.
    pub fn rise_time(&self) -> Option<f64> {
        self.begin_time.map(|begin| self.peak_time - begin)
    }

    /// Returns the time from the peak to the offset, ms.
    pub fn fall_time(&self) -> Option<f64> {
        self.end_time.map(|end| end - self.peak_time)
    }

    /// Returns the width in the middle between the onset and the peak, ms.
    pub fn half_width(&self) -> Option<f64> {
        self.half_height.map(|[rise, fall]| fall - rise)
    }
}

/// Returns the action potentials of a trace, in their order.
pub(super) fn find(course: &dyn Course, stimulus: Stimulus, settings: &Settings) -> Vec<ActionPotential> {
    let [begin, end] = course.span();
    let excursions = course.excursions(settings.threshold);
    let mut found: Vec<ActionPotential> = Vec::with_capacity(excursions.len());
    for (k, excursion) in excursions.iter().enumerate() {
        let peak = excursion.peak;
        // It begins after the lowest point since the one before it, or if there is none, with the stimulus.
        let earliest = match k.checked_sub(1) {
            Some(before) => course.lowest(excursions[before].peak.time, peak.time).map_or(begin, |low| low.time),
            None if peak.time > stimulus.start => stimulus.start,
            None => begin,
        };
        let since = found.last().and_then(|before| before.ahp_time).unwrap_or(earliest);
        let until = excursions.get(k + 1).map_or(end, |next| next.peak.time);
        found.push(describe(course, settings, excursion, [earliest, since, until]));
    }
    found
}

/// Describes an action potential that begins after `earliest`, is alone after `since`, and before `until`.
fn describe(
    course: &dyn Course,
    settings: &Settings,
    excursion: &Excursion,
    [earliest, since, until]: [f64; 3],
) -> ActionPotential {
    let Excursion { rise: crossing, peak } = *excursion;
    let steepest = course.steepest(earliest, peak.time, true).filter(|(_, slope)| *slope >= settings.upstroke);
    let begin = steepest.map(|(time, _)| course.last_slope_rise(settings.upstroke, earliest, time));
    let begin = begin.map(|time| Point { time, v: course.value(time) });
    let minimum = course.first_minimum(peak.time, until);
    // Where the trace ends while V falls, there may be a lower one.
    let ahp = minimum.filter(|minimum| minimum.time < until);
    let fall = course.steepest(peak.time, minimum.map_or(until, |minimum| minimum.time), false);
    let end_time = fall
        .filter(|(_, slope)| *slope < settings.downstroke)
        .and_then(|(time, _)| course.first_slope_rise(settings.downstroke, time, until));
    let half_height = begin.and_then(|begin| {
        let level = 0.5 * (begin.v + peak.v);
        let after = course.time_at(level, peak.time, minimum?.time, false)?;
        Some([course.time_at(level, begin.time, peak.time, true)?, after])
    });
    let half_depth = ahp.and_then(|ahp| {
        let level = 0.5 * (peak.v + ahp.v);
        let after = course.crossing(level, peak.time, ahp.time, false)?;
        Some([course.crossing(level, since, peak.time, true)?, after])
    });
    ActionPotential {
        crossing,
        peak_time: peak.time,
        peak_voltage: peak.v,
        begin_time: begin.map(|begin| begin.time),
        begin_voltage: begin.map(|begin| begin.v),
        peak_upstroke: begin.and_then(|begin| course.steepest(begin.time, peak.time, true)).map(|(_, slope)| slope),
        peak_downstroke: fall.map(|(_, slope)| slope),
        end_time,
        end_voltage: end_time.map(|time| course.value(time)),
        ahp_time: ahp.map(|ahp| ahp.time),
        ahp_voltage: ahp.map(|ahp| ahp.v),
        half_height,
        half_depth,
    }
}
