//! The few shapes that a figure is made of, as SVG written by `plotters`.

use plotters::backend::{DrawingBackend, SVGBackend};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontDesc, FontFamily, FontStyle, FontTransform, RGBColor, ShapeStyle, TextStyle};

use crate::thin::{Pixel, Rect};

/// `plotters` counts in whole units: with ten of them to a pixel, curves are smooth and lines can be thin.
const FINE: f64 = 10.0;

/// The colour of text.
pub(crate) const INK: RGBColor = RGBColor(45, 45, 45);

const PAPER: RGBColor = RGBColor(255, 255, 255);

/// Asked for by name, the viewer's own where it has none of these.
const FONT: FontFamily<'static> = FontFamily::Name("Helvetica, Arial, 'Liberation Sans', sans-serif");

/// `plotters` divides font sizes by this before it writes them.
const PLOTTERS_FONT_SCALE: f64 = 1.24;

/// Where a text stands relative to its point; vertically it is centred there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Align {
    Left,
    Center,
    Right,
    /// Centred, and read from below upwards.
    Upwards,
}

/// How a text looks: its size in pixels, weight and colour.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Text {
    pub(crate) size: f64,
    pub(crate) bold: bool,
    pub(crate) color: RGBColor,
}

impl Text {
    /// An estimate of the width (pixels): nobody knows the font yet.
    pub(crate) fn width(self, text: &str) -> f64 {
        let em = |c: char| match c {
            '.' | ',' | ' ' | 'i' | 'l' | 'j' | 't' | 'f' | 'I' | '(' | ')' | '·' | '/' => 0.33,
            'm' | 'w' | 'M' | 'W' => 0.86,
            '⁰' | '¹' | '²' | '³' | '⁴'..='⁹' | '⁻' => 0.42,
            c if c.is_uppercase() => 0.68,
            _ => 0.60,
        };
        text.chars().map(em).sum::<f64>() * self.size * if self.bold { 1.06 } else { 1.0 }
    }
}

/// A white sheet; everything drawn on it is given in pixels from the upper left corner.
pub(crate) struct Canvas<'a> {
    backend: SVGBackend<'a>,
}

/// The text of an SVG file of that size (pixels), with all that `draw` puts on it.
pub(crate) fn sheet(width: f64, height: f64, draw: impl FnOnce(&mut Canvas<'_>)) -> String {
    let mut svg = String::new();
    let (fine_width, fine_height) = (units(width), units(height));
    {
        let size = (fine_width.unsigned_abs(), fine_height.unsigned_abs());
        let mut canvas = Canvas { backend: SVGBackend::with_string(&mut svg, size) };
        let all = Rect { left: 0.0, top: 0.0, right: width, bottom: height };
        canvas.fill(all, PAPER);
        draw(&mut canvas);
        canvas.backend.present().ok();
    }
    // The units of the drawing are fine, those of the picture are pixels.
    let fine = format!("<svg width=\"{fine_width}\" height=\"{fine_height}\" ");
    let pixels = format!("<svg width=\"{width}\" height=\"{height}\" stroke-linejoin=\"round\" ");
    svg.replacen(&fine, &pixels, 1)
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
    pub(crate) fn fill(&mut self, area: Rect, color: RGBColor) {
        let (from, to) = (fine((area.left, area.top)), fine((area.right, area.bottom)));
        self.backend.draw_rect(from, to, &color, true).ok();
    }

    /// A rectangle that what is below it shows through.
    pub(crate) fn shade(&mut self, area: Rect, color: RGBColor) {
        let (from, to) = (fine((area.left, area.top)), fine((area.right, area.bottom)));
        self.backend.draw_rect(from, to, &color.mix(0.1), true).ok();
    }

    pub(crate) fn segment(&mut self, from: Pixel, to: Pixel, width: f64, color: RGBColor) {
        self.backend.draw_line(fine(from), fine(to), &stroke(width, color)).ok();
    }

    pub(crate) fn polyline(&mut self, points: &[Pixel], width: f64, color: RGBColor) {
        self.backend.draw_path(points.iter().copied().map(fine), &stroke(width, color)).ok();
    }

    pub(crate) fn dot(&mut self, center: Pixel, radius: f64, color: RGBColor) {
        self.backend.draw_circle(fine(center), units(radius).unsigned_abs(), &color, true).ok();
    }

    /// A dot that is full of paper.
    pub(crate) fn ring(&mut self, center: Pixel, radius: f64, color: RGBColor) {
        self.dot(center, radius, PAPER);
        self.backend.draw_circle(fine(center), units(radius).unsigned_abs(), &stroke(1.1, color), false).ok();
    }

    pub(crate) fn polygon(&mut self, corners: &[Pixel], color: RGBColor) {
        self.backend.fill_polygon(corners.iter().copied().map(fine), &color).ok();
    }

    /// Filled boxes with their tops at one height, as the ticks of a raster's row have them.
    ///
    /// They are one shape, a third of the text of as many rectangles: what joins their tops encloses nothing.
    pub(crate) fn boxes(&mut self, boxes: &[Rect], color: RGBColor) {
        let corners = |b: &Rect| [(b.left, b.top), (b.left, b.bottom), (b.right, b.bottom), (b.right, b.top)].map(fine);
        self.backend.fill_polygon(boxes.iter().flat_map(corners), &color).ok();
    }

    /// A vertical line of dashes.
    pub(crate) fn dashes(&mut self, x: f64, top: f64, bottom: f64, color: RGBColor) {
        // One shape again; here it is the left sides that are joined.
        let corners = |k: u32| {
            let (left, right) = (x - 0.5, x + 0.5);
            let from = top + 6.0 * f64::from(k);
            let to = (from + 3.5).min(bottom);
            [(left, from), (right, from), (right, to), (left, to)].map(fine)
        };
        let count = ((bottom - top) / 6.0).ceil() as u32;
        self.backend.fill_polygon((0..count).flat_map(corners), &color).ok();
    }

    pub(crate) fn text(&mut self, text: &str, at: Pixel, align: Align, look: Text) {
        let weight = if look.bold { FontStyle::Bold } else { FontStyle::Normal };
        let mut font = FontDesc::new(FONT, look.size * FINE * PLOTTERS_FONT_SCALE, weight);
        if align == Align::Upwards {
            font = font.transform(FontTransform::Rotate270);
        }
        let horizontal = match align {
            Align::Left => HPos::Left,
            Align::Center | Align::Upwards => HPos::Center,
            Align::Right => HPos::Right,
        };
        let style = TextStyle::from(font).color(&look.color).pos(Pos::new(horizontal, VPos::Center));
        self.backend.draw_text(text, &style, fine(at)).ok();
    }
}
