//! What features ask of a course of V, and what they get.

/// A point of a course: a time (ms) and V there (mV).
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Point {
    pub(super) time: f64,
    pub(super) v: f64,
}

/// A rise of V through a level, its highest point, and the fall back.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Excursion {
    /// The time of the rise through the level, ms.
    pub(super) rise: f64,
    pub(super) peak: Point,
}

/// A course of V in time. Times are in ms, V in mV, slopes in mV/ms. Nothing is found outside of `from` to `to`.
pub(super) trait Course {
    /// Returns the first and the last time.
    fn span(&self) -> [f64; 2];

    /// Returns V at a time within the span.
    fn value(&self, time: f64) -> f64;

    /// Returns the excursions above a level that begin and end within the span.
    fn excursions(&self, level: f64) -> Vec<Excursion>;

    /// Returns the first of the lowest points.
    fn lowest(&self, from: f64, to: f64) -> Option<Point>;

    /// Returns the first of the highest points.
    fn highest(&self, from: f64, to: f64) -> Option<Point>;

    /// Returns the first minimum; the last point if V does not rise.
    fn first_minimum(&self, from: f64, to: f64) -> Option<Point>;

    /// Returns the time of the steepest rise, or fall, and the slope.
    fn steepest(&self, from: f64, to: f64, rise: bool) -> Option<(f64, f64)>;

    /// Returns the beginning of the time before `until` in which the slope is at a level or above it; `from` if that is all of it.
    fn last_slope_rise(&self, level: f64, from: f64, until: f64) -> f64;

    /// Returns the first time at which the slope is at a level or above it.
    fn first_slope_rise(&self, level: f64, from: f64, to: f64) -> Option<f64>;

    /// Returns the first time at which V passes a level upwards, or downwards, interpolated.
    fn crossing(&self, level: f64, from: f64, to: f64, upwards: bool) -> Option<f64>;

    /// Returns the time at which V is at a level that it passes once.
    fn time_at(&self, level: f64, from: f64, to: f64, upwards: bool) -> Option<f64> {
        self.crossing(level, from, to, upwards)
    }

    /// Returns the mean of V. Of samples, that at `to` counts if the time is `closed`.
    fn mean(&self, from: f64, to: f64, closed: bool) -> Option<f64>;

    /// Returns points to fit a curve through.
    fn points(&self, from: f64, to: f64) -> Vec<Point>;
}
