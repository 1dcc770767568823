//! Exact derivatives of results.
//!
//! `gradient` differentiates whatever a function of the network computes from its simulations:
//!
//! ```
//! use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
//! use neuron_runtime::prelude::*;
//!
//! # fn main() -> Result<(), Error> {
//! let mut axon = HodgkinHuxley::default();
//! axon.set(HodgkinHuxley::inject, 10.0); // µA/cm²
//! let parameters = [HodgkinHuxley::Na.g, HodgkinHuxley::K.g, HodgkinHuxley::inject];
//!
//! // The third spike's time, a root, in ms per mS/cm² and per µA/cm².
//! println!("{:?}", axon.gradient(&parameters, |axon| axon.simulate(50.0).spike_time(HodgkinHuxley::v, 2))?);
//!
//! // An objective as a value: it has a Hessian, and its gradient may go backwards.
//! let mean = Objective::new(Measure::mean(HodgkinHuxley::v), 50.0).method(Tsit5::tolerance(1e-8));
//! println!("{:?}", axon.hessian_of(&parameters, &mean)?.matrix);
//!
//! // Derivatives of a whole trace, and what it says about the parameters if V is known to 1 mV.
//! let curves = axon.differentiate().by(&parameters).curves(|axon| Ok(axon.simulate(50.0).run()?))?;
//! println!("{:?}", curves.fisher(&[1.0])?.matrix);
//! # Ok(())
//! # }
//! ```
//!
//! A cost is a closure for `gradient` and `jacobian`; it is a value, an objective or a struct that implements `Cost`, for all that
//! ends in `_of`: `gradient_of`, `hessian_of`, `hessian_product_of`, `profile_of`.
//!
//! - [`measure`](crate::measure) lists what can be measured: means, integrals and end states of anything that can be recorded,
//!   spike times, intervals, periods, duty cycles, the distance to a trace. Soft spike counts, voltage densities and
//!   distances of envelopes stay smooth while spikes come and go.
//! - Tangents count in the step control, so that the tolerance holds for them. `.differentiate().by(…).converged(1e-4)`
//!   halves the steps until the derivatives stand still, and says how far they moved at last.
//! - Derivatives of spike times by fixed steps are those of the run on its grid. They are exact for that run, and a few per cent
//!   off the true ones: 4 to 11 % by `Strang` at 0.025 ms for a sodium channel of 12 states. Adaptive methods at a tight
//!   tolerance give the true ones.
//! - More than eight parameters run in blocks that repeat the first block's steps. Where that misses the tolerance, all
//!   blocks repeat finer steps.
//! - A cost may run its simulations on any threads, and of changed copies of the network that it is given.
//! - Where a spike is about to appear or vanish there is no derivative: that is an error with neuron and time, not a number.
//! - Derivatives through [events](super::time) are exact: edges of pulses, an `if` whose branches differ, spikes that reset V.
//! - So are those with respect to weights, delays, time constants, thresholds and the rates of sources. Where spikes are random, they
//!   are derivatives of the path that the seed gives, and not of an expectation. Spikes [on a grid](super::time#spikes-on-a-grid) have
//!   none.
//! - Any other number type runs a model too. `net.with::<F32>()` runs in [single precision](crate::number::F32), on a
//!   microcontroller as well. `net.with::<Grad>()` is the same network over [`Grad`](crate::number::Grad), the value with eight
//!   tangents behind all this. `net.with::<Dual<Dual64>>()` is one over a dual number of
//!   [`num-dual`](https://docs.rs/num-dual), through the adaptor `number::Dual` (feature `num-dual`).
//!
//! # What it costs
//!
//! Eight tangents cost 2.4 to 2.7 runs with the same steps by explicit methods and by exponential Euler, 2.9 to 3.3 by Rodas5P,
//! on a CPU with AVX2, which optimised builds use for them. Objectives of many parameters of many neurons go backwards by
//! themselves, in bounded memory: 400 conductances of fifty separate cells cost 27 runs instead of 390 with tangents in
//! the step control, and 12 instead of 214 with `values_only()` (`cargo bench -p neuron-tests --bench gradients`).
//!
//! # Examples that end with a picture
//!
//! - `minimally_disruptive_curve` goes as far in parameter space as a cost hardly notices ([`curve`](crate::curve)): it follows
//!   seven conductances of a burster that keep its mean calcium, with pictures of the curve, of both ends, and an
//!   animation.
//! - `gradient_accuracy` shows why tangents count. Along one conductance of a burster the cost is right to 2 % at the loosest
//!   tolerance, but its slope is not, and descents by Adam that follow this slope end elsewhere, 6 mS/cm² off at the
//!   worst.
//! - `gradient_or_not` fits 1 to 24 parameters of the squid axon to a trace. It compares methods with and without gradients by
//!   their runs of the model and by the fits that succeed.
