//! One bursting STG cell (Prinz, Billimoria & Marder 2003), the AB of the pyloric network.

use super::stg::{self, Conductances};

/// The number of states.
pub const STATES: usize = stg::STATES;

/// The states: voltage in mV, calcium in µM and the gates.
pub const NAMES: [&str; STATES] =
    ["v", "ca", "NaV.m", "NaV.h", "CaS.m", "CaS.h", "CaT.m", "CaT.h", "A.m", "A.h", "KCa.m", "Kd.m", "H.m"];

/// The voltage's place.
pub const VOLTAGES: [usize; 1] = [0];

pub(super) const AB: Conductances = Conductances::from_densities([100.0, 6.0, 2.5, 50.0, 5.0, 100.0, 0.01, 0.0]);

/// −60 mV, 0.05 µM and the steady state of the gates there.
pub fn start() -> [f64; STATES] {
    stg::start()
}

/// Writes dy/dt, per ms.
#[inline]
pub fn rhs(y: &[f64; STATES], dy: &mut [f64; STATES]) {
    stg::rhs(y, dy, &AB, 0.0, 0.0);
}

/// One step of `h` ms by exponential Euler, the gates first.
#[inline]
pub fn exponential_euler(y: &mut [f64; STATES], h: f64) {
    stg::relax_gates(y, h);
    stg::relax_nodes(y, h, &AB, 0.0, 0.0);
}

super::model!("The bursting cell.");
