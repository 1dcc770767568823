//! Minimally disruptive curves against closed forms, conserved quantities and symmetries.

use neuron_runtime::curve::{Curve, End, MinimallyDisruptive, Orientation, Orientations, Point, Scale};
use neuron_runtime::error::Error;
use neuron_runtime::number::{Scalar, Tangent};
use proptest::prelude::*;
use std::cell::Cell;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};

#[cfg(feature = "statistics")]
mod directions;
mod ends;
mod interruptions;
mod quadratic;
mod refused;
mod spring;

type Valued = Result<(f64, Vec<f64>), Error>;

/// Returns the cost ½ Σ kᵢxᵢ².
fn bowl(k: &[f64]) -> impl Fn(&[f64]) -> Valued + use<'_> {
    move |x| {
        let cost = 0.5 * x.iter().zip(k).map(|(x, k)| k * x * x).sum::<f64>();
        Ok((cost, x.iter().zip(k).map(|(x, k)| k * x).collect()))
    }
}

fn plain(start: &[f64]) -> MinimallyDisruptive<'static> {
    MinimallyDisruptive::from(start).scale(Scale::Plain)
}

fn forward(curve: &Curve) -> &neuron_runtime::curve::Branch {
    curve.forward().expect("the forward way was followed")
}

fn norm(x: &[f64]) -> f64 {
    x.iter().map(|x| x * x).sum::<f64>().sqrt()
}
