//! A trace that changes, as an animated SVG: any browser shows it.

use neuron_runtime::prelude::*;
use std::fmt::Write;
use std::path::Path;

/// One picture of the animation.
pub struct Frame {
    /// What is different in it.
    pub label: String,
    /// The trace, at equal distances in time.
    pub values: Vec<f64>,
}

/// Milliseconds for which a frame is shown.
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
    for value in [-80.0, -40.0, 0.0, 40.0] {
        axes += &line(left, y(value), right, y(value), "#dddddd");
        axes += &format!(
            "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{value:.0}</text>\n",
            left - 8.0,
            y(value) + 5.0
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
        let mut path = String::new();
        for (k, value) in frame.values.iter().enumerate() {
            let command = if k == 0 { 'M' } else { 'L' };
            // A string takes everything that is written to it.
            let _ = write!(path, "{command}{:.1} {:.0}", x(k as f64 / last), y(*value));
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
