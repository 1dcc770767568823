//! Equations as data.

mod data;
mod models;
