//! The orientation of a branch.

use std::fmt;

/// The orientation of a branch of a curve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "json", derive(serde::Serialize, serde::Deserialize))]
pub enum Orientation {
    /// Along the direction at the start.
    Forward,
    /// Against the direction at the start.
    Backward,
}

impl Orientation {
    /// Returns 1 or −1.
    pub(super) fn sign(self) -> f64 {
        match self {
            Orientation::Forward => 1.0,
            Orientation::Backward => -1.0,
        }
    }
}

impl fmt::Display for Orientation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Orientation::Forward => "forward",
            Orientation::Backward => "backward",
        })
    }
}

/// The orientations in which a curve is followed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Orientations {
    /// Along the direction at the start, then against it.
    #[default]
    Both,
    /// Only along it.
    Forward,
    /// Only against it.
    Backward,
}
