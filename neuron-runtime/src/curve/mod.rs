//! Minimally disruptive curves: ways to change the parameters of a model, as far as one likes, that its behaviour
//! hardly notices (D. V. Raman, J. Anderson & T. O'Leary, "Delineating parameter unidentifiabilities in complex
//! models", Physical Review E 95 (2017) 032314).
//!
//! A cost C(θ) ≥ 0 says how much the behaviour at the parameters θ differs from the one wanted. From a start θ₀, where
//! it is small, the curve θ(s) of unit speed |θ′| = 1 makes ∫ C ds stationary and never comes back towards θ₀: with
//! d = θ − θ₀,
//!
//! ```text
//! ℋ = C + λ·u − μ₁ d·u + μ₂(u·u − 1) = H,    u = θ′ = (λ − μ₁d)/(H − C),    λ′ = −∇C + μ₁u,    d·u ≥ 0
//! ```
//!
//! The momentum H > C(θ₀) is the largest cost that the curve could ever climb to. It moves as a ray of light does in a
//! medium of the refractive index H − C: a small H follows a bent valley of the cost closely, a large one goes
//! straighter. The multiplier μ₁ = min(0, λ·d/d²) only takes from the costate λ what points back to the start; since λ
//! points along u here and not against it, as H lies above C, it is negative where it is active.
//!
//! Everything happens in scaled coordinates, by default the logarithms of the parameters, see [`Scale`]; start, bounds,
//! the cost and all results are in the parameters' own declared units. The cost is any closure of all parameters that
//! gives its value and its gradient, `FnMut(&[f64]) -> Result<(f64, Vec<f64>), Error>`.
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
//! let forward = curve.forward().expect("both ways");
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
//! | what is followed, and how | [`MinimallyDisruptive`] |
//! | the cost of a network's parameters | [`cost_of`] |
//! | coordinates, with gradients and Hessians in them | [`Scale`], [`Coordinates`] |
#![cfg_attr(feature = "statistics", doc = "| a direction to begin in | [`Curvatures`] |")]
#![cfg_attr(not(feature = "statistics"), doc = "| a direction to begin in | `Curvatures` (feature `statistics`) |")]
//! | the result, its file and table | [`Curve`], [`Branch`], [`Point`] |
//! | going on later | [`Curve::further`] |

mod branch;
mod builder;
mod coordinates;
#[cfg(feature = "statistics")]
mod curvature;
mod end;
mod field;
#[cfg(feature = "json")]
mod file;
mod follower;
mod further;
mod limits;
mod locate;
mod motion;
mod network;
mod piece;
mod progress;
mod result;
mod scale;
mod setup;
mod stages;
mod table;

pub use branch::{Branch, Point};
pub use builder::MinimallyDisruptive;
pub use coordinates::Coordinates;
#[cfg(feature = "statistics")]
pub use curvature::Curvatures;
pub use end::{End, Failure};
pub use further::Further;
pub use network::cost_of;
pub use progress::{Progress, Way, Ways};
pub use result::{Curve, Drift};
pub use scale::{Scale, Which};
