//! Properties of random equations: dimensions form a group and are checked as one, derivatives agree with dual numbers
//! and differences, simplification preserves values.

use crate::support::random::Random;
use neuron_macros_core::errors::Errors;
use neuron_macros_core::expr::dimension::Solver;
use neuron_macros_core::expr::{Condition, Expr, Function, Kind};
use neuron_macros_core::unit::{Dimension, Rational, UnitExpr};
use syn::parse::{ParseStream, Parser};

const KINDS: [Dimension; 10] = [
    Dimension::PURE,
    Dimension::VOLTAGE,
    Dimension::TIME,
    Dimension::RATE,
    Dimension::CURRENT,
    Dimension::CONCENTRATION,
    Dimension::CONDUCTANCE,
    Dimension::CONDUCTANCE_DENSITY,
    Dimension::CAPACITANCE,
    Dimension::AREA,
];

fn parsed(text: &str) -> Expr {
    let names = |name: &str| name.starts_with('x');
    Parser::parse_str(|input: ParseStream<'_>| Expr::parse(input, &names), text)
        .unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn any_dimension(random: &mut Random) -> Dimension {
    let mut exponents = [Rational::ZERO; 6];
    for exponent in &mut exponents {
        *exponent = Rational::integer(random.below(5) as i32 - 2);
    }
    Dimension::from_exponents(exponents)
}

#[test]
fn dimensions_are_a_group_with_powers() {
    let mut random = Random(1);
    for _ in 0..5000 {
        let [a, b, c] = [0; 3].map(|_| any_dimension(&mut random));
        let [p, q] = [0; 2]
            .map(|_| Rational::new(random.below(7) as i64 - 3, random.below(4) as i64 + 1).expect("a small fraction"));
        assert_eq!(a.mul(b), b.mul(a));
        assert_eq!(a.mul(b).mul(c), a.mul(b.mul(c)));
        assert_eq!(a.mul(b).div(b), a);
        assert!(a.div(a).is_pure());
        assert_eq!(a.mul(b).pow(p), a.pow(p).mul(b.pow(p)));
        assert_eq!(a.pow(p).pow(q), a.pow(p.times(q)));
        assert_eq!(a.pow(p).mul(a.pow(q)), a.pow(p.plus(q)));
        // An error proposes a unit of that dimension.
        let text = a.internal_unit();
        let unit: UnitExpr = syn::parse_str(&text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!((unit.dimension, unit.factor), (a, 1.0), "{text}");
    }
}

/// Returns the text of a random equation of this dimension. Its names `x0`, `x1`, … are used once each.
fn equation(of: Dimension, depth: u32, names: &mut Vec<Dimension>, random: &mut Random) -> String {
    // Units have powers up to the ninth.
    let large = of.internal_unit().contains('^') || of.mul(of).internal_unit().contains('^');
    if large {
        names.push(of);
        return format!("x{}", names.len() - 1);
    }
    let mut inner = |of: Dimension, random: &mut Random| equation(of, depth - 1, names, random);
    if depth == 0 {
        if random.below(2) == 0 {
            return of.literal("2.5");
        }
        names.push(of);
        return format!("x{}", names.len() - 1);
    }
    match random.below(10) {
        0 | 1 => {
            let sign = random.of(&["+", "-"]);
            format!("({} {sign} {})", inner(of, random), inner(of, random))
        }
        2 | 3 => {
            let other = random.of(&KINDS);
            format!("{} * ({})", inner(other, random), inner(of.div(other), random))
        }
        4 | 5 => {
            let other = random.of(&KINDS);
            format!("({}) / ({})", inner(of.mul(other), random), inner(other, random))
        }
        6 => format!("sqrt({})", inner(of.mul(of), random)),
        7 => format!("{}({}, {})", random.of(&["min", "max", "mod"]), inner(of, random), inner(of, random)),
        8 => {
            let other = random.of(&KINDS);
            let (a, b) = (inner(other, random), inner(other, random));
            format!("(if {a} < {b} {{ {} }} else {{ -{} }})", inner(of, random), inner(of, random))
        }
        _ => {
            let function = random.of(&["exp", "tanh", "log1p", "floor"]);
            let pure = inner(Dimension::PURE, random);
            format!("{} * {function}({pure})", inner(of, random))
        }
    }
}

/// Returns the number of errors in an equation whose names have these dimensions.
fn mistakes(text: &str, of: Dimension, names: &[Dimension]) -> usize {
    let mut solver = Solver::new();
    for (k, dimension) in names.iter().enumerate() {
        solver.declare(&format!("x{k}"), *dimension);
    }
    let expr = parsed(text);
    let handle = solver.require(&expr, Some(of), "it");
    let mut errors = Errors::new();
    let solved = solver.finish(&mut errors);
    let count = errors.into_messages().len();
    if count == 0 {
        assert!(solved.dimension_of(handle).is_none_or(|found| found == of), "{text}");
    }
    count
}

#[test]
fn equations_of_one_dimension_pass_and_a_wrong_name_is_found() {
    let mut random = Random(2);
    let mut changed = 0;
    for _ in 0..4000 {
        let (of, mut names) = (random.of(&KINDS), Vec::new());
        let text = equation(of, 4, &mut names, &mut random);
        let with_units = parsed(&text);
        let mut units = false;
        with_units.visit(&mut |part| {
            units |= matches!(&part.kind, Kind::Number(number) if number.dimension.is_some());
        });
        assert_eq!(mistakes(&text, of, &names), 0, "{text}");
        if !names.is_empty() && units {
            let k = random.below(names.len() as u64) as usize;
            names[k] = names[k].mul(Dimension::VOLTAGE);
            assert!(mistakes(&text, of, &names) > 0, "x{k} in {text}");
            changed += 1;
        }
    }
    assert!(changed > 2000, "{changed}");
}

#[test]
fn numeric_equations_are_solved_or_one_of_their_numbers_is_asked_for_its_unit() {
    let mut random = Random(3);
    let (mut solved, mut asked) = (0, 0);
    for _ in 0..6000 {
        let (of, mut names) = (random.of(&KINDS), Vec::new());
        let text = equation(of, 2, &mut names, &mut random);
        // Without units, the dimension of every literal is unknown.
        let mut literals: Vec<(String, bool)> = Vec::new();
        parsed(&text).visit(&mut |part| {
            if let Kind::Number(number) = &part.kind
                && let Some(dimension) = number.dimension
            {
                literals.push((number.text.clone(), dimension.is_counted()));
            }
        });
        let uncounted = literals.iter().filter(|(_, counted)| !counted).count();
        literals.sort_by_key(|(literal, _)| std::cmp::Reverse(literal.len()));
        let bare = literals.iter().fold(text.clone(), |text, (literal, _)| text.replace(literal, "2.5"));
        match uncounted {
            0 => {
                assert_eq!(mistakes(&bare, of, &names), 0, "{bare}");
                solved += 1;
            }
            1 => {
                assert!(mistakes(&bare, of, &names) > 0, "{text}: {bare}");
                asked += 1;
            }
            // Two may cancel.
            _ => {}
        }
    }
    assert!(solved > 500 && asked > 500, "{solved} {asked}");
}

/// A value and its derivative.
#[derive(Clone, Copy, Debug)]
struct Dual(f64, f64);

fn of_function(function: Function, x: Dual) -> Dual {
    let Dual(v, d) = x;
    let (value, slope) = match function {
        Function::Exp => (v.exp(), v.exp()),
        Function::Ln => (v.ln(), 1.0 / v),
        Function::Log10 => (v.log10(), 1.0 / (v * std::f64::consts::LN_10)),
        Function::Sqrt => (v.sqrt(), 0.5 / v.sqrt()),
        Function::Sin => (v.sin(), v.cos()),
        Function::Cos => (v.cos(), -v.sin()),
        Function::Sinh => (v.sinh(), v.cosh()),
        Function::Cosh => (v.cosh(), v.sinh()),
        Function::Tanh => (v.tanh(), 1.0 - v.tanh().powi(2)),
        Function::Expm1 => (v.exp_m1(), v.exp()),
        Function::Log1p => (v.ln_1p(), 1.0 / (1.0 + v)),
        Function::Abs => (v.abs(), v.signum()),
        Function::Floor => (v.floor(), 0.0),
        Function::Heaviside => (if v < 0.0 { 0.0 } else { 1.0 }, 0.0),
        Function::Exprel => (v.exp_m1() / v, (v.exp() * v - v.exp_m1()) / (v * v)),
        _ => (f64::NAN, f64::NAN),
    };
    Dual(value, slope * d)
}

fn dual(expr: &Expr, at: &dyn Fn(&str) -> Dual) -> Dual {
    let of = |expr: &Expr| dual(expr, at);
    match &expr.kind {
        Kind::Number(number) => Dual(number.value, 0.0),
        Kind::Name(name) => at(&name.to_string()),
        Kind::Neg(a) => {
            let Dual(a, d) = of(a);
            Dual(-a, -d)
        }
        Kind::Add(a, b) => Dual(of(a).0 + of(b).0, of(a).1 + of(b).1),
        Kind::Sub(a, b) => Dual(of(a).0 - of(b).0, of(a).1 - of(b).1),
        Kind::Mul(a, b) => Dual(of(a).0 * of(b).0, of(a).1 * of(b).0 + of(a).0 * of(b).1),
        Kind::Div(a, b) => {
            let (Dual(a, da), Dual(b, db)) = (of(a), of(b));
            Dual(a / b, (da - a / b * db) / b)
        }
        Kind::Pow(base, exponent) => {
            let (Dual(a, da), Dual(b, db)) = (of(base), of(exponent));
            let by_base = if b == 0.0 { 0.0 } else { b * a.powf(b - 1.0) * da };
            let by_exponent = if db == 0.0 { 0.0 } else { a.powf(b) * a.ln() * db };
            Dual(a.powf(b), by_base + by_exponent)
        }
        Kind::Call(function, arguments) => match arguments.as_slice() {
            [x] => of_function(*function, of(x)),
            [x, y] => {
                let (x, y) = (of(x), of(y));
                if *function == Function::Mod {
                    let periods = (x.0 / y.0).floor();
                    return Dual(x.0 - y.0 * periods, x.1 - y.1 * periods);
                }
                if (x.0 < y.0) == (*function == Function::Min) { x } else { y }
            }
            _ => Dual(f64::NAN, f64::NAN),
        },
        Kind::If { cond, then, otherwise } => {
            let Condition::Compare { relation, left, right, .. } = &**cond else { return Dual(f64::NAN, f64::NAN) };
            if relation.holds(of(left).0, of(right).0) { of(then) } else { of(otherwise) }
        }
    }
}

/// Returns a random formula over x0, x1 and x2, as text.
fn formula(depth: u32, random: &mut Random) -> String {
    if depth == 0 {
        return random.of(&["x0", "x1", "x2", "0.5", "2", "3", "1"]).to_owned();
    }
    let mut inner = || formula(depth - 1, random);
    let (a, b, c, d) = (inner(), inner(), inner(), inner());
    match random.below(12) {
        0 | 1 => format!("({a} + {b})"),
        2 => format!("({a} - {b})"),
        3 | 4 => format!("({a}) * ({b})"),
        5 => format!("({a}) / ({b})"),
        6 => format!("({a})^{}", random.of(&["2", "3", "-1", "0.5", "x0", "(1/3)"])),
        7 => format!("-({a})"),
        8 => format!("{}({a}, {b})", random.of(&["min", "max", "mod"])),
        9 => format!("(if {a} < {b} {{ {c} }} else {{ {d} }})"),
        _ => {
            let functions = [
                "exp",
                "ln",
                "log10",
                "sqrt",
                "sin",
                "cos",
                "sinh",
                "cosh",
                "tanh",
                "expm1",
                "log1p",
                "abs",
                "exprel",
                "floor",
                "heaviside",
            ];
            format!("{}({a})", random.of(&functions))
        }
    }
}

#[test]
fn derivatives_are_those_of_dual_numbers_and_of_differences() {
    let mut random = Random(4);
    let (mut exact, mut differenced) = (0, 0);
    for _ in 0..20_000 {
        let text = formula(3, &mut random);
        let expr = parsed(&text);
        let point = [0; 3].map(|_| random.between(0.3, 2.0));
        let of = |name: &str| name[1..].parse::<usize>().expect("a number");
        let by = random.below(3) as usize;
        let Dual(value, slope) = dual(&expr, &|name| Dual(point[of(name)], f64::from(of(name) == by)));
        let derivative = expr.derivative(&format!("x{by}"));
        let found = derivative.evaluate(&|name| point[of(name)]);
        let simple = derivative.simplify().evaluate(&|name| point[of(name)]);
        // Where the terms are huge, the rounding error is as large as the difference.
        let mut largest = 1.0f64;
        let mut grow = |part: &Expr| {
            let value = part.evaluate(&|name| point[of(name)]).abs();
            largest = if value.is_nan() { f64::INFINITY } else { largest.max(value) };
        };
        expr.visit(&mut grow);
        derivative.visit(&mut grow);
        if !value.is_finite() || !slope.is_finite() || !largest.is_finite() || largest > 1e6 {
            continue;
        }
        let tolerance = 1e-9 * largest;
        assert!((found - slope).abs() <= tolerance, "d/dx{by} {text} at {point:?}: {found}, by duals {slope}");
        assert!((simple - found).abs() <= tolerance, "d/dx{by} {text} at {point:?}: {found}, simplified {simple}");
        exact += 1;
        let shifted = |h: f64| {
            let central = |h: f64| {
                let at = |h: f64| expr.evaluate(&|name| point[of(name)] + if of(name) == by { h } else { 0.0 });
                (at(h) - at(-h)) / (2.0 * h)
            };
            (4.0 * central(h / 2.0) - central(h)) / 3.0
        };
        // If the two steps disagree, there is a kink between them.
        let (wide, narrow) = (shifted(1e-3), shifted(5e-4));
        if (wide - narrow).abs() <= 1e-7 * largest {
            assert!((found - narrow).abs() <= 1e-5 * largest, "d/dx{by} {text} at {point:?}: {found}, {narrow}");
            differenced += 1;
        }
    }
    assert!(exact > 8000 && differenced > 6000, "{exact} {differenced}");
}
