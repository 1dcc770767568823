//! Curves in JSON files. Every number reads back as the same bits.

use super::result::Curve;
use crate::error::Error;
use crate::run::checkpoint::file::replace;
use std::fs;
use std::path::Path;

impl Curve {
    /// Saves the curve as JSON (feature `json`), with everything that is needed to [continue](Curve::continued) it. The file is
    /// replaced as a whole: whatever happens, either the old or the new one exists.
    ///
    /// # Errors
    /// [`Error::File`] with the path and the cause; then the old file still exists.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        replace(path.as_ref(), self)
    }

    /// Reads a curve that [`save`](Curve::save) wrote (feature `json`).
    ///
    /// # Errors
    /// [`Error::File`] if the file cannot be read, [`Error::Checkpoint`] if it holds no valid curve.
    pub fn load(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let text = fs::read_to_string(path).map_err(|source| Error::File { path: path.to_owned(), source })?;
        let refuse = |problem: String| Error::Checkpoint { path: Some(path.to_owned()), problem };
        let curve: Curve =
            serde_json::from_str(&text).map_err(|error| refuse(format!("it is not a whole curve: {error}")))?;
        if curve.version != Curve::VERSION {
            let (there, here) = (curve.version, Curve::VERSION);
            return Err(refuse(format!("it is of form {there}, and this program reads form {here}")));
        }
        match curve.is_consistent() {
            true => Ok(curve),
            false => Err(refuse("it is damaged: its lists do not have the same length".to_owned())),
        }
    }

    fn is_consistent(&self) -> bool {
        let setup = &self.setup;
        let (n, all) = (setup.coordinates.len(), setup.coordinates.start().len());
        setup.coordinates.is_consistent()
            && [setup.direction.len(), setup.start.gradient.len()] == [n, n]
            && setup.units.len() == all
            && self.branches().all(|branch| branch.is_consistent(&setup.coordinates))
    }
}
