// #[channel(current = if v > v_t { w + b } else { w }, on_spike(w += b, w = min(w, 1nA)))]
// /// A current that each spike raises.
// pub struct Tiring {
//     /// Rise at a spike.
//     #[param(80.5pA)]
//     b: Param,
//     /// V above which it is stronger.
//     #[param(-50mV)]
//     v_t: Param,
//     /// The current.
//     #[state(derivative = -w / 144ms, unit = nA, init = 0)]
//     w: State,
// }

/// A current that each spike raises.
///
/// ```text
/// i = if v > v_t { w + b } else { w }
/// dw/dt = -w / 144ms
/// at a spike: w = w + b
/// at a spike: w = min(w, 1nA)
/// ```
#[derive(Clone, Debug, PartialEq)]
#[allow(non_snake_case)]
pub struct Tiring<T = f64> {
    /// Rise at a spike.
    ///
    /// In pA. Default 80.5.
    pub b: T,
    /// V above which it is stronger.
    ///
    /// In mV. Default -50.
    pub v_t: T,
}
#[automatically_derived]
impl<T> ::neuron_runtime::private::NoCell for Tiring<T> {
    const NAME: &'static str = "Tiring";
}
#[automatically_derived]
impl<T> ::neuron_runtime::private::Describe for Tiring<T> {
    const INFO: ::neuron_runtime::private::MechanismInfo = ::neuron_runtime::private::MechanismInfo {
        name: "Tiring",
        kind: ::neuron_runtime::private::MechanismKind::Channel,
        ion: ::core::option::Option::None,
        uses_reversal: false,
        uses_temperature: false,
        uses_area: false,
        reads: &[],
        density: false,
        on_spike: true,
        presynaptic: false,
        kinetic: &[false, false],
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
                name: "b",
                unit: "pA",
                factor: 0.001,
                dimension: [0, 0, 1, 0, 0, 0],
                default: ::core::option::Option::Some(80.5),
                minimum: ::core::option::Option::None,
                maximum: ::core::option::Option::None,
                nonzero: false,
            },
            ::neuron_runtime::private::ParameterInfo {
                name: "v_t",
                unit: "mV",
                factor: 1.0,
                dimension: [1, 0, 0, 0, 0, 0],
                default: ::core::option::Option::Some(-50.0),
                minimum: ::core::option::Option::None,
                maximum: ::core::option::Option::None,
                nonzero: false,
            },
        ],
        states: &[
            ::neuron_runtime::private::StateInfo {
                name: "w",
                unit: "nA",
                kind: ::neuron_runtime::private::StateKind::Free,
                range: ::neuron_runtime::private::StateRange::OfKind,
            },
        ],
        relations: &[
            ::neuron_runtime::private::RelationInfo {
                text: "v > v_t",
                kind: ::neuron_runtime::private::RelationKind::State,
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
        variable as area, variable as at, variable as b, variable as celsius,
        variable as convert, variable as cursor, variable as dy, variable as h,
        variable as handles, variable as number, variable as own, variable as rate,
        variable as t, variable as target, variable as to, variable as v,
        variable as v_t, variable as visit, variable as w, variable as x, variable as y,
        variable as z,
    };
    #[automatically_derived]
    #[allow(non_snake_case)]
    impl Tiring<f64> {
        /// With these parameters, in their declared units: `b` in pA, `v_t` in mV.
        pub const fn new(b: f64, v_t: f64) -> Self {
            Tiring { b, v_t }
        }
    }
    #[automatically_derived]
    impl ::core::default::Default for Tiring<f64> {
        /// The declared defaults; a parameter without one is NaN until it is set, which no run accepts.
        fn default() -> Self {
            Tiring::new(80.5, -50.0)
        }
    }
    #[automatically_derived]
    impl<T: ::neuron_runtime::private::Real> ::neuron_runtime::private::Parameters<T>
    for Tiring<T> {
        type With<U: ::neuron_runtime::private::Real> = Tiring<U>;
        fn each(&self, visit: &mut dyn FnMut(&T)) {
            let _ = &visit;
            visit(&self.b);
            visit(&self.v_t);
        }
        fn each_mut(&mut self, visit: &mut dyn FnMut(&mut T)) {
            let _ = &visit;
            visit(&mut self.b);
            visit(&mut self.v_t);
        }
        fn map<U: ::neuron_runtime::private::Real>(
            &self,
            convert: &mut dyn FnMut(&T) -> U,
        ) -> Tiring<U> {
            let _ = &convert;
            Tiring {
                b: convert(&self.b),
                v_t: convert(&self.v_t),
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
    for Tiring<T> {
        type States = [T; 1];
        type Slopes = ::neuron_runtime::private::Partials<T, 1>;
        type Exps = [T; 0];
        type Of<U: ::neuron_runtime::private::Real> = Tiring<U>;
        #[inline(always)]
        fn convert<U: ::neuron_runtime::private::Real>(
            &self,
            number: impl Fn(&T) -> U,
        ) -> Tiring<U> {
            Tiring {
                b: number(&self.b),
                v_t: number(&self.v_t),
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
            let w = y[0];
            target[0] = w * -0.006944444444444444;
            rate[0] = <T as ::neuron_runtime::private::Real>::from_f64(
                0.006944444444444444,
            );
        }
        #[inline(always)]
        fn derivatives(
            &self,
            at: &::neuron_runtime::private::At<'_, T>,
            x: &[T],
            y: &[T],
            dy: &mut [T],
        ) {
            let w = y[0];
            dy[0] = w * -0.006944444444444444;
        }
        #[inline(always)]
        fn flow(
            &self,
            at: &::neuron_runtime::private::At<'_, T>,
            x: &[T],
            y: &[T],
        ) -> ::neuron_runtime::private::Flow<T> {
            let v = at.v;
            let b = self.b * 0.001;
            let v_t = self.v_t;
            let w = y[0];
            ::neuron_runtime::private::Flow {
                current: ::neuron_runtime::private::Real::select(
                    at.relation(0, ::neuron_runtime::private::Real::gt(v, v_t)),
                    w + b,
                    w,
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
        ) {
            to.own[0][0] = <T as ::neuron_runtime::private::Real>::from_f64(
                -0.006944444444444444,
            );
        }
        #[inline(always)]
        fn current_partials(
            &self,
            at: &::neuron_runtime::private::At<'_, T>,
            x: &[T],
            y: &[T],
            to: &mut Self::Slopes,
        ) {
            to.current_by_states[0] = <T as ::neuron_runtime::private::Real>::from_f64(
                1.0,
            );
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
        fn margins(
            &self,
            at: &::neuron_runtime::private::At<'_, T>,
            x: &[T],
            y: &[T],
            to: &mut [T],
        ) {
            let v = at.v;
            let v_t = self.v_t;
            to[0] = v - v_t;
        }
        fn on_spike(&self, at: &::neuron_runtime::private::At<'_, T>, y: &mut [T]) {
            {
                let b = self.b * 0.001;
                let w = y[0];
                y[0] = w + b;
            }
            {
                let w = y[0];
                y[0] = ::neuron_runtime::private::ties::min(
                    w,
                    <T as ::neuron_runtime::private::Real>::from_f64(1.0),
                );
            }
        }
    }
    #[automatically_derived]
    impl Tiring<f64> {
        #[doc(hidden)]
        pub const fn handles<N>(
            cursor: ::neuron_runtime::private::Cursor,
        ) -> TiringHandles<N> {
            TiringHandles {
                b: cursor.parameter(0),
                v_t: cursor.parameter(1),
                w: cursor.state(0),
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
        own: &Tiring<T>,
        handles: &TiringHandles<__N>,
        at: &::neuron_runtime::private::At<'_, T>,
    ) {
        let v = at.v;
        let _ = v;
        let _ = &own.v_t;
        let _ = &handles.w;
        let _ = &own.b;
        let _ = &handles.w;
        let _ = &handles.w;
        let _ = &handles.w;
        let _ = &own.b;
        let _ = &handles.w;
        let _ = &handles.w;
        let _ = &handles.w;
        let _ = <T as ::neuron_runtime::private::Real>::min;
    }
};
#[automatically_derived]
impl<N> ::core::clone::Clone for TiringHandles<N> {
    fn clone(&self) -> Self {
        *self
    }
}
#[automatically_derived]
impl<N> ::core::marker::Copy for TiringHandles<N> {}
/// Handles of [`Tiring`] in the network `N`.
#[allow(dead_code, non_snake_case)]
pub struct TiringHandles<N> {
    /// Rise at a spike.
    pub b: ::neuron_runtime::private::Parameter<N>,
    /// V above which it is stronger.
    pub v_t: ::neuron_runtime::private::Parameter<N>,
    /// The current.
    pub w: ::neuron_runtime::private::State<N>,
    /// Its outward current, nA.
    pub current: ::neuron_runtime::private::Current<N>,
    /// Its conductance ∂i/∂v, µS.
    pub conductance: ::neuron_runtime::private::Conductance<N>,
}
#[automatically_derived]
impl<T> ::neuron_runtime::private::Handled for Tiring<T> {
    type Handles<N> = TiringHandles<N>;
}
