//! What fills a panel: heat maps with their bars, areas, arrows.

use super::{ARROW, HAIR, NAME, SPINE, Sketch};
use crate::Series;
use crate::axis::Scale;
use crate::canvas::{Align, Canvas, Text};
use crate::color;
use crate::layout::{BAR, BAR_GAP, TICK, TICK_LENGTH, TICK_ROOM, edges};
use crate::thin::{self, Pixel, Rect};
use std::ops::Range;

/// The size of the smallest cell of a heat map that is drawn, in pixels.
const SMALLEST: f64 = 2.0;
/// What a cell reaches into the next one, which is drawn over it, so that no line is between them.
const OVERLAP: f64 = 0.5;

/// Draws heat maps: neighbours of one shade as one rectangle.
pub(super) fn heat(sketch: &Sketch<'_>, canvas: &mut Canvas<'_>) {
    let plot = sketch.plot();
    let Some(bar) = &sketch.place.bar else { return };
    for series in &sketch.place.panel.series {
        let Series::Heat { x, y, values, .. } = series else { continue };
        let across: Vec<f64> = edges(x, sketch.group.x_scale).into_iter().map(|x| sketch.x(x)).collect();
        let up: Vec<f64> = edges(y, sketch.place.y_scale).into_iter().map(|y| sketch.y(y)).collect();
        let (columns, rows) = (blocks(&across), blocks(&up));
        for row in &rows {
            let shade = |column: &Range<usize>| {
                let mean = mean(row.clone().flat_map(|j| &values[j * x.len()..][column.clone()]));
                (mean.map(|mean| color::shade(bar.values.position(mean))), column.clone())
            };
            let (a, b) = (up[row.start], up[row.end]);
            let (top, bottom) = (a.min(b).max(plot.top), a.max(b).min(plot.bottom));
            let cells: Vec<(Option<u32>, Range<usize>)> = columns.iter().map(shade).collect();
            for run in cells.chunk_by(|a, b| a.0 == b.0) {
                let (a, b) = (across[run[0].1.start], across[run[run.len() - 1].1.end]);
                let (left, right) = (a.min(b).max(plot.left), a.max(b).min(plot.right));
                let (Some(shade), true, true) = (run[0].0, left < right, top < bottom) else { continue };
                // The next cell lies where the indices lead to.
                let right = if across[0] < across[1] { (right + OVERLAP).min(plot.right) } else { right };
                let top = if up[0] > up[1] { (top - OVERLAP).max(plot.top) } else { top };
                canvas.fill(Rect { left, top, right, bottom }, color::of_shade(shade));
            }
        }
    }
}

/// Joins cells with these edges (pixels) until each can be seen.
fn blocks(edges: &[f64]) -> Vec<Range<usize>> {
    let (mut blocks, mut start) = (Vec::new(), 0);
    for end in 1..edges.len() {
        if (edges[end] - edges[start]).abs() >= SMALLEST || end + 1 == edges.len() {
            blocks.push(start..end);
            start = end;
        }
    }
    blocks
}

/// Returns the mean of those that are finite, if there are any.
fn mean<'a>(values: impl Iterator<Item = &'a f64>) -> Option<f64> {
    let finite = values.filter(|value| value.is_finite());
    let (sum, count) = finite.fold((0.0, 0_u32), |(sum, count), value| (sum + value, count + 1));
    (count > 0).then(|| sum / f64::from(count))
}

/// Draws the bar of colours.
pub(super) fn bar(sketch: &Sketch<'_>, canvas: &mut Canvas<'_>) {
    let Some(bar) = &sketch.place.bar else { return };
    let area = sketch.place.area;
    let (left, right) = (area.right + BAR_GAP, area.right + BAR_GAP + BAR);
    let height = |position: f64| area.bottom - position * area.height();
    for shade in 0..color::SHADES {
        let at = |shade: u32| height(f64::from(shade) / f64::from(color::SHADES));
        let top = (at(shade + 1) - OVERLAP).max(area.top);
        canvas.fill(Rect { left, top, right, bottom: at(shade) }, color::of_shade(shade));
    }
    for (value, label) in &bar.ticks {
        let y = height(bar.values.position(*value));
        canvas.segment((right, y), (right + TICK_LENGTH, y), HAIR, SPINE);
        canvas.text(label, (right + TICK_LENGTH + TICK_ROOM, y), Align::Left, TICK);
    }
    let fit = area.height() / NAME.width(bar.label).max(1.0);
    let look = Text { size: NAME.size * fit.clamp(0.7, 1.0), ..NAME };
    canvas.text(bar.label, (bar.right - 14.0, 0.5 * (area.top + area.bottom)), Align::Upwards, look);
}

/// Draws areas.
pub(super) fn areas(sketch: &Sketch<'_>, canvas: &mut Canvas<'_>) {
    let plot = sketch.plot();
    let inside = |(x, y): Pixel| (x.clamp(plot.left, plot.right), y.clamp(plot.top, plot.bottom));
    for series in &sketch.place.panel.series {
        let Series::Area { label, x, low, high } = series else { continue };
        // What lies below is drawn before, and no line is to be between them.
        let below: Vec<Pixel> = sketch.pixels(x, low).map(|(x, y)| (x, y + 0.5 * OVERLAP)).collect();
        let above: Vec<Pixel> = sketch.pixels(x, high).collect();
        let known = |k: &usize| [below[*k], above[*k]].iter().all(|(x, y)| x.is_finite() && y.is_finite());
        let all: Vec<usize> = (0..x.len()).collect();
        for piece in all.chunk_by(|a, b| known(a) == known(b)).filter(|piece| known(&piece[0])) {
            let edge = |curve: &[Pixel]| thin::edge(piece.iter().map(|k| inside(curve[*k])), plot);
            let (mut corners, back) = (edge(&above), edge(&below));
            corners.extend(back.into_iter().rev());
            canvas.polygon(&corners, sketch.layout.fill(label));
        }
    }
}

/// Draws arrows.
pub(super) fn arrows(sketch: &Sketch<'_>, canvas: &mut Canvas<'_>) {
    let plot = sketch.plot();
    // How fast a value counts that moves at a rate.
    let counted = |scale: Scale, value: f64, rate: f64| match scale {
        Scale::Linear => rate,
        Scale::Logarithmic => rate / (value * std::f64::consts::LN_10),
    };
    for series in &sketch.place.panel.series {
        let Series::Arrows { x, y, dx, dy } = series else { continue };
        let spacing = (plot.width() * plot.height() / x.len().max(1) as f64).sqrt();
        let length = (0.55 * spacing).clamp(3.0, 16.0);
        for (k, (px, py)) in sketch.pixels(x, y).enumerate() {
            let (group, place) = (sketch.group, sketch.place);
            let right = counted(group.x_scale, x[k], dx[k]) / (group.x.high - group.x.low) * plot.width();
            let up = counted(place.y_scale, y[k], dy[k]) / (place.y.high - place.y.low) * plot.height();
            let speed = right.hypot(up);
            if !(speed > 0.0 && speed.is_finite() && plot.contains((px, py))) {
                continue;
            }
            let (cos, sin) = (0.5 * length * right / speed, -0.5 * length * up / speed);
            let (from, to) = ((px - cos, py - sin), (px + cos, py + sin));
            if !(plot.contains(from) && plot.contains(to)) {
                continue;
            }
            canvas.segment(from, to, HAIR, ARROW);
            for side in [-0.35, 0.35] {
                let barb = (to.0 - 0.6 * cos - side * sin, to.1 - 0.6 * sin + side * cos);
                canvas.segment(to, barb, HAIR, ARROW);
            }
        }
    }
}
