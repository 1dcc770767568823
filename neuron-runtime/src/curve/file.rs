//! Curves in files.

use super::result::Curve;
use crate::error::Error;
use crate::run::file::{self, Kind};
use std::path::Path;

const KIND: Kind = Kind { name: "curve", format: 2 };

impl Curve {
    /// Saves the curve as text (feature `json`): lines of a name and a value as JSON, with a checksum. It holds everything that
    /// is needed to [continue](Curve::continued) the curve. A file of that name is replaced as a whole: whatever happens, either
    /// the old or the new one exists. A symbolic link stays, and the file that it leads to is replaced.
    ///
    /// # Errors
    /// [`Error::File`] with the path and the cause; then the old file still exists.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        let Curve { model, setup, forward, backward } = self;
        file::save(path.as_ref(), KIND, model, |sections| {
            sections.write("setup", setup)?;
            sections.write("forward", forward)?;
            sections.write("backward", backward)
        })
    }

    /// Reads a curve that [`save`](Curve::save) wrote (feature `json`).
    ///
    /// # Errors
    /// - [`Error::File`] if the file cannot be read
    /// - [`Error::SavedFile`] if it holds no curve, is damaged in any way, or has the format of another version
    pub fn load(path: impl AsRef<Path>) -> Result<Self, Error> {
        file::load(path.as_ref(), KIND, |model, sections| {
            let (setup, forward, backward) =
                (sections.read("setup")?, sections.read("forward")?, sections.read("backward")?);
            let curve = Curve { model, setup, forward, backward };
            match curve.is_consistent() {
                true => Ok(curve),
                false => Err("its lists do not have the same length, or its step-size control is none".to_owned()),
            }
        })
    }

    fn is_consistent(&self) -> bool {
        let setup = &self.setup;
        let (n, all) = (setup.coordinates.len(), setup.coordinates.start().len());
        setup.coordinates.is_consistent()
            && [setup.direction.len(), setup.start.gradient.len()] == [n, n]
            && setup.units.len() == all
            && self.branches().all(|branch| branch.is_consistent(setup))
    }
}
