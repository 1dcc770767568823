//! Figures as SVG: traces, rasters, curves.
//!
//! A [`Figure`] is a stack of [`Panel`]s above a shared x axis, or several such columns. Text is left to the fonts of whoever shows the file, so
//! that nothing here needs a font, a graphics library or a display. Colours are those of Okabe and Ito, which the
//! colour-blind can tell apart; the same label has the same colour in all panels of a figure. There are seven; from the
//! eighth label on they repeat, and dots are hollow.
//!
//! ```
//! use neuron_plot::{Figure, Panel};
//!
//! let time: Vec<f64> = (0..1000).map(f64::from).collect();
//! let v: Vec<f64> = time.iter().map(|t| -60.0 + 20.0 * (t / 50.0).sin()).collect();
//! let figure = Figure::new("A subthreshold oscillation")
//!     .panel(Panel::new("v (mV)").line("soma", &time, &v).x_label("time (ms)"));
//! let svg = figure.to_svg()?;
//! assert!(svg.starts_with("<svg") && svg.contains("v (mV)"));
//! # Ok::<(), neuron_plot::Error>(())
//! ```

mod axis;
mod canvas;
mod draw;
mod layout;
mod thin;

use std::cmp::Ordering;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// A title and panels above each other, in one column or more, drawn as SVG.
///
/// Panels share the x axis of the panel below them, down to one that has an x label: only there the axis has numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    title: String,
    width: u32,
    height: Option<u32>,
    legend: bool,
    note: String,
    columns: Vec<Vec<Panel>>,
}

impl Figure {
    /// Returns a figure without panels. An empty title takes no room.
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), width: 760, height: None, legend: false, note: String::new(), columns: Vec::new() }
    }

    /// Sets the size of the whole figure in pixels, from 200 × 100 up to 20 000 each way.
    ///
    /// Without a call the figure is 760 wide, and as high as its panels need to be.
    pub fn size(mut self, width: u32, height: u32) -> Self {
        self.width = width.clamp(200, 20_000);
        self.height = Some(height.clamp(100, 20_000));
        self
    }

    /// Adds a panel below the others of its column.
    pub fn panel(mut self, panel: Panel) -> Self {
        match self.columns.last_mut() {
            Some(column) => column.push(panel),
            None => self.columns.push(vec![panel]),
        }
        self
    }

    /// Begins a column: the panels added from here on stand to the right of those before.
    ///
    /// All columns are equally wide and high. Panels share no axis across columns.
    pub fn column(mut self) -> Self {
        self.columns.push(Vec::new());
        self
    }

    /// Draws one legend of all labels below the title, in place of one above each panel.
    pub fn legend(mut self) -> Self {
        self.legend = true;
        self
    }

    /// Writes a line of small text below the panels.
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.note = text.into();
        self
    }

    /// Returns the figure as the text of an SVG file.
    ///
    /// Long lines are thinned to what can be seen. The lowest and the highest value in each column of pixels stay, so a
    /// short peak never gets lost. The size does not grow with the length of a line. In a raster, every tick stays that is
    /// half a pixel or more from the one before it.
    ///
    /// # Errors
    ///
    /// [`Error::Lengths`] if a line or points have different numbers of x and y values, [`Error::Range`] if the ends of a
    /// range are not in order.
    pub fn to_svg(&self) -> Result<String, Error> {
        self.columns.iter().flatten().try_for_each(Panel::check)?;
        self.columns.iter().try_for_each(|panels| layout::check_shared(panels))?;
        Ok(draw::figure(self))
    }

    /// Writes the figure to an SVG file, replacing what is there.
    ///
    /// # Errors
    ///
    /// Those of [`to_svg`](Self::to_svg), and [`Error::Write`] if the file cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        self.write(path.as_ref())
    }

    fn write(&self, path: &Path) -> Result<(), Error> {
        let svg = self.to_svg()?;
        std::fs::write(path, svg).map_err(|cause| Error::Write { path: path.to_owned(), cause })
    }
}

/// What is drawn in one panel.
#[derive(Clone, Debug, PartialEq)]
enum Series {
    Line { label: String, x: Vec<f64>, y: Vec<f64> },
    Points { label: String, x: Vec<f64>, y: Vec<f64> },
    Spikes { label: String, times: Vec<f64> },
    Vertical { x: f64 },
    Region { label: String, x: [f64; 2], y: [f64; 2] },
}

/// Lines, points and spikes above one x axis and beside one y axis.
///
/// A legend appears where a panel has more than one label. Values that are not finite leave gaps.
#[derive(Clone, Debug, PartialEq)]
pub struct Panel {
    title: String,
    y_label: String,
    x_label: Option<String>,
    x_range: Option<(f64, f64)>,
    y_range: Option<(f64, f64)>,
    logarithmic_x: bool,
    logarithmic_y: bool,
    height: f64,
    series: Vec<Series>,
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
        self.series.push(Series::Line { label: label.into(), x: x.to_vec(), y: y.to_vec() });
        self
    }

    /// Draws dots at (`x[i]`, `y[i]`), in the units of the axes.
    pub fn points(mut self, label: impl Into<String>, x: &[f64], y: &[f64]) -> Self {
        self.series.push(Series::Points { label: label.into(), x: x.to_vec(), y: y.to_vec() });
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

    fn check(&self) -> Result<(), Error> {
        for series in &self.series {
            if let Series::Line { label, x, y } | Series::Points { label, x, y } = series
                && x.len() != y.len()
            {
                let (panel, label) = (self.y_label.clone(), label.clone());
                return Err(Error::Lengths { panel, label, x: x.len(), y: y.len() });
            }
        }
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

/// Why a figure could not be drawn or written. `Debug` writes the sentence of `Display`.
#[non_exhaustive]
pub enum Error {
    /// The file could not be written.
    Write {
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        cause: io::Error,
    },
    /// A line or points with different numbers of x and y values.
    Lengths {
        /// The y label of the panel.
        panel: String,
        /// The label of the line or the points.
        label: String,
        /// The number of x values.
        x: usize,
        /// The number of y values.
        y: usize,
    },
    /// A range whose ends are not finite, not in ascending order, or not positive on a logarithmic axis; or a region whose
    /// ends are not in ascending order.
    Range {
        /// The y label of the panel.
        panel: String,
        /// The axis, `x` or `y`.
        axis: char,
        /// The lower end asked for.
        low: f64,
        /// The upper end asked for.
        high: f64,
    },
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Write { path, cause } => write!(f, "cannot write {}: {cause}", path.display()),
            Self::Lengths { panel, label, x, y } => {
                write!(f, "`{label}` in the panel `{panel}` has {x} x values and {y} y values")
            }
            Self::Range { panel, axis, low, high } => {
                write!(f, "the {axis} range {low} to {high} of the panel `{panel}` is empty, not finite")?;
                write!(f, " or, on a logarithmic axis, not positive")
            }
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Write { cause, .. } => Some(cause),
            Self::Lengths { .. } | Self::Range { .. } => None,
        }
    }
}
