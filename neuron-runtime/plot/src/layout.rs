//! Layout: the size of everything, and the axes of the panels.

use std::ops::Range;

use crate::axis::{self, Axis, Scale};
use crate::canvas::{INK, Text};
use crate::thin::Rect;
use crate::{Error, Figure, Panel, Series};

pub(crate) const TICK: Text = Text { size: 11.0, bold: false, color: INK };
pub(crate) const TICK_LENGTH: f64 = 4.0;
/// Between a tick and its label.
pub(crate) const TICK_ROOM: f64 = 4.0;
/// Between panels that share an axis.
pub(crate) const GAP: f64 = 14.0;
/// The height of a legend above its panel.
pub(crate) const LEGEND: f64 = 18.0;

/// The room that a legend has for a sample of a line, left of its label.
pub(crate) const SAMPLE: f64 = 19.0;
/// Between a panel and its bar of colours.
pub(crate) const BAR_GAP: f64 = 14.0;
/// The width of a bar of colours.
pub(crate) const BAR: f64 = 12.0;

/// The height of the note below everything.
const NOTE: f64 = 18.0;

/// Where everything is, and which label has which colour.
pub(crate) struct Layout<'a> {
    pub(crate) width: f64,
    pub(crate) height: f64,
    /// The left edge of the first panel.
    pub(crate) left: f64,
    pub(crate) labels: Vec<&'a str>,
    /// The legend of all labels.
    pub(crate) legend: Option<Legend>,
    pub(crate) groups: Vec<Group<'a>>,
}

/// Labels in rows.
pub(crate) struct Legend {
    pub(crate) top: f64,
    /// The number of labels in a row.
    pub(crate) across: usize,
    /// From one label to the next.
    pub(crate) step: f64,
}

/// Panels that share an x axis.
pub(crate) struct Group<'a> {
    /// The left edge of the column.
    pub(crate) left: f64,
    pub(crate) x: Axis,
    pub(crate) x_scale: Scale,
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
    pub(crate) y_scale: Scale,
    pub(crate) y_ticks: Vec<(f64, String)>,
    pub(crate) bar: Option<Bar<'a>>,
}

/// The bar of colours beside a heat map.
pub(crate) struct Bar<'a> {
    pub(crate) label: &'a str,
    pub(crate) values: Axis,
    pub(crate) ticks: Vec<(f64, String)>,
    /// The right edge of its name.
    pub(crate) right: f64,
}

impl<'a> Layout<'a> {
    pub(crate) fn new(figure: &'a Figure) -> Self {
        let labels = labels(figure.columns.iter().flatten());
        let width = f64::from(figure.width);
        let mut top = if figure.title.is_empty() { 14.0 } else { 36.0 };
        let legend = (figure.legend && !labels.is_empty()).then(|| {
            let widest = labels.iter().map(|label| TICK.width(label)).fold(0.0, f64::max);
            let step = SAMPLE + widest + 20.0;
            // Margins are not known yet; they are hardly wider than this.
            let across = ((width - 100.0) / step).max(1.0) as usize;
            let legend = Legend { top, across, step };
            top += LEGEND * labels.len().div_ceil(across) as f64 + 6.0;
            legend
        });
        let bottom = if figure.note.is_empty() { 0.0 } else { NOTE };

        let columns: Vec<Column<'_>> =
            figure.columns.iter().map(|panels| Column::new(panels, !figure.legend)).collect();
        let height = figure.height.map_or_else(
            || {
                let highest = columns.iter().map(Column::height).fold(0.0, f64::max);
                (top + highest + bottom).clamp(60.0, 20_000.0).round()
            },
            f64::from,
        );
        let each = width / columns.len().max(1) as f64;
        let place = |(index, column): (usize, &Column<'a>)| {
            let left = each * index as f64;
            column.place(Rect { left, top, right: left + each, bottom: height - bottom })
        };
        let groups: Vec<Group<'a>> = columns.iter().enumerate().flat_map(place).collect();
        let first = groups.first().and_then(|group| group.places.first());
        let left = first.map_or(36.0, |place| place.area.left);
        Self { width, height, left, labels, legend, groups }
    }
}

/// Panels above each other.
struct Column<'a> {
    panels: &'a [Panel],
    groups: Vec<Range<usize>>,
    legends: Vec<Vec<&'a str>>,
}

impl<'a> Column<'a> {
    fn new(panels: &'a [Panel], legends: bool) -> Self {
        let legend = |panel| if legends { legend(panel) } else { Vec::new() };
        Self { panels, groups: groups(panels), legends: panels.iter().map(legend).collect() }
    }

    /// The room above a panel.
    fn above(&self, index: usize) -> f64 {
        if self.legends[index].is_empty() && self.panels[index].title.is_empty() { 0.0 } else { LEGEND }
    }

    /// The room below a panel.
    fn below(&self, index: usize) -> f64 {
        let named = self.panels[index].x_label.as_deref().is_some_and(|label| !label.is_empty());
        let last = self.groups.iter().any(|group| group.end == index + 1);
        match (last, index + 1 == self.panels.len()) {
            (false, _) => GAP,
            (true, end) => {
                let room = if end { 8.0 } else { 26.0 };
                TICK_LENGTH + TICK_ROOM + 12.0 + if named { 20.0 } else { 0.0 } + room
            }
        }
    }

    /// The height of all that is not panels.
    fn fixed(&self) -> f64 {
        (0..self.panels.len()).map(|index| self.above(index) + self.below(index)).sum()
    }

    /// The heights of the panels together, relative to each other.
    fn weight(&self) -> f64 {
        self.panels.iter().map(|panel| panel.height).sum()
    }

    /// The height that shows everything well.
    fn height(&self) -> f64 {
        let each = match self.panels.len() {
            0 | 1 => 300.0,
            2 => 190.0,
            _ => 130.0,
        };
        self.fixed() + each * self.weight()
    }

    /// Places the panels in this part of the sheet.
    fn place(&self, sheet: Rect) -> Vec<Group<'a>> {
        let panels = self.panels;
        let unit = ((sheet.height() - self.fixed()) / self.weight().max(0.1)).max(0.0);
        let inner = |panel: &Panel| (unit * panel.height).max(10.0);

        let y_axes: Vec<(Axis, Vec<(f64, String)>)> = panels.iter().map(|panel| y_axis(panel, inner(panel))).collect();
        let widest = y_axes.iter().flat_map(|(_, ticks)| ticks).map(|(_, label)| TICK.width(label)).fold(0.0, f64::max);
        let left = sheet.left + (28.0 + widest + TICK_LENGTH + TICK_ROOM).min(0.5 * sheet.width());

        let mut y = sheet.top;
        let place_group = |range: Range<usize>| {
            let shared = &panels[range.clone()];
            let (x, x_scale) = (x_axis(shared), x_scale(shared));
            let x_ticks = x_scale.ticks(x, ((sheet.right - left) / 60.0).max(2.0) as usize);
            // Half of the last label may stand out to the right.
            let overhang = x_ticks.last().map_or(0.0, |(_, label)| 0.5 * TICK.width(label));
            let bars: Vec<_> = shared.iter().map(|panel| bar(panel, inner(panel), sheet.right)).collect();
            let bar_room = bars.iter().flatten().map(Bar::room).fold(0.0, f64::max);
            let right = sheet.right - (overhang + 6.0).max(16.0).max(bar_room);
            let mut bars = bars.into_iter();
            let places = range.clone().map(|index| {
                let (panel, start) = (&panels[index], y + self.above(index));
                let area = Rect { left, top: start, right, bottom: start + inner(panel) };
                y = area.bottom + self.below(index);
                let (axis, y_ticks) = y_axes[index].clone();
                let legend = self.legends[index].clone();
                let (last, y_scale, bar) = (index + 1 == range.end, y_scale(panel), bars.next().flatten());
                Place { panel, area, last, legend, y: axis, y_scale, y_ticks, bar }
            });
            let places = places.collect();
            Group { left: sheet.left, x, x_scale, x_ticks, places }
        };
        self.groups.iter().cloned().map(place_group).collect()
    }
}

/// Checks the ranges that panels ask for of an axis that another panel makes logarithmic.
pub(crate) fn check_shared(panels: &[Panel]) -> Result<(), Error> {
    for shared in groups(panels).into_iter().map(|range| &panels[range]) {
        for panel in shared {
            if let (Scale::Logarithmic, Some((low, high))) = (x_scale(shared), panel.x_range)
                && low <= 0.0
            {
                return Err(Error::Range { panel: panel.y_label.clone(), axis: 'x', low, high });
            }
        }
    }
    Ok(())
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
        if let Some(label) = series.label()
            && !label.is_empty()
            && !labels.contains(&label)
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

fn x_scale(panels: &[Panel]) -> Scale {
    Scale::new(panels.iter().any(|panel| panel.logarithmic_x))
}

fn y_scale(panel: &Panel) -> Scale {
    Scale::new(panel.logarithmic_y)
}

/// The x axis of panels that share one: what was asked for, else all there is, with a margin where that is not lines.
fn x_axis(panels: &[Panel]) -> Axis {
    let scale = x_scale(panels);
    if let Some((low, high)) = panels.iter().find_map(|panel| panel.x_range) {
        return Axis { low: scale.count(low), high: scale.count(high) };
    }
    let series = || panels.iter().flat_map(|panel| &panel.series);
    let filled = series().any(|series| {
        !matches!(
            series,
            Series::Points { .. } | Series::Spikes { .. } | Series::Vertical { .. } | Series::Region { .. }
        )
    });
    let dots = series().any(|series| matches!(series, Series::Points { .. }));
    let values = series().flat_map(Series::xs).map(|x| scale.count(*x));
    let edges = series().flat_map(|series| series.heat_edges(scale, |x, _| x));
    Axis::around(values.chain(edges), if filled && !dots { 0.0 } else { 0.03 })
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
    let scale = y_scale(panel);
    let axis = panel.y_range.map_or_else(
        || {
            let values = panel.series.iter().flat_map(Series::ys).flatten().map(|y| scale.count(*y));
            let edges = panel.series.iter().flat_map(|series| series.heat_edges(scale, |_, y| y));
            let fills = |series: &Series| matches!(series, Series::Heat { .. } | Series::Area { .. });
            Axis::around(values.chain(edges), if panel.series.iter().any(fills) { 0.0 } else { 0.05 })
        },
        |(low, high)| Axis { low: scale.count(low), high: scale.count(high) },
    );
    let count = (2.0 + height / 32.0).clamp(2.0, 40.0) as usize;
    (axis, scale.ticks(axis, count))
}

/// The bar of colours of a panel of that height (pixels), if it has a heat map. It ends at `right`.
fn bar(panel: &Panel, height: f64, right: f64) -> Option<Bar<'_>> {
    let heats = || panel.series.iter().filter_map(Series::heat);
    let (label, _) = heats().next()?;
    let values = Axis::around(heats().flat_map(|(_, values)| values).copied(), 0.0);
    let ticks = Scale::Linear.ticks(values, (2.0 + height / 32.0).clamp(2.0, 40.0) as usize);
    Some(Bar { label, values, ticks, right })
}

impl Bar<'_> {
    /// The room that it takes to the right of its panel.
    fn room(&self) -> f64 {
        let widest = self.ticks.iter().map(|(_, label)| TICK.width(label)).fold(0.0, f64::max);
        BAR_GAP + BAR + TICK_LENGTH + TICK_ROOM + widest + 28.0
    }
}

impl Series {
    /// The label that stands in a legend.
    pub(crate) fn label(&self) -> Option<&str> {
        match self {
            Series::Line { label, .. }
            | Series::Points { label, .. }
            | Series::Spikes { label, .. }
            | Series::Steps { label, .. }
            | Series::Area { label, .. } => Some(label),
            Series::Vertical { .. } | Series::Region { .. } | Series::Arrows { .. } | Series::Heat { .. } => None,
        }
    }

    /// The x values that have to be seen, without those of a heat map.
    fn xs(&self) -> &[f64] {
        match self {
            Series::Line { x, .. } | Series::Points { x, .. } | Series::Area { x, .. } | Series::Arrows { x, .. } => x,
            Series::Spikes { times, .. } => times,
            Series::Steps { edges, .. } => edges,
            Series::Vertical { x } => std::slice::from_ref(x),
            Series::Region { x, .. } => x,
            Series::Heat { .. } => &[],
        }
    }

    /// The y values that have to be seen, without those of a heat map.
    fn ys(&self) -> [&[f64]; 2] {
        match self {
            Series::Line { y, .. } | Series::Points { y, .. } | Series::Arrows { y, .. } => [y, &[]],
            Series::Steps { values, .. } => [values, &[]],
            Series::Region { y, .. } => [y, &[]],
            Series::Area { low, high, .. } => [low, high],
            Series::Spikes { .. } | Series::Vertical { .. } | Series::Heat { .. } => [&[], &[]],
        }
    }

    /// The label and the values of a heat map.
    fn heat(&self) -> Option<(&str, &[f64])> {
        match self {
            Series::Heat { label, values, .. } => Some((label, values)),
            _ => None,
        }
    }

    /// The ends of the cells of a heat map along the axis that `choose` takes of the two, as an axis counts.
    fn heat_edges<'a>(&'a self, scale: Scale, choose: fn(&'a [f64], &'a [f64]) -> &'a [f64]) -> Vec<f64> {
        match self {
            Series::Heat { x, y, .. } => edges(choose(x, y), scale),
            _ => Vec::new(),
        }
    }
}

/// The ends of cells around these places, as an axis counts: halfway between neighbours.
pub(crate) fn edges(places: &[f64], scale: Scale) -> Vec<f64> {
    let counted: Vec<f64> = places.iter().map(|place| scale.count(*place)).collect();
    let (first, last) = match counted[..] {
        [] => return Vec::new(),
        [one] => return vec![one - 0.5, one + 0.5],
        [first, second, ..] => {
            (1.5 * first - 0.5 * second, 1.5 * counted[counted.len() - 1] - 0.5 * counted[counted.len() - 2])
        }
    };
    let halves = counted.windows(2).map(|pair| 0.5 * (pair[0] + pair[1]));
    std::iter::once(first).chain(halves).chain([last]).collect()
}
