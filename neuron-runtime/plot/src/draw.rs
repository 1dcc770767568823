//! Panels onto the canvas: grids, lines, rasters, axes, labels and legends.

mod fields;

use plotters::style::RGBColor;

use crate::canvas::{Align, Canvas, INK, Text, sheet};
use crate::color::pale;
use crate::layout::{GAP, Group, LEGEND, Layout, Place, SAMPLE, TICK, TICK_LENGTH, TICK_ROOM, is_raster, rows};
use crate::thin::{self, Pixel, Rect};
use crate::{Figure, Mark, Panel, Series, Stroke};

/// Okabe & Ito (2008), without their yellow, which is too pale for lines on white.
const PALETTE: [RGBColor; 7] = [
    RGBColor(0, 114, 178),
    RGBColor(213, 94, 0),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(230, 159, 0),
    RGBColor(86, 180, 233),
    RGBColor(0, 0, 0),
];
const SPINE: RGBColor = RGBColor(90, 90, 90);
const GRID: RGBColor = RGBColor(232, 232, 232);
const MARK: RGBColor = RGBColor(130, 130, 130);
const REGION: RGBColor = RGBColor(0, 140, 90);

const TITLE: Text = Text { size: 14.0, bold: true, color: INK };
const HEADING: Text = Text { size: 12.0, bold: true, color: INK };
const NAME: Text = Text { size: 12.0, bold: false, color: INK };

const NOTE_TEXT: Text = Text { size: 10.5, bold: false, color: SPINE };

const LINE: f64 = 1.1;
/// The radius of a dot.
const DOT: f64 = 2.4;
/// The radius of a disc and of a circle.
const DISC: f64 = 4.2;
const ARROW: RGBColor = RGBColor(165, 165, 165);
const HAIR: f64 = 0.8;
/// The height of a raster's row above lines.
const STRIP_ROW: f64 = 9.0;

/// The SVG of a figure whose ranges and lengths were checked.
pub(crate) fn figure(figure: &Figure) -> String {
    let layout = Layout::new(figure);
    sheet(layout.width, layout.height, |canvas| {
        if !figure.title.is_empty() {
            canvas.text(&figure.title, (layout.left, 18.0), Align::Left, TITLE);
        }
        legend(canvas, &layout, figure);
        for group in &layout.groups {
            for place in &group.places {
                Sketch { layout: &layout, group, place }.draw(canvas);
            }
        }
        if !figure.note.is_empty() {
            canvas.text(&figure.note, (layout.left, layout.height - 12.0), Align::Left, NOTE_TEXT);
        }
    })
}

/// The legend of all labels, where a figure has it.
fn legend(canvas: &mut Canvas<'_>, layout: &Layout<'_>, figure: &Figure) {
    let Some(legend) = &layout.legend else {
        return;
    };
    for (index, label) in layout.labels.iter().enumerate() {
        let (row, column) = (index / legend.across, index % legend.across);
        let x = layout.left + SAMPLE + legend.step * column as f64;
        let y = legend.top + LEGEND * (row as f64 + 0.5);
        entry(canvas, layout, figure.columns.iter().flatten(), label, (x, y));
    }
}

/// A label of a legend, with a sample of its line and its dots to the left.
fn entry<'a>(
    canvas: &mut Canvas<'_>,
    layout: &Layout<'_>,
    panels: impl Iterator<Item = &'a Panel>,
    label: &str,
    (x, y): Pixel,
) {
    let (mut line, mut area, mut marks) = (false, false, Vec::new());
    for series in panels.flat_map(|panel| &panel.series).filter(|series| series.label() == Some(label)) {
        match series {
            Series::Points { mark, .. } if marks.contains(mark) => {}
            Series::Points { mark, .. } => marks.push(*mark),
            Series::Area { .. } => area = true,
            _ => line = true,
        }
    }
    canvas.text(label, (x, y), Align::Left, TICK);
    if area {
        let sample = Rect { left: x - SAMPLE + 3.0, top: y - 4.5, right: x - 5.0, bottom: y + 4.5 };
        canvas.fill(sample, layout.fill(label));
    }
    if line {
        canvas.segment((x - SAMPLE, y), (x - 5.0, y), 1.8, layout.color(label));
    }
    for mark in marks {
        layout.mark(canvas, label, (x - 12.0, y), mark);
    }
}

impl Layout<'_> {
    fn number(&self, label: &str) -> Option<usize> {
        self.labels.iter().position(|known| *known == label)
    }

    /// The colour of a label, the same in all panels.
    fn color(&self, label: &str) -> RGBColor {
        self.number(label).map_or(INK, |number| PALETTE[number % PALETTE.len()])
    }

    /// The colour of an area: pale where the colour of its label is used for the second time.
    fn fill(&self, label: &str) -> RGBColor {
        let color = self.color(label);
        if self.is_again(label) { pale(color, 0.6) } else { color }
    }

    /// Whether the colour of a label is used for the second time.
    fn is_again(&self, label: &str) -> bool {
        self.number(label).is_some_and(|number| !(number / PALETTE.len()).is_multiple_of(2))
    }

    /// A dot, hollow where the colour of its label is used for the second time; a disc; a circle.
    fn mark(&self, canvas: &mut Canvas<'_>, label: &str, at: Pixel, mark: Mark) {
        let color = self.color(label);
        match mark {
            Mark::Dot if self.is_again(label) => canvas.ring(at, DOT, color),
            Mark::Dot => canvas.dot(at, DOT, color),
            Mark::Disc => canvas.dot(at, DISC, color),
            Mark::Circle => canvas.ring(at, DISC, color),
        }
    }
}

/// A panel about to be drawn.
struct Sketch<'a> {
    layout: &'a Layout<'a>,
    group: &'a Group<'a>,
    place: &'a Place<'a>,
}

impl Sketch<'_> {
    fn draw(&self, canvas: &mut Canvas<'_>) {
        self.grid(canvas);
        fields::heat(self, canvas);
        fields::areas(self, canvas);
        self.regions(canvas);
        self.marks(canvas);
        fields::arrows(self, canvas);
        self.spikes(canvas);
        self.lines(canvas);
        self.axes(canvas);
        self.names(canvas);
        self.legend(canvas);
        fields::bar(self, canvas);
    }

    fn raster(&self) -> bool {
        is_raster(self.place.panel)
    }

    /// The part of the area that has the y axis: all but the rows of spikes above.
    fn plot(&self) -> Rect {
        let area = self.place.area;
        let rows = rows(self.place.panel).count();
        if self.raster() || rows == 0 {
            return area;
        }
        let strip = (STRIP_ROW * rows as f64 + 3.0).min(0.5 * area.height());
        Rect { top: area.top + strip, ..area }
    }

    /// Where a value is that counts as the axis does.
    fn x(&self, value: f64) -> f64 {
        let area = self.place.area;
        area.left + area.width() * self.group.x.position(value)
    }

    /// The height of a value that counts as the axis does.
    fn y(&self, value: f64) -> f64 {
        let plot = self.plot();
        plot.bottom - plot.height() * self.place.y.position(value)
    }

    fn pixels<'s>(&'s self, x: &'s [f64], y: &'s [f64]) -> impl ExactSizeIterator<Item = Pixel> + Clone + 's {
        let (x_scale, y_scale) = (self.group.x_scale, self.place.y_scale);
        x.iter().zip(y).map(move |(&x, &y)| (self.x(x_scale.count(x)), self.y(y_scale.count(y))))
    }

    fn grid(&self, canvas: &mut Canvas<'_>) {
        let area = self.place.area;
        for (value, _) in &self.group.x_ticks {
            let x = self.x(*value);
            canvas.segment((x, area.top), (x, area.bottom), HAIR, GRID);
        }
        if !self.raster() {
            for (value, _) in &self.place.y_ticks {
                let y = self.y(*value);
                canvas.segment((area.left, y), (area.right, y), HAIR, GRID);
            }
        }
    }

    fn regions(&self, canvas: &mut Canvas<'_>) {
        let plot = self.plot();
        for series in &self.place.panel.series {
            let Series::Region { label, x, y } = series else {
                continue;
            };
            let x = x.map(|x| self.x(self.group.x_scale.count(x)).clamp(plot.left, plot.right));
            let y = y.map(|y| self.y(self.place.y_scale.count(y)).clamp(plot.top, plot.bottom));
            let area = Rect { left: x[0], top: y[1], right: x[1], bottom: y[0] };
            if area.width() > 0.0 && area.height() > 0.0 {
                canvas.shade(area, REGION);
                canvas.text(label, (area.left + 5.0, area.top + 9.0), Align::Left, Text { color: REGION, ..TICK });
            }
        }
    }

    fn marks(&self, canvas: &mut Canvas<'_>) {
        let area = self.place.area;
        for series in &self.place.panel.series {
            let Series::Vertical { x } = series else {
                continue;
            };
            let x = self.x(self.group.x_scale.count(*x));
            if area.contains((x, area.top)) {
                canvas.dashes(x, area.top, area.bottom, MARK);
            }
        }
    }

    fn spikes(&self, canvas: &mut Canvas<'_>) {
        let (panel, area) = (self.place.panel, self.place.area);
        let count = rows(panel).count();
        let height = if self.raster() { area.height() } else { self.plot().top - area.top - 3.0 };
        let row_height = height / count.max(1) as f64;
        let length = (0.72 * row_height).clamp(0.6, 16.0);
        // Names stand beside few rows; beyond that colours would only repeat.
        let colored = !self.raster() || count <= PALETTE.len();
        for (row, (label, times)) in rows(panel).enumerate() {
            let middle = area.top + (row as f64 + 0.5) * row_height;
            let mut xs: Vec<f64> = times.iter().map(|&t| self.x(self.group.x_scale.count(t))).collect();
            xs.retain(|&x| area.contains((x, middle)));
            xs.sort_by(f64::total_cmp);
            // Two ticks within half a pixel are one.
            xs.dedup_by_key(|x| (2.0 * *x).floor());
            let tick = |x: f64| {
                let (top, bottom) = (middle - 0.5 * length, middle + 0.5 * length);
                Rect { left: x - 0.5, top, right: x + 0.5, bottom }
            };
            let ticks: Vec<Rect> = xs.into_iter().map(tick).collect();
            if !ticks.is_empty() {
                canvas.boxes(&ticks, if colored { self.layout.color(label) } else { INK });
            }
        }
    }

    fn lines(&self, canvas: &mut Canvas<'_>) {
        let plot = self.plot();
        for series in &self.place.panel.series {
            match series {
                Series::Line { label, x, y, stroke } => {
                    let color = self.layout.color(label);
                    let (width, color) = match stroke {
                        Stroke::Normal => (LINE, color),
                        Stroke::Faint => (0.6 * LINE, pale(color, 0.6)),
                        Stroke::Strong => (2.0 * LINE, color),
                    };
                    for piece in thin::line(self.pixels(x, y), plot) {
                        canvas.polyline(&piece, width, color);
                    }
                }
                Series::Steps { label, edges, values } => {
                    let ends = edges.windows(2).flatten().copied().collect::<Vec<_>>();
                    let levels: Vec<f64> = values.iter().flat_map(|value| [*value; 2]).collect();
                    for piece in thin::line(self.pixels(&ends, &levels), plot) {
                        canvas.polyline(&piece, LINE, self.layout.color(label));
                    }
                }
                Series::Points { label, x, y, mark } => {
                    for dot in thin::dots(self.pixels(x, y), plot) {
                        self.layout.mark(canvas, label, dot, *mark);
                    }
                }
                _ => {}
            }
        }
    }

    fn axes(&self, canvas: &mut Canvas<'_>) {
        let area = self.place.area;
        if !self.raster() {
            canvas.segment((area.left, area.top), (area.left, area.bottom), HAIR, SPINE);
        }
        for (value, label) in &self.place.y_ticks {
            let y = self.y(*value);
            if !self.raster() {
                canvas.segment((area.left - TICK_LENGTH, y), (area.left, y), HAIR, SPINE);
            }
            let at = (area.left - TICK_LENGTH - TICK_ROOM, y);
            canvas.text(label, at, Align::Right, TICK);
        }
        if !self.place.last {
            return;
        }
        canvas.segment((area.left, area.bottom), (area.right, area.bottom), HAIR, SPINE);
        for (value, label) in &self.group.x_ticks {
            let x = self.x(*value);
            let end = area.bottom + TICK_LENGTH;
            canvas.segment((x, area.bottom), (x, end), HAIR, SPINE);
            canvas.text(label, (x, end + TICK_ROOM + 5.0), Align::Center, TICK);
        }
    }

    fn names(&self, canvas: &mut Canvas<'_>) {
        let (panel, area) = (self.place.panel, self.place.area);
        let middle = 0.5 * (area.top + area.bottom);
        // A long name beside a low panel is written smaller before it runs into its neighbours.
        let fit = (area.height() + GAP) / NAME.width(&panel.y_label).max(1.0);
        let look = Text { size: NAME.size * fit.clamp(0.7, 1.0), ..NAME };
        if !panel.y_label.is_empty() {
            canvas.text(&panel.y_label, (self.group.left + 14.0, middle), Align::Upwards, look);
        }
        if !panel.title.is_empty() {
            canvas.text(&panel.title, (area.left, area.top - 0.5 * LEGEND - 1.0), Align::Left, HEADING);
        }
        if let (true, Some(label)) = (self.place.last, panel.x_label.as_deref()) {
            let y = area.bottom + TICK_LENGTH + TICK_ROOM + 26.0;
            canvas.text(label, (0.5 * (area.left + area.right), y), Align::Center, NAME);
        }
    }

    /// The legend, above the panel's right end so that it hides nothing.
    fn legend(&self, canvas: &mut Canvas<'_>) {
        let area = self.place.area;
        let y = area.top - 0.5 * LEGEND - 1.0;
        let mut x = area.right;
        for label in self.place.legend.iter().rev() {
            x -= TICK.width(label);
            entry(canvas, self.layout, std::iter::once(self.place.panel), label, (x, y));
            x -= 32.0;
        }
    }
}
