//! The largest deflection of a trace that can be computed at any times.

use crate::error::Error;

/// The deflections among which a peak is searched, as departures from a baseline. Outward currents are positive.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Direction {
    Either,
    Inward,
    Outward,
}

impl Direction {
    /// Returns what a peak makes largest.
    fn size(self, departure: f64) -> f64 {
        match self {
            Direction::Either => departure.abs(),
            Direction::Inward => -departure,
            Direction::Outward => departure,
        }
    }
}

/// A peak of a trace.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Peak {
    /// Its time (ms), counted as the window is.
    pub(super) time: f64,
    /// The departure from the baseline there.
    pub(super) departure: f64,
    /// The departure at the end of the window.
    pub(super) last: f64,
}

/// The distance (ms) that samples keep from the ends of a window, where a command may jump.
pub(super) const BESIDE: f64 = 1e-9;

/// Searches the largest departure within a window (ms): on samples that are dense at its beginning, then on ever finer ones around the
/// largest until they lie close to a parabola; the vertex of the polynomial through five is the peak. Where the trace jumps there is none, and the search goes on down to the
/// distance of [`BESIDE`]. `trace` returns the departures at ascending times.
pub(super) fn peak(
    [begin, end]: [f64; 2],
    direction: Direction,
    mut trace: impl FnMut(&[f64]) -> Result<Vec<f64>, Error>,
) -> Result<Peak, Error> {
    /// The samples of the first search.
    const COARSE: usize = 500;
    /// The spacings of the others.
    const FINE: usize = 32;
    let mut times = after_a_jump([begin + BESIDE, end - BESIDE], COARSE);
    let mut values = trace(&times)?;
    let last = values[COARSE - 1];
    loop {
        let largest = position(&values, direction);
        // At an end there is no bracket.
        let bracket = largest.checked_sub(1).and_then(|before| Some([times[before], *times.get(largest + 1)?]));
        let Some([from, to]) = bracket.filter(|[from, to]| to - from > BESIDE) else {
            return Ok(Peak { time: times[largest], departure: values[largest], last });
        };
        if let Some([shift, departure]) = vertex(&values, largest).filter(|_| values.len() == FINE + 1) {
            return Ok(Peak { time: times[largest] + shift * (times[1] - times[0]), departure, last });
        }
        times = (0..=FINE).map(|k| from + (to - from) * k as f64 / FINE as f64).collect();
        values = trace(&times)?;
    }
}

/// Returns the vertex of the polynomial through a value and the two beside it on each side, as a distance in spacings and a value, if all
/// lie close to one parabola.
fn vertex(values: &[f64], at: usize) -> Option<[f64; 2]> {
    /// The part by which the curvature over twice the distance may be another.
    const SMOOTH: f64 = 0.1;
    /// The number of steps of Newton's method, each of which doubles the digits of what the parabola says.
    const NEWTON: usize = 3;
    let around = values.get(at.checked_sub(2)?..at + 3)?;
    let even = |distance: usize| around[2 + distance] + around[2 - distance];
    let odd = |distance: usize| around[2 + distance] - around[2 - distance];
    let (near, far) = (even(1) - 2.0 * around[2], even(2) - 2.0 * around[2]);
    // A trace that does not change at all is smooth.
    if (far - 4.0 * near).abs() > SMOOTH * far.abs() {
        return None;
    }
    if near == 0.0 {
        return Some([0.0, around[2]]);
    }
    // Its derivatives in the middle, by spacings.
    let first = (8.0 * odd(1) - odd(2)) / 12.0;
    let second = (16.0 * near - far) / 12.0;
    let third = 0.5 * odd(2) - odd(1);
    let fourth = far - 4.0 * near;
    let mut shift = 0.0;
    for _ in 0..NEWTON {
        let slope = first + shift * (second + shift * (third / 2.0 + shift * fourth / 6.0));
        let curvature = second + shift * (third + shift * fourth / 2.0);
        shift = (shift - slope / curvature).clamp(-1.0, 1.0);
    }
    let rise = first + shift * (second / 2.0 + shift * (third / 6.0 + shift * fourth / 24.0));
    Some([shift, around[2] + shift * rise])
}

/// Returns times whose distances grow with the time since `begin`, from a hundredth of a millisecond on.
fn after_a_jump([begin, end]: [f64; 2], count: usize) -> Vec<f64> {
    /// The time (ms) at which the distances have doubled.
    const SCALE: f64 = 0.5;
    let whole = ((end - begin) / SCALE).ln_1p();
    let time = |k: usize| begin + SCALE * (whole * k as f64 / (count - 1) as f64).exp_m1();
    // Rounding may not put the last one past the end.
    (0..count).map(|k| time(k).min(end)).collect()
}

/// Returns the index of the first largest departure.
fn position(values: &[f64], direction: Direction) -> usize {
    let mut largest = 0;
    for (k, value) in values.iter().enumerate() {
        if direction.size(*value) > direction.size(values[largest]) {
            largest = k;
        }
    }
    largest
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Searches a peak of a function.
    fn of(window: [f64; 2], direction: Direction, f: impl Fn(f64) -> f64) -> Peak {
        peak(window, direction, |times| Ok(times.iter().map(|t| f(*t)).collect())).unwrap()
    }

    #[test]
    fn a_peak_is_found_whatever_the_length_of_the_window() {
        // t e^{−t/τ} is largest at τ.
        for (tau, end) in [(0.05, 10.0), (0.3, 1000.0), (7.0, 100.0), (80.0, 2000.0)] {
            let found = of([100.0, 100.0 + end], Direction::Inward, |t| -(t - 100.0) * (-(t - 100.0) / tau).exp());
            assert!((found.time - 100.0 - tau).abs() < 1e-5 * tau, "{tau}: {found:?}");
            assert!((found.departure + tau / 1f64.exp()).abs() < 1e-10 * tau, "{tau}: {found:?}");
        }
    }

    #[test]
    fn the_direction_decides_between_two_peaks() {
        let both = |t: f64| (t - 1.0).sin();
        let window = [1.0, 1.0 + std::f64::consts::TAU];
        assert!((of(window, Direction::Outward, both).departure - 1.0).abs() < 1e-10);
        assert!((of(window, Direction::Inward, both).departure + 1.0).abs() < 1e-10);
        assert!((of(window, Direction::Either, |t| both(t) - 0.1).departure + 1.1).abs() < 1e-10);
    }

    #[test]
    fn a_peak_at_a_jump_is_the_value_beside_it() {
        // A synaptic current begins after the delay of its axon.
        let jump = |t: f64| if t < 1.5 { 0.0 } else { (0.5 - t / 3.0).exp() };
        let found = of([0.0, 100.0], Direction::Either, jump);
        assert!((found.time - 1.5).abs() < 1e-8 && (found.departure - 1.0).abs() < 1e-8, "{found:?}");
    }

    #[test]
    fn a_trace_without_a_turn_is_largest_at_an_end() {
        let decay = of([2.0, 12.0], Direction::Either, |t| (2.0 - t).exp());
        assert!((decay.time - 2.0).abs() < 1e-8 && (decay.departure - 1.0).abs() < 1e-8);
        let rise = of([2.0, 12.0], Direction::Either, |t| t - 2.0);
        assert!((rise.time - 12.0).abs() < 1e-8 && rise.departure == rise.last);
        assert_eq!(of([2.0, 12.0], Direction::Either, |_| 0.0).departure, 0.0);
    }
}
