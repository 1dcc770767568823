//! Cells and networks as data: which mechanisms they are made of, and what their declarations set.
//!
//! With outward currents positive, a compartment has the equation `C dv/dt = i_injected − Σ i_channel − i_external`, see
//! [`model::cell`](crate::model::cell).

use super::Equations;
use crate::model::connect::Rule;
use crate::model::info::{CellInfo, CompartmentInfo, NetworkInfo};

/// A value with its unit, as written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Amount {
    /// The value in that unit.
    pub value: f64,
    /// The unit; empty for a pure number.
    pub unit: &'static str,
}

/// A value that a declaration gives to a parameter of one of its parts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Setting {
    /// The parameter: `g` in a part, `NaV.g` in a neuron.
    pub name: &'static str,
    /// Its value or values.
    pub values: Values,
}

/// The values of a setting.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Values {
    /// One value, or one for each neuron of an array or connection of a projection.
    Listed(&'static [Amount]),
    /// A value is drawn for each of them.
    Drawn {
        /// The name of the distribution: `normal`, `lognormal` or `uniform`.
        distribution: &'static str,
        /// Its parameters by name, such as `mean` and `sd`.
        parameters: &'static [(&'static str, Amount)],
        /// The seed of the random numbers.
        seed: u64,
    },
}

/// A channel, a stimulus or a pool of a compartment.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// Its name: the ion of a pool, the type or given name of a channel or stimulus.
    pub name: &'static str,
    /// Its equations.
    pub mechanism: &'static Equations,
    /// Values other than the defaults of the mechanism.
    pub settings: &'static [Setting],
}

/// An ion of a compartment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ion {
    /// Its name.
    pub name: &'static str,
    /// Its reversal potential.
    pub reversal: Reversal,
}

/// The reversal potential of an ion.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Reversal {
    /// No channel uses it.
    None,
    /// The parameter `Na.e`.
    Constant,
    /// The Nernst potential: RT/(zF) ln(outside/inside).
    ///
    /// The concentration outside is the parameter `Ca.outside`. The one inside is that of the ion's pool, or the parameter
    /// `Ca.inside`. RT/F is the parameter `Ca.rt_f` if there is one, otherwise it follows from the temperature.
    Nernst {
        /// The valence z.
        valence: f64,
    },
}

/// A compartment.
#[derive(Clone, Copy, Debug)]
pub struct CompartmentEquations {
    /// Its name, and its own parameters with their values.
    pub info: &'static CompartmentInfo,
    /// Its ions.
    pub ions: &'static [Ion],
    /// Its pools.
    pub pools: &'static [Part],
    /// Its channels, then its stimuli.
    pub channels: &'static [Part],
}

/// A cell type.
#[derive(Clone, Copy, Debug)]
pub struct CellEquations {
    /// Its name and its own parameters with their values.
    pub info: &'static CellInfo,
    /// Its documentation.
    pub doc: &'static str,
    /// Its compartments.
    pub compartments: &'static [CompartmentEquations],
    /// The compartments that are joined. The conductance between `soma` and `dendrite` is the parameter `soma_dendrite`,
    /// absolute or per area of the whole cell.
    pub joins: &'static [[&'static str; 2]],
}

/// A neuron, or an array of neurons.
#[derive(Clone, Copy, Debug)]
pub struct Neuron {
    /// Its name; empty for a cell alone.
    pub name: &'static str,
    /// Its documentation.
    pub doc: &'static str,
    /// Values other than those of its cell type.
    pub settings: &'static [Setting],
}

/// Neurons of one type that lie together in the state vector.
#[derive(Clone, Copy, Debug)]
pub struct Neurons {
    /// Their type.
    pub cell: &'static CellEquations,
    /// The named neurons, or the one array.
    pub neurons: &'static [Neuron],
    /// The number of neurons of the array; `None` if they are named.
    pub array: Option<usize>,
}

/// One end of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct End {
    /// The neuron or the array; empty at the presynaptic end of a stimulus, which has none.
    pub neuron: &'static str,
    /// The neuron of the array that a stimulus enters; `None` for a single neuron and for all of an array.
    pub index: Option<usize>,
    /// The compartment; empty if the cell has one.
    pub compartment: &'static str,
}

/// A connection by one synapse type, or a stimulus.
#[derive(Clone, Copy, Debug)]
pub struct Connection {
    /// Its name, `AB_LP.Cholinergic`; that of a stimulus has no dot.
    pub name: &'static str,
    /// The presynaptic end.
    pub from: End,
    /// The postsynaptic end.
    pub to: End,
    /// The rule that connects arrays.
    pub rule: Option<Rule>,
    /// Values other than the defaults of the synapse.
    pub settings: &'static [Setting],
}

/// Synapses of one type that lie together in the state vector.
#[derive(Clone, Copy, Debug)]
pub struct Synapses {
    /// Their type.
    pub synapse: &'static Equations,
    /// The connections.
    pub connections: &'static [Connection],
}

/// A network, or a cell alone.
#[derive(Clone, Copy, Debug)]
pub struct NetworkEquations {
    /// Its name and its groups.
    pub info: &'static NetworkInfo,
    /// Its documentation.
    pub doc: &'static str,
    /// Groups of neurons, in the order of the state vector.
    pub cells: &'static [Neurons],
    /// Groups of synapses, in the order of the state vector.
    pub synapses: &'static [Synapses],
}
