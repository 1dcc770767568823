//! Phase planes of cells of two states.

use super::contour::{Grid, Point};
use super::{Figure, Panel, labelled, reals};
use crate::error::Error;
use crate::model::handle::{Recordable, State};
use crate::model::names;
use crate::model::network::{Layout, Network};
use crate::run::result::Run;
use crate::system::{Given, System};
use std::ops::Range;
use std::path::Path;

/// The nullclines, the fixed points and the directions of a cell of two states, such as V and the activation of potassium. The
/// cell may have gates that are instantaneous.
///
/// ```
/// use neuron_runtime::library::morris_lecar_1981::MorrisLecar;
/// use neuron_runtime::plot::PhasePlane;
/// use neuron_runtime::prelude::*;
///
/// let mut fibre = MorrisLecar::default();
/// fibre.set(MorrisLecar::inject, 100.0); // µA/cm²
/// let run = fibre.simulate(300.0).record(&[MorrisLecar::v, MorrisLecar::K.w]).run()?;
/// let plane = PhasePlane::of(&fibre, (MorrisLecar::v, -80.0..60.0), (MorrisLecar::K.w, -0.1..0.8))?;
/// assert!(plane.fixed_points().len() == 1 && !plane.fixed_points()[0].is_stable());
/// let svg = plane.with(&run)?.figure().to_svg()?;
/// assert!(svg.contains("dv/dt = 0"));
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct PhasePlane {
    title: &'static str,
    axes: [Axis; 2],
    nullclines: [Vec<Vec<Point>>; 2],
    fixed_points: Vec<FixedPoint>,
    /// Places and rates of change.
    field: Vec<[Point; 2]>,
    trajectories: Vec<[Vec<f64>; 2]>,
}

/// A state on an axis.
#[derive(Clone, Debug)]
struct Axis {
    name: String,
    unit: &'static str,
    range: Range<f64>,
}

impl Axis {
    fn label(&self) -> String {
        labelled(&self.name, self.unit)
    }
}

/// A point at which neither state changes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FixedPoint {
    /// The two states, in their declared units.
    pub at: [f64; 2],
    /// The real and the imaginary part (per ms) of both eigenvalues of the Jacobian, the larger real part first.
    pub eigenvalues: [[f64; 2]; 2],
}

impl FixedPoint {
    /// Returns true if every small change decays.
    pub fn is_stable(&self) -> bool {
        self.eigenvalues[0][0] < 0.0
    }

    /// Returns true if changes grow in one direction and decay in another.
    pub fn is_saddle(&self) -> bool {
        self.eigenvalues[0][0] > 0.0 && self.eigenvalues[1][0] < 0.0
    }
}

/// The number of cells in each direction in which nullclines are looked for.
const CELLS: usize = 200;
/// The number of arrows in each direction.
const ARROWS: usize = 20;

impl PhasePlane {
    /// Analyses a cell over ranges of its two states, each given by its handle, in declared units. Time stands at 0 ms, and
    /// relations are as written.
    ///
    /// Nullclines are roots on the lines of a grid of 200 × 200 cells; closed ones smaller than that are not seen. Fixed points
    /// are found by Newton's method from the cells where both nullclines are.
    ///
    /// # Errors
    /// [`Error::Length`] if the network does not have two states, [`Error::Quantity`] if both handles are the same,
    /// [`Error::Setting`] for an empty range.
    pub fn of<N: Network<f64>>(
        network: &N,
        x: (State<N::Tag>, Range<f64>),
        y: (State<N::Tag>, Range<f64>),
    ) -> Result<Self, Error> {
        let dim = Layout::dim(network);
        if dim != 2 {
            return Err(Error::Length { list: "the state of a phase plane", found: dim, wanted: 2 });
        }
        let ((x, first), (y, second)) = (axis(network, x)?, axis(network, y)?);
        let order = [first, second];
        if order[0] == order[1] {
            return Err(Error::Quantity { name: x.name, problem: "cannot be on both axes; name the other state, too" });
        }
        let (low, high) = ([x.range.start, y.range.start], [x.range.end, y.range.end]);
        let flow = Flow { network, order };
        let grid = Grid { low, high, cells: CELLS };
        let parts = [0, 1].map(|part| move |point: Point| flow.rates(point)[part]);
        let values = parts.each_ref().map(|part| grid.values(part));
        let nullclines = [0, 1].map(|part| grid.zeros(&parts[part], &values[part]));
        let fixed_points = fixed_points(flow, &grid, &values);
        let inset = |k: usize| (k as f64 + 0.5) / ARROWS as f64;
        let place = |k: usize| {
            let part = [inset(k % ARROWS), inset(k / ARROWS)];
            let point = [0, 1].map(|d| low[d] + part[d] * (high[d] - low[d]));
            [point, flow.rates(point)]
        };
        let field = (0..ARROWS * ARROWS).map(place).collect();
        let title = N::NETWORK.name;
        Ok(PhasePlane { title, axes: [x, y], nullclines, fixed_points, field, trajectories: Vec::new() })
    }

    /// Adds the trajectory of a run that recorded both states.
    ///
    /// # Errors
    /// Those of [`Run::trace_by_name`].
    pub fn with<N: Network<f64>>(mut self, run: &Run<N>) -> Result<Self, Error> {
        let [x, y] = &self.axes;
        self.trajectories.push([reals(run.trace_by_name(&x.name)?), reals(run.trace_by_name(&y.name)?)]);
        Ok(self)
    }

    /// Returns the curves on which the state of each axis does not change.
    pub fn nullclines(&self) -> &[Vec<Vec<[f64; 2]>>; 2] {
        &self.nullclines
    }

    /// Returns the points at which neither state changes, from left to right.
    pub fn fixed_points(&self) -> &[FixedPoint] {
        &self.fixed_points
    }

    /// Draws the plane: arrows, nullclines, trajectories, fixed points, those that are not stable hollow.
    pub fn figure(&self) -> Figure {
        let [x, y] = &self.axes;
        let (places, rates): (Vec<Point>, Vec<Point>) = self.field.iter().map(|[place, rate]| (*place, *rate)).unzip();
        let along = |points: &[Point], d: usize| points.iter().map(|point| point[d]).collect::<Vec<f64>>();
        let mut panel =
            Panel::new(y.label()).arrows(&along(&places, 0), &along(&places, 1), &along(&rates, 0), &along(&rates, 1));
        for (axis, curves) in self.axes.iter().zip(&self.nullclines) {
            for curve in curves {
                panel = panel.line(format!("d{}/dt = 0", axis.name), &along(curve, 0), &along(curve, 1));
            }
        }
        for [x, y] in &self.trajectories {
            panel = panel.line("trajectory", x, y);
        }
        let [stable, unstable] = [true, false].map(|stable| -> Vec<Point> {
            self.fixed_points.iter().filter(|point| point.is_stable() == stable).map(|point| point.at).collect()
        });
        if !stable.is_empty() {
            panel = panel.discs("stable", &along(&stable, 0), &along(&stable, 1));
        }
        if !unstable.is_empty() {
            panel = panel.circles("not stable", &along(&unstable, 0), &along(&unstable, 1));
        }
        let panel = panel.x_range(x.range.start, x.range.end).y_range(y.range.start, y.range.end).x_label(x.label());
        Figure::new(self.title).size(620, 460).panel(panel)
    }

    /// Draws the plane into an SVG file.
    ///
    /// # Errors
    /// [`Error::Plot`] if the file cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        Ok(self.figure().save(path)?)
    }
}

/// Returns an axis, and the index of its state.
fn axis<N: Network<f64>>(network: &N, (state, range): (State<N::Tag>, Range<f64>)) -> Result<(Axis, usize), Error> {
    let (name, unit) = names::name_of(&N::NETWORK, state.quantity());
    let index = network.state_index(state.origin(), state.index());
    let index = index.ok_or_else(|| Error::unknown(&name, names::state_names(network)))?;
    if !(range.start < range.end && range.start.is_finite() && range.end.is_finite()) {
        let expected = "it ends after it begins, as `-80.0..50.0`";
        let value = range.end - range.start;
        return Err(Error::Setting { setting: "the length of the range of a state", value, expected });
    }
    Ok((Axis { name, unit, range }, index))
}

/// The equations with the states in the order of the axes.
struct Flow<'a, N> {
    network: &'a N,
    order: [usize; 2],
}

impl<N> Clone for Flow<'_, N> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<N> Copy for Flow<'_, N> {}

impl<N: Network<f64>> Flow<'_, N> {
    fn state(self, point: Point) -> Point {
        let mut state = [0.0; 2];
        self.order.iter().zip(point).for_each(|(index, value)| state[*index] = value);
        state
    }

    fn rates(self, point: Point) -> Point {
        let mut rates = [0.0; 2];
        self.network.rhs(0.0, &self.state(point), &mut rates);
        self.order.map(|index| rates[index])
    }

    fn jacobian(self, point: Point) -> [[f64; 2]; 2] {
        let (mut jacobian, mut rates, mut matrix) = (self.network.jacobian(), [0.0; 2], [[0.0; 2]; 2]);
        System::evaluate(self.network, &mut jacobian, 0.0, &self.state(point), &Given::NONE, &mut rates);
        jacobian.entries(self.network, |row, column, value| matrix[row][column] += value);
        self.order.map(|row| self.order.map(|column| matrix[row][column]))
    }

    /// Returns the fixed point that Newton's method finds from `point`, if it converges.
    fn newton(self, mut point: Point, scale: Point) -> Option<Point> {
        for _ in 0..50 {
            let ([[a, b], [c, d]], [f, g]) = (self.jacobian(point), self.rates(point));
            let determinant = a * d - b * c;
            let step = [(d * f - b * g) / determinant, (a * g - c * f) / determinant];
            point = [point[0] - step[0], point[1] - step[1]];
            if !point.iter().all(|x| x.is_finite()) {
                return None;
            }
            if (0..2).all(|d| step[d].abs() <= 1e-13 * scale[d]) {
                return Some(point);
            }
        }
        None
    }
}

/// Returns the fixed points in the cells of a grid at whose corners both rates have these values.
fn fixed_points<N: Network<f64>>(flow: Flow<'_, N>, grid: &Grid, values: &[Vec<f64>; 2]) -> Vec<FixedPoint> {
    let (side, scale) = (grid.cells + 1, [0, 1].map(|d| grid.high[d] - grid.low[d]));
    let mut found: Vec<FixedPoint> = Vec::new();
    for cell in 0..grid.cells * grid.cells {
        let (i, j) = (cell % grid.cells, cell / grid.cells);
        let corners = [j * side + i, j * side + i + 1, (j + 1) * side + i, (j + 1) * side + i + 1];
        let changes = |values: &Vec<f64>| {
            let above = corners.iter().filter(|corner| values[**corner] > 0.0).count();
            above > 0 && above < 4
        };
        if !values.iter().all(changes) {
            continue;
        }
        let (low, high) = (grid.corner([i, j]), grid.corner([i + 1, j + 1]));
        let middle = [0, 1].map(|d| 0.5 * (low[d] + high[d]));
        let Some(at) = flow.newton(middle, scale) else { continue };
        let is_inside = (0..2).all(|d| (grid.low[d]..=grid.high[d]).contains(&at[d]));
        let is_new = found.iter().all(|known| (0..2).any(|d| (known.at[d] - at[d]).abs() > 1e-9 * scale[d]));
        if is_inside && is_new {
            found.push(FixedPoint { at, eigenvalues: eigenvalues(flow.jacobian(at)) });
        }
    }
    found.sort_by(|a, b| a.at[0].total_cmp(&b.at[0]).then(a.at[1].total_cmp(&b.at[1])));
    found
}

fn eigenvalues([[a, b], [c, d]]: [[f64; 2]; 2]) -> [[f64; 2]; 2] {
    let (middle, square) = (0.5 * (a + d), 0.25 * (a - d).powi(2) + b * c);
    let root = square.abs().sqrt();
    if square < 0.0 { [[middle, root], [middle, -root]] } else { [[middle + root, 0.0], [middle - root, 0.0]] }
}

#[cfg(test)]
mod tests {
    use super::eigenvalues;

    #[test]
    fn eigenvalues_of_two_states() {
        assert_eq!(eigenvalues([[2.0, 1.0], [1.0, 2.0]]), [[3.0, 0.0], [1.0, 0.0]]);
        assert_eq!(eigenvalues([[0.0, -2.0], [2.0, 0.0]]), [[0.0, 2.0], [0.0, -2.0]]);
    }
}
