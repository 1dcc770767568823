//! Colours of heat maps.

use plotters::style::RGBColor;

/// Viridis (S. van der Walt & N. Smith 2015, in the public domain): every 15th of its 256 colours. The lightness rises evenly, so
/// that it can be read by the colour-blind, and in print without colours. Between entries a line is within 5 of 255.
const VIRIDIS: [(u8, u8, u8); 18] = [
    (68, 1, 84),
    (72, 23, 105),
    (71, 42, 122),
    (67, 61, 132),
    (61, 78, 138),
    (53, 94, 141),
    (46, 109, 142),
    (41, 123, 142),
    (35, 137, 142),
    (31, 151, 139),
    (33, 165, 133),
    (46, 179, 124),
    (70, 192, 111),
    (101, 203, 94),
    (137, 213, 72),
    (176, 221, 47),
    (216, 226, 25),
    (253, 231, 37),
];

/// The number of colours that a heat map has.
pub(crate) const SHADES: u32 = 256;

/// Returns the shade of a place on the bar, 0 at its lower and 1 at its upper end.
pub(crate) fn shade(position: f64) -> u32 {
    (position.clamp(0.0, 1.0) * f64::from(SHADES - 1)).round() as u32
}

/// Returns the colour of a shade.
pub(crate) fn of_shade(shade: u32) -> RGBColor {
    let place = f64::from(shade) / f64::from(SHADES - 1) * (VIRIDIS.len() - 1) as f64;
    let below = (place as usize).min(VIRIDIS.len() - 2);
    let part = place - below as f64;
    let mix = |a: u8, b: u8| (f64::from(a) + part * (f64::from(b) - f64::from(a))).round() as u8;
    let (a, b) = (VIRIDIS[below], VIRIDIS[below + 1]);
    RGBColor(mix(a.0, b.0), mix(a.1, b.1), mix(a.2, b.2))
}

/// Returns a colour mixed with white, of which `part` is white.
pub(crate) fn pale(color: RGBColor, part: f64) -> RGBColor {
    let mix = |c: u8| (f64::from(c) + part * (255.0 - f64::from(c))).round() as u8;
    RGBColor(mix(color.0), mix(color.1), mix(color.2))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lightness L* of CIELAB, from 0 to 100.
    fn lightness(RGBColor(r, g, b): RGBColor) -> f64 {
        let linear = |c: u8| {
            let c = f64::from(c) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        let y = 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
        if y <= 0.008856 { 903.3 * y } else { 116.0 * y.cbrt() - 16.0 }
    }

    #[test]
    fn equal_steps_look_equal() {
        // As its authors publish it, viridis goes from L* = 15 to 91 along a line.
        let all: Vec<f64> = (0..SHADES).map(|shade| lightness(of_shade(shade))).collect();
        for (k, l) in all.iter().enumerate() {
            let line = all[0] + (all[255] - all[0]) * k as f64 / 255.0;
            assert!((l - line).abs() < 2.0, "{k}: {l} {line}");
        }
        assert!((all[0] - 15.0).abs() < 1.5 && (all[255] - 91.0).abs() < 1.5, "{} {}", all[0], all[255]);
    }

    #[test]
    fn values_beyond_the_bar_have_the_colours_of_its_ends() {
        assert_eq!((shade(-1.0), shade(0.0), shade(1.0), shade(7.0)), (0, 0, 255, 255));
        assert_eq!((of_shade(0), of_shade(255)), (RGBColor(68, 1, 84), RGBColor(253, 231, 37)));
    }
}
