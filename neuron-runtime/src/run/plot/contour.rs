//! Curves on which a function of two variables is 0: marching squares, with roots in the place of linear interpolation.

use std::collections::HashMap;

/// A point (x, y).
pub(super) type Point = [f64; 2];

/// Cells between the lines of a grid.
pub(super) struct Grid {
    pub(super) low: Point,
    pub(super) high: Point,
    /// The number of cells in each direction.
    pub(super) cells: usize,
}

/// An edge of a cell: the corner where it begins, and its direction.
type Edge = ([usize; 2], usize);

impl Grid {
    /// Returns the place of a corner.
    pub(super) fn corner(&self, corner: [usize; 2]) -> Point {
        [0, 1].map(|d| self.low[d] + (self.high[d] - self.low[d]) * corner[d] as f64 / self.cells as f64)
    }

    /// Returns the values at all corners, those of one y beside each other.
    pub(super) fn values(&self, f: &impl Fn(Point) -> f64) -> Vec<f64> {
        let side = self.cells + 1;
        (0..side * side).map(|k| f(self.corner([k % side, k / side]))).collect()
    }

    /// Returns the curves on which `f`, which has these values at the corners, is 0. Their points are roots along the lines of
    /// the grid. Poles are no roots.
    pub(super) fn zeros(&self, f: &impl Fn(Point) -> f64, values: &[f64]) -> Vec<Vec<Point>> {
        let side = self.cells + 1;
        let value = |[i, j]: [usize; 2]| values[j * side + i];
        let mut roots: HashMap<Edge, Point> = HashMap::new();
        let mut root = |edge: Edge| -> bool {
            let ends = [edge.0, step(edge)];
            let [a, b] = ends.map(value);
            if !(a.is_finite() && b.is_finite()) || (a > 0.0) == (b > 0.0) {
                return false;
            }
            let known = roots.contains_key(&edge);
            known || {
                let found = between(f, ends.map(|corner| self.corner(corner)), [a, b]);
                found.is_some_and(|point| roots.insert(edge, point).is_none())
            }
        };
        let mut segments: Vec<[Edge; 2]> = Vec::new();
        for j in 0..self.cells {
            for i in 0..self.cells {
                // Below, right, above, left.
                let edges = [([i, j], 0), ([i + 1, j], 1), ([i, j + 1], 0), ([i, j], 1)];
                let crossed: Vec<Edge> = edges.into_iter().filter(|edge| root(*edge)).collect();
                match crossed[..] {
                    [a, b] => segments.push([a, b]),
                    [below, right, above, left] => {
                        // A saddle: the middle of the cell says which corners belong together.
                        let (low, high) = (self.corner([i, j]), self.corner([i + 1, j + 1]));
                        let middle = f([0, 1].map(|d| 0.5 * (low[d] + high[d])));
                        let joined = (middle > 0.0) == (value([i, j]) > 0.0);
                        segments.extend(if joined {
                            [[below, right], [above, left]]
                        } else {
                            [[below, left], [right, above]]
                        });
                    }
                    _ => {}
                }
            }
        }
        chains(&segments).into_iter().map(|chain| chain.iter().map(|edge| roots[edge]).collect()).collect()
    }
}

/// Returns the corner where an edge ends.
fn step((mut corner, direction): Edge) -> [usize; 2] {
    corner[direction] += 1;
    corner
}

/// Returns the root between two points with values of different signs, by bisection. At a pole there is none.
fn between(f: &impl Fn(Point) -> f64, ends: [Point; 2], values: [f64; 2]) -> Option<Point> {
    let at = |part: f64| [0, 1].map(|d| ends[0][d] + part * (ends[1][d] - ends[0][d]));
    let (mut low, mut high, begins_above) = (0.0, 1.0, values[0] > 0.0);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if (f(at(middle)) > 0.0) == begins_above { low = middle } else { high = middle }
    }
    let point = at(0.5 * (low + high));
    (f(point).abs() <= values[0].abs().max(values[1].abs())).then_some(point)
}

/// Joins segments that share an end.
fn chains(segments: &[[Edge; 2]]) -> Vec<Vec<Edge>> {
    let mut at: HashMap<Edge, Vec<usize>> = HashMap::new();
    for (k, ends) in segments.iter().enumerate() {
        ends.iter().for_each(|end| at.entry(*end).or_default().push(k));
    }
    let mut used = vec![false; segments.len()];
    let mut follow = |start: Edge| -> Vec<Edge> {
        let (mut chain, mut end) = (vec![start], start);
        while let Some(k) = at[&end].iter().copied().find(|k| !used[*k]) {
            used[k] = true;
            end = if segments[k][0] == end { segments[k][1] } else { segments[k][0] };
            chain.push(end);
        }
        chain
    };
    // Open curves begin where one segment ends; what is left is closed.
    let open = segments.iter().flatten().filter(|end| at[*end].len() == 1);
    let starts: Vec<Edge> = open.chain(segments.iter().map(|ends| &ends[0])).copied().collect();
    starts.into_iter().map(&mut follow).filter(|chain| chain.len() > 1).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const GRID: Grid = Grid { low: [-2.0, -2.0], high: [2.0, 2.0], cells: 40 };

    fn zeros(f: impl Fn(Point) -> f64) -> Vec<Vec<Point>> {
        GRID.zeros(&f, &GRID.values(&f))
    }

    #[test]
    fn a_circle_is_one_closed_curve_of_roots() {
        let curves = zeros(|[x, y]| x * x + y * y - 1.7);
        assert_eq!(curves.len(), 1);
        assert_eq!(curves[0][0], curves[0][curves[0].len() - 1]);
        assert!(curves[0].iter().all(|[x, y]| (x.hypot(*y) - 1.7_f64.sqrt()).abs() < 1e-14));
        let length: f64 = curves[0].windows(2).map(|p| (p[1][0] - p[0][0]).hypot(p[1][1] - p[0][1])).sum();
        assert!((length - 2.0 * std::f64::consts::PI * 1.7_f64.sqrt()).abs() < 0.01, "{length}");
    }

    #[test]
    fn a_hyperbola_is_two_curves_that_end_at_the_border() {
        let curves = zeros(|[x, y]| x * y - 0.3);
        assert_eq!(curves.len(), 2);
        for curve in curves {
            let is_border = |[x, y]: Point| x.abs().max(y.abs()) == 2.0;
            assert!(is_border(curve[0]) && is_border(curve[curve.len() - 1]));
        }
    }

    #[test]
    fn poles_and_gaps_are_no_roots() {
        assert!(zeros(|[x, _]| 1.0 / (x - 0.31)).is_empty());
        // Of a line, what has a value.
        let curves = zeros(|[x, y]| if x < 0.0 { f64::NAN } else { y - 0.51 });
        assert_eq!(curves.len(), 1);
        assert!(curves[0].iter().all(|[x, y]| *x >= 0.0 && (y - 0.51).abs() < 1e-14));
    }
}
