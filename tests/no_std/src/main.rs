//! The firmware of a microcontroller that runs a squid axon in single precision and counts its spikes. The gate looks at
//! what it links.
#![cfg_attr(target_os = "none", no_std, no_main)]

use neuron_runtime::embed::{Fault, Stepped};
use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
use neuron_runtime::number::F32;
use neuron_runtime::prelude::*;
use neuron_runtime::system::Drive;

/// The axon in steps. It has no synapses, on the way to which spikes could be.
type Axon = Stepped<HodgkinHuxley<F32>, 0>;

/// Length of a step, ms.
const STEP: F32 = F32(0.025);

/// Makes the axon ready. A test checks its parameters.
fn axon() -> Axon {
    Axon::without_check(HodgkinHuxley::default().with(), STEP)
}

/// Makes a step with a current (nA). Returns true if the axon spikes.
fn step(axon: &mut Axon, current: f32) -> Result<bool, Fault<F32>> {
    axon.step_with(&[Drive::constant(F32(current))])?;
    Ok(axon.spiked(HodgkinHuxley::v))
}

#[cfg(target_os = "none")]
mod entry {
    use super::{HodgkinHuxley, axon, step};

    #[panic_handler]
    fn stop(_: &core::panic::PanicInfo<'_>) -> ! {
        loop {}
    }

    #[unsafe(no_mangle)]
    extern "C" fn _start() -> ! {
        let mut axon = axon();
        let mut spikes = 0u32;
        while let Ok(spiked) = step(&mut axon, core::hint::black_box(10.0)) {
            spikes += u32::from(spiked);
            core::hint::black_box((axon.read(HodgkinHuxley::v), spikes));
        }
        loop {}
    }
}

#[cfg(not(target_os = "none"))]
fn main() -> Result<(), Fault<F32>> {
    println!("{} spikes in a second", spikes_in_a_second()?);
    Ok(())
}

#[cfg(not(target_os = "none"))]
fn spikes_in_a_second() -> Result<usize, Fault<F32>> {
    let mut axon = axon();
    (0..40_000).try_fold(0, |spikes, _| Ok(spikes + usize::from(step(&mut axon, 10.0)?)))
}

#[cfg(all(test, not(target_os = "none")))]
mod tests {
    use super::*;

    #[test]
    fn the_axon_is_one_that_can_be_stepped() {
        assert!(Axon::with_room(HodgkinHuxley::default().with(), STEP).is_ok());
    }

    /// As many as the axon fires in double precision.
    #[test]
    fn the_axon_fires() {
        let spikes = spikes_in_a_second().unwrap();
        let mut double = HodgkinHuxley::default();
        double.inject = 10.0;
        let (mut y, mut work, mut expected) = ([0.0; <HodgkinHuxley>::DIM], [0.0; <HodgkinHuxley>::WORK], 0);
        double.start(&mut y);
        for k in 0..40_000 {
            let before = y[0];
            double.exponential_euler(f64::from(k) * 0.025, 0.025, &Given::NONE, &mut y, &mut Workspace::on(&mut work));
            expected += usize::from(before < 0.0 && y[0] >= 0.0);
        }
        assert!(expected > 60);
        assert_eq!(spikes, expected);
    }
}
