//! Several numbers at a time, in the registers that the CPU was found to have. All of this crate's unsafe code is here.

#[cfg(feature = "std")]
pub(crate) mod linear;
pub(crate) mod pack;
pub(crate) mod wide;
