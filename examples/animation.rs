//! A trace that changes, as an animated SVG: any browser shows it.

use neuron_runtime::prelude::*;
use std::fmt::Write;
use std::path::Path;

/// One picture of the animation.
pub struct Frame {
    /// The label of the frame.
    pub label: String,
    /// The trace, at equal distances in time.
    pub values: Vec<f64>,
}

/// The time for which a frame is shown, ms.
const SHOWN: usize = 150;
/// The picture, and the place of the axes in it: left, top, right, bottom.
const SIZE: (f64, f64) = (900.0, 360.0);
const AXES: (f64, f64, f64, f64) = (70.0, 50.0, 880.0, 310.0);

/// Saves traces over `duration` (ms) one after the other, forth and back, and says where.
///
/// # Errors
/// [`Error::File`] if the file cannot be written.
pub fn save(
    title: &str,
    label: &str,
    duration: f64,
    (low, high): (f64, f64),
    frames: &[Frame],
    file: &str,
) -> Result<(), Error> {
    let svg = draw(title, label, duration, (low, high), frames);
    let path = Path::new(file);
    std::fs::write(path, svg).map_err(|source| Error::File { path: path.to_owned(), source })?;
    println!("the animation is {file}");
    Ok(())
}

fn draw(title: &str, label: &str, duration: f64, (low, high): (f64, f64), frames: &[Frame]) -> String {
    let (left, top, right, bottom) = AXES;
    let x = |part: f64| left + part * (right - left);
    let y = |value: f64| bottom - (value - low) / (high - low) * (bottom - top);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" height=\"{1}\" font-family=\"sans-serif\" font-size=\"14\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n<text x=\"{left}\" y=\"28\" font-size=\"17\">{title}</text>\n",
        SIZE.0, SIZE.1
    );
    let line = |x0: f64, y0: f64, x1: f64, y1: f64, color: &str| {
        format!("<path d=\"M{x0:.1} {y0:.1}L{x1:.1} {y1:.1}\" stroke=\"{color}\"/>\n")
    };
    let mut axes = String::new();
    for step in 0..=4 {
        let part = f64::from(step) / 4.0;
        axes += &line(x(part), bottom, x(part), bottom + 5.0, "black");
        axes += &format!(
            "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{:.0}</text>\n",
            x(part),
            bottom + 20.0,
            part * duration
        );
    }
    let every = spacing(high - low);
    for value in ((low / every).ceil() as i32..=(high / every).floor() as i32).map(|k| every * f64::from(k)) {
        axes += &line(left, y(value), right, y(value), "#dddddd");
        axes += &format!(
            "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>\n",
            left - 8.0,
            y(value) + 5.0,
            value.to_string().replace('-', "−")
        );
    }
    axes += &line(left, bottom, right, bottom, "black");
    axes += &line(left, top, left, bottom, "black");
    axes += &format!("<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">time (ms)</text>\n", x(0.5), bottom + 42.0);
    axes += &format!(
        "<text transform=\"translate(20 {:.1}) rotate(-90)\" text-anchor=\"middle\">{label}</text>\n",
        0.5 * (top + bottom)
    );
    svg += &axes;

    // Forth and back, so that it never jumps.
    let order: Vec<usize> = (0..frames.len()).chain((1..frames.len().saturating_sub(1)).rev()).collect();
    let path = |frame: &Frame| {
        let last = (frame.values.len().max(2) - 1) as f64;
        let points = frame.values.iter().enumerate().map(|(k, value)| (x(k as f64 / last), y(*value)));
        let mut path = String::new();
        for (k, (x, y)) in visible(points).into_iter().enumerate() {
            let command = if k == 0 { 'M' } else { 'L' };
            // A string takes everything that is written to it.
            let _ = write!(path, "{command}{x:.1} {y:.1}");
        }
        path
    };
    let total = order.len() * SHOWN;
    if let Some(frame) = frames.first() {
        let paths: Vec<String> = frames.iter().map(path).collect();
        let values: Vec<&str> = order.iter().map(|k| paths[*k].as_str()).collect();
        let _ = writeln!(
            svg,
            "<path d=\"{}\" fill=\"none\" stroke=\"#1f5fa8\" stroke-width=\"1.2\"><animate attributeName=\"d\" dur=\"{total}ms\" repeatCount=\"indefinite\" calcMode=\"discrete\" values=\"{}\"/></path>",
            path(frame),
            values.join(";")
        );
    }
    for (k, frame) in frames.iter().enumerate() {
        let shown: Vec<&str> = order.iter().map(|other| if *other == k { "visible" } else { "hidden" }).collect();
        let first = if k == 0 { "visible" } else { "hidden" };
        let _ = writeln!(
            svg,
            "<text x=\"{right}\" y=\"28\" text-anchor=\"end\" visibility=\"{first}\">{}<animate attributeName=\"visibility\" dur=\"{total}ms\" repeatCount=\"indefinite\" calcMode=\"discrete\" values=\"{}\"/></text>",
            frame.label,
            shown.join(";")
        );
    }
    svg + "</svg>\n"
}

/// The points of a line, in pixels from left to right, that are seen: of each half pixel the first and the last, the
/// lowest and the highest, so that no peak gets lost.
fn visible(points: impl Iterator<Item = (f64, f64)>) -> Vec<(f64, f64)> {
    let mut seen: Vec<(f64, f64)> = Vec::new();
    let mut column: Vec<(f64, f64)> = Vec::new();
    let leave = |column: &mut Vec<(f64, f64)>, seen: &mut Vec<(f64, f64)>| {
        let extreme = |sign: f64| {
            column.iter().enumerate().max_by(|a, b| (sign * a.1.1).total_cmp(&(sign * b.1.1))).map_or(0, |(k, _)| k)
        };
        let (low, high) = (extreme(-1.0), extreme(1.0));
        let flat = column.get(high).zip(column.get(low)).is_none_or(|(high, low)| high.1 - low.1 < 0.5);
        let mut kept = if flat { vec![0] } else { vec![0, low.min(high), low.max(high), column.len() - 1] };
        kept.dedup();
        seen.extend(kept.into_iter().filter_map(|k| column.get(k)));
        column.clear();
    };
    for point in points {
        if column.first().is_some_and(|first| point.0 - first.0 >= 0.5) {
            leave(&mut column, &mut seen);
        }
        column.push(point);
    }
    let last = column.last().copied();
    leave(&mut column, &mut seen);
    seen.extend(last);
    seen
}

/// Returns a round distance of ticks that puts a few of them into a range.
fn spacing(range: f64) -> f64 {
    let power = 10f64.powf((range / 4.0).log10().floor());
    let part = range / 4.0 / power;
    power
        * if part < 1.5 {
            1.0
        } else if part < 3.5 {
            2.0
        } else if part < 7.5 {
            5.0
        } else {
            10.0
        }
}
