//! Figures as SVG: traces, rasters, curves, heat maps, phase planes, stacked areas.
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
mod color;
mod draw;
mod error;
mod layout;
mod panel;
mod thin;

pub use error::Error;
pub use panel::Panel;

use panel::{Mark, Series, Stroke};
use std::path::Path;

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
