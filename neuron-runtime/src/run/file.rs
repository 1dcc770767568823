//! The container of saved files: checkpoints and curves.
//!
//! A file is text. Its first lines say what it is, each further line is a section, a name and its value as JSON, and the last
//! line is the checksum of all bytes before it:
//!
//! ```text
//! neuron-runtime checkpoint, format 3
//! length 1853
//! model Stg 6c40b1f0a1c2d3e4
//! method "Adaptive"
//! time 30.05
//! …
//! checksum 995dc9bbdf1939fa
//! ```
//!
//! The length is the number of bytes after its line, so that a file that was cut off is told from one that was changed. The
//! model has its name and its [fingerprint](super::model_id::ModelId). Every number reads back as the same bits.

pub(crate) mod exact;
mod reading;
mod replace;
mod writing;

pub(crate) use reading::load;
pub(crate) use writing::{check_writable, save};

/// What a file holds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Kind {
    /// One word.
    pub(crate) name: &'static str,
    /// The number of its format. It grows with every change of the sections or of their meaning.
    pub(crate) format: u32,
}

/// The beginning of every file.
const MAGIC: &str = "neuron-runtime ";
const FORMAT: &str = ", format ";
const LENGTH: &str = "length ";
const MODEL: &str = "model ";

impl Kind {
    /// Returns the first line of a file, without its end.
    fn first_line(self) -> String {
        format!("{MAGIC}{}{FORMAT}{}", self.name, self.format)
    }
}

/// Returns the last line of a file.
fn last_line(before: &[u8]) -> String {
    format!("checksum {:016x}\n", super::checksum::checksum(before))
}
