//! Equations as data.

mod data;
mod errors;
mod fingerprints;
mod models;
mod values;
mod walk;
