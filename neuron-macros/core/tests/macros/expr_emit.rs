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
    emitted_at(expr, slots, false)
}

fn emitted_at(expr: &Expr, slots: &Slots, at_event: bool) -> String {
    let exps = Ident::new("exps", Span::call_site());
    let scalar = Ident::new("T", Span::call_site());
    let chance = Ident::new("chance", Span::call_site());
    let emitter = Emitter { slots, exps: &exps, scalar: &scalar, at: None, chance: &chance, at_event };
    let tokens = emitter.emit(expr);
    syn::parse2::<syn::Expr>(tokens.clone()).unwrap_or_else(|error| panic!("{tokens}: {error}"));
    tokens
        .to_string()
        .replace(' ', "")
        .replace("::neuron_runtime::private::Real::", "S::")
        .replace("::neuron_runtime::private::", "")
}

#[test]
fn equations_become_rust() {
    let cases = [
        ("v", "v"),
        ("2", "<TasReal>::from_f64(2.0)"),
        ("1 + 2 * 3", "<TasReal>::from_f64(7.0)"),
        ("1 + v", "v+1.0"),
        ("1 - v", "-v+1.0"),
        ("v - 1", "v-1.0"),
        ("v + -1", "v-1.0"),
        ("2 * v", "v*2.0"),
        ("v / 4", "v*0.25"),
        ("-v / 4", "v*-0.25"),
        ("1 / v", "v.recip()"),
        ("-1 / v", "-v.recip()"),
        ("3 / v", "v.recip()*3.0"),
        ("g * m^3 * h * (v - e)", "g*math::power::<3,_>(m)*h*(v-e)"),
        ("a - (b - c)", "a-(b-c)"),
        ("a + (b + c)", "a+(b+c)"),
        ("a / (b * c)", "a/(b*c)"),
        ("a * (b / c)", "a*(b/c)"),
        ("-(a + b)", "-(a+b)"),
        ("-(a * b)", "-(a*b)"),
        ("m^-2", "m.powi(-2)"),
        ("m^2.5", "m.powf(2.5)"),
        ("m^0.5", "m.sqrt()"),
        ("3^((celsius - 10) / 10)", "<TasReal>::from_f64(3.0).pow((celsius-10.0)*0.1)"),
        ("m^n", "m.pow(n)"),
        ("exp(v)", "v.exp()"),
        ("expm1(v) + log1p(v)", "v.exp_m1()+v.ln_1p()"),
        ("max(v, 0)", "v.max(<TasReal>::from_f64(0.0))"),
        ("log10(v)", "v.ln()*::core::f64::consts::LOG10_E"),
        (
            "if v < -40 && !(m > 2 || h > 1) { 1 } else { m }",
            "S::select(S::lt(v,<TasReal>::from_f64(-40.0))&!(S::gt(m,<TasReal>::from_f64(2.0))|S::gt(h,<TasReal>::from_f64(1.0))),<TasReal>::from_f64(1.0),m)",
        ),
        ("if smooth(v < m) { v } else { m }", "S::select(S::lt(v,m),v,m)"),
        ("floor(v)", "v.floor()"),
        // A quotient that is rounded to a floor is a quotient.
        ("floor(v / 49)", "(v/49.0).floor()"),
        ("floor(49 / v)", "(<TasReal>::from_f64(49.0)/v).floor()"),
        ("mod(v, 49)", "v-(v/49.0).floor()*49.0"),
        ("mod(v - m, 2 * h)", "v-m-h*((v-m)/(h*2.0)).floor()*2.0"),
        ("mod(7, 4) + floor(-0.5)", "<TasReal>::from_f64(2.0)"),
        (
            "m * heaviside(v - 2)",
            "m*S::select(S::ge(v-2.0,<TasReal>::from_f64(0.0)),<TasReal>::from_f64(1.0),<TasReal>::from_f64(0.0))",
        ),
        ("1e-30 * v", "v*1e-30"),
        ("exprel(v)", "math::bernoulli(v,v.exp()).recip()"),
        ("exprel(v + 1)", "{letu=v+1.0;math::bernoulli(u,u.exp())}.recip()"),
    ];
    for (text, expected) in cases {
        assert_eq!(emitted(&parsed(text), &Slots::new()), expected, "{text}");
    }
}

/// In what jumps, a choice knows what it compares.
#[test]
fn choices_at_events_know_their_sides() {
    let cases = [
        ("w + a", "w+a"),
        ("min(w + a, 1)", "ties::min(w+a,<TasReal>::from_f64(1.0))"),
        ("max(w - a, w_min)", "ties::max(w-a,w_min)"),
        ("abs(w)", "ties::abs(w)"),
        ("if w > b { w } else { a }", "ties::choice(S::select(S::gt(w,b),w,a),w,b)"),
        (
            "if w > b && !(v <= c) { w } else { a }",
            "ties::choice(ties::choice(S::select(S::gt(w,b)&!S::le(v,c),w,a),w,b),v,c)",
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(emitted_at(&parsed(text), &Slots::default(), true), expected, "{text}");
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
    assert_eq!(emitted(&inf, &slots), "(exps[0]+1.0).recip()");
    assert_eq!(
        emitted(&tau, &slots),
        "exps[0]*((m*0.3333333333333333).exp()+1.0)+exps[1].exp()+math::bernoulli(v*0.5,exps[2]).recip()+7.38905609893065"
    );
    // The derivative uses the same exponential, and divides once.
    let slope = inf.derivative("v");
    assert_eq!(emitted(&slope, &slots), "math::power::<2,_>((exps[0]+1.0).recip())*exps[0]*0.1890359168241966");
    assert_eq!(slots.index(&parsed("-(v + 25.5) / 5.29")), Some(0));
    assert_eq!(slots.index(&parsed("v")), Some(1));
    // A phase is known early.
    let pulse = parsed("exp(-mod(v, 20) / 5)");
    slots.collect(&pulse, &early);
    assert_eq!(emitted(&pulse, &slots), "exps[3]");
}
