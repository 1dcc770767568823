//! The picture: for each model, errors by time and by right-hand sides, both logarithmic.

use super::canvas::{Align, Canvas, INK, Pixel, Rect, Shape, sheet};
use super::methods::BASELINE_STEP;
use super::problem::{Curve, DEFAULT, Measured, Problem};
use plotters::style::RGBColor;

/// Width of a panel, height of a panel, pixels.
const PANEL: (f64, f64) = (500.0, 330.0);
/// Room on the left, between panels, on the right.
const SIDES: (f64, f64, f64) = (78.0, 34.0, 24.0);
/// Room above a panel for its title, and below for its axis.
const ENDS: (f64, f64) = (34.0, 52.0);
/// The legend: its first line, the distance of lines, how many entries are in each.
const LEGEND: (f64, f64, usize) = (54.0, 19.0, 5);
/// Errors beyond this (ms) say that a run has lost the rhythm, not how far it is off.
const LOST: f64 = 30.0;

const SMALL: (f64, bool) = (11.0, false);
const PLAIN: (f64, bool) = (12.0, false);
const BOLD: (f64, bool) = (13.5, true);
const TITLE: (f64, bool) = (17.0, true);

const GRID: RGBColor = RGBColor(234, 234, 234);
const SPINE: RGBColor = RGBColor(110, 110, 110);
const FAINT: RGBColor = RGBColor(105, 105, 105);
const TARGET: RGBColor = RGBColor(0, 140, 90);

/// How a method looks.
#[derive(Clone, Copy)]
struct Look {
    color: RGBColor,
    shape: Shape,
    full: bool,
}

/// The default is black; the other methods have the colours of Okabe & Ito (2008) and two more that are as easy to tell
/// apart, those of diffsol are hollow.
fn look(method: &str) -> Look {
    let (color, shape) = match method {
        DEFAULT => ((0, 0, 0), Shape::Disc),
        "Tsit5" => ((0, 114, 178), Shape::Square),
        "Rodas3P" => ((230, 159, 0), Shape::Up),
        "Rodas4" => ((213, 94, 0), Shape::Diamond),
        "Rodas5P" => ((204, 121, 167), Shape::Down),
        "Ros34Pw2" => ((140, 86, 60), Shape::Square),
        "ExponentialEuler" => ((86, 180, 233), Shape::Up),
        "ExponentialMidpoint" => ((0, 158, 115), Shape::Disc),
        "Rk4" => ((122, 104, 190), Shape::Down),
        "diffsol BDF" => ((150, 60, 110), Shape::Disc),
        "diffsol ESDIRK34" => ((130, 130, 40), Shape::Square),
        "diffsol TR-BDF2" => ((80, 130, 150), Shape::Up),
        "diffsol Tsit45" => ((70, 90, 190), Shape::Diamond),
        _ => ((128, 128, 128), Shape::Star),
    };
    Look { color: RGBColor(color.0, color.1, color.2), shape, full: !method.starts_with("diffsol") }
}

/// A logarithmic axis.
#[derive(Clone, Copy)]
struct Axis {
    low: f64,
    high: f64,
    /// Pixels of both ends.
    from: f64,
    to: f64,
}

impl Axis {
    /// All values and a little more.
    fn around(values: impl Iterator<Item = f64>, from: f64, to: f64) -> Self {
        let finite = values.filter(|value| value.is_finite() && *value > 0.0);
        let (low, high) = finite.fold((f64::INFINITY, 0.0_f64), |(low, high), x| (low.min(x), high.max(x)));
        let (low, high) = if low > high { (1.0, 10.0) } else { (low, high) };
        let room = (high / low).powf(0.05).max(1.3);
        Self { low: low / room, high: high * room, from, to }
    }

    fn at(self, value: f64) -> f64 {
        let position = (value / self.low).ln() / (self.high / self.low).ln();
        self.from + position * (self.to - self.from)
    }

    /// Powers of ten, and where there are few of them, two and five times these; true for those with a label.
    fn ticks(self) -> Vec<(f64, bool)> {
        let decades = (self.high / self.low).log10();
        let mut ticks = Vec::new();
        for power in self.low.log10().floor() as i32..=self.high.log10().ceil() as i32 {
            for factor in 1..10 {
                let label = match factor {
                    1 => decades < 7.0 || power % 2 == 0,
                    2 | 5 => decades < 2.6,
                    _ => false,
                };
                if label || decades < 4.5 || factor == 1 {
                    ticks.push((f64::from(factor) * 10_f64.powi(power), label));
                }
            }
        }
        ticks.retain(|(value, _)| (self.low..=self.high).contains(value));
        ticks
    }
}

/// A number in few characters: 0.01, 20, 5k, 2M, and powers of ten below a hundredth.
fn short(value: f64) -> String {
    let round = |x: f64| (x * 1e6).round() / 1e6;
    match value {
        value if value >= 0.9e6 => format!("{}M", round(value / 1e6)),
        value if value >= 0.9e4 => format!("{}k", round(value / 1e3)),
        value if value >= 0.9e-2 => round(value).to_string(),
        value => {
            let digits = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
            let exponent = (value.log10() + 1e-9).floor();
            let text: String =
                (-exponent).to_string().chars().filter_map(|c| digits.get(c.to_digit(10)? as usize)).collect();
            let factor = (value / 10_f64.powf(exponent)).round();
            if factor == 1.0 { format!("10⁻{text}") } else { format!("{factor}·10⁻{text}") }
        }
    }
}

/// The error that is drawn, ms.
fn drawn(measured: &Measured) -> Option<f64> {
    measured.error().filter(|error| *error < LOST)
}

/// What is on the horizontal axis.
#[derive(Clone, Copy, PartialEq)]
enum Cost {
    Time,
    RightHandSides,
}

impl Cost {
    fn of(self, measured: &Measured) -> f64 {
        match self {
            Cost::Time => measured.ms(),
            Cost::RightHandSides => measured.evaluations as f64,
        }
    }
}

/// The picture of all that was measured, as SVG.
pub fn draw(problems: &[Problem]) -> String {
    let width = SIDES.0 + 2.0 * PANEL.0 + SIDES.1 + SIDES.2;
    let row = ENDS.0 + PANEL.1 + ENDS.1;
    let methods = methods(problems);
    // One more for the baseline.
    let head = LEGEND.0 + LEGEND.1 * (methods.len() / LEGEND.2 + 1) as f64;
    let height = head + row * problems.len() as f64 + 30.0;
    sheet(width, height, |canvas| {
        canvas.text("Work against precision", (SIDES.0, 26.0), Align::Left, TITLE, INK);
        legend(canvas, &methods, width);
        for (index, problem) in problems.iter().enumerate() {
            let top = head + row * index as f64 + ENDS.0;
            let heading = format!("{}, {} s", problem.name, problem.duration / 1e3);
            canvas.text(&heading, (SIDES.0, top - 15.0), Align::Left, BOLD, INK);
            for (column, cost) in [Cost::Time, Cost::RightHandSides].into_iter().enumerate() {
                let left = SIDES.0 + (PANEL.0 + SIDES.1) * column as f64;
                let area = Rect { left, top, right: left + PANEL.0, bottom: top + PANEL.1 };
                Panel::new(problem, cost, area).draw(canvas);
            }
        }
        let note = format!(
            "Lower and further left is better; green: targets, in units of the time by hand. Not drawn: runs with spikes \
             missing or too many, or {LOST} ms off. Jacobians are not among the right-hand sides."
        );
        canvas.text(&note, (SIDES.0, height - 20.0), Align::Left, SMALL, FAINT);
    })
}

/// A curve of each method.
fn methods(problems: &[Problem]) -> Vec<&Curve> {
    let mut known: Vec<&Curve> = Vec::new();
    for curve in problems.iter().flat_map(|problem| &problem.curves) {
        if known.iter().all(|other| other.method != curve.method) {
            known.push(curve);
        }
    }
    known
}

fn legend(canvas: &mut Canvas<'_>, methods: &[&Curve], width: f64) {
    let (first, line, columns) = LEGEND;
    let step = (width - SIDES.0 - SIDES.2) / columns as f64;
    let place = |index: usize| (SIDES.0 + step * (index % columns) as f64, first + line * (index / columns) as f64);
    for (index, curve) in methods.iter().enumerate() {
        let (x, y) = place(index);
        let Look { color, shape, full } = look(curve.method);
        canvas.line(&[(x, y), (x + 28.0, y)], thickness(curve), color);
        canvas.marker(shape, (x + 14.0, y), 4.0, color, full);
        let name = if curve.method == DEFAULT { format!("{DEFAULT} (default)") } else { curve.method.to_owned() };
        canvas.text(&name, (x + 36.0, y), Align::Left, (12.0, curve.method == DEFAULT), INK);
    }
    let (x, y) = place(methods.len());
    canvas.marker(Shape::Star, (x + 14.0, y), 4.5, FAINT, true);
    canvas.text(&format!("by hand, {BASELINE_STEP} ms"), (x + 36.0, y), Align::Left, PLAIN, INK);
}

fn thickness(curve: &Curve) -> f64 {
    match curve {
        curve if curve.method == DEFAULT => 2.6,
        curve if curve.ours => 1.6,
        _ => 1.1,
    }
}

struct Panel<'a> {
    problem: &'a Problem,
    cost: Cost,
    area: Rect,
    x: Axis,
    y: Axis,
}

impl<'a> Panel<'a> {
    fn new(problem: &'a Problem, cost: Cost, area: Rect) -> Self {
        let points = || problem.curves.iter().flat_map(|curve| &curve.points).chain([&problem.baseline]);
        let seen = || points().filter_map(|point| point.measured.as_ref()).filter(|m| drawn(m).is_some());
        let baseline = problem.baseline.measured.as_ref().map(|measured| cost.of(measured));
        let x = Axis::around(seen().map(|measured| cost.of(measured)).chain(baseline), area.left, area.right);
        let errors = seen().filter_map(drawn).chain(problem.targets.iter().map(|target| target.error));
        let y = Axis::around(errors, area.bottom, area.top);
        Self { problem, cost, area, x, y }
    }

    fn draw(&self, canvas: &mut Canvas<'_>) {
        self.axes(canvas);
        self.baseline(canvas);
        // The default on top of the others.
        let (default, others): (Vec<&Curve>, Vec<&Curve>) =
            self.problem.curves.iter().partition(|curve| curve.method == DEFAULT);
        others.into_iter().rev().chain(default).for_each(|curve| self.curve(canvas, curve));
        if self.cost == Cost::Time {
            self.targets(canvas);
        }
    }

    fn axes(&self, canvas: &mut Canvas<'_>) {
        let Rect { left, top, right, bottom } = self.area;
        if self.cost == Cost::Time {
            for target in &self.problem.targets {
                canvas.fill(self.reach(target.error, target.ratio), TARGET, 0.09);
            }
        }
        let first = self.cost == Cost::Time;
        for (value, labelled) in self.x.ticks() {
            let x = self.x.at(value);
            if labelled {
                canvas.line(&[(x, top), (x, bottom)], 0.8, GRID);
                canvas.text(&short(value), (x, bottom + 15.0), Align::Center, SMALL, INK);
            }
            canvas.line(&[(x, bottom), (x, bottom + if labelled { 5.0 } else { 3.0 })], 0.8, SPINE);
        }
        for (value, labelled) in self.y.ticks() {
            let y = self.y.at(value);
            if labelled {
                canvas.line(&[(left, y), (right, y)], 0.8, GRID);
            }
            if labelled && first {
                canvas.text(&short(value), (left - 9.0, y), Align::Right, SMALL, INK);
            }
            canvas.line(&[(left - if labelled { 5.0 } else { 3.0 }, y), (left, y)], 0.8, SPINE);
        }
        canvas.line(&[(left, top), (left, bottom), (right, bottom)], 1.0, SPINE);
        let name = if first { "time (ms)" } else { "right-hand sides" };
        canvas.text(name, (0.5 * (left + right), bottom + 33.0), Align::Center, PLAIN, INK);
        if first {
            let middle = (left - 54.0, 0.5 * (top + bottom));
            canvas.text("worst spike error (ms)", middle, Align::Upwards, PLAIN, INK);
        }
    }

    /// The part of the panel where a target is met.
    fn reach(&self, error: f64, ratio: f64) -> Rect {
        let x = self.x.at(ratio * self.problem.baseline_ms()).clamp(self.area.left, self.area.right);
        let y = self.y.at(error).clamp(self.area.top, self.area.bottom);
        Rect { left: self.area.left, top: y, right: x, bottom: self.area.bottom }
    }

    fn targets(&self, canvas: &mut Canvas<'_>) {
        for target in &self.problem.targets {
            let Rect { left, top, right, bottom } = self.reach(target.error, target.ratio);
            canvas.dashes((left, top), (right, top), 1.1, TARGET);
            canvas.dashes((right, top), (right, bottom), 1.1, TARGET);
            let text = format!("{} ms, {}×", target.error, target.ratio);
            canvas.text(&text, (right - 10.0, bottom - 40.0), Align::Upwards, SMALL, TARGET);
        }
    }

    fn baseline(&self, canvas: &mut Canvas<'_>) {
        let Some(measured) = &self.problem.baseline.measured else { return };
        let x = self.x.at(self.cost.of(measured));
        canvas.dashes((x, self.area.top), (x, self.area.bottom), 0.9, FAINT);
        canvas.text("by hand", (x + 5.0, self.area.top + 6.0), Align::Left, SMALL, FAINT);
        if let Some(error) = drawn(measured) {
            canvas.marker(Shape::Star, (x, self.y.at(error)), 4.5, FAINT, true);
        }
    }

    fn curve(&self, canvas: &mut Canvas<'_>, curve: &Curve) {
        let place = |measured: &Measured| -> Option<Pixel> {
            let error = drawn(measured)?.max(self.y.low);
            Some((self.x.at(self.cost.of(measured)), self.y.at(error)))
        };
        let places: Vec<Pixel> = curve.points.iter().filter_map(|point| place(point.measured.as_ref()?)).collect();
        let Look { color, shape, full } = look(curve.method);
        if places.len() > 1 {
            canvas.line(&places, thickness(curve), color);
        }
        for &at in &places {
            canvas.marker(shape, at, if curve.method == DEFAULT { 4.2 } else { 3.6 }, color, full);
        }
    }
}
