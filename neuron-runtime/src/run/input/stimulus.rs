//! Structs of `#[stimulus]` as inputs.

use super::source::Source;
use crate::error::Error;
use crate::model::bounds::Problem;
use crate::model::info::{MechanismKind, RelationInfo};
use crate::model::mechanism::{At, Context, Held, Input, Mechanism, Parameters, Slopes};
use crate::number::Scalar;
use crate::system::{Drive, exponentials};

/// The current of a stimulus without states.
pub(super) struct Stimulus<M>(pub(super) M);

/// Returns what a stimulus sees.
fn at<T: Scalar>(t: T, v: T, held: Held<'_>) -> At<'_, T> {
    At { context: Context { t, celsius: T::zero(), held }, ..At::voltage(v, T::zero()) }
}

impl<T: Scalar, M: Mechanism<T> + Parameters<T>> Source<T> for Stimulus<M> {
    fn name(&self) -> &'static str {
        M::INFO.name
    }

    fn check(&self, label: &str) -> Result<(), Error> {
        let info = const { &M::INFO };
        let problem = if info.kind != MechanismKind::Stimulus {
            "is no stimulus: declare it with `#[stimulus]`"
        } else if M::STATES > 0 {
            "has states, for which a run has no room: list it in the `stimuli` of a cell, or enter it in the network"
        } else if info.uses_area || info.uses_temperature {
            "depends on `area` or `celsius`, which a cell has: list it in the `stimuli` of the cell"
        } else {
            let mut parameters = info.parameters.iter();
            let mut wrong = None;
            self.0.each(&mut |value| {
                if let Some(info) = parameters.next()
                    && let Some(found) = Problem::of(value.re(), info)
                    && wrong.is_none()
                {
                    wrong = Some((info, value.re(), found));
                }
            });
            let Some((info, value, found)) = wrong else { return Ok(()) };
            let mut problem = String::new();
            // Writing to a string does not fail.
            let _ = found.write(info, &mut problem);
            return Err(Error::Parameter { name: format!("{label}.{}", info.name), value, unit: info.unit, problem });
        };
        Err(Error::Input { input: label.to_owned(), problem: problem.to_owned() })
    }

    fn relations(&self) -> &'static [RelationInfo] {
        M::INFO.relations
    }

    fn depends_on_time(&self) -> bool {
        M::INFO.dependence.current.time
    }

    fn depends_on_v(&self) -> bool {
        M::INFO.dependence.current.v
    }

    fn drive(&self, t: T, v: T, held: Held<'_>) -> Drive<T> {
        let at = at(t, v, held);
        let flow = self.0.flow(&at, exponentials(&self.0, &at, None).as_ref(), &[]);
        Drive { current: -flow.current, slope: -flow.slope }
    }

    fn rate(&self, t: T, v: T, held: Held<'_>) -> T {
        let (at, mut slopes) = (at(t, v, held), M::Slopes::zeros());
        self.0.current_partials(&at, exponentials(&self.0, &at, None).as_ref(), &[], &mut slopes);
        -slopes.current(Input::Time)
    }

    fn margins(&self, t: T, v: T, held: Held<'_>, to: &mut [T]) {
        let at = at(t, v, held);
        self.0.margins(&at, exponentials(&self.0, &at, None).as_ref(), &[], to);
    }

    fn margin_slopes(&self, v: T, held: Held<'_>, to: &mut [T]) {
        let at = at(T::zero(), v, held);
        self.0.margin_slopes(&at, exponentials(&self.0, &at, None).as_ref(), to);
    }

    fn numbers(&self, visit: &mut dyn FnMut(&str, f64)) {
        let mut parameters = M::INFO.parameters.iter();
        self.0.each(&mut |value| {
            if let Some(info) = parameters.next() {
                visit(info.name, value.re());
            }
        });
    }
}
