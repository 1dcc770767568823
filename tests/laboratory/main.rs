//! A day in the laboratory: protocols, features of traces and of spike trains, starts.

mod clamp;
mod excitability;
mod features;
mod paired_pulses;
mod phase;
mod pictures;
mod squid_axon;
mod steady_states;
mod summary;
mod sweeps;
mod trains;
