//! The firmware of a microcontroller that runs a squid axon in single precision and counts its spikes. The gate looks at
//! what it links.
#![cfg_attr(target_os = "none", no_std, no_main)]

use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
use neuron_runtime::number::F32;
use neuron_runtime::prelude::*;
use neuron_runtime::system::Drive;

/// The axon, its state, and the scratch space of a step.
struct Axon {
    cell: HodgkinHuxley<F32>,
    y: [F32; <HodgkinHuxley>::DIM],
    work: [F32; <HodgkinHuxley>::WORK],
    steps: u32,
}

impl Axon {
    /// Length of a step, ms.
    const STEP: F32 = F32(0.025);

    fn start() -> Self {
        let mut axon = Axon {
            cell: HodgkinHuxley::default().with(),
            y: [F32(0.0); <HodgkinHuxley>::DIM],
            work: [F32(0.0); <HodgkinHuxley>::WORK],
            steps: 0,
        };
        axon.cell.start(&mut axon.y);
        axon
    }

    /// Makes a step with a current (nA). Returns true if V (mV) crosses `threshold` upward.
    fn step(&mut self, current: F32, threshold: f32) -> bool {
        let before = self.v();
        let t = F32(self.steps as f32) * Self::STEP;
        let (drives, mut work) = ([Drive::constant(current)], Workspace::on(&mut self.work));
        self.cell.exponential_euler(t, Self::STEP, &Given::drives(&drives), &mut self.y, &mut work);
        self.steps += 1;
        before < threshold && self.v() >= threshold
    }

    fn v(&self) -> f32 {
        self.y[0].0
    }
}

#[cfg(target_os = "none")]
mod entry {
    use super::Axon;
    use neuron_runtime::number::F32;

    #[panic_handler]
    fn stop(_: &core::panic::PanicInfo<'_>) -> ! {
        loop {}
    }

    #[unsafe(no_mangle)]
    extern "C" fn _start() -> ! {
        let (mut axon, mut spikes) = (Axon::start(), 0u32);
        loop {
            spikes += u32::from(axon.step(F32(core::hint::black_box(10.0)), 0.0));
            core::hint::black_box((axon.v(), spikes));
        }
    }
}

#[cfg(not(target_os = "none"))]
fn main() {
    let mut axon = Axon::start();
    let spikes = (0..40_000).filter(|_| axon.step(F32(10.0), 0.0)).count();
    println!("{spikes} spikes in a second");
}

#[cfg(all(test, not(target_os = "none")))]
mod tests {
    use super::*;

    /// As many as the axon fires in double precision.
    #[test]
    fn the_axon_fires() {
        let mut axon = Axon::start();
        let spikes = (0..40_000).filter(|_| axon.step(F32(10.0), 0.0)).count();
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
