//! The reference models written by hand. They are the baseline for the speed of generated models and, at small steps, for their
//! values.
//!
//! Each is written as by a careful C programmer:
//!
//! - scalar `f64` code with the library's `exp` and `ln`
//! - every exponential computed once, and exponentials with the same slope derived from one another (e^{−(V+62.9)/10} from
//!   e^{(V+27)/10})
//! - the quotient of a sigmoid merged into its time constant
//! - no approximation, table or SIMD
//!
//! Units are mV, ms, nA, nF, µS, µM, of whole cells.

pub mod hodgkin_huxley;
pub mod prinz_ab;
pub mod pyloric;
pub mod stg;

/// A model of `N` states; each module has one, called `Model`, over its free functions.
pub trait HandWritten<const N: usize> {
    /// Name of each state, as in `AB.NaV.m`.
    const NAMES: [&'static str; N];
    /// The indices of the voltages, one for each neuron.
    const VOLTAGES: &'static [usize];
    /// Returns the initial state of the reference.
    fn start() -> [f64; N];
    /// Writes dy/dt, per ms.
    fn rhs(y: &[f64; N], dy: &mut [f64; N]);
    /// Makes one step of `h` ms by exponential Euler: first gates and synapses with the old voltages and concentrations, then these
    /// with the new gates.
    fn exponential_euler(y: &mut [f64; N], h: f64);
}

/// Implements [`HandWritten`] for the `Model` of a module, with the items of the module.
macro_rules! model {
    ($what:literal) => {
        #[doc = $what]
        #[derive(Clone, Copy, Debug)]
        pub struct Model;

        impl $crate::hand_written::HandWritten<STATES> for Model {
            const NAMES: [&'static str; STATES] = NAMES;
            const VOLTAGES: &'static [usize] = &VOLTAGES;

            fn start() -> [f64; STATES] {
                start()
            }

            #[inline]
            fn rhs(y: &[f64; STATES], dy: &mut [f64; STATES]) {
                rhs(y, dy);
            }

            #[inline]
            fn exponential_euler(y: &mut [f64; STATES], h: f64) {
                exponential_euler(y, h);
            }
        }
    };
}
pub(crate) use model;

/// Spike times (ms) of each neuron from time 0 to `t_end` in fixed steps of `h` ms, the last rounded to a whole one.
///
/// A spike is an upward crossing of the neuron's threshold (mV), `V_old < threshold ≤ V_new`, by linear interpolation
/// within the step.
pub fn simulate_exponential_euler<M: HandWritten<N>, const N: usize>(
    _model: M,
    h: f64,
    t_end: f64,
    thresholds: &[f64],
) -> Vec<Vec<f64>> {
    assert_eq!(thresholds.len(), M::VOLTAGES.len(), "one threshold for each neuron");
    let steps = (t_end / h).round() as usize;
    let mut spikes = vec![Vec::new(); thresholds.len()];
    let mut y = M::start();
    for step in 0..steps {
        let before = y;
        M::exponential_euler(&mut y, h);
        for ((&v, &threshold), spikes) in M::VOLTAGES.iter().zip(thresholds).zip(&mut spikes) {
            if before[v] < threshold && y[v] >= threshold {
                spikes.push((step as f64 + (threshold - before[v]) / (y[v] - before[v])) * h);
            }
        }
    }
    spikes
}

/// The state at `t_end` (ms) in fixed steps of `h` ms, the last rounded to a whole one.
pub fn end_state<M: HandWritten<N>, const N: usize>(_model: M, h: f64, t_end: f64) -> [f64; N] {
    let mut y = M::start();
    for _ in 0..(t_end / h).round() as usize {
        M::exponential_euler(&mut y, h);
    }
    y
}
