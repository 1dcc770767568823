//! A day in the laboratory: protocols, features of traces and of spike trains, starts.

mod features;
mod phase;
mod steady_states;
mod trains;
