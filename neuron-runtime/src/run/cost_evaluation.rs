//! What all runs within one evaluation of a cost share: their plans, which are the steps that later evaluations repeat, and
//! the seeds of initial states.
//!
//! A cost is any function that runs simulations. To differentiate it, it is called once for every block of parameters. The
//! runs of the first call choose their steps; those of later calls repeat them. The evaluation travels with the network
//! that the cost gets: into its copies, and to other threads. A run finds its plan by what it is, not by when it begins,
//! so that runs may begin in any order.

use super::spike_settings::SpikeSettings;
use super::step_sequence::{StepMode, StepSequence};
use crate::error::Error;
use crate::model::handle::Quantity;
use crate::model::names;
use crate::number::seed::Seed;
use crate::number::{Curvature, Grad, Scalar};
use crate::solve::Stepper;
use crate::system::System;
use std::any::Any;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The derivatives that a variable is given in a number with tangents, see [`Seed::seeded`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct TangentSeed {
    /// The index of the tangent in its block.
    pub(crate) tangent: usize,
    /// The derivative of the variable with respect to that tangent.
    pub(crate) scale: f64,
    /// The component of the variable in the direction of second derivatives.
    pub(crate) direction: f64,
}

/// Everything that the steps of a run depend on. Two runs of the same content take the same steps. Derivatives are not part
/// of it.
#[derive(Clone, Debug)]
pub(crate) struct RunContent {
    /// A hash of the network's name and connections, the name of the method, the duration, and what is said about spikes.
    kind: u64,
    /// The time at the start, the parameters of the network, those of the inputs, the state at the start, and the settings of
    /// the method.
    numbers: Vec<f64>,
}

/// Numbers are compared by their bits: a parameter may be NaN.
impl PartialEq for RunContent {
    fn eq(&self, other: &RunContent) -> bool {
        let same = |(a, b): (&f64, &f64)| a.to_bits() == b.to_bits();
        self.is_like(other) && self.numbers.iter().zip(&other.numbers).all(same)
    }
}

impl RunContent {
    /// Returns the content of a run of `duration` (ms) that begins with `stepper`.
    pub(crate) fn new<T: Scalar>(
        network: &dyn System<T>,
        method: &str,
        duration: f64,
        stepper: &dyn Stepper<T>,
    ) -> RunContent {
        let mut hasher = DefaultHasher::new();
        (network.info().name, method, duration.to_bits(), SpikeSettings::of(network, stepper)).hash(&mut hasher);
        network.each_connection(&mut |pre, post| (pre, post).hash(&mut hasher));
        let mut numbers = vec![stepper.time()];
        network.each_parameter(&mut |parameter| numbers.push(parameter.re()));
        network.each_input(&mut |_, number| numbers.push(number));
        numbers.extend(stepper.state().iter().map(|y| y.re()));
        numbers.extend(stepper.memory());
        RunContent { kind: hasher.finish(), numbers }
    }

    /// Returns true if both are runs of one network by one method, whatever their numbers.
    fn is_like(&self, other: &RunContent) -> bool {
        self.kind == other.kind && self.numbers.len() == other.numbers.len()
    }

    /// Returns the sum of relative differences.
    fn distance(&self, other: &RunContent) -> f64 {
        let relative =
            |(a, b): (&f64, &f64)| if a.to_bits() == b.to_bits() { 0.0 } else { (a - b).abs() / a.abs().max(b.abs()) };
        self.numbers.iter().zip(&other.numbers).map(relative).sum()
    }
}

/// The steps of a run.
#[derive(Clone, Debug)]
struct Plan {
    content: RunContent,
    /// The steps; `None` while the first run of this content is under way.
    steps: Option<StepSequence>,
    /// True if a run of this evaluation has begun with it.
    begun: bool,
}

/// The plans of all runs of a cost.
#[derive(Clone, Debug, Default)]
pub(crate) struct Plans(Vec<Plan>);

impl Plans {
    /// Returns the steps of all runs.
    pub(crate) fn steps(&self) -> impl Iterator<Item = &StepSequence> {
        self.0.iter().flat_map(|plan| &plan.steps)
    }

    /// Returns the plans with other steps.
    pub(crate) fn map(&self, steps: impl Fn(&StepSequence) -> StepSequence) -> Plans {
        Plans(self.0.iter().map(|plan| Plan { steps: plan.steps.as_ref().map(&steps), ..plan.clone() }).collect())
    }

    /// Returns the steps of the only run.
    ///
    /// # Errors
    /// [`Error::NotRepeatable`] if there was not exactly one.
    pub(crate) fn only(&self) -> Result<&StepSequence, Error> {
        match &self.0[..] {
            [Plan { steps: Some(steps), .. }] => Ok(steps),
            _ => Err(Error::NotRepeatable),
        }
    }

    /// Returns the steps of the run that is most like a run, as far as that can take them.
    fn nearest(&self, content: &RunContent) -> Option<StepSequence> {
        let alike = self.0.iter().filter(|plan| plan.content.is_like(content));
        let nearest = alike.min_by(|a, b| a.content.distance(content).total_cmp(&b.content.distance(content)))?;
        let steps = nearest.steps.as_ref()?;
        Some(if nearest.content == *content { steps.clone() } else { steps.for_another_start() })
    }
}

/// One evaluation of a cost.
#[derive(Debug, Default)]
pub(crate) struct CostEvaluation {
    /// Sizes of the parameters of this block, if tangents take part in the step-size control.
    pub(crate) sizes: Option<[f64; 8]>,
    /// The initial states that have derivatives.
    pub(crate) seeded_states: Vec<(Quantity, TangentSeed)>,
    /// True in the first evaluation on some steps. Only there a run may begin that has no plan.
    is_first: bool,
    /// The plans of former evaluations. A run of the first one takes the steps of the run that is most like it: where runs
    /// begin at the results of others, finer steps of those have moved its start a little.
    former: Plans,
    progress: Mutex<EvaluationProgress>,
}

/// What the runs of an evaluation have written.
#[derive(Debug, Default)]
struct EvaluationProgress {
    plans: Plans,
    /// True if a run had no plan where it needs one.
    unknown: bool,
    /// True if a method could not choose as fine steps as were asked for.
    too_fine: bool,
    /// The first crossing without a derivative: neuron and time (ms).
    grazing: Option<(String, f64)>,
}

impl CostEvaluation {
    /// Returns the first evaluation on steps like those of `former` plans, or on steps that the methods choose.
    pub(crate) fn first(former: Plans) -> Self {
        CostEvaluation { is_first: true, former, ..CostEvaluation::default() }
    }

    /// Returns an evaluation whose runs repeat the steps of the first one.
    pub(crate) fn repeated(mut plans: Plans) -> Self {
        plans.0.iter_mut().for_each(|plan| plan.begun = false);
        let progress = EvaluationProgress { plans, ..EvaluationProgress::default() };
        CostEvaluation { progress: Mutex::new(progress), ..CostEvaluation::default() }
    }

    /// Returns the evaluation that a network carries along.
    pub(crate) fn of<T: Scalar>(network: &dyn System<T>) -> Option<Arc<CostEvaluation>> {
        network.carried_thing().and_then(|carried| carried.downcast().ok())
    }

    fn progress(&self) -> MutexGuard<'_, EvaluationProgress> {
        // Nothing within a lock can panic halfway.
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns how a run of `stepper` chooses its steps, and the index of its plan.
    pub(crate) fn begin_run<T: Scalar>(
        &self,
        content: RunContent,
        stepper: &mut dyn Stepper<T>,
    ) -> (StepMode, Option<usize>) {
        let mut progress = self.progress();
        let plans = &mut progress.plans.0;
        let index = match plans.iter().position(|plan| plan.content == content) {
            Some(index) => index,
            None if self.is_first => {
                plans.push(Plan { content, steps: None, begun: false });
                plans.len() - 1
            }
            None => {
                progress.unknown = true;
                return (StepMode::Free, None);
            }
        };
        let plan = &mut plans[index];
        plan.begun = true;
        let steps = plan.steps.clone().or_else(|| self.former.nearest(&plan.content));
        let mode = StepMode::on(steps.unwrap_or_default(), stepper);
        progress.too_fine |= mode.is_none();
        (mode.unwrap_or(StepMode::Free), Some(index))
    }

    /// Keeps the steps of a run that has ended, and its first crossing without a derivative.
    pub(crate) fn end_run(&self, mode: StepMode, plan: Option<usize>, grazing: Option<(String, f64)>) {
        let mut progress = self.progress();
        if let Some(grazing) = grazing
            && progress.grazing.as_ref().is_none_or(|first| grazing.1 < first.1)
        {
            progress.grazing = Some(grazing);
        }
        let plan = plan.and_then(|index| progress.plans.0.get_mut(index));
        if let (Some(steps), Some(plan)) = (mode.into_steps(), plan) {
            match &mut plan.steps {
                Some(kept) => kept.merge(&steps),
                kept => *kept = Some(steps),
            }
        }
    }

    /// Returns the first crossing without a derivative: neuron and time (ms).
    pub(crate) fn grazing(&self) -> Option<(String, f64)> {
        self.progress().grazing.clone()
    }

    /// Returns the plans of all runs.
    ///
    /// # Errors
    /// [`Error::NotRepeatable`] if there was no run, if a run had no plan, or if a plan was not followed to its end;
    /// [`Error::DerivativeTolerance`] if a method could not choose as fine steps as were asked for.
    pub(crate) fn finish(&self) -> Result<Plans, Error> {
        let mut progress = self.progress();
        if progress.too_fine {
            return Err(Error::DerivativeTolerance);
        }
        let plans = std::mem::take(&mut progress.plans);
        let followed = |plan: &Plan| plan.begun && plan.steps.as_ref().is_some_and(|steps| !steps.differs());
        if progress.unknown || plans.0.is_empty() || !plans.0.iter().all(followed) {
            return Err(Error::NotRepeatable);
        }
        Ok(plans)
    }

    /// Seeds the initial states `y` with respect to which the cost is differentiated.
    pub(crate) fn seed_start<T: Scalar>(&self, network: &dyn System<T>, y: &mut [T]) {
        for (quantity, seed) in &self.seeded_states {
            let TangentSeed { tangent, scale, direction } = *seed;
            for (_, _, quantity) in names::expand(network, *quantity) {
                let Quantity::State(origin, index) = quantity else { continue };
                let Some(y) = network.state_index(origin, index).and_then(|index| y.get_mut(index)) else { continue };
                let y: &mut dyn Any = y;
                if let Some(y) = y.downcast_mut::<Grad>() {
                    *y = y.seeded(tangent, scale, direction);
                } else if let Some(y) = y.downcast_mut::<Curvature>() {
                    *y = y.seeded(tangent, scale, direction);
                }
            }
        }
    }
}
