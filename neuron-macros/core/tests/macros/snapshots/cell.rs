// /// A neuron of the stomatogastric ganglion.
// pub struct Stg;
//
// capacitance: 1uF/cm2, area: 0.0628mm2, v: -60mV, temperature: 10degC,
// ions { Na: 50mV, Ca: nernst(outside = 3mM) },
// pool Ca: CalciumBuffer { tau: 200ms },
// channels { NaV { g: 100mS/cm2 }, CaS, NaLeak: Leak { e: 50mV } },

/// A neuron of the stomatogastric ganglion.
#[derive(Clone, Debug, PartialEq)]
#[allow(non_snake_case)]
pub struct Stg<T: ::neuron_runtime::private::Real = f64> {
    #[doc(hidden)]
    pub __carried: T::Carried,
    /// Temperature, degC.
    pub temperature: T,
    /// Capacitance, uF/cm2.
    pub capacitance: T,
    /// Area, mm2.
    pub area: T,
    /// Membrane potential at the start, mV.
    pub v: T,
    /// Injected current, nA.
    pub inject: T,
    /// Reversal potential of Na, mV.
    pub Na_e: T,
    /// Concentration of Ca outside, mM.
    pub Ca_outside: T,
    /// `CalciumBuffer`.
    pub Ca: Stg_Ca_Type<T>,
    /// `NaV`.
    pub NaV: Stg_NaV_Type<T>,
    /// `CaS`.
    pub CaS: Stg_CaS_Type<T>,
    /// `Leak`.
    pub NaLeak: Stg_NaLeak_Type<T>,
}
#[automatically_derived]
impl<N> ::core::clone::Clone for StgHandles<N> {
    fn clone(&self) -> Self {
        *self
    }
}
#[automatically_derived]
impl<N> ::core::marker::Copy for StgHandles<N> {}
/// Handles of [`Stg`] in the network `N`.
#[allow(dead_code, non_snake_case)]
pub struct StgHandles<N> {
    __cursor: ::neuron_runtime::private::Cursor,
    /// Temperature.
    pub temperature: ::neuron_runtime::private::Parameter<N>,
    /// Membrane potential, mV.
    pub v: ::neuron_runtime::private::State<N>,
    /// Capacitance.
    pub capacitance: ::neuron_runtime::private::Parameter<N>,
    /// Area.
    pub area: ::neuron_runtime::private::Parameter<N>,
    /// Membrane potential at the start.
    pub v_start: ::neuron_runtime::private::Parameter<N>,
    /// Injected current.
    pub inject: ::neuron_runtime::private::Parameter<N>,
    /// Concentration of Ca inside, µM.
    pub ca: ::neuron_runtime::private::State<N>,
    /// Handles of the channel `NaV`.
    pub NaV: <Stg_NaV_Type<f64> as ::neuron_runtime::private::Handled>::Handles<N>,
    /// Handles of the channel `CaS`.
    pub CaS: <Stg_CaS_Type<f64> as ::neuron_runtime::private::Handled>::Handles<N>,
    /// Handles of the channel `NaLeak`.
    pub NaLeak: <Stg_NaLeak_Type<f64> as ::neuron_runtime::private::Handled>::Handles<N>,
    /// Handles of the ion Na.
    pub Na: StgNaIonHandles<N>,
    /// Handles of the ion Ca.
    pub Ca: StgCaIonHandles<N>,
}
#[doc(hidden)]
const _: () = {
    #[allow(
        unused_imports,
        non_camel_case_types,
        non_snake_case,
        non_upper_case_globals
    )]
    use ::neuron_runtime::private::{
        variable as area, variable as carried, variable as cell,
        variable as concentrations, variable as context, variable as convert,
        variable as cursor, variable as index, variable as join, variable as neurons,
        variable as next, variable as own, variable as population,
        variable as projection, variable as reversal, variable as slopes,
        variable as visit, variable as visitor, variable as y,
    };
    #[automatically_derived]
    impl<T: ::neuron_runtime::private::Real> ::neuron_runtime::private::NoMechanism
    for Stg<T> {
        const NAME: &'static str = "Stg";
    }
    #[automatically_derived]
    impl<T: ::neuron_runtime::private::Real> ::neuron_runtime::private::DescribeCell
    for Stg<T> {
        const CELL: ::neuron_runtime::private::CellInfo = ::neuron_runtime::private::CellInfo {
            name: "Stg",
            parameters: &[
                ::neuron_runtime::private::ParameterInfo {
                    name: "temperature",
                    unit: "degC",
                    factor: 1.0,
                    dimension: [0, 0, 0, 0, 0, 1],
                    default: ::core::option::Option::Some(10.0),
                    minimum: ::core::option::Option::Some(-273.15),
                    maximum: ::core::option::Option::None,
                    nonzero: false,
                },
            ],
            compartments: &[
                ::neuron_runtime::private::CompartmentInfo {
                    name: "",
                    parameters: &[
                        ::neuron_runtime::private::ParameterInfo {
                            name: "capacitance",
                            unit: "uF/cm2",
                            factor: 10.0,
                            dimension: [-1, 1, 1, -2, 0, 0],
                            default: ::core::option::Option::Some(1.0),
                            minimum: ::core::option::Option::Some(0.0),
                            maximum: ::core::option::Option::None,
                            nonzero: true,
                        },
                        ::neuron_runtime::private::ParameterInfo {
                            name: "area",
                            unit: "mm2",
                            factor: 1.0,
                            dimension: [0, 0, 0, 2, 0, 0],
                            default: ::core::option::Option::Some(0.0628),
                            minimum: ::core::option::Option::Some(0.0),
                            maximum: ::core::option::Option::None,
                            nonzero: true,
                        },
                        ::neuron_runtime::private::ParameterInfo {
                            name: "v",
                            unit: "mV",
                            factor: 1.0,
                            dimension: [1, 0, 0, 0, 0, 0],
                            default: ::core::option::Option::Some(-60.0),
                            minimum: ::core::option::Option::None,
                            maximum: ::core::option::Option::None,
                            nonzero: false,
                        },
                        ::neuron_runtime::private::ParameterInfo {
                            name: "inject",
                            unit: "nA",
                            factor: 1.0,
                            dimension: [0, 0, 1, 0, 0, 0],
                            default: ::core::option::Option::Some(0.0),
                            minimum: ::core::option::Option::None,
                            maximum: ::core::option::Option::None,
                            nonzero: false,
                        },
                        ::neuron_runtime::private::ParameterInfo {
                            name: "Na.e",
                            unit: "mV",
                            factor: 1.0,
                            dimension: [1, 0, 0, 0, 0, 0],
                            default: ::core::option::Option::Some(50.0),
                            minimum: ::core::option::Option::None,
                            maximum: ::core::option::Option::None,
                            nonzero: false,
                        },
                        ::neuron_runtime::private::ParameterInfo {
                            name: "Ca.outside",
                            unit: "mM",
                            factor: 1000.0,
                            dimension: [0, 0, 0, -3, 1, 0],
                            default: ::core::option::Option::Some(3.0),
                            minimum: ::core::option::Option::Some(0.0),
                            maximum: ::core::option::Option::None,
                            nonzero: true,
                        },
                    ],
                    pools: &[
                        ::neuron_runtime::private::PartInfo {
                            name: "Ca",
                            concentration: "ca",
                            mechanism: &<Stg_Ca_Type<
                                f64,
                            > as ::neuron_runtime::private::Describe>::INFO,
                        },
                    ],
                    channels: &[
                        ::neuron_runtime::private::PartInfo {
                            name: "NaV",
                            concentration: "",
                            mechanism: &<Stg_NaV_Type<
                                f64,
                            > as ::neuron_runtime::private::Describe>::INFO,
                        },
                        ::neuron_runtime::private::PartInfo {
                            name: "CaS",
                            concentration: "",
                            mechanism: &<Stg_CaS_Type<
                                f64,
                            > as ::neuron_runtime::private::Describe>::INFO,
                        },
                        ::neuron_runtime::private::PartInfo {
                            name: "NaLeak",
                            concentration: "",
                            mechanism: &<Stg_NaLeak_Type<
                                f64,
                            > as ::neuron_runtime::private::Describe>::INFO,
                        },
                    ],
                    spike: false,
                    range: ::neuron_runtime::private::StateRange::OfKind,
                },
            ],
            complete: true,
            source: false,
        };
    }
    #[automatically_derived]
    impl<N> StgHandles<N> {
        /// The handles of one neuron of the array.
        ///
        /// # Panics
        /// Past the end of the array.
        #[track_caller]
        pub const fn at(&self, index: usize) -> Self {
            Stg::handles(
                ::neuron_runtime::private::Cursor::of(self.__cursor.origin.at(index)),
            )
        }
    }
    #[automatically_derived]
    impl Stg<f64> {
        #[doc(hidden)]
        #[allow(unused_variables)]
        pub const fn handles<N>(
            cursor: ::neuron_runtime::private::Cursor,
        ) -> StgHandles<N> {
            let own = cursor.after(0, 1, 0);
            let next = own.after(1, 6, 0);
            let cursor_0 = next;
            let next = next
                .after(
                    <Stg_Ca_Type<f64> as ::neuron_runtime::private::Describe>::STATES,
                    <Stg_Ca_Type<
                        f64,
                    > as ::neuron_runtime::private::Describe>::PARAMETERS,
                    0,
                );
            let cursor_1 = next;
            let next = next
                .after(
                    <Stg_NaV_Type<f64> as ::neuron_runtime::private::Describe>::STATES,
                    <Stg_NaV_Type<
                        f64,
                    > as ::neuron_runtime::private::Describe>::PARAMETERS,
                    1,
                );
            let cursor_2 = next;
            let next = next
                .after(
                    <Stg_CaS_Type<f64> as ::neuron_runtime::private::Describe>::STATES,
                    <Stg_CaS_Type<
                        f64,
                    > as ::neuron_runtime::private::Describe>::PARAMETERS,
                    1,
                );
            let cursor_3 = next;
            let next = next
                .after(
                    <Stg_NaLeak_Type<
                        f64,
                    > as ::neuron_runtime::private::Describe>::STATES,
                    <Stg_NaLeak_Type<
                        f64,
                    > as ::neuron_runtime::private::Describe>::PARAMETERS,
                    1,
                );
            StgHandles {
                __cursor: cursor,
                temperature: cursor.parameter(0),
                v: own.state(0),
                capacitance: own.parameter(0),
                area: own.parameter(1),
                v_start: own.parameter(2),
                inject: own.parameter(3),
                ca: cursor_0
                    .state(
                        ::neuron_runtime::private::check::concentration_state(
                            &<Stg_Ca_Type<
                                f64,
                            > as ::neuron_runtime::private::Describe>::INFO,
                        ),
                    ),
                NaV: Stg_NaV_Type::<f64>::handles(cursor_1),
                CaS: Stg_CaS_Type::<f64>::handles(cursor_2),
                NaLeak: Stg_NaLeak_Type::<f64>::handles(cursor_3),
                Na: StgNaIonHandles {
                    e: own.parameter(4),
                    network: ::core::marker::PhantomData,
                },
                Ca: StgCaIonHandles {
                    outside: own.parameter(5),
                    pool: Stg_Ca_Type::<f64>::handles(cursor_0),
                    network: ::core::marker::PhantomData,
                },
            }
        }
    }
    #[automatically_derived]
    #[allow(non_snake_case)]
    impl ::core::default::Default for Stg<f64> {
        fn default() -> Self {
            let mut own_Ca = <Stg_Ca_Type<f64> as ::core::default::Default>::default();
            {
                const SETTING: ::neuron_runtime::private::check::Setting = ::neuron_runtime::private::check::setting(
                        &<Stg_Ca_Type<f64> as ::neuron_runtime::private::Describe>::INFO,
                        "tau",
                    )
                    .given(::neuron_runtime::private::check::Given {
                        value: 200.0,
                        dimension: [0, 1, 0, 0, 0, 0],
                        words: "a time (ms)",
                    });
                ::neuron_runtime::private::Parameters::set_parameter(
                    &mut own_Ca,
                    SETTING.index,
                    SETTING.value,
                );
            }
            let mut own_NaV = <Stg_NaV_Type<f64> as ::core::default::Default>::default();
            {
                const SETTING: ::neuron_runtime::private::check::Setting = ::neuron_runtime::private::check::setting(
                        &<Stg_NaV_Type<
                            f64,
                        > as ::neuron_runtime::private::Describe>::INFO,
                        "g",
                    )
                    .given(::neuron_runtime::private::check::Given {
                        value: 1000.0,
                        dimension: [-1, 0, 1, -2, 0, 0],
                        words: "a conductance per area (mS/cm2)",
                    });
                ::neuron_runtime::private::Parameters::set_parameter(
                    &mut own_NaV,
                    SETTING.index,
                    SETTING.value,
                );
            }
            let own_CaS = <Stg_CaS_Type<f64> as ::core::default::Default>::default();
            let mut own_NaLeak = <Stg_NaLeak_Type<
                f64,
            > as ::core::default::Default>::default();
            {
                const SETTING: ::neuron_runtime::private::check::Setting = ::neuron_runtime::private::check::setting(
                        &<Stg_NaLeak_Type<
                            f64,
                        > as ::neuron_runtime::private::Describe>::INFO,
                        "e",
                    )
                    .given(::neuron_runtime::private::check::Given {
                        value: 50.0,
                        dimension: [1, 0, 0, 0, 0, 0],
                        words: "a voltage (mV)",
                    });
                ::neuron_runtime::private::Parameters::set_parameter(
                    &mut own_NaLeak,
                    SETTING.index,
                    SETTING.value,
                );
            }
            Stg {
                __carried: ::core::default::Default::default(),
                temperature: 10.0,
                capacitance: 1.0,
                area: 0.0628,
                v: -60.0,
                inject: 0.0,
                Na_e: 50.0,
                Ca_outside: 3.0,
                Ca: own_Ca,
                NaV: own_NaV,
                CaS: own_CaS,
                NaLeak: own_NaLeak,
            }
        }
    }
    #[automatically_derived]
    impl<T: ::neuron_runtime::private::Real> ::neuron_runtime::private::Handled
    for Stg<T> {
        type Handles<N> = StgHandles<N>;
    }
    #[automatically_derived]
    impl<T: ::neuron_runtime::private::Real> ::neuron_runtime::private::Parameters<T>
    for Stg<T> {
        type With<U: ::neuron_runtime::private::Real> = Stg<U>;
        fn each(&self, visit: &mut dyn FnMut(&T)) {
            visit(&self.temperature);
            visit(&self.capacitance);
            visit(&self.area);
            visit(&self.v);
            visit(&self.inject);
            visit(&self.Na_e);
            visit(&self.Ca_outside);
            ::neuron_runtime::private::Parameters::each(&self.Ca, visit);
            ::neuron_runtime::private::Parameters::each(&self.NaV, visit);
            ::neuron_runtime::private::Parameters::each(&self.CaS, visit);
            ::neuron_runtime::private::Parameters::each(&self.NaLeak, visit);
        }
        fn each_mut(&mut self, visit: &mut dyn FnMut(&mut T)) {
            visit(&mut self.temperature);
            visit(&mut self.capacitance);
            visit(&mut self.area);
            visit(&mut self.v);
            visit(&mut self.inject);
            visit(&mut self.Na_e);
            visit(&mut self.Ca_outside);
            ::neuron_runtime::private::Parameters::each_mut(&mut self.Ca, visit);
            ::neuron_runtime::private::Parameters::each_mut(&mut self.NaV, visit);
            ::neuron_runtime::private::Parameters::each_mut(&mut self.CaS, visit);
            ::neuron_runtime::private::Parameters::each_mut(&mut self.NaLeak, visit);
        }
        fn map<U: ::neuron_runtime::private::Real>(
            &self,
            convert: &mut dyn FnMut(&T) -> U,
        ) -> Stg<U> {
            Stg {
                __carried: ::core::default::Default::default(),
                temperature: convert(&self.temperature),
                capacitance: convert(&self.capacitance),
                area: convert(&self.area),
                v: convert(&self.v),
                inject: convert(&self.inject),
                Na_e: convert(&self.Na_e),
                Ca_outside: convert(&self.Ca_outside),
                Ca: ::neuron_runtime::private::Parameters::map(&self.Ca, convert),
                NaV: ::neuron_runtime::private::Parameters::map(&self.NaV, convert),
                CaS: ::neuron_runtime::private::Parameters::map(&self.CaS, convert),
                NaLeak: ::neuron_runtime::private::Parameters::map(&self.NaLeak, convert),
            }
        }
    }
    const CELL_STATES: usize = <Stg<
        f64,
    > as ::neuron_runtime::private::DescribeCell>::CELL
        .states();
    #[automatically_derived]
    impl<T: ::neuron_runtime::private::Real> ::neuron_runtime::private::Cell<T>
    for Stg<T> {
        type States = [T; CELL_STATES];
        #[inline(always)]
        fn celsius(&self) -> T {
            self.temperature
        }
        fn carry(&mut self, carried: &T::Carried) {
            self.__carried = carried.clone();
        }
        #[inline(always)]
        fn compartments<V: ::neuron_runtime::private::VisitCompartments<T>>(
            &self,
            visitor: &mut V,
        ) {
            visitor.compartment(self);
        }
        #[inline(always)]
        #[allow(unused_mut, unused_variables)]
        fn joins(&self, mut join: impl FnMut(usize, usize, T)) {}
    }
    const SITE: ::neuron_runtime::private::check::Site = ::neuron_runtime::private::check::Site {
        cell: "Stg",
        per_area: ::core::option::Option::Some(true),
        temperature: true,
        ions: &["Na", "Ca"],
        reversal: &[true, true],
        concentrations: &["ca", "ca_out"],
        complete: true,
        spikes: false,
    };
    const WIRING_0: ::neuron_runtime::private::Wiring = ::neuron_runtime::private::check::wire_pool(
        &<Stg_Ca_Type<f64> as ::neuron_runtime::private::Describe>::INFO,
        "Ca",
        &SITE,
    );
    const WIRING_1: ::neuron_runtime::private::Wiring = ::neuron_runtime::private::check::wire_channel(
        &<Stg_NaV_Type<f64> as ::neuron_runtime::private::Describe>::INFO,
        "NaV",
        &SITE,
    );
    const WIRING_2: ::neuron_runtime::private::Wiring = ::neuron_runtime::private::check::wire_channel(
        &<Stg_CaS_Type<f64> as ::neuron_runtime::private::Describe>::INFO,
        "CaS",
        &SITE,
    );
    const WIRING_3: ::neuron_runtime::private::Wiring = ::neuron_runtime::private::check::wire_channel(
        &<Stg_NaLeak_Type<f64> as ::neuron_runtime::private::Describe>::INFO,
        "NaLeak",
        &SITE,
    );
    const _: () = ::neuron_runtime::private::check::pool_is_fed(
        &<Stg_Ca_Type<f64> as ::neuron_runtime::private::Describe>::INFO,
        "Ca",
        &[
            &<Stg_NaV_Type<f64> as ::neuron_runtime::private::Describe>::INFO,
            &<Stg_CaS_Type<f64> as ::neuron_runtime::private::Describe>::INFO,
            &<Stg_NaLeak_Type<f64> as ::neuron_runtime::private::Describe>::INFO,
        ],
        &SITE,
    );
    const POOLS: &[(usize, usize)] = &[
        (<Stg_Ca_Type<f64> as ::neuron_runtime::private::Describe>::STATES, 1),
    ];
    const NODES: usize = ::neuron_runtime::private::nodes(POOLS);
    const EXPS: usize = 0
        + <Stg_NaV_Type<f64> as ::neuron_runtime::private::Describe>::EXPS
        + <Stg_CaS_Type<f64> as ::neuron_runtime::private::Describe>::EXPS
        + <Stg_NaLeak_Type<f64> as ::neuron_runtime::private::Describe>::EXPS;
    const STATES: usize = 1
        + <Stg_Ca_Type<f64> as ::neuron_runtime::private::Describe>::STATES
        + <Stg_NaV_Type<f64> as ::neuron_runtime::private::Describe>::STATES
        + <Stg_CaS_Type<f64> as ::neuron_runtime::private::Describe>::STATES
        + <Stg_NaLeak_Type<f64> as ::neuron_runtime::private::Describe>::STATES;
    #[automatically_derived]
    #[allow(non_snake_case, unused_variables)]
    impl<T: ::neuron_runtime::private::Real> ::neuron_runtime::private::Compartment<T>
    for Stg<T> {
        const STATES: usize = STATES;
        const EXPS: usize = EXPS;
        type Exps = [T; ::neuron_runtime::private::padded(EXPS)];
        type Ions = [T; 2];
        type Concentrations = [T; 2];
        type Nodes = [T; NODES];
        type Matrix = [T; NODES * NODES];
        type Of<U: ::neuron_runtime::private::Real> = Stg<U>;
        const CONCENTRATION_NODES: &'static [usize] = &[
            1
                + ::neuron_runtime::private::check::concentration_state(
                    &<Stg_Ca_Type<f64> as ::neuron_runtime::private::Describe>::INFO,
                ),
            usize::MAX,
        ];
        const REVERSAL_NODES: &'static [usize] = &[
            usize::MAX,
            1
                + ::neuron_runtime::private::check::concentration_state(
                    &<Stg_Ca_Type<f64> as ::neuron_runtime::private::Describe>::INFO,
                ),
        ];
        const NODE_IONS: &'static [usize] = &::neuron_runtime::private::ions_of_nodes::<
            { NODES - 1 },
        >(POOLS);
        #[inline(always)]
        fn membrane(&self) -> ::neuron_runtime::private::Membrane<T> {
            let area = self.area;
            ::neuron_runtime::private::Membrane {
                capacitance: self.capacitance * 10.0 * area,
                area,
                injected: self.inject,
                v: self.v,
            }
        }
        #[inline(always)]
        fn surroundings(
            &self,
            context: &::neuron_runtime::private::Context<T>,
            y: &[T],
            reversal: &mut [T],
            concentrations: &mut [T],
        ) {
            reversal[0] = self.Na_e;
            concentrations[0] = y[const {
                1
                    + ::neuron_runtime::private::check::concentration_state(
                        &<Stg_Ca_Type<f64> as ::neuron_runtime::private::Describe>::INFO,
                    )
            }];
            concentrations[1] = self.Ca_outside * 1000.0;
            reversal[1] = ::neuron_runtime::private::ion::nernst(
                ::neuron_runtime::private::ion::rt_over_f(context.celsius),
                2.0,
                concentrations[1],
                concentrations[0],
            );
        }
        #[inline(always)]
        fn reversal_slopes(
            &self,
            context: &::neuron_runtime::private::Context<T>,
            concentrations: &[T],
            slopes: &mut [T],
        ) {
            slopes[1] = ::neuron_runtime::private::ion::nernst_slope(
                ::neuron_runtime::private::ion::rt_over_f(context.celsius),
                2.0,
                concentrations[0],
            );
        }
        #[inline(always)]
        fn pools<V: ::neuron_runtime::private::VisitMechanisms<T>>(
            &self,
            visitor: &mut V,
        ) {
            visitor.mechanism(&self.Ca, &WIRING_0);
        }
        #[inline(always)]
        fn channels<V: ::neuron_runtime::private::VisitMechanisms<T>>(
            &self,
            visitor: &mut V,
        ) {
            visitor.mechanism(&self.NaV, &WIRING_1);
            visitor.mechanism(&self.CaS, &WIRING_2);
            visitor.mechanism(&self.NaLeak, &WIRING_3);
        }
    }
};
#[automatically_derived]
impl<N> ::core::clone::Clone for StgNaIonHandles<N> {
    fn clone(&self) -> Self {
        *self
    }
}
#[automatically_derived]
impl<N> ::core::marker::Copy for StgNaIonHandles<N> {}
/// Handles of the ion Na in the network `N`.
#[allow(dead_code, non_snake_case)]
pub struct StgNaIonHandles<N> {
    /// Reversal potential of Na.
    pub e: ::neuron_runtime::private::Parameter<N>,
    #[doc(hidden)]
    pub network: ::core::marker::PhantomData<N>,
}
#[automatically_derived]
impl<N> ::core::clone::Clone for StgCaIonHandles<N> {
    fn clone(&self) -> Self {
        *self
    }
}
#[automatically_derived]
impl<N> ::core::marker::Copy for StgCaIonHandles<N> {}
/// Handles of the ion Ca in the network `N`.
#[allow(dead_code, non_snake_case)]
pub struct StgCaIonHandles<N> {
    /// Concentration of Ca outside.
    pub outside: ::neuron_runtime::private::Parameter<N>,
    /// Handles of the pool `Ca`.
    pub pool: <Stg_Ca_Type<f64> as ::neuron_runtime::private::Handled>::Handles<N>,
    #[doc(hidden)]
    pub network: ::core::marker::PhantomData<N>,
}
#[automatically_derived]
impl<N> ::core::ops::Deref for StgCaIonHandles<N> {
    type Target = <Stg_Ca_Type<f64> as ::neuron_runtime::private::Handled>::Handles<N>;
    fn deref(&self) -> &Self::Target {
        &self.pool
    }
}
#[doc(hidden)]
#[allow(non_camel_case_types, dead_code)]
type Stg_Ca_Type<__T> = CalciumBuffer<__T>;
#[doc(hidden)]
#[allow(non_camel_case_types, dead_code)]
type Stg_NaV_Type<__T> = NaV<__T>;
#[doc(hidden)]
#[allow(non_camel_case_types, dead_code)]
type Stg_CaS_Type<__T> = CaS<__T>;
#[doc(hidden)]
#[allow(non_camel_case_types, dead_code)]
type Stg_NaLeak_Type<__T> = Leak<__T>;
#[automatically_derived]
#[allow(non_upper_case_globals)]
impl Stg<f64> {
    const ALONE: StgHandles<Self> = Self::handles(
        ::neuron_runtime::private::Cursor::of(::neuron_runtime::private::Origin {
            group: ::neuron_runtime::private::Group::Cells(0),
            element: ::core::option::Option::Some(0),
            len: 1,
        }),
    );
    /// Handle `temperature` of the cell alone.
    pub const temperature: ::neuron_runtime::private::Parameter<Self> = Self::ALONE
        .temperature;
    /// Handle `v` of the cell alone.
    pub const v: ::neuron_runtime::private::State<Self> = Self::ALONE.v;
    /// Handle `capacitance` of the cell alone.
    pub const capacitance: ::neuron_runtime::private::Parameter<Self> = Self::ALONE
        .capacitance;
    /// Handle `area` of the cell alone.
    pub const area: ::neuron_runtime::private::Parameter<Self> = Self::ALONE.area;
    /// Handle `v_start` of the cell alone.
    pub const v_start: ::neuron_runtime::private::Parameter<Self> = Self::ALONE.v_start;
    /// Handle `inject` of the cell alone.
    pub const inject: ::neuron_runtime::private::Parameter<Self> = Self::ALONE.inject;
    /// Handle `ca` of the cell alone.
    pub const ca: ::neuron_runtime::private::State<Self> = Self::ALONE.ca;
    /// Handle `NaV` of the cell alone.
    pub const NaV: <Stg_NaV_Type<
        f64,
    > as ::neuron_runtime::private::Handled>::Handles<Self> = Self::ALONE.NaV;
    /// Handle `CaS` of the cell alone.
    pub const CaS: <Stg_CaS_Type<
        f64,
    > as ::neuron_runtime::private::Handled>::Handles<Self> = Self::ALONE.CaS;
    /// Handle `NaLeak` of the cell alone.
    pub const NaLeak: <Stg_NaLeak_Type<
        f64,
    > as ::neuron_runtime::private::Handled>::Handles<Self> = Self::ALONE.NaLeak;
    /// Handle `Na` of the cell alone.
    pub const Na: StgNaIonHandles<Self> = Self::ALONE.Na;
    /// Handle `Ca` of the cell alone.
    pub const Ca: StgCaIonHandles<Self> = Self::ALONE.Ca;
}
#[doc(hidden)]
const _: () = {
    #[allow(
        unused_imports,
        non_camel_case_types,
        non_snake_case,
        non_upper_case_globals
    )]
    use ::neuron_runtime::private::{
        variable as area, variable as carried, variable as cell,
        variable as concentrations, variable as context, variable as convert,
        variable as cursor, variable as index, variable as join, variable as neurons,
        variable as next, variable as own, variable as population,
        variable as projection, variable as reversal, variable as slopes,
        variable as visit, variable as visitor, variable as y,
    };
    #[automatically_derived]
    impl<T: ::neuron_runtime::private::Real> ::neuron_runtime::private::DescribeNetwork
    for Stg<T> {
        const NETWORK: ::neuron_runtime::private::NetworkInfo = ::neuron_runtime::private::NetworkInfo {
            name: "Stg",
            cells: &[
                ::neuron_runtime::private::CellsInfo {
                    cell: &<Stg<f64> as ::neuron_runtime::private::DescribeCell>::CELL,
                    names: &[""],
                    array: false,
                },
            ],
            synapses: &[],
        };
    }
    #[automatically_derived]
    impl<T: ::neuron_runtime::private::Real> ::neuron_runtime::private::Fixed
    for Stg<T> {
        type Number = T;
        type Room = ::neuron_runtime::private::Room<
            T,
            { ::neuron_runtime::private::sizes::<Stg<f64>>().dim },
            { ::neuron_runtime::private::sizes::<Stg<f64>>().work },
            { ::neuron_runtime::private::sizes::<Stg<f64>>().relations },
            { ::neuron_runtime::private::sizes::<Stg<f64>>().compartments },
            { ::neuron_runtime::private::sizes::<Stg<f64>>().variables },
            { ::neuron_runtime::private::sizes::<Stg<f64>>().links },
            { ::neuron_runtime::private::sizes::<Stg<f64>>().draws },
            { ::neuron_runtime::private::sizes::<Stg<f64>>().sources },
        >;
    }
    #[automatically_derived]
    impl<T: ::neuron_runtime::private::Real> ::neuron_runtime::private::Network<T>
    for Stg<T> {
        type Tag = Stg<f64>;
        type Neurons<R> = R;
        type With<U: ::neuron_runtime::private::Real> = Stg<U>;
        #[inline(always)]
        fn cells<V: ::neuron_runtime::private::VisitCells<T>>(&self, visitor: &mut V) {
            visitor.cells(::core::slice::from_ref(self));
        }
        #[inline(always)]
        fn synapses<V: ::neuron_runtime::private::VisitSynapses<T>>(&self, _: &mut V) {}
        fn carried(&self) -> &T::Carried {
            &self.__carried
        }
        fn carry(&mut self, carried: &T::Carried) {
            ::neuron_runtime::private::Cell::carry(self, carried);
        }
        fn groups_mut<V: ::neuron_runtime::private::VisitMut<T>>(
            &mut self,
            visitor: &mut V,
        ) {
            visitor.cells(::core::slice::from_mut(self));
        }
        fn neurons<R>(&self, next: &mut dyn FnMut() -> R) -> R {
            next()
        }
        fn each_neuron<'a, R>(neurons: &'a R, visit: &mut dyn FnMut(&'a R)) {
            visit(neurons);
        }
        fn map<U: ::neuron_runtime::private::Real>(
            &self,
            convert: &mut dyn FnMut(&T) -> U,
        ) -> Stg<U> {
            ::neuron_runtime::private::Parameters::map(self, convert)
        }
    }
};
