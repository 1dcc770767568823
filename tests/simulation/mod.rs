//! Equations, networks, methods and runs.

mod access;
mod arrays;
mod drive;
mod equations;
mod errors;
mod hand_written;
mod jacobian;
mod jumps;
mod lanes;
mod library;
mod methods;
mod order;
mod recording;
mod reference;
mod restarting;
mod rises;
mod runs;
mod single_precision;
mod singularities;
