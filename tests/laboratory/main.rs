//! A day in the laboratory: protocols, features of traces and of spike trains, starts.

mod steady_states;
