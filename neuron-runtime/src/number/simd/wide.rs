//! Dispatch of evaluations with tangents to AVX2, where the CPU has it.
//!
//! Eight tangents fill two registers of AVX2, and four of the baseline of x86-64. The results are the same to the last bit,
//! because nothing is fused.
//!
//! The dispatch compiles equations twice. Two kinds of builds leave it out:
//!
//! - Builds with debug assertions compile equations once for all networks that have a cell, which costs a call.
//! - Without the standard library the CPU cannot be asked. `-C target-feature=+avx2` gives equations the wide registers.

use crate::number::Real;
#[cfg(all(feature = "std", target_arch = "x86_64", not(debug_assertions)))]
use crate::number::{as_grad, may_be_grad};

/// Work that can be compiled for wider registers.
pub(crate) trait Work {
    /// The numbers that it computes with.
    type Number: Real;
    /// The result.
    type Output;
    /// Does the work. It has to be inlined with all of its parts: only inlined code is compiled for the wider registers.
    fn run(self) -> Self::Output;
}

/// Does the work, in wider registers if the numbers have eight tangents.
#[inline(always)]
pub(crate) fn widely<W: Work>(work: W) -> W::Output {
    #[cfg(all(feature = "std", target_arch = "x86_64", not(debug_assertions)))]
    if const { may_be_grad::<W::Number>() } && as_grad(&W::Number::zero()).is_some() {
        return x86::run(work);
    }
    if cfg!(debug_assertions) { shared(work) } else { work.run() }
}

/// Does the work in a function that all callers share.
#[inline(never)]
fn shared<W: Work>(work: W) -> W::Output {
    work.run()
}

#[cfg(all(feature = "std", target_arch = "x86_64", any(test, not(debug_assertions))))]
mod x86 {
    use super::Work;

    /// Does the work with AVX2 if the CPU has it. Always inlined: passing the work on would copy it, and the copy would wait for
    /// its stores.
    #[inline(always)]
    #[allow(unsafe_code)]
    pub(super) fn run<W: Work>(work: W) -> W::Output {
        if is_x86_feature_detected!("avx2") {
            // SAFETY: the CPU has the feature of the function.
            unsafe { avx2(work) }
        } else {
            narrow(work)
        }
    }

    #[inline(never)]
    fn narrow<W: Work>(work: W) -> W::Output {
        work.run()
    }

    #[target_feature(enable = "avx2")]
    fn avx2<W: Work>(work: W) -> W::Output {
        work.run()
    }
}

#[cfg(all(test, feature = "std", target_arch = "x86_64"))]
mod tests {
    use super::*;
    use crate::library::hodgkin_huxley_1952::HodgkinHuxley;
    use crate::model::access::Access;
    use crate::model::mechanism::Held;
    use crate::model::network::{Layout, Network};
    use crate::number::Grad;
    use crate::system::System;
    use std::vec::Vec;

    /// A state of an axon, after which its derivatives are written.
    struct Axon<'a>(&'a HodgkinHuxley<Grad>, &'a mut Vec<Grad>);

    impl Work for Axon<'_> {
        type Number = Grad;
        type Output = ();

        #[inline(always)]
        fn run(self) {
            let Axon(axon, y) = self;
            let mut slopes = y.clone();
            let mut moment = crate::system::moment::Moment { t: Grad::constant(0.0), held: Held::NONE };
            crate::system::cell::derivatives(axon, &mut moment, y, &mut &[][..], &mut slopes);
            y.extend(slopes);
        }
    }

    #[test]
    fn wide_registers_give_the_same_bits() {
        let mut axon = HodgkinHuxley::default().with::<Grad>();
        for (k, handle) in [HodgkinHuxley::Na.g, HodgkinHuxley::K.g, HodgkinHuxley::Na.e].into_iter().enumerate() {
            let value = axon.get(handle).value();
            axon.set(handle, Grad::variable(value, k));
        }
        let mut y = vec![Grad::constant(0.0); axon.dim()];
        axon.start(&mut y);
        y.iter_mut().enumerate().for_each(|(k, y)| *y = *y * 1.01 + Grad::variable(0.01, k + 3));
        let (mut plain, mut wide) = (y.clone(), y);
        Axon(&axon, &mut plain).run();
        x86::run(Axon(&axon, &mut wide));
        let bits = |y: &[Grad]| -> Vec<u64> {
            y.iter()
                .flat_map(|y| y.tangents().iter().chain([&y.value()]).map(|x| x.to_bits()).collect::<Vec<_>>())
                .collect()
        };
        assert_eq!(bits(&plain), bits(&wide));
    }
}
