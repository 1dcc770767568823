// #[channel(ion = K, reads(Ca), current = g * m^4 * n * (v - e))]
// /// Calcium-activated potassium current.
// pub struct KCa {
//     /// Maximal conductance density.
//     #[param(5mS/cm2, min = 0)]
//     g: Param,
//     /// Activation by voltage and calcium.
//     #[gate(
//         inf = ca / (ca + 3uM) / (1 + exp(-(v + 28.3mV) / 12.6mV)),
//         tau = 180.6ms - 150.2ms / (1 + exp(-(v + 46mV) / 22.7mV)),
//     )]
//     m: Gate,
//     /// Rates of Hodgkin and Huxley.
//     #[gate(alpha = 0.01/ms/mV * (v + 55mV) / (1 - exp(-(v + 55mV) / 10mV)), beta = 0.125/ms * exp(-(v + 65mV) / 80mV))]
//     n: Gate,
// }

/// Calcium-activated potassium current.
///
/// ```text
/// i = g * m^4 * n * (v - e)
/// m_inf = ca / (ca + 3uM) / (1 + exp(-(v + 28.3mV) / 12.6mV))
/// m_tau = 180.6ms - 150.2ms / (1 + exp(-(v + 46mV) / 22.7mV))
/// n_alpha = 0.01/ms/mV * (v + 55mV) / (1 - exp(-(v + 55mV) / 10mV))
/// n_beta = 0.125/ms * exp(-(v + 65mV) / 80mV)
/// ```
#[derive(Clone, Debug, PartialEq)]
#[allow(non_snake_case)]
pub struct KCa<T = f64> {
    /// Maximal conductance density.
    ///
    /// In mS/cm2. Default 5.
    pub g: T,
}
#[automatically_derived]
impl<T> ::neuron_runtime::private::NoCell for KCa<T> {
    const NAME: &'static str = "KCa";
}
#[automatically_derived]
impl<T> ::neuron_runtime::private::Describe for KCa<T> {
    const INFO: ::neuron_runtime::private::MechanismInfo = ::neuron_runtime::private::MechanismInfo {
        name: "KCa",
        kind: ::neuron_runtime::private::MechanismKind::Channel,
        ion: ::core::option::Option::Some("K"),
        uses_reversal: true,
        uses_temperature: false,
        uses_area: false,
        reads: &["ca"],
        density: true,
        on_spike: false,
        presynaptic: false,
        kinetic: &[false],
        exps: 4,
        dependence: ::neuron_runtime::private::Dependence {
            coupled: false,
            states: ::neuron_runtime::private::Inputs {
                v: true,
                pre: false,
                reversal: false,
                ion_current: false,
                time: false,
                reads: &[true],
            },
            current: ::neuron_runtime::private::Inputs {
                v: true,
                pre: false,
                reversal: true,
                ion_current: false,
                time: false,
                reads: &[false],
            },
        },
        parameters: &[
            ::neuron_runtime::private::ParameterInfo {
                name: "g",
                unit: "mS/cm2",
                factor: 10.0,
                dimension: [-1, 0, 1, -2, 0, 0],
                default: ::core::option::Option::Some(5.0),
                minimum: ::core::option::Option::Some(0.0),
                maximum: ::core::option::Option::None,
                nonzero: false,
            },
        ],
        states: &[
            ::neuron_runtime::private::StateInfo {
                name: "m",
                unit: "",
                kind: ::neuron_runtime::private::StateKind::Gate,
                range: ::neuron_runtime::private::StateRange::OfKind,
            },
            ::neuron_runtime::private::StateInfo {
                name: "n",
                unit: "",
                kind: ::neuron_runtime::private::StateKind::Gate,
                range: ::neuron_runtime::private::StateRange::OfKind,
            },
        ],
        relations: &[],
        margins_need_exps: false,
        events: ::core::option::Option::None,
    };
    const CURRENT_EXPS: usize = 4;
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
        variable as area, variable as at, variable as ca, variable as ca_out,
        variable as celsius, variable as convert, variable as cursor, variable as dy,
        variable as e, variable as g, variable as h, variable as handles, variable as m,
        variable as m_inf, variable as m_tau, variable as n, variable as n_alpha,
        variable as n_beta, variable as n_inf, variable as n_tau, variable as number,
        variable as own, variable as rate, variable as t, variable as target,
        variable as to, variable as v, variable as visit, variable as x, variable as y,
        variable as z,
    };
    #[automatically_derived]
    #[allow(non_snake_case)]
    impl KCa<f64> {
        /// With these parameters, in their declared units: `g` in mS/cm2.
        pub const fn new(g: f64) -> Self {
            KCa { g }
        }
    }
    #[automatically_derived]
    impl ::core::default::Default for KCa<f64> {
        /// The declared defaults; a parameter without one is NaN until it is set, which no run accepts.
        fn default() -> Self {
            KCa::new(5.0)
        }
    }
    #[automatically_derived]
    impl<T: ::neuron_runtime::private::Real> ::neuron_runtime::private::Parameters<T>
    for KCa<T> {
        type With<U: ::neuron_runtime::private::Real> = KCa<U>;
        fn each(&self, visit: &mut dyn FnMut(&T)) {
            let _ = &visit;
            visit(&self.g);
        }
        fn each_mut(&mut self, visit: &mut dyn FnMut(&mut T)) {
            let _ = &visit;
            visit(&mut self.g);
        }
        fn map<U: ::neuron_runtime::private::Real>(
            &self,
            convert: &mut dyn FnMut(&T) -> U,
        ) -> KCa<U> {
            let _ = &convert;
            KCa { g: convert(&self.g) }
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
    for KCa<T> {
        type States = [T; 2];
        type Slopes = ::neuron_runtime::private::Partials<T, 2>;
        type Exps = [T; 4];
        type Of<U: ::neuron_runtime::private::Real> = KCa<U>;
        #[inline(always)]
        fn convert<U: ::neuron_runtime::private::Real>(
            &self,
            number: impl Fn(&T) -> U,
        ) -> KCa<U> {
            KCa { g: number(&self.g) }
        }
        #[inline(always)]
        fn arguments(&self, at: &::neuron_runtime::private::At<'_, T>, x: &mut [T]) {
            let v = at.v;
            x[0] = (v + 46.0) * -0.04405286343612335;
            x[1] = (v + 28.3) * -0.07936507936507936;
            x[2] = (v + 55.0) * -0.1;
            x[3] = (v + 65.0) * -0.0125;
        }
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
            let v = at.v;
            let ca = at.read(0);
            let m_inf = ca / ((ca + 3.0) * (x[1] + 1.0));
            let n_alpha = ::neuron_runtime::private::math::bernoulli(
                (v + 55.0) * -0.1,
                x[2],
            ) * 0.1;
            let n_beta = x[3] * 0.125;
            target[0] = m_inf;
            rate[0] = (x[0] + 1.0) / ((x[0] + 1.0) * 180.6 - 150.2);
            rate[1] = n_alpha + n_beta;
            target[1] = n_alpha / rate[1];
        }
        #[inline(always)]
        fn derivatives(
            &self,
            at: &::neuron_runtime::private::At<'_, T>,
            x: &[T],
            y: &[T],
            dy: &mut [T],
        ) {
            let v = at.v;
            let ca = at.read(0);
            let m_inf = ca / ((ca + 3.0) * (x[1] + 1.0));
            let n_alpha = ::neuron_runtime::private::math::bernoulli(
                (v + 55.0) * -0.1,
                x[2],
            ) * 0.1;
            let n_beta = x[3] * 0.125;
            dy[0] = (m_inf - y[0]) * ((x[0] + 1.0) / ((x[0] + 1.0) * 180.6 - 150.2));
            dy[1] = n_alpha * (-y[1] + 1.0) - n_beta * y[1];
        }
        #[inline(always)]
        fn flow(
            &self,
            at: &::neuron_runtime::private::At<'_, T>,
            x: &[T],
            y: &[T],
        ) -> ::neuron_runtime::private::Flow<T> {
            let v = at.v;
            let e = at.e();
            let g = self.g * 10.0;
            let m = y[0];
            let n = y[1];
            ::neuron_runtime::private::Flow {
                current: g * ::neuron_runtime::private::math::power::<4, _>(m) * n
                    * (v - e),
                slope: g * ::neuron_runtime::private::math::power::<4, _>(m) * n,
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
            let v = at.v;
            let ca = at.read(0);
            let m = y[0];
            let n = y[1];
            let m_inf = ca / ((ca + 3.0) * (x[1] + 1.0));
            let n_alpha = ::neuron_runtime::private::math::bernoulli(
                (v + 55.0) * -0.1,
                x[2],
            ) * 0.1;
            let n_beta = x[3] * 0.125;
            let own_m_inf_by_v = ca / ((ca + 3.0) * (x[1] + 1.0)) * ((ca + 3.0) * x[1])
                / ((ca + 3.0) * (x[1] + 1.0)) * 0.07936507936507936;
            let own_n_alpha_by_v = ::neuron_runtime::private::math::bernoulli_slope(
                (v + 55.0) * -0.1,
                x[2],
            ) * -0.010000000000000002;
            let own_n_beta_by_v = x[3] * -0.0015625;
            let own_m_inf_by_ca = (-(ca / ((ca + 3.0) * (x[1] + 1.0)) * (x[1] + 1.0))
                + 1.0) / ((ca + 3.0) * (x[1] + 1.0));
            to.states[0][0] = (m_inf - m)
                * (((x[0] + 1.0) / ((x[0] + 1.0) * 180.6 - 150.2) * x[0]
                    * 7.955947136563877 - x[0] * 0.04405286343612335)
                    / ((x[0] + 1.0) * 180.6 - 150.2))
                + (x[0] + 1.0) / ((x[0] + 1.0) * 180.6 - 150.2) * own_m_inf_by_v;
            to.states[5][0] = (x[0] + 1.0) / ((x[0] + 1.0) * 180.6 - 150.2)
                * own_m_inf_by_ca;
            to.own[0][0] = -((x[0] + 1.0) / ((x[0] + 1.0) * 180.6 - 150.2));
            to.states[0][1] = (-n + 1.0) * own_n_alpha_by_v - n * own_n_beta_by_v;
            to.own[1][1] = -n_alpha - n_beta;
        }
        #[inline(always)]
        fn current_partials(
            &self,
            at: &::neuron_runtime::private::At<'_, T>,
            x: &[T],
            y: &[T],
            to: &mut Self::Slopes,
        ) {
            let v = at.v;
            let e = at.e();
            let g = self.g * 10.0;
            let m = y[0];
            let n = y[1];
            to.current[0] = g * ::neuron_runtime::private::math::power::<4, _>(m) * n;
            to.current[2] = -(g * ::neuron_runtime::private::math::power::<4, _>(m) * n);
            to.current_by_states[0] = g
                * ::neuron_runtime::private::math::power::<3, _>(m) * n * (v - e) * 4.0;
            to.current_by_states[1] = g
                * ::neuron_runtime::private::math::power::<4, _>(m) * (v - e);
        }
        #[inline(always)]
        fn start(
            &self,
            at: &::neuron_runtime::private::At<'_, T>,
            x: &[T],
            y: &mut [T],
        ) {
            let v = at.v;
            let ca = at.read(0);
            let m_inf = ca / ((ca + 3.0) * (x[1] + 1.0));
            let n_alpha = ::neuron_runtime::private::math::bernoulli(
                (v + 55.0) * -0.1,
                x[2],
            ) * 0.1;
            let n_beta = x[3] * 0.125;
            y[0] = m_inf;
            y[1] = n_alpha / (n_alpha + n_beta);
        }
    }
    #[automatically_derived]
    impl KCa<f64> {
        #[doc(hidden)]
        pub const fn handles<N>(
            cursor: ::neuron_runtime::private::Cursor,
        ) -> KCaHandles<N> {
            KCaHandles {
                g: cursor.parameter(0),
                m: cursor.state(0),
                n: cursor.state(1),
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
    impl<T: ::neuron_runtime::private::Real> KCa<T> {
        /// Steady state of `m` at `v` (mV), `ca` (µM).
        ///
        /// `m_inf = ca / (ca + 3uM) / (1 + exp(-(v + 28.3mV) / 12.6mV))`
        pub fn m_inf(&self, v: T, ca: T) -> T {
            let m_inf = ca
                / ((ca + 3.0) * (((v + 28.3) * -0.07936507936507936).exp() + 1.0));
            m_inf
        }
        /// Time constant (ms) of `m` at `v` (mV), `ca` (µM).
        ///
        /// `m_tau = 180.6ms - 150.2ms / (1 + exp(-(v + 46mV) / 22.7mV))`
        pub fn m_tau(&self, v: T, ca: T) -> T {
            let m_tau = -((((v + 46.0) * -0.04405286343612335).exp() + 1.0).recip()
                * 150.2) + 180.6;
            m_tau
        }
        /// Opening rate (1/ms) of `n` at `v` (mV), `ca` (µM).
        ///
        /// `n_alpha = 0.01/ms/mV * (v + 55mV) / (1 - exp(-(v + 55mV) / 10mV))`
        pub fn n_alpha(&self, v: T, ca: T) -> T {
            let n_alpha = {
                let u = (v + 55.0) * -0.1;
                ::neuron_runtime::private::math::bernoulli(u, u.exp())
            } * 0.1;
            n_alpha
        }
        /// Closing rate (1/ms) of `n` at `v` (mV), `ca` (µM).
        ///
        /// `n_beta = 0.125/ms * exp(-(v + 65mV) / 80mV)`
        pub fn n_beta(&self, v: T, ca: T) -> T {
            let n_beta = ((v + 65.0) * -0.0125).exp() * 0.125;
            n_beta
        }
        /// Steady state of `n` at `v` (mV), `ca` (µM).
        pub fn n_inf(&self, v: T, ca: T) -> T {
            let n_alpha = {
                let u = (v + 55.0) * -0.1;
                ::neuron_runtime::private::math::bernoulli(u, u.exp())
            } * 0.1;
            let n_beta = ((v + 65.0) * -0.0125).exp() * 0.125;
            let n_inf = n_alpha / (n_alpha + n_beta);
            n_inf
        }
        /// Time constant (ms) of `n` at `v` (mV), `ca` (µM).
        pub fn n_tau(&self, v: T, ca: T) -> T {
            let n_alpha = {
                let u = (v + 55.0) * -0.1;
                ::neuron_runtime::private::math::bernoulli(u, u.exp())
            } * 0.1;
            let n_beta = ((v + 65.0) * -0.0125).exp() * 0.125;
            let n_tau = (n_alpha + n_beta).recip();
            n_tau
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
        own: &KCa<T>,
        handles: &KCaHandles<__N>,
        at: &::neuron_runtime::private::At<'_, T>,
    ) {
        let _ = &own.g;
        let _ = &handles.m;
        let _ = &handles.n;
        let v = at.v;
        let _ = v;
        let e = at.reversal;
        let _ = e;
        let ca = at.concentrations;
        let _ = ca;
        let _ = ca;
        let _ = v;
        let _ = v;
        let _ = v;
        let _ = v;
        let _ = v;
        let _ = <T as ::neuron_runtime::private::Real>::exp;
        let _ = <T as ::neuron_runtime::private::Real>::exp;
        let _ = <T as ::neuron_runtime::private::Real>::exp;
        let _ = <T as ::neuron_runtime::private::Real>::exp;
    }
};
#[automatically_derived]
impl<N> ::core::clone::Clone for KCaHandles<N> {
    fn clone(&self) -> Self {
        *self
    }
}
#[automatically_derived]
impl<N> ::core::marker::Copy for KCaHandles<N> {}
/// Handles of [`KCa`] in the network `N`.
#[allow(dead_code, non_snake_case)]
pub struct KCaHandles<N> {
    /// Maximal conductance density.
    pub g: ::neuron_runtime::private::Parameter<N>,
    /// Activation by voltage and calcium.
    pub m: ::neuron_runtime::private::State<N>,
    /// Rates of Hodgkin and Huxley.
    pub n: ::neuron_runtime::private::State<N>,
    /// Its outward current, nA.
    pub current: ::neuron_runtime::private::Current<N>,
    /// Its conductance ∂i/∂v, µS.
    pub conductance: ::neuron_runtime::private::Conductance<N>,
}
#[automatically_derived]
impl<T> ::neuron_runtime::private::Handled for KCa<T> {
    type Handles<N> = KCaHandles<N>;
}
