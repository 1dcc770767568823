//! A curve that is to be followed.

use super::branch::Branch;
use super::coordinates::{Coordinates, Plan};
use super::field::{Cost, Field, Value};
use super::follower::Run;
use super::limits::Range;
use super::motion::norm;
use super::progress::{Progress, Watch, Way, Ways};
use super::result::Curve;
use super::scale::{Scale, Which};
use super::setup::Setup;
use crate::error::Error;
use crate::run::progress::Answer;
use std::ops::RangeBounds;
use std::sync::atomic::AtomicBool;

/// A minimally disruptive curve that is to be [followed](MinimallyDisruptive::follow), see the [module](super).
///
/// Unless said otherwise all parameters are free and on a logarithmic scale, both ways are followed over an arc length
/// of 1 with a tolerance of 1e-4. A [direction](MinimallyDisruptive::direction) has to be given.
///
/// ```
/// use neuron_runtime::curve::{MinimallyDisruptive, Scale};
///
/// // C = (ln(a·b))² + e²: only the product of a and b matters, and e; c is not to be moved.
/// let cost = |p: &[f64]| {
///     let (product, e) = ((p[0] * p[1]).ln(), p[3]);
///     Ok((product * product + e * e, vec![2.0 * product / p[0], 2.0 * product / p[1], 0.0, 2.0 * e]))
/// };
/// let curve = MinimallyDisruptive::from(&[2.0, 0.5, 7.0, 0.0])
///     .names(&["a", "b", "c", "e"])
///     .scale_of("e", Scale::RelativeTo(10.0)) // mV
///     .fixed(["c"])
///     .direction(&[1.0, -1.0, 0.0])
///     .momentum(1.0)
///     .length(2f64.sqrt())
///     .follow(cost)?;
/// let end = &curve.forward().expect("both ways").last().parameters;
/// assert!((end[0] - 2.0 * 1f64.exp()).abs() < 1e-9 && (end[0] * end[1] - 1.0).abs() < 1e-9);
/// # Ok::<(), neuron_runtime::error::Error>(())
/// ```
#[derive(Debug)]
#[must_use = "a curve is not followed until `follow(…)`"]
pub struct MinimallyDisruptive<'a> {
    plan: Plan,
    units: Option<Vec<String>>,
    direction: Vec<f64>,
    ways: Ways,
    momentum: Option<f64>,
    tolerance: f64,
    longest_step: Option<f64>,
    jumps: bool,
    run: Run<'a>,
}

fn texts<S: AsRef<str>>(texts: &[S]) -> Vec<String> {
    texts.iter().map(|text| text.as_ref().to_owned()).collect()
}

impl<'a> MinimallyDisruptive<'a> {
    /// From these parameters θ₀, in their declared units: a place of small cost, as a good fit is.
    pub fn from(start: &[f64]) -> Self {
        MinimallyDisruptive {
            plan: Plan {
                start: start.to_vec(),
                names: None,
                scale: Scale::default(),
                scales: Vec::new(),
                fixed: Vec::new(),
                tied: Vec::new(),
                ranges: Vec::new(),
            },
            units: None,
            direction: Vec::new(),
            ways: Ways::Both,
            momentum: None,
            tolerance: 1e-4,
            longest_step: None,
            jumps: false,
            run: Run { length: 1.0, bound: None, watch: Watch::default() },
        }
    }

    /// Names the parameters; without, they are `p0`, `p1`, …
    pub fn names<S: AsRef<str>>(mut self, names: &[S]) -> Self {
        self.plan.names = Some(texts(names));
        self
    }

    /// Their units, for tables.
    pub fn units<S: AsRef<str>>(mut self, units: &[S]) -> Self {
        self.units = Some(texts(units));
        self
    }

    /// The scale of all parameters that have none of their own.
    pub fn scale(mut self, scale: Scale) -> Self {
        self.plan.scale = scale;
        self
    }

    /// The scale of one parameter, by its name or its place.
    pub fn scale_of(mut self, parameter: impl Into<Which>, scale: Scale) -> Self {
        self.plan.scales.push((parameter.into(), scale));
        self
    }

    /// Leaves these parameters as they are.
    pub fn fixed<W: Into<Which>>(mut self, parameters: impl IntoIterator<Item = W>) -> Self {
        self.plan.fixed.extend(parameters.into_iter().map(Into::into));
        self
    }

    /// Keeps the ratios of these parameters as they are at the start. They are one coordinate, scaled as the first of
    /// them is, and count as one in every distance.
    pub fn tied<W: Into<Which>>(mut self, parameters: impl IntoIterator<Item = W>) -> Self {
        let group: Vec<Which> = parameters.into_iter().map(Into::into).collect();
        if !group.is_empty() {
            self.plan.tied.push(group);
        }
        self
    }

    /// Bounds of a parameter, in its unit, both included: `0.0..=200.0`, `1.0..` or `..=50.0`. The curve ends there
    /// exactly; the cost is never evaluated outside.
    pub fn bounds(mut self, parameter: impl Into<Which>, range: impl RangeBounds<f64>) -> Self {
        self.plan.ranges.push((parameter.into(), Range::new(range)));
        self
    }

    /// The direction u₀ in which the curve begins, one number for each [coordinate](MinimallyDisruptive::coordinates);
    /// its length does not matter. One along which the cost has little curvature is best, as
    #[cfg_attr(feature = "statistics", doc = "[`Curvatures`](super::Curvatures) finds them.")]
    #[cfg_attr(not(feature = "statistics"), doc = "`Curvatures` finds them (feature `statistics`).")]
    pub fn direction(mut self, direction: &[f64]) -> Self {
        self.direction = direction.to_vec();
        self
    }

    /// Which ways it is followed: both, unless said otherwise.
    pub fn ways(mut self, ways: Ways) -> Self {
        self.ways = ways;
        self
    }

    /// The momentum H, in units of the cost: the curve ends at the latest where the cost is as large. The smaller it
    /// is, the more closely the curve follows a bent valley of the cost, and the sooner it turns aside where the cost
    /// rises; but the more steps it takes as well, since it swings from side to side of the valley the faster: with a
    /// tenth of the momentum some three times as many.
    ///
    /// Without it, it lies above the cost at the start by twice as much as the [bound](MinimallyDisruptive::bound)
    /// does, or, if there is none, is twice the cost at the start, as long as that is positive.
    pub fn momentum(mut self, momentum: f64) -> Self {
        self.momentum = Some(momentum);
        self
    }

    /// The arc length of each way, in the scaled coordinates.
    pub fn length(mut self, length: f64) -> Self {
        self.run.length = length;
        self
    }

    /// Largest error of a step: in its place, relative to the distance from the start, and in its direction, in
    /// radians. It is 1e-4 unless said otherwise; less than the error of the gradient makes no sense.
    pub fn tolerance(mut self, tolerance: f64) -> Self {
        self.tolerance = tolerance;
        self
    }

    /// The cost may jump, as where a spike of a run appears or vanishes. The curve crosses a jump in a step of a millionth of
    /// its length, in the direction that it has. Otherwise it ends where the gradient is too large beside a jump for any step
    /// to meet the tolerance; a jump of the cost alone is not seen by the equations, and is passed.
    /// [`Point::hamiltonian`](super::Point::hamiltonian) shows where there was one.
    pub fn over_jumps(mut self) -> Self {
        self.jumps = true;
        self
    }

    /// The longest step, in arc length. Without, only the tolerance and the length of the curve limit it: where the
    /// cost hardly changes a step may be so long that it passes over a narrow ridge.
    pub fn longest_step(mut self, longest_step: f64) -> Self {
        self.longest_step = Some(longest_step);
        self
    }

    /// Ends where the cost reaches `bound`, which is found as a root and not passed. A bound above the momentum has no
    /// effect.
    pub fn bound(mut self, bound: f64) -> Self {
        self.run.bound = Some(bound);
        self
    }

    /// Calls `callback` at the beginning and after every step. If it returns
    /// [`ControlFlow::Break`](std::ops::ControlFlow::Break) the curve ends there, as
    /// [`End::Cancelled`](super::End::Cancelled); it may also return nothing.
    ///
    /// ```
    /// use neuron_runtime::curve::{End, MinimallyDisruptive, Scale};
    /// use std::ops::ControlFlow;
    ///
    /// let cost = |p: &[f64]| Ok((p[0] * p[0], vec![2.0 * p[0], 0.0]));
    /// let curve = MinimallyDisruptive::from(&[0.0, 0.0])
    ///     .scale(Scale::Plain)
    ///     .direction(&[0.2, 1.0])
    ///     .momentum(0.1)
    ///     .length(10.0)
    ///     .progress(|p| {
    ///         eprint!("\r{} {:3.0} %, cost {}", p.way, 100.0 * p.fraction(), p.cost);
    ///         if p.evaluations < 100 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    ///     })
    ///     .follow(cost)?;
    /// assert_eq!(curve.forward().expect("both ways").end(), &End::Cancelled);
    /// let curve = curve.further().length(10.0).follow(cost)?;
    /// assert_eq!(curve.range(), (-10.0, 10.0));
    /// # Ok::<(), neuron_runtime::error::Error>(())
    /// ```
    pub fn progress<A: Answer>(mut self, callback: impl FnMut(Progress) -> A + 'a) -> Self {
        self.run.watch.call(callback);
        self
    }

    /// Ends the curve as [`End::Cancelled`](super::End::Cancelled) before the evaluation after which `flag` becomes
    /// true. A cost that returns [`Error::Cancelled`] does the same.
    pub fn cancel(mut self, flag: &'a AtomicBool) -> Self {
        self.run.watch.heed(flag);
        self
    }

    /// The coordinates it would be followed in, to transform gradients and Hessians into.
    ///
    /// # Errors
    /// [`Error::Coordinate`] for a parameter that cannot be scaled, tied or bounded as it was asked for,
    /// [`Error::UnknownName`], [`Error::Setting`] if the names are not as many as the parameters, or none of these is
    /// free.
    pub fn coordinates(&self) -> Result<Coordinates, Error> {
        self.plan.coordinates()
    }

    /// Follows the curve. `cost` gives the cost and its gradient by all parameters (0 for fixed ones), at all
    /// parameters in their units.
    ///
    /// An error of the cost does not end it at once: the step is made shorter first. If that does not help, the curve
    /// ends there as [`End::Failed`](super::End::Failed), with what was found until then.
    ///
    /// # Errors
    /// Those of [`coordinates`](MinimallyDisruptive::coordinates), [`Error::Setting`], [`Error::Direction`],
    /// [`Error::CostLevel`] if the momentum or the bound is not above the cost at the start, and what the cost returns
    /// at the start.
    pub fn follow(self, mut cost: impl FnMut(&[f64]) -> Result<(f64, Vec<f64>), Error>) -> Result<Curve, Error> {
        self.along(&mut cost)
    }

    fn along(self, cost: &mut Cost<'_>) -> Result<Curve, Error> {
        let coordinates = self.coordinates()?;
        self.check()?;
        let direction = self.unit_direction(&coordinates)?;
        let start = Field::new(&coordinates, cost).at_start()?;
        self.run.check(start.cost)?;
        let momentum = self.momentum_above(&start)?;
        let MinimallyDisruptive { units, ways, tolerance, longest_step, jumps, mut run, .. } = self;
        let units = units.unwrap_or_else(|| vec![String::new(); coordinates.start().len()]);
        let setup = Setup { coordinates, units, start, momentum, direction, tolerance, longest_step, jumps };
        let branch = |way: Way| ways.include(way).then(|| Branch::new(&setup, way));
        let (forward, backward) = (branch(Way::Forward), branch(Way::Backward));
        let mut curve = Curve { version: Curve::VERSION, setup, forward, backward };
        curve.go(&mut run, cost)?;
        Ok(curve)
    }

    fn check(&self) -> Result<(), Error> {
        let setting = |setting, value, expected| Err(Error::Setting { setting, value, expected });
        if !(self.tolerance > 0.0 && self.tolerance < 1.0) {
            return setting("the tolerance", self.tolerance, "it has to be between 0 and 1, without these");
        }
        match (self.longest_step, &self.units) {
            (Some(longest), _) if !(longest > 0.0 && longest.is_finite()) => {
                let expected = "it has to be a positive number, in the scaled coordinates; leave it out for none";
                setting("the longest step", longest, expected)
            }
            (_, Some(units)) if units.len() != self.plan.start.len() => {
                setting("the number of units", units.len() as f64, "it has to be that of the parameters")
            }
            _ => Ok(()),
        }
    }

    fn unit_direction(&self, coordinates: &Coordinates) -> Result<Vec<f64>, Error> {
        let refuse = |problem: String| Err(Error::Direction { problem });
        let names = || coordinates.names().join(", ");
        if self.direction.is_empty() {
            return refuse(format!(
                "is missing; say `direction(…)` with a number for each of {}, such as one with little curvature of the cost",
                names()
            ));
        }
        if self.direction.len() != coordinates.len() {
            let (given, wanted) = (self.direction.len(), coordinates.len());
            return refuse(format!("has {given} numbers for {wanted} coordinates; give one for each of {}", names()));
        }
        if let Some(k) = self.direction.iter().position(|x| !x.is_finite()) {
            return refuse(format!("is {} in {}; give it a number", self.direction[k], coordinates.names()[k]));
        }
        // Scaled first, so that squares neither overflow nor vanish.
        let largest = self.direction.iter().fold(0.0, |largest: f64, x| largest.max(x.abs()));
        if largest == 0.0 {
            return refuse("is 0 in every coordinate; one has to move".to_owned());
        }
        let scaled: Vec<f64> = self.direction.iter().map(|x| x / largest).collect();
        let length = norm(&scaled);
        Ok(scaled.into_iter().map(|x| x / length).collect())
    }

    /// The momentum, which lies above the cost at the start.
    fn momentum_above(&self, start: &Value) -> Result<f64, Error> {
        let cost = start.cost;
        let level = "the momentum";
        let momentum = match (self.momentum, self.run.bound) {
            (Some(momentum), _) => momentum,
            (None, Some(bound)) if bound.is_finite() => cost + 2.0 * (bound - cost),
            _ if cost > 0.0 => 2.0 * cost,
            _ => return Err(Error::CostLevel { level, value: f64::NAN, cost }),
        };
        match momentum > cost && momentum.is_finite() {
            true => Ok(momentum),
            false => Err(Error::CostLevel { level, value: momentum, cost }),
        }
    }
}
