//! Exponentials in batches.
//!
//! The exponentials of a cell are independent of each other and make up most of its cost. [`exp_all`] computes eight at a
//! time, in AVX-512 or AVX2 where the CPU has it (without the feature `std`: where the crate is compiled for it, as by
//! `-C target-feature=+avx2,+fma`), with an error of less than one unit in the last place. Arguments above
//! [`EXP_MAX`](super::EXP_MAX) count as `EXP_MAX`; below −745 the results underflow gradually to 0; NaN stays NaN.
//!
//! An element's result depends neither on its place nor on its neighbours, and it is the same on all machines that have a
//! fused multiply-add. A machine without it may differ in the last bit. So may [`Real::exp`](super::Real::exp), which
//! is the exponential of the system's library; [`set_mode`] makes `exp_all` use it too.

use core::sync::atomic::{AtomicU8, Ordering};

use super::simd::pack;
use crate::number::math;

/// The registers in which [`Real::exp_all`](super::Real::exp_all) computes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// Computes in the widest registers that the CPU has.
    #[default]
    Auto,
    /// Computes one by one with [`Real::exp`](super::Real::exp); scaled arguments closer to 0 than 1/64 by the series.
    Scalar,
}

static MODE: AtomicU8 = AtomicU8::new(Mode::Auto as u8);

/// Sets how exponentials are computed from now on, in the whole process.
///
/// This serves benchmarks and comparisons with the scalar exponential. Set it before a simulation: during one, the results
/// would depend on the moment.
pub fn set_mode(mode: Mode) {
    MODE.store(mode as u8, Ordering::Relaxed);
}

/// Returns how exponentials are computed at present.
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

/// Replaces the first `used` elements by their exponentials; the values of the others are unspecified afterwards.
#[inline]
pub fn exp_padded(xs: &mut [f64], used: usize) {
    match mode() {
        Mode::Auto => pack::exp(xs),
        Mode::Scalar => each(&mut xs[..used]),
    }
}

/// Writes the exponentials of `by` times the first `used` elements; the values of the others are unspecified afterwards.
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

/// Replaces every element by its [`Real::exp`](super::Real::exp). Neighbours are often equal, so the last result is kept.
fn each(xs: &mut [f64]) {
    let (mut argument, mut result) = (0.0, 1.0);
    for x in xs {
        if *x != argument {
            (argument, result) = (*x, super::Real::exp(*x));
        }
        *x = result;
    }
}

/// Writes the exponentials of `by`·x. Most arguments of a short step lie near 0, where the series is faster than a call.
fn each_scaled(xs: &[f64], by: f64, to: &mut [f64]) {
    let (mut argument, mut result) = (0.0, 1.0);
    for (to, x) in to.iter_mut().zip(xs) {
        let x = x * by;
        if x != argument {
            (argument, result) = (x, if x.abs() < math::SHORT { math::short_exp(x) } else { super::Real::exp(x) });
        }
        *to = result;
    }
}
