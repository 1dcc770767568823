// #[synapse(current = g * s * (v_post - e), let room = max(0, w_max - w),
//     on_pre(s += w, x += 0.1, w -= 0.2 * y, v_post += kick), on_post(y += 1, w += room * x))]
// /// A conductance with a weight that pairs of spikes change.
// pub struct Plastic {
//     /// Conductance.
//     #[param(1nS, min = 0nS)]
//     g: Param,
//     /// Reversal potential.
//     #[param(0mV)]
//     e: Param,
//     /// Largest weight.
//     #[param(1)]
//     w_max: Param,
//     /// Potential that each spike adds.
//     #[param(unit = uV)]
//     kick: Param,
//     /// Open fraction.
//     #[state(derivative = -s / 5ms, init = 0)]
//     s: State,
//     /// Weight.
//     #[state(init = 0.5 * w_max, min = 0)]
//     w: State,
//     /// Presynaptic trace, which recovers to its rest.
//     #[state(derivative = (0.1 - x) / 20ms, init = 0.1)]
//     x: State,
//     /// Postsynaptic trace.
//     #[gate(inf = 0, tau = 20ms, unchecked)]
//     y: Gate,
// }

#[automatically_derived]
#[allow(clippy::approx_constant, clippy::excessive_precision)]
impl ::neuron_runtime::private::Written for Plastic<f64> {
    const EQUATIONS: &'static ::neuron_runtime::private::written::Equations = {
        use ::neuron_runtime::private::written::*;
        &Equations {
            info: &<Self as ::neuron_runtime::private::Describe>::INFO,
            doc: "A conductance with a weight that pairs of spikes change.",
            parameters: &[
                Parameter {
                    info: &<Self as ::neuron_runtime::private::Describe>::INFO
                        .parameters[0],
                    doc: "Conductance.",
                },
                Parameter {
                    info: &<Self as ::neuron_runtime::private::Describe>::INFO
                        .parameters[1],
                    doc: "Reversal potential.",
                },
                Parameter {
                    info: &<Self as ::neuron_runtime::private::Describe>::INFO
                        .parameters[2],
                    doc: "Largest weight.",
                },
                Parameter {
                    info: &<Self as ::neuron_runtime::private::Describe>::INFO
                        .parameters[3],
                    doc: "Potential that each spike adds.",
                },
                Parameter {
                    info: &<Self as ::neuron_runtime::private::Describe>::INFO
                        .parameters[4],
                    doc: "Delay of the connection.",
                },
            ],
            definitions: &[
                Definition {
                    name: "room",
                    value: Call(
                        Function::Max,
                        &[Number("0", "", 0.0), Sub(&Name("w_max"), &Name("w"))],
                    ),
                },
            ],
            states: &[
                State {
                    name: "s",
                    unit: "",
                    factor: 1.0,
                    doc: "Open fraction.",
                    kind: StateKind::Free,
                    motion: Derivative(Div(&Neg(&Name("s")), &Number("5", "ms", 5.0))),
                    instantaneous: false,
                    init: Some(Number("0", "", 0.0)),
                    q10: None,
                },
                State {
                    name: "w",
                    unit: "",
                    factor: 1.0,
                    doc: "Weight.",
                    kind: StateKind::Free,
                    motion: Derivative(Number("0", "", 0.0)),
                    instantaneous: false,
                    init: Some(Mul(&Number("0.5", "", 0.5), &Name("w_max"))),
                    q10: None,
                },
                State {
                    name: "x",
                    unit: "",
                    factor: 1.0,
                    doc: "Presynaptic trace, which recovers to its rest.",
                    kind: StateKind::Free,
                    motion: Derivative(
                        Div(
                            &Sub(&Number("0.1", "", 0.1), &Name("x")),
                            &Number("20", "ms", 20.0),
                        ),
                    ),
                    instantaneous: false,
                    init: Some(Number("0.1", "", 0.1)),
                    q10: None,
                },
                State {
                    name: "y",
                    unit: "",
                    factor: 1.0,
                    doc: "Postsynaptic trace.",
                    kind: StateKind::Gate,
                    motion: Relax {
                        inf: Number("0", "", 0.0),
                        tau: Some(Number("20", "ms", 20.0)),
                    },
                    instantaneous: false,
                    init: None,
                    q10: None,
                },
            ],
            current: Some(
                Mul(&Mul(&Name("g"), &Name("s")), &Sub(&Name("v_post"), &Name("e"))),
            ),
            relations: &[],
            jumps: &[
                Jump {
                    when: When::Pre,
                    target: "s",
                    value: Add(&Name("s"), &Name("w")),
                },
                Jump {
                    when: When::Pre,
                    target: "x",
                    value: Add(&Name("x"), &Number("0.1", "", 0.1)),
                },
                Jump {
                    when: When::Pre,
                    target: "w",
                    value: Sub(&Name("w"), &Mul(&Number("0.2", "", 0.2), &Name("y"))),
                },
                Jump {
                    when: When::Pre,
                    target: "v_post",
                    value: Add(&Name("v_post"), &Name("kick")),
                },
                Jump {
                    when: When::Post,
                    target: "y",
                    value: Add(&Name("y"), &Number("1", "", 1.0)),
                },
                Jump {
                    when: When::Post,
                    target: "w",
                    value: Add(&Name("w"), &Mul(&Name("room"), &Name("x"))),
                },
            ],
        }
    };
}
#[automatically_derived]
impl ::neuron_runtime::private::MechanismData for Plastic<f64> {
    const DATA: &'static ::neuron_runtime::private::written::Equations = <Self as ::neuron_runtime::private::Written>::EQUATIONS;
}
