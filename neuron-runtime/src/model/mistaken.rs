//! Types in the wrong place: a synapse where a neuron's cell belongs, a cell among the channels. A check at the user's
//! token reports the mistake, and the model does not compile. The implementations here are never run. They keep the
//! compiler from adding errors that only follow from the mistake.

use crate::model::cell::{Cell, DescribeCell, VisitCompartments};
use crate::model::equations::{CellEquations, Equations};
use crate::model::info::{CellInfo, Dependence, Inputs, MechanismInfo, MechanismKind};
use crate::model::mechanism::{At, Describe, Flow, Mechanism, Parameters, Partials};
use crate::number::Real;

/// What stands among the channels, pools or synapses of a model, as data: a mechanism, or a cell by mistake.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no channel, synapse, pool or stimulus",
    label = "not declared with `#[channel]`, `#[synapse]`, `#[pool]` or `#[stimulus]`"
)]
pub trait MechanismData {
    /// Its equations; none for a cell.
    const DATA: &'static Equations;
}

/// What stands as the type of a neuron, as data: a cell, or a mechanism by mistake.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no cell",
    label = "not declared with `cell!`, or as a `cell` of a network"
)]
pub trait CellData {
    /// Its compartments; none for a mechanism.
    const DATA: &'static CellEquations;
}

/// A channel, synapse or pool.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no channel, synapse, pool, stimulus or cell",
    label = "not declared by a macro of this crate"
)]
pub trait NoCell {
    /// Name of its type.
    const NAME: &'static str;
}

/// A cell.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no channel, synapse, pool, stimulus or cell",
    label = "not declared by a macro of this crate"
)]
pub trait NoMechanism {
    /// Name of its type.
    const NAME: &'static str;
}

#[doc(hidden)]
impl<M: NoCell> DescribeCell for M {
    const CELL: CellInfo =
        CellInfo { name: M::NAME, parameters: &[], compartments: &[], complete: false, source: false };
}

#[doc(hidden)]
impl<M: NoCell> CellData for M {
    const DATA: &'static CellEquations =
        &CellEquations { info: &<M as DescribeCell>::CELL, doc: "", compartments: &[], joins: &[] };
}

#[doc(hidden)]
impl<T: Real, M: NoCell + Parameters<T>> Cell<T> for M {
    type States = [T; 0];

    fn celsius(&self) -> T {
        T::zero()
    }

    fn carry(&mut self, _: &T::Carried) {}

    fn compartments<V: VisitCompartments<T>>(&self, _: &mut V) {}

    fn joins(&self, _: impl FnMut(usize, usize, T)) {}
}

const NOTHING: Inputs = Inputs { v: false, pre: false, reversal: false, ion_current: false, time: false, reads: &[] };

/// The type without derivatives of a cell in the place of a mechanism.
#[derive(Debug)]
pub struct Nothing;

impl NoMechanism for Nothing {
    const NAME: &'static str = "";
}

#[doc(hidden)]
impl<C: NoMechanism> Describe for C {
    const INFO: MechanismInfo = MechanismInfo {
        events: None,
        name: C::NAME,
        kind: MechanismKind::Cell,
        ion: None,
        uses_reversal: false,
        uses_temperature: false,
        uses_area: false,
        reads: &[],
        density: false,
        on_spike: false,
        presynaptic: false,
        kinetic: &[],
        exps: 0,
        dependence: Dependence { coupled: false, states: NOTHING, current: NOTHING },
        parameters: &[],
        states: &[],
        relations: &[],
        margins_need_exps: false,
    };
    const CURRENT_EXPS: usize = 0;
}

#[doc(hidden)]
impl<C: NoMechanism> MechanismData for C {
    const DATA: &'static Equations = &Equations {
        info: &<C as Describe>::INFO,
        doc: "",
        parameters: &[],
        definitions: &[],
        states: &[],
        current: None,
        relations: &[],
        jumps: &[],
    };
}

#[doc(hidden)]
impl<T: Real, C: NoMechanism> Mechanism<T> for C {
    type States = [T; 0];
    type Exps = [T; 0];
    type Slopes = Partials<T, 0>;
    type Of<U: Real> = Nothing;

    fn convert<U: Real>(&self, _: impl Fn(&T) -> U) -> Nothing {
        Nothing
    }

    fn arguments(&self, _: &At<'_, T>, _: &mut [T]) {}

    fn current_arguments(&self, _: &At<'_, T>, _: &mut [T]) {}

    fn kinetics(&self, _: &At<'_, T>, _: &[T], _: &[T], _: &mut [T], _: &mut [T]) {}

    fn derivatives(&self, _: &At<'_, T>, _: &[T], _: &[T], _: &mut [T]) {}

    fn flow(&self, _: &At<'_, T>, _: &[T], _: &[T]) -> Flow<T> {
        Flow::zero()
    }

    fn partials(&self, _: &At<'_, T>, _: &[T], _: &[T], _: &mut Self::Slopes) {}

    fn current_partials(&self, _: &At<'_, T>, _: &[T], _: &[T], _: &mut Self::Slopes) {}

    fn start(&self, _: &At<'_, T>, _: &[T], _: &mut [T]) {}
}
