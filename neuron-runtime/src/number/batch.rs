//! Many exponentials at once.
//!
//! The exponentials of a cell are independent of each other and make up most of its cost. [`exp_all`] computes eight at a
//! time, in AVX-512 or AVX2 where the CPU has it, with an error of less than one unit in the last place. Arguments above
//! [`EXP_MAX`](super::EXP_MAX) count as `EXP_MAX`; below −745 the results underflow gradually to 0; NaN stays NaN.
//!
//! An element's result depends neither on its place nor on its neighbours, and it is the same on all machines that have a
//! fused multiply-add. A machine without may differ in the last bit, and so may [`Scalar::exp`](super::Scalar::exp),
//! which is the exponential of the system's library. [`set_mode`] makes `exp_all` use that one too.

use core::sync::atomic::{AtomicU8, Ordering};

use super::simd::pack;
use crate::number::math;

/// How [`Scalar::exp_all`](super::Scalar::exp_all) computes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// In the widest registers that the CPU has.
    #[default]
    Auto,
    /// One by one, as [`Scalar::exp`](super::Scalar::exp) has it; decays closer to 0 than 1/64 by the series.
    Scalar,
}

static MODE: AtomicU8 = AtomicU8::new(Mode::Auto as u8);

/// Chooses how exponentials are computed from now on, in the whole process.
///
/// Meant for benchmarks and for comparing with results of the scalar exponential; set it before a simulation, not during
/// one, whose results would then depend on when.
pub fn set_mode(mode: Mode) {
    MODE.store(mode as u8, Ordering::Relaxed);
}

/// How exponentials are computed at present.
#[inline]
pub fn mode() -> Mode {
    if MODE.load(Ordering::Relaxed) == Mode::Auto as u8 { Mode::Auto } else { Mode::Scalar }
}

/// Replaces every element by its exponential.
#[inline]
pub fn exp_all(xs: &mut [f64]) {
    match mode() {
        Mode::Auto => pack::exp(xs),
        Mode::Scalar => each(xs),
    }
}

/// Replaces the first `used` elements by their exponentials; what the others become is left open.
#[inline]
pub fn exp_padded(xs: &mut [f64], used: usize) {
    match mode() {
        Mode::Auto => pack::exp(xs),
        Mode::Scalar => each(&mut xs[..used]),
    }
}

/// Writes the exponentials of `by` times the first `used` elements; what the others become is left open.
#[inline]
pub fn exp_scaled(xs: &[f64], by: f64, to: &mut [f64], used: usize) {
    match mode() {
        Mode::Auto if xs.len().is_multiple_of(8) => pack::exp_scaled(xs, by, to),
        Mode::Auto => {
            super::scale(xs, by, to);
            pack::exp(to);
        }
        Mode::Scalar => each_scaled(&xs[..used], by, &mut to[..used]),
    }
}

/// Replaces every element by its [`Scalar::exp`](super::Scalar::exp). Neighbours are often equal, as those of synapses
/// from one neuron are.
fn each(xs: &mut [f64]) {
    let (mut argument, mut result) = (0.0, 1.0);
    for x in xs {
        if *x != argument {
            (argument, result) = (*x, super::Scalar::exp(*x));
        }
        *x = result;
    }
}

/// Writes the exponentials of `by`·x. Most decays of a short step lie near 0, where the series is shorter than a call.
fn each_scaled(xs: &[f64], by: f64, to: &mut [f64]) {
    let (mut argument, mut result) = (0.0, 1.0);
    for (to, x) in to.iter_mut().zip(xs) {
        let x = x * by;
        if x != argument {
            (argument, result) = (x, if x.abs() < math::SHORT { math::short_exp(x) } else { super::Scalar::exp(x) });
        }
        *to = result;
    }
}
