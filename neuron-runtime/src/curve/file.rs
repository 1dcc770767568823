//! Curves as files: JSON in which every number reads back as the same bits.

use super::result::Curve;
use crate::error::Error;
use crate::run::checkpoint::file::replace;
use std::fs;
use std::path::Path;

impl Curve {
    /// Saves it as JSON (feature `json`), with all that is needed to follow it further. A file of that name is replaced
    /// as a whole: whatever happens meanwhile, either the old one is there or the new one.
    ///
    /// # Errors
    /// [`Error::File`] with the path and the cause; then the old file is still there.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        write(path.as_ref(), self)
    }

    /// Reads what [`save`](Curve::save) wrote (feature `json`).
    ///
    /// # Errors
    /// [`Error::File`] if the file cannot be read, [`Error::Checkpoint`] if it holds no curve.
    pub fn load(path: impl AsRef<Path>) -> Result<Self, Error> {
        read(path.as_ref())
    }

    fn is_whole(&self) -> bool {
        let setup = &self.setup;
        let (n, all) = (setup.coordinates.len(), setup.coordinates.start().len());
        setup.coordinates.is_whole()
            && [setup.direction.len(), setup.start.gradient.len()] == [n, n]
            && setup.units.len() == all
            && self.branches().all(|branch| branch.is_whole(&setup.coordinates))
    }
}

fn write(path: &Path, curve: &Curve) -> Result<(), Error> {
    replace(path, curve)
}

fn read(path: &Path) -> Result<Curve, Error> {
    let text = fs::read_to_string(path).map_err(|source| Error::File { path: path.to_owned(), source })?;
    let refuse = |problem: String| Error::Checkpoint { path: Some(path.to_owned()), problem };
    let curve: Curve =
        serde_json::from_str(&text).map_err(|error| refuse(format!("it is not a whole curve: {error}")))?;
    if curve.version != Curve::VERSION {
        let (there, here) = (curve.version, Curve::VERSION);
        return Err(refuse(format!("it is of form {there}, and this program reads form {here}")));
    }
    match curve.is_whole() {
        true => Ok(curve),
        false => Err(refuse("it is damaged: its lists do not have the same length".to_owned())),
    }
}
