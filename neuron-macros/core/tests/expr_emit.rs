//! The Rust that equations become.

use neuron_macros_core::expr::Expr;
use neuron_macros_core::expr::emit::{Emitter, Slots};
use proc_macro2::{Ident, Span};
use syn::parse::{ParseStream, Parser};

fn parsed(text: &str) -> Expr {
    Parser::parse_str(|input: ParseStream<'_>| Expr::parse(input, &|_| true), text)
        .unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn emitted(expr: &Expr, slots: &Slots) -> String {
    let exps = Ident::new("exps", Span::call_site());
    let scalar = Ident::new("T", Span::call_site());
    let emitter = Emitter { slots, exps: &exps, scalar: &scalar };
    let tokens = emitter.emit(expr);
    syn::parse2::<syn::Expr>(tokens.clone()).unwrap_or_else(|error| panic!("{tokens}: {error}"));
    tokens
        .to_string()
        .replace(' ', "")
        .replace("::neuron_runtime::private::Scalar::", "S::")
        .replace("::neuron_runtime::private::", "")
}

#[test]
fn equations_become_rust() {
    let cases = [
        ("v", "v"),
        ("2", "<TasScalar>::from_f64(2.0)"),
        ("1 + 2 * 3", "<TasScalar>::from_f64(7.0)"),
        ("1 + v", "v+1.0"),
        ("1 - v", "-v+1.0"),
        ("v - 1", "v-1.0"),
        ("v + -1", "v-1.0"),
        ("2 * v", "v*2.0"),
        ("v / 4", "v*0.25"),
        ("-v / 4", "v*-0.25"),
        ("1 / v", "S::recip(v)"),
        ("-1 / v", "-S::recip(v)"),
        ("3 / v", "S::recip(v)*3.0"),
        ("g * m^3 * h * (v - e)", "g*(m*m*m)*h*(v-e)"),
        ("a - (b - c)", "a-(b-c)"),
        ("a + (b + c)", "a+(b+c)"),
        ("a / (b * c)", "a/(b*c)"),
        ("a * (b / c)", "a*(b/c)"),
        ("-(a + b)", "-(a+b)"),
        ("-(a * b)", "-(a*b)"),
        ("m^-2", "S::powi(m,-2)"),
        ("m^2.5", "S::powf(m,2.5)"),
        ("m^0.5", "S::sqrt(m)"),
        ("3^((celsius - 10) / 10)", "S::pow(<TasScalar>::from_f64(3.0),(celsius-10.0)*0.1)"),
        ("m^n", "S::pow(m,n)"),
        ("exp(v)", "S::exp(v)"),
        ("expm1(v) + log1p(v)", "S::exp_m1(v)+S::ln_1p(v)"),
        ("max(v, 0)", "S::max(v,<TasScalar>::from_f64(0.0))"),
        ("log10(v)", "S::ln(v)*::core::f64::consts::LOG10_E"),
        (
            "if v < -40 && !(m > 2 || h > 1) { 1 } else { m }",
            "S::select(S::lt(v,<TasScalar>::from_f64(-40.0))&!(S::gt(m,<TasScalar>::from_f64(2.0))|S::gt(h,<TasScalar>::from_f64(1.0))),<TasScalar>::from_f64(1.0),m)",
        ),
        ("1e-30 * v", "v*1e-30"),
        ("exprel(v)", "S::recip(math::bernoulli(v,S::exp(v)))"),
        ("exprel(v + 1)", "S::recip({letu=v+1.0;math::bernoulli(u,S::exp(u))})"),
    ];
    for (text, expected) in cases {
        assert_eq!(emitted(&parsed(text), &Slots::new()), expected, "{text}");
    }
}

#[test]
fn exponentials_share_slots() {
    let inf = parsed("1 / (1 + exp(-(v + 25.5mV) / 5.29mV))");
    let tau = parsed("exp(-(v + 25.5mV) / 5.29mV) * (1 + exp(m / 3)) + exp(exp(v)) + exprel(v / 2) + exp(2)");
    let mut slots = Slots::new();
    let early = |name: &str| name == "v";
    slots.collect(&inf, &early);
    slots.collect(&tau, &early);
    let arguments: Vec<String> = slots.arguments().iter().map(Expr::display).collect();
    assert_eq!(slots.len(), 3, "{arguments:?}");
    assert_eq!(arguments[2], "v * 0.5");
    assert_eq!(emitted(&inf, &slots), "S::recip(exps[0]+1.0)");
    assert_eq!(
        emitted(&tau, &slots),
        "exps[0]*(S::exp(m*0.3333333333333333)+1.0)+S::exp(exps[1])+S::recip(math::bernoulli(v*0.5,exps[2]))+7.38905609893065"
    );
    // The derivative uses the same exponential, and divides once.
    let slope = inf.derivative("v");
    assert_eq!(emitted(&slope, &slots), "{letx=S::recip(exps[0]+1.0);x*x}*exps[0]*0.1890359168241966");
    assert_eq!(slots.index(&parsed("-(v + 25.5) / 5.29")), Some(0));
    assert_eq!(slots.index(&parsed("v")), Some(1));
}
