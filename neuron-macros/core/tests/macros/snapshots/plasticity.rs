// #[synapse(current = g * s * (v_post - e), let room = max(0, w_max - w),
//     on_pre(s += w, x += 0.1, w -= 0.2 * y, v_post += kick), on_post(y += 1, w += room * x))]
// /// A conductance with a weight that pairs of spikes change.
// pub struct Plastic {
//     /// Conductance.
//     #[param(1nS, min = 0nS)]
//     g: Param,
//     /// Reversal potential.
//     #[param(0mV)]
//     e: Param,
//     /// Largest weight.
//     #[param(1)]
//     w_max: Param,
//     /// Potential that each spike adds.
//     #[param(unit = uV)]
//     kick: Param,
//     /// Open fraction.
//     #[state(derivative = -s / 5ms, init = 0)]
//     s: State,
//     /// Weight.
//     #[state(init = 0.5 * w_max, min = 0)]
//     w: State,
//     /// Presynaptic trace, which recovers to its rest.
//     #[state(derivative = (0.1 - x) / 20ms, init = 0.1)]
//     x: State,
//     /// Postsynaptic trace.
//     #[gate(inf = 0, tau = 20ms, unchecked)]
//     y: Gate,
// }

/// A conductance with a weight that pairs of spikes change.
///
/// ```text
/// i = g * s * (v_post - e)
/// room = max(0, w_max - w)
/// ds/dt = -s / 5ms
/// dw/dt = 0
/// dx/dt = (0.1 - x) / 20ms
/// y_inf = 0
/// y_tau = 20ms
/// on pre: s = s + w
/// on pre: x = x + 0.1
/// on pre: w = w - 0.2 * y
/// on pre: v_post = v_post + kick
/// on post: y = y + 1
/// on post: w = w + room * x
/// ```
#[derive(Clone, Debug, PartialEq)]
#[allow(non_snake_case)]
pub struct Plastic<T = f64> {
    /// Conductance.
    ///
    /// In nS. Default 1.
    pub g: T,
    /// Reversal potential.
    ///
    /// In mV. Default 0.
    pub e: T,
    /// Largest weight.
    ///
    /// A pure number. Default 1.
    pub w_max: T,
    /// Potential that each spike adds.
    ///
    /// In uV.
    pub kick: T,
    /// Delay of the connection.
    ///
    /// In ms. Default 0.
    pub delay: T,
}
#[automatically_derived]
impl<T> ::neuron_runtime::private::NoCell for Plastic<T> {
    const NAME: &'static str = "Plastic";
}
#[automatically_derived]
impl<T> ::neuron_runtime::private::Describe for Plastic<T> {
    const INFO: ::neuron_runtime::private::MechanismInfo = ::neuron_runtime::private::MechanismInfo {
        name: "Plastic",
        kind: ::neuron_runtime::private::MechanismKind::Synapse,
        ion: ::core::option::Option::None,
        uses_reversal: false,
        uses_temperature: false,
        uses_area: false,
        reads: &[],
        density: false,
        on_spike: false,
        presynaptic: false,
        kinetic: &[false, false, false, false, false],
        exps: 0,
        dependence: ::neuron_runtime::private::Dependence {
            coupled: false,
            states: ::neuron_runtime::private::Inputs {
                v: false,
                pre: false,
                reversal: false,
                ion_current: false,
                time: false,
                reads: &[],
            },
            current: ::neuron_runtime::private::Inputs {
                v: true,
                pre: false,
                reversal: false,
                ion_current: false,
                time: false,
                reads: &[],
            },
        },
        parameters: &[
            ::neuron_runtime::private::ParameterInfo {
                name: "g",
                unit: "nS",
                factor: 0.001,
                dimension: [-1, 0, 1, 0, 0, 0],
                default: ::core::option::Option::Some(1.0),
                minimum: ::core::option::Option::Some(0.0),
                maximum: ::core::option::Option::None,
                nonzero: false,
            },
            ::neuron_runtime::private::ParameterInfo {
                name: "e",
                unit: "mV",
                factor: 1.0,
                dimension: [1, 0, 0, 0, 0, 0],
                default: ::core::option::Option::Some(0.0),
                minimum: ::core::option::Option::None,
                maximum: ::core::option::Option::None,
                nonzero: false,
            },
            ::neuron_runtime::private::ParameterInfo {
                name: "w_max",
                unit: "",
                factor: 1.0,
                dimension: [0, 0, 0, 0, 0, 0],
                default: ::core::option::Option::Some(1.0),
                minimum: ::core::option::Option::None,
                maximum: ::core::option::Option::None,
                nonzero: false,
            },
            ::neuron_runtime::private::ParameterInfo {
                name: "kick",
                unit: "uV",
                factor: 0.001,
                dimension: [1, 0, 0, 0, 0, 0],
                default: ::core::option::Option::None,
                minimum: ::core::option::Option::None,
                maximum: ::core::option::Option::None,
                nonzero: false,
            },
            ::neuron_runtime::private::ParameterInfo {
                name: "delay",
                unit: "ms",
                factor: 1.0,
                dimension: [0, 1, 0, 0, 0, 0],
                default: ::core::option::Option::Some(0.0),
                minimum: ::core::option::Option::Some(0.0),
                maximum: ::core::option::Option::None,
                nonzero: false,
            },
        ],
        states: &[
            ::neuron_runtime::private::StateInfo {
                name: "s",
                unit: "",
                kind: ::neuron_runtime::private::StateKind::Free,
                range: ::neuron_runtime::private::StateRange::OfKind,
            },
        ],
        relations: &[],
        margins_need_exps: false,
        events: ::core::option::Option::Some(::neuron_runtime::private::EventInfo {
            on_pre: true,
            on_post: true,
            kicks: true,
            delay: 4,
            variables: &[
                ::neuron_runtime::private::StateInfo {
                    name: "w",
                    unit: "",
                    kind: ::neuron_runtime::private::StateKind::Free,
                    range: ::neuron_runtime::private::StateRange::Declared {
                        lowest: ::core::option::Option::Some(0.0),
                        highest: ::core::option::Option::None,
                    },
                },
                ::neuron_runtime::private::StateInfo {
                    name: "x",
                    unit: "",
                    kind: ::neuron_runtime::private::StateKind::Free,
                    range: ::neuron_runtime::private::StateRange::OfKind,
                },
                ::neuron_runtime::private::StateInfo {
                    name: "y",
                    unit: "",
                    kind: ::neuron_runtime::private::StateKind::Gate,
                    range: ::neuron_runtime::private::StateRange::Declared {
                        lowest: ::core::option::Option::None,
                        highest: ::core::option::Option::None,
                    },
                },
            ],
            merges: true,
            draws: false,
            silent: false,
            of_events: &[false, false, true, true, true],
            factors: &[true, false, false, false, false],
        }),
    };
    const CURRENT_EXPS: usize = 0;
}
#[doc(hidden)]
#[allow(non_local_definitions)]
const _: () = {
    #[allow(
        unused_imports,
        non_camel_case_types,
        non_snake_case,
        non_upper_case_globals
    )]
    use ::neuron_runtime::private::{
        variable as at, variable as convert, variable as cursor, variable as delay,
        variable as dy, variable as e, variable as g, variable as h, variable as handles,
        variable as kick, variable as number, variable as own, variable as rate,
        variable as room, variable as s, variable as t, variable as target,
        variable as to, variable as v, variable as v_post, variable as v_pre,
        variable as visit, variable as w, variable as w_max, variable as x,
        variable as y, variable as y_inf, variable as y_tau, variable as z,
    };
    #[automatically_derived]
    #[allow(non_snake_case)]
    impl Plastic<f64> {
        /// With these parameters, in their declared units: `g` in nS, `e` in mV, `w_max`, `kick` in uV, `delay` in ms.
        pub const fn new(g: f64, e: f64, w_max: f64, kick: f64, delay: f64) -> Self {
            Plastic {
                g,
                e,
                w_max,
                kick,
                delay,
            }
        }
    }
    #[automatically_derived]
    impl ::core::default::Default for Plastic<f64> {
        /// The declared defaults; a parameter without one is NaN until it is set, which no run accepts.
        fn default() -> Self {
            Plastic::new(1.0, 0.0, 1.0, f64::NAN, 0.0)
        }
    }
    #[automatically_derived]
    impl<T: ::neuron_runtime::private::Real> ::neuron_runtime::private::Parameters<T>
    for Plastic<T> {
        type With<U: ::neuron_runtime::private::Real> = Plastic<U>;
        fn each(&self, visit: &mut dyn FnMut(&T)) {
            let _ = &visit;
            visit(&self.g);
            visit(&self.e);
            visit(&self.w_max);
            visit(&self.kick);
            visit(&self.delay);
        }
        fn each_mut(&mut self, visit: &mut dyn FnMut(&mut T)) {
            let _ = &visit;
            visit(&mut self.g);
            visit(&mut self.e);
            visit(&mut self.w_max);
            visit(&mut self.kick);
            visit(&mut self.delay);
        }
        fn map<U: ::neuron_runtime::private::Real>(
            &self,
            convert: &mut dyn FnMut(&T) -> U,
        ) -> Plastic<U> {
            let _ = &convert;
            Plastic {
                g: convert(&self.g),
                e: convert(&self.e),
                w_max: convert(&self.w_max),
                kick: convert(&self.kick),
                delay: convert(&self.delay),
            }
        }
    }
    #[automatically_derived]
    #[allow(
        unused_variables,
        non_snake_case,
        unused_parens,
        clippy::all,
        clippy::pedantic
    )]
    impl<T: ::neuron_runtime::private::Real> ::neuron_runtime::private::Mechanism<T>
    for Plastic<T> {
        type States = [T; 1];
        type Slopes = ::neuron_runtime::private::Partials<T, 1>;
        type Exps = [T; 0];
        type Of<U: ::neuron_runtime::private::Real> = Plastic<U>;
        #[inline(always)]
        fn convert<U: ::neuron_runtime::private::Real>(
            &self,
            number: impl Fn(&T) -> U,
        ) -> Plastic<U> {
            Plastic {
                g: number(&self.g),
                e: number(&self.e),
                w_max: number(&self.w_max),
                kick: number(&self.kick),
                delay: number(&self.delay),
            }
        }
        #[inline(always)]
        fn arguments(&self, at: &::neuron_runtime::private::At<'_, T>, x: &mut [T]) {}
        #[inline(always)]
        fn current_arguments(
            &self,
            at: &::neuron_runtime::private::At<'_, T>,
            x: &mut [T],
        ) {}
        #[inline(always)]
        fn kinetics(
            &self,
            at: &::neuron_runtime::private::At<'_, T>,
            x: &[T],
            y: &[T],
            target: &mut [T],
            rate: &mut [T],
        ) {
            let s = y[0];
            target[0] = s * -0.2;
            rate[0] = <T as ::neuron_runtime::private::Real>::from_f64(0.2);
        }
        #[inline(always)]
        fn derivatives(
            &self,
            at: &::neuron_runtime::private::At<'_, T>,
            x: &[T],
            y: &[T],
            dy: &mut [T],
        ) {
            let s = y[0];
            dy[0] = s * -0.2;
        }
        #[inline(always)]
        fn flow(
            &self,
            at: &::neuron_runtime::private::At<'_, T>,
            x: &[T],
            y: &[T],
        ) -> ::neuron_runtime::private::Flow<T> {
            let v_post = at.v;
            let g = self.g * 0.001;
            let e = self.e;
            let s = y[0];
            ::neuron_runtime::private::Flow {
                current: g * s * (v_post - e),
                slope: g * s,
                slope_pre: <T as ::neuron_runtime::private::Real>::from_f64(0.0),
            }
        }
        #[inline(always)]
        fn partials(
            &self,
            at: &::neuron_runtime::private::At<'_, T>,
            x: &[T],
            y: &[T],
            to: &mut Self::Slopes,
        ) {
            to.own[0][0] = <T as ::neuron_runtime::private::Real>::from_f64(-0.2);
        }
        #[inline(always)]
        fn current_partials(
            &self,
            at: &::neuron_runtime::private::At<'_, T>,
            x: &[T],
            y: &[T],
            to: &mut Self::Slopes,
        ) {
            let v_post = at.v;
            let g = self.g * 0.001;
            let e = self.e;
            let s = y[0];
            to.current[0] = g * s;
            to.current_by_states[0] = g * (v_post - e);
        }
        #[inline(always)]
        fn start(
            &self,
            at: &::neuron_runtime::private::At<'_, T>,
            x: &[T],
            y: &mut [T],
        ) {
            y[0] = <T as ::neuron_runtime::private::Real>::from_f64(0.0);
        }
        fn on_pre(
            &self,
            at: &::neuron_runtime::private::At<'_, T>,
            y: &mut [T],
            z: &mut [T],
            v: &mut T,
            chance: &::neuron_runtime::private::Chance<'_, T>,
        ) {
            {
                let s = y[0];
                let w = z[0];
                y[0] = s + w;
            }
            {
                let x = z[1];
                z[1] = x + 0.1;
            }
            {
                let w = z[0];
                let y = z[2];
                z[0] = w - y * 0.2;
            }
            {
                let v_post = *v;
                let kick = self.kick * 0.001;
                *v = v_post + kick;
            }
        }
        fn on_post(
            &self,
            at: &::neuron_runtime::private::At<'_, T>,
            y: &mut [T],
            z: &mut [T],
            v: &mut T,
            chance: &::neuron_runtime::private::Chance<'_, T>,
        ) {
            {
                let y = z[2];
                z[2] = y + 1.0;
            }
            {
                let w_max = self.w_max;
                let w = z[0];
                let x = z[1];
                let room = ::neuron_runtime::private::ties::max(
                    <T as ::neuron_runtime::private::Real>::from_f64(0.0),
                    w_max - w,
                );
                z[0] = w + room * x;
            }
        }
        fn start_variables(&self, z: &mut [T]) {
            let w_max = self.w_max;
            z[0] = w_max * 0.5;
            z[1] = <T as ::neuron_runtime::private::Real>::from_f64(0.1);
            z[2] = <T as ::neuron_runtime::private::Real>::from_f64(0.0);
        }
        fn pass(&self, h: T, z: &mut [T]) {
            let x = z[1];
            z[1] = z[1]
                + ((-x + 0.1) * 0.05) * h
                    * ::neuron_runtime::private::math::exprel(h * -0.05);
            z[2] = z[2] * (h * -0.05).exp();
        }
        fn delay(&self) -> T {
            self.delay
        }
    }
    #[automatically_derived]
    impl Plastic<f64> {
        #[doc(hidden)]
        pub const fn handles<N>(
            cursor: ::neuron_runtime::private::Cursor,
        ) -> PlasticHandles<N> {
            PlasticHandles {
                g: cursor.parameter(0),
                e: cursor.parameter(1),
                w_max: cursor.parameter(2),
                kick: cursor.parameter(3),
                delay: cursor.parameter(4),
                s: cursor.state(0),
                w: cursor.state(1),
                x: cursor.state(2),
                y: cursor.state(3),
                current: cursor.current(),
                conductance: cursor.conductance(),
            }
        }
    }
    #[automatically_derived]
    #[allow(
        unused_variables,
        non_snake_case,
        unused_parens,
        clippy::all,
        clippy::pedantic
    )]
    impl<T: ::neuron_runtime::private::Real> Plastic<T> {
        /// Steady state of `y` at `v_pre` (mV).
        ///
        /// `y_inf = 0`
        pub fn y_inf(&self, v_pre: T) -> T {
            let y_inf = <T as ::neuron_runtime::private::Real>::from_f64(0.0);
            y_inf
        }
        /// Time constant (ms) of `y` at `v_pre` (mV).
        ///
        /// `y_tau = 20ms`
        pub fn y_tau(&self, v_pre: T) -> T {
            let y_tau = <T as ::neuron_runtime::private::Real>::from_f64(20.0);
            y_tau
        }
    }
    /// The names of the equations, for editors.
    #[allow(
        dead_code,
        unused_variables,
        non_snake_case,
        non_camel_case_types,
        clippy::all,
        clippy::pedantic
    )]
    fn names<T: ::neuron_runtime::private::Real, __N>(
        own: &Plastic<T>,
        handles: &PlasticHandles<__N>,
        at: &::neuron_runtime::private::At<'_, T>,
    ) {
        let _ = &own.w_max;
        let _ = &handles.w;
        let _ = &own.g;
        let _ = &handles.s;
        let v_post = at.v;
        let _ = v_post;
        let _ = &own.e;
        let _ = &handles.s;
        let _ = &own.w_max;
        let _ = &handles.x;
        let _ = &handles.s;
        let _ = &handles.w;
        let _ = &handles.x;
        let _ = &handles.w;
        let _ = &handles.y;
        let _ = v_post;
        let _ = &own.kick;
        let _ = &handles.y;
        let _ = &handles.w;
        let room = ();
        let _ = room;
        let _ = &handles.x;
        let _ = &handles.s;
        let _ = &handles.x;
        let _ = &handles.w;
        let _ = v_post;
        let _ = &handles.y;
        let _ = &handles.w;
        let _ = <T as ::neuron_runtime::private::Real>::max;
    }
};
#[automatically_derived]
impl<N> ::core::clone::Clone for PlasticHandles<N> {
    fn clone(&self) -> Self {
        *self
    }
}
#[automatically_derived]
impl<N> ::core::marker::Copy for PlasticHandles<N> {}
/// Handles of [`Plastic`] in the network `N`.
#[allow(dead_code, non_snake_case)]
pub struct PlasticHandles<N> {
    /// Conductance.
    pub g: ::neuron_runtime::private::Parameter<N>,
    /// Reversal potential.
    pub e: ::neuron_runtime::private::Parameter<N>,
    /// Largest weight.
    pub w_max: ::neuron_runtime::private::Parameter<N>,
    /// Potential that each spike adds.
    pub kick: ::neuron_runtime::private::Parameter<N>,
    /// Delay of the connection.
    pub delay: ::neuron_runtime::private::Parameter<N>,
    /// Open fraction.
    pub s: ::neuron_runtime::private::State<N>,
    /// Weight.
    pub w: ::neuron_runtime::private::State<N>,
    /// Presynaptic trace, which recovers to its rest.
    pub x: ::neuron_runtime::private::State<N>,
    /// Postsynaptic trace.
    pub y: ::neuron_runtime::private::State<N>,
    /// Its outward current, nA.
    pub current: ::neuron_runtime::private::Current<N>,
    /// Its conductance ∂i/∂v, µS.
    pub conductance: ::neuron_runtime::private::Conductance<N>,
}
#[automatically_derived]
impl<T> ::neuron_runtime::private::Handled for Plastic<T> {
    type Handles<N> = PlasticHandles<N>;
}
