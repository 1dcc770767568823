//! Derivatives of whole recorded traces.

use super::derivatives::Variable;
use super::{Differentiation, Fisher};
use crate::error::Error;
use crate::model::handle::Recordable;
use crate::model::network::Network;
use crate::number::Grad;
use crate::run::result::Run;

/// The recorded traces of a run, and their derivatives.
#[derive(Clone, Debug, PartialEq)]
pub struct Curves {
    /// Recording times, ms.
    pub time: Vec<f64>,
    /// One per recorded quantity.
    pub curves: Vec<Curve>,
    /// The variables.
    pub variables: Vec<Variable>,
}

/// One trace and its derivatives.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// Full name of the quantity, such as `AB.v`.
    pub name: String,
    /// Its unit; empty for a pure number.
    pub unit: &'static str,
    /// Its values, one per recording time.
    pub values: Vec<f64>,
    /// For each variable, the derivative at every recording time, per declared unit of the variable.
    pub by: Vec<Vec<f64>>,
    pub(super) quantity: Option<crate::model::handle::Quantity>,
}

impl<N: Network<f64>> Differentiation<'_, N> {
    /// Returns the derivatives of all recorded traces of a run. `simulation` runs it.
    ///
    /// ```
    /// use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
    /// use neuron_runtime::prelude::*;
    ///
    /// let mut axon = HodgkinHuxley::default();
    /// axon.set(HodgkinHuxley::inject, 10.0);
    /// let curves = axon
    ///     .differentiate()
    ///     .by(&[HodgkinHuxley::Na.g, HodgkinHuxley::K.g])
    ///     .curves(|axon| Ok(axon.simulate(20.0).record_every(0.05).run()?))?;
    /// let v = &curves.curves[0];
    /// assert_eq!((v.values.len(), v.by.len(), v.by[0].len()), (401, 2, 401));
    /// // The Fisher information about the two conductances if V is measured with a noise of 1 mV.
    /// let fisher = curves.fisher(&[1.0])?;
    /// assert!(fisher.matrix[0][0] > 0.0);
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    /// Those of [`Differentiate::gradient`](super::Differentiate::gradient), and [`Error::NotConverged`].
    pub fn curves<S>(&self, mut simulation: S) -> Result<Curves, Error>
    where
        S: FnMut(&N::With<Grad>) -> Result<Run<N::With<Grad>, Grad>, Error>,
    {
        let (mut time, mut columns) = (Vec::new(), Vec::new());
        let (result, _) = self.first_order(&mut |network| {
            let run = simulation(network)?;
            if columns.is_empty() {
                time = run.time().to_vec();
                columns =
                    run.columns().iter().map(|column| (column.name.clone(), column.unit, column.quantity())).collect();
            }
            Ok(run.columns().iter().flat_map(|column| column.values.iter().copied()).collect())
        })?;
        let length = time.len();
        let curve = |(k, (name, unit, quantity)): (usize, (String, &'static str, _))| {
            let entries = k * length..(k + 1) * length;
            let derivative = |variable: usize| result.rows[entries.clone()].iter().map(|row| row[variable]).collect();
            Curve {
                name,
                unit,
                values: result.values[entries.clone()].to_vec(),
                by: (0..self.variables.len()).map(derivative).collect(),
                quantity,
            }
        };
        let curves = columns.into_iter().enumerate().map(curve).collect();
        Ok(Curves { time, curves, variables: self.variables.clone() })
    }
}

impl Curves {
    /// Returns the curve of a recorded quantity.
    ///
    /// # Errors
    /// [`Error::NotRecorded`] if it was not recorded.
    pub fn curve<N: Network<f64>>(&self, handle: impl Recordable<N>) -> Result<&Curve, Error> {
        let wanted = handle.quantity();
        let curve = self.curves.iter().find(|curve| curve.quantity.is_some_and(|quantity| wanted.covers(quantity)));
        curve.ok_or_else(|| Error::NotRecorded { name: crate::model::names::name_of(&N::NETWORK, wanted).0 })
    }

    /// Returns the normalised derivatives p ∂y/∂p of one curve, for each variable and time: the change of the quantity, in its
    /// unit, per relative change of the variable. For a variable that is 0, they are per unit.
    pub fn relative(&self, curve: &Curve) -> Vec<Vec<f64>> {
        let scaled = |(row, variable): (&Vec<f64>, &Variable)| row.iter().map(|d| d * variable.size()).collect();
        curve.by.iter().zip(&self.variables).map(scaled).collect()
    }

    /// Returns the Fisher information of the curves about relative changes of the variables. The noise of every sample is
    /// independent and normal; `noise` has its standard deviation for each curve, in the unit of the curve.
    ///
    /// # Errors
    /// [`Error::Setting`] if there is not one positive number per curve.
    pub fn fisher(&self, noise: &[f64]) -> Result<Fisher, Error> {
        if noise.len() != self.curves.len() {
            let (setting, value) = ("the number of noises", noise.len() as f64);
            return Err(Error::Setting { setting, value, expected: "it has to be that of the curves" });
        }
        if let Some(noise) = noise.iter().find(|noise| !(**noise > 0.0 && noise.is_finite())) {
            return Err(Error::Setting {
                setting: "a noise",
                value: *noise,
                expected: "it has to be a positive number",
            });
        }
        let count = self.variables.len();
        let mut matrix = vec![vec![0.0; count]; count];
        for (curve, noise) in self.curves.iter().zip(noise) {
            let relative = self.relative(curve);
            for (row, a) in matrix.iter_mut().zip(&relative) {
                for (entry, b) in row.iter_mut().zip(&relative) {
                    *entry += a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>() / (noise * noise);
                }
            }
        }
        Ok(Fisher { matrix, variables: self.variables.clone() })
    }
}
