//! The recorded quantities as functions of the state: diffsol's `out`.

use crate::error::Error;
use crate::model::handle::Quantity;
use crate::model::names;
use crate::model::network::Network;
use crate::number::Scalar;
use crate::run::probe::Probe;

/// The recorded states, currents and conductances, as functions of time and state.
#[derive(Clone, Debug, Default)]
pub(super) struct Outputs(Vec<Output>);

/// A recorded quantity.
#[derive(Clone, Debug)]
pub(super) struct Output {
    pub(super) name: String,
    probe: Probe,
}

impl Outputs {
    /// Collects these quantities without repetition. A quantity of a whole array becomes one for each element.
    ///
    /// # Errors
    /// [`Error::UnknownName`] for a quantity that does not exist.
    pub(super) fn new<N: Network<f64>>(network: &N, quantities: &[Quantity]) -> Result<Self, Error> {
        let mut seen = std::collections::HashSet::new();
        let all = quantities.iter().flat_map(|quantity| names::expand(network, *quantity));
        let outputs = all.filter(|(name, ..)| seen.insert(name.clone())).map(|(name, _, quantity)| {
            match Probe::new::<f64>(network, quantity)? {
                // Its events are not those of diffsol.
                Probe::Variable(_) => Err(Error::UnknownName { name, known: Vec::new() }),
                probe => Ok(Output { name, probe }),
            }
        });
        outputs.collect::<Result<_, _>>().map(Outputs)
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Output> {
        self.0.iter()
    }

    /// Writes the values at `t` (ms) and `y`, in mV, µM, 1, nA and µS.
    pub(super) fn evaluate<T: Scalar, N: Network<T>>(&self, network: &N, t: T, y: &[T], values: &mut [T]) {
        for (value, output) in values.iter_mut().zip(&self.0) {
            *value = output.probe.value(network, t, y);
        }
    }

    /// Returns the error of each quantity that matters as much as 1 mV of a voltage: for a state its own scale, for a current
    /// 1 nA, for a conductance 1 µS.
    pub(super) fn scales(&self, state_scales: &[f64]) -> Vec<f64> {
        let scale = |output: &Output| match output.probe {
            Probe::State(index) => state_scales[index],
            // The runs of diffsol have no inputs, and no variables of synapses.
            Probe::Input(_) | Probe::Variable(_) => 1.0,
            Probe::Current(..) | Probe::Conductance(..) => 1.0,
        };
        self.0.iter().map(scale).collect()
    }
}
