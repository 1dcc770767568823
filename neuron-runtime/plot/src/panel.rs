//! What is drawn in one panel.

use std::cmp::Ordering;

use crate::Error;
use crate::axis;

/// What is drawn in one panel.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Series {
    Line { label: String, x: Vec<f64>, y: Vec<f64>, stroke: Stroke },
    Points { label: String, x: Vec<f64>, y: Vec<f64>, mark: Mark },
    Spikes { label: String, times: Vec<f64> },
    Vertical { x: f64 },
    Region { label: String, x: [f64; 2], y: [f64; 2] },
    Steps { label: String, edges: Vec<f64>, values: Vec<f64> },
    Area { label: String, x: Vec<f64>, low: Vec<f64>, high: Vec<f64> },
    Arrows { x: Vec<f64>, y: Vec<f64>, dx: Vec<f64>, dy: Vec<f64> },
    Heat { label: String, x: Vec<f64>, y: Vec<f64>, values: Vec<f64> },
}

/// How a line is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Stroke {
    Normal,
    /// One of many that lie above each other.
    Faint,
    Strong,
}

/// How a point is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Mark {
    Dot,
    Disc,
    Circle,
}

/// Lines, points and spikes above one x axis and beside one y axis.
///
/// A legend appears where a panel has more than one label. Values that are not finite leave gaps.
#[derive(Clone, Debug, PartialEq)]
pub struct Panel {
    pub(crate) title: String,
    pub(crate) y_label: String,
    pub(crate) x_label: Option<String>,
    pub(crate) x_range: Option<(f64, f64)>,
    pub(crate) y_range: Option<(f64, f64)>,
    pub(crate) logarithmic_x: bool,
    pub(crate) logarithmic_y: bool,
    pub(crate) height: f64,
    pub(crate) series: Vec<Series>,
}

impl Panel {
    /// Returns an empty panel. `y_label` names the quantity and its unit, as in `V (mV)`.
    pub fn new(y_label: impl Into<String>) -> Self {
        Self {
            title: String::new(),
            y_label: y_label.into(),
            x_label: None,
            x_range: None,
            y_range: None,
            logarithmic_x: false,
            logarithmic_y: false,
            height: 1.0,
            series: Vec::new(),
        }
    }

    /// Writes a title above the panel.
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = title.into();
        self
    }

    /// Draws a line through the points (`x[i]`, `y[i]`), in the units of the axes. One without a label is dark grey.
    ///
    /// The values of x need not ascend: a trajectory in a phase plane is a line like any other.
    pub fn line(mut self, label: impl Into<String>, x: &[f64], y: &[f64]) -> Self {
        self.series.push(Series::Line { label: label.into(), x: x.to_vec(), y: y.to_vec(), stroke: Stroke::Normal });
        self
    }

    /// Draws each of `curves` as a faint line through (`x[i]`, `curve[i]`), and their mean as a strong one: repetitions of one
    /// experiment, or a trace around each of its spikes. The mean is of the curves that have a finite value there.
    pub fn overlay(mut self, label: impl Into<String>, x: &[f64], curves: &[Vec<f64>]) -> Self {
        let label = label.into();
        let mut line = |y: Vec<f64>, stroke| {
            self.series.push(Series::Line { label: label.clone(), x: x.to_vec(), y, stroke });
        };
        curves.iter().for_each(|curve| line(curve.clone(), Stroke::Faint));
        if !curves.is_empty() {
            let mean = |k: usize| {
                let known = || curves.iter().filter_map(|curve| curve.get(k)).filter(|y| y.is_finite());
                known().sum::<f64>() / known().count() as f64
            };
            line((0..x.len()).map(mean).collect(), Stroke::Strong);
        }
        self
    }

    /// Draws a line that is at `values[i]` between `edges[i]` and `edges[i + 1]`: a histogram, a rate. There is one more edge than
    /// there are values.
    pub fn steps(mut self, label: impl Into<String>, edges: &[f64], values: &[f64]) -> Self {
        self.series.push(Series::Steps { label: label.into(), edges: edges.to_vec(), values: values.to_vec() });
        self
    }

    /// Fills the area between two curves, from `low[i]` to `high[i]` at `x[i]`.
    pub fn area(mut self, label: impl Into<String>, x: &[f64], low: &[f64], high: &[f64]) -> Self {
        let (x, low, high) = (x.to_vec(), low.to_vec(), high.to_vec());
        self.series.push(Series::Area { label: label.into(), x, low, high });
        self
    }

    /// Fills an area for each of `parts`, one upon the other, the first from 0: shares of a whole. A value that is not finite leaves
    /// a gap in its own part and in those above.
    pub fn stacked(self, x: &[f64], parts: &[(&str, Vec<f64>)]) -> Self {
        let (mut panel, mut low) = (self, vec![0.0; x.len()]);
        for (label, values) in parts {
            // Lengths that differ are found where the figure is drawn.
            let high: Vec<f64> =
                values.iter().enumerate().map(|(k, value)| low.get(k).unwrap_or(&0.0) + value).collect();
            panel = panel.area(*label, x, &low, &high);
            low = high;
        }
        panel
    }

    /// Draws an arrow through each point (`x[i]`, `y[i]`) in the direction of (`dx[i]`, `dy[i]`), in the units of the axes: a
    /// vector field. Arrows are equally long, as long as there is room between them. Where both components are 0 there is none.
    pub fn arrows(mut self, x: &[f64], y: &[f64], dx: &[f64], dy: &[f64]) -> Self {
        let [x, y, dx, dy] = [x, y, dx, dy].map(<[f64]>::to_vec);
        self.series.push(Series::Arrows { x, y, dx, dy });
        self
    }

    /// Colours a cell around each (`x[i]`, `y[j]`) by `values[j * x.len() + i]`, below everything else, and draws a bar of colours
    /// beside the panel. `label` names the quantity and its unit.
    ///
    /// Cells meet halfway between neighbours. Values that are not finite leave gaps. Where cells are smaller than can be
    /// seen, several of them have the colour of their mean.
    pub fn heat(mut self, label: impl Into<String>, x: &[f64], y: &[f64], values: &[f64]) -> Self {
        let [x, y, values] = [x, y, values].map(<[f64]>::to_vec);
        self.series.push(Series::Heat { label: label.into(), x, y, values });
        self
    }

    /// Draws dots at (`x[i]`, `y[i]`), in the units of the axes.
    pub fn points(self, label: impl Into<String>, x: &[f64], y: &[f64]) -> Self {
        self.marked(label.into(), x, y, Mark::Dot)
    }

    /// Draws large dots, as for fixed points that are stable.
    pub fn discs(self, label: impl Into<String>, x: &[f64], y: &[f64]) -> Self {
        self.marked(label.into(), x, y, Mark::Disc)
    }

    /// Draws large hollow dots, as for fixed points that are not stable.
    pub fn circles(self, label: impl Into<String>, x: &[f64], y: &[f64]) -> Self {
        self.marked(label.into(), x, y, Mark::Circle)
    }

    fn marked(mut self, label: String, x: &[f64], y: &[f64], mark: Mark) -> Self {
        self.series.push(Series::Points { label, x: x.to_vec(), y: y.to_vec(), mark });
        self
    }

    /// Draws a tick for each of the `times`, in the unit of the x axis: a row of a raster. The first row is on top.
    ///
    /// In a panel that has lines or points as well, the rows stand above them.
    pub fn spikes(mut self, label: impl Into<String>, times: &[f64]) -> Self {
        self.series.push(Series::Spikes { label: label.into(), times: times.to_vec() });
        self
    }

    /// Draws a dashed vertical line at `x`, as for the onset of a stimulus.
    pub fn vertical(mut self, x: f64) -> Self {
        self.series.push(Series::Vertical { x });
        self
    }

    /// Shades a rectangle, given by its lower and upper ends in the units of the axes, and writes `label` into its corner.
    ///
    /// An end that is infinite, or not positive on a logarithmic axis, is at the edge of the panel.
    pub fn region(mut self, label: impl Into<String>, x: (f64, f64), y: (f64, f64)) -> Self {
        self.series.push(Series::Region { label: label.into(), x: x.into(), y: y.into() });
        self
    }

    /// Writes the name and unit of the x axis, as in `time (ms)`, below this panel. The panels above share the axis.
    pub fn x_label(mut self, label: impl Into<String>) -> Self {
        self.x_label = Some(label.into());
        self
    }

    /// Sets the part of the x axis to show, here and in the panels that share the axis; without a call, all of it.
    pub fn x_range(mut self, low: f64, high: f64) -> Self {
        self.x_range = Some((low, high));
        self
    }

    /// Sets the part of the y axis to show; without a call, all that is drawn and a little more.
    pub fn y_range(mut self, low: f64, high: f64) -> Self {
        self.y_range = Some((low, high));
        self
    }

    /// Makes the x axis logarithmic, here and in the panels that share the axis: what is not positive leaves gaps.
    pub fn log_x(mut self) -> Self {
        self.logarithmic_x = true;
        self
    }

    /// Makes the y axis logarithmic: what is not positive leaves gaps, as what is not finite does.
    pub fn log_y(mut self) -> Self {
        self.logarithmic_y = true;
        self
    }

    /// Sets the height relative to other panels, from 0.1 to 100; without a call it is 1.
    pub fn height(mut self, relative: f64) -> Self {
        self.height = if relative.is_nan() { 1.0 } else { relative.clamp(0.1, 100.0) };
        self
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        self.series.iter().try_for_each(|series| series.check(&self.y_label))?;
        for series in &self.series {
            let Series::Region { x, y, .. } = series else { continue };
            for (axis, &[low, high]) in [('x', x), ('y', y)] {
                if low.partial_cmp(&high) != Some(Ordering::Less) {
                    return Err(Error::Range { panel: self.y_label.clone(), axis, low, high });
                }
            }
        }
        for (axis, range) in [('x', self.x_range), ('y', self.y_range)] {
            if let Some((low, high)) = range
                && !(low < high && axis::drawable(low) && axis::drawable(high))
            {
                return Err(Error::Range { panel: self.y_label.clone(), axis, low, high });
            }
        }
        if let (true, Some((low, high))) = (self.logarithmic_y, self.y_range)
            && low <= 0.0
        {
            return Err(Error::Range { panel: self.y_label.clone(), axis: 'y', low, high });
        }
        Ok(())
    }
}

impl Series {
    /// Checks that its lists belong together. `panel` is the y label.
    fn check(&self, panel: &str) -> Result<(), Error> {
        let refuse = |label: &str, x: usize, y: usize| {
            let (panel, label) = (panel.to_owned(), label.to_owned());
            Err(Error::Lengths { panel, label, x, y })
        };
        match self {
            Series::Line { label, x, y, .. } | Series::Points { label, x, y, .. } if x.len() != y.len() => {
                refuse(label, x.len(), y.len())
            }
            Series::Area { label, x, low, high } if x.len() != low.len() || x.len() != high.len() => {
                let other = if x.len() == low.len() { high } else { low };
                refuse(label, x.len(), other.len())
            }
            Series::Arrows { x, y, dx, dy } => match [y, dx, dy].into_iter().find(|list| list.len() != x.len()) {
                Some(list) => refuse("arrows", x.len(), list.len()),
                None => Ok(()),
            },
            Series::Steps { label, edges, values } if edges.len() != values.len() + 1 => Err(Error::Edges {
                panel: panel.to_owned(),
                label: label.clone(),
                edges: edges.len(),
                values: values.len(),
            }),
            Series::Heat { label, x, y, values } => check_heat(panel, label, x, y, values),
            _ => Ok(()),
        }
    }
}

fn check_heat(panel: &str, label: &str, x: &[f64], y: &[f64], values: &[f64]) -> Result<(), Error> {
    let refuse = |problem: String| {
        let (panel, label) = (panel.to_owned(), label.to_owned());
        Err(Error::Heat { panel, label, problem })
    };
    if x.len() * y.len() != values.len() {
        return refuse(format!("has {} values for {} × {} cells", values.len(), x.len(), y.len()));
    }
    for (axis, places) in [('x', x), ('y', y)] {
        let ordered = |order| places.windows(2).all(|pair| pair[0].partial_cmp(&pair[1]) == Some(order));
        let in_order = ordered(Ordering::Less) || ordered(Ordering::Greater);
        if !in_order || !places.iter().all(|place| axis::drawable(*place)) {
            return refuse(format!("has {axis} values that are not finite, equal or out of order"));
        }
    }
    Ok(())
}
