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

#[automatically_derived]
#[allow(clippy::approx_constant, clippy::excessive_precision)]
impl ::neuron_runtime::private::Written for Pulse<f64> {
    const EQUATIONS: &'static ::neuron_runtime::private::written::Equations = {
        use ::neuron_runtime::private::written::*;
        &Equations {
            info: &<Self as ::neuron_runtime::private::Describe>::INFO,
            doc: "Rectangular pulse.",
            parameters: &[
                Parameter {
                    info: &<Self as ::neuron_runtime::private::Describe>::INFO
                        .parameters[0],
                    doc: "Time at which it begins.",
                },
                Parameter {
                    info: &<Self as ::neuron_runtime::private::Describe>::INFO
                        .parameters[1],
                    doc: "Duration.",
                },
                Parameter {
                    info: &<Self as ::neuron_runtime::private::Describe>::INFO
                        .parameters[2],
                    doc: "Current.",
                },
            ],
            definitions: &[],
            states: &[],
            current: Some(If {
                condition: &And(
                    &Compare(Comparison {
                        order: Order::GreaterEqual,
                        left: Name("t"),
                        right: Name("start"),
                        smooth: false,
                    }),
                    &Compare(Comparison {
                        order: Order::Less,
                        left: Name("t"),
                        right: Add(&Name("start"), &Name("duration")),
                        smooth: false,
                    }),
                ),
                then: &Name("amplitude"),
                otherwise: &Number("0", "nA", 0.0),
            }),
            relations: &[
                Comparison {
                    order: Order::GreaterEqual,
                    left: Name("t"),
                    right: Name("start"),
                    smooth: false,
                },
                Comparison {
                    order: Order::Less,
                    left: Name("t"),
                    right: Add(&Name("start"), &Name("duration")),
                    smooth: false,
                },
            ],
            jumps: &[],
        }
    };
}
#[automatically_derived]
impl ::neuron_runtime::private::MechanismData for Pulse<f64> {
    const DATA: &'static ::neuron_runtime::private::written::Equations = <Self as ::neuron_runtime::private::Written>::EQUATIONS;
}
