//! Lines, markers and text as SVG by `plotters`, without system fonts.

use plotters::backend::{DrawingBackend, SVGBackend};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{FontDesc, FontFamily, FontStyle, FontTransform, RGBColor, ShapeStyle, TextStyle};

/// A place in pixels from the upper left corner.
pub type Pixel = (f64, f64);

/// `plotters` counts in whole units: ten to a pixel make smooth curves and thin lines.
const FINE: f64 = 10.0;

/// `plotters` divides font sizes by this before it writes them.
const FONT_SCALE: f64 = 1.24;

/// Asked for by name, the viewer's own where it has none of these.
const FONT: FontFamily<'static> = FontFamily::Name("Helvetica, Arial, 'Liberation Sans', sans-serif");

/// The colour of text.
pub const INK: RGBColor = RGBColor(45, 45, 45);
/// Paper.
pub const WHITE: RGBColor = RGBColor(255, 255, 255);

/// A rectangle in pixels; y grows downwards.
#[derive(Clone, Copy)]
pub struct Rect {
    /// The smallest x.
    pub left: f64,
    /// The smallest y.
    pub top: f64,
    /// The largest x.
    pub right: f64,
    /// The largest y.
    pub bottom: f64,
}

/// Where a text stands relative to its place; vertically it is centred there.
#[derive(Clone, Copy, PartialEq)]
pub enum Align {
    /// It begins there.
    Left,
    /// Its middle is there.
    Center,
    /// It ends there.
    Right,
    /// Its middle is there, and it is read from below upwards.
    Upwards,
}

/// The shape of a marker.
#[derive(Clone, Copy, PartialEq)]
pub enum Shape {
    /// A disc.
    Disc,
    /// A square on its side.
    Square,
    /// A square on its corner.
    Diamond,
    /// A triangle that points up.
    Up,
    /// A triangle that points down.
    Down,
    /// A star of five points.
    Star,
}

impl Shape {
    /// The corners of a marker that looks as large as a disc of that radius; none for a disc.
    fn corners(self, (x, y): Pixel, radius: f64) -> Vec<Pixel> {
        let around = |count: u32, radii: [f64; 2], from: f64| {
            let corner = |k: u32| {
                let angle = (from + 360.0 * f64::from(k) / f64::from(count)).to_radians();
                let r = radius * radii[(k % 2) as usize];
                (x + r * angle.cos(), y + r * angle.sin())
            };
            (0..count).map(corner).collect()
        };
        match self {
            Shape::Disc => Vec::new(),
            Shape::Square => around(4, [1.25; 2], 45.0),
            Shape::Diamond => around(4, [1.35; 2], 0.0),
            Shape::Up => around(3, [1.4; 2], -90.0),
            Shape::Down => around(3, [1.4; 2], 90.0),
            Shape::Star => around(10, [1.7, 0.75], -90.0),
        }
    }
}

/// A white sheet to draw on.
pub struct Canvas<'a> {
    backend: SVGBackend<'a>,
}

/// The text of an SVG file of that size (pixels), with what `draw` puts on it.
pub fn sheet(width: f64, height: f64, draw: impl FnOnce(&mut Canvas<'_>)) -> String {
    let mut svg = String::new();
    let size = (units(width), units(height));
    {
        let size = (size.0.unsigned_abs(), size.1.unsigned_abs());
        let mut canvas = Canvas { backend: SVGBackend::with_string(&mut svg, size) };
        canvas.fill(Rect { left: 0.0, top: 0.0, right: width, bottom: height }, WHITE, 1.0);
        draw(&mut canvas);
        canvas.backend.present().ok();
    }
    // The units of the drawing are fine, those of the picture are pixels.
    let fine = format!("<svg width=\"{}\" height=\"{}\" ", size.0, size.1);
    svg.replacen(&fine, &format!("<svg width=\"{width}\" height=\"{height}\" stroke-linejoin=\"round\" "), 1)
}

fn units(pixels: f64) -> i32 {
    (pixels * FINE).round() as i32
}

fn fine((x, y): Pixel) -> (i32, i32) {
    (units(x), units(y))
}

fn stroke(width: f64, color: RGBColor) -> ShapeStyle {
    ShapeStyle { color: color.into(), filled: false, stroke_width: units(width).unsigned_abs().max(1) }
}

// Drawing into a string cannot fail, so what the backend returns has nothing to say.
impl Canvas<'_> {
    /// A filled rectangle.
    pub fn fill(&mut self, area: Rect, color: RGBColor, opacity: f64) {
        use plotters::style::Color;
        let (from, to) = (fine((area.left, area.top)), fine((area.right, area.bottom)));
        self.backend.draw_rect(from, to, &color.mix(opacity), true).ok();
    }

    /// A line through points.
    pub fn line(&mut self, points: &[Pixel], width: f64, color: RGBColor) {
        self.backend.draw_path(points.iter().copied().map(fine), &stroke(width, color)).ok();
    }

    /// A line of dashes.
    pub fn dashes(&mut self, from: Pixel, to: Pixel, width: f64, color: RGBColor) {
        let (dash, period) = (5.0, 8.5);
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let length = dx.hypot(dy);
        let at = |s: f64| (from.0 + dx * s / length, from.1 + dy * s / length);
        for k in 0..(length / period).ceil() as u32 {
            let start = period * f64::from(k);
            self.line(&[at(start), at((start + dash).min(length))], width, color);
        }
    }

    /// A marker that is full of its colour, or of white.
    pub fn marker(&mut self, shape: Shape, center: Pixel, radius: f64, color: RGBColor, full: bool) {
        let inside = if full { color } else { WHITE };
        // A rim of paper parts markers that overlap.
        let rim = if full { WHITE } else { color };
        let width = if full { 0.6 } else { 1.2 };
        if shape == Shape::Disc {
            self.backend.draw_circle(fine(center), units(radius).unsigned_abs(), &inside, true).ok();
            self.backend.draw_circle(fine(center), units(radius).unsigned_abs(), &stroke(width, rim), false).ok();
            return;
        }
        let mut corners = shape.corners(center, radius);
        self.backend.fill_polygon(corners.iter().copied().map(fine), &inside).ok();
        corners.extend(corners.first().copied());
        corners.extend(corners.get(1).copied());
        self.line(&corners, width, rim);
    }

    /// A text of that size (pixels).
    pub fn text(&mut self, text: &str, at: Pixel, align: Align, (size, bold): (f64, bool), color: RGBColor) {
        let weight = if bold { FontStyle::Bold } else { FontStyle::Normal };
        let mut font = FontDesc::new(FONT, size * FINE * FONT_SCALE, weight);
        if align == Align::Upwards {
            font = font.transform(FontTransform::Rotate270);
        }
        let horizontal = match align {
            Align::Left => HPos::Left,
            Align::Center | Align::Upwards => HPos::Center,
            Align::Right => HPos::Right,
        };
        let style = TextStyle::from(font).color(&color).pos(Pos::new(horizontal, VPos::Center));
        self.backend.draw_text(text, &style, fine(at)).ok();
    }
}
