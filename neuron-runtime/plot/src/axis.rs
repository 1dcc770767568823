//! Axes: what range they show, where their ticks are and what these say.

/// Whether a value can be drawn: finite, and differences between two such do not overflow.
pub(crate) fn drawable(value: f64) -> bool {
    value.abs() < 1e300
}

/// How an axis counts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Scale {
    Linear,
    /// In powers of ten.
    Logarithmic,
}

impl Scale {
    pub(crate) fn new(logarithmic: bool) -> Self {
        if logarithmic { Self::Logarithmic } else { Self::Linear }
    }

    /// A value as the axis counts; on a logarithmic one, what is not positive lies infinitely low.
    pub(crate) fn count(self, value: f64) -> f64 {
        match self {
            Self::Linear => value,
            Self::Logarithmic if value > 0.0 => value.log10(),
            Self::Logarithmic => f64::NEG_INFINITY,
        }
    }

    /// About `count` ticks of an axis that counts so, with their labels.
    pub(crate) fn ticks(self, axis: Axis, count: usize) -> Vec<(f64, String)> {
        match self {
            Self::Linear => axis.ticks(count),
            Self::Logarithmic => axis.powers(count),
        }
    }
}

/// The part of an axis that is shown, `low < high`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Axis {
    pub(crate) low: f64,
    pub(crate) high: f64,
}

impl Axis {
    /// All drawable values, and `margin` of their range on both sides; from 0 to 1 if there are none.
    pub(crate) fn around(values: impl Iterator<Item = f64>, margin: f64) -> Self {
        let (low, high) = values
            .filter(|value| drawable(*value))
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
        if low > high {
            return Self { low: 0.0, high: 1.0 };
        }
        let size = low.abs().max(high.abs());
        // A constant, but for rounding: show it in the middle and not its noise.
        if high - low <= 1e-12 * size {
            let room = if size > 0.0 { 0.1 * size } else { 1.0 };
            return Self { low: low - room, high: high + room };
        }
        let room = margin * (high - low);
        Self { low: low - room, high: high + room }
    }

    /// Where a value lies, 0 at the lower and 1 at the upper end.
    pub(crate) fn position(self, value: f64) -> f64 {
        (value - self.low) / (self.high - self.low)
    }

    /// About `count` ticks, at most a quarter more, at multiples of 1, 2 or 5 times a power of ten, with their labels.
    fn ticks(self, count: usize) -> Vec<(f64, String)> {
        let step = step(0.8 * (self.high - self.low) / count.max(1) as f64);
        // A tick that rounding puts outside of the end it should be at is still one.
        let (low, high) = (self.low / step - 1e-9, self.high / step + 1e-9);
        let (first, last) = (low.ceil(), high.floor());
        let values = (0..=count + count / 4).map(|k| first + k as f64).filter(|&k| k <= last).map(|k| k * step);
        let size = self.low.abs().max(self.high.abs());
        values.map(|value| (value, label(value, step, size))).collect()
    }

    /// Of an axis that counts in powers of ten: about `count` ticks at whole powers, or where these are too few also at
    /// two and five times one, with their labels.
    fn powers(self, count: usize) -> Vec<(f64, String)> {
        let within = |tick: f64| (self.low - 1e-9..=self.high + 1e-9).contains(&tick);
        let (first, last) = ((self.low - 1.0).floor() as i32, (self.high + 1.0).ceil() as i32);
        let decades = self.high - self.low;
        let every = step((decades / count.max(1) as f64).max(1.0)) as i32;
        let factors: &[u32] = if decades < 0.5 * count as f64 && decades < 2.5 { &[1, 2, 5] } else { &[1] };
        let mut ticks = Vec::new();
        for power in (first..=last).filter(|power| power % every == 0) {
            for factor in factors {
                let tick = f64::from(power) + f64::from(*factor).log10();
                if within(tick) {
                    ticks.push((tick, power_label(*factor, power)));
                }
            }
        }
        ticks
    }
}

/// `factor` times a power of ten: as a decimal number where that is short.
fn power_label(factor: u32, power: i32) -> String {
    match power {
        -3..=4 => format!("{:.*}", places(-power), f64::from(factor) * 10_f64.powi(power)),
        _ if factor == 1 => format!("10{}", superscript(power)),
        _ => format!("{factor}·10{}", superscript(power)),
    }
}

/// The smallest of 1, 2 and 5 times a power of ten that is not below `width`.
pub(crate) fn step(width: f64) -> f64 {
    let power = 10_f64.powf(width.log10().floor());
    let factors = [1.0, 2.0, 5.0, 10.0];
    let factor = factors.into_iter().find(|factor| factor * power >= width * (1.0 - 1e-9));
    power * factor.unwrap_or(10.0)
}

/// A tick's label, with as many digits as tell ticks apart; `size` is the largest magnitude on the axis.
fn label(value: f64, step: f64, size: f64) -> String {
    let resolution = (step.log10() + 1e-9).floor() as i32;
    let text = if size < 1e6 && resolution >= -4 {
        format!("{value:.*}", places(-resolution))
    } else if value == 0.0 {
        "0".to_owned()
    } else {
        let exponent = (size.log10() + 1e-9).floor() as i32;
        let mantissa = value / 10_f64.powi(exponent);
        format!("{mantissa:.*}·10{}", places(exponent - resolution), superscript(exponent))
    };
    // A true minus sign, and none before a zero.
    match text.strip_prefix('-') {
        Some(zero) if zero.chars().all(|c| matches!(c, '0' | '.')) => zero.to_owned(),
        Some(positive) => format!("−{positive}"),
        None => text,
    }
}

/// A number of decimal places; beyond 12 a double on a figure has nothing more to say.
fn places(wanted: i32) -> usize {
    usize::try_from(wanted).unwrap_or(0).min(12)
}

fn superscript(exponent: i32) -> String {
    exponent
        .to_string()
        .chars()
        .map(|c| match c.to_digit(10) {
            Some(digit) => ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'][digit as usize],
            None => '⁻',
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(low: f64, high: f64, count: usize) -> Vec<String> {
        Axis { low, high }.ticks(count).into_iter().map(|(_, label)| label).collect()
    }

    #[test]
    fn ticks_are_round() {
        assert_eq!(labels(-82.0, 43.0, 4), ["−50", "0"]);
        assert_eq!(labels(-82.0, 43.0, 7), ["−80", "−60", "−40", "−20", "0", "20", "40"]);
        assert_eq!(labels(0.0, 1.0, 5), ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
        assert_eq!(labels(-0.3, 0.3, 6), ["−0.3", "−0.2", "−0.1", "0.0", "0.1", "0.2", "0.3"]);
        assert_eq!(labels(0.0, 10_000.0, 5), ["0", "2000", "4000", "6000", "8000", "10000"]);
    }

    #[test]
    fn powers_of_ten_are_as_many_as_there_is_room_for() {
        let labels = |low: f64, high: f64, count| -> Vec<String> {
            Axis { low, high }.powers(count).into_iter().map(|(_, label)| label).collect()
        };
        assert_eq!(labels(-0.2, 3.4, 5), ["1", "10", "100", "1000"]);
        assert_eq!(labels(-0.2, 0.8, 5), ["1", "2", "5"]);
        assert_eq!(labels(-9.1, -0.9, 5), ["10⁻⁸", "10⁻⁶", "10⁻⁴", "0.01"]);
        assert_eq!(labels(4.9, 6.0, 5), ["10⁵", "2·10⁵", "5·10⁵", "10⁶"]);
        for (tick, _) in (Axis { low: -300.0, high: 290.0 }).powers(6) {
            assert_eq!(tick % 100.0, 0.0);
        }
    }

    #[test]
    fn very_small_and_large_numbers_have_exponents() {
        assert_eq!(labels(0.0, 4e-7, 4), ["0", "1·10⁻⁷", "2·10⁻⁷", "3·10⁻⁷", "4·10⁻⁷"]);
        assert_eq!(labels(0.0, 2e12, 4), ["0", "0.5·10¹²", "1.0·10¹²", "1.5·10¹²", "2.0·10¹²"]);
    }

    #[test]
    fn ranges_are_never_empty() {
        let around = |values: &[f64]| Axis::around(values.iter().copied(), 0.1);
        assert_eq!(around(&[0.0, 10.0, f64::NAN]), Axis { low: -1.0, high: 11.0 });
        assert_eq!(around(&[f64::INFINITY, 1e305]), Axis { low: 0.0, high: 1.0 });
        assert_eq!(around(&[0.0]), Axis { low: -1.0, high: 1.0 });
        for extreme in [1e-300, 1e16, -9e299, f64::MIN_POSITIVE] {
            let axis = around(&[extreme]);
            assert!(axis.low < extreme && extreme < axis.high && axis.ticks(5).len() <= 6);
        }
        assert!(around(&[-9e299, 9e299]).ticks(5).len() >= 2);
    }
}
