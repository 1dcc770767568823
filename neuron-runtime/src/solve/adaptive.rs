//! The default: an explicit pair where nothing is stiff, a Rosenbrock method where something is.

use super::controller::{self, adaptive_settings};
use super::embedded::Switchable;
use super::explicit::{self, ExplicitStepper};
use super::rosenbrock::{self, RosenbrockStepper};
use super::tableau::{RODAS4, ROS34PW2, TSIT5};
use super::{Bernstein, LastStep, Method, RestartError, Statistics, StepError, Stepper, count};
use crate::number::Scalar;
use crate::system::{System, WithJacobian};

adaptive_settings!(
    /// [`Tsit5`](super::Tsit5) where the network is not stiff, and [`Rodas4`](super::Rodas4) where it is: a graded synapse
    /// makes it stiff while its presynaptic neuron spikes. If couplings are left out of the Jacobian
    /// ([`Jacobian::is_complete`](crate::system::jacobian::Jacobian::is_complete)), [`Ros34Pw2`](super::Ros34Pw2) takes the
    /// place of Rodas4, and [`Statistics::uncoupled`] says so.
    ///
    /// A network of more than 256 states prepares its Jacobian before the first step by Rodas4, which allocates memory then;
    /// smaller ones do it at the start.
    Adaptive
);

impl<T: Scalar> Method<T> for Adaptive {
    type Stepper = AdaptiveStepper<T>;
    type Needs = WithJacobian;

    fn check(&self) -> Result<(), (&'static str, f64, &'static str)> {
        controller::check(self.tolerance, self.longest_step)
    }

    fn error_tolerance(&self) -> f64 {
        self.tolerance
    }

    fn plain_stepper(&self, network: &dyn System<T>, t: f64, y: &[T]) -> Self::Stepper {
        let limits = (self.tolerance, self.longest_step);
        let mut implicit = Implicit::Exact(rosenbrock::stepper(&RODAS4, network, limits, t, y));
        if network.dim() <= AT_ONCE {
            implicit.prepare(network);
        }
        AdaptiveStepper { explicit: explicit::stepper(&TSIT5, network, limits, t, y), implicit, stiff: false, votes: 0 }
    }
}

/// The number of states up to which the Jacobian is prepared at the start. In larger networks that takes longer than many
/// explicit steps, and it may never be needed.
const AT_ONCE: usize = 256;

/// A solution in progress by [`Adaptive`].
#[derive(Clone, Debug)]
pub struct AdaptiveStepper<T> {
    explicit: ExplicitStepper<T>,
    implicit: Implicit<T>,
    /// True if the implicit method made the last step.
    stiff: bool,
    /// The number of steps in a row that spoke for the other method.
    votes: u32,
}

/// The implicit method.
#[derive(Clone, Debug)]
enum Implicit<T> {
    /// Rodas4, with the whole Jacobian.
    Exact(RosenbrockStepper<T, 6>),
    /// ROS34PW2, with couplings left out of the Jacobian.
    Inexact(RosenbrockStepper<T, 4>),
}

impl<T: Scalar> Implicit<T> {
    /// Prepares the Jacobian, and goes on by the method that suits it.
    fn prepare(&mut self, network: &dyn System<T>) {
        if let Implicit::Exact(stepper) = self
            && !stepper.prepare()
        {
            *self = Implicit::Inexact(stepper.by(&ROS34PW2, network));
        }
    }

    fn stepper(&self) -> &dyn Switchable<T> {
        match self {
            Implicit::Exact(stepper) => stepper,
            Implicit::Inexact(stepper) => stepper,
        }
    }

    fn stepper_mut(&mut self) -> &mut dyn Switchable<T> {
        match self {
            Implicit::Exact(stepper) => stepper,
            Implicit::Inexact(stepper) => stepper,
        }
    }
}

impl<T: Scalar> AdaptiveStepper<T> {
    /// An explicit step whose length times the fastest rate is above this is limited by stability. The explicit pair is
    /// stable up to about 3.3 on the negative axis.
    const STIFF: f64 = 2.9;
    /// An explicit step as long as an implicit one would be stable, with room to spare, if its length times the fastest rate
    /// is below this.
    const NON_STIFF: f64 = 2.0;
    /// The number of implicit steps in a row that an explicit method could have made, before it makes the next.
    const NON_STIFF_STEPS: u32 = 3;

    fn active(&self) -> &dyn Switchable<T> {
        if self.stiff { self.implicit.stepper() } else { &self.explicit }
    }

    fn active_mut(&mut self) -> &mut dyn Switchable<T> {
        if self.stiff { self.implicit.stepper_mut() } else { &mut self.explicit }
    }

    /// Switches to the other method.
    fn switch(&mut self) {
        self.switch_with(self.active().next_step());
    }

    /// Switches to the other method, with a next step of length `h` (ms).
    fn switch_with(&mut self, h: f64) {
        if self.stiff {
            self.explicit.continue_from(self.implicit.stepper().last_step(), h);
        } else {
            self.implicit.stepper_mut().continue_from(self.explicit.last_step(), h);
        }
        (self.stiff, self.votes) = (!self.stiff, 0);
    }
}

impl<T: Scalar> Stepper<T> for AdaptiveStepper<T> {
    fn step(&mut self, network: &dyn System<T>, limit: f64) -> Result<(), StepError> {
        if self.votes >= if self.stiff { Self::NON_STIFF_STEPS } else { 1 } {
            self.switch();
        }
        if !self.stiff {
            if self.explicit.step(network, limit).is_ok() {
                self.votes = u32::from(self.explicit.stiffness(network) > Self::STIFF);
                return Ok(());
            }
            // A step that failed of stiffness succeeds now. One that failed for another reason fails again, and says why.
            self.switch_with(self.explicit.first_step());
        }
        self.implicit.prepare(network);
        let implicit = self.implicit.stepper_mut();
        implicit.step(network, limit)?;
        self.votes = if implicit.stiffness(network) < Self::NON_STIFF { self.votes + 1 } else { 0 };
        Ok(())
    }

    fn repeat(
        &mut self,
        network: &dyn System<T>,
        end: f64,
        implicit: bool,
        _: Option<usize>,
    ) -> Result<f64, StepError> {
        if implicit != self.stiff {
            self.switch();
        }
        if implicit {
            self.implicit.prepare(network);
        }
        self.active_mut().repeat(network, end, implicit, None)
    }

    /// Restarts the method that is in use. The other one continues from it whenever its turn comes. Evidence for the other
    /// method is kept, since a program that restarts after every step would never gather enough.
    fn restart(&mut self, t: f64, y: &[T]) -> Result<(), RestartError> {
        self.active_mut().restart(t, y)
    }

    fn equations_changed(&mut self) {
        self.active_mut().equations_changed();
    }

    fn is_implicit(&self) -> bool {
        self.stiff
    }

    fn watch_derivatives(&mut self, sizes: [f64; 8]) {
        self.explicit.watch_derivatives(sizes);
        self.implicit.stepper_mut().watch_derivatives(sizes);
    }

    fn halve_steps(&mut self, times: u32) -> bool {
        // The explicit method has the higher order, so that it is the first to refuse.
        self.explicit.halve_steps(times) && self.implicit.stepper_mut().halve_steps(times)
    }

    fn last_step(&self) -> &LastStep<T> {
        self.active().last_step()
    }

    fn retract(&mut self) {
        self.active_mut().retract();
    }

    fn last_step_mut(&mut self) -> &mut LastStep<T> {
        self.active_mut().last_step_mut()
    }

    fn interpolate(&self, t: f64, index: usize) -> T {
        self.active().interpolate(t, index)
    }

    fn interpolate_at(&self, t: T, index: usize) -> T {
        self.active().interpolate_at(t, index)
    }

    fn slope_at(&self, t: T, index: usize) -> T {
        self.active().slope_at(t, index)
    }

    fn slope(&self, t: f64, index: usize) -> f64 {
        self.active().slope(t, index)
    }

    fn interpolant(&self, index: usize) -> Bernstein {
        self.active().interpolant(index)
    }

    fn statistics(&self) -> Statistics {
        let (a, b) = (self.explicit.statistics(), self.implicit.stepper().statistics());
        Statistics {
            steps: a.steps + b.steps,
            rejected: a.rejected + b.rejected,
            evaluations: a.evaluations + b.evaluations,
            uncoupled: b.uncoupled,
            ..Statistics::default()
        }
    }

    fn memory(&self) -> Vec<f64> {
        let own = [f64::from(u8::from(self.stiff)), f64::from(self.votes)];
        [&own[..], &self.explicit.memory(), &self.implicit.stepper().memory()].concat()
    }

    fn remember(&mut self, memory: &[f64]) -> bool {
        let Some((&[stiff, votes], rest)) = memory.split_first_chunk() else { return false };
        let (explicit, implicit) = rest.split_at(rest.len() / 2);
        let Some(votes) = count(votes).and_then(|votes| u32::try_from(votes).ok()) else { return false };
        let before = self.explicit.memory();
        if !(stiff == 0.0 || stiff == 1.0) || !self.explicit.remember(explicit) {
            return false;
        }
        if !self.implicit.stepper_mut().remember(implicit) {
            // A memory that is refused changes nothing.
            self.explicit.remember(&before);
            return false;
        }
        (self.stiff, self.votes) = (stiff == 1.0, votes);
        true
    }
}
