//! Published channels, synapses, pools, cells and networks: one file for each paper. Each file knows only the prelude and other
//! papers, and is also an example of a model file. [`stimuli`] are those of every experiment.

pub mod connor_stevens_1971;
pub mod destexhe_1994;
pub mod destexhe_1998;
pub mod fuhrmann_2002;
pub mod gutig_2003;
pub mod hodgkin_huxley_1952;
pub mod integrate_and_fire;
pub mod jahr_stevens_1990;
pub mod liu_1998;
pub mod mongillo_2008;
pub mod morris_lecar_1981;
mod papers;
pub mod pfister_gerstner_2006;
pub mod pinsky_rinzel_1994;
pub mod prinz_2003;
pub mod prinz_2004;
pub mod rall_1967;
pub mod roth_van_rossum_2009;
pub mod song_2000;
pub mod stein_1965;
pub mod stimuli;
pub mod tsodyks_1998;
pub mod tsodyks_markram_1997;
pub mod van_rossum_2000;
pub mod wang_buzsaki_1996;

pub use papers::{PAPERS, Paper};
