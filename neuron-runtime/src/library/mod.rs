//! Published channels, synapses and pools, one file a paper.

pub mod prinz_2003;
pub mod prinz_2004;
