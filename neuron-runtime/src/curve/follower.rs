//! Following a branch of a curve to its end.

use super::branch::{Branch, Point, Work};
use super::end::{End, Failure};
use super::ending::Ending;
use super::objective::Stop;
use super::progress::Progress;
use super::step::{Step, Stepper};
use std::ops::ControlFlow;

impl Stepper<'_, '_, '_> {
    /// Follows `branch` from its restart to its end.
    pub(super) fn follow(mut self, branch: &mut Branch) {
        branch.rewind();
        branch.end = self.steps(branch).unwrap_or_else(|stop| match stop {
            Stop::Cancelled => End::Cancelled,
            Stop::Failed(error) => End::Failed(Failure::new(error)),
            // Only a stage of a step may be there, and such a step is shortened.
            Stop::AboveMomentum => End::Cost { bound: self.setup.momentum },
        });
        branch.work = self.work();
        let _ = self.report(branch);
    }

    fn steps(&mut self, branch: &mut Branch) -> Result<End, Stop> {
        let mut depends = false;
        loop {
            if let Some(end) = self.ending_here() {
                return Ok(end);
            }
            if self.report(branch).is_break() || self.extent.watch.is_cancelled() {
                return Ok(End::Cancelled);
            }
            let (segment, outcome) = match self.line_to_momentum()? {
                Some((line, ending)) => (line, Err(ending)),
                None => {
                    let Step { segment, end, depends_on_length } = self.step()?;
                    depends |= depends_on_length;
                    let ending = self.ending_within(&segment, Some(&end.value))?;
                    (segment, ending.map_or(Ok(end), Err))
                }
            };
            let segment = segment.first(self.state.d.len());
            match outcome {
                Ok(end) => {
                    branch.push(segment, self.accept(end));
                    if !depends {
                        branch.restart_points = branch.points.len();
                        branch.restart = self.state.clone();
                    }
                }
                Err(Ending { end, point }) => {
                    if let Some(point) = point {
                        branch.push(segment, point);
                    }
                    return Ok(end);
                }
            }
        }
    }

    fn report(&mut self, branch: &Branch) -> ControlFlow<()> {
        let Work { steps, evaluations, .. } = self.work();
        let Point { arc_length, cost, .. } = *branch.last();
        let (orientation, length) = (branch.orientation, self.extent.length);
        self.extent.watch.report(Progress { orientation, arc_length, length, cost, steps, evaluations })
    }
}
