//! Long runs: watching, cancelling, streaming, resuming.
//!
//! ```no_run
//! # #[cfg(feature = "json")] {
//! use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
//! use neuron_runtime::prelude::*;
//! use neuron_runtime::run::sink::CsvSink;
//! use std::path::Path;
//!
//! # fn main() -> Result<(), Error> {
//! let axon = HodgkinHuxley::default();
//! let saved = Path::new("hour.checkpoint");
//! let mut simulation = axon
//!     .simulate(3_600_000.0) // ms
//!     .record_every(1.0)
//!     .stream(CsvSink::path("hour.csv").spikes_path("spikes.csv")) // instead of into memory
//!     .checkpoint_every(10_000.0, saved) // feature `json`
//!     .progress(|p| eprint!("\r{:3.0} %", 100.0 * p.fraction()));
//! if saved.exists() {
//!     simulation = simulation.resume(saved);
//! }
//! simulation.run()?;
//! # Ok(())
//! # }
//! # }
//! ```
//!
//! - `progress` calls back some 200 times. A callback that returns `ControlFlow::Break(())` ends the run with
//!   [`Error::Cancelled`](crate::error::Error::Cancelled), and so does the flag given to `cancel`. Whatever ends a run early,
//!   `Interrupted::run` has what was recorded until then.
//! - `stream` writes while the run goes on, in constant memory and to the same bytes as `save_traces`. The trait
//!   [`Sink`](crate::run::sink::Sink) takes the samples elsewhere. If the disk is full, the files hold whole lines and
//!   `Interrupted::run` the rest.
//! - A run that is killed and resumed ends bit-equal to one that was not, on the same build and machine. Its CSV files
//!   are cut back to the checkpoint and continued. Another model, parameter or method is refused, and so are other
//!   listed spikes, another grid of spikes, and a file that was damaged. A path that cannot be written is an error at the start.
