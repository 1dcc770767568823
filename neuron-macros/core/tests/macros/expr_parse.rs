//! Parsing of equations: precedence, units, spans and errors.

use neuron_macros_core::expr::parse::parse_quantity;
use neuron_macros_core::expr::{Condition, Expr, Kind};
use neuron_macros_core::unit::{Dimension, Quantity};
use syn::parse::{ParseStream, Parser};

const SCOPE: [&str; 10] = ["v", "g", "m", "h", "e", "s", "ca", "x", "y", "celsius"];

fn parse(text: &str) -> syn::Result<Expr> {
    let scope = |name: &str| SCOPE.contains(&name);
    Parser::parse_str(|input: ParseStream<'_>| Expr::parse(input, &scope), text)
}

fn parsed(text: &str) -> Expr {
    parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn quantity(text: &str) -> syn::Result<Quantity> {
    Parser::parse_str(parse_quantity, text)
}

/// Returns the value where v = 2, x = 3, y = 5, ca = 7.
fn value(text: &str) -> f64 {
    parsed(text).evaluate(&|name| match name {
        "v" => 2.0,
        "x" => 3.0,
        "y" => 5.0,
        "ca" => 7.0,
        other => panic!("no value for {other}"),
    })
}

#[test]
fn precedence_is_that_of_mathematics() {
    let cases = [
        ("v + x * y", 17.0),
        ("(v + x) * y", 25.0),
        ("-x^2", -9.0),
        ("(-x)^2", 9.0),
        ("v^x^v", 512.0),
        ("x^-1 * x", 1.0),
        ("2^-v^2", 0.0625),
        ("v - x - y", -6.0),
        ("30 / x / y", 2.0),
        ("30 / x * y", 50.0),
        ("-v * x", -6.0),
        ("v * -x", -6.0),
        ("v - -x", 5.0),
        ("pow(v, x)", 8.0),
        ("min(v, x) + max(v, x) * 10", 32.0),
        ("abs(-x) + sqrt(9) + ln(exp(1)) + log(1) + log10(100)", 9.0),
        ("if v < x { 1 } else { 2 }", 1.0),
        ("if v >= x { 1 } else if x <= y { 2 } else { 3 }", 2.0),
        ("if v > x || v < x && x > y { 1 } else { 2 }", 2.0),
        ("if (v > x || v < x) && !(x > y) { 1 } else { 2 }", 1.0),
        ("if (v + x) * 2 < y { 1 } else { 2 }", 2.0),
        ("if v < x { 1 } else { 2 } + 1", 2.0),
        ("1_000 + 1e3 + 1.5E-1", 2000.15),
        ("floor(x / v) * 10 + floor(-x / v)", 8.0),
        ("mod(y, x) + 10 * mod(-y, x) + 100 * mod(y, -x)", -88.0),
        ("mod(6, 3) + heaviside(0) + 10 * heaviside(v - x) + 100 * heaviside(x - v)", 101.0),
        ("if smooth(v < x) { 1 } else { 2 }", 1.0),
        ("if smooth(v > x || v < x) && !smooth(x < y) { 1 } else { 2 }", 2.0),
        ("exprel(0) + expm1(0) + log1p(0) + tanh(0) + sinh(0) + cosh(0) + sin(0) + cos(0)", 3.0),
    ];
    for (text, expected) in cases {
        assert_eq!(value(text), expected, "{text}");
    }
}

#[test]
fn literals_convert_to_the_internal_system() {
    let cases = [
        ("25.5mV", 25.5, Dimension::VOLTAGE),
        ("0.0255V", 25.5, Dimension::VOLTAGE),
        ("2.64ms", 2.64, Dimension::TIME),
        ("3uM", 3.0, Dimension::CONCENTRATION),
        ("3µM", 3.0, Dimension::CONCENTRATION),
        ("1uF/cm2", 10.0, Dimension::CAPACITANCE_DENSITY),
        ("100mS/cm2", 1000.0, Dimension::CONDUCTANCE_DENSITY),
        ("0.1/ms/mV", 0.1, Dimension::RATE.div(Dimension::VOLTAGE)),
        ("0.3/s", 0.0003, Dimension::RATE),
        ("10degC", 10.0, Dimension::TEMPERATURE),
        ("35.4ohm*cm", 3.54e-4, Dimension::RESISTIVITY),
        ("1e-3V", 1.0, Dimension::VOLTAGE),
    ];
    for (text, value, dimension) in cases {
        // `s` is a unit unless it is declared.
        let expr = Parser::parse_str(|input: ParseStream<'_>| Expr::parse(input, &|_| false), text);
        match expr.unwrap().kind {
            Kind::Number(number) => {
                assert_eq!(number.value, value, "{text}");
                assert_eq!(number.dimension, Some(dimension), "{text}");
                assert_eq!(number.text, text);
            }
            other => panic!("{text}: {other:?}"),
        }
    }
    match parsed("5.29").kind {
        Kind::Number(number) => assert_eq!((number.dimension, number.unit), (None, None)),
        other => panic!("{other:?}"),
    }
    // A literal and its units are one quantity, also where it divides. Elsewhere units join at ordinary precedence.
    let cases = [
        ("v / 2/s", 1000.0),
        ("v / 2s/ms", 2.0 / 2000.0),
        ("v / -2s/ms/mV", -2.0 / 2000.0),
        ("v / 1000uA/cm2", 2.0 / 10_000.0),
        ("3 / 2J/K/mol * v / 4C/mol", 3.0 / 2e3 * 2.0 / 4.0),
        ("v / 5ohm*cm / 2", 2.0 / 5e-5 / 2.0),
        ("v / v^2/s", 0.5 / 1000.0),
        ("v^2/s", 4.0 / 1000.0),
        ("v * 2/s", 4.0 / 1000.0),
        ("-2/s", -2.0 / 1000.0),
        ("2mV^2", 4.0),
        ("1/s + 1/ms", 1.001),
    ];
    for (text, expected) in cases {
        let scope = |name: &str| name == "v";
        let expr = Parser::parse_str(|input: ParseStream<'_>| Expr::parse(input, &scope), text).unwrap();
        let value = expr.evaluate(&|_| 2.0);
        assert!((value - expected).abs() < 1e-15, "{text}: {value}");
    }
}

#[test]
fn a_declared_name_wins_over_a_unit() {
    assert!(parsed("v / s").uses("s"));
    assert!(parsed("5mV / (s)").uses("s"));
    assert!(parsed("g * m^3 * h * (v - e)").uses("m"));
    assert!(parsed("2 * x / m").uses("m"));
}

#[test]
fn errors_are_at_the_wrong_token() {
    let cases = [
        ("5mV/s", 4, "`s` is a declared name and a unit; write `/ (s)` for what is declared"),
        ("2 * m", 4, "`m` is a declared name and a unit; write `* (m)` for what is declared"),
        ("v + .5mV", 4, "a number needs digits on both sides of the point: `0.5mV`, not `.5mV`"),
        ("v + 1.mV", 5, "a number needs digits on both sides of the point: `1.0mV`, not `1.mV`"),
        ("v + 0x10", 4, "numbers in equations are decimal"),
        ("v + 0b1", 4, "numbers in equations are decimal"),
        ("v + 5mv", 4, "unknown unit `mv`; did you mean `mV`?"),
        ("v + 5f64", 4, "numbers in equations have units, not types"),
        ("v + 5 mV", 6, "a unit follows its number without a space: `25.5mV`"),
        ("v x", 2, "expected an operator before `x`"),
        ("v (x)", 0, "`v` is not a function; write `v * (…)` for a product"),
        ("(v) (x)", 4, "expected an operator; products are written with `*`"),
        ("exq(v)", 0, "unknown function `exq`; did you mean `exp`?"),
        ("exp(v, x)", 0, "`exp` takes 1 argument, not 2"),
        ("min(v)", 0, "`min` takes 2 arguments, not 1"),
        ("mod(v)", 0, "`mod` takes 2 arguments, not 1"),
        ("floor(v, x)", 0, "`floor` takes 1 argument, not 2"),
        ("heaviside()", 0, "`heaviside` takes 1 argument, not 0"),
        ("v + mod", 4, "this word of Rust cannot be a name in an equation"),
        ("v mod x", 2, "expected an operator before `mod`"),
        ("smooth(v)", 0, "`smooth(…)` holds the condition of an `if`: `if smooth(v < -40mV) { … } else { … }`"),
        ("2 * smooth(v < x)", 4, "`smooth(…)` holds the condition of an `if`"),
        ("if smooth(v < x) + 1 < 2 { 1 } else { 2 }", 3, "`smooth(…)` holds the condition of an `if`"),
        ("if smooth(v) { 1 } else { 2 }", 3, "`smooth(…)` holds the condition of an `if`"),
        ("if smooth(v < x, y) { 1 } else { 2 }", 15, "unexpected `,` in an equation"),
        ("exp()", 0, "`exp` takes 1 argument, not 0"),
        ("if v == x { 1 } else { 2 }", 5, "equations have no `==`"),
        ("if v != x { 1 } else { 2 }", 5, "equations have no `==`"),
        ("if v < x { 1 }", 0, "an `if` in an equation needs an `else`"),
        ("if (v < x) 1 else 2", 11, "the values of an `if` stand in braces"),
        ("if v < x and x < v { 1 } else { 2 }", 9, "conditions are joined by `&&` and `||`"),
        ("if v < x & x < v { 1 } else { 2 }", 9, "conditions are joined by `&&` and `||`"),
        ("if v < x == x { 1 } else { 2 }", 9, "equations have no `==`"),
        ("v < x ? 1 : 2", 6, "cases are written `if condition { … } else { … }`"),
        ("x + (v < x ? 1 : 2)", 11, "cases are written `if condition { … } else { … }`"),
        ("if v % x < 1 { 1 } else { 2 }", 5, "the remainder of x by y is `mod(x, y)`"),
        ("v % x", 2, "the remainder of x by y is `mod(x, y)`"),
        ("if smoth(v < x) { 1 } else { 2 }", 3, "unknown function `smoth`; did you mean `smooth`?"),
        ("if v { 1 } else { 2 }", 3, "expected a condition, such as `v < -40mV`"),
        ("v < x < y", 6, "comparisons do not chain"),
        ("v < x", 2, "a condition is not a number"),
        ("(v < x) * y", 3, "a condition is not a number"),
        ("v ** 2", 3, "powers are written `x^2`"),
        ("v +", 3, "expected a number or a name here"),
        ("v + \"x\"", 4, "expected a number, not \"x\""),
        ("5/ms^2", 2, "powers of units are written with a digit, as in `ms2`"),
        ("10degC/ms", 0, "`degC` is a point on a temperature scale"),
        ("v.x", 1, "expected an operator; an equation has no fields or methods"),
        ("v + fn", 4, "this word of Rust cannot be a name in an equation"),
        ("v + 1e999", 4, "this number is too large"),
        ("v = x", 2, "equations have no `==`"),
    ];
    for (text, column, message) in cases {
        let error = parse(text).err().unwrap_or_else(|| panic!("{text} parses"));
        let shown = error.to_string();
        assert!(shown.contains(message), "{text}: {shown}");
        // The end of input has the span of the call, which has no column.
        if column < text.len() {
            assert_eq!(error.span().start().column, column, "{text}: {shown}");
        }
    }
}

#[test]
fn an_equation_ends_at_a_comma() {
    let parser = |input: ParseStream<'_>| {
        let first = Expr::parse(input, &|_| true)?;
        input.parse::<syn::Token![,]>()?;
        let second = Expr::parse(input, &|_| true)?;
        input.parse::<syn::Token![;]>()?;
        Ok((first.display(), second.display()))
    };
    let (first, second) = Parser::parse_str(parser, "v + 1, max(v, 2);").unwrap();
    assert_eq!((first.as_str(), second.as_str()), ("v + 1", "max(v, 2)"));
}

#[test]
fn nesting_is_bounded() {
    let deep = format!("{}v{}", "(".repeat(500), ")".repeat(500));
    assert!(parse(&deep).unwrap_err().to_string().contains("nested too deeply"));
    let signs = format!("{}v", "- ".repeat(500));
    assert!(parse(&signs).unwrap_err().to_string().contains("nested too deeply"));
    let powers = vec!["v"; 500].join("^");
    assert!(parse(&powers).unwrap_err().to_string().contains("nested too deeply"));
    let long = vec!["v"; 600].join("+");
    assert!(parse(&long).unwrap_err().to_string().contains("too long"));
    let bearable = parsed(&vec!["v"; 450].join("+"));
    assert_eq!(bearable.derivative("v").as_number(), Some(450.0));
}

#[test]
fn spans_are_the_narrowest_token() {
    let columns = |text: &str| {
        let mut columns = Vec::new();
        parsed(text).visit(&mut |expr| columns.push(expr.span.start().column));
        columns
    };
    assert_eq!(columns("v + 25.5mV"), [2, 0, 4]);
    assert_eq!(columns("1 / exp(-v)"), [2, 0, 4, 8, 9]);
    assert_eq!(columns("if v < x { 1 } else { y }"), [0, 3, 7, 11, 22]);
}

#[test]
fn equations_are_shown_as_one_writes_them() {
    let cases = [
        "1 / (1 + exp(-(v + 25.5mV) / 5.29mV))",
        "g * m^3 * h * (v - e)",
        "(v - (x - y)) / (x * y)",
        "v / (x / y)",
        "0.1/ms/mV * (v + 40mV) / (1 - exp(-(v + 40mV) / 10mV))",
        "if v < -40mV && x > 2 { 1 } else { max(v, x) }",
        "x^2^y",
        "(x^2)^y",
        "(-x)^2",
        "-x^2",
        "x^(y + 1)",
        "mod(v + 1, x) * heaviside(v - x) + floor(v / x)",
        "if smooth(v < x) { v } else { x }",
        "if smooth((v < x || x < y) && !(v < 2)) { v } else { x }",
        "if smooth(v < x) && (v > 2 || smooth(x < y)) { v } else { x }",
    ];
    for text in cases {
        assert_eq!(parsed(text).display(), text);
    }
}

/// Returns whether each comparison of a formula is smooth, in the order written.
fn smooth(expr: &Expr) -> Vec<bool> {
    fn collect(cond: &Condition, found: &mut Vec<bool>) {
        match cond {
            Condition::Compare { smooth, .. } => found.push(*smooth),
            Condition::And(a, b) | Condition::Or(a, b) => {
                collect(a, found);
                collect(b, found);
            }
            Condition::Not(a) => collect(a, found),
        }
    }
    let mut found = Vec::new();
    expr.visit(&mut |part| {
        if let Kind::If { cond, .. } = &part.kind {
            collect(cond, &mut found);
        }
    });
    found
}

#[test]
fn smooth_marks_every_comparison_within() {
    let cases: [(&str, &[bool]); 5] = [
        ("if v < x { v } else { x }", &[false]),
        ("if smooth(v < x) { v } else { x }", &[true]),
        ("if smooth(!(v < x) && (x < y || v > 2)) { v } else { x }", &[true, true, true]),
        ("if smooth(v < x) || x < y { v } else { x }", &[true, false]),
        ("if smooth(smooth(v < x)) { if x < y { 1 } else { 2 } } else { x }", &[true, false]),
    ];
    for (text, expected) in cases {
        let expr = parsed(text);
        assert_eq!(smooth(&expr), expected, "{text}");
        assert_eq!(smooth(&parsed(&expr.display())), expected, "{expr}");
        // Rewrites keep it.
        let moved = expr.substitute(&|name| (name == "v").then(|| parsed("v + y")));
        for kept in [expr.simplify(), expr.lower(), moved, expr.remove_singularities()] {
            assert_eq!(smooth(&kept), expected, "{text}: {kept}");
        }
    }
    // The branches of a derivative are where they were.
    assert_eq!(smooth(&parsed("if smooth(v < x) { v } else { x }").derivative("v")), [true]);
    assert_eq!(parsed("if smooth(v < x) { v } else { x }").key(), parsed("if v < x { v } else { x }").key());
}

#[test]
fn constants_of_declarations() {
    let cases = [
        ("-60mV", -60.0, Dimension::VOLTAGE, Some("mV")),
        ("100mS/cm2", 1000.0, Dimension::CONDUCTANCE_DENSITY, Some("mS/cm2")),
        ("0.0628mm2", 0.0628, Dimension::AREA, Some("mm2")),
        ("14.96uM/nA", 14.96, Dimension::CONCENTRATION.div(Dimension::CURRENT), Some("uM/nA")),
        ("10degC", 10.0, Dimension::TEMPERATURE, Some("degC")),
        ("-5degC", -5.0, Dimension::TEMPERATURE, Some("degC")),
        ("0.1/ms", 0.1, Dimension::RATE, Some("1/ms")),
        ("3", 3.0, Dimension::PURE, None),
        ("2*50mV", 100.0, Dimension::VOLTAGE, None),
        ("(1 + 2)*50mV", 150.0, Dimension::VOLTAGE, None),
        ("10degC + 2K", 12.0, Dimension::TEMPERATURE, None),
        ("exp(1mV/1mV) * 0", 0.0, Dimension::PURE, None),
        ("(4mV*mV)^0.5", 2.0, Dimension::VOLTAGE, None),
        ("mod(7mV, 0.005V)", 2.0, Dimension::VOLTAGE, None),
        ("floor(7mV / 2mV) + heaviside(-1mV)", 3.0, Dimension::PURE, None),
    ];
    for (text, value, dimension, unit) in cases {
        let quantity = quantity(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(quantity.value, value, "{text}");
        assert_eq!(quantity.dimension, dimension, "{text}");
        assert_eq!(quantity.unit.as_deref(), unit, "{text}");
    }
    assert!(quantity("10degC").unwrap().absolute_temperature);
    assert!(!quantity("20degC - 10degC").unwrap().absolute_temperature);
    let wrong = [
        ("50mV + 2uM", 5, "adds a voltage (mV) to a concentration (uM)"),
        ("exp(2mV)", 4, "`exp` takes a pure number, not a voltage"),
        ("floor(2mV)", 6, "`floor` takes a pure number, not a voltage"),
        ("mod(2mV, 1ms)", 0, "takes the remainder of a voltage (mV) by a time (ms)"),
        ("2 * 10degC", 4, "`degC` is a point on a temperature scale"),
        ("x", 0, "expected a constant, such as `-60mV`; `x` is not a number"),
        ("1/0", 1, "this constant is not a finite number"),
        ("(4mV)^0.5", 5, "this constant is a quantity in mV^(1/2); the powers of its units have to be whole numbers"),
        ("2 * sqrt(4mS)", 2, "the powers of its units have to be whole numbers"),
        ("50 mV", 3, "a unit follows its number without a space"),
    ];
    for (text, column, message) in wrong {
        let error = quantity(text).unwrap_err();
        assert!(error.to_string().contains(message), "{text}: {error}");
        assert_eq!(error.span().start().column, column, "{text}");
    }
}

/// Any tokens parse as an equation or give an error, and every stage accepts an equation that parses.
#[test]
fn any_tokens_are_an_equation_or_an_error() {
    const TOKENS: &[&str] = &[
        "v",
        "x",
        "m",
        "s",
        "ms",
        "1",
        "0",
        "2.5mV",
        "10degC",
        "3uM",
        "0.1",
        "/",
        "*",
        "+",
        "-",
        "^",
        "(",
        ")",
        "exp",
        "min",
        "tanh",
        "sinh",
        "mod",
        "floor",
        "heaviside",
        "smooth",
        "if",
        "else",
        "{",
        "}",
        "<",
        ">=",
        "&&",
        "||",
        "!",
        ",",
        ";",
        "==",
        ".",
        "&",
    ];
    let mut seed = 7_u64;
    let mut next = |n: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % n
    };
    let mut parsed = 0;
    for _ in 0..100_000 {
        let length = 1 + next(9);
        let text: Vec<&str> = (0..length).map(|_| TOKENS[next(TOKENS.len())]).collect();
        let text = text.join(" ");
        let _ = quantity(&text);
        if let Ok(expr) = parse(&text) {
            parsed += 1;
            let again = parse(&expr.display()).unwrap_or_else(|error| panic!("{text}: {expr}: {error}"));
            assert_eq!((again.key(), smooth(&again)), (expr.key(), smooth(&expr)), "{text}: {expr}");
            let regular = expr.remove_singularities().simplify();
            let slope = regular.derivative("v").derivative("x");
            assert_eq!(slope.key(), slope.simplify().key(), "{text}: {slope}");
            let mut solver = neuron_macros_core::expr::dimension::Solver::new();
            solver.declare("v", Dimension::VOLTAGE);
            solver.require(&expr, Some(Dimension::TIME), "the equation");
            let mut errors = neuron_macros_core::errors::Errors::new();
            let _ = solver.finish(&mut errors);
            let _ = errors.into_messages();
        }
    }
    assert!(parsed > 500, "{parsed}");
}
