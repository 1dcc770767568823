//! Folders for the files of tests.

use std::fs;
use std::path::PathBuf;

/// A folder of a test's own, gone with it.
pub struct Folder(pub PathBuf);

impl Folder {
    /// Creates the folder of the test of this name.
    pub fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("neuron-tests-{}-{name}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        Folder(folder)
    }

    /// Returns the path of a file in it.
    pub fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Writes a file of this name, in place of one that is there.
    pub fn put(&self, name: &str, bytes: &[u8]) {
        let path = self.path(name);
        // Some file systems wait for the disk when a file is cut to nothing and written again.
        let _ = fs::remove_file(&path);
        fs::write(path, bytes).expect("a file");
    }

    /// Returns the names of what is in it, sorted.
    pub fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).expect("the folder");
        let mut names: Vec<String> =
            entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
