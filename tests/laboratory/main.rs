//! A day in the laboratory: protocols, features of traces and of spike trains, starts.

mod excitability;
mod features;
mod phase;
mod steady_states;
mod sweeps;
mod trains;
