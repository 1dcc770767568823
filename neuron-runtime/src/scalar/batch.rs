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

use super::pack;

/// How [`Scalar::exp_all`](super::Scalar::exp_all) computes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// In the widest registers that the CPU has.
    #[default]
    Auto,
    /// One by one, each exactly as [`Scalar::exp`](super::Scalar::exp) has it.
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
        Mode::Scalar => each_real(xs),
    }
}

/// Replaces the first `used` elements by their exponentials; what the others become is left open.
#[inline]
pub fn exp_padded(xs: &mut [f64], used: usize) {
    match mode() {
        Mode::Auto => pack::exp(xs),
        Mode::Scalar => each_real(&mut xs[..used]),
    }
}

/// Replaces every x by `exp(x, r, eʳ)`, with r the real part of x; by the constant eʳ where it no longer depends on r.
#[cfg(feature = "num-dual")]
#[inline]
pub(super) fn exp_parts<T: super::Scalar>(xs: &mut [T], exp: impl Fn(T, f64, f64) -> T) {
    /// As many as most cells have.
    const BLOCK: usize = 32;
    if mode() == Mode::Scalar {
        return one_by_one(xs);
    }
    for block in xs.chunks_mut(BLOCK) {
        let mut parts = [0.0; BLOCK];
        let parts = &mut parts[..block.len()];
        for (part, x) in parts.iter_mut().zip(&*block) {
            *part = x.re();
        }
        pack::exp(parts);
        for (x, &mut e) in block.iter_mut().zip(parts) {
            let r = x.re();
            *x = if r > super::EXP_MAX || e == 0.0 { T::from_f64(e) } else { exp(*x, r, e) };
        }
    }
}

/// [`one_by_one`] for real numbers, with nothing around the exponential but its saturation.
fn each_real(xs: &mut [f64]) {
    for x in xs {
        let argument = pack::just_stored(x);
        let capped = if argument > super::EXP_MAX { super::EXP_MAX } else { argument };
        #[cfg(feature = "std")]
        let e = f64::exp(capped);
        #[cfg(not(feature = "std"))]
        let e = libm::exp(capped);
        *x = e;
    }
}

#[cfg(feature = "num-dual")]
fn one_by_one<T: super::Scalar>(xs: &mut [T]) {
    for x in xs {
        *x = x.exp();
    }
}
