//! The scratch space of a step of an exponential method.

#[cfg(feature = "alloc")]
use super::couplings::Couplings;
use super::couplings::dense_room;
use crate::model::info::{CellInfo, MechanismKind, NetworkInfo, PartInfo};
use crate::number::{Real, padded};
#[cfg(feature = "alloc")]
use alloc::vec::Vec;

/// The scratch space of the steps of an exponential method of one network.
///
/// With an allocator, [`System::workspace`](crate::system::System::workspace) makes one. Without one, it lies on an array of
/// [`Fixed::WORK`](crate::system::Fixed::WORK) numbers. A step needs nothing that an earlier one has left in it.
#[derive(Debug)]
pub struct Workspace<'a, T> {
    numbers: Numbers<'a, T>,
    /// The sparse structure of the currents between membranes. `None` if there are none, or if the matrix is dense.
    #[cfg(feature = "alloc")]
    pub(super) couplings: Option<Couplings<T>>,
    /// True if a step may leave its last kinetics to the next one.
    pub(super) keeps: bool,
    /// The length of the half step with which the last step ended, ms, if its kinetics are those at the beginning of the next.
    pub(super) half_step: Option<T>,
}

#[derive(Debug)]
enum Numbers<'a, T> {
    Borrowed(&'a mut [T]),
    #[cfg(feature = "alloc")]
    Owned(Vec<T>),
}

impl<T> Numbers<'_, T> {
    fn get(&mut self) -> &mut [T] {
        match self {
            Numbers::Borrowed(numbers) => numbers,
            #[cfg(feature = "alloc")]
            Numbers::Owned(numbers) => numbers,
        }
    }
}

#[cfg(feature = "alloc")]
impl<T: Clone> Clone for Workspace<'_, T> {
    /// Copies the numbers into a workspace that owns them.
    fn clone(&self) -> Self {
        let numbers = match &self.numbers {
            Numbers::Borrowed(numbers) => numbers.to_vec(),
            Numbers::Owned(numbers) => numbers.clone(),
        };
        let (couplings, half_step) = (self.couplings.clone(), self.half_step.clone());
        Workspace { numbers: Numbers::Owned(numbers), couplings, keeps: self.keeps, half_step }
    }
}

impl<'a, T: Real> Workspace<'a, T> {
    /// Makes a scratch space of an array. `numbers` is [`Fixed::WORK`](crate::system::Fixed::WORK) long.
    pub fn on(numbers: &'a mut [T]) -> Self {
        Workspace {
            numbers: Numbers::Borrowed(numbers),
            #[cfg(feature = "alloc")]
            couplings: None,
            keeps: false,
            half_step: None,
        }
    }

    #[cfg(feature = "alloc")]
    pub(super) fn owned(numbers: Vec<T>, couplings: Option<Couplings<T>>) -> Self {
        Workspace { numbers: Numbers::Owned(numbers), couplings, keeps: false, half_step: None }
    }

    /// Returns true if a step holds the neighbours' potentials in the currents between neurons, because the matrix of all would
    /// have too many numbers. The currents inside cells are never left out.
    pub fn leaves_out_couplings(&self) -> bool {
        #[cfg(feature = "alloc")]
        return self.couplings.as_ref().is_some_and(|couplings| !couplings.is_complete());
        #[cfg(not(feature = "alloc"))]
        false
    }

    /// Lets each step take over what the last one has computed at its end, until that is to be [forgotten](Workspace::forget).
    #[cfg(feature = "std")]
    pub(crate) fn keeping(self) -> Self {
        Workspace { keeps: true, ..self }
    }

    /// Says that the network, its state or its inputs are not what they were at the end of the last step.
    #[cfg(feature = "std")]
    pub(crate) fn forget(&mut self) {
        self.half_step = None;
    }

    /// Splits the scratch space.
    ///
    /// # Panics
    /// If it is too short, as that of another network is.
    #[inline(always)]
    pub(super) fn parts(&mut self, sizes: &Sizes) -> Parts<'_, T> {
        let Sizes { dim, exps, moving, .. } = *sizes;
        let numbers = self.numbers.get();
        assert!(numbers.len() >= sizes.without_matrix(), "the workspace is that of another network");
        let (current, rest) = numbers.split_at_mut(dim);
        let (slope, rest) = rest.split_at_mut(dim);
        let (exps, rest) = rest.split_at_mut(padded(exps));
        let (target, rest) = rest.split_at_mut(padded(moving));
        let (rate, rest) = rest.split_at_mut(padded(moving));
        let (decay, rest) = rest.split_at_mut(padded(moving));
        let (middle, rest) = rest.split_at_mut(sizes.middle);
        let (per_capacitance, dense) = rest.split_at_mut(sizes.coupled);
        let matrix = MatrixRoom {
            dense,
            #[cfg(feature = "alloc")]
            couplings: self.couplings.as_mut(),
        };
        let kinetics = Kinetics { exps, target, rate, decay };
        Parts { at_v: [current, slope, per_capacitance], kinetics, middle, matrix }
    }
}

/// The parts of the scratch space.
pub(super) struct Parts<'a, T> {
    /// At each V, the outward current of synapses (nA) and its slope (µS). Where membranes are coupled, then dV/dt (mV/ms), the
    /// rate at which deviations of V decay (per ms), and 1/C (1/nF).
    pub(super) at_v: [&'a mut [T]; 3],
    pub(super) kinetics: Kinetics<'a, T>,
    /// The state in the middle of a step.
    pub(super) middle: &'a mut [T],
    pub(super) matrix: MatrixRoom<'a, T>,
}

/// The exponentials of channels, then of synapses, and the motion of their states.
pub(super) struct Kinetics<'a, T> {
    pub(super) exps: &'a mut [T],
    pub(super) target: &'a mut [T],
    pub(super) rate: &'a mut [T],
    pub(super) decay: &'a mut [T],
}

/// Room for the matrix of the potentials.
pub(super) struct MatrixRoom<'a, T> {
    /// Room for dense matrices.
    pub(super) dense: &'a mut [T],
    #[cfg(feature = "alloc")]
    pub(super) couplings: Option<&'a mut Couplings<T>>,
}

/// What decides the length of the scratch space.
#[derive(Clone, Copy, Default)]
pub(super) struct Sizes {
    /// Number of states.
    pub(super) dim: usize,
    /// Number of exponentials.
    pub(super) exps: usize,
    /// Number of states of channels and synapses.
    pub(super) moving: usize,
    /// Number of compartments.
    pub(super) nodes: usize,
    /// Number of states in the middle of a step, or 0 if there is no middle.
    pub(super) middle: usize,
    /// The number of states if membranes are coupled, else 0.
    pub(super) coupled: usize,
}

impl Sizes {
    /// Returns the sizes for a step with a middle, for membranes that are coupled, or for both.
    #[inline(always)]
    pub(super) const fn of(self, has_middle: bool, couples: bool) -> Self {
        Sizes { middle: if has_middle { self.dim } else { 0 }, coupled: if couples { self.dim } else { 0 }, ..self }
    }

    /// Returns the length of the scratch space without that of a dense matrix.
    pub(super) const fn without_matrix(&self) -> usize {
        2 * self.dim + padded(self.exps) + 3 * padded(self.moving) + self.middle + self.coupled
    }

    /// Returns the length of the scratch space with a dense matrix of the potentials.
    pub(super) const fn with_matrix(&self) -> usize {
        let matrix = if self.coupled > 0 { dense_room(self.nodes) } else { 0 };
        self.without_matrix() + matrix
    }
}

/// Returns true if currents flow between membranes: between the compartments of a cell, or through electrical synapses.
pub(super) const fn couples(network: &NetworkInfo) -> bool {
    let mut g = 0;
    while g < network.cells.len() {
        if network.cells[g].cell.compartments.len() > 1 {
            return true;
        }
        g += 1;
    }
    let mut g = 0;
    while g < network.synapses.len() {
        if matches!(network.synapses[g].synapse.kind, MechanismKind::Electrical) {
            return true;
        }
        g += 1;
    }
    false
}

/// Returns true if something besides V and the states of channels and synapses decides currents: a concentration, or a
/// presynaptic potential. A step of second order then evaluates currents in its middle.
pub(super) const fn has_middle(network: &NetworkInfo) -> bool {
    let mut g = 0;
    while g < network.cells.len() {
        if any_part(network.cells[g].cell, true, false) {
            return true;
        }
        g += 1;
    }
    let mut g = 0;
    while g < network.synapses.len() {
        let synapse = network.synapses[g].synapse;
        if synapse.dependence.current.pre && !matches!(synapse.kind, MechanismKind::Electrical) {
            return true;
        }
        g += 1;
    }
    false
}

/// Returns true if the kinetics at the end of a step are those at the beginning of the next one: all states of channels and
/// synapses are gates whose kinetics depend neither on their states nor on the time.
pub(super) const fn kinetics_go_on(network: &NetworkInfo) -> bool {
    let mut g = 0;
    while g < network.cells.len() {
        if any_part(network.cells[g].cell, false, true) {
            return false;
        }
        g += 1;
    }
    let mut g = 0;
    while g < network.synapses.len() {
        let synapse = network.synapses[g].synapse;
        if !synapse.has_only_gates() || synapse.dependence.states.time {
            return false;
        }
        g += 1;
    }
    true
}

/// Returns true if a cell has a pool with states, or a channel whose kinetics do not go on.
const fn any_part(cell: &CellInfo, pools: bool, channels: bool) -> bool {
    const fn any(parts: &[PartInfo], is_pool: bool) -> bool {
        let mut k = 0;
        while k < parts.len() {
            let mechanism = parts[k].mechanism;
            let found = match is_pool {
                true => !mechanism.states.is_empty(),
                false => !mechanism.has_only_gates() || mechanism.dependence.states.time,
            };
            if found {
                return true;
            }
            k += 1;
        }
        false
    }
    let mut c = 0;
    while c < cell.compartments.len() {
        let compartment = &cell.compartments[c];
        if pools && any(compartment.pools, true) || channels && any(compartment.channels, false) {
            return true;
        }
        c += 1;
    }
    false
}
