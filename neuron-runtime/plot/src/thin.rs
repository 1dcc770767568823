//! What of a long line can be seen: thinning to the resolution of pixels, and clipping to the panel.

use std::collections::HashSet;

/// A point in pixels.
pub(crate) type Pixel = (f64, f64);

/// A rectangle in pixels; y grows downwards, so `top < bottom`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Rect {
    pub(crate) left: f64,
    pub(crate) top: f64,
    pub(crate) right: f64,
    pub(crate) bottom: f64,
}

impl Rect {
    pub(crate) fn width(self) -> f64 {
        self.right - self.left
    }

    pub(crate) fn height(self) -> f64 {
        self.bottom - self.top
    }

    /// Whether a point is inside or on the edge.
    pub(crate) fn contains(self, (x, y): Pixel) -> bool {
        (self.left..=self.right).contains(&x) && (self.top..=self.bottom).contains(&y)
    }

    /// The part of a segment that is inside (Liang & Barsky 1984).
    fn clip(self, (x0, y0): Pixel, (x1, y1): Pixel) -> Option<(Pixel, Pixel)> {
        let (dx, dy) = (x1 - x0, y1 - y0);
        let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
        let edges = [(-dx, x0 - self.left), (dx, self.right - x0), (-dy, y0 - self.top), (dy, self.bottom - y0)];
        for (outward, room) in edges {
            if outward < 0.0 {
                enter = enter.max(room / outward);
            } else if outward > 0.0 {
                leave = leave.min(room / outward);
            } else if room < 0.0 {
                return None;
            }
        }
        let at = |s: f64| match s {
            0.0 => (x0, y0),
            1.0 => (x1, y1),
            _ => (x0 + s * dx, y0 + s * dy),
        };
        (enter <= leave).then(|| (at(enter), at(leave)))
    }
}

/// The most points that a trajectory which runs back and forth is drawn with: some 150 kB of text.
const MOST_POINTS: usize = 15_000;

/// The most dots that are drawn: some 400 kB of text, and about as many as fill a panel without a gap.
const MOST_DOTS: usize = 4_000;

/// The pieces of a line that are seen in `view`; points that are not finite part it.
///
/// A line of more than four points for each column of pixels is thinned: where x ascends, to the first, lowest,
/// highest and last point of each column, which look the same as all of them; where it does not, by leaving out what
/// was drawn before.
pub(crate) fn line(points: impl ExactSizeIterator<Item = Pixel> + Clone, view: Rect) -> Vec<Vec<Pixel>> {
    let pieces = if points.len() as f64 <= 4.0 * view.width() {
        split(points)
    } else if ascending(points.clone()) {
        columns(points)
    } else {
        retraced(points)
    };
    pieces.iter().flat_map(|piece| clipped(piece, view)).collect()
}

/// The points that an edge of a filled shape needs, all of them finite and in `view`.
pub(crate) fn edge(points: impl ExactSizeIterator<Item = Pixel> + Clone, view: Rect) -> Vec<Pixel> {
    if points.len() as f64 <= 4.0 * view.width() || !ascending(points.clone()) {
        return points.collect();
    }
    columns(points).concat()
}

/// The dots that are seen in `view`, those that would hide behind another left out.
pub(crate) fn dots(points: impl Iterator<Item = Pixel> + Clone, view: Rect) -> Vec<Pixel> {
    let inside = points.filter(|&point| view.contains(point));
    let mut size = 0.25;
    loop {
        let mut seen = HashSet::new();
        let kept: Vec<Pixel> = inside.clone().filter(|&point| seen.insert(cell(point, size))).collect();
        if kept.len() <= MOST_DOTS || size > view.width() {
            return kept;
        }
        size *= 1.5;
    }
}

fn finite((x, y): Pixel) -> bool {
    x.is_finite() && y.is_finite()
}

fn cell((x, y): Pixel, size: f64) -> (i64, i64) {
    ((x / size).floor() as i64, (y / size).floor() as i64)
}

fn ascending(points: impl Iterator<Item = Pixel>) -> bool {
    points.filter(|&point| finite(point)).map(|(x, _)| x).is_sorted()
}

fn split(points: impl Iterator<Item = Pixel>) -> Vec<Vec<Pixel>> {
    let mut pieces = vec![Vec::new()];
    for point in points {
        match pieces.last_mut() {
            Some(piece) if finite(point) => piece.push(point),
            Some(piece) if piece.is_empty() => {}
            _ => pieces.push(Vec::new()),
        }
    }
    pieces
}

/// The first, lowest, highest and last point of each column; gaps narrower than a column close.
fn columns(points: impl Iterator<Item = Pixel>) -> Vec<Vec<Pixel>> {
    let mut pieces: Vec<Vec<Pixel>> = vec![Vec::new()];
    let mut column: Option<Column> = None;
    let mut gap = false;
    let mut end = f64::NEG_INFINITY;
    for (index, point) in points.enumerate() {
        if !finite(point) {
            gap = true;
            continue;
        }
        let number = point.0.floor();
        match &mut column {
            Some(column) if column.number == number => column.add(index, point),
            _ => {
                let full = column.replace(Column::new(number, index, point));
                put(&mut pieces, full);
                if gap && point.0 - end > 1.0 {
                    pieces.push(Vec::new());
                }
            }
        }
        (gap, end) = (false, point.0);
    }
    put(&mut pieces, column);
    pieces
}

fn put(pieces: &mut [Vec<Pixel>], column: Option<Column>) {
    if let (Some(piece), Some(column)) = (pieces.last_mut(), column) {
        let mut kept = column.kept;
        kept.sort_by_key(|&(index, _)| index);
        piece.extend(kept.into_iter().map(|(_, point)| point));
        piece.dedup();
    }
}

/// The first, lowest, highest and last point within one column of pixels, with their numbers.
struct Column {
    number: f64,
    kept: [(usize, Pixel); 4],
}

impl Column {
    fn new(number: f64, index: usize, point: Pixel) -> Self {
        Self { number, kept: [(index, point); 4] }
    }

    fn add(&mut self, index: usize, point: Pixel) {
        let [_, lowest, highest, last] = &mut self.kept;
        if point.1 > lowest.1.1 {
            *lowest = (index, point);
        }
        if point.1 < highest.1.1 {
            *highest = (index, point);
        }
        *last = (index, point);
    }
}

/// A trajectory without the segments that were drawn before: a limit cycle is drawn once, however often it runs.
fn retraced(points: impl Iterator<Item = Pixel> + Clone) -> Vec<Vec<Pixel>> {
    let mut size = 0.25;
    loop {
        let pieces = fresh(points.clone(), size);
        if pieces.iter().map(Vec::len).sum::<usize>() <= MOST_POINTS || size > 1000.0 {
            return pieces;
        }
        size *= 1.5;
    }
}

/// The segments between cells of `size` pixels that none before them connected.
fn fresh(points: impl Iterator<Item = Pixel>, size: f64) -> Vec<Vec<Pixel>> {
    let mut drawn = HashSet::new();
    let mut pieces: Vec<Vec<Pixel>> = vec![Vec::new()];
    let mut previous: Option<(Pixel, (i64, i64))> = None;
    for point in points {
        if !finite(point) {
            previous = None;
            continue;
        }
        let to = cell(point, size);
        let Some((start, from)) = previous else {
            pieces.push(vec![point]);
            previous = Some((point, to));
            continue;
        };
        if from == to {
            continue;
        }
        previous = Some((point, to));
        if !drawn.insert((from, to)) {
            continue;
        }
        match pieces.last_mut() {
            Some(piece) if piece.last() == Some(&start) => piece.push(point),
            _ => pieces.push(vec![start, point]),
        }
    }
    pieces.retain(|piece| piece.len() > 1);
    pieces
}

/// The parts of a line that are inside of `view`.
fn clipped(piece: &[Pixel], view: Rect) -> Vec<Vec<Pixel>> {
    let mut parts: Vec<Vec<Pixel>> = Vec::new();
    for pair in piece.windows(2) {
        if let Some((from, to)) = view.clip(pair[0], pair[1]) {
            match parts.last_mut() {
                Some(part) if part.last() == Some(&from) => part.push(to),
                _ => parts.push(vec![from, to]),
            }
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    const VIEW: Rect = Rect { left: 0.0, top: 0.0, right: 100.0, bottom: 50.0 };

    fn points(ys: &[f64]) -> Vec<Pixel> {
        ys.iter().enumerate().map(|(i, &y)| (i as f64, y)).collect()
    }

    #[test]
    fn gaps_part_a_line() {
        let line = line(points(&[1.0, 2.0, f64::NAN, f64::NAN, 3.0, 4.0]).into_iter(), VIEW);
        assert_eq!(line, [vec![(0.0, 1.0), (1.0, 2.0)], vec![(4.0, 3.0), (5.0, 4.0)]]);
    }

    #[test]
    fn a_line_is_cut_at_the_edges() {
        let line = line(points(&[25.0, -25.0, 25.0, 25.0]).into_iter(), VIEW);
        assert_eq!(line, [vec![(0.0, 25.0), (0.5, 0.0)], vec![(1.5, 0.0), (2.0, 25.0), (3.0, 25.0)]]);
        let outside = points(&[-1.0, -2.0, -1.0]);
        assert!(super::line(outside.into_iter(), VIEW).is_empty());
    }

    #[test]
    fn one_sample_among_a_million_survives() {
        let count = 1_000_000;
        let at = |i: usize| (i as f64 * 100.0 / count as f64, if i == 123_456 { 3.0 } else { 40.0 });
        let line = line((0..count).map(at), VIEW);
        assert_eq!(line.len(), 1);
        assert!(line[0].len() <= 400);
        assert!(line[0].contains(&at(123_456)));
        assert_eq!((line[0][0], line[0].last()), (at(0), Some(&at(count - 1))));
    }

    #[test]
    fn wide_gaps_stay_and_narrow_ones_close() {
        let at = |i: usize| {
            let missing = (50_000..60_000).contains(&i) || i % 7 == 3;
            (i as f64 / 1000.0, if missing { f64::NAN } else { (i % 40) as f64 })
        };
        let line = line((0..100_000).map(at), VIEW);
        assert_eq!(line.len(), 2);
        assert!(line[0].last().is_some_and(|p| p.0 < 50.0) && line[1][0].0 >= 60.0);
    }

    #[test]
    fn a_limit_cycle_is_drawn_once() {
        let at = |i: usize| {
            let angle = i as f64 * 0.01;
            (50.0 + 20.0 * angle.cos(), 25.0 + 20.0 * angle.sin())
        };
        let once: usize = line((0..1_000).map(at), VIEW).iter().map(Vec::len).sum();
        let often: usize = line((0..1_000_000).map(at), VIEW).iter().map(Vec::len).sum();
        assert!(once > 300 && often < 6 * once, "{once} {often}");
        // A path that fills the panel is coarsened until it is short enough.
        let wild = |i: usize| ((i * 7919 % 10_007) as f64 / 100.0, (i * 104_729 % 50_021) as f64 / 1000.0);
        let wild: usize = line((0..300_000).map(wild), VIEW).iter().map(Vec::len).sum();
        assert!(wild <= MOST_POINTS);
        assert!(dots((0..300_000).map(at), VIEW).len() <= MOST_DOTS);
    }
}
