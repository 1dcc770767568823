//! Steady states: where all rates of change are 0.

use super::stability::relations_at;
use crate::model::info::RelationKind;
use crate::model::mechanism::Held;
use crate::model::ranges::Ranges;
use crate::system::jacobian::Jacobian;
use crate::system::{Given, System};

/// Why the search found no steady state.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum NoSteadyState {
    /// This state moved fastest, in its own scale, at the end of the last attempt.
    Moving {
        /// Its index.
        index: usize,
        /// Its rate of change, in its unit per ms.
        rate: f64,
    },
    /// All rates are 0 where a neuron would have spiked.
    Spiking {
        /// The relation that says so, in the order of [`System::relations`].
        relation: usize,
    },
}

/// Moves `y` to a steady state of a network whose time stands at `t` (ms), with relations as written there. If it `is_near` one,
/// Newton's method comes first.
///
/// Pseudo-transient continuation (C. T. Kelley & D. E. Keyes 1998): linearly implicit steps (1/h − J) δ = f that grow by a constant factor.
/// They follow the solution at first and are Newton's at last, which finds unstable states as well. A search that fails is repeated
/// with steps that grow more slowly, and so leaves the solution elsewhere. At last it begins where all potentials are clamped to one
/// at which the sum of their rates vanishes, with all else at rest there.
///
/// # Errors
/// [`NoSteadyState`] if no search converges. `y` is then unchanged. Otherwise the Jacobian there is returned.
pub(crate) fn steady_state(
    network: &dyn System<f64>,
    t: f64,
    y: &mut [f64],
    is_near: bool,
) -> Result<Jacobian<f64>, NoSteadyState> {
    let mut search = Search::new(network, t);
    let mut failure = NoSteadyState::Moving { index: 0, rate: f64::NAN };
    let newton = is_near.then_some((f64::INFINITY, 1.0));
    let growing = [2.0, 1.5, 1.2, 1.1, 1.05].map(|growth| (Search::FIRST, growth));
    for (first, growth) in newton.into_iter().chain(growing) {
        search.y.copy_from_slice(y);
        match search.run(first, growth) {
            Ok(()) => return Ok(search.end(y)),
            Err(found) => failure = found,
        }
    }
    search.y.copy_from_slice(y);
    if search.run_from_clamp() { Ok(search.end(y)) } else { Err(failure) }
}

struct Search<'a> {
    network: &'a dyn System<f64>,
    t: f64,
    jacobian: Jacobian<f64>,
    y: Vec<f64>,
    dy: Vec<f64>,
    /// The scale of the kind of each state.
    scales: Vec<f64>,
    /// The smallest and the largest possible value of each state.
    ranges: Vec<[f64; 2]>,
}

impl<'a> Search<'a> {
    /// The first step (ms), shorter than what neurons do.
    const FIRST: f64 = 0.01;
    /// The longest step (ms), beyond which nothing is left but Newton's method.
    const LONGEST: f64 = 1e9;
    /// The largest change of a state by a step, in units of the scale of its kind: 50 mV. Rates of channels overflow far away.
    const FARTHEST: f64 = 50.0;
    /// The number of steps of Newton's method that are made at most.
    const NEWTON: usize = 60;
    /// The size of a change, relative to the scale of its kind, that rounding may make.
    const ROUNDING: f64 = 1e-12;

    fn new(network: &'a dyn System<f64>, t: f64) -> Self {
        let (jacobian, zeros) = (network.jacobian(), vec![0.0; network.dim()]);
        let mut scales = zeros.clone();
        network.scales(&mut scales);
        let possible = Ranges::new(network, 0.0);
        let ranges = (0..network.dim()).map(|index| possible.range(index)).collect();
        Search { network, t, jacobian, y: zeros.clone(), dy: zeros, scales, ranges }
    }

    /// Writes what was found, and returns the Jacobian there.
    fn end(mut self, y: &mut [f64]) -> Jacobian<f64> {
        self.evaluate();
        y.copy_from_slice(&self.y);
        self.jacobian
    }

    /// Makes steps that grow by `growth` from `first` (ms), until one of Newton's method changes nothing.
    fn run(&mut self, first: f64, growth: f64) -> Result<(), NoSteadyState> {
        let (mut h, mut newton) = (first, 0);
        while newton < Self::NEWTON {
            let is_newton = h > Self::LONGEST;
            self.evaluate();
            let Some(change) = self.step(if is_newton { 0.0 } else { h.recip() }) else { break };
            if is_newton && change < Self::ROUNDING {
                return self.spiking().map_or(Ok(()), |relation| Err(NoSteadyState::Spiking { relation }));
            }
            newton += usize::from(is_newton);
            h *= growth;
        }
        let scaled = |k: &usize| (self.dy[*k] / self.scales[*k]).abs();
        let fastest = (0..self.dy.len()).max_by(|a, b| scaled(a).total_cmp(&scaled(b))).unwrap_or(0);
        Err(NoSteadyState::Moving { index: fastest, rate: self.dy.get(fastest).copied().unwrap_or(0.0) })
    }

    /// Returns a relation by which a neuron would spike here.
    fn spiking(&self) -> Option<usize> {
        let mut is_spike = Vec::new();
        self.network.relations(&mut |relation| is_spike.push(relation.info.kind == RelationKind::Spike));
        let mut margins = vec![0.0; is_spike.len()];
        self.network.margins(self.t, &self.y, Held::NONE, &mut margins);
        (0..margins.len()).find(|k| is_spike[*k] && margins[*k] > 0.0)
    }

    /// Searches from the states of a clamp between which the sum of the rates of all potentials changes its sign.
    fn run_from_clamp(&mut self) -> bool {
        let begin = self.y.clone();
        let mut below: Option<(f64, f64)> = None;
        for v in (-20..=10).map(|k| 5.0 * f64::from(k)) {
            self.y.copy_from_slice(&begin);
            let rate = self.relax(v);
            if let (Some((mut low, at_low)), Some(rate)) = (below, rate)
                && at_low * rate < 0.0
            {
                let mut high = v;
                while high - low > 1e-3 {
                    let middle = 0.5 * (low + high);
                    match self.relax(middle) {
                        Some(rate) if rate * at_low > 0.0 => low = middle,
                        Some(_) => high = middle,
                        None => break,
                    }
                }
                if self.run(1.0, 2.0).is_ok() {
                    return true;
                }
            }
            below = rate.map(|rate| (v, rate));
        }
        false
    }

    /// Clamps all potentials to `v` (mV), and moves all else to rest. Returns the sum of the rates of the potentials there.
    fn relax(&mut self, v: f64) -> Option<f64> {
        let mut potentials = Vec::new();
        self.network.potentials(&mut |index| potentials.push(index));
        potentials.iter().for_each(|index| self.y[*index] = v);
        let mut h = Self::FIRST;
        for _ in 0..100 {
            self.evaluate();
            let rate = potentials.iter().map(|index| self.dy[*index]).sum();
            for (compartment, index) in potentials.iter().enumerate() {
                self.dy[*index] = 0.0;
                self.jacobian.hold(compartment);
            }
            if self.step(h.recip())? < 1e-9 && h > Self::LONGEST {
                return Some(rate);
            }
            h = (3.0 * h).min(10.0 * Self::LONGEST);
        }
        None
    }

    /// Evaluates the rates and the Jacobian, with relations as written.
    fn evaluate(&mut self) {
        let held = relations_at(self.network, self.t, &self.y);
        let given = Given { held: Held(&held), ..Given::NONE };
        self.network.evaluate(&mut self.jacobian, self.t, &self.y, &given, &mut self.dy);
    }

    /// Makes a step with 1/h = `beta` (1/ms), from the last evaluation. Returns the largest change, relative to the state and to the scale of its kind, or `None` if
    /// there is none or a number is not finite.
    fn step(&mut self, beta: f64) -> Option<f64> {
        let Search { network, jacobian, y, dy, scales, ranges, .. } = self;
        network.factorise(jacobian, beta).ok()?;
        let mut delta = dy.clone();
        network.solve_linear(jacobian, &mut delta);
        let relative = |(delta, (y, scale)): (&f64, (&f64, &f64))| (delta / (scale + y.abs())).abs();
        let change = delta.iter().zip(y.iter().zip(&*scales)).map(relative).fold(0.0, largest);
        let scaled = delta.iter().zip(&*scales).map(|(delta, scale)| (delta / scale).abs()).fold(0.0, largest);
        let part = (Self::FARTHEST / scaled).min(1.0);
        for (y, (delta, [lowest, highest])) in y.iter_mut().zip(delta.iter().zip(&*ranges)) {
            let old = *y;
            *y += part * delta;
            // A logarithm has no value beyond, and the equations may lead back: a tenth of the way to the end is left.
            if *y < *lowest {
                *y = lowest + 0.1 * (old - lowest).max(0.0);
            } else if *y > *highest {
                *y = highest - 0.1 * (highest - old).max(0.0);
            }
        }
        (change.is_finite() && y.iter().all(|y| y.is_finite())).then_some(change)
    }
}

/// Returns the larger of two numbers, NaN if one is.
fn largest(a: f64, b: f64) -> f64 {
    if b.is_nan() || b > a { b } else { a }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nan_is_the_largest() {
        assert!(largest(1.0, f64::NAN).is_nan() && largest(f64::NAN, 1.0).is_nan());
        assert_eq!(largest(1.0, 2.0), 2.0);
    }
}
