//! Replacing a file on the disk as a whole.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// Writes `bytes` as the file `path`, as a whole or not at all: to a file of its own in the same folder, which takes the name
/// once the disk has it. If `path` is a symbolic link, the file that it leads to is replaced.
///
/// # Errors
/// Those of the disk, and those of [`check`].
pub(super) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let target = Target::find(path)?;
    let mut temporary = Temporary::create(&target)?;
    temporary.file.write_all(bytes)?;
    if let Some(permissions) = target.permissions.clone() {
        // Some file systems have none.
        let _ = temporary.file.set_permissions(permissions);
    }
    // Otherwise a power cut may leave the new name on an empty file.
    temporary.file.sync_all()?;
    fs::rename(&temporary.path, target.path())?;
    temporary.renamed = true;
    target.sync_folder();
    Ok(())
}

/// Checks that a file can be saved at `path`, without changing what is there.
///
/// # Errors
/// - [`ErrorKind::InvalidInput`] if something stands there that is not a regular file, such as a device
/// - [`ErrorKind::PermissionDenied`] if the file there is read-only
/// - the error of creating a file in its folder
pub(super) fn check(path: &Path) -> io::Result<()> {
    Temporary::create(&Target::find(path)?).map(|_| ())
}

/// The place of a file that is to be replaced.
struct Target {
    folder: PathBuf,
    name: OsString,
    /// The permissions of the present file.
    permissions: Option<Permissions>,
}

impl Target {
    fn find(path: &Path) -> io::Result<Self> {
        let path = follow_links(path)?;
        let refuse = |kind, problem| Err(io::Error::new(kind, problem));
        let Some(name) = path.file_name() else {
            return refuse(ErrorKind::InvalidInput, "this is not the name of a file");
        };
        let permissions = match fs::metadata(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => return Err(error),
            Ok(there) if there.is_dir() => {
                return refuse(ErrorKind::InvalidInput, "this is a folder; name a file in it");
            }
            Ok(there) if !there.is_file() => {
                let problem =
                    "this is a device, a pipe or a socket, which a saved file must not replace; give another path";
                return refuse(ErrorKind::InvalidInput, problem);
            }
            Ok(there) if there.permissions().readonly() => {
                return refuse(
                    ErrorKind::PermissionDenied,
                    "this file is read-only; make it writable, or give another path",
                );
            }
            Ok(there) => Some(there.permissions()),
        };
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        Ok(Target { folder: folder.to_owned(), name: name.to_owned(), permissions })
    }

    fn path(&self) -> PathBuf {
        self.folder.join(&self.name)
    }

    /// Makes the new name last through a power cut. Where that fails, the old file may come back, which is whole, too.
    fn sync_folder(&self) {
        #[cfg(unix)]
        let _ = File::open(&self.folder).and_then(|folder| folder.sync_all());
    }
}

/// Returns the path that a symbolic link leads to, whether or not there is a file; any other path as it is.
fn follow_links(path: &Path) -> io::Result<PathBuf> {
    const MOST: usize = 40;
    let mut path = path.to_owned();
    for _ in 0..MOST {
        match fs::symlink_metadata(&path) {
            Ok(there) if there.is_symlink() => {
                let to = fs::read_link(&path)?;
                path.pop();
                path.push(to);
            }
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => return Ok(path),
        }
    }
    Err(io::Error::new(ErrorKind::InvalidInput, "its symbolic links lead in a circle"))
}

/// A new file beside the target. It is removed unless it was renamed.
struct Temporary {
    file: File,
    path: PathBuf,
    renamed: bool,
}

impl Temporary {
    /// Creates a file under a name that no other has: that of the target with the process and a count.
    fn create(target: &Target) -> io::Result<Self> {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        const MOST: usize = 1000;
        for _ in 0..MOST {
            let mut name = target.name.clone();
            name.push(format!(".{}-{}.new", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed)));
            let path = target.folder.join(name);
            match OpenOptions::new().write(true).create_new(true).open(&path) {
                Ok(file) => return Ok(Temporary { file, path, renamed: false }),
                // A process of another machine may have the same number.
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) if error.kind() == ErrorKind::NotFound => {
                    return Err(io::Error::new(
                        error.kind(),
                        "its folder does not exist; create it, or give another path",
                    ));
                }
                Err(error) => return Err(error),
            }
        }
        Err(io::Error::new(ErrorKind::AlreadyExists, "there are too many files `….new` in its folder; remove them"))
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        if !self.renamed {
            let _ = fs::remove_file(&self.path);
        }
    }
}
