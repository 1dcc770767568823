//! Minimally disruptive curves: ways to change the parameters of a model, as far as one likes, that hardly change its
//! behaviour (D. V. Raman, J. Anderson & T. O'Leary, "Delineating parameter unidentifiabilities in complex models", Physical
//! Review E 95 (2017) 032314).
//!
//! A cost C(θ) ≥ 0 measures how much the behaviour at the parameters θ differs from the behaviour wanted. The curve θ(s)
//! begins at a start θ₀ of small cost and has unit speed, |θ′| = 1. It makes ∫ C ds stationary and never comes back towards
//! θ₀. With d = θ − θ₀, the costate λ and the multipliers μ₁ and μ₂:
//!
//! ```text
//! ℋ = C + λ·u − μ₁ d·u + μ₂(u·u − 1) = H,    u = θ′ = (λ − μ₁d)/(H − C),    λ′ = −∇C + μ₁u,    d·u ≥ 0
//! ```
//!
//! The cost along the curve stays below the momentum H > C(θ₀). The curve bends as a ray of light does in a medium with the
//! refractive index H − C: with a small H it follows a bent valley of the cost closely, with a large H it is straighter. The
//! multiplier μ₁ = min(0, λ·d/d²) removes from the costate only the part that points back to the start. Because H > C, λ
//! points along u and not against it, and so μ₁ is negative where the constraint d·u ≥ 0 is active.
//!
//! The equations are solved in scaled coordinates, by default the logarithms of the parameters, see [`Scale`]. The start, the
//! bounds, the cost and all results are in the declared units of the parameters. The cost is a closure that returns the value
//! and the gradient at all parameters, `FnMut(&[f64]) -> Result<(f64, Vec<f64>), Error>`.
//!
//! Except for [`cost_of`], [`MinimallyDisruptive::of`] and [`Continuation::of`], nothing here knows of neurons, and nothing
//! knows of `diffsol`.
//!
//! ```
//! use neuron_runtime::curve::{End, MinimallyDisruptive};
//!
//! // Only the ratio of these two currents matters.
//! let cost = |p: &[f64]| {
//!     let miss = (p[0] / p[1]).ln() - 2f64.ln();
//!     Ok((miss * miss, vec![2.0 * miss / p[0], -2.0 * miss / p[1]]))
//! };
//! let curve = MinimallyDisruptive::from(&[100.0, 50.0])
//!     .names(&["NaV.g", "Kd.g"])
//!     .bounds("NaV.g", 20.0..=400.0) // mS/cm²
//!     .direction(&[1.0, 0.9])
//!     .momentum(0.1)
//!     .length(5.0)
//!     .follow(cost)?;
//!
//! let forward = curve.forward().expect("both branches");
//! assert_eq!(forward.end(), &End::Bound { name: "NaV.g".to_owned(), value: 400.0 });
//! assert_eq!(forward.last().parameters[0], 400.0);
//! for (_, point) in curve.points() {
//!     assert!((point.parameters[0] / point.parameters[1] - 2.0).abs() < 0.5);
//! }
//! println!("{curve}");
//! # Ok::<(), neuron_runtime::error::Error>(())
//! ```
//!
//! | to find | look in |
//! | --- | --- |
//! | the settings of a curve | [`MinimallyDisruptive`] |
//! | the cost of a network as a function of its parameters | [`cost_of`] |
//! | coordinates, with gradients and Hessians in them | [`Scale`], [`Coordinates`] |
#![cfg_attr(feature = "statistics", doc = "| a direction for the start | [`Curvatures`] |")]
#![cfg_attr(not(feature = "statistics"), doc = "| a direction for the start | `Curvatures` (feature `statistics`) |")]
//! | the result, its file and table | [`Curve`], [`Branch`], [`Point`] |
//! | continuing a curve | [`Curve::continued`] |

mod branch;
mod builder;
mod continuation;
mod coordinates;
mod crossing;
#[cfg(feature = "statistics")]
mod curvature;
mod end;
mod ending;
mod extent;
#[cfg(feature = "json")]
mod file;
mod follower;
mod limits;
mod motion;
mod network;
mod objective;
mod orientation;
mod progress;
mod result;
mod scale;
mod segment;
mod setup;
mod specification;
mod stages;
mod step;
mod table;

pub use branch::{Branch, Point};
pub use builder::MinimallyDisruptive;
pub use continuation::Continuation;
pub use coordinates::Coordinates;
#[cfg(feature = "statistics")]
pub use curvature::Curvatures;
pub use end::{End, Failure};
pub use network::cost_of;
pub use orientation::{Orientation, Orientations};
pub use progress::Progress;
pub use result::{Curve, Drift};
pub use scale::{ParameterId, Scale};
