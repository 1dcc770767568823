//! The settings of a curve that is to be followed.

use super::branch::Branch;
use super::coordinates::Coordinates;
use super::extent::{Extent, extent_settings};
use super::limits::Range;
use super::motion::norm;
use super::objective::{Cost, Objective, Value};
use super::orientation::{Orientation, Orientations};
use super::progress::Progress;
use super::result::Curve;
use super::scale::{ParameterId, Scale};
use super::setup::Setup;
use super::specification::Specification;
use crate::error::Error;
use crate::run::model_id::ModelId;
use std::ops::RangeBounds;

/// A minimally disruptive curve that is to be [followed](MinimallyDisruptive::follow), see the [module](super).
///
/// By default all parameters are free and on a logarithmic scale, and both branches are followed over an arc length of 1
/// with a tolerance of 1e-4. A [direction](MinimallyDisruptive::direction) has to be given.
///
/// ```
/// use neuron_runtime::curve::{MinimallyDisruptive, Scale};
///
/// // C = (ln(a·b))² + e²: only e and the product of a and b matter; c stays fixed.
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
/// let end = &curve.forward().expect("both branches").last().parameters;
/// assert!((end[0] - 2.0 * 1f64.exp()).abs() < 1e-9 && (end[0] * end[1] - 1.0).abs() < 1e-9);
/// # Ok::<(), neuron_runtime::error::Error>(())
/// ```
#[derive(Debug)]
#[must_use = "a curve is not followed until `follow(…)`"]
pub struct MinimallyDisruptive<'a> {
    specification: Specification,
    /// The network that the cost is of, if it is of one.
    pub(super) model: Option<ModelId>,
    units: Option<Vec<String>>,
    direction: Vec<f64>,
    orientations: Orientations,
    momentum: Option<f64>,
    tolerance: f64,
    longest_step: Option<f64>,
    jumps: bool,
    extent: Extent<'a>,
}

fn texts<S: AsRef<str>>(texts: &[S]) -> Vec<String> {
    texts.iter().map(|text| text.as_ref().to_owned()).collect()
}

impl<'a> MinimallyDisruptive<'a> {
    /// Begins a curve at the parameters θ₀, in their declared units. The cost should be small there, as it is at a good fit.
    pub fn from(start: &[f64]) -> Self {
        MinimallyDisruptive {
            specification: Specification { start: start.to_vec(), ..Specification::default() },
            model: None,
            units: None,
            direction: Vec::new(),
            orientations: Orientations::Both,
            momentum: None,
            tolerance: 1e-4,
            longest_step: None,
            jumps: false,
            extent: Extent::new(1.0),
        }
    }

    /// Names the parameters. By default they are `p0`, `p1`, …
    pub fn names<S: AsRef<str>>(mut self, names: &[S]) -> Self {
        self.specification.names = Some(texts(names));
        self
    }

    /// Sets the units of the parameters, for tables.
    pub fn units<S: AsRef<str>>(mut self, units: &[S]) -> Self {
        self.units = Some(texts(units));
        self
    }

    /// Sets the scale of all parameters that have none of their own. By default it is [`Scale::Log`].
    pub fn scale(mut self, scale: Scale) -> Self {
        self.specification.scale = scale;
        self
    }

    /// Sets the scale of one parameter, given by its name or index.
    pub fn scale_of(mut self, parameter: impl Into<ParameterId>, scale: Scale) -> Self {
        self.specification.scales.push((parameter.into(), scale));
        self
    }

    /// Keeps these parameters at their values.
    pub fn fixed<W: Into<ParameterId>>(mut self, parameters: impl IntoIterator<Item = W>) -> Self {
        self.specification.fixed.extend(parameters.into_iter().map(Into::into));
        self
    }

    /// Keeps the ratios of these parameters as they are at the start. The group is one coordinate, scaled as the first of them,
    /// and counts once in every distance.
    pub fn tied<W: Into<ParameterId>>(mut self, parameters: impl IntoIterator<Item = W>) -> Self {
        let group: Vec<ParameterId> = parameters.into_iter().map(Into::into).collect();
        if !group.is_empty() {
            self.specification.tied.push(group);
        }
        self
    }

    /// Sets the bounds of a parameter, in its unit, both included: `0.0..=200.0`, `1.0..` or `..=50.0`. The curve ends exactly
    /// at a bound. The cost is never evaluated outside.
    pub fn bounds(mut self, parameter: impl Into<ParameterId>, range: impl RangeBounds<f64>) -> Self {
        self.specification.ranges.push((parameter.into(), Range::new(range)));
        self
    }

    /// Sets the direction u₀ in which the curve begins: one number for each [coordinate](MinimallyDisruptive::coordinates).
    /// It is normalised. The best direction is one along which the cost has little curvature.
    #[cfg_attr(feature = "statistics", doc = "[`Curvatures`](super::Curvatures) finds such directions.")]
    #[cfg_attr(not(feature = "statistics"), doc = "`Curvatures` finds such directions (feature `statistics`).")]
    pub fn direction(mut self, direction: &[f64]) -> Self {
        self.direction = direction.to_vec();
        self
    }

    /// Sets the orientations in which the curve is followed. By default it is followed in both.
    pub fn orientations(mut self, orientations: Orientations) -> Self {
        self.orientations = orientations;
        self
    }

    /// Sets the momentum H, in units of the cost. The curve ends where the cost equals the momentum, if not before.
    ///
    /// The smaller the momentum, the more closely the curve follows a bent valley of the cost, and the sooner it turns aside
    /// where the cost rises. It also swings faster from side to side of the valley: a tenth of the momentum needs some three
    /// times as many steps.
    ///
    /// By default the momentum exceeds the cost at the start by twice as much as the [bound](MinimallyDisruptive::bound) does.
    /// Without a bound it is twice the cost at the start, which has to be positive then.
    pub fn momentum(mut self, momentum: f64) -> Self {
        self.momentum = Some(momentum);
        self
    }

    extent_settings! {
        /// Sets the arc length of each branch, in the scaled coordinates. By default it is 1.
        length
    }

    /// Sets the largest error of a step: that of its end relative to the distance from the start, and that of its direction in
    /// radians. By default it is 1e-4. A tolerance below the error of the gradient makes no sense.
    pub fn tolerance(mut self, tolerance: f64) -> Self {
        self.tolerance = tolerance;
        self
    }

    /// Lets the curve cross jumps of the gradient, as where a spike of a run appears or vanishes: in a step of a millionth of
    /// the length of the curve, in the direction that it has.
    ///
    /// By default the curve ends beside a jump where the gradient is too large for any step to meet the tolerance. A jump of
    /// the cost alone does not enter the equations, and the curve crosses it in any case. A jump shows in
    /// [`Point::hamiltonian`](super::Point::hamiltonian).
    pub fn over_jumps(mut self) -> Self {
        self.jumps = true;
        self
    }

    /// Sets the longest step, in arc length. By default only the tolerance and the length of the curve limit it; then a step may
    /// pass over a narrow ridge where the cost hardly changes.
    pub fn longest_step(mut self, longest_step: f64) -> Self {
        self.longest_step = Some(longest_step);
        self
    }

    /// Returns the coordinates in which the curve is followed, to transform gradients and Hessians.
    ///
    /// # Errors
    /// - [`Error::Coordinate`] if a parameter cannot be scaled, tied or bounded as it was asked for
    /// - [`Error::UnknownName`] for a name or an index that does not exist
    /// - [`Error::Setting`] if the number of names is not that of the parameters, or if no parameter is free
    pub fn coordinates(&self) -> Result<Coordinates, Error> {
        self.specification.coordinates()
    }

    /// Follows the curve. `cost` takes all parameters in their units, and returns the cost and its gradient with respect to all
    /// of them (0 for fixed ones).
    ///
    /// An error of the cost shortens the step first. If that does not help, the curve ends as
    /// [`End::Failed`](super::End::Failed) and keeps its points.
    ///
    /// # Errors
    /// - those of [`coordinates`](MinimallyDisruptive::coordinates)
    /// - [`Error::Setting`] for a length, tolerance, longest step or number of units out of its domain
    /// - [`Error::Direction`] if the direction is missing, is 0 or has not one number for each coordinate
    /// - [`Error::CostLevel`] if the momentum or the bound is not above the cost at the start
    /// - the error of the cost at the start
    pub fn follow(self, mut cost: impl FnMut(&[f64]) -> Result<(f64, Vec<f64>), Error>) -> Result<Curve, Error> {
        self.follow_dyn(&mut cost)
    }

    fn follow_dyn(self, cost: &mut Cost<'_>) -> Result<Curve, Error> {
        let coordinates = self.coordinates()?;
        self.check()?;
        let direction = self.unit_direction(&coordinates)?;
        let start = Objective::new(&coordinates, cost).value_at_start()?;
        self.extent.check(start.cost)?;
        let momentum = self.momentum_above(&start)?;
        let MinimallyDisruptive { model, units, orientations, tolerance, longest_step, jumps, mut extent, .. } = self;
        let units = units.unwrap_or_else(|| vec![String::new(); coordinates.start().len()]);
        let model = model.unwrap_or_else(|| ModelId::of_parameters(coordinates.parameter_names(), &units));
        let setup = Setup { coordinates, units, start, momentum, direction, tolerance, longest_step, jumps };
        let forward = (orientations != Orientations::Backward).then(|| Branch::new(&setup, Orientation::Forward));
        let backward = (orientations != Orientations::Forward).then(|| Branch::new(&setup, Orientation::Backward));
        let mut curve = Curve { model, setup, forward, backward };
        curve.follow_branches(&mut extent, cost)?;
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
            (_, Some(units)) if units.len() != self.specification.start.len() => {
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
        // Scaled first, so that squares neither overflow nor underflow.
        let largest = self.direction.iter().fold(0.0, |largest: f64, x| largest.max(x.abs()));
        if largest == 0.0 {
            return refuse("is 0 in every coordinate; one has to move".to_owned());
        }
        let scaled: Vec<f64> = self.direction.iter().map(|x| x / largest).collect();
        let length = norm(&scaled);
        Ok(scaled.into_iter().map(|x| x / length).collect())
    }

    /// Returns the momentum, which exceeds the cost at the start.
    fn momentum_above(&self, start: &Value) -> Result<f64, Error> {
        let (cost, level) = (start.cost, "the momentum");
        let momentum = match (self.momentum, self.extent.cost_bound) {
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
