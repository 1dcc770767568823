//! Published channels, synapses, pools, cells and networks: one file for each paper. Each file knows only the prelude and other
//! papers, and is also an example of a model file. [`stimuli`] are those of every experiment.

pub mod connor_stevens_1971;
pub mod destexhe_1994;
pub mod hodgkin_huxley_1952;
pub mod integrate_and_fire;
pub mod liu_1998;
pub mod morris_lecar_1981;
mod papers;
pub mod pinsky_rinzel_1994;
pub mod prinz_2003;
pub mod prinz_2004;
pub mod stimuli;
pub mod wang_buzsaki_1996;

pub use papers::{PAPERS, Paper};
