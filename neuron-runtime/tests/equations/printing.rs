//! Formulas and sheets as LaTeX and Markdown.

use crate::models::{Alike, Coupled, Everything, Junction, Numeric, Pumped};
use neuron_runtime::library::{PAPERS, connor_stevens_1971, pinsky_rinzel_1994, prinz_2003, prinz_2004};
use neuron_runtime::model::equations::Expr::{self, Add, Call, Div, Mul, Name, Neg, Number, Pow, Sub};
use neuron_runtime::model::equations::{Comparison, Condition, Function, Order};
use neuron_runtime::prelude::*;

const A: &Expr = &Name("a");
const B: &Expr = &Name("b");
const V: &Expr = &Name("v");
const TEN: &Expr = &Number("10", "mV", 10.0);
const TWO: &Expr = &Number("2", "", 2.0);
const SUM: &Expr = &Add(A, B);
const DIFFERENCE: &Expr = &Sub(A, B);
const PRODUCT: &Expr = &Mul(A, B);
const QUOTIENT: &Expr = &Div(A, B);
const MINUS: &Expr = &Neg(A);
const NEGATIVE_PRODUCT: &Expr = &Mul(MINUS, B);
const CHOICE: &Expr = &Expr::If {
    condition: &Condition::Compare(Comparison { order: Order::Less, left: *V, right: *TEN, smooth: false }),
    then: A,
    otherwise: B,
};
const CASES: &str = r"\begin{cases} a & \text{if } V < 10\,\mathrm{mV} \\ b & \text{otherwise} \end{cases}";

const TABLE: &[(Expr, &str)] = &[
    (Add(A, SUM), "a + a + b"),
    (Add(SUM, B), "a + b + b"),
    (Sub(SUM, B), "a + b - b"),
    (Sub(A, SUM), "a - (a + b)"),
    (Sub(A, DIFFERENCE), "a - (a - b)"),
    (Sub(A, PRODUCT), r"a - a\,b"),
    (Add(A, MINUS), "a + (-a)"),
    (Sub(A, MINUS), "a - (-a)"),
    (Add(MINUS, B), "-a + b"),
    (Sub(A, NEGATIVE_PRODUCT), r"a - (-a\,b)"),
    (Sub(A, &Sub(MINUS, B)), "a - (-a - b)"),
    (Add(A, &Sub(MINUS, B)), "a + (-a - b)"),
    (Neg(SUM), "-(a + b)"),
    (Neg(MINUS), "-(-a)"),
    (Neg(PRODUCT), r"-a\,b"),
    (Neg(NEGATIVE_PRODUCT), r"-(-a\,b)"),
    (Neg(QUOTIENT), r"-\frac{a}{b}"),
    (Mul(SUM, B), r"(a + b)\,b"),
    (Mul(A, SUM), r"a\,(a + b)"),
    (Mul(A, PRODUCT), r"a\,a\,b"),
    (Mul(A, MINUS), r"a\,(-a)"),
    (Mul(A, NEGATIVE_PRODUCT), r"a\,(-a\,b)"),
    (Mul(MINUS, B), r"-a\,b"),
    (Mul(A, TWO), r"a \cdot 2"),
    (Mul(TWO, A), r"2\,a"),
    (Mul(A, &Div(TWO, B)), r"a \cdot \frac{2}{b}"),
    (Mul(QUOTIENT, SUM), r"\frac{a}{b}\,(a + b)"),
    (Mul(QUOTIENT, &Mul(SUM, B)), r"\frac{a}{b}\,(a + b)\,b"),
    (Div(SUM, DIFFERENCE), r"\frac{a + b}{a - b}"),
    (Div(PRODUCT, A), r"\frac{a\,b}{a}"),
    (Div(QUOTIENT, SUM), r"\frac{a}{b\,(a + b)}"),
    (Div(A, QUOTIENT), r"\frac{a}{\frac{a}{b}}"),
    (Div(&Neg(SUM), TEN), r"-\frac{a + b}{10\,\mathrm{mV}}"),
    (Div(&Mul(QUOTIENT, A), B), r"\frac{a}{b}\,\frac{a}{b}"),
    (Pow(A, TWO), "a^{2}"),
    (Pow(SUM, TWO), "(a + b)^{2}"),
    (Pow(PRODUCT, TWO), r"(a\,b)^{2}"),
    (Pow(MINUS, TWO), "(-a)^{2}"),
    (Neg(&Pow(A, TWO)), "-a^{2}"),
    (Pow(TEN, TWO), r"(10\,\mathrm{mV})^{2}"),
    (Pow(&Pow(A, TWO), TWO), "(a^{2})^{2}"),
    (Pow(A, &Div(TWO, B)), "a^{2/b}"),
    (Pow(A, &Neg(&Div(SUM, B))), r"a^{-\frac{a + b}{b}}"),
    (Pow(&Call(Function::Exp, &[Name("a")]), TWO), r"(\exp(a))^{2}"),
    (Pow(&Call(Function::Sqrt, &[Name("a")]), TWO), r"\sqrt{a}^{2}"),
    (Call(Function::Abs, &[*DIFFERENCE]), r"\left|a - b\right|"),
    (Call(Function::Floor, &[*QUOTIENT]), r"\left\lfloor \frac{a}{b} \right\rfloor"),
    (Pow(&Call(Function::Floor, &[Name("a")]), TWO), r"\left\lfloor a \right\rfloor^{2}"),
    (Mul(TWO, &Call(Function::Mod, &[*DIFFERENCE, *B])), r"2\,\operatorname{mod}(a - b, b)"),
    (Call(Function::Heaviside, &[*DIFFERENCE]), r"\operatorname{H}(a - b)"),
    (Mul(TWO, &Call(Function::Random, &[*DIFFERENCE])), r"2\,\mathrm{random}(a - b)"),
    (Call(Function::Max, &[*A, *QUOTIENT]), r"\max\left(a, \frac{a}{b}\right)"),
    (Mul(TWO, &Call(Function::Expm1, &[Name("a")])), r"2\,(\exp(a) - 1)"),
    (Call(Function::Log1p, &[*MINUS]), r"\ln(1 + (-a))"),
    (Call(Function::Log1p, &[*SUM]), r"\ln(1 + a + b)"),
    (Call(Function::Exprel, &[*SUM]), r"\frac{\exp(a + b) - 1}{a + b}"),
    (Call(Function::Log10, &[*SUM]), r"\log_{10}(a + b)"),
    (Number("2.5e-5", "1/ms/mV", 2.5e-5), r"2.5 \times 10^{-5}\,\mathrm{ms^{-1}\,mV^{-1}}"),
];

/// Brackets where they are needed, and nowhere else.
#[test]
fn formulas_have_the_brackets_they_need() {
    let cases = format!(r"\left({CASES}\right)");
    // That the branches meet is no part of the formula.
    let comparison = Comparison { order: Order::Less, left: *V, right: *TEN, smooth: true };
    let condition = &*Box::leak(Box::new(Condition::Compare(comparison)));
    assert_eq!(Numeric::EQUATIONS.latex(&Expr::If { condition, then: A, otherwise: B }), CASES);
    for (expr, latex) in TABLE {
        assert_eq!(Numeric::EQUATIONS.latex(expr), *latex, "{expr:?}");
    }
    for (expr, latex) in [
        (*CHOICE, CASES.to_owned()),
        (Add(A, CHOICE), format!("a + {cases}")),
        (Sub(CHOICE, A), format!("{cases} - a")),
        (Mul(TWO, CHOICE), format!(r"2\,{cases}")),
        (Neg(CHOICE), format!("-{cases}")),
        (Div(CHOICE, TWO), format!(r"\frac{{{CASES}}}{{2}}")),
    ] {
        assert_eq!(Numeric::EQUATIONS.latex(&expr), latex, "{expr:?}");
    }
}

#[test]
fn mechanisms_are_printed_as_in_their_papers() {
    let lines = connor_stevens_1971::Na::EQUATIONS.lines();
    assert_eq!(
        lines[..4],
        [
            r"I = g\,m^{3}\,h\,(V - E_{\mathrm{Na}})",
            r"\alpha_{m} = \frac{0.38\,\mathrm{ms^{-1}\,mV^{-1}}\,(V + 29.7\,\mathrm{mV})}{1 - \exp\left(-\frac{V + 29.7\,\mathrm{mV}}{10\,\mathrm{mV}}\right)}",
            r"\beta_{m} = 15.2\,\mathrm{ms^{-1}}\,\exp(-0.0556\,\mathrm{mV^{-1}}\,(V + 54.7\,\mathrm{mV}))",
            r"\dot{m} = \alpha_{m}\,(1 - m) - \beta_{m}\,m",
        ]
    );
    assert!(
        prinz_2003::KCa::EQUATIONS.lines()[1]
            .starts_with(r"m_{\infty} = \frac{[\mathrm{Ca}]}{([\mathrm{Ca}] + 3\,\mathrm{\mu M})\,\left(1 + \exp")
    );
    assert_eq!(
        prinz_2004::Cholinergic::EQUATIONS.lines()[1..],
        [
            r"s_{\infty} = \frac{1}{1 + \exp\left(\frac{V_{1/2} - V_{\mathrm{pre}}}{\delta}\right)}",
            r"\tau_{s} = \tau_{\mathrm{max}}\,(1 - s_{\infty})",
            r"\dot{s} = \frac{s_{\infty} - s}{\tau_{s}}",
            "s(0) = 0",
        ]
    );
    let instantaneous = Coupled::EQUATIONS.lines();
    assert_eq!(instantaneous[instantaneous.len() - 1], r"\mathrm{fast} = \mathrm{fast}_{\infty}");
    assert!(Junction::EQUATIONS.sheet().contains("An electrical synapse"));
    let pool = Pumped::EQUATIONS.lines();
    assert!(
        pool[pool.len() - 2]
            .starts_with(r"\dot{c} = -\mathrm{gain}\,I \cdot \frac{0.01\,\mathrm{mm^{2}}}{\mathrm{area}}"),
        "{pool:?}"
    );
}

#[test]
fn temperature_and_choices_are_printed() {
    let lines = Everything::EQUATIONS.lines();
    let q10 = r"2.5^{(T - 22\,\mathrm{{}^{\circ}C}) / 10\,\mathrm{K}}";
    let tau = lines.iter().find(|line| line.starts_with(r"\tau_{a}")).expect("a time constant");
    assert!(tau.starts_with(r"\tau_{a} = \frac{3\,\mathrm{ms} + ") && tau.ends_with(&format!("}}{{{q10}}}")), "{tau}");
    let beta = lines.iter().find(|line| line.starts_with(r"\beta_{b}")).expect("a rate");
    let q10 = r"3^{(T - 6.3\,\mathrm{{}^{\circ}C}) / 10\,\mathrm{K}}";
    assert!(beta.starts_with(&format!(r"\beta_{{b}} = {q10}\,\left(0.1\,\mathrm{{ms^{{-1}}}}\,\exp")), "{beta}");
    let inf = lines.iter().find(|line| line.starts_with(r"a_{\infty}")).expect("a steady state");
    let condition = r"\text{if } V < -50\,\mathrm{mV} \text{ and } \text{not } ([\mathrm{Ca}] > 2\,\mathrm{\mu M}) \text{ or } t \ge 40\,\mathrm{ms}";
    assert!(inf.contains(condition), "{inf}");
}

#[test]
fn two_names_never_look_the_same() {
    let equations = Alike::EQUATIONS;
    assert_eq!(equations.lines(), [r"I = G\,(\mathtt{v} - E)\,a_{b} + g_{x}\,\mathtt{V}"]);
    for paper in PAPERS {
        for mechanism in paper.mechanisms {
            let names = mechanism.inputs();
            for (k, name) in names.iter().enumerate() {
                for other in &names[..k] {
                    assert_ne!(mechanism.symbol(name), mechanism.symbol(other), "{}", mechanism.name());
                }
            }
        }
    }
}

#[test]
fn sheets_have_tables_and_displayed_formulas() {
    let sheet = prinz_2003::CalciumBuffer::EQUATIONS.sheet();
    for part in [
        "## CalciumBuffer\n\nIntracellular calcium",
        "| $f$ | `f` | 14.96 | µM/nA | Steady rise of the concentration per calcium current. |\n",
        "| $c$ | `c` | µM | Concentration inside. |\n",
        "$$\n\\dot{c} = \\frac{\\mathrm{rest} - c - f\\,I}{\\tau}\n$$\n",
        "$$\nc(0) = \\mathrm{rest}\n$$\n",
    ] {
        assert!(sheet.contains(part), "{part} in\n{sheet}");
    }
    let cell = pinsky_rinzel_1994::PinskyRinzel::CELL_EQUATIONS.sheet();
    for part in [
        "| soma | `inject` | 1.5 nA |\n",
        "| dendrite | pool Ca | Calcium |  |\n",
        r"C_{\mathrm{soma}}\,\dot{V}_{\mathrm{soma}} = \frac{I_{\mathrm{inject},\,\mathrm{soma}}}{A_{\mathrm{soma}}} - I_{\mathrm{Na},\,\mathrm{soma}}",
        r"\,g_{\mathrm{soma},\,\mathrm{dendrite}}\,(V_{\mathrm{soma}} - V_{\mathrm{dendrite}})",
    ] {
        assert!(cell.contains(part), "{part} in\n{cell}");
    }
    let stg = prinz_2003::Stg::CELL_EQUATIONS.sheet();
    assert!(stg.contains("|  | Leak | Leak | `e` = -50 mV |\n"), "{stg}");
    assert!(stg.contains(r"E_{\mathrm{Ca}} = \frac{(RT/F)_{\mathrm{Ca}}}{2}\,\ln"), "{stg}");
    let pyloric = prinz_2004::Pyloric::NETWORK_EQUATIONS.sheet();
    assert!(pyloric.contains("| AB | LP | Cholinergic |  | `g` = 30 nS |\n"), "{pyloric}");
    assert!(pyloric.contains("| LP | Stg | `NaV.g` = 100 mS/cm²"), "{pyloric}");
}

#[test]
fn what_a_spike_changes_is_printed() {
    use neuron_runtime::library::integrate_and_fire::Adaptation;
    let line = r"w \leftarrow w + b \quad \text{at a spike}";
    assert_eq!(Adaptation::EQUATIONS.lines().last().map(String::as_str), Some(line));
    assert!(Adaptation::EQUATIONS.sheet().contains(line));
}
