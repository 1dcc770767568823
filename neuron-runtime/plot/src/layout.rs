//! Layout: the size of everything, and the axes of the panels.

use std::ops::Range;

use crate::axis::{self, Axis};
use crate::canvas::{INK, Text};
use crate::thin::Rect;
use crate::{Figure, Panel, Series};

pub(crate) const TICK: Text = Text { size: 11.0, bold: false, color: INK };
pub(crate) const TICK_LENGTH: f64 = 4.0;
/// Between a tick and its label.
pub(crate) const TICK_ROOM: f64 = 4.0;
/// Between panels that share an axis.
pub(crate) const GAP: f64 = 14.0;
/// The height of a legend above its panel.
pub(crate) const LEGEND: f64 = 18.0;

/// Where everything is, and which label has which colour.
pub(crate) struct Layout<'a> {
    pub(crate) width: f64,
    pub(crate) height: f64,
    /// The left edge of all panels.
    pub(crate) left: f64,
    pub(crate) labels: Vec<&'a str>,
    pub(crate) groups: Vec<Group<'a>>,
}

/// Panels that share an x axis.
pub(crate) struct Group<'a> {
    pub(crate) x: Axis,
    pub(crate) x_ticks: Vec<(f64, String)>,
    pub(crate) places: Vec<Place<'a>>,
}

/// A panel and the rectangle that is inside its axes.
pub(crate) struct Place<'a> {
    pub(crate) panel: &'a Panel,
    pub(crate) area: Rect,
    /// Whether the numbers and the name of the x axis stand below.
    pub(crate) last: bool,
    pub(crate) legend: Vec<&'a str>,
    pub(crate) y: Axis,
    pub(crate) y_ticks: Vec<(f64, String)>,
}

impl<'a> Layout<'a> {
    pub(crate) fn new(figure: &'a Figure) -> Self {
        let panels = &figure.panels;
        let labels = labels(panels.iter());
        let groups = groups(panels);
        let width = f64::from(figure.width);
        let legends: Vec<Vec<&str>> = panels.iter().map(legend).collect();
        let top = if figure.title.is_empty() { 14.0 } else { 36.0 };

        // What is below each panel, and so what is left for the panels.
        let below = |index: usize| {
            let named = panels[index].x_label.as_deref().is_some_and(|label| !label.is_empty());
            let last = groups.iter().any(|group| group.end == index + 1);
            match (last, index + 1 == panels.len()) {
                (false, _) => GAP,
                (true, end) => {
                    let room = if end { 8.0 } else { 26.0 };
                    TICK_LENGTH + TICK_ROOM + 12.0 + if named { 20.0 } else { 0.0 } + room
                }
            }
        };
        let above = |index: usize| {
            if legends[index].is_empty() { 0.0 } else { LEGEND }
        };
        let fixed: f64 = top + (0..panels.len()).map(|index| above(index) + below(index)).sum::<f64>();
        let weights: f64 = panels.iter().map(|panel| panel.height).sum();
        let height = figure.height.map_or_else(
            || {
                let each = match panels.len() {
                    0 | 1 => 300.0,
                    2 => 190.0,
                    _ => 130.0,
                };
                (fixed + each * weights).clamp(60.0, 20_000.0).round()
            },
            f64::from,
        );
        let unit = ((height - fixed) / weights.max(0.1)).max(0.0);
        let inner = |panel: &Panel| (unit * panel.height).max(10.0);

        let y_axes: Vec<(Axis, Vec<(f64, String)>)> = panels.iter().map(|panel| y_axis(panel, inner(panel))).collect();
        let widest = y_axes.iter().flat_map(|(_, ticks)| ticks).map(|(_, label)| TICK.width(label)).fold(0.0, f64::max);
        let left = (28.0 + widest + TICK_LENGTH + TICK_ROOM).min(0.5 * width);

        let mut y = top;
        let place_group = |range: Range<usize>| {
            let shared = &panels[range.clone()];
            let x = x_axis(shared);
            let ticks = x.ticks(((width - left) / 60.0).max(2.0) as usize);
            // Half of the last label may stand out to the right.
            let overhang = ticks.last().map_or(0.0, |(_, label)| 0.5 * TICK.width(label));
            let right = width - (overhang + 6.0).max(16.0);
            let places = range.clone().map(|index| {
                let (panel, start) = (&panels[index], y + above(index));
                let area = Rect { left, top: start, right, bottom: start + inner(panel) };
                y = area.bottom + below(index);
                let (axis, y_ticks) = y_axes[index].clone();
                let legend = legends[index].clone();
                Place { panel, area, last: index + 1 == range.end, legend, y: axis, y_ticks }
            });
            let places = places.collect();
            Group { x, x_ticks: ticks, places }
        };
        let groups = groups.iter().cloned().map(place_group).collect();
        Self { width, height, left, labels, groups }
    }
}

/// Runs of panels up to one with an x label.
fn groups(panels: &[Panel]) -> Vec<Range<usize>> {
    let mut groups = Vec::new();
    let mut start = 0;
    for (index, panel) in panels.iter().enumerate() {
        if panel.x_label.is_some() || index + 1 == panels.len() {
            groups.push(start..index + 1);
            start = index + 1;
        }
    }
    groups
}

/// All labels, each once, in the order of their first appearance.
fn labels<'a>(panels: impl Iterator<Item = &'a Panel>) -> Vec<&'a str> {
    let mut labels: Vec<&str> = Vec::new();
    for series in panels.flat_map(|panel| &panel.series) {
        if let Series::Line { label, .. } | Series::Points { label, .. } | Series::Spikes { label, .. } = series
            && !label.is_empty()
            && !labels.contains(&label.as_str())
        {
            labels.push(label);
        }
    }
    labels
}

/// The labels of a panel's legend: none where one says nothing, or where the rows of a raster have their names.
fn legend(panel: &Panel) -> Vec<&str> {
    if is_raster(panel) {
        return Vec::new();
    }
    let labels = labels(std::iter::once(panel));
    if labels.len() > 1 { labels } else { Vec::new() }
}

/// Whether spikes are all that a panel has.
pub(crate) fn is_raster(panel: &Panel) -> bool {
    let spikes = |series: &Series| matches!(series, Series::Spikes { .. } | Series::Vertical { .. });
    rows(panel).next().is_some() && panel.series.iter().all(spikes)
}

pub(crate) fn rows(panel: &Panel) -> impl Iterator<Item = (&str, &[f64])> {
    panel.series.iter().filter_map(|series| match series {
        Series::Spikes { label, times } => Some((label.as_str(), times.as_slice())),
        _ => None,
    })
}

/// The x axis of panels that share one: what was asked for, else all there is, with a margin where that is not lines.
fn x_axis(panels: &[Panel]) -> Axis {
    if let Some((low, high)) = panels.iter().find_map(|panel| panel.x_range) {
        return Axis { low, high };
    }
    let series = || panels.iter().flat_map(|panel| &panel.series);
    let lines = series().any(|series| matches!(series, Series::Line { .. }));
    let dots = series().any(|series| matches!(series, Series::Points { .. }));
    let values = series().flat_map(|series| match series {
        Series::Line { x, .. } | Series::Points { x, .. } => x.as_slice(),
        Series::Spikes { times, .. } => times.as_slice(),
        Series::Vertical { x } => std::slice::from_ref(x),
    });
    Axis::around(values, if lines && !dots { 0.0 } else { 0.03 })
}

/// The y axis of a panel of that height (pixels), with its ticks; a raster's are the names of its rows.
fn y_axis(panel: &Panel, height: f64) -> (Axis, Vec<(f64, String)>) {
    if is_raster(panel) {
        let count = rows(panel).count();
        let every = axis::step((13.0 * count as f64 / height).max(1.0)) as usize;
        let name = |(row, (label, _)): (usize, (&str, _))| (row as f64 + 0.5, label.to_owned());
        let names = rows(panel).enumerate().step_by(every).map(name).collect();
        // The first row is on top, and lower ends are below.
        return (Axis { low: count as f64, high: 0.0 }, names);
    }
    let axis = panel.y_range.map_or_else(
        || {
            let values = panel.series.iter().flat_map(|series| match series {
                Series::Line { y, .. } | Series::Points { y, .. } => y.as_slice(),
                _ => &[],
            });
            let values: Vec<f64> = values.map(|y| panel.on_axis(*y)).collect();
            Axis::around(values.iter(), 0.05)
        },
        |(low, high)| Axis { low: panel.on_axis(low), high: panel.on_axis(high) },
    );
    let count = (2.0 + height / 32.0).clamp(2.0, 40.0) as usize;
    (axis, if panel.logarithmic { axis.powers(count) } else { axis.ticks(count) })
}
