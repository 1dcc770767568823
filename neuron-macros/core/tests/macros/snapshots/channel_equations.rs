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

#[automatically_derived]
#[allow(clippy::approx_constant, clippy::excessive_precision)]
impl ::neuron_runtime::private::Written for KCa<f64> {
    const EQUATIONS: &'static ::neuron_runtime::private::written::Equations = {
        use ::neuron_runtime::private::written::*;
        &Equations {
            info: &<Self as ::neuron_runtime::private::Describe>::INFO,
            doc: "Calcium-activated potassium current.",
            parameters: &[
                Parameter {
                    info: &<Self as ::neuron_runtime::private::Describe>::INFO
                        .parameters[0],
                    doc: "Maximal conductance density.",
                },
            ],
            definitions: &[],
            states: &[
                State {
                    name: "m",
                    unit: "",
                    factor: 1.0,
                    doc: "Activation by voltage and calcium.",
                    kind: StateKind::Gate,
                    motion: Relax {
                        inf: Div(
                            &Div(
                                &Name("ca"),
                                &Add(&Name("ca"), &Number("3", "uM", 3.0)),
                            ),
                            &Add(
                                &Number("1", "", 1.0),
                                &Call(
                                    Function::Exp,
                                    &[
                                        Div(
                                            &Neg(&Add(&Name("v"), &Number("28.3", "mV", 28.3))),
                                            &Number("12.6", "mV", 12.6),
                                        ),
                                    ],
                                ),
                            ),
                        ),
                        tau: Some(
                            Sub(
                                &Number("180.6", "ms", 180.6),
                                &Div(
                                    &Number("150.2", "ms", 150.2),
                                    &Add(
                                        &Number("1", "", 1.0),
                                        &Call(
                                            Function::Exp,
                                            &[
                                                Div(
                                                    &Neg(&Add(&Name("v"), &Number("46", "mV", 46.0))),
                                                    &Number("22.7", "mV", 22.7),
                                                ),
                                            ],
                                        ),
                                    ),
                                ),
                            ),
                        ),
                    },
                    instantaneous: false,
                    init: None,
                    q10: None,
                },
                State {
                    name: "n",
                    unit: "",
                    factor: 1.0,
                    doc: "Rates of Hodgkin and Huxley.",
                    kind: StateKind::Gate,
                    motion: Rates {
                        alpha: Removable {
                            written: &Div(
                                &Mul(
                                    &Number("0.01", "1/ms/mV", 0.01),
                                    &Add(&Name("v"), &Number("55", "mV", 55.0)),
                                ),
                                &Sub(
                                    &Number("1", "", 1.0),
                                    &Call(
                                        Function::Exp,
                                        &[
                                            Div(
                                                &Neg(&Add(&Name("v"), &Number("55", "mV", 55.0))),
                                                &Number("10", "mV", 10.0),
                                            ),
                                        ],
                                    ),
                                ),
                            ),
                            regular: &Mul(
                                &Call(
                                    Function::Bernoulli,
                                    &[
                                        Mul(
                                            &Add(&Name("v"), &Number("55", "mV", 55.0)),
                                            &Number("-0.1", "", -0.1),
                                        ),
                                    ],
                                ),
                                &Number("0.1", "", 0.1),
                            ),
                        },
                        beta: Mul(
                            &Number("0.125", "1/ms", 0.125),
                            &Call(
                                Function::Exp,
                                &[
                                    Div(
                                        &Neg(&Add(&Name("v"), &Number("65", "mV", 65.0))),
                                        &Number("80", "mV", 80.0),
                                    ),
                                ],
                            ),
                        ),
                    },
                    instantaneous: false,
                    init: None,
                    q10: None,
                },
            ],
            current: Some(
                Mul(
                    &Mul(
                        &Mul(&Name("g"), &Pow(&Name("m"), &Number("4", "", 4.0))),
                        &Name("n"),
                    ),
                    &Sub(&Name("v"), &Name("e")),
                ),
            ),
            relations: &[],
            jumps: &[],
        }
    };
}
#[automatically_derived]
impl ::neuron_runtime::private::MechanismData for KCa<f64> {
    const DATA: &'static ::neuron_runtime::private::written::Equations = <Self as ::neuron_runtime::private::Written>::EQUATIONS;
}
