// /// An adaptive neuron.
// pub struct Adaptive;
//
// capacitance: 281pF, v: -70.6mV,
// channels { Leak, Tiring },
// spike { threshold: -30mV, reset: -70.6mV, hold: 2ms },

#[automatically_derived]
impl ::neuron_runtime::private::WrittenCell for Adaptive<f64> {
    const CELL_EQUATIONS: &'static ::neuron_runtime::private::written::CellEquations = &::neuron_runtime::private::written::CellEquations {
        info: &<Self as ::neuron_runtime::private::DescribeCell>::CELL,
        doc: "An adaptive neuron.",
        compartments: &[
            ::neuron_runtime::private::written::CompartmentEquations {
                info: &<Self as ::neuron_runtime::private::DescribeCell>::CELL
                    .compartments[0],
                ions: &[],
                pools: &[],
                channels: &[
                    ::neuron_runtime::private::written::Part {
                        name: "Leak",
                        mechanism: <Adaptive_Leak_Type<
                            f64,
                        > as ::neuron_runtime::private::MechanismData>::DATA,
                        settings: &[],
                    },
                    ::neuron_runtime::private::written::Part {
                        name: "Tiring",
                        mechanism: <Adaptive_Tiring_Type<
                            f64,
                        > as ::neuron_runtime::private::MechanismData>::DATA,
                        settings: &[],
                    },
                ],
            },
        ],
        joins: &[],
    };
}
#[automatically_derived]
impl ::neuron_runtime::private::CellData for Adaptive<f64> {
    const DATA: &'static ::neuron_runtime::private::written::CellEquations = <Self as ::neuron_runtime::private::WrittenCell>::CELL_EQUATIONS;
}
#[automatically_derived]
impl ::neuron_runtime::private::WrittenNetwork for Adaptive<f64> {
    const NETWORK_EQUATIONS: &'static ::neuron_runtime::private::written::NetworkEquations = &::neuron_runtime::private::written::NetworkEquations {
        info: &<Self as ::neuron_runtime::private::DescribeNetwork>::NETWORK,
        doc: "An adaptive neuron.",
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
