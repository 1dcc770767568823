//! The impedance of a membrane, by a chirp.

use super::rig::Rig;
use super::steady_state::SteadyState;
use super::table::{Report, Table};
use crate::error::Error;
use crate::model::network::Network;
use crate::run::input::Waveform;
use crate::solve::{Adaptive, Method};
use std::f64::consts::{PI, TAU};
use std::fmt;
use std::ops::Range;

/// The impedance of a [`Rig`] at a range of frequencies, which has not run. By default the chirp has 0.01 nA and sweeps its range
/// in 1000 ms.
///
/// The chirp is repeated. Of its second period, which has forgotten the beginning, Fourier sums of V and of the current are
/// compared: exact for a linear membrane at every multiple of 1/period.
#[derive(Clone, Debug)]
#[must_use = "a protocol does nothing until `run()`"]
pub struct ImpedanceProtocol<'a, N, M = Adaptive> {
    rig: Rig<'a, N, M>,
    frequencies: Range<f64>,
    amplitude: f64,
    period: f64,
}

impl<'a, N: Network<f64, Tag = N> + Sync, M: Method<f64> + Copy + Sync> Rig<'a, N, M> {
    /// Sends a chirp of these frequencies (Hz) into a cell at rest: its impedance.
    pub fn impedance(self, frequencies: Range<f64>) -> ImpedanceProtocol<'a, N, M> {
        ImpedanceProtocol::new(self, frequencies)
    }
}

impl<'a, N: Network<f64, Tag = N> + Sync, M: Method<f64> + Copy + Sync> ImpedanceProtocol<'a, N, M> {
    pub(super) fn new(rig: Rig<'a, N, M>, frequencies: Range<f64>) -> Self {
        ImpedanceProtocol { rig, frequencies, amplitude: 0.01, period: 1000.0 }
    }

    /// Sets the amplitude, nA. The membrane should be nearly linear over what it does to V.
    pub fn amplitude(mut self, amplitude: f64) -> Self {
        self.amplitude = amplitude;
        self
    }

    /// Sweeps the range in this time, ms. It should be longer than what the membrane remembers.
    pub fn period(mut self, period: f64) -> Self {
        self.period = period;
        self
    }

    /// Finds the steady state, and sends the chirp from there.
    ///
    /// # Errors
    /// [`Error::Protocol`] for a range, an amplitude or a period that makes no sense, without a steady state or near an unstable one;
    /// those of the run.
    pub fn run(self) -> Result<Impedance, Error> {
        /// The number of samples in a period of the highest frequency.
        const SAMPLES: f64 = 64.0;
        self.rig.check_electrode()?;
        let Range { start: low, end: high } = self.frequencies;
        // Multiples of 1/period, in 1/ms.
        let [first, last] = [(low * 1e-3 * self.period).ceil(), (high * 1e-3 * self.period).floor()];
        let is_range = low > 0.0 && high > low && high.is_finite() && first <= last;
        if !(is_range && self.period > 0.0 && self.amplitude != 0.0 && self.amplitude.is_finite()) {
            let Self { amplitude, period, .. } = self;
            let problem = format!(
                "a chirp of {amplitude} nA cannot sweep {low} to {high} Hz in {period} ms: it needs an amplitude, and a range of rising frequencies above 0 with a multiple of 1/period in it"
            );
            return Err(Error::Protocol { problem });
        }
        let steady = SteadyState::from_start(self.rig.network)?;
        if !steady.is_stable() {
            let problem = "the steady state is not stable: an impedance is one of a membrane at rest".to_owned();
            return Err(Error::Protocol { problem });
        }
        let count = (last * SAMPLES).ceil() as usize;
        let interval = self.period / count as f64;
        let sweep = (high - low) * 1e-3 / self.period;
        let current = |k: usize| {
            let t = k as f64 * interval;
            self.amplitude * (TAU * (low * 1e-3 + 0.5 * sweep * t) * t).sin()
        };
        let period: Vec<f64> = (0..count).map(current).collect();
        let repeated: Vec<f64> = (0..=2 * count).map(|k| period[k % count]).collect();
        let times: Vec<f64> = (count..2 * count).map(|k| k as f64 * interval).collect();
        let simulation = self.rig.simulate(2.0 * self.period).record(&[self.rig.v]).record_at(&times);
        let run =
            simulation.start_at(steady.state()).inject(self.rig.v, Waveform::linear(interval, &repeated)?).run()?;
        let v = run.trace(self.rig.v)?;
        let harmonics = first as usize..=last as usize;
        let (mut frequencies, mut magnitude, mut phase) = (Vec::new(), Vec::new(), Vec::new());
        for k in harmonics {
            let ([a, b], [c, d]) = (harmonic(v, k), harmonic(&period, k));
            // Straight lines between samples have the harmonics of the samples times sinc².
            let x = PI * k as f64 / count as f64;
            let line = (x.sin() / x).powi(2);
            let power = (c * c + d * d) * line;
            let (real, imaginary) = ((a * c + b * d) / power, (b * c - a * d) / power);
            frequencies.push(k as f64 / self.period * 1e3);
            magnitude.push(real.hypot(imaginary));
            phase.push(imaginary.atan2(real));
        }
        Ok(Impedance { frequencies, magnitude, phase })
    }
}

/// Returns the real and the imaginary part of a harmonic of samples over a period.
fn harmonic(samples: &[f64], k: usize) -> [f64; 2] {
    let count = samples.len();
    samples.iter().enumerate().fold([0.0; 2], |[real, imaginary], (n, sample)| {
        let (sine, cosine) = (TAU * (k * n % count) as f64 / count as f64).sin_cos();
        [real + sample * cosine, imaginary - sample * sine]
    })
}

/// An impedance: what a small current of each frequency does to V.
#[derive(Clone, Debug, PartialEq)]
pub struct Impedance {
    /// The frequencies, Hz, ascending.
    pub frequencies: Vec<f64>,
    /// The amplitude of V over that of the current, MΩ.
    pub magnitude: Vec<f64>,
    /// The phase (rad) by which V is ahead of the current; negative where the membrane lags as a capacitor does.
    pub phase: Vec<f64>,
}

impl Impedance {
    /// Returns the frequency (Hz) of the largest magnitude and that magnitude (MΩ), unless it lies at an end of the range: the
    /// membrane resonates there.
    pub fn resonance(&self) -> Option<(f64, f64)> {
        let largest = (0..self.magnitude.len()).max_by(|a, b| self.magnitude[*a].total_cmp(&self.magnitude[*b]))?;
        let is_inside = largest > 0 && largest + 1 < self.magnitude.len();
        is_inside.then(|| (self.frequencies[largest], self.magnitude[largest]))
    }
}

impl Report for Impedance {
    fn table(&self) -> Table {
        let table = Table::new()
            .column("frequency", "Hz", self.frequencies.clone())
            .column("impedance", "MΩ", self.magnitude.clone())
            .column("phase", "rad", self.phase.clone());
        match self.resonance() {
            Some((frequency, magnitude)) => table.note(format!("resonance at {frequency:.1} Hz, {magnitude:.3} MΩ")),
            None => table,
        }
    }

    #[cfg(feature = "plot")]
    fn figure(&self) -> crate::plot::Figure {
        use crate::plot::{Figure, Panel};
        let magnitude = Panel::new("impedance (MΩ)").line("impedance", &self.frequencies, &self.magnitude);
        let phase = Panel::new("phase (rad)").line("phase", &self.frequencies, &self.phase);
        Figure::new("Impedance").panel(magnitude).panel(phase.x_label("frequency (Hz)"))
    }
}

impl fmt::Display for Impedance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.table().fmt(f)
    }
}
