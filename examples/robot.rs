//! A robot's joint that two neurons move: a host loop at 0.1 ms. The neurons inhibit each other and tire, so that they fire in turn
//! (a half-centre oscillator, Brown 1911); their spikes drive two muscles, and the joint's angle comes back as a current.
//!
//! `cargo run --release --example robot`

use neuron_examples::save;
use neuron_runtime::embed::Stepped;
use neuron_runtime::library::integrate_and_fire::Izhikevich;
use neuron_runtime::library::roth_van_rossum_2009::Exponential;
use neuron_runtime::plot::{Figure, Panel};
use neuron_runtime::prelude::*;
use neuron_runtime::system::Drive;

network! {
    /// A flexor and an extensor neuron. Their recovery is slow, so that a burst lasts until the other escapes from inhibition.
    pub struct HalfCentre;

    neuron Flexor: Izhikevich { Recovery.a: 0.002/ms, Recovery.d: 60pA, inject: 400pA, v: -55mV }
    neuron Extensor: Izhikevich { Recovery.a: 0.002/ms, Recovery.d: 60pA, inject: 400pA }

    Flexor -> Extensor: Exponential { g: 8nS, e: -80mV, tau: 50ms, delay: 1ms };
    Extensor -> Flexor: Exponential { g: 8nS, e: -80mV, tau: 50ms, delay: 1ms };
}

/// Length of a step of the host, ms.
const STEP: f64 = 0.1;

/// A joint with a spring, a damper and two muscles, whose activations follow spikes.
#[derive(Default)]
struct Joint {
    /// Angle, rad, and its rate, rad/ms.
    angle: f64,
    rate: f64,
    /// Activations of the flexor and the extensor muscle.
    muscles: [f64; 2],
}

impl Joint {
    /// Time constant of a muscle, ms.
    const TWITCH: f64 = 40.0;
    /// Angular acceleration by a muscle (rad/ms²), by the spring (1/ms²) and by the damper (1/ms).
    const PULL: f64 = 4e-5;
    const SPRING: f64 = 1e-4;
    const DAMPER: f64 = 0.02;

    /// Moves on by a step. A spike adds 1 to the activation of its muscle.
    fn step(&mut self, spikes: [bool; 2]) {
        for (muscle, spiked) in self.muscles.iter_mut().zip(spikes) {
            *muscle = *muscle * (-STEP / Self::TWITCH).exp() + f64::from(u8::from(spiked));
        }
        let pull = Self::PULL * (self.muscles[0] - self.muscles[1]);
        self.rate += STEP * (pull - Self::SPRING * self.angle - Self::DAMPER * self.rate);
        self.angle += STEP * self.rate;
    }

    /// Returns the currents (nA) of two stretch receptors: each excites the neuron whose muscle is stretched.
    fn receptors(&self) -> [Drive<f64>; 2] {
        let gain = 0.03; // nA/rad
        [-self.angle, self.angle].map(|stretch| Drive::constant(gain * stretch.max(0.0)))
    }
}

fn main() -> Result<(), Error> {
    let mut neurons = Stepped::new(HalfCentre::default(), STEP)?;
    let mut joint = Joint::default();
    let cells = [HalfCentre::Flexor.v, HalfCentre::Extensor.v];
    let (mut time, mut angle, mut potentials, mut spikes) = (vec![], vec![], [vec![], vec![]], [vec![], vec![]]);

    // The loop of the robot: sense, step, act. On a microcontroller a timer calls it every 0.1 ms.
    for _ in 0..30_000 {
        neurons.step_with(&joint.receptors())?;
        let spiked = cells.map(|v| neurons.spiked(v));
        joint.step(spiked);

        time.push(neurons.time());
        angle.push(joint.angle.to_degrees());
        for k in 0..2 {
            potentials[k].push(neurons.read(cells[k]));
            if spiked[k] {
                spikes[k].push(neurons.time());
            }
        }
    }

    println!("{:>10}  {:>6}  {:>15}  {:>15}", "neuron", "spikes", "burst from (ms)", "burst to (ms)");
    for (name, spikes) in ["flexor", "extensor"].into_iter().zip(&spikes) {
        for burst in spikes.chunk_by(|a, b| b - a < 100.0).filter(|burst| burst.len() > 1) {
            println!("{name:>10}  {:>6}  {:>15.1}  {:>15.1}", burst.len(), burst[0], burst[burst.len() - 1]);
        }
    }
    let (least, most) = angle.iter().fold((0.0f64, 0.0f64), |(least, most), a| (least.min(*a), most.max(*a)));
    println!("\nthe joint moves between {least:.1}° and {most:.1}°");

    let v = |title: &str, k: usize| Panel::new(title).line("", &time, &potentials[k]).spikes("", &spikes[k]);
    let figure = Figure::new("Two neurons move a joint, in a host loop at 0.1 ms")
        .panel(v("flexor V (mV)", 0))
        .panel(v("extensor V (mV)", 1))
        .panel(Panel::new("angle (°)").line("", &time, &angle).x_label("time (ms)"));
    save(&figure, "robot.svg")
}
