//! The static condensation of one compartment onto V.
//!
//! A channel's states x couple only to the compartment's nodes n: V and the states p of its pools. With
//! D = ∂(dx/dt)/∂x, G = ∂(dx/dt)/∂n and J_nx = ∂(dn/dt)/∂x, the rows of (β − J) u = b for one channel and for the nodes
//! are
//!
//! ```text
//! (β − D) u_x − G u_n = b_x          (β − J_nn) u_n − J_nx u_x = b_n
//! ```
//!
//! The first gives u_x, which leaves equations for the nodes alone; each channel adds one term to M and to b:
//!
//! ```text
//! u_x = (β − D)⁻¹ b_x + (β − D)⁻¹ G u_n
//! M u_n = b_n + J_nx (β − D)⁻¹ b_x          M = β − J_nn − J_nx (β − D)⁻¹ G
//! ```
//!
//! A channel acts on nodes through its current i alone. With R = ∂i/∂x, its row of J_nx is −R/C for V, and
//! ∂(dp/dt)/∂i R for a pool of its ion. The pools are then eliminated onto V in the same way:
//!
//! ```text
//! u_p = M_pp⁻¹ b_p − M_pp⁻¹ M_pv u_v          (M_vv − M_vp M_pp⁻¹ M_pv) u_v = b_v − M_vp M_pp⁻¹ b_p
//! ```

use super::block::{self, Scratch};
use super::record::{self, Channels, CondensedNodes, Cursor, each_pool_of, nodes};
use crate::model::cell::{Compartment, VisitMechanisms};
use crate::model::mechanism::{Mechanism, Wiring};
use crate::number::Scalar;
use crate::number::array::Array;
use crate::number::simd::wide::Work;

/// Condenses β − J onto V. Returns M_vv − M_vp M_pp⁻¹ M_pv, or the first state whose elimination fails.
pub(super) struct Condense<'a, 'b, T, C> {
    pub(super) compartment: &'a C,
    pub(super) beta: f64,
    pub(super) per_capacitance: T,
    pub(super) derivatives: &'a mut [T],
    pub(super) condensed: &'a mut [T],
    pub(super) scratch: &'a mut Scratch<'b, T>,
}

impl<T: Scalar, C: Compartment<T>> Work for Condense<'_, '_, T, C> {
    type Number = T;
    type Output = Result<T, usize>;

    #[inline(always)]
    fn run(self) -> Self::Output {
        let Condense { compartment, beta, per_capacitance, derivatives, condensed, scratch } = self;
        let (nodes, channels) = record::derivatives::<T, C, _>(derivatives);
        let (condensed, condensed_channels) = record::condensed::<T, C, _>(condensed);
        let count = self::nodes::<T, C>();
        condensed.by_ion_current.copy_from_slice(nodes.by_ion_current);
        let mut matrix = C::Matrix::zeros();
        for (number, slope) in matrix.as_mut().iter_mut().zip(&*nodes.by_nodes) {
            *number = -*slope;
        }
        (0..count).for_each(|n| matrix.as_mut()[n * (count + 1)] += beta);
        let mut channels = CondenseChannels::<T, C> {
            beta,
            per_capacitance,
            by_ion_current: nodes.by_ion_current,
            state: count,
            channels,
            condensed: condensed_channels,
            matrix,
            scratch: &mut *scratch,
            failed: None,
        };
        compartment.channels(&mut channels);
        let CondenseChannels { matrix, failed, .. } = channels;
        if let Some(state) = failed {
            return Err(state);
        }
        let (matrix, pools) = (matrix.as_ref(), count - 1);
        let mut diagonal = matrix[0];
        if pools > 0 {
            condensed.row.copy_from_slice(&matrix[1..count]);
            for (a, row) in matrix.chunks_exact(count).skip(1).enumerate() {
                condensed.column[a] = row[0];
                condensed.inverse[a * pools..][..pools].copy_from_slice(&row[1..]);
            }
            if !block::invert(condensed.inverse, pools, scratch.pivots) {
                return Err(1);
            }
            block::multiply(condensed.inverse, condensed.column, scratch.work);
            for (row, column) in condensed.row.iter().zip(&*condensed.column) {
                diagonal -= *row * *column;
            }
        }
        Ok(diagonal)
    }
}

struct CondenseChannels<'a, 'b, T: Scalar, C: Compartment<T>> {
    beta: f64,
    per_capacitance: T,
    by_ion_current: &'a [T],
    /// The first state of the next channel.
    state: usize,
    channels: Channels<&'a mut [T], C>,
    condensed: Channels<&'a mut [T], C>,
    /// M, row by row.
    matrix: C::Matrix,
    scratch: &'a mut Scratch<'b, T>,
    failed: Option<usize>,
}

impl<T: Scalar, C: Compartment<T>> VisitMechanisms<T> for CondenseChannels<'_, '_, T, C> {
    #[inline(always)]
    fn mechanism<M: Mechanism<T>>(&mut self, _: &M, wiring: &'static Wiring) {
        let (channel, mut condensed) = (self.channels.next::<T, M>(), self.condensed.next::<T, M>());
        condensed.current_by_states.copy_from_slice(channel.current_by_states);
        if !condensed.kinetics.condense(&channel.kinetics, self.beta, self.scratch) {
            self.failed = self.failed.or(Some(self.state));
        }
        let matrix = self.matrix.as_mut();
        let inputs = condensed.kinetics.shape.inputs;
        for n in 0..inputs {
            let mut sum = T::zero();
            for a in 0..M::STATES {
                sum += condensed.current_by_states[a] * condensed.kinetics.by_inputs[a * inputs + n];
            }
            matrix[n] += sum * self.per_capacitance;
            each_pool_of::<T, C>(wiring.ion, |pool| {
                matrix[(pool + 1) * nodes::<T, C>() + n] -= self.by_ion_current[pool] * sum;
            });
        }
        self.state += M::STATES;
    }
}

/// Eliminates everything but V from the right-hand side `b`. `b[0]` becomes the right-hand side for V alone.
pub(super) struct Eliminate<'a, T, C> {
    pub(super) compartment: &'a C,
    pub(super) per_capacitance: T,
    pub(super) condensed: &'a mut [T],
    pub(super) b: &'a mut [T],
    pub(super) work: &'a mut [T],
}

impl<T: Scalar, C: Compartment<T>> Work for Eliminate<'_, T, C> {
    type Number = T;
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Eliminate { compartment, per_capacitance, condensed, b, work } = self;
        let (nodes, channels) = record::condensed::<T, C, _>(condensed);
        let (b, states) = b.split_at_mut(self::nodes::<T, C>());
        let mut channels = EliminateChannels { nodes, channels, b, states, work, sum: T::zero() };
        compartment.channels(&mut channels);
        let EliminateChannels { nodes, b, sum, work, .. } = channels;
        let (v, pools) = b.split_at_mut(1);
        v[0] -= sum * per_capacitance;
        if !pools.is_empty() {
            block::multiply(nodes.inverse, pools, work);
            for (row, pool) in nodes.row.iter().zip(pools) {
                v[0] -= *row * *pool;
            }
        }
    }
}

struct EliminateChannels<'a, T: Scalar, C: Compartment<T>> {
    nodes: CondensedNodes<&'a mut [T]>,
    channels: Channels<&'a mut [T], C>,
    b: &'a mut [T],
    /// The right-hand side of the channels that follow.
    states: &'a mut [T],
    work: &'a mut [T],
    /// Σ R (β − D)⁻¹ b_x over all channels.
    sum: T,
}

impl<T: Scalar, C: Compartment<T>> VisitMechanisms<T> for EliminateChannels<'_, T, C> {
    #[inline(always)]
    fn mechanism<M: Mechanism<T>>(&mut self, _: &M, wiring: &'static Wiring) {
        let channel = self.channels.next::<T, M>();
        let states = self.states.field(M::STATES);
        channel.kinetics.eliminate(states, self.work);
        let mut current = T::zero();
        for a in 0..M::STATES {
            current += channel.current_by_states[a] * states[a];
        }
        self.sum += current;
        each_pool_of::<T, C>(wiring.ion, |pool| self.b[pool + 1] += self.nodes.by_ion_current[pool] * current);
    }
}

/// Completes the solution from that of V, which is in `b[0]`.
pub(super) struct Complete<'a, T, C> {
    pub(super) compartment: &'a C,
    pub(super) condensed: &'a mut [T],
    pub(super) b: &'a mut [T],
}

impl<T: Scalar, C: Compartment<T>> Work for Complete<'_, T, C> {
    type Number = T;
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Complete { compartment, condensed, b } = self;
        let (nodes, channels) = record::condensed::<T, C, _>(condensed);
        let (b, states) = b.split_at_mut(self::nodes::<T, C>());
        let (v, pools) = b.split_at_mut(1);
        for (pool, column) in pools.iter_mut().zip(&*nodes.column) {
            *pool -= *column * v[0];
        }
        compartment.channels(&mut CompleteChannels { channels, nodes: b, states });
    }
}

struct CompleteChannels<'a, T, C> {
    channels: Channels<&'a mut [T], C>,
    nodes: &'a [T],
    states: &'a mut [T],
}

impl<T: Scalar, C: Compartment<T>> VisitMechanisms<T> for CompleteChannels<'_, T, C> {
    #[inline(always)]
    fn mechanism<M: Mechanism<T>>(&mut self, _: &M, _: &'static Wiring) {
        let kinetics = self.channels.next::<T, M>().kinetics;
        let states = self.states.field(M::STATES);
        let inputs = kinetics.shape.inputs;
        for a in 0..M::STATES {
            for n in 0..inputs {
                states[a] += kinetics.by_inputs[a * inputs + n] * self.nodes[n];
            }
        }
    }
}
