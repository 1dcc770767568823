// #[stimulus(current = if t >= start && t < start + duration { amplitude } else { 0nA })]
// /// Rectangular pulse.
// pub struct Pulse {
//     /// Time at which it begins.
//     #[param(100ms)]
//     start: Param,
//     /// Duration.
//     #[param(300ms, min = 0ms)]
//     duration: Param,
//     /// Current.
//     #[param(0.1nA)]
//     amplitude: Param,
// }

/// Rectangular pulse.
///
/// ```text
/// i = if t >= start && t < start + duration { amplitude } else { 0nA }
/// ```
#[derive(Clone, Debug, PartialEq)]
#[allow(non_snake_case)]
pub struct Pulse<T = f64> {
    /// Time at which it begins.
    ///
    /// In ms. Default 100.
    pub start: T,
    /// Duration.
    ///
    /// In ms. Default 300.
    pub duration: T,
    /// Current.
    ///
    /// In nA. Default 0.1.
    pub amplitude: T,
}
#[automatically_derived]
impl<T> ::neuron_runtime::private::NoCell for Pulse<T> {
    const NAME: &'static str = "Pulse";
}
#[automatically_derived]
impl<T> ::neuron_runtime::private::Describe for Pulse<T> {
    const INFO: ::neuron_runtime::private::MechanismInfo = ::neuron_runtime::private::MechanismInfo {
        name: "Pulse",
        kind: ::neuron_runtime::private::MechanismKind::Stimulus,
        ion: ::core::option::Option::None,
        uses_reversal: false,
        uses_temperature: false,
        uses_area: false,
        reads: &[],
        density: false,
        on_spike: false,
        presynaptic: false,
        kinetic: &[false, false, false],
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
                v: false,
                pre: false,
                reversal: false,
                ion_current: false,
                time: false,
                reads: &[],
            },
        },
        parameters: &[
            ::neuron_runtime::private::ParameterInfo {
                name: "start",
                unit: "ms",
                factor: 1.0,
                dimension: [0, 1, 0, 0, 0, 0],
                default: ::core::option::Option::Some(100.0),
                minimum: ::core::option::Option::None,
                maximum: ::core::option::Option::None,
                nonzero: false,
            },
            ::neuron_runtime::private::ParameterInfo {
                name: "duration",
                unit: "ms",
                factor: 1.0,
                dimension: [0, 1, 0, 0, 0, 0],
                default: ::core::option::Option::Some(300.0),
                minimum: ::core::option::Option::Some(0.0),
                maximum: ::core::option::Option::None,
                nonzero: false,
            },
            ::neuron_runtime::private::ParameterInfo {
                name: "amplitude",
                unit: "nA",
                factor: 1.0,
                dimension: [0, 0, 1, 0, 0, 0],
                default: ::core::option::Option::Some(0.1),
                minimum: ::core::option::Option::None,
                maximum: ::core::option::Option::None,
                nonzero: false,
            },
        ],
        states: &[],
        relations: &[
            ::neuron_runtime::private::RelationInfo {
                text: "t >= start",
                kind: ::neuron_runtime::private::RelationKind::Time,
                floor: false,
                or_equal: true,
                smooth: false,
                of_states: false,
                of_current: true,
            },
            ::neuron_runtime::private::RelationInfo {
                text: "t < start + duration",
                kind: ::neuron_runtime::private::RelationKind::Time,
                floor: false,
                or_equal: false,
                smooth: false,
                of_states: false,
                of_current: true,
            },
        ],
        margins_need_exps: false,
        events: ::core::option::Option::None,
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
        variable as amplitude, variable as area, variable as at, variable as celsius,
        variable as convert, variable as cursor, variable as duration, variable as dy,
        variable as h, variable as handles, variable as number, variable as own,
        variable as rate, variable as start, variable as t, variable as target,
        variable as to, variable as v, variable as visit, variable as x, variable as y,
        variable as z,
    };
    #[automatically_derived]
    #[allow(non_snake_case)]
    impl Pulse<f64> {
        /// With these parameters, in their declared units: `start` in ms, `duration` in ms, `amplitude` in nA.
        pub const fn new(start: f64, duration: f64, amplitude: f64) -> Self {
            Pulse {
                start,
                duration,
                amplitude,
            }
        }
    }
    #[automatically_derived]
    impl ::core::default::Default for Pulse<f64> {
        /// The declared defaults; a parameter without one is NaN until it is set, which no run accepts.
        fn default() -> Self {
            Pulse::new(100.0, 300.0, 0.1)
        }
    }
    #[automatically_derived]
    impl<T: ::neuron_runtime::private::Real> ::neuron_runtime::private::Parameters<T>
    for Pulse<T> {
        type With<U: ::neuron_runtime::private::Real> = Pulse<U>;
        fn each(&self, visit: &mut dyn FnMut(&T)) {
            let _ = &visit;
            visit(&self.start);
            visit(&self.duration);
            visit(&self.amplitude);
        }
        fn each_mut(&mut self, visit: &mut dyn FnMut(&mut T)) {
            let _ = &visit;
            visit(&mut self.start);
            visit(&mut self.duration);
            visit(&mut self.amplitude);
        }
        fn map<U: ::neuron_runtime::private::Real>(
            &self,
            convert: &mut dyn FnMut(&T) -> U,
        ) -> Pulse<U> {
            let _ = &convert;
            Pulse {
                start: convert(&self.start),
                duration: convert(&self.duration),
                amplitude: convert(&self.amplitude),
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
    for Pulse<T> {
        type States = [T; 0];
        type Slopes = ::neuron_runtime::private::Partials<T, 0>;
        type Exps = [T; 0];
        type Of<U: ::neuron_runtime::private::Real> = Pulse<U>;
        #[inline(always)]
        fn convert<U: ::neuron_runtime::private::Real>(
            &self,
            number: impl Fn(&T) -> U,
        ) -> Pulse<U> {
            Pulse {
                start: number(&self.start),
                duration: number(&self.duration),
                amplitude: number(&self.amplitude),
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
        ) {}
        #[inline(always)]
        fn derivatives(
            &self,
            at: &::neuron_runtime::private::At<'_, T>,
            x: &[T],
            y: &[T],
            dy: &mut [T],
        ) {}
        #[inline(always)]
        fn flow(
            &self,
            at: &::neuron_runtime::private::At<'_, T>,
            x: &[T],
            y: &[T],
        ) -> ::neuron_runtime::private::Flow<T> {
            let t = at.context.t;
            let start = self.start;
            let duration = self.duration;
            let amplitude = self.amplitude;
            ::neuron_runtime::private::Flow {
                current: -::neuron_runtime::private::Real::select(
                    at.relation(0, ::neuron_runtime::private::Real::ge(t, start))
                        & at
                            .relation(
                                1,
                                ::neuron_runtime::private::Real::lt(t, start + duration),
                            ),
                    amplitude,
                    <T as ::neuron_runtime::private::Real>::from_f64(0.0),
                ),
                slope: <T as ::neuron_runtime::private::Real>::from_f64(0.0),
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
        ) {}
        #[inline(always)]
        fn current_partials(
            &self,
            at: &::neuron_runtime::private::At<'_, T>,
            x: &[T],
            y: &[T],
            to: &mut Self::Slopes,
        ) {}
        #[inline(always)]
        fn start(
            &self,
            at: &::neuron_runtime::private::At<'_, T>,
            x: &[T],
            y: &mut [T],
        ) {}
        fn margins(
            &self,
            at: &::neuron_runtime::private::At<'_, T>,
            x: &[T],
            y: &[T],
            to: &mut [T],
        ) {
            let t = at.context.t;
            let start = self.start;
            let duration = self.duration;
            to[0] = t - start;
            to[1] = start + duration - t;
        }
        fn margin_slopes(
            &self,
            at: &::neuron_runtime::private::At<'_, T>,
            x: &[T],
            to: &mut [T],
        ) {
            to[0] = <T as ::neuron_runtime::private::Real>::from_f64(1.0);
            to[1] = <T as ::neuron_runtime::private::Real>::from_f64(-1.0);
        }
    }
    #[automatically_derived]
    impl Pulse<f64> {
        #[doc(hidden)]
        pub const fn handles<N>(
            cursor: ::neuron_runtime::private::Cursor,
        ) -> PulseHandles<N> {
            PulseHandles {
                start: cursor.parameter(0),
                duration: cursor.parameter(1),
                amplitude: cursor.parameter(2),
                current: cursor.current(),
                conductance: cursor.conductance(),
            }
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
        own: &Pulse<T>,
        handles: &PulseHandles<__N>,
        at: &::neuron_runtime::private::At<'_, T>,
    ) {
        let t = at.context.t;
        let _ = t;
        let _ = &own.start;
        let _ = t;
        let _ = &own.start;
        let _ = &own.duration;
        let _ = &own.amplitude;
    }
};
#[automatically_derived]
impl<N> ::core::clone::Clone for PulseHandles<N> {
    fn clone(&self) -> Self {
        *self
    }
}
#[automatically_derived]
impl<N> ::core::marker::Copy for PulseHandles<N> {}
/// Handles of [`Pulse`] in the network `N`.
#[allow(dead_code, non_snake_case)]
pub struct PulseHandles<N> {
    /// Time at which it begins.
    pub start: ::neuron_runtime::private::Parameter<N>,
    /// Duration.
    pub duration: ::neuron_runtime::private::Parameter<N>,
    /// Current.
    pub amplitude: ::neuron_runtime::private::Parameter<N>,
    /// Its current into the cell, depolarising if positive, nA.
    pub current: ::neuron_runtime::private::Current<N>,
    /// Its conductance −∂i/∂v, µS.
    pub conductance: ::neuron_runtime::private::Conductance<N>,
}
#[automatically_derived]
impl<T> ::neuron_runtime::private::Handled for Pulse<T> {
    type Handles<N> = PulseHandles<N>;
}
