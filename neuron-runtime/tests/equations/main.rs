//! Equations as data: what they say, their values, their print and their fingerprints.

mod data;
mod errors;
mod fingerprints;
mod models;
mod printing;
mod values;
mod walk;
