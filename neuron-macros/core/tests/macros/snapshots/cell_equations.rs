// /// A neuron of the stomatogastric ganglion.
// pub struct Stg;
//
// capacitance: 1uF/cm2, area: 0.0628mm2, v: -60mV, temperature: 10degC,
// ions { Na: 50mV, Ca: nernst(outside = 3mM) },
// pool Ca: CalciumBuffer { tau: 200ms },
// channels { NaV { g: 100mS/cm2 }, CaS, NaLeak: Leak { e: 50mV } },

#[automatically_derived]
impl ::neuron_runtime::private::WrittenCell for Stg<f64> {
    const CELL_EQUATIONS: &'static ::neuron_runtime::private::written::CellEquations = &::neuron_runtime::private::written::CellEquations {
        info: &<Self as ::neuron_runtime::private::DescribeCell>::CELL,
        doc: "A neuron of the stomatogastric ganglion.",
        compartments: &[
            ::neuron_runtime::private::written::CompartmentEquations {
                info: &<Self as ::neuron_runtime::private::DescribeCell>::CELL
                    .compartments[0],
                ions: &[
                    ::neuron_runtime::private::written::Ion {
                        name: "Na",
                        reversal: ::neuron_runtime::private::written::Reversal::Constant,
                    },
                    ::neuron_runtime::private::written::Ion {
                        name: "Ca",
                        reversal: ::neuron_runtime::private::written::Reversal::Nernst {
                            valence: 2.0,
                        },
                    },
                ],
                pools: &[
                    ::neuron_runtime::private::written::Part {
                        name: "Ca",
                        mechanism: <Stg_Ca_Type<
                            f64,
                        > as ::neuron_runtime::private::MechanismData>::DATA,
                        settings: &[
                            ::neuron_runtime::private::written::Setting {
                                name: "tau",
                                values: ::neuron_runtime::private::written::Values::Listed(
                                    &[
                                        ::neuron_runtime::private::written::Amount {
                                            value: 200.0,
                                            unit: "ms",
                                        },
                                    ],
                                ),
                            },
                        ],
                    },
                ],
                channels: &[
                    ::neuron_runtime::private::written::Part {
                        name: "NaV",
                        mechanism: <Stg_NaV_Type<
                            f64,
                        > as ::neuron_runtime::private::MechanismData>::DATA,
                        settings: &[
                            ::neuron_runtime::private::written::Setting {
                                name: "g",
                                values: ::neuron_runtime::private::written::Values::Listed(
                                    &[
                                        ::neuron_runtime::private::written::Amount {
                                            value: 100.0,
                                            unit: "mS/cm2",
                                        },
                                    ],
                                ),
                            },
                        ],
                    },
                    ::neuron_runtime::private::written::Part {
                        name: "CaS",
                        mechanism: <Stg_CaS_Type<
                            f64,
                        > as ::neuron_runtime::private::MechanismData>::DATA,
                        settings: &[],
                    },
                    ::neuron_runtime::private::written::Part {
                        name: "NaLeak",
                        mechanism: <Stg_NaLeak_Type<
                            f64,
                        > as ::neuron_runtime::private::MechanismData>::DATA,
                        settings: &[
                            ::neuron_runtime::private::written::Setting {
                                name: "e",
                                values: ::neuron_runtime::private::written::Values::Listed(
                                    &[
                                        ::neuron_runtime::private::written::Amount {
                                            value: 50.0,
                                            unit: "mV",
                                        },
                                    ],
                                ),
                            },
                        ],
                    },
                ],
            },
        ],
        joins: &[],
    };
}
#[automatically_derived]
impl ::neuron_runtime::private::CellData for Stg<f64> {
    const DATA: &'static ::neuron_runtime::private::written::CellEquations = <Self as ::neuron_runtime::private::WrittenCell>::CELL_EQUATIONS;
}
#[automatically_derived]
impl ::neuron_runtime::private::WrittenNetwork for Stg<f64> {
    const NETWORK_EQUATIONS: &'static ::neuron_runtime::private::written::NetworkEquations = &::neuron_runtime::private::written::NetworkEquations {
        info: &<Self as ::neuron_runtime::private::DescribeNetwork>::NETWORK,
        doc: "A neuron of the stomatogastric ganglion.",
        cells: &[
            ::neuron_runtime::private::written::Neurons {
                cell: <Self as ::neuron_runtime::private::WrittenCell>::CELL_EQUATIONS,
                neurons: &[
                    ::neuron_runtime::private::written::Neuron {
                        name: "",
                        doc: "",
                        settings: &[],
                    },
                ],
                array: ::core::option::Option::None,
            },
        ],
        synapses: &[],
    };
}
