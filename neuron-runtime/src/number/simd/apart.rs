//! A factor apart from the numbers that lie beside it.
//!
//! A value follows its tangents in memory. Compilers that see this load it together with the last of them, to multiply both
//! with something else, and then spend a seventh of their instructions on bringing lanes in order.

use crate::number::Scalar;

/// The same number, of which compilers do not see where it comes from. It costs no instruction.
#[inline(always)]
pub(in crate::number) fn apart<S: Scalar>(x: S) -> S {
    #[cfg(target_arch = "x86_64")]
    let x = {
        let mut x = x;
        if let Some(real) = (&mut x as &mut dyn core::any::Any).downcast_mut() {
            *real = unseen(*real);
        }
        x
    };
    x
}

#[cfg(target_arch = "x86_64")]
#[inline(always)]
#[allow(unsafe_code)]
fn unseen(x: f64) -> f64 {
    let same;
    // SAFETY: an empty assembly that leaves its register as it is.
    unsafe { core::arch::asm!("/* {0} */", inout(xmm_reg) x => same, options(pure, nomem, nostack, preserves_flags)) };
    same
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::Tangent;

    #[test]
    fn numbers_stay_what_they_are() {
        for x in [0.0, -0.0, 1.5, -3e-320, f64::INFINITY, f64::NAN] {
            assert_eq!(apart(x).to_bits(), x.to_bits());
        }
        let nested = apart(Tangent::new(2.0, [3.0]));
        assert_eq!((nested.value(), nested.tangents()), (2.0, &[3.0]));
    }
}
