//! Pictures of runs and models (feature `plot`).
//!
//! A picture is a [`Figure`](crate::plot::Figure): panels above each other, with units on every axis, in colours that
//! the colour-blind can tell apart. It is saved as SVG, which browsers, Inkscape and word processors read. No font, no display and no
//! library of the system is needed.
//!
//! ```
//! use neuron_runtime::library::prinz_2004::Pyloric;
//! use neuron_runtime::plot;
//! use neuron_runtime::prelude::*;
//!
//! # fn main() -> Result<(), Error> {
//! # let folder = std::env::temp_dir();
//! let ab = Pyloric::AB;
//! let currents = [ab.NaV.current, ab.CaS.current, ab.CaT.current, ab.A.current, ab.KCa.current, ab.Kd.current,
//!     ab.H.current, ab.Leak.current, Pyloric::LP_AB.Glutamatergic.current];
//! let run = Pyloric::default()
//!     .simulate(300.0)
//!     .record_every(0.5)
//!     .record(&[ab.v, Pyloric::LP.v])
//!     .record(&currents)
//!     .spikes(-15.0)
//!     .run()?;
//!
//! run.plot(folder.join("traces.svg"))?;                                          // what was recorded, one panel each
//! run.raster(folder.join("raster.svg"))?;                                        // a row for each neuron
//! plot::rate(&run, 50.0)?.save(folder.join("rate.svg"))?;                        // in bins of 50 ms
//! plot::currentscape(&run, ab.v, &currents)?.save(folder.join("scape.svg"))?;    // shares of what flows out and in
//! plot::spike_triggered(&run, &run.lp.spikes, ab.v, -20.0..50.0)?.save(folder.join("triggered.svg"))?;
//! # Ok(())
//! # }
//! ```
//!
//! Of a model alone there are the curves of its gates and, if it has two states, its phase plane:
//!
//! ```
//! use neuron_runtime::library::hodgkin_huxley_1952::Na;
//! use neuron_runtime::library::morris_lecar_1981::MorrisLecar;
//! use neuron_runtime::plot::{self, PhasePlane};
//! use neuron_runtime::prelude::*;
//!
//! # fn main() -> Result<(), Error> {
//! # let folder = std::env::temp_dir();
//! plot::gates(Na::EQUATIONS, -100.0..50.0, &[])?.save(folder.join("gates.svg"))?;
//!
//! let fibre = MorrisLecar::default();
//! let plane = PhasePlane::of(&fibre, (MorrisLecar::v, -80.0..60.0), (MorrisLecar::K.w, -0.1..0.8))?;
//! for point in plane.fixed_points() {
//!     println!("{:?} {}", point.at, if point.is_stable() { "stable" } else { "not stable" });
//! }
//! plane.save(folder.join("plane.svg"))?;
//! # Ok(())
//! # }
//! ```
//!
//! Protocols draw their own results, and a sweep over two parameters is a map. Everything else is made of
//! panels: `line`, `points`, `spikes`, `steps`, `area`, `stacked`, `overlay`, `arrows`, `heat`. Panels can be added to any
//! picture, too.
