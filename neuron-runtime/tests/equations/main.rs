//! Equations as data.

mod data;
mod errors;
mod models;
mod values;
mod walk;
