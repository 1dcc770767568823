//! A channel, synapse, pool or stimulus as its author wrote it.

use crate::expr::Expr;
use crate::plausible::Place;
use crate::unit::{Dimension, Quantity, UnitExpr};
use proc_macro2::{Ident, Span};
use syn::{Attribute, Visibility};

/// The four attributes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `#[channel]`
    Channel,
    /// `#[synapse]`
    Synapse,
    /// `#[pool]`
    Pool,
    /// `#[stimulus]`
    Stimulus,
}

impl Kind {
    /// Returns the word for it in messages.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Channel => "channel",
            Kind::Synapse => "synapse",
            Kind::Pool => "pool",
            Kind::Stimulus => "stimulus",
        }
    }
}

/// The whole declaration.
pub struct Model {
    pub kind: Kind,
    pub docs: Vec<Attribute>,
    pub visibility: Visibility,
    pub ident: Ident,
    pub ion: Option<Ident>,
    pub reads: Vec<Ident>,
    pub electrical: bool,
    pub current: Option<Expr>,
    pub definitions: Vec<(Ident, Expr)>,
    pub parameters: Vec<Parameter>,
    pub states: Vec<State>,
    /// The events at which it changes, in their order.
    pub events: Vec<Event>,
    /// Names whose declaration could not be understood. That was reported, and no other message may be about them.
    pub unreadable: Vec<Ident>,
    /// True if all of it could be read. Otherwise nothing counts as missing.
    pub readable: bool,
    /// True if it is without mistakes.
    pub complete: bool,
}

impl Model {
    /// Returns every formula as written.
    pub fn equations(&self) -> Vec<&Expr> {
        let mut found: Vec<&Expr> = self.definitions.iter().map(|(_, expr)| expr).collect();
        found.extend(&self.current);
        for state in &self.states {
            found.extend(state.dynamics.equations());
            found.extend(&state.init);
        }
        found.extend(self.jumps().map(|(_, jump)| &jump.value));
        found.extend(self.q10s().map(|q10| &q10.factor));
        found
    }

    /// Gives each `random` as written a number of its own, see [`Expr::number_draws`].
    pub fn number_draws(&mut self) {
        let mut count = 0;
        let mut next = |_| {
            count += 1;
            count - 1
        };
        let jumps = self.events.iter_mut().flat_map(|event| &mut event.jumps).map(|jump| &mut jump.value);
        for expr in self.definitions.iter_mut().map(|(_, expr)| expr).chain(jumps) {
            *expr = expr.number_draws(&mut next);
        }
    }

    /// Returns every Q10 as written. One that is given for all gates counts once.
    pub fn q10s(&self) -> impl Iterator<Item = &Q10> {
        let mut shared = false;
        self.states.iter().filter_map(|state| state.q10.as_ref()).filter(move |q10| {
            let first = !q10.shared || !shared;
            shared |= q10.shared;
            first
        })
    }

    /// Returns the changes at events, in their order.
    pub fn jumps(&self) -> impl Iterator<Item = (When, &Jump)> {
        self.events.iter().flat_map(|event| event.jumps.iter().map(|jump| (event.when, jump)))
    }

    /// True if it lists what changes at an event.
    pub fn sees(&self, when: When) -> bool {
        self.events.iter().any(|event| event.when == when)
    }

    /// True if spikes of the neurons that it connects change it.
    pub fn is_driven_by_events(&self) -> bool {
        self.sees(When::Pre) || self.sees(When::Post)
    }

    /// True if an event changes the postsynaptic potential.
    pub fn kicks(&self) -> bool {
        self.jumps().any(|(_, jump)| jump.target == POTENTIAL)
    }

    /// Returns the states with a value of their own: all but instantaneous gates.
    pub fn integrated(&self) -> impl Iterator<Item = &State> {
        self.states.iter().filter(|state| !state.instantaneous)
    }

    /// Returns the place of its values, which decides their plausible range.
    pub fn place(&self) -> Place {
        if self.kind == Kind::Synapse { Place::Synapse } else { Place::Membrane }
    }

    /// Returns the index of the delay among the parameters, if presynaptic spikes change it.
    pub fn delay(&self) -> Option<usize> {
        self.parameters.iter().position(|parameter| parameter.ident == DELAY).filter(|_| self.sees(When::Pre))
    }

    /// True if a parameter of that name is declared.
    pub fn has_parameter(&self, name: &str) -> bool {
        self.parameters.iter().any(|parameter| parameter.ident == name)
    }
}

/// An event at which a mechanism changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// A spike of the neuron of a channel.
    Spike,
    /// The arrival of a presynaptic spike.
    Pre,
    /// A spike of the postsynaptic neuron.
    Post,
}

impl When {
    /// All of them.
    pub const ALL: [When; 3] = [When::Spike, When::Pre, When::Post];

    /// Returns the events that a kind of mechanism sees.
    pub fn of(kind: Kind) -> &'static [When] {
        match kind {
            Kind::Channel => &[When::Spike],
            Kind::Synapse => &[When::Pre, When::Post],
            Kind::Pool | Kind::Stimulus => &[],
        }
    }

    /// Returns the argument that lists its changes.
    pub fn argument(self) -> &'static str {
        match self {
            When::Spike => "on_spike",
            When::Pre => "on_pre",
            When::Post => "on_post",
        }
    }

    /// Returns an example of its changes.
    pub fn example(self) -> &'static str {
        match self {
            When::Spike => "on_spike(w += b)",
            When::Pre => "on_pre(s += weight)",
            When::Post => "on_post(y += a)",
        }
    }
}

/// The potential that events of a synapse may change.
pub const POTENTIAL: &str = "v_post";

/// The parameter of a connection that is the time from a presynaptic spike to its arrival.
pub const DELAY: &str = "delay";

/// What changes at an event, `on_pre(s += weight)`.
pub struct Event {
    pub when: When,
    /// The argument's name.
    pub key: Ident,
    /// The changes in their order. Each sees those before it.
    pub jumps: Vec<Jump>,
}

/// A change at an event, `w += b`.
pub struct Jump {
    /// A state, or `v_post`.
    pub target: Ident,
    /// The value after the event.
    pub value: Expr,
}

/// A `Param` field.
pub struct Parameter {
    pub docs: Vec<Attribute>,
    pub ident: Ident,
    pub default: Option<Quantity>,
    pub unit: Option<UnitExpr>,
    pub minimum: Option<Quantity>,
    pub maximum: Option<Quantity>,
    /// True if all of it could be read.
    pub readable: bool,
}

impl Parameter {
    /// Returns the dimension of its declared unit.
    pub fn dimension(&self) -> Dimension {
        match (&self.unit, &self.default) {
            (Some(unit), _) => unit.dimension,
            (None, Some(default)) => default.dimension,
            (None, None) => Dimension::PURE,
        }
    }

    /// Returns its default if that is a number without a unit.
    pub fn bare_default(&self) -> Option<&Quantity> {
        self.default.as_ref().filter(|default| self.unit.is_none() && default.dimension.is_pure())
    }

    /// True if its default is out of plausible ranges on purpose.
    pub fn is_unchecked(&self) -> bool {
        self.default.as_ref().is_some_and(|default| default.unchecked)
    }

    /// Returns its default and its bounds.
    pub fn values(&self) -> impl Iterator<Item = &Quantity> {
        [&self.default, &self.minimum, &self.maximum].into_iter().flatten()
    }
}

/// A `Gate`, `State` or `Concentration` field.
pub struct State {
    pub docs: Vec<Attribute>,
    pub ident: Ident,
    pub form: Form,
    pub dynamics: Dynamics,
    pub instantaneous: bool,
    /// True if it and its curves may have impossible values.
    pub unchecked: bool,
    /// The smallest possible value.
    pub minimum: Option<Quantity>,
    /// The largest possible value.
    pub maximum: Option<Quantity>,
    pub init: Option<Expr>,
    pub unit: Option<UnitExpr>,
    pub q10: Option<Q10>,
    /// True if all of it could be read.
    pub readable: bool,
}

/// The type that a state's field was declared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Gate,
    Free,
    Concentration,
}

/// The equation of a state.
pub enum Dynamics {
    /// (inf − x)/tau; an instantaneous gate has no tau.
    Relax { inf: Expr, tau: Option<Expr> },
    /// alpha (1 − x) − beta x
    Rates { alpha: Expr, beta: Expr },
    /// Its own derivative.
    Derivative(Expr),
    /// Not known: something was missing, which was reported.
    Unknown,
}

impl Dynamics {
    /// Returns its formulas.
    pub fn equations(&self) -> Vec<&Expr> {
        match self {
            Dynamics::Relax { inf, tau } => std::iter::once(inf).chain(tau).collect(),
            Dynamics::Rates { alpha, beta } => vec![alpha, beta],
            Dynamics::Derivative(derivative) => vec![derivative],
            Dynamics::Unknown => Vec::new(),
        }
    }

    /// Returns dx/dt, if the state is given by it.
    pub fn derivative(&self) -> Option<&Expr> {
        match self {
            Dynamics::Derivative(derivative) => Some(derivative),
            _ => None,
        }
    }
}

/// A factor of all rates, `factor^((celsius − reference)/10)`.
#[derive(Clone)]
pub struct Q10 {
    pub factor: Expr,
    /// °C
    pub reference: f64,
    pub span: Span,
    /// True if it was given once for all gates.
    pub shared: bool,
}
