//! The description of a model that the macros write as constants: names, units and layouts. Checks read it during
//! compilation, and runs read it to name the source of an error.

/// Exponents of voltage, time, current, length, amount of substance and temperature.
pub type Dimension = [i8; 6];

/// One parameter of a mechanism, a cell or a compartment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ParameterInfo {
    /// Its name in equations and paths.
    pub name: &'static str,
    /// The unit it was declared in, as written; empty for a pure number.
    pub unit: &'static str,
    /// The number of internal units (mV, ms, nA, mm, µM) in one declared unit.
    pub factor: f64,
    /// The dimension of its unit.
    pub dimension: Dimension,
    /// Default value in the declared unit; `None` if the user has to give one.
    pub default: Option<f64>,
    /// Smallest allowed value in the declared unit.
    pub minimum: Option<f64>,
    /// Largest allowed value in the declared unit.
    pub maximum: Option<f64>,
    /// True if 0 is not allowed: equations divide by it, or take its logarithm.
    pub nonzero: bool,
}

/// The kind of quantity of a state. Tolerances and units follow from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StateKind {
    /// A membrane potential, mV.
    Voltage,
    /// A concentration, µM.
    Concentration,
    /// A gate, from 0 to 1, that relaxes to its steady state.
    Gate,
    /// A state given by its own derivative.
    Free,
}

impl StateKind {
    /// Returns the size of an error that matters as much as 1 mV does in a voltage: 1 mV, 0.1 µM, 0.01 otherwise.
    pub const fn scale(self) -> f64 {
        match self {
            StateKind::Voltage => 1.0,
            StateKind::Concentration => 0.1,
            StateKind::Gate | StateKind::Free => 0.01,
        }
    }

    /// Returns the range in which a state of this kind is possible: −1000 to 1000 mV, which tears membranes (Zimmermann, Pilwat &
    /// Riemann 1974), 0 µM and more, 0 to 1 for a gate.
    pub const fn range(self) -> [f64; 2] {
        match self {
            StateKind::Voltage => [-1000.0, 1000.0],
            StateKind::Concentration => [0.0, f64::INFINITY],
            StateKind::Gate => [0.0, 1.0],
            StateKind::Free => [f64::NEG_INFINITY, f64::INFINITY],
        }
    }
}

/// The range in which a state is possible. A run ends where a state leaves it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum StateRange {
    /// That of its [kind](StateKind::range).
    OfKind,
    /// The declared one, in the unit of the state. There is no bound where none is given.
    Declared {
        /// The smallest possible value.
        lowest: Option<f64>,
        /// The largest possible value.
        highest: Option<f64>,
    },
}

impl StateRange {
    /// Returns the smallest and the largest possible value of a state of a kind, in its unit.
    pub const fn of(self, kind: StateKind) -> [f64; 2] {
        match self {
            StateRange::OfKind => kind.range(),
            StateRange::Declared { lowest, highest } => [
                match lowest {
                    Some(lowest) => lowest,
                    None => f64::NEG_INFINITY,
                },
                match highest {
                    Some(highest) => highest,
                    None => f64::INFINITY,
                },
            ],
        }
    }
}

/// One state of a mechanism.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StateInfo {
    /// Its name.
    pub name: &'static str,
    /// Its unit; empty for a pure number.
    pub unit: &'static str,
    /// Its kind.
    pub kind: StateKind,
    /// The range in which it is possible.
    pub range: StateRange,
}

/// The kind of a mechanism.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MechanismKind {
    /// An ion channel in a membrane.
    Channel,
    /// A chemical synapse: current into the postsynaptic neuron alone.
    Synapse,
    /// An electrical synapse: what leaves one neuron enters the other.
    Electrical,
    /// The concentration dynamics of an ion.
    Pool,
    /// A current that an experimenter injects. It is the only one that is written and recorded as it flows into the cell;
    /// [`Mechanism::flow`](crate::model::mechanism::Mechanism::flow) is outward for a stimulus too.
    Stimulus,
    /// No mechanism: a cell in the place of a channel, synapse or pool, which a check refuses.
    Cell,
    /// A declaration with mistakes that have been reported. Checks say nothing more about it.
    Unknown,
}

/// The quantities around a mechanism on which its equations depend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Inputs {
    /// The membrane potential; for a synapse, the postsynaptic one.
    pub v: bool,
    /// The presynaptic potential.
    pub pre: bool,
    /// The reversal potential of its ion.
    pub reversal: bool,
    /// The total current of a pool's ion.
    pub ion_current: bool,
    /// The time.
    pub time: bool,
    /// Each concentration that it reads.
    pub reads: &'static [bool],
}

impl Inputs {
    /// Returns true if the equations depend on a concentration, directly or through a reversal potential.
    pub const fn concentrations(&self) -> bool {
        let mut k = 0;
        while k < self.reads.len() {
            if self.reads[k] {
                return true;
            }
            k += 1;
        }
        self.reversal
    }
}

/// The dependence of a mechanism's states and current on each other and on their surroundings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dependence {
    /// True if a state depends on another state, or a gate's steady state or rate on the gate itself.
    pub coupled: bool,
    /// The inputs of the states.
    pub states: Inputs,
    /// The inputs of the current.
    pub current: Inputs,
}

/// What decides a relation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RelationKind {
    /// Time and parameters. The next instant at which the relation changes has a closed form.
    Time,
    /// States, too.
    State,
    /// The threshold of a cell's spikes.
    Spike,
    /// The time since the last spike: it holds until an instant that the spike sets.
    Timer,
}

/// A comparison or a `floor` in the equations of a mechanism. Its value is held between events and changes only at one.
///
/// The margin of a comparison is the difference of its two sides. It is positive where the comparison holds, and negative
/// where it does not. The margin of `floor(x)` is x.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RelationInfo {
    /// The relation as written.
    pub text: &'static str,
    /// What decides it.
    pub kind: RelationKind,
    /// True for a `floor`.
    pub floor: bool,
    /// True if a comparison also holds where both sides are equal.
    pub or_equal: bool,
    /// True if equations are continuous where it changes.
    pub smooth: bool,
    /// True if the states of the mechanism depend on it.
    pub of_states: bool,
    /// True if its current depends on it.
    pub of_current: bool,
}

/// The relations of a compartment with a threshold of spikes, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpikeRelation {
    /// V is at the threshold or above it, and a spike is possible.
    Above,
    /// V is held after a spike.
    Holding,
    /// The threshold is mute after a spike.
    Mute,
}

impl SpikeRelation {
    /// Number of them.
    pub const COUNT: usize = 3;
    /// Their descriptions.
    pub const INFOS: [RelationInfo; Self::COUNT] = [
        RelationInfo { text: "v >= spike.threshold", kind: RelationKind::Spike, ..Self::TIMER },
        RelationInfo { text: "the hold of a spike", ..Self::TIMER },
        RelationInfo { text: "the refractory time of a spike", ..Self::TIMER },
    ];
    const TIMER: RelationInfo = RelationInfo {
        text: "",
        kind: RelationKind::Timer,
        floor: false,
        or_equal: true,
        smooth: false,
        of_states: true,
        of_current: true,
    };
}

/// The description of a channel, a synapse, a pool or a stimulus.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MechanismInfo {
    /// Name of its type.
    pub name: &'static str,
    /// Its kind.
    pub kind: MechanismKind,
    /// The ion it carries.
    pub ion: Option<&'static str>,
    /// True if its equations use the reversal potential `e` of that ion.
    pub uses_reversal: bool,
    /// True if its equations use the temperature.
    pub uses_temperature: bool,
    /// True if its equations use the area of the compartment.
    pub uses_area: bool,
    /// Concentrations it reads, by their names in equations (`ca`, `ca_out`).
    pub reads: &'static [&'static str],
    /// True if its current is per area; otherwise the current is that of the whole compartment.
    pub density: bool,
    /// True if a spike of its neuron changes its states.
    pub on_spike: bool,
    /// True if its states depend on the presynaptic side alone.
    pub presynaptic: bool,
    /// For each parameter, true if the motion or the initial values of the states depend on it.
    pub kinetic: &'static [bool],
    /// Number of exponentials that are evaluated in a batch.
    pub exps: usize,
    /// The dependence of its equations.
    pub dependence: Dependence,
    /// Parameters in their order of declaration.
    pub parameters: &'static [ParameterInfo],
    /// States in their order of declaration.
    pub states: &'static [StateInfo],
    /// The relations in its equations.
    pub relations: &'static [RelationInfo],
    /// True if their margins need its exponentials.
    pub margins_need_exps: bool,
    /// What spikes of other neurons change; `None` if they change nothing.
    pub events: Option<EventInfo>,
}

/// What the spikes of the two neurons of a synapse change.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EventInfo {
    /// True if the arrival of a presynaptic spike changes something.
    pub on_pre: bool,
    /// True if a spike of the postsynaptic neuron does.
    pub on_post: bool,
    /// True if V of the postsynaptic compartment is changed.
    pub kicks: bool,
    /// The index of the parameter that is the delay of a connection; `usize::MAX` if no presynaptic spike arrives.
    pub delay: usize,
    /// States that move in closed form from event to event. No current and no other state depends on them in between.
    pub variables: &'static [StateInfo],
    /// True if the states of all connections into one compartment add up to one set: the equations are linear in them, events
    /// add to them what does not depend on them, and they begin at 0.
    pub merges: bool,
    /// True if the changes contain random numbers.
    pub draws: bool,
    /// True if it does nothing between events: it has no current and no states but variables.
    pub silent: bool,
    /// For each parameter, true if events and variables alone depend on it. Links of one set may differ in these.
    pub of_events: &'static [bool],
    /// For each parameter, true if it is a factor of the current and of nothing else. Links of one set may differ in these, too:
    /// events then add to the states what the factor makes of it.
    pub factors: &'static [bool],
}

impl MechanismInfo {
    /// Returns the number of its variables, which move from event to event.
    pub const fn variables(&self) -> usize {
        match self.events {
            Some(events) => events.variables.len(),
            None => 0,
        }
    }

    /// Returns true if its states are gates whose steady states and rates depend on no state of it.
    pub const fn has_only_gates(&self) -> bool {
        let mut k = 0;
        while k < self.states.len() {
            if !matches!(self.states[k].kind, StateKind::Gate) {
                return false;
            }
            k += 1;
        }
        !self.dependence.coupled
    }
}

/// A mechanism under its name in a compartment.
#[derive(Clone, Copy, Debug)]
pub struct PartInfo {
    /// Name of the part: the ion of a pool, the type or given name of a channel or stimulus.
    pub name: &'static str,
    /// Name of the concentration that a pool governs, `ca`; empty for a channel.
    pub concentration: &'static str,
    /// The mechanism.
    pub mechanism: &'static MechanismInfo,
}

/// A compartment: its own parameters, then its pools, then its channels, then its stimuli. Its state is V, then the states
/// of these, in the same order.
#[derive(Clone, Copy, Debug)]
pub struct CompartmentInfo {
    /// Its name; empty in a cell of one compartment.
    pub name: &'static str,
    /// Its own parameters: `capacitance`, `area`, `v`, `inject`, `Na.e`, …
    pub parameters: &'static [ParameterInfo],
    /// Pools, named by their ion.
    pub pools: &'static [PartInfo],
    /// Channels, then stimuli.
    pub channels: &'static [PartInfo],
    /// True if it has a threshold of spikes.
    pub spike: bool,
    /// The range in which V is possible, mV.
    pub range: StateRange,
}

/// A cell type: its own parameters (temperature, coupling conductances), then its compartments'.
#[derive(Clone, Copy, Debug)]
pub struct CellInfo {
    /// Name of its type.
    pub name: &'static str,
    /// Parameters of the cell as a whole.
    pub parameters: &'static [ParameterInfo],
    /// Compartments in their order of declaration.
    pub compartments: &'static [CompartmentInfo],
    /// True if the declaration was without mistakes. Otherwise checks report nothing as missing, because the mistakes
    /// may contain it.
    pub complete: bool,
    /// True if it is a source of spikes, which has no compartments.
    pub source: bool,
}

/// Neurons of one type that lie together in the state vector.
#[derive(Clone, Copy, Debug)]
pub struct CellsInfo {
    /// The type.
    pub cell: &'static CellInfo,
    /// Names of named neurons, or the one name of an array. A cell alone has the empty name.
    pub names: &'static [&'static str],
    /// True if this is an array.
    pub array: bool,
}

/// Synapses of one type that lie together in the state vector, or stimuli of one type. Both ends of a stimulus are where it
/// enters.
#[derive(Clone, Copy, Debug)]
pub struct SynapsesInfo {
    /// The type.
    pub synapse: &'static MechanismInfo,
    /// Names: `AB_LP.Cholinergic`, one per synapse, `step`, one per stimulus, or the one name of a projection between arrays or of
    /// a stimulus into an array.
    pub names: &'static [&'static str],
    /// True if this is a projection from or to an array.
    pub array: bool,
}

/// The description of a network.
#[derive(Clone, Copy, Debug)]
pub struct NetworkInfo {
    /// Name of its type.
    pub name: &'static str,
    /// Groups of cells in the order of the state vector.
    pub cells: &'static [CellsInfo],
    /// Groups of synapses, after the cells.
    pub synapses: &'static [SynapsesInfo],
}

const fn count(parts: &[PartInfo], states: bool) -> usize {
    let (mut total, mut k) = (0, 0);
    while k < parts.len() {
        let mechanism = parts[k].mechanism;
        total += if states { mechanism.states.len() } else { mechanism.parameters.len() };
        k += 1;
    }
    total
}

impl CompartmentInfo {
    /// Returns the number of exponentials that its channels evaluate.
    pub const fn exps(&self) -> usize {
        let (mut total, mut k) = (0, 0);
        while k < self.channels.len() {
            total += self.channels[k].mechanism.exps;
            k += 1;
        }
        total
    }

    /// Returns the number of states of its channels.
    pub const fn channel_states(&self) -> usize {
        count(self.channels, true)
    }

    /// Returns the number of relations: those of its pools, of its channels, and of its spikes.
    pub const fn relations(&self) -> usize {
        let (mut total, mut k) = (if self.spike { SpikeRelation::COUNT } else { 0 }, 0);
        while k < self.pools.len() {
            total += self.pools[k].mechanism.relations.len();
            k += 1;
        }
        k = 0;
        while k < self.channels.len() {
            total += self.channels[k].mechanism.relations.len();
            k += 1;
        }
        total
    }

    /// Returns the number of states, including V.
    pub const fn states(&self) -> usize {
        1 + count(self.pools, true) + count(self.channels, true)
    }

    /// Returns the number of parameters, including those of its parts.
    pub const fn parameter_count(&self) -> usize {
        self.parameters.len() + count(self.pools, false) + count(self.channels, false)
    }

    /// Returns the part (empty for V and concentrations), the name and the unit of every state, in order.
    pub(crate) fn state_names(&self) -> impl Iterator<Item = (&'static str, &'static str, &'static str)> + use<> {
        let of_parts = self.pools.iter().chain(self.channels).flat_map(|part| {
            part.mechanism.states.iter().map(|state| {
                if !part.concentration.is_empty() && matches!(state.kind, StateKind::Concentration) {
                    ("", part.concentration, state.unit)
                } else {
                    (part.name, state.name, state.unit)
                }
            })
        });
        core::iter::once(("", "v", "mV")).chain(of_parts)
    }
}

impl CellInfo {
    /// Returns the number of exponentials that its channels evaluate.
    pub const fn exps(&self) -> usize {
        let (mut total, mut k) = (0, 0);
        while k < self.compartments.len() {
            total += self.compartments[k].exps();
            k += 1;
        }
        total
    }

    /// Returns the number of states of its channels.
    pub const fn channel_states(&self) -> usize {
        let (mut total, mut k) = (0, 0);
        while k < self.compartments.len() {
            total += self.compartments[k].channel_states();
            k += 1;
        }
        total
    }

    /// Returns the number of relations of the whole cell.
    pub const fn relations(&self) -> usize {
        let (mut total, mut k) = (0, 0);
        while k < self.compartments.len() {
            total += self.compartments[k].relations();
            k += 1;
        }
        total
    }

    /// Returns the number of states of the whole cell.
    pub const fn states(&self) -> usize {
        let (mut total, mut k) = (0, 0);
        while k < self.compartments.len() {
            total += self.compartments[k].states();
            k += 1;
        }
        total
    }

    /// Returns the number of parameters of the whole cell.
    pub const fn parameter_count(&self) -> usize {
        let (mut total, mut k) = (self.parameters.len(), 0);
        while k < self.compartments.len() {
            total += self.compartments[k].parameter_count();
            k += 1;
        }
        total
    }

    /// Calls `visit` with the kind of every state, in order.
    pub fn each_state_kind(&self, mut visit: impl FnMut(StateKind)) {
        for compartment in self.compartments {
            visit(StateKind::Voltage);
            let parts = compartment.pools.iter().chain(compartment.channels);
            parts.flat_map(|part| part.mechanism.states).for_each(|state| visit(state.kind));
        }
    }
}
