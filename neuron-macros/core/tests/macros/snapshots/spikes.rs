// /// An adaptive neuron.
// pub struct Adaptive;
//
// capacitance: 281pF, v: -70.6mV,
// channels { Leak, Tiring },
// spike { threshold: -30mV, reset: -70.6mV, hold: 2ms },

/// An adaptive neuron.
#[derive(Clone, Debug, PartialEq)]
#[allow(non_snake_case)]
pub struct Adaptive<T: ::neuron_runtime::private::Real = f64> {
    #[doc(hidden)]
    pub __carried: T::Carried,
    /// Capacitance, pF.
    pub capacitance: T,
    /// Membrane potential at the start, mV.
    pub v: T,
    /// Injected current, nA.
    pub inject: T,
    /// V at which a spike begins, mV.
    pub spike_threshold: T,
    /// V after a spike, mV.
    pub spike_reset: T,
    /// Time for which V is held after a spike, ms.
    pub spike_hold: T,
    /// `Leak`.
    pub Leak: Adaptive_Leak_Type<T>,
    /// `Tiring`.
    pub Tiring: Adaptive_Tiring_Type<T>,
}
#[automatically_derived]
impl<N> ::core::clone::Clone for AdaptiveHandles<N> {
    fn clone(&self) -> Self {
        *self
    }
}
#[automatically_derived]
impl<N> ::core::marker::Copy for AdaptiveHandles<N> {}
/// Handles of [`Adaptive`] in the network `N`.
#[allow(dead_code, non_snake_case)]
pub struct AdaptiveHandles<N> {
    __cursor: ::neuron_runtime::private::Cursor,
    /// Membrane potential, mV.
    pub v: ::neuron_runtime::private::State<N>,
    /// Capacitance.
    pub capacitance: ::neuron_runtime::private::Parameter<N>,
    /// Membrane potential at the start.
    pub v_start: ::neuron_runtime::private::Parameter<N>,
    /// Injected current.
    pub inject: ::neuron_runtime::private::Parameter<N>,
    /// Handles of the channel `Leak`.
    pub Leak: <Adaptive_Leak_Type<
        f64,
    > as ::neuron_runtime::private::Handled>::Handles<N>,
    /// Handles of the channel `Tiring`.
    pub Tiring: <Adaptive_Tiring_Type<
        f64,
    > as ::neuron_runtime::private::Handled>::Handles<N>,
    /// Handles of the spike.
    pub spike: AdaptiveSpikeHandles<N>,
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
    for Adaptive<T> {
        const NAME: &'static str = "Adaptive";
    }
    #[automatically_derived]
    impl<T: ::neuron_runtime::private::Real> ::neuron_runtime::private::DescribeCell
    for Adaptive<T> {
        const CELL: ::neuron_runtime::private::CellInfo = ::neuron_runtime::private::CellInfo {
            name: "Adaptive",
            parameters: &[],
            compartments: &[
                ::neuron_runtime::private::CompartmentInfo {
                    name: "",
                    parameters: &[
                        ::neuron_runtime::private::ParameterInfo {
                            name: "capacitance",
                            unit: "pF",
                            factor: 0.001,
                            dimension: [-1, 1, 1, 0, 0, 0],
                            default: ::core::option::Option::Some(281.0),
                            minimum: ::core::option::Option::Some(0.0),
                            maximum: ::core::option::Option::None,
                            nonzero: true,
                        },
                        ::neuron_runtime::private::ParameterInfo {
                            name: "v",
                            unit: "mV",
                            factor: 1.0,
                            dimension: [1, 0, 0, 0, 0, 0],
                            default: ::core::option::Option::Some(-70.6),
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
                            name: "spike.threshold",
                            unit: "mV",
                            factor: 1.0,
                            dimension: [1, 0, 0, 0, 0, 0],
                            default: ::core::option::Option::Some(-30.0),
                            minimum: ::core::option::Option::None,
                            maximum: ::core::option::Option::None,
                            nonzero: false,
                        },
                        ::neuron_runtime::private::ParameterInfo {
                            name: "spike.reset",
                            unit: "mV",
                            factor: 1.0,
                            dimension: [1, 0, 0, 0, 0, 0],
                            default: ::core::option::Option::Some(-70.6),
                            minimum: ::core::option::Option::None,
                            maximum: ::core::option::Option::None,
                            nonzero: false,
                        },
                        ::neuron_runtime::private::ParameterInfo {
                            name: "spike.hold",
                            unit: "ms",
                            factor: 1.0,
                            dimension: [0, 1, 0, 0, 0, 0],
                            default: ::core::option::Option::Some(2.0),
                            minimum: ::core::option::Option::Some(0.0),
                            maximum: ::core::option::Option::None,
                            nonzero: false,
                        },
                    ],
                    pools: &[],
                    channels: &[
                        ::neuron_runtime::private::PartInfo {
                            name: "Leak",
                            concentration: "",
                            mechanism: &<Adaptive_Leak_Type<
                                f64,
                            > as ::neuron_runtime::private::Describe>::INFO,
                        },
                        ::neuron_runtime::private::PartInfo {
                            name: "Tiring",
                            concentration: "",
                            mechanism: &<Adaptive_Tiring_Type<
                                f64,
                            > as ::neuron_runtime::private::Describe>::INFO,
                        },
                    ],
                    spike: true,
                    range: ::neuron_runtime::private::StateRange::OfKind,
                },
            ],
            complete: true,
            source: false,
        };
    }
    #[automatically_derived]
    impl<N> AdaptiveHandles<N> {
        /// The handles of one neuron of the array.
        ///
        /// # Panics
        /// Past the end of the array.
        #[track_caller]
        pub const fn at(&self, index: usize) -> Self {
            Adaptive::handles(
                ::neuron_runtime::private::Cursor::of(self.__cursor.origin.at(index)),
            )
        }
    }
    #[automatically_derived]
    impl Adaptive<f64> {
        #[doc(hidden)]
        #[allow(unused_variables)]
        pub const fn handles<N>(
            cursor: ::neuron_runtime::private::Cursor,
        ) -> AdaptiveHandles<N> {
            let own = cursor.after(0, 0, 0);
            let next = own.after(1, 6, 0);
            let cursor_0 = next;
            let next = next
                .after(
                    <Adaptive_Leak_Type<
                        f64,
                    > as ::neuron_runtime::private::Describe>::STATES,
                    <Adaptive_Leak_Type<
                        f64,
                    > as ::neuron_runtime::private::Describe>::PARAMETERS,
                    1,
                );
            let cursor_1 = next;
            let next = next
                .after(
                    <Adaptive_Tiring_Type<
                        f64,
                    > as ::neuron_runtime::private::Describe>::STATES,
                    <Adaptive_Tiring_Type<
                        f64,
                    > as ::neuron_runtime::private::Describe>::PARAMETERS,
                    1,
                );
            AdaptiveHandles {
                __cursor: cursor,
                v: own.state(0),
                capacitance: own.parameter(0),
                v_start: own.parameter(1),
                inject: own.parameter(2),
                Leak: Adaptive_Leak_Type::<f64>::handles(cursor_0),
                Tiring: Adaptive_Tiring_Type::<f64>::handles(cursor_1),
                spike: AdaptiveSpikeHandles {
                    threshold: own.parameter(3),
                    reset: own.parameter(4),
                    hold: own.parameter(5),
                    network: ::core::marker::PhantomData,
                },
            }
        }
    }
    #[automatically_derived]
    #[allow(non_snake_case)]
    impl ::core::default::Default for Adaptive<f64> {
        fn default() -> Self {
            let own_Leak = <Adaptive_Leak_Type<
                f64,
            > as ::core::default::Default>::default();
            let own_Tiring = <Adaptive_Tiring_Type<
                f64,
            > as ::core::default::Default>::default();
            Adaptive {
                __carried: ::core::default::Default::default(),
                capacitance: 281.0,
                v: -70.6,
                inject: 0.0,
                spike_threshold: -30.0,
                spike_reset: -70.6,
                spike_hold: 2.0,
                Leak: own_Leak,
                Tiring: own_Tiring,
            }
        }
    }
    #[automatically_derived]
    impl<T: ::neuron_runtime::private::Real> ::neuron_runtime::private::Handled
    for Adaptive<T> {
        type Handles<N> = AdaptiveHandles<N>;
    }
    #[automatically_derived]
    impl<T: ::neuron_runtime::private::Real> ::neuron_runtime::private::Parameters<T>
    for Adaptive<T> {
        type With<U: ::neuron_runtime::private::Real> = Adaptive<U>;
        fn each(&self, visit: &mut dyn FnMut(&T)) {
            visit(&self.capacitance);
            visit(&self.v);
            visit(&self.inject);
            visit(&self.spike_threshold);
            visit(&self.spike_reset);
            visit(&self.spike_hold);
            ::neuron_runtime::private::Parameters::each(&self.Leak, visit);
            ::neuron_runtime::private::Parameters::each(&self.Tiring, visit);
        }
        fn each_mut(&mut self, visit: &mut dyn FnMut(&mut T)) {
            visit(&mut self.capacitance);
            visit(&mut self.v);
            visit(&mut self.inject);
            visit(&mut self.spike_threshold);
            visit(&mut self.spike_reset);
            visit(&mut self.spike_hold);
            ::neuron_runtime::private::Parameters::each_mut(&mut self.Leak, visit);
            ::neuron_runtime::private::Parameters::each_mut(&mut self.Tiring, visit);
        }
        fn map<U: ::neuron_runtime::private::Real>(
            &self,
            convert: &mut dyn FnMut(&T) -> U,
        ) -> Adaptive<U> {
            Adaptive {
                __carried: ::core::default::Default::default(),
                capacitance: convert(&self.capacitance),
                v: convert(&self.v),
                inject: convert(&self.inject),
                spike_threshold: convert(&self.spike_threshold),
                spike_reset: convert(&self.spike_reset),
                spike_hold: convert(&self.spike_hold),
                Leak: ::neuron_runtime::private::Parameters::map(&self.Leak, convert),
                Tiring: ::neuron_runtime::private::Parameters::map(&self.Tiring, convert),
            }
        }
    }
    const CELL_STATES: usize = <Adaptive<
        f64,
    > as ::neuron_runtime::private::DescribeCell>::CELL
        .states();
    #[automatically_derived]
    impl<T: ::neuron_runtime::private::Real> ::neuron_runtime::private::Cell<T>
    for Adaptive<T> {
        type States = [T; CELL_STATES];
        #[inline(always)]
        fn celsius(&self) -> T {
            T::zero()
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
        cell: "Adaptive",
        per_area: ::core::option::Option::Some(false),
        temperature: false,
        ions: &[],
        reversal: &[],
        concentrations: &[],
        complete: true,
        spikes: true,
    };
    const WIRING_0: ::neuron_runtime::private::Wiring = ::neuron_runtime::private::check::wire_channel(
        &<Adaptive_Leak_Type<f64> as ::neuron_runtime::private::Describe>::INFO,
        "Leak",
        &SITE,
    );
    const WIRING_1: ::neuron_runtime::private::Wiring = ::neuron_runtime::private::check::wire_channel(
        &<Adaptive_Tiring_Type<f64> as ::neuron_runtime::private::Describe>::INFO,
        "Tiring",
        &SITE,
    );
    const POOLS: &[(usize, usize)] = &[];
    const NODES: usize = ::neuron_runtime::private::nodes(POOLS);
    const EXPS: usize = 0
        + <Adaptive_Leak_Type<f64> as ::neuron_runtime::private::Describe>::EXPS
        + <Adaptive_Tiring_Type<f64> as ::neuron_runtime::private::Describe>::EXPS;
    const STATES: usize = 1
        + <Adaptive_Leak_Type<f64> as ::neuron_runtime::private::Describe>::STATES
        + <Adaptive_Tiring_Type<f64> as ::neuron_runtime::private::Describe>::STATES;
    #[automatically_derived]
    #[allow(non_snake_case, unused_variables)]
    impl<T: ::neuron_runtime::private::Real> ::neuron_runtime::private::Compartment<T>
    for Adaptive<T> {
        const STATES: usize = STATES;
        const EXPS: usize = EXPS;
        type Exps = [T; ::neuron_runtime::private::padded(EXPS)];
        type Ions = [T; 0];
        type Concentrations = [T; 0];
        type Nodes = [T; NODES];
        type Matrix = [T; NODES * NODES];
        type Of<U: ::neuron_runtime::private::Real> = Adaptive<U>;
        const CONCENTRATION_NODES: &'static [usize] = &[];
        const REVERSAL_NODES: &'static [usize] = &[];
        const NODE_IONS: &'static [usize] = &::neuron_runtime::private::ions_of_nodes::<
            { NODES - 1 },
        >(POOLS);
        const SPIKES: bool = true;
        #[inline(always)]
        fn membrane(&self) -> ::neuron_runtime::private::Membrane<T> {
            let area = T::one();
            ::neuron_runtime::private::Membrane {
                capacitance: self.capacitance * 0.001,
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
        ) {}
        #[inline(always)]
        fn reversal_slopes(
            &self,
            context: &::neuron_runtime::private::Context<T>,
            concentrations: &[T],
            slopes: &mut [T],
        ) {}
        fn spike_rule(
            &self,
        ) -> ::core::option::Option<::neuron_runtime::private::SpikeRule<T>> {
            ::core::option::Option::Some(::neuron_runtime::private::SpikeRule {
                threshold: self.spike_threshold,
                reset: ::core::option::Option::Some(self.spike_reset),
                hold: ::core::option::Option::Some(self.spike_hold),
                refractory: ::core::option::Option::None,
            })
        }
        #[inline(always)]
        fn pools<V: ::neuron_runtime::private::VisitMechanisms<T>>(
            &self,
            visitor: &mut V,
        ) {}
        #[inline(always)]
        fn channels<V: ::neuron_runtime::private::VisitMechanisms<T>>(
            &self,
            visitor: &mut V,
        ) {
            visitor.mechanism(&self.Leak, &WIRING_0);
            visitor.mechanism(&self.Tiring, &WIRING_1);
        }
    }
};
#[automatically_derived]
impl<N> ::core::clone::Clone for AdaptiveSpikeHandles<N> {
    fn clone(&self) -> Self {
        *self
    }
}
#[automatically_derived]
impl<N> ::core::marker::Copy for AdaptiveSpikeHandles<N> {}
/// Handles of the spike in the network `N`.
pub struct AdaptiveSpikeHandles<N> {
    /// V at which a spike begins.
    pub threshold: ::neuron_runtime::private::Parameter<N>,
    /// V after a spike.
    pub reset: ::neuron_runtime::private::Parameter<N>,
    /// Time for which V is held after a spike.
    pub hold: ::neuron_runtime::private::Parameter<N>,
    #[doc(hidden)]
    pub network: ::core::marker::PhantomData<N>,
}
#[doc(hidden)]
#[allow(non_camel_case_types, dead_code)]
type Adaptive_Leak_Type<__T> = Leak<__T>;
#[doc(hidden)]
#[allow(non_camel_case_types, dead_code)]
type Adaptive_Tiring_Type<__T> = Tiring<__T>;
#[automatically_derived]
#[allow(non_upper_case_globals)]
impl Adaptive<f64> {
    const ALONE: AdaptiveHandles<Self> = Self::handles(
        ::neuron_runtime::private::Cursor::of(::neuron_runtime::private::Origin {
            group: ::neuron_runtime::private::Group::Cells(0),
            element: ::core::option::Option::Some(0),
            len: 1,
        }),
    );
    /// Handle `v` of the cell alone.
    pub const v: ::neuron_runtime::private::State<Self> = Self::ALONE.v;
    /// Handle `capacitance` of the cell alone.
    pub const capacitance: ::neuron_runtime::private::Parameter<Self> = Self::ALONE
        .capacitance;
    /// Handle `v_start` of the cell alone.
    pub const v_start: ::neuron_runtime::private::Parameter<Self> = Self::ALONE.v_start;
    /// Handle `inject` of the cell alone.
    pub const inject: ::neuron_runtime::private::Parameter<Self> = Self::ALONE.inject;
    /// Handle `Leak` of the cell alone.
    pub const Leak: <Adaptive_Leak_Type<
        f64,
    > as ::neuron_runtime::private::Handled>::Handles<Self> = Self::ALONE.Leak;
    /// Handle `Tiring` of the cell alone.
    pub const Tiring: <Adaptive_Tiring_Type<
        f64,
    > as ::neuron_runtime::private::Handled>::Handles<Self> = Self::ALONE.Tiring;
    /// Handle `spike` of the cell alone.
    pub const spike: AdaptiveSpikeHandles<Self> = Self::ALONE.spike;
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
    for Adaptive<T> {
        const NETWORK: ::neuron_runtime::private::NetworkInfo = ::neuron_runtime::private::NetworkInfo {
            name: "Adaptive",
            cells: &[
                ::neuron_runtime::private::CellsInfo {
                    cell: &<Adaptive<
                        f64,
                    > as ::neuron_runtime::private::DescribeCell>::CELL,
                    names: &[""],
                    array: false,
                },
            ],
            synapses: &[],
        };
    }
    #[automatically_derived]
    impl<T: ::neuron_runtime::private::Real> ::neuron_runtime::private::Fixed
    for Adaptive<T> {
        type Number = T;
        type Room = ::neuron_runtime::private::Room<
            T,
            { ::neuron_runtime::private::sizes::<Adaptive<f64>>().dim },
            { ::neuron_runtime::private::sizes::<Adaptive<f64>>().work },
            { ::neuron_runtime::private::sizes::<Adaptive<f64>>().relations },
            { ::neuron_runtime::private::sizes::<Adaptive<f64>>().compartments },
            { ::neuron_runtime::private::sizes::<Adaptive<f64>>().variables },
            { ::neuron_runtime::private::sizes::<Adaptive<f64>>().links },
            { ::neuron_runtime::private::sizes::<Adaptive<f64>>().draws },
            { ::neuron_runtime::private::sizes::<Adaptive<f64>>().sources },
        >;
    }
    #[automatically_derived]
    impl<T: ::neuron_runtime::private::Real> ::neuron_runtime::private::Network<T>
    for Adaptive<T> {
        type Tag = Adaptive<f64>;
        type Neurons<R> = R;
        type With<U: ::neuron_runtime::private::Real> = Adaptive<U>;
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
        ) -> Adaptive<U> {
            ::neuron_runtime::private::Parameters::map(self, convert)
        }
    }
};
