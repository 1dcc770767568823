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

#[automatically_derived]
#[allow(clippy::approx_constant, clippy::excessive_precision)]
impl ::neuron_runtime::private::Written for Tiring<f64> {
    const EQUATIONS: &'static ::neuron_runtime::private::written::Equations = {
        use ::neuron_runtime::private::written::*;
        &Equations {
            info: &<Self as ::neuron_runtime::private::Describe>::INFO,
            doc: "A current that each spike raises.",
            parameters: &[
                Parameter {
                    info: &<Self as ::neuron_runtime::private::Describe>::INFO
                        .parameters[0],
                    doc: "Rise at a spike.",
                },
                Parameter {
                    info: &<Self as ::neuron_runtime::private::Describe>::INFO
                        .parameters[1],
                    doc: "V above which it is stronger.",
                },
            ],
            definitions: &[],
            states: &[
                State {
                    name: "w",
                    unit: "nA",
                    factor: 1.0,
                    doc: "The current.",
                    kind: StateKind::Free,
                    motion: Derivative(
                        Div(&Neg(&Name("w")), &Number("144", "ms", 144.0)),
                    ),
                    instantaneous: false,
                    init: Some(Number("0", "", 0.0)),
                    q10: None,
                },
            ],
            current: Some(If {
                condition: &Compare(Comparison {
                    order: Order::Greater,
                    left: Name("v"),
                    right: Name("v_t"),
                    smooth: false,
                }),
                then: &Add(&Name("w"), &Name("b")),
                otherwise: &Name("w"),
            }),
            relations: &[
                Comparison {
                    order: Order::Greater,
                    left: Name("v"),
                    right: Name("v_t"),
                    smooth: false,
                },
            ],
            jumps: &[
                Jump {
                    when: When::Spike,
                    target: "w",
                    value: Add(&Name("w"), &Name("b")),
                },
                Jump {
                    when: When::Spike,
                    target: "w",
                    value: Call(Function::Min, &[Name("w"), Number("1", "nA", 1.0)]),
                },
            ],
        }
    };
}
#[automatically_derived]
impl ::neuron_runtime::private::MechanismData for Tiring<f64> {
    const DATA: &'static ::neuron_runtime::private::written::Equations = <Self as ::neuron_runtime::private::Written>::EQUATIONS;
}
