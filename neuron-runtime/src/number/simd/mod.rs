//! SIMD: dispatch at run time to the registers that the CPU has. All of this crate's unsafe code is here.

#[cfg(feature = "std")]
pub(crate) mod linear;
pub(crate) mod pack;
pub(crate) mod wide;
