// /// One neuron that drives a population.
// pub struct Motor;
//
// /// The pacemaker.
// neuron AB: Stg { NaV.g: 100mS/cm2, v: -55mV }
// neuron PY[5]: Stg { Leak.g: 0.01mS/cm2, v: uniform { from: -60mV, to: -50mV, seed: 1 } }
//
// AB -> PY all_to_all: Cholinergic { g: 3nS };
// slow = AB -> PY pairs [(0, 1), (0, 3)]: Cholinergic { g: [3nS, 4nS] };
// PY -> PY random { probability: 0.3, seed: 1 }: Glutamatergic { g: normal { mean: 0.5nS, sd: 0.1nS, seed: 2 } };

/// One neuron that drives a population.
#[derive(Clone, Debug, PartialEq)]
pub struct Motor<T: ::neuron_runtime::private::Real = f64> {
    __carried: T::Carried,
    cells_0: [MotorCell0<T>; 1],
    cells_1: ::neuron_runtime::private::Population<T, MotorCell1<T>>,
    synapses_0: ::neuron_runtime::private::Projection<T, MotorSynapse0<T>>,
    synapses_1: ::neuron_runtime::private::Projection<T, MotorSynapse1<T>>,
    synapses_2: ::neuron_runtime::private::Projection<T, MotorSynapse2<T>>,
}
#[doc(hidden)]
#[allow(non_camel_case_types, dead_code)]
type MotorCell0<__T> = Stg<__T>;
#[doc(hidden)]
#[allow(non_camel_case_types, dead_code)]
type MotorCell1<__T> = Stg<__T>;
#[doc(hidden)]
#[allow(non_camel_case_types, dead_code)]
type MotorSynapse0<__T> = Cholinergic<__T>;
#[doc(hidden)]
#[allow(non_camel_case_types, dead_code)]
type MotorSynapse1<__T> = Cholinergic<__T>;
#[doc(hidden)]
#[allow(non_camel_case_types, dead_code)]
type MotorSynapse2<__T> = Glutamatergic<__T>;
/// One `R` for each neuron of [`Motor`].
#[derive(Clone, Debug, PartialEq)]
pub struct MotorNeurons<R> {
    /// AB.
    pub ab: R,
    /// PY.
    pub py: ::neuron_runtime::private::Vec<R>,
}
#[automatically_derived]
impl<N> ::core::clone::Clone for MotorAB_PYHandles<N> {
    fn clone(&self) -> Self {
        *self
    }
}
#[automatically_derived]
impl<N> ::core::marker::Copy for MotorAB_PYHandles<N> {}
/// Handles of the connection `AB_PY` of [`Motor`].
#[allow(dead_code, non_snake_case, non_camel_case_types)]
pub struct MotorAB_PYHandles<N> {
    /// Handles of the synapse `Cholinergic`.
    pub Cholinergic: <MotorSynapse0<
        f64,
    > as ::neuron_runtime::private::Handled>::Handles<N>,
}
#[automatically_derived]
impl<N> ::core::clone::Clone for MotorslowHandles<N> {
    fn clone(&self) -> Self {
        *self
    }
}
#[automatically_derived]
impl<N> ::core::marker::Copy for MotorslowHandles<N> {}
/// Handles of the connection `slow` of [`Motor`].
#[allow(dead_code, non_snake_case, non_camel_case_types)]
pub struct MotorslowHandles<N> {
    /// Handles of the synapse `Cholinergic`.
    pub Cholinergic: <MotorSynapse1<
        f64,
    > as ::neuron_runtime::private::Handled>::Handles<N>,
}
#[automatically_derived]
impl<N> ::core::clone::Clone for MotorPY_PYHandles<N> {
    fn clone(&self) -> Self {
        *self
    }
}
#[automatically_derived]
impl<N> ::core::marker::Copy for MotorPY_PYHandles<N> {}
/// Handles of the connection `PY_PY` of [`Motor`].
#[allow(dead_code, non_snake_case, non_camel_case_types)]
pub struct MotorPY_PYHandles<N> {
    /// Handles of the synapse `Glutamatergic`.
    pub Glutamatergic: <MotorSynapse2<
        f64,
    > as ::neuron_runtime::private::Handled>::Handles<N>,
}
#[automatically_derived]
#[allow(non_upper_case_globals)]
impl Motor<f64> {
    /// The pacemaker.
    ///
    /// Handles of the neuron `AB`.
    pub const AB: <MotorCell0<
        f64,
    > as ::neuron_runtime::private::Handled>::Handles<Self> = MotorCell0::<
        f64,
    >::handles(
        ::neuron_runtime::private::Cursor::of(::neuron_runtime::private::Origin {
            group: ::neuron_runtime::private::Group::Cells(0),
            element: ::core::option::Option::Some(0),
            len: 1,
        }),
    );
    /// Handles of the neurons `PY`.
    pub const PY: <MotorCell1<
        f64,
    > as ::neuron_runtime::private::Handled>::Handles<Self> = MotorCell1::<
        f64,
    >::handles(
        ::neuron_runtime::private::Cursor::of(::neuron_runtime::private::Origin {
            group: ::neuron_runtime::private::Group::Cells(1),
            element: ::core::option::Option::None,
            len: 5,
        }),
    );
    /// Handles of the connection `AB_PY` of [`Motor`].
    pub const AB_PY: MotorAB_PYHandles<Self> = MotorAB_PYHandles {
        Cholinergic: MotorSynapse0::<
            f64,
        >::handles(
            ::neuron_runtime::private::Cursor::of(::neuron_runtime::private::Origin {
                group: ::neuron_runtime::private::Group::Synapses(0),
                element: ::core::option::Option::None,
                len: 0,
            }),
        ),
    };
    /// Handles of the connection `slow` of [`Motor`].
    pub const slow: MotorslowHandles<Self> = MotorslowHandles {
        Cholinergic: MotorSynapse1::<
            f64,
        >::handles(
            ::neuron_runtime::private::Cursor::of(::neuron_runtime::private::Origin {
                group: ::neuron_runtime::private::Group::Synapses(1),
                element: ::core::option::Option::None,
                len: 0,
            }),
        ),
    };
    /// Handles of the connection `PY_PY` of [`Motor`].
    pub const PY_PY: MotorPY_PYHandles<Self> = MotorPY_PYHandles {
        Glutamatergic: MotorSynapse2::<
            f64,
        >::handles(
            ::neuron_runtime::private::Cursor::of(::neuron_runtime::private::Origin {
                group: ::neuron_runtime::private::Group::Synapses(2),
                element: ::core::option::Option::None,
                len: 0,
            }),
        ),
    };
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
    const _: () = ::neuron_runtime::private::check::cell(
        &<MotorCell0<f64> as ::neuron_runtime::private::DescribeCell>::CELL,
    );
    const _: () = ::neuron_runtime::private::check::cell(
        &<MotorCell1<f64> as ::neuron_runtime::private::DescribeCell>::CELL,
    );
    const _: () = ::neuron_runtime::private::check::synapse(
        &<MotorSynapse0<f64> as ::neuron_runtime::private::Describe>::INFO,
        false,
    );
    const _: () = ::neuron_runtime::private::check::spiking(
        &<MotorSynapse0<f64> as ::neuron_runtime::private::Describe>::INFO,
        (&<MotorCell0<f64> as ::neuron_runtime::private::DescribeCell>::CELL, "AB", ""),
        (&<MotorCell1<f64> as ::neuron_runtime::private::DescribeCell>::CELL, "PY", ""),
    );
    const _: () = ::neuron_runtime::private::check::synapse(
        &<MotorSynapse1<f64> as ::neuron_runtime::private::Describe>::INFO,
        false,
    );
    const _: () = ::neuron_runtime::private::check::spiking(
        &<MotorSynapse1<f64> as ::neuron_runtime::private::Describe>::INFO,
        (&<MotorCell0<f64> as ::neuron_runtime::private::DescribeCell>::CELL, "AB", ""),
        (&<MotorCell1<f64> as ::neuron_runtime::private::DescribeCell>::CELL, "PY", ""),
    );
    const _: () = ::neuron_runtime::private::check::synapse(
        &<MotorSynapse2<f64> as ::neuron_runtime::private::Describe>::INFO,
        false,
    );
    const _: () = ::neuron_runtime::private::check::spiking(
        &<MotorSynapse2<f64> as ::neuron_runtime::private::Describe>::INFO,
        (&<MotorCell1<f64> as ::neuron_runtime::private::DescribeCell>::CELL, "PY", ""),
        (&<MotorCell1<f64> as ::neuron_runtime::private::DescribeCell>::CELL, "PY", ""),
    );
    #[automatically_derived]
    impl<T: ::neuron_runtime::private::Real> ::neuron_runtime::private::DescribeNetwork
    for Motor<T> {
        const NETWORK: ::neuron_runtime::private::NetworkInfo = ::neuron_runtime::private::NetworkInfo {
            name: "Motor",
            cells: &[
                ::neuron_runtime::private::CellsInfo {
                    cell: &<MotorCell0<
                        f64,
                    > as ::neuron_runtime::private::DescribeCell>::CELL,
                    names: &["AB"],
                    array: false,
                },
                ::neuron_runtime::private::CellsInfo {
                    cell: &<MotorCell1<
                        f64,
                    > as ::neuron_runtime::private::DescribeCell>::CELL,
                    names: &["PY"],
                    array: true,
                },
            ],
            synapses: &[
                ::neuron_runtime::private::SynapsesInfo {
                    synapse: &<MotorSynapse0<
                        f64,
                    > as ::neuron_runtime::private::Describe>::INFO,
                    names: &["AB_PY.Cholinergic"],
                    array: true,
                },
                ::neuron_runtime::private::SynapsesInfo {
                    synapse: &<MotorSynapse1<
                        f64,
                    > as ::neuron_runtime::private::Describe>::INFO,
                    names: &["slow.Cholinergic"],
                    array: true,
                },
                ::neuron_runtime::private::SynapsesInfo {
                    synapse: &<MotorSynapse2<
                        f64,
                    > as ::neuron_runtime::private::Describe>::INFO,
                    names: &["PY_PY.Glutamatergic"],
                    array: true,
                },
            ],
        };
    }
    const PAIRS_OF_SYNAPSES_1: &[(usize, usize)] = &[(0, 1), (0, 3)];
    const _: () = ::neuron_runtime::private::check::pairs(PAIRS_OF_SYNAPSES_1, 1, 5);
    #[automatically_derived]
    impl ::core::default::Default for Motor<f64> {
        fn default() -> Self {
            let cells_0 = [
                {
                    const SETTING_0: ::neuron_runtime::private::check::Setting = {
                        const _: () = ::neuron_runtime::private::check::cell_part(
                            &<MotorCell0<
                                f64,
                            > as ::neuron_runtime::private::DescribeCell>::CELL,
                            &["NaV"],
                        );
                        ::neuron_runtime::private::check::cell_setting(
                            &<MotorCell0<
                                f64,
                            > as ::neuron_runtime::private::DescribeCell>::CELL,
                            &["NaV", "g"],
                        )
                    }
                        .given(::neuron_runtime::private::check::Given {
                            value: 1000.0,
                            dimension: [-1, 0, 1, -2, 0, 0],
                            words: "a conductance per area (mS/cm2)",
                        });
                    const SETTING_1: ::neuron_runtime::private::check::Setting = ::neuron_runtime::private::check::cell_setting(
                            &<MotorCell0<
                                f64,
                            > as ::neuron_runtime::private::DescribeCell>::CELL,
                            &["v"],
                        )
                        .given(::neuron_runtime::private::check::Given {
                            value: -55.0,
                            dimension: [1, 0, 0, 0, 0, 0],
                            words: "a voltage (mV)",
                        });
                    ::neuron_runtime::private::configured::<
                        MotorCell0<f64>,
                    >(&[SETTING_0, SETTING_1])
                },
            ];
            let cells_1 = {
                #[allow(unused_mut)]
                let mut population = ::neuron_runtime::private::Population::new(
                    5,
                    {
                        const SETTING_0: ::neuron_runtime::private::check::Setting = {
                            const _: () = ::neuron_runtime::private::check::cell_part(
                                &<MotorCell1<
                                    f64,
                                > as ::neuron_runtime::private::DescribeCell>::CELL,
                                &["Leak"],
                            );
                            ::neuron_runtime::private::check::cell_setting(
                                &<MotorCell1<
                                    f64,
                                > as ::neuron_runtime::private::DescribeCell>::CELL,
                                &["Leak", "g"],
                            )
                        }
                            .given(::neuron_runtime::private::check::Given {
                                value: 0.1,
                                dimension: [-1, 0, 1, -2, 0, 0],
                                words: "a conductance per area (mS/cm2)",
                            });
                        ::neuron_runtime::private::configured::<
                            MotorCell1<f64>,
                        >(&[SETTING_0])
                    },
                );
                {
                    const DRAWN: ::neuron_runtime::private::Drawn = ::neuron_runtime::private::check::cell_setting(
                            &<MotorCell1<
                                f64,
                            > as ::neuron_runtime::private::DescribeCell>::CELL,
                            &["v"],
                        )
                        .drawn(
                            ::neuron_runtime::private::Distribution::Uniform {
                                from: ::neuron_runtime::private::check::cell_setting(
                                        &<MotorCell1<
                                            f64,
                                        > as ::neuron_runtime::private::DescribeCell>::CELL,
                                        &["v"],
                                    )
                                    .given(::neuron_runtime::private::check::Given {
                                        value: -60.0,
                                        dimension: [1, 0, 0, 0, 0, 0],
                                        words: "a voltage (mV)",
                                    })
                                    .value,
                                to: ::neuron_runtime::private::check::cell_setting(
                                        &<MotorCell1<
                                            f64,
                                        > as ::neuron_runtime::private::DescribeCell>::CELL,
                                        &["v"],
                                    )
                                    .given(::neuron_runtime::private::check::Given {
                                        value: -50.0,
                                        dimension: [1, 0, 0, 0, 0, 0],
                                        words: "a voltage (mV)",
                                    })
                                    .value,
                            },
                            1u64,
                            "PY.v",
                        );
                    population.draw(DRAWN);
                }
                population
            };
            let synapses_0 = ::neuron_runtime::private::Projection::new(
                {
                    const SETTING_0: ::neuron_runtime::private::check::Setting = ::neuron_runtime::private::check::setting(
                            &<MotorSynapse0<
                                f64,
                            > as ::neuron_runtime::private::Describe>::INFO,
                            "g",
                        )
                        .given(::neuron_runtime::private::check::Given {
                            value: 0.003,
                            dimension: [-1, 0, 1, 0, 0, 0],
                            words: "a conductance (nS)",
                        });
                    ::neuron_runtime::private::configured::<
                        MotorSynapse0<f64>,
                    >(&[SETTING_0])
                },
                "AB_PY",
                const {
                    ::neuron_runtime::private::Side {
                        first: ::neuron_runtime::private::check::compartment_begin(
                            &<MotorCell0<
                                f64,
                            > as ::neuron_runtime::private::DescribeCell>::CELL,
                            "",
                        ),
                        stride: 1,
                        len: 1,
                    }
                },
                const {
                    ::neuron_runtime::private::Side {
                        first: 1
                            * <MotorCell0<
                                f64,
                            > as ::neuron_runtime::private::DescribeCell>::CELL
                                .states()
                            + ::neuron_runtime::private::check::compartment_begin(
                                &<MotorCell1<
                                    f64,
                                > as ::neuron_runtime::private::DescribeCell>::CELL,
                                "",
                            ) * 5,
                        stride: 1,
                        len: 5,
                    }
                },
                false,
                ::neuron_runtime::private::Rule::AllToAll {
                    autapses: false,
                },
            );
            let synapses_1 = {
                let mut projection = ::neuron_runtime::private::Projection::new(
                    { ::neuron_runtime::private::configured::<MotorSynapse1<f64>>(&[]) },
                    "slow",
                    const {
                        ::neuron_runtime::private::Side {
                            first: ::neuron_runtime::private::check::compartment_begin(
                                &<MotorCell0<
                                    f64,
                                > as ::neuron_runtime::private::DescribeCell>::CELL,
                                "",
                            ),
                            stride: 1,
                            len: 1,
                        }
                    },
                    const {
                        ::neuron_runtime::private::Side {
                            first: 1
                                * <MotorCell0<
                                    f64,
                                > as ::neuron_runtime::private::DescribeCell>::CELL
                                    .states()
                                + ::neuron_runtime::private::check::compartment_begin(
                                    &<MotorCell1<
                                        f64,
                                    > as ::neuron_runtime::private::DescribeCell>::CELL,
                                    "",
                                ) * 5,
                            stride: 1,
                            len: 5,
                        }
                    },
                    false,
                    ::neuron_runtime::private::Rule::Pairs(PAIRS_OF_SYNAPSES_1),
                );
                {
                    const _: () = ::neuron_runtime::private::check::one_per_connection(
                        2,
                        ::neuron_runtime::private::Rule::Pairs(PAIRS_OF_SYNAPSES_1),
                        (1, 5),
                        false,
                        false,
                    );
                    const SETTINGS: [::neuron_runtime::private::check::Setting; 2] = [
                        ::neuron_runtime::private::check::setting_of_each(
                                &<MotorSynapse1<
                                    f64,
                                > as ::neuron_runtime::private::Describe>::INFO,
                                "g",
                            )
                            .given(::neuron_runtime::private::check::Given {
                                value: 0.003,
                                dimension: [-1, 0, 1, 0, 0, 0],
                                words: "a conductance (nS)",
                            }),
                        ::neuron_runtime::private::check::setting_of_each(
                                &<MotorSynapse1<
                                    f64,
                                > as ::neuron_runtime::private::Describe>::INFO,
                                "g",
                            )
                            .given(::neuron_runtime::private::check::Given {
                                value: 0.004,
                                dimension: [-1, 0, 1, 0, 0, 0],
                                words: "a conductance (nS)",
                            }),
                    ];
                    ::neuron_runtime::private::set_each_connection(
                        &mut projection,
                        &SETTINGS,
                    );
                }
                projection
            };
            let synapses_2 = {
                let mut projection = ::neuron_runtime::private::Projection::new(
                    { ::neuron_runtime::private::configured::<MotorSynapse2<f64>>(&[]) },
                    "PY_PY",
                    const {
                        ::neuron_runtime::private::Side {
                            first: 1
                                * <MotorCell0<
                                    f64,
                                > as ::neuron_runtime::private::DescribeCell>::CELL
                                    .states()
                                + ::neuron_runtime::private::check::compartment_begin(
                                    &<MotorCell1<
                                        f64,
                                    > as ::neuron_runtime::private::DescribeCell>::CELL,
                                    "",
                                ) * 5,
                            stride: 1,
                            len: 5,
                        }
                    },
                    const {
                        ::neuron_runtime::private::Side {
                            first: 1
                                * <MotorCell0<
                                    f64,
                                > as ::neuron_runtime::private::DescribeCell>::CELL
                                    .states()
                                + ::neuron_runtime::private::check::compartment_begin(
                                    &<MotorCell1<
                                        f64,
                                    > as ::neuron_runtime::private::DescribeCell>::CELL,
                                    "",
                                ) * 5,
                            stride: 1,
                            len: 5,
                        }
                    },
                    true,
                    ::neuron_runtime::private::Rule::Probability {
                        probability: 0.3,
                        seed: 1u64,
                        autapses: false,
                    },
                );
                {
                    const DRAWN: ::neuron_runtime::private::Drawn = ::neuron_runtime::private::check::setting_of_each(
                            &<MotorSynapse2<
                                f64,
                            > as ::neuron_runtime::private::Describe>::INFO,
                            "g",
                        )
                        .drawn(
                            ::neuron_runtime::private::Distribution::Normal {
                                mean: ::neuron_runtime::private::check::setting_of_each(
                                        &<MotorSynapse2<
                                            f64,
                                        > as ::neuron_runtime::private::Describe>::INFO,
                                        "g",
                                    )
                                    .measure(::neuron_runtime::private::check::Given {
                                        value: 0.0005,
                                        dimension: [-1, 0, 1, 0, 0, 0],
                                        words: "a conductance (nS)",
                                    }),
                                sd: ::neuron_runtime::private::check::setting_of_each(
                                        &<MotorSynapse2<
                                            f64,
                                        > as ::neuron_runtime::private::Describe>::INFO,
                                        "g",
                                    )
                                    .measure(::neuron_runtime::private::check::Given {
                                        value: 0.0001,
                                        dimension: [-1, 0, 1, 0, 0, 0],
                                        words: "a conductance (nS)",
                                    }),
                            },
                            2u64,
                            "PY_PY.Glutamatergic.g",
                        );
                    projection.draw(DRAWN);
                }
                projection
            };
            Motor {
                __carried: ::core::default::Default::default(),
                cells_0,
                cells_1,
                synapses_0,
                synapses_1,
                synapses_2,
            }
        }
    }
    #[automatically_derived]
    impl<T: ::neuron_runtime::private::Real> ::neuron_runtime::private::Network<T>
    for Motor<T> {
        type Tag = Motor<f64>;
        type Neurons<R> = MotorNeurons<R>;
        type With<U: ::neuron_runtime::private::Real> = Motor<U>;
        #[inline(always)]
        fn cells<V: ::neuron_runtime::private::VisitCells<T>>(&self, visitor: &mut V) {
            visitor.cells(&self.cells_0[..]);
            visitor.cells(&self.cells_1);
        }
        #[inline(always)]
        #[allow(unused_variables)]
        fn synapses<V: ::neuron_runtime::private::VisitSynapses<T>>(
            &self,
            visitor: &mut V,
        ) {
            visitor.synapses(&self.synapses_0);
            visitor.synapses(&self.synapses_1);
            visitor.synapses(&self.synapses_2);
        }
        fn carried(&self) -> &T::Carried {
            &self.__carried
        }
        fn carry(&mut self, carried: &T::Carried) {
            self.__carried = carried.clone();
            self.cells_0
                .iter_mut()
                .for_each(|cell| ::neuron_runtime::private::Cell::carry(cell, carried));
        }
        fn groups_mut<V: ::neuron_runtime::private::VisitMut<T>>(
            &mut self,
            visitor: &mut V,
        ) {
            visitor.cells(&mut self.cells_0[..]);
            visitor.cells(&mut self.cells_1);
            visitor.synapses(&mut self.synapses_0);
            visitor.synapses(&mut self.synapses_1);
            visitor.synapses(&mut self.synapses_2);
        }
        fn neurons<R>(&self, next: &mut dyn FnMut() -> R) -> MotorNeurons<R> {
            MotorNeurons {
                ab: next(),
                py: (0..::neuron_runtime::private::CellGroup::len(&self.cells_1))
                    .map(|_| next())
                    .collect(),
            }
        }
        fn each_neuron<'a, R>(
            neurons: &'a MotorNeurons<R>,
            visit: &mut dyn FnMut(&'a R),
        ) {
            visit(&neurons.ab);
            neurons.py.iter().for_each(&mut *visit);
        }
        fn map<U: ::neuron_runtime::private::Real>(
            &self,
            convert: &mut dyn FnMut(&T) -> U,
        ) -> Motor<U> {
            Motor {
                __carried: ::core::default::Default::default(),
                cells_0: self
                    .cells_0
                    .each_ref()
                    .map(|cell| ::neuron_runtime::private::Parameters::map(
                        cell,
                        convert,
                    )),
                cells_1: self.cells_1.map(convert),
                synapses_0: self.synapses_0.map(convert),
                synapses_1: self.synapses_1.map(convert),
                synapses_2: self.synapses_2.map(convert),
            }
        }
    }
    #[automatically_derived]
    impl ::neuron_runtime::private::WrittenNetwork for Motor<f64> {
        const NETWORK_EQUATIONS: &'static ::neuron_runtime::private::written::NetworkEquations = &::neuron_runtime::private::written::NetworkEquations {
            info: &<Self as ::neuron_runtime::private::DescribeNetwork>::NETWORK,
            doc: "One neuron that drives a population.",
            cells: &[
                ::neuron_runtime::private::written::Neurons {
                    cell: <MotorCell0<f64> as ::neuron_runtime::private::CellData>::DATA,
                    neurons: &[
                        ::neuron_runtime::private::written::Neuron {
                            name: "AB",
                            doc: "The pacemaker.",
                            settings: &[
                                ::neuron_runtime::private::written::Setting {
                                    name: "NaV.g",
                                    values: ::neuron_runtime::private::written::Values::Listed(
                                        &[
                                            ::neuron_runtime::private::written::Amount {
                                                value: 100.0,
                                                unit: "mS/cm2",
                                            },
                                        ],
                                    ),
                                },
                                ::neuron_runtime::private::written::Setting {
                                    name: "v",
                                    values: ::neuron_runtime::private::written::Values::Listed(
                                        &[
                                            ::neuron_runtime::private::written::Amount {
                                                value: -55.0,
                                                unit: "mV",
                                            },
                                        ],
                                    ),
                                },
                            ],
                        },
                    ],
                    array: ::core::option::Option::None,
                },
                ::neuron_runtime::private::written::Neurons {
                    cell: <MotorCell1<f64> as ::neuron_runtime::private::CellData>::DATA,
                    neurons: &[
                        ::neuron_runtime::private::written::Neuron {
                            name: "PY",
                            doc: "",
                            settings: &[
                                ::neuron_runtime::private::written::Setting {
                                    name: "Leak.g",
                                    values: ::neuron_runtime::private::written::Values::Listed(
                                        &[
                                            ::neuron_runtime::private::written::Amount {
                                                value: 0.01,
                                                unit: "mS/cm2",
                                            },
                                        ],
                                    ),
                                },
                                ::neuron_runtime::private::written::Setting {
                                    name: "v",
                                    values: ::neuron_runtime::private::written::Values::Drawn {
                                        distribution: "uniform",
                                        parameters: &[
                                            (
                                                "from",
                                                ::neuron_runtime::private::written::Amount {
                                                    value: -60.0,
                                                    unit: "mV",
                                                },
                                            ),
                                            (
                                                "to",
                                                ::neuron_runtime::private::written::Amount {
                                                    value: -50.0,
                                                    unit: "mV",
                                                },
                                            ),
                                        ],
                                        seed: 1u64,
                                    },
                                },
                            ],
                        },
                    ],
                    array: ::core::option::Option::Some(5),
                },
            ],
            synapses: &[
                ::neuron_runtime::private::written::Synapses {
                    synapse: <MotorSynapse0<
                        f64,
                    > as ::neuron_runtime::private::MechanismData>::DATA,
                    connections: &[
                        ::neuron_runtime::private::written::Connection {
                            name: "AB_PY.Cholinergic",
                            from: ::neuron_runtime::private::written::End {
                                neuron: "AB",
                                index: ::core::option::Option::None,
                                compartment: "",
                            },
                            to: ::neuron_runtime::private::written::End {
                                neuron: "PY",
                                index: ::core::option::Option::None,
                                compartment: "",
                            },
                            rule: ::core::option::Option::Some(::neuron_runtime::private::Rule::AllToAll {
                                autapses: false,
                            }),
                            settings: &[
                                ::neuron_runtime::private::written::Setting {
                                    name: "g",
                                    values: ::neuron_runtime::private::written::Values::Listed(
                                        &[
                                            ::neuron_runtime::private::written::Amount {
                                                value: 3.0,
                                                unit: "nS",
                                            },
                                        ],
                                    ),
                                },
                            ],
                        },
                    ],
                },
                ::neuron_runtime::private::written::Synapses {
                    synapse: <MotorSynapse1<
                        f64,
                    > as ::neuron_runtime::private::MechanismData>::DATA,
                    connections: &[
                        ::neuron_runtime::private::written::Connection {
                            name: "slow.Cholinergic",
                            from: ::neuron_runtime::private::written::End {
                                neuron: "AB",
                                index: ::core::option::Option::None,
                                compartment: "",
                            },
                            to: ::neuron_runtime::private::written::End {
                                neuron: "PY",
                                index: ::core::option::Option::None,
                                compartment: "",
                            },
                            rule: ::core::option::Option::Some(
                                ::neuron_runtime::private::Rule::Pairs(PAIRS_OF_SYNAPSES_1),
                            ),
                            settings: &[
                                ::neuron_runtime::private::written::Setting {
                                    name: "g",
                                    values: ::neuron_runtime::private::written::Values::Listed(
                                        &[
                                            ::neuron_runtime::private::written::Amount {
                                                value: 3.0,
                                                unit: "nS",
                                            },
                                            ::neuron_runtime::private::written::Amount {
                                                value: 4.0,
                                                unit: "nS",
                                            },
                                        ],
                                    ),
                                },
                            ],
                        },
                    ],
                },
                ::neuron_runtime::private::written::Synapses {
                    synapse: <MotorSynapse2<
                        f64,
                    > as ::neuron_runtime::private::MechanismData>::DATA,
                    connections: &[
                        ::neuron_runtime::private::written::Connection {
                            name: "PY_PY.Glutamatergic",
                            from: ::neuron_runtime::private::written::End {
                                neuron: "PY",
                                index: ::core::option::Option::None,
                                compartment: "",
                            },
                            to: ::neuron_runtime::private::written::End {
                                neuron: "PY",
                                index: ::core::option::Option::None,
                                compartment: "",
                            },
                            rule: ::core::option::Option::Some(::neuron_runtime::private::Rule::Probability {
                                probability: 0.3,
                                seed: 1u64,
                                autapses: false,
                            }),
                            settings: &[
                                ::neuron_runtime::private::written::Setting {
                                    name: "g",
                                    values: ::neuron_runtime::private::written::Values::Drawn {
                                        distribution: "normal",
                                        parameters: &[
                                            (
                                                "mean",
                                                ::neuron_runtime::private::written::Amount {
                                                    value: 0.5,
                                                    unit: "nS",
                                                },
                                            ),
                                            (
                                                "sd",
                                                ::neuron_runtime::private::written::Amount {
                                                    value: 0.1,
                                                    unit: "nS",
                                                },
                                            ),
                                        ],
                                        seed: 2u64,
                                    },
                                },
                            ],
                        },
                    ],
                },
            ],
        };
    }
};
